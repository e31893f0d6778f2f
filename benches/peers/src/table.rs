//! One table: what each system needed, how many times ours that is, and whether the target is met.

use std::fmt::Write;

use crate::limits::Limits;
use crate::side::System::{self, Bare, BareDefault, Full, Ours, Raw};
use crate::work::{Measured, Meeting, NEW, Work};

/// Sealing words adds the key's digest, nonce and tag; postcard adds lengths.
const SEALED_BYTES: f64 = (crate::CONTENT_BYTES + 76) as f64;

/// A line of the table, in one unit.
struct Line<'m> {
    measured: &'m Measured,
    work: Work,
    what: String,
    unit: &'static str,
    figure: Box<dyn Fn(&Meeting) -> f64>,
}

impl Line<'_> {
    fn of(&self, system: System) -> Option<f64> {
        self.measured.median(self.work, system, &self.figure)
    }

    fn write(&self, out: &mut String, target: &str) {
        let Some(ours) = self.of(Ours) else { return };
        let cell =
            |system: System| self.of(system).map_or("–".to_owned(), |value| format!("{} ({}×)", shown(value), shown(value / ours)));
        let (low, high) = self.measured.spread(self.work, Ours, &self.figure).unwrap_or((ours, ours));
        let limit = self.of(Bare).map_or("–".to_owned(), |bare| {
            format!("{}; {} with quinn's defaults", shown(bare), self.of(BareDefault).map_or("–".into(), shown))
        });
        let spread = format!("{} [{}–{}]", shown(ours), shown(low), shown(high));
        let _ = writeln!(out, "| {}, {} | {spread} | {} | {} | {limit} | {target} |", self.what, self.unit, cell(Raw), cell(Full));
    }
}

/// Three digits that say something.
fn shown(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Everything that was measured, as Markdown.
pub fn table(measured: &Measured, records: u64, limits: Limits) -> String {
    let mut out =
        String::from("| work | ours [least–most] | iroh-docs RAW | iroh-docs FULL | bare | must be |\n|---|---|---|---|---|---|\n");
    first(&mut out, measured, records);
    first(&mut out, measured, 10 * records);
    both(&mut out, measured, records);
    for records in [records / 100, records / 10, records] {
        let work = Work::Nothing(records);
        let what = format!("nothing new, {records} held");
        let line = |unit, figure: fn(&Meeting) -> f64| Line { measured, work, what: what.clone(), unit, figure: Box::new(figure) };
        line("ms", |done| done.wall / 1e3).write(&mut out, "≤ 2 × bare");
        line("ms CPU of both", |done| done.cpu() / 1e3).write(&mut out, "the same for any number held");
        line("bytes", |done| done.bytes as f64).write(&mut out, "≤ bare + 1 kB");
    }
    let each = format!("live push, {NEW} + {NEW}, each durable before the next");
    let at_once = format!("live push, {NEW} + {NEW}, a commit a writer");
    for (work, what) in [(Work::Push(records / 10), each), (Work::PushAtOnce(records / 10), at_once)] {
        let line = |unit, figure: fn(&Meeting) -> f64| Line { measured, work, what: what.clone(), unit, figure: Box::new(figure) };
        line("ms", |done| done.wall / 1e3).write(&mut out, "≥ 10 × faster than FULL, which is not durable");
        line("ms CPU of both", |done| done.cpu() / 1e3).write(&mut out, "–");
        line("bytes", |done| done.bytes as f64).write(&mut out, "≤ 1.2 × the records");
    }
    let work = Work::Append(records / 10);
    let what = "append of one record, p50".to_owned();
    let line = |unit, figure: fn(&Meeting) -> f64| Line { measured, work, what: what.clone(), unit, figure: Box::new(figure) };
    line("µs", |done| done.wall).write(&mut out, &format!("≤ 1.5 × {} µs", shown(limits.commit)));
    line("µs CPU", |done| done.a.cpu / done.records as f64).write(&mut out, "–");
    let _ = writeln!(
        out,
        "\nThe parts alone: redb with an id index {} µs CPU a record in batches, {} B of disk, a two-phase commit of one {} µs; \
         a strict signature check {} µs CPU; BLAKE3 of a record {} µs.",
        shown(limits.bulk),
        shown(limits.disk),
        shown(limits.commit),
        shown(limits.verify),
        shown(limits.hash)
    );
    out
}

fn first(out: &mut String, measured: &Measured, records: u64) {
    let (work, count) = (Work::First(records), records as f64);
    let line = |unit, figure: Box<dyn Fn(&Meeting) -> f64>| Line { measured, work, what: format!("first sync of {records}"), unit, figure };
    line("records/s", Box::new(move |done| count * 1e6 / done.wall)).write(out, "≥ 5 × RAW, ≥ 15 × FULL");
    line("µs CPU a record, receiver", Box::new(move |done| done.b.cpu / count)).write(out, "≤ 20");
    line("µs CPU a record, sender", Box::new(move |done| done.a.cpu / count)).write(out, "–");
    line("bytes a record", Box::new(move |done| done.bytes as f64 / count)).write(out, &format!("≤ {}", 200.0 + SEALED_BYTES));
    line("MiB peak, receiver", Box::new(|done| done.b.peak as f64 / 1024.0)).write(out, "≤ 64");
    line("MiB peak, sender", Box::new(|done| done.a.peak as f64 / 1024.0)).write(out, "≤ 64");
    line("bytes of disk a record, receiver", Box::new(move |done| done.b.disk as f64 / count)).write(out, "≤ 2 × record and payload");
}

fn both(out: &mut String, measured: &Measured, records: u64) {
    for records in [records / 10, records] {
        let work = Work::Both(records);
        let what = format!("{NEW} + {NEW} new, both hold {records}");
        let line = |unit, figure: fn(&Meeting) -> f64| Line { measured, work, what: what.clone(), unit, figure: Box::new(figure) };
        line("ms", |done| done.wall / 1e3).write(out, "≥ 30 × faster than RAW");
        line("ms CPU of both", |done| done.cpu() / 1e3).write(out, "the same for any number held");
        line("bytes", |done| done.bytes as f64).write(out, "≤ handshake + frontier + 1.1 × the records");
    }
}
