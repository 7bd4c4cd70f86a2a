//! What pay is worked out from beside timesheets: rates, terms, extras, accounts, and what was said to be
//! paid.

use crate::firm::{Firm, said};
use crate::import::{fixture, twice};

/// A file of the folder that `SERENO_PUBLIC_DATA` names; none, and a word why, where it is not there.
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
pub(crate) fn public(name: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("SERENO_PUBLIC_DATA") else {
        eprintln!("skipped: SERENO_PUBLIC_DATA is not set, {name} was not read");
        return None;
    };
    let file = std::path::Path::new(&folder).join(name);
    if !file.exists() {
        eprintln!("skipped: {} does not exist", file.display());
        return None;
    }
    Some(file.to_str().unwrap().to_owned())
}

/// Imports a file of these lines.
fn import(firm: &Firm, kind: &str, lines: &[&str]) -> serde_json::Value {
    let file = firm.home.path().join(format!("{kind}.csv"));
    std::fs::write(&file, lines.join("\n")).unwrap();
    firm.told(&["import", kind, file.to_str().unwrap()])
}

async fn text(firm: &Firm, query: &str) -> String {
    firm.db.text(query.to_owned()).await.unwrap()
}

#[tokio::test]
async fn exchange_rates_are_kept_as_they_are_written_and_told_apart_by_what_they_are_of() {
    const STORED: &str = "select string_agg(concat_ws(' ', quote, day, source, rate), ', '
            order by quote, source, day)
        from sereno.fx_rate";
    let firm = Firm::empty().await;
    let wrongs = [
        "csv:5: column `quote`: `USD` is the base as well: take the row out",
        "csv:6: column `rate`: `0` is not above zero",
        "csv:7: column `rate`: `3,368` is not a number: write a rate like 3368.96",
        "csv:8: column `rate`: `950.1234567890123` has more than 12 decimal places: round it",
        "csv:9: column `rate`: `1234567890123` has more than 12 digits before the point",
        "csv:10: column `base`: `US` is not an ISO 4217 currency",
        "csv:10: column `day`: `2026-11-31` is not a day of the calendar",
        "csv:10: column `source`: who published it is missing: write a short name",
        "csv:11: `USD/COP 2026-11-20 central bank` stands already in line 2",
    ];
    twice(&firm, "rates", [3, 7], &wrongs).await;
    assert_eq!(
        text(&firm, STORED).await,
        "COP 2026-11-20 central bank 3768.123456789012, COP 2026-11-23 central bank 3770.500000000000, \
         COP 2026-11-20 newspaper 3769.000000000000"
    );
    let header = "base,quote,day,rate,source";
    let same = "USD,COP,2026-11-23,3770.50,central bank";
    let other = "USD,COP,2026-11-20,3768.123456789013,central bank";
    let again = import(&firm, "rates", &[header, same, other]);
    assert_eq!((&again["n_changed"], &again["n_unchanged"]), (&1.into(), &1.into()), "{again}");
    assert!(text(&firm, STORED).await.contains("3768.123456789013"));
}

/// Of the public file, whose dollar in dollars is no rate.
#[tokio::test]
async fn a_public_table_of_rates_comes_in() {
    let Some(file) = public("fx/usd-latam.csv") else { return };
    let firm = Firm::empty().await;
    let read = firm.told(&["import", "rates", &file, "--mapping", "usd-latam"]);
    assert_eq!((&read["n_new"], &read["n_refused"]), (&1044.into(), &58.into()), "{read}");
    let peso = "select source || ' ' || rate from sereno.fx_rate
        where base = 'USD' and quote = 'ARS' and day = '2024-03-02'";
    assert_eq!(text(&firm, peso).await, "currency-api 842.055280440000");
}

