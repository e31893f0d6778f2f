//! A chain checked again from the bytes: every signature, every certificate.

use super::handle::Handle;
use super::reads::ReadError;
use crate::domain::act::Kind;
use crate::domain::evidence::Evidence;
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::key::PublicKey;
use crate::domain::payload;
use crate::domain::signed::{SignatureState, SignedRecord, VerifiedRecord};
use crate::store::{self, Snapshot};

/// One record of the request, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepProof {
    /// The record.
    pub record: RecordId,
    /// Its act.
    pub kind: Kind,
    /// Whose key signed it.
    pub key: PublicKey,
    /// The person certified for that key.
    pub author: Option<PersonId>,
    /// Its own signature.
    pub signature: SignatureState,
    /// A certificate that leads to the organisation covers it at this site.
    pub certified: bool,
    /// Its words have the digest that was signed; `None`: it has none, or they are not here.
    pub words: Option<bool>,
}

/// A request's records, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainProof {
    /// Each record, in the order of the fold; those that wait for others last.
    pub steps: Vec<StepProof>,
    /// Records named that are not here.
    pub missing: Vec<RecordId>,
}

impl ChainProof {
    /// Every record is signed and certified, and none is missing.
    #[must_use]
    pub fn holds(&self) -> bool {
        let holds = |step: &StepProof| step.signature == SignatureState::Valid && step.certified && step.words != Some(false);
        self.missing.is_empty() && self.steps.iter().all(holds)
    }
}

impl Handle {
    /// Reads every record of the request from the disk and checks it again: its bytes against its id, its signature
    /// against its key, its certificate up to the organisation, its words against the digest that was signed.
    ///
    /// # Errors
    /// The request is unknown, or the store's: a record whose bytes are no longer those of its id is damaged.
    pub fn verify_chain(&self, request: RequestId) -> Result<ChainProof, ReadError> {
        let snapshot = self.snapshot()?;
        let folded = snapshot.request(request)?.ok_or_else(|| ReadError::Unknown(request.to_string()))?;
        let evidence = self.evidence(&snapshot, folded.site)?;
        let order = folded.steps.iter().map(|step| step.record).chain(folded.waiting.iter().copied());
        let mut steps = Vec::new();
        for id in order {
            let record = snapshot.record(id)?.ok_or_else(|| ReadError::Unknown(id.to_string()))?;
            steps.push(prove(&snapshot, &evidence, &record)?);
        }
        Ok(ChainProof { steps, missing: folded.missing })
    }
}

fn prove(snapshot: &Snapshot, evidence: &Evidence, record: &VerifiedRecord) -> Result<StepProof, store::ReadError> {
    let header = record.header();
    // From the bytes: what the store remembers about a signature is not asked.
    let again = SignedRecord::new(record.signed().as_bytes()).map_err(crate::domain::signed::VerifyError::from);
    let holds = again.and_then(VerifiedRecord::verify).is_ok_and(|again| again.id() == record.id());
    let standpoint = evidence.standpoint(record);
    let words = match header.payload {
        Some(named) => snapshot.payload(named.hash)?.map(|sealed| payload::reference(&sealed) == named),
        None => None,
    };
    Ok(StepProof {
        record: record.id(),
        kind: header.act.kind,
        key: header.log.key,
        author: standpoint.as_ref().and_then(|standpoint| standpoint.certificate.person),
        signature: if holds { SignatureState::Valid } else { SignatureState::Invalid },
        certified: standpoint.is_some_and(|standpoint| evidence.is_authorised(standpoint.certificate.id)),
        words,
    })
}
