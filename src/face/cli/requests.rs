//! `request open|list|show` and the acts that are not handoffs.

use std::collections::BTreeSet;

use serde::Serialize;

use super::args::acts::ActCommand;
use super::args::acts::texts;
use super::args::request::{ListArgs, OpenArgs, RequestCommand, ShowArgs};
use super::desk::{Desk, find_request};
use super::explain::sealed_key;
use super::failure::Failure;
use super::tell::line;
use super::{advice, covered};
use super::{duties, files, flagged, hands, story, tell};
use crate::domain::act::word::Field;
use crate::domain::act::{Act, Audience, Kind, Link, Note, Open};
use crate::domain::id::{ClientKey, RecordId};
use crate::domain::payload::Personal;
use crate::domain::request::{Cause, Request};
use crate::domain::time::UtcMs;
use crate::face::view::{CoverageView, ListView, RequestView, RowView, Said};
use crate::node::{ActError, Draft, List, ReadError};

/// What an act answers: which record it became.
#[derive(Clone, Debug, Serialize)]
pub struct WrittenView {
    /// The request.
    pub id: RecordId,
    /// The record.
    pub record: RecordId,
    /// The act, as the command line spells it.
    pub act: String,
}

/// What an opening answers.
#[derive(Clone, Debug, Serialize)]
struct OpenedView {
    #[serde(flatten)]
    written: WrittenView,
    /// Its key was here already: the request is the earlier one, and nothing was written.
    known: bool,
    /// Its regulation sorts requests, and nothing says yet into which class it falls.
    unclassified: bool,
    /// The photos that were named, attached or not; none where the request was known.
    photos: Vec<files::PhotoView>,
}

/// Carries out a command about requests.
pub fn run(desk: &mut Desk<'_>, command: &RequestCommand) -> Result<(), Failure> {
    match command {
        RequestCommand::Open(args) => open(desk, args),
        RequestCommand::List(args) => list(desk, args),
        RequestCommand::Show(args) => show(desk, args),
        RequestCommand::Offer(args) => hands::offer(desk, args),
        RequestCommand::Take(args) => hands::take(desk, args),
        RequestCommand::Decline(args) => hands::decline(desk, args),
        RequestCommand::Recall(args) => hands::recall(desk, args),
        RequestCommand::Settle(args) => hands::settle(desk, args),
        RequestCommand::Close(args) => hands::close(desk, args),
        RequestCommand::Attach(args) => files::attach(desk, args),
        RequestCommand::File(args) => files::out(desk, args),
        RequestCommand::Act(command) => act(desk, command),
    }
}

fn open(desk: &mut Desk<'_>, args: &OpenArgs) -> Result<(), Failure> {
    let find = |typed: &str| find_request(desk.handle, typed);
    let resolve = desk.resolve(&[], &find);
    let act = Open {
        channel: args.channel,
        matter: args.matter,
        subject: args.subject,
        class: args.class,
        place: resolve.place_if(args.place.as_ref())?,
        competence: args.competence,
        self_identified: args.self_identified,
        repeat_back: args.repeat_back,
        regulation: None,
        client_key: args.key.as_deref().map(client_key).transpose()?,
    };
    let personal = texts([
        (Field::name, args.name.as_ref()),
        (Field::phone, args.phone.as_ref()),
        (Field::room, args.room.as_ref()),
        (Field::words, args.text.as_ref()),
        (Field::expectation, args.expect.as_ref()),
        (Field::target, args.target.as_ref()),
        (Field::occurred, args.occurred.as_ref()),
        (Field::condition, args.condition.as_ref()),
    ])?;
    advice::before_opening(desk, &act, &personal)?;
    let draft = Draft::new(act).personal(personal).happened(desk.happened(&args.at)?);
    let (id, known) = desk.handle.open_request(desk.author, &draft)?;
    let photos = if known { Vec::new() } else { files::photos(desk, id, &args.photo) };
    let classes = duties::classes_wanting(desk, id)?;
    let view =
        OpenedView { written: WrittenView { id, record: id, act: "open".to_owned() }, known, unclassified: classes.is_some(), photos };
    let lacking = if known { String::new() } else { duties::told_lacking(desk, id)? };
    desk.answer(&view, |desk| {
        tell::opened(desk, id, known) + &tell::unclassified(desk, classes.as_deref()) + &lacking + &files::told_photos(desk, &view.photos)
    });
    files::lost_photos(id, &view.photos)
}

