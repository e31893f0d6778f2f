//! A request with its course and its regulation: what every question about its duties asks of.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::beside::beside;
use super::facet::{Facet, Span};
use super::known::{accepting, lead, works};
use super::owed::{Book, Debtor, Ends, Mark, MarkNumber, Owed, Unless};
use crate::domain::act::Act;
use crate::domain::course::{Author, Course, Event};
use crate::domain::fold::Past;
use crate::domain::id::{Code, PersonId, RecordId};
use crate::domain::regulation::Adopted;
use crate::domain::regulation::adopted::Term;
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::figure::{Figure, Limit};
use crate::domain::regulation::preset::words::{Anchor, DoneBy, Notify, Party, Trigger, Word};
use crate::domain::request::Request;
use crate::domain::time::UtcMs;

/// How often one duty of a request is raised: far more often than work has steps, so that whoever writes records without end
/// cannot make each of them cost the reading of all others. Later occasions raise nothing.
pub(super) const RAISES_MAX: usize = 128;

/// What duties are read from.
pub(super) struct Case<'a> {
    pub course: &'a Course,
    pub request: &'a Request,
    pub adopted: &'a Adopted,
    /// Where somebody became first contact: the opening, or the takes that end a relay.
    pub contacts: Vec<usize>,
    /// Takes over a close.
    pub reopenings: Vec<usize>,
    /// Visits that found the resident dissatisfied.
    pub dissatisfied: Vec<usize>,
    /// Where each person finished the work, or was named for it.
    pub works: BTreeMap<PersonId, Past>,
    /// Who took it in at the centre.
    pub accepting: Option<&'a Author>,
    /// The department that leads, as last said.
    pub lead: Option<&'a Code>,
    /// Who holds it.
    pub holders: Vec<PersonId>,
}

/// One raising of a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Raise {
    /// What the text names as raising it.
    pub trigger: usize,
    /// The record since which all that it asks for holds.
    pub raised: usize,
    /// From when its limit counts.
    pub anchor: usize,
    /// What made it void.
    pub ended: Option<usize>,
}

impl<'a> Case<'a> {
    pub fn new(course: &'a Course, request: &'a Request, adopted: &'a Adopted) -> Self {
        let starts: Vec<usize> = course.starts.iter().map(|start| start.place).collect();
        let again = |at: &usize| starts.iter().any(|other| course.precedes(*other, *at));
        let (reopenings, contacts) = starts.iter().copied().partition(again);
        let dissatisfied = Vec::new();
        let (works, accepting, lead, holders) = (works(course), accepting(course), lead(course), request.holders());
        let mut case = Self { course, request, adopted, contacts, reopenings, dissatisfied, works, accepting, lead, holders };
        case.dissatisfied = case.acts(|act| matches!(act, Act::Visit(visit) if visit.satisfied == Some(false)));
        case
    }

    /// RULE: decision Q29. The first link that stands, where only the first reporter is told.
    pub fn link(&self) -> Option<Mark> {
        let first_only = self.adopted.provisions.notify == Some(Notify::first_only);
        let stands = |act: &Act| matches!(act, Act::Link(link) if !link.undone && self.request.linked.contains(&link.other));
        let link = self.course.effective().find(|(_, event)| first_only && stands(&event.act));
        link.map(|(_, event)| Mark::of(event, None))
    }

