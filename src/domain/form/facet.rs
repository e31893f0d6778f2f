//! What one act answers to one question of a form.

use super::table::Facet;
use super::{Item, Material, Unread};
use crate::domain::act::word::{Class, Field};
use crate::domain::act::{Act, Addressee, Audience};
use crate::domain::course::Event;
use crate::domain::id::Code;
use crate::domain::payload::STATEMENT_BREAK;
use crate::domain::regulation::preset::ClassRule;

/// The answers; none where the act says nothing about it.
///
/// # Errors
/// The answer stands in words that cannot be read.
pub(super) fn answers(facet: Facet, event: &Event, material: &Material<'_>) -> Result<Vec<Item>, Unread> {
    Ok(match facet {
        Facet::When => vec![Item::Time(event.time())],
        Facet::Who => event.person().map(Item::Person).into_iter().collect(),
        Facet::Department => code(event.department()),
        // RULE: R11.5. The number that lists show and people read aloud: no other request has it, and unlike a place in the queue it
        // stays what was printed, whatever arrives from another desk.
        Facet::Number => vec![Item::Request(event.id())],
        Facet::Text(Field::statement) => words(Field::statement, event, material)?.into_iter().flat_map(statements).collect(),
        Facet::Text(field) => words(field, event, material)?.into_iter().collect(),
        Facet::Class => said(class(&event.act, material.classes)),
        Facet::To | Facet::Mode | Facet::Consent | Facet::Responsible | Facet::Means => hands(facet, &event.act),
        Facet::Satisfied | Facet::Speed | Facet::Effect | Facet::Manner | Facet::Verified | Facet::Score => opinions(facet, &event.act),
        Facet::Deadline | Facet::Milestones | Facet::PlanUsed | Facet::Losses | Facet::Notified | Facet::Findings => {
            measures(facet, &event.act)
        }
        Facet::Coordination | Facet::Departments | Facet::Lead | Facet::Concluded => coordination(facet, &event.act),
        Facet::FileKind | Facet::FileSource | Facet::FileTaken => file(facet, &event.act),
        _ => axes(facet, &event.act),
    })
}

/// An imported row is the only words that a claimed history has.
fn words(field: Field, event: &Event, material: &Material<'_>) -> Result<Option<Item>, Unread> {
    let field = if matches!(event.act, Act::Import(_)) && field == Field::words { Field::row } else { field };
    material.text(event.id(), field)
}

/// RULE: R15.9. Each side's statement by itself.
fn statements(all: Item) -> Vec<Item> {
    match all {
        Item::Text(all) => all.split(STATEMENT_BREAK).map(|one| Item::Text(one.to_owned())).collect(),
        corrected => vec![corrected],
    }
}

fn said<T: Into<Item>>(word: Option<T>) -> Vec<Item> {
    word.map(Into::into).into_iter().collect()
}

fn code(code: Option<&Code>) -> Vec<Item> {
    code.cloned().map(Item::Code).into_iter().collect()
}

fn yes(said: Option<bool>) -> Vec<Item> {
    said.map(Item::Said).into_iter().collect()
}

fn score(score: Option<u8>) -> Vec<Item> {
    score.map(|score| Item::Number(u64::from(score))).into_iter().collect()
}

fn to(audience: &[Audience]) -> Vec<Item> {
    audience.iter().cloned().map(Item::To).collect()
}

/// RULE: decision Q06. As said; where nobody says one, by what it is about.
fn class(act: &Act, classes: &[ClassRule]) -> Option<Class> {
    let (class, subject, matter) = match act {
        Act::Open(act) => (act.class, act.subject, Some(act.matter)),
        Act::Classify(act) => (act.class, act.subject, act.matter),
        Act::SpecialReport(act) => (act.class, None, None),
        _ => return None,
    };
    class.or_else(|| ClassRule::matched(classes, subject, matter))
}

