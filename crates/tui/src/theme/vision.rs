//! Whether states are told apart by every kind of colour vision.
//!
//! # Source
//! Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision
//! Deficiency, 2009, severity 1. Sharma, Wu, Dalal: The CIEDE2000 Color-Difference Formula, 2005.
//! Contrast: WCAG 2.2, relative luminance.

#![expect(
    clippy::float_arithmetic,
    clippy::many_single_char_names,
    reason = "colours are measured here, in tests only"
)]

use super::palette::{Palette, Rgb};
use super::*;

type Matrix = [[f64; 3]; 3];

const VISIONS: [(&str, Matrix); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deutan",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritan",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

const SHIPPED: [ThemeName; 3] = [ThemeName::Night, ThemeName::Day, ThemeName::Contrast];

fn states(theme: ThemeName) -> (Palette, [(&'static str, Rgb); 5]) {
    let of = palette(theme).unwrap();
    let states =
        [("ok", of.ok), ("run", of.run), ("wait", of.wait), ("warn", of.warn), ("fail", of.fail)];
    (of, states)
}

fn linear(rgb: Rgb) -> [f64; 3] {
    [rgb.0, rgb.1, rgb.2].map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
}

fn seen(matrix: &Matrix, rgb: Rgb) -> [f64; 3] {
    let [r, g, b] = linear(rgb);
    matrix.map(|[x, y, z]| (x * r + y * g + z * b).clamp(0.0, 1.0))
}

fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
    let x = (0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47;
    let y = 0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b;
    let z = (0.019_333_9 * r + 0.119_192_0 * g + 0.950_304_1 * b) / 1.088_83;
    let f = |t: f64| {
        if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 }
    };
    [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
}

/// CIEDE2000 between two colours.
fn distance(one: [f64; 3], two: [f64; 3]) -> f64 {
    let ([l1, a1, b1], [l2, a2, b2]) = (one, two);
    let share = |c: f64| (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
    let g = 0.5 * (1.0 - share(f64::midpoint(a1.hypot(b1), a2.hypot(b2))));
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = (h2 - h1 + 180.0).rem_euclid(360.0) - 180.0;
    let dh = 2.0 * (c1 * c2).sqrt() * (dh / 2.0).to_radians().sin();
    let (l, c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let apart = (h1 - h2).abs() > 180.0;
    let h = f64::midpoint(h1, h2) + if apart { 180.0 } else { 0.0 };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0)
        - 0.2 * cos(4.0 * h - 63.0);
    let turn = 30.0 * (-((h.rem_euclid(360.0) - 275.0) / 25.0).powi(2)).exp();
    let off = (l - 50.0).powi(2);
    let (sl, sc, sh) =
        (1.0 + 0.015 * off / (20.0 + off).sqrt(), 1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
    let rt = -(2.0 * turn).to_radians().sin() * 2.0 * share(c);
    let (l, c, h) = (dl / sl, dc / sc, dh / sh);
    (l * l + c * c + h * h + rt * c * h).sqrt()
}

fn contrast(one: Rgb, two: Rgb) -> f64 {
    let light = |rgb| {
        let [r, g, b] = linear(rgb);
        0.212_6 * r + 0.715_2 * g + 0.072_2 * b + 0.05
    };
    let (one, two) = (light(one), light(two));
    one.max(two) / one.min(two)
}

#[test]
fn the_measure_is_that_of_the_paper() {
    for (one, two, expected) in [
        ([50.0, 2.677_2, -79.775_1], [50.0, 0.0, -82.748_5], 2.042_5),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.149_2),
        ([50.0, 2.5, 0.0], [56.0, -27.0, -3.0], 31.903_0),
        ([2.077_6, 0.079_5, -1.135], [0.903_3, -0.063_6, -0.551_4], 0.908_2),
    ] {
        let found = distance(one, two);
        assert!((found - expected).abs() < 0.000_1, "{found} for {expected}");
    }
}

#[test]
fn every_kind_of_vision_tells_the_five_states_apart() {
    for theme in SHIPPED {
        let (_, states) = states(theme);
        for (vision, matrix) in &VISIONS {
            for (at, (one, first)) in states.iter().enumerate() {
                for (two, second) in &states[at + 1..] {
                    let apart = distance(lab(seen(matrix, *first)), lab(seen(matrix, *second)));
                    assert!(apart >= 12.0, "{theme}, {vision}: {one} and {two} are {apart:.1}");
                }
            }
        }
    }
}

#[test]
fn what_is_read_stands_out_from_its_ground() {
    for theme in SHIPPED {
        let least = if theme == ThemeName::Contrast { 7.0 } else { 4.5 };
        let (of, states) = states(theme);
        let on_page = [("text", of.text), ("strong", of.strong), ("dim", of.dim)];
        let on_page = on_page.into_iter().chain([("accent", of.accent)]).chain(states);
        let pairs = on_page.map(|(name, ink)| (name, ink, of.page));
        let others = [
            ("text at the cursor", of.text, of.cursor),
            ("text of a sheet", of.text, of.sheet),
            ("chrome", of.dim, of.chrome),
        ];
        for (name, ink, ground) in pairs.chain(others) {
            let found = contrast(ink, ground);
            assert!(found >= least, "{theme}: {name} has {found:.2}");
        }
    }
}
