//! What payroll asks for of accounts and exchange rates, and who opened the number of an account.

#![expect(clippy::unwrap_used, reason = "a test that has no database must fail")]

use jiff::civil::{Date, date};
use sereno_db::bank_account::{bank_account_list_on, bank_account_read, bank_account_upsert_in_tx};
use sereno_db::fx_rate::{fx_rate_list, fx_rate_upsert_in_tx};
use sereno_db::owner::owner_find;
use sereno_db::person::Reader;
use sereno_db::pool::{self, PgConnection};
use sereno_db::vault::Vault;
use sereno_domain::clean_text::CleanText;
use sereno_domain::fx_rate::{FxRate, rate_parse};
use sereno_domain::intake::account::IncomingAccount;
use sereno_domain::intake::owner::Owner;
use sereno_domain::intake::rate::IncomingRate;
use sereno_domain::money::Currency;
use sereno_testkit::TestDb;
use sqlx::Executor as _;

const READER: Reader<'_> = Reader { actor: "fin", place: "payroll export 7" };

/// An account of `d-1` or `d-2`, and the day it begins.
fn account(of: &str, number: &str, starts_on: Date) -> IncomingAccount {
    IncomingAccount {
        external_ref: format!("{of} {starts_on}"),
        developer: Owner::Developer(of.to_owned()),
        holder: CleanText::new("Ana Sosa"),
        number: number.parse().unwrap(),
        country: "CO".parse().unwrap(),
        currency: Currency::USD,
        bic: "COLOCOBM".parse().ok(),
        starts_on,
        verified_by: None,
    }
}

/// Two developers with an account each, the first with a second one from June on.
async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    let two = "insert into sereno.developer (source, external_ref, status, country, content_hash)
        select 'native', 'd-' || no, 'bench', 'CO', '' from generate_series(1, 2) as no";
    db.pool().execute(two).await.unwrap();
    let accounts = [
        account("d-1", "1111 2222", date(2026, 1, 1)),
        account("d-1", "3333 4444", date(2026, 6, 1)),
        account("d-2", "1111-2222", date(2026, 2, 1)),
    ];
    let (pool, vault) = db.book();
    let mut tx = pool::begin(pool).await.unwrap();
    let owners = accounts.iter().map(|one| &one.developer);
    let owners = owner_find(&mut tx, "native", owners).await.unwrap();
    let written = bank_account_upsert_in_tx(&mut tx, vault, ("native", &owners), &accounts).await;
    assert_eq!(written.unwrap().n_new, 3);
    pool::commit(tx).await.unwrap();
    db
}

/// Identities of the accounts in force on a day.
async fn in_force(conn: &mut PgConnection, day: Date) -> Vec<i64> {
    let accounts = bank_account_list_on(conn, &[1, 2], day).await.unwrap();
    accounts.iter().map(|account| account.bank_account_id).collect()
}

#[tokio::test]
async fn somebody_is_paid_to_the_account_that_began_last() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    assert_eq!(in_force(&mut conn, date(2025, 12, 31)).await, [0; 0]);
    assert_eq!(in_force(&mut conn, date(2026, 1, 1)).await, [1]);
    assert_eq!(in_force(&mut conn, date(2026, 5, 31)).await, [1, 3]);
    assert_eq!(in_force(&mut conn, date(2026, 6, 1)).await, [2, 3]);
    let both = bank_account_list_on(&mut conn, &[1, 2], date(2026, 5, 31)).await.unwrap();
    let marks: Vec<&[u8]> = both.iter().map(|account| account.mark.as_slice()).collect();
    assert_eq!(marks.first(), marks.last(), "one number has one mark, whosever it is");
}

#[tokio::test]
async fn a_number_is_opened_with_the_key_and_the_look_is_written_down() {
    let db = firm().await;
    // As a login that may only look.
    let pool = pool::connect_reader(db.url(), 1).await.unwrap();
    let mut conn = pool::acquire(&pool).await.unwrap();
    let keys = db.book().1.keys().unwrap();
    let read = bank_account_read(&mut conn, keys, READER, &[2, 3, 99]).await.unwrap();
    let read: Vec<(i64, &str, &str)> = read
        .iter()
        .map(|(id, details)| (*id, details.holder.as_str(), details.number.whole()))
        .collect();
    assert_eq!(read, [(2, "Ana Sosa", "33334444"), (3, "Ana Sosa", "11112222")]);
    let looks = "select string_agg(concat_ws(' ', actor, place, developer_ids::text), ', ')
        from sereno.personal_access";
    assert_eq!(db.text(looks.to_owned()).await.unwrap(), "fin payroll export 7 {1,2}");
    let none = bank_account_read(&mut conn, keys, READER, &[99]).await.unwrap();
    assert!(none.is_empty());
    assert_eq!(db.count("select count(*) from sereno.personal_access").await.unwrap(), 1);
}

#[tokio::test]
async fn an_account_that_was_put_in_the_place_of_another_is_not_opened() {
    let db = firm().await;
    let swap = "update sereno.bank_account
        set sealed = (select sealed from sereno.bank_account where bank_account_id = 1)
        where bank_account_id = 2";
    db.change(swap.to_owned()).await.unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let keys = db.book().1.keys().unwrap();
    let broken = bank_account_read(&mut conn, keys, READER, &[2, 3]).await.unwrap_err();
    let why = std::error::Error::source(&broken).unwrap().to_string();
    assert_eq!(
        why,
        "what is sealed as bank account 2 cannot be opened: it was changed, or is another's"
    );
    let other = Vault::of(&[8; 32]);
    bank_account_read(&mut conn, other.keys().unwrap(), READER, &[3]).await.unwrap_err();
}

#[tokio::test]
async fn rates_are_listed_by_what_they_are_of_from_a_day_until_before_another() {
    let rate = |quote: &str, source: &str, day, rate: &str| IncomingRate {
        external_ref: String::new(),
        rate: FxRate {
            base: Currency::USD,
            quote: quote.parse().unwrap(),
            day,
            source: source.to_owned(),
            rate_e12: rate_parse(rate).unwrap(),
        },
    };
    let rates = [
        rate("COP", "b", date(2026, 11, 2), "3770.000000000001"),
        rate("COP", "b", date(2026, 11, 1), "3768"),
        rate("COP", "a", date(2026, 11, 2), "999999999999.999999999999"),
        rate("CLP", "b", date(2026, 11, 2), "950.5"),
        rate("COP", "b", date(2026, 11, 3), "1"),
    ];
    let db = TestDb::fresh().await.unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    fx_rate_upsert_in_tx(&mut conn, &rates).await.unwrap();
    let days = (date(2026, 11, 1), date(2026, 11, 3));
    let listed = fx_rate_list(&mut conn, Currency::USD, days.0, days.1).await.unwrap();
    let [second, first, greatest, other, _] = rates.map(|one| one.rate);
    assert_eq!(listed, [other, greatest, first, second]);
    let none = fx_rate_list(&mut conn, "EUR".parse().unwrap(), days.0, days.1).await.unwrap();
    assert_eq!(none, []);
}
