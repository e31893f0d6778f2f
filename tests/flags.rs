//! Flags: what a supervisor should look at, regulation by regulation. Whatever is flagged has its full effect.

#[path = "support/history.rs"]
#[allow(dead_code, reason = "the example uses more of it")]
mod history;
#[path = "support/scene.rs"]
#[allow(dead_code, reason = "each test uses its part of the support")]
mod scene;

#[path = "support/world.rs"]
#[allow(dead_code, reason = "each test uses its part of the support")]
mod world;

use proptest::prelude::*;
use scene::{Scene, repair};
use serde_json::json;
use shouwen::domain::act::AdoptRegulation;
use shouwen::domain::flag::{flags, hops, superior_of};
use shouwen::domain::regulation::preset::words::Check;
use shouwen::domain::regulation::{Adopted, Kind, presets};
use shouwen::domain::request::follow;
use shouwen::domain::resident;
use world::{Draw, World};

const NONE: [&str; 0] = [];

fn offered(preset: &'static str, from: &str, to: &str) -> Vec<String> {
    Scene::of(preset).open("o", from, repair()).offer("f", from, "o", to).told().flagged()
}

#[test]
fn every_regulation_flags_a_handoff_to_somebody_whom_it_does_not_name() {
    // Regulation, giver, whom it names, whom it does not, the clause.
    let cases = [
        ("r01", "wang", "zhao", "qian", "R01.6"),
        ("r01", "zhao", "li", "wu", "R01.6"),
        ("r03", "wang", "zhao", "li", "R03.4"),
        ("r03", "zhao", "sun", "wu", "R03.5"),
        ("r04", "wang", "sun", "wu", "R04.2"),
        ("r06", "zhao", "li", "wang", "R06.2"),
        ("r06", "wang", "he", "sun", "R06.2"),
        ("r07", "he", "sun", "li", "R07.6"),
        ("r08", "zhao", "sun", "wang", "R08.5"),
        ("r09", "zhou", "gao", "li", "R09.5"),
        ("r09", "he", "sun", "li", "R09.5"),
        ("r09", "gao", "chen", "wu", "R09.7"),
        ("r10", "wang", "li", "zhou", "R10.2"),
        ("r11", "wang", "sun", "zhou", "R11.6"),
        ("r12", "wang", "li", "zhou", "R12.3"),
        ("r15", "wang", "sun", "li", "R15.5"),
        ("r15", "zhao", "li", "wu", "R15.5"),
        ("r16", "wang", "li", "zhou", "R16.7"),
    ];
    for (preset, from, named, other, rule) in cases {
        let case = format!("{preset}: {from}");
        let found = |to| offered(preset, from, to).into_iter().filter(|flag| !flag.contains("channel")).collect::<Vec<_>>();
        assert_eq!(found(named), NONE, "{case} to {named}");
        assert_eq!(found(other), [format!("f outside_matrix {rule} {from}")], "{case} to {other}");
    }
}

#[test]
fn the_class_of_the_request_chooses_the_line_of_the_matrix() {
    let offered = |class: &str, to: &str| {
        let opened = Scene::of("r02").open("o", "wang", json!({ "channel": "phone", "matter": "repair", "class": class }));
        opened.offer("f", "wang", "o", to).told().flagged()
    };
    assert_eq!(offered("c1", "chen"), NONE);
    assert_eq!(offered("c1", "he"), ["f outside_matrix R02.2 wang"]);
    assert_eq!(offered("c2", "he"), NONE);
    assert_eq!(offered("c2", "li"), ["f outside_matrix R02.9 wang"]);
    // RULE: decision Q13, a giver that is not listed is unrestricted.
    assert_eq!(offered("c3", "li"), NONE);
    // Without a class that somebody said, what it is about decides.
    let fire = Scene::of("r02").open("o", "wang", json!({ "channel": "phone", "matter": "safety", "subject": "fire" }));
    assert_eq!(fire.offer("f", "wang", "o", "he").told().flagged(), ["f outside_matrix R02.2 wang"]);
}

#[test]
fn a_supervisor_counts_as_a_head_where_the_matrix_has_no_line_for_supervisors() {
    assert_eq!(offered("r16", "wang", "chen"), NONE);
    assert_eq!(offered("r09", "zhou", "chen"), ["f outside_matrix R09.5 zhou"]);
}

#[test]
fn what_is_flagged_has_its_full_effect() {
    let told = Scene::of("r16").open("o", "wang", repair()).passes("wang", "o", "zhou").told();
    assert_eq!(told.flagged(), ["f-zhou outside_matrix R16.7 wang"]);
    assert_eq!(told.holders(), ["zhou"]);
}

