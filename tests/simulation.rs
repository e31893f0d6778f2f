//! Whole towns in one process, from one seed: real nodes on disks, clocks and links that fail (docs/guide/reliability.md).
//!
//! `SHOUWEN_SEED=7 cargo test --release --test simulation replay -- --nocapture` tells what happens under one seed;
//! `SHOUWEN_SEEDS=0..10000 SHOUWEN_STEPS=2000` runs others than the first ones.

#[allow(dead_code, reason = "each test uses its part")]
mod support {
    pub mod disk;
}
#[allow(dead_code, reason = "each test uses its part")]
mod simulator {
    pub mod acts;
    pub mod faults;
    pub mod meeting;
    pub mod node;
    pub mod options;
    pub mod oracle;
    pub mod rogue;
    pub mod run;
    pub mod town;
    pub mod world;
}

use simulator::options::{Options, seeds, steps};
use simulator::run::{Report, run, run_many};

/// Seeds of the plain test run: debug builds compare every view with a rebuild after every commit.
const FEW: u64 = if cfg!(debug_assertions) { 6 } else { 200 };

fn tell(report: &Report) -> String {
    let counts: Vec<String> = report.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    format!("{} seeds, {} steps: {}", report.seeds, report.steps, counts.join(", "))
}

fn judge(report: &Report) {
    println!("{}", tell(report));
    let Some((seed, failure)) = report.failed.first() else { return };
    let outcome = run(Options::of(*seed, steps()));
    println!("{}\n{}", outcome.options, outcome.trace.join("\n"));
    for (seed, failure) in &report.failed {
        println!("seed {seed}: {}: {}", failure.check, failure.what);
    }
    panic!(
        "seed {seed}: {}: {}\n{} of {} seeds failed. Again, with everything that happened:\n  \
         SHOUWEN_SEED={seed} SHOUWEN_STEPS={} cargo test --release --test simulation replay -- --nocapture",
        failure.check,
        failure.what,
        report.failed.len(),
        report.seeds,
        steps(),
    );
}

#[test]
fn every_seed_heals() {
    judge(&run_many(seeds(0..FEW), steps(), 12));
}

#[test]
fn replay() {
    let seed = seeds(7..8).start;
    let outcome = run(Options::of(seed, steps()));
    println!("{}\n{}", outcome.options, outcome.trace.join("\n"));
    let again = run(Options::of(seed, steps()));
    assert_eq!(outcome.trace, again.trace, "one seed, one history");
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
}
