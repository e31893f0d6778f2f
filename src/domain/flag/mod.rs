//! Flags: what a supervisor should look at. A flagged record has its full effect (decision Q20); what has none is remarked on
//! by the fold. Pure functions of the course of a request, its regulation and the roster: no clock, no order of arrival.

mod audit;
mod matrix;
mod noted;
mod party;
mod passing;
mod phrase;
mod superior;

use serde::Serialize;

use super::act::Act;
use super::course::Course;
use super::evidence::Evidence;
use super::id::{PersonId, RecordId};
use super::regulation::Adopted;
use super::request::Request;

pub use audit::checks;
pub use passing::hops;
pub use phrase::{Span, lint};
pub use superior::{Superior, superior_of};

/// What is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Offered to somebody whom the regulation does not name for this giver.
    OutsideMatrix,
    /// Offered past a direct superior whom the roster does not have.
    SuperiorAbsent,
    /// Offered in a mode that the regulation does not list.
    UnusualMode,
    /// Passed to another department although nobody says that it cannot be solved here.
    Solvable,
    /// Offered while an offer of the same to somebody else may still be taken.
    DoubleOffer,
    /// Back at a department that had given it away.
    PingPong,
    /// It reached somebody by whom it counts as a conflict that has grown.
    ConflictEscalated,
    /// Offered on although it was absorbed as misdirected: void.
    Retransfer,
    /// The resident had to come once more than the regulation allows.
    VisitTooMany,
    /// Told a second time which papers are needed.
    NoticeRepeated,
    /// Evidence without its source or date.
    EvidenceUnsourced,
    /// An investigation that one of those concerned has not signed.
    Unsigned,
    /// Taken over without a signature of whoever had it.
    PassUnsigned,
    /// Passed on without a word of what it is about.
    BriefMissing,
    /// A promise that was moved without a word of why.
    MovedUnexplained,
    /// A claimed time outside what others' receipts prove.
    ClaimOutside,
    /// A channel that the regulation does not list.
    ChannelUnlisted,
}

impl Concern {
    /// Every concern.
    pub const ALL: &[Self] = &[
        Self::OutsideMatrix,
        Self::SuperiorAbsent,
        Self::UnusualMode,
        Self::Solvable,
        Self::DoubleOffer,
        Self::PingPong,
        Self::ConflictEscalated,
        Self::Retransfer,
        Self::VisitTooMany,
        Self::NoticeRepeated,
        Self::EvidenceUnsourced,
        Self::Unsigned,
        Self::PassUnsigned,
        Self::BriefMissing,
        Self::MovedUnexplained,
        Self::ClaimOutside,
        Self::ChannelUnlisted,
    ];
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flag {
    /// The record.
    pub record: RecordId,
    /// What about it.
    pub concern: Concern,
    /// The clause, where one speaks of it.
    pub rule: Option<String>,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// Who is proposed instead (R09.2).
    pub proposed: Option<PersonId>,
    /// The record that it rests on besides.
    pub because: Option<RecordId>,
}

impl Flag {
    fn by(self, rule: Option<String>) -> Self {
        Self { rule, ..self }
    }
}

/// A flag on an event, concerning its author.
fn flag(course: &Course, at: usize, concern: Concern) -> Flag {
    let event = &course.events[at];
    Flag { record: event.id(), concern, rule: None, person: event.person(), proposed: None, because: None }
}

/// Everything to look at in a request, in the order of its course.
#[must_use]
pub fn flags(course: &Course, request: &Request, adopted: &Adopted, evidence: &Evidence) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    for (at, event) in course.effective() {
        if matches!(event.act, Act::Offer(_)) {
            flags.extend(matrix::at_offer(course, adopted, evidence, at));
            flags.extend(passing::double_offer(course, at));
        }
        flags.extend(passing::escalated(course, adopted, evidence, at));
        flags.extend(noted::at_record(course, adopted, evidence, at));
    }
    flags.extend(passing::ping_pong(course, request, adopted));
    flags.extend(passing::retransfers(course, request));
    let place = |flag: &Flag| (course.place(flag.record), flag.clone());
    flags.sort_by_cached_key(place);
    flags.dedup();
    flags
}

/// The clauses of the shipped documents that flags cite besides the sections of their own, each with what is flagged.
pub fn clauses() -> impl Iterator<Item = (&'static str, Concern)> {
    let matrix = matrix::CLAUSES.iter().map(|(_, _, rule)| (*rule, Concern::OutsideMatrix));
    let modes = matrix::MODES.iter().map(|(_, rule)| (*rule, Concern::UnusualMode));
    let buck = passing::BUCK.iter().map(|(_, rule)| (*rule, Concern::PingPong));
    let briefs = noted::BRIEFS.iter().map(|(_, rule)| (*rule, Concern::BriefMissing));
    let channels = noted::CHANNELS.iter().map(|(_, rule)| (*rule, Concern::ChannelUnlisted));
    matrix.chain(modes).chain(buck).chain(briefs).chain(channels)
}

/// Whom the regulation would have an offer go to, before it is signed: who is proposed where the direct superior must take
/// it and is not there (R09.2). `None`: nothing stands against the offer, or nobody is proposed.
#[must_use]
pub fn advice(flags: &[Flag], offer: RecordId) -> Option<PersonId> {
    flags.iter().find(|flag| flag.record == offer && flag.proposed.is_some()).and_then(|flag| flag.proposed)
}
