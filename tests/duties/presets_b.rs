//! R04 to R08, clause by clause.

use shouwen::domain::act::word::{Cause, Coordination};
use shouwen::domain::act::word::{Competence, Field, Matter, Outcome, Promised, Reason, Subject, Topic};
use shouwen::domain::act::{Coordinate, Evaluate, Offer, SetLimit, Visit};
use shouwen::domain::duty::Verdict::{Breached, Open, Overrun};
use shouwen::domain::regulation::adopted::LimitKind;

use crate::acts::{about, answer, asked, assign, cannot, consult, debtor, done, not_own, promise, receive, resident, tells, visit};
use crate::story::{Story, ms};

const RESULT: &[Topic] = &[Topic::result];

/// A request that a guard logged at ten on a Saturday.
fn logged(regulation: &str, who: &str, open: shouwen::domain::act::Open) -> Story {
    let mut story = Story::under(regulation);
    story.open(who, "11-21 10:00", open);
    story
}

#[test]
fn r04_2_carried_to_a_person_and_tracked_until_solved() {
    // RULE: R04.2, decision Q19
    let mut story = logged("r04", "zhao", asked(Matter::repair));
    story.act("zhao", "11-21 10:05", cannot());
    story.hand("zhao", "li", "11-21 10:20");
    story.met("R04.2/carry_to_person", None);
    story.act("li", "11-21 11:00", shouwen::domain::act::Complete { outcome: Outcome::not_resolved, cause: None });
    story.stands("R04.2/track", "11-22 10:00", None, Open);
    story.act("li", "11-21 12:00", done());
    story.met("R04.2/track", None);
}

#[test]
fn r04_3_a_call_is_registered_and_the_department_told() {
    // RULE: R04.3
    let mut story = logged("r04", "zhao", asked(Matter::repair));
    story.registers("R04.3/register_call", &[Field::words, Field::name, Field::phone]);
    story.stands("R04.3/register_call_told", "11-22 10:00", None, Open);
    story.act("zhao", "11-21 10:01", resident(&[Topic::department]));
    story.met("R04.3/register_call_told", None);
    logged("r04", "zhao", about(Subject::noise)).nobody_owes("R04.3/register_call");
}

#[test]
fn r04_4_procedure_and_limit_are_told_at_the_counter() {
    // RULE: R04.4
    let mut story = logged("r04", "zhao", asked(Matter::transaction));
    story.act("zhao", "11-21 10:01", resident(&[Topic::procedure]));
    story.stands("R04.4/tell_rules", "11-22 10:00", None, Open);
    story.act("zhao", "11-21 10:02", resident(&[Topic::limit]));
    story.met("R04.4/tell_rules", None);
}

#[test]
fn r04_5_at_once_or_the_expected_time() {
    // RULE: R04.5
    let mut story = logged("r04", "zhao", asked(Matter::repair));
    story.act("zhao", "11-21 10:04", promise(Promised::deadline, "11-22 10:00"));
    story.met("R04.5/on_the_spot", Some("11-21 10:05"));
    let mut told = logged("r04", "zhao", asked(Matter::repair));
    told.act("zhao", "11-21 10:04", resident(&[Topic::time]));
    told.met("R04.5/on_the_spot", Some("11-21 10:05"));
}

#[test]
fn r04_9_unreachable_means_a_promise_to_call_back() {
    // RULE: R04.9
    let mut story = logged("r04", "zhao", asked(Matter::repair));
    story.nobody_owes("R04.9/callback_promise");
    story.act("zhao", "11-21 10:04", consult("li", Reason::unreachable));
    story.stands("R04.9/callback_promise", "11-22 10:00", None, Open);
    story.act("zhao", "11-21 10:05", promise(Promised::callback, "11-21 12:00"));
    story.met("R04.9/callback_promise", None);
    story.stands("R04.9/promise", "11-21 11:59", Some("11-21 12:00"), Open);
    story.act("zhao", "11-21 11:59", resident(&[Topic::progress]));
    story.met("R04.9/promise", Some("11-21 12:00"));
}

