//! The site's directory: what the short codes mean, the time zone, and when business is open. A public document named by its digest;
//! it never holds personal data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::id::Code;
use super::regulation::DOCUMENT_BYTES_MAX;
use super::regulation::due::{Convention, Hours, HoursError};

/// The time zone of every site unless its directory says otherwise.
pub const DEFAULT_ZONE: &str = "Asia/Shanghai";
/// The post that `init` makes, and on which fall the duties of people who are gone.
pub const DUTY_POST: &str = "duty";
/// The longest name of an organisation, a site or of what a code means, in characters.
pub const NAME_CHARS_MAX: usize = 100;
const SCHEMA: u32 = 1;
const KIND: &str = "directory";
/// A last number of so many digits after others is a flat's, as in 5-2-1101. Digits.
const FLAT_DIGITS: usize = 3;

/// Names of posts, departments, places and plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Directory {
    /// 1.
    pub schema: u32,
    /// `directory`.
    pub kind: String,
    /// The organisation's name.
    pub organisation: String,
    /// The site's name.
    pub site: String,
    /// A time zone without summer time, as `Asia/Shanghai` or `+08:00`.
    pub time_zone: String,
    /// When business is open on working days, as `08:30-17:30`; nothing: the house's default, which is that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_hours: Option<String>,
    /// How working days are counted; nothing: by the Civil Code. Art. 204 lets those concerned agree otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<Convention>,
    /// Posts by code.
    pub posts: BTreeMap<Code, String>,
    /// Departments by code.
    pub departments: BTreeMap<Code, String>,
    /// Places by code, never finer than a building, a stair or a public area.
    pub places: BTreeMap<Code, String>,
    /// Emergency plans by code.
    pub plans: BTreeMap<Code, String>,
}

impl Default for Directory {
    fn default() -> Self {
        let none = BTreeMap::new;
        Self {
            schema: SCHEMA,
            kind: KIND.into(),
            organisation: String::new(),
            site: String::new(),
            time_zone: DEFAULT_ZONE.into(),
            business_hours: None,
            working_days: None,
            posts: none(),
            departments: none(),
            places: none(),
            plans: none(),
        }
    }
}

/// Why a text is not a directory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// Not TOML of these keys.
    #[error("not a directory: {0}")]
    Malformed(String),
    /// A zone that this version does not know.
    #[error("the time zone `{0}` is not known: write its distance from UTC instead, as +08:00")]
    Zone(String),
    /// Business hours that are none.
    #[error(transparent)]
    Hours(#[from] HoursError),
    /// Longer than [`DOCUMENT_BYTES_MAX`].
    #[error("the directory is {0} bytes long, more than {DOCUMENT_BYTES_MAX}")]
    TooLong(usize),
    /// Something in it does not fit.
    #[error("line {line}: {why}")]
    Wrong {
        /// From 1.
        line: usize,
        /// What to change.
        why: Misfit,
    },
}

/// What does not fit in a directory that is to be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Another schema or kind.
    #[error("this is no directory of schema {SCHEMA}: write `schema = {SCHEMA}` and `kind = \"{KIND}\"`")]
    Kind,
    /// A zone that this version does not know.
    #[error("the time zone `{0}` is not known: write its distance from UTC instead, as +08:00")]
    Zone(String),
    /// Business hours that are none.
    #[error(transparent)]
    Hours(#[from] HoursError),
    /// A name that nobody could read.
    #[error("`{0}` is no name: use 1 to {NAME_CHARS_MAX} characters, no line breaks")]
    Name(String),
    /// Two codes of one list with the same name: nobody could say which is meant.
    #[error("`{name}` is the name of `{first}` and of `{second}`: give one of them another name")]
    Twice {
        /// The name.
        name: String,
        /// One code.
        first: Code,
        /// The other.
        second: Code,
    },
    /// A flat is a resident's detail.
    #[error("`{0}` is a flat: a place is never finer than a building, a stair or a public area")]
    Flat(Code),
}

/// Whether the code is a flat's number, as 5-2-1101: what stands in a header is signed, seen by every node and never erased.
#[must_use]
pub fn is_flat(place: &Code) -> bool {
    let parts: Vec<&str> = place.as_str().split('-').collect();
    let numbers = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    parts.len() > 1 && numbers && parts.last().is_some_and(|last| last.len() >= FLAT_DIGITS)
}

/// Whether the code ends as a flat's number does, as `room-1101` or `1101`: a place only where the directory names it.
#[must_use]
pub fn may_be_flat(place: &Code) -> bool {
    let place = place.as_str();
    place.len() - place.trim_end_matches(|last: char| last.is_ascii_digit()).len() >= FLAT_DIGITS
}

