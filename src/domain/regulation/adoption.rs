//! What may be adopted from now on, checked strictly: every document reads whole, no two contradict each other, and every limit
//! that a text leaves to the company has its figure. (What was adopted once is read leniently, see [`super::adopted`].)

use std::collections::BTreeMap;

use super::adopted::set_name;
use super::preset::figure::{Figure, Limit};
use super::preset::words::Word;
use super::preset::{Duty, Preset, PresetError, as_toml};
use crate::domain::act::{AdoptRegulation, Prefer, SetLimit};
use crate::domain::id::{Code, Digest};

/// The most overlays of one adoption.
pub const OVERLAYS_MAX: usize = 8;
/// The most figures of one adoption.
pub const SET_MAX: usize = 64;
/// Keys that say where something stands, not what holds.
const CITATIONS: &[&str] = &["rule", "inferred"];
/// Keys whose single word is a list of one.
const LISTS: &[&str] = &["by", "when"];

/// A document as it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// A shipped id, or a file.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What is to be adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The preset.
    pub preset: Named,
    /// The overlays, in order.
    pub overlays: Vec<Named>,
    /// Which wins where two say different things of one key; between two overlays the one named first.
    pub prefer: Option<Prefer>,
    /// Figures for duties that the text leaves to the company.
    pub set: Vec<(String, Figure)>,
}

/// What a document says of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Says {
    /// The document.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Why something may not be adopted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdoptionError {
    /// A document that cannot be read whole.
    #[error("{name}: {why}")]
    Document {
        /// The document.
        name: String,
        /// What to change in it.
        why: PresetError,
    },
    /// An overlay in place of a preset, or a preset in place of an overlay.
    #[error("{name} is {}: {}", if *.is_overlay { "an overlay" } else { "a preset" }, if *.is_overlay { "add it with --overlay" } else { "adopt it alone" })]
    Kind {
        /// The document.
        name: String,
        /// What it is.
        is_overlay: bool,
    },
    /// More than [`OVERLAYS_MAX`] overlays or [`SET_MAX`] figures.
    #[error("an adoption takes at most {OVERLAYS_MAX} overlays and {SET_MAX} figures")]
    TooMany,
    /// Two documents say different things of one key.
    #[error("{key}: {} says {}, {} says {}; decide with --prefer preset or --prefer overlay", first.name, first.value, second.name, second.value)]
    Contradiction {
        /// The key, as `close.allow_explained`.
        key: String,
        /// One of them.
        first: Says,
        /// The other.
        second: Says,
    },
    /// Limits without a figure.
    #[error("the text leaves the limit of {} to the company: give it as --set {}=PT4H or =P3WD", .0.join(", "), .0.first().map_or("DUTY", String::as_str))]
    NotSet(Vec<String>),
    /// A figure for a duty that does not exist, or whose text leaves nothing open.
    #[error("`{given}` is no duty whose limit the text leaves open; those are: {}", .open.join(", "))]
    NotOpen {
        /// What was given.
        given: String,
        /// What may be set.
        open: Vec<String>,
    },
    /// A figure given twice.
    #[error("the limit of `{0}` is set twice")]
    SetTwice(String),
    /// A figure that an adoption cannot say.
    #[error(
        "`{0}` cannot be set: minutes and hours of the clock or working days, as PT30M, PT4H or P3WD, and a duty's id of at most 24 letters"
    )]
    Figure(String),
}

impl Proposal {
    /// A regulation that comes with the program, alone; `None`: there is none of this number or name.
    #[must_use]
    pub fn shipped(id: &str) -> Option<Self> {
        let preset = Named { name: id.to_owned(), text: super::preset(id)?.to_owned() };
        Some(Self { preset, overlays: Vec::new(), prefer: None, set: Vec::new() })
    }

    /// The documents that it names, the preset first.
    #[must_use]
    pub fn documents(&self) -> Vec<String> {
        std::iter::once(&self.preset).chain(&self.overlays).map(|named| named.text.clone()).collect()
    }

    /// The act that adopts it, without what it replaces.
    ///
    /// # Errors
    /// [`AdoptionError`], the first thing that does not hold.
    pub fn check(&self) -> Result<AdoptRegulation, AdoptionError> {
        if self.overlays.len() > OVERLAYS_MAX || self.set.len() > SET_MAX {
            return Err(AdoptionError::TooMany);
        }
        let documents: Vec<&Named> = std::iter::once(&self.preset).chain(&self.overlays).collect();
        let read = documents.iter().enumerate().map(|(at, named)| read(named, at > 0)).collect::<Result<Vec<Preset>, _>>()?;
        if self.prefer.is_none()
            && let Some(contradiction) = contradiction(&documents)
        {
            return Err(contradiction);
        }
        let digest = |named: &&Named| Digest::of(named.text.as_bytes());
        Ok(AdoptRegulation {
            preset: digest(&documents[0]),
            overlays: documents[1..].iter().map(digest).collect(),
            prefer: self.prefer,
            set: self.figures(read.iter().flat_map(|preset| &preset.duties))?,
            replaces: Vec::new(),
        })
    }

