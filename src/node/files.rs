//! Files of this node: what sessions ask about them and bring, how much room they may take, and what may go.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use super::handle::Handle;
use crate::domain::act::word::Role;
use crate::domain::act::{Keys, SealedFile};
use crate::domain::attachment::{FilePart, chunk_count};
use crate::domain::id::{DeviceId, SiteId};
use crate::domain::key::PublicKey;
use crate::store::{CommitError, FileRow, ReadError};
use crate::sync::{FILES_PROMISED_AT_ONCE, FileHeld, Found, Query};

/// What files may take on a device that is no centre, in bytes, unless `config.toml` says otherwise: 2,000 photos of 300 kB with
/// their thumbnails take 640 MB.
pub const FILE_BYTES_DEFAULT: u64 = 1024 * 1024 * 1024;
/// Files from peers come up to this fill, in hundredths: the rest is for own ones, which nobody else has yet.
const FULL_PERCENT: u64 = 90;
/// From this fill on others are asked to keep what may go, in hundredths: early enough that peers' files find room.
const SPARE_PERCENT: u64 = 80;
/// A device that is no centre gives its word for others' files up to this fill, in hundredths.
const GENEROUS_PERCENT: u64 = 50;
/// How many devices other than a centre must keep a file before it may go here.
const KEEPERS: usize = 2;

/// Parts that a session brought, as far as they were stored.
#[derive(Debug)]
pub enum Kept {
    /// Durable; these files are whole now.
    Stored(Vec<SealedFile>),
    /// There is no room, on the disk or under the limit.
    Full,
}

impl Handle {
    /// Answers a session's question about files. A chunk that the disk has spoilt is wanted again.
    pub(super) fn find_files(&self, query: Query) -> Result<Found, ReadError> {
        let snapshot = self.snapshot()?;
        Ok(match query {
            Query::FilesWanted { class, after } => {
                let (files, after) = snapshot.wanted_files(class, after.as_deref())?;
                Found::FilesWanted { files, after }
            }
            Query::FilesHeld(files) => {
                let held = files.iter().map(|file| {
                    let row = snapshot.file(*file)?.filter(|row| row.is_wanted(file.size));
                    let Some(row) = row else { return Ok(FileHeld::default()) };
                    let missing = (0..chunk_count(file.size)).filter(|index| !row.holds(*index)).collect();
                    Ok(FileHeld { outline: snapshot.file_outline(*file)?, missing })
                });
                Found::FilesHeld(held.collect::<Result<_, ReadError>>()?)
            }
            Query::FileOutline(file) => {
                let named = snapshot.file(file)?.is_some();
                Found::FileOutline(snapshot.file_outline(file)?.filter(|_| named))
            }
            Query::FileChunk { file, index } => {
                let held = snapshot.file(file)?.is_some_and(|row| row.holds(index));
                let chunk = self.store().file_chunk(file, index).map_err(unread)?;
                if held && chunk.is_none() {
                    self.files_wanted();
                }
                Found::FileChunk(chunk)
            }
            _ => return Err(ReadError::Inconsistent("a question that is not about files")),
        })
    }

    /// Stores parts of files that a session brings, if there is room.
    ///
    /// # Errors
    /// The store's, a full disk aside.
    pub fn keep_parts(&self, parts: &[FilePart]) -> Result<Kept, CommitError> {
        let size = parts.iter().flat_map(|part| &part.chunks).map(|(_, bytes)| bytes.len() as u64).sum();
        if !self.make_room(size, FULL_PERCENT)? {
            return Ok(Kept::Full);
        }
        match self.store().keep_files(parts, self.clock().now().wall) {
            Ok(whole) => Ok(Kept::Stored(whole)),
            Err(CommitError::Read(ReadError::Storage(crate::store::Fault::Full))) => Ok(Kept::Full),
            Err(error) => Err(error),
        }
    }

