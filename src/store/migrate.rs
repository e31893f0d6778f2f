//! Steps from each earlier format of the store to the next, taken in the transaction that opens it: all of them or none.
//!
//! | from | step |
//! |---|---|
//! | 1 | the tables `files` and `outlines`; the rows of files that records name are made with the views |

use redb::{ReadableTable, TableDefinition, WriteTransaction};

use super::error::OpenError;
use super::file::{FORMAT_NAME, VIEWS_NAME};
use super::tables::{FORMAT, Tables};

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
        let mut tables = Tables::open(txn)?;
        tables.meta.insert(FORMAT_NAME, 2_u32.to_le_bytes().as_slice())?;
        tables.meta.insert(VIEWS_NAME, NO_VIEWS.to_le_bytes().as_slice())?;
    }
    Ok(())
}
