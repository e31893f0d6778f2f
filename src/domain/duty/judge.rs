//! Verdicts: met or not, proven by receipts or by own clocks; and what nobody can decide.

use serde::{Deserialize, Serialize};

use super::bounds::{Bounds, When, ordered};
use super::owed::{Docket, Ends, Mark, MarkNumber, Order, Owed, is_done};
use crate::domain::almanac::Almanac;
use crate::domain::form::Unread;
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::regulation::due::{Due, NoDue, Span};
use crate::domain::regulation::preset::figure::Figure;
use crate::domain::time::UtcMs;

/// How a duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Not done, and not late.
    Open,
    /// Done in time, or done where nothing is late.
    Met,
    /// A limit of the regulation is over.
    Breached,
    /// Nobody can say (待核).
    Undetermined,
    /// A limit of the house or of the company is over: a reminder, never a breach (I19).
    Overrun,
    /// A promise was not kept.
    Broken,
    /// No longer owed: the request was sorted otherwise, the promise moved, the offer recalled.
    Superseded,
    /// No act tells that it was done.
    NotMeasured,
}

/// What a verdict about time rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Receipts of other devices, or one device's time since boot.
    Proven,
    /// Claims of own clocks alone (自记), or the clock that is asked now.
    OwnClock,
}

/// How it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// In time.
    Green,
    /// Past what the text aims at, or past a figure of the house.
    Amber,
    /// Past its limit.
    Red,
    /// Nothing to be said.
    Grey,
}

/// Why there is no due, or no decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The limit cannot be counted: no calendar of a year (日历缺失), a document that is not here, or beyond what can be counted.
    NoDue(NoDue),
    /// Receipts leave both possible.
    Interval,
    /// Receipts contradict each other.
    Contradiction,
    /// It rests on words that cannot be read here now.
    Words(Unread),
}

/// How a duty stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How it stands.
    pub verdict: Verdict,
    /// What that rests on; `None` where time does not matter, or decides nothing.
    pub basis: Option<Basis>,
    /// How it is shown.
    pub colour: Colour,
    /// Why there is no due or no decision.
    pub why: Option<Why>,
    /// When the limit ends, with the days that were counted; by the anchor's claimed time.
    pub due: Option<Due>,
    /// When it ends at the latest that receipts leave open: before, what is not done is not late.
    pub latest: Option<UtcMs>,
    /// When the text's aim ends.
    pub target: Option<UtcMs>,
    /// When it was done, as claimed; `None`: it is not.
    pub done: Option<UtcMs>,
}

/// What verdicts need besides a docket.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// How limits are counted at the site: each by what was in force where it begins.
    pub almanac: &'a Almanac,
    /// What receipts prove about a mark, as [`crate::domain::evidence::Evidence::bounds`].
    pub bounds: &'a dyn Fn(&Mark) -> Bounds,
    /// The moment that is asked about. It only turns open into late.
    pub now: UtcMs,
}

/// How an end stands to its due; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Met(Basis),
    Unclear(Unclear),
    Late(Rank),
}

/// Why an end is neither met nor late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unclear {
    Interval,
    Contradiction,
}

/// Lateness that is proven weighs more than lateness by own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    OwnClock,
    Proven,
}

