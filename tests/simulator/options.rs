//! What a seed decides before anything happens, and what the environment asks for.

use std::fmt;
use std::ops::Range;

use crate::support::disk::Dice;

/// How many steps a run takes unless it is told otherwise.
pub const STEPS: usize = 500;

/// What may happen in one run. Each is a chance in a thousand, for every turn of the town; by default nothing happens by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub seed: u64,
    pub steps: usize,
    pub nodes: usize,
    /// One certified device does what it likes.
    pub rogue: bool,
    /// Clocks are wrong by up to this many years, and jump.
    pub skew_years: i64,
    /// Days may pass between two turns.
    pub days: bool,
    pub cut: usize,
    pub partition: usize,
    pub replay: usize,
    pub crash: usize,
    pub disk_error: usize,
    pub full: usize,
    pub lie: usize,
    pub rot: usize,
    pub lost: usize,
    pub restore: usize,
    pub twin: usize,
    pub revoke: usize,
    pub bundle: usize,
}

impl Options {
    /// What the seed says.
    pub fn of(seed: u64, steps: usize) -> Self {
        let mut dice = Dice::new(seed ^ 0x5eed);
        for _ in 0..8 {
            dice.below(2);
        }
        let nodes = 3 + dice.below(4) + if dice.below(5) == 0 { 5 } else { 0 };
        let mut chance = |often: usize, most: usize| if dice.below(100) < often { 1 + dice.below(most) } else { 0 };
        Self {
            seed,
            steps,
            nodes: nodes.min(12),
            rogue: chance(25, 1) > 0,
            skew_years: i64::try_from(chance(50, 50)).unwrap_or(0),
            days: chance(50, 1) > 0,
            cut: chance(70, 120),
            partition: chance(50, 60),
            replay: chance(25, 20),
            crash: chance(60, 120),
            disk_error: chance(40, 60),
            full: chance(25, 30),
            lie: chance(25, 30),
            rot: chance(25, 30),
            lost: chance(25, 20),
            restore: chance(30, 40),
            twin: chance(20, 20),
            revoke: chance(35, 25),
            bundle: chance(50, 60),
        }
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}: {} nodes, {} steps", self.seed, self.nodes, self.steps)?;
        if self.rogue {
            write!(f, ", one of them a rogue")?;
        }
        if self.skew_years > 0 {
            write!(f, ", clocks wrong by up to {} years", self.skew_years)?;
        }
        if self.days {
            write!(f, ", days may pass")?;
        }
        write!(f, "; chances in 1000 a turn:")?;
        for (name, chance) in self.chances().into_iter().filter(|(_, chance)| *chance > 0) {
            write!(f, " {name} {chance}")?;
        }
        Ok(())
    }
}

impl Options {
    fn chances(&self) -> [(&'static str, usize); 13] {
        [
            ("cut", self.cut),
            ("partition", self.partition),
            ("replay", self.replay),
            ("crash", self.crash),
            ("disk-error", self.disk_error),
            ("full", self.full),
            ("lie", self.lie),
            ("rot", self.rot),
            ("lost", self.lost),
            ("restore", self.restore),
            ("twin", self.twin),
            ("revoke", self.revoke),
            ("bundle", self.bundle),
        ]
    }
}

/// The seeds to run: `SHOUWEN_SEED=7`, `SHOUWEN_SEEDS=0..1000`, or what the caller takes by default.
pub fn seeds(default: Range<u64>) -> Range<u64> {
    let number = |text: &str| text.trim().parse::<u64>().unwrap_or_else(|_| panic!("`{text}` is not a seed"));
    if let Ok(seed) = std::env::var("SHOUWEN_SEED") {
        let seed = number(&seed);
        return seed..seed + 1;
    }
    match std::env::var("SHOUWEN_SEEDS") {
        Ok(range) => {
            let (from, to) = range.split_once("..").expect("SHOUWEN_SEEDS is a range such as 0..1000");
            number(from)..number(to)
        }
        Err(_) => default,
    }
}

/// How many steps a run takes: `SHOUWEN_STEPS`.
pub fn steps() -> usize {
    std::env::var("SHOUWEN_STEPS").map_or(STEPS, |steps| steps.parse().expect("SHOUWEN_STEPS is a number"))
}
