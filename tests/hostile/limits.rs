//! Every limit that a peer can reach, and one more than it.

use shouwen::domain::id::{Digest, RecordId, SiteId};
use shouwen::sync::{
    BAD_SIGNATURES_MAX, CERTIFICATES_MAX, FORK_PAIRS_MAX, FRAME_BYTES_MAX, FRAME_KEPT_BYTES, FRONTIER_ENTRIES_MAX, Held, INBOX_BYTES_MAX,
    INTEREST_REQUESTS_MAX, INTRODUCTION_RECORDS_MAX, LIVE_RUNS_MAX, Reason, SITES_MAX, WANTS_MAX,
};

use super::case::{Case, Ends, certify, forked, run_all, true_batch};
use super::rig::{FORKED, Point, Rig, another_session_settles, run_of, shelves};
use super::support::tangle::{SITE, next};
use super::wire::{self, Entry, Frame, Hello, Kind, Site};

/// What stands at a limit, and one over it.
fn pair(name: &str, point: Point, over: Ends, limit: usize, frames: impl Fn(&Rig, usize) -> Vec<Vec<u8>> + Clone + 'static) -> [Case; 2] {
    let again = frames.clone();
    [
        Case::many(format!("{limit} {name}"), point, Ends::GoesOn, move |rig| frames(rig, limit)),
        Case::many(format!("{limit} {name} and one more"), point, over, move |rig| again(rig, limit + 1)),
    ]
}

fn hello(name: &str, over: &'static str, limit: usize, fill: fn(&mut Hello, usize)) -> [Case; 2] {
    pair(name, Point::Greeting, Ends::TooMuch(over), limit, move |rig, count| {
        let mut hello = rig.hello();
        fill(&mut hello, count);
        vec![wire::hello(&hello).bytes]
    })
}

fn site(number: usize) -> SiteId {
    SiteId(*Digest::of(&number.to_le_bytes()).0.first_chunk().expect("32 bytes"))
}

/// A frontier of one log in as many frames as it takes.
fn frontier(count: usize, entry: impl Fn(u64) -> Entry) -> Vec<Vec<u8>> {
    let log = forked();
    let entries: Vec<Entry> = (0..count as u64).map(entry).collect();
    let frames = entries.chunks(FRONTIER_ENTRIES_MAX / 4).enumerate();
    let parts = count.div_ceil(FRONTIER_ENTRIES_MAX / 4);
    frames.map(|(at, part)| wire::frontier(SITE, Some(if at == 0 { vec![log] } else { vec![] }), part, at + 1 == parts).bytes).collect()
}

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(hello("sites", "sites", SITES_MAX, |hello, count| {
        let one = hello.sites[0];
        hello.sites = (0..count).map(|at| Site { site: site(at), ..one }).collect();
    }));
    cases.extend(hello("certificates", "certificates", CERTIFICATES_MAX, |hello, count| {
        hello.certificates = vec![RecordId([1; 32]); count];
    }));
    cases.extend(hello("requests of interest", "requests of interest", INTEREST_REQUESTS_MAX, |hello, count| hello.requests = Some(count)));
    cases.extend(hello("records that introduce it", "introduce it", INTRODUCTION_RECORDS_MAX, |hello, count| {
        hello.introduction = vec![certify().signed().as_bytes().to_vec(); count];
    }));
    let over = Ends::TooMuch("introduce it");
    cases.extend(pair("records of an introduction", Point::Introducing, over, INTRODUCTION_RECORDS_MAX, |_, count| {
        vec![wire::introduction(&vec![certify().signed().as_bytes().to_vec(); count]).bytes]
    }));
    let over = Ends::TooMuch("pieces of logs");
    cases.extend(pair("pieces of one log", Point::Before(Kind::Frontier), over, FRONTIER_ENTRIES_MAX, |_, count| {
        // Far above what the victim holds, so that nothing is compared.
        frontier(count, |at| (u64::from(at == 0), 1000 + 2 * at, 0, [1; 8]))
    }));
    cases.extend(pair("wanted hashes", Point::Before(Kind::Want), Ends::TooMuch("wanted hashes"), WANTS_MAX, |_, count| {
        vec![wire::want(&vec![(1, Digest([1; 32])); count], true).bytes]
    }));
    cases
}

#[test]
fn limits_hold_to_the_last_one() {
    run_all(&cases());
}

/// A victim whose forked log has so many branches right at its beginning.
fn branched(branches: u64) -> Rig {
    let [mut ours, theirs] = shelves();
    let first = next(FORKED, None, 0);
    for wall in 0..branches {
        ours.insert(next(FORKED, Some(&first), 100 + i64::try_from(wall).expect("few")));
    }
    Rig::between([ours, theirs], Point::Before(Kind::Frontier))
}

