//! The file: created whole or not at all, opened only when every checksum in it holds.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use redb::{Builder, Database, Durability, StorageBackend, WriteTransaction};

use super::error::{Fault, OpenError};
use super::place::sync_folder;
use super::tables::{FORMAT, Tables};
use super::{Founding, Options, VIEWS_VERSION};
use crate::domain::key::PublicKey;
use crate::domain::planted::{Bug, is_planted};

pub(super) const FORMAT_NAME: &str = "format";
const INSTANCE_NAME: &str = "instance";
const ORGANISATION_NAME: &str = "organisation";
pub(super) const VIEWS_NAME: &str = "views";

/// Begins the only kind of write transaction there is: both phases synced before it is acknowledged, and no quick repair,
/// which trusts a file that a lying disk may have damaged.
pub(super) fn begin(db: &Database) -> Result<WriteTransaction, Fault> {
    let mut txn = db.begin_write()?;
    let durability = if is_planted(Bug::NoSync) { Durability::None } else { Durability::Immediate };
    txn.set_durability(durability).map_err(|error| Fault::Corrupted(error.to_string()))?;
    txn.set_two_phase_commit(true);
    Ok(txn)
}

pub(super) fn builder(options: Options) -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(options.cache_bytes).set_check_integrity_on_open(true);
    builder
}

/// Creates the file beside its place, commits the empty tables, syncs it, and only then gives it its name.
pub(super) fn create(path: &Path, founding: Founding, options: Options) -> Result<(), OpenError> {
    if path.try_exists()? {
        return Err(OpenError::Exists(path.to_owned()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unfinished = unfinished(path, founding);
    // Left by a crash while creating: nothing in it was ever acknowledged.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let db = builder(options).create(&unfinished)?;
    found(&db, founding)?;
    db.close()?;
    File::open(&unfinished)?.sync_all()?;
    name(&unfinished, path)?;
    Ok(sync_folder(folder)?)
}

/// The name of a file that is being created; each founding has its own, so that two processes never share one.
pub(super) fn unfinished(path: &Path, founding: Founding) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", data_encoding::HEXLOWER.encode(&founding.instance)));
    path.with_file_name(name)
}

/// Gives the finished file its name, never over another file.
pub(super) fn name(unfinished: &Path, path: &Path) -> Result<(), OpenError> {
    match fs::hard_link(unfinished, path) {
        Ok(()) => Ok(fs::remove_file(unfinished)?),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            fs::remove_file(unfinished)?;
            Err(OpenError::Exists(path.to_owned()))
        }
        // Not every file system has links; then the check at the start must do.
        Err(_) => Ok(fs::rename(unfinished, path)?),
    }
}

/// Opens the file.
pub(super) fn open(path: &Path, options: Options) -> Result<Database, OpenError> {
    if !path.try_exists()? {
        return Err(OpenError::Missing(path.to_owned()));
    }
    Ok(builder(options).open(path)?)
}

/// Opens or begins a database on a storage of the caller's.
pub(super) fn on(backend: impl StorageBackend, options: Options) -> Result<Database, OpenError> {
    Ok(builder(options).create_with_backend(backend)?)
}

/// Commits the empty tables and what the store is made with.
pub(super) fn found(db: &Database, founding: Founding) -> Result<(), OpenError> {
    let txn = begin(db)?;
    {
        let mut tables = Tables::open(&txn)?;
        tables.meta.insert(FORMAT_NAME, FORMAT.to_le_bytes().as_slice())?;
        tables.meta.insert(VIEWS_NAME, VIEWS_VERSION.to_le_bytes().as_slice())?;
        tables.meta.insert(INSTANCE_NAME, founding.instance.as_slice())?;
        tables.meta.insert(ORGANISATION_NAME, founding.organisation.0.as_slice())?;
    }
    txn.commit()?;
    Ok(())
}

/// What stands in `meta`.
pub(super) struct Meta {
    pub founding: Founding,
    /// The views are of this version.
    pub views: u32,
}

/// Reads what the file was made with, before anything else of it is believed.
pub(super) fn meta(txn: &WriteTransaction) -> Result<Meta, OpenError> {
    use redb::{ReadableTable, TableDefinition};
    let table = txn.open_table(TableDefinition::<&str, &[u8]>::new("meta"))?;
    let read = |name: &str| -> Result<Vec<u8>, OpenError> {
        let value = table.get(name)?.map(|value| value.value().to_vec());
        value.ok_or_else(|| OpenError::NotAStore(format!("it has no {name}")))
    };
    let number = |name: &str| -> Result<u32, OpenError> {
        let bytes = read(name)?.try_into().map_err(|_| OpenError::NotAStore(format!("its {name} is not a number")))?;
        Ok(u32::from_le_bytes(bytes))
    };
    match number(FORMAT_NAME)? {
        FORMAT => {}
        found => return Err(OpenError::Newer { found, known: FORMAT }),
    }
    let not = |name: &str| OpenError::NotAStore(format!("its {name} has another length"));
    let instance = read(INSTANCE_NAME)?.try_into().map_err(|_| not(INSTANCE_NAME))?;
    let organisation = PublicKey(read(ORGANISATION_NAME)?.try_into().map_err(|_| not(ORGANISATION_NAME))?);
    Ok(Meta { founding: Founding { instance, organisation }, views: number(VIEWS_NAME)? })
}

/// Notes that the views are of no version: they are made when the store is opened.
pub(super) fn without_views(db: &Database) -> Result<(), OpenError> {
    let txn = begin(db)?;
    Tables::open(&txn)?.meta.insert(VIEWS_NAME, 0_u32.to_le_bytes().as_slice())?;
    txn.commit()?;
    Ok(())
}

/// Notes that the views are of this version.
pub(super) fn stamp_views(tables: &mut Tables<'_>) -> Result<(), Fault> {
    tables.meta.insert(VIEWS_NAME, VIEWS_VERSION.to_le_bytes().as_slice())?;
    Ok(())
}
