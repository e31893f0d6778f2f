//! The site's directory: what the short codes mean, the time zone, and when business is open. A public document named by its digest;
//! it never holds personal data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::Code;
use super::regulation::due::{Convention, Hours, HoursError};

/// The time zone of every site unless its directory says otherwise.
pub const DEFAULT_ZONE: &str = "Asia/Shanghai";
/// The post that `init` makes, and on which fall the duties of people who are gone.
pub const DUTY_POST: &str = "duty";

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
            schema: 1,
            kind: "directory".into(),
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
}

impl Directory {
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
    fn zones_are_known_or_given_as_a_distance() {
        let zone = |name: &str| Directory { time_zone: name.into(), ..Directory::default() }.offset().map(|o| o.local_minus_utc());
        assert_eq!(zone("Asia/Shanghai"), Ok(28_800));
        assert_eq!(zone("-05:30"), Ok(-19_800));
        assert_eq!(zone("Mars/Base"), Err(DirectoryError::Zone("Mars/Base".into())));
    }
}
