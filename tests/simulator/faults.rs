//! What befalls nodes, disks, clocks and links.

use shouwen::node::bundle::BundleOf;
use shouwen::node::enrol::{EnrolAsk, EnrolDecision, enrol_accept, enrol_request};
use shouwen::node::{Handle, Machine, Unlock};

use super::node::Node;
use super::town::{BEGIN_MS, SEATS, STORE, Seat, files};
use super::world::{Event, World};

/// The longest that a node stays down, in milliseconds.
const DOWN_MS: usize = 120_000;

/// Something that befalls the town.
type Fault = fn(&mut World);

impl World {
    /// By the seed's chances, something befalls the town; `false`: nothing does.
    pub fn fault(&mut self) -> bool {
        let options = self.options.clone();
        let skew = if options.skew_years > 0 { 15 } else { 0 };
        let faults: [(usize, Fault); 13] = [
            (options.cut, Self::cut_somewhere),
            (options.partition, Self::part_ways),
            (options.crash, Self::crash),
            (options.disk_error, Self::arm_disk),
            (options.full, Self::fill_disk),
            (options.lie, Self::lying_disk),
            (options.rot, Self::rot),
            (options.lost, Self::lose),
            (options.restore, Self::restore),
            (options.twin, Self::twin),
            (options.revoke, Self::revoke_or_admit),
            (options.bundle, Self::carry),
            (skew, Self::turn_a_clock),
        ];
        let mut roll = self.dice.below(1000);
        for (chance, fault) in faults {
            if roll < chance {
                fault(self);
                return true;
            }
            roll -= chance;
        }
        false
    }

    fn revoke_or_admit(&mut self) {
        if self.dice.below(4) == 0 { self.admit() } else { self.revoke() }
    }

    fn cut_somewhere(&mut self) {
        let ids: Vec<usize> = self.meetings.keys().copied().collect();
        if !ids.is_empty() {
            let id = ids[self.dice.below(ids.len())];
            self.cut(id);
        }
    }

    /// Some nodes cannot reach others for a while, perhaps in one direction only.
    fn part_ways(&mut self) {
        let one_way = self.dice.below(4) == 0;
        let inside: Vec<bool> = self.nodes.iter().map(|_| self.dice.below(2) == 0).collect();
        for (one, a) in inside.iter().enumerate() {
            for (other, b) in inside.iter().enumerate() {
                if *a && !*b {
                    self.blocked.insert((one, other));
                    if !one_way {
                        self.blocked.insert((other, one));
                    }
                }
            }
        }
        let long = if self.options.days { 30 * 86_400_000 } else { 3_600_000 };
        let lasts = 1 + self.dice.below(long) as u64;
        self.after(lasts, Event::Mend);
        self.count("partitions");
        self.say(format!("links break{}", if one_way { ", in one direction" } else { "" }));
    }

    fn crash(&mut self) {
        let Some(node) = self.somebody() else { return };
        if self.dice.below(2) == 0 {
            // In the middle of the next commit.
            let at = self.nodes[node].disk.operations() + 1 + self.dice.below(12) as u64;
            self.nodes[node].disk.fail_at(at, true);
            let wait = 1 + self.dice.below(5000) as u64;
            self.after(wait, Event::Fall { node, power: true });
        } else {
            let power = self.dice.below(3) > 0;
            self.after(0, Event::Fall { node, power });
        }
    }

    pub fn fall(&mut self, node: usize, power: bool) {
        if !self.nodes[node].is_up() {
            return;
        }
        self.count(if power { "power cuts" } else { "kills" });
        self.say(format!("{} {}", self.name(node), if power { "loses its power" } else { "is killed" }));
        self.drop_sessions(node);
        if power {
            self.nodes[node].power_cut(&mut self.dice);
        } else {
            self.nodes[node].kill();
        }
        let wait = 1 + self.dice.below(DOWN_MS) as u64;
        self.after(wait, Event::Start { node });
    }

    /// A disk answers with one error, or with nothing else from now on, until the node is started again.
    fn arm_disk(&mut self) {
        let Some(node) = self.somebody() else { return };
        let (at, sticky) = (self.nodes[node].disk.operations() + 1 + self.dice.below(12) as u64, self.dice.below(2) == 0);
        self.nodes[node].disk.fail_at(at, sticky);
    }

    fn fill_disk(&mut self) {
        let Some(node) = self.somebody() else { return };
        self.nodes[node].disk.fill();
        self.say(format!("the disk of {} is full", self.name(node)));
    }

