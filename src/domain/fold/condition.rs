//! The condition of each act where it stands: 6-acts.md, column "who may"; and what a regulation makes void.

use super::{Cause, PersonId, Story};
use crate::domain::act::rights::{is_clerk, is_supervisor};
use crate::domain::act::word::{Coordination, Finding, Finished, Mode, Reason, Role, Topic};
use crate::domain::act::{Act, Addressee, Offer};
use crate::domain::id::RecordId;
use crate::domain::regulation::word::Releaser;

impl Story<'_> {
    /// Whether the act's own condition fails in its causal past.
    pub(super) fn condition(&self, at: usize) -> Option<Cause> {
        let node = &self.nodes[at];
        let person = node.person();
        let roles = node.standpoint.as_ref().map_or(&[][..], |standpoint| &standpoint.certificate.roles);
        let (clerk, supervisor) = (is_clerk(roles), is_supervisor(roles));
        let first = || self.is_first_contact(at);
        let holder = || self.holds_at(person, at);
        let head = || roles.iter().any(|role| [Role::dept_head, Role::senior_leader].contains(role));
        let holds = match &node.act {
            Act::Import(_) => clerk || supervisor,
            Act::Evaluate(_) => clerk || supervisor || roles.contains(&Role::cs_director),
            Act::Classify(_) => clerk || supervisor || holder() || first(),
            Act::Confirm(_) => clerk || supervisor,
            Act::Tell(tell) => {
                let on_post = || node.standpoint.as_ref().is_some_and(|standpoint| self.evidence.on_duty_post(standpoint.certificate));
                clerk
                    || supervisor
                    || holder()
                    || first()
                    || tell.because.is_some()
                    || on_post()
                    || self.is_named(at, &self.policy.release_by)
                    // RULE: R03.6. The handler reports the result to whoever gave the order.
                    || (tell.what.contains(&Topic::result) && self.is_handler(at))
            }
            Act::Offer(offer) => self.offers_own(at, offer),
            Act::Decline(decline) => self.is_addressed(at, decline.offer),
            Act::Assign(_) => clerk || supervisor || head() || holder(),
            Act::Countersign(body) => self.is_asked_to_sign(at, body.record),
            Act::Progress(_) => clerk || supervisor || holder() || first() || self.is_handler(at),
            Act::Complete(_) | Act::Investigate(_) | Act::Accept(_) => supervisor || holder() || self.is_handler(at),
            Act::Receive(_) => clerk || first(),
            Act::Visit(_) => clerk || self.is_named(at, &self.policy.followup_by) || self.is_named(at, &self.policy.release_by),
            Act::Finish(finish) => first() || (finish.what == Finished::first_contact && roles.contains(&Role::dept_cs_supervisor)),
            Act::Link(_) => clerk || supervisor || first(),
            Act::CountVisit(_) => clerk || first(),
            Act::Find(body) => supervisor || roles.contains(&Role::auditor) || body.finding == Finding::reply,
            // Whoever answers for a request writes down what its opening lacks, also where somebody else logged it (decision Q02).
            Act::Correct(body) => {
                let own = || self.author_of(at, body.record).is_some_and(|author| Some(author) == person);
                supervisor || own() || (body.record == self.request && (clerk || first() || holder()))
            }
            _ => true,
        };
        (!holds).then_some(Cause::ConditionFails)
    }

    /// RULE: domain-decisions.md Q20. Only these are void; everything else outside a regulation is flagged with full effect.
    pub(super) fn forbidden(&self, at: usize) -> Option<Cause> {
        let policy = &self.policy;
        match &self.nodes[at].act {
            // RULE: R08.9
            Act::Offer(offer) if policy.reason_required && offer.reason.is_none() => Some(Cause::NoReason),
            // RULE: R09.13
            Act::Offer(offer) if policy.escort_needs_consent && offer.mode == Mode::escort && offer.consent != Some(true) => {
                Some(Cause::NoConsent)
            }
            // RULE: R09.10
            Act::Offer(offer) if policy.retransfer_void && self.is_retransfer(at, offer) => Some(Cause::Retransfer),
            // RULE: R01.13
            Act::Finish(finish) if policy.register_needs_result && finish.what == Finished::register && !self.has_result(at) => {
                Some(Cause::RegisterBeforeResult)
            }
            _ => None,
        }
    }

    /// Offering on what was absorbed as misdirected, to anybody but a colleague of the own department.
    fn is_retransfer(&self, at: usize, offer: &Offer) -> bool {
        let node = &self.nodes[at];
        let Some(own) = node.standpoint.as_ref().map(|standpoint| standpoint.certificate) else { return false };
        let taken = offer.tenures.iter().filter_map(|id| self.place(*id)).any(|place| matches!(self.nodes[place].act, Act::Take(_)));
        let absorbed = self.before(at).any(|other| match &other.act {
            Act::Coordinate(body) if body.kind == Coordination::misdirected => {
                let department = other.standpoint.as_ref().and_then(|standpoint| standpoint.certificate.department.as_ref());
                other.person() == own.person || (department.is_some() && department == own.department.as_ref())
            }
            _ => false,
        });
        let inside = match &offer.to {
            Some(Addressee::Person(person)) => {
                own.department.is_some() && self.departments(*person).any(|d| Some(d) == own.department.as_ref())
            }
            _ => false,
        };
        taken && !inside && (absorbed || offer.reason == Some(Reason::misdirected))
    }

    fn departments(&self, person: PersonId) -> impl Iterator<Item = &crate::domain::id::Code> {
        let own = self.evidence.certificates().filter(move |certificate| certificate.person == Some(person));
        own.filter(|certificate| certificate.in_force()).filter_map(|certificate| certificate.department.as_ref())
    }

    fn offers_own(&self, at: usize, offer: &Offer) -> bool {
        let node = &self.nodes[at];
        let past = |id: &RecordId| self.place(*id).is_some_and(|place| node.past.contains(place));
        let own = |id: &RecordId| self.tenure(*id).is_some_and(|tenure| !tenure.close && Some(tenure.person) == node.person());
        offer.tenures.iter().any(|id| past(id) && own(id))
    }

    fn is_addressed(&self, at: usize, offer: RecordId) -> bool {
        let node = &self.nodes[at];
        let offered = self.place(offer).filter(|place| node.past.contains(*place)).map(|place| &self.nodes[place].act);
        let Some((Act::Offer(offer), standpoint)) = offered.zip(node.standpoint.as_ref()) else { return false };
        match &offer.to {
            Some(Addressee::Person(person)) => standpoint.certificate.person == Some(*person),
            Some(Addressee::Post(post)) => standpoint.certificate.posts.contains(post),
            None => false,
        }
    }

    fn is_asked_to_sign(&self, at: usize, record: RecordId) -> bool {
        let person = self.nodes[at].person();
        let found = self.place(record).filter(|place| self.nodes[at].past.contains(*place)).map(|place| &self.nodes[place].act);
        matches!(found, Some(Act::Investigate(body)) if person.is_some_and(|person| body.signatories.contains(&person)))
    }

    fn author_of(&self, at: usize, record: RecordId) -> Option<PersonId> {
        let place = self.place(record).filter(|place| self.nodes[at].past.contains(*place))?;
        self.nodes[place].person()
    }

    /// Whoever opened the request, or took it first where the opening was a relay.
    pub(super) fn is_first_contact(&self, at: usize) -> bool {
        let person = self.nodes[at].person();
        person.is_some() && self.starts().iter().any(|start| start.person == person && self.nodes[at].past.contains(start.place))
    }

    /// Whoever completed the work before (or does so here), was assigned to it, or has the handler's role.
    pub(super) fn is_handler(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        let by_role = node.standpoint.as_ref().is_some_and(|standpoint| standpoint.certificate.roles.contains(&Role::handler));
        let person = node.person();
        let completed = || self.before(at).any(|other| matches!(other.act, Act::Complete(_)) && other.person() == person);
        let assigned = || self.before(at).any(|other| matches!(&other.act, Act::Assign(body) if Some(body.handler) == person));
        by_role || completed() || assigned()
    }

    /// RULE: R01.9, R01.13: the result was received by the first contact, or is the first contact's own (Q26).
    pub(super) fn has_result(&self, at: usize) -> bool {
        let person = self.nodes[at].person();
        self.before(at).any(|node| matches!(node.act, Act::Receive(_) | Act::Complete(_)) && node.person() == person)
    }

    /// Whether the author is one of those that a regulation names.
    pub(super) fn is_named(&self, at: usize, named: &[Releaser]) -> bool {
        let node = &self.nodes[at];
        let Some(standpoint) = &node.standpoint else { return false };
        let roles = &standpoint.certificate.roles;
        named.iter().any(|releaser| match releaser {
            Releaser::FirstContact => self.is_first_contact(at),
            Releaser::AcceptingDept => self.is_accepting_department(at),
            Releaser::ReceivingDept => self.is_receiving_department(at),
            Releaser::DeptCsSupervisor => roles.contains(&Role::dept_cs_supervisor),
            Releaser::Handler => self.is_handler(at),
            Releaser::Holder => self.holds_at(node.person(), at),
            Releaser::Clerk => is_clerk(roles),
            Releaser::Supervisor => is_supervisor(roles),
        })
    }

    /// The department that took the request in: of the opener or the first taker, whoever is at the centre (Q21).
    fn is_accepting_department(&self, at: usize) -> bool {
        let centre = crate::domain::regulation::word::FirstContactWho::CentreStaff.roles().unwrap_or(&[]);
        let at_centre = |node: &&super::Node<'_>| {
            let roles = node.standpoint.as_ref().map_or(&[][..], |standpoint| &standpoint.certificate.roles);
            matches!(node.act, Act::Open(_) | Act::Take(_)) && roles.iter().any(|role| centre.contains(role))
        };
        let accepting = self.before(at).find(at_centre);
        accepting.is_some_and(|accepting| self.is_colleague(at, accepting))
    }

    /// A department that took it over from somebody else than its own.
    fn is_receiving_department(&self, at: usize) -> bool {
        let opener = self.starts().first().and_then(|start| start.person);
        let takers = self.before(at).filter(|node| matches!(node.act, Act::Take(_)) && node.person() != opener);
        takers.into_iter().any(|taker| self.is_colleague(at, taker))
    }

    fn is_colleague(&self, at: usize, other: &super::Node<'_>) -> bool {
        let node = &self.nodes[at];
        let department = |node: &super::Node<'_>| node.standpoint.as_ref().and_then(|standpoint| standpoint.certificate.department.clone());
        let same_department = department(node).is_some() && department(node) == department(other);
        same_department || (node.person().is_some() && node.person() == other.person())
    }
}
