//! `regulation check|diff|due`: what needs no node, for whoever writes a regulation or doubts a date.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use chrono::{Datelike, FixedOffset};
use serde::{Serialize, Serializer};

use super::args::{DiffArgs, DueArgs};
use super::desk::json;
use super::documents;
use super::failure::Failure;
use super::invocation::Output;
use super::regulations::{shipped, text_of};
use super::table::table;
use super::tell::line;
use crate::domain::almanac::Almanac;
use crate::domain::regulation::calendar::{Calendar, DayKind, calendars};
use crate::domain::regulation::due::{Convention, Due, Hours, NoDue, Office, Reckoning};
use crate::domain::regulation::preset::figure::{Figure, Limit};
use crate::domain::regulation::preset::words::Word;
use crate::domain::regulation::preset::{Duty, Preset};
use crate::domain::regulation::{Kind, Policy};
use crate::domain::time::UtcMs;
use crate::face::text::Text;
use crate::face::when;
use crate::face::word::figure;

/// Where a command without a node works, and how it answers.
pub struct Bench<'a> {
    /// Where relative paths begin.
    pub cwd: &'a Path,
    /// Whether a program asks.
    pub json: bool,
    /// The person's language.
    pub text: &'static Text,
    /// Where the answer goes.
    pub out: &'a mut dyn Output,
}

/// What `regulation check` found: nothing wrong.
#[derive(Clone, Debug, Serialize)]
struct CheckedView {
    id: String,
    title: String,
    kind: &'static str,
    duties: usize,
    /// The duties whose limit is given when it is adopted.
    set: Vec<String>,
    classes: usize,
    truncated: bool,
}

/// Something in which two documents differ; `None` where one says nothing.
#[derive(Clone, Debug, Serialize)]
struct DifferenceView {
    key: String,
    left: Option<String>,
    right: Option<String>,
}

/// When a duty is due.
#[derive(Clone, Debug, Serialize)]
struct DueView {
    rule: String,
    duty: String,
    /// `regulation`, `house` for a word to which the house puts a figure, `set` where each company must, `none`.
    limit: &'static str,
    figure: Option<String>,
    /// The same for people.
    #[serde(skip)]
    said: Option<Figure>,
    due: Option<Local>,
    exclusive: bool,
    target: Option<Local>,
    days: Vec<DayView>,
    /// The day whose kind nobody has published, and its year.
    missing: Option<String>,
    missing_year: Option<i32>,
}

/// A time of a zone: RFC 3339 for programs, to the second for people.
#[derive(Clone, Copy, Debug)]
struct Local(UtcMs, FixedOffset);

#[derive(Clone, Debug, Serialize)]
struct DayView {
    date: String,
    kind: DayKind,
    counted: bool,
}

impl Serialize for Local {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&when::rfc3339(self.0, self.1))
    }
}

impl fmt::Display for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&when::show(self.0, self.1))
    }
}

