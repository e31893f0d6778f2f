//! Conventions: what people call one thing and the records call a take, an offer, or both.

use std::collections::BTreeSet;

use super::draft::{ActError, Draft, Nothing};
use super::handle::Handle;
use super::write::Scribe;
use crate::domain::act::word::{Mode, Reason};
use crate::domain::act::{Addressee, Decline, Offer, RevokeReason, Take};
use crate::domain::evidence::{Certificate, Evidence};
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::payload::Personal;
use crate::domain::request::{Cause, Request, State};
use crate::domain::time::UtcMs;
use crate::store::{Filter, Snapshot};

/// How many rows of a list are read at a time.
const PAGE: usize = 256;

/// Who acts, about which request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct On {
    /// The author; `None` is the only person of this device.
    pub author: Option<PersonId>,
    /// The request.
    pub request: RequestId,
    /// When it happened, if not now: shown as claimed.
    pub happened: Option<UtcMs>,
}

/// Offers and takes of a shift that changed hands, in one commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handover {
    /// The offers, one a request.
    pub offers: Vec<(RequestId, RecordId)>,
    /// The takes, if the receiver signs on this device too.
    pub takes: Vec<(RequestId, RecordId)>,
    /// Requests that stay with the giver, each with the reason.
    pub kept: Vec<(RequestId, Cause)>,
}

impl Handle {
    /// Offers everything the author holds of the request. `offer.tenures` is filled in where it is empty.
    ///
    /// # Errors
    /// [`Nothing::Held`], or as for [`Handle::act`].
    pub fn offer(&self, on: On, offer: &Offer, words: &Personal) -> Result<RecordId, ActError> {
        self.commit_as(on.author, |scribe| {
            let mut offer = offer.clone();
            if offer.tenures.is_empty() {
                offer.tenures = held(scribe, on.request)?;
            }
            scribe.write(Draft::about(on.request, offer).personal(words.clone()).happened(on.happened))
        })
    }

    /// Takes what is offered to the author, else everything that stands: whoever takes is responsible.
    ///
    /// # Errors
    /// [`Nothing::Open`] for a closed request, or as for [`Handle::act`].
    pub fn take(&self, on: On, words: &Personal) -> Result<RecordId, ActError> {
        self.commit_as(on.author, |scribe| {
            let take = take_of(scribe, on.request)?;
            scribe.write(Draft::about(on.request, take).personal(words.clone()).happened(on.happened))
        })
    }

