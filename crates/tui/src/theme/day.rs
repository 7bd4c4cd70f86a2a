//! Paper by day. The same search as for `night`, on a light page.

use ratatui::style::{Color, Modifier, Style};

use super::Styles;

const PAGE: Color = Color::Rgb(0xfb, 0xf8, 0xf1);
const CHROME: Color = Color::Rgb(0xee, 0xe9, 0xdd);
const CURSOR: Color = Color::Rgb(0xe6, 0xe8, 0xf0);
const SHEET: Color = Color::Rgb(0xff, 0xfd, 0xf8);
const TEXT: Color = Color::Rgb(0x24, 0x2a, 0x3a);
const STRONG: Color = Color::Rgb(0x0b, 0x0f, 0x1a);
const DIM: Color = Color::Rgb(0x5a, 0x62, 0x78);
const FAINT: Color = Color::Rgb(0xa3, 0xa6, 0xb0);
const LINE: Color = Color::Rgb(0xd3, 0xcf, 0xc4);
const ACCENT: Color = Color::Rgb(0xa0, 0x55, 0x00);

pub(super) const STYLES: Styles = Styles {
    page: Style::new().fg(TEXT).bg(PAGE),
    text: Style::new().fg(TEXT),
    strong: Style::new().fg(STRONG).add_modifier(Modifier::BOLD),
    dim: Style::new().fg(DIM),
    faint: Style::new().fg(FAINT),
    line: Style::new().fg(LINE),
    ok: Style::new().fg(Color::Rgb(0x1c, 0x61, 0x4a)),
    run: Style::new().fg(Color::Rgb(0x2d, 0x70, 0xd2)),
    wait: Style::new().fg(Color::Rgb(0x63, 0x69, 0x7e)),
    warn: Style::new().fg(Color::Rgb(0xaf, 0x5d, 0x13)),
    fail: Style::new().fg(Color::Rgb(0x8d, 0x14, 0x0c)),
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
