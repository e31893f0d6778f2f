//! Every call of the store with a disk that fails at its n-th read, write or sync, for every n, once and for good; and files in
//! which a bit has changed.

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/disk.rs"]
mod disk;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/ledger.rs"]
mod ledger;

use std::panic::{AssertUnwindSafe, catch_unwind};

use disk::{Dice, Disk};
use ledger::{Ledger, Line, SITE, SUPERVISOR, founding, payload};
use shouwen::domain::act::{AdoptCalendar, Note};
use shouwen::domain::id::{ClientKey, Digest, RecordId, SiteId};
use shouwen::domain::payload::Wrap;
use shouwen::store::{Batch, Filter, Options, Snapshot, Store};

/// So little memory that what is asked for comes from the disk.
const SMALL: Options = Options { cache_bytes: 16 * 1024 };
/// After how many faults of reading what is left is looked at.
const JUDGED_EACH: u64 = 8;
const CALENDAR: &str = "a calendar\n";

/// What stands on the disk, and what is written next.
struct Shelf {
    disk: Disk,
    records: Vec<RecordId>,
    words: Vec<Vec<u8>>,
    next: Batch,
    peers: Batch,
}

fn shelf() -> Shelf {
    let mut ledger = Ledger::start([2, 3]);
    let calendar = AdoptCalendar { document: Digest::of(CALENDAR.as_bytes()), replaces: vec![] };
    ledger.write(SUPERVISOR, &Line::roster(), &calendar.into());
    let disk = Disk::default();
    let store = Store::create_on(disk.clone(), founding(), SMALL).expect("created");
    let documents = vec![CALENDAR.to_owned()];
    store.ingest(&Batch { records: ledger.records.clone(), documents, ..Batch::default() }).expect("committed");
    let mut words = Vec::new();
    for number in 0..6u8 {
        let batch = batch(&mut ledger, number);
        words.extend(batch.payloads.clone());
        if number % 3 == 2 { store.ingest(&batch) } else { store.append(&batch) }.expect("committed");
    }
    let records = ledger.records.iter().map(shouwen::domain::signed::VerifiedRecord::id).collect();
    let (next, peers) = (batch(&mut ledger, 100), batch(&mut ledger, 101));
    drop(store);
    Shelf { disk, records, words, next, peers }
}

/// A request, a note with words, and its key or a wrap of it.
fn batch(ledger: &mut Ledger, number: u8) -> Batch {
    let writer = 2 + number % 2;
    let words = vec![number; 900];
    let open = ledger.open(writer);
    let line = Line { payload: Some(payload(&words)), parents: vec![open.id()], ..Line::work(Some(open.id())) };
    let note = ledger.write(writer, &line, &Note::default().into());
    let hash = Digest::of(&words);
    let mut batch = Batch { records: vec![open, note], payloads: vec![words], ..Batch::default() };
    if number.is_multiple_of(2) {
        batch.keys = vec![(hash, vec![number; 72])];
    } else {
        batch.wraps = vec![Wrap { payload: hash, site_key: Digest([number; 32]), wrapped: shouwen::domain::act::WrappedKey::default() }];
    }
    batch
}

/// A call of the store: what it gives, as text.
struct Call {
    name: &'static str,
    run: fn(&Shelf, &Store) -> Result<String, String>,
}

/// Reads with one snapshot.
fn read<T: std::fmt::Debug, E: std::fmt::Display>(store: &Store, ask: impl FnOnce(&Snapshot) -> Result<T, E>) -> Result<String, String> {
    let snapshot = store.snapshot().map_err(|error| error.to_string())?;
    ask(&snapshot).map(|value| format!("{value:?}")).map_err(|error| error.to_string())
}

/// For each of these ids.
fn each<I: Copy, T, E>(ids: &[I], ask: impl Fn(I) -> Result<T, E>) -> Result<Vec<T>, E> {
    ids.iter().map(|id| ask(*id)).collect()
}

fn text<T: std::fmt::Debug, E: std::fmt::Display>(done: Result<T, E>) -> Result<String, String> {
    done.map(|value| format!("{value:?}")).map_err(|error| error.to_string())
}

