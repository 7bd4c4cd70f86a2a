//! Exactly one firing for a business date, whatever clocks and workers do.

use std::collections::BTreeMap;

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;

fn nightly(zone: &str, at: Time) -> Schedule {
    Schedule {
        name: "nightly".to_owned(),
        pipeline: Pipeline::Nightly,
        at,
        zone: TimeZone::get(zone).unwrap(),
        cutoff: time(6, 0, 0, 0),
        days: (1..=7).collect(),
        business_days: (1..=7).collect(),
        holidays: BTreeSet::new(),
        roll: Roll::Skip,
        missed: MissedPolicy::All,
        within_days: 40,
        overlap: OverlapPolicy::Wait,
    }
}

fn local(firing: Firing, zone: &str) -> String {
    firing.due_at.in_tz(zone).unwrap().strftime("%F %H:%M %:z").to_string()
}

#[test]
fn a_time_that_is_skipped_fires_when_the_gap_ends() {
    // No midnight in Chile that day: 00:00 to 01:00 are skipped.
    for (at, due) in [
        (time(0, 0, 0, 0), "2026-09-06 01:00 -03:00"),
        (time(0, 30, 0, 0), "2026-09-06 01:00 -03:00"),
        (time(1, 0, 0, 0), "2026-09-06 01:00 -03:00"),
        (time(1, 30, 0, 0), "2026-09-06 01:30 -03:00"),
    ] {
        let schedule = nightly("America/Santiago", at);
        // Before the cut-off it is the night of the day before.
        let firing = schedule.firing(date(2026, 9, 5)).unwrap();
        assert_eq!(local(firing, "America/Santiago"), due, "{at}");
        assert_eq!(firing.twist, (at < time(1, 0, 0, 0)).then_some(Twist::Gap));
    }
}

#[test]
fn a_time_that_comes_twice_fires_the_first_time() {
    let schedule = nightly("America/Santiago", time(23, 30, 0, 0));
    let firing = schedule.firing(date(2026, 4, 4)).unwrap();
    assert_eq!(local(firing, "America/Santiago"), "2026-04-04 23:30 -03:00");
    assert_eq!(firing.twist, Some(Twist::Fold));
    let next = schedule.firing(date(2026, 4, 5)).unwrap();
    assert_eq!(local(next, "America/Santiago"), "2026-04-05 23:30 -04:00");
    assert_eq!(next.twist, None);
}

#[test]
fn a_holiday_rolls_as_it_is_told_and_two_that_meet_are_one() {
    let friday = date(2026, 12, 25);
    let mut schedule = Schedule {
        days: [4, 5].into(),
        business_days: (1..=5).collect(),
        holidays: [friday].into(),
        ..nightly("America/Bogota", time(20, 0, 0, 0))
    };
    let from = date(2026, 12, 21);
    let dates = |schedule: &Schedule| -> Vec<Date> {
        schedule.firings(from).take(3).map(|firing| firing.business_date).collect()
    };
    let next_thursday = date(2026, 12, 31);
    assert_eq!(dates(&schedule), [date(2026, 12, 24), next_thursday, date(2027, 1, 1)]);
    schedule.roll = Roll::Previous;
    assert_eq!(dates(&schedule), [date(2026, 12, 24), next_thursday, date(2027, 1, 1)]);
    schedule.roll = Roll::Next;
    assert_eq!(dates(&schedule), [date(2026, 12, 24), date(2026, 12, 28), next_thursday]);
    assert_eq!(schedule.firing(friday), None);
}

#[test]
fn what_was_missed_is_never_a_flood_and_never_silent() {
    let now: Timestamp = "2026-11-28T03:00:00Z".parse().unwrap();
    let since = date(2026, 1, 1);
    // The night of the 24th ran; nobody was up since. That of the 27th is due for two hours.
    let known = |date: Date| date <= Date::constant(2026, 11, 24);
    let decide = |missed, paused| -> Vec<(i8, &str)> {
        let schedule = Schedule { missed, ..nightly("America/Bogota", time(20, 0, 0, 0)) };
        let told = |decision: Decision| match decision {
            Decision::Start(firing) => (firing.business_date.day(), "start"),
            Decision::Miss(firing, reason) => (firing.business_date.day(), reason.name()),
            Decision::Ask(firing) => (firing.business_date.day(), "ask"),
        };
        schedule.decide(now, since, known, paused).into_iter().map(told).collect()
    };
    let all = |word| [(25, word), (26, word), (27, word)];
    assert_eq!(decide(MissedPolicy::All, false), all("start"));
    assert_eq!(decide(MissedPolicy::Last, false), [(25, "down"), (26, "down"), (27, "start")]);
    assert_eq!(decide(MissedPolicy::None, false), all("down"));
    assert_eq!(decide(MissedPolicy::Ask, false), all("ask"));
    assert_eq!(decide(MissedPolicy::All, true), all("paused"));
}

