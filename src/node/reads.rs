//! What a face may ask: requests by list or id, and the words of a record.

use super::handle::Handle;
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::payload::Personal;
use crate::domain::request::Request;

/// Which requests a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Every request.
    All,
    /// Not closed: open, or handled while the resident is still owed something.
    Open,
    /// A tenure of the person stands.
    Mine,
    /// The person still owes the answer as first contact.
    FirstContact,
    /// An offer to the person, or to a post of the person, stands.
    Offered,
    /// More than one tenure stands.
    Contested,
    /// The duty post holds it, because nobody in force does.
    Orphaned,
}

/// Why something is not found or not readable.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Too short, or not hex.
    #[error("`{0}` is not an id: give 6 or more of its hex digits")]
    NotAnId(String),
    /// Nothing starts so.
    #[error("nothing here has an id that starts with {0}: check it, or sync with a node that has it")]
    Unknown(String),
    /// Several do.
    #[error("{count} ids start with {prefix}: give more digits")]
    Ambiguous {
        /// What was given.
        prefix: String,
        /// How many start so.
        count: usize,
    },
    /// The words do not open here now.
    #[error("{0}")]
    Sealed(Sealed),
    /// The store.
    #[error("the store cannot be read: {0}")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why words do not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Sealed {
    /// The keys are locked.
    #[error("the words are locked: give the PIN at the prompt, in SHOUWEN_PIN or with --pin-file")]
    Locked,
    /// The sealed bytes have not arrived.
    #[error("the words have not arrived yet: sync with a node that has them")]
    NotHere,
    /// No key for them has arrived.
    #[error("no key for these words has arrived yet: sync with a node that can open them")]
    NoKey,
    /// They were erased.
    #[error("the words were erased")]
    Erased,
    /// Bytes and key are here, but do not fit.
    #[error(transparent)]
    Broken(crate::domain::payload::OpenPayloadError),
}

impl Handle {
    /// A request folded from its records.
    ///
    /// # Errors
    /// [`ReadError::Unknown`] or the store's.
    pub fn request(&self, _id: RequestId) -> Result<Request, ReadError> {
        todo!()
    }

    /// The request whose id starts with the hex digits, 6 or more.
    ///
    /// # Errors
    /// None or several do.
    pub fn find_request(&self, _prefix: &str) -> Result<RequestId, ReadError> {
        todo!()
    }

    /// The record whose id starts with the hex digits, 6 or more.
    ///
    /// # Errors
    /// None or several do.
    pub fn find_record(&self, _prefix: &str) -> Result<RecordId, ReadError> {
        todo!()
    }

    /// The requests of a list, newest opening first. `person` is asked for by the lists that are about one.
    ///
    /// # Errors
    /// The store's.
    pub fn requests(&self, _list: List, _person: Option<PersonId>) -> Result<Vec<Request>, ReadError> {
        todo!()
    }

    /// The words of a record, opened in memory.
    ///
    /// # Errors
    /// [`ReadError::Sealed`] with the reason; a record without words gives empty ones.
    pub fn personal(&self, _record: RecordId) -> Result<Personal, ReadError> {
        todo!()
    }
}
