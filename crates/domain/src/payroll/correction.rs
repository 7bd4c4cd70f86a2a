//! Corrections: what a locked month should have been, less what it was.
