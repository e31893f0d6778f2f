//! R09 to R16, clause by clause.

use shouwen::domain::act::word::{Acceptance, Duty as OnDuty, Findings, Media, Papers, Shows};
use shouwen::domain::act::word::{Competence, Coordination, Field, Matter, Mode, Promised, Reason, Subject, Topic, Waiting};
use shouwen::domain::act::{
    Accept, Answer, Attach, Audience, Classify, Coordinate, Countersign, Investigate, Offer, Open, Plan, Progress, SetLimit, Tell, Visit,
};
use shouwen::domain::duty::Verdict::{Breached, Broken, Open as Owing, Overrun};
use shouwen::domain::duty::{Colour, Debtor};
use shouwen::domain::id::Code;
use shouwen::domain::regulation::adopted::LimitKind;
use shouwen::domain::regulation::preset::words::Party;

use crate::acts::{
    about, answer, arrive, asked, cannot, colour, consult, debtor, done, escalate, not_own, promise, report, resident, tells, visit,
};
use crate::story::{Story, ms, person};

const RESULT: &[Topic] = &[Topic::result];

fn code(text: &str) -> Code {
    Code::new(text).expect("a code")
}

fn logged(regulation: &str, who: &str, open: Open) -> Story {
    let mut story = Story::under(regulation);
    story.open(who, "11-21 10:00", open);
    story
}

#[test]
fn r09_7_the_relations_supervisor_endorses_it_on() {
    // RULE: R09.7, decision Q15
    let mut story = logged("r09", "captain", asked(Matter::complaint));
    story.act("captain", "11-21 10:01", not_own(Competence::single_dept));
    let mut straight = story.clone();
    straight.hand("captain", "liu", "11-21 10:05");
    straight.nobody_owes("R09.7/route");
    story.hand("captain", "cr", "11-21 10:05");
    story.owed_by("R09.7/route", &debtor("cr"));
    story.stands("R09.7/route", "11-22 10:00", None, Owing);
    story.hand("cr", "liu", "11-21 10:15");
    story.met("R09.7/route", None);
}

#[test]
fn r09_8_several_departments_get_a_leading_one() {
    // RULE: R09.8
    let mut story = logged("r09", "captain", asked(Matter::complaint));
    story.nobody_owes("R09.8/multi_dept");
    story.act("captain", "11-21 10:01", not_own(Competence::multi_dept));
    let several =
        Coordinate { kind: Coordination::several_departments, departments: vec![code("works"), code("green")], ..Coordinate::default() };
    story.act("cr", "11-21 10:05", several.clone());
    story.stands("R09.8/multi_dept", "11-22 10:00", None, Owing);
    story.act("cr", "11-21 10:06", Coordinate { lead: Some(code("works")), ..several });
    story.met("R09.8/multi_dept", None);
}

#[test]
fn r09_9_across_offices_the_manager_coordinates() {
    // RULE: R09.9
    let mut story = logged("r09", "captain", asked(Matter::complaint));
    story.act("captain", "11-21 10:01", not_own(Competence::cross_office));
    story.owed_by("R09.9/cross_office", &Debtor::Party(Party::cr_supervisor, None));
    story.act("cr", "11-21 10:05", escalate("chen", Reason::rule));
    story.met("R09.9/cross_office", None);
}

/// Handed to a department whose task it is not.
fn misdirected() -> Story {
    let mut story = logged("r09", "captain", asked(Matter::complaint));
    story.hand("captain", "ma", "11-21 10:05");
    story.act("ma", "11-21 10:10", Coordinate { kind: Coordination::misdirected, ..Coordinate::default() });
    story
}

#[test]
fn r09_10_a_misdirected_handoff_is_coordinated_inside_and_answered_by_its_receiver() {
    // RULE: R09.10
    let mut story = misdirected();
    let (owed, _) = story.met("R09.10/misroute_absorb", None);
    assert!(!owed.is_visible, "hidden from the resident");
    story.act("ma", "11-21 15:00", done());
    story.owed_by("R09.10/absorbed_reply", &Debtor::Department(code("green")));
    story.act("captain", "11-21 15:05", resident(RESULT));
    story.stands("R09.10/absorbed_reply", "11-22 10:00", None, Owing);
    story.act("ma", "11-21 15:10", resident(RESULT));
    story.met("R09.10/absorbed_reply", None);
}

