//! What the resident may see of a request: 受理, 处理中, 已完成, and what was said and promised to them. Nobody inside is named,
//! no handoff is shown, and where a department absorbed what was misdirected nothing tells of it (R09.10).

use serde::Serialize;

use super::act::word::{Coordination, Topic};
use super::act::{Act, Audience, Kind};
use super::course::{Course, Event};
use super::id::RecordId;
use super::request::{Request, State};
use super::time::UtcMs;

/// How far a request is, in the resident's three words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 受理: it is logged.
    Received,
    /// 处理中: somebody does something about it.
    InHand,
    /// 已完成: it is handled, and the resident has not said otherwise.
    Done,
}

/// One thing that the resident may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The record.
    pub record: RecordId,
    /// When it happened, as claimed.
    pub at: UtcMs,
    /// What was done, without anything internal.
    pub act: Act,
    /// Its words were said to the resident.
    pub is_said: bool,
}

/// What the resident may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResidentView {
    /// How far it is.
    pub stage: Stage,
    /// What was done, in the order of the course.
    pub seen: Vec<Seen>,
}

/// The resident's view of a request.
#[must_use]
pub fn view(course: &Course, request: &Request) -> ResidentView {
    let misdirected = |(_, event): (usize, &Event)| matches!(&event.act, Act::Coordinate(body) if body.kind == Coordination::misdirected);
    let hides = course.effective().any(misdirected);
    let seen = |event: &Event| {
        let act = shown(&event.act, hides)?;
        let is_said = matches!(act.kind(), Kind::Open | Kind::Answer | Kind::Tell | Kind::Promise);
        Some(Seen { record: event.id(), at: event.time(), act, is_said })
    };
    ResidentView { stage: stage(course, request), seen: course.effective().filter_map(|(_, event)| seen(event)).collect() }
}

fn stage(course: &Course, request: &Request) -> Stage {
    let satisfied = course.effective().filter_map(|(_, event)| if let Act::Visit(visit) = &event.act { visit.satisfied } else { None });
    let dissatisfied = satisfied.last() == Some(false);
    let moved = |(_, event): (usize, &Event)| !event.act.kind().opens() && !matches!(event.act, Act::Note(_) | Act::Link(_));
    match request.state {
        State::Closed => Stage::Done,
        State::Handled if !dissatisfied => Stage::Done,
        _ if course.effective().any(moved) => Stage::InHand,
        _ => Stage::Received,
    }
}

/// 6-acts.md, column "vis": what the resident's view may show of an act; the rest is taken out of it.
fn shown(act: &Act, hides: bool) -> Option<Act> {
    let resident = |to: &Audience| matches!(to, Audience::Resident | Audience::FirstReporter);
    Some(match act.clone() {
        Act::Open(open) => Act::Open(super::act::Open { competence: None, regulation: None, client_key: None, ..open }),
        // Whose task it is and who must bear the cause is internal.
        Act::Classify(body) => {
            let said = super::act::Classify { class: body.class, matter: body.matter, subject: body.subject, ..Default::default() };
            if said == super::act::Classify::default() {
                return None;
            }
            Act::Classify(said)
        }
        Act::Tell(mut tell) => {
            tell.to.retain(resident);
            // RULE: R09.10, 隐藏内部问题: which department it went to is not theirs to see again.
            tell.what.retain(|topic| !hides || ![Topic::department, Topic::contact].contains(topic));
            if tell.to.is_empty() || tell.what.is_empty() {
                return None;
            }
            Act::Tell(super::act::Tell { because: None, ..tell })
        }
        Act::Plan(plan) => Act::Plan(super::act::Plan { responsible: None, ..plan }),
        Act::Complete(complete) => Act::Complete(super::act::Complete { cause: None, ..complete }),
        Act::Close(close) => Act::Close(super::act::Close { parents: Vec::new(), because: None, ..close }),
        Act::Attach(attach) if attach.visible => Act::Attach(attach),
        act @ (Act::Answer(_) | Act::Promise(_) | Act::Arrive(_) | Act::Progress(_) | Act::Accept(_) | Act::Visit(_)) => act,
        _ => return None,
    })
}
