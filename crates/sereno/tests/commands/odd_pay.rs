//! Pay as surveys and other systems tell it, brought in and looked at with its month: slips of a decimal
//! point, and more paid out than there was.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::firm::Firm;
use crate::import_pay::public;

/// Columns of the survey that its mappings read, in the two rows it is headed by.
const HEAD: [[&str; 8]; 2] = [
    [
        "respondent_id",
        "¿Cuántas horas trabaja por semana?",
        "Tipo de relación laboral",
        "",
        "¿Cuánto tiempo lleva en su cargo actual?",
        "¿Cuánto es su remuneración en su ACTUAL trabajo?",
        "¿A usted le pagan en pesos colombianos (COP) o dólares (USD)?",
        "Neto",
    ],
    [
        "",
        "Response",
        "Response",
        "Otro (especifique)",
        "Response",
        "Salario ANUAL Base",
        "Response",
        "Anual",
    ],
];
/// Rows of the made-up survey.
const N_ROWS: u64 = 400;

/// A row of the made-up survey: pay of a year and what is paid out of it.
struct Told {
    currency: &'static str,
    year: u64,
    net: u64,
}

/// Pay between 40 and 160 million pesos, or 20 and 80 thousand dollars, and nine tenths of it.
fn told(no: u64) -> Told {
    let spread = no * 7_919 % 601;
    let (currency, year) = match no % 5 {
        0 => ("Dólares", 20_000 + spread * 100),
        _ => ("Pesos", 40_000_000 + spread * 200_000),
    };
    Told { currency, year, net: year * 9 / 10 }
}

/// The made-up survey with these rows changed.
fn survey(firm: &Firm, change: impl Fn(u64, &mut Told)) -> String {
    let head = HEAD.map(|row| row.map(|name| format!("\"{name}\"")).join(",")).join("\n");
    let mut text = format!("{head}\n");
    for no in 1..=N_ROWS {
        let mut row = told(no);
        change(no, &mut row);
        let Told { currency, year, net } = row;
        writeln!(text, "{no},40,Contrato laboral,,2+ años,{year},{currency},{net}").unwrap();
    }
    let file = firm.home.path().join("survey.csv");
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

/// A mapping of the house that also reads what other files have, in a file of its own.
fn mapping(firm: &Firm, name: &str, change: impl Fn(String) -> String) -> String {
    let shipped = format!("{}/../../config/mappings/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let file = firm.home.path().join(format!("{name}.toml"));
    std::fs::write(&file, change(std::fs::read_to_string(shipped).unwrap())).unwrap();
    file.to_str().unwrap().to_owned()
}

/// Works the month of the statements out; which rows are found odd in one way.
async fn odd(firm: &Firm, code: &str) -> BTreeSet<u64> {
    firm.done(&["payroll", "prepare", "--month", "2021-11", "--wait"]);
    let of = format!(
        "select coalesce(string_agg(external_ref, ' '), '')
        from sereno.payroll_anomaly
        join sereno.placement using (placement_id)
        where code = '{code}'"
    );
    let refs = firm.db.text(of).await.unwrap();
    refs.split(' ').filter(|one| !one.is_empty()).map(|one| one.parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_slip_planted_in_a_survey_is_found_and_nothing_else() {
    let firm = Firm::empty().await;
    let up: BTreeSet<u64> = [17, 45, 101, 230, 333].into();
    let down: BTreeSet<u64> = [3, 50, 88, 199, 290, 377].into();
    let over: BTreeSet<u64> = [8, 60, 140].into();
    let under: BTreeSet<u64> = [9, 75, 301].into();
    let file = survey(&firm, |no, row| {
        let factor = if no % 2 == 0 { 100 } else { 1_000 };
        if up.contains(&no) {
            (row.year, row.net) = (row.year * factor, row.net * factor);
        }
        if down.contains(&no) {
            (row.year, row.net) = (row.year / factor, row.net / factor);
        }
        if over.contains(&no) {
            row.net = row.year + 12;
        }
        if under.contains(&no) {
            row.net = row.year * 39 / 100;
        }
    });
    let placements = mapping(&firm, "colombia-2021-placements", |text| {
        text.split("[placement.factors]").next().unwrap().to_owned()
    });
    let pay = mapping(&firm, "colombia-2021-pay", |text| {
        format!("{text}net = {{ column = \"Neto | Anual\" }}\n")
    });
    let read = firm.told(&["import", "placements", &file, "--mapping", &placements]);
    assert_eq!(read["n_new"], N_ROWS, "{read}");
    let read = firm.told(&["import", "statements", &file, "--mapping", &pay]);
    assert_eq!(read["n_new"], N_ROWS, "{read}");
    assert_eq!(odd(&firm, "AN-12").await, &up | &down);
    assert_eq!(odd(&firm, "AN-04").await, &over | &under);
}

/// Of the Colombian survey of 2021, in which some wrote millions for pesos and a thousand for one. The
/// database reckons which of them are out of what nine of ten earn by a hundred or a thousand times.
#[tokio::test(flavor = "multi_thread")]
async fn slips_in_the_pay_of_a_public_survey_are_found() {
    const BY_HAND: &str = "with sorted as (
            select currency, array_agg(gross_minor::numeric order by gross_minor) as all_of, count(*) as n
            from sereno.pay_statement
            group by currency
        ), told as (
            select placement_id, gross_minor::numeric as amount,
                all_of[(n - 1) * 10 / 100 + 1] as low, all_of[(n - 1) * 90 / 100 + 1] as high
            from sereno.pay_statement
            join sorted using (currency)
        )
        select coalesce(string_agg(external_ref, ' '), '')
        from told
        join sereno.placement using (placement_id)
        where amount > 0
          and (amount > 4 * high
              and (trunc(amount / 100) between low / 2 and 2 * high
                  or trunc(amount / 1000) between low / 2 and 2 * high)
            or 4 * amount < low
              and (amount * 100 between low / 2 and 2 * high
                  or amount * 1000 between low / 2 and 2 * high))";
    let Some(file) = public("developers/colombia-2021.csv") else { return };
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &file, "--mapping", "colombia-2021-placements"]);
    firm.told(&["import", "statements", &file, "--mapping", "colombia-2021-pay"]);
    let found = odd(&firm, "AN-12").await;
    let by_hand = firm.db.text(BY_HAND.to_owned()).await.unwrap();
    let by_hand: BTreeSet<u64> = by_hand.split(' ').map(|one| one.parse().unwrap()).collect();
    assert_eq!(found, by_hand);
    assert_eq!(found.len(), 47, "as many as were counted in it");
}
