//! The session after both hellos: frontiers, batches in both directions, wants, the settled digest, new records.

use std::collections::BTreeSet;

use super::batch::{Batch, Expected, WireBatch};
use super::compare::Comparison;
use super::crossing::Crossing;
use super::event::{Found, Input, Query, Start, Wanted};
use super::filing::Filing;
use super::frontier::Held;
use super::hello::{Greeted, Interest};
use super::message::{Message, encode};
use super::planning::{Picking, Plan, above};
use super::reason::Reason;
use super::run::Known;
use super::sending::{Reading, Sender};
use super::session::Output;
use super::settling::Settling;
use super::{Limits, WANTS_MAX};
use crate::domain::attachment::FileClass;
use crate::domain::id::{Digest, RequestId, SiteId};
use crate::domain::signed::VerifiedRecord;

/// What the one open query is for.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Index(SiteId),
    Compare(SiteId),
    Doubt,
    Pick(Picking),
    Send(Reading),
    Wants,
    Digests,
    Files,
}

/// How far one direction of wants is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wants {
    /// The records of that direction are not through.
    #[default]
    Waiting,
    /// Our turn: to ask after this one, or to answer.
    Due { after: Option<Wanted>, last: bool },
    /// The other's turn.
    Open { after: Option<Wanted>, last: bool },
    /// Through.
    Through,
}

/// Both directions of a session with an accepted peer.
#[derive(Debug)]
pub(super) struct Talk {
    limits: Limits,
    common: Vec<SiteId>,
    /// No site differed when the session began: both sides then say no more than what they want, if anything, and `Settled`.
    level: bool,
    /// The peer wants what belongs to its own records: it says first that it has sent them. Of two such peers one begins.
    awaits_done: bool,
    /// Requests of the records that are being committed.
    touched: BTreeSet<RequestId>,
    crossing: Crossing,
    plan: Plan,
    sender: Sender,
    /// What the one open query is for.
    asked: Option<Asked>,
    known: Known,
    expected: Expected,
    /// The number of the last batch that came.
    received: u64,
    committing: Option<u64>,
    /// What came while it is committed.
    next: Option<Next>,
    /// What we want of the peer.
    pull: Wants,
    /// What the peer wants of us.
    push: Wants,
    settling: Settling,
    pub filing: Filing,
}

/// What waits for a commit: a batch that is proven already, or something that may ask about what is being committed.
#[derive(Debug)]
enum Next {
    Batch(Box<Batch>),
    Message(Box<Message>),
}

impl Talk {
    /// Begins after the peer was accepted.
    pub fn new(start: &Start, greeted: &Greeted, limits: Limits) -> Self {
        let crossing = Crossing::new(start, greeted);
        let level = crossing.was_level();
        let picks = |interest: &Interest| *interest == Interest::OpenAndMine;
        Self {
            limits,
            common: greeted.sites.keys().copied().collect(),
            crossing,
            sender: Sender::new(limits.batch_bytes, greeted.peer.interest.listed()),
            plan: Plan::new(&greeted.peer, limits.early_backlog_min),
            touched: BTreeSet::new(),
            level,
            awaits_done: picks(&greeted.peer.interest) && (!picks(&start.interest) || start.nonce < greeted.nonce),
            asked: None,
            known: Known::default(),
            expected: Expected::default(),
            received: 0,
            committing: None,
            next: None,
            // Where nothing differs, nothing comes before the wants.
            pull: if level { Wants::Due { after: None, last: false } } else { Wants::Waiting },
            push: if level { Wants::Open { after: None, last: false } } else { Wants::Waiting },
            settling: Settling::new(start, greeted),
            filing: Filing::default(),
        }
    }

    /// Whether frames have to wait for the local store.
    pub fn is_blocked(&self) -> bool {
        self.next.is_some() || self.crossing.unread().is_some()
    }

    /// Whether something is due from the peer.
    pub fn is_expecting(&self) -> bool {
        !self.settling.is_heard() || self.sender.is_waiting() || self.filing.is_waiting()
    }

