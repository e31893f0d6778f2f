//! Records on disk: the exact signed bytes under their arrival number, with the id they must have.

use redb::ReadableTable;

use super::error::ReadError;
use super::tables::{B32, LogKey};
use crate::domain::act::Stream;
use crate::domain::id::{Epoch, RecordId, RequestId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::record::LogId;
use crate::domain::signed::{SignatureState, SignedRecord, VerifiedRecord};

const HEAD_BYTES: usize = 33;

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
pub(super) fn expect(table: &impl ReadableTable<u64, &'static [u8]>, arrival: u64) -> Result<VerifiedRecord, ReadError> {
    let value = table.get(arrival)?.ok_or(ReadError::Inconsistent("an index names a record that is not there"))?;
    decode(value.value())
}

/// The record with an id.
pub(super) fn by_id(
    by_id: &impl ReadableTable<B32, u64>,
    records: &impl ReadableTable<u64, &'static [u8]>,
    id: RecordId,
) -> Result<Option<VerifiedRecord>, ReadError> {
    let Some(arrival) = by_id.get(&id.0)?.map(|arrival| arrival.value()) else { return Ok(None) };
    let record = expect(records, arrival)?;
    if record.id() == id { Ok(Some(record)) } else { Err(ReadError::Damaged(id)) }
}

/// The arrival numbers of a request's records, ascending.
pub(super) fn arrivals_of(by_request: &impl ReadableTable<(B32, u64), ()>, request: RequestId) -> Result<Vec<u64>, ReadError> {
    let mut arrivals = Vec::new();
    for entry in by_request.range((&request.0, 0)..=(&request.0, u64::MAX))? {
        arrivals.push(entry?.0.value().1);
    }
    Ok(arrivals)
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
