//! `duty list|explain`: what is owed, by whom, by when, by which sentence, and what that rests on.

use std::collections::{BTreeMap, BTreeSet};

use super::args::{DutyCommand, DutyExplainArgs, DutyListArgs};
use super::covered;
use super::desk::{Desk, find_request};
use super::failure::Failure;
use super::periodic;
use super::resolve::short;
use super::table::{plain, table};
use super::tell::line;
use crate::domain::act::Kind;
use crate::domain::act::word::Class;
use crate::domain::duty::{Basis, Colour, Verdict};
use crate::domain::id::RequestId;
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::regulation::calendar::DayKind;
use crate::domain::time::UtcMs;
use crate::face::text::Lang;
use crate::face::view::{ClauseView, CoverageView, DutiesView, DutyView, ExplainedView, MarkView};
use crate::face::word::clause as clause_of;
use crate::node::{Duty, DutyFilter, Explained};

/// How many of the first digits of an RFC 3339 time say the minute.
const MINUTE_CHARS: usize = 16;

/// Carries out a command about duties.
pub fn run(desk: &mut Desk<'_>, command: &DutyCommand) -> Result<(), Failure> {
    match command {
        DutyCommand::List(args) => list(desk, args),
        DutyCommand::Explain(args) => explain(desk, args),
    }
}

/// The moment that is asked about: now, if none is typed.
fn moment(desk: &Desk<'_>, typed: Option<&String>) -> Result<UtcMs, Failure> {
    let typed = desk.resolve(&[], &|typed| find_request(desk.handle, typed)).time_if(typed)?;
    Ok(typed.unwrap_or_else(|| desk.handle.clock().now().wall))
}

fn list(desk: &mut Desk<'_>, args: &DutyListArgs) -> Result<(), Failure> {
    let at = moment(desk, args.at.as_ref())?;
    let filter = DutyFilter {
        by: args.by.as_ref().map(|name| desk.known.person(name)).transpose()?,
        late: args.late,
        open: args.open,
        site: None,
        request: args.request.as_ref().map(|typed| desk.request(typed)).transpose()?,
    };
    let duties = views(desk, &desk.handle.duties(&filter, Some(at))?)?;
    let periodic = periodic::shown(desk, &filter, at)?;
    let coverage = covered::coverage(desk)?;
    let view = DutiesView { at: desk.names().time(at), duties, periodic, coverage: CoverageView::of(&coverage, &desk.names()) };
    desk.answer(&view, |desk| told_list(desk, &view) + &covered::told(desk, &coverage, false));
    Ok(())
}

/// Duties for showing, each with the regulation of its request.
fn views(desk: &Desk<'_>, duties: &[Duty]) -> Result<Vec<DutyView>, Failure> {
    let adopted = desk.handle.regulations_of(&duties.iter().map(|duty| duty.request).collect())?;
    Ok(duties.iter().map(|duty| DutyView::of(duty, &adopted[&duty.request], &desk.names(), desk.text)).collect())
}

/// The duties of one request for showing, what still has to be done first.
pub fn of_request(desk: &Desk<'_>, request: RequestId) -> Result<Vec<DutyView>, Failure> {
    views(desk, &desk.handle.duties(&DutyFilter { request: Some(request), ..DutyFilter::default() }, None)?)
}

/// The classes of a request's regulation, where none of them was said of it and none fits what it is about.
pub fn classes_wanting(desk: &Desk<'_>, request: RequestId) -> Result<Option<Vec<Class>>, Failure> {
    let snapshot = desk.handle.snapshot()?;
    let docket = snapshot.docket(desk.handle.request(request)?.site, request)?;
    if !docket.is_some_and(|docket| docket.is_unclassified()) {
        return Ok(None);
    }
    let adopted = desk.handle.regulations_of(&BTreeSet::from([request]))?;
    Ok(Some(adopted.values().flat_map(|adopted| &adopted.classes).map(|rule| rule.id).collect()))
}

