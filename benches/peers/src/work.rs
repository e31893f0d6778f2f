//! The work: the same for each system, in turns, each round over fresh copies of the same folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::measure::{Cost, copy, median};
use crate::side::{Order, Side, System};

/// New records on each side, and those that are pushed.
pub const NEW: u64 = 100;
/// Appends of one record whose median counts.
const APPENDS: u64 = 200;
/// Meetings without news whose median counts, in one pair of processes.
const MEETINGS: u64 = 15;
/// Meetings after which two nodes have said everything, receipts included.
const UNTIL_LEVEL: u64 = 6;
/// Where the numbers of records begin that are written after the fixture.
const SALT: u64 = 1 << 40;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// So many records into an empty node.
    First(u64),
    /// Both hold so many, and each has [`NEW`] more, scattered.
    Both(u64),
    /// Both hold the same so many.
    Nothing(u64),
    /// Each writes [`NEW`] while they are connected, one after another.
    Push(u64),
    /// The same with one commit for each writer.
    PushAtOnce(u64),
    /// One record after another, each durable, in a store of so many.
    Append(u64),
}

/// What it cost both sides: `a` holds the records and listens, `b` dials.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meeting {
    pub wall: f64,
    pub a: Cost,
    pub b: Cost,
    pub bytes: u64,
    pub records: u64,
}

impl Meeting {
    /// CPU time of both.
    pub fn cpu(&self) -> f64 {
        self.a.cpu + self.b.cpu
    }
}

/// What all rounds measured.
#[derive(Default)]
pub struct Measured(BTreeMap<(Work, System), Vec<Meeting>>);

impl Measured {
    /// The median of one figure; `None` where it was not measured.
    pub fn median(&self, work: Work, system: System, figure: impl Fn(&Meeting) -> f64) -> Option<f64> {
        Some(median(self.0.get(&(work, system))?.iter().map(figure).collect()))
    }

    /// The largest and the smallest of one figure.
    pub fn spread(&self, work: Work, system: System, figure: impl Fn(&Meeting) -> f64) -> Option<(f64, f64)> {
        let values = self.0.get(&(work, system))?.iter().map(figure);
        Some(values.fold((f64::INFINITY, 0.0), |(low, high), value| (value.min(low), value.max(high))))
    }
}

/// A bench over a folder in which fixtures are kept.
pub struct Bench {
    pub folder: PathBuf,
    pub rounds: u64,
}

impl Bench {
    /// Does all the work with these systems, in turns.
    pub fn run(&self, plan: &[(Work, Vec<System>)]) -> Result<Measured> {
        let mut measured = Measured::default();
        for (work, systems) in plan {
            for round in 0..self.rounds {
                for system in systems {
                    let done = self.once(*work, *system).with_context(|| format!("{work:?} on {}", system.name()))?;
                    eprintln!(
                        "{work:?} {} round {}: {:.1} ms, {:.1} ms CPU, {} bytes",
                        system.name(),
                        round + 1,
                        done.wall / 1e3,
                        done.cpu() / 1e3,
                        done.bytes
                    );
                    measured.0.entry((*work, *system)).or_default().push(done);
                }
            }
        }
        Ok(measured)
    }

    fn once(&self, work: Work, system: System) -> Result<Meeting> {
        match work {
            Work::First(records) => self.first(system, records),
            Work::Both(records) => self.both(system, records),
            Work::Nothing(records) => self.nothing(system, records),
            Work::Push(records) => self.push(system, records, false),
            Work::PushAtOnce(records) => self.push(system, records, true),
            Work::Append(records) => self.append(system, records),
        }
    }

    /// A folder with `a` and `b`: one side with the records, or both level. Made once and kept.
    fn fixture(&self, system: System, records: u64, level: bool) -> Result<PathBuf> {
        let folder = self.folder.join(format!("{}-{records}{}", system.name(), if level { "-level" } else { "" }));
        if folder.exists() {
            return Ok(folder);
        }
        eprintln!("making {}", folder.display());
        let unfinished = folder.with_extension("new");
        let _ = fs::remove_dir_all(&unfinished);
        fs::create_dir_all(&unfinished)?;
        if level {
            copy(&self.fixture(system, records, false)?, &unfinished)?;
            let (mut a, mut b) = pair(system, &unfinished)?;
            let address = a.ask(&Order::Listen)?.address;
            b.ask(&Order::Sync { address: address.clone(), records })?;
            for _ in 0..UNTIL_LEVEL {
                b.ask(&Order::Sync { address: address.clone(), records: 0 })?;
            }
            b.dismiss()?;
            a.dismiss()?;
        } else {
            let status = std::process::Command::new(std::env::current_exe()?)
                .args(["make", system.name()])
                .arg(&unfinished)
                .arg(records.to_string())
                .status()?;
            ensure!(status.success(), "the fixture was not made");
        }
        fs::rename(&unfinished, &folder)?;
        Ok(folder)
    }

