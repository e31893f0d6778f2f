//! Requests of one matter, and the queue of a counter: what the domain decides from openings, read from the store.

use super::handle::Handle;
use super::reads::ReadError;
use crate::domain::act::Act;
use crate::domain::evidence::{Evidence, Link};
use crate::domain::group::{self, Contact, linked, queue};
use crate::domain::id::RequestId;
use crate::domain::regulation::preset::words::Notify;
use crate::domain::signed::VerifiedRecord;
use crate::store::{self, RequestRow, Snapshot};

impl Handle {
    /// The openings of a request and of those that it is linked with, as far as they are held.
    ///
    /// # Errors
    /// The store's.
    pub fn contacts(&self, request: RequestId) -> Result<Vec<Contact>, ReadError> {
        let snapshot = self.snapshot()?;
        let mut contacts = Vec::new();
        for opening in openings(&snapshot, request)? {
            let evidence = self.evidence(&snapshot, opening.header().log.site)?;
            contacts.push(contact(&opening, &evidence));
        }
        Ok(contacts)
    }

    /// Those of the rows that wait to be served in the order of their registration (R11.5), in that order.
    ///
    /// # Errors
    /// The store's.
    pub fn queue(&self, rows: Vec<RequestRow>) -> Result<Vec<RequestRow>, ReadError> {
        let snapshot = self.snapshot()?;
        let mut waiting: Vec<(RequestRow, Contact)> = Vec::new();
        for row in rows {
            let evidence = self.evidence(&snapshot, row.site)?;
            let Some(opening) = snapshot.record(row.id)? else { continue };
            let Act::Open(open) = Act::decode(&opening.header().act) else { continue };
            if evidence.adopted(open.regulation).provisions.queue.is_some() {
                waiting.push((row, contact(&opening, &evidence)));
            }
        }
        let order = queue(&waiting.iter().map(|(_, contact)| *contact).collect::<Vec<_>>());
        waiting.sort_by_cached_key(|(row, _)| order.iter().position(|id| *id == row.id));
        Ok(waiting.into_iter().map(|(row, _)| row).collect())
    }
}

/// The openings of a request and of those that it is linked with, as far as they are held.
fn openings(snapshot: &Snapshot, request: RequestId) -> Result<Vec<VerifiedRecord>, store::ReadError> {
    let links = |id| snapshot.request(id).map(|request| request.map(|request| request.linked).unwrap_or_default());
    linked(request, links)?.into_iter().filter_map(|id| snapshot.record(id).transpose()).collect()
}

/// RULE: decision Q29. Whether the reporter of a request is owed its notices, where only the first one of linked requests is: not
/// where somebody else at the site provably reported before.
pub(super) fn is_owed_notices(snapshot: &Snapshot, request: RequestId, evidence: &Evidence) -> Result<bool, store::ReadError> {
    let openings = openings(snapshot, request)?;
    let here = openings.iter().filter(|opening| opening.header().log.site == evidence.site());
    let contacts: Vec<Contact> = here.map(|opening| contact(opening, evidence)).collect();
    Ok(group::is_owed_notices(&contacts, request, Some(Notify::first_only)))
}

fn contact(opening: &VerifiedRecord, evidence: &Evidence) -> Contact {
    let header = opening.header();
    let claimed = header.claim().unwrap_or(header.at.wall);
    Contact { request: opening.id(), link: Link::from(opening), claimed, proven: evidence.interval(opening) }
}
