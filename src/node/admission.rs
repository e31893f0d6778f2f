//! Whether a peer belongs here: its proven key must be the one that a certificate in force names.

use std::collections::{BTreeMap, BTreeSet};

use super::handle::Handle;
use crate::domain::act::{Act, Keys};
use crate::domain::evidence::{Certificate, Evidence, Material};
use crate::domain::id::{RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::signed::{SignedRecord, VerifiedRecord};
use crate::store::{ReadError, Snapshot};
use crate::sync::{CERTIFICATES_MAX, INTRODUCTION_RECORDS_MAX, PeerHello, Refusal};

/// What a node says to a hello.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It belongs here.
    Accept,
    /// Its certificates are not known: it shall show what leads to the root.
    Introduce,
    /// It does not belong here.
    Refuse(Refusal),
}

/// How a certificate that a peer names stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    WrongKey,
    Revoked,
    InForce,
}

impl Handle {
    /// Judges a hello that came over a connection on which the key was proven.
    ///
    /// # Errors
    /// The store's.
    pub fn judge(&self, key: PublicKey, hello: &PeerHello) -> Result<Verdict, ReadError> {
        // The key was proven: whoever has this device's own key, or its store, is a copy of it, or this node itself.
        if key == self.device_keys().tls.public() {
            return Ok(Verdict::Refuse(Refusal::SameStore));
        }
        let snapshot = self.snapshot()?;
        let mut best = None;
        for site in snapshot.sites()? {
            let evidence = self.evidence(&snapshot, site)?;
            best = best.max(standing(&evidence, key, &hello.certificates));
        }
        if best.is_none() && hello.introduction.is_empty() {
            return Ok(Verdict::Introduce);
        }
        if best.is_none() {
            best = self.introduced(&snapshot, key, hello)?;
        }
        Ok(match best {
            // Only a member's word raises an alarm: every stranger is told the instance.
            Some(Standing::InForce) if hello.instance.0 == self.store().founding().instance => Verdict::Refuse(Refusal::SameStore),
            Some(Standing::InForce) => Verdict::Accept,
            Some(Standing::Revoked) => Verdict::Refuse(Refusal::Revoked),
            Some(Standing::WrongKey) => Verdict::Refuse(Refusal::WrongKey),
            None => Verdict::Refuse(Refusal::NotCertified),
        })
    }

    /// Judges certificates that have not arrived yet by what the peer shows with them; nothing of it is stored. Rosters are
    /// read only for what signatures lead up to the root: made-up certificates cost their own signatures and no more.
    fn introduced(&self, snapshot: &Snapshot, key: PublicKey, hello: &PeerHello) -> Result<Option<Standing>, ReadError> {
        let named = hello.introduction.iter().filter(|record| hello.certificates.contains(&record.id()));
        let rooted = named.filter(|record| leads_to_root(record, &hello.introduction, self.identity().organisation));
        let sites: BTreeSet<SiteId> = rooted.map(|record| record.header().log.site).collect();
        let mut best = None;
        for site in sites {
            let mut records = hello.introduction.clone();
            records.extend(snapshot.roster(SiteId::ORGANISATION)?);
            if site != SiteId::ORGANISATION {
                records.extend(snapshot.roster(site)?);
            }
            let (root, documents) = (self.identity().organisation, BTreeMap::new());
            let evidence = Evidence::fold(&Material { root, site, records: &records, links: &[], documents: &documents });
            best = best.max(standing(&evidence, key, &hello.certificates));
        }
        Ok(best)
    }

    /// Keys that are refused already in the handshake: devices with certificates, none of them in force.
    ///
    /// # Errors
    /// The store's.
    pub fn revoked_tls_keys(&self) -> Result<BTreeSet<PublicKey>, ReadError> {
        Ok(self.tls_keys()?.into_iter().filter(|(_, in_force)| !in_force).map(|(key, _)| key).collect())
    }

    /// The keys on the network of every device that was ever certified, and whether one of its certificates is in force.
    pub(super) fn tls_keys(&self) -> Result<BTreeMap<PublicKey, bool>, ReadError> {
        let snapshot = self.snapshot()?;
        let mut devices: BTreeMap<PublicKey, bool> = BTreeMap::new();
        for site in snapshot.sites()? {
            for certificate in self.evidence(&snapshot, site)?.certificates() {
                if let Keys::Device { tls, .. } = certificate.keys {
                    *devices.entry(tls).or_default() |= certificate.in_force();
                }
            }
        }
        Ok(devices)
    }

    /// This device's certificates in force, and those records with all that lead from them to the root.
    pub(super) fn introduction(&self, snapshot: &Snapshot) -> Result<(Vec<RecordId>, Vec<SignedRecord>), ReadError> {
        let own = self.device_keys().tls.public();
        let mut certificates = BTreeSet::new();
        for site in snapshot.sites()? {
            let evidence = self.evidence(snapshot, site)?;
            certificates.extend(evidence.of_key(own).filter(|certificate| certificate.in_force()).map(|certificate| certificate.id));
        }
        let certificates: Vec<RecordId> = certificates.into_iter().take(CERTIFICATES_MAX).collect();
        let mut leading: BTreeMap<RecordId, VerifiedRecord> = BTreeMap::new();
        let mut next = certificates.clone();
        while let Some(id) = next.pop().filter(|_| leading.len() < INTRODUCTION_RECORDS_MAX) {
            if leading.contains_key(&id) {
                continue;
            }
            if let Some(record) = snapshot.record(id)? {
                next.extend(record.header().under);
                leading.insert(id, record);
            }
        }
        Ok((certificates, leading.into_values().map(|record| record.signed().clone()).collect()))
    }
}

/// The best standing among the named certificates; `None`: none of them is known.
fn standing(evidence: &Evidence, key: PublicKey, named: &[RecordId]) -> Option<Standing> {
    named.iter().filter_map(|id| evidence.certificate(*id)).map(|certificate| standing_of(certificate, key)).max()
}

fn standing_of(certificate: &Certificate, key: PublicKey) -> Standing {
    match certificate.keys {
        Keys::Device { tls, .. } if tls == key && certificate.in_force() => Standing::InForce,
        Keys::Device { tls, .. } if tls == key => Standing::Revoked,
        _ => Standing::WrongKey,
    }
}

/// Whether every signature from a record up to the root's is by the key that the record above it certifies.
fn leads_to_root(record: &VerifiedRecord, shown: &[VerifiedRecord], root: PublicKey) -> bool {
    let mut roots = BTreeSet::from([root]);
    for record in shown {
        if let Act::Successor(body) = Act::decode(&record.header().act)
            && roots.contains(&record.header().log.key)
        {
            roots.insert(body.key);
        }
    }
    let mut at = record;
    for _ in 0..=shown.len() {
        let key = at.header().log.key;
        if roots.contains(&key) {
            return true;
        }
        let above = at.header().under.and_then(|id| shown.iter().find(|record| record.id() == id));
        let certifies = |record: &VerifiedRecord| match Act::decode(&record.header().act) {
            Act::Certify(body) => matches!(body.keys, Keys::Staff(certified) | Keys::Device { sign: certified, .. } if certified == key),
            _ => false,
        };
        match above.filter(|record| certifies(record)) {
            Some(above) => at = above,
            None => return false,
        }
    }
    false
}