impl Bench<'_> {
    fn answer<V: Serialize>(&mut self, view: &V, people: impl FnOnce(&Text) -> String) {
        let answer = if self.json { json(view) } else { people(self.text) };
        self.out.out(&answer);
    }

    /// A file, or a regulation that comes with the program.
    fn document(&self, named: &str) -> Result<String, Failure> {
        match shipped(named, &[Kind::Preset, Kind::Overlay]) {
            Ok(shipped) => Ok(shipped.document.to_owned()),
            Err(unknown) if !self.cwd.join(named).exists() => Err(unknown),
            Err(_) => self.file(Path::new(named)),
        }
    }

    fn file(&self, path: &Path) -> Result<String, Failure> {
        text_of(&self.cwd.join(path))
    }

    fn preset(&self, named: &str) -> Result<Preset, Failure> {
        Preset::read(&self.document(named)?).map_err(|why| Failure::like("error-document", documents::preset(&why)).with("file", named))
    }

    /// `regulation check`.
    pub fn check(&mut self, file: &Path) -> Result<(), Failure> {
        let wrong = |why| Failure::like("error-document", documents::preset(&why)).with("file", file.display());
        let preset = Preset::read(&self.file(file)?).map_err(wrong)?;
        let view = CheckedView {
            kind: if preset.is_overlay { "overlay" } else { "preset" },
            duties: preset.duties.len(),
            set: preset.duties.iter().filter(|duty| duty.limit == Some(Limit::Word(Word::set))).map(|duty| duty.id.clone()).collect(),
            classes: preset.classes.len(),
            truncated: preset.is_truncated,
            title: preset.title_zh,
            id: preset.id,
        };
        self.answer(&view, |text| {
            let count = |number: usize| number.into();
            let place = [("id", view.id.as_str().into()), ("title", view.title.as_str().into()), ("duties", count(view.duties))];
            let checked = line(text.get("said-checked", place));
            let set = view.set.join(", ");
            if set.is_empty() { checked } else { checked + &line(text.get("said-checked-set", [("duties", set.into())])) }
        });
        Ok(())
    }

    /// `regulation diff`.
    pub fn diff(&mut self, args: &DiffArgs) -> Result<(), Failure> {
        let (left, right) = (lines(&self.preset(&args.left)?), lines(&self.preset(&args.right)?));
        let mut keys: Vec<&String> = left.keys().chain(right.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let differ = keys.into_iter().filter(|key| left.get(*key) != right.get(*key));
        let of = |key: &String| DifferenceView { key: key.clone(), left: left.get(key).cloned(), right: right.get(key).cloned() };
        let view: Vec<DifferenceView> = differ.map(of).collect();
        self.answer(&view, |text| {
            let cell = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
            let rows: Vec<_> = view.iter().map(|row| [row.key.clone(), cell(&row.left), cell(&row.right)]).collect();
            let heading = [text.say("diff-key"), args.left.clone(), args.right.clone()];
            if rows.is_empty() { line(text.say("said-alike")) } else { table(&heading, &rows) }
        });
        Ok(())
    }

    /// `regulation due`.
    pub fn due(&mut self, args: &DueArgs) -> Result<(), Failure> {
        let preset = self.preset(&args.preset)?;
        let zone = FixedOffset::east_opt(8 * 3600).expect("eight hours are a zone");
        let anchor = when::read(&args.anchor, zone).map_err(|why| Failure::time("usage-time", why, &args.anchor))?;
        let calendar = published(&args.years)?;
        let hours = args.hours.as_deref().map_or(Ok(Hours::default()), Hours::parse);
        let hours = hours.map_err(|_| Failure::usage("usage-hours").with("given", args.hours.as_deref().unwrap_or_default()))?;
        let convention = if args.convention.as_deref() == Some("elapsed_hours") { Convention::ElapsedHours } else { Convention::CivilCode };
        let almanac = Almanac::steady(calendar, Office { zone, hours, convention });
        let (rule, name) = args.rule.split_once('/').map_or((args.rule.as_str(), None), |(rule, duty)| (rule, Some(duty)));
        let meant = |duty: &&Duty| duty.rule.eq_ignore_ascii_case(rule) && name.is_none_or(|name| duty.id == name);
        let view: Vec<DueView> = preset.duties.iter().filter(meant).map(|duty| due(duty, anchor, (almanac.at(anchor), zone))).collect();
        if view.is_empty() {
            let known: Vec<String> = preset.duties.iter().map(|duty| format!("{}/{}", duty.rule, duty.id)).collect();
            return Err(Failure::usage("error-duty").with("given", &args.rule).with("known", known.join(", ")));
        }
        self.answer(&view, |text| view.iter().map(|duty| told(duty, text)).collect());
        Ok(())
    }
}

