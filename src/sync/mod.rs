//! Layer 1, pure: how two nodes bring each other to the same records. A [`Session`] is a state machine without IO:
//! it is handed what happened and the time, and answers with what to do. QUIC, a pipe in memory, a bundle file
//! and QR codes are only carriers of its bytes. It does not know the store: it asks ([`Query`]) and is answered ([`Found`]).
//!
//! The order of a session: both sides say [`Hello`](hello::Hello), each is judged by the node; frontiers of the sites that differ
//! ([`frontier`]); forks are found by halving ([`compare`]); records in batches ([`batch`], [`run`]), each acknowledged
//! after its commit; payloads that are still wanted; `Settled`; from then on every new record as it is committed. Files travel
//! beside the words, on two lanes of their own and of lower urgency, from when the words are through.

pub mod batch;
mod blob;
pub mod bundle;
mod compare;
mod crossing;
pub mod event;
mod fetching;
mod filing;
pub mod frontier;
mod giving;
pub mod hello;
mod latest;
mod message;
mod planning;
pub mod qr;
pub mod reason;
mod run;
mod sending;
pub mod session;
mod settling;
mod stock;
mod talk;

pub use batch::{Batch, Sealed};
pub use event::{FileHeld, Found, Input, Name, Piece, Place, Query, Start, Wanted};
pub use frontier::{Held, SiteState};
pub use hello::{InstanceId, Interest, Nonce, PeerHello};
pub use reason::{PeerReason, Reason, Refusal};
pub use session::{Output, Session};

/// The protocol's name in the TLS handshake.
pub const ALPN: &[u8] = b"shouwen/1";
/// The oldest protocol version that this build speaks.
pub const PROTOCOL_MIN: u16 = 1;
/// The newest protocol version that this build speaks.
pub const PROTOCOL_MAX: u16 = 1;
/// The longest frame in bytes, as sent and after decompression; a carrier checks it before it allocates.
pub const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// Where a batch of records, payloads and documents is cut, in bytes before compression.
pub const BATCH_BYTES: usize = 256 * 1024;
/// Batches on their way at once: the peer proves one while it commits the one before. So many may have to be sent again.
pub const BATCHES_UNDER_WAY_MAX: u64 = 2;
/// The most records of open requests that are sent ahead of the runs.
pub const EARLY_RECORDS_MAX: usize = 4096;
/// A backlog of at most this many records is sent in runs at once: it arrives sooner than an order could be worked out.
pub const EARLY_BACKLOG_MIN: u64 = 1024;
/// The most records of one listed request that are sent.
pub const REQUEST_RECORDS_MAX: usize = 16 * 1024;
/// The most requests that an interest lists.
pub const INTEREST_REQUESTS_MAX: usize = 4096;
/// The most sites in a hello; 64 bytes each keep it inside one frame.
pub const SITES_MAX: usize = 8192;
/// The most device certificates in a hello.
pub const CERTIFICATES_MAX: usize = 64;
/// The most records that introduce a device, its certificates up to the root.
pub const INTRODUCTION_RECORDS_MAX: usize = 128;
/// The most entries of all frontiers of one session, on each side.
pub const FRONTIER_ENTRIES_MAX: usize = 128 * 1024;
/// The most entries in one frontier frame.
pub const FRONTIER_FRAME_ENTRIES: usize = 8192;
/// The most pairs of branches that one session compares by halving at once.
pub const FORK_PAIRS_MAX: usize = 64 * 1024;
/// The most hashes in one `Want`.
pub const WANTS_MAX: usize = 4096;
/// The most wraps of one payload in a batch.
pub const WRAPS_MAX: usize = 16;
/// The most bad signatures that are tried in one batch before its rest is left out.
pub const BAD_SIGNATURES_MAX: usize = 32;
/// The longest document in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024;
/// The most bytes of frames that wait while the node judges, reads or commits.
pub const INBOX_BYTES_MAX: usize = 2 * (FRAME_BYTES_MAX + FRAME_KEPT_BYTES);
/// What a frame that waits takes in memory beside its own bytes: many short ones count too.
pub const FRAME_KEPT_BYTES: usize = 64;
/// The most runs of new records that wait to be pushed to one peer.
pub const LIVE_RUNS_MAX: usize = 4096;
/// The most ids or pieces in one query.
pub const QUERY_PLACES_MAX: usize = 4096;
/// The most files that one message names.
pub const FILES_NAMED_MAX: usize = 4096;
/// The most files that a device gives its word to keep at once.
pub const FILES_PROMISED_AT_ONCE: usize = 256;
/// How long the peer's hello may take, in milliseconds.
pub const HELLO_MS: u64 = 10_000;
/// How long a peer may be silent while something is expected of it, in milliseconds.
/// Longer than two whole frames and a commit may take on the slowest link, so that a basement at 5 kB/s gets through;
/// a dead link is noticed by the transport.
pub const SILENCE_MS: u64 = 150_000;

/// Sizes that a node chooses for what it sends; what it accepts is limited by the constants alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Where a batch is cut, in bytes before compression; at most [`BATCH_BYTES`].
    pub batch_bytes: usize,
    /// From more missing records than this on, those of open requests go first.
    pub early_backlog_min: u64,
    /// The most entries in one frontier frame; at most [`FRONTIER_FRAME_ENTRIES`].
    pub frontier_frame_entries: usize,
    /// The most hashes in one `Want`; at most [`WANTS_MAX`].
    pub wants: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            batch_bytes: BATCH_BYTES,
            early_backlog_min: EARLY_BACKLOG_MIN,
            frontier_frame_entries: FRONTIER_FRAME_ENTRIES,
            wants: WANTS_MAX,
        }
    }
}

impl Limits {
    /// The same within what the protocol allows.
    fn bounded(self) -> Self {
        Self {
            batch_bytes: self.batch_bytes.clamp(1, BATCH_BYTES),
            early_backlog_min: self.early_backlog_min,
            frontier_frame_entries: self.frontier_frame_entries.clamp(1, FRONTIER_FRAME_ENTRIES),
            wants: self.wants.clamp(1, WANTS_MAX),
        }
    }
}
