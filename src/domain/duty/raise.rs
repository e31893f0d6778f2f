//! What raises duties: each word of a regulation by the acts that are heard as it.

use super::case::Case;
use super::facet::{competence_of, is_call, reason_of};
use crate::domain::act::word::{Competence, Mode, Reason, Topic, Waiting};
use crate::domain::act::{Act, Audience, Tell};
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::words::{Anchor, Condition, Party, Trigger};

impl Case<'_> {
    /// Where a duty is raised, each occasion once.
    pub fn triggers(&self, duty: &Duty) -> Vec<usize> {
        let found = self.occasions(duty);
        // RULE: R01.9, Q26. Nobody has to be told what they did themselves.
        let by_other = duty.condition == Some(Condition::completed_by_other);
        found.into_iter().filter(|at| !by_other || !self.is_first(*at)).collect()
    }

    fn occasions(&self, duty: &Duty) -> Vec<usize> {
        match duty.on {
            // RULE: decision Q25. No act hears a telephone ring; that there was a call is known.
            Trigger::ring => self.contacts.iter().copied().filter(|_| self.is_call()).collect(),
            Trigger::classified if duty.condition.is_none() => self.firsts(&self.acts(|act| matches!(act, Act::Classify(_))), &[]),
            Trigger::contact | Trigger::classified | Trigger::cannot_handle | Trigger::first_handling_expired => self.contacts.clone(),
            Trigger::handoff_accepted => self.handoffs(duty),
            Trigger::emergency_reported => self.once(|act| matches!(act, Act::Report(report) if report.reached)),
            Trigger::confirmed => self.once(|act| matches!(act, Act::Confirm(_))),
            Trigger::investigated => self.once(|act| matches!(act, Act::Investigate(_))),
            Trigger::plan_set => self.once(|act| matches!(act, Act::Plan(_))),
            Trigger::closed => self.once(|act| matches!(act, Act::Close(_))),
            Trigger::completed => self.completions(),
            Trigger::own_handled => self.completions().into_iter().filter(|at| self.is_first(*at)).collect(),
            Trigger::result_returned | Trigger::result_known => self.results(|case, at| case.knows_result(duty, at)),
            Trigger::result_received => self.results(|case, at| match &case.event(at).act {
                // RULE: decision Q26. An own completion counts as a result received.
                Act::Complete(_) => case.is_first(at),
                act => matches!(act, Act::Receive(_)),
            }),
            Trigger::resident_informed => self.results(Self::informs_resident),
            Trigger::followed_up => self.results(|case, at| matches!(&case.event(at).act, Act::Visit(visit) if visit.reached)),
            Trigger::any_transition => self.transitions(),
            Trigger::handler_unreachable => self.acts(is_unreachable),
            Trigger::cannot_finish_in_time => {
                let promises = self.acts(|act| matches!(act, Act::Promise(_)));
                self.firsts(&self.acts(is_delayed), &promises)
            }
            Trigger::accepted_unsolvable => {
                let unsolvable = self.acts(|act| reason_of(act) == Some(Reason::unsolvable) && !matches!(act, Act::Decline(_)));
                self.firsts(&unsolvable.into_iter().filter(|at| !self.is_first(*at)).collect::<Vec<_>>(), &self.reopenings)
            }
            Trigger::dissatisfied => {
                let satisfied = self.acts(|act| matches!(act, Act::Visit(visit) if visit.satisfied == Some(true)));
                self.firsts(&self.dissatisfied, &[satisfied, self.reopenings.clone()].concat())
            }
        }
    }

    /// The first of its kind, and the first again after each reopening.
    fn once(&self, is: impl Fn(&Act) -> bool) -> Vec<usize> {
        self.firsts(&self.acts(is), &self.reopenings)
    }

    /// RULE: decision Q03. Finished work, and finished again only after the resident was not satisfied with it.
    pub fn completions(&self) -> Vec<usize> {
        let again = [self.dissatisfied.clone(), self.reopenings.clone()].concat();
        self.firsts(&self.acts(|act| matches!(act, Act::Complete(_))), &again)
    }

    /// RULE: decision Q03. What follows from a result follows again only from a new one, or where the resident was not satisfied.
    fn results(&self, is: impl Fn(&Self, usize) -> bool) -> Vec<usize> {
        let again = [self.dissatisfied.clone(), self.reopenings.clone(), self.acts(|act| matches!(act, Act::Complete(_)))].concat();
        let found: Vec<usize> = self.acts(|_| true).into_iter().filter(|at| is(self, *at)).collect();
        self.firsts(&found, &again)
    }

    fn is_call(&self) -> bool {
        self.course.events.iter().any(|event| matches!(&event.act, Act::Open(open) if is_call(open.channel)))
    }

    /// RULE: decisions Q03, Q26. The first take since the opening, or since a reopening, by whom the duty means; for the figures that
    /// count from there, a first contact whose own matter it is takes it over where they say so.
    fn handoffs(&self, duty: &Duty) -> Vec<usize> {
        let takes = self.acts(|act| matches!(act, Act::Take(_))).into_iter();
        let after_contact = |at: &usize| self.contacts.iter().any(|contact| self.course.precedes(*contact, *at));
        let fitting = takes.filter(after_contact).filter(|at| !self.is_first(*at) && self.is_meant(duty, *at));
        let own = self.acts(|_| true).into_iter().filter(|at| self.is_own_handling(duty, *at));
        let mut occasions: Vec<usize> = fitting.chain(own).collect();
        occasions.sort_unstable();
        self.firsts(&occasions, &self.reopenings)
    }

    /// Whether the duty's clock starts at contact, because the first contact says that the matter is their own department's.
    pub fn is_own_handling(&self, duty: &Duty, at: usize) -> bool {
        let named = self.adopted.term(duty).anchor == Some(Anchor::handoff_accepted);
        let by_department = matches!(duty.who, Party::dept_head | Party::handler);
        named && by_department && self.is_first(at) && competence_of(&self.event(at).act) == Some(Competence::own)
    }

    fn is_meant(&self, duty: &Duty, at: usize) -> bool {
        let event = self.event(at);
        let is = |party: Party| self.fits(party, event.author.as_ref());
        // RULE: R09.7, decision Q15. Owed only where such a role took it.
        if !duty.by.is_empty() && !duty.by.iter().any(|party| is(*party)) {
            return false;
        }
        match duty.who {
            Party::first_contact => true,
            Party::handler => is(Party::handler) || is(Party::dept_head),
            Party::receiving_dept => {
                let superior = self.contacts.iter().find_map(|contact| self.event(*contact).author.as_ref()?.superior);
                (is(Party::dept_head) || is(Party::cr_supervisor)) && event.person() != superior
            }
            party => is(party),
        }
    }

    /// RULE: decision Q08. A result is known to whom it is told, and to whoever finished the work.
    fn knows_result(&self, duty: &Duty, at: usize) -> bool {
        match &self.event(at).act {
            Act::Tell(tell) => tell.what.contains(&Topic::result) && tell.to.iter().any(|to| self.addresses(at, to, duty.who)),
            Act::Complete(_) => match duty.who {
                Party::first_contact => self.is_first(at),
                who => self.fits(who, self.event(at).author.as_ref()),
            },
            _ => false,
        }
    }

    /// RULE: decision Q28. The result, told to the resident in person; for enquiries a clear answer, where the regulation says so.
    pub fn informs_resident(&self, at: usize) -> bool {
        match &self.event(at).act {
            Act::Tell(tell) => tells_resident(tell) && tell.what.contains(&Topic::result),
            Act::Answer(answer) => {
                let enquiry = self.request.matters.contains(&crate::domain::act::word::Matter::enquiry);
                let clear = answer.understood && !answer.refusal && !answer.out_of_scope;
                self.adopted.policy.enquiry_answer_informs && enquiry && clear
            }
            _ => false,
        }
    }

    /// RULE: R10.6. Every step that the resident would want to hear of, until they hear.
    fn transitions(&self) -> Vec<usize> {
        let steps = |act: &Act| matches!(act, Act::Take(_) | Act::Assign(_) | Act::Arrive(_) | Act::Progress(_) | Act::Complete(_));
        let heard = self.acts(|act| matches!(act, Act::Tell(tell) if tells_resident(tell)));
        let after_contact = |at: &usize| self.contacts.iter().any(|contact| self.course.precedes(*contact, *at));
        self.firsts(&self.acts(steps).into_iter().filter(after_contact).collect::<Vec<_>>(), &heard)
    }
}

/// Whether the resident heard it in person.
pub(super) fn tells_resident(tell: &Tell) -> bool {
    tell.reached && tell.to.iter().any(|to| matches!(to, Audience::Resident | Audience::FirstReporter))
}

/// RULE: decision Q05. Somebody was tried and not reached.
fn is_unreachable(act: &Act) -> bool {
    let tried = matches!(act, Act::Offer(offer) if offer.mode == Mode::phone && !offer.reached);
    tried || (reason_of(act) == Some(Reason::unreachable) && !matches!(act, Act::Decline(_)))
}

/// RULE: decision Q05. Work waits, cannot be done on the spot, or a promise is moved.
fn is_delayed(act: &Act) -> bool {
    match act {
        Act::Progress(progress) => progress.waiting.is_some_and(|waiting: Waiting| !progress.resumed && waiting.0 > 0),
        Act::Classify(body) => body.solvable_now == Some(false),
        Act::Promise(promise) => promise.replaces.is_some(),
        _ => false,
    }
}
