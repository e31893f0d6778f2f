//! Real nodes with real stores over QUIC on loopback.

#[path = "nodes/files.rs"]
mod files;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/town.rs"]
mod town;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use shouwen::domain::act::word::{Field, Role};
use shouwen::domain::act::{Addressee, Keys, Offer, Revoke, RevokeReason};
use shouwen::domain::id::RecordId;
use shouwen::domain::key::SecretKey;
use shouwen::domain::payload::Personal;
use shouwen::net::{Barred, Endpoint, LinkError, NodeSide, drive};
use shouwen::node::shift::On;
use shouwen::node::{
    ActError, AlarmKind, Draft, Entropy, Handle, Machine, Node, Notice, OpenHandleError, Options, Origin, Patience, PeerAddress, PeerState,
    Seeking, SyncError, Trouble, Unlock,
};
use shouwen::store::OpenError;
use shouwen::sync::{Found, Input, InstanceId, Interest, Nonce, Output, Query, Reason, Refusal, Start};
use town::{PATIENCE, Town, held, log, run, until, until_held};

/// The certificates of a device.
fn certificates(handle: &Handle, of: &Handle) -> Vec<RecordId> {
    let snapshot = handle.snapshot().expect("readable");
    let evidence = snapshot.evidence(handle.identity().site).expect("readable");
    let device = of.identity().device;
    evidence.certificates().filter(|c| c.device == device && matches!(c.keys, Keys::Device { .. })).map(|c| c.id).collect()
}

