//! How far this device's own logs had come when that was last noted, in a small file beside the store.
//!
//! Where the store says anything else (it was put back from a copy, it lost its tail, or own records came in from a peer
//! after it was put back) the next record begins a new epoch: a number is never used twice for two different records.
//! Where the file knows more than the store, that epoch continues what the file knows, so that nothing forks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::keyfile::{write_private, write_unsynced};
use super::tail::{Place, Tips};
use crate::domain::id::{Epoch, RecordId};
use crate::domain::key::PublicKey;
use crate::domain::record::Continues;
use crate::store::{ReadError, Snapshot};

const FILE: &str = "high-water";

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HighWater {
    /// The newest record of every epoch of every own log.
    heads: BTreeMap<(Place, Epoch), (u64, RecordId)>,
    /// The epoch in which each own log was written last.
    last: BTreeMap<Place, Epoch>,
    /// Logs whose next record begins a new epoch, whatever else is said here.
    doubted: BTreeSet<Place>,
    /// Whoever wrote this had the folder open: what came after is not said.
    open: bool,
}

/// What the file says; nothing where it cannot be read.
pub(super) fn read(data: &Path) -> HighWater {
    fs::read(path(data)).ok().and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default()
}

/// Writes the file. It is a hint: what cannot be written costs a new epoch, no record.
pub(super) fn write(data: &Path, heads: &HighWater) {
    let _ = write_unsynced(&path(data), &encode(heads));
}

/// Writes the file, and has the disk keep it. A store that later falls back behind this moment finds that the folder was open.
/// Where that cannot be written, a file that says "closed" may not stay: it would vouch for such a store.
pub(super) fn write_synced(data: &Path, heads: &HighWater) {
    if write_private(&path(data), &encode(heads)).is_err() && !read(data).open {
        let _ = fs::remove_file(path(data));
    }
}

fn encode(heads: &HighWater) -> Vec<u8> {
    postcard::to_allocvec(heads).expect("heads always encode")
}

/// Has every own log begin a new epoch, and keeps what was known of it: the store was put back.
pub(super) fn doubt_all(data: &Path, found: HighWater) {
    let (left, mut noted) = (read(data), found);
    let places: BTreeSet<Place> = noted.places().into_iter().chain(left.places()).collect();
    for place in places {
        noted.keep_in_doubt(place, &left);
    }
    write(data, &noted);
}

impl HighWater {
    /// How far the store is.
    pub fn of_store(snapshot: &Snapshot, own: &[PublicKey]) -> Result<Self, ReadError> {
        let mut found = Self::default();
        for site in snapshot.sites()? {
            for head in snapshot.heads(site)?.into_iter().filter(|head| own.contains(&head.log.key)) {
                found.heads.insert(((head.log.key, site, head.log.stream), head.log.epoch), (head.seq, head.id));
            }
        }
        for place in found.places() {
            found.last.extend(Tips::of(snapshot, place)?.last.map(|last| (place, last.epoch)));
        }
        Ok(found)
    }

    /// Whether the folder was not closed after this was written.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Says whether more may follow.
    pub fn set_open(&mut self, open: bool) {
        self.open = open;
    }

    /// Every own log that is named.
    pub fn places(&self) -> BTreeSet<Place> {
        self.heads.keys().map(|(place, _)| *place).collect()
    }

    /// The own logs that are not where they were left.
    pub fn moved(&self, found: &Self) -> BTreeSet<Place> {
        let lost = self.heads.iter().filter(|(log, head)| found.heads.get(*log) != Some(head));
        let gained = found.heads.iter().filter(|(log, head)| self.heads.get(*log) != Some(head));
        lost.chain(gained).map(|((place, _), _)| *place).chain(self.doubted.iter().copied()).collect()
    }

    /// Where a log ended.
    pub fn end(&self, place: Place) -> Option<Continues> {
        let epoch = *self.last.get(&place)?;
        self.heads.get(&(place, epoch)).map(|(seq, id)| Continues { epoch, seq: *seq, id: *id })
    }

