//! `backup`, `restore` and `doctor`: what an operator keeps, puts back and looks after.

use std::path::Path;

use serde::Serialize;

use super::args::{BackupArgs, DoctorArgs, RestoreArgs};
use super::desk::Desk;
use super::failure::Failure;
use super::found::Bare;
use super::invocation::Output;
use super::tell::line;
use crate::domain::id::DeviceId;
use crate::face::text::Text;
use crate::face::view::{CopyView, ForkView};
use crate::node::backup::BackupError;
use crate::node::doctor::{Health, SavedStore, is_damage, save_store};
use crate::node::kept::CommitError;
use crate::node::restore::{RestoreHow, RestoreReport, restore as put_back};
use crate::node::{Handle, Machine, OpenHandleError, Unlock};

/// A backup that was written.
#[derive(Clone, Debug, Serialize)]
struct BackupView {
    file: String,
    records: u64,
    payloads: u64,
    files: u64,
    /// Its words open on other devices of the site too.
    opens_elsewhere: bool,
}

/// A backup that was put back or read in.
#[derive(Clone, Debug, Serialize)]
struct RestoreView {
    device: Option<DeviceId>,
    records: u64,
    /// Where the store is that was there before.
    aside: Option<String>,
    /// Words stay closed until a peer was met.
    closed: bool,
}

/// What `doctor` found.
#[derive(Clone, Debug, Serialize)]
struct DoctorView {
    sound: bool,
    records: u64,
    bad_signatures: usize,
    damaged_records: usize,
    damaged_payloads: usize,
    differing: Vec<&'static str>,
    was_cut_off: bool,
    in_doubt: usize,
    missing: u64,
    wants: u64,
    copies: Vec<CopyView>,
    forks: Vec<ForkView>,
    closed_since_restore: bool,
    exposed: usize,
    /// What `--repair` did.
    repaired: Vec<String>,
}

/// `backup`.
pub fn backup(desk: &mut Desk<'_>, args: &BackupArgs) -> Result<(), Failure> {
    let path = desk.path(&args.file);
    let written = |error| match error {
        BackupError::File { path: unnamed, source } if unnamed.as_os_str().is_empty() => {
            Failure::broken("usage-write").with("path", path.display()).io(&source)
        }
        other => other.into(),
    };
    let report = super::carry::whole(&path, |file| desk.handle.backup(file).map_err(written))?;
    let (file, opens_elsewhere) = (path.display().to_string(), report.opens_elsewhere);
    let view = BackupView { file, records: report.records, payloads: report.payloads, files: report.files, opens_elsewhere };
    desk.answer(&view, |desk| {
        let place = [("records", view.records.into()), ("payloads", view.payloads.into()), ("file", view.file.as_str().into())];
        let key = if view.opens_elsewhere { "backup-written" } else { "backup-written-locked" };
        line(desk.text.get(key, place))
    });
    Ok(())
}

/// `restore F`: puts a backup back into the folder of its device.
pub fn restore(bare: &Bare<'_>, args: &RestoreArgs, file: &Path, out: &mut dyn Output) -> Result<(), Failure> {
    let how = RestoreHow { replace: args.replace, show: args.show };
    let report = put_back(&bare.data, &bare.cwd.join(file), how, &Machine::system())?;
    let view = restore_view(&report, !args.show);
    let said = if bare.json { super::desk::json(&view) } else { told_restore(bare.text, &view) };
    out.out(&said);
    Ok(())
}

fn restore_view(report: &RestoreReport, closed: bool) -> RestoreView {
    let aside = report.aside.as_ref().map(|path| path.display().to_string());
    RestoreView { device: Some(report.head.device), records: report.records, aside, closed }
}

fn told_restore(text: &Text, view: &RestoreView) -> String {
    let mut said = line(text.get("restore-done", [("records", view.records.into())]));
    if let Some(aside) = &view.aside {
        said.push_str(&line(text.get("restore-aside", [("path", aside.as_str().into())])));
    }
    if view.closed {
        said.push_str(&line(text.say("restore-closed")));
    }
    said
}

/// `restore --records F` and `restore --show`.
pub fn read_in(desk: &mut Desk<'_>, args: &RestoreArgs) -> Result<(), Failure> {
    let report = args.file.as_ref().map(|file| desk.handle.read_backup(&desk.path(file))).transpose()?;
    if args.show {
        desk.handle.show_restored();
    }
    let closed = desk.handle.restored().is_some();
    let none = RestoreView { device: None, records: 0, aside: None, closed };
    let view = report.as_ref().map_or(none, |report| restore_view(report, closed));
    desk.answer(&view, |desk| match report {
        Some(_) => line(desk.text.get("restore-read-in", [("records", view.records.into())])),
        None => line(desk.text.say("restore-shown")),
    });
    Ok(())
}