#[test]
fn r06_1_the_desk_answers_at_once_or_arranges() {
    // RULE: R06.1, R06.2
    let mut story = logged("r06", "qian", asked(Matter::repair));
    story.act("qian", "11-21 10:04", assign("li"));
    story.met("R06.1/answer_or_arrange", Some("11-21 10:05"));
}

#[test]
fn r06_1_a_guard_only_relays_and_the_desks_clock_starts_at_the_desk() {
    // RULE: R06.1, A6, decision Q24
    let mut story = logged("r06", "wang", asked(Matter::repair));
    story.nobody_owes("R06.1/answer_or_arrange");
    story.stands("house/relay", "11-21 10:11", Some("11-21 10:10"), Overrun);
    story.hand("wang", "qian", "11-21 10:30");
    story.owed_by("R06.1/answer_or_arrange", &debtor("qian"));
    story.stands("R06.1/answer_or_arrange", "11-21 10:35", Some("11-21 10:35"), Open);
}

#[test]
fn r06_4_who_complained_is_called_back() {
    // RULE: R06.4
    let mut story = logged("r06", "qian", asked(Matter::complaint));
    story.act("qian", "11-21 10:04", done());
    story.act("zhao", "11-22 10:00", visit(Some(true)));
    story.met("R06.4/return_visit", None);
    let mut repair = logged("r06", "qian", asked(Matter::repair));
    repair.act("qian", "11-21 10:04", done());
    repair.nobody_owes("R06.4/return_visit");
}

#[test]
fn r06_5_lessons_follow_the_visit() {
    // RULE: R06.5
    let mut story = logged("r06", "qian", asked(Matter::complaint));
    story.act("qian", "11-21 10:04", done());
    story.act("zhao", "11-22 10:00", visit(Some(true)));
    story.stands("R06.5/lessons", "11-30 10:00", None, Open);
    story.act("chen", "11-30 10:00", Evaluate { cause: None, satisfaction: Some(5) });
    story.met("R06.5/lessons", None);
}

#[test]
fn r07_2_a_response_at_once_and_first_handling_in_the_set_time() {
    // RULE: R07.2, decisions Q12, Q16
    let mut story = Story::with_figures("r07", &[("first_handling", SetLimit::Minutes(240))]);
    story.open("qian", "11-21 10:00", asked(Matter::repair));
    story.offer("qian", "liu", "11-21 10:01");
    // An internal offer is no response toward the resident.
    story.stands("R07.2/respond_now", "11-21 10:06", Some("11-21 10:05"), Overrun);
    let (owed, _) = story.stands("R07.2/first_handling", "11-21 14:01", Some("11-21 14:00"), Overrun);
    assert_eq!(owed.kind, LimitKind::Set);
    story.act("qian", "11-21 10:04", resident(&[Topic::procedure]));
    story.met("R07.2/respond_now", Some("11-21 10:05"));
    logged("r07", "qian", asked(Matter::repair)).stands("R07.2/first_handling", "11-25 10:00", None, Open);
}

#[test]
fn r07_3_responded_and_recorded_within_a_day() {
    // RULE: R07.3, V05
    let mut story = Story::under("r07");
    story.open("qian", "11-21 07:00", asked(Matter::repair));
    story.stands("R07.3/respond_and_record", "11-22 07:00", Some("11-22 07:00"), Open);
    story.stands("R07.3/respond_and_record", "11-22 07:01", Some("11-22 07:00"), Breached);
    story.act("qian", "11-22 06:59", answer());
    story.met("R07.3/respond_and_record", Some("11-22 07:00"));
    story.registers("R07.3/respond_and_record", &[Field::words]);
}

