//! Who stands above somebody: the superior that the certificate names, and whoever stands in for one that is not there.

use crate::domain::act::Keys;
use crate::domain::act::word::Role;
use crate::domain::evidence::{Certificate, Evidence};
use crate::domain::id::PersonId;

/// The longest chain of superiors that is followed; a longer one is a ring.
const STEPS_MAX: usize = 16;

/// Who stands in where no superior does, the nearest first.
const LINE: &[&[Role]] =
    &[&[Role::team_lead], &[Role::dept_head, Role::senior_leader], &[Role::responsible_supervisor], &[Role::site_manager]];

/// The direct superior and who acts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Superior {
    /// Whom the certificate names.
    pub named: Option<PersonId>,
    /// Who can be asked now: the one named if in force, else the next in line; `None`: nobody of the roster.
    pub acting: Option<PersonId>,
}

/// RULE: R09.2. The superior of a person. One who left or was never named is replaced by that one's own superior, then by
/// a team lead or head of the department, then by a supervisor of the site.
#[must_use]
pub fn superior_of(person: PersonId, evidence: &Evidence) -> Superior {
    let named = named(person, evidence);
    let mut above = named;
    for _ in 0..STEPS_MAX {
        match above {
            Some(found) if found != person && evidence.is_in_force(found) => return Superior { named, acting: above },
            Some(found) => above = self::named(found, evidence),
            None => break,
        }
    }
    Superior { named, acting: next_in_line(person, evidence) }
}

/// The newest certificate speaks; one in force before one that is revoked.
fn named(person: PersonId, evidence: &Evidence) -> Option<PersonId> {
    let own = certificates(person, evidence).filter(|certificate| certificate.superior.is_some());
    own.max_by_key(|certificate| (certificate.in_force(), certificate.id)).and_then(|certificate| certificate.superior)
}

fn next_in_line(person: PersonId, evidence: &Evidence) -> Option<PersonId> {
    let departments: Vec<_> = certificates(person, evidence).filter_map(|certificate| certificate.department.as_ref()).collect();
    let staff = || evidence.certificates().filter(|certificate| certificate.in_force() && certificate.scope.covers(evidence.site()));
    let others = || staff().filter(|certificate| certificate.person.is_some_and(|other| other != person));
    LINE.iter().enumerate().find_map(|(step, roles)| {
        // Leads and heads are those of the own department; supervisors are above every department.
        let near = |certificate: &&Certificate| step > 1 || certificate.department.as_ref().is_some_and(|own| departments.contains(&own));
        let fits = |certificate: &&Certificate| certificate.roles.iter().any(|role| roles.contains(role));
        others().filter(fits).filter(near).filter_map(|certificate| certificate.person).min()
    })
}

/// The staff certificates of a person, revoked ones too.
pub(super) fn certificates(person: PersonId, evidence: &Evidence) -> impl Iterator<Item = &Certificate> {
    let own = move |certificate: &&Certificate| certificate.person == Some(person) && matches!(certificate.keys, Keys::Staff(_));
    evidence.certificates().filter(own)
}
