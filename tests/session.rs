//! What a session costs, how it begins, lives and ends.

#[allow(dead_code, reason = "each test uses a part of it")]
mod support {
    pub mod pair;
    pub mod shelf;
    pub mod tangle;
}
#[path = "sessions/files.rs"]
mod files;

use shouwen::domain::act::Stream;
use shouwen::domain::id::Digest;
use shouwen::domain::key::PublicKey;
use shouwen::domain::log::Span;
use shouwen::sync::{Held, Input, Interest, Limits, Output, Reason, Refusal, Session};
use support::pair::{Pair, Side, start};
use support::shelf::Shelf;
use support::tangle::chain;

/// Small enough that short histories need several batches, frames and lists.
const SMALL: Limits = Limits { batch_bytes: 700, early_backlog_min: 6, frontier_frame_entries: 3, wants: 2 };

fn everything() -> [Interest; 2] {
    [Interest::Everything, Interest::Everything]
}

/// A shelf with one log of so many records, each with words.
fn one_log(key: u8, stream: Stream, count: u64) -> Shelf {
    let mut shelf = Shelf::default();
    for (record, payload) in chain(key, stream, count) {
        shelf.insert(record);
        shelf.payloads.insert(Digest::of(&payload), payload);
    }
    shelf
}

#[test]
fn nothing_new_costs_less_than_a_kilobyte() {
    let shelf = one_log(1, Stream::Work, 40);
    let mut pair = Pair::new([shelf.clone(), shelf], everything(), Limits::default());
    pair.finish(&[0]);
    assert!(pair.is_level());
    // The carrier adds a length of four bytes to each frame.
    let frames: usize = pair.sides.iter().map(|side| side.sent_frames.len()).sum();
    let total = pair.bytes() + 4 * frames;
    println!("nothing new: {total} bytes both ways in {frames} frames, {} of them a hello with two sites", pair.sides[0].sent_frames[0]);
    assert!(total <= 1000, "{total} bytes");
    assert!(pair.sides[0].sent_frames[0] - hello_bytes(&Shelf::default(), 0) <= 2 * 64);
}

#[test]
fn each_side_knows_how_much_it_lacks_once_both_have_compared() {
    let (mut left, mut right) = (one_log(1, Stream::Work, 9), Shelf::default());
    for (record, _) in chain(1, Stream::Work, 4) {
        right.insert(record);
    }
    for (record, _) in chain(2, Stream::Work, 3) {
        right.insert(record);
    }
    left.payloads.clear();
    let mut pair = Pair::new([left, right], everything(), Limits::default());
    pair.finish(&[0]);
    assert_eq!(pair.sides.each_ref().map(|side| side.lacking), [Some(3), Some(5)]);
}

/// How long the hello is with the first so many sites.
fn hello_bytes(shelf: &Shelf, sites: usize) -> usize {
    let mut start = start(shelf, 1, Interest::Everything);
    start.sites.truncate(sites);
    let outputs = Session::new().handle(Input::Start(Box::new(start)), 0);
    let Some(Output::Send(hello)) = outputs.first() else { panic!("no hello") };
    hello.len()
}

#[test]
fn a_frontier_costs_at_most_sixteen_bytes_a_log() {
    let mut left = Shelf::default();
    for key in 1..=200 {
        for (record, _) in chain(key, Stream::Work, 2) {
            left.insert(record);
        }
    }
    let mut right = left.clone();
    let (more, _) = chain(7, Stream::Work, 3).pop().expect("three");
    left.insert(more);
    left.payloads.clear();
    right.payloads.clear();
    let mut pair = Pair::new([left, right], everything(), Limits::default());
    pair.run(&[0], 2);
    while pair.sides[0].sent_frames.len() < 2 {
        assert!(pair.step(0));
    }
    let frontier = pair.sides[0].sent_frames[1];
    println!("frontier of 200 logs: {frontier} bytes");
    assert!(frontier <= 200 * 16, "{frontier} bytes");
    pair.finish(&[0]);
    assert!(pair.is_level());
}

