//! R01 to R03, clause by clause.

use shouwen::domain::act::word::Means;
use shouwen::domain::act::word::{Class, Duty as OnDuty, Field, Matter, Mode, Reason, Role, Subject, Topic};
use shouwen::domain::act::{Answer, Audience, Classify, Confirm, Offer, SpecialReport};
use shouwen::domain::duty::Verdict::{Breached, NotMeasured, Open, Overrun};
use shouwen::domain::regulation::adopted::LimitKind;

use crate::acts::{about, answer, asked, assign, cannot, debtor, done, escalate, receive, register, report, resident, tells, visit};
use crate::story::Story;

const RESULT: &[Topic] = &[Topic::result];

/// A request that a guard logged at ten on a Saturday.
fn logged(regulation: &str, who: &str, open: shouwen::domain::act::Open) -> Story {
    let mut story = Story::under(regulation);
    story.open(who, "11-21 10:00", open);
    story
}

#[test]
fn r01_6_contact_with_the_centre_within_thirty_minutes() {
    // RULE: R01.6
    let mut story = logged("r01", "wang", asked(Matter::repair));
    story.nobody_owes("R01.6/handoff");
    story.act("wang", "11-21 10:12", cannot());
    let (owed, _) = story.stands("R01.6/handoff", "11-21 10:30", Some("11-21 10:30"), Open);
    assert!(owed.is_late_born && owed.kind == LimitKind::Regulation);
    story.owed_by("R01.6/handoff", &debtor("wang"));
    story.stands("R01.6/handoff", "11-21 10:31", Some("11-21 10:30"), Breached);
    // An offer that reached the officer is contact enough (A5); at the limit itself it is in time.
    let mut reached = story.clone();
    reached.offer_for("wang", "zhao", "11-21 10:30", Offer { reached: true, mode: Mode::phone, ..Offer::default() });
    reached.met("R01.6/handoff", Some("11-21 10:30"));
    let mut late = story.clone();
    late.hand("wang", "zhao", "11-21 10:31");
    late.stands("R01.6/handoff", "11-21 11:00", Some("11-21 10:30"), Breached);
    // A technician is not the centre.
    story.hand("wang", "li", "11-21 10:15");
    story.stands("R01.6/handoff", "11-21 10:20", Some("11-21 10:30"), Open);
}

