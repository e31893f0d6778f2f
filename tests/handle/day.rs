//! A day's work on one or two nodes.

use shouwen::domain::act::word::{Field, Finished, Ground, Mode, Outcome, Reason, Role, Topic};
use shouwen::domain::act::{Assign, Audience, Close, Complete, Finish, Note, Offer, Open, Receive, Tell, Visit};
use shouwen::domain::id::{ClientKey, RecordId, RequestId};
use shouwen::domain::payload::Personal;
use shouwen::domain::regulation::adoption::Proposal;
use shouwen::domain::request::{Cause, State};
use shouwen::node::draft::Nothing;
use shouwen::node::import::{ImportPlan, ImportRow};
use shouwen::node::init::InitPlan;
use shouwen::node::shift::On;
use shouwen::node::{ActError, Draft, List, ReadError};

use super::site::*;

#[test]
fn a_request_is_opened_listed_read_and_proven() {
    let site = Site::new(&plan());
    let node = site.open();
    let id = node.act(None, &leak()).expect("written");
    let request = node.request(id).expect("folded");
    assert_eq!((request.first_contact, request.holders()), (Some(site.manager), vec![site.manager]));
    for list in [List::All, List::Open, List::Mine, List::FirstContact] {
        let rows = node.all_rows(list, None).expect("a list");
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id], "{list:?}");
    }
    for list in [List::Offered, List::Contested, List::Orphaned] {
        assert_eq!(node.all_rows(list, None).expect("a list"), [], "{list:?}");
    }
    assert_eq!(node.personal(id).expect("opens").texts[&Field::words], "楼上漏水 🌊 مرحبا");
    let proof = node.verify_chain(id).expect("checked");
    assert!(proof.holds(), "{proof:?}");
    assert_eq!(proof.steps[0].author, Some(site.manager));
    assert_eq!(node.find_request(&id.to_string()[..9].to_uppercase()).expect("found"), id);
    assert!(matches!(node.find_request("abc"), Err(ReadError::NotAnId(_))));
    assert!(matches!(node.find_request("0000000000"), Err(ReadError::Unknown(_))));
}

#[test]
fn the_same_tap_twice_is_one_request() {
    let site = Site::new(&plan());
    let node = site.open();
    let client_key = Some(ClientKey::of("tap 1"));
    let draft = Draft::new(Open { client_key, ..Open::default() });
    let first = node.act(None, &draft).expect("written");
    assert_eq!(node.act(None, &draft).expect("known"), first);
    let again = Draft::new(Open { client_key: Some(ClientKey::of("tap 2")), ..Open::default() });
    let both = node.acts(None, &[again.clone(), again]).expect("written");
    assert_eq!(both[0], both[1]);
    assert_eq!(node.all_rows(List::All, None).expect("listed").len(), 2);
}

#[test]
fn a_guard_hands_over_a_centre_closes_and_an_unhappy_visit_reopens() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged offline");
    post.offer(on(zhao, id), &to(site.manager), &none()).expect("offered");
    carry(&post, &centre);
    assert_eq!(centre.request(id).expect("arrived").holders(), [zhao], "an offer releases nobody");
    assert_eq!(centre.all_rows(List::Offered, None).expect("listed").len(), 1);
    assert_eq!(centre.personal(id).expect("readable here too").texts[&Field::name], "欧阳淑芬");
    centre.take_all_offered(None).expect("taken");
    let done = [
        Draft::about(id, Complete { outcome: Outcome::resolved, cause: None }).text(Field::result, "换了接头"),
        Draft::about(id, Tell { to: vec![Audience::Resident], what: vec![Topic::result], reached: true, ..Tell::default() }),
    ];
    centre.acts(None, &done).expect("done and told");
    let parents = centre.request(id).expect("here").standing().map(|tenure| tenure.id).collect();
    centre.act(None, &Draft::about(id, Close { parents, because: None, outcome: Outcome::resolved })).expect("closed");
    carry(&centre, &post);
    let seen = post.request(id).expect("here");
    assert_eq!(seen, centre.request(id).expect("here"), "both nodes show the same chain");
    let visit = Visit { reached: true, satisfied: Some(false), ..Visit::default() };
    post.act(None, &Draft::about(id, visit)).expect("visited by the first contact");
    carry(&post, &centre);
    centre.reopen(on(site.manager, id), &none()).expect("reopened");
    assert_eq!(centre.request(id).expect("here").state, State::Open);
    assert!(matches!(centre.reopen(on(site.manager, id), &none()), Err(ActError::Nothing(Nothing::Closed))));
    assert!(centre.verify_chain(id).expect("checked").holds());
}

