//! What a record says of itself that does not hold or is not whole: visits too many, notices given twice, evidence without a
//! source, signatures that are wanting, times that nobody's clock bears out.

use super::{Concern, Flag, flag};
use crate::domain::act::word::{Reason, Shows, Topic};
use crate::domain::act::{Act, Audience, Promise, Take, Tell};
use crate::domain::course::{Course, Event};
use crate::domain::evidence::Evidence;
use crate::domain::id::RecordId;
use crate::domain::regulation::Adopted;
use crate::domain::regulation::preset::words::{DoneBy, Form, SignatureOf};
use crate::domain::time::UtcMs;

use super::matrix::of;

/// How far a clock may be from the receipts of others before its claims are flagged, in milliseconds: a minute.
const CLAIM_TOLERANCE_MS: i64 = 60_000;

/// The clauses that list channels.
pub(super) const CHANNELS: &[(&str, &str)] = &[("r03", "R03.8"), ("r07", "R07.3"), ("r11", "R11.1"), ("r15", "R15.1")];

/// The clauses that ask for words with a handoff, where it is not the clause of the handoff itself.
pub(super) const BRIEFS: &[(&str, &str)] = &[("r16", "R16.9")];

/// What is flagged at any other record.
pub(super) fn at_record(course: &Course, adopted: &Adopted, evidence: &Evidence, at: usize) -> Vec<Flag> {
    let mut flags = match &course.events[at].act {
        Act::CountVisit(_) => visit(course, adopted, at).into_iter().collect(),
        Act::Tell(tell) => notice(course, adopted, at, tell).into_iter().collect(),
        Act::Investigate(_) => unsigned(course, adopted, at),
        Act::Take(take) => unsigned_pass(course, adopted, (at, take)),
        Act::Offer(_) | Act::Escalate(_) => briefless(course, adopted, at).into_iter().collect(),
        Act::Promise(promise) => moved(course, adopted, (at, promise)).into_iter().collect(),
        Act::Attach(body) if body.shows == Shows::evidence && (body.taken.is_none() || body.source.is_none()) => {
            let rule = with_form(adopted, Form::F12);
            rule.map(|rule| flag(course, at, Concern::EvidenceUnsourced).by(Some(rule))).into_iter().collect()
        }
        Act::Open(open) => {
            let listed = adopted.provisions.channels.is_empty() || adopted.provisions.channels.contains(&open.channel);
            let rule = CHANNELS.iter().find(|(preset, _)| of(adopted, preset)).map(|(_, rule)| (*rule).to_owned());
            // RULE: decision Q24, a remark and never a refusal.
            if listed { Vec::new() } else { vec![flag(course, at, Concern::ChannelUnlisted).by(rule)] }
        }
        _ => Vec::new(),
    };
    flags.extend(claim(course, evidence, at));
    flags
}

/// RULE: R04.6, R11.5. A visit beyond those that the regulation allows, by its own number or by those counted before it.
fn visit(course: &Course, adopted: &Adopted, at: usize) -> Option<Flag> {
    let max = usize::from(adopted.provisions.visits_max?);
    let Act::CountVisit(body) = &course.events[at].act else { return None };
    let before = course.effective().filter(|(place, event)| matches!(event.act, Act::CountVisit(_)) && course.precedes(*place, at)).count();
    let visit = usize::from(body.visit).max(before + 1);
    (visit > max).then(|| flag(course, at, Concern::VisitTooMany).by(adopted.provisions.cites.get("visits").cloned()))
}

/// RULE: R11.4. A second notice of the papers that are needed: the first was not complete.
fn notice(course: &Course, adopted: &Adopted, at: usize, tell: &Tell) -> Option<Flag> {
    let rule = with_form(adopted, Form::F18)?;
    let lists = |tell: &Tell| {
        let resident = tell.to.iter().any(|to| matches!(to, Audience::Resident | Audience::FirstReporter));
        resident && tell.reached && tell.what.contains(&Topic::documents)
    };
    let first = |(_, event): &(usize, &Event)| matches!(&event.act, Act::Tell(tell) if lists(tell));
    let (_, first) = course.effective().take_while(|(place, _)| *place < at).find(first).filter(|_| lists(tell))?;
    let mut flag = flag(course, at, Concern::NoticeRepeated).by(Some(rule));
    flag.because = Some(first.id());
    Some(flag)
}

