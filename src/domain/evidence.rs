//! Everything the fold must know about a site besides a request's own records: who may, what was seen, which logs forked,
//! and how much each record may therefore do.

use std::collections::{BTreeMap, BTreeSet};

use super::act::{Act, AdoptRegulation, Keys, RevokeReason, Stream};
use super::id::{Code, Digest, PersonId, RecordId, SiteId};
use super::key::PublicKey;
pub use super::lineage::{Fork, Lineage, Link, forks};
use super::regulation::{Clauses, Policy};
use super::request::{Cause, Grade};
pub use super::roster::Certificate;
use super::roster::{Roster, Standing, Verdict};
use super::signed::VerifiedRecord;
use super::time::{Clock, UtcMs};
use super::witness::{Seen, Witnesses};

/// What evidence is folded from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The pinned organisation key.
    pub root: PublicKey,
    /// The site.
    pub site: SiteId,
    /// All authentic Roster and Witness records of the site and of the organisation.
    pub records: &'a [VerifiedRecord],
    /// Every held link of each (key, site, Work) that is forked or that [`lineages_needed`] names.
    pub links: &'a [Link],
    /// The documents held.
    pub documents: &'a BTreeMap<Digest, String>,
}

/// What a regulation adoption gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Regulation {
    /// The policy that the request is judged by.
    Policy(Box<Policy>),
    /// The adoption is withheld by a verdict, or is none: R16, with a remark.
    Withheld,
    /// The adoption or one of its documents has not arrived.
    Missing(RecordId),
}

/// How much of its effect a record keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// It neither offers, declines, discharges nor releases.
    None,
    /// It releases by an offer, over its author's own tenure and over a close.
    Limited,
    /// All of it.
    Full,
}

/// How a record of the Work stream stands.
#[derive(Clone, Debug)]
pub struct Standpoint<'a> {
    /// The certificate it was signed under.
    pub certificate: &'a Certificate,
    /// Its grade.
    pub grade: Grade,
    /// Whether it may add a holder.
    pub holds: bool,
    /// How much it may release and discharge.
    pub power: Power,
    /// Why it has less than full effect, or is late but valid; with the revocation or fork joint.
    pub causes: Vec<(Cause, Option<RecordId>)>,
}

/// The folded evidence of one site.
#[derive(Clone, Debug)]
pub struct Evidence {
    site: SiteId,
    roster: Roster,
    witnesses: Witnesses,
    lineage: Lineage,
    duty_posts: BTreeSet<Code>,
    in_force: BTreeSet<PersonId>,
    regulations: BTreeMap<RecordId, Regulation>,
}

impl Evidence {
    /// Folds the layers in order: roster, then witnesses.
    #[must_use]
    pub fn fold(material: &Material<'_>) -> Self {
        let roster = Roster::fold(material.root, material.records);
        let witnesses = Witnesses::fold(material.records, &roster);
        let staff = roster.certificates.values().filter(|c| c.in_force() && matches!(c.keys, Keys::Staff(_)));
        let in_force = staff.filter(|c| c.scope.covers(material.site)).filter_map(|c| c.person).collect();
        let mut evidence = Self {
            site: material.site,
            roster,
            witnesses,
            lineage: Lineage::new(material.links.iter().copied()),
            duty_posts: BTreeSet::new(),
            in_force,
            regulations: BTreeMap::new(),
        };
        for entry in evidence.roster.entries.values() {
            let counts = entry.standing == Standing::Counts;
            match &entry.act {
                Act::DutyPost(body) if counts => {
                    evidence.duty_posts.insert(body.post.clone());
                }
                Act::AdoptRegulation(body) => {
                    let regulation = if counts { read_regulation(entry.link.id, body, material.documents) } else { Regulation::Withheld };
                    evidence.regulations.insert(entry.link.id, regulation);
                }
                _ => {}
            }
        }
        evidence
    }

    /// The site it is about.
    #[must_use]
    pub fn site(&self) -> SiteId {
        self.site
    }

