//! What belongs to records and is not signed with them: sealed payloads, their keys and wraps, public documents;
//! and the list of what is named here but not held.

use std::collections::{BTreeMap, BTreeSet};

use redb::{ReadableTable, ReadableTableMetadata};

use super::batch::{Batch, KEY_BYTES_MAX, Written};
use super::error::{CommitError, ReadError};
use super::index::{self, Key, Section};
use super::tables::{Bytes, Tables};
use crate::domain::act::{Act, Kind, Stream};
use crate::domain::id::Digest;
use crate::domain::planted::{Bug, is_planted};
use crate::domain::record::PAYLOAD_BYTES_MAX;
use crate::domain::regulation::DOCUMENT_BYTES_MAX;
use crate::domain::signed::VerifiedRecord;

/// Something that is named here and not held. The order is that in which it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Want {
    /// A document that a roster record names.
    Document(Digest),
    /// A sealed payload.
    Payload(Digest),
    /// A key or a wrap of a payload that is held.
    Wraps(Digest),
}

impl Want {
    /// Its key in the index.
    pub(super) fn key(self) -> Key {
        let (kind, hash) = match self {
            Self::Document(hash) => (1, hash),
            Self::Payload(hash) => (2, hash),
            Self::Wraps(hash) => (3, hash),
        };
        Key::section(Section::Want as u8).with(&[kind]).with(&hash.0)
    }

    /// The want of a key without its section.
    pub(super) fn of(key: &[u8]) -> Result<Self, ReadError> {
        let wrong = ReadError::Inconsistent("wants");
        let Some((kind, hash)) = key.split_first() else { return Err(wrong) };
        let Ok(hash) = hash.try_into().map(Digest) else { return Err(wrong) };
        match kind {
            1 => Ok(Self::Document(hash)),
            2 => Ok(Self::Payload(hash)),
            3 => Ok(Self::Wraps(hash)),
            _ => Err(wrong),
        }
    }
}

const HASH_BYTES: usize = 32;

/// The hash and the sealed bytes of a value in `payloads`.
pub(super) fn payload_of(value: &[u8]) -> Result<(Digest, &[u8]), ReadError> {
    let (hash, bytes) = value.split_first_chunk::<HASH_BYTES>().ok_or(ReadError::Inconsistent("payloads"))?;
    Ok((Digest(*hash), bytes))
}

