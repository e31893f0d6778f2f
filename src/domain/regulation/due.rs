//! The arithmetic of time limits (domain.md §7): hours that run day and night, days, and working days by either convention.
//! Pure: the same anchor, calendar and hours give the same answer everywhere, with every day that was counted.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{DayKind, Edition};
use crate::domain::id::Digest;
use crate::domain::time::UtcMs;

/// The most working days, days or weeks of business time that a limit may count; a longer one is a mistake of the text.
pub const COUNTED_DAYS_MAX: u32 = 3_660;

/// How long somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Milliseconds that run day and night, weekends and holidays included.
    Wall(i64),
    /// Working days, at least one.
    WorkingDays(u32),
    /// Milliseconds inside business hours of working days.
    Business(i64),
    /// Until the end of the n-th day after the anchor's; 0: of its own day (当天).
    Days(u32),
    /// Until business closes on the anchor's day; where it has closed, until the day ends.
    CloseOfBusiness,
}

/// How working days are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// The anchor's day does not count; due when business closes on the n-th working day after it (Civil Code art. 201, 203).
    #[default]
    CivilCode,
    /// n business days' worth of business hours from the anchor on.
    ElapsedHours,
}

/// When business is open; the same on every working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    open: NaiveTime,
    close: NaiveTime,
}

/// Hours that are none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` are no business hours: write them as 08:30-17:30, opening first")]
pub struct HoursError(pub String);

impl Hours {
    /// Reads `HH:MM-HH:MM`.
    ///
    /// # Errors
    /// [`HoursError`], also where they do not open before they close.
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let read = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let hours = text.split_once('-').and_then(|(open, close)| Some(Self { open: read(open)?, close: read(close)? }));
        hours.filter(|hours| hours.open < hours.close).ok_or_else(|| HoursError(text.to_owned()))
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.open.format("%H:%M"), self.close.format("%H:%M"))
    }
}

impl Default for Hours {
    /// 08:30 to 17:30, the house's default.
    fn default() -> Self {
        let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap_or_default();
        Self { open: at(8), close: at(17) }
    }
}

/// Where a site is, when it is open, and how it counts: what its directory says of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Office {
    /// The site's zone.
    pub zone: FixedOffset,
    /// When business is open.
    pub hours: Hours,
    /// How working days are counted.
    pub convention: Convention,
}

impl Default for Office {
    /// Where no directory says otherwise: the mainland's time, the house's hours, the Civil Code.
    fn default() -> Self {
        let zone = FixedOffset::east_opt(8 * 3600).unwrap_or(Utc.fix());
        Self { zone, hours: Hours::default(), convention: Convention::default() }
    }
}

/// By what a limit is counted that begins at some moment.
#[derive(Clone, Copy, Debug)]
pub struct Reckoning<'a> {
    /// The days: as published at that moment, then what was published later.
    pub days: &'a [Edition],
    /// Where and how; why nobody here can say.
    pub office: Result<Office, NoDue>,
}

/// A day that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedDay {
    /// In the site's zone.
    pub date: NaiveDate,
    /// What it is.
    pub kind: DayKind,
}

/// When a limit ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The moment.
    pub at: UtcMs,
    /// The moment itself is too late already: the end of a day.
    pub exclusive: bool,
    /// Every day whose kind was asked, in order; those that are worked were counted.
    pub days: Vec<CountedDay>,
}

impl Due {
    /// Whether something done at `at` was in time.
    #[must_use]
    pub fn is_met_at(&self, at: UtcMs) -> bool {
        if self.exclusive { at < self.at } else { at <= self.at }
    }
}

/// Why a limit has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDue {
    /// 日历缺失: nothing says whether this day is worked.
    #[error("the calendar does not say whether {0} is worked: adopt the calendar of that year")]
    Calendar(NaiveDate),
    /// A calendar or directory is in force of which the document has not arrived, or cannot be read by this version.
    #[error("the site counts by the document {0}, which is not here or cannot be read: fetch it, or update")]
    Document(Digest),
    /// Beyond what can be counted.
    #[error("the moment or the limit is beyond what can be counted")]
    OutOfRange,
}

