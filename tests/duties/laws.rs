//! What holds for all histories: no order of arrival, no adoption and no local clock changes what was owed or proven.

use std::collections::BTreeMap;

use proptest::prelude::*;
use shouwen::domain::act::word::{Class, Competence, Matter, Mode, Outcome, Promised, Reason, Subject, Topic};
use shouwen::domain::act::{Act, Addressee, Answer, Classify, Close, Complete, Note, Offer, Take};
use shouwen::domain::duty::{Basis, Verdict};
use shouwen::domain::id::RecordId;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::domain::time::Clock;

use crate::acts::{about, answer, arrive, assign, class, consult, done, promise, report, resident, tells, visit};
use crate::story::{How, Story, person};

/// What happens, by whom, and two free numbers.
pub type Draw = (u8, u8, u8, u8);

const PEOPLE: &[&str] = &["wang", "zhao", "qian", "liu", "li", "chen", "sun", "cr"];
pub const REGULATIONS: &[&str] = &["r01", "r02", "r03+r05", "r04", "r06", "r07", "r08", "r09", "r10", "r11", "r12+r13", "r15", "r16+r14"];
const NOW: &str = "11-25 12:00";

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    proptest::collection::vec(any::<Draw>(), 3..16)
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 60, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() }
}

/// A random course under a random regulation; now and then somebody writes without knowing the newest records.
pub fn story(regulation: u8, draws: &[Draw]) -> Story {
    let mut story = Story::under(REGULATIONS[usize::from(regulation) % REGULATIONS.len()]);
    let subject = [Subject::fire, Subject::repair, Subject::burst_pipe, Subject::noise][usize::from(regulation / 16) % 4];
    story.open(
        PEOPLE[usize::from(regulation) % 3],
        "11-20 09:00",
        shouwen::domain::act::Open { matter: Matter::complaint, ..about(subject) },
    );
    let mut seen: Vec<RecordId> = Vec::new();
    let mut receipt = None;
    for (at, (what, who, a, b)) in draws.iter().copied().enumerate() {
        let name = PEOPLE[usize::from(who) % PEOPLE.len()];
        let time = format!("11-{:02} {:02}:{:02}", 20 + at / 6, 9 + (at * 2) % 12, b % 60);
        if what % 16 == 15 {
            receipt = Some(story.receipt(name, &time, if a.is_multiple_of(4) { Clock::Unchecked } else { Clock::Synced }));
            continue;
        }
        let act = act(&story, what % 16, (a, b));
        let behind = b.is_multiple_of(5).then(|| seen.clone()).filter(|seen| !seen.is_empty());
        let how = How {
            parents: behind,
            happened: a.is_multiple_of(7).then(|| crate::story::ms("11-20 09:30")),
            anchor: receipt.filter(|_| !a.is_multiple_of(3)),
            ..How::default()
        };
        seen.clone_from(&story.heads);
        story.act_as(name, &time, act, how);
    }
    story
}

fn act(story: &Story, what: u8, (a, b): (u8, u8)) -> Act {
    let someone = PEOPLE[usize::from(a) % PEOPLE.len()];
    let (request, _) = story.follow(&story.records).expect("folds");
    let tenures: Vec<RecordId> = request.standing().map(|tenure| tenure.id).collect();
    let offers = request.offers.iter().map(|offer| offer.id).collect();
    let topics = [Topic::result, Topic::progress, Topic::reason, Topic::department];
    match what {
        0 | 1 => Offer {
            tenures,
            to: Some(Addressee::Person(person(someone))),
            mode: Mode::face,
            reached: b > 99,
            reason: Some(Reason::not_own),
            ..Offer::default()
        }
        .into(),
        2..=4 => Take { parents: tenures, offers, because: None }.into(),
        5 => Classify {
            competence: Some([Competence::own, Competence::single_dept, Competence::multi_dept][usize::from(a) % 3]),
            ..Classify::default()
        }
        .into(),
        6 => class([Class::c1, Class::c2, Class::urgent, Class::general, Class::complaint][usize::from(a) % 5]).into(),
        7 => resident(&topics[usize::from(a) % 4..]).into(),
        8 => tells(someone, &[Topic::result]).into(),
        9 => if a > 99 { done() } else { Complete { outcome: Outcome::not_resolved, cause: None } }.into(),
        10 => visit([Some(true), Some(false), None][usize::from(a) % 3]).into(),
        11 => if a > 99 { answer() } else { Answer { out_of_scope: true, ..answer() } }.into(),
        12 => Close { parents: tenures, because: None, outcome: Outcome::resolved }.into(),
        13 => promise(Promised::result, "11-22 10:00").into(),
        _ => match a % 5 {
            0 => report(shouwen::domain::act::Audience::OnDuty(shouwen::domain::act::word::Duty::top_on_duty)).into(),
            1 => assign(someone).into(),
            2 => arrive().into(),
            3 => consult(someone, Reason::unsolvable).into(),
            _ => Note { joins: false }.into(),
        },
    }
}

fn turned(records: &[VerifiedRecord], by: usize) -> Vec<VerifiedRecord> {
    let mut turned = records.to_vec();
    turned.reverse();
    turned.rotate_left(by % records.len());
    turned.extend(records.iter().take(by % records.len()).cloned());
    turned
}

