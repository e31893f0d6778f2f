//! `bundle export|import` and `export`: what leaves and enters by files.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

use super::args::{BundleExportArgs, BundleImportArgs, ExportArgs, ExportForm};
use super::desk::{Desk, json};
use super::failure::Failure;
use super::progress::Progress;
use super::requests::said;
use super::tell::line;
use crate::domain::request::Request;
use crate::face::view::{Names, RequestView};
use crate::node::List;
use crate::node::bundle::BundleOf;

/// A bundle that was written or read.
#[derive(Clone, Debug, Serialize)]
pub struct BundleView {
    /// The file.
    pub file: String,
    /// Records in it.
    pub records: u64,
    /// Sealed words in it.
    pub payloads: u64,
    /// Records that were not here before; reading only.
    pub new: u64,
    /// Requests that changed here; reading only.
    pub requests: Vec<String>,
}

/// Every request.
#[derive(Clone, Debug, Serialize)]
struct ExportView {
    requests: Vec<RequestView>,
}

/// `bundle export`.
pub fn bundle_export(desk: &mut Desk<'_>, args: &BundleExportArgs) -> Result<(), Failure> {
    let ids = args.requests.iter().map(|typed| desk.request(typed)).collect::<Result<Vec<_>, _>>()?;
    let what = if ids.is_empty() { BundleOf::Site(desk.handle.identity().site) } else { BundleOf::Requests(ids) };
    let path = desk.path(&args.output);
    let report = whole(&path, |file| Ok(desk.handle.bundle_write(&what, file)?))?;
    let file = path.display().to_string();
    let view = BundleView { file, records: report.records, payloads: report.payloads, new: 0, requests: Vec::new() };
    desk.answer(&view, |desk| {
        let place = [("records", view.records.into()), ("payloads", view.payloads.into()), ("file", view.file.as_str().into())];
        line(desk.text.get("bundle-written", place))
    });
    Ok(())
}

/// `bundle import`.
pub fn bundle_import(desk: &mut Desk<'_>, args: &BundleImportArgs) -> Result<(), Failure> {
    let path = desk.path(&args.file);
    let file = File::open(&path).and_then(|file| {
        // The system opens a folder too, and says only at the first byte that it cannot be read.
        if file.metadata()?.is_dir() { Err(ErrorKind::IsADirectory.into()) } else { Ok(file) }
    });
    let file = file.map_err(|why| Failure::usage("usage-read").with("path", path.display()).io(&why))?;
    let report = desk.handle.bundle_read(&mut std::io::BufReader::new(file))?;
    let requests = report.requests.iter().map(ToString::to_string).collect();
    let file = path.display().to_string();
    let view = BundleView { file, records: report.records, payloads: report.payloads, new: report.new, requests };
    desk.answer(&view, |desk| {
        let place = [("records", view.records.into()), ("new", view.new.into()), ("requests", view.requests.len().into())];
        line(desk.text.get("bundle-read", place))
    });
    Ok(())
}

/// Writes a file whole or not at all, for its owner alone: under another name first, then renamed.
pub fn whole<T>(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<T, Failure>) -> Result<T, Failure> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let cannot = |why: std::io::Error| Failure::broken("usage-write").with("path", path.display()).io(&why);
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = BufWriter::new(options.open(&part).map_err(cannot)?);
    let written = write(&mut file).and_then(|done| {
        file.flush().and_then(|()| file.get_ref().sync_all()).and_then(|()| std::fs::rename(&part, path)).map_err(cannot)?;
        Ok(done)
    });
    if written.is_err() {
        // What could not be finished is of no use to anybody.
        let _ = std::fs::remove_file(&part);
    }
    written
}

/// `export csv|json|ndjson`.
pub fn export(desk: &mut Desk<'_>, args: &ExportArgs) -> Result<(), Failure> {
    let rows = desk.handle.all_rows(List::All, None)?;
    let progress = Progress::new(desk.out, rows.len() as u64);
    let mut views = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let request = desk.handle.request(row.id)?;
        views.push(view(desk, &request)?);
        progress.at(at as u64 + 1);
    }
    progress.done();
    let document = match args.form {
        ExportForm::Json => json(&ExportView { requests: views }),
        ExportForm::Ndjson => views.iter().map(ndjson).collect(),
        ExportForm::Csv => csv(&views, &desk.names())?,
    };
    match &args.output {
        None => desk.out.out(&document),
        Some(output) => {
            let path = desk.path(output);
            let cannot = |why: std::io::Error| Failure::broken("usage-write").with("path", path.display()).io(&why);
            whole(&path, |file| file.write_all(document.as_bytes()).map_err(cannot))?;
            let (count, path) = (rows.len(), path.display().to_string());
            desk.out.message(&desk.text.get("export-written", [("count", count.into()), ("file", path.into())]));
        }
    }
    Ok(())
}

fn view(desk: &Desk<'_>, request: &Request) -> Result<RequestView, Failure> {
    let (said, _) = said(desk, request)?;
    Ok(RequestView::of(request, &said, &desk.names()))
}

/// One JSON document a line.
fn ndjson(view: &RequestView) -> String {
    line(serde_json::to_string(view).expect("a view is plain data"))
}

const COLUMNS: [&str; 15] = [
    "id",
    "state",
    "contested",
    "opened",
    "channel",
    "matters",
    "classes",
    "place",
    "first_contact",
    "first_contact_open",
    "holders",
    "since",
    "outcome",
    "records",
    "words",
];

fn csv(views: &[RequestView], names: &Names<'_>) -> Result<String, Failure> {
    let cannot = |why: csv::Error| Failure::broken("export-csv").with("why", why);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(cannot)?;
    for view in views {
        writer.write_record(cells(view, names)).map_err(cannot)?;
    }
    let bytes = writer.into_inner().map_err(|why| Failure::broken("export-csv").with("why", why))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn cells(view: &RequestView, names: &Names<'_>) -> [String; 15] {
    let said = |word: Option<String>| word.unwrap_or_default();
    let state = serde_json::to_value(view.state).ok().and_then(|state| state.as_str().map(str::to_owned));
    [
        view.id.to_string(),
        said(state),
        view.contested.to_string(),
        view.opened.clone(),
        said(view.channel.map(|channel| channel.to_string())),
        list(&view.matters),
        list(&view.classes),
        said(view.place.as_ref().map(|place| names.people.place(place))),
        said(view.first_contact_name.clone()),
        view.first_contact_open.to_string(),
        view.holders.iter().map(|holder| holder.name.as_str()).collect::<Vec<_>>().join("; "),
        view.holders.iter().map(|holder| holder.since.as_str()).collect::<Vec<_>>().join("; "),
        said(view.outcome.map(|outcome| outcome.to_string())),
        view.chain.len().to_string(),
        said(view.personal.as_ref().and_then(|personal| personal.words.clone())),
    ]
    .map(|cell| harmless(&cell))
}

fn list<W: ToString>(words: &[W]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Keeps a spreadsheet from taking a resident's words for a formula.
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
