//! What is stored of duties: small, without any verdict.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::house::{HOUSE, UNCLASSIFIED};
use crate::domain::course::Event;
use crate::domain::id::{Code, DeviceId, Epoch, PersonId, RecordId};
use crate::domain::key::PublicKey;
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::regulation::preset::figure::Figure;
use crate::domain::regulation::preset::words::Party;
use crate::domain::time::{Moment, UtcMs};

/// The place of a mark in its docket.
pub type MarkNumber = u32;

/// Everything that is owed about one request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Docket {
    /// The records that duties rest on, each once.
    pub marks: Vec<Mark>,
    /// The duties, in the order of the regulation; the house's own last.
    pub duties: Vec<Owed>,
    /// The link with the same matter of another reporter, where the regulation has only the first one told (decision Q29).
    /// Which one was first, receipts decide.
    pub link: Option<Mark>,
}

/// A docket while it is written.
#[derive(Default)]
pub(super) struct Book {
    pub written: Docket,
    numbers: BTreeMap<RecordId, MarkNumber>,
}

impl Book {
    /// The number of a mark, each record once.
    pub fn enter(&mut self, mark: Mark) -> MarkNumber {
        let next = MarkNumber::try_from(self.written.marks.len()).unwrap_or(MarkNumber::MAX);
        *self.numbers.entry(mark.record).or_insert_with(|| {
            self.written.marks.push(mark);
            next
        })
    }
}

/// A record that raises, dates or ends duties: all that is needed to bound its time later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The record.
    pub record: RecordId,
    /// Who signed it; with site and stream, the epoch and the place: where it stands.
    pub key: PublicKey,
    /// The epoch of its log.
    pub epoch: Epoch,
    /// The place in its log.
    pub seq: u64,
    /// On which device; `None`: under no certificate that counts.
    pub device: Option<DeviceId>,
    /// The newest receipt of another device that its author held.
    pub anchor: Option<RecordId>,
    /// When it was written, as claimed.
    pub at: Moment,
    /// When it happened, as claimed.
    pub happened: Option<UtcMs>,
    /// The newest claimed time of what it answers: it counts no earlier (decision Q01).
    pub floor: Option<UtcMs>,
}

/// Who owes a duty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Debtor {
    /// One person.
    Person(PersonId),
    /// Whoever answers for a department.
    Department(Code),
    /// Whoever has the role; of that department, where one is named.
    Party(Party, Option<Code>),
    /// The duty post: nobody in force is left to owe it.
    DutyPost,
}

/// By when something is owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ends {
    /// Whenever: nothing is late.
    #[default]
    Never,
    /// So long after the anchor.
    After(Figure),
    /// At a moment that somebody named.
    At(UtcMs),
}

/// How an end stands to the anchor by the order of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    After,
    Before,
    Beside,
}

/// One duty of one person or department, raised once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Its clause, as R10.3; `T14` and `T18` are the house's own (domain.md §3.5).
    pub rule: String,
    /// Its name in the document.
    pub duty: String,
    /// What its limit is by.
    pub kind: LimitKind,
    /// Who owes it.
    pub debtor: Debtor,
    /// To whom.
    pub to: Vec<Party>,
    /// What the text names as raising it: a contact, a take.
    pub occasion: MarkNumber,
    /// Since when all that it asks for holds.
    pub raised: MarkNumber,
    /// From when it is counted.
    pub anchor: MarkNumber,
    /// By when.
    pub ends: Ends,
    /// What the text aims at before its limit.
    pub target: Option<Figure>,
    /// It is owed only once this has run out with nothing done (R07.6).
    pub unless: Option<Unless>,
    /// What ended it: every part must be there, by any one of its marks.
    pub done: Vec<Vec<MarkNumber>>,
    /// Ends that were signed before the anchor: what was done before its condition was said.
    pub before: Vec<MarkNumber>,
    /// Ends of which nobody knows whether they were signed before the anchor or after it.
    pub beside: Vec<MarkNumber>,
    /// What made it void before it was done.
    pub superseded: Option<MarkNumber>,
    /// It is counted from before anybody knew that it would be owed.
    pub is_late_born: bool,
    /// The resident's view may show it.
    pub is_visible: bool,
    /// Some act tells that it was done.
    pub is_measured: bool,
    /// The contact among its ends, which ends a register only once everything is written down that is asked then: whether it is,
    /// only a node can tell that opens the words.
    pub register: Option<MarkNumber>,
}

/// What must not be done in time for a duty to be owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unless {
    /// How long after the anchor.
    pub figure: Figure,
    /// What would have been done; as [`Owed::done`].
    pub done: Vec<Vec<MarkNumber>>,
}

