//! Who gives and who is asked to take, at one offer: the words of a matrix resolved for a request.

use super::superior::{Superior, certificates, superior_of};
use crate::domain::act::rights::is_supervisor;
use crate::domain::act::word::{Class, Reason, Role};
use crate::domain::act::{Act, Addressee, Offer};
use crate::domain::course::{Course, Event};
use crate::domain::evidence::Evidence;
use crate::domain::id::{Code, PersonId};
use crate::domain::regulation::Adopted;
use crate::domain::regulation::preset::words::Party;

/// Somebody at an offer.
#[derive(Clone, Debug, Default)]
pub(super) struct Who {
    pub person: Option<PersonId>,
    pub roles: Vec<Role>,
    pub posts: Vec<Code>,
    pub departments: Vec<Code>,
}

impl Who {
    fn of(event: &Event) -> Option<Self> {
        let author = event.author.as_ref()?;
        Some(Self {
            person: Some(author.person),
            roles: author.roles.clone(),
            posts: author.posts.clone(),
            departments: author.department.iter().cloned().collect(),
        })
    }

    fn is_any(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }

    /// The party's own code among the posts: `top_on_duty` is the post `top-on-duty`.
    fn stands_as(&self, party: Party) -> bool {
        self.posts.iter().any(|post| post.to_string() == party.word().replace('_', "-"))
    }

    pub fn shares_department(&self, other: &Self) -> bool {
        self.departments.iter().any(|department| other.departments.contains(department))
    }

    /// Takes the other's place: the same post, or work of the same kind.
    pub fn relieves(&self, other: &Self) -> bool {
        self.posts.iter().any(|post| other.posts.contains(post)) || self.is_any(&other.roles)
    }
}

/// One offer with its giver and those who may take it.
pub(super) struct Scene<'a> {
    pub course: &'a Course,
    pub adopted: &'a Adopted,
    pub evidence: &'a Evidence,
    pub at: usize,
    pub offer: &'a Offer,
    pub giver: Who,
    pub superior: Superior,
    /// Who took it, else who may; empty: the roster knows nobody.
    pub takers: Vec<Who>,
}

impl<'a> Scene<'a> {
    /// `None`: not an offer, or nobody's.
    pub fn at(course: &'a Course, adopted: &'a Adopted, evidence: &'a Evidence, at: usize) -> Option<Self> {
        let event = &course.events[at];
        let Act::Offer(offer) = &event.act else { return None };
        let giver = Who::of(event)?;
        let author = event.author.as_ref()?;
        let mut superior = superior_of(author.person, evidence);
        // The certificate that they acted under says who their superior was.
        superior.named = author.superior.or(superior.named);
        let takers = takers(course, evidence, at, offer);
        Some(Self { course, adopted, evidence, at, offer, giver, superior, takers })
    }

    /// Whether the giver is such a party here.
    pub fn gives_as(&self, party: Party) -> bool {
        match party {
            Party::first_contact => self.is_first_contact(self.giver.person),
            Party::receiving_dept => self.is_receiver(),
            Party::any_c1 => self.classes().contains(&Class::c1),
            Party::any_c2 => self.classes().contains(&Class::c2),
            Party::direct_superior | Party::own_dept_head | Party::authorised_colleague | Party::lead_dept => false,
            word => self.is(&self.giver, word),
        }
    }

    /// Whether somebody whom the offer addresses is such a party here.
    pub fn takes_as(&self, taker: &Who, party: Party) -> bool {
        match party {
            Party::first_contact => self.is_first_contact(taker.person),
            Party::direct_superior => taker.person.is_some() && taker.person == self.superior.named,
            Party::own_dept_head => taker.is_any(&[Role::dept_head]) && taker.shares_department(&self.giver),
            Party::lead_dept => self.lead().is_some_and(|lead| taker.departments.contains(lead)),
            // A supervisor stands above every department, and counts as a head where the matrix has no line of its own for them.
            Party::dept_head if is_supervisor(&taker.roles) => !self.names_supervisors(),
            // RULE: R12.4, asked for by a leader: the giver consulted somebody before.
            Party::authorised_colleague => self
                .before()
                .any(|event| matches!(event.act, Act::Consult(_)) && event.person().is_some() && event.person() == self.giver.person),
            word => self.is(taker, word),
        }
    }

    fn is(&self, who: &Who, party: Party) -> bool {
        let beyond = match party {
            // Who runs a site is a leader to everybody there.
            Party::senior_leader => who.is_any(&[Role::site_manager]),
            Party::handler => self.is_assigned(who),
            _ => false,
        };
        beyond || party.means(&who.roles) || who.stands_as(party)
    }