#[test]
fn one_that_is_late_by_less_than_an_hour_is_on_time() {
    let schedule =
        Schedule { missed: MissedPolicy::None, ..nightly("America/Bogota", time(20, 0, 0, 0)) };
    let due: Timestamp = "2026-11-28T01:00:00Z".parse().unwrap();
    let known = |date: Date| date < Date::constant(2026, 11, 27);
    let since = date(2026, 1, 1);
    for (late, starts) in [(-1, None), (0, Some(true)), (3_600, Some(true)), (3_601, Some(false))] {
        let now = due + SignedDuration::from_secs(late);
        let decided = schedule.decide(now, since, known, false);
        let found = decided.first().map(|decision| matches!(decision, Decision::Start(_)));
        assert_eq!(found, starts, "{late}");
    }
}

/// Zones of the Americas: all of Latin America and the United States.
fn zones() -> Vec<String> {
    let names = jiff::tz::db().available();
    let american = names.map(|name| name.to_string()).filter(|name| name.starts_with("America/"));
    let zones: Vec<String> = american.chain(["Pacific/Honolulu".to_owned()]).collect();
    assert!(zones.len() > 100, "{}", zones.len());
    zones
}

/// Ten years of every zone, with a worker that is down for up to nine days at a time and looks at
/// the clock at odd moments: one run for every business date, in order, none before it is due.
#[test]
fn ten_years_in_every_zone_run_every_date_once() {
    let (from, until) = (date(2020, 1, 1), date(2030, 1, 1));
    let mut seed = 20_261_128_u64;
    let mut draw = |below: u64| {
        // A plain generator: the sweep must be the same on every machine.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for zone in zones() {
        let hours = [(0, 0), (0, 30), (1, 0), (2, 30), (20, 0), (23, 30)];
        let (hour, minute) = hours[usize::try_from(draw(6)).unwrap()];
        let schedule = nightly(&zone, time(hour, minute, 0, 0));
        let mut ran: BTreeMap<Date, Timestamp> = BTreeMap::new();
        let mut now = schedule.firing(from).unwrap().due_at;
        while now < schedule.firing(until).unwrap().due_at {
            for decision in schedule.decide(now, from, |date| ran.contains_key(&date), false) {
                let Decision::Start(firing) = decision else { panic!("{zone}: {decision:?}") };
                assert!(firing.due_at <= now, "{zone}: {firing:?} before it is due");
                assert_eq!(ran.insert(firing.business_date, now), None, "{zone}: twice");
            }
            let down = if draw(20) == 0 { draw(9 * 86_400) } else { draw(50_000) };
            now += SignedDuration::from_secs(i64::try_from(600 + down).unwrap());
        }
        let dates: Vec<Date> = ran.keys().copied().collect();
        let all: Vec<Date> = from.series(1.day()).take(dates.len()).collect();
        assert_eq!(dates, all, "{zone}: a date without a run");
        assert!(dates.len() > 3_640, "{zone}: {}", dates.len());
        assert!(ran.into_values().is_sorted(), "{zone}: out of order");
    }
}

proptest! {
    /// Two workers that look at the same ledger decide the same, and what one wrote down the other
    /// leaves alone.
    #[test]
    fn a_firing_that_is_written_down_is_decided_once(
        seconds in 1_600_000_000_i64..1_900_000_000, known in 0_i64..60,
        missed in prop::sample::select(MissedPolicy::ALL), paused in any::<bool>(),
    ) {
        let now = Timestamp::from_second(seconds).unwrap();
        let schedule = Schedule { missed, ..nightly("America/Sao_Paulo", time(20, 0, 0, 0)) };
        let today = now.to_zoned_datetime(schedule.zone.clone()).date();
        let last = today.saturating_sub(known.days());
        let since = date(2020, 1, 1);
        let decided = schedule.decide(now, since, |date| date <= last, paused);
        let written: BTreeSet<Date> =
            decided.iter().map(|decision| decision.firing().business_date).collect();
        prop_assert_eq!(written.len(), decided.len());
        let again = schedule.decide(
            now, since, |date| date <= last || written.contains(&date), paused,
        );
        prop_assert_eq!(again, vec![]);
        prop_assert!(decided.len() <= 41, "{}", decided.len());
    }
}
