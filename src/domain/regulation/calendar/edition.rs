//! What was published of days, and when a site took it up: a day keeps the kind that it had for whoever counted it first.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Calendar, DayKind};
use crate::domain::regulation::due::NoDue;
use crate::domain::time::UtcMs;

/// The calendars in force at the same time.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    /// From when on, in UTC milliseconds; until the next one begins.
    pub from: UtcMs,
    /// The calendars.
    pub calendars: Vec<Arc<Calendar>>,
    /// Something else is in force that cannot be read here: no day is of any kind.
    pub lacking: Option<NoDue>,
}

impl Edition {
    /// One calendar that was always in force.
    #[must_use]
    pub fn of(calendar: Calendar) -> Self {
        Self { from: UtcMs::MIN, calendars: vec![Arc::new(calendar)], lacking: None }
    }

    /// What a day is; nothing where no calendar speaks of it, or two of them differ.
    #[must_use]
    pub fn kind(&self, date: NaiveDate) -> Option<DayKind> {
        let mut kinds = self.calendars.iter().filter_map(|calendar| calendar.kind(date));
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then_some(first)
    }

    /// What a day is by the first of several editions that says so: the later ones fill in what the earlier leave open, and
    /// correct nothing.
    ///
    /// # Errors
    /// [`NoDue::Calendar`] where none says so, or what stands in the way.
    pub fn first_kind(editions: &[Self], date: NaiveDate) -> Result<DayKind, NoDue> {
        for edition in editions {
            if let Some(lacking) = edition.lacking {
                return Err(lacking);
            }
            if let Some(kind) = edition.kind(date) {
                return Ok(kind);
            }
        }
        Err(NoDue::Calendar(date))
    }
}
