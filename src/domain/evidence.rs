//! Everything the fold must know about a site besides a request's own records: who may, what was seen, which logs forked,
//! and how much each record may therefore do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::act::{Act, AdoptRegulation, Keys, RevokeReason, Stream};
use super::almanac::Almanac;
pub use super::grade::{Power, Standpoint};
use super::id::{Code, Digest, PersonId, RecordId, SiteId};
use super::key::PublicKey;
pub use super::lineage::{Fork, Lineage, Link, forks};
use super::regulation::Adopted;
pub use super::roster::Certificate;
use super::roster::{Roster, Standing, Verdict};
use super::signed::VerifiedRecord;
use super::witness::Witnesses;

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
#[derive(Clone, Debug)]
pub enum Regulation {
    /// What the request is judged by.
    Adopted(Arc<Adopted>),
    /// The adoption is withheld by a verdict, or is none: R16, with a remark.
    Withheld,
    /// The adoption or one of its documents has not arrived.
    Missing(RecordId),
}

/// The folded evidence of one site.
#[derive(Clone, Debug)]
pub struct Evidence {
    site: SiteId,
    pub(super) roster: Roster,
    pub(super) witnesses: Witnesses,
    pub(super) lineage: Lineage,
    duty_posts: BTreeSet<Code>,
    in_force: BTreeSet<PersonId>,
    regulations: BTreeMap<RecordId, Regulation>,
    almanac: Almanac,
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
            almanac: Almanac::default(),
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
        evidence.almanac = Almanac::read(&evidence, material.documents);
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

    /// What a request that names this adoption is judged by: R16 where it names none, or one that is withheld or missing.
    #[must_use]
    pub fn adopted(&self, adoption: Option<RecordId>) -> &Arc<Adopted> {
        match adoption.and_then(|id| self.regulations.get(&id)) {
            Some(Regulation::Adopted(adopted)) => adopted,
            _ => Adopted::default_one(),
        }
    }

    /// By what the site's time is counted, and since when: calendars, zone, business hours, directory.
    #[must_use]
    pub fn almanac(&self) -> &Almanac {
        &self.almanac
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

    /// The standing revocations (settled or disputed) of a certificate, by its own name or with its device: a later
    /// one that names it takes nothing back from what rests on these.
    #[must_use]
    pub fn revocations(&self, certificate: RecordId) -> Vec<(RecordId, RevokeReason)> {
        let stands = |verdict: &&Verdict| matches!(self.roster.standing(verdict.id), Standing::Counts | Standing::Disputed);
        let all = self.roster.verdicts.get(&Some(certificate)).into_iter().flatten();
        all.filter(stands).map(|verdict| (verdict.id, verdict.reason)).collect()
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
    let named = std::iter::once(&body.preset).chain(&body.overlays).map(|hash| documents.get(hash).map(String::as_str));
    let Some(texts) = named.collect::<Option<Vec<&str>>>() else { return Regulation::Missing(id) };
    // A document that this version cannot read must not stop anybody from working.
    Adopted::read(body, &texts).map_or(Regulation::Withheld, |adopted| Regulation::Adopted(Arc::new(adopted)))
}

/// The writers whose Work links the fold needs although nothing forked there: keys of revoked certificates (with those of
/// every staff certificate on a revoked device), and logs that a cut or an admission names.
#[must_use]
pub fn lineages_needed(records: &[VerifiedRecord]) -> BTreeSet<(PublicKey, SiteId)> {
    let roster = records.iter().filter(|record| record.header().log.stream == Stream::Roster);
    let acts: Vec<(RecordId, Act)> = roster.map(|record| (record.id(), Act::decode(&record.header().act))).collect();
    let sites: BTreeSet<SiteId> = records.iter().map(|record| record.header().log.site).filter(|site| !site.is_organisation()).collect();
    let certificates = || acts.iter().filter_map(|(id, act)| if let Act::Certify(body) = act { Some((*id, body)) } else { None });
    let mut needed = BTreeSet::new();
    for (_, act) in &acts {
        match act {
            Act::Revoke(body) => {
                needed.extend(body.cuts.iter().map(|cut| (cut.log.key, cut.log.site)));
                let revoked = certificates().find(|(id, _)| Some(*id) == body.certificate).map(|(_, revoked)| revoked);
                for (_, other) in certificates().filter(|(_, other)| revoked.is_some_and(|revoked| revoked.device == other.device)) {
                    if let Keys::Staff(key) = other.keys {
                        needed.extend(sites.iter().filter(|site| other.scope.covers(**site)).map(|site| (key, *site)));
                    }
                }
            }
            Act::Admit(body) => {
                needed.insert((body.up_to.log.key, body.up_to.log.site));
            }
            _ => {}
        }
    }
    needed
}
