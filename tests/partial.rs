//! Nodes that hold a part: whatever meets whatever in any order, nothing is lost, and a van has every request that concerns it whole.

#[allow(dead_code, reason = "each test uses a part of it")]
mod support {
    pub mod pair;
    pub mod shelf;
    pub mod tangle;
}

use std::collections::BTreeSet;

use proptest::prelude::*;
use shouwen::domain::id::{RecordId, SiteId};
use shouwen::domain::log::Span;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::sync::{Held, Input, Interest, Limits};
use support::pair::{Pair, Side, start};
use support::shelf::Shelf;
use support::tangle::{SITE, Stroke, document, stroke, words, wrap, write};

const SMALL: Limits = Limits { batch_bytes: 700, early_backlog_min: 6, frontier_frame_entries: 3, wants: 2 };
const NODES: usize = 4;

fn strokes() -> impl Strategy<Value = Vec<Stroke>> {
    proptest::collection::vec(stroke(), 1..40)
}

/// A history, record by record as it was written, with the words that each names.
fn history(strokes: &[Stroke]) -> Vec<VerifiedRecord> {
    let everywhere: Vec<Stroke> = strokes.iter().map(|stroke| Stroke { held: 0b1111, ..stroke.clone() }).collect();
    let all = write(&everywhere, false).all;
    all.arrivals.iter().map(|id| all.records[id].clone()).collect()
}

fn put(shelf: &mut Shelf, record: &VerifiedRecord) {
    shelf.insert(record.clone());
    for number in 0..40 {
        let bytes = words(number);
        let hash = shouwen::domain::id::Digest::of(&bytes);
        if record.header().payload.is_some_and(|payload| payload.hash == hash) {
            shelf.wraps.insert(hash, vec![wrap(hash)]);
            shelf.payloads.insert(hash, bytes);
        }
    }
    for number in 0..5 {
        shelf.documents.insert(shouwen::domain::id::Digest::of(document(number).as_bytes()), document(number));
    }
}

fn interest(full: bool) -> Interest {
    if full { Interest::Everything } else { Interest::OpenAndMine }
}

fn requests(shelf: &Shelf) -> BTreeSet<RecordId> {
    shelf.records.values().filter_map(VerifiedRecord::request).collect()
}

fn has(shelf: &Shelf, records: &BTreeSet<RecordId>) -> bool {
    records.iter().all(|id| shelf.records.contains_key(id))
}

/// What a node is to have of another one's records. A van that has something of a request is told the rest by whoever sees it:
/// a full node always, since it is told everything first; another van where both have a record of it.
fn due((of, all_told): (&Shelf, bool), to: &Shelf, full: bool) -> BTreeSet<RecordId> {
    let wanted = |record: &&VerifiedRecord| {
        let held = |request| to.records_of(request);
        let shared = |request| if all_told { !held(request).is_empty() } else { !held(request).is_disjoint(&of.records_of(request)) };
        full || record.request().is_none_or(|request| of.concerns(request) || shared(request))
    };
    of.records.values().filter(wanted).map(VerifiedRecord::id).collect()
}