    /// Every certificate that counts, revoked ones too.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.roster.certificates.values()
    }

    /// A certificate that counts.
    #[must_use]
    pub fn certificate(&self, id: RecordId) -> Option<&Certificate> {
        self.roster.certificates.get(&id)
    }

    /// The certificates that speak for a key, in whichever of its uses.
    pub fn of_key(&self, key: PublicKey) -> impl Iterator<Item = &Certificate> {
        self.certificates().filter(move |certificate| match certificate.keys {
            Keys::Staff(staff) => staff == key,
            Keys::Device { tls, sign, .. } => tls == key || sign == key,
        })
    }

    /// Whether the person has a staff certificate in force at the site.
    #[must_use]
    pub fn is_in_force(&self, person: PersonId) -> bool {
        self.in_force.contains(&person)
    }

    /// Every post that an authorised `DutyPost` names, replaced ones too.
    #[must_use]
    pub fn duty_posts(&self) -> &BTreeSet<Code> {
        &self.duty_posts
    }

    /// Whether the certificate makes its person a member of the duty post; without a `DutyPost`, supervisors are.
    #[must_use]
    pub fn on_duty_post(&self, certificate: &Certificate) -> bool {
        if self.duty_posts.is_empty() {
            return super::act::rights::is_supervisor(&certificate.roles);
        }
        certificate.posts.iter().any(|post| self.duty_posts.contains(post))
    }

    /// The root keys that stand, the newest last.
    #[must_use]
    pub fn roots(&self) -> Vec<PublicKey> {
        self.roster.roots.iter().map(|(key, _)| *key).collect()
    }

    /// Whether the roster record counts.
    #[must_use]
    pub fn is_authorised(&self, id: RecordId) -> bool {
        self.roster.standing(id) == Standing::Counts
    }

    /// Roster records caught in revocations of each other, until the root speaks.
    #[must_use]
    pub fn disputed(&self) -> Vec<RecordId> {
        let disputed = self.roster.entries.values().filter(|entry| entry.standing == Standing::Disputed);
        disputed.map(|entry| entry.link.id).collect()
    }

    /// The acts of authorised roster records that no authorised one replaces, oldest id first.
    pub fn acts_in_force(&self) -> impl Iterator<Item = (RecordId, &Act)> {
        let counting = || self.roster.entries.values().filter(|entry| entry.standing == Standing::Counts);
        let replaced: BTreeSet<RecordId> = counting().flat_map(|entry| replaces(&entry.act).iter().copied()).collect();
        counting().filter(move |entry| !replaced.contains(&entry.link.id)).map(|entry| (entry.link.id, &entry.act))
    }

    /// The adoption that a new request names: of several in force the one with the latest claimed time.
    #[must_use]
    pub fn regulation_in_force(&self) -> Option<RecordId> {
        let adoptions = self.acts_in_force().filter(|(_, act)| matches!(act, Act::AdoptRegulation(_)));
        let wall = |id: RecordId| self.roster.entries.get(&id).map(|entry| entry.header.at.wall);
        adoptions.map(|(id, _)| id).max_by_key(|id| (wall(*id), *id))
    }

    /// What the adoption gives; an id that is held but is no adoption is withheld.
    #[must_use]
    pub fn regulation(&self, adoption: RecordId) -> Regulation {
        let held = self.roster.entries.contains_key(&adoption);
        let unknown = if held { Regulation::Withheld } else { Regulation::Missing(adoption) };
        self.regulations.get(&adoption).cloned().unwrap_or(unknown)
    }

    /// Whether the record that an author acts under has arrived.
    #[must_use]
    pub fn holds(&self, under: RecordId) -> bool {
        self.roster.entries.contains_key(&under)
    }

    /// The person that a certificate names, whether or not it counts.
    #[must_use]
    pub fn claimed(&self, certificate: RecordId) -> Option<PersonId> {
        match &self.roster.entries.get(&certificate)?.act {
            Act::Certify(body) => body.person,
            _ => None,
        }
    }

    /// Whether any certificate is revoked or any log forked: only then can a receipt change a fold.
    #[must_use]
    pub fn has_verdicts(&self) -> bool {
        !self.roster.verdicts.is_empty() || !self.lineage.forks().is_empty()
    }

    /// The forks of Work logs.
    #[must_use]
    pub fn forks(&self) -> &[Fork] {
        self.lineage.forks()
    }

    /// The standing revocations (settled or disputed) against a certificate.
    #[must_use]
    pub fn revocations(&self, certificate: RecordId) -> Vec<(RecordId, RevokeReason)> {
        let settled = self.roster.against(Some(certificate), Standing::Counts);
        let disputed = self.roster.against(Some(certificate), Standing::Disputed);
        settled.iter().chain(&disputed).map(|verdict| (verdict.id, verdict.reason)).collect()
    }

    /// Between which times another device's receipts prove the record to be written; both ends only from synced clocks.
    #[must_use]
    pub fn interval(&self, record: &VerifiedRecord) -> (Option<UtcMs>, Option<UtcMs>) {
        let header = record.header();
        let Some(device) = header.under.and_then(|under| self.certificate(under)).map(|c| c.device) else { return (None, None) };
        let anchor = header.anchor.and_then(|id| self.witnesses.receipt(id));
        let lower = anchor.filter(|seen| seen.device != device && seen.at.clock == Clock::Synced).map(|seen| seen.at.wall);
        let link = Link::from(record);
        (lower, Witnesses::earliest(self.witnesses.covering(&link, device, &self.lineage)))
    }

    /// How a Work record stands; `None` if `under` names no certificate that counts for this key at this site.
    #[must_use]
    pub fn standpoint(&self, record: &VerifiedRecord) -> Option<Standpoint<'_>> {
        let header = record.header();
        let certificate = self.certificate(header.under?)?;
        let own = certificate.keys == Keys::Staff(header.log.key) && certificate.scope.covers(header.log.site);
        if !own {
            return None;
        }
        let mut standpoint = Standpoint { certificate, grade: Grade::A, holds: true, power: Power::Full, causes: Vec::new() };
        let link = Link::from(record);
        for verdict in self.roster.against(header.under, Standing::Counts) {
            self.grade(&mut standpoint, &verdict, record, &link);
        }
        for verdict in self.roster.against(header.under, Standing::Disputed) {
            if self.is_late(&verdict, &link) {
                standpoint.power = Power::None;
                standpoint.causes.push((Cause::Disputed, Some(verdict.id)));
            }
        }
        if let Some(fork) = self.lineage.forks_before(&link).find(|fork| !self.outlives(&link, certificate, fork)) {
            standpoint.power = Power::None;
            standpoint.causes.push((Cause::Forked, fork.after));
        }
        Some(standpoint)
    }

    fn is_late(&self, verdict: &Verdict, link: &Link) -> bool {
        let admitted = self.roster.admits.iter().any(|(_, place)| self.lineage.within(link, place));
        !admitted && !verdict.cuts.iter().any(|cut| self.lineage.within(link, cut))
    }

    /// RULE: 5-trust.md, "Late records of a revoked certificate": the record keeps the least that any revocation leaves.
    fn grade(&self, standpoint: &mut Standpoint<'_>, verdict: &Verdict, record: &VerifiedRecord, link: &Link) {
        if !self.is_late(verdict, link) {
            return;
        }
        let grade = self.late_grade(standpoint.certificate, verdict, record, link);
        let kept = matches!(verdict.reason, RevokeReason::Rotated | RevokeReason::Left);
        let (holds, power) = match (grade, verdict.reason) {
            (Grade::A, _) => (true, Power::Full),
            (Grade::B, _) => (true, if kept { Power::Full } else { Power::None }),
            (Grade::C, RevokeReason::Rotated) => (true, Power::Limited),
            (Grade::C, reason) => (reason != RevokeReason::Compromised, Power::None),
            (Grade::D, _) => (false, Power::None),
        };
        standpoint.grade = standpoint.grade.max(grade);
        standpoint.holds &= holds;
        standpoint.power = standpoint.power.min(power);
        let cause = if power == Power::None { Cause::Withheld } else { Cause::LateButValid };
        standpoint.causes.push((cause, Some(verdict.id)));
    }

    fn late_grade(&self, author: &Certificate, verdict: &Verdict, record: &VerifiedRecord, link: &Link) -> Grade {
        let Some(revoke) = self.roster.entries.get(&verdict.id) else { return Grade::C };
        let anchor = record.header().anchor.and_then(|id| self.witnesses.receipt(id));
        if anchor.is_some_and(|anchor| self.witnesses.knows(anchor, &revoke.link, &self.roster.lineage)) {
            return Grade::D;
        }
        let before = revoke.header.anchor.and_then(|id| self.witnesses.receipt(id)).map(|anchor| anchor.at.wall);
        let before = before.map_or(revoke.header.at.wall, |anchor| anchor.min(revoke.header.at.wall));
        let covering = self.witnesses.covering(link, author.device, &self.lineage);
        let early: Vec<&Seen> = covering.filter(|seen| seen.at.clock == Clock::Synced && seen.at.wall < before).collect();
        let centre = early.iter().any(|seen| seen.centre);
        let two = early.iter().any(|a| early.iter().any(|b| self.independent(a, b)));
        if centre || two { Grade::B } else { Grade::C }
    }

    /// Different persons and devices, neither certified by the other.
    fn independent(&self, a: &Seen, b: &Seen) -> bool {
        let certified_by = |a: &Seen, b: &Seen| {
            let by = a.by.and_then(|id| self.certificate(id));
            by.is_some_and(|by| by.device == b.device || (by.person.is_some() && by.person == b.person))
        };
        let same_person = a.person.is_some() && a.person == b.person;
        a.device != b.device && !same_person && !certified_by(a, b) && !certified_by(b, a)
    }

    /// Whether a record after a fork keeps its power: its branch is admitted, or another device saw it without the fork.
    fn outlives(&self, link: &Link, author: &Certificate, fork: &Fork) -> bool {
        let chosen = self.roster.admits.iter().any(|(_, place)| self.lineage.within(link, place) || self.lineage.follows(link, place));
        let mut covering = self.witnesses.covering(link, author.device, &self.lineage);
        chosen || covering.any(|seen| !self.witnesses.lists(seen, fork))
    }
}

