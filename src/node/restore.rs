//! Putting a backup back: into the folder of its own device, whole or not at all, and never over a store without being told.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::backup::{BackupError, BackupHead, CARRIED, FILES, Frame, IDENTITY, Reader, rows_of};
use super::config::{ConfigError, Identity};
use super::contacts::Contacts;
use super::draft::ActError;
use super::files::Kept;
use super::handle::{Handle, Machine, store_path};
use super::highwater::{self, HighWater};
use super::keyfile::{KeyError, sync_folder, write_private};
use super::keys::{DeviceKeys, KeyFolder};
use crate::domain::act::WrappedKey;
use crate::domain::attachment::{CHUNK_BYTES, FILE_BYTES_MAX, FilePart, Outline};
use crate::domain::id::{DeviceId, Digest, RecordId};
use crate::domain::key::PublicKey;
use crate::domain::payload::Wrap;
use crate::domain::signed::{SignedRecord, VerifiedRecord};
use crate::domain::time::UtcMs;
use crate::store::{self, CommitError, FillError, Filled, Filling, Founding, PAYLOADS, RECORDS, ReadError, Store};
use crate::sync::{Batch, Sealed};

const MARK: &str = "restored.toml";

/// What was put back, until a peer was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// When the backup was made.
    pub made: UtcMs,
    /// When it was put back.
    pub at: UtcMs,
    /// Up to this arrival the records are the backup's.
    arrivals: u64,
}

/// What a restore may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RestoreHow {
    /// Set a store that is there aside, under another name.
    pub replace: bool,
    /// Show words at once, although some may have been erased elsewhere since.
    pub show: bool,
}

/// What was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreReport {
    /// What the backup was of.
    pub head: BackupHead,
    /// Records that were not here; of a whole restore, all of them.
    pub records: u64,
    /// Where the store is that was there before.
    pub aside: Option<PathBuf>,
}

