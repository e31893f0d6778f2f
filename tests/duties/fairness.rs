//! Nobody is accused of what they could not owe, or of what only a clock says.

use shouwen::domain::act::word::{Competence, Duty as OnDuty, Matter, Means, Outcome, Promised, Role, Subject, Topic};
use shouwen::domain::act::{Act, Audience, Classify, Confirm, Open, Promise, Take};
use shouwen::domain::duty::Verdict::{Breached, Met, Open as Owing, Overrun, Superseded, Undetermined};
use shouwen::domain::duty::{Basis, Why};
use shouwen::domain::id::RecordId;
use shouwen::domain::request::State;
use shouwen::domain::time::Clock;

use crate::acts::{about, answer, asked, assign, basis, cannot, debtor, done, promise, report, resident, tells, visit};
use crate::story::{How, Story, ms};

const RESULT: &[Topic] = &[Topic::result];
const HANDOFF: &str = "R01.6/handoff";

fn logged(regulation: &str, who: &str, open: Open) -> Story {
    let mut story = Story::under(regulation);
    story.open(who, "11-21 10:00", open);
    story
}

#[test]
fn what_is_not_done_is_late_only_for_every_beginning_that_receipts_leave_open() {
    // RULE: decision Q11
    let mut story = Story::under("r01");
    let seen = story.receipt("chen", "11-21 10:00", Clock::Synced);
    let open = Open { regulation: story.adoption, ..asked(Matter::repair) };
    story.act_as("wang", "11-21 10:02", open, How { anchor: Some(seen), clock: Some(Clock::Unchecked), ..How::default() });
    story.act("wang", "11-21 10:03", cannot());
    story.receipt("chen", "11-21 10:30", Clock::Synced);
    let due = Some("11-21 10:32");
    story.stands(HANDOFF, "11-21 10:32", due, Owing);
    let (_, judged) = story.stands(HANDOFF, "11-21 10:40", due, Undetermined);
    assert_eq!((judged.basis, judged.why, judged.latest), (None, Some(Why::Interval), Some(ms("11-21 11:00"))));
    story.stands(HANDOFF, "11-21 11:00", due, Undetermined);
    let late = story.stands(HANDOFF, "11-21 11:01", due, Breached);
    assert_eq!(basis(&late), Some(Basis::OwnClock));
    // What comes later takes no accusation back.
    story.hand("wang", "zhao", "11-21 10:45");
    story.stands(HANDOFF, "11-21 11:30", due, Undetermined);
}

#[test]
fn who_sits_at_the_desk_does_not_reach_the_desk() {
    // RULE: R01.6, R03.4, R02.9
    let mut dispatch = logged("r01", "zhao", asked(Matter::repair));
    dispatch.hand("zhao", "li", "11-21 10:05");
    dispatch.nobody_owes(HANDOFF);
    // The resident is told all the same whose matter it is now.
    dispatch.stands("R01.6/handoff_told", "11-21 11:00", None, Owing);
    logged("r03", "zhao", asked(Matter::repair)).nobody_owes("R03.4/report_dispatcher");
    logged("r02", "qian", about(Subject::repair)).nobody_owes("R02.9/report_receptionist");
    // Who sits elsewhere does.
    let mut guard = logged("r01", "wang", asked(Matter::repair));
    guard.act("wang", "11-21 10:05", cannot());
    guard.stands(HANDOFF, "11-21 10:31", Some("11-21 10:30"), Breached);
}

#[test]
fn two_desks_that_took_one_relay_each_owe_their_own() {
    // RULE: R07.3, decision Q24
    let mut story = Story::under("r07");
    story.certify("he", &[shouwen::domain::act::word::Role::duty_receptionist], "centre", None);
    let opening = story.open("wang", "11-21 09:50", asked(Matter::repair));
    let at_once = |after: RecordId| How { parents: Some(vec![after]), ..How::default() };
    let take = || Take { parents: vec![opening], offers: Vec::new(), because: None };
    let first = story.act_as("qian", "11-21 10:00", take(), at_once(opening));
    let second = story.act_as("he", "11-21 10:05", take(), at_once(opening));
    story.act_as("qian", "11-21 10:04", answer(), at_once(first));
    let mut one = story.clone();
    story.act_as("he", "11-21 10:10", answer(), at_once(second));
    let stands = |story: &Story| -> Vec<_> {
        let mut found = story.all("R07.3/respond_and_record", "11-24 10:00");
        found.sort_by_key(|(_, judged)| judged.due.as_ref().map(|due| due.at));
        found.into_iter().map(|(owed, judged)| (owed.debtor, judged.verdict)).collect()
    };
    assert_eq!(stands(&story), [(debtor("qian"), Met), (debtor("he"), Met)]);
    // Who did not answer is late, and the other one is not accused of it.
    assert_eq!(stands(&one), [(debtor("qian"), Met), (debtor("he"), Breached)]);
    // Whoever of them answers once they know of each other answers for both.
    one.act("qian", "11-21 11:00", answer());
    assert_eq!(stands(&one), [(debtor("qian"), Met), (debtor("he"), Met)]);
}

