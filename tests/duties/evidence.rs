//! Evidence of time: what receipts prove, what own clocks say, and what nobody can decide. V19 and V20 stand here.

use shouwen::domain::act::word::{Matter, Mode, Subject, Topic};
use shouwen::domain::act::{Offer, Take};
use shouwen::domain::duty::Verdict::{Breached, Met, Open, Undetermined};
use shouwen::domain::duty::{Basis, Why};
use shouwen::domain::id::RecordId;
use shouwen::domain::regulation::due::NoDue;
use shouwen::domain::time::Clock;

use crate::acts::{about, arrive, asked, basis, done, resident};
use crate::story::{How, Story, ms};

const RULE: &str = "R01.6/handoff";

/// The offer of the guard and the take of the officer, each with a receipt in hand.
fn handed(story: &mut Story, offered: (&str, Option<RecordId>), taken: (&str, How)) {
    let tenures = vec![story.tenure("wang")];
    let offer = Offer {
        tenures: tenures.clone(),
        to: Some(shouwen::domain::act::Addressee::Person(crate::story::person("zhao"))),
        mode: Mode::face,
        ..Offer::default()
    };
    let offer = story.act_as("wang", offered.0, offer, How { anchor: offered.1, ..How::default() });
    story.act_as("zhao", taken.0, Take { parents: tenures, offers: vec![offer], because: None }, taken.1);
}

/// V19: logged in a basement at ten, taken by QR on the centre's tablet at twenty past; both devices wrote receipts of the pictures.
fn basement() -> Story {
    let mut story = Story::under("r01");
    let seen = story.receipt("chen", "11-21 09:56", Clock::Synced);
    story.adoption = story.adoption.take();
    let open = shouwen::domain::act::Open { regulation: story.adoption, ..asked(Matter::repair) };
    story.act_as("wang", "11-21 10:00", open, How { anchor: Some(seen), ..How::default() });
    story.receipt("zhao", "11-21 10:19", Clock::Synced);
    handed(&mut story, ("11-21 10:18", Some(seen)), ("11-21 10:20", How::default()));
    story.receipt("wang", "11-21 10:21", Clock::Synced);
    story
}

#[test]
fn v19_offline_the_time_of_synchronising_does_not_matter() {
    let mut story = basement();
    let before = story.stands(RULE, "11-21 10:25", Some("11-21 10:30"), Met);
    assert_eq!(basis(&before), Some(Basis::Proven));
    story.receipt("chen", "11-21 14:00", Clock::Synced);
    story.receipt("qian", "11-21 14:01", Clock::Synced);
    let after = story.stands(RULE, "11-21 14:05", Some("11-21 10:30"), Met);
    assert_eq!(before.1, after.1);
}

#[test]
fn v19_without_receipts_of_the_handoff_own_clocks_speak() {
    let mut story = Story::under("r01");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    story.hand("wang", "zhao", "11-21 10:20");
    let before = story.stands(RULE, "11-21 10:25", Some("11-21 10:30"), Met);
    story.receipt("chen", "11-21 14:00", Clock::Synced);
    let after = story.stands(RULE, "11-21 14:05", Some("11-21 10:30"), Met);
    assert_eq!((basis(&before), basis(&after)), (Some(Basis::OwnClock), Some(Basis::OwnClock)));
}

/// V20: the officer's tablet runs twenty minutes fast; receipts prove that the take was between 10:05 and 10:35.
fn skewed(claimed: &str, clock: Clock) -> Story {
    let mut story = Story::under("r01");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    let lower = story.receipt("chen", "11-21 10:05", Clock::Synced);
    handed(&mut story, ("11-21 10:04", None), (claimed, How { anchor: Some(lower), clock: Some(clock), ..How::default() }));
    story.receipt("chen", "11-21 10:35", Clock::Synced);
    story
}

