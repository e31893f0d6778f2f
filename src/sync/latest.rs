//! New records for a peer that wants a part: kept by request until it is known whether the request concerns the peer, so that
//! a request that begins to concern it is pushed whole.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::event::{Name, Piece, Query};
use super::frontier::Held;
use super::planning::Picking;
use super::reason::Reason;
use super::{LIVE_RUNS_MAX, QUERY_PLACES_MAX};
use crate::domain::id::{RecordId, RequestId};
use crate::domain::log::Span;

/// The most new records that do not concern the peer and are remembered for the case that they will.
const KEPT_MAX: usize = 16 * 1024;

/// Records that were committed here since the session began, and did not come from the peer.
#[derive(Debug, Default)]
pub(super) struct Latest {
    /// Runs whose requests are to be read.
    runs: VecDeque<Piece>,
    /// Records that were not sent, by request, each with the run that it came in.
    kept: BTreeMap<RequestId, BTreeMap<RecordId, (Name, Held)>>,
    /// How many those are.
    count: usize,
    /// Requests with new records, about which the store was not asked yet.
    grown: BTreeSet<RequestId>,
    /// Those that it is being asked about.
    asked: Vec<RequestId>,
}

impl Latest {
    /// Takes a run of Work records.
    pub fn push(&mut self, run: Held) -> Result<(), Reason> {
        self.runs.push_back(Piece { run, span: run.span });
        if self.runs.len() > LIVE_RUNS_MAX { Err(Reason::Behind) } else { Ok(()) }
    }

    /// What is to be read next.
    pub fn ask(&mut self, whose: &[RecordId]) -> Option<(Picking, Query)> {
        if !self.runs.is_empty() {
            let pieces = self.runs.iter().take(QUERY_PLACES_MAX).copied().collect();
            return Some((Picking::Members, Query::Members { pieces, limit: QUERY_PLACES_MAX }));
        }
        let first = std::iter::from_fn(|| self.grown.pop_first());
        self.asked = first.take(QUERY_PLACES_MAX).collect();
        let concerns = || Query::Concerns { requests: self.asked.clone(), whose: whose.to_vec() };
        (!self.asked.is_empty()).then(|| (Picking::Concerns, concerns()))
    }

    /// Takes the names of new records with their requests.
    pub fn members(&mut self, members: Vec<(Name, Option<RequestId>)>) -> Result<(), Reason> {
        if members.is_empty() {
            self.runs.pop_front();
        }
        for (name, request) in members {
            let holds = |piece: &Piece| piece.run.log == name.log && piece.span.low <= name.seq && name.seq <= piece.span.high;
            while self.runs.front().is_some_and(|piece| !holds(piece)) {
                self.runs.pop_front();
            }
            let Some(piece) = self.runs.front_mut() else { return Ok(()) };
            let run = piece.run;
            if name.seq < piece.span.high {
                piece.span.low = name.seq + 1;
            } else {
                self.runs.pop_front();
            }
            // In the Work stream everything belongs to a request; what does not is of a newer version, and goes by its own name.
            let request = request.unwrap_or(name.id);
            self.count += usize::from(self.kept.entry(request).or_default().insert(name.id, (name, run)).is_none());
            self.grown.insert(request);
        }
        if self.count > KEPT_MAX { Err(Reason::Behind) } else { Ok(()) }
    }

    /// Takes which of the requests asked about concern the peer; gives all of them, each with that.
    pub fn concerned(&mut self, concerned: &[RequestId]) -> Vec<(RequestId, bool)> {
        let concerned: BTreeSet<&RequestId> = concerned.iter().collect();
        std::mem::take(&mut self.asked).into_iter().map(|request| (request, concerned.contains(&request))).collect()
    }

    /// Whether a record of a request is new and was not sent.
    pub fn keeps(&self, request: RequestId, name: &Name) -> bool {
        self.kept.get(&request).is_some_and(|records| records.contains_key(&name.id))
    }

    /// Hands out what is kept of a request.
    pub fn take(&mut self, request: RequestId) -> Vec<(RecordId, Piece)> {
        let records = self.kept.remove(&request).unwrap_or_default();
        self.count -= records.len();
        let single = |(name, run): (Name, Held)| (name.id, Piece { run, span: Span { low: name.seq, high: name.seq } });
        records.into_values().map(single).collect()
    }
}