#[test]
fn a_recall_beside_a_take_is_contested_until_somebody_settles() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged");
    post.offer(on(zhao, id), &to(site.manager), &none()).expect("offered");
    carry(&post, &centre);
    centre.take(On { happened: Some(MORNING - 1), ..on(site.manager, id) }, &none()).expect("taken offline");
    assert_eq!(centre.request(id).expect("here").steps.last().and_then(|step| step.happened), Some(MORNING - 1));
    post.recall(on(zhao, id), &none()).expect("recalled offline");
    carry(&post, &centre);
    let request = centre.request(id).expect("here");
    assert!(request.contested);
    assert_eq!(request.holders().len(), 2);
    assert_eq!(centre.all_rows(List::Contested, None).expect("listed").len(), 1);
    centre.settle(None, &[id]).expect("settled");
    assert_eq!(centre.request(id).expect("here").holders(), [site.manager]);
    assert!(matches!(centre.settle(None, &[id]), Err(ActError::Nothing(Nothing::Contested))));
    let (take, offer) = centre.reassign(on(site.manager, id), &to(zhao), &none()).expect("reassigned");
    assert_ne!(take, offer);
    carry(&centre, &post);
    post.take(on(zhao, id), &none()).expect("taken");
    assert_eq!(post.request(id).expect("here").holders(), [zhao]);
}

#[test]
fn a_declined_offer_leaves_the_giver_responsible() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged");
    post.offer(on(zhao, id), &to(site.manager), &none()).expect("offered");
    carry(&post, &centre);
    centre.decline(on(site.manager, id), Some(Reason::not_own), &none()).expect("declined");
    assert!(matches!(centre.decline(on(site.manager, id), None, &none()), Err(ActError::Nothing(Nothing::Offered))));
    assert_eq!(centre.request(id).expect("here").holders(), [zhao]);
}

#[test]
fn a_whole_shift_changes_hands_in_one_commit() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let ids: Vec<RequestId> = (0..30).map(|_| post.act(None, &leak()).expect("logged")).collect();
    let before = post.status().expect("a status").records;
    let done = post.handover(zhao, site.manager).expect("handed over");
    assert_eq!((done.offers.len(), done.takes.len()), (30, 0), "the receiver signs on another device");
    assert_eq!(post.status().expect("a status").records, before + 30);
    carry(&post, &centre);
    assert_eq!(centre.take_all_offered(None).expect("taken").len(), 30);
    for id in ids {
        assert_eq!(centre.request(id).expect("here").holders(), [site.manager]);
    }
}

#[test]
fn what_would_have_no_effect_is_refused_before_it_is_signed() {
    let site = Site::new(&InitPlan { regulation: Proposal::shipped("r09"), ..plan() });
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged");
    let records = post.status().expect("a status").records;
    let escort = Offer { mode: Mode::escort, consent: Some(false), ..to(site.manager) };
    let why = post.offer(on(zhao, id), &escort, &none()).expect_err("no consent").to_string();
    assert!(why.contains("consent") && why.contains("R09.13"), "{why}");
    let import = post.import(&ImportPlan::default(), std::iter::once(ImportRow::default()), |_| {}).expect_err("no right").to_string();
    assert!(import.contains("Import is not for operator") && import.contains("cs_officer"), "{import}");
    let unknown = RecordId([9; 32]);
    assert!(matches!(post.act(None, &Draft::about(unknown, Note::default())), Err(ActError::UnknownRequest(_))));
    assert!(matches!(post.act(None, &Draft::about(id, Receive { record: unknown })), Err(ActError::UnknownRecord(_))));
    assert!(matches!(post.act(None, &Draft::new(Note::default())), Err(ActError::Place(_, true))));
    assert!(matches!(post.act(None, &Draft::about(id, Open::default())), Err(ActError::Place(_, false))));
    assert!(matches!(post.act(Some(site.manager), &leak()), Err(ActError::NoKey(_))));
    assert!(matches!(
        post.act(None, &Draft::about(id, Note::default()).text(Field::words, "长".repeat(30_000))),
        Err(ActError::TooLong(_))
    ));
    let foreign = Offer { tenures: vec![id], ..to(zhao) };
    carry(&post, &centre);
    assert!(matches!(centre.offer(on(site.manager, id), &foreign, &none()), Err(ActError::Void { .. })), "not the holder's to offer");
    assert_eq!(post.status().expect("a status").records, records, "nothing was written");
}

