//! The session after both hellos: frontiers, batches in both directions, wants, the settled digest, new records.

use std::collections::{BTreeMap, BTreeSet};

use super::batch::{Expected, WireBatch};
use super::compare::Comparison;
use super::event::{Found, Query, Start, Wanted};
use super::frontier::{Assembly, FrontierPart, Held, TagKey, logs, logs_digest, parts};
use super::hello::{Contrast, Greeted};
use super::message::{Message, encode};
use super::planning::{Comparisons, Picking, Plan, above};
use super::reason::Reason;
use super::run::Known;
use super::sending::{Reading, Sender};
use super::session::Output;
use super::{FRONTIER_ENTRIES_MAX, LIVE_RUNS_MAX, Limits, WANTS_MAX};
use crate::domain::id::{Digest, SiteId};
use crate::domain::record::LogId;

const SETTLED_TAG: &[u8] = b"shouwen/settled/1\0";

/// What the one open query is for.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Index(SiteId),
    Compare(SiteId),
    Pick(Picking),
    Send(Reading),
    Wants,
    Digests,
}

/// A site that differs, while its frontiers cross.
#[derive(Debug, Default)]
struct Level {
    same_logs: bool,
    /// What the hello said of the list of logs.
    listed: Digest,
    own: Option<Vec<Held>>,
    own_logs: Vec<LogId>,
    theirs: Assembly,
}

/// How far one direction of wants is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wants {
    /// The records of that direction are not through.
    #[default]
    Waiting,
    /// Our turn: to ask after this one, or to answer.
    Due { after: Option<Wanted>, last: bool },
    /// The other's turn.
    Open { after: Option<Wanted>, last: bool },
    /// Through.
    Through,
}

/// Both directions of a session with an accepted peer.
#[derive(Debug)]
pub(super) struct Talk {
    limits: Limits,
    key: TagKey,
    leads: bool,
    common: Vec<SiteId>,
    levels: BTreeMap<SiteId, Level>,
    sites: Comparisons,
    /// New runs of sites whose frontiers are not here yet.
    waiting: Vec<Held>,
    plan: Plan,
    pub(super) sender: Sender,
    asked: Option<Asked>,
    known: Known,
    expected: Expected,
    /// How many runs the peer's frontiers have named so far.
    frontier_entries: usize,
    received: u64,
    committing: Option<u64>,
    compared_there: bool,
    done_here: bool,
    /// What we want of the peer.
    pull: Wants,
    /// What the peer wants of us.
    push: Wants,
    ours: Option<Digest>,
    theirs: Option<Digest>,
    settled: bool,
}

impl Talk {
    /// Begins after the peer was accepted.
    pub fn new(start: &Start, greeted: &Greeted, limits: Limits) -> Self {
        let differing = greeted.sites.iter().filter(|(_, contrast)| !contrast.equal);
        let logs: BTreeMap<SiteId, Digest> = start.sites.iter().map(|state| (state.site, state.logs)).collect();
        let level = |(site, contrast): (&SiteId, &Contrast)| {
            (*site, Level { same_logs: contrast.same_logs, listed: logs.get(site).copied().unwrap_or_default(), ..Level::default() })
        };
        let levels: BTreeMap<SiteId, Level> = differing.map(level).collect();
        Self {
            limits,
            key: TagKey::new(start.nonce, greeted.nonce),
            leads: start.nonce < greeted.nonce,
            common: greeted.sites.keys().copied().collect(),
            compared_there: levels.is_empty(),
            levels,
            sites: Comparisons::new(),
            waiting: Vec::new(),
            plan: Plan::new(greeted.peer.interest.clone(), limits.early_backlog_min),
            sender: Sender::new(limits.batch_bytes, greeted.peer.interest.listed()),
            asked: None,
            known: Known::default(),
            expected: Expected::default(),
            frontier_entries: 0,
            received: 0,
            committing: None,
            done_here: false,
            pull: Wants::Waiting,
            push: Wants::Waiting,
            ours: None,
            theirs: None,
            settled: false,
        }
    }