    /// Whether the local store has something to answer.
    pub fn is_asking(&self) -> bool {
        self.asked.is_some() || self.committing.is_some()
    }

    /// Takes a run that was committed here and did not come from this peer.
    pub fn appended(&mut self, run: Held) -> Result<(), Reason> {
        if self.common.binary_search(&run.log.site).is_err() {
            return Ok(());
        }
        self.settling.moved(run.log.site);
        self.crossing.appended(run)?.map_or(Ok(()), |run| self.push(run))
    }

    /// Pushes a run that the peer lacks, as far as it wants it.
    fn push(&mut self, run: Held) -> Result<(), Reason> {
        self.plan.appended(run)?.map_or(Ok(()), |run| self.sender.push(run))
    }

    /// Takes a message of the peer's.
    pub fn message(&mut self, message: Message, out: &mut Vec<Output>) -> Result<(), Reason> {
        if self.committing.is_some() && !matches!(message, Message::Batch(_)) {
            self.next = Some(Next::Message(Box::new(message)));
            return Ok(());
        }
        match message {
            Message::Frontier(part) => self.crossing.frontier(part)?.into_iter().try_for_each(|run| self.appended(run)),
            Message::Halve { site, probes } => self.crossing.halve(site, probes),
            Message::Compared => self.crossing.looked_at(),
            Message::Batch(batch) => self.batch(batch, out),
            Message::Acknowledge(number) => self.sender.acknowledged(number),
            Message::Done if self.pull == Wants::Waiting => {
                self.pull = Wants::Due { after: None, last: false };
                Ok(())
            }
            Message::Want { wanted, last } => self.want(wanted, last),
            Message::Answered => self.answered(),
            Message::Settled(digest) if !self.settling.is_heard() => self.settle(digest),
            other => self.filing.message(other, out),
        }
    }

    /// Takes a message from a lane of files.
    pub fn lane(&mut self, class: FileClass, message: Message) -> Result<(), Reason> {
        self.filing.lane(class, message)
    }

    /// Takes what this node says about files.
    pub fn files(&mut self, input: Input, out: &mut Vec<Output>) {
        self.filing.input(input, out);
    }

    fn settle(&mut self, digest: Digest) -> Result<(), Reason> {
        // Where nothing differed, a peer that wants nothing does not say so.
        let unasked = self.level && self.push == Wants::Open { after: None, last: false };
        if self.push != Wants::Through && !unasked {
            return Err(Reason::OutOfOrder("it settles before it has what it wants"));
        }
        self.push = Wants::Through;
        self.settling.heard(digest);
        Ok(())
    }

    fn batch(&mut self, batch: WireBatch, out: &mut Vec<Output>) -> Result<(), Reason> {
        if batch.number != self.received + 1 {
            return Err(Reason::OutOfOrder("a batch twice, or one was left out"));
        }
        if batch.is_empty() {
            return Err(Reason::Malformed("an empty batch"));
        }
        let common = &self.common;
        let batch = batch.open(|site| common.binary_search(&site).is_ok(), &mut self.known, &mut self.expected)?;
        batch.records.iter().for_each(|record| self.settling.moved(record.header().log.site));
        self.received += 1;
        match self.committing {
            Some(_) => self.next = Some(Next::Batch(Box::new(batch))),
            None => self.commit(Box::new(batch), out),
        }
        Ok(())
    }

    fn commit(&mut self, batch: Box<Batch>, out: &mut Vec<Output>) {
        self.touched = batch.records.iter().filter_map(VerifiedRecord::request).collect();
        self.committing = Some(batch.number);
        out.push(Output::Commit(batch));
    }

    /// A batch is durable: only now is it acknowledged.
    pub fn committed(&mut self, number: u64, out: &mut Vec<Output>) -> Result<(), Reason> {
        if self.committing.take() != Some(number) {
            return Err(Reason::Store);
        }
        self.plan.touched(std::mem::take(&mut self.touched));
        out.push(Output::Send(encode(&Message::Acknowledge(number))));
        match self.next.take() {
            Some(Next::Batch(batch)) => self.commit(batch, out),
            Some(Next::Message(message)) => self.message(*message, out)?,
            None => {}
        }
        Ok(())
    }

