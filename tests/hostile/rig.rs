//! A session that is attacked: it talks with an honest one up to a chosen point, and from there on with whatever is said to it.

use std::collections::VecDeque;
use std::sync::LazyLock;

use shouwen::domain::act::Stream;
use shouwen::domain::id::{Digest, RecordId, SiteId};
use shouwen::domain::log::Span;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::sync::{Held, Input, Interest, Limits, Output, QUERY_PLACES_MAX, Query, Reason, Session, Start};

use super::case::certify;
use super::support::pair::{Pair, start};
use super::support::shelf::Shelf;
use super::support::tangle::{SITE, chain, next, wrap};
use super::wire::{Hello, Kind, Site};

/// Small enough that short histories need several batches, frames and lists.
const SMALL: Limits = Limits { batch_bytes: 700, early_backlog_min: 6, frontier_frame_entries: 3, wants: 2 };

/// How far the session is when the attack begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// It has said hello and heard nothing.
    Greeting,
    /// Its node is deciding about the peer.
    Judging,
    /// The peer was asked to introduce itself.
    Introducing,
    /// Right before the first of these would come from an honest peer, whatever it is waiting for itself.
    Before(Kind),
    /// Both are level.
    Live,
    /// It was ended.
    Closed,
}

/// What the session has cost its node so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    pub reads: usize,
    pub commits: usize,
    /// Records, words and documents in those commits.
    pub stored: usize,
    pub sent_frames: usize,
    pub sent_bytes: usize,
}

/// One end of the wire.
pub struct End {
    session: Session,
    pub shelf: Shelf,
    tasks: VecDeque<Output>,
    pub said: VecDeque<Vec<u8>>,
    pub closed: Option<Reason>,
    pub settled: bool,
    pub cost: Cost,
    asks_who: bool,
}

pub struct Rig {
    /// The one that is attacked.
    pub victim: End,
    /// The honest one, until the attack begins.
    friend: End,
    pub now_ms: u64,
    starts: [Start; 2],
}

/// What both hold before they meet: the victim and its friend differ in logs, heights and one fork; both lack words.
pub fn shelves() -> [Shelf; 2] {
    static WRITTEN: LazyLock<[Shelf; 2]> = LazyLock::new(write);
    WRITTEN.clone()
}

fn write() -> [Shelf; 2] {
    let mut shelves = [Shelf::default(), Shelf::default()];
    let lengths = [(1, Stream::Work, [6, 4]), (2, Stream::Work, [0, 5]), (3, Stream::Witness, [3, 0]), (4, Stream::Roster, [2, 2])];
    for (key, stream, lengths) in lengths {
        for (shelf, length) in shelves.iter_mut().zip(lengths) {
            for (at, (record, words)) in chain(key, stream, length).into_iter().enumerate() {
                // Some words are missing here, some there.
                let hash = Digest::of(&words);
                if (at + usize::from(key)) % 3 != (length as usize % 2) {
                    shelf.payloads.insert(hash, words);
                    shelf.wraps.insert(hash, vec![wrap(hash)]);
                }
                shelf.insert(record);
            }
        }
    }
    for (wall, shelf) in (1..).zip(&mut shelves) {
        fork(shelf, wall);
    }
    shelves
}

/// The key whose log has two branches of which each side holds one.
pub const FORKED: u8 = 5;
/// How long the common part of the forked log is.
pub const TRUNK: u64 = 9;

fn fork(shelf: &mut Shelf, wall: i64) {
    let mut below: Option<VerifiedRecord> = None;
    for at in 1..=TRUNK + 8 {
        let record = next(FORKED, below.as_ref(), if at <= TRUNK { 0 } else { wall });
        shelf.insert(record.clone());
        below = Some(record);
    }
}

impl End {
    fn new(shelf: Shelf) -> Self {
        Self {
            session: Session::with_limits(SMALL),
            shelf,
            tasks: VecDeque::new(),
            said: VecDeque::new(),
            closed: None,
            settled: false,
            cost: Cost::default(),
            asks_who: false,
        }
    }

    fn input(&mut self, input: Input, now_ms: u64) {
        for output in self.session.handle(input, now_ms) {
            assert_eq!(self.closed, None, "nothing follows a close");
            match output {
                Output::Send(frame) => {
                    assert!(frame.len() <= shouwen::sync::FRAME_BYTES_MAX, "{} bytes in one frame", frame.len());
                    self.cost.sent_frames += 1;
                    self.cost.sent_bytes += frame.len();
                    self.said.push_back(frame);
                }
                Output::Settled { .. } => self.settled = true,
                Output::PeerKnown(_) | Output::Lacking(_) | Output::FilesLevel | Output::Keeper(_) => {}
                Output::Close(reason) => self.closed = Some(reason),
                task => self.tasks.push_back(task),
            }
        }
    }

