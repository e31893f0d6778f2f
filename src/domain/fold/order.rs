//! The causally closed part of a request's records, in the one order that every node finds.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::act::{Act, Kind};
use crate::domain::evidence::{Evidence, Regulation};
use crate::domain::id::{RecordId, RequestId};
use crate::domain::planted::{Bug, is_planted};
use crate::domain::signed::VerifiedRecord;

/// A set of places in the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::domain) struct Past(Vec<u64>);

impl Past {
    pub(in crate::domain) fn contains(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    /// The set of some places.
    pub(in crate::domain) fn of(places: &[usize]) -> Self {
        let mut set = Self::default();
        for at in places {
            set.insert(*at);
        }
        set
    }

    pub(in crate::domain) fn insert(&mut self, at: usize) {
        if self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(in crate::domain) fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// How many places both hold.
    pub(in crate::domain) fn count_shared(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// The highest place that both hold and a third does not.
    pub(in crate::domain) fn last_shared(&self, other: &Self, without: &Self) -> Option<usize> {
        let words = self.0.iter().zip(&other.0).enumerate().rev();
        let left = words.map(|(word, (a, b))| (word, a & b & !without.0.get(word).copied().unwrap_or(0)));
        let (word, bits) = left.into_iter().find(|(_, bits)| *bits != 0)?;
        Some(word * 64 + 63 - bits.leading_zeros() as usize)
    }
}

/// Closed records by (depth, id), each with its causal past; and what is not closed yet.
#[derive(Debug, Default)]
pub(super) struct Order<'a> {
    pub(super) records: Vec<&'a VerifiedRecord>,
    pub(super) pasts: Vec<Past>,
    pub(super) places: BTreeMap<RecordId, usize>,
    pub(super) missing: BTreeSet<RecordId>,
    pub(super) waiting: Vec<RecordId>,
    /// For a bug on purpose alone: the order in which the records came.
    arrivals: Vec<RecordId>,
}

impl<'a> Order<'a> {
    /// Orders the records of one request; `None` if its opening is not closed.
    pub(super) fn of(request: RequestId, records: &'a [VerifiedRecord], evidence: &Evidence) -> Option<Self> {
        let held: BTreeMap<RecordId, &VerifiedRecord> =
            records.iter().filter(|record| record.request() == Some(request)).map(|record| (record.id(), record)).collect();
        let mut order = Self::default();
        if is_planted(Bug::OrderByArrival) {
            order.arrivals = records.iter().map(VerifiedRecord::id).collect();
        }
        let mut children: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
        let mut left: BTreeMap<RecordId, usize> = BTreeMap::new();
        let mut blocked: BTreeSet<RecordId> = BTreeSet::new();
        for (id, record) in &held {
            let needed = outside(record, evidence);
            blocked.extend((!needed.is_empty()).then_some(*id));
            let parents = &record.header().parents;
            order.missing.extend(needed.into_iter().chain(parents.iter().copied().filter(|parent| !held.contains_key(parent))));
            left.insert(*id, parents.len());
            for parent in parents {
                children.entry(*parent).or_default().push(*id);
            }
        }
        let mut depths: BTreeMap<RecordId, u64> = BTreeMap::new();
        let mut ready: Vec<RecordId> = left.iter().filter(|(_, parents)| **parents == 0).map(|(id, _)| *id).collect();
        while let Some(id) = ready.pop() {
            if blocked.contains(&id) {
                continue;
            }
            let deepest = held[&id].header().parents.iter().filter_map(|parent| depths.get(parent)).max();
            depths.insert(id, deepest.copied().unwrap_or(0) + 1);
            for child in children.get(&id).into_iter().flatten() {
                if let Some(parents) = left.get_mut(child) {
                    *parents -= 1;
                    ready.extend((*parents == 0).then_some(*child));
                }
            }
        }
        order.waiting = held.keys().copied().filter(|id| !depths.contains_key(id)).collect();
        depths.contains_key(&request).then(|| order.sorted(&held, &depths))
    }

    fn sorted(mut self, held: &BTreeMap<RecordId, &'a VerifiedRecord>, depths: &BTreeMap<RecordId, u64>) -> Self {
        let mut ids: Vec<_> = depths.iter().map(|(id, depth)| (*depth, *id)).collect();
        ids.sort_unstable();
        if is_planted(Bug::OrderByTime) {
            ids.sort_by_key(|(depth, id)| (*depth, held[id].header().at.wall));
        }
        if is_planted(Bug::OrderByArrival) {
            ids.sort_by_key(|(depth, id)| (*depth, self.arrivals.iter().position(|arrived| arrived == id)));
        }
        for (at, (_, id)) in ids.into_iter().enumerate() {
            let record = held[&id];
            let mut past = Past::default();
            for parent in record.header().parents.iter().filter_map(|parent| self.places.get(parent)) {
                past.insert(*parent);
                past.join(&self.pasts[*parent]);
            }
            self.records.push(record);
            self.pasts.push(past);
            self.places.insert(id, at);
        }
        self
    }

    /// The records that no closed record follows.
    pub(super) fn heads(&self) -> Vec<RecordId> {
        let followed: BTreeSet<_> = self.records.iter().flat_map(|record| &record.header().parents).collect();
        let mut heads: Vec<_> = self.records.iter().map(|record| record.id()).filter(|id| !followed.contains(id)).collect();
        heads.sort_unstable();
        heads
    }
}

/// What a record needs outside its request: the certificate it names, and for an opening its regulation.
fn outside(record: &VerifiedRecord, evidence: &Evidence) -> Vec<RecordId> {
    let header = record.header();
    let mut missing: Vec<_> = header.under.into_iter().filter(|under| !evidence.holds(*under)).collect();
    if header.act.kind == Kind::Open
        && let Act::Open(open) = Act::decode(&header.act)
        && let Some(Regulation::Missing(adoption)) = open.regulation.map(|id| evidence.regulation(id))
    {
        missing.push(adoption);
    }
    missing
}
