//! Who is who: names from the sealed words of certificates, posts and departments from the directory.

use std::collections::BTreeMap;

use super::handle::Handle;
use super::reads::ReadError;
use super::write::person_of;
use crate::domain::act::word::{Field, Role};
use crate::domain::act::{Addressee, Keys, MayCertify};
use crate::domain::directory::Directory;
use crate::domain::evidence::Certificate;
use crate::domain::id::{Code, DeviceId, PersonId, RecordId};
use crate::domain::key::PublicKey;
use crate::store::{self, PREFIX_DIGITS_MIN, Snapshot};

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
    pub tls: PublicKey,
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
    #[error("nobody and no post here is called `{0}`: see `staff list` and `directory show`")]
    Unknown(String),
    /// Several.
    #[error("{count} here are called `{name}`: give the id instead, see `staff list`")]
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

    /// How a post is shown: its name in the directory, else its code.
    #[must_use]
    pub fn post(&self, post: &Code) -> String {
        self.directory.posts.get(post).cloned().unwrap_or_else(|| post.to_string())
    }

    /// How a department is shown.
    #[must_use]
    pub fn department(&self, department: &Code) -> String {
        self.directory.departments.get(department).cloned().unwrap_or_else(|| department.to_string())
    }

    /// How a place is shown.
    #[must_use]
    pub fn place(&self, place: &Code) -> String {
        self.directory.places.get(place).cloned().unwrap_or_else(|| place.to_string())
    }

    /// The person of a unique name or id prefix (6 hex digits or more). People in force win over those who left.
    ///
    /// # Errors
    /// [`ResolveError`].
    pub fn staff(&self, text: &str) -> Result<PersonId, ResolveError> {
        let text = text.trim();
        let prefix = (text.len() >= PREFIX_DIGITS_MIN).then(|| text.to_ascii_lowercase());
        let fits = |person: &&Person| {
            let by_id = prefix.as_ref().is_some_and(|prefix| person.id.to_string().starts_with(prefix));
            by_id || person.name.as_deref() == Some(text)
        };
        let all: Vec<&Person> = self.persons.iter().filter(fits).collect();
        let in_force: Vec<&Person> = all.iter().copied().filter(|person| person.in_force).collect();
        unique(text, if in_force.is_empty() { &all } else { &in_force }).map(|person| person.id)
    }

    /// A person as in [`Self::staff`], or a post by code or unique name. A code wins over a name.
    ///
    /// # Errors
    /// [`ResolveError`].
    pub fn staff_or_post(&self, text: &str) -> Result<Addressee, ResolveError> {
        let text = text.trim();
        let held = |code: &Code| self.persons.iter().any(|person| person.posts.contains(code));
        let code = Code::new(text).filter(|code| self.directory.posts.contains_key(code) || held(code));
        if let Some(code) = code {
            return Ok(Addressee::Post(code));
        }
        let posts: Vec<&Code> = self.directory.posts.iter().filter(|(_, name)| name.as_str() == text).map(|(code, _)| code).collect();
        match (self.staff(text), posts.as_slice()) {
            (Err(ResolveError::Unknown(_)), _) => unique(text, &posts).map(|code| Addressee::Post(code.clone())),
            (found, []) => found.map(Addressee::Person),
            (_, posts) => Err(ResolveError::Ambiguous { name: text.to_owned(), count: posts.len() + 1 }),
        }
    }
}

fn unique<T: Copy>(text: &str, found: &[T]) -> Result<T, ResolveError> {
    match found {
        [one] => Ok(*one),
        [] => Err(ResolveError::Unknown(text.to_owned())),
        several => Err(ResolveError::Ambiguous { name: text.to_owned(), count: several.len() }),
    }
}