    /// Does what the session wants of its node, up to `tasks` times.
    fn work(&mut self, now_ms: u64, tasks: usize) {
        for _ in 0..tasks {
            let Some(task) = self.tasks.pop_front() else { return };
            let answer = match task {
                Output::Read(query) => {
                    assert!(size(&query) <= 3 * QUERY_PLACES_MAX, "a question of {} places", size(&query));
                    self.cost.reads += 1;
                    Input::Found(self.shelf.answer(&query))
                }
                Output::Judge(hello) if self.asks_who && hello.introduction.is_empty() => Input::Introduce,
                Output::Judge(_) => Input::Accepted,
                Output::Commit(batch) => {
                    self.cost.commits += 1;
                    self.cost.stored += batch.records.len() + batch.payloads.len() + batch.documents.len();
                    assert!(batch.pending.len() <= shouwen::sync::BAD_SIGNATURES_MAX);
                    let words = |sealed: &shouwen::sync::Sealed| sealed.bytes.as_ref().is_none_or(|bytes| Digest::of(bytes) == sealed.hash);
                    assert!(batch.payloads.iter().all(words), "words of another hash would be stored");
                    self.shelf.commit(&batch);
                    Input::Committed { batch: batch.number }
                }
                Output::KeepFiles(_) => Input::FilesKept(true),
                Output::Promise(_) => Input::Promised(Vec::new()),
                other => panic!("not for the node: {other:?}"),
            };
            // Commits and reads go on after a close, but nobody is told.
            self.input(answer, now_ms);
        }
        panic!("the session asks for ever");
    }
}

/// How many ids or places a query names.
fn size(query: &Query) -> usize {
    match query {
        Query::Ids(places) => places.len(),
        Query::Runs { pieces, .. } => pieces.len(),
        Query::Records { ids, .. } => ids.len(),
        Query::Payloads { hashes, .. } | Query::Documents { hashes, .. } => hashes.len(),
        _ => 1,
    }
}

/// More than any honest history of these tests needs.
const TASKS_MAX: usize = 20_000;

impl Rig {
    /// An attack that begins at this point.
    pub fn at(point: Point) -> Self {
        Self::between(shelves(), point)
    }

    /// The same with other histories.
    pub fn between([ours, theirs]: [Shelf; 2], point: Point) -> Self {
        let mut starts = [start(&ours, 1, Interest::Everything), start(&theirs, 2, Interest::Everything)];
        for start in &mut starts {
            start.introduction = vec![certify().signed().clone()];
        }
        let mut rig = Self { victim: End::new(ours), friend: End::new(theirs), now_ms: 1_000, starts };
        rig.victim.asks_who = point == Point::Introducing || point == Point::Before(Kind::Introduction);
        let [first, second] = rig.starts.clone();
        rig.victim.input(Input::Start(Box::new(first)), rig.now_ms);
        rig.friend.input(Input::Start(Box::new(second)), rig.now_ms);
        rig.reach(point);
        rig
    }

    fn reach(&mut self, point: Point) {
        match point {
            Point::Greeting => {}
            Point::Judging => self.hear(),
            Point::Introducing => {
                self.hear();
                self.victim.work(self.now_ms, TASKS_MAX);
            }
            Point::Before(kind) => self.exchange(|rig| rig.friend.said.front().is_some_and(|frame| Kind::of(frame) >= kind)),
            Point::Live => self.exchange(|_| false),
            Point::Closed => {
                self.exchange(|_| false);
                self.victim.input(Input::Closed(None), self.now_ms);
            }
        }
    }

    /// The friend says its next frame.
    fn hear(&mut self) {
        let frame = self.friend.said.pop_front().expect("the friend has something to say");
        self.victim.input(Input::Frame(frame), self.now_ms);
    }

    /// Both talk until nobody has anything to say, or it is time.
    fn exchange(&mut self, is_time: impl Fn(&Self) -> bool) {
        for _ in 0..TASKS_MAX {
            self.victim.work(self.now_ms, TASKS_MAX);
            while let Some(frame) = self.victim.said.pop_front() {
                self.friend.input(Input::Frame(frame), self.now_ms);
                self.friend.work(self.now_ms, TASKS_MAX);
            }
            if is_time(self) || self.friend.said.is_empty() {
                assert!(self.victim.closed.is_none(), "{:?}", self.victim.closed);
                return;
            }
            self.hear();
        }
        panic!("the two never come to rest");
    }

    /// Says a frame to the victim and lets its node work.
    pub fn say(&mut self, frame: Vec<u8>) {
        self.victim.input(Input::Frame(frame), self.now_ms);
        self.victim.work(self.now_ms, TASKS_MAX);
    }

