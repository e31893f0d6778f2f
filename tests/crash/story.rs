//! A day on one node, of which every acknowledgement is remembered with the disk operations that came before it.

use std::path::PathBuf;

use shouwen::domain::act::word::{Field, Outcome, Topic};
use shouwen::domain::act::{Audience, Complete, Tell};
use shouwen::domain::id::{Digest, PersonId, RecordId, RequestId};
use shouwen::node::bundle::BundleOf;
use shouwen::node::import::{ImportPlan, ImportRow};
use shouwen::node::{Draft, Handle, Machine, Unlock};
use shouwen::store::{Options, Store};

use super::site::{MORNING, Site, guard, leak, none, on, plan, to};
use super::support::disk::{Change, Disk};

/// What stood there when something was acknowledged.
#[derive(Clone, Debug)]
pub struct Promise {
    pub name: &'static str,
    /// Disk operations before the acknowledgement.
    pub at: usize,
    /// How many records were there, in the order in which they came.
    pub records: usize,
    /// Whether more than one commit lies between this promise and the one before.
    pub in_parts: bool,
}

/// The whole day.
pub struct Story {
    _site: Site,
    /// The data folder as it was in the morning; its store stands elsewhere.
    pub data: PathBuf,
    pub base: Vec<u8>,
    pub changes: Vec<Change>,
    pub promises: Vec<Promise>,
    /// Every record in the order in which they came.
    pub records: Vec<RecordId>,
    /// The words of each record that has some.
    pub payloads: Vec<Option<Digest>>,
    /// Requests that were logged here, with their words, and after how many records.
    pub logged: Vec<(usize, RequestId, String)>,
    /// How many records there were in the morning.
    pub morning: usize,
}

/// How often the day repeats itself.
const ROUNDS: usize = 6;

fn words(handle: &Handle) -> usize {
    handle.snapshot().expect("readable").records_since(0, usize::MAX).expect("readable").len()
}

struct Day<'a> {
    handle: &'a Handle,
    disk: &'a Disk,
    promises: Vec<Promise>,
    logged: Vec<(usize, RequestId, String)>,
}

impl Day<'_> {
    fn promise(&mut self, name: &'static str, in_parts: bool) {
        // The disk first: an operation that is not there yet belongs to the next promise.
        let at = self.disk.recorded();
        self.promises.push(Promise { name, at, records: words(self.handle), in_parts });
    }

    fn log(&mut self, text: String) -> RequestId {
        let id = self.handle.act(None, &leak().text(Field::words, text.clone())).expect("written");
        self.promise("open", false);
        self.logged.push((words(self.handle), id, text));
        id
    }

    fn round(&mut self, round: usize, (manager, zhao): (PersonId, PersonId), bundle: &[u8]) {
        let ids: Vec<RequestId> = (0..3).map(|at| self.log(format!("漏水 {round}.{at}"))).collect();
        self.handle.offer(on(manager, ids[0]), &to(zhao), &none()).expect("offered");
        self.promise("offer", false);
        let done = [
            Draft::about(ids[1], Complete { outcome: Outcome::resolved, cause: None }).text(Field::result, "换了接头"),
            Draft::about(ids[1], Tell { to: vec![Audience::Resident], what: vec![Topic::result], reached: true, ..Tell::default() }),
        ];
        self.handle.acts(None, &done).expect("done and told");
        self.promise("two acts", false);
        self.handle.recall(on(manager, ids[0]), &none()).expect("recalled");
        self.promise("recall", false);
        self.handle.bundle_read(&mut &*bundle).expect("read");
        self.promise("batches of a peer", true);
        self.handle.take_all_offered(None).expect("taken");
        self.promise("take", true);
        self.handle.witness().expect("signed");
        self.promise("receipt", false);
        let row = |row: u64| ImportRow { row, client_key: format!("旧表:{round}-{row}"), ..ImportRow::default() };
        let plan = ImportPlan { author: None, source: "旧表".into() };
        self.handle.import(&plan, (0..5).map(row), |_| ()).expect("imported");
        self.promise("import", false);
        self.handle.handover(manager, zhao).expect("handed over");
        self.promise("a whole shift", false);
    }
}

impl Story {
    pub fn write() -> Self {
        let site = Site::new(&plan());
        let centre = site.open();
        let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
        super::site::carry(&centre, &post);
        let bundles: Vec<Vec<u8>> = (0..ROUNDS).map(|_| bundle(&post, (zhao, site.manager))).collect();
        drop(centre);
        let file = site.data.join("shouwen.redb");
        let base = std::fs::read(&file).expect("the store");
        let disk = Disk::holding(base.clone());
        let store = Store::open_on(disk.clone(), Options::default()).expect("opens");
        // The morning begins with a store that was opened: its file has changed already.
        let handle = Handle::open_with(&site.data, &Unlock::default(), Machine::fixed(MORNING, "one day"), store).expect("opens");
        disk.record();
        let base = disk.copy();
        let morning = words(&handle);
        let mut day = Day { handle: &handle, disk: &disk, promises: Vec::new(), logged: Vec::new() };
        day.promise("the morning", false);
        for (round, bundle) in bundles.iter().enumerate() {
            day.round(round, (site.manager, zhao), bundle);
        }
        let (promises, logged) = (day.promises, day.logged);
        let all = handle.snapshot().expect("readable").records_since(0, usize::MAX).expect("readable");
        let (records, payloads) = all.into_iter().map(|(_, record)| (record.id(), record.header().payload.map(|words| words.hash))).unzip();
        let changes = disk.journal();
        let data = site.data.clone();
        Self { _site: site, data, base: base.bytes(), changes, promises, records, payloads, logged, morning }
    }

    /// How many promises were made before so many disk operations.
    pub fn promised(&self, operations: usize) -> usize {
        self.promises.partition_point(|promise| promise.at <= operations)
    }
}

/// What a tablet at the gate wrote, on a stick: two requests, one of them offered.
fn bundle(post: &Handle, (zhao, manager): (PersonId, PersonId)) -> Vec<u8> {
    let ids: Vec<RequestId> = (0..2).map(|_| post.act(None, &leak()).expect("logged")).collect();
    post.offer(on(zhao, ids[0]), &to(manager), &none()).expect("offered");
    let mut stick = Vec::new();
    post.bundle_write(&BundleOf::Site(post.identity().site), &mut stick).expect("written");
    stick
}
