//! Alarms: what somebody has to do now, raised once each by every running node for its own site, without any network. The
//! next moment at which anything can become due is computed, so that nothing is polled: only requests that changed, and those
//! whose moment has come, are looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};

use serde::Serialize;

use super::duties::{Bench, Duty};
use super::handle::Handle;
use super::raised::{MARK_BYTES, Mark, Raised};
use crate::domain::act::Stream;
use crate::domain::duty::{Debtor, OFFER};
use crate::domain::evidence::Certificate;
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::request::State;
use crate::domain::signed::VerifiedRecord;
use crate::domain::time::UtcMs;
use crate::store::{Filter, ReadError, RequestRow, Snapshot, Standing, Written};

/// The most time before its due at which a duty is called due soon, in milliseconds.
pub const SOON_MS: i64 = 60 * 60 * 1000;
/// A duty is due soon when this part of its time is left, if that is less.
const SOON_PART: i64 = 4;
/// How many requests are looked at in one turn, so that the loop goes on meeting peers.
const LOOKED_AT_ONCE: usize = 1_024;
/// How many alarms are raised in one turn: a terminal that reads slowly must not miss any.
const RAISED_AT_ONCE: usize = 256;
/// How long receipts wait until what they bound is looked at, in milliseconds: they come often, and all of them count for all.
const RECEIPTS_WAIT_MS: i64 = 60 * 1000;
/// How many rows are read at a time.
const PAGE: usize = 1_024;

/// Why somebody is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// A limit ends soon.
    DueSoon = 1,
    /// A limit is over, and nothing was done.
    Overdue = 2,
    /// Nobody has taken what was offered.
    NotTaken = 3,
    /// A promise runs out soon.
    PromiseSoon = 4,
    /// Nobody in force holds it.
    Orphaned = 5,
    /// Several hold it, and somebody must settle who does.
    Contested = 6,
}

/// What a request calls for, and when to look at it again.
pub(super) type Look = (Vec<(Mark, Alarm)>, Option<UtcMs>);

/// A call to do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Why.
    pub kind: AlarmKind,
    /// The request; `None`: the calendar asks for it.
    pub request: Option<RequestId>,
    /// The clause and the name of the duty; `None` where it is about who holds the request.
    pub duty: Option<(String, String)>,
    /// What its limit is by.
    pub limit: LimitKind,
    /// When it is or was due.
    pub due: Option<UtcMs>,
    /// Whom it calls.
    pub who: Vec<PersonId>,
}

/// What commits changed.
#[derive(Debug, Default)]
pub(super) struct Touched {
    requests: BTreeSet<RequestId>,
    /// The roster, a calendar or the directory: any duty may be due at another time, or be somebody else's.
    everything: bool,
    /// Receipts: when anything happened may be bounded otherwise.
    receipts: bool,
}

/// What a running node watches.
pub struct Watch {
    handle: Handle,
    raised: Raised,
    /// When to look at which request next; 0: at once.
    wakes: BTreeSet<(UtcMs, RequestId)>,
    of: BTreeMap<RequestId, UtcMs>,
    /// When to look at what the calendar asks for next; `None`: it asks for nothing.
    calendar: Option<UtcMs>,
    /// Everything open is still to be looked at.
    everything: bool,
    /// Since when receipts wait for everything to be looked at.
    receipts: Option<UtcMs>,
}

impl Watch {
    /// Begins to watch a node's site. There is one watch a node.
    #[must_use]
    pub fn begin(handle: &Handle) -> Self {
        *handle.lock_touched() = Some(Touched::default());
        let (raised, wakes, of) = (Raised::read(handle.data()), BTreeSet::new(), BTreeMap::new());
        Self { handle: handle.clone(), raised, wakes, of, calendar: None, everything: true, receipts: None }
    }

    /// When anything is to be looked at next, if nothing changes before; `None`: only a change can bring an alarm.
    #[must_use]
    pub fn next(&self) -> Option<UtcMs> {
        let receipts = self.receipts.map(|since| since.saturating_add(RECEIPTS_WAIT_MS));
        self.wakes.first().map(|(at, _)| *at).into_iter().chain(receipts).chain(self.calendar).min()
    }

