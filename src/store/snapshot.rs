//! A consistent read: everything as it stood after one commit.

use std::sync::Arc;

use super::batch::HeldWrap;
use super::error::ReadError;
use super::views::{Filter, RequestRow};
use crate::domain::id::{ClientKey, Digest, RecordId, RequestId, SiteId};
use crate::domain::log::Span;
use crate::domain::record::LogId;
use crate::domain::request::Request;
use crate::domain::signed::VerifiedRecord;

/// One moment of the store; cheap to clone, valid as long as it is held.
#[derive(Clone)]
pub struct Snapshot {
    inner: Arc<()>,
}

/// The newest record held of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The log.
    pub log: LogId,
    /// Its highest place held.
    pub seq: u64,
    /// The record there; of several the one with the smallest id.
    pub id: RecordId,
}

/// A maximal run of a log in which every record's backlink is the record below it. A gap, a fork or a foreign
/// predecessor ends it; branches are runs of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogRange {
    /// The log.
    pub log: LogId,
    /// The places, both ends inclusive.
    pub span: Span,
    /// The record at the top, which stands for the whole run.
    pub top: RecordId,
}

/// Where a list of rows goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub(super) newest_first: u64,
    pub(super) request: RequestId,
}

/// Some rows of a list, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<RequestRow>,
    /// Pass it to read on; `None`: that was all.
    pub next: Option<Position>,
}

/// What a prefix of an id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    None,
    /// One.
    Unique(RecordId),
    /// Several, the first [`AMBIGUOUS_MAX`] of them in order.
    Ambiguous(Vec<RecordId>),
}

/// The fewest hex digits that name something.
pub const PREFIX_DIGITS_MIN: usize = 6;
/// How many matches of an ambiguous prefix are listed.
pub const AMBIGUOUS_MAX: usize = 16;

/// Sizes, for `status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Authentic records.
    pub records: u64,
    /// Records that wait for a proof of their origin.
    pub pending: u64,
    /// Requests whose opening is held.
    pub requests: u64,
    /// Logs.
    pub logs: u64,
    /// Sealed payloads.
    pub payloads: u64,
    /// Payloads that are named but not held.
    pub wants: u64,
    /// Public documents.
    pub documents: u64,
}

impl Snapshot {
    /// Reads a record.
    ///
    /// # Errors
    /// [`ReadError::Damaged`] if its bytes are no longer those of its id.
    pub fn record(&self, id: RecordId) -> Result<Option<VerifiedRecord>, ReadError> {
        let _ = (&self.inner, id);
        todo!()
    }
    /// Whether the record is held.
    pub fn holds(&self, id: RecordId) -> Result<bool, ReadError> {
        let _ = id;
        todo!()
    }
    /// The held records of a request, by arrival.
    pub fn records_of(&self, request: RequestId) -> Result<Vec<VerifiedRecord>, ReadError> {
        let _ = request;
        todo!()
    }
    /// Folds one request; `None` while its opening has not arrived.
    pub fn request(&self, id: RequestId) -> Result<Option<Request>, ReadError> {
        let _ = id;
        todo!()
    }
    /// The row of one request.
    pub fn row(&self, id: RequestId) -> Result<Option<RequestRow>, ReadError> {
        let _ = id;
        todo!()
    }
    /// A page of a list, newest first; `after` is the `next` of the page before.
    pub fn rows(&self, filter: &Filter, after: Option<Position>, limit: usize) -> Result<Page, ReadError> {
        let _ = (filter, after, limit);
        todo!()
    }
    /// The requests that were opened with this client key at the site; more than one: opened on several nodes.
    pub fn by_client_key(&self, site: SiteId, key: ClientKey) -> Result<Vec<RequestId>, ReadError> {
        let _ = (site, key);
        todo!()
    }
    /// The sites of this store, the organisation among them.
    pub fn sites(&self) -> Result<Vec<SiteId>, ReadError> {
        todo!()
    }
    /// The newest record of one log.
    pub fn head(&self, log: &LogId) -> Result<Option<Head>, ReadError> {
        let _ = log;
        todo!()
    }
    /// The newest record of every log of a site, by log.
    pub fn heads(&self, site: SiteId) -> Result<Vec<Head>, ReadError> {
        let _ = site;
        todo!()
    }
    /// Every run of every log of a site, by log and place.
    pub fn ranges(&self, site: SiteId) -> Result<Vec<LogRange>, ReadError> {
        let _ = site;
        todo!()
    }
    /// The digest of every authentic record of a site: equal digests, equal sets.
    pub fn site_digest(&self, site: SiteId) -> Result<Digest, ReadError> {
        let _ = site;
        todo!()
    }
    /// BLAKE3 of `"shouwen/roster/1\0"` and the sorted ids of the Roster records of site and organisation.
    pub fn roster_digest(&self, site: SiteId) -> Result<Digest, ReadError> {
        let _ = site;
        todo!()
    }
    /// The Roster and Witness records of one site (not of the organisation too), by arrival.
    pub fn roster(&self, site: SiteId) -> Result<Vec<VerifiedRecord>, ReadError> {
        let _ = site;
        todo!()
    }
    /// The records of a run at some places, from below, until they take more than `bytes_max`; at least one.
    pub fn run(&self, run: &LogRange, span: Span, bytes_max: usize) -> Result<Vec<VerifiedRecord>, ReadError> {
        let _ = (run, span, bytes_max);
        todo!()
    }
    /// Every record at one place of a log; more than one is a fork.
    pub fn at(&self, log: &LogId, seq: u64) -> Result<Vec<VerifiedRecord>, ReadError> {
        let _ = (log, seq);
        todo!()
    }
    /// Records that arrived after the arrival number, at most `limit`, with their own numbers.
    pub fn records_since(&self, arrival: u64, limit: usize) -> Result<Vec<(u64, VerifiedRecord)>, ReadError> {
        let _ = (arrival, limit);
        todo!()
    }
    /// A sealed payload.
    pub fn payload(&self, hash: Digest) -> Result<Option<Vec<u8>>, ReadError> {
        let _ = hash;
        todo!()
    }
    /// Payloads that are named and not held, after a hash, at most `limit`, each with a record that names it.
    pub fn wants(&self, after: Option<Digest>, limit: usize) -> Result<Vec<(Digest, RecordId)>, ReadError> {
        let _ = (after, limit);
        todo!()
    }
    /// A payload key under the node's own key.
    pub fn key(&self, payload: Digest) -> Result<Option<Vec<u8>>, ReadError> {
        let _ = payload;
        todo!()
    }
    /// The travelling wraps of a payload that this node cannot open.
    pub fn wraps(&self, payload: Digest) -> Result<Vec<HeldWrap>, ReadError> {
        let _ = payload;
        todo!()
    }
    /// A public document.
    pub fn document(&self, hash: Digest) -> Result<Option<String>, ReadError> {
        let _ = hash;
        todo!()
    }
    /// The hashes of all documents.
    pub fn documents(&self) -> Result<Vec<Digest>, ReadError> {
        todo!()
    }
    /// The request that a hex prefix names.
    pub fn find_request(&self, prefix: &str) -> Result<Found, ReadError> {
        let _ = prefix;
        todo!()
    }
    /// The record that a hex prefix names.
    pub fn find_record(&self, prefix: &str) -> Result<Found, ReadError> {
        let _ = prefix;
        todo!()
    }
    /// Sizes.
    pub fn stats(&self) -> Result<Stats, ReadError> {
        todo!()
    }
}