    /// Says a frame while the victim's node does nothing.
    pub fn say_only(&mut self, frame: Vec<u8>) {
        self.victim.input(Input::Frame(frame), self.now_ms);
    }

    /// Whether the honest peer has something to say.
    pub fn has_more(&self) -> bool {
        !self.friend.said.is_empty()
    }

    /// What the honest peer would say next.
    pub fn honest(&mut self) -> Vec<u8> {
        self.friend.said.pop_front().expect("the friend has something to say")
    }

    /// Whether the peer's silence has a limit, and the session ends with it.
    pub fn falls_silent(&mut self) -> bool {
        let Some(deadline) = self.victim.session.deadline() else { return false };
        self.now_ms = deadline;
        self.victim.input(Input::Tick, self.now_ms);
        self.victim.closed == Some(Reason::Silent)
    }

    /// New records come in at the victim, a run each.
    pub fn append(&mut self, runs: Vec<Held>) {
        self.victim.input(Input::Appended(runs), self.now_ms);
    }

    /// The honest peer's hello, to be changed.
    pub fn hello(&self) -> Hello {
        let start = &self.starts[1];
        // The tags of an equal roster and of equal logs are not needed: these sites differ.
        let site = |state: &shouwen::sync::SiteState| Site { site: state.site, digest: state.digest, roster: [1; 8], logs: [2; 8] };
        Hello {
            low: 1,
            high: 1,
            organisation: start.organisation.0,
            instance: start.instance.0,
            nonce: start.nonce,
            clock: 0,
            requests: None,
            certificates: start.certificates.clone(),
            introduction: Vec::new(),
            sites: start.sites.iter().map(site).collect(),
        }
    }

    /// The nonces of the victim and of its friend.
    pub fn nonces(&self) -> [shouwen::sync::Nonce; 2] {
        [self.starts[0].nonce, self.starts[1].nonce]
    }

    /// The runs of the site in the order of the frontiers: the victim's, or the friend's.
    pub fn runs(&self, side: usize) -> Vec<Held> {
        let mut runs = [&self.victim, &self.friend][side].shelf.index(SITE);
        runs.sort_unstable();
        runs
    }

    /// The tag of a record in this session.
    pub fn tag(&self, id: RecordId) -> [u8; 8] {
        let mut nonces = self.nonces();
        nonces.sort_unstable();
        let key = blake3::derive_key("shouwen/frontier-tag/1", &[nonces[0].0, nonces[1].0].concat());
        *blake3::keyed_hash(&key, &id.0).as_bytes().first_chunk().expect("32 bytes")
    }
}

/// Another session on the same node still brings everything.
pub fn another_session_settles(shelf: Shelf) {
    let friend = shelves()[1].clone();
    let mut pair = Pair::new([shelf, friend], [Interest::Everything, Interest::Everything], Limits::default());
    pair.finish(&[0, 1]);
    assert!(pair.is_level(), "{:?} {:?}", pair.sides[0].closed, pair.sides[1].closed);
}

/// A run of one record above a log's top.
pub fn run_of(record: &VerifiedRecord) -> Held {
    let seq = record.header().seq;
    Held { log: record.header().log, span: Span { low: seq, high: seq }, top: record.id() }
}

/// A site that is not in common.
pub const ELSEWHERE: SiteId = SiteId([8; 16]);

impl Rig {
    /// The friend's record at a place of one of its runs.
    pub fn friend_record(&self, run: &Held, seq: u64) -> RecordId {
        let place = shouwen::sync::Place { log: run.log, seq, top: run.top };
        match self.friend.shelf.answer(&Query::Ids(vec![place])) {
            shouwen::sync::Found::Ids(ids) => ids[0].expect("the friend holds its runs"),
            other => panic!("{other:?}"),
        }
    }
}

impl Rig {
    /// The sites of a hello that says what the victim's own would say of them with the friend's nonce; with the same digests, or
    /// with the same logs alone.
    pub fn same_sites(&self, equal: bool) -> Vec<Site> {
        let key = blake3::derive_key("shouwen/hello-tag/1", &self.starts[1].nonce.0);
        let tag = |digest: Digest| *blake3::keyed_hash(&key, &digest.0).as_bytes().first_chunk().expect("32 bytes");
        let digest = |digest: Digest| if equal { digest } else { Digest([9; 32]) };
        let states = self.starts[0].sites.iter();
        states
            .map(|state| Site { site: state.site, digest: digest(state.digest), roster: tag(state.roster), logs: tag(state.logs) })
            .collect()
    }

    /// What the victim said first.
    pub fn victims_hello(&self) -> Vec<u8> {
        let outputs = Session::new().handle(Input::Start(Box::new(self.starts[0].clone())), 0);
        let Some(Output::Send(frame)) = outputs.into_iter().next() else { panic!("no hello") };
        frame
    }
}
