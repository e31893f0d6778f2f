//! The forms F1 to F18 that the regulations name, filled from a request's records. What a form asks stands in a table; one
//! reader fills every form. A form is never stored: it says what the records say, and what they still lack.

mod asked;
mod facet;
mod read;
mod table;
mod table_one;
mod table_two;

use std::collections::{BTreeMap, BTreeSet};

use super::act::Audience;
use super::act::word::{
    Cause, Channel, Class, Competence, Coordination, Field, Findings, Liability, Loss, Matter, Means, Media, Mode, Outcome, Shows, Source,
};
use super::course::Course;
use super::id::{Code, PersonId, RecordId, RequestId};
use super::payload::Personal;
use super::regulation::preset::{ClassRule, Duty};
use super::request::Request;
use super::time::UtcMs;

pub use super::regulation::preset::words::Form;
pub use asked::{Asked, Correction, Register};
pub use table::{Label, Sheet, sheet};

/// Between which times a record was written, as receipts of other devices prove.
pub type Bounds = (Option<UtcMs>, Option<UtcMs>);

/// What a form is filled from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The folded request.
    pub request: &'a Request,
    /// Its course.
    pub course: &'a Course,
    /// The classes of the regulation that it is judged by.
    pub classes: &'a [ClassRule],
    /// The words of each record, or why they cannot be read. A record that is not named has none.
    pub words: &'a BTreeMap<RecordId, Result<Personal, Unread>>,
    /// The proven times of each record.
    pub bounds: &'a BTreeMap<RecordId, Bounds>,
}

/// Why words cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// They were erased for good.
    Erased,
    /// They are locked, or they or their key have not arrived.
    Sealed,
}

/// A form filled from the records; one a copy, a pass or an event where the form is made out for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Which form.
    pub form: Form,
    /// Which of several.
    pub copy: Copy,
    /// Its fields, in the order of the form.
    pub fields: Vec<Filling>,
    /// Who signed it, or has to.
    pub signatures: Vec<Signature>,
    /// How far it is.
    pub state: State,
}

/// Which of several copies of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// The only one.
    Only,
    /// The n-th, from 1.
    Number(usize),
    /// The one of the first contact's department (R09.14).
    FirstContact,
    /// The one of the department that received it (R09.15).
    Receiving,
}

/// How far a form is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing has begun it.
    Missing,
    /// Fields or signatures are lacking, by their places in the form.
    Partial {
        /// Fields.
        fields: Vec<usize>,
        /// Signatures.
        signatures: Vec<usize>,
    },
    /// All fields are there, and everybody signed.
    Complete,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// What it asks.
    pub label: Label,
    /// What the records answer, in their order.
    pub entries: Vec<Entry>,
    /// How it stands.
    pub state: FieldState,
}

/// How a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldState {
    /// Answered.
    Filled,
    /// Not answered yet.
    Missing,
    /// It was answered, and the words were erased.
    Erased,
    /// It may be answered in words that cannot be read here now.
    Sealed,
    /// This request does not need it.
    NotNeeded,
}

/// What one record answers to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The record.
    pub record: RecordId,
    /// What it says.
    pub items: Vec<Item>,
}

/// A signature that a form asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// In what capacity.
    pub label: Label,
    /// Who signed, or has to, where that is known.
    pub who: Option<PersonId>,
    /// When, as claimed, where it is signed.
    pub at: Option<UtcMs>,
    /// When, as proven.
    pub bounds: Bounds,
    /// The signed record.
    pub record: Option<RecordId>,
}

/// One thing that a record says; a face says it in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Somebody's words.
    Text(String),
    /// Words that a later record corrected (nothing is overwritten).
    Corrected {
        /// As they were, where they can be read.
        from: Option<String>,
        /// As they should be.
        to: String,
    },
    /// A time.
    Time(UtcMs),
    /// A person.
    Person(PersonId),
    /// A department, place, post or plan.
    Code(Code),
    /// Whom somebody spoke to.
    To(Audience),
    /// A yes or a no.
    Said(bool),
    /// A number.
    Number(u64),
    /// A request, by the number that people use for it.
    Request(RequestId),
    /// A word of the vocabularies.
    Term(Term),
}

/// A word of one of the vocabularies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The vocabulary's name.
    pub vocabulary: &'static str,
    /// The word's number.
    pub number: u16,
    /// The word for programs; `None`: a newer version wrote it.
    pub label: Option<&'static str>,
}

macro_rules! terms {
    ($( $name:ident ),+) => {
        $( impl From<$name> for Item {
            fn from(word: $name) -> Self {
                Self::Term(Term { vocabulary: stringify!($name), number: word.0, label: word.label() })
            }
        } )+
    };
}

terms! {
    Cause, Channel, Class, Competence, Coordination, Findings, Liability, Loss, Matter, Means, Media, Mode, Outcome, Shows, Source
}

/// The forms that the duties of a regulation name for a request of these classes; the handover slip F17 always.
#[must_use]
pub fn needed(duties: &[Duty], request: &Request) -> BTreeSet<Form> {
    let of_class = |duty: &&Duty| {
        let said = duty.classes.is_empty() || request.classes.is_empty();
        said || duty.classes.iter().any(|class| request.classes.contains(class))
    };
    let named = duties.iter().filter(of_class).filter_map(|duty| duty.form);
    named.chain([Form::F17]).collect()
}

/// Fills a form: one answer a copy, at least one.
#[must_use]
pub fn fill(form: Form, material: &Material<'_>) -> Vec<Filled> {
    read::fill(sheet(form), material)
}

impl Filled {
    /// The fields that are lacking.
    pub fn lacking(&self) -> impl Iterator<Item = &Filling> {
        self.fields.iter().filter(|field| field.state == FieldState::Missing)
    }

    fn judged(mut self, begun: bool) -> Self {
        let lacks = |field: &(usize, &Filling)| field.1.state == FieldState::Missing;
        let fields: Vec<usize> = self.fields.iter().enumerate().filter(lacks).map(|(at, _)| at).collect();
        let unsigned = |signature: &(usize, &Signature)| signature.1.record.is_none();
        let signatures: Vec<usize> = self.signatures.iter().enumerate().filter(unsigned).map(|(at, _)| at).collect();
        self.state = match (begun, fields.is_empty() && signatures.is_empty()) {
            (false, _) => State::Missing,
            (true, true) => State::Complete,
            (true, false) => State::Partial { fields, signatures },
        };
        self
    }
}

impl Material<'_> {
    /// The words of a record under a field, with the newest correction.
    ///
    /// # Errors
    /// Why they cannot be read.
    fn text(&self, record: RecordId, field: Field) -> Result<Option<Item>, Unread> {
        let own = self.said(record, field);
        let corrected = self.course.effective().filter_map(|(_, event)| match &event.act {
            super::act::Act::Correct(body) if body.record == record && body.field == field => self.said(event.id(), field).ok().flatten(),
            _ => None,
        });
        match (corrected.last(), own) {
            (Some(to), from) => Ok(Some(Item::Corrected { from: from.ok().flatten(), to })),
            (None, own) => own.map(|text| text.map(Item::Text)),
        }
    }

    fn said(&self, record: RecordId, field: Field) -> Result<Option<String>, Unread> {
        match self.words.get(&record) {
            Some(Ok(personal)) => Ok(personal.texts.get(&field).cloned()),
            Some(Err(why)) => Err(*why),
            None => Ok(None),
        }
    }
}
