//! What was said and has no line in the table of the language it was said in.

use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    static MISSES: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes a text without a line.
pub(super) fn note(text: &str) {
    MISSES.with_borrow_mut(|misses| misses.insert(text.to_owned()));
}

/// The texts without a line since this was last asked, on this thread.
pub(crate) fn take() -> BTreeSet<String> {
    MISSES.take()
}
