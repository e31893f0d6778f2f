//! The machine: one method takes what happened, and answers with what to do.

use std::collections::VecDeque;

use super::batch::Batch;
use super::event::{Input, Query, Start};
use super::frontier::Held;
use super::hello::{Greeted, PeerHello, blobs, check, greet, introduced};
use super::message::{Message, decode, encode};
use super::reason::{Reason, Refusal};
use super::talk::Talk;
use super::{FRAME_BYTES_MAX, FRAME_KEPT_BYTES, HELLO_MS, INBOX_BYTES_MAX, LIVE_RUNS_MAX, Limits, SILENCE_MS};
use crate::domain::act::SealedFile;
use crate::domain::attachment::{FileClass, FilePart};

/// What a session wants done, in order.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send these bytes as one frame; at most [`FRAME_BYTES_MAX`].
    Send(Vec<u8>),
    /// Send these bytes as one frame on the lane of files of this class: less urgent than every [`Output::Send`].
    SendFiles(FileClass, Vec<u8>),
    /// Read from the store; answered by [`Input::Found`]. One is open at a time.
    Read(Query),
    /// Decide about the peer; answered by [`Input::Accepted`], [`Input::Introduce`] or [`Input::Refused`].
    Judge(Box<PeerHello>),
    /// The peer was accepted. From here on it counts as connected.
    PeerKnown(Box<PeerHello>),
    /// Commit durably; answered by [`Input::Committed`]. One is open at a time.
    Commit(Box<Batch>),
    /// The two have compared what they hold: so many records of the peer's are not here.
    Lacking(u64),
    /// Store parts of files durably; answered by [`Input::FilesKept`], except after the end of a session. One is open at a time.
    KeepFiles(Vec<FilePart>),
    /// Give this device's word to keep those of these files that are here; answered by [`Input::Promised`].
    Promise(Vec<SealedFile>),
    /// The peer gave its word to keep these files.
    Keeper(Vec<SealedFile>),
    /// Neither side lacks a file that the other has; said again after more were fetched.
    FilesLevel,
    /// Both sides sent all that the other lacks and wants; new records follow as they are committed.
    Settled {
        /// Whether both hold the same records of the sites in common.
        equal: bool,
    },
    /// Close the carrier with [`Reason::code`]. Nothing follows.
    Close(Reason),
}

/// How far a session is.
#[derive(Debug)]
enum Phase {
    /// Not started.
    New,
    /// The own hello is sent.
    Greeting(Box<Start>),
    /// The node decides about the peer.
    Judging(Box<Start>, Box<Greeted>),
    /// The peer was asked to introduce itself.
    Introducing(Box<Start>, Box<Greeted>),
    /// Connected.
    Open(Box<Talk>),
    /// Over.
    Closed,
}

/// One session with one peer.
#[derive(Debug)]
pub struct Session {
    limits: Limits,
    phase: Phase,
    /// Frames that came while the node was busy.
    inbox: VecDeque<(Option<FileClass>, Vec<u8>)>,
    /// Frames that came before the introduction that was asked for.
    later: Vec<Vec<u8>>,
    /// The bytes of both.
    inbox_bytes: usize,
    /// New records from before the peer was accepted.
    appended: Vec<Held>,
    /// The own introduction, until the peer has asked for it.
    introduction: Option<Vec<u8>>,
    /// When the peer was last heard, or the node last kept it waiting.
    heard_ms: u64,
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// A session that waits for [`Input::Start`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    /// A session that sends in these sizes.
    #[must_use]
    pub fn with_limits(limits: Limits) -> Self {
        Self {
            limits: limits.bounded(),
            phase: Phase::New,
            inbox: VecDeque::new(),
            later: Vec::new(),
            inbox_bytes: 0,
            appended: Vec::new(),
            introduction: None,
            heard_ms: 0,
        }
    }

    /// Whether the carrier should hand over the next frame now; `false` only while the node judges, reads or commits.
    #[must_use]
    pub fn accepts_frames(&self) -> bool {
        self.inbox.is_empty() && !self.is_blocked()
    }

