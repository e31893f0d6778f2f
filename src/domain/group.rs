//! Several requests of one matter, and requests that wait for one desk: who was first, as far as others can prove it.
//! A claimed time never makes anybody first of a group; it only arranges what nothing proves.

use std::collections::BTreeSet;

use super::chain::Rule;
use super::course::Course;
use super::id::{PersonId, RequestId};
use super::lineage::Link;
use super::regulation::Adopted;
use super::regulation::preset::words::Notify;
use super::request::Request;
use super::time::UtcMs;

/// The opening of a request, with what is known of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The request.
    pub request: RequestId,
    /// Where its opening stands: one log is written in order.
    pub link: Link,
    /// When the contact was, as claimed.
    pub claimed: UtcMs,
    /// Not before and not after, by receipts of other devices.
    pub proven: (Option<UtcMs>, Option<UtcMs>),
}

impl Contact {
    /// Whether this one was provably before the other.
    #[must_use]
    pub fn precedes(&self, other: &Self) -> bool {
        let same_log = self.link.log == other.link.log;
        let proven = matches!((self.proven.1, other.proven.0), (Some(latest), Some(earliest)) if latest < earliest);
        if same_log { self.link.seq < other.link.seq } else { proven }
    }
}

/// The first reporter of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    /// Provably before every other one.
    One(RequestId),
    /// Nothing proves which of these was first: all of them are shown, unordered.
    Unordered(Vec<RequestId>),
}

/// RULE: I04. Who reported first. Every first contact stays whatever the answer is.
#[must_use]
pub fn first_reporter(group: &[Contact]) -> First {
    let others = |contact: &Contact| group.iter().filter(|other| other.request != contact.request).copied().collect::<Vec<_>>();
    if let Some(first) = group.iter().find(|contact| others(contact).iter().all(|other| contact.precedes(other))) {
        return First::One(first.request);
    }
    let mut first: Vec<RequestId> = group
        .iter()
        .filter(|contact| !others(contact).iter().any(|other| other.precedes(contact)))
        .map(|contact| contact.request)
        .collect();
    first.sort_unstable();
    First::Unordered(first)
}

/// RULE: decision Q29, A15. Whether the reporter of a request of the group is owed its notices: under `first_only` not where
/// somebody else provably reported before. All other duties of both requests stay.
#[must_use]
pub fn is_owed_notices(group: &[Contact], request: RequestId, notify: Option<Notify>) -> bool {
    let own = group.iter().find(|contact| contact.request == request);
    let later = |own: &Contact| group.iter().any(|other| other.request != request && other.precedes(own));
    notify != Some(Notify::first_only) || !own.is_some_and(later)
}

/// The requests that are linked with one, directly or through others, by the words of either side; itself among them.
///
/// # Errors
/// What reading the links of one of them says.
pub fn linked<E>(request: RequestId, mut links: impl FnMut(RequestId) -> Result<Vec<RequestId>, E>) -> Result<BTreeSet<RequestId>, E> {
    let (mut group, mut open) = (BTreeSet::from([request]), vec![request]);
    while let Some(next) = open.pop() {
        for other in links(next)? {
            if group.insert(other) {
                open.push(other);
            }
        }
    }
    Ok(group)
}

/// RULE: R12.5, R12.6. Everybody who is first contact: one, or where the regulation says so each taker of a handoff for their leg.
#[must_use]
pub fn first_contacts(course: &Course, request: &Request, adopted: &Adopted) -> Vec<PersonId> {
    let offered = |id| request.releases().any(|edge| edge.by == id && edge.rule == Rule::Offer);
    let takers = request.tenures.iter().filter(|tenure| adopted.provisions.per_leg == Some(true) && offered(tenure.id));
    let mut persons: Vec<PersonId> = Vec::new();
    for person in course.first_contact().into_iter().chain(takers.map(|tenure| tenure.person)) {
        if !persons.contains(&person) {
            persons.push(person);
        }
    }
    persons
}

/// RULE: R11.5. The order in which those who wait are served: of registration. What is proven stands; where nothing is, the
/// claimed times arrange, then the ids, so that every node that has the same records shows the same queue.
#[must_use]
pub fn queue(waiting: &[Contact]) -> Vec<RequestId> {
    let mut left: Vec<Contact> = waiting.to_vec();
    left.sort_by_key(|contact| (contact.claimed, contact.request));
    let mut served = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let next = left.iter().position(|contact| !left.iter().any(|other| other.precedes(contact)));
        // Proofs of honest devices make no ring; a ring of lying ones is broken at the earliest claim.
        served.push(left.remove(next.unwrap_or(0)).request);
    }
    served
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::Stream;
    use crate::domain::id::{Epoch, RecordId, SiteId};
    use crate::domain::key::PublicKey;
    use crate::domain::record::LogId;

    fn contact(name: u8, log: u8, seq: u64, claimed: UtcMs, proven: (Option<UtcMs>, Option<UtcMs>)) -> Contact {
        let log = LogId { key: PublicKey([log; 32]), site: SiteId([1; 16]), stream: Stream::Work, epoch: Epoch::default() };
        let id = RecordId([name; 32]);
        Contact { request: id, link: Link { log, seq, id, previous: None, continues: None }, claimed, proven }
    }

    #[test]
    fn proof_wins_over_claims_and_claims_over_nothing() {
        // The second one claims to be earlier, but was provably written after somebody else had seen the first.
        let proven = [contact(1, 1, 1, 900, (Some(100), Some(200))), contact(2, 2, 1, 50, (Some(300), None))];
        assert_eq!(first_reporter(&proven), First::One(proven[0].request));
        assert_eq!(queue(&proven), [proven[0].request, proven[1].request]);
        let unknown = [contact(1, 1, 1, 900, (None, None)), contact(2, 2, 1, 50, (Some(300), None))];
        assert_eq!(first_reporter(&unknown), First::Unordered(vec![unknown[0].request, unknown[1].request]));
        assert_eq!(queue(&unknown), [unknown[1].request, unknown[0].request]);
        let one_log = [contact(1, 7, 5, 10, (None, None)), contact(2, 7, 4, 20, (None, None))];
        assert_eq!(first_reporter(&one_log), First::One(one_log[1].request));
    }

    #[test]
    fn only_who_is_provably_later_is_owed_no_notice() {
        let group =
            [contact(1, 1, 1, 1, (Some(100), Some(200))), contact(2, 2, 1, 2, (Some(300), None)), contact(3, 3, 1, 3, (None, None))];
        let owed = |at: usize, notify| is_owed_notices(&group, group[at].request, notify);
        assert_eq!([0, 1, 2].map(|at| owed(at, Some(Notify::first_only))), [true, false, true]);
        assert_eq!([0, 1, 2].map(|at| owed(at, None)), [true, true, true]);
        assert!(matches!(first_reporter(&group), First::Unordered(first) if first.len() == 2));
    }

    #[test]
    fn a_group_is_found_through_links_of_either_side() {
        let id = |name: u8| RecordId([name; 32]);
        let links = |request: RecordId| -> Result<Vec<RecordId>, ()> {
            Ok(match request.0[0] {
                1 => vec![id(2)],
                2 => vec![id(1), id(3)],
                3 => vec![id(2)],
                _ => vec![],
            })
        };
        assert_eq!(linked(id(3), links), Ok(BTreeSet::from([id(1), id(2), id(3)])));
        assert_eq!(linked(id(9), links), Ok(BTreeSet::from([id(9)])));
    }
}
