//! Sealed files: wanted with the record that names them, proven when they come and whenever they are read, evicted only where
//! others keep them.

use std::fs;
use std::io::Read;

use shouwen::domain::act::{Attach, SealedFile};
use shouwen::domain::attachment::{CHUNK_BYTES, FileClass, FilePart, Outline, named, seal};
use shouwen::domain::id::{DeviceId, Digest};
use shouwen::domain::payload::SealingKey;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::store::place::{FileStorage, Folder};
use shouwen::store::{FORMAT, FileRow, Options, Snapshot, Store};

use crate::ledger::{Ledger, Line, founding};
use crate::{batch, store};

/// A sealed file of about so many bytes.
pub fn sealed(seed: u8, length: usize) -> Vec<u8> {
    seal(&vec![seed; length], &SealingKey::from_bytes([seed; 32]), [seed; 16]).expect("short enough")
}

/// A request with one attachment for each pair of a file and a thumbnail.
pub fn attached(ledger: &mut Ledger, files: &[(SealedFile, Option<SealedFile>)]) -> Vec<VerifiedRecord> {
    let open = ledger.open(2);
    let mut records = vec![open.clone()];
    for (sealed, thumbnail) in files {
        let line = Line { parents: vec![records.last().expect("one").id()], ..Line::work(Some(open.id())) };
        let attach = Attach { sealed: *sealed, thumbnail: *thumbnail, ..Attach::default() };
        records.push(ledger.write(2, &line, &attach.into()));
    }
    records
}

/// Everything of a file, as a peer brings it.
pub fn part(bytes: &[u8]) -> FilePart {
    let chunks = (0..).zip(bytes.chunks(CHUNK_BYTES)).map(|(index, chunk)| (index, chunk.to_vec())).collect();
    FilePart { file: named(bytes), outline: Some(Outline::of(bytes)), chunks }
}

fn wanted(snapshot: &Snapshot, class: FileClass) -> Vec<SealedFile> {
    snapshot.wanted_files(class, None).expect("read").0
}

fn row(store: &Store, file: SealedFile) -> FileRow {
    store.snapshot().expect("read").file(file).expect("read").expect("named")
}

#[test]
fn files_are_wanted_with_their_record_the_newest_first_until_they_are_whole() {
    let store = store();
    let mut ledger = Ledger::start([2]);
    let (old, new, small) = (sealed(1, 200_000), sealed(2, 100_000), sealed(3, 9_000));
    store.ingest(&batch(&ledger.records)).expect("committed");
    let records = attached(&mut ledger, &[(named(&old), None), (named(&new), Some(named(&small)))]);
    assert!(store.ingest(&batch(&records)).expect("committed").files);
    let snapshot = store.snapshot().expect("read");
    assert_eq!(wanted(&snapshot, FileClass::Thumbnail), [named(&small)]);
    assert_eq!(wanted(&snapshot, FileClass::Original), [named(&new), named(&old)]);
    assert_eq!(store.keep_files(&[part(&new), part(&small)], 5).expect("kept"), [named(&new), named(&small)]);
    let snapshot = store.snapshot().expect("read");
    assert_eq!(wanted(&snapshot, FileClass::Thumbnail), []);
    assert_eq!(wanted(&snapshot, FileClass::Original), [named(&old)]);
    assert_eq!(store.whole_file(named(&new)).expect("read"), Some(new.clone()));
    assert_eq!(store.whole_file(named(&old)).expect("read"), None);
    assert_eq!(snapshot.file_bytes().expect("read"), (new.len() + small.len()) as u64);
    assert_eq!(store.check().expect("read"), Vec::<&str>::new());
    assert_eq!(store.rebuild().expect("rebuilt"), Vec::<&str>::new());
    assert_eq!(wanted(&store.snapshot().expect("read"), FileClass::Original), [named(&old)]);
}

#[test]
fn what_is_too_long_for_a_thumbnail_is_none() {
    let store = store();
    let mut ledger = Ledger::start([2]);
    let (photo, most, longer) = (sealed(1, 50_000), sealed(2, 16 * 1024), sealed(3, 16 * 1024 + 1));
    let records = attached(&mut ledger, &[(named(&photo), Some(named(&longer))), (named(&photo), Some(named(&most)))]);
    store.ingest(&batch(&ledger.records)).expect("committed");
    store.ingest(&batch(&records)).expect("committed");
    assert_eq!(wanted(&store.snapshot().expect("read"), FileClass::Thumbnail), [named(&most)]);
    store.keep_files(&[part(&most), part(&longer)], 1).expect("kept");
    assert_eq!(store.evict_files(u64::MAX, |_| true).expect("evicted"), longer.len() as u64);
}