    /// Takes what is offered to the author and nothing else; `None` where nothing is.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn take_offered(&self, on: On) -> Result<Option<RecordId>, ActError> {
        self.commit_as(on.author, |scribe| {
            let (parents, offers) = offered(scribe, on.request)?;
            if offers.is_empty() {
                return Ok(None);
            }
            scribe.write(Draft::about(on.request, Take { parents, offers, because: None }).happened(on.happened)).map(Some)
        })
    }

    /// Declines what is offered to the author, one record an offer.
    ///
    /// # Errors
    /// [`Nothing::Offered`], or as for [`Handle::act`].
    pub fn decline(&self, on: On, reason: Option<Reason>, words: &Personal) -> Result<Vec<RecordId>, ActError> {
        self.commit_as(on.author, |scribe| {
            let offers = offered(scribe, on.request)?.1;
            if offers.is_empty() {
                return Err(ActError::Nothing(Nothing::Offered));
            }
            let draft = |offer| Draft::about(on.request, Decline { offer, reason }).personal(words.clone()).happened(on.happened);
            offers.into_iter().map(|offer| scribe.write(draft(offer))).collect()
        })
    }

    /// Takes everything that is offered to the author at all requests, in one commit.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn take_all_offered(&self, author: Option<PersonId>) -> Result<Vec<(RequestId, RecordId)>, ActError> {
        self.commit_as(author, |scribe| {
            let person = scribe.author();
            let posts = scribe.certificate(self.identity().site)?.posts;
            let mut taken = Vec::new();
            for request in all_rows(&scribe.pen.snapshot, &Filter::OfferedTo { person, posts })? {
                let (parents, offers) = offered(scribe, request)?;
                if !offers.is_empty() {
                    taken.push((request, scribe.write(Draft::about(request, Take { parents, offers, because: None }))?));
                }
            }
            Ok(taken)
        })
    }

    /// Takes the author's own tenures again: older offers no longer name what the author holds.
    ///
    /// # Errors
    /// [`Nothing::Held`], or as for [`Handle::act`].
    pub fn recall(&self, on: On, words: &Personal) -> Result<RecordId, ActError> {
        self.commit_as(on.author, |scribe| {
            let take = Take { parents: held(scribe, on.request)?, offers: Vec::new(), because: None };
            scribe.write(Draft::about(on.request, take).personal(words.clone()).happened(on.happened))
        })
    }

    /// Takes over the close.
    ///
    /// # Errors
    /// [`Nothing::Closed`], or as for [`Handle::act`].
    pub fn reopen(&self, on: On, words: &Personal) -> Result<RecordId, ActError> {
        self.commit_as(on.author, |scribe| {
            let request = scribe.request(on.request)?;
            let parents: Vec<RecordId> = request.standing().filter(|tenure| tenure.close).map(|tenure| tenure.id).collect();
            if parents.is_empty() {
                return Err(ActError::Nothing(Nothing::Closed));
            }
            scribe.write(
                Draft::about(on.request, Take { parents, offers: Vec::new(), because: None }).personal(words.clone()).happened(on.happened),
            )
        })
    }

    /// A supervisor takes everything that stands and offers it on, in one commit: the take, then the offer.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn reassign(&self, on: On, offer: &Offer, words: &Personal) -> Result<(RecordId, RecordId), ActError> {
        self.commit_as(on.author, |scribe| {
            let take = take_over(scribe, on.request)?;
            let take = scribe.write(Draft::about(on.request, take).happened(on.happened))?;
            let offer = Offer { tenures: vec![take], ..offer.clone() };
            let offer = scribe.write(Draft::about(on.request, offer).personal(words.clone()).happened(on.happened))?;
            Ok((take, offer))
        })
    }

    /// One take over all standing tenures of each request, in one commit: merges what is contested.
    ///
    /// # Errors
    /// [`Nothing::Contested`] where the author alone holds it already, or as for [`Handle::act`].
    pub fn settle(&self, author: Option<PersonId>, requests: &[RequestId]) -> Result<Vec<(RequestId, RecordId)>, ActError> {
        self.commit_as(author, |scribe| {
            let mut settled = Vec::with_capacity(requests.len());
            for request in requests.iter().copied() {
                let person = scribe.author();
                let folded = scribe.request(request)?;
                if folded.standing().count() == 1 && folded.holders() == [person] {
                    return Err(ActError::Nothing(Nothing::Contested));
                }
                let take = take_over(scribe, request)?;
                settled.push((request, scribe.write(Draft::about(request, take))?));
            }
            Ok(settled)
        })
    }

    /// Offers a whole shift to somebody, who takes it in the same commit if they sign on this device too.
    /// A request that may not be offered stays where it is and is reported; it does not stop the rest.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn handover(&self, from: PersonId, to: PersonId) -> Result<Handover, ActError> {
        self.commit_as(Some(from), |scribe| {
            let mut done = Handover::default();
            let receives = scribe.can_sign(to, self.identity().site);
            for request in all_rows(&scribe.pen.snapshot, &Filter::Holder(from))? {
                match scribe.attempt(request, |scribe| hand_over(scribe, request, to, receives)) {
                    Ok((offer, take)) => {
                        done.offers.push((request, offer));
                        done.takes.extend(take.map(|take| (request, take)));
                    }
                    // The list holds closes too: they are nobody's work.
                    Err(ActError::Nothing(Nothing::Held)) => {}
                    Err(ActError::Void { cause, .. }) => done.kept.push((request, cause)),
                    Err(other) => return Err(other),
                }
            }
            Ok(done)
        })
    }
}

