//! A batch of a session as the store takes it: payload keys that this device can open go under its own key at once, because
//! a reader never stores the travelling form (5-trust.md); the rest travels on as it came.

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::watch;

use super::handle::Handle;
use super::ring::at_rest;
use super::tail::{Returned, is_receipt};
use crate::domain::act::{Act, Kind};
use crate::domain::id::{Digest, RecordId};
use crate::domain::payload;
use crate::domain::planted::{Bug, is_planted};
use crate::domain::signed::VerifiedRecord;
use crate::store::{self, CommitError, ReadError, Snapshot, Written};
use crate::sync;

/// How many wraps are opened between two commits.
const SETTLED_AT_ONCE: usize = 500;

/// What a batch brought that was not here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingested {
    /// What the commit stored.
    pub written: Written,
    /// Some of the new records are no receipts: this device owes a receipt for them.
    pub witness: bool,
    /// Own records that this store did not have.
    pub returned: Returned,
    /// The new records of the batch, by arrival; not those that waited here for a proof which the batch brought.
    pub(super) new: BTreeMap<u64, VerifiedRecord>,
}

impl Ingested {
    /// Whether `new` is everything that arrived after a record.
    pub(super) fn is_all_since(&self, arrival: u64) -> bool {
        let followed = self.new.keys().copied().eq((arrival + 1..).take(self.new.len()));
        followed && !self.new.is_empty() && self.new.len() == self.written.records.len()
    }

    /// Whether the batch brought the record, or what proves it.
    pub(super) fn brought(&self, arrival: u64) -> bool {
        self.written.records.binary_search_by_key(&arrival, |(arrival, _)| *arrival).is_ok()
    }
}

impl Handle {
    /// Commits what a session or a bundle brings. Durable when it returns.
    ///
    /// # Errors
    /// The store's; nothing of the batch is stored then.
    pub fn ingest(&self, mut batch: sync::Batch) -> Result<Ingested, CommitError> {
        let brings_keys = batch.records.iter().any(|record| record.header().act.kind == Kind::SiteKey);
        if brings_keys && !batch.payloads.is_empty() {
            // Which wraps can ever open follows from the roster, so the roster goes first.
            let payloads = std::mem::take(&mut batch.payloads);
            let mut first = self.ingest(batch)?;
            let second = self.ingest(sync::Batch { payloads, ..sync::Batch::default() })?.written;
            first.written.payloads = second.payloads;
            first.written.unnamed += second.unnamed;
            return Ok(first);
        }
        let taken = self.intake(batch)?;
        let own = self.0.own_keys();
        let mine = |record: &&VerifiedRecord| own.contains(&record.header().log.key);
        // Nobody writes between own records that come in and the new epoch that they make necessary.
        let mut heads = taken.records.iter().any(|record| mine(&record)).then(|| self.heads());
        let written = match self.store().ingest(&taken) {
            Err(_) if is_planted(Bug::AcknowledgeFailed) => Written::default(),
            other => other?,
        };
        let mut arrivals: BTreeMap<RecordId, u64> = written.records.iter().map(|(arrival, id)| (*id, *arrival)).collect();
        let new = taken.records.into_iter().filter_map(|record| Some((arrivals.remove(&record.id())?, record)));
        let new: BTreeMap<u64, VerifiedRecord> = new.collect();
        let returned = match &mut heads {
            Some(heads) => self.met_own(heads, &new.values().filter(mine).collect::<Vec<_>>())?,
            None => Returned::default(),
        };
        drop(heads);
        let (receipts, others): (Vec<_>, Vec<_>) = new.values().partition(|record| is_receipt(record));
        self.told_of_own(&receipts, &own)?;
        let witness = !others.is_empty();
        self.touched(&written, new.values());
        self.registers_touched(&written, new.values());
        if written.files {
            self.files_wanted();
        } else {
            self.committed();
        }
        Ok(Ingested { written, witness, returned, new })
    }

