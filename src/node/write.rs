//! Own acts: filled in, checked, sealed, signed and stored durably, in this order.

use super::draft::{ActError, Draft};
use super::handle::Handle;
use crate::domain::id::{PersonId, RecordId};

impl Handle {
    /// Signs and stores one act. `author`: `None` is the only person of this device.
    /// An opening whose client key is here already gives the id of the first one.
    ///
    /// # Errors
    /// Why it was not signed; nothing was written.
    pub fn act(&self, _author: Option<PersonId>, _draft: Draft) -> Result<RecordId, ActError> {
        todo!()
    }

    /// Signs and stores several acts of one person, all or none, in this order.
    ///
    /// # Errors
    /// Why the first that failed was not signed; nothing was written.
    pub fn acts(&self, _author: Option<PersonId>, _drafts: Vec<Draft>) -> Result<Vec<RecordId>, ActError> {
        todo!()
    }

    /// Who signs when nobody is named: the only person of this device.
    ///
    /// # Errors
    /// [`ActError::WhoAreYou`] or [`ActError::Locked`].
    pub fn default_author(&self) -> Result<PersonId, ActError> {
        todo!()
    }
}
