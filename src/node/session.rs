//! One session as the loop sees it, and the task that runs it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, WeakUnboundedSender};
use tokio::sync::oneshot;

use super::answer::index;
use super::event::{End, Event, Parting, Purpose, SessionId, SyncDone, SyncError};
use super::filing::Filing;
use super::handle::Handle;
use crate::domain::act::{Act, Head, Kind};
use crate::domain::id::RecordId;
use crate::domain::key::PublicKey;
use crate::domain::record::LogId;
use crate::domain::signed::VerifiedRecord;
use crate::net::{Closer, Link, NodeSide, drive};
use crate::store::{ReadError, Snapshot};
use crate::sync::frontier::site_state;
use crate::sync::{Found, Input, Nonce, Output, PeerHello, Reason, SITES_MAX, Start};

/// What a session has sent so far.
#[derive(Debug, Default)]
pub(super) struct Sent {
    records: AtomicU64,
    /// The newest record of each log, receipts aside: the peer's receipt will name one of these.
    newest: Mutex<BTreeMap<LogId, (u64, RecordId)>>,
}

impl Sent {
    fn count(&self, records: &[VerifiedRecord]) {
        self.records.fetch_add(records.len() as u64, Ordering::Relaxed);
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        for record in records.iter().filter(|record| record.header().act.kind != Kind::Receipt) {
            let place = newest.entry(record.header().log).or_default();
            *place = (*place).max((record.header().seq, record.id()));
        }
    }

    /// Whether the peer has something to sign.
    pub fn owes_receipt(&self) -> bool {
        !self.newest.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Whether the records have the peer's receipt for something that was sent.
    pub fn receipted(&self, records: &[VerifiedRecord]) -> bool {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let named = |head: &Head| newest.values().any(|(_, id)| *id == head.id);
        let mut receipts = records.iter().filter(|record| record.header().act.kind == Kind::Receipt);
        receipts.any(|record| matches!(Act::decode(&record.header().act), Act::Receipt(receipt) if receipt.heads.iter().any(named)))
    }
}

/// Who made the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// This node.
    Dialled,
    /// The peer.
    Accepted,
}

/// How far the files of a session are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Files {
    /// One side may lack a file that the other has.
    #[default]
    Behind,
    /// The same, and a sync that is else done waits for them.
    Awaited,
    /// Neither side lacks a file that the other has.
    Level,
}

/// A peer with whom a session is open.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that happened, and all of them can have")]
pub(super) struct Peer {
    pub key: PublicKey,
    pub address: SocketAddr,
    pub closer: Closer,
    /// Reaches the session; `None` in it asks it to deliver what was said and end.
    pub say: UnboundedSender<Option<Input>>,
    /// What the peer said of itself, once it was accepted: only then does it count as connected.
    pub hello: Option<Box<PeerHello>>,
    /// What this node said in its hello that nobody else can have said.
    pub nonce: Nonce,
    /// It is this node itself, which dialled its own address.
    pub itself: bool,
    /// Nobody here wants the session any more: it says what is left and ends, and nobody joins it.
    pub leaving: bool,
    /// It was asked for its certificates.
    pub asked: bool,
    pub settled: Option<bool>,
    pub received: u64,
    /// How many records the peer has that have not arrived yet; `None` before the two have compared.
    pub lacking: Option<u64>,
    /// It brought records other than receipts that no receipt of ours names yet.
    pub unwitnessed: bool,
    pub sent: Arc<Sent>,
    /// The peer has signed for something that was sent in this session.
    pub receipted: bool,
    pub side: Side,
    pub files: Files,
    /// Told when no session with the peer is left.
    pub stay: Vec<oneshot::Sender<Parting>>,
    /// Told when both are level.
    pub once: Vec<oneshot::Sender<Result<SyncDone, SyncError>>>,
    /// Why this node closed the link, if it did.
    pub closing: Option<Reason>,
    /// Milliseconds since boot.
    pub since: u64,
}

impl Peer {
    pub fn new(link: &Link, say: UnboundedSender<Option<Input>>, since: u64) -> Self {
        Self {
            key: link.peer(),
            address: link.address(),
            closer: link.closer(),
            say,
            hello: None,
            nonce: Nonce::default(),
            itself: false,
            leaving: false,
            asked: false,
            settled: None,
            received: 0,
            lacking: None,
            unwitnessed: false,
            sent: Arc::default(),
            receipted: false,
            files: Files::default(),
            side: Side::Accepted,
            stay: Vec::new(),
            once: Vec::new(),
            closing: None,
            since,
        }
    }

