//! Which days are worked, as signed documents: days off and working weekends, year by year. A year without data is never
//! taken as one without holidays (domain.md §7.5): what needs it is not dated, and says which year is missing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::DOCUMENT_BYTES_MAX;

const SCHEMA: u32 = 1;
/// The most days that one entry of a list may span: no holiday lasts longer, a wrong year does.
const SPAN_DAYS_MAX: u64 = 31;

/// A calendar that is shipped with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// As `cn-2026`.
    pub id: &'static str,
    /// The TOML document, byte for byte what adoptions name.
    pub document: &'static str,
}

/// The published years of mainland China.
#[must_use]
pub fn calendars() -> &'static [Shipped] {
    &[
        Shipped { id: "cn-2025", document: include_str!("calendars/cn-2025.toml") },
        Shipped { id: "cn-2026", document: include_str!("calendars/cn-2026.toml") },
    ]
}

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Monday to Friday, worked.
    Workday,
    /// Saturday or Sunday, not worked.
    Weekend,
    /// A day off by the year's notice.
    Holiday,
    /// A Saturday or Sunday that is worked instead of another day (调休).
    WorkingWeekend,
}

impl DayKind {
    /// Whether work is done on it.
    #[must_use]
    pub fn is_worked(self) -> bool {
        matches!(self, Self::Workday | Self::WorkingWeekend)
    }
}

/// Years put together from any number of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    off: BTreeSet<NaiveDate>,
    work: BTreeSet<NaiveDate>,
    years: BTreeSet<i32>,
}

/// Why a text is not a calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Longer than [`DOCUMENT_BYTES_MAX`].
    #[error("the calendar is {0} bytes long, more than {DOCUMENT_BYTES_MAX}: split it by year")]
    TooLong(usize),
    /// Not TOML of these keys.
    #[error("the calendar cannot be read: {0}")]
    Malformed(String),
    /// Something in it does not fit.
    #[error("line {line}: {why}")]
    Wrong {
        /// From 1.
        line: usize,
        /// What to change.
        why: Misfit,
    },
}

/// What does not fit in a calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Another schema or kind.
    #[error("this is not a calendar of schema {SCHEMA}: write `schema = {SCHEMA}` and `kind = \"calendar\"`")]
    Kind,
    /// Neither `YYYY-MM-DD` nor two of them.
    #[error("`{0}` is not a day: write 2026-10-01, or 2026-10-01..2026-10-07 with both ends off")]
    Day(String),
    /// It ends before it begins, or lasts too long.
    #[error("`{0}` ends before it begins, or lasts more than {SPAN_DAYS_MAX} days: check its year and month")]
    Span(String),
    /// A day that stands under another year.
    #[error("{0} does not belong to {1}: put it under its own year")]
    Year(NaiveDate, i32),
    /// A day named twice.
    #[error("{0} is named twice: a day is either off or worked")]
    Twice(NaiveDate),
    /// Two tables for one year.
    #[error("the year {0} stands here twice: join both tables")]
    YearTwice(i32),
    /// A working weekend that is no weekend.
    #[error("{0} is no Saturday or Sunday: it is worked anyway")]
    NoWeekend(NaiveDate),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: u32,
    kind: String,
    #[serde(rename = "id")]
    _id: String,
    /// Where the days were published; shown, never read.
    #[serde(rename = "source")]
    _source: String,
    #[serde(default)]
    year: Vec<YearTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearTable {
    year: Spanned<i32>,
    #[serde(default)]
    off: Vec<Spanned<String>>,
    #[serde(default)]
    work: Vec<Spanned<String>>,
}

