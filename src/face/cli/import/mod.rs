//! `import csv FILE --map MAP`: rows of another system become claimed history.

mod code;
mod mapping;
mod row;

use serde::Serialize;

use super::args::ImportCsvArgs;
use super::desk::Desk;
use super::failure::Failure;
use super::found::read;
use super::progress::Progress;
use super::table::plain;
use super::tell::line;
use crate::face::text::Text;
use crate::node::import::{ImportPlan, ImportReport};
use code::Codes;
use mapping::Mapping;
use row::Rows;

/// How many wrong rows a person is shown; `--json` lists all of them.
const SHOWN_MAX: usize = 20;

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub struct ImportedView {
    /// Rows that became requests.
    pub imported: u64,
    /// Rows that were here already.
    pub known: u64,
    /// Requests that were offered to a post, because they are open.
    pub offered: u64,
    /// Rows that could not be read.
    pub malformed: Vec<WrongRowView>,
    /// Rows that could not be signed.
    pub refused: Vec<WrongRowView>,
    /// Names of the source that became one code.
    pub collisions: Vec<CollisionView>,
}

/// A row that was not imported.
#[derive(Clone, Debug, Serialize)]
pub struct WrongRowView {
    /// The line of the file where the row begins, from 1; of a refused row, its number among the rows.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Different names that became the same code.
#[derive(Clone, Debug, Serialize)]
pub struct CollisionView {
    /// The code.
    pub code: String,
    /// The names.
    pub names: Vec<String>,
}

/// Carries out `import csv`.
pub fn csv(desk: &mut Desk<'_>, args: &ImportCsvArgs) -> Result<(), Failure> {
    let path = desk.path(&args.map);
    let mapping = Mapping::read(&path, &read(&path)?)?;
    let file = desk.path(&args.file);
    let bytes = read(&file)?;
    if let Some(post) = &mapping.offer_post
        && !desk.known.posts.contains_key(post)
    {
        let known: Vec<_> = desk.known.posts.keys().map(ToString::to_string).collect();
        return Err(Failure::usage("usage-unknown-post").with("typed", post).with("known", known.join(", ")));
    }
    let mut codes = Codes::default();
    let mut rows = Rows::new(&bytes, &mapping, &mut codes).map_err(|failure| failure.with("path", file.display()))?;
    let progress = Progress::new(desk.out, bytes.split(|byte| *byte == b'\n').count() as u64);
    let plan = ImportPlan { author: desk.author, source: mapping.source.clone() };
    let report = desk.handle.import(&plan, &mut rows, |done| progress.at(done))?;
    progress.done();
    let malformed = rows.into_malformed();
    let view = view(report, &malformed, &codes, desk.text);
    desk.answer(&view, |desk| told(&view, desk.text));
    Ok(())
}

fn view(report: ImportReport, malformed: &[(u64, Failure)], codes: &Codes, text: &Text) -> ImportedView {
    ImportedView {
        imported: report.imported,
        known: report.known,
        offered: report.offered,
        malformed: malformed.iter().map(|(line, why)| WrongRowView { line: *line, reason: why.say(text) }).collect(),
        refused: report.refused.into_iter().map(|(line, reason)| WrongRowView { line, reason }).collect(),
        collisions: codes.collisions().map(|(code, names)| CollisionView { code: code.to_string(), names }).collect(),
    }
}

fn told(view: &ImportedView, text: &Text) -> String {
    let counts = [("imported", view.imported.into()), ("known", view.known.into()), ("offered", view.offered.into())];
    let mut said = line(text.get("import-done", counts));
    for (wrong, key) in [(&view.malformed, "import-malformed"), (&view.refused, "import-refused")] {
        if !wrong.is_empty() {
            said.push_str(&line(text.get(key, [("count", wrong.len().into())])));
        }
        for row in wrong.iter().take(SHOWN_MAX) {
            let reason = plain(&row.reason);
            said.push_str(&line(text.get("import-line", [("line", row.line.into()), ("reason", reason.into())])));
        }
        if wrong.len() > SHOWN_MAX {
            said.push_str(&line(text.get("import-more", [("count", (wrong.len() - SHOWN_MAX).into())])));
        }
    }
    for collision in &view.collisions {
        let names = plain(&collision.names.join(" / "));
        said.push_str(&line(text.get("import-collision", [("code", collision.code.as_str().into()), ("names", names.into())])));
    }
    said
}
