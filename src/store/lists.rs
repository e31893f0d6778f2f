//! Reading the lists: newest first, a page at a time, and ids by their first digits.

use std::collections::BTreeSet;

use redb::{ReadableTable, Value};

use super::error::ReadError;
use super::snapshot::Snapshot;
use super::tables::B32;
use super::views::{self, Filter, List, RequestRow};
use crate::domain::id::{RecordId, RequestId};

/// Where a list of rows goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    newest_first: u64,
    request: RequestId,
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

impl Filter {
    /// What the keys of its lists start with.
    fn prefixes(&self) -> Vec<Vec<u8>> {
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
            page.rows.push(self.row(position.request)?.ok_or(ReadError::Inconsistent("lists"))?);
            page.next = Some(position);
        }
        page.next = page.next.filter(|_| more);
        Ok(page)
    }

    /// Adds up to one more than `limit` entries of one list: the one more says that there are more.
    fn scan(&self, prefix: &[u8], after: Option<Position>, limit: usize, found: &mut BTreeSet<Position>) -> Result<(), ReadError> {
        let mut from = prefix.to_vec();
        if let Some(after) = after {
            from.extend_from_slice(&after.newest_first.to_be_bytes());
            from.extend_from_slice(&after.request.0);
            // The key right after this one: keys of one list have one length.
            from.push(0);
        }
        let lists = &self.views().lists;
        for entry in ReadableTable::range::<&[u8]>(lists, from.as_slice()..)?.take(limit.saturating_add(1)) {
            let key = entry?.0;
            let Some(rest) = key.value().strip_prefix(prefix) else { break };
            let newest_first = rest.first_chunk().ok_or(ReadError::Inconsistent("lists"))?;
            found.insert(Position { newest_first: u64::from_be_bytes(*newest_first), request: views::request_of(rest)? });
        }
        Ok(())
    }

    /// Finds the request that the first hex digits of its id name.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn find_request(&self, prefix: &str) -> Result<Found, ReadError> {
        find(&self.views().requests, prefix)
    }

    /// Finds the record that the first hex digits of its id name.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn find_record(&self, prefix: &str) -> Result<Found, ReadError> {
        find(&self.views().by_id, prefix)
    }
}

fn find<V: Value + 'static>(table: &impl ReadableTable<B32, V>, prefix: &str) -> Result<Found, ReadError> {
    let digits = prefix.len();
    if !(PREFIX_DIGITS_MIN..=64).contains(&digits) || !prefix.is_ascii() {
        return Ok(Found::None);
    }
    let bound = |filler: &str| RecordId::from_hex(&format!("{prefix}{}", filler.repeat(64 - digits)));
    let (Some(low), Some(high)) = (bound("0"), bound("f")) else { return Ok(Found::None) };
    let mut ids = Vec::new();
    for entry in table.range::<&[u8; 32]>(&low.0..=&high.0)?.take(AMBIGUOUS_MAX) {
        ids.push(RecordId(*entry?.0.value()));
    }
    Ok(match ids[..] {
        [] => Found::None,
        [id] => Found::Unique(id),
        _ => Found::Ambiguous(ids),
    })
}
