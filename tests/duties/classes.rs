//! Classes said late, otherwise, at once or not at all; and matters that are one's own.

use shouwen::domain::act::word::{Class, Matter, Subject};
use shouwen::domain::duty::Verdict::{Breached, Met, Open, Overrun, Superseded};

use crate::acts::{about, asked, class, done, own};
use crate::story::Story;

/// A request that a guard logged at ten on a Saturday.
fn logged(regulation: &str, who: &str, open: shouwen::domain::act::Open) -> Story {
    let mut story = Story::under(regulation);
    story.open(who, "11-21 10:00", open);
    story
}

#[test]
fn a_class_said_late_keeps_the_anchor_and_another_class_ends_what_is_open() {
    // RULE: decision Q07
    let mut story = logged("r02", "wang", asked(Matter::repair));
    story.act("wang", "11-21 10:07", class(Class::c1));
    story.stands("R02.9/report_receptionist", "11-21 10:09", Some("11-21 10:10"), Superseded);
    let (owed, _) = story.stands("R02.2/emergency_report", "11-21 10:08", Some("11-21 10:05"), Overrun);
    assert!(owed.is_late_born);
    // What was over before stays over.
    let mut late = logged("r02", "wang", asked(Matter::repair));
    late.act("wang", "11-21 10:12", class(Class::c1));
    late.stands("R02.9/report_receptionist", "11-21 10:13", Some("11-21 10:10"), Overrun);
}

#[test]
fn concurrent_classes_are_both_owed_and_no_class_owes_none() {
    // RULE: decision Q06, Q07
    let mut story = logged("r02", "wang", shouwen::domain::act::Open::default());
    for key in ["R02.2/emergency_report", "R02.9/report_receptionist", "R02.14/answer"] {
        story.nobody_owes(key);
    }
    let opening = story.heads.clone();
    let how = || crate::story::How { parents: Some(opening.clone()), ..Default::default() };
    story.act_as("wang", "11-21 10:01", class(Class::c1), how());
    story.act_as("zhao", "11-21 10:02", class(Class::c2), how());
    story.stands("R02.2/emergency_report", "11-21 10:03", Some("11-21 10:05"), Open);
    story.stands("R02.9/report_receptionist", "11-21 10:03", Some("11-21 10:10"), Open);
    story.act("sun", "11-21 10:04", class(Class::c2));
    story.stands("R02.2/emergency_report", "11-21 10:04", Some("11-21 10:05"), Superseded);
    story.stands("R02.9/report_receptionist", "11-21 10:04", Some("11-21 10:10"), Open);
}

#[test]
fn own_matters_need_no_handing_over() {
    // RULE: decision Q26
    let mut story = logged("r10", "wang", about(Subject::public_safety_equipment));
    story.act("wang", "11-21 10:30", done());
    story.stands("R10.4/handoff_important", "11-21 12:00", Some("11-21 11:00"), Met);
    let mut late = logged("r10", "wang", about(Subject::public_safety_equipment));
    late.act("wang", "11-21 11:01", done());
    late.stands("R10.4/handoff_important", "11-21 12:00", Some("11-21 11:00"), Breached);
    let mut own_department = logged("r10", "liu", about(Subject::public_safety_equipment));
    own_department.act("liu", "11-21 10:10", own());
    own_department.stands("R10.4/resolve_important", "11-21 12:00", Some("11-22 10:00"), Open);
}
