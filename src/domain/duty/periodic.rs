//! Duties by the calendar: once in every month, quarter, half-year or year of the site's zone (decision Q23).

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime};

use super::judge::{Colour, Verdict};
use crate::domain::regulation::preset::Periodic;
use crate::domain::regulation::preset::words::Every;
use crate::domain::time::UtcMs;

/// A span of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its first moment.
    pub from: UtcMs,
    /// The first moment after it, which is too late already.
    pub to: UtcMs,
}

/// A periodic duty in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence<'a> {
    /// What recurs.
    pub duty: &'a Periodic,
    /// When.
    pub period: Period,
    /// When it was done first, as claimed.
    pub done: Option<UtcMs>,
    /// How it stands.
    pub verdict: Verdict,
    /// How it is shown.
    pub colour: Colour,
}

impl Period {
    /// The period of a recurrence that a moment falls into; `None` where the text leaves it open, or beyond the calendar.
    #[must_use]
    pub fn around(every: Every, at: UtcMs, zone: FixedOffset) -> Option<Self> {
        let months = match every {
            Every::month => 1,
            Every::quarter => 3,
            Every::half_year => 6,
            Every::year => 12,
            // RULE: decision Q12. What the text leaves open raises nothing.
            Every::set => return None,
        };
        let date = DateTime::from_timestamp_millis(at)?.with_timezone(&zone).date_naive();
        let first = date.month0() / months * months;
        let next = first + months;
        let end = if next < 12 { (date.year(), next) } else { (date.year().checked_add(1)?, 0) };
        let moment = |(year, month): (i32, u32)| {
            let midnight = NaiveDate::from_ymd_opt(year, month + 1, 1)?.and_time(NaiveTime::MIN);
            Some(midnight.and_local_timezone(zone).single()?.timestamp_millis())
        };
        Some(Self { from: moment((date.year(), first))?, to: moment(end)? })
    }
}

/// The most periods that are looked back on: what is older than ten years of months is of no use to anybody.
const PERIODS_MAX: usize = 120;

/// A periodic duty in every period since it was adopted, the running one last; `done` are the claimed times of what fulfils it.
///
/// The period of the adoption itself counts from the adoption on: it is owed, and late only at its end.
#[must_use]
pub fn recurrences<'a>(duty: &'a Periodic, done: &[UtcMs], zone: FixedOffset, since: UtcMs, now: UtcMs) -> Vec<Recurrence<'a>> {
    let mut found = Vec::new();
    let mut at = now;
    while let Some(period) = Period::around(duty.every, at, zone).filter(|period| since < period.to && found.len() < PERIODS_MAX) {
        let first = done.iter().copied().filter(|done| (period.from..period.to).contains(done)).min();
        let (verdict, colour) = match first {
            Some(_) => (Verdict::Met, Colour::Green),
            None if now >= period.to => (Verdict::Breached, Colour::Red),
            None => (Verdict::Open, Colour::Green),
        };
        found.push(Recurrence { duty, period, done: first, verdict, colour });
        let Some(before) = period.from.checked_sub(1) else { break };
        at = before;
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> FixedOffset {
        FixedOffset::east_opt(8 * 3600).expect("UTC+8")
    }

    fn ms(text: &str) -> UtcMs {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
        local.and_local_timezone(zone()).single().expect("one").timestamp_millis()
    }

    fn forum(every: Every) -> Periodic {
        Periodic { id: "forum".into(), rule: "R10.11".into(), every, outputs: Vec::new() }
    }

    #[test]
    fn r10_11_a_forum_in_every_quarter() {
        let duty = forum(Every::quarter);
        let held = [ms("2026-06-30 23:59"), ms("2026-07-01 00:00")];
        let found = recurrences(&duty, &held, zone(), ms("2026-02-10 09:00"), ms("2026-11-21 12:00"));
        let verdicts: Vec<Verdict> = found.iter().map(|one| one.verdict).collect();
        // Missed from February to March, held on the last day of June and the first of July, running since October.
        assert_eq!(verdicts, [Verdict::Breached, Verdict::Met, Verdict::Met, Verdict::Open]);
        assert_eq!((found[3].period.from, found[3].period.to), (ms("2026-10-01 00:00"), ms("2027-01-01 00:00")));
    }

    #[test]
    fn r10_15_a_questionnaire_in_every_half_year() {
        let duty = forum(Every::half_year);
        let found = recurrences(&duty, &[ms("2026-07-01 00:00")], zone(), ms("2026-06-30 23:59"), ms("2026-12-31 23:59"));
        assert_eq!(found.iter().map(|one| one.verdict).collect::<Vec<_>>(), [Verdict::Breached, Verdict::Met]);
    }

    #[test]
    fn r15_18_what_the_text_leaves_open_raises_nothing() {
        assert_eq!(recurrences(&forum(Every::set), &[], zone(), 0, ms("2026-12-31 23:59")), []);
        assert_eq!(Period::around(Every::month, i64::MAX, zone()), None);
    }
}
