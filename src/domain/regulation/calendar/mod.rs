//! Which days are worked, as signed documents: days off and working weekends, year by year. A year without data is never
//! taken as one without holidays (domain.md §7.5): what needs it is not dated, and says which year is missing.

mod document;
mod edition;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use document::{CalendarError, Contradiction, Document, Misfit, Shipped, calendars};
pub use edition::Edition;

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
    /// Days of which two documents say different things.
    contested: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// Reads the days of a document.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        Document::parse(text).map(|read| read.calendar)
    }

    /// Adds the years of another one. Where both speak of a day and differ, the day is of no kind: nothing is dated by it
    /// until one of the two is replaced.
    pub fn add(&mut self, other: &Self) {
        let differ: Vec<NaiveDate> = self.differing(other).into_iter().map(|(date, ..)| date).collect();
        self.contested.extend(differ);
        self.contested.extend(&other.contested);
        self.off.extend(&other.off);
        self.work.extend(&other.work);
        self.years.extend(&other.years);
    }

    /// The days of which both speak and say different things, with what each says.
    fn differing(&self, other: &Self) -> Vec<(NaiveDate, DayKind, DayKind)> {
        let named: BTreeSet<NaiveDate> = [self, other].into_iter().flat_map(|of| of.off.iter().chain(&of.work)).copied().collect();
        let differs = |date| Some((date, self.kind(date)?, other.kind(date)?)).filter(|(_, here, there)| here != there);
        named.into_iter().filter_map(differs).collect()
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
        if !self.years.contains(&date.year()) || self.contested.contains(&date) {
            return None;
        }
        Some(match (self.off.contains(&date), self.work.contains(&date), is_weekend(date)) {
            (true, ..) => DayKind::Holiday,
            (false, true, _) => DayKind::WorkingWeekend,
            (false, false, true) => DayKind::Weekend,
            (false, false, false) => DayKind::Workday,
        })
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
    fn days_of_which_two_calendars_differ_are_named_with_their_line() {
        let other = Calendar::parse(calendars()[1].document).expect("reads");
        let text = format!("{BEGIN}[[year]]\nyear = 2026\noff = [\"2026-01-01..2026-01-03\", \"2026-10-08\"]\nwork = [\"2026-01-04\"]\n");
        let found = Document::parse(&text).expect("reads").contradicts(&other);
        let of = |date: &str| found.iter().find(|one| one.date.to_string() == date).map(|one| (one.line, one.here, one.there));
        assert_eq!(of("2026-10-08"), Some((7, DayKind::Holiday, DayKind::Workday)));
        assert_eq!(of("2026-10-10"), Some((6, DayKind::Weekend, DayKind::WorkingWeekend)));
        assert_eq!(of("2026-01-02"), None);
        assert_eq!(calendars()[1].read().contradicts(&other), []);
        assert_eq!(Document::parse(&format!("{BEGIN}[[year]]\nyear = 2027\n")).expect("reads").contradicts(&other), []);
    }

    #[test]
    fn the_years_that_count_without_adoption_never_change() {
        // Sites that adopted no calendar are counted by these bytes for ever: ship a new document, never change one.
        let digests: Vec<String> =
            calendars().iter().map(|shipped| crate::domain::id::Digest::of(shipped.document.as_bytes()).to_string()).collect();
        assert_eq!(digests[..2].join("\n"), include_str!("../../../../tests/vectors/calendars.blake3").trim());
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_line() {
        let year = |lists: &str| why(&format!("[[year]]\nyear = 2026\n{lists}\n"));
        assert!(
            year("off = [\"2026-10-01..2026-10-07\"]\nwork = [\"2026-10-04\"]")
                .contains("line 8: 2026-10-04 is named twice, here and in line 7")
        );
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
