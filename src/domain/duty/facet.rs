//! What a request is said to be, for the classes and conditions of duties: since when it holds, and until when.

use super::case::Case;
use crate::domain::act::word::{Channel, Class, Competence, Coordination, Matter, Mode, Papers, Reason, Subject};
use crate::domain::act::{Act, Classify};
use crate::domain::regulation::preset::words::{Condition, DoneBy, Trigger};
use crate::domain::regulation::preset::{ClassRule, Duty};

/// How often a class or a condition comes back: far more often than work has steps, so that whoever writes records without end cannot
/// make each of them cost the reading of all others.
const CHANGES_MAX: usize = 16;

/// Something that holds from some records on, until others say otherwise.
pub(super) enum Facet {
    /// Nothing is asked.
    Always,
    /// What says so, and what denies it.
    Said { says: Vec<usize>, denies: Vec<usize> },
}

/// A time for which a facet holds.
#[derive(Default)]
pub(super) struct Span {
    /// The word that makes it so; `None`: it always holds.
    pub since: Option<usize>,
    /// What denies that word first, concurrent words side by side.
    pub until: Vec<usize>,
}

impl Facet {
    /// RULE: decision Q07. When it holds: once for each word that makes it so, concurrent ones side by side.
    pub fn spans(&self, case: &Case<'_>) -> Vec<Span> {
        let Self::Said { says, denies } = self else { return vec![Span::default()] };
        let span = |since: usize| {
            let after: Vec<usize> = denies.iter().copied().filter(|denied| case.course.precedes(since, *denied)).collect();
            Span { since: Some(since), until: case.firsts(&after, &[]) }
        };
        case.firsts(says, denies).into_iter().take(CHANGES_MAX).map(span).collect()
    }
}

impl Case<'_> {
    fn facet(&self, says: impl Fn(&Act) -> Option<bool>) -> Facet {
        let said = |wanted: bool| self.acts(|act| says(act) == Some(wanted));
        Facet::Said { says: said(true), denies: said(false) }
    }

    /// What a classification, or the opening's guess, says about an axis.
    fn axis<T: PartialEq + Copy>(&self, value: impl Fn(&Act) -> Option<T>, wanted: &[T]) -> Facet {
        self.facet(|act| value(act).map(|value| wanted.contains(&value)))
    }

    /// The classes of the regulation, as said; where nobody said one, by what it is about, else by what kind of thing was asked.
    pub fn class_facet(&self, wanted: &[Class]) -> Facet {
        let known = |class: Class| self.adopted.classes.iter().any(|rule| rule.id == class);
        let said = self.acts(|act| class_of(act).is_some_and(known));
        let after_said = |at: usize| said.iter().any(|said| self.course.precedes(*said, at));
        let value = |at: usize| {
            let act = &self.event(at).act;
            class_of(act).filter(|class| known(*class)).or_else(|| self.matched(act).filter(|_| !after_said(at)))
        };
        let sorted = self.acts(|act| matches!(act, Act::Open(_) | Act::Classify(_)));
        let holds = |at: &usize| value(*at).is_some_and(|class| wanted.contains(&class));
        let otherwise = |at: &usize| value(*at).is_some_and(|class| !wanted.contains(&class));
        Facet::Said { says: sorted.iter().copied().filter(holds).collect(), denies: sorted.iter().copied().filter(otherwise).collect() }
    }

    /// What the classes of the regulation make of what an act says.
    fn matched(&self, act: &Act) -> Option<Class> {
        ClassRule::matched(&self.adopted.classes, subject_of(act), matter_of(act))
    }

    /// What a duty asks for besides its class; its trigger may ask for something too.
    pub fn condition_facet(&self, duty: &Duty) -> Facet {
        match (duty.condition, duty.on) {
            (None, Trigger::cannot_handle) => self.passes_on(),
            (None, _) => Facet::Always,
            (Some(condition), _) if is_of_the_trigger(condition) => Facet::Always,
            (Some(condition), _) => self.holds(condition),
        }
    }

    /// RULE: decision Q05, each condition by the fact that carries it.
    fn holds(&self, condition: Condition) -> Facet {
        let competence = |wanted: Competence| self.axis(competence_of, &[wanted]);
        let matter = |wanted: Matter| self.axis(matter_of, &[wanted]);
        let bit = |of: fn(&Classify) -> Option<bool>| self.facet(move |act| if let Act::Classify(body) = act { of(body) } else { None });
        let reason = |wanted: Reason| self.facet(move |act| (reason_of(act) == Some(wanted)).then_some(true));
        match condition {
            Condition::own => competence(Competence::own),
            Condition::not_own => self.passes_on(),
            Condition::single_dept => competence(Competence::single_dept),
            Condition::multi_dept => competence(Competence::multi_dept),
            Condition::cross_office => competence(Competence::cross_office),
            Condition::unclear => competence(Competence::unclear),
            Condition::out_of_scope => self.facet(|act| match act {
                Act::Answer(answer) => answer.out_of_scope.then_some(true),
                act => competence_of(act).map(|competence| competence == Competence::out_of_scope),
            }),
            Condition::complex_or_multi_dept => self.facet(is_complex_or_several),
            Condition::misrouted => self.facet(|act| match act {
                Act::Coordinate(body) => (body.kind == Coordination::misdirected).then_some(true),
                act => (reason_of(act) == Some(Reason::misdirected)).then_some(true),
            }),
            Condition::emergency => bit(|body| body.emergency),
            Condition::hazard => self.facet(|act| match act {
                Act::Classify(Classify { hazard: Some(hazard), .. }) => Some(*hazard),
                act => (subject_of(act) == Some(Subject::possible_hazard)).then_some(true),
            }),
            Condition::has_plan => self.facet(|act| if let Act::Confirm(body) = act { Some(body.plan.is_some()) } else { None }),
            Condition::no_plan => self.facet(|act| if let Act::Confirm(body) = act { Some(body.plan.is_none()) } else { None }),
            Condition::major_complaint => bit(|body| body.major),
            Condition::complaint => matter(Matter::complaint),
            Condition::dispute => self.facet(is_dispute),
            Condition::complex => bit(|body| body.complex),
            Condition::transaction => matter(Matter::transaction),
            Condition::phone => self.facet(|act| if let Act::Open(open) = act { Some(is_call(open.channel)) } else { None }),
            Condition::field_matter => bit(|body| body.field),
            Condition::handler_absent => reason(Reason::absent),
            Condition::dept_absent => self.facet(|act| match act {
                Act::Offer(offer) => (offer.mode == Mode::held || offer.reason == Some(Reason::absent)).then_some(true),
                act => (reason_of(act) == Some(Reason::absent)).then_some(true),
            }),
            Condition::special_reason => reason(Reason::special),
            Condition::papers_complete => self.axis(papers_of, &[Papers::complete]),
            Condition::papers_incomplete => self.axis(papers_of, &[Papers::incomplete]),
            Condition::completed_by_other => Facet::Always,
        }
    }

    /// The first contact passes it on: says that it is not an own matter, or offers it to somebody (but for the end of a shift).
    pub fn passes_on(&self) -> Facet {
        let ends_shift = |reason: Option<Reason>| matches!(reason, Some(Reason::shift_end | Reason::reassigned));
        // RULE: R12.8. Nobody has what lies outside: there it is only explained, and not handed over.
        let explained = self.explains_outside();
        let says = |at: &usize| match &self.event(*at).act {
            Act::Offer(offer) => self.is_first(*at) && !ends_shift(offer.reason),
            act if is_outside(act) => !explained,
            act => competence_of(act).is_some_and(|competence| competence != Competence::own),
        };
        let all = self.acts(|_| true);
        let denies = self.acts(|act| competence_of(act) == Some(Competence::own) || (explained && is_outside(act)));
        Facet::Said { says: all.iter().copied().filter(says).collect(), denies }
    }

    /// Whether a clause of the text asks for what lies outside to be explained, and not to be handed over (R01.4 does).
    fn explains_outside(&self) -> bool {
        let hands = |by: &DoneBy| matches!(by, DoneBy::taken | DoneBy::reached_or_taken);
        let explains = |duty: &Duty| duty.condition == Some(Condition::out_of_scope) && !duty.done_by.iter().any(hands);
        self.adopted.duties.iter().any(explains)
    }
}

