//! Layer 1: everything durable, in one redb file; the only place that names redb.
//!
//! One transaction carries the records, their payloads and every view of them; nothing is acknowledged before it is on disk.
//! Records are never changed and never deleted; views can be deleted at any time and come back equal.

mod batch;
mod error;
mod snapshot;
mod tables;
mod views;

use std::path::Path;

pub use batch::{Batch, DOCUMENT_BYTES_MAX, HeldWrap, KEY_BYTES_MAX, PENDING_PER_AUTHOR_MAX, Written};
pub use error::{CommitError, Fault, OpenError, ReadError};
pub use snapshot::{AMBIGUOUS_MAX, Found, Head, LogRange, PREFIX_DIGITS_MIN, Page, Position, Snapshot, Stats};
pub use tables::FORMAT;
pub use views::{Filter, RequestRow, VIEWS_VERSION};

use crate::domain::id::{RecordId, SiteId};
use crate::domain::key::PublicKey;

/// What redb may keep in memory, in bytes, unless it is told otherwise. Its own default is a gibibyte.
pub const CACHE_BYTES: usize = 32 * 1024 * 1024;

/// How a store is opened.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The most that redb keeps in memory, in bytes.
    pub cache_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { cache_bytes: CACHE_BYTES }
    }
}

/// What a store is made with and keeps for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Founding {
    /// Sixteen random bytes that tell this store from a copy of it elsewhere.
    pub instance: [u8; 16],
    /// The organisation's root key.
    pub organisation: PublicKey,
}

/// The durable state of one node.
pub struct Store {
    founding: Founding,
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Records read and hashed.
    pub records: u64,
    /// Signatures that were checked now.
    pub signatures: u64,
    /// Records whose own signature is bad.
    pub bad_signatures: Vec<RecordId>,
    /// Records whose bytes are damaged, by arrival number.
    pub damaged: Vec<u64>,
    /// Payloads and documents whose bytes are damaged.
    pub damaged_payloads: Vec<crate::domain::id::Digest>,
    /// Tables that differ from a rebuild.
    pub differing: Vec<&'static str>,
}

impl Store {
    /// Creates a store; a crash while doing so leaves either no store or a whole one.
    ///
    /// # Errors
    /// [`OpenError::Exists`], or what the disk says.
    pub fn create(path: &Path, founding: Founding, options: Options) -> Result<Self, OpenError> {
        let _ = (path, founding, options);
        todo!()
    }
    /// Opens a store, checking the checksum of every page.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(path: &Path, options: Options) -> Result<Self, OpenError> {
        let _ = (path, options);
        todo!()
    }
    /// Creates a store in memory, for tests and simulations.
    ///
    /// # Errors
    /// None that memory can have.
    pub fn in_memory(founding: Founding) -> Result<Self, OpenError> {
        let _ = founding;
        todo!()
    }
    /// Creates a store on a storage of the caller's.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn create_on(backend: impl redb::StorageBackend, founding: Founding, options: Options) -> Result<Self, OpenError> {
        let _ = (backend, founding, options);
        todo!()
    }
    /// Opens a store on a storage of the caller's.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_on(backend: impl redb::StorageBackend, options: Options) -> Result<Self, OpenError> {
        let _ = (backend, options);
        todo!()
    }
    /// What the store was made with.
    pub fn founding(&self) -> Founding {
        self.founding
    }
    /// Names a site that this store holds, before any record of it has come.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn add_site(&self, site: SiteId) -> Result<(), CommitError> {
        let _ = site;
        todo!()
    }
    /// Everything as it stands now.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn snapshot(&self) -> Result<Snapshot, ReadError> {
        todo!()
    }
    /// Commits own records: each must stand right after the head of its log (or of the batch). Durable when it returns.
    ///
    /// # Errors
    /// [`CommitError::Stale`] if one does not; nothing is stored then.
    pub fn append(&self, batch: &Batch) -> Result<Written, CommitError> {
        let _ = batch;
        todo!()
    }
    /// Commits a peer's records, in any order, with gaps, forks and repetitions. Durable when it returns.
    ///
    /// # Errors
    /// See [`CommitError`]; nothing of the batch is stored then.
    pub fn ingest(&self, batch: &Batch) -> Result<Written, CommitError> {
        let _ = batch;
        todo!()
    }
    /// Makes every view again from the records alone, in one transaction.
    ///
    /// # Errors
    /// See [`CommitError`]; the old views stay then.
    pub fn rebuild(&self) -> Result<(), CommitError> {
        todo!()
    }
    /// The tables that differ from what a rebuild would make; none, always.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn check(&self) -> Result<Vec<&'static str>, CommitError> {
        todo!()
    }
    /// Checks every signature that was not checked yet, every hash, and the views.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn audit(&self) -> Result<Audit, CommitError> {
        todo!()
    }
}
