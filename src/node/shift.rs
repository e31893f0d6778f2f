//! Conventions: what people call one thing and the records call a take, an offer, or both.

use super::draft::ActError;
use super::handle::Handle;
use crate::domain::act::word::Reason;
use crate::domain::act::{Addressee, Offer};
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::payload::Personal;

/// Who acts, about which request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct On {
    /// The author; `None` is the only person of this device.
    pub author: Option<PersonId>,
    /// The request.
    pub request: RequestId,
}

/// Offers and takes of a shift that changed hands, in one commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handover {
    /// The offers, one a request.
    pub offers: Vec<(RequestId, RecordId)>,
    /// The takes, if the receiver signs on this device too.
    pub takes: Vec<(RequestId, RecordId)>,
}

impl Handle {
    /// Offers everything the author holds of the request. `offer.tenures` is filled in where it is empty.
    ///
    /// # Errors
    /// [`super::draft::Nothing::Held`], or as for [`Handle::act`].
    pub fn offer(&self, _on: On, _offer: Offer, _words: Personal) -> Result<RecordId, ActError> {
        todo!()
    }

    /// Takes what is offered to the author, else everything that stands: whoever takes is responsible.
    ///
    /// # Errors
    /// The request is closed, or as for [`Handle::act`].
    pub fn take(&self, _on: On, _words: Personal) -> Result<RecordId, ActError> {
        todo!()
    }

    /// Declines what is offered to the author, one record an offer.
    ///
    /// # Errors
    /// Nothing is offered, or as for [`Handle::act`].
    pub fn decline(&self, _on: On, _reason: Option<Reason>, _words: Personal) -> Result<Vec<RecordId>, ActError> {
        todo!()
    }

    /// Takes everything that is offered to the author at all requests, in one commit.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn take_all_offered(&self, _author: Option<PersonId>) -> Result<Vec<(RequestId, RecordId)>, ActError> {
        todo!()
    }

    /// Takes the author's own tenures again: older offers no longer name what the author holds.
    ///
    /// # Errors
    /// The author holds nothing, or as for [`Handle::act`].
    pub fn recall(&self, _on: On, _words: Personal) -> Result<RecordId, ActError> {
        todo!()
    }

    /// Takes over the close.
    ///
    /// # Errors
    /// No close stands, or as for [`Handle::act`].
    pub fn reopen(&self, _on: On, _words: Personal) -> Result<RecordId, ActError> {
        todo!()
    }

    /// A supervisor takes everything that stands and offers it on, in one commit: the take, then the offer.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn reassign(&self, _on: On, _to: Addressee, _reason: Option<Reason>, _words: Personal) -> Result<(RecordId, RecordId), ActError> {
        todo!()
    }

    /// One take over all standing tenures of each request, in one commit: merges what is contested.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn settle(&self, _author: Option<PersonId>, _requests: &[RequestId]) -> Result<Vec<(RequestId, RecordId)>, ActError> {
        todo!()
    }

    /// Offers a whole shift to somebody, who takes it in the same commit if they sign on this device too.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn handover(&self, _from: PersonId, _to: PersonId) -> Result<Handover, ActError> {
        todo!()
    }
}
