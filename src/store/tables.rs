//! Every table: its key, value and order. Together they are [`FORMAT`]; a change of any of them is a new format number
//! with a migration, and an old database is kept as a fixture.
//!
//! `records` alone is the truth; `pending`, `payloads`, `keys`, `wraps` and `documents` hold what cannot be derived;
//! everything else follows from these and equals a rebuild at all times.
//! Integers order by value and byte strings by byte. A log has a local number, so that an index entry takes 20 bytes and not 100.
//!
//! | table | key | value | order |
//! |---|---|---|---|
//! | `meta` | name | bytes | – |
//! | `records` | arrival u64, from 1 | state u8 (0 valid, 1 unchecked, 2 invalid) ‖ id 32 ‖ record | arrival |
//! | `by_id` | id | arrival | id, for prefixes |
//! | `by_place` | log number, seq, arrival | – | place; two entries of one place are a fork |
//! | `by_request` | request, arrival | – | arrival in a request |
//! | `roster` | site, arrival | – | Roster and Witness records of a site, by arrival |
//! | `logs` | site ‖ stream u8 ‖ key ‖ epoch | log number u32, flags u8 (1 tangled, 2 foreign) | all epochs of a writer stand together |
//! | `ranges` | log number, low, id at low | high u64 LE ‖ id at high ‖ backlink of low (0 or 32) | runs of a log from below |
//! | `sites` | site | 2,048 bytes of [`super::digest`] | site |
//! | `client_keys` | client key, site, request | – | requests of one key |
//! | `wants` | hash of a payload not held | arrival of a record that names it | – |
//! | `requests` | request | postcard of [`super::RequestRow`] | – |
//! | `lists` | list u8 ‖ subject ‖ newest first u64 BE ‖ request | – | a list, newest first |
//! | `pending` | key of the log, id | record | records by one author that nothing proves yet |
//! | `payloads` | hash | sealed bytes | – |
//! | `keys` | payload hash | payload key under the node's own key, opaque here | – |
//! | `wraps` | payload hash, site key id | 72 bytes | travelling wraps that this node cannot open |
//! | `documents` | hash | public text | – |

use redb::{ReadOnlyTable, ReadTransaction, Table, TableDefinition, WriteTransaction};

use super::error::Fault;

/// The number of this set of tables.
pub const FORMAT: u32 = 1;

/// 16 raw bytes.
pub(super) type B16 = &'static [u8; 16];
/// 32 raw bytes.
pub(super) type B32 = &'static [u8; 32];
/// Site, stream, key and epoch of a log.
pub(super) type LogKey = [u8; 57];

/// Names every table once: definition, the set open in a write, and the set open in a read.
macro_rules! tables {
    ($($name:ident : $key:ty => $value:ty),+ $(,)?) => {
        /// Every table, open in one write transaction.
        pub(super) struct Tables<'t> { $(pub $name: Table<'t, $key, $value>,)+ }

        impl<'t> Tables<'t> {
            /// Opens every table, creating what does not exist.
            pub fn open(txn: &'t WriteTransaction) -> Result<Self, Fault> {
                Ok(Self { $($name: txn.open_table(TableDefinition::new(stringify!($name)))?,)+ })
            }
        }

        /// Every table at one moment.
        pub(super) struct Views { $(pub $name: ReadOnlyTable<$key, $value>,)+ }

        impl Views {
            /// Opens every table.
            pub fn open(txn: &ReadTransaction) -> Result<Self, Fault> {
                Ok(Self { $($name: txn.open_table(TableDefinition::new(stringify!($name)))?,)+ })
            }
        }
    };
}

tables! {
    meta: &'static str => &'static [u8],
    records: u64 => &'static [u8],
    by_id: B32 => u64,
    by_place: (u32, u64, u64) => (),
    by_request: (B32, u64) => (),
    roster: (B16, u64) => (),
    logs: &'static LogKey => (u32, u8),
    ranges: (u32, u64, B32) => &'static [u8],
    sites: B16 => &'static [u8],
    client_keys: (B16, B16, B32) => (),
    wants: B32 => u64,
    requests: B32 => &'static [u8],
    lists: &'static [u8] => (),
    pending: (B32, B32) => &'static [u8],
    payloads: B32 => &'static [u8],
    keys: B32 => &'static [u8],
    wraps: (B32, B32) => &'static [u8; 72],
    documents: B32 => &'static str,
}
