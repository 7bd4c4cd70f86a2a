//! The directory of countries: the names people give them and the zone most of their people live
//! in. Holidays, currencies and rules of a country live elsewhere.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::tz::TimeZoneDatabase;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Country, UnknownCountry};

/// Characters of a name that are looked at: no country's longest name has as many.
const NAME_CHARS_MAX: usize = 200;

/// Every country, by code and by name.
#[derive(Debug, Clone)]
pub struct CountryDirectory {
    lines: BTreeMap<Country, CountryLine>,
    names: BTreeMap<String, Country>,
}

/// Why a file of countries cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CountryDirectoryError {
    /// Not the TOML that was expected.
    #[error("the file of countries cannot be read: mend the place named below")]
    Shape(#[source] toml::de::Error),
    /// A code that is none.
    #[error("a line of the file of countries has no code: mend it")]
    Code(#[source] UnknownCountry),
    /// Two lines for one code.
    #[error("country `{0}` is written twice: keep one line")]
    DuplicateCode(Country),
    /// A name without a letter.
    #[error("name `{name}` of country `{country}` has no letter: write one or take it out")]
    EmptyName {
        /// Whose name.
        country: Country,
        /// The name as written.
        name: String,
    },
    /// A name that already stands for a country.
    #[error("`{name}` of country `{country}` already stands for `{taken_by}`: take it out of one")]
    DuplicateName {
        /// Whose name.
        country: Country,
        /// The name as written.
        name: String,
        /// Who has it already; the country itself when folding gives it already.
        taken_by: Country,
    },
    /// A zone the time-zone database does not have.
    #[error("zone `{zone}` of country `{country}` is not an IANA time zone: write one of them")]
    UnknownZone {
        /// Whose zone.
        country: Country,
        /// The zone as written.
        zone: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryFile {
    countries: Vec<CountryLine>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryLine {
    code: String,
    name: String,
    zone: String,
    #[serde(default)]
    several_zones: bool,
    #[serde(default)]
    aliases: Vec<String>,
}

static HOUSE: LazyLock<CountryDirectory> = LazyLock::new(|| {
    let text = include_str!("../../../../config/countries.toml");
    match CountryDirectory::parse(text) {
        Ok(directory) => directory,
        Err(error) => unreachable!("the embedded countries are parsed by a test: {error}"),
    }
});

impl CountryDirectory {
    /// The directory embedded in the program.
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads and checks a file of countries.
    ///
    /// # Errors
    /// [`CountryDirectoryError`] naming the first thing that is wrong, and what to do.
    pub fn parse(text: &str) -> Result<Self, CountryDirectoryError> {
        let file: CountryFile = toml::from_str(text).map_err(CountryDirectoryError::Shape)?;
        let zones = TimeZoneDatabase::bundled();
        let mut directory = Self { lines: BTreeMap::new(), names: BTreeMap::new() };
        let mut codes = BTreeMap::new();
        for line in file.countries {
            let country: Country = line.code.parse().map_err(CountryDirectoryError::Code)?;
            if zones.get(&line.zone).is_err() {
                return Err(CountryDirectoryError::UnknownZone { country, zone: line.zone });
            }
            codes.insert(folded(&line.code), country);
            for name in std::iter::once(&line.name).chain(&line.aliases) {
                directory.add_name(country, name)?;
            }
            if directory.lines.insert(country, line).is_some() {
                return Err(CountryDirectoryError::DuplicateCode(country));
            }
        }
        for (code, country) in codes {
            let taken_by = *directory.names.entry(code.clone()).or_insert(country);
            if taken_by != country {
                return Err(CountryDirectoryError::DuplicateName { country, name: code, taken_by });
            }
        }
        Ok(directory)
    }

    fn add_name(&mut self, country: Country, name: &str) -> Result<(), CountryDirectoryError> {
        let key = folded(name);
        if key.is_empty() {
            return Err(CountryDirectoryError::EmptyName { country, name: name.to_owned() });
        }
        match self.names.insert(key, country) {
            None => Ok(()),
            Some(taken_by) => {
                let name = name.to_owned();
                Err(CountryDirectoryError::DuplicateName { country, name, taken_by })
            }
        }
    }

    /// Every country, by code.
    pub fn countries(&self) -> impl Iterator<Item = Country> {
        self.lines.keys().copied()
    }

    /// The country with this name or code; case, accents, punctuation and articles do not matter.
    pub fn find(&self, name_or_code: &str) -> Option<Country> {
        self.names.get(&folded(name_or_code)).copied()
    }

    /// Its English name; none for a code that is not in the directory.
    pub fn name(&self, country: Country) -> Option<&str> {
        self.lines.get(&country).map(|line| line.name.as_str())
    }

    /// IANA name of the zone most of its people live in; none for a code that is not in the
    /// directory.
    pub fn main_zone(&self, country: Country) -> Option<&str> {
        self.lines.get(&country).map(|line| line.zone.as_str())
    }

    /// IANA name of its zone where one clock holds for the whole country; none where clocks differ.
    pub fn only_zone(&self, country: Country) -> Option<&str> {
        self.lines.get(&country).filter(|line| !line.several_zones).map(|line| line.zone.as_str())
    }
}

/// Small letters and digits only, without articles and `and`, with `st` as `saint`.
fn folded(name: &str) -> String {
    let letters: String = name
        .chars()
        .take(NAME_CHARS_MAX)
        .nfkd()
        .filter(|ch| !is_combining_mark(*ch) && !matches!(ch, '\'' | '’' | '`' | '´'))
        .flat_map(char::to_lowercase)
        .collect();
    letters
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !matches!(*word, "the" | "and" | "y" | "e"))
        .map(|word| if word == "st" { "saint" } else { word })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house() -> CountryDirectory {
        CountryDirectory::parse(include_str!("../../../../config/countries.toml")).unwrap()
    }

    fn check(text: &str, expected: Option<&str>) {
        let found = CountryDirectory::house().find(text);
        assert_eq!(found.as_ref().map(Country::code), expected, "{text}");
    }

    #[test]
    fn every_code_of_iso_3166_is_there_and_kosovo() {
        assert_eq!(house().countries().count(), 250);
    }

    #[test]
    fn every_country_is_found_by_its_code_and_name_and_has_a_zone() {
        let house = house();
        for country in house.countries() {
            let name = house.name(country).unwrap();
            assert_eq!(house.find(country.code()), Some(country));
            assert_eq!(house.find(&name.to_uppercase()), Some(country));
            assert!(TimeZoneDatabase::bundled().get(house.main_zone(country).unwrap()).is_ok());
        }
    }

    #[test]
    fn names_as_surveys_spell_them() {
        check("United States of America", Some("US"));
        check("United Kingdom of Great Britain and Northern Ireland", Some("GB"));
        check("Iran, Islamic Republic of...", Some("IR"));
        check("Venezuela, Bolivarian Republic of...", Some("VE"));
        check("Hong Kong (S.A.R.)", Some("HK"));
        check("Côte d'Ivoire", Some("CI"));
        check("Congo, Republic of the...", Some("CG"));
        check("Democratic Republic of the Congo", Some("CD"));
        check("Republic of Korea", Some("KR"));
        check("St. Lucia", Some("LC"));
    }

    #[test]
    fn names_in_spanish_and_portuguese() {
        check("méxico", Some("MX"));
        check("MEXICO", Some("MX"));
        check("Perú", Some("PE"));
        check("Brasil", Some("BR"));
        check("República Dominicana", Some("DO"));
        check("Estados Unidos", Some("US"));
        check("EE. UU.", Some("US"));
        check("Trinidad y Tobago", Some("TT"));
    }

    #[test]
    fn what_is_no_country_is_none() {
        for text in ["", "  ", "Nomadic", "Latin America", "ZZ", "Atlantis", "the"] {
            check(text, None);
        }
    }

    #[test]
    fn neighbours_in_name_stay_apart() {
        check("Niger", Some("NE"));
        check("Nigeria", Some("NG"));
        check("Dominica", Some("DM"));
        check("Guinea", Some("GN"));
        check("Guinea-Bissau", Some("GW"));
        check("Equatorial Guinea", Some("GQ"));
        check("Samoa", Some("WS"));
        check("American Samoa", Some("AS"));
    }

    #[test]
    fn the_main_zone_is_where_most_people_live() {
        let zone = |code: &str| {
            CountryDirectory::house().main_zone(code.parse().unwrap()).map(ToOwned::to_owned)
        };
        assert_eq!(zone("BR").as_deref(), Some("America/Sao_Paulo"));
        assert_eq!(zone("CO").as_deref(), Some("America/Bogota"));
        assert_eq!(zone("EC").as_deref(), Some("America/Guayaquil"));
        assert_eq!(zone("ZZ"), None);
    }

    #[test]
    fn a_country_with_several_clocks_has_no_only_zone() {
        let zone = |code: &str| {
            CountryDirectory::house().only_zone(code.parse().unwrap()).map(ToOwned::to_owned)
        };
        assert_eq!(zone("CO").as_deref(), Some("America/Bogota"));
        assert_eq!(zone("AR").as_deref(), Some("America/Argentina/Buenos_Aires"));
        for code in ["BR", "MX", "US", "ES", "RU"] {
            assert_eq!(zone(code), None, "{code}");
        }
    }

    fn error(lines: &str) -> String {
        CountryDirectory::parse(&format!("countries = [{lines}]")).unwrap_err().to_string()
    }

    #[test]
    fn a_wrong_file_is_told_where_and_what_to_do() {
        let colombia = r#"{ code = "CO", name = "Colombia", zone = "America/Bogota" },"#;
        assert_eq!(
            error(r#"{ code = "CO", name = "Colombia", zone = "America/Bogotá" }"#),
            "zone `America/Bogotá` of country `CO` is not an IANA time zone: write one of them"
        );
        assert_eq!(
            error(&format!(r#"{colombia} {{ code = "PA", name = "COLOMBIA", zone = "UTC" }}"#)),
            "`COLOMBIA` of country `PA` already stands for `CO`: take it out of one"
        );
        assert_eq!(
            error(&format!(r#"{colombia} {{ code = "CO", name = "Other", zone = "UTC" }}"#)),
            "country `CO` is written twice: keep one line"
        );
        assert_eq!(
            error(r#"{ code = "CO", name = "…", zone = "UTC" }"#),
            "name `…` of country `CO` has no letter: write one or take it out"
        );
    }
}
