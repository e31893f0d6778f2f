//! A chain checked again from the bytes: every signature, every certificate.

use super::handle::Handle;
use super::reads::ReadError;
use crate::domain::act::Kind;
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::key::PublicKey;
use crate::domain::signed::SignatureState;

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
    /// Its bytes have the id they are stored under.
    pub whole: bool,
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
    /// Every record is whole, signed and certified, and none is missing.
    #[must_use]
    pub fn holds(&self) -> bool {
        let holds = |step: &StepProof| step.whole && step.signature == SignatureState::Valid && step.certified && step.words != Some(false);
        self.missing.is_empty() && self.steps.iter().all(holds)
    }
}

impl Handle {
    /// Reads every record of the request from the disk and checks it again.
    ///
    /// # Errors
    /// The request is unknown, or the store's.
    pub fn verify_chain(&self, _request: RequestId) -> Result<ChainProof, ReadError> {
        todo!()
    }
}
