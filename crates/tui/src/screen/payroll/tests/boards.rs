//! A month of payroll with one country that is held, and texts that would do harm.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::date;
use sereno_domain::board::payroll::{
    AnomaliesBoard, AnomalyLine, ApprovalLine, Control, ControlLine, ControlState, ExceptionLine,
    Exceptional, ItemBoard, ItemLine, ItemsBoard, MonthLine, PayLineLine, PayrollBoard,
    PayrollClientLine, PayrollClientsBoard, PayrollCountryLine, PayrollFxLine, PayrollLine,
    PayrollsBoard, VarianceBoard,
};
use sereno_domain::country::Country;
use sereno_domain::developer::{Engagement, Seniority};
use sereno_domain::id::{AnomalyId, ClientId, DeveloperId, PayrollRunId, PlacementId, RunId};
use sereno_domain::money::{Currency, Money};
use sereno_domain::payroll::anomaly::{AnomalyCode, AnomalyState};
use sereno_domain::payroll::item::{
    BaseSums, ItemState, LineCode, LineSide, LineUnit, PaySums, Reason,
};
use sereno_domain::payroll::variance::Variance;
use sereno_domain::payroll::{PayrollKind, PayrollState};

use crate::testing::NOW;

/// A name that would clear a screen and turn a line round.
pub(super) const HOSTILE: &str = "J. \u{1b}[2JSo\u{202e}sa 漢字";
const E12: i128 = 1_000_000_000_000;

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

pub(super) fn november() -> PayrollLine {
    PayrollLine {
        payroll_run_id: PayrollRunId(5),
        calendar: "monthly".into(),
        month_on: date(2026, 11, 1),
        kind: PayrollKind::Regular,
        seq: 1,
        state: PayrollState::Review,
        currency: Currency::USD,
        cutoff_on: date(1970, 1, 2),
        fx_fix_on: date(2026, 11, 26),
        pay_on: date(2026, 11, 30),
        n_drafts: 3,
        run_id: Some(RunId(31)),
        prepared_by: "ana".into(),
        computed_at: Some(instant("2026-11-23T00:54:00Z")),
        content_hash: Some("77c1a2e0".to_owned()),
        n_items: BTreeMap::from([(ItemState::Ok, 349), (ItemState::Held, 38)]),
        base: BaseSums {
            pay: 213_058_000,
            employer: 28_340_000,
            accrual: 51_635_000,
            fee: 174_500,
            bill: 351_200_000,
        },
        n_anomalies: 3,
        n_severe: 1,
    }
}

pub(super) fn october() -> PayrollLine {
    PayrollLine {
        payroll_run_id: PayrollRunId(4),
        month_on: date(2026, 10, 1),
        state: PayrollState::Locked,
        pay_on: date(2026, 10, 30),
        n_drafts: 1,
        n_items: BTreeMap::from([(ItemState::Ok, 381)]),
        n_anomalies: 0,
        n_severe: 0,
        ..november()
    }
}

pub(in crate::screen) fn payrolls() -> PayrollsBoard {
    let correction = PayrollLine {
        payroll_run_id: PayrollRunId(6),
        kind: PayrollKind::Correction,
        seq: 2,
        state: PayrollState::Failed,
        n_items: BTreeMap::from([(ItemState::Failed, 2)]),
        base: BaseSums { pay: -120_000, bill: -150_000, ..BaseSums::default() },
        ..october()
    };
    PayrollsBoard { at: NOW, lines: vec![november(), correction, october()] }
}

