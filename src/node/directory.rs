//! The directory of a site: read, and signed anew. Strict before it is signed, and what a new one would lose is said.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{ActError, Draft};
use super::handle::Handle;
use crate::domain::act::{Act, Directory as NameDirectory};
use crate::domain::directory::{Directory, DirectoryError};
use crate::domain::evidence::Evidence;
use crate::domain::id::{Code, Digest, PersonId, RecordId};
use crate::domain::rota::rota;
use crate::store::{Filter, ReadError, Snapshot};

/// How many rows are read at a time.
const ROWS: usize = 512;

/// The directory that counts.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The record that names it; `None`: none is here, or none that this version can read.
    pub record: Option<RecordId>,
    /// Its text, byte for byte what the record names.
    pub text: String,
    /// What it says.
    pub directory: Directory,
    /// Others in force beside it: two people wrote one without having met. The next one replaces them all.
    pub rivals: Vec<Rival>,
}

/// A directory in force that does not count.
#[derive(Clone, Debug)]
pub struct Rival {
    /// The record that names it.
    pub record: RecordId,
    /// What it says; `None`: it has not arrived, or a newer version wrote it.
    pub directory: Option<Directory>,
}

impl Named {
    /// One in force that cannot be read here: what it says is not known, and it may be the newest.
    #[must_use]
    pub fn unread(&self) -> Option<RecordId> {
        self.rivals.iter().find(|rival| rival.directory.is_none()).map(|rival| rival.record)
    }
}

/// A name that is given up although its code is in use: the bare code is shown from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The code.
    pub code: Code,
    /// The name that it had.
    pub name: String,
    /// The people whose certificates or shifts to come name it.
    pub people: BTreeSet<PersonId>,
    /// How many open requests are there.
    pub requests: usize,
    /// It is a duty post.
    pub is_duty_post: bool,
}

/// A directory that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The record.
    pub record: RecordId,
    /// Names that it gives up.
    pub dropped: Vec<Dropped>,
    /// Zone, hours or the count of working days changed: what begins from now on is counted otherwise.
    pub recounts: bool,
}

/// Why a directory was not signed.
#[derive(Debug, thiserror::Error)]
pub enum DirectorySetError {
    /// What is wrong in it.
    #[error(transparent)]
    Document(#[from] DirectoryError),
    /// The very same one counts already, alone.
    #[error("this directory is in force already")]
    InForce,
    /// One in force cannot be read here; a new one would undo what nobody here has seen.
    #[error("directory {0} is in force and cannot be read here")]
    Unread(RecordId),
    /// The act was not signed.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<ReadError> for DirectorySetError {
    fn from(error: ReadError) -> Self {
        Self::Act(error.into())
    }
}

impl Handle {
    /// The directory that counts, and others in force.
    ///
    /// # Errors
    /// The store's.
    pub fn directory(&self) -> Result<Named, ReadError> {
        let snapshot = self.snapshot()?;
        let evidence = self.evidence(&snapshot, self.identity().site)?;
        named(&snapshot, &evidence)
    }