    /// Forgets a log: what it says of it no longer matters.
    pub fn forget(&mut self, place: Place) {
        self.heads.retain(|(of, _), _| *of != place);
        self.last.remove(&place);
        self.doubted.remove(&place);
    }

    /// Has the next record of a log begin a new epoch, and keeps what was known of the log before.
    pub fn keep_in_doubt(&mut self, place: Place, left: &Self) {
        self.forget(place);
        self.heads.extend(left.heads.iter().filter(|((of, _), _)| *of == place).map(|(log, head)| (*log, *head)));
        self.last.extend(left.last.get(&place).map(|epoch| (place, *epoch)));
        self.doubted.insert(place);
    }
}

fn path(data: &Path) -> PathBuf {
    data.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::Stream;
    use crate::domain::id::SiteId;

    fn place(key: u8) -> Place {
        (PublicKey([key; 32]), SiteId([1; 16]), Stream::Work)
    }

    fn id(seq: u64) -> RecordId {
        RecordId([u8::try_from(seq).unwrap_or(u8::MAX); 32])
    }

    fn logs(of: &[(u8, u8, u64)]) -> HighWater {
        let heads = of.iter().map(|(key, epoch, seq)| ((place(*key), Epoch([*epoch; 8])), (*seq, id(*seq)))).collect();
        let last = of.iter().map(|(key, epoch, _)| (place(*key), Epoch([*epoch; 8]))).collect();
        HighWater { heads, last, ..HighWater::default() }
    }

    fn keys(places: &BTreeSet<Place>) -> Vec<u8> {
        places.iter().map(|place| place.0.0[0]).collect()
    }

    #[test]
    fn what_cannot_be_noted_at_the_opening_leaves_no_file_that_says_closed() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path();
        let (closed, open) = (logs(&[(1, 1, 5)]), HighWater { open: true, ..logs(&[(1, 1, 5)]) });
        write(data, &closed);
        // Nothing can be written under the temporary name.
        fs::create_dir(path(data).with_extension("new")).expect("made");
        write_synced(data, &open);
        assert_eq!(read(data), HighWater::default(), "so that every own log begins a new epoch");
        fs::remove_dir(path(data).with_extension("new")).expect("removed");
        write_synced(data, &open);
        fs::create_dir(path(data).with_extension("new")).expect("made");
        write_synced(data, &closed);
        assert_eq!(read(data), open, "what says open vouches for nothing, and what it knows stays");
    }

    #[test]
    fn logs_that_lost_or_gained_records_have_moved_and_others_have_not() {
        let left = logs(&[(1, 1, 5), (2, 1, 5), (3, 1, 5), (4, 1, 5)]);
        let found = logs(&[(1, 1, 5), (2, 1, 4), (3, 1, 6), (5, 1, 1)]);
        assert_eq!(keys(&left.moved(&found)), [2, 3, 4, 5]);
        assert_eq!(left.moved(&left), BTreeSet::new());
    }

    #[test]
    fn a_log_in_doubt_stays_so_and_its_end_is_not_forgotten() {
        let left = logs(&[(1, 1, 9), (2, 1, 5)]);
        let mut noted = logs(&[(1, 1, 4), (2, 1, 5)]);
        noted.keep_in_doubt(place(1), &left);
        assert_eq!(keys(&noted.moved(&logs(&[(1, 1, 4), (2, 1, 5)]))), [1]);
        assert_eq!(noted.end(place(1)), Some(Continues { epoch: Epoch([1; 8]), seq: 9, id: id(9) }));
        assert_eq!(keys(&noted.moved(&logs(&[(1, 1, 9), (2, 1, 5)]))), [1], "even where the store caught up meanwhile");
    }

    #[test]
    fn what_was_written_reads_back_and_rubbish_is_nothing() {
        let data = tempfile::tempdir().expect("a folder");
        let left = logs(&[(1, 1, 5)]);
        write(data.path(), &left);
        assert_eq!(read(data.path()), left);
        fs::write(path(data.path()), [0xff; 3]).expect("written");
        assert_eq!(read(data.path()), HighWater::default());
    }
}
