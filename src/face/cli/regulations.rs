//! `regulation list|show|adopt`: which regulation requests are judged by.

use std::path::Path;

use serde::Serialize;

use super::advice;
use super::args::{AdoptArgs, FiguresArgs, ShowArgs};
use super::desk::Desk;
use super::failure::Failure;
use super::found;
use super::ruling;
use super::table::table;
use super::tell::line;
use crate::domain::act::{AdoptRegulation, Prefer};
use crate::domain::id::RecordId;
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::regulation::adoption::{Named, Proposal};
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::figure::Figure;
use crate::domain::regulation::rule::{Carrier, Rule, rules_of};
use crate::domain::regulation::{self, Adopted, Kind};
use crate::face::text::Text;

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
    /// Its text is cut off.
    pub truncated: bool,
    /// What releases the first contact, where the document says so.
    pub release: Option<&'static str>,
    /// Its text does not say so: it is inferred from who informs.
    pub release_inferred: bool,
    /// Its rules, where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleView>,
    /// The document, where it was asked for.
    pub document: Option<&'static str>,
}

/// A rule of a regulation.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// As R10.3.
    pub id: &'static str,
    /// Its sentence.
    pub zh: &'static str,
    /// What it asks.
    pub en: &'static str,
    /// The duties that it makes.
    pub duties: Vec<DutyLineView>,
    /// What carries it otherwise.
    pub carrier: Option<Carrier>,
}

/// A duty in one line of its document's own words.
#[derive(Clone, Debug, Serialize)]
pub struct DutyLineView {
    /// Its id in the document.
    pub duty: String,
    /// Raised by what, owed by whom to whom, discharged by what, in what time.
    pub says: String,
    /// What its limit is by.
    pub limit: LimitKind,
    /// The figure, where there is one: the text's, the house's or the company's.
    pub figure: Option<String>,
}

impl DutyLineView {
    /// A duty under an adoption.
    pub fn of(duty: &Duty, adopted: &Adopted) -> Self {
        let term = adopted.term(duty);
        Self { duty: duty.id.clone(), says: duty.to_string(), limit: term.kind, figure: term.figure.map(|figure| figure.to_string()) }
    }
}

impl RuleView {
    fn of(rule: &'static Rule, adopted: &Adopted) -> Self {
        let duties = adopted.duties.iter().filter(|duty| duty.rule == rule.id);
        let duties = duties.map(|duty| DutyLineView::of(duty, adopted)).collect();
        Self { id: &rule.id, zh: &rule.zh, en: &rule.en, duties, carrier: rule.carrier }
    }
}

/// An adoption that was written.
#[derive(Clone, Debug, Serialize)]
struct AdoptedView {
    record: RecordId,
    preset: String,
    overlays: Vec<String>,
    missing_years: Vec<i32>,
}

/// `regulation list`.
pub fn list(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let in_force = in_force(desk)?;
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

/// The ids of the documents that new requests are judged by, overlays too.
fn in_force(desk: &Desk<'_>) -> Result<Vec<String>, Failure> {
    Ok(desk.handle.ruling()?.adopted.sources.iter().map(|source| source.id.clone()).collect())
}

fn shipped_view(shipped: &regulation::Shipped, in_force: &[String]) -> ShippedView {
    let kind = if shipped.kind == Kind::Overlay { "overlay" } else { "preset" };
    let in_force = in_force.iter().any(|id| id == shipped.id);
    let source = &read(shipped).sources[0];
    ShippedView {
        id: shipped.id,
        title: shipped.title_zh,
        kind,
        in_force,
        truncated: source.is_truncated,
        release: source.release.map(|release| release.form.word()),
        release_inferred: source.release.is_some_and(|release| release.is_inferred),
        rules: Vec::new(),
        document: None,
    }
}

/// A shipped document as if it were adopted alone.
fn read(shipped: &regulation::Shipped) -> Adopted {
    Adopted::read(&AdoptRegulation::default(), &[shipped.document]).expect("a test reads every shipped document")
}

/// `regulation show`: rule by rule, or the document itself; without a name, what is in force.
pub fn show(desk: &mut Desk<'_>, args: &ShowArgs) -> Result<(), Failure> {
    let Some(id) = &args.id else { return ruling::show(desk) };
    let shipped = shipped(id, &[Kind::Preset, Kind::Overlay])?;
    let in_force = in_force(desk)?;
    let adopted = read(shipped);
    let rules = rules_of(shipped.id).map(|rule| RuleView::of(rule, &adopted)).collect();
    let view = ShippedView { document: Some(shipped.document), rules, ..shipped_view(shipped, &in_force) };
    desk.answer(&view, |desk| if args.document { shipped.document.to_owned() } else { told(&view, &adopted, desk.text) });
    Ok(())
}

fn told(view: &ShippedView, adopted: &Adopted, text: &Text) -> String {
    let mut told = line(format!("{} · {}", view.id, view.title));
    if adopted.sources.iter().any(|source| source.is_truncated) {
        told += &line(text.say("regulation-truncated"));
    }
    told += &adopted.sources.iter().map(|source| ruling::release(source, text)).collect::<String>();
    for rule in &view.rules {
        told += &ruling::sentence(rule.id, Some(rule.zh), Some(rule.en), text);
        for duty in &rule.duties {
            told += &line(format!("    {}: {}", duty.duty, duty.says));
        }
    }
    told + &advice::beside(adopted, text) + &ruling::house(&ruling::words(adopted), text)
}

/// The regulation that a number or a name means, of one of the kinds.
pub fn shipped(id: &str, kinds: &[Kind]) -> Result<&'static regulation::Shipped, Failure> {
    let (document, all) = (regulation::preset(id), || regulation::presets().iter().filter(|shipped| kinds.contains(&shipped.kind)));
    all().find(|shipped| Some(shipped.document) == document).ok_or_else(|| {
        let known: Vec<_> = all().map(|shipped| shipped.id).collect();
        Failure::usage("error-regulation").with("given", id).with("known", known.join(", "))
    })
}

