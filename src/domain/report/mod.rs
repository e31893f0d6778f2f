//! The figures of a site (domain.md §3.9): what regulations were kept, where requests wait, what residents said. A report is
//! a sum over requests, taken in any order and one at a time. Nothing here accuses anybody: house figures stand apart from the
//! limits of a regulation (I19), and what nobody can decide is counted as that.

mod facts;
mod tally;

use std::collections::BTreeMap;

use super::act::word::Matter;
use super::id::{Code, PersonId};
use super::time::UtcMs;

pub use facts::{DutyFact, Facts, Pass, Stay, Visited, department_of};
pub use tally::{Dwell, Mean, Tally, Verdicts};

/// From when to when requests count, by when they were opened; the end is not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// From, in UTC milliseconds; `None`: from the first one.
    pub from: Option<UtcMs>,
    /// To, in UTC milliseconds; `None`: to the last one.
    pub to: Option<UtcMs>,
}

/// By what figures are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grouping {
    /// The clause of a duty.
    Rule,
    /// The building, stair or public area of a request.
    Building,
    /// The department that owes, holds or passes.
    Department,
    /// What is asked.
    Matter,
    /// The person who owes or holds.
    Staff,
}

/// A group of a grouping.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A clause, as R10.3.
    Rule(String),
    /// A place; `None`: none was said.
    Building(Option<Code>),
    /// A department; `None`: a person without one.
    Department(Option<Code>),
    /// A matter.
    Matter(Option<Matter>),
    /// A person; `None`: whoever of several.
    Staff(Option<PersonId>),
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which requests count.
    pub period: Period,
    /// To when what still stands is counted.
    pub now: UtcMs,
    /// Of the site.
    pub total: Tally,
    /// By group.
    pub groups: BTreeMap<Group, Tally>,
    /// Claimed history: counted, and nothing else, because it owes nothing.
    pub imported: u64,
}

/// How often something came up, and how often in the period before of the same length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotSpot {
    /// What.
    pub group: Group,
    /// How many requests.
    pub requests: u64,
    /// How many in the period before; `None`: the period has no beginning.
    pub before: Option<u64>,
}

/// Where limits of the regulation are missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeakLink {
    /// Where.
    pub group: Group,
    /// How many, proven.
    pub breached: u64,
    /// How many more are over by own clocks alone.
    pub own_clock: u64,
}

impl Period {
    /// Whether it holds a moment.
    #[must_use]
    pub fn holds(&self, at: UtcMs) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    /// The period before, of the same length; `None`: this one has no beginning.
    #[must_use]
    pub fn before(&self, now: UtcMs) -> Option<Self> {
        let from = self.from?;
        let length = self.to.unwrap_or(now).saturating_sub(from);
        Some(Self { from: Some(from.saturating_sub(length)), to: Some(from) })
    }
}

impl Group {
    /// Whether anybody said what it is.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !matches!(self, Self::Building(None) | Self::Department(None) | Self::Matter(None) | Self::Staff(None))
    }

    /// By what it is put together.
    #[must_use]
    pub fn grouping(&self) -> Grouping {
        match self {
            Self::Rule(_) => Grouping::Rule,
            Self::Building(_) => Grouping::Building,
            Self::Department(_) => Grouping::Department,
            Self::Matter(_) => Grouping::Matter,
            Self::Staff(_) => Grouping::Staff,
        }
    }
}

impl Report {
    /// An empty report; `now` is to when what still stands is counted.
    #[must_use]
    pub fn new(period: Period, now: UtcMs) -> Self {
        Self { period, now, total: Tally::default(), groups: BTreeMap::new(), imported: 0 }
    }

    /// Whether a request opened then matters to this report, to its figures or to its trend.
    #[must_use]
    pub fn wants(&self, opened: UtcMs) -> bool {
        self.period.holds(opened) || self.period.before(self.now).is_some_and(|before| before.holds(opened))
    }

    /// Adds a request with its judged duties.
    pub fn add(&mut self, facts: &Facts, duties: &[DutyFact]) {
        if !self.period.holds(facts.opened) {
            if !facts.imported && self.wants(facts.opened) {
                self.each(&facts.subjects(), |tally| tally.before += 1);
            }
            return;
        }
        if facts.imported {
            self.imported += 1;
            return;
        }
        self.add_request(facts);
        for duty in duties {
            let mut groups = facts.subjects();
            groups.push(Group::Rule(duty.rule.clone()));
            groups.push(Group::Department(duty.department.clone()));
            groups.push(Group::Staff(duty.person));
            self.each(&groups, |tally| tally.duties.add(duty));
        }
    }

    fn add_request(&mut self, facts: &Facts) {
        let (now, mut groups) = (self.now, facts.subjects());
        groups.push(Group::Staff(facts.first_contact));
        groups.push(Group::Department(facts.department.clone()));
        self.each(&groups, |tally| tally.request(facts));
        for stay in &facts.stays {
            let mut groups = facts.subjects();
            groups.extend([Group::Staff(Some(stay.person)), Group::Department(stay.department.clone())]);
            self.each(&groups, |tally| tally.dwell.add(stay, now));
        }
        for pass in &facts.passes {
            let mut groups = facts.subjects();
            groups.push(Group::Department(pass.to.clone()));
            self.each(&groups, |tally| tally.pass(pass));
        }
    }

    /// Adds to the whole and to each of the groups.
    fn each(&mut self, groups: &[Group], add: impl Fn(&mut Tally)) {
        add(&mut self.total);
        for group in groups {
            add(self.groups.entry(group.clone()).or_default());
        }
    }

    /// The groups of a grouping.
    pub fn by(&self, grouping: Grouping) -> impl Iterator<Item = (&Group, &Tally)> {
        self.groups.iter().filter(move |(group, _)| group.grouping() == grouping)
    }

    /// RULE: R15.18. What comes up most, and where, with how often it came up before.
    #[must_use]
    pub fn hot_spots(&self, grouping: Grouping, top: usize) -> Vec<HotSpot> {
        let trend = self.period.before(self.now).is_some();
        let spot = |(group, tally): (&Group, &Tally)| HotSpot {
            group: group.clone(),
            requests: tally.requests,
            before: trend.then_some(tally.before),
        };
        let mut spots: Vec<HotSpot> = self.by(grouping).map(spot).filter(|spot| spot.requests > 0 && spot.group.is_named()).collect();
        spots.sort_by(|a, b| b.requests.cmp(&a.requests).then_with(|| a.group.cmp(&b.group)));
        spots.truncate(top);
        spots
    }

    /// RULE: R15.18. Where limits of the regulation are missed most, by clause or by department: what is proven first, then what
    /// only own clocks say.
    #[must_use]
    pub fn weak_links(&self, grouping: Grouping, top: usize) -> Vec<WeakLink> {
        let link = |(group, tally): (&Group, &Tally)| WeakLink {
            group: group.clone(),
            breached: tally.duties.breached(),
            own_clock: tally.duties.breached_own,
        };
        let mut links: Vec<WeakLink> = self.by(grouping).map(link).filter(|link| link.breached + link.own_clock > 0).collect();
        links.sort_by(|a, b| (b.breached, b.own_clock).cmp(&(a.breached, a.own_clock)).then_with(|| a.group.cmp(&b.group)));
        links.truncate(top);
        links
    }
}
