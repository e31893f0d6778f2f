//! Duties for showing: who owes what by when, how that stands, and by which sentence of which text.

use serde::Serialize;

use super::{CoverageView, NamedView, Names, PeriodicView, act_label};
use crate::domain::duty::{Basis, Colour, Ends, Verdict, Why};
use crate::domain::form::Unread;
use crate::domain::id::{PersonId, RecordId};
use crate::domain::regulation::Adopted;
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::regulation::calendar::DayKind;
use crate::domain::regulation::due::NoDue;
use crate::domain::regulation::preset::words::DoneBy;
use crate::face::text::Text;
use crate::face::word::{self, debtor, done_key, house_duty};
use crate::node::{Alarm, AlarmKind, Duty, Explained, Marked};

/// How the engine names the duties of telling the resident, or whoever gets a copy or a report, something with another one.
const TOLD: [&str; 3] = ["_told", "_copied", "_reported"];

/// A list of duties.
#[derive(Clone, Debug, Serialize)]
pub struct DutiesView {
    /// The moment that was asked about.
    pub at: String,
    /// What still has to be done first, then by when it is due.
    pub duties: Vec<DutyView>,
    /// What the calendar asks for, in the same order.
    pub periodic: Vec<PeriodicView>,
    /// How complete it may be.
    pub coverage: CoverageView,
}

/// A duty.
#[derive(Clone, Debug, Serialize)]
pub struct DutyView {
    /// The request.
    pub request: RecordId,
    /// Its clause, as R10.3; `T14`, `T18` and `house` are the house's own.
    pub rule: String,
    /// Its name in the document.
    pub duty: String,
    /// By what it is known again: rule, duty, occasion, and how often it was owed for that before, which an earlier reclassification
    /// that arrives late can shift.
    pub key: String,
    /// Since when all that it asks for holds.
    pub raised: RecordId,
    /// What discharges it, as documents write it.
    pub what: String,
    /// Who owes it, by name; the role or the department where the roster has nobody.
    pub who: String,
    /// The same persons.
    pub persons: Vec<NamedView>,
    /// To whom, as documents write it.
    pub to: Vec<&'static str>,
    /// Until when.
    pub due: Option<String>,
    /// The moment itself is too late already.
    pub exclusive: bool,
    /// What the text aims at before.
    pub target: Option<String>,
    /// What the limit is by.
    pub limit: LimitKind,
    /// How long, as `30 min wall`.
    pub figure: Option<String>,
    /// How it stands.
    pub verdict: Verdict,
    /// Receipts of other devices, or own clocks alone.
    pub basis: Option<Basis>,
    /// How it is shown.
    pub colour: Colour,
    /// Why there is no due or no decision, or what is lacking, in the reader's language.
    pub reason: Option<String>,
    /// The fields that its register lacks, as `request correct --field` takes them.
    pub lacking: Vec<&'static str>,
    /// The names of the same fields, for people.
    #[serde(skip)]
    pub lacking_names: Vec<String>,
    /// Somebody still has to do something.
    pub open: bool,
    /// When it was done, as claimed.
    pub done: Option<String>,
    /// It is counted from before anybody knew that it would be owed.
    pub late_born: bool,
    /// The names of what discharges it, for people.
    #[serde(skip)]
    pub task: String,
    /// How long, for people.
    #[serde(skip)]
    pub term: String,
}

/// A record that a duty rests on.
#[derive(Clone, Debug, Serialize)]
pub struct MarkView {
    /// The record.
    pub record: RecordId,
    /// Its act, as the command line spells it.
    pub act: Option<String>,
    /// Its number.
    #[serde(skip)]
    pub kind: Option<u16>,
    /// Its author.
    pub author: Option<PersonId>,
    /// Their name.
    pub author_name: Option<String>,
    /// When it happened, as claimed.
    pub claimed_at: String,
    /// Not written before this, by somebody else's receipt.
    pub not_before: Option<String>,
    /// Not written after this, by somebody else's receipt.
    pub not_after: Option<String>,
}

/// A clause and the text that it stands in.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseView {
    /// As R10.3.
    pub id: String,
    /// Its sentence.
    pub zh: Option<String>,
    /// What it asks, in English.
    pub en: Option<String>,
    /// The title of the text.
    pub title: Option<String>,
    /// The document, as `r10-interactive`.
    pub document: Option<String>,
    /// Where its text stands among the sources.
    pub source: Option<String>,
    /// The text is cut off.
    pub truncated: bool,
}

