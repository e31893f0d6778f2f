//! Registers: what a clause asks at contact is there, or who logged the request still owes it.

use std::collections::BTreeMap;

use shouwen::domain::act::word::{Channel, Field, Matter};
use shouwen::domain::act::{Correct, Open};
use shouwen::domain::course::Course;
use shouwen::domain::duty::{Docket, Mark, Verdict};
use shouwen::domain::form::{Asked, Correction, Register, Unread};
use shouwen::domain::id::{Code, RecordId};
use shouwen::domain::payload::Personal;
use shouwen::domain::regulation::Adopted;

use crate::acts::{answer, asked};
use crate::story::Story;

fn words(fields: &[Field]) -> Personal {
    let texts: BTreeMap<Field, String> = fields.iter().map(|field| (*field, "好".to_owned())).collect();
    Personal { texts, ..Personal::default() }
}

fn clause(story: &Story, key: &str) -> Asked {
    let (_, course) = story.follow(&story.records).expect("the request folds");
    let evidence = story.evidence(&story.records);
    let adopted: &Adopted = evidence.adopted(course.adoption);
    let (rule, duty) = key.split_once('/').expect("rule/duty");
    Asked::of(adopted.duty(rule, duty).expect("a duty of the regulation"), &adopted.provisions.ask)
}

fn place(docket: &Docket, key: &str) -> usize {
    docket.duties.iter().position(|owed| format!("{}/{}", owed.rule, owed.duty) == key).expect("owed")
}

fn verdict(story: &Story, docket: &Docket, key: &str, now: &str) -> Verdict {
    let mut judged = story.judged_docket(docket, &story.records, now).into_iter();
    judged.find(|(owed, _)| format!("{}/{}", owed.rule, owed.duty) == key).expect("owed").1.verdict
}

fn mark(course: &Course, record: RecordId) -> Mark {
    Mark::of(&course.events[course.place(record).expect("in the course")], None)
}

impl Story {
    /// The register of a clause waits for exactly these fields, whichever of them is missing.
    pub fn registers(&self, key: &str, fields: &[Field]) {
        let (asked, open) = (clause(self, key), Open::default());
        assert_eq!(asked.register(&open, &Ok(Personal::default()), &[]), Register::Lacking(fields.to_vec()), "{key}");
        assert_eq!(asked.register(&open, &Ok(words(fields)), &[]), Register::Complete(None), "{key}");
        for missing in fields {
            let others: Vec<Field> = fields.iter().copied().filter(|field| field != missing).collect();
            assert_eq!(asked.register(&open, &Ok(words(&others)), &[]), Register::Lacking(vec![*missing]), "{key}");
        }
        let mut docket = self.docket();
        let number = place(&docket, key);
        let before = docket.duties[number].clone();
        assert!(before.is_unread() && !before.is_open(), "{key}: only words can tell");
        docket.register(number, None);
        assert!(docket.duties[number].is_open(), "{key}: somebody still has to ask");
    }
}

#[test]
fn a_blank_is_no_answer_and_a_building_is_a_place() {
    let mut story = Story::under("r15");
    story.open("zhao", "11-21 10:00", asked(Matter::complaint));
    let asked = clause(&story, "R15.4/register");
    let all = [Field::name, Field::phone, Field::room, Field::target, Field::occurred, Field::words, Field::condition, Field::expectation];
    let building = Open { place: Code::new("b3"), ..Open::default() };
    assert_eq!(asked.register(&Open::default(), &Ok(words(&all)), &[]), Register::Lacking(vec![Field::place]));
    assert_eq!(asked.register(&building, &Ok(words(&all)), &[]), Register::Complete(None));
    let found = Open { channel: Channel::patrol, place: Code::new("b3"), ..Open::default() };
    let what = [Field::occurred, Field::words, Field::condition];
    assert_eq!(asked.register(&found, &Ok(words(&what)), &[]), Register::Complete(None), "nobody reported it");
    let mut blank = words(&all);
    blank.texts.insert(Field::phone, "  ".to_owned());
    assert_eq!(asked.register(&building, &Ok(blank), &[]), Register::Lacking(vec![Field::phone]));
}

#[test]
fn what_was_written_down_later_ends_a_register_then() {
    // RULE: R07.3, decision Q02
    let mut story = Story::under("r07");
    story.open("qian", "11-21 07:00", asked(Matter::repair));
    story.act("qian", "11-21 07:10", answer());
    let opening = story.request.expect("opened");
    let correct = |story: &mut Story, at: &str| story.act("qian", at, Correct { record: opening, field: Field::words });
    let (early, late) = (correct(&mut story, "11-22 06:50"), correct(&mut story, "11-22 07:10"));
    let (_, course) = story.follow(&story.records).expect("the request folds");
    let (key, asked) = ("R07.3/respond_and_record", clause(&story, "R07.3/respond_and_record"));
    let by = |record, says| Correction { mark: mark(&course, record), field: Field::words, says };
    let judged = |corrections: &[Correction]| {
        let register = asked.register(&Open::default(), &Ok(Personal::default()), corrections);
        let mut docket = story.docket();
        let number = place(&docket, key);
        match register {
            Register::Complete(Some(by)) => docket.register(number, Some(*by)),
            Register::Complete(None) | Register::Unread(_) => {}
            Register::Lacking(_) => docket.register(number, None),
        }
        verdict(&story, &docket, key, "11-22 08:00")
    };
    assert_eq!(judged(&[]), Verdict::Breached, "it was never written down");
    assert_eq!(judged(&[by(early, Ok(true)), by(late, Ok(true))]), Verdict::Met, "the first one counts, a second only changes it");
    assert_eq!(judged(&[by(early, Ok(false)), by(late, Ok(true))]), Verdict::Breached, "the first one says nothing");
}

#[test]
fn what_nobody_can_read_is_neither_there_nor_lacking() {
    let mut story = Story::under("r01");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    let correct = story.act("wang", "11-21 10:05", Correct { record: story.request.expect("opened"), field: Field::phone });
    let (_, course) = story.follow(&story.records).expect("the request folds");
    let (asked, open) = (clause(&story, "R01.10/register"), Open::default());
    let by = |says| [Correction { mark: mark(&course, correct), field: Field::phone, says }];
    for why in [Unread::Sealed, Unread::Erased] {
        assert_eq!(asked.register(&open, &Err(why), &[]), Register::Unread(why));
        assert_eq!(asked.register(&open, &Ok(words(&[Field::name, Field::words])), &by(Err(why))), Register::Unread(why));
    }
    let lacks_both = asked.register(&open, &Ok(words(&[Field::words])), &by(Err(Unread::Sealed)));
    assert_eq!(lacks_both, Register::Lacking(vec![Field::name]), "what is certainly lacking is said");
    let done = asked.register(&open, &Ok(words(&[Field::name, Field::words])), &by(Ok(true)));
    assert!(matches!(done, Register::Complete(Some(by)) if by.record == correct));
}
