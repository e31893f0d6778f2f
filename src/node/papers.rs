//! What the forms of a request are filled from, as far as it can be read here and now.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::handle::Handle;
use super::reads::{ReadError, Sealed};
use crate::domain::course::{Course, Event};
use crate::domain::form::{Bounds, Material, Unread};
use crate::domain::id::{RecordId, RequestId};
use crate::domain::payload::Personal;
use crate::domain::regulation::Adopted;
use crate::domain::request::Request;
use crate::domain::signed::VerifiedRecord;
use crate::store::{self, Snapshot};

/// A request with its course, its words and the proven times of its records.
#[derive(Debug)]
pub struct Papers {
    /// The folded request.
    pub request: Request,
    /// Its course.
    pub course: Course,
    /// What it is judged by.
    pub adopted: Arc<Adopted>,
    words: BTreeMap<RecordId, Result<Personal, Unread>>,
    bounds: BTreeMap<RecordId, Bounds>,
}

impl Papers {
    /// What a form is filled from.
    #[must_use]
    pub fn material(&self) -> Material<'_> {
        Material { request: &self.request, course: &self.course, classes: &self.adopted.classes, words: &self.words, bounds: &self.bounds }
    }
}

impl Handle {
    /// Everything that the forms of a request are filled from. Words are opened under the same rules as anywhere else.
    ///
    /// # Errors
    /// As for [`Handle::request`].
    pub fn papers(&self, id: RequestId) -> Result<Papers, ReadError> {
        let snapshot = self.snapshot()?;
        let (request, course) = snapshot.course(id)?.ok_or_else(|| ReadError::Unknown(id.to_string()))?;
        let evidence = self.evidence(&snapshot, request.site)?;
        let (mut words, mut bounds) = (BTreeMap::new(), BTreeMap::new());
        for id in course.events.iter().map(Event::id) {
            let Some(record) = snapshot.record(id)? else { continue };
            bounds.insert(id, evidence.interval(&record));
            words.insert(id, self.read(&snapshot, &record)?);
        }
        let adopted = Arc::clone(evidence.adopted(course.adoption));
        Ok(Papers { request, course, adopted, words, bounds })
    }

    /// The words of a record, or why they cannot be read.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn read(&self, snapshot: &Snapshot, record: &VerifiedRecord) -> Result<Result<Personal, Unread>, store::ReadError> {
        match self.words(snapshot, record) {
            Ok(personal) => Ok(Ok(personal)),
            Err(ReadError::Sealed(Sealed::Erased)) => Ok(Err(Unread::Erased)),
            Err(ReadError::Store(error)) => Err(error),
            Err(_) => Ok(Err(Unread::Sealed)),
        }
    }
}
