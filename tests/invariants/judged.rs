//! What regulations make of it: I10, I16 to I19, I22.

use std::collections::BTreeSet;

use serde_json::json;
use shouwen::domain::act::word::{Channel, Class};
use shouwen::domain::duty::{Colour, Docket, HOUSE, Judge, Judgement, Verdict, docket};
use shouwen::domain::regulation::adopted::LimitKind;
use shouwen::domain::regulation::{Kind, presets};
use shouwen::domain::request::State;
use shouwen::domain::resident::{self, Stage};

use crate::scene::{MINUTE_MS, START_MS, Scene, Told, repair};

const HOUR_MS: i64 = 60 * MINUTE_MS;

/// What is owed about a request, and how each of it stands at a moment.
fn judged(told: &Told, name: &str, now: i64) -> (Docket, Vec<Judgement>) {
    let (request, course) = &told.requests[name];
    let docket = docket(course, request, told.evidence.adopted(course.adoption));
    let bounds = |mark: &shouwen::domain::duty::Mark| told.evidence.bounds(mark);
    let judge = Judge { almanac: told.evidence.almanac(), bounds: &bounds, now };
    let judgements = docket.duties.iter().map(|owed| judge.judge(&docket, owed)).collect();
    (docket, judgements)
}

/// How the duty of a clause and a name stands.
fn stands(told: &Told, name: &str, (rule, duty): (&str, &str), now: i64) -> Judgement {
    let (docket, judgements) = judged(told, name, now);
    let at = docket.duties.iter().position(|owed| owed.rule == rule && owed.duty == duty);
    judgements[at.unwrap_or_else(|| panic!("{rule}/{duty} is not owed: {:?}", docket.duties))].clone()
}

/// Logged, passed to a department, done.
fn worked(preset: &'static str) -> Scene {
    let opened = Scene::of(preset).open("o", "zhao", repair()).passes("zhao", "o", "sun");
    opened.act("d", "sun", "Complete", json!({ "outcome": "resolved" }))
}

fn result_to(who: &serde_json::Value) -> serde_json::Value {
    json!({ "to": [who], "what": ["result", "time"], "means": "phone", "reached": true })
}

#[test]
fn i10_only_the_completion_notice_releases_the_first_contact_under_r09() {
    let told = worked("r09").act("n", "sun", "Tell", result_to(&json!("resident"))).told();
    assert!(told.request().first_contact_open, "telling the resident is not enough");
    let noticed = worked("r09").act("n", "sun", "Tell", result_to(&json!({ "Person": "ma" }))).told();
    assert!(!noticed.request().first_contact_open);
    // The notice speaks for the receiving department: somebody else's does not count.
    let other = worked("r09").act("n", "zhao", "Tell", result_to(&json!({ "Person": "ma" }))).told();
    assert!(other.request().first_contact_open);
    let finished = worked("r09").act("n", "ma", "Finish", json!({ "what": "first_contact", "ground": "completion_notice" })).told();
    assert!(!finished.request().first_contact_open, "or the supervisor finishes it in so many words");
}

#[test]
fn i16_a_dissatisfied_resident_keeps_a_request_from_closing_until_satisfied_or_explained_by_a_supervisor() {
    let visit =
        |satisfied: bool| json!({ "means": "phone", "reached": true, "satisfied": satisfied, "speed": 3, "result": 1, "manner": 4 });
    let closed = || worked("r10").act("k", "sun", "Close", json!({ "parents": ["t-sun"], "outcome": "resolved" }));
    let unhappy = || closed().act("v", "zhao", "Visit", visit(false));
    let told = unhappy().told();
    assert_eq!(told.request().state, State::Handled, "handled, not closed");
    assert_eq!(resident::view(told.course(), told.request()).stage, Stage::InHand, "the resident sees that it goes on");
    let owed = docket(told.course(), told.request(), told.evidence.adopted(told.course().adoption));
    assert!(owed.open().any(|owed| owed.rule == "R10.10"), "to find out why, until they are satisfied");
    let reopened = unhappy().act("r", "zhao", "Take", json!({ "parents": ["k"], "offers": [] })).told();
    assert_eq!((reopened.request().state, reopened.holders()), (State::Open, vec!["zhao".to_owned()]));
    assert_eq!(unhappy().act("v2", "zhao", "Visit", visit(true)).told().request().state, State::Closed);
    let explained = |who| unhappy().act("e", who, "Close", json!({ "parents": ["k"], "outcome": "explained" })).told().request().state;
    assert_eq!((explained("chen"), explained("sun")), (State::Closed, State::Handled));
}