#[test]
fn only_what_is_named_and_proven_is_kept() {
    let store = store();
    let mut ledger = Ledger::start([2]);
    let (known, strange) = (sealed(1, 200_000), sealed(2, 200_000));
    let records = attached(&mut ledger, &[(named(&known), None)]);
    store.ingest(&batch(&ledger.records)).expect("committed");
    store.ingest(&batch(&records)).expect("committed");
    assert_eq!(store.keep_files(&[part(&strange)], 1).expect("passed over"), []);
    assert_eq!(store.snapshot().expect("read").file(named(&strange)).expect("read"), None);
    let mut spoilt = part(&known);
    spoilt.chunks[1].1[7] ^= 1;
    assert_eq!(store.keep_files(&[spoilt], 1).expect("kept in part"), []);
    let row = row(&store, named(&known));
    assert_eq!((row.holds(0), row.holds(1), row.holds(2)), (true, false, true));
    let lying = FilePart { outline: Some(Outline::of(&strange)), ..part(&known) };
    assert_eq!(store.keep_files(&[lying], 1).expect("the known outline counts"), [named(&known)]);
}

#[test]
fn what_the_disk_spoils_is_dropped_when_it_is_read_and_wanted_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store().with_files(Folder::at(&folder.path().join("files")));
    let mut ledger = Ledger::start([2]);
    let bytes = sealed(1, 200_000);
    let records = attached(&mut ledger, &[(named(&bytes), None)]);
    store.ingest(&batch(&ledger.records)).expect("committed");
    store.ingest(&batch(&records)).expect("committed");
    store.keep_files(&[part(&bytes)], 1).expect("kept");
    let path = folder.path().join("files").join(named(&bytes).hash.to_string());
    let mut on_disk = fs::read(&path).expect("a file of its own");
    on_disk[CHUNK_BYTES + 9] ^= 1;
    fs::write(&path, &on_disk).expect("spoilt");
    assert_eq!(store.file_chunk(named(&bytes), 0).expect("read").as_deref(), Some(&bytes[..CHUNK_BYTES]));
    assert_eq!(store.file_chunk(named(&bytes), 1).expect("found out"), None);
    assert_eq!(row(&store, named(&bytes)).count(), 3);
    assert_eq!(wanted(&store.snapshot().expect("read"), FileClass::Original), [named(&bytes)]);
    store.keep_files(&[part(&bytes)], 2).expect("fetched again");
    assert_eq!(store.whole_file(named(&bytes)).expect("read"), Some(bytes.clone()));
    fs::remove_file(&path).expect("lost");
    assert_eq!(store.whole_file(named(&bytes)).expect("found out"), None);
    store.keep_files(&[part(&bytes)], 3).expect("fetched again");
    fs::write(&path, &on_disk).expect("spoilt");
    assert_eq!(store.promise_files(&[named(&bytes)]).expect("read"), [], "no word is given for what the disk has spoilt");
    assert!(!row(&store, named(&bytes)).promised);
    assert_eq!(wanted(&store.snapshot().expect("read"), FileClass::Original), [named(&bytes)]);
}

#[test]
fn an_own_file_is_whole_with_its_record_and_bytes_that_lie_there_are_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Folder::at(&folder.path().join("files"));
    let store = store().with_files(place.clone());
    let mut ledger = Ledger::start([2]);
    let bytes = sealed(1, 200_000);
    let file = store.write_own_file(&bytes).expect("durable");
    let records = attached(&mut ledger, &[(file, None)]);
    store.ingest(&batch(&ledger.records)).expect("committed");
    assert!(!store.append(&batch(&records)).expect("written").files, "nothing is wanted");
    assert_eq!(store.whole_file(file).expect("read"), Some(bytes.clone()));
    // A store that was put back, or came from a bundle, beside files that are newer.
    let restored = self::store().with_files(place);
    restored.ingest(&batch(&ledger.records)).expect("committed");
    restored.ingest(&batch(&records)).expect("committed");
    assert_eq!(restored.whole_file(file).expect("read"), Some(bytes));
}