/// What somebody wants to have adopted: a regulation with overlays and figures, each document shipped or a file.
pub fn proposal(cwd: &Path, id: &str, args: &FiguresArgs) -> Result<Proposal, Failure> {
    let overlays = args.overlay.iter().map(|id| named(cwd, id, Kind::Overlay)).collect::<Result<_, _>>()?;
    let prefer = args.prefer.as_deref().map(|word| if word == "overlay" { Prefer::Overlay } else { Prefer::Preset });
    let set = args.set.iter().map(|typed| figure(typed)).collect::<Result<_, _>>()?;
    Ok(Proposal { preset: named(cwd, id, Kind::Preset)?, overlays, prefer, set })
}

/// `regulation adopt`: requests are judged by it from now on; those that are here keep theirs.
pub fn adopt(desk: &mut Desk<'_>, args: &AdoptArgs) -> Result<(), Failure> {
    let proposal = proposal(desk.cwd, &args.id, &args.figures)?;
    let done = desk.handle.adopt_regulation(desk.author, &proposal)?;
    let overlays = proposal.overlays.iter().map(|overlay| overlay.name.clone()).collect();
    let view = AdoptedView { record: done.record, preset: proposal.preset.name, overlays, missing_years: done.missing_years };
    desk.answer(&view, |desk| {
        let names: Vec<&str> = std::iter::once(&view.preset).chain(&view.overlays).map(String::as_str).collect();
        line(desk.text.get("said-adopted", [("regulation", names.join(" + ").into())]))
    });
    warn_of_missing(desk, &view.missing_years);
    Ok(())
}

/// Says on the side which years to come have no calendar.
pub fn warn_of_missing(desk: &mut Desk<'_>, years: &[i32]) {
    if !years.is_empty() {
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        desk.out.message(&desk.text.get("calendar-missing", [("years", years.join(", ").into())]));
    }
}

/// A shipped regulation, else a file of the company's own.
fn named(cwd: &Path, typed: &str, kind: Kind) -> Result<Named, Failure> {
    if let Ok(shipped) = shipped(typed, &[Kind::Preset, Kind::Overlay]) {
        return Ok(Named { name: shipped.id.to_owned(), text: shipped.document.to_owned() });
    }
    let path = cwd.join(typed);
    if !path.is_file() {
        shipped(typed, &[kind])?;
    }
    Ok(Named { name: typed.to_owned(), text: text_of(&path)? })
}

/// A file of text.
pub fn text_of(path: &Path) -> Result<String, Failure> {
    String::from_utf8(found::read(path)?)
        .map_err(|_| Failure::usage("usage-read").with("path", path.display()).key("why", "io-not-text".into()))
}

/// `DUTY=PT4H` or `DUTY=P3WD`.
fn figure(typed: &str) -> Result<(String, Figure), Failure> {
    let split = typed.split_once('=').and_then(|(duty, figure)| Some((duty.to_owned(), Figure::parse(figure)?)));
    split.ok_or_else(|| Failure::usage("usage-set").with("typed", typed))
}
