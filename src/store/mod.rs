//! Layer 1: everything durable, in one redb file; the only place that names redb.
//!
//! One transaction carries the records, their payloads and every view of them; nothing is acknowledged before it is on disk.
//! Sealed files lie beside it, in a folder that only this layer writes; what is known of them is in the database.
//! Records are never changed and never deleted; views can be deleted at any time and come back equal.
//! One process at a time has the file: its lock decides, and [`OpenError::InUse`] says so.

mod attached;
mod audit;
mod batch;
mod blobs;
mod dockets;
mod error;
mod file;
mod files;
mod fill;
mod index;
mod lists;
mod logs;
mod migrate;
mod pending;
pub mod place;
mod ranges;
mod records;
mod sites;
mod snapshot;
mod tables;
mod views;
mod write;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use redb::{Database, ReadableDatabase, StorageBackend, WriteTransaction};

pub use audit::Audit;
pub use batch::{Batch, HeldWrap, KEY_BYTES_MAX, PENDING_PER_AUTHOR_MAX, Written};
pub use blobs::Want;
pub use dockets::Standing;
pub use error::{CommitError, Fault, OpenError, ReadError};
pub use files::{FileRow, KEEPERS_MAX};
pub use fill::{FillError, Filled, Filling, PAYLOADS, RECORDS, Row, Saved, save_rows};
pub use lists::{AMBIGUOUS_MAX, Found, PREFIX_DIGITS_MIN, Page, Position};
pub use logs::{Head, LogRange};
pub use snapshot::{Snapshot, Stats};
pub use tables::FORMAT;
pub use views::{Filter, RequestRow, VIEWS_VERSION};

use crate::domain::id::SiteId;
use crate::domain::key::PublicKey;
use place::{FileStorage, Folder};
use sites::Memory;
use tables::{Tables, Views};
use write::Write;

/// The folder of sealed files, beside the store's file.
const FILES_FOLDER: &str = "files";
/// What redb may keep in memory, in bytes, unless it is told otherwise. Its own default is a gibibyte.
pub const CACHE_BYTES: usize = 16 * 1024 * 1024;

/// How a store is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    db: Database,
    /// Where sealed files lie.
    files: Box<dyn FileStorage>,
    /// Held for a whole commit, so that memory and file change together.
    writer: Mutex<()>,
    memory: RwLock<Arc<Memory>>,
}

impl Store {
    /// Creates a store; a crash while doing so leaves either no store or a whole one.
    ///
    /// # Errors
    /// [`OpenError::Exists`], or what the disk says.
    pub fn create(path: &Path, founding: Founding, options: Options) -> Result<Self, OpenError> {
        file::create(path, founding, options)?;
        Self::open(path, options)
    }

