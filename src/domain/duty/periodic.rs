//! Duties by the calendar: once in every month, quarter, half-year or year of the site's zone (decision Q23). No request
//! raises them. An adoption does, and a request that was logged by a channel shows that one was done.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime};

use super::bounds::{Bounds, When};
use super::judge::{Basis, Colour, Verdict};
use super::owed::Mark;
use crate::domain::act::{Act, AdoptRegulation};
use crate::domain::evidence::Evidence;
use crate::domain::id::RecordId;
use crate::domain::regulation::preset::Periodic;
use crate::domain::regulation::preset::words::Every;
use crate::domain::time::UtcMs;

/// The most periods that are looked back on: what is older than ten years of months is of no use to anybody.
const PERIODS_MAX: usize = 120;

/// A span of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its first moment.
    pub from: UtcMs,
    /// The first moment after it, which is too late already.
    pub to: UtcMs,
}

/// A duty by the calendar, and while which times a regulation asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// What recurs, as the newest adoption says it.
    pub duty: Periodic,
    /// That adoption.
    pub adoption: RecordId,
    /// From when to when adoptions that ask for it were in force, as they claim; the last may have no end.
    pub in_force: Vec<Period>,
}

/// What shows that it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The opening.
    pub record: RecordId,
    /// When, as claimed, and no further outside what receipts prove.
    pub at: UtcMs,
    /// Whether receipts prove that it was in the period.
    pub basis: Basis,
}

