//! What is committed and acknowledged at once.

use crate::domain::id::Digest;
use crate::domain::payload::Wrap;
use crate::domain::signed::{SignedRecord, VerifiedRecord};

/// Verified records with what belongs to them, to be committed in one transaction. Committing one again changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Its place among the batches of this session and direction, from 1.
    pub number: u64,
    /// Every one is authentic; each after its backlink where both are here.
    pub records: Vec<VerifiedRecord>,
    /// Sealed payloads and wraps, hashes checked.
    pub payloads: Vec<Sealed>,
    /// Documents, by what names them: BLAKE3 of the text.
    pub documents: Vec<String>,
    /// Records that neither their signature nor a later record proves yet: kept under a quota, and asked for again.
    pub pending: Vec<SignedRecord>,
}

/// A sealed payload and the wraps of its key, each as far as it is had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// BLAKE3 of the sealed bytes.
    pub hash: Digest,
    /// The sealed bytes.
    pub bytes: Option<Vec<u8>>,
    /// Wraps of its key, at most [`WRAPS_MAX`](super::WRAPS_MAX).
    pub wraps: Vec<Wrap>,
}
