//! A whole regulation document, read strictly: an unknown key, role, trigger, anchor, unit or word is an error that names
//! the line and what may stand there. (What decides who is responsible is read leniently by [`super::Clauses`], because a
//! document that an adoption named years ago must still judge its requests.)

mod duty;
pub mod figure;
pub mod provisions;
mod sections;
pub mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use toml::Spanned;

pub use self::duty::Duty;
use self::figure::LimitError;
pub use self::provisions::{Matrix, Provisions};
use self::sections::Document;
use self::words::{Every, Party, Word};
use super::policy::{Clauses, PolicyError};
use super::rule::Rule;
use crate::domain::act::word::{Channel, Class, Matter, Role, Subject};

const SCHEMA: u32 = 1;
/// The longest id of a document, duty or rule, in bytes.
const ID_BYTES_MAX: usize = 64;
/// The most duties of one document.
const DUTIES_MAX: usize = 256;

/// A regulation, or an addition to one.
#[derive(Clone, Debug)]
pub struct Preset {
    /// As `r16-full-follow-through`.
    pub id: String,
    /// An addition to another one.
    pub is_overlay: bool,
    /// The title of its text.
    pub title_zh: String,
    /// Where its text stands.
    pub source: String,
    /// The text that it comes from is cut off; nothing was added for what is lost.
    pub is_truncated: bool,
    /// The text does not say what releases the first contact; the document infers it from who informs.
    pub is_release_inferred: bool,
    /// The sentences of its clauses, where a company writes its own; those of the shipped ones stand in [`super::rule::rules`].
    pub rules: Vec<Rule>,
    /// The classes by which it sorts requests.
    pub classes: Vec<ClassRule>,
    /// Its duties.
    pub duties: Vec<Duty>,
    /// Its duties by the calendar.
    pub periodic: Vec<Periodic>,
    /// What it says besides.
    pub provisions: Provisions,
    /// What decides who is responsible.
    pub clauses: Clauses,
}

/// A class of requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Its word.
    pub id: Class,
    /// As the text calls it.
    pub zh: String,
    /// Subjects and matters that fall into it.
    #[serde(rename = "match")]
    pub subjects: Vec<Subject>,
}

impl ClassRule {
    /// RULE: decision Q06. `match` names subjects; where no subject matches, the matter of that name.
    #[must_use]
    pub fn matched(classes: &[Self], subject: Option<Subject>, matter: Option<Matter>) -> Option<Class> {
        let of = |subject: Subject| classes.iter().find(|rule| rule.subjects.contains(&subject)).map(|rule| rule.id);
        let by_matter = |matter: Matter| matter.label().and_then(Subject::from_name).and_then(of);
        subject.and_then(of).or_else(|| matter.and_then(by_matter))
    }
}

/// Something that recurs by the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Periodic {
    /// Its name in the document.
    pub id: String,
    /// Its clause.
    pub rule: String,
    /// How often.
    pub every: Every,
    /// Who owes it.
    #[serde(default = "management", deserialize_with = "of_the_site")]
    pub who: Party,
    /// It was done when a request was logged by one of these; empty: no record tells.
    #[serde(default)]
    pub channel: Vec<Channel>,
}

/// Who owes what the calendar asks for where a text names nobody (domain.md R10.11, R10.15, R15.18).
fn management() -> Party {
    Party::manager
}

/// A party that the roster alone knows: the calendar has no request, and so no first contact and no department.
fn of_the_site<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Party, D::Error> {
    let party = Party::deserialize(deserializer)?;
    let words = matches!(party, Party::manager | Party::top_on_duty | Party::desk | Party::receptionist);
    if words || Role::from_name(party.word()).is_some() {
        return Ok(party);
    }
    Err(D::Error::custom(format_args!("`{party}` is nobody without a request: name a role, `manager`, `top_on_duty` or `desk`")))
}

/// Why a text is not a regulation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    /// Not TOML of these keys and words; the parser's words, with line and column.
    #[error("{0}")]
    Malformed(String),
    /// What its clauses say.
    #[error(transparent)]
    Clauses(#[from] PolicyError),
    /// Something in it does not fit.
    #[error("line {line}: {why}")]
    Wrong {
        /// From 1.
        line: usize,
        /// What to change.
        why: Misfit,
    },
}

