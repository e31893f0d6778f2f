//! Two nodes that meet hold the same afterwards: whatever they held, whoever moves first, wherever the wire is cut.

#[allow(dead_code, reason = "each test uses a part of it")]
mod support {
    pub mod pair;
    pub mod shelf;
    pub mod tangle;
}

use std::collections::BTreeSet;

use proptest::prelude::*;
use shouwen::domain::id::{Digest, RecordId};
use shouwen::domain::signed::VerifiedRecord;
use shouwen::sync::{Input, Interest, Limits, Output};
use support::pair::{Pair, Side, start};
use support::shelf::Shelf;
use support::tangle::{Stroke, request, stroke, write};

/// Small enough that short histories need several batches, frames and lists.
const SMALL: Limits = Limits { batch_bytes: 700, early_backlog_min: 6, frontier_frame_entries: 3, wants: 2 };

fn everything() -> [Interest; 2] {
    [Interest::Everything, Interest::Everything]
}

fn history() -> impl Strategy<Value = Vec<Stroke>> {
    proptest::collection::vec(stroke(), 0..40)
}

fn limits() -> impl Strategy<Value = Limits> {
    prop_oneof![Just(SMALL), Just(Limits::default()), Just(Limits { early_backlog_min: u64::MAX, ..SMALL })]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_two_shelves_become_equal(strokes in history(), limits in limits(), choices in proptest::collection::vec(any::<u8>(), 1..64)) {
        let tangle = write(&strokes, false);
        let mut pair = Pair::new([tangle.left, tangle.right], everything(), limits);
        pair.finish(&choices);
        prop_assert!(pair.is_level(), "{:?} {:?}", pair.sides[0].closed, pair.sides[1].closed);
        prop_assert_eq!(pair.sides[0].repeated + pair.sides[1].repeated, 0, "what was held came again");
        let [left, right] = pair.shelves();
        prop_assert_eq!(left.contents(), tangle.all.contents());
        prop_assert_eq!(right.contents(), tangle.all.contents());
        prop_assert_eq!(left.wraps, right.wraps);
    }

    #[test]
    fn a_cut_costs_at_most_the_last_batch(
        strokes in history(), limits in limits(),
        choices in proptest::collection::vec(any::<u8>(), 1..64),
        cuts in proptest::collection::vec(0usize..24, 0..5),
    ) {
        let tangle = write(&strokes, false);
        let mut shelves = [tangle.left, tangle.right];
        let mut arrived: [BTreeSet<_>; 2] = Default::default();
        for cut in cuts.into_iter().chain([usize::MAX]) {
            let mut pair = Pair::new(shelves, everything(), limits);
            pair.run(&choices, cut);
            for (side, arrived) in pair.sides.iter().zip(&mut arrived) {
                prop_assert_eq!(side.repeated, 0, "what was committed came again");
                for batch in &side.batches {
                    prop_assert!(batch.is_disjoint(arrived), "what arrived came again");
                    arrived.extend(batch.iter().copied());
                }
            }
            if cut == usize::MAX {
                prop_assert!(pair.is_level());
            }
            shelves = pair.shelves();
        }
        prop_assert_eq!(shelves[0].contents(), tangle.all.contents());
        prop_assert_eq!(shelves[1].contents(), tangle.all.contents());
    }

    #[test]
    fn records_that_only_a_later_one_proves_travel_with_it(
        strokes in history(), limits in limits(), choices in proptest::collection::vec(any::<u8>(), 1..64),
    ) {
        let tangle = write(&strokes, true);
        let mut pair = Pair::new([tangle.left, tangle.right], everything(), limits);
        pair.finish(&choices);
        prop_assert!(pair.is_level(), "{:?} {:?}", pair.sides[0].closed, pair.sides[1].closed);
        prop_assert_eq!(pair.sides[0].repeated + pair.sides[1].repeated, 0);
        prop_assert_eq!(pair.shelves()[1].contents(), tangle.all.contents());
    }

    #[test]
    fn a_peer_that_wants_some_requests_gets_them_and_what_covers_them(
        strokes in history(), limits in limits(), wanted in proptest::collection::btree_set(0u8..5, 0..3),
        choices in proptest::collection::vec(any::<u8>(), 1..64),
    ) {
        let tangle = write(&strokes, false);
        let list: Vec<RecordId> = wanted.iter().map(|number| request(*number)).collect();
        let of_interest = |record: &VerifiedRecord| record.request().is_none_or(|id| list.contains(&id));
        let before = tangle.left.clone();
        let mut pair = Pair::new([tangle.left, tangle.right.clone()], [Interest::Requests(list.clone()), Interest::Everything], limits);
        pair.finish(&choices);
        prop_assert!(pair.sides.iter().all(|side| side.settled.is_some()), "{:?} {:?}", pair.sides[0].closed, pair.sides[1].closed);
        prop_assert_eq!(pair.sides[0].repeated + pair.sides[1].repeated, 0);
        let [left, right] = pair.shelves();
        for record in tangle.all.records.values() {
            prop_assert!(right.records.contains_key(&record.id()), "the other side wants everything");
            prop_assert!(!of_interest(record) || left.records.contains_key(&record.id()));
        }
        let forked = |record: &VerifiedRecord| {
            let place = (record.header().log, record.header().seq);
            tangle.all.records.values().filter(|other| (other.header().log, other.header().seq) == place).count() > 1
        };
        let unasked = left.records.values().filter(|record| !before.records.contains_key(&record.id()));
        for record in unasked {
            prop_assert!(of_interest(record) || forked(record), "what nobody wants stays where it is");
        }
    }

    #[test]
    fn spoiled_frames_end_a_session_and_touch_nothing(
        strokes in history(), at in 0usize..30, flips in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..4),
        how in 0u8..5, choices in proptest::collection::vec(any::<u8>(), 1..64),
    ) {
        let tangle = write(&strokes, false);
        let mut pair = Pair::new([tangle.left, tangle.right], everything(), SMALL);
        pair.run(&choices, at);
        let side = at % 2;
        let spoiled = match (how, pair.sides[side].inbox.front_mut()) {
            (0, Some(frame)) => { frame.truncate(flips[0].0 as usize % frame.len()); true }
            (1, Some(frame)) => { frame.extend(flips.iter().map(|(_, byte)| *byte)); true }
            (2, Some(frame)) => { let frame = frame.clone(); pair.sides[side].inbox.push_front(frame); true }
            (3, _) => { pair.sides[side].inbox.push_front(flips.iter().map(|(_, byte)| *byte).collect()); true }
            (_, Some(frame)) => {
                for (place, byte) in &flips {
                    let place = *place as usize % frame.len();
                    frame[place] ^= *byte;
                }
                true
            }
            _ => false,
        };
        let before = tangle.all.contents();
        pair.finish(&choices);
        // Whatever came of it: only what one of the two held is on any shelf.
        for side in &pair.sides {
            prop_assert!(side.shelf.records.keys().all(|id| tangle.all.records.contains_key(id)));
            prop_assert!(side.shelf.payloads.iter().all(|(hash, bytes)| Digest::of(bytes) == *hash));
        }
        // And the next session, with an honest wire, brings both level.
        let mut pair = Pair::new(pair.shelves(), everything(), SMALL);
        pair.finish(&choices);
        prop_assert!(pair.is_level() || !spoiled);
        prop_assert_eq!(pair.shelves()[0].contents().0, before.0);
    }

    #[test]
    fn any_bytes_are_answered_with_a_reason(frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 1..6), phase in 0u8..3) {
        let mut side = Side::new(Shelf::default(), Limits::default());
        let mut outputs = side.session.handle(Input::Start(Box::new(start(&Shelf::default(), 1, Interest::Everything))), 0);
        if phase > 0 {
            let mut other = Side::new(Shelf::default(), Limits::default());
            for output in other.session.handle(Input::Start(Box::new(start(&Shelf::default(), 2, Interest::Everything))), 0) {
                let Output::Send(hello) = output else { continue };
                outputs.extend(side.session.handle(Input::Frame(hello), 0));
            }
        }
        if phase > 1 {
            outputs.extend(side.session.handle(Input::Accepted, 0));
        }
        for mut frame in frames {
            // Half of them look like a message.
            if frame.len() > 2 && frame[2] % 2 == 0 {
                frame[0] = 0;
                frame[1] %= 12;
            }
            outputs.extend(side.session.handle(Input::Frame(frame), 1));
        }
        prop_assert!(!outputs.iter().any(|output| matches!(output, Output::Commit(_))));
        prop_assert!(outputs.iter().filter(|output| matches!(output, Output::Close(_))).count() <= 1);
    }
}
