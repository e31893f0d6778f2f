//! `directory show|set`: what the site's codes mean, and by what its time is counted.

use std::collections::BTreeMap;

use serde::Serialize;

use super::args::roster::{DirectoryCommand, DirectorySetArgs, DirectoryShowArgs};
use super::desk::Desk;
use super::documents;
use super::explain_roster::unread;
use super::failure::Failure;
use super::regulations::text_of;
use super::resolve::short;
use super::table::{plain, table};
use super::tell::line;
use crate::domain::directory::{Directory, DirectoryError};
use crate::domain::id::{Code, PersonId, RecordId};
use crate::domain::regulation::due::{Convention, Hours};
use crate::face::text::Text;
use crate::node::directory::{DirectorySetError, Dropped, Named};

/// The directory that counts.
#[derive(Clone, Debug, Serialize)]
struct DirectoryView {
    /// The record that names it; `null`: nobody signed one.
    record: Option<RecordId>,
    /// Others in force beside it.
    rivals: Vec<RecordId>,
    /// Those of them that cannot be read here: not arrived, or of a newer version.
    unread: Vec<RecordId>,
    organisation: String,
    site: String,
    time_zone: String,
    business_hours: String,
    working_days: Convention,
    posts: BTreeMap<Code, String>,
    departments: BTreeMap<Code, String>,
    places: BTreeMap<Code, String>,
    plans: BTreeMap<Code, String>,
    /// The text that was signed, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
}

/// A directory that was signed.
#[derive(Clone, Debug, Serialize)]
struct RenamedView {
    record: RecordId,
    /// Names that it gives up although their codes are in use.
    dropped: Vec<DroppedView>,
    /// What begins from now on is counted otherwise.
    recounts: bool,
}

#[derive(Clone, Debug, Serialize)]
struct DroppedView {
    code: Code,
    name: String,
    people: Vec<PersonId>,
    requests: usize,
    duty_post: bool,
}

/// Carries out `directory …`.
pub fn run(desk: &mut Desk<'_>, command: &DirectoryCommand) -> Result<(), Failure> {
    match command {
        DirectoryCommand::Show(args) => show(desk, *args),
        DirectoryCommand::Set(args) => set(desk, args),
    }
}

fn show(desk: &mut Desk<'_>, args: DirectoryShowArgs) -> Result<(), Failure> {
    let named = desk.handle.directory()?;
    if let Some(record) = named.unread().filter(|_| args.document) {
        return Err(unread(record));
    }
    if args.document && named.text.is_empty() {
        return Err(Failure::rule("directory-none-signed"));
    }
    let view = view(&named, args.document);
    desk.answer(&view, |desk| match view.document {
        Some(ref document) => document.clone(),
        None => told(&view, desk.text),
    });
    Ok(())
}

fn view(named: &Named, document: bool) -> DirectoryView {
    let directory = named.directory.clone();
    DirectoryView {
        record: named.record,
        rivals: named.rivals.iter().map(|rival| rival.record).collect(),
        unread: named.rivals.iter().filter(|rival| rival.directory.is_none()).map(|rival| rival.record).collect(),
        business_hours: directory.hours().unwrap_or_default().to_string(),
        working_days: directory.working_days.unwrap_or_default(),
        organisation: directory.organisation,
        site: directory.site,
        time_zone: directory.time_zone,
        posts: directory.posts,
        departments: directory.departments,
        places: directory.places,
        plans: directory.plans,
        document: document.then(|| named.text.clone()),
    }
}

fn told(view: &DirectoryView, text: &Text) -> String {
    let mut told = match view.record {
        Some(record) => line(text.get("directory-record", [("record", short(&record.to_string()).into())])),
        None => line(text.say("directory-none")),
    };
    for rival in &view.rivals {
        let key = if view.unread.contains(rival) { "directory-unread" } else { "directory-rival" };
        told += &line(text.get(key, [("record", short(&rival.to_string()).into())]));
    }
    let counted = text.say(if view.working_days == Convention::CivilCode { "working-days-civil" } else { "working-days-elapsed" });
    for (key, value) in [
        ("status-organisation", plain(&view.organisation)),
        ("status-site", plain(&view.site)),
        ("directory-zone", plain(&view.time_zone)),
        ("directory-hours", view.business_hours.clone()),
        ("directory-working-days", counted),
    ] {
        told += &line(text.get(key, [("value", value.into())]));
    }
    let lists = [
        (&view.posts, "directory-post"),
        (&view.departments, "directory-department"),
        (&view.places, "directory-place"),
        (&view.plans, "directory-plan"),
    ];
    let row = |key: &str| {
        let kind = text.say(key);
        move |(code, name): (&Code, &String)| [kind.clone(), code.to_string(), plain(name)]
    };
    let rows: Vec<[String; 3]> = lists.into_iter().flat_map(|(list, key)| list.iter().map(row(key)).collect::<Vec<_>>()).collect();
    let heading = ["directory-kind", "directory-code", "directory-name"].map(|key| text.say(key));
    if rows.is_empty() { told } else { told + &table(&heading, &rows) }
}

