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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::{Certify, Revoke, RevokeReason, Scope, Stream};
    use crate::domain::evidence::Material;
    use crate::domain::id::{DeviceId, Digest, Epoch, RecordId, SiteId};
    use crate::domain::key::SecretKey;
    use crate::domain::record::{HEADER_VERSION, Header, LogId};
    use crate::domain::signed::{SignedRecord, VerifiedRecord};
    use crate::domain::time::Moment;

    const SITE: SiteId = SiteId([7; 16]);

    fn code(text: &str) -> Code {
        Code::new(text).expect("a code")
    }

    fn person(number: u8) -> PersonId {
        PersonId([number; 16])
    }

    fn people(numbers: &[u8]) -> Vec<PersonId> {
        numbers.iter().copied().map(person).collect()
    }

    /// Roster records of one site, all by its root.
    struct Book {
        root: SecretKey,
        records: Vec<VerifiedRecord>,
    }

    impl Book {
        /// The manager 1; of the guards the captain 2 and the guard 3; of the works the head 4 and the technician 5.
        fn new() -> Self {
            let mut book = Self { root: SecretKey::from_bytes(&[1; 32]), records: Vec::new() };
            book.certify(1, Role::site_manager, "office");
            book.certify(2, Role::team_lead, "guards");
            book.certify(3, Role::operator, "guards");
            book.certify(4, Role::dept_head, "works");
            book.certify(5, Role::handler, "works");
            book
        }

        fn write(&mut self, act: impl Into<Act>) -> RecordId {
            let log = LogId { key: self.root.public(), site: SITE, stream: Stream::Roster, epoch: Epoch([1; 8]) };
            let header = Header {
                version: HEADER_VERSION,
                log,
                seq: self.records.len() as u64 + 1,
                backlink: self.records.last().map(VerifiedRecord::id),
                continues: None,
                under: None,
                request: None,
                parents: Vec::new(),
                at: Moment::default(),
                happened: None,
                anchor: None,
                act: act.into().encode().expect("known acts encode"),
                payload: None,
            };
            let record = VerifiedRecord::verify(SignedRecord::sign(&header, &self.root)).expect("well-formed");
            self.records.push(record.clone());
            record.id()
        }

        fn certify(&mut self, number: u8, role: Role, department: &str) -> RecordId {
            let keys = Keys::Staff(SecretKey::from_bytes(&[100 + number; 32]).public());
            let (device, scope) = (DeviceId([number; 16]), Scope::Site(SITE));
            let (roles, department) = (vec![role], Some(code(department)));
            self.write(Certify { person: Some(person(number)), device, keys, roles, department, scope, ..Certify::default() })
        }

        fn shift(&mut self, number: u8, (from, to): (UtcMs, UtcMs), replaces: Vec<RecordId>) -> RecordId {
            self.write(Shift { post: code("gate"), person: person(number), from, to, replaces })
        }

        /// Whom a debtor means at a moment.
        fn who(&self, debtor: &Debtor, now: UtcMs) -> Vec<PersonId> {
            let documents: BTreeMap<Digest, String> = BTreeMap::new();
            let material = Material { root: self.root.public(), site: SITE, records: &self.records, links: &[], documents: &documents };
            Seats::at(&Evidence::fold(&material), now).persons(debtor)
        }

        fn party(&self, party: Party, department: Option<&str>) -> Vec<PersonId> {
            self.who(&Debtor::Party(party, department.map(code)), 0)
        }
    }

    #[test]
    fn a_department_is_its_head_and_without_one_everybody_in_it() {
        let book = Book::new();
        let department = |name| book.who(&Debtor::Department(code(name)), 0);
        assert_eq!((department("works"), department("guards"), department("garden")), (people(&[4]), people(&[2, 3]), vec![]));
        assert_eq!(book.party(Party::lead_dept, Some("works")), people(&[4]));
        assert_eq!(
            (book.party(Party::own_dept_head, Some("works")), book.party(Party::own_dept_head, Some("guards"))),
            (people(&[4]), vec![])
        );
        assert_eq!(book.party(Party::manager, None), people(&[1]));
    }

    #[test]
    fn who_has_no_superior_in_the_roster_turns_to_the_next_in_line() {
        let book = Book::new();
        assert_eq!(book.party(Party::direct_superior, Some("guards")), people(&[2]), "the team leader");
        assert_eq!(book.party(Party::direct_superior, Some("works")), people(&[4]), "the head, where there is no team leader");
        assert_eq!(book.party(Party::direct_superior, Some("garden")), people(&[1]), "the manager, where there is neither");
    }

    #[test]
    fn what_somebody_owes_who_is_gone_is_their_heads_else_the_duty_posts() {
        let mut book = Book::new();
        let (handler, guard) = (book.records[4].id(), book.records[2].id());
        for certificate in [handler, guard] {
            book.write(Revoke { certificate: Some(certificate), reason: RevokeReason::Left, cuts: vec![] });
        }
        assert_eq!(book.who(&Debtor::Person(person(5)), 0), people(&[4]));
        assert_eq!(book.who(&Debtor::Person(person(3)), 0), people(&[1]), "guards have no head: whoever is on the duty post");
        assert_eq!(book.who(&Debtor::Person(person(2)), 0), people(&[2]));
    }

    #[test]
    fn shifts_decide_who_is_highest_on_duty() {
        let mut book = Book::new();
        let top = |book: &Book, now| book.who(&Debtor::Party(Party::top_on_duty, None), now);
        assert_eq!(top(&book, 150), people(&[1]), "without shifts, of all");
        let night = book.shift(3, (100, 200), vec![]);
        assert_eq!(
            (top(&book, 99), top(&book, 100), top(&book, 199), top(&book, 200)),
            (people(&[1]), people(&[1]), people(&[1]), people(&[1])),
            "a guard alone has no rank: whoever ranks highest of all"
        );
        book.shift(2, (100, 200), vec![]);
        assert_eq!(
            (top(&book, 99), top(&book, 100), top(&book, 199), top(&book, 200)),
            (people(&[1]), people(&[2]), people(&[2]), people(&[1]))
        );
        let late = book.shift(4, (100, 200), vec![night]);
        assert_eq!(top(&book, 150), people(&[4]), "a head ranks above a team leader");
        book.shift(3, (100, 200), vec![late]);
        assert_eq!(top(&book, 150), people(&[2]), "what was replaced does not hold");
    }
}