#[test]
fn ten_thousand_records_cost_few_signatures_and_bounded_memory() {
    let left = one_log(1, Stream::Work, 10_000);
    let plain: usize = left.records.values().map(|record| record.signed().as_bytes().len()).sum();
    let payloads: usize = left.payloads.values().map(Vec::len).sum();
    let mut pair = Pair::new([left, Shelf::default()], everything(), Limits::default());
    pair.finish(&[0]);
    assert!(pair.is_level());
    let (right, sent) = (&pair.sides[1], pair.sides[0].sent_bytes);
    println!(
        "10,000 records: {} signatures checked, {} vouched for, {} batches, {sent} bytes sent for {plain} of records and {payloads} of words, \
         {} reads",
        right.checked,
        right.vouched,
        right.batches.len(),
        pair.sides[0].queries
    );
    assert_eq!(right.checked + right.vouched, 10_000);
    // Open requests go first, each by its own signature.
    assert!(right.checked <= 4096 + 2 * right.batches.len(), "{} signatures", right.checked);
    assert!(sent <= (plain + payloads) * 11 / 10);
    let largest = pair.sides[0].sent_frames.iter().max().expect("frames were sent");
    assert!(*largest <= shouwen::sync::BATCH_BYTES + 70 * 1024, "{largest} bytes in one frame");
}

#[test]
fn a_run_costs_one_signature_a_batch() {
    let left = one_log(1, Stream::Witness, 10_000);
    let mut pair = Pair::new([left, Shelf::default()], everything(), Limits::default());
    pair.finish(&[0]);
    assert!(pair.is_level());
    let right = &pair.sides[1];
    println!("10,000 records in one run: {} signatures checked, {} batches", right.checked, right.batches.len());
    assert_eq!(right.checked, right.batches.iter().filter(|batch| !batch.is_empty()).count());
}

#[test]
fn a_fork_is_found_in_a_logarithm_of_steps() {
    let trunk = chain(1, Stream::Witness, 700);
    let branch = |wall| {
        let mut shelf = Shelf::default();
        for (record, _) in &trunk {
            shelf.insert(record.clone());
        }
        let mut below = trunk.last().map(|(record, _)| record.clone());
        for _ in 0..324 {
            let record = support::tangle::next(1, below.as_ref(), wall);
            shelf.insert(record.clone());
            below = Some(record);
        }
        shelf
    };
    let mut pair = Pair::new([branch(1), branch(2)], everything(), Limits::default());
    pair.finish(&[0]);
    assert!(pair.is_level());
    let repeated: usize = pair.sides.iter().map(|side| side.repeated).sum();
    let frames: Vec<usize> = pair.sides.iter().map(|side| side.sent_frames.len()).collect();
    println!("a fork at 700 of 1,024: {frames:?} frames");
    assert_eq!(repeated, 0);
    // Hello, frontier, `Compared`, one batch, its acknowledgement, `Done`, `Want`, `Settled`, `FilesThrough`: nine, beside half of ten steps each.
    assert!(frames.iter().all(|frames| *frames <= 9 + 7), "{frames:?}");
    assert_eq!(pair.sides[0].shelf.records.len(), 700 + 2 * 324);
}

#[test]
fn words_that_were_cut_off_arrive_in_the_next_session() {
    let left = one_log(1, Stream::Work, 5);
    let mut right = Shelf::default();
    for record in left.records.values() {
        right.insert(record.clone());
    }
    let wanted = left.payloads.keys().next().copied().expect("there are words");
    right.payloads = left.payloads.clone();
    right.payloads.remove(&wanted);
    let mut pair = Pair::new([left, right], everything(), Limits::default());
    pair.finish(&[0]);
    assert!(pair.is_level(), "digests were equal from the start");
    assert_eq!(pair.sides[0].shelf.contents(), pair.sides[1].shelf.contents());
    assert_eq!(pair.sides[1].batches.len(), 1, "one batch brings it");
}

#[test]
fn new_records_are_pushed_as_they_are_committed() {
    let mut shelf = one_log(1, Stream::Work, 3);
    shelf.payloads.extend(chain(1, Stream::Work, 9).into_iter().map(|(_, words)| (Digest::of(&words), words)));
    let mut pair = Pair::new([shelf.clone(), shelf], everything(), Limits::default());
    pair.finish(&[0]);
    for (record, _) in chain(1, Stream::Work, 9).into_iter().skip(3) {
        let seq = record.header().seq;
        let run = Held { log: record.header().log, span: Span { low: seq, high: seq }, top: record.id() };
        pair.sides[0].shelf.insert(record);
        let before = pair.bytes();
        pair.input(0, Input::Appended(vec![run]));
        pair.finish(&[0]);
        assert!(pair.bytes() - before < 600, "{} bytes for a record", pair.bytes() - before);
    }
    assert_eq!(pair.sides[0].shelf.contents(), pair.sides[1].shelf.contents());
    assert!(pair.sides.iter().all(|side| side.closed.is_none() && side.repeated == 0));
}

