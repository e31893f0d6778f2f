//! What a session asks of the store, answered from one moment of it.

use std::collections::{BTreeMap, VecDeque};

use super::handle::Handle;
use super::interest::{concerns, members, of_interest};
use super::ring::travelling;
use crate::domain::id::{Digest, RecordId, RequestId, SiteId};
use crate::domain::payload::Wrap;
use crate::domain::signed::VerifiedRecord;
use crate::store::{Filter, LogRange, ReadError, Snapshot, Want};
use crate::sync::frontier::site_digest;
use crate::sync::{Found, Held, Name, Piece, Query, Sealed, WRAPS_MAX, Wanted};

/// How many rows of a list are read at once.
const ROWS: usize = 256;

impl Handle {
    /// What everything held of a site comes to: equal digests, equal records.
    ///
    /// # Errors
    /// The store's.
    pub fn site_digest(&self, site: SiteId) -> Result<Digest, ReadError> {
        Ok(site_digest(&index(&self.snapshot()?, site)?))
    }

    /// Answers a session's question.
    ///
    /// # Errors
    /// The store's.
    pub fn find(&self, query: Query) -> Result<Found, ReadError> {
        let snapshot = self.snapshot()?;
        Ok(match query {
            Query::Index(site) => Found::Index(index(&snapshot, site)?),
            Query::Ids(places) => {
                let ids = places.iter().map(|place| snapshot.on_branch(&place.log, place.seq, place.top));
                Found::Ids(ids.collect::<Result<_, _>>()?)
            }
            Query::Runs { pieces, bytes } => Found::Records(pieces_of(&snapshot, &pieces, bytes)?),
            Query::Records { ids, bytes } => Found::Records(records(&snapshot, &ids, bytes)?),
            Query::Open { site, limit } => Found::Names(open_names(&snapshot, site, limit)?),
            Query::Request { request, limit, .. } => Found::Names(names(&snapshot, request, limit)?),
            Query::Interest { site, whose, there } => Found::Requests(of_interest(&snapshot, (site, &whose), &there)?),
            Query::Concerns { requests, whose } => Found::Requests(concerns(&snapshot, requests, &whose)?),
            Query::Members { pieces, limit } => Found::Members(members(&snapshot, &pieces, limit)?),
            Query::Forks { site, limit } => Found::Names(fork_names(&snapshot, site, limit)?),
            Query::Payloads { hashes, bytes } => Found::Payloads(self.payloads(&snapshot, &hashes, bytes)?),
            Query::Documents { hashes, bytes } => Found::Documents(documents(&snapshot, &hashes, bytes)?),
            Query::Wants { after, limit } => Found::Wants(wants(&snapshot, after, limit)?),
            query @ (Query::FilesWanted { .. } | Query::FilesHeld(_) | Query::FileOutline(_) | Query::FileChunk { .. }) => {
                self.find_files(query)?
            }
            Query::Digests(sites) => {
                let digests = sites.into_iter().map(|site| Ok(site_digest(&index(&snapshot, site)?)));
                Found::Digests(digests.collect::<Result<_, ReadError>>()?)
            }
        })
    }

    /// Sealed payloads with their keys in the form in which they travel. A locked node whose own form alone is left sends
    /// none; they follow when it is unlocked.
    fn payloads(&self, snapshot: &Snapshot, hashes: &[Digest], bytes: usize) -> Result<Vec<Sealed>, ReadError> {
        let (ring, opened, nonces) = (self.ring(snapshot, self.identity().site)?, self.opened(), self.entropy().stretched());
        let mut sealed = Vec::new();
        let mut taken = 0;
        for hash in hashes {
            if taken >= bytes {
                break;
            }
            let held = snapshot.payload(*hash)?;
            let wraps = held.as_deref().map(|bytes| travelling(snapshot, (*hash, bytes), (&ring, &opened), &nonces)).transpose()?;
            let wraps: Vec<Wrap> = wraps.into_iter().flatten().take(WRAPS_MAX).collect();
            taken += held.as_ref().map_or(0, Vec::len) + wraps.len() * size_of::<Wrap>();
            sealed.push(Sealed { hash: *hash, bytes: held, wraps });
        }
        Ok(sealed)
    }
}

/// Every run of a site, as a session names it.
pub(super) fn index(snapshot: &Snapshot, site: SiteId) -> Result<Vec<Held>, ReadError> {
    let ranges = snapshot.ranges(site)?.into_iter();
    Ok(ranges.map(|range| Held { log: range.log, span: range.span, top: range.top }).collect())
}