#[test]
fn r01_6_offering_it_says_that_one_cannot_handle_it() {
    // RULE: R01.6
    let mut story = logged("r01", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    story.met("R01.6/handoff", Some("11-21 10:30"));
}

#[test]
fn r01_7_the_resident_is_told_department_and_contact() {
    // RULE: R01.7
    let mut story = logged("r01", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    story.stands("R01.6/handoff_told", "11-22 10:00", None, Open);
    story.act("wang", "11-21 10:21", resident(&[Topic::department]));
    story.stands("R01.6/handoff_told", "11-22 10:00", None, Open);
    story.act("wang", "11-21 10:22", resident(&[Topic::contact]));
    story.met("R01.6/handoff_told", None);
}

#[test]
fn r01_4_out_of_scope_goes_to_the_centre() {
    // RULE: R01.4
    let mut story = logged("r01", "wang", asked(Matter::enquiry));
    story.nobody_owes("R01.4/out_of_scope");
    story.act("wang", "11-21 10:01", Answer { understood: true, out_of_scope: true, refusal: false });
    story.stands("R01.4/out_of_scope", "11-25 10:00", None, Open);
    story.hand("wang", "zhao", "11-21 10:20");
    story.met("R01.4/out_of_scope", None);
}

#[test]
fn r01_8_an_emergency_is_reported_at_once() {
    // RULE: R01.8
    let mut story = logged("r01", "wang", asked(Matter::help));
    story.act("wang", "11-21 10:02", Classify { emergency: Some(true), ..Classify::default() });
    let (owed, _) = story.stands("R01.8/emergency", "11-21 10:08", Some("11-21 10:07"), Overrun);
    assert_eq!(owed.kind, LimitKind::House);
    story.act("wang", "11-21 10:06", report(Audience::OnDuty(OnDuty::top_on_duty)));
    story.met("R01.8/emergency", Some("11-21 10:07"));
}

#[test]
fn r01_9_the_centre_tells_the_result_within_sixty_minutes() {
    // RULE: R01.9, V02
    let mut story = logged("r01", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    story.act("zhao", "11-21 23:40", done());
    story.owed_by("R01.9/result_to_fc", &debtor("zhao"));
    story.stands("R01.9/result_to_fc", "11-22 00:40", Some("11-22 00:40"), Open);
    story.act("zhao", "11-22 00:41", tells("wang", RESULT));
    story.stands("R01.9/result_to_fc", "11-22 09:00", Some("11-22 00:40"), Breached);
}

#[test]
fn r01_9_nobody_is_told_what_they_did_themselves() {
    // RULE: R01.9, R01.12, R01.13, decision Q26
    let mut story = logged("r01", "wang", asked(Matter::repair));
    story.act("wang", "11-21 10:20", done());
    story.nobody_owes("R01.9/result_to_fc");
    story.stands("R01.13/complete_register", "11-22 10:00", None, Open);
    story.stands("R01.12/inform_resident", "11-22 10:00", None, Open);
    story.act("wang", "11-21 10:21", resident(RESULT));
    story.met("R01.12/inform_resident", None);
}

#[test]
fn r01_10_the_register_has_who_asks_what() {
    // RULE: R01.10, decision Q02
    logged("r01", "wang", asked(Matter::repair)).registers("R01.10/register", &[Field::name, Field::phone, Field::words]);
}

#[test]
fn r01_12_own_work_is_answered() {
    // RULE: R01.12
    let mut story = logged("r01", "wang", asked(Matter::repair));
    story.act("wang", "11-21 10:20", done());
    story.act("wang", "11-21 10:21", answer());
    story.met("R01.12/inform_resident", None);
}

#[test]
fn r01_13_the_register_is_completed_after_the_result() {
    // RULE: R01.13
    let mut story = logged("r01", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    let completed = story.act("zhao", "11-21 12:00", done());
    story.nobody_owes("R01.13/complete_register");
    story.act("wang", "11-21 12:30", receive(completed));
    story.stands("R01.13/complete_register", "11-22 10:00", None, Open);
    story.act("wang", "11-21 12:31", register());
    story.met("R01.13/complete_register", None);
}

#[test]
fn r02_2_class_one_is_reported_at_once() {
    // RULE: R02.2
    let mut story = logged("r02", "wang", about(Subject::fire));
    story.stands("R02.2/emergency_report", "11-21 10:05", Some("11-21 10:05"), Open);
    story.stands("R02.2/emergency_report", "11-21 10:06", Some("11-21 10:05"), Overrun);
    let mut unheard = story.clone();
    unheard.act("wang", "11-21 10:01", shouwen::domain::act::Report { reached: false, ..report(Audience::OnDuty(OnDuty::top_on_duty)) });
    unheard.stands("R02.2/emergency_report", "11-21 10:02", Some("11-21 10:05"), Open);
    story.act("wang", "11-21 10:01", report(Audience::Person(crate::story::person("sun"))));
    story.met("R02.2/emergency_report", Some("11-21 10:05"));
}

/// Class one, reported a quarter past eight.
fn burning() -> Story {
    let mut story = Story::under("r02");
    story.open("wang", "11-21 08:10", about(Subject::fire));
    story.act("wang", "11-21 08:15", report(Audience::OnDuty(OnDuty::top_on_duty)));
    story
}

fn confirm(plan: Option<&str>) -> Confirm {
    let plan = plan.map(|plan| shouwen::domain::id::Code::new(plan).expect("a code"));
    Confirm { with: vec![Audience::FirstReporter], means: Means::phone, plan }
}

#[test]
fn r02_3_the_supervisor_confirms_at_once() {
    // RULE: R02.3
    let mut story = burning();
    story.stands("R02.3/confirm", "11-21 08:21", Some("11-21 08:20"), Overrun);
    story.act("sun", "11-21 08:18", confirm(None));
    story.met("R02.3/confirm", Some("11-21 08:20"));
}

#[test]
fn r02_4_with_a_plan_it_is_ordered() {
    // RULE: R02.4
    let mut story = burning();
    story.act("sun", "11-21 08:18", confirm(Some("fire-plan")));
    story.nobody_owes("R02.5/escalate_no_plan");
    story.act("sun", "11-21 08:20", assign("team"));
    story.met("R02.4/order_plan", Some("11-21 08:23"));
}

#[test]
fn r02_5_without_a_plan_the_leader_is_asked() {
    // RULE: R02.5
    let mut story = burning();
    story.act("sun", "11-21 08:18", confirm(None));
    story.nobody_owes("R02.4/order_plan");
    story.stands("R02.5/escalate_no_plan", "11-21 08:20", Some("11-21 08:23"), Open);
    story.act("sun", "11-21 08:20", escalate("zhou", Reason::rule));
    story.met("R02.5/escalate_no_plan", Some("11-21 08:23"));
}

#[test]
fn r02_6_a_special_report_follows() {
    // RULE: R02.6
    let mut story = burning();
    story.act("chen", "11-21 09:00", done());
    story.stands("R02.6/special_report", "11-22 10:00", None, Open);
    story.act("sun", "11-21 18:00", SpecialReport { class: Some(Class::c1), ..SpecialReport::default() });
    story.met("R02.6/special_report", None);
}

#[test]
fn r02_7_reporter_and_first_contact_are_told_within_a_day_of_the_report() {
    // RULE: R02.7, V03, A1
    let mut story = burning();
    story.stands("R02.7/inform_24h", "11-22 08:15", Some("11-22 08:15"), Open);
    story.act("sun", "11-21 12:00", resident(&[Topic::progress]));
    story.stands("R02.7/inform_24h", "11-21 12:01", Some("11-22 08:15"), Open);
    story.act("sun", "11-21 12:05", tells("wang", RESULT));
    story.met("R02.7/inform_24h", Some("11-22 08:15"));
}

#[test]
fn r02_7_the_later_of_both_notices_decides() {
    // RULE: R02.7
    let mut story = burning();
    story.act("sun", "11-21 12:00", resident(RESULT));
    story.act("sun", "11-22 08:16", tells("wang", RESULT));
    story.stands("R02.7/inform_24h", "11-22 09:00", Some("11-22 08:15"), Breached);
    // The first contact's own notice is another duty, and does not stand in for the supervisor's.
    let mut other = burning();
    other.act("wang", "11-21 12:00", resident(RESULT));
    other.act("sun", "11-21 12:05", tells("wang", RESULT));
    other.stands("R02.7/inform_24h", "11-21 12:06", Some("11-22 08:15"), Open);
}

#[test]
fn r02_8_the_first_contact_passes_it_on() {
    // RULE: R02.8
    let mut story = burning();
    story.nobody_owes("R02.8/fc_inform");
    story.act("sun", "11-21 12:05", tells("wang", RESULT));
    story.stands("R02.8/fc_inform", "11-22 12:06", Some("11-22 12:05"), Overrun);
    story.act("wang", "11-21 13:00", resident(RESULT));
    story.met("R02.8/fc_inform", Some("11-22 12:05"));
}

#[test]
fn r02_9_class_two_goes_to_the_receptionist() {
    // RULE: R02.9
    let mut story = logged("r02", "wang", asked(Matter::repair));
    story.hand("wang", "qian", "11-21 10:08");
    story.met("R02.9/report_receptionist", Some("11-21 10:10"));
    story.nobody_owes("R02.2/emergency_report");
}

#[test]
fn r02_10_the_receptionist_confirms_first() {
    // RULE: R02.10
    let mut story = logged("r02", "wang", asked(Matter::repair));
    story.hand("wang", "qian", "11-21 10:08");
    story.owed_by("R02.10/confirm_and_record", &debtor("qian"));
    story.act("qian", "11-21 10:12", confirm(None));
    story.met("R02.10/confirm_and_record", None);
}

/// Class two, finished by a technician at the eve of a holiday.
fn repaired() -> Story {
    let mut story = Story::under("r02");
    story.open("wang", "09-30 09:00", asked(Matter::repair));
    story.hand("wang", "qian", "09-30 09:08");
    story.hand("qian", "li", "09-30 09:30");
    story.act("wang", "09-30 09:31", Classify { hazard: Some(true), ..Classify::default() });
    story.act("li", "09-30 18:00", done());
    story
}

#[test]
fn r02_11_the_receptionist_tells_the_first_contact() {
    // RULE: R02.11
    let mut story = repaired();
    story.act("qian", "09-30 18:30", tells("wang", RESULT));
    story.met("R02.11/result_to_fc", None);
}

#[test]
fn r02_12_what_may_be_a_hazard_is_told_within_a_day() {
    // RULE: R02.12, V04
    let mut story = repaired();
    story.stands("R02.12/inform_hazard", "10-01 18:00", Some("10-01 18:00"), Open);
    story.act("qian", "10-01 17:00", resident(RESULT));
    story.met("R02.12/inform_hazard", Some("10-01 18:00"));
}

#[test]
fn r02_13_the_first_contact_passes_the_result_on() {
    // RULE: R02.13
    let mut story = repaired();
    story.act("qian", "09-30 18:30", tells("wang", RESULT));
    story.act("wang", "09-30 19:00", resident(RESULT));
    story.met("R02.13/fc_inform_c2", Some("10-01 18:30"));
}

#[test]
fn r02_14_an_enquiry_is_answered() {
    // RULE: R02.14
    let mut story = logged("r02", "wang", asked(Matter::enquiry));
    // Four business hours from a Saturday end on Monday at half past twelve (decision Q30).
    story.stands("R02.14/answer", "11-23 12:30", Some("11-23 12:30"), Open);
    story.act("wang", "11-21 10:01", answer());
    story.met("R02.14/answer", Some("11-23 12:30"));
}

#[test]
fn r03_1_the_receiver_feeds_back() {
    // RULE: R03.1
    let mut story = logged("r03", "qian", asked(Matter::repair));
    story.hand("qian", "zhao", "11-21 10:20");
    story.act("zhao", "11-21 12:00", done());
    story.nobody_owes("R03.1/inform_resident");
    story.act("zhao", "11-21 12:10", tells("qian", RESULT));
    story.owed_by("R03.1/inform_resident", &debtor("qian"));
    story.act("qian", "11-21 12:20", resident(RESULT));
    story.met("R03.1/inform_resident", None);
}

#[test]
fn r03_2_a_major_complaint_goes_to_the_manager() {
    // RULE: R03.2
    let mut story = logged("r03", "qian", asked(Matter::complaint));
    story.nobody_owes("R03.2/major_complaint");
    story.act("qian", "11-21 10:05", Classify { major: Some(true), ..Classify::default() });
    story.act("qian", "11-21 10:06", escalate("liu", Reason::major));
    story.stands("R03.2/major_complaint", "11-22 10:00", None, Open);
    story.act("qian", "11-21 10:07", escalate("chen", Reason::major));
    story.met("R03.2/major_complaint", None);
}

#[test]
fn r03_4_everybody_reports_to_the_officer() {
    // RULE: R03.4
    let mut story = logged("r03", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    story.met("R03.4/report_dispatcher", Some("11-23 12:30"));
}

#[test]
fn r03_5_the_officer_dispatches() {
    // RULE: R03.5
    let mut story = logged("r03", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    story.owed_by("R03.5/register_classify_dispatch", &debtor("zhao"));
    story.act("zhao", "11-21 10:25", assign("li"));
    story.met("R03.5/register_classify_dispatch", None);
}

#[test]
fn r03_6_the_handler_reports_to_the_officer() {
    // RULE: R03.6
    let mut story = logged("r03", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    story.hand("zhao", "li", "11-21 10:30");
    story.act("li", "11-21 12:00", done());
    story.owed_by("R03.6/handler_report", &debtor("li"));
    story.act("li", "11-21 12:05", shouwen::domain::act::Tell { to: vec![Audience::Role(Role::cs_officer)], ..tells("zhao", RESULT) });
    story.met("R03.6/handler_report", None);
}

#[test]
fn r03_7_the_officer_calls_back() {
    // RULE: R03.7
    let mut story = logged("r03", "wang", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    story.act("zhao", "11-21 12:00", done());
    story.act("zhao", "11-22 12:00", visit(Some(true)));
    story.met("R03.7/return_visit", None);
}

#[test]
fn r03_9_a_reply_at_once() {
    // RULE: R03.9
    let mut story = logged("r03", "wang", asked(Matter::enquiry));
    story.act("wang", "11-21 10:06", answer());
    story.stands("R03.9/reply", "11-21 10:07", Some("11-21 10:05"), Overrun);
}

#[test]
fn r03_11_no_act_hears_a_telephone_ring() {
    // RULE: R03.11, decision Q25, T01
    logged("r03", "zhao", asked(Matter::enquiry)).stands("R03.11/answer_call", "11-22 10:00", None, NotMeasured);
    logged("r03", "zhao", about(Subject::noise)).nobody_owes("R03.11/answer_call");
}
