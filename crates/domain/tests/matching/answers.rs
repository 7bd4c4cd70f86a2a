//! Answers to why not, what if and what changed: what they state is what a full re-score says.

use jiff::ToSpan as _;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use sereno_domain::developer::{Developer, English, Evidence};
use sereno_domain::fx::FxTable;
use sereno_domain::id::DeveloperId;
use sereno_domain::matching::case::{Case, Order};
use sereno_domain::matching::changed::{CauseKind, TwoNights};
use sereno_domain::matching::compare::Comparison;
use sereno_domain::matching::counterfactual::{Change, Goal, counterfactuals};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::matching::reference::{judge, score_role_plain};
use sereno_domain::matching::relax::role_answer;
use sereno_domain::matching::setting::Setting;
use sereno_domain::matching::standing::{Balance, Benchmark, Standing};
use sereno_domain::matching::what_if::{Elsewhere, WhatIf};
use sereno_domain::matching::{Component, Filter};
use sereno_domain::role::{Importance, Role};
use sereno_domain::vetting::VettingResult;

use crate::draw::{developer, role, world};
use crate::world::{FX, TODAY, any_developer, any_role, asked, frozen, graph, pair, skill, usd};

/// Counterfactuals that must come true.
const N_COUNTERFACTUALS: usize = 10_000;

fn worlds() -> impl Iterator<Item = Frozen> {
    let mut runner = TestRunner::deterministic();
    std::iter::repeat_with(move || {
        let (developers, roles) = world().new_tree(&mut runner).unwrap().current();
        frozen(&developers, &roles).0
    })
}

fn cases(frozen: &Frozen) -> impl Iterator<Item = Case> + '_ {
    frozen.head.roles.iter().map(|role| Case::of(frozen, role.role_id).unwrap())
}

/// Place and score by sorting everybody who is judged to pass, the long way.
fn place_and_score(inputs: &Frozen, id: DeveloperId) -> Option<(u32, u32)> {
    let role = &inputs.head.roles[0];
    let weights = role.weights(&inputs.head.model);
    let judged = inputs.developers.iter().map(|facts| (facts, judge(inputs, role, facts)));
    let mut all: Vec<(u32, DeveloperId)> = judged
        .filter(|(_, judgement)| judgement.qualifies())
        .map(|(facts, judgement)| (judgement.score(weights), facts.developer_id))
        .collect();
    all.sort_by_key(|(score, id)| (std::cmp::Reverse(*score), *id));
    let at = all.iter().position(|(_, found)| *found == id)?;
    Some((u32::try_from(at + 1).unwrap(), all[at].0))
}

#[test]
fn counterfactuals_come_true() {
    let (mut n_checked, mut n_roles_side, mut n_places) = (0, 0, 0);
    for frozen in worlds() {
        for case in cases(&frozen) {
            let order = case.order(&frozen.developers);
            for (at, facts) in frozen.developers.iter().enumerate() {
                for answer in counterfactuals(&case, &order, &frozen.developers, facts) {
                    for found in &answer.found {
                        let mut developers = frozen.developers.clone();
                        let inputs = match &found.change {
                            Change::Developer(change) => {
                                developers[at] = change.apply(facts);
                                case.frozen(developers)
                            }
                            Change::Role(setting) => {
                                n_roles_side += 1;
                                let settings = std::slice::from_ref(setting);
                                case.with(settings).unwrap().frozen(developers)
                            }
                        };
                        let came = place_and_score(&inputs, facts.developer_id);
                        assert_eq!(came, Some((found.place, found.score)), "{found:?}");
                        if let Goal::Place(wanted) = answer.goal {
                            n_places += 1;
                            assert!(found.place <= wanted, "{answer:?}");
                        }
                        n_checked += 1;
                    }
                }
            }
        }
        if n_checked >= N_COUNTERFACTUALS {
            break;
        }
    }
    assert!(n_roles_side > 1_000 && n_places > 1_000, "{n_roles_side} and {n_places}");
}

