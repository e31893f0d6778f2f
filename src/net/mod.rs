//! Layer 2, the network: QUIC with mutual raw public keys (RFC 7250), and frames on one stream. The only importer of
//! quinn and rustls. It carries frames and closes links; what a frame means is `sync`'s, who may stay is `node`'s.

#[cfg(test)]
mod credentials;
mod endpoint;
mod link;
mod tls;

use std::time::Duration;

pub use endpoint::{AcceptError, Arrival, BindError, DialError, Endpoint};
pub use link::{Closer, FrameReader, FrameWriter, Link, LinkError, Traffic};
pub use tls::{Barred, Refusal};

/// The protocol's name in the handshake; a peer with another one is no peer.
pub const ALPN: &[u8] = b"shouwen/1";
/// The longest frame in bytes, without its four bytes of length (3-records.md, limits).
pub const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// Handshakes that may be under way at once (reliability.md §6).
pub const HANDSHAKES_MAX: usize = 64;
/// Handshakes under way from which a newcomer must first prove its address.
pub const HANDSHAKES_UNPROVEN_MAX: usize = 32;
/// What a peer may send on the stream before it is read, in bytes.
pub const STREAM_WINDOW_BYTES: u32 = 256 * 1024;
/// What a peer may send on a connection before it is read, in bytes.
pub const CONNECTION_WINDOW_BYTES: u32 = 1024 * 1024;
/// From the first datagram to the opened stream.
pub const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(10);
/// From the first byte of a frame to its last: a 256 KiB batch at 5 kB/s still passes.
pub const FRAME_TIME_MAX: Duration = Duration::from_mins(1);
/// Silence after which a connection is lost.
pub const IDLE_TIME_MAX: Duration = Duration::from_secs(30);
/// Silence after which a live connection sends a sign of life; a third of [`IDLE_TIME_MAX`], so that two may be lost.
pub const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// Why a node ends a link; the number is the QUIC application error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// All was said.
    Done,
    /// The hello does not show that the peer belongs here.
    NotAdmitted,
    /// A revocation names the peer's device.
    Revoked,
    /// The peer broke the protocol.
    Protocol,
    /// Another connection with the same peer stays.
    Duplicate,
    /// The node stops.
    ShuttingDown,
    /// This node failed, not the peer.
    Failed,
}

impl CloseReason {
    /// The QUIC application error code.
    #[must_use]
    pub fn code(self) -> u32 {
        self as u32
    }

    /// Every reason, in the order of its code.
    pub const ALL: [Self; 7] =
        [Self::Done, Self::NotAdmitted, Self::Revoked, Self::Protocol, Self::Duplicate, Self::ShuttingDown, Self::Failed];

    /// The reason of a code; `None` for a code of a newer version.
    #[must_use]
    pub fn of(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| u64::from(reason.code()) == code)
    }

    /// The reason as the peer's log shows it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Done => "all was said",
            Self::NotAdmitted => "the device is not certified here",
            Self::Revoked => "the device is revoked",
            Self::Protocol => "the protocol was broken",
            Self::Duplicate => "another connection with this device stays",
            Self::ShuttingDown => "the node stops",
            Self::Failed => "the node failed",
        }
    }
}