    /// RULE: decision Q12. Every duty with `set` needs a figure; what recurs by the calendar does not.
    fn figures<'a>(&self, duties: impl Iterator<Item = &'a Duty>) -> Result<Vec<(Code, SetLimit)>, AdoptionError> {
        let open: Vec<&Duty> = duties.filter(|duty| duty.limit == Some(Limit::Word(Word::set))).collect();
        let mut set: BTreeMap<Code, SetLimit> = BTreeMap::new();
        for (given, figure) in &self.set {
            let open_ids = || open.iter().map(|duty| duty.id.clone()).collect();
            let Some(duty) = open.iter().find(|duty| duty.id == *given) else {
                return Err(AdoptionError::NotOpen { given: given.clone(), open: open_ids() });
            };
            let entry = set_name(&duty.id).zip(figure.to_set()).ok_or_else(|| AdoptionError::Figure(format!("{given}={figure}")))?;
            if set.insert(entry.0, entry.1).is_some() {
                return Err(AdoptionError::SetTwice(given.clone()));
            }
        }
        let missing = open.iter().filter(|duty| set_name(&duty.id).is_none_or(|name| !set.contains_key(&name)));
        let missing: Vec<String> = missing.map(|duty| duty.id.clone()).collect();
        if missing.is_empty() { Ok(set.into_iter().collect()) } else { Err(AdoptionError::NotSet(missing)) }
    }
}

fn read(named: &Named, is_overlay: bool) -> Result<Preset, AdoptionError> {
    let name = || named.name.clone();
    let preset = Preset::read(&named.text).map_err(|why| AdoptionError::Document { name: name(), why })?;
    if preset.is_overlay == is_overlay { Ok(preset) } else { Err(AdoptionError::Kind { name: name(), is_overlay: preset.is_overlay }) }
}

/// RULE: decision Q10. Lists of several documents grow; a single value must be the same wherever it is said.
fn contradiction(documents: &[&Named]) -> Option<AdoptionError> {
    let mut known: BTreeMap<String, Says> = BTreeMap::new();
    for named in documents {
        for (key, value) in values(&named.text) {
            let says = Says { name: named.name.clone(), value };
            match known.get(&key) {
                Some(first) if first.value != says.value => {
                    return Some(AdoptionError::Contradiction { key, first: first.clone(), second: says });
                }
                Some(_) => {}
                None => {
                    known.insert(key, says);
                }
            }
        }
    }
    None
}

/// Every single value of the sections of a document, and every duty as a whole.
fn values(text: &str) -> BTreeMap<String, String> {
    let table: toml::Table = as_toml(text).ok().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default();
    let mut found = BTreeMap::new();
    for (section, value) in table.iter().filter(|(_, value)| value.is_table()) {
        collect(section, value, &mut found);
    }
    let named = |value: &toml::Value, key: &str| value.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    for duty in table.get("duty").and_then(toml::Value::as_array).into_iter().flatten() {
        found.insert(format!("{} {}", named(duty, "rule"), named(duty, "id")), duty.to_string());
    }
    for class in table.get("class").and_then(toml::Value::as_array).into_iter().flatten() {
        found.insert(format!("class {}", named(class, "id")), named(class, "zh"));
    }
    found
}

