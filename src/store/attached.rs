//! Reading and keeping sealed files, chunk by chunk.

use redb::ReadableTable;

use super::error::{CommitError, Fault, ReadError};
use super::files::{self, FileRow};
use super::index::{self, Key};
use super::snapshot::Snapshot;
use super::tables::Tables;
use super::{Store, file};
use crate::domain::act::SealedFile;
use crate::domain::attachment::{CHUNK_BYTES, FileClass, FilePart, Outline, chunk_count, chunk_len, named};
use crate::domain::id::{DeviceId, Digest};
use crate::domain::request::State;
use crate::domain::time::UtcMs;

/// How many of the newest wanted files are looked at to find those of open requests.
const WANTED_LOOK: usize = 512;

impl Store {
    /// Puts the bytes of an own file into their place, before the record that names it is appended. Durable when it returns.
    ///
    /// # Errors
    /// What the disk says; the record must not be written then.
    pub fn write_own_file(&self, sealed: &[u8]) -> Result<SealedFile, CommitError> {
        let file = named(sealed);
        self.files.write(&files::name(file), &[(0, sealed)]).map_err(Fault::from)?;
        Ok(file)
    }

    /// Keeps parts of files that records here name: proven, written, and then counted, all of them in one transaction.
    /// What is not proven or not named is passed over. Gives the files that are whole now and were not. Durable when it returns.
    ///
    /// # Errors
    /// See [`CommitError`]; nothing of it is counted then.
    pub fn keep_files(&self, parts: &[FilePart], now: UtcMs) -> Result<Vec<SealedFile>, CommitError> {
        let _writing = self.writing();
        let txn = file::begin(&self.db)?;
        let (mut whole, mut changed) = (Vec::new(), false);
        {
            let mut tables = Tables::open(&txn)?;
            for part in parts {
                let (kept, done) = self.keep_part(&mut tables, part, now)?;
                changed |= kept;
                whole.extend(done.then_some(part.file));
            }
        }
        // Nobody reads rows of files out of memory, so nothing has to change with the commit.
        if changed {
            txn.commit()?;
        } else {
            txn.abort()?;
        }
        Ok(whole)
    }

    fn keep_part(&self, tables: &mut Tables<'_>, part: &FilePart, now: UtcMs) -> Result<(bool, bool), CommitError> {
        let file = part.file;
        let Some(mut row) = files::row(&tables.files, file)?.filter(|row| row.is_wanted(file.size)) else { return Ok((false, false)) };
        let known = files::outline(&tables.outlines, file)?;
        let brought = part.outline.clone().filter(|outline| known.is_none() && outline.file() == file);
        if let Some(outline) = &brought {
            files::store_outline(tables, outline)?;
        }
        let Some(outline) = known.or(brought) else { return Ok((false, false)) };
        let mut pieces = Vec::new();
        for (index, bytes) in &part.chunks {
            if !row.holds(*index) && outline.proves(*index, bytes) {
                row.mark(*index);
                pieces.push((u64::from(*index) * CHUNK_BYTES as u64, bytes.as_slice()));
            }
        }
        if !pieces.is_empty() {
            self.files.write(&files::name(file), &pieces).map_err(Fault::from)?;
        }
        row.used = now;
        files::add_bytes(tables, pieces.iter().map(|(_, bytes)| bytes.len() as u64).sum(), 0)?;
        files::update(tables, file, &row)?;
        Ok((true, row.is_whole(file.size)))
    }

    /// Brings what is known of the files level with what lies in their place, after somebody else put files there: those that
    /// are there whole are proven and counted, those that are gone are wanted, and what all of them take is summed up again.
    /// Gives how many changed. Durable when it returns.
    ///
    /// # Errors
    /// See [`CommitError`]; nothing of it is stored then.
    pub fn look_again_for_files(&self) -> Result<usize, CommitError> {
        let _writing = self.writing();
        let txn = file::begin(&self.db)?;
        let (mut changed, mut held) = (0, 0);
        {
            let mut tables = Tables::open(&txn)?;
            for (file, mut row) in self.snapshot()?.files()? {
                changed += usize::from(files::look_again(&mut tables, self.files.as_ref(), file, &mut row)?);
                held += row.bytes(file.size);
            }
            files::set_bytes(&mut tables, held)?;
        }
        txn.commit()?;
        Ok(changed)
    }

