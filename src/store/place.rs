//! Where sealed files lie: one file each, named by its hash. What is read is proven by whoever asked; a place only keeps bytes.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A place for sealed files.
pub trait FileStorage: Debug + Send + Sync + 'static {
    /// Reads up to `length` bytes from `offset` on, fewer where the file ends; `None` where there is no such file.
    ///
    /// # Errors
    /// What the disk says.
    fn read(&self, name: &str, offset: u64, length: usize) -> io::Result<Option<Vec<u8>>>;

    /// Writes pieces at their offsets, creating the file. Durable when it returns, the name too.
    ///
    /// # Errors
    /// What the disk says; any part may then be written or not.
    fn write(&self, name: &str, pieces: &[(u64, &[u8])]) -> io::Result<()>;

    /// Removes the file, if it is there.
    ///
    /// # Errors
    /// What the disk says.
    fn remove(&self, name: &str) -> io::Result<()>;
}

/// A folder; made when the first file comes.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// Memory, for tests and simulations: lost with its last clone.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Folder {
    /// The files in this folder.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    fn create(&self, name: &str) -> io::Result<File> {
        let path = self.0.join(name);
        let open = || OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        match open() {
            Err(missing) if missing.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(&self.0)?;
                if let Some(parent) = self.0.parent() {
                    sync_folder(parent)?;
                }
                open()
            }
            done => done,
        }
    }
}

impl FileStorage for Folder {
    fn read(&self, name: &str, offset: u64, length: usize) -> io::Result<Option<Vec<u8>>> {
        let mut file = match File::open(self.0.join(name)) {
            Ok(file) => file,
            Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(length as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn write(&self, name: &str, pieces: &[(u64, &[u8])]) -> io::Result<()> {
        let mut file = self.create(name)?;
        for (offset, bytes) in pieces {
            file.seek(SeekFrom::Start(*offset))?;
            file.write_all(bytes)?;
        }
        file.sync_all()?;
        // Always, since an earlier attempt may have created the file and failed before this.
        sync_folder(&self.0)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(here)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

impl Memory {
    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileStorage for Memory {
    fn read(&self, name: &str, offset: u64, length: usize) -> io::Result<Option<Vec<u8>>> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(self.files().get(name).map(|file| file.iter().skip(start).take(length).copied().collect()))
    }

    fn write(&self, name: &str, pieces: &[(u64, &[u8])]) -> io::Result<()> {
        let mut files = self.files();
        let file = files.entry(name.to_owned()).or_default();
        for (offset, bytes) in pieces {
            let start = usize::try_from(*offset).map_err(|_| ErrorKind::FileTooLarge)?;
            file.resize(file.len().max(start + bytes.len()), 0);
            file[start..start + bytes.len()].copy_from_slice(bytes);
        }
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.files().remove(name);
        Ok(())
    }
}
