//! Disks that fail and power that is cut: every error surfaces, and nothing acknowledged is lost.

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/disk.rs"]
mod disk;
#[path = "store/file_faults.rs"]
mod file_faults;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/ledger.rs"]
mod ledger;

use disk::{Dice, Disk};
use ledger::{Ledger, Line, SITE, founding, payload};
use shouwen::domain::act::Note;
use shouwen::domain::id::{Digest, RecordId};
use shouwen::domain::signed::VerifiedRecord;
use shouwen::store::{Batch, OpenError, Options, Store};

/// Batches as a node commits them: the roster from a peer, then own requests with words, then a peer's.
fn batches() -> Vec<(bool, Batch)> {
    let mut ledger = Ledger::start([2, 3]);
    let mut batches = vec![(false, Batch { records: ledger.records.clone(), ..Batch::default() })];
    for number in 0..6u8 {
        let writer = 2 + number % 2;
        let words = vec![number; 300];
        let open = ledger.open(writer);
        let line = Line { payload: Some(payload(&words)), parents: vec![open.id()], ..Line::work(Some(open.id())) };
        let note = ledger.write(writer, &line, &Note::default().into());
        let keys = vec![(Digest::of(&words), vec![number; 72])];
        let batch = Batch { records: vec![open, note], payloads: vec![words], keys, ..Batch::default() };
        batches.push((number % 3 != 2, batch));
    }
    batches
}

/// Commits until something fails; how many batches were acknowledged.
fn run(disk: &Disk, batches: &[(bool, Batch)]) -> (usize, bool) {
    let Ok(store) = Store::create_on(disk.clone(), founding(), Options::default()) else { return (0, false) };
    for (acknowledged, (own, batch)) in batches.iter().enumerate() {
        let committed = if *own { store.append(batch) } else { store.ingest(batch) };
        if committed.is_err() {
            return (acknowledged, true);
        }
    }
    (batches.len(), true)
}