/// Lets two nodes meet; says how many batches went.
fn meet(nodes: &mut [Shelf], full: &[bool], (one, other): (usize, usize), choices: &[u8]) -> Result<usize, TestCaseError> {
    let before = [nodes[one].clone(), nodes[other].clone()];
    let mut pair = Pair::new(before.clone(), [interest(full[one]), interest(full[other])], SMALL);
    pair.finish(choices);
    let batches = pair.sides.iter().map(|side| side.batches.len()).sum();
    for side in &pair.sides {
        prop_assert!(side.settled.is_some() && side.closed.is_none(), "{:?}", side.closed);
        prop_assert_eq!(side.repeated, 0, "what was held came again");
    }
    let said = pair.sides[0].settled;
    prop_assert_eq!(said, pair.sides[1].settled);
    let after = pair.shelves();
    let equal = after[0].contents().0 == after[1].contents().0;
    // Of two vans one is done before the other, and may have sent the rest of what it was told of afterwards.
    prop_assert!(said == Some(equal) || (equal && !full[one] && !full[other]), "{said:?}, but {equal}");
    for (at, full, told) in [(0, full[one], full[other]), (1, full[other], full[one])] {
        prop_assert!(has(&after[at], &due((&before[1 - at], told), &before[at], full)), "something that is due did not come");
        prop_assert!(has(&after[at], &before[at].records.keys().copied().collect()));
    }
    let [left, right] = after;
    (nodes[one], nodes[other]) = (left, right);
    Ok(batches)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_chain_of_full_and_partial_nodes_converges(
        strokes in strokes(), places in proptest::collection::vec(1u8..16, 40),
        full in proptest::collection::vec(any::<bool>(), NODES), meetings in proptest::collection::vec((0..NODES, 0..NODES), 0..8),
        choices in proptest::collection::vec(any::<u8>(), 1..64),
    ) {
        let mut nodes = vec![Shelf::default(); NODES];
        let mut all = Shelf::default();
        for (record, mask) in history(&strokes).iter().zip(&places) {
            put(&mut all, record);
            nodes.iter_mut().enumerate().filter(|(at, _)| mask & (1 << at) != 0).for_each(|(_, node)| put(node, record));
        }
        for pair in meetings.into_iter().filter(|(one, other)| one != other) {
            meet(&mut nodes, &full, pair, &choices)?;
        }
        // Then everybody meets everybody, until nobody has anything to say.
        let mut rounds = 0;
        loop {
            let mut batches = 0;
            for one in 0..NODES {
                for other in one + 1..NODES {
                    batches += meet(&mut nodes, &full, (one, other), &choices)?;
                }
            }
            if batches == 0 {
                break;
            }
            rounds += 1;
            prop_assert!(rounds <= NODES, "they never come to rest");
        }
        let full_nodes: Vec<&Shelf> = nodes.iter().zip(&full).filter(|(_, full)| **full).map(|(node, _)| node).collect();
        for node in &full_nodes {
            prop_assert_eq!(node.contents().0, all.contents().0, "a full node has everything that anybody had");
        }
        for van in nodes.iter().zip(&full).filter(|(_, full)| !**full).map(|(node, _)| node).filter(|_| !full_nodes.is_empty()) {
            for request in requests(&all).into_iter().filter(|request| all.concerns(*request)) {
                prop_assert!(has(van, &all.records_of(request)), "a van has every request that concerns it whole");
            }
            prop_assert!(van.wants().is_empty(), "with its words");
        }
    }

    #[test]
    fn a_van_is_not_sent_what_does_not_concern_it(strokes in strokes(), choices in proptest::collection::vec(any::<u8>(), 1..64)) {
        let mut centre = Shelf::default();
        for record in &history(&strokes) {
            put(&mut centre, record);
        }
        let mut pair = Pair::new([Shelf::default(), centre.clone()], [Interest::OpenAndMine, Interest::Everything], SMALL);
        pair.finish(&choices);
        let [van, _] = pair.shelves();
        for record in van.records.values() {
            let header = record.header();
            let forked = centre.places[&(header.log, header.seq)].len() > 1;
            prop_assert!(forked || record.request().is_none_or(|request| centre.concerns(request)));
        }
    }

    #[test]
    fn what_comes_to_concern_a_van_while_it_is_connected_is_pushed_whole(
        strokes in strokes(), early in 0usize..40, picking in any::<bool>(), to_van in any::<bool>(),
        choices in proptest::collection::vec(any::<u8>(), 1..64),
    ) {
        let records = history(&strokes);
        let (first, later) = records.split_at(early.min(records.len()));
        let (mut centre, mut van) = (Shelf::default(), Shelf::default());
        for record in first {
            put(&mut centre, record);
            if to_van {
                put(&mut van, record);
            }
        }
        let mut pair = Pair::new([centre, van], [Interest::Everything, interest(!picking)], SMALL);
        pair.finish(&choices);
        for record in later {
            let header = record.header();
            let run = Held { log: header.log, span: Span { low: header.seq, high: header.seq }, top: record.id() };
            let held: BTreeSet<RecordId> = pair.sides[1].shelf.records.keys().copied().collect();
            let shared = record.request().is_some_and(|request| !pair.sides[1].shelf.records_of(request).is_empty());
            put(&mut pair.sides[0].shelf, record);
            pair.input(0, Input::Appended(vec![run]));
            pair.finish(&choices);
            let [centre, van] = [&pair.sides[0].shelf, &pair.sides[1].shelf];
            prop_assert!(pair.sides.iter().all(|side| side.closed.is_none() && side.repeated == 0));
            match record.request().filter(|_| picking) {
                Some(request) if shared || centre.concerns(request) => prop_assert!(has(van, &centre.records_of(request))),
                Some(_) => prop_assert_eq!(van.records.len(), held.len(), "it does not concern the van"),
                None => prop_assert!(van.records.contains_key(&record.id())),
            }
        }
    }
}