/// How often each duty is owed for each occasion, and how often it is late.
fn owed_for(story: &Story) -> BTreeMap<(String, String, RecordId), (usize, usize)> {
    let docket = story.docket();
    let mut found: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for (owed, judged) in story.judged("12-30 12:00") {
        let times = found.entry((owed.rule, owed.duty, docket.mark(owed.occasion).record)).or_default();
        times.0 += 1;
        times.1 += usize::from(matches!(judged.verdict, Verdict::Breached | Verdict::Overrun | Verdict::Broken));
    }
    found
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_order_and_repetition_give_the_same_docket_and_verdicts(regulation in any::<u8>(), draws in draws(), by in any::<usize>()) {
        let story = story(regulation, &draws);
        let other = turned(&story.records, by);
        prop_assert_eq!(story.docket_of(&other), story.docket_of(&story.records));
        prop_assert_eq!(story.judged_with(&other, NOW), story.judged(NOW));
    }

    #[test]
    fn now_only_turns_open_into_late(regulation in any::<u8>(), draws in draws()) {
        let story = story(regulation, &draws);
        let key = |owed: &shouwen::domain::duty::Owed| (owed.rule.clone(), owed.duty.clone(), owed.raised, owed.anchor);
        let later = story.judged("12-30 12:00");
        for (owed, judged) in story.judged("11-20 09:00") {
            let Some((_, then)) = later.iter().find(|(other, _)| key(other) == key(&owed)) else {
                prop_assert!(owed.unless.is_some(), "only what rests on another's running out comes and goes");
                continue;
            };
            prop_assert_eq!(&then.due, &judged.due);
            if judged.verdict != Verdict::Open {
                prop_assert_eq!((then.verdict, then.basis), (judged.verdict, judged.basis));
            }
        }
    }

    #[test]
    fn a_receipt_never_turns_a_proven_met_into_a_breach(regulation in any::<u8>(), draws in draws(), who in 0usize..8, minute in 0i64..6000) {
        let story = story(regulation, &draws);
        let before = story.judged(NOW);
        let mut more = story.clone();
        let at = chrono::DateTime::from_timestamp_millis(crate::story::ms("11-20 09:00") + minute * 60_000).expect("a time");
        let at = at.with_timezone(&crate::story::zone()).format("%m-%d %H:%M").to_string();
        more.receipt(PEOPLE[who], &at, Clock::Synced);
        prop_assert_eq!(more.docket(), story.docket(), "a receipt is no part of what is owed");
        for ((owed, judged), (_, then)) in before.iter().zip(&more.judged(NOW)) {
            if (judged.verdict, judged.basis) == (Verdict::Met, Some(Basis::Proven)) {
                prop_assert!(matches!(then.verdict, Verdict::Met | Verdict::Undetermined), "{owed:?} {then:?}");
            }
            if judged.basis == Some(Basis::Proven) && !matches!(judged.verdict, Verdict::Met) {
                prop_assert_ne!((then.verdict, then.basis), (Verdict::Met, Some(Basis::Proven)), "{:?}", owed);
            }
        }
    }

    #[test]
    fn i18_another_adoption_changes_no_old_due_and_no_old_verdict(regulation in any::<u8>(), draws in draws(), other in 0..REGULATIONS.len()) {
        let story = story(regulation, &draws);
        let mut adopted = story.clone();
        adopted.adopt(REGULATIONS[other], &[]);
        prop_assert_eq!(adopted.docket(), story.docket());
        prop_assert_eq!(adopted.judged(NOW), story.judged(NOW));
    }

    #[test]
    fn i19_no_house_figure_is_ever_a_breach(regulation in any::<u8>(), draws in draws()) {
        use shouwen::domain::regulation::adopted::LimitKind;
        for (owed, judged) in story(regulation, &draws).judged("12-30 12:00") {
            let by_regulation = owed.kind == LimitKind::Regulation;
            prop_assert!(by_regulation || judged.verdict != Verdict::Breached, "{:?}", owed);
            prop_assert!(owed.kind == LimitKind::Promise || judged.verdict != Verdict::Broken, "{:?}", owed);
            prop_assert!(matches!(owed.kind, LimitKind::House | LimitKind::Set) || judged.verdict != Verdict::Overrun, "{:?}", owed);
        }
    }

    #[test]
    fn what_is_said_once_more_at_the_same_time_adds_no_duty_and_no_second_breach(regulation in any::<u8>(), draws in draws(), which in any::<prop::sample::Index>()) {
        let story = story(regulation, &draws);
        let word = |record: &&VerifiedRecord| matches!(Act::decode(&record.header().act), Act::Classify(_));
        let words: Vec<&VerifiedRecord> = story.records.iter().filter(word).collect();
        prop_assume!(!words.is_empty());
        let said = which.get(&words).header();
        let mut more = story.clone();
        more.act_as("sun", "11-24 09:00", Act::decode(&said.act), How { parents: Some(said.parents.clone()), ..How::default() });
        let before = owed_for(&story);
        for (occasion, (times, breaches)) in owed_for(&more) {
            let known = before.get(&occasion).copied().unwrap_or_default();
            prop_assert!(times <= known.0.max(1) && breaches <= known.1.max(1), "{:?}: {:?}, {:?}", occasion, known, (times, breaches));
        }
    }

    #[test]
    fn a_docket_reads_back_from_its_bytes(regulation in any::<u8>(), draws in draws()) {
        let docket = story(regulation, &draws).docket();
        let bytes = postcard::to_allocvec(&docket).expect("encodes");
        prop_assert_eq!(postcard::from_bytes::<shouwen::domain::duty::Docket>(&bytes).expect("decodes"), docket);
    }
}
