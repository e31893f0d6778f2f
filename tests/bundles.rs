//! Bundle files: whole ones, cut ones, damaged ones, and files that are something else.

#[allow(dead_code, reason = "each test uses a part of it")]
mod support {
    pub mod shelf;
    pub mod tangle;
}

use proptest::prelude::*;
use shouwen::domain::id::SiteId;
use shouwen::domain::key::PublicKey;
use shouwen::sync::bundle::{BundleError, Reader, Writer};
use shouwen::sync::{Batch, Found, Piece, Query, Sealed};
use support::shelf::Shelf;
use support::tangle::{SITE, chain, stroke, write};

const ORGANISATION: PublicKey = PublicKey([3; 32]);

/// Everything of a shelf, run by run as a node hands it out.
fn batches(shelf: &Shelf) -> Vec<Batch> {
    let mut out = vec![Batch { documents: shelf.documents.values().cloned().collect(), ..Batch::default() }];
    for run in [SiteId::ORGANISATION, SITE].into_iter().flat_map(|site| shelf.index(site)) {
        let piece = Piece { run, span: run.span };
        let Found::Records(records) = shelf.answer(&Query::Runs { pieces: vec![piece], bytes: usize::MAX }) else { unreachable!() };
        let hashes = records.iter().filter_map(|record| record.header().payload).map(|payload| payload.hash);
        let sealed = hashes.filter(|hash| shelf.payloads.contains_key(hash)).map(|hash| Sealed {
            hash,
            bytes: shelf.payloads.get(&hash).cloned(),
            wraps: shelf.wraps.get(&hash).cloned().unwrap_or_default(),
        });
        let payloads = sealed.collect();
        out.push(Batch { records, ..Batch::default() });
        out.push(Batch { payloads, ..Batch::default() });
    }
    out
}

fn bundle(shelf: &Shelf) -> Vec<u8> {
    let (mut writer, mut file) = Writer::new(ORGANISATION);
    for batch in batches(shelf) {
        file.extend(writer.push(&batch));
    }
    file.extend(writer.finish());
    file
}

/// Reads a file in steps of some bytes onto a shelf.
fn read(file: &[u8], step: usize, shelf: &mut Shelf) -> Result<u64, BundleError> {
    let mut reader = Reader::new(ORGANISATION);
    for bytes in file.chunks(step) {
        for batch in reader.feed(bytes)? {
            assert!(batch.pending.is_empty());
            shelf.commit(&batch);
        }
    }
    reader.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_bundle_brings_everything_and_again_nothing(
        strokes in proptest::collection::vec(stroke(), 0..30), spoiled: bool, step in 1usize..3000,
    ) {
        let shelf = write(&strokes, spoiled).all;
        let file = bundle(&shelf);
        let mut other = Shelf::default();
        prop_assert_eq!(read(&file, step, &mut other), Ok(shelf.records.len() as u64));
        prop_assert_eq!(other.contents(), shelf.contents());
        prop_assert_eq!(&other.wraps, &shelf.wraps);
        prop_assert_eq!(read(&file, step, &mut other), Ok(shelf.records.len() as u64));
        prop_assert_eq!(other.contents(), shelf.contents());
    }

    #[test]
    fn a_cut_or_changed_bundle_says_so_and_keeps_what_is_proven(
        strokes in proptest::collection::vec(stroke(), 1..20), at: prop::sample::Index, flip in 0u8..=255,
    ) {
        let shelf = write(&strokes, false).all;
        let mut file = bundle(&shelf);
        let at = at.index(file.len());
        if flip == 0 {
            file.truncate(at);
        } else {
            file[at] ^= flip;
        }
        let mut other = Shelf::default();
        let error = read(&file, 100, &mut other).expect_err("one byte less, or another one");
        prop_assert!(other.records.keys().all(|id| shelf.records.contains_key(id)));
        if let BundleError::Truncated { records } | BundleError::Damaged { records } = error {
            prop_assert_eq!(records, other.records.len() as u64);
        } else {
            prop_assert!(other.records.is_empty());
        }
    }

    #[test]
    fn any_bytes_are_no_bundle(bytes in proptest::collection::vec(any::<u8>(), 0..300), begun: bool) {
        let file = if begun { [Writer::new(ORGANISATION).1, bytes].concat() } else { bytes };
        let mut shelf = Shelf::default();
        prop_assert!(read(&file, 64, &mut shelf).is_err());
        prop_assert!(shelf.records.is_empty());
    }
}

#[test]
fn other_files_are_told_apart() {
    let mut shelf = Shelf::default();
    assert_eq!(read(b"%PDF-1.7 or anything else that is not a bundle at all", 64, &mut shelf), Err(BundleError::NotABundle));
    assert_eq!(read(b"", 64, &mut shelf), Err(BundleError::NotABundle));
    let (_, header) = Writer::new(PublicKey([4; 32]));
    assert_eq!(read(&header, 64, &mut shelf), Err(BundleError::Organisation(PublicKey([4; 32]))));
    let (_, mut header) = Writer::new(ORGANISATION);
    header[15] = 9;
    assert_eq!(read(&header, 64, &mut shelf), Err(BundleError::Format(9)));
    let sentence = BundleError::Truncated { records: 7 }.to_string();
    assert!(sentence.contains("7 records before the cut were kept"), "{sentence}");
}

#[test]
fn a_large_bundle_is_cut_into_frames_with_one_signature_each() {
    let mut shelf = Shelf::default();
    for (record, _) in chain(1, shouwen::domain::act::Stream::Witness, 5000) {
        shelf.insert(record);
    }
    let file = bundle(&shelf);
    let mut reader = Reader::new(ORGANISATION);
    let batches: Vec<Batch> = file.chunks(64 * 1024).flat_map(|bytes| reader.feed(bytes).expect("whole")).collect();
    let valid =
        |batch: &Batch| batch.records.iter().filter(|record| record.signature() == shouwen::domain::signed::SignatureState::Valid).count();
    assert!(batches.len() > 3);
    assert!(batches.iter().all(|batch| valid(batch) == 1));
    assert_eq!(reader.finish(), Ok(5000));
}
