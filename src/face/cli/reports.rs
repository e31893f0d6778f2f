//! `report`: the figures of the site, as text, JSON, CSV or a picture.

mod chart;

use super::args::{By, ReportArgs};
use super::carry::harmless;
use super::covered;
use super::desk::Desk;
use super::failure::Failure;
use super::periodic;
use super::progress::Progress;
use super::table::{plain, table};
use super::tell::line;
use crate::domain::act::word::Matter;
use crate::domain::regulation::rule::rule;
use crate::domain::report::{Grouping, Period};
use crate::domain::time::UtcMs;
use crate::face::view::{CoverageView, FiguresView, ReportView, TallyView};
use crate::face::when::{self, TimeError};
use crate::face::word::clause;

/// The columns of the CSV, and of each the figure.
type Column = (&'static str, fn(&TallyView) -> String);

/// Carries out `report`.
pub fn run(desk: &mut Desk<'_>, args: &ReportArgs) -> Result<(), Failure> {
    let period = Period { from: day(desk, args.from.as_ref())?.map(|day| day.0), to: day(desk, args.to.as_ref())?.map(|day| day.1) };
    if period.from.zip(period.to).is_some_and(|(from, to)| from >= to) {
        return Err(Failure::usage("usage-report-period"));
    }
    let total = desk.handle.status()?.requests;
    let progress = Progress::new(desk.out, total);
    let report = desk.handle.report(period, &mut |read| progress.at(read))?;
    progress.done();
    let coverage = covered::coverage(desk)?;
    let by = args.by.map(grouping);
    let view = ReportView::of(&report, by, CoverageView::of(&coverage, &desk.names()), &desk.names());
    let view = ReportView { periodic: periodic::reported(desk, period)?, ..view };
    if let Some(file) = &args.csv {
        let document = csv(desk, &view)?;
        write(desk, file, document.as_bytes())?;
    }
    if let Some(file) = &args.svg {
        let picture = chart::picture(&view, &|group| label(desk, group), desk.text);
        write(desk, file, picture.as_bytes())?;
    }
    desk.answer(&view, |desk| told(desk, &view, (period, by.unwrap_or(Grouping::Rule))) + &covered::told(desk, &coverage, true));
    Ok(())
}

fn grouping(by: By) -> Grouping {
    match by {
        By::Rule => Grouping::Rule,
        By::Building => Grouping::Building,
        By::Department => Grouping::Department,
        By::Matter => Grouping::Matter,
        By::Staff => Grouping::Staff,
    }
}

/// A day of the site's zone, from its beginning to the next one's; or a moment, which is both.
fn day(desk: &Desk<'_>, typed: Option<&String>) -> Result<Option<(UtcMs, UtcMs)>, Failure> {
    let Some(typed) = typed else { return Ok(None) };
    let zone = desk.names().zone;
    let moment = || when::read(typed, zone).map(|at| (at, at));
    let read = when::day(typed, zone).or_else(|why| if why == TimeError::Unreadable { moment() } else { Err(why) });
    read.map(Some).map_err(|why| Failure::time("usage-day", why, typed))
}

fn write(desk: &mut Desk<'_>, file: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    let path = desk.path(file);
    super::found::write(&path, bytes)?;
    desk.out.message(&desk.text.get("said-report", [("path", path.display().to_string().into())]));
    Ok(())
}

/// A group as people call it.
fn name(desk: &Desk<'_>, by: &str, group: Option<&String>, name: Option<&String>) -> String {
    match (by, group, name) {
        (_, None, _) => desk.text.say("report-none"),
        (_, _, Some(name)) => plain(name),
        ("matter", Some(matter), None) => Matter::from_name(matter).map_or_else(|| matter.clone(), |matter| desk.text.word(matter)),
        ("rule", Some(rule), None) => clause(desk.text, rule),
        (_, Some(group), None) => plain(group),
    }
}

fn label(desk: &Desk<'_>, group: &FiguresView) -> String {
    name(desk, group.by, group.group.as_ref(), group.name.as_ref())
}

fn told(desk: &Desk<'_>, view: &ReportView, (period, by): (Period, Grouping)) -> String {
    let text = desk.text;
    let names = desk.names();
    // The last day that counts, as it was typed, not the first that does not.
    let day = |at: UtcMs| names.time(at).get(..10).unwrap_or_default().to_owned();
    let (from, to) = (period.from.map(day), period.to.map(|to| day(to - 1)));
    let (from, to) = (from.unwrap_or_else(|| text.say("report-from-first")), to.unwrap_or_else(|| text.say("report-to-now")));
    let heading = [("from", from.into()), ("to", to.into()), ("count", view.total.requests.into())];
    let mut said = line(text.get("report-heading", heading));
    if view.imported > 0 {
        said.push_str(&line(text.get("report-imported", [("count", view.imported.into())])));
    }
    said.push_str(&summary(desk, &view.total));
    said.push_str(&periodic::summary(desk, &view.periodic));
    said.push('\n');
    said.push_str(&groups(desk, view, by));
    said.push_str(&spots(desk, view));
    said
}

/// The figures of the whole, each in a line of its own.
fn summary(desk: &Desk<'_>, total: &TallyView) -> String {
    let text = desk.text;
    let mut said = line(text.get(
        "report-duties",
        [
            ("met", (total.met_proven + total.met_own_clock).into()),
            ("breached", total.breached_proven.into()),
            ("own", total.breached_own_clock.into()),
            ("undetermined", total.undetermined.into()),
            ("open", total.open.into()),
        ],
    ));
    said.push_str(&line(text.get("report-own-clock", [("met", total.met_own_clock.into())])));
    said.push_str(&line(text.get(
        "report-house",
        [("met", total.house_met.into()), ("overrun", total.overrun.into()), ("unclear", total.house_undetermined.into())],
    )));
    let promises = [("kept", total.promises_kept.into()), ("broken", total.promises_broken.into())];
    said.push_str(&line(text.get("report-promises", promises)));
    if let (Some(mean), Some(longest)) = (total.mean_hours, total.longest_hours) {
        let dwell = [("count", total.tenures.into()), ("mean", mean.to_string().into()), ("longest", longest.to_string().into())];
        said.push_str(&line(text.get("report-dwell", dwell)));
    }
    let passes = [("count", total.passes.into()), ("away", total.to_other_department.into()), ("back", total.ping_pong.into())];
    said.push_str(&line(text.get("report-passes", passes)));
    let visits = [("yes", total.satisfied.into()), ("no", total.dissatisfied.into()), ("scores", scores(desk, total).into())];
    said.push_str(&line(text.get("report-satisfaction", visits)));
    let solved = [("solved", total.solved.into()), ("evaluated", total.evaluated.into())];
    said.push_str(&line(text.get("report-evaluated", solved)));
    let praise = [("conflicts", total.conflicts.into()), ("praised", total.praised.into())];
    said + &line(text.get("report-conflicts", praise))
}

fn scores(desk: &Desk<'_>, total: &TallyView) -> String {
    let (Some(speed), Some(result), Some(manner)) = (total.speed, total.result, total.manner) else { return String::new() };
    let marks = [("speed", speed.to_string().into()), ("result", result.to_string().into()), ("manner", manner.to_string().into())];
    desk.text.get("report-scores", marks)
}

fn groups(desk: &Desk<'_>, view: &ReportView, by: Grouping) -> String {
    let by = crate::face::view::grouping_name(by);
    let heading = [
        by_key(by),
        "report-met",
        "report-breached",
        "report-own-late",
        "report-undetermined",
        "report-overrun",
        "report-late-open",
        "report-hours",
        "report-group",
    ];
    let mut heading = heading.map(|key| desk.text.say(key));
    if by != "rule" {
        heading[8].clear();
    }
    let row = |group: &FiguresView| {
        let tally = &group.tally;
        let sentence = group.group.as_deref().filter(|_| by == "rule").and_then(rule).map(|rule| rule.zh.clone()).unwrap_or_default();
        [
            label(desk, group),
            (tally.met_proven + tally.met_own_clock).to_string(),
            tally.breached_proven.to_string(),
            tally.breached_own_clock.to_string(),
            tally.undetermined.to_string(),
            tally.overrun.to_string(),
            tally.open.to_string(),
            tally.mean_hours.map(|hours| hours.to_string()).unwrap_or_default(),
            sentence,
        ]
    };
    let rows: Vec<_> = view.groups.iter().filter(|group| group.by == by).map(row).collect();
    if rows.is_empty() { String::new() } else { table(&heading, &rows) + "\n" }
}

fn by_key(by: &str) -> &'static str {
    match by {
        "building" => "report-by-building",
        "department" => "report-by-department",
        "matter" => "report-by-matter",
        "staff" => "report-by-staff",
        _ => "report-by-rule",
    }
}

