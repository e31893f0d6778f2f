//! Times as people type and read them: in the site's zone.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone};

use crate::domain::time::UtcMs;

const FORMS: [&str; 4] = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"];

/// The years that somebody who types a time may mean; another one is a slip of the finger.
pub const YEARS: RangeInclusive<i32> = 1970..=2100;

/// Why what was typed is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// In none of the forms.
    Unreadable,
    /// In a year outside [`YEARS`].
    Beyond,
}

/// Reads `YYYY-MM-DD HH:MM[:SS[.mmm]]` in the zone, or RFC 3339.
///
/// # Errors
/// [`TimeError`].
pub fn read(typed: &str, zone: FixedOffset) -> Result<UtcMs, TimeError> {
    let typed = typed.trim();
    let local = || FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(typed, form).ok());
    let time = DateTime::parse_from_rfc3339(typed).ok().or_else(|| zone.from_local_datetime(&local()?).single());
    let time = time.ok_or(TimeError::Unreadable)?.with_timezone(&zone);
    if YEARS.contains(&time.year()) { Ok(time.timestamp_millis()) } else { Err(TimeError::Beyond) }
}

/// Reads `YYYY-MM-DD` as a day of the zone: from its beginning to the beginning of the next one.
///
/// # Errors
/// [`TimeError`].
pub fn day(typed: &str, zone: FixedOffset) -> Result<(UtcMs, UtcMs), TimeError> {
    let day = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").map_err(|_| TimeError::Unreadable)?;
    let begins = |day: NaiveDate| zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).single().map(|time| time.timestamp_millis());
    let span = begins(day).zip(day.succ_opt().and_then(begins)).ok_or(TimeError::Beyond)?;
    if YEARS.contains(&day.year()) { Ok(span) } else { Err(TimeError::Beyond) }
}

/// Writes a time for people, to the second: `2026-11-21 18:40:05`. Times outside chrono's years are shown as milliseconds.
#[must_use]
pub fn show(time: UtcMs, zone: FixedOffset) -> String {
    match DateTime::from_timestamp_millis(time) {
        Some(utc) => utc.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        None => format!("{time} ms"),
    }
}

/// Writes a time for programs: RFC 3339 with milliseconds and the zone's offset.
#[must_use]
pub fn rfc3339(time: UtcMs, zone: FixedOffset) -> String {
    match DateTime::from_timestamp_millis(time) {
        Some(utc) => utc.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Millis, false),
        None => format!("{time} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_forms_are_read_in_the_sites_zone() {
        let zone = FixedOffset::east_opt(8 * 3600).expect("a valid offset");
        let noon = read("2026-03-01T04:00:00Z", zone).expect("rfc 3339");
        for typed in ["2026-03-01 12:00", "2026-03-01 12:00:00", "2026-03-01 12:00:00.000", "2026-03-01T12:00:00+08:00"] {
            assert_eq!(read(typed, zone), Ok(noon), "{typed}");
        }
        assert_eq!(show(noon, zone), "2026-03-01 12:00:00");
        assert_eq!(rfc3339(noon, zone), "2026-03-01T12:00:00.000+08:00");
        for typed in ["", "yesterday", "2026-02-30 12:00", "20226-03-01 12:00", "12:00", "2026-03-01"] {
            assert_eq!(read(typed, zone), Err(TimeError::Unreadable), "{typed}");
        }
        assert_eq!(day("2026-02-30", zone), Err(TimeError::Unreadable));
    }

    #[test]
    fn years_that_nobody_means_are_told_from_times_that_cannot_be_read() {
        let zone = FixedOffset::east_opt(8 * 3600).expect("a valid offset");
        for typed in ["1969-12-31 23:59", "2101-01-01 00:00", "0026-03-01 12:00", "1969-12-31T15:59:59Z"] {
            assert_eq!(read(typed, zone), Err(TimeError::Beyond), "{typed}");
        }
        assert_eq!((read("1970-01-01 00:00", zone), read("2100-12-31 23:59", zone)), (Ok(-28_800_000), Ok(4_133_951_940_000)));
        assert_eq!((day("1969-12-31", zone), day("2101-01-01", zone)), (Err(TimeError::Beyond), Err(TimeError::Beyond)));
        assert!(day("2100-12-31", zone).is_ok());
    }

    #[test]
    fn times_of_broken_clocks_are_shown_and_do_no_harm() {
        let zone = FixedOffset::east_opt(0).expect("a valid offset");
        assert_eq!(show(0, zone), "1970-01-01 00:00:00");
        assert_eq!(show(i64::MAX, zone), format!("{} ms", i64::MAX));
        assert_eq!(show(4_102_444_799_000, zone), "2099-12-31 23:59:59");
    }
}
