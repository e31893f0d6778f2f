//! The figures of a small town, counted by hand.

#[path = "support/history.rs"]
#[allow(dead_code, reason = "the folds use more of it")]
mod history;

use history::History;
use serde_json::{Value, json};
use shouwen::domain::act::word::Matter;
use shouwen::domain::duty::{Basis, Mark, Verdict};
use shouwen::domain::id::{Code, PersonId};
use shouwen::domain::regulation::adopted::LimitKind;
use shouwen::domain::report::{DutyFact, Facts, Group, Grouping, Pass, Period, Report, Stay, Visited, WeakLink, department_of};
use shouwen::domain::request::follow;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const WANG: PersonId = PersonId([1; 16]);
const LI: PersonId = PersonId([2; 16]);

/// Every code here is one that a record may leave out.
#[expect(clippy::unnecessary_wraps, reason = "it is what the fields take")]
fn some(code: &str) -> Option<Code> {
    Some(Code::new(code).expect("a code"))
}

fn stay(person: PersonId, department: &str, from: i64, to: Option<i64>) -> Stay {
    Stay { person, department: some(department), from, to }
}

fn duty(rule: &str, kind: LimitKind, verdict: Verdict, basis: Option<Basis>, person: PersonId) -> DutyFact {
    let department = some(if person == WANG { "guards" } else { "works" });
    DutyFact { rule: rule.to_owned(), kind, verdict, basis, person: Some(person), department }
}

/// A lamp at building 3: opened by the guard on day 10, held 2 h, passed to the works, held 4 h, back to the guard, who holds it.
fn lamp() -> (Facts, Vec<DutyFact>) {
    let opened = 10 * DAY_MS;
    let facts = Facts {
        opened,
        place: some("b3"),
        matter: Some(Matter::repair),
        first_contact: Some(WANG),
        department: some("guards"),
        stays: vec![
            stay(WANG, "guards", opened, Some(opened + 2 * HOUR_MS)),
            stay(LI, "works", opened + 2 * HOUR_MS, Some(opened + 6 * HOUR_MS)),
            stay(WANG, "guards", opened + 6 * HOUR_MS, None),
        ],
        passes: vec![
            Pass { from: some("guards"), to: some("works"), returns: false },
            Pass { from: some("works"), to: some("guards"), returns: true },
        ],
        visited: Some(Visited { satisfied: Some(true), scores: [Some(5), Some(4), None] }),
        solved: true,
        evaluated: true,
        ..Facts::default()
    };
    let duties = vec![
        duty("R01.6", LimitKind::Regulation, Verdict::Met, Some(Basis::Proven), WANG),
        duty("R01.9", LimitKind::Regulation, Verdict::Breached, Some(Basis::OwnClock), LI),
        duty("T18", LimitKind::House, Verdict::Overrun, Some(Basis::OwnClock), LI),
    ];
    (facts, duties)
}

/// Noise at building 5 on day 11, unsolved; the resident is not satisfied.
fn noise() -> (Facts, Vec<DutyFact>) {
    let facts = Facts {
        opened: 11 * DAY_MS,
        place: some("b5"),
        matter: Some(Matter::complaint),
        first_contact: Some(WANG),
        department: some("guards"),
        stays: vec![stay(WANG, "guards", 11 * DAY_MS, None)],
        visited: Some(Visited { satisfied: Some(false), scores: [Some(2), None, None] }),
        conflict: true,
        ..Facts::default()
    };
    let duties = vec![
        duty("R01.6", LimitKind::Regulation, Verdict::Breached, Some(Basis::Proven), WANG),
        duty("R01.9", LimitKind::Regulation, Verdict::Undetermined, None, LI),
        duty("T14", LimitKind::Promise, Verdict::Met, None, WANG),
        duty("T14", LimitKind::Promise, Verdict::Broken, None, WANG),
        duty("T18", LimitKind::House, Verdict::Undetermined, None, LI),
        duty("R01.2", LimitKind::None, Verdict::NotMeasured, None, WANG),
        duty("R01.13", LimitKind::None, Verdict::Open, None, WANG),
    ];
    (facts, duties)
}

