//! What is committed and acknowledged at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::blob::Blob;
use super::reason::Reason;
use super::run::{Known, Run, pack, prove};
use super::{DOCUMENT_BYTES_MAX, WRAPS_MAX};
use crate::domain::act::{Act, Kind, Stream, WrappedKey};
use crate::domain::id::{Digest, SiteId};
use crate::domain::payload::Wrap;
use crate::domain::record::{LogId, PAYLOAD_BYTES_MAX};
use crate::domain::signed::{SignedRecord, VerifiedRecord};

/// Verified records with what belongs to them, to be committed in one transaction. Committing one again changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Its place among the batches of this session and direction, from 1.
    pub number: u64,
    /// Every one is authentic; each after its backlink where both are here.
    pub records: Vec<VerifiedRecord>,
    /// Records that neither their signature nor a later record proves yet: kept under a quota, and asked for again.
    pub pending: Vec<SignedRecord>,
    /// Sealed payloads and wraps, hashes checked.
    pub payloads: Vec<Sealed>,
    /// Documents, by what names them: BLAKE3 of the text.
    pub documents: Vec<String>,
}

/// A sealed payload and the wraps of its key, each as far as it is had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// BLAKE3 of the sealed bytes.
    pub hash: Digest,
    /// The sealed bytes.
    pub bytes: Option<Vec<u8>>,
    /// Wraps of its key, at most [`WRAPS_MAX`].
    pub wraps: Vec<Wrap>,
}

impl Sealed {
    /// Whether there is anything to send.
    #[must_use]
    pub fn is_had(&self) -> bool {
        self.bytes.is_some() || !self.wraps.is_empty()
    }

    /// What it takes in a batch, in bytes, roughly.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.as_ref().map_or(0, Vec::len) + self.wraps.len() * size_of::<Wrap>() + size_of::<Digest>()
    }
}

/// A batch as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WireBatch {
    pub number: u64,
    logs: Vec<LogId>,
    runs: Vec<Run>,
    payloads: Vec<WireSealed>,
    documents: Vec<Blob>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct WireSealed {
    hash: Digest,
    bytes: Option<Blob>,
    wraps: Vec<WireWrap>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct WireWrap {
    site_key: Digest,
    wrapped: WrappedKey,
}

/// Which payloads and documents may come.
#[derive(Debug, Default)]
pub(super) struct Expected {
    /// What the latest records name.
    pub named: BTreeSet<Digest>,
    /// What was asked for.
    pub asked: BTreeSet<Digest>,
    /// Whatever comes: a file is read to its end, and what no record names is dropped when it is stored.
    pub anything: bool,
}

impl Expected {
    fn holds(&self, hash: Digest) -> bool {
        self.anything || self.named.contains(&hash) || self.asked.contains(&hash)
    }
}

impl WireBatch {
    /// Packs what belongs together.
    pub fn new(number: u64, records: &[VerifiedRecord], payloads: Vec<Sealed>, documents: Vec<String>) -> Self {
        let (logs, runs) = pack(records);
        let payloads = payloads.into_iter().filter(Sealed::is_had).map(WireSealed::new).collect();
        let documents = documents.into_iter().map(|text| Blob(text.into_bytes())).collect();
        Self { number, logs, runs, payloads, documents }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.payloads.is_empty() && self.documents.is_empty()
    }

    /// Checks everything in it: sites, signatures, hashes, and that payloads and documents belong to something.
    pub fn open(self, is_common: impl Fn(SiteId) -> bool, known: &mut Known, expected: &mut Expected) -> Result<Batch, Reason> {
        if !self.logs.iter().all(|log| is_common(log.site)) {
            return Err(Reason::OutOfOrder("records of a site that is not in common"));
        }
        let proven = prove(self.runs, &self.logs, known).ok_or(Reason::Malformed("a record in it breaks the format"))?;
        if !proven.records.is_empty() && !expected.anything {
            expected.named = proven.records.iter().flat_map(named).collect();
        }
        let payloads: Result<Vec<Sealed>, Reason> = self.payloads.into_iter().map(|wire| wire.open(expected)).collect();
        let documents: Result<Vec<String>, Reason> = self.documents.into_iter().map(|blob| document(blob, expected)).collect();
        Ok(Batch { number: self.number, records: proven.records, pending: proven.pending, payloads: payloads?, documents: documents? })
    }
}

/// What a record names that is not in it: its payload, and the documents of a roster record.
pub(super) fn named(record: &VerifiedRecord) -> Vec<Digest> {
    record.header().payload.map(|payload| payload.hash).into_iter().chain(documents_of(record)).collect()
}

/// The documents that a record names.
pub(super) fn documents_of(record: &VerifiedRecord) -> Vec<Digest> {
    let header = record.header();
    if header.log.stream != Stream::Roster || !matches!(header.act.kind, Kind::AdoptRegulation | Kind::AdoptCalendar | Kind::Directory) {
        return Vec::new();
    }
    match Act::decode(&header.act) {
        Act::AdoptRegulation(act) => [act.preset].into_iter().chain(act.overlays).collect(),
        Act::AdoptCalendar(act) => vec![act.document],
        Act::Directory(act) => vec![act.document],
        _ => Vec::new(),
    }
}

impl WireSealed {
    fn new(sealed: Sealed) -> Self {
        let wraps = sealed.wraps.iter().take(WRAPS_MAX).map(|wrap| WireWrap { site_key: wrap.site_key, wrapped: wrap.wrapped });
        Self { hash: sealed.hash, wraps: wraps.collect(), bytes: sealed.bytes.map(Blob) }
    }

    fn open(self, expected: &Expected) -> Result<Sealed, Reason> {
        if !expected.holds(self.hash) {
            return Err(Reason::OutOfOrder("words that no record names and nobody asked for"));
        }
        if self.wraps.len() > WRAPS_MAX || self.bytes.as_ref().is_some_and(|bytes| bytes.0.len() > PAYLOAD_BYTES_MAX) {
            return Err(Reason::TooMuch("words of one record"));
        }
        if self.bytes.as_ref().is_some_and(|bytes| Digest::of(&bytes.0) != self.hash) {
            return Err(Reason::Malformed("words that are not those of their hash"));
        }
        let wrap = |wire: WireWrap| Wrap { payload: self.hash, site_key: wire.site_key, wrapped: wire.wrapped };
        Ok(Sealed { hash: self.hash, wraps: self.wraps.into_iter().map(wrap).collect(), bytes: self.bytes.map(|bytes| bytes.0) })
    }
}

fn document(blob: Blob, expected: &Expected) -> Result<String, Reason> {
    if !expected.holds(Digest::of(&blob.0)) {
        return Err(Reason::OutOfOrder("a document that no record names and nobody asked for"));
    }
    if blob.0.len() > DOCUMENT_BYTES_MAX {
        return Err(Reason::TooMuch("bytes of a document"));
    }
    String::from_utf8(blob.0).map_err(|_| Reason::Malformed("a document that is not text"))
}
