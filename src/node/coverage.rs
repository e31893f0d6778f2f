//! How complete what is held of a site is: what of each device's logs is here, what is known to be missing, and when the
//! device was last heard. It follows from the records and from `peers.toml`, and changes nothing; a list that may lack
//! something says so with it.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::contacts::Contacts;
use super::handle::Handle;
use crate::domain::act::{Act, Keys, Kind};
use crate::domain::evidence::Evidence;
use crate::domain::id::{DeviceId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::log::{Span, joined, missing};
use crate::domain::record::LogId;
use crate::domain::time::{Clock, Moment, UtcMs};
use crate::store::{ReadError, Snapshot};

/// A device that was not heard for longer is named apart, in milliseconds.
pub const LATE_MS: i64 = 60 * 60 * 1000;

/// What is held of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteCoverage {
    /// The site.
    pub site: SiteId,
    /// This node wants a part of the site only, so that gaps are meant.
    pub partial: bool,
    /// Up to when everything is here that devices wrote which are not late; `None`: every other device is late, or there is none.
    pub complete: Option<UtcMs>,
    /// One a device with a certificate or a log at the site, by id.
    pub devices: Vec<DeviceCoverage>,
}

/// What is held of one device's logs at a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCoverage {
    /// The device; `None`: logs of keys that no certificate names, as the root's.
    pub device: Option<DeviceId>,
    /// It is this one.
    pub here: bool,
    /// A certificate of it is in force.
    pub in_force: bool,
    /// Not heard for [`LATE_MS`], though it counts.
    pub late: bool,
    /// When it was last heard; `None`: never.
    pub heard: Option<Heard>,
    /// Its logs, sorted.
    pub logs: Vec<LogCoverage>,
}

/// What is held of one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogCoverage {
    /// The log.
    pub log: LogId,
    /// Everything from 1 to here is held; 0: the first record is not.
    pub complete: u64,
    /// The highest place that is held, or that a receipt or a peer named.
    pub named: u64,
    /// The places up to there that are not held.
    pub gaps: Vec<Span>,
}

/// When a device was last heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heard {
    /// When; by this node's clock, or as the witness claims it, but never after now.
    pub at: UtcMs,
    /// The device whose receipt says so; `None`: it was met itself, or its own newest record says so.
    pub through: Option<DeviceId>,
}

/// What is known of one log from elsewhere.
#[derive(Clone, Copy, Debug, Default)]
struct Named {
    seq: u64,
    heard: Option<Heard>,
}

impl SiteCoverage {
    /// How many records are known to be missing.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.devices.iter().map(DeviceCoverage::missing).sum()
    }

    /// The devices that were not heard for a while.
    pub fn late(&self) -> impl Iterator<Item = &DeviceCoverage> {
        self.devices.iter().filter(|device| device.late)
    }
}

impl DeviceCoverage {
    /// How many of its records are known to be missing.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.logs.iter().flat_map(|log| &log.gaps).map(|gap| gap.count()).fold(0, u64::saturating_add)
    }
}

impl Handle {
    /// What is held of a site, device by device.
    ///
    /// # Errors
    /// The store's.
    pub fn coverage(&self, site: SiteId) -> Result<SiteCoverage, ReadError> {
        let (snapshot, now) = (self.snapshot()?, self.clock().now().wall);
        let evidence = self.evidence(&snapshot, site)?;
        let contacts = Contacts::read(self.data());
        let mut named = witnessed(&snapshot, &evidence, site, now)?;
        for lacked in contacts.iter().flat_map(|contact| &contact.lacks).filter(|lacked| lacked.log.site == site) {
            let known = named.entry(lacked.log).or_default();
            known.seq = known.seq.max(lacked.seq);
        }
        let mut devices = self.met(&evidence, &contacts, now);
        for (log, spans) in held(&snapshot, site, &mut named, now)? {
            let known = named.get(&log).copied().unwrap_or_default();
            let device = evidence.of_key(log.key).map(|certificate| certificate.device).next();
            let of = devices.entry(device).or_insert_with(|| DeviceCoverage::unheard(device));
            of.heard = of.heard.max(known.heard);
            of.logs.push(LogCoverage::of(log, &spans, known.seq));
        }
        let own = self.identity().device;
        let mut devices: Vec<DeviceCoverage> = devices.into_values().collect();
        for device in &mut devices {
            device.here = device.device == Some(own);
            let counts = device.in_force && !device.here;
            device.late = counts && device.heard.is_none_or(|heard| now.saturating_sub(heard.at) > LATE_MS);
        }
        let current = devices.iter().filter(|device| device.in_force && !device.here && !device.late);
        let complete = current.filter_map(|device| device.heard).map(|heard| heard.at).min();
        Ok(SiteCoverage { site, partial: self.config().interest.is_partial(), complete, devices })
    }

