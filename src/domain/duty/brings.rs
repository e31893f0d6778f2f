//! What one act brings of what a duty asks, whoever does it.

use super::raise::tells_resident;
use crate::domain::act::word::{Duty as OnDuty, Outcome, Promised, Topic};
use crate::domain::act::{Act, Answer, Audience, Offer, Visit};
use crate::domain::course::Event;
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::words::{Condition, DoneBy, Form, Part, Party, Until};

/// RULE: decision Q02, Q28. Understood, neither refused nor out of scope.
pub(super) fn is_clear(answer: &Answer) -> bool {
    answer.understood && !answer.refusal && !answer.out_of_scope
}

/// A visit that found somebody, and asked and checked what the text wants (R16.6, R08.12); a survey has its three scores (R10.9), and what lasts until they are satisfied needs that (R10.10).
pub(super) fn is_visit(duty: &Duty, visit: &Visit) -> bool {
    let scored = visit.speed.is_some() && visit.result.is_some() && visit.manner.is_some();
    let asked = (!duty.asks_satisfied || visit.satisfied.is_some()) && (!duty.verifies || visit.verified);
    // RULE: R16.6, R15.16. 通过电话或上门回访, where the text names the ways.
    let asked = asked && (duty.means.is_empty() || duty.means.iter().any(|way| way.means() == visit.means));
    let satisfied = asked && (duty.until != Some(Until::satisfied) || visit.satisfied == Some(true));
    if duty.form == Some(Form::F11) { scored && satisfied } else { visit.reached && satisfied }
}

/// A team that is called names no role.
pub(super) fn is_team(to: &Audience, party: Party) -> bool {
    matches!(to, Audience::OnDuty(OnDuty::emergency_team)) && party == Party::handler
}

/// An offer made as the text names it.
pub(super) fn is_offered_so(duty: &Duty, offer: &Offer) -> bool {
    duty.mode.is_none_or(|mode| mode.modes().contains(&offer.mode))
}

/// RULE: R07.9, R15.10. What an act must say besides, as far as it stands outside its words.
pub(super) fn says(duty: &Duty, act: &Act) -> bool {
    duty.fields.iter().all(|part| match (part, act) {
        (Part::cause, Act::Evaluate(body)) => body.cause.is_some(),
        (Part::satisfaction, Act::Evaluate(body)) => body.satisfaction.is_some(),
        (Part::responsible, Act::Plan(body)) => body.responsible.is_some(),
        // Another act that ends the duty has nothing of the kind to say.
        (Part::cause | Part::satisfaction, _) => !matches!(act, Act::Evaluate(_)),
        (Part::responsible, _) => !matches!(act, Act::Plan(_)),
    })
}

/// RULE: decision Q16. What asks for a response is ended by any answer; what asks for the answer, by a clear one.
pub(super) fn is_answer(duty: &Duty, event: &Event) -> bool {
    let Act::Answer(answer) = &event.act else { return false };
    let responds = duty.done_by.contains(&DoneBy::told) && duty.content.is_none() && duty.tell.is_empty();
    let explains = duty.condition == Some(Condition::out_of_scope) && answer.understood;
    // RULE: R12.2, R14.8. 得到明確提示: a refusal that gives its reasons is one.
    let indicates =
        duty.until == Some(Until::in_procedure_or_clear_indication) && answer.understood && (event.has_words || !answer.refusal);
    responds || explains || indicates || is_clear(answer)
}

pub(super) fn is_completed(duty: &Duty, act: &Act) -> bool {
    match act {
        // RULE: R04.2, tracked until it is solved.
        Act::Complete(complete) => duty.until != Some(Until::resolved) || complete.outcome == Outcome::resolved,
        // RULE: R12.2, 直至進入正常事務受理程序或得到明確提示.
        Act::Close(close) => {
            duty.until == Some(Until::in_procedure_or_clear_indication)
                && matches!(close.outcome, Outcome::in_procedure | Outcome::definite_answer | Outcome::explained)
        }
        _ => false,
    }
}

/// What keeps a promise.
pub(super) fn keeps(what: Promised, act: &Act) -> bool {
    let told = |topics: &[Topic]| matches!(act, Act::Tell(tell) if tells_resident(tell) && (topics.is_empty() || tell.what.iter().any(|topic| topics.contains(topic))));
    match what {
        Promised::callback => matches!(act, Act::Answer(_)) || matches!(act, Act::Visit(visit) if visit.reached) || told(&[]),
        Promised::visit => matches!(act, Act::Visit(visit) if visit.reached) || matches!(act, Act::Arrive(_)),
        Promised::result => told(&[Topic::result]),
        Promised::milestone => is_report(act),
        _ => is_finished(act),
    }
}

pub(super) fn is_finished(act: &Act) -> bool {
    matches!(act, Act::Complete(_))
}

pub(super) fn is_report(act: &Act) -> bool {
    is_finished(act)
        || matches!(act, Act::Tell(tell) if tells_resident(tell) && tell.what.iter().any(|topic| [Topic::progress, Topic::result].contains(topic)))
}

/// Whether the house asks for something because of the act alone.
pub(super) fn owes(act: &Act) -> bool {
    matches!(act, Act::Promise(_) | Act::Plan(_) | Act::Offer(_)) || matches!(act, Act::Assign(assign) if assign.due.is_some())
}