    /// Fresh copies of a fixture's folders.
    fn fresh(&self, system: System, records: u64, level: bool) -> Result<tempfile::TempDir> {
        let folder = tempfile::tempdir_in(&self.folder)?;
        copy(&self.fixture(system, records, level)?, folder.path())?;
        Ok(folder)
    }

    fn first(&self, system: System, records: u64) -> Result<Meeting> {
        let folder = self.fresh(system, records, false)?;
        let (mut a, mut b) = pair(system, folder.path())?;
        let done = meet(&mut a, &mut b, records)?;
        b.dismiss()?;
        a.dismiss()?;
        Ok(done)
    }

    fn both(&self, system: System, records: u64) -> Result<Meeting> {
        let folder = self.fresh(system, records, true)?;
        let (mut a, mut b) = pair(system, folder.path())?;
        a.ask(&Order::Add { count: NEW, salt: SALT })?;
        b.ask(&Order::Add { count: NEW, salt: SALT + NEW })?;
        let done = meet(&mut a, &mut b, NEW)?;
        b.dismiss()?;
        a.dismiss()?;
        Ok(done)
    }

    /// The median of several meetings of one pair; of processes that hold nothing where the connection alone is measured.
    fn nothing(&self, system: System, records: u64) -> Result<Meeting> {
        let holds = !matches!(system, System::Bare | System::BareDefault);
        let folder = if holds { self.fresh(system, records, true)? } else { tempfile::tempdir_in(&self.folder)? };
        let (mut a, mut b) = pair(system, folder.path())?;
        let address = a.ask(&Order::Listen)?.address;
        let sync = Order::Sync { address, records: 0 };
        // The first connection opens sockets, and may bring a last receipt.
        b.ask(&sync)?;
        let mut done = Vec::new();
        for _ in 0..MEETINGS {
            done.push(measured(&mut a, &mut b, &sync)?);
        }
        b.dismiss()?;
        a.dismiss()?;
        done.sort_by(|one, other| one.wall.total_cmp(&other.wall));
        let middle = done[done.len() / 2];
        let mean = |figure: fn(&Meeting) -> f64| done.iter().map(figure).sum::<f64>() / done.len() as f64;
        let (a, b) = (Cost { cpu: mean(|one| one.a.cpu), ..middle.a }, Cost { cpu: mean(|one| one.b.cpu), ..middle.b });
        Ok(Meeting { a, b, bytes: mean(|one| one.bytes as f64) as u64, ..middle })
    }

    fn push(&self, system: System, records: u64, at_once: bool) -> Result<Meeting> {
        let folder = self.fresh(system, records, true)?;
        let (mut a, mut b) = pair(system, folder.path())?;
        let address = a.ask(&Order::Listen)?.address;
        b.ask(&Order::Live { address })?;
        for side in [&mut a, &mut b] {
            side.ask(&Order::Watch)?;
            side.ask(&Order::Mark)?;
        }
        a.tell(&Order::Push { count: NEW, salt: SALT, at_once })?;
        b.tell(&Order::Push { count: NEW, salt: SALT + NEW, at_once })?;
        let (pushed_a, pushed_b) = (a.answer()?.cost, b.answer()?.cost);
        let (cost_a, cost_b) = (a.ask(&Order::Report)?.cost, b.ask(&Order::Report)?.cost);
        b.dismiss()?;
        a.dismiss()?;
        let bytes = pushed_a.bytes + pushed_b.bytes + cost_a.bytes + cost_b.bytes;
        Ok(Meeting { wall: pushed_a.wall.max(pushed_b.wall), a: cost_a, b: cost_b, bytes, records: 2 * NEW })
    }

    fn append(&self, system: System, records: u64) -> Result<Meeting> {
        let folder = self.fresh(system, records, false)?;
        let mut a = Side::start(system, &folder.path().join("a"))?;
        let done = a.ask(&Order::Append { count: APPENDS, salt: SALT })?.cost;
        a.dismiss()?;
        Ok(Meeting { wall: done.wall, a: done, records: APPENDS, ..Meeting::default() })
    }
}

fn pair(system: System, folder: &Path) -> Result<(Side, Side)> {
    Ok((Side::start(system, &folder.join("a"))?, Side::start(system, &folder.join("b"))?))
}

fn meet(a: &mut Side, b: &mut Side, records: u64) -> Result<Meeting> {
    let address = a.ask(&Order::Listen)?.address;
    measured(a, b, &Order::Sync { address, records })
}

fn measured(a: &mut Side, b: &mut Side, sync: &Order) -> Result<Meeting> {
    a.ask(&Order::Mark)?;
    b.ask(&Order::Mark)?;
    let done = b.ask(sync)?.cost;
    let (cost_b, cost_a) = (b.ask(&Order::Report)?.cost, a.ask(&Order::Report)?.cost);
    let bytes = done.bytes + cost_a.bytes + cost_b.bytes;
    Ok(Meeting { wall: done.wall, a: cost_a, b: cost_b, bytes, records: done.records })
}
