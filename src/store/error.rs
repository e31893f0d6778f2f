//! One error a operation; every message says what happened to the data and what to do.

use std::io;
use std::path::PathBuf;

use crate::domain::id::RecordId;
use crate::domain::record::LogId;
use crate::domain::regulation::DOCUMENT_BYTES_MAX;

/// What the disk or the database file did, whatever was being done.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No space left.
    #[error("the disk is full: nothing was stored; free some space and repeat")]
    Full,
    /// The file's own checksums do not hold.
    #[error("the store file is damaged ({0}): stop, set the file aside without deleting it, and fetch the records from a peer or a bundle")]
    Corrupted(String),
    /// An earlier error of the disk closed the file for writing.
    #[error("an earlier disk error stopped the store: restart, everything acknowledged before it is there")]
    Stopped,
    /// The disk answered with an error.
    #[error("the disk failed ({0}): what was being written may be missing; check the disk, restart and repeat, repeating is safe")]
    Io(io::Error),
}

/// Why a store was not opened or created.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no file.
    #[error("there is no store at {}: create one, or name the folder of an existing one", .0.display())]
    Missing(PathBuf),
    /// A file is in the way.
    #[error("there already is a store at {}: nothing was changed; choose another folder", .0.display())]
    Exists(PathBuf),
    /// Another process has it.
    #[error("another process has this store open: use it through that process, or stop it first")]
    InUse,
    /// The file is not a store of this program.
    #[error("the file is not a shouwen store ({0}): nothing was changed; name another file, or set this one aside")]
    NotAStore(String),
    /// Written by a newer version.
    #[error("the store has format {found} and this version reads format {known}: nothing was changed; update shouwen")]
    Newer {
        /// The format in the file.
        found: u32,
        /// The newest format this version reads.
        known: u32,
    },
    /// A record in it is not what it was.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The stored bytes are not those of the record.
    #[error(
        "record {0} is damaged on disk: nothing was decided with it; set the store file aside and fetch the records from a peer or a bundle"
    )]
    Damaged(RecordId),
    /// The stored bytes are not those that were named.
    #[error("the store file is damaged at {0}: set it aside and fetch the records from a peer or a bundle")]
    Inconsistent(&'static str),
    /// The disk or the file.
    #[error(transparent)]
    Storage(#[from] Fault),
}

/// Why a batch was not committed. Nothing of it is stored, except where the message says so.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// An own record does not stand right after its log's head.
    #[error("record {seq} does not follow the newest record of its log: read the head again and sign again")]
    Stale {
        /// The log.
        log: LogId,
        /// The place that was claimed.
        seq: u64,
    },
    /// A payload key is longer than any key.
    #[error("a wrapped payload key of {0} bytes is not a key")]
    Key(usize),
    /// A document is over its limit.
    #[error("the document has {0} bytes, more than {max}: shorten it", max = DOCUMENT_BYTES_MAX)]
    Document(usize),
    /// What the batch rests on could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl From<redb::Error> for Fault {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(error) => error.into(),
            redb::Error::PreviousIo | redb::Error::DatabaseClosed | redb::Error::LockPoisoned(_) => Self::Stopped,
            redb::Error::Corrupted(reason) => Self::Corrupted(reason),
            other => Self::Corrupted(other.to_string()),
        }
    }
}

/// Every error of redb is a [`Fault`], and through it an error of each operation.
macro_rules! faults {
    ($($source:ty),+) => { $(
        impl From<$source> for Fault {
            fn from(error: $source) -> Self {
                redb::Error::from(error).into()
            }
        }
        impl From<$source> for ReadError {
            fn from(error: $source) -> Self {
                Self::Storage(error.into())
            }
        }
        impl From<$source> for CommitError {
            fn from(error: $source) -> Self {
                Self::Read(error.into())
            }
        }
        impl From<$source> for OpenError {
            fn from(error: $source) -> Self {
                Self::Read(error.into())
            }
        }
    )+ };
}
faults!(redb::StorageError, redb::TableError, redb::TransactionError, redb::CommitError);

impl From<Fault> for CommitError {
    fn from(fault: Fault) -> Self {
        Self::Read(fault.into())
    }
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        Self::Read(fault.into())
    }
}

impl OpenError {
    /// The reason that a rebuild while opening failed: it takes no batch, so it fails only by reading or by the disk.
    pub(super) fn from_commit(error: CommitError) -> Self {
        match error {
            CommitError::Read(error) => Self::Read(error),
            other => Self::NotAStore(other.to_string()),
        }
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Fault::from(error).into()
    }
}

impl From<redb::DatabaseError> for OpenError {
    fn from(error: redb::DatabaseError) -> Self {
        use redb::DatabaseError as E;
        match error {
            E::DatabaseAlreadyOpen | E::LockProtocolMismatch => Self::InUse,
            E::UpgradeRequired(found) => Self::NotAStore(format!("database format {found}")),
            E::Storage(redb::StorageError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => Self::NotAStore(error.to_string()),
            other => Fault::from(redb::Error::from(other)).into(),
        }
    }
}
