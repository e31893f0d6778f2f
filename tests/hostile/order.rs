//! Every message at every point of a session.

use super::case::{Case, Ends, run_all, sample};
use super::rig::Point;
use super::wire::Kind;

const HELLO: Ends = Ends::OutOfOrder("a second hello");
const BEFORE: Ends = Ends::OutOfOrder("before its hello");

/// One row a point, one column a message, in the order of their numbers:
///
/// `.` is taken, `+` is taken and stored, `w` waits for the introduction, `i` is ignored because the session is over, `o` is out of
/// order, `m` does not follow from what was said before.
///
/// Hello, Introduce, Introduction, Frontier, Halve, Compared, Batch, Acknowledge, Done, Want, Answered, Settled.
const TABLE: [(Point, &str); 13] = [
    (Point::Greeting, ".ooooooooooo"),
    (Point::Judging, "o.o.oo+o.ooo"),
    (Point::Introducing, "w..wwwwwwwww"),
    (Point::Before(Kind::Introduction), "w..wwwwwwwww"),
    (Point::Before(Kind::Frontier), "o.o.oo+o.ooo"),
    (Point::Before(Kind::Halve), "o.oo..+..ooo"),
    (Point::Before(Kind::Compared), "o.oo..+..ooo"),
    (Point::Before(Kind::Batch), "o.oo.o+..ooo"),
    (Point::Before(Kind::Acknowledge), "o.oomoo..ooo"),
    (Point::Before(Kind::Done), "o.oooooo..oo"),
    (Point::Before(Kind::Want), "o.ooooooo..o"),
    (Point::Live, "o.oooooooooo"),
    (Point::Closed, "iiiiiiiiiiii"),
];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (point, row) in TABLE {
        for (kind, letter) in Kind::ALL.into_iter().zip(row.chars()) {
            let ends = match letter {
                '.' | 'i' | 'w' => Ends::GoesOn,
                '+' => Ends::Stores,
                'm' => Ends::Malformed(""),
                _ if kind == Kind::Hello => HELLO,
                _ if point == Point::Greeting => BEFORE,
                _ => Ends::OutOfOrder(""),
            };
            cases.push(Case::one(format!("{kind:?}"), point, ends, move |rig| sample(rig, kind).bytes));
        }
    }
    cases
}

#[test]
fn every_message_at_every_point() {
    run_all(&cases());
}