/// What the register of a request lacks still, and how that is put right; nothing where it lacks nothing.
pub fn told_lacking(desk: &Desk<'_>, request: RequestId) -> Result<String, Failure> {
    let filter = DutyFilter { request: Some(request), ..DutyFilter::default() };
    let duties = views(desk, &desk.handle.duties(&filter, None)?)?;
    let (text, id) = (desk.text, request.to_string());
    let said = |duty: &DutyView| {
        let (field, fields) = (duty.lacking.first()?, duty.lacking_names.join(&text.say("list-separator")));
        let rule = clause_of(text, &duty.rule);
        let place = [("rule", rule.into()), ("fields", fields.into()), ("id", short(&id).into()), ("field", (*field).into())];
        Some(line(text.get("said-lacking", place)))
    };
    Ok(duties.iter().filter_map(said).collect())
}

/// The requests about which something is late that still has to be done.
pub fn late(desk: &Desk<'_>) -> Result<BTreeSet<RequestId>, Failure> {
    let filter = DutyFilter { late: true, open: true, ..DutyFilter::default() };
    Ok(desk.handle.duties(&filter, None)?.iter().map(|duty| duty.request).collect())
}

/// When each request's next duty is due.
pub fn next_due(desk: &Desk<'_>) -> Result<BTreeMap<RequestId, UtcMs>, Failure> {
    let duties = desk.handle.duties(&DutyFilter { open: true, ..DutyFilter::default() }, None)?;
    let mut next = BTreeMap::new();
    for (request, due) in duties.iter().filter_map(|duty| Some((duty.request, duty.due()?))) {
        next.entry(request).or_insert(due);
    }
    Ok(next)
}

fn told_list(desk: &Desk<'_>, view: &DutiesView) -> String {
    let text = desk.text;
    if view.duties.is_empty() && view.periodic.is_empty() {
        return line(text.say("duty-none"));
    }
    let heading = ["list-id", "duty-rule", "duty-who", "duty-what", "duty-due", "list-state"].map(|key| text.say(key));
    let row = |duty: &DutyView| {
        let id = duty.request.to_string();
        let (id, who) = (short(&id).to_owned(), plain(&duty.who));
        [id, clause_of(text, &duty.rule), who, duty.task.clone(), due(desk, duty), state(desk, duty)]
    };
    let rows: Vec<_> = view.duties.iter().map(row).chain(view.periodic.iter().map(|duty| periodic::row(desk, duty))).collect();
    table(&heading, &rows) + &line(text.get("duty-count", [("count", rows.len().into())]))
}

/// Duties of a request in a few lines: what still has to be done by when, and what was not in time.
pub fn told_short(desk: &Desk<'_>, duties: &[DutyView]) -> String {
    let text = desk.text;
    let matters = |duty: &&DutyView| {
        (duty.open && (duty.due.is_some() || !duty.lacking.is_empty()))
            || !matches!(duty.verdict, Verdict::Open | Verdict::Met | Verdict::NotMeasured | Verdict::Superseded)
    };
    let mut said = String::new();
    for duty in duties.iter().filter(matters) {
        let place = [
            ("rule", clause_of(text, &duty.rule).into()),
            ("task", duty.task.as_str().into()),
            ("who", plain(&duty.who).into()),
            ("due", due(desk, duty).into()),
            ("state", state(desk, duty).into()),
        ];
        said.push_str(&line(text.get("show-duty", place)));
    }
    said
}

pub(super) fn minute(time: &str) -> String {
    time.get(..MINUTE_CHARS).unwrap_or(time).replace('T', " ")
}

fn due(desk: &Desk<'_>, duty: &DutyView) -> String {
    match (&duty.due, duty.exclusive) {
        (Some(due), true) => desk.text.get("duty-before", [("due", minute(due).into())]),
        (Some(due), false) => minute(due),
        (None, _) if duty.figure.is_some() => desk.text.say("duty-uncounted"),
        (None, _) => desk.text.say("duty-no-due"),
    }
}

