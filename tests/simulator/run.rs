//! A run: the town under faults, then healed; and many runs at once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::options::Options;
use super::world::{Event, Failure, World};

/// More events than any healing takes: beyond it something goes round in circles.
const HEALING_STEPS_MAX: usize = 200_000;

/// What came of one seed.
pub struct Outcome {
    pub options: Options,
    pub steps: usize,
    pub trace: Vec<String>,
    pub counts: BTreeMap<&'static str, u64>,
    pub failure: Option<Failure>,
}

/// Runs one seed to its end.
pub fn run(options: Options) -> Outcome {
    let mut world = World::new(options.clone());
    world.after(1, Event::Turn);
    let mut steps = 0;
    let caught = catch_unwind(AssertUnwindSafe(|| {
        while steps < options.steps && world.failure.is_none() && world.step() {
            steps += 1;
        }
        if world.failure.is_none() {
            steps += world.heal();
        }
    }));
    if let Err(panic) = caught {
        let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        world.fail("nothing panics", text.unwrap_or_default());
    }
    Outcome { options, steps, trace: world.trace, counts: world.counts, failure: world.failure }
}

impl World {
    /// Ends every fault, lets everybody meet everybody twice, and then everything must hold. Gives the steps it took.
    pub fn heal(&mut self) -> usize {
        self.healing = true;
        self.say("everything is repaired, and everybody meets everybody twice".into());
        self.forget_events();
        let open: Vec<usize> = self.meetings.keys().copied().collect();
        for id in open {
            self.part(id);
        }
        self.blocked.clear();
        // What a rogue tells whom, and when, has no end: the honest nodes must become level without it.
        for node in self.nodes.iter_mut().filter(|node| !node.honest) {
            node.retired = true;
            node.stop();
        }
        for node in 0..self.nodes.len() {
            self.repair(node);
        }
        let mut steps = 0;
        for _ in 0..2 {
            for one in 0..self.nodes.len() {
                for other in one + 1..self.nodes.len() {
                    steps += self.meet_to_the_end(one, other);
                    if self.failure.is_some() || steps > HEALING_STEPS_MAX {
                        return steps;
                    }
                }
            }
        }
        let groups = self.groups();
        for group in &groups {
            self.check_end(group);
        }
        self.check_kept(&groups);
        steps
    }

    /// A node whose disk gave trouble, or may, is started again on a disk that works.
    fn repair(&mut self, node: usize) {
        if self.nodes[node].is_up() {
            self.nodes[node].disk.empty();
            self.nodes[node].kill();
        }
        self.start_node(node);
        self.committed(node, None);
    }

    /// Two nodes meet until nothing more happens between them. Gives the steps it took.
    pub fn meet_to_the_end(&mut self, one: usize, other: usize) -> usize {
        let Some(id) = self.meet(one, other) else { return 0 };
        let mut steps = 0;
        while self.failure.is_none() && steps < HEALING_STEPS_MAX {
            if self.is_quiet(id) || !self.step() {
                break;
            }
            steps += 1;
        }
        if let Some(meeting) = self.meetings.get(&id) {
            let settled = meeting.ends.iter().all(|end| end.settled.is_some());
            let honest = meeting.ends.iter().all(|end| self.nodes[end.node].honest);
            if !settled && honest {
                let names = (self.name(one), self.name(other));
                self.fail("sessions come to their end", format!("{} and {} are stuck", names.0, names.1));
            }
            self.part(id);
        }
        self.forget_events();
        steps
    }

    /// The honest nodes in groups: who can still meet, at once or by way of others, is in one.
    ///
    /// RULE: 5-trust.md, "Who is kept out": whoever holds the revocation of a device refuses it, so that the device may never hear
    /// of it; who knows that it is revoked has no certificate to name. Two copies of one store refuse each other.
    pub fn groups(&mut self) -> Vec<Vec<usize>> {
        let up: Vec<usize> = (0..self.nodes.len()).filter(|node| self.nodes[*node].is_up() && self.nodes[*node].honest).collect();
        for (one, other) in up.iter().flat_map(|one| up.iter().map(move |other| (*one, *other))) {
            if one != other && self.bars(one, self.nodes[other].tls) && !self.revoked_there(one, other) {
                let what = format!("{} keeps {} out, and holds no revocation of it", self.name(one), self.name(other));
                self.fail("all are level after two rounds", what);
            }
        }
        let keeps_out = |one: usize, other: usize| self.bars(one, self.nodes[other].tls) || self.bars(other, self.nodes[other].tls);
        let meet =
            |one: usize, other: usize| self.nodes[one].tls != self.nodes[other].tls && !keeps_out(one, other) && !keeps_out(other, one);
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for node in up {
            let (linked, others) = groups.into_iter().partition(|group: &Vec<usize>| group.iter().any(|other| meet(node, *other)));
            let linked: Vec<Vec<usize>> = linked;
            groups = others;
            groups.push(linked.into_iter().flatten().chain([node]).collect());
        }
        if groups.len() > 1 {
            let named = groups.iter().map(|group| group.iter().map(|node| self.name(*node)).collect::<Vec<_>>().join(" and "));
            let named = named.collect::<Vec<_>>().join("; ");
            self.say(format!("revocations keep apart: {named}"));
        }
        groups
    }
}

/// What came of many seeds.
#[derive(Default)]
pub struct Report {
    pub seeds: u64,
    pub steps: u64,
    pub counts: BTreeMap<&'static str, u64>,
    /// Of the seeds that failed, in order: the seed and what did not hold.
    pub failed: Vec<(u64, Failure)>,
}

/// Runs seeds on every processor, and ends early after `stop` failures.
pub fn run_many(seeds: Range<u64>, steps: usize, stop: usize) -> Report {
    run_these(&seeds.map(|seed| Options::of(seed, steps)).collect::<Vec<_>>(), stop)
}

/// The same for any options.
pub fn run_these(all: &[Options], stop: usize) -> Report {
    let (next, report) = (AtomicUsize::new(0), Mutex::new(Report::default()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        while let Some(options) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            if report.lock().unwrap_or_else(PoisonError::into_inner).failed.len() >= stop {
                return;
            }
            let outcome = run(options.clone());
            report.lock().unwrap_or_else(PoisonError::into_inner).add(outcome);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    report.failed.sort_by_key(|(seed, _)| *seed);
    report
}

impl Report {
    fn add(&mut self, outcome: Outcome) {
        self.seeds += 1;
        self.steps += outcome.steps as u64;
        for (what, count) in outcome.counts {
            *self.counts.entry(what).or_default() += count;
        }
        self.failed.extend(outcome.failure.map(|failure| (outcome.options.seed, failure)));
    }
}
