//! A connection with its one stream: length-prefixed frames in both directions.

use quinn::{ConnectionError, ReadError, ReadExactError, RecvStream, SendStream, TransportErrorCode, VarInt, WriteError};

use super::FRAME_TIME_MAX;
use super::lanes::Lanes;
use crate::domain::key::PublicKey;
use crate::sync::{FRAME_BYTES_MAX, Reason};
use std::net::SocketAddr;
use std::time::Duration;

/// Bytes of a frame's length, little-endian, before the frame.
const LENGTH_BYTES: usize = 4;
/// How much of a frame is asked of the transport at once, in bytes: memory grows with what has arrived, not with
/// what a length promises.
const CHUNK_BYTES: usize = 64 * 1024;

/// A peer at the other end whose TLS key is proven, and nothing more.
#[derive(Debug)]
pub struct Link {
    pub(super) peer: PublicKey,
    pub(super) connection: quinn::Connection,
    pub(super) send: SendStream,
    pub(super) receive: RecvStream,
}

/// Sends frames.
#[derive(Debug)]
pub struct FrameWriter(pub(super) SendStream);

/// Receives frames.
#[derive(Debug)]
pub struct FrameReader(pub(super) RecvStream);

/// Ends a link from anywhere; clones end the same link.
#[derive(Clone, Debug)]
pub struct Closer(quinn::Connection);

/// Bytes of UDP payload that a link has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Sent to the peer.
    pub sent: u64,
    /// Received from the peer.
    pub received: u64,
}

/// Why a link carries no more frames.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The peer ended it and said why, as [`Reason::code`] numbers it.
    #[error("{}", Reason::from_peer(Some(*.0)))]
    ClosedByPeer(u32),
    /// The other end broke the handshake or the connection off.
    #[error("the peer refused the connection: {0}")]
    Refused(String),
    /// This end broke the handshake or the connection off.
    #[error("the connection was refused here: {0}")]
    Unfit(String),
    /// This node ended it.
    #[error("the connection was ended here")]
    ClosedHere,
    /// Nothing was heard for [`super::IDLE_TIME_MAX`], or a frame took longer than [`FRAME_TIME_MAX`].
    #[error("the peer fell silent")]
    Silent,
    /// A frame over the limit.
    #[error("the peer sent a frame of {0} bytes, more than {FRAME_BYTES_MAX}")]
    TooLong(usize),
    /// The stream ended inside a frame.
    #[error("the connection broke off inside a frame")]
    CutOff,
}

impl Link {
    /// The TLS key that the peer has proven to have.
    #[must_use]
    pub fn peer(&self) -> PublicKey {
        self.peer
    }

    /// Where the peer is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.connection.remote_address()
    }

    /// A handle that ends the link.
    #[must_use]
    pub fn closer(&self) -> Closer {
        Closer(self.connection.clone())
    }

    /// The streams of files beside it.
    #[must_use]
    pub(super) fn lanes(&self) -> Lanes {
        Lanes(self.connection.clone())
    }

    /// The two directions of the stream.
    #[must_use]
    pub fn split(self) -> (FrameWriter, FrameReader) {
        (FrameWriter(self.send), FrameReader(self.receive))
    }
}

impl Closer {
    /// Ends the link at once; the peer is told the reason's number.
    pub fn close(&self, reason: Reason) {
        self.0.close(VarInt::from_u32(reason.code()), &[]);
    }

    /// Waits until the link has ended, by whichever side.
    pub async fn closed(&self) -> LinkError {
        ended(self.0.closed().await)
    }

    /// What the link has cost so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        let stats = self.0.stats();
        Traffic { sent: stats.udp_tx.bytes, received: stats.udp_rx.bytes }
    }
}

impl FrameWriter {
    /// Sends a frame; returns when the transport has taken it, so that a slow peer slows its writer.
    ///
    /// # Errors
    /// [`LinkError::TooLong`] for a frame over [`FRAME_BYTES_MAX`], [`LinkError::Silent`] when the peer takes nothing
    /// for [`FRAME_TIME_MAX`], else how the link ended.
    pub async fn send(&mut self, frame: &[u8]) -> Result<(), LinkError> {
        self.send_within(FRAME_TIME_MAX, frame).await
    }

    pub(super) async fn send_within(&mut self, limit: Duration, frame: &[u8]) -> Result<(), LinkError> {
        let length = u32::try_from(frame.len()).ok().filter(|_| frame.len() <= FRAME_BYTES_MAX);
        let length = length.ok_or(LinkError::TooLong(frame.len()))?;
        within(limit, async {
            self.0.write_all(&length.to_le_bytes()).await?;
            self.0.write_all(frame).await
        })
        .await
    }