    /// Gives the site a directory in place of every one in force.
    ///
    /// # Errors
    /// [`DirectorySetError`], or as for [`Handle::act`].
    pub fn set_directory(&self, author: Option<PersonId>, text: &str) -> Result<Renamed, DirectorySetError> {
        let directory = Directory::check(text)?;
        let snapshot = self.snapshot()?;
        let evidence = self.evidence(&snapshot, self.identity().site)?;
        let before = named(&snapshot, &evidence)?;
        if let Some(unread) = before.unread() {
            return Err(DirectorySetError::Unread(unread));
        }
        if before.text == text && before.rivals.is_empty() {
            return Err(DirectorySetError::InForce);
        }
        let replaces = before.record.into_iter().chain(before.rivals.iter().map(|rival| rival.record)).collect();
        let draft = Draft::new(NameDirectory { document: Digest::of(text.as_bytes()), replaces });
        let now = self.clock().now().wall;
        let dropped = dropped(&before, &directory, (&snapshot, &evidence, now))?;
        let record = self.publish(author, &draft, &[text.to_owned()])?;
        Ok(Renamed { record, dropped, recounts: counting(&before.directory) != counting(&directory) })
    }
}

/// The directory by which codes are named, the record that names it where it is in force, and what is in force beside it.
fn named(snapshot: &Snapshot, evidence: &Evidence) -> Result<Named, ReadError> {
    let mut named = Named { directory: evidence.almanac().directory().clone(), ..Named::default() };
    for (record, act) in evidence.acts_in_force() {
        let Act::Directory(body) = act else { continue };
        let text = snapshot.document(body.document)?;
        match text.map(|text| (Directory::parse(&text).ok(), text)) {
            Some((Some(directory), text)) if named.record.is_none() && directory == named.directory => {
                named = Named { record: Some(record), text, ..named };
            }
            read => named.rivals.push(Rival { record, directory: read.and_then(|(directory, _)| directory) }),
        }
    }
    Ok(named)
}

fn counting(directory: &Directory) -> impl PartialEq + use<> {
    (directory.offset().ok(), directory.hours().ok(), directory.working_days.unwrap_or_default())
}

/// Names of every directory in force that the new one lacks, where something uses their codes.
fn dropped(before: &Named, new: &Directory, (snapshot, evidence, now): (&Snapshot, &Evidence, i64)) -> Result<Vec<Dropped>, ReadError> {
    let rivals = before.rivals.iter().filter_map(|rival| rival.directory.as_ref());
    let old: Vec<&Directory> = std::iter::once(&before.directory).chain(rivals).collect();
    let (posts, departments) = (lost(&old, new, |of| &of.posts), lost(&old, new, |of| &of.departments));
    let places = lost(&old, new, |of| &of.places);
    let mut found: Vec<Dropped> = posts.into_iter().map(|(code, name)| of_post(code, name, evidence, now)).collect();
    found.extend(departments.into_iter().map(|(code, name)| {
        let people = certified(evidence, |certificate| certificate.department.as_ref() == Some(&code));
        Dropped { code, name, people, requests: 0, is_duty_post: false }
    }));
    if !places.is_empty() {
        let mut requests = open_at(snapshot)?;
        let place = |(code, name): (Code, String)| {
            let requests = requests.remove(&code).unwrap_or_default();
            Dropped { code, name, people: BTreeSet::new(), requests, is_duty_post: false }
        };
        found.extend(places.into_iter().map(place));
    }
    found.retain(|dropped| dropped.is_duty_post || dropped.requests > 0 || !dropped.people.is_empty());
    Ok(found)
}

fn lost(old: &[&Directory], new: &Directory, list: fn(&Directory) -> &BTreeMap<Code, String>) -> BTreeMap<Code, String> {
    let known = old.iter().flat_map(|directory| list(directory));
    known.filter(|(code, _)| !list(new).contains_key(*code)).map(|(code, name)| (code.clone(), name.clone())).collect()
}

fn of_post(code: Code, name: String, evidence: &Evidence, now: i64) -> Dropped {
    let mut people = certified(evidence, |certificate| certificate.posts.contains(&code));
    let to_come = rota(evidence).into_iter().filter(|planned| planned.shift.post == code && planned.shift.to > now);
    people.extend(to_come.map(|planned| planned.shift.person));
    let is_duty_post = evidence.duty_posts().contains(&code);
    Dropped { code, name, people, requests: 0, is_duty_post }
}

fn certified(evidence: &Evidence, names: impl Fn(&crate::domain::evidence::Certificate) -> bool) -> BTreeSet<PersonId> {
    let naming = evidence.certificates().filter(|certificate| certificate.in_force() && names(certificate));
    naming.filter_map(|certificate| certificate.person).collect()
}

/// How many open requests are at each place.
fn open_at(snapshot: &Snapshot) -> Result<BTreeMap<Code, usize>, ReadError> {
    let (mut counts, mut after) = (BTreeMap::new(), None);
    loop {
        let page = snapshot.rows(&Filter::Open, after, ROWS)?;
        for place in page.rows.into_iter().filter_map(|row| row.place) {
            *counts.entry(place).or_default() += 1;
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(counts),
        }
    }
}
