//! `sereno dash`: the dashboard, or one frame of it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use sereno_tui::glyph::Glyphs;
use sereno_tui::language::Language;
use sereno_tui::screen::{Screen, written};
use sereno_tui::theme::ThemeName;

use crate::config::Config;
use crate::dash::{self, Manner, Once, OnceFormat};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that is typed")]
pub(crate) struct DashArgs {
    #[arg(help = screens(), long_help = format!("{}\n\nBy default the one of the settings.", screens()))]
    screen: Option<Screen>,
    /// Colours: night, day, contrast, mono, tty16 or own; by default those of the settings
    #[arg(long)]
    theme: Option<ThemeName>,
    /// Signs: unicode, or ascii where a terminal has no others
    #[arg(long)]
    glyphs: Option<Glyphs>,
    /// Words and numbers: en, es or pt; by default those of the settings, else of the environment
    #[arg(long)]
    language: Option<Language>,
    /// Take clicks and the wheel; the terminal then selects text with shift held down
    #[arg(long, conflicts_with = "once")]
    mouse: bool,
    /// Change nothing, whatever is pressed; so it is in the environment `prod` without --write
    #[arg(long, conflicts_with_all = ["write", "once"])]
    read_only: bool,
    /// Change data also in the environment `prod`; each change asks for a reason first
    #[arg(long, conflicts_with = "once")]
    write: bool,
    /// Print one frame and end, without a terminal
    #[arg(long)]
    once: bool,
    /// Columns and rows of that frame
    #[arg(long, value_name = "WxH", default_value = "120x36", value_parser = size, requires = "once")]
    size: (u16, u16),
    /// What that frame is written as
    #[arg(long, value_enum, default_value_t = OnceFormat::Text, requires = "once")]
    format: OnceFormat,
    /// Draw that frame as a picture into this file instead, over one that is there
    #[arg(long, value_name = "FILE", requires = "once", conflicts_with = "format")]
    svg: Option<PathBuf>,
}

impl DashArgs {
    /// Shows it until the person leaves, or prints the frame.
    pub(crate) fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let Self { theme, glyphs, language, read_only, write, once, size, format, svg, .. } = self;
        let screen = self.screen.unwrap_or(config.dashboard.screen);
        let manner = Manner { theme, glyphs, language };
        let read_only = read_only || (config.environment == "prod" && !write);
        if once {
            let asked = Once { screen, manner, size, format, svg };
            dash::once(config, asked)
        } else {
            let mouse = self.mouse || config.dashboard.mouse;
            dash::run(config, screen, manner, mouse, read_only)
        }
    }
}

fn screens() -> String {
    format!("The screen to open: {}", written::forms())
}

/// Reads `120x36`.
fn size(text: &str) -> Result<(u16, u16), String> {
    let wrong = || format!("`{text}` is not a size: write columns and rows like 120x36");
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let (width, height) =
        (width.parse().map_err(|_| wrong())?, height.parse().map_err(|_| wrong())?);
    if (1..=500).contains(&width) && (1..=300).contains(&height) {
        Ok((width, height))
    } else {
        Err(format!("`{text}` is out of range: choose at most 500x300"))
    }
}
