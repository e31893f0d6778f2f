//! Every sentence a person sees, in three languages. The sentences stand in `lang/*.ftl`; code names them by key.

use std::fmt;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::word::Word;

/// A language that `shouwen` speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Simplified Chinese, the first language.
    #[default]
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::ZhHans, Self::ZhHant, Self::En];

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// Reads one of the three tags.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(tag))
    }

    /// The language of a locale such as `zh_TW.UTF-8` or `en_GB`; Simplified Chinese for what it does not know.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let locale = locale.to_ascii_lowercase().replace('_', "-");
        let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| locale.starts_with(prefix));
        if starts(&["zh-hant", "zh-tw", "zh-hk", "zh-mo"]) {
            Self::ZhHant
        } else if starts(&["en"]) {
            Self::En
        } else {
            Self::ZhHans
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::ZhHans => include_str!("lang/zh-Hans.ftl"),
            Self::ZhHant => include_str!("lang/zh-Hant.ftl"),
            Self::En => include_str!("lang/en.ftl"),
        }
    }
}

/// The sentences of one language.
pub struct Text {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({})", self.lang.tag())
    }
}

impl Text {
    /// The sentences of a language, parsed once a process.
    #[must_use]
    pub fn of(lang: Lang) -> &'static Self {
        static TEXTS: [OnceLock<Text>; 3] = [const { OnceLock::new() }; 3];
        TEXTS[lang as usize].get_or_init(|| Self::parse(lang))
    }

    fn parse(lang: Lang) -> Self {
        // A slip in a language file is found by the tests; here the sentences that do parse are used.
        let resource = FluentResource::try_new(lang.source().to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new_concurrent(vec![lang.tag().parse().expect("one of three valid tags")]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { lang, bundle }
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The sentence of a key with its arguments; the key itself where a language file lacks it.
    #[must_use]
    pub fn get<'a, const N: usize>(&self, key: &str, args: [(&'static str, FluentValue<'a>); N]) -> String {
        let args: FluentArgs<'a> = args.into_iter().collect();
        self.find(key, &args).unwrap_or_else(|| key.to_owned())
    }

    /// The sentence of a key without arguments.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.get(key, [])
    }

    /// The sentence of a key, if the language has it.
    #[must_use]
    pub fn find(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let sentence = self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{key} in {}: {errors:?}", self.lang.tag());
        Some(sentence)
    }

    /// Whether the language has the key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A word of a vocabulary as people say it; `#n` where only a newer version knows it.
    #[must_use]
    pub fn word(&self, word: impl Word) -> String {
        word.key().map_or_else(|| format!("#{}", word.number()), |key| self.say(&key))
    }

    /// Several words, as a list.
    #[must_use]
    pub fn words<W: Word>(&self, words: &[W]) -> String {
        let said: Vec<String> = words.iter().map(|word| self.word(*word)).collect();
        said.join(&self.say("list-separator"))
    }
}