    /// Reads one chunk, proven; `None` where it is not here. A damaged one is dropped and wanted again.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn file_chunk(&self, file: SealedFile, index: u32) -> Result<Option<Vec<u8>>, CommitError> {
        let snapshot = self.snapshot()?;
        if !snapshot.file(file)?.is_some_and(|row| row.holds(index)) {
            return Ok(None);
        }
        let length = chunk_len(file.size, index);
        let offset = u64::from(index) * CHUNK_BYTES as u64;
        // A place on the disk that cannot be read is as good as a spoilt one.
        let bytes = self.files.read(&files::name(file), offset, length).ok().flatten();
        let outline = snapshot.file_outline(file)?;
        if let Some(bytes) = bytes.filter(|bytes| outline.is_some_and(|outline| outline.proves(index, bytes))) {
            return Ok(Some(bytes));
        }
        match self.change_file(file, |_, row| row.unmark(index)) {
            // Found out again when it is next read: nobody who asks suffers for a disk without room.
            Ok(()) | Err(CommitError::Read(ReadError::Storage(Fault::Full))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a whole file, proven; `None` while a part of it is not here. Where the disk failed when a part was read, and does
    /// not any more, all of it is here again.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn whole_file(&self, file: SealedFile) -> Result<Option<Vec<u8>>, CommitError> {
        match self.every_chunk(file)? {
            None if self.look_again_for(file)? => self.every_chunk(file),
            read => Ok(read),
        }
    }

    fn every_chunk(&self, file: SealedFile) -> Result<Option<Vec<u8>>, CommitError> {
        let mut whole = Vec::new();
        for index in 0..chunk_count(file.size) {
            let Some(chunk) = self.file_chunk(file, index)? else { return Ok(None) };
            whole.extend(chunk);
        }
        Ok(Some(whole))
    }

    /// Removes the bytes of an own file whose record was not written.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn discard_own_file(&self, file: SealedFile) -> Result<(), CommitError> {
        let _writing = self.writing();
        if self.snapshot()?.file(file)?.is_none() {
            self.files.remove(&files::name(file)).map_err(Fault::from)?;
        }
        Ok(())
    }

    /// Notes that somebody reads the file, and wants it again where it was evicted; whether it was.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn use_file(&self, file: SealedFile, now: UtcMs) -> Result<bool, CommitError> {
        let mut missed = false;
        self.change_file(file, |_, row| {
            missed = std::mem::take(&mut row.elsewhere);
            row.used = now;
        })?;
        Ok(missed)
    }

    fn look_again_for(&self, file: SealedFile) -> Result<bool, CommitError> {
        let _writing = self.writing();
        let txn = file::begin(&self.db)?;
        let mut changed = false;
        {
            let mut tables = Tables::open(&txn)?;
            if let Some(mut row) = files::row(&tables.files, file)? {
                let before = row.bytes(file.size);
                changed = files::look_again(&mut tables, self.files.as_ref(), file, &mut row)?;
                files::add_bytes(&mut tables, row.bytes(file.size), before)?;
            }
        }
        if changed {
            txn.commit()?;
        } else {
            txn.abort()?;
        }
        Ok(changed)
    }

    /// Notes that a device gave its word to keep the files.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn note_keeper(&self, kept: &[SealedFile], device: DeviceId, centre: bool) -> Result<(), CommitError> {
        self.change_files(kept, |_, row| {
            row.keepers.retain(|(keeper, _)| *keeper != device);
            row.keepers.push((device, centre));
            let over = row.keepers.len().saturating_sub(files::KEEPERS_MAX);
            row.keepers.drain(..over);
        })
    }

    /// Gives this device's word to keep those of the files that are here whole, each chunk of them read and proven now; which
    /// these are. Durable when it returns.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn promise_files(&self, asked: &[SealedFile]) -> Result<Vec<SealedFile>, CommitError> {
        let mut proven = Vec::new();
        for file in asked {
            if self.is_proven(*file)? {
                proven.push(*file);
            }
        }
        let mut promised = Vec::new();
        self.change_files(&proven, |file, row| {
            // It may have gone since it was read.
            if row.is_whole(file.size) {
                row.promised = true;
                promised.push(file);
            }
        })?;
        Ok(promised)
    }

    fn is_proven(&self, file: SealedFile) -> Result<bool, CommitError> {
        if !self.snapshot()?.file(file)?.is_some_and(|row| row.is_whole(file.size)) {
            return Ok(false);
        }
        let mut whole = true;
        // To its end, so that everything that is spoilt is found at once.
        for index in 0..chunk_count(file.size) {
            whole &= self.file_chunk(file, index)?.is_some();
        }
        Ok(whole)
    }

    /// Removes the bytes of originals for which `may` says that others keep them, longest unused first, until `room` bytes
    /// are free; how many are. Each is remembered as being elsewhere before its bytes go.
    ///
    /// # Errors
    /// See [`CommitError`]; what was removed until then stays removed.
    pub fn evict_files(&self, room: u64, may: impl Fn(&FileRow) -> bool) -> Result<u64, CommitError> {
        let mut spare = Vec::new();
        for (file, row) in self.snapshot()?.files()? {
            spare.extend((row.is_evictable(file.size) && may(&row)).then_some((row.used, file)));
        }
        spare.sort_unstable();
        let mut freed = 0;
        for (_, file) in spare {
            if freed >= room {
                break;
            }
            // Until its bytes are gone nobody gives a word for it, and nobody fetches it again.
            let _writing = self.writing();
            let mut goes = false;
            self.change_locked(&[file], |_, row| {
                goes = row.is_evictable(file.size) && may(row);
                if goes {
                    row.elsewhere = true;
                    row.clear();
                }
            })?;
            if goes {
                self.files.remove(&files::name(file)).map_err(Fault::from)?;
                freed += file.size;
            }
        }
        Ok(freed)
    }

    fn change_file(&self, file: SealedFile, change: impl FnMut(SealedFile, &mut FileRow)) -> Result<(), CommitError> {
        self.change_files(&[file], change)
    }

    fn change_files(&self, changed: &[SealedFile], change: impl FnMut(SealedFile, &mut FileRow)) -> Result<(), CommitError> {
        if changed.is_empty() {
            return Ok(());
        }
        let _writing = self.writing();
        self.change_locked(changed, change)
    }

    /// The same, where the caller holds the writer's lock.
    fn change_locked(&self, changed: &[SealedFile], mut change: impl FnMut(SealedFile, &mut FileRow)) -> Result<(), CommitError> {
        let txn = file::begin(&self.db)?;
        {
            let mut tables = Tables::open(&txn)?;
            for file in changed {
                let Some(mut row) = files::row(&tables.files, *file)? else { continue };
                let before = row.bytes(file.size);
                change(*file, &mut row);
                files::add_bytes(&mut tables, row.bytes(file.size), before)?;
                files::update(&mut tables, *file, &row)?;
            }
        }
        txn.commit()?;
        Ok(())
    }
}

