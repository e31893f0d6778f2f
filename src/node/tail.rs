//! The tails of this device's own logs: where each ends, which are in doubt, and where the next record of each stands.
//!
//! RULE: 4-sync.md, "Forks and restores": behind its high-water file, told of a longer copy of its own log, or after an
//! unclean disk, a node begins a new epoch that continues the longest branch that it knows.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::CopySign;
use super::handle::{Handle, Inner};
use super::highwater::{self, HighWater};
use crate::domain::act::{Act, Keys, Kind, Stream};
use crate::domain::id::{Epoch, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::planted::{Bug, is_planted};
use crate::domain::record::Continues;
use crate::domain::signed::VerifiedRecord;
use crate::domain::time::Clock;
use crate::store::{ReadError, Snapshot};

/// A writer's log in all its epochs.
pub(super) type Place = (PublicKey, SiteId, Stream);

/// Where an own log stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnLog {
    pub epoch: Epoch,
    pub newest: Option<(u64, RecordId)>,
    pub continues: Option<Continues>,
}

/// The ends of a log as the store has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Tips {
    /// The epoch that no later one continues; of several that of the longest branch.
    pub last: Option<OwnLog>,
    /// Where a later epoch says that an epoch ended.
    continued: BTreeMap<Epoch, u64>,
}

impl Tips {
    pub fn of(snapshot: &Snapshot, place: Place) -> Result<Self, ReadError> {
        let (key, site, stream) = place;
        let heads: Vec<_> = snapshot.heads(site)?.into_iter().filter(|head| head.log.key == key && head.log.stream == stream).collect();
        let (mut continued, mut below): (BTreeMap<Epoch, u64>, BTreeMap<Epoch, (Epoch, u64)>) = Default::default();
        for head in &heads {
            for end in snapshot.at(&head.log, 1)?.iter().filter_map(|record| record.header().continues) {
                let seq = continued.entry(end.epoch).or_default();
                *seq = end.seq.max(*seq);
                below.insert(head.log.epoch, (end.epoch, end.seq));
            }
        }
        let length = |epoch: Epoch, seq: u64| {
            let back = std::iter::successors(below.get(&epoch), |(epoch, _)| below.get(epoch)).take(below.len());
            back.fold(seq, |length, (_, seq)| length.saturating_add(*seq))
        };
        let ends = heads.iter().filter(|head| !continued.contains_key(&head.log.epoch));
        let last = ends.max_by_key(|head| (length(head.log.epoch, head.seq), head.id));
        let last = last.map(|head| OwnLog { epoch: head.log.epoch, newest: Some((head.seq, head.id)), continues: None });
        Ok(Self { last, continued })
    }

    /// Whether a later epoch that is held continues the place or one after it.
    fn passed(&self, epoch: Epoch, seq: u64) -> bool {
        self.continued.get(&epoch).is_some_and(|end| seq <= *end)
    }
}

/// Where the own logs stand.
#[derive(Debug, Default)]
pub(super) struct Heads {
    /// Read from the store once, and kept while this process alone appends.
    known: BTreeMap<Place, OwnLog>,
    /// Logs whose tail may stand elsewhere: the next record begins a new epoch.
    renew: BTreeSet<Place>,
    /// What the file beside the store said of them.
    left: HighWater,
    /// Peers were asked for them.
    asked: bool,
    /// The own records that other devices say they saw and that are not here: of each device one for each log.
    claimed: BTreeMap<(PublicKey, Place), RecordId>,
    /// Something was written that the file does not say yet.
    unnoted: bool,
}

impl Heads {
    /// Compares the store with the file that was left beside it.
    pub fn compared(left: HighWater, found: &HighWater) -> Self {
        let mut renew = left.moved(found);
        if left.is_open() {
            renew.extend(found.places());
        }
        Self { renew, left, ..Self::default() }
    }

    /// The folder was not closed the last time: its process was killed, or the power went.
    pub fn was_cut_off(&self) -> bool {
        self.left.is_open()
    }

    /// Where the log stands, if that was read already.
    pub fn known(&self, place: Place) -> Option<OwnLog> {
        self.known.get(&place).copied()
    }

