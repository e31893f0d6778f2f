//! Steps from each earlier format of the store to the next, taken in the transaction that opens it: all of them or none.
//!
//! | from | step |
//! |---|---|
//! | 1 | payloads and their keys by number instead of by hash; the tables `files` and `outlines`; rows of files are made with the views |

use std::collections::BTreeMap;

use redb::{ReadableTable, TableDefinition, TableError, WriteTransaction};

use super::error::OpenError;
use super::file::{FORMAT_NAME, VIEWS_NAME};
use super::tables::{B32, Bytes, FORMAT, Tables};

/// No version of the views: they are made again.
const NO_VIEWS: u32 = 0;

/// Brings an older store to this format. What is no store, or a newer one, is left as it is: reading it says so.
pub(super) fn to_this_format(txn: &WriteTransaction) -> Result<(), OpenError> {
    let found = {
        let meta = txn.open_table(TableDefinition::<&str, &[u8]>::new("meta"))?;
        let value = meta.get(FORMAT_NAME)?;
        value.and_then(|value| value.value().try_into().ok()).map_or(FORMAT, u32::from_le_bytes)
    };
    if found == 1 {
        number_payloads(txn)?;
        let mut tables = Tables::open(txn)?;
        tables.meta.insert(FORMAT_NAME, 2_u32.to_le_bytes().as_slice())?;
        tables.meta.insert(VIEWS_NAME, NO_VIEWS.to_le_bytes().as_slice())?;
    }
    Ok(())
}

/// Gives payloads and their keys numbers in the place of hashes.
fn number_payloads(txn: &WriteTransaction) -> Result<(), OpenError> {
    let payloads = TableDefinition::<B32, Bytes>::new("payloads");
    let keys = TableDefinition::<B32, Bytes>::new("keys");
    let (Some(old_payloads), Some(mut old_keys)) = (by_hash(txn, payloads)?, by_hash(txn, keys)?) else { return Ok(()) };
    txn.delete_table(payloads)?;
    txn.delete_table(keys)?;
    let mut tables = Tables::open(txn)?;
    for (number, (hash, bytes)) in (1..).zip(old_payloads) {
        tables.payloads.insert(number, [&hash[..], &bytes].concat().as_slice())?;
        if let Some(key) = old_keys.remove(&hash) {
            tables.keys.insert(number, key.as_slice())?;
        }
    }
    Ok(())
}

type ByHash = BTreeMap<[u8; 32], Vec<u8>>;

/// The contents of a table by hash; `None` where it is one by number already.
fn by_hash(txn: &WriteTransaction, table: TableDefinition<B32, Bytes>) -> Result<Option<ByHash>, OpenError> {
    let table = match txn.open_table(table) {
        Err(TableError::TableTypeMismatch { .. }) => return Ok(None),
        other => other?,
    };
    let mut contents = ByHash::new();
    for entry in table.iter()? {
        let (hash, bytes) = entry?;
        contents.insert(*hash.value(), bytes.value().to_vec());
    }
    Ok(Some(contents))
}
