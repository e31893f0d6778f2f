//! The store as its callers use it: one fact a test.

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/disk.rs"]
mod disk;
#[path = "store/files.rs"]
mod files;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/ledger.rs"]
mod ledger;

use std::fs;

use ledger::{Ledger, Line, SITE, SUPERVISOR, founding, payload, person, to};
use redb::ReadableTable;
use shouwen::domain::act::{Close, Directory, Note, Offer, Revoke, RevokeReason, Take};
use shouwen::domain::id::{ClientKey, Digest, RecordId};
use shouwen::domain::log::Span;
use shouwen::domain::payload::Wrap;
use shouwen::domain::request::State;
use shouwen::domain::signed::{SIGNATURE_BYTES, SignatureState, SignedRecord, VerifiedRecord};
use shouwen::store::{Batch, CommitError, FORMAT, Filter, Found, LogRange, OpenError, Options, Snapshot, Store, Want};

fn batch(records: &[VerifiedRecord]) -> Batch {
    Batch { records: records.to_vec(), ..Batch::default() }
}

fn one(record: &VerifiedRecord) -> Batch {
    batch(std::slice::from_ref(record))
}

fn store() -> Store {
    Store::in_memory(founding()).expect("memory")
}

fn holding(ledger: &Ledger) -> (Store, Snapshot) {
    let store = store();
    store.ingest(&batch(&ledger.records)).expect("committed");
    let snapshot = store.snapshot().expect("read");
    (store, snapshot)
}

fn listed(snapshot: &Snapshot, filter: &Filter) -> Vec<RecordId> {
    snapshot.rows(filter, None, 100).expect("read").rows.into_iter().map(|row| row.id).collect()
}

/// The record with its own signature broken: others may still vouch for it.
fn broken(record: &VerifiedRecord) -> SignedRecord {
    let mut bytes = record.signed().as_bytes().to_vec();
    let last = bytes.len() - SIGNATURE_BYTES;
    bytes[last] ^= 1;
    SignedRecord::new(&bytes).expect("of the same length")
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.redb");
    let mut ledger = Ledger::start([2]);
    let open = ledger.open(2);
    {
        let store = Store::create(&path, founding(), Options::default()).expect("created");
        store.append(&batch(&ledger.records)).expect("committed");
    }
    let store = Store::open(&path, Options::default()).expect("opened");
    let snapshot = store.snapshot().expect("read");
    assert_eq!(store.founding(), founding());
    assert_eq!(snapshot.record(open.id()).expect("read"), Some(open.clone()));
    assert_eq!(snapshot.request(open.id()).expect("read").expect("folded").holders(), [person(2)]);
    assert_eq!(listed(&snapshot, &Filter::Open), [open.id()]);
    assert!(snapshot.evidence(SITE).expect("read").certificates().count() >= 2);
    let names: Vec<_> = fs::read_dir(folder.path()).expect("listed").map(|entry| entry.expect("read").file_name()).collect();
    assert_eq!(names, ["store.redb"], "nothing unfinished is left");
}

#[test]
fn a_store_in_use_a_missing_one_and_another_file_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.redb");
    assert!(matches!(Store::open(&path, Options::default()), Err(OpenError::Missing(_))));
    let first = Store::create(&path, founding(), Options::default()).expect("created");
    assert!(matches!(Store::open(&path, Options::default()), Err(OpenError::InUse)));
    assert!(matches!(Store::create(&path, founding(), Options::default()), Err(OpenError::Exists(_))));
    drop(first);
    Store::open(&path, Options::default()).expect("free again");
    for (name, bytes) in [("empty", &b""[..]), ("text", b"not a database"), ("long", &[7; 10_000])] {
        let other = folder.path().join(name);
        fs::write(&other, bytes).expect("written");
        let refused = Store::open(&other, Options::default()).expect_err("no store");
        assert!(matches!(refused, OpenError::NotAStore(_)), "{name}: {refused}");
        assert_eq!(fs::read(&other).expect("read"), bytes, "{name} is untouched");
    }
}