#[test]
fn a_shift_that_ends_is_no_passing_on() {
    let body = json!({ "tenures": ["o"], "to": { "Person": "wu" }, "mode": "face", "reason": "shift_end" });
    let relief = Scene::of("r16").open("o", "wang", repair()).act("f", "wang", "Offer", body.clone()).told();
    assert_eq!(relief.flagged(), NONE);
    let mut other = body;
    other["to"] = json!({ "Person": "zhou" });
    let other = Scene::of("r16").open("o", "wang", repair()).act("f", "wang", "Offer", other).told();
    assert_eq!(other.flagged(), ["f outside_matrix R16.7 wang"]);
}

#[test]
fn a_post_is_judged_by_whoever_stands_on_it() {
    let to = |post: &str| {
        let body = json!({ "tenures": ["o"], "to": { "Post": post }, "mode": "face", "reason": "not_own" });
        Scene::of("r16").open("o", "wang", repair()).act("f", "wang", "Offer", body).words().told().flagged()
    };
    assert_eq!((to("li"), to("zhou")), (vec![], vec!["f outside_matrix R16.7 wang".to_owned()]));
}

#[test]
fn an_operator_without_a_superior_is_shown_the_next_in_line() {
    let told = Scene::of("r09").leaves("zhou").open("o", "wang", repair()).offer("f", "wang", "o", "sun").told();
    assert_eq!(told.flagged(), ["f superior_absent R09.2 wang>chen"], "the superior's own superior");
    let superior = superior_of(told.id("wang").expect("wang"), &told.evidence);
    assert_eq!((superior.named, superior.acting), (told.id("zhou"), told.id("chen")));
    let manager = superior_of(told.id("chen").expect("chen"), &told.evidence);
    assert_eq!((manager.named, manager.acting), (None, None), "nobody stands above the site manager");
}

#[test]
fn modes_are_those_that_the_regulation_lists() {
    let by = |mode: &str| {
        let body = json!({ "tenures": ["o"], "to": { "Person": "zhou" }, "mode": mode, "reason": "not_own", "consent": true });
        Scene::of("r09").open("o", "wang", repair()).act("f", "wang", "Offer", body).told().flagged()
    };
    for listed in ["phone", "come", "escort", "face"] {
        assert_eq!(by(listed), NONE, "{listed}");
    }
    assert_eq!(by("record"), ["f unusual_mode R09.11 wang"]);
}

#[test]
fn a_department_passes_on_only_what_it_cannot_solve() {
    let for_reason = |reason: &str| {
        let body = json!({ "tenures": ["t-sun"], "to": { "Person": "qian" }, "mode": "record", "reason": reason });
        let taken = Scene::of("r08").open("o", "zhao", repair()).passes("zhao", "o", "sun");
        taken.act("f", "sun", "Offer", body).told().flagged()
    };
    assert_eq!(for_reason("unsolvable"), NONE);
    assert_eq!(for_reason("busy"), ["f outside_matrix R08.8 sun", "f solvable R08.9 sun"]);
}

#[test]
fn an_offer_to_two_at_once_is_flagged_and_one_after_a_refusal_is_not() {
    let first = || Scene::of("r16").open("o", "wang", repair()).offer("f1", "wang", "o", "li");
    assert_eq!(first().offer("f2", "wang", "o", "sun").told().flagged(), ["f2 double_offer - wang"]);
    let declined = first().act("n", "li", "Decline", json!({ "offer": "f1", "reason": "busy" }));
    assert_eq!(declined.offer("f2", "wang", "o", "sun").told().flagged(), NONE);
    let recalled = first().act("r", "wang", "Take", json!({ "parents": ["o"], "offers": [] }));
    assert_eq!(recalled.offer("f2", "wang", "r", "sun").told().flagged(), NONE);
}

#[test]
fn hops_are_counted_and_a_round_is_flagged() {
    let round = Scene::of("r16").open("o", "zhao", repair()).passes("zhao", "o", "sun").passes("sun", "t-sun", "qian");
    assert_eq!((round.told().flagged(), hops(round.told().request())), (vec![], 2));
    let told = round.passes("qian", "t-qian", "li").told();
    assert_eq!(told.flagged(), ["t-li ping_pong R16.2 li"]);
    assert_eq!(hops(told.request()), 3);
}

#[test]
fn a_request_that_is_reopened_may_go_where_it_was() {
    let worked = Scene::of("r16").open("o", "zhao", repair()).passes("zhao", "o", "sun").passes("sun", "t-sun", "qian");
    let closed = worked.act("k", "qian", "Close", json!({ "parents": ["t-qian"], "outcome": "resolved" }));
    let again = closed.act("r", "zhao", "Take", json!({ "parents": ["k"], "offers": [] })).offer("f", "zhao", "r", "sun");
    assert_eq!(again.take("t", "sun", "r", "f").told().flagged(), NONE);
}

