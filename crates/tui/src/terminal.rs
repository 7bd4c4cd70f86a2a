//! The terminal: taken over and put back, whatever happens in between. A frame reaches it in one
//! piece, so that nothing flickers over a slow line.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;

use crate::app::App;

/// Bytes gathered before a frame is sent; a full page of colours is about half of it.
const FRAME_BYTES: usize = 32 * 1024;
/// Something panicked, in whatever thread: the terminal is put back, and nothing is drawn any more.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// The terminal of this process while the dashboard has it.
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    entered: bool,
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal over, and with `mouse` the clicks and the wheel, which then select no text.
    /// A panic puts it back before it is reported.
    ///
    /// # Errors
    /// When there is no terminal, or it refuses.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        put_back_on_panic(mouse);
        enable_raw_mode()?;
        let mut out = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
        let opened = execute!(out, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange)
            .and_then(|()| if mouse { execute!(out, EnableMouseCapture) } else { Ok(()) })
            .and_then(|()| ratatui::Terminal::new(CrosstermBackend::new(out)));
        match opened {
            Ok(inner) => Ok(Self { inner, entered: true, mouse }),
            Err(error) => {
                put_back(mouse);
                Err(error)
            }
        }
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal does not say.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        crossterm::terminal::size()
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
        queue!(self.inner.backend_mut(), BeginSynchronizedUpdate)?;
        self.inner.draw(|frame| app.draw(frame))?;
        execute!(self.inner.backend_mut(), EndSynchronizedUpdate)
    }

    /// Forgets what the terminal shows: the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn repaint(&mut self) -> io::Result<()> {
        // Not `Terminal::clear`: it asks where the cursor is, and ends when a terminal does not answer.
        ratatui::backend::Backend::clear(self.inner.backend_mut())?;
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
            let flushed = self.inner.backend_mut().flush();
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

/// Every part on its own: one that fails must not keep the others from being put back.
fn put_back(mouse: bool) {
    let mut out = io::stdout();
    if mouse {
        let _gone = execute!(out, DisableMouseCapture);
    }
    let _gone = execute!(out, EndSynchronizedUpdate);
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