/// An earlier lamp, on day 9: solved, and nobody evaluated it.
fn earlier() -> (Facts, Vec<DutyFact>) {
    let facts = Facts { opened: 9 * DAY_MS, place: some("b3"), matter: Some(Matter::repair), solved: true, ..Facts::default() };
    (facts, vec![duty("R01.6", LimitKind::Regulation, Verdict::Met, Some(Basis::OwnClock), WANG)])
}

fn town(period: Period) -> Report {
    let mut report = Report::new(period, 12 * DAY_MS);
    for (facts, duties) in [lamp(), noise(), earlier()] {
        report.add(&facts, &duties);
    }
    report.add(&Facts { opened: 11 * DAY_MS, imported: true, ..Facts::default() }, &[]);
    report
}

#[test]
fn the_whole_town_is_counted() {
    let total = town(Period::default());
    assert_eq!((total.total.requests, total.imported), (3, 1));
    let duties = total.total.duties;
    assert_eq!((duties.met_proven, duties.met_own), (1, 1));
    assert_eq!((duties.breached_proven, duties.breached_own, duties.undetermined), (1, 1, 1));
    assert_eq!((duties.promises_kept, duties.promises_broken, duties.open, duties.apart), (1, 1, 1, 1));
    let dwell = total.total.dwell;
    assert_eq!((dwell.ended, dwell.mean_ms(), dwell.longest_ms), (2, Some(3 * HOUR_MS), 4 * HOUR_MS));
    // From the sixth hour of day 10 and from day 11 to day 12.
    assert_eq!((dwell.standing, dwell.standing_ms), (2, 42 * HOUR_MS + 24 * HOUR_MS));
    assert_eq!((total.total.passes, total.total.away, total.total.returns), (2, 2, 1));
    assert_eq!((total.total.satisfied, total.total.dissatisfied, total.total.conflicts), (1, 1, 1));
    assert_eq!(total.total.scores.map(shouwen::domain::report::Mean::value), [Some(3.5), Some(4.0), None]);
    assert_eq!((total.total.solved, total.total.evaluated), (2, 1));
}

#[test]
fn i19_house_figures_are_never_breaches() {
    let report = town(Period::default());
    let house = &report.groups[&Group::Rule("T18".into())].duties;
    assert_eq!((house.overrun, house.breached(), house.met()), (1, 0, 0));
    assert_eq!((house.undetermined, house.house_undetermined), (0, 1), "nor are they undetermined limits of the regulation");
    assert!(report.weak_links(Grouping::Rule, 9).iter().all(|link| link.group != Group::Rule("T18".into())));
}

#[test]
fn groups_hold_what_belongs_to_them() {
    let report = town(Period::default());
    let group = |group: Group| report.groups[&group];
    let wang = group(Group::Staff(Some(WANG)));
    assert_eq!((wang.requests, wang.duties.met(), wang.duties.breached(), wang.dwell.ended, wang.dwell.standing), (2, 2, 1, 1, 2));
    let works = group(Group::Department(some("works")));
    assert_eq!((works.requests, works.duties.breached(), works.duties.overrun, works.dwell.mean_ms()), (0, 0, 1, Some(4 * HOUR_MS)));
    assert_eq!(works.duties.breached_own, 1, "late by own clock is no breach");
    assert_eq!((works.passes, works.returns), (1, 0));
    assert_eq!(group(Group::Department(some("guards"))).returns, 1);
    let b3 = group(Group::Building(some("b3")));
    assert_eq!((b3.requests, b3.duties.met(), b3.satisfied, b3.solved), (2, 2, 1, 2));
    assert_eq!(group(Group::Matter(Some(Matter::complaint))).dissatisfied, 1);
    let weak = |rule: &str, breached, own_clock| WeakLink { group: Group::Rule(rule.into()), breached, own_clock };
    assert_eq!(report.weak_links(Grouping::Rule, 9), [weak("R01.6", 1, 0), weak("R01.9", 0, 1)], "what is proven comes first");
    assert_eq!(report.weak_links(Grouping::Rule, 1), [weak("R01.6", 1, 0)]);
    let spots = report.hot_spots(Grouping::Building, 1);
    assert_eq!((spots.len(), &spots[0].group, spots[0].requests, spots[0].before), (1, &Group::Building(some("b3")), 2, None));
}

