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
use crate::domain::roster::Entry;
use crate::domain::time::{Clock, UtcMs};

/// The most periods that are looked back on: what is older than ten years of months is of no use to anybody.
const PERIODS_MAX: usize = 120;
const YEAR_MONTHS: i64 = 12;

/// The zone that a site counts by at a moment.
pub type ZoneAt<'a> = &'a dyn Fn(UtcMs) -> FixedOffset;

/// Months since the beginning of the year 0.
type Month = i64;

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
    /// While which times adoptions that ask for it were in force; the last may have no end.
    pub in_force: Vec<InForce>,
}

/// While which time adoptions were in force, by their claims and no further outside than receipts prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InForce {
    /// From when to when.
    pub span: Period,
    /// From when on anybody may be accused; `None`: nothing says when it began but a clock that nobody vouches for.
    pub certain: Option<UtcMs>,
}

/// Why nobody can say whether a period was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// This node holds a part of the requests alone.
    Part,
    /// Nothing proves that the regulation was adopted before the period began.
    Adoption,
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
    /// What that rests on. What was missed rests on the clock that is asked, and on nothing having arrived: it is never proven.
    pub basis: Option<Basis>,
    /// Why there is no decision.
    pub doubt: Option<Doubt>,
    /// How it is shown.
    pub colour: Colour,
}

impl Period {
    /// The period of a recurrence that begins in a month of the calendar, by the zone in force where it begins (decision 024).
    fn begun(first: Month, months: Month, zone: ZoneAt<'_>) -> Option<Self> {
        let midnight = |at: Month, zone: FixedOffset| -> Option<UtcMs> {
            let (year, month) = (at.div_euclid(YEAR_MONTHS), at.rem_euclid(YEAR_MONTHS));
            let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()? + 1, 1)?;
            Some(day.and_time(NaiveTime::MIN).and_local_timezone(zone).single()?.timestamp_millis())
        };
        let zone = zone(midnight(first, FixedOffset::east_opt(0)?)?);
        Some(Self { from: midnight(first, zone)?, to: midnight(first + months, zone)? })
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
                        match known.in_force.last_mut().filter(|last| in_force.span.from <= last.span.to) {
                            Some(last) => last.join(&in_force),
                            None => known.in_force.push(in_force),
                        }
                    }
                    None => found.push(Self { duty: duty.clone(), adoption, in_force: vec![in_force] }),
                }
            }
        }
        found
    }

    /// The periods in which it was asked for, of those that end after `since` and begin by `now`, the first one first; the one that
    /// runs is the last. None where the text leaves open how often.
    #[must_use]
    pub fn periods(&self, zone: ZoneAt<'_>, since: UtcMs, now: UtcMs) -> Vec<Period> {
        let mut found = Vec::new();
        let Some((months, mut first)) = months(self.duty.every).zip(running(self.duty.every, now, zone)) else { return found };
        for _ in 0..PERIODS_MAX {
            let Some(period) = Period::begun(first, months, zone).filter(|period| since < period.to) else { break };
            if self.in_force.iter().any(|in_force| in_force.span.meets(&period) && in_force.span.from <= now) {
                found.push(period);
            }
            first -= months;
        }
        found.reverse();
        found
    }

    /// How it stands in one of its periods, by all requests of the site (`whole`) or by a part of them.
    #[must_use]
    pub fn judge(&self, period: Period, done: Option<Done>, now: UtcMs, whole: bool) -> Recurrence {
        let asked = |is: &dyn Fn(&InForce) -> bool| self.in_force.iter().any(is);
        let (verdict, doubt) = match done {
            // Nobody is late in what no record tells.
            _ if self.duty.channel.is_empty() => (Verdict::NotMeasured, None),
            Some(_) => (Verdict::Met, None),
            // What shows it may be among what this node does not want.
            None if !whole => (Verdict::Undetermined, Some(Doubt::Part)),
            None if now < period.to && asked(&|in_force| in_force.span.contains(now)) => (Verdict::Open, None),
            // Only who had the whole period can have missed it: nobody can hold a forum on the evening of the adoption.
            None if asked(&|in_force| in_force.certainly().is_some_and(|span| span.covers(&period))) => (Verdict::Breached, None),
            None if asked(&|in_force| in_force.span.covers(&period)) => (Verdict::Undetermined, Some(Doubt::Adoption)),
            None => (Verdict::Superseded, None),
        };
        let colour = match verdict {
            Verdict::Met | Verdict::Open => Colour::Green,
            Verdict::Breached => Colour::Red,
            _ => Colour::Grey,
        };
        let missed = (verdict == Verdict::Breached).then_some(Basis::OwnClock);
        Recurrence { period, done, verdict, basis: done.map(|done| done.basis).or(missed), doubt, colour }
    }
}

