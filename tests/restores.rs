//! Folders that were put back, disks that lost their tail, and two running copies of one device.

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/town.rs"]
mod town;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use shouwen::domain::act::Stream;
use shouwen::domain::act::word::Role;
use shouwen::domain::evidence::{Link, forks};
use shouwen::domain::id::{RecordId, RequestId};
use shouwen::domain::record::{Header, LogId};
use shouwen::node::bundle::BundleOf;
use shouwen::node::{CopySign, Handle, Notice};
use town::{Town, closed, held, log, run, until, until_held};

const STORE: &str = "shouwen.redb";
const MARK: &str = "high-water";

/// What a restore does with the file beside the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Stays,
    Goes,
    IsPutBackToo,
}

#[derive(Clone, Debug)]
enum Step {
    Act,
    Save,
    Restore(usize, Beside),
    Meet(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let beside = prop_oneof![Just(Beside::Stays), Just(Beside::Goes), Just(Beside::IsPutBackToo)];
    prop_oneof![
        4 => Just(Step::Act),
        2 => Just(Step::Save),
        2 => (0usize..8, beside).prop_map(|(image, beside)| Step::Restore(image, beside)),
        3 => (0usize..2).prop_map(Step::Meet),
    ]
}

/// What one device went through, and what it signed.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that a walk may have done")]
struct Story {
    town: Town,
    gate: Option<Handle>,
    peers: [Handle; 2],
    images: u32,
    /// Every own work record ever written.
    written: BTreeMap<RecordId, Header>,
    /// The store may lack own records, and neither file nor peer has told.
    exposed: bool,
    /// The same, and nothing at all gives it away.
    blind: bool,
    /// An act was written while exposed, or blind: honest devices fork then, and it shows.
    forked: bool,
    doubled: bool,
}

fn own(handle: &Handle) -> BTreeMap<RecordId, Header> {
    let keys: Vec<_> = handle.people_here().expect("readable");
    let people = handle.people().expect("readable");
    let snapshot = handle.snapshot().expect("readable");
    let records = snapshot.records_since(0, usize::MAX).expect("readable");
    let certificates: Vec<_> =
        people.persons.iter().filter(|person| keys.contains(&person.id)).flat_map(|p| p.certificates.clone()).collect();
    let mine = |header: &Header| header.log.stream == Stream::Work && header.under.is_some_and(|under| certificates.contains(&under));
    records.into_iter().filter(|(_, record)| mine(record.header())).map(|(_, record)| (record.id(), record.header().clone())).collect()
}

fn carry(from: &Handle, to: &Handle) {
    let mut bundle = Vec::new();
    from.bundle_write(&BundleOf::Site(from.identity().site), &mut bundle).expect("written");
    to.bundle_read(&mut bundle.as_slice()).expect("read");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

impl Story {
    fn new() -> Self {
        let (town, centre) = Town::new("清源物业");
        let (gate, _) = town.enrol(&centre, "gate", Role::operator);
        let (van, _) = town.enrol(&centre, "van", Role::handler);
        carry(&centre, &gate);
        carry(&centre, &van);
        let (written, images) = (BTreeMap::new(), 0);
        let mut story = Self {
            town,
            gate: Some(gate),
            peers: [centre, van],
            images,
            written,
            exposed: false,
            blind: false,
            forked: false,
            doubled: false,
        };
        story.save();
        story
    }

    fn gate(&self) -> &Handle {
        self.gate.as_ref().expect("open")
    }

    fn image(&self, number: u32) -> std::path::PathBuf {
        self.town.data(&format!("image-{number}"))
    }

    fn save(&mut self) {
        self.gate = None;
        let (data, image) = (self.town.data("gate"), self.image(self.images));
        std::fs::create_dir_all(&image).expect("a folder");
        for name in [STORE, MARK] {
            std::fs::copy(data.join(name), image.join(name)).expect("copied");
        }
        self.images += 1;
        self.gate = Some(self.town.open("gate"));
    }

    fn restore(&mut self, image: usize, beside: Beside) {
        self.gate = None;
        let number = u32::try_from(image).expect("small") % self.images;
        let (data, image) = (self.town.data("gate"), self.image(number));
        std::fs::copy(image.join(STORE), data.join(STORE)).expect("put back");
        match beside {
            Beside::Stays => {}
            Beside::Goes => std::fs::remove_file(data.join(MARK)).expect("removed"),
            Beside::IsPutBackToo => drop(std::fs::copy(image.join(MARK), data.join(MARK)).expect("put back")),
        }
        let gate = self.town.open("gate");
        let lacks = self.written.keys().any(|id| !gate.snapshot().expect("readable").holds(*id).expect("readable"));
        self.exposed |= lacks && beside != Beside::Stays;
        self.blind = lacks && (beside == Beside::IsPutBackToo || (self.blind && beside == Beside::Stays));
        self.gate = Some(gate);
    }

    fn act(&mut self) {
        log(self.gate(), "电梯又停了");
        self.forked |= self.exposed;
        self.doubled |= self.blind;
        self.written.extend(own(self.gate()));
    }

    fn meet(&mut self, peer: usize) {
        let before = own(self.gate()).len();
        let knows = own_of(&self.peers[peer], &self.written);
        carry(self.gate(), &self.peers[peer]);
        carry(&self.peers[peer], self.gate());
        // Whoever tells of anything new takes away the blindness, and whoever has everything the exposure.
        self.blind &= own(self.gate()).len() == before;
        self.exposed &= knows != self.written.len() && own_of(self.gate(), &self.written) != self.written.len();
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let mut places: BTreeMap<(LogId, u64), u32> = BTreeMap::new();
        for header in self.written.values() {
            *places.entry((header.log, header.seq)).or_default() += 1;
        }
        let twice = places.values().filter(|count| **count > 1).count();
        prop_assert!(twice == 0 || self.doubled, "a number was used twice although the file or a peer could tell");
        let links: Vec<Link> = self.written.iter().map(|(id, header)| Link::of(*id, header)).collect();
        prop_assert!(forks(&links).is_empty() || self.forked || self.doubled, "an honest device forked: {:?}", forks(&links));
        Ok(())
    }
}

fn own_of(handle: &Handle, written: &BTreeMap<RecordId, Header>) -> usize {
    let snapshot = handle.snapshot().expect("readable");
    written.keys().filter(|id| snapshot.holds(**id).expect("readable")).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_put_back_nothing_that_somebody_holds_is_lost_and_nobody_forks_who_could_know(
        steps in proptest::collection::vec(step(), 6..18)
    ) {
        let mut story = Story::new();
        for step in steps {
            match step {
                Step::Act => story.act(),
                Step::Save => story.save(),
                Step::Restore(image, beside) => story.restore(image, beside),
                Step::Meet(peer) => story.meet(peer),
            }
            story.check()?;
        }
        let somewhere: BTreeSet<RecordId> =
            story.peers.iter().chain([story.gate()]).flat_map(|node| held(node).0).collect();
        for peer in [0, 1, 0, 1] {
            story.meet(peer);
        }
        for node in story.peers.iter().chain([story.gate()]) {
            let here: BTreeSet<RecordId> = held(node).0.into_iter().collect();
            prop_assert!(somewhere.is_subset(&here), "something that a node held is gone");
            prop_assert_eq!(node.store().check().expect("checked"), Vec::<&str>::new());
        }
        story.act();
        story.check()?;
    }
}

fn header(handle: &Handle, id: RecordId) -> Header {
    handle.snapshot().expect("readable").record(id).expect("readable").expect("held").header().clone()
}

/// The centre and the gate have met, and the gate's folder is put back to before its last record.
async fn put_back() -> (Town, Handle, shouwen::node::Node, RequestId) {
    let (town, centre) = Town::new("清源物业");
    let (gate, _) = town.enrol(&centre, "gate", Role::operator);
    let node = run(&centre, &[]);
    let running = run(&gate, &[]);
    log(&gate, "第一件");
    running.sync(&node.peer_address()).await.expect("level");
    running.stop().await;
    drop(gate);
    let data = town.data("gate");
    closed(&data);
    std::fs::copy(data.join(STORE), data.join("image")).expect("copied");
    let gate = town.open("gate");
    let running = run(&gate, &[]);
    let lost = log(&gate, "第二件");
    running.sync(&node.peer_address()).await.expect("level");
    running.stop().await;
    drop(gate);
    closed(&data);
    std::fs::rename(data.join("image"), data.join(STORE)).expect("put back");
    std::fs::remove_file(data.join(MARK)).expect("removed");
    (town, centre, node, lost)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_was_put_back_fetches_its_own_records_before_it_signs() {
    let (town, centre, node, lost) = put_back().await;
    let gate = town.open("gate");
    let new = log(&gate, "第三件");
    assert!(gate.snapshot().expect("readable").holds(lost).expect("readable"), "fetched before the act");
    let header = header(&gate, new);
    assert_eq!((header.seq, header.continues.map(|end| end.id)), (1, Some(lost)));
    let running = run(&gate, &[]);
    running.sync(&node.peer_address()).await.expect("level");
    assert_eq!(centre.forks().expect("readable"), []);
    running.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_anybody_to_ask_work_goes_on_and_the_fork_is_shown_and_admitted() {
    let (town, centre, node, lost) = put_back().await;
    node.stop().await;
    let gate = town.open("gate");
    let new = log(&gate, "第三件");
    assert_eq!(header(&gate, new).seq, 1, "in an epoch of its own");
    let node = run(&centre, &[]);
    let running = run(&gate, &[]);
    running.sync(&node.peer_address()).await.expect("level");
    let forks = centre.forks().expect("readable");
    let tips: BTreeSet<RecordId> = forks[0].branches.iter().map(|branch| branch.tip.id).collect();
    assert_eq!((forks.len(), tips), (1, BTreeSet::from([lost, new])));
    assert_eq!(forks[0].withheld(), 1, "the record that nobody had confirmed before the fork was known");
    centre.admit_branch(None, new).expect("a supervisor may");
    assert_eq!(centre.forks().expect("readable")[0].withheld(), 0);
    let next = log(&gate, "第四件");
    assert_eq!(header(&gate, next).continues.map(|end| end.id), Some(new), "goes on after the branch that it wrote");
    running.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_running_copies_are_told_at_the_first_contact_and_a_node_that_dials_itself_is_not() {
    let (town, centre) = Town::new("清源物业");
    let (gate, _) = town.enrol(&centre, "gate", Role::operator);
    drop(gate);
    copy(&town.data("gate"), &town.data("copy"));
    let (original, copied) = (town.open("gate"), town.open("copy"));
    let (first, second) = (run(&original, &[]), run(&copied, &[]));
    first.sync(&first.peer_address()).await.expect_err("itself");
    assert_eq!(original.copies(), [], "that was nobody else");
    let (mut here, mut there) = (first.notices(), second.notices());
    second.sync(&first.peer_address()).await.expect_err("refused");
    until(&mut here, |notice| matches!(notice, Notice::Copied { address: Some(_) })).await;
    until(&mut there, |notice| matches!(notice, Notice::Copied { address: Some(_) })).await;
    first.stop().await;
    second.stop().await;
    drop(copied);
    closed(&town.data("copy"));
    let again = town.open("copy");
    assert_eq!(again.status().expect("a status").copies.iter().map(|copy| copy.sign).collect::<Vec<_>>(), [CopySign::Met]);
    assert_eq!((again.forget_copies(), again.copies()), (1, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_meets_only_others_is_found_by_what_it_writes() {
    let (town, centre) = Town::new("清源物业");
    let (gate, _) = town.enrol(&centre, "gate", Role::operator);
    drop(gate);
    std::fs::write(town.data("gate").join("config.toml"), "clock = \"synced\"\n").expect("written");
    copy(&town.data("gate"), &town.data("copy"));
    let original = town.open("gate");
    let node = run(&centre, &[]);
    let first = run(&original, &[&node]);
    let mine = log(&original, "本机写的");
    until_held(&node, &centre, mine).await;
    let mut told = first.notices();
    let copied = town.open("copy");
    let theirs = log(&copied, "副本写的");
    let second = run(&copied, &[&node]);
    until(&mut told, |notice| matches!(notice, Notice::Copied { address: None })).await;
    assert_eq!(original.copies().iter().map(|copy| copy.sign).collect::<Vec<_>>(), [CopySign::Wrote]);
    assert!(original.snapshot().expect("readable").holds(theirs).expect("readable"), "both histories are kept");
    let forks = original.forks().expect("readable");
    assert_eq!(forks.iter().map(|fork| fork.branches.len()).collect::<Vec<_>>(), [2]);
    for node in [first, second, node] {
        node.stop().await;
    }
}

#[test]
fn a_folder_that_was_not_closed_begins_a_new_epoch() {
    let (town, centre) = Town::new("清源物业");
    log(&centre, "第一件");
    let (data, image) = (town.data("centre"), town.data("image"));
    // As a power cut leaves it: the files of an open folder.
    copy(&data, &image);
    let before = header(&centre, log(&centre, "停电前没来得及存的"));
    drop(centre);
    for name in [STORE, MARK] {
        std::fs::copy(image.join(name), data.join(name)).expect("put back");
    }
    let centre = town.open("centre");
    let new = header(&centre, log(&centre, "第二件"));
    assert_eq!((new.seq, new.log.epoch == before.log.epoch), (1, false));
    drop(centre);
    let centre = town.open("centre");
    let next = header(&centre, log(&centre, "第三件"));
    assert_eq!((next.seq, next.log.epoch), (2, new.log.epoch), "and stays in it");
}