fn pieces_of(snapshot: &Snapshot, pieces: &[Piece], bytes: usize) -> Result<Vec<VerifiedRecord>, ReadError> {
    let mut found = Vec::new();
    let mut taken = 0;
    for Piece { run, span } in pieces {
        if taken >= bytes {
            break;
        }
        let records = snapshot.run(&LogRange { log: run.log, span: run.span, top: run.top }, *span, bytes - taken)?;
        taken += records.iter().map(|record| record.signed().as_bytes().len()).sum::<usize>();
        let whole = records.last().is_some_and(|last| last.header().seq == span.high);
        found.extend(records);
        if !whole {
            break;
        }
    }
    Ok(found)
}

fn records(snapshot: &Snapshot, ids: &[RecordId], bytes: usize) -> Result<Vec<VerifiedRecord>, ReadError> {
    let mut found = Vec::new();
    let mut taken = 0;
    for id in ids {
        if taken >= bytes {
            break;
        }
        if let Some(record) = snapshot.record(*id)? {
            taken += record.signed().as_bytes().len();
            found.push(record);
        }
    }
    Ok(found)
}

pub(super) fn name(record: &VerifiedRecord) -> Name {
    Name { id: record.id(), log: record.header().log, seq: record.header().seq }
}

fn open_names(snapshot: &Snapshot, site: SiteId, limit: usize) -> Result<Vec<Name>, ReadError> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = snapshot.rows(&Filter::Open, after, ROWS)?;
        for row in page.rows.iter().filter(|row| row.site == site) {
            found.extend(names(snapshot, row.id, limit - found.len())?);
            if found.len() >= limit {
                return Ok(found);
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(found),
        }
    }
}

/// The records of a request, each after its parents that are held.
fn names(snapshot: &Snapshot, request: RequestId, limit: usize) -> Result<Vec<Name>, ReadError> {
    let records = snapshot.records_of(request)?;
    let places: BTreeMap<RecordId, usize> = records.iter().enumerate().map(|(at, record)| (record.id(), at)).collect();
    let mut waits = vec![0_usize; records.len()];
    let mut children = vec![Vec::new(); records.len()];
    for (at, record) in records.iter().enumerate() {
        for parent in record.header().parents.iter().filter_map(|id| places.get(id)) {
            waits[at] += 1;
            children[*parent].push(at);
        }
    }
    // Hash links cannot form a circle, so everybody's turn comes.
    let mut ready: VecDeque<usize> = (0..records.len()).filter(|at| waits[*at] == 0).collect();
    let mut found = Vec::new();
    while let Some(at) = ready.pop_front().filter(|_| found.len() < limit) {
        found.push(name(&records[at]));
        for child in &children[at] {
            waits[*child] -= 1;
            if waits[*child] == 0 {
                ready.push_back(*child);
            }
        }
    }
    Ok(found)
}

/// Two records for each fork.
fn fork_names(snapshot: &Snapshot, site: SiteId, limit: usize) -> Result<Vec<Name>, ReadError> {
    let mut found = Vec::new();
    for id in snapshot.fork_proofs(site).into_iter().take(limit / 2).flat_map(|(_, proof)| proof) {
        found.extend(snapshot.record(id)?.iter().map(name));
    }
    Ok(found)
}

fn documents(snapshot: &Snapshot, hashes: &[Digest], bytes: usize) -> Result<Vec<Option<String>>, ReadError> {
    let mut found = Vec::new();
    let mut taken = 0;
    for hash in hashes {
        if taken >= bytes {
            break;
        }
        let document = snapshot.document(*hash)?;
        taken += document.as_ref().map_or(0, String::len);
        found.push(document);
    }
    Ok(found)
}

fn wants(snapshot: &Snapshot, after: Option<Wanted>, limit: usize) -> Result<Vec<Wanted>, ReadError> {
    let after = match after {
        Some(Wanted::Document(hash)) => Some(Want::Document(hash)),
        Some(Wanted::Payload(hash)) => Some(Want::Payload(hash)),
        Some(Wanted::Wraps(hash)) => Some(Want::Wraps(hash)),
        // Chunks come after everything that this version asks for.
        Some(Wanted::Chunk { .. }) => return Ok(Vec::new()),
        None => None,
    };
    let found = snapshot.wants(after, limit)?.into_iter().map(|want| match want {
        Want::Document(hash) => Wanted::Document(hash),
        Want::Payload(hash) => Wanted::Payload(hash),
        Want::Wraps(hash) => Wanted::Wraps(hash),
    });
    Ok(found.collect())
}
