//! One frame without a terminal: for scripts, for tests, for pictures.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use sereno_tui::app::App;
use sereno_tui::effect::Effect;
use sereno_tui::event::Event;
use sereno_tui::once::{buffer_to_ansi, buffer_to_svg, buffer_to_text, render};
use sereno_tui::screen::Screen;
use sereno_tui::theme::ThemeName;
use tokio::sync::mpsc;

use super::link::Desk;
use super::{app_config, now};
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

/// Prints one frame of a screen as soon as it has its data.
pub(crate) async fn once(
    config: &Config,
    screen: Screen,
    theme: Option<ThemeName>,
    (width, height): (u16, u16),
    format: OnceFormat,
) -> anyhow::Result<ExitCode> {
    let (tell, mut events) = mpsc::unbounded_channel();
    let refresh = Duration::from_hours(1);
    let (mut app, effects) = App::open(app_config(config, theme, refresh, false), screen, now());
    let desk = Desk::open(config, tell);
    load_all(&desk, effects);
    let settled = async {
        while !app.is_settled() {
            let event = events.recv().await.context("the loads came to an end")?;
            for event in [Event::Clock(now()), event] {
                load_all(&desk, app.update(event));
            }
            if let Some(failure) = app.failure() {
                bail!("{failure}");
            }
        }
        Ok(())
    };
    tokio::time::timeout(WAIT_MAX, settled)
        .await
        .context("the database did not answer in time")??;
    if let Some(failure) = app.failure() {
        bail!("{failure}");
    }
    let frame = render(&app, width, height);
    print::verbatim(&match format {
        OnceFormat::Text => buffer_to_text(&frame),
        OnceFormat::Ansi => buffer_to_ansi(&frame),
        OnceFormat::Svg => buffer_to_svg(&frame),
    });
    Ok(ExitCode::SUCCESS)
}

/// Of the effects only loads matter: there is no terminal.
fn load_all(desk: &Desk, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Load { slot, generation, query } = effect {
            desk.load(slot, generation, query);
        }
    }
}