#[test]
fn what_a_crash_left_while_creating_is_no_store_and_is_cleared() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.redb");
    let left = folder.path().join("store.redb.09090909090909090909090909090909.new");
    fs::write(&left, b"half a database").expect("written");
    assert!(matches!(Store::open(&path, Options::default()), Err(OpenError::Missing(_))));
    Store::create(&path, founding(), Options::default()).expect("created");
    assert!(!left.exists());
}

#[test]
fn a_damaged_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.redb");
    let mut ledger = Ledger::start([2]);
    let open = ledger.open(2);
    let store = Store::create(&path, founding(), Options::default()).expect("created");
    store.append(&batch(&ledger.records)).expect("committed");
    drop(store);
    let mut bytes = fs::read(&path).expect("read");
    let signed = open.signed().as_bytes();
    let at: Vec<usize> = (0..bytes.len() - signed.len()).filter(|at| bytes[*at..].starts_with(signed)).collect();
    assert!(!at.is_empty(), "the signed bytes are what is stored");
    for at in at {
        bytes[at + 70] ^= 1;
    }
    fs::write(&path, &bytes).expect("written");
    let refused = Store::open(&path, Options::default()).expect_err("damaged");
    assert!(refused.to_string().contains("damaged"), "{refused}");
}

#[test]
fn own_records_follow_the_head_of_their_log() {
    let mut ledger = Ledger::start([2]);
    let store = store();
    store.append(&batch(&ledger.records)).expect("committed");
    let before = ledger.heads[&Ledger::log(SUPERVISOR, &Line::roster())];
    let first = ledger.open(2);
    store.append(&one(&first)).expect("the first of a log");
    let next = ledger.open(2);
    let skipped = ledger.open(2);
    assert!(matches!(store.append(&one(&skipped)), Err(CommitError::Stale { seq: 3, .. })));
    store.append(&batch(&[next, skipped])).expect("in order");
    let rival = Line { after: Some((before.0 - 1, RecordId::default())), ..Line::roster() };
    let rival = ledger.write(SUPERVISOR, &rival, &Directory::default().into());
    let refused = store.append(&one(&rival)).expect_err("a fork");
    assert!(refused.to_string().contains("sign again"), "{refused}");
    assert_eq!(store.snapshot().expect("read").stats().expect("read").records, u64::try_from(ledger.records.len()).expect("few") - 1);
}

#[test]
fn a_handoff_moves_through_the_lists() {
    let mut ledger = Ledger::start([2, 3]);
    let open = ledger.open(2);
    let about =
        |parents: &[&VerifiedRecord]| Line { parents: parents.iter().map(|parent| parent.id()).collect(), ..Line::work(Some(open.id())) };
    let offer = Offer { tenures: vec![open.id()], to: Some(to(3)), ..Offer::default() };
    let offer = ledger.write(2, &about(&[&open]), &offer.into());
    let (store, snapshot) = holding(&ledger);
    let offered = Filter::OfferedTo { person: person(3), posts: vec![ledger::duty()] };
    assert_eq!(listed(&snapshot, &offered), [open.id()]);
    assert_eq!(listed(&snapshot, &Filter::Holder(person(2))), [open.id()]);

    let take = Take { parents: vec![open.id()], offers: vec![offer.id()], because: None };
    let take = ledger.write(3, &about(&[&offer]), &take.into());
    let written = store.append(&one(&take)).expect("committed");
    assert_eq!(written.requests, [open.id()]);
    assert_eq!(listed(&snapshot, &Filter::Holder(person(2))), [open.id()], "a snapshot stays what it was");
    let snapshot = store.snapshot().expect("read");
    assert_eq!(listed(&snapshot, &offered), []);
    assert_eq!(listed(&snapshot, &Filter::Holder(person(2))), []);
    assert_eq!(listed(&snapshot, &Filter::Holder(person(3))), [open.id()]);
    assert_eq!(listed(&snapshot, &Filter::FirstContact(person(2))), [open.id()]);

    let close = Close { parents: vec![take.id()], ..Close::default() };
    let close = ledger.write(3, &about(&[&take]), &close.into());
    store.append(&one(&close)).expect("committed");
    let row = store.snapshot().expect("read").row(open.id()).expect("read").expect("a row");
    assert_eq!((row.state, row.first_contact_open), (State::Handled, true), "the resident is not told");
    assert_eq!(store.check().expect("read"), Vec::<&str>::new());
}

