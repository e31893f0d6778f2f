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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{Form, Label, sheet};
    use crate::face::cli::usage;
    use crate::face::word;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    /// Keys of a language with the places of their sentences.
    fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in lang.source().lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
                name.clone_into(&mut key);
                assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{key} stands twice in {}", lang.tag());
            }
            let places = line.split('$').skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next());
            if let Some(own) = keys.get_mut(&key) {
                own.extend(places.flatten().map(str::to_owned));
            }
        }
        keys
    }

    #[test]
    fn the_three_languages_say_the_same_things() {
        let first = keys(Lang::ZhHans);
        for lang in [Lang::ZhHant, Lang::En] {
            let own = keys(lang);
            let names = |keys: &BTreeMap<String, BTreeSet<String>>| keys.keys().cloned().collect::<BTreeSet<_>>();
            let odd: Vec<_> = names(&first).symmetric_difference(&names(&own)).cloned().collect();
            assert!(odd.is_empty(), "only in one of zh-Hans and {}: {odd:?}", lang.tag());
            for (key, places) in &own {
                // Where a clause is quoted, its English stands beside it in English alone.
                let places: BTreeSet<String> = places.iter().filter(|place| *place != "english").cloned().collect();
                assert_eq!(places, first[key], "places of {key} in {}", lang.tag());
            }
        }
        for lang in Lang::ALL {
            assert!(FluentResource::try_new(lang.source().to_owned()).is_ok(), "{} does not parse", lang.tag());
        }
    }

    /// Every text in quotes in the face's sources, and of them those that are handed to something that looks up a key.
    fn quoted(folder: &Path, all: &mut BTreeSet<String>, asked: &mut BTreeSet<String>) {
        const ASKS: [&str; 5] = [".say(", ".get(", "::usage(", "::rule(", "::broken("];
        for entry in fs::read_dir(folder).expect("the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                quoted(&path, all, asked);
                continue;
            }
            if path.extension().is_none_or(|kind| kind != "rs") {
                continue;
            }
            let source = fs::read_to_string(&path).expect("a source");
            let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let mut before = "";
            for (at, piece) in source.split('"').enumerate() {
                if at % 2 == 1 {
                    all.insert(piece.to_owned());
                    if ASKS.iter().any(|ask| before.trim_end().ends_with(ask)) {
                        asked.insert(piece.to_owned());
                    }
                }
                before = piece;
            }
        }
    }

    #[test]
    fn every_key_that_is_used_exists_and_none_is_unused() {
        let known: BTreeSet<String> = keys(Lang::ZhHans).into_keys().collect();
        let (mut all, mut asked) = (BTreeSet::new(), BTreeSet::new());
        quoted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/face"), &mut all, &mut asked);
        let missing: Vec<_> = asked.difference(&known).collect();
        assert!(missing.is_empty(), "keys that no language file has: {missing:?}");
        let mut used: BTreeSet<String> = all.intersection(&known).cloned().collect();
        for key in word::keys() {
            assert!(known.contains(&key), "the word {key} has no phrase");
            used.insert(key);
        }
        for label in Form::ALL.iter().flat_map(|form| sheet(*form).labels()) {
            let Label::Ours(key) = label else { continue };
            let key = format!("form-{key}");
            assert!(known.contains(&key), "the form's {key} has no phrase");
            used.insert(key);
        }
        for [near, common] in usage::tests::keys() {
            let key = if known.contains(&near) { near } else { common };
            assert!(known.contains(&key), "the command line needs {key}");
            used.insert(key);
        }
        let unused: Vec<_> = known.difference(&used).collect();
        assert!(unused.is_empty(), "keys that nothing uses: {unused:?}");
    }

    #[test]
    fn sentences_are_said_with_their_places_filled() {
        let text = Text::of(Lang::En);
        let one = text.get("show-missing", [("count", 1.into())]);
        assert!(one.starts_with("1 record of this request has not arrived"), "{one}");
        assert_eq!(Text::of(Lang::ZhHans).word(crate::domain::act::word::Role::site_manager), "管理处主任");
        assert_eq!(text.word(crate::domain::act::word::Role(9999)), "#9999");
    }
}