#[test]
fn who_holds_nothing_closes_nothing_and_who_was_assigned_may_tell_the_result() {
    let site = Site::new(&InitPlan { regulation: Proposal::shipped("r03"), ..plan() });
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = centre.act(None, &leak()).expect("logged");
    carry(&centre, &post);
    let close = Draft::about(id, Close { parents: vec![id], outcome: Outcome::resolved, ..Close::default() });
    let void = |refused: Result<RecordId, ActError>| matches!(refused, Err(ActError::Void { cause: Cause::ConditionFails, .. }));
    assert!(void(post.act(None, &close)), "the centre holds it");
    let to = vec![Audience::Role(Role::cs_officer)];
    let result = Draft::about(id, Tell { to, what: vec![Topic::result], reached: true, ..Tell::default() });
    assert!(void(post.act(None, &result)), "not this guard's work");
    let assign = Assign { handler: zhao, ..Assign::default() };
    centre.act(None, &Draft::about(id, assign)).expect("assigned");
    carry(&centre, &post);
    post.act(None, &result).expect("RULE: R03.6, the handler reports the result");
}

#[test]
fn a_register_is_not_completed_before_the_result_is_back() {
    let site = Site::new(&InitPlan { regulation: Proposal::shipped("r01"), ..plan() });
    let node = site.open();
    let id = node.act(None, &leak()).expect("logged");
    let finish = Finish { what: Finished::register, ground: Some(Ground::result_recorded) };
    let why = node.act(None, &Draft::about(id, finish)).expect_err("too early").to_string();
    assert!(why.contains("R01.13"), "{why}");
}

#[test]
fn a_clock_at_1970_or_2099_writes_on_and_is_vouched_for_by_nobody() {
    let site = Site::new(&plan());
    let node = site.open();
    for wall in [0, -5_000, 4_070_908_800_000, i64::MAX] {
        node.clock().set_wall(wall);
        let id = node.act(None, &leak().happened(Some(-9_000))).expect("written");
        let request = node.request(id).expect("folded");
        assert_eq!((request.opened.wall, request.happened), (wall, Some(-9_000)));
        assert_eq!(node.personal(id).expect("opens").texts[&Field::name], "欧阳淑芬");
    }
}

#[test]
fn empty_texts_are_left_out_and_odd_ones_survive() {
    let site = Site::new(&plan());
    let node = site.open();
    let odd = "\u{202e}abc\u{0} 👨‍👩‍👧‍👦 שלום";
    let draft = Draft::new(Open::default()).text(Field::words, "").text(Field::room, odd);
    let id = node.act(None, &draft).expect("written");
    let texts = node.personal(id).expect("opens").texts;
    assert_eq!(texts.into_iter().collect::<Vec<_>>(), [(Field::room, odd.to_owned())]);
    let bare = node.act(None, &Draft::new(Open::default())).expect("written");
    assert_eq!(node.personal(bare).expect("no words"), Personal::default());
}

#[test]
fn people_at_several_windows_write_one_log_without_gaps() {
    let site = Site::new(&plan());
    let node = site.open();
    let id = node.act(None, &leak()).expect("written");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    node.act(None, &Draft::about(id, Note::default())).expect("written");
                }
            });
        }
    });
    let records = node.snapshot().expect("a snapshot").records_of(id).expect("read");
    let places: Vec<u64> = records.iter().map(|record| record.header().seq).collect();
    assert_eq!(places, (1..=41).collect::<Vec<_>>());
    assert_eq!(node.request(id).expect("folded").heads.len(), 1, "each was written after the one before");
}
