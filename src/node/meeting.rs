//! How sessions begin, are judged and end: the loop's side of meeting somebody.

use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::oneshot;

use super::admission::Verdict;
use super::contacts::Contact;
use super::copies::CopySign;
use super::event::{End, Event, FilesNotKept, Notice, Parting, Purpose, SessionId, SyncError};
use super::redial::Attempt;
use super::session::{Files, Peer, Side, run_session};
use super::turn::Loop;
use crate::domain::act::SealedFile;
use crate::domain::key::PublicKey;
use crate::net::{Link, LinkError};
use crate::store::CommitError;
use crate::sync::{Input, Nonce, PeerHello, PeerReason, Reason, Refusal};

/// Accepted peers at once: a centre serves 200 (8-measure.md).
const PEERS_MAX: usize = 256;
/// Sessions at once whose peer is not accepted yet.
const STRANGERS_MAX: usize = 64;
/// The same from one address: somebody who only holds the door open does not close it for others.
const STRANGERS_PER_ADDRESS: usize = 16;
/// After how long an open session is remembered to be level still, in milliseconds.
const STILL_LEVEL_MS: i64 = 60 * 1000;
/// Targets of which it is kept how dialling them goes.
const ATTEMPTS_MAX: usize = 256;
/// How long a sync waits for the peer's receipt of what it was sent.
const RECEIPT_WAIT: Duration = Duration::from_secs(1);

impl Loop {
    /// Begins a session on a new link. Whoever dialled for a peer that is connected already shares that session.
    pub fn begin(&mut self, link: Link, purpose: Purpose) -> Result<(), CommitError> {
        let side = if matches!(purpose, Purpose::Accepted) { Side::Accepted } else { Side::Dialled };
        let known = self.peers.iter_mut().find(|(_, peer)| peer.key == link.peer() && peer.hello.is_some() && !peer.leaving);
        if let Some((id, peer)) = known.filter(|_| side == Side::Dialled) {
            let id = *id;
            peer.wanted(purpose);
            link.closer().close(Reason::Ended);
            self.answer_once_level(id);
            return Ok(());
        }
        if self.is_crowded(&link) || self.stopping.is_some() {
            link.closer().close(Reason::Refused(Refusal::Busy));
            return Ok(());
        }
        let snapshot = self.handle.snapshot()?;
        // Whoever comes by itself has to ask who this is: a stranger at the door learns no names.
        let introduce = side == Side::Dialled && self.contacts.of(link.peer()).is_none();
        let start = self.handle.start(&snapshot, introduce)?;
        self.sessions += 1;
        let (say, inputs) = unbounded_channel();
        let mut peer = Peer::new(&link, say, self.now());
        (peer.side, peer.nonce) = (side, start.nonce);
        peer.wanted(purpose);
        let towards = (self.events.clone(), peer.sent.clone());
        let says = (peer.say.downgrade(), inputs);
        self.runtime.spawn(run_session((self.sessions, link, start), says, self.handle.clone(), towards));
        self.peers.insert(self.sessions, peer);
        Ok(())
    }

    fn is_crowded(&self, link: &Link) -> bool {
        let (known, strangers): (Vec<&Peer>, Vec<&Peer>) = self.peers.values().partition(|peer| peer.hello.is_some());
        let from_there = strangers.iter().filter(|peer| peer.address.ip() == link.address().ip()).count();
        known.len() >= PEERS_MAX || strangers.len() >= STRANGERS_MAX || from_there >= STRANGERS_PER_ADDRESS
    }

    pub fn judge(&mut self, id: SessionId, hello: &PeerHello) -> Result<(), CommitError> {
        let Some(peer) = self.peers.get_mut(&id) else { return Ok(()) };
        let verdict = self.handle.judge(peer.key, hello);
        let input = match verdict {
            Ok(Verdict::Accept) => Input::Accepted,
            Ok(Verdict::Introduce) if !peer.asked => Input::Introduce,
            Ok(Verdict::Introduce) => Input::Refused(Refusal::NotCertified),
            Ok(Verdict::Refuse(refusal)) => Input::Refused(refusal),
            Err(error) => {
                peer.tell(Input::StoreFailed);
                return Err(error.into());
            }
        };
        peer.asked = true;
        peer.tell(input);
        if let Ok(Verdict::Refuse(Refusal::SameStore)) = verdict {
            self.met_copy(id, Some(hello.nonce));
        }
        Ok(())
    }

    /// The own key or store answered at the other end: a copy of this device, unless this node dialled itself.
    fn met_copy(&mut self, id: SessionId, nonce: Option<Nonce>) {
        let other = self.peers.iter().find(|(_, peer)| Some(peer.nonce) == nonce).map(|(other, _)| *other);
        if let Some(other) = other {
            for end in [id, other] {
                self.peers.entry(end).and_modify(|peer| peer.itself = true);
            }
            return;
        }
        let met = self.peers.get(&id).filter(|peer| !peer.itself).map(|peer| peer.address);
        if let Some(address) = met.filter(|address| self.handle.note_copy(CopySign::Met, Some(address.to_string()))) {
            self.notice(Notice::Copied { address: Some(address) });
        }
    }

