//! The stories in `tests/cli/*.md` are manual pages that run: every command in a `console` block is carried out in a
//! folder of the story's own, and has to say what the page says.
//!
//! In a block, `$ shouwen …` is a command and the lines below it what it says, results before messages. `[..]` stands
//! for anything within a line, a line `...` for any lines. A line `? 2` is the exit code where it is not 0.
//! `$ ID=$(shouwen … --json | jq -r .id)` keeps a value, `$ID` uses it, a command that ends in `&` goes on beside the
//! rest, and a line that ends in `\` goes on in the next one. `STORIES=write` writes what was said into the pages.

#[path = "stories/runner.rs"]
mod runner;
#[path = "stories/shell.rs"]
mod shell;

use runner::tell;

#[test]
fn a_guard_logs_offline_and_hands_over() {
    tell("guard.md");
}

#[test]
fn a_van_takes_over_and_reports_back() {
    tell("van.md");
}

#[test]
fn the_centre_dispatches_follows_up_and_imports() {
    tell("centre.md");
}

#[test]
fn a_supervisor_settles_and_verifies() {
    tell("supervisor.md");
}

#[test]
fn bad_input_gets_a_clear_sentence_and_loses_nothing() {
    tell("bad-input.md");
}