    /// Whether so many more bytes of own files may come, after files went that others keep.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn make_own_room(&self, more: u64) -> Result<bool, CommitError> {
        self.make_room(more, 100)
    }

    /// Whether so many more bytes of files may come until the limit is filled to `percent`, after files went that others keep.
    ///
    /// # Errors
    /// The store's.
    fn make_room(&self, more: u64, percent: u64) -> Result<bool, CommitError> {
        let Some(limit) = self.file_limit()? else { return Ok(true) };
        let needed = self.snapshot()?.file_bytes()?.saturating_add(more);
        let over = needed.saturating_sub(limit.saturating_mul(percent) / 100);
        if over == 0 {
            return Ok(true);
        }
        let devices = self.devices_in_force()?;
        // A tenth more than needed, so that not every chunk begins a search of its own.
        let freed = self.store().evict_files(over.max(limit / 10), |row| is_kept_elsewhere(row, &devices))?;
        Ok(freed >= over)
    }

    /// What files may take here, in bytes; `None`: what the disk holds.
    ///
    /// # Errors
    /// The store's.
    pub fn file_limit(&self) -> Result<Option<u64>, ReadError> {
        if let Some(limit) = self.config().file_bytes_max {
            return Ok(Some(limit));
        }
        let own = self.identity().device;
        let centre = self.devices_in_force()?.values().any(|(device, centre)| *device == own && *centre);
        Ok((!centre).then_some(FILE_BYTES_DEFAULT))
    }

    /// Files that could go if others gave their word to keep them, longest unused first; none while there is room.
    pub(super) fn files_to_spare(&self) -> Result<Vec<SealedFile>, ReadError> {
        let Some(limit) = self.file_limit()? else { return Ok(Vec::new()) };
        let snapshot = self.snapshot()?;
        if snapshot.file_bytes()? < limit / 100 * SPARE_PERCENT {
            return Ok(Vec::new());
        }
        let devices = self.devices_in_force()?;
        let mut spare = Vec::new();
        for (file, row) in snapshot.files()? {
            let asks = row.is_evictable(file.size) && !is_kept_elsewhere(&row, &devices);
            spare.extend(asks.then_some((row.used, file)));
        }
        spare.sort_unstable();
        spare.truncate(FILES_PROMISED_AT_ONCE);
        Ok(spare.into_iter().map(|(_, file)| file).collect())
    }

    /// Gives this device's word to keep files, as far as it can afford it. A word once given is for ever: if those who gave it to
    /// each other could take it back, each of them might rely on the others.
    ///
    /// # Errors
    /// The store's.
    pub fn promise(&self, asked: &[SealedFile]) -> Result<Vec<SealedFile>, CommitError> {
        if let Some(limit) = self.file_limit()?
            && self.snapshot()?.file_bytes()? > limit / 100 * GENEROUS_PERCENT
        {
            return Ok(Vec::new());
        }
        let snapshot = self.snapshot()?;
        let mut whole = 0;
        for file in asked {
            whole += usize::from(snapshot.file(*file)?.is_some_and(|row| row.is_whole(file.size)));
        }
        let promised = self.store().promise_files(asked)?;
        if promised.len() < whole {
            // Reading them found what the disk has spoilt.
            self.files_wanted();
        }
        Ok(promised)
    }

    /// Notes that a peer gave its word to keep files; of a device without a certificate in force it is worth nothing.
    ///
    /// # Errors
    /// The store's.
    pub fn note_keeper(&self, peer: PublicKey, kept: &[SealedFile]) -> Result<(), CommitError> {
        match self.devices_in_force()?.get(&peer) {
            Some((device, centre)) => self.store().note_keeper(kept, *device, *centre),
            None => Ok(()),
        }
    }

    /// Devices with a certificate in force here, by their network key, and whether each is a centre.
    fn devices_in_force(&self) -> Result<BTreeMap<PublicKey, (DeviceId, bool)>, ReadError> {
        let snapshot = self.snapshot()?;
        let mut devices = BTreeMap::new();
        for site in snapshot.sites()?.into_iter().chain([SiteId::ORGANISATION]) {
            for certificate in self.evidence(&snapshot, site)?.certificates().filter(|certificate| certificate.in_force()) {
                if let Keys::Device { tls, .. } = certificate.keys {
                    let known = devices.entry(tls).or_insert((certificate.device, false));
                    known.1 |= certificate.roles.contains(&Role::centre);
                }
            }
        }
        Ok(devices)
    }

    /// Says that files are wanted that were not: sessions read their lists again.
    pub(super) fn files_wanted(&self) {
        self.0.files_wanted.fetch_add(1, Ordering::Relaxed);
        self.committed();
    }

    /// How often files became wanted; whoever compares it sees every change.
    pub(super) fn files_wanted_count(&self) -> u64 {
        self.0.files_wanted.load(Ordering::Relaxed)
    }
}

/// Whether a centre, or enough other devices, gave their word to keep the file and still belong here.
fn is_kept_elsewhere(row: &FileRow, devices: &BTreeMap<PublicKey, (DeviceId, bool)>) -> bool {
    let stands = |keeper: &DeviceId| devices.values().any(|(device, _)| device == keeper);
    let standing = row.keepers.iter().filter(|(keeper, _)| stands(keeper));
    let (mut count, mut centre) = (0, false);
    for (_, is_centre) in standing {
        count += 1;
        centre |= is_centre;
    }
    centre || count >= KEEPERS
}

fn unread(error: CommitError) -> ReadError {
    match error {
        CommitError::Read(error) => error,
        _ => ReadError::Inconsistent("files"),
    }
}
