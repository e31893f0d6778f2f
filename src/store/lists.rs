//! Reading the lists: newest first, a page at a time, and ids by their first digits.

use std::collections::BTreeSet;

use redb::ReadableTable;

use super::error::ReadError;
use super::index::{self, Key, Section};
use super::records;
use super::snapshot::Snapshot;
use super::views::{self, Filter, LISTED_ID_BYTES, List, RequestRow};
use crate::domain::act::word::Channel;
use crate::domain::id::{RecordId, RequestId, SiteId};
use crate::domain::time::UtcMs;

/// Where a list of rows goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    newest_first: u64,
    request: [u8; LISTED_ID_BYTES],
}

/// Some rows of a list, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<RequestRow>,
    /// Pass it to read on; `None`: that was all.
    pub next: Option<Position>,
}

/// What a prefix of an id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing, or the prefix is shorter than [`PREFIX_DIGITS_MIN`] or not hex.
    None,
    /// One.
    Unique(RecordId),
    /// Several, the first [`AMBIGUOUS_MAX`] of them in order.
    Ambiguous(Vec<RecordId>),
}

/// The fewest hex digits that name something.
pub const PREFIX_DIGITS_MIN: usize = 6;
/// How many matches of an ambiguous prefix are listed.
pub const AMBIGUOUS_MAX: usize = 16;

impl Position {
    /// What stands in the key of a list behind its subject.
    fn read(rest: &[u8]) -> Result<Self, ReadError> {
        let (Some(newest_first), Some(request)) = (rest.first_chunk(), rest.last_chunk()) else {
            return Err(ReadError::Inconsistent("lists"));
        };
        Ok(Self { newest_first: u64::from_be_bytes(*newest_first), request: *request })
    }
}

impl Filter {
    /// What the keys of its lists start with.
    fn prefixes(&self) -> Vec<Key> {
        match self {
            Self::All => vec![views::list_prefix(List::All, &[])],
            Self::Open => vec![views::list_prefix(List::Open, &[])],
            Self::Holder(person) => vec![views::list_prefix(List::Holder, &person.0)],
            Self::FirstContact(person) => vec![views::list_prefix(List::FirstContact, &person.0)],
            Self::OfferedTo { person, posts } => {
                let posts = posts.iter().map(|post| views::list_prefix(List::OfferedToPost, &views::post_subject(post)));
                std::iter::once(views::list_prefix(List::OfferedToPerson, &person.0)).chain(posts).collect()
            }
            Self::Contested => vec![views::list_prefix(List::Contested, &[])],
            Self::Orphaned => vec![views::list_prefix(List::Orphaned, &[])],
        }
    }
}

