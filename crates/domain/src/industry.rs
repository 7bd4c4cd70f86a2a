//! Industries: where developers have worked and clients trade, and which of them are near each
//! other.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Industries, by the alphabet.
    "industry" Industry {
        /// Advertising and marketing.
        Advertising = "advertising",
        /// Banks.
        Banking = "banking",
        /// Shops on the web.
        Ecommerce = "ecommerce",
        /// Schools and learning.
        Education = "education",
        /// Power, oil and gas.
        Energy = "energy",
        /// Money handled by software firms.
        Fintech = "fintech",
        /// Games.
        Gaming = "gaming",
        /// Public bodies.
        Government = "government",
        /// Medicine and care.
        Health = "health",
        /// Insurance.
        Insurance = "insurance",
        /// Transport of goods.
        Logistics = "logistics",
        /// Making of goods.
        Manufacturing = "manufacturing",
        /// Press, film and music.
        Media = "media",
        /// Land and buildings.
        RealEstate = "real_estate",
        /// Shops on the street.
        Retail = "retail",
        /// Protection of systems.
        Security = "security",
        /// Software sold as such.
        Software = "software",
        /// Telephone and networks.
        Telecom = "telecom",
        /// Travel and lodging.
        Travel = "travel",
    }
}

impl Industry {
    /// Industries whose customs and rules carry over in part; if one is near another, so is the
    /// other to the one.
    pub const fn adjacent(self) -> &'static [Self] {
        match self {
            Self::Advertising => &[Self::Gaming, Self::Media],
            Self::Banking => &[Self::Fintech, Self::Insurance],
            Self::Ecommerce => &[Self::Logistics, Self::Retail, Self::Travel],
            Self::Education => &[Self::Government],
            Self::Energy => &[Self::Manufacturing],
            Self::Fintech => &[Self::Banking, Self::Insurance, Self::RealEstate],
            Self::Gaming => &[Self::Advertising, Self::Media],
            Self::Government => &[Self::Education],
            Self::Health => &[Self::Insurance],
            Self::Insurance => &[Self::Banking, Self::Fintech, Self::Health],
            Self::Logistics => &[Self::Ecommerce, Self::Manufacturing, Self::Retail],
            Self::Manufacturing => &[Self::Energy, Self::Logistics],
            Self::Media => &[Self::Advertising, Self::Gaming],
            Self::RealEstate => &[Self::Fintech],
            Self::Retail => &[Self::Ecommerce, Self::Logistics],
            Self::Security => &[Self::Software, Self::Telecom],
            Self::Software => &[Self::Security, Self::Telecom],
            Self::Telecom => &[Self::Security, Self::Software],
            Self::Travel => &[Self::Ecommerce],
        }
    }
}

/// How long a developer has worked in one industry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DeveloperIndustry {
    /// Which.
    pub industry: Industry,
    /// Tenths of years.
    pub years_tenths: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearness_goes_both_ways_and_nothing_is_near_itself() {
        for one in Industry::ALL {
            let near = one.adjacent();
            assert!(!near.is_empty() && !near.contains(one), "{one}");
            assert!(near.is_sorted(), "{one}");
            for other in near {
                assert!(other.adjacent().contains(one), "{one} and {other}");
            }
        }
    }
}
