//! The loop: one event at a time, all that are waiting before the next frame, no timer at rest.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use crossterm::event::{Event as TerminalEvent, EventStream, KeyEventKind, MouseEventKind};
use futures::StreamExt as _;
use sereno_tui::app::{App, AppConfig};
use sereno_tui::effect::Effect;
use sereno_tui::event::Event;
use sereno_tui::screen::Screen;
use sereno_tui::terminal::Terminal;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use super::link::Desk;
use super::{Manner, app_config, last, load, now, panic_if_asked, views};
use crate::config::Config;

/// Least time between two frames: a burst of events is one frame.
const FRAME: Duration = Duration::from_millis(8);

/// Shows the dashboard until the person leaves it or the process is told to end.
pub(crate) async fn run(
    config: &Config,
    screen: Screen,
    manner: Manner,
    mouse: bool,
    read_only: bool,
) -> anyhow::Result<ExitCode> {
    let (tell, mut events) = mpsc::unbounded_channel();
    let mut told = Told::listen()?;
    let mut terminal =
        Terminal::enter(mouse).context("the terminal cannot be used for the dashboard")?;
    let kept = views::path().and_then(|path| views::read(&path));
    let (views, trouble) = match kept {
        Ok(views) => (views, None),
        Err(error) => (Vec::new(), Some(Event::Written(Err(load::words(&error))))),
    };
    let last = last::read(config, now());
    let shown = AppConfig { read_only, views, last, ..app_config(config, manner) };
    let (app, effects) = App::open(shown, screen, now());
    let (width, height) = terminal.size()?;
    let mut dash = Dash { app, desk: Desk::open(config, tell), mouse, open: true };
    dash.feed(Event::Resize(width, height), &mut terminal)?;
    dash.carry_out(effects, &mut terminal)?;
    if let Some(trouble) = trouble {
        dash.feed(trouble, &mut terminal)?;
    }
    let mut keys = EventStream::new();
    while dash.open {
        if dash.app.take_dirty() {
            terminal.draw(&dash.app)?;
            panic_if_asked("draw");
        }
        let event = tokio::select! {
            biased;
            () = told.end() => Some(Event::Quit),
            key = keys.next() => match key {
                Some(Ok(event)) => from_terminal(event),
                // The terminal is gone: nobody is there to see a frame.
                Some(Err(_)) | None => Some(Event::Quit),
            },
            event = events.recv() => event,
            () = sleep_until(dash.app.wake_at()) => None,
        };
        dash.feed(Event::Clock(now()), &mut terminal)?;
        if let Some(event) = event {
            dash.feed(event, &mut terminal)?;
        }
        dash.drain(&mut keys, &mut events, &mut terminal).await?;
    }
    terminal.leave()?;
    if let Some(counts) = dash.app.last_counts()
        && let Err(error) = last::keep(config, &counts)
    {
        tracing::warn!(error = %load::words(&error), "the last counts could not be kept");
    }
    Ok(ExitCode::SUCCESS)
}

struct Dash {
    app: App,
    desk: Desk,
    mouse: bool,
    open: bool,
}

impl Dash {
    /// Takes what is waiting already, for at most one frame's time.
    async fn drain(
        &mut self,
        keys: &mut EventStream,
        events: &mut mpsc::UnboundedReceiver<Event>,
        terminal: &mut Terminal,
    ) -> anyhow::Result<()> {
        let frame = tokio::time::sleep(FRAME);
        tokio::pin!(frame);
        while self.open {
            let event = tokio::select! {
                biased;
                Some(Ok(event)) = keys.next() => from_terminal(event),
                Some(event) = events.recv() => Some(event),
                () = std::future::ready(()) => return Ok(()),
            };
            if let Some(event) = event {
                self.feed(event, terminal)?;
            }
            if frame.is_elapsed() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn feed(&mut self, event: Event, terminal: &mut Terminal) -> anyhow::Result<()> {
        let effects = self.app.update(event);
        self.carry_out(effects, terminal)
    }

    fn carry_out(&mut self, effects: Vec<Effect>, terminal: &mut Terminal) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::Load { slot, generation, query } => self.desk.load(slot, generation, query),
                Effect::Cancel(slot) => self.desk.cancel(slot),
                Effect::Preview { ticket, act } => self.desk.preview(ticket, act),
                Effect::Act { ticket, act, reason } => self.desk.perform(ticket, act, reason),
                Effect::Export { format, path, extract } => self.desk.export(format, path, extract),
                Effect::KeepViews(views) => self.desk.keep_views(&views),
                Effect::Copy(text) => terminal.copy(&text)?,
                Effect::Reconnect => self.desk.hurry(),
                Effect::Repaint => terminal.repaint()?,
                Effect::Suspend => {
                    terminal.leave()?;
                    rustix::process::kill_process(
                        rustix::process::getpid(),
                        rustix::process::Signal::TSTP,
                    )
                    .context("cannot stop: use another terminal")?;
                    *terminal = Terminal::enter(self.mouse)?;
                    terminal.repaint()?;
                }
                Effect::Quit => self.open = false,
            }
        }
        Ok(())
    }
}

/// What the dashboard wants to know of the terminal; letting a key go is not news.
fn from_terminal(event: TerminalEvent) -> Option<Event> {
    match event {
        TerminalEvent::Key(key) if key.kind == KeyEventKind::Release => None,
        TerminalEvent::Key(key) => Some(Event::Key(key)),
        TerminalEvent::Paste(text) => Some(Event::Paste(text)),
        TerminalEvent::Resize(width, height) => Some(Event::Resize(width, height)),
        TerminalEvent::FocusGained => Some(Event::Focus(true)),
        TerminalEvent::FocusLost => Some(Event::Focus(false)),
        TerminalEvent::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(_) | MouseEventKind::ScrollUp | MouseEventKind::ScrollDown => {
                Some(Event::Mouse(mouse))
            }
            MouseEventKind::Up(_)
            | MouseEventKind::Drag(_)
            | MouseEventKind::Moved
            | MouseEventKind::ScrollLeft
            | MouseEventKind::ScrollRight => None,
        },
    }
}

async fn sleep_until(wake_at: Option<jiff::Timestamp>) {
    match wake_at {
        Some(at) => {
            let left = at.duration_since(now());
            tokio::time::sleep(Duration::try_from(left).unwrap_or_default()).await;
        }
        None => std::future::pending().await,
    }
}

/// Signals that end the dashboard; the terminal is put back before the process goes.
struct Told {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
}

impl Told {
    fn listen() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("cannot listen for signals");
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            hang_up: listen(SignalKind::hangup())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn end(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
