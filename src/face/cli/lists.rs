//! `status`, `rebuild`, `staff list`, `device list`, `regulation list|show|adopt`.

use serde::Serialize;

use super::args::AdoptArgs;
use super::desk::Desk;
use super::failure::Failure;
use super::resolve::short;
use super::table::{plain, table};
use super::tell::line;
use crate::domain::act::AdoptRegulation;
use crate::domain::id::{Digest, RecordId};
use crate::domain::regulation::{self, Kind};
use crate::face::text::Lang;
use crate::face::view::{DevicesView, StaffView, StatusView};
use crate::node::Draft;

/// What `rebuild` answers.
#[derive(Clone, Debug, Serialize)]
pub struct RebuiltView {
    /// How many requests were folded again.
    pub requests: u64,
    /// The views that were not as the records say, and are now.
    pub differed: Vec<&'static str>,
}

/// The regulations that come with the program.
#[derive(Clone, Debug, Serialize)]
pub struct RegulationsView {
    /// One a regulation.
    pub regulations: Vec<ShippedView>,
}

/// A regulation that comes with the program.
#[derive(Clone, Debug, Serialize)]
pub struct ShippedView {
    /// Its id.
    pub id: &'static str,
    /// The title of the source text.
    pub title: &'static str,
    /// `preset` or `overlay`.
    pub kind: &'static str,
    /// New requests are judged by it.
    pub in_force: bool,
    /// The document, where it was asked for.
    pub document: Option<&'static str>,
}

/// `status`.
pub fn status(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let view = StatusView::of(&desk.handle.status()?);
    desk.answer(&view, |desk| told_status(desk, &view));
    Ok(())
}

fn told_status(desk: &Desk<'_>, view: &StatusView) -> String {
    let text = desk.text;
    let words = &view.organisation.words[usize::from(text.lang() == Lang::En)];
    let staff: Vec<String> = view.staff.iter().map(|person| plain(&desk.names().person(*person))).collect();
    let key = view.organisation.key.to_string();
    let mut said = String::new();
    for (name, value) in [
        ("status-organisation", plain(&view.organisation.name)),
        ("status-key", key),
        ("status-words", words.join(" ")),
        ("status-site", plain(&view.site_name)),
        ("status-staff", staff.join(&text.say("list-separator"))),
        ("status-regulation", format!("{} {}", view.regulation.title, view.regulation.id)),
    ] {
        said.push_str(&line(text.get(name, [("value", value.into())])));
    }
    let counts = [("requests", view.requests.into()), ("open", view.open.into()), ("records", view.records.into())];
    said.push_str(&line(text.get("status-counts", counts)));
    said.push_str(&line(text.get("status-unsynced", [("count", view.unsynced.into())])));
    let notes = [(view.wants, "status-wants"), (view.pending, "status-pending"), (view.exposed.len() as u64, "status-exposed")];
    for (count, key) in notes.into_iter().filter(|(count, _)| *count > 0) {
        said.push_str(&line(text.get(key, [("count", count.into())])));
    }
    said.push_str(&line(text.say(match view.pin {
        "none" => "status-pin-none",
        "locked" => "status-pin-locked",
        _ => "status-pin-unlocked",
    })));
    if view.root_here {
        said.push_str(&line(text.say("status-root-here")));
    }
    if view.clock == "unchecked" {
        said.push_str(&line(text.say("status-clock")));
    }
    said
}

/// `rebuild`.
pub fn rebuild(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let differed = desk.handle.rebuild()?;
    let view = RebuiltView { requests: desk.handle.status()?.requests, differed };
    desk.answer(&view, |desk| {
        let said = line(desk.text.get("said-rebuilt", [("count", view.requests.into())]));
        let compared = match view.differed.as_slice() {
            [] => desk.text.say("said-rebuilt-same"),
            differed => desk.text.get("said-rebuilt-differed", [("views", differed.join(", ").into())]),
        };
        said + &line(compared)
    });
    Ok(())
}

