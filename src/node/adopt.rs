//! Adopting what a site is judged and counted by: a regulation, a calendar. Strict, and signed.

use std::sync::Arc;

use super::draft::{ActError, Draft};
use super::handle::Handle;
use crate::domain::act::{Act, AdoptCalendar, AdoptRegulation};
use crate::domain::almanac::{Almanac, Held};
use crate::domain::evidence::Evidence;
use crate::domain::id::{Digest, PersonId, RecordId};
use crate::domain::regulation::Adopted;
use crate::domain::regulation::adoption::{AdoptionError, Proposal};
use crate::domain::regulation::calendar::{CalendarError, Contradiction, Document, Shipped};

/// How far ahead somebody who adopts a regulation is told of years without a calendar. Months.
const CALENDAR_AHEAD_MONTHS: u32 = 12;

/// Why something is not adopted.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// The regulation may not be.
    #[error(transparent)]
    Regulation(#[from] AdoptionError),
    /// The calendar cannot be read.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// It says nothing.
    #[error("the calendar has no year")]
    NoYear,
    /// It is in force already.
    #[error("this calendar is in force already")]
    InForce,
    /// What counts now says something else of a day.
    #[error("line {}: {} is {:?} here, and {:?} in {with}; replace it with --replace", day.line, day.date, day.here, day.there)]
    Contradicts {
        /// The first of the days.
        day: Contradiction,
        /// How many there are.
        count: usize,
        /// The calendar that says so.
        with: String,
    },
    /// Replacing would leave years without data.
    #[error("{document} also speaks of {years:?}: put those years into the new calendar")]
    Loses {
        /// The calendar that would be replaced.
        document: String,
        /// Its years that the new one lacks.
        years: Vec<i32>,
    },
    /// The act was not signed.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<crate::store::ReadError> for AdoptError {
    fn from(error: crate::store::ReadError) -> Self {
        Self::Act(error.into())
    }
}

/// What requests that are logged now are judged by.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The adoption that new requests name; `None`: nothing was adopted, and R16 holds.
    pub adoption: Option<RecordId>,
    /// Others that are in force beside it: two people adopted without having met. The next adoption replaces them all.
    pub rivals: Vec<RecordId>,
    /// What it gives.
    pub adopted: Arc<Adopted>,
}

/// A regulation that was adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The record.
    pub record: RecordId,
    /// Years of the next twelve months without a calendar: what counts working days in them stays undetermined.
    pub missing_years: Vec<i32>,
}

impl Handle {
    /// Has the site's requests judged by a regulation from now on. It replaces every regulation in force.
    ///
    /// # Errors
    /// [`AdoptError::Regulation`], or as for [`Handle::act`].
    pub fn adopt_regulation(&self, author: Option<PersonId>, proposal: &Proposal) -> Result<Adoption, AdoptError> {
        let act = proposal.check()?;
        let evidence = self.evidence(&self.snapshot()?, self.identity().site)?;
        let replaces = in_force(&evidence, |act| matches!(act, Act::AdoptRegulation(_)));
        let record = self.publish(author, &Draft::new(AdoptRegulation { replaces, ..act }), &proposal.documents())?;
        let missing_years = evidence.almanac().missing_years(self.clock().now().wall, CALENDAR_AHEAD_MONTHS);
        Ok(Adoption { record, missing_years })
    }

    /// What new requests are judged by.
    ///
    /// # Errors
    /// The store's.
    pub fn ruling(&self) -> Result<Ruling, super::reads::ReadError> {
        let evidence = self.evidence(&self.snapshot()?, self.identity().site)?;
        let adoption = evidence.regulation_in_force();
        let mut rivals = in_force(&evidence, |act| matches!(act, Act::AdoptRegulation(_)));
        rivals.retain(|id| Some(*id) != adoption);
        Ok(Ruling { adoption, rivals, adopted: evidence.adopted(adoption).clone() })
    }

    /// Has the site's working days counted by a calendar.
    ///
    /// # Errors
    /// [`AdoptError`] where it cannot be read, says nothing, or contradicts what counts now and is not meant to `replace` it.
    pub fn adopt_calendar(&self, author: Option<PersonId>, text: &str, replace: bool) -> Result<RecordId, AdoptError> {
        let document = Document::parse(text)?;
        let evidence = self.evidence(&self.snapshot()?, self.identity().site)?;
        let replaces = replaced(&document, evidence.almanac(), (Digest::of(text.as_bytes()), replace))?;
        let draft = Draft::new(AdoptCalendar { document: Digest::of(text.as_bytes()), replaces });
        Ok(self.publish(author, &draft, &[text.to_owned()])?)
    }

    /// By what the site's time is counted, and the years of the next twelve months that have no calendar.
    ///
    /// # Errors
    /// The store's.
    pub fn almanac(&self) -> Result<(Almanac, Vec<i32>), super::reads::ReadError> {
        let almanac = self.evidence(&self.snapshot()?, self.identity().site)?.almanac().clone();
        let missing = almanac.missing_years(self.clock().now().wall, CALENDAR_AHEAD_MONTHS);
        Ok((almanac, missing))
    }
}

fn in_force(evidence: &Evidence, meant: fn(&Act) -> bool) -> Vec<RecordId> {
    evidence.acts_in_force().filter(|(_, act)| meant(act)).map(|(id, _)| id).collect()
}

/// The adoptions that a calendar takes the place of: those with years of which it speaks.
fn replaced(new: &Document, almanac: &Almanac, (digest, replace): (Digest, bool)) -> Result<Vec<RecordId>, AdoptError> {
    let years: Vec<i32> = new.calendar.years().collect();
    if years.is_empty() {
        return Err(AdoptError::NoYear);
    }
    if almanac.calendars().iter().any(|held| held.document == digest) {
        return Err(AdoptError::InForce);
    }
    let contradicts = new.contradicts(almanac.calendar());
    if let Some(day) = contradicts.first()
        && !replace
    {
        let with = speaker(almanac, chrono::Datelike::year(&day.date));
        return Err(AdoptError::Contradicts { day: *day, count: contradicts.len(), with });
    }
    let mut replaces = Vec::new();
    for (held, old) in almanac.calendars().iter().filter_map(|held| Some((held, read(held)?))) {
        let lost: Vec<i32> = old.calendar.years().filter(|year| !years.contains(year)).collect();
        let shares = old.calendar.years().any(|year| years.contains(&year));
        match (shares, lost.is_empty()) {
            (true, true) => replaces.push(held.adoption),
            (true, false) if !new.contradicts(&old.calendar).is_empty() => {
                return Err(AdoptError::Loses { document: old.id.clone(), years: lost });
            }
            _ => {}
        }
    }
    Ok(replaces)
}

fn read(held: &Held) -> Option<&Document> {
    held.read.as_ref()?.as_ref().ok()
}

/// The calendar that speaks of a year.
fn speaker(almanac: &Almanac, year: i32) -> String {
    let speaks = |document: &&Document| document.calendar.years().any(|known| known == year);
    let adopted = almanac.calendars().iter().filter_map(read).find(speaks);
    let shipped = || almanac.unadopted().into_iter().map(Shipped::read).find(speaks);
    adopted.or_else(shipped).map(|document| document.id.clone()).unwrap_or_default()
}
