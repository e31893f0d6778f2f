//! Every key of a duty says something: what ends it with the key in the document does not end it without, or the other way round.

use shouwen::domain::act::word::{Acceptance, Cause, Channel, Competence, Matter, Means, Mode, Outcome, Reason, Topic};
use shouwen::domain::act::{Accept, Answer, Complete, Evaluate, Offer, Open, Plan, Visit};
use shouwen::domain::duty::{Debtor, HOUSE, UNCLASSIFIED, Verdict};
use shouwen::domain::regulation::preset;
use shouwen::domain::request::State;

use crate::acts::{answer, arrive, asked, cannot, class, consult, debtor, done, not_own, own, resident, visit};
use crate::story::{How, Story, ms, person};

/// A shipped document without the one line that begins so.
fn without(id: &str, key: &str) -> String {
    let document = preset(id).expect("shipped");
    let (kept, cut): (Vec<&str>, Vec<&str>) = document.lines().partition(|line| !line.starts_with(key));
    assert!(!cut.is_empty(), "{id} has no line {key}");
    kept.join("\n") + "\n"
}

/// How the only duty of a key ends under the shipped document, and without a key in it.
#[track_caller]
fn differs(id: &str, key: &str, duty: &str, tell: impl Fn(&mut Story)) -> (Verdict, Verdict) {
    let verdict = |regulation: &str| {
        let mut story = Story::under(regulation);
        tell(&mut story);
        story.one(duty, "12-31 12:00").1.verdict
    };
    (verdict(id), verdict(&without(id, key)))
}

const UNTIL_THEN: (Verdict, Verdict) = (Verdict::Open, Verdict::Met);

#[test]
fn r11_6_a_guided_resident_was_not_only_written_to_another_department() {
    // RULE: R11.6, `mode`
    let guided = |mode: Mode| {
        differs("r11", "mode =", "R11.6/guide", |story| {
            story.open("qian", "11-21 10:00", asked(Matter::transaction));
            story.act("qian", "11-21 10:01", cannot());
            let offer = story.offer_for("qian", "liu", "11-21 10:03", Offer { mode, reached: true, ..Offer::default() });
            story.take("liu", "11-21 10:05", offer);
        })
    };
    assert_eq!(guided(Mode::record), UNTIL_THEN);
    for mode in [Mode::guide, Mode::escort, Mode::face] {
        assert_eq!(guided(mode), (Verdict::Met, Verdict::Met), "{mode}");
    }
}

#[test]
fn r12_4_a_leader_was_asked_before_a_colleague_took_it() {
    // RULE: R12.4, `consult`
    let asked_first = |leader: &str| {
        differs("r12", "consult =", "R12.4/absent", |story| {
            story.open("wang", "11-21 10:00", asked(Matter::repair));
            story.act("wang", "11-21 10:02", consult(leader, Reason::absent));
            story.hand("wang", "team", "11-21 10:10");
        })
    };
    assert_eq!(asked_first("li"), UNTIL_THEN, "a technician is no leader");
    assert_eq!(asked_first("chen"), (Verdict::Met, Verdict::Met));
}

#[test]
fn r15_16_and_r16_6_somebody_rings_or_comes() {
    // RULE: R15.16, R16.6, `means`
    let visited = |means: Means| {
        differs("r16", "means =", "R16.6/return_visit", |story| {
            story.open("wang", "11-21 10:00", asked(Matter::repair));
            story.act("wang", "11-21 12:00", done());
            story.act("wang", "11-21 12:05", resident(&[Topic::result]));
            story.act("wang", "11-21 12:10", Visit { means, ..visit(Some(true)) });
        })
    };
    assert_eq!(visited(Means::message), UNTIL_THEN);
    assert_eq!((visited(Means::phone), visited(Means::in_person)), ((Verdict::Met, Verdict::Met), (Verdict::Met, Verdict::Met)));
    let complained = differs("r15", "means =", "R15.16/return_visit", |story| {
        story.open("zhao", "11-20 09:00", asked(Matter::complaint));
        story.hand("zhao", "liu", "11-20 10:00");
        story.act("liu", "11-20 11:00", done());
        story.act("zhao", "11-20 13:00", resident(&[Topic::result]));
        story.act("zhao", "11-20 14:00", Visit { means: Means::app, ..visit(Some(true)) });
    });
    assert_eq!(complained, UNTIL_THEN);
}

