//! Passing on: offers to two at once, rounds that come back to where they were, what reaches the top, what was misdirected.

use super::matrix::of;
use super::party::listed;
use super::{Concern, Flag, flag};
use crate::domain::act::word::Role;
use crate::domain::act::{Act, Addressee, Audience, Offer};
use crate::domain::chain::{Rule, Tenure};
use crate::domain::course::Course;
use crate::domain::evidence::Evidence;
use crate::domain::id::{Code, PersonId};
use crate::domain::regulation::Adopted;
use crate::domain::request::{Cause, Request};

/// The clauses that forbid to pass the buck.
pub(super) const BUCK: &[(&str, &str)] =
    &[("r03", "R03.10"), ("r04", "R04.7"), ("r06", "R06.2"), ("r08", "R08.2"), ("r09", "R09.4"), ("r16", "R16.2")];

/// RULE: I05. What its giver has offered already, to somebody else who may still take it.
pub(super) fn double_offer(course: &Course, at: usize) -> Option<Flag> {
    let (event, Act::Offer(offer)) = (&course.events[at], &course.events[at].act) else { return None };
    let earlier = course.effective().take_while(|(place, _)| *place < at);
    let twice = |(place, other): &(usize, &crate::domain::course::Event)| match &other.act {
        Act::Offer(before) => {
            let shared = before.tenures.iter().any(|tenure| offer.tenures.contains(tenure));
            other.person() == event.person() && shared && before.to != offer.to && !is_declined(course, (*place, before), at)
        }
        _ => false,
    };
    let (_, first) = earlier.into_iter().find(twice)?;
    let mut flag = flag(course, at, Concern::DoubleOffer);
    flag.because = Some(first.id());
    Some(flag)
}

/// Whether the only addressee had said no where the later offer was made.
fn is_declined(course: &Course, (place, offer): (usize, &Offer), at: usize) -> bool {
    let Some(Addressee::Person(person)) = &offer.to else { return false };
    let id = course.events[place].id();
    let mut declines = course.effective().filter(|(decline, _)| course.precedes(*decline, at));
    declines.any(|(_, event)| matches!(&event.act, Act::Decline(body) if body.offer == id) && event.person() == Some(*person))
}

/// Who answers for a leg: the department, else the person.
type Leg<'a> = (Option<&'a Code>, Option<PersonId>);

fn leg(tenure: &Tenure) -> Leg<'_> {
    match &tenure.department {
        Some(department) => (Some(department), None),
        None => (None, Some(tenure.person)),
    }
}

/// How often the request went from one person to another by an offer that was taken.
#[must_use]
pub fn hops(request: &Request) -> usize {
    let taken = |tenure: &Tenure, by: &Tenure| tenure.person != by.person;
    let by = |id| request.tenures.iter().find(|tenure| tenure.id == id);
    let offered =
        |tenure: &&Tenure| tenure.released.iter().any(|edge| edge.rule == Rule::Offer && by(edge.by).is_some_and(|by| taken(tenure, by)));
    request.tenures.iter().filter(offered).count()
}

/// RULE: domain.md §3.6. A take that brings the request back to a department that had given it away; a reopening starts anew.
pub(super) fn ping_pong(course: &Course, request: &Request, adopted: &Adopted) -> Vec<Flag> {
    let place = |tenure: &Tenure| course.place(tenure.id);
    let offered = |tenure: &&Tenure| request.releases().any(|edge| edge.by == tenure.id && edge.rule == Rule::Offer);
    let takes = request.tenures.iter().filter(offered).filter_map(|tenure| Some((place(tenure)?, tenure)));
    let back = |(at, tenure): (usize, &Tenure)| {
        let since = course.starts.iter().map(|start| start.place).filter(|start| course.precedes(*start, at)).max().unwrap_or(0);
        let before: Vec<(usize, &Tenure)> =
            request.tenures.iter().filter_map(|other| Some((place(other)?, other))).filter(|(other, _)| *other >= since).collect();
        let had = before.iter().find(|(first, other)| {
            let away = |(between, middle): &&(usize, &Tenure)| {
                leg(middle) != leg(tenure) && course.precedes(*first, *between) && course.precedes(*between, at)
            };
            leg(other) == leg(tenure) && course.precedes(*first, at) && before.iter().any(|other| away(&other))
        })?;
        let rule = BUCK.iter().find(|(preset, _)| of(adopted, preset)).map(|(_, rule)| (*rule).to_owned());
        let mut flag = flag(course, at, Concern::PingPong).by(rule);
        flag.because = Some(had.1.id);
        Some(flag)
    };
    takes.filter_map(back).collect()
}

/// RULE: R08.10. A request that reaches such a person, by a take or raised to them, is a conflict that has grown.
pub(super) fn escalated(course: &Course, adopted: &Adopted, evidence: &Evidence, at: usize) -> Option<Flag> {
    let role = adopted.provisions.conflict_when_reaches.and_then(|party| Role::from_name(party.word()))?;
    let event = &course.events[at];
    let reaches = match &event.act {
        Act::Take(_) => event.roles().contains(&role),
        Act::Escalate(body) => body.to.iter().any(|to| match to {
            Audience::Role(to) => *to == role,
            Audience::Person(person) => listed(*person, evidence).roles.contains(&role),
            _ => false,
        }),
        _ => false,
    };
    reaches.then(|| flag(course, at, Concern::ConflictEscalated).by(adopted.provisions.cites.get("escalation").cloned()))
}

/// RULE: R09.10. What the fold made void is for the auditor to see.
pub(super) fn retransfers(course: &Course, request: &Request) -> Vec<Flag> {
    let void = request.remarks.iter().filter(|remark| remark.cause == Cause::Retransfer);
    let places = void.filter_map(|remark| course.place(remark.record));
    places.map(|at| flag(course, at, Concern::Retransfer).by(Some("R09.10".to_owned()))).collect()
}
