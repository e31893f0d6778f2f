//! The roster: which key is whose, with which roles, where; folded from roster records alone.

use super::act::word::Role;
use super::act::{Keys, MayCertify, RevokeReason, Scope};
use super::id::{Code, DeviceId, PersonId, RecordId};

/// A certificate that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The `Certify` record.
    pub id: RecordId,
    /// The person; `None` for a device without one.
    pub person: Option<PersonId>,
    /// The device.
    pub device: DeviceId,
    /// The keys.
    pub keys: Keys,
    /// The roles.
    pub roles: Vec<Role>,
    /// The posts.
    pub posts: Vec<Code>,
    /// The department.
    pub department: Option<Code>,
    /// The direct superior.
    pub superior: Option<PersonId>,
    /// Where it counts.
    pub scope: Scope,
    /// Whom its holder may certify.
    pub may_certify: MayCertify,
    /// The certificate (or `None`: the root) it was written under.
    pub by: Option<RecordId>,
    /// The revocations that count against it, with their reasons; empty: in force.
    pub revoked: Vec<(RecordId, RevokeReason)>,
}

impl Certificate {
    /// Whether no revocation counts against it. A past `ends` date changes nothing.
    #[must_use]
    pub fn in_force(&self) -> bool {
        self.revoked.is_empty()
    }
}
