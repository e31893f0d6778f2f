//! Files beside the words: two lanes, chunk by chunk, resumed wherever they were cut.

use shouwen::domain::act::{SealedFile, Stream};
use shouwen::domain::attachment::{CHUNK_BYTES, FileClass, chunk_count, seal};
use shouwen::domain::log::Span;
use shouwen::domain::payload::SealingKey;
use shouwen::sync::{Held, Input, Limits, Reason};

use crate::support::pair::Pair;
use crate::support::shelf::Shelf;
use crate::support::tangle::chain;
use crate::{everything, one_log};

/// A sealed file of about so many bytes.
fn sealed(seed: u8, length: usize) -> Vec<u8> {
    seal(&vec![seed; length], &SealingKey::from_bytes([seed; 32]), [seed; 16]).expect("short enough")
}

/// One side has two photos with thumbnails and a long recording, the other names them all.
fn shelves() -> ([Shelf; 2], Vec<(SealedFile, FileClass)>) {
    let (mut left, mut right) = (one_log(1, Stream::Work, 5), Shelf::default());
    let files = [(1, 9_000, FileClass::Thumbnail), (2, 290_000, FileClass::Original), (3, 12_000, FileClass::Thumbnail)];
    let more = [(4, 300_000, FileClass::Original), (5, 20 * CHUNK_BYTES, FileClass::Original)];
    let mut named = Vec::new();
    for (seed, length, class) in files.into_iter().chain(more) {
        named.push((left.give(&sealed(seed, length), class), class));
    }
    for (file, class) in &named {
        right.want(*file, *class);
    }
    ([left, right], named)
}

fn is_whole(shelf: &Shelf, file: SealedFile) -> bool {
    shelf.files.get(&file).is_some_and(|held| held.is_whole(file))
}

#[test]
fn files_come_after_the_words_thumbnails_first_each_chunk_once() {
    for choices in [&[0][..], &[1], &[3, 1, 4, 1, 5, 9, 2, 6]] {
        let (shelves, named) = shelves();
        let mut pair = Pair::new(shelves, everything(), Limits::default());
        pair.finish(choices);
        assert!(pair.is_level() && pair.sides.iter().all(|side| side.files_level), "{choices:?}");
        let right = &pair.sides[1];
        assert!(named.iter().all(|(file, _)| is_whole(&right.shelf, *file)), "{choices:?}");
        assert_eq!(right.chunks, named.iter().map(|(file, _)| chunk_count(file.size) as usize).sum::<usize>());
        let class = |file: &SealedFile| right.shelf.files[file].class;
        assert_eq!(right.whole.iter().map(class).take(2).collect::<Vec<_>>(), [FileClass::Thumbnail; 2]);
    }
}

#[test]
fn a_record_arrives_while_a_photo_stands_still() {
    let (shelves, named) = shelves();
    let mut pair = Pair::new(shelves, everything(), Limits::default());
    while pair.sides[1].lanes[FileClass::Original as usize].is_empty() {
        assert!(pair.step(0), "a photo gets under way");
    }
    pair.files_held_up = true;
    let more = one_log(1, Stream::Work, 6);
    let (id, record) = more.records.iter().find(|(id, _)| !pair.sides[0].shelf.records.contains_key(id)).expect("the sixth");
    let header = record.header();
    pair.sides[0].shelf.insert(record.clone());
    let run = Held { log: header.log, span: Span { low: header.seq, high: header.seq }, top: *id };
    pair.input(0, Input::Appended(vec![run]));
    pair.finish(&[0]);
    assert!(pair.sides[1].shelf.records.contains_key(id), "words do not wait for files");
    assert!(!named.iter().all(|(file, _)| is_whole(&pair.sides[1].shelf, *file)));
    pair.files_held_up = false;
    pair.finish(&[0]);
    assert!(named.iter().all(|(file, _)| is_whole(&pair.sides[1].shelf, *file)));
}

#[test]
fn cut_at_any_frame_they_go_on_where_they_stopped() {
    let (whole, named) = shelves();
    let mut probe = Pair::new(whole.clone(), everything(), Limits::default());
    probe.finish(&[0]);
    let chunks = probe.sides[1].chunks;
    for frames in 0..probe.delivered {
        let mut pair = Pair::new(whole.clone(), everything(), Limits::default());
        pair.run(&[0], frames);
        // The carrier is gone: what has come is stored, what is on its way is lost.
        for at in 0..2 {
            pair.input(at, Input::Closed(None));
            while !pair.sides[at].tasks.is_empty() {
                pair.work(at);
            }
        }
        let before = pair.sides[1].chunks;
        let mut again = Pair::new(pair.shelves(), everything(), Limits::default());
        again.finish(&[0]);
        let right = &again.sides[1];
        assert!(named.iter().all(|(file, _)| is_whole(&right.shelf, *file)), "cut after {frames} frames");
        assert_eq!((before + right.chunks, right.chunks_again), (chunks, 0), "cut after {frames} frames");
    }
}

#[test]
fn what_a_peer_did_not_have_is_fetched_when_it_has_it() {
    let (mut left, mut right) = (Shelf::default(), Shelf::default());
    let bytes = sealed(7, 200_000);
    let file = Shelf::default().give(&bytes, FileClass::Original);
    left.want(file, FileClass::Original);
    right.want(file, FileClass::Original);
    let mut pair = Pair::new([left, right], everything(), Limits::default());
    pair.finish(&[0]);
    assert!(pair.sides.iter().all(|side| side.files_level), "neither has what the other lacks");
    pair.sides[0].shelf.give(&bytes, FileClass::Original);
    pair.input(0, Input::FilesCame(vec![file]));
    pair.finish(&[0]);
    assert!(is_whole(&pair.sides[1].shelf, file));
}

