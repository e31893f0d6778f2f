//! What the calendar asks for: a forum in every quarter, a questionnaire in every half-year, and since when it is asked.

use shouwen::domain::act::Open;
use shouwen::domain::act::word::Channel;
use shouwen::domain::duty::Verdict::{Breached, Met, NotMeasured, Open as Owing, Superseded, Undetermined};
use shouwen::domain::duty::{Basis, Done, Mark, Period, Recurring, Verdict};
use shouwen::domain::regulation::preset;
use shouwen::domain::time::Clock;

use crate::story::{How, Story, ms};

const YEAR_MS: i64 = 366 * 24 * 60 * 60 * 1000;

fn by(channel: Channel) -> Open {
    Open { channel, ..Open::default() }
}

/// What the request of a story shows of a period, as a node that found it by its channel asks.
fn done(story: &Story, period: Period) -> Option<Done> {
    let (_, course) = story.follow(&story.records)?;
    let opening = Mark::of(&course.events[0], None);
    Done::of(period, &opening, story.evidence(&story.records).bounds(&opening))
}

/// How the periods of a clause stand that end in the year before a moment.
fn stands(story: &Story, rule: &str, now: &str) -> Vec<Verdict> {
    let (now, evidence) = (ms(now), story.evidence(&story.records));
    let all = Recurring::all(&evidence).into_iter().filter(|recurring| recurring.duty.rule == rule);
    let judged = all.flat_map(|recurring| {
        let periods = recurring.periods(&|moment| evidence.almanac().zone_at(moment), now - YEAR_MS, now);
        periods.into_iter().map(|period| recurring.judge(period, done(story, period), now, true).verdict).collect::<Vec<_>>()
    });
    judged.collect()
}

#[test]
fn r10_11_a_forum_in_every_quarter() {
    // RULE: R10.11
    let mut story = Story::under("r10");
    assert_eq!(stands(&story, "R10.11", "03-31 23:59"), [Owing]);
    story.open("zhao", "02-03 15:00", by(Channel::forum));
    assert_eq!(stands(&story, "R10.11", "03-31 23:59"), [Met]);
    assert_eq!(stands(&story, "R10.11", "06-30 23:59"), [Met, Owing]);
    assert_eq!(stands(&story, "R10.11", "07-01 00:00"), [Met, Breached, Owing], "the first moment after the quarter is too late");
    let evidence = story.evidence(&story.records);
    let forum = Recurring::all(&evidence).into_iter().find(|recurring| recurring.duty.rule == "R10.11").expect("asked for");
    assert_eq!(forum.duty.channel, [Channel::forum], "a call is no forum");
}

#[test]
fn r10_15_a_questionnaire_in_every_half_year() {
    // RULE: R10.15
    let mut story = Story::under("r10");
    story.open("zhao", "06-30 23:59", by(Channel::survey));
    assert_eq!(stands(&story, "R10.15", "12-31 23:59"), [Met, Owing]);
    assert_eq!(stands(&story, "R10.15", "2027-01-01 00:00"), [Met, Breached, Owing]);
}

#[test]
fn r15_18_statistics_as_often_as_the_company_says_are_asked_of_nobody() {
    // RULE: R15.18, decision Q12
    let story = Story::under("r15");
    assert_eq!(stands(&story, "R15.18", "12-31 23:59"), []);
    let own = "schema = 1\nid = \"own\"\nkind = \"overlay\"\ntitle_zh = \"本公司\"\nsource = \"own\"\n";
    let monthly = format!("{own}[[periodic]]\nid = \"statistics\"\nrule = \"C1.1\"\nevery = \"month\"\nwho = \"cs_director\"\n");
    let story = Story::under(&format!("r15+{monthly}"));
    assert_eq!(stands(&story, "C1.1", "03-01 00:00"), [NotMeasured; 3], "no record tells, and nothing is late");
}

#[test]
fn r05_2_an_assessment_is_known_and_asked_of_nobody_until_a_company_says_how_often() {
    // RULE: R05.2, decision Q12
    let story = Story::under("r03+r05");
    let evidence = story.evidence(&story.records);
    let known = Recurring::all(&evidence).into_iter().find(|recurring| recurring.duty.rule == "R05.2").expect("named");
    assert_eq!((known.duty.id.as_str(), stands(&story, "R05.2", "12-31 23:59")), ("assessment", vec![]));
    let yearly = preset("r05").expect("shipped").replace("every = \"set\"", "every = \"year\"");
    let story = Story::under(&format!("r03+{yearly}"));
    assert_eq!(stands(&story, "R05.2", "2027-01-01 00:00"), [NotMeasured, NotMeasured], "no record tells, and nothing is late");
}

