//! What an act says, as a line for people: its facts in the words of the vocabularies.

use super::desk::Desk;
use super::resolve::short;
use super::table::plain;
use crate::domain::act::word::Finding;
use crate::domain::act::{self, Act, Audience};
use crate::domain::id::{Code, PersonId, RecordId};
use crate::domain::time::UtcMs;
use crate::face::word::Word;

/// The facts of an act in one line; empty where the act's name says it all.
#[must_use]
pub fn line(desk: &Desk<'_>, act: &Act) -> String {
    let facts = Facts { desk, parts: Vec::new() };
    let facts = match act {
        Act::Import(_) | Act::Classify(_) | Act::Open(_) => what_it_is(facts, act),
        Act::Offer(_) | Act::Take(_) | Act::Decline(_) | Act::Close(_) | Act::Assign(_) | Act::Coordinate(_) => who_has_it(facts, act),
        Act::Report(_) | Act::Confirm(_) | Act::Answer(_) | Act::Tell(_) | Act::Promise(_) | Act::Consult(_) | Act::Escalate(_) => {
            what_was_said(facts, act)
        }
        _ => what_was_done(facts, act),
    };
    facts.parts.join(&desk.text.say("fact-separator"))
}

struct Facts<'d, 'a> {
    desk: &'d Desk<'a>,
    parts: Vec<String>,
}

impl Facts<'_, '_> {
    fn text(mut self, key: &str, value: String) -> Self {
        if !value.is_empty() {
            self.parts.push(self.desk.text.get(key, [("value", value.into())]));
        }
        self
    }

    fn word<W: Word>(self, key: &str, word: Option<W>) -> Self {
        let said = word.map(|word| self.desk.text.word(word)).unwrap_or_default();
        self.text(key, said)
    }

    fn words<W: Word>(self, key: &str, words: &[W]) -> Self {
        let said = self.desk.text.words(words);
        self.text(key, said)
    }

    fn flag(mut self, key: &str, set: bool) -> Self {
        if set {
            self.parts.push(self.desk.text.say(key));
        }
        self
    }

    /// A fact that may be said, denied or left open.
    fn said(self, key: &str, value: Option<bool>) -> Self {
        let said = value.map(|yes| self.desk.text.say(if yes { "fact-yes" } else { "fact-no" })).unwrap_or_default();
        self.text(key, said)
    }

    fn time(self, key: &str, at: Option<UtcMs>) -> Self {
        let said = at.map(|at| self.desk.names().clock(at)).unwrap_or_default();
        self.text(key, said)
    }

    fn person(self, key: &str, person: Option<PersonId>) -> Self {
        let said = person.map(|person| plain(&self.desk.names().person(person))).unwrap_or_default();
        self.text(key, said)
    }

    fn persons(self, key: &str, persons: &[PersonId]) -> Self {
        let names: Vec<String> = persons.iter().map(|person| plain(&self.desk.names().person(*person))).collect();
        let said = names.join(&self.desk.text.say("list-separator"));
        self.text(key, said)
    }

    fn code(self, key: &str, code: Option<&Code>) -> Self {
        let said = code.map(|code| plain(self.desk.known.code_name(code))).unwrap_or_default();
        self.text(key, said)
    }

    fn record(self, key: &str, record: Option<RecordId>) -> Self {
        let said = record.map(|record| short(&record.to_string()).to_owned()).unwrap_or_default();
        self.text(key, said)
    }

    fn score(self, key: &str, score: Option<u8>) -> Self {
        self.text(key, score.map(|score| score.to_string()).unwrap_or_default())
    }

    fn audiences(self, key: &str, audiences: &[Audience]) -> Self {
        let desk = self.desk;
        let name = |audience: &Audience| match audience {
            Audience::Resident => desk.text.say("fact-resident"),
            Audience::FirstReporter => desk.text.say("fact-first-reporter"),
            Audience::Person(person) => plain(&desk.names().person(*person)),
            Audience::Post(post) => plain(desk.known.code_name(post)),
            Audience::Role(role) => desk.text.word(*role),
            Audience::OnDuty(duty) => desk.text.word(*duty),
        };
        let names: Vec<String> = audiences.iter().map(name).collect();
        self.text(key, names.join(&desk.text.say("list-separator")))
    }
}

fn what_it_is<'d, 'a>(facts: Facts<'d, 'a>, act: &Act) -> Facts<'d, 'a> {
    match act {
        Act::Open(act) => facts
            .word("fact-competence", act.competence)
            .flag("fact-self-identified", act.self_identified)
            .flag("fact-repeat-back", act.repeat_back),
        Act::Import(act) => facts
            .word("fact-claimed", Some(act.state))
            .code("fact-owner", act.owner.as_ref())
            .code("fact-crew", act.crew.as_ref())
            .time("fact-opened", act.opened)
            .time("fact-serviced", act.serviced)
            .time("fact-closed", act.closed),
        Act::Classify(act) => facts
            .word("fact-class", act.class)
            .word("fact-matter", act.matter)
            .word("fact-subject", act.subject)
            .said("fact-hazard", act.hazard)
            .said("fact-emergency", act.emergency)
            .said("fact-major", act.major)
            .said("fact-complex", act.complex)
            .said("fact-field", act.field)
            .word("fact-competence", act.competence)
            .said("fact-solvable", act.solvable_now)
            .word("fact-papers", act.papers)
            .word("fact-liability", act.liability)
            .record("fact-confirms", act.confirms),
        _ => facts,
    }
}