/// A directory with the place of everything in it, as strict as what is signed from now on must be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    schema: Spanned<u32>,
    kind: Spanned<String>,
    organisation: Spanned<String>,
    site: Spanned<String>,
    time_zone: Spanned<String>,
    #[serde(default)]
    business_hours: Option<Spanned<String>>,
    #[serde(default)]
    working_days: Option<Convention>,
    #[serde(default)]
    posts: BTreeMap<Code, Spanned<String>>,
    #[serde(default)]
    departments: BTreeMap<Code, Spanned<String>>,
    #[serde(default)]
    places: BTreeMap<Code, Spanned<String>>,
    #[serde(default)]
    plans: BTreeMap<Code, Spanned<String>>,
}

impl Sheet {
    fn misfit(&self) -> Option<(usize, Misfit)> {
        if *self.schema.get_ref() != SCHEMA {
            return Some((self.schema.span().start, Misfit::Kind));
        }
        if self.kind.get_ref() != KIND {
            return Some((self.kind.span().start, Misfit::Kind));
        }
        let names = [&self.organisation, &self.site].into_iter();
        let lists = [&self.posts, &self.departments, &self.places, &self.plans];
        let mut all = names.chain(lists.iter().flat_map(|list| list.values()));
        if let Some(wrong) = all.find(|name| !is_name(name.get_ref())) {
            return Some((wrong.span().start, Misfit::Name(wrong.get_ref().clone())));
        }
        if let Some((flat, name)) = self.places.iter().find(|(place, _)| is_flat(place)) {
            return Some((name.span().start, Misfit::Flat(flat.clone())));
        }
        lists.into_iter().find_map(twice)
    }

    /// Zone and hours, read apart because the directory that is believed checks them without any line.
    fn miscounted(&self) -> Option<(usize, Misfit)> {
        let zone = Directory { time_zone: self.time_zone.get_ref().clone(), ..Directory::default() };
        if zone.offset().is_err() {
            return Some((self.time_zone.span().start, Misfit::Zone(zone.time_zone)));
        }
        let hours = self.business_hours.as_ref()?;
        Hours::parse(hours.get_ref()).err().map(|why| (hours.span().start, why.into()))
    }

    fn into_directory(self) -> Directory {
        let names = |list: BTreeMap<Code, Spanned<String>>| list.into_iter().map(|(code, name)| (code, name.into_inner())).collect();
        Directory {
            schema: self.schema.into_inner(),
            kind: self.kind.into_inner(),
            organisation: self.organisation.into_inner(),
            site: self.site.into_inner(),
            time_zone: self.time_zone.into_inner(),
            business_hours: self.business_hours.map(Spanned::into_inner),
            working_days: self.working_days,
            posts: names(self.posts),
            departments: names(self.departments),
            places: names(self.places),
            plans: names(self.plans),
        }
    }
}

fn is_name(name: &str) -> bool {
    (1..=NAME_CHARS_MAX).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control)
}

fn twice(list: &BTreeMap<Code, Spanned<String>>) -> Option<(usize, Misfit)> {
    let mut known: BTreeMap<&str, &Code> = BTreeMap::new();
    list.iter().find_map(|(code, name)| {
        let said = name.get_ref().trim();
        let first = known.insert(said, code)?.clone();
        Some((name.span().start, Misfit::Twice { name: said.to_owned(), first, second: code.clone() }))
    })
}

impl Directory {
    /// Reads a document that is to be signed: everything must fit. (What was signed once is read leniently, see [`Self::parse`].)
    ///
    /// # Errors
    /// What is wrong first, with its line.
    pub fn check(text: &str) -> Result<Self, DirectoryError> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(DirectoryError::TooLong(text.len()));
        }
        let sheet: Sheet = toml::from_str(text).map_err(|why| DirectoryError::Malformed(why.to_string()))?;
        if let Some((at, why)) = sheet.misfit().or_else(|| sheet.miscounted()) {
            return Err(DirectoryError::Wrong { line: 1 + text[..at].matches('\n').count(), why });
        }
        Ok(sheet.into_directory())
    }

    /// Reads the document.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, DirectoryError> {
        let directory: Self = toml::from_str(text).map_err(|why| DirectoryError::Malformed(why.to_string()))?;
        directory.offset()?;
        directory.hours()?;
        Ok(directory)
    }

    /// The document.
    ///
    /// # Errors
    /// [`DirectoryError`] as for reading.
    pub fn to_document(&self) -> Result<String, DirectoryError> {
        self.offset()?;
        self.hours()?;
        toml::to_string(self).map_err(|why| DirectoryError::Malformed(why.to_string()))
    }

    /// When business is open.
    ///
    /// # Errors
    /// [`DirectoryError::Hours`].
    pub fn hours(&self) -> Result<Hours, DirectoryError> {
        Ok(self.business_hours.as_deref().map_or(Ok(Hours::default()), Hours::parse)?)
    }

    /// The distance of the site's zone from UTC.
    ///
    /// # Errors
    /// [`DirectoryError::Zone`].
    pub fn offset(&self) -> Result<chrono::FixedOffset, DirectoryError> {
        // China keeps one time without summer time since 1992; the neighbouring zones here keep none either.
        let seconds = match self.time_zone.as_str() {
            "Asia/Shanghai" | "Asia/Hong_Kong" | "Asia/Macau" | "Asia/Taipei" | "Asia/Singapore" => Some(8 * 3600),
            "UTC" => Some(0),
            other => fixed_seconds(other),
        };
        seconds.and_then(chrono::FixedOffset::east_opt).ok_or_else(|| DirectoryError::Zone(self.time_zone.clone()))
    }
}

