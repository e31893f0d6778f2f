//! Which role may write which act: one table, generated into docs/rights.md. A right needs the role *and* the
//! condition of the act itself, which the fold checks where the act stands.

use std::ops::RangeInclusive;

use super::Kind;
use super::word::Role;

/// A row: these roles may write these kinds.
type Row = (&'static [Role], &'static [RangeInclusive<u16>]);

/// Everybody who works on requests.
const STAFF: &[Role] = &[
    Role::operator,
    Role::team_lead,
    Role::handler,
    Role::contractor,
    Role::emergency_team,
    Role::duty_receptionist,
    Role::cs_officer,
    Role::dept_head,
    Role::dept_cs_supervisor,
    Role::cr_supervisor,
    Role::cs_director,
    Role::function_dept,
    Role::senior_leader,
    Role::responsible_supervisor,
    Role::site_manager,
];
const CLERK: &[Role] = &[Role::duty_receptionist, Role::cs_officer];
const DEPARTMENT: &[Role] =
    &[Role::dept_head, Role::dept_cs_supervisor, Role::cr_supervisor, Role::cs_director, Role::function_dept, Role::senior_leader];
const SUPERVISOR: &[Role] = &[Role::responsible_supervisor, Role::site_manager];

/// 6-acts.md, "Roles and rights". The organisation's root may write 40 to 51 and countersign 35 besides.
const TABLE: &[Row] = &[
    // Everybody on requests of their site.
    (STAFF, &[1..=1, 3..=12, 14..=24, 26..=32, 34..=34]),
    // Imports, coordination and evaluation are the centre's work.
    (CLERK, &[2..=2, 13..=13, 33..=33]),
    // Departments work out who does what.
    (DEPARTMENT, &[13..=13]),
    // RULE: R06.5, R07.9. What is learned from a request is the service director's to write down.
    (&[Role::cs_director], &[33..=33]),
    // Supervisors besides report emergencies, erase, and keep the roster where they may certify.
    (SUPERVISOR, &[2..=2, 13..=13, 25..=25, 33..=33, 35..=35, 40..=49]),
    // Auditors read, and sign findings.
    (&[Role::auditor], &[34..=34]),
    // Devices witness, and answer for what they erased.
    (&[Role::device, Role::centre], &[36..=36, 60..=60]),
];

/// Whether the role lists the act.
#[must_use]
pub fn may(role: Role, kind: Kind) -> bool {
    TABLE.iter().any(|(roles, kinds)| roles.contains(&role) && kinds.iter().any(|range| range.contains(&kind.0)))
}

/// Whether any of the roles lists the act.
#[must_use]
pub fn any_may(roles: &[Role], kind: Kind) -> bool {
    roles.iter().any(|role| may(*role, kind))
}

/// Duty receptionist or customer-service officer.
#[must_use]
pub fn is_clerk(roles: &[Role]) -> bool {
    roles.iter().any(|role| CLERK.contains(role))
}

/// Responsible supervisor or site manager: covers any tenure at the site.
#[must_use]
pub fn is_supervisor(roles: &[Role]) -> bool {
    roles.iter().any(|role| SUPERVISOR.contains(role))
}
