//! What a regulation asks for and no record can prove, in a line before something is signed. It never stands in the way.

use super::desk::Desk;
use super::failure::Failure;
use super::flagged;
use super::tell::line;
use crate::domain::act::word::Field;
use crate::domain::act::{Act, Open, Promise};
use crate::domain::course::Course;
use crate::domain::flag::checks;
use crate::domain::payload::Personal;
use crate::domain::regulation::hint::{Hint, clause, reception};
use crate::domain::regulation::preset::words::{Ask, Check};
use crate::domain::regulation::{Adopted, rule};
use crate::domain::request::Request;
use crate::face::text::Text;

/// Before a request is logged: what is still to be asked or said, for people only.
///
/// # Errors
/// The store's.
pub fn before_opening(desk: &mut Desk<'_>, open: &Open, words: &Personal) -> Result<(), Failure> {
    if desk.json {
        return Ok(());
    }
    let adopted = desk.handle.ruling()?.adopted;
    let said = |field: Field| words.texts.contains_key(&field);
    let given = |ask: Ask| match ask {
        Ask::building | Ask::place => open.place.is_some() || said(Field::room),
        Ask::unit => said(Field::room),
        Ask::name => said(Field::name),
        Ask::contact => said(Field::phone),
        Ask::content => said(Field::words),
        Ask::time => said(Field::occurred),
        Ask::symptom => said(Field::condition) || said(Field::words),
        Ask::expectation => said(Field::expectation),
    };
    let hints: Vec<String> = reception(&adopted, open, &given).iter().map(|(hint, rule)| told(desk.text, hint, *rule)).collect();
    if !hints.is_empty() {
        let hints = hints.join(&desk.text.say("advice-separator"));
        desk.out.message(&desk.text.get("advice-reception", [("hints", hints.into())]));
    }
    Ok(())
}

/// Before an act about a request is signed.
///
/// # Errors
/// The store's.
pub fn before(desk: &mut Desk<'_>, request: &Request, (act, words): (&Act, &Personal)) -> Result<(), Failure> {
    if desk.json || !matches!(act, Act::Promise(_) | Act::Complete(_) | Act::Find(_)) {
        return Ok(());
    }
    let (_, course) = desk.handle.course(request.id)?;
    let evidence = desk.handle.evidence(&desk.handle.snapshot()?, request.site)?;
    let adopted = evidence.adopted(course.adoption);
    let said = match act {
        Act::Promise(promise) => moved(desk.text, adopted, promise, words),
        Act::Complete(_) => liability(desk.text, adopted, &course),
        _ => looked_for(desk.text, &course, request, adopted),
    };
    if let Some(said) = said {
        desk.out.message(&said);
    }
    Ok(())
}

/// RULE: R13.3. A promise is moved without a word of why.
fn moved(text: &Text, adopted: &Adopted, promise: &Promise, words: &Personal) -> Option<String> {
    let asked = adopted.provisions.moved_promise_needs_reason == Some(true);
    let bare = promise.replaces.is_some() && words.texts.is_empty();
    (asked && bare).then(|| text.say("advice-moved") + &by(text, adopted.provisions.cite("promise")))
}

/// RULE: R13.2. Nobody has said whose the cause is.
fn liability(text: &Text, adopted: &Adopted, course: &Course) -> Option<String> {
    let values = &adopted.provisions.liability;
    let says = |act: &Act| match act {
        Act::Classify(body) => body.liability.is_some(),
        Act::Investigate(body) => body.liability.is_some(),
        _ => false,
    };
    if values.is_empty() || course.effective().any(|(_, event)| says(&event.act)) {
        return None;
    }
    let said = text.get("advice-liability", [("values", text.words(values).into())]);
    Some(said + &by(text, adopted.provisions.cite("liability")))
}

/// RULE: R09.17. What an inspection looks for, and what the records say of it.
fn looked_for(text: &Text, course: &Course, request: &Request, adopted: &Adopted) -> Option<String> {
    let found = checks(course, request, adopted).into_iter().map(|(check, holds)| {
        let holds = text.say(match holds {
            Some(true) => "check-holds",
            Some(false) => "check-fails",
            None => "check-nothing",
        });
        text.get("check", [("what", text.say(check_key(check)).into()), ("holds", holds.into())])
    });
    let found: Vec<String> = found.collect();
    let said = text.get("advice-checks", [("checks", found.join(&text.say("advice-separator")).into())]);
    (!found.is_empty()).then(|| said + &by(text, adopted.provisions.cite("audit")))
}

/// What is shown of a regulation beside its clauses.
pub fn beside(adopted: &Adopted, text: &Text) -> String {
    let said = &adopted.provisions;
    let mut told = String::new();
    if !said.channels.is_empty() {
        let channels: Vec<String> = said.channels.iter().map(|channel| text.word(*channel)).collect();
        let channels = channels.join(&text.say("list-separator"));
        told += &line(text.get("regulation-channels", [("channels", channels.into())]) + &by(text, clause(adopted, "channels")));
    }
    for (channel, script) in &said.scripts {
        let channel = text.word(*channel);
        told += &line(text.get("regulation-script", [("channel", channel.into()), ("script", script.as_str().into())]));
    }
    if !said.banned_acts.is_empty() {
        let acts = said.banned_acts.join(&text.say("list-separator"));
        told += &line(text.get("regulation-banned-acts", [("acts", acts.into())]) + &by(text, clause(adopted, "banned_acts")));
    }
    told
}

fn told(text: &Text, hint: &Hint, rule: Option<&str>) -> String {
    let said = match hint {
        Hint::Ask(asks) => {
            let asks: Vec<String> = asks.iter().map(|ask| text.say(ask_key(*ask))).collect();
            text.get("hint-ask", [("what", asks.join(&text.say("list-separator")).into())])
        }
        Hint::RepeatBack => text.say("hint-repeat-back"),
        Hint::ConfirmContact => text.say("hint-confirm-contact"),
        Hint::Identify => text.say("hint-identify"),
        Hint::GiveNumber => text.say("hint-give-number"),
        Hint::FindOut => text.say("hint-find-out"),
    };
    said + &rule.map(|rule| text.get("hint-rule", [("rule", rule.into())])).unwrap_or_default()
}

/// The clause with its sentence.
fn by(text: &Text, id: Option<&str>) -> String {
    let rule = id.and_then(rule::rule);
    rule.map(|rule| flagged::clause(text, [&rule.id, &rule.zh, &rule.en])).unwrap_or_default()
}

fn ask_key(ask: Ask) -> &'static str {
    match ask {
        Ask::building => "ask-building",
        Ask::unit => "ask-unit",
        Ask::name => "ask-name",
        Ask::contact => "ask-contact",
        Ask::content => "ask-content",
        Ask::time => "ask-time",
        Ask::place => "ask-place",
        Ask::symptom => "ask-symptom",
        Ask::expectation => "ask-expectation",
    }
}

fn check_key(check: Check) -> &'static str {
    match check {
        Check::F8_both_copies => "check-both-copies",
        Check::fc_named => "check-first-contact-named",
        Check::completion_notice => "check-completion-notice",
        Check::no_retransfer => "check-no-retransfer",
    }
}
