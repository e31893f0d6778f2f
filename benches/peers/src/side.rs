//! Sides as processes: what one is told, what it answers, and the loop in which it obeys.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::bare::Bare;
use crate::full::Full;
use crate::measure::Cost;
use crate::ours::Ours;
use crate::raw::Raw;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum System {
    /// This repository: two nodes through their handles, words sealed, every commit durable.
    Ours,
    /// iroh-docs at its replica layer: signed entries without their contents.
    Raw,
    /// iroh-docs through its documented API, with contents.
    Full,
    /// A bare connection, configured as ours is: mutual raw public keys, one byte there and back.
    Bare,
    /// The same with quinn's defaults.
    BareDefault,
}

impl System {
    /// As it is called on the command line of a side.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Raw => "raw",
            Self::Full => "full",
            Self::Bare => "bare",
            Self::BareDefault => "bare-default",
        }
    }

    /// The system of a name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Ours, Self::Raw, Self::Full, Self::Bare, Self::BareDefault].into_iter().find(|system| system.name() == name)
    }
}

/// What a side is told to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Listen and say where.
    Listen,
    /// Write so many new records, scattered over the store, some a commit.
    Add { count: u64, salt: u64 },
    /// Write so many new records, each durable before the next.
    Append { count: u64, salt: u64 },
    /// Bring both level; where contents come later, wait for those of so many records.
    Sync { address: String, records: u64 },
    /// Stay connected.
    Live { address: String },
    /// Watch what comes from now on.
    Watch,
    /// Write so many new records, one after another or some a commit, and wait until as many have come.
    Push { count: u64, salt: u64, at_once: bool },
    /// Measure from here.
    Mark,
    /// What it cost since the mark.
    Report,
}

/// What a side answers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Answer {
    /// What it cost.
    pub cost: Cost,
    /// Where it listens.
    pub address: String,
}

impl From<Cost> for Answer {
    fn from(cost: Cost) -> Self {
        Self { cost, address: String::new() }
    }
}

/// A side in a process of its own.
pub struct Side {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Side {
    /// Starts a side over a folder; it has opened it when this returns.
    pub fn start(system: System, folder: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["side", system.name()])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("a pipe")?);
        let mut side = Self { child, orders, answers };
        side.answer()?;
        Ok(side)
    }

    /// Tells it something, and does not wait.
    pub fn tell(&mut self, order: &Order) -> Result<()> {
        let orders = self.orders.as_mut().context("it was dismissed")?;
        writeln!(orders, "{}", serde_json::to_string(order)?)?;
        Ok(orders.flush()?)
    }

    /// Waits for what it answers.
    pub fn answer(&mut self) -> Result<Answer> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("a side ended early: {:?}", self.child.wait()?);
        }
        Ok(serde_json::from_str(&line)?)
    }

    /// Tells it something and waits for the answer.
    pub fn ask(&mut self, order: &Order) -> Result<Answer> {
        self.tell(order)?;
        self.answer()
    }

    /// Lets it close its store and end.
    pub fn dismiss(mut self) -> Result<()> {
        drop(self.orders.take());
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { bail!("a side ended with {status}") }
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        drop(self.orders.take());
        // Ended already, unless the run fails: then nothing may be left behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes the folders `a`, with so many records, and `b`, empty, of a system.
pub async fn make(system: System, folder: PathBuf, records: u64) -> Result<()> {
    match system {
        System::Ours => crate::ours::make(&folder, records),
        System::Raw => crate::raw::make(&folder, records).await,
        System::Full => crate::full::make(&folder, records).await,
        System::Bare | System::BareDefault => bail!("a bare connection holds nothing"),
    }
}

/// Obeys orders from standard input until it ends.
pub async fn obey(system: System, folder: PathBuf) -> Result<()> {
    let mut agent = match system {
        System::Ours => Agent::Ours(Box::new(Ours::open(folder)?)),
        System::Raw => Agent::Raw(Box::new(Raw::open(folder).await?)),
        System::Full => Agent::Full(Box::new(Full::open(folder).await?)),
        System::Bare | System::BareDefault => Agent::Bare(Box::new(Bare::open(system == System::Bare)?)),
    };
    say(&Answer::default())?;
    loop {
        let line = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map(|read| (read, line))
        });
        let (read, line) = line.await??;
        if read == 0 {
            return agent.close().await;
        }
        say(&agent.obey(serde_json::from_str(&line)?).await?)?;
    }
}

fn say(answer: &Answer) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(answer)?)?;
    Ok(out.flush()?)
}

enum Agent {
    Ours(Box<Ours>),
    Raw(Box<Raw>),
    Full(Box<Full>),
    Bare(Box<Bare>),
}

impl Agent {
    async fn obey(&mut self, order: Order) -> Result<Answer> {
        match self {
            Self::Ours(side) => side.obey(order).await,
            Self::Raw(side) => side.obey(order).await,
            Self::Full(side) => side.obey(order).await,
            Self::Bare(side) => side.obey(order).await,
        }
    }

    async fn close(self) -> Result<()> {
        match self {
            Self::Ours(side) => side.close().await,
            Self::Raw(side) => side.close().await,
            Self::Full(side) => side.close().await,
            Self::Bare(side) => {
                drop(side);
                Ok(())
            }
        }
    }
}
