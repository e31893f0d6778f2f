//! `regulation list|show|adopt`: which regulation requests are judged by.

use serde::Serialize;

use super::args::{AdoptArgs, ShowArgs};
use super::desk::Desk;
use super::failure::Failure;
use super::table::table;
use super::tell::line;
use crate::domain::act::AdoptRegulation;
use crate::domain::id::{Digest, RecordId};
use crate::domain::regulation::preset::Preset;
use crate::domain::regulation::rule::{Carrier, Rule, rules_of};
use crate::domain::regulation::{self, Kind};
use crate::face::text::{Lang, Text};
use crate::node::Draft;

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
}

impl RuleView {
    fn of(rule: &'static Rule, preset: &Preset) -> Self {
        let duties = preset.duties.iter().filter(|duty| duty.rule == rule.id);
        let duties = duties.map(|duty| DutyLineView { duty: duty.id.clone(), says: duty.to_string() }).collect();
        Self { id: &rule.id, zh: &rule.zh, en: &rule.en, duties, carrier: rule.carrier }
    }
}

/// An adoption that was written.
#[derive(Clone, Debug, Serialize)]
struct AdoptedView {
    record: RecordId,
    preset: &'static str,
    overlays: Vec<&'static str>,
}

/// `regulation list`.
pub fn list(desk: &mut Desk<'_>) -> Result<(), Failure> {
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
    ShippedView { id: shipped.id, title: shipped.title_zh, kind, in_force: shipped.id == in_force, rules: Vec::new(), document: None }
}

/// `regulation show`: rule by rule, or the document itself.
pub fn show(desk: &mut Desk<'_>, args: &ShowArgs) -> Result<(), Failure> {
    let shipped = shipped(&args.id, &[Kind::Preset, Kind::Overlay])?;
    let in_force = desk.handle.status()?.regulation.id;
    let preset = Preset::read(shipped.document).expect("a test reads every shipped document");
    let rules = rules_of(shipped.id).map(|rule| RuleView::of(rule, &preset)).collect();
    let view = ShippedView { document: Some(shipped.document), rules, ..shipped_view(shipped, &in_force) };
    desk.answer(&view, |desk| if args.document { shipped.document.to_owned() } else { told(&view, &preset, desk.text) });
    Ok(())
}

fn told(view: &ShippedView, preset: &Preset, text: &Text) -> String {
    let mut told = line(format!("{} · {}", view.id, view.title));
    if preset.is_truncated {
        told += &line(text.say("regulation-truncated"));
    }
    for rule in &view.rules {
        told += &line(format!("{}  {}", rule.id, if text.lang() == Lang::En { rule.en } else { rule.zh }));
        for duty in &rule.duties {
            told += &line(format!("    {}: {}", duty.duty, duty.says));
        }
    }
    told
}

/// The regulation that a number or a name means, of one of the kinds.
pub fn shipped(id: &str, kinds: &[Kind]) -> Result<&'static regulation::Shipped, Failure> {
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
