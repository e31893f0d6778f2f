//! Real nodes on loopback: a service centre and whoever was enrolled with it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use shouwen::domain::act::Open;
use shouwen::domain::act::word::{Channel, Field, Matter, Role};
use shouwen::domain::id::{Code, PersonId, RequestId};
use shouwen::node::enrol::{EnrolAsk, EnrolDecision, enrol_accept, enrol_request};
use shouwen::node::init::InitPlan;
use shouwen::node::{Draft, Handle, Machine, Node, Notice, Options, Patience, Unlock};
use tokio::sync::broadcast::Receiver;

/// Long enough for any machine; never waited for when all is well.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A folder of data folders.
pub struct Town {
    folder: tempfile::TempDir,
}

impl Town {
    /// A new organisation with its service centre.
    pub fn new(organisation: &str) -> (Self, Handle) {
        let folder = tempfile::tempdir().expect("a folder");
        let [organisation, site, device, staff] = [organisation, "翠苑三区", "centre", "陈静怡"].map(str::to_owned);
        let plan = InitPlan { organisation, site, device, staff, regulation: None, pin: None };
        Handle::init(&folder.path().join("centre"), &plan, &Machine::system()).expect("a new organisation");
        let town = Self { folder };
        let centre = town.open("centre");
        (town, centre)
    }

    pub fn data(&self, device: &str) -> PathBuf {
        self.folder.path().join(device)
    }

    pub fn open(&self, device: &str) -> Handle {
        open(&self.data(device))
    }

    /// Enrols somebody on a device of their own.
    pub fn enrol(&self, centre: &Handle, device: &str, role: Role) -> (Handle, PersonId) {
        let posts = vec![Code::new(device).expect("a code")];
        let ask = EnrolAsk { device: device.into(), staff: format!("{device} 值班员"), role, posts, ..EnrolAsk::default() };
        let data = self.data(device);
        let request = enrol_request(&data, &ask, &Machine::system()).expect("a request");
        let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
        let done = enrol_accept(&data, &answer, Some(centre.identity().organisation), &Machine::system()).expect("accepted");
        (open(&data), done.staff)
    }
}

pub fn open(data: &Path) -> Handle {
    Handle::open(data, &Unlock::default(), Machine::system()).expect("opens")
}

/// Waits until nobody has the folder open any more: a session that has just ended may hold it a moment longer.
pub fn closed(data: &Path) {
    let open = || shouwen::store::Store::open(&data.join("shouwen.redb"), shouwen::store::Options::default());
    while matches!(open(), Err(shouwen::store::OpenError::InUse)) {
        std::thread::yield_now();
    }
}

/// Runs a node that stays connected with the others given.
pub fn run(handle: &Handle, peers: &[&Node]) -> Node {
    let peers = peers.iter().map(|node| node.peer_address()).collect();
    let patience = Patience { first: Duration::from_millis(20), longest: Duration::from_millis(200) };
    Node::start(handle, Options { peers, patience, ..Options::default() }).expect("loopback is free")
}

/// Logs a request.
pub fn log(handle: &Handle, words: &str) -> RequestId {
    let open = Open { channel: Channel::visit, matter: Matter::repair, ..Open::default() };
    handle.act(None, &Draft::new(open).text(Field::words, words)).expect("written")
}

/// Waits for a notice.
pub async fn until(notices: &mut Receiver<Notice>, wanted: impl Fn(&Notice) -> bool) -> Notice {
    let mut seen = Vec::new();
    let waiting = async {
        loop {
            let notice = notices.recv().await.expect("the node runs");
            if wanted(&notice) {
                return notice;
            }
            seen.push(notice);
        }
    };
    let found = tokio::time::timeout(PATIENCE, waiting).await;
    found.unwrap_or_else(|_| panic!("never seen; instead: {seen:#?}"))
}

/// Waits until the node holds the request.
pub async fn until_held(node: &Node, handle: &Handle, request: RequestId) {
    let mut notices = node.notices();
    while !handle.snapshot().expect("readable").holds(request).expect("readable") {
        until(&mut notices, |notice| matches!(notice, Notice::Received { .. })).await;
    }
}

/// Everything that is held: every record and every word, of all sites.
pub fn held(handle: &Handle) -> (Vec<shouwen::domain::id::RecordId>, u64, u64) {
    let snapshot = handle.snapshot().expect("readable");
    let mut ids: Vec<_> = snapshot.records_since(0, usize::MAX).expect("readable").into_iter().map(|(_, record)| record.id()).collect();
    ids.sort_unstable();
    let stats = snapshot.stats().expect("readable");
    (ids, stats.payloads, stats.wants)
}
