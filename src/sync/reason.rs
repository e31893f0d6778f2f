//! Why a session ends, as a sentence for people and a number for the peer.

/// Why a node refuses a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No certificate of the device leads to the organisation's root.
    #[error("this device is not enrolled here: have its request signed with `enrol`, then connect again")]
    NotCertified,
    /// Its certificate was revoked.
    #[error("this device's certificate was revoked: ask a supervisor to enrol the device again")]
    Revoked,
    /// The certificate is for another network key.
    #[error("the device's certificate names another key than the one on this connection: enrol the device again")]
    WrongKey,
    /// The same store instance runs here.
    #[error("the same store answers at both ends: the disk was copied, or the node dialled itself; enrol the copy as a new device")]
    SameStore,
    /// There is no room for one more peer.
    #[error("the node has as many peers as it serves: try again later")]
    Busy,
}

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The carrier closed without saying why.
    #[error("the connection ended")]
    Ended,
    /// This node refused the peer.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The peer ended the session, and said why.
    #[error("the peer ended the session: {0}")]
    ByPeer(PeerReason),
    /// No protocol version in common.
    #[error(
        "the peer speaks protocol versions {low} to {high}, this node {} to {}: update the older one",
        super::PROTOCOL_MIN,
        super::PROTOCOL_MAX
    )]
    Version {
        /// The peer's oldest.
        low: u16,
        /// The peer's newest.
        high: u16,
    },
    /// Another organisation.
    #[error("the peer belongs to another organisation: check the address, or join that organisation with its join code")]
    Organisation,
    /// The peer sent this node's own nonce back.
    #[error("the peer repeated this node's own hello: something on the way sends messages back")]
    Reflected,
    /// The peer said nothing for too long.
    #[error("the peer did not answer in time: the next session goes on where this one stopped")]
    Silent,
    /// A frame is too long.
    #[error("the peer sent a message over the limit of 1 MiB")]
    Oversized,
    /// More frames than may wait.
    #[error("the peer sends faster than its messages can be stored")]
    Flooded,
    /// Bytes that are no message.
    #[error("the peer sent a malformed message: {0}")]
    Malformed(&'static str),
    /// A message that does not belong here.
    #[error("the peer sent a message out of order: {0}")]
    OutOfOrder(&'static str),
    /// More than the protocol allows.
    #[error("the peer sent too much: {0}")]
    TooMuch(&'static str),
    /// The local store.
    #[error("the local store cannot read or write: check the disk, then restart shouwen")]
    Store,
    /// The store answered for another moment than the hello spoke of.
    #[error("records came in while the session began: connect again")]
    Moved,
    /// New records come in faster than the peer takes them.
    #[error("new records come in faster than the peer takes them: the next session brings them in larger batches")]
    Behind,
    /// The local site is too scattered for one session.
    #[error(
        "this store's records are scattered over more pieces than one session compares: run `shouwen rebuild`, or sync fewer sites at once"
    )]
    TooScattered,
}

/// What a peer's close code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeerReason {
    /// It refused this node.
    #[error("{0}")]
    Refused(Refusal),
    /// No protocol version in common.
    #[error("the two nodes speak no common protocol version: update the older one")]
    Version,
    /// Another organisation.
    #[error("it belongs to another organisation: check the address")]
    Organisation,
    /// Nothing arrived there for too long.
    #[error("it heard nothing from this node for too long")]
    Silent,
    /// It could not take what this node sent.
    #[error("it could not use what this node sent (code {0})")]
    Protocol(u32),
    /// It asks for a new session.
    #[error("it had to begin again: connect again")]
    Again,
    /// Its own store.
    #[error("its store cannot read or write")]
    Store,
    /// A code of a newer version.
    #[error("code {0}")]
    Other(u32),
}

impl Reason {
    /// The number that a carrier gives the peer. For ever.
    #[must_use]
    pub fn code(&self) -> u32 {
        match self {
            Self::Ended | Self::ByPeer(_) => 0,
            Self::Refused(refusal) => refusal.code(),
            Self::Version { .. } => 20,
            Self::Organisation => 21,
            Self::Reflected => 22,
            Self::Silent => 23,
            Self::Oversized => 24,
            Self::Flooded => 25,
            Self::Malformed(_) => 26,
            Self::OutOfOrder(_) => 27,
            Self::TooMuch(_) => 28,
            Self::Store => 29,
            Self::TooScattered => 30,
            Self::Moved => 31,
            Self::Behind => 32,
        }
    }

    /// The reason for a carrier that closed with the peer's code.
    #[must_use]
    pub fn from_peer(code: Option<u32>) -> Self {
        let said = match code {
            None | Some(0) => return Self::Ended,
            Some(20) => PeerReason::Version,
            Some(21) => PeerReason::Organisation,
            Some(23) => PeerReason::Silent,
            Some(31 | 32) => PeerReason::Again,
            Some(29 | 30) => PeerReason::Store,
            Some(code @ (22 | 24..=28)) => PeerReason::Protocol(code),
            Some(code) => Refusal::from_code(code).map_or(PeerReason::Other(code), PeerReason::Refused),
        };
        Self::ByPeer(said)
    }
}

impl Refusal {
    const ALL: [Self; 5] = [Self::NotCertified, Self::Revoked, Self::WrongKey, Self::SameStore, Self::Busy];

    fn code(self) -> u32 {
        match self {
            Self::NotCertified => 10,
            Self::Revoked => 11,
            Self::WrongKey => 12,
            Self::SameStore => 13,
            Self::Busy => 14,
        }
    }

    fn from_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_understands_the_codes() {
        for refusal in Refusal::ALL {
            assert_eq!(Reason::from_peer(Some(Reason::Refused(refusal).code())), Reason::ByPeer(PeerReason::Refused(refusal)));
        }
        assert_eq!(Reason::from_peer(Some(Reason::Organisation.code())), Reason::ByPeer(PeerReason::Organisation));
        assert_eq!(Reason::from_peer(Some(99)), Reason::ByPeer(PeerReason::Other(99)));
        assert_eq!(Reason::from_peer(None), Reason::Ended);
    }
}
