//! What the calendar asks of this node's site: by the adoptions that are held, and by the requests that show that it was done.
//! Offline as everything else; nothing is stored for it.

use std::sync::Arc;

use super::alarm::{Alarm, AlarmKind, Look, mark};
use super::duties::Bench;
use super::handle::Handle;
use super::reads::ReadError;
use crate::domain::duty::{Debtor, Done, Mark, Period, Recurrence, Recurring, Verdict};
use crate::domain::evidence::Evidence;
use crate::domain::id::{PersonId, RequestId, SiteId};
use crate::domain::regulation::Adopted;
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::regulation::preset::Periodic;
use crate::domain::time::UtcMs;
use crate::store::{self, Snapshot};

/// How far lists look back on periods that are over, in milliseconds: a year.
const LOOK_BACK_MS: i64 = 366 * DAY_MS;
/// How long before the end of a period what was not done in it is due soon, in milliseconds: two weeks.
pub const PERIOD_SOON_MS: i64 = 14 * DAY_MS;
/// How far from a period the claims of openings are looked at that receipts may move into it, in milliseconds: a month. A clock
/// that drifts or was set by hand is wrong by less; by more, every missed period would read a year of openings.
const CLOCK_WRONG_MS: i64 = 31 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A duty by the calendar, and how it stands in each of its periods that were asked for.
#[derive(Clone, Debug)]
pub struct PeriodicDuty {
    /// What recurs.
    pub duty: Periodic,
    /// The regulation that asks for it, as it was adopted last.
    pub adopted: Arc<Adopted>,
    /// Who owes it, by the roster; nobody: nobody in force has the role.
    pub who: Arc<[PersonId]>,
    /// The periods, the first one first; none where the text leaves open how often.
    pub recurrences: Vec<Recurrence>,
}

impl Handle {
    /// The duties by the calendar of this node's site at a moment (`None`: now), with the periods that end after `since`
    /// (`None`: in the year before).
    ///
    /// # Errors
    /// The store's.
    pub fn periodic(&self, since: Option<UtcMs>, at: Option<UtcMs>) -> Result<Vec<PeriodicDuty>, ReadError> {
        let (snapshot, site) = (self.snapshot()?, self.identity().site);
        let evidence = self.evidence(&snapshot, site)?;
        let now = at.unwrap_or_else(|| self.clock().now().wall);
        let since = since.unwrap_or_else(|| now.saturating_sub(LOOK_BACK_MS));
        Ok(self.recurring(&snapshot, &mut Bench::new(self, &snapshot, &evidence, now), (since, now))?)
    }

    fn recurring(
        &self,
        snapshot: &Snapshot,
        bench: &mut Bench<'_>,
        (since, now): (UtcMs, UtcMs),
    ) -> Result<Vec<PeriodicDuty>, store::ReadError> {
        let (evidence, whole) = (bench.evidence, !self.config().interest.is_partial());
        let mut found = Vec::new();
        for recurring in Recurring::all(evidence) {
            let mut recurrences = Vec::new();
            for period in recurring.periods(&|moment| evidence.almanac().zone_at(moment), since, now) {
                let done = done(snapshot, evidence, &recurring.duty, period)?;
                recurrences.push(recurring.judge(period, done, now, whole));
            }
            let who = bench.who(&Debtor::Party(recurring.duty.who, None));
            let adopted = Arc::clone(evidence.adopted(Some(recurring.adoption)));
            found.push(PeriodicDuty { duty: recurring.duty, adopted, who, recurrences });
        }
        Ok(found)
    }

    /// Whom the calendar calls at a moment, and when to look again: at the end of the period that runs, and two weeks before it.
    pub(super) fn of_the_calendar(&self, snapshot: &Snapshot, bench: &mut Bench<'_>, now: UtcMs) -> Result<Look, store::ReadError> {
        let site = self.identity().site;
        let (mut found, mut next) = (Vec::new(), None);
        for duty in self.recurring(snapshot, bench, (now.saturating_sub(LOOK_BACK_MS), now))? {
            for recurrence in &duty.recurrences {
                let period = recurrence.period;
                // What was missed longer ago than a period is in the lists, and calls nobody any more.
                let is_news = now.saturating_sub(period.to) < period.to.saturating_sub(period.from);
                let soon = period.to.saturating_sub(PERIOD_SOON_MS);
                let kind = match recurrence.verdict {
                    Verdict::Open if soon <= now => Some(AlarmKind::DueSoon),
                    Verdict::Breached if is_news => Some(AlarmKind::Overdue),
                    _ => None,
                };
                found.extend(kind.map(|kind| call(site, &duty, period, kind)));
                next = [soon, period.to].into_iter().filter(|at| *at > now).chain(next).min();
            }
        }
        Ok((found, next))
    }
}

/// What shows that a duty was done in a period: an opening by one of its channels, by somebody who counts. The first one by its
/// claim that receipts leave inside, else one that they move there.
fn done(snapshot: &Snapshot, evidence: &Evidence, duty: &Periodic, period: Period) -> Result<Option<Done>, store::ReadError> {
    let (before, after) = (period.from.saturating_sub(CLOCK_WRONG_MS), period.to.saturating_add(CLOCK_WRONG_MS));
    for (from, to) in [(period.from, period.to), (before, period.from), (period.to, after)] {
        let mut first: Option<Done> = None;
        for channel in &duty.channel {
            for request in snapshot.opened_by(evidence.site(), *channel, from, to)? {
                let shown = shown(snapshot, evidence, request?, period)?;
                first = first.into_iter().chain(shown).min_by_key(|done| (done.at, done.record));
                if shown.is_some() {
                    break;
                }
            }
        }
        if first.is_some() {
            return Ok(first);
        }
    }
    Ok(None)
}

/// What a request shows of a period.
fn shown(snapshot: &Snapshot, evidence: &Evidence, request: RequestId, period: Period) -> Result<Option<Done>, store::ReadError> {
    let Some((_, course)) = snapshot.course(request)? else { return Ok(None) };
    let opening = course.place(request).map(|at| &course.events[at]).filter(|event| event.effect);
    let mark = opening.map(|event| Mark::of(event, None));
    Ok(mark.and_then(|mark| Done::of(period, &mark, evidence.bounds(&mark))))
}

fn call(site: SiteId, duty: &PeriodicDuty, period: Period, kind: AlarmKind) -> (super::raised::Mark, Alarm) {
    let (rule, name) = (&duty.duty.rule, &duty.duty.id);
    let mark = mark(kind, &site.0, &[rule.as_bytes(), name.as_bytes(), &period.from.to_be_bytes()]);
    let named = Some((rule.clone(), name.clone()));
    let who = duty.who.to_vec();
    (mark, Alarm { kind, request: None, duty: named, limit: LimitKind::Regulation, due: Some(period.to), who })
}