#[test]
fn r09_14_registered_and_tracked_to_the_end() {
    // RULE: R09.14, decision Q19
    let mut story = logged("r09", "wang", asked(Matter::complaint));
    story.registers("R09.14/register_own", &[Field::words]);
    story.owed_by("R09.14/track", &Debtor::Party(Party::dept_cs_supervisor, Some(code("guards"))));
    story.act("wang", "11-21 12:00", done());
    story.met("R09.14/track", None);
}

#[test]
fn r09_15_the_receivers_entry_names_the_first_contact() {
    // RULE: R09.15
    let mut story = logged("r09", "captain", asked(Matter::complaint));
    story.hand("captain", "liu", "11-21 10:05");
    story.met("R09.15/register_receiver", None);
}

#[test]
fn r09_16_the_completion_notice_goes_to_the_service_supervisor() {
    // RULE: R09.16
    let mut story = logged("r09", "captain", asked(Matter::complaint));
    story.hand("captain", "liu", "11-21 10:05");
    story.act("liu", "11-23 10:00", done());
    story.act("liu", "11-23 10:05", tells("captain", RESULT));
    story.stands("R09.16/completion_notice", "11-23 14:01", Some("11-23 14:00"), Overrun);
    story.act("liu", "11-23 13:00", tells("dcs", RESULT));
    story.met("R09.16/completion_notice", Some("11-23 14:00"));
}

#[test]
fn r10_1_the_record_has_who_asks_what_where() {
    // RULE: R10.1, decision Q02
    let fields = [Field::words, Field::name, Field::room, Field::phone];
    logged("r10", "wang", about(Subject::noise)).registers("R10.1/register", &fields);
}

#[test]
fn r10_2_the_first_contact_coordinates_until_it_is_done() {
    // RULE: R10.2
    let mut story = logged("r10", "wang", about(Subject::noise));
    story.hand("wang", "liu", "11-21 10:05");
    story.owed_by("R10.2/coordinate", &debtor("wang"));
    story.stands("R10.2/coordinate", "11-22 10:00", None, Owing);
    story.act("liu", "11-22 10:00", done());
    story.met("R10.2/coordinate", None);
}

#[test]
fn r10_3_urgent_the_team_at_once_and_on_site_within_fifteen_minutes() {
    // RULE: R10.3, V11, A2
    let mut story = Story::under("r10");
    story.open("wang", "11-21 02:50", about(Subject::burst_pipe));
    story.act("wang", "11-21 02:54", report(Audience::OnDuty(OnDuty::emergency_team)));
    story.met("R10.3/notify_team", Some("11-21 02:55"));
    story.stands("R10.3/arrive", "11-21 03:05", Some("11-21 03:05"), Owing);
    let mut late = story.clone();
    late.act("team", "11-21 03:06", arrive());
    late.stands("R10.3/arrive", "11-21 04:00", Some("11-21 03:05"), Breached);
    story.act("team", "11-21 03:05", arrive());
    story.met("R10.3/arrive", Some("11-21 03:05"));
}

#[test]
fn r10_4_handoff_within_an_hour_and_resolution_within_a_day() {
    // RULE: R10.4, V12, A3
    let mut story = Story::under("r10");
    story.open("wang", "11-21 09:30", about(Subject::public_safety_equipment));
    story.hand("wang", "liu", "11-21 10:05");
    story.met("R10.4/handoff_important", Some("11-21 10:30"));
    story.owed_by("R10.4/resolve_important", &debtor("liu"));
    story.stands("R10.4/resolve_important", "11-22 10:05", Some("11-22 10:05"), Owing);
    story.hand("liu", "li", "11-21 12:00");
    let mut late = story.clone();
    late.act("li", "11-22 10:06", done());
    late.stands("R10.4/resolve_important", "11-23 10:00", Some("11-22 10:05"), Breached);
    story.act("li", "11-22 10:05", done());
    story.met("R10.4/resolve_important", Some("11-22 10:05"));
}

