//! The figures of a site for showing.

use serde::Serialize;

use super::{CoverageView, Names, PeriodicView};
use crate::domain::report::{Group, Grouping, HotSpot, Report, Tally, WeakLink};

/// How many hot spots and weak links are named.
const TOP: usize = 5;
const HOUR_MS: f64 = 3_600_000.0;

/// A report.
#[derive(Clone, Debug, Serialize)]
pub struct ReportView {
    /// From when requests count; `null`: from the first.
    pub from: Option<String>,
    /// To when; `null`: to the last.
    pub to: Option<String>,
    /// Till when what still stands is counted.
    pub at: String,
    /// Claimed history, which owes nothing and is in no other figure.
    pub imported: u64,
    /// Of the site.
    pub total: TallyView,
    /// By group.
    pub groups: Vec<FiguresView>,
    /// What comes up most, by matter and by building.
    pub hot_spots: Vec<HotSpotView>,
    /// Where limits of the regulation are missed most, by clause and by department.
    pub weak_links: Vec<WeakLinkView>,
    /// What the calendar asks for in periods that meet the reported one; without a beginning, in the year before.
    pub periodic: Vec<PeriodicView>,
    /// What the figures may lack.
    pub coverage: CoverageView,
}

/// A group of a report.
#[derive(Clone, Debug, Serialize)]
pub struct FiguresView {
    /// `rule`, `building`, `department`, `matter` or `staff`.
    pub by: &'static str,
    /// Its id or code; `null`: what says none.
    pub group: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub tally: TallyView,
}

/// What comes up often.
#[derive(Clone, Debug, Serialize)]
pub struct HotSpotView {
    /// `matter` or `building`.
    pub by: &'static str,
    /// Its code; `null`: none was said.
    pub group: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// How many requests.
    pub requests: u64,
    /// How many in the period before of the same length; `null`: the period has no beginning.
    pub before: Option<u64>,
}

/// Where limits are missed.
#[derive(Clone, Debug, Serialize)]
pub struct WeakLinkView {
    /// `rule` or `department`.
    pub by: &'static str,
    /// Its id or code.
    pub group: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// How many limits of the regulation were missed, proven.
    pub breached: u64,
    /// How many more are over by own clocks alone: no breaches.
    pub own_clock: u64,
}

/// The figures of a group. Limits of the regulation, figures of the house and promises stand apart.
#[derive(Clone, Debug, Serialize)]
pub struct TallyView {
    /// Requests.
    pub requests: u64,
    /// Duties met, proven.
    pub met_proven: u64,
    /// Duties met by own clock, or where time decides nothing.
    pub met_own_clock: u64,
    /// Limits breached, proven.
    pub breached_proven: u64,
    /// Limits over by own clocks alone: no breaches.
    pub breached_own_clock: u64,
    /// Nobody can say (待核).
    pub undetermined: u64,
    /// Open and not late.
    pub open: u64,
    /// House figures and the company's own that were kept.
    pub house_met: u64,
    /// House figures, the company's own and promises of which nobody can say.
    pub house_undetermined: u64,
    /// House figures and the company's own that are over: reminders, never breaches.
    pub overrun: u64,
    /// Promises kept.
    pub promises_kept: u64,
    /// Promises broken.
    pub promises_broken: u64,
    /// Tenures that ended.
    pub tenures: u64,
    /// How many hours one lasted on the average.
    pub mean_hours: Option<f64>,
    /// How many hours the longest lasted.
    pub longest_hours: Option<f64>,
    /// Tenures that stand.
    pub standing: u64,
    /// Passes from one person to another.
    pub passes: u64,
    /// Of them to another department.
    pub to_other_department: u64,
    /// Of them back to a department that had given it away.
    pub ping_pong: u64,
    /// Residents who are satisfied.
    pub satisfied: u64,
    /// Residents who are not.
    pub dissatisfied: u64,
    /// What residents gave for speed, 1 to 5, on the average.
    pub speed: Option<f64>,
    /// For the result.
    pub result: Option<f64>,
    /// For the manner.
    pub manner: Option<f64>,
    /// Solved requests.
    pub solved: u64,
    /// Of them evaluated.
    pub evaluated: u64,
    /// Raised because of a conflict.
    pub conflicts: u64,
    /// Praises.
    pub praised: u64,
}

/// A grouping as programs read it, and as the language files name it.
#[must_use]
pub fn grouping_name(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Rule => "rule",
        Grouping::Building => "building",
        Grouping::Department => "department",
        Grouping::Matter => "matter",
        Grouping::Staff => "staff",
    }
}

