//! What is wrong in a document that somebody wrote (a regulation, a calendar, a directory), as a sentence with its line.

use super::failure::Failure;
use crate::domain::directory::{DirectoryError, Misfit, NAME_CHARS_MAX};
use crate::domain::regulation::calendar::CalendarError;
use crate::domain::regulation::preset::figure::LimitError;
use crate::domain::regulation::preset::{self, PresetError};
use crate::domain::regulation::{DOCUMENT_BYTES_MAX, PolicyError};

/// What is wrong in a regulation.
pub fn preset(error: &PresetError) -> Failure {
    match error {
        PresetError::Malformed(said) | PresetError::Clauses(PolicyError::Malformed(said)) => malformed(said),
        PresetError::Clauses(PolicyError::TooLong(bytes)) => too_long(*bytes),
        PresetError::Clauses(PolicyError::Word { key, word, allowed }) => {
            Failure::usage("document-word").with("key", key).with("found", word).with("known", allowed.join(", "))
        }
        PresetError::Wrong { line, why } => at(*line, preset_misfit(why)),
    }
}

fn preset_misfit(why: &preset::Misfit) -> Failure {
    use preset::Misfit;
    match why {
        Misfit::Schema(found) => Failure::usage("preset-schema").with("found", found),
        Misfit::Id(found) => Failure::usage("preset-id").with("found", found),
        Misfit::Rule(found) => Failure::usage("preset-rule").with("found", found),
        Misfit::Twice(found) => Failure::usage("preset-twice").with("found", found),
        Misfit::Class(found) => Failure::usage("preset-class").with("found", found.label().unwrap_or_default()),
        Misfit::Endless(found) => Failure::usage("preset-endless").with("found", found),
        Misfit::Idle(found, key, by) => Failure::usage("preset-idle").with("found", found).with("key", key).with("by", by),
        Misfit::IdleBy(found) => Failure::usage("preset-idle-by").with("found", found),
        Misfit::RuleTwice(found) => Failure::usage("preset-rule-twice").with("found", found),
        Misfit::House(found) => Failure::usage("preset-house").with("found", found),
        Misfit::TooMany => Failure::usage("preset-too-many"),
        Misfit::Limit(LimitError::Form) => Failure::usage("preset-limit-form"),
        Misfit::Limit(LimitError::Clock(unit, clock)) => Failure::usage("preset-limit-clock").with("unit", unit).with("clock", clock),
        Misfit::Limit(LimitError::Size(n, unit)) => Failure::usage("preset-limit-size").with("n", n).with("unit", unit),
    }
}

/// What is wrong in a calendar.
pub fn calendar(error: &CalendarError) -> Failure {
    use crate::domain::regulation::calendar::Misfit;
    let (line, why) = match error {
        CalendarError::Malformed(said) => return malformed(said),
        CalendarError::TooLong(bytes) => return too_long(*bytes),
        CalendarError::Wrong { line, why } => (*line, why),
    };
    let why = match why {
        Misfit::Kind => Failure::usage("calendar-kind"),
        Misfit::Day(typed) => Failure::usage("calendar-day").with("typed", typed),
        Misfit::Span(typed) => Failure::usage("calendar-span").with("typed", typed),
        Misfit::Year(day, year) => Failure::usage("calendar-other-year").with("day", day).with("year", year),
        Misfit::Beyond(year) => Failure::usage("calendar-beyond").with("year", year),
        Misfit::Twice(day, before) => Failure::usage("calendar-twice").with("day", day).with("before", before),
        Misfit::YearTwice(year) => Failure::usage("calendar-year-twice").with("year", year),
        Misfit::NoWeekend(day) => Failure::usage("calendar-no-weekend").with("day", day),
    };
    at(line, why)
}

/// What is wrong in a directory.
pub fn directory(error: &DirectoryError) -> Failure {
    match error {
        DirectoryError::Malformed(said) => malformed(said),
        DirectoryError::TooLong(bytes) => too_long(*bytes),
        DirectoryError::Zone(zone) => Failure::usage("usage-zone").with("given", zone),
        DirectoryError::Hours(hours) => Failure::usage("usage-hours").with("given", &hours.0),
        DirectoryError::Wrong { line, why } => at(*line, misfit(why)),
    }
}

/// What does not fit in a directory.
pub fn misfit(why: &Misfit) -> Failure {
    match why {
        Misfit::Kind => Failure::usage("directory-other-kind"),
        Misfit::Zone(zone) => Failure::usage("usage-zone").with("given", zone),
        Misfit::Hours(hours) => Failure::usage("usage-hours").with("given", &hours.0),
        Misfit::Name(name) => Failure::usage("directory-no-name").with("name", name).count("most", NAME_CHARS_MAX),
        Misfit::Twice { name, first, second } => {
            Failure::usage("directory-twice").with("name", name).with("first", first).with("second", second)
        }
        Misfit::Flat(place) => Failure::usage("usage-place-flat").with("typed", place),
    }
}

fn at(line: usize, why: Failure) -> Failure {
    Failure::like("document-line", why).with("line", line)
}

fn too_long(bytes: usize) -> Failure {
    Failure::usage("document-long").with("bytes", bytes).with("most", DOCUMENT_BYTES_MAX)
}

fn plainly(why: &dyn std::fmt::Display) -> Failure {
    Failure::usage("document-other").with("why", why)
}

/// What the reader of TOML says, in the person's language as far as it is one of the usual slips.
fn malformed(said: &str) -> Failure {
    let line = said.split_once("TOML parse error at line ").and_then(|(_, rest)| rest.split(',').next()?.parse().ok());
    let message = said.trim_end().lines().last().unwrap_or_default();
    let named = |prefix: &str| {
        let (found, rest) = message.strip_prefix(prefix)?.split_once('`')?;
        Some((found.to_owned(), rest.to_owned()))
    };
    let known = |rest: &str| rest.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ");
    let unknown = ["unknown field `", "unknown variant `"].into_iter().find_map(named);
    let other = || match message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected ")) {
        Some((found, expected)) => Failure::usage("document-type").with("found", found).with("expected", expected),
        None if message.starts_with("duplicate key") => Failure::usage("document-duplicate"),
        None => Failure::usage("document-syntax").with("why", message),
    };
    let why = match (unknown, named("missing field `")) {
        (Some((found, rest)), _) => Failure::usage("document-unknown").with("found", found).with("known", known(&rest)),
        (None, Some((found, _))) => Failure::usage("document-missing").with("found", found),
        (None, None) => other(),
    };
    line.map_or_else(|| plainly(&said.trim_end()), |line| at(line, why))
}
