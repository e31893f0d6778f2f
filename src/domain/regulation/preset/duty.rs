//! Duties: who owes what to whom, raised by what, in what time, discharged by what.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, IntoDeserializer, SeqAccess, Visitor};
use toml::Spanned;

use super::figure::{Limit, LimitTable};
use super::words::{
    Condition, Content, Creates, DoneBy, Form, HandoffMode, Part, Party, Picture, Tell, Trigger, Until, Verify, Visibility, VisitMeans,
};
use super::{Misfit, checked, is_id, is_rule};
use crate::domain::act::word::Class;

/// One duty of one clause. A clause may carry several; together, clause and id are unique (decision Q19).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a clause that a text has or has not, not a state")]
pub struct Duty {
    /// Its name in the document.
    pub id: String,
    /// Its clause, as R10.3.
    pub rule: String,
    /// Requests of these classes alone; empty: all.
    pub classes: Vec<Class>,
    /// What must hold.
    pub condition: Option<Condition>,
    /// What raises it.
    pub on: Trigger,
    /// Who owes it.
    pub who: Party,
    /// To whom.
    pub to: Vec<Party>,
    /// Owed only if such a role took it over.
    pub by: Vec<Party>,
    /// In what time.
    pub limit: Option<Limit>,
    /// What the text aims at before its limit.
    pub target: Option<Limit>,
    /// What discharges it; any one.
    pub done_by: Vec<DoneBy>,
    /// What must hold besides.
    pub and_by: Option<DoneBy>,
    /// What the resident is told with it.
    pub tell: Vec<Tell>,
    /// What is told instead, within the same limit.
    pub else_tell: Vec<Tell>,
    /// What a notice must say.
    pub content: Option<Content>,
    /// What it leaves behind.
    pub creates: Option<Creates>,
    /// The clause of what it leaves behind, where another one asks for that to be kept (R15.12).
    pub creates_rule: Option<String>,
    /// How long it lasts.
    pub until: Option<Until>,
    /// The form that it fills.
    pub form: Option<Form>,
    /// How the handoff is made.
    pub mode: Option<HandoffMode>,
    /// Who gets a copy.
    pub copy_to: Vec<Party>,
    /// Who is told besides.
    pub report_to: Vec<Party>,
    /// Whose advice is asked first.
    pub consult: Vec<Party>,
    /// How somebody goes back to the resident; empty: either way.
    pub means: Vec<VisitMeans>,
    /// What the act that ends it must say.
    pub fields: Vec<Part>,
    /// What is kept as evidence with it; any one.
    pub evidence: Vec<Picture>,
    /// Everything is told at once (R11.4).
    pub is_once: bool,
    /// The resident is asked whether they are satisfied.
    pub asks_satisfied: bool,
    /// The department's answer is checked with the resident (R08.12).
    pub verifies: bool,
    /// Whoever takes over is told in words what it is about (R07.6, R16.9).
    pub is_briefed: bool,
    /// Internal duties are hidden from the resident.
    pub is_internal: bool,
    /// Whether any act tells that it was done.
    pub is_measured: bool,
}

/// A duty as it stands in a document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DutyTable {
    id: Spanned<String>,
    rule: Spanned<String>,
    #[serde(default)]
    class: Vec<Spanned<Class>>,
    #[serde(rename = "if")]
    condition: Option<Condition>,
    on: Trigger,
    who: Party,
    #[serde(default)]
    to: Vec<Party>,
    #[serde(default)]
    by: Vec<Party>,
    limit: Option<Spanned<LimitTable>>,
    target: Option<Spanned<LimitTable>>,
    done_by: OneOrMany<DoneBy>,
    and_by: Option<DoneBy>,
    #[serde(default)]
    tell: Vec<Tell>,
    #[serde(default)]
    else_tell: Vec<Tell>,
    content: Option<Content>,
    creates: Option<Creates>,
    until: Option<Until>,
    form: Option<Form>,
    visibility: Option<Visibility>,
    measured: Option<bool>,
    mode: Option<HandoffMode>,
    #[serde(default)]
    copy_to: Vec<Party>,
    #[serde(default)]
    report_to: Vec<Party>,
    #[serde(default)]
    ask_satisfied: bool,
    #[serde(default)]
    consult: Vec<Party>,
    #[serde(default)]
    means: Vec<VisitMeans>,
    #[serde(default)]
    once_and_complete: bool,
    #[serde(default)]
    fields: Vec<Part>,
    #[serde(default)]
    evidence: Vec<Picture>,
    #[serde(default)]
    brief: bool,
    creates_rule: Option<Spanned<String>>,
    verify: Option<Verify>,
}

impl DutyTable {
    /// Where it stands, in bytes from the beginning of the document.
    pub fn place(&self) -> usize {
        self.id.span().start
    }

