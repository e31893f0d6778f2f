//! The course of a request: every act with its author and place, as the fold understood it. Duties, flags, forms and the
//! resident's view are read from it; none of them reads a record again.

use std::collections::{BTreeMap, BTreeSet};

use super::act::word::Role;
use super::act::{Act, Addressee, Audience};
use super::evidence::{Certificate, Evidence, Link};
use super::fold::Past;
use super::id::{Code, DeviceId, PersonId, RecordId, RequestId, SiteId};
use super::time::{Moment, UtcMs};

/// What happened to a request, in the order of the fold.
#[derive(Clone, Debug)]
pub struct Course {
    /// The opening record.
    pub request: RequestId,
    /// The site.
    pub site: SiteId,
    /// The adoption that it is judged by for ever; `None`: the default regulation, also where a verdict withholds the adoption.
    pub adoption: Option<RecordId>,
    /// Every folded act.
    pub events: Vec<Event>,
    /// Where the first contact's duty starts: the opening, or what made somebody first contact; then every reopening.
    pub starts: Vec<Start>,
    /// The persons and posts that acts name, as the roster knows them, in the order of their certificates.
    pub named: BTreeMap<Addressee, Vec<Badge>>,
    pub(super) places: BTreeMap<RecordId, usize>,
}

/// As what a certificate knows somebody who is named, but perhaps never acts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Badge {
    /// Since when, as the certificate claims.
    pub since: UtcMs,
    /// The roles.
    pub roles: Vec<Role>,
    /// The department.
    pub department: Option<Code>,
}

/// One act at its place.
#[derive(Clone, Debug)]
pub struct Event {
    /// Where the record stands in its log.
    pub link: Link,
    /// What was done.
    pub act: Act,
    /// When, by the author's clock.
    pub at: Moment,
    /// When it is claimed to have happened.
    pub happened: Option<UtcMs>,
    /// The newest receipt of another device that the author held.
    pub anchor: Option<RecordId>,
    /// Words go with it, whether or not they can be read here.
    pub has_words: bool,
    /// Who did it; `None`: nobody whose certificate counts.
    pub author: Option<Author>,
    /// The fold gave the act its effect.
    pub effect: bool,
    /// No revocation, dispute or fork takes anything of its power away.
    pub whole: bool,
    pub(super) past: Past,
}

/// Who did something, as the certificate says that they acted under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The certificate.
    pub certificate: RecordId,
    /// The person.
    pub person: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// The roles.
    pub roles: Vec<Role>,
    /// The posts.
    pub posts: Vec<Code>,
    /// The department.
    pub department: Option<Code>,
    /// The direct superior (R09.2).
    pub superior: Option<PersonId>,
}

/// From where somebody owes the resident the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The event that makes the first contact, or reopens.
    pub place: usize,
    /// The first contact.
    pub person: Option<PersonId>,
    /// The first event that discharges this start.
    pub discharged: Option<usize>,
    /// The first contact is not in force any more, and the duty post owes the answer.
    pub is_freed: bool,
}

impl Course {
    /// Whether the event at `a` lies in the causal past of the event at `b`.
    #[must_use]
    pub fn precedes(&self, a: usize, b: usize) -> bool {
        self.events[b].past.contains(a)
    }

    /// The place of a record.
    #[must_use]
    pub fn place(&self, record: RecordId) -> Option<usize> {
        self.places.get(&record).copied()
    }

    /// The causal past of the event at a place.
    pub(super) fn past(&self, at: usize) -> &Past {
        &self.events[at].past
    }

    /// The events that have their effect, each with its place.
    pub fn effective(&self) -> impl Iterator<Item = (usize, &Event)> {
        self.events.iter().enumerate().filter(|(_, event)| event.effect)
    }

    /// Who became first contact first; `None` for imports and for relays that no desk has taken.
    #[must_use]
    pub fn first_contact(&self) -> Option<PersonId> {
        self.starts.first().and_then(|start| start.person)
    }

    /// Whether somebody is first contact: of several desks that took one relay, each is.
    #[must_use]
    pub fn is_first_contact(&self, person: PersonId) -> bool {
        self.starts.iter().any(|start| start.person == Some(person))
    }
}

impl Badge {
    /// Every person and post that the acts name, by the certificates that count, revoked ones too: what somebody was told as a
    /// head of department stays told when they leave.
    pub(super) fn all<'a>(acts: impl Iterator<Item = &'a Act>, evidence: &Evidence) -> BTreeMap<Addressee, Vec<Self>> {
        let named: BTreeSet<Addressee> = acts.flat_map(addressees).collect();
        named.into_iter().map(|named| (named.clone(), Self::of(&named, evidence))).collect()
    }

    /// As what the certificates know one person or post, the oldest first.
    pub(crate) fn of(named: &Addressee, evidence: &Evidence) -> Vec<Self> {
        let is_named = |certificate: &&Certificate| match named {
            Addressee::Person(person) => certificate.person == Some(*person),
            Addressee::Post(post) => certificate.posts.contains(post),
        };
        let badge = |certificate: &Certificate| {
            let Certificate { at, roles, department, .. } = certificate.clone();
            Self { since: at, roles, department }
        };
        let mut badges: Vec<Self> = evidence.certificates().filter(is_named).map(badge).collect();
        badges.sort_unstable();
        badges.dedup();
        badges
    }

    /// Those of some in order that were issued by a moment: nobody was told as what they became later. Where none was, the oldest
    /// one: a clock may be slow, and somebody named before they were certified.
    #[must_use]
    pub fn by(badges: &[Self], at: UtcMs) -> &[Self] {
        &badges[..badges.partition_point(|badge| badge.since <= at).max(1).min(badges.len())]
    }
}

/// Whom an act speaks to, reports to or hands over to.
fn addressees(act: &Act) -> Vec<Addressee> {
    let audience = |to: &Audience| match to {
        Audience::Person(person) => Some(Addressee::Person(*person)),
        Audience::Post(post) => Some(Addressee::Post(post.clone())),
        _ => None,
    };
    match act {
        Act::Offer(offer) => offer.to.iter().cloned().collect(),
        Act::Report(report) => report.to.iter().filter_map(audience).collect(),
        Act::Tell(tell) => tell.to.iter().filter_map(audience).collect(),
        Act::Consult(consult) => consult.whom.iter().filter_map(audience).collect(),
        Act::Confirm(confirm) => confirm.with.iter().filter_map(audience).collect(),
        Act::Escalate(escalate) => escalate.to.iter().filter_map(audience).collect(),
        Act::Assign(assign) => vec![Addressee::Person(assign.handler)],
        _ => Vec::new(),
    }
}

impl Author {
    /// `None`: a device's certificate, which names nobody.
    pub(super) fn of(certificate: &Certificate) -> Option<Self> {
        let Certificate { id, person, device, roles, posts, department, superior, .. } = certificate.clone();
        person.map(|person| Self { certificate: id, person, device, roles, posts, department, superior })
    }
}

impl Event {
    /// The record.
    #[must_use]
    pub fn id(&self) -> RecordId {
        self.link.id
    }

    /// RULE: decision Q01. When it happened: as claimed, else when it was written.
    #[must_use]
    pub fn time(&self) -> UtcMs {
        self.happened.unwrap_or(self.at.wall)
    }

    /// Who did it.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        self.author.as_ref().map(|author| author.person)
    }

    /// The author's roles.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        self.author.as_ref().map_or(&[], |author| &author.roles)
    }

    /// The author's department.
    #[must_use]
    pub fn department(&self) -> Option<&Code> {
        self.author.as_ref().and_then(|author| author.department.as_ref())
    }
}