/// The earlier roster records that an act replaces.
fn replaces(act: &Act) -> &[RecordId] {
    match act {
        Act::Shift(body) => &body.replaces,
        Act::DutyPost(body) => &body.replaces,
        Act::AdoptRegulation(body) => &body.replaces,
        Act::AdoptCalendar(body) => &body.replaces,
        Act::Directory(body) => &body.replaces,
        Act::Retention(body) => &body.replaces,
        _ => &[],
    }
}

fn read_regulation(id: RecordId, body: &AdoptRegulation, documents: &BTreeMap<Digest, String>) -> Regulation {
    let named = std::iter::once(&body.preset).chain(&body.overlays).map(|hash| documents.get(hash));
    let Some(texts) = named.collect::<Option<Vec<_>>>() else { return Regulation::Missing(id) };
    // A document that this version cannot read must not stop anybody from working.
    let clauses: Result<Vec<Clauses>, _> = texts.into_iter().map(|text| Clauses::read(text)).collect();
    let Ok(mut clauses) = clauses else { return Regulation::Withheld };
    let preset = clauses.remove(0);
    Regulation::Policy(Box::new(Policy::combine(preset, &clauses, body.prefer)))
}

/// The writers whose Work links the fold needs although nothing forked there: keys of revoked certificates, and logs
/// that an admission names.
#[must_use]
pub fn lineages_needed(records: &[VerifiedRecord]) -> BTreeSet<(PublicKey, SiteId)> {
    let mut needed = BTreeSet::new();
    for record in records.iter().filter(|record| record.header().log.stream == Stream::Roster) {
        match Act::decode(&record.header().act) {
            Act::Revoke(body) => needed.extend(body.cuts.iter().map(|cut| (cut.log.key, cut.log.site))),
            Act::Admit(body) => {
                needed.insert((body.up_to.log.key, body.up_to.log.site));
            }
            _ => {}
        }
    }
    needed
}
