//! Every rule on both sides of its boundary, and of each change of law. A developer in order is
//! found nothing of; each test breaks one thing.

mod client;
mod fee;
mod labour;
mod personal;
mod subject;

use jiff::civil::{Date, date};

use super::classification::{ClassificationAnswer, Factor, Observed};
use super::document::{DocumentKind, DocumentState};
use super::parameter::Parameters;
use super::requirement::Requirements;
use super::tax_number::{TaxNumberFlaw, TaxNumberKind};
use super::{Case, rules};
use crate::developer::{DeveloperStatus, Engagement};
use crate::finding::{Found, Severity};
use crate::id::{DeveloperId, EvaluatorId};
use crate::regime::Regime;
use subject::{DAY, Set, client, developer, found, found_of_client, paper};

/// What a rule says of a developer on a day, after something was set.
fn says(rule: &str, day: Date, set: Set) -> Vec<String> {
    found(rule, day, set).into_iter().map(|one| one.says).collect()
}

/// A rule that finds nothing on one day and something on the next.
fn turns(rule: &str, last_in_order: Date, set: Set) {
    assert_eq!(says(rule, last_in_order, set), [""; 0], "{rule} on {last_in_order}");
    let next = last_in_order.tomorrow().unwrap();
    assert_eq!(says(rule, next, set).len(), 1, "{rule} on {next}");
}

/// A rule that finds something on one day and nothing from the next on.
fn settles(rule: &str, last_found: Date, set: Set) {
    assert_eq!(says(rule, last_found, set).len(), 1, "{rule} on {last_found}");
    let next = last_found.tomorrow().unwrap();
    assert_eq!(says(rule, next, set), [""; 0], "{rule} on {next}");
}

#[test]
fn of_a_developer_in_order_nothing_is_found() {
    for country in ["AR", "BR", "CL", "CO", "CR", "MX", "PE", "UY"] {
        let mut dossier = developer();
        dossier.country = country.parse().unwrap();
        let case = Case::house(DAY);
        assert_eq!(case.developer(&dossier), [], "{country}");
        assert_eq!(case.client(&client()), [], "{country}");
    }
}

#[test]
fn rules_are_named_once_and_say_what_to_do() {
    let mut names: Vec<_> = rules().map(|rule| rule.id).collect();
    for pair in names.windows(2) {
        let of = |name: &'static str| name.split_once('-').unwrap();
        let ((family, no), (next_family, next_no)) = (of(pair[0]), of(pair[1]));
        assert!(family != next_family || no < next_no, "{pair:?}");
    }
    let n = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), n), (n, 48));
    for rule in rules() {
        for text in [rule.checks, rule.why, rule.remedy, rule.source] {
            assert!(text.len() > 10, "{}: {text}", rule.id);
        }
    }
}

#[test]
fn a_document_that_is_asked_for_is_missed() {
    let without = |kind| {
        let mut dossier = developer();
        dossier.documents.0.retain(|one| one.kind != kind);
        dossier
    };
    let case = Case::house(DAY);
    let of = |kind| -> Vec<Found> {
        case.developer(&without(kind)).into_iter().filter(|one| one.key.rule == "DOC-01").collect()
    };
    let missing = of(DocumentKind::Identity);
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].says, "no identity document is there");
    assert_eq!((missing[0].severity, missing[0].grace_days), (Severity::BlockPayment, 10));
    assert_eq!(of(DocumentKind::CompanyRegistration), []);
    let on_the_bench = |dossier: &mut super::DeveloperDossier| {
        dossier.documents.0.clear();
        dossier.placements.clear();
    };
    assert_eq!(says("DOC-01", DAY, on_the_bench), [""; 0]);
}

#[test]
fn a_company_needs_its_registration() {
    let company = |dossier: &mut super::DeveloperDossier| {
        dossier.engagement = Some(Engagement::ContractorCompany);
    };
    assert_eq!(says("DOC-01", DAY, company), ["no registration of the company is there"]);
}

