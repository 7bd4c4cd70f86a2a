//! Tax numbers: which kinds there are and whether one can be right. A number is looked at once, when
//! it comes in; what is kept for the rules is what is wrong with it, not the number.

use jiff::civil::Date;
use stdnum::{ValidationError, Validator, country as scheme};

use crate::country::Country;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The numbers tax offices give, of persons and of companies.
    "tax number" TaxNumberKind {
        /// Argentina.
        Cuit = "cuit",
        /// Brazil, persons.
        Cpf = "cpf",
        /// Brazil, companies: digits, since July 2026 also letters.
        Cnpj = "cnpj",
        /// Chile.
        RutCl = "rut_cl",
        /// Colombia.
        Nit = "nit",
        /// Costa Rica, persons.
        Cedula = "cedula",
        /// Mexico, persons.
        Curp = "curp",
        /// Mexico, tax.
        Rfc = "rfc",
        /// Peru.
        Ruc = "ruc",
        /// Uruguay.
        RutUy = "rut_uy",
    }
}

vocabulary! {
    /// What is wrong with a number.
    "flaw of a tax number" TaxNumberFlaw {
        /// Too many or too few characters.
        Length = "length",
        /// Characters where none of them belong, or a date or place that does not exist.
        Shape = "shape",
        /// The check digit says that a character is wrong.
        CheckDigit = "check_digit",
        /// All characters are the same: nobody has such a number.
        Repeated = "repeated",
        /// Of a shape that was not given out yet.
        TooEarly = "too_early",
    }
}

/// From this day on companies of Brazil are given numbers with letters.
///
/// # Source
/// Instrução Normativa RFB 2.229 of 2024.
const CNPJ_WITH_LETTERS_FROM: Date = jiff::civil::date(2026, 7, 1);

impl TaxNumberKind {
    /// The kind a person of a country has; none where we know of none.
    pub fn of_person(country: Country) -> Option<Self> {
        Some(match country.code() {
            "AR" => Self::Cuit,
            "BR" => Self::Cpf,
            "CL" => Self::RutCl,
            "CO" => Self::Nit,
            "CR" => Self::Cedula,
            "MX" => Self::Rfc,
            "PE" => Self::Ruc,
            "UY" => Self::RutUy,
            _ => return None,
        })
    }

    /// Whether a country gives it.
    pub fn is_of(self, country: Country) -> bool {
        let given_by = match self {
            Self::Cuit => "AR",
            Self::Cpf | Self::Cnpj => "BR",
            Self::RutCl => "CL",
            Self::Nit => "CO",
            Self::Cedula => "CR",
            Self::Curp | Self::Rfc => "MX",
            Self::Ruc => "PE",
            Self::RutUy => "UY",
        };
        country.code() == given_by
    }

    /// Whether a mistake in it can be seen.
    pub const fn is_checked(self) -> bool {
        !matches!(self, Self::Cedula)
    }

