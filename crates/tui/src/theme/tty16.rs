//! The terminal's own sixteen colours, whose real values nobody knows: only hues that every
//! palette keeps apart, and never colour on colour but for the reversed.

use ratatui::style::{Color, Modifier, Style};

use super::Styles;

pub(super) const STYLES: Styles = Styles {
    page: Style::new(),
    text: Style::new(),
    strong: Style::new().add_modifier(Modifier::BOLD),
    dim: Style::new(),
    faint: Style::new().fg(Color::DarkGray),
    line: Style::new().fg(Color::DarkGray),
    ok: Style::new().fg(Color::Cyan),
    run: Style::new().fg(Color::LightBlue),
    wait: Style::new().fg(Color::DarkGray),
    warn: Style::new().fg(Color::Yellow),
    fail: Style::new().fg(Color::LightRed).add_modifier(Modifier::BOLD),
    accent: Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD),
    cursor: Style::new().add_modifier(Modifier::BOLD),
    chrome: Style::new(),
    tab: Style::new().fg(Color::Yellow).add_modifier(Modifier::REVERSED.union(Modifier::BOLD)),
    banner: Style::new().fg(Color::Yellow).add_modifier(Modifier::REVERSED),
    sheet: Style::new(),
    veil: Style::new()
        .fg(Color::DarkGray)
        .remove_modifier(Modifier::BOLD.union(Modifier::REVERSED).union(Modifier::UNDERLINED)),
};