    fn want(&mut self, wanted: Vec<Wanted>, last: bool) -> Result<(), Reason> {
        if !matches!(self.push, Wants::Open { .. }) {
            return Err(Reason::OutOfOrder("it wants something before everything was sent"));
        }
        if wanted.len() > WANTS_MAX {
            return Err(Reason::TooMuch("wanted hashes"));
        }
        self.push = if wanted.is_empty() && last { Wants::Through } else { Wants::Due { after: None, last } };
        // Chunks of attachments travel by other ways than batches.
        self.sender.attached.extend(wanted.into_iter().filter(|wanted| wanted.digest().is_some()));
        Ok(())
    }

    fn answered(&mut self) -> Result<(), Reason> {
        let Wants::Open { after, last } = self.pull else { return Err(Reason::OutOfOrder("an answer that nobody asked for")) };
        self.expected.asked.clear();
        self.pull = if last { Wants::Through } else { Wants::Due { after, last: false } };
        Ok(())
    }

    /// Takes what the store found.
    pub fn found(&mut self, found: Found, out: &mut Vec<Output>) -> Result<(), Reason> {
        match (self.asked.take(), found) {
            (Some(Asked::Index(site)), Found::Index(held)) => self.index(site, held, out),
            (Some(Asked::Compare(site)), Found::Ids(ids)) => self.crossing.answer(site, &ids),
            (Some(Asked::Doubt), Found::Ids(ids)) => self.crossing.doubted(&ids).map_or(Ok(()), |run| self.push(run)),
            (Some(Asked::Pick(picking)), found) => self.picked(picking, found),
            (Some(Asked::Send(reading)), found) => {
                let sites = &self.crossing.sites;
                self.sender.found(reading, found, |run| above(sites, run))
            }
            (Some(Asked::Wants), Found::Wants(wanted)) => {
                self.wants(wanted, out);
                Ok(())
            }
            (Some(Asked::Digests), Found::Digests(digests)) => {
                out.push(Output::Send(encode(&Message::Settled(self.settling.read(&digests)?))));
                Ok(())
            }
            (Some(Asked::Files), found) => self.filing.found(found, out),
            _ => Err(Reason::Store),
        }
    }

    fn picked(&mut self, picking: Picking, found: Found) -> Result<(), Reason> {
        match (picking, found) {
            (Picking::Names, Found::Names(names)) => self.plan.names(names, &mut self.crossing.sites, &mut self.sender),
            (Picking::Places, Found::Ids(ids)) => self.plan.found(&ids, &mut self.crossing.sites, &mut self.sender),
            (Picking::Requests, Found::Requests(requests)) => self.plan.requests(requests),
            (Picking::Concerns, Found::Requests(requests)) => self.plan.concerned(&requests),
            (Picking::Members, Found::Members(members)) => return self.plan.members(members),
            _ => return Err(Reason::Store),
        }
        Ok(())
    }

    fn index(&mut self, site: SiteId, held: Vec<Held>, out: &mut Vec<Output>) -> Result<(), Reason> {
        let parts = self.crossing.index(site, held, self.limits.frontier_frame_entries)?;
        out.extend(parts.into_iter().map(|part| Output::Send(encode(&Message::Frontier(part)))));
        Ok(())
    }

    fn wants(&mut self, mut wanted: Vec<Wanted>, out: &mut Vec<Output>) {
        wanted.truncate(self.limits.wants);
        let (after, last) = (wanted.last().copied(), wanted.len() < self.limits.wants);
        wanted.retain(|wanted| wanted.digest().is_some());
        self.expected.asked = wanted.iter().filter_map(Wanted::digest).collect();
        let (first, through) = (matches!(self.pull, Wants::Due { after: None, .. }), wanted.is_empty() && last);
        self.pull = if through { Wants::Through } else { Wants::Open { after, last } };
        if self.level && first && through {
            return;
        }
        out.push(Output::Send(encode(&Message::Want { wanted, last })));
    }

