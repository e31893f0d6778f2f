//! A backup: one file with everything of a data folder but its keys, made while the node works.
//!
//! It is safe to carry: payloads stay sealed, their keys stand under keys that are not in it, and headers hold nothing
//! personal. The file that says how far the own logs are is left out too, since an old one would hide that a store is old.
//!
//! Format 1: `shouwen backup 1\n`, then frames: length u32 LE, then a postcard [`Frame`]; the last one proves all before it.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::handle::Handle;
use super::ring::travelling;
use crate::domain::id::{DeviceId, Digest, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::time::UtcMs;
use crate::store::{self, PAYLOADS, ReadError, Row, Snapshot};

const MAGIC: &[u8] = b"shouwen backup 1\n";
const FORMAT: u32 = 1;
/// The longest frame in bytes.
const FRAME_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How much goes into one frame, in bytes.
const FRAME_BYTES: usize = 256 * 1024;
/// The folder of attachments in a data folder.
pub(super) const FILES: &str = "files";
/// The file that says who the node is.
pub(super) const IDENTITY: &str = "identity.toml";
/// Files of a data folder that a backup holds besides.
const BESIDE: [&str; 2] = [IDENTITY, "config.toml"];
/// Payload keys in the form in which they travel: for a device that has other keys than this one.
pub(super) const CARRIED: &str = "carried";

/// What a backup is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupHead {
    format: u32,
    /// The number of the store's set of tables.
    pub store: u32,
    /// The organisation.
    pub organisation: PublicKey,
    /// The site that new requests stand at.
    pub site: SiteId,
    /// The device.
    pub device: DeviceId,
    /// When it was made, by that device's clock.
    pub made: UtcMs,
    /// Records in it.
    pub records: u64,
    /// Its words open on other devices of the site too: the node was unlocked when it was made.
    pub opens_elsewhere: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Frame {
    Head(BackupHead),
    Rows {
        table: String,
        rows: Vec<(Vec<u8>, Vec<u8>)>,
    },
    File {
        name: String,
        at: u64,
        bytes: Vec<u8>,
    },
    /// BLAKE3 of everything before this frame.
    End(Digest),
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackupReport {
    /// Records.
    pub records: u64,
    /// Sealed words.
    pub payloads: u64,
    /// Attachments.
    pub files: u64,
    /// Its words open on other devices of the site too.
    pub opens_elsewhere: bool,
}

/// Why a backup is not written or not read. What stands in the data folder is not touched.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The disk.
    #[error("cannot read or write {path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something else.
    #[error("this is not a backup of shouwen")]
    NotABackup,
    /// Of a newer version.
    #[error("the backup has format {found} and this version reads format {known}: update shouwen")]
    Newer {
        /// The format in the file.
        found: u32,
        /// The newest that this version reads.
        known: u32,
    },
    /// Cut off.
    #[error("the backup is cut off: copy it again from where it came from")]
    Truncated,
    /// Changed.
    #[error("the backup is damaged: copy it again from where it came from, or take an earlier one")]
    Damaged,
    /// The store.
    #[error(transparent)]
    Read(#[from] ReadError),
}

struct Writer<'w> {
    out: &'w mut dyn Write,
    hasher: blake3::Hasher,
}

impl Writer<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.hasher.update(bytes);
        self.out.write_all(bytes).map_err(|source| BackupError::File { path: PathBuf::new(), source })
    }

    fn frame(&mut self, frame: &Frame) -> Result<(), BackupError> {
        let body = postcard::to_allocvec(frame).expect("a frame always encodes");
        let length = u32::try_from(body.len()).expect("frames are bounded");
        self.bytes(&length.to_le_bytes())?;
        self.bytes(&body)
    }
}

