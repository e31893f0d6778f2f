//! What a peer that wants a part of a site is to have: which requests, worked out from the views and from what it has already.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::name;
use crate::domain::act::{Addressee, Keys};
use crate::domain::evidence::Evidence;
use crate::domain::id::{Code, DeviceId, PersonId, RecordId, RequestId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::log::Span;
use crate::domain::request::State;
use crate::store::{Filter, LogRange, ReadError, RequestRow, Snapshot};
use crate::sync::{BATCH_BYTES, Name, Piece};

/// How many rows of a list are read at once.
const ROWS: usize = 256;

/// The people who sign on a peer.
#[derive(Debug, Default)]
struct Whose {
    keys: BTreeSet<PublicKey>,
    persons: BTreeSet<PersonId>,
    posts: BTreeSet<Code>,
}

impl Whose {
    fn of(evidence: &Evidence, certificates: &[RecordId]) -> Self {
        let named = certificates.iter().filter_map(|id| evidence.certificate(*id));
        let devices: BTreeSet<DeviceId> = named.map(|certificate| certificate.device).collect();
        let mut whose = Self::default();
        for certificate in evidence.certificates().filter(|certificate| devices.contains(&certificate.device)) {
            let Keys::Staff(key) = certificate.keys else { continue };
            whose.keys.insert(key);
            if certificate.in_force() {
                whose.persons.extend(certificate.person);
                whose.posts.extend(certificate.posts.iter().cloned());
            }
        }
        whose
    }

    /// Whether a request concerns them beside what they have or wrote: it is not closed, or waits for one of them.
    fn concern(&self, row: &RequestRow) -> bool {
        let addressed = |to: &Addressee| match to {
            Addressee::Person(person) => self.persons.contains(person),
            Addressee::Post(post) => self.posts.contains(post),
        };
        row.state != State::Closed || row.offers.iter().any(|(_, to)| addressed(to))
    }
}

/// The requests of a site that the peer is to have and may lack something of; `there`: the Work records here that it has.
pub(super) fn of_interest(
    snapshot: &Snapshot,
    (site, certificates): (SiteId, &[RecordId]),
    there: &[Piece],
) -> Result<Vec<RequestId>, ReadError> {
    let whose = Whose::of(&*snapshot.evidence(site)?, certificates);
    let mut listed = Listed::default();
    for filter in filters(&whose) {
        listed.add_rows(snapshot, &filter, site)?;
    }
    listed.add(snapshot.unfolded(site)?);
    let mut had: BTreeMap<RequestId, u32> = BTreeMap::new();
    for Piece { run, span } in there {
        each_request(snapshot, &LogRange { log: run.log, span: run.span, top: run.top }, *span, |request| {
            *had.entry(request).or_default() += 1;
        })?;
    }
    listed.add(had.keys().copied());
    for range in snapshot.ranges(site)?.into_iter().filter(|range| whose.keys.contains(&range.log.key)) {
        let mut own = BTreeSet::new();
        each_request(snapshot, &range, range.span, |request| own.extend([request]))?;
        listed.add(own);
    }
    let mut lacking = Vec::new();
    for request in listed.order {
        let here = match snapshot.row(request)? {
            Some(row) => row.records,
            None => u32::try_from(snapshot.records_of(request)?.len()).unwrap_or(u32::MAX),
        };
        if had.get(&request).is_none_or(|had| *had < here) {
            lacking.push(request);
        }
    }
    Ok(lacking)
}

/// Requests in the order in which they were found, each once.
#[derive(Default)]
struct Listed {
    order: Vec<RequestId>,
    known: BTreeSet<RequestId>,
}

impl Listed {
    fn add(&mut self, requests: impl IntoIterator<Item = RequestId>) {
        self.order.extend(requests.into_iter().filter(|request| self.known.insert(*request)));
    }

    fn add_rows(&mut self, snapshot: &Snapshot, filter: &Filter, site: SiteId) -> Result<(), ReadError> {
        let mut after = None;
        loop {
            let page = snapshot.rows(filter, after, ROWS)?;
            self.add(page.rows.iter().filter(|row| row.site == site).map(|row| row.id));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }
}

fn filters(whose: &Whose) -> Vec<Filter> {
    let posts: Vec<Code> = whose.posts.iter().cloned().collect();
    let offered = whose.persons.iter().map(|person| Filter::OfferedTo { person: *person, posts: posts.clone() });
    offered.chain([Filter::Open]).collect()
}

/// Names the request of each record of a span.
fn each_request(snapshot: &Snapshot, range: &LogRange, span: Span, mut take: impl FnMut(RequestId)) -> Result<(), ReadError> {
    let mut low = span.low;
    while let Some(rest) = Span::new(low, span.high) {
        let records = snapshot.run(range, rest, BATCH_BYTES)?;
        let Some(last) = records.last() else { break };
        low = last.header().seq.saturating_add(1);
        records.iter().filter_map(super::super::domain::signed::VerifiedRecord::request).for_each(&mut take);
    }
    Ok(())
}

/// Those of some requests that concern the peer, whether or not it has something of them.
pub(super) fn concerns(snapshot: &Snapshot, requests: Vec<RequestId>, certificates: &[RecordId]) -> Result<Vec<RequestId>, ReadError> {
    let mut whose: BTreeMap<SiteId, Whose> = BTreeMap::new();
    let mut found = Vec::new();
    for request in requests {
        // What cannot be folded yet may be open.
        let Some(row) = snapshot.row(request)? else {
            found.push(request);
            continue;
        };
        if let std::collections::btree_map::Entry::Vacant(e) = whose.entry(row.site) {
            e.insert(Whose::of(&*snapshot.evidence(row.site)?, certificates));
        }
        found.extend(Some(request).filter(|_| whose[&row.site].concern(&row)));
    }
    Ok(found)
}

/// Names of the records of some pieces, with their requests.
pub(super) fn members(snapshot: &Snapshot, pieces: &[Piece], limit: usize) -> Result<Vec<(Name, Option<RequestId>)>, ReadError> {
    let mut found = Vec::new();
    for Piece { run, span } in pieces {
        let records = snapshot.run(&LogRange { log: run.log, span: run.span, top: run.top }, *span, BATCH_BYTES)?;
        let whole = records.last().is_some_and(|last| last.header().seq == span.high);
        found.extend(records.iter().map(|record| (name(record), record.request())));
        if !whole || found.len() >= limit {
            break;
        }
    }
    Ok(found)
}