/// What does not fit in a regulation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Another schema.
    #[error("schema {0} is not known: write `schema = {SCHEMA}`, or update shouwen")]
    Schema(u32),
    /// An id that names nothing.
    #[error("`{0}` is no id: use 1 to {ID_BYTES_MAX} lower-case letters, digits, `-` and `_`")]
    Id(String),
    /// A clause without a number.
    #[error("`{0}` is no clause: write it as R10.3, at most {ID_BYTES_MAX} bytes")]
    Rule(String),
    /// One name for two duties.
    #[error("the duty `{0}` stands here twice: give one of them another id")]
    Twice(String),
    /// A class that the document does not define.
    #[error("the class `{0}` is not defined in this document: add a [[class]] for it")]
    Class(Class),
    /// Nothing discharges it.
    #[error("the duty `{0}` says nothing under `done_by`: it could never end")]
    Endless(String),
    /// A key of a duty that asks for something which nothing that ends the duty brings.
    #[error("the duty `{0}`: `{1}` asks for something only where `done_by` names {2}")]
    Idle(String, &'static str, String),
    /// A taker is named for a duty that no take raises.
    #[error("the duty `{0}`: `by` says who took it over, which only `on = \"handoff_accepted\"` asks")]
    IdleBy(String),
    /// A limit that cannot be counted.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// One sentence for two clauses.
    #[error("the clause `{0}` stands here twice: join both sentences")]
    RuleTwice(String),
    /// A house figure that is none.
    #[error("the house's figure for `{0}` is none: write `{{ n = …, unit = …, cal = … }}`; for `set` give one a duty when you adopt")]
    House(Word),
    /// More duties than anybody keeps.
    #[error("more than {DUTIES_MAX} duties: split the document into overlays")]
    TooMany,
}

impl Preset {
    /// Reads a document.
    ///
    /// # Errors
    /// [`PresetError`] with the first thing that does not fit, and its line.
    pub fn read(text: &str) -> Result<Self, PresetError> {
        let clauses = Clauses::read(text)?;
        let toml = as_toml(text)?;
        let document: Document = toml::from_str(&toml).map_err(|why| PresetError::Malformed(why.to_string()))?;
        // Lines of JSON are those of its TOML.
        let wrong = |(at, why): (usize, Misfit)| PresetError::Wrong { line: 1 + toml[..at].matches('\n').count(), why };
        document.into_preset(clauses).map_err(wrong)
    }

    /// The duty of an id.
    #[must_use]
    pub fn duty(&self, id: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id == id)
    }
}

impl Document {
    fn into_preset(self, clauses: Clauses) -> Result<Preset, (usize, Misfit)> {
        let schema = self.schema.span().start;
        if *self.schema.get_ref() != SCHEMA {
            return Err((schema, Misfit::Schema(*self.schema.get_ref())));
        }
        let id = checked(&self.id, is_id, Misfit::Id)?;
        if self.duty.len() > DUTIES_MAX {
            return Err((schema, Misfit::TooMany));
        }
        let defined: BTreeSet<Class> = self.class.iter().map(|class| class.id).collect();
        let (provisions, is_release_inferred) = (self.provisions()?, self.is_release_inferred());
        let rules = sentences(self.rule)?;
        let mut ids = BTreeSet::new();
        let mut duties = Vec::new();
        for table in self.duty {
            let at = table.place();
            let duty = table.into_duty(&defined)?;
            if !ids.insert(duty.id.clone()) {
                return Err((at, Misfit::Twice(duty.id)));
            }
            duties.push(duty);
        }
        Ok(Preset {
            id,
            is_overlay: self.kind.is_overlay(),
            title_zh: self.title_zh,
            source: self.source,
            is_truncated: self.truncated,
            is_release_inferred,
            rules,
            classes: self.class,
            duties,
            periodic: self.periodic,
            provisions,
            clauses,
        })
    }
}

/// The document as TOML; what begins with `{` is JSON with the same keys.
pub(super) fn as_toml(text: &str) -> Result<Cow<'_, str>, PresetError> {
    if !text.trim_start().starts_with('{') {
        return Ok(Cow::Borrowed(text));
    }
    let malformed = |why: &dyn std::fmt::Display| PresetError::Malformed(why.to_string());
    let value: toml::Table = serde_json::from_str(text).map_err(|why| malformed(&why))?;
    toml::to_string(&value).map(Cow::Owned).map_err(|why| malformed(&why))
}

fn sentences(rules: Vec<Spanned<Rule>>) -> Result<Vec<Rule>, (usize, Misfit)> {
    let mut ids = BTreeSet::new();
    let mut read = Vec::with_capacity(rules.len());
    for rule in rules {
        let at = rule.span().start;
        let rule = rule.into_inner();
        if !is_rule(&rule.id) {
            return Err((at, Misfit::Rule(rule.id)));
        }
        if !ids.insert(rule.id.clone()) {
            return Err((at, Misfit::RuleTwice(rule.id)));
        }
        read.push(rule);
    }
    Ok(read)
}

/// A text of the document that must be of a form.
fn checked(text: &Spanned<String>, fits: fn(&str) -> bool, why: fn(String) -> Misfit) -> Result<String, (usize, Misfit)> {
    let found = text.get_ref().clone();
    if fits(&found) { Ok(found) } else { Err((text.span().start, why(found))) }
}

fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(plain)
}

/// A letter or more, a number, a point, a number: R10.3; a company's own as C1.2.
fn is_rule(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let split = text.split_once('.').map(|(left, right)| (left.trim_start_matches(|c: char| c.is_ascii_uppercase()), left, right));
    text.len() <= ID_BYTES_MAX && split.is_some_and(|(number, left, right)| digits(number) && digits(right) && number.len() < left.len())
}

#[cfg(test)]
mod tests;
