//! Meetings: two real sessions and the link between them.

use std::collections::{BTreeSet, VecDeque};

use shouwen::domain::id::RecordId;
use shouwen::domain::key::PublicKey;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::node::{Ingested, Verdict};
use shouwen::sync::{Found, Input, Output, Query, Reason, Refusal, Session};

use super::world::{Event, World};

/// How long QUIC waits before it gives a silent link up, in milliseconds.
const LINK_IDLE_MS: u64 = 15_000;

/// One end of a meeting.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that happened, and all of them can have")]
pub struct End {
    pub node: usize,
    boot: u32,
    session: Session,
    /// What the session wants of its node.
    tasks: VecDeque<Output>,
    working: bool,
    /// Frames that arrived and were not taken yet.
    inbox: VecDeque<Vec<u8>>,
    asked: bool,
    known: bool,
    pub settled: Option<bool>,
    unwitnessed: bool,
    over: bool,
    /// When the last frame on its way here arrives: none overtakes another.
    clear_at: u64,
    tick_at: u64,
}

/// Two ends and a link.
pub struct Meeting {
    pub ends: [End; 2],
    /// How long a frame takes, in milliseconds.
    latency: u64,
    /// After so many more frames the link breaks.
    pub cut_after: Option<usize>,
    /// The link is broken.
    dead: bool,
    /// The bytes on the link were tampered with: whatever the sessions say of each other is no fault of theirs.
    pub tampered: bool,
    /// A frame that was sent before.
    old: Option<Vec<u8>>,
}

impl World {
    /// Two nodes meet, if they can.
    pub fn meet(&mut self, one: usize, other: usize) -> Option<usize> {
        let busy = self.meetings.values().any(|meeting| {
            let ends = [meeting.ends[0].node, meeting.ends[1].node];
            ends == [one, other] || ends == [other, one]
        });
        let apart = self.blocked.contains(&(one, other)) || self.blocked.contains(&(other, one));
        let (up, keys) = (self.nodes[one].is_up() && self.nodes[other].is_up(), [self.nodes[one].tls, self.nodes[other].tls]);
        if one == other || busy || apart || !up || self.bars(one, keys[1]) || self.bars(other, keys[0]) {
            return None;
        }
        self.met += 1;
        let (id, latency) = (self.met, 1 + self.dice.below(120) as u64);
        let ends = [one, other].map(|node| End {
            node,
            boot: self.nodes[node].boots,
            session: Session::new(),
            tasks: VecDeque::new(),
            working: false,
            inbox: VecDeque::new(),
            asked: false,
            known: false,
            settled: None,
            unwitnessed: false,
            over: false,
            clear_at: 0,
            tick_at: 0,
        });
        let rogue = !self.nodes[one].honest || !self.nodes[other].honest;
        self.meetings.insert(id, Meeting { ends, latency, cut_after: None, dead: false, tampered: rogue, old: None });
        self.say(format!("{} and {} meet", self.nodes[one].name, self.nodes[other].name));
        self.count("meetings");
        for side in 0..2 {
            let node = [one, other][side];
            let introduce = self.dice.below(2) == 0;
            let handle = self.nodes[node].handle.clone().expect("it is up");
            let start = handle.snapshot().and_then(|snapshot| handle.start(&snapshot, introduce));
            drop(handle);
            match start {
                Ok(start) => self.input(id, side, Input::Start(Box::new(start))),
                Err(_) => self.disk_trouble(node, "it cannot read"),
            }
        }
        Some(id)
    }

    /// Whether the node refuses the key in the handshake.
    pub fn bars(&self, node: usize, key: PublicKey) -> bool {
        let handle = self.nodes[node].handle.as_ref();
        self.nodes[node].honest && handle.is_some_and(|handle| handle.revoked_tls_keys().unwrap_or_default().contains(&key))
    }

    /// The live sessions of a node.
    pub fn ends_of(&self, node: usize) -> Vec<(usize, usize)> {
        let all = self.meetings.iter().flat_map(|(id, meeting)| [(*id, 0), (*id, 1)].map(|at| (at, &meeting.ends[at.1])));
        all.filter(|(_, end)| end.node == node && !end.over).map(|(at, _)| at).collect()
    }