/// RULE: R15.8. Each of those concerned who has not signed the investigation; nobody asked is nobody concerned.
fn unsigned(course: &Course, adopted: &Adopted, at: usize) -> Vec<Flag> {
    let Act::Investigate(body) = &course.events[at].act else { return Vec::new() };
    if adopted.provisions.signature != Some(SignatureOf::investigation) {
        return Vec::new();
    }
    let id = course.events[at].id();
    let signs = |event: &Event| matches!(&event.act, Act::Countersign(body) if body.record == id);
    let signed: Vec<_> = course.effective().filter(|(_, event)| signs(event)).filter_map(|(_, event)| event.person()).collect();
    let missing = body.signatories.iter().filter(|person| !signed.contains(person));
    let rule = adopted.provisions.cites.get("signature");
    let mut flags: Vec<Flag> =
        missing.map(|person| Flag { person: Some(*person), ..flag(course, at, Concern::Unsigned).by(rule.cloned()) }).collect();
    if body.signatories.is_empty() && signed.is_empty() {
        flags.push(flag(course, at, Concern::Unsigned).by(rule.cloned()));
    }
    flags
}

/// RULE: R08.11. A pass that whoever had it has not signed: somebody else took it over without an offer.
fn unsigned_pass(course: &Course, adopted: &Adopted, (at, take): (usize, &Take)) -> Vec<Flag> {
    if adopted.provisions.signature != Some(SignatureOf::every_pass) {
        return Vec::new();
    }
    let gives = |offer: &RecordId| course.place(*offer).map(|place| &course.events[place].act);
    let offered = |tenure: &RecordId| {
        take.offers.iter().filter_map(gives).any(|act| matches!(act, Act::Offer(offer) if offer.tenures.contains(tenure)))
    };
    let held =
        |tenure: &RecordId| course.place(*tenure).map(|place| &course.events[place]).filter(|event| !matches!(event.act, Act::Close(_)));
    let givers = take.parents.iter().filter(|tenure| !offered(tenure)).filter_map(held).filter_map(Event::person);
    let rule = adopted.provisions.cites.get("signature");
    let others = givers.filter(|giver| course.events[at].person() != Some(*giver));
    others.map(|giver| Flag { person: Some(giver), ..flag(course, at, Concern::PassUnsigned).by(rule.cloned()) }).collect()
}

/// RULE: R07.6, R16.9. Passed on without a word: the resident would have to tell it again. The end of a shift is no passing on.
fn briefless(course: &Course, adopted: &Adopted, at: usize) -> Option<Flag> {
    let event = &course.events[at];
    let relieved = matches!(&event.act, Act::Offer(offer) if offer.reason == Some(Reason::shift_end));
    let by = |done: &DoneBy| match &event.act {
        Act::Escalate(_) => *done == DoneBy::escalated,
        _ => matches!(done, DoneBy::taken | DoneBy::reached_or_taken),
    };
    let duty = adopted.duties.iter().find(|duty| duty.is_briefed && duty.done_by.iter().any(by))?;
    let rule = BRIEFS.iter().find(|(preset, _)| of(adopted, preset)).map_or(duty.rule.as_str(), |(_, rule)| rule).to_owned();
    (!event.has_words && !relieved).then(|| flag(course, at, Concern::BriefMissing).by(Some(rule)))
}

/// RULE: R13.3. A promise in place of another that does not say why.
fn moved(course: &Course, adopted: &Adopted, (at, promise): (usize, &Promise)) -> Option<Flag> {
    let asked = adopted.provisions.moved_promise_needs_reason == Some(true);
    let mut flag = flag(course, at, Concern::MovedUnexplained).by(adopted.provisions.cites.get("promise").cloned());
    flag.because = promise.replaces;
    (asked && promise.replaces.is_some() && !course.events[at].has_words).then_some(flag)
}

/// A time of writing that lies outside what receipts of other devices prove, or an event said to be later than they saw it.
fn claim(course: &Course, evidence: &Evidence, at: usize) -> Option<Flag> {
    let event = &course.events[at];
    let (lower, upper) = evidence.between(event.anchor, &event.link, event.author.as_ref()?.device);
    let before = |time: UtcMs| lower.is_some_and(|lower| time < lower - CLAIM_TOLERANCE_MS);
    let after = |time: UtcMs| upper.is_some_and(|upper| time > upper + CLAIM_TOLERANCE_MS);
    let outside = before(event.at.wall) || after(event.at.wall) || event.happened.is_some_and(after);
    outside.then(|| flag(course, at, Concern::ClaimOutside))
}

/// The clause of the duty that fills a form.
fn with_form(adopted: &Adopted, form: Form) -> Option<String> {
    adopted.duties.iter().find(|duty| duty.form == Some(form)).map(|duty| duty.rule.clone())
}