#[test]
fn a_period_counts_its_own_requests_and_compares_with_the_one_before() {
    let report = town(Period { from: Some(10 * DAY_MS), to: Some(12 * DAY_MS) });
    assert_eq!((report.total.requests, report.total.duties.met()), (2, 1), "the earlier lamp is not in it");
    let spots = report.hot_spots(Grouping::Matter, 5);
    let repair = spots.iter().find(|spot| spot.group == Group::Matter(Some(Matter::repair))).expect("a repair");
    assert_eq!((repair.requests, repair.before), (1, Some(1)));
    assert!(!report.wants(8 * DAY_MS - 1) && report.wants(8 * DAY_MS) && !report.wants(12 * DAY_MS));
}

#[test]
fn the_order_of_requests_does_not_matter() {
    let forward = town(Period::default());
    let mut backward = Report::new(Period::default(), 12 * DAY_MS);
    backward.add(&Facts { opened: 11 * DAY_MS, imported: true, ..Facts::default() }, &[]);
    for (facts, duties) in [earlier(), noise(), lamp()] {
        backward.add(&facts, &duties);
    }
    assert_eq!(forward, backward);
}

#[test]
fn one_proven_breach_weighs_more_than_any_number_by_own_clock() {
    let mut report = Report::new(Period::default(), 12 * DAY_MS);
    let own = duty("R01.9", LimitKind::Regulation, Verdict::Breached, Some(Basis::OwnClock), LI);
    let proven = duty("R01.6", LimitKind::Regulation, Verdict::Breached, Some(Basis::Proven), WANG);
    report.add(&Facts::default(), &[own.clone(), own.clone(), own, proven]);
    let departments = report.weak_links(Grouping::Department, 9);
    let told: Vec<_> = departments.iter().map(|link| (&link.group, link.breached, link.own_clock)).collect();
    assert_eq!(told, [(&Group::Department(some("guards")), 1, 0), (&Group::Department(some("works")), 0, 3)]);
    assert_eq!(report.total.duties.breached(), 1);
}