#[test]
fn lists_are_newest_first_and_read_on_where_they_stopped() {
    let mut ledger = Ledger::start([2]);
    let mut opened: Vec<RecordId> = (0..7).map(|_| ledger.open(2).id()).collect();
    opened.reverse();
    let (_store, snapshot) = holding(&ledger);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = snapshot.rows(&Filter::All, after, 3).expect("read");
        seen.push(page.rows.len());
        assert!(page.rows.iter().map(|row| row.id).eq(opened[3 * (seen.len() - 1)..].iter().copied().take(3)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, [3, 3, 1]);
}

#[test]
fn the_certificate_that_comes_last_completes_what_waited_for_it() {
    let mut ledger = Ledger::start([2]);
    let open = ledger.open(2);
    let (roster, work): (Vec<_>, Vec<_>) = ledger.records.iter().cloned().partition(|record| record.request().is_none());
    let store = store();
    store.ingest(&batch(&work)).expect("committed");
    assert_eq!(listed(&store.snapshot().expect("read"), &Filter::All), []);
    store.ingest(&batch(&roster)).expect("committed");
    assert_eq!(listed(&store.snapshot().expect("read"), &Filter::Holder(person(2))), [open.id()]);
}

#[test]
fn a_revocation_puts_a_request_on_the_duty_post() {
    let mut ledger = Ledger::start([2]);
    let open = ledger.open(2);
    let (store, snapshot) = holding(&ledger);
    assert_eq!(listed(&snapshot, &Filter::Orphaned), []);
    let revoke = Revoke { certificate: ledger.certificates.get(&2).copied(), reason: RevokeReason::Left, cuts: ledger.cut(2) };
    let revoke = ledger.write(SUPERVISOR, &Line::roster(), &revoke.into());
    let written = store.append(&one(&revoke)).expect("committed");
    assert_eq!(written.requests, [open.id()]);
    assert_eq!(listed(&store.snapshot().expect("read"), &Filter::Orphaned), [open.id()]);
}

#[test]
fn runs_join_over_gaps_and_divide_at_forks() {
    let mut ledger = Ledger::start([2]);
    let log = Ledger::log(2, &Line::work(None));
    let all: Vec<VerifiedRecord> = (0..6).map(|_| ledger.open(2)).collect();
    let store = store();
    let spans = |store: &Store| -> Vec<(u64, u64)> {
        let ranges = store.snapshot().expect("read").ranges(SITE).expect("read");
        ranges.iter().filter(|range| range.log == log).map(|range| (range.span.low, range.span.high)).collect()
    };
    store.ingest(&batch(&[all[4].clone(), all[0].clone(), all[2].clone()])).expect("committed");
    assert_eq!(spans(&store), [(1, 1), (3, 3), (5, 5)]);
    store.ingest(&batch(&[all[3].clone()])).expect("committed");
    assert_eq!(spans(&store), [(1, 1), (3, 5)]);
    store.ingest(&batch(&all)).expect("committed");
    assert_eq!(spans(&store), [(1, 6)]);
    assert!(store.snapshot().expect("read").forks(SITE).is_empty());

    let rival = Line { after: Some((3, all[2].id())), ..Line::work(None) };
    let rival = ledger.write(2, &rival, &shouwen::domain::act::Open::default().into());
    store.ingest(&one(&rival)).expect("committed");
    assert_eq!(spans(&store), [(1, 3), (4, 4), (4, 6)].map(|(low, high)| (low, high)));
    let snapshot = store.snapshot().expect("read");
    assert_eq!(snapshot.forks(SITE).iter().map(|fork| fork.after).collect::<Vec<_>>(), [Some(all[2].id())]);
    let mut rivals = [all[3].id(), rival.id()];
    rivals.sort_unstable();
    assert_eq!(snapshot.fork_proofs(SITE)[0].1, rivals);
    let whole = Span { low: 2, high: 6 };
    let branch = |top: &VerifiedRecord| {
        let run = LogRange { log, span: whole, top: top.id() };
        snapshot.run(&run, whole, usize::MAX).expect("read")
    };
    assert_eq!(branch(&all[5]), all[1..6]);
    assert_eq!(branch(&rival), [all[1].clone(), all[2].clone(), rival.clone()]);
    assert_eq!(snapshot.at(&log, 4).expect("read").len(), 2);
    assert_eq!(snapshot.on_branch(&log, 4, all[5].id()).expect("read"), Some(all[3].id()));
    drop(snapshot);
    assert_eq!(spans(&store), [(1, 3), (4, 4), (4, 6)]);
}

#[test]
fn a_run_is_read_up_to_a_number_of_bytes_but_never_nothing() {
    let mut ledger = Ledger::start([2]);
    let all: Vec<VerifiedRecord> = (0..5).map(|_| ledger.open(2)).collect();
    let (_store, snapshot) = holding(&ledger);
    let log = Ledger::log(2, &Line::work(None));
    let head = snapshot.head(&log).expect("read").expect("held");
    assert_eq!((head.seq, head.id), (5, all[4].id()));
    let run = LogRange { log, span: Span { low: 1, high: 5 }, top: head.id };
    let size = all[1].signed().as_bytes().len();
    assert_eq!(snapshot.run(&run, run.span, 0).expect("read"), all[..1]);
    assert_eq!(snapshot.run(&run, Span { low: 2, high: 5 }, 2 * size).expect("read"), all[1..3]);
}

#[test]
fn a_bad_signature_waits_until_its_log_goes_on() {
    let mut ledger = Ledger::start([2]);
    let (store, _) = holding(&ledger);
    let good = ledger.open(2);
    let bad = broken(&good);
    let line = Line { after: Some((1, bad.id())), ..Line::work(None) };
    let next = ledger.write(2, &line, &shouwen::domain::act::Open::default().into());
    store.ingest(&Batch { pending: vec![bad.clone()], ..Batch::default() }).expect("committed");
    let snapshot = store.snapshot().expect("read");
    assert_eq!((snapshot.record(bad.id()).expect("read"), snapshot.stats().expect("read").pending), (None, 1));
    store.ingest(&one(&next)).expect("committed");
    let snapshot = store.snapshot().expect("read");
    let vouched = snapshot.record(bad.id()).expect("read").expect("authentic by chain");
    assert_eq!((vouched.signature(), snapshot.stats().expect("read").pending), (SignatureState::Invalid, 0));
    assert_eq!(snapshot.request(bad.id()).expect("read").expect("folded").remarks.len(), 1);
}

#[test]
fn pending_records_have_a_quota_for_each_author() {
    let mut ledger = Ledger::start([2]);
    let (store, _) = holding(&ledger);
    let pending: Vec<SignedRecord> = (0..70).map(|_| broken(&ledger.open(2))).collect();
    let written = store.ingest(&Batch { pending, ..Batch::default() }).expect("committed");
    assert_eq!(written.over_quota, 70 - shouwen::store::PENDING_PER_AUTHOR_MAX);
}

#[test]
fn payloads_are_wanted_until_they_come_and_only_if_named() {
    let mut ledger = Ledger::start([2]);
    let (store, _) = holding(&ledger);
    let sealed = b"sealed words".to_vec();
    let open = ledger.open(2);
    let line = Line { payload: Some(payload(&sealed)), parents: vec![open.id()], ..Line::work(Some(open.id())) };
    let note = ledger.write(2, &line, &Note::default().into());
    let hash = Digest::of(&sealed);
    let wants = |store: &Store| store.snapshot().expect("read").wants(None, 10).expect("read");

    let stranger = store.ingest(&Batch { payloads: vec![sealed.clone()], ..Batch::default() }).expect("committed");
    assert_eq!((stranger.unnamed, wants(&store)), (1, vec![]));
    store.ingest(&batch(&[open, note])).expect("committed");
    assert_eq!(wants(&store), [Want::Payload(hash)]);
    store.ingest(&Batch { payloads: vec![sealed.clone()], ..Batch::default() }).expect("committed");
    assert_eq!(wants(&store), [Want::Wraps(hash)]);
    let wrap = Wrap { payload: hash, site_key: Digest([1; 32]), wrapped: shouwen::domain::act::WrappedKey([2; 72]) };
    store.ingest(&Batch { wraps: vec![wrap.clone()], ..Batch::default() }).expect("committed");
    assert_eq!((wants(&store), store.snapshot().expect("read").wraps(hash).expect("read").len()), (vec![], 1));
    let other = Wrap { wrapped: shouwen::domain::act::WrappedKey([4; 72]), ..wrap };
    store.ingest(&Batch { wraps: vec![other.clone()], ..Batch::default() }).expect("committed");
    let held = store.snapshot().expect("read").wraps_without_key(None, 10).expect("read");
    assert_eq!(held, std::slice::from_ref(&wrap), "what is held is not replaced");
    assert_eq!(store.snapshot().expect("read").wraps_without_key(Some((hash, wrap.site_key)), 10).expect("read"), []);
    store.ingest(&Batch { refuted: vec![(hash, wrap.site_key)], ..Batch::default() }).expect("committed");
    assert_eq!((wants(&store), store.snapshot().expect("read").wraps(hash).expect("read").len()), (vec![Want::Wraps(hash)], 0));
    store.ingest(&Batch { wraps: vec![other], ..Batch::default() }).expect("committed");
    assert_eq!((wants(&store), store.check().expect("compared")), (vec![], vec![]));
    store.append(&Batch { keys: vec![(hash, vec![3; 72])], ..Batch::default() }).expect("committed");
    let snapshot = store.snapshot().expect("read");
    assert_eq!(snapshot.wraps(hash).expect("read"), [], "a reader keeps no travelling wrap");
    assert_eq!(snapshot.key(hash).expect("read"), Some(vec![3; 72]));
    assert_eq!(snapshot.payload(hash).expect("read"), Some(sealed));
}

#[test]
fn documents_are_wanted_by_the_roster_and_kept_within_their_limit() {
    let mut ledger = Ledger::start([2]);
    let text = "[posts]\ndesk = \"前台\"".to_owned();
    let directory = Directory { document: Digest::of(text.as_bytes()), replaces: vec![] };
    ledger.write(SUPERVISOR, &Line::roster(), &directory.into());
    let (store, snapshot) = holding(&ledger);
    let hash = Digest::of(text.as_bytes());
    assert_eq!(snapshot.wants(None, 10).expect("read"), [Want::Document(hash)]);
    store.ingest(&Batch { documents: vec![text.clone()], ..Batch::default() }).expect("committed");
    let snapshot = store.snapshot().expect("read");
    assert_eq!((snapshot.document(hash).expect("read"), snapshot.wants(None, 10).expect("read")), (Some(text), vec![]));
    let long = Batch { documents: vec!["长".repeat(30_000)], ..Batch::default() };
    assert!(matches!(store.ingest(&long), Err(CommitError::Document(90_000))));
}

#[test]
fn ids_are_found_by_their_first_digits() {
    let mut ledger = Ledger::start([2]);
    let open = ledger.open(2);
    let (_store, snapshot) = holding(&ledger);
    let digits = open.id().to_string();
    assert_eq!(snapshot.find_request(&digits[..6]).expect("read"), Found::Unique(open.id()));
    assert_eq!(snapshot.find_record(&digits[..7].to_uppercase()).expect("read"), Found::Unique(open.id()));
    assert_eq!(snapshot.find_record(&digits).expect("read"), Found::Unique(open.id()));
    for bad in [&digits[..5], "zzzzzz", "", "首问首问首问", &format!("{digits}0")] {
        assert_eq!(snapshot.find_request(bad).expect("read"), Found::None, "{bad}");
    }
    let certificate = ledger.certificates[&2].to_string();
    assert_eq!(snapshot.find_request(&certificate).expect("read"), Found::None, "a record that opens nothing");
}

#[test]
fn the_same_tap_on_two_nodes_is_found_by_its_client_key() {
    let mut ledger = Ledger::start([2, 3]);
    let key = ClientKey::of("row 1");
    let open = shouwen::domain::act::Open { client_key: Some(key), ..Default::default() };
    let mut both = [2, 3].map(|writer| ledger.write(writer, &Line::work(None), &open.clone().into()).id());
    both.sort_unstable();
    let (_store, snapshot) = holding(&ledger);
    assert_eq!(snapshot.by_client_key(SITE, key).expect("read"), both);
    assert_eq!(snapshot.by_client_key(SITE, ClientKey::of("row 2")).expect("read"), []);
}

#[test]
fn an_audit_checks_what_came_in_vouched_for() {
    let mut ledger = Ledger::start([2]);
    let open = ledger.open(2);
    let bad = broken(&ledger.open(2));
    let line = Line { after: Some((2, bad.id())), ..Line::work(None) };
    ledger.write(2, &line, &shouwen::domain::act::Open::default().into());
    let store = store();
    let vouch = |signed: SignedRecord| {
        let id = signed.id();
        VerifiedRecord::vouched(signed, id, SignatureState::Unchecked).expect("its own id")
    };
    let mut records: Vec<_> =
        ledger.records.iter().filter(|record| record.header().seq != 2 || record.request().is_none()).cloned().collect();
    records.retain(|record| record.id() != open.id());
    records.extend([vouch(open.signed().clone()), vouch(bad.clone())]);
    store.ingest(&batch(&records)).expect("committed");
    let audit = store.audit().expect("read");
    assert!(audit.is_clean(), "{audit:?}");
    assert_eq!((audit.signatures, audit.bad_signatures), (2, vec![bad.id()]));
    let snapshot = store.snapshot().expect("read");
    assert_eq!(snapshot.record(open.id()).expect("read").expect("held").signature(), SignatureState::Valid);
    assert_eq!(store.audit().expect("read").signatures, 0);
}

#[test]
fn records_are_read_by_arrival() {
    let mut ledger = Ledger::start([2]);
    ledger.open(2);
    let (_store, snapshot) = holding(&ledger);
    let first = snapshot.records_since(0, 2).expect("read");
    assert_eq!(first.iter().map(|(arrival, _)| *arrival).collect::<Vec<_>>(), [1, 2]);
    let rest = snapshot.records_since(2, 100).expect("read");
    assert_eq!(first.len() + rest.len(), ledger.records.len());
    assert_eq!(snapshot.records_since(u64::MAX, 1).expect("read"), []);
}

/// Changes one table of a closed store behind its back.
fn tamper(path: &std::path::Path, change: impl FnOnce(&redb::WriteTransaction)) {
    let db = redb::Database::open(path).expect("opened");
    let txn = db.begin_write().expect("begun");
    change(&txn);
    txn.commit().expect("committed");
}

const META: redb::TableDefinition<&str, &[u8]> = redb::TableDefinition::new("meta");
const INDEX: redb::TableDefinition<&[u8], ()> = redb::TableDefinition::new("index");

#[test]
fn a_newer_format_is_refused_and_older_views_are_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.redb");
    let mut ledger = Ledger::start([2]);
    let open = ledger.open(2);
    let store = Store::create(&path, founding(), Options::default()).expect("created");
    store.append(&batch(&ledger.records)).expect("committed");
    drop(store);
    let set = |name: &'static str, number: u32| {
        tamper(&path, |txn| drop(txn.open_table(META).expect("there").insert(name, &number.to_le_bytes()[..]).expect("set")));
    };
    set("format", FORMAT + 1);
    let refused = Store::open(&path, Options::default()).expect_err("newer");
    assert!(matches!(refused, OpenError::Newer { found: 3, known: 2 }) && refused.to_string().contains("update shouwen"));
    set("format", FORMAT);
    set("views", 0);
    tamper(&path, |txn| assert!(txn.delete_table(INDEX).expect("deleted")));
    let store = Store::open(&path, Options::default()).expect("opened");
    assert_eq!(listed(&store.snapshot().expect("read"), &Filter::Open), [open.id()]);
}

