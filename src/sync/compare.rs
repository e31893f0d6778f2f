//! One site's runs on both sides: what the peer holds of ours, found from tags and, where branches part, by halving.
//!
//! Two runs of one log that overlap agree up to some place and nowhere above it, because backlinks determine all that is
//! below. Of two such runs the side whose run reaches higher can tell from the other's tag whether they agree up to the lower
//! top; the other side takes it as agreed until it hears otherwise, so that histories without forks need no more messages.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::QUERY_PLACES_MAX;
use super::event::{Name, Piece, Place};
use super::frontier::{Held, Tag, TagKey, Theirs, alike, overlapping};
use super::reason::Reason;
use crate::domain::act::Stream;
use crate::domain::id::RecordId;
use crate::domain::log::{Span, joined, missing};
use crate::domain::planted::{Bug, is_planted};
use crate::domain::record::LogId;

/// What one side knows of two runs: they agree at `low` or begin there, and differ at `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Probe {
    /// The sender's run, by its place in the sender's frontier.
    ours: u32,
    /// The receiver's run, by its place in the receiver's frontier.
    theirs: u32,
    low: u64,
    high: u64,
    /// The tag of the sender's record half-way; `None` when nothing is left between.
    tag: Option<Tag>,
}

/// A run of ours and a run of theirs, by their places in the frontiers.
type Pair = (u32, u32);

/// Why places of ours are looked up.
#[derive(Clone, Copy, Debug)]
enum Lookup {
    /// Whether a run of theirs ends on ours: one place.
    Top { pair: Pair, at: u64 },
    /// A step of halving: the place asked about, if any, then the two places that the next question may be about.
    Half { pair: Pair, low: u64, high: u64, asked: Option<Tag> },
}

/// The comparison of one site.
#[derive(Debug)]
pub(super) struct Comparison {
    ours: Vec<Held>,
    theirs: Vec<Theirs>,
    key: TagKey,
    /// Up to where each pair that overlaps agrees; `low - 1` where it does not.
    agreed: BTreeMap<Pair, u64>,
    /// Pairs whose branching place is not known yet, with what is known.
    open: BTreeMap<Pair, Span0>,
    /// Pairs whose branching place was found: nobody asks again.
    parted: BTreeSet<Pair>,
    lookups: VecDeque<Lookup>,
    asked: Vec<Lookup>,
    probes: Vec<Probe>,
    /// What was handed out for sending already, per run of ours.
    planned: BTreeMap<usize, Vec<Span>>,
    /// What the peer holds or was handed out, per run of ours, as spans that do not touch; made when it is asked for.
    covered: BTreeMap<usize, Vec<Span>>,
    /// Single places that were handed out, per run of ours.
    claimed: BTreeMap<usize, BTreeSet<u64>>,
    /// Runs of ours to be planned (again).
    fresh: Vec<usize>,
}

/// What is known of an open pair. Unlike a span it may start at 0.
#[derive(Clone, Copy, Debug)]
struct Span0 {
    low: u64,
    high: u64,
    /// Whether one of the two has spoken of it.
    heard: bool,
    /// Whether the peer is to speak next: the two take turns.
    awaited: bool,
}

impl Comparison {
    /// Compares our sorted runs with the peer's. `leads` is true on exactly one side.
    pub fn new(ours: Vec<Held>, theirs: Vec<Theirs>, key: TagKey, leads: bool) -> Result<Self, Reason> {
        let fresh = (0..ours.len()).collect();
        let mut comparison = Self {
            ours,
            theirs,
            key,
            agreed: BTreeMap::new(),
            open: BTreeMap::new(),
            parted: BTreeSet::new(),
            lookups: VecDeque::new(),
            asked: Vec::new(),
            probes: Vec::new(),
            planned: BTreeMap::new(),
            covered: BTreeMap::new(),
            claimed: BTreeMap::new(),
            fresh,
        };
        let alike = alike(&comparison.ours, &comparison.theirs, |top| comparison.key.tag(top));
        for pair in overlapping(&comparison.ours, &comparison.theirs, &alike)? {
            comparison.begin(pair, leads);
        }
        Ok(comparison)
    }

    /// The last place below the overlap, and the lower of both tops.
    fn overlap(&self, (ours, theirs): Pair) -> (u64, u64) {
        let (own, other) = (self.ours[ours as usize].span, self.theirs[theirs as usize].span);
        (own.low.max(other.low) - 1, own.high.min(other.high))
    }

