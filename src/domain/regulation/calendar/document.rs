//! A calendar as a document: read strictly, with the line of everything in it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use toml::Spanned;

use super::{Calendar, DayKind, is_weekend};
use crate::domain::regulation::DOCUMENT_BYTES_MAX;

const SCHEMA: u32 = 1;
/// The most days that one entry of a list may span: no holiday lasts longer, a wrong year does.
const SPAN_DAYS_MAX: u64 = 31;
/// The years of which a calendar may speak.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

/// A calendar that is shipped with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// As `cn-2026`.
    pub id: &'static str,
    /// The TOML document, byte for byte what adoptions name.
    pub document: &'static str,
}

impl Shipped {
    /// What it says.
    ///
    /// # Panics
    /// Never: a test reads every shipped calendar.
    #[must_use]
    pub fn read(&self) -> &'static Document {
        static READ: LazyLock<BTreeMap<&'static str, Document>> = LazyLock::new(|| {
            let read = |shipped: &Shipped| (shipped.id, Document::parse(shipped.document).expect("a shipped calendar reads"));
            calendars().iter().map(read).collect()
        });
        &READ[self.id]
    }
}

/// The published years of mainland China.
#[must_use]
pub fn calendars() -> &'static [Shipped] {
    &[
        Shipped { id: "cn-2025", document: include_str!("../calendars/cn-2025.toml") },
        Shipped { id: "cn-2026", document: include_str!("../calendars/cn-2026.toml") },
    ]
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
    /// A year that nobody publishes.
    #[error("{0} is no year from 1970 to 2100: check it")]
    Beyond(i32),
    /// A day named twice.
    #[error("{0} is named twice, here and in line {1}: a day is either off or worked, and once")]
    Twice(NaiveDate, usize),
    /// Two tables for one year.
    #[error("the year {0} stands here twice: join both tables")]
    YearTwice(i32),
    /// A working weekend that is no weekend.
    #[error("{0} is no Saturday or Sunday: it is worked anyway")]
    NoWeekend(NaiveDate),
}

/// A calendar document: years, and where they were published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// As `cn-2026`.
    pub id: String,
    /// Where its days were published.
    pub source: String,
    /// Its days.
    pub calendar: Calendar,
    /// The line of each day that it names.
    days: BTreeMap<NaiveDate, usize>,
    /// The line of each year.
    years: BTreeMap<i32, usize>,
}

/// A day of which two calendars say different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The day.
    pub date: NaiveDate,
    /// The line of this document that says so, or that of the day's year.
    pub line: usize,
    /// What this document says.
    pub here: DayKind,
    /// What the other one says.
    pub there: DayKind,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentTable {
    schema: u32,
    kind: String,
    id: String,
    source: String,
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

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// [`CalendarError`], with the line.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(CalendarError::TooLong(text.len()));
        }
        let table: DocumentTable = toml::from_str(text).map_err(|why| CalendarError::Malformed(why.to_string()))?;
        let line = |at: usize| 1 + text[..at].matches('\n').count();
        if table.schema != SCHEMA || table.kind != "calendar" {
            return Err(CalendarError::Wrong { line: 1, why: Misfit::Kind });
        }
        let (calendar, days, years) = (Calendar::default(), BTreeMap::new(), BTreeMap::new());
        let mut read = Self { id: table.id, source: table.source, calendar, days, years };
        for table in table.year {
            let (year, at) = (*table.year.get_ref(), line(table.year.span().start));
            let wrong = |line, why| CalendarError::Wrong { line, why };
            if !YEARS.contains(&year) {
                return Err(wrong(at, Misfit::Beyond(year)));
            }
            if !read.calendar.years.insert(year) {
                return Err(wrong(at, Misfit::YearTwice(year)));
            }
            for (entries, worked) in [(&table.off, false), (&table.work, true)] {
                for entry in entries {
                    let at = line(entry.span().start);
                    read.enter((year, entry.get_ref(), worked), at).map_err(|why| wrong(at, why))?;
                }
            }
            read.years.insert(year, at);
        }
        Ok(read)
    }

    fn enter(&mut self, (year, entry, worked): (i32, &str, bool), line: usize) -> Result<(), Misfit> {
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
            if let Some(before) = self.days.insert(date, line) {
                return Err(Misfit::Twice(date, before));
            }
            if worked {
                self.calendar.work.insert(date)
            } else {
                self.calendar.off.insert(date)
            };
        }
        Ok(())
    }

    /// The days of which it says something else than another one, in years of which both speak.
    #[must_use]
    pub fn contradicts(&self, other: &Calendar) -> Vec<Contradiction> {
        let contradiction = |(date, here, there)| Contradiction { date, line: self.line(date), here, there };
        self.calendar.differing(other).into_iter().map(contradiction).collect()
    }

    fn line(&self, date: NaiveDate) -> usize {
        self.days.get(&date).or_else(|| self.years.get(&date.year())).copied().unwrap_or(1)
    }
}
