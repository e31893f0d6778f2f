//! A consistent read: everything as it stood after one commit.

use std::sync::Arc;

use redb::{ReadableTable, ReadableTableMetadata};

use super::batch::HeldWrap;
use super::blobs::Want;
use super::error::ReadError;
use super::index::{self, Key, Section};
use super::sites::{self, Memory};
use super::tables::Views;
use super::views::RequestRow;
use super::{blobs, records, write};
use crate::domain::act::WrappedKey;
use crate::domain::course::Course;
use crate::domain::evidence::{Evidence, Fork};
use crate::domain::id::{ClientKey, Digest, RecordId, RequestId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::payload::Wrap;
use crate::domain::request::{Request, fold, follow};
use crate::domain::signed::VerifiedRecord;

/// One moment of the store; cheap to clone, valid while the store is open.
#[derive(Clone)]
pub struct Snapshot {
    inner: Arc<Moment>,
}

struct Moment {
    views: Views,
    memory: Arc<Memory>,
    root: PublicKey,
}

/// Sizes, for `status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Authentic records.
    pub records: u64,
    /// Records that wait for a proof of their origin.
    pub pending: u64,
    /// Requests that can be folded.
    pub requests: u64,
    /// Logs.
    pub logs: u64,
    /// Sealed payloads.
    pub payloads: u64,
    /// Documents, payloads and wraps that are named but not held.
    pub wants: u64,
    /// Public documents.
    pub documents: u64,
}

impl Snapshot {
    pub(super) fn new(views: Views, memory: Arc<Memory>, root: PublicKey) -> Self {
        Self { inner: Arc::new(Moment { views, memory, root }) }
    }

    pub(super) fn views(&self) -> &Views {
        &self.inner.views
    }

    /// Reads a record.
    ///
    /// # Errors
    /// [`ReadError::Damaged`] if its bytes are no longer those of its id.
    pub fn record(&self, id: RecordId) -> Result<Option<VerifiedRecord>, ReadError> {
        records::by_id(&self.views().index, &self.views().records, id)
    }

    /// The records whose arrival numbers stand under a key.
    pub(super) fn under(&self, key: &Key) -> Result<Vec<VerifiedRecord>, ReadError> {
        let arrivals = index::arrivals(&self.views().index, key)?;
        arrivals.into_iter().map(|arrival| records::expect(&self.views().records, arrival)).collect()
    }