impl Judge<'_> {
    /// How a duty of the docket stands.
    #[must_use]
    pub fn judge(&self, docket: &Docket, owed: &Owed) -> Judgement {
        let anchor = docket.mark(owed.anchor);
        let from = When::of(anchor, (self.bounds)(anchor));
        let done = owed.is_done().then(|| docket.latest(&owed.done)).flatten();
        let blank =
            Judgement { verdict: Verdict::Open, basis: None, colour: Colour::Grey, why: None, due: None, latest: None, target: None, done };
        if !owed.is_measured {
            return Judgement { verdict: Verdict::NotMeasured, ..blank };
        }
        let target = owed.target.and_then(|figure| self.after(from.claimed, figure).ok()).map(|due| due.at);
        let blank = Judgement { target, ..blank };
        let due = match self.due(owed.ends, from.claimed) {
            None => return untimed(owed, blank),
            Some(Err(why)) => return Judgement { verdict: Verdict::Undetermined, why: Some(Why::NoDue(why)), ..blank },
            Some(Ok(due)) => due,
        };
        let result = match (owed.is_done(), owed.superseded) {
            (true, _) => Some(self.all(docket, owed, &from, &owed.done)),
            (false, Some(end)) => {
                Some(self.all(docket, owed, &from, &[vec![end]])).filter(|result| *result >= Outcome::Late(Rank::OwnClock))
            }
            (false, None) => self.missing(owed.ends, &from, &due),
        };
        let latest = self.due(owed.ends, from.span().1).and_then(Result::ok).map(|latest| latest.at);
        let judged = Judgement { due: Some(due), latest, ..blank };
        match result {
            Some(result) => decided(owed, result, self.now, judged),
            None if owed.superseded.is_some() => Judgement { verdict: Verdict::Superseded, ..judged },
            None => Judgement { colour: aim(judged.target, self.now), ..judged },
        }
    }

    /// Whether the duty is owed at all by now: what rests on another one's running out may never be (R07.6).
    #[must_use]
    pub fn is_raised(&self, docket: &Docket, owed: &Owed) -> bool {
        let Some(unless) = &owed.unless else { return true };
        let anchor = docket.mark(owed.anchor);
        let from = When::of(anchor, (self.bounds)(anchor));
        let Ok(due) = self.after(from.claimed, unless.figure) else { return false };
        let in_time = is_done(&unless.done) && docket.latest(&unless.done).is_some_and(|at| due.is_met_at(at));
        !in_time && !due.is_met_at(self.now)
    }

    /// RULE: decision Q11. What is not done is late once it is late for the latest possible beginning; before, nobody is accused.
    fn missing(&self, ends: Ends, from: &When, due: &Due) -> Option<Outcome> {
        if due.is_met_at(self.now) {
            return None;
        }
        if from.is_contradictory() {
            return Some(Outcome::Unclear(Unclear::Contradiction));
        }
        let late = self.due(ends, from.span().1).and_then(Result::ok).is_some_and(|latest| !latest.is_met_at(self.now));
        Some(if late { Outcome::Late(Rank::OwnClock) } else { Outcome::Unclear(Unclear::Interval) })
    }

    fn due(&self, ends: Ends, anchor: UtcMs) -> Option<Result<Due, NoDue>> {
        match ends {
            Ends::Never => None,
            Ends::At(at) => Some(Ok(Due { at, exclusive: false, days: Vec::new() })),
            Ends::After(figure) => Some(self.after(anchor, figure)),
        }
    }

    fn after(&self, anchor: UtcMs, figure: Figure) -> Result<Due, NoDue> {
        figure.span().ok_or(NoDue::OutOfRange).and_then(|span| self.almanac.at(anchor).due(anchor, span))
    }

    /// Every part is needed, and of each the best end counts.
    fn all(&self, docket: &Docket, owed: &Owed, from: &When, parts: &[Vec<MarkNumber>]) -> Outcome {
        let anchor = docket.mark(owed.anchor);
        let end = |number: &MarkNumber| match owed.order(*number) {
            // What was signed before its limit began, by the order of the records, is in time whatever clocks say.
            Order::Before if anchor.happened.is_none() => Outcome::Met(Basis::Proven),
            order => self.end(owed.ends, (anchor, from), (docket.mark(*number), order)),
        };
        let part = |part: &Vec<MarkNumber>| part.iter().map(end).min();
        parts.iter().filter_map(part).max().unwrap_or(Outcome::Unclear(Unclear::Interval))
    }

    /// RULE: decision Q11 and "Evidence of time". Met if the latest possible end is in time for the earliest possible beginning;
    /// late if the earliest possible end is not in time for the latest possible beginning.
    fn end(&self, ends: Ends, (anchor, from): (&Mark, &When), (stop, order): (&Mark, Order)) -> Outcome {
        let by_boot = since_boot(ends, anchor, stop);
        let to = When::of(stop, (self.bounds)(stop));
        let (from, to) = if order == Order::After { ordered(from, &to) } else { (*from, to) };
        if from.is_contradictory() || to.is_contradictory() {
            return by_boot.unwrap_or(Outcome::Unclear(Unclear::Contradiction));
        }
        let from = if matches!(ends, Ends::At(_)) { When::exactly(from.claimed) } else { from };
        // What is counted by may have changed between two beginnings that are left open: then neither must say otherwise.
        let in_time = |end: UtcMs, begun: [UtcMs; 2]| {
            let [one, other] = begun.map(|begin| self.due(ends, begin).and_then(Result::ok).map(|due| due.is_met_at(end)));
            one.filter(|one| other.is_none_or(|other| other == *one))
        };
        let proven = |end: Option<UtcMs>, begin: Option<UtcMs>, other: Option<UtcMs>| {
            end.zip(begin).and_then(|(end, begin)| in_time(end, [begin, other.unwrap_or(begin)]))
        };
        if proven(to.upper, from.lower, from.upper) == Some(true) {
            return Outcome::Met(Basis::Proven);
        }
        if proven(to.lower, from.upper, from.lower) == Some(false) {
            return Outcome::Late(Rank::Proven);
        }
        // A device's own word about its time since boot decides only what the receipts of others leave open.
        if let Some(result) = by_boot {
            return result;
        }
        let ((first, last), (begun, begun_late)) = (to.span(), from.span());
        if in_time(last, [begun, begun_late]) == Some(true) {
            return Outcome::Met(Basis::OwnClock);
        }
        if in_time(first, [begun_late, begun]) == Some(false) {
            return Outcome::Late(Rank::OwnClock);
        }
        // A record that was fetched late is not doubted for that: a clock set by a time service is believed for its owner, never
        // against them, where it lies inside what receipts leave open.
        let credible = (to.is_credible || !to.is_bounded()) && (from.is_credible || !from.is_bounded());
        match in_time(to.claimed, [from.claimed; 2]) {
            Some(true) if credible => Outcome::Met(Basis::OwnClock),
            _ => Outcome::Unclear(Unclear::Interval),
        }
    }
}

