//! Times as people type and read them: in the site's zone.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone};

use crate::domain::time::UtcMs;

const FORMS: [&str; 4] = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"];

/// Reads `YYYY-MM-DD HH:MM[:SS[.mmm]]` in the zone, or RFC 3339; `None` for anything else.
#[must_use]
pub fn read(typed: &str, zone: FixedOffset) -> Option<UtcMs> {
    let typed = typed.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(typed) {
        return Some(time.timestamp_millis());
    }
    let local = FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(typed, form).ok());
    local.and_then(|local| zone.from_local_datetime(&local).single()).map(|time| time.timestamp_millis())
}

/// Reads `YYYY-MM-DD` as a day of the zone: from its beginning to the beginning of the next one.
#[must_use]
pub fn day(typed: &str, zone: FixedOffset) -> Option<(UtcMs, UtcMs)> {
    let day = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok()?;
    let begins = |day: NaiveDate| zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).single().map(|time| time.timestamp_millis());
    begins(day).zip(day.succ_opt().and_then(begins))
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
            assert_eq!(read(typed, zone), Some(noon), "{typed}");
        }
        assert_eq!(show(noon, zone), "2026-03-01 12:00:00");
        assert_eq!(rfc3339(noon, zone), "2026-03-01T12:00:00.000+08:00");
        for typed in ["", "yesterday", "2026-02-30 12:00", "12:00", "2026-03-01"] {
            assert_eq!(read(typed, zone), None, "{typed}");
        }
    }

    #[test]
    fn times_of_broken_clocks_are_shown_and_do_no_harm() {
        let zone = FixedOffset::east_opt(0).expect("a valid offset");
        assert_eq!(show(0, zone), "1970-01-01 00:00:00");
        assert_eq!(show(i64::MAX, zone), format!("{} ms", i64::MAX));
        assert_eq!(show(4_102_444_799_000, zone), "2099-12-31 23:59:59");
    }
}
