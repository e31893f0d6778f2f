//! Who is on which post when, by the shifts in force. All of them count, overlapping ones too: two people may share a post, and two
//! supervisors may have planned without having met. Here they are put side by side; nothing is decided.

use super::act::{Act, Shift};
use super::evidence::Evidence;
use super::id::RecordId;
use super::time::UtcMs;

/// The longest shift; a longer one is a wrong month or year. Days.
pub const SHIFT_DAYS_MAX: i64 = 92;
const DAY_MS: i64 = 24 * 3600 * 1000;

/// A shift in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The record.
    pub record: RecordId,
    /// Post, person and times.
    pub shift: Shift,
}

/// Why a shift is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    /// It ends before it begins, or at once.
    #[error("the shift ends before it begins")]
    Backwards,
    /// It lasts longer than [`SHIFT_DAYS_MAX`].
    #[error("the shift lasts more than {SHIFT_DAYS_MAX} days: check month and year")]
    TooLong,
}

/// How two shifts that share some time are at odds, or are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// One person, on two posts or twice on one.
    SamePerson,
    /// Two persons on one post, which may be meant.
    SamePost,
}

/// The shifts in force, sorted by time, post and person. What was cancelled lasts no time, and is left out.
#[must_use]
pub fn rota(evidence: &Evidence) -> Vec<Planned> {
    let planned = evidence.acts_in_force().filter_map(|(record, act)| match act {
        Act::Shift(shift) if shift.from < shift.to => Some(Planned { record, shift: shift.clone() }),
        _ => None,
    });
    let mut all: Vec<Planned> = planned.collect();
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    all
}

fn key(planned: &Planned) -> impl Ord + '_ {
    let Shift { from, to, post, person, .. } = &planned.shift;
    (*from, *to, post, *person, planned.record)
}

/// Whether something may be signed as a shift.
///
/// # Errors
/// [`ShiftError`].
pub fn check(shift: &Shift) -> Result<(), ShiftError> {
    match shift.to.checked_sub(shift.from) {
        Some(ms) if ms <= 0 => Err(ShiftError::Backwards),
        Some(ms) if ms <= SHIFT_DAYS_MAX * DAY_MS => Ok(()),
        _ => Err(ShiftError::TooLong),
    }
}

/// The shift that takes the place of others and lasts no time: nobody is on the post by it.
#[must_use]
pub fn cancelled(planned: &Planned) -> Shift {
    Shift { to: planned.shift.from, replaces: vec![planned.record], ..planned.shift.clone() }
}

/// How two shifts overlap; both ends are exclusive of what follows.
#[must_use]
pub fn overlap(a: &Shift, b: &Shift) -> Option<Overlap> {
    let together = a.from < b.to && b.from < a.to;
    match (together, a.person == b.person, a.post == b.post) {
        (true, true, _) => Some(Overlap::SamePerson),
        (true, false, true) => Some(Overlap::SamePost),
        _ => None,
    }
}

/// Whether the person is on the post by it now.
#[must_use]
pub fn holds_at(shift: &Shift, now: UtcMs) -> bool {
    (shift.from..shift.to).contains(&now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{Code, PersonId};

    fn shift(post: &str, person: u8, from: i64, to: i64) -> Shift {
        Shift { post: Code::new(post).expect("a code"), person: PersonId([person; 16]), from, to, replaces: vec![] }
    }

    #[test]
    fn shifts_overlap_where_they_share_a_moment_and_a_person_or_a_post() {
        let early = shift("gate", 1, 0, 8);
        assert_eq!(overlap(&early, &shift("gate", 2, 8, 16)), None, "the next one begins when this one ends");
        assert_eq!(overlap(&early, &shift("gate", 2, 7, 16)), Some(Overlap::SamePost));
        assert_eq!(overlap(&early, &shift("van", 1, 7, 16)), Some(Overlap::SamePerson));
        assert_eq!(overlap(&early, &early), Some(Overlap::SamePerson));
        assert_eq!(overlap(&early, &shift("van", 2, 0, 8)), None);
        assert!(holds_at(&early, 0) && !holds_at(&early, 8));
    }

    #[test]
    fn a_shift_lasts_some_time_and_not_for_ever() {
        assert_eq!(check(&shift("gate", 1, 0, 8)), Ok(()));
        assert_eq!(check(&shift("gate", 1, 8, 8)), Err(ShiftError::Backwards));
        assert_eq!(check(&shift("gate", 1, 0, SHIFT_DAYS_MAX * DAY_MS)), Ok(()));
        assert_eq!(check(&shift("gate", 1, 0, SHIFT_DAYS_MAX * DAY_MS + 1)), Err(ShiftError::TooLong));
        assert_eq!(check(&shift("gate", 1, i64::MIN, i64::MAX)), Err(ShiftError::TooLong));
    }

    #[test]
    fn a_cancelled_shift_takes_the_place_of_the_old_one_and_lasts_no_time() {
        let planned = Planned { record: RecordId([7; 32]), shift: shift("gate", 1, 3, 8) };
        let cancelled = cancelled(&planned);
        assert_eq!((cancelled.from, cancelled.to, cancelled.replaces), (3, 3, vec![planned.record]));
    }
}
