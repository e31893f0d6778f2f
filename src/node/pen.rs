//! The only way to a new own record: filled in, checked, sealed, signed and verified here, and committed all together.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard};

use super::draft::ActError;
use super::handle::{Handle, Opened};
use super::tail::{Heads, OwnLog, Place};
use crate::domain::act::{Act, Stream};
use crate::domain::evidence::Evidence;
use crate::domain::id::{Digest, Epoch, RecordId, RequestId, SiteId};
use crate::domain::key::{PublicKey, SecretKey};
use crate::domain::payload::{self, Personal, SealingKey};
use crate::domain::record::{HEADER_BYTES_MAX, HEADER_VERSION, Header, HeaderError, LogId, PayloadRef};
use crate::domain::signed::{SignedRecord, VerifiedRecord};
use crate::domain::time::{Clock, Moment, UtcMs};
use crate::store::{self, Batch, Snapshot, Written};

/// A peer's clock may be this far ahead of ours before its receipts stop to be the best anchor. Milliseconds.
const AHEAD_MS: i64 = 5 * 60 * 1000;
/// How far back from a witness's newest record its newest receipt is looked for.
const ANCHOR_STEPS_MAX: u64 = 8;

/// Who signs, and under what.
#[derive(Clone, Debug)]
pub(super) struct Signer {
    pub key: SecretKey,
    pub under: Option<RecordId>,
    pub site: SiteId,
}

/// Everything of a record that its signer decides.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub act: Act,
    pub request: Option<RequestId>,
    pub parents: Vec<RecordId>,
    pub happened: Option<UtcMs>,
    pub personal: Personal,
}

/// Records being written: nothing is stored before [`Pen::commit`].
pub(super) struct Pen<'h> {
    pub handle: &'h Handle,
    pub snapshot: Snapshot,
    pub opened: Opened,
    pub batch: Batch,
    heads: MutexGuard<'h, Heads>,
    fresh: BTreeMap<Place, OwnLog>,
    anchors: BTreeMap<SiteId, Option<RecordId>>,
    evidence: BTreeMap<SiteId, Arc<Evidence>>,
}

impl Handle {
    /// Begins to write; waits for whoever is writing.
    pub(super) fn pen(&self) -> Result<Pen<'_>, store::ReadError> {
        let heads = self.heads();
        // The snapshot is taken after the right to write: nobody appends between it and the commit.
        let snapshot = self.snapshot()?;
        let (opened, batch) = (self.opened(), Batch::default());
        let (fresh, anchors, evidence) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Ok(Pen { handle: self, snapshot, opened, batch, heads, fresh, anchors, evidence })
    }
}

/// How much a commit held at one moment.
#[derive(Debug)]
pub(super) struct Mark {
    lengths: [usize; 4],
    fresh: BTreeMap<Place, OwnLog>,
}