/// Everything acknowledged is there and whole, at most one more batch is, and the store goes on working.
fn judge(disk: Disk, batches: &[(bool, Batch)], acknowledged: usize, what: &str) {
    let store = Store::open_on(disk, Options::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let snapshot = store.snapshot().expect("read");
    let there = |batch: &Batch| batch.records.iter().filter(|record| snapshot.record(record.id()).expect("whole").is_some()).count();
    let mut held = 0;
    for (at, (_, batch)) in batches.iter().enumerate() {
        let count = there(batch);
        assert!(count == 0 || count == batch.records.len(), "{what}: batch {at} is there in part");
        assert!(count > 0 || at >= acknowledged, "{what}: batch {at} of {acknowledged} acknowledged ones is lost");
        assert!(count == 0 || at <= acknowledged, "{what}: batch {at} was never committed");
        for bytes in batch.payloads.iter().filter(|_| count > 0) {
            assert_eq!(snapshot.payload(Digest::of(bytes)).expect("read").as_ref(), Some(bytes), "{what}");
        }
        held += usize::from(count > 0);
    }
    drop(snapshot);
    assert_eq!(store.check().expect("read"), Vec::<&str>::new(), "{what}");
    for (own, batch) in &batches[held..] {
        if *own { store.append(batch) } else { store.ingest(batch) }.unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

#[test]
fn an_error_at_any_operation_surfaces_and_loses_nothing_acknowledged() {
    let batches = batches();
    let probe = Disk::default();
    assert_eq!(run(&probe, &batches), (batches.len(), true));
    let operations = probe.operations();
    assert!(operations > 50, "{operations} operations");
    for sticky in [false, true] {
        for at in 1..=operations {
            let disk = Disk::default();
            disk.fail_at(at, sticky);
            let (acknowledged, created) = run(&disk, &batches);
            let what = format!("operation {at}, sticky {sticky}");
            if created {
                judge(disk.copy(), &batches, acknowledged, &what);
            }
        }
    }
}

#[test]
fn a_power_cut_at_any_operation_loses_nothing_acknowledged() {
    let batches = batches();
    let probe = Disk::default();
    run(&probe, &batches);
    let mut dice = Dice::new(20_261_121);
    let mut cuts = 0;
    for at in 1..=probe.operations() {
        // The operation at which power goes never reaches the disk, and neither does any after it.
        let disk = Disk::default();
        disk.fail_at(at, true);
        let (acknowledged, created) = run(&disk, &batches);
        // Before that a store has no name yet: it gets one only when it is whole.
        for sector in [512, 512, 4096, 4096].into_iter().filter(|_| created) {
            judge(disk.after_power_cut(&mut dice, sector), &batches, acknowledged, &format!("cut at {at}, sector {sector}"));
            cuts += 1;
        }
    }
    assert!(cuts > 300, "{cuts} cuts");
}

#[test]
fn a_store_that_was_not_created_to_the_end_is_refused_and_not_taken_for_an_empty_one() {
    let probe = Disk::default();
    drop(Store::create_on(probe.clone(), founding(), Options::default()).expect("created"));
    let mut dice = Dice::new(7);
    for at in 1..=probe.operations() {
        let disk = Disk::default();
        disk.fail_at(at, true);
        if Store::create_on(disk.clone(), founding(), Options::default()).is_ok() {
            continue;
        }
        match Store::open_on(disk.after_power_cut(&mut dice, 512), Options::default()) {
            Ok(store) => assert_eq!(store.founding(), founding(), "whole after all"),
            Err(OpenError::NotAStore(_) | OpenError::Read(_)) => {}
            Err(other) => panic!("operation {at}: {other}"),
        }
    }
}

#[test]
fn after_an_error_the_store_stops_and_says_so() {
    let disk = Disk::default();
    let mut ledger = Ledger::start([2]);
    let store = Store::create_on(disk.clone(), founding(), Options::default()).expect("created");
    store.ingest(&Batch { records: ledger.records.clone(), ..Batch::default() }).expect("committed");
    let open = ledger.open(2);
    assert!(!store.is_stopped());
    disk.fail_at(disk.operations() + 2, false);
    let batch = Batch { records: vec![open.clone()], ..Batch::default() };
    let first = store.append(&batch).expect_err("the disk failed").to_string();
    let second = store.append(&batch).expect_err("stopped").to_string();
    assert!(store.is_stopped(), "a node that serves has to end, or it would refuse local work for ever");
    assert!(first.contains("repeating is safe") && second.contains("restart"), "{first} / {second}");
    let ids: Vec<RecordId> = ledger.records.iter().map(VerifiedRecord::id).collect();
    let reopened = Store::open_on(disk.copy(), Options::default()).expect("opened");
    reopened.append(&batch).expect("repeated");
    let snapshot = reopened.snapshot().expect("read");
    assert!(ids.iter().all(|id| snapshot.holds(*id).expect("read")));
    assert_eq!(snapshot.ranges(SITE).expect("read").len(), 3);
}

#[test]
fn a_full_disk_stores_nothing_and_says_so() {
    let disk = Disk::default();
    let mut ledger = Ledger::start([2]);
    let store = Store::create_on(disk.clone(), founding(), Options::default()).expect("created");
    store.ingest(&Batch { records: ledger.records.clone(), ..Batch::default() }).expect("committed");
    disk.fill();
    let before = ledger.records.len();
    let refused = loop {
        let batch = Batch { records: (0..200).map(|_| ledger.open(2)).collect(), ..Batch::default() };
        match store.append(&batch) {
            Ok(_) => {}
            Err(error) => break error,
        }
        assert!(ledger.records.len() < before + 100_000, "the disk never fills");
    };
    assert!(refused.to_string().contains("free some space"), "{refused}");
    let acknowledged = ledger.records.len() - 200;
    let reopened = Store::open_on(disk.copy(), Options::default()).expect("opened");
    let stats = reopened.snapshot().expect("read").stats().expect("read");
    assert_eq!(stats.records, acknowledged as u64, "what was acknowledged, and nothing of the rest");
}
