//! The sheet of an act: why, then a question that only `y` answers, then what came of it.

#[cfg(test)]
mod tests;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};
use sereno_domain::clean_text::CleanText;
use tui_input::Input;

use crate::act::payroll::PayrollAct;
use crate::act::{Act, Choice, Receipt};
use crate::app::App;
use crate::app::input::{Overlay, edit};
use crate::clock;
use crate::effect::Effect;
use crate::event::ActError;
use crate::keymap::Command;
use crate::language::{say, say_with};
use crate::theme::Tone;

/// Keys that come sooner after the question were typed before it could be read.
const READING: SignedDuration = SignedDuration::from_millis(300);
/// An act on more things asks for their number instead of a `y`.
const N_LIGHT_MAX: u64 = 50;

/// An act a person is about to do.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// What is done.
    pub choice: Choice,
    /// Why, as far as it is typed.
    pub reason: Input,
    /// How far it is.
    pub phase: Phase,
    /// What it would do; none where that is not asked, or not answered yet.
    pub preview: Option<Result<Receipt, CleanText>>,
    /// Number of what was asked last; answers to other numbers are not for this sheet.
    pub ticket: u64,
}

/// How far an act is.
#[derive(Debug, Clone)]
pub(crate) enum Phase {
    /// The reason is typed.
    Reason,
    /// It is asked whether to do it.
    Question {
        /// Since when.
        since: Timestamp,
        /// The number typed, where one is asked for.
        number: Input,
    },
    /// It is being done.
    Doing {
        /// Since when.
        since: Timestamp,
    },
    /// It was not done.
    Refused {
        /// Why, and what to do.
        error: CleanText,
        /// True when it may have been done all the same.
        unsure: bool,
    },
}

impl Sheet {
    /// The reason as it will be written.
    pub(crate) fn reason(&self) -> CleanText {
        CleanText::new(self.reason.value())
    }

    /// How many things the act is about, when that many ask for their number.
    pub(crate) fn number_wanted(&self) -> Option<u64> {
        if self.choice.act.is_taken_back() {
            return None;
        }
        let Some(Ok(preview)) = &self.preview else { return None };
        preview.n.filter(|n| *n > N_LIGHT_MAX)
    }

    /// The reason that one key takes over, as long as none is typed.
    pub(crate) fn offered(&self) -> Option<&'static str> {
        self.choice.act.usual_reason().filter(|_| self.reason.value().is_empty())
    }

    /// True when the question can be put: what would be done is known, and is something.
    fn is_ready(&self) -> bool {
        match (&self.preview, self.choice.act.has_preview()) {
            (Some(Ok(_)), _) | (None, false) => true,
            (Some(Err(_)) | None, _) => false,
        }
    }
}

impl App {
    /// What can be changed here, for the row under the cursor.
    pub(crate) fn choices(&self) -> Vec<Choice> {
        let key = self.under_cursor();
        let scene = self.scene(self.size);
        if scene.board.is_none() {
            return Vec::new();
        }
        self.here().page().acts(&scene, key.as_ref())
    }

    /// Opens the list of what can be changed here; the sheet itself where it is one thing.
    pub(super) fn choose_act(&mut self, command: Command) -> Vec<Effect> {
        let mut choices = self.choices();
        if command == Command::Retry {
            choices.retain(|choice| choice.act.retries_chunks());
            choices.truncate(1);
        }
        if matches!(command, Command::RetryItem | Command::Override) {
            choices.retain(|choice| does(&choice.act, command));
        }
        match choices.len() {
            0 if command == Command::Retry => self.hint(say("nothing here is in quarantine")),
            0 if command == Command::RetryItem => self.hint(say("no item here that is not paid")),
            0 if command == Command::Override => self.hint(say("nothing odd here that is open")),
            0 => self.hint(say("nothing can be changed here")),
            1 => return choices.pop().map_or_else(Vec::new, |choice| self.open_sheet(choice)),
            _ => self.typing.open(Overlay::acts()),
        }
        Vec::new()
    }