#[test]
fn an_order_is_that_of_both_scorers() {
    for frozen in worlds().take(60) {
        for case in cases(&frozen) {
            let order = case.order(&frozen.developers);
            let plain = score_role_plain(&frozen, &case.demand);
            let listed = |order: &Order| -> Vec<_> {
                order.shortlist().iter().map(|found| (found.developer_id, found.score)).collect()
            };
            let expected: Vec<_> =
                plain.shortlist.iter().map(|found| (found.developer_id, found.score)).collect();
            assert_eq!(listed(&order), expected);
            assert_eq!(order.n_qualified(), usize::try_from(plain.n_qualified).unwrap());
            for facts in &frozen.developers {
                let standing = Standing::of(&case, &order, facts);
                let place = order.place_of(facts.developer_id);
                assert_eq!(place.is_some(), standing.qualifies());
                if let Some(place) = place {
                    assert_eq!(usize::try_from(standing.place).unwrap(), place);
                }
            }
        }
    }
}

#[test]
fn the_ladder_counts_what_a_re_score_counts() {
    let mut n_rungs = 0;
    for frozen in worlds().take(60) {
        for case in cases(&frozen) {
            let answer = role_answer(&case, &frozen.developers);
            let plain = score_role_plain(&frozen, &case.demand);
            assert_eq!(answer.n_qualified, plain.n_qualified);
            assert_eq!(answer.n_blocked, plain.n_blocked);
            assert_eq!(answer.n_blocked_alone, plain.n_blocked_alone);
            for rung in &answer.ladder {
                let changed = case.with(std::slice::from_ref(&rung.setting)).unwrap();
                let then =
                    score_role_plain(&changed.frozen(frozen.developers.clone()), &changed.demand);
                assert_eq!(then.n_qualified + rung.n_lost, plain.n_qualified + rung.n_gained);
                assert!(rung.n_gained > 0);
                n_rungs += 1;
            }
        }
    }
    assert!(n_rungs > 100, "{n_rungs}");
}

fn any_setting() -> impl Strategy<Value = Setting> {
    prop_oneof![
        prop::sample::select(English::ALL).prop_map(Setting::English),
        (0_u16..600).prop_map(Setting::Overlap),
        (-50_i32..100).prop_map(Setting::BudgetPct),
        (0_u32..9_000).prop_map(Setting::BudgetUsd),
        (-100_i64..400).prop_map(|days| Setting::Start(TODAY.saturating_add(days.days()))),
        (0_u8..60).prop_map(Setting::Hours),
        Just(Setting::CountriesAny),
        (1_u8..=5).prop_map(|level| Setting::MustLevel("kafka".to_owned(), level)),
        (prop::sample::select(Component::ALL), 0_u32..3_000)
            .prop_map(|(component, weight)| Setting::Weight(component, weight)),
    ]
}