#[test]
fn branches_are_compared_up_to_the_limit() {
    // Each of the peer's runs meets every branch.
    let say = |rig: &mut Rig, count: usize| {
        for frame in frontier(count, |at| (u64::from(at == 0), 2, 100 + at, [1; 8])) {
            rig.say(frame);
        }
    };
    let branches = 8;
    let held = branched(branches).runs(0).len();
    // The forked log's branches each meet every run; so does its trunk's upper part.
    let meeting = usize::try_from(branches).expect("few") + 1;
    let fitting = (FORK_PAIRS_MAX + held) / (meeting - 1);
    let mut rig = branched(branches);
    say(&mut rig, fitting);
    assert_eq!(rig.victim.closed, None);
    let mut rig = branched(branches);
    say(&mut rig, fitting + 1);
    assert_eq!(rig.victim.closed, Some(Reason::TooMuch("branches of logs")));
    another_session_settles(rig.victim.shelf);
}

#[test]
fn bad_signatures_are_tried_so_often_and_no_more() {
    let mut rig = Rig::at(Point::Before(Kind::Batch));
    let mut batch = true_batch(1);
    let run = batch.runs[0].clone();
    batch.runs.clear();
    for at in 0..=u8::try_from(BAD_SIGNATURES_MAX).expect("few") {
        let mut bad = run.clone();
        bad.items.truncate(1);
        bad.items[0].1[0] ^= 1 + at;
        batch.runs.push(bad);
    }
    // The last run is looked at first: the good one at the beginning comes after too many bad ones.
    let mut good = run.clone();
    good.items.truncate(1);
    batch.runs.insert(0, good);
    let before = rig.victim.shelf.contents();
    rig.say(wire::batch(&batch).bytes);
    assert_eq!((rig.victim.closed, rig.victim.cost.commits), (None, 1), "it goes on, and says that it has them");
    assert_eq!(rig.victim.shelf.contents(), before, "what comes after too many bad ones is not looked at");
    batch.number = 2;
    batch.runs.truncate(BAD_SIGNATURES_MAX);
    rig.say(wire::batch(&batch).bytes);
    assert_ne!(rig.victim.shelf.contents(), before, "one bad one fewer, and the good one is stored");
    another_session_settles(rig.victim.shelf);
}

#[test]
fn frames_wait_up_to_the_limit_however_short_they_are() {
    for length in [0, 2, 100, 64 * 1024, FRAME_BYTES_MAX] {
        let fitting = INBOX_BYTES_MAX / (length + FRAME_KEPT_BYTES);
        let mut rig = Rig::at(Point::Judging);
        for _ in 0..fitting {
            rig.say_only(vec![0; length]);
        }
        assert_eq!(rig.victim.closed, None, "{fitting} frames of {length} bytes wait");
        rig.say_only(vec![0; length]);
        assert_eq!(rig.victim.closed, Some(Reason::Flooded), "one more does not");
        another_session_settles(rig.victim.shelf);
    }
}

#[test]
fn what_comes_before_an_introduction_waits_up_to_the_limit() {
    let mut rig = Rig::at(Point::Introducing);
    let done = Frame::new(Kind::Done).bytes;
    let fitting = INBOX_BYTES_MAX / (done.len() + FRAME_KEPT_BYTES);
    for _ in 0..fitting {
        rig.say_only(done.clone());
    }
    assert_eq!(rig.victim.closed, None);
    rig.say_only(done);
    assert_eq!(rig.victim.closed, Some(Reason::Flooded));
}

#[test]
fn new_records_wait_up_to_the_limit() {
    let runs: Vec<Held> = {
        let mut below = None;
        let mut runs = Vec::new();
        for wall in 0..=LIVE_RUNS_MAX {
            let record = next(6, below.as_ref(), i64::try_from(wall).expect("few"));
            runs.push(run_of(&record));
            below = Some(record);
        }
        runs
    };
    for point in [Point::Greeting, Point::Judging, Point::Before(Kind::Frontier)] {
        let mut rig = Rig::at(point);
        rig.append(runs[..LIVE_RUNS_MAX].to_vec());
        assert_eq!(rig.victim.closed, None, "{point:?}");
        rig.append(runs[LIVE_RUNS_MAX..].to_vec());
        assert_eq!(rig.victim.closed, Some(Reason::Behind), "{point:?}");
    }
    // A peer that never acknowledges: storms of new records end the session and not the node.
    let mut rig = Rig::at(Point::Live);
    for run in runs.iter().cycle().take(2 * LIVE_RUNS_MAX) {
        rig.append(vec![*run]);
    }
    assert_eq!(rig.victim.closed, Some(Reason::Behind));
}

#[test]
fn a_hello_of_every_limit_fits_a_frame() {
    let rig = Rig::at(Point::Greeting);
    let introduction: Vec<Vec<u8>> = vec![certify().signed().as_bytes().to_vec(); INTRODUCTION_RECORDS_MAX];
    let hello =
        Hello { sites: (0..SITES_MAX).map(|at| Site { site: site(at), ..rig.hello().sites[0] }).collect(), introduction, ..rig.hello() };
    assert!(wire::hello(&hello).bytes.len() < FRAME_BYTES_MAX);
}