    fn scheme(self) -> &'static dyn Validator {
        match self {
            Self::Cuit => &scheme::ar::CUIT,
            Self::Cpf => &scheme::br::CPF,
            Self::Cnpj => &scheme::br::CNPJ,
            Self::RutCl => &scheme::cl::RUT,
            Self::Nit => &scheme::co::NIT,
            Self::Cedula => &scheme::cr::CPF,
            Self::Curp => &scheme::mx::CURP,
            Self::Rfc => &scheme::mx::RFC,
            Self::Ruc => &scheme::pe::RUC,
            Self::RutUy => &scheme::uy::RUT,
        }
    }

    /// The number without what people write between its characters.
    pub fn compact(self, number: &str) -> String {
        // Schemes differ in which of these they expect; none of them belongs to a number.
        let between = |one: char| one.is_whitespace() || "-./,_".contains(one);
        let number: String = number.to_uppercase().chars().filter(|one| !between(*one)).collect();
        self.scheme().compact(&number).unwrap_or(number)
    }

    /// What is wrong with a number of this kind that came in on a day; none when it can be right.
    pub fn flaw(self, number: &str, day: Date) -> Option<TaxNumberFlaw> {
        let compact = self.compact(number);
        let mut characters = compact.chars();
        if let Some(first) = characters.next()
            && compact.len() > 1
            && characters.all(|one| one == first)
        {
            return Some(TaxNumberFlaw::Repeated);
        }
        let letters = compact.bytes().any(|one| one.is_ascii_alphabetic());
        if self == Self::Cnpj && letters && day < CNPJ_WITH_LETTERS_FROM {
            return Some(TaxNumberFlaw::TooEarly);
        }
        match self.scheme().validate(&compact) {
            Ok(_) => None,
            Err(ValidationError::InvalidLength(_)) => Some(TaxNumberFlaw::Length),
            Err(ValidationError::InvalidChecksum(_)) => Some(TaxNumberFlaw::CheckDigit),
            Err(ValidationError::InvalidFormat(_) | ValidationError::InvalidComponent(_)) => {
                Some(TaxNumberFlaw::Shape)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DAY: Date = date(2026, 11, 30);

    fn check(kind: TaxNumberKind, number: &str, expected: Option<TaxNumberFlaw>) {
        assert_eq!(kind.flaw(number, DAY), expected, "{kind} {number}");
    }

    #[test]
    fn numbers_that_can_be_right_and_their_neighbours() {
        use TaxNumberFlaw::{CheckDigit, Length, Repeated, Shape};
        use TaxNumberKind::{Cedula, Cnpj, Cpf, Cuit, Curp, Nit, Rfc, Ruc, RutCl, RutUy};
        check(Cpf, "390.533.447-05", None);
        check(Cpf, "390.533.447-15", Some(CheckDigit));
        check(Cpf, "111.111.111-11", Some(Repeated));
        check(Cpf, "390.533.447", Some(Length));
        check(Cnpj, "16.727.230/0001-97", None);
        check(Cnpj, "16.727.230/0001-79", Some(CheckDigit));
        check(Cnpj, "12.ABC.345/01DE-35", None);
        check(Cnpj, "12abc34501de35", None);
        check(Cnpj, "12.ABC.345/01DE-36", Some(CheckDigit));
        check(Cuit, "20-05536168-2", None);
        check(Cuit, "20-05536168-3", Some(CheckDigit));
        check(RutCl, "12.531.909-2", None);
        check(RutCl, "12.531.909-3", Some(CheckDigit));
        check(Nit, "213.123.432-1", None);
        check(Nit, "213.123.432-2", Some(CheckDigit));
        check(Curp, "BOXW310820HNERXN09", None);
        check(Curp, "BOXW310820HNERXN08", Some(CheckDigit));
        check(Rfc, "GODE 561231 GR8", None);
        check(Rfc, "GODE 561331 GR8", Some(Shape));
        check(Ruc, "20512333797", None);
        check(Ruc, "20512333798", Some(CheckDigit));
        check(RutUy, "21-100342-001-7", None);
        check(RutUy, "21-100342-001-8", Some(CheckDigit));
        check(Cedula, "3-0455-0175", None);
        check(Cedula, "30-1234-5678-9", Some(Length));
        check(Cedula, "9-0455-0175", None);
    }

    #[test]
    fn companies_have_letters_from_july_2026_on() {
        let number = "12.ABC.345/01DE-35";
        let on = |day| TaxNumberKind::Cnpj.flaw(number, day);
        assert_eq!(on(date(2026, 6, 30)), Some(TaxNumberFlaw::TooEarly));
        assert_eq!(on(date(2026, 7, 1)), None);
    }

    #[test]
    fn what_stands_between_the_characters_does_not_count() {
        assert_eq!(TaxNumberKind::Cpf.compact(" 390.533.447-05 "), "39053344705");
    }
}
