use super::super::example::{debtors, payments, run};
use super::super::{Account, pain, payment_file};
use super::*;

/// A sound file of one payment in dollars and one in Chilean pesos.
fn sound() -> String {
    let file = pain::document(&run(), &debtors(), &payments()[..2]).unwrap();
    String::from_utf8(file).unwrap()
}

/// Replaces `from`, once or wherever it stands, and expects exactly the faults.
fn check(from: &str, to: &str, expected: &[&str]) {
    let file = sound();
    assert!(file.contains(from), "{from} is not in the file");
    faults(&file.replace(from, to), expected);
}

/// The same for the first place it stands at only.
fn check_first(from: &str, to: &str, expected: &[&str]) {
    let file = sound();
    assert!(file.contains(from), "{from} is not in the file");
    faults(&file.replacen(from, to, 1), expected);
}

fn faults(file: &str, expected: &[&str]) {
    let found = match document(file.as_bytes()) {
        Ok(_) => vec![],
        Err(Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
    };
    assert_eq!(found, expected);
}

const MESSAGE: &str = "Document/CstmrCdtTrfInitn";

#[test]
fn what_is_written_is_sound_and_comes_to_the_same() {
    let file = payment_file(&run(), &debtors(), &payments()).unwrap();
    assert_eq!(document(&file), Ok(Tally::of(&payments())));
}

#[test]
fn counts_are_those_of_the_file() {
    check_first(
        "<NbOfTxs>2<",
        "<NbOfTxs>3<",
        &[&format!("{MESSAGE}/GrpHdr/NbOfTxs: `3`: there are 2 payments")],
    );
    check_first(
        "<NbOfTxs>1<",
        "<NbOfTxs>2<",
        &[&format!("{MESSAGE}/PmtInf[1]/NbOfTxs: `2`: there are 1 payments")],
    );
}

#[test]
fn sums_are_those_of_the_file() {
    check(
        "<CtrlSum>1804200.50<",
        "<CtrlSum>1804200.51<",
        &[&format!("{MESSAGE}/GrpHdr/CtrlSum: `1804200.51`: the amounts come to 1804200.50")],
    );
    check(
        "<CtrlSum>1800000<",
        "<CtrlSum>1800001<",
        &[&format!("{MESSAGE}/PmtInf[1]/CtrlSum: `1800001`: the amounts come to 1800000")],
    );
    check("<CtrlSum>1800000<", "<CtrlSum>1800000.0<", &[]);
    check(
        ">4200.50</InstdAmt>",
        ">4200.51</InstdAmt>",
        &[
            &format!("{MESSAGE}/PmtInf[2]/CtrlSum: `4200.50`: the amounts come to 4200.51"),
            &format!("{MESSAGE}/GrpHdr/CtrlSum: `1804200.50`: the amounts come to 1804200.51"),
        ],
    );
}

#[test]
fn amounts_have_the_digits_of_their_currency() {
    let clp = format!("{MESSAGE}/PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt of payment 1042-12");
    let usd = format!("{MESSAGE}/PmtInf[2]/CdtTrfTxInf[1]/Amt/InstdAmt of payment 1042-11");
    let first = |file: &str, expected: &str| {
        let Err(Faults(faults)) = document(file.as_bytes()) else { panic!("the file is sound") };
        assert_eq!(faults[0].to_string(), expected);
    };
    first(
        &sound().replace("\"CLP\">1800000<", "\"CLP\">1800000.00<"),
        &format!("{clp}: `1800000.00`: CLP has 0 digits after the point"),
    );
    first(
        &sound().replace("\"USD\">4200.50<", "\"USD\">4200.5<"),
        &format!("{usd}: `4200.5`: USD has 2 digits after the point"),
    );
    first(
        &sound().replace("\"USD\">4200.50<", "\"XQX\">4200.50<"),
        &format!("{usd}: `XQX`: is not an ISO 4217 currency"),
    );
    first(
        &sound().replace("\"USD\">4200.50<", "\"USD\">0.00<"),
        &format!("{usd}: `0.00`: order only what is above zero"),
    );
    for wrong in ["4,200.50", "-4200.50", "1e3", "4200.500000", "1000000000000000000", ""] {
        first(
            &sound().replace("\"USD\">4200.50<", &format!("\"USD\">{wrong}<")),
            &format!("{usd}: `{wrong}`: is not an amount: write at most 18 digits, 5 of them after a point")
                .replace(": ``", ""),
        );
    }
    check(" Ccy=\"USD\"", "", &[&format!("{usd}: Ccy is not a currency: write three capitals")]);
}

#[test]
fn ids_are_unique() {
    check(
        "<EndToEndId>1042-12<",
        "<EndToEndId>1042-11<",
        &[&format!(
            "{MESSAGE}/PmtInf[2]/CdtTrfTxInf[1]/PmtId/EndToEndId of payment 1042-11: `1042-11`: \
             stands there twice: each payment needs an id of its own"
        )],
    );
    let file = sound();
    let id = |code: &str| format!("-{code}</PmtInfId>");
    let name = file.split("<MsgId>").nth(1).unwrap().split('<').next().unwrap();
    faults(
        &file.replace(&id("CLP"), &id("USD")),
        &[&format!("{MESSAGE}/PmtInf[2]/PmtInfId: `{name}-USD`: stands there twice")],
    );
}

#[test]
fn texts_have_their_lengths_and_characters() {
    let long = "x".repeat(36);
    check(
        "<EndToEndId>1042-12<",
        &format!("<EndToEndId>{long}<"),
        &[&format!(
            "{MESSAGE}/PmtInf[1]/CdtTrfTxInf[1]/PmtId/EndToEndId of payment {long}: `{long}`: \
             has to have 1 to 35 characters"
        )],
    );
    let at = format!("{MESSAGE}/PmtInf[2]/CdtTrfTxInf[1]/Cdtr/Nm of payment 1042-11");
    let name = |to: &str, expected: &str| {
        check(">Ana Muller Nandu<", &format!(">{to}<"), &[&format!("{at}: {expected}")]);
    };
    name(&"x".repeat(141), "`141 characters`: has to have 1 to 140 characters");
    name("", "`0 characters`: has to have 1 to 140 characters");
    name("Ana Müller", "`10 characters`: has the character U+00FC, which banks do not read");
    name("A &lt; B", "`5 characters`: has the character U+003C, which banks do not read");
    name("A&#x202E;B", "`3 characters`: has the character U+202E, which banks do not read");
    name("<![CDATA[A&B]]>", "`3 characters`: has the character U+0026, which banks do not read");
}

#[test]
fn accounts_banks_and_countries_have_their_patterns() {
    let at = format!("{MESSAGE}/PmtInf[2]/CdtTrfTxInf[1]");
    let of = "of payment 1042-11";
    let one = |from: &str, to: &str, expected: &str| check(from, to, &[expected]);
    one(
        ">DE89370400440532013000<",
        ">DE88370400440532013000<",
        &format!("{at}/CdtrAcct/Id/IBAN {of}: `..3000`: is not an IBAN: its check digits are off"),
    );
    one(
        ">COBADEFFXXX<",
        ">COBADEFFXX<",
        &format!(
            "{at}/CdtrAgt/FinInstnId/BICFI {of}: `COBADEFFXX`: is not a BIC: write 8 or 11 capitals and digits"
        ),
    );
    one(
        ">DE</CtryOfRes>",
        ">DEU</CtryOfRes>",
        &format!("{at}/Cdtr/CtryOfRes {of}: `DEU`: is not a country: write two capitals"),
    );
    one(
        ">00012345678<",
        &format!(">{}<", "1".repeat(35)),
        &format!(
            "{MESSAGE}/PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id/Othr/Id of payment 1042-12: `..1111`: has to have 1 to 34 characters"
        ),
    );
}

#[test]
fn days_and_methods_are_right() {
    check_first(
        "<Dt>2026-10-30<",
        "<Dt>30.10.2026<",
        &[&format!(
            "{MESSAGE}/PmtInf[1]/ReqdExctnDt/Dt: `30.10.2026`: is not a day: write one like 2026-10-30"
        )],
    );
    check(
        "<CreDtTm>2026-10-28T15:04:05Z<",
        "<CreDtTm>2026-10-28<",
        &[&format!(
            "{MESSAGE}/GrpHdr/CreDtTm: `2026-10-28`: is not an instant: write one like 2026-10-30T15:04:05Z"
        )],
    );
    check_first(
        "<PmtMtd>TRF<",
        "<PmtMtd>CHK<",
        &[&format!("{MESSAGE}/PmtInf[1]/PmtMtd: `CHK`: is not a transfer: write TRF")],
    );
}

#[test]
fn elements_stand_once_in_their_place() {
    let order = format!("{MESSAGE}/PmtInf[1]");
    check_first("<PmtMtd>TRF</PmtMtd>", "", &[&format!("{order}: PmtMtd is missing")]);
    check_first(
        "<PmtMtd>TRF</PmtMtd>",
        "<PmtMtd>TRF</PmtMtd><PmtMtd>TRF</PmtMtd>",
        &[&format!("{order}: PmtMtd stands there 2 times, not once")],
    );
    check_first(
        "<PmtMtd>TRF</PmtMtd>",
        "<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>",
        &[
            &format!("{order}: `BtchBookg`: does not belong here"),
            &format!("{order}: `NbOfTxs`: is not in its place"),
            &format!("{order}: `CtrlSum`: is not in its place"),
            &format!("{order}: `ReqdExctnDt`: is not in its place"),
            &format!("{order}: `Dbtr`: is not in its place"),
            &format!("{order}: `DbtrAcct`: is not in its place"),
            &format!("{order}: `DbtrAgt`: is not in its place"),
            &format!("{order}: `CdtTrfTxInf`: is not in its place"),
        ],
    );
    check_first(
        "<Dt>2026-10-30</Dt>",
        "",
        &[&format!("{order}/ReqdExctnDt: holds 0 elements, not one of Dt, DtTm")],
    );
    check_first(
        "<PmtInf>",
        "<PmtInf>text",
        &[&format!("{order}: has a text between its elements")],
    );
    check_first(
        "<PmtMtd>",
        "<PmtMtd x=\"1\">",
        &[&format!("{order}/PmtMtd: `x`: is an attribute that does not belong here")],
    );
}

#[test]
fn another_message_or_no_xml_is_refused() {
    check(
        "pain.001.001.09",
        "pain.001.001.03",
        &["Document: `urn:iso:std:iso:20022:tech:xsd:pain.001.001.03`: the message is \
           urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"],
    );
    check(
        "<Document",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Document",
        &["Document: `DOCTYPE`: a file declares no types"],
    );
    check(">Ana Muller Nandu<", ">&e;<", &["Document: `e`: is not declared"]);
    faults("", &["Document: a file has one root"]);
    faults("<a>", &["Document: ends before its last element is closed"]);
    faults(&"<a>".repeat(50), &["Document: `a`: stands too deep"]);
}

#[test]
fn one_order_is_in_one_currency() {
    let file = sound().replace("\"CLP\">1800000<", "\"PYG\">1800000<");
    faults(&file, &[]);
    let two = pain::document(&run(), &debtors(), &{
        let mut two = payments();
        two[1].amount = super::super::example::money(180, "USD");
        two[..2].to_vec()
    })
    .unwrap();
    let file = String::from_utf8(two).unwrap().replace("\"USD\">1.80<", "\"PEN\">1.80<");
    faults(
        &file,
        &[&format!(
            "{MESSAGE}/PmtInf[1]: `PEN, USD`: an account pays in one currency: split the order"
        )],
    );
}

#[test]
fn a_file_a_bank_would_refuse_is_not_handed_over() {
    let mut some = payments();
    some[0].account = Account::Iban("DE88370400440532013000".to_owned());
    some[1].bic = Some("nobank".to_owned());
    let error = payment_file(&run(), &debtors(), &some).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the payment file of run 1042 is not one a bank takes, and was not handed over"
    );
    let told = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(!told.contains("0532013"), "{told}");
}

#[test]
fn faults_are_told_up_to_a_bound() {
    let file = sound();
    let payment =
        file.split("<CdtTrfTxInf>").nth(1).unwrap().split("</CdtTrfTxInf>").next().unwrap();
    let many = format!(
        "<CdtTrfTxInf>{}</CdtTrfTxInf>",
        payment.replace("<Amt>", "<X>").replace("</Amt>", "</X>")
    );
    let file = file.replacen("<CdtTrfTxInf>", &format!("{}<CdtTrfTxInf>", many.repeat(500)), 1);
    let Err(Faults(faults)) = document(file.as_bytes()) else { panic!("the file is sound") };
    assert_eq!(faults.len(), FAULTS_MAX);
}
