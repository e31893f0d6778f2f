//! The loop: one event after another. It alone commits what sessions bring, and tells the others of it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::{broadcast, oneshot};

use super::alarm::Watch;
use super::contacts::Contacts;
use super::event::{Event, Notice, SessionId};
use super::handle::Handle;
use super::intake::Ingested;
use super::news::runs;
use super::redial::Attempt;
use super::session::Peer;
use crate::domain::act::Stream;
use crate::domain::signed::VerifiedRecord;
use crate::net::Barred;
use crate::store::{CommitError, ReadError};
use crate::sync::{Batch, Input, Reason, Refusal};

/// At most so often a live session costs a receipt, in milliseconds (5-trust.md).
const RECEIPT_MS: u64 = 5 * 60 * 1000;
/// How often peers are asked to keep files for which room is short here, in milliseconds.
const ASK_TO_KEEP_MS: u64 = 60 * 1000;
/// How many new records are read at a time.
const NEWS: usize = 4096;
/// How long sessions may take to end when the node stops.
const GOODBYE: Duration = Duration::from_secs(2);

/// The state of the loop.
pub(super) struct Loop {
    pub handle: Handle,
    pub events: UnboundedSender<Event>,
    notices: broadcast::Sender<Notice>,
    pub runtime: tokio::runtime::Handle,
    pub contacts: Contacts,
    barred: Barred,
    pub peers: BTreeMap<SessionId, Peer>,
    /// How many sessions have begun: the newest one's number.
    pub sessions: SessionId,
    /// The newest arrival that the sessions were told of.
    pub arrival: u64,
    /// When the last receipt was written, in milliseconds since boot.
    witnessed: u64,
    /// How often files had become wanted when the sessions were told.
    files_wanted: u64,
    /// When peers were last asked to keep files, in milliseconds since boot.
    asked_to_keep: u64,
    pub stopping: Option<oneshot::Sender<()>>,
    /// How dialling goes, by the target's name.
    pub attempts: BTreeMap<String, Attempt>,
    watch: Watch,
}

impl Loop {
    pub fn new(handle: Handle, events: UnboundedSender<Event>, notices: broadcast::Sender<Notice>) -> Result<Self, ReadError> {
        let barred = Barred::default();
        barred.replace(handle.revoked_tls_keys()?);
        let arrival = handle.snapshot()?.stats()?.records;
        let witnessed = handle.clock().now().elapsed;
        Ok(Self {
            contacts: Contacts::read(handle.data()),
            watch: Watch::begin(&handle),
            handle,
            events,
            notices,
            runtime: tokio::runtime::Handle::current(),
            barred,
            peers: BTreeMap::new(),
            sessions: 0,
            arrival,
            witnessed,
            files_wanted: 0,
            asked_to_keep: witnessed,
            stopping: None,
            attempts: BTreeMap::new(),
        })
    }

    /// The keys that are refused in the handshake, as the loop keeps them.
    pub fn barred(&self) -> Barred {
        self.barred.clone()
    }

    /// Turns on a thread of its own until the node stops.
    pub fn run(mut self, mut inbox: UnboundedReceiver<Event>) {
        while let Some(event) = inbox.blocking_recv() {
            if self.take(event) {
                return;
            }
        }
    }

    /// Turns as a task until the node stops. Commits block whoever else runs on the thread.
    pub async fn run_here(mut self, mut inbox: UnboundedReceiver<Event>) {
        while let Some(event) = inbox.recv().await {
            if self.take(event) {
                return;
            }
        }
    }

    /// Takes an event; true after the last one. A panic ends the sessions, not the loop.
    fn take(&mut self, event: Event) -> bool {
        if catch_unwind(AssertUnwindSafe(|| self.turn(event))).is_err() {
            self.notice(Notice::Fault("the node's loop failed and dropped its sessions: please report it".into()));
            for peer in std::mem::take(&mut self.peers).into_values() {
                peer.closer.close(Reason::Ended);
            }
        }
        let Some(done) = self.stopping.take_if(|_| self.peers.is_empty()) else { return false };
        self.contacts.write();
        let _ = done.send(());
        true
    }

    fn turn(&mut self, event: Event) {
        let done = match event {
            Event::Linked(link, purpose) => self.begin(*link, purpose),
            Event::Attend(key, stay) => {
                self.attend(key, stay);
                Ok(())
            }
            Event::Tried(attempt) => {
                self.tried(*attempt);
                Ok(())
            }
            Event::Lacking(id, count) => {
                self.lacking(id, count);
                Ok(())
            }
            Event::Judge(id, hello) => self.judge(id, &hello),
            Event::Known(id, hello) => {
                self.known(id, hello);
                Ok(())
            }
            Event::Commit(id, batch) => self.commit(id, *batch),
            Event::Settled(id, equal) => self.settled(id, equal),
            Event::FilesLevel(id) => {
                self.files_level(id);
                Ok(())
            }
            Event::FilesKept(id, kept) => {
                self.files_kept(id, kept);
                Ok(())
            }
            Event::FilesFault(why) => {
                self.notice(Notice::Fault(why));
                Ok(())
            }
            Event::Ended(id, end) => self.ended(id, &end),
            Event::Grown => self.spread(None),
            Event::Tick(None) => self.tick(),
            Event::Tick(Some(id)) => {
                self.answer_once(id);
                Ok(())
            }
            Event::Peers(reply) => reply.send(self.states()).map_or(Ok(()), |()| Ok(())),
            Event::Stop(done) => {
                self.stop(done);
                Ok(())
            }
        };
        if let Err(error) = done {
            self.notice(Notice::Fault(error.to_string()));
        }
    }