    /// Whether frames have to wait for the local store.
    pub fn is_blocked(&self) -> bool {
        self.committing.is_some() || self.levels.values().any(|level| level.own.is_none())
    }

    /// Whether something is due from the peer.
    pub fn is_expecting(&self) -> bool {
        self.theirs.is_none() || self.sender.is_waiting()
    }

    /// Whether the local store has something to answer.
    pub fn is_asking(&self) -> bool {
        self.asked.is_some() || self.committing.is_some()
    }

    /// Takes a run that was committed here and did not come from this peer.
    pub fn appended(&mut self, run: Held) -> Result<(), Reason> {
        let site = run.log.site;
        if self.common.binary_search(&site).is_err() {
            return Ok(());
        }
        if let Some(level) = self.levels.get(&site) {
            // The index may have it, and the peer's frontier too: which, is known when both are here.
            let known = level.own.as_ref().is_some_and(|own| own.iter().any(|held| held.top == run.top));
            if !known {
                self.waiting.push(run);
            }
            return if self.waiting.len() > LIVE_RUNS_MAX { Err(Reason::Behind) } else { Ok(()) };
        }
        let top = super::Name { id: run.top, log: run.log, seq: run.span.high };
        let known = self.sites.get(&site).is_some_and(|site| site.has(&run) || site.is_there(&top));
        if known { Ok(()) } else { self.sender.push(run) }
    }

    /// Takes a message of the peer's.
    pub fn message(&mut self, message: Message, out: &mut Vec<Output>) -> Result<(), Reason> {
        match message {
            Message::Frontier(part) => self.frontier(part),
            Message::Halve { site, probes } => {
                let site = self.sites.get_mut(&site).ok_or(Reason::OutOfOrder("halving before the frontiers"))?;
                probes.into_iter().try_for_each(|probe| site.receive(probe))
            }
            Message::Compared if !self.compared_there && self.levels.is_empty() => {
                self.compared_there = true;
                Ok(())
            }
            Message::Batch(batch) => self.batch(batch, out),
            Message::Acknowledge(number) => self.sender.acknowledged(number),
            Message::Done if self.pull == Wants::Waiting => {
                self.pull = Wants::Due { after: None, last: false };
                Ok(())
            }
            Message::Want { wanted, last } => self.want(wanted, last),
            Message::Answered => self.answered(),
            Message::Settled(digest) if self.theirs.is_none() && self.push == Wants::Through => {
                self.theirs = Some(digest);
                Ok(())
            }
            _ => Err(Reason::OutOfOrder("it does not belong at this point of a session")),
        }
    }

    fn frontier(&mut self, part: FrontierPart) -> Result<(), Reason> {
        let site = part.site;
        let level = self.levels.get_mut(&site).ok_or(Reason::OutOfOrder("a frontier of a site that does not differ"))?;
        let named: &[LogId] = if level.same_logs { &level.own_logs } else { &[] };
        let added = level.theirs.add(part, named)?;
        let complete = level.theirs.complete;
        self.frontier_entries += added;
        if self.frontier_entries > FRONTIER_ENTRIES_MAX {
            return Err(Reason::TooMuch("pieces of logs"));
        }
        if let Some(level) = complete.then(|| self.levels.remove(&site)).flatten() {
            let ours = level.own.unwrap_or_default();
            self.sites.insert(site, Comparison::new(ours, level.theirs.runs, self.key, self.leads)?);
            let (now, later): (Vec<Held>, Vec<Held>) = std::mem::take(&mut self.waiting).into_iter().partition(|run| run.log.site == site);
            self.waiting = later;
            now.into_iter().try_for_each(|run| self.appended(run))?;
        }
        Ok(())
    }

    fn batch(&mut self, batch: WireBatch, out: &mut Vec<Output>) -> Result<(), Reason> {
        if batch.number != self.received + 1 {
            return Err(Reason::OutOfOrder("a batch twice, or one was left out"));
        }
        if batch.is_empty() {
            return Err(Reason::Malformed("an empty batch"));
        }
        let common = &self.common;
        let batch = batch.open(|site| common.binary_search(&site).is_ok(), &mut self.known, &mut self.expected)?;
        self.received += 1;
        self.committing = Some(batch.number);
        out.push(Output::Commit(Box::new(batch)));
        Ok(())
    }

