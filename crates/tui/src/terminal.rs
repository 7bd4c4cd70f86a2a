//! The terminal: taken over and put back, whatever happens in between. A frame reaches it in one
//! piece, so that nothing flickers over a slow line.

mod wire;

use std::io::{self, Stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::backend::Backend as _;
use ratatui::layout::Size;

use self::wire::Wire;
use crate::app::App;

/// Something panicked, in whatever thread: the terminal is put back, and nothing is drawn any more.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// The terminal of this process while the dashboard has it.
pub struct Terminal {
    inner: ratatui::Terminal<Wire<Stdout>>,
    entered: bool,
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal over, and with `mouse` the clicks and the wheel, which then select no text.
    /// Where it `erases` in colour, long blanks are not written out.
    /// A panic puts it back before it is reported.
    ///
    /// # Errors
    /// When there is no terminal, or it refuses.
    pub fn enter(mouse: bool, erases: bool) -> io::Result<Self> {
        put_back_on_panic(mouse);
        let (width, height) = crossterm::terminal::size()?;
        let size = Size { width, height };
        enable_raw_mode()?;
        let mut out = io::stdout();
        let opened = execute!(out, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange)
            .and_then(|()| if mouse { execute!(out, EnableMouseCapture) } else { Ok(()) })
            .and_then(|()| ratatui::Terminal::new(Wire::new(out, size, erases)));
        match opened {
            Ok(inner) => Ok(Self { inner, entered: true, mouse }),
            Err(error) => {
                put_back(mouse);
                Err(error)
            }
        }
    }

    /// Columns and rows, as they were when it was taken over.
    pub fn size(&self) -> (u16, u16) {
        let size = self.inner.backend().size;
        (size.width, size.height)
    }

    /// Draws what changed since the last frame.
    ///
    /// # Errors
    /// When the terminal is gone, or was put back because something panicked.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        if PANICKED.load(Ordering::Relaxed) {
            self.entered = false;
            return Err(io::Error::other(
                "a part of the dashboard failed: what is above says where",
            ));
        }
        self.inner.backend_mut().size = app.size();
        self.inner.draw(|frame| app.draw(frame)).map(|_| ())
    }

    /// Forgets what the terminal shows: the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn repaint(&mut self) -> io::Result<()> {
        // Not `Terminal::clear`: it asks where the cursor is, and ends when a terminal does not answer.
        self.inner.backend_mut().clear()?;
        self.inner.swap_buffers();
        Ok(())
    }

    /// Puts a text on the clipboard of the terminal's own machine, also over ssh.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.inner.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Gives the terminal back as it was.
    ///
    /// # Errors
    /// When the last frame could not be sent.
    pub fn leave(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.entered) {
            let flushed = io::Write::flush(self.inner.backend_mut());
            put_back(self.mouse);
            return flushed;
        }
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _gone = self.leave();
    }
}

/// Whether a terminal of this name erases in the colour of what would be written. `screen` does not.
pub fn erases_in_color(term: &str) -> bool {
    let kind = term.split(['-', '.']).next().unwrap_or_default();
    matches!(
        kind,
        "alacritty"
            | "foot"
            | "ghostty"
            | "iterm2"
            | "konsole"
            | "linux"
            | "rxvt"
            | "st"
            | "tmux"
            | "vte"
            | "wezterm"
            | "xterm"
    )
}

/// Every part on its own: one that fails must not keep the others from being put back.
fn put_back(mouse: bool) {
    let mut out = io::stdout();
    if mouse {
        let _gone = execute!(out, DisableMouseCapture);
    }
    let _gone = execute!(out, EndSynchronizedUpdate, SetAttribute(Attribute::Reset));
    let _gone =
        execute!(out, DisableFocusChange, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _gone = disable_raw_mode();
}

fn put_back_on_panic(mouse: bool) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICKED.store(true, Ordering::Relaxed);
            put_back(mouse);
            report(panic);
        }));
    });
}