#[test]
fn r07_6_what_is_not_handled_in_the_set_time_goes_up() {
    // RULE: R07.6
    let mut story = Story::with_figures("r07", &[("first_handling", SetLimit::Minutes(240))]);
    story.open("qian", "11-21 10:00", asked(Matter::repair));
    assert_eq!(story.all("R07.6/escalate_unsolved", "11-21 14:00"), [], "not before the time is over");
    story.stands("R07.6/escalate_unsolved", "11-21 14:01", None, Open);
    let mut handled = story.clone();
    handled.act("qian", "11-21 13:00", done());
    handled.nobody_owes("R07.6/escalate_unsolved");
    story.hand("qian", "liu", "11-21 15:00");
    story.met("R07.6/escalate_unsolved", None);
}

#[test]
fn r07_7_the_department_plans_or_finishes_in_its_set_time() {
    // RULE: R07.7
    let mut story = Story::with_figures("r07", &[("dept_result", SetLimit::WorkingDays(2))]);
    story.open("qian", "11-20 10:00", asked(Matter::repair));
    story.hand("qian", "liu", "11-20 15:00");
    story.owed_by("R07.7/dept_result", &debtor("liu"));
    story.stands("R07.7/dept_result", "11-24 17:30", Some("11-24 17:30"), Open);
    story.stands("R07.7/dept_result", "11-24 17:31", Some("11-24 17:30"), Overrun);
}

#[test]
fn r07_8_the_result_comes_back_and_is_passed_on() {
    // RULE: R07.8, decision Q19
    let mut story = logged("r07", "qian", asked(Matter::repair));
    story.hand("qian", "liu", "11-21 15:00");
    story.act("liu", "11-23 10:00", done());
    let told = story.act("liu", "11-23 11:00", tells("qian", RESULT));
    story.met("R07.8/result_to_reception", Some("11-23 14:00"));
    story.nobody_owes("R07.8/inform_resident");
    story.act("qian", "11-23 11:05", receive(told));
    story.act("qian", "11-23 11:10", resident(RESULT));
    story.met("R07.8/inform_resident", None);
}

#[test]
fn r07_9_every_solved_problem_is_evaluated() {
    // RULE: R07.9
    let mut story = logged("r07", "qian", asked(Matter::repair));
    story.act("qian", "11-21 10:30", done());
    story.close("qian", "11-21 11:00", Outcome::resolved);
    story.stands("R07.9/evaluate", "11-22 10:00", None, Open);
    story.act("chen", "11-22 10:00", Evaluate { cause: Some(Cause::wear), satisfaction: None });
    story.stands("R07.9/evaluate", "11-22 10:00", None, Open);
    story.act("chen", "11-22 10:05", Evaluate { cause: Some(Cause::wear), satisfaction: Some(4) });
    story.met("R07.9/evaluate", None);
}

#[test]
fn r08_3_answered_at_once_or_told_why_not() {
    // RULE: R08.3, R08.4
    let mut story = logged("r08", "zhao", asked(Matter::enquiry));
    story.act("zhao", "11-21 10:03", resident(&[Topic::reason]));
    story.met("R08.3/reply_now", Some("11-21 10:05"));
}

#[test]
fn r08_5_handed_over_within_an_hour_of_contact() {
    // RULE: R08.5, V06
    let mut story = Story::under("r08");
    story.open("zhao", "11-20 16:10", asked(Matter::complaint));
    story.act("zhao", "11-20 16:40", cannot());
    let (owed, _) = story.stands("R08.5/handoff", "11-20 17:10", Some("11-20 17:10"), Open);
    assert!(owed.is_late_born);
    // An offer is not enough here: 转交给 means that it was taken.
    story.offer_for("zhao", "liu", "11-20 17:00", Offer { reached: true, reason: Some(Reason::not_own), ..Offer::default() });
    story.stands("R08.5/handoff", "11-20 17:11", Some("11-20 17:10"), Breached);
    story.hand("zhao", "liu", "11-20 17:10");
    story.met("R08.5/handoff", Some("11-20 17:10"));
}