fn who_has_it<'d, 'a>(facts: Facts<'d, 'a>, act: &Act) -> Facts<'d, 'a> {
    match act {
        Act::Offer(act) => {
            let to = act.to.as_ref().map(|to| plain(&facts.desk.names().addressee(to))).unwrap_or_default();
            facts
                .text("fact-to", to)
                .word("fact-mode", Some(act.mode))
                .word("fact-reason", act.reason)
                .flag("fact-reached", act.reached)
                .said("fact-consent", act.consent)
        }
        Act::Take(act) => facts.record("fact-because", act.because),
        Act::Decline(act) => facts.word("fact-reason", act.reason),
        Act::Close(act) => facts.word("fact-outcome", Some(act.outcome)),
        Act::Assign(act) => facts.person("fact-to", Some(act.handler)).time("fact-due", act.due).flag("fact-delegation", act.delegation),
        Act::Coordinate(act) => {
            let departments: Vec<String> = act.departments.iter().map(|code| plain(facts.desk.known.code_name(code))).collect();
            let departments = departments.join(&facts.desk.text.say("list-separator"));
            facts
                .word("fact-coordination", Some(act.kind))
                .text("fact-departments", departments)
                .code("fact-lead", act.lead.as_ref())
                .flag("fact-concluded", act.concluded)
        }
        _ => facts,
    }
}

fn what_was_said<'d, 'a>(facts: Facts<'d, 'a>, act: &Act) -> Facts<'d, 'a> {
    match act {
        Act::Report(act) => facts.audiences("fact-to", &act.to).word("fact-means", Some(act.means)).flag(reached(act.reached), true),
        Act::Confirm(act) => {
            facts.audiences("fact-with", &act.with).word("fact-means", Some(act.means)).code("fact-plan", act.plan.as_ref())
        }
        Act::Answer(act) => {
            facts.flag("fact-understood", act.understood).flag("fact-out-of-scope", act.out_of_scope).flag("fact-refusal", act.refusal)
        }
        Act::Tell(act) => facts
            .audiences("fact-to", &act.to)
            .words("fact-what", &act.what)
            .word("fact-means", Some(act.means))
            .flag(reached(act.reached), true),
        Act::Promise(act) => facts.word("fact-what", Some(act.what)).time("fact-due", Some(act.due)).record("fact-replaces", act.replaces),
        Act::Consult(act) => facts.audiences("fact-to", &act.whom).word("fact-reason", act.reason),
        Act::Escalate(act) => facts.audiences("fact-to", &act.to).word("fact-reason", Some(act.reason)),
        _ => facts,
    }
}

fn reached(reached: bool) -> &'static str {
    if reached { "fact-reached" } else { "fact-not-reached" }
}

fn what_was_done<'d, 'a>(facts: Facts<'d, 'a>, act: &Act) -> Facts<'d, 'a> {
    match act {
        Act::Arrive(act) => facts.code("fact-place", act.place.as_ref()),
        Act::Investigate(act) => {
            facts.words("fact-findings", &act.findings).word("fact-liability", act.liability).persons("fact-asked", &act.signatories)
        }
        Act::Countersign(act) => facts.record("fact-record", Some(act.record)),
        Act::Receive(act) => facts.record("fact-record", Some(act.record)),
        Act::Correct(act) => facts.record("fact-record", Some(act.record)).word("fact-corrected", Some(act.field)),
        Act::Plan(act) => facts.time("fact-due", Some(act.deadline)).person("fact-responsible", act.responsible),
        Act::Progress(act) => facts.word("fact-waiting", act.waiting).flag("fact-resumed", act.resumed),
        Act::Complete(act) => facts.word("fact-outcome", Some(act.outcome)).word("fact-cause", act.cause),
        Act::Accept(act) => facts.word("fact-how", Some(act.how)),
        Act::Visit(act) => visit(facts, act),
        Act::SpecialReport(act) => {
            facts.word("fact-class", act.class).code("fact-plan", act.plan.as_ref()).words("fact-losses", &act.losses)
        }
        Act::Finish(act) => facts.word("fact-what", Some(act.what)).word("fact-ground", act.ground),
        Act::Link(act) => facts.record("fact-other", Some(act.other)).flag("fact-undone", act.undone),
        Act::CountVisit(act) => facts.score("fact-visit", Some(act.visit)),
        Act::Evaluate(act) => facts.word("fact-cause", act.cause).score("fact-satisfaction", act.satisfaction),
        Act::Find(act) => facts
            .word("fact-finding", Some(act.finding))
            .text("fact-rule", act.rule.as_ref().map(|rule| rule.as_str().to_ascii_uppercase()).unwrap_or_default())
            .person("fact-person", act.person)
            .code("fact-department", act.department.as_ref())
            // Whoever replies decides nothing.
            .word("fact-sanction", Some(act.sanction).filter(|_| act.finding != Finding::reply)),
        Act::Erase(act) => facts
            .word("fact-legal-ground", Some(act.ground))
            .record("fact-countersigns", act.countersigns)
            .record("fact-objects", act.objects)
            .flag("fact-hold", act.hold),
        _ => facts,
    }
}

fn visit<'d, 'a>(facts: Facts<'d, 'a>, act: &act::Visit) -> Facts<'d, 'a> {
    facts
        .word("fact-means", Some(act.means))
        .flag(reached(act.reached), true)
        .said("fact-satisfied", act.satisfied)
        .score("fact-speed", act.speed)
        .score("fact-result", act.result)
        .score("fact-manner", act.manner)
        .flag("fact-verified", act.verified)
}
