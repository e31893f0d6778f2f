//! The house's own duties: never a breach of a regulation (I19).

use shouwen::domain::act::word::{Matter, Outcome, Promised, Role, Topic};
use shouwen::domain::act::{Assign, Decline, Plan, Promise, RevokeReason, Take};
use shouwen::domain::duty::Verdict::{Breached, Broken, Met, Open, Overrun, Superseded};
use shouwen::domain::duty::{Debtor, Verdict};
use shouwen::domain::regulation::adopted::LimitKind;

use crate::acts::{asked, assign, debtor, done, promise, resident};
use crate::story::{Story, ms, person};

fn verdicts(story: &Story, key: &str, now: &str) -> Vec<Verdict> {
    story.all(key, now).into_iter().map(|(_, judged)| judged.verdict).collect()
}

fn logged() -> Story {
    let mut story = Story::under("r16");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    story
}

#[test]
fn t14_a_promise_is_kept_broken_or_moved() {
    // RULE: T14, R13.3
    let mut story = logged();
    let first = story.act("wang", "11-21 10:05", promise(Promised::result, "11-21 18:00"));
    story.owed_by("T14/promise", &debtor("wang"));
    let mut kept = story.clone();
    kept.act("wang", "11-21 18:00", resident(&[Topic::result]));
    kept.met("T14/promise", Some("11-21 18:00"));
    let mut broken = story.clone();
    broken.act("wang", "11-21 18:01", resident(&[Topic::result]));
    let (owed, _) = broken.stands("T14/promise", "11-22 10:00", Some("11-21 18:00"), Broken);
    assert_eq!(owed.kind, LimitKind::Promise);
    let moved = Promise { replaces: Some(first), ..promise(Promised::result, "11-22 18:00") };
    let verdicts = |story: &Story| verdicts(story, "T14/promise", "11-22 10:00");
    let mut in_time = story.clone();
    in_time.act("wang", "11-21 17:00", moved.clone());
    assert_eq!(verdicts(&in_time), [Superseded, Open]);
    // Moved when it was over, it was broken all the same.
    story.act("wang", "11-21 19:00", moved);
    assert_eq!(verdicts(&story), [Broken, Open]);
}

#[test]
fn t18_an_offer_that_nobody_takes_reminds_its_giver() {
    // RULE: T18
    let mut story = logged();
    let offer = story.offer("wang", "li", "11-21 10:10");
    story.owed_by("T18/offer", &debtor("wang"));
    story.stands("T18/offer", "11-21 10:40", Some("11-21 10:40"), Open);
    story.stands("T18/offer", "11-21 10:41", Some("11-21 10:40"), Overrun);
    let mut declined = story.clone();
    declined.act("li", "11-21 10:20", Decline { offer, reason: None });
    declined.met("T18/offer", Some("11-21 10:40"));
    let mut recalled = story.clone();
    let own = recalled.tenure("wang");
    recalled.act("wang", "11-21 10:20", Take { parents: vec![own], offers: Vec::new(), because: None });
    recalled.stands("T18/offer", "11-22 10:00", Some("11-21 10:40"), Superseded);
    story.take("li", "11-21 10:30", offer);
    story.met("T18/offer", Some("11-21 10:40"));
}

#[test]
fn an_assignment_with_a_date_is_the_handlers_until_a_new_one_or_another_takes_it() {
    // RULE: T06, decision Q03
    let key = "house/assignment";
    let mut story = logged();
    story.hand("wang", "liu", "11-21 10:10");
    story.act("liu", "11-21 10:15", Assign { due: Some(ms("11-21 16:00")), ..assign("li") });
    story.owed_by(key, &debtor("li"));
    // Who did not say it did not promise it.
    let (owed, _) = story.stands(key, "11-21 16:01", Some("11-21 16:00"), Overrun);
    assert_eq!(owed.kind, LimitKind::Set);
    let mut handed = story.clone();
    handed.hand("liu", "li", "11-21 10:20");
    handed.stands(key, "11-21 13:00", Some("11-21 16:00"), Open);
    handed.hand("li", "team", "11-21 14:00");
    handed.stands(key, "11-22 10:00", Some("11-21 16:00"), Superseded);
    handed.act("team", "11-21 18:00", done());
    handed.stands(key, "11-22 10:00", Some("11-21 16:00"), Superseded);
    story.act("liu", "11-21 15:00", Assign { due: Some(ms("11-22 16:00")), ..assign("team") });
    assert_eq!(verdicts(&story, key, "11-22 10:00"), [Superseded, Open]);
    story.act("liu", "11-22 15:00", done());
    assert_eq!(verdicts(&story, key, "11-23 10:00"), [Superseded, Met]);
}