proptest! {
    #![proptest_config(Config { cases: 1_000, ..Config::default() })]

    #[test]
    fn a_changed_role_has_the_shortlist_the_kernel_gives_it(
        (developers, roles) in world(),
        settings in prop::collection::vec(any_setting(), 0..5),
    ) {
        let (frozen, _) = frozen(&developers, &roles);
        for case in cases(&frozen) {
            let Ok(what_if) = WhatIf::of(&case, &frozen.developers, &settings) else { continue };
            let inputs = case.with(&settings).unwrap().frozen(frozen.developers.clone());
            let kernel = Kernel::new(std::sync::Arc::new(inputs));
            let result = kernel.score_role(case.demand.role_id).unwrap();
            let expected: Vec<_> =
                result.shortlist.iter().map(|found| (found.developer_id, found.score)).collect();
            let after: Vec<_> =
                what_if.after.iter().map(|seat| (seat.developer_id, seat.score)).collect();
            prop_assert_eq!(after, expected);
            prop_assert_eq!(what_if.n_qualified_after, result.n_qualified);
        }
    }

    #[test]
    fn settings_are_written_as_they_are_read(setting in any_setting()) {
        prop_assert_eq!(setting.to_string().parse::<Setting>().unwrap(), setting);
    }

    #[test]
    fn two_side_by_side_add_up((developers, roles) in world()) {
        let (frozen, _) = frozen(&developers, &roles);
        for case in cases(&frozen) {
            let order = case.order(&frozen.developers);
            let ids: Vec<_> = frozen.developers.iter().map(|facts| facts.developer_id).collect();
            for two in ids.windows(2) {
                let found = Comparison::of(&frozen, &case, &order, [two[0], two[1]]).unwrap();
                let sum: i32 = found.differences.iter().map(|line| line.points).sum();
                prop_assert_eq!(sum, found.points);
            }
        }
    }

    #[test]
    fn causes_add_up_to_the_difference(
        before in developer(), after in developer(), was in role(), is in role(),
        (same_developer, same_role) in any::<(bool, bool)>(),
        days in prop_oneof![Just(0), 1_i64..400],
        new_model in any::<bool>(),
    ) {
        let open = sereno_domain::role::RoleStatus::Open;
        let bench = sereno_domain::developer::DeveloperStatus::Bench;
        // Nobody enters what is still to be held.
        let held = |vetting: &[VettingResult]| -> Vec<VettingResult> {
            vetting.iter().filter(|result| result.held_on <= TODAY).cloned().collect()
        };
        let mut before = Developer { status: bench, vetting: held(&before.vetting), ..before };
        before.regimes.retain(|attested| attested.attested_on <= TODAY);
        before.competencies.retain(|evidence| evidence.held_on <= TODAY);
        before.placements.retain(|placement| placement.starts_on <= TODAY);
        let after = if same_developer { before.clone() } else { Developer { status: bench, ..after } };
        let was = Role { status: open, role_id: any_role().role_id, ..was };
        let is = if same_role { was.clone() } else { Role { status: open, role_id: was.role_id, ..is } };
        let earlier = pair(&before, &was);
        let mut model = ScoreModel::house();
        let mut rates = FX.clone();
        if new_model {
            model.prior = model.prior.map(|prior| prior + 7);
            model.hours_a_month = 150;
            model.seniority_from_tenths = [30, 60, 90];
            model.recency_step_days = 100;
            rates = FxTable::parse(
                "source = \"x\"\nday = \"2026-03-03\"\n[per_usd]\nCOP = \"4000\"\nEUR = \"1\"",
            ).unwrap();
        }
        let day = TODAY.saturating_add(days.days());
        let (later, _) = Frozen::build(day, model, &graph(), &rates, [&after], std::slice::from_ref(&is));
        let nights = TwoNights::of(&earlier, &later, was.role_id).unwrap();
        let change = nights.pair(DeveloperId(1)).unwrap();
        let sum: i32 = change.causes.iter().map(sereno_domain::matching::changed::Cause::total).sum();
        prop_assert_eq!(sum, change.points);
        prop_assert!(change.causes.iter().all(|cause| cause.what != "other facts"), "{:?}", change.causes);
        let kinds = |kind| change.causes.iter().any(|cause| cause.kind == kind);
        prop_assert!(!same_developer || !kinds(CauseKind::Developer), "{:?}", change.causes);
        prop_assert!(!same_role || !kinds(CauseKind::Role), "{:?}", change.causes);
        prop_assert!(days > 0 || !kinds(CauseKind::Calendar), "{:?}", change.causes);
        // A skill outside the taxonomy is known for as long as a role asks for it.
        let asks = |role: &Role| role.skills.iter().any(|asked| asked.skill == "unlisted");
        let same_skills = asks(&was) == asks(&is);
        prop_assert!(new_model || !kinds(CauseKind::Exchange));
        prop_assert!(new_model || !same_skills || !kinds(CauseKind::Model), "{:?}", change.causes);
    }
}

/// One hundred developers who fit the role alike.
fn crowd(n: i64) -> Vec<Developer> {
    (1..=n).map(|id| Developer { developer_id: DeveloperId(id), ..any_developer() }).collect()
}

fn answer(developers: &[Developer], role: &Role, id: i64) -> (Standing, Vec<String>) {
    let (frozen, _) = frozen(developers, std::slice::from_ref(role));
    let case = Case::of(&frozen, role.role_id).unwrap();
    let order = case.order(&frozen.developers);
    let facts = frozen.developer(DeveloperId(id)).unwrap();
    let found = counterfactuals(&case, &order, &frozen.developers, facts);
    let words = found
        .into_iter()
        .flat_map(|answer| answer.found)
        .map(|found| format!("{} -> place {}", found.words, found.place));
    (Standing::of(&case, &order, facts), words.collect())
}

#[test]
fn far_down_the_order_a_place_and_two_gaps_are_told() {
    let mut developers = crowd(80);
    developers[79].skills = vec![skill("python", 3, Evidence::Claimed)];
    let (standing, _) = answer(&developers, &any_role(), 80);
    assert_eq!((standing.place, standing.n_qualified), (80, 80));
    let shortlist = standing.shortlist.unwrap();
    assert_eq!((shortlist.place, shortlist.developer_id), (50, DeveloperId(50)));
    assert_eq!(standing.above.unwrap().place, 79);
    assert!(shortlist.points > 0);
}