/// A form accepted on a Friday afternoon.
fn accepted() -> Story {
    let mut story = Story::under("r08");
    story.open("zhao", "11-20 16:10", asked(Matter::complaint));
    story.hand("zhao", "liu", "11-20 16:30");
    story
}

#[test]
fn r08_6_the_department_names_somebody_at_once() {
    // RULE: R08.6
    let mut story = accepted();
    story.owed_by("R08.6/assign", &debtor("liu"));
    story.act("liu", "11-20 16:34", assign("li"));
    story.met("R08.6/assign", Some("11-20 16:35"));
}

#[test]
fn r08_7_answered_within_a_working_day_of_the_form() {
    // RULE: R08.7, V07
    let mut story = accepted();
    story.stands("R08.7/answer_client", "11-23 17:30", Some("11-23 17:30"), Open);
    story.act("liu", "11-20 16:40", assign("li"));
    story.owed_by("R08.7/answer_client", &debtor("li"));
    let mut elapsed = story.clone();
    elapsed.convention = shouwen::domain::regulation::due::Convention::ElapsedHours;
    elapsed.stands("R08.7/answer_client", "11-23 16:31", Some("11-23 16:30"), Breached);
    // A later take changes who owes it, never when (decision Q03).
    story.hand("liu", "li", "11-22 09:00");
    story.act("li", "11-23 17:30", resident(RESULT));
    story.met("R08.7/answer_client", Some("11-23 17:30"));
    assert_eq!(story.one("R08.7/answer_client", "11-23 18:00").1.done, Some(ms("11-23 17:30")));
}

#[test]
fn r08_7_the_head_of_the_department_is_told_the_result_in_the_same_time() {
    // RULE: R08.7, R08.5
    let mut story = accepted();
    story.act("liu", "11-20 16:40", assign("li"));
    story.hand("liu", "li", "11-20 16:45");
    story.act("li", "11-23 16:00", resident(RESULT));
    story.stands("R08.7/answer_client_reported", "11-23 17:31", Some("11-23 17:30"), Breached);
    story.act("li", "11-23 16:30", tells("liu", RESULT));
    story.met("R08.7/answer_client_reported", Some("11-23 17:30"));
    story.stands("R08.5/handoff_copied", "11-24 10:00", None, Open);
    story.act("zhao", "11-24 10:00", tells("liu", RESULT));
    // A copy goes to the head of the own department, not to another one's.
    story.stands("R08.5/handoff_copied", "11-24 11:00", None, Open);
    // A head who does the work has nobody to report to.
    accepted().nobody_owes("R08.7/answer_client_reported");
}

#[test]
fn r08_8_what_several_departments_cannot_solve_is_coordinated() {
    // RULE: R08.8
    let mut story = accepted();
    story.act("liu", "11-20 16:40", consult("fd", Reason::unsolvable));
    story.nobody_owes("R08.8/coordinate");
    story.act("zhao", "11-20 16:45", not_own(Competence::multi_dept));
    story.stands("R08.8/coordinate", "11-21 10:00", None, Open);
    story.act("fd", "11-20 17:00", Coordinate { kind: Coordination::several_departments, ..Coordinate::default() });
    story.met("R08.8/coordinate", None);
}

#[test]
fn r08_12_the_first_contact_goes_back_after_the_feedback() {
    // RULE: R08.12
    let mut story = accepted();
    story.act("liu", "11-23 10:00", done());
    story.nobody_owes("R08.12/return_visit");
    story.act("liu", "11-23 10:30", tells("zhao", RESULT));
    story.act("zhao", "11-23 10:45", visit(None));
    story.stands("R08.12/return_visit", "11-23 10:50", Some("11-23 14:30"), Open);
    story.act("zhao", "11-23 11:00", Visit { verified: true, ..visit(None) });
    story.met("R08.12/return_visit", Some("11-23 14:30"));
}