#[test]
fn files_that_somebody_put_in_their_place_or_took_from_it_are_noticed_when_it_is_looked_at_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Folder::at(&folder.path().join("files"));
    let store = store().with_files(place.clone());
    let mut ledger = Ledger::start([2]);
    let (came, gone, lacking, damaged) = (sealed(1, 200_000), sealed(2, 100_000), sealed(3, 90_000), sealed(4, 80_000));
    let named_files: Vec<_> = [&came, &gone, &lacking, &damaged].into_iter().map(|bytes| (named(bytes), None)).collect();
    let records = attached(&mut ledger, &named_files);
    store.ingest(&batch(&ledger.records)).expect("committed");
    store.ingest(&batch(&records)).expect("committed");
    store.keep_files(&[part(&gone)], 1).expect("kept");
    place.remove(&named(&gone).hash.to_string()).expect("lost");
    place.write(&named(&came).hash.to_string(), &[(0, &came)]).expect("put back");
    place.write(&named(&damaged).hash.to_string(), &[(0, &damaged), (7, b"x")]).expect("put back");
    assert_eq!(store.look_again_for_files().expect("looked"), 2);
    assert_eq!(store.whole_file(named(&came)).expect("read"), Some(came.clone()));
    let snapshot = store.snapshot().expect("read");
    assert_eq!(wanted(&snapshot, FileClass::Original), [named(&damaged), named(&lacking), named(&gone)]);
    assert_eq!(snapshot.file_bytes().expect("read"), came.len() as u64);
    assert_eq!(store.look_again_for_files().expect("looked"), 0);
    assert_eq!(store.check().expect("read"), Vec::<&str>::new());
}

#[test]
fn only_what_others_keep_goes_and_it_is_remembered() {
    let store = store();
    let mut ledger = Ledger::start([2]);
    let files = [sealed(1, 100_000), sealed(2, 100_000), sealed(3, 100_000)];
    let small = sealed(4, 5_000);
    let named_files: Vec<_> = files.iter().map(|bytes| named(bytes)).collect();
    let records = attached(&mut ledger, &[(named_files[0], Some(named(&small))), (named_files[1], None), (named_files[2], None)]);
    store.ingest(&batch(&ledger.records)).expect("committed");
    store.ingest(&batch(&records)).expect("committed");
    for (bytes, now) in files.iter().chain([&small]).zip(1..) {
        store.keep_files(&[part(bytes)], now).expect("kept");
    }
    let kept = |row: &FileRow| !row.keepers.is_empty();
    assert_eq!(store.evict_files(1, kept).expect("looked"), 0, "nobody else keeps anything");
    store.note_keeper(&named_files, DeviceId([5; 16]), true).expect("noted");
    assert_eq!(store.promise_files(&named_files[..1]).expect("promised"), named_files[..1]);
    store.use_file(named_files[1], 99).expect("read");
    assert_eq!(store.evict_files(1, kept).expect("evicted"), named_files[2].size, "the promised one stays, the used one is younger");
    let gone = row(&store, named_files[2]);
    assert!(gone.elsewhere && gone.count() == 0);
    assert_eq!(wanted(&store.snapshot().expect("read"), FileClass::Original), [], "it is not asked for by itself");
    assert!(store.use_file(named_files[2], 100).expect("opened"));
    assert_eq!(wanted(&store.snapshot().expect("read"), FileClass::Original), [named_files[2]]);
    assert_eq!(store.evict_files(u64::MAX, |_| true).expect("evicted"), named_files[1].size, "neither promised ones nor thumbnails");
    assert_eq!(store.check().expect("read"), Vec::<&str>::new());
}

#[test]
fn a_store_of_format_1_opens_and_is_brought_to_this_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shouwen.redb");
    let mut bytes = Vec::new();
    let packed: &[u8] = include_bytes!("../databases/format-1.redb.zst");
    zstd::stream::read::Decoder::new(packed).and_then(|mut plain| plain.read_to_end(&mut bytes)).expect("a fixture");
    fs::write(&path, &bytes).expect("written");
    assert_eq!(FORMAT, 2, "a new format keeps a database of the last one here too");
    for _ in 0..2 {
        let store = Store::open(&path, Options::default()).expect("opens");
        assert_eq!(store.founding(), founding());
        let snapshot = store.snapshot().expect("read");
        assert_eq!(wanted(&snapshot, FileClass::Original), [], "the 14 bytes that it names are too short for a sealed file");
        let stats = snapshot.stats().expect("read");
        assert_eq!((stats.requests, stats.payloads), (1, 1));
        assert_eq!(
            snapshot.payload(Digest::of(b"sealed words of format 1")).expect("read").as_deref(),
            Some(&b"sealed words of format 1"[..])
        );
        assert_eq!(store.check().expect("read"), Vec::<&str>::new());
    }
}
