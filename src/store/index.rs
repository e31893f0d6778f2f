//! One ordered set of keys for everything that is found by something else than its own name: fewer and fuller pages than
//! a table for each, so that a commit writes less.
//!
//! | section | key after the section's byte | order |
//! |---|---|---|
//! | 1 id | first 8 bytes of a record's id ‖ arrival | id, for prefixes |
//! | 2 request | first 8 bytes of a request's id ‖ arrival | arrival within a request |
//! | 3 place | log number u32 ‖ seq ‖ arrival | place; two keys of one place are a fork |
//! | 4 roster | site ‖ arrival | Roster and Witness records of a site, by arrival |
//! | 5 client key | client key ‖ arrival | openings with one client key |
//! | 6 want | kind u8 (1 document, 2 payload, 3 wraps) ‖ hash | documents first |
//! | 7 file want | class u8 (0 thumbnail, 1 original) ‖ newest first u64 ‖ hash ‖ length u64 | in the order of asking |
//! | 8 payload | first 8 bytes of a payload's hash ‖ its number | hash |
//! | 16 sensitive | site ‖ request | requests that a larger roster may change |
//! | 25 named | person, or 16 bytes of the hash of a post ‖ request | requests to fold again when somebody whom they name is certified |
//! | 26 channel | site ‖ channel u16 ‖ newest first u64 ‖ first 16 bytes of the request | requests of a site by channel, newest first |
//! | 17 … 24 lists | subject ‖ newest first u64 ‖ first 16 bytes of the request | [`super::views::List`], newest first |
//!
//! Integers are big-endian here. Eight bytes of an id name it well enough to find it: whoever makes two ids that begin alike
//! gains nothing, since the record found is compared in full.

use redb::{ReadableTable, Table};

use super::error::{Fault, ReadError};
use super::tables::Bytes;
use crate::domain::attachment::FileClass;
use crate::domain::id::{ClientKey, Digest, RecordId, SiteId};

/// The sections before the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Id = 1,
    Request = 2,
    Place = 3,
    Roster = 4,
    ClientKey = 5,
    Want = 6,
    FileWant = 7,
    Payload = 8,
}

/// The longest key, that of a sensitive request, and one byte more for the key after it.
const KEY_BYTES_MAX: usize = 58;
const PREFIX_BYTES: usize = 8;

/// A key, or what keys start with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    bytes: [u8; KEY_BYTES_MAX],
    length: usize,
}

impl Key {
    /// The beginning of every key of a section or list.
    pub fn section(number: u8) -> Self {
        Self { bytes: [0; KEY_BYTES_MAX], length: 0 }.with(&[number])
    }

    /// The key with more bytes; what does not fit is no key of ours, and is cut.
    pub fn with(mut self, more: &[u8]) -> Self {
        let fits = more.len().min(KEY_BYTES_MAX - self.length);
        self.bytes[self.length..self.length + fits].copy_from_slice(&more[..fits]);
        self.length += fits;
        self
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// The key right after every key that starts with this one, for the upper end of a range.
    pub fn end(&self) -> Self {
        self.with(&[0xff; KEY_BYTES_MAX])
    }

    /// Records by id.
    pub fn id(id: RecordId) -> Self {
        Self::section(Section::Id as u8).with(&id.0[..PREFIX_BYTES])
    }

    /// Records by request.
    pub fn request(request: RecordId) -> Self {
        Self::section(Section::Request as u8).with(&request.0[..PREFIX_BYTES])
    }

    /// Records by place in a log.
    pub fn place(log: u32, seq: u64) -> Self {
        Self::section(Section::Place as u8).with(&log.to_be_bytes()).with(&seq.to_be_bytes())
    }

    /// All records of a log.
    pub fn log(log: u32) -> Self {
        Self::section(Section::Place as u8).with(&log.to_be_bytes())
    }

    /// Roster and Witness records by site.
    pub fn roster(site: SiteId) -> Self {
        Self::section(Section::Roster as u8).with(&site.0)
    }

    /// Openings by client key.
    pub fn client_key(key: ClientKey) -> Self {
        Self::section(Section::ClientKey as u8).with(&key.0)
    }

    /// Payloads by hash.
    pub fn payload(hash: Digest) -> Self {
        Self::section(Section::Payload as u8).with(&hash.0[..PREFIX_BYTES])
    }

    /// Wanted files of one class.
    pub fn file_wants(class: FileClass) -> Self {
        Self::section(Section::FileWant as u8).with(&[class as u8])
    }

    /// The entry of one record under this, or of one payload.
    pub fn arrival(&self, arrival: u64) -> Self {
        self.with(&arrival.to_be_bytes())
    }
}

/// Adds a key.
pub(super) fn add(index: &mut Table<'_, Bytes, ()>, key: &Key) -> Result<(), Fault> {
    index.insert(key.bytes(), ())?;
    Ok(())
}

/// The arrival numbers under a key, ascending by what stands between.
pub(super) fn arrivals(index: &impl ReadableTable<Bytes, ()>, key: &Key) -> Result<Vec<u64>, ReadError> {
    between(index, key, key)
}

/// The arrival numbers from under one key to under another, both inclusive.
pub(super) fn between(index: &impl ReadableTable<Bytes, ()>, low: &Key, high: &Key) -> Result<Vec<u64>, ReadError> {
    let mut arrivals = Vec::new();
    for entry in index.range::<&[u8]>(low.bytes()..=high.end().bytes())? {
        arrivals.push(arrival_of(entry?.0.value())?);
    }
    Ok(arrivals)
}

/// The arrival number at the end of a key.
pub(super) fn arrival_of(key: &[u8]) -> Result<u64, ReadError> {
    key.last_chunk().copied().map(u64::from_be_bytes).ok_or(ReadError::Inconsistent("index"))
}

/// Goes through the keys that start with `prefix`, from `from` on, as long as `take` wants more.
pub(super) fn scan(
    index: &impl ReadableTable<Bytes, ()>,
    prefix: &Key,
    from: &Key,
    mut take: impl FnMut(&[u8]) -> Result<bool, ReadError>,
) -> Result<(), ReadError> {
    for entry in index.range::<&[u8]>(from.bytes()..=prefix.end().bytes())? {
        if !take(&entry?.0.value()[prefix.bytes().len()..])? {
            break;
        }
    }
    Ok(())
}
