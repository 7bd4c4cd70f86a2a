use ratatui::style::Color;

use super::palette::{Rgb, Role};
use super::*;

fn check(no_color: bool, colorterm: Option<&str>, term: Option<&str>, expected: ThemeName) {
    assert_eq!(choose(no_color, colorterm, term, None).name, expected);
}

#[test]
fn the_terminal_chooses_the_theme() {
    check(false, Some("truecolor"), Some("xterm-256color"), ThemeName::Night);
    check(false, Some("24bit"), Some("screen"), ThemeName::Night);
    check(false, None, Some("xterm-direct"), ThemeName::Night);
    check(false, None, Some("xterm-256color"), ThemeName::Tty16);
    check(false, Some("truecolor"), Some("dumb"), ThemeName::Mono);
    check(false, None, None, ThemeName::Mono);
    check(true, Some("truecolor"), Some("xterm-256color"), ThemeName::Mono);
}

#[test]
fn a_flag_wins_over_no_color() {
    let look = choose(true, None, None, Some(ThemeName::Day));
    assert_eq!(look.name, ThemeName::Day);
}

#[test]
fn themes_are_chosen_by_name() {
    for theme in ThemeName::ALL {
        assert_eq!(theme.name().parse::<ThemeName>().as_ref(), Ok(theme));
    }
    assert_eq!(
        "solarized".parse::<ThemeName>().unwrap_err().to_string(),
        "`solarized` is not a theme: choose one of night, day, contrast, mono, tty16, own"
    );
}

#[test]
fn a_theme_of_ones_own_changes_the_roles_it_names() {
    let own = palette(ThemeName::Day).unwrap().with(Role::Ok, "#010203".parse().unwrap());
    let look = Look::of(ThemeName::Mono).with_own(own);
    assert_eq!(look, Look::of(ThemeName::Mono).with_own(own), "it is there, and not yet chosen");
    let look = look.in_theme(ThemeName::Own);
    assert_eq!(look.style(Tone::Ok).fg, Some(Color::Rgb(1, 2, 3)));
    assert_eq!(look.style(Tone::Fail), Look::of(ThemeName::Day).style(Tone::Fail));
    assert_eq!(
        look.in_theme(ThemeName::Night).style(Tone::Ok),
        Look::of(ThemeName::Night).style(Tone::Ok)
    );
    assert_eq!(
        Look::of(ThemeName::Own).style(Tone::Ok),
        Look::of(ThemeName::Night).style(Tone::Ok)
    );
}

#[test]
fn a_colour_is_six_digits_after_a_cross() {
    assert!("#ffB454".parse::<Rgb>().is_ok());
    for text in ["", "ffb454", "#ffb45", "#ffb4545", "#+fb454", "amber", "#ffb45ü"] {
        assert!(text.parse::<Rgb>().is_err(), "{text}");
    }
}
