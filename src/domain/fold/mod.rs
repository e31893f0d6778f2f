//! Folds the records of one request into its state. Deterministic and total: an act whose rule does not hold where it
//! stands has no effect and leaves a remark. Never by time, never by arrival.

mod class;
mod condition;
mod contact;
mod order;
mod tenure;

use std::collections::BTreeSet;

use super::act::rights::any_may;
use super::act::word::Claimed;
use super::act::{Act, Kind};
use super::chain::Tenure;
use super::course::{Author, Badge, Course, Event};
use super::evidence::{Evidence, Link, Power, Regulation, Standpoint};
use super::id::{PersonId, RecordId, RequestId};
use super::planted::{Bug, is_planted};
use super::regulation::{self, Policy};
use super::request::{Cause, Grade, Opening, Remark, Request, State, Step};
use super::signed::{SignatureState, VerifiedRecord};
use contact::Contact;
use order::Order;
pub(in crate::domain) use order::Past;

/// A record at its place in the fold.
struct Node<'a> {
    record: &'a VerifiedRecord,
    act: Act,
    past: Past,
    standpoint: Option<Standpoint<'a>>,
    effect: bool,
}

impl Node<'_> {
    fn person(&self) -> Option<PersonId> {
        self.standpoint.as_ref().and_then(|standpoint| standpoint.certificate.person)
    }

    /// Whom a remark names: the author, or whoever a certificate that does not count claims.
    fn named(&self, evidence: &Evidence) -> Option<PersonId> {
        self.person().or_else(|| evidence.claimed(self.record.header().under?))
    }

    fn power(&self) -> Power {
        self.standpoint.as_ref().map_or(Power::None, |standpoint| standpoint.power)
    }

    fn id(&self) -> RecordId {
        self.record.id()
    }
}

/// The fold in progress: nodes before `nodes.len()` are done.
struct Story<'a> {
    request: RequestId,
    evidence: &'a Evidence,
    policy: Policy,
    nodes: Vec<Node<'a>>,
    order: Order<'a>,
    tenures: Vec<Tenure>,
    remarks: BTreeSet<Remark>,
}

/// Folds all held authentic records of one request, in any order; records of other requests are passed over.
/// `None`: the opening, its certificate or its regulation has not arrived.
#[must_use]
pub fn fold(records: &[VerifiedRecord], evidence: &Evidence) -> Option<Request> {
    read(records, evidence).map(|(story, opening)| story.tell(opening))
}

/// As [`fold`], and the course that the request took.
#[must_use]
pub fn follow(records: &[VerifiedRecord], evidence: &Evidence) -> Option<(Request, Course)> {
    let (story, opening) = read(records, evidence)?;
    let course = story.course(&opening);
    Some((story.tell(opening), course))
}

fn read<'a>(records: &'a [VerifiedRecord], evidence: &'a Evidence) -> Option<(Story<'a>, Opening)> {
    let request = records.iter().find_map(VerifiedRecord::request)?;
    let order = Order::of(request, records, evidence)?;
    let opening = order.records.iter().position(|record| record.id() == request)?;
    let (opening, policy, withheld) = match Act::decode(&order.records[opening].header().act) {
        Act::Open(open) => {
            let regulation = open.regulation.map(|id| evidence.regulation(id));
            let withheld = matches!(regulation, Some(Regulation::Withheld));
            let policy = evidence.adopted(open.regulation).policy.clone();
            (Opening::Open(open), policy, withheld)
        }
        Act::Import(import) => (Opening::Import(import), regulation::default_policy(), false),
        // An opening body of a newer version: nothing can be said about the request.
        _ => return None,
    };
    let mut story = Story { request, evidence, policy, nodes: Vec::new(), order, tenures: Vec::new(), remarks: BTreeSet::new() };
    if withheld {
        story.remark(request, Cause::RegulationWithheld, None, None);
    }
    for at in 0..story.order.records.len() {
        story.add(at);
    }
    Some((story, opening))
}

impl<'a> Story<'a> {
    fn add(&mut self, at: usize) {
        let record = self.order.records[at];
        let past = std::mem::take(&mut self.order.pasts[at]);
        let standpoint = self.evidence.standpoint(record);
        let node = Node { record, act: Act::decode(&record.header().act), past, standpoint, effect: false };
        self.nodes.push(node);
        if record.signature() == SignatureState::Invalid {
            self.remark(record.id(), Cause::BadSignature, None, None);
        }
        let causes = self.nodes[at].standpoint.as_ref().map(|standpoint| standpoint.causes.clone()).unwrap_or_default();
        let author = self.nodes[at].named(self.evidence);
        for (cause, because) in causes {
            self.remark(record.id(), cause, author, because);
        }
        match self.refusal(at) {
            None => self.nodes[at].effect = self.take_effect(at),
            Some(cause) if self.remarks.iter().any(|said| said.record == record.id() && said.cause == cause) => {}
            Some(cause) => self.remark(record.id(), cause, author, None),
        }
        if self.nodes[at].act.kind().opens() && !self.tenures.iter().any(|tenure| tenure.id == record.id()) {
            self.remark(record.id(), Cause::OnDutyPost, author, None);
        }
    }

