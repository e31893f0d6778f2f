//! The dockets of duties: what is owed about each request, without any time. Written with the other views; a request that
//! owes nothing, as an import, has no row.

use std::ops::Bound;

use redb::ReadableTable;

use super::error::{CommitError, ReadError};
use super::snapshot::Snapshot;
use super::tables::Tables;
use crate::domain::duty::{Docket, Owed};
use crate::domain::id::{RecordId, RequestId, SiteId};
use crate::domain::request::State;

/// Whether somebody still has to do something: dockets of one kind stand together, so that what calls somebody is found among the
/// requests at hand, however many were closed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Something is still to be done, or may be once words are opened.
    Open = 0,
    /// Something was left undone when the request was closed, as a return visit.
    Left = 1,
    /// Everything is done, or no longer owed.
    Settled = 2,
}

impl Standing {
    /// All of them, what is still to be done first.
    pub const ALL: [Self; 3] = [Self::Open, Self::Left, Self::Settled];
    /// Those with something undone.
    pub const UNDONE: [Self; 2] = [Self::Open, Self::Left];

    /// Whether a register is complete is not known here, so that it counts as open until the request is closed.
    fn of(docket: &Docket, state: State) -> Self {
        let may_lack = || docket.duties.iter().any(Owed::is_unread);
        match (docket.open().next(), state) {
            (None, State::Open | State::Handled) if may_lack() => Self::Open,
            (None, _) => Self::Settled,
            (Some(_), State::Closed) => Self::Left,
            (Some(_), State::Open | State::Handled) => Self::Open,
        }
    }
}

/// Writes the docket of a request, and how far that is. `None`: it cannot be folded yet.
pub(super) fn write(tables: &mut Tables<'_>, id: RequestId, site: SiteId, docket: Option<(Docket, State)>) -> Result<(), CommitError> {
    let docket = docket.filter(|(docket, _)| !docket.duties.is_empty());
    let new = docket.map(|(docket, state)| (Standing::of(&docket, state), postcard::to_allocvec(&docket)));
    let mut is_there = false;
    for standing in Standing::ALL {
        let key = (&site.0, standing as u8, &id.0);
        let before = tables.dockets.get(key)?.map(|value| match &new {
            Some((at, Ok(bytes))) => *at == standing && value.value() == bytes,
            _ => false,
        });
        match before {
            Some(true) => is_there = true,
            Some(false) => drop(tables.dockets.remove(key)?),
            None => {}
        }
    }
    if let Some((standing, bytes)) = new.filter(|_| !is_there) {
        let bytes = bytes.map_err(|_| ReadError::Inconsistent("a docket does not encode"))?;
        tables.dockets.insert((&site.0, standing as u8, &id.0), bytes.as_slice())?;
    }
    Ok(())
}

fn decode(bytes: &[u8]) -> Result<Docket, ReadError> {
    postcard::from_bytes(bytes).map_err(|_| ReadError::Inconsistent("dockets"))
}

impl Snapshot {
    /// Reads what is owed about one request of a site; `None`: nothing.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn docket(&self, site: SiteId, request: RequestId) -> Result<Option<Docket>, ReadError> {
        for standing in Standing::ALL {
            if let Some(value) = ReadableTable::get(&self.views().dockets, (&site.0, standing as u8, &request.0))? {
                return decode(value.value()).map(Some);
            }
        }
        Ok(None)
    }

    /// Reads dockets of a site by request, after one of them, at most `limit`.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn dockets(
        &self,
        site: SiteId,
        standing: Standing,
        after: Option<RequestId>,
        limit: usize,
    ) -> Result<Vec<(RequestId, Docket)>, ReadError> {
        let (site, standing) = (&site.0, standing as u8);
        let from = after.as_ref().map_or(Bound::Included((site, standing, &[0; 32])), |after| Bound::Excluded((site, standing, &after.0)));
        let range = (from, Bound::Included((site, standing, &[0xff; 32])));
        let mut out = Vec::new();
        for entry in ReadableTable::range(&self.views().dockets, range)?.take(limit) {
            let (key, value) = entry?;
            out.push((RecordId(*key.value().2), decode(value.value())?));
        }
        Ok(out)
    }
}
