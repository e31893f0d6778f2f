//! What goes to the peer, and in which order: the roster and its receipts, fork proofs, open requests, then every log.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::compare::Comparison;
use super::event::{Name, Query};
use super::frontier::Held;
use super::hello::{Interest, PeerHello};
use super::latest::Latest;
use super::reason::Reason;
use super::sending::{Queue, Sender};
use super::{EARLY_RECORDS_MAX, QUERY_PLACES_MAX, REQUEST_RECORDS_MAX};
use crate::domain::act::Stream;
use crate::domain::id::{RecordId, RequestId, SiteId};
use crate::domain::record::LogId;

/// How far the order has been worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// The frontiers are not compared yet.
    #[default]
    Compare,
    /// Roster and receipts are on their way.
    Roster,
    /// Single records are being picked.
    Early,
    /// Everything else follows as it becomes known.
    Backlog,
}

/// The order of one session's records.
#[derive(Debug, Default)]
pub(super) struct Plan {
    stage: Stage,
    interest: Interest,
    /// The peer's certificates.
    whose: Vec<RecordId>,
    backlog_min: u64,
    /// Lists of names still to be read.
    lists: VecDeque<List>,
    /// Names of the last list, and the runs on which each may stand.
    candidates: VecDeque<(Name, Vec<usize>)>,
    /// The places that are being looked up: which of the names, and which run.
    asked: Vec<(Name, usize)>,
    /// New records, where the peer wants a part.
    latest: Latest,
}

/// A list of names that the store can give.
#[derive(Clone, Copy, Debug)]
enum List {
    Forks(SiteId),
    Open(SiteId),
    /// What the peer lacks of the site's requests that concern it.
    Interest(SiteId),
    /// What the peer lacks of a request.
    Request(RequestId),
    /// The same if it has something of it.
    Shared(RequestId),
}

/// What the plan asked the store for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picking {
    Names,
    Places,
    Requests,
    Concerns,
    Members,
}

/// The comparisons of all sites that differ, by site: the organisation's zero bytes come first.
pub(super) type Comparisons = BTreeMap<SiteId, Comparison>;

impl Plan {
    /// A plan for a peer that wants this; single records go first when more than `backlog_min` are missing.
    pub fn new(peer: &PeerHello, backlog_min: u64) -> Self {
        Self { interest: peer.interest.clone(), whose: peer.certificates.clone(), backlog_min, ..Self::default() }
    }

    /// Whether records of requests go by what the peer is concerned with.
    fn is_picking(&self) -> bool {
        self.interest == Interest::OpenAndMine
    }

    /// Takes a run that was committed here since; gives it back if it is to be pushed as it is.
    pub fn appended(&mut self, run: Held) -> Result<Option<Held>, Reason> {
        if self.is_picking() && run.log.stream == Stream::Work { self.latest.push(run).map(|()| None) } else { Ok(Some(run)) }
    }

    /// Takes the requests of records that came from the peer: it is to have the rest of them.
    pub fn touched(&mut self, requests: BTreeSet<RequestId>) {
        if self.is_picking() {
            self.lists.extend(requests.into_iter().map(List::Request));
        }
    }

    /// Whether the first pieces were handed to the sender.
    pub fn has_begun(&self) -> bool {
        self.stage > Stage::Compare
    }

    /// Whether all that is to be sent was handed to the sender, as far as the comparisons know; new records aside.
    pub fn is_complete(&self) -> bool {
        self.stage == Stage::Backlog && self.has_picked()
    }

    fn has_picked(&self) -> bool {
        self.lists.is_empty() && self.candidates.is_empty() && self.asked.is_empty()
    }

    /// Hands the sender what comes next. `resolved` says that of every run both sides know how far they agree.
    pub fn advance(&mut self, sites: &mut Comparisons, resolved: bool, sender: &mut Sender) {
        if self.stage == Stage::Compare {
            for stream in [Stream::Roster, Stream::Witness] {
                let pieces = sites.values_mut().flat_map(|site| site.take_missing(|run| run.log.stream == stream));
                sender.add(Queue::Roster, pieces.collect());
            }
            self.stage = Stage::Roster;
        }
        // Single records of a run whose branching place is not known could be some that the peer has.
        if self.stage == Stage::Roster && (!self.interest.is_partial() || resolved) {
            let first = self.early_lists(sites);
            first.into_iter().rev().for_each(|list| self.lists.push_front(list));
            self.stage = Stage::Early;
        }
        if self.stage == Stage::Early && self.has_picked() {
            self.stage = Stage::Backlog;
        }
        if self.stage == Stage::Backlog {
            let everything = !self.interest.is_partial();
            let wanted = |run: &Held| everything || run.log.stream != Stream::Work;
            let pieces = sites.values_mut().flat_map(|site| site.take_missing(wanted));
            sender.add(Queue::Backlog, pieces.collect());
        }
    }

