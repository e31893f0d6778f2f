//! What reaches the node's loop, and what the loop tells the world.

use std::net::SocketAddr;

use tokio::sync::oneshot;

use super::alarm::Alarm;
use super::redial::Attempt;
use crate::domain::act::SealedFile;
use crate::domain::key::PublicKey;
use crate::net::{AcceptError, DialError, Link, LinkError, Refusal, Traffic};
use crate::sync::{Batch, PeerHello, PeerReason, Reason, Refusal as Refused};

/// One session among those of this run of the node.
pub(super) type SessionId = u64;

/// Everything that reaches the loop. Reads do not: they use a snapshot where they are needed.
#[derive(Debug)]
pub(super) enum Event {
    /// A connection stands; its session begins.
    Linked(Box<Link>, Purpose),
    /// A session asks whether its peer belongs here.
    Judge(SessionId, Box<PeerHello>),
    /// Somebody wants to stay connected with a peer: told of the end of the session that is open, or dropped if there is none.
    Attend(PublicKey, oneshot::Sender<Parting>),
    /// How dialling a peer goes.
    Tried(Box<Attempt>),
    /// A session knows how many records the peer has that are not here.
    Lacking(SessionId, u64),
    /// A session's peer was accepted on both sides.
    Known(SessionId, Box<PeerHello>),
    /// A session brings records.
    Commit(SessionId, Box<Batch>),
    /// A session has brought both sides level.
    Settled(SessionId, bool),
    /// Neither side of a session lacks a file that the other has.
    FilesLevel(SessionId),
    /// A session stored parts of files; these are whole now. `Err`: it could not.
    FilesKept(SessionId, Result<Vec<SealedFile>, FilesNotKept>),
    /// Something about files failed here.
    FilesFault(String),
    /// A session is over.
    Ended(SessionId, End),
    /// Records were written here.
    Grown,
    /// Time has passed: for a sync that waited for a receipt, or for everybody.
    Tick(Option<SessionId>),
    /// Somebody asks how the peers are.
    Peers(oneshot::Sender<Vec<super::PeerState>>),
    /// The node stops.
    Stop(oneshot::Sender<()>),
}

/// Why parts of files were not stored.
#[derive(Debug)]
pub(super) enum FilesNotKept {
    /// No room.
    Full,
    /// The disk.
    Fault(String),
}

/// Why a connection was made.
#[derive(Debug)]
pub(super) enum Purpose {
    /// The peer came.
    Accepted,
    /// To stay connected; told when no session with the peer is left.
    Stay(oneshot::Sender<Parting>),
    /// To bring both level once.
    Once(oneshot::Sender<Result<SyncDone, SyncError>>),
}

/// The end of all sessions with a peer.
#[derive(Clone, Debug)]
pub(super) struct Parting {
    /// It came to its end, or brought something: not only another try at what fails each time.
    pub progressed: bool,
    /// Why the last one ended.
    pub why: End,
}

/// How a session ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum End {
    /// The session said so.
    #[error(transparent)]
    Said(Reason),
    /// The link broke.
    #[error(transparent)]
    Link(LinkError),
    /// Its task panicked: a fault of this program.
    #[error("a fault of this program: {0}")]
    Fault(String),
}

/// Why nobody was reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// The name leads nowhere.
    #[error("{0} cannot be found: {1}")]
    Name(String, String),
    /// Nobody answered.
    #[error("{0} does not answer")]
    NoAnswer(SocketAddr),
    /// Somebody answered, but not the one meant.
    #[error(transparent)]
    Peer(#[from] Refusal),
    /// The connection ended before a word was exchanged.
    #[error("{0}: {1}")]
    Link(SocketAddr, LinkError),
    /// This machine cannot dial.
    #[error("cannot dial from here: {0}")]
    Here(String),
}

impl From<AcceptError> for End {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Silent(_) => Self::Link(LinkError::Silent),
            AcceptError::Handshake(_, error) => Self::Link(error),
        }
    }
}

impl From<DialError> for Unreached {
    fn from(error: DialError) -> Self {
        match error {
            DialError::NoAnswer(address) => Self::NoAnswer(address),
            DialError::Peer(refusal) => Self::Peer(refusal),
            DialError::Link(address, error) => Self::Link(address, error),
            other @ (DialError::Bind(_) | DialError::Address(..)) => Self::Here(other.to_string()),
        }
    }
}

/// Why a peer that is dialled is not connected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Nobody was reached.
    #[error(transparent)]
    Unreached(Unreached),
    /// The session ended.
    #[error(transparent)]
    Ended(End),
}

