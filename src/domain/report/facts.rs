//! What one request brings to a report.

use super::Group;
use crate::domain::act::word::{Cause, Finding, Matter, Outcome, Reason};
use crate::domain::act::{Act, Addressee, Visit};
use crate::domain::chain::Release;
use crate::domain::course::{Badge, Course};
use crate::domain::duty::{Basis, Mark, Verdict};
use crate::domain::evidence::Evidence;
use crate::domain::id::{Code, PersonId};
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::request::{Opening, Request};
use crate::domain::time::UtcMs;

/// What one request brings to a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that is counted")]
pub struct Facts {
    /// When it was opened, as claimed.
    pub opened: UtcMs,
    /// It is claimed history.
    pub imported: bool,
    /// Where.
    pub place: Option<Code>,
    /// What is asked: as sorted last, else as opened.
    pub matter: Option<Matter>,
    /// Who is first contact.
    pub first_contact: Option<PersonId>,
    /// The first contact's department.
    pub department: Option<Code>,
    /// Who held it how long.
    pub stays: Vec<Stay>,
    /// How it went from one to the other.
    pub passes: Vec<Pass>,
    /// What the resident said when somebody went back to ask; the last one that answered.
    pub visited: Option<Visited>,
    /// Work ended as solved.
    pub solved: bool,
    /// Somebody wrote down what is learned from it (R06.5, R07.9).
    pub evaluated: bool,
    /// What had caused it.
    pub cause: Option<Cause>,
    /// It was raised because of a conflict (R08.10).
    pub conflict: bool,
    /// How many praises an auditor found.
    pub praised: u64,
}

/// Somebody's holding of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Who.
    pub person: PersonId,
    /// Their department.
    pub department: Option<Code>,
    /// From when, as claimed.
    pub from: UtcMs,
    /// To when, as whoever took over claims; `None`: it stands.
    pub to: Option<UtcMs>,
}

/// A request going from one person to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// From which department.
    pub from: Option<Code>,
    /// To which.
    pub to: Option<Code>,
    /// It came back to a department that had given it away.
    pub returns: bool,
}

/// What a resident said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visited {
    /// Satisfied; `None`: no answer.
    pub satisfied: Option<bool>,
    /// Speed, result, manner: 1 to 5.
    pub scores: [Option<u8>; 3],
}

/// A judged duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyFact {
    /// Its clause.
    pub rule: String,
    /// What its limit is by.
    pub kind: LimitKind,
    /// How it stands.
    pub verdict: Verdict,
    /// On what that rests.
    pub basis: Option<Basis>,
    /// Who owes it, where it is one person.
    pub person: Option<PersonId>,
    /// Which department owes it.
    pub department: Option<Code>,
}

impl Facts {
    /// Reads them from a request and its course.
    #[must_use]
    pub fn of(request: &Request, course: &Course) -> Self {
        let mut facts = Self::opening(request, course);
        facts.hands(request);
        for (_, event) in course.effective() {
            match &event.act {
                Act::Visit(visit) if visit.satisfied.is_some() || scores(visit) != [None; 3] => {
                    facts.visited = Some(Visited { satisfied: visit.satisfied, scores: scores(visit) });
                }
                Act::Complete(complete) => {
                    facts.solved = complete.outcome == Outcome::resolved;
                    facts.cause = complete.cause.or(facts.cause);
                }
                Act::Evaluate(evaluate) => {
                    facts.evaluated = true;
                    facts.cause = evaluate.cause.or(facts.cause);
                }
                Act::Escalate(escalate) if escalate.reason == Reason::conflict => facts.conflict = true,
                Act::Find(find) if find.finding == Finding::commendation => facts.praised += 1,
                _ => {}
            }
        }
        facts
    }

    fn opening(request: &Request, course: &Course) -> Self {
        let (imported, place, matter, claimed) = match &request.opening {
            Opening::Open(open) => (false, open.place.clone(), Some(open.matter), None),
            Opening::Import(import) => (true, None, import.matter, import.opened),
        };
        let contact = course.starts.first().map(|start| &course.events[start.place]);
        Self {
            opened: claimed.or(request.happened).unwrap_or(request.opened.wall),
            imported,
            place,
            matter: request.matters.first().copied().or(matter),
            first_contact: request.first_contact,
            department: contact.and_then(|event| event.department()).cloned(),
            ..Self::default()
        }
    }

    /// Stays and passes, from the tenures in the order of the fold, by the events' own times (decision Q01). A close holds nothing.
    fn hands(&mut self, request: &Request) {
        let mut given: Vec<Option<Code>> = Vec::new();
        for tenure in request.tenures.iter().filter(|tenure| !tenure.close) {
            let taker = |edge: &Release| request.tenures.iter().find(|other| other.id == edge.by);
            let takers: Vec<_> = tenure.released.iter().filter_map(taker).collect();
            let to = takers.iter().map(|taker| request.since(taker)).min();
            self.stays.push(Stay { person: tenure.person, department: tenure.department.clone(), from: request.since(tenure), to });
            for taker in takers.iter().filter(|taker| !taker.close && taker.person != tenure.person) {
                let away = taker.department != tenure.department;
                if away {
                    given.push(tenure.department.clone());
                }
                let returns = away && given.contains(&taker.department);
                self.passes.push(Pass { from: tenure.department.clone(), to: taker.department.clone(), returns });
            }
        }
    }

    /// The groups that a request falls into by what it is about.
    pub(super) fn subjects(&self) -> Vec<Group> {
        vec![Group::Building(self.place.clone()), Group::Matter(self.matter)]
    }
}

/// The department for which a person owed what was raised by a record: that of their last act until then, else that of the
/// certificate that they had then. Whoever moves takes no breach along.
#[must_use]
pub fn department_of(person: PersonId, raised: &Mark, course: &Course, evidence: &Evidence) -> Option<Code> {
    let until = course.place(raised.record).map_or(0, |place| place + 1);
    if let Some(event) = course.events[..until].iter().rev().find(|event| event.person() == Some(person)) {
        return event.department().cloned();
    }
    let badges = Badge::of(&Addressee::Person(person), evidence);
    Badge::by(&badges, raised.at.wall).last().and_then(|badge| badge.department.clone())
}

fn scores(visit: &Visit) -> [Option<u8>; 3] {
    [visit.speed, visit.result, visit.manner]
}
