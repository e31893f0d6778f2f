//! How far this device's own logs had come when the folder was last closed, in a small file beside the store.
//!
//! Where the store says anything else (it was put back from a copy, it lost its tail, or own records came in from a peer
//! after it was put back) the next record begins a new epoch: a number is never used twice for two different records.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::keyfile::write_unsynced;
use super::pen::Place;
use crate::domain::id::{Epoch, RecordId};
use crate::domain::key::PublicKey;
use crate::store::{ReadError, Snapshot};

const FILE: &str = "high-water";

/// The newest record of every epoch of every own log.
pub(super) type HighWater = BTreeMap<(Place, Epoch), (u64, RecordId)>;

/// What the file says; nothing where it cannot be read.
pub(super) fn read(data: &Path) -> HighWater {
    fs::read(path(data)).ok().and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default()
}

/// Writes the file. It is a hint: what cannot be written costs a new epoch, no record.
pub(super) fn write(data: &Path, heads: &HighWater) {
    let bytes = postcard::to_allocvec(heads).expect("heads always encode");
    let _ = write_unsynced(&path(data), &bytes);
}

/// How far the store is.
pub(super) fn of_store(snapshot: &Snapshot, own: &[PublicKey]) -> Result<HighWater, ReadError> {
    let mut heads = HighWater::new();
    for site in snapshot.sites()? {
        let ours = snapshot.heads(site)?.into_iter().filter(|head| own.contains(&head.log.key));
        heads.extend(ours.map(|head| (((head.log.key, site, head.log.stream), head.log.epoch), (head.seq, head.id))));
    }
    Ok(heads)
}

/// The own logs that are not where they were left.
pub(super) fn moved(left: &HighWater, found: &HighWater) -> Vec<Place> {
    let lost = left.iter().filter(|(log, head)| found.get(*log) != Some(head));
    let gained = found.iter().filter(|(log, head)| left.get(*log) != Some(head));
    let mut places: Vec<Place> = lost.chain(gained).map(|((place, _), _)| *place).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn path(data: &Path) -> PathBuf {
    data.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::Stream;
    use crate::domain::id::SiteId;

    fn at(key: u8, epoch: u8, seq: u64) -> ((Place, Epoch), (u64, RecordId)) {
        let place = (PublicKey([key; 32]), SiteId([1; 16]), Stream::Work);
        ((place, Epoch([epoch; 8])), (seq, RecordId([u8::try_from(seq).unwrap_or(u8::MAX); 32])))
    }

    #[test]
    fn logs_that_lost_or_gained_records_have_moved_and_others_have_not() {
        let left: HighWater = [at(1, 1, 5), at(2, 1, 5), at(3, 1, 5), at(4, 1, 5)].into();
        let found: HighWater = [at(1, 1, 5), at(2, 1, 4), at(3, 1, 6), at(5, 1, 1)].into();
        let keys: Vec<u8> = moved(&left, &found).iter().map(|place| place.0.0[0]).collect();
        assert_eq!(keys, [2, 3, 4, 5]);
        assert_eq!(moved(&left, &left), []);
    }

    #[test]
    fn what_was_written_reads_back_and_rubbish_is_nothing() {
        let data = tempfile::tempdir().expect("a folder");
        let left: HighWater = [at(1, 1, 5)].into();
        write(data.path(), &left);
        assert_eq!(read(data.path()), left);
        fs::write(path(data.path()), [0xff; 3]).expect("written");
        assert_eq!(read(data.path()), HighWater::new());
    }
}
