//! What codes carry besides requests: where a node is and which key it must prove; and how a peer that was read from a
//! code is kept.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use super::address::{PeerAddress, PeerAddressError};
use super::config::{Config, ConfigError};
use super::enrol::{ANSWER_MAGIC, REQUEST_MAGIC};
use super::handle::Handle;
use crate::sync::bundle::is_bundle;

const PEER_MAGIC: &[u8] = b"shouwen peer 1\n";

/// What bytes from a code are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// Records.
    Bundle,
    /// A node to meet.
    Peer(PeerAddress),
    /// A request to join.
    EnrolRequest,
    /// The answer to one.
    EnrolAnswer,
    /// Nothing that this version knows.
    Unknown,
}

impl Carried {
    /// Looks at how the bytes begin; what follows is checked by whoever reads it.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        if let Some(peer) = bytes.strip_prefix(PEER_MAGIC) {
            let peer = std::str::from_utf8(peer).ok().and_then(|text| text.parse::<PeerAddress>().ok());
            // Without a key anybody at that address would be met.
            return peer.filter(|peer| peer.key.is_some()).map_or(Self::Unknown, Self::Peer);
        }
        match bytes {
            bytes if is_bundle(bytes) => Self::Bundle,
            bytes if bytes.starts_with(REQUEST_MAGIC) => Self::EnrolRequest,
            bytes if bytes.starts_with(ANSWER_MAGIC) => Self::EnrolAnswer,
            _ => Self::Unknown,
        }
    }

    /// The bytes that invite others to meet a node.
    #[must_use]
    pub fn invitation(peer: &PeerAddress) -> Vec<u8> {
        [PEER_MAGIC, peer.to_string().as_bytes()].concat()
    }
}

/// Why nobody can be invited, or an invitation is not kept.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// Nothing says where this node is.
    #[error("nothing says where others find this device: run `shouwen serve`, set `listen` in config.toml, or give --at HOST:PORT")]
    Where,
    /// What was given is no address.
    #[error(transparent)]
    Address(#[from] PeerAddressError),
    /// The invitation is this device's own.
    #[error("this is the code of this very device: scan it on the other one")]
    Self_,
    /// The configuration cannot be read or written.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

impl Handle {
    /// How others find this device: as given, where the running node listens, or as configured.
    ///
    /// # Errors
    /// [`InviteError`].
    pub fn invitation(&self, at: Option<&str>) -> Result<PeerAddress, InviteError> {
        let key = Some(self.device_keys().tls.public());
        if let Some(at) = at {
            return Ok(PeerAddress { key, place: at.parse::<PeerAddress>()?.place });
        }
        let configured = || self.config().listen.as_ref().and_then(|listen| listen.parse().ok());
        let listening = self.network().map(|network| network.address()).or_else(configured).ok_or(InviteError::Where)?;
        if listening.port() == 0 {
            return Err(InviteError::Where);
        }
        let ip = if listening.ip().is_unspecified() { outward().ok_or(InviteError::Where)? } else { listening.ip() };
        Ok(PeerAddress { key, place: SocketAddr::new(ip, listening.port()).to_string() })
    }

    /// Keeps a peer in `config.toml`, so that a node that serves stays connected with it. `false`: it was there already.
    ///
    /// # Errors
    /// [`InviteError`]; the file is as it was.
    pub fn remember_peer(&self, peer: &PeerAddress) -> Result<bool, InviteError> {
        if peer.key == Some(self.device_keys().tls.public()) {
            return Err(InviteError::Self_);
        }
        Ok(Config::add_peer(self.data(), &peer.to_string())?)
    }
}

/// The address that this machine has towards others. Connecting a datagram socket only looks the route up: nothing is sent.
fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address that belongs to nobody (RFC 5737).
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::PublicKey;

    #[test]
    fn what_a_code_carries_is_told_by_how_it_begins() {
        let peer = PeerAddress { key: Some(PublicKey([7; 32])), place: "192.168.1.5:7400".to_owned() };
        assert_eq!(Carried::of(&Carried::invitation(&peer)), Carried::Peer(peer.clone()));
        let anybody = PeerAddress { key: None, ..peer };
        assert_eq!(Carried::of(&Carried::invitation(&anybody)), Carried::Unknown);
        assert_eq!(Carried::of(b"shouwen peer 1\n\xff"), Carried::Unknown);
        assert_eq!(Carried::of(b"shouwen/bundle\0\x01"), Carried::Bundle);
        assert_eq!(Carried::of(b"shouwen enrol request 1\n"), Carried::EnrolRequest);
        assert_eq!(Carried::of(b""), Carried::Unknown);
    }
}