impl Snapshot {
    /// What is known of a file; `None` while no record here names it.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn file(&self, file: SealedFile) -> Result<Option<FileRow>, ReadError> {
        files::row(&self.views().files, file)
    }

    /// The outline of a file, as far as it is known.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn file_outline(&self, file: SealedFile) -> Result<Option<Outline>, ReadError> {
        files::outline(&self.views().outlines, file)
    }

    /// Every file that a record here names.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn files(&self) -> Result<Vec<(SealedFile, FileRow)>, ReadError> {
        let mut out = Vec::new();
        for entry in self.views().files.iter()? {
            let (key, value) = entry?;
            let (hash, size) = key.value();
            out.push((SealedFile { hash: Digest(*hash), size }, FileRow::decode(value.value())?));
        }
        Ok(out)
    }

    /// What the files here take, in bytes.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn file_bytes(&self) -> Result<u64, ReadError> {
        files::held_bytes(&self.views().meta)
    }

    /// Wanted files of one class, after a place: those of open requests first, the newest first among them; and where the
    /// list goes on, `None` at its end.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn wanted_files(&self, class: FileClass, after: Option<&[u8]>) -> Result<(Vec<SealedFile>, Option<Vec<u8>>), ReadError> {
        let all = Key::file_wants(class);
        let from = after.map_or(all, |after| all.with(after).with(&[0]));
        let (mut found, mut last) = (Vec::new(), None);
        index::scan(&self.views().index, &all, &from, |key| {
            found.push(files::wanted_of(key)?);
            last = Some(key.to_vec());
            Ok(found.len() < WANTED_LOOK)
        })?;
        let more = last.filter(|_| found.len() == WANTED_LOOK);
        let mut open = Vec::with_capacity(found.len());
        for file in found {
            let request = self.file(file)?.map(|row| row.request).unwrap_or_default();
            let closed = self.row(request)?.is_some_and(|row| row.state == State::Closed);
            open.push((closed, file));
        }
        open.sort_by_key(|(closed, _)| *closed);
        Ok((open.into_iter().map(|(_, file)| file).collect(), more))
    }
}