#[test]
fn files_are_fetched_while_somebody_writes_all_the_time() {
    for choices in [&[0, 1, 2][..], &[1, 0, 2, 2], &[3, 1, 4, 1, 5, 9, 2, 6]] {
        let (mut left, mut right) = (one_log(1, Stream::Work, 1), Shelf::default());
        let file = left.give(&sealed(7, 9_000), FileClass::Original);
        right.want(file, FileClass::Original);
        let mut pair = Pair::new([left, right], everything(), Limits::default());
        let mut choices = choices.iter().copied().cycle();
        for (record, _) in chain(1, Stream::Work, 600).into_iter().skip(1) {
            let seq = record.header().seq;
            let run = Held { log: record.header().log, span: Span { low: seq, high: seq }, top: record.id() };
            pair.sides[0].shelf.insert(record);
            pair.input(0, Input::Appended(vec![run]));
            for _ in 0..2 {
                assert!(pair.step(choices.next().expect("a circle")), "there is always something to send");
            }
        }
        let behind = pair.sides[0].shelf.records.len() - pair.sides[1].shelf.records.len();
        assert!(is_whole(&pair.sides[1].shelf, file) && behind > 0, "{behind} records were still to come");
        pair.finish(&[0]);
        assert_eq!(pair.sides[0].shelf.records.len(), pair.sides[1].shelf.records.len());
    }
}

#[test]
fn both_are_level_once_more_after_files_became_wanted() {
    for no_room in [false, true] {
        let (shelves, _) = shelves();
        let mut pair = Pair::new(shelves, everything(), Limits::default());
        pair.no_room = no_room;
        pair.finish(&[0]);
        let more = pair.sides[0].shelf.give(&sealed(9, 100_000), FileClass::Original);
        pair.sides[1].shelf.want(more, FileClass::Original);
        assert!(std::mem::take(&mut pair.sides[1].files_level));
        pair.input(1, Input::FilesWanted);
        pair.finish(&[0]);
        assert!(pair.sides[1].files_level, "with room: {}", !no_room);
        assert_eq!(is_whole(&pair.sides[1].shelf, more), !no_room);
    }
}

#[test]
fn a_peer_that_asks_for_its_word_gets_it_for_what_is_whole() {
    let (shelves, named) = shelves();
    let mut pair = Pair::new(shelves, everything(), Limits::default());
    pair.finish(&[0]);
    let unknown = SealedFile { size: 77, ..named[0].0 };
    pair.input(1, Input::AskKeep(vec![named[1].0, unknown]));
    pair.finish(&[0]);
    assert_eq!(pair.sides[1].keepers, [named[1].0]);
}

#[test]
fn a_spoilt_chunk_ends_the_session_and_is_not_stored() {
    let (shelves, named) = shelves();
    let mut pair = Pair::new(shelves, everything(), Limits::default());
    while pair.sides[1].lanes[0].is_empty() {
        assert!(pair.step(0), "a thumbnail gets under way");
    }
    let frame = pair.sides[1].lanes[0].front_mut().expect("there");
    *frame.last_mut().expect("bytes") ^= 1;
    pair.finish(&[0]);
    assert!(matches!(pair.sides[1].closed, Some(Reason::Malformed(_))), "{:?}", pair.sides[1].closed);
    assert!(!named.iter().any(|(file, _)| is_whole(&pair.sides[1].shelf, *file)));
}

#[test]
fn without_room_words_go_on() {
    let (shelves, _) = shelves();
    let mut pair = Pair::new(shelves, everything(), Limits::default());
    pair.no_room = true;
    pair.finish(&[0]);
    assert!(pair.is_level() && pair.sides.iter().all(|side| side.files_level));
    assert!(pair.sides[1].whole.is_empty());
}

#[test]
fn what_does_not_belong_on_a_lane_or_is_too_much_ends_the_session() {
    let file = [&[0; 32][..], &[0x80, 0x80, 0x80, 0x20]].concat();
    // Nine chunks of a file of 64 MiB: more than one ask may bring.
    let greedy = [&[0, 12, 0, 1][..], &file, &[0, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8]].concat();
    let names = [&[0, 16][..], &[0x81, 0x20], &file.repeat(4097)].concat();
    let chunk = [&[0, 14][..], &file, &[0, 1, 7]].concat();
    let words: [(Option<FileClass>, Vec<u8>); 8] = [
        (None, greedy),
        (None, names),
        (None, chunk.clone()),
        (None, vec![0, 18, 0]),
        (Some(FileClass::Original), chunk),
        (Some(FileClass::Original), vec![0, 15]),
        (Some(FileClass::Thumbnail), vec![0, 8]),
        (Some(FileClass::Thumbnail), vec![0, 12, 0, 0]),
    ];
    for (lane, frame) in words {
        let what = format!("{lane:?} {:?}", &frame[..frame.len().min(8)]);
        let mut pair = Pair::new(shelves().0, everything(), Limits::default());
        pair.finish(&[0]);
        pair.input(1, lane.map_or(Input::Frame(frame.clone()), |class| Input::FilesFrame(class, frame)));
        assert!(matches!(pair.sides[1].closed, Some(Reason::OutOfOrder(_) | Reason::TooMuch(_))), "{what}: {:?}", pair.sides[1].closed);
    }
}
