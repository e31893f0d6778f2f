//! `shift show|set|cancel` and `duty-post show|set`: who is on duty when.

use std::path::Path;

use serde::Serialize;

use super::args::roster::{DutyPostCommand, ShiftCommand, ShiftSetArgs, ShiftShowArgs};
use super::desk::Desk;
use super::failure::Failure;
use super::regulations::text_of;
use super::resolve::{check_prefix, short, unique};
use super::table::{plain, table};
use super::tell::line;
use crate::domain::act::Shift;
use crate::domain::id::{Code, PersonId, RecordId};
use crate::domain::rota::{Overlap, Planned, holds_at, overlap};
use crate::domain::time::UtcMs;
use crate::face::text::Text;
use crate::node::rota::RotaError;

/// The columns of a file of shifts, in this order, in any of the three languages.
const COLUMNS: [[&str; 3]; 4] = [["post", "岗位", "崗位"], ["staff", "人员", "人員"], ["from", "从", "從"], ["to", "到", "到"]];

/// Shifts in force.
#[derive(Clone, Debug, Serialize)]
struct ShiftsView {
    shifts: Vec<ShiftView>,
}

#[derive(Clone, Debug, Serialize)]
struct ShiftView {
    record: RecordId,
    post: Code,
    post_name: String,
    person: PersonId,
    name: String,
    from: String,
    to: String,
    /// `past`, `now` or `coming`.
    state: &'static str,
    /// The person's certificates in force name the post: what is offered to the post may be taken.
    certified: bool,
    /// Other shifts in force that share some of its time and its person or post.
    overlaps: Vec<OverlapView>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct OverlapView {
    record: RecordId,
    /// `same_person` or `same_post`.
    how: &'static str,
}

/// Shifts that were signed.
#[derive(Clone, Debug, Serialize)]
struct SignedView {
    records: Vec<RecordId>,
}

/// The duty post.
#[derive(Clone, Debug, Serialize)]
struct DutyPostView {
    posts: Vec<DutyPostLineView>,
    /// Posts that were duty posts before, whose people stay members.
    earlier: Vec<Code>,
    members: Vec<MemberView>,
}

#[derive(Clone, Debug, Serialize)]
struct DutyPostLineView {
    record: RecordId,
    post: Code,
    name: String,
}

#[derive(Clone, Debug, Serialize)]
struct MemberView {
    person: PersonId,
    name: String,
}

/// Carries out `shift …`.
pub fn shift(desk: &mut Desk<'_>, command: &ShiftCommand) -> Result<(), Failure> {
    match command {
        ShiftCommand::Show(args) => show(desk, args),
        ShiftCommand::Set(args) => set(desk, args),
        ShiftCommand::Cancel(args) => cancel(desk, &args.records),
    }
}

fn show(desk: &mut Desk<'_>, args: &ShiftShowArgs) -> Result<(), Failure> {
    let rota = desk.handle.rota()?;
    let post = args.post.as_ref().map(|typed| post(desk, typed)).transpose()?;
    let person = args.staff.as_ref().map(|typed| desk.known.person(typed)).transpose()?;
    let at = args.at.as_ref().map(|typed| time(desk, typed)).transpose()?;
    let shown = |shift: &Shift| {
        let when = at.map_or(args.all || shift.to > rota.now, |at| holds_at(shift, at));
        when && post.as_ref().is_none_or(|post| *post == shift.post) && person.is_none_or(|person| person == shift.person)
    };
    let meant = rota.shifts.iter().filter(|planned| shown(&planned.shift));
    let view = ShiftsView { shifts: meant.map(|planned| view(desk, planned, (&rota.shifts, rota.now))).collect() };
    desk.answer(&view, |desk| told(desk, &view));
    Ok(())
}

fn view(desk: &Desk<'_>, planned: &Planned, (all, now): (&[Planned], UtcMs)) -> ShiftView {
    let (shift, names) = (&planned.shift, desk.names());
    let how = |other: &Planned| {
        let how = match overlap(shift, &other.shift)? {
            Overlap::SamePerson => "same_person",
            Overlap::SamePost => "same_post",
        };
        Some(OverlapView { record: other.record, how })
    };
    let state = match (holds_at(shift, now), shift.from > now) {
        (true, _) => "now",
        (false, true) => "coming",
        (false, false) => "past",
    };
    ShiftView {
        record: planned.record,
        post: shift.post.clone(),
        post_name: desk.people.post(&shift.post),
        person: shift.person,
        name: names.person(shift.person),
        from: names.time(shift.from),
        to: names.time(shift.to),
        state,
        certified: is_certified(desk, shift),
        overlaps: all.iter().filter(|other| other.record != planned.record).filter_map(how).collect(),
    }
}

fn is_certified(desk: &Desk<'_>, shift: &Shift) -> bool {
    desk.people.person(shift.person).is_some_and(|person| person.posts.contains(&shift.post))
}

fn told(desk: &Desk<'_>, view: &ShiftsView) -> String {
    let text = desk.text;
    if view.shifts.is_empty() {
        return line(text.say("shift-none"));
    }
    let heading = ["shift-from", "shift-to", "staff-post", "staff-name", "staff-state", "staff-id"].map(|key| text.say(key));
    let minute = |time: &str| time.get(..16).unwrap_or(time).replace('T', " ");
    let rows = view.shifts.iter().map(|shift| {
        let mut state = vec![text.say(match shift.state {
            "now" => "shift-now",
            "coming" => "shift-coming",
            _ => "shift-past",
        })];
        let marks = [("same_person", "shift-mark-person"), ("same_post", "shift-mark-post")];
        let has = |how: &str| shift.overlaps.iter().any(|other| other.how == how);
        state.extend(marks.iter().filter(|(how, _)| has(how)).map(|(_, key)| text.say(key)));
        let state = state.join(&text.say("mark-separator"));
        let id = shift.record.to_string();
        [minute(&shift.from), minute(&shift.to), plain(&shift.post_name), plain(&shift.name), state, short(&id).to_owned()]
    });
    table(&heading, &rows.collect::<Vec<_>>())
}

fn set(desk: &mut Desk<'_>, args: &ShiftSetArgs) -> Result<(), Failure> {
    let shifts = match &args.file {
        Some(file) => rows(desk, file)?,
        None => vec![one(desk, args)?],
    };
    let records = desk.handle.plan_shifts(desk.author, &shifts).map_err(|error| explain(desk, error, &shifts))?;
    let view = SignedView { records };
    desk.answer(&view, |desk| line(desk.text.get("said-shifts", [("count", view.records.len().into())])));
    warn(desk, &view.records)
}

/// The shift of the options.
fn one(desk: &Desk<'_>, args: &ShiftSetArgs) -> Result<Shift, Failure> {
    let typed = [&args.post, &args.staff, &args.from, &args.to].map(|typed| typed.as_deref().unwrap_or_default());
    let replaces = args.replace.iter().map(|typed| planned(desk, typed)).collect::<Result<_, _>>()?;
    Ok(Shift { replaces, ..read(desk, typed)? })
}

/// Says on the side what a supervisor may not have meant.
fn warn(desk: &mut Desk<'_>, records: &[RecordId]) -> Result<(), Failure> {
    let all = desk.handle.rota()?.shifts;
    let mut warnings = Vec::new();
    for (at, new) in all.iter().enumerate().filter(|(_, planned)| records.contains(&planned.record)) {
        if !is_certified(desk, &new.shift) {
            let place = [("name", name(desk, &new.shift).into()), ("post", post_name(desk, &new.shift).into())];
            warnings.push(desk.text.get("shift-not-certified", place));
        }
        // Of two new ones the pair is said once.
        let others = all.iter().enumerate().filter(|(other, planned)| *other < at || !records.contains(&planned.record));
        for (_, other) in others {
            let key = match overlap(&new.shift, &other.shift) {
                Some(Overlap::SamePerson) => "shift-overlap-person",
                Some(Overlap::SamePost) => "shift-overlap-post",
                None => continue,
            };
            let (names, record) = (desk.names(), other.record.to_string());
            let place = [
                ("name", name(desk, &new.shift).into()),
                ("other", name(desk, &other.shift).into()),
                ("post", post_name(desk, &other.shift).into()),
                ("from", minute(names.clock(other.shift.from)).into()),
                ("to", minute(names.clock(other.shift.to)).into()),
                ("record", short(&record).into()),
            ];
            warnings.push(desk.text.get(key, place));
        }
    }
    warnings.dedup();
    for warning in warnings {
        desk.out.message(&warning);
    }
    Ok(())
}

fn minute(mut clock: String) -> String {
    clock.truncate(16);
    clock
}

fn name(desk: &Desk<'_>, shift: &Shift) -> String {
    plain(&desk.names().person(shift.person))
}

fn post_name(desk: &Desk<'_>, shift: &Shift) -> String {
    plain(&desk.people.post(&shift.post))
}

fn cancel(desk: &mut Desk<'_>, typed: &[String]) -> Result<(), Failure> {
    let meant = typed.iter().map(|typed| planned(desk, typed)).collect::<Result<Vec<_>, _>>()?;
    let records = desk.handle.cancel_shifts(desk.author, &meant).map_err(|error| explain(desk, error, &[]))?;
    let view = SignedView { records };
    desk.answer(&view, |desk| line(desk.text.get("said-shifts-cancelled", [("count", view.records.len().into())])));
    Ok(())
}

/// A shift in force, by the first digits of its record.
fn planned(desk: &Desk<'_>, typed: &str) -> Result<RecordId, Failure> {
    let digits = check_prefix(typed)?;
    let known = desk.handle.rota()?.shifts.into_iter().map(|planned| planned.record);
    unique(&digits, known.filter(|id| id.to_string().starts_with(&digits)), "usage-unknown-shift")
}

fn post(desk: &Desk<'_>, typed: &str) -> Result<Code, Failure> {
    desk.known.post(typed).ok_or_else(|| {
        let known: Vec<_> = desk.known.posts.keys().map(Code::as_str).collect();
        Failure::usage("usage-unknown-post").with("typed", typed).with("known", known.join(", "))
    })
}

fn time(desk: &Desk<'_>, typed: &str) -> Result<UtcMs, Failure> {
    desk.resolve(&[], &|typed| desk.request(typed)).time(typed)
}

fn read(desk: &Desk<'_>, [post_typed, staff, from, to]: [&str; 4]) -> Result<Shift, Failure> {
    let (from, to) = (time(desk, from)?, time(desk, to)?);
    Ok(Shift { post: post(desk, post_typed)?, person: desk.known.person(staff)?, from, to, replaces: Vec::new() })
}

/// A file of shifts: a line of headings, then one shift a line.
fn rows(desk: &Desk<'_>, file: &Path) -> Result<Vec<Shift>, Failure> {
    let path = desk.path(file);
    let text = text_of(&path)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let wrong = |why: csv::Error| Failure::usage("usage-read").with("path", file.display()).with("why", why);
    let headings = reader.headers().map_err(wrong)?.clone();
    let column = |names: &[&str; 3]| headings.iter().position(|heading| names.contains(&heading));
    let places: Option<Vec<usize>> = COLUMNS.iter().map(column).collect();
    let places = places.ok_or_else(|| Failure::usage("usage-shift-columns").with("file", file.display()))?;
    let mut shifts = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let cell = |at: usize| record.get(places[at]).unwrap_or_default();
        let at_line = |why: Failure| Failure::like("shift-line", why).with("line", record.position().map_or(0, csv::Position::line));
        shifts.push(read(desk, [cell(0), cell(1), cell(2), cell(3)]).map_err(at_line)?);
    }
    Ok(shifts)
}

