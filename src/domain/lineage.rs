//! Which records of a key stand before which: branches, forks and cuts, by backlinks and `continues` alone.

use std::collections::{BTreeMap, BTreeSet};

use super::act::{Cut, Stream};
use super::id::{Epoch, RecordId, SiteId};
use super::key::PublicKey;
use super::record::{Header, LogId};
use super::signed::VerifiedRecord;

/// A record's place and what it links to: all that order within a log needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The log.
    pub log: LogId,
    /// The place.
    pub seq: u64,
    /// The record.
    pub id: RecordId,
    /// The record before it: the backlink, or at the first place the one it continues.
    pub previous: Option<RecordId>,
    /// At the first place of an epoch: which place of an earlier one it says it continues.
    pub continues: Option<(Epoch, u64)>,
}

impl Link {
    /// The link of a header.
    #[must_use]
    pub fn of(id: RecordId, header: &Header) -> Self {
        let previous = header.backlink.or(header.continues.map(|continued| continued.id));
        let continues = header.continues.map(|continued| (continued.epoch, continued.seq));
        Self { log: header.log, seq: header.seq, id, previous, continues }
    }
}

impl From<&VerifiedRecord> for Link {
    fn from(record: &VerifiedRecord) -> Self {
        Self::of(record.id(), record.header())
    }
}

/// A key that signed two histories: two records, neither before the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fork {
    /// The key.
    pub key: PublicKey,
    /// The site.
    pub site: SiteId,
    /// The stream.
    pub stream: Stream,
    /// The last common record; `None`: they have none.
    pub after: Option<RecordId>,
}

/// The writer of a stream at a site, over all epochs: the unit in which forks are found.
pub(super) type Writer = (PublicKey, SiteId, Stream);

pub(super) fn writer(log: &LogId) -> Writer {
    (log.key, log.site, log.stream)
}

/// The links that are held of some logs.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    links: BTreeMap<RecordId, Link>,
    places: BTreeMap<(LogId, u64), BTreeSet<RecordId>>,
    forks: Vec<Fork>,
    writers: BTreeSet<Writer>,
}

impl Lineage {
    /// Orders the links and finds the forks among them.
    #[must_use]
    pub fn new(links: impl IntoIterator<Item = Link>) -> Self {
        let mut lineage = Self::default();
        for link in links {
            lineage.places.entry((link.log, link.seq)).or_default().insert(link.id);
            lineage.writers.insert(writer(&link.log));
            lineage.links.insert(link.id, link);
        }
        lineage.forks = lineage.find_forks().into_iter().collect();
        lineage
    }

    /// Whether any link of a writer is held.
    pub(super) fn holds(&self, of: &Writer) -> bool {
        self.writers.contains(of)
    }

    /// Every fork, each once.
    #[must_use]
    pub fn forks(&self) -> &[Fork] {
        &self.forks
    }

    fn find_forks(&self) -> BTreeSet<Fork> {
        let mut children: BTreeMap<(Writer, Option<RecordId>), u32> = BTreeMap::new();
        for link in self.links.values() {
            *children.entry((writer(&link.log), link.previous)).or_default() += 1;
        }
        let joints = children.into_iter().filter(|(_, count)| *count > 1);
        let mut forks: BTreeSet<Fork> = joints.map(|(((key, site, stream), after), _)| Fork { key, site, stream, after }).collect();
        // Two records at one place whose branches meet nowhere that is held: the joint lies in the gap below.
        for ((log, _), ids) in self.places.iter().filter(|(_, ids)| ids.len() > 1) {
            let ids: Vec<_> = ids.iter().copied().collect();
            let meet = ids.windows(2).all(|pair| self.meet(pair[0], pair[1]));
            if !meet {
                let (key, site, stream) = writer(log);
                forks.insert(Fork { key, site, stream, after: self.below_gap(log, &ids) });
            }
        }
        forks.extend(self.links.values().filter_map(|link| self.contradicts(link)));
        forks
    }

    /// An epoch that continues a place where another record stands: two headers are proof enough, wherever the named one is.
    fn contradicts(&self, link: &Link) -> Option<Fork> {
        let ((epoch, seq), named) = (link.continues?, link.previous?);
        let continued = LogId { epoch, ..link.log };
        let other = self.places.get(&(continued, seq)).is_some_and(|ids| !ids.contains(&named));
        let below = self.places.range((continued, 0)..(continued, seq)).next_back().and_then(|(_, ids)| ids.first().copied());
        let (key, site, stream) = writer(&link.log);
        other.then_some(Fork { key, site, stream, after: below })
    }

    /// Whether the later record descends from the other, over epochs too.
    #[must_use]
    pub fn descends(&self, later: RecordId, from: RecordId) -> bool {
        self.back(later).any(|link| link.id == from || link.previous == Some(from))
    }

    fn meet(&self, a: RecordId, b: RecordId) -> bool {
        let past: BTreeSet<_> = self.back(a).map(|link| link.previous).collect();
        self.back(b).any(|link| past.contains(&link.previous))
    }