impl Reckoning<'_> {
    /// When a span that begins at `anchor` ends.
    ///
    /// # Errors
    /// [`NoDue::Calendar`] with the first day that the count needed and nobody has published; only days that were asked for
    /// are needed (decision Q18). [`NoDue::Document`] where what counts is not here; hours that run day and night need nothing.
    pub fn due(&self, anchor: UtcMs, span: Span) -> Result<Due, NoDue> {
        let office = match self.office {
            Err(_) if matches!(span, Span::Wall(_)) => Office::default(),
            office => office?,
        };
        Count { days: self.days, office }.due(anchor, span)
    }
}

/// A count at a known place.
struct Count<'a> {
    days: &'a [Edition],
    office: Office,
}

impl Count<'_> {
    fn due(&self, anchor: UtcMs, span: Span) -> Result<Due, NoDue> {
        let Office { zone, hours: Hours { open, close }, convention } = self.office;
        let local = DateTime::from_timestamp_millis(anchor).ok_or(NoDue::OutOfRange)?.with_timezone(&zone).naive_local();
        match span {
            Span::Wall(ms) => anchor.checked_add(ms).map(|at| Due { at, exclusive: false, days: Vec::new() }).ok_or(NoDue::OutOfRange),
            Span::Days(days) => self.end_of_day(later(local.date(), days)?),
            // RULE: decision Q17, before close that close, and the calendar is not asked; else the end of the day.
            Span::CloseOfBusiness if local.time() <= close => self.at(local.date().and_time(close), Vec::new()),
            Span::CloseOfBusiness => self.end_of_day(local.date()),
            Span::WorkingDays(count) => match convention {
                Convention::CivilCode => self.nth_working_day(local.date(), count),
                Convention::ElapsedHours => {
                    let count = i32::try_from(count).map_err(|_| NoDue::OutOfRange)?;
                    self.business(local, (close - open).checked_mul(count).ok_or(NoDue::OutOfRange)?)
                }
            },
            Span::Business(ms) => self.business(local, TimeDelta::try_milliseconds(ms).ok_or(NoDue::OutOfRange)?),
        }
    }

    /// RULE: Civil Code art. 201 ¶1 and 203: the first day does not count, and the last ends when business closes.
    fn nth_working_day(&self, anchor: NaiveDate, count: u32) -> Result<Due, NoDue> {
        let mut days = Vec::new();
        let mut left = count;
        let mut date = anchor;
        while left > 0 {
            date = later(date, 1)?;
            left -= u32::from(self.look(date, &mut days)?);
        }
        self.at(date.and_time(self.office.hours.close), days)
    }

    /// Consumes business time from the anchor on.
    fn business(&self, anchor: NaiveDateTime, mut left: TimeDelta) -> Result<Due, NoDue> {
        let mut days = Vec::new();
        let mut from = anchor;
        loop {
            let (opens, closes) = (from.date().and_time(self.office.hours.open), from.date().and_time(self.office.hours.close));
            let begins = from.max(opens);
            // A day on which no business time is left is not asked about.
            if begins < closes && self.look(from.date(), &mut days)? {
                let open = closes - begins;
                if left <= open {
                    return self.at(begins + left, days);
                }
                left -= open;
            }
            from = later(from.date(), 1)?.and_time(NaiveTime::MIN);
        }
    }

    /// Notes a day, and says whether it is worked.
    fn look(&self, date: NaiveDate, days: &mut Vec<CountedDay>) -> Result<bool, NoDue> {
        if days.len() >= COUNTED_DAYS_MAX as usize {
            return Err(NoDue::OutOfRange);
        }
        let kind = Edition::first_kind(self.days, date)?;
        days.push(CountedDay { date, kind });
        Ok(kind.is_worked())
    }

    fn at(&self, local: NaiveDateTime, days: Vec<CountedDay>) -> Result<Due, NoDue> {
        let at = local.and_local_timezone(self.office.zone).single().ok_or(NoDue::OutOfRange)?.timestamp_millis();
        Ok(Due { at, exclusive: false, days })
    }

    /// Exclusive: the first moment of the next day is too late.
    fn end_of_day(&self, date: NaiveDate) -> Result<Due, NoDue> {
        let due = self.at(later(date, 1)?.and_time(NaiveTime::MIN), Vec::new())?;
        Ok(Due { exclusive: true, ..due })
    }
}

