//! Between which times a mark happened: what receipts of other devices prove, and what its writer claims.

use super::owed::Mark;
use crate::domain::act::Stream;
use crate::domain::evidence::{Evidence, Link};
use crate::domain::record::LogId;
use crate::domain::time::{Clock, UtcMs};

/// What receipts of other devices prove about when a record was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Not before.
    pub lower: Option<UtcMs>,
    /// Not after.
    pub upper: Option<UtcMs>,
}

impl Evidence {
    /// Between which times other devices' receipts prove that a mark of this site was written.
    #[must_use]
    pub fn bounds(&self, mark: &Mark) -> Bounds {
        let Some(device) = mark.device else { return Bounds::default() };
        let log = LogId { key: mark.key, site: self.site(), stream: Stream::Work, epoch: mark.epoch };
        let link = Link { log, seq: mark.seq, id: mark.record, previous: None, continues: None };
        let (lower, upper) = self.between(mark.anchor, &link, device);
        Bounds { lower, upper }
    }
}

/// When a mark happened, as far as anybody can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    /// Proven: not before.
    pub lower: Option<UtcMs>,
    /// Proven: not after.
    pub upper: Option<UtcMs>,
    /// As claimed, and no further outside the proven interval.
    pub claimed: UtcMs,
    /// Its own clock was set by a time service, and what it says lies inside the interval.
    pub is_credible: bool,
}

impl When {
    /// A moment that somebody named: as exact as it can be.
    pub(super) fn exactly(at: UtcMs) -> Self {
        Self { lower: Some(at), upper: Some(at), claimed: at, is_credible: true }
    }

    pub(super) fn of(mark: &Mark, bounds: Bounds) -> Self {
        let claimed = mark.claimed();
        // RULE: decision Q01. A claim about a time before the newest receipt that its author held is by own clock: nothing
        // bounds from below when the event was, only when it was written down.
        let told_later = mark.happened.is_some_and(|happened| bounds.lower.is_some_and(|lower| happened < lower));
        let lower = bounds.lower.filter(|_| !told_later);
        let inside = lower.is_none_or(|lower| lower <= claimed) && bounds.upper.is_none_or(|upper| claimed <= upper);
        let claimed = lower.map_or(claimed, |lower| claimed.max(lower));
        let claimed = bounds.upper.map_or(claimed, |upper| claimed.min(upper));
        Self { lower, upper: bounds.upper, claimed, is_credible: inside && mark.at.clock == Clock::Synced }
    }

    /// Both receipts cannot be right.
    pub(super) fn is_contradictory(&self) -> bool {
        self.lower.zip(self.upper).is_some_and(|(lower, upper)| lower > upper)
    }

    /// The interval where both ends are proven, else what is claimed.
    pub(super) fn span(&self) -> (UtcMs, UtcMs) {
        self.lower.zip(self.upper).unwrap_or((self.claimed, self.claimed))
    }

    pub(super) fn is_bounded(&self) -> bool {
        self.lower.is_some() && self.upper.is_some()
    }
}

/// What ends a duty was written after what it counts from: each bounds the other.
pub(super) fn ordered(from: &When, to: &When) -> (When, When) {
    let upper = from.upper.into_iter().chain(to.upper).min();
    let lower = to.lower.map(|lower| from.lower.map_or(lower, |earlier| earlier.max(lower)));
    (When { upper, ..*from }, When { lower, ..*to })
}
