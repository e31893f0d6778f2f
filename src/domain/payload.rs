//! Words and residents' details: sealed once by their writer, opened in memory only, erasable without touching a chain.
//! Pure: every random byte is an argument.

use std::collections::BTreeMap;
use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload as AeadPayload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::act::word::Field;
use super::act::{DeviceWrapped, WrappedKey};
use super::id::Digest;
use super::key::SealKey;
use super::record::{LogId, PAYLOAD_BYTES_MAX, PayloadRef};

const PAYLOAD_TAG: &[u8] = b"shouwen/payload/1\0";
const DEVICE_CONTEXT: &str = "shouwen/wrap-device/1";
/// What stands between the statements of the sides of a dispute, which share a field: a blank line.
pub const STATEMENT_BREAK: &str = "\n\n";
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const AEAD_TAG_BYTES: usize = 16;
/// What sealing adds to the plain bytes: the key's digest, the nonce and the authentication tag.
pub const SEAL_OVERHEAD_BYTES: usize = KEY_BYTES + NONCE_BYTES + AEAD_TAG_BYTES;

/// A 256-bit secret: a payload key, a site key or a node key. Never prints, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SealingKey([u8; KEY_BYTES]);

/// What people type, say or draw about a request, and every resident's detail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    /// Text by field.
    pub texts: BTreeMap<Field, String>,
    /// Keys of the files that an `Attach` names: the file's own, then its thumbnail's.
    pub file_keys: Vec<[u8; KEY_BYTES]>,
}

/// Why a payload cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenPayloadError {
    /// The bytes are not those that the record names.
    #[error("the sealed words are not the ones that the record names")]
    Hash,
    /// Another key, another record, or changed bytes.
    #[error("the key does not open these words")]
    Key,
    /// Opened, but not by a version that this one understands.
    #[error("the words are in a newer format: update shouwen")]
    Format,
}

/// A payload key under a site key. Not a record: it can be made by anybody who can open the payload, and erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrap {
    /// BLAKE3 of the sealed payload.
    pub payload: Digest,
    /// BLAKE3 of the site key.
    pub site_key: Digest,
    /// The payload key.
    pub wrapped: WrappedKey,
}

/// The payload is longer than a record may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the words take {0} bytes, more than {PAYLOAD_BYTES_MAX} with sealing: shorten them or attach a file")]
pub struct TooLong(pub usize);

impl SealingKey {
    /// Makes a key from 32 bytes of entropy.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// BLAKE3 of the key: its name, and the proof of having it.
    #[must_use]
    pub fn id(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// The secret bytes, for wrapping them elsewhere.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.0))
    }

    /// Encrypts under this key; nonce first in the result.
    #[must_use]
    pub fn encrypt(&self, nonce: [u8; NONCE_BYTES], plain: &[u8], associated: &[u8]) -> Vec<u8> {
        let payload = AeadPayload { msg: plain, aad: associated };
        let cipher = self.cipher().encrypt(&XNonce::from(nonce), payload).expect("memory holds the words");
        [&nonce[..], &cipher].concat()
    }

    /// Decrypts what [`Self::encrypt`] made.
    #[must_use]
    pub fn decrypt(&self, sealed: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
        let (nonce, cipher) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        self.cipher().decrypt(&XNonce::from(*nonce), AeadPayload { msg: cipher, aad: associated }).ok()
    }

    /// Wraps another key under this one; both key ids are bound in.
    #[must_use]
    pub fn wrap(&self, key: &Self, nonce: [u8; NONCE_BYTES]) -> WrappedKey {
        let bytes = self.encrypt(nonce, &key.0, &wrap_ids(self.id(), key.id()));
        WrappedKey(bytes.try_into().expect("24 + 32 + 16 bytes"))
    }

    /// Unwraps the key with the given id.
    #[must_use]
    pub fn unwrap(&self, wrapped: &WrappedKey, id: Digest) -> Option<Self> {
        let bytes = self.decrypt(&wrapped.0, &wrap_ids(self.id(), id))?;
        let key = Self(bytes.try_into().ok()?);
        (key.id() == id).then_some(key)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey(id {})", &self.id().to_string()[..8])
    }
}

fn wrap_ids(outer: Digest, inner: Digest) -> Vec<u8> {
    [outer.0, inner.0].concat()
}

/// The place a payload belongs to: sealed words moved under another record do not open.
fn place(log: &LogId, seq: u64) -> Vec<u8> {
    let log = postcard::to_allocvec(log).expect("a log id always encodes");
    [PAYLOAD_TAG, &log, &seq.to_le_bytes()].concat()
}

/// Seals words for one place in one log: `BLAKE3(key) || nonce || XChaCha20-Poly1305`.
///
/// # Errors
/// [`TooLong`] if the sealed bytes would be over [`PAYLOAD_BYTES_MAX`].
pub fn seal(personal: &Personal, key: &SealingKey, nonce: [u8; NONCE_BYTES], log: &LogId, seq: u64) -> Result<Vec<u8>, TooLong> {
    let plain = zeroize::Zeroizing::new(postcard::to_allocvec(personal).expect("words always encode"));
    if plain.len() + SEAL_OVERHEAD_BYTES > PAYLOAD_BYTES_MAX {
        return Err(TooLong(plain.len()));
    }
    Ok([&key.id().0[..], &key.encrypt(nonce, &plain, &place(log, seq))].concat())
}

