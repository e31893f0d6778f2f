//! One request of 50 records: folding it, and the evidence that it rests on. Target: a fold in at most 1 ms.

#[path = "../tests/support/world.rs"]
#[allow(dead_code, reason = "the laws use more of it")]
mod world;

use criterion::{Criterion, criterion_group, criterion_main};
use shouwen::domain::request::fold;
use world::{Draw, World, evidence};

/// An opening, then forty-nine acts on it by people who meet in between.
fn history() -> World {
    let opening: Vec<Draw> = vec![(4, 2, 0, 0)];
    let acts = (0..98u8).map(|n| if n.is_multiple_of(2) { (0, n / 2, n / 2 + 1, 1) } else { (12 + (n / 2) % 10, n / 2 + 1, 0, n) });
    World::of(&opening.into_iter().chain(acts).collect::<Vec<_>>())
}

fn folding(criterion: &mut Criterion) {
    let world = history();
    let evidence_of_all = evidence(&world.records);
    let work: Vec<_> = world.records.iter().filter(|record| record.request().is_some()).cloned().collect();
    criterion
        .bench_function(&format!("fold a request of {} records", work.len()), |bencher| bencher.iter(|| fold(&work, &evidence_of_all)));
    criterion.bench_function("fold the evidence of a site of 5 people", |bencher| bencher.iter(|| evidence(&world.records)));
}

criterion_group!(benches, folding);
criterion_main!(benches);
