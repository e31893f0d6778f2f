//! Takes and closes: who is added, who is released and by which rule.

use std::collections::BTreeSet;

use super::{Cause, Node, Power, RecordId, Story, Tenure};
use crate::domain::act::rights::is_supervisor;
use crate::domain::act::word::Outcome;
use crate::domain::act::{Act, Addressee, RevokeReason};
use crate::domain::chain::{Release, Rule};
use crate::domain::id::PersonId;
use crate::domain::planted::{Bug, is_planted};
use crate::domain::request::StandingOffer;

/// What comes of a tenure that a take names.
enum Cover {
    Released(Rule),
    /// A rule holds, but the record (or the offer) has lost the power.
    Withheld,
    Nothing,
}

impl Story<'_> {
    /// Makes the author's tenure, if the record may add a holder.
    pub(super) fn hold(&mut self, at: usize, close: bool) -> bool {
        let node = &self.nodes[at];
        let Some((standpoint, person)) = node.standpoint.as_ref().zip(node.person()) else { return false };
        if !standpoint.holds {
            return false;
        }
        let tenure = Tenure {
            id: node.id(),
            person,
            certificate: standpoint.certificate.id,
            department: standpoint.certificate.department.clone(),
            close,
            at: node.record.header().at,
            released: Vec::new(),
        };
        self.tenures.push(tenure);
        true
    }

    /// RULE: 3-records.md, Responsibility 3. Burden in liberally, release conservatively.
    pub(super) fn take(&mut self, at: usize, parents: &[RecordId], because: Option<RecordId>) -> bool {
        let named = self.named(at, parents);
        if !self.hold(at, false) {
            let (id, author) = (self.nodes[at].id(), self.nodes[at].person());
            self.remark(id, Cause::Withheld, author, None);
            return false;
        }
        let released = self.release(at, &named, because);
        if released.is_empty() && !parents.is_empty() {
            let (id, author) = (self.nodes[at].id(), self.nodes[at].person());
            self.remark(id, Cause::ReleasesNobody, author, None);
        }
        self.enter(released);
        true
    }

    /// RULE: 3-records.md, Responsibility 5. A close that releases nothing is no tenure: nobody is loaded by it.
    pub(super) fn close(&mut self, at: usize, parents: &[RecordId], because: Option<RecordId>) -> bool {
        let named = self.named(at, parents);
        let released = self.release(at, &named, because);
        if (released.is_empty() && !self.settles_the_duty_post(at, parents)) || !self.hold(at, true) {
            let (id, author) = (self.nodes[at].id(), self.nodes[at].person());
            self.remark(id, Cause::ConditionFails, author, None);
            return false;
        }
        self.enter(released);
        true
    }

    /// An opening that made no tenure stands on the duty post, whose members and supervisors may close it.
    fn settles_the_duty_post(&self, at: usize, parents: &[RecordId]) -> bool {
        let Some(standpoint) = &self.nodes[at].standpoint else { return false };
        let opening = parents.iter().filter_map(|id| self.place(*id)).find(|place| self.nodes[*place].act.kind().opens());
        let on_post = opening.is_some_and(|place| self.nodes[at].past.contains(place) && self.tenure(self.nodes[place].id()).is_none());
        on_post
            && standpoint.power == Power::Full
            && (is_supervisor(&standpoint.certificate.roles) || self.evidence.on_duty_post(standpoint.certificate))
    }

    /// The named tenures that lie in the causal past.
    fn named(&mut self, at: usize, parents: &[RecordId]) -> Vec<usize> {
        let mut named = Vec::new();
        for parent in parents.iter().collect::<BTreeSet<_>>() {
            let place = self.place(*parent).filter(|place| self.nodes[at].past.contains(*place));
            let tenure = place.and_then(|_| self.tenures.iter().position(|tenure| tenure.id == *parent));
            match (place, tenure) {
                (_, Some(tenure)) => named.push(tenure),
                (Some(place), None) if self.nodes[place].act.kind().opens() => {}
                _ => {
                    let (id, author) = (self.nodes[at].id(), self.nodes[at].person());
                    self.remark(id, Cause::UnknownTenure, author, Some(*parent));
                }
            }
        }
        named
    }

    fn release(&mut self, at: usize, named: &[usize], because: Option<RecordId>) -> Vec<(usize, Release)> {
        let mut released = Vec::new();
        // What was already taken over where the take stands is not released again.
        let standing = named.iter().filter(|tenure| !self.was_released(at, **tenure)).copied().collect::<Vec<_>>();
        for tenure in &standing {
            let parent = &self.tenures[*tenure];
            let (id, holder) = (parent.id, parent.person);
            match self.cover(at, *tenure, because) {
                Cover::Released(rule) => released.push((*tenure, Release { tenure: id, by: self.nodes[at].id(), rule })),
                Cover::Withheld => self.remark(self.nodes[at].id(), self.why_withheld(at), Some(holder), Some(id)),
                Cover::Nothing => {}
            }
        }
        released
    }

    fn was_released(&self, at: usize, tenure: usize) -> bool {
        let past = &self.nodes[at].past;
        self.tenures[tenure].released.iter().any(|release| self.place(release.by).is_some_and(|place| past.contains(place)))
    }

    fn enter(&mut self, released: Vec<(usize, Release)>) {
        for (tenure, release) in released {
            self.tenures[tenure].released.push(release);
        }
    }

    pub(super) fn why_withheld(&self, at: usize) -> Cause {
        let causes = self.nodes[at].standpoint.as_ref().map_or(&[][..], |standpoint| &standpoint.causes);
        let cause = causes.iter().map(|(cause, _)| *cause).find(|cause| *cause != Cause::LateButValid);
        cause.unwrap_or(Cause::Withheld)
    }

    fn cover(&self, at: usize, tenure: usize, because: Option<RecordId>) -> Cover {
        let (node, parent) = (&self.nodes[at], &self.tenures[tenure]);
        let Some(standpoint) = &node.standpoint else { return Cover::Nothing };
        let offer = self.covering_offer(at, parent);
        let closes_all = is_planted(Bug::CloseReleasesAll) && matches!(node.act, Act::Close(_));
        let rules = [
            (Rule::Offer, matches!(offer, Cover::Released(_)), Power::Limited),
            (Rule::Own, node.person() == Some(parent.person) || closes_all, Power::Limited),
            (Rule::Supervisor, is_supervisor(&standpoint.certificate.roles), Power::Full),
            (Rule::Close, parent.close, Power::Limited),
            (Rule::DutyPost, self.duty_post_covers(at, parent, because), Power::Full),
        ];
        let holding = || rules.iter().filter(|(_, holds, _)| *holds);
        match holding().find(|(_, _, needed)| standpoint.power >= *needed) {
            Some((rule, _, _)) => Cover::Released(*rule),
            None if holding().next().is_some() || matches!(offer, Cover::Withheld) => Cover::Withheld,
            None => Cover::Nothing,
        }
    }

    /// What an offer names is released by it: a bug on purpose.
    pub(super) fn release_on_offer(&mut self, at: usize, tenures: &[RecordId]) -> bool {
        let by = self.nodes[at].id();
        for tenure in self.tenures.iter_mut().filter(|tenure| is_planted(Bug::ReleaseOnOffer) && tenures.contains(&tenure.id)) {
            tenure.released.push(Release { tenure: tenure.id, by, rule: Rule::Offer });
        }
        true
    }

    /// Rule (i): an offer with power, by that holder, of that tenure, to the taker, in the past, not declined there.
    fn covering_offer(&self, at: usize, parent: &Tenure) -> Cover {
        let mut found = Cover::Nothing;
        for (place, node) in self.nodes.iter().enumerate().filter(|(place, _)| self.nodes[at].past.contains(*place)) {
            let Act::Offer(offer) = &node.act else { continue };
            let matches = node.person() == Some(parent.person) && offer.tenures.contains(&parent.id);
            if !matches || !self.addresses(offer.to.as_ref(), at) {
                continue;
            }
            match (node.effect && !self.declined(at, place), node.standpoint.as_ref()) {
                (true, _) => return Cover::Released(Rule::Offer),
                (false, Some(standpoint)) if standpoint.power == Power::None => found = Cover::Withheld,
                _ => {}
            }
        }
        found
    }

    fn addresses(&self, to: Option<&Addressee>, at: usize) -> bool {
        let Some(standpoint) = &self.nodes[at].standpoint else { return false };
        match to {
            Some(Addressee::Person(person)) => standpoint.certificate.person == Some(*person),
            Some(Addressee::Post(post)) => standpoint.certificate.posts.contains(post),
            None => false,
        }
    }

    /// Whether the taker declined the offer before, with no less power than the offer has.
    fn declined(&self, at: usize, offer: usize) -> bool {
        let (taker, offered) = (self.nodes[at].person(), &self.nodes[offer]);
        self.before(at).any(|node| match &node.act {
            Act::Decline(decline) => decline.offer == offered.id() && node.person() == taker && node.power() >= offered.power(),
            _ => false,
        })
    }

    /// Rule (v): the duty post takes what a certificate left behind that was revoked as left, lost or compromised.
    fn duty_post_covers(&self, at: usize, parent: &Tenure, because: Option<RecordId>) -> bool {
        let Some((standpoint, because)) = self.nodes[at].standpoint.as_ref().zip(because) else { return false };
        self.evidence.on_duty_post(standpoint.certificate) && self.frees(parent.certificate, because)
    }

    /// Whether the record is a revocation of the certificate, for another reason than rotation.
    pub(super) fn frees(&self, certificate: RecordId, because: RecordId) -> bool {
        let revocations = self.evidence.revocations(certificate);
        revocations.iter().any(|(id, reason)| *id == because && *reason != RevokeReason::Rotated)
    }

    pub(super) fn tenure(&self, id: RecordId) -> Option<&Tenure> {
        self.tenures.iter().find(|tenure| tenure.id == id)
    }

    /// The tenures of a person that stood, as far as a place in the story can know.
    pub(super) fn holds_at(&self, person: Option<PersonId>, at: usize) -> bool {
        let past = &self.nodes[at].past;
        let known = |id: RecordId| self.place(id).is_some_and(|place| past.contains(place));
        let stood = |tenure: &&Tenure| known(tenure.id) && !tenure.released.iter().any(|release| known(release.by));
        self.tenures.iter().filter(stood).any(|tenure| !tenure.close && Some(tenure.person) == person)
    }

    /// More than one tenure stands; those of one person that end alike count once.
    pub(super) fn is_contested(standing: &[&Tenure]) -> bool {
        standing.iter().map(|tenure| (tenure.person, tenure.close)).collect::<BTreeSet<_>>().len() > 1
    }

    /// Offers that can still release a standing tenure.
    pub(super) fn standing_offers(&self) -> Vec<StandingOffer> {
        let offers = self.nodes.iter().filter(|node| node.effect).filter_map(|node| self.standing_offer(node));
        offers.collect()
    }

    fn standing_offer(&self, node: &Node<'_>) -> Option<StandingOffer> {
        let Act::Offer(offer) = &node.act else { return None };
        let stands = |id: &RecordId| self.tenure(*id).is_some_and(|tenure| tenure.stands() && Some(tenure.person) == node.person());
        let tenures: Vec<_> = offer.tenures.iter().copied().filter(stands).collect();
        let declines = self.nodes.iter().filter(|other| other.effect && other.power() >= node.power());
        let declined: Vec<_> = declines
            .filter(|other| matches!(&other.act, Act::Decline(decline) if decline.offer == node.id()))
            .filter_map(Node::person)
            .collect();
        let to = offer.to.clone()?;
        let refused = matches!(&to, Addressee::Person(person) if declined.contains(person));
        let from = node.person()?;
        let at = node.record.header().at;
        let (id, mode, reason) = (node.id(), offer.mode, offer.reason);
        (!tenures.is_empty() && !refused).then_some(StandingOffer { id, tenures, from, to, mode, reason, declined, at })
    }

    /// How the last standing close ended.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        let closes = self.tenures.iter().rev().filter(|tenure| tenure.stands() && tenure.close);
        closes.filter_map(|tenure| self.place(tenure.id)).find_map(|place| match &self.nodes[place].act {
            Act::Close(close) => Some(close.outcome),
            Act::Import(_) => Some(Outcome::resolved),
            _ => None,
        })
    }
}