#[test]
fn i17_evidence_without_source_or_date_and_unsigned_investigations_stay_partial_and_the_notice_has_three_colours() {
    let attached = |facts: serde_json::Value| {
        let told = Scene::of("r15").open("o", "zhao", json!({ "channel": "mail", "matter": "complaint" }));
        told.act("a", "zhao", "Attach", facts).told().flagged()
    };
    let partial = ["a evidence_unsourced R15.4 zhao"];
    assert_eq!(attached(json!({ "shows": "evidence", "media": "jpeg" })), partial);
    assert_eq!(attached(json!({ "shows": "evidence", "media": "jpeg", "source": "resident" })), partial);
    assert_eq!(attached(json!({ "shows": "evidence", "media": "jpeg", "source": "resident", "taken": START_MS })), Vec::<String>::new());
    let looked_into = |signed: &[&str]| {
        let opened = Scene::of("r15").open("o", "zhao", json!({ "channel": "mail", "matter": "complaint" })).passes("zhao", "o", "sun");
        let body = json!({ "findings": ["site_survey"], "signatories": ["sun", "li"] });
        let investigated = opened.act("i", "sun", "Investigate", body);
        let signs = |scene: Scene, who: &&str| scene.act(&format!("s-{who}"), who, "Countersign", json!({ "record": "i" }));
        signed.iter().fold(investigated, signs).told().flagged()
    };
    assert_eq!(looked_into(&["sun"]), ["i unsigned R15.8 li"]);
    assert_eq!(looked_into(&["sun", "li"]), Vec::<String>::new());
    // RULE: R15.14. 24 hours are aimed at, 48 are the limit.
    let returned = worked("r15").act("n", "sun", "Tell", result_to(&json!({ "Person": "zhao" }))).told();
    let at = |hours: i64| stands(&returned, "o", ("R15.14", "inform_resident"), START_MS + hours * HOUR_MS);
    assert_eq!([23, 30, 49].map(|hours| at(hours).colour), [Colour::Green, Colour::Amber, Colour::Red]);
    assert_eq!([23, 30, 49].map(|hours| at(hours).verdict), [Verdict::Open, Verdict::Open, Verdict::Breached]);
}

#[test]
fn i18_adopting_another_regulation_changes_no_due_time_and_no_verdict_of_what_was_logged_before() {
    let before = Scene::of("r01").open("o", "wang", repair()).passes("wang", "o", "zhao");
    let now = START_MS + 10 * HOUR_MS;
    let old = judged(&before.told(), "o", now);
    assert!(!old.0.duties.is_empty());
    let told = before.adopt("other", "r10").open("p", "wang", repair()).told();
    assert_eq!(judged(&told, "o", now), old);
    let rules = |name: &str| judged(&told, name, now).0.duties.iter().map(|owed| owed.rule[..3].to_owned()).collect::<BTreeSet<_>>();
    assert!(rules("p").contains("R10") && !rules("p").contains("R01"), "the new one is judged by the new one: {:?}", rules("p"));
}

/// A day's story under every regulation: logged, sorted, passed on, promised, done, told.
fn stories() -> Vec<(&'static str, Told)> {
    let whole = presets().iter().filter(|shipped| shipped.kind == Kind::Preset);
    let story = |id: &'static str| {
        let mut stories = Vec::new();
        for class in std::iter::once(None).chain(Class::ALL.iter().map(Some)) {
            let mut body = json!({ "channel": Channel::visit, "matter": "complaint", "competence": "single_dept" });
            if let Some(class) = class {
                body["class"] = json!(class);
            }
            let opened = Scene::of(id).open("o", "he", body).passes("he", "o", "sun");
            let promised = opened.act("p", "sun", "Promise", json!({ "what": "result", "due": START_MS + HOUR_MS }));
            let told = promised.later(200).act("d", "sun", "Complete", json!({ "outcome": "resolved" }));
            stories.push((id, told.act("n", "sun", "Tell", result_to(&json!({ "Person": "he" }))).told()));
        }
        stories
    };
    whole.flat_map(|shipped| story(shipped.id)).collect()
}

#[test]
fn i19_the_overrun_of_a_figure_that_is_not_the_regulations_is_never_a_breach() {
    let (mut overrun, mut breached, mut broken) = (0, 0, 0);
    for (id, told) in stories() {
        let (docket, judgements) = judged(&told, "o", START_MS + 90 * 24 * HOUR_MS);
        for (owed, judgement) in docket.duties.iter().zip(judgements) {
            match judgement.verdict {
                Verdict::Breached => {
                    assert_eq!(owed.kind, LimitKind::Regulation, "{id}: {} {}", owed.rule, owed.duty);
                    breached += 1;
                }
                Verdict::Overrun => {
                    assert!(matches!(owed.kind, LimitKind::House | LimitKind::Set), "{id}: {} {}", owed.rule, owed.duty);
                    assert_ne!(judgement.colour, Colour::Red, "{id}: {} {}", owed.rule, owed.duty);
                    overrun += 1;
                }
                Verdict::Broken => {
                    assert_eq!(owed.kind, LimitKind::Promise, "{id}: {} {}", owed.rule, owed.duty);
                    broken += 1;
                }
                _ => {}
            }
        }
    }
    assert!(overrun > 0 && breached > 0 && broken > 0, "{overrun} {breached} {broken}");
}

#[test]
fn i22_every_limit_and_every_flag_can_show_its_clause_and_the_text_that_it_comes_from() {
    let mut shown = BTreeSet::new();
    for (id, told) in stories() {
        let adopted = told.evidence.adopted(told.course().adoption);
        let (docket, _) = judged(&told, "o", START_MS);
        let flags: Vec<String> = told.flags().into_iter().filter_map(|flag| flag.rule).collect();
        let house = |rule: &String| rule.starts_with('T') || rule == HOUSE;
        for rule in docket.duties.iter().map(|owed| owed.rule.clone()).filter(|rule| !house(rule)).chain(flags) {
            let clause = adopted.rule(&rule).unwrap_or_else(|| panic!("{id}: {rule} has no sentence"));
            assert!(!clause.zh.is_empty(), "{rule}");
            let source = adopted.sources.iter().find(|source| rule.to_lowercase().starts_with(source.id.split('-').next().unwrap_or("?")));
            let source = source.unwrap_or_else(|| panic!("{id}: {rule} comes from nowhere"));
            assert!(!source.title_zh.is_empty() && !source.source.is_empty(), "{rule}");
            shown.insert(rule);
        }
    }
    assert!(shown.len() > 40, "{shown:?}");
}