    /// A batch is durable: only now is it acknowledged.
    pub fn committed(&mut self, number: u64, out: &mut Vec<Output>) -> Result<(), Reason> {
        if self.committing.take() != Some(number) {
            return Err(Reason::Store);
        }
        out.push(Output::Send(encode(&Message::Acknowledge(number))));
        Ok(())
    }

    fn want(&mut self, wanted: Vec<Wanted>, last: bool) -> Result<(), Reason> {
        if !matches!(self.push, Wants::Open { .. }) {
            return Err(Reason::OutOfOrder("it wants something before everything was sent"));
        }
        if wanted.len() > WANTS_MAX {
            return Err(Reason::TooMuch("wanted hashes"));
        }
        self.push = if wanted.is_empty() && last { Wants::Through } else { Wants::Due { after: None, last } };
        // Chunks of attachments travel by other ways than batches.
        self.sender.attached.extend(wanted.into_iter().filter(|wanted| wanted.digest().is_some()));
        Ok(())
    }

    fn answered(&mut self) -> Result<(), Reason> {
        let Wants::Open { after, last } = self.pull else { return Err(Reason::OutOfOrder("an answer that nobody asked for")) };
        self.expected.asked.clear();
        self.pull = if last { Wants::Through } else { Wants::Due { after, last: false } };
        Ok(())
    }

    /// Takes what the store found.
    pub fn found(&mut self, found: Found, out: &mut Vec<Output>) -> Result<(), Reason> {
        match (self.asked.take(), found) {
            (Some(Asked::Index(site)), Found::Index(held)) => self.index(site, held, out),
            (Some(Asked::Compare(site)), Found::Ids(ids)) => self.sites.get_mut(&site).ok_or(Reason::Store)?.answer(&ids),
            (Some(Asked::Pick(Picking::Names)), Found::Names(names)) => {
                self.plan.names(names, &self.sites, &self.sender);
                Ok(())
            }
            (Some(Asked::Pick(Picking::Places)), Found::Ids(ids)) => {
                self.plan.found(&ids, &mut self.sites, &mut self.sender);
                Ok(())
            }
            (Some(Asked::Send(reading)), found) => {
                let sites = &self.sites;
                self.sender.found(reading, found, |run| above(sites, run))
            }
            (Some(Asked::Wants), Found::Wants(wanted)) => self.wants(wanted, out),
            (Some(Asked::Digests), Found::Digests(digests)) => self.digests(&digests, out),
            _ => Err(Reason::Store),
        }
    }

    fn index(&mut self, site: SiteId, mut held: Vec<Held>, out: &mut Vec<Output>) -> Result<(), Reason> {
        let total: usize = self.levels.values().filter_map(|level| level.own.as_ref()).map(Vec::len).sum();
        if total + held.len() > FRONTIER_ENTRIES_MAX {
            return Err(Reason::TooScattered);
        }
        held.sort_unstable();
        let level = self.levels.get_mut(&site).ok_or(Reason::Store)?;
        if level.same_logs && logs_digest(&held) != level.listed {
            return Err(Reason::Moved);
        }
        level.own_logs = logs(&held);
        let frames = parts(site, &held, level.same_logs, (&self.key, self.limits.frontier_frame_entries)).into_iter();
        out.extend(frames.map(|part| Output::Send(encode(&Message::Frontier(part)))));
        level.own = Some(held);
        Ok(())
    }

    fn wants(&mut self, mut wanted: Vec<Wanted>, out: &mut Vec<Output>) -> Result<(), Reason> {
        wanted.truncate(self.limits.wants);
        let (after, last) = (wanted.last().copied(), wanted.len() < self.limits.wants);
        wanted.retain(|wanted| wanted.digest().is_some());
        self.expected.asked = wanted.iter().filter_map(Wanted::digest).collect::<BTreeSet<Digest>>();
        self.pull = if wanted.is_empty() && last { Wants::Through } else { Wants::Open { after, last } };
        out.push(Output::Send(encode(&Message::Want { wanted, last })));
        Ok(())
    }

