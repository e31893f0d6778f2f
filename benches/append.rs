//! The durable append of one own record with its words, beside the limit: one redb two-phase commit of the same bytes.
//!
//! Both write the same disk, in turns, so that a slow moment of the disk hurts both. The budget is the ratio of the
//! medians, at most 1.5, with every index and view included (docs/decisions, "What it must reach").

#![allow(missing_docs, reason = "criterion's macros make items without docs")]

#[allow(dead_code, reason = "each user takes its part")]
#[path = "../tests/support/ledger.rs"]
mod ledger;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use ledger::{Ledger, Line, founding, payload};
use redb::{Database, Durability, TableDefinition};
use shouwen::domain::act::Note;
use shouwen::domain::id::Digest;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::store::{Batch, Options, Store};

const BARE: TableDefinition<u64, &[u8]> = TableDefinition::new("bare");
const WORDS_BYTES: usize = 200;

/// A store with some history, and what a guard writes next: notes on an open request, each with words.
struct Scene {
    folder: tempfile::TempDir,
    store: Store,
    ledger: Ledger,
    about: VerifiedRecord,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::create(&folder.path().join("store.redb"), founding(), Options::default()).expect("created");
        let mut ledger = Ledger::start([2]);
        for _ in 0..2_000 {
            ledger.open(2);
        }
        store.ingest(&Batch { records: ledger.records.clone(), ..Batch::default() }).expect("committed");
        let about = ledger.records.last().expect("opened").clone();
        Self { folder, store, ledger, about }
    }

    fn next(&mut self, number: u64) -> Batch {
        if number.is_multiple_of(8) {
            self.about = self.ledger.open(2);
            return Batch { records: vec![self.about.clone()], ..Batch::default() };
        }
        let mut words = vec![7; WORDS_BYTES];
        words[..8].copy_from_slice(&number.to_le_bytes());
        let request = self.about.request();
        let line = Line { payload: Some(payload(&words)), parents: vec![self.about.id()], ..Line::work(request) };
        let note = self.ledger.write(2, &line, &Note::default().into());
        let keys = vec![(Digest::of(&words), vec![1; 72])];
        Batch { records: vec![note], payloads: vec![words], keys, ..Batch::default() }
    }
}

fn bytes_of(batch: &Batch) -> Vec<u8> {
    let records = batch.records.iter().flat_map(|record| record.signed().as_bytes().iter());
    let rest = batch.payloads.iter().flatten().chain(batch.keys.iter().flat_map(|(_, key)| key));
    records.chain(rest).copied().collect()
}

fn bare_commit(db: &Database, number: u64, bytes: &[u8]) {
    let mut txn = db.begin_write().expect("begun");
    txn.set_durability(Durability::Immediate).expect("allowed");
    txn.set_two_phase_commit(true);
    txn.open_table(BARE).expect("opened").insert(number, bytes).expect("inserted");
    txn.commit().expect("committed");
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// In turns, ours and the limit, and the ratio of their medians.
fn ratio(rounds: u64) {
    let mut scene = Scene::new();
    let bare = Database::create(scene.folder.path().join("bare.redb")).expect("created");
    let (mut ours, mut limit) = (Vec::new(), Vec::new());
    for number in 0..rounds {
        let batch = scene.next(number);
        let bytes = bytes_of(&batch);
        limit.push(timed(|| bare_commit(&bare, number, &bytes)));
        ours.push(timed(|| drop(black_box(scene.store.append(&batch).expect("committed")))));
    }
    let (ours, limit) = (median(ours), median(limit));
    println!(
        "append p50 {ours:?}, bare two-phase commit p50 {limit:?}, ratio {:.2} (at most 1.5)",
        ours.as_secs_f64() / limit.as_secs_f64()
    );
}

fn append(criterion: &mut Criterion) {
    ratio(600);
    let mut group = criterion.benchmark_group("append");
    let mut scene = Scene::new();
    let bare = Database::create(scene.folder.path().join("bare.redb")).expect("created");
    let mut number = 0;
    group.bench_function("bare redb, two phases", |bencher| {
        bencher.iter_custom(|rounds| {
            let mut total = Duration::ZERO;
            for _ in 0..rounds {
                number += 1;
                total += timed(|| bare_commit(&bare, number, &[7; 700]));
            }
            total
        });
    });
    group.bench_function("one record with views", |bencher| {
        bencher.iter_custom(|rounds| {
            let mut total = Duration::ZERO;
            for _ in 0..rounds {
                number += 1;
                let batch = scene.next(number);
                total += timed(|| drop(black_box(scene.store.append(&batch).expect("committed"))));
            }
            total
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(4)).warm_up_time(Duration::from_secs(1));
    targets = append
}
criterion_main!(benches);
