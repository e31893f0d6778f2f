//! Who is responsible: I01 to I09, I11, I13, I15.

use serde_json::json;
use shouwen::domain::act::Kind;
use shouwen::domain::duty::{Bounds, Mark};
use shouwen::domain::group::{Contact, First, first_contacts, first_reporter, is_owed_notices};
use shouwen::domain::request::{Cause, State};
use shouwen::domain::resident::{self, Stage};
use shouwen::domain::signed::VerifiedRecord;

use crate::scene::{Scene, Told, repair};

/// Two offers, taken at the same time on two devices that did not meet.
fn contested() -> Scene {
    let offered = Scene::of("r16").open("o", "wang", repair()).offer("f1", "wang", "o", "li").offer("f2", "wang", "o", "sun");
    let one = offered.after(&["f1"]).take("t1", "li", "o", "f1");
    one.after(&["f2"]).take("t2", "sun", "o", "f2")
}

/// R09: the guard went by the superior to the wrong head, who takes it as his own.
fn absorbed() -> Scene {
    let there = Scene::of("r09").open("o", "wang", repair()).passes("wang", "o", "zhou").passes("zhou", "t-zhou", "sun");
    there.act("b", "sun", "Coordinate", json!({ "type": "misdirected", "departments": ["green"] }))
}

#[test]
fn i01_every_reachable_state_has_a_holder_and_only_a_take_moves_it() {
    let scene = contested();
    let told = scene.told();
    let (work, roster): (Vec<_>, Vec<_>) = told.records.iter().cloned().partition(|record| record.request().is_some());
    for chosen in 0..1_u32 << work.len() {
        let mut part = roster.clone();
        part.extend(work.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1).map(|(_, record)| record.clone()));
        for request in told.history.fold_records(&part).into_values().flatten() {
            assert!(!request.holders().is_empty(), "nobody holds it: {chosen:b}");
            let takes = request.steps.iter().any(|step| step.kind == Kind::Take);
            assert!(takes || request.holders().len() == 1 && request.holders()[0] == told.id("wang").expect("wang"), "an offer moved it");
        }
    }
    let request = told.request();
    assert_eq!((told.holders(), request.contested), (vec!["li".to_owned(), "sun".to_owned()], true));
}

#[test]
fn i02_handoffs_never_change_the_first_contact_and_links_keep_both() {
    let handed = Scene::of("r16").open("o", "wang", repair()).passes("wang", "o", "sun").passes("sun", "t-sun", "li").told();
    assert_eq!(handed.request().first_contact, handed.id("wang"));
    assert_eq!(handed.holders(), ["li"]);
    let linked = Scene::of("r02").open("a", "wang", repair()).open("b", "wu", repair());
    let linked = linked.act("link", "wu", "Link", json!({ "other": "a" })).told();
    let first = |name: &str| linked.requests[name].0.first_contact;
    assert_eq!((first("a"), first("b")), (linked.id("wang"), linked.id("wu")), "the later first contact stays visible");
    assert_eq!(linked.requests["b"].0.linked, [linked.record("a")]);
}

#[test]
fn i03_the_same_records_give_the_same_state_in_any_order_and_any_number() {
    let told = contested().told();
    let whole = told.history.fold_records(&told.records);
    let mut records = told.records.clone();
    for turn in 0..records.len() {
        records.rotate_left(1);
        records.swap(0, turn);
        let mut twice = records.clone();
        twice.extend(told.records.iter().take(turn).cloned());
        assert_eq!(told.history.fold_records(&twice), whole);
    }
    records.reverse();
    assert_eq!(told.history.fold_records(&records), whole);
}

/// The openings of a group with what receipts prove about them.
fn contacts(told: &Told) -> Vec<Contact> {
    let contact = |(request, course): &(shouwen::domain::request::Request, shouwen::domain::course::Course)| {
        let opening = &course.events[0];
        let Bounds { lower, upper } = told.evidence.bounds(&Mark::of(opening, None));
        Contact { request: request.id, link: opening.link, claimed: opening.time(), proven: (lower, upper) }
    };
    told.requests.values().map(contact).collect()
}