/// A day that was looked at for a due.
#[derive(Clone, Debug, Serialize)]
pub struct DayView {
    /// In the site's zone.
    pub date: String,
    /// What it is.
    pub kind: DayKind,
    /// It counts.
    pub counted: bool,
}

/// A duty with everything that it rests on.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedView {
    /// The duty.
    #[serde(flatten)]
    pub duty: DutyView,
    /// Its sentence.
    pub clause: ClauseView,
    /// What raised it.
    pub raised_by: MarkView,
    /// From when it is counted.
    pub anchor: MarkView,
    /// Every day whose kind was asked.
    pub days: Vec<DayView>,
    /// What ended it.
    pub ended_by: Vec<MarkView>,
    /// What made it void.
    pub superseded_by: Option<MarkView>,
    /// What nobody has here that would decide it or prove it: `act`, `calendar`, `document`, `receipt-anchor`, `receipt-end`.
    pub missing: Vec<&'static str>,
}

impl DutyView {
    /// A duty, with the regulation that its request is judged by.
    #[must_use]
    pub fn of(duty: &Duty, adopted: &Adopted, names: &Names<'_>, text: &Text) -> Self {
        let (owed, judged) = (duty.owed(), &duty.judgement);
        let persons: Vec<NamedView> = duty.who.iter().map(|person| NamedView { person: *person, name: names.person(*person) }).collect();
        let named: Vec<String> = persons.iter().map(|person| person.name.clone()).collect();
        let done_by = done_by(&owed.rule, &owed.duty, adopted);
        let words: Vec<&str> = done_by.iter().map(|word| word.word()).collect();
        let tasks: Vec<String> = done_by.iter().map(|word| text.say(done_key(*word))).collect();
        let time = |at| names.time(at);
        let (occasion, before) = duty.known_by();
        let lacking_names: Vec<String> = duty.lacking.iter().map(|field| text.word(*field)).collect();
        let fields = lacking_names.join(&text.say("list-separator"));
        let lacking = (!fields.is_empty()).then(|| text.get("duty-lacking", [("fields", fields.into())]));
        let figure = if let Ends::After(figure) = owed.ends { Some(figure) } else { None };
        Self {
            request: duty.request,
            rule: owed.rule.clone(),
            duty: owed.duty.clone(),
            key: format!("{}/{}/{occasion}/{before}", owed.rule, owed.duty),
            raised: duty.mark(owed.raised).record,
            what: if words.is_empty() { owed.duty.clone() } else { words.join(" | ") },
            task: if tasks.is_empty() { house_duty(text, &owed.duty) } else { tasks.join(&text.say("duty-or")) },
            who: if named.is_empty() { debtor(text, names, &owed.debtor) } else { named.join(&text.say("list-separator")) },
            persons,
            to: owed.to.iter().map(|party| party.word()).collect(),
            due: judged.due.as_ref().map(|due| time(due.at)),
            exclusive: judged.due.as_ref().is_some_and(|due| due.exclusive),
            target: judged.target.map(time),
            limit: owed.kind,
            figure: figure.map(|figure| figure.to_string()),
            term: figure.map(|figure| word::figure(text, figure)).unwrap_or_default(),
            verdict: judged.verdict,
            basis: judged.basis,
            colour: judged.colour,
            reason: judged.why.map(|why| reason(text, why)).or(lacking),
            lacking: duty.lacking.iter().filter_map(|field| field.label()).collect(),
            lacking_names,
            open: owed.is_open(),
            done: judged.done.map(time),
            late_born: owed.is_late_born,
        }
    }
}

/// What discharges a duty; of one that its clause asks besides, that the resident is told. None: the house's own.
fn done_by(rule: &str, duty: &str, adopted: &Adopted) -> Vec<DoneBy> {
    match (adopted.duty(rule, duty), TOLD.iter().find_map(|suffix| duty.strip_suffix(suffix))) {
        (Some(clause), _) => clause.done_by.clone(),
        (None, Some(main)) if adopted.duty(rule, main).is_some() => vec![DoneBy::told],
        (None, _) => Vec::new(),
    }
}

fn reason(text: &Text, why: Why) -> String {
    match why {
        Why::NoDue(NoDue::Calendar(day)) => text.get("why-calendar", [("day", day.to_string().into())]),
        Why::NoDue(NoDue::Document(_)) => text.say("why-document"),
        Why::NoDue(NoDue::OutOfRange) => text.say("why-range"),
        Why::Interval => text.say("why-interval"),
        Why::Contradiction => text.say("why-contradiction"),
        Why::Words(Unread::Sealed) => text.say("why-words-sealed"),
        Why::Words(Unread::Erased) => text.say("why-words-erased"),
    }
}

