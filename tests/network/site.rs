//! A service centre, a gate and a van: founded once, copied for each run.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use shouwen::domain::act::word::Role;
use shouwen::domain::id::Code;
use shouwen::node::enrol::{EnrolAsk, EnrolDecision, enrol_accept, enrol_request};
use shouwen::node::init::InitPlan;
use shouwen::node::{Handle, Machine, Unlock};

/// The nodes, the centre first.
pub const NODES: [&str; 3] = ["centre", "gate", "van"];
/// When everything begins: 2025-11-24.
const WALL: i64 = 1_764_000_000_000;

/// A folder in memory where there is one: what these runs test is not the disk.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).expect("a folder")
}

fn founded() -> &'static Path {
    static FOUNDED: OnceLock<tempfile::TempDir> = OnceLock::new();
    FOUNDED.get_or_init(found).path()
}

fn found() -> tempfile::TempDir {
    let folder = folder();
    let data = |name: &str| folder.path().join(name);
    let [organisation, site, device, staff] = ["清源物业", "翠苑三区", "centre", "陈静怡"].map(str::to_owned);
    let plan = InitPlan { organisation, site, device, staff, regulation: None, pin: None };
    Handle::init(&data("centre"), &plan, &Machine::fixed(WALL, "centre")).expect("a new organisation");
    let centre = open(&data("centre"), &Machine::fixed(WALL, "approving"));
    for (name, role) in [("gate", Role::operator), ("van", Role::handler)] {
        let posts = vec![Code::new(name).expect("a code")];
        let ask = EnrolAsk { device: name.into(), staff: format!("{name} 值班员"), role, posts, ..EnrolAsk::default() };
        let machine = Machine::fixed(WALL, name);
        let request = enrol_request(&data(name), &ask, &machine).expect("a request");
        let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
        enrol_accept(&data(name), &answer, Some(centre.identity().organisation), &machine).expect("accepted");
    }
    folder
}

fn open(data: &Path, machine: &Machine) -> Handle {
    Handle::open(data, &Unlock::default(), machine.clone()).expect("opens")
}

/// The same site for every run.
pub struct Site {
    _folder: tempfile::TempDir,
    pub handles: Vec<Handle>,
    pub machines: Vec<Machine>,
}

impl Site {
    pub fn new(seed: u64) -> Self {
        let folder = folder();
        let machines: Vec<Machine> = NODES.iter().map(|name| Machine::fixed(WALL + 3_600_000, &format!("{name} {seed}"))).collect();
        let handles = NODES.iter().zip(&machines).map(|(name, machine)| {
            let data: PathBuf = folder.path().join(name);
            copy(&founded().join(name), &data);
            open(&data, machine)
        });
        Self { handles: handles.collect(), machines, _folder: folder }
    }

    /// Moves every clock.
    pub fn advance(&self, milliseconds: i64) {
        for machine in &self.machines {
            machine.clock.advance(milliseconds);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}
