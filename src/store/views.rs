//! The folded views: a compact row a request, and the lists it stands in.

use std::collections::BTreeSet;

use redb::ReadableTable;
use serde::{Deserialize, Serialize};

use super::error::{CommitError, ReadError};
use super::index::{self, Key};
use super::tables::{Bytes, Tables};
use crate::domain::act::Addressee;
use crate::domain::act::word::{Channel, Class, Matter, Subject};
use crate::domain::course::Course;
use crate::domain::id::{CODE_BYTES_MAX, Code, Digest, PersonId, RecordId, RequestId, SiteId};
use crate::domain::request::{Grade, Opening, Request, State};
use crate::domain::time::UtcMs;

/// Raised when the rows or the fold change, so that an older store rebuilds its views once when it is opened.
pub const VIEWS_VERSION: u32 = 14;

/// What a list shows of a request without folding it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that a list shows")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// The opening record; in the table it is the key.
    #[serde(skip)]
    pub id: RequestId,
    /// The site.
    pub site: SiteId,
    /// It came as claimed history, not from a contact here.
    pub import: bool,
    /// When the contact was, as claimed: of an import, the claimed contact; where nothing is claimed, when it was written down.
    pub opened: UtcMs,
    /// How the resident reached us; `None`: it is claimed history.
    pub channel: Option<Channel>,
    /// Who owes the resident the answer.
    pub first_contact: Option<PersonId>,
    /// That duty is not discharged.
    pub first_contact_open: bool,
    /// How far it is.
    pub state: State,
    /// More than one tenure stands.
    pub contested: bool,
    /// The duty post holds it.
    pub duty_post: bool,
    /// Who holds it: the persons of its standing tenures, sorted.
    pub holders: Vec<PersonId>,
    /// Standing offers: which, and to whom.
    pub offers: Vec<(RecordId, Addressee)>,
    /// Where.
    pub place: Option<Code>,
    /// Classes said.
    pub classes: Vec<Class>,
    /// Matters said.
    pub matters: Vec<Matter>,
    /// Subjects said.
    pub subjects: Vec<Subject>,
    /// How many of its records are held.
    pub records: u32,
    /// How many of them have no effect yet because others have not arrived.
    pub waiting: u32,
    /// The persons and posts whose certificates its fold reads, wherever they stand: whom acts name, and the first contact.
    pub named: Vec<Addressee>,
    /// Its fold may change when the roster grows: something in it is not certified, late, withheld, waiting or orphaned.
    pub sensitive: bool,
}

/// A list of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Everything.
    All,
    /// Not closed.
    Open,
    /// Held by the person and not closed.
    Holder(PersonId),
    /// The person owes the answer.
    FirstContact(PersonId),
    /// Offered to the person or to one of the posts.
    OfferedTo {
        /// The person.
        person: PersonId,
        /// The posts of the person's certificates.
        posts: Vec<Code>,
    },
    /// More than one tenure stands.
    Contested,
    /// Nobody in force holds it.
    Orphaned,
}

/// How much of a request's id stands in a list: nobody can make two ids that begin with the same 16 bytes.
pub(super) const LISTED_ID_BYTES: usize = 16;

/// A site and a channel.
const SITE_CHANNEL_BYTES: usize = 18;

/// The lists, by the first byte of their keys.
#[derive(Clone, Copy)]
pub(super) enum List {
    /// Requests to fold again when the roster of the subject site grows.
    Sensitive = 16,
    All = 17,
    Open = 18,
    Holder = 19,
    FirstContact = 20,
    OfferedToPerson = 21,
    OfferedToPost = 22,
    Contested = 23,
    Orphaned = 24,
    /// Requests to fold again when somebody is certified whom they name.
    Named = 25,
    /// Requests of a site by how the resident reached us.
    Channel = 26,
}