fn fixed_seconds(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    (hours <= 14 && minutes < 60).then(|| sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_reads_back() {
        let mut directory = Directory { site: "翠苑三区".into(), ..Directory::default() };
        directory.posts.insert(Code::new("duty").expect("a code"), "值班岗".into());
        let text = directory.to_document().expect("written");
        assert_eq!(Directory::parse(&text), Ok(directory));
    }

    #[test]
    fn business_hours_are_read_or_the_houses() {
        let text =
            Directory { business_hours: Some("09:00-18:00".into()), working_days: Some(Convention::ElapsedHours), ..Directory::default() };
        let text = text.to_document().expect("written");
        assert!(text.contains("working_days = \"elapsed_hours\""));
        assert_eq!(Directory::parse(&text).expect("reads").hours(), Ok(Hours::parse("09:00-18:00").expect("hours")));
        assert_eq!(Directory::default().hours(), Ok(Hours::default()));
        assert!(matches!(Directory::parse("business_hours = \"18:00-09:00\""), Err(DirectoryError::Hours(_))));
    }

    #[test]
    fn what_is_to_be_signed_must_fit_whole() {
        let good = "schema = 1\nkind = \"directory\"\norganisation = \"翠苑物业\"\nsite = \"翠苑三区\"\ntime_zone = \"+08:00\"\n";
        assert_eq!(Directory::check(good), Directory::parse(good));
        let wrong = |more: &str| match Directory::check(&format!("{good}{more}")) {
            Err(DirectoryError::Wrong { line, why }) => (line, why.to_string()),
            other => panic!("{more}: {other:?}"),
        };
        let says = |more: &str, line: usize, part: &str| {
            let found = wrong(more);
            assert!(found.0 == line && found.1.contains(part), "{more}: {found:?}");
        };
        says("business_hours = \"17:30-08:30\"\n", 6, "17:30-08:30");
        says("[places]\n5-2-1101 = \"某户\"\n", 7, "flat");
        says("[posts]\ngate = \" \"\n", 7, "no name");
        says("[posts]\na = \"门岗\"\nb = \"门岗\"\n", 8, "`a` and of `b`");
        let malformed = |text: &str| matches!(Directory::check(text), Err(DirectoryError::Malformed(why)) if why.contains("line 6"));
        assert!(malformed(&format!("{good}hours = \"08:30-17:30\"\n")));
        assert!(malformed(&format!("{good}working_days = \"both\"\n")));
        for (from, to) in [("schema = 1", "schema = 2"), ("directory", "calendar"), ("+08:00", "Mars/Base"), ("翠苑三区", "")] {
            assert!(Directory::check(&good.replace(from, to)).is_err(), "{to}");
        }
        let long = format!("{good}# {}", "长".repeat(DOCUMENT_BYTES_MAX / 3));
        assert_eq!(Directory::check(&long), Err(DirectoryError::TooLong(long.len())));
    }

    #[test]
    fn a_flat_is_no_place() {
        let flat = |text: &str| is_flat(&Code::new(text).expect("a code"));
        assert!(flat("5-2-1101") && flat("5-301"));
        assert!(!flat("5-2") && !flat("1101") && !flat("building-301") && !flat("garage"));
        let doubtful = |text: &str| may_be_flat(&Code::new(text).expect("a code"));
        assert!(doubtful("room-1101") && doubtful("1101") && doubtful("301") && doubtful("5-2-1101"));
        assert!(!doubtful("5-2") && !doubtful("12") && !doubtful("building-30") && !doubtful("garage"));
    }

    #[test]
    fn zones_are_known_or_given_as_a_distance() {
        let zone = |name: &str| Directory { time_zone: name.into(), ..Directory::default() }.offset().map(|o| o.local_minus_utc());
        assert_eq!(zone("Asia/Shanghai"), Ok(28_800));
        assert_eq!(zone("-05:30"), Ok(-19_800));
        assert_eq!(zone("Mars/Base"), Err(DirectoryError::Zone("Mars/Base".into())));
    }
}