#[test]
fn views_that_were_changed_are_found_and_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.redb");
    let mut ledger = Ledger::start([2]);
    ledger.open(2);
    let store = Store::create(&path, founding(), Options::default()).expect("created");
    store.append(&batch(&ledger.records)).expect("committed");
    drop(store);
    tamper(&path, |txn| txn.open_table(INDEX).expect("there").retain(|key, ()| key[0] < 16).expect("emptied"));
    let store = Store::open(&path, Options::default()).expect("opened");
    assert_eq!(store.check().expect("read"), ["index"]);
    assert_eq!(store.audit().expect("read").differing, ["index"]);
    store.rebuild().expect("rebuilt");
    assert_eq!(store.check().expect("read"), Vec::<&str>::new());
}

#[test]
fn a_record_changed_behind_the_checksums_is_found_when_it_is_read() {
    const RECORDS: redb::TableDefinition<u64, &[u8]> = redb::TableDefinition::new("records");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.redb");
    let mut ledger = Ledger::start([2]);
    let open = ledger.open(2);
    let store = Store::create(&path, founding(), Options::default()).expect("created");
    store.append(&batch(&ledger.records)).expect("committed");
    drop(store);
    let last = u64::try_from(ledger.records.len()).expect("few");
    tamper(&path, |txn| {
        let mut records = txn.open_table(RECORDS).expect("there");
        let mut value = records.get(last).expect("read").expect("held").value().to_vec();
        value[33 + 100] ^= 1;
        records.insert(last, value.as_slice()).expect("changed");
    });
    let store = Store::open(&path, Options::default()).expect("every checksum holds");
    let snapshot = store.snapshot().expect("read");
    let refused = snapshot.record(open.id()).expect_err("its own hash does not");
    assert!(refused.to_string().contains(&open.id().to_string()), "{refused}");
    assert!(snapshot.request(open.id()).is_err());
    let audit = store.audit().expect("read");
    assert_eq!((audit.is_clean(), audit.damaged_records), (false, vec![last]));
}