#[test]
fn i04_of_linked_contacts_the_proven_first_one_is_told_and_the_rest_by_the_regulation() {
    // Nothing proves which was first: both are shown, both reporters are owed the notices.
    let apart = Scene::of("r02").open("a", "wang", repair()).open("b", "wu", repair());
    let apart = apart.act("link", "wu", "Link", json!({ "other": "a" })).told();
    let notify = |told: &Told, name: &str| {
        let (request, course) = &told.requests[name];
        is_owed_notices(&contacts(told), request.id, told.evidence.adopted(course.adoption).provisions.notify)
    };
    let mut both = vec![apart.record("a"), apart.record("b")];
    both.sort_unstable();
    assert_eq!(first_reporter(&contacts(&apart)), First::Unordered(both));
    assert!(notify(&apart, "a") && notify(&apart, "b"));
    // The centre had seen the first before the second was written.
    let seen = |preset| {
        let first = Scene::of(preset).open("a", "wang", repair()).seen("w1", "van1", ("wang", 1, "a")).later(30);
        let second = first.seen("w2", "centre1", ("wang", 1, "a")).later(5).open("b", "wu", repair()).anchored("w2");
        second.act("link", "wu", "Link", json!({ "other": "a" })).told()
    };
    let ordered = seen("r02");
    assert_eq!(first_reporter(&contacts(&ordered)), First::One(ordered.record("a")));
    assert_eq!((notify(&ordered, "a"), notify(&ordered, "b")), (true, false));
    let all = seen("r16");
    assert!(notify(&all, "a") && notify(&all, "b"), "silent about duplicates: everybody is told");
}

#[test]
fn i05_two_takes_of_two_offers_are_contested_and_the_double_offer_is_flagged() {
    let told = contested().told();
    assert!(told.effect("t1") && told.effect("t2"), "both are kept");
    assert_eq!(told.flagged(), ["f2 double_offer - wang"]);
    let settled = contested().after(&["t1", "t2"]).act("m", "chen", "Take", json!({ "parents": ["t1", "t2"], "offers": [] })).told();
    assert_eq!((settled.holders(), settled.request().contested), (vec!["chen".to_owned()], false));
}

#[test]
fn i06_what_was_absorbed_cannot_be_passed_on_and_an_imported_offer_is_void_and_shown() {
    let told = absorbed().offer("f", "sun", "t-sun", "qian").take("t", "qian", "t-sun", "f").told();
    assert!(!told.effect("f"), "stored, without effect");
    assert!(told.holders().contains(&"sun".to_owned()), "the receiver keeps it");
    assert!(told.request().remarks.iter().any(|remark| remark.cause == Cause::Retransfer && remark.record == told.record("f")));
    assert!(told.flagged().contains(&"f retransfer R09.10 sun".to_owned()), "{:?}", told.flagged());
    // Within the department, and up to the coordinators, it goes on.
    assert!(absorbed().offer("f", "sun", "t-sun", "li").told().effect("f"));
}

#[test]
fn i07_the_residents_view_tells_nothing_of_a_misdirected_handoff() {
    let answered = |scene: Scene| {
        let told = scene.act("tell", "sun", "Tell", json!({ "to": ["resident"], "what": ["progress"], "means": "phone", "reached": true }));
        told.act("done", "sun", "Complete", json!({ "outcome": "resolved", "cause": "workmanship" })).told()
    };
    let wrong = answered(absorbed());
    let right = answered(Scene::of("r09").open("o", "wang", repair()).passes("wang", "o", "zhou").passes("zhou", "t-zhou", "sun"));
    let view = |told: &Told| resident::view(told.course(), told.request());
    let seen = |told: &Told| view(told).seen.into_iter().map(|seen| seen.act).collect::<Vec<_>>();
    assert_eq!(seen(&wrong), seen(&right), "the same as if it had come to the right place at once");
    assert_eq!(view(&wrong).stage, Stage::InHand);
    let kinds: Vec<Kind> = seen(&wrong).iter().map(shouwen::domain::act::Act::kind).collect();
    assert_eq!(kinds, [Kind::Open, Kind::Tell, Kind::Complete]);
    let text = serde_json::to_string(&seen(&wrong)).expect("JSON");
    for inside in ["green", "misdirected", &wrong.id("sun").expect("sun").to_string(), &wrong.id("zhou").expect("zhou").to_string()] {
        assert!(!text.contains(inside), "{inside} in {text}");
    }
}

