//! Rebuilding, and checking that nothing needs it.

use std::sync::Arc;

use redb::{ReadableTable, ReadableTableMetadata, WriteTransaction};

use super::blobs::{self, Brought};
use super::error::{CommitError, ReadError};
use super::files::{self, FileRow};
use super::place::FileStorage;
use super::sites::Memory;
use super::tables::Tables;
use super::write::Write;
use super::{Store, file, records};
use crate::domain::id::{Digest, RecordId};
use crate::domain::key::PublicKey;
use crate::domain::signed::SignatureState;

/// Debug builds compare the views with a rebuild after every commit while the store holds no more records than this.
const CHECKED_RECORDS_MAX: u64 = 100;

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Records read and hashed.
    pub records: u64,
    /// Signatures that were checked now.
    pub signatures: u64,
    /// Records whose own signature is bad: they count because their log goes on after them.
    pub bad_signatures: Vec<RecordId>,
    /// Records whose bytes are damaged, by arrival number.
    pub damaged_records: Vec<u64>,
    /// Payloads and documents whose bytes are damaged.
    pub damaged_payloads: Vec<Digest>,
    /// Tables that differ from a rebuild; not compared where a record is damaged.
    pub differing: Vec<&'static str>,
}

impl Audit {
    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.damaged_records.is_empty() && self.damaged_payloads.is_empty() && self.differing.is_empty()
    }
}

impl Store {
    /// Makes every view again from the records alone, in one transaction. Gives the tables that differed: none, always.
    ///
    /// # Errors
    /// See [`CommitError`]; the old views stay then.
    pub fn rebuild(&self) -> Result<Vec<&'static str>, CommitError> {
        let _writing = self.writing();
        let txn = file::begin(&self.db)?;
        let (differing, memory) = self.compared(&txn)?;
        self.commit_with_memory(txn, memory)?;
        Ok(differing)
    }

    /// The tables that differ from what a rebuild would make: none, always.
    ///
    /// # Errors
    /// See [`CommitError`].
    pub fn check(&self) -> Result<Vec<&'static str>, CommitError> {
        let _writing = self.writing();
        self.differing()
    }

    fn differing(&self) -> Result<Vec<&'static str>, CommitError> {
        let txn = file::begin(&self.db)?;
        let (differing, _) = self.compared(&txn)?;
        txn.abort()?;
        Ok(differing)
    }

    /// Rebuilds in the transaction; the tables that differ from before, and the memory that belongs to the new ones.
    fn compared(&self, txn: &WriteTransaction) -> Result<(Vec<&'static str>, Arc<Memory>), CommitError> {
        let before = Tables::open(txn)?.fingerprints()?;
        let memory = rebuild(txn, self.files.as_ref(), self.founding.organisation)?;
        let after = Tables::open(txn)?.fingerprints()?;
        let pairs = before.into_iter().zip(after);
        Ok((pairs.filter(|(before, after)| before != after).map(|(before, _)| before.0).collect(), memory))
    }

    /// Compares with a rebuild where that is cheap, in debug builds alone.
    pub(super) fn assert_rebuild_equal(&self) {
        if !cfg!(debug_assertions) || self.snapshot().and_then(|snapshot| snapshot.stats()).is_ok_and(|s| s.records > CHECKED_RECORDS_MAX) {
            return;
        }
        // A disk that fails here has failed after the commit, and the next operation says so.
        if let Ok(differing) = self.differing() {
            assert!(differing.is_empty(), "the views differ from a rebuild in {differing:?}");
        }
    }

    /// Checks every signature that was not checked yet, the hash of everything, and the views.
    ///
    /// # Errors
    /// See [`CommitError`]. What is damaged is no error but part of the answer.
    pub fn audit(&self) -> Result<Audit, CommitError> {
        let _writing = self.writing();
        let txn = file::begin(&self.db)?;
        let mut audit = Audit::default();
        let memory = {
            let mut write = Write::new(Tables::open(&txn)?, self.memory(), self.files.as_ref(), self.founding.organisation)?;
            audit_records(&mut write, &mut audit)?;
            audit_payloads(&write.tables, &mut audit)?;
            if audit.damaged_records.is_empty() {
                write.finish()?;
            }
            write.memory
        };
        if !audit.damaged_records.is_empty() {
            txn.abort()?;
            return Ok(audit);
        }
        self.commit_with_memory(txn, memory)?;
        audit.differing = self.differing()?;
        Ok(audit)
    }
}

fn audit_records(write: &mut Write<'_>, audit: &mut Audit) -> Result<(), CommitError> {
    let last = write.tables.records.last()?.map_or(0, |(arrival, _)| arrival.value());
    for arrival in 1..=last {
        audit.records += 1;
        let record = match records::expect(&write.tables.records, arrival) {
            Ok(record) => record,
            Err(ReadError::Storage(fault)) => return Err(fault.into()),
            Err(_) => {
                audit.damaged_records.push(arrival);
                continue;
            }
        };
        let checked = record.clone().with_signature_checked();
        if record.signature() == SignatureState::Unchecked {
            audit.signatures += 1;
            write.mark(arrival, &checked)?;
        }
        if checked.signature() == SignatureState::Invalid {
            audit.bad_signatures.push(checked.id());
        }
    }
    Ok(())
}

fn audit_payloads(tables: &Tables<'_>, audit: &mut Audit) -> Result<(), CommitError> {
    for entry in tables.payloads.iter()? {
        let value = entry?.1;
        let (hash, bytes) = blobs::payload_of(value.value())?;
        if Digest::of(bytes) != hash {
            audit.damaged_payloads.push(hash);
        }
    }
    for entry in tables.documents.iter()? {
        let (hash, text) = entry?;
        if Digest::of(text.value().as_bytes()).0 != *hash.value() {
            audit.damaged_payloads.push(Digest(*hash.value()));
        }
    }
    Ok(())
}

/// Empties every table that follows from others, and fills it from them.
pub(super) fn rebuild(txn: &WriteTransaction, place: &dyn FileStorage, root: PublicKey) -> Result<Arc<Memory>, CommitError> {
    let tables = Tables::open_bare(txn)?;
    let count = tables.records.len()?;
    let mut write = Write::new(tables, Arc::default(), place, root)?;
    // Before the records: which of their payloads are wanted is found by this index.
    blobs::reindex(&mut write.tables)?;
    for arrival in 1..=count {
        let record = records::expect(&write.tables.records, arrival)?;
        write.index(arrival, &record, &mut Brought::default())?;
    }
    write.take_every_site()?;
    write.finish()?;
    count_bytes(&mut write.tables)?;
    file::stamp_views(&mut write.tables)?;
    Ok(write.memory)
}

/// Sums again what files take: a store that was filled row by row has the files, and not the sum.
fn count_bytes(tables: &mut Tables<'_>) -> Result<(), CommitError> {
    let mut sum = 0_u64;
    for entry in tables.files.iter()? {
        let (key, value) = entry?;
        sum = sum.saturating_add(FileRow::decode(value.value())?.bytes(key.value().1));
    }
    let counted = files::held_bytes(&tables.meta)?;
    files::add_bytes(tables, sum, counted)
}
