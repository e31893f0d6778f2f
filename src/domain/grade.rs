//! How each record stands: the time that others prove for it, and how much of its effect is left after revocations and forks.

use super::act::{Keys, RevokeReason};
use super::evidence::{Certificate, Evidence};
use super::id::{DeviceId, RecordId};
use super::lineage::{Fork, Link};
use super::planted::{Bug, is_planted};
use super::request::{Cause, Grade};
use super::roster::{Standing, Verdict};
use super::signed::VerifiedRecord;
use super::time::{Clock, UtcMs};
use super::witness::Seen;

/// How much of its effect a record keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// It neither offers, declines, discharges nor releases.
    None,
    /// It releases by an offer, over its author's own tenure and over a close.
    Limited,
    /// All of it.
    Full,
}

/// How a record of the Work stream stands.
#[derive(Clone, Debug)]
pub struct Standpoint<'a> {
    /// The certificate it was signed under.
    pub certificate: &'a Certificate,
    /// Its grade.
    pub grade: Grade,
    /// Whether it may add a holder.
    pub holds: bool,
    /// How much it may release and discharge.
    pub power: Power,
    /// Why it has less than full effect, or is late but valid; with the revocation or fork joint.
    pub causes: Vec<(Cause, Option<RecordId>)>,
}

impl Evidence {
    /// Between which times another device's receipts prove the record to be written; both ends only from synced clocks.
    #[must_use]
    pub fn interval(&self, record: &VerifiedRecord) -> (Option<UtcMs>, Option<UtcMs>) {
        let header = record.header();
        let Some(device) = header.under.and_then(|under| self.certificate(under)).map(|c| c.device) else { return (None, None) };
        self.between(header.anchor, &Link::from(record), device)
    }

    /// As [`Self::interval`], for a place that a device wrote at with that receipt in hand.
    pub(super) fn between(&self, anchor: Option<RecordId>, link: &Link, device: DeviceId) -> (Option<UtcMs>, Option<UtcMs>) {
        let anchor = anchor.and_then(|id| self.witnesses.receipt(id));
        let lower = anchor.filter(|seen| seen.device != device && seen.at.clock == Clock::Synced).map(|seen| seen.at.wall);
        (lower, self.witnesses.upper(link, device, &self.lineage))
    }

    /// How a Work record stands; `None` if `under` names no certificate that counts for this key at this site.
    #[must_use]
    pub fn standpoint(&self, record: &VerifiedRecord) -> Option<Standpoint<'_>> {
        let header = record.header();
        let certificate = self.certificate(header.under?)?;
        let own = certificate.keys == Keys::Staff(header.log.key) && certificate.scope.covers(header.log.site);
        if !own && !is_planted(Bug::AnyKey) {
            return None;
        }
        let mut standpoint = Standpoint { certificate, grade: Grade::A, holds: true, power: Power::Full, causes: Vec::new() };
        let link = Link::from(record);
        for verdict in self.roster.against(header.under, Standing::Counts) {
            self.grade(&mut standpoint, &verdict, record, &link);
        }
        for verdict in self.roster.against(header.under, Standing::Disputed) {
            if self.is_late(&verdict, &link) {
                standpoint.power = Power::None;
                standpoint.causes.push((Cause::Disputed, Some(verdict.id)));
            }
        }
        if let Some(fork) = self.lineage.forks_before(&link).find(|fork| !self.outlives(&link, certificate, fork)) {
            standpoint.power = Power::None;
            standpoint.causes.push((Cause::Forked, fork.after));
        }
        Some(standpoint)
    }

    fn is_late(&self, verdict: &Verdict, link: &Link) -> bool {
        let admitted = self.roster.admits.iter().any(|(_, place)| self.lineage.within(link, place));
        !admitted && !is_planted(Bug::SkipCut) && !verdict.cuts.iter().any(|cut| self.lineage.within(link, cut))
    }

    /// RULE: 5-trust.md, "Late records of a revoked certificate": the record keeps the least that any revocation leaves.
    fn grade(&self, standpoint: &mut Standpoint<'_>, verdict: &Verdict, record: &VerifiedRecord, link: &Link) {
        if !self.is_late(verdict, link) {
            return;
        }
        let grade = self.late_grade(standpoint.certificate, verdict, record, link);
        let kept = matches!(verdict.reason, RevokeReason::Rotated | RevokeReason::Left);
        let (holds, power) = match (grade, verdict.reason) {
            (Grade::A, _) => (true, Power::Full),
            (Grade::B, _) => (true, if kept { Power::Full } else { Power::None }),
            (Grade::C, RevokeReason::Rotated) => (true, Power::Limited),
            (Grade::C, reason) => (reason != RevokeReason::Compromised, Power::None),
            (Grade::D, _) => (false, Power::None),
        };
        standpoint.grade = standpoint.grade.max(grade);
        standpoint.holds &= holds;
        standpoint.power = standpoint.power.min(power);
        let cause = if power == Power::None { Cause::Withheld } else { Cause::LateButValid };
        standpoint.causes.push((cause, Some(verdict.id)));
    }

    fn late_grade(&self, author: &Certificate, verdict: &Verdict, record: &VerifiedRecord, link: &Link) -> Grade {
        let Some(revoke) = self.roster.entries.get(&verdict.id) else { return Grade::C };
        let anchor = record.header().anchor.and_then(|id| self.witnesses.receipt(id));
        if anchor.is_some_and(|anchor| self.witnesses.knows(anchor, &revoke.link, &self.roster.lineage)) {
            return Grade::D;
        }
        let before = revoke.header.anchor.and_then(|id| self.witnesses.receipt(id)).map(|anchor| anchor.at.wall);
        let before = before.map_or(revoke.header.at.wall, |anchor| anchor.min(revoke.header.at.wall));
        let covering = self.witnesses.covering(link, author.device, &self.lineage);
        let early: Vec<&Seen> = covering.filter(|seen| seen.at.clock == Clock::Synced && seen.at.wall < before).collect();
        let centre = early.iter().any(|seen| seen.centre);
        let two = early.iter().any(|a| early.iter().any(|b| self.independent(a, b)));
        if centre || two { Grade::B } else { Grade::C }
    }

    /// Different persons and devices, neither certified by the other.
    fn independent(&self, a: &Seen, b: &Seen) -> bool {
        let certified_by = |a: &Seen, b: &Seen| {
            let by = a.by.and_then(|id| self.certificate(id));
            by.is_some_and(|by| by.device == b.device || (by.person.is_some() && by.person == b.person))
        };
        let same_person = a.person.is_some() && a.person == b.person;
        a.device != b.device && !same_person && !certified_by(a, b) && !certified_by(b, a)
    }

    /// Whether a record after a fork keeps its power: its branch is admitted, or another device saw it without the fork.
    fn outlives(&self, link: &Link, author: &Certificate, fork: &Fork) -> bool {
        let chosen = self.roster.admits.iter().any(|(_, place)| self.lineage.within(link, place) || self.lineage.follows(link, place));
        let mut covering = self.witnesses.covering(link, author.device, &self.lineage);
        chosen || covering.any(|seen| !self.witnesses.lists(seen, fork))
    }
}
