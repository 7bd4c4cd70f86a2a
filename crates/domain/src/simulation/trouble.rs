//! What can be planted in the papers of made-up people, and the rule that must find it.

use super::draw::Draw;
use crate::compliance::tax_number::TaxNumberKind;
use crate::country::Country;
use crate::developer::Engagement;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A trouble somebody at work can have.
    "trouble" Trouble {
        /// No identity document.
        IdentityMissing = "identity_missing",
        /// It has expired.
        IdentityExpired = "identity_expired",
        /// It expires within weeks.
        IdentityExpiring = "identity_expiring",
        /// It was found right by who handed it in.
        SelfVerified = "self_verified",
        /// A tax number that cannot be right.
        NumberWrong = "number_wrong",
        /// A tax number of somebody else.
        NumberShared = "number_shared",
        /// No form of the US tax office.
        TaxFormMissing = "tax_form_missing",
        /// One that was signed long ago.
        TaxFormRunOut = "tax_form_run_out",
        /// A contract that is over while the work goes on.
        ContractOver = "contract_over",
        /// No promise of secrecy.
        SecrecyMissing = "secrecy_missing",
        /// Everything an employee has.
        LikeAnEmployee = "like_an_employee",
        /// A month of social security that is not shown.
        SocialSecurityMissing = "social_security_missing",
        /// Fees, with somebody who directs the work.
        WithControl = "with_control",
        /// They may sign for the client.
        MaySign = "may_sign",
        /// A consent of long ago.
        ConsentOld = "consent_old",
        /// A regime they are not attested for.
        AttestationMissing = "attestation_missing",
        /// Nearly all of the bill is paid out.
        MarginLow = "margin_low",
        /// Nobody has spoken for weeks.
        Silent = "silent",
        /// Everybody is unhappy.
        Unhappy = "unhappy",
        /// More hours in a week than the law allows.
        HoursOverLimit = "hours_over_limit",
        /// Work on a public holiday.
        HolidayWorked = "holiday_worked",
        /// Less pay than the law allows.
        PayUnderMinimum = "pay_under_minimum",
        /// Work told of days after the placement ended.
        WorkedAfterEnd = "worked_after_end",
        /// The client wants their past checked and it was not.
        BackgroundUnchecked = "background_unchecked",
        /// The client refuses where, or how, they work.
        Refused = "refused",
        /// A company founded by an employee of the client.
        FormerEmployee = "former_employee",
        /// A critical incident that is open.
        IncidentOpen = "incident_open",
        /// Overtime that has no premium.
        PremiumMissing = "premium_missing",
        /// An instalment of the thirteenth salary in no payment.
        InstalmentMissing = "instalment_missing",
        /// A month a contractor did not bill.
        FeeMissing = "fee_missing",
        /// Two bills under one number.
        FeeNumberTwice = "fee_number_twice",
        /// A bill of more than the terms make.
        FeeWrong = "fee_wrong",
        /// Another rate kept back than that of the year.
        RetentionWrong = "retention_wrong",
    }
}

vocabulary! {
    /// A trouble a client can have.
    "trouble of a client" ClientTrouble {
        /// It works on a handshake: found where somebody is at work for it.
        NoAgreement = "no_agreement",
        /// It has not paid a bill.
        InvoiceOverdue = "invoice_overdue",
    }
}

impl ClientTrouble {
    /// The rule that must find it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::NoAgreement => "CLI-02",
            Self::InvoiceOverdue => "CLI-01",
        }
    }
}

