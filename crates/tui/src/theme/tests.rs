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
        "`solarized` is not a theme: choose one of night, day, mono, tty16"
    );
}
