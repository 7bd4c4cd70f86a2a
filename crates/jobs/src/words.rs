//! Errors in words.

use std::error::Error;

use sereno_domain::clean_text::CleanText;

/// An error and its causes in one line, outermost first.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> CleanText {
    let errors = std::iter::successors(Some(error), |&error| error.source());
    CleanText::new(&errors.map(ToString::to_string).collect::<Vec<_>>().join(": "))
}