    pub fn notice(&self, notice: Notice) {
        // Nobody has to listen.
        let _ = self.notices.send(notice);
    }

    pub fn now(&self) -> u64 {
        self.handle.clock().now().elapsed
    }

    /// Commits what a session brings, and only then lets it acknowledge.
    fn commit(&mut self, id: SessionId, batch: Batch) -> Result<(), CommitError> {
        let number = batch.number;
        let receipted = self.peers.get(&id).is_some_and(|peer| peer.sent.receipted(&batch.records));
        let committed = self.handle.ingest(batch);
        let Some(peer) = self.peers.get_mut(&id) else { return committed.map(drop) };
        let ingested = committed.inspect_err(|_| peer.tell(Input::StoreFailed))?;
        peer.tell(Input::Committed { batch: number });
        let (key, new) = (peer.key, ingested.written.records.len() as u64);
        peer.received += new;
        peer.lacking = peer.lacking.map(|count| count.saturating_sub(new));
        peer.unwitnessed |= ingested.witness;
        peer.receipted |= receipted;
        if new > 0 {
            self.notice(Notice::Received { peer: key, new });
        }
        let returned = ingested.returned;
        if returned.records > 0 {
            self.notice(Notice::Returned { peer: key, records: returned.records });
        }
        if returned.by_copy {
            self.notice(Notice::Copied { address: None });
        }
        self.spread(Some((id, &ingested)))?;
        if receipted {
            self.answer_once_level(id);
        }
        Ok(())
    }

    /// Tells every session what is new since the last time, except what it brought itself.
    pub fn spread(&mut self, from: Option<(SessionId, &Ingested)>) -> Result<(), CommitError> {
        let mut roster = false;
        if let Some((session, ingested)) = from.filter(|(_, ingested)| ingested.is_all_since(self.arrival)) {
            // Nothing else was committed in between, so nothing needs to be read.
            roster |= self.tell(ingested.new.iter(), |id, _| id == session);
        } else {
            let snapshot = self.handle.snapshot()?;
            let brought = |id, arrival| from.is_some_and(|(session, ingested)| session == id && ingested.brought(arrival));
            loop {
                let news = snapshot.records_since(self.arrival, NEWS)?;
                if news.is_empty() {
                    break;
                }
                roster |= self.tell(news.iter().map(|(arrival, record)| (arrival, record)), brought);
            }
        }
        let wanted = self.handle.files_wanted_count();
        if std::mem::replace(&mut self.files_wanted, wanted) != wanted {
            for peer in self.peers.values_mut() {
                peer.files_wanted();
            }
        }
        if roster { Ok(self.bar()?) } else { Ok(()) }
    }

    /// Tells every session of the next records by arrival, except those that it knows; whether the roster is among them.
    fn tell<'n>(
        &mut self,
        news: impl Iterator<Item = (&'n u64, &'n VerifiedRecord)> + Clone,
        knows: impl Fn(SessionId, u64) -> bool,
    ) -> bool {
        for (id, peer) in &self.peers {
            let runs = runs(news.clone().filter(|(arrival, _)| !knows(*id, **arrival)).map(|(_, record)| record));
            if !runs.is_empty() {
                peer.tell(Input::Appended(runs));
            }
        }
        self.arrival = news.clone().last().map_or(self.arrival, |(arrival, _)| *arrival);
        news.into_iter().any(|(_, record)| record.header().log.stream == Stream::Roster)
    }

    /// RULE: 5-trust.md, "Who is kept out": a revocation closes that peer's live connections at once.
    fn bar(&mut self) -> Result<(), ReadError> {
        self.barred.replace(self.handle.revoked_tls_keys()?);
        for peer in self.peers.values_mut().filter(|peer| self.barred.contains(&peer.key)) {
            peer.close(Reason::Refused(Refusal::Revoked));
        }
        Ok(())
    }

    /// Signs what the sessions brought, and tells them so.
    pub fn witness(&mut self) -> Result<(), CommitError> {
        self.witnessed = self.now();
        for peer in self.peers.values_mut() {
            peer.unwitnessed = false;
        }
        match self.handle.witness() {
            Ok(0) => Ok(()),
            Ok(receipts) => {
                self.notice(Notice::Witnessed { receipts });
                self.spread(None)
            }
            Err(error) => {
                self.notice(Notice::Fault(error.to_string()));
                Ok(())
            }
        }
    }

    fn tick(&mut self) -> Result<(), CommitError> {
        self.still_level();
        self.contacts.write();
        if self.now().saturating_sub(self.asked_to_keep) >= ASK_TO_KEEP_MS {
            self.asked_to_keep = self.now();
            self.ask_to_keep()?;
        }
        self.handle.0.note_if_written();
        for alarm in self.watch.turn()? {
            self.notice(Notice::Alarm(alarm));
        }
        let due = self.now().saturating_sub(self.witnessed) >= RECEIPT_MS;
        let live = self.peers.values().any(|peer| peer.unwitnessed && peer.settled.is_some());
        if due && live { self.witness() } else { Ok(()) }
    }

    /// Lets every session end; whoever takes too long is cut off.
    fn stop(&mut self, done: oneshot::Sender<()>) {
        let again = self.stopping.replace(done).is_some();
        for peer in self.peers.values() {
            peer.dismiss();
        }
        if again {
            for peer in std::mem::take(&mut self.peers).into_values() {
                peer.closer.close(Reason::Ended);
            }
        }
        let events = self.events.clone();
        self.runtime.spawn(async move {
            tokio::time::sleep(GOODBYE).await;
            let (nobody, _) = oneshot::channel();
            let _ = events.send(Event::Stop(nobody));
        });
    }
}