struct Figures {
    code: &'static str,
    ok: u64,
    held: u64,
    sums: [i64; 3],
    /// The currency of pay, and its rate in hundredths.
    fx: (&'static str, i128),
    parts: Option<Variance>,
}

const NO_PARTS: Variance = Variance {
    before_minor: 0,
    now_minor: 0,
    volume_minor: 0,
    rate_minor: 0,
    fx_minor: 0,
    mix_minor: 0,
    n_joined: 0,
    n_left: 0,
    n_raised: 0,
};

fn figures() -> [Figures; 6] {
    let of =
        |code, ok, sums, fx, parts| Figures { code, ok, held: 0, sums, fx, parts: Some(parts) };
    let cost = |before, now| Variance { before_minor: before, now_minor: now, ..NO_PARTS };
    [
        of(
            "AR",
            88,
            [61_240_000, 20_130_000, 91_822_000],
            ("ARS", 141_250),
            Variance {
                volume_minor: 2_500_000,
                fx_minor: 2_770_000,
                mix_minor: 9_000,
                n_joined: 2,
                ..cost(86_543_000, 91_822_000)
            },
        ),
        Figures {
            code: "BR",
            ok: 0,
            held: 38,
            sums: [0; 3],
            fx: ("BRL", 0),
            parts: Some(Variance { volume_minor: -20_000_000, n_left: 38, ..cost(20_000_000, 0) }),
        },
        of(
            "CO",
            121,
            [70_215_000, 16_890_000, 94_266_000],
            ("COP", 401_820),
            Variance { rate_minor: 748_000, n_raised: 4, ..cost(93_518_000, 94_266_000) },
        ),
        of(
            "MX",
            97,
            [58_102_000, 13_948_000, 76_031_000],
            ("MXN", 1_861),
            Variance { volume_minor: -923_000, n_left: 2, ..cost(76_954_000, 76_031_000) },
        ),
        of(
            "PE",
            31,
            [14_670_000, 3_310_000, 18_924_000],
            ("PEN", 372),
            Variance { rate_minor: 1_937_000, n_raised: 3, ..cost(16_987_000, 18_924_000) },
        ),
        of(
            "UY",
            12,
            [8_831_000, 2_402_000, 11_990_000],
            ("UYU", 3_940),
            cost(11_990_000, 11_990_000),
        ),
    ]
}

fn countries() -> Vec<PayrollCountryLine> {
    let line = |of: Figures| {
        let [pay, tax, cost] = of.sums;
        let employer = tax / 2;
        let states = [(ItemState::Ok, of.ok), (ItemState::Held, of.held)];
        let (code, rate) = of.fx;
        PayrollCountryLine {
            country: country(of.code),
            n_items: states.into_iter().filter(|(_, n)| *n > 0).collect(),
            base: BaseSums { pay, employer, accrual: cost - pay - employer, fee: 0, bill: cost },
            deductions_base_minor: tax - employer,
            at_risk_base_minor: if of.code == "PE" { 341_000 } else { 0 },
            fx: Some(PayrollFxLine {
                currency: currency(code),
                source: "bank".into(),
                rate_e12: (rate > 0).then_some(rate * E12 / 100),
                rate_on: Some(if rate > 0 { date(2026, 11, 26) } else { date(2026, 11, 20) }),
                is_usable: rate > 0,
            }),
            variance: of.parts,
        }
    };
    figures().into_iter().map(line).collect()
}

fn controls() -> Vec<ControlLine> {
    let says = [
        "349 items, 77c1a2e0",
        "387 = 387",
        "16.5 % stays",
        "none shared",
        "4 of 5, none of BRL",
        "38 held",
        "none paid out",
        "PE 1 open",
    ];
    let line = |(control, says): (&Control, &str)| {
        let state = match control {
            Control::RatesThere | Control::AllReady => ControlState::Fail,
            Control::VarianceExplained => ControlState::Warn,
            _ => ControlState::Ok,
        };
        ControlLine { control: *control, state, says: says.into() }
    };
    Control::ALL.iter().zip(says).map(line).collect()
}

fn exceptions() -> Vec<ExceptionLine> {
    let odd = |code, place: &str, placement: i64, name: &str, says: &str, at_risk| ExceptionLine {
        country: Some(country(place)),
        what: Exceptional::Anomaly(code),
        n_items: 1,
        placement_id: Some(PlacementId(placement)),
        developer: Some((DeveloperId(placement), name.into())),
        anomaly_id: Some(AnomalyId(placement)),
        says: says.into(),
        at_risk_base_minor: at_risk,
    };
    vec![
        ExceptionLine {
            country: Some(country("BR")),
            what: Exceptional::Reason(Reason::FxStale),
            n_items: 38,
            placement_id: None,
            developer: None,
            anomaly_id: None,
            says: "BRL of 2026-11-20 is 6 days old".into(),
            at_risk_base_minor: 21_410_000,
        },
        odd(AnomalyCode::NewAccount, "AR", 77, HOSTILE, "the account changed 3 days ago", 512_000),
        odd(AnomalyCode::Jump, "PE", 78, "R. Huamán", "gratification twice: +44 %", 341_000),
        odd(AnomalyCode::MarginLow, "MX", 79, "M. Peña", "4.1 % stays, 15 % should", 298_000),
    ]
}

fn months() -> Vec<MonthLine> {
    let costs = [231, 235, 238, 242, 240, 251, 258, 260, 266, 271, 286, 293];
    let month = |(at, cost): (i8, i64)| MonthLine {
        month_on: if at == 0 { date(2025, 12, 1) } else { date(2026, at, 1) },
        base: BaseSums { pay: cost * 1_000_000, ..BaseSums::default() },
        is_locked: at < 11,
    };
    (0..).zip(costs).map(month).collect()
}

pub(in crate::screen) fn payroll() -> PayrollBoard {
    PayrollBoard {
        at: NOW,
        run: november(),
        before: Some(october()),
        countries: countries(),
        net: vec![
            Money { amount_minor: 86_400_000_000, currency: currency("ARS") },
            Money { amount_minor: 282_000_000_000, currency: currency("COP") },
        ],
        controls: controls(),
        exceptions: exceptions(),
        months: months(),
        approvals: vec![ApprovalLine {
            actor: "lucia".into(),
            n_drafts: 3,
            is_approved: true,
            reason: "".into(),
            at: instant("2026-11-23T01:31:00Z"),
        }],
        n_approvals_needed: 2,
    }
}

fn line(placement: i64, place: &str, state: ItemState) -> ItemLine {
    let is_ok = state == ItemState::Ok;
    ItemLine {
        placement_id: PlacementId(placement),
        developer_id: DeveloperId(placement),
        developer: if placement == 77 { HOSTILE.into() } else { "Ana Morales".into() },
        client_id: ClientId(2),
        client: if placement == 80 { "Cobalt".into() } else { "Northwind".into() },
        country: country(place),
        engagement: Some(Engagement::EmployerOfRecord),
        seniority: Some(Seniority::Senior),
        state,
        reasons: if is_ok { vec![] } else { vec![Reason::FxStale] },
        currency: Some(currency(if place == "BR" { "BRL" } else { "COP" })),
        sums: PaySums { gross_minor: 1_800_000_000, deductions_minor: 144_000_000 },
        base: BaseSums { pay: 450_000, employer: 92_000, accrual: 98_000, fee: 500, bill: 790_000 },
        before_base_minor: Some(600_000),
        n_anomalies: 0,
    }
}

pub(in crate::screen) fn items() -> ItemsBoard {
    let mut disputed = line(76, "BR", ItemState::Held);
    disputed.reasons = vec![Reason::TimesheetDisputed, Reason::Finding];
    let mut contractor = line(80, "CO", ItemState::Ok);
    contractor.engagement = Some(Engagement::ContractorIndividual);
    contractor.currency = Some(Currency::USD);
    contractor.sums = PaySums { gross_minor: 450_000, deductions_minor: 0 };
    contractor.n_anomalies = 1;
    contractor.before_base_minor = None;
    let lines =
        vec![line(77, "BR", ItemState::Held), disputed, line(78, "CO", ItemState::Ok), contractor];
    ItemsBoard { at: NOW, run: november(), lines, n_items: 387 }
}

fn pay_line(no: u16, code: LineCode, side: LineSide, amount_minor: i64) -> PayLineLine {
    let calc = [
        ("from", "2026-11-01"),
        ("rate", "COP 18,000,000.00 a month"),
        ("source", "Ley 100 de 1993, art. \u{1b}[31m204"),
    ];
    PayLineLine {
        no,
        code,
        side,
        quantity_e6: 1_000_000,
        unit: LineUnit::Month,
        amount_minor,
        currency: currency("COP"),
        base_minor: amount_minor / 4_000,
        calc: calc.map(|(name, value)| (name.to_owned(), value.into())).into(),
    }
}

pub(in crate::screen) fn item(is_held: bool) -> ItemBoard {
    let state = if is_held { ItemState::Held } else { ItemState::Ok };
    let mut of = line(77, "CO", state);
    let mut anomalies = vec![anomaly(3, AnomalyCode::NewAccount, AnomalyState::Open)];
    if is_held {
        of.reasons = vec![Reason::FxStale, Reason::TimesheetMissing];
        anomalies.clear();
    }
    let month = |(at, cost): (i8, i64)| MonthLine {
        month_on: date(2026, at, 1),
        base: BaseSums { pay: cost, ..BaseSums::default() },
        is_locked: true,
    };
    ItemBoard {
        at: NOW,
        run: november(),
        line: of,
        detail: if is_held { vec!["COP of 2026-11-20 is 6 days old".into()] } else { vec![] },
        n_attempts: if is_held { 3 } else { 1 },
        bill_year_base_minor: Some(9_480_000),
        savings_bp: Some([4_312, 2_980, 5_201]),
        lines: vec![
            pay_line(1, LineCode::Salary, LineSide::Pay, 1_800_000_000),
            pay_line(2, LineCode::Health, LineSide::Deduct, 72_000_000),
            pay_line(3, LineCode::Pension, LineSide::Deduct, 72_000_000),
            pay_line(4, LineCode::Pension, LineSide::Employer, 216_000_000),
            pay_line(5, LineCode::Thirteenth, LineSide::Accrual, 150_000_000),
            pay_line(6, LineCode::Salary, LineSide::Bill, 3_160_000_000),
        ],
        anomalies,
        months: [(10, 612_000), (9, 605_000), (8, 604_000), (7, 580_000)].map(month).to_vec(),
    }
}

fn anomaly(id: i64, code: AnomalyCode, state: AnomalyState) -> AnomalyLine {
    let is_open = state == AnomalyState::Open;
    AnomalyLine {
        anomaly_id: AnomalyId(id),
        code,
        severity: code.severity(),
        state,
        placement_id: Some(PlacementId(77)),
        developer: Some((DeveloperId(77), HOSTILE.into())),
        country: Some(country("AR")),
        currency: None,
        says: "the account changed 3 days before it is paid to".into(),
        at_risk_base_minor: 512_000,
        decided_by: (!is_open).then(|| "lucia".into()),
        reason: if is_open { "".into() } else { "called back on the old number".into() },
    }
}

pub(in crate::screen) fn anomalies() -> AnomaliesBoard {
    let of_rate = AnomalyLine {
        placement_id: None,
        developer: None,
        country: None,
        currency: Some(currency("ARS")),
        says: "ARS moved by 6.2 % since October".into(),
        ..anomaly(4, AnomalyCode::RateMoved, AnomalyState::Open)
    };
    let lines = vec![
        anomaly(3, AnomalyCode::NewAccount, AnomalyState::Open),
        of_rate,
        anomaly(5, AnomalyCode::PayUnlikely, AnomalyState::Open),
        anomaly(6, AnomalyCode::SharedAccount, AnomalyState::Overridden),
    ];
    AnomaliesBoard { at: NOW, run: november(), lines }
}

pub(in crate::screen) fn variance() -> VarianceBoard {
    let lines = countries().into_iter().filter_map(|line| Some((line.country, line.variance?)));
    let mut new = line(80, "PE", ItemState::Ok);
    new.before_base_minor = None;
    VarianceBoard {
        at: NOW,
        run: november(),
        before: Some(october()),
        lines: lines.collect(),
        movers: vec![new, line(77, "CO", ItemState::Ok), line(78, "CO", ItemState::Ok)],
    }
}

fn client(
    (no, name): (i64, &str),
    [n_ok, n_held]: [u64; 2],
    [pay, bill]: [i64; 2],
) -> PayrollClientLine {
    let all = [(ItemState::Ok, n_ok), (ItemState::Held, n_held)];
    PayrollClientLine {
        client_id: ClientId(no),
        client: name.into(),
        n_items: all.into_iter().filter(|(_, n)| *n > 0).collect(),
        base: BaseSums { pay, employer: pay / 5, accrual: pay / 10, fee: 12_000, bill },
        at_risk_base_minor: i64::try_from(n_held).unwrap() * 420_000,
        bill_year_base_minor: bill * 12,
    }
}

pub(in crate::screen) fn clients() -> PayrollClientsBoard {
    PayrollClientsBoard {
        at: NOW,
        run: november(),
        lines: vec![
            client((3, "Cobalt Analytics"), [120, 0], [84_000_000, 131_000_000]),
            client((4, HOSTILE), [88, 38], [61_200_000, 82_400_000]),
            client((9, "Ñandú Móvil"), [1, 0], [900_000, 700_000]),
        ],
        n_clients: 3,
    }
}
