//! Every row that does not follow from others, handed out and taken in again: what a backup is made of, and what is saved
//! of a damaged file.

use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};

use redb::{Database, Key, ReadableDatabase, ReadableTable, TableDefinition, Value};

use super::error::{CommitError, Fault, OpenError, ReadError};
use super::place::{Folder, sync_folder};
use super::snapshot::Snapshot;
use super::tables::{B16, B32, Bytes, Tables};
use super::{FILES_FOLDER, Founding, Options, Store, file, records};
use crate::domain::id::{Digest, RecordId};
use crate::domain::signed::SignatureState;

/// Rows of a damaged file between two commits.
const ROWS_AT_ONCE: usize = 1024;
/// Numbers in a row that cannot be read before a table counts as at its end: more than stand under one branch of its tree.
const NUMBERS_FAILED_MAX: u32 = 16 * 1024;
/// The table of records.
pub const RECORDS: &str = "records";
/// The table of sealed payloads, each behind its hash.
pub const PAYLOADS: &str = "payloads";
const META: &str = "meta";

/// A row of a table, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The table.
    pub table: String,
    /// The key's bytes.
    pub key: Vec<u8>,
    /// The value's bytes.
    pub value: Vec<u8>,
}

/// Why a store cannot be filled with the rows.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The new file.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Writing it.
    #[error(transparent)]
    Write(#[from] CommitError),
    /// A row of no table, or not in its form.
    #[error("a row of `{0}` is not one that this version writes")]
    NotARow(String),
    /// Records that are not those of their ids, or that their keys did not sign; payloads that are not those of their hashes.
    #[error("{0} records or payloads are not what was signed")]
    NotProven(usize),
}

/// Takes a row: its table, key and value.
pub type TakeRow<'a, E> = dyn FnMut(&'static str, &[u8], &[u8]) -> Result<(), E> + 'a;

impl Snapshot {
    /// Hands out every row of the tables that do not follow from others, but what the store was made with.
    ///
    /// # Errors
    /// The first error of `take`, or the store's.
    pub fn rows_kept<E: From<ReadError>>(&self, take: &mut TakeRow<'_, E>) -> Result<(), E> {
        self.views().rows(&mut |table, key, value| if table == META { Ok(()) } else { take(table, key, value) })
    }
}

/// A store that is being filled. It gets its name when it is whole and proven; until then it is nobody's.
pub struct Filling {
    db: Option<Database>,
    unfinished: PathBuf,
    arrivals: u64,
    files: Folder,
}

/// A store that was filled and proven.
pub struct Filled {
    store: Store,
    filling: Filling,
}

impl Filling {
    /// Begins a file beside its place.
    ///
    /// # Errors
    /// What the disk says.
    pub fn begin(beside: &Path, founding: Founding) -> Result<Self, OpenError> {
        let unfinished = file::unfinished(beside, founding);
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let db = file::builder(Options::default()).create(&unfinished)?;
        file::found(&db, founding)?;
        Ok(Self { db: Some(db), unfinished, arrivals: 0, files: Folder::at(&beside.with_file_name(FILES_FOLDER)) })
    }

    /// Takes rows, in the order in which they were handed out.
    ///
    /// # Errors
    /// [`FillError`]; the filling is of no use any more.
    pub fn put(&mut self, rows: &[Row]) -> Result<(), FillError> {
        let db = self.db.as_ref().expect("open until it is finished");
        let txn = file::begin(db).map_err(OpenError::from)?;
        {
            let mut tables = Tables::open(&txn).map_err(OpenError::from)?;
            for row in rows.iter().filter(|row| row.table != META) {
                let (mut key, mut value) = (row.key.clone(), row.value.clone());
                if row.table == RECORDS {
                    // Arrivals follow each other without a gap, and a file says nothing about what was checked.
                    self.arrivals += 1;
                    key = self.arrivals.to_le_bytes().to_vec();
                    if value.first() == Some(&(SignatureState::Valid as u8)) {
                        value[0] = SignatureState::Unchecked as u8;
                    }
                }
                if !tables.put(&row.table, &key, &value).map_err(OpenError::from)? {
                    return Err(FillError::NotARow(row.table.clone()));
                }
            }
        }
        txn.commit().map_err(|error| OpenError::from(Fault::from(error)))?;
        Ok(())
    }

