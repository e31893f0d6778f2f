//! By what a site's time is counted: the calendars and the directory that its roster records name. A fact of the records
//! alone, so that everybody who holds them counts alike, whatever came with their program.

use std::collections::BTreeMap;

use chrono::{Datelike, FixedOffset, Offset, Utc};

use super::act::Act;
use super::directory::Directory;
use super::id::{Digest, RecordId};
use super::regulation::calendar::{self, Calendar, CalendarError};
use super::regulation::due::{Convention, Hours, Reckoning};

/// The years that count where a site adopts no calendar for them. They are as fixed as R16: a year that a later version brings
/// counts by adoption alone, or two versions would count the same records differently.
const WITHOUT_ADOPTION: &[&str] = &["cn-2025", "cn-2026"];

/// A calendar that an adoption names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The adoption.
    pub adoption: RecordId,
    /// The document.
    pub document: Digest,
    /// What it says; `None`: it has not arrived.
    pub read: Option<Result<calendar::Document, CalendarError>>,
}

/// What is counted by.
#[derive(Clone, Debug)]
pub struct Almanac {
    calendar: Calendar,
    calendars: Vec<Held>,
    directory: Directory,
    zone: FixedOffset,
    hours: Hours,
}

impl Default for Almanac {
    /// What a site counts by that has adopted nothing.
    fn default() -> Self {
        Self::of(std::iter::empty(), &BTreeMap::new())
    }
}

impl Almanac {
    /// Reads the documents of the acts in force.
    pub(super) fn of<'a>(acts: impl Iterator<Item = (RecordId, &'a Act)>, documents: &BTreeMap<Digest, String>) -> Self {
        let (mut calendars, mut directory) = (Vec::new(), Directory::default());
        for (id, act) in acts {
            match act {
                Act::AdoptCalendar(body) => {
                    let read = documents.get(&body.document).map(|text| calendar::Document::parse(text));
                    calendars.push(Held { adoption: id, document: body.document, read });
                }
                // Of several the one with the largest id; what this version cannot read must not hide what it can.
                Act::Directory(body) => {
                    directory = documents.get(&body.document).and_then(|text| Directory::parse(text).ok()).unwrap_or(directory);
                }
                _ => {}
            }
        }
        let zone = directory.offset().unwrap_or(Utc.fix());
        let hours = directory.hours().unwrap_or_default();
        Self { calendar: counted(&calendars), calendars, directory, zone, hours }
    }

    /// The days, by every calendar that counts.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The calendars adopted and in force.
    #[must_use]
    pub fn calendars(&self) -> &[Held] {
        &self.calendars
    }

    /// The shipped calendars that count because none was adopted for their years.
    #[must_use]
    pub fn unadopted(&self) -> Vec<&'static calendar::Shipped> {
        unadopted(&self.calendars)
    }

    /// The names of codes.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The site's zone.
    #[must_use]
    pub fn zone(&self) -> FixedOffset {
        self.zone
    }

    /// When business is open.
    #[must_use]
    pub fn hours(&self) -> Hours {
        self.hours
    }

    /// Where and how limits are counted.
    #[must_use]
    pub fn reckoning(&self) -> Reckoning<'_> {
        let convention = self.directory.working_days.unwrap_or(Convention::CivilCode);
        Reckoning { calendar: &self.calendar, zone: self.zone, hours: self.hours, convention }
    }

    /// The years without data among those of a span of months from `now` on: nothing is dated there that asks what day it is.
    #[must_use]
    pub fn missing_years(&self, now: super::time::UtcMs, months: u32) -> Vec<i32> {
        let Some(first) = chrono::DateTime::from_timestamp_millis(now).map(|now| now.with_timezone(&self.zone).date_naive()) else {
            return Vec::new();
        };
        let last = first.checked_add_months(chrono::Months::new(months)).unwrap_or(first);
        (first.year()..=last.year()).filter(|year| !self.calendar.years().any(|known| known == *year)).collect()
    }
}

/// Adopted calendars, and the shipped ones for years that none of them speaks of.
fn counted(adopted: &[Held]) -> Calendar {
    let mut calendar = Calendar::default();
    for document in adopted.iter().filter_map(|held| held.read.as_ref()?.as_ref().ok()) {
        calendar.add(&document.calendar);
    }
    for shipped in unadopted(adopted) {
        calendar.add(&shipped.read().calendar);
    }
    calendar
}