#[test]
fn r07_9_an_evaluation_says_the_cause_and_the_satisfaction_and_r15_10_a_plan_who_answers_for_it() {
    // RULE: R07.9, R15.10, `fields`
    let evaluated = differs("r07", "fields =", "R07.9/evaluate", |story| {
        story.open("qian", "11-21 10:00", asked(Matter::repair));
        story.act("qian", "11-21 10:30", done());
        story.close("qian", "11-21 11:00", Outcome::resolved);
        story.act("chen", "11-22 10:00", Evaluate { cause: Some(Cause::wear), satisfaction: None });
    });
    assert_eq!(evaluated, UNTIL_THEN);
    let planned = differs("r15", "fields =", "R15.10/plan", |story| {
        story.open("zhao", "11-20 09:00", asked(Matter::complaint));
        story.hand("zhao", "liu", "11-20 10:00");
        story.act("liu", "11-20 11:00", shouwen::domain::act::Investigate::default());
        story.act("liu", "11-20 12:00", Plan { deadline: ms("11-27 18:00"), ..Plan::default() });
    });
    assert_eq!(planned, UNTIL_THEN);
}

#[test]
fn r15_7_a_survey_keeps_a_picture() {
    // RULE: R15.7, `evidence`
    let surveyed = differs("r15", "evidence =", "R15.7/survey_site", |story| {
        story.open("zhao", "11-20 09:00", asked(Matter::complaint));
        story.hand("zhao", "liu", "11-20 10:00");
        story.act("liu", "11-20 10:30", shouwen::domain::act::Classify { field: Some(true), ..Default::default() });
        story.act("liu", "11-20 11:00", arrive());
    });
    assert_eq!(surveyed, (Verdict::Overrun, Verdict::Met));
}

#[test]
fn r15_12_and_r15_13_a_plan_is_kept_by_the_clauses_that_ask_for_it() {
    // RULE: R15.12, R15.13, `creates_rule`
    let kept = |regulation: &str| {
        let mut story = Story::under(regulation);
        story.open("zhao", "11-20 09:00", asked(Matter::complaint));
        story.hand("zhao", "liu", "11-20 10:00");
        story.act(
            "liu",
            "11-20 12:00",
            Plan { deadline: ms("11-27 18:00"), responsible: Some(person("li")), milestones: vec![ms("11-23 18:00")] },
        );
        let of_plan = |name: &str| name == "deadline" || name.starts_with("milestone_");
        let owed = story.judged("11-21 10:00").into_iter().map(|(owed, _)| owed).filter(|owed| of_plan(&owed.duty));
        owed.map(|owed| format!("{}/{}", owed.rule, owed.duty)).collect::<Vec<_>>()
    };
    assert_eq!(kept("r15"), ["R15.12/deadline", "R15.13/milestone_1"]);
    assert_eq!(kept(&without("r15", "creates_rule =")), ["R15.10/deadline", "R15.13/milestone_1"]);
}

#[test]
fn r16_10_the_resident_accepts_it_and_is_not_only_asked() {
    // RULE: R16.10, `creates`
    let asked_for = |how: Acceptance| {
        differs("r16", "creates =", "R16.10/acceptance", |story| {
            story.open("wang", "11-21 10:00", asked(Matter::repair));
            story.act("wang", "11-21 10:01", shouwen::domain::act::Classify { field: Some(true), ..Default::default() });
            story.act("wang", "11-21 12:00", done());
            story.act("wang", "11-21 12:05", Accept { how });
        })
    };
    assert_eq!(asked_for(Acceptance::refused), UNTIL_THEN);
    assert_eq!(asked_for(Acceptance::spoken), (Verdict::Met, Verdict::Met));
}

#[test]
fn r04_2_tracked_until_it_is_solved() {
    // RULE: R04.2, `until`
    let tracked = differs("r04", "until =", "R04.2/track", |story| {
        story.open("zhao", "11-21 10:00", asked(Matter::repair));
        story.hand("zhao", "li", "11-21 10:20");
        story.act("li", "11-21 11:00", Complete { outcome: Outcome::not_resolved, cause: None });
    });
    assert_eq!(tracked, UNTIL_THEN);
}

#[test]
fn r12_2_a_refusal_with_its_reasons_is_a_clear_indication() {
    // RULE: R12.2, R14.8
    let refusal = Answer { understood: true, refusal: true, out_of_scope: false };
    let mut story = Story::under("r12+r14");
    story.open("wang", "11-21 10:00", Open { competence: Some(Competence::own), ..asked(Matter::enquiry) });
    let mut bare = story.clone();
    bare.act("wang", "11-21 10:05", refusal.clone());
    bare.stands("R12.2/own", "11-22 10:00", Some("11-23 12:30"), Verdict::Open);
    bare.close("wang", "11-21 10:10", Outcome::explained);
    bare.met("R12.2/own", Some("11-23 12:30"));
    story.act_as("wang", "11-21 10:05", refusal, How { words: true, ..How::default() });
    story.met("R12.2/own", Some("11-23 12:30"));
}