/// RULE: decision Q11. Both ends in one boot of one device: the time between them decides, whatever its wall clock says.
fn since_boot(ends: Ends, anchor: &Mark, stop: &Mark) -> Option<Outcome> {
    let Ends::After(figure) = ends else { return None };
    let Some(Span::Wall(span)) = figure.span() else { return None };
    let same = anchor.device.is_some() && anchor.device == stop.device && anchor.at.boot != 0 && anchor.at.boot == stop.at.boot;
    if !same || anchor.happened.is_some() || stop.happened.is_some() {
        return None;
    }
    let between = i64::try_from(stop.at.elapsed.checked_sub(anchor.at.elapsed)?).ok()?;
    Some(if between <= span { Outcome::Met(Basis::Proven) } else { Outcome::Late(Rank::Proven) })
}

/// What nothing limits in time.
fn untimed(owed: &Owed, blank: Judgement) -> Judgement {
    match (owed.is_done(), owed.superseded) {
        (true, _) => Judgement { verdict: Verdict::Met, colour: Colour::Green, ..blank },
        (false, Some(_)) => Judgement { verdict: Verdict::Superseded, ..blank },
        (false, None) => Judgement { colour: Colour::Green, ..blank },
    }
}

fn decided(owed: &Owed, result: Outcome, now: UtcMs, judged: Judgement) -> Judgement {
    let late = match owed.kind {
        LimitKind::Regulation | LimitKind::None => Verdict::Breached,
        LimitKind::House | LimitKind::Set => Verdict::Overrun,
        LimitKind::Promise => Verdict::Broken,
    };
    let (verdict, basis, why) = match result {
        Outcome::Met(basis) => (Verdict::Met, Some(basis), None),
        Outcome::Unclear(Unclear::Interval) => (Verdict::Undetermined, None, Some(Why::Interval)),
        Outcome::Unclear(Unclear::Contradiction) => (Verdict::Undetermined, None, Some(Why::Contradiction)),
        Outcome::Late(Rank::Proven) => (late, Some(Basis::Proven), None),
        Outcome::Late(Rank::OwnClock) => (late, Some(Basis::OwnClock), None),
    };
    let colour = match verdict {
        Verdict::Met => aim(judged.target, judged.done.unwrap_or(now)),
        Verdict::Overrun => Colour::Amber,
        Verdict::Breached | Verdict::Broken => Colour::Red,
        _ => Colour::Grey,
    };
    Judgement { verdict, basis, colour, why, ..judged }
}

/// RULE: R15.14, V18. Between the target and the limit: amber, no breach.
fn aim(target: Option<UtcMs>, at: UtcMs) -> Colour {
    if target.is_some_and(|target| at > target) { Colour::Amber } else { Colour::Green }
}
