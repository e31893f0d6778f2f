//! What devices have seen: receipts by place, and what each of them speaks for.

use std::collections::BTreeMap;

use super::act::rights::any_may;
use super::act::word::Role;
use super::act::{Act, Cut, Head, Keys, Kind, KnownFork, Receipt, Stream};
use super::id::{DeviceId, PersonId, RecordId, SiteId};
use super::lineage::{Fork, Lineage, Link, Writer, writer};
use super::record::LogId;
use super::roster::{Certificate, Roster, Standing};
use super::signed::VerifiedRecord;
use super::time::{Clock, Moment, UtcMs};

/// A receipt that counts.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) link: Link,
    pub(super) at: Moment,
    pub(super) device: DeviceId,
    pub(super) person: Option<PersonId>,
    pub(super) centre: bool,
    /// Who certified the device: the certificate its certificate was written under.
    pub(super) by: Option<RecordId>,
    body: Receipt,
}

/// Every receipt that counts, by witness log in the order of the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Witnesses {
    logs: BTreeMap<LogId, Vec<Seen>>,
    places: BTreeMap<RecordId, (LogId, usize)>,
    /// Which receipts newly name a head of a log.
    heads: BTreeMap<Writer, Vec<(LogId, u64, RecordId, RecordId)>>,
    lineage: Lineage,
    bounds: UpperBounds,
}

/// For every log that receipts name, by the device that saw it: each place with the earliest synced clock that covers it.
#[derive(Clone, Debug, Default)]
struct UpperBounds(BTreeMap<LogId, BTreeMap<DeviceId, Vec<Reach>>>);

/// A place in a log that was seen, in the order of the places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reach {
    seq: u64,
    id: RecordId,
    /// The earliest synced clock of the receipts that name this place, or speak for one that does.
    here: UtcMs,
    /// The earliest of these at this place and at all later ones.
    onward: UtcMs,
}

impl UpperBounds {
    /// Every head of every receipt, with the earliest synced clock from that receipt on.
    fn of(logs: &BTreeMap<LogId, Vec<Seen>>) -> Self {
        let mut bounds: BTreeMap<LogId, BTreeMap<DeviceId, Vec<Reach>>> = BTreeMap::new();
        for receipts in logs.values() {
            let mut earliest = UtcMs::MAX;
            for receipt in receipts.iter().rev() {
                if receipt.at.clock == Clock::Synced {
                    earliest = earliest.min(receipt.at.wall);
                }
                for head in receipt.body.heads.iter().filter(|_| earliest < UtcMs::MAX) {
                    let reach = Reach { seq: head.seq, id: head.id, here: earliest, onward: earliest };
                    bounds.entry(named(head, receipt.link.log.site)).or_default().entry(receipt.device).or_default().push(reach);
                }
            }
        }
        for reaches in bounds.values_mut().flat_map(BTreeMap::values_mut) {
            reaches.sort_unstable();
            let mut onward = UtcMs::MAX;
            for reach in reaches.iter_mut().rev() {
                onward = onward.min(reach.here);
                reach.onward = onward;
            }
        }
        Self(bounds)
    }

    /// The earliest clock of another device that covers a place of a log without forks.
    fn earliest(&self, link: &Link, device: DeviceId) -> Option<UtcMs> {
        let others = self.0.get(&link.log)?.iter().filter(|(seen_by, _)| **seen_by != device);
        let bound = |reaches: &Vec<Reach>| {
            let after = reaches.partition_point(|reach| reach.seq <= link.seq);
            let same = reaches[..after].iter().rev().take_while(|reach| reach.seq == link.seq).filter(|reach| reach.id == link.id);
            same.map(|reach| reach.here).chain(reaches.get(after).map(|reach| reach.onward)).min()
        };
        others.filter_map(|(_, reaches)| bound(reaches)).min()
    }
}

fn named(head: &Head, site: SiteId) -> LogId {
    let site = if head.organisation { SiteId::ORGANISATION } else { site };
    LogId { key: head.key, site, stream: head.stream, epoch: head.epoch }
}

impl Witnesses {
    /// Takes the receipts that their device may give: certified, and of grade A or admitted.
    pub(super) fn fold(records: &[VerifiedRecord], roster: &Roster) -> Self {
        let own: Vec<_> = records.iter().filter(|record| record.header().log.stream == Stream::Witness).collect();
        let mut folded = Self { lineage: Lineage::new(own.iter().map(|record| Link::from(*record))), ..Self::default() };
        let mut seen: Vec<Seen> = own.iter().filter_map(|record| folded.seen(record, roster)).collect();
        seen.sort_by_key(|receipt| (receipt.link.log, receipt.link.seq, receipt.link.id));
        for receipt in seen {
            let (log, id) = (receipt.link.log, receipt.link.id);
            for head in &receipt.body.heads {
                let named = named(head, log.site);
                folded.heads.entry(writer(&named)).or_default().push((named, head.seq, head.id, id));
            }
            let list = folded.logs.entry(log).or_default();
            folded.places.insert(id, (log, list.len()));
            list.push(receipt);
        }
        if folded.lineage.forks().is_empty() {
            folded.bounds = UpperBounds::of(&folded.logs);
        }
        folded
    }