fn hand_over(scribe: &mut Scribe<'_>, request: RequestId, to: PersonId, receives: bool) -> Result<(RecordId, Option<RecordId>), ActError> {
    let tenures = held(scribe, request)?;
    let (mode, reason) = (Mode::face, Some(Reason::shift_end));
    let addressee = Some(Addressee::Person(to));
    let offer = Offer { tenures: tenures.clone(), to: addressee, mode, reached: receives, consent: None, reason };
    let offer = scribe.write(Draft::about(request, offer))?;
    if !receives {
        return Ok((offer, None));
    }
    let take = Take { parents: tenures, offers: vec![offer], because: None };
    Ok((offer, Some(scribe.write_as(to, Draft::about(request, take))?)))
}

/// Every request of a list.
pub(super) fn all_rows(snapshot: &Snapshot, filter: &Filter) -> Result<Vec<RequestId>, crate::store::ReadError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = snapshot.rows(filter, after, PAGE)?;
        found.extend(page.rows.iter().map(|row| row.id));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(found),
        }
    }
}

/// The standing tenures of the author, closes apart.
fn held(scribe: &mut Scribe<'_>, request: RequestId) -> Result<Vec<RecordId>, ActError> {
    let person = scribe.author();
    let own = scribe.request(request)?.standing().filter(|tenure| tenure.person == person && !tenure.close);
    let own: Vec<RecordId> = own.map(|tenure| tenure.id).collect();
    if own.is_empty() { Err(ActError::Nothing(Nothing::Held)) } else { Ok(own) }
}

/// Standing tenures that are offered to the author or to one of the author's posts, and the offers.
fn offered(scribe: &mut Scribe<'_>, request: RequestId) -> Result<(Vec<RecordId>, Vec<RecordId>), ActError> {
    let (person, site) = (scribe.author(), scribe.request(request)?.site);
    let posts = scribe.certificate(site)?.posts;
    let (mut tenures, mut offers) = (BTreeSet::new(), Vec::new());
    for offer in &scribe.request(request)?.offers {
        let mine = match &offer.to {
            Addressee::Person(to) => *to == person,
            Addressee::Post(post) => posts.contains(post),
        };
        if mine && !offer.declined.contains(&person) {
            tenures.extend(&offer.tenures);
            offers.push(offer.id);
        }
    }
    Ok((tenures.into_iter().collect(), offers))
}

fn take_of(scribe: &mut Scribe<'_>, request: RequestId) -> Result<Take, ActError> {
    let folded = scribe.request(request)?;
    if folded.state == State::Closed && folded.standing().all(|tenure| tenure.close) {
        return Err(ActError::Nothing(Nothing::Open));
    }
    let (parents, offers) = offered(scribe, request)?;
    if offers.is_empty() { take_over(scribe, request) } else { Ok(Take { parents, offers, because: None }) }
}

/// A take over everything that stands, with every offer to the author and, for the duty post, the revocation it rests on.
fn take_over(scribe: &mut Scribe<'_>, request: RequestId) -> Result<Take, ActError> {
    let offers = offered(scribe, request)?.1;
    let site = scribe.request(request)?.site;
    let (evidence, own) = (scribe.pen.evidence(site)?, scribe.certificate(site)?);
    let folded = scribe.request(request)?;
    let parents = folded.standing().map(|tenure| tenure.id).collect();
    Ok(Take { parents, offers, because: left_behind(folded, &evidence, &own) })
}

/// RULE: 3-records.md, rule 3 (v): the duty post names the revocation that left a tenure without a person.
fn left_behind(request: &Request, evidence: &Evidence, own: &Certificate) -> Option<RecordId> {
    if !evidence.on_duty_post(own) {
        return None;
    }
    let mut revocations = request.standing().filter(|tenure| !tenure.close).flat_map(|tenure| evidence.revocations(tenure.certificate));
    revocations.find(|(_, reason)| *reason != RevokeReason::Rotated).map(|(id, _)| id)
}
