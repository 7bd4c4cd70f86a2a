//! The lamp at night. The state colours were searched for the largest least distance between any
//! two under normal, protan, deutan and tritan vision, at 4.5:1 on the page or better.

use ratatui::style::{Color, Modifier, Style};

use super::Styles;

const PAGE: Color = Color::Rgb(0x0e, 0x12, 0x20);
const CHROME: Color = Color::Rgb(0x16, 0x1c, 0x30);
const CURSOR: Color = Color::Rgb(0x1b, 0x2a, 0x4a);
const SHEET: Color = Color::Rgb(0x12, 0x18, 0x2a);
const TEXT: Color = Color::Rgb(0xcd, 0xd6, 0xea);
const STRONG: Color = Color::Rgb(0xf4, 0xf7, 0xff);
const DIM: Color = Color::Rgb(0x86, 0x93, 0xb2);
const FAINT: Color = Color::Rgb(0x4a, 0x55, 0x73);
const LINE: Color = Color::Rgb(0x2b, 0x35, 0x50);
const WARN: Color = Color::Rgb(0xff, 0xe7, 0x4a);
const ACCENT: Color = Color::Rgb(0xff, 0xb4, 0x54);

pub(super) const STYLES: Styles = Styles {
    page: Style::new().fg(TEXT).bg(PAGE),
    text: Style::new().fg(TEXT),
    strong: Style::new().fg(STRONG).add_modifier(Modifier::BOLD),
    dim: Style::new().fg(DIM),
    faint: Style::new().fg(FAINT),
    line: Style::new().fg(LINE),
    ok: Style::new().fg(Color::Rgb(0xa2, 0xf6, 0xdf)),
    run: Style::new().fg(Color::Rgb(0x38, 0x96, 0xff)),
    wait: Style::new().fg(Color::Rgb(0x78, 0x7f, 0x90)),
    warn: Style::new().fg(WARN),
    fail: Style::new().fg(Color::Rgb(0xdd, 0x4a, 0x48)),
    accent: Style::new().fg(ACCENT).add_modifier(Modifier::BOLD),
    cursor: Style::new().bg(CURSOR),
    chrome: Style::new().fg(DIM).bg(CHROME),
    tab: Style::new().fg(PAGE).bg(ACCENT).add_modifier(Modifier::BOLD),
    banner: Style::new().fg(PAGE).bg(ACCENT),
    sheet: Style::new().fg(TEXT).bg(SHEET),
    veil: Style::new()
        .fg(FAINT)
        .bg(PAGE)
        .remove_modifier(Modifier::BOLD.union(Modifier::REVERSED).union(Modifier::UNDERLINED)),
};