/// A session's start with many sites, each with one log of the same records.
fn many_sites(shelf: &Shelf, seed: u8, count: u32, differing: &[u32]) -> shouwen::sync::Start {
    let mut start = start(shelf, seed, Interest::Everything);
    let plain = start.sites[0];
    start.sites = (0..count)
        .map(|number| {
            let mut site = SiteId([9; 16]);
            site.0[..4].copy_from_slice(&number.to_le_bytes());
            shouwen::sync::SiteState { site, ..plain }
        })
        .collect();
    start.sites.extend(differing.iter().map(|_| shelf.state(SITE)));
    start
}

#[test]
fn of_two_thousand_sites_only_the_one_that_differs_costs_frames() {
    let (mut left, mut right) = (Shelf::default(), Shelf::default());
    for (record, _) in support::tangle::chain(1, shouwen::domain::act::Stream::Witness, 3) {
        put(&mut left, &record);
    }
    left.payloads.clear();
    right.payloads.clear();
    let limits = Limits::default();
    let alone = {
        let starts = [many_sites(&left, 1, 0, &[0]), many_sites(&right, 2, 0, &[0])];
        let mut pair = Pair::started([Side::new(left.clone(), limits), Side::new(right.clone(), limits)], starts);
        pair.finish(&[0]);
        assert!(pair.is_level(), "{:?}", pair.sides[0].closed);
        (pair.sides[0].sent_frames.clone(), pair.sides[1].sent_frames.clone())
    };
    let starts = [many_sites(&left, 1, 2000, &[0]), many_sites(&right, 2, 2000, &[0])];
    let mut pair = Pair::started([Side::new(left, limits), Side::new(right, limits)], starts);
    pair.finish(&[0]);
    assert!(pair.is_level());
    let many = (pair.sides[0].sent_frames.clone(), pair.sides[1].sent_frames.clone());
    println!(
        "2,000 equal sites and one that differs: {} frames of {} bytes after a hello of {}",
        many.0.len() - 1,
        many.0[1..].iter().sum::<usize>(),
        many.0[0]
    );
    assert_eq!((&alone.0[1..], &alone.1[1..]), (&many.0[1..], &many.1[1..]), "equal sites cost nothing beyond the hello");
    assert!(many.0[0] - alone.0[0] <= 2000 * 64 + 4, "{} bytes", many.0[0] - alone.0[0]);
}

#[test]
fn a_carrier_takes_up_sites_it_does_not_know_and_delivers_them() {
    let mut basement = Shelf::default();
    for (record, bytes) in support::tangle::chain(1, shouwen::domain::act::Stream::Work, 5) {
        basement.insert(record.clone());
        let hash = shouwen::domain::id::Digest::of(&bytes);
        basement.wraps.insert(hash, vec![wrap(hash)]);
        basement.payloads.insert(hash, bytes);
    }
    let limits = Limits::default();
    let meet = |one: (Shelf, Interest, bool), other: (Shelf, Interest, bool)| {
        let mut starts = [start(&one.0, 1, one.1), start(&other.0, 2, other.1)];
        for (start, knows) in starts.iter_mut().zip([one.2, other.2]) {
            start.sites.retain(|state| knows || state.site != SITE);
        }
        let mut pair = Pair::started([Side::new(one.0, limits), Side::new(other.0, limits)], starts);
        pair.finish(&[0, 1]);
        let settled = pair.is_level();
        (pair.shelves(), settled)
    };
    let ([basement, van], level) = meet((basement, Interest::Everything, true), (Shelf::default(), Interest::CarryOnly, false));
    assert!(level);
    assert_eq!((van.contents(), &van.wraps), (basement.contents(), &basement.wraps), "with the sealed words and their wraps");
    let ([_, other], level) = meet((van, Interest::CarryOnly, true), (Shelf::default(), Interest::Everything, true));
    assert!(level);
    assert_eq!((other.contents(), &other.wraps), (basement.contents(), &basement.wraps));
    let ([stranger, _], _) = meet((Shelf::default(), Interest::Everything, false), (other, Interest::Everything, true));
    assert!(stranger.records.is_empty(), "nobody else is sent a site that it does not name");
}
