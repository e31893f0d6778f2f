//! Receipts: this device's signed word on which records it had seen, and when by its clock.

use std::collections::BTreeSet;

use super::draft::ActError;
use super::handle::Handle;
use super::pen::{Body, Pen, Signer};
use crate::domain::act::{Act, Head, Keys, Kind, KnownFork, Receipt, Stream};
use crate::domain::evidence::Evidence;
use crate::domain::id::{RecordId, SiteId};
use crate::domain::payload::Personal;
use crate::domain::planted::{Bug, is_planted};
use crate::store::ReadError;

/// The most heads in one receipt (5-trust.md).
const HEADS_MAX: usize = 28;
/// The most revocations in one receipt (5-trust.md).
const REVOCATIONS_MAX: usize = 16;
/// The most forks in one receipt (5-trust.md).
const FORKS_MAX: usize = 8;

/// What this device's receipts have named so far at one site. A receipt speaks for all earlier ones of its log.
#[derive(Debug, Default)]
struct Named {
    heads: BTreeSet<RecordId>,
    revocations: BTreeSet<RecordId>,
    forks: Vec<KnownFork>,
}

impl Handle {
    /// Writes a receipt for whatever this device holds of other devices and has not named yet, at every site; several
    /// where it is more than one may carry. Read, signed and stored in one commit. How many were written.
    ///
    /// # Errors
    /// As for [`Handle::act`]; nothing was written.
    pub fn witness(&self) -> Result<usize, ActError> {
        let mut pen = self.pen()?;
        let mut written = 0;
        for site in pen.snapshot.sites()?.into_iter().filter(|site| !site.is_organisation()) {
            let evidence = pen.evidence(site)?;
            let own = self.device_keys().sign.clone();
            let in_force = |keys: Keys| matches!(keys, Keys::Device { sign, .. } if sign == own.public());
            let under = evidence.of_key(own.public()).find(|c| in_force(c.keys) && c.in_force() && c.scope.covers(site)).map(|c| c.id);
            // A device that may not witness here says nothing.
            let Some(under) = under else { continue };
            let signer = Signer { key: own, under: Some(under), site };
            for receipt in self.receipts(&pen, site, &evidence)? {
                let (act, personal) = (Act::from(receipt), Personal::default());
                pen.sign(&signer, Body { act, request: None, parents: Vec::new(), happened: None, personal })?;
                written += 1;
            }
        }
        pen.commit().map(|_| written)
    }

    fn receipts(&self, pen: &Pen<'_>, site: SiteId, evidence: &Evidence) -> Result<Vec<Receipt>, ReadError> {
        let named = self.named(pen, site)?;
        let heads = self.new_heads(pen, site, evidence, &named)?;
        let mut revocations = Vec::new();
        for at in [site, SiteId::ORGANISATION] {
            let revokes = pen.snapshot.roster(at)?.into_iter().filter(|record| record.header().act.kind == Kind::Revoke);
            let new = revokes.map(|record| record.id()).filter(|id| evidence.is_authorised(*id) && !named.revocations.contains(id));
            revocations.extend(new);
        }
        let forks = evidence.forks().iter().map(|fork| KnownFork { key: fork.key, stream: fork.stream, after: fork.after });
        let forks: Vec<_> = forks.filter(|fork| !named.forks.contains(fork)).collect();
        Ok(packed(&heads, &revocations, &forks, pen.snapshot.roster_digest(site)?))
    }

    /// What earlier receipts of this device named.
    fn named(&self, pen: &Pen<'_>, site: SiteId) -> Result<Named, ReadError> {
        let own = self.device_keys().sign.public();
        let mut named = Named::default();
        for record in pen.snapshot.roster(site)?.iter().filter(|record| record.header().log.key == own) {
            if let Act::Receipt(receipt) = Act::decode(&record.header().act) {
                named.heads.extend(receipt.heads.iter().map(|head| head.id));
                named.revocations.extend(receipt.revocations);
                named.forks.extend(receipt.forks);
            }
        }
        Ok(named)
    }

    /// The tops of every run of other devices' logs that no receipt has named; receipts themselves are never named.
    fn new_heads(&self, pen: &Pen<'_>, site: SiteId, evidence: &Evidence, named: &Named) -> Result<Vec<Head>, ReadError> {
        let own_device = self.identity().device;
        let mut heads = Vec::new();
        for at in [site, SiteId::ORGANISATION] {
            for run in pen.snapshot.ranges(at)? {
                let own = evidence.of_key(run.log.key).any(|certificate| certificate.device == own_device);
                if own || named.heads.contains(&run.top) {
                    continue;
                }
                let receipt = || pen.snapshot.record(run.top).map(|top| top.is_none_or(|top| top.header().act.kind == Kind::Receipt));
                if run.log.stream == Stream::Witness && receipt()? {
                    continue;
                }
                let (key, stream, epoch) = (run.log.key, run.log.stream, run.log.epoch);
                let (seq, id) = if is_planted(Bug::ReceiptAhead) {
                    (run.span.high + 1, RecordId(crate::domain::id::Digest::of(&run.top.0).0))
                } else {
                    (run.span.high, run.top)
                };
                heads.push(Head { organisation: at.is_organisation(), key, stream, epoch, seq, id });
            }
        }
        Ok(heads)
    }
}

/// As few receipts as carry everything; revocations and forks stand in the first ones.
fn packed(heads: &[Head], revocations: &[RecordId], forks: &[KnownFork], roster: crate::domain::id::Digest) -> Vec<Receipt> {
    let (mut heads, mut revocations, mut forks) = (heads.chunks(HEADS_MAX), revocations.chunks(REVOCATIONS_MAX), forks.chunks(FORKS_MAX));
    let mut receipts = Vec::new();
    loop {
        let next = (heads.next(), revocations.next(), forks.next());
        if next == (None, None, None) {
            return receipts;
        }
        receipts.push(Receipt {
            heads: next.0.unwrap_or_default().to_vec(),
            roster,
            revocations: next.1.unwrap_or_default().to_vec(),
            forks: next.2.unwrap_or_default().to_vec(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::Digest;

    #[test]
    fn receipts_carry_everything_once_and_revocations_first() {
        let heads: Vec<Head> = (0..60).map(|seq| Head { seq, ..Head::default() }).collect();
        let revocations: Vec<RecordId> = (0..17).map(|at| RecordId([at; 32])).collect();
        let forks: Vec<KnownFork> = (0..3).map(|at| KnownFork { after: Some(RecordId([at; 32])), ..KnownFork::default() }).collect();
        let receipts = packed(&heads, &revocations, &forks, Digest([9; 32]));
        let sizes: Vec<_> = receipts.iter().map(|r| (r.heads.len(), r.revocations.len(), r.forks.len())).collect();
        assert_eq!(sizes, [(28, 16, 3), (28, 1, 0), (4, 0, 0)]);
        assert_eq!(receipts.iter().flat_map(|r| &r.heads).cloned().collect::<Vec<_>>(), heads);
        assert_eq!(packed(&[], &[], &[], Digest([9; 32])), []);
        let longest = Act::from(receipts[0].clone()).encode().expect("a receipt encodes").body.len();
        assert!(longest < 3_900, "a full receipt fits into a header: {longest}");
    }
}
