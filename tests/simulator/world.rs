//! The simulation: a heap of what happens next, and the town it happens to. Nothing in it reads the time or a random source.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use shouwen::domain::act::Stream;
use shouwen::domain::id::{RecordId, RequestId, SiteId};
use shouwen::domain::record::LogId;
use shouwen::node::runs;
use shouwen::store::Written;
use shouwen::sync::Input;

use super::meeting::Meeting;
use super::node::Node;
use super::options::Options;
use super::town::{SEATS, TOWN};
use crate::support::disk::Dice;

/// What happens at a moment.
pub enum Event {
    /// Somebody in the town does something, or something befalls them.
    Turn,
    /// A frame arrives.
    Frame { meeting: usize, to: usize, frame: Vec<u8> },
    /// A node does the next thing that its session wants.
    Work { meeting: usize, side: usize },
    /// A session's patience may be over.
    Tick { meeting: usize, side: usize },
    /// The link is gone, with the code that the peer gave.
    Gone { meeting: usize, to: usize, code: Option<u32> },
    /// A node falls: by its process or by its power.
    Fall { node: usize, power: bool },
    /// A node is started again.
    Start { node: usize },
    /// A partition ends.
    Mend,
    /// A bundle that somebody carried is read.
    Carried { to: usize, bytes: Vec<u8> },
}

/// What did not hold.
#[derive(Clone, Debug)]
pub struct Failure {
    pub check: &'static str,
    pub what: String,
}

pub struct World {
    pub options: Options,
    pub dice: Dice,
    pub now: u64,
    heap: BinaryHeap<Reverse<(u64, u64)>>,
    events: BTreeMap<u64, Event>,
    sequence: u64,
    pub nodes: Vec<Node>,
    pub meetings: BTreeMap<usize, Meeting>,
    pub met: usize,
    /// From whom to whom nothing gets through.
    pub blocked: BTreeSet<(usize, usize)>,
    pub requests: Vec<RequestId>,
    /// Acts that somebody was told are kept, and where.
    pub acknowledged: Vec<(RecordId, usize)>,
    /// Acts whose loss a lying disk, a loss of everything or a rogue explains.
    pub excused: BTreeSet<RecordId>,
    /// Who signed a place of a log first.
    pub numbers: BTreeMap<(LogId, u64), RecordId>,
    /// Logs in which one place was signed twice.
    pub forked: BTreeSet<LogId>,
    /// What was last seen of a request at a node: whether the first contact's duty is open, and what may have ended it.
    pub owed: BTreeMap<(usize, RequestId), (bool, BTreeSet<RecordId>)>,
    pub trace: Vec<String>,
    pub counts: BTreeMap<&'static str, u64>,
    pub failure: Option<Failure>,
    /// Faults are over.
    pub healing: bool,
    /// How many devices asked to join.
    pub joined: usize,
    /// Records past a cut may have been let in again.
    pub admits: bool,
    pub folder: tempfile::TempDir,
}

impl World {
    pub fn new(options: Options) -> Self {
        let folder = super::town::in_memory();
        let mut dice = Dice::new(options.seed.wrapping_mul(2).wrapping_add(1));
        let year = 365 * 86_400_000;
        let mut seats: Vec<usize> = (0..options.nodes).collect();
        if options.rogue {
            seats.push(SEATS.len() - 1);
        }
        let mut nodes = Vec::new();
        for seat in seats {
            let seat = &TOWN.seats[seat];
            let skew = match options.skew_years {
                0 => 0,
                years => (i64::try_from(dice.below(2001)).expect("small") - 1000) * years * year / 1000,
            };
            let mut node = Node::new(seat, folder.path().join(seat.name), skew);
            node.honest = seat.name != "rogue";
            nodes.push(node);
        }
        let mut world = Self {
            options,
            dice,
            now: 0,
            heap: BinaryHeap::new(),
            events: BTreeMap::new(),
            sequence: 0,
            nodes,
            meetings: BTreeMap::new(),
            met: 0,
            blocked: BTreeSet::new(),
            requests: Vec::new(),
            acknowledged: Vec::new(),
            excused: BTreeSet::new(),
            numbers: BTreeMap::new(),
            forked: BTreeSet::new(),
            owed: BTreeMap::new(),
            trace: Vec::new(),
            counts: BTreeMap::new(),
            failure: None,
            healing: false,
            joined: 0,
            admits: false,
            folder,
        };
        for node in 0..world.nodes.len() {
            world.start_node(node);
            let held = world.nodes[node].held();
            world.nodes[node].durable = held;
        }
        world
    }

    /// The site of the town.
    #[expect(clippy::unused_self, reason = "every world has the one town's site")]
    pub fn site(&self) -> SiteId {
        TOWN.site
    }

    /// Lets something happen after a while.
    pub fn after(&mut self, milliseconds: u64, event: Event) {
        self.sequence += 1;
        self.heap.push(Reverse((self.now + milliseconds, self.sequence)));
        self.events.insert(self.sequence, event);
    }