#[test]
fn who_took_and_answered_themselves_is_told_nothing_about_it() {
    // RULE: R08.7
    let mut story = logged("r08", "zhao", asked(Matter::complaint));
    story.hand("zhao", "liu", "11-21 10:10");
    story.act("liu", "11-21 10:15", assign("li"));
    let mut other = story.clone();
    story.act("liu", "11-21 10:50", resident(RESULT));
    story.nobody_owes("R08.7/answer_client_reported");
    other.act("li", "11-21 10:50", resident(RESULT));
    assert_eq!(other.one("R08.7/answer_client_reported", "11-21 10:51").1.verdict, Owing);
}

#[test]
fn a_copy_without_a_limit_ends_with_the_request_and_a_visit_does_not() {
    // RULE: R01.7, R16.6
    let mut story = logged("r01", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:05");
    story.hand("zhao", "li", "11-21 10:06");
    story.act("li", "11-21 11:00", done());
    let told = "R01.6/handoff_told";
    story.stands(told, "11-22 10:00", None, Owing);
    story.close("li", "11-21 11:10", Outcome::resolved);
    story.stands(told, "11-22 10:00", None, Owing);
    let completion = story.records.iter().rfind(|record| Act::decode(&record.header().act) == Act::from(done())).expect("done").id();
    story.act("wang", "11-21 11:20", crate::acts::receive(completion));
    story.act("wang", "11-21 11:30", crate::acts::register());
    let (request, _) = story.follow(&story.records).expect("folds");
    assert_eq!(request.state, State::Closed);
    story.stands(told, "11-22 10:00", None, Superseded);
    let mut visited = logged("r16", "wang", asked(Matter::repair));
    visited.act("wang", "11-21 10:30", done());
    visited.act("wang", "11-21 10:40", resident(RESULT));
    visited.close("wang", "11-21 10:45", Outcome::resolved);
    visited.stands("R16.6/return_visit", "11-22 10:00", None, Owing);
}

#[test]
fn the_desk_does_not_tell_itself_the_result() {
    // RULE: R01.9, R02.11
    let mut story = logged("r01", "zhao", asked(Matter::repair));
    story.hand("zhao", "li", "11-21 10:05");
    story.act("li", "11-21 11:00", done());
    story.nobody_owes("R01.9/result_to_fc");
    let mut reception = logged("r02", "qian", about(Subject::repair));
    reception.hand("qian", "li", "11-21 10:05");
    reception.act("li", "11-21 11:00", done());
    reception.nobody_owes("R02.11/result_to_fc");
    // Another officer who took it over has somebody to tell.
    let mut passed = logged("r01", "zhao", asked(Matter::repair));
    passed.certify("wu", &[shouwen::domain::act::word::Role::cs_officer], "centre", None);
    passed.hand("zhao", "wu", "11-21 10:05");
    passed.act("wu", "11-21 11:00", done());
    passed.owed_by("R01.9/result_to_fc", &debtor("wu"));
}

#[test]
fn a_department_that_never_received_it_owes_no_notice() {
    // RULE: R09.16, R15.14
    let mut own = logged("r09", "wang", asked(Matter::repair));
    own.act("wang", "11-21 10:30", done());
    own.act("wang", "11-21 10:31", tells("dcs", RESULT));
    own.nobody_owes("R09.16/completion_notice");
    let mut complaint = logged("r15", "zhao", asked(Matter::complaint));
    complaint.act("zhao", "11-21 10:30", done());
    complaint.nobody_owes("R15.14/return_result");
    let mut handed = logged("r09", "wang", asked(Matter::repair));
    handed.hand("wang", "liu", "11-21 10:10");
    handed.act("liu", "11-21 10:30", done());
    assert_eq!(handed.all("R09.16/completion_notice", "11-21 10:31").len(), 1);
}

#[test]
fn nobody_was_told_as_what_they_became_later() {
    // RULE: R09.16, told to the service supervisor
    let told = |since: &str| {
        let mut story = logged("r09", "captain", asked(Matter::complaint));
        story.hand("captain", "liu", "11-21 10:05");
        story.act("liu", "11-23 10:00", done());
        story.act("liu", "11-23 10:05", tells("li", RESULT));
        story.certify_at(since, "li", &[Role::dept_cs_supervisor], ("guards", None));
        story
    };
    let notice = "R09.16/completion_notice";
    let promoted = told("11-23 10:06");
    promoted.stands(notice, "11-23 14:01", Some("11-23 14:00"), Overrun);
    told("11-23 10:05").stands(notice, "11-23 14:01", Some("11-23 14:00"), Met);
    // In whatever order it arrives.
    let mut records = promoted.records.clone();
    records.reverse();
    assert_eq!(promoted.judged_with(&records, "11-23 14:01"), promoted.judged("11-23 14:01"));
    // Somebody named before anybody certified them, by a clock that is behind, was told all the same.
    let mut story = logged("r09", "captain", asked(Matter::complaint));
    story.hand("captain", "liu", "11-21 10:05");
    story.act("liu", "11-23 10:00", done());
    story.act("liu", "11-23 10:05", tells("new", RESULT));
    story.stands(notice, "11-23 14:01", Some("11-23 14:00"), Overrun);
    story.certify_at("11-23 11:00", "new", &[Role::dept_cs_supervisor], ("guards", None));
    story.stands(notice, "11-23 14:01", Some("11-23 14:00"), Met);
    story.certify_at("11-23 12:00", "new", &[Role::handler], ("guards", None));
    story.stands(notice, "11-23 14:01", Some("11-23 14:00"), Met);
}

#[test]
fn an_own_matter_of_the_trade_need_not_be_handed_over() {
    // RULE: R10.4, R10.5, decision Q26
    let own = |who: &str| logged("r10", who, Open { competence: Some(Competence::own), ..about(Subject::public_safety_equipment) });
    for who in ["liu", "li"] {
        let mut story = own(who);
        let key = "R10.4/handoff_important";
        story.stands(key, "11-21 15:00", Some("11-21 11:00"), Met);
        story.act(who, "11-21 15:00", done());
        story.met(key, Some("11-21 11:00"));
        story.met("R10.4/resolve_important", Some("11-22 10:00"));
    }
    // A guard cannot make it their own, and who takes it back has to hand it over after all.
    own("wang").stands("R10.4/handoff_important", "11-21 11:01", Some("11-21 11:00"), Breached);
    let mut back = own("liu");
    back.act("liu", "11-21 10:10", cannot());
    back.stands("R10.4/handoff_important", "11-21 11:01", Some("11-21 11:00"), Breached);
}

#[test]
fn what_was_done_before_its_condition_was_said_is_in_time() {
    // RULE: R01.8, decision Q07
    let mut story = Story::under("r01");
    let first = story.receipt("chen", "11-21 10:00", Clock::Synced);
    let open = Open { regulation: story.adoption, ..asked(Matter::help) };
    story.act_as("wang", "11-21 10:00", open, How { anchor: Some(first), ..How::default() });
    story.act("wang", "11-21 10:01", report(Audience::OnDuty(OnDuty::top_on_duty)));
    story.receipt("chen", "11-21 10:02", Clock::Synced);
    let second = story.receipt("qian", "11-21 10:03", Clock::Synced);
    let fire = Classify { emergency: Some(true), ..Classify::default() };
    story.act_as("wang", "11-21 10:04", fire.clone(), How { anchor: Some(second), ..How::default() });
    story.receipt("chen", "11-21 10:05", Clock::Synced);
    let judged = story.met("R01.8/emergency", Some("11-21 10:09"));
    assert_eq!(basis(&judged), Some(Basis::Proven));
    // The order of the records weighs more than a clock that runs an hour behind.
    let mut slow = logged("r01", "wang", asked(Matter::help));
    slow.act("wang", "11-21 10:01", report(Audience::OnDuty(OnDuty::top_on_duty)));
    slow.act("zhao", "11-21 09:04", fire.clone());
    slow.met("R01.8/emergency", Some("11-21 09:09"));
    // Of what stands beside each other only times can tell.
    let mut beside = logged("r01", "wang", asked(Matter::help));
    let parents = Some(beside.heads.clone());
    beside.act("wang", "11-21 10:01", report(Audience::OnDuty(OnDuty::top_on_duty)));
    beside.act_as("zhao", "11-21 09:04", fire, How { parents, ..How::default() });
    beside.stands("R01.8/emergency", "11-21 11:00", Some("11-21 09:09"), shouwen::domain::duty::Verdict::Overrun);
}

#[test]
fn a_head_who_named_somebody_may_answer_the_client() {
    // RULE: R08.7
    let mut story = logged("r08", "zhao", asked(Matter::complaint));
    story.hand("zhao", "liu", "11-21 10:10");
    story.act("liu", "11-21 10:15", assign("li"));
    story.owed_by("R08.7/answer_client", &debtor("li"));
    let mut other = story.clone();
    other.act("ma", "11-21 10:50", resident(RESULT));
    assert_eq!(other.one("R08.7/answer_client", "11-21 10:51").1.verdict, Owing);
    story.act("liu", "11-21 10:50", resident(RESULT));
    assert_eq!(story.one("R08.7/answer_client", "12-31 12:00").1.verdict, Met);
}

#[test]
fn a_confirmation_is_with_whom_the_clause_names() {
    // RULE: R02.3
    let confirm = |with: Audience| Confirm { with: vec![with], means: Means::phone, plan: None };
    // RULE: R02, 责任主管 is the site's manager too.
    let mut story = logged("r02", "wang", about(Subject::fire));
    story.act("wang", "11-21 10:01", report(Audience::OnDuty(OnDuty::top_on_duty)));
    story.act("chen", "11-21 10:02", confirm(Audience::OnDuty(OnDuty::emergency_team)));
    assert_eq!(story.one("R02.3/confirm", "11-21 10:03").1.verdict, Owing);
    story.act("chen", "11-21 10:04", confirm(Audience::FirstReporter));
    assert_eq!(story.one("R02.3/confirm", "11-21 10:05").1.verdict, Met);
}

#[test]
fn a_visit_that_asked_nothing_is_none() {
    // RULE: R16.6
    let mut story = logged("r16", "wang", asked(Matter::repair));
    story.act("wang", "11-21 10:30", done());
    story.act("wang", "11-21 10:40", resident(RESULT));
    story.act("wang", "11-21 10:50", visit(None));
    story.stands("R16.6/return_visit", "11-22 10:00", None, Owing);
    story.act("wang", "11-21 10:55", visit(Some(false)));
    story.met("R16.6/return_visit", None);
}

#[test]
fn a_promise_cites_the_clause_that_asked_for_it_and_no_other() {
    // RULE: T14, R04.9
    let mut story = logged("r04", "zhao", asked(Matter::repair));
    let first = story.act("zhao", "11-21 10:04", promise(Promised::result, "11-22 18:00"));
    story.nobody_owes("R04.9/promise");
    story.owed_by("T14/promise", &debtor("zhao"));
    story.act("zhao", "11-21 11:00", Promise { replaces: Some(first), ..promise(Promised::result, "11-23 18:00") });
    assert_eq!(story.all("T14/promise", "11-21 12:00").len(), 2);
}

#[test]
fn receipts_of_others_weigh_more_than_a_devices_own_time_since_boot() {
    // RULE: decision Q11
    let minute = 60_000;
    let mut story = Story::under("r10");
    let open = Open { regulation: story.adoption, ..about(Subject::public_safety_equipment) };
    story.act_as("wang", "11-21 10:00", open, How { boot: Some((7, 100 * minute)), ..How::default() });
    story.receipt("chen", "11-21 10:05", Clock::Synced);
    let late = story.receipt("qian", "11-21 11:50", Clock::Synced);
    let how = How { boot: Some((7, 115 * minute)), anchor: Some(late), ..How::default() };
    story.act_as("wang", "11-21 11:55", done(), how);
    let judged = story.stands("R10.4/handoff_important", "11-22 10:00", Some("11-21 11:00"), Breached);
    assert_eq!(basis(&judged), Some(Basis::Proven));
}