    /// Why the act has no effect where it stands, whatever it says.
    fn refusal(&self, at: usize) -> Option<Cause> {
        let node = &self.nodes[at];
        let kind = node.act.kind();
        if let Act::Unknown(_) = node.act {
            return Some(Cause::NewerVersion);
        }
        if kind.stream() != Some(node.record.header().log.stream) {
            return Some(Cause::WrongStream);
        }
        let Some(standpoint) = &node.standpoint else { return Some(Cause::NotCertified) };
        if !any_may(&standpoint.certificate.roles, kind) {
            return Some(Cause::NoRight);
        }
        let evidence_only = standpoint.grade == Grade::D && !kind.opens();
        let powerless = standpoint.power == Power::None && matches!(kind, Kind::Offer | Kind::Decline | Kind::Finish | Kind::Close);
        if evidence_only || powerless {
            return Some(self.why_withheld(at));
        }
        self.condition(at).or_else(|| self.forbidden(at))
    }

    /// Applies an act that may have its effect; answers whether it has one.
    fn take_effect(&mut self, at: usize) -> bool {
        match self.nodes[at].act.clone() {
            Act::Open(_) => self.hold(at, false),
            Act::Import(import) => self.hold(at, matches!(import.state, Claimed::closed | Claimed::cancelled)),
            Act::Take(take) => self.take(at, &take.parents, take.because),
            Act::Close(close) => self.close(at, &close.parents, close.because),
            Act::Offer(offer) if is_planted(Bug::ReleaseOnOffer) => self.release_on_offer(at, &offer.tenures),
            _ => true,
        }
    }

    fn remark(&mut self, record: RecordId, cause: Cause, holder: Option<PersonId>, because: Option<RecordId>) {
        self.remarks.insert(Remark { record, cause, holder, because });
    }

    fn place(&self, id: RecordId) -> Option<usize> {
        self.order.places.get(&id).copied().filter(|at| *at < self.nodes.len())
    }

    /// Nodes with an effect, in the causal past of a place.
    fn before(&self, at: usize) -> impl Iterator<Item = &Node<'a>> {
        let past = &self.nodes[at].past;
        self.nodes.iter().enumerate().filter(|(other, node)| node.effect && past.contains(*other)).map(|(_, node)| node)
    }

    /// The course of the request, for whoever asks more than who holds it.
    fn course(&self, opening: &Opening) -> Course {
        let event = |node: &Node<'_>| {
            let header = node.record.header();
            let author = node.standpoint.as_ref().and_then(|standpoint| Author::of(standpoint.certificate));
            Event {
                link: Link::from(node.record),
                act: node.act.clone(),
                at: header.at,
                happened: header.claim(),
                anchor: header.anchor,
                has_words: header.payload.is_some(),
                author,
                effect: node.effect,
                whole: node.power() == Power::Full,
                past: node.past.clone(),
            }
        };
        let withheld = self.remarks.iter().any(|remark| remark.cause == Cause::RegulationWithheld);
        let adoption = if let Opening::Open(open) = opening { open.regulation.filter(|_| !withheld) } else { None };
        Course {
            request: self.request,
            site: self.order.records[self.order.places[&self.request]].header().log.site,
            adoption,
            events: self.nodes.iter().map(event).collect(),
            starts: Contact::of(self, opening).told(self),
            places: self.order.places.clone(),
            named: Badge::all(self.nodes.iter().map(|node| &node.act), self.evidence),
        }
    }

    fn tell(mut self, opening: Opening) -> Request {
        let id = self.request;
        let contact = Contact::of(&self, &opening);
        let offered = is_planted(Bug::OfferEndsContact) && self.nodes.iter().any(|node| matches!(node.act, Act::Offer(_)));
        let (first_contact, first_contact_open) = (contact.person(), contact.is_open(&self) && !offered);
        for (record, cause) in contact.remarks(&self) {
            self.remark(record, cause, None, None);
        }
        let standing: Vec<&Tenure> = self.tenures.iter().filter(|tenure| tenure.stands()).collect();
        let all_closed = !standing.is_empty() && standing.iter().all(|tenure| tenure.close);
        let closed = all_closed && !first_contact_open && contact.may_close(&self, &opening);
        let state = match (all_closed, closed) {
            (false, _) => State::Open,
            (true, false) => State::Handled,
            (true, true) => State::Closed,
        };
        let contested = Self::is_contested(&standing);
        let held = standing.iter().any(|tenure| !tenure.close && self.evidence.is_in_force(tenure.person));
        let header = self.order.records[self.order.places[&id]].header();
        let axes = self.axes();
        Request {
            id,
            site: header.log.site,
            opened: header.at,
            happened: header.claim(),
            first_contact,
            first_contact_open,
            state,
            contested,
            duty_post: !all_closed && !held,
            offers: self.standing_offers(),
            outcome: self.outcome(),
            classes: axes.classes,
            matters: axes.matters,
            subjects: axes.subjects,
            competences: axes.competences,
            linked: self.links(),
            steps: self.steps(),
            heads: self.order.heads(),
            missing: self.order.missing.iter().copied().collect(),
            waiting: self.order.waiting.clone(),
            remarks: self.remarks.iter().cloned().collect(),
            tenures: self.tenures,
            opening,
        }
    }

    fn steps(&self) -> Vec<Step> {
        let step = |node: &Node<'_>| {
            let header = node.record.header();
            Step {
                record: node.id(),
                kind: header.act.kind,
                author: node.person(),
                roles: node.standpoint.as_ref().map(|standpoint| standpoint.certificate.roles.clone()).unwrap_or_default(),
                at: header.at,
                happened: header.claim(),
                effect: node.effect,
                grade: node.standpoint.as_ref().map_or(Grade::A, |standpoint| standpoint.grade),
            }
        };
        self.nodes.iter().map(step).collect()
    }
}
