//! A new device joins: a request that its own keys sign, an answer by somebody who may certify. Both are files.

use std::path::{Path, PathBuf};

use super::draft::ActError;
use super::handle::{Handle, Machine};
use super::keyfile::{KeyError, Pin};
use super::words::SixWords;
use crate::domain::act::MayCertify;
use crate::domain::act::word::Role;
use crate::domain::id::{Code, DeviceId, PersonId, SiteId};
use crate::domain::key::PublicKey;

/// What a new device asks for.
#[derive(Clone, Debug, Default)]
pub struct EnrolAsk {
    /// The device's name.
    pub device: String,
    /// The person's name.
    pub staff: String,
    /// The role asked for.
    pub role: Role,
    /// The posts asked for.
    pub posts: Vec<Code>,
    /// The department asked for.
    pub department: Option<Code>,
    /// It is a service centre's device, whose receipts count more.
    pub centre: bool,
    /// Locks the person's key on the device.
    pub pin: Option<Pin>,
}

/// A request, read and proven to be signed by the keys it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The device's name.
    pub device: String,
    /// The person's name.
    pub staff: String,
    /// The role asked for.
    pub role: Role,
    /// The posts asked for.
    pub posts: Vec<Code>,
    /// The department asked for.
    pub department: Option<Code>,
    /// It is a service centre's device.
    pub centre: bool,
    /// The request's own key as words: both people compare them.
    pub words: SixWords,
}

/// What the approver decides beyond the request.
#[derive(Clone, Debug, Default)]
pub struct EnrolDecision {
    /// Who approves; `None` is the only person of this device.
    pub author: Option<PersonId>,
    /// The person is known already (a second device); `None`: a new person.
    pub person: Option<PersonId>,
    /// The direct superior.
    pub superior: Option<PersonId>,
    /// Whom the new person may certify.
    pub may_certify: MayCertify,
}

/// A device that joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolDone {
    /// The organisation, pinned from now on.
    pub organisation: PublicKey,
    /// The same as six words: compare them with the approver's.
    pub words: SixWords,
    /// The site.
    pub site: SiteId,
    /// This device.
    pub device: DeviceId,
    /// The person.
    pub staff: PersonId,
}

/// Why nobody was enrolled. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// Something is there already.
    #[error("{0} is not empty: choose a folder that does not exist yet, or an empty one")]
    NotEmpty(PathBuf),
    /// Not such a file.
    #[error("this is not {0}: choose the file that `shouwen enrol` wrote")]
    NotAFile(&'static str),
    /// The request is not signed by its own keys.
    #[error("the request is not signed by the keys it asks for: make it again on the new device")]
    Unproven,
    /// The answer belongs to another request.
    #[error("the answer is for another device: make a new request here and have it approved")]
    OtherDevice,
    /// The answer's records do not lead to its organisation.
    #[error("the answer does not prove itself ({0}): have the request approved again")]
    NotAuthorised(String),
    /// Another organisation than the one expected.
    #[error("the answer is from organisation {found}, not from {expected}: check whom you asked")]
    OtherOrganisation {
        /// Whose answer it is.
        found: PublicKey,
        /// Whose it should be.
        expected: PublicKey,
    },
    /// The role may not be granted by this person.
    #[error("you may not grant {0}: {1}")]
    Grant(Role, &'static str),
    /// A name is missing or too long.
    #[error("{what} needs a name of 1 to {max} characters")]
    Name {
        /// Whose name.
        what: &'static str,
        /// The most characters.
        max: usize,
    },
    /// The keys could not be written or read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The certificates were not written.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The folder or the store.
    #[error("{0}")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// On a new device: makes its keys and the request for certificates, as bytes of a file.
///
/// # Errors
/// Why not; the folder is as it was.
pub fn enrol_request(_data: &Path, _ask: &EnrolAsk, _machine: &Machine) -> Result<Vec<u8>, EnrolError> {
    todo!()
}

/// On the new device: checks the answer, pins the organisation and makes the store.
/// `expected` is the organisation's key where the person knows it.
///
/// # Errors
/// Why not; the folder is as it was, and the request may be approved again.
pub fn enrol_accept(_data: &Path, _answer: &[u8], _expected: Option<PublicKey>, _machine: &Machine) -> Result<EnrolDone, EnrolError> {
    todo!()
}

impl EnrolRequest {
    /// Reads a request and proves that its keys signed it.
    ///
    /// # Errors
    /// [`EnrolError::NotAFile`] or [`EnrolError::Unproven`].
    pub fn read(_bytes: &[u8]) -> Result<Self, EnrolError> {
        todo!()
    }
}

impl Handle {
    /// Certifies the device and the person of a request, and gives the answer as bytes of a file.
    /// Approving the same request again gives an answer with the same certificates.
    ///
    /// # Errors
    /// Why not; nothing was written.
    pub fn enrol_approve(&self, _request: &[u8], _decision: &EnrolDecision) -> Result<Vec<u8>, EnrolError> {
        todo!()
    }
}
