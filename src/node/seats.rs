//! Who sits where: the persons whom a post, a department or a word of a regulation means at a moment, by the roster alone and
//! so without any network. It decides nothing: it says whom a duty shows and an alarm is for.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::act::word::Role;
use crate::domain::act::{Act, Keys, Shift};
use crate::domain::duty::Debtor;
use crate::domain::evidence::{Certificate, Evidence};
use crate::domain::id::{Code, PersonId};
use crate::domain::regulation::preset::words::Party;
use crate::domain::time::UtcMs;

/// Who leads, the highest first.
const RANKS: &[Role] = &[
    Role::site_manager,
    Role::responsible_supervisor,
    Role::cs_director,
    Role::dept_head,
    Role::cr_supervisor,
    Role::dept_cs_supervisor,
    Role::team_lead,
    Role::cs_officer,
    Role::duty_receptionist,
];
const SUPERVISORS: &[Role] = &[Role::site_manager, Role::responsible_supervisor];
const DESK: &[Role] = &[Role::duty_receptionist, Role::cs_officer];
/// Who answers for a department; without any of them everybody in it does.
const HEADS: &[Role] = &[Role::dept_head, Role::dept_cs_supervisor];

/// The roster at a moment.
#[derive(Debug)]
pub(super) struct Seats<'a> {
    staff: Vec<&'a Certificate>,
    /// Certificates that are not in force any more.
    gone: Vec<&'a Certificate>,
    duty_post: BTreeSet<PersonId>,
    /// Who is on a post now, where a shift says so.
    on_shift: BTreeMap<&'a Code, BTreeSet<PersonId>>,
}

impl<'a> Seats<'a> {
    /// The certificates in force at the site, and the shifts that hold at a moment.
    pub fn at(evidence: &'a Evidence, now: UtcMs) -> Self {
        let counts = |certificate: &&Certificate| {
            certificate.in_force() && matches!(certificate.keys, Keys::Staff(_)) && certificate.scope.covers(evidence.site())
        };
        let staff: Vec<&Certificate> = evidence.certificates().filter(counts).collect();
        let gone = evidence.certificates().filter(|certificate| !certificate.in_force()).collect();
        let on_post = staff.iter().filter(|certificate| evidence.on_duty_post(certificate));
        let duty_post = on_post.filter_map(|certificate| certificate.person).collect();
        let mut on_shift: BTreeMap<&Code, BTreeSet<PersonId>> = BTreeMap::new();
        for (_, act) in evidence.acts_in_force() {
            if let Act::Shift(Shift { post, person, from, to, .. }) = act
                && (*from..*to).contains(&now)
            {
                on_shift.entry(post).or_default().insert(*person);
            }
        }
        Self { staff, gone, duty_post, on_shift }
    }

    /// The persons who owe what a debtor owes, sorted; none: nobody whom the roster has in force.
    pub fn persons(&self, debtor: &Debtor) -> Vec<PersonId> {
        let persons = match debtor {
            Debtor::Person(person) => self.person(*person),
            Debtor::DutyPost => self.duty_post.clone(),
            Debtor::Department(department) => self.department(department),
            Debtor::Party(party, department) => self.party(*party, department.as_ref()),
        };
        persons.into_iter().collect()
    }

    /// Whoever is gone owes nothing any more that anybody could remind them of: their department's head does, else the duty post.
    fn person(&self, person: PersonId) -> BTreeSet<PersonId> {
        if self.staff.iter().any(|certificate| certificate.person == Some(person)) {
            return [person].into();
        }
        let departments = self.gone.iter().filter(|certificate| certificate.person == Some(person));
        let heads = departments.filter_map(|certificate| certificate.department.as_ref()).flat_map(|of| self.roles(HEADS, Some(of)));
        let heads: BTreeSet<PersonId> = heads.collect();
        if heads.is_empty() { self.duty_post.clone() } else { heads }
    }

    fn having(&self, has: impl Fn(&Certificate) -> bool) -> BTreeSet<PersonId> {
        self.staff.iter().filter(|certificate| has(certificate)).filter_map(|certificate| certificate.person).collect()
    }

    fn roles(&self, roles: &[Role], department: Option<&Code>) -> BTreeSet<PersonId> {
        let of = |certificate: &Certificate| department.is_none() || certificate.department.as_ref() == department;
        self.having(|certificate| of(certificate) && certificate.roles.iter().any(|role| roles.contains(role)))
    }

    fn department(&self, department: &Code) -> BTreeSet<PersonId> {
        let heads = self.roles(HEADS, Some(department));
        if heads.is_empty() { self.having(|certificate| certificate.department.as_ref() == Some(department)) } else { heads }
    }

    /// Whom a word means that no act of the request has tied to a person.
    fn party(&self, party: Party, department: Option<&Code>) -> BTreeSet<PersonId> {
        match party {
            Party::top_on_duty => self.top_on_duty(),
            Party::manager | Party::responsible_supervisor => self.roles(SUPERVISORS, department),
            Party::desk | Party::receptionist | Party::accepting_dept => self.roles(DESK, department),
            Party::own_dept_head => self.roles(&[Role::dept_head], department),
            Party::lead_dept | Party::receiving_dept => department.map(|department| self.department(department)).unwrap_or_default(),
            // RULE: R09.2, and where the roster names no superior: the next in line.
            Party::direct_superior => self.next_in_line(department),
            party => Role::from_name(party.word()).map(|role| self.roles(&[role], department)).unwrap_or_default(),
        }
    }

    /// RULE: R02, 服务中心当班最高级别管理人员: of those on shift whoever ranks highest; without shifts, of all.
    fn top_on_duty(&self) -> BTreeSet<PersonId> {
        let on_shift: BTreeSet<PersonId> = self.on_shift.values().flatten().copied().collect();
        let top = |among: &dyn Fn(&PersonId) -> bool| {
            let ranked = RANKS.iter().map(|rank| self.roles(&[*rank], None).into_iter().filter(|person| among(person)).collect());
            ranked.into_iter().find(|persons: &BTreeSet<PersonId>| !persons.is_empty())
        };
        top(&|person| on_shift.contains(person)).or_else(|| top(&|_| true)).unwrap_or_default()
    }

    fn next_in_line(&self, department: Option<&Code>) -> BTreeSet<PersonId> {
        let lines = [self.roles(&[Role::team_lead], department), self.roles(HEADS, department), self.roles(SUPERVISORS, None)];
        lines.into_iter().find(|line| !line.is_empty()).unwrap_or_default()
    }
}