    /// Opens the sheet of what takes the last act back.
    pub(super) fn take_back(&mut self) -> Vec<Effect> {
        let Some(act) = self.undo.take() else {
            self.hint(say("there is nothing to take back"));
            return Vec::new();
        };
        let effect = say("What it has not handed out yet goes back into quarantine.");
        self.open_sheet(Choice::new(act, say("take the retry back"), effect))
    }

    /// Why the person at this dashboard may not do an act; none when they may.
    pub(super) fn barred(&self, act: &Act) -> Option<String> {
        if self.config.read_only {
            return Some(say("read-only: `sereno dash --write` may change data").to_owned());
        }
        let standing = self.standing.as_ref().filter(|standing| !standing.has(act.duty()))?;
        let (role, login) = (act.duty().role(), standing.login.as_str());
        Some(say_with("this needs the database role {}: {} is not a member", &[&role, &login]))
    }

    /// Opens the sheet of an act, and asks what it would do.
    pub(super) fn open_sheet(&mut self, choice: Choice) -> Vec<Effect> {
        self.typing.close();
        if let Some(why) = self.barred(&choice.act) {
            self.say("✗", Tone::Warn, why);
            return Vec::new();
        }
        if self.is_offline() {
            self.say(
                "✗",
                Tone::Warn,
                say("the database is away: nothing can be changed").to_owned(),
            );
            return Vec::new();
        }
        // What can be asked beforehand is asked anew anyway.
        if let Some(since) = self.stale_since().filter(|_| !choice.act.has_preview()) {
            let age = clock::span(clock::seconds(since, self.now));
            self.say(
                "✗",
                Tone::Warn,
                say_with("what is shown is {} old: it is loaded anew first", &[&age]),
            );
            return self.want_here();
        }
        self.ticket += 1;
        let act = choice.act.clone();
        let (reason, phase) = (Input::default(), Phase::Reason);
        self.sheet = Some(Sheet { choice, reason, phase, preview: None, ticket: self.ticket });
        self.dirty = true;
        if act.has_preview() {
            return vec![Effect::Preview { ticket: self.ticket, act }];
        }
        Vec::new()
    }

    /// What an act would do was answered.
    pub(super) fn previewed(&mut self, ticket: u64, result: Result<Receipt, ActError>) {
        let Some(sheet) = self.sheet.as_mut().filter(|sheet| sheet.ticket == ticket) else {
            return;
        };
        sheet.preview = Some(result.map_err(|error| error.message));
        self.dirty = true;
    }

    /// An act was done, or not.
    pub(super) fn acted(&mut self, ticket: u64, result: Result<Receipt, ActError>) -> Vec<Effect> {
        let sheet = self.sheet.take_if(|sheet| sheet.ticket == ticket);
        match result {
            Ok(receipt) => {
                if sheet.as_ref().is_some_and(|sheet| sheet.choice.act.is_of_marked()) {
                    self.drop_marks();
                }
                let mut words =
                    receipt.lines.first().map_or(say("done"), CleanText::as_str).to_owned();
                if receipt.undo.is_some() {
                    words.push_str(say(" · u takes it back"));
                }
                self.say_for_long("✓", Tone::Ok, words);
                self.undo = receipt.undo;
                match sheet.and_then(|sheet| sheet.choice.act.leads_to()) {
                    Some(screen) if screen != self.here() => self.enter(screen),
                    Some(_) | None => self.reload(),
                }
            }
            Err(ActError { message: error, unsure }) => {
                match sheet {
                    Some(sheet) => {
                        let phase = Phase::Refused { error, unsure };
                        self.sheet = Some(Sheet { phase, ..sheet });
                    }
                    None => self.say_for_long("✗", Tone::Fail, error.into()),
                }
                self.dirty = true;
                if unsure { self.reload() } else { Vec::new() }
            }
        }
    }