    /// Takes the next event off the heap; `false`: nothing is left to happen.
    pub fn step(&mut self) -> bool {
        let Some(Reverse((at, number))) = self.heap.pop() else { return false };
        self.now = self.now.max(at);
        if let Some(event) = self.events.remove(&number) {
            self.happen(event);
        }
        true
    }

    /// Forgets everything that was to happen.
    pub fn forget_events(&mut self) {
        self.heap.clear();
        self.events.clear();
    }

    fn happen(&mut self, event: Event) {
        for node in self.nodes.iter_mut().filter(|node| node.is_up()) {
            node.tick(self.now);
        }
        match event {
            Event::Turn => self.turn(),
            Event::Frame { meeting, to, frame } => self.arrive(meeting, to, frame),
            Event::Work { meeting, side } => self.work(meeting, side),
            Event::Tick { meeting, side } => self.input(meeting, side, Input::Tick),
            Event::Gone { meeting, to, code } => self.gone(meeting, to, code),
            Event::Fall { node, power } => self.fall(node, power),
            Event::Start { node } => self.start_node(node),
            Event::Mend => {
                self.blocked.clear();
                self.say("the links are mended".into());
            }
            Event::Carried { to, bytes } => self.carried(to, &bytes),
        }
    }

    /// Notes what happened, for people.
    #[expect(clippy::needless_pass_by_value, reason = "callers write a sentence for it alone")]
    pub fn say(&mut self, what: String) {
        let (days, rest) = (self.now / 86_400_000, self.now % 86_400_000);
        let (hours, minutes, seconds, ms) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
        self.trace.push(format!("day {days:>3} {hours:02}:{minutes:02}:{seconds:02}.{ms:03}  {what}"));
    }

    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Something does not hold: the run ends here.
    pub fn fail(&mut self, check: &'static str, what: String) {
        self.say(format!("FAILED, {check}: {what}"));
        self.failure.get_or_insert(Failure { check, what });
    }

    pub fn name(&self, node: usize) -> String {
        self.nodes[node].name.clone()
    }

    /// How a request is called in the trace: by the order of openings.
    pub fn request_name(&self, request: RequestId) -> String {
        let number = self.requests.iter().position(|known| *known == request);
        number.map_or_else(|| format!("request {}", short(request)), |number| format!("request {}", number + 1))
    }

    /// A node that is up, by dice.
    pub fn somebody(&mut self) -> Option<usize> {
        let up: Vec<usize> = (0..self.nodes.len()).filter(|node| self.nodes[*node].is_up()).collect();
        if up.is_empty() { None } else { Some(up[self.dice.below(up.len())]) }
    }

    /// A node committed something: its live sessions are told, and what it shows is checked.
    pub fn committed(&mut self, node: usize, from: Option<(usize, usize, &Written)>) {
        let Some(handle) = self.nodes[node].handle.clone() else { return };
        let brought: BTreeSet<u64> = from.iter().flat_map(|(.., written)| &written.records).map(|(arrival, _)| *arrival).collect();
        let read = handle.snapshot().and_then(|snapshot| snapshot.records_since(self.nodes[node].told, usize::MAX));
        let Ok(news) = read else {
            drop(handle);
            return self.disk_trouble(node, "it cannot read");
        };
        let Some((last, _)) = news.last() else { return };
        self.nodes[node].told = *last;
        self.nodes[node].durable.extend(news.iter().map(|(_, record)| record.id()));
        let ends: Vec<(usize, usize)> = self.ends_of(node);
        for (meeting, side) in ends {
            let own = from.is_some_and(|(id, end, _)| (id, end) == (meeting, side));
            let new = news.iter().filter(|(arrival, _)| !(own && brought.contains(arrival)));
            let runs = runs(new.map(|(_, record)| record));
            if !runs.is_empty() {
                self.input(meeting, side, Input::Appended(runs));
            }
        }
        let records: Vec<_> = news.into_iter().map(|(_, record)| record).collect();
        if records.iter().any(|record| record.header().log.stream == Stream::Roster) {
            let barred = handle.revoked_tls_keys().unwrap_or_default();
            drop(handle);
            self.bar(node, &barred);
        } else {
            drop(handle);
        }
        self.check_news(node, &records);
    }

    /// The node signs what its sessions brought.
    pub fn witness(&mut self, node: usize) {
        let Some(handle) = self.nodes[node].handle.clone() else { return };
        let written = handle.witness();
        drop(handle);
        match written {
            Ok(0) => {}
            Ok(_) => {
                self.count("receipts");
                self.check_receipts(node);
                self.committed(node, None);
            }
            Err(error) => self.refused(node, "witness", &error),
        }
    }
}

/// The first digits of an id.
pub fn short(id: RecordId) -> String {
    id.to_string()[..6].to_owned()
}