fn later(date: NaiveDate, days: u32) -> Result<NaiveDate, NoDue> {
    date.checked_add_days(Days::new(days.into())).ok_or(NoDue::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::regulation::calendar::{Calendar, calendars};

    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;

    fn calendar() -> Calendar {
        let mut all = Calendar::default();
        for shipped in calendars() {
            all.add(&Calendar::parse(shipped.document).expect("reads"));
        }
        all
    }

    fn zone() -> FixedOffset {
        FixedOffset::east_opt(8 * 3600).expect("a zone")
    }

    fn ms(local: &str) -> UtcMs {
        let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").expect("a time");
        local.and_local_timezone(zone()).unwrap().timestamp_millis()
    }

    fn due_by(convention: Convention, anchor: &str, span: Span) -> Result<Due, NoDue> {
        let office = Ok(Office { convention, ..Office::default() });
        Reckoning { days: &[Edition::of(calendar())], office }.due(ms(anchor), span)
    }

    /// Anchor, span, due by the Civil Code's convention, due by elapsed hours.
    #[track_caller]
    fn vector(anchor: &str, span: Span, civil: &str, elapsed: &str) {
        for (convention, expected) in [(Convention::CivilCode, civil), (Convention::ElapsedHours, elapsed)] {
            let due = due_by(convention, anchor, span).expect("a due time");
            assert_eq!((due.at, due.exclusive), (ms(expected), matches!(span, Span::Days(_))), "{anchor} {convention:?}");
        }
    }

    /// One test for each vector of domain.md §7 that is arithmetic alone.
    macro_rules! vectors {
        ($($name:ident: $anchor:literal, $span:expr => $civil:literal $(, $elapsed:literal)?;)+) => {
            $(#[test] fn $name() { let civil = $civil; let elapsed = [civil $(, $elapsed)?]; vector($anchor, $span, civil, elapsed[elapsed.len() - 1]); })+
        };
    }

    vectors! {
        v01_thirty_minutes_on_a_saturday: "2026-11-21 10:00", Span::Wall(30 * MINUTE) => "2026-11-21 10:30";
        v02_an_hour_across_midnight: "2026-11-21 23:40", Span::Wall(HOUR) => "2026-11-22 00:40";
        v03_a_day_from_the_report: "2026-11-21 08:15", Span::Wall(24 * HOUR) => "2026-11-22 08:15";
        v04_a_day_into_a_holiday: "2026-09-30 18:00", Span::Wall(24 * HOUR) => "2026-10-01 18:00";
        v05_a_day_from_receipt: "2026-11-21 07:00", Span::Wall(24 * HOUR) => "2026-11-22 07:00";
        v06_one_hour: "2026-11-20 16:10", Span::Wall(HOUR) => "2026-11-20 17:10";
        v07_a_working_day_over_a_weekend: "2026-11-20 16:30", Span::WorkingDays(1) => "2026-11-23 17:30", "2026-11-23 16:30";
        v08_a_working_day_from_a_saturday: "2026-11-21 10:00", Span::WorkingDays(1) => "2026-11-23 17:30";
        v09_a_working_day_from_the_small_hours: "2026-11-23 02:00", Span::WorkingDays(1) => "2026-11-24 17:30", "2026-11-23 17:30";
        v10_a_working_day_over_national_day: "2026-09-30 15:00", Span::WorkingDays(1) => "2026-10-08 17:30", "2026-10-08 15:00";
        v11_a_quarter_at_night: "2026-11-21 02:50", Span::Wall(15 * MINUTE) => "2026-11-21 03:05";
        v12_the_first_clock: "2026-11-21 09:30", Span::Wall(HOUR) => "2026-11-21 10:30";
        v12_the_second_clock_from_acceptance: "2026-11-21 10:05", Span::Wall(24 * HOUR) => "2026-11-22 10:05";
        v13_the_same_day_ends_at_midnight: "2026-11-21 23:50", Span::Days(0) => "2026-11-22 00:00";
        v14_three_working_days_over_national_day: "2026-09-29 11:00", Span::WorkingDays(3) => "2026-10-09 17:30", "2026-10-09 11:00";
        v16_three_working_days_over_mid_autumn: "2026-09-23 16:00", Span::WorkingDays(3) => "2026-09-29 17:30", "2026-09-29 16:00";
        v18_target: "2026-11-21 12:00", Span::Wall(24 * HOUR) => "2026-11-22 12:00";
        v18_limit: "2026-11-21 12:00", Span::Wall(48 * HOUR) => "2026-11-23 12:00";
    }

    #[test]
    fn v15_a_worked_saturday_counts() {
        let due = due_by(Convention::CivilCode, "2026-10-08 09:00", Span::WorkingDays(3)).expect("due");
        assert_eq!(due.at, ms("2026-10-12 17:30"));
        let kinds: Vec<DayKind> = due.days.iter().map(|day| day.kind).collect();
        assert_eq!(kinds, [DayKind::Workday, DayKind::WorkingWeekend, DayKind::Weekend, DayKind::Workday]);
    }

    #[test]
    fn v17_a_worked_sunday_counts() {
        let due = due_by(Convention::CivilCode, "2026-09-18 16:00", Span::WorkingDays(1)).expect("due");
        assert_eq!(due.at, ms("2026-09-20 17:30"));
    }

    #[test]
    fn a_deadline_is_met_at_its_own_moment_and_the_end_of_a_day_is_not() {
        let hour = due_by(Convention::CivilCode, "2026-11-20 16:10", Span::Wall(HOUR)).expect("due");
        assert!(hour.is_met_at(hour.at) && !hour.is_met_at(hour.at + 1));
        let day = due_by(Convention::CivilCode, "2026-11-20 16:10", Span::Days(0)).expect("due");
        assert!(day.is_met_at(day.at - 1) && !day.is_met_at(day.at));
    }

    #[test]
    fn only_days_that_were_asked_need_a_year() {
        // RULE: decision Q18. The anchor's own day is not asked by the Civil Code's convention, nor once business has closed.
        let late = "2024-12-31 18:00";
        assert_eq!(due_by(Convention::CivilCode, late, Span::WorkingDays(1)).map(|due| due.at), Ok(ms("2025-01-02 17:30")));
        assert_eq!(due_by(Convention::ElapsedHours, late, Span::WorkingDays(1)).map(|due| due.at), Ok(ms("2025-01-02 17:30")));
        let morning = "2024-12-31 09:00";
        assert!(matches!(due_by(Convention::ElapsedHours, morning, Span::WorkingDays(1)), Err(NoDue::Calendar(_))));
        // 日历缺失: the last working day of the last year that was published leads into one that was not.
        let missing = due_by(Convention::CivilCode, "2026-12-31 10:00", Span::WorkingDays(1));
        assert_eq!(missing, Err(NoDue::Calendar("2027-01-01".parse().expect("a date"))));
        assert!(due_by(Convention::CivilCode, "1969-05-05 10:00", Span::Wall(HOUR)).is_ok());
        assert!(matches!(due_by(Convention::CivilCode, "2101-05-05 10:00", Span::WorkingDays(1)), Err(NoDue::Calendar(_))));
        assert_eq!(due_by(Convention::CivilCode, "2026-05-05 10:00", Span::Wall(i64::MAX)), Err(NoDue::OutOfRange));
    }

    #[test]
    fn close_of_business_before_and_after_it() {
        // RULE: decision Q17.
        let due = |anchor| due_by(Convention::CivilCode, anchor, Span::CloseOfBusiness).expect("due");
        assert_eq!((due("2031-01-01 09:00").at, due("2031-01-01 09:00").exclusive), (ms("2031-01-01 17:30"), false));
        assert_eq!((due("2031-01-01 17:31").at, due("2031-01-01 17:31").exclusive), (ms("2031-01-02 00:00"), true));
    }

    #[test]
    fn four_business_hours_from_friday_night_end_on_monday_noon() {
        // RULE: decision Q30.
        let due = due_by(Convention::CivilCode, "2026-11-20 22:00", Span::Business(4 * HOUR)).expect("due");
        assert_eq!(due.at, ms("2026-11-23 12:30"));
    }

    #[test]
    fn hours_open_before_they_close() {
        assert_eq!(Hours::parse("08:30-17:30"), Ok(Hours::default()));
        for wrong in ["17:30-08:30", "08:30-08:30", "8.30-17.30", "08:30", ""] {
            assert!(Hours::parse(wrong).is_err(), "{wrong}");
        }
    }
}