    fn begin(&mut self, pair: Pair, leads: bool) {
        let (below, top) = self.overlap(pair);
        self.agreed.insert(pair, top);
        let (own, other) = (self.ours[pair.0 as usize], self.theirs[pair.1 as usize]);
        if other.span.high < own.span.high {
            self.lookups.push_back(Lookup::Top { pair, at: top });
        } else if other.span.high == own.span.high && self.key.tag(own.top) != other.tag && !is_planted(Bug::HeightsOnly) {
            self.open.insert(pair, Span0 { low: below, high: top, heard: false, awaited: !leads });
            if leads {
                self.part(pair, below, top);
            }
        }
    }

    /// Begins to look for the place where two runs part.
    fn part(&mut self, pair: Pair, low: u64, high: u64) {
        self.open.insert(pair, Span0 { low, high, heard: false, awaited: false });
        if high - low > 1 {
            self.lookups.push_back(Lookup::Half { pair, low, high, asked: None });
        } else {
            self.halve(pair, (low, high), None, &[]);
        }
    }

    /// Whether anything is still to be found out here or there.
    pub fn is_open(&self) -> bool {
        !self.open.is_empty() || self.is_looking()
    }

    /// Whether places of ours are still to be looked up.
    pub fn is_looking(&self) -> bool {
        !self.lookups.is_empty() || !self.asked.is_empty()
    }

    /// The next places to look up, at most about [`QUERY_PLACES_MAX`]; the answer goes to [`Self::answer`].
    pub fn ask(&mut self) -> Vec<Place> {
        let mut places = Vec::new();
        while places.len() < QUERY_PLACES_MAX {
            let Some(lookup) = self.lookups.pop_front() else { break };
            let run = self.ours[lookup.pair().0 as usize];
            places.extend(lookup.places().into_iter().map(|seq| Place { log: run.log, seq, top: run.top }));
            self.asked.push(lookup);
        }
        places
    }

    /// Takes the ids at the places of the last [`Self::ask`].
    pub fn answer(&mut self, ids: &[Option<RecordId>]) -> Result<(), Reason> {
        let mut ids = ids.iter().copied();
        for lookup in std::mem::take(&mut self.asked) {
            let found: Option<Vec<RecordId>> = lookup.places().iter().map(|_| ids.next().flatten()).collect();
            // The index said that these places are held.
            let found = found.ok_or(Reason::Store)?;
            match lookup {
                Lookup::Top { pair, at } => {
                    if self.key.tag(found[0]) != self.theirs[pair.1 as usize].tag && !is_planted(Bug::HeightsOnly) {
                        let (low, _) = self.overlap(pair);
                        self.part(pair, low, at);
                    }
                }
                Lookup::Half { pair, low, high, asked } => self.halve(pair, (low, high), asked, &found),
            }
        }
        Ok(())
    }

    /// Narrows a pair by the peer's tag and asks half-way into what is left, or says that nothing is.
    fn halve(&mut self, pair: Pair, known: (u64, u64), asked: Option<Tag>, found: &[RecordId]) {
        let (mut low, mut high) = known;
        let mut next = found.first().copied();
        if let Some(tag) = asked {
            let middle = half(low, high);
            let agree = self.key.tag(found[0]) == tag;
            // After the asked place come the middles of the upper and of the lower half, where there is any.
            let upper = (high - middle > 1).then(|| found[1]);
            let lower = (middle - low > 1).then(|| found[1 + usize::from(upper.is_some())]);
            (low, high, next) = if agree { (middle, high, upper) } else { (low, middle, lower) };
        }
        let tag = next.filter(|_| high - low > 1).map(|id| self.key.tag(id));
        self.probes.push(Probe { ours: pair.0, theirs: pair.1, low, high, tag });
        if tag.is_some() {
            self.open.insert(pair, Span0 { low, high, heard: true, awaited: true });
        } else {
            self.settle(pair, low);
        }
    }

    fn settle(&mut self, pair: Pair, agreed: u64) {
        self.open.remove(&pair);
        self.parted.insert(pair);
        self.agreed.insert(pair, agreed);
        self.covered.remove(&(pair.0 as usize));
        self.fresh.push(pair.0 as usize);
    }

