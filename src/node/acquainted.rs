//! What another device certainly holds, by what it signed itself: a parcel for it need not carry that again.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::act::{Act, Head, Keys, Kind};
use crate::domain::evidence::{Certificate, Evidence};
use crate::domain::id::{DeviceId, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::record::LogId;
use crate::domain::signed::VerifiedRecord;
use crate::store::{ReadError, Snapshot};

/// The records that a parcel is made of: those of one request, and every roster record and receipt around it.
pub(super) struct Around {
    pub site: SiteId,
    pub request: BTreeMap<RecordId, VerifiedRecord>,
    pub roster: BTreeMap<RecordId, VerifiedRecord>,
}

impl Around {
    pub fn of(snapshot: &Snapshot, site: SiteId, request: RecordId) -> Result<Self, ReadError> {
        let by_id = |records: Vec<VerifiedRecord>| records.into_iter().map(|record| (record.id(), record));
        let mut roster: BTreeMap<_, _> = by_id(snapshot.roster(site)?).collect();
        roster.extend(by_id(snapshot.roster(SiteId::ORGANISATION)?));
        Ok(Self { site, request: by_id(snapshot.records_of(request)?).collect(), roster })
    }

    pub fn find(&self, id: RecordId) -> Option<&VerifiedRecord> {
        self.request.get(&id).or_else(|| self.roster.get(&id))
    }

    /// The request's records that no other one names as a parent.
    pub fn heads(&self) -> BTreeSet<RecordId> {
        let named: BTreeSet<&RecordId> = self.request.values().flat_map(|record| &record.header().parents).collect();
        self.request.keys().filter(|id| !named.contains(id)).copied().collect()
    }

    /// Adds records and what they rest on: certificates up to the root, and of the request's own records the receipts they
    /// were written after and the roster records they name.
    pub fn rest_on(&self, from: impl Iterator<Item = RecordId>, chosen: &mut BTreeSet<RecordId>) {
        let mut open: Vec<RecordId> = from.collect();
        while let Some(id) = open.pop() {
            let Some(record) = self.find(id).filter(|_| chosen.insert(id)) else { continue };
            open.extend(record.header().under);
            if self.request.contains_key(&id) {
                open.extend(record.header().anchor);
                open.extend(named(record));
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &VerifiedRecord> {
        self.roster.values().chain(self.request.values())
    }
}

/// How far a device certainly holds each log.
#[derive(Debug, Default)]
pub(super) struct Acquainted(BTreeMap<LogId, u64>);

impl Acquainted {
    /// Reads it off the certificates it was accepted with, its receipts, and the past of what it wrote about the request.
    pub fn of(device: DeviceId, around: &Around, evidence: &Evidence) -> Self {
        let own: Vec<&Certificate> = evidence.certificates().filter(|certificate| certificate.device == device).collect();
        let keys: BTreeSet<PublicKey> = own.iter().map(|certificate| signing(certificate.keys)).collect();
        let written = around.all().filter(|record| keys.contains(&record.header().log.key)).map(VerifiedRecord::id);
        let mut open: Vec<RecordId> = own.iter().map(|certificate| certificate.id).chain(written).collect();
        let (mut known, mut seen) = (Self::default(), BTreeSet::new());
        while let Some(id) = open.pop() {
            let Some(record) = around.find(id).filter(|_| seen.insert(id)) else { continue };
            let header = record.header();
            known.note(header.log, header.seq);
            // Nothing is believed, or named as a parent, whose own foundations were not here.
            open.extend(header.under);
            open.extend(&header.parents);
            if keys.contains(&header.log.key) {
                open.extend(header.anchor);
                for head in heads(record) {
                    known.note(log_of(&head, around.site), head.seq);
                }
            }
        }
        // Of a key that signed two histories, a place says nothing.
        let forked: BTreeSet<PublicKey> = evidence.forks().iter().map(|fork| fork.key).collect();
        known.0.retain(|log, _| !forked.contains(&log.key));
        known
    }

    fn note(&mut self, log: LogId, seq: u64) {
        let top = self.0.entry(log).or_default();
        *top = seq.max(*top);
    }

    pub fn holds(&self, record: &VerifiedRecord) -> bool {
        self.0.get(&record.header().log).is_some_and(|top| record.header().seq <= *top)
    }
}

/// The roster record that an act of a request names.
fn named(record: &VerifiedRecord) -> Option<RecordId> {
    match Act::decode(&record.header().act) {
        Act::Open(open) => open.regulation,
        Act::Take(take) => take.because,
        Act::Close(close) => close.because,
        _ => None,
    }
}

/// The heads that a receipt names; none for any other record.
pub(super) fn heads(record: &VerifiedRecord) -> Vec<Head> {
    if record.header().act.kind != Kind::Receipt {
        return Vec::new();
    }
    match Act::decode(&record.header().act) {
        Act::Receipt(receipt) => receipt.heads,
        _ => Vec::new(),
    }
}

/// The log of a head that a receipt of this site names.
pub(super) fn log_of(head: &Head, site: SiteId) -> LogId {
    let site = if head.organisation { SiteId::ORGANISATION } else { site };
    LogId { key: head.key, site, stream: head.stream, epoch: head.epoch }
}

/// The key that signs records under a certificate.
fn signing(keys: Keys) -> PublicKey {
    match keys {
        Keys::Device { sign, .. } => sign,
        Keys::Staff(key) => key,
    }
}