fn unadopted(adopted: &[Held]) -> Vec<&'static calendar::Shipped> {
    let years: Vec<i32> =
        adopted.iter().filter_map(|held| held.read.as_ref()?.as_ref().ok()).flat_map(|read| read.calendar.years()).collect();
    let shipped = calendar::calendars().iter().filter(|shipped| WITHOUT_ADOPTION.contains(&shipped.id));
    shipped.filter(|shipped| shipped.read().calendar.years().all(|year| !years.contains(&year))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::{AdoptCalendar, Directory as NameDirectory};
    use crate::domain::regulation::calendar::DayKind;

    fn of(texts: &[&str]) -> Almanac {
        let documents: BTreeMap<Digest, String> = texts.iter().map(|text| (Digest::of(text.as_bytes()), (*text).to_owned())).collect();
        let act = |text: &&str| -> Act {
            let document = Digest::of(text.as_bytes());
            if text.contains("calendar") {
                AdoptCalendar { document, replaces: vec![] }.into()
            } else {
                NameDirectory { document, replaces: vec![] }.into()
            }
        };
        let acts: Vec<Act> = texts.iter().map(act).collect();
        Almanac::of(acts.iter().enumerate().map(|(at, act)| (RecordId([u8::try_from(at).expect("few"); 32]), act)), &documents)
    }

    fn kind(almanac: &Almanac, date: &str) -> Option<DayKind> {
        almanac.calendar().kind(date.parse().expect("a date"))
    }

    const HONG_KONG: &str = "schema = 1\nkind = \"calendar\"\nid = \"hk\"\nsource = \"s\"\n[[year]]\nyear = 2026\noff = [\"2026-07-01\"]\n";

    #[test]
    fn a_year_counts_as_adopted_else_as_shipped_and_a_year_without_data_is_no_year_without_holidays() {
        let none = of(&[]);
        assert_eq!((kind(&none, "2026-10-01"), kind(&none, "2026-07-01")), (Some(DayKind::Holiday), Some(DayKind::Workday)));
        assert_eq!(kind(&none, "2027-01-01"), None);
        let adopted = of(&[HONG_KONG]);
        assert_eq!((kind(&adopted, "2026-10-01"), kind(&adopted, "2026-07-01")), (Some(DayKind::Workday), Some(DayKind::Holiday)));
        assert_eq!(kind(&adopted, "2025-10-01"), Some(DayKind::Holiday), "2025 was not adopted");
        assert_eq!(adopted.unadopted().iter().map(|shipped| shipped.id).collect::<Vec<_>>(), ["cn-2025"]);
    }

    #[test]
    fn of_two_calendars_in_force_a_day_on_which_they_differ_is_of_no_kind() {
        let both = of(&[HONG_KONG, &HONG_KONG.replace("off = [\"2026-07-01\"]", "work = [\"2026-07-04\"]\noff = []")]);
        assert_eq!(both.calendars().len(), 2);
        assert_eq!(kind(&both, "2026-07-04"), None, "one says a weekend, the other that it is worked");
    }

    #[test]
    fn years_to_come_that_nobody_published_are_named() {
        let november = 1_795_305_600_000; // 2026-11-22
        assert_eq!(of(&[]).missing_years(november, 12), [2027]);
        assert_eq!(of(&[]).missing_years(november, 1), Vec::<i32>::new());
        assert_eq!(of(&[]).missing_years(i64::MAX, 12), Vec::<i32>::new());
    }

    #[test]
    fn the_directory_says_zone_and_hours() {
        let almanac = of(&["time_zone = \"+07:00\"\nbusiness_hours = \"09:00-18:00\"\nworking_days = \"elapsed_hours\"\n"]);
        assert_eq!(almanac.zone().local_minus_utc(), 7 * 3600);
        assert_eq!(almanac.hours(), Hours::parse("09:00-18:00").expect("hours"));
        assert_eq!(almanac.reckoning().convention, Convention::ElapsedHours);
        assert_eq!(of(&["time_zone = 5"]).zone().local_minus_utc(), 8 * 3600, "what cannot be read hides nothing");
    }
}