    /// Opens a store, checking the checksum of every page first.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(path: &Path, options: Options) -> Result<Self, OpenError> {
        Self::over(file::open(path, options)?, Box::new(Folder::at(&path.with_file_name(FILES_FOLDER))))
    }

    /// Creates a store in memory, for tests and simulations.
    ///
    /// # Errors
    /// None that memory can have.
    pub fn in_memory(founding: Founding) -> Result<Self, OpenError> {
        Self::create_on(redb::backends::InMemoryBackend::new(), founding, Options::default())
    }

    /// Creates a store on an empty storage of the caller's.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn create_on(backend: impl StorageBackend, founding: Founding, options: Options) -> Result<Self, OpenError> {
        let db = file::on(backend, options)?;
        file::found(&db, founding)?;
        Self::over(db, Box::new(place::Memory::default()))
    }

    /// Opens a store on a storage of the caller's; its files are in memory until [`Store::with_files`] names another place.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_on(backend: impl StorageBackend, options: Options) -> Result<Self, OpenError> {
        Self::over(file::on(backend, options)?, Box::new(place::Memory::default()))
    }

    /// The same store with its files in another place.
    #[must_use]
    pub fn with_files(self, files: impl FileStorage) -> Self {
        Self { files: Box::new(files), ..self }
    }

    /// Reads what the store was made with and what is kept in memory, and rebuilds views of an older version.
    fn over(db: Database, files: Box<dyn FileStorage>) -> Result<Self, OpenError> {
        let txn = file::begin(&db)?;
        migrate::to_this_format(&txn)?;
        let meta = file::meta(&txn)?;
        let memory = if meta.views == VIEWS_VERSION {
            let memory = Memory::load(&Tables::open(&txn)?, meta.founding.organisation)?;
            txn.abort()?;
            Arc::new(memory)
        } else {
            let memory = audit::rebuild(&txn, files.as_ref(), meta.founding.organisation).map_err(OpenError::from_commit)?;
            txn.commit()?;
            memory
        };
        Ok(Self { founding: meta.founding, db, files, writer: Mutex::new(()), memory: RwLock::new(memory) })
    }

    /// What the store was made with.
    #[must_use]
    pub fn founding(&self) -> Founding {
        self.founding
    }

    /// Whether an error of the disk has closed the file: nothing is written any more until it is opened again.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        // Whoever is writing will find out.
        let Ok(_writing) = self.writer.try_lock() else { return false };
        matches!(file::begin(&self.db), Err(Fault::Stopped))
    }

    /// Names a site that this store holds, before any record of it has come. Durable when it returns.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn add_site(&self, site: SiteId) -> Result<(), CommitError> {
        let _writing = self.writing();
        let txn = file::begin(&self.db)?;
        let mut memory = self.memory();
        {
            let mut tables = Tables::open(&txn)?;
            tables.sites.insert(&site.0, ())?;
            Arc::make_mut(&mut memory).fold(&tables, self.founding.organisation, site)?;
        }
        self.commit_with_memory(txn, memory)
    }

    /// Everything as it stands now.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn snapshot(&self) -> Result<Snapshot, ReadError> {
        // Both under one lock: memory never belongs to another commit than the tables.
        let memory = self.memory.read().unwrap_or_else(PoisonError::into_inner);
        let views = Views::open(&self.db.begin_read()?)?;
        Ok(Snapshot::new(views, memory.clone(), self.founding.organisation))
    }

    /// Commits own records: each must stand right after the head of its log (or of the batch). Durable when it returns.
    ///
    /// # Errors
    /// [`CommitError::Stale`] if one does not; nothing is stored then.
    pub fn append(&self, batch: &Batch) -> Result<Written, CommitError> {
        self.commit(batch, true)
    }

    /// Commits a peer's records, in any order, with gaps, forks and repetitions. Durable when it returns.
    ///
    /// # Errors
    /// See [`CommitError`]; nothing of the batch is stored then.
    pub fn ingest(&self, batch: &Batch) -> Result<Written, CommitError> {
        self.commit(batch, false)
    }

    fn commit(&self, batch: &Batch, own: bool) -> Result<Written, CommitError> {
        let writing = self.writing();
        let txn = file::begin(&self.db)?;
        let (written, changed) = {
            let mut write = Write::new(Tables::open(&txn)?, self.memory(), self.files.as_ref(), self.founding.organisation)?;
            write.take(batch, own)?;
            write.finish()?;
            (write.written, write.remembered.then_some(write.memory))
        };
        match changed {
            Some(memory) => self.commit_with_memory(txn, memory)?,
            // What is held already costs no sync: a session that repeats a batch, a file imported twice.
            None if written.is_nothing() && batch.brings_no_key() => txn.abort()?,
            None => txn.commit()?,
        }
        self.assert_rebuild_equal();
        drop(writing);
        Ok(written)
    }

    /// Commits, and lets nobody read in between the file and the memory that belongs to it.
    fn commit_with_memory(&self, txn: WriteTransaction, memory: Arc<Memory>) -> Result<(), CommitError> {
        let mut held = self.memory.write().unwrap_or_else(PoisonError::into_inner);
        txn.commit()?;
        *held = memory;
        Ok(())
    }

    fn writing(&self) -> MutexGuard<'_, ()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> Arc<Memory> {
        self.memory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({:?})", self.founding)
    }
}
