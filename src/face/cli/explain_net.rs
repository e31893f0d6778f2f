//! Why nodes did not meet, as sentences.

use super::failure::Failure;
use super::resolve::short;
use crate::node::kept::{DialRefusal, LinkError, PeerReason, Reason, SessionRefusal, StartError};
use crate::node::serve::ServeError;
use crate::node::{End, SyncError, Unreached};

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::NotReached(why) => Self::like("sync-not-reached", why.into()),
            SyncError::Ended(peer, End::Said(Reason::Organisation | Reason::ByPeer(PeerReason::Organisation))) => {
                Self::rule("sync-other-organisation").with("peer", short(&peer.to_string()))
            }
            SyncError::Ended(peer, end) => Self::like("sync-ended", end.into()).with("peer", short(&peer.to_string())),
            SyncError::Stopped => Self::broken("sync-stopped"),
        }
    }
}

impl From<Unreached> for Failure {
    fn from(why: Unreached) -> Self {
        match why {
            Unreached::Name(place, why) => Self::broken("net-name").with("place", place).with("why", why),
            Unreached::NoAnswer(address) => Self::broken("net-no-answer").with("address", address),
            Unreached::Peer(DialRefusal::NotAKey) => Self::rule("net-no-key"),
            Unreached::Peer(DialRefusal::Barred(key)) => Self::rule("net-barred").with("peer", short(&key.to_string())),
            Unreached::Peer(DialRefusal::Unexpected(key)) => Self::rule("net-unexpected").with("peer", short(&key.to_string())),
            Unreached::Link(_, error) => error.into(),
            Unreached::Here(why) => Self::broken("net-here").with("why", why),
        }
    }
}

impl From<End> for Failure {
    fn from(end: End) -> Self {
        match end {
            End::Said(reason) => reason.into(),
            End::Link(error) => error.into(),
            End::Fault(why) => Self::broken("net-fault").with("why", why),
        }
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::ClosedByPeer(code) => Reason::from_peer(Some(code)).into(),
            LinkError::Refused(why) | LinkError::Unfit(why) => Self::rule("net-handshake").with("why", why),
            LinkError::ClosedHere => Self::broken("net-closed-here"),
            LinkError::Silent => Self::broken("net-silent"),
            LinkError::TooLong(_) => Self::broken("net-oversized"),
            LinkError::CutOff => Self::broken("net-cut-off"),
        }
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Ended => Self::broken("net-ended"),
            Reason::Refused(refusal) => Self::like("net-refused-here", refusal.into()),
            Reason::ByPeer(reason) => Self::like("net-by-peer", reason.into()),
            Reason::Version { low, high } => Self::broken("net-version").with("low", low).with("high", high),
            Reason::Organisation => Self::rule("net-organisation"),
            Reason::Reflected => Self::broken("net-reflected"),
            Reason::Silent => Self::broken("net-silent"),
            Reason::Oversized => Self::broken("net-oversized"),
            Reason::Flooded => Self::broken("net-flooded"),
            Reason::Malformed(what) | Reason::OutOfOrder(what) | Reason::TooMuch(what) => Self::broken("net-protocol").with("what", what),
            Reason::Store => Self::broken("net-store"),
            Reason::Moved | Reason::Behind => Self::broken("net-again"),
            Reason::TooScattered => Self::broken("net-scattered"),
        }
    }
}

impl From<PeerReason> for Failure {
    fn from(reason: PeerReason) -> Self {
        match reason {
            PeerReason::Refused(refusal) => refusal.into(),
            PeerReason::Version => Self::broken("net-peer-version"),
            PeerReason::Organisation => Self::rule("net-organisation"),
            PeerReason::Silent => Self::broken("net-peer-silent"),
            PeerReason::Protocol(code) | PeerReason::Other(code) => Self::broken("net-peer-code").with("code", code),
            PeerReason::Again => Self::broken("net-again"),
            PeerReason::Store => Self::broken("net-peer-store"),
        }
    }
}

impl From<SessionRefusal> for Failure {
    fn from(refusal: SessionRefusal) -> Self {
        Self::rule(match refusal {
            SessionRefusal::NotCertified => "net-not-certified",
            SessionRefusal::Revoked => "net-revoked",
            SessionRefusal::WrongKey => "net-wrong-key",
            SessionRefusal::SameStore => "net-same-store",
            SessionRefusal::Busy => "net-busy",
        })
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Runtime(why) => Self::broken("serve-runtime").io(&why),
            ServeError::Start(StartError::Store(error)) => error.into(),
            ServeError::Stopped => Self::broken("store-stopped"),
            ServeError::Start(why) => Self::broken("serve-start").with("why", why),
            ServeError::Control(error) => error.into(),
            ServeError::Sync(error) => error.into(),
        }
    }
}