fn set(desk: &mut Desk<'_>, args: &DirectorySetArgs) -> Result<(), Failure> {
    let (text, file) = match &args.file {
        Some(file) => (text_of(&desk.path(file))?, Some(file.display().to_string())),
        None => (changed(desk, args)?, None),
    };
    let done = desk.handle.set_directory(desk.author, &text).map_err(|error| match (error, file) {
        (DirectorySetError::Document(DirectoryError::Wrong { why, .. }), None) => documents::misfit(&why),
        (error, file) => Failure::from(error).with("file", file.unwrap_or_else(|| desk.text.say("directory"))),
    })?;
    let dropped = done.dropped.iter().map(|dropped| DroppedView {
        code: dropped.code.clone(),
        name: dropped.name.clone(),
        people: dropped.people.iter().copied().collect(),
        requests: dropped.requests,
        duty_post: dropped.is_duty_post,
    });
    let view = RenamedView { record: done.record, dropped: dropped.collect(), recounts: done.recounts };
    desk.answer(&view, |desk| line(desk.text.get("said-directory", [("record", short(&view.record.to_string()).into())])));
    for dropped in &done.dropped {
        warn_of(desk, dropped);
    }
    if done.recounts {
        desk.out.message(&desk.text.say("directory-recounts"));
    }
    Ok(())
}

fn warn_of(desk: &mut Desk<'_>, dropped: &Dropped) {
    let people: Vec<String> = dropped.people.iter().map(|person| plain(&desk.names().person(*person))).collect();
    let mut uses = Vec::new();
    if dropped.is_duty_post {
        uses.push(desk.text.say("directory-used-duty-post"));
    }
    if !people.is_empty() {
        let names = people.join(&desk.text.say("list-separator"));
        uses.push(desk.text.get("directory-used-people", [("names", names.into())]));
    }
    if dropped.requests > 0 {
        uses.push(desk.text.get("directory-used-requests", [("count", dropped.requests.into())]));
    }
    let uses = uses.join(&desk.text.say("mark-separator"));
    let place = [("code", dropped.code.as_str().into()), ("name", plain(&dropped.name).into()), ("uses", uses.into())];
    desk.out.message(&desk.text.get("directory-dropped", place));
}

/// The directory that counts, with what the options change.
fn changed(desk: &Desk<'_>, args: &DirectorySetArgs) -> Result<String, Failure> {
    if !args.is_given() {
        return Err(Failure::usage("usage-directory-nothing"));
    }
    let named = desk.handle.directory()?;
    if let Some(record) = named.unread() {
        return Err(unread(record));
    }
    let mut directory = named.directory;
    let fields = [(&args.org, &mut directory.organisation), (&args.site, &mut directory.site), (&args.zone, &mut directory.time_zone)];
    for (given, field) in fields {
        if let Some(given) = given {
            given.trim().clone_into(field);
        }
    }
    if let Some(hours) = &args.hours {
        Hours::parse(hours).map_err(|_| Failure::usage("usage-hours").with("given", hours))?;
        directory.business_hours = Some(hours.trim().to_owned());
    }
    if let Some(word) = &args.working_days {
        directory.working_days = Some(if word == "elapsed_hours" { Convention::ElapsedHours } else { Convention::CivilCode });
    }
    for typed in &args.remove {
        remove(&mut directory, typed)?;
    }
    let given = [
        (&args.post, &mut directory.posts),
        (&args.department, &mut directory.departments),
        (&args.place, &mut directory.places),
        (&args.plan, &mut directory.plans),
    ];
    for (typed, list) in given {
        for typed in typed {
            let named = typed.split_once('=').and_then(|(code, name)| Some((Code::new(code.trim())?, name.trim().to_owned())));
            let (code, name) = named.ok_or_else(|| Failure::usage("usage-code-name").with("typed", typed))?;
            list.insert(code, name);
        }
    }
    directory.to_document().map_err(|why| documents::directory(&why))
}

fn remove(directory: &mut Directory, typed: &str) -> Result<(), Failure> {
    let code = Code::new(typed.trim()).ok_or_else(|| Failure::usage("usage-code").with("typed", typed))?;
    let lists = [&mut directory.posts, &mut directory.departments, &mut directory.places, &mut directory.plans];
    let known = lists.into_iter().filter_map(|list| list.remove(&code)).count() > 0;
    if known { Ok(()) } else { Err(Failure::usage("usage-unknown-code").with("typed", typed)) }
}