impl Trouble {
    /// The rule that must find it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::IdentityMissing => "DOC-01",
            Self::IdentityExpired => "DOC-02",
            Self::IdentityExpiring => "DOC-03",
            Self::SelfVerified => "DOC-04",
            Self::NumberWrong => "DOC-05",
            Self::NumberShared => "DOC-06",
            Self::TaxFormMissing => "TAX-01",
            Self::TaxFormRunOut => "TAX-02",
            Self::ContractOver => "CON-01",
            Self::SecrecyMissing => "CON-03",
            Self::LikeAnEmployee => "CLS-01",
            Self::SocialSecurityMissing => "CLS-06",
            Self::WithControl => "CLS-07",
            Self::MaySign => "PE-01",
            Self::ConsentOld => "GDP-02",
            Self::AttestationMissing => "GDP-05",
            Self::MarginLow => "MAR-01",
            Self::HoursOverLimit => "LAB-01",
            Self::PayUnderMinimum => "LAB-05",
            Self::HolidayWorked => "LAB-06",
            Self::WorkedAfterEnd => "CON-05",
            Self::BackgroundUnchecked => "VET-03",
            Self::Refused => "CLI-03",
            Self::FormerEmployee => "CLS-02",
            Self::FeeMissing | Self::FeeNumberTwice | Self::FeeWrong => "TAX-05",
            Self::PremiumMissing => "LAB-02",
            Self::InstalmentMissing => "LAB-03",
            Self::RetentionWrong => "TAX-07",
            Self::Silent | Self::Unhappy | Self::IncidentOpen => "PLC-01",
        }
    }

    /// Whether it is found of the placement, not of the developer.
    pub const fn is_of_placement(self) -> bool {
        matches!(
            self,
            Self::TaxFormMissing
                | Self::TaxFormRunOut
                | Self::ContractOver
                | Self::SecrecyMissing
                | Self::LikeAnEmployee
                | Self::WithControl
                | Self::MaySign
                | Self::AttestationMissing
                | Self::MarginLow
                | Self::Silent
                | Self::Unhappy
                | Self::HoursOverLimit
                | Self::HolidayWorked
                | Self::PayUnderMinimum
                | Self::WorkedAfterEnd
                | Self::BackgroundUnchecked
                | Self::Refused
                | Self::FormerEmployee
                | Self::IncidentOpen
                | Self::PremiumMissing
                | Self::InstalmentMissing
                | Self::FeeMissing
                | Self::FeeNumberTwice
                | Self::FeeWrong
                | Self::RetentionWrong
        )
    }

    /// One that somebody can have.
    pub(super) fn draw(draw: &mut Draw, of: TroubleOf) -> Self {
        let from = |countries: &[&str]| countries.contains(&of.country.code());
        let individual = of.engagement == Some(Engagement::ContractorIndividual);
        let contractor = individual || of.engagement == Some(Engagement::ContractorCompany);
        let paid_from_us = of.payer.is_some_and(|payer| payer.code() == "US");
        // A cédula has no check digit to be wrong.
        let checked =
            TaxNumberKind::of_person(of.country).is_some_and(|kind| kind != TaxNumberKind::Cedula);
        let can = |trouble: &Self| match trouble {
            // Planted for two people at once; what was worked, and what lies between them and their
            // client, is drawn apart.
            Self::NumberShared
            | Self::HoursOverLimit
            | Self::HolidayWorked
            | Self::PayUnderMinimum
            | Self::WorkedAfterEnd
            | Self::BackgroundUnchecked
            | Self::Refused
            | Self::FormerEmployee
            | Self::IncidentOpen
            | Self::PremiumMissing
            | Self::InstalmentMissing
            | Self::FeeMissing
            | Self::FeeNumberTwice
            | Self::FeeWrong
            | Self::RetentionWrong => false,
            Self::NumberWrong => checked && of.own_number,
            Self::TaxFormMissing | Self::TaxFormRunOut => contractor && paid_from_us,
            Self::LikeAnEmployee => contractor,
            Self::SocialSecurityMissing => individual && from(&["CO"]),
            Self::WithControl => individual && from(&["CL"]),
            // In Chile the law asks for it only since December 2026.
            Self::ConsentOld => from(&["AR", "BR", "CO", "CR", "PE", "UY"]),
            Self::Silent | Self::Unhappy => of.spoken_of,
            _ => true,
        };
        let all: Vec<Self> = Self::ALL.iter().copied().filter(can).collect();
        *draw.pick(&all)
    }
}

/// Who is to have a trouble.
#[derive(Debug, Clone, Copy)]
pub(super) struct TroubleOf {
    /// Where they work from.
    pub(super) country: Country,
    /// How they are engaged.
    pub(super) engagement: Option<Engagement>,
    /// Where the client sits.
    pub(super) payer: Option<Country>,
    /// Whether the placement is old enough for people to have spoken of it.
    pub(super) spoken_of: bool,
    /// Whether the tax number is theirs alone.
    pub(super) own_number: bool,
}
