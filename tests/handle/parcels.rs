//! A request goes from hand to hand by codes alone; afterwards an ordinary exchange finds nothing to add or to settle.

use shouwen::domain::act::word::{Field, Role};
use shouwen::domain::act::{Act, Addressee, Kind, Offer};
use shouwen::domain::id::{Code, PersonId, RequestId};
use shouwen::node::bundle::CarryError;
use shouwen::node::enrol::EnrolAsk;
use shouwen::node::init::InitPlan;
use shouwen::node::kept::BundleError;
use shouwen::node::kept::qr::{CODE_BYTES_MAX, Code as Frame, Gathered, Gathering, codes};
use shouwen::node::parcel::{Parcel, ParcelError, Scanned, Taking};
use shouwen::node::{Handle, ReadError};

use super::site::*;

/// Shows a parcel as codes, of which the third and every fifth one are missed; how many there were.
fn by_codes(parcel: &Parcel) -> (Vec<u8>, usize) {
    let shown = codes(&parcel.bytes, CODE_BYTES_MAX).expect("it fits");
    let mut gathering = Gathering::default();
    let missed = |at: usize| shown.len() > 3 && (at == 2 || at % 5 == 4);
    let seen = shown.iter().enumerate().rev().filter(|(at, _)| !missed(*at));
    seen.for_each(|(_, text)| gathering.add(Frame::read(text).expect("ours")));
    match &gathering.all()[..] {
        [Gathered::Whole(bytes)] => (bytes.clone(), shown.len()),
        other => panic!("{other:?}"),
    }
}

fn van() -> EnrolAsk {
    let posts = vec![Code::new("van").expect("a code"), Code::new("gate").expect("a code")];
    EnrolAsk { device: "面包车".into(), staff: "刘师傅".into(), role: Role::handler, posts, ..EnrolAsk::default() }
}

/// A centre, a gate and a van that know each other.
fn three(site: &Site) -> (Handle, (Handle, PersonId), (Handle, PersonId)) {
    let centre = site.open();
    let (gate, van) = (site.enrol(&centre, &guard("东门岗")), site.enrol(&centre, &van()));
    for node in [&gate.0, &van.0] {
        carry(&centre, node);
        carry(node, &centre);
        carry(&centre, node);
    }
    (centre, gate, van)
}

fn scan(node: &Handle, parcel: &Parcel) -> Scanned {
    node.scan(&by_codes(parcel).0, None, Taking::IfOffered).expect("a whole parcel")
}

/// Whether a receipt of the node's own covers the record.
fn receipted(node: &Handle, request: RequestId, kind: Kind) -> bool {
    let snapshot = node.snapshot().expect("a snapshot");
    let records = snapshot.records_of(request).expect("records");
    let record = records.iter().rfind(|record| record.header().act.kind == kind).expect("written").header().clone();
    let own = node.device_keys().sign.public();
    snapshot.roster(node.identity().site).expect("a roster").iter().filter(|receipt| receipt.header().log.key == own).any(|receipt| {
        match Act::decode(&receipt.header().act) {
            Act::Receipt(body) => body.heads.iter().any(|head| head.key == record.log.key && head.seq >= record.seq),
            _ => false,
        }
    })
}

#[test]
fn a_request_changes_hands_by_codes_alone_and_a_later_sync_finds_nothing_to_settle() {
    let site = Site::new(&plan());
    let (centre, (gate, guard), (van, driver)) = three(&site);
    let id = gate.act(None, &leak()).expect("logged");
    gate.offer(on(guard, id), &to(driver), &none()).expect("offered");
    let offered = gate.parcel(id, &Addressee::Person(driver)).expect("a parcel");
    let (_, shown) = by_codes(&offered);
    println!("an offered request: {} records, {} bytes, {shown} codes", offered.records, offered.bytes.len());
    // The opening, the offer, and the centre's receipt that they were written after; the van has the rest of the roster.
    assert!(offered.records <= 3 && offered.bytes.len() < 2000 && shown <= 8, "{offered:?} in {shown} codes");

    let taken = scan(&van, &offered);
    assert_eq!((taken.request.holders(), taken.report.new, taken.take.is_some()), (vec![driver], 2, true));
    let words = van.personal(id).expect("the words came along");
    assert!(words.texts[&Field::words].contains("漏水"));
    assert!(receipted(&van, id, Kind::Offer));
    let answer = taken.answer.expect("an answer");
    println!("its answer: {} records, {} bytes, {} codes", answer.records, answer.bytes.len(), by_codes(&answer).1);
    assert!(by_codes(&answer).1 <= 7);

    let told = scan(&gate, &answer);
    assert_eq!((told.request.holders(), told.take, told.answer), (vec![driver], None, None));
    assert!(receipted(&gate, id, Kind::Take), "the giver's receipt for the take");
    for node in [&gate, &van] {
        assert!(node.verify_chain(id).expect("checked").holds());
        assert!(!node.request(id).expect("folded").contested);
    }
    // The same codes once more: the same answer, and nothing is added.
    let again = scan(&van, &offered);
    assert_eq!((again.report.new, again.take, again.answer.expect("again")), (0, None, answer.clone()));
    assert_eq!(scan(&gate, &answer).report.new, 0);

    for (from, to) in [(&gate, &centre), (&van, &centre), (&centre, &gate), (&centre, &van)] {
        carry(from, to);
    }
    let states = [&centre, &gate, &van].map(|node| node.request(id).expect("folded"));
    assert_eq!(states[0].holders(), [driver]);
    assert!(states.iter().all(|state| *state == states[0]), "{states:?}");
    assert_eq!(centre.rebuild().expect("checked"), Vec::<&str>::new());
}

