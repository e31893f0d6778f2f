//! `status`, `rebuild`, `staff list|admit`, `device list`.

use serde::Serialize;

use super::args::roster::AdmitArgs;
use super::covered;
use super::desk::Desk;
use super::failure::Failure;
use super::resolve::short;
use super::table::{plain, table};
use super::tell::line;
use crate::domain::id::{DeviceId, RecordId};
use crate::face::text::Lang;
use crate::face::view::{CopyView, CoverageView, DevicesView, ForkView, StaffView, StatusView};

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
    let coverage = covered::coverage(desk)?;
    let view = StatusView::of(&desk.handle.status()?, CoverageView::of(&coverage, &desk.names()), &desk.names());
    desk.answer(&view, |desk| told_status(desk, &view) + &covered::told(desk, &coverage, true));
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
    match view.interest {
        "open" => said.push_str(&line(text.say("status-interest-open"))),
        "carry" => said.push_str(&line(text.say("status-interest-carry"))),
        _ => {}
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
    said + &told_doubts(desk, &view.copies, &view.forks)
}

/// Copies of this device that were seen, and keys that signed two histories.
pub fn told_doubts(desk: &Desk<'_>, copies: &[CopyView], forks: &[ForkView]) -> String {
    let mut said = String::new();
    for copy in copies {
        let key = if copy.address.is_some() { "status-copy-met" } else { "status-copy-wrote" };
        let place = [("address", copy.address.clone().unwrap_or_default().into()), ("last", time(&copy.last).into())];
        said.push_str(&line(desk.text.get(key, place)));
    }
    for fork in forks {
        said.push_str(&told_fork(desk, fork));
    }
    said
}

/// A time of a view, for people.
fn time(rfc3339: &str) -> String {
    rfc3339.get(..16).unwrap_or(rfc3339).replace('T', " ")
}

fn told_fork(desk: &Desk<'_>, fork: &ForkView) -> String {
    let who = match (fork.person, fork.device) {
        (Some(person), _) => desk.names().person(person),
        (None, Some(device)) => device_name(desk, device),
        (None, None) => short(&fork.key.to_string()).to_owned(),
    };
    let device = fork.device.map(|device| device_name(desk, device)).unwrap_or_default();
    let key = if fork.withheld > 0 { "status-fork" } else { "status-fork-settled" };
    let (who, device, since) = (plain(&who).into(), plain(&device).into(), time(&fork.since).into());
    let place = [("who", who), ("device", device), ("since", since), ("count", fork.withheld.into())];
    let mut said = line(desk.text.get(key, place));
    for branch in &fork.branches {
        let tip = branch.tip.to_string();
        let (at, records, withheld) = (time(&branch.at).into(), branch.records.into(), branch.withheld.into());
        let place = [("tip", short(&tip).into()), ("at", at), ("records", records), ("withheld", withheld)];
        said.push_str(&line(desk.text.get("status-fork-branch", place)));
    }
    said
}

fn device_name(desk: &Desk<'_>, id: DeviceId) -> String {
    let name = desk.people.devices.iter().find(|device| device.id == id).and_then(|device| device.name.clone());
    name.unwrap_or_else(|| short(&id.to_string()).to_owned())
}

/// What `staff admit` answers.
#[derive(Clone, Debug, Serialize)]
struct AdmittedView {
    /// The records that were vouched for, each with what follows it.
    admitted: Vec<RecordId>,
    /// The `Admit` records that say so.
    records: Vec<RecordId>,
}

/// `staff admit`: vouches for branches of forked logs.
pub fn admit(desk: &mut Desk<'_>, args: &AdmitArgs) -> Result<(), Failure> {
    let mut view = AdmittedView { admitted: Vec::new(), records: Vec::new() };
    for typed in &args.records {
        let tip = desk.handle.find_record(&super::resolve::check_prefix(typed)?)?;
        view.records.push(desk.handle.admit_branch(desk.author, tip)?);
        view.admitted.push(tip);
    }
    desk.answer(&view, |desk| {
        let said = view.admitted.iter().map(|tip| line(desk.text.get("said-admitted", [("tip", short(&tip.to_string()).into())])));
        said.collect()
    });
    Ok(())
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
