//! TLS 1.3 with Ed25519 raw public keys on both sides. No X.509, no resumption, no 0-RTT: who a peer is, is proven
//! anew in every handshake, so a revoked key cannot come back on a ticket.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{AlwaysResolvesServerRawPublicKeys, NoServerSessionStorage};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::version::TLS13;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error, PeerIncompatible, PeerMisbehaved, ServerConfig,
    SignatureAlgorithm, SignatureScheme,
};

use crate::domain::key::{PublicKey, SecretKey, Signature};
use crate::sync::ALPN;

/// The DER before the 32 key bytes of an Ed25519 `SubjectPublicKeyInfo` (RFC 8410 §4). Nothing else is accepted, so no
/// DER parser meets a stranger's bytes.
const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// TLS keys that are refused already in the handshake: those of revoked devices. Clones share one set.
#[derive(Clone, Debug, Default)]
pub struct Barred(Arc<RwLock<BTreeSet<PublicKey>>>);

impl Barred {
    /// Replaces the whole set; it counts from the next handshake on.
    pub fn replace(&self, keys: BTreeSet<PublicKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Whether the key is refused.
    #[must_use]
    pub fn contains(&self, key: &PublicKey) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(key)
    }
}

/// Why a peer's key was refused in the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No key, or not an Ed25519 raw public key.
    #[error("the peer shows no Ed25519 raw public key")]
    NotAKey,
    /// A revocation names the device.
    #[error("the peer's device {0} is revoked")]
    Barred(PublicKey),
    /// Dialled for another key.
    #[error("the peer has the key {0}, not the expected one")]
    Unexpected(PublicKey),
}

/// The key in the form in which TLS carries it.
fn spki(key: PublicKey) -> Vec<u8> {
    [&SPKI_PREFIX[..], key.as_bytes()].concat()
}

/// The key that a peer shows, if it is one; whether it is well-formed and strong, its signature decides.
pub(super) fn key_of(spki: &[u8]) -> Option<PublicKey> {
    spki.strip_prefix(&SPKI_PREFIX)?.try_into().ok().map(PublicKey)
}

/// The device's TLS key as rustls signs with it.
#[derive(Debug)]
struct TlsKey {
    secret: SecretKey,
    spki: Vec<u8>,
}

#[derive(Debug)]
struct TlsSigner(SecretKey);

impl SigningKey for TlsKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&SignatureScheme::ED25519).then(|| Box::new(TlsSigner(self.secret.clone())) as Box<dyn Signer>)
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(SubjectPublicKeyInfoDer::from(self.spki.as_slice()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ED25519
    }
}

impl Signer for TlsSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.0.sign(message).0.to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

/// What is shown to the peer: a public key, and the secret that signs for it.
pub(super) fn credential(secret: &SecretKey, shown: PublicKey) -> Arc<CertifiedKey> {
    let spki = spki(shown);
    let signing = TlsKey { secret: secret.clone(), spki: spki.clone() };
    Arc::new(CertifiedKey::new(vec![CertificateDer::from(spki)], Arc::new(signing)))
}

/// Judges the peer's key and its proof of having it. A key that is neither barred nor contradicts a pin is let
/// through for the time being: its certificate comes in the hello, and the node judges that.
pub(super) struct PeerVerifier {
    barred: Barred,
    expect: Option<PublicKey>,
    refusal: OnceLock<Refusal>,
}

impl PeerVerifier {
    pub(super) fn new(barred: Barred, expect: Option<PublicKey>) -> Arc<Self> {
        Arc::new(Self { barred, expect, refusal: OnceLock::new() })
    }

    /// Why the peer was refused; meaningful where one verifier serves one handshake, as in a dial.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        self.refusal.get().copied()
    }

    fn admit(&self, shown: &CertificateDer<'_>, more: &[CertificateDer<'_>]) -> Result<(), Error> {
        let verdict = match key_of(shown) {
            Some(_) if !more.is_empty() => Err(Refusal::NotAKey),
            None => Err(Refusal::NotAKey),
            Some(key) if self.barred.contains(&key) => Err(Refusal::Barred(key)),
            Some(key) if self.expect.is_some_and(|expected| expected != key) => Err(Refusal::Unexpected(key)),
            Some(_) => Ok(()),
        };
        verdict.map_err(|refusal| {
            let error = match refusal {
                Refusal::NotAKey => CertificateError::BadEncoding,
                Refusal::Barred(_) => CertificateError::Revoked,
                Refusal::Unexpected(_) => CertificateError::ApplicationVerificationFailure,
            };
            // Only the first of a dial's verdicts is kept, and there is only one.
            let _ = self.refusal.set(refusal);
            error.into()
        })
    }
}

/// Checks the handshake signature by the same strict rules as a record's: a key of small order proves nothing.
fn prove(message: &[u8], shown: &CertificateDer<'_>, signed: &DigitallySignedStruct) -> Result<HandshakeSignatureValid, Error> {
    if signed.scheme != SignatureScheme::ED25519 {
        return Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into());
    }
    let key = key_of(shown).ok_or(CertificateError::BadEncoding)?;
    let signature = signed.signature().try_into().map(Signature).map_err(|_| CertificateError::BadSignature)?;
    if !key.verifies(message, &signature) {
        return Err(CertificateError::BadSignature.into());
    }
    Ok(HandshakeSignatureValid::assertion())
}

impl fmt::Debug for PeerVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PeerVerifier(expect {:?})", self.expect)
    }
}

impl ServerCertVerifier for PeerVerifier {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        more: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.admit(shown, more).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::ServerDoesNotSupportTls12Or13.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        prove(message, shown, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for PeerVerifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        shown: &CertificateDer<'_>,
        more: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.admit(shown, more).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::Tls12NotOffered.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        prove(message, shown, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// The accepting side's configuration.
///
/// # Errors
/// Only if the cryptography lacks TLS 1.3.
pub(super) fn accepting(secret: &SecretKey, verifier: Arc<PeerVerifier>) -> Result<ServerConfig, Error> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(credential(secret, secret.public()))));
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.max_early_data_size = 0;
    Ok(config)
}

/// The dialling side's configuration.
///
/// # Errors
/// Only if the cryptography lacks TLS 1.3.
pub(super) fn dialling(secret: &SecretKey, verifier: Arc<PeerVerifier>) -> Result<ClientConfig, Error> {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(credential(secret, secret.public()))));
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.resumption = Resumption::disabled();
    config.enable_early_data = false;
    // The key names the peer; a host name would only tell the network more.
    config.enable_sni = false;
    Ok(config)
}
