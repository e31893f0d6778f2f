//! Duties: who owes what about a request, since when, due when, ended by what, and how that ended.
//!
//! Two steps. [`docket`] reads the course of a request under its regulation: it knows no clock, no calendar and no receipt,
//! and changes only when the request's records or their fold change. [`Judge`] puts times to it: receipts, calendar and now.
//! The reading is causal throughout: times are evidence, and decide neither what raised a duty nor what ended it.

mod beside;
mod bounds;
mod brings;
mod case;
mod discharge;
mod facet;
mod house;
mod judge;
mod known;
mod owed;
mod party;
mod periodic;
mod raise;

pub use bounds::Bounds;
pub use house::{HOUSE, OFFER, PROMISE, UNCLASSIFIED};
pub use judge::{Basis, Colour, Judge, Judgement, Verdict, Why};
pub use owed::{Debtor, Docket, Ends, Mark, MarkNumber, Owed, Unless};
pub use periodic::{Done, Doubt, InForce, Period, Recurrence, Recurring, ZoneAt};

use super::course::Course;
use super::regulation::Adopted;
use super::request::Request;
use case::Case;
use owed::Book;

/// What is owed about a request, by its regulation and by the house.
#[must_use]
pub fn docket(course: &Course, request: &Request, adopted: &Adopted) -> Docket {
    let case = Case::new(course, request, adopted);
    let mut docket = Book::default();
    for duty in &adopted.duties {
        case.owe(duty, &mut docket);
    }
    case.owe_house(&mut docket);
    Docket { link: case.link(), ..docket.written }
}
