//! The shell around a session: frames in, frames out, time. It decides nothing.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::mpsc::{Sender, UnboundedReceiver, UnboundedSender, channel, unbounded_channel};
use tokio::task::JoinSet;

use super::lanes::Lanes;
use super::link::{FrameReader, FrameWriter, Link, LinkError};
use crate::domain::attachment::FileClass;
use crate::sync::{FRAME_BYTES_MAX, Input, Output, Reason, Session};

/// While so many bytes of frames wait to be sent, nothing more is read of the peer: somebody who asks and never reads
/// costs this much memory, and then its own deadline.
const WAITING_BYTES_MAX: usize = 2 * FRAME_BYTES_MAX;

/// The node's side of a session.
#[derive(Debug)]
pub struct NodeSide<Ask, Now> {
    /// What the node says while the session runs: verdicts, commits, news. After `None` what was said is still
    /// delivered, and then the link ends.
    pub inputs: UnboundedReceiver<Option<Input>>,
    /// Does what the session asks (reads, verdicts, commits, news); an answer that is ready at once is returned, any other
    /// comes through `inputs`.
    pub ask: Ask,
    /// Milliseconds on a clock that does not run backwards.
    pub now: Now,
}

/// Runs a session over a link from `start` to its end, and says why it ended.
///
/// # Errors
/// [`LinkError`] if the link ended and not the session.
pub async fn drive<Ask, Now>(link: Link, start: Input, mut node: NodeSide<Ask, Now>) -> Result<Reason, LinkError>
where
    Ask: FnMut(Output) -> Option<Input>,
    Now: Fn() -> u64,
{
    let closer = link.closer();
    let lanes = link.lanes();
    let (writer, reader) = link.split();
    let (words, outgoing) = unbounded_channel();
    let (arriving, mut frames) = channel(1);
    let waiting = Waiting::default();
    let mut writing = pin!(write(writer, outgoing, waiting.clone()));
    let mut reading = pin!(read(reader, arriving));
    // They end with this function: what of files was not sent yet is asked for again.
    let mut beside = JoinSet::new();
    let (arriving_files, mut files) = channel(1);
    beside.spawn(lanes.clone().read(arriving_files));
    let files_to_peer = CLASSES.map(|class| lane((&lanes, class), waiting.clone(), &mut beside));
    let to_peer = ToPeer { words, waiting, files: files_to_peer };
    let mut session = Session::new();
    let mut input = Some(start);
    loop {
        if let Some(reason) = input.take().and_then(|input| step(&mut session, input, &to_peer, &mut node)) {
            closer.close(reason);
            return Ok(reason);
        }
        let reads = session.accepts_frames() && !to_peer.waiting.is_much();
        let next = tokio::select! {
            // In this order, so that a simulation repeats itself. Nobody starves: a frame is read only when nothing else is ready.
            biased;
            Some(frame) = frames.recv(), if reads => match frame {
                Ok(frame) => Input::Frame(frame),
                Err(error) => return broken(error, |reason| closer.close(reason)),
            },
            Some(frame) = files.recv(), if reads => match frame {
                Ok((class, frame)) => Input::FilesFrame(class, frame),
                Err(error) => return broken(error, |reason| closer.close(reason)),
            },
            said = node.inputs.recv() => match said.flatten() {
                Some(input) => input,
                None => break,
            },
            () = to_peer.waiting.shrunk(), if !reads => continue,
            () = due(&session, (node.now)()) => Input::Tick,
            ended = &mut writing => return broken(ended.err().unwrap_or(LinkError::ClosedHere), |reason| closer.close(reason)),
            never = &mut reading => match never {},
        };
        input = Some(next);
    }
    drop(to_peer);
    let delivered = writing.await;
    closer.close(Reason::Ended);
    delivered.map(|()| Reason::Ended)
}

/// Where frames go.
struct ToPeer {
    words: UnboundedSender<Vec<u8>>,
    waiting: Waiting,
    files: [UnboundedSender<Vec<u8>>; 2],
}

/// The bytes of frames that the transport has not taken yet.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<(AtomicUsize, Notify)>);

impl Waiting {
    fn grow(&self, bytes: usize) {
        self.0.0.fetch_add(bytes, Ordering::Relaxed);
    }

    /// The transport has taken so many.
    pub fn shrink(&self, bytes: usize) {
        self.0.0.fetch_sub(bytes, Ordering::Relaxed);
        self.0.1.notify_one();
    }

    fn is_much(&self) -> bool {
        self.0.0.load(Ordering::Relaxed) > WAITING_BYTES_MAX
    }

    async fn shrunk(&self) {
        self.0.1.notified().await;
    }
}

const CLASSES: [FileClass; 2] = [FileClass::Thumbnail, FileClass::Original];

/// Begins a lane of files.
fn lane((lanes, class): (&Lanes, FileClass), waiting: Waiting, beside: &mut JoinSet<()>) -> UnboundedSender<Vec<u8>> {
    let (frames, outgoing) = unbounded_channel();
    beside.spawn(lanes.clone().write(class, outgoing, waiting));
    frames
}

/// Hands the session an input, and whatever the node answers at once, until it has nothing more to say.
fn step<Ask, Now>(session: &mut Session, input: Input, to_peer: &ToPeer, node: &mut NodeSide<Ask, Now>) -> Option<Reason>
where
    Ask: FnMut(Output) -> Option<Input>,
    Now: Fn() -> u64,
{
    let mut inputs = vec![input];
    while let Some(input) = inputs.pop() {
        for output in session.handle(input, (node.now)()) {
            match output {
                // The writer ends with the link, and that is heard of elsewhere.
                Output::Send(frame) => {
                    to_peer.waiting.grow(frame.len());
                    drop(to_peer.words.send(frame));
                }
                Output::SendFiles(class, frame) => {
                    to_peer.waiting.grow(frame.len());
                    drop(to_peer.files[class as usize].send(frame));
                }
                Output::Close(reason) => return Some(reason),
                other => inputs.extend((node.ask)(other)),
            }
        }
    }
    None
}

/// What a broken link means for both sides.
fn broken(error: LinkError, close: impl Fn(Reason)) -> Result<Reason, LinkError> {
    let reason = match error {
        LinkError::TooLong(_) => Reason::Oversized,
        LinkError::Silent => Reason::Silent,
        LinkError::CutOff => Reason::Malformed("a frame was cut off"),
        LinkError::ClosedByPeer(_) | LinkError::Refused(_) | LinkError::Unfit(_) | LinkError::ClosedHere => Reason::Ended,
    };
    close(reason);
    Err(error)
}

async fn due(session: &Session, now: u64) {
    match session.deadline() {
        Some(deadline) => tokio::time::sleep(Duration::from_millis(deadline.saturating_sub(now))).await,
        None => std::future::pending().await,
    }
}

/// Sends what is queued, and then waits until the peer has it.
async fn write(mut writer: FrameWriter, mut outgoing: UnboundedReceiver<Vec<u8>>, waiting: Waiting) -> Result<(), LinkError> {
    while let Some(frame) = outgoing.recv().await {
        writer.send(&frame).await?;
        waiting.shrink(frame.len());
    }
    writer.finish().await
}

/// Passes frames on, one ahead, and last how the link ended.
async fn read(mut reader: FrameReader, arriving: Sender<Result<Vec<u8>, LinkError>>) -> Infallible {
    loop {
        let next = reader.next().await.and_then(|frame| frame.ok_or(LinkError::ClosedByPeer(0)));
        let last = next.is_err();
        if arriving.send(next).await.is_err() || last {
            return std::future::pending().await;
        }
    }
}