#[test]
fn r14_8_a_good_explanation_closes_what_had_no_result() {
    // RULE: R14.8, `allow_explained`
    let ended = |regulation: &str| {
        let mut story = Story::under(regulation);
        story.open("qian", "11-21 10:00", asked(Matter::repair));
        story.close("qian", "11-21 12:05", Outcome::explained);
        story.follow(&story.records).expect("folds").0.state
    };
    assert_eq!(ended("r02+r14"), State::Closed);
    assert_eq!(ended(&format!("r02+{}", without("r14", "allow_explained"))), State::Handled);
}

#[test]
fn r12_8_nobody_is_handed_what_lies_outside_and_r01_still_passes_it_on() {
    // RULE: R12.3, R12.8, R01.4
    let mut story = Story::under("r12+r14");
    story.open("wang", "11-21 10:00", Open { competence: Some(Competence::single_dept), ..asked(Matter::enquiry) });
    story.stands("R12.3/handover", "11-21 10:02", None, Verdict::Open);
    story.act("wang", "11-21 10:05", not_own(Competence::out_of_scope));
    for key in ["R12.3/handover", "R14.5/note_and_pass"] {
        let (_, judged) = story.one(key, "11-22 10:00");
        assert_eq!(judged.verdict, Verdict::Superseded, "{key}");
    }
    story.stands("R12.8/explain", "11-22 10:00", None, Verdict::Open);
    story.act("wang", "11-21 10:06", resident(&[Topic::reason]));
    story.met("R12.8/explain", None);
    let mut first = Story::under("r01");
    first.open("wang", "11-21 10:00", Open { competence: Some(Competence::out_of_scope), ..asked(Matter::enquiry) });
    first.stands("R01.6/handoff", "11-21 10:05", Some("11-21 10:30"), Verdict::Open);
    first.stands("R01.4/out_of_scope", "11-21 10:05", None, Verdict::Open);
}

#[test]
fn r12_5_who_took_it_owes_what_is_said_on_their_leg() {
    // RULE: R12.4, R12.5, R12.6
    let mut story = Story::under("r12");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    story.hand("wang", "li", "11-21 10:05");
    let special = Offer { reason: Some(Reason::special), mode: Mode::record, ..Offer::default() };
    let offer = story.offer_for("li", "liu", "11-21 11:00", special);
    story.owed_by("R12.5/special_reason", &debtor("li"));
    let mut absent = story.clone();
    absent.act("liu", "11-21 11:10", consult("zhou", Reason::absent));
    absent.owed_by("R12.4/absent", &debtor("li"));
    story.take("liu", "11-21 11:10", offer);
    story.met("R12.5/special_reason", None);
    story.act("liu", "11-21 12:00", consult("zhou", Reason::absent));
    story.owed_by("R12.4/absent", &debtor("liu"));
    // What was said at the contact stays with the first contact.
    let mut plain = Story::under("r12");
    plain.open("wang", "11-21 10:00", Open { competence: Some(Competence::single_dept), ..asked(Matter::repair) });
    plain.hand("wang", "li", "11-21 10:05");
    plain.owed_by("R12.3/handover", &debtor("wang"));
}

#[test]
fn what_falls_into_no_class_is_to_be_classified_promptly() {
    // RULE: decision Q06
    let key = format!("{HOUSE}/{UNCLASSIFIED}");
    let visitor = |matter| Open { channel: Channel::visit, matter, ..Open::default() };
    let mut story = Story::under("r10");
    story.open("wang", "11-21 10:00", visitor(Matter::repair));
    story.owed_by(&key, &debtor("wang"));
    story.stands(&key, "11-21 10:11", Some("11-21 10:10"), Verdict::Overrun);
    let mut closed = story.clone();
    story.act("zhao", "11-21 10:05", class(shouwen::domain::act::word::Class::general));
    story.met(&key, Some("11-21 10:10"));
    assert!(!story.docket_of(&story.records).expect("a docket").is_unclassified());
    closed.act("wang", "11-21 10:05", answer());
    closed.act("wang", "11-21 10:06", own());
    closed.close("wang", "11-21 10:07", Outcome::resolved);
    closed.stands(&key, "11-22 10:00", Some("11-21 10:10"), Verdict::Superseded);
    // By what it is about, or where a text has no classes, nobody has to say it.
    for (regulation, matter) in [("r15", Matter::complaint), ("r02", Matter::enquiry), ("r16", Matter::repair)] {
        let mut story = Story::under(regulation);
        story.open("wang", "11-21 10:00", visitor(matter));
        story.nobody_owes(&key);
    }
    let mut relay = Story::under("r07");
    relay.open("wang", "11-21 10:00", visitor(Matter::repair));
    relay.nobody_owes(&key);
    assert_ne!(debtor("wang"), Debtor::DutyPost);
}
