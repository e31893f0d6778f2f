//! Flags told to people, and advice before something is signed.

use super::desk::Desk;
use super::failure::Failure;
use super::resolve::short;
use super::story::to_the_second;
use super::table::plain;
use super::tell::line;
use super::{facts, requests};
use crate::domain::act::{Act, Audience, Kind};
use crate::domain::flag::{Concern, Span, flags, lint};
use crate::domain::id::{RecordId, RequestId};
use crate::domain::payload::Personal;
use crate::domain::regulation::rule::{Carrier, Rule};
use crate::domain::request::Request;
use crate::domain::resident::{self, Stage};
use crate::face::text::Text;
use crate::face::view::{FlagView, Flagged, ResidentsView};

/// The key of the sentence for a flag.
fn concern_key(concern: Concern) -> &'static str {
    match concern {
        Concern::OutsideMatrix => "flag-outside-matrix",
        Concern::SuperiorAbsent => "flag-superior-absent",
        Concern::UnusualMode => "flag-unusual-mode",
        Concern::Solvable => "flag-solvable",
        Concern::DoubleOffer => "flag-double-offer",
        Concern::PingPong => "flag-ping-pong",
        Concern::ConflictEscalated => "flag-conflict-escalated",
        Concern::Retransfer => "flag-retransfer",
        Concern::VisitTooMany => "flag-visit-too-many",
        Concern::NoticeRepeated => "flag-notice-repeated",
        Concern::EvidenceUnsourced => "flag-evidence-unsourced",
        Concern::Unsigned => "flag-unsigned",
        Concern::PassUnsigned => "flag-pass-unsigned",
        Concern::BriefMissing => "flag-brief-missing",
        Concern::MovedUnexplained => "flag-moved-unexplained",
        Concern::ClaimOutside => "flag-claim-outside",
        Concern::ChannelUnlisted => "flag-channel-unlisted",
    }
}

/// The flags of a request, each with its clause.
///
/// # Errors
/// The store's.
pub fn flagged(desk: &Desk<'_>, request: &Request) -> Result<Vec<Flagged>, Failure> {
    let (_, course) = desk.handle.course(request.id)?;
    let evidence = desk.handle.evidence(&desk.handle.snapshot()?, request.site)?;
    let adopted = evidence.adopted(course.adoption);
    let clause = |rule: Option<&String>| rule.and_then(|rule| adopted.rule(rule)).cloned();
    let found = flags(&course, request, adopted, &evidence).into_iter();
    Ok(found.map(|flag| Flagged { rule: clause(flag.rule.as_ref()), flag }).collect())
}

/// A flag in a line: what, by which clause, whom it concerns, who is proposed.
pub fn told(desk: &Desk<'_>, flag: &FlagView) -> String {
    let text = desk.text;
    let mut said = text.get("show-flag", [("concern", text.say(concern_key(flag.concern)).into())]);
    if let (Some(rule), Some(sentence), Some(english)) = (&flag.rule, &flag.sentence, &flag.english) {
        said.push_str(&clause(text, [rule, sentence, english]));
    }
    for (name, key) in [(&flag.name, "show-concerns"), (&flag.proposed_name, "show-proposed")] {
        let told = name.as_ref().map(|name| text.get(key, [("name", plain(name).into())]));
        said.push_str(&told.unwrap_or_default());
    }
    line(said)
}

/// A clause with its sentence; in English what it asks, too.
pub fn clause(text: &Text, [rule, sentence, english]: [&str; 3]) -> String {
    text.get("show-clause", [("rule", rule.into()), ("sentence", sentence.into()), ("english", english.into())])
}

/// What stands against an offer that was just made; it has its full effect all the same.
///
/// # Errors
/// The store's.
pub fn at_offer(desk: &Desk<'_>, request: RequestId, offer: RecordId) -> Result<Vec<FlagView>, Failure> {
    let request = desk.handle.request(request)?;
    let flags = flagged(desk, &request)?.into_iter().filter(|flagged| flagged.flag.record == offer);
    Ok(flags.map(|flagged| FlagView::of(&flagged, &desk.names())).collect())
}

