//! Ingesting a peer's records with every view: CPU time a record, at most 20 µs, beside bare redb doing the same bytes.
//!
//! CPU time and not wall time is the budget, since the latter follows the disk. It is read from `/proc/self/stat`, in
//! ticks of 10 ms, over the whole run.

#![allow(missing_docs, reason = "criterion's macros make items without docs")]

#[allow(dead_code, reason = "each user takes its part")]
#[path = "../tests/support/ledger.rs"]
mod ledger;

use std::fs;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ledger::{Ledger, Line, founding, payload, to};
use redb::{Database, Durability, TableDefinition};
use shouwen::domain::act::{Close, Note, Offer, Take};
use shouwen::domain::signed::{SignatureState, VerifiedRecord};
use shouwen::store::{Batch, Options, Store};

const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
const IDS: TableDefinition<&[u8; 32], u64> = TableDefinition::new("ids");
/// About what a session's batch of 256 KiB holds.
const BATCH_RECORDS: usize = 600;
const REQUESTS: usize = 4_000;

/// Ordinary requests of four people: opened, offered, taken, noted, closed. As a session delivers them: roster first,
/// then log by log.
fn history() -> (Vec<VerifiedRecord>, Vec<Batch>) {
    let mut ledger = Ledger::start([2, 3, 4, 5]);
    let roster = ledger.records.clone();
    let mut words = Vec::new();
    for number in 0..REQUESTS {
        let writer = 2 + u8::try_from(number % 4).expect("one of four");
        let receiver = 2 + (writer - 1) % 4;
        let open = ledger.open(writer);
        let about = |parent: &VerifiedRecord| Line { parents: vec![parent.id()], ..Line::work(open.request()) };
        let offer = Offer { tenures: vec![open.id()], to: Some(to(receiver)), ..Offer::default() };
        let offer = ledger.write(writer, &about(&open), &offer.into());
        let take = Take { parents: vec![open.id()], offers: vec![offer.id()], because: None };
        let take = ledger.write(receiver, &about(&offer), &take.into());
        let mut bytes = vec![7; 200];
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        let note = ledger.write(receiver, &Line { payload: Some(payload(&bytes)), ..about(&take) }, &Note::default().into());
        words.push((note.id(), bytes));
        if number % 3 > 0 {
            let close = Close { parents: vec![take.id()], ..Close::default() };
            ledger.write(receiver, &about(&note), &close.into());
        }
    }
    let mut work: Vec<VerifiedRecord> = ledger.records[roster.len()..].to_vec();
    work.sort_by_key(|record| (record.header().log, record.header().seq));
    // As a run delivers them: vouched for by the record above, their own signatures unchecked.
    let vouch = |record: &VerifiedRecord| {
        VerifiedRecord::vouched(record.signed().clone(), record.id(), SignatureState::Unchecked).expect("its own id")
    };
    let words: std::collections::BTreeMap<_, _> = words.into_iter().collect();
    let batches = work.chunks(BATCH_RECORDS).map(|part| Batch {
        records: part.iter().map(vouch).collect(),
        payloads: part.iter().filter_map(|record| words.get(&record.id()).cloned()).collect(),
        ..Batch::default()
    });
    (roster, batches.collect())
}

/// CPU time of this process, user and system.
fn cpu() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let ticks: u64 = stat.rsplit(')').next()?.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

fn ingest_all(roster: &[VerifiedRecord], batches: &[Batch]) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::create(&folder.path().join("store.redb"), founding(), Options::default()).expect("created");
    store.ingest(&Batch { records: roster.to_vec(), ..Batch::default() }).expect("committed");
    for batch in batches {
        store.ingest(batch).expect("committed");
    }
    (folder, store)
}

fn bare_all(batches: &[Batch]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Database::create(folder.path().join("bare.redb")).expect("created");
    let mut arrival = 0;
    for batch in batches {
        let mut txn = db.begin_write().expect("begun");
        txn.set_durability(Durability::Immediate).expect("allowed");
        txn.set_two_phase_commit(true);
        {
            let mut records = txn.open_table(RECORDS).expect("opened");
            let mut ids = txn.open_table(IDS).expect("opened");
            for record in &batch.records {
                arrival += 1;
                records.insert(arrival, record.signed().as_bytes()).expect("inserted");
                ids.insert(&record.id().0, arrival).expect("inserted");
            }
        }
        txn.commit().expect("committed");
    }
    folder
}

fn ingest(criterion: &mut Criterion) {
    let (roster, batches) = history();
    let count: usize = batches.iter().map(|batch| batch.records.len()).sum();
    for round in 0..3 {
        let before = cpu();
        let kept = ingest_all(&roster, &batches);
        let ours = cpu().zip(before).map(|(now, before)| now.saturating_sub(before));
        let size = fs::metadata(kept.0.path().join("store.redb")).map_or(0, |file| file.len());
        let carried: usize = batches.iter().flat_map(|batch| batch.records.iter().map(|record| record.signed().as_bytes().len())).sum();
        let words: usize = batches.iter().flat_map(|batch| &batch.payloads).map(Vec::len).sum();
        drop(kept);
        let before = cpu();
        drop(bare_all(&batches));
        let limit = cpu().zip(before).map(|(now, before)| now.saturating_sub(before));
        if let Some((ours, limit)) = ours.zip(limit) {
            let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(u32::try_from(count).expect("few"));
            println!(
                "ingest {round}: {count} records, {:.1} µs CPU each with views (at most 20), bare redb with an id index {:.1} µs; \
                 {size} bytes of file for {} of records and words",
                each(ours),
                each(limit),
                carried + words
            );
        }
    }
    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Elements(u64::try_from(count).expect("few")));
    group.bench_function("records of a session", |bencher| {
        bencher.iter_batched(|| (), |()| ingest_all(&roster, &batches), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_millis(500));
    targets = ingest
}
criterion_main!(benches);
