//! A bar for long work: drawn for a person at a terminal, nothing at all in a pipe.

use indicatif::{ProgressBar, ProgressStyle};

use super::invocation::Output;

/// How far long work has come.
pub struct Progress(ProgressBar);

impl Progress {
    /// Work of so many steps.
    #[must_use]
    pub fn new(out: &dyn Output, steps: u64) -> Self {
        let bar = if out.is_terminal() { ProgressBar::new(steps) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// So many steps are done.
    pub fn at(&self, step: u64) {
        self.0.set_position(step);
    }

    /// The work is done; the bar goes away.
    pub fn done(&self) {
        self.0.finish_and_clear();
    }
}