/// `request show --resident`.
///
/// # Errors
/// The store's.
pub fn show_resident(desk: &mut Desk<'_>, request: &Request) -> Result<(), Failure> {
    let (_, course) = desk.handle.course(request.id)?;
    let view = resident::view(&course, request);
    let (said, sealed) = requests::said(desk, request)?;
    let view = ResidentsView::of(request.id, &view, |record| said.words.get(&record).cloned(), &desk.names());
    desk.answer(&view, |desk| tell_resident(desk, &view) + &sealed.map(|key| line(desk.text.say(key))).unwrap_or_default());
    Ok(())
}

fn tell_resident(desk: &Desk<'_>, view: &ResidentsView) -> String {
    let text = desk.text;
    let stage = match view.stage {
        Stage::Received => "stage-received",
        Stage::InHand => "stage-in-hand",
        Stage::Done => "stage-done",
    };
    let id = view.id.to_string();
    let mut told = line(text.get("show-stage", [("id", short(&id).into()), ("stage", text.say(stage).into())]));
    for seen in &view.seen {
        let (at, act) = (to_the_second(&seen.at), text.word(seen.facts.kind()));
        let facts = facts::line(desk, &seen.facts);
        told.push_str(&line(format!("{at}  {act}  {facts}").trim_end().to_owned()));
        for words in &seen.words {
            told.push_str(&line(format!("    {}", plain(words))));
        }
    }
    told
}

/// RULE: R01.2, R04.7, R12.7. Phrases in a reply that the request's regulation advises against, before it is signed;
/// whether there are any.
///
/// # Errors
/// The store's; or, where a person at a terminal can still say why, that they are asked.
pub fn advise(desk: &mut Desk<'_>, request: &Request, (act, words): (&Act, &Personal), anyway: Option<&str>) -> Result<bool, Failure> {
    if !is_reply(act) {
        return Ok(false);
    }
    let (_, course) = desk.handle.course(request.id)?;
    let evidence = desk.handle.evidence(&desk.handle.snapshot()?, request.site)?;
    let adopted = evidence.adopted(course.adoption);
    let marked: Vec<String> = words
        .texts
        .values()
        .map(|text| (text, lint(adopted, text)))
        .filter(|(_, spans)| !spans.is_empty())
        .map(|(text, spans)| mark(text, &spans))
        .collect();
    if marked.is_empty() {
        return Ok(false);
    }
    let clauses =
        adopted.sources.iter().filter_map(|source| source.id.split('-').next()).flat_map(crate::domain::regulation::rule::rules_of);
    let found: Option<&Rule> = clauses.into_iter().find(|rule| rule.carrier == Some(Carrier::Lint));
    for text in marked {
        let said = desk.text.get("advice-phrase", [("text", text.into())]);
        let by = found.map(|rule| clause(desk.text, [&rule.id, &rule.zh, &rule.en]));
        desk.out.message(&(said + &by.unwrap_or_default()));
    }
    if desk.asks && anyway.is_none() { Err(Failure::advised()) } else { Ok(true) }
}

/// What the resident hears.
fn is_reply(act: &Act) -> bool {
    match act {
        Act::Tell(tell) => tell.to.iter().any(|to| matches!(to, Audience::Resident | Audience::FirstReporter)),
        act => act.kind() == Kind::Answer,
    }
}

/// The text with every phrase between marks.
fn mark(text: &str, spans: &[Span]) -> String {
    let (mut marked, mut from) = (String::new(), 0);
    for span in spans {
        let start = span.range.start.max(from);
        marked.push_str(&plain(&text[from..start]));
        marked.push('【');
        marked.push_str(&plain(&text[start..span.range.end]));
        marked.push('】');
        from = span.range.end;
    }
    marked.push_str(&plain(&text[from..]));
    marked
}