#[test]
fn r10_5_the_same_day_and_three_working_days() {
    // RULE: R10.5, V13, V14
    let mut story = Story::under("r10");
    story.open("wang", "11-21 23:50", about(Subject::noise));
    let (_, judged) = story.stands("R10.5/handoff_general", "11-21 23:59", Some("11-22 00:00"), Owing);
    assert!(judged.due.is_some_and(|due| due.exclusive));
    story.hand("wang", "liu", "11-22 00:00");
    story.stands("R10.5/handoff_general", "11-22 10:00", Some("11-22 00:00"), Breached);
    let mut holiday = Story::under("r10");
    holiday.open("wang", "09-29 10:30", about(Subject::noise));
    holiday.hand("wang", "liu", "09-29 11:00");
    let (_, judged) = holiday.stands("R10.5/resolve_general", "10-09 17:30", Some("10-09 17:30"), Owing);
    let worked =
        judged.due.expect("due").days.iter().filter(|day| day.kind.is_worked()).map(|day| day.date.to_string()).collect::<Vec<_>>();
    assert_eq!(worked, ["2026-09-30", "2026-10-08", "2026-10-09"]);
}

#[test]
fn r10_6_the_resident_hears_of_every_step() {
    // RULE: R10.6, decision Q14
    let mut story = logged("r10", "wang", about(Subject::noise));
    story.hand("wang", "liu", "11-21 10:05");
    story.hand("liu", "li", "11-21 10:15");
    // One step unheard is one duty, however many follow; without a figure nothing is late.
    story.stands("R10.6/progress", "11-30 10:00", None, Owing);
    story.act("li", "11-21 10:20", resident(&[Topic::progress]));
    story.met("R10.6/progress", None);
    story.act("li", "11-21 11:00", arrive());
    assert_eq!(story.all("R10.6/progress", "11-30 10:00").len(), 2);
}

#[test]
fn r10_7_whoever_finished_it_tells_the_result_within_a_day() {
    // RULE: R10.7
    let mut story = logged("r10", "wang", about(Subject::noise));
    story.hand("wang", "liu", "11-21 10:05");
    story.hand("liu", "li", "11-21 10:15");
    story.act("li", "11-21 12:00", done());
    story.owed_by("R10.7/inform_resident", &debtor("li"));
    story.act("li", "11-22 12:00", resident(RESULT));
    story.met("R10.7/inform_resident", Some("11-22 12:00"));
}

#[test]
fn r10_9_the_survey_has_three_scores() {
    // RULE: R10.9, decision Q14
    let mut story = logged("r10", "wang", about(Subject::noise));
    story.act("wang", "11-21 12:00", done());
    story.act("wang", "11-21 12:01", resident(RESULT));
    story.act("wang", "11-21 12:02", visit(Some(true)));
    story.stands("R10.9/survey", "11-30 12:00", None, Owing);
    story.act("wang", "11-21 12:03", Visit { speed: Some(5), result: Some(4), manner: Some(5), ..visit(Some(true)) });
    story.met("R10.9/survey", None);
}

#[test]
fn r10_10_dissatisfied_until_satisfied() {
    // RULE: R10.10
    let mut story = logged("r10", "wang", about(Subject::noise));
    story.act("wang", "11-21 12:00", done());
    story.nobody_owes("R10.10/redress");
    story.act("wang", "11-21 12:30", visit(Some(false)));
    story.act("wang", "11-22 12:30", visit(Some(false)));
    story.stands("R10.10/redress", "11-30 12:00", None, Owing);
    story.act("wang", "11-23 12:30", visit(Some(true)));
    story.met("R10.10/redress", None);
}

#[test]
fn r11_3_complete_papers_are_finished_in_the_set_time_from_then() {
    // RULE: R11.3, decision Q07
    let mut story = Story::with_figures("r11", &[("complete_papers", SetLimit::Minutes(60))]);
    story.open("qian", "11-20 10:00", asked(Matter::transaction));
    story.act("qian", "11-20 10:01", Classify { papers: Some(Papers::incomplete), ..Classify::default() });
    story.nobody_owes("R11.3/complete_papers");
    story.act("qian", "11-20 15:00", Classify { papers: Some(Papers::complete), ..Classify::default() });
    story.stands("R11.3/complete_papers", "11-20 16:01", Some("11-20 16:00"), Overrun);
    story.act("qian", "11-20 16:00", done());
    story.met("R11.3/complete_papers", Some("11-20 16:00"));
}

