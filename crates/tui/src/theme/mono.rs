//! No colour at all: states by glyph and word, weight by bold and dim, the broken by reverse.

use ratatui::style::{Modifier, Style};

use super::Styles;

pub(super) const STYLES: Styles = Styles {
    page: Style::new(),
    text: Style::new(),
    strong: Style::new().add_modifier(Modifier::BOLD),
    dim: Style::new(),
    faint: Style::new().add_modifier(Modifier::DIM),
    line: Style::new().add_modifier(Modifier::DIM),
    ok: Style::new(),
    run: Style::new().add_modifier(Modifier::BOLD),
    wait: Style::new().add_modifier(Modifier::DIM),
    warn: Style::new().add_modifier(Modifier::UNDERLINED),
    fail: Style::new().add_modifier(Modifier::REVERSED),
    accent: Style::new().add_modifier(Modifier::BOLD),
    cursor: Style::new().add_modifier(Modifier::BOLD),
    chrome: Style::new(),
    tab: Style::new().add_modifier(Modifier::REVERSED.union(Modifier::BOLD)),
    banner: Style::new().add_modifier(Modifier::REVERSED),
    sheet: Style::new(),
    veil: Style::new()
        .add_modifier(Modifier::DIM)
        .remove_modifier(Modifier::BOLD.union(Modifier::REVERSED).union(Modifier::UNDERLINED)),
};