#[test]
fn v20_a_skewed_clock_accuses_nobody() {
    for claimed in ["11-21 10:25", "11-21 10:33", "11-21 10:40"] {
        let story = skewed(claimed, Clock::Unchecked);
        let (_, judged) = story.stands(RULE, "11-21 11:00", Some("11-21 10:30"), Undetermined);
        assert_eq!((judged.basis, judged.why), (None, Some(Why::Interval)), "{claimed}");
    }
    // Nor does one that believes itself synchronised; for its owner it is believed inside what receipts leave open.
    let (_, late) = skewed("11-21 10:33", Clock::Synced).one(RULE, "11-21 11:00");
    assert_eq!(late.verdict, Undetermined);
    let (_, early) = skewed("11-21 10:13", Clock::Synced).one(RULE, "11-21 11:00");
    assert_eq!((early.verdict, early.basis), (Met, Some(Basis::OwnClock)));
}

#[test]
fn a_breach_is_proven_by_a_receipt_that_was_in_hand() {
    // RULE: decision Q11, breached if the earliest stop is after the due of the latest anchor.
    let mut story = Story::under("r01");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    story.receipt("chen", "11-21 10:02", Clock::Synced);
    let late = story.receipt("qian", "11-21 10:33", Clock::Synced);
    handed(&mut story, ("11-21 10:05", None), ("11-21 10:10", How { anchor: Some(late), ..How::default() }));
    // The anchor is at the latest 10:02, so that 10:32 is its last due; the take is at the earliest 10:33, whatever it claims.
    let judged = story.stands(RULE, "11-21 11:00", Some("11-21 10:30"), Breached);
    assert_eq!(basis(&judged), Some(Basis::Proven));
    // A receipt of an unset clock proves nothing.
    let mut unset = Story::under("r01");
    unset.open("wang", "11-21 10:00", asked(Matter::repair));
    let late = unset.receipt("qian", "11-21 10:33", Clock::Unchecked);
    handed(&mut unset, ("11-21 10:05", None), ("11-21 10:10", How { anchor: Some(late), ..How::default() }));
    assert_eq!(basis(&unset.stands(RULE, "11-21 11:00", Some("11-21 10:30"), Met)), Some(Basis::OwnClock));
}

#[test]
fn nobody_backdates_past_a_receipt() {
    // RULE: decision Q01
    let mut story = Story::under("r10");
    story.open("wang", "11-21 10:00", about(Subject::burst_pipe));
    let seen = story.receipt("chen", "11-21 10:30", Clock::Synced);
    story.act_as("team", "11-21 10:31", arrive(), How { happened: Some(ms("11-21 10:10")), anchor: Some(seen), ..How::default() });
    // Told later is told by own clock: neither proven met nor, by when it was written down, breached.
    let judged = story.stands("R10.3/arrive", "11-21 11:00", Some("11-21 10:15"), Met);
    assert_eq!(basis(&judged), Some(Basis::OwnClock));
}

#[test]
fn what_answers_a_record_counts_no_earlier_than_it() {
    // RULE: decision Q01
    let mut story = Story::under("r01");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    let offer = story.offer("wang", "zhao", "11-21 10:35");
    let parents = vec![story.tenure("wang")];
    story.claim("zhao", "11-21 10:40", "11-21 10:10", Take { parents, offers: vec![offer], because: None });
    let (_, judged) = story.stands(RULE, "11-21 11:00", Some("11-21 10:30"), Breached);
    assert_eq!((judged.done, judged.basis), (Some(ms("11-21 10:35")), Some(Basis::OwnClock)));
}

#[test]
fn the_time_of_the_event_is_counted_not_that_of_its_entry() {
    // RULE: decision Q01, domain.md §7.7
    let mut story = Story::under("r10");
    let open = shouwen::domain::act::Open { regulation: story.adoption, ..about(Subject::burst_pipe) };
    story.claim("wang", "11-21 10:20", "11-21 10:00", open);
    story.act("team", "11-21 10:16", arrive());
    story.stands("R10.3/arrive", "11-21 11:00", Some("11-21 10:15"), Breached);
}

#[test]
fn one_boot_of_one_device_decides_by_its_own_time() {
    // RULE: decision Q11
    let minute = 60_000;
    let story = |elapsed: u64, claimed: &str| {
        let mut story = Story::under("r10");
        let open = shouwen::domain::act::Open { regulation: story.adoption, ..about(Subject::public_safety_equipment) };
        story.act_as("wang", "11-21 10:00", open, How { boot: Some((7, 100 * minute)), ..How::default() });
        story.act_as("wang", claimed, done(), How { boot: Some((7, elapsed)), ..How::default() });
        story.one("R10.4/handoff_important", "11-22 10:00").1
    };
    // The wall clock was set back and forth between; an hour of this boot is an hour.
    let (met, late) = (story(160 * minute, "11-21 13:00"), story(160 * minute + 1, "11-21 10:10"));
    assert_eq!((met.verdict, met.basis), (Met, Some(Basis::Proven)));
    assert_eq!((late.verdict, late.basis), (Breached, Some(Basis::Proven)));
}

