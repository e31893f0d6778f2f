//! Why a command did not do what was asked: a sentence by key, and the exit code.

use std::fmt::Display;
use std::io;

use fluent_bundle::{FluentArgs, FluentValue};

use crate::face::text::Text;
use crate::face::when::{TimeError, YEARS};
use crate::face::word::Word;

/// A rule or a proof says no.
pub const RULE: u8 = 1;
/// Wrong usage, or input that cannot be read.
pub const USAGE: u8 = 2;
/// The store or the network failed.
pub const BROKEN: u8 = 3;

/// Why a command stopped. The sentence is chosen here and said in the person's language at the end.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    key: String,
    args: Vec<(&'static str, Value)>,
}

#[derive(Debug)]
enum Value {
    Text(String),
    Number(u64),
    Key(String),
    Keys(Vec<String>),
    Said(Box<Failure>),
}

impl Failure {
    /// A rule or a proof says no: exit code 1.
    #[must_use]
    pub fn rule(key: &str) -> Self {
        Self { code: RULE, key: key.to_owned(), args: Vec::new() }
    }

    /// Wrong usage or unreadable input: exit code 2.
    #[must_use]
    pub fn usage(key: &str) -> Self {
        Self { code: USAGE, key: key.to_owned(), args: Vec::new() }
    }

    /// What was typed is no time: the key says how to write one.
    #[must_use]
    pub fn time(key: &str, why: TimeError, typed: &str) -> Self {
        match why {
            TimeError::Unreadable => Self::usage(key).with("typed", typed),
            TimeError::Beyond => {
                Self::usage("usage-time-beyond").with("typed", typed).with("first", YEARS.start()).with("last", YEARS.end())
            }
        }
    }

    /// The store or the network failed: exit code 3.
    #[must_use]
    pub fn broken(key: &str) -> Self {
        Self { code: BROKEN, key: key.to_owned(), args: Vec::new() }
    }

    /// A failure because of another one, whose sentence fills `why` and whose exit code it has.
    #[must_use]
    pub fn like(key: &str, why: Self) -> Self {
        Self { code: why.code, key: key.to_owned(), args: vec![("why", Value::Said(Box::new(why)))] }
    }

    /// Fills a place of the sentence with text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.args.push((name, Value::Text(value.to_string())));
        self
    }

    /// Fills a place with a number, which also chooses singular or plural.
    #[must_use]
    pub fn count(mut self, name: &'static str, value: usize) -> Self {
        self.args.push((name, Value::Number(value as u64)));
        self
    }

    /// Fills a place with a word of a vocabulary, said in the person's language.
    #[must_use]
    pub fn word(self, name: &'static str, word: impl Word) -> Self {
        match word.key() {
            Some(key) => self.key(name, key),
            None => self.with(name, format_args!("#{}", word.number())),
        }
    }

    /// Fills `why` with what the system said, in the person's language where it is something usual.
    #[must_use]
    pub fn io(self, error: &io::Error) -> Self {
        let key = match error.kind() {
            io::ErrorKind::NotFound => "io-not-found",
            io::ErrorKind::PermissionDenied => "io-permission",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "io-full",
            io::ErrorKind::IsADirectory => "io-folder",
            io::ErrorKind::NotADirectory => "io-no-folder",
            io::ErrorKind::ReadOnlyFilesystem => "io-read-only",
            _ => return self.with("why", error),
        };
        self.key("why", key.to_owned())
    }

    /// Fills a place with several words of a vocabulary.
    #[must_use]
    pub fn words(mut self, name: &'static str, words: &[impl Word]) -> Self {
        self.args.push((name, Value::Keys(words.iter().filter_map(|word| word.key()).collect())));
        self
    }

    /// Fills a place with another sentence.
    #[must_use]
    pub fn key(mut self, name: &'static str, key: String) -> Self {
        self.args.push((name, Value::Key(key)));
        self
    }

    /// Whether a PIN would have helped.
    #[must_use]
    pub fn asks_for_pin(&self) -> bool {
        self.key == "error-locked"
    }

    /// Words that are advised against were not signed, because a person can still say why.
    #[must_use]
    pub fn advised() -> Self {
        Self::rule("advice-not-signed")
    }

    /// Whether a reason would let it be signed.
    #[must_use]
    pub fn asks_for_reason(&self) -> bool {
        self.key == "advice-not-signed"
    }

    /// The exit code.
    #[must_use]
    pub fn code(&self) -> u8 {
        self.code
    }

    /// The sentence.
    #[must_use]
    pub fn say(&self, text: &Text) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &self.args {
            let value = match value {
                Value::Text(said) => FluentValue::from(said.as_str()),
                Value::Number(number) => FluentValue::from(*number),
                Value::Key(key) => FluentValue::from(text.say(key)),
                Value::Said(failure) => FluentValue::from(failure.say(text)),
                Value::Keys(keys) => {
                    let said: Vec<String> = keys.iter().map(|key| text.say(key)).collect();
                    FluentValue::from(said.join(&text.say("list-separator")))
                }
            };
            args.set(*name, value);
        }
        text.find(&self.key, &args).unwrap_or_else(|| self.key.clone())
    }
}
