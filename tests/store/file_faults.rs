//! Files on disks that fail: what was counted is there and whole, whatever failed and whenever.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use shouwen::domain::act::{Attach, SealedFile};
use shouwen::domain::attachment::{CHUNK_BYTES, FilePart, Outline, chunk_count, named, seal};
use shouwen::domain::payload::SealingKey;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::store::place::{FileStorage, Memory};
use shouwen::store::{Batch, Options, Store};

use crate::disk::{Dice, Disk};
use crate::ledger::{Ledger, Line, founding};

/// A place that fails at one operation; half of what was to be written may then be there.
#[derive(Clone, Debug, Default)]
struct Frail {
    memory: Arc<Memory>,
    operations: Arc<AtomicU64>,
    fails_at: u64,
}

impl Frail {
    fn operate(&self) -> io::Result<()> {
        let number = self.operations.fetch_add(1, Ordering::Relaxed) + 1;
        if number == self.fails_at { Err(io::Error::other("the disk is gone")) } else { Ok(()) }
    }
}

impl FileStorage for Frail {
    fn read(&self, name: &str, offset: u64, length: usize) -> io::Result<Option<Vec<u8>>> {
        self.operate()?;
        self.memory.read(name, offset, length)
    }

    fn write(&self, name: &str, pieces: &[(u64, &[u8])]) -> io::Result<()> {
        if let Err(error) = self.operate() {
            let half: Vec<(u64, &[u8])> = pieces.iter().map(|(offset, bytes)| (*offset, &bytes[..bytes.len() / 2])).collect();
            self.memory.write(name, &half)?;
            return Err(error);
        }
        self.memory.write(name, pieces)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.operate()?;
        self.memory.remove(name)
    }
}

struct Work {
    before: Batch,
    own: Vec<u8>,
    attach_own: Batch,
    fetched: Vec<u8>,
}

fn work() -> Work {
    let sealed = |seed: u8| seal(&vec![seed; 150_000], &SealingKey::from_bytes([seed; 32]), [seed; 16]).expect("short enough");
    let (own, fetched) = (sealed(1), sealed(2));
    let mut ledger = Ledger::start([2, 3]);
    let open = ledger.open(3);
    let mut attach = |writer: u8, after: &VerifiedRecord, file: SealedFile| {
        let line = Line { parents: vec![after.id()], ..Line::work(Some(open.id())) };
        ledger.write(writer, &line, &Attach { sealed: file, ..Attach::default() }.into())
    };
    let theirs = attach(3, &open, named(&fetched));
    let ours = attach(2, &theirs, named(&own));
    let mut records: Vec<VerifiedRecord> = Ledger::start([2, 3]).records;
    records.extend([open, theirs]);
    Work { before: Batch { records, ..Batch::default() }, own, attach_own: Batch { records: vec![ours], ..Batch::default() }, fetched }
}

/// What was acknowledged: the own file with its record, and chunks of the fetched one.
#[derive(Default)]
struct Done {
    begun: bool,
    own: bool,
    chunks: Vec<u32>,
}

fn run(disk: &Disk, place: &Frail, work: &Work) -> Done {
    let mut done = Done::default();
    let Ok(store) = Store::create_on(disk.clone(), founding(), Options::default()) else { return done };
    let store = store.with_files(place.clone());
    done.begun = true;
    if store.ingest(&work.before).is_err() {
        return done;
    }
    done.own = store.write_own_file(&work.own).is_ok() && store.append(&work.attach_own).is_ok();
    for (index, chunk) in (0..).zip(work.fetched.chunks(CHUNK_BYTES)) {
        let outline = (index == 0).then(|| Outline::of(&work.fetched));
        let part = FilePart { file: named(&work.fetched), outline, chunks: vec![(index, chunk.to_vec())] };
        match store.keep_files(&[part], 1) {
            Ok(_) if store.snapshot().is_ok_and(|snapshot| snapshot.file_outline(named(&work.fetched)).is_ok_and(|o| o.is_some())) => {
                done.chunks.push(index);
            }
            _ => {}
        }
    }
    done
}

fn judge(disk: Disk, place: Frail, work: &Work, done: &Done, what: &str) {
    if !done.begun {
        return;
    }
    let store = Store::open_on(disk, Options::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let store = store.with_files(Frail { fails_at: 0, ..place });
    if done.own {
        assert_eq!(store.whole_file(named(&work.own)).expect("read").as_ref(), Some(&work.own), "{what}: the own file");
    }
    let file = named(&work.fetched);
    for index in &done.chunks {
        let chunk = store.file_chunk(file, *index).expect("read");
        let expected = work.fetched.chunks(CHUNK_BYTES).nth(*index as usize);
        assert_eq!(chunk.as_deref(), expected, "{what}: chunk {index} was counted");
    }
    // Whatever is counted is whole, acknowledged or not.
    if let Some(row) = store.snapshot().expect("read").file(file).expect("read") {
        for index in (0..chunk_count(file.size)).filter(|index| row.holds(*index)) {
            assert!(store.file_chunk(file, index).expect("read").is_some(), "{what}: chunk {index} is counted");
        }
    }
    assert_eq!(store.check().expect("read"), Vec::<&str>::new(), "{what}");
}

#[test]
fn an_error_of_either_disk_at_any_operation_loses_no_file_that_was_acknowledged() {
    let work = work();
    let (disk, place) = (Disk::default(), Frail::default());
    let done = run(&disk, &place, &work);
    assert!(done.own && done.chunks.len() == 3);
    let (disk_operations, place_operations) = (disk.operations(), place.operations.load(Ordering::Relaxed));
    assert!(disk_operations > 30 && place_operations > 4, "{disk_operations} and {place_operations} operations");
    for at in 1..=place_operations {
        let (disk, place) = (Disk::default(), Frail { fails_at: at, ..Frail::default() });
        let done = run(&disk, &place, &work);
        judge(disk.copy(), place, &work, &done, &format!("the files' disk at operation {at}"));
    }
    let mut dice = Dice::new(20_261_122);
    for at in 1..=disk_operations {
        let (disk, place) = (Disk::default(), Frail::default());
        disk.fail_at(at, true);
        let done = run(&disk, &place, &work);
        judge(disk.copy(), place.clone(), &work, &done, &format!("the store's disk at operation {at}"));
        judge(disk.after_power_cut(&mut dice, 512), place, &work, &done, &format!("power cut at operation {at}"));
    }
}

#[test]
fn a_chunk_that_cannot_be_read_is_dropped_and_comes_back_when_the_disk_does() {
    let work = work();
    let place = Frail::default();
    let store = Store::in_memory(founding()).expect("in memory").with_files(place.clone());
    store.ingest(&work.before).expect("committed");
    let file = store.write_own_file(&work.own).expect("written");
    store.append(&work.attach_own).expect("written");
    let store = store.with_files(Frail { fails_at: place.operations.load(Ordering::Relaxed) + 1, ..place });
    assert_eq!(store.file_chunk(file, 1).expect("no fault of who asks"), None);
    let row = store.snapshot().expect("read").file(file).expect("read").expect("named");
    assert!(!row.holds(1) && row.is_wanted(file.size));
    assert_eq!(store.whole_file(file).expect("read").as_ref(), Some(&work.own));
    assert_eq!(store.snapshot().expect("read").file_bytes().expect("read"), file.size);
    assert_eq!(store.check().expect("read"), Vec::<&str>::new());
}
