//! The limit of a meeting: a connection with mutual Ed25519 raw public keys and one byte there and back.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use quinn::crypto::rustls::{QuicClientConfig, QuicServerConfig};
use rustls::client::AlwaysResolvesClientRawPublicKeys;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};
use shouwen::domain::key::SecretKey;
use shouwen::net::{Barred, Endpoint};
use shouwen::sync::Reason;

use crate::measure::{Cost, Mark};
use crate::side::{Answer, Order};

/// PKCS #8 of an Ed25519 key, before its 32 bytes (RFC 8410 §7).
const PKCS8_PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// One end.
pub struct Bare {
    end: End,
    mark: Mark,
}

enum End {
    /// This repository's endpoint.
    Ours(Arc<Endpoint>),
    /// quinn's, with its defaults.
    Default(quinn::Endpoint),
}

fn loopback() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

impl Bare {
    /// An end at a free port; `ours`: as this repository configures it.
    pub fn open(ours: bool) -> Result<Self> {
        let end = if ours {
            let key = SecretKey::from_bytes(blake3::hash(&std::process::id().to_le_bytes()).as_bytes());
            End::Ours(Arc::new(Endpoint::bind(loopback(), &key, Barred::default())?))
        } else {
            End::Default(default_endpoint()?)
        };
        Ok(Self { end, mark: Mark::now() })
    }

    /// Does what it is told.
    pub async fn obey(&mut self, order: Order) -> Result<Answer> {
        match order {
            Order::Listen => {
                let address = match &self.end {
                    End::Ours(endpoint) => {
                        tokio::spawn(echo_ours(Arc::clone(endpoint)));
                        endpoint.address()
                    }
                    End::Default(endpoint) => {
                        tokio::spawn(echo_default(endpoint.clone()));
                        endpoint.local_addr()?
                    }
                };
                Ok(Answer { address: address.to_string(), ..Answer::default() })
            }
            Order::Sync { address, .. } => {
                let mark = Mark::now();
                let bytes = match &self.end {
                    End::Ours(endpoint) => connect_ours(endpoint, address.parse()?).await?,
                    End::Default(endpoint) => connect_default(endpoint, address.parse()?).await?,
                };
                Ok(Cost { bytes, ..mark.cost() }.into())
            }
            Order::Mark => {
                self.mark = Mark::now();
                Ok(Answer::default())
            }
            Order::Report => Ok(self.mark.cost().into()),
            other => bail!("a bare connection knows no {other:?}"),
        }
    }
}

async fn echo_ours(endpoint: Arc<Endpoint>) {
    while let Some(arrival) = endpoint.accept().await {
        tokio::spawn(async move {
            let Ok(link) = arrival.link().await else { return };
            let closer = link.closer();
            let (mut writer, mut reader) = link.split();
            if let Ok(Some(frame)) = reader.next().await {
                let _ = writer.send(&frame).await;
            }
            closer.closed().await;
        });
    }
}

async fn connect_ours(endpoint: &Endpoint, to: SocketAddr) -> Result<u64> {
    let link = endpoint.dial(to, None).await?;
    let closer = link.closer();
    let (mut writer, mut reader) = link.split();
    writer.send(&[0]).await?;
    reader.next().await?.context("an echo")?;
    let traffic = closer.traffic();
    closer.close(Reason::Ended);
    Ok(traffic.sent + traffic.received)
}

async fn echo_default(endpoint: quinn::Endpoint) {
    while let Some(incoming) = endpoint.accept().await {
        tokio::spawn(async move {
            let Ok(connection) = incoming.await else { return };
            let Ok((mut send, mut receive)) = connection.accept_bi().await else { return };
            let mut byte = [0; 5];
            if receive.read_exact(&mut byte).await.is_ok() {
                let _ = send.write_all(&byte).await;
            }
            connection.closed().await;
        });
    }
}

async fn connect_default(endpoint: &quinn::Endpoint, to: SocketAddr) -> Result<u64> {
    let connection = endpoint.connect(to, "bare")?.await?;
    let (mut send, mut receive) = connection.open_bi().await?;
    // As long as a frame of one byte with its length.
    send.write_all(&[1, 0, 0, 0, 0]).await?;
    receive.read_exact(&mut [0; 5]).await?;
    let stats = connection.stats();
    connection.close(0u32.into(), &[]);
    Ok(stats.udp_tx.bytes + stats.udp_rx.bytes)
}

fn default_endpoint() -> Result<quinn::Endpoint> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Arc::new(Anybody(Arc::clone(&provider)));
    let key = credential()?;
    let mut server = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(verifier.clone())
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(Arc::clone(&key))));
    server.alpn_protocols = vec![b"bare".to_vec()];
    let mut client = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(key)));
    client.alpn_protocols = vec![b"bare".to_vec()];
    // Tickets would let the second connection skip the proof of keys that is measured.
    server.send_tls13_tickets = 0;
    client.resumption = rustls::client::Resumption::disabled();
    let server = quinn::ServerConfig::with_crypto(Arc::new(QuicServerConfig::try_from(server)?));
    let mut endpoint = quinn::Endpoint::server(server, loopback())?;
    endpoint.set_default_client_config(quinn::ClientConfig::new(Arc::new(QuicClientConfig::try_from(client)?)));
    Ok(endpoint)
}

fn credential() -> Result<Arc<CertifiedKey>> {
    let seed = blake3::hash(&std::process::id().to_le_bytes());
    let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from([&PKCS8_PREFIX[..], seed.as_bytes()].concat()));
    let key = rustls::crypto::ring::sign::any_eddsa_type(&PrivatePkcs8KeyDer::from(der.secret_der().to_vec()))?;
    let public = key.public_key().context("a public key")?;
    Ok(Arc::new(CertifiedKey::new(vec![CertificateDer::from(public.to_vec())], key)))
}

/// Lets anybody through who proves to have the key that he shows.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl Anybody {
    fn prove(&self, message: &[u8], shown: &CertificateDer<'_>, signed: &DigitallySignedStruct) -> Result<HandshakeSignatureValid, Error> {
        let key = SubjectPublicKeyInfoDer::from(shown.as_ref());
        verify_tls13_signature_with_raw_key(message, &key, signed, &self.0.signature_verification_algorithms)
    }
}

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(rustls::PeerIncompatible::ServerDoesNotSupportTls12Or13.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.prove(message, shown, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for Anybody {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(&self, _: &CertificateDer<'_>, _: &[CertificateDer<'_>], _: UnixTime) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(rustls::PeerIncompatible::Tls12NotOffered.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.prove(message, shown, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