impl RequestRow {
    /// The row of a folded request.
    pub(super) fn of(request: &Request, course: &Course, records: usize) -> Self {
        let (channel, opened, place) = match &request.opening {
            Opening::Open(open) => (Some(open.channel), None, open.place.clone()),
            Opening::Import(import) => (None, import.opened, None),
        };
        let orphaned = request.duty_post || request.tenures.is_empty();
        let graded = request.steps.iter().any(|step| step.grade != Grade::A);
        let incomplete = !request.missing.is_empty() || !request.waiting.is_empty();
        Self {
            id: request.id,
            site: request.site,
            import: channel.is_none(),
            channel,
            // RULE: decision Q01. The event's own time counts, where one is given.
            opened: opened.or(request.happened).unwrap_or(request.opened.wall),
            first_contact: request.first_contact,
            first_contact_open: request.first_contact_open,
            state: request.state,
            contested: request.contested,
            duty_post: request.duty_post,
            holders: request.holders(),
            offers: request.offers.iter().map(|offer| (offer.id, offer.to.clone())).collect(),
            place,
            classes: request.classes.clone(),
            matters: request.matters.clone(),
            subjects: request.subjects.clone(),
            records: u32::try_from(records).unwrap_or(u32::MAX),
            waiting: u32::try_from(request.waiting.len()).unwrap_or(u32::MAX),
            named: course
                .named
                .keys()
                .cloned()
                .chain(course.starts.iter().filter_map(|start| start.person.map(Addressee::Person)))
                .collect(),
            sensitive: orphaned || graded || incomplete || !request.remarks.is_empty(),
        }
    }

    /// Reads the stored row of a request.
    pub(super) fn decode(id: RequestId, bytes: &[u8]) -> Result<Self, ReadError> {
        let row = postcard::from_bytes(bytes).map_err(|_| ReadError::Inconsistent("requests"))?;
        Ok(Self { id, ..row })
    }

    /// The keys of the lists that it stands in.
    fn lists(&self) -> BTreeSet<Key> {
        let open = self.state != State::Closed;
        let mut keys = BTreeSet::new();
        let mut add = |list: List, subject: &[u8]| keys.insert(list_key(list, subject, newest_first(self.opened), self.id));
        add(List::All, &[]);
        if let Some(channel) = self.channel {
            add(List::Channel, &channel_subject(self.site, channel));
        }
        if open {
            add(List::Open, &[]);
            for person in &self.holders {
                add(List::Holder, &person.0);
            }
        }
        if let Some(person) = self.first_contact.filter(|_| self.first_contact_open) {
            add(List::FirstContact, &person.0);
        }
        for (_, to) in &self.offers {
            match to {
                Addressee::Person(person) => add(List::OfferedToPerson, &person.0),
                Addressee::Post(post) => add(List::OfferedToPost, &post_subject(post)),
            };
        }
        if self.contested {
            add(List::Contested, &[]);
        }
        if self.duty_post {
            add(List::Orphaned, &[]);
        }
        keys.extend(self.named.iter().map(|named| named_prefix(named).with(&self.id.0)));
        keys
    }
}

/// Newest first: large times come first, also beside negative ones.
pub(super) fn newest_first(at: UtcMs) -> u64 {
    !(at.cast_unsigned() ^ (1 << 63))
}

/// A channel of a site as a subject.
pub(super) fn channel_subject(site: SiteId, channel: Channel) -> [u8; SITE_CHANNEL_BYTES] {
    let mut subject = [0; SITE_CHANNEL_BYTES];
    subject[..site.0.len()].copy_from_slice(&site.0);
    subject[site.0.len()..].copy_from_slice(&channel.0.to_be_bytes());
    subject
}

/// A post as a subject of fixed length, so that one post's name is never the beginning of another's.
pub(super) fn post_subject(post: &Code) -> [u8; CODE_BYTES_MAX] {
    let mut subject = [0; CODE_BYTES_MAX];
    subject[..post.as_str().len()].copy_from_slice(post.as_str().as_bytes());
    subject
}

