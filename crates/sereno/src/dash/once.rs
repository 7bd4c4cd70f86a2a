//! One frame without a terminal: for scripts, for tests, for pictures.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use sereno_tui::app::{App, AppConfig};
use sereno_tui::effect::Effect;
use sereno_tui::event::Event;
use sereno_tui::once::{buffer_to_ansi, buffer_to_svg, buffer_to_text, render};
use sereno_tui::screen::Screen;

use super::link::Desk;
use super::{Manner, app_config, now};
use crate::config::Config;
use crate::print;

/// How long one frame may wait for its data.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// What a frame is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OnceFormat {
    /// Characters only
    Text,
    /// Characters with the colours of a terminal
    Ansi,
    /// A picture
    Svg,
}

/// What frame is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Once {
    /// Of which screen.
    pub(crate) screen: Screen,
    /// How it looks.
    pub(crate) manner: Manner,
    /// Columns and rows.
    pub(crate) size: (u16, u16),
    /// What is printed.
    pub(crate) format: OnceFormat,
    /// The file that takes it as a picture instead.
    pub(crate) svg: Option<PathBuf>,
}

/// Prints one frame of a screen as soon as it has its data, or draws it into a file.
pub(crate) fn once(config: &Config, asked: Once) -> anyhow::Result<ExitCode> {
    let Once { screen, manner, size: (width, height), format, svg } = asked;
    let (tell, events) = mpsc::channel();
    let shown = AppConfig { refresh: Duration::from_hours(1), ..app_config(config, manner) };
    let (mut app, effects) = App::open(shown, screen, now());
    let desk = Desk::open(config, tell)?;
    load_all(&desk, effects);
    let begun = Instant::now();
    while !app.is_settled() {
        let left = WAIT_MAX.saturating_sub(begun.elapsed());
        let event = events.recv_timeout(left).context("the database did not answer in time")?;
        for event in [Event::Clock(now()), event] {
            load_all(&desk, app.update(event));
        }
        if let Some(failure) = app.failure() {
            bail!("{failure}");
        }
    }
    if let Some(failure) = app.failure() {
        bail!("{failure}");
    }
    let frame = render(&app, width, height);
    if let Some(path) = svg {
        draw_into(&path, &buffer_to_svg(&frame))
            .with_context(|| format!("cannot draw into {}", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    print::verbatim(&match format {
        OnceFormat::Text => buffer_to_text(&frame),
        OnceFormat::Ansi => buffer_to_ansi(&frame),
        OnceFormat::Svg => buffer_to_svg(&frame),
    });
    Ok(ExitCode::SUCCESS)
}

/// A picture is drawn again whenever it is wanted, so that one that is there gives way. What it shows
/// may be of people: it is its owner's alone.
fn draw_into(path: &Path, picture: &str) -> std::io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(picture.as_bytes())
}

/// Of the effects only loads matter: there is no terminal.
fn load_all(desk: &Desk, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Load { slot, generation, query } = effect {
            desk.load(slot, generation, query);
        }
    }
}