    fn early_lists(&self, sites: &Comparisons) -> Vec<List> {
        let ids = sites.keys().copied();
        if self.is_picking() {
            return ids.clone().map(List::Forks).chain(ids.map(List::Interest)).collect();
        }
        if let Some(list) = self.interest.listed() {
            let requests = list.iter().copied().filter(|_| !sites.is_empty()).map(List::Request);
            return ids.map(List::Forks).chain(requests).collect();
        }
        let missing = sites.values().map(|site| site.count_missing(|_| true)).fold(0, u64::saturating_add);
        if missing <= self.backlog_min {
            return Vec::new();
        }
        ids.clone().map(List::Forks).chain(ids.map(List::Open)).collect()
    }

    /// What is to be read next.
    pub fn ask(&mut self, sites: &Comparisons) -> Option<(Picking, Query)> {
        if self.stage < Stage::Early {
            return None;
        }
        let mut places = Vec::new();
        while places.len() < QUERY_PLACES_MAX {
            let Some((name, runs)) = self.candidates.pop_front() else { break };
            let Some(site) = sites.get(&name.log.site) else { continue };
            places.extend(runs.iter().map(|run| site.place(*run, name.seq)));
            self.asked.extend(runs.into_iter().map(|run| (name, run)));
        }
        if !places.is_empty() {
            return Some((Picking::Places, Query::Ids(places)));
        }
        // New records come last: while somebody writes all the time, there always are some.
        let Some(list) = self.lists.front() else { return self.latest.ask(&self.whose) };
        let query = match list {
            List::Interest(site) => {
                let there = sites.get(site).map(Comparison::work_there).unwrap_or_default();
                return Some((Picking::Requests, Query::Interest { site: *site, whose: self.whose.clone(), there }));
            }
            List::Forks(site) => Query::Forks { site: *site, limit: EARLY_RECORDS_MAX },
            List::Open(site) => Query::Open { site: *site, limit: EARLY_RECORDS_MAX },
            List::Request(request) | List::Shared(request) => Query::Request { request: *request, limit: REQUEST_RECORDS_MAX },
        };
        Some((Picking::Names, query))
    }

    /// Takes the names of one list.
    pub fn names(&mut self, names: Vec<Name>, sites: &mut Comparisons, sender: &mut Sender) {
        let list = self.lists.pop_front();
        let (request, limit) = match list {
            Some(List::Request(request) | List::Shared(request)) => (Some(request), REQUEST_RECORDS_MAX),
            _ => (None, EARLY_RECORDS_MAX.saturating_sub(sender.early.len())),
        };
        let (mut lacked, mut some_there) = (Vec::new(), false);
        for name in names.into_iter().take(limit) {
            let runs = sites.get_mut(&name.log.site).map(|site| site.candidates(&name)).unwrap_or_default();
            // What the index did not have and nobody kept was pushed, or came from the peer.
            some_there |= runs.is_empty() && !request.is_some_and(|request| self.latest.keeps(request, &name));
            lacked.push((name, runs));
        }
        if matches!(list, Some(List::Shared(_))) && !some_there {
            return;
        }
        self.candidates.extend(lacked.into_iter().filter(|(_, runs)| !runs.is_empty()));
        sender.early.extend(request.map(|request| self.latest.take(request)).unwrap_or_default());
    }

    /// Takes the requests of a site of which the peer is to have more.
    pub fn requests(&mut self, requests: Vec<RequestId>) {
        self.lists.pop_front();
        requests.into_iter().rev().for_each(|request| self.lists.push_front(List::Request(request)));
    }

    /// Takes the names of new records with their requests.
    pub fn members(&mut self, members: Vec<(Name, Option<RequestId>)>) -> Result<(), Reason> {
        self.latest.members(members)
    }

    /// Takes which requests with new records concern the peer; of the others it gets what it has begun.
    pub fn concerned(&mut self, requests: &[RequestId]) {
        let grown = self.latest.concerned(requests).into_iter();
        self.lists.extend(grown.map(|(request, concerned)| if concerned { List::Request(request) } else { List::Shared(request) }));
    }

    /// Takes the ids at those places: each name stands where its own id is.
    pub fn found(&mut self, ids: &[Option<RecordId>], sites: &mut Comparisons, sender: &mut Sender) {
        for ((name, run), id) in std::mem::take(&mut self.asked).into_iter().zip(ids) {
            let site = sites.get_mut(&name.log.site).filter(|_| *id == Some(name.id));
            let piece = site.and_then(|site| site.claim(run, name.seq));
            sender.early.extend(piece.map(|piece| (name.id, piece)));
        }
    }
}

/// The runs that begin right above a run's top, in the order of the index.
pub(super) fn above(sites: &Comparisons, run: &Held) -> Vec<Held> {
    let log: LogId = run.log;
    sites.get(&log.site).map(|site| site.above(run)).unwrap_or_default()
}