    /// Has the next record of a log begin a new epoch.
    pub fn doubt(&mut self, place: Place) {
        self.known.remove(&place);
        // Whoever told of it may have more.
        self.asked &= !self.renew.insert(place);
    }

    /// Takes a device's word that a record of an own log exists which is not here. It counts once until that record has come:
    /// whoever invents them makes this node begin no epoch after epoch.
    fn told(&mut self, snapshot: &Snapshot, (witness, place): (PublicKey, Place), id: RecordId) -> Result<(), ReadError> {
        if let Some(before) = self.claimed.get(&(witness, place))
            && !snapshot.holds(*before)?
        {
            return Ok(());
        }
        self.claimed.insert((witness, place), id);
        self.doubt(place);
        Ok(())
    }

    /// What was written stands.
    pub fn settle(&mut self, mut fresh: BTreeMap<Place, OwnLog>) {
        for place in fresh.keys() {
            if self.renew.remove(place) {
                self.left.forget(*place);
            }
        }
        self.known.append(&mut fresh);
        self.unnoted = true;
    }

    /// Nobody knows whether what was to be written stands: none of its numbers is used again.
    pub fn unsettle(&mut self, fresh: &BTreeMap<Place, OwnLog>) {
        self.renew.extend(fresh.keys());
        self.known.clear();
    }

    /// Where the next record of a log stands, in a new epoch where its tail is in doubt.
    pub fn next(&self, snapshot: &Snapshot, place: Place, epoch: Epoch) -> Result<OwnLog, ReadError> {
        let tips = Tips::of(snapshot, place)?;
        let found = match tips.last {
            Some(found) if !self.renew.contains(&place) => return Ok(found),
            found => found.and_then(|found| found.newest.map(|(seq, id)| Continues { epoch: found.epoch, seq, id })),
        };
        let continues = self.lost_end(snapshot, place, &tips)?.or(found);
        Ok(OwnLog { epoch, newest: None, continues })
    }

    /// The end of a log that the file names and the store does not have.
    fn lost_end(&self, snapshot: &Snapshot, place: Place, tips: &Tips) -> Result<Option<Continues>, ReadError> {
        let Some(end) = self.left.end(place).filter(|end| !tips.passed(end.epoch, end.seq)) else { return Ok(None) };
        Ok((!snapshot.holds(end.id)?).then_some(end))
    }

    /// Whether own records are known to be missing here, or may be: once for each time that a log came into doubt.
    /// Receipts are not asked for: a witness may begin a new epoch at any time.
    pub fn must_ask(&mut self) -> bool {
        let in_doubt = self.renew.iter().any(|(_, _, stream)| *stream != Stream::Witness);
        in_doubt && !std::mem::replace(&mut self.asked, true)
    }

    /// Whether everything is here that the file names.
    pub fn is_whole(&self, snapshot: &Snapshot) -> bool {
        let whole = |place: &Place| self.left.end(*place).is_some_and(|end| snapshot.holds(end.id).unwrap_or_default());
        self.renew.iter().filter(|(_, _, stream)| *stream != Stream::Witness).all(whole)
    }

    /// How many logs begin a new epoch with their next record.
    pub fn in_doubt(&self) -> usize {
        self.renew.len()
    }
}

/// Own records that came from elsewhere and were not known here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// How many.
    pub records: u64,
    /// Some were written elsewhere while this folder was open here, and that was not known yet: a copy of this device runs.
    pub by_copy: bool,
}

impl Inner {
    /// The keys that sign on this device: its own for receipts, and those of its people.
    pub fn own_keys(&self) -> Vec<PublicKey> {
        let staff = self.keys.staff().unwrap_or_default().into_iter().map(|(key, _)| key);
        staff.chain([self.device.sign.public()]).collect()
    }

    /// Notes how far the own logs are. `open`: more may follow.
    pub fn note_high_water(&self, open: bool) {
        // Held until the file is written: no act moves a log in between.
        let mut heads = self.heads();
        heads.unnoted = false;
        let found = self.store.snapshot().and_then(|snapshot| HighWater::of_store(&snapshot, &self.own_keys()));
        if let Ok(mut noted) = found {
            heads.renew.iter().for_each(|place| noted.keep_in_doubt(*place, &heads.left));
            noted.set_open(open);
            highwater::write(&self.data, &noted);
        }
    }