    /// Hands a session what happened, and sorts what it wants.
    pub fn input(&mut self, id: usize, side: usize, input: Input) {
        let now = self.now;
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        let end = &mut meeting.ends[side];
        if end.over {
            return;
        }
        let mut closed = None;
        let mut frames = Vec::new();
        for output in end.session.handle(input, now) {
            match output {
                Output::Send(frame) => frames.push(frame),
                Output::Close(reason) => closed = Some(reason),
                output => end.tasks.push_back(output),
            }
        }
        if !end.tasks.is_empty() && !end.working {
            end.working = true;
            self.after(1, Event::Work { meeting: id, side });
        }
        for frame in frames {
            self.post(id, 1 - side, frame);
        }
        if let Some(reason) = closed {
            return self.over(id, side, reason);
        }
        self.await_deadline(id, side);
        self.pump(id, side);
    }

    fn await_deadline(&mut self, id: usize, side: usize) {
        let now = self.now;
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        let end = &mut meeting.ends[side];
        let Some(deadline) = end.session.deadline() else { return };
        if end.tick_at < now || end.tick_at > deadline {
            end.tick_at = deadline;
            self.after(deadline.saturating_sub(now), Event::Tick { meeting: id, side });
        }
    }

    /// Puts a frame on the link. QUIC loses, doubles and reorders nothing; it is late, or the link breaks.
    fn post(&mut self, id: usize, to: usize, mut frame: Vec<u8>) {
        let Some(meeting) = self.meetings.get(&id) else { return };
        let (from, at) = (meeting.ends[1 - to].node, meeting.ends[to].node);
        if meeting.dead {
            return;
        }
        if self.blocked.contains(&(from, at)) || meeting.cut_after == Some(0) {
            return self.cut(id);
        }
        if !self.nodes[from].honest && self.dice.below(30) == 0 {
            self.mangle(&mut frame);
        }
        let replays = self.options.replay > 0 && !self.healing && self.dice.below(1000) < self.options.replay;
        let (late, now) = (self.dice.below(20) as u64, self.now);
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        meeting.cut_after = meeting.cut_after.map(|left| left - 1);
        let arrival = (now + meeting.latency + late).max(meeting.ends[to].clear_at);
        meeting.ends[to].clear_at = arrival;
        let again = meeting.old.replace(frame.clone()).filter(|_| replays);
        meeting.tampered |= again.is_some();
        self.after(arrival - now, Event::Frame { meeting: id, to, frame });
        if let Some(frame) = again {
            self.count("replays");
            self.say(format!("an old message to {} is sent once more", self.name(at)));
            self.after(arrival - now, Event::Frame { meeting: id, to, frame });
        }
    }

    /// A frame of a rogue, spoiled.
    fn mangle(&mut self, frame: &mut Vec<u8>) {
        self.count("spoiled frames");
        match self.dice.below(4) {
            0 => frame.truncate(self.dice.below(frame.len().max(1))),
            1 => frame.extend([0xff; 9]),
            2 => *frame = (0..self.dice.below(60)).map(|byte| u8::try_from(byte * 7 % 256).unwrap_or(0)).collect(),
            _ => {
                let at = self.dice.below(frame.len().max(1));
                if let Some(byte) = frame.get_mut(at) {
                    *byte ^= 1 << self.dice.below(8);
                }
            }
        }
    }

    pub fn arrive(&mut self, id: usize, to: usize, frame: Vec<u8>) {
        self.count("frames");
        if let Some(meeting) = self.meetings.get_mut(&id) {
            meeting.ends[to].inbox.push_back(frame);
        }
        self.pump(id, to);
    }

    /// Lets a session take the frames that it is ready for.
    fn pump(&mut self, id: usize, side: usize) {
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        let end = &mut meeting.ends[side];
        if end.over || !end.session.accepts_frames() {
            return;
        }
        if let Some(frame) = end.inbox.pop_front() {
            self.input(id, side, Input::Frame(frame));
        }
    }