#[test]
fn receipts_that_contradict_each_other_decide_nothing() {
    let mut story = Story::under("r01");
    story.open("wang", "11-21 10:00", asked(Matter::repair));
    let lower = story.receipt("chen", "11-21 12:00", Clock::Synced);
    handed(&mut story, ("11-21 10:04", None), ("11-21 10:10", How { anchor: Some(lower), ..How::default() }));
    story.receipt("qian", "11-21 10:15", Clock::Synced);
    let (_, judged) = story.stands(RULE, "11-21 13:00", Some("11-21 10:30"), Undetermined);
    assert_eq!(judged.why, Some(Why::Contradiction));
}

#[test]
fn without_the_calendar_of_its_year_a_duty_is_undetermined_and_says_so() {
    // RULE: domain.md §7.5, decision Q18
    let mut story = Story::under("r08");
    story.open("zhao", "2026-12-31 16:10", asked(Matter::complaint));
    story.hand("zhao", "liu", "2026-12-31 16:30");
    let (_, judged) = story.stands("R08.7/answer_client", "2027-01-05 10:00", None, Undetermined);
    assert_eq!(judged.why, Some(Why::NoDue(NoDue::Calendar("2027-01-01".parse().expect("a date")))));
    // Hours of the wall clock need no calendar.
    story.stands("R08.5/handoff", "2027-01-05 10:00", Some("2026-12-31 17:10"), Met);
    story.act("liu", "2027-01-05 10:00", resident(&[Topic::result]));
    story.stands("R08.7/answer_client", "2027-01-05 10:00", None, Undetermined);
}

#[test]
fn times_before_1970_and_after_2100_are_counted_or_said_to_be_beyond_counting() {
    for (contact, due) in [("1969-12-31 23:40", "1970-01-01 00:10"), ("2101-05-05 10:00", "2101-05-05 10:30")] {
        let mut story = Story::under("r01");
        story.open("wang", contact, asked(Matter::repair));
        story.act("wang", contact, crate::acts::cannot());
        story.stands(RULE, contact, Some(due), Open);
    }
    let mut story = claimed(i64::MIN);
    story.act("wang", "11-21 10:01", crate::acts::cannot());
    let (_, judged) = story.stands(RULE, "11-21 11:00", None, Undetermined);
    assert_eq!(judged.why, Some(Why::NoDue(NoDue::OutOfRange)));
}

const LATE: &str = "business_hours = \"10:00-20:00\"\n";
const ANSWER: &str = "R08.7/answer_client";

/// At a site with a directory: handed over on a Monday, which leaves until Tuesday half past five.
fn directed() -> (Story, RecordId) {
    let mut story = Story::under("r08");
    let first = story.direct("11-01 08:00", ("site = \"s\"", true), (None, &[]));
    story.open("zhao", "11-16 09:00", asked(Matter::complaint));
    story.hand("zhao", "liu", "11-16 10:00");
    (story, first)
}

#[test]
fn a_due_is_counted_by_the_directory_that_was_in_force_where_it_begins() {
    let (mut story, first) = directed();
    story.stands(ANSWER, "11-17 18:00", Some("11-17 17:30"), Breached);
    story.direct("11-17 18:30", (LATE, true), (None, &[first]));
    story.stands(ANSWER, "11-17 19:00", Some("11-17 17:30"), Breached);
    // Whose clock says that it was published long ago had the guard's receipt of today in hand.
    let seen = story.receipt("wang", "11-17 19:00", Clock::Synced);
    story.direct("11-10 08:00", (LATE, true), (Some(seen), &[first]));
    story.stands(ANSWER, "11-17 19:30", Some("11-17 17:30"), Breached);
    let (mut other, first) = directed();
    other.direct("11-10 08:00", (LATE, true), (None, &[first]));
    other.stands(ANSWER, "11-17 19:30", Some("11-17 20:00"), Open);
}

