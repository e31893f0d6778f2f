//! What raises a duty again, and what does not: rounds, reopenings, repeated acts.

use shouwen::domain::act::word::{Class, Matter, Outcome, Promised, Subject, Topic};
use shouwen::domain::act::{Close, Plan, Progress, RevokeReason, Take};
use shouwen::domain::duty::Verdict::{Breached, Met, Open, Superseded};
use shouwen::domain::duty::{Debtor, Docket, Mark};

use crate::acts::{about, asked, class, debtor, done, promise, resident, visit};
use crate::story::{How, Story, ms};

const RESULT: &[Topic] = &[Topic::result];

fn verdicts(story: &Story, key: &str, now: &str) -> Vec<shouwen::domain::duty::Verdict> {
    story.all(key, now).into_iter().map(|(_, judged)| judged.verdict).collect()
}

/// Finished and told by the handler under R10.
fn told() -> Story {
    let mut story = Story::under("r10");
    story.open("wang", "11-21 09:30", about(Subject::public_safety_equipment));
    story.hand("wang", "liu", "11-21 10:05");
    story.act("liu", "11-21 11:00", done());
    story.act("liu", "11-21 11:05", resident(RESULT));
    story
}

#[test]
fn a_result_told_twice_asks_for_one_survey() {
    // RULE: decision Q03
    let mut story = told();
    story.act("liu", "11-21 11:10", resident(RESULT));
    assert_eq!(verdicts(&story, "R10.9/survey", "11-22 10:00"), [Open]);
}

#[test]
fn a_dissatisfied_visit_begins_a_new_round_of_the_result() {
    // RULE: decision Q03, R10.10
    let mut story = told();
    story.act("wang", "11-21 12:00", visit(Some(false)));
    story.act("liu", "11-21 15:00", done());
    assert_eq!(verdicts(&story, "R10.7/inform_resident", "11-22 10:00"), [Met, Open]);
    story.act("liu", "11-21 15:05", resident(RESULT));
    assert_eq!(verdicts(&story, "R10.7/inform_resident", "11-22 10:00"), [Met, Met]);
    // The department's clock began when it took it over, and begins again only with a reopening.
    assert_eq!(verdicts(&story, "R10.4/resolve_important", "11-22 10:00"), [Met]);
}

#[test]
fn a_reopening_starts_the_departments_clock_again() {
    // RULE: decision Q03, domain.md §3.3
    let mut story = told();
    story.close("liu", "11-21 11:30", Outcome::resolved);
    let closed = story.tenure("liu");
    story.act("wang", "11-22 09:00", visit(Some(false)));
    story.act("wang", "11-22 09:00", Take { parents: vec![closed], offers: Vec::new(), because: None });
    story.hand("wang", "liu", "11-22 09:30");
    let found = story.all("R10.4/resolve_important", "11-22 10:00");
    let dues: Vec<_> = found.iter().map(|(_, judged)| judged.due.as_ref().map(|due| due.at)).collect();
    assert_eq!(dues, [Some(crate::story::ms("11-22 10:05")), Some(crate::story::ms("11-23 09:30"))]);
    // Contact is made once.
    assert_eq!(verdicts(&story, "R10.4/handoff_important", "11-22 10:00"), [Met]);
}

#[test]
fn two_who_took_it_at_once_both_have_their_clock() {
    let mut story = Story::under("r10");
    story.open("wang", "11-21 09:30", about(Subject::public_safety_equipment));
    let tenure = story.tenure("wang");
    let heads = story.heads.clone();
    let take = || Take { parents: vec![tenure], offers: Vec::new(), because: None };
    let how = || How { parents: Some(heads.clone()), ..How::default() };
    story.act_as("liu", "11-21 10:00", take(), how());
    story.act_as("ma", "11-21 10:10", take(), how());
    assert_eq!(verdicts(&story, "R10.4/resolve_important", "11-21 12:00"), [Open, Open]);
    story.act("liu", "11-21 11:00", done());
    assert_eq!(verdicts(&story, "R10.4/resolve_important", "11-21 12:00"), [Met, Met]);
}

