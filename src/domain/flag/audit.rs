//! What an inspection looks for, as far as the records tell it.

use crate::domain::act::Act;
use crate::domain::course::Course;
use crate::domain::regulation::Adopted;
use crate::domain::regulation::preset::words::Check;
use crate::domain::request::{Cause, Request};

/// RULE: R09.17. Each thing that is looked for, and whether it is so; `None`: there is nothing to look at.
#[must_use]
pub fn checks(course: &Course, request: &Request, adopted: &Adopted) -> Vec<(Check, Option<bool>)> {
    let first = course.first_contact();
    let takes = course.effective().filter(|(_, event)| event.person().is_some() && event.person() != first);
    let named: Vec<bool> =
        takes.filter_map(|(_, event)| if let Act::Take(take) = &event.act { Some(!take.offers.is_empty()) } else { None }).collect();
    let passed = !named.is_empty();
    let finished = course.effective().any(|(_, event)| matches!(event.act, Act::Complete(_)) && event.person() != first);
    let found = |check: Check| match check {
        // The first contact's copy is the opening; the receiver's is the take that names what it takes (R09.15).
        Check::F8_both_copies => passed.then(|| named.iter().any(|named| *named)),
        Check::fc_named => passed.then(|| named.iter().all(|named| *named)),
        // RULE: R09.16. Only the notice ends the first contact's responsibility.
        Check::completion_notice => finished.then_some(!request.first_contact_open),
        Check::no_retransfer => Some(!request.remarks.iter().any(|remark| remark.cause == Cause::Retransfer)),
    };
    adopted.provisions.audit_checks.iter().map(|check| (*check, found(*check))).collect()
}
