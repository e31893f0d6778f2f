//! Backups and damaged stores: put back whole, refused in words, or saved as far as they can be read.

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/town.rs"]
mod town;

use std::path::{Path, PathBuf};

use shouwen::domain::act::word::{Field, Role};
use shouwen::domain::id::{RecordId, RequestId};
use shouwen::node::attach::{NewFile, Whereabouts};
use shouwen::node::backup::BackupError;
use shouwen::node::bundle::BundleOf;
use shouwen::node::doctor::save_store;
use shouwen::node::restore::{RestoreError, RestoreHow, restore};
use shouwen::node::{Handle, Machine, OpenHandleError, ReadError, Sealed, Unlock};
use shouwen::store::OpenError;
use town::{Town, closed, held, log, run};

const STORE: &str = "shouwen.redb";

fn back_up(handle: &Handle, to: &Path) {
    let mut file = std::fs::File::create(to).expect("created");
    let report = handle.backup(&mut file).expect("written");
    assert!(report.opens_elsewhere && report.records > 0);
}

fn words(handle: &Handle, id: RequestId) -> Result<String, ReadError> {
    handle.personal(id).map(|words| words.texts[&Field::words].clone())
}

fn put_back(data: &Path, backup: &Path, how: RestoreHow) -> Result<Option<PathBuf>, RestoreError> {
    restore(data, backup, how, &Machine::system()).map(|report| report.aside)
}

const REPLACE: RestoreHow = RestoreHow { replace: true, show: false };

