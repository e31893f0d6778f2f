//! Where peers come in, and how they are dialled.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use quinn::crypto::rustls::{NoInitialCipherSuite, QuicClientConfig, QuicServerConfig};
use quinn::rustls::pki_types::CertificateDer;
use quinn::{ClientConfig, ConnectionError, IdleTimeout, ServerConfig, TransportConfig, VarInt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::link::{Link, LinkError, ended};
use super::tls::{self, Barred, PeerVerifier, Refusal};
use super::{
    CONNECTION_WINDOW_BYTES, DATAGRAM_BYTES, FILES_STREAMS, HANDSHAKE_TIME_MAX, HANDSHAKES_MAX, HANDSHAKES_UNPROVEN_MAX, IDLE_TIME_MAX,
    KEEP_ALIVE, STREAM_WINDOW_BYTES,
};
use crate::domain::key::{PublicKey, SecretKey};
use crate::sync::Reason;

/// QUIC asks for a server name; it is never sent, and the key alone names the peer.
const SERVER_NAME: &str = "shouwen";

/// One device on the network: it listens at one address and dials from others.
pub struct Endpoint {
    secret: SecretKey,
    barred: Barred,
    listening: quinn::Endpoint,
    address: SocketAddr,
    dialling: [OnceLock<quinn::Endpoint>; 2],
    handshakes: Arc<Semaphore>,
}

/// A network that is not the machine's: a socket, what runs beside it, and what its randomness comes from.
#[derive(Debug)]
pub struct Wire {
    /// Carries the datagrams, in and out.
    pub socket: Arc<dyn quinn::AsyncUdpSocket>,
    /// Timers and tasks.
    pub runtime: Arc<dyn quinn::Runtime>,
    /// Decides connection ids and the like.
    pub seed: [u8; 32],
}

/// A stranger at the door.
#[derive(Debug)]
pub struct Arrival {
    incoming: quinn::Incoming,
    permit: OwnedSemaphorePermit,
}

/// Why the endpoint cannot work.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The socket could not be opened.
    #[error("cannot listen on {address}: {error}")]
    Socket {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The cryptography lacks what TLS 1.3 needs.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// Why nobody was reached.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    /// No socket to dial from.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The address is not one to dial.
    #[error("cannot dial {0}: {1}")]
    Address(SocketAddr, String),
    /// Nobody answered.
    #[error("{0} does not answer")]
    NoAnswer(SocketAddr),
    /// Somebody answered, but not the one meant.
    #[error(transparent)]
    Peer(#[from] Refusal),
    /// The connection ended before a frame was exchanged.
    #[error("{0}: {1}")]
    Link(SocketAddr, LinkError),
}

/// Why a stranger was not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AcceptError {
    /// It took longer than [`HANDSHAKE_TIME_MAX`] to say something.
    #[error("{0} fell silent in the handshake")]
    Silent(SocketAddr),
    /// The handshake failed: another protocol, no key, a barred key, a false signature.
    #[error("{0}: {1}")]
    Handshake(SocketAddr, LinkError),
}

impl Endpoint {
    /// Listens at the address; port 0 takes a free one. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`BindError`] if the address is taken or not ours.
    pub fn bind(address: SocketAddr, secret: &SecretKey, barred: Barred) -> Result<Self, BindError> {
        let config = server_config(secret, &barred)?;
        let listening = quinn::Endpoint::server(config, address).map_err(|error| BindError::Socket { address, error })?;
        let address = listening.local_addr().map_err(|error| BindError::Socket { address, error })?;
        Ok(Self::over(listening, address, (secret, barred)))
    }

    /// Listens and dials over a network that is not the machine's, as one in memory.
    ///
    /// # Errors
    /// [`BindError`] if the socket has no address.
    pub fn on(wire: Wire, secret: &SecretKey, barred: Barred) -> Result<Self, BindError> {
        let nowhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let failed = |error| BindError::Socket { address: nowhere, error };
        let (address, server) = (wire.socket.local_addr().map_err(failed)?, server_config(secret, &barred)?);
        let mut config = quinn::EndpointConfig::default();
        config.rng_seed(Some(wire.seed)).grease_quic_bit(false);
        let listening = quinn::Endpoint::new_with_abstract_socket(config, Some(server), wire.socket, wire.runtime).map_err(failed)?;
        let endpoint = Self::over(listening.clone(), address, (secret, barred));
        Ok(Self { dialling: [listening.clone().into(), listening.into()], ..endpoint })
    }

    fn over(listening: quinn::Endpoint, address: SocketAddr, (secret, barred): (&SecretKey, Barred)) -> Self {
        let handshakes = Arc::new(Semaphore::new(HANDSHAKES_MAX));
        Self { secret: secret.clone(), barred, listening, address, dialling: Default::default(), handshakes }
    }

    /// Moves what this node has dialled to fresh sockets: the machine has another address now. Every live connection
    /// tells its peer at once.
    pub fn rebind(&self) {
        for endpoint in self.dialling.iter().filter_map(OnceLock::get) {
            let any = endpoint.local_addr().map(|address| match address {
                SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
                SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
            });
            if let Ok(socket) = any.and_then(std::net::UdpSocket::bind) {
                // Where it cannot move, it stays; a connection that is lost by that is dialled again.
                let _ = endpoint.rebind(socket);
            }
        }
    }

    /// Where it listens, with the port that was taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for somebody; `None` when the endpoint was closed. Waits longer while [`HANDSHAKES_MAX`] are under way.
    pub async fn accept(&self) -> Option<Arrival> {
        loop {
            let permit = Arc::clone(&self.handshakes).acquire_owned().await.ok()?;
            let incoming = self.listening.accept().await?;
            let busy = self.handshakes.available_permits() < HANDSHAKES_MAX - HANDSHAKES_UNPROVEN_MAX;
            if !busy || incoming.remote_address_validated() {
                return Some(Arrival { incoming, permit });
            }
            // A flood with forged addresses ends here, at the price of a round trip for the honest.
            let _ = incoming.retry();
        }
    }

    /// Connects and opens the stream. With a key expected, any other is refused before it learns ours.
    ///
    /// The peer has not yet judged this device: nothing counts as connected before its hello.
    ///
    /// # Errors
    /// [`DialError`], within [`HANDSHAKE_TIME_MAX`].
    pub async fn dial(&self, address: SocketAddr, expect: Option<PublicKey>) -> Result<Link, DialError> {
        if let Some(key) = expect.filter(|key| self.barred.contains(key)) {
            return Err(Refusal::Barred(key).into());
        }
        let verifier = PeerVerifier::new(self.barred.clone(), expect);
        let tls = tls::dialling(&self.secret, Arc::clone(&verifier)).map_err(|error| BindError::Tls(error.to_string()))?;
        let crypto = QuicClientConfig::try_from(tls).map_err(no_suite)?;
        let mut config = ClientConfig::new(Arc::new(crypto));
        config.transport_config(Arc::new(transport(0)));
        let from = self.dialling_from(address)?;
        let connecting = from.connect_with(config, address, SERVER_NAME).map_err(|error| DialError::Address(address, error.to_string()))?;
        let failed = |error: ConnectionError| match verifier.refusal() {
            Some(refusal) => DialError::Peer(refusal),
            None if error == ConnectionError::TimedOut => DialError::NoAnswer(address),
            None => DialError::Link(address, ended(error)),
        };
        let connection = tokio::time::timeout(HANDSHAKE_TIME_MAX, connecting).await.map_err(|_| DialError::NoAnswer(address))?;
        let connection = connection.map_err(failed)?;
        let peer = peer_of(&connection).ok_or(Refusal::NotAKey)?;
        let (send, receive) = connection.open_bi().await.map_err(|error| DialError::Link(address, ended(error)))?;
        Ok(Link { peer, connection, send, receive })
    }

    /// Ends every link and waits until the peers know, as far as they listen.
    pub async fn close(&self, reason: Reason) {
        self.handshakes.close();
        let all = || std::iter::once(&self.listening).chain(self.dialling.iter().filter_map(OnceLock::get));
        for endpoint in all() {
            endpoint.close(VarInt::from_u32(reason.code()), &[]);
        }
        for endpoint in all() {
            // A peer that is gone does not hold up the end.
            let _ = tokio::time::timeout(HANDSHAKE_TIME_MAX, endpoint.wait_idle()).await;
        }
    }

    /// A socket of the address's family. Dialling has its own, because a node that listens on loopback alone must
    /// still reach the centre; it accepts nobody.
    fn dialling_from(&self, address: SocketAddr) -> Result<&quinn::Endpoint, BindError> {
        let (at, any) = match address {
            SocketAddr::V4(_) => (0, SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0))),
            SocketAddr::V6(_) => (1, SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0))),
        };
        if let Some(endpoint) = self.dialling[at].get() {
            return Ok(endpoint);
        }
        let endpoint = quinn::Endpoint::client(any).map_err(|error| BindError::Socket { address: any, error })?;
        Ok(self.dialling[at].get_or_init(|| endpoint))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({} at {})", self.secret.public(), self.address)
    }
}

