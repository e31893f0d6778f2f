//! `regulation list|show|adopt`: which regulation requests are judged by.

use serde::Serialize;

use super::args::AdoptArgs;
use super::desk::Desk;
use super::failure::Failure;
use super::table::table;
use super::tell::line;
use crate::domain::act::AdoptRegulation;
use crate::domain::id::{Digest, RecordId};
use crate::domain::regulation::{self, Kind};
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
    /// The document, where it was asked for.
    pub document: Option<&'static str>,
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
    ShippedView { id: shipped.id, title: shipped.title_zh, kind, in_force: shipped.id == in_force, document: None }
}

/// `regulation show`.
pub fn show(desk: &mut Desk<'_>, id: &str) -> Result<(), Failure> {
    let shipped = shipped(id, &[Kind::Preset, Kind::Overlay])?;
    let in_force = desk.handle.status()?.regulation.id;
    let view = ShippedView { document: Some(shipped.document), ..shipped_view(shipped, &in_force) };
    desk.answer(&view, |_| shipped.document.to_owned());
    Ok(())
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
