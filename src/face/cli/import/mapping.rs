//! The mapping file: what the columns of another system mean. Strict, so that a slip is found and not ignored.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone};
use serde::Deserialize;

use crate::domain::act::word::{Channel, Claimed, Matter};
use crate::domain::id::Code;
use crate::domain::time::UtcMs;
use crate::face::cli::failure::Failure;
use crate::face::when;

/// A mapping file as it is written; see `examples/maps`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    source: String,
    #[serde(default)]
    zone: Option<String>,
    #[serde(default)]
    zone_change: Vec<ZoneChange>,
    #[serde(default)]
    delimiter: Option<char>,
    columns: Columns,
    #[serde(default)]
    times: Times,
    #[serde(default)]
    state: Option<Values<Claimed>>,
    #[serde(default)]
    channel: Option<Values<Channel>>,
    #[serde(default)]
    matter: Option<Values<Matter>>,
    #[serde(default)]
    owner: Option<Values<Code>>,
    #[serde(default)]
    crew: Option<Values<Code>>,
    #[serde(default)]
    words: Option<Words>,
    #[serde(default)]
    offer: Option<Offer>,
}

/// From a local time on, another distance from UTC: summer time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneChange {
    from: String,
    zone: String,
}

/// Which column of the header row holds what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// What makes a row one request.
    pub key: String,
    /// When the resident came.
    #[serde(default)]
    pub opened: Option<String>,
    /// When it was served.
    #[serde(default)]
    pub serviced: Option<String>,
    /// When it was closed.
    #[serde(default)]
    pub closed: Option<String>,
    /// The owning department.
    #[serde(default)]
    pub owner: Option<String>,
    /// The crew.
    #[serde(default)]
    pub crew: Option<String>,
    /// The state.
    #[serde(default)]
    pub state: Option<String>,
    /// How the resident came.
    #[serde(default)]
    pub channel: Option<String>,
    /// What kind of thing is asked.
    #[serde(default)]
    pub matter: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    #[serde(default)]
    formats: Vec<String>,
}

/// What the values of a column mean.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Values<W> {
    /// What every value means that is not listed; without it such a row is malformed.
    #[serde(default = "none")]
    pub default: Option<W>,
    /// Meaning by value, exactly as it stands in the file.
    #[serde(default = "BTreeMap::new")]
    pub values: BTreeMap<String, W>,
}

fn none<W>() -> Option<W> {
    None
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    template: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    post: Code,
}

/// A mapping that was read and makes sense.
#[derive(Debug)]
pub struct Mapping {
    /// The source's name.
    pub source: String,
    /// The columns.
    pub columns: Columns,
    /// Between two cells.
    pub delimiter: u8,
    /// States.
    pub state: Option<Values<Claimed>>,
    /// Channels.
    pub channel: Option<Values<Channel>>,
    /// Matters.
    pub matter: Option<Values<Matter>>,
    /// Departments.
    pub owner: Option<Values<Code>>,
    /// Crews.
    pub crew: Option<Values<Code>>,
    /// The words of a request: `{column}` is replaced by its cell.
    pub template: Option<String>,
    /// The post to offer open requests to.
    pub offer_post: Option<Code>,
    formats: Vec<String>,
    zone: FixedOffset,
    changes: Vec<(NaiveDateTime, FixedOffset)>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// A usage failure that names the file, the line and what is allowed there.
    pub fn read(path: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        let wrong = |failure: Failure| failure.with("path", path.display());
        let text = std::str::from_utf8(bytes).map_err(|why| wrong(Failure::usage("map-wrong").with("line", 1).with("why", why)))?;
        let document: Document = toml::from_str(text).map_err(|error| wrong(explain(text, &error)))?;
        let delimiter = document.delimiter.unwrap_or(',');
        let delimiter = u8::try_from(delimiter).map_err(|_| wrong(Failure::usage("map-delimiter").with("typed", delimiter)))?;
        let zone = document.zone.as_deref().map_or_else(|| FixedOffset::east_opt(0), offset);
        let zone = zone.ok_or_else(|| wrong(Failure::usage("map-zone").with("typed", document.zone.unwrap_or_default())))?;
        let change = |change: ZoneChange| {
            let from = NaiveDateTime::parse_from_str(&change.from, "%Y-%m-%d %H:%M").ok();
            let both = from.zip(offset(&change.zone));
            both.ok_or_else(|| wrong(Failure::usage("map-zone").with("typed", format_args!("{} {}", change.from, change.zone))))
        };
        let mut changes = document.zone_change.into_iter().map(change).collect::<Result<Vec<_>, _>>()?;
        changes.sort_unstable_by_key(|(from, _)| *from);
        if document.source.trim().is_empty() {
            return Err(wrong(Failure::usage("map-source")));
        }
        Ok(Self {
            source: document.source,
            columns: document.columns,
            delimiter,
            state: document.state,
            channel: document.channel,
            matter: document.matter,
            owner: document.owner,
            crew: document.crew,
            template: document.words.map(|words| words.template),
            offer_post: document.offer.map(|offer| offer.post),
            formats: document.times.formats,
            zone,
            changes,
        })
    }