    /// A store said that it cannot: somebody looks after the disk and starts the node again.
    pub fn disk_trouble(&mut self, node: usize, why: &str) {
        self.count("disk errors");
        self.say(format!("{}: {why}", self.name(node)));
        self.after(0, Event::Fall { node, power: false });
    }

    /// From now on a disk says that all is synced while nothing is; a power cut follows.
    fn lying_disk(&mut self) {
        let Some(node) = self.somebody() else { return };
        self.nodes[node].disk.lie();
        self.count("lying disks");
        self.say(format!("the disk of {} begins to lie", self.name(node)));
        let wait = 1 + self.dice.below(20_000) as u64;
        self.after(wait, Event::Fall { node, power: true });
    }

    /// A bit of a stopped node's disk turns over.
    fn rot(&mut self) {
        let Some(node) = self.somebody() else { return };
        self.drop_sessions(node);
        self.nodes[node].kill();
        for _ in 0..=self.dice.below(4) {
            self.nodes[node].disk.rot(&mut self.dice);
        }
        self.count("rotten disks");
        self.say(format!("bits turn over on the disk of {}", self.name(node)));
        self.after(1000, Event::Start { node });
    }

    fn turn_a_clock(&mut self) {
        let Some(node) = self.somebody() else { return };
        let year = 365 * 86_400_000;
        let wall = match self.dice.below(4) {
            0 => 0,
            1 => 4_300_000_000_000,
            _ => BEGIN_MS + (i64::try_from(self.dice.below(101)).expect("small") - 50) * year,
        };
        let now = self.now;
        self.nodes[node].turn_clock(wall, now);
        self.count("turned clocks");
        self.say(format!("the clock of {} is set to {}", self.name(node), 1970 + wall / year));
    }

    /// Makes a copy of a node, or puts an earlier one back.
    fn restore(&mut self) {
        let Some(node) = self.somebody() else { return };
        let Some(image) = self.nodes[node].backup.take() else {
            if self.dice.below(2) == 0 {
                self.drop_sessions(node);
                self.nodes[node].stop();
                self.after(0, Event::Start { node });
            }
            self.nodes[node].backup = Some(self.nodes[node].image());
            return self.say(format!("a backup of {} is made", self.name(node)));
        };
        self.count("restored backups");
        self.say(format!("the backup of {} is put back", self.name(node)));
        self.drop_sessions(node);
        self.nodes[node].put_back(&image);
        self.start_node(node);
    }

    /// A whole node is copied, and both go on.
    fn twin(&mut self) {
        let Some(node) = self.somebody().filter(|node| self.nodes[*node].honest && !self.nodes[*node].copied) else { return };
        if self.nodes.len() >= SEATS.len() {
            return;
        }
        let image = self.nodes[node].image();
        let seat = Seat {
            name: "twin",
            role: self.role(node),
            person: self.nodes[node].person,
            tls: self.nodes[node].tls,
            device: self.nodes[node].device,
            image: image.disk,
            files: image.files,
        };
        let folder = self.folder.path().join(format!("twin-{}", self.nodes.len()));
        let mut twin = Node::new(&seat, folder, self.nodes[node].skew);
        twin.name = format!("{}-twin", self.nodes[node].name);
        twin.copied = true;
        self.nodes[node].copied = true;
        self.count("twins");
        self.say(format!("{} is copied, and both run", self.name(node)));
        self.nodes.push(twin);
        let twin = self.nodes.len() - 1;
        self.start_node(twin);
        let held = self.nodes[twin].held();
        self.nodes[twin].durable = held;
    }

    /// A node is lost with everything on it; its person joins again with a new one.
    fn lose(&mut self) {
        let Some(node) = self.somebody().filter(|node| *node != 0) else { return };
        self.count("lost nodes");
        self.say(format!("{} is lost with everything on it", self.name(node)));
        self.drop_sessions(node);
        self.nodes[node].kill();
        self.replace(node);
    }