impl Owed {
    /// Whether what was owed is there.
    #[must_use]
    pub fn is_done(&self) -> bool {
        is_done(&self.done)
    }

    pub(super) fn order(&self, end: MarkNumber) -> Order {
        match () {
            () if self.before.contains(&end) => Order::Before,
            () if self.beside.contains(&end) => Order::Beside,
            () => Order::After,
        }
    }

    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.is_done() && self.superseded.is_none() && self.is_measured
    }

    /// Whether it is as done as the course can tell, and its words have to be looked at.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.register.is_some() && self.superseded.is_none() && self.is_measured
    }
}

pub(super) fn is_done(parts: &[Vec<MarkNumber>]) -> bool {
    !parts.is_empty() && parts.iter().all(|part| !part.is_empty())
}

impl Docket {
    /// A mark of this docket.
    ///
    /// # Panics
    /// If the number is another docket's.
    #[must_use]
    pub fn mark(&self, number: MarkNumber) -> &Mark {
        &self.marks[number as usize]
    }

    /// By what a duty is known again, with its rule and name, whoever says once more what raised it: its occasion, and how often it
    /// was owed for that before.
    ///
    /// # Panics
    /// If the number is another docket's.
    #[must_use]
    pub fn known_by(&self, number: usize) -> (RecordId, usize) {
        let owed = &self.duties[number];
        let is_same = |other: &&Owed| other.rule == owed.rule && other.duty == owed.duty && other.occasion == owed.occasion;
        (self.mark(owed.occasion).record, self.duties[..number].iter().filter(is_same).count())
    }

    /// RULE: decision Q06. The regulation sorts requests, and nobody has said into which class this one falls.
    #[must_use]
    pub fn is_unclassified(&self) -> bool {
        self.duties.iter().any(|owed| (owed.rule.as_str(), owed.duty.as_str()) == (HOUSE, UNCLASSIFIED) && !owed.is_done())
    }

    /// The claimed time of the part that was done last, each part by its first end.
    pub(super) fn latest(&self, parts: &[Vec<MarkNumber>]) -> Option<UtcMs> {
        let part = |part: &Vec<MarkNumber>| part.iter().map(|number| self.mark(*number).claimed()).min();
        parts.iter().filter_map(part).max()
    }

    /// Duties that somebody still has to do something about.
    pub fn open(&self) -> impl Iterator<Item = &Owed> {
        self.duties.iter().filter(|owed| owed.is_open())
    }

    fn enter(&mut self, mark: Mark) -> MarkNumber {
        let known = self.marks.iter().position(|known| known.record == mark.record);
        let at = known.unwrap_or_else(|| {
            self.marks.push(mark);
            self.marks.len() - 1
        });
        MarkNumber::try_from(at).unwrap_or(MarkNumber::MAX)
    }

    /// RULE: decision Q02. A register ends with the record that brought the last asked field; `None`: one is lacking, and the
    /// contact ends nothing.
    pub fn register(&mut self, duty: usize, by: Option<Mark>) {
        let Some(contact) = self.duties[duty].register else { return };
        let by = by.map(|mark| self.enter(mark));
        for part in self.duties[duty].done.iter_mut().filter(|part| part.contains(&contact)) {
            part.retain(|end| *end != contact);
            part.extend(by);
        }
    }

    /// RULE: decision Q29, R02. Where only the first reporter of linked requests is told, nobody owes the others a notice any more
    /// once the link is made; everything else of both requests stays.
    pub fn yield_notices(&mut self) {
        let Some(link) = self.link.map(|link| self.enter(link)) else { return };
        let to_reporter = |owed: &Owed| owed.to.iter().any(|to| matches!(to, Party::resident | Party::first_reporter));
        for owed in self.duties.iter_mut().filter(|owed| owed.is_open() && to_reporter(owed)) {
            owed.superseded = Some(link);
        }
    }
}

impl Mark {
    /// The mark of an event that answers others, whose newest claimed time is `floor`.
    #[must_use]
    pub fn of(event: &Event, floor: Option<UtcMs>) -> Self {
        Self {
            record: event.link.id,
            key: event.link.log.key,
            epoch: event.link.log.epoch,
            seq: event.link.seq,
            device: event.author.as_ref().map(|author| author.device),
            anchor: event.anchor,
            at: event.at,
            happened: event.happened,
            floor,
        }
    }

    /// When it counts as having happened, by the claims alone.
    #[must_use]
    pub fn claimed(&self) -> UtcMs {
        let claimed = self.happened.unwrap_or(self.at.wall);
        self.floor.map_or(claimed, |floor| floor.max(claimed))
    }
}