    fn names_supervisors(&self) -> bool {
        let named = self.adopted.provisions.matrix.values().flatten();
        named.into_iter().any(|party| matches!(party, Party::site_manager | Party::responsible_supervisor))
    }

    fn before(&self) -> impl Iterator<Item = &'a Event> {
        let (course, at) = (self.course, self.at);
        course.effective().filter(move |(place, _)| course.precedes(*place, at)).map(|(_, event)| event)
    }

    fn is_first_contact(&self, person: Option<PersonId>) -> bool {
        person.is_some_and(|person| self.course.is_first_contact(person))
    }

    /// RULE: decision Q03. Somebody of another department than the first contact's, who took it over and is not that one's superior.
    fn is_receiver(&self) -> bool {
        let first = self.course.starts.first().and_then(|start| Who::of(&self.course.events[start.place]));
        let Some(first) = first.filter(|first| first.person != self.giver.person && !first.shares_department(&self.giver)) else {
            return false;
        };
        let above = first.person.map(|person| superior_of(person, self.evidence));
        let superior = above.is_some_and(|above| above.named == self.giver.person || above.acting == self.giver.person);
        !superior && self.before().any(|event| matches!(event.act, Act::Take(_)) && event.person() == self.giver.person)
    }

    fn is_assigned(&self, who: &Who) -> bool {
        self.before().any(|event| matches!(&event.act, Act::Assign(assign) if Some(assign.handler) == who.person))
    }

    fn lead(&self) -> Option<&'a Code> {
        let named = self.before().filter_map(|event| match &event.act {
            Act::Coordinate(body) => body.lead.as_ref(),
            _ => None,
        });
        named.last()
    }

    /// The class last said before the offer, else the classes of what the request is about.
    fn classes(&self) -> Vec<Class> {
        let opening = self.course.events.iter().find_map(|event| if let Act::Open(open) = &event.act { Some(open) } else { None });
        let said = self.before().filter_map(|event| if let Act::Classify(body) = &event.act { Some(body) } else { None });
        let (mut class, mut subject) = (opening.and_then(|open| open.class), opening.and_then(|open| open.subject));
        for body in said {
            class = body.class.or(class);
            subject = body.subject.or(subject);
        }
        if let Some(class) = class {
            return vec![class];
        }
        let fits = |subject| move |rule: &&crate::domain::regulation::preset::ClassRule| rule.subjects.contains(&subject);
        subject.map(|subject| self.adopted.classes.iter().filter(fits(subject)).map(|rule| rule.id).collect()).unwrap_or_default()
    }

    /// A shift that ends hands over to whoever relieves it; that is no passing on.
    pub fn is_relief(&self) -> bool {
        self.offer.reason == Some(Reason::shift_end) && self.takers.iter().any(|taker| taker.relieves(&self.giver))
    }
}

/// Who took the offer, as the certificate said then; else whom it addresses, as the roster says.
fn takers(course: &Course, evidence: &Evidence, at: usize, offer: &Offer) -> Vec<Who> {
    let id = course.events[at].id();
    let took = course.effective().filter(|(_, event)| matches!(&event.act, Act::Take(take) if take.offers.contains(&id)));
    let took: Vec<Who> = took.filter_map(|(_, event)| Who::of(event)).collect();
    if !took.is_empty() {
        return took;
    }
    match &offer.to {
        Some(Addressee::Person(person)) => vec![listed(*person, evidence)],
        Some(Addressee::Post(post)) => {
            let holds = evidence.certificates().filter(|certificate| certificate.in_force() && certificate.posts.contains(post));
            let mut persons: Vec<PersonId> = holds.filter_map(|certificate| certificate.person).collect();
            persons.sort_unstable();
            persons.dedup();
            let named = Who { posts: vec![post.clone()], ..Who::default() };
            if persons.is_empty() { vec![named] } else { persons.into_iter().map(|person| listed(person, evidence)).collect() }
        }
        None => Vec::new(),
    }
}

/// Everything that the certificates of a person say together; of somebody who left, what they said.
pub(super) fn listed(person: PersonId, evidence: &Evidence) -> Who {
    let in_force = evidence.is_in_force(person);
    let mut who = Who { person: Some(person), ..Who::default() };
    for certificate in certificates(person, evidence).filter(|certificate| certificate.in_force() || !in_force) {
        who.roles.extend(&certificate.roles);
        who.posts.extend(certificate.posts.iter().cloned());
        who.departments.extend(certificate.department.iter().cloned());
    }
    who
}