/// A blank key would make one request of everything that was logged with it.
fn client_key(typed: &str) -> Result<ClientKey, Failure> {
    if typed.trim().is_empty() { Err(Failure::usage("usage-blank").with("field", "--key")) } else { Ok(ClientKey::of(typed)) }
}

fn act(desk: &mut Desk<'_>, command: &ActCommand) -> Result<(), Failure> {
    let (typed, at, options) = command.parts();
    let id = desk.request(typed)?;
    let request = desk.handle.request(id)?;
    let records: Vec<RecordId> = request.steps.iter().map(|step| step.record).chain(request.waiting.iter().copied()).collect();
    let find = |typed: &str| find_request(desk.handle, typed);
    let (act, personal) = options.draft(&desk.resolve(&records, &find))?;
    let (kind, happened) = (act.kind(), desk.happened(at)?);
    advice::before(desk, &request, (&act, &personal))?;
    let advised = flagged::advise(desk, &request, (&act, &personal), options.anyway())?;
    let mut drafts = vec![Draft::about(id, act).personal(personal).happened(happened)];
    if let Some(reason) = options.anyway().filter(|reason| advised && !reason.trim().is_empty()) {
        // Why it was signed all the same stands beside it, for whoever reads both.
        let words = texts([(Field::words, Some(&reason.to_owned()))])?;
        drafts.push(Draft::about(id, Note::default()).personal(words).happened(happened));
    }
    let unheard = is_unheard(&drafts[0].act);
    let record = write(desk, &drafts)?;
    let view = WrittenView { id, record, act: crate::face::view::act_label(kind) };
    let lacking = if kind == Kind::Correct { duties::told_lacking(desk, id)? } else { String::new() };
    desk.answer(&view, |desk| {
        tell::written(desk, kind, record) + &unheard.map(|key| line(desk.text.say(key))).unwrap_or_default() + &lacking
    });
    Ok(())
}

/// RULE: decision Q02. What was said to nobody counts for nothing: that is said at once, not found out when the limit is over.
fn is_unheard(act: &Act) -> Option<&'static str> {
    let resident = |to: &Audience| matches!(to, Audience::Resident | Audience::FirstReporter);
    match act {
        Act::Tell(tell) if !tell.reached && tell.to.iter().any(resident) => Some("said-not-told"),
        Act::Report(report) if !report.reached => Some("said-not-told"),
        Act::Visit(visit) if !visit.reached => Some("said-not-visited"),
        _ => None,
    }
}

/// Writes an act and what stands beside it. A link is said on both requests where its author may, so that either one shows it.
fn write(desk: &Desk<'_>, drafts: &[Draft]) -> Result<RecordId, Failure> {
    if let [Draft { act: Act::Link(link), request: Some(request), happened, .. }] = drafts {
        let back = Draft::about(link.other, Link { other: *request, undone: link.undone }).happened(*happened);
        match desk.handle.acts(desk.author, &[drafts[0].clone(), back]) {
            Err(ActError::Void { cause: Cause::ConditionFails, .. } | ActError::UnknownRequest(_) | ActError::NotYet(_)) => {}
            written => return Ok(written?[0]),
        }
    }
    Ok(desk.handle.acts(desk.author, drafts)?[0])
}

