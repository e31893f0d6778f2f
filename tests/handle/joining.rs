//! Devices and people that join, and what is carried to them.

use std::collections::BTreeMap;
use std::path::Path;

use shouwen::domain::act::word::{Claimed, Field, Role};
use shouwen::domain::act::{Act, AdoptRegulation, Answer, Certify, Kind, MayCertify, Note, Successor, WrappedKey};
use shouwen::domain::id::{Code, Digest, RecordId, RequestId};
use shouwen::domain::payload::Personal;
use shouwen::domain::regulation::adoption::Proposal;
use shouwen::domain::request::State;
use shouwen::node::bundle::{BundleOf, CarryError};
use shouwen::node::enrol::{EnrolAsk, EnrolDecision, EnrolError, EnrolRequest, Refusal, enrol_accept, enrol_request};
use shouwen::node::import::{ImportPlan, ImportRow};
use shouwen::node::init::InitPlan;
use shouwen::node::keyfile::Pin;
use shouwen::node::{ActError, Draft, Handle, List, Unlock};
use shouwen::store::Want;
use shouwen::sync::Batch;
use shouwen::sync::bundle::BundleError;

use super::site::*;

fn rows(count: u64) -> impl Iterator<Item = ImportRow> {
    (1..=count).map(|row| ImportRow {
        row,
        client_key: format!("311:{row}"),
        opened: Some(1_577_836_800_000 + i64::try_from(row).expect("small") * 60_000),
        state: if row.is_multiple_of(100) { Claimed::open } else { Claimed::closed },
        owner: Code::new("bos"),
        words: Personal { texts: [(Field::row, format!("西路 {row} 号"))].into(), file_keys: vec![] },
        offer_to: Code::new("duty"),
        ..ImportRow::default()
    })
}

#[test]
fn history_is_imported_once_however_often_it_is_read() {
    let site = Site::new(&plan());
    let node = site.open();
    let plan = ImportPlan { author: None, source: "la311".into() };
    let mut heard = Vec::new();
    let first = node.import(&plan, rows(2_500), |done| heard.push(done)).expect("imported");
    assert_eq!((first.imported, first.known, first.offered, heard.as_slice()), (2_500, 0, 25, &[2_000, 2_500][..]));
    let records = node.status().expect("a status").records;
    let second = node.import(&plan, rows(2_500), |_| {}).expect("read again");
    assert_eq!((second.imported, second.known), (0, 2_500));
    assert_eq!(node.status().expect("a status").records, records);
    let offered = node.all_rows(List::Offered, None).expect("listed");
    assert_eq!(offered.len(), 25, "open rows wait at the duty post");
    let request = node.request(offered[0].id).expect("folded");
    assert_eq!((request.first_contact, request.state), (None, State::Open));
    let long = ImportRow {
        client_key: "long".into(),
        row: 7,
        words: Personal { texts: [(Field::row, "长".repeat(30_000))].into(), file_keys: vec![] },
        ..ImportRow::default()
    };
    let third = node.import(&plan, [long].into_iter().chain(rows(2_501).skip(2_500)), |_| {}).expect("goes on");
    assert_eq!((third.imported, third.refused.len(), third.refused[0].0), (1, 1, 7));
}