/// The id of the key that opens sealed words.
#[must_use]
pub fn key_id(sealed: &[u8]) -> Option<Digest> {
    sealed.first_chunk().copied().map(Digest)
}

/// How a record names its sealed words.
#[must_use]
pub fn reference(sealed: &[u8]) -> PayloadRef {
    PayloadRef { hash: Digest::of(sealed), len: u32::try_from(sealed.len()).unwrap_or(u32::MAX) }
}

/// Opens sealed words in memory.
///
/// # Errors
/// Why they do not open.
pub fn open(sealed: &[u8], named: PayloadRef, key: &SealingKey, log: &LogId, seq: u64) -> Result<Personal, OpenPayloadError> {
    if reference(sealed) != named {
        return Err(OpenPayloadError::Hash);
    }
    let body = sealed.get(KEY_BYTES..).ok_or(OpenPayloadError::Key)?;
    let plain = key.decrypt(body, &place(log, seq)).map(zeroize::Zeroizing::new).ok_or(OpenPayloadError::Key)?;
    postcard::from_bytes(&plain).map_err(|_| OpenPayloadError::Format)
}

/// A device's secret for wraps.
#[derive(Clone)]
pub struct SealSecret(x25519_dalek::StaticSecret);

impl SealSecret {
    /// Makes the secret from 32 bytes of entropy.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes.into())
    }

    /// The secret bytes, for sealing them into a key file.
    #[must_use]
    pub fn to_bytes(&self) -> zeroize::Zeroizing<[u8; KEY_BYTES]> {
        zeroize::Zeroizing::new(self.0.to_bytes())
    }

    /// The public half, as certificates name it.
    #[must_use]
    pub fn public(&self) -> SealKey {
        SealKey(x25519_dalek::PublicKey::from(&self.0).to_bytes())
    }

    /// Unwraps a key that was wrapped for this device.
    #[must_use]
    pub fn unwrap(&self, wrapped: &DeviceWrapped, id: Digest) -> Option<SealingKey> {
        let (ephemeral, cipher) = wrapped.0.split_first_chunk::<KEY_BYTES>()?;
        let shared = self.0.diffie_hellman(&x25519_dalek::PublicKey::from(*ephemeral));
        let key = device_key(ephemeral, self.public(), shared.as_bytes());
        let nonce = XNonce::from([0; NONCE_BYTES]);
        let bytes = key.cipher().decrypt(&nonce, cipher).ok()?;
        let key = SealingKey(bytes.try_into().ok()?);
        (key.id() == id).then_some(key)
    }
}

impl fmt::Debug for SealSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealSecret(of {})", self.public())
    }
}

/// Wraps a key for a device's seal key; `ephemeral` is 32 fresh random bytes.
#[must_use]
pub fn wrap_for_device(key: &SealingKey, device: SealKey, ephemeral: [u8; KEY_BYTES]) -> DeviceWrapped {
    let secret = x25519_dalek::StaticSecret::from(ephemeral);
    let public = x25519_dalek::PublicKey::from(&secret).to_bytes();
    let shared = secret.diffie_hellman(&x25519_dalek::PublicKey::from(device.0));
    let under = device_key(&public, device, shared.as_bytes());
    // The key is used once, because the ephemeral secret is: a zero nonce repeats nothing.
    let nonce = XNonce::from([0; NONCE_BYTES]);
    let cipher = under.cipher().encrypt(&nonce, key.0.as_slice()).expect("memory holds 32 bytes");
    DeviceWrapped([&public[..], &cipher].concat().try_into().expect("32 + 32 + 16 bytes"))
}

fn device_key(ephemeral: &[u8; KEY_BYTES], device: SealKey, shared: &[u8; KEY_BYTES]) -> SealingKey {
    SealingKey(blake3::derive_key(DEVICE_CONTEXT, &[&ephemeral[..], &device.0, shared].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_open_only_with_their_key_at_their_place() {
        let personal = Personal { texts: [(Field::words, "电梯又停了 🛗".to_owned())].into(), file_keys: vec![] };
        let (key, log) = (SealingKey::from_bytes([7; 32]), LogId::default());
        let sealed = seal(&personal, &key, [9; 24], &log, 3).expect("short enough");
        assert_eq!(key_id(&sealed), Some(key.id()));
        assert_eq!(open(&sealed, reference(&sealed), &key, &log, 3), Ok(personal));
        assert_eq!(open(&sealed, reference(&sealed), &key, &log, 4), Err(OpenPayloadError::Key));
        assert_eq!(open(&sealed, reference(b"other"), &key, &log, 3), Err(OpenPayloadError::Hash));
    }

    #[test]
    fn words_over_the_limit_are_refused() {
        let personal = Personal { texts: [(Field::words, "长".repeat(30_000))].into(), file_keys: vec![] };
        assert!(seal(&personal, &SealingKey::from_bytes([7; 32]), [9; 24], &LogId::default(), 1).is_err());
    }

    #[test]
    fn keys_wrap_under_keys_and_for_devices() {
        let (site, key) = (SealingKey::from_bytes([1; 32]), SealingKey::from_bytes([2; 32]));
        assert_eq!(site.unwrap(&site.wrap(&key, [3; 24]), key.id()), Some(key.clone()));
        assert_eq!(site.unwrap(&site.wrap(&key, [3; 24]), site.id()), None);
        let device = SealSecret::from_bytes([4; 32]);
        let wrapped = wrap_for_device(&site, device.public(), [5; 32]);
        assert_eq!(device.unwrap(&wrapped, site.id()), Some(site));
    }
}
