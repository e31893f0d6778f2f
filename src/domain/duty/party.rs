//! Who is meant by a word of a regulation, and who owes a duty.

use super::case::{Case, Raise};
use super::owed::Debtor;
use crate::domain::act::rights::{is_clerk, is_supervisor};
use crate::domain::act::word::{Duty as OnDuty, Role};
use crate::domain::act::{Act, Addressee, Audience};
use crate::domain::course::{Author, Badge, Start};
use crate::domain::fold::Past;
use crate::domain::id::{Code, PersonId};
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::words::{Party, Trigger};
use crate::domain::regulation::word::Releaser;

impl Case<'_> {
    /// Whether an author is one of those whom a word means.
    pub fn fits(&self, party: Party, author: Option<&Author>) -> bool {
        let Some(author) = author else { return false };
        self.is_role(party, (&author.roles, author.department.as_ref())) || self.is_person(party, author.person)
    }

    /// Whether roles and a department are those that a word means.
    fn is_role(&self, party: Party, (roles, own): (&[Role], Option<&Code>)) -> bool {
        let department = |department: Option<&Code>| department.is_some() && department == own;
        match party {
            Party::lead_dept => department(self.lead),
            Party::accepting_dept => department(self.accepting_department()),
            Party::receiving_dept => self.receiving_departments().any(|receiving| Some(receiving) == own),
            Party::own_dept_head => self.is_role(Party::dept_head, (roles, own)) && department(self.first_department()),
            party => party.means(roles),
        }
    }

    /// Whether a word means the person, whatever their role.
    fn is_person(&self, party: Party, person: PersonId) -> bool {
        match party {
            Party::first_contact => self.course.is_first_contact(person),
            Party::holder => self.holders.contains(&person),
            Party::direct_superior => self.first_author().and_then(|author| author.superior) == Some(person),
            Party::authorised_colleague => !self.course.is_first_contact(person),
            Party::accepting_dept => self.accepting.is_some_and(|author| author.person == person),
            Party::receiving_dept => self.takers().any(|author| author.person == person),
            _ => false,
        }
    }

    /// Whether somebody spoken to in an act is meant by a word, as what they were known then.
    pub fn addresses(&self, at: usize, audience: &Audience, party: Party) -> bool {
        match (audience, party) {
            (Audience::Resident, Party::resident | Party::first_reporter) | (Audience::FirstReporter, Party::first_reporter) => true,
            // RULE: decision Q29. The first reporter of linked requests is a resident too.
            (Audience::FirstReporter, Party::resident) => true,
            (Audience::Resident | Audience::FirstReporter, _) | (_, Party::resident | Party::first_reporter) => false,
            (Audience::Person(person), party) => self.is_person(party, *person) || self.is_known(at, &Addressee::Person(*person), party),
            (Audience::Post(post), Party::first_contact) => self.first_author().is_some_and(|author| author.posts.contains(post)),
            (Audience::Post(post), party) => self.is_known(at, &Addressee::Post(post.clone()), party),
            (Audience::Role(role), Party::accepting_dept) => is_clerk(&[*role]),
            (Audience::Role(role), Party::own_dept_head) => Party::dept_head.means(&[*role]),
            (Audience::Role(role), party) => party.means(&[*role]),
            (Audience::OnDuty(duty), party) => match *duty {
                OnDuty::top_on_duty => matches!(party, Party::top_on_duty | Party::responsible_supervisor | Party::site_manager),
                OnDuty::emergency_team => party == Party::emergency_team,
                OnDuty::leader => party == Party::senior_leader,
                _ => false,
            },
        }
    }

    /// Whether an offer goes to somebody whom a word means.
    pub fn offers_to(&self, at: usize, to: Option<&Addressee>, party: Party) -> bool {
        let audience = match to {
            Some(Addressee::Person(person)) => Audience::Person(*person),
            Some(Addressee::Post(post)) => Audience::Post(post.clone()),
            None => return false,
        };
        self.addresses(at, &audience, party)
    }

    fn is_known(&self, at: usize, named: &Addressee, party: Party) -> bool {
        let known = self.course.named.get(named).map_or(&[][..], |badges| Badge::by(badges, self.event(at).at.wall));
        known.iter().any(|badge| self.is_role(party, (&badge.roles, badge.department.as_ref())))
    }

    pub fn first_author(&self) -> Option<&Author> {
        self.contacts.first().and_then(|at| self.course.events[*at].author.as_ref())
    }

    fn first_department(&self) -> Option<&Code> {
        self.first_author().and_then(|author| author.department.as_ref())
    }

    fn accepting_department(&self) -> Option<&Code> {
        self.accepting.and_then(|author| author.department.as_ref())
    }

    /// Whoever took it over from the first contact.
    fn takers(&self) -> impl Iterator<Item = &Author> {
        let takes = self.course.events.iter().filter(|event| event.effect && matches!(event.act, Act::Take(_)));
        takes.filter_map(|event| event.author.as_ref()).filter(|author| !self.course.is_first_contact(author.person))
    }

    fn receiving_departments(&self) -> impl Iterator<Item = &Code> {
        self.takers().filter_map(|author| author.department.as_ref())
    }

    /// Who owes a duty that was raised there. Later takes change who owes, never when it is due.
    pub fn debtor(&self, duty: &Duty, raise: &Raise) -> Debtor {
        let author = self.event(raise.trigger).author.as_ref();
        let department = |author: Option<&Author>| author.and_then(|author| author.department.clone());
        match duty.who {
            Party::first_contact => self.leg_contact(raise.raised).map_or_else(|| self.owing_first(raise.trigger), Debtor::Person),
            Party::holder => match self.holders[..] {
                [holder] => Debtor::Person(holder),
                _ => Debtor::Party(Party::holder, None),
            },
            Party::receiving_dept if duty.on == Trigger::handoff_accepted => department_of(author, Party::receiving_dept),
            Party::receiving_dept => department_of(self.takers().last(), Party::receiving_dept),
            Party::accepting_dept => department_of(self.accepting, Party::accepting_dept),
            Party::handler if duty.on == Trigger::handoff_accepted => self.handler_since(raise.trigger),
            Party::handler => author.map_or(Debtor::Party(Party::handler, None), |author| Debtor::Person(author.person)),
            Party::lead_dept => self.lead.cloned().map_or(Debtor::Party(Party::lead_dept, None), Debtor::Department),
            Party::direct_superior => {
                let superior = self.first_author().and_then(|author| author.superior);
                superior.map_or(Debtor::Party(Party::direct_superior, None), Debtor::Person)
            }
            Party::own_dept_head => Debtor::Party(Party::dept_head, self.first_department().cloned()),
            Party::dept_cs_supervisor => Debtor::Party(Party::dept_cs_supervisor, self.first_department().cloned()),
            // Whoever has the role and took it owes it, else whoever has the role.
            who if duty.on == Trigger::handoff_accepted => match self.last_taker(who, raise.trigger) {
                Some(person) => Debtor::Person(person),
                None => Debtor::Party(who, department(author)),
            },
            who => self
                .takers()
                .filter(|author| self.fits(who, Some(author)))
                .last()
                .map_or(Debtor::Party(who, None), |author| Debtor::Person(author.person)),
        }
    }

    /// RULE: R12.5, 此時接手處理具體事務的經辦人員是此環節的首問責任人. Who had taken it over where that was said.
    fn leg_contact(&self, raised: usize) -> Option<PersonId> {
        let per_leg = self.adopted.provisions.per_leg == Some(true);
        let offered = |act: &Act| matches!(act, Act::Take(take) if !take.offers.is_empty());
        let last = || self.acts(offered).into_iter().rfind(|at| self.reaches(*at, raised));
        per_leg.then(last).flatten().and_then(|at| self.event(at).person())
    }

    /// Where the duty of the first contact begins from whom something comes: of several desks that took one relay, each owes its own.
    pub fn start_of(&self, trigger: usize) -> Option<&Start> {
        let own = |start: &&Start| self.contacts.contains(&start.place) && self.reaches(start.place, trigger);
        self.course.starts.iter().find(own).or(self.course.starts.first())
    }

    /// RULE: 3-records.md, Responsibility 9. Where nobody in force is left to owe it, the duty post does.
    pub fn owing_first(&self, trigger: usize) -> Debtor {
        match self.start_of(trigger) {
            Some(Start { person: Some(person), is_freed: false, .. }) => Debtor::Person(*person),
            _ => Debtor::DutyPost,
        }
    }

    /// The last take of the line by somebody whom the word means.
    fn last_taker(&self, who: Party, trigger: usize) -> Option<PersonId> {
        let fits = |at: &usize| self.reaches(trigger, *at) && self.fits(who, self.event(*at).author.as_ref());
        let last = self.acts(|act| matches!(act, Act::Take(_))).into_iter().rfind(fits);
        self.event(last.unwrap_or(trigger)).author.as_ref().filter(|author| self.fits(who, Some(author))).map(|author| author.person)
    }

    /// Whoever was named as handler last, or took it last, since a handoff.
    fn handler_since(&self, trigger: usize) -> Debtor {
        let last = self.acts(|act| matches!(act, Act::Assign(_) | Act::Take(_))).into_iter().rfind(|at| self.reaches(trigger, *at));
        let person = |at: usize| match &self.event(at).act {
            Act::Assign(assign) => Some(assign.handler),
            _ => self.event(at).person(),
        };
        last.or(Some(trigger)).and_then(person).map_or(Debtor::Party(Party::handler, None), Debtor::Person)
    }

    /// Whether the author of an act owes the duty, or is one whom the regulation lets do it in the debtor's place.
    pub fn speaks_for(&self, at: usize, duty: &Duty, debtor: &Debtor) -> bool {
        let event = self.event(at);
        let own = match debtor {
            Debtor::Person(person) => event.person() == Some(*person),
            Debtor::Department(department) => event.department() == Some(department),
            Debtor::Party(..) => false,
            // RULE: 3-records.md, Responsibility 9. The duty post names why it speaks; supervisors stand on it where nobody else does.
            Debtor::DutyPost => {
                self.is_first(at) || is_supervisor(event.roles()) || matches!(&event.act, Act::Tell(tell) if tell.because.is_some())
            }
        };
        // RULE: R10.6. Whoever was named for the work, or finished it, speaks for its holder.
        let for_holder = duty.who == Party::holder && self.worked(at);
        // RULE: R08.7. A head who took it over and named somebody for the work may tell the resident as well.
        let head = duty.who == Party::handler && duty.on == Trigger::handoff_accepted && self.fits(Party::dept_head, event.author.as_ref());
        let for_handler = head && self.takers().any(|author| Some(author.person) == event.person());
        own || for_holder || for_handler || self.fits(duty.who, event.author.as_ref()) || self.is_substitute(at, duty)
    }

    /// RULE: `release.by` and `followup.by` name who may tell, answer or visit; where they name the debtor, the others stand in.
    fn is_substitute(&self, at: usize, duty: &Duty) -> bool {
        let policy = &self.adopted.policy;
        let visits = matches!(self.event(at).act, Act::Visit(_));
        let lists = [Some(&policy.release_by), visits.then_some(&policy.followup_by)];
        let releaser = releaser(duty.who);
        let named = lists.into_iter().flatten().filter(|list| releaser.is_some_and(|releaser| list.contains(&releaser)));
        named.into_iter().flatten().any(|releaser| self.is_releaser(at, *releaser))
    }

    fn is_releaser(&self, at: usize, releaser: Releaser) -> bool {
        let event = self.event(at);
        let is = |party: Party| self.fits(party, event.author.as_ref());
        match releaser {
            Releaser::FirstContact => self.is_first(at),
            Releaser::AcceptingDept => is(Party::accepting_dept),
            Releaser::ReceivingDept => is(Party::receiving_dept),
            Releaser::DeptCsSupervisor => is(Party::dept_cs_supervisor),
            Releaser::Handler => is(Party::handler) || self.worked(at),
            Releaser::Holder => self.held(at),
            Releaser::Clerk => is_clerk(event.roles()),
            Releaser::Supervisor => is_supervisor(event.roles()),
        }
    }

    /// Finished the work before, or was named for it.
    fn worked(&self, at: usize) -> bool {
        let person = self.event(at).person();
        let works = person.and_then(|person| self.works.get(&person));
        works.is_some_and(|works| works.contains(at) || self.course.past(at).last_shared(works, &Past::default()).is_some())
    }

    /// Held the request where the act stands.
    fn held(&self, at: usize) -> bool {
        let person = self.event(at).person();
        let known = |record| self.course.place(record).is_some_and(|place| self.reaches(place, at));
        let stood = |tenure: &&crate::domain::chain::Tenure| known(tenure.id) && !tenure.released.iter().any(|release| known(release.by));
        self.request.tenures.iter().filter(stood).any(|tenure| !tenure.close && Some(tenure.person) == person)
    }
}

fn releaser(who: Party) -> Option<Releaser> {
    Some(match who {
        Party::first_contact => Releaser::FirstContact,
        Party::accepting_dept => Releaser::AcceptingDept,
        Party::receiving_dept => Releaser::ReceivingDept,
        Party::dept_cs_supervisor => Releaser::DeptCsSupervisor,
        Party::handler => Releaser::Handler,
        Party::holder => Releaser::Holder,
        Party::cs_officer | Party::duty_receptionist | Party::receptionist | Party::desk => Releaser::Clerk,
        Party::responsible_supervisor | Party::site_manager => Releaser::Supervisor,
        _ => return None,
    })
}

/// The department that somebody belongs to, else the person.
fn department_of(author: Option<&Author>, party: Party) -> Debtor {
    match author {
        Some(Author { department: Some(department), .. }) => Debtor::Department(department.clone()),
        Some(author) => Debtor::Person(author.person),
        None => Debtor::Party(party, None),
    }
}