/// Said to be outside of what we do.
fn is_outside(act: &Act) -> bool {
    competence_of(act) == Some(Competence::out_of_scope) || matches!(act, Act::Answer(answer) if answer.out_of_scope)
}

/// A call that somebody answered.
pub(super) fn is_call(channel: Channel) -> bool {
    [Channel::phone, Channel::night_phone, Channel::hotline_24h].contains(&channel)
}

fn class_of(act: &Act) -> Option<Class> {
    match act {
        Act::Open(open) => open.class,
        Act::Classify(body) => body.class,
        _ => None,
    }
}

fn subject_of(act: &Act) -> Option<Subject> {
    match act {
        Act::Open(open) => open.subject,
        Act::Classify(body) => body.subject,
        _ => None,
    }
}

fn matter_of(act: &Act) -> Option<Matter> {
    match act {
        Act::Open(open) => Some(open.matter),
        Act::Classify(body) => body.matter,
        _ => None,
    }
}

/// Whose task it is said to be.
pub(super) fn competence_of(act: &Act) -> Option<Competence> {
    match act {
        Act::Open(open) => open.competence,
        Act::Classify(body) => body.competence,
        _ => None,
    }
}

fn papers_of(act: &Act) -> Option<Papers> {
    if let Act::Classify(body) = act { body.papers } else { None }
}

/// RULE: decision Q05. Absent, special, unsolvable and unreachable are reasons of an offer or of a question for advice.
pub(super) fn reason_of(act: &Act) -> Option<Reason> {
    match act {
        Act::Offer(body) => body.reason,
        Act::Consult(body) => body.reason,
        Act::Decline(body) => body.reason,
        _ => None,
    }
}

fn is_complex_or_several(act: &Act) -> Option<bool> {
    match act {
        Act::Coordinate(body) => (body.kind == Coordination::several_departments).then_some(true),
        Act::Classify(body) if body.complex == Some(false) => Some(false),
        Act::Classify(body) if body.complex == Some(true) => Some(true),
        act => (competence_of(act) == Some(Competence::multi_dept)).then_some(true),
    }
}

fn is_dispute(act: &Act) -> Option<bool> {
    let said = class_of(act) == Some(Class::dispute) || subject_of(act) == Some(Subject::dispute);
    if said { Some(true) } else { matter_of(act).map(|matter| matter == Matter::dispute) }
}

/// Conditions that are heard where the duty is raised, and nowhere else.
fn is_of_the_trigger(condition: Condition) -> bool {
    condition == Condition::completed_by_other
}