#[test]
fn what_two_say_at_once_is_owed_once() {
    // RULE: decision Q03, R01.6
    let key = "R01.6/handoff";
    let mut story = Story::under("r01");
    story.open("wang", "11-21 10:00", asked(shouwen::domain::act::word::Matter::repair));
    let at_once = || How { parents: story.heads.clone().into(), ..How::default() };
    let hows = [at_once(), at_once()];
    story.offer("wang", "zhao", "11-21 10:05");
    let known_by = |story: &Story| {
        let docket = story.docket();
        let number = docket.duties.iter().position(|owed| owed.duty == "handoff").expect("owed");
        docket.known_by(number)
    };
    let before = known_by(&story);
    let [second, third] = hows;
    story.act_as("qian", "11-21 10:06", crate::acts::cannot(), second);
    assert_eq!(verdicts(&story, key, "11-21 10:31"), [Breached]);
    story.act_as("li", "11-21 10:07", crate::acts::cannot(), third);
    assert_eq!(verdicts(&story, key, "11-21 10:31"), [Breached]);
    assert_eq!(known_by(&story), before, "nobody is called again");
    // One of them is taken back by somebody who does not know of the others.
    let own = How { parents: Some(vec![*story.heads.last().expect("said")]), ..How::default() };
    story.act_as("li", "11-21 10:10", crate::acts::own(), own);
    assert_eq!(verdicts(&story, key, "11-21 10:31"), [Breached]);
}

#[test]
fn a_class_that_comes_back_is_owed_again() {
    // RULE: decision Q07
    let mut story = Story::under("r10");
    story.open("wang", "11-21 10:00", about(Subject::burst_pipe));
    story.act("wang", "11-21 10:01", class(Class::general));
    story.act("wang", "11-21 10:02", class(Class::urgent));
    assert_eq!(verdicts(&story, "R10.3/arrive", "11-21 10:03"), [Superseded, Open]);
}

#[test]
fn where_the_first_contact_is_gone_the_duty_post_owes_the_answer() {
    // RULE: 3-records.md, Responsibility 9
    let mut story = Story::under("r16");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    story.hand("wang", "li", "11-21 10:10");
    story.act("li", "11-21 12:00", done());
    story.owed_by("R16.6/inform_resident", &debtor("wang"));
    story.revoke("wang", RevokeReason::Left);
    story.owed_by("R16.6/inform_resident", &Debtor::DutyPost);
    let mut rotated = story.clone();
    rotated.certify("wang", &[shouwen::domain::act::word::Role::operator], "guards", None);
    rotated.owed_by("R16.6/inform_resident", &debtor("wang"));
}

#[test]
fn what_a_first_contact_did_before_they_left_stays_theirs() {
    let mut story = Story::under("r16");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    story.act("wang", "11-21 10:03", crate::acts::answer());
    story.revoke("wang", RevokeReason::Left);
    story.owed_by("R16.4/on_the_spot", &debtor("wang"));
}

#[test]
fn a_withdrawn_request_owes_nothing_more() {
    // RULE: domain.md §3.3
    let mut story = told();
    story.act("wang", "11-21 12:00", visit(Some(false)));
    story.close("liu", "11-21 12:10", Outcome::withdrawn);
    let still = story.judged("12-31 10:00").into_iter().filter(|(owed, _)| owed.is_open()).map(|(owed, _)| owed.duty).collect::<Vec<_>>();
    assert_eq!(still, Vec::<String>::new());
    assert_eq!(verdicts(&story, "R10.10/redress", "11-22 10:00"), [Superseded]);
    assert_eq!(verdicts(&story, "R10.4/resolve_important", "11-22 10:00"), [Met]);
}

#[test]
fn the_first_reporter_alone_is_told_of_linked_requests() {
    // RULE: decision Q29, R02, I04
    let mut story = Story::under("r02");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    story.hand("wang", "qian", "11-21 10:05");
    story.act("qian", "11-21 12:00", done());
    story.act("qian", "11-21 12:05", crate::acts::tells("wang", RESULT));
    let mut docket = story.docket();
    docket.link = Some(Mark { record: shouwen::domain::id::RecordId([9; 32]), ..docket.marks[0] });
    let open = |docket: &shouwen::domain::duty::Docket| docket.open().map(|owed| owed.duty.clone()).collect::<Vec<_>>();
    assert!(open(&docket).contains(&"fc_inform_c2".to_owned()));
    let others = open(&docket).len();
    docket.yield_notices();
    let left = open(&docket);
    assert!(!left.contains(&"fc_inform_c2".to_owned()) && left.len() < others);
    assert!(docket.duties.iter().any(|owed| owed.duty == "confirm_and_record" || owed.duty == "result_to_fc"));
}

#[test]
fn imported_history_owes_nothing() {
    let mut story = Story::under("r16");
    let import = shouwen::domain::act::Import { row: 1, ..shouwen::domain::act::Import::default() };
    story.act("zhao", "11-21 10:00", import);
    assert_eq!(story.judged("12-31 10:00"), []);
    let tenure = story.tenure("zhao");
    story.act("zhao", "11-21 10:05", Close { parents: vec![tenure], because: None, outcome: Outcome::resolved });
    assert_eq!(story.judged("12-31 10:00"), []);
}