#[test]
fn a_device_joins_only_with_an_answer_that_proves_itself() {
    let site = Site::new(&plan());
    let centre = site.open();
    let data = site.data.with_file_name("van");
    let ask = EnrolAsk { pin: Some(Pin::new("1357").expect("a PIN")), ..guard("面包车") };
    let request = enrol_request(&data, &ask, &site.machine).expect("a request");
    let read = EnrolRequest::read(&request).expect("proven");
    assert_eq!(
        (read.staff.as_str(), read.role, read.words()),
        ("赵德柱", Role::operator, EnrolRequest::read(&request).expect("proven").words())
    );
    let mut changed = request.clone();
    let at = changed.windows(3).position(|window| window == "赵".as_bytes()).expect("the name is there");
    changed[at + 2] ^= 1;
    assert!(matches!(centre.enrol_approve(&changed, &EnrolDecision::default()), Err(EnrolError::Unproven | EnrolError::NotAFile(_))));
    assert!(matches!(centre.enrol_approve(b"PK\x03\x04", &EnrolDecision::default()), Err(EnrolError::NotAFile(_))));
    let much = EnrolDecision { may_certify: MayCertify::Staff, ..EnrolDecision::default() };
    assert!(matches!(centre.enrol_approve(&request, &much), Err(EnrolError::Grant(Refusal::TooMuch))));
    let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
    let records = centre.status().expect("a status").records;
    centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved again");
    assert_eq!(centre.status().expect("a status").records, records, "with the same certificates");

    let stranger = Site::new(&InitPlan { organisation: "别家物业".into(), ..plan() });
    let foreign = stranger.open();
    let wrong = enrol_accept(&data, &answer, Some(foreign.identity().organisation), &site.machine);
    assert!(matches!(wrong, Err(EnrolError::OtherOrganisation { .. })));
    assert!(matches!(enrol_accept(&data, &request, None, &site.machine), Err(EnrolError::NotAFile(_))));
    let mut damaged = answer.clone();
    let middle = damaged.len() / 3;
    damaged[middle] ^= 1;
    assert!(enrol_accept(&data, &damaged, None, &site.machine).is_err());
    let other = enrol_request(&site.data.with_file_name("other"), &guard("别的"), &site.machine).expect("a request");
    let other = centre.enrol_approve(&other, &EnrolDecision::default()).expect("approved");
    assert!(matches!(enrol_accept(&data, &other, None, &site.machine), Err(EnrolError::OtherDevice)));

    let done = enrol_accept(&data, &answer, Some(centre.identity().organisation), &site.machine).expect("accepted");
    assert_eq!(done.words, centre.status().expect("a status").words);
    assert!(matches!(enrol_accept(&data, &answer, None, &site.machine), Err(EnrolError::NotPending)));
    let van = Handle::open(&data, &Unlock { pin: ask.pin, ..Unlock::default() }, site.machine.clone()).expect("opens");
    assert_eq!(van.people().expect("names").name(site.manager), "陈静怡", "names came with the roster");
    van.act(None, &leak()).expect("the new person can work");
    assert!(matches!(van.enrol_approve(&request, &EnrolDecision::default()), Ok(_) | Err(EnrolError::Grant(_))));
    let third = enrol_request(&site.data.with_file_name("third"), &guard("第三"), &site.machine).expect("a request");
    assert!(matches!(van.enrol_approve(&third, &EnrolDecision::default()), Err(EnrolError::Grant(Refusal::Nobody))));
}

#[test]
fn no_word_of_anybody_is_on_the_disk() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged");
    post.act(None, &Draft::about(id, Answer { understood: true, ..Answer::default() }).text(Field::advice, "请先关阀门"))
        .expect("answered");
    let brief = Personal { texts: [(Field::brief, "业主在家等候".to_owned())].into(), file_keys: vec![] };
    post.offer(on(zhao, id), &to(site.manager), &brief).expect("offered");
    carry(&post, &centre);
    centre.take_all_offered(None).expect("taken");
    centre.import(&ImportPlan::default(), rows(50), |_| {}).expect("imported");
    drop((post, centre));
    let words = ["欧阳淑芬", "13900001234", "漏水", "关阀门", "在家等候", "西路", "陈静怡", "赵德柱", "门岗平板", "服务中心"];
    let mut files = BTreeMap::new();
    read_all(site.data.parent().expect("a parent"), &mut files);
    assert!(files.len() >= 10, "{:?}", files.keys());
    for (path, bytes) in &files {
        for word in words {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} stands in {}", path.display());
        }
    }
}

/// Everything that travels from a node, and the same with wraps that open nothing.
fn parcels(from: &Handle) -> [Vec<Batch>; 2] {
    let mut good = Vec::new();
    let pushed = from.pack(&BundleOf::Site(from.identity().site), &mut |batch| {
        good.push(batch);
        Ok(())
    });
    pushed.expect("packed");
    let mut bad = good.clone();
    for wrap in bad.iter_mut().flat_map(|batch| &mut batch.payloads).flat_map(|sealed| &mut sealed.wraps) {
        wrap.wrapped = WrappedKey([7; 72]);
    }
    [good, bad]
}

