//! The town of every simulation: an organisation whose devices have joined and know each other. Founded once a process,
//! copied for every seed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use shouwen::domain::act::word::Role;
use shouwen::domain::act::{Certify, Keys, Scope};
use shouwen::domain::id::{Code, DeviceId, PersonId, RecordId, SiteId};
use shouwen::domain::key::{PublicKey, SecretKey};
use shouwen::node::bundle::BundleOf;
use shouwen::node::enrol::{EnrolAsk, EnrolDecision, enrol_accept, enrol_request};
use shouwen::node::init::InitPlan;
use shouwen::node::{Draft, Handle, Machine, Unlock};

/// The wall clock when every simulation begins: 2025-11-24.
pub const BEGIN_MS: i64 = 1_764_000_000_000;
/// The store in a data folder.
pub const STORE: &str = "shouwen.redb";

/// Everybody who has a device, the centre first; the last one is the rogue.
pub const SEATS: [(&str, Role, &str); 13] = [
    ("centre", Role::site_manager, "duty"),
    ("gate-1", Role::operator, "gate"),
    ("van-1", Role::handler, "van"),
    ("desk", Role::responsible_supervisor, "duty"),
    ("gate-2", Role::operator, "gate"),
    ("van-2", Role::handler, "van"),
    ("office", Role::cs_officer, "office"),
    ("gate-3", Role::operator, "duty"),
    ("van-3", Role::contractor, "van"),
    ("lift", Role::team_lead, "office"),
    ("gate-4", Role::operator, "gate"),
    ("van-4", Role::handler, "van"),
    ("rogue", Role::handler, "van"),
];

/// A device as it was when it had joined.
#[derive(Clone)]
pub struct Seat {
    pub name: &'static str,
    pub role: Role,
    pub person: PersonId,
    pub tls: PublicKey,
    pub device: DeviceId,
    pub image: Vec<u8>,
    pub files: Vec<(PathBuf, Vec<u8>)>,
}

pub struct Town {
    pub site: SiteId,
    pub seats: Vec<Seat>,
    /// The rogue's other key, with its certificate: what it signs is not limited by any program.
    pub rogue: (SecretKey, RecordId),
}

/// The town, founded by whoever asks first.
pub static TOWN: LazyLock<Town> = LazyLock::new(found);

fn found() -> Town {
    let folder = in_memory();
    let data = |name: &str| folder.path().join(name);
    let machine = |name: &str| Machine::fixed(BEGIN_MS - 86_400_000, name);
    let open = |name: &str| Handle::open(&data(name), &Unlock::default(), machine(&format!("opened {name}"))).expect("opens");
    let [organisation, site, device, staff] = ["清源物业", "翠苑三区", "centre", "centre"].map(str::to_owned);
    let plan = InitPlan { organisation, site, device, staff, regulation: None, pin: None };
    let manager = Handle::init(&data("centre"), &plan, &machine("init")).expect("a new organisation").staff;
    let centre = open("centre");
    let mut people = vec![manager];
    for (name, role, post) in &SEATS[1..] {
        let posts = vec![Code::new(post).expect("a code")];
        let ask = EnrolAsk { device: (*name).into(), staff: (*name).into(), role: *role, posts, ..EnrolAsk::default() };
        let request = enrol_request(&data(name), &ask, &machine(name)).expect("a request");
        let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
        people.push(enrol_accept(&data(name), &answer, None, &machine(&format!("{name} joins"))).expect("accepted").staff);
    }
    let (key, site) = (SecretKey::from_bytes(&[66; 32]), centre.identity().site);
    let certify = Certify {
        person: people.last().copied(),
        device: DeviceId([66; 16]),
        keys: Keys::Staff(key.public()),
        roles: vec![Role::handler],
        posts: vec![Code::new("van").expect("a code")],
        scope: Scope::Site(site),
        ..Certify::default()
    };
    let certificate = centre.act(None, &Draft::new(certify)).expect("certified");
    let mut bundle = Vec::new();
    centre.bundle_write(&BundleOf::Site(site), &mut bundle).expect("written");
    drop(centre);
    let seat = |(number, (name, role, _)): (usize, &(&'static str, Role, &str))| {
        let handle = open(name);
        handle.bundle_read(&mut bundle.as_slice()).expect("read");
        let (tls, device) = (handle.device_keys().tls.public(), handle.identity().device);
        drop(handle);
        let image = fs::read(data(name).join(STORE)).expect("a store");
        Seat { name, role: *role, person: people[number], tls, device, image, files: files(&data(name)) }
    };
    Town { site, seats: SEATS.iter().enumerate().map(seat).collect(), rogue: (key, certificate) }
}

/// A folder that needs no disk, where the machine has such: what a sync waits for decides nothing here.
pub fn in_memory() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("a folder")
}

/// Every file of a data folder but the store.
pub fn files(data: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut found, mut folders) = (Vec::new(), vec![data.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.file_name().is_some_and(|name| name != STORE) {
                let bytes = fs::read(&entry).expect("a file");
                found.push((entry.strip_prefix(data).expect("inside").to_owned(), bytes));
            }
        }
    }
    found.sort();
    found
}

/// Makes a data folder of these files, and nothing else.
pub fn lay_out(data: &Path, files: &[(PathBuf, Vec<u8>)]) {
    if data.exists() {
        fs::remove_dir_all(data).expect("removed");
    }
    for (path, bytes) in files {
        let path = data.join(path);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, bytes).expect("written");
    }
}