    /// Does the next thing that a session wants of its node.
    pub fn work(&mut self, id: usize, side: usize) {
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        let peer = self.nodes[meeting.ends[1 - side].node].tls;
        let end = &mut meeting.ends[side];
        let (node, task) = (end.node, end.tasks.pop_front());
        end.working = !end.tasks.is_empty();
        if end.working {
            self.after(1, Event::Work { meeting: id, side });
        }
        let Some(handle) = self.nodes[node].handle.clone() else { return };
        let Some(task) = task else { return };
        match task {
            Output::Judge(hello) => {
                let verdict = handle.judge(peer, &hello);
                drop(handle);
                self.judged(id, side, &verdict);
            }
            Output::Read(query) => {
                let index = matches!(query, Query::Index(_));
                let found = handle.find(query);
                drop(handle);
                let input = match found {
                    Ok(found) => Input::Found(self.withheld(node, index, found)),
                    Err(_) => Input::StoreFailed,
                };
                self.input(id, side, input);
            }
            Output::Commit(batch) => {
                let number = batch.number;
                let brought: Vec<RecordId> = batch.records.iter().map(VerifiedRecord::id).collect();
                let ingested = handle.ingest(*batch);
                drop(handle);
                if ingested.is_ok() {
                    self.check_acknowledged(node, &brought);
                }
                self.ingested(id, side, number, ingested.map_err(|error| error.to_string()));
            }
            Output::PeerKnown(_) => self.with_end(id, side, |end| end.known = true),
            Output::Settled { equal } => self.settled(id, side, equal),
            // Sent and closed above; what only informs people is not told to anybody here.
            _ => {}
        }
    }

    fn with_end(&mut self, id: usize, side: usize, change: impl FnOnce(&mut End)) {
        if let Some(meeting) = self.meetings.get_mut(&id) {
            change(&mut meeting.ends[side]);
        }
    }

    fn judged(&mut self, id: usize, side: usize, verdict: &Result<Verdict, shouwen::store::ReadError>) {
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        let again = std::mem::replace(&mut meeting.ends[side].asked, true);
        let input = match verdict {
            Ok(Verdict::Accept) => Input::Accepted,
            Ok(Verdict::Introduce) if !again => Input::Introduce,
            Ok(Verdict::Introduce) => Input::Refused(Refusal::NotCertified),
            Ok(Verdict::Refuse(refusal)) => Input::Refused(*refusal),
            Err(_) => Input::StoreFailed,
        };
        self.input(id, side, input);
    }

    /// What a rogue tells of its store leaves some logs out.
    fn withheld(&mut self, node: usize, index: bool, found: Found) -> Found {
        match found {
            Found::Index(mut runs) if index && !self.nodes[node].honest => {
                let hidden = self.dice.below(5);
                runs.retain(|run| usize::from(run.log.key.0[0]) % 5 != hidden);
                Found::Index(runs)
            }
            other => other,
        }
    }

    fn ingested(&mut self, id: usize, side: usize, number: u64, ingested: Result<Ingested, String>) {
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        let end = &mut meeting.ends[side];
        let node = end.node;
        match ingested {
            Ok(Ingested { written, witness, .. }) => {
                end.unwitnessed |= witness;
                self.count("batches");
                if !written.records.is_empty() {
                    let from = self.name(self.meetings[&id].ends[1 - side].node);
                    self.say(format!("{} stores {} records from {from}", self.name(node), written.records.len()));
                }
                self.input(id, side, Input::Committed { batch: number });
                self.committed(node, Some((id, side, &written)));
            }
            Err(error) => {
                self.input(id, side, Input::StoreFailed);
                self.disk_trouble(node, &error);
            }
        }
    }

    fn settled(&mut self, id: usize, side: usize, equal: bool) {
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        let end = &mut meeting.ends[side];
        let first = end.settled.replace(equal).is_none();
        let (node, owes) = (end.node, first && std::mem::take(&mut end.unwitnessed));
        if owes {
            self.witness(node);
        }
    }

