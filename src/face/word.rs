//! The signed vocabularies as people read and type them.

use super::text::{Lang, Text};
use crate::domain::act::{Kind, word};

/// A vocabulary of `act::word`: a number in signed bytes, a label for programs, a phrase for people.
pub trait Word: Copy + PartialEq + Send + Sync + 'static {
    /// The prefix of its keys in the language files.
    const KEY: &'static str;
    /// Every word this version knows.
    fn all() -> &'static [Self];
    /// The word for programs.
    fn label(self) -> Option<&'static str>;
    /// Reads a label, or `#n`.
    fn from_label(label: &str) -> Option<Self>;
    /// The number that is signed.
    fn number(self) -> u16;

    /// The key of its phrase; `None` for a number that a newer version wrote.
    fn key(self) -> Option<String> {
        self.label().map(|label| format!("{}-{label}", Self::KEY))
    }

    /// Reads what a person typed: the label, or the phrase in any of the three languages.
    #[must_use]
    fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        Self::from_label(typed).or_else(|| {
            let reads = |word: &Self| Lang::ALL.iter().any(|lang| Text::of(*lang).word(*word).eq_ignore_ascii_case(typed));
            Self::all().iter().copied().find(reads)
        })
    }
}

macro_rules! words {
    ($( $vocabulary:ident $key:literal ),+ $(,)?) => {
        $(
            impl Word for word::$vocabulary {
                const KEY: &'static str = $key;
                fn all() -> &'static [Self] { Self::ALL }
                fn label(self) -> Option<&'static str> { Self::label(self) }
                fn from_label(label: &str) -> Option<Self> { Self::from_name(label) }
                fn number(self) -> u16 { self.0 }
            }
        )+

        /// The keys of every word, for the test of the language files.
        #[cfg(test)]
        pub fn keys() -> Vec<String> {
            let mut keys = Vec::new();
            $( keys.extend(word::$vocabulary::ALL.iter().filter_map(|word| word.key())); )+
            keys.extend(Kind::ALL.iter().filter_map(|kind| kind.key()));
            keys
        }
    };
}

words! {
    Role "role", Channel "channel", Matter "matter", Subject "subject", Class "class", Competence "competence",
    Papers "papers", Liability "liability", Means "means", Mode "mode", Reason "reason", Topic "topic", Promised "promised",
    Duty "duty", Coordination "coordination", Findings "findings", Waiting "waiting", Outcome "outcome", Cause "cause",
    Acceptance "acceptance", Finished "finished", Ground "ground", Loss "loss", Media "media", Shows "shows",
    Source "source", Field "field", Finding "finding", Sanction "sanction", LegalGround "legal-ground", Claimed "claimed",
}

impl Word for Kind {
    const KEY: &'static str = "act";

    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn label(self) -> Option<&'static str> {
        self.name()
    }

    fn from_label(label: &str) -> Option<Self> {
        Self::from_name(label)
    }

    fn number(self) -> u16 {
        self.0
    }
}