#[test]
fn a_channel_that_is_not_listed_is_flagged_and_never_refused() {
    let told = Scene::of("r11").open("o", "wang", repair()).told();
    assert_eq!(told.flagged(), ["o channel_unlisted R11.1 wang"]);
    assert_eq!(told.holders(), ["wang"]);
}

#[test]
fn a_claim_that_receipts_contradict_is_flagged() {
    let honest = Scene::of("r16").open("o", "wang", repair()).seen("w1", "centre1", ("wang", 1, "o"));
    assert_eq!(honest.told().flagged(), NONE);
    // Said to be half an hour after it was written down: what is written has happened, and it counts as written then.
    let later = Scene::of("r16").open("o", "wang", repair()).claimed(30).seen("w1", "centre1", ("wang", 1, "o"));
    assert_eq!(later.told().flagged(), NONE);
    // Logged afterwards, as people on paper do: not contradicted by anybody.
    let before = Scene::of("r16").later(60).open("o", "wang", repair()).claimed(30).seen("w1", "centre1", ("wang", 1, "o"));
    assert_eq!(before.told().flagged(), NONE);
    // Written by a clock that runs slow: before a receipt that it names.
    let slow = Scene::of("r16").open("p", "zhao", repair()).later(60).seen("w1", "centre1", ("zhao", 1, "p")).later(-50);
    let slow = slow.open("o", "wang", repair()).anchored("w1").told();
    let count = |name: &str| {
        let (request, course) = &slow.requests[name];
        flags(course, request, slow.evidence.adopted(course.adoption), &slow.evidence).len()
    };
    assert_eq!((count("o"), count("p")), (1, 0));
}

