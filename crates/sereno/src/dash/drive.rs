//! The loop: one event at a time, all that are waiting before the next frame, no timer at rest.

use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::Context;
use crossterm::event::{Event as TerminalEvent, KeyEventKind, MouseEventKind};
use sereno_tui::app::{App, AppConfig};
use sereno_tui::effect::Effect;
use sereno_tui::event::Event;
use sereno_tui::screen::Screen;
use sereno_tui::terminal::{Terminal, erases_in_color};

use super::link::Desk;
use super::{Manner, app_config, last, load, now, panic_if_asked, views};
use crate::config::Config;

/// Least time between two frames: a burst of events is one frame.
const FRAME: Duration = Duration::from_millis(8);
/// The same while the terminal is being resized, where each frame is a whole page.
const WHOLE_FRAME: Duration = Duration::from_millis(33);

/// Shows the dashboard until the person leaves it or the process is told to end.
pub(crate) fn run(
    config: &Config,
    screen: Screen,
    manner: Manner,
    mouse: bool,
    read_only: bool,
) -> anyhow::Result<ExitCode> {
    let (tell, events) = mpsc::channel();
    let desk = Desk::open(config, tell.clone())?;
    desk.listen_to_signals()?;
    let mut terminal = Terminal::enter(mouse, erases())
        .context("the terminal cannot be used for the dashboard")?;
    let kept = views::path().and_then(|path| views::read(&path));
    let (views, trouble) = match kept {
        Ok(views) => (views, None),
        Err(error) => (Vec::new(), Some(Event::Written(Err(load::words(&error))))),
    };
    let last = last::read(config, now());
    let shown = AppConfig { read_only, views, last, ..app_config(config, manner) };
    let (app, effects) = App::open(shown, screen, now());
    let (width, height) = terminal.size();
    let mut dash = Dash { app, desk, mouse, open: true };
    listen_to_terminal(tell)?;
    dash.feed(Event::Resize(width, height), &mut terminal)?;
    dash.carry_out(effects, &mut terminal)?;
    if let Some(trouble) = trouble {
        dash.feed(trouble, &mut terminal)?;
    }
    let mut pace = Pace { drawn_at: None, gap: FRAME };
    let mut owed = false;
    while dash.open {
        owed |= dash.app.take_dirty();
        if owed && pace.wait().is_zero() {
            terminal.draw(&dash.app)?;
            pace = Pace { drawn_at: Some(Instant::now()), gap: FRAME };
            owed = false;
            panic_if_asked("draw");
        }
        let waits = [owed.then(|| pace.wait()), dash.app.wake_at().map(until)];
        let event = match waits.into_iter().flatten().min() {
            Some(wait) => events.recv_timeout(wait),
            None => events.recv().map_err(RecvTimeoutError::from),
        };
        let event = match event {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::Quit),
        };
        dash.feed(Event::Clock(now()), &mut terminal)?;
        if let Some(event) = event {
            if matches!(event, Event::Resize(..)) {
                pace.gap = WHOLE_FRAME;
            }
            dash.feed(event, &mut terminal)?;
        }
    }
    terminal.leave()?;
    if let Some(counts) = dash.app.last_counts()
        && let Err(error) = last::keep(config, &counts)
    {
        tracing::warn!(error = %load::words(&error), "the last counts could not be kept");
    }
    Ok(ExitCode::SUCCESS)
}

/// When the next frame may be drawn: the first after a rest at once, in a burst only so many.
struct Pace {
    drawn_at: Option<Instant>,
    gap: Duration,
}

impl Pace {
    fn wait(&self) -> Duration {
        self.drawn_at.map_or(Duration::ZERO, |at| self.gap.saturating_sub(at.elapsed()))
    }
}

struct Dash {
    app: App,
    desk: Desk,
    mouse: bool,
    open: bool,
}

impl Dash {
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
                    *terminal = Terminal::enter(self.mouse, erases())?;
                    terminal.repaint()?;
                    let (width, height) = terminal.size();
                    self.feed(Event::Resize(width, height), terminal)?;
                }
                Effect::Quit => self.open = false,
            }
        }
        Ok(())
    }
}

fn erases() -> bool {
    super::set("TERM").is_some_and(|term| erases_in_color(&term))
}

/// How long it is until then.
fn until(at: jiff::Timestamp) -> Duration {
    Duration::try_from(at.duration_since(now())).unwrap_or_default()
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

/// Hands on what the terminal says, for as long as somebody listens. A thread that waits for the terminal
/// alone is woken by it alone.
fn listen_to_terminal(tell: mpsc::Sender<Event>) -> anyhow::Result<()> {
    let listen = move || {
        loop {
            let event = match crossterm::event::read() {
                Ok(event) => from_terminal(event),
                // The terminal is gone: nobody is there to see a frame.
                Err(_) => Some(Event::Quit),
            };
            let over = event == Some(Event::Quit);
            let is_told = event.is_none_or(|event| tell.send(event).is_ok());
            if over || !is_told {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("terminal".to_owned())
        .spawn(listen)
        .context("cannot start the thread of the terminal")?;
    Ok(())
}