#[test]
fn i08_an_operator_offers_to_the_direct_superior_or_is_flagged_with_the_next_in_line() {
    let offered = |scene: Scene, to| scene.open("o", "wang", repair()).offer("f", "wang", "o", to).told().flagged();
    assert_eq!(offered(Scene::of("r09"), "zhou"), Vec::<String>::new());
    assert_eq!(offered(Scene::of("r09"), "sun"), ["f outside_matrix R09.2 wang>zhou"]);
    assert_eq!(offered(Scene::of("r09").leaves("zhou"), "sun"), ["f superior_absent R09.2 wang>chen"]);
    assert_eq!(offered(Scene::of("r09").leaves("zhou").leaves("chen"), "gao"), ["f superior_absent R09.2 wang"]);
}

#[test]
fn i09_escorting_without_consent_has_no_effect() {
    let escorted = |consent: Option<bool>| {
        let mut body = json!({ "tenures": ["o"], "to": { "Person": "zhou" }, "mode": "escort", "reason": "not_own" });
        if let Some(consent) = consent {
            body["consent"] = json!(consent);
        }
        Scene::of("r09").open("o", "wang", repair()).act("f", "wang", "Offer", body).take("t", "zhou", "o", "f").told()
    };
    for consent in [None, Some(false)] {
        let told = escorted(consent);
        assert!(!told.effect("f") && told.holders().contains(&"wang".to_owned()), "{consent:?}");
        assert!(told.request().remarks.iter().any(|remark| remark.cause == Cause::NoConsent));
    }
    assert_eq!(escorted(Some(true)).holders(), ["zhou"]);
}

#[test]
fn i11_a_register_is_not_complete_before_the_result_is_there() {
    let worked = || Scene::of("r01").open("o", "wang", repair()).passes("wang", "o", "zhao");
    let early = worked().act("r", "wang", "Finish", json!({ "what": "register" })).told();
    assert!(!early.effect("r"));
    assert!(early.request().remarks.iter().any(|remark| remark.cause == Cause::RegisterBeforeResult));
    let done = worked().act("d", "zhao", "Complete", json!({ "outcome": "resolved" }));
    let told = json!({ "to": [{ "Person": "wang" }], "what": ["result"], "means": "phone", "reached": true });
    let back = done.act("n", "zhao", "Tell", told).act("e", "wang", "Receive", json!({ "record": "n" }));
    let late = back.act("r", "wang", "Finish", json!({ "what": "register" })).told();
    assert!(late.effect("r") && !late.request().first_contact_open);
}

#[test]
fn i13_and_r08_10_what_a_site_manager_takes_counts_as_a_conflict_that_has_grown() {
    let taken = |preset, by| Scene::of(preset).open("o", "zhao", repair()).passes("zhao", "o", by).told().flagged();
    assert!(taken("r08", "chen").contains(&"t-chen conflict_escalated R08.10 chen".to_owned()));
    assert!(!taken("r08", "sun").iter().any(|flag| flag.contains("conflict")));
    assert!(!taken("r16", "chen").iter().any(|flag| flag.contains("conflict")));
    let raised = json!({ "to": [{ "Role": "site_manager" }], "reason": "conflict" });
    let raised = Scene::of("r08").open("o", "zhao", repair()).act("e", "zhao", "Escalate", raised).told();
    assert_eq!(raised.flagged(), ["e conflict_escalated R08.10 zhao"]);
}

#[test]
fn i15_a_brief_handover_releases_and_every_taker_is_first_contact_of_a_leg() {
    let chain = |preset| Scene::of(preset).open("o", "wang", repair()).passes("wang", "o", "sun").passes("sun", "t-sun", "li");
    let names = |told: &Told| {
        let adopted = told.evidence.adopted(told.course().adoption);
        first_contacts(told.course(), told.request(), adopted).into_iter().map(|person| told.person(person)).collect::<Vec<_>>()
    };
    let told = chain("r12").told();
    assert!(!told.request().first_contact_open, "released where the handoff was taken");
    assert_eq!(names(&told), ["wang", "sun", "li"]);
    let stays = chain("r16").told();
    assert!(stays.request().first_contact_open);
    assert_eq!(names(&stays), ["wang"]);
    let offered = Scene::of("r12").open("o", "wang", repair()).offer("f", "wang", "o", "sun").told();
    assert!(offered.request().first_contact_open && offered.request().state == State::Open, "an offer releases nobody");
    assert_eq!(names(&offered), ["wang"]);
    assert!(told.records.iter().filter_map(VerifiedRecord::request).all(|id| id == told.request().id));
}
