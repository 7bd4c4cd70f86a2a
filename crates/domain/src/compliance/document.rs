//! Documents: the papers a developer, a placement or a client has, or should have. What is in them
//! stays with whoever keeps them; here is what they are, how long they count, and whether the number
//! on them holds.

use jiff::civil::Date;

use super::tax_number::{TaxNumberFlaw, TaxNumberKind};
use crate::id::{DeveloperId, DocumentId};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a document is.
    "document" DocumentKind {
        /// Passport or identity card.
        Identity = "identity",
        /// Certificate of the person's tax number.
        TaxNumber = "tax_number",
        /// Certificate of the tax number of the developer's own company.
        CompanyRegistration = "company_registration",
        /// Form W-8BEN of a person who is no US person.
        W8ben = "w8ben",
        /// Form W-8BEN-E of a company that is no US person.
        W8benE = "w8ben_e",
        /// The contract of a placement, signed.
        Contract = "contract",
        /// Assignment of intellectual property.
        IpAssignment = "ip_assignment",
        /// Agreement on secrecy.
        Nda = "nda",
        /// Check of somebody's past.
        BackgroundCheck = "background_check",
        /// Consent to the use of personal data.
        Consent = "consent",
        /// Proof that the social security of a month is paid.
        SocialSecurity = "social_security",
        /// Leave of the tax office to be paid without retention.
        RetentionSuspension = "retention_suspension",
        /// Registration for supplying staff.
        StaffRegistration = "staff_registration",
        /// Master agreement with a client.
        MasterAgreement = "master_agreement",
    }
}

impl DocumentKind {
    /// What it is called in a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Identity => "identity document",
            Self::TaxNumber => "certificate of the tax number",
            Self::CompanyRegistration => "registration of the company",
            Self::W8ben => "form W-8BEN",
            Self::W8benE => "form W-8BEN-E",
            Self::Contract => "signed contract",
            Self::IpAssignment => "assignment of intellectual property",
            Self::Nda => "agreement on secrecy",
            Self::BackgroundCheck => "background check",
            Self::Consent => "consent to the use of personal data",
            Self::SocialSecurity => "proof of social security",
            Self::RetentionSuspension => "suspension of retention",
            Self::StaffRegistration => "registration for supplying staff",
            Self::MasterAgreement => "master agreement",
        }
    }
}

vocabulary! {
    /// Where a document stands. That it has expired is no state: the day says so.
    "document state" DocumentState {
        /// Asked for.
        Requested = "requested",
        /// There, and nobody has looked.
        Received = "received",
        /// Looked at and found right.
        Verified = "verified",
        /// Looked at and found wrong.
        Rejected = "rejected",
        /// Another has taken its place.
        Superseded = "superseded",
    }
}

impl DocumentState {
    /// Whether it is there and not refused, expired or not.
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Received | Self::Verified)
    }
}

/// A document as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Identity.
    pub document_id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Where it stands.
    pub state: DocumentState,
    /// First civil day it counts: of the signature, the payment or the issue; none unknown.
    pub issued_on: Option<Date>,
    /// First civil day it no longer counts; none never.
    pub expires_on: Option<Date>,
    /// Whether who handed it in is who found it right.
    pub self_verified: bool,
    /// Kind of the number on it; none when it has none that can be checked.
    pub number_kind: Option<TaxNumberKind>,
    /// What is wrong with that number; none when it holds.
    pub number_flaw: Option<TaxNumberFlaw>,
    /// Others who handed in the same number, by id.
    pub number_shared_with: Vec<DeveloperId>,
}

impl Document {
    /// Whether it is there and not refused, expired or not.
    pub fn is_held(&self) -> bool {
        self.state.is_held()
    }

    /// Whether it counts on a day.
    pub fn counts_on(&self, day: Date) -> bool {
        self.is_held()
            && self.issued_on.is_none_or(|from| from <= day)
            && self.expires_on.is_none_or(|end| day < end)
    }
}

/// The papers of one owner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents(pub Vec<Document>);

impl Documents {
    /// Those of a kind that are there, expired or not.
    pub fn held(&self, kind: DocumentKind) -> impl Iterator<Item = &Document> {
        self.0.iter().filter(move |document| document.kind == kind && document.is_held())
    }

    /// Whether one of a kind counts on a day.
    pub fn counts(&self, kind: DocumentKind, day: Date) -> bool {
        self.held(kind).any(|document| document.counts_on(day))
    }

    /// The one of a kind that counts longest among those that are there.
    pub fn longest(&self, kind: DocumentKind) -> Option<&Document> {
        self.held(kind).max_by_key(|document| {
            (document.expires_on.is_none(), document.expires_on, document.document_id)
        })
    }
}