    /// Every device with a certificate that covers the site, and when it was met itself.
    fn met(&self, evidence: &Evidence, contacts: &Contacts, now: UtcMs) -> BTreeMap<Option<DeviceId>, DeviceCoverage> {
        let level = self.0.level.lock().unwrap_or_else(PoisonError::into_inner);
        let mut devices = BTreeMap::new();
        for certificate in evidence.certificates().filter(|certificate| certificate.scope.covers(evidence.site())) {
            let device = Some(certificate.device);
            let of = devices.entry(device).or_insert_with(|| DeviceCoverage::unheard(device));
            if let Keys::Device { tls, .. } = certificate.keys {
                of.in_force |= certificate.in_force();
                let met = level.get(&tls).copied().max(contacts.of(tls).and_then(|contact| contact.settled));
                of.heard = of.heard.max(met.map(|at| Heard { at: at.min(now), through: None }));
            }
        }
        devices
    }

    /// Notes that a session with the peer is level.
    pub(super) fn note_level(&self, peer: PublicKey, at: UtcMs) {
        self.0.level.lock().unwrap_or_else(PoisonError::into_inner).insert(peer, at);
    }
}

impl DeviceCoverage {
    fn unheard(device: Option<DeviceId>) -> Self {
        Self { device, here: false, in_force: false, late: false, heard: None, logs: Vec::new() }
    }
}

impl LogCoverage {
    fn of(log: LogId, spans: &[Span], named: u64) -> Self {
        let held = joined(spans);
        let named = held.last().map_or(0, |last| last.high).max(named);
        let complete = held.first().filter(|first| first.low == 1).map_or(0, |first| first.high);
        let gaps = Span::new(1, named).map(|all| missing(&held, &[all])).unwrap_or_default();
        Self { log, complete, named, gaps }
    }
}

/// The highest place of each log that other devices' receipts name, and the newest of those receipts.
fn witnessed(snapshot: &Snapshot, evidence: &Evidence, site: SiteId, now: UtcMs) -> Result<BTreeMap<LogId, Named>, ReadError> {
    let mut named: BTreeMap<LogId, Named> = BTreeMap::new();
    for record in snapshot.roster(site)?.iter().filter(|record| record.header().act.kind == Kind::Receipt) {
        let header = record.header();
        let Act::Receipt(receipt) = Act::decode(&header.act) else { continue };
        // A receipt of nobody here says nothing: whoever is not certified could make up places that will never come.
        let Some(witness) = header.under.and_then(|id| evidence.certificate(id)) else { continue };
        for head in receipt.heads {
            let at = if head.organisation { SiteId::ORGANISATION } else { site };
            let known = named.entry(LogId { key: head.key, site: at, stream: head.stream, epoch: head.epoch }).or_default();
            known.seq = known.seq.max(head.seq);
            known.heard = known.heard.max(claimed(&header.at, now, Some(witness.device)));
        }
    }
    named.retain(|log, _| log.site == site);
    Ok(named)
}

/// The places held of each log, and of each named one that is not held; adds what its newest record says of itself.
fn held(
    snapshot: &Snapshot,
    site: SiteId,
    named: &mut BTreeMap<LogId, Named>,
    now: UtcMs,
) -> Result<BTreeMap<LogId, Vec<Span>>, ReadError> {
    let mut logs: BTreeMap<LogId, Vec<Span>> = named.keys().map(|log| (*log, Vec::new())).collect();
    for range in snapshot.ranges(site)? {
        let top = snapshot.record(range.top)?.and_then(|top| claimed(&top.header().at, now, None));
        let known = named.entry(range.log).or_default();
        known.heard = known.heard.max(top);
        logs.entry(range.log).or_default().push(range.span);
    }
    Ok(logs)
}

/// When something was written, as far as the writer's clock was checked.
fn claimed(at: &Moment, now: UtcMs, through: Option<DeviceId>) -> Option<Heard> {
    (at.clock != Clock::Unchecked).then_some(Heard { at: at.wall.min(now), through })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_complete_up_to_its_first_gap_and_lacks_what_was_named() {
        let span = |low, high| Span { low, high };
        let log = LogCoverage::of(LogId::default(), &[span(9, 9), span(1, 4), span(5, 6)], 12);
        assert_eq!((log.complete, log.named, &log.gaps[..]), (6, 12, &[span(7, 8), span(10, 12)][..]));
        let unheld = LogCoverage::of(LogId::default(), &[], 2);
        assert_eq!((unheld.complete, unheld.gaps), (0, vec![span(1, 2)]));
        let whole = LogCoverage::of(LogId::default(), &[span(1, 4), span(3, 7)], 5);
        assert_eq!((whole.complete, whole.named, whole.gaps), (7, 7, vec![]), "two branches of a fork");
        let tail = LogCoverage::of(LogId::default(), &[span(3, 7)], 0);
        assert_eq!((tail.complete, tail.gaps), (0, vec![span(1, 2)]));
    }
}
