//! Records on disk: the exact signed bytes under their arrival number, with the id they must have.

use redb::ReadableTable;

use super::error::ReadError;
use super::index::{self, Key};
use super::tables::{Bytes, LogKey};
use crate::domain::act::Stream;
use crate::domain::id::{Epoch, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::record::LogId;
use crate::domain::signed::{SignatureState, SignedRecord, VerifiedRecord};

const HEAD_BYTES: usize = 33;

/// The id that a value is stored under.
pub(super) fn id_of(value: &[u8]) -> Result<RecordId, ReadError> {
    let id = value.get(1..HEAD_BYTES).and_then(|id| id.try_into().ok());
    id.map(RecordId).ok_or(ReadError::Inconsistent("records"))
}

/// The value of a record in its table.
pub(super) fn encode(record: &VerifiedRecord) -> Vec<u8> {
    let bytes = record.signed().as_bytes();
    let mut value = Vec::with_capacity(HEAD_BYTES + bytes.len());
    value.push(record.signature() as u8);
    value.extend_from_slice(&record.id().0);
    value.extend_from_slice(bytes);
    value
}

/// The record of a value, hashed again: damaged bytes decide nothing.
pub(super) fn decode(value: &[u8]) -> Result<VerifiedRecord, ReadError> {
    let (Some(head), Some(bytes)) = (value.first_chunk::<HEAD_BYTES>(), value.get(HEAD_BYTES..)) else {
        return Err(ReadError::Inconsistent("records"));
    };
    let mut id = RecordId::default();
    id.0.copy_from_slice(&head[1..]);
    let state = state(head[0]).ok_or(ReadError::Damaged(id))?;
    let signed = SignedRecord::new(bytes).map_err(|_| ReadError::Damaged(id))?;
    VerifiedRecord::vouched(signed, id, state).map_err(|_| ReadError::Damaged(id))
}

/// The state of the signature that a value starts with.
pub(super) fn state(byte: u8) -> Option<SignatureState> {
    [SignatureState::Valid, SignatureState::Unchecked, SignatureState::Invalid].into_iter().find(|state| *state as u8 == byte)
}

/// The record that an index says is there.
pub(super) fn expect(table: &impl ReadableTable<u64, Bytes>, arrival: u64) -> Result<VerifiedRecord, ReadError> {
    let value = table.get(arrival)?.ok_or(ReadError::Inconsistent("an index names a record that is not there"))?;
    decode(value.value())
}

/// The arrival number of the record with an id. Of ids that begin alike, the record that is stored under the whole id.
pub(super) fn arrival_of(
    index: &impl ReadableTable<Bytes, ()>,
    records: &impl ReadableTable<u64, Bytes>,
    id: RecordId,
) -> Result<Option<u64>, ReadError> {
    for arrival in index::arrivals(index, &Key::id(id))? {
        let value = records.get(arrival)?.ok_or(ReadError::Inconsistent("an index names a record that is not there"))?;
        if value.value().get(1..HEAD_BYTES) == Some(&id.0[..]) {
            return Ok(Some(arrival));
        }
        // Another record whose id begins alike; unless it is this one, damaged.
        if decode(value.value()).is_err() {
            return Err(ReadError::Damaged(id));
        }
    }
    Ok(None)
}

/// The record with an id.
pub(super) fn by_id(
    index: &impl ReadableTable<Bytes, ()>,
    records: &impl ReadableTable<u64, Bytes>,
    id: RecordId,
) -> Result<Option<VerifiedRecord>, ReadError> {
    arrival_of(index, records, id)?.map(|arrival| expect(records, arrival)).transpose()
}

/// The key of a log in `logs`.
pub(super) fn log_key(log: &LogId) -> LogKey {
    let mut key = [0; 57];
    key[..16].copy_from_slice(&log.site.0);
    key[16] = log.stream as u8;
    key[17..49].copy_from_slice(&log.key.0);
    key[49..].copy_from_slice(&log.epoch.0);
    key
}

/// The first and the last key that all epochs of a log's writer stand between.
pub(super) fn epochs(key: &LogKey) -> (LogKey, LogKey) {
    let (mut low, mut high) = (*key, *key);
    low[49..].fill(0);
    high[49..].fill(0xff);
    (low, high)
}

/// The log of a key in `logs`.
pub(super) fn log_of(key: &LogKey) -> Result<LogId, ReadError> {
    let stream = [Stream::Roster, Stream::Work, Stream::Witness].into_iter().find(|stream| *stream as u8 == key[16]);
    let mut log = LogId { stream: stream.ok_or(ReadError::Inconsistent("logs"))?, ..LogId::default() };
    log.site = SiteId(slice(key, 0));
    log.key = PublicKey(slice(key, 17));
    log.epoch = Epoch(slice(key, 49));
    Ok(log)
}

fn slice<const N: usize>(key: &LogKey, from: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&key[from..from + N]);
    out
}