    /// A key that asks for something which nothing under `done_by` brings, and what would.
    fn idle(&self) -> Option<(&'static str, &'static [DoneBy])> {
        const HANDS: &[DoneBy] = &[DoneBy::taken, DoneBy::reached_or_taken];
        const VISITS: &[DoneBy] = &[DoneBy::visited];
        const PROMISES: &[DoneBy] = &[DoneBy::promised, DoneBy::planned];
        let part = |part: Part| self.fields.contains(&part);
        let until = |word: Until| self.until == Some(word);
        let keys: [(&str, bool, &[DoneBy]); 17] = [
            ("mode", self.mode.is_some(), HANDS),
            ("consult", !self.consult.is_empty(), HANDS),
            ("brief", self.brief, &[DoneBy::taken, DoneBy::reached_or_taken, DoneBy::escalated]),
            ("content", self.content.is_some(), &[DoneBy::told]),
            ("else_tell", !self.else_tell.is_empty(), &[DoneBy::answered]),
            ("until", until(Until::satisfied), VISITS),
            ("until", until(Until::resolved), &[DoneBy::completed]),
            ("until", until(Until::in_procedure_or_clear_indication), &[DoneBy::answered, DoneBy::completed]),
            ("means", !self.means.is_empty(), VISITS),
            ("ask_satisfied", self.ask_satisfied, VISITS),
            ("verify", self.verify.is_some(), VISITS),
            ("once_and_complete", self.once_and_complete, &[DoneBy::told]),
            ("fields", part(Part::cause) || part(Part::satisfaction), &[DoneBy::evaluated]),
            ("fields", part(Part::responsible), &[DoneBy::planned]),
            ("creates", self.creates == Some(Creates::promise), PROMISES),
            ("creates", self.creates == Some(Creates::lead_dept), &[DoneBy::coordinated]),
            ("creates", self.creates == Some(Creates::resident_acceptance), &[DoneBy::accepted]),
        ];
        if self.creates_rule.is_some() && self.creates != Some(Creates::promise) {
            return Some(("creates_rule", PROMISES));
        }
        let done = |by: &DoneBy| self.done_by.0.contains(by) || self.and_by == Some(*by);
        let idle = keys.into_iter().find(|(_, said, brings)| *said && !brings.iter().any(done));
        idle.map(|(key, _, brings)| (key, brings))
    }

    pub fn into_duty(self, defined: &BTreeSet<Class>) -> Result<Duty, (usize, Misfit)> {
        let (id, rule) = (checked(&self.id, is_id, Misfit::Id)?, checked(&self.rule, is_rule, Misfit::Rule)?);
        if let Some(class) = self.class.iter().find(|class| !defined.contains(class.get_ref())) {
            return Err((class.span().start, Misfit::Class(*class.get_ref())));
        }
        if self.done_by.0.is_empty() {
            return Err((self.id.span().start, Misfit::Endless(id)));
        }
        if !self.by.is_empty() && self.on != Trigger::handoff_accepted {
            return Err((self.id.span().start, Misfit::IdleBy(id)));
        }
        if let Some((key, by)) = self.idle() {
            return Err((self.id.span().start, Misfit::Idle(id, key, words(by))));
        }
        Ok(Duty {
            id,
            rule,
            classes: self.class.into_iter().map(Spanned::into_inner).collect(),
            condition: self.condition,
            on: self.on,
            who: self.who,
            to: self.to,
            by: self.by,
            limit: self.limit.as_ref().map(limit).transpose()?,
            target: self.target.as_ref().map(limit).transpose()?,
            done_by: self.done_by.0,
            and_by: self.and_by,
            tell: self.tell,
            else_tell: self.else_tell,
            content: self.content,
            creates: self.creates,
            creates_rule: clause(self.creates_rule.as_ref())?,
            until: self.until,
            form: self.form,
            mode: self.mode,
            copy_to: self.copy_to,
            report_to: self.report_to,
            consult: self.consult,
            means: self.means,
            fields: self.fields,
            evidence: self.evidence,
            is_once: self.once_and_complete,
            asks_satisfied: self.ask_satisfied,
            verifies: self.verify.is_some(),
            is_briefed: self.brief,
            is_internal: self.visibility == Some(Visibility::internal),
            is_measured: self.measured.unwrap_or(true),
        })
    }
}

fn clause(rule: Option<&Spanned<String>>) -> Result<Option<String>, (usize, Misfit)> {
    rule.map(|rule| checked(rule, is_rule, Misfit::Rule)).transpose()
}

fn limit(table: &Spanned<LimitTable>) -> Result<Limit, (usize, Misfit)> {
    table.get_ref().limit().map_err(|why| (table.span().start, why.into()))
}

impl fmt::Display for Duty {
    /// The duty in one line of the document's own words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", self.on, self.who)?;
        if !self.to.is_empty() {
            write!(f, " → {}", words(&self.to))?;
        }
        if let Some(condition) = self.condition {
            write!(f, " if {condition}")?;
        }
        if !self.classes.is_empty() {
            write!(f, " [{}]", words(&self.classes))?;
        }
        write!(f, ": {}", words(&self.done_by))?;
        self.limit.map_or(Ok(()), |limit| write!(f, " ≤ {limit}"))
    }
}

fn words<T: fmt::Display>(list: &[T]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
}

/// One word or a list of them; either way a wrong word is named with those that are allowed.
struct OneOrMany<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Words<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word or a list of words")
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Vec<T>, E> {
                T::deserialize(word.into_deserializer()).map(|word| vec![word])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = list.next_element()? {
                    words.push(word);
                }
                Ok(words)
            }
        }
        deserializer.deserialize_any(Words(PhantomData)).map(Self)
    }
}
