//! A request told to a person: who asked what, who answers for it now, and what happened in which order.

use super::desk::Desk;
use super::duties;
use super::facts;
use super::files::told_attachments;
use super::flagged;
use super::resolve::short;
use super::table::plain;
use super::tell::{line, state_key, unclassified, who_holds};
use crate::domain::act::Kind;
use crate::domain::act::word::{Class, Field};
use crate::domain::id::RecordId;
use crate::domain::request::{Remark, Request};
use crate::face::view::{OfferView, RequestView, StepView};
use crate::face::word::Word;

/// The whole story.
pub fn tell(desk: &Desk<'_>, request: &Request, view: &RequestView, (sealed, classes): (Option<&'static str>, Option<&[Class]>)) -> String {
    let mut story = heading(desk, view);
    story.push_str(&unclassified(desk, classes));
    story.push_str(&first_contact(desk, view));
    story.push_str(&who_holds(desk, request));
    story.push_str(&same_matter(desk, view));
    for offer in &view.offers {
        story.push_str(&standing_offer(desk, offer));
    }
    story.push_str(&resident(desk, view, sealed));
    story.push_str(&told_attachments(desk, &view.attachments));
    story.push_str(&duties::told_short(desk, &view.duties));
    story.push('\n');
    for step in &view.chain {
        story.push_str(&told_step(desk, step, &request.remarks));
        for flag in view.flags.iter().filter(|flag| flag.record == step.record) {
            story.push_str(&flagged::told(desk, flag));
        }
    }
    story.push_str(&not_arrived(desk, request));
    story
}

fn heading(desk: &Desk<'_>, view: &RequestView) -> String {
    let text = desk.text;
    let mut about = vec![text.words(&view.matters)];
    about.extend(view.subjects.iter().map(|subject| text.word(*subject)));
    about.extend(view.classes.iter().map(|class| text.word(*class)));
    about.extend(view.channel.map(|channel| text.word(channel)));
    about.extend(view.place.as_ref().map(|place| plain(&desk.people.place(place))));
    about.retain(|part| !part.is_empty());
    let (id, about, state) = (view.id.to_string(), about.join(" · "), text.say(state_key(view.state)));
    line(text.get("show-heading", [("id", short(&id).into()), ("about", about.into()), ("state", state.into())]))
}

/// Who owes the resident the answer, and whether it is still owed.
pub fn first_contact(desk: &Desk<'_>, view: &RequestView) -> String {
    let text = desk.text;
    match (&view.first_contact_name, view.imported) {
        (Some(name), _) => {
            let key = if view.first_contact_open { "show-first-contact-owes" } else { "show-first-contact-done" };
            line(text.get(key, [("name", plain(name).into())]))
        }
        (None, true) => line(text.say("show-imported")),
        (None, false) => line(text.say("show-relay")),
    }
}

/// Requests of the same matter, and which of them was first as far as anybody can prove it.
fn same_matter(desk: &Desk<'_>, view: &RequestView) -> String {
    let Some(group) = &view.group else { return String::new() };
    let name = |id: &RecordId| short(&id.to_string()).to_owned();
    let others = group.requests.iter().filter(|id| **id != view.id).map(name).collect::<Vec<_>>();
    let others = others.join(&desk.text.say("list-separator"));
    match &group.first {
        Some(first) => line(desk.text.get("show-group-first", [("others", others.into()), ("first", name(first).into())])),
        None => line(desk.text.get("show-group-unordered", [("others", others.into())])),
    }
}

fn standing_offer(desk: &Desk<'_>, offer: &OfferView) -> String {
    let text = desk.text;
    let (from, to, mode) = (plain(&offer.from_name), plain(&offer.to_name), text.word(offer.mode));
    line(text.get("show-offer", [("from", from.into()), ("to", to.into()), ("mode", mode.into())]))
}

fn resident(desk: &Desk<'_>, view: &RequestView, sealed: Option<&'static str>) -> String {
    let text = desk.text;
    if let Some(key) = sealed {
        return line(text.say(key));
    }
    let Some(personal) = &view.personal else { return String::new() };
    let who: Vec<String> = [&personal.name, &personal.room, &personal.phone].into_iter().flatten().map(|part| plain(part)).collect();
    let mut said = String::new();
    if !who.is_empty() {
        said.push_str(&line(text.get("show-resident", [("who", who.join(" ").into())])));
    }
    if let Some(words) = &personal.words {
        said.push_str(&line(text.get("show-words", [("words", plain(words).into())])));
    }
    if let Some(expectation) = &personal.expectation {
        said.push_str(&line(text.get("show-expectation", [("words", plain(expectation).into())])));
    }
    said
}

fn told_step(desk: &Desk<'_>, step: &StepView, remarks: &[Remark]) -> String {
    let text = desk.text;
    let act = text.word(Kind(step.kind));
    let who = step.author_name.as_ref().map_or_else(|| text.say("show-nobody"), |name| plain(name));
    let at = to_the_second(&step.claimed_at);
    let id = step.record.to_string();
    let mut said = text.get("show-step", [("at", at.into()), ("who", who.into()), ("act", act.into()), ("record", short(&id).into())]);
    if step.happened.is_some() {
        said.push_str(&text.get("show-claimed", [("at", written(step).into())]));
    }
    let mut said = line(said);
    let facts = step.facts.as_ref().map(|act| facts::line(desk, act)).unwrap_or_default();
    if !facts.is_empty() {
        said.push_str(&line(text.get("show-facts", [("facts", facts.into())])));
    }
    said.push_str(&witnessed(desk, step));
    if Kind(step.kind) != Kind::Open {
        for (field, words) in step.words.iter().flatten() {
            let field = Field::from_label(field).map(|field| text.word(field)).unwrap_or_default();
            said.push_str(&line(text.get("show-said", [("field", field.into()), ("words", plain(words).into())])));
        }
    }
    for remark in remarks.iter().filter(|remark| remark.record == step.record) {
        said.push_str(&told_remark(desk, remark));
    }
    said
}

fn written(step: &StepView) -> String {
    to_the_second(&step.written_at)
}

/// What other devices' receipts prove about the time.
fn witnessed(desk: &Desk<'_>, step: &StepView) -> String {
    let (from, to) = (step.not_before.as_deref().map(to_the_second), step.not_after.as_deref().map(to_the_second));
    match (from, to) {
        (Some(from), Some(to)) => line(desk.text.get("show-between", [("from", from.into()), ("to", to.into())])),
        (Some(from), None) => line(desk.text.get("show-after", [("from", from.into())])),
        (None, Some(to)) => line(desk.text.get("show-before", [("to", to.into())])),
        (None, None) => String::new(),
    }
}

/// `2026-11-21T18:40:05.123+08:00` without what people do not need.
pub fn to_the_second(time: &str) -> String {
    time.get(..19).unwrap_or(time).replace('T', " ")
}

/// A remark as a sentence, naming the holder whose tenure or release it concerns.
pub fn told_remark(desk: &Desk<'_>, remark: &Remark) -> String {
    let text = desk.text;
    let cause = text.say(super::explain::cause_key(remark.cause));
    let mut said = text.get("show-remark", [("cause", cause.into())]);
    if let Some(holder) = remark.holder {
        said.push_str(&text.get("show-concerns", [("name", plain(&desk.names().person(holder)).into())]));
    }
    line(said)
}

/// What is named but has not arrived.
pub fn not_arrived(desk: &Desk<'_>, request: &Request) -> String {
    if request.missing.is_empty() {
        return String::new();
    }
    line(desk.text.get("show-missing", [("count", request.missing.len().into())]))
}
