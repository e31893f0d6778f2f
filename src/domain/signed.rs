//! The one door: [`SignedRecord`] in, [`VerifiedRecord`] out. Store, fold and sync take only the latter.

use std::fmt;
use std::sync::Arc;

use super::id::{RecordId, RequestId};
use super::key::{SecretKey, Signature};
use super::record::{HEADER_BYTES_MAX, Header, HeaderError};

const SIGN_TAG: &[u8] = b"shouwen/record/1\0";
const ID_TAG: &[u8] = b"shouwen/id/1\0";
/// Length of a signature in bytes.
pub const SIGNATURE_BYTES: usize = 64;
/// The longest record in bytes, header and signature together.
pub const RECORD_BYTES_MAX: usize = HEADER_BYTES_MAX + SIGNATURE_BYTES;

/// Header bytes followed by the signature, exactly as received; nothing is known of them yet.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedRecord(Arc<[u8]>);

/// A record put together from a header and a signature, as a run carries them: its bytes are its header's, and nothing else is
/// known of it. Takes one hash and one encoding, where bytes from elsewhere take two.
#[derive(Clone)]
pub struct Assembled {
    id: RecordId,
    header: Header,
    bytes: SignedRecord,
}

/// A record whose key has spoken, by its own signature or by a later record of its log.
/// Its fields are private: holding one is the proof.
#[derive(Clone)]
pub struct VerifiedRecord {
    id: RecordId,
    header: Arc<Header>,
    bytes: SignedRecord,
    signature: SignatureState,
}

/// What is known of a record's own signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignatureState {
    /// Checked and good.
    Valid,
    /// Not checked yet: the record is vouched for by its id.
    Unchecked,
    /// Checked and bad; the record is authentic only because its log goes on after it.
    Invalid,
}

/// Why a record was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The header does not hold.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The signature is not the log key's.
    #[error("the signature is not by the key of the log")]
    Signature,
    /// The bytes are not those of the id that was vouched for.
    #[error("the bytes do not have the id they are stored or named under")]
    Id,
}

impl SignedRecord {
    /// Takes the bytes of a record, header and signature.
    ///
    /// # Errors
    /// [`HeaderError::TooLong`] or [`HeaderError::Malformed`] by length alone.
    pub fn new(bytes: &[u8]) -> Result<Self, HeaderError> {
        match bytes.len() {
            0..=SIGNATURE_BYTES => Err(HeaderError::Malformed),
            n if n > RECORD_BYTES_MAX => Err(HeaderError::TooLong(n - SIGNATURE_BYTES)),
            _ => Ok(Self(bytes.into())),
        }
    }

    /// Signs a header.
    #[must_use]
    pub fn sign(header: &Header, key: &SecretKey) -> Self {
        let mut bytes = header.encode();
        let signature = key.sign(&[SIGN_TAG, &bytes].concat());
        bytes.extend_from_slice(&signature.0);
        Self(bytes.into())
    }

    /// Header bytes and signature.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The signed bytes alone.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        &self.0[..self.0.len() - SIGNATURE_BYTES]
    }

    /// The signature alone.
    #[must_use]
    pub fn signature(&self) -> Signature {
        let mut signature = [0; SIGNATURE_BYTES];
        signature.copy_from_slice(&self.0[self.0.len() - SIGNATURE_BYTES..]);
        Signature(signature)
    }

    /// The record's id, which covers the signature too.
    #[must_use]
    pub fn id(&self) -> RecordId {
        let mut hasher = blake3::Hasher::new();
        hasher.update(ID_TAG).update(&self.0);
        RecordId(*hasher.finalize().as_bytes())
    }

    fn signature_holds(&self, header: &Header) -> bool {
        header.log.key.verifies(&[SIGN_TAG, self.header_bytes()].concat(), &self.signature())
    }
}

