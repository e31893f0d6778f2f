//! `status`, `rebuild`, `staff list`, `device list`.

use serde::Serialize;

use super::desk::Desk;
use super::failure::Failure;
use super::resolve::short;
use super::table::{plain, table};
use super::tell::line;
use crate::face::text::Lang;
use crate::face::view::{DevicesView, StaffView, StatusView};

/// What `rebuild` answers.
#[derive(Clone, Debug, Serialize)]
pub struct RebuiltView {
    /// How many requests were folded again.
    pub requests: u64,
    /// The views that were not as the records say, and are now.
    pub differed: Vec<&'static str>,
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
