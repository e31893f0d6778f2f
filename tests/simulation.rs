//! Whole towns in one process, from one seed: real nodes on disks, clocks and links that fail (docs/guide/simulator.md).
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
    mod judged;
    pub mod meeting;
    pub mod node;
    pub mod options;
    pub mod oracle;
    pub mod rogue;
    pub mod run;
    pub mod town;
    pub mod world;
}

use std::path::{Path, PathBuf};

use shouwen::domain::act::RevokeReason;
#[cfg(not(any(debug_assertions, feature = "planted")))]
use shouwen::domain::planted::{Bug, is_planted};
use simulator::options::{Options, STEPS, seeds, steps};
use simulator::run::{Report, run, run_many, run_these};
use simulator::world::World;

/// Known while compiling: what a bug on purpose would do is not in the program that is given to people.
#[cfg(not(any(debug_assertions, feature = "planted")))]
const _: () = assert!(!is_planted(Bug::NoSync) && !is_planted(Bug::ReceiptAhead));

/// Seeds of the plain test run: debug builds compare every view with a rebuild after every commit.
const FEW: u64 = if cfg!(debug_assertions) { 6 } else { 200 };
/// The seed and the steps of the trace in the guide.
const RECORDED: (u64, usize) = (3, 160);

fn tell(report: &Report) -> String {
    let counts: Vec<String> = report.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    format!("{} seeds, {} steps: {}", report.seeds, report.steps, counts.join(", "))
}

fn judge(report: &Report, steps: usize) {
    println!("{}", tell(report));
    let Some((seed, failure)) = report.failed.first() else { return };
    let outcome = run(Options::of(*seed, steps));
    println!("{}\n{}", outcome.options, outcome.trace.join("\n"));
    for (seed, failure) in &report.failed {
        println!("seed {seed}: {}: {}", failure.check, failure.what);
    }
    panic!(
        "seed {seed}: {}: {}\n{} of {} seeds failed. Again, with everything that happened:\n  \
         SHOUWEN_SEED={seed} SHOUWEN_STEPS={steps} cargo test --release --test simulation replay -- --nocapture",
        failure.check,
        failure.what,
        report.failed.len(),
        report.seeds,
    );
}

fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Writes what a long run counted, where `SHOUWEN_RESULT` says.
fn keep(report: &Report, steps: usize, took: std::time::Duration) {
    let Ok(path) = std::env::var("SHOUWEN_RESULT") else { return };
    let seconds = took.as_secs_f64();
    let rows: Vec<String> = report.counts.iter().map(|(what, count)| format!("| {what} | {count} |")).collect();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = report.steps as f64 / seconds;
    let text = format!(
        "# The simulator, a long run\n\n`SHOUWEN_SEEDS={} SHOUWEN_STEPS={steps} SHOUWEN_RESULT={path} cargo test --release --test simulation \
         every_seed`\n\n{} seeds, {} steps in {seconds:.0} s ({rate:.0} steps a second); {} seeds failed.\n\n| what happened | times |\n|---|---|\n{}\n",
        std::env::var("SHOUWEN_SEEDS").unwrap_or_default(),
        report.seeds,
        report.steps,
        report.failed.len(),
        rows.join("\n"),
    );
    std::fs::write(at_root(&path), text).expect("written");
}

/// Seeds that failed once, each with its steps: `seed steps  what it was`.
fn regressions() -> Vec<(u64, usize)> {
    let text = std::fs::read_to_string(at_root("tests/simulator/regressions.txt")).expect("the list of seeds that failed once");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let number = |word: Option<&str>| word.and_then(|word| word.parse::<u64>().ok()).expect("a line is `seed steps  what it was`");
    let read = |line: &str| {
        let mut words = line.split_whitespace();
        (number(words.next()), usize::try_from(number(words.next())).expect("few"))
    };
    lines.map(read).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long a run took is shown to people and decides nothing")]
fn every_seed_heals() {
    // A long one takes half a minute where every view is compared with a rebuild: those run where more seeds are asked for.
    let long = |steps: usize| cfg!(debug_assertions) && steps > STEPS && std::env::var("SHOUWEN_SEEDS").is_err();
    for (seed, steps) in regressions().into_iter().filter(|(_, steps)| !long(*steps)) {
        judge(&run_these(&[Options::of(seed, steps)], 1), steps);
    }
    let begun = std::time::Instant::now();
    let report = run_many(seeds(0..FEW), steps(), 12);
    keep(&report, steps(), begun.elapsed());
    judge(&report, steps());
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

/// Seeds 30, 73 and 112: a device that was revoked, and that nobody lets in to tell it so, was expected to hold what the others hold.
#[test]
fn who_never_hears_that_it_was_revoked_need_not_be_level() {
    let mut world = World::new(Options { nodes: 3, ..Options::default() });
    world.revoke_device(0, 1, RevokeReason::Left);
    world.meet_to_the_end(0, 2);
    world.nodes[0].retired = true;
    world.nodes[0].stop();
    world.heal();
    assert!(world.failure.is_none(), "{:?}", world.failure);
    assert_eq!(world.groups(), [vec![1], vec![2]]);
}

/// The same oracle sees who is behind among those whom nothing keeps apart.
#[test]
fn who_is_behind_is_found_in_its_group() {
    let mut world = World::new(Options { nodes: 4, ..Options::default() });
    world.revoke_device(0, 1, RevokeReason::Left);
    world.heal();
    assert!(world.failure.is_none(), "{:?}", world.failure);
    assert_eq!(world.groups(), [vec![1], vec![0, 2, 3]]);
    world.admit();
    world.check_end(&[0, 2, 3]);
    assert_eq!(world.failure.expect("two of them lack a record").check, "all are level after two rounds");
}

/// The guide shows one run. Every change of what nodes say to each other changes its lines, so they are written again with
/// `UPDATE=1`; that the run heals, and that its options are those shown, is checked always.
#[test]
fn the_recorded_run_heals() {
    let path = at_root("docs/guide/simulator.md");
    let outcome = run(Options::of(RECORDED.0, RECORDED.1));
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    let text = std::fs::read_to_string(&path).expect("the guide");
    let (before, rest) = text.split_once("```text\n").expect("the guide shows a run");
    let (shown, after) = rest.split_once("```").expect("the run ends");
    if std::env::var("UPDATE").is_ok() {
        let block = format!("{}\n{}\n", outcome.options, outcome.trace.join("\n"));
        std::fs::write(&path, format!("{before}```text\n{block}```{after}")).expect("written");
        return;
    }
    assert!(shown.starts_with(&outcome.options.to_string()), "the guide shows other options: UPDATE=1 writes them again");
}
