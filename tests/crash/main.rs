//! Power cuts at every disk operation of a day's work: what a screen confirmed is there afterwards, whole and once.
//!
//! `SHOUWEN_CRASH_POINTS` says how many cuts (5,000 without it, 1,000,000 before a release), `SHOUWEN_SEED` with which numbers,
//! and `SHOUWEN_CRASH_ONLY` runs the one with this number again.

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "../support"]
mod support {
    pub mod disk;
}
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "../handle/site.rs"]
mod site;

mod beside;
mod story;

use std::collections::BTreeSet;
use std::path::Path;

use shouwen::domain::act::word::Field;
use shouwen::node::{Handle, List, Machine, Unlock};
use shouwen::store::{Options, Store};

use site::{MORNING, leak};
use story::Story;
use support::disk::{Dice, Disk};

/// After how many cuts a whole node is opened on what is left, and works on.
const WORKS_ON_EACH: usize = 12;
const SEED: u64 = 20_261_121;

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| text.replace('_', "").parse().expect("a number"))
}

/// What is to hold after a cut.
struct Judge<'a> {
    story: &'a Story,
    /// Promises made before the cut.
    promised: usize,
    what: String,
}

impl Judge<'_> {
    /// Opens the store and looks at every record.
    fn open(&self, disk: Disk) -> (Store, usize) {
        let (story, what) = (self.story, &self.what);
        let store = Store::open_on(disk, Options::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
        let snapshot = store.snapshot().expect("readable");
        let found = snapshot.records_since(0, usize::MAX).unwrap_or_else(|error| panic!("{what}: {error}"));
        let ids: Vec<_> = found.iter().map(|(_, record)| record.id()).collect();
        let held = ids.len();
        assert!(held <= story.records.len() && ids == story.records[..held], "{what}: other records, or in another order");
        let promise = &story.promises[self.promised - 1];
        assert!(held >= promise.records, "{what}: {held} of {} confirmed records, after `{}`", promise.records, promise.name);
        // What was under way when the power went is there as a whole or not at all.
        match story.promises.get(self.promised) {
            Some(next) if !next.in_parts => {
                assert!(held == promise.records || held == next.records, "{what}: `{}` is there in part", next.name);
            }
            Some(next) => assert!(held <= next.records, "{what}: more than was written"),
            None => assert_eq!(held, promise.records, "{what}"),
        }
        for hash in story.payloads[..promise.records].iter().flatten() {
            assert!(snapshot.payload(*hash).expect("readable").is_some(), "{what}: confirmed words are gone");
        }
        drop(snapshot);
        (store, held)
    }

    /// The views equal a rebuild, and a node on this store shows every confirmed request once, opens its words and writes on.
    fn work_on(&self, store: Store, held: usize, folder: &Path) {
        let (story, what) = (self.story, &self.what);
        assert_eq!(store.check().expect("readable"), Vec::<&str>::new(), "{what}: views differ from a rebuild");
        // Entropy never repeats itself, also not from one cut to the next in the same folder.
        let machine = Machine::fixed(MORNING + 3_600_000, what);
        let handle = Handle::open_with(folder, &Unlock::default(), machine, store).unwrap_or_else(|error| panic!("{what}: {error}"));
        let rows = handle.all_rows(List::All, None).expect("a list");
        let listed: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!(listed.len(), rows.len(), "{what}: a request is listed twice");
        for (_, request, text) in story.logged.iter().filter(|(records, ..)| *records <= held) {
            assert!(listed.contains(request), "{what}: a confirmed request is not listed");
            assert_eq!(&handle.personal(*request).expect("opens").texts[&Field::words], text, "{what}");
        }
        let next = handle.act(None, &leak()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(handle.verify_chain(next).expect("checked").holds(), "{what}");
        let snapshot = handle.snapshot().expect("readable");
        assert!(snapshot.forks(handle.identity().site).is_empty(), "{what}: the node forked its own log");
    }
}

/// The cut with this number: after which operation, and what is left, is drawn from the number alone.
fn cut(story: &Story, disk: &Disk, (number, operation): (usize, usize), folder: &Path) {
    let mut dice = Dice::new(SEED_IN_USE.with(std::cell::Cell::get) + number as u64);
    let sector = if dice.below(2) == 0 { 512 } else { 4096 };
    let what = format!("SHOUWEN_CRASH_ONLY={number} runs it again: cut after operation {operation}, sectors of {sector} bytes");
    let judge = Judge { story, promised: story.promised(operation), what };
    let mut left = disk.after_power_cut(&mut dice, sector);
    if dice.below(3) == 0 {
        // Power goes a second time, while the store is being opened.
        left.fail_at(1 + dice.below(12) as u64, true);
        drop(Store::open_on(left.clone(), Options::default()));
        left = left.after_power_cut(&mut dice, sector);
    }
    let (store, held) = judge.open(left);
    if number.is_multiple_of(WORKS_ON_EACH) {
        judge.work_on(store, held, folder);
    }
}

thread_local! {
    static SEED_IN_USE: std::cell::Cell<u64> = const { std::cell::Cell::new(SEED) };
}

/// The cuts of one worker: every `workers`th of each operation's.
fn cuts(story: &Story, (from, to): (usize, usize), points: usize, seed: u64) -> usize {
    SEED_IN_USE.with(|cell| cell.set(seed));
    let folder = beside::copy_of(&story.data);
    let disk = Disk::holding(story.base.clone());
    let operations = story.changes.len();
    let only = number("SHOUWEN_CRASH_ONLY");
    let mut done = 0;
    for (operation, change) in story.changes.iter().enumerate().take(to) {
        if operation >= from {
            for number in (operation..points).step_by(operations).filter(|number| only.is_none_or(|only| only == *number)) {
                cut(story, &disk, (number, operation), folder.path());
                done += 1;
            }
        }
        disk.play(change);
    }
    done
}

#[test]
fn what_was_confirmed_survives_a_power_cut_at_any_operation() {
    let (points, seed) = (number("SHOUWEN_CRASH_POINTS").unwrap_or(5_000), number("SHOUWEN_SEED").map_or(SEED, |seed| seed as u64));
    let story = Story::write();
    let operations = story.changes.len();
    println!("seed {seed}: {points} cuts after {operations} operations and {} promises", story.promises.len());
    assert!(operations > 500 && story.records.len() > story.morning + 50);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let done: usize = std::thread::scope(|scope| {
        let parts = (0..workers).map(|worker| (worker * operations / workers, (worker + 1) * operations / workers));
        let story = &story;
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || cuts(story, part, points, seed))).collect();
        threads.into_iter().map(|thread| thread.join().expect("every promise was kept")).sum()
    });
    println!("{done} cuts, 0 confirmed records lost");
    assert!(done == points || number("SHOUWEN_CRASH_ONLY").is_some());
}

#[test]
fn the_checks_find_a_promise_that_was_made_too_early() {
    // As if each commit had been confirmed some operations before it was durable.
    let mut story = Story::write();
    for promise in &mut story.promises {
        promise.at = promise.at.saturating_sub(2);
    }
    let found = std::panic::catch_unwind(|| cuts(&story, (0, story.changes.len()), story.changes.len(), SEED));
    assert!(found.is_err(), "the checks would find nothing");
}
