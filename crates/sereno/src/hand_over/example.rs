//! A small run with what goes wrong elsewhere in it: names, currencies, digits.

use jiff::civil::date;
use sereno_domain::money::{Currency, Money};
use sereno_domain::payroll::item::ItemState;

use super::{Account, Debtor, HandedItem, HandedLine, HandedPayment, HandedRun};

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

pub(super) fn money(amount_minor: i64, code: &str) -> Money {
    Money { amount_minor, currency: currency(code) }
}

pub(super) fn run() -> HandedRun {
    HandedRun {
        payroll_run_id: 1042,
        calendar: "LATAM mensual".to_owned(),
        month_on: date(2026, 10, 1),
        kind: "regular".to_owned(),
        seq: 1,
        currency: Currency::USD,
        pay_on: date(2026, 10, 30),
        locked_at: "2026-10-28T15:04:05.123456Z".parse().unwrap(),
        content_hash: std::array::from_fn(|at| u8::try_from(at).unwrap().wrapping_mul(37) ^ 0xa5),
    }
}

fn item(placement_id: i64, developer: &str, country: &str, net: Money) -> HandedItem {
    HandedItem {
        placement_id,
        developer_id: placement_id + 1000,
        developer: developer.into(),
        client: "Ñandú & Söhne".into(),
        country: country.to_owned(),
        engagement: "contractor".to_owned(),
        state: ItemState::Ok,
        reasons: String::new(),
        currency: Some(net.currency),
        gross_minor: net.amount_minor + 30_000,
        deductions_minor: 30_000,
        net_minor: net.amount_minor,
        pay_base_minor: 450_050,
        employer_base_minor: 0,
        accrual_base_minor: 1,
        fee_base_minor: 2_500,
        bill_base_minor: 600_000,
        margin_base_minor: 147_449,
    }
}

pub(super) fn items() -> Vec<HandedItem> {
    let mut held = item(14, "李 😀", "UY", money(0, "UYU"));
    held.currency = None;
    held.state = ItemState::Held;
    held.reasons = "- no rate on 2026-10-01".to_owned();
    (held.gross_minor, held.deductions_minor) = (0, 0);
    (held.pay_base_minor, held.accrual_base_minor, held.fee_base_minor) = (0, 0, 0);
    (held.bill_base_minor, held.margin_base_minor) = (0, 0);
    vec![
        item(11, "Ana \"La Jefa\" Müller, <&>\u{202e}", "US", money(420_050, "USD")),
        item(12, " =HYPERLINK(\"x\")", "CL", money(1_800_000, "CLP")),
        item(13, "#1207", "CO", money(1_512_345_678, "COP")),
        held,
    ]
}

pub(super) fn lines() -> Vec<HandedLine> {
    let line = |placement_id, no, code: &str, quantity_e6, amount, base_minor| HandedLine {
        placement_id,
        no,
        code: code.to_owned(),
        side: "developer".to_owned(),
        quantity_e6,
        unit: "hour".to_owned(),
        amount,
        base_minor,
    };
    vec![
        line(11, 1, "pay", 160_000_000, money(450_050, "USD"), 450_050),
        line(11, 2, "advance", 1_000_000, money(-30_000, "USD"), -30_000),
        line(12, 1, "=pay", 7_500_000, money(1_800_000, "CLP"), 189_000),
    ]
}

fn payment(id: &str, amount: Money, creditor: &str, account: Account, at: &str) -> HandedPayment {
    HandedPayment {
        end_to_end_id: id.to_owned(),
        amount,
        creditor: creditor.into(),
        account,
        bic: None,
        country: at.to_owned(),
    }
}

pub(super) fn payments() -> Vec<HandedPayment> {
    let iban = Account::Iban("DE89 3704 0044 0532 0130 00".to_owned());
    let other = |number: &str| Account::Other(number.to_owned());
    let mut all = vec![
        payment("1042-11", money(420_050, "USD"), "Ana Müller Ñandú", iban, "DE"),
        payment("1042-12", money(1_800_000, "CLP"), "=Łukasz <&> Åse", other("00012345678"), "CL"),
        payment(
            "1042-13",
            money(1_512_345_678, "COP"),
            "李 小龍 😀\u{202e}",
            other("40-123"),
            "CO",
        ),
    ];
    all[0].bic = Some("COBADEFFXXX".to_owned());
    all
}

pub(super) fn debtors() -> Vec<Debtor> {
    let debtor = |code: &str, account: &str, bic: Option<&str>| Debtor {
        pays: currency(code),
        name: "Sereno Colocación S.A.".into(),
        account: Account::Other(account.to_owned()),
        bic: bic.map(str::to_owned),
        country: "UY".to_owned(),
    };
    vec![
        debtor("USD", "001-USD-7788", Some("BROUUYMM")),
        debtor("CLP", "001-CLP-7788", None),
        debtor("COP", "001-COP-7788", None),
    ]
}
