//! History kept elsewhere: one `Import` a row, and an `Offer` to a post for what is still open.

use super::draft::ActError;
use super::handle::Handle;
use crate::domain::act::word::{Channel, Claimed, Matter};
use crate::domain::id::{Code, PersonId};
use crate::domain::payload::Personal;
use crate::domain::time::UtcMs;

/// A row as the mapping file reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// Its number in the source, from 1.
    pub row: u64,
    /// What makes it one request however often it is imported, as `311:1-1523590121`.
    pub client_key: String,
    /// Claimed channel.
    pub channel: Option<Channel>,
    /// Claimed matter.
    pub matter: Option<Matter>,
    /// Claimed time of the contact.
    pub opened: Option<UtcMs>,
    /// Claimed time of the service.
    pub serviced: Option<UtcMs>,
    /// Claimed time of the closing.
    pub closed: Option<UtcMs>,
    /// Claimed owning department.
    pub owner: Option<Code>,
    /// Claimed crew.
    pub crew: Option<Code>,
    /// Claimed state.
    pub state: Claimed,
    /// The words of the row.
    pub words: Personal,
    /// The post to offer it to while it is open.
    pub offer_to: Option<Code>,
}

/// What holds for all rows.
#[derive(Clone, Debug, Default)]
pub struct ImportPlan {
    /// Who claims the history; `None` is the only person of this device.
    pub author: Option<PersonId>,
    /// The source's name: the same rows under another name are another import.
    pub source: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows that became requests.
    pub imported: u64,
    /// Rows that were here already.
    pub known: u64,
    /// Rows that were offered to a post.
    pub offered: u64,
    /// Rows that could not be signed, with the reason.
    pub refused: Vec<(u64, String)>,
}

impl Handle {
    /// Imports rows, some thousand a commit; `progress` hears how many are done. A row that cannot be signed is
    /// reported and does not stop the rest; rows that are here already are counted and left alone.
    ///
    /// # Errors
    /// The author may not import, or the store failed: what `progress` heard of is stored, and importing again adds the rest.
    pub fn import(
        &self,
        _plan: &ImportPlan,
        _rows: impl Iterator<Item = ImportRow>,
        _progress: impl FnMut(u64),
    ) -> Result<ImportReport, ActError> {
        todo!()
    }
}