#[test]
fn a_giver_the_reader_never_heard_of_brings_the_certificates_along() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (van, driver) = site.enrol(&centre, &van());
    let (gate, guard) = site.enrol(&centre, &guard("西门岗"));
    let id = gate.act(None, &leak()).expect("logged");
    gate.offer(on(guard, id), &to(driver), &none()).expect("offered");
    let offered = gate.parcel(id, &Addressee::Person(driver)).expect("a parcel");
    println!("with certificates: {} records, {} bytes, {} codes", offered.records, offered.bytes.len(), by_codes(&offered).1);
    assert_eq!(scan(&van, &offered).request.holders(), [driver]);
    assert_eq!(van.people().expect("a roster").name(guard), "赵德柱");

    // Made up for the centre, which certified the gate, it leaves that out: another reader is told what is lacking.
    let site = Site::new(&InitPlan { organisation: "再一家".into(), ..plan() });
    let centre = site.open();
    let (van, _) = site.enrol(&centre, &self::van());
    let (gate, guard) = site.enrol(&centre, &super::site::guard("西门岗"));
    let id = gate.act(None, &leak()).expect("logged");
    gate.offer(on(guard, id), &to(site.manager), &none()).expect("offered");
    carry(&gate, &centre);
    carry(&centre, &gate);
    let short = gate.parcel(id, &Addressee::Person(site.manager)).expect("a parcel");
    assert!(short.records <= 2, "the centre has said that it holds the opening: {} records", short.records);
    let lacking = van.scan(&short.bytes, None, Taking::IfOffered);
    assert!(matches!(lacking, Err(ParcelError::Unproven { request, records }) if request == id && records > 0), "{lacking:?}");
    assert!(matches!(van.request(id), Err(ReadError::Unknown(_))));
    carry(&centre, &van);
    assert_eq!(van.request(id).expect("now it is").id, id);
}

#[test]
fn what_two_took_is_shown_as_contested_and_refused_to_nobody() {
    let site = Site::new(&plan());
    let (centre, (gate, guard), (van, driver)) = three(&site);
    let id = centre.act(None, &leak()).expect("logged");
    let post = Addressee::Post(Code::new("gate").expect("a code"));
    centre.offer(on(site.manager, id), &Offer { to: Some(post.clone()), ..to(driver) }, &none()).expect("offered to a post");
    let offered = centre.parcel(id, &post).expect("a parcel");
    let (first, second) = (scan(&gate, &offered), scan(&van, &offered));
    assert!(!first.request.contested && !second.request.contested, "neither can know of the other");
    assert_eq!(scan(&centre, &first.answer.expect("an answer")).request.holders(), [guard]);
    let both = scan(&centre, &second.answer.expect("an answer")).request;
    assert_eq!((both.contested, both.holders().len()), (true, 2));
    // A reader that only looks takes nothing, and gives no answer.
    let (other, _) = site.enrol(&centre, &EnrolAsk { staff: "钱师傅".into(), ..super::site::guard("北门岗") });
    let seen = other.scan(&offered.bytes, None, Taking::Never).expect("read");
    assert_eq!((seen.take, seen.answer), (None, None));
}

#[test]
fn parcels_of_others_and_damaged_ones_store_nothing() {
    let site = Site::new(&plan());
    let (_, (gate, guard), (van, driver)) = three(&site);
    let id = gate.act(None, &leak()).expect("logged");
    gate.offer(on(guard, id), &to(driver), &none()).expect("offered");
    let offered = gate.parcel(id, &Addressee::Person(driver)).expect("a parcel").bytes;
    let records = van.status().expect("a status").records;
    let stranger = Site::new(&InitPlan { organisation: "别家物业".into(), ..plan() }).open();
    let foreign = stranger.scan(&offered, None, Taking::IfOffered);
    assert!(matches!(foreign, Err(ParcelError::Carry(CarryError::Bundle(BundleError::Organisation(_))))), "{foreign:?}");
    for at in 0..offered.len() {
        let mut changed = offered.clone();
        changed[at] ^= 1;
        assert!(matches!(van.scan(&changed, None, Taking::IfOffered), Err(ParcelError::Carry(CarryError::Bundle(_)))), "byte {at}");
    }
    assert!(van.scan(&offered[..offered.len() - 1], None, Taking::IfOffered).is_err());
    assert_eq!(van.status().expect("a status").records, records);
    assert!(matches!(gate.parcel(RequestId::default(), &Addressee::Person(driver)), Err(ParcelError::Carry(CarryError::Unknown(_)))));
}
