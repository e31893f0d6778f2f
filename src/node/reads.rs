//! What a face may ask: requests by list or id, and the words of a record.

use super::handle::Handle;
use super::pen::local_key;
use super::write::person_of;
use crate::domain::act::Stream;
use crate::domain::course::Course;
use crate::domain::id::{Code, Digest, PersonId, RecordId, RequestId};
use crate::domain::payload::{self, OpenPayloadError, Personal, SealingKey};
use crate::domain::request::Request;
use crate::domain::signed::VerifiedRecord;
use crate::store::{self, Filter, Found, Page, Position, RequestRow, Snapshot};

/// How many rows are read at a time.
const ROWS: usize = 512;

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
    #[error(transparent)]
    Sealed(#[from] Sealed),
    /// Nobody signs on this device, or several do.
    #[error("say whose list it is with --as")]
    Whose,
    /// The store.
    #[error("the store cannot be read: {0}")]
    Store(#[from] store::ReadError),
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
    /// They come from a backup, and may have been erased elsewhere since.
    #[error("the words come from a backup and may have been erased since: sync with a node first, or say `restore --show`")]
    Restored,
    /// Bytes and key are here, but do not fit.
    #[error(transparent)]
    Broken(OpenPayloadError),
}

impl Handle {
    /// A request folded from its records.
    ///
    /// # Errors
    /// [`ReadError::Unknown`] or the store's.
    pub fn request(&self, id: RequestId) -> Result<Request, ReadError> {
        self.snapshot()?.request(id)?.ok_or_else(|| ReadError::Unknown(id.to_string()))
    }

    /// A request folded from its records, and the course that it took.
    ///
    /// # Errors
    /// As for [`Handle::request`].
    pub fn course(&self, id: RequestId) -> Result<(Request, Course), ReadError> {
        self.snapshot()?.course(id)?.ok_or_else(|| ReadError::Unknown(id.to_string()))
    }

    /// The request whose id starts with the hex digits, 6 or more.
    ///
    /// # Errors
    /// None or several do.
    pub fn find_request(&self, prefix: &str) -> Result<RequestId, ReadError> {
        named(prefix, |prefix| self.snapshot()?.find_request(prefix))
    }

    /// The record whose id starts with the hex digits, 6 or more.
    ///
    /// # Errors
    /// None or several do.
    pub fn find_record(&self, prefix: &str) -> Result<RecordId, ReadError> {
        named(prefix, |prefix| self.snapshot()?.find_record(prefix))
    }

    /// A page of a list, newest opening first; `after` is the `next` of the page before.
    /// `person`, for the lists that are about one: `None` is the only person of this device.
    ///
    /// # Errors
    /// The store's.
    pub fn rows(&self, list: List, person: Option<PersonId>, page: (Option<Position>, usize)) -> Result<Page, ReadError> {
        let snapshot = self.snapshot()?;
        let filter = self.filter(&snapshot, list, person)?;
        Ok(snapshot.rows(&filter, page.0, page.1)?)
    }

    /// Every row of a list, newest opening first.
    ///
    /// # Errors
    /// The store's.
    pub fn all_rows(&self, list: List, person: Option<PersonId>) -> Result<Vec<RequestRow>, ReadError> {
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = self.rows(list, person, (after, ROWS))?;
            rows.extend(page.rows);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(rows),
            }
        }
    }

    fn filter(&self, snapshot: &Snapshot, list: List, person: Option<PersonId>) -> Result<Filter, ReadError> {
        let whose = || match person {
            Some(person) => Ok(person),
            None => self.default_author().map_err(|_| ReadError::Whose),
        };
        Ok(match list {
            List::All => Filter::All,
            List::Open => Filter::Open,
            List::Contested => Filter::Contested,
            List::Orphaned => Filter::Orphaned,
            List::Mine => Filter::Holder(whose()?),
            List::FirstContact => Filter::FirstContact(whose()?),
            List::Offered => {
                let person = whose()?;
                Filter::OfferedTo { person, posts: self.posts_of(snapshot, person)? }
            }
        })
    }

    fn posts_of(&self, snapshot: &Snapshot, person: PersonId) -> Result<Vec<Code>, store::ReadError> {
        let evidence = self.evidence(snapshot, self.identity().site)?;
        let own = evidence.certificates().filter(|certificate| certificate.person == Some(person) && certificate.in_force());
        let mut posts: Vec<Code> = own.flat_map(|certificate| certificate.posts.clone()).collect();
        posts.sort_unstable();
        posts.dedup();
        Ok(posts)
    }

    /// The words of a record, opened in memory; a record without words gives empty ones.
    ///
    /// # Errors
    /// [`ReadError::Sealed`] with the reason.
    pub fn personal(&self, record: RecordId) -> Result<Personal, ReadError> {
        let snapshot = self.snapshot()?;
        let record = snapshot.record(record)?.ok_or_else(|| ReadError::Unknown(record.to_string()))?;
        self.words(&snapshot, &record)
    }

    /// The words of a record that was read before.
    ///
    /// # Errors
    /// [`ReadError::Sealed`] with the reason.
    pub fn words(&self, snapshot: &Snapshot, record: &VerifiedRecord) -> Result<Personal, ReadError> {
        let header = record.header();
        let Some(named) = header.payload else { return Ok(Personal::default()) };
        if header.log.stream == Stream::Work && self.is_closed_since_restore(snapshot, record.id())? {
            return Err(Sealed::Restored.into());
        }
        let sealed = snapshot.payload(named.hash)?.ok_or(Sealed::NotHere)?;
        let key = self.payload_key(snapshot, named.hash, &sealed)?;
        payload::open(&sealed, named, &key, &header.log, header.seq).map_err(|why| Sealed::Broken(why).into())
    }

    /// The key of a sealed payload: under the node-local key, or under a site key that this device was given.
    pub(super) fn payload_key(&self, snapshot: &Snapshot, hash: Digest, sealed: &[u8]) -> Result<SealingKey, ReadError> {
        let vault = self.opened().vault.ok_or(Sealed::Locked)?;
        let id = payload::key_id(sealed).ok_or(Sealed::Broken(OpenPayloadError::Key))?;
        if let Some(wrapped) = snapshot.key(hash)? {
            return local_key(&vault.local, &wrapped, id).ok_or_else(|| Sealed::Broken(OpenPayloadError::Key).into());
        }
        let wraps = snapshot.wraps(hash)?;
        let ring = self.ring(snapshot, self.identity().site)?;
        let opened = wraps.iter().find_map(|(site_key, wrapped)| ring.keys.get(site_key)?.unwrap(wrapped, id));
        opened.ok_or_else(|| Sealed::NoKey.into())
    }

    /// The people who sign on this device, open or not.
    ///
    /// # Errors
    /// The store's.
    pub fn people_here(&self) -> Result<Vec<PersonId>, ReadError> {
        let evidence = self.evidence(&self.snapshot()?, self.identity().site)?;
        let mut people: Vec<PersonId> = self.staff_kept_here().into_iter().filter_map(|key| person_of(&evidence, key)).collect();
        people.sort_unstable();
        people.dedup();
        Ok(people)
    }
}

fn named(prefix: &str, find: impl Fn(&str) -> Result<Found, store::ReadError>) -> Result<RecordId, ReadError> {
    let plain = prefix.trim().to_ascii_lowercase();
    let hex = plain.len() <= 64 && plain.bytes().all(|byte| byte.is_ascii_hexdigit());
    if plain.len() < store::PREFIX_DIGITS_MIN || !hex {
        return Err(ReadError::NotAnId(prefix.to_owned()));
    }
    match find(&plain)? {
        Found::None => Err(ReadError::Unknown(plain)),
        Found::Unique(id) => Ok(id),
        Found::Ambiguous(ids) => Err(ReadError::Ambiguous { prefix: plain, count: ids.len() }),
    }
}