#[test]
fn a_document_counts_until_the_day_before_it_expires() {
    let end = date(2027, 3, 31);
    turns("DOC-02", end.yesterday().unwrap(), |dossier| {
        dossier.documents.0[0].expires_on = Some(date(2027, 3, 31));
    });
}

#[test]
fn an_expiry_is_said_sixty_thirty_and_seven_days_before() {
    let set: Set = |dossier| dossier.documents.0[0].expires_on = Some(date(2027, 3, 31));
    let on = |day| {
        let found = found("DOC-03", day, set);
        found.first().map(|one| (one.severity, one.evidence["expires_within_days"].clone()))
    };
    assert_eq!(on(date(2027, 1, 29)), None);
    assert_eq!(on(date(2027, 1, 30)), Some((Severity::Info, "60".to_owned())));
    assert_eq!(on(date(2027, 2, 28)), Some((Severity::Info, "60".to_owned())));
    assert_eq!(on(date(2027, 3, 1)), Some((Severity::Warn, "30".to_owned())));
    assert_eq!(on(date(2027, 3, 23)), Some((Severity::Warn, "30".to_owned())));
    assert_eq!(on(date(2027, 3, 24)), Some((Severity::Warn, "7".to_owned())));
    assert_eq!(on(date(2027, 3, 30)), Some((Severity::Warn, "7".to_owned())));
    assert_eq!(on(date(2027, 3, 31)), None);
}

#[test]
fn four_eyes_and_numbers() {
    assert_eq!(says("DOC-04", DAY, |dossier| dossier.documents.0[0].self_verified = true).len(), 1);
    let flawed: Set = |dossier| {
        dossier.documents.0[1].number_kind = Some(TaxNumberKind::Cpf);
        dossier.documents.0[1].number_flaw = Some(TaxNumberFlaw::CheckDigit);
    };
    assert_eq!(
        says("DOC-05", DAY, flawed),
        ["the cpf on the certificate of the tax number cannot be right"]
    );
    let shared: Set = |dossier| {
        dossier.documents.0[1].number_kind = Some(TaxNumberKind::Nit);
        dossier.documents.0[1].number_shared_with = vec![DeveloperId(9)];
    };
    assert_eq!(says("DOC-06", DAY, shared), ["developer 9 handed in the same nit"]);
    assert_eq!(found("DOC-06", DAY, shared)[0].severity, Severity::BlockPlacement);
}

#[test]
fn a_payer_in_the_united_states_needs_the_right_form() {
    let none: Set = |dossier| dossier.documents.0.retain(|one| one.kind != DocumentKind::W8ben);
    assert_eq!(
        says("TAX-01", DAY, none),
        ["no form W-8BEN is there, and the payer is in the United States"]
    );
    let elsewhere: Set = |dossier| {
        dossier.documents.0.retain(|one| one.kind != DocumentKind::W8ben);
        dossier.placements[0].client_country = "GB".parse().ok();
    };
    assert_eq!(says("TAX-01", DAY, elsewhere), [""; 0]);
    let company: Set = |dossier| dossier.engagement = Some(Engagement::ContractorCompany);
    assert_eq!(says("TAX-01", DAY, company), [""; 0]);
    assert_eq!(
        says("TAX-04", DAY, company),
        ["form W-8BEN is there where form W-8BEN-E is needed"]
    );
}

#[test]
fn a_form_counts_until_the_end_of_the_third_year_after_its_signature() {
    let set: Set = |dossier| {
        for form in dossier.documents.0.iter_mut().filter(|one| one.kind == DocumentKind::W8ben) {
            form.issued_on = Some(date(2023, 9, 30));
        }
    };
    turns("TAX-02", date(2026, 12, 31), set);
}

#[test]
fn the_suspension_of_retention_in_peru_ends() {
    let set: Set = |dossier| {
        dossier.country = "PE".parse().unwrap();
        let leave = paper(90, DocumentKind::RetentionSuspension, None, Some(date(2027, 1, 1)));
        dossier.documents.0.push(leave);
    };
    turns("TAX-06", date(2026, 12, 31), set);
    assert_eq!(found("TAX-06", date(2027, 1, 1), set)[0].evidence["fee_retention_bp"], "800");
}

