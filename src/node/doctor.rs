//! Whether everything in a data folder is as it was written, and what can be done where it is not.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::Identity;
use super::contacts::Contacts;
use super::forks::ForkState;
use super::handle::{Handle, Machine, OpenHandleError, store_path};
use super::highwater::{self, HighWater};
use super::keys::KeyFolder;
use super::restore::{RestoreError, Restored, free_name};
use super::{CopySeen, fetch};
use crate::domain::id::SiteId;
use crate::domain::key::PublicKey;
use crate::store::{self, Audit, Filling, Founding, Saved, Store, save_rows};

/// What an examination found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Every record, signature, payload and view.
    pub audit: Audit,
    /// The folder was not closed the last time: its process was killed, or the power went.
    pub was_cut_off: bool,
    /// Own logs whose next record begins a new epoch.
    pub in_doubt: usize,
    /// Records that others named and that are not here.
    pub missing: u64,
    /// Sealed words and documents that are named and not here.
    pub wants: u64,
    /// Copies of this device that were seen.
    pub copies: Vec<CopySeen>,
    /// Keys that signed two histories.
    pub forks: Vec<ForkState>,
    /// Words of a backup are closed until a peer was met.
    pub restored: Option<Restored>,
    /// Key files that others on this machine can read.
    pub exposed: Vec<PathBuf>,
}

impl Health {
    /// Nothing that is stored is damaged.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.audit.is_clean()
    }
}

/// A store that was made anew from what could be read of a damaged one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedStore {
    /// What could be read.
    pub saved: Saved,
    /// Where the damaged file is.
    pub aside: PathBuf,
}

impl Handle {
    /// Checks every record, signature, payload and view, and says what else is in doubt. Changes nothing but what is known
    /// of signatures.
    ///
    /// # Errors
    /// The store's. What is damaged is no error but part of the answer.
    pub fn examine(&self) -> Result<Health, store::CommitError> {
        let audit = self.store().audit()?;
        let snapshot = self.snapshot()?;
        let mut missing = 0;
        for site in snapshot.sites()? {
            missing += self.coverage(site)?.missing();
        }
        let (was_cut_off, in_doubt) = {
            let heads = self.heads();
            (heads.was_cut_off(), heads.in_doubt())
        };
        Ok(Health {
            audit,
            was_cut_off,
            in_doubt,
            missing,
            wants: snapshot.stats()?.wants,
            copies: self.copies(),
            forks: self.forks()?,
            restored: self.restored(),
            exposed: self.0.keys.exposed(),
        })
    }

    /// Notices files that were put into the folder or are gone from it since; how many. What is gone is asked for again.
    ///
    /// # Errors
    /// The store's.
    pub fn look_again_for_files(&self) -> Result<usize, store::CommitError> {
        self.store().look_again_for_files()
    }

    /// Fetches what is missing from the peers that can be reached, waiting a minute at most.
    pub fn fetch_missing(&self) {
        self.fetch(fetch::REPAIR_WAIT);
    }
}

impl OpenHandleError {
    /// Whether the folder does not open because its store file is damaged.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Store(store::OpenError::Read(error)) => is_damage(error),
            Self::Store(store::OpenError::NotAStore(_)) => true,
            _ => false,
        }
    }
}

/// Whether an error of reading says that the file is damaged, and not that the disk does not answer at the moment.
#[must_use]
pub fn is_damage(error: &store::ReadError) -> bool {
    match error {
        store::ReadError::Damaged(_) | store::ReadError::Inconsistent(_) | store::ReadError::Storage(store::Fault::Corrupted(_)) => true,
        // A file that was cut off.
        store::ReadError::Storage(store::Fault::Io(error)) => error.kind() == std::io::ErrorKind::UnexpectedEof,
        store::ReadError::Storage(store::Fault::Full | store::Fault::Stopped) => false,
    }
}

/// Makes a new store from what can be read of a damaged one, whose file is set aside and kept. Whatever is left out is asked
/// for again at the next meeting, and own records that are lost are never written over: each own log begins a new epoch.
///
/// # Errors
/// [`RestoreError`]; the damaged file stands where it was.
pub fn save_store(data: &Path, machine: &Machine) -> Result<SavedStore, RestoreError> {
    let (identity, path, keys) = (Identity::read(data)?, store_path(data), KeyFolder::in_data(data));
    if let Err(in_use @ store::OpenError::InUse) = Store::open(&path, store::Options::default()) {
        return Err(in_use.into());
    }
    let (aside, copy) = (free_name(&path, "damaged"), free_name(&path, "reading"));
    let mut filling = Filling::begin(&path, Founding { instance: machine.entropy.bytes(), organisation: identity.organisation })?;
    fs::copy(&path, &copy).map_err(|source| RestoreError::File { path: copy.clone(), source })?;
    let saved = save_rows(&copy, &mut filling);
    // It was only read, and reading changes it.
    let _ = fs::remove_file(&copy);
    let (saved, filled) = (saved?, filling.prove()?);
    let own: Vec<PublicKey> = keys.staff()?.into_iter().map(|(key, _)| key).chain([keys.device()?.sign.public()]).collect();
    let snapshot = filled.snapshot()?;
    highwater::doubt_all(data, HighWater::of_store(&snapshot, &own)?);
    drop(snapshot);
    Contacts::forget_levels(data);
    filled.name(&path, Some(&aside))?;
    let store = Store::open(&path, store::Options::default())?;
    for site in [SiteId::ORGANISATION, identity.site] {
        store.add_site(site)?;
    }
    Ok(SavedStore { saved, aside })
}

impl From<store::ReadError> for RestoreError {
    fn from(error: store::ReadError) -> Self {
        Self::Store(error.into())
    }
}