    /// What is to be sent to the peer.
    pub fn take_probes(&mut self) -> Vec<Probe> {
        std::mem::take(&mut self.probes)
    }

    /// Takes a probe of the peer's.
    pub fn receive(&mut self, probe: Probe) -> Result<(), Reason> {
        let pair = (probe.theirs, probe.ours);
        if !self.agreed.contains_key(&pair) {
            return Err(Reason::Malformed("it compares runs that do not meet"));
        }
        let known = self.known(pair).ok_or(Reason::OutOfOrder("halving out of turn"))?;
        let middle = half(known.low, known.high);
        let next = if known.heard { [(known.low, middle), (middle, known.high)] } else { [(known.low, known.high); 2] };
        if !next.contains(&(probe.low, probe.high)) || probe.low == probe.high || probe.tag.is_none() != (probe.high - probe.low == 1) {
            return Err(Reason::Malformed("its halving does not get nearer"));
        }
        match probe.tag {
            None => self.settle(pair, probe.low),
            Some(tag) => {
                self.open.insert(pair, Span0 { low: probe.low, high: probe.high, heard: true, awaited: false });
                self.lookups.push_back(Lookup::Half { pair, low: probe.low, high: probe.high, asked: Some(tag) });
            }
        }
        Ok(())
    }

    /// What both know of a pair of which the peer may speak now. It begins only where its run reaches higher.
    fn known(&self, pair: Pair) -> Option<Span0> {
        if let Some(known) = self.open.get(&pair) {
            known.awaited.then_some(*known)
        } else {
            let higher = self.theirs[pair.1 as usize].span.high > self.ours[pair.0 as usize].span.high;
            let (low, high) = self.overlap(pair);
            (higher && !self.parted.contains(&pair)).then_some(Span0 { low, high, heard: false, awaited: true })
        }
    }

    /// The places of one of our runs that the peer holds, or may hold.
    fn held_there(&self, run: usize) -> Vec<Span> {
        let at = u32::try_from(run).expect("an index of fewer than 2^32 runs");
        let pairs = self.agreed.range((at, 0)..=(at, u32::MAX));
        pairs.filter_map(|(pair, agreed)| Span::new(self.overlap(*pair).0 + 1, *agreed)).collect()
    }

    /// What the peer lacks of the runs that `wanted` names and that was not handed out before.
    pub fn take_missing(&mut self, wanted: impl Fn(&Held) -> bool) -> Vec<Piece> {
        let (mut now, later): (Vec<usize>, Vec<usize>) =
            std::mem::take(&mut self.fresh).into_iter().partition(|run| wanted(&self.ours[*run]));
        self.fresh = later;
        now.sort_unstable();
        now.dedup();
        let mut pieces = Vec::new();
        for at in now {
            let run = self.ours[at];
            let spans = self.lacking(at);
            self.covered.remove(&at);
            self.planned.entry(at).or_default().extend(&spans);
            pieces.extend(spans.into_iter().map(|span| Piece { run, span }));
        }
        pieces
    }

    /// How many records [`Self::take_missing`] would name.
    pub fn count_missing(&self, wanted: impl Fn(&Held) -> bool) -> u64 {
        let runs = self.fresh.iter().copied().filter(|run| wanted(&self.ours[*run]));
        runs.flat_map(|run| self.lacking(run)).fold(0, |sum, span| sum.saturating_add(span.count()))
    }

    /// How many of the peer's records are not here, as far as is known: until it is known where two branches part, what is
    /// above counts as held.
    pub fn count_lacking(&self) -> u64 {
        let mut here: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
        for (pair, agreed) in &self.agreed {
            here.entry(pair.1).or_default().extend(Span::new(self.overlap(*pair).0 + 1, *agreed));
        }
        let held = |at: usize| u32::try_from(at).ok().and_then(|at| here.get(&at)).map_or(&[][..], Vec::as_slice);
        let spans = self.theirs.iter().enumerate().flat_map(|(at, run)| missing(held(at), &[run.span]));
        spans.fold(0, |sum, span| sum.saturating_add(span.count()))
    }