/// A duty by the calendar in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// When.
    pub period: Period,
    /// What showed first that it was done.
    pub done: Option<Done>,
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

    /// Whether a moment falls into it.
    #[must_use]
    pub fn contains(&self, at: UtcMs) -> bool {
        (self.from..self.to).contains(&at)
    }

    fn covers(&self, other: &Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    fn meets(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

impl Recurring {
    /// The duties by the calendar of every adoption that counts, in the order of the adoptions' claims. One that the next adoption
    /// asks for as often is one duty: who adopts anew owes no less, and who adopts something else takes nothing back.
    #[must_use]
    pub fn all(evidence: &Evidence) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for (in_force, adoption) in adoptions(evidence) {
            for duty in &evidence.adopted(Some(adoption)).periodic {
                let same = |known: &&mut Self| (&known.duty.rule, &known.duty.id, known.duty.every) == (&duty.rule, &duty.id, duty.every);
                match found.iter_mut().find(same) {
                    Some(known) => {
                        (known.duty, known.adoption) = (duty.clone(), adoption);
                        match known.in_force.last_mut().filter(|last| in_force.from <= last.to) {
                            Some(last) => last.to = last.to.max(in_force.to),
                            None => known.in_force.push(in_force),
                        }
                    }
                    None => found.push(Self { duty: duty.clone(), adoption, in_force: vec![in_force] }),
                }
            }
        }
        found
    }

    /// The periods in which it was asked for, of those that end after `since` and begin by `now`, the first one first.
    #[must_use]
    pub fn periods(&self, zone: FixedOffset, since: UtcMs, now: UtcMs) -> Vec<Period> {
        let mut found = Vec::new();
        let mut at = now;
        for _ in 0..PERIODS_MAX {
            let Some(period) = Period::around(self.duty.every, at, zone).filter(|period| since < period.to) else { break };
            if self.in_force.iter().any(|span| span.meets(&period) && span.from <= now) {
                found.push(period);
            }
            let Some(before) = period.from.checked_sub(1) else { break };
            at = before;
        }
        found.reverse();
        found
    }

    /// How it stands in one of its periods, by all requests of the site (`whole`) or by a part of them.
    #[must_use]
    pub fn judge(&self, period: Period, done: Option<Done>, now: UtcMs, whole: bool) -> Recurrence {
        let (verdict, colour) = match done {
            // Nobody is late in what no record tells.
            _ if self.duty.channel.is_empty() => (Verdict::NotMeasured, Colour::Grey),
            Some(_) => (Verdict::Met, Colour::Green),
            // What shows it may be among what this node does not want.
            None if !whole => (Verdict::Undetermined, Colour::Grey),
            None if period.contains(now) && self.in_force.iter().any(|span| span.contains(now)) => (Verdict::Open, Colour::Green),
            // Only who had the whole period can have missed it: nobody can hold a forum on the evening of the adoption.
            None if self.in_force.iter().any(|span| span.covers(&period)) => (Verdict::Breached, Colour::Red),
            None => (Verdict::Superseded, Colour::Grey),
        };
        Recurrence { period, done, verdict, colour }
    }
}

/// From when to when each adoption that counts was in force, as they claim, by their beginning.
fn adoptions(evidence: &Evidence) -> Vec<(Period, RecordId)> {
    let counting = evidence.roster.entries.values().filter(|entry| evidence.is_authorised(entry.link.id));
    let adopting = counting.filter_map(|entry| match &entry.act {
        Act::AdoptRegulation(body) => Some((entry.link.id, entry.header.at.wall, body)),
        _ => None,
    });
    let adopting: Vec<(RecordId, UtcMs, &AdoptRegulation)> = adopting.collect();
    let end = |id: &RecordId| adopting.iter().filter(|(_, _, body)| body.replaces.contains(id)).map(|(_, at, _)| *at).min();
    let mut found: Vec<(Period, RecordId)> =
        adopting.iter().map(|(id, at, _)| (Period { from: *at, to: end(id).unwrap_or(UtcMs::MAX) }, *id)).collect();
    found.sort_unstable();
    found
}

impl Done {
    /// Whether an opening shows that something was done in a period, and what that rests on.
    #[must_use]
    pub fn of(period: Period, opening: &Mark, bounds: Bounds) -> Option<Self> {
        let when = When::of(opening, bounds);
        let proven = when.lower.is_some_and(|lower| period.from <= lower) && when.upper.is_some_and(|upper| upper < period.to);
        let basis = if proven { Basis::Proven } else { Basis::OwnClock };
        period.contains(when.claimed).then_some(Self { record: opening.record, at: when.claimed, basis })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::word::Channel;
    use crate::domain::regulation::preset::words::Party;

    fn zone() -> FixedOffset {
        FixedOffset::east_opt(8 * 3600).expect("UTC+8")
    }

    fn ms(text: &str) -> UtcMs {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
        local.and_local_timezone(zone()).single().expect("one").timestamp_millis()
    }

    fn recurring(every: Every, in_force: &[(&str, &str)]) -> Recurring {
        let who = Party::manager;
        let duty = Periodic { id: "forum".into(), rule: "R10.11".into(), every, who, channel: vec![Channel::forum] };
        let in_force = in_force.iter().map(|(from, to)| Period { from: ms(from), to: ms(to) }).collect();
        Recurring { duty, adoption: RecordId([1; 32]), in_force }
    }

    /// How each period of the year before a moment stands, where it was done at these.
    fn verdicts(recurring: &Recurring, done: &[&str], now: &str) -> Vec<Verdict> {
        let (now, basis) = (ms(now), Basis::OwnClock);
        let done: Vec<Done> = done.iter().map(|at| Done { record: RecordId([2; 32]), at: ms(at), basis }).collect();
        let first = |period: &Period| done.iter().copied().find(|done| period.contains(done.at));
        let periods = recurring.periods(zone(), now - 366 * 24 * 3_600_000, now);
        periods.iter().map(|period| recurring.judge(*period, first(period), now, true).verdict).collect()
    }

    const LONG: &str = "2099-01-01 00:00";

    #[test]
    fn a_forum_in_every_quarter_that_began_under_the_regulation() {
        let duty = recurring(Every::quarter, &[("2026-02-10 09:00", LONG)]);
        let held = ["2026-06-30 23:59", "2026-07-01 00:00"];
        assert_eq!(verdicts(&duty, &held, "2026-11-21 12:00"), [Verdict::Superseded, Verdict::Met, Verdict::Met, Verdict::Open]);
        assert_eq!(verdicts(&duty, &[], "2026-10-01 00:00"), [Verdict::Superseded, Verdict::Breached, Verdict::Breached, Verdict::Open]);
        // While the quarter of the adoption runs, it is owed as any other.
        assert_eq!(verdicts(&duty, &[], "2026-03-31 23:59"), [Verdict::Open]);
        assert_eq!(verdicts(&duty, &[], "2026-02-10 08:59"), []);
        let (quarter, now) = (Period { from: ms("2026-07-01 00:00"), to: ms("2026-10-01 00:00") }, ms("2026-11-21 12:00"));
        assert_eq!(duty.judge(quarter, None, now, false).verdict, Verdict::Undetermined, "a van holds a part alone, and accuses nobody");
        let last = duty.periods(zone(), ms("2026-10-01 00:00"), ms("2026-11-21 12:00"));
        assert_eq!(last, [Period { from: ms("2026-10-01 00:00"), to: ms("2027-01-01 00:00") }]);
    }

    #[test]
    fn who_adopts_on_the_last_evening_has_missed_nothing() {
        let duty = recurring(Every::half_year, &[("2026-06-30 23:59", LONG)]);
        assert_eq!(verdicts(&duty, &["2026-07-01 00:00"], "2026-12-31 23:59"), [Verdict::Superseded, Verdict::Met]);
    }

    #[test]
    fn what_another_adoption_no_longer_asks_for_stays_missed_where_it_was_asked() {
        let duty = recurring(Every::quarter, &[("2026-01-01 00:00", "2026-08-10 09:00")]);
        assert_eq!(verdicts(&duty, &[], "2026-08-10 09:00"), [Verdict::Breached, Verdict::Breached, Verdict::Superseded]);
        assert_eq!(verdicts(&duty, &[], "2027-05-01 00:00"), [Verdict::Breached, Verdict::Superseded]);
    }

    #[test]
    fn what_the_text_leaves_open_raises_nothing_and_what_no_record_tells_is_never_late() {
        assert_eq!(verdicts(&recurring(Every::set, &[("2026-01-01 00:00", LONG)]), &[], "2026-12-31 23:59"), []);
        assert_eq!(Period::around(Every::month, i64::MAX, zone()), None);
        let mut silent = recurring(Every::year, &[("2025-01-01 00:00", LONG)]);
        silent.duty.channel.clear();
        assert_eq!(verdicts(&silent, &["2026-01-02 00:00"], "2026-12-31 23:59"), [Verdict::NotMeasured; 2]);
    }
}
