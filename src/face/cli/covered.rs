//! How complete a list may be, in one line.

use super::desk::Desk;
use super::failure::Failure;
use super::table::plain;
use super::tell::line;
use crate::domain::time::UtcMs;
use crate::node::SiteCoverage;

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The coverage of this node's site.
pub fn coverage(desk: &Desk<'_>) -> Result<SiteCoverage, Failure> {
    let site = desk.handle.identity().site;
    Ok(desk.handle.coverage(site).map_err(crate::node::ReadError::from)?)
}

/// What a list may lack, as far as that is known; empty where nothing is. `always`: also say that nothing does, where others
/// were heard, and who was never heard.
#[must_use]
pub fn told(desk: &Desk<'_>, coverage: &SiteCoverage, always: bool) -> String {
    let text = desk.text;
    let now = desk.handle.clock().now().wall;
    let mut said = Vec::new();
    for device in coverage.late() {
        let name = plain(&device.device.map(|id| desk.names().device(id)).unwrap_or_default());
        match device.heard {
            Some(heard) => said.push(text.get("coverage-late", [("name", name.into()), ("ago", ago(desk, now, heard.at).into())])),
            None if always => said.push(text.get("coverage-never", [("name", name.into())])),
            None => {}
        }
    }
    if coverage.missing() > 0 && !coverage.partial {
        said.push(text.get("coverage-missing", [("count", coverage.missing().into())]));
    }
    let complete = coverage.complete.filter(|_| always || !said.is_empty());
    if let Some(at) = complete {
        let at = desk.names().clock(at);
        said.insert(0, text.get("coverage-complete", [("at", at.get(..16).unwrap_or(&at).into())]));
    }
    if coverage.partial {
        said.insert(0, text.say("coverage-partial"));
    }
    if said.is_empty() { String::new() } else { line(text.get("coverage", [("parts", said.join(&text.say("fact-separator")).into())])) }
}

fn ago(desk: &Desk<'_>, now: UtcMs, at: UtcMs) -> String {
    let past = now.saturating_sub(at).max(0);
    let (key, count) = match past {
        0..HOUR_MS => ("ago-minutes", past / MINUTE_MS),
        HOUR_MS..DAY_MS => ("ago-hours", past / HOUR_MS),
        _ => ("ago-days", past / DAY_MS),
    };
    desk.text.get(key, [("count", count.unsigned_abs().into())])
}
