//! Sealed files: what is known of each, in the database; their bytes, in a place beside it.
//!
//! A row is made in the transaction of the first record that names the file, so a want survives every crash. A chunk is
//! proven by the file's outline, written, and only then counted; it is proven again whenever it is read, and what is damaged
//! is dropped and wanted again.

use redb::ReadableTable;
use serde::{Deserialize, Serialize};

use super::error::{CommitError, ReadError};
use super::index::{self, Key};
use super::place::FileStorage;
use super::tables::Tables;
use crate::domain::act::{Act, Kind, SealedFile, Stream};
use crate::domain::attachment::{FileClass, Outline, chunk_count, chunk_len, is_size, named, sealed_len};
use crate::domain::id::{DeviceId, Digest, RequestId};
use crate::domain::signed::VerifiedRecord;
use crate::domain::time::UtcMs;

/// Devices that are remembered to keep one file, at most.
pub const KEEPERS_MAX: usize = 8;
/// The longest thumbnail in bytes, before it is sealed. What is longer is no thumbnail, whatever its record says: those are
/// fetched first and never go.
const THUMBNAIL_BYTES_MAX: u64 = 16 * 1024;
const HELD_BYTES_NAME: &str = "file bytes";

/// What is known of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// The request of the first record that named it.
    pub request: RequestId,
    /// When that record was written, as claimed: newer files are asked for first.
    pub at: UtcMs,
    thumbnail: bool,
    /// It was here, and made room for others; fetched again when somebody opens it.
    pub elsewhere: bool,
    /// This device gave its word to keep it: it is never evicted.
    pub promised: bool,
    /// When it was last read or written here.
    pub used: UtcMs,
    /// One bit a chunk, lowest first.
    held: Vec<u8>,
    /// Devices that gave their word to keep it, and whether each is a centre.
    pub keepers: Vec<(DeviceId, bool)>,
}

impl FileRow {
    /// Whether the chunk is here.
    #[must_use]
    pub fn holds(&self, index: u32) -> bool {
        self.held.get(index as usize / 8).is_some_and(|byte| byte & (1 << (index % 8)) != 0)
    }

    /// How many chunks are here.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.held.iter().map(|byte| byte.count_ones()).sum()
    }

    /// Whether the file is here whole.
    #[must_use]
    pub fn is_whole(&self, size: u64) -> bool {
        self.count() == chunk_count(size)
    }

    /// Whether it is to be fetched.
    #[must_use]
    pub fn is_wanted(&self, size: u64) -> bool {
        !self.elsewhere && !self.is_whole(size)
    }

    /// Whether its bytes may go where others keep it: thumbnails never do, nor what this device gave its word for.
    #[must_use]
    pub fn is_evictable(&self, size: u64) -> bool {
        !self.thumbnail && !self.promised && self.is_whole(size)
    }

    /// How urgent it is.
    #[must_use]
    pub fn class(&self) -> FileClass {
        if self.thumbnail { FileClass::Thumbnail } else { FileClass::Original }
    }

    /// The bytes of it that are here.
    #[must_use]
    pub fn bytes(&self, size: u64) -> u64 {
        (0..chunk_count(size)).filter(|index| self.holds(*index)).map(|index| chunk_len(size, index) as u64).sum()
    }

    fn set(&mut self, index: u32, here: bool) {
        let (byte, bit) = (index as usize / 8, 1 << (index % 8));
        if self.held.len() <= byte {
            self.held.resize(byte + 1, 0);
        }
        if here {
            self.held[byte] |= bit;
        } else {
            self.held[byte] &= !bit;
        }
    }

    pub(super) fn set_all(&mut self, size: u64) {
        (0..chunk_count(size)).for_each(|index| self.set(index, true));
    }

    pub(super) fn clear(&mut self) {
        self.held.clear();
    }

    pub(super) fn mark(&mut self, index: u32) {
        self.set(index, true);
    }

    pub(super) fn unmark(&mut self, index: u32) {
        self.set(index, false);
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, ReadError> {
        postcard::from_bytes(bytes).map_err(|_| ReadError::Inconsistent("files"))
    }

    /// Its key in the index while it is wanted: by class, newest first.
    pub(super) fn want(&self, file: SealedFile) -> Key {
        let newest_first = u64::MAX - u64::try_from(self.at).unwrap_or(0);
        Key::file_wants(self.class()).with(&newest_first.to_be_bytes()).with(&file.hash.0).with(&file.size.to_be_bytes())
    }
}

/// The name of a file in its place.
pub(super) fn name(file: SealedFile) -> String {
    file.hash.to_string()
}

/// The file of a want's key, without what all wants of a class begin with.
pub(super) fn wanted_of(key: &[u8]) -> Result<SealedFile, ReadError> {
    let wrong = || ReadError::Inconsistent("wanted files");
    let hash = key.get(8..40).and_then(|bytes| bytes.try_into().ok()).map(Digest).ok_or_else(wrong)?;
    let size = key.get(40..).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes).ok_or_else(wrong)?;
    Ok(SealedFile { hash, size })
}

/// The files that a record names, and which of them is a thumbnail.
pub(super) fn files_named(record: &VerifiedRecord) -> Vec<(SealedFile, bool)> {
    let header = record.header();
    if header.log.stream != Stream::Work || header.act.kind != Kind::Attach {
        return Vec::new();
    }
    let Act::Attach(attach) = Act::decode(&header.act) else { return Vec::new() };
    let thumbnail = attach.thumbnail.map(|file| (file, file.size <= sealed_len(THUMBNAIL_BYTES_MAX)));
    let named = std::iter::once((attach.sealed, false)).chain(thumbnail);
    named.filter(|(file, _)| is_size(file.size)).collect()
}