fn axes(facet: Facet, act: &Act) -> Vec<Item> {
    match (facet, act) {
        (Facet::Channel, Act::Open(act)) => said(Some(act.channel)),
        (Facet::Channel, Act::Import(act)) => said(act.channel),
        // Not having repeated the words is no answer: the field waits for somebody who does.
        (Facet::RepeatBack, Act::Open(act)) => act.repeat_back.then_some(Item::Said(true)).into_iter().collect(),
        (Facet::Matter, Act::Open(act)) => said(Some(act.matter)),
        (Facet::Matter, Act::Import(act)) => said(act.matter),
        (Facet::Matter, Act::Classify(act)) => said(act.matter),
        (Facet::Place, Act::Open(act)) => code(act.place.as_ref()),
        (Facet::Place, Act::Arrive(act)) => code(act.place.as_ref()),
        (Facet::Competence, Act::Open(act)) => said(act.competence),
        (Facet::Competence, Act::Classify(act)) => said(act.competence),
        (Facet::Solvable, Act::Classify(act)) => yes(act.solvable_now),
        (Facet::Outcome, Act::Complete(act)) => said(Some(act.outcome)),
        (Facet::Outcome, Act::Close(act)) => said(Some(act.outcome)),
        (Facet::Cause, Act::Complete(act)) => said(act.cause),
        (Facet::Cause, Act::Evaluate(act)) => said(act.cause),
        (Facet::Liability, Act::Investigate(act)) => said(act.liability),
        (Facet::Liability, Act::Classify(act)) => said(act.liability),
        // Whoever opens a request is there for the first time.
        (Facet::Visit, Act::Open(_)) => vec![Item::Number(1)],
        (Facet::Visit, Act::CountVisit(act)) => vec![Item::Number(u64::from(act.visit))],
        _ => Vec::new(),
    }
}

fn hands(facet: Facet, act: &Act) -> Vec<Item> {
    match (facet, act) {
        (Facet::To, Act::Offer(act)) => match &act.to {
            Some(Addressee::Person(person)) => vec![Item::Person(*person)],
            Some(Addressee::Post(post)) => vec![Item::Code(post.clone())],
            None => Vec::new(),
        },
        (Facet::To, Act::Tell(act)) => to(&act.to),
        (Facet::To, Act::Escalate(act)) => to(&act.to),
        (Facet::Mode, Act::Offer(act)) => said(Some(act.mode)),
        (Facet::Consent, Act::Offer(act)) => yes(act.consent),
        (Facet::Responsible, Act::Assign(act)) => vec![Item::Person(act.handler)],
        (Facet::Responsible, Act::Plan(act)) => act.responsible.map(Item::Person).into_iter().collect(),
        (Facet::Means, Act::Tell(act)) => said(Some(act.means)),
        (Facet::Means, Act::Visit(act)) => said(Some(act.means)),
        _ => Vec::new(),
    }
}

fn opinions(facet: Facet, act: &Act) -> Vec<Item> {
    match (facet, act) {
        (Facet::Satisfied, Act::Visit(act)) => yes(act.satisfied),
        (Facet::Speed, Act::Visit(act)) => score(act.speed),
        (Facet::Effect, Act::Visit(act)) => score(act.result),
        (Facet::Manner, Act::Visit(act)) => score(act.manner),
        (Facet::Verified, Act::Visit(act)) => act.verified.then_some(Item::Said(true)).into_iter().collect(),
        (Facet::Score, Act::Evaluate(act)) => score(act.satisfaction),
        _ => Vec::new(),
    }
}

fn measures(facet: Facet, act: &Act) -> Vec<Item> {
    match (facet, act) {
        (Facet::Deadline, Act::Plan(act)) => vec![Item::Time(act.deadline)],
        (Facet::Deadline, Act::Promise(act)) => vec![Item::Time(act.due)],
        (Facet::Milestones, Act::Plan(act)) => act.milestones.iter().copied().map(Item::Time).collect(),
        (Facet::PlanUsed, Act::Confirm(act)) => code(act.plan.as_ref()),
        (Facet::PlanUsed, Act::SpecialReport(act)) => code(act.plan.as_ref()),
        (Facet::Losses, Act::SpecialReport(act)) => act.losses.iter().copied().map(Item::from).collect(),
        (Facet::Notified, Act::SpecialReport(act)) => {
            act.notified.iter().flat_map(|(whom, when)| [Item::To(whom.clone()), Item::Time(*when)]).collect()
        }
        (Facet::Findings, Act::Investigate(act)) => act.findings.iter().copied().map(Item::from).collect(),
        _ => Vec::new(),
    }
}

fn coordination(facet: Facet, act: &Act) -> Vec<Item> {
    let Act::Coordinate(act) = act else { return Vec::new() };
    match facet {
        Facet::Coordination => said(Some(act.kind)),
        Facet::Departments => act.departments.iter().cloned().map(Item::Code).collect(),
        Facet::Lead => code(act.lead.as_ref()),
        _ => act.concluded.then_some(Item::Said(true)).into_iter().collect(),
    }
}

fn file(facet: Facet, act: &Act) -> Vec<Item> {
    let Act::Attach(act) = act else { return Vec::new() };
    match facet {
        Facet::FileKind => vec![act.shows.into(), act.media.into()],
        Facet::FileSource => said(act.source),
        _ => act.taken.map(Item::Time).into_iter().collect(),
    }
}