/// Why shifts were not signed; of several it is said which.
fn explain(desk: &Desk<'_>, error: RotaError, shifts: &[Shift]) -> Failure {
    let which = |number: usize, why: Failure| {
        if shifts.len() == 1 { why } else { Failure::like("shift-number", why).count("number", number) }
    };
    match error {
        RotaError::Gone { number, person } => which(number, Failure::rule("error-shift-gone").with("name", desk.names().person(person))),
        RotaError::Shift { number, why } => which(number, why.into()),
        RotaError::Known { number } => which(number, Failure::rule("error-shift-known")),
        other => other.into(),
    }
}

/// Carries out `duty-post …`.
pub fn duty_post(desk: &mut Desk<'_>, command: &DutyPostCommand) -> Result<(), Failure> {
    if let DutyPostCommand::Set(args) = command {
        let meant = post(desk, &args.post)?;
        let record = desk.handle.set_duty_post(desk.author, &meant)?;
        let view = DutyPostLineView { record, name: desk.people.post(&meant), post: meant };
        desk.answer(&view, |desk| line(desk.text.get("said-duty-post", [("post", plain(&view.name).into())])));
        if !desk.people.persons.iter().any(|person| person.posts.contains(&view.post)) {
            desk.out.message(&desk.text.get("duty-post-nobody", [("post", plain(&view.name).into())]));
        }
        return Ok(());
    }
    let found = desk.handle.duty_posts()?;
    let posts = found.in_force.into_iter().map(|(record, post)| DutyPostLineView { record, name: desk.people.post(&post), post });
    let members = found.members.into_iter().map(|person| MemberView { person, name: desk.names().person(person) });
    let view = DutyPostView { posts: posts.collect(), earlier: found.earlier.into_iter().collect(), members: members.collect() };
    desk.answer(&view, |desk| told_duty_post(desk.text, &view, |post| plain(&desk.people.post(post))));
    Ok(())
}

fn told_duty_post(text: &Text, view: &DutyPostView, name: impl Fn(&Code) -> String) -> String {
    let joined = |all: Vec<String>| all.join(&text.say("list-separator"));
    let posts = joined(view.posts.iter().map(|post| plain(&post.name)).collect());
    let mut told = if view.posts.is_empty() {
        line(text.say("duty-post-supervisors"))
    } else {
        line(text.get("duty-post-is", [("posts", posts.into()), ("count", view.posts.len().into())]))
    };
    let mut members: Vec<String> = view.members.iter().map(|member| plain(&member.name)).collect();
    members.sort_unstable();
    told += &line(if members.is_empty() {
        text.say("duty-post-empty")
    } else {
        text.get("duty-post-members", [("names", joined(members).into())])
    });
    if !view.earlier.is_empty() {
        let posts = joined(view.earlier.iter().map(name).collect());
        told += &line(text.get("duty-post-earlier", [("posts", posts.into())]));
    }
    told
}