#[test]
fn a_plan_is_the_promise_of_who_made_it_and_of_nobody_who_was_named_in_it() {
    // RULE: R15.12, R15.13, decision Q03
    let keys = ["R15.12/deadline", "R15.13/milestone_1"];
    let planned = |responsible: Option<&str>| {
        let mut story = Story::under("r15");
        story.open("zhao", "11-21 09:00", asked(Matter::complaint));
        story.hand("zhao", "liu", "11-21 09:30");
        let (deadline, milestones) = (ms("11-23 18:00"), vec![ms("11-22 18:00")]);
        story.act("liu", "11-21 10:00", Plan { deadline, responsible: responsible.map(person), milestones });
        story
    };
    for key in keys {
        for own in [None, Some("liu")] {
            let (owed, judged) = planned(own).one(key, "11-24 10:00");
            assert_eq!((owed.kind, owed.debtor, judged.verdict), (LimitKind::Promise, debtor("liu"), Broken), "{key}");
        }
        let mut named = planned(Some("li"));
        let (owed, judged) = named.one(key, "11-24 10:00");
        assert_eq!((owed.kind, owed.debtor, judged.verdict), (LimitKind::Set, debtor("li"), Overrun), "{key}");
        // The plan stays what the resident was told; who took it on keeps it.
        named.hand("liu", "ma", "11-21 11:00");
        let (owed, judged) = named.one(key, "11-22 10:00");
        assert_eq!((owed.debtor, judged.verdict), (debtor("ma"), Open), "{key}");
        named.act("ma", "11-22 11:00", done());
        named.hand("ma", "li", "11-22 12:00");
        let (owed, judged) = named.one(key, "11-24 10:00");
        assert_eq!((owed.debtor, judged.verdict), (debtor("ma"), Met), "{key}");
    }
}

#[test]
fn what_the_resident_took_back_breaks_no_promise() {
    // RULE: T14, T18, domain.md §3.3
    let mut story = logged();
    story.act("wang", "11-21 10:05", promise(Promised::result, "11-21 18:00"));
    story.offer("wang", "li", "11-21 10:10");
    let mut late = story.clone();
    story.close("wang", "11-21 10:20", Outcome::withdrawn);
    for key in ["T14/promise", "T18/offer"] {
        assert_eq!(story.one(key, "11-25 10:00").1.verdict, Superseded, "{key}");
    }
    // Broken before they took it back, it was broken all the same.
    late.close("wang", "11-21 18:01", Outcome::withdrawn);
    assert_eq!(late.one("T14/promise", "11-25 10:00").1.verdict, Broken);
    // No other end of the request moves a promise.
    let mut explained = logged();
    explained.act("wang", "11-21 10:05", promise(Promised::result, "11-21 18:00"));
    explained.close("wang", "11-21 10:20", Outcome::explained);
    assert_eq!(explained.one("T14/promise", "11-25 10:00").1.verdict, Broken);
}

#[test]
fn what_nobody_in_force_holds_is_the_duty_posts_at_once() {
    // RULE: 3-records.md, Responsibility 8
    let mut story = logged();
    story.nobody_owes("house/orphaned");
    story.revoke("wang", RevokeReason::Left);
    story.owed_by("house/orphaned", &Debtor::DutyPost);
    let opening = story.tenure("wang");
    story.act("chen", "11-22 09:00", Take { parents: vec![opening], offers: Vec::new(), because: None });
    story.nobody_owes("house/orphaned");
}

#[test]
fn a_house_figure_is_never_a_breach() {
    // RULE: I19, domain.md §3.5
    for shipped in shouwen::domain::regulation::presets().iter().map(|shipped| shipped.id.split('-').next().expect("a number")) {
        if ["r05", "r13", "r14"].contains(&shipped) {
            continue;
        }
        let mut story = Story::under(&format!("{shipped}+r13+r14"));
        story.open("zhao", "11-20 09:00", asked(Matter::complaint));
        story.act("zhao", "11-20 09:30", crate::acts::cannot());
        let offer = story.offer("zhao", "liu", "11-20 10:00");
        story.take("liu", "11-20 12:00", offer);
        story.act("liu", "11-20 16:00", done());
        for (owed, judged) in story.judged("12-31 12:00") {
            match owed.kind {
                LimitKind::Regulation => assert_ne!(judged.verdict, Overrun, "{}/{}", owed.rule, owed.duty),
                _ => assert_ne!(judged.verdict, Breached, "{}/{}", owed.rule, owed.duty),
            }
        }
    }
}

#[test]
fn an_opening_by_a_thief_is_reviewed_by_the_duty_post() {
    // RULE: 3-records.md, Responsibility 8
    let mut story = Story::under("r16");
    story.certify("thief", &[Role::operator], "guards", None);
    story.revoke("thief", RevokeReason::Compromised);
    story.open("thief", "11-21 10:00", asked(Matter::help));
    story.owed_by("house/review", &Debtor::DutyPost);
    story.stands("house/review", "11-21 10:06", Some("11-21 10:05"), Overrun);
    let opening = story.heads[0];
    story.act("chen", "11-21 10:04", Take { parents: vec![opening], offers: Vec::new(), because: None });
    story.met("house/review", Some("11-21 10:05"));
}