    fn digests(&mut self, digests: &[Digest], out: &mut Vec<Output>) -> Result<(), Reason> {
        if digests.len() != self.common.len() {
            return Err(Reason::Store);
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(SETTLED_TAG);
        for (site, digest) in self.common.iter().zip(digests) {
            hasher.update(&site.0).update(&digest.0);
        }
        let digest = Digest(*hasher.finalize().as_bytes());
        self.ours = Some(digest);
        out.push(Output::Send(encode(&Message::Settled(digest))));
        Ok(())
    }

    /// Does whatever has become possible, and asks the store for what is needed next.
    pub fn advance(&mut self, out: &mut Vec<Output>) {
        loop {
            let before = out.len();
            self.compare(out);
            self.go_on(out);
            if self.asked.is_none() {
                self.ask(out);
            }
            // Asking may have found that what is read already makes a batch.
            out.extend(self.sender.take_frame().map(Output::Send));
            self.finish(out);
            if out.len() == before {
                return;
            }
        }
    }

    /// Hands the sender what the comparisons say, once all of them have begun.
    fn go_on(&mut self, out: &mut Vec<Output>) {
        if !self.plan.has_begun() {
            if !self.levels.is_empty() || self.sites.values().any(Comparison::is_looking) {
                return;
            }
            if !self.sites.is_empty() {
                out.push(Output::Send(encode(&Message::Compared)));
            }
        }
        self.plan.advance(&mut self.sites, self.compared_there, &mut self.sender);
    }

    fn compare(&mut self, out: &mut Vec<Output>) {
        for (site, comparison) in &mut self.sites {
            let probes = comparison.take_probes();
            for probes in probes.chunks(super::QUERY_PLACES_MAX) {
                out.push(Output::Send(encode(&Message::Halve { site: *site, probes: probes.to_vec() })));
            }
        }
    }

    /// Says what has come to an end.
    fn finish(&mut self, out: &mut Vec<Output>) {
        let resolved = self.compared_there && !self.sites.values().any(Comparison::is_open);
        if !self.done_here && resolved && self.plan.is_complete() && self.sender.is_idle() {
            self.done_here = true;
            self.push = Wants::Open { after: None, last: false };
            out.push(Output::Send(encode(&Message::Done)));
        }
        if let Wants::Due { last, .. } = self.push
            && self.sender.is_handed_over()
        {
            self.push = if last { Wants::Through } else { Wants::Open { after: None, last } };
            out.push(Output::Send(encode(&Message::Answered)));
        }
        if let (Some(ours), Some(theirs), false) = (self.ours, self.theirs, self.settled) {
            self.settled = true;
            out.push(Output::Settled { equal: ours == theirs });
        }
    }

    fn ask(&mut self, out: &mut Vec<Output>) {
        let asked = self.next_query();
        self.asked = asked.as_ref().map(|(asked, _)| *asked);
        out.extend(asked.map(|(_, query)| Output::Read(query)));
    }

    fn next_query(&mut self) -> Option<(Asked, Query)> {
        if let Some((site, _)) = self.levels.iter().find(|(_, level)| level.own.is_none()) {
            return Some((Asked::Index(*site), Query::Index(*site)));
        }
        for (site, comparison) in &mut self.sites {
            let places = comparison.ask();
            if !places.is_empty() {
                return Some((Asked::Compare(*site), Query::Ids(places)));
            }
        }
        if let Some((picking, query)) = self.plan.ask(&self.sites) {
            return Some((Asked::Pick(picking), query));
        }
        if let Wants::Due { after, .. } = self.pull {
            return Some((Asked::Wants, Query::Wants { after, limit: self.limits.wants }));
        }
        if let Some((reading, query)) = self.sender.ask() {
            return Some((Asked::Send(reading), query));
        }
        let through = self.push == Wants::Through && self.pull == Wants::Through;
        (through && self.ours.is_none()).then(|| (Asked::Digests, Query::Digests(self.common.clone())))
    }
}
