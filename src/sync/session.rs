//! The machine: one method takes what happened, and answers with what to do.

use super::batch::Batch;
use super::event::{Input, Query};
use super::hello::PeerHello;
use super::reason::Reason;

/// What a session wants done, in order.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send these bytes as one frame; at most [`FRAME_BYTES_MAX`](super::FRAME_BYTES_MAX).
    Send(Vec<u8>),
    /// Read from the store; answered by [`Input::Found`]. One is open at a time.
    Read(Query),
    /// Decide about the peer; answered by [`Input::Accepted`], [`Input::Introduce`] or [`Input::Refused`].
    Judge(Box<PeerHello>),
    /// The peer was accepted. From here on it counts as connected.
    PeerKnown(Box<PeerHello>),
    /// Commit durably; answered by [`Input::Committed`]. One is open at a time.
    Commit(Box<Batch>),
    /// Both sides sent all that the other lacks and wants; new records follow as they are committed.
    Settled {
        /// Whether both hold the same records of the sites in common.
        equal: bool,
    },
    /// Close the carrier with [`Reason::code`]. Nothing follows.
    Close(Reason),
}

/// One session with one peer.
#[derive(Debug, Default)]
pub struct Session {
    closed: bool,
}

impl Session {
    /// A session that waits for [`Input::Start`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the carrier should hand over the next frame now; `false` only while the node judges, reads or commits.
    #[must_use]
    pub fn accepts_frames(&self) -> bool {
        !self.closed
    }

    /// When [`Input::Tick`] is due, on the clock of `now_ms`.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        None
    }

    /// Takes what happened at `now_ms`, milliseconds on any clock that does not run backwards.
    pub fn handle(&mut self, input: Input, now_ms: u64) -> Vec<Output> {
        let _ = (input, now_ms);
        self.closed = true;
        vec![Output::Close(Reason::Ended)]
    }
}