    /// Takes on those who wait for a connection with this peer.
    pub fn wanted(&mut self, purpose: Purpose) {
        match purpose {
            Purpose::Accepted => {}
            Purpose::Stay(stay) => self.stay.push(stay),
            Purpose::Once(once) => self.once.push(once),
        }
    }

    /// Tells the session; one that has ended no longer listens.
    pub fn tell(&self, input: Input) {
        let _ = self.say.send(Some(input));
    }

    /// Tells the session that files were named here or are wanted again; it says once more when both are level.
    pub fn files_wanted(&mut self) {
        if self.files == Files::Level {
            self.files = Files::Behind;
        }
        self.tell(Input::FilesWanted);
    }

    /// Asks the session to deliver what was said and end.
    pub fn dismiss(&self) {
        let _ = self.say.send(None);
    }

    /// Ends the link at once.
    pub fn close(&mut self, reason: Reason) {
        self.closing.get_or_insert(reason);
        self.closer.close(reason);
    }

    /// What the session did so far.
    pub fn done(&self, now: u64) -> SyncDone {
        SyncDone {
            peer: self.key,
            received: self.received,
            sent: self.sent.records.load(Ordering::Relaxed),
            equal: self.settled == Some(true),
            partial: self.hello.as_ref().is_some_and(|hello| hello.interest.is_partial()),
            traffic: self.closer.traffic(),
            milliseconds: now.saturating_sub(self.since),
        }
    }

    /// Whether the peer will yet sign what this node sent it.
    pub fn expects_receipt(&self) -> bool {
        !self.receipted && self.sent.owes_receipt()
    }
}

impl Handle {
    /// What this node says of itself when a session begins, from one moment of the store; `introduce` where the peer may
    /// not know its certificates yet.
    ///
    /// # Errors
    /// The store's.
    pub fn start(&self, snapshot: &Snapshot, introduce: bool) -> Result<Start, ReadError> {
        let mut sites = Vec::new();
        for site in snapshot.sites()?.into_iter().take(SITES_MAX) {
            sites.push(site_state(site, snapshot.roster_digest(site)?, &index(snapshot, site)?));
        }
        let (certificates, introduction) = self.introduction(snapshot)?;
        let (founding, now) = (self.store().founding(), self.clock().now());
        Ok(Start {
            organisation: founding.organisation,
            instance: crate::sync::InstanceId(founding.instance),
            nonce: Nonce(self.entropy().bytes()),
            wall: now.wall,
            clock: now.clock,
            certificates,
            introduction,
            introduce,
            interest: self.config().interest.interest(),
            sites,
        })
    }
}

/// Runs a session to its end. Its reads happen here, so that a peer that asks for much waits for itself alone.
pub(super) async fn run_session(
    (id, link, start): (SessionId, Link, Start),
    (say, inputs): (WeakUnboundedSender<Option<Input>>, UnboundedReceiver<Option<Input>>),
    handle: Handle,
    (events, sent): (UnboundedSender<Event>, Arc<Sent>),
) {
    let clock = handle.clock().clone();
    let filing = Filing { id, peer: link.peer(), say, events: events.clone(), handle: handle.clone() };
    let (reading, telling) = (handle, events.clone());
    let ask = move |output: Output| {
        let event = match output {
            Output::Read(query) => return Some(found(&reading, query, &sent)),
            Output::Judge(hello) => Event::Judge(id, hello),
            Output::PeerKnown(hello) => Event::Known(id, hello),
            Output::Commit(batch) => Event::Commit(id, batch),
            Output::Lacking(count) => Event::Lacking(id, count),
            Output::Settled { equal } => Event::Settled(id, equal),
            Output::FilesLevel => Event::FilesLevel(id),
            output @ (Output::KeepFiles(_) | Output::Promise(_) | Output::Keeper(_)) => {
                filing.begin(output);
                return None;
            }
            // The shell keeps these to itself.
            Output::Send(_) | Output::SendFiles(..) | Output::Close(_) => return None,
        };
        // Without a loop there is nobody to answer, and the session ends with its deadline.
        let _ = telling.send(event);
        None
    };
    let side = NodeSide { inputs, ask, now: move || clock.now().elapsed };
    let running = tokio::spawn(drive(link, Input::Start(Box::new(start)), side));
    let end = match running.await {
        Ok(Ok(reason)) => End::Said(reason),
        Ok(Err(error)) => End::Link(error),
        Err(fault) => End::Fault(fault.to_string()),
    };
    let _ = events.send(Event::Ended(id, end));
}

fn found(handle: &Handle, query: crate::sync::Query, sent: &Sent) -> Input {
    let Ok(found) = handle.find(query) else { return Input::StoreFailed };
    if let Found::Records(records) = &found {
        sent.count(records);
    }
    Input::Found(found)
}
