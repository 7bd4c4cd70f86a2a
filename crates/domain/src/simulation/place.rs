//! Where people live, what they are paid in there, and how they are called.

use crate::industry::Industry;

/// A country with its zones and the currency people may ask for.
pub(super) struct Place {
    pub(super) country: &'static str,
    pub(super) zones: &'static [&'static str],
    pub(super) currency: &'static str,
    /// Hundredths of the currency for one US dollar, roughly.
    pub(super) per_usd_hundredths: i64,
}

const fn place(
    country: &'static str,
    zones: &'static [&'static str],
    currency: &'static str,
    per_usd_hundredths: i64,
) -> Place {
    Place { country, zones, currency, per_usd_hundredths }
}

/// Where developers live, as often as the number says.
pub(super) const HOMES: &[(u32, Place)] = &[
    (24, place("CO", &["America/Bogota"], "COP", 337_000)),
    (
        22,
        place(
            "BR",
            &["America/Sao_Paulo", "America/Sao_Paulo", "America/Recife", "America/Manaus"],
            "BRL",
            522,
        ),
    ),
    (
        16,
        place("MX", &["America/Mexico_City", "America/Monterrey", "America/Tijuana"], "MXN", 1800),
    ),
    (
        13,
        place(
            "AR",
            &["America/Argentina/Buenos_Aires", "America/Argentina/Cordoba"],
            "ARS",
            152_500,
        ),
    ),
    (6, place("PE", &["America/Lima"], "PEN", 342)),
    (5, place("CL", &["America/Santiago"], "CLP", 96_800)),
    (4, place("UY", &["America/Montevideo"], "UYU", 4010)),
    (3, place("EC", &["America/Guayaquil"], "USD", 100)),
    (3, place("CR", &["America/Costa_Rica"], "CRC", 45_500)),
    (2, place("GT", &["America/Guatemala"], "GTQ", 764)),
    (2, place("DO", &["America/Santo_Domingo"], "DOP", 5770)),
];

/// A country of clients, with its zones and the least overlap they ask for, in minutes.
pub(super) struct Market {
    pub(super) country: &'static str,
    pub(super) zones: &'static [&'static str],
    pub(super) overlaps: &'static [u16],
}

/// Where clients sit, as often as the number says.
pub(super) const MARKETS: &[(u32, Market)] = &[
    (
        70,
        Market {
            country: "US",
            zones: &[
                "America/New_York",
                "America/New_York",
                "America/Chicago",
                "America/Denver",
                "America/Los_Angeles",
            ],
            overlaps: &[180, 240, 240, 300, 360],
        },
    ),
    (8, Market { country: "CA", zones: &["America/Toronto"], overlaps: &[180, 240, 300] }),
    (9, Market { country: "GB", zones: &["Europe/London"], overlaps: &[120, 180, 240] }),
    (7, Market { country: "ES", zones: &["Europe/Madrid"], overlaps: &[120, 150, 180] }),
    (6, Market { country: "DE", zones: &["Europe/Berlin"], overlaps: &[120, 150, 180] }),
];

pub(super) const GIVEN_NAMES: &[&str] = &[
    "Camila",
    "Valentina",
    "Mariana",
    "Daniela",
    "Lucía",
    "Sofía",
    "Gabriela",
    "Fernanda",
    "Júlia",
    "Beatriz",
    "Larissa",
    "Carolina",
    "Paula",
    "Natalia",
    "Ximena",
    "Renata",
    "Antonella",
    "Martina",
    "Santiago",
    "Mateo",
    "Sebastián",
    "Andrés",
    "Felipe",
    "Juan Pablo",
    "Diego",
    "Javier",
    "Rodrigo",
    "Thiago",
    "João",
    "Rafael",
    "Bruno",
    "Lucas",
    "Matheus",
    "Emiliano",
    "Joaquín",
    "Tomás",
    "Iván",
    "Esteban",
    "Nicolás",
    "Gonzalo",
];

pub(super) const SURNAMES: &[&str] = &[
    "Rodríguez",
    "Gómez",
    "Restrepo",
    "Zapata",
    "Ospina",
    "Quintero",
    "Silva",
    "Souza",
    "Oliveira",
    "Ferreira",
    "Almeida",
    "Ramírez",
    "Hernández",
    "Núñez",
    "Castañeda",
    "Fernández",
    "Álvarez",
    "Benítez",
    "Acosta",
    "Sosa",
    "Rojas",
    "Vargas",
    "Muñoz",
    "Contreras",
    "Quispe",
    "Huamán",
    "Cárdenas",
    "Mejía",
    "Salazar",
    "Peralta",
    "Guzmán",
    "Ibáñez",
    "Lozano",
    "Moreira",
    "Teixeira",
    "Bianchi",
];

pub(super) const FIRM_FIRSTS: &[&str] = &[
    "Blue Heron",
    "Northgate",
    "Copperline",
    "Lumen",
    "Harbor",
    "Redwood",
    "Brightwater",
    "Atlas",
    "Juniper",
    "Keystone",
    "Meridian",
    "Silverlake",
    "Tallgrass",
    "Summit",
    "Quarry",
    "Foxglove",
    "Ironbridge",
    "Larkspur",
    "Oakhurst",
    "Stillwater",
];

/// The second words of a firm's name, and what such a firm does.
pub(super) const FIRM_SECONDS: &[(&str, Industry)] = &[
    ("Health", Industry::Health),
    ("Payments", Industry::Fintech),
    ("Logistics", Industry::Logistics),
    ("Insurance", Industry::Insurance),
    ("Media", Industry::Media),
    ("Analytics", Industry::Software),
    ("Learning", Industry::Education),
    ("Energy", Industry::Energy),
    ("Robotics", Industry::Manufacturing),
    ("Retail", Industry::Retail),
    ("Travel", Industry::Travel),
    ("Foods", Industry::Ecommerce),
    ("Security", Industry::Security),
    ("Bank", Industry::Banking),
    ("Mobility", Industry::Logistics),
];