/// The number of a held payload. Of hashes that begin alike, that of the payload stored under the whole hash.
pub(super) fn number_of(
    index: &impl ReadableTable<Bytes, ()>,
    payloads: &impl ReadableTable<u64, Bytes>,
    hash: Digest,
) -> Result<Option<u64>, ReadError> {
    for number in index::arrivals(index, &Key::payload(hash))? {
        let value = payloads.get(number)?.ok_or(ReadError::Inconsistent("an index names a payload that is not there"))?;
        if payload_of(value.value())?.0 == hash {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

fn held(tables: &Tables<'_>, hash: Digest) -> Result<Option<u64>, ReadError> {
    number_of(&tables.index, &tables.payloads, hash)
}

/// The hashes that a batch brings, so that what it names itself is never wanted in between.
#[derive(Default)]
pub(super) struct Brought {
    /// Of each payload, in the order of the batch.
    hashes: Vec<Digest>,
    payloads: BTreeSet<Digest>,
    documents: BTreeSet<Digest>,
    keyed: BTreeSet<Digest>,
    named: BTreeSet<Digest>,
}

impl Brought {
    pub fn by(batch: &Batch) -> Self {
        let hashes: Vec<Digest> = batch.payloads.iter().map(|bytes| Digest::of(bytes)).collect();
        let allowed = hashes.iter().zip(&batch.payloads).filter(|(_, bytes)| bytes.len() <= PAYLOAD_BYTES_MAX);
        Self {
            payloads: allowed.map(|(hash, _)| *hash).collect(),
            hashes,
            documents: batch.documents.iter().map(|text| Digest::of(text.as_bytes())).collect(),
            keyed: batch.keys.iter().map(|(hash, _)| *hash).chain(batch.wraps.iter().map(|wrap| wrap.payload)).collect(),
            named: BTreeSet::new(),
        }
    }
}

/// Notes what a record names and nobody has brought.
pub(super) fn note_wants(tables: &mut Tables<'_>, brought: &mut Brought, record: &VerifiedRecord) -> Result<(), CommitError> {
    if let Some(payload) = record.header().payload {
        if brought.payloads.contains(&payload.hash) {
            brought.named.insert(payload.hash);
        } else if held(tables, payload.hash)?.is_none() && !is_planted(Bug::ForgetWants) {
            index::add(&mut tables.index, &Want::Payload(payload.hash).key())?;
        }
    }
    for hash in documents_named(record) {
        if !brought.documents.contains(&hash) && tables.documents.get(&hash.0)?.is_none() {
            index::add(&mut tables.index, &Want::Document(hash).key())?;
        }
    }
    Ok(())
}

fn is_wanted(tables: &Tables<'_>, want: Want) -> Result<bool, CommitError> {
    Ok(tables.index.get(want.key().bytes())?.is_some())
}

/// Whether anything is wanted.
fn wants_any(tables: &Tables<'_>) -> Result<bool, CommitError> {
    let wants = Key::section(Section::Want as u8);
    let mut any = false;
    index::scan(&tables.index, &wants, &wants, |_| {
        any = true;
        Ok(false)
    })?;
    Ok(any)
}

/// Wants it no longer; whether it was wanted.
fn unwant(tables: &mut Tables<'_>, want: Want) -> Result<bool, CommitError> {
    // Looked up first, since removing what is not there would write the page again.
    let wanted = is_wanted(tables, want)?;
    if wanted {
        tables.index.remove(want.key().bytes())?;
    }
    Ok(wanted)
}

/// The documents that a roster record names.
fn documents_named(record: &VerifiedRecord) -> Vec<Digest> {
    let header = record.header();
    let names = [Kind::AdoptRegulation, Kind::AdoptCalendar, Kind::Directory].contains(&header.act.kind);
    if header.log.stream != Stream::Roster || !names {
        return Vec::new();
    }
    match Act::decode(&header.act) {
        Act::AdoptRegulation(body) => std::iter::once(body.preset).chain(body.overlays).collect(),
        Act::AdoptCalendar(body) => vec![body.document],
        Act::Directory(body) => vec![body.document],
        _ => Vec::new(),
    }
}

/// Stores what a batch brings beside its records.
pub(super) fn store(tables: &mut Tables<'_>, batch: &Batch, brought: &Brought, written: &mut Written) -> Result<(), CommitError> {
    for text in &batch.documents {
        store_document(tables, text, written)?;
    }
    // What this batch makes wanted, it does not bring: where nothing is wanted now, nothing needs to be looked up.
    let wants_any = wants_any(tables)?;
    let mut fresh = BTreeMap::new();
    for (hash, bytes) in brought.hashes.iter().zip(&batch.payloads) {
        let wanted = wants_any && unwant(tables, Want::Payload(*hash))?;
        fresh.extend(store_payload(tables, (*hash, bytes), wanted, (brought, written))?.map(|number| (*hash, number)));
    }
    for (payload, site_key) in &batch.refuted {
        tables.wraps.remove((&payload.0, &site_key.0))?;
    }
    for (payload, key) in &batch.keys {
        if key.len() > KEY_BYTES_MAX {
            return Err(CommitError::Key(key.len()));
        }
        // A key without its words opens nothing, and comes again with them.
        let Some(number) = fresh.get(payload).copied().map_or_else(|| held(tables, *payload), |number| Ok(Some(number)))? else {
            written.unnamed += 1;
            continue;
        };
        tables.keys.insert(number, key.as_slice())?;
        // A reader keeps the key under its own node key alone, so that erasing that key erases the words.
        remove_wraps(tables, *payload)?;
        if wants_any {
            unwant(tables, Want::Wraps(*payload))?;
        }
    }
    store_wraps(tables, batch, written)?;
    let lacking: BTreeSet<Digest> = batch.refuted.iter().map(|(payload, _)| *payload).collect();
    lacking.into_iter().try_for_each(|payload| want_wraps_if_held(tables, payload))
}

fn store_wraps(tables: &mut Tables<'_>, batch: &Batch, written: &mut Written) -> Result<(), CommitError> {
    for wrap in &batch.wraps {
        if is_keyed(tables, wrap.payload)? {
            continue;
        }
        if !is_named(tables, wrap.payload)? {
            written.unnamed += 1;
            continue;
        }
        let place = (&wrap.payload.0, &wrap.site_key.0);
        // Nothing here can tell which of two is true: the first stays, so that nobody can spoil what is held.
        if tables.wraps.get(place)?.is_none() {
            tables.wraps.insert(place, &wrap.wrapped.0)?;
            unwant(tables, Want::Wraps(wrap.payload))?;
        }
    }
    Ok(())
}

fn want_wraps_if_held(tables: &mut Tables<'_>, payload: Digest) -> Result<(), CommitError> {
    if held(tables, payload)?.is_some() { want_wraps(tables, payload) } else { Ok(()) }
}

fn store_document(tables: &mut Tables<'_>, text: &str, written: &mut Written) -> Result<(), CommitError> {
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(CommitError::Document(text.len()));
    }
    let hash = Digest::of(text.as_bytes());
    if tables.documents.get(&hash.0)?.is_none() {
        tables.documents.insert(&hash.0, text)?;
        unwant(tables, Want::Document(hash))?;
        written.documents.push(hash);
    }
    Ok(())
}

/// Stores a payload that is `wanted` or that a record of the batch names; its number, if it is new.
fn store_payload(
    tables: &mut Tables<'_>,
    (hash, bytes): (Digest, &[u8]),
    wanted: bool,
    (brought, written): (&Brought, &mut Written),
) -> Result<Option<u64>, CommitError> {
    if held(tables, hash)?.is_some() {
        return Ok(None);
    }
    if bytes.len() > PAYLOAD_BYTES_MAX || (!wanted && !brought.named.contains(&hash)) {
        written.unnamed += 1;
        return Ok(None);
    }
    let number = tables.payloads.last()?.map_or(1, |(number, _)| number.value() + 1);
    tables.payloads.insert(number, [&hash.0[..], bytes].concat().as_slice())?;
    index::add(&mut tables.index, &Key::payload(hash).arrival(number))?;
    written.payloads.push(hash);
    if !brought.keyed.contains(&hash) {
        want_wraps(tables, hash)?;
    }
    Ok(Some(number))
}

/// Wants a wrap of a payload that has neither key nor wrap.
fn want_wraps(tables: &mut Tables<'_>, hash: Digest) -> Result<(), CommitError> {
    let wrapped = tables.wraps.range((&hash.0, &[0; 32])..=(&hash.0, &[0xff; 32]))?.next().is_some();
    if !wrapped && !is_keyed(tables, hash)? {
        index::add(&mut tables.index, &Want::Wraps(hash).key())?;
    }
    Ok(())
}

/// Whether the payload's key is here under the node's own key.
fn is_keyed(tables: &Tables<'_>, payload: Digest) -> Result<bool, CommitError> {
    let Some(number) = held(tables, payload)? else { return Ok(false) };
    Ok(tables.keys.get(number)?.is_some())
}

/// Whether a record here names the payload.
fn is_named(tables: &Tables<'_>, payload: Digest) -> Result<bool, CommitError> {
    Ok(held(tables, payload)?.is_some() || is_wanted(tables, Want::Payload(payload))?)
}

fn remove_wraps(tables: &mut Tables<'_>, payload: Digest) -> Result<(), CommitError> {
    if tables.wraps.len()? > 0 {
        tables.wraps.retain_in((&payload.0, &[0; 32])..=(&payload.0, &[0xff; 32]), |_, _| false)?;
    }
    Ok(())
}

/// Makes the index of held payloads anew, and their wants.
pub(super) fn reindex(tables: &mut Tables<'_>) -> Result<(), CommitError> {
    let mut held = Vec::new();
    for entry in tables.payloads.iter()? {
        let (number, value) = entry?;
        held.push((number.value(), payload_of(value.value())?.0));
    }
    for (number, hash) in &held {
        index::add(&mut tables.index, &Key::payload(*hash).arrival(*number))?;
    }
    held.into_iter().try_for_each(|(_, hash)| want_wraps(tables, hash))
}