/// `staff list`.
pub fn staff(desk: &mut Desk<'_>) {
    let view = StaffView::of(&desk.people);
    desk.answer(&view, |desk| {
        let heading = ["staff-name", "staff-role", "staff-post", "staff-department", "staff-state", "staff-id"];
        let rows = desk.people.persons.iter().map(|person| {
            let posts: Vec<String> = person.posts.iter().map(|post| plain(&desk.people.post(post))).collect();
            let state = match (person.in_force, person.here) {
                (true, true) => "staff-here",
                (true, false) => "staff-in-force",
                (false, _) => "staff-ended",
            };
            [
                plain(&desk.people.name(person.id)),
                desk.text.words(&person.roles),
                posts.join(&desk.text.say("list-separator")),
                person.department.as_ref().map(|department| plain(&desk.people.department(department))).unwrap_or_default(),
                desk.text.say(state),
                short(&person.id.to_string()).to_owned(),
            ]
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable();
        table(&heading.map(|key| desk.text.say(key)), &rows)
    });
}

/// `device list`.
pub fn devices(desk: &mut Desk<'_>) {
    let view = DevicesView::of(&desk.people);
    let here = desk.handle.identity().device;
    desk.answer(&view, |desk| {
        let heading = ["device-name", "staff-state", "staff-id"].map(|key| desk.text.say(key));
        let rows = desk.people.devices.iter().map(|device| {
            let state = match (device.in_force, device.id == here) {
                (true, true) => "device-here",
                (true, false) => "staff-in-force",
                (false, _) => "staff-ended",
            };
            let id = device.id.to_string();
            [plain(device.name.as_deref().unwrap_or(short(&id))), desk.text.say(state), short(&id).to_owned()]
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable();
        table(&heading, &rows)
    });
}

/// An adoption that was written.
#[derive(Clone, Debug, Serialize)]
struct AdoptedView {
    record: RecordId,
    preset: &'static str,
    overlays: Vec<&'static str>,
}

/// `regulation list`.
pub fn regulations(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let in_force = desk.handle.status()?.regulation.id;
    let view = RegulationsView { regulations: regulation::presets().iter().map(|shipped| shipped_view(shipped, &in_force)).collect() };
    desk.answer(&view, |desk| {
        let heading = ["regulation-id", "regulation-title", "staff-state"].map(|key| desk.text.say(key));
        let rows = view.regulations.iter().map(|shipped| {
            let state = match (shipped.in_force, shipped.kind) {
                (true, _) => "regulation-in-force",
                (false, "overlay") => "regulation-overlay",
                (false, _) => "regulation-preset",
            };
            [shipped.id.to_owned(), shipped.title.to_owned(), desk.text.say(state)]
        });
        let rows: Vec<_> = rows.collect();
        table(&heading, &rows)
    });
    Ok(())
}

fn shipped_view(shipped: &regulation::Shipped, in_force: &str) -> ShippedView {
    let kind = if shipped.kind == Kind::Overlay { "overlay" } else { "preset" };
    ShippedView { id: shipped.id, title: shipped.title_zh, kind, in_force: shipped.id == in_force, document: None }
}

/// `regulation show`.
pub fn regulation(desk: &mut Desk<'_>, id: &str) -> Result<(), Failure> {
    let shipped = shipped(id, &[Kind::Preset, Kind::Overlay])?;
    let in_force = desk.handle.status()?.regulation.id;
    let view = ShippedView { document: Some(shipped.document), ..shipped_view(shipped, &in_force) };
    desk.answer(&view, |_| shipped.document.to_owned());
    Ok(())
}

/// The regulation that a number or a name means, of one of the kinds.
fn shipped(id: &str, kinds: &[Kind]) -> Result<&'static regulation::Shipped, Failure> {
    let (document, all) = (regulation::preset(id), || regulation::presets().iter().filter(|shipped| kinds.contains(&shipped.kind)));
    all().find(|shipped| Some(shipped.document) == document).ok_or_else(|| {
        let known: Vec<_> = all().map(|shipped| shipped.id).collect();
        Failure::usage("error-regulation").with("given", id).with("known", known.join(", "))
    })
}

/// `regulation adopt`: requests are judged by it from now on; those that are here keep theirs.
pub fn adopt(desk: &mut Desk<'_>, args: &AdoptArgs) -> Result<(), Failure> {
    let preset = shipped(&args.id, &[Kind::Preset])?;
    let overlays = args.overlay.iter().map(|id| shipped(id, &[Kind::Overlay])).collect::<Result<Vec<_>, _>>()?;
    let digest = |shipped: &regulation::Shipped| Digest::of(shipped.document.as_bytes());
    let act = AdoptRegulation {
        preset: digest(preset),
        overlays: overlays.iter().map(|overlay| digest(overlay)).collect(),
        replaces: desk.handle.status()?.regulation.adoption.into_iter().collect(),
        ..AdoptRegulation::default()
    };
    let documents: Vec<String> = std::iter::once(&preset).chain(&overlays).map(|shipped| shipped.document.to_owned()).collect();
    let record = desk.handle.publish(desk.author, &Draft::new(act), &documents)?;
    let view = AdoptedView { record, preset: preset.id, overlays: overlays.iter().map(|overlay| overlay.id).collect() };
    desk.answer(&view, |desk| {
        let names: Vec<&str> = std::iter::once(view.preset).chain(view.overlays.iter().copied()).collect();
        line(desk.text.get("said-adopted", [("regulation", names.join(" + ").into())]))
    });
    Ok(())
}
