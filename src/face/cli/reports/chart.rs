//! The verdicts of a report as bars: a row a group, one scale. Drawn in greys and hatching too, because it is printed in black.

use std::fmt::Write;

use crate::face::cli::svg::escape;
use crate::face::cli::table::{clip, plain};
use crate::face::text::Text;
use crate::face::view::{FiguresView, ReportView, TallyView};

const ROW: u64 = 26;
const BAR: u64 = 16;
const LABEL_WIDTH: u64 = 190;
const BAR_WIDTH: u64 = 520;
const MARGIN: u64 = 24;
const HEAD: u64 = 76;
const LABEL_COLUMNS: usize = 24;

/// What a bar is made of: key of its name, class, figure.
type Part = (&'static str, &'static str, fn(&TallyView) -> u64);

const PARTS: [Part; 6] = [
    ("report-met", "met", |tally| tally.met_proven + tally.met_own_clock),
    ("report-undetermined", "unclear", |tally| tally.undetermined),
    ("report-breached", "breached", |tally| tally.breached_proven),
    ("report-own-late", "own", |tally| tally.breached_own_clock),
    ("report-overrun", "overrun", |tally| tally.overrun),
    ("report-late-open", "open", |tally| tally.open),
];

const STYLE: &str = "<style>\n\
    text { font-family: 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif; font-size: 13px; fill: #1b1b1b }\n\
    .title { font-size: 17px; font-weight: bold } rect { stroke: #333; stroke-width: .6 }\n\
    .met { fill: #a9cfa9 } .unclear { fill: #d9d9d9 } .breached { fill: #b3261e } .own { fill: url(#dots) } .overrun { fill: url(#hatch) } .open { fill: #fff }\n\
    </style>\n\
    <defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#ffe3a6\" stroke=\"none\"/>\
    <path d=\"M0 6 L6 0\" stroke=\"#b35c00\" stroke-width=\"1.4\"/></pattern>\
    <pattern id=\"dots\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#f6d5d2\" stroke=\"none\"/>\
    <circle cx=\"3\" cy=\"3\" r=\"1.2\" fill=\"#b3261e\"/></pattern></defs>\n";

/// Draws the groups that have any duty.
#[must_use]
pub fn picture(view: &ReportView, label: &dyn Fn(&FiguresView) -> String, text: &Text) -> String {
    let whole = |tally: &TallyView| PARTS.iter().map(|part| part.2(tally)).sum::<u64>();
    let groups: Vec<&FiguresView> = view.groups.iter().filter(|group| whole(&group.tally) > 0).collect();
    let most = groups.iter().map(|group| whole(&group.tally)).max().unwrap_or(1);
    let (width, height) = (MARGIN * 2 + LABEL_WIDTH + BAR_WIDTH + 60, HEAD + MARGIN + ROW * groups.len() as u64);
    let title = escape(&text.say("report-title"));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{title}</title>\n{STYLE}<text class=\"title\" x=\"{MARGIN}\" y=\"32\">{title}</text>\n"
    );
    legend(&mut svg, text);
    for (at, group) in groups.iter().enumerate() {
        row(&mut svg, at as u64, &clip(&plain(&label(group)), LABEL_COLUMNS), &group.tally, most);
    }
    svg.push_str("</svg>\n");
    svg
}

fn legend(svg: &mut String, text: &Text) {
    for (at, (key, class, _)) in PARTS.iter().enumerate() {
        let x = MARGIN + at as u64 * 130;
        // Writing to a string does not fail.
        let _ = writeln!(svg, "<rect class=\"{class}\" x=\"{x}\" y=\"46\" width=\"14\" height=\"14\"/>");
        let _ = writeln!(svg, "<text x=\"{}\" y=\"58\">{}</text>", x + 20, escape(&text.say(key)));
    }
}

fn row(svg: &mut String, at: u64, label: &str, tally: &TallyView, most: u64) {
    let y = HEAD + at * ROW;
    let (base, mut done) = (MARGIN + LABEL_WIDTH, 0);
    let _ = writeln!(svg, "<text x=\"{MARGIN}\" y=\"{}\">{}</text>", y + 13, escape(label));
    for (_, class, figure) in PARTS {
        let figure = figure(tally);
        let (from, to) = (base + done * BAR_WIDTH / most, base + (done + figure) * BAR_WIDTH / most);
        done += figure;
        if figure > 0 {
            let _ = writeln!(svg, "<rect class=\"{class}\" x=\"{from}\" y=\"{y}\" width=\"{}\" height=\"{BAR}\"/>", (to - from).max(1));
        }
    }
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\">{done}</text>", base + done * BAR_WIDTH / most + 6, y + 13);
}