#[tokio::test]
async fn terms_say_how_months_are_counted_and_may_say_a_markup_in_place_of_a_bill() {
    const STORED: &str = "select string_agg(concat_ws(' ', external_ref, bill_minor, bill_currency,
            proration, fx_source), ', ' order by external_ref)
        from sereno.placement_terms";
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    let file = fixture("markups.csv");
    let first = firm.told(&["import", "terms", &file]);
    assert_eq!((&first["n_new"], &first["n_refused"]), (&2.into(), &4.into()), "{first}");
    let refused = said(&firm.run(&["import", "terms", &file]));
    for wrong in [
        "csv:4: column `markup`: `35` stands beside a bill: write the bill or the markup",
        "csv:5: column `bill`: the bill is missing: write an amount like 4500.50, or the markup",
        "csv:6: column `bill_currency`: `EUR` is not the currency of the pay: leave it blank",
        "csv:7: column `markup`: `1000.01` is out of range",
        "csv:7: column `proration`: `weekly` is not a known proration: choose one of calendar, working",
    ] {
        assert!(refused.contains(wrong), "{wrong}: {refused}");
    }
    // 3.33 and 32.5 % of it are 4.41225.
    assert_eq!(
        text(&firm, STORED).await,
        "m-1 441 USD working central bank, m-2 675000 USD calendar"
    );
    let header = "ref,placement,starts_on,pay,pay_currency,bill,bill_currency,per,proration";
    let other = "m-2,p-002,2024-10-01,5000,USD,6750,USD,month,working";
    assert_eq!(import(&firm, "terms", &[header, other])["n_changed"], 1);
    assert!(text(&firm, STORED).await.ends_with("m-2 675000 USD working"));
}

#[tokio::test]
async fn extras_of_pay_come_in_and_advances_are_billed_to_nobody() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    let wrongs = [
        "csv:5: column `billed`: `yes` is said of an advance: leave it blank",
        "csv:6: column `amount`: `1000.50` has more than the 0 decimal places of CLP: round it",
        "csv:7: column `amount`: `0` is nothing: write what is paid, above 0, or no row",
        "csv:8: column `kind`: `gift` is not a known extra of pay: choose one of bonus, reimbursement",
        "csv:8: column `amount`: `-5` is negative",
        "csv:8: column `billed`: `perhaps` is neither yes nor no",
        "csv:9: column `placement`: `p-999` is not there",
    ];
    twice(&firm, "extras", [3, 5], &wrongs).await;
    let stored = "select string_agg(concat_ws(' ', kind, amount_minor, currency, is_billed), ', ' order by day)
        from sereno.pay_extra";
    assert_eq!(
        text(&firm, stored).await,
        "bonus 125050 USD t, advance 30000 USD f, reimbursement 45000 CLP f"
    );
    let header = "ref,placement,kind,day,amount,currency";
    let more = "b-2,p-001,advance,2026-11-11,350,USD";
    assert_eq!(import(&firm, "extras", &[header, more])["n_changed"], 1);
}