/// Why a backup was not put back. What was in the folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The folder has no keys.
    #[error(
        "the folder {0} has no keys of a device: put its `keys` folder back first, or enrol it as a new device and read the backup in with --records"
    )]
    NoKeys(PathBuf),
    /// Another organisation's.
    #[error("the backup belongs to organisation {found}, this folder to {here}: take a backup of this organisation")]
    OtherOrganisation {
        /// Whose the backup is.
        found: PublicKey,
        /// Whose the folder is.
        here: PublicKey,
    },
    /// Another device's.
    #[error("this is the backup of another device ({0}): read its records in with --records")]
    OtherDevice(DeviceId),
    /// There is a store.
    #[error("there is a store in {0}: with --replace it is set aside under another name, never deleted")]
    Exists(PathBuf),
    /// The folder's files.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Its keys.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What is in the backup does not make a store.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// Storing what was read in.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The receipt for it was not written; it is written with the next one.
    #[error(transparent)]
    Receipt(#[from] ActError),
    /// The disk.
    #[error("cannot read or write {path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Puts a backup back into the folder of its device. Nothing is changed before all of it is proven; the next record of each
/// own log begins a new epoch, and words stay closed until a peer was met or somebody says so.
///
/// # Errors
/// [`RestoreError`]; what was in the folder is as it was.
pub fn restore(data: &Path, backup: &Path, how: RestoreHow, machine: &Machine) -> Result<RestoreReport, RestoreError> {
    let head = Reader::check(backup)?;
    let keys = KeyFolder::in_data(data);
    let device = keys.device().map_err(|_| RestoreError::NoKeys(data.into()))?;
    check_owner(data, &head)?;
    let aside = make_room(data, how)?;
    let filled = fill(data, backup, &head, machine)?;
    if !is_of_device(&filled, &head, &device)? {
        return Err(RestoreError::OtherDevice(head.device));
    }
    let snapshot = filled.snapshot()?;
    let records = snapshot.stats()?.records;
    let own: Vec<PublicKey> = keys.staff()?.into_iter().map(|(key, _)| key).chain([device.sign.public()]).collect();
    let found = HighWater::of_store(&snapshot, &own)?;
    drop(snapshot);
    // Everything that makes the folder careful stands before the store has its name.
    highwater::doubt_all(data, found);
    if !how.show {
        mark(data, Restored { made: head.made, at: machine.clock.now().wall, arrivals: records })?;
    }
    Contacts::forget_levels(data);
    let named = put_files(data, backup).and_then(|()| Ok(filled.name(&store_path(data), aside.as_deref())?));
    if named.is_err() {
        // The store that is there is not the backup's, and shows what it showed before.
        let _ = fs::remove_file(data.join(MARK));
    }
    named?;
    Ok(RestoreReport { head, records, aside })
}

fn check_owner(data: &Path, head: &BackupHead) -> Result<(), RestoreError> {
    match Identity::read(data) {
        Ok(here) if here.organisation != head.organisation => {
            Err(RestoreError::OtherOrganisation { found: head.organisation, here: here.organisation })
        }
        Ok(here) if here.device != head.device => Err(RestoreError::OtherDevice(head.device)),
        // Whose keys these are is proven by the records of the backup.
        Ok(_) | Err(ConfigError::NotHere(_) | ConfigError::Lost { .. }) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// The name under which a store that is there is set aside.
fn make_room(data: &Path, how: RestoreHow) -> Result<Option<PathBuf>, RestoreError> {
    let path = store_path(data);
    match Store::open(&path, store::Options::default()) {
        Err(store::OpenError::Missing(_)) => return Ok(None),
        Err(in_use @ store::OpenError::InUse) => return Err(in_use.into()),
        _ if !how.replace => return Err(RestoreError::Exists(data.into())),
        // Damaged or whole: it is kept.
        _ => {}
    }
    Ok(Some(free_name(&path, "before-restore")))
}

/// A name beside a file that nothing has yet.
pub(super) fn free_name(path: &Path, why: &str) -> PathBuf {
    let named = |number: u32| path.with_extension(format!("redb.{why}-{number}"));
    (1..u32::MAX).map(named).find(|name| !name.exists()).unwrap_or_else(|| named(0))
}

/// Puts the files of a backup where they belong.
fn put_files(data: &Path, backup: &Path) -> Result<(), RestoreError> {
    each_file(backup, &mut |name, bytes| put_file(data, name, &bytes))
}

/// Takes a file: its name in the data folder, and its bytes.
type TakeFile<'t> = dyn FnMut(&str, Vec<u8>) -> Result<(), RestoreError> + 't;

/// Hands out the files of a backup, each whole.
fn each_file(backup: &Path, take: &mut TakeFile<'_>) -> Result<(), RestoreError> {
    let mut reader = Reader::open(backup)?;
    let mut held: Option<(String, Vec<u8>)> = None;
    while let Some(frame) = reader.next()? {
        let Frame::File { name, at, mut bytes } = frame else { continue };
        held = match held.take() {
            Some((of, mut before)) if of == name => {
                let long = (before.len() + bytes.len()) as u64 > FILE_BYTES_MAX;
                if long || at != before.len() as u64 {
                    return Err(BackupError::Damaged.into());
                }
                before.append(&mut bytes);
                Some((of, before))
            }
            other => {
                if let Some((of, whole)) = other {
                    take(&of, whole)?;
                }
                Some((name, bytes))
            }
        };
    }
    held.map_or(Ok(()), |(name, bytes)| take(&name, bytes))
}

/// Makes the store of a backup beside its place.
fn fill(data: &Path, backup: &Path, head: &BackupHead, machine: &Machine) -> Result<Filled, RestoreError> {
    // Another store than the one that the backup was made of: peers must not believe that it has what that one had.
    let founding = Founding { instance: machine.entropy.bytes(), organisation: head.organisation };
    let mut filling = Filling::begin(&store_path(data), founding)?;
    let mut reader = Reader::open(backup)?;
    while let Some(frame) = reader.next()? {
        // The form in which keys travel is never stored beside that in which they rest.
        if let Frame::Rows { table, rows } = frame
            && table != CARRIED
        {
            filling.put(&rows_of(&table, rows))?;
        }
    }
    Ok(filling.prove()?)
}

/// Writes a file, all of it or none. A sealed file that is there stays where it is what its name says, settings stay as they
/// are, since they are newer, and an identity stays where it can be read.
fn put_file(data: &Path, name: &str, bytes: &[u8]) -> Result<(), RestoreError> {
    let path = data.join(name);
    let io = |source| RestoreError::File { path: path.clone(), source };
    let stays = if let Some(hash) = sealed_name(name) {
        fs::read(&path).is_ok_and(|here| Digest::of(&here).to_string() == hash)
    } else if name == IDENTITY {
        !matches!(Identity::read(data), Err(ConfigError::NotHere(_) | ConfigError::Lost { .. }))
    } else {
        path.exists()
    };
    if stays {
        return Ok(());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        fs::create_dir_all(folder).map_err(io)?;
        folder.parent().map_or(Ok(()), sync_folder).map_err(io)?;
    }
    Ok(write_private(&path, bytes)?)
}

/// The hash of the name of a sealed file.
fn sealed_name(name: &str) -> Option<&str> {
    name.strip_prefix(FILES)?.strip_prefix('/')
}

/// Whether the records certify this folder's key for the device that the backup names.
fn is_of_device(filled: &Filled, head: &BackupHead, device: &DeviceKeys) -> Result<bool, RestoreError> {
    let snapshot = filled.snapshot()?;
    let evidence = snapshot.evidence(head.site)?;
    Ok(evidence.of_key(device.tls.public()).any(|certificate| certificate.device == head.device))
}

fn mark(data: &Path, restored: Restored) -> Result<(), RestoreError> {
    let text = toml::to_string(&restored).expect("plain numbers always encode");
    Ok(write_private(&data.join(MARK), text.as_bytes())?)
}

/// What was put back into a folder and not yet confirmed by a meeting.
pub(super) fn read_mark(data: &Path) -> Option<Restored> {
    fs::read_to_string(data.join(MARK)).ok().and_then(|text| toml::from_str(&text).ok())
}

impl Handle {
    /// What was put back, until a peer was met or somebody said that words may be shown.
    #[must_use]
    pub fn restored(&self) -> Option<Restored> {
        *self.noted_restore()
    }

    /// Lets words of the backup be shown: a peer was met, or somebody says so.
    pub fn show_restored(&self) {
        if self.noted_restore().take().is_some() {
            // What the disk keeps is closed again when the folder is next opened.
            let _ = fs::remove_file(self.data().join(MARK));
        }
    }

    /// RULE: 5-trust.md, "Personal data": a restore shows nothing personal that is older than the backup.
    pub(super) fn is_closed_since_restore(&self, snapshot: &store::Snapshot, record: RecordId) -> Result<bool, ReadError> {
        let Some(restored) = self.restored() else { return Ok(false) };
        Ok(snapshot.arrival(record)?.is_some_and(|arrival| arrival <= restored.arrivals))
    }

    fn noted_restore(&self) -> MutexGuard<'_, Option<Restored>> {
        self.0.restored.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the records of any device's backup in, as from a bundle: nothing here is replaced.
    ///
    /// # Errors
    /// [`RestoreError`]; what was read before stays, and reading it again adds the rest.
    pub fn read_backup(&self, backup: &Path) -> Result<RestoreReport, RestoreError> {
        let head = Reader::check(backup)?;
        let here = self.identity().organisation;
        if head.organisation != here {
            return Err(RestoreError::OtherOrganisation { found: head.organisation, here });
        }
        let (mut reader, mut records, mut owed) = (Reader::open(backup)?, 0, false);
        while let Some(frame) = reader.next()? {
            match frame {
                Frame::Rows { table, rows } => {
                    let ingested = self.ingest(batch_of(&table, rows)?)?;
                    records += ingested.written.records.len() as u64;
                    owed |= ingested.witness;
                }
                Frame::File { .. } | Frame::Head(_) | Frame::End(_) => {}
            }
        }
        // After the records: only a file that a record names has a place here.
        each_file(backup, &mut |name, bytes| self.keep_sealed(name, &bytes))?;
        if owed {
            self.witness()?;
        }
        Ok(RestoreReport { head, records, aside: None })
    }

    /// Keeps a sealed file that is wanted here, as if a peer had brought it: what is over the limit is left to peers.
    fn keep_sealed(&self, name: &str, bytes: &[u8]) -> Result<(), RestoreError> {
        let outline = Outline::of(bytes);
        let file = outline.file();
        if sealed_name(name) != Some(file.hash.to_string().as_str()) {
            // A part of a file, or a damaged one: nothing in it can be proven.
            return Ok(());
        }
        let chunks = (0..).zip(bytes.chunks(CHUNK_BYTES).map(<[u8]>::to_vec)).collect();
        let kept = self.keep_parts(&[FilePart { file, outline: Some(outline), chunks }])?;
        if matches!(kept, Kept::Stored(whole) if !whole.is_empty()) {
            self.committed();
        }
        Ok(())
    }
}

/// The rows of a table as a peer would have brought them; what only its own device can use is left out.
fn batch_of(table: &str, rows: Vec<(Vec<u8>, Vec<u8>)>) -> Result<Batch, RestoreError> {
    let mut batch = Batch::default();
    for (key, value) in rows {
        match table {
            RECORDS => {
                // State and id stand before the record's bytes.
                let signed = value.get(33..).and_then(|bytes| SignedRecord::new(bytes).ok()).ok_or(BackupError::Damaged)?;
                match VerifiedRecord::verify(signed.clone()) {
                    Ok(record) => batch.records.push(record),
                    Err(_) => batch.pending.push(signed),
                }
            }
            PAYLOADS => {
                let sealed = value.get(32..).ok_or(BackupError::Damaged)?;
                batch.payloads.push(Sealed { hash: Digest::of(sealed), bytes: Some(sealed.to_vec()), wraps: Vec::new() });
            }
            "documents" => batch.documents.push(String::from_utf8(value).map_err(|_| BackupError::Damaged)?),
            CARRIED | "wraps" => {
                let (payload, site_key) = key.split_at_checked(32).ok_or(BackupError::Damaged)?;
                let digest = |bytes: &[u8]| bytes.try_into().map(Digest).map_err(|_| BackupError::Damaged);
                let wrapped = WrappedKey(value.try_into().map_err(|_| BackupError::Damaged)?);
                let wrap = Wrap { payload: digest(payload)?, site_key: digest(site_key)?, wrapped };
                batch.payloads.push(Sealed { hash: wrap.payload, bytes: None, wraps: vec![wrap] });
            }
            _ => {}
        }
    }
    Ok(batch)
}