#[test]
fn records_that_come_while_frontiers_cross_are_sent_once() {
    for frames in 0..12 {
        let mut pair = Pair::new([one_log(1, Stream::Work, 5), one_log(2, Stream::Work, 4)], everything(), SMALL);
        pair.run(&[0, 1, 2], frames);
        let (record, payload) = chain(1, Stream::Work, 6).pop().expect("six");
        let run = Held { log: record.header().log, span: Span { low: 6, high: 6 }, top: record.id() };
        pair.sides[0].shelf.insert(record);
        pair.sides[0].shelf.payloads.insert(Digest::of(&payload), payload);
        pair.input(0, Input::Appended(vec![run]));
        pair.finish(&[0, 1]);
        assert!(pair.sides.iter().all(|side| side.closed.is_none() && side.settled.is_some()), "after {frames} frames");
        assert!(pair.sides.iter().all(|side| side.repeated == 0), "after {frames} frames");
        assert_eq!(pair.sides[0].shelf.contents(), pair.sides[1].shelf.contents(), "after {frames} frames");
    }
}

#[test]
fn a_silent_peer_costs_a_deadline() {
    let mut side = Side::new(Shelf::default(), Limits::default());
    side.session.handle(Input::Start(Box::new(start(&Shelf::default(), 1, Interest::Everything))), 1000);
    let deadline = side.session.deadline().expect("a hello is due");
    assert!(side.session.handle(Input::Tick, deadline - 1).is_empty());
    let outputs = side.session.handle(Input::Tick, deadline);
    assert!(matches!(outputs[..], [Output::Close(Reason::Silent)]));
    // Later too, wherever the peer stops.
    for frames in 1..9 {
        let mut pair = Pair::new([one_log(1, Stream::Work, 5), Shelf::default()], everything(), SMALL);
        pair.run(&[0, 1, 2], frames);
        pair.sides[0].inbox.clear();
        while pair.step(0) {
            pair.sides[0].inbox.clear();
        }
        let Some(deadline) = pair.sides[0].session.deadline() else { panic!("nothing is due after {frames} frames") };
        pair.now_ms = deadline;
        pair.input(0, Input::Tick);
        assert_eq!(pair.sides[0].closed, Some(Reason::Silent));
    }
}

/// Two sessions right after their hellos were exchanged, with changes to what one of them says.
fn greeted(change: impl Fn(&mut shouwen::sync::Start)) -> (Session, Vec<Output>) {
    let shelf = Shelf::default();
    let mut other = start(&shelf, 2, Interest::Everything);
    change(&mut other);
    let mut session = Session::new();
    session.handle(Input::Start(Box::new(start(&shelf, 1, Interest::Everything))), 0);
    let hello = Session::new().handle(Input::Start(Box::new(other)), 0);
    let Some(Output::Send(hello)) = hello.into_iter().next() else { panic!("no hello") };
    let outputs = session.handle(Input::Frame(hello), 0);
    (session, outputs)
}

#[test]
fn hellos_that_do_not_fit_are_refused() {
    let (_, outputs) = greeted(|start| start.organisation = PublicKey([2; 32]));
    assert!(matches!(outputs[..], [Output::Close(Reason::Organisation)]));
    let (_, outputs) = greeted(|start| start.nonce = shouwen::sync::Nonce(*Digest::of(&[1]).0.first_chunk().expect("32 bytes")));
    assert!(matches!(outputs[..], [Output::Close(Reason::Reflected)]));
    let (_, outputs) = greeted(|start| start.sites.push(start.sites[0]));
    assert!(matches!(outputs[..], [Output::Close(Reason::Malformed(_))]));
    let (_, outputs) = greeted(|start| start.certificates = vec![shouwen::domain::id::RecordId::default(); 65]);
    assert!(matches!(outputs[..], [Output::Close(Reason::TooMuch(_))]));
    let (mut session, outputs) = greeted(|_| ());
    assert!(matches!(outputs[..], [Output::Judge(_)]), "nothing counts as connected before the node has judged");
    assert!(!session.accepts_frames());
    let outputs = session.handle(Input::Refused(Refusal::Revoked), 0);
    assert!(matches!(outputs[..], [Output::Close(Reason::Refused(Refusal::Revoked))]));
    assert!(session.handle(Input::Accepted, 0).is_empty(), "nothing follows a close");
}

