//! Bugs on purpose: each is planted in turn, and the simulator must find it. What it does not find, it would not find in
//! earnest either. `cargo test --release --features planted --test planted -- --nocapture` prints the table of
//! docs/guide/simulator.md; `SHOUWEN_SEEDS=0..200` counts over more seeds.
#![cfg(any(debug_assertions, feature = "planted"))]

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

use std::collections::BTreeMap;

use shouwen::domain::planted::{Bug, plant};
use simulator::options::{Options, seeds, steps};
use simulator::run::{Report, run_many, run_these};
use simulator::town::TOWN;

/// How many seeds a bug may hide in.
const SEEDS: u64 = 60;
/// How many seeds show first that nothing is found where nothing is planted; debug builds are slow, and `simulation` runs more.
const SOUND: u64 = if cfg!(debug_assertions) { 2 } else { 8 };

#[test]
fn every_planted_bug_is_found() {
    // A panic is one of the ways to find a bug; its text stands in the table, not among the output.
    std::panic::set_hook(Box::new(|_| {}));
    assert_eq!(TOWN.seats.len(), 13, "founded before anything is planted");
    let counting = std::env::var("SHOUWEN_SEEDS").is_ok();
    let seeds = seeds(0..SEEDS);
    let sound = run_many(seeds.start..seeds.start + SOUND, steps(), usize::MAX);
    assert_eq!(sound.failed.len(), 0, "nothing is found where nothing is planted: {:?}", sound.failed.first());
    println!("| bug | found by | in seeds | first seed |\n|---|---|---|---|");
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        plant(Some(bug));
        let pointed: Vec<Options> = seeds.clone().map(|seed| pointed(bug, Options::of(seed, steps()))).collect();
        let report = run_these(&pointed, if counting { usize::MAX } else { 1 });
        plant(None);
        println!("{}", row(bug, &report));
        if report.failed.is_empty() {
            missed.push(bug);
        }
    }
    assert!(missed.is_empty(), "nobody noticed {missed:?}");
}

/// The seed's options, and what the bug needs to show itself.
fn pointed(bug: Bug, options: Options) -> Options {
    match bug {
        Bug::AcknowledgeFailed => Options { disk_error: 90, ..options },
        Bug::SkipCut => Options { revoke: 60, ..options },
        Bug::AnyKey => Options { rogue: true, ..options },
        Bug::OverlookForks => Options { twin: 40, ..options },
        Bug::HeightsOnly => Options { rogue: true, twin: 40, ..options },
        Bug::ForgetHighWater => Options { lie: 60, ..options },
        Bug::AnyBacklink => Options { rogue: true, ..options },
        Bug::ForgetWants => Options { cut: 150, ..options },
        _ => options,
    }
}

fn row(bug: Bug, report: &Report) -> String {
    let mut checks: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, failure) in &report.failed {
        *checks.entry(failure.check).or_default() += 1;
    }
    let mut checks: Vec<(&str, usize)> = checks.into_iter().collect();
    checks.sort_by_key(|(check, count)| (usize::MAX - count, *check));
    let names: Vec<&str> = checks.iter().map(|(check, _)| *check).collect();
    let first = report.failed.first().map_or_else(|| "-".to_owned(), |(seed, _)| seed.to_string());
    format!("| {bug:?} | {} | {} of {} | {first} |", names.join("; "), report.failed.len(), report.seeds)
}