    pub(super) fn press_in_sheet(&mut self, event: KeyEvent) -> Vec<Effect> {
        let Some(mut sheet) = self.sheet.take() else { return Vec::new() };
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        if control && event.code == KeyCode::Char('y') {
            let line = sheet.choice.act.shell(sheet.reason().as_str());
            self.sheet = Some(sheet);
            return self.copy(&line);
        }
        let next = match (&mut sheet.phase, event.code) {
            // What is being done goes on without the sheet; what comes of it is told at the bottom.
            (Phase::Reason | Phase::Refused { .. } | Phase::Doing { .. }, KeyCode::Esc) => None,
            (Phase::Reason, KeyCode::Enter) => Some(self.question(&sheet)),
            (Phase::Reason, _) if !sheet.choice.act.takes_words() => Some(Phase::Reason),
            (Phase::Reason, KeyCode::Tab) => {
                let offered = sheet.offered().unwrap_or_default();
                fill(&mut sheet.reason, offered);
                Some(Phase::Reason)
            }
            (Phase::Reason, _) => {
                edit(&mut sheet.reason, event);
                Some(Phase::Reason)
            }
            (Phase::Question { .. }, KeyCode::Esc) | (Phase::Refused { .. }, _) => {
                Some(Phase::Reason)
            }
            (Phase::Question { since, .. }, _) if self.now.duration_since(*since) < READING => {
                Some(sheet.phase.clone())
            }
            (Phase::Question { .. }, code) => return self.answer(sheet, code, event),
            (Phase::Doing { .. }, _) => Some(sheet.phase.clone()),
        };
        self.sheet = next.map(|phase| Sheet { phase, ..sheet });
        Vec::new()
    }

    /// From the reason to the question, if it can be put.
    fn question(&mut self, sheet: &Sheet) -> Phase {
        if sheet.choice.act.needs_reason() && sheet.reason().is_empty() {
            self.hint(say("say why: the next one on call will ask"));
            return Phase::Reason;
        }
        if !sheet.is_ready() {
            self.hint(say("what it would do is not known: esc leaves it"));
            return Phase::Reason;
        }
        Phase::Question { since: self.now, number: Input::default() }
    }

    /// `y`, or the number; everything else is a no that changes nothing.
    fn answer(&mut self, mut sheet: Sheet, code: KeyCode, event: KeyEvent) -> Vec<Effect> {
        let wanted = sheet.number_wanted();
        let yes = match (&mut sheet.phase, wanted) {
            (Phase::Question { number, .. }, Some(n)) if code == KeyCode::Enter => {
                number.value() == n.to_string()
            }
            (Phase::Question { number, .. }, Some(_)) => {
                edit(number, event);
                self.sheet = Some(sheet);
                return Vec::new();
            }
            _ => code == KeyCode::Char('y'),
        };
        if !yes {
            if code == KeyCode::Char('n') {
                self.hint(say("nothing was changed"));
                return Vec::new();
            }
            self.hint(if wanted.is_some() {
                say("that is not the number")
            } else {
                say("only y does it")
            });
            self.sheet = Some(sheet);
            return Vec::new();
        }
        self.ticket += 1;
        let n_counted = sheet.preview.as_ref().and_then(|preview| preview.as_ref().ok()?.n);
        let act = sheet.choice.act.clone().of_no_more_than(n_counted);
        let reason = sheet.reason();
        let phase = Phase::Doing { since: self.now };
        self.sheet = Some(Sheet { phase, ticket: self.ticket, ..sheet });
        vec![Effect::Act { ticket: self.ticket, act, reason }]
    }

    /// Text was pasted into the sheet.
    pub(super) fn paste_in_sheet(&mut self, text: &CleanText) {
        if let Some(Sheet { phase: Phase::Reason, reason, choice, .. }) = &mut self.sheet
            && choice.act.takes_words()
        {
            fill(reason, text.as_str());
        }
    }
}

/// Whether an act is what a key of payroll does.
pub(super) const fn does(act: &Act, command: Command) -> bool {
    matches!(
        (act, command),
        (Act::Payroll(PayrollAct::Retry(..)), Command::RetryItem)
            | (Act::Payroll(PayrollAct::Override(..)), Command::Override)
    )
}

/// Puts a text where the cursor is, as if it were typed.
fn fill(input: &mut Input, text: &str) {
    for ch in text.chars() {
        super::input::insert(input, ch);
    }
}