fn spots(desk: &Desk<'_>, view: &ReportView) -> String {
    let text = desk.text;
    let mut said = String::new();
    for spot in &view.hot_spots {
        let name = name(desk, spot.by, spot.group.as_ref(), spot.name.as_ref());
        let trend = spot.before.map(|before| text.get("report-before", [("count", before.into())])).unwrap_or_default();
        said.push_str(&line(text.get("report-hot", [("name", name.into()), ("count", spot.requests.into()), ("trend", trend.into())])));
    }
    for weak in &view.weak_links {
        let name = name(desk, weak.by, weak.group.as_ref(), weak.name.as_ref());
        said.push_str(&line(
            text.get("report-weak", [("name", name.into()), ("count", weak.breached.into()), ("own", weak.own_clock.into())]),
        ));
    }
    said
}

fn csv(desk: &Desk<'_>, view: &ReportView) -> Result<String, Failure> {
    let cannot = |why: csv::Error| Failure::broken("export-csv").with("why", why);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heading = ["by", "group", "name"].into_iter().chain(COLUMNS.iter().map(|column| column.0));
    writer.write_record(heading).map_err(cannot)?;
    let row = |by: &str, group: &str, name: &str, tally: &TallyView| -> Vec<String> {
        let said = [by, group, name].map(harmless);
        said.into_iter().chain(COLUMNS.iter().map(|column| column.1(tally))).collect()
    };
    writer.write_record(row("total", "", "", &view.total)).map_err(cannot)?;
    for group in &view.groups {
        let name = label(desk, group);
        writer.write_record(row(group.by, group.group.as_deref().unwrap_or_default(), &name, &group.tally)).map_err(cannot)?;
    }
    let bytes = writer.into_inner().map_err(|why| Failure::broken("export-csv").with("why", why))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn shown(figure: Option<f64>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}

const COLUMNS: [Column; 28] = [
    ("requests", |tally| tally.requests.to_string()),
    ("met_proven", |tally| tally.met_proven.to_string()),
    ("met_own_clock", |tally| tally.met_own_clock.to_string()),
    ("breached_proven", |tally| tally.breached_proven.to_string()),
    ("breached_own_clock", |tally| tally.breached_own_clock.to_string()),
    ("undetermined", |tally| tally.undetermined.to_string()),
    ("open", |tally| tally.open.to_string()),
    ("house_met", |tally| tally.house_met.to_string()),
    ("house_undetermined", |tally| tally.house_undetermined.to_string()),
    ("overrun", |tally| tally.overrun.to_string()),
    ("promises_kept", |tally| tally.promises_kept.to_string()),
    ("promises_broken", |tally| tally.promises_broken.to_string()),
    ("tenures", |tally| tally.tenures.to_string()),
    ("mean_hours", |tally| shown(tally.mean_hours)),
    ("longest_hours", |tally| shown(tally.longest_hours)),
    ("standing", |tally| tally.standing.to_string()),
    ("passes", |tally| tally.passes.to_string()),
    ("to_other_department", |tally| tally.to_other_department.to_string()),
    ("ping_pong", |tally| tally.ping_pong.to_string()),
    ("satisfied", |tally| tally.satisfied.to_string()),
    ("dissatisfied", |tally| tally.dissatisfied.to_string()),
    ("speed", |tally| shown(tally.speed)),
    ("result", |tally| shown(tally.result)),
    ("manner", |tally| shown(tally.manner)),
    ("solved", |tally| tally.solved.to_string()),
    ("evaluated", |tally| tally.evaluated.to_string()),
    ("conflicts", |tally| tally.conflicts.to_string()),
    ("praised", |tally| tally.praised.to_string()),
];