    /// A time of the source; `None` for a text in none of its formats.
    pub fn time(&self, cell: &str) -> Option<UtcMs> {
        let read = |format: &String| {
            let local = NaiveDateTime::parse_from_str(cell, format).ok();
            let local = local.or_else(|| NaiveDate::parse_from_str(cell, format).ok().and_then(|day| day.and_hms_opt(0, 0, 0)));
            match DateTime::parse_from_str(cell, format) {
                Ok(with_zone) => Some(with_zone.timestamp_millis()),
                Err(_) => local.and_then(|local| self.zone_at(local).from_local_datetime(&local).single()).map(|at| at.timestamp_millis()),
            }
        };
        if self.formats.is_empty() { when::read(cell, self.zone).ok() } else { self.formats.iter().find_map(read) }
    }

    fn zone_at(&self, local: NaiveDateTime) -> FixedOffset {
        let change = self.changes.iter().rev().find(|(from, _)| *from <= local);
        change.map_or(self.zone, |(_, zone)| *zone)
    }
}

/// Reads `+08:00` or `-0800`.
fn offset(text: &str) -> Option<FixedOffset> {
    // chrono reads an offset only after a time.
    DateTime::parse_from_str(&format!("2000-01-01 00:00 {text}"), "%Y-%m-%d %H:%M %z").ok().map(|time| *time.offset())
}

/// Turns what the TOML reader says into a sentence with the line and the allowed keys.
fn explain(text: &str, error: &toml::de::Error) -> Failure {
    let start = error.span().map_or(0, |span| span.start);
    let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
    // serde says: unknown field `x`, expected one of `a`, `b`
    let said = error.message();
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    match quoted[..] {
        [key, ref allowed @ ..] if said.starts_with("unknown field") => {
            Failure::usage("map-unknown-key").with("line", line).with("key", key).with("allowed", allowed.join(", "))
        }
        [key] if said.starts_with("missing field") => Failure::usage("map-missing-key").with("line", line).with("key", key),
        _ => Failure::usage("map-wrong").with("line", line).with("why", said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::text::{Lang, Text};

    fn read(text: &str) -> Result<Mapping, String> {
        Mapping::read(Path::new("m.toml"), text.as_bytes()).map_err(|failure| failure.say(Text::of(Lang::En)))
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_what_is_allowed() {
        let why = read("source = \"s\"\n[columns]\nkey = \"id\"\nopend = \"date\"\n").expect_err("a slip");
        assert!(why.contains("m.toml") && why.contains("line 4") && why.contains("opend") && why.contains("opened, serviced"), "{why}");
        let why = read("source = \"s\"\n").expect_err("no columns");
        assert!(why.contains("columns"), "{why}");
        let why = read("source = \"s\"\n[columns]\nkey = \"id\"\n[state.values]\nDone = \"finished\"\n").expect_err("no such state");
        assert!(why.contains("line 5") && why.contains("open, closed, cancelled"), "{why}");
    }

    #[test]
    fn times_of_other_forms_need_no_code() {
        let mapping = read(
            "source = \"s\"\nzone = \"-08:00\"\n[[zone_change]]\nfrom = \"2020-03-08 02:00\"\nzone = \"-07:00\"\n\
             [columns]\nkey = \"id\"\n[times]\nformats = [\"%m/%d/%y %H:%M\", \"%Y年%m月%d日\", \"%Y-%m-%dT%H:%M:%S%z\"]\n",
        )
        .expect("a mapping");
        let utc = |text| DateTime::parse_from_rfc3339(text).expect("rfc 3339").timestamp_millis();
        assert_eq!(mapping.time("1/1/20 0:05"), Some(utc("2020-01-01T08:05:00Z")));
        assert_eq!(mapping.time("7/1/20 0:05"), Some(utc("2020-07-01T07:05:00Z")));
        assert_eq!(mapping.time("2020年01月02日"), Some(utc("2020-01-02T08:00:00Z")));
        assert_eq!(mapping.time("2020-01-02T08:00:00+0800"), Some(utc("2020-01-02T00:00:00Z")));
        assert_eq!(mapping.time("yesterday"), None);
    }
}
