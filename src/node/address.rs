//! Where a peer is, and which key it must prove: `HOST:PORT` or `KEY@HOST:PORT`.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use crate::domain::key::PublicKey;

/// A peer to dial. With a key only that device will do; without one any certified device at the address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeerAddress {
    /// The device's key on the network.
    pub key: Option<PublicKey>,
    /// Host name or address, and port.
    pub place: String,
}

/// The text is no peer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeerAddressError {
    /// The part before `@` is no key.
    #[error("`{0}` is not a device's key: give its 64 hex digits before the @, as `peers` shows them")]
    Key(String),
    /// No port.
    #[error("`{0}` is not an address: give HOST:PORT or KEY@HOST:PORT, as 192.168.1.5:7400")]
    Place(String),
}

impl FromStr for PeerAddress {
    type Err = PeerAddressError;

    fn from_str(text: &str) -> Result<Self, PeerAddressError> {
        let (key, place) = match text.split_once('@') {
            Some((key, place)) => (Some(PublicKey::from_hex(key).ok_or_else(|| PeerAddressError::Key(key.to_owned()))?), place),
            None => (None, text),
        };
        let port = place.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port.parse::<u16>());
        match port {
            Some(Ok(1..)) => Ok(Self { key, place: place.to_owned() }),
            _ => Err(PeerAddressError::Place(place.to_owned())),
        }
    }
}

impl fmt::Display for PeerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key {
            Some(key) => write!(f, "{key}@{}", self.place),
            None => f.write_str(&self.place),
        }
    }
}

impl From<SocketAddr> for PeerAddress {
    fn from(address: SocketAddr) -> Self {
        Self { key: None, place: address.to_string() }
    }
}

impl PeerAddress {
    /// Looks the host up; asked anew at every dial, because addresses of vans change.
    pub(super) async fn resolve(&self) -> std::io::Result<SocketAddr> {
        let mut found = tokio::net::lookup_host(&self.place).await?;
        found.next().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_read_back_and_slips_are_named() {
        let key = PublicKey([7; 32]);
        for text in ["192.168.1.5:7400".to_owned(), "[::1]:7400".to_owned(), "centre.local:1".to_owned(), format!("{key}@van:9")] {
            assert_eq!(text.parse::<PeerAddress>().expect("a peer").to_string(), text);
        }
        assert!(matches!("abc@van:9".parse::<PeerAddress>(), Err(PeerAddressError::Key(_))));
        for text in ["van", "van:", ":7400", "van:0", "van:70000", ""] {
            assert!(matches!(text.parse::<PeerAddress>(), Err(PeerAddressError::Place(_))), "{text}");
        }
    }
}