#[test]
fn a_contract_covers_until_the_day_before_its_end() {
    let set: Set =
        |dossier| dossier.placements[0].documents.0[0].expires_on = Some(date(2027, 2, 1));
    turns("CON-01", date(2027, 1, 31), set);
    let requested: Set = |dossier| {
        dossier.placements[0].documents.0[0].state = DocumentState::Requested;
    };
    assert_eq!(says("CON-01", DAY, requested), ["no signed contract covers the work"]);
}

#[test]
fn an_end_is_said_thirty_days_before_and_not_once_it_is_over() {
    let set: Set = |dossier| dossier.placements[0].ends_on = Some(date(2027, 3, 31));
    turns("CON-02", date(2027, 2, 28), set);
    settles("CON-02", date(2027, 3, 30), set);
}

#[test]
fn assignment_and_secrecy_are_signed_by_whoever_works() {
    let set: Set = |dossier| {
        let needed = [DocumentKind::IpAssignment, DocumentKind::Nda];
        dossier.documents.0.retain(|one| !needed.contains(&one.kind));
    };
    assert_eq!(says("CON-03", DAY, set).len(), 2);
}

#[test]
fn a_fixed_term_in_colombia_lasts_four_years_at_most() {
    let set: Set = |dossier| {
        dossier.country = "CO".parse().unwrap();
        dossier.engagement = Some(Engagement::EmployerOfRecord);
        dossier.placements[0].ends_on = Some(date(2030, 1, 10));
    };
    assert_eq!(says("CON-06", DAY, set), [""; 0]);
    let longer: Set = |dossier| {
        dossier.country = "CO".parse().unwrap();
        dossier.engagement = Some(Engagement::EmployerOfRecord);
        dossier.placements[0].ends_on = Some(date(2030, 1, 11));
    };
    assert_eq!(says("CON-06", DAY, longer).len(), 1);
}

fn answer(factor: Factor) -> ClassificationAnswer {
    ClassificationAnswer { factor, applies: true, observed: Observed::Declared }
}

#[test]
fn points_warn_from_sixty_and_stop_a_renewal_from_eighty() {
    use Factor::{
        Benefits, ClientEquipment, DirectSupervision, Discipline, FixedPay, FixedSchedule,
    };
    let points = |factors: &[Factor]| {
        let mut dossier = developer();
        dossier.placements[0].weekly_hours = 40;
        dossier.placements[0].answers = factors.iter().copied().map(answer).collect();
        let case = Case::house(DAY);
        let found = case.developer(&dossier);
        let one = found.into_iter().find(|one| one.key.rule == "CLS-01");
        one.map(|one| (one.evidence["points"].clone(), one.severity))
    };
    // Forty hours at one client are 15 by themselves.
    let under = [FixedSchedule, DirectSupervision, FixedPay, ClientEquipment];
    assert_eq!(points(&under), None);
    let warn = [FixedSchedule, DirectSupervision, FixedPay, Benefits];
    assert_eq!(points(&warn), Some(("60".to_owned(), Severity::Warn)));
    let below = [FixedSchedule, DirectSupervision, FixedPay, Benefits, Discipline, ClientEquipment];
    assert_eq!(points(&below), Some(("73".to_owned(), Severity::Warn)));
    let block = [&below[..], &[Factor::Integrated]].concat();
    assert_eq!(points(&block), Some(("80".to_owned(), Severity::BlockPlacement)));
}