#[test]
fn the_highest_common_version_is_spoken() {
    let shelf = Shelf::default();
    let hello = |low: u8, high: u8| {
        let mut session = Session::new();
        session.handle(Input::Start(Box::new(start(&shelf, 1, Interest::Everything))), 0);
        let outputs = Session::new().handle(Input::Start(Box::new(start(&shelf, 2, Interest::Everything))), 0);
        let Some(Output::Send(mut frame)) = outputs.into_iter().next() else { panic!("no hello") };
        // Plain, a hello, its oldest and its newest version; a newer one may say more at its end.
        assert_eq!(frame[..4], [0, 0, 1, 1]);
        (frame[2], frame[3]) = (low, high);
        if high > 1 {
            frame.extend([1, 2, 3]);
        }
        session.handle(Input::Frame(frame), 0)
    };
    assert!(matches!(&hello(1, 1)[..], [Output::Judge(peer)] if peer.version == 1));
    assert!(matches!(&hello(1, 9)[..], [Output::Judge(peer)] if peer.version == 1));
    assert!(matches!(hello(2, 9)[..], [Output::Close(Reason::Version { low: 2, high: 9 })]));
}

#[test]
fn a_stranger_is_asked_who_it_is() {
    let shelf = one_log(1, Stream::Work, 5);
    let certify = chain(9, Stream::Roster, 1).remove(0).0;
    let mut starts = [start(&shelf, 1, Interest::Everything), start(&Shelf::default(), 2, Interest::Everything)];
    for start in &mut starts {
        start.introduction = vec![certify.signed().clone()];
    }
    let sides = [Side::new(shelf, Limits::default()), Side::new(Shelf::default(), Limits::default())];
    let mut pair = Pair::started(sides, starts);
    // The left one accepts and goes on; the right one asks first.
    pair.introduce = [false, true];
    pair.finish(&[0]);
    assert!(pair.is_level(), "{:?} {:?}", pair.sides[0].closed, pair.sides[1].closed);
    let known = pair.sides[1].known.as_ref().expect("accepted");
    assert_eq!(known.introduction, vec![certify]);
    assert_eq!(known.sites.len(), 2);
}

#[test]
fn a_flood_is_cut_off() {
    let (mut session, _) = greeted(|_| ());
    for _ in 0..2 {
        assert!(session.handle(Input::Frame(vec![0; shouwen::sync::FRAME_BYTES_MAX]), 0).is_empty(), "kept while the node judges");
    }
    let outputs = session.handle(Input::Frame(vec![0]), 0);
    assert!(matches!(outputs[..], [Output::Close(Reason::Flooded)]));
    let (mut session, _) = greeted(|_| ());
    let outputs = session.handle(Input::Frame(vec![0; shouwen::sync::FRAME_BYTES_MAX + 1]), 0);
    assert!(matches!(outputs[..], [Output::Close(Reason::Oversized)]));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let packed = zstd::bulk::compress(&vec![0; 64 << 20], 1).expect("it compresses");
    for claimed in [64u32 << 20, 1 << 20] {
        let (mut session, _) = greeted(|_| ());
        session.handle(Input::Accepted, 0);
        let frame = [&[1][..], &claimed.to_le_bytes(), &packed].concat();
        let outputs = session.handle(Input::Frame(frame), 0);
        assert!(matches!(outputs[..], [Output::Close(Reason::Oversized | Reason::Malformed(_))]), "{outputs:?}");
    }
}

#[test]
fn a_peer_that_closes_says_why() {
    let (mut session, _) = greeted(|_| ());
    let outputs = session.handle(Input::Closed(Some(Reason::Refused(Refusal::NotCertified).code())), 0);
    let [Output::Close(reason)] = &outputs[..] else { panic!("{outputs:?}") };
    assert!(reason.to_string().contains("enrol"), "{reason}");
}
