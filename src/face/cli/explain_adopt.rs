//! Why a regulation or a calendar was not adopted, as a sentence that says what to do.

use super::calendars::kind_key;
use super::documents;
use super::failure::Failure;
use crate::domain::regulation::adoption::{AdoptionError, OVERLAYS_MAX, SET_MAX};
use crate::node::adopt::AdoptError;

fn listed(all: &[String]) -> String {
    all.join(", ")
}

impl From<AdoptionError> for Failure {
    fn from(error: AdoptionError) -> Self {
        match error {
            AdoptionError::Document { name, why } => Self::like("error-document", documents::preset(&why)).with("file", name),
            AdoptionError::Kind { name, is_overlay } => {
                Self::usage(if is_overlay { "error-is-overlay" } else { "error-is-preset" }).with("given", name)
            }
            AdoptionError::TooMany => Self::usage("error-adoption-size").count("overlays", OVERLAYS_MAX).count("figures", SET_MAX),
            AdoptionError::Contradiction { key, first, second } => Self::usage("error-contradiction")
                .with("key", key)
                .with("first", first.name)
                .with("says", first.value)
                .with("second", second.name)
                .with("other", second.value),
            AdoptionError::NotSet(duties) => {
                let example = duties.first().cloned().unwrap_or_default();
                Self::usage("error-not-set").with("duties", listed(&duties)).with("example", example)
            }
            AdoptionError::NotOpen { given, open } if open.is_empty() => Self::usage("error-none-open").with("given", given),
            AdoptionError::NotOpen { given, open } => Self::usage("error-not-open").with("given", given).with("open", listed(&open)),
            AdoptionError::SetTwice(duty) => Self::usage("error-set-twice").with("given", duty),
            AdoptionError::Figure(given) => Self::usage("usage-set").with("typed", given),
        }
    }
}

impl From<AdoptError> for Failure {
    fn from(error: AdoptError) -> Self {
        match error {
            AdoptError::Regulation(error) => error.into(),
            AdoptError::Calendar(why) => Self::like("error-calendar", documents::calendar(&why)),
            AdoptError::NoYear => Self::usage("error-calendar-empty"),
            AdoptError::InForce => Self::rule("error-calendar-in-force"),
            AdoptError::Contradicts { day, count, with } => Self::rule("error-calendar-contradicts")
                .with("line", day.line)
                .with("day", day.date)
                .key("here", kind_key(day.here).to_owned())
                .key("there", kind_key(day.there).to_owned())
                .with("with", with)
                .count("count", count),
            AdoptError::Loses { document, years } => {
                let years: Vec<String> = years.iter().map(ToString::to_string).collect();
                Self::rule("error-calendar-loses").with("document", document).with("years", listed(&years))
            }
            AdoptError::Act(error) => error.into(),
        }
    }
}
