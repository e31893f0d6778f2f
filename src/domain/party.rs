//! The words by which regulations name people, as far as roles alone tell: one reading for duties and for matrices. What a word
//! means beyond that is the request's: who was first contact, which department leads, whose superior somebody is.

use super::act::rights::{is_clerk, is_supervisor};
use super::act::word::Role;
use super::regulation::preset::words::Party;

/// Who works with their hands, or only looks on: everybody else is a manager (domain.md §6.1).
const NO_MANAGERS: &[Role] = &[
    Role::operator,
    Role::handler,
    Role::contractor,
    Role::emergency_team,
    Role::auditor,
    Role::owners_committee,
    Role::device,
    Role::centre,
];

impl Party {
    /// Whether somebody with such roles is meant, whatever the request.
    pub(super) fn means(self, roles: &[Role]) -> bool {
        let is_any = |of: &[Role]| roles.iter().any(|role| of.contains(role));
        match self {
            Self::any | Self::any_c1 | Self::any_c2 => true,
            Self::desk => is_clerk(roles),
            Self::other => !is_clerk(roles),
            Self::manager => roles.iter().any(|role| !NO_MANAGERS.contains(role)),
            Self::receptionist => is_any(&[Role::duty_receptionist]),
            Self::handler => is_any(&[Role::handler, Role::contractor]),
            // RULE: decision Q21, 6-acts.md. A leader in charge counts as the head of a department.
            Self::dept_head => is_any(&[Role::dept_head, Role::senior_leader]),
            // RULE: R02, 责任主管 is 负有直接管理责任的主管及服务中心最高管理人员; R02.2, the highest of those on duty is one of them.
            Self::responsible_supervisor | Self::top_on_duty => is_supervisor(roles),
            word => Role::from_name(word.word()).is_some_and(|role| roles.contains(&role)),
        }
    }
}
