//! The frontiers of the sites that differ, from the hellos until every run is compared.

use std::collections::{BTreeMap, VecDeque};

use super::compare::{Comparison, Probe};
use super::event::{Name, Place, Start};
use super::frontier::{Assembly, FrontierPart, Held, TagKey, logs, logs_digest, parts};
use super::hello::{Contrast, Greeted};
use super::planning::Comparisons;
use super::reason::Reason;
use super::{FRONTIER_ENTRIES_MAX, LIVE_RUNS_MAX};
use crate::domain::id::{Digest, RecordId, SiteId};
use crate::domain::record::LogId;

/// A site that differs, until both frontiers are here.
#[derive(Debug, Default)]
struct Level {
    /// Whether both sides hold something of the same logs, which are then named by their places in the list.
    same_logs: bool,
    /// What the own hello said of the list of logs.
    listed: Digest,
    own: Option<Vec<Held>>,
    own_logs: Vec<LogId>,
    theirs: Assembly,
}

/// Every site that differs.
#[derive(Debug)]
pub(super) struct Crossing {
    key: TagKey,
    /// One side of the two begins where both could.
    leads: bool,
    levels: BTreeMap<SiteId, Level>,
    /// The sites whose frontiers are both here.
    pub sites: Comparisons,
    /// New runs of sites whose frontiers are not both here.
    waiting: Vec<Held>,
    /// New runs that the index may have had already, with the places that tell.
    doubtful: VecDeque<(Held, Vec<Place>)>,
    /// How many runs the peer's frontiers have named so far.
    named: usize,
    /// Whether the peer has looked at every run of ours.
    looked_at: bool,
}

impl Crossing {
    /// Begins with the sites whose digests differ.
    pub fn new(start: &Start, greeted: &Greeted) -> Self {
        let listed: BTreeMap<SiteId, Digest> = start.sites.iter().map(|state| (state.site, state.logs)).collect();
        let level = |(site, contrast): (&SiteId, &Contrast)| {
            let listed = listed.get(site).copied().unwrap_or_default();
            (*site, Level { same_logs: contrast.same_logs, listed, ..Level::default() })
        };
        let levels: BTreeMap<SiteId, Level> = greeted.sites.iter().filter(|(_, contrast)| !contrast.equal).map(level).collect();
        Self {
            key: TagKey::new(start.nonce, greeted.nonce),
            leads: start.nonce < greeted.nonce,
            looked_at: levels.is_empty(),
            levels,
            sites: Comparisons::new(),
            waiting: Vec::new(),
            doubtful: VecDeque::new(),
            named: 0,
        }
    }

    /// The next site whose own index is not read yet.
    pub fn unread(&self) -> Option<SiteId> {
        self.levels.iter().find(|(_, level)| level.own.is_none()).map(|(site, _)| *site)
    }

    /// Takes the own index of a site, and gives the frontier to be sent.
    pub fn index(&mut self, site: SiteId, mut held: Vec<Held>, most: usize) -> Result<Vec<FrontierPart>, Reason> {
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
        let parts = parts(site, &held, level.same_logs, (&self.key, most));
        level.own = Some(held);
        Ok(parts)
    }

    /// Takes a part of the peer's frontier; with the last one the comparison of the site begins. Gives the new runs that waited
    /// for it.
    pub fn frontier(&mut self, part: FrontierPart) -> Result<Vec<Held>, Reason> {
        let site = part.site;
        let level = self.levels.get_mut(&site).ok_or(Reason::OutOfOrder("a frontier of a site that does not differ"))?;
        let names: &[LogId] = if level.same_logs { &level.own_logs } else { &[] };
        self.named += level.theirs.add(part, names)?;
        if self.named > FRONTIER_ENTRIES_MAX {
            return Err(Reason::TooMuch("pieces of logs"));
        }
        if !level.theirs.complete {
            return Ok(Vec::new());
        }
        let level = self.levels.remove(&site).ok_or(Reason::Store)?;
        let comparison = Comparison::new(level.own.unwrap_or_default(), level.theirs.runs, self.key, self.leads)?;
        self.sites.insert(site, comparison);
        let (now, later) = std::mem::take(&mut self.waiting).into_iter().partition(|run| run.log.site == site);
        self.waiting = later;
        Ok(now)
    }