#[test]
fn staff_in_mexico_is_supplied_with_a_registration_that_is_renewed_in_time() {
    let registered = |issued_on: Option<Date>| {
        let mut client = client();
        client.country = "MX".parse().ok();
        client.documents.0.extend(
            issued_on.map(|day| paper(80, DocumentKind::StaffRegistration, Some(day), None)),
        );
        client
    };
    let on = |rule, day, issued_on| found_of_client(rule, day, &registered(issued_on)).len();
    let given = Some(date(2024, 6, 1));
    assert_eq!(on("CLS-03", DAY, None), 1);
    assert_eq!(on("CLS-03", date(2027, 5, 31), given), 0);
    assert_eq!(on("CLS-03", date(2027, 6, 1), given), 1);
    assert_eq!(on("CLS-04", date(2027, 2, 28), given), 0);
    assert_eq!(on("CLS-04", date(2027, 3, 1), given), 1);
    assert_eq!(on("CLS-04", date(2027, 6, 1), given), 0);
    assert_eq!(on("CLS-05", date(2027, 1, 6), given), 0);
    assert_eq!(on("CLS-05", date(2027, 1, 7), given), 1);
    assert_eq!(on("CLS-05", date(2027, 1, 17), given), 1);
    assert_eq!(on("CLS-05", date(2027, 1, 18), given), 0);
    assert_eq!(on("CLS-05", date(2027, 2, 17), given), 0);
}

#[test]
fn social_security_in_colombia_is_shown_by_the_twentieth_of_the_next_month() {
    let set: Set = |dossier| {
        dossier.country = "CO".parse().unwrap();
        let october = (Some(date(2026, 10, 1)), Some(date(2026, 11, 1)));
        dossier.documents.0.retain(|one| {
            (one.issued_on, one.expires_on) != october || one.kind != DocumentKind::SocialSecurity
        });
    };
    turns("CLS-06", date(2026, 10, 31), set);
    let found = found("CLS-06", date(2026, 11, 1), set);
    assert_eq!(
        (found[0].key.detail.as_str(), found[0].due_on),
        ("2026-10", Some(date(2026, 11, 20)))
    );
}

#[test]
fn control_one_payer_and_signing() {
    let chile: Set = |dossier| {
        dossier.country = "CL".parse().unwrap();
        dossier.placements[0].answers = vec![answer(Factor::FixedSchedule)];
    };
    assert_eq!(says("CLS-07", DAY, chile), ["paid by fees, with control: fixed_schedule"]);
    let argentina: Set = |dossier| {
        dossier.country = "AR".parse().unwrap();
        dossier.placements[0].starts_on = date(2025, 12, 15);
    };
    turns("CLS-08", date(2026, 12, 15), argentina);
    let signs: Set = |dossier| dossier.placements[0].answers = vec![answer(Factor::SignsForClient)];
    assert_eq!(says("PE-01", DAY, signs), ["the developer may sign for the client"]);
}

#[test]
fn consent_is_asked_for_where_the_law_does() {
    let none: Set = |dossier| {
        dossier.country = "CL".parse().unwrap();
        dossier.documents.0.retain(|one| one.kind != DocumentKind::Consent);
    };
    turns("GDP-02", date(2026, 11, 30), none);
    let old: Set = |dossier| {
        for one in dossier.documents.0.iter_mut().filter(|one| one.kind == DocumentKind::Consent) {
            one.issued_on = Some(date(2025, 1, 15));
        }
    };
    turns("GDP-02", date(2027, 1, 15), old);
}

#[test]
fn an_attestation_counts_until_the_day_before_it_expires() {
    let set: Set = |dossier| {
        dossier.placements[0].regimes = vec![Regime::Hipaa];
        dossier.attestations[0].expires_on = Some(date(2027, 1, 1));
    };
    turns("GDP-05", date(2026, 12, 31), set);
    let never: Set = |dossier| dossier.placements[0].regimes = vec![Regime::PciDss];
    assert_eq!(says("GDP-05", DAY, never), ["not attested for pci_dss"]);
}

#[test]
fn vetting_is_relied_on_for_eighteen_months() {
    let set: Set = |dossier| dossier.vetting[0].held_on = date(2025, 7, 15);
    turns("VET-01", date(2027, 1, 15), set);
    let gone: Set = |dossier| {
        dossier.vetting[0].held_on = date(2020, 1, 1);
        dossier.status = DeveloperStatus::Left;
    };
    assert_eq!(says("VET-01", DAY, gone), [""; 0]);
}

#[test]
fn one_evaluator_for_all_stages_is_said() {
    let set: Set = |dossier| {
        for result in &mut dossier.vetting {
            result.evaluator = Some(EvaluatorId(4));
        }
    };
    assert_eq!(says("VET-02", DAY, set), ["evaluator 4 held every stage"]);
}

