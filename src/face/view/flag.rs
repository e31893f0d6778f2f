//! Flags, linked requests and the resident's view for showing.

use serde::Serialize;

use super::{Names, act_label};
use crate::domain::act::Act;
use crate::domain::flag::{Concern, Flag};
use crate::domain::group::{Contact, First, first_reporter};
use crate::domain::id::{PersonId, RecordId};
use crate::domain::payload::Personal;
use crate::domain::regulation::rule::Rule;
use crate::domain::resident::{ResidentView, Seen, Stage};

/// A flag with the sentence of its clause.
#[derive(Clone, Debug)]
pub struct Flagged {
    /// The flag.
    pub flag: Flag,
    /// The clause, where one speaks of it.
    pub rule: Option<Rule>,
}

/// Something that a supervisor should look at.
#[derive(Clone, Debug, Serialize)]
pub struct FlagView {
    /// The record.
    pub record: RecordId,
    /// What about it.
    pub concern: Concern,
    /// The clause, as R09.2.
    pub rule: Option<String>,
    /// Its sentence in the source text.
    pub sentence: Option<String>,
    /// The same in English.
    pub english: Option<String>,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: Option<String>,
    /// Who is proposed instead.
    pub proposed: Option<PersonId>,
    /// Their name.
    pub proposed_name: Option<String>,
    /// The record that it rests on besides.
    pub because: Option<RecordId>,
}

impl FlagView {
    /// A flag with names.
    #[must_use]
    pub fn of(flagged: &Flagged, names: &Names<'_>) -> Self {
        let Flag { record, concern, rule, person, proposed, because } = flagged.flag.clone();
        Self {
            record,
            concern,
            rule,
            sentence: flagged.rule.as_ref().map(|rule| rule.zh.clone()),
            english: flagged.rule.as_ref().map(|rule| rule.en.clone()),
            person,
            name: person.map(|person| names.person(person)),
            proposed,
            proposed_name: proposed.map(|person| names.person(person)),
            because,
        }
    }
}

/// Requests of one matter.
#[derive(Clone, Debug, Serialize)]
pub struct GroupView {
    /// All of them.
    pub requests: Vec<RecordId>,
    /// The one that was provably first.
    pub first: Option<RecordId>,
    /// Where nothing proves which was first: those that may have been.
    pub unordered: Vec<RecordId>,
}

impl GroupView {
    /// `None`: a request of its own.
    #[must_use]
    pub fn of(group: &[Contact]) -> Option<Self> {
        let requests: Vec<RecordId> = group.iter().map(|contact| contact.request).collect();
        let (first, unordered) = match first_reporter(group) {
            First::One(first) => (Some(first), Vec::new()),
            First::Unordered(unordered) => (None, unordered),
        };
        (requests.len() > 1).then_some(Self { requests, first, unordered })
    }
}

/// What the resident may see of a request.
#[derive(Clone, Debug, Serialize)]
pub struct ResidentsView {
    /// The request.
    pub id: RecordId,
    /// 受理, 处理中 or 已完成.
    pub stage: Stage,
    /// What was done, said and promised.
    pub seen: Vec<SeenView>,
}

/// One thing that the resident may see.
#[derive(Clone, Debug, Serialize)]
pub struct SeenView {
    /// When it happened, as claimed.
    pub at: String,
    /// What was done, as the command line spells it.
    pub act: String,
    /// The fields of the act, without anything internal.
    pub facts: Act,
    /// What was said to the resident.
    pub words: Vec<String>,
}

impl ResidentsView {
    /// A view with the words that can be read here.
    #[must_use]
    pub fn of(id: RecordId, view: &ResidentView, words: impl Fn(RecordId) -> Option<Personal>, names: &Names<'_>) -> Self {
        let said = |seen: &Seen| words(seen.record).map(|personal| personal.texts.into_values().collect()).unwrap_or_default();
        let seen = |seen: &Seen| SeenView {
            at: names.time(seen.at),
            act: act_label(seen.act.kind()),
            facts: seen.act.clone(),
            words: if seen.is_said { said(seen) } else { Vec::new() },
        };
        Self { id, stage: view.stage, seen: view.seen.iter().map(seen).collect() }
    }
}