/// How a duty stands, in words: the verdict, and what it rests on.
fn state(desk: &Desk<'_>, duty: &DutyView) -> String {
    let text = desk.text;
    let said = text.say(verdict_key(duty.verdict, duty.limit));
    // RULE: R15.14, V18. Between the target and the limit: said, and no breach.
    let past_target = duty.colour == Colour::Amber && matches!(duty.verdict, Verdict::Open | Verdict::Met);
    let said = if past_target { text.get("verdict-past-target", [("verdict", said.into())]) } else { said };
    resting(desk, said, duty.basis, duty.reason.as_ref())
}

/// The key of a verdict; where time decides nothing, what was done was not done in time.
pub(super) fn verdict_key(verdict: Verdict, limit: LimitKind) -> &'static str {
    match verdict {
        Verdict::Open => "verdict-open",
        Verdict::Met if limit == LimitKind::None => "verdict-done",
        Verdict::Met => "verdict-met",
        Verdict::Breached => "verdict-breached",
        Verdict::Undetermined => "verdict-undetermined",
        Verdict::Overrun => "verdict-overrun",
        Verdict::Broken => "verdict-broken",
        Verdict::Superseded => "verdict-superseded",
        Verdict::NotMeasured => "verdict-not-measured",
    }
}

/// A verdict with what it rests on.
pub(super) fn resting(desk: &Desk<'_>, verdict: String, basis: Option<Basis>, reason: Option<&String>) -> String {
    let basis = basis.map(|basis| match basis {
        Basis::Proven => desk.text.say("basis-proven"),
        Basis::OwnClock => desk.text.say("basis-own-clock"),
    });
    let why: Vec<String> = basis.into_iter().chain(reason.cloned()).collect();
    if why.is_empty() {
        return verdict;
    }
    desk.text.get("verdict-with", [("verdict", verdict.into()), ("basis", why.join(&desk.text.say("fact-separator")).into())])
}

fn explain(desk: &mut Desk<'_>, args: &DutyExplainArgs) -> Result<(), Failure> {
    let at = moment(desk, args.at.as_ref())?;
    if let Some(found) = periodic::named(desk, &args.id, at)? {
        periodic::explain(desk, &found);
        return Ok(());
    }
    let (typed, named) = args.id.split_once('/').map_or((args.id.as_str(), None), |(id, named)| (id, Some(named)));
    let request = desk.request(typed)?;
    let all = desk.handle.explain_duties(request, Some(at))?;
    let meant = |explained: &&Explained| named.is_none_or(|named| is_named(desk, explained, named));
    let view: Vec<ExplainedView> =
        all.iter().filter(meant).map(|explained| ExplainedView::of(explained, &desk.names(), desk.text)).collect();
    if let (true, Some(named)) = (view.is_empty(), named) {
        let mut known: Vec<String> = all.iter().map(|one| format!("{}/{}", one.duty.owed().rule, one.duty.owed().duty)).collect();
        known.dedup();
        return Err(Failure::usage("error-duty").with("given", named).with("known", known.join(", ")));
    }
    desk.answer(&view, |desk| {
        let told: Vec<String> = view.iter().map(|explained| told(desk, explained)).collect();
        if told.is_empty() { line(desk.text.say("duty-none")) } else { told.join("\n") }
    });
    Ok(())
}

/// Whether a rule, as documents or people call it, a duty's name, or both of them name the duty.
fn is_named(desk: &Desk<'_>, explained: &Explained, named: &str) -> bool {
    let owed = explained.duty.owed();
    let both = format!("{}/{}", owed.rule, owed.duty);
    [&owed.rule, &clause_of(desk.text, &owed.rule), &owed.duty, &both].into_iter().any(|name| name.eq_ignore_ascii_case(named))
}