#[test]
fn a_wrap_that_opens_nothing_hides_no_words_and_what_came_while_locked_settles() {
    let site = Site::new(&plan());
    let centre = site.open();
    let pin = Pin::new("1357").expect("a PIN");
    let (post, _) = site.enrol(&centre, &EnrolAsk { pin: Some(pin.clone()), ..guard("门岗平板") });
    let give = |batches: &[Batch]| batches.iter().for_each(|batch| drop(post.ingest(batch.clone()).expect("taken")));
    let travelling = || post.snapshot().expect("a snapshot").wraps_without_key(None, 100).expect("read").len();
    let wanted = || {
        let wants = post.snapshot().expect("a snapshot").wants(None, 100).expect("read");
        wants.into_iter().filter(|want| matches!(want, Want::Wraps(_))).count()
    };
    let reads = |id| post.personal(id).is_ok_and(|words| words.texts[&Field::name] == "欧阳淑芬");
    assert_eq!(travelling(), 0, "what the answer brought was settled when the folder was opened");

    let id = centre.act(None, &leak()).expect("written");
    let [good, bad] = parcels(&centre);
    give(&bad);
    assert_eq!((reads(id), travelling(), wanted()), (false, 0, 1));
    give(&good);
    give(&bad);
    assert_eq!((reads(id), travelling(), wanted()), (true, 0, 0));

    let unlock = Unlock { pin: Some(pin), ..Unlock::default() };
    let id = centre.act(None, &leak()).expect("written");
    let [good, bad] = parcels(&centre);
    post.lock();
    give(&good);
    give(&bad);
    assert_eq!((travelling(), wanted()), (1, 0));
    post.unlock(&unlock).expect("unlocks");
    assert_eq!((reads(id), travelling(), wanted()), (true, 0, 0));

    let id = centre.act(None, &leak()).expect("written");
    let [good, bad] = parcels(&centre);
    post.lock();
    give(&bad);
    post.unlock(&unlock).expect("unlocks");
    assert_eq!((reads(id), travelling(), wanted()), (false, 0, 1), "another is asked for");
    give(&good);
    assert_eq!((reads(id), travelling(), wanted()), (true, 0, 0));
}

#[test]
fn accepting_again_after_a_crash_takes_nothing_away() {
    let site = Site::new(&plan());
    let centre = site.open();
    let data = site.data.with_file_name("post");
    let request = enrol_request(&data, &guard("门岗平板"), &site.machine).expect("a request");
    let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
    let pending = data.join("enrolment.request");
    let left = std::fs::read(&pending).expect("the request's digest");
    let accept = || enrol_accept(&data, &answer, None, &site.machine);
    let open = || Handle::open(&data, &Unlock::default(), site.machine.clone()).expect("opens");

    accept().expect("accepted");
    let id = open().act(None, &leak()).expect("written");
    std::fs::write(&pending, &left).expect("as a crash before its removal leaves it");
    assert!(matches!(accept(), Err(EnrolError::NotPending)));
    assert!(!pending.exists());
    open().request(id).expect("what was acknowledged is still here");

    std::fs::write(&pending, &left).expect("written");
    let identity = data.join("identity.toml");
    let kept = std::fs::read(&identity).expect("an identity");
    std::fs::write(&identity, b"nonsense").expect("damaged");
    assert!(matches!(accept(), Err(EnrolError::Config(_))));
    std::fs::remove_file(&identity).expect("as a crash before it was written leaves it");
    accept().expect("goes on with the store that is there");
    assert_eq!(std::fs::read(&identity).expect("an identity"), kept);
    let node = open();
    node.request(id).expect("still here");
    std::fs::remove_file(&identity).expect("removed under a running node");
    std::fs::write(&pending, &left).expect("written");
    assert!(matches!(accept(), Err(EnrolError::Store(shouwen::store::OpenError::InUse))));
}

fn read_all(folder: &Path, into: &mut BTreeMap<std::path::PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("listed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_all(&path, into);
        } else {
            into.insert(path.clone(), std::fs::read(&path).expect("read"));
        }
    }
}

#[test]
fn two_people_on_one_tablet_hand_over_with_both_signatures_at_once() {
    let site = Site::new(&InitPlan { regulation: Proposal::shipped("r08"), ..plan() });
    let node = site.open();
    let pin = Pin::new("8642").expect("a PIN");
    let ask = EnrolAsk { staff: "孙丽".into(), role: Role::duty_receptionist, pin: Some(pin.clone()), ..EnrolAsk::default() };
    let sun = node.certify_here(&ask, &EnrolDecision { author: Some(site.manager), ..EnrolDecision::default() }).expect("certified");
    assert!(matches!(node.act(None, &leak()), Err(ActError::WhoAreYou(2))));
    let id = node.act(Some(site.manager), &leak()).expect("written");
    let done = node.handover(site.manager, sun).expect("handed over");
    assert_eq!((done.offers.len(), done.takes.len(), done.kept.len()), (1, 1, 0));
    assert_eq!(node.request(id).expect("here").holders(), [sun]);
    assert_eq!(node.people().expect("names").name(sun), "孙丽");
    drop(node);
    let node = site.open();
    assert!(matches!(node.act(Some(sun), &leak()), Err(ActError::Locked)), "her key asks for her PIN");
    node.unlock(&Unlock { pin: Some(pin), secret: None }).expect("unlocks");
    node.act(Some(sun), &leak()).expect("written");
    let refused = node.certify_here(&ask, &EnrolDecision { author: Some(sun), ..EnrolDecision::default() });
    assert!(matches!(refused, Err(EnrolError::Grant(Refusal::Nobody))));
}