/// A group's id or code, and its name where the roster has one.
fn named(group: &Group, names: &Names<'_>) -> (Option<String>, Option<String>) {
    let both = |id: Option<String>, name: Option<String>| (id, name);
    match group {
        Group::Rule(rule) => both(Some(rule.clone()), None),
        Group::Building(code) => both(code.as_ref().map(ToString::to_string), code.as_ref().map(|code| names.people.place(code))),
        Group::Department(code) => both(code.as_ref().map(ToString::to_string), code.as_ref().map(|code| names.people.department(code))),
        Group::Matter(matter) => both(matter.map(|matter| matter.to_string()), None),
        Group::Staff(person) => both(person.map(|person| person.to_string()), person.map(|person| names.person(person))),
    }
}

impl ReportView {
    /// A report, with the groups of one grouping (`None`: of all).
    #[must_use]
    pub fn of(report: &Report, by: Option<Grouping>, coverage: CoverageView, names: &Names<'_>) -> Self {
        let group = |(group, tally): (&Group, &Tally)| {
            let (id, name) = named(group, names);
            FiguresView { by: grouping_name(group.grouping()), group: id, name, tally: TallyView::of(tally) }
        };
        let shown = report.groups.iter().filter(|(group, tally)| by.is_none_or(|by| by == group.grouping()) && !is_past(tally));
        let spots = [Grouping::Matter, Grouping::Building].into_iter().flat_map(|by| report.hot_spots(by, TOP));
        let links = [Grouping::Rule, Grouping::Department].into_iter().flat_map(|by| report.weak_links(by, TOP));
        Self {
            from: report.period.from.map(|at| names.time(at)),
            to: report.period.to.map(|at| names.time(at)),
            at: names.time(report.now),
            imported: report.imported,
            total: TallyView::of(&report.total),
            groups: shown.map(group).collect(),
            hot_spots: spots.map(|spot| HotSpotView::of(&spot, names)).collect(),
            weak_links: links.map(|link| WeakLinkView::of(&link, names)).collect(),
            periodic: Vec::new(),
            coverage,
        }
    }
}

/// It came up in the period before alone.
fn is_past(tally: &Tally) -> bool {
    Tally { before: 0, ..*tally } == Tally::default()
}

impl HotSpotView {
    fn of(spot: &HotSpot, names: &Names<'_>) -> Self {
        let (group, name) = named(&spot.group, names);
        Self { by: grouping_name(spot.group.grouping()), group, name, requests: spot.requests, before: spot.before }
    }
}

impl WeakLinkView {
    fn of(link: &WeakLink, names: &Names<'_>) -> Self {
        let (group, name) = named(&link.group, names);
        Self { by: grouping_name(link.group.grouping()), group, name, breached: link.breached, own_clock: link.own_clock }
    }
}

#[expect(clippy::cast_precision_loss, reason = "hours for people: whole milliseconds of centuries fit")]
fn hours(ms: i64) -> f64 {
    (ms as f64 / HOUR_MS * 100.0).round() / 100.0
}

impl TallyView {
    fn of(tally: &Tally) -> Self {
        let (duties, dwell) = (tally.duties, tally.dwell);
        let [speed, result, manner] = tally.scores.map(|mean| mean.value().map(|mean| (mean * 100.0).round() / 100.0));
        Self {
            requests: tally.requests,
            met_proven: duties.met_proven,
            met_own_clock: duties.met_own,
            breached_proven: duties.breached_proven,
            breached_own_clock: duties.breached_own,
            undetermined: duties.undetermined,
            open: duties.open,
            house_met: duties.house_met,
            house_undetermined: duties.house_undetermined,
            overrun: duties.overrun,
            promises_kept: duties.promises_kept,
            promises_broken: duties.promises_broken,
            tenures: dwell.ended,
            mean_hours: dwell.mean_ms().map(hours),
            longest_hours: (dwell.ended > 0).then(|| hours(dwell.longest_ms)),
            standing: dwell.standing,
            passes: tally.passes,
            to_other_department: tally.away,
            ping_pong: tally.returns,
            satisfied: tally.satisfied,
            dissatisfied: tally.dissatisfied,
            speed,
            result,
            manner,
            solved: tally.solved,
            evaluated: tally.evaluated,
            conflicts: tally.conflicts,
            praised: tally.praised,
        }
    }
}
