//! What one commit brings, and what it changed.

use crate::domain::act::WrappedKey;
use crate::domain::id::{Digest, RecordId, RequestId};
use crate::domain::payload::Wrap;
use crate::domain::signed::{SignedRecord, VerifiedRecord};

/// The longest wrapped payload key in bytes; a key under the node's own key takes 72.
pub const KEY_BYTES_MAX: usize = 256;
/// How many records of one author may wait for a proof of their origin.
pub const PENDING_PER_AUTHOR_MAX: usize = 64;

/// Everything that is committed together, in one transaction: all of it or nothing.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Records in any order; what the store holds already is skipped.
    pub records: Vec<VerifiedRecord>,
    /// Records with a bad own signature that no later record vouches for yet.
    pub pending: Vec<SignedRecord>,
    /// Sealed payloads, stored under their hash if a record names them and dropped otherwise.
    pub payloads: Vec<Vec<u8>>,
    /// Payload keys by the payload's hash, wrapped by the caller under the node's own key; opaque here.
    pub keys: Vec<(Digest, Vec<u8>)>,
    /// Travelling wraps that the node cannot open; a payload with a key in `keys` keeps none.
    /// One that is held already is never replaced.
    pub wraps: Vec<Wrap>,
    /// Held wraps that proved not to open, by payload and site key: removed, and others wanted.
    pub refuted: Vec<(Digest, Digest)>,
    /// Public documents.
    pub documents: Vec<String>,
}

impl Batch {
    /// Whether it says nothing about keys of payloads.
    pub(super) fn brings_no_key(&self) -> bool {
        self.keys.is_empty() && self.wraps.is_empty() && self.refuted.is_empty()
    }
}

/// What a commit stored that was not there before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// New records with their arrival numbers, in order.
    pub records: Vec<(u64, RecordId)>,
    /// Requests whose view was folded again, sorted.
    pub requests: Vec<RequestId>,
    /// Payloads that were stored.
    pub payloads: Vec<Digest>,
    /// Documents that were stored.
    pub documents: Vec<Digest>,
    /// Files were named that are not here.
    pub files: bool,
    /// Payloads, keys and wraps that no record here names: dropped.
    pub unnamed: usize,
    /// Pending records over the author's quota: dropped.
    pub over_quota: usize,
}

impl Written {
    /// Whether no record, payload or document was new.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.records.is_empty() && self.payloads.is_empty() && self.documents.is_empty()
    }
}

/// A stored wrap of one payload: the site key's id and the wrapped payload key.
pub type HeldWrap = (Digest, WrappedKey);