fn collect(key: &str, value: &toml::Value, found: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            let said = table.iter().filter(|(name, _)| !CITATIONS.contains(&name.as_str()) && !LISTS.contains(&name.as_str()));
            said.for_each(|(name, value)| collect(&format!("{key}.{name}"), value, found));
        }
        toml::Value::Array(_) => {}
        single => {
            found.insert(key.to_owned(), single.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::regulation::{Kind, preset, presets};

    fn named(id: &str) -> Named {
        Named { name: id.to_owned(), text: preset(id).expect("shipped").to_owned() }
    }

    fn proposal(id: &str, overlays: &[&str]) -> Proposal {
        Proposal { preset: named(id), overlays: overlays.iter().map(|id| named(id)).collect(), prefer: None, set: vec![] }
    }

    fn own(name: &str, kind: &str, rest: &str) -> Named {
        let text = format!("schema = 1\nid = \"{name}\"\nkind = \"{kind}\"\ntitle_zh = \"本公司\"\nsource = \"own\"\n{rest}");
        Named { name: name.to_owned(), text }
    }

    #[test]
    fn every_preset_is_adopted_and_those_that_leave_a_limit_open_want_its_figure() {
        let wanting: Vec<(&str, Vec<String>)> = presets()
            .iter()
            .filter(|shipped| shipped.kind == Kind::Preset)
            .filter_map(|shipped| match proposal(shipped.id, &[]).check() {
                Ok(_) => None,
                Err(AdoptionError::NotSet(duties)) => Some((&shipped.id[..3], duties)),
                Err(other) => panic!("{}: {other}", shipped.id),
            })
            .collect();
        // R15's statistics and R05's assessment are `set` too, but recur by the calendar: they do not stop anybody.
        let duties = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let expected =
            [("r07", duties(&["first_handling", "dept_result"])), ("r11", duties(&["complete_papers"])), ("r15", duties(&["respond"]))];
        assert_eq!(wanting, expected);
    }

    #[test]
    fn figures_are_taken_where_the_text_leaves_them_open_and_nowhere_else() {
        let set = |set: &[(&str, &str)]| {
            let set = set.iter().map(|(duty, figure)| ((*duty).to_owned(), Figure::parse(figure).expect("a figure"))).collect();
            Proposal { set, ..proposal("r07", &["r05"]) }.check()
        };
        let act = set(&[("first_handling", "PT4H"), ("dept_result", "P3WD")]).expect("whole");
        let name = |id: &str| set_name(id).expect("a code");
        assert_eq!(act.set, [(name("dept_result"), SetLimit::WorkingDays(3)), (name("first_handling"), SetLimit::Minutes(240))]);
        assert_eq!(set(&[("first_handling", "PT4H")]), Err(AdoptionError::NotSet(vec!["dept_result".into()])));
        assert!(matches!(set(&[("respond_now", "PT4H")]), Err(AdoptionError::NotOpen { given, .. }) if given == "respond_now"));
        assert!(matches!(set(&[("nothing", "PT4H")]), Err(AdoptionError::NotOpen { open, .. }) if open.len() == 2));
        assert!(matches!(set(&[("first_handling", "P0D")]), Err(AdoptionError::Figure(_))));
        assert_eq!(set(&[("dept_result", "PT4H"), ("dept_result", "PT4H")]), Err(AdoptionError::SetTwice("dept_result".into())));
    }

    #[test]
    fn contradictions_are_refused_with_both_documents_the_key_and_the_values() {
        let found = proposal("r16", &["r14"]).check().expect_err("r14 allows any explained close");
        let text = found.to_string();
        for part in ["close.allow_explained", "r16 says \"manager_only\"", "r14 says \"any\"", "--prefer"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(Proposal { prefer: Some(Prefer::Overlay), ..proposal("r16", &["r14"]) }.check().is_ok());
        assert!(matches!(proposal("r06", &["r14"]).check(), Err(AdoptionError::Contradiction { key, .. }) if key == "first_contact.who"));
        assert!(proposal("r09", &["r05", "r13", "r14"]).check().is_ok());
        let overlays = vec![own("a", "overlay", "[visits]\nmax = 2\n"), own("b", "overlay", "[visits]\nmax = 3\n")];
        let found = Proposal { overlays, ..proposal("r01", &[]) }.check();
        assert!(matches!(found, Err(AdoptionError::Contradiction { key, first, second })
            if key == "visits.max" && (first.name.as_str(), second.value.as_str()) == ("a", "3")));
    }

    #[test]
    fn a_document_must_read_whole_and_be_what_it_is_named_as() {
        assert!(matches!(proposal("r05", &[]).check(), Err(AdoptionError::Kind { is_overlay: true, .. })));
        assert!(matches!(proposal("r01", &["r02"]).check(), Err(AdoptionError::Kind { is_overlay: false, .. })));
        let wrong = Proposal { preset: own("own", "preset", "[visits]\nmaximum = 2\n"), ..proposal("r01", &[]) };
        assert!(matches!(wrong.check(), Err(AdoptionError::Document { name, why })
            if name == "own" && why.to_string().contains("maximum")));
        assert_eq!(
            Proposal { overlays: vec![named("r05"); OVERLAYS_MAX + 1], ..proposal("r01", &[]) }.check(),
            Err(AdoptionError::TooMany)
        );
    }
}