#[test]
fn the_roster_is_kept_only_by_those_who_may() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, _) = site.enrol(&centre, &guard("门岗平板"));
    let document = shouwen::domain::regulation::preset("r10").expect("shipped").to_owned();
    let adopt = |replaces| AdoptRegulation { preset: Digest::of(document.as_bytes()), replaces, ..AdoptRegulation::default() };
    let documents = std::slice::from_ref(&document);
    assert!(matches!(post.publish(None, &Draft::new(adopt(vec![])), documents), Err(ActError::NoRight { .. })));
    let before = centre.status().expect("a status").regulation.adoption;
    centre.publish(None, &Draft::new(adopt(before.into_iter().collect())), documents).expect("adopted");
    assert_eq!(centre.status().expect("a status").regulation.id, "r10-interactive");
    let certify = Certify { may_certify: MayCertify::Certifiers, roles: vec![Role::site_manager], ..Certify::default() };
    assert!(matches!(centre.act(None, &Draft::new(certify)), Err(ActError::NotYours(_))));
    assert!(matches!(centre.act(None, &Draft::new(Successor::default())), Err(ActError::NoRight { .. })));
}

#[test]
fn a_bundle_of_one_request_is_enough_to_take_it_and_a_broken_one_says_so() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let ids: Vec<RequestId> = (0..20).map(|_| post.act(None, &leak()).expect("logged")).collect();
    post.offer(on(zhao, ids[7]), &to(site.manager), &none()).expect("offered");
    let mut stick = Vec::new();
    let written = post.bundle_write(&BundleOf::Requests(vec![ids[7]]), &mut stick).expect("written");
    let unknown = post.bundle_write(&BundleOf::Requests(vec![RecordId([9; 32])]), &mut Vec::new());
    assert!(matches!(unknown, Err(CarryError::Unknown(_))));
    let before = centre.status().expect("a status").records;
    let cut = centre.bundle_read(&mut &stick[..stick.len() * 2 / 3]);
    assert!(matches!(cut, Err(CarryError::Bundle(BundleError::Truncated { .. }))), "{cut:?}");
    let cut = centre.bundle_read(&mut &stick[..stick.len() - 1]);
    assert!(matches!(cut, Err(CarryError::Bundle(BundleError::Truncated { .. }))), "{cut:?}");
    let kept = centre.status().expect("a status").records - before;
    let receipts = centre.snapshot().expect("a snapshot").roster(centre.identity().site).expect("read");
    let own = centre.device_keys().sign.public();
    let receipts = receipts.iter().filter(|record| record.header().log.key == own && record.header().act.kind == Kind::Receipt);
    assert!(kept > 0 && receipts.count() > 0, "what was kept of it has a receipt: {kept}");
    let other = centre.bundle_read(&mut &b"PK\x03\x04 a spreadsheet, not a bundle at all"[..]);
    assert!(matches!(other, Err(CarryError::Bundle(BundleError::NotABundle))), "{other:?}");
    let stranger = Site::new(&InitPlan { organisation: "别家物业".into(), ..plan() });
    let foreign = stranger.open().bundle_read(&mut stick.as_slice());
    assert!(matches!(foreign, Err(CarryError::Bundle(BundleError::Organisation(_)))), "{foreign:?}");
    let read = centre.bundle_read(&mut stick.as_slice()).expect("read");
    assert_eq!(read.records, written.records);
    assert_eq!(centre.all_rows(List::All, None).expect("listed").len(), 1, "only that request came");
    centre.take(on(site.manager, ids[7]), &none()).expect("taken");
    assert_eq!(centre.request(ids[7]).expect("here").holders(), [site.manager]);
    assert_eq!(centre.personal(ids[7]).expect("opens").texts[&Field::name], "欧阳淑芬");
    assert!(centre.status().expect("a status").records > before);
    let back = centre.snapshot().expect("a snapshot").records_of(ids[7]).expect("read");
    let take = back.iter().find(|record| matches!(Act::decode(&record.header().act), Act::Take(_))).expect("the take");
    assert_eq!(take.header().anchor, None, "no other device has witnessed anything here");
    carry(&centre, &post);
    post.act(None, &Draft::about(ids[0], Note::default())).expect("written");
    let notes = post.snapshot().expect("a snapshot").records_of(ids[0]).expect("read");
    let anchor = notes.last().and_then(|note| note.header().anchor).expect("the centre's receipt came back");
    let receipt = post.snapshot().expect("a snapshot").record(anchor).expect("read").expect("here");
    assert_eq!(receipt.header().log.key, centre.device_keys().sign.public());
    assert!(post.status().expect("a status").unsynced < 20 + 2, "the receipt covers what came over");
}
