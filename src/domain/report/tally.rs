//! Sums over requests and duties.

use super::facts::{DutyFact, Facts, Pass, Stay};
use crate::domain::duty::{Basis, Verdict};
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::time::UtcMs;

/// The figures of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests; of a person or department: as first contact.
    pub requests: u64,
    /// Requests in the period before.
    pub before: u64,
    /// Duties.
    pub duties: Verdicts,
    /// How long somebody held a request.
    pub dwell: Dwell,
    /// Passes from one person to another; of a department: to it.
    pub passes: u64,
    /// Of them to another department.
    pub away: u64,
    /// Of them back to a department that had given it away (ping-pong).
    pub returns: u64,
    /// Residents who said that they are satisfied.
    pub satisfied: u64,
    /// Residents who said that they are not.
    pub dissatisfied: u64,
    /// What they gave for speed, result and manner, 1 to 5.
    pub scores: [Mean; 3],
    /// Solved requests.
    pub solved: u64,
    /// Of them with an evaluation.
    pub evaluated: u64,
    /// Raised because of a conflict (R08.10).
    pub conflicts: u64,
    /// Praises.
    pub praised: u64,
}

/// Duties by how they stand. Limits of a regulation, figures of the house and of the company, and promises stand apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Met, proven.
    pub met_proven: u64,
    /// Met by own clock, or where time decides nothing.
    pub met_own: u64,
    /// Breached, proven.
    pub breached_proven: u64,
    /// Over by own clocks alone (自记超时): shown as that, no breach.
    pub breached_own: u64,
    /// Limits of the regulation of which nobody can say.
    pub undetermined: u64,
    /// Open, and not late, whatever the limit is by.
    pub open: u64,
    /// A figure of the house or of the company is over: a reminder, never a breach.
    pub overrun: u64,
    /// House and company figures kept.
    pub house_met: u64,
    /// House and company figures and promises of which nobody can say.
    pub house_undetermined: u64,
    /// Promises kept.
    pub promises_kept: u64,
    /// Promises broken.
    pub promises_broken: u64,
    /// Superseded, or not measured by any act.
    pub apart: u64,
}

/// How long requests were held, in milliseconds, by the clocks of those who took them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dwell {
    /// How many tenures ended.
    pub ended: u64,
    /// How long they were together.
    pub ended_ms: i64,
    /// The longest of them.
    pub longest_ms: i64,
    /// How many tenures stand.
    pub standing: u64,
    /// How long they have been together, till now.
    pub standing_ms: i64,
}

/// A mean in the making.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mean {
    /// The sum.
    pub sum: u64,
    /// How many.
    pub count: u64,
}

impl Mean {
    /// The mean; `None`: nothing was given.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a mean for people: sums of marks stay far below 2^52")]
    pub fn value(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }
}

impl Dwell {
    pub(super) fn add(&mut self, stay: &Stay, now: UtcMs) {
        // Clocks of two devices may disagree; nobody held a request for less than no time.
        let held = stay.to.unwrap_or(now).saturating_sub(stay.from).max(0);
        if stay.to.is_some() {
            self.ended += 1;
            self.ended_ms = self.ended_ms.saturating_add(held);
            self.longest_ms = self.longest_ms.max(held);
        } else {
            self.standing += 1;
            self.standing_ms = self.standing_ms.saturating_add(held);
        }
    }

    /// How long a tenure lasted on the average, in milliseconds; `None`: none has ended.
    #[must_use]
    pub fn mean_ms(&self) -> Option<i64> {
        i64::try_from(self.ended).ok().filter(|ended| *ended > 0).map(|ended| self.ended_ms / ended)
    }
}

impl Verdicts {
    pub(super) fn add(&mut self, duty: &DutyFact) {
        let proven = duty.basis == Some(Basis::Proven);
        let figure = match (duty.verdict, duty.kind) {
            (Verdict::Met, LimitKind::Promise) => &mut self.promises_kept,
            (Verdict::Met, LimitKind::House | LimitKind::Set) => &mut self.house_met,
            (Verdict::Met, _) if proven => &mut self.met_proven,
            (Verdict::Met, _) => &mut self.met_own,
            (Verdict::Breached, _) if proven => &mut self.breached_proven,
            (Verdict::Breached, _) => &mut self.breached_own,
            (Verdict::Undetermined, LimitKind::House | LimitKind::Set | LimitKind::Promise) => &mut self.house_undetermined,
            (Verdict::Undetermined, _) => &mut self.undetermined,
            (Verdict::Open, _) => &mut self.open,
            (Verdict::Overrun, _) => &mut self.overrun,
            (Verdict::Broken, _) => &mut self.promises_broken,
            (Verdict::Superseded | Verdict::NotMeasured, _) => &mut self.apart,
        };
        *figure += 1;
    }

    /// Duties of the regulation that were met.
    #[must_use]
    pub fn met(&self) -> u64 {
        self.met_proven + self.met_own
    }

    /// RULE: 5-trust.md, "only proven breaches count as breaches". Limits of the regulation that were missed.
    #[must_use]
    pub fn breached(&self) -> u64 {
        self.breached_proven
    }
}

impl Tally {
    pub(super) fn request(&mut self, facts: &Facts) {
        self.requests += 1;
        self.solved += u64::from(facts.solved);
        self.evaluated += u64::from(facts.solved && facts.evaluated);
        self.conflicts += u64::from(facts.conflict);
        self.praised += facts.praised;
        let Some(visited) = facts.visited else { return };
        self.satisfied += u64::from(visited.satisfied == Some(true));
        self.dissatisfied += u64::from(visited.satisfied == Some(false));
        for (mean, score) in self.scores.iter_mut().zip(visited.scores) {
            if let Some(score) = score {
                mean.sum += u64::from(score);
                mean.count += 1;
            }
        }
    }

    pub(super) fn pass(&mut self, pass: &Pass) {
        self.passes += 1;
        self.away += u64::from(pass.from != pass.to);
        self.returns += u64::from(pass.returns);
    }
}
