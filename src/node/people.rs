//! Who is who: names from the sealed words of certificates, posts and departments from the directory.

use super::directory::Directory;
use super::handle::Handle;
use super::reads::ReadError;
use crate::domain::act::word::Role;
use crate::domain::act::{Addressee, MayCertify};
use crate::domain::id::{Code, DeviceId, PersonId, RecordId};

/// A person of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id that never changes.
    pub id: PersonId,
    /// The name, where it can be read here and now.
    pub name: Option<String>,
    /// Roles of the certificates in force.
    pub roles: Vec<Role>,
    /// Posts of the certificates in force.
    pub posts: Vec<Code>,
    /// Department of a certificate in force.
    pub department: Option<Code>,
    /// The most that a certificate in force lets the person certify.
    pub may_certify: MayCertify,
    /// Certificates, in force or not.
    pub certificates: Vec<RecordId>,
    /// A certificate is in force.
    pub in_force: bool,
    /// This device has a key of the person.
    pub here: bool,
}

/// A device of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The id that never changes.
    pub id: DeviceId,
    /// The name, where it can be read here and now.
    pub name: Option<String>,
    /// Its own certificate.
    pub certificate: RecordId,
    /// Its key on the network.
    pub tls: crate::domain::key::PublicKey,
    /// Its certificate is in force.
    pub in_force: bool,
}

/// The roster with names, at one moment.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Persons by id.
    pub persons: Vec<Person>,
    /// Devices by id.
    pub devices: Vec<Device>,
    /// The directory in force.
    pub directory: Directory,
}

/// Why a name means nobody, or several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// Nobody.
    #[error("nobody here is called `{0}`: see `staff list`")]
    Unknown(String),
    /// Several.
    #[error("{count} are called `{name}`: give the id instead, see `staff list`")]
    Ambiguous {
        /// What was given.
        name: String,
        /// How many fit.
        count: usize,
    },
}

impl People {
    /// The person of the id.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.persons.iter().find(|person| person.id == id)
    }

    /// How a person is shown: the name, else the first digits of the id.
    #[must_use]
    pub fn name(&self, id: PersonId) -> String {
        let name = self.person(id).and_then(|person| person.name.clone());
        name.unwrap_or_else(|| id.to_string()[..8].to_owned())
    }

    /// The person of a unique name or id prefix (6 hex digits or more).
    ///
    /// # Errors
    /// [`ResolveError`].
    pub fn staff(&self, _text: &str) -> Result<PersonId, ResolveError> {
        todo!()
    }

    /// A person as in [`Self::staff`], or a post by code or unique name.
    ///
    /// # Errors
    /// [`ResolveError`].
    pub fn staff_or_post(&self, _text: &str) -> Result<Addressee, ResolveError> {
        todo!()
    }
}

impl Handle {
    /// The roster with names.
    ///
    /// # Errors
    /// The store's.
    pub fn people(&self) -> Result<People, ReadError> {
        todo!()
    }
}
