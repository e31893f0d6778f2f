//! The chain as a picture: a box a tenure, an arrow from each tenure to the one that took it over.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::chain::released_by;
use super::resolve::short;
use super::table::{clip, plain};
use crate::domain::chain::{Rule, Tenure};
use crate::domain::id::RecordId;
use crate::domain::request::Request;
use crate::domain::time::UtcMs;
use crate::face::text::Text;
use crate::face::view::Names;

const BOX_WIDTH: usize = 190;
const BOX_HEIGHT: usize = 74;
const GAP_X: usize = 96;
const GAP_Y: usize = 30;
const MARGIN: usize = 24;
/// Room for the title above the boxes.
const TITLE_HEIGHT: usize = 40;
const NAME_COLUMNS: usize = 18;

/// Where a tenure's box stands.
#[derive(Clone, Copy)]
struct Place {
    x: usize,
    y: usize,
}

/// Draws the chain of a request as an SVG document.
#[must_use]
pub fn picture(request: &Request, names: &Names<'_>, text: &Text) -> String {
    let places = places(request);
    let right = places.values().map(|place| place.x + BOX_WIDTH).max().unwrap_or(0) + MARGIN;
    let bottom = places.values().map(|place| place.y + BOX_HEIGHT).max().unwrap_or(0) + MARGIN;
    let id = request.id.to_string();
    let title = escape(&text.get("chain-heading", [("id", short(&id).into())]));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{right}\" height=\"{bottom}\" viewBox=\"0 0 {right} {bottom}\" role=\"img\">\n\
         <title>{title}</title>\n{STYLE}\
         <text class=\"title\" x=\"{MARGIN}\" y=\"{TITLE_HEIGHT}\">{title}</text>\n"
    );
    for tenure in &request.tenures {
        let to = places[&tenure.id];
        for (parent, edge) in released_by(request, tenure.id) {
            arrow(&mut svg, places[&parent.id], to, &text.say(short_rule_key(edge.rule)));
        }
    }
    for tenure in &request.tenures {
        tenure_box(&mut svg, places[&tenure.id], (tenure, request.since(tenure)), names, text);
    }
    svg.push_str("</svg>\n");
    svg
}

const STYLE: &str = "<style>\n\
    text { font-family: 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif; font-size: 13px; fill: #1b1b1b }\n\
    .title { font-size: 17px; font-weight: bold } .name { font-size: 16px; font-weight: bold } .small { font-size: 11px; fill: #444 }\n\
    rect { fill: #f2f2f2; stroke: #888; stroke-width: 1.5 } .holds { fill: #fff3d6; stroke: #b35c00; stroke-width: 3 }\n\
    .close { fill: #e3f1e3; stroke: #2f6b2f } path { fill: none; stroke: #555; stroke-width: 1.6 }\n\
    </style>\n\
    <defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
    <path d=\"M0 0 L10 5 L0 10 z\" style=\"fill:#555\"/></marker></defs>\n";

/// A column for each depth of the graph, a row for each tenure of that depth.
fn places(request: &Request) -> BTreeMap<RecordId, Place> {
    let mut depths: BTreeMap<RecordId, usize> = BTreeMap::new();
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    let mut places = BTreeMap::new();
    // The fold's order is causal: whatever a tenure took over stands before it.
    for tenure in &request.tenures {
        let parents = released_by(request, tenure.id).filter_map(|(parent, _)| depths.get(&parent.id)).max();
        let depth = match parents {
            Some(depth) => depth + 1,
            None => usize::from(tenure.id != request.id),
        };
        let row = rows.entry(depth).or_insert(0);
        let y = TITLE_HEIGHT + MARGIN + *row * (BOX_HEIGHT + GAP_Y);
        *row += 1;
        depths.insert(tenure.id, depth);
        places.insert(tenure.id, Place { x: MARGIN + depth * (BOX_WIDTH + GAP_X), y });
    }
    places
}

fn arrow(svg: &mut String, from: Place, to: Place, label: &str) {
    let (x1, y1) = (from.x + BOX_WIDTH, from.y + BOX_HEIGHT / 2);
    let (x2, y2) = (to.x, to.y + BOX_HEIGHT / 2);
    let middle = usize::midpoint(x1, x2);
    let (label, y) = (escape(label), usize::midpoint(y1, y2).saturating_sub(5));
    // Writing to a string does not fail.
    let _ = writeln!(svg, "<path d=\"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}\" marker-end=\"url(#tip)\"/>");
    let _ = writeln!(svg, "<text class=\"small\" x=\"{middle}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>");
}

fn tenure_box(svg: &mut String, place: Place, (tenure, since): (&Tenure, UtcMs), names: &Names<'_>, text: &Text) {
    let Place { x, y } = place;
    let class = match (tenure.stands(), tenure.close) {
        (true, true) => " class=\"close\"",
        (true, false) => " class=\"holds\"",
        (false, _) => "",
    };
    let state = match (tenure.stands(), tenure.close) {
        (true, true) => "picture-closed",
        (true, false) => "picture-holds",
        (false, _) => "picture-released",
    };
    let name = escape(&clip(&plain(&names.person(tenure.person)), NAME_COLUMNS));
    let (at, state, id) = (names.clock(since), escape(&text.say(state)), tenure.id.to_string());
    let (left, first, second, third) = (x + 12, y + 24, y + 44, y + 62);
    let id = short(&id);
    let _ = writeln!(svg, "<rect{class} x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"8\"/>");
    let _ = writeln!(svg, "<text class=\"name\" x=\"{left}\" y=\"{first}\">{name}</text>");
    let _ = writeln!(svg, "<text x=\"{left}\" y=\"{second}\">{state}</text>");
    let _ = writeln!(svg, "<text class=\"small\" x=\"{left}\" y=\"{third}\">{at} · {id}</text>");
}

fn short_rule_key(rule: Rule) -> &'static str {
    match rule {
        Rule::Offer => "picture-rule-offer",
        Rule::Own => "picture-rule-own",
        Rule::Supervisor => "picture-rule-supervisor",
        Rule::Close => "picture-rule-close",
        Rule::DutyPost => "picture-rule-duty-post",
    }
}

/// A text inside an XML element.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