impl Trouble {
    /// Whether time does not heal it: another key, another organisation, a device that is not certified or not any more.
    #[must_use]
    pub fn stays(&self) -> bool {
        let link = |error: &LinkError| match error {
            LinkError::ClosedByPeer(code) => lasting(Reason::from_peer(Some(*code))),
            LinkError::Refused(_) | LinkError::Unfit(_) => true,
            LinkError::ClosedHere | LinkError::Silent | LinkError::TooLong(_) | LinkError::CutOff => false,
        };
        match self {
            Self::Unreached(Unreached::Peer(_)) => true,
            Self::Unreached(Unreached::Link(_, error)) | Self::Ended(End::Link(error)) => link(error),
            Self::Ended(End::Said(reason)) => lasting(*reason),
            Self::Unreached(Unreached::Name(..) | Unreached::NoAnswer(_) | Unreached::Here(_)) | Self::Ended(End::Fault(_)) => false,
        }
    }
}

fn lasting(reason: Reason) -> bool {
    match reason {
        Reason::Organisation | Reason::Version { .. } | Reason::Reflected => true,
        Reason::ByPeer(PeerReason::Organisation | PeerReason::Version) => true,
        Reason::Refused(refusal) | Reason::ByPeer(PeerReason::Refused(refusal)) => refusal != Refused::Busy,
        _ => false,
    }
}

/// What one sync did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncDone {
    /// The peer's key on the network.
    pub peer: PublicKey,
    /// Records that came.
    pub received: u64,
    /// Records that were sent.
    pub sent: u64,
    /// Both hold the same records of the sites in common.
    pub equal: bool,
    /// One of them wants a part only: each has what it wants, and they are not meant to become equal.
    pub partial: bool,
    /// Bytes on the wire.
    pub traffic: Traffic,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
}

/// Why a sync did not come to its end. What had been committed stays.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// Nobody was reached.
    #[error(transparent)]
    NotReached(#[from] Unreached),
    /// The session ended too early.
    #[error("the session with {0} ended early: {1}")]
    Ended(PublicKey, End),
    /// The node stopped.
    #[error("the node stopped")]
    Stopped,
}

/// Something that an operator may want to read; nothing depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A peer was accepted; from here on it counts as connected.
    Connected {
        /// Its key on the network.
        peer: PublicKey,
        /// Where it is.
        address: SocketAddr,
    },
    /// Both sides are level; new records follow as they are written.
    Settled {
        /// The peer.
        peer: PublicKey,
        /// How many records came in this session so far.
        received: u64,
        /// Both hold the same records of the sites in common.
        equal: bool,
    },
    /// Records came from a peer.
    Received {
        /// The peer.
        peer: PublicKey,
        /// How many of them are new here.
        new: u64,
    },
    /// This device signed what it had seen.
    Witnessed {
        /// How many receipts it took.
        receipts: usize,
    },
    /// Files came whole from a peer.
    Files {
        /// The peer.
        peer: PublicKey,
        /// How many.
        count: usize,
    },
    /// No more files come in: there is no room for them. Words do.
    FilesFull,
    /// A session is over.
    Ended {
        /// The peer.
        peer: PublicKey,
        /// Why.
        why: End,
    },
    /// Somebody was not let in.
    Refused {
        /// Where they came from.
        address: SocketAddr,
        /// Why.
        why: End,
    },
    /// A node of the organisation was found nearby.
    Found {
        /// The device that it says it is, where the roster has it.
        peer: Option<PublicKey>,
        /// Where it says that it listens.
        place: String,
    },
    /// A node that was nearby is not announced any more.
    Lost {
        /// The device that it said it was.
        peer: Option<PublicKey>,
        /// Where it listened.
        place: String,
    },
    /// This machine cannot look for nodes nearby.
    NoDiscovery(String),
    /// A peer was not reached, for the first time or for another reason than before.
    NotReached {
        /// As it was configured, or where it was found.
        peer: String,
        /// Why.
        why: Unreached,
    },
    /// Records of this device came back that this store did not have: its next record begins a new epoch.
    Returned {
        /// Who had them.
        peer: PublicKey,
        /// How many.
        records: u64,
    },
    /// A copy of this device is running, for the first time since such a thing was last dealt with.
    Copied {
        /// Where it was met; `None`: what it wrote came in.
        address: Option<SocketAddr>,
    },
    /// Somebody has to do something: once each, whether or not the node was running in between.
    Alarm(Alarm),
    /// Something failed here; local work goes on.
    Fault(String),
}
