//! Two sessions, two shelves, a wire that can be cut, and a list of numbers that decides who moves next.

use std::collections::{BTreeSet, VecDeque};

use shouwen::domain::act::SealedFile;
use shouwen::domain::attachment::FileClass;
use shouwen::domain::id::{Digest, RecordId, SiteId};
use shouwen::domain::key::PublicKey;
use shouwen::domain::signed::{SignatureState, VerifiedRecord};
use shouwen::domain::time::Clock;
use shouwen::sync::{Input, InstanceId, Interest, Limits, Nonce, Output, PeerHello, Query, Reason, Session, Start};

use super::shelf::Shelf;
use super::tangle::SITE;

/// The organisation of every test.
pub const ORGANISATION: PublicKey = PublicKey(*b"an organisation's root key, 32 b");

/// One end.
pub struct Side {
    pub session: Session,
    pub shelf: Shelf,
    /// What the session wants of its node, not done yet.
    pub tasks: VecDeque<Output>,
    /// Frames on their way to this side.
    pub inbox: VecDeque<Vec<u8>>,
    /// The same on the lanes of files.
    pub lanes: [VecDeque<Vec<u8>>; 2],
    /// Neither side lacks a file that the other has.
    pub files_level: bool,
    /// Chunks that came, and those that had come before; the files in the order in which they became whole.
    pub chunks: usize,
    pub chunks_again: usize,
    pub whole: Vec<SealedFile>,
    /// Files that the peer gave its word to keep.
    pub keepers: Vec<SealedFile>,
    /// What was sent by this side.
    pub sent_bytes: usize,
    pub sent_frames: Vec<usize>,
    pub settled: Option<bool>,
    /// How much was missing when the two had compared.
    pub lacking: Option<u64>,
    pub known: Option<Box<PeerHello>>,
    pub closed: Option<Reason>,
    /// Batches that came, each with the ids of its records.
    pub batches: Vec<BTreeSet<RecordId>>,
    /// Records that came although the shelf held them.
    pub repeated: usize,
    /// Signatures that were checked on records that came, and those that were not.
    pub checked: usize,
    pub vouched: usize,
    /// Runs read for sending, in records.
    pub queries: usize,
}

/// Who moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Work(usize),
    Deliver(usize),
    DeliverFile(usize, FileClass),
}

pub struct Pair {
    pub sides: [Side; 2],
    pub now_ms: u64,
    /// Frames delivered so far.
    pub delivered: usize,
    /// Which sides ask a peer that did not introduce itself.
    pub introduce: [bool; 2],
    /// The lanes of files carry nothing now.
    pub files_held_up: bool,
    /// Nobody can store another file.
    pub no_room: bool,
}

/// Bytes that look random.
fn random(seed: u8) -> [u8; 16] {
    *Digest::of(&[seed]).0.first_chunk().expect("32 bytes")
}

/// What a session starts with.
pub fn start(shelf: &Shelf, seed: u8, interest: Interest) -> Start {
    Start {
        organisation: ORGANISATION,
        instance: InstanceId(random(seed + 200)),
        nonce: Nonce(random(seed)),
        wall: 1_764_000_000_000,
        clock: Clock::Synced,
        certificates: vec![RecordId(Digest::of(&[seed, 1]).0), RecordId(Digest::of(&[seed, 2]).0)],
        introduction: Vec::new(),
        introduce: false,
        interest,
        sites: [SiteId::ORGANISATION, SITE].iter().map(|site| shelf.state(*site)).collect(),
    }
}

impl Side {
    pub fn new(shelf: Shelf, limits: Limits) -> Self {
        Self {
            session: Session::with_limits(limits),
            shelf,
            tasks: VecDeque::new(),
            inbox: VecDeque::new(),
            lanes: Default::default(),
            files_level: false,
            chunks: 0,
            chunks_again: 0,
            whole: Vec::new(),
            keepers: Vec::new(),
            sent_bytes: 0,
            sent_frames: Vec::new(),
            settled: None,
            lacking: None,
            known: None,
            closed: None,
            batches: Vec::new(),
            repeated: 0,
            checked: 0,
            vouched: 0,
            queries: 0,
        }
    }
}

impl Pair {
    pub fn new(shelves: [Shelf; 2], interests: [Interest; 2], limits: Limits) -> Self {
        let [left, right] = shelves;
        let [left_wants, right_wants] = interests;
        let starts = [start(&left, 1, left_wants), start(&right, 2, right_wants)];
        Self::started([Side::new(left, limits), Side::new(right, limits)], starts)
    }

    pub fn started(sides: [Side; 2], starts: [Start; 2]) -> Self {
        let mut pair = Self { sides, now_ms: 0, delivered: 0, introduce: [false; 2], files_held_up: false, no_room: false };
        for (at, start) in starts.into_iter().enumerate() {
            pair.input(at, Input::Start(Box::new(start)));
        }
        pair
    }