/// Opens a folder whose store may be damaged: with `--repair` a new store is made from what can be read.
pub fn opened(data: &Path, unlock: &Unlock, repair: bool, (text, out): (&Text, &mut dyn Output)) -> Result<Handle, Failure> {
    let damaged = match Handle::open(data, unlock, Machine::system()) {
        Err(error) if repair && error.is_damage() => true,
        Err(error) => return Err(error.into()),
        Ok(handle) if !repair => return Ok(handle),
        Ok(handle) => match handle.examine() {
            Ok(health) if repairable_open(&health) => return Ok(handle),
            Ok(_) => true,
            Err(CommitError::Read(error)) if is_damage(&error) => true,
            // A disk that does not answer at the moment is no reason to leave the store.
            Err(error) => return Err(error.into()),
        },
    };
    if damaged {
        let SavedStore { saved, aside } = save_store(data, &Machine::system())?;
        let place = [("rows", saved.rows.into()), ("damaged", saved.damaged.into()), ("path", aside.display().to_string().into())];
        out.message(&text.get(if saved.broken_off { "doctor-saved-partly" } else { "doctor-saved" }, place));
    }
    Handle::open(data, unlock, Machine::system()).map_err(|error: OpenHandleError| error.into())
}

/// Whether nothing is damaged but what an open store can mend.
fn repairable_open(health: &Health) -> bool {
    health.audit.damaged_records.is_empty() && health.audit.damaged_payloads.is_empty()
}

/// `doctor`. Exit 1 where something that is stored is damaged.
pub fn doctor(desk: &mut Desk<'_>, args: &DoctorArgs) -> Result<(), Failure> {
    let mut repaired = Vec::new();
    if args.repair {
        if !desk.handle.examine()?.audit.differing.is_empty() {
            let views = desk.handle.rebuild()?.join(", ");
            repaired.push(desk.text.get("doctor-rebuilt", [("views", views.into())]));
        }
        let copies = desk.handle.forget_copies();
        if copies > 0 {
            repaired.push(desk.text.get("doctor-forgot", [("count", copies.into())]));
        }
        let files = desk.handle.look_again_for_files()?;
        if files > 0 {
            repaired.push(desk.text.get("doctor-files", [("count", files.into())]));
        }
        let lacks = |health: &Health| health.missing + health.wants;
        let before = lacks(&desk.handle.examine()?);
        if before > 0 {
            desk.handle.fetch_missing();
            let after = lacks(&desk.handle.examine()?);
            repaired.push(desk.text.get("doctor-fetched", [("count", before.saturating_sub(after).into()), ("left", after.into())]));
        }
    }
    let health = desk.handle.examine()?;
    let view = doctor_view(desk, &health, repaired);
    desk.answer(&view, |desk| told_doctor(desk, &view));
    if view.sound { Ok(()) } else { Err(Failure::rule("doctor-damaged")) }
}

fn doctor_view(desk: &Desk<'_>, health: &Health, repaired: Vec<String>) -> DoctorView {
    let (audit, names) = (&health.audit, desk.names());
    DoctorView {
        sound: health.is_sound(),
        records: audit.records,
        bad_signatures: audit.bad_signatures.len(),
        damaged_records: audit.damaged_records.len(),
        damaged_payloads: audit.damaged_payloads.len(),
        differing: audit.differing.clone(),
        was_cut_off: health.was_cut_off,
        in_doubt: health.in_doubt,
        missing: health.missing,
        wants: health.wants,
        copies: health.copies.iter().map(|seen| CopyView::of(seen, &names)).collect(),
        forks: health.forks.iter().map(|fork| ForkView::of(fork, &names)).collect(),
        closed_since_restore: health.restored.is_some(),
        exposed: health.exposed.len(),
        repaired,
    }
}

fn told_doctor(desk: &Desk<'_>, view: &DoctorView) -> String {
    let text = desk.text;
    let mut said: String = view.repaired.iter().map(|done| line(done.clone())).collect();
    said.push_str(&line(text.get(if view.sound { "doctor-sound" } else { "doctor-found-damage" }, [("records", view.records.into())])));
    let counted = [
        (view.damaged_records as u64, "doctor-damaged-records"),
        (view.damaged_payloads as u64, "doctor-damaged-payloads"),
        (view.differing.len() as u64, "doctor-differing"),
        (view.bad_signatures as u64, "doctor-bad-signatures"),
        (view.in_doubt as u64, "doctor-in-doubt"),
        (view.missing, "doctor-missing"),
        (view.wants, "status-wants"),
        (view.exposed as u64, "status-exposed"),
    ];
    for (count, key) in counted.into_iter().filter(|(count, _)| *count > 0) {
        said.push_str(&line(text.get(key, [("count", count.into())])));
    }
    for (holds, key) in [(view.was_cut_off, "doctor-cut-off"), (view.closed_since_restore, "restore-closed")] {
        if holds {
            said.push_str(&line(text.say(key)));
        }
    }
    said + &super::lists::told_doubts(desk, &view.copies, &view.forks)
}