#[test]
fn a_client_who_wants_the_past_checked_has_it_checked() {
    let set: Set = |dossier| dossier.placements[0].policy.background_check_wanted = true;
    assert_eq!(says("VET-03", DAY, set).len(), 1);
    let checked: Set = |dossier| {
        dossier.placements[0].policy.background_check_wanted = true;
        dossier.documents.0.push(paper(91, DocumentKind::BackgroundCheck, None, None));
    };
    assert_eq!(says("VET-03", DAY, checked), [""; 0]);
}

#[test]
fn a_client_at_work_has_a_master_agreement_in_force() {
    let mut without = client();
    without.documents.0.clear();
    assert_eq!(found_of_client("CLI-02", DAY, &without).len(), 1);
    without.n_at_work = 0;
    assert_eq!(found_of_client("CLI-02", DAY, &without), []);
}

#[test]
fn a_margin_under_fifteen_percent_is_said() {
    let at = |pay: i64| {
        let mut dossier = developer();
        dossier.placements[0].terms[0].pay.money.amount_minor = pay;
        let case = Case::house(DAY);
        let found = case.developer(&dossier);
        found.into_iter().find(|one| one.key.rule == "MAR-01").map(|one| one.says)
    };
    assert_eq!(at(850_000), None);
    assert_eq!(at(850_001).unwrap(), "the margin is 14.99 % of the bill: the floor is 15 %");
}

#[test]
fn what_rests_on_a_fact_nobody_is_sure_of_stops_nothing() {
    let rows = "[[parameter]]\nkey = \"classification_points_warn\"\nfrom = \"2020-01-01\"\nvalue = 10\n\
        source = \"heard\"\nsource_on = \"2026-01-01\"\nconfidence = \"medium\"\n\
        [[parameter]]\nkey = \"classification_points_block\"\nfrom = \"2020-01-01\"\nvalue = 15\n\
        source = \"heard\"\nsource_on = \"2026-01-01\"\nconfidence = \"medium\"\n";
    let severity = |confidence: &str| {
        let rows = rows.replace("medium", confidence);
        let parameters = Parameters::parse(&[("firm.toml", &rows)]).unwrap();
        let mut dossier = developer();
        dossier.placements[0].weekly_hours = 40;
        let case = Case { day: DAY, parameters: &parameters, requirements: Requirements::house() };
        case.developer(&dossier).into_iter().find(|one| one.key.rule == "CLS-01").unwrap().severity
    };
    assert_eq!(severity("high"), Severity::BlockPlacement);
    assert_eq!(severity("medium"), Severity::Warn);
    assert_eq!(severity("unknown"), Severity::Warn);
}

#[test]
fn rows_of_later_dates_change_nothing_of_a_day_gone_by() {
    let now = "country = \"MX\"\n[[parameter]]\nkey = \"weekly_hours_max\"\nfrom = \"2020-01-01\"\n\
        value = 40\nsource = \"law\"\nsource_on = \"2026-01-01\"\nconfidence = \"read\"\n";
    let later = now
        .replace("from = \"2020-01-01\"\n", "from = \"2020-01-01\"\nto = \"2027-01-01\"\n")
        + &now
            .replace("2020-01-01", "2027-01-01")
            .replace("country = \"MX\"\n", "")
            .replace("40", "30");
    let found = |rows: &str, day| {
        let parameters = Parameters::parse(&[("mx.toml", rows)]).unwrap();
        let mut dossier = developer();
        dossier.country = "MX".parse().unwrap();
        dossier.engagement = Some(Engagement::EmployerOfRecord);
        dossier.placements[0].weekly_hours = 44;
        let case = Case { day, parameters: &parameters, requirements: Requirements::house() };
        serde_json::to_vec(&case.developer(&dossier)).unwrap()
    };
    let day = date(2026, 12, 31);
    assert!(found(now, day).len() > 2);
    assert_eq!(found(now, day), found(&later, day));
    assert_ne!(found(now, date(2027, 1, 1)), found(&later, date(2027, 1, 1)));
}