fn revoke(centre: &Handle, device: &Handle) {
    for certificate in certificates(centre, device) {
        let revoke = Revoke { certificate: Some(certificate), reason: RevokeReason::Lost, cuts: vec![] };
        centre.act(None, &Draft::new(revoke)).expect("the supervisor may revoke");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_logged_apart_is_level_after_one_sync_and_receipted() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let at_gate = log(&guard, "大门口的灯不亮");
    let at_desk = log(&centre, "电梯又停了 🛗");
    assert_eq!(guard.status().expect("a status").unsynced, 1);

    let node = run(&centre, &[]);
    let van = run(&guard, &[]);
    let done = van.sync(&node.peer_address()).await.expect("level");
    assert!(done.equal || done.received > 0, "{done:?}");
    assert_eq!(centre.personal(at_gate).expect("readable").texts[&Field::words], "大门口的灯不亮");
    assert_eq!(guard.personal(at_desk).expect("readable").texts[&Field::words], "电梯又停了 🛗");
    assert_eq!(guard.status().expect("a status").unsynced, 0, "the centre's receipt came back in the same session");

    let again = van.sync(&node.peer_address()).await.expect("level");
    assert_eq!((again.received, again.equal), (0, true), "{again:?}");
    assert_eq!(held(&centre), held(&guard));
    let coverage = guard.coverage(guard.identity().site).expect("readable");
    let desk = coverage.devices.iter().find(|device| device.device == Some(centre.identity().device)).expect("certified");
    assert!(!desk.late && desk.heard.is_some() && !desk.logs.is_empty(), "{desk:?}");
    assert_eq!((coverage.missing(), coverage.late().count(), coverage.partial), (0, 0, false), "{coverage:?}");
    assert!(coverage.complete.is_some());
    let peers = van.peers().await;
    assert_eq!(peers.len(), 1);
    assert_eq!((peers[0].key, peers[0].to_send, peers[0].to_receive), (Some(done.peer), Some(0), Some(0)));
    node.stop().await;
    van.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connected_nodes_tell_each_other_at_once_and_through_a_third() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let (van, _) = town.enrol(&centre, "van", Role::handler);
    let middle = run(&centre, &[]);
    let (gate, road) = (run(&guard, &[&middle]), run(&van, &[&middle]));
    let mut settled = (gate.notices(), road.notices());
    until(&mut settled.0, |notice| matches!(notice, Notice::Settled { .. })).await;
    until(&mut settled.1, |notice| matches!(notice, Notice::Settled { .. })).await;
    for words in ["一号楼漏水", "二号楼停电", "三号楼噪音"] {
        let request = log(&guard, words);
        until_held(&road, &van, request).await;
        let answer = log(&van, words);
        until_held(&gate, &guard, answer).await;
    }
    for node in [gate, road, middle] {
        node.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_dial_each_other_keep_one_session() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let first = run(&centre, &[]);
    let second = run(&guard, &[&first]);
    let third = first.sync(&second.peer_address()).await.expect("level, whichever session stays");
    assert_eq!(third.peer, second.peer_address().key.expect("a key"));
    let request = log(&centre, "同一个人，一次通话");
    until_held(&second, &guard, request).await;
    // Whose session it was may just have ended it; the other wants it and dials again.
    let live = async {
        while !first.peers().await.iter().all(|peer| peer.live) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, live).await.expect("they stay connected");
    second.stop().await;
    first.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_is_cut_off_goes_on_where_it_stopped() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let drafts: Vec<Draft> = (0..4500).map(|at| Draft::new(town_open()).text(Field::words, format!("第 {at} 件"))).collect();
    for part in drafts.chunks(500) {
        centre.acts(None, part).expect("written");
    }
    let node = run(&centre, &[]);
    let van = run(&guard, &[]);
    let mut notices = van.notices();
    let (to, cut) = (node.peer_address(), async {
        until(&mut notices, |notice| matches!(notice, Notice::Received { .. })).await;
    });
    tokio::select! {
        done = van.sync(&to) => panic!("level before it was cut off: {done:?}"),
        () = cut => {}
    }
    drop(notices);
    van.stop().await;
    let van = run(&guard, &[]);
    let before = guard.snapshot().expect("readable").stats().expect("readable").records;
    assert!(before > 0 && before < 4500, "{before} records came before the cut");
    let done = van.sync(&node.peer_address()).await.expect("level");
    let after = guard.snapshot().expect("readable").stats().expect("readable").records;
    let own = after - before - done.received;
    assert!(own <= 2, "nothing that was here came as new: {own} records are this device's receipts");
    van.sync(&node.peer_address()).await.expect("level");
    assert_eq!(held(&centre).0, held(&guard).0);
    assert_eq!(held(&guard).2, 0, "every word has arrived");
    node.stop().await;
    van.stop().await;
}

fn town_open() -> shouwen::domain::act::Open {
    shouwen::domain::act::Open::default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_is_cut_off_at_once_and_not_let_in_again() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let node = run(&centre, &[]);
    let gate = run(&guard, &[&node]);
    let (mut here, mut there) = (node.notices(), gate.notices());
    until(&mut there, |notice| matches!(notice, Notice::Settled { .. })).await;
    revoke(&centre, &guard);
    let ended = until(&mut here, |notice| matches!(notice, Notice::Ended { .. })).await;
    assert!(matches!(&ended, Notice::Ended { why, .. } if why.to_string().contains("revoked")), "{ended:?}");
    let ended = until(&mut there, |notice| matches!(notice, Notice::Ended { .. })).await;
    assert!(matches!(&ended, Notice::Ended { why, .. } if why.to_string().contains("revoked")), "{ended:?}");
    until(&mut here, |notice| matches!(notice, Notice::Refused { .. })).await;
    assert!(node.peers().await.iter().all(|peer| !peer.live));

    // Whether the guard's node has heard of it before it was cut off, is chance; if not, it works on, for itself.
    match guard.act(None, &Draft::new(town_open())) {
        Ok(late) => assert!(!centre.snapshot().expect("readable").holds(late).expect("readable")),
        Err(refused) => assert!(matches!(refused, ActError::NotCertified(_)), "{refused}"),
    }
    gate.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisation_gets_nothing() {
    let (_ours, centre) = Town::new("清源物业");
    let (_theirs, stranger) = Town::new("另一家物业");
    let before = held(&stranger);
    let node = run(&centre, &[]);
    let other = run(&stranger, &[]);
    let refused = other.sync(&node.peer_address()).await.expect_err("refused");
    assert!(matches!(&refused, SyncError::Ended(_, why) if why.to_string().contains("organisation")), "{refused}");
    assert_eq!(held(&stranger), before);
    node.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_folder_is_refused_by_its_original() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    drop(guard);
    copy(&town.data("gate"), &town.data("copy"));
    let (original, copied) = (town.open("gate"), town.open("copy"));
    let (first, second) = (run(&original, &[]), run(&copied, &[]));
    let refused = second.sync(&first.peer_address()).await.expect_err("refused");
    assert!(matches!(&refused, SyncError::Ended(_, why) if why.to_string().contains("same store")), "{refused}");
    first.stop().await;
    second.stop().await;
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
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

/// Greets a node as this code never would, and says how that ended and whether records were asked for or brought.
async fn greet(node: &Node, secret: &SecretKey, start: Start) -> (Result<Reason, LinkError>, bool) {
    let endpoint = Endpoint::bind(SocketAddr::from(([127, 0, 0, 1], 0)), secret, Barred::default()).expect("loopback is free");
    let link = endpoint.dial(node.address(), None).await.expect("an uncertified key may connect, and no more");
    let (_say, inputs) = tokio::sync::mpsc::unbounded_channel();
    let mut served = false;
    let ask = |output: Output| match output {
        Output::Judge(_) => Some(Input::Accepted),
        Output::PeerKnown(_) | Output::Lacking(_) | Output::Settled { .. } | Output::FilesLevel => None,
        // What it lacks itself it may ask its own store: nobody served it for that.
        Output::Read(Query::Wants { .. }) => Some(Input::Found(Found::Wants(vec![]))),
        Output::Read(Query::Digests(_)) => Some(Input::Found(Found::Digests(vec![]))),
        // Its own store is never read for it: the node ends this first.
        Output::Read(_) => None,
        Output::Commit(_) | Output::KeepFiles(_) | Output::Promise(_) | Output::Keeper(_) => {
            served = true;
            Some(Input::StoreFailed)
        }
        Output::Send(_) | Output::SendFiles(..) | Output::Close(_) => None,
    };
    let side = NodeSide { inputs, ask, now: || 0 };
    let driving = drive(link, Input::Start(Box::new(start)), side);
    let end = tokio::time::timeout(PATIENCE, driving).await.expect("the node answers");
    (end, served)
}

/// Starts a node at a place that another one is about to leave.
async fn again(handle: &Handle, options: Options) -> Node {
    let starting = async {
        loop {
            match Node::start(handle, options.clone()) {
                Ok(node) => return node,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, starting).await.expect("the place is free again")
}

fn hello(centre: &Handle, certificates: Vec<RecordId>) -> Start {
    Start {
        organisation: centre.identity().organisation,
        instance: InstanceId([9; 16]),
        nonce: Nonce([8; 16]),
        wall: 0,
        clock: shouwen::domain::time::Clock::Unchecked,
        certificates,
        introduction: vec![],
        introduce: true,
        interest: Interest::Everything,
        sites: vec![],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_certificate_for_its_key_a_device_of_the_organisation_gets_nothing() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let (van, _) = town.enrol(&centre, "van", Role::handler);
    revoke(&centre, &van);
    let node = run(&centre, &[]);
    let stranger = SecretKey::from_bytes(&[5; 32]);
    let cases = [
        ("no certificate", stranger.clone(), vec![], Refusal::NotCertified),
        ("a made-up certificate", stranger.clone(), vec![RecordId([1; 32])], Refusal::NotCertified),
        ("somebody else's certificate", stranger, certificates(&centre, &guard), Refusal::WrongKey),
    ];
    for (case, key, named, refusal) in cases {
        let (end, served) = greet(&node, &key, hello(&centre, named)).await;
        assert_eq!(end, Err(LinkError::ClosedByPeer(Reason::Refused(refusal).code())), "{case}");
        assert!(!served, "{case}");
    }
    let own = guard.device_keys().tls.clone();
    let (end, _) = greet(&node, &own, hello(&centre, certificates(&centre, &van))).await;
    assert!(matches!(end, Err(LinkError::ClosedByPeer(code)) if code == Reason::Refused(Refusal::WrongKey).code()), "{end:?}");
    let revoked = run(&van, &[]);
    let refused = revoked.sync(&node.peer_address()).await.expect_err("revoked before it came");
    assert!(refused.to_string().contains("refused") || refused.to_string().contains("revoked"), "{refused}");
    assert!(node.peers().await.is_empty());
    revoked.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_device_at_the_address_is_not_the_one_meant() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let node = run(&centre, &[]);
    let gate = run(&guard, &[]);
    let meant = PeerAddress { key: Some(SecretKey::from_bytes(&[4; 32]).public()), ..node.peer_address() };
    let refused = gate.sync(&meant).await.expect_err("another key");
    assert!(matches!(&refused, SyncError::NotReached(why) if why.to_string().contains("not the expected one")), "{refused}");
    let gone = node.peer_address();
    node.stop().await;
    assert!(matches!(gate.sync(&gone).await, Err(SyncError::NotReached(_))));
    gate.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_on_the_folder_is_told_so_and_work_goes_on_without_a_network() {
    let (town, centre) = Town::new("清源物业");
    let second = Handle::open(&town.data("centre"), &Unlock::default(), shouwen::node::Machine::system());
    assert!(matches!(second, Err(OpenHandleError::Store(OpenError::InUse))));
    let node = run(&centre, &[]);
    assert!(centre.network().is_some());
    drop(node);
    assert!(centre.network().is_none());
    log(&centre, "照常登记");
    let taken = std::net::UdpSocket::bind(("127.0.0.1", 0)).expect("loopback is free");
    let options = Options { listen: taken.local_addr().expect("bound"), ..Options::default() };
    assert!(Node::start(&centre, options).is_err(), "the address is taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_strangers_at_once_leave_the_node_as_it_was() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let node = Arc::new(run(&centre, &[]));
    let centre = Arc::new(centre);
    let strangers = (0..40u8).map(|at| {
        let (node, centre) = (node.clone(), centre.clone());
        tokio::spawn(async move { greet(&node, &SecretKey::from_bytes(&[at + 50; 32]), hello(&centre, vec![])).await })
    });
    let ends: Vec<_> = strangers.collect();
    let mut reasons = BTreeSet::new();
    for end in ends {
        let (end, served) = end.await.expect("no panic");
        assert!(!served);
        reasons.insert(format!("{end:?}"));
    }
    // Some were judged, some came while as many strangers as fit were being judged.
    let refused = |refusal| format!("{:?}", Err::<Reason, _>(LinkError::ClosedByPeer(Reason::Refused(refusal).code())));
    assert!(reasons.is_subset(&[Refusal::NotCertified, Refusal::Busy].map(refused).into()), "{reasons:?}");
    let gate = run(&guard, &[]);
    gate.sync(&node.peer_address()).await.expect("a good peer is served");
    gate.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_the_loop_stops_neither_local_work_nor_the_next_session() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    drop(centre);
    let machine = Machine { entropy: Entropy::seeded("faults"), ..Machine::system() };
    let centre = Handle::open(&town.data("centre"), &Unlock::default(), machine.clone()).expect("opens");
    let (node, gate) = (run(&centre, &[]), run(&guard, &[]));
    let mut notices = node.notices();
    // The session that begins next draws a nonce.
    machine.entropy.dry_up(1);
    gate.sync(&node.peer_address()).await.expect_err("the loop failed under the session");
    until(&mut notices, |notice| matches!(notice, Notice::Fault(_))).await;
    let request = log(&centre, "网络那头出了错，照常登记");
    gate.sync(&node.peer_address()).await.expect("the next session is served");
    assert!(guard.snapshot().expect("readable").holds(request).expect("readable"));
    gate.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_of_the_node_that_panics_begins_again() {
    let (town, centre) = Town::new("清源物业");
    drop(centre);
    let machine = Machine { entropy: Entropy::seeded("faults"), ..Machine::system() };
    let centre = Handle::open(&town.data("centre"), &Unlock::default(), machine.clone()).expect("opens");
    // How long to wait after a dial that fails is drawn.
    machine.entropy.dry_up(1);
    let nowhere = PeerAddress { key: None, place: "127.0.0.1:0".to_owned() };
    let node = Node::start(&centre, Options { peers: vec![nowhere], ..Options::default() }).expect("starts");
    let mut notices = node.notices();
    until(&mut notices, |notice| matches!(notice, Notice::Fault(why) if why.starts_with("dialling"))).await;
    until(&mut notices, |notice| matches!(notice, Notice::NotReached { .. })).await;
    let peers = node.peers().await;
    assert!(matches!(&peers[..], [PeerState { key: None, live: false, trouble: Some(Trouble::Unreached(_)), .. }]), "{peers:?}");
    log(&centre, "照常登记");
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_answered_is_dialled_again_after_a_restart_and_says_why_it_is_away() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let node = run(&centre, &[]);
    let place = node.address();
    let gate = run(&guard, &[]);
    gate.sync(&node.peer_address()).await.expect("level");
    gate.stop().await;
    node.stop().await;

    let patience = Patience { first: Duration::from_millis(20), longest: Duration::from_millis(200) };
    let options = |listen| Options { listen, patience, seeking: Seeking::Remembered, ..Options::default() };
    let gate = Node::start(&guard, options(SocketAddr::from(([127, 0, 0, 1], 0)))).expect("starts");
    let mut notices = gate.notices();
    let node = again(&centre, options(place)).await;
    until(&mut notices, |notice| matches!(notice, Notice::Connected { .. })).await;
    let peers = gate.peers().await;
    assert!(matches!(&peers[..], [PeerState { live: true, trouble: None, origin: Some(Origin::Remembered), .. }]), "{peers:?}");
    // The centre was never dialled by anybody here: it keeps no address of the moment to dial.
    assert!(node.peers().await.iter().all(|peer| peer.origin.is_none()));

    let mut centres = node.notices();
    revoke(&centre, &guard);
    until(&mut notices, |notice| matches!(notice, Notice::Ended { .. })).await;
    // The two ends of a connection hear of its end in any order.
    until(&mut centres, |notice| matches!(notice, Notice::Ended { .. })).await;
    let state = node.peers().await;
    assert!(matches!(&state[..], [PeerState { barred: true, live: false, .. }]), "{state:?}");
    gate.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_node_calls_the_giver_of_what_nobody_takes_once() {
    let (town, centre) = Town::new("清源物业");
    let (_, porter) = town.enrol(&centre, "gate", Role::operator);
    let node = run(&centre, &[]);
    let mut notices = node.notices();
    let lying = || {
        let ago = |minutes: i64| Some(centre.clock().now().wall - minutes * 60_000);
        let request = centre.act(None, &Draft::new(town_open()).happened(ago(40))).expect("logged");
        let offer = Offer { to: Some(Addressee::Person(porter)), ..Offer::default() };
        centre.offer(On { author: None, request, happened: ago(31) }, &offer, &Personal::default()).expect("offered");
        request
    };
    let not_taken = |notice: &Notice| match notice {
        Notice::Alarm(alarm) if alarm.kind == AlarmKind::NotTaken => alarm.request,
        _ => None,
    };
    let first = lying();
    let notice = until(&mut notices, |notice| not_taken(notice) == Some(first)).await;
    assert!(matches!(&notice, Notice::Alarm(alarm) if alarm.who.len() == 1 && alarm.due.is_some()), "{notice:?}");
    // The next one is called; the first is not called again before it.
    let second = lying();
    let next = until(&mut notices, |notice| not_taken(notice).is_some()).await;
    assert_eq!(not_taken(&next), Some(second));
    node.stop().await;
}
