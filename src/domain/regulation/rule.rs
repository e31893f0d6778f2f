//! The rules of the sixteen regulations, sentence by sentence, and what carries each of them. 106 of the 173 are cited by a
//! key of their document; the others name their carrier here, so that none is lost.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// What carries a rule that no key of a document cites (domain.md §6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// Who hands over to whom, by which mode, with which reason.
    Matrix,
    /// What the resident is told with an offer.
    Tell,
    /// Phrases that are advised against.
    Lint,
    /// What is asked when a request is logged.
    Intake,
    /// Fields of a form.
    FormField,
    /// An act that anybody may do.
    Act,
    /// A dissatisfied visit opens the matter again.
    Reopening,
    /// The directory, the roster, the lists of duties.
    Directory,
    /// The model itself: the first contact whatever the post, the chain, satisfaction.
    Model,
    /// Findings, sanctions and praise.
    Audit,
    /// Advice on conduct, which no act measures.
    PromptCard,
    /// A duty of the same document that another rule is cited for.
    Sibling,
    /// Nothing that this program does.
    Outside,
}

/// How far a rule is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// The records show whether it was kept, or it holds by what the program is.
    Checked,
    /// It is shown to whoever works by it.
    Shown,
    /// Nothing in this version looks at it.
    NotApplied,
}

impl Carrier {
    /// How far what it carries is carried; what is asked, advised or shown is told by the tables that show it.
    #[must_use]
    pub fn reach(self) -> Reach {
        match self {
            Self::Directory => Reach::Shown,
            Self::PromptCard | Self::Intake | Self::Lint | Self::Outside => Reach::NotApplied,
            _ => Reach::Checked,
        }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// As R10.3.
    pub id: String,
    /// Its sentence in the source text; parts that stand apart there are joined by `；`.
    pub zh: String,
    /// What it asks, in English.
    pub en: String,
    /// What carries it, where no key of its document cites it.
    pub carrier: Option<Carrier>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rule: Vec<Rule>,
}

/// All 173, in the order of the texts.
///
/// # Panics
/// Never: a test reads the table.
#[must_use]
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> =
        LazyLock::new(|| toml::from_str::<Table>(include_str!("rules.toml")).expect("the table of rules reads").rule);
    &RULES
}

/// The rules of a regulation, by its number as `R10` or its id as `r10-interactive`.
pub fn rules_of(regulation: &str) -> impl Iterator<Item = &'static Rule> {
    let number = regulation.split('-').next().unwrap_or_default().to_ascii_uppercase();
    rules().iter().filter(move |rule| rule.id.split('.').next() == Some(number.as_str()))
}

/// By what ids are sorted as people count, R10.3 before R10.11: four bytes of the letters, two of each number.
#[must_use]
pub fn in_order(id: &str) -> u64 {
    let (head, tail) = id.split_once('.').unwrap_or((id, ""));
    let letters = head.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let letter = |at| u64::from(letters.as_bytes().get(at).copied().unwrap_or_default());
    let number = |digits: &str| u64::from(digits.parse::<u16>().unwrap_or_default());
    let letters_first = (0..4).fold(0, |before, at| before << 8 | letter(at));
    letters_first << 32 | number(&head[letters.len()..]) << 16 | number(tail)
}

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::regulation::presets;

    /// Every rule that a key of a document cites, wherever it stands.
    fn cited(value: &toml::Value, found: &mut Vec<String>) {
        match value {
            toml::Value::Table(table) => {
                let cites = |key: &String| key == "rule" || key.ends_with("_rule");
                found.extend(table.iter().filter(|(key, _)| cites(key)).filter_map(|(_, rule)| rule.as_str().map(str::to_owned)));
                table.values().for_each(|value| cited(value, found));
            }
            toml::Value::Array(list) => list.iter().for_each(|value| cited(value, found)),
            _ => {}
        }
    }

    #[test]
    fn ids_stand_as_people_count() {
        let mut ids = ["T14", "R10.11", "house", "R2.1", "R10.3", "C1.1"];
        ids.sort_by_key(|id| in_order(id));
        assert_eq!(ids, ["C1.1", "R2.1", "R10.3", "R10.11", "T14", "house"]);
    }

    #[test]
    fn every_rule_has_its_sentence_and_exactly_one_kind_of_carrier() {
        let mut found = Vec::new();
        for shipped in presets() {
            cited(&toml::from_str(shipped.document).expect("TOML"), &mut found);
        }
        assert_eq!(rules().len(), 173);
        for (at, rule) in rules().iter().enumerate() {
            assert!(!rule.zh.is_empty() && !rule.en.is_empty(), "{}", rule.id);
            assert!(rules()[..at].iter().all(|other| other.id != rule.id), "{} twice", rule.id);
            assert_ne!(rule.carrier.is_some(), found.contains(&rule.id), "{}: cited by a document, or carried otherwise", rule.id);
        }
        let unknown: Vec<_> = found.iter().filter(|id| rule(id).is_none()).collect();
        assert_eq!(unknown, Vec::<&String>::new());
        assert_eq!((rules_of("r09-vanke").count(), rules_of("R16").count()), (18, 12));
    }
}