#[test]
fn every_clause_that_a_flag_names_has_its_sentence() {
    let sources = [
        include_str!("../src/domain/flag/matrix.rs"),
        include_str!("../src/domain/flag/passing.rs"),
        include_str!("../src/domain/flag/noted.rs"),
    ];
    let quoted =
        sources.iter().flat_map(|source| source.split('"').skip(1).step_by(2)).filter(|text| text.starts_with('R') && text.contains('.'));
    let mut found = 0;
    for rule in quoted {
        assert!(shouwen::domain::regulation::rule::rule(rule).is_some(), "{rule}");
        found += 1;
    }
    assert!(found > 30, "{found}");
    for shipped in presets().iter().filter(|shipped| shipped.kind == Kind::Preset) {
        let adopted = Adopted::read(&AdoptRegulation::default(), &[shipped.document]).expect("reads");
        assert!(!adopted.provisions.matrix.is_empty(), "{}", shipped.id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flags_and_the_residents_view_do_not_depend_on_the_order_of_arrival(draws in proptest::collection::vec(any::<Draw>(), 4..34)) {
        let world = World::of(&draws);
        let evidence = world::evidence(&world.records);
        for id in world::fold_all(&world.records).into_keys() {
            let own: Vec<_> = world.records.iter().filter(|record| record.request() == Some(id)).cloned().collect();
            let (request, course) = follow(&own, &evidence).expect("it folds");
            let backwards: Vec<_> = own.into_iter().rev().collect();
            let (other, again) = follow(&backwards, &evidence).expect("it folds");
            let adopted = evidence.adopted(course.adoption);
            prop_assert_eq!(flags(&course, &request, adopted, &evidence), flags(&again, &other, adopted, &evidence));
            prop_assert_eq!(resident::view(&course, &request), resident::view(&again, &other));
        }
    }
}

#[test]
fn a_handoff_says_in_words_what_it_is_about() {
    // RULE: R07.6, R16.9, `brief`
    let body = json!({ "tenures": ["o"], "to": { "Person": "li" }, "mode": "face", "reason": "not_own" });
    let bare = |preset| Scene::of(preset).open("o", "wang", repair()).act("f", "wang", "Offer", body.clone());
    assert_eq!(bare("r16").told().flagged(), ["f brief_missing R16.9 wang"]);
    assert_eq!(bare("r16").words().told().flagged(), NONE);
    assert_eq!(bare("r10").told().flagged(), NONE, "its text does not ask for it");
    let mut relief = body.clone();
    relief["to"] = json!({ "Person": "wu" });
    relief["reason"] = json!("shift_end");
    assert_eq!(Scene::of("r16").open("o", "wang", repair()).act("f", "wang", "Offer", relief).told().flagged(), NONE);
    let raised = |preset| {
        let up = json!({ "to": [{ "Role": "dept_head" }], "reason": "unsolvable" });
        Scene::of(preset).open("o", "he", repair()).act("e", "he", "Escalate", up)
    };
    assert_eq!(raised("r07").told().flagged(), ["e brief_missing R07.6 he"]);
    assert_eq!(raised("r07").words().told().flagged(), NONE);
    assert_eq!(raised("r16").told().flagged(), NONE);
}

#[test]
fn r13_3_a_promise_is_moved_for_a_reason() {
    // RULE: R13.3, `needs_reason_if_moved`
    let moved = |preset| {
        let promise = json!({ "what": "callback", "due": scene::START_MS });
        let mut later = promise.clone();
        later["replaces"] = json!("p");
        let opened = Scene::of(preset).open("o", "wang", json!({ "channel": "visit", "matter": "repair" }));
        opened.act("p", "wang", "Promise", promise).act("q", "wang", "Promise", later)
    };
    assert_eq!(moved("r13").told().flagged(), ["q moved_unexplained R13.3 wang"]);
    assert_eq!(moved("r13").words().told().flagged(), NONE);
    assert_eq!(moved("r16").told().flagged(), NONE);
}

#[test]
fn r08_11_every_pass_is_signed_by_whoever_had_it() {
    // RULE: R08.11, `require = "every_pass"`
    let visit = json!({ "channel": "visit", "matter": "repair" });
    let seized =
        |preset| Scene::of(preset).open("o", "zhao", visit.clone()).act("t", "chen", "Take", json!({ "parents": ["o"], "offers": [] }));
    let unsigned = |told: scene::Told| told.flagged().into_iter().filter(|flag| flag.contains("pass_unsigned")).collect::<Vec<_>>();
    assert_eq!(unsigned(seized("r08").told()), ["t pass_unsigned R08.11 zhao"]);
    assert_eq!(unsigned(seized("r16").told()), NONE);
    assert_eq!(unsigned(Scene::of("r08").open("o", "zhao", visit.clone()).passes("zhao", "o", "sun").told()), NONE);
}

#[test]
fn r09_17_an_inspection_is_told_what_the_records_say() {
    // RULE: R09.17, `check`
    let looked = |scene: Scene| {
        let told = scene.told();
        let (request, course) = told.requests.values().next().expect("a request");
        shouwen::domain::flag::checks(course, request, told.evidence.adopted(course.adoption))
    };
    let visit = json!({ "channel": "visit", "matter": "repair" });
    let opened = || Scene::of("r09").open("o", "zhou", visit.clone());
    let of = |both, named, notice, once| {
        vec![(Check::F8_both_copies, both), (Check::fc_named, named), (Check::completion_notice, notice), (Check::no_retransfer, once)]
    };
    assert_eq!(looked(opened()), of(None, None, None, Some(true)));
    let passed = || opened().passes("zhou", "o", "sun");
    assert_eq!(looked(passed()), of(Some(true), Some(true), None, Some(true)));
    let done = || passed().act("d", "sun", "Complete", json!({ "outcome": "resolved" }));
    assert_eq!(looked(done()), of(Some(true), Some(true), Some(false), Some(true)));
    let noticed =
        done().act("n", "sun", "Tell", json!({ "to": [{ "Person": "ma" }], "what": ["result"], "means": "phone", "reached": true }));
    assert_eq!(looked(noticed), of(Some(true), Some(true), Some(true), Some(true)));
    let seized = opened().act("t", "chen", "Take", json!({ "parents": ["o"], "offers": [] }));
    assert_eq!(looked(seized), of(Some(false), Some(false), None, Some(true)));
    assert_eq!(looked(Scene::of("r16").open("o", "zhou", repair())), []);
}

#[test]
fn r04_6_and_r11_5_a_third_visit_is_one_too_many() {
    // RULE: R04.6, R11.5, `[visits] max`
    let visited = |preset| {
        let opened = Scene::of(preset).open("o", "zhao", json!({ "channel": "visit", "matter": "transaction" }));
        let counted = |scene: Scene, number: u8| scene.act(&format!("v{number}"), "zhao", "CountVisit", json!({ "visit": number }));
        let flagged = (1..=3).fold(opened, counted).told().flagged();
        flagged.into_iter().filter(|flag| flag.contains("visit")).collect::<Vec<_>>()
    };
    assert_eq!(visited("r04"), ["v3 visit_too_many R04.6 zhao"]);
    assert_eq!(visited("r11"), ["v3 visit_too_many R11.5 zhao"]);
    assert_eq!(visited("r16"), NONE);
}