impl InForce {
    /// While which time it was in force whatever its clock says.
    fn certainly(&self) -> Option<Period> {
        self.certain.map(|from| Period { from, to: self.span.to })
    }

    /// One adoption, until another one replaces it.
    fn of(entry: &Entry, evidence: &Evidence, to: UtcMs) -> Self {
        let (from, (lower, upper)) = (evidence.since(entry), evidence.receipts_around(entry));
        let is_credible = entry.header.at.clock == Clock::Synced && from == entry.header.at.wall;
        // RULE: decision Q11. Where the clock is not to be believed, what counts is the latest beginning that receipts leave open.
        let certain = if is_credible { Some(from) } else { upper.map(|upper| upper.max(from)).or(lower.map(|_| from)) };
        Self { span: Period { from, to }, certain }
    }

    /// Takes in one that begins before it ends.
    fn join(&mut self, next: &Self) {
        self.span.to = self.span.to.max(next.span.to);
        self.certain = self.certain.into_iter().chain(next.certain).min();
    }
}

/// How many months a recurrence lasts.
fn months(every: Every) -> Option<Month> {
    match every {
        Every::month => Some(1),
        Every::quarter => Some(3),
        Every::half_year => Some(6),
        Every::year => Some(YEAR_MONTHS),
        // RULE: decision Q12. What the text leaves open raises nothing.
        Every::set => None,
    }
}

/// The first month of the period that runs at a moment. Where a change of zone leaves hours between two, the next one runs.
fn running(every: Every, now: UtcMs, zone: ZoneAt<'_>) -> Option<Month> {
    let months = months(every)?;
    let date = DateTime::from_timestamp_millis(now)?.with_timezone(&zone(now)).date_naive();
    let month = i64::from(date.year()) * YEAR_MONTHS + i64::from(date.month0());
    let first = month.div_euclid(months) * months;
    let is_over = Period::begun(first, months, zone)?.to <= now;
    Some(if is_over { first + months } else { first })
}