/// Notes the files that a record names: a row for each new one, and a want while it is not here whole. Bytes that lie in the
/// place already (an own file, or a database that was put back) are proven and counted; whether any file is new and not here.
pub(super) fn note(tables: &mut Tables<'_>, place: &dyn FileStorage, record: &VerifiedRecord) -> Result<bool, CommitError> {
    let mut lacking = false;
    for (file, thumbnail) in files_named(record) {
        let known = row(&tables.files, file)?;
        let row = if let Some(row) = known {
            row
        } else {
            let (at, request) = (record.header().at.wall, record.request().unwrap_or_default());
            let mut row = FileRow { request, at, thumbnail, used: at, ..FileRow::default() };
            if let Some(outline) = lying(place, file) {
                row.set_all(file.size);
                store_outline(tables, &outline)?;
                add_bytes(tables, row.bytes(file.size), 0)?;
            }
            lacking |= !row.is_whole(file.size);
            put(tables, file, &row)?;
            row
        };
        if row.is_wanted(file.size) {
            index::add(&mut tables.index, &row.want(file))?;
        }
    }
    Ok(lacking)
}

/// Brings a row level with what lies in the place; whether the row changed. Unlike [`note`] this is no part of a rebuild: bytes
/// that came without their row would make its views differ.
pub(super) fn look_again(
    tables: &mut Tables<'_>,
    place: &dyn FileStorage,
    file: SealedFile,
    row: &mut FileRow,
) -> Result<bool, CommitError> {
    if row.is_wanted(file.size) {
        // The last byte first: of a file that is still coming it is rarely there.
        let ends =
            file.size.checked_sub(1).is_some_and(|last| matches!(place.read(&name(file), last, 1), Ok(Some(end)) if !end.is_empty()));
        let Some(outline) = ends.then(|| lying(place, file)).flatten() else { return Ok(false) };
        row.set_all(file.size);
        store_outline(tables, &outline)?;
    } else if row.count() > 0 && matches!(place.read(&name(file), 0, 1), Ok(None)) {
        row.clear();
    } else {
        return Ok(false);
    }
    update(tables, file, row)?;
    Ok(true)
}

/// The outline of a file whose bytes lie whole in the place. What cannot be read does not: it is fetched again.
fn lying(place: &dyn FileStorage, file: SealedFile) -> Option<Outline> {
    let length = usize::try_from(file.size).unwrap_or(usize::MAX);
    let bytes = place.read(&name(file), 0, length).ok()??;
    (named(&bytes) == file).then(|| Outline::of(&bytes))
}

type FileKey<'k> = (&'k [u8; 32], u64);

pub(super) fn row(
    files: &impl ReadableTable<(&'static [u8; 32], u64), &'static [u8]>,
    file: SealedFile,
) -> Result<Option<FileRow>, ReadError> {
    let key: FileKey<'_> = (&file.hash.0, file.size);
    files.get(key)?.map(|value| FileRow::decode(value.value())).transpose()
}

pub(super) fn put(tables: &mut Tables<'_>, file: SealedFile, row: &FileRow) -> Result<(), CommitError> {
    let bytes = postcard::to_allocvec(row).map_err(|_| ReadError::Inconsistent("files"))?;
    tables.files.insert((&file.hash.0, file.size), bytes.as_slice())?;
    Ok(())
}

pub(super) fn outline(
    outlines: &impl ReadableTable<(&'static [u8; 32], u64), &'static [u8]>,
    file: SealedFile,
) -> Result<Option<Outline>, ReadError> {
    let parts = match outlines.get((&file.hash.0, file.size))? {
        Some(value) => value.value().as_chunks().0.iter().copied().map(Digest).collect(),
        None => Vec::new(),
    };
    // Proven again: what the disk has changed is asked for again. A file of one chunk needs none.
    Ok(Outline::proven(file, parts))
}

pub(super) fn store_outline(tables: &mut Tables<'_>, outline: &Outline) -> Result<(), CommitError> {
    if !outline.parts().is_empty() {
        let bytes: Vec<u8> = outline.parts().iter().flat_map(|part| part.0).collect();
        let file = outline.file();
        tables.outlines.insert((&file.hash.0, file.size), bytes.as_slice())?;
    }
    Ok(())
}

/// What all files here take, in bytes.
pub(super) fn held_bytes(meta: &impl ReadableTable<&'static str, &'static [u8]>) -> Result<u64, ReadError> {
    let Some(value) = meta.get(HELD_BYTES_NAME)? else { return Ok(0) };
    value.value().try_into().map(u64::from_le_bytes).map_err(|_| ReadError::Inconsistent("the size of the files"))
}

pub(super) fn add_bytes(tables: &mut Tables<'_>, more: u64, less: u64) -> Result<(), CommitError> {
    let held = held_bytes(&tables.meta)?.saturating_add(more).saturating_sub(less);
    set_bytes(tables, held)
}

pub(super) fn set_bytes(tables: &mut Tables<'_>, held: u64) -> Result<(), CommitError> {
    tables.meta.insert(HELD_BYTES_NAME, held.to_le_bytes().as_slice())?;
    Ok(())
}

/// Writes a changed row, and its want.
pub(super) fn update(tables: &mut Tables<'_>, file: SealedFile, row: &FileRow) -> Result<(), CommitError> {
    put(tables, file, row)?;
    let want = row.want(file);
    if row.is_wanted(file.size) {
        index::add(&mut tables.index, &want)?;
    } else if tables.index.get(want.bytes())?.is_some() {
        tables.index.remove(want.bytes())?;
    }
    Ok(())
}