fn header(handle: &Handle, id: RecordId) -> (u64, Option<RecordId>) {
    let record = handle.snapshot().expect("readable").record(id).expect("readable").expect("held");
    (record.header().seq, record.header().continues.map(|end| end.id))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_running_node_goes_back_into_its_folder_and_forks_nothing() {
    let (town, centre) = Town::new("清源物业");
    let (gate, _) = town.enrol(&centre, "gate", Role::operator);
    let (node, running) = (run(&centre, &[]), run(&gate, &[]));
    running.sync(&node.peer_address()).await.expect("level");
    let before = log(&gate, "备份之前");
    let file = town.data("gate.swk");
    back_up(&gate, &file);
    let after = log(&gate, "备份之后");
    running.sync(&node.peer_address()).await.expect("level");
    running.stop().await;
    assert!(matches!(put_back(&town.data("gate"), &file, REPLACE), Err(RestoreError::Store(OpenError::InUse))), "it is in use");
    let instance = gate.store().founding().instance;
    drop(gate);
    closed(&town.data("gate"));
    assert!(matches!(put_back(&town.data("gate"), &file, RestoreHow::default()), Err(RestoreError::Exists(_))));
    let aside = put_back(&town.data("gate"), &file, REPLACE).expect("put back").expect("the store that was there is kept");
    assert!(aside.exists());

    let gate = town.open("gate");
    assert_ne!(gate.store().founding().instance, instance, "peers must not take it for the store that it was");
    assert!(!gate.snapshot().expect("readable").holds(after).expect("readable"));
    assert!(matches!(words(&gate, before), Err(ReadError::Sealed(Sealed::Restored))), "what was erased since must not be shown");
    let new = log(&gate, "恢复之后");
    assert_eq!(words(&gate, new).expect("readable"), "恢复之后");
    assert_eq!(header(&gate, new), (1, Some(after)), "the end of the log was asked for first");
    let running = run(&gate, &[]);
    running.sync(&node.peer_address()).await.expect("level");
    assert_eq!(words(&gate, before).expect("a peer was met"), "备份之前");
    assert_eq!(centre.forks().expect("readable"), []);
    running.stop().await;
    node.stop().await;
}

#[test]
fn without_its_folder_a_backup_is_read_in_by_the_device_that_was_enrolled_instead() {
    let (town, centre) = Town::new("清源物业");
    let (gate, _) = town.enrol(&centre, "gate", Role::operator);
    let mut roster = Vec::new();
    centre.bundle_write(&BundleOf::Site(centre.identity().site), &mut roster).expect("written");
    gate.bundle_read(&mut roster.as_slice()).expect("read");
    let kept = log(&gate, "只在这台上");
    let file = town.data("gate.swk");
    back_up(&gate, &file);
    drop(gate);
    std::fs::remove_dir_all(town.data("gate")).expect("the tablet fell into the water");
    assert!(matches!(put_back(&town.data("gate"), &file, REPLACE), Err(RestoreError::NoKeys(_))));
    let (again, _) = town.enrol(&centre, "gate2", Role::operator);
    assert!(matches!(put_back(&town.data("gate2"), &file, REPLACE), Err(RestoreError::OtherDevice(_) | RestoreError::Store(_))));
    let report = again.read_backup(&file).expect("read in");
    assert!(report.records > 0);
    assert_eq!(words(&again, kept).expect("its key travelled with it"), "只在这台上");
    assert_eq!(again.read_backup(&file).expect("read in").records, 0, "the same again adds nothing");
}

fn attach(handle: &Handle, request: RequestId) -> Vec<u8> {
    let bytes: Vec<u8> = b"%PDF-1.7\n".iter().copied().chain((0..300_000_u32).map(|at| at.to_le_bytes()[at as usize % 3])).collect();
    let file = NewFile { bytes: bytes.clone(), ..NewFile::default() };
    handle.attach(None, request, &file).expect("attached");
    bytes
}

fn whereabouts(handle: &Handle, request: RequestId) -> Vec<Whereabouts> {
    let request = handle.request(request).expect("here");
    handle.attachments(&request).expect("readable").into_iter().map(|attachment| attachment.file).collect()
}

/// The only sealed file of a folder.
fn sealed_file(data: &Path) -> PathBuf {
    let mut names = std::fs::read_dir(data.join("files")).expect("a folder").map(|entry| entry.expect("an entry").path());
    let name = names.next().expect("a file");
    assert_eq!(names.next(), None);
    name
}

#[test]
fn files_that_only_the_backup_has_are_read_in_behind_their_records() {
    let (town, centre) = Town::new("清源物业");
    let (gate, _) = town.enrol(&centre, "gate", Role::operator);
    let all = BundleOf::Site(centre.identity().site);
    carry(&centre, &gate, &all);
    let request = log(&gate, "水管漏了");
    attach(&gate, request);
    let file = town.data("gate.swk");
    back_up(&gate, &file);
    // The centre knows the file by name already, the new tablet has never heard of it.
    carry(&gate, &centre, &all);
    drop(gate);
    std::fs::remove_dir_all(town.data("gate")).expect("the tablet fell into the water");
    let (again, _) = town.enrol(&centre, "gate2", Role::operator);
    for handle in [&centre, &again] {
        assert_ne!(handle.request(request).map(|_| whereabouts(handle, request)).unwrap_or_default(), [Whereabouts::Here]);
        handle.read_backup(&file).expect("read in");
        assert_eq!(whereabouts(handle, request), [Whereabouts::Here]);
        assert!(handle.snapshot().expect("readable").file_bytes().expect("readable") > 300_000);
    }
}

#[test]
fn a_damaged_file_and_a_lost_identity_are_put_back_too_and_what_files_take_is_counted() {
    let (town, centre) = Town::new("清源物业");
    let request = log(&centre, "水管漏了");
    attach(&centre, request);
    let taken = centre.snapshot().expect("readable").file_bytes().expect("readable");
    let (backup, data) = (town.data("centre.swk"), town.data("centre"));
    back_up(&centre, &backup);
    drop(centre);
    let sealed = sealed_file(&data);
    let whole = std::fs::read(&sealed).expect("readable");
    let mut bytes = whole.clone();
    bytes[100_000] ^= 1;
    std::fs::write(&sealed, bytes).expect("written");
    std::fs::write(data.join("identity.toml"), "").expect("written");
    put_back(&data, &backup, REPLACE).expect("put back");
    assert_eq!(std::fs::read(sealed_file(&data)).expect("readable"), whole);
    let centre = town.open("centre");
    assert_eq!(centre.snapshot().expect("readable").file_bytes().expect("readable"), taken);
    drop(centre);
    save_store(&data, &Machine::system()).expect("saved");
    let centre = town.open("centre");
    assert_eq!(centre.snapshot().expect("readable").file_bytes().expect("readable"), taken);
    assert_eq!(whereabouts(&centre, request), [Whereabouts::Here]);
}

#[test]
fn the_folder_of_the_device_works_again_with_its_keys_alone() {
    let (town, centre) = Town::new("清源物业");
    let id = log(&centre, "照旧");
    let (file, all) = (town.data("centre.swk"), held(&centre));
    back_up(&centre, &file);
    drop(centre);
    let data = town.data("centre");
    for name in [STORE, "identity.toml", "high-water"] {
        std::fs::remove_file(data.join(name)).expect("removed");
    }
    put_back(&data, &file, RestoreHow { replace: false, show: true }).expect("put back");
    let centre = town.open("centre");
    assert_eq!((held(&centre), words(&centre, id).expect("shown, as was said")), (all, "照旧".to_owned()));
    assert_eq!(header(&centre, log(&centre, "下一件")).0, 1, "a new epoch");
    assert!(centre.examine().expect("examined").is_sound());
}

#[test]
fn whatever_is_no_whole_backup_of_this_device_is_refused_and_changes_nothing() {
    let (town, centre) = Town::new("清源物业");
    let (other, stranger) = Town::new("别家物业");
    log(&centre, "照旧");
    let (file, theirs) = (town.data("centre.swk"), other.data("theirs.swk"));
    back_up(&centre, &file);
    back_up(&stranger, &theirs);
    drop(centre);
    let data = town.data("centre");
    let whole = std::fs::read(&file).expect("readable");
    let before = std::fs::read(data.join(STORE)).expect("readable");
    let refuse = |bytes: &[u8]| {
        let bad = town.data("bad.swk");
        std::fs::write(&bad, bytes).expect("written");
        put_back(&data, &bad, REPLACE).expect_err("refused")
    };
    for length in [0, 5, 17, 40, whole.len() / 2, whole.len() - 1] {
        let why = refuse(&whole[..length]);
        assert!(matches!(why, RestoreError::Backup(BackupError::NotABackup | BackupError::Truncated)), "{length}: {why}");
    }
    for at in (17..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let why = refuse(&bytes);
        assert!(
            matches!(why, RestoreError::Backup(BackupError::Damaged | BackupError::Truncated | BackupError::Newer { .. })),
            "{at}: {why}"
        );
    }
    let longer = [whole.as_slice(), b"x"].concat();
    assert!(matches!(refuse(&longer), RestoreError::Backup(BackupError::Damaged)));
    assert!(matches!(put_back(&data, &theirs, REPLACE), Err(RestoreError::OtherOrganisation { .. })));
    assert_eq!(std::fs::read(data.join(STORE)).expect("readable"), before, "not a byte of the store has changed");
    let left: Vec<_> =
        std::fs::read_dir(&data).expect("a folder").flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.contains(".new") || name.contains("before-restore") || name == "restored.toml"), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_store_is_set_aside_and_what_can_be_read_and_fetched_is_there_again() {
    let (town, centre) = Town::new("清源物业");
    let (gate, _) = town.enrol(&centre, "gate", Role::operator);
    for at in 0..30 {
        log(&gate, &format!("第 {at} 件"));
    }
    let (node, running) = (run(&centre, &[]), run(&gate, &[]));
    running.sync(&node.peer_address()).await.expect("level");
    running.stop().await;
    let id = log(&gate, "还没同步的一件");
    let end = header(&gate, id);
    drop(gate);
    let data = town.data("gate");
    closed(&data);
    // A bad block in the middle of the records.
    let mut bytes = std::fs::read(data.join(STORE)).expect("readable");
    let record = centre.snapshot().expect("readable").records_since(20, 1).expect("readable").remove(0).1;
    let signed = record.signed().as_bytes();
    let places: Vec<usize> = (0..bytes.len() - signed.len()).filter(|at| &bytes[*at..*at + signed.len()] == signed).collect();
    assert!(!places.is_empty(), "the record stands in the file");
    for at in places {
        bytes[at + 40] ^= 0xff;
    }
    std::fs::write(data.join(STORE), bytes).expect("written");
    let error = Handle::open(&data, &Unlock::default(), Machine::system()).map(drop).expect_err("never shown as truth");
    assert!(matches!(&error, OpenHandleError::Store(_)) && error.is_damage(), "{error}");

    let saved = save_store(&data, &Machine::system()).expect("saved");
    assert!(saved.aside.exists() && saved.saved.damaged >= 1, "{saved:?}");
    let gate = town.open("gate");
    assert!(!gate.snapshot().expect("readable").holds(record.id()).expect("readable"));
    assert!(gate.snapshot().expect("readable").holds(id).expect("readable"), "what nobody else has was saved");
    gate.fetch_missing();
    assert!(gate.snapshot().expect("readable").holds(record.id()).expect("readable"), "and the rest is fetched");
    let health = gate.examine().expect("examined");
    assert!(health.is_sound() && health.missing == 0, "{health:?}");
    let new = log(&gate, "照旧登记");
    assert_eq!(header(&gate, new), (1, Some(id)), "after {end:?}, in a new epoch");
    node.stop().await;
}

#[test]
fn a_page_that_is_no_page_takes_only_what_stands_on_it() {
    let (town, centre) = Town::new("清源物业");
    let ids: Vec<_> = (0..60).map(|at| log(&centre, &format!("第 {at} 件"))).collect();
    let records = centre.snapshot().expect("readable").records_since(0, usize::MAX).expect("readable");
    let payloads = centre.snapshot().expect("readable").stats().expect("readable").payloads;
    drop(centre);
    let path = town.data("centre").join(STORE);
    let mut bytes = std::fs::read(&path).expect("readable");
    let signed = records[records.len() / 2].1.signed().as_bytes();
    let places: Vec<usize> = (0..bytes.len() - signed.len()).filter(|at| &bytes[*at..*at + signed.len()] == signed).collect();
    for at in places {
        let page = at / 4096 * 4096;
        bytes[page..page + 4096].fill(0xff);
    }
    std::fs::write(&path, bytes).expect("written");
    let saved = save_store(&town.data("centre"), &Machine::system()).expect("saved").saved;
    assert!(saved.broken_off, "{saved:?}");
    let centre = town.open("centre");
    let snapshot = centre.snapshot().expect("readable");
    let here = records.iter().filter(|(_, record)| snapshot.holds(record.id()).expect("readable")).count();
    assert!(here + 30 > records.len() && here < records.len(), "{here} of {}", records.len());
    assert!(snapshot.holds(*ids.last().expect("some")).expect("readable"), "what stands behind the page");
    assert_eq!(snapshot.stats().expect("readable").payloads, payloads, "later tables");
}

fn carry(from: &Handle, to: &Handle, what: &BundleOf) {
    let mut bundle = Vec::new();
    from.bundle_write(what, &mut bundle).expect("written");
    to.bundle_read(&mut bundle.as_slice()).expect("read");
}

#[test]
fn after_a_total_loss_what_others_hold_comes_back_and_what_is_lost_is_named() {
    let (town, centre) = Town::new("清源物业");
    let (gate, _) = town.enrol(&centre, "gate", Role::operator);
    let (van, _) = town.enrol(&centre, "van", Role::handler);
    let (site, device) = (centre.identity().site, gate.identity().device);
    let all = BundleOf::Site(site);
    carry(&centre, &gate, &all);
    carry(&centre, &van, &all);
    let known = log(&gate, "中心已有的");
    carry(&gate, &centre, &all);
    carry(&gate, &van, &all);
    let lost = log(&gate, "只给维修车看过的");
    carry(&gate, &van, &BundleOf::Requests(vec![lost]));
    // The van has signed that it saw the second one, and of that only its signature ever reaches the centre.
    carry(&van, &centre, &BundleOf::Requests(vec![known]));
    drop((gate, van));
    for gone in ["gate", "van"] {
        std::fs::remove_dir_all(town.data(gone)).expect("burnt");
    }
    let (again, _) = town.enrol(&centre, "gate2", Role::operator);
    carry(&centre, &again, &all);
    assert_eq!(words(&again, known).expect("readable"), "中心已有的");
    assert!(!again.snapshot().expect("readable").holds(lost).expect("readable"));
    let coverage = again.coverage(site).expect("readable");
    let of_gate = coverage.devices.iter().find(|of| of.device == Some(device)).expect("named");
    assert_eq!(
        (of_gate.missing(), again.examine().expect("examined").missing),
        (1, 1),
        "one record of the lost device is known to be missing"
    );
}