    /// Makes every view, and checks every hash and every signature.
    ///
    /// # Errors
    /// [`FillError`]; nothing is left of it then.
    pub fn prove(mut self) -> Result<Filled, FillError> {
        let db = self.db.take().expect("open until it is finished");
        file::without_views(&db)?;
        let store = Store::over(db, Box::new(self.files.clone()))?;
        let audit = store.audit()?;
        let snapshot = store.snapshot().map_err(OpenError::Read)?;
        let unproven = audit.bad_signatures.iter().filter(|id| is_newest(&snapshot, **id).unwrap_or(true)).count();
        let bad = unproven + audit.damaged_records.len() + audit.damaged_payloads.len();
        if bad > 0 { Err(FillError::NotProven(bad)) } else { Ok(Filled { store, filling: self }) }
    }
}

impl Filled {
    /// What it holds.
    ///
    /// # Errors
    /// The store's.
    pub fn snapshot(&self) -> Result<Snapshot, ReadError> {
        self.store.snapshot()
    }

    /// Gives it its name. `aside`: what stands there gets that name first; without it nothing may stand there.
    ///
    /// # Errors
    /// [`OpenError::Exists`], or what the disk says; what stood there is whole, under one of both names.
    pub fn name(self, path: &Path, aside: Option<&Path>) -> Result<(), OpenError> {
        let Self { store, filling } = self;
        drop(store);
        File::open(&filling.unfinished)?.sync_all()?;
        match aside {
            // With a second name for what stands there, no crash leaves the folder without a store.
            Some(aside) => {
                if fs::hard_link(path, aside).is_err() {
                    // Not every file system has links.
                    fs::rename(path, aside)?;
                }
                fs::rename(&filling.unfinished, path)?;
            }
            None => file::name(&filling.unfinished, path)?,
        }
        Ok(sync_folder(path.parent().unwrap_or(Path::new(".")))?)
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        self.db = None;
        // Once it has its name there is nothing left here.
        let _ = fs::remove_file(&self.unfinished);
    }
}

/// Whether no record that is held stands after it: then nothing proves that its key signed it.
fn is_newest(snapshot: &Snapshot, id: RecordId) -> Result<bool, ReadError> {
    let Some(record) = snapshot.record(id)? else { return Ok(true) };
    let next = snapshot.at(&record.header().log, record.header().seq.saturating_add(1))?;
    Ok(!next.iter().any(|next| next.header().backlink == Some(id)))
}

/// What could be saved of a damaged file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Rows that are whole.
    pub rows: u64,
    /// Records, payloads and documents that are not what their names say: left out.
    pub damaged: u64,
    /// The file could not be read to its end.
    pub broken_off: bool,
}

/// Reads what can be read of a damaged file, which is changed by it: give it a copy.
///
/// # Errors
/// [`FillError`] of the store that is being filled. That the file cannot be read is part of the answer.
pub fn save_rows(damaged: &Path, into: &mut Filling) -> Result<Saved, FillError> {
    let mut saving = Saving { damaged, db: None, saved: Saved::default(), rows: Vec::new(), into };
    // Each bad page would print a line that says nothing to anybody.
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let done = saving.every_table();
    set_hook(hook);
    done?;
    saving.into.put(&saving.rows)?;
    Ok(saving.saved)
}

/// A damaged file that is being read, and what takes its rows.
struct Saving<'s> {
    damaged: &'s Path,
    db: Option<Box<dyn ReadableDatabase>>,
    saved: Saved,
    rows: Vec<Row>,
    into: &'s mut Filling,
}

/// Why reading stopped.
enum Stop {
    /// What cannot be read.
    Unreadable,
    /// What the new store says.
    Fill(FillError),
}

impl<E: Into<redb::Error>> From<E> for Stop {
    fn from(_: E) -> Self {
        Self::Unreadable
    }
}

