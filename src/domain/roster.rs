//! The roster: which key is whose, with which roles, where; folded from roster records alone.
//!
//! Authority is a chain of `under` to the pinned root, cut by revocations that are themselves roster records. What
//! nobody disputes is settled first; revocations that put each other beyond their cuts stay *disputed* until the root speaks.

use std::collections::BTreeMap;

use super::act::rights::{any_may, is_supervisor};
use super::act::word::Role;
use super::act::{Act, Certify, Cut, Keys, MayCertify, RevokeReason, Scope, Stream};
use super::id::{Code, DeviceId, PersonId, RecordId};
use super::key::PublicKey;
use super::lineage::{Lineage, Link};
use super::record::Header;
use super::signed::VerifiedRecord;
use super::time::UtcMs;

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
    /// When it was issued, as claimed.
    pub at: UtcMs,
    /// The revocations that count against it, with their reasons; empty: in force.
    pub revoked: Vec<(RecordId, RevokeReason)>,
}

impl Certificate {
    /// Whether no revocation counts against it.
    #[must_use]
    pub fn in_force(&self) -> bool {
        self.revoked.is_empty()
    }

    fn new((id, at): (RecordId, UtcMs), by: Option<RecordId>, body: &Certify) -> Self {
        let Certify { person, device, keys, roles, posts, department, superior, scope, may_certify, ends: _ } = body.clone();
        Self { id, person, device, keys, roles, posts, department, superior, scope, may_certify, by, at, revoked: Vec::new() }
    }
}

/// Who signed a roster record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// A root key: the pinned one (`None`), or a successor by its `Successor` record.
    Root(Option<RecordId>),
    /// The staff key of a certificate.
    Staff(RecordId),
    /// Nobody who may sign roster records.
    Nobody,
}

/// How the dispute about a roster record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Still being settled.
    Unsettled,
    /// It counts.
    Counts,
    /// It does not.
    Void,
    /// Beyond the cut of a revocation that is beyond its own.
    Disputed,
}

/// A roster record with what was made of it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) link: Link,
    pub(super) header: Header,
    pub(super) act: Act,
    pub(super) author: Author,
    pub(super) standing: Standing,
}

/// A revocation against one certificate (or root).
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    /// The `Revoke`.
    pub(super) id: RecordId,
    /// What it revokes: the `under` of the records it judges.
    pub(super) target: Option<RecordId>,
    pub(super) reason: RevokeReason,
    pub(super) cuts: Vec<Cut>,
    /// It revokes a device, and this certificate on it only by consequence.
    pub(super) implied: bool,
}

/// Roster records of a site and its organisation, settled.
#[derive(Clone, Debug, Default)]
pub(super) struct Roster {
    pub(super) entries: BTreeMap<RecordId, Entry>,
    pub(super) certificates: BTreeMap<RecordId, Certificate>,
    /// Every revocation by what it revokes.
    pub(super) verdicts: BTreeMap<Option<RecordId>, Vec<Verdict>>,
    pub(super) admits: Vec<(RecordId, Cut)>,
    /// The root keys that stand, newest last.
    pub(super) roots: Vec<(PublicKey, Option<RecordId>)>,
    pub(super) lineage: Lineage,
}

impl Roster {
    /// Settles the records; those of other streams are passed over.
    pub(super) fn fold(root: PublicKey, records: &[VerifiedRecord]) -> Self {
        let roster: Vec<_> = records.iter().filter(|record| record.header().log.stream == Stream::Roster).collect();
        let mut folded = Self { lineage: Lineage::new(roster.iter().map(|record| Link::from(*record))), ..Self::default() };
        for record in &roster {
            let act = Act::decode(&record.header().act);
            let entry = Entry {
                link: Link::from(*record),
                header: record.header().clone(),
                act,
                author: Author::Nobody,
                standing: Standing::Unsettled,
            };
            folded.entries.insert(record.id(), entry);
        }
        folded.find_roots(root);
        folded.find_authors();
        folded.find_verdicts();
        folded.settle();
        folded.list();
        folded
    }

    /// Follows `Successor` records from the pinned key; the first one in a root's log stands.
    fn find_roots(&mut self, root: PublicKey) {
        let mut next = Some((root, None));
        while let Some((key, under)) = next.filter(|root| !self.roots.contains(root)) {
            self.roots.push((key, under));
            let successors = self.entries.values().filter_map(|entry| match &entry.act {
                Act::Successor(body) if entry.header.log.key == key && entry.header.under == under => {
                    Some(((entry.link.seq, entry.link.id), body.key))
                }
                _ => None,
            });
            next = successors.min_by_key(|(place, _)| *place).map(|((_, id), key)| (key, Some(id)));
        }
    }

    fn find_authors(&mut self) {
        let authors: Vec<_> = self.entries.values().map(|entry| self.author(&entry.header)).collect();
        for (entry, author) in self.entries.values_mut().zip(authors) {
            entry.author = author;
            // `Void` is final: no verdict can give a right that was never there.
            entry.standing = Standing::Unsettled;
        }
        let allowed: Vec<_> = self.entries.values().map(|entry| self.is_allowed(entry)).collect();
        for (entry, allowed) in self.entries.values_mut().zip(allowed) {
            if !allowed {
                entry.standing = Standing::Void;
            }
        }
    }

