//! One attack, and what must come of it.

use std::sync::LazyLock;

use shouwen::domain::act::Stream;
use shouwen::domain::id::Digest;
use shouwen::domain::record::LogId;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::sync::Reason;

use super::rig::{FORKED, Point, Rig, another_session_settles};
use super::support::tangle::{SITE, chain, next};
use super::wire::{self, Batch, Entry, Frame, Kind, Probe, Run};

/// How a session takes what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// It goes on; nothing was stored.
    GoesOn,
    /// It goes on; what was said is true, and was stored.
    Stores,
    OutOfOrder(&'static str),
    Malformed(&'static str),
    TooMuch(&'static str),
    Oversized,
    Flooded,
    Version,
    Organisation,
    Reflected,
}

/// What is said, once it is known how far the session is.
pub type Attack = Box<dyn Fn(&Rig) -> Vec<Vec<u8>>>;

pub struct Case {
    pub name: String,
    pub point: Point,
    pub attack: Attack,
    pub ends: Ends,
}

impl Case {
    /// An attack of one frame.
    pub fn one(name: impl Into<String>, point: Point, ends: Ends, frame: impl Fn(&Rig) -> Vec<u8> + 'static) -> Self {
        Self { name: name.into(), point, attack: Box::new(move |rig| vec![frame(rig)]), ends }
    }

    /// An attack of several.
    pub fn many(name: impl Into<String>, point: Point, ends: Ends, frames: impl Fn(&Rig) -> Vec<Vec<u8>> + 'static) -> Self {
        Self { name: name.into(), point, attack: Box::new(frames), ends }
    }

    /// Runs it; says what is wrong, if anything is.
    pub fn run(&self) -> Result<(), String> {
        let mut rig = Rig::at(self.point);
        let (before, cost) = (rig.victim.shelf.contents(), rig.victim.cost);
        let frames = (self.attack)(&rig);
        let count = frames.len();
        for frame in frames {
            rig.say(frame);
        }
        let found = outcome(rig.victim.closed, rig.victim.shelf.contents() == before);
        if !self.ends.is(&found) {
            return Err(format!("{} ({:?}): {found:?} instead of {:?}", self.name, self.point, self.ends));
        }
        let spent = rig.victim.cost;
        let (reads, commits, sent) = (spent.reads - cost.reads, spent.commits - cost.commits, spent.sent_bytes - cost.sent_bytes);
        // Whatever an honest frame of the same length could ask for, and not more.
        if reads > 60 + 4 * count || commits > count || sent > 128 * 1024 {
            return Err(format!("{}: it cost {reads} reads, {commits} commits, {sent} bytes", self.name));
        }
        if self.point != Point::Closed
            && self.ends == Ends::GoesOn
            && rig.victim.closed.is_none()
            && !rig.victim.settled
            && !rig.falls_silent()
        {
            return Err(format!("{}: the session waits for ever", self.name));
        }
        another_session_settles(rig.victim.shelf);
        Ok(())
    }
}

/// Runs all, and says at once everything that is wrong.
pub fn run_all(cases: &[Case]) {
    let wrong: Vec<String> = cases.iter().filter_map(|case| case.run().err()).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What came of an attack.
pub fn outcome(closed: Option<Reason>, unchanged: bool) -> Outcome {
    match closed {
        Some(Reason::Malformed(why)) => Outcome::Closed(Ends::Malformed(why), unchanged),
        Some(Reason::OutOfOrder(why)) => Outcome::Closed(Ends::OutOfOrder(why), unchanged),
        Some(Reason::TooMuch(why)) => Outcome::Closed(Ends::TooMuch(why), unchanged),
        Some(Reason::Oversized) => Outcome::Closed(Ends::Oversized, unchanged),
        Some(Reason::Flooded) => Outcome::Closed(Ends::Flooded, unchanged),
        Some(Reason::Version { .. }) => Outcome::Closed(Ends::Version, unchanged),
        Some(Reason::Organisation) => Outcome::Closed(Ends::Organisation, unchanged),
        Some(Reason::Reflected) => Outcome::Closed(Ends::Reflected, unchanged),
        // A session that had ended before the attack.
        None | Some(Reason::Ended) => Outcome::Open(unchanged),
        Some(other) => Outcome::Other(other),
    }
}

#[derive(Clone, Copy, Debug)]
#[expect(dead_code, reason = "the other reason is printed")]
pub enum Outcome {
    /// Still open, and whether what is stored is unchanged.
    Open(bool),
    /// Closed, likewise.
    Closed(Ends, bool),
    Other(Reason),
}

impl Ends {
    /// Whether it came so; a reason may be given in part, and only what is stored may change what is stored.
    fn is(self, found: &Outcome) -> bool {
        match (self, found) {
            (Self::GoesOn, Outcome::Open(unchanged)) => *unchanged,
            (Self::Stores, Outcome::Open(unchanged)) => !unchanged,
            (_, Outcome::Closed(_, false)) => false,
            (Self::Malformed(part), Outcome::Closed(Self::Malformed(why), _))
            | (Self::OutOfOrder(part), Outcome::Closed(Self::OutOfOrder(why), _))
            | (Self::TooMuch(part), Outcome::Closed(Self::TooMuch(why), _)) => why.contains(part),
            (wanted, Outcome::Closed(ends, _)) => wanted == *ends,
            _ => false,
        }
    }
}

/// The record that stands for a certificate.
pub fn certify() -> VerifiedRecord {
    static WRITTEN: LazyLock<VerifiedRecord> = LazyLock::new(|| chain(9, Stream::Roster, 1).remove(0).0);
    WRITTEN.clone()
}

/// The friend's second log, of which the victim has nothing.
pub fn news() -> Vec<VerifiedRecord> {
    static WRITTEN: LazyLock<Vec<VerifiedRecord>> =
        LazyLock::new(|| chain(2, Stream::Work, 5).into_iter().map(|(record, _)| record).collect());
    WRITTEN.clone()
}

/// A batch of true news.
pub fn true_batch(number: u64) -> Batch {
    let records = news();
    Batch { number, logs: vec![records[0].header().log], runs: vec![Run::of(0, &records)], ..Batch::default() }
}

/// The friend's true frontier of the site: its logs, and its entries.
pub fn true_frontier(rig: &Rig) -> (Vec<LogId>, Vec<Entry>) {
    let runs = rig.runs(1);
    let mut logs: Vec<LogId> = Vec::new();
    let entries = runs.iter().map(|run| {
        let fresh = logs.last() != Some(&run.log);
        if fresh {
            logs.push(run.log);
        }
        (u64::from(fresh), run.span.low, run.span.high - run.span.low, rig.tag(run.top))
    });
    let entries = entries.collect();
    (logs, entries)
}

/// The log of which each holds a branch.
pub fn forked() -> LogId {
    static WRITTEN: LazyLock<LogId> = LazyLock::new(|| next(FORKED, None, 0).header().log);
    *WRITTEN
}

/// Where the forked log stands in the frontiers of the friend and of the victim.
pub fn forked_places(rig: &Rig) -> (u64, u64) {
    let place = |side| rig.runs(side).iter().position(|run| run.log == forked()).expect("both hold the forked log") as u64;
    (place(1), place(0))
}

/// A true answer to the victim's first step of halving, which asked about the middle: the branches part above it.
pub fn true_probe(rig: &Rig) -> Probe {
    let (ours, theirs) = forked_places(rig);
    let run = rig.runs(1)[usize::try_from(ours).expect("few")];
    let (low, high) = (run.span.high / 2, run.span.high);
    (ours, theirs, low, high, Some(rig.tag(rig.friend_record(&run, u64::midpoint(low, high)))))
}

/// What an honest peer could say at some point.
pub fn sample(rig: &Rig, kind: Kind) -> Frame {
    match kind {
        Kind::Hello => wire::hello(&rig.hello()),
        Kind::Introduction => wire::introduction(&[certify().signed().as_bytes().to_vec()]),
        Kind::Frontier => {
            let (logs, entries) = true_frontier(rig);
            wire::frontier(SITE, Some(logs), &entries, true)
        }
        Kind::Halve => wire::halve(SITE, &[true_probe(rig)]),
        Kind::Batch => wire::batch(&true_batch(1)),
        Kind::Acknowledge => wire::acknowledge(1),
        Kind::Want => wire::want(&[(1, Digest([1; 32]))], true),
        Kind::Settled => wire::settled(Digest([2; 32])),
        Kind::Introduce | Kind::Compared | Kind::Done | Kind::Answered | Kind::Files => Frame::new(kind),
    }
}