#[test]
fn evidence_knows_the_newest_receipt_though_no_fold_needs_it() {
    let mut ledger = Ledger::start([2]);
    ledger.certify_device(20);
    let open = ledger.open(2);
    let (store, _) = holding(&ledger);
    let log = Ledger::log(2, &Line::work(None));
    let head = shouwen::domain::act::Head { key: log.key, epoch: log.epoch, seq: 1, id: open.id(), ..Default::default() };
    let receipt = shouwen::domain::act::Receipt { heads: vec![head], ..Default::default() };
    let interval = |store: &Store| store.snapshot().expect("read").evidence(SITE).expect("read").interval(&open);
    assert_eq!(interval(&store), (None, None));
    let receipt = ledger.write(20, &Line::witness(), &receipt.into());
    store.ingest(&one(&receipt)).expect("committed");
    assert_eq!(interval(&store), (None, Some(receipt.header().at.wall)));
}

#[test]
fn what_is_held_already_is_not_written_again() {
    let disk = disk::Disk::default();
    let mut ledger = Ledger::start([2]);
    ledger.open(2);
    let store = Store::create_on(disk.clone(), founding(), Options::default()).expect("created");
    assert_eq!(store.ingest(&batch(&ledger.records)).expect("committed").records.len(), ledger.records.len());
    let operations = disk.operations();
    assert!(store.ingest(&batch(&ledger.records)).expect("committed").is_nothing());
    assert_eq!(disk.operations(), operations, "the disk was left alone");
}