/// Guards → works → guards, in records; the guard and the technician change departments at the tenth hour.
fn records() -> String {
    let line = |value: Value| format!("{value}\n");
    let mut lines = String::new();
    let certificates = [("wang", "guards", 0), ("li", "works", 0), ("wang", "works", 10 * HOUR_MS), ("li", "green", 10 * HOUR_MS)];
    for (seq, (name, department, wall)) in certificates.into_iter().enumerate() {
        let body = json!({ "person": name, "device": name, "keys": { "Staff": name }, "roles": ["operator"], "department": department,
            "scope": { "Site": "s" } });
        lines.push_str(&line(json!({ "id": if wall == 0 { format!("c-{name}") } else { format!("c-{name}-moved") }, "key": "root", "site": "s", "stream": "Roster", "seq": seq + 1,
            "wall": wall, "clock": "Synced", "act": "Certify", "body": body })));
    }
    let acts = [
        ("o", "wang", 1, "Open", json!({ "channel": "visit", "matter": "repair", "place": "b3" })),
        ("f", "wang", 2, "Offer", json!({ "tenures": ["o"], "to": { "Person": "li" }, "mode": "face" })),
        ("t", "li", 1, "Take", json!({ "parents": ["o"], "offers": ["f"] })),
        ("g", "li", 2, "Offer", json!({ "tenures": ["t"], "to": { "Person": "wang" }, "mode": "face" })),
        ("u", "wang", 3, "Take", json!({ "parents": ["t"], "offers": ["g"] })),
        ("k", "wang", 4, "Complete", json!({ "outcome": "resolved", "cause": "wear" })),
        ("v", "wang", 5, "Visit", json!({ "means": "phone", "reached": true, "satisfied": true, "speed": 4 })),
        ("x", "wang", 6, "Close", json!({ "parents": ["u"], "outcome": "resolved" })),
    ];
    let mut before: Option<&str> = None;
    for (at, (id, author, seq, act, body)) in acts.into_iter().enumerate() {
        let mut record = json!({ "id": id, "key": author, "site": "s", "stream": "Work", "seq": seq, "under": format!("c-{author}"),
            "wall": HOUR_MS * i64::try_from(at).expect("few"), "act": act, "body": body });
        if let Some(before) = before {
            record["request"] = json!("o");
            record["parents"] = json!([before]);
        }
        if id == "t" {
            // Written down in the evening: the event's own time counts.
            record["happened"] = json!(record["wall"]);
            record["wall"] = json!(9 * HOUR_MS);
        }
        before = Some(id);
        lines.push_str(&line(record));
    }
    lines
}

#[test]
fn facts_are_read_from_the_records() {
    let history = History::read(&records()).unwrap_or_else(|problem| panic!("{problem}"));
    let all = history.authentic();
    let work: Vec<_> = all.iter().filter(|record| record.request().is_some()).cloned().collect();
    let evidence = history.evidence(work[0].header().log.site, &all);
    let (request, course) = follow(&work, &evidence).expect("a request");
    let facts = Facts::of(&request, &course);
    assert_eq!((facts.opened, facts.place.clone(), facts.matter), (0, some("b3"), Some(Matter::repair)));
    let stays: Vec<_> = facts.stays.iter().map(|stay| (stay.department.clone(), stay.from, stay.to)).collect();
    // Closed at the seventh hour: a close holds nothing.
    let expected = [("guards", 0, 2), ("works", 2, 4), ("guards", 4, 7)];
    assert_eq!(stays, expected.map(|(department, from, to)| (some(department), from * HOUR_MS, Some(to * HOUR_MS))));
    assert_eq!(facts.passes.iter().map(|pass| pass.returns).collect::<Vec<_>>(), [false, true]);
    assert_eq!(facts.visited, Some(Visited { satisfied: Some(true), scores: [Some(4), None, None] }));
    assert!(facts.solved && !facts.evaluated);
}

#[test]
fn a_person_owes_for_the_department_they_were_in() {
    let history = History::read(&records()).unwrap_or_else(|problem| panic!("{problem}"));
    let all = history.authentic();
    let work: Vec<_> = all.iter().filter(|record| record.request().is_some()).cloned().collect();
    let evidence = history.evidence(work[0].header().log.site, &all);
    let (_, course) = follow(&work, &evidence).expect("a request");
    let person = |at: usize| course.events[at].person().expect("somebody");
    let mark = |at: usize| Mark::of(&course.events[at], None);
    let department = |person: PersonId, raised: &Mark| department_of(person, raised, &course, &evidence);
    let (wang, li) = (person(0), person(2));
    // As they acted, whatever certificate they have today.
    assert_eq!((department(wang, &mark(0)), department(li, &mark(7))), (some("guards"), some("works")));
    // Who had not acted yet: by the certificate of that time.
    assert_eq!(department(li, &mark(0)), some("works"));
    let mut late = mark(0);
    late.at.wall = 10 * HOUR_MS;
    assert_eq!((department(li, &late), department(wang, &late)), (some("green"), some("guards")));
}