#[test]
fn what_was_counted_otherwise_while_it_may_have_begun_proves_nothing() {
    let mut story = Story::under("r08");
    let first = story.direct("11-01 08:00", (LATE, true), (None, &[]));
    story.open("zhao", "11-16 09:00", asked(Matter::complaint));
    let offer = story.offer("zhao", "liu", "11-16 09:45");
    let lower = story.receipt("chen", "11-16 09:50", Clock::Synced);
    let parents = vec![story.tenure("zhao")];
    let taken = How { anchor: Some(lower), clock: Some(Clock::Unchecked), ..How::default() };
    story.act_as("liu", "11-16 09:55", Take { parents, offers: vec![offer], because: None }, taken);
    story.receipt("chen", "11-16 10:10", Clock::Synced);
    let mut shortened = story.clone();
    shortened.direct("11-16 10:00", ("site = \"s\"", true), (None, &[first]));
    for (mut story, verdict) in [(story, Met), (shortened, Undetermined)] {
        let told = How { clock: Some(Clock::Unchecked), ..How::default() };
        story.act_as("liu", "11-17 18:00", resident(&[Topic::result]), told);
        story.receipt("zhao", "11-17 18:05", Clock::Synced);
        story.stands(ANSWER, "11-17 21:00", Some("11-17 20:00"), verdict);
    }
}

#[test]
fn what_is_counted_by_a_directory_that_has_not_arrived_is_undetermined_and_says_so() {
    let (mut story, first) = directed();
    story.direct("11-15 08:00", (LATE, false), (None, &[first]));
    let (_, judged) = story.stands(ANSWER, "11-17 18:00", None, Undetermined);
    assert!(matches!(judged.why, Some(Why::NoDue(NoDue::Document(_)))));
    story.stands("R08.5/handoff", "11-17 18:00", Some("11-16 10:00"), Met);
    story.direct("11-15 08:00", (LATE, true), (None, &[first]));
    story.stands(ANSWER, "11-17 18:00", Some("11-17 20:00"), Open);
}

/// Opened at ten, with a claim of when the contact was.
fn claimed(happened: i64) -> Story {
    let mut story = Story::under("r01");
    let open = shouwen::domain::act::Open { regulation: story.adoption, ..asked(Matter::repair) };
    story.act_as("wang", "11-21 10:00", open, How { happened: Some(happened), ..How::default() });
    story
}

#[test]
fn what_is_written_down_has_happened() {
    // RULE: decision Q01. A claim goes back, not forward: nobody has until tomorrow by saying that it will be tomorrow.
    for happened in [ms("11-22 09:00"), ms("11-21 10:00") + 1, i64::MAX] {
        let mut story = claimed(happened);
        story.act("wang", "11-21 10:01", crate::acts::cannot());
        story.stands(RULE, "11-21 10:31", Some("11-21 10:30"), Breached);
        let (request, course) = story.follow(&story.records).expect("a request");
        assert_eq!((request.happened, course.events[0].time()), (Some(ms("11-21 10:00")), ms("11-21 10:00")));
    }
    let mut story = claimed(ms("11-21 09:00"));
    story.act("wang", "11-21 10:01", crate::acts::cannot());
    story.stands(RULE, "11-21 09:31", Some("11-21 09:30"), Breached);
}

#[test]
fn looking_up_receipts_by_place_finds_what_reading_all_of_them_finds() {
    // Holding links makes the evidence read every receipt; holding none, it looks the place up.
    let story = basement();
    let (looked_up, read) = (story.evidence(&story.records), story.evidence_with_links(&story.records));
    let own: Vec<_> = story.records.iter().filter(|record| record.request().is_some()).collect();
    assert_eq!(own.len(), 3);
    let intervals: Vec<_> = own.iter().map(|record| looked_up.interval(record)).collect();
    assert_eq!(intervals, own.iter().map(|record| read.interval(record)).collect::<Vec<_>>());
    // Another device saw the opening and the take; the offer nobody saw before it was taken.
    let (seen, shown, answered) = (Some(ms("11-21 09:56")), Some(ms("11-21 10:19")), Some(ms("11-21 10:21")));
    assert_eq!(intervals, [(seen, shown), (seen, None), (None, answered)]);
}
