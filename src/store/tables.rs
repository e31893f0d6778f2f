//! Every table: its key, value and order. Together they are [`FORMAT`]; a change of any that does not follow from others is a
//! new format number with a migration, and an old database is kept as a fixture. Those that follow are made again from them
//! when [`super::VIEWS_VERSION`] is raised.
//!
//! `records` is the truth; `meta`, `sites`, `pending`, `payloads`, `keys`, `wraps`, `documents`, `files` and `outlines` hold what
//! does not follow from it; everything else does, and equals a rebuild at all times.
//! Integers order by value and byte strings by byte. A log has a local number, so that an index entry takes 20 bytes and not 100.
//!
//! | table | key | value | order |
//! |---|---|---|---|
//! | `meta` | name | bytes | – |
//! | `records` | arrival u64, from 1 | state u8 (0 valid, 1 unchecked, 2 invalid) ‖ id 32 ‖ record | arrival |
//! | `index` | section u8 ‖ what the section says | – | see [`super::index`] |
//! | `logs` | site ‖ stream u8 ‖ key ‖ epoch | log number u32, flags u8 (1 tangled, 2 foreign) | all epochs of a writer stand together |
//! | `ranges` | log number, low, id at low | high u64 LE ‖ id at high ‖ backlink of low (0 or 32) | runs of a log from below |
//! | `sites` | site | – | the sites of this store, the organisation among them |
//! | `requests` | request | postcard of [`super::RequestRow`] | – |
//! | `dockets` | site, standing u8 (0 something is to be done, 1 nothing), request | postcard of [`crate::domain::duty::Docket`] | open ones of a site stand together |
//! | `pending` | key of the log, id | record | records by one author that nothing proves yet |
//! | `payloads` | number u64, from 1 | hash 32 ‖ sealed bytes | arrival: a batch fills a few pages, where hashes would touch one each |
//! | `keys` | payload number | payload key under the node's own key, opaque here | arrival of the payload |
//! | `wraps` | payload hash, site key id | 72 bytes | travelling wraps that this node cannot open |
//! | `documents` | hash | public text | – |
//! | `files` | hash, length | postcard of [`super::FileRow`] | sealed files that records name; their bytes lie in a [`super::place`] |
//! | `outlines` | hash, length | 32 bytes a chunk | chaining values, of files of more than one chunk |

use redb::{Key, ReadOnlyTable, ReadTransaction, ReadableTable, Table, TableDefinition, Value, WriteTransaction};

use super::error::{Fault, ReadError};
use crate::domain::id::Digest;

/// The number of this set of tables.
pub const FORMAT: u32 = 2;

/// Bytes of any length.
pub(super) type Bytes = &'static [u8];
/// 16 raw bytes.
pub(super) type B16 = &'static [u8; 16];
/// 32 raw bytes.
pub(super) type B32 = &'static [u8; 32];
/// Site, stream, key and epoch of a log.
pub(super) type LogKey = [u8; 57];