    pub fn event(&self, at: usize) -> &'a Event {
        &self.course.events[at]
    }

    /// Places of acts with their effect.
    pub fn acts(&self, is: impl Fn(&Act) -> bool) -> Vec<usize> {
        self.course.effective().filter(|(_, event)| is(&event.act)).map(|(at, _)| at).collect()
    }

    pub fn is_first(&self, at: usize) -> bool {
        self.event(at).person().is_some_and(|person| self.course.is_first_contact(person))
    }

    /// At it, or after it in the course.
    pub fn reaches(&self, from: usize, at: usize) -> bool {
        from == at || self.course.precedes(from, at)
    }

    /// The mark of an event, with the newest claimed time of what it names.
    pub fn mark(&self, at: usize) -> Mark {
        let floor = named(&self.event(at).act).into_iter().filter_map(|record| self.course.place(record));
        let past = floor.filter(|place| self.course.precedes(*place, at));
        let mut mark = Mark::of(self.event(at), past.map(|place| self.event(place).time()).max());
        if let Act::Attach(file) = &self.event(at).act {
            // RULE: R15.7, decision Q01. A picture is kept from when it was made, as claimed, and no later than it is written down.
            mark.happened = mark.happened.or(file.taken.map(|taken| taken.min(mark.at.wall)));
        }
        mark
    }

    fn marks(&self, docket: &mut Book, parts: &[Vec<usize>]) -> Vec<Vec<MarkNumber>> {
        parts.iter().map(|part| part.iter().map(|at| docket.enter(self.mark(*at))).collect()).collect()
    }

    /// What was not done after it was void.
    pub fn before(&self, ended: Option<usize>, mut acts: Vec<usize>) -> Vec<usize> {
        acts.retain(|at| !ended.is_some_and(|ended| self.reaches(ended, *at)));
        acts
    }

    /// Enters every raising of a duty of the regulation.
    pub fn owe(&self, duty: &Duty, docket: &mut Book) {
        // What claims to be history has no first contact, and a relay has none yet: nobody owes anything by the regulation.
        if self.contacts.is_empty() {
            return;
        }
        let term = self.adopted.term(duty);
        let beside = beside(duty, term);
        for raise in self.raises(duty, term.anchor) {
            let main = self.owed(duty, term, &raise, docket);
            docket.written.duties.extend(main.clone());
            for (duty, term) in &beside {
                self.owe_beside((duty, *term), &raise, main.as_ref(), docket);
            }
        }
    }

    pub fn owed(&self, duty: &Duty, term: Term, raise: &Raise, docket: &mut Book) -> Option<Owed> {
        let debtor = self.debtor(duty, raise);
        if self.has_nobody_else(duty, &debtor, raise.raised) {
            return None;
        }
        let origin = if self.course.precedes(raise.anchor, raise.trigger) { raise.anchor } else { raise.trigger };
        let stays = duty.done_by.iter().any(|by| matches!(by, DoneBy::special_report | DoneBy::evaluated));
        let ended = raise.ended.or_else(|| self.withdrawal(raise.raised).filter(|_| !stays));
        let done: Vec<_> = self.discharge(duty, origin, &debtor).into_iter().map(|part| self.before(ended, part)).collect();
        // Who did it before they were gone owes it no more, nor does the duty post.
        let debtor = match (debtor, self.start_of(raise.trigger).and_then(|start| start.person)) {
            (Debtor::DutyPost, Some(first)) if done.iter().all(|part| !part.is_empty()) => Debtor::Person(first),
            (debtor, _) => debtor,
        };
        let unless = match duty.on {
            Trigger::first_handling_expired => Some(self.first_handling(raise.anchor, docket)?),
            _ => None,
        };
        let (before, beside) = self.unordered(raise.anchor, &done);
        let target = match duty.target {
            Some(Limit::Figure(figure, _)) => Some(figure),
            _ => None,
        };
        let is_register = duty.done_by.contains(&DoneBy::opened) || duty.and_by == Some(DoneBy::opened);
        Some(Owed {
            rule: duty.rule.clone(),
            duty: duty.id.clone(),
            kind: term.kind,
            debtor,
            to: duty.to.clone(),
            occasion: docket.enter(self.mark(raise.trigger)),
            raised: docket.enter(self.mark(raise.raised)),
            anchor: docket.enter(self.mark(raise.anchor)),
            ends: term.figure.map_or(Ends::Never, Ends::After),
            target,
            unless,
            before: before.into_iter().map(|at| docket.enter(self.mark(at))).collect(),
            beside: beside.into_iter().map(|at| docket.enter(self.mark(at))).collect(),
            done: self.marks(docket, &done),
            superseded: ended.map(|at| docket.enter(self.mark(at))),
            is_late_born: self.course.precedes(raise.anchor, raise.raised),
            is_visible: !duty.is_internal && duty.to.contains(&Party::resident),
            is_measured: duty.is_measured,
            register: is_register.then(|| docket.enter(self.mark(origin))),
        })
    }

    /// RULE: decision Q07. A late condition may count from a record that its end was signed before, or beside.
    fn unordered(&self, anchor: usize, done: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
        let ends: BTreeSet<usize> = done.iter().flatten().copied().filter(|end| !self.reaches(anchor, *end)).collect();
        ends.into_iter().partition(|end| self.course.precedes(*end, anchor))
    }

    /// RULE: R07.6. What could not be handled in the time that the company set is passed up; without a figure nothing expires.
    fn first_handling(&self, contact: usize, docket: &mut Book) -> Option<Unless> {
        let set = |duty: &&Duty| duty.on == Trigger::contact && duty.limit == Some(Limit::Word(Word::set));
        let duty = self.adopted.duties.iter().find(set)?;
        let figure: Figure = self.adopted.term(duty).figure?;
        let raise = Raise { trigger: contact, raised: contact, anchor: contact, ended: None };
        let done = self.discharge(duty, contact, &self.debtor(duty, &raise));
        Some(Unless { figure, done: self.marks(docket, &done) })
    }

    fn raises(&self, duty: &Duty, named: Option<Anchor>) -> Vec<Raise> {
        let classes = if duty.classes.is_empty() { Facet::Always } else { self.class_facet(&duty.classes) };
        let mut raises = BTreeSet::new();
        let (classes, conditions) = (classes.spans(self), self.condition_facet(duty).spans(self));
        for trigger in self.triggers(duty).into_iter().take(RAISES_MAX) {
            for class in &classes {
                raises.extend(conditions.iter().filter_map(|condition| self.raise(duty, named, trigger, (class, condition))));
            }
        }
        self.once_each(raises.into_iter().collect())
    }

    /// RULE: decision Q03. Of one occasion a duty is owed once, where several concurrent words raise it: by what still holds, else by
    /// what ended last; of those by what was said first.
    fn once_each(&self, mut raises: Vec<Raise>) -> Vec<Raise> {
        let said = |at: usize| self.mark(at).claimed();
        raises.sort_by_cached_key(|raise| (raise.trigger, Reverse(raise.ended.map_or(UtcMs::MAX, said)), said(raise.raised), *raise));
        let mut kept: Vec<Raise> = Vec::new();
        for raise in raises {
            let ordered =
                |other: &Raise| self.course.precedes(other.raised, raise.raised) || self.course.precedes(raise.raised, other.raised);
            let is_same = |other: &Raise| other.trigger == raise.trigger && !ordered(other);
            if kept.len() < RAISES_MAX && !kept.iter().any(is_same) {
                kept.push(raise);
            }
        }
        kept.sort_unstable();
        kept
    }

    /// RULE: decision Q07. A duty may be born late; its anchor stays, but for a condition that became true later and no anchor named.
    fn raise(&self, duty: &Duty, named: Option<Anchor>, trigger: usize, (class, holds): (&Span, &Span)) -> Option<Raise> {
        let ends: BTreeSet<usize> = class.until.iter().chain(&holds.until).copied().collect();
        let raised = [Some(trigger), class.since, holds.since].into_iter().flatten().reduce(|a, b| self.later(a, b))?;
        if ends.iter().any(|end| self.reaches(*end, trigger) || self.reaches(*end, raised)) {
            return None;
        }
        let late = holds.since.filter(|holds| !self.reaches(*holds, trigger));
        let anchor = match named {
            Some(named) => self.named_anchor(duty, named, trigger).unwrap_or(raised),
            None => late.unwrap_or(trigger),
        };
        Some(Raise { trigger, raised, anchor, ended: self.soonest(&ends.into_iter().collect::<Vec<_>>()) })
    }

    /// The first of some; of concurrent ones the one that was said first, which nobody changes who says it once more.
    pub fn soonest(&self, places: &[usize]) -> Option<usize> {
        self.firsts(places, &[]).into_iter().min_by_key(|at| (self.mark(*at).claimed(), *at))
    }

    /// The one after the other; of concurrent ones the later in the order of the fold.
    fn later(&self, a: usize, b: usize) -> usize {
        if self.course.precedes(b, a) || (!self.course.precedes(a, b) && a > b) { a } else { b }
    }

    fn named_anchor(&self, duty: &Duty, named: Anchor, trigger: usize) -> Option<usize> {
        let on = match named {
            Anchor::ring | Anchor::contact => Trigger::contact,
            Anchor::emergency_reported => Trigger::emergency_reported,
            Anchor::handoff_accepted => Trigger::handoff_accepted,
            Anchor::completed => Trigger::completed,
            Anchor::result_returned => Trigger::result_returned,
            Anchor::classified | Anchor::cannot_handle => return None,
        };
        // The own matter of a first contact is taken over where it is logged (decision Q26).
        let own = on == Trigger::handoff_accepted && self.is_own_handling(duty, trigger);
        if own || (on == duty.on && on != Trigger::contact) {
            return if own { self.contacts.iter().copied().find(|at| self.reaches(*at, trigger)) } else { Some(trigger) };
        }
        let occasions = self.triggers(&Duty { on, ..duty.clone() });
        occasions.into_iter().rfind(|at| self.reaches(*at, trigger))
    }
}

/// What an act answers by name.
fn named(act: &Act) -> Vec<RecordId> {
    match act {
        Act::Take(take) => take.parents.iter().chain(&take.offers).copied().collect(),
        Act::Close(close) => close.parents.clone(),
        Act::Offer(offer) => offer.tenures.clone(),
        Act::Receive(receive) => vec![receive.record],
        Act::Decline(decline) => vec![decline.offer],
        Act::Countersign(body) => vec![body.record],
        Act::Promise(promise) => promise.replaces.into_iter().collect(),
        Act::Classify(classify) => classify.confirms.into_iter().collect(),
        _ => Vec::new(),
    }
}
