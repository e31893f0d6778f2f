//! What the calendar asks of the site: rows of `duty list`, and `duty explain` by clause or name.

use super::desk::Desk;
use super::duties::{clause, minute, resting, verdict_key};
use super::failure::Failure;
use super::resolve::short;
use super::table::plain;
use super::tell::line;
use crate::domain::duty::Verdict;
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::regulation::preset::words::Every;
use crate::domain::regulation::rule;
use crate::domain::report::Period;
use crate::domain::time::UtcMs;
use crate::face::view::{ExplainedPeriodicView, PeriodicView};
use crate::node::DutyFilter;

/// How many of the first characters of an RFC 3339 time say the day.
const DAY_CHARS: usize = 10;

/// What a filter shows of the periods of the year before a moment: what still has to be done first, then by their ends.
pub fn shown(desk: &Desk<'_>, filter: &DutyFilter, at: UtcMs) -> Result<Vec<PeriodicView>, Failure> {
    if filter.request.is_some() {
        return Ok(Vec::new());
    }
    let duties = desk.handle.periodic(None, Some(at))?;
    let by = duties.iter().filter(|duty| filter.by.is_none_or(|person| duty.who.contains(&person)));
    let mut views: Vec<PeriodicView> = by.flat_map(|duty| PeriodicView::all(duty, &desk.names(), desk.text)).collect();
    views.retain(|view| (!filter.open || view.verdict == Verdict::Open) && (!filter.late || view.verdict == Verdict::Breached));
    // Of one zone: as text they stand in the order of time.
    let place = |view: &PeriodicView| (view.verdict != Verdict::Open, view.to.clone());
    views.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| rule::in_order(&a.rule).cmp(&rule::in_order(&b.rule))));
    Ok(views)
}

/// A period as a row of `duty list`: the request that shows it, or none.
pub fn row(desk: &Desk<'_>, view: &PeriodicView) -> [String; 6] {
    let id = view.request.map_or_else(|| "—".to_owned(), |request| short(&request.to_string()).to_owned());
    let due = desk.text.get("duty-before", [("due", minute(&view.to).into())]);
    [id, view.rule.clone(), plain(&view.who), view.task.clone(), due, state(desk, view)]
}

fn state(desk: &Desk<'_>, view: &PeriodicView) -> String {
    resting(desk, desk.text.say(verdict_key(view.verdict, LimitKind::Regulation)), view.basis, view.reason.as_ref())
}

/// Every period that meets a reported one; without a beginning, of the year before now.
pub fn reported(desk: &Desk<'_>, period: Period) -> Result<Vec<PeriodicView>, Failure> {
    let mut duties = desk.handle.periodic(period.from, None)?;
    for duty in &mut duties {
        duty.recurrences.retain(|recurrence| period.to.is_none_or(|to| recurrence.period.from < to));
    }
    Ok(duties.iter().flat_map(|duty| PeriodicView::all(duty, &desk.names(), desk.text)).collect())
}

/// How many periods were done and missed, in one line; nothing where the calendar asks for nothing.
pub fn summary(desk: &Desk<'_>, views: &[PeriodicView]) -> String {
    let count = |verdict| views.iter().filter(|view| view.verdict == verdict).count();
    let [met, missed, unclear, open] = [Verdict::Met, Verdict::Breached, Verdict::Undetermined, Verdict::Open].map(count);
    if met + missed + unclear + open == 0 {
        return String::new();
    }
    let counted = [("met", met.into()), ("missed", missed.into()), ("undetermined", unclear.into()), ("open", open.into())];
    line(desk.text.get("report-periodic", counted))
}

/// The duties by the calendar that a clause or a name means, and both together; `None`: none, so that a request is meant.
pub fn named(desk: &Desk<'_>, typed: &str, at: UtcMs) -> Result<Option<Vec<ExplainedPeriodicView>>, Failure> {
    let duties = desk.handle.periodic(None, Some(at))?;
    let is_meant = |rule: &str, id: &str| [rule, id, &format!("{rule}/{id}")].iter().any(|name| name.eq_ignore_ascii_case(typed));
    let meant = duties.iter().filter(|duty| is_meant(&duty.duty.rule, &duty.duty.id));
    let found: Vec<_> = meant.map(|duty| ExplainedPeriodicView::of(duty, &desk.names(), desk.text)).collect();
    Ok(Some(found).filter(|found| !found.is_empty()))
}

/// What counts as done, by which sentence, and how each period stands.
pub fn explain(desk: &mut Desk<'_>, duties: &[ExplainedPeriodicView]) {
    desk.answer(&duties, |desk| duties.iter().map(|duty| told(desk, duty)).collect::<Vec<_>>().join("\n"));
}

fn told(desk: &Desk<'_>, view: &ExplainedPeriodicView) -> String {
    let text = desk.text;
    let heading = [
        ("rule", view.clause.id.as_str().into()),
        ("duty", view.duty.as_str().into()),
        ("task", view.task.as_str().into()),
        ("who", plain(&view.who).into()),
    ];
    let mut told = line(text.get("explain-duty", heading)) + &clause(desk, &view.clause);
    if view.every == Every::set {
        return told + &line(text.say("explain-every-set"));
    }
    let channels: Vec<String> = view.channel.iter().map(|channel| text.word(*channel)).collect();
    told += &line(match &channels[..] {
        [] => text.say("explain-unmeasured"),
        channels => text.get("explain-channel", [("channels", channels.join(&text.say("duty-or")).into())]),
    });
    let day = |time: &str| time.get(..DAY_CHARS).unwrap_or(time).to_owned();
    for period in &view.periods {
        let shows = period.request.map(|request| text.get("explain-shown", [("id", short(&request.to_string()).into())]));
        let place = [
            ("from", day(&period.from).into()),
            ("to", day(&period.to).into()),
            ("state", state(desk, period).into()),
            ("shown", shows.unwrap_or_default().into()),
        ];
        told += &line(text.get("explain-period", place));
    }
    told
}