#[test]
fn who_adopts_anew_owes_no_less_and_takes_nothing_back() {
    let mut again = Story::under("r10");
    again.adopt_instead("05-10 09:00", "r10+r05");
    assert_eq!(stands(&again, "R10.11", "07-01 00:00"), [Breached, Breached, Owing], "the same forum was asked for all the time");
    let mut other = Story::under("r10");
    other.adopt_instead("05-10 09:00", "r16");
    assert_eq!(stands(&other, "R10.11", "07-01 00:00"), [Breached, Superseded]);
    let mut late = Story::under("r16");
    late.adopt_instead("05-10 09:00", "r10");
    assert_eq!(stands(&late, "R10.11", "06-30 23:59"), [Owing]);
    assert_eq!(stands(&late, "R10.11", "10-01 00:00"), [Superseded, Breached, Owing], "nobody misses what began before");
}

#[test]
fn receipts_prove_in_which_quarter_it_was() {
    let quarter = Period { from: ms("01-01 00:00"), to: ms("04-01 00:00") };
    let opened = |at: &str, how: &dyn Fn(&mut Story) -> How, after: Option<&str>| {
        let mut story = Story::under("r10");
        story.act("ma", "01-02 08:00", by(Channel::visit));
        let how = how(&mut story);
        let regulation = story.adoption;
        story.act_as("zhao", at, Open { regulation, ..by(Channel::forum) }, how);
        if let Some(after) = after {
            story.receipt("ma", after, Clock::Synced);
        }
        done(&story, quarter).map(|done| (done.at, done.basis))
    };
    let seen = |story: &mut Story, at: &str| Some(story.receipt("ma", at, Clock::Synced));
    let between = opened("02-03 15:00", &|story| How { anchor: seen(story, "02-03 08:00"), ..How::default() }, Some("02-04 08:00"));
    assert_eq!(between, Some((ms("02-03 15:00"), Basis::Proven)));
    assert_eq!(opened("02-03 15:00", &|_| How::default(), None), Some((ms("02-03 15:00"), Basis::OwnClock)));
    // A clock that was set back into the quarter does not hold a forum in it; a note of one that was held counts by its word.
    assert_eq!(opened("03-30 15:00", &|story| How { anchor: seen(story, "04-02 08:00"), ..How::default() }, Some("04-03 08:00")), None);
    let noted = |story: &mut Story| How { anchor: seen(story, "04-02 08:00"), happened: Some(ms("03-30 15:00")), ..How::default() };
    assert_eq!(opened("04-02 15:00", &noted, Some("04-03 08:00")), Some((ms("03-30 15:00"), Basis::OwnClock)));
}

#[test]
fn a_clock_that_was_years_behind_when_it_adopted_accuses_nobody_of_those_years() {
    let adopted = |clock: Clock, receipt: Option<&str>| {
        let mut story = Story::under("r16");
        story.act("ma", "01-02 08:00", by(Channel::visit));
        let anchor = receipt.map(|at| story.receipt("ma", at, Clock::Synced));
        story.adopt_by(("2000-01-01 08:00", clock), "r10", anchor);
        stands(&story, "R10.11", "2027-05-01 00:00")
    };
    assert_eq!(adopted(Clock::Unchecked, None), [Undetermined, Undetermined, Undetermined, Undetermined, Owing]);
    assert_eq!(adopted(Clock::Peer, None), adopted(Clock::Unchecked, None), "a neighbour's clock is no time service");
    // Its author held a receipt of November 2026: the quarter of that is not whole, and the next one is owed.
    for clock in [Clock::Unchecked, Clock::Synced] {
        assert_eq!(adopted(clock, Some("11-03 08:00")), [Superseded, Breached, Owing]);
    }
}

#[test]
fn another_zone_leaves_the_quarters_that_began_before_it_alone() {
    // RULE: decision 024
    let quarters = |story: &Story, now: &str| {
        let evidence = story.evidence(&story.records);
        let forum = Recurring::all(&evidence).into_iter().find(|recurring| recurring.duty.rule == "R10.11").expect("asked for");
        forum.periods(&|moment| evidence.almanac().zone_at(moment), ms("01-01 00:00"), ms(now))
    };
    let mut story = Story::under("r10");
    story.direct("01-01 00:00", ("site = \"s\"", true), (None, &[]));
    story.open("zhao", "06-30 23:30", by(Channel::forum));
    let (before, stood) = (quarters(&story, "09-30 23:59"), stands(&story, "R10.11", "09-30 23:59"));
    assert_eq!(stood, [Breached, Met, Owing]);
    story.direct("08-10 09:00", ("time_zone = \"+09:00\"", true), (None, &[]));
    assert_eq!((quarters(&story, "09-30 22:59"), stands(&story, "R10.11", "09-30 22:59")), (before, stood));
    let last = quarters(&story, "10-10 00:00").pop().expect("one runs");
    assert_eq!(last, Period { from: ms("09-30 23:00"), to: ms("12-31 23:00") }, "by the zone in which it began");
}
