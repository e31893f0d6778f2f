//! The same work on this repository, on iroh-docs (its replica layer, and its documented API) and on the bare parts: one table.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml [-- RECORDS [--rounds N] [--only WORK] [--folder PATH]]`.
//! Each side is a process of its own, so that CPU time and peak memory are its own. The rounds go in turns, A B A B, and the
//! table has the medians. Folders with records are made once and kept in `target/peers` for the next run.

#![forbid(unsafe_code)]
#![allow(clippy::cast_precision_loss, reason = "figures are shown with three digits")]

mod bare;
mod full;
mod iroh_endpoint;
mod limits;
mod measure;
mod ours;
mod raw;
mod side;
mod table;
mod work;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use limits::Limits;
use side::System;
use work::{Bench, Work};

/// The contents of a record in bytes, before anything is sealed: what a person writes about one step.
pub const CONTENT_BYTES: usize = 300;
/// Writers on the first side.
pub const WRITERS: u64 = 20;
/// Records that are brought to an empty node, unless another number is given.
const RECORDS: u64 = 100_000;
const ROUNDS: u64 = 5;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    match words.as_slice() {
        ["side", system, folder] => runtime()?.block_on(side::obey(named(system)?, PathBuf::from(folder))),
        ["make", system, folder, records] => runtime()?.block_on(side::make(named(system)?, PathBuf::from(folder), records.parse()?)),
        ["limits", folder, records] => {
            println!("{}", serde_json::to_string(&limits::limits(&PathBuf::from(folder), records.parse()?)?)?);
            Ok(())
        }
        words => bench(&Asked::read(words)?),
    }
}

fn named(system: &str) -> Result<System> {
    System::named(system).with_context(|| format!("no system is called {system}"))
}

/// What the command line asks for.
struct Asked {
    records: u64,
    rounds: u64,
    only: Option<String>,
    folder: PathBuf,
}

impl Asked {
    fn read(words: &[&str]) -> Result<Self> {
        let beside = std::env::current_exe()?.parent().and_then(|folder| folder.parent()).context("a target folder")?.join("peers");
        let mut asked = Self { records: RECORDS, rounds: ROUNDS, only: None, folder: beside };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match *word {
                "--rounds" => asked.rounds = value()?.parse()?,
                "--only" => asked.only = Some((*value()?).to_owned()),
                "--folder" => asked.folder = PathBuf::from(value()?),
                number => asked.records = number.parse().with_context(|| format!("{number} is neither an option nor a number"))?,
            }
        }
        if asked.records < 10 * work::NEW || asked.rounds == 0 {
            bail!("at least {} records and one round", 10 * work::NEW);
        }
        Ok(asked)
    }

    fn plan(&self) -> Vec<(Work, Vec<System>)> {
        use System::{Bare, BareDefault, Full, Ours, Raw};
        let records = self.records;
        let plan = vec![
            ("first", Work::First(records), vec![Ours, Raw, Full]),
            ("both", Work::Both(records / 10), vec![Ours]),
            ("both", Work::Both(records), vec![Ours, Raw]),
            ("nothing", Work::Nothing(records / 100), vec![Ours, Raw]),
            ("nothing", Work::Nothing(records / 10), vec![Ours, Raw]),
            ("nothing", Work::Nothing(records), vec![Ours, Raw, Bare, BareDefault]),
            ("push", Work::Push(records / 10), vec![Ours, Full]),
            ("push", Work::PushAtOnce(records / 10), vec![Ours]),
            ("append", Work::Append(records / 10), vec![Ours, Raw, Full]),
            ("memory", Work::First(10 * records), vec![Ours]),
        ];
        // Ten times as many takes long, and only our own memory is asked about: only when it is asked for.
        let wanted = |name: &str| self.only.as_deref().map_or(name != "memory", |only| only.split(',').any(|part| part == name));
        plan.into_iter().filter(|(name, ..)| wanted(name)).map(|(_, work, systems)| (work, systems)).collect()
    }
}

fn bench(asked: &Asked) -> Result<()> {
    std::fs::create_dir_all(&asked.folder)?;
    let bench = Bench { folder: asked.folder.clone(), rounds: asked.rounds };
    let measured = bench.run(&asked.plan())?;
    let folder = tempfile::tempdir_in(&asked.folder)?;
    let output =
        std::process::Command::new(std::env::current_exe()?).arg("limits").arg(folder.path()).arg(asked.records.to_string()).output()?;
    let limits: Limits = serde_json::from_slice(&output.stdout).context("the limits were not measured")?;
    print!("{}", table::table(&measured, asked.records, limits));
    Ok(())
}