/// The published years, or those of them that were asked for.
fn published(years: &[i32]) -> Result<Calendar, Failure> {
    let mut calendar = Calendar::default();
    for shipped in calendars() {
        calendar.add(&Calendar::parse(shipped.document).expect("a test reads every shipped calendar"));
    }
    let known: Vec<i32> = calendar.years().collect();
    if let Some(year) = years.iter().find(|year| !known.contains(year)) {
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        return Err(Failure::usage("error-year").with("given", year).with("known", known.join(", ")));
    }
    if !years.is_empty() {
        calendar.retain_years(years);
    }
    Ok(calendar)
}

fn due(duty: &Duty, anchor: UtcMs, (reckoning, zone): (Reckoning<'_>, FixedOffset)) -> DueView {
    let (limit, figure) = match duty.limit {
        Some(Limit::Figure(figure, _)) => ("regulation", Some(figure)),
        Some(Limit::Word(word)) => match word.house_figure() {
            Some(figure) => ("house", Some(figure)),
            None => ("set", None),
        },
        None => ("none", None),
    };
    let ends = |figure: Figure| figure.span().map(|span| reckoning.due(anchor, span));
    let shown = |due: &Due| Local(due.at, zone);
    let target = match duty.target {
        Some(Limit::Figure(figure, _)) => ends(figure).and_then(Result::ok),
        _ => None,
    };
    let (due, missing) = match figure.and_then(ends) {
        Some(Ok(due)) => (Some(due), None),
        Some(Err(NoDue::Calendar(date))) => (None, Some(date)),
        Some(Err(NoDue::OutOfRange | NoDue::Document(_))) | None => (None, None),
    };
    let days = due.iter().flat_map(|due| &due.days);
    DueView {
        rule: duty.rule.clone(),
        duty: duty.id.clone(),
        limit,
        figure: figure.map(|figure| figure.to_string()),
        said: figure,
        days: days.map(|day| DayView { date: day.date.to_string(), kind: day.kind, counted: day.kind.is_worked() }).collect(),
        exclusive: due.as_ref().is_some_and(|due| due.exclusive),
        due: due.as_ref().map(shown),
        target: target.as_ref().map(shown),
        missing: missing.map(|date| date.to_string()),
        missing_year: missing.map(|date| date.year()),
    }
}

fn told(view: &DueView, text: &Text) -> String {
    let place = [
        ("rule", view.rule.as_str().into()),
        ("duty", view.duty.as_str().into()),
        ("due", view.due.map(|due| due.to_string()).unwrap_or_default().into()),
        ("figure", view.said.map(|said| figure(text, said)).unwrap_or_default().into()),
        ("day", view.missing.clone().unwrap_or_default().into()),
    ];
    let key = match (&view.due, &view.missing, view.limit) {
        (Some(_), _, "house") => "due-house",
        (Some(_), _, _) if view.exclusive => "due-before",
        (Some(_), _, _) => "due-by",
        (None, Some(_), _) => "due-missing",
        (None, None, "set") => "due-set",
        (None, None, _) => "due-none",
    };
    let mut told = line(text.get(key, place));
    if let Some(target) = view.target {
        told += &line(text.get("due-target", [("due", target.to_string().into())]));
    }
    for day in &view.days {
        let kind = match day.kind {
            DayKind::Workday => "day-workday",
            DayKind::Weekend => "day-weekend",
            DayKind::Holiday => "day-holiday",
            DayKind::WorkingWeekend => "day-working-weekend",
        };
        told += &line(format!("  {}  {}", day.date, text.say(kind)));
    }
    told
}

/// What a document says, line by line, for comparing.
fn lines(preset: &Preset) -> BTreeMap<String, String> {
    let policy = Policy::combine(preset.clauses.clone(), &[], None);
    let mut lines: BTreeMap<String, String> = policy.lines().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    for duty in &preset.duties {
        lines.insert(format!("{} {}", duty.rule, duty.id), duty.to_string());
    }
    lines
}
