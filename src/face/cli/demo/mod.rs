//! `demo`: a whole site on this machine. A service centre, a guard post and a van are three real nodes with stores of their
//! own, which meet over QUIC on loopback; they play cases of the regulations' own texts, apart and together.

mod cases;
mod history;
mod limits;
mod town;

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{ChainArgs, DemoArgs, Global};
use super::chain;
use super::desk::{Desk, json};
use super::failure::Failure;
use super::invocation::Output;
use super::tell::line;
use crate::domain::id::{Digest, RequestId};
use crate::face::text::Text;
use crate::node::{Handle, Machine};
use cases::Cases;
use town::{Place, Town, is_level};

/// What the demo showed, for programs.
#[derive(Clone, Debug, Serialize)]
pub struct DemoView {
    /// The cases, in the order in which they began.
    pub requests: Vec<RequestId>,
    /// What each node's records of the site come to: equal digests, equal records.
    pub digests: Vec<Digest>,
    /// They are equal.
    pub equal: bool,
    /// Signatures of the cases that were checked on the three nodes together.
    pub signatures: usize,
    /// How long enrolment and cases took, in milliseconds.
    pub cases_milliseconds: u64,
    /// What the imported history took.
    pub history: HistoryView,
}

/// An imported history that reached every node.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryView {
    /// Rows.
    pub rows: u64,
    /// How long the import took, in milliseconds.
    pub import_milliseconds: u64,
    /// How long it took until guard post and van had everything, in milliseconds.
    pub sync_milliseconds: u64,
    /// All three nodes hold the same.
    pub equal: bool,
}

/// Where the demo's sentences go.
struct Show<'a> {
    text: &'static Text,
    json: bool,
    out: &'a mut dyn Output,
}

impl Show<'_> {
    fn heading<const N: usize>(&mut self, key: &str, places: [(&'static str, String); N]) {
        if !self.json {
            self.out.out("\n");
        }
        self.say(key, places);
    }

    fn say<const N: usize>(&mut self, key: &str, places: [(&'static str, String); N]) {
        if !self.json {
            let said = self.text.get(key, places.map(|(name, value)| (name, value.into())));
            self.out.out(&line(said));
        }
    }
}

/// Carries out `demo`.
pub fn run(args: &DemoArgs, (global, cwd): (&Global, &Path), text: &'static Text, out: &mut dyn Output) -> Result<(), Failure> {
    let folder = match &args.keep {
        Some(folder) => Folder::Kept(cwd.join(folder)),
        None => Folder::new(&Machine::system())?,
    };
    let mut show = Show { text, json: global.json, out };
    let clock = Machine::system().clock;
    let began = clock.now().elapsed;
    let town = Town::found(folder.path(), text)?;
    show.say("demo-founded", [("centre", town.centre.address()), ("gate", town.gate.address()), ("van", town.van.address())]);
    let cases = Cases::play(&town, &mut show)?;
    let (digests, signatures) = compare(&town, &cases, global, &mut show)?;
    let cases_milliseconds = clock.now().elapsed.saturating_sub(began);
    show.say("demo-took", [("ms", cases_milliseconds.to_string())]);
    let history = history::play(&town, folder.path(), global, &mut show)?;
    if let Folder::Kept(path) = &folder {
        show.say("demo-kept", [("folder", path.display().to_string())]);
    }
    let equal = is_level(&digests);
    let requests = cases.requests.clone();
    let all_equal = equal && history.equal;
    let view = DemoView { requests, digests, equal, signatures, cases_milliseconds, history };
    if global.json {
        show.out.out(&json(&view));
    }
    town.stop();
    if all_equal { Ok(()) } else { Err(Failure::rule("demo-differ")) }
}

/// Prints the chains, compares the nodes and checks every signature on each of them.
fn compare(town: &Town, cases: &Cases, global: &Global, show: &mut Show<'_>) -> Result<(Vec<Digest>, usize), Failure> {
    show.heading("demo-chains", []);
    for request in &cases.requests {
        let told = chain_of(&town.van, *request, global, show.text)?;
        if !show.json {
            show.out.out("\n");
            show.out.out(&told);
        }
    }
    for case in cases.timed {
        limits::show_duties(&town.centre, case, global, show)?;
    }
    let digests = town.digests()?;
    let site = digests.first().map(|digest| digest.to_string()[..16].to_owned()).unwrap_or_default();
    let records = town.centre.handle.status()?.records.to_string();
    if is_level(&digests) {
        show.say("demo-equal", [("digest", site), ("records", records)]);
    }
    let mut signatures = 0;
    for place in town.places() {
        for request in &cases.requests {
            let proof = place.handle.verify_chain(*request)?;
            if !proof.holds() {
                return Err(Failure::rule("proof-fails"));
            }
            signatures += proof.steps.len();
        }
    }
    show.say("demo-verified", [("count", signatures.to_string())]);
    Ok((digests, signatures))
}

fn chain_of(place: &Place, request: RequestId, global: &Global, text: &'static Text) -> Result<String, Failure> {
    let mut said = Captured::default();
    let plain = Global { json: false, ..global.clone() };
    let desk = &mut Desk::at(&place.handle, &plain, Path::new(""), text, &mut said)?;
    chain::run(desk, &ChainArgs { id: request.to_string(), verify: true, svg: None })?;
    Ok(said.into_text())
}

/// Keeps what another command says, to say it in its place.
#[derive(Default)]
struct Captured {
    out: Vec<u8>,
    err: Vec<u8>,
}

impl Captured {
    fn into_text(self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }
}

impl Output for Captured {
    fn streams(&mut self) -> (&mut dyn Write, &mut dyn Write) {
        (&mut self.out, &mut self.err)
    }
}

/// Where the three data folders stand.
enum Folder {
    /// As the person said; it stays.
    Kept(PathBuf),
    /// Removed at the end.
    Passing(PathBuf),
}

impl Folder {
    fn new(machine: &Machine) -> Result<Self, Failure> {
        let name: [u8; 8] = machine.entropy.bytes();
        let path = std::env::temp_dir().join(format!("shouwen-demo-{:016x}", u64::from_le_bytes(name)));
        std::fs::create_dir(&path).map_err(|why| Failure::broken("usage-write").with("path", path.display()).with("why", why))?;
        Ok(Self::Passing(path))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) | Self::Passing(path) => path,
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Self::Passing(path) = self {
            // What cannot be removed is in the system's folder for temporary files.
            let _ = std::fs::remove_dir_all(path);
        }
    }
}

/// What everything a node holds of its site comes to.
fn digest(handle: &Handle) -> Result<Digest, Failure> {
    Ok(handle.site_digest(handle.identity().site)?)
}