fn list(desk: &mut Desk<'_>, args: &ListArgs) -> Result<(), Failure> {
    let lists = chosen(args);
    let mut found = desk.handle.all_rows(lists[0], desk.author)?;
    for list in &lists[1..] {
        let also: BTreeSet<RecordId> = desk.handle.all_rows(*list, desk.author)?.iter().map(|row| row.id).collect();
        found.retain(|row| also.contains(&row.id));
    }
    if args.late {
        let late = duties::late(desk)?;
        found.retain(|row| late.contains(&row.id));
    }
    if args.mine {
        let next = duties::next_due(desk)?;
        found.sort_by_key(|row| next.get(&row.id).copied().unwrap_or(UtcMs::MAX));
    }
    if args.queue {
        found = desk.handle.queue(found)?;
    }
    let snapshot = desk.handle.snapshot()?;
    let mut rows = Vec::with_capacity(found.len());
    for mut row in found {
        let Some(opening) = snapshot.record(row.id)? else { continue };
        // A list is shown whether or not its words can be read here.
        let words = desk.handle.words(&snapshot, &opening).ok();
        if let Act::Import(claimed) = Act::decode(&opening.header().act)
            && row.matters.is_empty()
        {
            row.matters.extend(claimed.matter);
        }
        if args.search.as_ref().is_none_or(|sought| words.as_ref().is_some_and(|words| contains(words, sought))) {
            let unclassified = snapshot.docket(row.site, row.id)?.is_some_and(|docket| docket.is_unclassified());
            rows.push(RowView { unclassified, ..RowView::of(&row, words.as_ref(), &desk.names()) });
        }
    }
    if !desk.handle.is_unlocked() && !rows.is_empty() {
        desk.out.message(&desk.text.say("list-locked"));
    }
    let coverage = covered::coverage(desk)?;
    let view = ListView { requests: rows, coverage: CoverageView::of(&coverage, &desk.names()) };
    desk.answer(&view, |desk| tell::list(desk, &view) + &covered::told(desk, &coverage, false));
    Ok(())
}

/// The lists that every shown request must be on.
fn chosen(args: &ListArgs) -> Vec<List> {
    let filters = [
        (args.mine, List::Mine),
        (args.first_contact, List::FirstContact),
        (args.offered, List::Offered),
        (args.open || args.queue, List::Open),
        (args.contested, List::Contested),
        (args.orphaned, List::Orphaned),
    ];
    let chosen: Vec<List> = filters.into_iter().filter(|(asked, _)| *asked).map(|(_, list)| list).collect();
    if chosen.is_empty() { vec![List::All] } else { chosen }
}

fn contains(words: &Personal, sought: &str) -> bool {
    let sought = sought.to_lowercase();
    words.texts.values().any(|text| text.to_lowercase().contains(&sought))
}

fn show(desk: &mut Desk<'_>, args: &ShowArgs) -> Result<(), Failure> {
    let request = desk.handle.request(desk.request(&args.id)?)?;
    if args.resident {
        return flagged::show_resident(desk, &request);
    }
    let (said, sealed) = said(desk, &request)?;
    let mut view = RequestView::of(&request, &said, &desk.names());
    view.duties = duties::of_request(desk, request.id)?;
    let classes = duties::classes_wanting(desk, request.id)?;
    view.unclassified = classes.is_some();
    desk.answer(&view, |desk| story::tell(desk, &request, &view, (sealed, classes.as_deref())));
    Ok(())
}

/// What every record says that can be read here, and why the words of the opening cannot.
pub fn said(desk: &Desk<'_>, request: &Request) -> Result<(Said, Option<&'static str>), Failure> {
    let snapshot = desk.handle.snapshot()?;
    let evidence = desk.handle.evidence(&snapshot, request.site)?;
    let (mut said, mut sealed) = (Said::default(), None);
    for id in request.steps.iter().map(|step| step.record) {
        let Some(record) = snapshot.record(id)? else { continue };
        said.acts.insert(id, Act::decode(&record.header().act));
        said.intervals.insert(id, evidence.interval(&record));
        match desk.handle.words(&snapshot, &record) {
            Ok(personal) if personal.texts.is_empty() && id != request.id => {}
            Ok(personal) => {
                said.words.insert(id, personal);
            }
            Err(ReadError::Sealed(why)) if id == request.id => sealed = Some(sealed_key(why)),
            Err(ReadError::Sealed(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    said.attachments = desk.handle.attachments(request)?;
    said.flags = flagged::flagged(desk, request)?;
    said.group = desk.handle.contacts(request.id)?;
    Ok((said, sealed))
}