/// Names every table once: the set open in a write, the set open in a read, and which of them follow from the others.
macro_rules! tables {
    (kept { $($kept:ident : $kept_key:ty => $kept_value:ty),+ $(,)? } derived { $($name:ident : $key:ty => $value:ty),+ $(,)? }) => {
        /// Every table, open in one write transaction.
        pub(super) struct Tables<'t> {
            $(pub $kept: Table<'t, $kept_key, $kept_value>,)+
            $(pub $name: Table<'t, $key, $value>,)+
        }

        impl<'t> Tables<'t> {
            /// Opens every table, creating what does not exist.
            pub fn open(txn: &'t WriteTransaction) -> Result<Self, Fault> {
                Ok(Self {
                    $($kept: txn.open_table(TableDefinition::new(stringify!($kept)))?,)+
                    $($name: txn.open_table(TableDefinition::new(stringify!($name)))?,)+
                })
            }

            /// Opens every table, those empty that follow from others.
            pub fn open_bare(txn: &'t WriteTransaction) -> Result<Self, Fault> {
                $(txn.delete_table(TableDefinition::<$key, $value>::new(stringify!($name)))?;)+
                Self::open(txn)
            }

            /// Stores a row as its bytes; whether it is one of a table that does not follow from others, in its form.
            pub fn put(&mut self, table: &str, key: &[u8], value: &[u8]) -> Result<bool, Fault> {
                match table {
                    $(stringify!($kept) => {
                        if !(fits::<$kept_key>(key) && fits::<$kept_value>(value)) {
                            return Ok(false);
                        }
                        self.$kept.insert(<$kept_key as Value>::from_bytes(key), <$kept_value as Value>::from_bytes(value))?;
                        Ok(true)
                    })+
                    _ => Ok(false),
                }
            }

            /// A hash of the contents of each table that follows from others.
            pub fn fingerprints(&self) -> Result<Vec<(&'static str, Digest)>, Fault> {
                Ok(vec![$((stringify!($name), fingerprint(&self.$name)?),)+])
            }
        }

        /// Every table at one moment.
        #[allow(dead_code, reason = "`meta` is read once, when the store is opened")]
        pub(super) struct Views {
            $(pub $kept: ReadOnlyTable<$kept_key, $kept_value>,)+
            $(pub $name: ReadOnlyTable<$key, $value>,)+
        }

        impl Views {
            /// Hands out every row of the tables that do not follow from others.
            pub fn rows<E: From<ReadError>>(&self, take: &mut dyn FnMut(&'static str, &[u8], &[u8]) -> Result<(), E>) -> Result<(), E> {
                $(for entry in ReadableTable::iter(&self.$kept).map_err(ReadError::from)? {
                    let (key, value) = entry.map_err(ReadError::from)?;
                    let (key, value) = (key.value(), value.value());
                    take(stringify!($kept), <$kept_key as Value>::as_bytes(&key).as_ref(), <$kept_value as Value>::as_bytes(&value).as_ref())?;
                })+
                Ok(())
            }

            /// Opens every table.
            pub fn open(txn: &ReadTransaction) -> Result<Self, Fault> {
                Ok(Self {
                    $($kept: txn.open_table(TableDefinition::new(stringify!($kept)))?,)+
                    $($name: txn.open_table(TableDefinition::new(stringify!($name)))?,)+
                })
            }
        }
    };
}

tables! {
    kept {
        meta: &'static str => Bytes,
        records: u64 => Bytes,
        sites: B16 => (),
        pending: (B32, B32) => Bytes,
        payloads: u64 => Bytes,
        keys: u64 => Bytes,
        wraps: (B32, B32) => &'static [u8; 72],
        documents: B32 => &'static str,
        files: (B32, u64) => Bytes,
        outlines: (B32, u64) => Bytes,
    }
    derived {
        index: Bytes => (),
        logs: &'static LogKey => (u32, u8),
        ranges: (u32, u64, B32) => Bytes,
        requests: B32 => Bytes,
        dockets: (B16, u8, B32) => Bytes,
    }
}

/// Whether bytes from elsewhere have the form of a key or value.
fn fits<T: Value>(bytes: &[u8]) -> bool {
    let text = T::type_name() == <&str as Value>::type_name();
    T::fixed_width().is_none_or(|width| width == bytes.len()) && (!text || str::from_utf8(bytes).is_ok())
}

fn fingerprint<K: Key + 'static, V: Value + 'static>(table: &impl ReadableTable<K, V>) -> Result<Digest, Fault> {
    let mut hasher = blake3::Hasher::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        let (key, value) = (key.value(), value.value());
        for bytes in [K::as_bytes(&key).as_ref(), V::as_bytes(&value).as_ref()] {
            hasher.update(&bytes.len().to_le_bytes()).update(bytes);
        }
    }
    Ok(Digest(*hasher.finalize().as_bytes()))
}
