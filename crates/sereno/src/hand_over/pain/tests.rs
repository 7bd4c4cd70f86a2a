use super::super::example::{debtors, money, payments, run};
use super::*;

fn file(payments: &[HandedPayment]) -> String {
    String::from_utf8(document(&run(), &debtors(), payments).unwrap()).unwrap()
}

fn check_refused(payments: &[HandedPayment], expected: &str) {
    let error = document(&run(), &debtors(), payments).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_small_run_in_three_currencies() {
    insta::assert_snapshot!(file(&payments()));
}

#[test]
fn the_same_run_gives_the_same_file() {
    assert_eq!(file(&payments()), file(&payments()));
}

#[test]
fn a_file_without_a_payment_is_refused() {
    check_refused(&[], "there is nobody to pay: a payment file holds at least one payment");
}

#[test]
fn payments_of_zero_and_below_are_refused() {
    let mut some = payments();
    some[1].amount = money(0, "CLP");
    check_refused(&some, "payment 1042-12 is of CLP 0: order only what is above zero");
    some[1].amount = money(-1, "USD");
    check_refused(&some, "payment 1042-12 is of USD -0.01: order only what is above zero");
}

#[test]
fn the_same_id_twice_is_refused() {
    let mut some = payments();
    some[2].end_to_end_id = some[0].end_to_end_id.clone();
    check_refused(
        &some,
        "payment 1042-11 stands there twice: each needs an end-to-end id of its own",
    );
}

#[test]
fn a_currency_no_account_pays_in_is_refused() {
    let mut some = payments();
    some[0].amount = money(1, "BRL");
    check_refused(&some, "no account pays in BRL: name the account the BRL payments come from");
}

#[test]
fn a_currency_two_accounts_pay_in_is_refused() {
    let mut some = debtors();
    some[1].pays = some[0].pays;
    let error = document(&run(), &some, &payments()[..1]).unwrap_err();
    assert_eq!(error.to_string(), "2 accounts pay in USD: name the one the payments come from");
}

#[test]
fn a_name_of_which_nothing_is_left_is_refused() {
    let mut some = payments();
    some[0].creditor = "😀 <>".into();
    check_refused(
        &some,
        "the holder's name of payment 1042-11 has no letter a bank reads: write it in Latin letters",
    );
}

#[test]
fn nineteen_digits_are_refused_and_eighteen_are_not() {
    let mut some = payments();
    some.truncate(1);
    some[0].amount = money(AMOUNT_MAX, "USD");
    assert!(file(&some).contains(">9999999999999999.99<"));
    some[0].amount = money(AMOUNT_MAX + 1, "USD");
    check_refused(&some, "payment 1042-11 has more than 18 digits: split the run");
    let mut two = payments();
    two[1].amount = money(AMOUNT_MAX, "CLP");
    check_refused(&two, "the sum of the payments has more than 18 digits: split the run");
}

#[test]
fn ids_fit_the_largest_run() {
    let mut run = run();
    run.payroll_run_id = 999_999_999_999_999_999;
    assert!(message_id(&run).len() + "-USD".len() <= 35);
}