    /// A session ends with a reason of its own.
    fn over(&mut self, id: usize, side: usize, reason: Reason) {
        let Some(meeting) = self.meetings.get(&id) else { return };
        let faithful = !meeting.tampered && meeting.ends.iter().all(|end| self.nodes[end.node].honest);
        let (node, peer) = (meeting.ends[side].node, meeting.ends[1 - side].node);
        let said = !matches!(reason, Reason::Ended);
        if said {
            self.say(format!("{} ends its session with {}: {reason}", self.name(node), self.name(peer)));
        }
        let accuses = matches!(
            reason,
            Reason::Malformed(_) | Reason::OutOfOrder(_) | Reason::TooMuch(_) | Reason::Oversized | Reason::Flooded | Reason::Reflected
        );
        if accuses && faithful {
            self.fail("honest nodes understand each other", format!("{} says of {}: {reason}", self.name(node), self.name(peer)));
        }
        let latency = self.meetings[&id].latency;
        self.after(latency, Event::Gone { meeting: id, to: 1 - side, code: Some(reason.code()) });
        self.end_of(id, side);
    }

    /// One end is over; what it brought and was not signed for is signed for now.
    fn end_of(&mut self, id: usize, side: usize) {
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        let end = &mut meeting.ends[side];
        end.over = true;
        let (node, owes) = (end.node, std::mem::take(&mut end.unwitnessed));
        let (alive, both) = (self.nodes[node].boots == end.boot, meeting.ends.iter().all(|end| end.over));
        if both {
            self.meetings.remove(&id);
        }
        if owes && alive && self.nodes[node].is_up() {
            self.witness(node);
        }
    }

    pub fn gone(&mut self, id: usize, to: usize, code: Option<u32>) {
        let Some(meeting) = self.meetings.get_mut(&id) else { return };
        if !meeting.ends[to].over {
            // What is on its way and what is being done is lost with the link; the machine has nothing left to say to anybody.
            meeting.ends[to].session.handle(Input::Closed(code), self.now);
            self.end_of(id, to);
        }
    }

    /// The link breaks: neither end hears of the other again.
    pub fn cut(&mut self, id: usize) {
        if let Some(meeting) = self.meetings.get_mut(&id).filter(|meeting| !meeting.dead) {
            meeting.dead = true;
            self.count("cuts");
            for to in 0..2 {
                self.after(LINK_IDLE_MS, Event::Gone { meeting: id, to, code: None });
            }
        }
    }

    /// Both ends part in order.
    pub fn part(&mut self, id: usize) {
        for to in 0..2 {
            self.gone(id, to, Some(0));
        }
    }

    /// A node is down: its sessions are gone, and its peers notice after a while.
    pub fn drop_sessions(&mut self, node: usize) {
        for (id, side) in self.ends_of(node) {
            self.end_of(id, side);
            self.after(LINK_IDLE_MS, Event::Gone { meeting: id, to: 1 - side, code: None });
        }
    }

    /// RULE: 5-trust.md, "Who is kept out": a revocation closes that peer's live connections at once.
    pub fn bar(&mut self, node: usize, barred: &BTreeSet<PublicKey>) {
        for (id, side) in self.ends_of(node) {
            let peer = self.meetings[&id].ends[1 - side].node;
            if barred.contains(&self.nodes[peer].tls) && self.nodes[node].honest {
                self.say(format!("{} closes on {}: revoked", self.name(node), self.name(peer)));
                self.part(id);
            }
        }
    }
}

impl World {
    /// Whether nothing more will happen in a meeting: both are level, or it is over.
    pub fn is_quiet(&self, id: usize) -> bool {
        let Some(meeting) = self.meetings.get(&id) else { return true };
        let level =
            |end: &End| end.over || (end.settled.is_some() && end.tasks.is_empty() && end.inbox.is_empty() && self.now > end.clear_at);
        meeting.ends.iter().all(level)
    }
}