impl Snapshot {
    /// Reads a page of a list, newest first; `after` is the `next` of the page before.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn rows(&self, filter: &Filter, after: Option<Position>, limit: usize) -> Result<Page, ReadError> {
        let mut found = BTreeSet::new();
        for prefix in filter.prefixes() {
            self.scan(&prefix, after, limit, &mut found)?;
        }
        let more = found.len() > limit;
        let mut page = Page::default();
        for position in found.into_iter().take(limit) {
            page.rows.push(self.row_beginning(&position.request)?.ok_or(ReadError::Inconsistent("lists"))?);
            page.next = Some(position);
        }
        page.next = page.next.filter(|_| more);
        Ok(page)
    }

    /// The requests of a site that were logged by a channel from one moment until before another by their claims, the first one
    /// first; each is read when it is asked for.
    ///
    /// # Errors
    /// See [`ReadError`]; what cannot be read comes in its place.
    pub fn opened_by(
        &self,
        site: SiteId,
        channel: Channel,
        from: UtcMs,
        to: UtcMs,
    ) -> Result<impl Iterator<Item = Result<RequestId, ReadError>>, ReadError> {
        let prefix = views::list_prefix(List::Channel, &views::channel_subject(site, channel));
        let at = |moment: UtcMs| prefix.with(&views::newest_first(moment).to_be_bytes());
        let newest = to.checked_sub(1).filter(|newest| from <= *newest);
        let keys = newest.map(|newest| self.views().index.range::<&[u8]>(at(newest).bytes()..=at(from).end().bytes())).transpose()?;
        Ok(keys.into_iter().flatten().rev().map(move |entry| {
            let position = Position::read(&entry?.0.value()[prefix.bytes().len()..])?;
            Ok(self.row_beginning(&position.request)?.ok_or(ReadError::Inconsistent("lists"))?.id)
        }))
    }

    /// Requests of a site of which records are held that cannot be folded yet, in no order that means anything.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn unfolded(&self, site: SiteId) -> Result<Vec<RequestId>, ReadError> {
        let mut found = views::sensitive(&self.views().index, site)?;
        let mut folded = BTreeSet::new();
        for id in &found {
            if ReadableTable::get(&self.views().requests, &id.0)?.is_some() {
                folded.insert(*id);
            }
        }
        found.retain(|id| !folded.contains(id));
        Ok(found)
    }

    /// Adds up to one more than `limit` entries of one list: the one more says that there are more.
    fn scan(&self, prefix: &Key, after: Option<Position>, limit: usize, found: &mut BTreeSet<Position>) -> Result<(), ReadError> {
        // The key right after the last one: keys of one list have one length.
        let next = |after: Position| prefix.with(&after.newest_first.to_be_bytes()).with(&after.request).with(&[0]);
        let from = after.map_or(*prefix, next);
        let mut count = 0;
        index::scan(&self.views().index, prefix, &from, |rest| {
            found.insert(Position::read(rest)?);
            count += 1;
            Ok(count <= limit)
        })
    }

    fn row_beginning(&self, id: &[u8; LISTED_ID_BYTES]) -> Result<Option<RequestRow>, ReadError> {
        let (mut low, mut high) = ([0; 32], [0xff; 32]);
        low[..LISTED_ID_BYTES].copy_from_slice(id);
        high[..LISTED_ID_BYTES].copy_from_slice(id);
        let found = ReadableTable::range::<&[u8; 32]>(&self.views().requests, &low..=&high)?.next().transpose()?;
        found.map(|(id, row)| RequestRow::decode(RecordId(*id.value()), row.value())).transpose()
    }

    /// Finds the request that the first hex digits of its id name.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn find_request(&self, prefix: &str) -> Result<Found, ReadError> {
        let Some((low, high)) = bounds(prefix) else { return Ok(Found::None) };
        let mut ids = Vec::new();
        for entry in ReadableTable::range::<&[u8; 32]>(&self.views().requests, &low.0..=&high.0)?.take(AMBIGUOUS_MAX) {
            ids.push(RecordId(*entry?.0.value()));
        }
        Ok(Found::of(ids))
    }

    /// Finds the record that the first hex digits of its id name.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn find_record(&self, prefix: &str) -> Result<Found, ReadError> {
        let Some((low, high)) = bounds(prefix) else { return Ok(Found::None) };
        let mut ids = Vec::new();
        let (all, from, to) = (Key::section(Section::Id as u8), Key::id(low), Key::id(high));
        index::scan(&self.views().index, &all, &from, |key| {
            if all.with(key).bytes() > to.arrival(u64::MAX).bytes() {
                return Ok(false);
            }
            let value = ReadableTable::get(&self.views().records, index::arrival_of(key)?)?;
            let id = records::id_of(value.ok_or(ReadError::Inconsistent("index"))?.value())?;
            ids.extend(Some(id).filter(|id| (low..=high).contains(id)));
            Ok(ids.len() < AMBIGUOUS_MAX)
        })?;
        ids.sort_unstable();
        Ok(Found::of(ids))
    }
}

impl Found {
    fn of(ids: Vec<RecordId>) -> Self {
        match ids[..] {
            [] => Self::None,
            [id] => Self::Unique(id),
            _ => Self::Ambiguous(ids),
        }
    }
}

/// The first and the last id that start with some hex digits; `None`: too few, too many, or not hex.
fn bounds(prefix: &str) -> Option<(RecordId, RecordId)> {
    let digits = prefix.len();
    if !(PREFIX_DIGITS_MIN..=64).contains(&digits) || !prefix.is_ascii() {
        return None;
    }
    let bound = |filler: &str| RecordId::from_hex(&format!("{prefix}{}", filler.repeat(64 - digits)));
    Some((bound("0")?, bound("f")?))
}