const READS: &[Call] = &[
    Call { name: "record", run: |shelf, store| read(store, |at| each(&shelf.records, |id| at.record(id))) },
    Call { name: "holds", run: |shelf, store| read(store, |at| each(&shelf.records, |id| at.holds(id))) },
    Call { name: "arrival", run: |shelf, store| read(store, |at| each(&shelf.records, |id| at.arrival(id))) },
    Call { name: "records_since", run: |_, store| read(store, |at| at.records_since(0, usize::MAX)) },
    Call { name: "records_of", run: |shelf, store| read(store, |at| each(&shelf.records, |id| at.records_of(id))) },
    Call { name: "request", run: |shelf, store| read(store, |at| each(&shelf.records, |id| at.request(id))) },
    Call { name: "row", run: |shelf, store| read(store, |at| each(&shelf.records, |id| at.row(id))) },
    Call { name: "rows", run: |_, store| read(store, |at| at.rows(&Filter::Open, None, 100).map(|page| page.rows)) },
    Call { name: "by_client_key", run: |_, store| read(store, |at| at.by_client_key(SITE, ClientKey::of("tap 5"))) },
    Call { name: "sites", run: |_, store| read(store, Snapshot::sites) },
    Call { name: "roster", run: |_, store| read(store, |at| at.roster(SITE)) },
    Call { name: "roster_digest", run: |_, store| read(store, |at| at.roster_digest(SITE)) },
    Call { name: "heads", run: |_, store| read(store, |at| at.heads(SITE)) },
    Call { name: "ranges", run: |_, store| read(store, |at| at.ranges(SITE)) },
    Call {
        name: "run",
        run: |_, store| {
            read(store, |at| {
                let ranges = at.ranges(SITE)?;
                ranges.iter().map(|range| at.run(range, range.span, usize::MAX)).collect::<Result<Vec<_>, _>>()
            })
        },
    },
    Call {
        name: "on_branch",
        run: |_, store| {
            read(store, |at| {
                let ranges = at.ranges(SITE)?;
                ranges.iter().map(|range| at.on_branch(&range.log, range.span.low, range.top)).collect::<Result<Vec<_>, _>>()
            })
        },
    },
    Call { name: "payload", run: |shelf, store| read(store, |at| each(&hashes(shelf), |hash| at.payload(hash))) },
    Call { name: "key", run: |shelf, store| read(store, |at| each(&hashes(shelf), |hash| at.key(hash))) },
    Call { name: "wraps", run: |shelf, store| read(store, |at| each(&hashes(shelf), |hash| at.wraps(hash))) },
    Call { name: "wraps_without_key", run: |_, store| read(store, |at| at.wraps_without_key(None, 100)) },
    Call { name: "wants", run: |_, store| read(store, |at| at.wants(None, 100)) },
    Call { name: "document", run: |_, store| read(store, |at| at.document(Digest::of(CALENDAR.as_bytes()))) },
    Call { name: "documents", run: |_, store| read(store, Snapshot::documents) },
    Call { name: "stats", run: |_, store| read(store, Snapshot::stats) },
    Call { name: "find_request", run: |shelf, store| read(store, |at| at.find_request(&shelf.records[6].to_string()[..12])) },
    Call { name: "find_record", run: |shelf, store| read(store, |at| at.find_record(&shelf.records[3].to_string()[..12])) },
];

const WRITES: &[Call] = &[
    Call { name: "append", run: |shelf, store| text(store.append(&shelf.next)) },
    Call { name: "ingest", run: |shelf, store| text(store.ingest(&shelf.peers)) },
    Call { name: "add_site", run: |_, store| text(store.add_site(SiteId([3; 16]))) },
    Call { name: "check", run: |_, store| text(store.check()) },
    Call { name: "rebuild", run: |_, store| text(store.rebuild()) },
    Call { name: "audit", run: |_, store| text(store.audit()) },
];

fn hashes(shelf: &Shelf) -> Vec<Digest> {
    shelf.words.iter().map(|bytes| Digest::of(bytes)).collect()
}

/// What fails, and whether for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Read,
    Write,
}

fn arm(disk: &Disk, fault: Fault, at: u64, sticky: bool) {
    match fault {
        Fault::Read => disk.fail_read_at(disk.reads() + at, sticky),
        Fault::Write => disk.fail_at(disk.operations() + at, sticky),
    }
}

fn count(disk: &Disk, fault: Fault) -> u64 {
    if fault == Fault::Read { disk.reads() } else { disk.operations() }
}

