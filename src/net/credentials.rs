//! Who gets through the handshake, and what a stranger can do after it. Tests only.
#![expect(clippy::cast_possible_truncation, reason = "small numbers, written out")]

use std::net::SocketAddr;
use std::sync::Arc;

use quinn::crypto::rustls::QuicClientConfig;
use rustls::ClientConfig;
use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;

use super::tls::{self, PeerVerifier, credential};
use super::*;
use crate::domain::key::{PublicKey, SecretKey};
use crate::sync::{ALPN, FRAME_BYTES_MAX, Reason, Refusal as Refused};

const SERVER: [u8; 32] = [1; 32];
const CLIENT: [u8; 32] = [2; 32];

fn key(bytes: [u8; 32]) -> SecretKey {
    SecretKey::from_bytes(&bytes)
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// A listening endpoint that answers every frame with the key it came from.
fn listening(barred: Barred) -> Arc<Endpoint> {
    let endpoint = Arc::new(Endpoint::bind(loopback(), &key(SERVER), barred).expect("loopback is free"));
    let accepting = Arc::clone(&endpoint);
    tokio::spawn(async move {
        while let Some(arrival) = accepting.accept().await {
            tokio::spawn(async move {
                let Ok(link) = arrival.link().await else { return };
                let (closer, peer) = (link.closer(), link.peer());
                let (mut writer, mut reader) = link.split();
                loop {
                    match reader.next().await {
                        Ok(Some(_)) => writer.send(peer.as_bytes()).await.expect("the peer listens"),
                        Ok(None) => break closer.close(Reason::Ended),
                        Err(_) => break closer.close(Reason::Oversized),
                    }
                }
            });
        }
    });
    endpoint
}

async fn exchange(link: Link) -> Result<Vec<u8>, LinkError> {
    let _open = link.closer();
    let (mut writer, mut reader) = link.split();
    writer.send(b"hello").await?;
    reader.next().await?.ok_or(LinkError::CutOff)
}

/// Dials as this code never would: with whatever is shown.
async fn dial_with(address: SocketAddr, shown: Option<Arc<CertifiedKey>>, alpn: &[u8]) -> Result<Vec<u8>, LinkError> {
    let config = ClientConfig::builder_with_provider(tls::provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("TLS 1.3 is built in")
        .dangerous()
        .with_custom_certificate_verifier(PeerVerifier::new(Barred::default(), None));
    let mut config = match shown {
        Some(shown) => config.with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(shown))),
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![alpn.to_vec()];
    config.resumption = Resumption::disabled();
    let config = quinn::ClientConfig::new(Arc::new(QuicClientConfig::try_from(config).expect("a suite for QUIC")));
    let endpoint = quinn::Endpoint::client(loopback()).expect("loopback is free");
    let connection = endpoint.connect_with(config, address, "any").expect("a good address").await?;
    let (send, receive) = connection.open_bi().await?;
    exchange(Link { peer: PublicKey::default(), connection, send, receive }).await
}

#[tokio::test]
async fn two_keys_meet_and_know_each_other() {
    let server = listening(Barred::default());
    let client = Endpoint::bind(loopback(), &key(CLIENT), Barred::default()).expect("loopback is free");
    for expect in [None, Some(key(SERVER).public())] {
        let link = client.dial(server.address(), expect).await.expect("the server listens");
        assert_eq!(link.peer(), key(SERVER).public());
        let closer = link.closer();
        assert_eq!(exchange(link).await.expect("an answer"), key(CLIENT).public().as_bytes());
        assert!(closer.traffic().sent > 0 && closer.traffic().received > 0);
    }
    client.close(Reason::Ended).await;
    server.close(Reason::Ended).await;
    assert!(server.accept().await.is_none(), "a closed endpoint accepts nobody");
}

#[tokio::test]
async fn another_key_than_expected_is_refused_before_it_learns_ours() {
    let server = listening(Barred::default());
    let client = Endpoint::bind(loopback(), &key(CLIENT), Barred::default()).expect("loopback is free");
    let refused = client.dial(server.address(), Some(key([9; 32]).public())).await;
    assert!(matches!(refused, Err(DialError::Peer(Refusal::Unexpected(found))) if found == key(SERVER).public()));
}

#[tokio::test]
async fn a_barred_key_is_refused_on_either_side() {
    let (at_server, at_client) = (Barred::default(), Barred::default());
    let server = listening(at_server.clone());
    let client = Endpoint::bind(loopback(), &key(CLIENT), at_client.clone()).expect("loopback is free");
    let link = client.dial(server.address(), None).await.expect("nobody is barred yet");
    exchange(link).await.expect("an answer");

    at_server.replace([key(CLIENT).public()].into());
    // The dial itself may succeed: the refusal comes back with the first read.
    if let Ok(link) = client.dial(server.address(), None).await {
        assert_eq!(exchange(link).await, Err(LinkError::Refused("the device is revoked".into())));
    }
    at_server.replace([].into());
    at_client.replace([key(SERVER).public()].into());
    let refused = client.dial(server.address(), None).await;
    assert!(matches!(refused, Err(DialError::Peer(Refusal::Barred(_)))));
}

/// What is wrong, what is shown, and which protocol is asked for.
type Case<'a> = (&'a str, Option<Arc<CertifiedKey>>, &'a [u8]);

/// Everything that can be wrong with what a client shows; the last one is a good key that is barred.
fn faulty() -> [Case<'static>; 16] {
    let own = key(CLIENT);
    let good = || credential(&own, own.public());
    let shown = |certificate: Vec<u8>| {
        let mut changed = CertifiedKey::clone(&good());
        changed.cert = vec![CertificateDer::from(certificate)];
        Some(Arc::new(changed))
    };
    let spki = || good().cert[0].to_vec();
    let changed = |at: usize, bit: u8| {
        let mut bytes = spki();
        bytes[at] ^= bit;
        shown(bytes)
    };
    let mut chain = CertifiedKey::clone(&good());
    chain.cert.push(chain.cert[0].clone());
    let small_order = PublicKey(std::array::from_fn(|at| u8::from(at == 0)));
    [
        ("no key", None, ALPN),
        ("a stolen public key, signed by another", Some(credential(&own, key([7; 32]).public())), ALPN),
        ("a key of small order", Some(credential(&own, small_order)), ALPN),
        ("no point of the curve", Some(credential(&own, PublicKey([2; 32]))), ALPN),
        ("a key of zeros", Some(credential(&own, PublicKey([0; 32]))), ALPN),
        ("a key of ones", Some(credential(&own, PublicKey([0xff; 32]))), ALPN),
        ("a chain", Some(Arc::new(chain)), ALPN),
        ("another form of key", shown(vec![0x30; 44]), ALPN),
        ("an empty key", shown(Vec::new()), ALPN),
        ("half a key", shown(spki()[..22].to_vec()), ALPN),
        ("a key and a rest", shown([spki(), vec![0]].concat()), ALPN),
        // The last byte of the algorithm's number, 1.3.101.112, says which curve.
        ("a key for another purpose", changed(8, 0x1e), ALPN),
        ("a key with one bit changed", changed(20, 1), ALPN),
        ("another protocol", Some(good()), b"h3"),
        ("another version of the protocol", Some(good()), b"shouwen/0"),
        ("a revoked key", Some(credential(&key(REVOKED), key(REVOKED).public())), ALPN),
    ]
}

/// A device that was revoked.
const REVOKED: [u8; 32] = [3; 32];

/// `SHOUWEN_CONNECTS` says how often (1,000 without it, 100,000 before a release).
#[tokio::test]
async fn no_faulty_credential_gets_a_byte() {
    let connects = std::env::var("SHOUWEN_CONNECTS").map_or(1_000, |text| text.replace('_', "").parse().expect("a number"));
    let barred = Barred::default();
    barred.replace([key(REVOKED).public()].into());
    let server = listening(barred);
    let own = key(CLIENT);
    let good = || dial_with(server.address(), Some(credential(&own, own.public())), ALPN);
    let cases = faulty();
    for (case, shown, alpn) in cases.iter().cycle().take(connects) {
        let answer = dial_with(server.address(), shown.clone(), alpn).await;
        assert!(matches!(answer, Err(LinkError::Refused(_) | LinkError::Unfit(_))), "{case}: {answer:?}");
    }
    good().await.expect("a good credential still gets through");
    println!("{connects} connects with {} faults: none got a byte", cases.len());
}

#[test]
fn tls_1_2_cannot_connect() {
    // A ClientHello of TLS 1.2, as RFC 5246 has it: no supported_versions extension.
    let mut hello = vec![3, 3];
    hello.extend([5; 32]);
    hello.extend([0, 0, 2, 0xc0, 0x2b, 1, 0]);
    // signature_algorithms (Ed25519) and supported_groups (X25519), so that only the version is at fault.
    let extensions = [0, 13, 0, 4, 0, 2, 8, 7, 0, 10, 0, 4, 0, 2, 0, 29];
    hello.extend([0, extensions.len() as u8]);
    hello.extend(extensions);
    let mut record = vec![22, 3, 1, 0, hello.len() as u8 + 4, 1, 0, 0, hello.len() as u8];
    record.extend(hello);

    let config = tls::accepting(&key(SERVER), PeerVerifier::new(Barred::default(), None)).expect("TLS 1.3 is built in");
    let mut server = rustls::ServerConnection::new(Arc::new(config)).expect("a server");
    server.read_tls(&mut record.as_slice()).expect("bytes in memory");
    let refused = server.process_new_packets().expect_err("TLS 1.2 is refused");
    assert_eq!(refused, rustls::Error::PeerIncompatible(rustls::PeerIncompatible::SupportedVersionsExtensionRequired));
}

/// A link to a server that hands its reader over.
async fn pair() -> (Arc<Endpoint>, Link, Link) {
    let server = Arc::new(Endpoint::bind(loopback(), &key(SERVER), Barred::default()).expect("loopback is free"));
    let client = Endpoint::bind(loopback(), &key(CLIENT), Barred::default()).expect("loopback is free");
    let (near, far) = tokio::join!(
        async {
            let mut link = client.dial(server.address(), None).await.expect("the server listens");
            link.send.write_all(&[]).await.expect("open");
            link.send.write_all(&5u32.to_le_bytes()).await.expect("open");
            link.send.write_all(b"first").await.expect("open");
            link
        },
        async { server.accept().await.expect("somebody comes").link().await.expect("a good key") }
    );
    (server, near, far)
}

#[tokio::test]
async fn a_frame_over_the_limit_is_refused_by_its_length_alone() {
    let (_server, mut near, far) = pair().await;
    let (_, mut reader) = far.split();
    assert_eq!(reader.next().await, Ok(Some(b"first".to_vec())));
    near.send.write_all(&u32::MAX.to_le_bytes()).await.expect("open");
    assert_eq!(reader.next().await, Err(LinkError::TooLong(u32::MAX as usize)));
}

#[tokio::test]
async fn a_frame_cut_off_is_no_frame() {
    let (_server, mut near, far) = pair().await;
    let (_, mut reader) = far.split();
    assert_eq!(reader.next().await, Ok(Some(b"first".to_vec())));
    near.send.write_all(&9u32.to_le_bytes()).await.expect("open");
    near.send.write_all(b"half").await.expect("open");
    near.send.finish().expect("open");
    assert_eq!(reader.next().await, Err(LinkError::CutOff));
}

#[tokio::test]
async fn a_frame_that_never_ends_meets_its_deadline() {
    let (_server, mut near, far) = pair().await;
    let (_, mut reader) = far.split();
    assert_eq!(reader.next().await, Ok(Some(b"first".to_vec())));
    near.send.write_all(&9u32.to_le_bytes()[..2]).await.expect("open");
    assert_eq!(reader.next_within(std::time::Duration::from_millis(20)).await, Err(LinkError::Silent));
}

#[tokio::test]
async fn the_longest_frame_arrives_whole_and_the_end_is_told() {
    let (_server, near, far) = pair().await;
    let (far_closer, near_closer) = (far.closer(), near.closer());
    let (mut writer, _) = near.split();
    let (_, mut reader) = far.split();
    let long: Vec<u8> = (0..FRAME_BYTES_MAX).map(|at| (at % 251) as u8).collect();
    let sending = async {
        writer.send(&long).await.expect("the peer reads");
        assert_eq!(writer.send(&vec![0; FRAME_BYTES_MAX + 1]).await, Err(LinkError::TooLong(FRAME_BYTES_MAX + 1)));
        writer.finish().await.expect("the peer reads");
    };
    let receiving = async {
        assert_eq!(reader.next().await, Ok(Some(b"first".to_vec())));
        assert_eq!(reader.next().await.expect("whole"), Some(long.clone()));
        assert_eq!(reader.next().await, Ok(None));
    };
    tokio::join!(sending, receiving);
    far_closer.close(Reason::Refused(Refused::Revoked));
    assert_eq!(near_closer.closed().await, LinkError::ClosedByPeer(Reason::Refused(Refused::Revoked).code()));
}

#[tokio::test]
async fn noise_does_not_keep_the_next_peer_out() {
    let server = listening(Barred::default());
    let noise = tokio::net::UdpSocket::bind(loopback()).await.expect("loopback is free");
    let mut datagram = [0u8; 1200];
    for round in 0..2_000u64 {
        for (at, byte) in datagram.iter_mut().enumerate() {
            *byte = noisy(round, at);
        }
        // Every third looks like the first datagram of a QUIC version 1 connection.
        if round % 3 == 0 {
            datagram[..6].copy_from_slice(&[0xc0, 0, 0, 0, 1, 8]);
        }
        noise.send_to(&datagram, server.address()).await.expect("loopback takes it");
    }
    let own = key(CLIENT);
    dial_with(server.address(), Some(credential(&own, own.public())), ALPN).await.expect("a good peer is served");
}

fn noisy(round: u64, at: usize) -> u8 {
    (round.wrapping_mul(6_364_136_223_846_793_005).rotate_left(at as u32 % 63) >> 24) as u8
}