    /// Whether the record is held.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn holds(&self, id: RecordId) -> Result<bool, ReadError> {
        Ok(self.arrival(id)?.is_some())
    }

    /// The arrival number of a record.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn arrival(&self, id: RecordId) -> Result<Option<u64>, ReadError> {
        records::arrival_of(&self.views().index, &self.views().records, id)
    }

    /// The arrival number of the newest record; 0 where there is none.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn newest(&self) -> Result<u64, ReadError> {
        let last = ReadableTable::last(&self.views().records)?;
        Ok(last.map_or(0, |(arrival, _)| arrival.value()))
    }

    /// Reads the records that arrived after the arrival number, at most `limit`, with their own numbers.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn records_since(&self, arrival: u64, limit: usize) -> Result<Vec<(u64, VerifiedRecord)>, ReadError> {
        let mut out = Vec::new();
        let Some(from) = arrival.checked_add(1) else { return Ok(out) };
        for entry in ReadableTable::range(&self.views().records, from..)?.take(limit) {
            let (arrival, value) = entry?;
            out.push((arrival.value(), records::decode(value.value())?));
        }
        Ok(out)
    }

    /// Reads the held records of a request, by arrival.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn records_of(&self, request: RequestId) -> Result<Vec<VerifiedRecord>, ReadError> {
        let mut records = self.under(&Key::request(request))?;
        records.retain(|record| record.request() == Some(request));
        Ok(records)
    }

    /// Folds one request; `None` while its opening, its certificate or its regulation has not arrived.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn request(&self, id: RequestId) -> Result<Option<Request>, ReadError> {
        self.told(id, fold)
    }

    /// Folds one request and keeps the course that it took; `None` as for [`Snapshot::request`].
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn course(&self, id: RequestId) -> Result<Option<(Request, Course)>, ReadError> {
        self.told(id, follow)
    }

    fn told<T>(&self, id: RequestId, tell: impl Fn(&[VerifiedRecord], &Evidence) -> Option<T>) -> Result<Option<T>, ReadError> {
        let mut held = self.records_of(id)?;
        let Some(site) = write::site_of(&mut held, id) else { return Ok(None) };
        let site = self.inner.memory.sites.get(&site).ok_or(ReadError::Inconsistent("a site without evidence"))?;
        Ok(tell(&held, &site.evidence))
    }

    /// Reads the row of one request.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn row(&self, id: RequestId) -> Result<Option<RequestRow>, ReadError> {
        ReadableTable::get(&self.views().requests, &id.0)?.map(|value| RequestRow::decode(id, value.value())).transpose()
    }

    /// The requests that were opened with this client key at the site; more than one: opened on several nodes.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn by_client_key(&self, site: SiteId, key: ClientKey) -> Result<Vec<RequestId>, ReadError> {
        let mut opened = self.under(&Key::client_key(key))?;
        opened.retain(|record| record.header().log.site == site);
        let mut ids: Vec<RequestId> = opened.iter().map(VerifiedRecord::id).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    /// The sites of this store, the organisation among them if anything of it is held.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn sites(&self) -> Result<Vec<SiteId>, ReadError> {
        let entries = self.views().sites.iter()?;
        entries.map(|entry| Ok(SiteId(*entry?.0.value()))).collect()
    }

    /// The folded evidence of a site; of a site that is not held, that of the organisation alone.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn evidence(&self, site: SiteId) -> Result<Arc<Evidence>, ReadError> {
        let held = self.inner.memory.sites.get(&site);
        let fresher = held.and_then(|held| held.fresher.as_ref());
        let known = fresher.map_or(held.map(|held| &held.evidence), |fresher| fresher.get());
        if let Some(evidence) = known {
            return Ok(evidence.clone());
        }
        let records = sites::roster_with_organisation(&self.views().index, &self.views().records, site)?;
        let documents = sites::documents(&self.views().documents)?;
        let evidence = self.inner.memory.folded(self.inner.root, site, &records, &documents).evidence;
        Ok(fresher.map_or(&evidence, |fresher| fresher.get_or_init(|| evidence.clone())).clone())
    }

    /// BLAKE3 of `"shouwen/roster/1\0"` and the sorted ids of the Roster records of site and organisation.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn roster_digest(&self, site: SiteId) -> Result<Digest, ReadError> {
        if let Some(held) = self.inner.memory.sites.get(&site) {
            return Ok(held.roster);
        }
        let records = sites::roster_with_organisation(&self.views().index, &self.views().records, site)?;
        Ok(sites::roster_digest(&records))
    }

    /// Reads the Roster and Witness records of one site (not of the organisation too), by arrival.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn roster(&self, site: SiteId) -> Result<Vec<VerifiedRecord>, ReadError> {
        sites::roster_of(&self.views().index, &self.views().records, site)
    }

    /// Every fork at a site, in all streams.
    #[must_use]
    pub fn forks(&self, site: SiteId) -> Vec<Fork> {
        self.inner.memory.forks(site)
    }

    /// Two records for each fork at a site, neither before the other: together they prove it.
    #[must_use]
    pub fn fork_proofs(&self, site: SiteId) -> Vec<(Fork, [RecordId; 2])> {
        self.inner.memory.fork_proofs(site)
    }

    /// A sealed payload.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn payload(&self, hash: Digest) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(number) = self.payload_number(hash)? else { return Ok(None) };
        let held = ReadableTable::get(&self.views().payloads, number)?;
        held.map(|value| Ok(blobs::payload_of(value.value())?.1.to_vec())).transpose()
    }

    /// What is named and not held, in the order of [`Want`], after one of them, at most `limit`.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn wants(&self, after: Option<Want>, limit: usize) -> Result<Vec<Want>, ReadError> {
        let all = Key::section(Section::Want as u8);
        // The key right after the last one: keys of wants have one length.
        let from = after.map_or(all, |want| want.key().with(&[0]));
        let mut out = Vec::new();
        index::scan(&self.views().index, &all, &from, |key| {
            if out.len() < limit {
                out.push(Want::of(key)?);
            }
            Ok(out.len() < limit)
        })?;
        Ok(out)
    }

    /// A payload key under the node's own key.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn key(&self, payload: Digest) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(number) = self.payload_number(payload)? else { return Ok(None) };
        Ok(ReadableTable::get(&self.views().keys, number)?.map(|value| value.value().to_vec()))
    }

    fn payload_number(&self, hash: Digest) -> Result<Option<u64>, ReadError> {
        blobs::number_of(&self.views().index, &self.views().payloads, hash)
    }

    /// The travelling wraps of a payload that this node could not open.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn wraps(&self, payload: Digest) -> Result<Vec<HeldWrap>, ReadError> {
        let mut out = Vec::new();
        for entry in ReadableTable::range(&self.views().wraps, (&payload.0, &[0; 32])..=(&payload.0, &[0xff; 32]))? {
            let (key, value) = entry?;
            out.push((Digest(*key.value().1), WrappedKey(*value.value())));
        }
        Ok(out)
    }

    /// Travelling wraps of every payload that has no key here, after that of a payload and site key, at most `limit`.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn wraps_without_key(&self, after: Option<(Digest, Digest)>, limit: usize) -> Result<Vec<Wrap>, ReadError> {
        use std::ops::Bound;
        let from = after.as_ref().map_or(Bound::Unbounded, |(payload, site_key)| Bound::Excluded((&payload.0, &site_key.0)));
        let mut out = Vec::new();
        for entry in ReadableTable::range(&self.views().wraps, (from, Bound::Unbounded))?.take(limit) {
            let (key, value) = entry?;
            let (payload, site_key) = key.value();
            out.push(Wrap { payload: Digest(*payload), site_key: Digest(*site_key), wrapped: WrappedKey(*value.value()) });
        }
        Ok(out)
    }

    /// A public document.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn document(&self, hash: Digest) -> Result<Option<String>, ReadError> {
        Ok(ReadableTable::get(&self.views().documents, &hash.0)?.map(|value| value.value().to_owned()))
    }

    /// The hashes of all documents.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn documents(&self) -> Result<Vec<Digest>, ReadError> {
        let entries = self.views().documents.iter()?;
        entries.map(|entry| Ok(Digest(*entry?.0.value()))).collect()
    }

    /// Sizes.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn stats(&self) -> Result<Stats, ReadError> {
        let views = self.views();
        Ok(Stats {
            records: views.records.len()?,
            pending: views.pending.len()?,
            requests: views.requests.len()?,
            logs: views.logs.len()?,
            payloads: views.payloads.len()?,
            wants: self.wants(None, usize::MAX)?.len() as u64,
            documents: views.documents.len()?,
        })
    }
}
