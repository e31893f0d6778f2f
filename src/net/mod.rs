//! Layer 2, the network: QUIC with mutual raw public keys (RFC 7250), frames of words on one stream, and frames of files on
//! up to two streams of lower priority in each direction. The only importer of quinn, rustls and mdns-sd. It carries frames and
//! closes links; what a frame means is `sync`'s, who may stay is `node`'s.

#[cfg(test)]
mod credentials;
pub mod discovery;
mod endpoint;
mod lanes;
mod link;
mod shell;
mod tls;

use std::time::Duration;

pub use endpoint::{AcceptError, Arrival, BindError, DialError, Endpoint, Wire};
pub use link::{Closer, FrameReader, FrameWriter, Link, LinkError, Traffic};
pub use shell::{NodeSide, drive};
pub use tls::{Barred, Refusal};

/// Handshakes that may be under way at once (reliability.md §6).
pub const HANDSHAKES_MAX: usize = 64;
/// Handshakes under way from which a newcomer must first prove its address.
pub const HANDSHAKES_UNPROVEN_MAX: usize = 32;
/// What a peer may send on the stream before it is read, in bytes.
pub const STREAM_WINDOW_BYTES: u32 = 256 * 1024;
/// What a peer may send on a connection before it is read, in bytes.
pub const CONNECTION_WINDOW_BYTES: u32 = 1024 * 1024;
/// Every datagram's UDP payload, in bytes: what each QUIC path must carry (RFC 9000 §14), VPNs and mobile networks too. The
/// path is not probed for more: a probe costs a short session more than the larger datagrams save a long one.
pub const DATAGRAM_BYTES: u16 = 1200;
/// From the first datagram to the opened stream.
pub const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(10);
/// From the first byte of a frame to its last: a 256 KiB batch at 5 kB/s still passes.
pub const FRAME_TIME_MAX: Duration = Duration::from_mins(1);
/// From the first byte of a frame of files to its last: words go first, however long they take.
pub const FILES_FRAME_TIME_MAX: Duration = Duration::from_mins(15);
/// Streams of files in each direction: one for each class.
pub const FILES_STREAMS: u32 = 2;
/// Silence after which a connection is lost.
pub const IDLE_TIME_MAX: Duration = Duration::from_secs(30);
/// Silence after which a live connection sends a sign of life; a third of [`IDLE_TIME_MAX`], so that two may be lost.
pub const KEEP_ALIVE: Duration = Duration::from_secs(10);
