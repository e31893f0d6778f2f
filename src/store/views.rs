//! The folded views: a compact row a request, and the lists it stands in.

use serde::{Deserialize, Serialize};

use super::tables::Tables;
use super::{CommitError, ReadError};
use crate::domain::act::word::{Class, Matter, Subject};
use crate::domain::act::{Addressee, Import};
use crate::domain::id::{Code, PersonId, RecordId, RequestId, SiteId};
use crate::domain::request::{Opening, Request, State};
use crate::domain::time::UtcMs;

/// Raised when the rows or the fold change, so that an older store rebuilds its views once when it is opened.
pub const VIEWS_VERSION: u32 = 1;

/// What a list shows of a request without folding it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// The opening record.
    pub id: RequestId,
    /// The site.
    pub site: SiteId,
    /// It came as claimed history, not from a contact here.
    pub import: bool,
    /// When it was opened, as claimed: of an import, the claimed contact.
    pub opened: UtcMs,
    /// Who owes the resident the answer.
    pub first_contact: Option<PersonId>,
    /// That duty is not discharged.
    pub first_contact_open: bool,
    /// How far it is.
    pub state: State,
    /// More than one tenure stands.
    pub contested: bool,
    /// The duty post holds it.
    pub duty_post: bool,
    /// Who holds it: the persons of its standing tenures, sorted.
    pub holders: Vec<PersonId>,
    /// Standing offers: which, and to whom.
    pub offers: Vec<(RecordId, Addressee)>,
    /// Where.
    pub place: Option<Code>,
    /// Classes said.
    pub classes: Vec<Class>,
    /// Matters said.
    pub matters: Vec<Matter>,
    /// Subjects said.
    pub subjects: Vec<Subject>,
    /// How many of its records are held.
    pub records: u32,
    /// How many of them have no effect yet because others have not arrived.
    pub waiting: u32,
    /// Its fold may change when the roster grows: something in it is not certified, late, withheld, waiting or orphaned.
    pub sensitive: bool,
}

/// A list of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Everything.
    All,
    /// Not closed.
    Open,
    /// Held by the person and not closed.
    Holder(PersonId),
    /// The person owes the answer.
    FirstContact(PersonId),
    /// Offered to the person or to one of the posts.
    OfferedTo {
        /// The person.
        person: PersonId,
        /// The posts of the person's certificates.
        posts: Vec<Code>,
    },
    /// More than one tenure stands.
    Contested,
    /// Nobody in force holds it.
    Orphaned,
}