fn told(desk: &Desk<'_>, view: &ExplainedView) -> String {
    let (text, duty) = (desk.text, &view.duty);
    let mut told = line(text.get(
        "explain-duty",
        [
            ("rule", clause_of(text, &duty.rule).into()),
            ("duty", duty.duty.as_str().into()),
            ("task", duty.task.as_str().into()),
            ("who", plain(&duty.who).into()),
        ],
    ));
    told += &clause(desk, &view.clause);
    told += &line(text.get("explain-raised", [("mark", mark(desk, &view.raised_by).into())]));
    if duty.figure.is_some() || duty.due.is_some() {
        told += &line(text.get("explain-anchor", [("mark", mark(desk, &view.anchor).into())]));
    }
    if duty.late_born {
        told += &line(text.say("explain-late-born"));
    }
    told += &limit(desk, duty);
    for day in &view.days {
        told += &line(text.get("explain-day", [("day", day.date.as_str().into()), ("kind", text.say(day_key(day.kind)).into())]));
    }
    if let Some(target) = &duty.target {
        told += &line(text.get("due-target", [("due", minute(target).into())]));
    }
    for end in &view.ended_by {
        told += &line(text.get("explain-ended", [("mark", mark(desk, end).into())]));
    }
    if let Some(end) = &view.superseded_by {
        told += &line(text.get("explain-superseded", [("mark", mark(desk, end).into())]));
    }
    told += &line(text.get("explain-verdict", [("state", state(desk, duty).into())]));
    let missing: Vec<String> = view.missing.iter().map(|what| text.say(missing_key(what))).collect();
    if !missing.is_empty() {
        told += &line(text.get("explain-missing", [("missing", missing.join(&text.say("fact-separator")).into())]));
    }
    told
}

/// The sentence, and the text and file that it stands in.
pub(super) fn clause(desk: &Desk<'_>, clause: &ClauseView) -> String {
    let text = desk.text;
    let Some(zh) = &clause.zh else { return line(text.say("explain-house")) };
    let mut told = line(text.get("explain-clause", [("sentence", zh.as_str().into())]));
    if let (Lang::En, Some(en)) = (text.lang(), &clause.en) {
        told += &line(text.get("explain-clause-en", [("sentence", en.as_str().into())]));
    }
    if let (Some(title), Some(document), Some(source)) = (&clause.title, &clause.document, &clause.source) {
        let place = [("title", title.as_str().into()), ("document", document.as_str().into()), ("source", source.as_str().into())];
        told += &line(text.get("explain-source", place));
    }
    if clause.truncated {
        told += &line(format!("  {}", text.say("regulation-truncated")));
    }
    told
}

fn limit(desk: &Desk<'_>, duty: &DutyView) -> String {
    let by = desk.text.say(match duty.limit {
        LimitKind::Regulation => "limit-regulation",
        LimitKind::House => "limit-house",
        LimitKind::Set => "limit-set",
        LimitKind::Promise => "limit-promise",
        LimitKind::None => return line(desk.text.say("limit-none")),
    });
    line(desk.text.get("explain-limit", [("figure", duty.term.as_str().into()), ("by", by.into()), ("due", due(desk, duty).into())]))
}

/// A record on which a duty rests: when, who, what, and between which times receipts prove it.
fn mark(desk: &Desk<'_>, mark: &MarkView) -> String {
    let text = desk.text;
    let id = mark.record.to_string();
    let act = mark.kind.map(|kind| text.word(Kind(kind))).unwrap_or_default();
    let who = mark.author_name.as_ref().map_or_else(|| text.say("show-nobody"), |name| plain(name));
    let at = mark.claimed_at.get(..19).unwrap_or(&mark.claimed_at).replace('T', " ");
    let mut said = text.get("explain-mark", [("at", at.into()), ("who", who.into()), ("act", act.into()), ("record", short(&id).into())]);
    let time = |at: &Option<String>| at.as_deref().map_or_else(|| text.say("explain-unbounded"), minute);
    if mark.not_before.is_some() || mark.not_after.is_some() {
        said += &text.get("explain-between", [("from", time(&mark.not_before).into()), ("to", time(&mark.not_after).into())]);
    }
    said
}

fn day_key(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Workday => "day-workday",
        DayKind::Weekend => "day-weekend",
        DayKind::Holiday => "day-holiday",
        DayKind::WorkingWeekend => "day-working-weekend",
    }
}

fn missing_key(what: &str) -> &'static str {
    match what {
        "act" => "missing-act",
        "calendar" => "missing-calendar",
        "document" => "missing-document",
        "receipt-anchor" => "missing-receipt-anchor",
        _ => "missing-receipt-end",
    }
}