impl Handle {
    /// Writes a backup of this moment, beside whatever the node does meanwhile.
    ///
    /// # Errors
    /// [`BackupError`]; a file that was begun is not a whole backup, and says so when it is read.
    pub fn backup(&self, out: &mut dyn Write) -> Result<BackupReport, BackupError> {
        let snapshot = self.snapshot()?;
        let (identity, stats, opens_elsewhere) = (self.identity(), snapshot.stats()?, self.is_unlocked());
        let (organisation, site, device, made) = (identity.organisation, identity.site, identity.device, self.clock().now().wall);
        let head =
            BackupHead { format: FORMAT, store: store::FORMAT, organisation, site, device, made, records: stats.records, opens_elsewhere };
        let mut writer = Writer { out, hasher: blake3::Hasher::new() };
        writer.bytes(MAGIC)?;
        writer.frame(&Frame::Head(head))?;
        let keyed = write_rows(&snapshot, &mut writer)?;
        if opens_elsewhere {
            self.write_carried(&snapshot, &keyed, &mut writer)?;
        }
        let mut files = 0;
        for name in BESIDE.into_iter().map(PathBuf::from).chain(attachments(self.data())?) {
            let counted = write_file(self.data(), &name, &mut writer)?;
            files += u64::from(counted && name.starts_with(FILES));
        }
        let end = Digest(*writer.hasher.finalize().as_bytes());
        writer.frame(&Frame::End(end))?;
        writer.out.flush().map_err(|source| BackupError::File { path: PathBuf::new(), source })?;
        Ok(BackupReport { records: stats.records, payloads: stats.payloads, files, opens_elsewhere })
    }

    /// The keys of payloads as they would travel, since the form in which this node keeps them opens nowhere else.
    fn write_carried(&self, snapshot: &Snapshot, keyed: &[Digest], writer: &mut Writer<'_>) -> Result<(), BackupError> {
        let (ring, opened) = (self.ring(snapshot, self.identity().site)?, self.opened());
        let (mut rows, mut size) = (Vec::new(), 0);
        for hash in keyed {
            let Some(sealed) = snapshot.payload(*hash)? else { continue };
            for wrap in travelling(snapshot, (*hash, &sealed), (&ring, &opened), self.entropy())? {
                let (key, value) = ([wrap.payload.0, wrap.site_key.0].concat(), wrap.wrapped.0.to_vec());
                size += key.len() + value.len();
                rows.push((key, value));
            }
            if size > FRAME_BYTES {
                writer.frame(&Frame::Rows { table: CARRIED.into(), rows: std::mem::take(&mut rows) })?;
                size = 0;
            }
        }
        writer.frame(&Frame::Rows { table: CARRIED.into(), rows })
    }
}

/// Writes every row; gives the payloads.
fn write_rows(snapshot: &Snapshot, writer: &mut Writer<'_>) -> Result<Vec<Digest>, BackupError> {
    let (mut keyed, mut rows, mut size, mut of) = (Vec::new(), Vec::new(), 0, "");
    snapshot.rows_kept(&mut |table, key, value| -> Result<(), BackupError> {
        if (table != of || size > FRAME_BYTES) && !rows.is_empty() {
            writer.frame(&Frame::Rows { table: of.to_owned(), rows: std::mem::take(&mut rows) })?;
            size = 0;
        }
        of = table;
        size += key.len() + value.len();
        rows.push((key.to_vec(), value.to_vec()));
        if table == PAYLOADS {
            keyed.extend(value.first_chunk().copied().map(Digest));
        }
        Ok(())
    })?;
    writer.frame(&Frame::Rows { table: of.to_owned(), rows })?;
    Ok(keyed)
}