    /// A peer counts as connected. Of two connections with one device, both ends keep the same one: that which the smaller
    /// key dialled, or of two that one end dialled, the newer.
    pub fn known(&mut self, id: SessionId, hello: Box<PeerHello>) {
        let now = self.handle.clock().now();
        let Some(peer) = self.peers.get_mut(&id) else { return };
        // Remembered to be shown, and for nothing else: a hello proves nothing about time.
        let ahead = hello.wall.saturating_sub(now.wall);
        let (key, address, side) = (peer.key, peer.address, peer.side);
        let before = self.contacts.of(key);
        // What another store had, this one may not have.
        let level = before.filter(|contact| contact.instance == hello.instance).and_then(|contact| contact.level);
        let settled = before.and_then(|contact| contact.settled);
        let (lacking, lacks) = before.map(|contact| (contact.lacking, contact.lacks.clone())).unwrap_or_default();
        let (instance, clock, last, now_at) = (hello.instance, hello.clock, now.wall, address.to_string());
        // Only where somebody answered can they be dialled; those who came have a port of the moment.
        let answered = (side == Side::Dialled).then(|| now_at.clone());
        let reached = answered.or_else(|| before.and_then(|contact| contact.reached.clone()));
        peer.hello = Some(hello);
        let contact = Contact { key, address: now_at, reached, instance, last, ahead, clock, level, lacking, settled, lacks };
        self.contacts.remember(contact);
        self.notice(Notice::Connected { peer: key, address });
        let other = self.peers.iter().find(|(other, peer)| **other != id && peer.key == key && peer.hello.is_some());
        let Some((&other, rival)) = other else { return };
        let smaller_dialled = if self.handle.device_keys().tls.public() < key { Side::Dialled } else { Side::Accepted };
        let newer_stays = rival.side == side || side == smaller_dialled;
        let (stays, goes) = if newer_stays { (id, other) } else { (other, id) };
        self.pass_on(goes, stays);
        if let Some(peer) = self.peers.get_mut(&goes) {
            peer.close(Reason::Ended);
        }
    }

    /// Lets those who wait for one session wait for another.
    fn pass_on(&mut self, from: SessionId, to: SessionId) {
        let Some(peer) = self.peers.get_mut(&from) else { return };
        let (stay, once) = (std::mem::take(&mut peer.stay), std::mem::take(&mut peer.once));
        if let Some(peer) = self.peers.get_mut(&to) {
            peer.stay.extend(stay);
            peer.once.extend(once);
        }
        self.answer_once_level(to);
    }

    pub fn settled(&mut self, id: SessionId, equal: bool) -> Result<(), CommitError> {
        let Some(peer) = self.peers.get_mut(&id) else { return Ok(()) };
        let again = peer.settled.replace(equal).is_some();
        let (key, received) = (peer.key, peer.received);
        peer.lacking = Some(0);
        let (unwitnessed, wanted, expects) = (peer.unwitnessed, !peer.once.is_empty(), peer.expects_receipt());
        self.level(key);
        self.handle.show_restored();
        self.notice(Notice::Settled { peer: key, received, equal });
        if again {
            return Ok(());
        }
        if unwitnessed {
            self.witness()?;
        }
        if wanted && expects {
            // The peer signs what it was sent; the sync ends with that, or after a while without.
            let events = self.events.clone();
            self.runtime.spawn(async move {
                tokio::time::sleep(RECEIPT_WAIT).await;
                let _ = events.send(Event::Tick(Some(id)));
            });
        } else if wanted {
            self.answer_once(id);
        }
        Ok(())
    }

    /// Reports to those who wanted one sync of a session that is level.
    pub fn answer_once_level(&mut self, id: SessionId) {
        if self.peers.get(&id).is_some_and(|peer| peer.settled.is_some()) {
            self.answer_once(id);
        }
    }