#[tokio::test]
async fn accounts_come_in_sealed_and_no_number_is_told() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    let wrongs = [
        "csv:5: column `number`: `…93C1` is no IBAN: its check digits do not fit: copy it from a statement",
        "csv:6: column `number`: `…5678` has other characters than letters and digits: write the IBAN",
        "csv:7: column `holder`: the holder is missing: write in whose name it is",
        "csv:7: column `number`: `123` has not 4 to 34 letters and digits",
        "csv:7: column `country`: `Narnia` is not a country",
        "csv:7: column `currency`: `USDX` is not an ISO 4217 currency",
        "csv:7: column `bic`: `BANK` is not a BIC: write 8 or 11 letters and digits",
        "csv:7: column `starts_on`: `2026-13-01` is not a day of the calendar",
        "csv:8: column `developer`: `d-999` is not there: import developers of this source first",
        "csv:9: column `starts_on`: `2026-06-01` is the first day of the account c-2",
    ];
    twice(&firm, "accounts", [3, 5], &wrongs).await;
    let refused = said(&firm.run(&["import", "accounts", &fixture("accounts.csv")]));
    for secret in ["0036", "4417", "12345678", "5555666", "Carla", "Ruiz", "Nadie"] {
        assert!(!refused.contains(secret), "{secret} stands in no list: {refused}");
    }
    let tables = "select string_agg(format('%I.%I', table_schema, table_name), ' ')
        from information_schema.tables
        where table_schema in ('sereno', 'apalis') and table_type = 'BASE TABLE'";
    for table in text(&firm, tables).await.split(' ') {
        let traces = format!(
            "select count(*) from {table} as stored where stored::text ~* 'morales|lima|12345678901|BR1800'"
        );
        assert_eq!(firm.db.count(traces).await.unwrap(), 0, "{table}");
    }
    let stored = "select string_agg(concat_ws(' ', external_ref, country, bic, verified_by), ', '
            order by external_ref)
        from sereno.bank_account";
    assert_eq!(text(&firm, stored).await, "c-1 CO COLOCOBM finance, c-2 CO, c-3 BR finance");

    let header = "ref,developer,holder,number,country,currency,starts_on,verified_by";
    let mark = "select encode(mark, 'hex') || encode(sealed, 'hex') from sereno.bank_account
        where external_ref = 'c-3'";
    let before = text(&firm, mark).await;
    let plain = "c-3,d-002,Bruno Lima,br1800360305000010009795493c1,BR,USD,2026-01-01,finance";
    assert_eq!(import(&firm, "accounts", &[header, plain])["n_unchanged"], 1);
    assert_eq!(text(&firm, mark).await, before, "the same number is not sealed anew");
    let renamed =
        "c-3,d-002,Bruno Lima e Cia,br1800360305000010009795493c1,BR,USD,2026-01-01,finance";
    assert_eq!(import(&firm, "accounts", &[header, renamed])["n_changed"], 1);
    let after = text(&firm, mark).await;
    assert_eq!(
        (after[..64] == before[..64], after == before),
        (true, false),
        "the mark is of the number"
    );
    let swapped = [
        "c-1,d-001,Ana Morales,12345678901,CO,USD,2026-06-01,finance",
        "c-2,d-001,Ana Morales,9876543210,CO,USD,2026-01-01,",
    ];
    let swapped = import(&firm, "accounts", &[&[header], &swapped[..]].concat());
    assert_eq!(swapped["n_changed"], 2, "{swapped}");
}

#[tokio::test]
async fn what_was_said_to_be_paid_comes_in_however_odd() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    let wrongs = [
        "csv:5: column `gross`: `1000.50` has more than the 0 decimal places of CLP: round it",
        "csv:6: column `gross`: `-1` is negative",
        "csv:7: column `month`: `2026-13` is not a month of the calendar: write it like 2026-11",
        "csv:8: column `placement`: `p-999` is not there",
        "csv:9: column `month`: `2026-10` is told already by e-1",
    ];
    twice(&firm, "statements", [3, 5], &wrongs).await;
    let stored =
        "select string_agg(concat_ws(' ', month_on, gross_minor, net_minor, currency), ', '
            order by pay_statement_id)
        from sereno.pay_statement";
    assert_eq!(
        text(&firm, stored).await,
        "2026-10-01 3500000 2900000 CLP, 2026-11-01 3500000 3600000 CLP, 2026-11-01 550000 USD"
    );
    let header = "ref,placement,month,gross,net,currency";
    let other = "e-1,p-004,2026-10-31,3500000,2900001,CLP";
    assert_eq!(import(&firm, "statements", &[header, other])["n_changed"], 1);
}

/// Of the Colombian survey of 2021: pay of a year by its twelfth, also where a month was answered.
#[tokio::test]
async fn the_pay_of_a_survey_comes_in_as_statements_of_its_placements() {
    let Some(file) = public("developers/colombia-2021.csv") else { return };
    let firm = Firm::empty().await;
    let placements =
        firm.told(&["import", "placements", &file, "--mapping", "colombia-2021-placements"]);
    let read = firm.told(&["import", "statements", &file, "--mapping", "colombia-2021-pay"]);
    assert!(placements["n_new"].as_u64().unwrap() > 1_000, "{placements}");
    assert_eq!((&read["n_rows"], &read["n_new"]), (&1784.into(), &1216.into()), "{read}");
    let stored =
        "select string_agg(concat_ws(' ', currency, n, least, most), ', ' order by currency)
        from (
            select currency, count(*) as n, min(gross_minor) as least, max(gross_minor) as most
            from sereno.pay_statement
            where month_on = '2021-11-01' and net_minor is null
            group by currency
        ) as pay";
    // What a plain count over the columns of currency, pay and hours gives; three who told of hours no week
    // has are at no work.
    assert_eq!(text(&firm, stored).await, "COP 1034 0 43696028767, USD 182 29167 2500000000");
}