/// Attachments of a data folder, by their names in it, sorted. They are sealed, and never change under one name.
fn attachments(data: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let (mut names, mut folders) = (Vec::new(), vec![PathBuf::from(FILES)]);
    while let Some(folder) = folders.pop() {
        let io = |source| BackupError::File { path: data.join(&folder), source };
        let entries = match fs::read_dir(data.join(&folder)) {
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(io)?,
        };
        for entry in entries {
            let entry = entry.map_err(io)?;
            let (name, kind) = (folder.join(entry.file_name()), entry.file_type().map_err(io)?);
            if kind.is_dir() {
                folders.push(name);
            } else if kind.is_file() {
                names.push(name);
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Writes a file in pieces; whether it was there.
fn write_file(data: &Path, name: &Path, writer: &mut Writer<'_>) -> Result<bool, BackupError> {
    let path = data.join(name);
    let io = |source| BackupError::File { path: path.clone(), source };
    let mut file = match File::open(&path) {
        // Evicted since the folder was listed, or never written.
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(false),
        other => other.map_err(io)?,
    };
    let (name, mut at) = (name.to_string_lossy().replace('\\', "/"), 0);
    loop {
        let mut bytes = Vec::new();
        (&mut file).take(FRAME_BYTES as u64).read_to_end(&mut bytes).map_err(io)?;
        if bytes.is_empty() && at > 0 {
            return Ok(true);
        }
        let length = bytes.len() as u64;
        writer.frame(&Frame::File { name: name.clone(), at, bytes })?;
        at += length;
        if length == 0 {
            return Ok(true);
        }
    }
}

/// A backup that is being read.
pub(super) struct Reader {
    path: PathBuf,
    from: BufReader<File>,
    hasher: blake3::Hasher,
}

impl Reader {
    /// Opens a file that says that it is a backup.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let io = |source| BackupError::File { path: path.into(), source };
        let mut reader = Self { path: path.into(), from: BufReader::new(File::open(path).map_err(io)?), hasher: blake3::Hasher::new() };
        let mut magic = [0; MAGIC.len()];
        match reader.from.read_exact(&mut magic) {
            Ok(()) if magic == MAGIC => reader.hasher.update(&magic),
            Ok(()) => return Err(BackupError::NotABackup),
            Err(short) if short.kind() == io::ErrorKind::UnexpectedEof => return Err(BackupError::NotABackup),
            Err(source) => return Err(io(source)),
        };
        Ok(reader)
    }

    fn exactly(&mut self, bytes: &mut [u8]) -> Result<(), BackupError> {
        self.from.read_exact(bytes).map_err(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => BackupError::Truncated,
            _ => BackupError::File { path: self.path.clone(), source },
        })
    }

    /// The next frame; `None` after the last, when everything before it is proven.
    pub fn next(&mut self) -> Result<Option<Frame>, BackupError> {
        let before = Digest(*self.hasher.finalize().as_bytes());
        let mut length = [0; 4];
        self.exactly(&mut length)?;
        let count = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        if count > FRAME_BYTES_MAX {
            return Err(BackupError::Damaged);
        }
        let mut body = vec![0; count];
        self.exactly(&mut body)?;
        self.hasher.update(&length).update(&body);
        match postcard::from_bytes(&body).map_err(|_| BackupError::Damaged)? {
            Frame::End(proof) if proof == before && self.is_over()? => Ok(None),
            Frame::End(_) => Err(BackupError::Damaged),
            frame => Ok(Some(frame)),
        }
    }

    fn is_over(&mut self) -> Result<bool, BackupError> {
        let mut more = [0; 1];
        let read = self.from.read(&mut more).map_err(|source| BackupError::File { path: self.path.clone(), source })?;
        Ok(read == 0)
    }

    /// Reads a backup to its end, and says what it is of: nothing is done with a part of one.
    pub fn check(path: &Path) -> Result<BackupHead, BackupError> {
        let mut reader = Self::open(path)?;
        let Some(Frame::Head(head)) = reader.next()? else { return Err(BackupError::Damaged) };
        let newer = |found, known| Err(BackupError::Newer { found, known });
        match (head.format, head.store) {
            (FORMAT, ..=store::FORMAT) => {}
            (FORMAT, found) => return newer(found, store::FORMAT),
            (found, _) => return newer(found, FORMAT),
        }
        while let Some(frame) = reader.next()? {
            match frame {
                Frame::File { name, .. } if !is_inside(&name) => return Err(BackupError::Damaged),
                Frame::Head(_) => return Err(BackupError::Damaged),
                _ => {}
            }
        }
        Ok(head)
    }
}

/// Whether a name of a file leads nowhere else than into a data folder.
fn is_inside(name: &str) -> bool {
    let path = Path::new(name);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    plain && (BESIDE.contains(&name) || (path.starts_with(FILES) && path.components().count() > 1))
}

/// The rows of a frame, as the store takes them.
pub(super) fn rows_of(table: &str, rows: Vec<(Vec<u8>, Vec<u8>)>) -> Vec<Row> {
    rows.into_iter().map(|(key, value)| Row { table: table.to_owned(), key, value }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_names_only_files_of_a_data_folder() {
        for name in ["identity.toml", "config.toml", "files/ab/cd"] {
            assert!(is_inside(name), "{name}");
        }
        for name in ["keys/device.key", "../identity.toml", "files/../keys/device.key", "/etc/passwd", "files", "high-water"] {
            assert!(!is_inside(name), "{name}");
        }
    }
}
