//! Requests in a list.

use serde::Serialize;

use super::{CoverageView, Names};
use crate::domain::act::Addressee;
use crate::domain::act::word::{Class, Field, Matter, Subject};
use crate::domain::id::{Code, PersonId, RecordId};
use crate::domain::payload::Personal;
use crate::domain::request::State;
use crate::node::kept::RequestRow;

/// A list of requests.
#[derive(Clone, Debug, Serialize)]
pub struct ListView {
    /// One row a request, newest opening first.
    pub requests: Vec<RowView>,
    /// How complete it may be.
    pub coverage: CoverageView,
}

/// A request in a list.
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub struct RowView {
    /// The request.
    pub id: RecordId,
    /// How far it is.
    pub state: State,
    /// Several are responsible.
    pub contested: bool,
    /// Nobody in force holds it.
    pub orphaned: bool,
    /// It is claimed history, not a contact.
    pub imported: bool,
    /// When it was opened, as claimed.
    pub opened: String,
    /// What kind of thing is asked.
    pub matters: Vec<Matter>,
    /// What it is about.
    pub subjects: Vec<Subject>,
    /// Classes said.
    pub classes: Vec<Class>,
    /// Its regulation sorts requests, and nothing says yet into which class it falls.
    pub unclassified: bool,
    /// Where.
    pub place: Option<Code>,
    /// The first contact's id.
    pub first_contact: Option<PersonId>,
    /// The first contact still owes the answer.
    pub first_contact_open: bool,
    /// Who holds it.
    pub holders: Vec<NamedView>,
    /// Offers that may be taken.
    pub offers: Vec<OfferedView>,
    /// Records held.
    pub records: u32,
    /// Records held that wait for others.
    pub waiting_records: u32,
    /// The first words, where they can be read.
    pub words: Option<String>,
}

/// A person with a name.
#[derive(Clone, Debug, Serialize)]
pub struct NamedView {
    /// The person's id.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
}

/// An offer in a list.
#[derive(Clone, Debug, Serialize)]
pub struct OfferedView {
    /// The record.
    pub offer: RecordId,
    /// The person or post.
    pub to: ToView,
    /// Its name.
    pub to_name: String,
}

/// A person or a post.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ToView {
    /// One person.
    Person(PersonId),
    /// Whoever's certificate names the post.
    Post(Code),
}

impl RowView {
    /// The row of a request.
    #[must_use]
    pub fn of(row: &RequestRow, words: Option<&Personal>, names: &Names<'_>) -> Self {
        let holder = |person: &PersonId| NamedView { person: *person, name: names.person(*person) };
        let offer = |(offer, to): &(RecordId, Addressee)| OfferedView { offer: *offer, to: ToView::of(to), to_name: names.addressee(to) };
        Self {
            id: row.id,
            state: row.state,
            contested: row.contested,
            orphaned: row.duty_post,
            imported: row.import,
            opened: names.time(row.opened),
            matters: row.matters.clone(),
            subjects: row.subjects.clone(),
            classes: row.classes.clone(),
            unclassified: false,
            place: row.place.clone(),
            first_contact: row.first_contact,
            first_contact_open: row.first_contact_open,
            holders: row.holders.iter().map(holder).collect(),
            offers: row.offers.iter().map(offer).collect(),
            records: row.records,
            waiting_records: row.waiting,
            words: words.and_then(first_words),
        }
    }
}

impl ToView {
    /// Whom an offer addresses.
    #[must_use]
    pub fn of(to: &Addressee) -> Self {
        match to {
            Addressee::Person(person) => Self::Person(*person),
            Addressee::Post(post) => Self::Post(post.clone()),
        }
    }
}

fn first_words(personal: &Personal) -> Option<String> {
    [Field::words, Field::row].iter().find_map(|field| personal.texts.get(field).cloned())
}