/// What the keys of requests start with that name somebody: as long for a post as for a person.
fn named_prefix(named: &Addressee) -> Key {
    match named {
        Addressee::Person(person) => list_prefix(List::Named, &person.0),
        Addressee::Post(post) => list_prefix(List::Named, &Digest::of(post.as_str().as_bytes()).0[..16]),
    }
}

/// The key of an entry of a list.
fn list_key(list: List, subject: &[u8], newest_first: u64, request: RequestId) -> Key {
    list_prefix(list, subject).with(&newest_first.to_be_bytes()).with(&request.0[..LISTED_ID_BYTES])
}

/// A request to fold again when the roster of its site grows; it may have no row, so its whole id is here.
fn sensitive_key(site: SiteId, request: RequestId) -> Key {
    list_prefix(List::Sensitive, &site.0).with(&request.0)
}

/// What the keys of one list start with.
pub(super) fn list_prefix(list: List, subject: &[u8]) -> Key {
    Key::section(list as u8).with(subject)
}

/// Writes the row of a request, and the lists it stands in. `None`: it cannot be folded yet.
pub(super) fn write(tables: &mut Tables<'_>, id: RequestId, site: SiteId, row: Option<&RequestRow>) -> Result<(), CommitError> {
    let before = tables.requests.get(&id.0)?.map(|value| RequestRow::decode(id, value.value())).transpose()?;
    let sensitive = sensitive_key(site, id);
    if row.is_none_or(|row| row.sensitive) {
        index::add(&mut tables.index, &sensitive)?;
    } else if before.as_ref().is_none_or(|before| before.sensitive) {
        tables.index.remove(sensitive.bytes())?;
    }
    if before.as_ref() == row {
        return Ok(());
    }
    let (old, new) = (before.map(|row| row.lists()).unwrap_or_default(), row.map(RequestRow::lists).unwrap_or_default());
    for key in old.difference(&new) {
        tables.index.remove(key.bytes())?;
    }
    for key in new.difference(&old) {
        index::add(&mut tables.index, key)?;
    }
    match row {
        Some(row) => {
            let bytes = postcard::to_allocvec(row).map_err(|_| ReadError::Inconsistent("a row does not encode"))?;
            tables.requests.insert(&id.0, bytes.as_slice())?;
        }
        None => {
            tables.requests.remove(&id.0)?;
        }
    }
    Ok(())
}

/// The requests of a site that a larger roster may change.
pub(super) fn sensitive(index: &impl ReadableTable<Bytes, ()>, site: SiteId) -> Result<Vec<RequestId>, ReadError> {
    requests_under(index, &list_prefix(List::Sensitive, &site.0))
}

/// The requests that name a person or post, of whatever site.
pub(super) fn naming(index: &impl ReadableTable<Bytes, ()>, named: &Addressee) -> Result<Vec<RequestId>, ReadError> {
    requests_under(index, &named_prefix(named))
}

/// The requests whose whole ids end the keys of a list.
fn requests_under(index: &impl ReadableTable<Bytes, ()>, prefix: &Key) -> Result<Vec<RequestId>, ReadError> {
    let mut out = Vec::new();
    index::scan(index, prefix, prefix, |key| {
        let id = key.last_chunk().copied().map(RecordId);
        out.push(id.ok_or(ReadError::Inconsistent("lists"))?);
        Ok(true)
    })?;
    Ok(out)
}

/// Every request of a site.
pub(super) fn of_site(tables: &Tables<'_>, site: SiteId) -> Result<Vec<RequestId>, ReadError> {
    let mut out = sensitive(&tables.index, site)?;
    for entry in tables.requests.iter()? {
        let (id, value) = entry?;
        let row = RequestRow::decode(RecordId(*id.value()), value.value())?;
        if row.site == site && !row.sensitive {
            out.push(row.id);
        }
    }
    Ok(out)
}