impl Calendar {
    /// Reads a document.
    ///
    /// # Errors
    /// [`CalendarError`], with the line.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(CalendarError::TooLong(text.len()));
        }
        let document: Document = toml::from_str(text).map_err(|why| CalendarError::Malformed(why.to_string()))?;
        let wrong = |at: usize, why| CalendarError::Wrong { line: 1 + text[..at].matches('\n').count(), why };
        if document.schema != SCHEMA || document.kind != "calendar" {
            return Err(wrong(0, Misfit::Kind));
        }
        let mut calendar = Self::default();
        for table in document.year {
            let (year, at) = (*table.year.get_ref(), table.year.span().start);
            if !calendar.years.insert(year) {
                return Err(wrong(at, Misfit::YearTwice(year)));
            }
            for (entries, worked) in [(&table.off, false), (&table.work, true)] {
                for entry in entries {
                    calendar.enter(year, entry.get_ref(), worked).map_err(|why| wrong(entry.span().start, why))?;
                }
            }
        }
        Ok(calendar)
    }

    fn enter(&mut self, year: i32, entry: &str, worked: bool) -> Result<(), Misfit> {
        let (first, last) = entry.split_once("..").unwrap_or((entry, entry));
        let read = |text: &str| text.trim().parse::<NaiveDate>().map_err(|_| Misfit::Day(entry.to_owned()));
        let (first, last) = (read(first)?, read(last)?);
        let days = last.signed_duration_since(first).num_days();
        if !u64::try_from(days).is_ok_and(|days| days < SPAN_DAYS_MAX) {
            return Err(Misfit::Span(entry.to_owned()));
        }
        for date in first.iter_days().take_while(|date| *date <= last) {
            if date.year() != year {
                return Err(Misfit::Year(date, year));
            }
            if worked && !is_weekend(date) {
                return Err(Misfit::NoWeekend(date));
            }
            let (own, other) = if worked { (&mut self.work, &self.off) } else { (&mut self.off, &self.work) };
            if other.contains(&date) || !own.insert(date) {
                return Err(Misfit::Twice(date));
            }
        }
        Ok(())
    }

    /// Adds the years of another one. Where both speak of a day and differ, the day is of no kind: nothing is dated by it
    /// until one of the two is replaced.
    pub fn add(&mut self, other: &Self) {
        self.off.extend(&other.off);
        self.work.extend(&other.work);
        self.years.extend(&other.years);
    }

    /// The years that it speaks of.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    /// Keeps these years alone.
    pub fn retain_years(&mut self, keep: &[i32]) {
        self.years.retain(|year| keep.contains(year));
    }

    /// What a day is; `None` where its year has no data, or two documents contradict each other.
    #[must_use]
    pub fn kind(&self, date: NaiveDate) -> Option<DayKind> {
        if !self.years.contains(&date.year()) {
            return None;
        }
        match (self.off.contains(&date), self.work.contains(&date), is_weekend(date)) {
            (true, true, _) => None,
            (true, false, _) => Some(DayKind::Holiday),
            (false, true, _) => Some(DayKind::WorkingWeekend),
            (false, false, true) => Some(DayKind::Weekend),
            (false, false, false) => Some(DayKind::Workday),
        }
    }

    /// The days of a year that differ from an ordinary week.
    #[must_use]
    pub fn special_days(&self, year: i32) -> BTreeMap<NaiveDate, DayKind> {
        let days = self.off.iter().chain(&self.work).filter(|date| date.year() == year);
        days.filter_map(|date| Some((*date, self.kind(*date)?))).collect()
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: &str = "schema = 1\nkind = \"calendar\"\nid = \"t\"\nsource = \"t\"\n";

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn why(years: &str) -> String {
        Calendar::parse(&format!("{BEGIN}{years}")).expect_err("wrong").to_string()
    }

    #[test]
    fn the_shipped_years_count_the_days_that_the_notices_name() {
        // 2025: 28 days off and 5 worked weekends; 2026: 33 and 6 (the notices of the State Council).
        for (shipped, year, off, work) in [(calendars()[0], 2025, 28, 5), (calendars()[1], 2026, 33, 6)] {
            let calendar = Calendar::parse(shipped.document).expect("reads");
            assert_eq!(calendar.years().collect::<Vec<_>>(), [year], "{}", shipped.id);
            let days = calendar.special_days(year);
            let count = |kind| days.values().filter(|found| **found == kind).count();
            assert_eq!((count(DayKind::Holiday), count(DayKind::WorkingWeekend)), (off, work), "{}", shipped.id);
        }
    }

    #[test]
    fn a_day_is_of_no_kind_without_its_year_or_where_two_documents_differ() {
        let mut calendar = Calendar::parse(calendars()[1].document).expect("reads");
        assert_eq!(calendar.kind(date("2026-10-10")), Some(DayKind::WorkingWeekend));
        assert_eq!(calendar.kind(date("2026-10-07")), Some(DayKind::Holiday));
        assert_eq!(calendar.kind(date("2026-10-08")), Some(DayKind::Workday));
        assert_eq!(calendar.kind(date("2026-10-11")), Some(DayKind::Weekend));
        assert_eq!(calendar.kind(date("2027-01-01")), None);
        let other = format!("{BEGIN}[[year]]\nyear = 2026\noff = [\"2026-10-10\"]\n");
        calendar.add(&Calendar::parse(&other).expect("reads"));
        assert_eq!(calendar.kind(date("2026-10-10")), None);
        assert_eq!(calendar.kind(date("2026-10-08")), Some(DayKind::Workday));
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_line() {
        let year = |lists: &str| why(&format!("[[year]]\nyear = 2026\n{lists}\n"));
        assert!(year("off = [\"2026-10-01..2026-10-07\"]\nwork = [\"2026-10-04\"]").contains("line 8: 2026-10-04 is named twice"));
        assert!(year("off = [\"2026-10-01..2026-10-03\", \"2026-10-03\"]").contains("named twice"));
        assert!(year("work = [\"2026-10-09\"]").contains("no Saturday or Sunday"));
        assert!(year("off = [\"2027-01-01\"]").contains("does not belong to 2026"));
        assert!(year("off = [\"2026-10-07..2026-10-01\"]").contains("ends before it begins"));
        assert!(year("off = [\"2026-02-30\"]").contains("line 7: `2026-02-30` is not a day"));
        assert!(year("hours = 8").contains("unknown field"));
        assert!(why("[[year]]\nyear = 2026\n[[year]]\nyear = 2026\n").contains("twice"));
        assert!(Calendar::parse("schema = 2\nkind = \"calendar\"\nid = \"t\"\nsource = \"t\"").is_err());
    }
}