#[test]
fn r11_4_what_is_missing_is_told_once_and_whole() {
    // RULE: R11.4
    let mut story = logged("r11", "qian", asked(Matter::transaction));
    story.act("qian", "11-21 10:01", Classify { papers: Some(Papers::incomplete), ..Classify::default() });
    story.act("qian", "11-21 10:02", resident(&[Topic::documents]));
    story.act("qian", "11-21 10:03", resident(&[Topic::procedure]));
    story.stands("R11.4/one_time_notice", "11-22 10:00", None, Owing);
    story.act("qian", "11-21 10:04", resident(&[Topic::documents, Topic::procedure]));
    story.met("R11.4/one_time_notice", None);
}

#[test]
fn r11_6_guided_to_the_department() {
    // RULE: R11.6
    let mut story = logged("r11", "qian", asked(Matter::transaction));
    story.act("qian", "11-21 10:01", cannot());
    story.stands("R11.6/guide", "11-22 10:00", None, Owing);
    story.offer_for("qian", "liu", "11-21 10:03", Offer { mode: Mode::guide, reached: true, ..Offer::default() });
    story.met("R11.6/guide", None);
}

#[test]
fn r12_2_the_own_matter_until_there_is_a_clear_indication() {
    // RULE: R12.2
    let mut story = logged("r12", "wang", Open { competence: Some(Competence::own), ..asked(Matter::enquiry) });
    story.act("wang", "11-21 10:02", Answer { understood: false, ..Answer::default() });
    story.stands("R12.2/own", "11-22 10:00", Some("11-23 12:30"), Owing);
    story.act("wang", "11-21 10:05", answer());
    story.met("R12.2/own", Some("11-23 12:30"));
}

#[test]
fn r12_3_a_brief_handover() {
    // RULE: R12.3
    let mut story = logged("r12", "wang", asked(Matter::repair));
    story.act("wang", "11-21 10:02", cannot());
    story.stands("R12.3/handover", "11-22 10:00", None, Owing);
    story.hand("wang", "li", "11-21 10:10");
    story.met("R12.3/handover", None);
}

#[test]
fn r12_4_an_absent_handler_has_a_colleague() {
    // RULE: R12.4
    let mut story = logged("r12", "wang", asked(Matter::repair));
    story.nobody_owes("R12.4/absent");
    story.act("wang", "11-21 10:02", consult("zhou", Reason::absent));
    story.hand("wang", "team", "11-21 10:10");
    story.met("R12.4/absent", None);
}

#[test]
fn r12_5_for_special_reasons_it_is_handed_over() {
    // RULE: R12.5
    let mut story = logged("r12", "wang", asked(Matter::repair));
    let offer =
        story.offer_for("wang", "li", "11-21 10:02", Offer { reason: Some(Reason::special), mode: Mode::record, ..Offer::default() });
    story.stands("R12.5/special_reason", "11-22 10:00", None, Owing);
    story.take("li", "11-21 10:05", offer);
    story.met("R12.5/special_reason", None);
}

#[test]
fn r12_8_out_of_scope_is_explained() {
    // RULE: R12.8
    let mut story = logged("r12", "wang", asked(Matter::enquiry));
    story.act("wang", "11-21 10:02", not_own(Competence::out_of_scope));
    story.stands("R12.8/explain", "11-22 10:00", None, Owing);
    story.act("wang", "11-21 10:03", Answer { understood: true, out_of_scope: true, refusal: false });
    story.met("R12.8/explain", None);
}

#[test]
fn r13_1_who_cannot_finish_in_time_names_a_date() {
    // RULE: R13.1
    let mut story = logged("r16+r13", "wang", asked(Matter::repair));
    story.nobody_owes("R13.1/state_deadline");
    story.act("wang", "11-21 10:30", Progress { waiting: Some(Waiting::parts), resumed: false });
    story.stands("R13.1/state_deadline", "11-22 10:00", None, Owing);
    story.act("wang", "11-21 10:35", promise(Promised::deadline, "11-23 18:00"));
    story.met("R13.1/state_deadline", None);
    story.stands("R13.1/promise", "11-23 18:01", Some("11-23 18:00"), Broken);
    story.act("wang", "11-23 17:00", done());
    let (owed, _) = story.met("R13.1/promise", Some("11-23 18:00"));
    assert_eq!(owed.kind, LimitKind::Promise);
}