    /// Looks at what changed and at what has become due, and gives the alarms that were never raised; they are on disk by then.
    /// What a turn does not get to waits for the next.
    ///
    /// # Errors
    /// The store's; the next turn looks again.
    pub fn turn(&mut self) -> Result<Vec<Alarm>, ReadError> {
        let now = self.handle.clock().now().wall;
        let touched = self.handle.lock_touched().replace(Touched::default()).unwrap_or_default();
        for request in touched.requests {
            self.wake(request, Some(0));
        }
        self.everything |= touched.everything;
        self.receipts = self.receipts.or(touched.receipts.then_some(now));
        if !self.everything && self.next().is_none_or(|at| at > now) {
            return Ok(Vec::new());
        }
        let snapshot = self.handle.snapshot()?;
        if self.everything || self.receipts.is_some_and(|since| since.saturating_add(RECEIPTS_WAIT_MS) <= now) {
            self.wake_everything(&snapshot)?;
            (self.everything, self.receipts, self.calendar) = (false, None, Some(0));
        }
        let evidence = self.handle.evidence(&snapshot, self.handle.identity().site)?;
        let handle = self.handle.clone();
        let mut bench = Bench::new(&handle, &snapshot, &evidence, now);
        let mut calls = Vec::new();
        if self.calendar.is_some_and(|at| at <= now) {
            let (found, next) = self.handle.of_the_calendar(&snapshot, &mut bench, now)?;
            self.calendar = next;
            calls.extend(self.unheard(found));
        }
        for _ in 0..LOOKED_AT_ONCE {
            let Some((_, request)) = self.wakes.first().copied().filter(|(at, _)| *at <= now && calls.len() < RAISED_AT_ONCE) else {
                break;
            };
            let (found, next) = match self.look(&snapshot, &mut bench, request, now) {
                Ok(look) => look,
                Err(error) if calls.is_empty() => return Err(error),
                // Whoever was found is called first; the next turn begins with this one, and says what is wrong.
                Err(_) => break,
            };
            self.wake(request, next);
            calls.extend(self.unheard(found));
        }
        let (marks, alarms): (Vec<Mark>, Vec<Alarm>) = calls.into_iter().unzip();
        self.raised.note(&marks);
        Ok(alarms)
    }

    /// What was never raised.
    fn unheard(&self, found: Vec<(Mark, Alarm)>) -> impl Iterator<Item = (Mark, Alarm)> {
        found.into_iter().filter(|(mark, _)| !self.raised.knows(mark))
    }

    fn wake(&mut self, request: RequestId, at: Option<UtcMs>) {
        if let Some(before) = self.of.remove(&request) {
            self.wakes.remove(&(before, request));
        }
        if let Some(at) = at {
            self.of.insert(request, at);
            self.wakes.insert((at, request));
        }
    }