impl Saving<'_> {
    /// A bad page takes what stands on it, and no other table. What `meta` says is made anew.
    fn every_table(&mut self) -> Result<(), FillError> {
        self.numbered(RECORDS)?;
        self.table::<B16, ()>("sites")?;
        self.table::<(B32, B32), Bytes>("pending")?;
        self.numbered(PAYLOADS)?;
        self.numbered("keys")?;
        self.table::<(B32, B32), &'static [u8; 72]>("wraps")?;
        self.table::<B32, &'static str>("documents")?;
        self.table::<(B32, u64), Bytes>("files")?;
        self.table::<(B32, u64), Bytes>("outlines")
    }

    /// Reads a table up to where it breaks off.
    fn table<K: Key + 'static, V: Value + 'static>(&mut self, name: &'static str) -> Result<(), FillError> {
        self.attempt(|saving, db| {
            let table = db.begin_read()?.open_table(TableDefinition::<K, V>::new(name))?;
            for entry in table.iter()? {
                let (key, value) = entry?;
                let (key, value) = (key.value(), value.value());
                saving.take(name, K::as_bytes(&key).as_ref(), V::as_bytes(&value).as_ref())?;
            }
            Ok(())
        })
        .map(drop)
    }

    /// Reads a table with numbers for keys, and goes on behind each place that cannot be read.
    fn numbered(&mut self, name: &'static str) -> Result<(), FillError> {
        let (mut next, mut failed, mut is_there) = (0_u64, 0, true);
        while failed < NUMBERS_FAILED_MAX && is_there {
            let from = next;
            is_there = false;
            let done = self.attempt(|saving, db| {
                let table = db.begin_read()?.open_table(TableDefinition::<u64, Bytes>::new(name))?;
                is_there = true;
                for entry in table.range(from..)? {
                    let (key, value) = entry?;
                    let number = key.value();
                    next = number.saturating_add(1);
                    saving.take(name, &number.to_le_bytes(), value.value())?;
                }
                Ok(())
            })?;
            if done {
                break;
            }
            failed = if next == from { failed + 1 } else { 1 };
            next = next.saturating_add(1);
        }
        Ok(())
    }

    /// Without its checksums nothing in the file can be relied on; a reader that falls over it has read what there was.
    /// Whether it came to the end.
    fn attempt(&mut self, read: impl FnOnce(&mut Self, &dyn ReadableDatabase) -> Result<(), Stop>) -> Result<bool, FillError> {
        // Kept out of the way of a panic, which would leave the file as after a power cut.
        let Some(db) = self.db.take().or_else(|| opened(self.damaged)) else {
            self.saved.broken_off = true;
            return Ok(false);
        };
        match catch_unwind(AssertUnwindSafe(|| read(&mut *self, db.as_ref()))) {
            Ok(Ok(())) => {
                self.db = Some(db);
                Ok(true)
            }
            // Whoever met an error of reading reads no more: the next attempt opens the file again.
            Ok(Err(Stop::Unreadable)) | Err(_) => {
                self.saved.broken_off = true;
                Ok(false)
            }
            Ok(Err(Stop::Fill(error))) => Err(error),
        }
    }

    fn take(&mut self, table: &'static str, key: &[u8], value: &[u8]) -> Result<(), Stop> {
        if !is_sound(table, key, value) {
            self.saved.damaged += 1;
            return Ok(());
        }
        self.saved.rows += 1;
        self.rows.push(Row { table: table.to_owned(), key: key.to_vec(), value: value.to_vec() });
        if self.rows.len() < ROWS_AT_ONCE {
            return Ok(());
        }
        self.into.put(&self.rows).map_err(Stop::Fill)?;
        self.rows.clear();
        Ok(())
    }
}

/// Opens a damaged file, unchanged if that can be.
fn opened(path: &Path) -> Option<Box<dyn ReadableDatabase>> {
    let open = || -> Option<Box<dyn ReadableDatabase>> {
        match redb::ReadOnlyDatabase::open(path) {
            Ok(db) => Some(Box::new(db)),
            Err(_) => Some(Box::new(redb::Builder::new().open(path).ok()?)),
        }
    };
    catch_unwind(open).ok().flatten()
}

fn unreadable(error: ReadError) -> FillError {
    FillError::Open(OpenError::Read(error))
}

impl From<ReadError> for FillError {
    fn from(error: ReadError) -> Self {
        unreadable(error)
    }
}

fn is_sound(table: &str, key: &[u8], value: &[u8]) -> bool {
    match table {
        RECORDS => records::decode(value).is_ok(),
        PAYLOADS => value.split_first_chunk::<32>().is_some_and(|(hash, sealed)| Digest::of(sealed).0 == *hash),
        "documents" => Digest::of(value).0 == key,
        _ => true,
    }
}