#[test]
fn r14_5_passed_on_in_time() {
    // RULE: R14.5
    let mut story = logged("r16+r14", "wang", asked(Matter::repair));
    story.hand("wang", "liu", "11-21 10:10");
    story.met("R14.5/note_and_pass", Some("11-23 12:30"));
}

#[test]
fn r14_6_received_for_an_absent_department() {
    // RULE: R14.6
    let mut story = logged("r16+r14", "wang", asked(Matter::repair));
    let offer = story.offer_for("wang", "liu", "11-23 09:00", Offer { mode: Mode::held, ..Offer::default() });
    // The duty is counted from the record that says so, and the reminder of the offer gives the same time.
    story.stands("R14.6/hold_for_absent", "11-23 13:01", Some("11-23 13:00"), Overrun);
    story.stands("T18/offer", "11-23 13:00", Some("11-23 13:00"), Owing);
    story.take("liu", "11-23 12:00", offer);
    story.met("R14.6/hold_for_absent", Some("11-23 13:00"));
}

#[test]
fn r14_7_what_is_unclear_is_called_back() {
    // RULE: R14.7
    let mut story = logged("r16+r14", "wang", asked(Matter::enquiry));
    story.act("wang", "11-21 10:01", not_own(Competence::unclear));
    story.stands("R14.7/callback", "11-22 10:00", None, Owing);
    story.act("wang", "11-21 10:02", promise(Promised::callback, "11-21 15:00"));
    story.met("R14.7/callback", None);
}

/// A complaint that a department took over on a Friday.
fn complained() -> Story {
    let mut story = Story::with_figures("r15", &[("respond", SetLimit::Minutes(120))]);
    story.open("zhao", "11-20 09:00", asked(Matter::complaint));
    story.hand("zhao", "liu", "11-20 10:00");
    story
}

#[test]
fn r15_4_the_complaint_is_recorded() {
    // RULE: R15.4, decision Q02
    let who = [Field::name, Field::phone, Field::room, Field::target];
    let what = [Field::occurred, Field::place, Field::words, Field::condition, Field::expectation];
    complained().registers("R15.4/register", &[&who[..], &what].concat());
}

#[test]
fn r15_6_the_department_responds_in_its_set_time() {
    // RULE: R15.6, decision Q16
    let mut story = complained();
    story.stands("R15.6/respond", "11-20 12:01", Some("11-20 12:00"), Overrun);
    story.act("liu", "11-20 11:00", resident(&[Topic::procedure]));
    story.met("R15.6/respond", Some("11-20 12:00"));
}

#[test]
fn r15_7_somebody_looks_on_site() {
    // RULE: R15.7
    let mut story = complained();
    story.nobody_owes("R15.7/survey_site");
    story.act("liu", "11-20 10:30", Classify { field: Some(true), ..Classify::default() });
    story.act("liu", "11-20 11:00", arrive());
    story.stands("R15.7/survey_site", "11-20 14:00", Some("11-20 14:30"), Owing);
    let picture = Attach { media: Media::jpeg, shows: Shows::evidence, ..Attach::default() };
    let mut late = story.clone();
    late.act("liu", "11-20 16:00", Attach { taken: Some(ms("11-20 11:02")), ..picture.clone() });
    late.met("R15.7/survey_site", Some("11-20 14:30"));
    story.act("liu", "11-20 11:05", picture);
    story.met("R15.7/survey_site", Some("11-20 14:30"));
}

#[test]
fn r15_8_an_investigation_is_signed_by_all_concerned() {
    // RULE: R15.8
    let mut story = complained();
    story.act("liu", "11-20 14:00", Investigate::default());
    story.stands("R15.8/investigate", "11-22 10:00", None, Owing);
    let asked = Investigate { signatories: vec![person("liu"), person("li"), person("ma")], ..Investigate::default() };
    let findings = story.act("liu", "11-20 15:00", asked);
    story.act("li", "11-20 15:05", Countersign { record: findings });
    story.stands("R15.8/investigate", "11-22 10:00", None, Owing);
    story.act("ma", "11-20 15:10", Countersign { record: findings });
    story.met("R15.8/investigate", None);
}

