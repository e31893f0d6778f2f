//! What the parts can do at best: redb with the bytes of our records, one Ed25519 signature, one QUIC stream.

use std::path::Path;

use anyhow::Result;
use ed25519_dalek::{Signer, SigningKey};
use redb::{Database, Durability, TableDefinition};
use serde::{Deserialize, Serialize};

use crate::CONTENT_BYTES;
use crate::measure::{Mark, contents, cpu, disk, median};

const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
const IDS: TableDefinition<&[u8; 32], u64> = TableDefinition::new("ids");
/// A record of the fixture with its sealed words, in bytes: about what one takes in the store.
const RECORD_BYTES: usize = 320 + CONTENT_BYTES + 72;
/// Records of one commit, as a session's batch has them.
const BATCH: u64 = 400;
/// Commits of one record whose median counts.
const COMMITS: u64 = 200;
const SIGNATURES: u64 = 2_000;

/// Figures of bare parts.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Limits {
    /// CPU of one record in a batch, with an id index, in microseconds.
    pub bulk: f64,
    /// Disk of one record, in bytes.
    pub disk: f64,
    /// Median of a two-phase commit of one record, in microseconds.
    pub commit: f64,
    /// CPU of one strict verification, in microseconds.
    pub verify: f64,
    /// CPU of one BLAKE3 over a record, in microseconds.
    pub hash: f64,
}

/// Measures all of it in a folder.
pub fn limits(folder: &Path, records: u64) -> Result<Limits> {
    let db = Database::create(folder.join("bulk.redb"))?;
    let bytes: Vec<Vec<u8>> = (0..BATCH).map(|number| contents(number, RECORD_BYTES)).collect();
    let before = cpu();
    for first in (0..records).step_by(usize::try_from(BATCH)?) {
        insert(&db, (first..records.min(first + BATCH)).zip(&bytes))?;
    }
    let bulk = (cpu() - before).as_secs_f64() * 1e6 / records as f64;
    let mut walls = Vec::new();
    for one in (records..records + COMMITS).zip(&bytes) {
        let mark = Mark::now();
        insert(&db, std::iter::once(one))?;
        walls.push(mark.cost().wall);
    }
    drop(db);
    let disk = disk(folder) as f64 / records as f64;
    let (verify, hash) = crypto(&bytes[0])?;
    Ok(Limits { bulk, disk, commit: median(walls), verify, hash })
}

fn insert<'a>(db: &Database, records: impl Iterator<Item = (u64, &'a Vec<u8>)>) -> Result<()> {
    let mut txn = db.begin_write()?;
    txn.set_durability(Durability::Immediate)?;
    txn.set_two_phase_commit(true);
    {
        let (mut table, mut ids) = (txn.open_table(RECORDS)?, txn.open_table(IDS)?);
        for (number, bytes) in records {
            table.insert(number, bytes.as_slice())?;
            ids.insert(blake3::hash(&number.to_le_bytes()).as_bytes(), number)?;
        }
    }
    Ok(txn.commit()?)
}

fn crypto(record: &[u8]) -> Result<(f64, f64)> {
    let key = SigningKey::from_bytes(&[5; 32]);
    let signature = key.sign(record);
    let public = key.verifying_key();
    let before = cpu();
    for _ in 0..SIGNATURES {
        public.verify_strict(std::hint::black_box(record), &signature)?;
    }
    let verified = cpu();
    for _ in 0..SIGNATURES {
        std::hint::black_box(blake3::hash(std::hint::black_box(record)));
    }
    let each = |time: std::time::Duration| time.as_secs_f64() * 1e6 / SIGNATURES as f64;
    Ok((each(verified - before), each(cpu() - verified)))
}