/// Everything that can be read.
fn everything(shelf: &Shelf, store: &Store) -> Vec<Result<String, String>> {
    READS.iter().map(|call| (call.run)(shelf, store)).collect()
}

/// Opens what is left, and finds all that was there before, and nothing of what failed unless it had become durable.
fn judge(shelf: &Shelf, disk: &Disk, before: &[Result<String, String>], what: &str) {
    let store = Store::open_on(disk.copy(), Options::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(store.check().expect("readable"), Vec::<&str>::new(), "{what}");
    for (call, before) in READS.iter().zip(before).filter(|(call, _)| ["record", "payload", "key", "wraps"].contains(&call.name)) {
        assert_eq!(&(call.run)(shelf, &store), before, "{what}: `{}` gives something else", call.name);
    }
    for batch in [&shelf.next, &shelf.peers] {
        let snapshot = store.snapshot().expect("readable");
        let held = batch.records.iter().filter(|record| snapshot.holds(record.id()).expect("readable")).count();
        assert!(held == 0 || held == batch.records.len(), "{what}: a batch is there in part");
        drop(snapshot);
        store.append(batch).unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

/// What a call confirmed is there even if power goes now. (A debug build still compares with a rebuild after its commit, and a
/// fault may stand there.)
fn confirmed(shelf: &Shelf, call: &Call, disk: &Disk, what: &str) {
    let batch = match call.name {
        "append" => &shelf.next,
        "ingest" => &shelf.peers,
        _ => return,
    };
    let left = disk.after_power_cut(&mut Dice::new(disk.operations()), 512);
    let store = Store::open_on(left, Options::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let snapshot = store.snapshot().expect("readable");
    assert!(batch.records.iter().all(|record| snapshot.holds(record.id()).expect("readable")), "{what}: confirmed, and not durable");
}

/// One call with one fault; says whether the call noticed it.
fn fail(shelf: &Shelf, call: &Call, (fault, at, sticky): (Fault, u64, bool), expected: &str, before: &[Result<String, String>]) -> bool {
    let what = format!("`{}` with {fault:?} {at} failing{}", call.name, if sticky { " for good" } else { "" });
    let disk = shelf.disk.copy();
    let store = Store::open_on(disk.clone(), SMALL).expect("opens");
    arm(&disk, fault, at, sticky);
    let first = catch_unwind(AssertUnwindSafe(|| (call.run)(shelf, &store))).unwrap_or_else(|_| panic!("{what}: it panicked"));
    match &first {
        Ok(found) => {
            assert_eq!(found, expected, "{what}: a wrong answer");
            confirmed(shelf, call, &disk, &what);
        }
        Err(error) => assert!(error.len() > 20, "{what}: `{error}` says nothing"),
    }
    disk.heal();
    // After a fault that has passed the call works, or says what to do.
    match catch_unwind(AssertUnwindSafe(|| (call.run)(shelf, &store))).unwrap_or_else(|_| panic!("{what}: it panicked the second time")) {
        Ok(found) if first.is_err() && !WRITES.iter().any(|write| write.name == call.name) => {
            assert_eq!(found, expected, "{what}, then again");
        }
        Ok(_) => {}
        Err(error) => assert!(error.contains("restart"), "{what}, then again: `{error}` does not say that the store must be opened again"),
    }
    drop(store);
    // What only read has left the disk as it was, which one look in a while confirms.
    if fault == Fault::Write || at.is_multiple_of(JUDGED_EACH) {
        judge(shelf, &disk, before, &what);
    }
    first.is_err()
}

/// How many reads or writes a call makes, and what it gives.
fn measure(shelf: &Shelf, call: &Call, fault: Fault) -> (u64, String) {
    let disk = shelf.disk.copy();
    let store = Store::open_on(disk.clone(), SMALL).expect("opens");
    let before = count(&disk, fault);
    let found = (call.run)(shelf, &store).expect("the disk works");
    (count(&disk, fault) - before, found)
}

fn fail_everywhere(calls: &[Call], faults: &[Fault]) -> (u64, u64) {
    let shelf = shelf();
    let before = everything(&shelf, &Store::open_on(shelf.disk.copy(), Options::default()).expect("opens"));
    assert!(before.iter().all(Result::is_ok), "{before:?}");
    let (mut tried, mut noticed) = (0, 0);
    for call in calls {
        for fault in faults {
            let (operations, expected) = measure(&shelf, call, *fault);
            for at in 1..=operations {
                for sticky in [false, true] {
                    tried += 1;
                    noticed += u64::from(fail(&shelf, call, (*fault, at, sticky), &expected, &before));
                }
            }
        }
    }
    (tried, noticed)
}

#[test]
fn no_write_gives_a_false_confirmation_whatever_fails() {
    let (tried, noticed) = fail_everywhere(WRITES, &[Fault::Write, Fault::Read]);
    println!("{tried} faults in {} calls that write, {noticed} told", WRITES.len());
    assert!(noticed > 100 && noticed * 2 > tried, "{noticed} of {tried}");
}

#[test]
fn no_read_gives_a_wrong_answer_whatever_fails() {
    let (tried, noticed) = fail_everywhere(READS, &[Fault::Read]);
    println!("{tried} faults in {} calls that read, {noticed} told", READS.len());
    assert!(noticed > 50 && noticed * 2 > tried, "{noticed} of {tried}");
}

#[test]
fn opening_fails_cleanly_or_works() {
    let shelf = shelf();
    let before = everything(&shelf, &Store::open_on(shelf.disk.copy(), Options::default()).expect("opens"));
    for fault in [Fault::Read, Fault::Write] {
        let disk = shelf.disk.copy();
        drop(Store::open_on(disk.clone(), SMALL).expect("opens"));
        let operations = count(&disk, fault);
        let mut refused = 0;
        for at in 1..=operations {
            for sticky in [false, true] {
                let what = format!("opening with {fault:?} {at} failing{}", if sticky { " for good" } else { "" });
                let disk = shelf.disk.copy();
                arm(&disk, fault, at, sticky);
                let opened = catch_unwind(AssertUnwindSafe(|| Store::open_on(disk.clone(), SMALL).map(drop)));
                refused += u64::from(opened.unwrap_or_else(|_| panic!("{what}: it panicked")).is_err());
                judge(&shelf, &disk, &before, &what);
            }
        }
        println!("{} faults of {fault:?} while opening, {refused} refused", 2 * operations);
    }
}

/// `SHOUWEN_FLIPS` says how many (1,000 without it, 100,000 before a release), `SHOUWEN_SEED` with which numbers.
#[test]
fn no_changed_bit_is_ever_shown_as_truth() {
    let number =
        |name: &str, otherwise: u64| std::env::var(name).map_or(otherwise, |text| text.replace('_', "").parse().expect("a number"));
    let (flips, seed) = (number("SHOUWEN_FLIPS", 1_000), number("SHOUWEN_SEED", 20_261_121));
    let shelf = shelf();
    let before = everything(&shelf, &Store::open_on(shelf.disk.copy(), Options::default()).expect("opens"));
    let written: Vec<usize> = shelf.disk.bytes().iter().enumerate().filter(|(_, byte)| **byte != 0).map(|(at, _)| at).collect();
    let (mut refused, mut told, mut harmless) = (0, 0, 0);
    for flip in 0..flips {
        let mut dice = Dice::new(seed + flip);
        // Where nothing was ever written nothing can be wrong.
        let bit = written[dice.below(written.len())] * 8 + dice.below(8);
        let what = format!("SHOUWEN_SEED={} SHOUWEN_FLIPS=1 runs it again: bit {bit}", seed + flip);
        let opened = catch_unwind(AssertUnwindSafe(|| Store::open_on(shelf.disk.with_bit_flipped(bit), Options::default())));
        let Ok(store) = opened.unwrap_or_else(|_| panic!("{what}: it panicked")) else {
            refused += 1;
            continue;
        };
        let mut errors = 0;
        for ((call, found), before) in READS.iter().zip(everything(&shelf, &store)).zip(&before) {
            errors += usize::from(found.is_err());
            assert!(found.is_err() || found == *before, "{what}: `{}` gives a wrong answer", call.name);
        }
        if errors > 0 { told += 1 } else { harmless += 1 }
    }
    println!("{flips} changed bits from seed {seed}: {refused} refused at the opening, {told} told when read, {harmless} in unused places");
    assert!(refused + told > 0, "some bit must matter");
}