impl Arrival {
    /// Where it comes from.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.incoming.remote_address()
    }

    /// Completes the handshake and waits for the stream.
    ///
    /// # Errors
    /// [`AcceptError`], within [`HANDSHAKE_TIME_MAX`].
    pub async fn link(self) -> Result<Link, AcceptError> {
        let address = self.incoming.remote_address();
        let Self { incoming, permit } = self;
        let work = async {
            let connection = incoming.accept()?.await?;
            let (send, receive) = connection.accept_bi().await?;
            Ok((connection, send, receive))
        };
        let done = tokio::time::timeout(HANDSHAKE_TIME_MAX, work).await.map_err(|_| AcceptError::Silent(address))?;
        drop(permit);
        let (connection, send, receive) = done.map_err(|error: ConnectionError| AcceptError::Handshake(address, ended(error)))?;
        let refused = || AcceptError::Handshake(address, LinkError::Refused(Refusal::NotAKey.to_string()));
        let peer = peer_of(&connection).ok_or_else(refused)?;
        Ok(Link { peer, connection, send, receive })
    }
}

fn server_config(secret: &SecretKey, barred: &Barred) -> Result<ServerConfig, BindError> {
    let tls = tls::accepting(secret, PeerVerifier::new(barred.clone(), None)).map_err(|error| BindError::Tls(error.to_string()))?;
    let crypto = QuicServerConfig::try_from(tls).map_err(no_suite)?;
    let mut config = ServerConfig::with_crypto(Arc::new(crypto));
    config.transport_config(Arc::new(transport(1))).max_incoming(HANDSHAKES_MAX).migration(true);
    config.validation_token.sent(0);
    Ok(config)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn no_suite(error: NoInitialCipherSuite) -> BindError {
    BindError::Tls(error.to_string())
}

fn peer_of(connection: &quinn::Connection) -> Option<PublicKey> {
    let shown = connection.peer_identity()?.downcast::<Vec<CertificateDer<'static>>>().ok()?;
    tls::key_of(shown.first()?)
}

/// The limits of a connection. The words of a session go over one stream, which the dialling side opens, and files over one more
/// for each class in each direction: nothing would read another, so nobody may open one.
fn transport(streams_from_peer: u32) -> TransportConfig {
    let mut config = TransportConfig::default();
    config
        .max_concurrent_bidi_streams(VarInt::from_u32(streams_from_peer))
        .max_concurrent_uni_streams(VarInt::from_u32(FILES_STREAMS))
        .datagram_receive_buffer_size(None)
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW_BYTES))
        .receive_window(VarInt::from_u32(CONNECTION_WINDOW_BYTES))
        .send_window(u64::from(CONNECTION_WINDOW_BYTES))
        .initial_mtu(DATAGRAM_BYTES)
        .mtu_discovery_config(None)
        .max_idle_timeout(IdleTimeout::try_from(IDLE_TIME_MAX).ok())
        .keep_alive_interval(Some(KEEP_ALIVE));
    config
}
