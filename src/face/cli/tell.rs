//! Short answers for people: what was written, and who holds what now.

use super::desk::Desk;
use super::resolve::short;
use super::table::{clip, plain, table};
use crate::domain::act::word::Class;
use crate::domain::act::{Addressee, Kind};
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::request::{Request, State};
use crate::face::view::{ListView, RowView};
use crate::node::shift::Handover;

/// How many columns of a resident's words a list shows.
const WORDS_COLUMNS: usize = 36;

/// A new request: its id, and that its author answers for it.
pub fn opened(desk: &Desk<'_>, id: RequestId, known: bool) -> String {
    line(desk.text.get(if known { "said-opened-known" } else { "said-opened" }, [("id", short(&id.to_string()).into())]))
}

/// RULE: decision Q06. That nothing says into which class a request falls, and which there are.
pub fn unclassified(desk: &Desk<'_>, classes: Option<&[Class]>) -> String {
    let names = |classes: &[Class]| classes.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
    classes.map(|classes| line(desk.text.get("show-unclassified", [("classes", names(classes).into())]))).unwrap_or_default()
}

/// A record that was written.
pub fn written(desk: &Desk<'_>, kind: Kind, record: RecordId) -> String {
    let (act, id) = (desk.text.word(kind), record.to_string());
    line(desk.text.get("said-written", [("act", act.into()), ("record", short(&id).into())]))
}

/// An offer: until it is taken, nothing has changed.
pub fn offered(desk: &Desk<'_>, to: &Addressee, record: RecordId) -> String {
    let (to, id) = (desk.names().addressee(to), record.to_string());
    line(desk.text.get("said-offered", [("to", to.into()), ("record", short(&id).into())]))
}

/// Who holds a request, in one sentence, and why several do.
pub fn who_holds(desk: &Desk<'_>, request: &Request) -> String {
    let mut names: Vec<String> = request.holders().into_iter().map(|person| plain(&desk.names().person(person))).collect();
    names.sort_unstable();
    let said = names.join(&desk.text.say("list-separator"));
    if request.duty_post {
        return line(desk.text.get("holds-duty-post", [("names", said.into())]));
    }
    let closed = request.standing().all(|tenure| tenure.close);
    match (closed, request.contested) {
        (true, _) => line(desk.text.get(closed_key(request.state), [("names", said.into())])),
        (false, true) => line(desk.text.get("holds-contested", [("names", said.into()), ("count", names.len().into())])),
        (false, false) => line(desk.text.get("holds-one", [("names", said.into())])),
    }
}

fn closed_key(state: State) -> &'static str {
    if state == State::Closed { "holds-closed" } else { "holds-handled" }
}

/// Several records of one kind.
pub fn several(desk: &Desk<'_>, written: &[(RequestId, RecordId)], kind: Kind) -> String {
    let mut said = line(desk.text.get("said-several", [("act", desk.text.word(kind).into()), ("count", written.len().into())]));
    for (id, record) in written {
        let now = desk.handle.request(*id).map(|request| who_holds(desk, &request)).unwrap_or_default();
        said.push_str(&line(format!("  {}  [{}]  {}", short(&id.to_string()), short(&record.to_string()), now.trim_end())));
    }
    said
}

/// A shift that changed hands.
pub fn handed_over(desk: &Desk<'_>, done: &Handover, from: PersonId, to: PersonId) -> String {
    let (from, to) = (desk.names().person(from), desk.names().person(to));
    let count = done.offers.len();
    let key = if done.takes.is_empty() { "said-shift-offered" } else { "said-shift-taken" };
    let mut said = line(desk.text.get(key, [("from", from.as_str().into()), ("to", to.into()), ("count", count.into())]));
    if !done.kept.is_empty() {
        said.push_str(&line(desk.text.get("said-shift-kept", [("from", from.into()), ("count", done.kept.len().into())])));
    }
    for (id, cause) in &done.kept {
        let why = desk.text.say(super::explain::cause_key(*cause));
        said.push_str(&line(format!("  {}  {why}", short(&id.to_string()))));
    }
    said
}

/// A list of requests.
pub fn list(desk: &Desk<'_>, view: &ListView) -> String {
    let text = desk.text;
    if view.requests.is_empty() {
        return line(text.say("list-empty"));
    }
    let heading = ["list-id", "list-state", "list-opened", "list-matter", "list-holders", "list-words"].map(|key| text.say(key));
    let rows: Vec<_> = view.requests.iter().map(|row| list_row(desk, row)).collect();
    table(&heading, &rows) + &line(text.get("list-count", [("count", rows.len().into())]))
}

fn list_row(desk: &Desk<'_>, row: &RowView) -> [String; 6] {
    let text = desk.text;
    let mut holders: Vec<&str> = row.holders.iter().map(|holder| holder.name.as_str()).collect();
    holders.sort_unstable();
    let mut marks = text.say(state_key(row.state));
    let flags = [
        (row.contested, "mark-contested"),
        (row.orphaned, "mark-orphaned"),
        (!row.offers.is_empty(), "mark-offered"),
        (row.unclassified, "mark-unclassified"),
    ];
    for (_, key) in flags.into_iter().filter(|(set, _)| *set) {
        marks.push_str(&text.say("mark-separator"));
        marks.push_str(&text.say(key));
    }
    [
        short(&row.id.to_string()).to_owned(),
        marks,
        row.opened.get(..16).unwrap_or(&row.opened).replace('T', " "),
        text.words(&row.matters),
        plain(&holders.join(&text.say("list-separator"))),
        row.words.as_deref().map(|words| clip(&plain(words), WORDS_COLUMNS)).unwrap_or_default(),
    ]
}

/// The key of a state's name.
pub fn state_key(state: State) -> &'static str {
    match state {
        State::Open => "state-open",
        State::Handled => "state-handled",
        State::Closed => "state-closed",
    }
}

/// A sentence on a line of its own.
pub fn line(mut sentence: String) -> String {
    sentence.push('\n');
    sentence
}