impl MarkView {
    fn of(marked: &Marked, names: &Names<'_>) -> Self {
        let author = marked.event.as_ref().and_then(crate::domain::course::Event::person);
        let kind = marked.event.as_ref().map(|event| event.act.kind());
        Self {
            record: marked.mark.record,
            act: kind.map(act_label),
            kind: kind.map(|kind| kind.0),
            author,
            author_name: author.map(|person| names.person(person)),
            claimed_at: names.time(marked.mark.claimed()),
            not_before: marked.bounds.lower.map(|at| names.time(at)),
            not_after: marked.bounds.upper.map(|at| names.time(at)),
        }
    }
}

impl ClauseView {
    pub(super) fn of(rule: &str, adopted: &Adopted) -> Self {
        let (sentence, source) = (adopted.rule(rule), adopted.source(rule));
        Self {
            id: rule.to_owned(),
            zh: sentence.map(|rule| rule.zh.clone()),
            en: sentence.map(|rule| rule.en.clone()),
            title: source.map(|source| source.title_zh.clone()),
            document: source.map(|source| source.id.clone()),
            source: source.map(|source| source.source.clone()),
            truncated: source.is_some_and(|source| source.is_truncated),
        }
    }
}

impl ExplainedView {
    /// A duty with everything that it rests on.
    #[must_use]
    pub fn of(explained: &Explained, names: &Names<'_>, text: &Text) -> Self {
        let judged = &explained.duty.judgement;
        let day = |day: &crate::domain::regulation::due::CountedDay| DayView {
            date: day.date.to_string(),
            kind: day.kind,
            counted: day.kind.is_worked(),
        };
        Self {
            duty: DutyView::of(&explained.duty, &explained.adopted, names, text),
            clause: ClauseView::of(&explained.duty.owed().rule, &explained.adopted),
            raised_by: MarkView::of(&explained.raised, names),
            anchor: MarkView::of(&explained.anchor, names),
            days: judged.due.iter().flat_map(|due| &due.days).map(day).collect(),
            ended_by: explained.ends.iter().map(|end| MarkView::of(end, names)).collect(),
            superseded_by: explained.superseded.as_ref().map(|end| MarkView::of(end, names)),
            missing: missing(explained),
        }
    }
}

/// What would decide the duty, or prove how it was decided.
fn missing(explained: &Explained) -> Vec<&'static str> {
    let judged = &explained.duty.judgement;
    let timed = judged.due.is_some() && judged.basis != Some(Basis::Proven);
    let unproven = |marked: &Marked| marked.bounds.lower.is_none() || marked.bounds.upper.is_none();
    let lacks = [
        (explained.duty.owed().is_open(), "act"),
        (matches!(judged.why, Some(Why::NoDue(NoDue::Calendar(_)))), "calendar"),
        (matches!(judged.why, Some(Why::NoDue(NoDue::Document(_)))), "document"),
        (timed && unproven(&explained.anchor), "receipt-anchor"),
        (timed && explained.ends.iter().any(unproven), "receipt-end"),
    ];
    lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect()
}

/// A call to do something.
#[derive(Clone, Debug, Serialize)]
pub struct AlarmView {
    /// `due_soon`, `overdue`, `not_taken`, `promise_soon`, `orphaned` or `contested`.
    pub kind: AlarmKind,
    /// The request; `None`: the calendar asks for it.
    pub request: Option<RecordId>,
    /// The clause of the duty.
    pub rule: Option<String>,
    /// The duty's name.
    pub duty: Option<String>,
    /// What its limit is by.
    pub limit: LimitKind,
    /// When it is or was due.
    pub due: Option<String>,
    /// Whom it calls.
    pub who: Vec<NamedView>,
}

impl AlarmView {
    /// A call to do something.
    #[must_use]
    pub fn of(alarm: &Alarm, names: &Names<'_>) -> Self {
        let (rule, duty) = alarm.duty.clone().unzip();
        let named = |person: &PersonId| NamedView { person: *person, name: names.person(*person) };
        Self {
            kind: alarm.kind,
            request: alarm.request,
            rule,
            duty,
            limit: alarm.limit,
            due: alarm.due.map(|at| names.time(at)),
            who: alarm.who.iter().map(named).collect(),
        }
    }
}