    /// Joins again under the same person with a new device, if the centre is there to approve.
    fn replace(&mut self, node: usize) {
        let old = &mut self.nodes[node];
        (old.retired, old.disk) = (true, crate::support::disk::Disk::default());
        self.lost(node, std::collections::BTreeSet::new());
        let (centre, name) = (self.nodes[0].handle.clone(), self.name(node));
        let Some(centre) = centre.filter(|_| self.nodes.len() < SEATS.len() + 2) else { return };
        let seat = self.join(&centre, node);
        drop(centre);
        self.committed(0, None);
        let Some(seat) = seat else { return };
        let mut fresh = Node::new(&seat, self.folder.path().join(format!("new-{}", self.nodes.len())), 0);
        fresh.name = format!("{name}-new");
        fresh.honest = self.nodes[node].honest;
        self.say(format!("{name} joins again with a new device"));
        self.nodes.push(fresh);
        let fresh = self.nodes.len() - 1;
        self.start_node(fresh);
        let held = self.nodes[fresh].held();
        self.nodes[fresh].durable = held;
    }

    fn join(&mut self, centre: &Handle, node: usize) -> Option<Seat> {
        self.joined += 1;
        let data = self.folder.path().join(format!("joins-{}", self.joined));
        let machine = Machine::fixed(BEGIN_MS, &format!("{}/{}", self.options.seed, data.file_name()?.to_string_lossy()));
        let (role, person) = (self.role(node), self.nodes[node].person);
        let ask = EnrolAsk { device: "new".into(), staff: "new".into(), role, ..EnrolAsk::default() };
        let request = enrol_request(&data, &ask, &machine).expect("a request");
        let decision = EnrolDecision { author: Some(self.nodes[0].person), person: Some(person), ..EnrolDecision::default() };
        let Ok(answer) = centre.enrol_approve(&request, &decision) else { return None };
        let done = enrol_accept(&data, &answer, Some(centre.identity().organisation), &machine);
        let done = match done {
            Ok(done) => done,
            Err(error) => {
                self.fail("whoever is approved can join", error.to_string());
                return None;
            }
        };
        let handle = Handle::open(&data, &Unlock::default(), machine).expect("opens");
        let (tls, device) = (handle.device_keys().tls.public(), handle.identity().device);
        drop(handle);
        let image = std::fs::read(data.join(STORE)).expect("a store");
        Some(Seat { name: "new", role, person: done.staff, tls, device, image, files: files(&data) })
    }

    /// A bundle is written, carried for a while, and read somewhere else.
    fn carry(&mut self) {
        let (Some(from), to) = (self.somebody(), self.dice.below(self.nodes.len())) else { return };
        let handle = self.nodes[from].handle.clone().expect("it is up");
        let requests = self.requests.iter().copied().filter(|id| handle.request(*id).is_ok()).take(3).collect();
        let what = if self.dice.below(2) == 0 { BundleOf::Site(self.site()) } else { BundleOf::Requests(requests) };
        let mut bytes = Vec::new();
        let written = handle.bundle_write(&what, &mut bytes);
        drop(handle);
        match written {
            Ok(_) => {
                self.count("bundles");
                self.say(format!("a bundle is carried from {} to {}", self.name(from), self.name(to)));
                if self.dice.below(8) == 0 {
                    bytes.truncate(self.dice.below(bytes.len()));
                }
                let wait = 1 + self.dice.below(3_600_000) as u64;
                self.after(wait, Event::Carried { to, bytes });
            }
            Err(error) => self.disk_trouble(from, &error.to_string()),
        }
    }

    pub fn carried(&mut self, to: usize, bytes: &[u8]) {
        let Some(handle) = self.nodes[to].handle.clone() else { return };
        let read = handle.bundle_read(&mut &bytes[..]);
        drop(handle);
        if let Err(shouwen::node::bundle::CarryError::Commit(_) | shouwen::node::bundle::CarryError::Read(_)) = read {
            return self.disk_trouble(to, "it cannot take in the bundle");
        }
        self.committed(to, None);
    }

    /// Starts a node. What was durable must be there; a store that its disk spoiled is set aside, and its person joins again.
    pub fn start_node(&mut self, node: usize) {
        if self.nodes[node].is_up() || self.nodes[node].retired {
            return;
        }
        let (seed, now) = (self.options.seed, self.now);
        match self.nodes[node].boot(seed, now) {
            Ok(()) => {
                if now > 0 {
                    self.say(format!("{} starts", self.name(node)));
                }
                self.check_restart(node);
            }
            Err(error) => {
                self.say(format!("{} does not open: {error}", self.name(node)));
                if !self.nodes[node].disk.is_suspect() && !self.nodes[node].set_back {
                    return self.fail("a store opens after any crash", format!("{}: {error}", self.nodes[node].name));
                }
                self.count("stores set aside");
                self.replace(node);
            }
        }
    }
}