#[test]
fn r15_9_both_sides_of_a_dispute_are_heard() {
    // RULE: R15.9
    let mut story = Story::under("r15");
    story.open("zhao", "11-20 09:00", asked(Matter::dispute));
    story.hand("zhao", "liu", "11-20 10:00");
    story.stands("R15.9/hear_both_sides", "11-22 10:00", None, Owing);
    story.act("liu", "11-20 14:00", Investigate::default());
    let interview = Investigate { findings: vec![Findings::interviews], ..Investigate::default() };
    story.act("liu", "11-20 14:30", interview.clone());
    story.stands("R15.9/hear_both_sides", "11-22 10:00", None, Owing);
    let mut mediated = story.clone();
    mediated.act("liu", "11-20 15:00", Investigate { findings: vec![Findings::mediation], ..Investigate::default() });
    mediated.met("R15.9/hear_both_sides", None);
    story.act("liu", "11-20 15:00", interview);
    story.met("R15.9/hear_both_sides", None);
    complained().nobody_owes("R15.9/hear_both_sides");
}

fn plan(deadline: &str, milestones: &[&str]) -> Plan {
    Plan { deadline: ms(deadline), responsible: Some(person("li")), milestones: milestones.iter().map(|at| ms(at)).collect() }
}

#[test]
fn r15_10_a_plan_follows_the_facts() {
    // RULE: R15.10
    let mut story = complained();
    story.act("liu", "11-20 15:00", Investigate::default());
    story.stands("R15.10/plan", "11-22 10:00", None, Owing);
    story.act("liu", "11-20 16:00", plan("11-27 18:00", &[]));
    story.met("R15.10/plan", None);
}

#[test]
fn r15_11_outside_its_liability_it_names_another_authority() {
    // RULE: R15.11
    let mut story = complained();
    story.act("liu", "11-20 15:00", Investigate::default());
    story.act("zhao", "11-20 15:05", not_own(Competence::out_of_scope));
    story.act("liu", "11-20 15:10", resident(&[Topic::reason]));
    story.stands("R15.11/refer_out", "11-22 10:00", None, Owing);
    story.act("liu", "11-20 15:11", resident(&[Topic::other_authority]));
    story.met("R15.11/refer_out", None);
}

#[test]
fn r15_12_the_plans_own_deadline() {
    // RULE: R15.12
    let mut story = complained();
    story.act("liu", "11-20 16:00", plan("11-27 18:00", &[]));
    story.owed_by("R15.12/deadline", &debtor("li"));
    let mut moved = story.clone();
    moved.act("liu", "11-26 10:00", plan("11-30 18:00", &[]));
    let verdicts: Vec<_> = moved.all("R15.12/deadline", "11-28 10:00").into_iter().map(|(_, judged)| judged.verdict).collect();
    assert_eq!(verdicts, [shouwen::domain::duty::Verdict::Superseded, Owing]);
    story.act("liu", "11-27 18:01", done());
    story.stands("R15.12/deadline", "11-28 10:00", Some("11-27 18:00"), Overrun);
}

#[test]
fn r15_13_milestones_are_promised_and_told() {
    // RULE: R15.13
    let mut story = complained();
    story.act("liu", "11-20 10:30", Classify { complex: Some(true), ..Classify::default() });
    let mut bare = story.clone();
    bare.act("liu", "11-20 16:00", plan("11-27 18:00", &[]));
    bare.stands("R15.13/milestones", "11-22 10:00", None, Owing);
    story.act("liu", "11-20 16:00", plan("11-27 18:00", &["11-23 18:00", "11-25 18:00"]));
    story.met("R15.13/milestones", None);
    story.act("liu", "11-23 10:00", resident(&[Topic::progress]));
    // One report reaches one milestone.
    story.met("R15.13/milestone_1", Some("11-23 18:00"));
    story.stands("R15.13/milestone_2", "11-26 10:00", Some("11-25 18:00"), Overrun);
}