    /// Neither side of a session lacks a file that the other has.
    pub fn files_level(&mut self, id: SessionId) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if std::mem::replace(&mut peer.files, Files::Level) == Files::Awaited {
            self.answer_once(id);
        }
    }

    /// A session stored parts of files, or could not: it goes on or stops asking, and others may now have what they asked for.
    pub fn files_kept(&mut self, id: SessionId, kept: Result<Vec<SealedFile>, FilesNotKept>) {
        let key = self.peers.get(&id).map(|peer| {
            peer.tell(Input::FilesKept(kept.is_ok()));
            peer.key
        });
        match kept {
            Ok(whole) if whole.is_empty() => {}
            Ok(whole) => {
                if let Some(peer) = key {
                    self.notice(Notice::Files { peer, count: whole.len() });
                }
                for peer in self.peers.values() {
                    peer.tell(Input::FilesCame(whole.clone()));
                }
            }
            Err(FilesNotKept::Full) => self.notice(Notice::FilesFull),
            Err(FilesNotKept::Fault(why)) => self.notice(Notice::Fault(why)),
        }
    }

    /// Asks the peers to keep what may then go, where room is short.
    pub fn ask_to_keep(&mut self) -> Result<(), CommitError> {
        let spare = self.handle.files_to_spare()?;
        for peer in self.peers.values().filter(|peer| peer.settled.is_some() && !spare.is_empty()) {
            peer.tell(Input::AskKeep(spare.clone()));
        }
        Ok(())
    }

    /// Reports to those who wanted one sync, once the files are level too; a session that nobody else wants is over.
    pub fn answer_once(&mut self, id: SessionId) {
        let now = self.now();
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if peer.files != Files::Level {
            peer.files = Files::Awaited;
            return;
        }
        let mut done = peer.done(now);
        done.partial |= self.handle.config().interest.is_partial();
        let asked = !peer.once.is_empty();
        for once in peer.once.drain(..) {
            let _ = once.send(Ok(done.clone()));
        }
        if asked && peer.side == Side::Dialled && peer.stay.is_empty() {
            peer.leaving = true;
            peer.dismiss();
        }
    }

    /// Remembers that the peer has everything that the sessions were told of.
    fn level(&mut self, key: PublicKey) {
        if let Some(contact) = self.contacts.of(key).cloned() {
            let last = self.handle.clock().now().wall;
            let (level, settled) = (Some(self.arrival), Some(last));
            self.handle.note_level(key, last);
            self.contacts.remember(Contact { last, level, settled, lacking: Some(0), lacks: Vec::new(), ..contact });
        }
    }

    /// Lets somebody wait for the end of the open session with a peer, if there is one.
    pub fn attend(&mut self, key: PublicKey, stay: oneshot::Sender<Parting>) {
        if let Some(peer) = self.peers.values_mut().find(|peer| peer.key == key && peer.hello.is_some()) {
            peer.stay.push(stay);
        }
    }

    /// Keeps how dialling a peer goes. Who is not dialled any more is told apart by nobody, so few are kept.
    pub fn tried(&mut self, attempt: Attempt) {
        if self.attempts.len() >= ATTEMPTS_MAX && !self.attempts.contains_key(&attempt.name) {
            self.attempts.pop_first();
        }
        self.attempts.insert(attempt.name.clone(), attempt);
    }

    /// A session knows how much is still to come.
    pub fn lacking(&mut self, id: SessionId, count: u64) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.lacking = Some(count);
        }
    }

    /// A session that is open and level confirms that it still is, now and then.
    pub fn still_level(&mut self) {
        let before = self.handle.clock().now().wall.saturating_sub(STILL_LEVEL_MS);
        let old = |key| self.contacts.of(key).and_then(|contact| contact.settled).is_none_or(|settled| settled <= before);
        let settled = self.peers.values().filter(|peer| peer.settled.is_some() && peer.hello.is_some());
        let keys: Vec<PublicKey> = settled.map(|peer| peer.key).filter(|key| old(*key)).collect();
        for key in keys {
            self.level(key);
        }
    }

    pub fn ended(&mut self, id: SessionId, end: &End) -> Result<(), CommitError> {
        let same = |other: &Peer, key: PublicKey| other.key == key && other.hello.is_some();
        let Some(key) = self.peers.get(&id).map(|peer| peer.key) else { return Ok(()) };
        if tells_of_copy(end) {
            self.met_copy(id, None);
        }
        let other = self.peers.iter().find(|(other, peer)| **other != id && same(peer, key)).map(|(other, _)| *other);
        if let Some(other) = other {
            self.pass_on(id, other);
        }
        let Some(peer) = self.peers.remove(&id) else { return Ok(()) };
        let gracefully = matches!(end, End::Said(Reason::Ended) | End::Link(LinkError::ClosedByPeer(0)));
        if gracefully && peer.settled.is_some() {
            self.level(key);
        }
        let why = peer.closing.map_or_else(|| end.clone(), End::Said);
        for once in peer.once {
            let _ = once.send(Err(SyncError::Ended(key, why.clone())));
        }
        let known = peer.hello.is_some();
        let progressed = known && (peer.settled.is_some() || peer.received > 0);
        for stay in peer.stay {
            let _ = stay.send(Parting { progressed, why: why.clone() });
        }
        if let Some(contact) = self.contacts.of(key).filter(|_| known).cloned() {
            let last = self.handle.clock().now().wall;
            let lacking = peer.lacking.or(contact.lacking);
            self.contacts.remember(Contact { last, lacking, ..contact });
        }
        if !known {
            self.notice(Notice::Refused { address: peer.address, why });
        } else if other.is_none() {
            self.notice(Notice::Ended { peer: key, why });
        }
        if peer.unwitnessed { self.witness() } else { Ok(()) }
    }
}

/// Whether the other end found that it is the same device as this one.
fn tells_of_copy(end: &End) -> bool {
    let code = Reason::Refused(Refusal::SameStore).code();
    match end {
        End::Said(Reason::ByPeer(PeerReason::Refused(Refusal::SameStore))) => true,
        End::Link(LinkError::ClosedByPeer(said)) => *said == code,
        _ => false,
    }
}