/// Of as many records as one staff key can write about one request; far slower than it is even where the machine is busy.
#[expect(clippy::disallowed_methods, reason = "how long it took is what is asked")]
fn read_soon(story: &Story) -> Docket {
    let (request, course) = story.follow(&story.records).expect("it folds");
    let evidence = story.evidence(&story.records);
    let begun = std::time::Instant::now();
    let docket = shouwen::domain::duty::docket(&course, &request, evidence.adopted(course.adoption));
    assert!(begun.elapsed() < std::time::Duration::from_mins(1), "{:?}", begun.elapsed());
    docket
}

#[test]
fn ten_thousand_records_of_one_request_do_not_stop_a_node() {
    let mut story = Story::under("r10");
    story.open("wang", "11-21 09:30", about(Subject::public_safety_equipment));
    story.hand("wang", "liu", "11-21 10:00");
    for _ in 0..5_000 {
        story.act("liu", "11-21 10:10", Progress::default());
        story.act("liu", "11-21 10:20", resident(&[Topic::progress]));
    }
    let docket = read_soon(&story);
    let steps = docket.duties.iter().filter(|owed| owed.rule == "R10.6").count();
    assert!((100..200).contains(&steps), "{steps}");
    assert!(docket.duties.len() < 1_000, "{}", docket.duties.len());
}

#[test]
fn ten_thousand_records_at_once_do_not_stop_a_node() {
    let mut story = Story::under("r10");
    let opening = story.open("wang", "11-21 09:30", about(Subject::public_safety_equipment));
    let at_once = || How { parents: Some(vec![opening]), ..How::default() };
    for _ in 0..5_000 {
        story.act_as("liu", "11-21 10:10", Take { parents: vec![opening], offers: Vec::new(), because: None }, at_once());
        story.act_as("liu", "11-21 10:20", done(), at_once());
    }
    let docket = read_soon(&story);
    assert!(docket.duties.len() < 10_000, "{}", docket.duties.len());
}

#[test]
fn a_plan_of_many_milestones_and_thousands_of_reports_do_not_stop_a_node() {
    let milestones: Vec<_> = (0..400).map(|at| ms("11-22 10:00") + at).collect();
    let mut story = told();
    for _ in 0..5 {
        story.act("liu", "11-21 12:00", Plan { deadline: ms("11-23 18:00"), milestones: milestones.clone(), ..Plan::default() });
    }
    for _ in 0..4_000 {
        story.act("liu", "11-21 12:10", resident(&[Topic::progress]));
    }
    let docket = read_soon(&story);
    let owed: Vec<_> = docket.duties.iter().filter(|owed| owed.duty.starts_with("milestone_")).collect();
    assert_eq!(owed.len(), 512);
    // Of the last plan that is followed, as before: the n-th by the n-th report.
    assert!(owed.iter().all(|owed| owed.done[0].len() <= 1));
    assert!(docket.marks.len() < 1_000, "{}", docket.marks.len());
}

#[test]
fn promises_that_are_all_kept_at_once_do_not_stop_a_node() {
    let mut story = Story::under("r10");
    let opening = story.open("wang", "11-21 09:30", about(Subject::public_safety_equipment));
    story.hand("wang", "liu", "11-21 10:00");
    for _ in 0..2_000 {
        story.act("liu", "11-21 10:10", promise(Promised::deadline, "11-22 10:00"));
    }
    let last = story.heads.clone();
    let offer = story.offer("liu", "li", "11-21 10:11");
    for _ in 0..1_000 {
        story.act_as("liu", "11-21 10:20", done(), How { parents: Some(last.clone()), ..How::default() });
        let take = Take { parents: vec![opening], offers: vec![offer], because: None };
        story.act_as("li", "11-21 10:20", take, How { parents: Some(vec![offer]), ..How::default() });
    }
    let docket = read_soon(&story);
    let promises = docket.duties.iter().filter(|owed| owed.duty == "promise");
    assert_eq!(promises.clone().count(), 128);
    assert!(promises.clone().all(shouwen::domain::duty::Owed::is_done));
    let numbers: usize = docket.duties.iter().flat_map(|owed| &owed.done).map(Vec::len).sum();
    assert!(numbers <= 64 * 2 * docket.duties.len(), "{numbers}");
    assert!(docket.duties.iter().flat_map(|owed| &owed.done).all(|part| part.len() <= 64));
    assert!(docket.duties.len() < 1_000, "{}", docket.duties.len());
}