/// While which time each adoption that counts was in force, by their beginning.
fn adoptions(evidence: &Evidence) -> Vec<(InForce, RecordId)> {
    let counting = evidence.roster.entries.values().filter(|entry| evidence.is_authorised(entry.link.id));
    let adopting: Vec<(&Entry, &AdoptRegulation)> = counting
        .filter_map(|entry| match &entry.act {
            Act::AdoptRegulation(body) => Some((entry, body)),
            _ => None,
        })
        .collect();
    let replacing = |id: RecordId| adopting.iter().filter(move |(_, body)| body.replaces.contains(&id));
    let end = |id: RecordId| replacing(id).map(|(entry, _)| evidence.since(entry)).min().unwrap_or(UtcMs::MAX);
    let in_force = |(entry, _): &(&Entry, _)| (InForce::of(entry, evidence, end(entry.link.id)), entry.link.id);
    let mut found: Vec<(InForce, RecordId)> = adopting.iter().map(in_force).collect();
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
        east(8)
    }

    fn east(hours: i32) -> FixedOffset {
        FixedOffset::east_opt(hours * 3600).expect("a zone")
    }

    fn ms(text: &str) -> UtcMs {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
        local.and_local_timezone(zone()).single().expect("one").timestamp_millis()
    }

    fn recurring(every: Every, in_force: &[(&str, &str)]) -> Recurring {
        let who = Party::manager;
        let duty = Periodic { id: "forum".into(), rule: "R10.11".into(), every, who, channel: vec![Channel::forum] };
        let span = |(from, to): &(&str, &str)| Period { from: ms(from), to: ms(to) };
        let in_force = in_force.iter().map(span).map(|span| InForce { span, certain: Some(span.from) }).collect();
        Recurring { duty, adoption: RecordId([1; 32]), in_force }
    }

    /// How each period of the year before a moment stands, where it was done at these.
    fn verdicts(recurring: &Recurring, done: &[&str], now: &str) -> Vec<Verdict> {
        let (now, basis) = (ms(now), Basis::OwnClock);
        let done: Vec<Done> = done.iter().map(|at| Done { record: RecordId([2; 32]), at: ms(at), basis }).collect();
        let first = |period: &Period| done.iter().copied().find(|done| period.contains(done.at));
        let periods = recurring.periods(&|_| zone(), now - 366 * 24 * 3_600_000, now);
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
        let last = duty.periods(&|_| zone(), ms("2026-10-01 00:00"), ms("2026-11-21 12:00"));
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
        assert_eq!(recurring(Every::month, &[("2026-01-01 00:00", LONG)]).periods(&|_| zone(), 0, i64::MAX), [], "beyond the calendar");
        let mut silent = recurring(Every::year, &[("2025-01-01 00:00", LONG)]);
        silent.duty.channel.clear();
        assert_eq!(verdicts(&silent, &["2026-01-02 00:00"], "2026-12-31 23:59"), [Verdict::NotMeasured; 2]);
    }

    #[test]
    fn what_was_missed_is_by_own_clock_and_a_beginning_that_nothing_bounds_accuses_nobody() {
        let (quarter, now) = (Period { from: ms("2026-07-01 00:00"), to: ms("2026-10-01 00:00") }, ms("2026-11-21 12:00"));
        let mut duty = recurring(Every::quarter, &[("2000-01-01 00:00", LONG)]);
        let missed = duty.judge(quarter, None, now, true);
        assert_eq!((missed.verdict, missed.basis, missed.doubt), (Verdict::Breached, Some(Basis::OwnClock), None));
        let mut certain = |from: Option<&str>| {
            duty.in_force[0].certain = from.map(ms);
            let judged = duty.judge(quarter, None, now, true);
            (judged.verdict, judged.basis, judged.doubt)
        };
        assert_eq!(certain(None), (Verdict::Undetermined, None, Some(Doubt::Adoption)));
        assert_eq!(certain(Some("2026-07-01 00:01")), (Verdict::Undetermined, None, Some(Doubt::Adoption)));
        assert_eq!(certain(Some("2026-07-01 00:00")).0, Verdict::Breached);
    }

    #[test]
    fn a_period_keeps_the_zone_in_which_it_began_and_one_always_runs() {
        let duty = recurring(Every::quarter, &[("2026-01-01 00:00", LONG)]);
        let moved = ms("2026-08-10 09:00");
        let before = duty.periods(&|_| zone(), ms("2026-01-01 00:00"), moved);
        for hours in [6, 7, 9] {
            let zone = |at| if at < moved { zone() } else { east(hours) };
            assert_eq!(duty.periods(&zone, ms("2026-01-01 00:00"), moved), before, "what ran then is counted as it was");
            let minutes = (-180..180).map(|minutes| ms("2026-10-01 00:00") + minutes * 60_000);
            for now in minutes {
                let periods = duty.periods(&zone, ms("2026-01-01 00:00"), now);
                assert_eq!(periods[..3], before, "UTC+{hours}");
                let runs = periods.last().expect("one");
                assert_eq!(duty.judge(*runs, None, now, true).verdict, Verdict::Open, "UTC+{hours}: {now}");
            }
        }
    }
}