    fn is_blocked(&self) -> bool {
        match &self.phase {
            Phase::Greeting(_) | Phase::Introducing(..) => false,
            Phase::New | Phase::Judging(..) | Phase::Closed => true,
            Phase::Open(talk) => talk.is_blocked(),
        }
    }

    /// When [`Input::Tick`] is due, on the clock of `now_ms`; `None` while nothing is expected of the peer.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        match &self.phase {
            Phase::Greeting(_) | Phase::Introducing(..) => Some(self.heard_ms.saturating_add(HELLO_MS)),
            Phase::Open(talk) if talk.is_expecting() && !talk.is_asking() => Some(self.heard_ms.saturating_add(SILENCE_MS)),
            _ => None,
        }
    }

    /// Takes what happened at `now_ms`, milliseconds on any clock that does not run backwards.
    pub fn handle(&mut self, input: Input, now_ms: u64) -> Vec<Output> {
        let mut out = Vec::new();
        if matches!(self.phase, Phase::Closed) {
            return out;
        }
        let result = self.take(input, now_ms, &mut out).and_then(|()| self.drain(&mut out));
        if let Err(reason) = result {
            let ended = std::mem::replace(&mut self.phase, Phase::Closed);
            self.inbox.clear();
            // What was to be read for the peer is not needed any more; what was to be sent or committed still is.
            out.retain(|output| !matches!(output, Output::Read(_)));
            if let Phase::Open(mut talk) = ended {
                let rest = talk.filing.take_rest();
                out.extend((!rest.is_empty()).then_some(Output::KeepFiles(rest)));
            }
            out.push(Output::Close(reason));
        }
        out
    }

    fn take(&mut self, input: Input, now_ms: u64, out: &mut Vec<Output>) -> Result<(), Reason> {
        // A stranger who is asked who it is has until the deadline for that, whatever else it says.
        let talks_past = matches!(self.phase, Phase::Introducing(..));
        if !matches!(input, Input::Tick) && !input.is_news() && !talks_past {
            self.heard_ms = now_ms;
        }
        match input {
            Input::Start(start) => self.start(start, out),
            Input::Frame(frame) => self.enqueue(None, frame),
            Input::FilesFrame(class, frame) => self.enqueue(Some(class), frame),
            Input::Accepted | Input::Introduce | Input::Refused(_) => self.judged(&input, out),
            Input::Found(found) => self.talk()?.found(found, out),
            Input::StoreFailed => Err(Reason::Store),
            Input::Committed { batch } => self.talk()?.committed(batch, out),
            Input::Appended(runs) => self.append(runs),
            Input::FilesKept(_) | Input::FilesWanted | Input::FilesCame(_) | Input::AskKeep(_) | Input::Promised(_) => {
                if let Phase::Open(talk) = &mut self.phase {
                    talk.files(input, out);
                }
                Ok(())
            }
            Input::Tick if self.deadline().is_some_and(|deadline| deadline <= now_ms) => Err(Reason::Silent),
            Input::Tick => Ok(()),
            Input::Closed(code) => Err(Reason::from_peer(code)),
        }
    }

    fn talk(&mut self) -> Result<&mut Talk, Reason> {
        match &mut self.phase {
            Phase::Open(talk) => Ok(talk),
            _ => Err(Reason::Store),
        }
    }

    fn start(&mut self, start: Box<Start>, out: &mut Vec<Output>) -> Result<(), Reason> {
        if !matches!(self.phase, Phase::New) {
            return Err(Reason::Store);
        }
        self.introduction = Some(encode(&Message::Introduction(blobs(&start.introduction))));
        out.push(Output::Send(encode(&Message::Hello(Box::new(greet(&start))))));
        self.phase = Phase::Greeting(start);
        Ok(())
    }

    fn append(&mut self, runs: Vec<Held>) -> Result<(), Reason> {
        if let Phase::Open(talk) = &mut self.phase {
            return runs.into_iter().try_for_each(|run| talk.appended(run));
        }
        self.appended.extend(runs);
        if self.appended.len() > LIVE_RUNS_MAX { Err(Reason::Behind) } else { Ok(()) }
    }

    fn enqueue(&mut self, lane: Option<FileClass>, frame: Vec<u8>) -> Result<(), Reason> {
        if frame.len() > FRAME_BYTES_MAX {
            return Err(Reason::Oversized);
        }
        self.inbox_bytes += frame.len() + FRAME_KEPT_BYTES;
        if self.inbox_bytes > INBOX_BYTES_MAX {
            return Err(Reason::Flooded);
        }
        self.inbox.push_back((lane, frame));
        Ok(())
    }

    /// Handles the frames that wait, as long as nothing local is in the way.
    fn drain(&mut self, out: &mut Vec<Output>) -> Result<(), Reason> {
        loop {
            if let Phase::Open(talk) = &mut self.phase {
                talk.advance(out);
            }
            let Some((lane, frame)) = (!self.is_blocked()).then(|| self.inbox.pop_front()).flatten() else { return Ok(()) };
            let message = decode(&frame)?;
            if let Some(class) = lane {
                self.inbox_bytes -= frame.len() + FRAME_KEPT_BYTES;
                self.talk().map_err(|_| Reason::OutOfOrder("files before its hello"))?.lane(class, message)?;
                continue;
            }
            if matches!(self.phase, Phase::Introducing(..)) && !matches!(message, Message::Introduction(_) | Message::Introduce) {
                // The peer accepted us and went on; its introduction is behind this.
                self.later.push(frame);
                continue;
            }
            self.inbox_bytes -= frame.len() + FRAME_KEPT_BYTES;
            self.message(message, out)?;
        }
    }

    fn message(&mut self, message: Message, out: &mut Vec<Output>) -> Result<(), Reason> {
        match (std::mem::replace(&mut self.phase, Phase::Closed), message) {
            (Phase::Greeting(start), Message::Hello(hello)) => {
                let greeted = Box::new(check(&hello, &start)?);
                self.judge(start, greeted, out);
            }
            (_, Message::Hello(_)) => return Err(Reason::OutOfOrder("a second hello")),
            (Phase::Introducing(start, mut greeted), Message::Introduction(records)) => {
                greeted.peer.introduction = introduced(&records)?;
                for frame in std::mem::take(&mut self.later).into_iter().rev() {
                    self.inbox.push_front((None, frame));
                }
                self.judge(start, greeted, out);
            }
            (phase @ (Phase::Introducing(..) | Phase::Open(_)), Message::Introduce) => {
                self.phase = phase;
                let frame = self.introduction.take().ok_or(Reason::OutOfOrder("it asked twice who this is"))?;
                out.push(Output::Send(frame));
            }
            (Phase::Open(mut talk), message) => {
                let result = talk.message(message, out);
                self.phase = Phase::Open(talk);
                return result;
            }
            _ => return Err(Reason::OutOfOrder("it says something before its hello")),
        }
        Ok(())
    }

    fn judge(&mut self, start: Box<Start>, greeted: Box<Greeted>, out: &mut Vec<Output>) {
        out.push(Output::Judge(greeted.peer.clone()));
        self.phase = Phase::Judging(start, greeted);
    }

    fn judged(&mut self, verdict: &Input, out: &mut Vec<Output>) -> Result<(), Reason> {
        let Phase::Judging(start, greeted) = std::mem::replace(&mut self.phase, Phase::Closed) else { return Err(Reason::Store) };
        match verdict {
            Input::Refused(refusal) => Err(Reason::Refused(*refusal)),
            // Asked twice, it would say the same again.
            Input::Introduce if !greeted.peer.introduction.is_empty() => Err(Reason::Refused(Refusal::NotCertified)),
            Input::Introduce => {
                out.push(Output::Send(encode(&Message::Introduce)));
                self.phase = Phase::Introducing(start, greeted);
                Ok(())
            }
            _ => {
                let mut talk = Box::new(Talk::new(&start, &greeted, self.limits));
                out.push(Output::PeerKnown(greeted.peer));
                let appended = std::mem::take(&mut self.appended);
                let result = appended.into_iter().try_for_each(|run| talk.appended(run));
                self.phase = Phase::Open(talk);
                result
            }
        }
    }
}
