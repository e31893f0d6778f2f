//! `calendar list|adopt`: which days are worked, year by year.

use std::path::Path;

use serde::Serialize;

use super::args::CalendarAdoptArgs;
use super::desk::Desk;
use super::documents;
use super::failure::Failure;
use super::regulations::text_of;
use super::table::table;
use super::tell::line;
use crate::domain::almanac::{Almanac, Held};
use crate::domain::id::RecordId;
use crate::domain::regulation::calendar::{DayKind, Document, calendars};

/// A year, and by what its days are counted.
#[derive(Clone, Debug, Serialize)]
struct YearView {
    /// Nothing where the document has not arrived or cannot be read.
    year: Option<i32>,
    id: String,
    source: String,
    /// `adopted`, `shipped` (nobody adopted one), `missing` (nothing is dated that needs it), `unreadable`, `awaited`.
    state: &'static str,
    adoption: Option<RecordId>,
    /// Days off and worked weekends.
    off: usize,
    work: usize,
}

/// A calendar that was adopted.
#[derive(Clone, Debug, Serialize)]
struct AdoptedView {
    record: RecordId,
    id: String,
    years: Vec<i32>,
}

impl YearView {
    fn of(document: &Document, adoption: Option<RecordId>) -> Vec<Self> {
        let years = document.calendar.years().map(|year| {
            let days = document.calendar.special_days(year);
            let count = |kind| days.values().filter(|found| **found == kind).count();
            let (off, work) = (count(DayKind::Holiday), count(DayKind::WorkingWeekend));
            let (id, source) = (document.id.clone(), document.source.clone());
            let state = if adoption.is_some() { "adopted" } else { "shipped" };
            Self { year: Some(year), id, source, state, adoption, off, work }
        });
        years.collect()
    }

    fn without(year: Option<i32>, state: &'static str, adoption: Option<RecordId>) -> Self {
        Self { year, id: String::new(), source: String::new(), state, adoption, off: 0, work: 0 }
    }

    fn key(&self) -> &'static str {
        match self.state {
            "adopted" => "calendar-adopted",
            "shipped" => "calendar-shipped",
            "missing" => "calendar-no-data",
            "awaited" => "calendar-awaited",
            _ => "calendar-unreadable",
        }
    }
}

/// `calendar list`.
pub fn list(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let (almanac, missing) = desk.handle.almanac()?;
    let mut view: Vec<YearView> = almanac.calendars().iter().flat_map(held).collect();
    view.extend(unadopted(&almanac));
    view.extend(missing.into_iter().map(|year| YearView::without(Some(year), "missing", None)));
    view.sort_by_key(|year| year.year);
    desk.answer(&view, |desk| {
        let heading = ["calendar-year", "calendar-state", "calendar-off", "calendar-work", "regulation-id", "calendar-source"];
        let heading = heading.map(|key| desk.text.say(key));
        let rows = view.iter().map(|row| {
            let year = row.year.map(|year| year.to_string()).unwrap_or_default();
            let days = |count: usize| if row.id.is_empty() { String::new() } else { count.to_string() };
            [year, desk.text.say(row.key()), days(row.off), days(row.work), row.id.clone(), row.source.clone()]
        });
        table(&heading, &rows.collect::<Vec<_>>())
    });
    Ok(())
}

fn held(held: &Held) -> Vec<YearView> {
    match &held.read {
        Some(Ok(document)) => YearView::of(document, Some(held.adoption)),
        Some(Err(_)) => vec![YearView::without(None, "unreadable", Some(held.adoption))],
        None => vec![YearView::without(None, "awaited", Some(held.adoption))],
    }
}

fn unadopted(almanac: &Almanac) -> Vec<YearView> {
    almanac.unadopted().into_iter().flat_map(|shipped| YearView::of(shipped.read(), None)).collect()
}

/// `calendar adopt`: a published year that comes with the program, or a file.
pub fn adopt(desk: &mut Desk<'_>, args: &CalendarAdoptArgs) -> Result<(), Failure> {
    let shipped = calendars().iter().find(|shipped| shipped.id == args.calendar);
    let text = match shipped {
        Some(shipped) => shipped.document.to_owned(),
        None if !desk.path(Path::new(&args.calendar)).exists() => {
            let known: Vec<&str> = calendars().iter().map(|shipped| shipped.id).collect();
            return Err(Failure::usage("error-no-calendar").with("given", &args.calendar).with("known", known.join(", ")));
        }
        None => text_of(&desk.path(Path::new(&args.calendar)))?,
    };
    let named = |failure: Failure| failure.with("file", &args.calendar);
    let record = desk.handle.adopt_calendar(desk.author, &text, args.replace).map_err(|error| named(error.into()))?;
    let document = Document::parse(&text).map_err(|why| named(Failure::like("error-calendar", documents::calendar(&why))))?;
    let view = AdoptedView { record, years: document.calendar.years().collect(), id: document.id };
    desk.answer(&view, |desk| {
        let years: Vec<String> = view.years.iter().map(ToString::to_string).collect();
        line(desk.text.get("said-calendar-adopted", [("id", view.id.as_str().into()), ("years", years.join(", ").into())]))
    });
    Ok(())
}

/// The key of the word for a kind of day.
pub fn kind_key(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Workday => "day-kind-workday",
        DayKind::Weekend => "day-kind-weekend",
        DayKind::Holiday => "day-kind-holiday",
        DayKind::WorkingWeekend => "day-kind-working-weekend",
    }
}