    /// The same where something was written since: for a node that runs for months, and is then killed.
    pub fn note_if_written(&self) {
        if self.heads().unnoted {
            self.note_high_water(true);
        }
    }

    /// Compares the store with the file beside it, when the folder is opened, and notes that it is open.
    pub fn compare_high_water(&self) -> Result<(), ReadError> {
        let mut noted = HighWater::of_store(&self.store.snapshot()?, &self.own_keys())?;
        let left = if is_planted(Bug::ForgetHighWater) { noted.clone() } else { highwater::read(&self.data) };
        let compared = Heads::compared(left, &noted);
        compared.renew.iter().for_each(|place| noted.keep_in_doubt(*place, &compared.left));
        noted.set_open(true);
        highwater::write_synced(&self.data, &noted);
        *self.heads() = compared;
        Ok(())
    }
}

impl Handle {
    /// Takes note of own records that came from elsewhere: they are the tail of a log that this store lost, or somebody
    /// else writes it. What a later epoch here already continues is no news.
    pub(super) fn met_own(&self, heads: &mut Heads, records: &[&VerifiedRecord]) -> Result<Returned, ReadError> {
        let (snapshot, since) = (self.snapshot()?, self.0.since);
        let mut returned = Returned::default();
        let mut tips: BTreeMap<Place, Tips> = BTreeMap::new();
        for record in records {
            let (log, seq, at) = (record.header().log, record.header().seq, record.header().at);
            let place = (log.key, log.site, log.stream);
            if let std::collections::btree_map::Entry::Vacant(entry) = tips.entry(place) {
                entry.insert(Tips::of(&snapshot, place)?);
            }
            returned.records += 1;
            // A hint for people, and only between clocks that somebody checked: no rule rests on it.
            returned.by_copy |= at.wall > since.wall && at.clock == Clock::Synced && since.clock == Clock::Synced;
            if !tips[&place].passed(log.epoch, seq) {
                heads.doubt(place);
            }
        }
        returned.by_copy = returned.by_copy && self.note_copy(CopySign::Wrote, None);
        Ok(returned)
    }

    /// Takes note of receipts of other devices that name own records which are not here. Only the word of a device whose
    /// certificate is in force counts.
    pub(super) fn told_of_own(&self, receipts: &[&VerifiedRecord], own: &[PublicKey]) -> Result<(), ReadError> {
        let snapshot = self.snapshot()?;
        for record in receipts {
            let (witness, at) = (record.header().log.key, record.header().log.site);
            let Act::Receipt(receipt) = Act::decode(&record.header().act) else { continue };
            if own.contains(&witness)
                || !receipt.heads.iter().any(|head| own.contains(&head.key))
                || !self.may_witness(&snapshot, record)?
            {
                continue;
            }
            for head in receipt.heads.iter().filter(|head| own.contains(&head.key)) {
                let site = if head.organisation { SiteId::ORGANISATION } else { at };
                let place = (head.key, site, head.stream);
                if !snapshot.holds(head.id)? && !Tips::of(&snapshot, place)?.passed(head.epoch, head.seq) {
                    self.heads().told(&snapshot, (witness, place), head.id)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a device's certificate in force lets it say at the site what it saw.
    fn may_witness(&self, snapshot: &Snapshot, receipt: &VerifiedRecord) -> Result<bool, ReadError> {
        let (key, site) = (receipt.header().log.key, receipt.header().log.site);
        let signs = |keys: Keys| matches!(keys, Keys::Device { sign, .. } if sign == key);
        let evidence = self.evidence(snapshot, site)?;
        Ok(evidence.of_key(key).any(|of| signs(of.keys) && of.in_force() && of.scope.covers(site)))
    }
}

/// Whether the record is a receipt.
pub(super) fn is_receipt(record: &VerifiedRecord) -> bool {
    record.header().act.kind == Kind::Receipt
}