    fn lacking(&self, run: usize) -> Vec<Span> {
        let mut there = self.held_there(run);
        there.extend(self.planned.get(&run).into_iter().flatten());
        there.extend(self.claimed.get(&run).into_iter().flatten().map(|seq| Span { low: *seq, high: *seq }));
        missing(&there, &[self.ours[run].span])
    }

    /// The runs of ours on which a record may stand and of which the peer lacks its place.
    ///
    /// Only the id there tells: another branch may have come since the index was read.
    pub fn candidates(&mut self, name: &Name) -> Vec<usize> {
        let mut runs = self.covering(name.log, name.seq);
        runs.retain(|run| self.lacks(*run, name.seq));
        runs
    }

    /// Our runs that hold a place of a log.
    fn covering(&self, log: LogId, seq: u64) -> Vec<usize> {
        let from = self.ours.partition_point(|run| run.log < log);
        // Runs of a log come by their lowest place: none that begins above the place holds it.
        let below = self.ours[from..].iter().take_while(|run| run.log == log && run.span.low <= seq).enumerate();
        below.filter(|(_, run)| seq <= run.span.high).map(|(at, _)| from + at).collect()
    }

    /// Whether the peer lacks a place of ours that was not handed out before.
    fn lacks(&mut self, run: usize, seq: u64) -> bool {
        if self.claimed.get(&run).is_some_and(|places| places.contains(&seq)) {
            return false;
        }
        if !self.covered.contains_key(&run) {
            let mut spans = self.held_there(run);
            spans.extend(self.planned.get(&run).into_iter().flatten());
            self.covered.insert(run, joined(&spans));
        }
        let spans = &self.covered[&run];
        let at = spans.partition_point(|span| span.high < seq);
        spans.get(at).is_none_or(|span| seq < span.low)
    }

    /// The Work records of ours that the peer holds.
    pub fn work_there(&self) -> Vec<Piece> {
        let work = self.ours.iter().enumerate().filter(|(_, run)| run.log.stream == Stream::Work);
        work.flat_map(|(at, run)| joined(&self.held_there(at)).into_iter().map(|span| Piece { run: *run, span })).collect()
    }

    /// The place of a run's record, for looking up which branch a name is on.
    pub fn place(&self, run: usize, seq: u64) -> Place {
        Place { log: self.ours[run].log, seq, top: self.ours[run].top }
    }

    /// Hands out one record if the peer lacks it and it was not handed out before.
    pub fn claim(&mut self, run: usize, seq: u64) -> Option<Piece> {
        if !self.lacks(run, seq) {
            return None;
        }
        self.claimed.entry(run).or_default().insert(seq);
        Some(Piece { run: self.ours[run], span: Span { low: seq, high: seq } })
    }

    /// Our runs that begin right above a run's top.
    pub fn above(&self, below: &Held) -> Vec<Held> {
        self.ours.iter().filter(|run| run.log == below.log && Some(run.span.low) == below.span.high.checked_add(1)).copied().collect()
    }

    /// Where the index may have had this run already: its top is there, or it is on one of these places or nowhere.
    pub fn may_have(&self, run: &Held) -> Vec<Place> {
        let longer = self.covering(run.log, run.span.high).into_iter().map(|at| self.ours[at]);
        longer.map(|held| Place { log: run.log, seq: run.span.high, top: held.top }).collect()
    }

    /// Whether the peer's frontier names this very record.
    pub fn names(&self, top: &Name) -> bool {
        let tag = self.key.tag(top.id);
        self.theirs.iter().any(|run| run.log == top.log && run.span.high == top.seq && run.tag == tag)
    }
}

fn half(low: u64, high: u64) -> u64 {
    low + (high - low) / 2
}

impl Lookup {
    fn pair(&self) -> Pair {
        match self {
            Self::Top { pair, .. } | Self::Half { pair, .. } => *pair,
        }
    }

    fn places(&self) -> Vec<u64> {
        match *self {
            Self::Top { at, .. } => vec![at],
            Self::Half { low, high, asked: None, .. } => {
                if high - low > 1 {
                    vec![half(low, high)]
                } else {
                    vec![]
                }
            }
            Self::Half { low, high, asked: Some(_), .. } => {
                let middle = half(low, high);
                let upper = (high - middle > 1).then(|| half(middle, high));
                let lower = (middle - low > 1).then(|| half(low, middle));
                [Some(middle), upper, lower].into_iter().flatten().collect()
            }
        }
    }
}