impl Pen<'_> {
    /// How much the commit holds now.
    pub fn mark(&self) -> Mark {
        let batch = &self.batch;
        Mark { lengths: [batch.records.len(), batch.payloads.len(), batch.keys.len(), batch.documents.len()], fresh: self.fresh.clone() }
    }

    /// Takes back what was written since.
    pub fn back_to(&mut self, mark: Mark) {
        let ([records, payloads, keys, documents], batch) = (mark.lengths, &mut self.batch);
        batch.records.truncate(records);
        batch.payloads.truncate(payloads);
        batch.keys.truncate(keys);
        batch.documents.truncate(documents);
        self.fresh = mark.fresh;
    }

    /// Who may at the site, before this commit.
    pub fn evidence(&mut self, site: SiteId) -> Result<Arc<Evidence>, store::ReadError> {
        if let Some(known) = self.evidence.get(&site) {
            return Ok(known.clone());
        }
        let evidence = self.handle.evidence(&self.snapshot, site)?;
        self.evidence.insert(site, evidence.clone());
        Ok(evidence)
    }

    /// Signs a record right after the newest one of its log, and puts it into the commit.
    pub fn sign(&mut self, signer: &Signer, body: Body) -> Result<VerifiedRecord, ActError> {
        let stream = body.act.kind().stream().unwrap_or_default();
        let at = self.handle.clock().now();
        let anchor = self.anchor(signer.site, &at)?;
        let (key, entropy) = (signer.key.public(), self.handle.entropy());
        let own = self.own_log(key, signer.site, stream)?;
        let log = LogId { key, site: signer.site, stream, epoch: own.epoch };
        let seq = own.newest.map_or(1, |(seq, _)| seq + 1);
        let sealed = match &self.opened.vault {
            _ if body.personal == Personal::default() => None,
            Some(vault) => Some(seal(&body.personal, (&log, seq), &vault.local[0], entropy)?),
            None => return Err(ActError::Locked),
        };
        let header = Header {
            version: HEADER_VERSION,
            log,
            seq,
            backlink: own.newest.map(|(_, id)| id),
            continues: if seq == 1 { own.continues } else { None },
            under: signer.under,
            request: body.request,
            parents: body.parents,
            at,
            happened: body.happened,
            anchor,
            act: body.act.encode().ok_or(ActError::TooMuch(HeaderError::Malformed))?,
            payload: sealed.as_ref().map(|sealed| sealed.named),
        };
        let record = sign(&header, &signer.key)?;
        self.fresh.insert((key, signer.site, stream), OwnLog { newest: Some((seq, record.id())), ..own });
        self.batch.records.push(record.clone());
        if let Some(sealed) = sealed {
            self.batch.keys.push((sealed.named.hash, sealed.key));
            self.batch.payloads.push(sealed.bytes);
        }
        Ok(record)
    }

    /// Makes everything durable, or nothing.
    pub fn commit(mut self) -> Result<Written, ActError> {
        if self.batch.records.is_empty() {
            return Ok(Written::default());
        }
        match self.handle.store().append(&self.batch) {
            Ok(written) => {
                self.heads.settle(std::mem::take(&mut self.fresh));
                self.handle.touched(&written, self.batch.records.iter());
                self.handle.registers_touched(&written, self.batch.records.iter());
                self.handle.committed();
                Ok(written)
            }
            Err(error) => {
                // Own records came in from elsewhere, so others may exist that have not.
                self.heads.unsettle(&self.fresh);
                Err(ActError::Write(error))
            }
        }
    }

    fn own_log(&mut self, key: PublicKey, site: SiteId, stream: Stream) -> Result<OwnLog, store::ReadError> {
        let place = (key, site, stream);
        if let Some(known) = self.fresh.get(&place).copied().or_else(|| self.heads.known(place)) {
            return Ok(known);
        }
        let own = self.heads.next(&self.snapshot, place, Epoch(self.handle.entropy().bytes()))?;
        self.fresh.insert(place, own);
        Ok(own)
    }

    /// RULE: 3-records.md, `anchor`: the newest receipt of another device that the writer held.
    fn anchor(&mut self, site: SiteId, now: &Moment) -> Result<Option<RecordId>, store::ReadError> {
        if let Some(known) = self.anchors.get(&site) {
            return Ok(*known);
        }
        let own = self.handle.device_keys().sign.public();
        let mut best: Option<((bool, UtcMs), RecordId)> = None;
        for head in self.snapshot.heads(site)? {
            if head.log.stream != Stream::Witness || head.log.key == own {
                continue;
            }
            if let Some(receipt) = newest_receipt(&self.snapshot, &head)? {
                // A clock that runs far ahead would make every later receipt look old.
                let at = receipt.header().at;
                let sound = at.clock == Clock::Synced && at.wall <= now.wall.saturating_add(AHEAD_MS);
                best = best.max(Some(((sound, at.wall), receipt.id())));
            }
        }
        let anchor = best.map(|(_, id)| id);
        self.anchors.insert(site, anchor);
        Ok(anchor)
    }
}

fn newest_receipt(snapshot: &Snapshot, head: &store::Head) -> Result<Option<VerifiedRecord>, store::ReadError> {
    for seq in (head.seq.saturating_sub(ANCHOR_STEPS_MAX).max(1)..=head.seq).rev() {
        let found = snapshot.at(&head.log, seq)?.into_iter().find(|record| matches!(Act::decode(&record.header().act), Act::Receipt(_)));
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

struct SealedWords {
    named: PayloadRef,
    bytes: Vec<u8>,
    key: Vec<u8>,
}

fn seal(words: &Personal, place: (&LogId, u64), local: &SealingKey, entropy: &super::Entropy) -> Result<SealedWords, ActError> {
    let key = SealingKey::from_bytes(entropy.bytes());
    let bytes = payload::seal(words, &key, entropy.bytes(), place.0, place.1)?;
    let named = payload::reference(&bytes);
    Ok(SealedWords { named, bytes, key: local.wrap(&key, entropy.bytes()).0.to_vec() })
}

fn sign(header: &Header, key: &SecretKey) -> Result<VerifiedRecord, ActError> {
    let length = header.encode().len();
    let checked = if length > HEADER_BYTES_MAX { Err(HeaderError::TooLong(length)) } else { header.check() };
    checked.map_err(ActError::TooMuch)?;
    // Verifying what was just signed finds a fault of the machine before it is spread.
    VerifiedRecord::verify(SignedRecord::sign(header, key)).map_err(|_| ActError::Fault)
}

/// The payload key that a store keeps under the node-local key.
pub(super) fn local_key(locals: &[SealingKey], wrapped: &[u8], id: Digest) -> Option<SealingKey> {
    let wrapped = crate::domain::act::WrappedKey(wrapped.try_into().ok()?);
    locals.iter().find_map(|local| local.unwrap(&wrapped, id))
}