#[test]
fn a_rate_just_too_high_is_lowered_to_the_last_dollar_that_passes() {
    let mut developers = crowd(1);
    // 700,000 with a tenth is 770,000; with the margin of a fifth that is a floor of 641,666.
    developers[0].rate_floor = Some(usd(700_000));
    let (standing, words) = answer(&developers, &any_role(), 1);
    assert_eq!(standing.failed, [Filter::Rate]);
    assert_eq!(
        words,
        [
            "asks USD 6,416.00 a month instead of USD 7,000.00 -> place 1",
            "the role with budget=+10% -> place 1"
        ]
    );
}

#[test]
fn what_two_filters_stop_no_single_change_lets_in() {
    let mut developers = crowd(1);
    developers[0].english = Some(English::B1);
    developers[0].rate_floor = Some(usd(900_000));
    let (standing, words) = answer(&developers, &any_role(), 1);
    assert_eq!(standing.failed, [Filter::English, Filter::Rate]);
    assert_eq!(words, Vec::<String>::new());
}

#[test]
fn strengths_and_weaknesses_are_against_the_others_on_the_list() {
    let mut developers = crowd(5);
    developers[0].english = Some(English::B2);
    developers[0].skills.push(skill("python", 5, Evidence::Assessed));
    let (frozen, _) = frozen(&developers, &[any_role()]);
    let case = Case::of(&frozen, any_role().role_id).unwrap();
    let order = case.order(&frozen.developers);
    let balance = Balance::of(&case, order.shortlist(), &frozen.developers[0]);
    assert_eq!(balance.benchmark, Benchmark::ShortlistMedian { n_others: 4 });
    let of = |leans: &[sereno_domain::matching::standing::Lean]| -> Vec<_> {
        leans.iter().map(|lean| lean.component).collect()
    };
    assert_eq!(of(&balance.strengths), [Component::TechStack]);
    assert_eq!(of(&balance.weaknesses), [Component::Team]);
}

#[test]
fn alone_on_a_list_the_full_weight_is_the_measure() {
    let frozen = pair(&any_developer(), &any_role());
    let case = Case::of(&frozen, any_role().role_id).unwrap();
    let order = case.order(&frozen.developers);
    let balance = Balance::of(&case, order.shortlist(), &frozen.developers[0]);
    assert_eq!(balance.benchmark, Benchmark::FullWeight);
    assert_eq!(balance.strengths[0].component, Component::TechStack);
    assert_eq!(balance.strengths.len(), 3);
}

#[test]
fn a_role_nobody_fits_says_what_lets_most_people_in() {
    let mut developers = crowd(6);
    for developer in &mut developers[..4] {
        developer.english = Some(English::B1);
    }
    developers[4].rate_floor = Some(usd(700_000));
    developers[5].english = Some(English::A2);
    developers[5].rate_floor = Some(usd(700_000));
    let (frozen, _) = frozen(&developers, &[any_role()]);
    let case = Case::of(&frozen, any_role().role_id).unwrap();
    let answer = role_answer(&case, &frozen.developers);
    assert_eq!((answer.n_qualified, answer.blocks_most), (0, Some(Filter::English)));
    assert_eq!(answer.blocks_most_together, Some((Filter::English, Filter::Rate, 1)));
    let ladder: Vec<_> =
        answer.ladder.iter().map(|rung| (rung.setting.to_string(), rung.n_gained)).collect();
    assert_eq!(ladder, [("english=B1".to_owned(), 4), ("budget=+10%".to_owned(), 1)]);
}

#[test]
fn who_enters_and_who_leaves_is_told_with_where_they_are_on_the_other_side() {
    let mut developers = crowd(60);
    for developer in &mut developers[..30] {
        developer.english = Some(English::B2);
    }
    let (frozen, _) = frozen(&developers, &[any_role()]);
    let case = Case::of(&frozen, any_role().role_id).unwrap();
    let set = |text: &str| text.parse::<Setting>().unwrap();
    let what_if = WhatIf::of(&case, &frozen.developers, &[set("english=C1")]).unwrap();
    assert_eq!((what_if.before.len(), what_if.after.len()), (50, 30));
    assert_eq!((what_if.n_entered(), what_if.n_left()), (0, 20));
    let last = what_if.before.last().unwrap();
    assert_eq!(last.elsewhere, Elsewhere::Stopped(vec![Filter::English]));
}

