//! Peers that are slow, silent or say too much of nothing: each costs a deadline.

use shouwen::domain::id::Digest;
use shouwen::sync::{HELLO_MS, Reason, SILENCE_MS};

use super::case::{certify, sample};
use super::rig::{Point, Rig, another_session_settles};
use super::wire::{self, Frame, Kind};

#[test]
fn silence_ends_a_session_wherever_something_is_due() {
    let points = [
        (Point::Greeting, HELLO_MS),
        (Point::Introducing, HELLO_MS),
        (Point::Before(Kind::Frontier), SILENCE_MS),
        (Point::Before(Kind::Halve), SILENCE_MS),
        (Point::Before(Kind::Compared), SILENCE_MS),
        (Point::Before(Kind::Batch), SILENCE_MS),
        (Point::Before(Kind::Acknowledge), SILENCE_MS),
        (Point::Before(Kind::Done), SILENCE_MS),
        (Point::Before(Kind::Want), SILENCE_MS),
        (Point::Before(Kind::Answered), SILENCE_MS),
        (Point::Before(Kind::Settled), SILENCE_MS),
    ];
    for (point, milliseconds) in points {
        let mut rig = Rig::at(point);
        let begun = rig.now_ms;
        assert!(rig.falls_silent(), "{point:?}");
        assert_eq!(rig.now_ms - begun, milliseconds, "{point:?}");
        another_session_settles(rig.victim.shelf);
    }
    assert!(!Rig::at(Point::Live).falls_silent(), "a live session waits for news as long as it takes");
}

#[test]
fn a_stranger_cannot_keep_the_door_open_by_talking_past_the_question() {
    let mut rig = Rig::at(Point::Introducing);
    let begun = rig.now_ms;
    for _ in 0..50 {
        rig.now_ms += HELLO_MS / 100;
        rig.say_only(Frame::new(Kind::Done).bytes);
    }
    assert_eq!(rig.victim.closed, None);
    assert!(rig.falls_silent());
    assert_eq!(rig.now_ms - begun, HELLO_MS, "what it said in between does not count");
}

#[test]
fn an_introduction_in_time_is_heard_out() {
    let mut rig = Rig::at(Point::Introducing);
    rig.now_ms += HELLO_MS - 1;
    rig.say(wire::introduction(&[certify().signed().as_bytes().to_vec()]).bytes);
    assert_eq!(rig.victim.closed, None);
    rig.say(sample(&rig, Kind::Frontier).bytes);
    assert_eq!(rig.victim.closed, None, "it counts as connected now");
}

#[test]
fn endless_wants_cost_an_answer_each_and_nothing_more() {
    let mut rig = Rig::at(Point::Before(Kind::Want));
    let before = rig.victim.cost;
    for at in 0..2_000u32 {
        rig.say(wire::want(&[(1, Digest::of(&at.to_le_bytes()))], false).bytes);
    }
    assert_eq!(rig.victim.closed, None);
    let (reads, bytes) = (rig.victim.cost.reads - before.reads, rig.victim.cost.sent_bytes - before.sent_bytes);
    assert!(reads <= 2_001 && bytes <= 2_000 * 64, "{reads} reads, {bytes} bytes");
    another_session_settles(rig.victim.shelf);
}

#[test]
fn nothing_is_handled_after_the_end() {
    for kind in Kind::ALL {
        let mut rig = Rig::at(Point::Before(Kind::Frontier));
        rig.say(vec![9]);
        assert_eq!(rig.victim.closed, Some(Reason::Malformed("its first byte is not known")));
        let (cost, before) = (rig.victim.cost, rig.victim.shelf.contents());
        for _ in 0..20 {
            rig.say(sample(&rig, kind).bytes);
        }
        assert_eq!((rig.victim.cost, rig.victim.shelf.contents()), (cost, before), "{kind:?}");
    }
}
