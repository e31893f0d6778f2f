//! What holds for all histories: no order of arrival, no adoption and no local clock changes what was owed or proven.

use std::collections::BTreeMap;

use proptest::prelude::*;
use shouwen::domain::act::word::{Class, Competence, Matter, Mode, Outcome, Promised, Reason, Subject, Topic};
use shouwen::domain::act::{Act, Addressee, Answer, Classify, Close, Complete, Note, Offer, Take};
use shouwen::domain::duty::{Basis, Verdict};
use shouwen::domain::id::RecordId;
use shouwen::domain::record::Header;
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

/// Draws of which every other one is a word about the request.
fn talk() -> impl Strategy<Value = Vec<Draw>> {
    let word = (5u8..7, any::<u8>(), any::<u8>(), any::<u8>());
    proptest::collection::vec(prop_oneof![any::<Draw>(), word], 3..16)
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

/// How often a duty is owed for one occasion, and how often it is late, void, or void only when it was late.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    times: usize,
    late: usize,
    void: usize,
    void_late: usize,
}

/// What is owed, by clause, name and occasion.
fn owed_for(story: &Story) -> BTreeMap<(String, String, RecordId), Count> {
    let docket = story.docket();
    let mut found: BTreeMap<_, Count> = BTreeMap::new();
    for (owed, judged) in story.judged("12-30 12:00") {
        let count = found.entry((owed.rule, owed.duty, docket.mark(owed.occasion).record)).or_default();
        count.times += 1;
        let is_late = matches!(judged.verdict, Verdict::Breached | Verdict::Overrun | Verdict::Broken);
        count.late += usize::from(is_late);
        count.void_late += usize::from(is_late && owed.superseded.is_some());
        count.void += usize::from(judged.verdict == Verdict::Superseded);
    }
    found
}

/// What people said about the request, and had the right to say: where somebody else had not, another one says it for the first time.
fn words(story: &Story) -> Vec<Header> {
    let (_, course) = story.follow(&story.records).expect("folds");
    let counts = |record: &&VerifiedRecord| course.place(record.id()).is_some_and(|place| course.events[place].effect);
    let headers = story.records.iter().filter(counts).map(|record| record.header().clone());
    headers.filter(|header| matches!(Act::decode(&header.act), Act::Classify(_))).collect()
}

/// What is owed more often, or late for no reason, once another device has said the same at the same time; nothing, if all is well.
/// A word that nothing denies may revive what another one's denial had made void. By a clock that is behind it may begin sooner, too.
fn worse_when_said_again(story: &Story, said: &Header, at: &str) -> String {
    let is_behind = at < "11-20 09:00";
    let mut more = story.clone();
    more.act_as("sun", at, Act::decode(&said.act), How { parents: Some(said.parents.clone()), ..How::default() });
    let before = owed_for(story);
    let later = |known: &Count, now: &Count| now.late > known.late + known.void || now.void_late > known.void_late;
    let worse = owed_for(&more).into_iter().filter(|(occasion, now)| match before.get(occasion) {
        Some(known) => now.times > known.times || (!is_behind && later(known, now)),
        None => now.times > 1,
    });
    let said: Vec<String> = worse.map(|(occasion, now)| format!("{occasion:?}: {:?}, then {now:?}", before.get(&occasion))).collect();
    said.join("\n")
}

/// Histories that once were judged otherwise when something was said again: a denial that came later in the order of the fold made
/// what was void by then late, and who says something with the right to it says it for the first time.
const SAID_AGAIN: &[(u8, &[Draw])] = &[
    (227, &[(42, 89, 36, 44), (5, 238, 189, 2), (52, 68, 32, 79), (6, 162, 203, 176), (6, 10, 77, 209), (6, 50, 163, 16)]),
    (241, &[(5, 9, 250, 162), (5, 182, 98, 16), (6, 148, 244, 195), (5, 86, 117, 2), (5, 54, 80, 139), (5, 209, 159, 16)]),
    (217, &[(85, 33, 81, 0), (229, 33, 31, 56), (0, 0, 0, 0), (101, 35, 141, 0)]),
    (8, &[(245, 1, 52, 0), (197, 61, 222, 1), (5, 79, 16, 1)]),
];

#[test]
fn what_was_said_once_more_in_known_histories_adds_nothing() {
    for (regulation, draws) in SAID_AGAIN {
        let story = story(*regulation, draws);
        for said in words(&story) {
            // Each minute gives the record another place in the order of the fold.
            for minute in 10..18 {
                assert_eq!(worse_when_said_again(&story, &said, &format!("11-24 09:{minute}")), "", "{regulation} {draws:?}");
            }
            assert_eq!(worse_when_said_again(&story, &said, "11-20 08:00"), "", "{regulation} {draws:?}");
        }
    }
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
    fn what_is_said_once_more_at_the_same_time_adds_no_duty_and_no_second_breach(regulation in any::<u8>(), draws in talk(), which in any::<prop::sample::Index>(), at in prop::sample::select(&["11-24 09:00", "11-20 08:00"])) {
        let story = story(regulation, &draws);
        let words = words(&story);
        prop_assume!(!words.is_empty());
        let worse = worse_when_said_again(&story, which.get(&words), at);
        prop_assert!(worse.is_empty(), "{}", worse);
    }

    #[test]
    fn a_docket_reads_back_from_its_bytes(regulation in any::<u8>(), draws in draws()) {
        let docket = story(regulation, &draws).docket();
        let bytes = postcard::to_allocvec(&docket).expect("encodes");
        prop_assert_eq!(postcard::from_bytes::<shouwen::domain::duty::Docket>(&bytes).expect("decodes"), docket);
    }
}