    /// Takes a run that was committed here since the session began; gives it back if it is to be sent as it is.
    pub fn appended(&mut self, run: Held) -> Result<Option<Held>, Reason> {
        if self.levels.contains_key(&run.log.site) {
            // The index may have it, and the peer too: known when both frontiers are here.
            self.waiting.push(run);
            return if self.waiting.len() > LIVE_RUNS_MAX { Err(Reason::Behind) } else { Ok(None) };
        }
        let Some(site) = self.sites.get(&run.log.site) else { return Ok(Some(run)) };
        let places = site.may_have(&run);
        if places.is_empty() {
            let top = Name { id: run.top, log: run.log, seq: run.span.high };
            return Ok((!site.names(&top)).then_some(run));
        }
        // Of a forked log the index may hold the same place on another branch: only the record there tells.
        if places.iter().all(|place| place.top != run.top) {
            self.doubtful.push_back((run, places));
        }
        if self.doubtful.len() > LIVE_RUNS_MAX { Err(Reason::Behind) } else { Ok(None) }
    }

    /// The places that tell whether the index had a new run.
    pub fn doubt(&self) -> Option<Vec<Place>> {
        self.doubtful.front().map(|(_, places)| places.clone())
    }

    /// Takes the ids at those places; gives the run if it is to be sent.
    pub fn doubted(&mut self, ids: &[Option<RecordId>]) -> Option<Held> {
        let (run, _) = self.doubtful.pop_front()?;
        (!ids.contains(&Some(run.top))).then_some(run)
    }

    /// Takes the peer's probes.
    pub fn halve(&mut self, site: SiteId, probes: Vec<Probe>) -> Result<(), Reason> {
        let site = self.sites.get_mut(&site).ok_or(Reason::OutOfOrder("halving before the frontiers"))?;
        probes.into_iter().try_for_each(|probe| site.receive(probe))
    }

    /// The peer has looked at every run of ours.
    pub fn looked_at(&mut self) -> Result<(), Reason> {
        if self.looked_at || !self.levels.is_empty() {
            return Err(Reason::OutOfOrder("it has compared what it does not know yet"));
        }
        self.looked_at = true;
        Ok(())
    }

    /// The probes to be sent, site by site.
    pub fn take_probes(&mut self) -> Vec<(SiteId, Vec<Probe>)> {
        let probes = self.sites.iter_mut().map(|(site, comparison)| (*site, comparison.take_probes()));
        probes.filter(|(_, probes)| !probes.is_empty()).collect()
    }

    /// The next places to look up, and of which site.
    pub fn ask(&mut self) -> Option<(SiteId, Vec<Place>)> {
        self.sites.iter_mut().map(|(site, comparison)| (*site, comparison.ask())).find(|(_, places)| !places.is_empty())
    }

    /// Takes the ids at those places.
    pub fn answer(&mut self, site: SiteId, ids: &[Option<RecordId>]) -> Result<(), Reason> {
        self.sites.get_mut(&site).ok_or(Reason::Store)?.answer(ids)
    }

    /// Whether all frontiers are here and every run of the peer's was looked at.
    pub fn is_compared(&self) -> bool {
        self.levels.is_empty() && !self.sites.values().any(Comparison::is_looking)
    }

    /// Whether no site differed when the session began.
    pub fn was_level(&self) -> bool {
        self.levels.is_empty() && self.sites.is_empty()
    }

    /// Whether both sides know of every run how far they agree.
    pub fn is_resolved(&self) -> bool {
        self.looked_at && self.is_compared() && !self.sites.values().any(Comparison::is_open)
    }
}