    fn below_gap(&self, log: &LogId, ids: &[RecordId]) -> Option<RecordId> {
        let bottoms = ids.iter().filter_map(|id| self.back(*id).filter(|link| link.log == *log).last());
        let lowest = bottoms.map(|link| link.seq).min()?;
        let below = self.places.range((*log, 0)..(*log, lowest)).next_back()?;
        below.1.first().copied()
    }

    /// The record and what is held before it, newest first.
    fn back(&self, from: RecordId) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.links.get(&from), |link| self.links.get(&link.previous?))
    }

    /// Whether the record stands at or before the place, on its branch. Where the place itself is not held, or a gap
    /// lies between, the number decides.
    #[must_use]
    pub fn within(&self, link: &Link, place: &Cut) -> bool {
        if link.log != place.log || link.seq > place.seq {
            return false;
        }
        if link.seq == place.seq {
            return link.id == place.id;
        }
        if !self.forks.iter().any(|fork| (fork.key, fork.site, fork.stream) == writer(&link.log)) {
            return true;
        }
        match self.back(place.id).take_while(|held| held.log == link.log && held.seq >= link.seq).last() {
            Some(lowest) if lowest.seq == link.seq => lowest.id == link.id,
            _ => true,
        }
    }

    /// Whether the record stands after the place on a branch that leads through it.
    #[must_use]
    pub fn follows(&self, link: &Link, place: &Cut) -> bool {
        self.descends(link.id, place.id)
    }

    /// The forks that the record stands after.
    pub fn forks_before(&self, link: &Link) -> impl Iterator<Item = &Fork> {
        self.forks.iter().filter(move |fork| (fork.key, fork.site, fork.stream) == writer(&link.log) && self.is_after(link, fork))
    }

    fn is_after(&self, link: &Link, fork: &Fork) -> bool {
        let Some(joint) = fork.after else { return true };
        let mut lowest = *link;
        for held in std::iter::once(link).chain(self.back(link.id)) {
            if held.previous == Some(joint) {
                return true;
            }
            lowest = *held;
        }
        // Above a gap, whatever stands higher than the joint may descend from it.
        let above = self.links.get(&joint).is_none_or(|joint| joint.log != lowest.log || joint.seq < lowest.seq);
        lowest.previous.is_some() && above
    }
}

/// The forks among links; the store asks after a record that may make one.
#[must_use]
pub fn forks(links: &[Link]) -> Vec<Fork> {
    Lineage::new(links.iter().copied()).forks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::Epoch;

    fn link(epoch: u8, seq: u64, id: u8, previous: Option<u8>) -> Link {
        let log = LogId { epoch: Epoch([epoch; 8]), ..LogId::default() };
        Link { log, seq, id: RecordId([id; 32]), previous: previous.map(|id| RecordId([id; 32])), continues: None }
    }

    fn joints(links: &[Link]) -> Vec<Option<u8>> {
        forks(links).iter().map(|fork| fork.after.map(|id| id.0[0])).collect()
    }

    #[test]
    fn two_children_are_a_fork_and_what_descends_from_it_is_after() {
        let links = [link(1, 1, 1, None), link(1, 2, 2, Some(1)), link(1, 2, 3, Some(1)), link(1, 3, 4, Some(3))];
        assert_eq!(joints(&links), [Some(1)]);
        let lineage = Lineage::new(links);
        let after: Vec<u8> = links.iter().filter(|l| lineage.forks_before(l).count() > 0).map(|l| l.id.0[0]).collect();
        assert_eq!(after, [2, 3, 4]);
        let cut = Cut { log: links[0].log, seq: 3, id: RecordId([4; 32]) };
        let within: Vec<u8> = links.iter().filter(|l| lineage.within(l, &cut)).map(|l| l.id.0[0]).collect();
        assert_eq!(within, [1, 3, 4]);
    }

    #[test]
    fn a_new_epoch_that_continues_the_last_record_is_no_fork_and_one_that_continues_below_it_is() {
        let honest = [link(1, 1, 1, None), link(1, 2, 2, Some(1)), link(2, 1, 3, Some(2))];
        assert_eq!(joints(&honest), [] as [Option<u8>; 0]);
        let restored = [link(1, 1, 1, None), link(1, 2, 2, Some(1)), link(2, 1, 3, Some(1))];
        assert_eq!(joints(&restored), [Some(1)]);
        let cloned = [link(1, 1, 1, None), link(2, 1, 3, None)];
        assert_eq!(joints(&cloned), [None]);
    }

    #[test]
    fn two_records_at_one_place_above_a_gap_are_a_fork_of_what_stands_below() {
        let links = [link(1, 1, 1, None), link(1, 5, 2, Some(8)), link(1, 5, 3, Some(9))];
        assert_eq!(joints(&links), [Some(1)]);
        let lineage = Lineage::new(links);
        assert_eq!(lineage.forks_before(&links[1]).count(), 1);
        assert_eq!(lineage.forks_before(&links[0]).count(), 0);
    }
}