    fn author(&self, header: &Header) -> Author {
        if self.roots.contains(&(header.log.key, header.under)) {
            return Author::Root(header.under);
        }
        let certified = header
            .under
            .and_then(|under| self.certify(under))
            .filter(|body| body.keys == Keys::Staff(header.log.key) && body.scope.covers(header.log.site));
        match (certified, header.under) {
            (Some(_), Some(under)) => Author::Staff(under),
            _ => Author::Nobody,
        }
    }

    fn certify(&self, id: RecordId) -> Option<&Certify> {
        match &self.entries.get(&id)?.act {
            Act::Certify(body) => Some(body),
            _ => None,
        }
    }

    /// RULE: 5-trust.md, Roster. Who may write which roster act, verdicts aside.
    fn is_allowed(&self, entry: &Entry) -> bool {
        let kind = entry.act.kind();
        let under = match entry.author {
            Author::Nobody => return false,
            Author::Root(_) => return kind.stream() == Some(Stream::Roster) && self.root_may(entry),
            Author::Staff(under) => under,
        };
        let Some(author) = self.certify(under) else { return false };
        let role = is_supervisor(&author.roles) && any_may(&author.roles, kind);
        let own_site = |scope: &Scope| *scope == Scope::Site(entry.header.log.site) && author.scope.covers(entry.header.log.site);
        role && author.may_certify > MayCertify::No
            && match &entry.act {
                Act::Certify(granted) => granted.may_certify < author.may_certify && own_site(&granted.scope),
                Act::Revoke(body) => body.certificate.and_then(|id| self.certify(id)).is_some_and(|target| own_site(&target.scope)),
                Act::Admit(body) => author.scope.covers(body.up_to.log.site),
                _ => true,
            }
    }

    fn root_may(&self, entry: &Entry) -> bool {
        match (&entry.act, entry.author) {
            (Act::Successor(_), _) => self.roots.iter().any(|(_, under)| *under == Some(entry.link.id)),
            (Act::Revoke(body), Author::Root(under)) => body.certificate.is_some() || under.is_some(),
            (Act::Unknown(_), _) => false,
            _ => true,
        }
    }

    fn find_verdicts(&mut self) {
        let mut found: Vec<Verdict> = Vec::new();
        for entry in self.entries.values().filter(|entry| entry.standing != Standing::Void) {
            let Act::Revoke(body) = &entry.act else { continue };
            let predecessor = || entry.header.under.and_then(|id| self.entries.get(&id)).and_then(|own| own.header.under);
            let target = body.certificate.or_else(predecessor);
            found.push(Verdict { id: entry.link.id, target, reason: body.reason, cuts: body.cuts.clone(), implied: false });
            found.extend(self.implied(entry, body.certificate, body.reason));
        }
        for verdict in found {
            self.verdicts.entry(verdict.target).or_default().push(verdict);
        }
    }

    /// Revoking a device revokes the staff certificates on it, wherever both count.
    fn implied(&self, revoke: &Entry, certificate: Option<RecordId>, reason: RevokeReason) -> Vec<Verdict> {
        let device = certificate.and_then(|id| self.certify(id)).filter(|body| matches!(body.keys, Keys::Device { .. }));
        let Some(device) = device else { return Vec::new() };
        let here = |entry: &&Entry| match &entry.act {
            Act::Certify(body) => {
                let together = body.scope == device.scope || [body.scope, device.scope].contains(&Scope::Organisation);
                matches!(body.keys, Keys::Staff(_)) && body.device == device.device && together
            }
            _ => false,
        };
        let verdict = |entry: &Entry| Verdict { id: revoke.link.id, target: Some(entry.link.id), reason, cuts: Vec::new(), implied: true };
        self.entries.values().filter(here).map(verdict).collect()
    }

    fn list(&mut self) {
        for entry in self.entries.values().filter(|entry| entry.standing == Standing::Counts) {
            let by = if let Author::Staff(by) = entry.author { Some(by) } else { None };
            match &entry.act {
                Act::Certify(body) => {
                    self.certificates.insert(entry.link.id, Certificate::new((entry.link.id, entry.header.at.wall), by, body));
                }
                Act::Admit(body) => self.admits.push((entry.link.id, body.up_to)),
                _ => {}
            }
        }
        let revoked: Vec<_> = self.certificates.keys().map(|id| (*id, self.against(Some(*id), Standing::Counts))).collect();
        for (id, verdicts) in revoked {
            if let Some(certificate) = self.certificates.get_mut(&id) {
                certificate.revoked = verdicts.iter().map(|verdict| (verdict.id, verdict.reason)).collect();
            }
        }
    }

    /// The revocations with the given standing that judge records under a certificate (or root).
    pub(super) fn against(&self, under: Option<RecordId>, standing: Standing) -> Vec<Verdict> {
        let all = self.verdicts.get(&under).map_or(&[][..], Vec::as_slice);
        let named = all.iter().any(|verdict| !verdict.implied && self.standing(verdict.id) != Standing::Void);
        let counts = |verdict: &&Verdict| self.standing(verdict.id) == standing && !(verdict.implied && named);
        all.iter().filter(counts).cloned().collect()
    }

    pub(super) fn standing(&self, id: RecordId) -> Standing {
        self.entries.get(&id).map_or(Standing::Void, |entry| entry.standing)
    }
}