#[test]
fn r15_14_told_within_a_day_or_two_of_the_result() {
    // RULE: R15.14, V18, A11
    let mut story = complained();
    story.act("liu", "11-21 11:00", done());
    story.act("liu", "11-21 12:00", Tell { to: vec![Audience::Person(person("zhao"))], ..tells("zhao", RESULT) });
    story.met("R15.14/return_result", Some("11-23 12:30"));
    story.owed_by("R15.14/inform_resident", &Debtor::Department(code("centre")));
    let at = |now: &str| colour(&story.stands("R15.14/inform_resident", now, Some("11-23 12:00"), Owing));
    assert_eq!((at("11-22 12:00"), at("11-22 12:01")), (Colour::Green, Colour::Amber));
    assert_eq!(story.one("R15.14/inform_resident", "11-21 12:01").1.target, Some(ms("11-22 12:00")));
    let late = story.stands("R15.14/inform_resident", "11-23 12:01", Some("11-23 12:00"), Breached);
    assert_eq!(colour(&late), Colour::Red);
    story.act("qian", "11-22 18:00", resident(RESULT));
    assert_eq!(colour(&story.met("R15.14/inform_resident", Some("11-23 12:00"))), Colour::Amber);
}

#[test]
fn r15_16_a_visit_follows_the_feedback() {
    // RULE: R15.16
    let mut story = complained();
    story.act("liu", "11-21 11:00", done());
    story.act("zhao", "11-21 13:00", resident(RESULT));
    story.act("qian", "11-22 13:00", visit(Some(true)));
    story.met("R15.16/return_visit", None);
}

#[test]
fn r16_3_the_record_has_the_matter_and_how_to_reach_them() {
    // RULE: R16.3, decision Q02
    logged("r16", "wang", asked(Matter::repair)).registers("R16.3/register", &[Field::words, Field::phone]);
}

#[test]
fn r16_4_on_the_spot_or_procedure_and_time() {
    // RULE: R16.4
    let mut story = logged("r16", "wang", asked(Matter::repair));
    story.act("wang", "11-21 10:02", resident(&[Topic::procedure]));
    story.stands("R16.4/on_the_spot", "11-21 10:03", Some("11-21 10:05"), Owing);
    story.act("wang", "11-21 10:04", resident(&[Topic::procedure, Topic::time]));
    story.met("R16.4/on_the_spot", Some("11-21 10:05"));
}

#[test]
fn r16_5_progress_is_followed_to_the_end() {
    // RULE: R16.5
    let mut story = logged("r16", "wang", asked(Matter::repair));
    story.hand("wang", "li", "11-21 10:10");
    story.owed_by("R16.5/follow_progress", &debtor("wang"));
    story.act("li", "11-21 12:00", done());
    story.met("R16.5/follow_progress", None);
}

#[test]
fn r16_6_told_and_called_back() {
    // RULE: R16.6, decision Q19
    let mut story = logged("r16", "wang", asked(Matter::repair));
    story.hand("wang", "li", "11-21 10:10");
    story.act("li", "11-23 10:00", done());
    story.stands("R16.6/inform_resident", "11-23 14:00", Some("11-23 14:00"), Owing);
    story.act("li", "11-23 11:00", resident(RESULT));
    story.stands("R16.6/inform_resident", "11-23 11:00", Some("11-23 14:00"), Owing);
    story.act("zhao", "11-23 12:00", resident(RESULT));
    story.met("R16.6/inform_resident", Some("11-23 14:00"));
    story.act("wang", "11-24 12:00", visit(Some(true)));
    story.met("R16.6/return_visit", None);
}

#[test]
fn r16_7_handed_over_in_time() {
    // RULE: R16.7
    let mut story = logged("r16", "wang", asked(Matter::repair));
    story.hand("wang", "li", "11-21 10:10");
    story.met("R16.7/handoff", Some("11-23 12:30"));
}

#[test]
fn r16_10_the_resident_accepts_the_work() {
    // RULE: R16.10, decision Q21
    let mut story = logged("r16", "wang", asked(Matter::repair));
    story.act("wang", "11-21 10:01", Classify { field: Some(true), ..Classify::default() });
    story.hand("wang", "li", "11-21 10:10");
    story.act("li", "11-21 12:00", done());
    story.owed_by("R16.10/acceptance", &debtor("wang"));
    story.act("li", "11-21 12:05", Accept { how: Acceptance::spoken });
    story.met("R16.10/acceptance", None);
}
