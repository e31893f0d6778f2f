//! The first message of both sides: who speaks, what is wanted, and every site in 64 bytes.

use serde::{Deserialize, Serialize};

use crate::domain::id::{RecordId, RequestId, byte_string};
use crate::domain::key::PublicKey;
use crate::domain::signed::VerifiedRecord;
use crate::domain::time::{Clock, UtcMs};

byte_string! {
    /// One store; sixteen random bytes made with it.
    InstanceId, 16
}
byte_string! {
    /// Sixteen random bytes, fresh for each session.
    Nonce, 16
}

/// What a peer wants of the sites in common. The numbers are for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interest {
    /// Every record.
    #[default]
    Everything,
    /// Open requests and the peer's own records. This version sends everything.
    OpenAndMine,
    /// The listed requests, with the roster, receipts and fork proofs that cover them.
    Requests(Vec<RequestId>),
    /// Records to carry for others. This version sends everything.
    CarryOnly,
}

/// What a peer said of itself, for the node to judge and to remember.
#[derive(Clone, Debug)]
pub struct PeerHello {
    /// The protocol version that both speak.
    pub version: u16,
    /// The peer's store.
    pub instance: InstanceId,
    /// The peer's wall clock. It proves nothing.
    pub wall: UtcMs,
    /// How far the peer checked it.
    pub clock: Clock,
    /// The device's `Certify` records, by id.
    pub certificates: Vec<RecordId>,
    /// Those records and what leads to the root, if the peer sent them; own signatures checked.
    pub introduction: Vec<VerifiedRecord>,
    /// What the peer wants.
    pub interest: Interest,
    /// The organisation's root key, equal to the own one.
    pub organisation: PublicKey,
}