impl Handle {
    /// The roster with names.
    ///
    /// # Errors
    /// The store's.
    pub fn people(&self) -> Result<People, ReadError> {
        let snapshot = self.snapshot()?;
        let evidence = self.evidence(&snapshot, self.identity().site)?;
        let here: Vec<PersonId> = self.staff_kept_here().into_iter().filter_map(|key| person_of(&evidence, key)).collect();
        let (mut persons, mut devices) = (BTreeMap::new(), BTreeMap::new());
        for certificate in evidence.certificates() {
            let name = self.name_in(&snapshot, certificate)?;
            match (certificate.keys, certificate.person) {
                (Keys::Staff(_), Some(id)) => {
                    let person = persons.entry(id).or_insert_with(|| unnamed(id, here.contains(&id)));
                    add(person, certificate, name);
                }
                (Keys::Device { tls, .. }, _) => {
                    let (id, in_force) = (certificate.device, certificate.in_force());
                    let device = Device { id, name, certificate: certificate.id, tls, in_force };
                    // Of several certificates of one device the one in force is shown.
                    if in_force || !devices.contains_key(&id) {
                        devices.insert(id, device);
                    }
                }
                (Keys::Staff(_), None) => {}
            }
        }
        let directory = evidence.almanac().directory().clone();
        Ok(People { persons: persons.into_values().collect(), devices: devices.into_values().collect(), directory })
    }

    /// The name that a certificate carries, where its words open here and now.
    fn name_in(&self, snapshot: &Snapshot, certificate: &Certificate) -> Result<Option<String>, store::ReadError> {
        let Some(record) = snapshot.record(certificate.id)? else { return Ok(None) };
        match self.words(snapshot, &record) {
            Ok(words) => Ok(words.texts.get(&Field::name).cloned()),
            Err(ReadError::Store(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }
}

fn unnamed(id: PersonId, here: bool) -> Person {
    let (roles, posts, certificates) = (Vec::new(), Vec::new(), Vec::new());
    Person { id, name: None, roles, posts, department: None, may_certify: MayCertify::No, certificates, in_force: false, here }
}

fn add(person: &mut Person, certificate: &Certificate, name: Option<String>) {
    person.certificates.push(certificate.id);
    if certificate.in_force() {
        person.in_force = true;
        person.roles.extend(certificate.roles.iter().filter(|role| !person.roles.contains(role)).collect::<Vec<_>>());
        person.posts.extend(certificate.posts.iter().filter(|post| !person.posts.contains(post)).cloned().collect::<Vec<_>>());
        person.department = person.department.take().or_else(|| certificate.department.clone());
        person.may_certify = person.may_certify.max(certificate.may_certify);
        person.name = name.or(person.name.take());
    } else {
        person.name = person.name.take().or(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> People {
        let person =
            |byte: u8, name: &str, in_force: bool| Person { name: Some(name.into()), in_force, ..unnamed(PersonId([byte; 16]), false) };
        let persons = vec![person(0xaa, "王芳", true), person(0xbb, "李强", false), person(0xbc, "李强", true), person(0xcc, "门岗", true)];
        let code = |text: &str| Code::new(text).expect("a code");
        let posts = [(code("gate"), "门岗".to_owned()), (code("duty"), "值班岗".to_owned())].into();
        People { persons, devices: vec![], directory: Directory { posts, ..Directory::default() } }
    }

    #[test]
    fn names_ids_and_posts_resolve_when_they_mean_one() {
        let people = people();
        assert_eq!(people.staff("王芳"), Ok(PersonId([0xaa; 16])));
        assert_eq!(people.staff("AAAAAA"), Ok(PersonId([0xaa; 16])));
        assert_eq!(people.staff("aaaaa"), Err(ResolveError::Unknown("aaaaa".into())));
        assert_eq!(people.staff("李强"), Ok(PersonId([0xbc; 16])), "the one who is still here");
        assert_eq!(people.staff_or_post("值班岗"), Ok(Addressee::Post(Code::new("duty").expect("a code"))));
        assert_eq!(people.staff_or_post("duty"), Ok(Addressee::Post(Code::new("duty").expect("a code"))));
        assert!(matches!(people.staff_or_post("门岗"), Err(ResolveError::Ambiguous { count: 2, .. })));
        assert!(matches!(people.staff_or_post("赵六"), Err(ResolveError::Unknown(_))));
    }
}