    /// Hands a side an input, and sorts what it wants.
    pub fn input(&mut self, at: usize, input: Input) {
        let outputs = self.sides[at].session.handle(input, self.now_ms);
        for output in outputs {
            assert_eq!(self.sides[at].closed, None, "nothing follows a close");
            match output {
                Output::Send(frame) => {
                    assert!(frame.len() <= shouwen::sync::FRAME_BYTES_MAX);
                    self.sides[at].sent_bytes += frame.len();
                    self.sides[at].sent_frames.push(frame.len());
                    self.sides[1 - at].inbox.push_back(frame);
                }
                Output::SendFiles(class, frame) => {
                    assert!(frame.len() <= 70 * 1024, "a chunk and little more");
                    self.sides[at].sent_bytes += frame.len();
                    self.sides[1 - at].lanes[class as usize].push_back(frame);
                }
                Output::Keeper(files) => self.sides[at].keepers.extend(files),
                Output::FilesLevel => {
                    self.sides[at].files_level = true;
                    let lacks = |side: &Side, other: &Side| {
                        let had = |file: &SealedFile| other.shelf.files.get(file).is_some_and(|held| held.is_whole(*file));
                        side.shelf.files.iter().any(|(file, held)| !held.is_whole(*file) && had(file))
                    };
                    let [left, right] = &self.sides;
                    assert!(self.no_room || !(lacks(left, right) || lacks(right, left)), "neither lacks what the other has");
                }
                Output::Settled { equal } => self.sides[at].settled = Some(equal),
                Output::Lacking(count) => self.sides[at].lacking = Some(count),
                Output::PeerKnown(hello) => self.sides[at].known = Some(hello),
                Output::Close(reason) => self.sides[at].closed = Some(reason),
                output => self.sides[at].tasks.push_back(output),
            }
        }
        let reads = self.sides[at].tasks.iter().filter(|task| matches!(task, Output::Read(_))).count();
        let commits = self.sides[at].tasks.iter().filter(|task| matches!(task, Output::Commit(_))).count();
        assert!(reads <= 1 && commits <= 1, "one of each is open at a time");
    }

    /// Does the next thing that a side's session wants of its node.
    pub fn work(&mut self, at: usize) {
        let side = &mut self.sides[at];
        let Some(task) = side.tasks.pop_front() else { return };
        let answer = match task {
            Output::Read(query) => {
                side.queries += usize::from(matches!(query, Query::Runs { .. } | Query::Records { .. }));
                Input::Found(side.shelf.answer(&query))
            }
            Output::Judge(hello) if self.introduce[at] && hello.introduction.is_empty() => Input::Introduce,
            Output::Judge(_) => Input::Accepted,
            Output::Commit(batch) => {
                side.repeated += side.shelf.commit(&batch);
                let good = batch.records.iter().filter(|record| record.signature() == SignatureState::Valid).count();
                side.checked += good;
                side.vouched += batch.records.len() - good;
                side.batches.push(batch.records.iter().map(VerifiedRecord::id).collect());
                Input::Committed { batch: batch.number }
            }
            Output::KeepFiles(_) if self.no_room => Input::FilesKept(false),
            Output::KeepFiles(parts) => {
                side.chunks += parts.iter().map(|part| part.chunks.len()).sum::<usize>();
                let (again, whole) = side.shelf.keep(&parts);
                side.chunks_again += again;
                side.whole.extend(whole);
                Input::FilesKept(true)
            }
            Output::Promise(files) => {
                let whole = |file: &SealedFile| side.shelf.files.get(file).is_some_and(|held| held.is_whole(*file));
                Input::Promised(files.into_iter().filter(whole).collect())
            }
            other => panic!("not for the node: {other:?}"),
        };
        self.input(at, answer);
    }

    fn moves(&self) -> Vec<Move> {
        let mut moves = Vec::new();
        for at in 0..2 {
            let side = &self.sides[at];
            if side.closed.is_some() {
                continue;
            }
            if !side.tasks.is_empty() {
                moves.push(Move::Work(at));
            }
            if !side.inbox.is_empty() && side.session.accepts_frames() {
                moves.push(Move::Deliver(at));
            }
            for class in [FileClass::Thumbnail, FileClass::Original] {
                if !side.lanes[class as usize].is_empty() && side.session.accepts_frames() && !self.files_held_up {
                    moves.push(Move::DeliverFile(at, class));
                }
            }
        }
        moves
    }

    /// Moves once, as the number says; `false` if nobody can.
    pub fn step(&mut self, choice: u8) -> bool {
        let moves = self.moves();
        let Some(next) = moves.get(usize::from(choice) % moves.len().max(1)).copied() else { return false };
        match next {
            Move::Work(at) => self.work(at),
            Move::DeliverFile(at, class) => {
                let frame = self.sides[at].lanes[class as usize].pop_front().expect("one waits");
                self.delivered += 1;
                self.input(at, Input::FilesFrame(class, frame));
            }
            Move::Deliver(at) => {
                let frame = self.sides[at].inbox.pop_front().expect("one waits");
                self.delivered += 1;
                self.input(at, Input::Frame(frame));
            }
        }
        true
    }

    /// Moves until nobody can, or until so many frames were delivered.
    pub fn run(&mut self, choices: &[u8], frames: usize) {
        let mut choices = choices.iter().copied().cycle();
        for _ in 0..2_000_000 {
            if self.delivered >= frames || !self.step(choices.next().unwrap_or(0)) {
                return;
            }
        }
        panic!("the sessions never come to rest");
    }

    /// Moves until nobody can.
    pub fn finish(&mut self, choices: &[u8]) {
        self.run(choices, usize::MAX);
    }

    /// Whether both say that they hold the same.
    pub fn is_level(&self) -> bool {
        self.sides.iter().all(|side| side.settled == Some(true) && side.closed.is_none())
    }

    pub fn bytes(&self) -> usize {
        self.sides.iter().map(|side| side.sent_bytes).sum()
    }

    pub fn shelves(self) -> [Shelf; 2] {
        self.sides.map(|side| side.shelf)
    }
}
