//! Limits: a figure on a clock, or a word.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::words::{Anchor, Clock, Unit, Word};
use crate::domain::act::SetLimit;
use crate::domain::regulation::due::{COUNTED_DAYS_MAX, Span};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// The longest figure in hours: ten years.
const HOURS_MAX: u32 = 24 * COUNTED_DAYS_MAX;

/// A figure as a text gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
    /// On which clock.
    pub clock: Clock,
}

/// How long somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// As many units from the anchor; without one, from what raised the duty.
    Figure(Figure, Option<Anchor>),
    /// In words; the house may put a figure to them.
    Word(Word),
}

impl Word {
    /// The figure that the house puts to a word to which no text gives one (domain.md §3.5); `None` where nothing is ever late by
    /// the word alone. It is a reminder, counted apart, and never a breach of the regulation.
    #[must_use]
    pub fn house_figure(self) -> Option<Figure> {
        let figure = |n, unit, clock| Some(Figure { n, unit, clock });
        match self {
            Self::immediate => figure(5, Unit::min, Clock::wall),
            Self::promptly => figure(10, Unit::min, Clock::wall),
            Self::timely => figure(4, Unit::h, Clock::work),
            Self::appropriate => figure(24, Unit::h, Clock::wall),
            Self::set | Self::with_feedback | Self::realtime => None,
        }
    }
}

/// A limit as it stands in a document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitTable {
    n: Option<u32>,
    unit: Option<Unit>,
    cal: Option<Clock>,
    anchor: Option<Anchor>,
    word: Option<Word>,
}

/// Why a limit is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Neither a word nor a whole figure, or both.
    #[error("write either `{{ word = … }}` or `{{ n = …, unit = …, cal = … }}`")]
    Form,
    /// A unit that its clock does not count.
    #[error("the clock `{1}` does not count `{0}`: minutes and hours run on wall or work, wd on work, day on day")]
    Clock(Unit, Clock),
    /// A figure that nobody means.
    #[error("{0} {1} is no limit: it is nothing, or longer than ten years")]
    Size(u32, Unit),
}

impl LimitTable {
    pub fn limit(&self) -> Result<Limit, LimitError> {
        match (self.word, self.n, self.unit, self.cal) {
            (Some(word), None, None, None) => Ok(Limit::Word(word)),
            (None, Some(n), Some(unit), Some(clock)) => Ok(Limit::Figure(Figure::new(n, unit, clock)?, self.anchor)),
            _ => Err(LimitError::Form),
        }
    }
}

impl Figure {
    /// A figure that can be counted.
    ///
    /// # Errors
    /// [`LimitError`].
    pub fn new(n: u32, unit: Unit, clock: Clock) -> Result<Self, LimitError> {
        let fits = match (unit, clock) {
            (Unit::min, Clock::wall | Clock::work) => (1..=60 * HOURS_MAX).contains(&n),
            (Unit::h, Clock::wall | Clock::work) => (1..=HOURS_MAX).contains(&n),
            (Unit::wd, Clock::work) => (1..=COUNTED_DAYS_MAX).contains(&n),
            (Unit::day, Clock::day) => n <= COUNTED_DAYS_MAX,
            // 当天, as long as business is open.
            (Unit::day, Clock::work) => n == 0,
            (Unit::rings, Clock::wall) => n > 0,
            _ => return Err(LimitError::Clock(unit, clock)),
        };
        if fits { Ok(Self { n, unit, clock }) } else { Err(LimitError::Size(n, unit)) }
    }

    /// Reads the short form that `--set` takes: `PT30M`, `PT4H` (wall), `P3WD` (working days), `P0D` (until the day ends).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        let (digits, unit, clock) = if let Some(time) = rest.strip_prefix('T') {
            let (digits, unit) = time.split_at_checked(time.len().checked_sub(1)?)?;
            (digits, if unit == "M" { Unit::min } else { (unit == "H").then_some(Unit::h)? }, Clock::wall)
        } else if let Some(digits) = rest.strip_suffix("WD") {
            (digits, Unit::wd, Clock::work)
        } else {
            (rest.strip_suffix('D')?, Unit::day, Clock::day)
        };
        Self::new(digits.parse().ok()?, unit, clock).ok()
    }

    /// The figure that an adoption sets; `None` where it is none.
    #[must_use]
    pub fn from_set(limit: SetLimit) -> Option<Self> {
        let figure = match limit {
            SetLimit::Minutes(minutes) if minutes % 60 == 0 => Self::new(minutes / 60, Unit::h, Clock::wall),
            SetLimit::Minutes(minutes) => Self::new(minutes, Unit::min, Clock::wall),
            SetLimit::WorkingDays(days) => Self::new(days.into(), Unit::wd, Clock::work),
        };
        figure.ok()
    }

    /// How an adoption sets it; `None` for what an adoption cannot say: minutes, hours of the wall clock and working days alone.
    #[must_use]
    pub fn to_set(self) -> Option<SetLimit> {
        match (self.unit, self.clock) {
            (Unit::min, Clock::wall) => Some(SetLimit::Minutes(self.n)),
            (Unit::h, Clock::wall) => self.n.checked_mul(60).map(SetLimit::Minutes),
            (Unit::wd, Clock::work) => u16::try_from(self.n).ok().map(SetLimit::WorkingDays),
            _ => None,
        }
    }

    /// What the arithmetic counts; `None` for rings, which no act hears (decision Q25).
    #[must_use]
    pub fn span(self) -> Option<Span> {
        let n = i64::from(self.n);
        Some(match (self.unit, self.clock) {
            (Unit::min, Clock::work) => Span::Business(n * MINUTE_MS),
            (Unit::min, _) => Span::Wall(n * MINUTE_MS),
            (Unit::h, Clock::work) => Span::Business(n * HOUR_MS),
            (Unit::h, _) => Span::Wall(n * HOUR_MS),
            (Unit::wd, _) => Span::WorkingDays(self.n),
            (Unit::day, Clock::work) => Span::CloseOfBusiness,
            (Unit::day, _) => Span::Days(self.n),
            (Unit::rings, _) => return None,
        })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.n, self.unit)?;
        if self.clock == Clock::work && self.unit != Unit::wd { f.write_str(" (work)") } else { Ok(()) }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(figure, Some(anchor)) => write!(f, "{figure} after {anchor}"),
            Self::Figure(figure, None) => figure.fmt(f),
            Self::Word(word) => word.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_form_is_exact() {
        let figure = |n, unit, clock| Some(Figure { n, unit, clock });
        assert_eq!(Figure::parse("PT4H"), figure(4, Unit::h, Clock::wall));
        assert_eq!(Figure::parse("PT30M"), figure(30, Unit::min, Clock::wall));
        assert_eq!(Figure::parse("P3WD"), figure(3, Unit::wd, Clock::work));
        assert_eq!(Figure::parse("P0D"), figure(0, Unit::day, Clock::day));
        for wrong in ["", "P", "PT", "PT4", "4H", "PT0H", "P-1D", "PT4Hours", "PWD", "P1W", "P99999WD", "PT4\u{65f6}"] {
            assert_eq!(Figure::parse(wrong), None, "{wrong}");
        }
    }
}