    fn seen(&self, record: &VerifiedRecord, roster: &Roster) -> Option<Seen> {
        let header = record.header();
        let Act::Receipt(body) = Act::decode(&header.act) else { return None };
        let certificate = roster.certificates.get(&header.under?)?;
        let Keys::Device { sign, .. } = certificate.keys else { return None };
        let link = Link::from(record);
        let role = any_may(&certificate.roles, Kind::Receipt);
        let allowed = role && sign == header.log.key && certificate.scope.covers(header.log.site);
        let admitted = roster.admits.iter().any(|(_, place)| self.lineage.within(&link, place));
        // A disputed revocation takes away releasing, certifying, revoking and admitting, not witnessing.
        let cut = roster.against(header.under, Standing::Counts).iter().any(|verdict| self.cuts(verdict, &link));
        let stands = admitted || !cut;
        let Certificate { device, person, by, .. } = *certificate;
        let centre = certificate.roles.contains(&Role::centre);
        let seen = Seen { link, at: header.at, device, person, centre, by, body };
        (allowed && stands).then_some(seen)
    }

    fn cuts(&self, verdict: &super::roster::Verdict, link: &Link) -> bool {
        !verdict.cuts.iter().any(|cut| self.lineage.within(link, cut))
    }

    pub(super) fn receipt(&self, id: RecordId) -> Option<&Seen> {
        let (log, at) = self.places.get(&id)?;
        self.logs.get(log)?.get(*at)
    }

    /// The receipt and the earlier ones of its log, on its branch.
    fn spoken_for(&self, receipt: &Seen) -> impl Iterator<Item = &Seen> {
        let branch = Cut { log: receipt.link.log, seq: receipt.link.seq, id: receipt.link.id };
        let log = self.logs.get(&receipt.link.log).into_iter().flatten();
        log.filter(move |earlier| self.lineage.within(&earlier.link, &branch))
    }

    /// Whether the receipt, or an earlier one of its log, names the record or one after it on its branch.
    pub(super) fn covers(&self, receipt: &Seen, link: &Link, lineage: &Lineage) -> bool {
        let heads = self.heads.get(&writer(&link.log)).into_iter().flatten();
        // A head of a later epoch covers what that epoch continues.
        let reaching = heads.filter(|(log, seq, id, _)| {
            lineage.within(link, &Cut { log: *log, seq: *seq, id: *id }) || (*log != link.log && lineage.descends(*id, link.id))
        });
        let mut by = reaching.filter_map(|(_, _, _, by)| self.receipt(*by));
        let branch = Cut { log: receipt.link.log, seq: receipt.link.seq, id: receipt.link.id };
        by.any(|earlier| self.lineage.within(&earlier.link, &branch))
    }

    /// Every receipt by another device that covers the record, directly or by an earlier one of its log.
    pub(super) fn covering<'a>(&'a self, link: &'a Link, device: DeviceId, lineage: &'a Lineage) -> impl Iterator<Item = &'a Seen> {
        let heads = self.heads.get(&writer(&link.log)).into_iter().flatten();
        let mut logs: Vec<LogId> = heads.filter_map(|(_, _, _, by)| self.places.get(by)).map(|(log, _)| *log).collect();
        logs.sort_unstable();
        logs.dedup();
        let receipts = logs.into_iter().filter_map(|log| self.logs.get(&log)).flatten();
        receipts.filter(move |receipt| receipt.device != device && self.covers(receipt, link, lineage))
    }

    /// Whether the receipt shows that its device knew the roster record.
    pub(super) fn knows(&self, receipt: &Seen, link: &Link, lineage: &Lineage) -> bool {
        self.spoken_for(receipt).any(|earlier| earlier.body.revocations.contains(&link.id)) || self.covers(receipt, link, lineage)
    }

    /// Whether the receipt, or an earlier one of its log, lists the fork.
    pub(super) fn lists(&self, receipt: &Seen, fork: &Fork) -> bool {
        let known = KnownFork { key: fork.key, stream: fork.stream, after: fork.after };
        self.spoken_for(receipt).any(|earlier| earlier.body.forks.contains(&known))
    }

    /// The earliest synced clock of another device that covers a record. Logs of which no links are held have no forks that anybody
    /// knows, and nothing that continues them: there the number of the place decides, and is looked up.
    pub(super) fn upper(&self, link: &Link, device: DeviceId, lineage: &Lineage) -> Option<UtcMs> {
        if self.lineage.forks().is_empty() && !lineage.holds(&writer(&link.log)) {
            return self.bounds.earliest(link, device);
        }
        Self::earliest(self.covering(link, device, lineage))
    }

    /// The earliest wall clock among receipts whose clock was synced.
    pub(super) fn earliest<'a>(receipts: impl Iterator<Item = &'a Seen>) -> Option<i64> {
        receipts.filter(|receipt| receipt.at.clock == Clock::Synced).map(|receipt| receipt.at.wall).min()
    }
}