    /// Says that nothing more comes, and waits until the peer has everything.
    ///
    /// # Errors
    /// How the link ended instead.
    pub async fn finish(mut self) -> Result<(), LinkError> {
        // Finishing a stream that was reset or finished before changes nothing.
        let _ = self.0.finish();
        within(FRAME_TIME_MAX, async { self.0.stopped().await.map(drop) }).await
    }
}

impl FrameReader {
    /// Waits for the next frame; `None` when the peer has said everything. Not to be cancelled half-way.
    ///
    /// # Errors
    /// [`LinkError::TooLong`] before anything is allocated, [`LinkError::Silent`] when a frame that has begun does not
    /// end, else how the link ended.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        self.next_within(FRAME_TIME_MAX).await
    }

    pub(super) async fn next_within(&mut self, limit: Duration) -> Result<Option<Vec<u8>>, LinkError> {
        let mut length = [0; LENGTH_BYTES];
        let Some(begun) = self.0.read(&mut length).await? else { return Ok(None) };
        within(limit, self.rest(length, begun)).await.map(Some)
    }

    async fn rest(&mut self, mut length: [u8; LENGTH_BYTES], begun: usize) -> Result<Vec<u8>, LinkError> {
        self.0.read_exact(&mut length[begun..]).await?;
        let length = u32::from_le_bytes(length) as usize;
        if length > FRAME_BYTES_MAX {
            return Err(LinkError::TooLong(length));
        }
        let mut frame = Vec::with_capacity(length.min(CHUNK_BYTES));
        while frame.len() < length {
            let chunk = self.0.read_chunk((length - frame.len()).min(CHUNK_BYTES), true).await?;
            frame.extend_from_slice(&chunk.ok_or(LinkError::CutOff)?.bytes);
        }
        Ok(frame)
    }
}

async fn within<T, E: Into<LinkError>>(limit: Duration, work: impl Future<Output = Result<T, E>>) -> Result<T, LinkError> {
    tokio::time::timeout(limit, work).await.map_err(|_| LinkError::Silent)?.map_err(Into::into)
}

pub(super) fn ended(error: ConnectionError) -> LinkError {
    match error {
        ConnectionError::ApplicationClosed(close) => {
            LinkError::ClosedByPeer(u32::try_from(close.error_code.into_inner()).unwrap_or(u32::MAX))
        }
        ConnectionError::LocallyClosed => LinkError::ClosedHere,
        ConnectionError::TimedOut | ConnectionError::Reset => LinkError::Silent,
        ConnectionError::ConnectionClosed(close) => LinkError::Refused(said(close.error_code, &close.reason)),
        ConnectionError::TransportError(error) => LinkError::Unfit(said(error.code, error.reason.as_bytes())),
        other => LinkError::Unfit(other.to_string()),
    }
}

/// The alerts of RFC 8446 §6 that this protocol's handshake can end with, in words; as QUIC codes (RFC 9001 §4.8).
const ALERTS: [(u64, &str); 6] = [
    (0x100 + 40, "its handshake offers nothing in common"),
    (0x100 + 42, "it shows no Ed25519 raw public key"),
    (0x100 + 44, "the device is revoked"),
    (0x100 + 49, "it has another key than the expected one"),
    (0x100 + 116, "it shows no key"),
    (0x100 + 120, "it speaks another protocol"),
];

fn said(code: TransportErrorCode, reason: &[u8]) -> String {
    let known = ALERTS.iter().find(|(alert, _)| *alert == u64::from(code));
    known.map_or_else(|| format!("{code} {}", String::from_utf8_lossy(reason)), |(_, words)| (*words).to_owned())
}

impl From<ConnectionError> for LinkError {
    fn from(error: ConnectionError) -> Self {
        ended(error)
    }
}

impl From<ReadError> for LinkError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::ConnectionLost(error) => ended(error),
            ReadError::ClosedStream => Self::ClosedHere,
            ReadError::Reset(_) | ReadError::IllegalOrderedRead | ReadError::ZeroRttRejected => Self::CutOff,
        }
    }
}

impl From<ReadExactError> for LinkError {
    fn from(error: ReadExactError) -> Self {
        match error {
            ReadExactError::FinishedEarly(_) => Self::CutOff,
            ReadExactError::ReadError(error) => error.into(),
        }
    }
}

impl From<WriteError> for LinkError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::ConnectionLost(error) => ended(error),
            WriteError::ClosedStream => Self::ClosedHere,
            WriteError::Stopped(_) | WriteError::ZeroRttRejected => Self::CutOff,
        }
    }
}

impl From<quinn::StoppedError> for LinkError {
    fn from(error: quinn::StoppedError) -> Self {
        match error {
            quinn::StoppedError::ConnectionLost(error) => ended(error),
            quinn::StoppedError::ZeroRttRejected => Self::CutOff,
        }
    }
}
