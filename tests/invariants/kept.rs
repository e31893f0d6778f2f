//! What is kept and counted: I14, I23.

use serde_json::json;
use shouwen::domain::act::word::{Field, Role};
use shouwen::domain::act::{Act, Correct};
use shouwen::domain::duty::{Bounds, Mark};
use shouwen::domain::group::{Contact, queue};
use shouwen::node::Draft;

use crate::scene::{Scene, Told};
use crate::site::{Site, carry, guard, leak, plan};

fn visited(numbers: &[u8]) -> Vec<String> {
    let opened = Scene::of("r11").open("o", "zhao", json!({ "channel": "visit", "matter": "transaction" }));
    let counted = |scene: Scene, visit: &u8| scene.act(&format!("v{visit}"), "zhao", "CountVisit", json!({ "visit": visit }));
    numbers.iter().fold(opened, counted).told().flagged()
}

/// Whoever waits at the counter, as a node that has these records sees it.
fn waiting(told: &Told) -> Vec<String> {
    let contact = |(request, course): &(shouwen::domain::request::Request, shouwen::domain::course::Course)| {
        let opening = &course.events[0];
        let Bounds { lower, upper } = told.evidence.bounds(&Mark::of(opening, None));
        Contact { request: request.id, link: opening.link, claimed: opening.time(), proven: (lower, upper) }
    };
    let contacts: Vec<Contact> = told.requests.values().map(contact).collect();
    let backwards: Vec<Contact> = contacts.iter().rev().copied().collect();
    assert_eq!(queue(&contacts), queue(&backwards), "whatever came first");
    queue(&contacts).into_iter().map(|id| told.history.name(id)).collect()
}

#[test]
fn i14_a_second_notice_and_a_third_visit_are_flagged_and_the_queue_is_by_registration_also_after_merging() {
    assert_eq!(visited(&[1, 2]), Vec::<String>::new());
    assert_eq!(visited(&[1, 2, 3]), ["v3 visit_too_many R11.5 zhao"]);
    let notice = json!({ "to": ["resident"], "what": ["documents", "procedure"], "means": "in_person", "reached": true });
    let opened = || Scene::of("r11").open("o", "zhao", json!({ "channel": "visit", "matter": "transaction" }));
    assert_eq!(opened().act("n1", "zhao", "Tell", notice.clone()).told().flagged(), Vec::<String>::new());
    let twice = opened().act("n1", "zhao", "Tell", notice.clone()).act("n2", "zhao", "Tell", notice).told();
    assert_eq!(twice.flagged(), ["n2 notice_repeated R11.4 zhao"]);
    // Two counters without a network; `b` waited since before `c`, although its record came last.
    let body = || json!({ "channel": "visit", "matter": "transaction" });
    let apart = Scene::of("r11").open("a", "zhao", body()).later(10).open("c", "zhao", body()).open("b", "wang", body()).claimed(5);
    assert_eq!(waiting(&apart.told()), ["a", "b", "c"]);
    // A clock that is an hour slow gains nobody a place: the receipt that it names was given after `a` was logged.
    let slow = Scene::of("r11").later(60).open("a", "zhao", body()).seen("w0", "tablet2", ("zhao", 1, "a"));
    let slow = slow.later(5).seen("w1", "centre1", ("zhao", 1, "a")).later(-60).open("b", "wang", body()).anchored("w1");
    assert_eq!(waiting(&slow.told()), ["a", "b"]);
}

#[test]
fn i23_a_correction_overwrites_nothing() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, person) = site.enrol(&centre, &guard("岗亭"));
    assert!(centre.people().expect("read").person(person).expect("known").roles.contains(&Role::operator));
    let id = post.act(None, &leak()).expect("logged");
    let correct = Correct { record: id, field: Field::phone };
    let correction =
        post.act(None, &Draft::about(id, correct).text(Field::phone, "13700004321").text(Field::words, "记错了一位")).expect("corrected");
    carry(&post, &centre);
    for node in [&post, &centre] {
        assert_eq!(node.personal(id).expect("opens").texts[&Field::phone], "13900001234", "the original stays");
        let new = node.personal(correction).expect("opens");
        assert_eq!((new.texts[&Field::phone].as_str(), new.texts[&Field::words].as_str()), ("13700004321", "记错了一位"));
        let (_, course) = node.course(id).expect("folds");
        let event = &course.events[course.place(correction).expect("in the course")];
        assert_eq!((event.person(), event.effect), (Some(person), true));
        assert!(matches!(&event.act, Act::Correct(body) if body.record == id));
    }
}