impl Assembled {
    /// Puts a record together.
    ///
    /// # Errors
    /// What of the header does not hold.
    pub fn new(header: Header, signature: &Signature) -> Result<Self, HeaderError> {
        header.check()?;
        let mut bytes = header.encode();
        bytes.extend_from_slice(&signature.0);
        let bytes = SignedRecord::new(&bytes)?;
        Ok(Self { id: bytes.id(), header, bytes })
    }

    /// The record's id, which covers the signature too.
    #[must_use]
    pub fn id(&self) -> RecordId {
        self.id
    }

    /// Checks the record's own signature.
    ///
    /// # Errors
    /// The record as it is, if the signature is not good.
    pub fn verify(self) -> Result<VerifiedRecord, SignedRecord> {
        if self.bytes.signature_holds(&self.header) { Ok(self.verified(SignatureState::Valid)) } else { Err(self.bytes) }
    }

    /// The record as it is.
    #[must_use]
    pub fn into_signed(self) -> SignedRecord {
        self.bytes
    }

    /// Accepts the record if it is the one that an already trusted id names, as in [`VerifiedRecord::vouched`].
    ///
    /// # Errors
    /// The record as it is, if its id is another.
    pub fn vouched(self, id: RecordId) -> Result<VerifiedRecord, SignedRecord> {
        if self.id == id { Ok(self.verified(SignatureState::Unchecked)) } else { Err(self.bytes) }
    }

    fn verified(self, signature: SignatureState) -> VerifiedRecord {
        VerifiedRecord { id: self.id, header: Arc::new(self.header), bytes: self.bytes, signature }
    }
}

impl VerifiedRecord {
    /// Checks the header and the record's own signature.
    ///
    /// # Errors
    /// What does not hold. A record with a bad own signature may still become authentic through [`Self::vouched`].
    pub fn verify(signed: SignedRecord) -> Result<Self, VerifyError> {
        let header = Header::decode(signed.header_bytes())?;
        if !signed.signature_holds(&header) {
            return Err(VerifyError::Signature);
        }
        Ok(Self { id: signed.id(), header: Arc::new(header), bytes: signed, signature: SignatureState::Valid })
    }

    /// Accepts the bytes that an already trusted id names: the backlink of a verified record of the same log
    /// (the id covers the signature bytes, so the key has spoken), or an id under which the store keeps them.
    ///
    /// # Errors
    /// [`VerifyError::Id`] if the bytes are others, or the header's error.
    pub fn vouched(signed: SignedRecord, id: RecordId, signature: SignatureState) -> Result<Self, VerifyError> {
        if signed.id() != id {
            return Err(VerifyError::Id);
        }
        let header = Header::decode(signed.header_bytes())?;
        Ok(Self { id, header: Arc::new(header), bytes: signed, signature })
    }

    /// Checks the own signature of a record that came in vouched for.
    #[must_use]
    pub fn with_signature_checked(mut self) -> Self {
        if self.signature == SignatureState::Unchecked {
            let holds = self.bytes.signature_holds(&self.header);
            self.signature = if holds { SignatureState::Valid } else { SignatureState::Invalid };
        }
        self
    }

    /// The record's id.
    #[must_use]
    pub fn id(&self) -> RecordId {
        self.id
    }

    /// What was signed.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The bytes as they were signed.
    #[must_use]
    pub fn signed(&self) -> &SignedRecord {
        &self.bytes
    }

    /// What is known of its own signature.
    #[must_use]
    pub fn signature(&self) -> SignatureState {
        self.signature
    }

    /// The request it is about: an opening record is about itself. `None` outside the Work stream.
    #[must_use]
    pub fn request(&self) -> Option<RequestId> {
        let work = self.header.log.stream == super::act::Stream::Work;
        work.then(|| self.header.request.unwrap_or(self.id))
    }
}

impl PartialEq for VerifiedRecord {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for VerifiedRecord {}

impl fmt::Debug for SignedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedRecord({}, {} bytes)", &self.id().to_string()[..8], self.0.len())
    }
}

impl fmt::Debug for VerifiedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedRecord({:?}, {:?} {})", self.id, self.header.act.kind, self.header.seq)
    }
}