    /// Does whatever has become possible, and asks the store for what is needed next.
    pub fn advance(&mut self, out: &mut Vec<Output>) {
        loop {
            let before = out.len();
            self.compare(out);
            self.go_on(out);
            if self.asked.is_none() {
                self.ask(out);
            }
            // Asking may have found that what is read already makes a batch.
            out.extend(self.sender.take_frame().map(Output::Send));
            self.finish(out);
            self.filing.advance(out);
            if out.len() == before {
                return;
            }
        }
    }

    /// Hands the sender what the comparisons say, once all of them have begun.
    fn go_on(&mut self, out: &mut Vec<Output>) {
        if !self.plan.has_begun() {
            if !self.crossing.is_compared() {
                return;
            }
            if !self.crossing.sites.is_empty() {
                out.push(Output::Send(encode(&Message::Compared)));
            }
            let lacking = self.crossing.sites.values().map(Comparison::count_lacking);
            out.push(Output::Lacking(lacking.fold(0, u64::saturating_add)));
        }
        let resolved = self.crossing.is_resolved();
        self.plan.advance(&mut self.crossing.sites, resolved, &mut self.sender);
    }

    fn compare(&mut self, out: &mut Vec<Output>) {
        for (site, probes) in self.crossing.take_probes() {
            for probes in probes.chunks(super::QUERY_PLACES_MAX) {
                out.push(Output::Send(encode(&Message::Halve { site, probes: probes.to_vec() })));
            }
        }
    }

    /// Says what has come to an end.
    fn finish(&mut self, out: &mut Vec<Output>) {
        let sent = self.crossing.is_resolved() && self.plan.is_complete() && self.sender.has_sent_backlog();
        // What such a peer sends may make more concern it.
        let hearing = self.awaits_done && self.pull == Wants::Waiting;
        if self.push == Wants::Waiting && sent && !hearing {
            self.push = Wants::Open { after: None, last: false };
            out.push(Output::Send(encode(&Message::Done)));
        }
        if let Wants::Due { last, .. } = self.push
            && self.sender.is_handed_over()
        {
            self.push = if last { Wants::Through } else { Wants::Open { after: None, last } };
            out.push(Output::Send(encode(&Message::Answered)));
        }
        out.extend(self.settling.take_news().map(|equal| Output::Settled { equal }));
    }

    fn ask(&mut self, out: &mut Vec<Output>) {
        let asked = self.next_query();
        self.asked = asked.as_ref().map(|(asked, _)| *asked);
        out.extend(asked.map(|(_, query)| Output::Read(query)));
    }

    fn next_query(&mut self) -> Option<(Asked, Query)> {
        if let Some(site) = self.crossing.unread() {
            return Some((Asked::Index(site), Query::Index(site)));
        }
        if let Some((site, places)) = self.crossing.ask() {
            return Some((Asked::Compare(site), Query::Ids(places)));
        }
        if let Some(places) = self.crossing.doubt() {
            return Some((Asked::Doubt, Query::Ids(places)));
        }
        if let Some((picking, query)) = self.plan.ask(&self.crossing.sites) {
            return Some((Asked::Pick(picking), query));
        }
        if let Wants::Due { after, .. } = self.pull {
            return Some((Asked::Wants, Query::Wants { after, limit: self.limits.wants }));
        }
        if let Some((reading, query)) = self.sender.ask() {
            return Some((Asked::Send(reading), query));
        }
        let through = self.pull == Wants::Through && (self.push == Wants::Through || self.level);
        if let Some(query) = through.then(|| self.settling.ask()).flatten() {
            return Some((Asked::Digests, query));
        }
        self.filing.ask(self.pull == Wants::Through).map(|query| (Asked::Files, query))
    }
}