    /// Tells whoever passes records on that there are new ones.
    pub(super) fn committed(&self) {
        self.0.commits.send_modify(|count| *count += 1);
    }

    /// Changes whenever this handle, or a clone of it, has committed something.
    pub(super) fn commits(&self) -> watch::Receiver<u64> {
        self.0.commits.subscribe()
    }

    fn intake(&self, batch: sync::Batch) -> Result<store::Batch, ReadError> {
        let mut taken = store::Batch { records: batch.records, documents: batch.documents, pending: batch.pending, ..Default::default() };
        if batch.payloads.is_empty() {
            return Ok(taken);
        }
        let snapshot = self.snapshot()?;
        let (ring, opened, nonces) = (self.ring(&snapshot, self.identity().site)?, self.opened(), self.entropy().stretched());
        let site_keys = site_keys(&snapshot)?;
        for sealed in batch.payloads {
            let bytes = match &sealed.bytes {
                Some(_) => sealed.bytes,
                None => snapshot.payload(sealed.hash)?,
            };
            let own = bytes.as_deref().and_then(|bytes| at_rest(&opened, &ring, bytes, &sealed.wraps, nonces.bytes()));
            if let Some(key) = own {
                taken.keys.push((sealed.hash, key));
            } else {
                // A bad wrap must not stand where a good one belongs, nor end the search for one.
                let id = bytes.as_deref().and_then(payload::key_id);
                let made_up = |wrap: &payload::Wrap| !site_keys.contains(&wrap.site_key);
                let bad = |wrap: &payload::Wrap| made_up(wrap) || id.is_some_and(|id| ring.refutes(wrap, id));
                taken.wraps.extend(sealed.wraps.into_iter().filter(|wrap| !bad(wrap)));
            }
            taken.payloads.extend(bytes);
        }
        Ok(taken)
    }

    /// Puts payload keys that came while nothing here could open them under the node's own key, because a reader never keeps
    /// the travelling form: after the keys were unlocked, and so after an enrolment too. Does nothing while they are locked.
    ///
    /// # Errors
    /// The store's; what was not reached travels on as it came.
    pub(super) fn settle_wraps(&self) -> Result<(), CommitError> {
        let mut after = None;
        loop {
            let opened = self.opened();
            let snapshot = self.snapshot()?;
            let wraps = snapshot.wraps_without_key(after, SETTLED_AT_ONCE)?;
            let Some(last) = wraps.last().filter(|_| opened.vault.is_some()) else { return Ok(()) };
            after = Some((last.payload, last.site_key));
            let ring = self.ring(&snapshot, self.identity().site)?;
            let mut batch = store::Batch::default();
            for wrap in wraps.iter().filter(|wrap| ring.keys.contains_key(&wrap.site_key)) {
                let Some(bytes) = snapshot.payload(wrap.payload)? else { continue };
                let Some(id) = payload::key_id(&bytes) else { continue };
                match at_rest(&opened, &ring, &bytes, std::slice::from_ref(wrap), self.entropy().bytes()) {
                    Some(key) => batch.keys.push((wrap.payload, key)),
                    None if ring.refutes(wrap, id) => batch.refuted.push((wrap.payload, wrap.site_key)),
                    None => {}
                }
            }
            self.store().ingest(&batch)?;
        }
    }
}

/// The site keys that the rosters here name, earlier ones too: a wrap for any other opens nothing.
fn site_keys(snapshot: &Snapshot) -> Result<BTreeSet<Digest>, ReadError> {
    let mut keys = BTreeSet::new();
    for site in snapshot.sites()? {
        for (_, act) in snapshot.evidence(site)?.acts_in_force() {
            if let Act::SiteKey(body) = act {
                keys.insert(body.id);
                keys.extend(body.predecessors.iter().map(|earlier| earlier.id));
            }
        }
    }
    Ok(keys)
}