    fn wake_everything(&mut self, snapshot: &Snapshot) -> Result<(), ReadError> {
        let mut after = None;
        loop {
            let page = snapshot.dockets(self.handle.identity().site, Standing::Open, after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            for (request, _) in &page {
                self.wake(*request, Some(0));
            }
        }
        for filter in [Filter::Contested, Filter::Orphaned] {
            let mut after = None;
            loop {
                let page = snapshot.rows(&filter, after, PAGE)?;
                for row in &page.rows {
                    self.wake(row.id, Some(0));
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// What a request calls for at this moment, and when to look again.
    fn look(&self, snapshot: &Snapshot, bench: &mut Bench<'_>, request: RequestId, now: UtcMs) -> Result<Look, ReadError> {
        let site = self.handle.identity().site;
        // What is closed calls nobody any more; what was left undone is in the lists and the report.
        let Some(row) = snapshot.row(request)?.filter(|row| row.site == site && row.state != State::Closed) else {
            return Ok((Vec::new(), None));
        };
        let (mut found, mut next) = (standing(&row, snapshot, bench)?, None);
        let duties = snapshot.docket(site, request)?.map(|docket| bench.judge(request, docket)).transpose()?.unwrap_or_default();
        for duty in duties.iter().filter(|duty| duty.owed().is_open()) {
            let Some(due) = &duty.judgement.due else { continue };
            // Late is only what is late by every time that receipts leave open.
            let last = duty.judgement.latest.map_or(due.at, |latest| latest.max(due.at));
            let (soon, over) = (due.at.saturating_sub(lead(duty)), last.saturating_add(i64::from(!due.exclusive)));
            let moments = match kinds(duty) {
                (Some(kind), last) => vec![(over, last), (soon, kind)],
                (None, last) => vec![(over, last)],
            };
            // Once it is over, nobody is told that it will be soon; and nobody is called late of whom it cannot be said.
            let called = moments.iter().find(|(at, _)| *at <= now).filter(|(at, _)| *at != over || duty.is_late());
            found.extend(called.map(|(_, kind)| about(duty, *kind)));
            next = moments.iter().map(|(at, _)| *at).filter(|at| *at > now).chain(next).min();
        }
        Ok((found, next))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        *self.handle.lock_touched() = None;
    }
}

impl Handle {
    fn lock_touched(&self) -> MutexGuard<'_, Option<Touched>> {
        self.0.touched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes for the alarms what a commit changed.
    pub(super) fn touched<'r>(&self, written: &Written, records: impl Iterator<Item = &'r VerifiedRecord>) {
        if let Some(touched) = self.lock_touched().as_mut() {
            touched.requests.extend(&written.requests);
            touched.everything |= !written.documents.is_empty();
            for record in records {
                touched.everything |= record.header().log.stream == Stream::Roster;
                touched.receipts |= record.header().log.stream == Stream::Witness;
            }
        }
    }
}

/// What a duty calls for before its limit and after it.
fn kinds(duty: &Duty) -> (Option<AlarmKind>, AlarmKind) {
    match duty.owed() {
        owed if owed.rule == OFFER => (None, AlarmKind::NotTaken),
        owed if owed.kind == LimitKind::Promise => (Some(AlarmKind::PromiseSoon), AlarmKind::Overdue),
        _ => (Some(AlarmKind::DueSoon), AlarmKind::Overdue),
    }
}

/// How long before its due a duty is due soon.
fn lead(duty: &Duty) -> i64 {
    let begun = duty.mark(duty.owed().anchor).claimed();
    let whole = duty.due().map_or(0, |due| due.saturating_sub(begun).max(0));
    (whole / SOON_PART).min(SOON_MS)
}

fn about(duty: &Duty, kind: AlarmKind) -> (Mark, Alarm) {
    let owed = duty.owed();
    let (occasion, before) = duty.known_by();
    let mark = mark(kind, &duty.request.0, &[owed.rule.as_bytes(), owed.duty.as_bytes(), &occasion.0, &before.to_le_bytes()]);
    let named = Some((owed.rule.clone(), owed.duty.clone()));
    (mark, Alarm { kind, request: Some(duty.request), duty: named, limit: owed.kind, due: duty.due(), who: duty.who.to_vec() })
}

/// What is wrong with who holds a request. Who takes it next, or is gone once more, makes it another matter, of which to tell anew.
fn standing(row: &RequestRow, snapshot: &Snapshot, bench: &mut Bench<'_>) -> Result<Vec<(Mark, Alarm)>, ReadError> {
    // Imported history that nobody held is no emergency.
    let orphaned = row.duty_post && !row.import;
    let Some(request) = (row.contested || orphaned).then(|| snapshot.request(row.id)).transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let held: BTreeSet<RecordId> = request.standing().map(|tenure| tenure.id).collect();
    let mut found = Vec::new();
    let mut call = |kind, who: Vec<PersonId>, since: &BTreeSet<RecordId>| {
        let since: Vec<&[u8]> = since.iter().map(|record| &record.0[..]).collect();
        let alarm = Alarm { kind, request: Some(row.id), duty: None, limit: LimitKind::None, due: None, who };
        found.push((mark(kind, &row.id.0, &since), alarm));
    };
    if row.contested {
        call(AlarmKind::Contested, row.holders.clone(), &held);
    }
    if orphaned {
        let of_holders = |certificate: &&Certificate| certificate.person.is_some_and(|person| row.holders.contains(&person));
        let ended = bench.evidence.certificates().filter(of_holders).flat_map(|certificate| &certificate.revoked);
        let since = ended.map(|(revocation, _)| *revocation).chain(held).collect();
        call(AlarmKind::Orphaned, bench.who(&Debtor::DutyPost).to_vec(), &since);
    }
    Ok(found)
}

/// By what an alarm is known again: its kind, the request or site that it is about, and what about it.
pub(super) fn mark(kind: AlarmKind, subject: &[u8], about: &[&[u8]]) -> Mark {
    let mut hasher = blake3::Hasher::new_derive_key("shouwen/alarm/1");
    hasher.update(&[kind as u8]).update(subject);
    for part in about {
        hasher.update(&part.len().to_le_bytes()).update(part);
    }
    let mut mark = [0; MARK_BYTES];
    mark.copy_from_slice(&hasher.finalize().as_bytes()[..MARK_BYTES]);
    mark
}