#[test]
fn a_weight_that_is_set_stays_and_the_others_share_the_rest() {
    let frozen = pair(&any_developer(), &any_role());
    let case = Case::of(&frozen, any_role().role_id).unwrap();
    let set = |texts: &[&str]| {
        let settings: Vec<Setting> = texts.iter().map(|text| text.parse().unwrap()).collect();
        case.with(&settings)
    };
    let weights = set(&["weight.rate=300"]).unwrap().weights();
    assert_eq!(weights.of(Component::Rate), 300);
    assert_eq!(weights.all().iter().sum::<u32>(), 10_000);
    let error = set(&["weight.rate=9000", "weight.team=1001"]).unwrap_err();
    assert!(error.to_string().starts_with("the weights that are set come to 10001"), "{error}");
}

#[test]
fn what_cannot_be_set_is_told_with_what_can() {
    let told = |text: &str| text.parse::<Setting>().unwrap_err().to_string();
    assert!(told("colour=red").contains("weight.COMPONENT=BASIS POINTS"), "{}", told("colour=red"));
    assert!(told("english=fluent").contains("A1, A2, B1"), "{}", told("english=fluent"));
    assert!(told("weight.looks=3").contains("tech_stack"), "{}", told("weight.looks=3"));
    assert!(told("must.kafka=6").contains("must.kafka=drop"), "{}", told("must.kafka=6"));
    assert!(told("overlap=ten").contains("overlap=120"), "{}", told("overlap=ten"));
    let frozen = pair(&any_developer(), &any_role());
    let case = Case::of(&frozen, any_role().role_id).unwrap();
    let error = case.with(&["must.cobol=drop".parse().unwrap()]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`cobol` is no skill of this night: the role asks for python, postgresql"
    );
}

#[test]
fn a_must_have_let_go_no_longer_weighs_on_the_others() {
    let mut wanted = any_role();
    wanted.skills.push(asked("kafka", Importance::Must, 4));
    let frozen = pair(&any_developer(), &wanted);
    let case = Case::of(&frozen, wanted.role_id).unwrap();
    let dropped = case.with(&["must.kafka=drop".parse().unwrap()]).unwrap();
    let plain = pair(&any_developer(), &any_role());
    assert_eq!(
        dropped.judge(&frozen.developers[0]).values,
        Case::of(&plain, any_role().role_id).unwrap().judge(&plain.developers[0]).values
    );
}

/// Causes of one change each, as people read them.
fn causes(before: &Developer, after: &Developer, was: &Role, is: &Role, days: i64) -> Vec<String> {
    let earlier = pair(before, was);
    let day = TODAY.saturating_add(days.days());
    let (later, _) =
        Frozen::build(day, ScoreModel::house(), &graph(), &FX, [after], std::slice::from_ref(is));
    let nights = TwoNights::of(&earlier, &later, was.role_id).unwrap();
    let causes = nights.causes(before.developer_id).unwrap();
    let words = causes
        .iter()
        .map(|cause| format!("{} {}: {} -> {}", cause.kind, cause.what, cause.before, cause.after));
    words.collect()
}

#[test]
fn each_cause_is_called_by_its_name() {
    let (developer, role) = (any_developer(), any_role());
    let same = causes(&developer, &developer, &role, &role, 1);
    assert_eq!(same, Vec::<String>::new());
    let mut other = developer.clone();
    other.english = Some(English::C2);
    other.rate_floor = Some(usd(500_000));
    other.skills[1].level = 5;
    assert_eq!(
        causes(&developer, &other, &role, &role, 1),
        [
            "developer English: C1 -> C2",
            "developer rate: USD 4,000.00/month -> USD 5,000.00/month",
            "developer PostgreSQL: level 4 cv -> level 5 cv",
        ]
    );
    let mut wanted = role.clone();
    wanted.overlap_minutes_min = 120;
    wanted.skills[0].importance = Importance::Should;
    assert_eq!(
        causes(&developer, &developer, &role, &wanted, 1),
        ["role overlap: 240 minutes -> 120 minutes", "role Python: must level 3 -> should level 3"]
    );
    assert_eq!(
        causes(&developer, &developer, &role, &role, 400),
        ["calendar business date: 2026-03-02 -> 2027-04-06"]
    );
}
