//! What an adoption gives: preset, overlays, preference and figures put together, once and for ever for every request that
//! names it. Lenient, because an adoption of years ago must still judge its requests: where a document's duties are of a newer
//! version, what decides who is responsible is read all the same, and the document is listed as one whose duties wait.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::policy::{Clauses, Policy, PolicyError};
use super::preset::figure::{Figure, Limit};
use super::preset::words::{Anchor, Word};
use super::preset::{ClassRule, Duty, Periodic, Preset, Provisions};
use super::rule::{Rule, rule};
use super::word::ReleaseForm;
use crate::domain::act::{AdoptRegulation, Prefer, SetLimit};
use crate::domain::id::{Code, Digest};

/// What a limit is by: only the first kind can be breached; the others are overrun, or broken (I19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// A figure that the text of the regulation gives.
    Regulation,
    /// The house's figure for a word of the text.
    House,
    /// The company's figure, where the text leaves it open.
    Set,
    /// A promise's own date.
    Promise,
    /// None: never late.
    None,
}

/// The limit of a duty under an adoption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it is by.
    pub kind: LimitKind,
    /// How long; `None`: nothing is late.
    pub figure: Option<Figure>,
    /// From when, where the text says.
    pub anchor: Option<Anchor>,
}

/// What releases the first contact by a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Releasing {
    /// The form.
    pub form: ReleaseForm,
    /// The text does not say so: it is inferred from who informs.
    pub is_inferred: bool,
}

/// One of the documents of an adoption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Of its bytes.
    pub digest: Digest,
    /// As `r16-full-follow-through`; empty where the document cannot be read whole.
    pub id: String,
    /// The title of its text.
    pub title_zh: String,
    /// Where its text stands.
    pub source: String,
    /// An addition to another one.
    pub is_overlay: bool,
    /// Its text is cut off.
    pub is_truncated: bool,
    /// What releases the first contact, where the document says so.
    pub release: Option<Releasing>,
    /// Its duties are read; else a newer version wrote them, and they raise nothing here.
    pub is_read: bool,
    /// Its own sentences.
    pub rules: Vec<Rule>,
    /// The clauses of its duties.
    clauses: Vec<String>,
}

/// Everything that the engine, the flags, the forms and the faces need of a regulation.
#[derive(Clone, Debug)]
pub struct Adopted {
    /// What decides who is responsible.
    pub policy: Policy,
    /// The preset's duties, then the overlays'; (rule, id) names one.
    pub duties: Vec<Duty>,
    /// The classes by which requests are sorted.
    pub classes: Vec<ClassRule>,
    /// Duties by the calendar.
    pub periodic: Vec<Periodic>,
    /// What the documents say besides.
    pub provisions: Provisions,
    /// The company's figures, by the duty's id.
    pub set: BTreeMap<String, Figure>,
    /// The documents, the preset first.
    pub sources: Vec<Source>,
}

/// A document, as far as this version reads it.
#[derive(Clone, Debug)]
struct Reading {
    digest: Digest,
    clauses: Clauses,
    preset: Option<Preset>,
}

impl Reading {
    /// Shipped documents are read once: most adoptions name nothing else.
    fn of(text: &str) -> Result<Self, PolicyError> {
        static SHIPPED: LazyLock<BTreeMap<Digest, Reading>> = LazyLock::new(|| {
            let readings = super::presets().iter().filter_map(|shipped| Reading::fresh(shipped.document).ok());
            readings.map(|reading| (reading.digest, reading)).collect()
        });
        SHIPPED.get(&Digest::of(text.as_bytes())).map_or_else(|| Self::fresh(text), |reading| Ok(reading.clone()))
    }

    fn fresh(text: &str) -> Result<Self, PolicyError> {
        Ok(Self { digest: Digest::of(text.as_bytes()), clauses: Clauses::read(text)?, preset: Preset::read(text).ok() })
    }

    fn source(&self) -> Source {
        let (digest, preset) = (self.digest, self.preset.as_ref());
        let text = |of: fn(&Preset) -> &String| preset.map(of).cloned().unwrap_or_default();
        Source {
            digest,
            id: text(|preset| &preset.id),
            title_zh: text(|preset| &preset.title_zh),
            source: text(|preset| &preset.source),
            is_overlay: preset.is_some_and(|preset| preset.is_overlay),
            is_truncated: preset.is_some_and(|preset| preset.is_truncated),
            release: self
                .clauses
                .release_form
                .map(|form| Releasing { form, is_inferred: preset.is_some_and(|preset| preset.is_release_inferred) }),
            is_read: preset.is_some(),
            rules: preset.map(|preset| preset.rules.clone()).unwrap_or_default(),
            clauses: preset.map(clauses).unwrap_or_default(),
        }
    }
}

/// The clauses of a document's duties, those by the calendar too.
fn clauses(preset: &Preset) -> Vec<String> {
    let periodic = preset.periodic.iter().map(|duty| &duty.rule);
    preset.duties.iter().map(|duty| &duty.rule).chain(periodic).cloned().collect()
}

impl Adopted {
    /// Puts the texts of an adoption together, the preset's first.
    ///
    /// # Errors
    /// As [`Clauses::read`]: then the adoption gives R16.
    pub fn read(body: &AdoptRegulation, texts: &[&str]) -> Result<Self, PolicyError> {
        let readings = texts.iter().map(|text| Reading::of(text)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::combine(&readings, body.prefer, &body.set))
    }

    /// The regulation of a request that names no adoption, or one that was withheld: R16.
    ///
    /// # Panics
    /// Never: a test reads every shipped document.
    #[must_use]
    pub fn default_one() -> &'static Arc<Self> {
        static READ: LazyLock<Arc<Adopted>> = LazyLock::new(|| {
            let reading = super::preset(super::DEFAULT).and_then(|text| Reading::of(text).ok());
            Arc::new(Adopted::combine(&[reading.expect("the default regulation reads")], None, &[]))
        });
        &READ
    }

    /// Lists grow; where preset and overlay both say a value, `prefer` decides, and without it the preset.
    fn combine(readings: &[Reading], prefer: Option<Prefer>, set: &[(Code, SetLimit)]) -> Self {
        let (preset, overlays) = readings.split_first().map_or((None, readings), |(preset, overlays)| (Some(preset), overlays));
        let read = || readings.iter().filter_map(|reading| reading.preset.as_ref());
        let provisions = |reading: &Reading| reading.preset.as_ref().map(|preset| preset.provisions.clone()).unwrap_or_default();
        let own = preset.map(provisions).unwrap_or_default();
        let added = overlays.iter().map(provisions).fold(Provisions::default(), Provisions::besides);
        let clauses: Vec<Clauses> = overlays.iter().map(|reading| reading.clauses.clone()).collect();
        let mut duties: Vec<Duty> = Vec::new();
        for duty in read().flat_map(|preset| &preset.duties) {
            if !duties.iter().any(|other| (&other.rule, &other.id) == (&duty.rule, &duty.id)) {
                duties.push(duty.clone());
            }
        }
        Self {
            policy: Policy::combine(preset.map(|reading| reading.clauses.clone()).unwrap_or_default(), &clauses, prefer),
            set: figures(&duties, set),
            duties,
            classes: classes(read()),
            periodic: read().flat_map(|preset| &preset.periodic).cloned().collect(),
            provisions: if prefer == Some(Prefer::Overlay) { added.besides(own) } else { own.besides(added) },
            sources: readings.iter().map(Reading::source).collect(),
        }
    }

    /// The duty of a clause and a name.
    #[must_use]
    pub fn duty(&self, rule: &str, id: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.rule == rule && duty.id == id)
    }

    /// The limit of a duty.
    #[must_use]
    pub fn term(&self, duty: &Duty) -> Term {
        let none = Term { kind: LimitKind::None, figure: None, anchor: None };
        match duty.limit {
            Some(Limit::Figure(figure, anchor)) => Term { kind: LimitKind::Regulation, figure: Some(figure), anchor },
            Some(Limit::Word(Word::set)) => Term { kind: LimitKind::Set, figure: self.set.get(&duty.id).copied(), ..none },
            // RULE: decision Q14, a word without a figure has no due and is never late.
            Some(Limit::Word(word)) => {
                self.house_figure(word).map_or(none, |figure| Term { kind: LimitKind::House, figure: Some(figure), ..none })
            }
            None => none,
        }
    }

    /// The house's figure for a word: the company's own, else the one that comes with the program.
    #[must_use]
    pub fn house_figure(&self, word: Word) -> Option<Figure> {
        self.provisions.house.get(&word).copied().or_else(|| word.house_figure())
    }

    /// The sentence of a clause: of the sixteen regulations, else of the documents themselves.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        rule(id).or_else(|| self.sources.iter().flat_map(|source| &source.rules).find(|rule| rule.id == id))
    }

    /// The document that a clause comes from.
    #[must_use]
    pub fn source(&self, rule: &str) -> Option<&Source> {
        let cites = |source: &&Source| source.clauses.iter().any(|clause| clause == rule) || source.rules.iter().any(|own| own.id == rule);
        self.sources.iter().find(cites)
    }
}

/// Classes of one word are one; its subjects are all that any document names.
fn classes<'a>(presets: impl Iterator<Item = &'a Preset>) -> Vec<ClassRule> {
    let mut classes: Vec<ClassRule> = Vec::new();
    for class in presets.flat_map(|preset| &preset.classes) {
        match classes.iter_mut().find(|known| known.id == class.id) {
            Some(known) => known
                .subjects
                .extend(class.subjects.iter().filter(|subject| !known.subjects.contains(subject)).copied().collect::<Vec<_>>()),
            None => classes.push(class.clone()),
        }
    }
    classes
}

/// How an adoption names a duty whose figure it sets; `None` where the id is too long for it.
#[must_use]
pub fn set_name(duty: &str) -> Option<Code> {
    Code::new(&duty.replace('_', "-"))
}

fn figures(duties: &[Duty], set: &[(Code, SetLimit)]) -> BTreeMap<String, Figure> {
    let open = |duty: &&Duty| duty.limit == Some(Limit::Word(Word::set));
    let figure = |duty: &Duty| {
        let name = set_name(&duty.id)?;
        let (_, limit) = set.iter().find(|(code, _)| *code == name)?;
        Some((duty.id.clone(), Figure::from_set(*limit)?))
    };
    duties.iter().filter(open).filter_map(figure).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::word::{Channel, Class, Subject};
    use crate::domain::regulation::preset;
    use crate::domain::regulation::preset::words::{Ask, Confirmation, Notify, Party, SelfIdentify, SignatureOf, Unit};
    use crate::domain::regulation::word::Explained;

    fn adopted(ids: &[&str], body: &AdoptRegulation) -> Adopted {
        let texts: Vec<&str> = ids.iter().map(|id| preset(id).expect("shipped")).collect();
        Adopted::read(body, &texts).expect("reads")
    }

    #[test]
    fn overlays_add_their_duties_and_lists() {
        let adopted = adopted(&["r01", "r05", "r13", "r14"], &AdoptRegulation::default());
        let rules: Vec<&str> = adopted.duties.iter().map(|duty| duty.rule.split('.').next().unwrap_or_default()).collect();
        assert_eq!(rules.iter().filter(|rule| **rule == "R01").count(), 7);
        assert_eq!(&rules[7..], ["R13", "R14", "R14", "R14"]);
        assert_eq!(adopted.provisions.confirm, Some(Confirmation::repeat_back));
        assert_eq!(adopted.provisions.self_identify, Some(SelfIdentify::name_or_staff_no));
        assert_eq!(adopted.provisions.channels, [Channel::visit, Channel::phone, Channel::letter, Channel::other]);
        assert_eq!(adopted.provisions.moved_promise_needs_reason, Some(true));
        assert_eq!(adopted.provisions.banned.len(), 4);
        assert_eq!(adopted.source("R14.5").map(|source| source.id.as_str()), Some("r14-office-six"));
        assert_eq!(adopted.rule("R01.6").map(|rule| rule.id.as_str()), Some("R01.6"));
    }

    #[test]
    fn where_both_say_a_value_preference_decides_and_else_the_preset() {
        let prefer = |prefer| adopted(&["r16", "r14"], &AdoptRegulation { prefer, ..AdoptRegulation::default() }).policy.allow_explained;
        assert_eq!((prefer(None), prefer(Some(Prefer::Overlay))), (Explained::ManagerOnly, Explained::Any));
    }

    #[test]
    fn sections_are_read_where_somebody_needs_them() {
        let of = |id| adopted(&[id], &AdoptRegulation::default());
        assert_eq!(of("r02").provisions.ask, [Ask::building, Ask::unit, Ask::name, Ask::content]);
        assert_eq!(of("r02").provisions.notify, Some(Notify::first_only));
        assert_eq!(of("r02").classes[0].id, Class::c1);
        assert!(of("r02").classes[0].subjects.contains(&Subject::fire));
        assert_eq!(of("r03").provisions.scripts[&Channel::phone], "您好,永绿置业,请讲");
        assert_eq!((of("r04").provisions.visits_max, of("r16").provisions.visits_max), (Some(2), None));
        assert_eq!(of("r08").provisions.conflict_when_reaches, Some(Party::site_manager));
        assert_eq!(of("r08").provisions.cites["escalation"], "R08.10");
        assert_eq!(of("r09").provisions.audit_checks.len(), 4);
        assert!(of("r09").provisions.enquiry_phone.is_some() && of("r11").provisions.queue.is_some());
        assert_eq!(of("r15").provisions.signature, Some(SignatureOf::investigation));
    }

    #[test]
    fn a_limit_is_the_texts_the_houses_or_the_companys() {
        let set = vec![
            (set_name("first_handling").expect("a code"), SetLimit::Minutes(240)),
            (set_name("respond_now").expect("a code"), SetLimit::Minutes(1)),
        ];
        let adopted = adopted(&["r07"], &AdoptRegulation { set, ..AdoptRegulation::default() });
        let term = |rule, id| adopted.term(adopted.duty(rule, id).expect("a duty"));
        let hours = term("R07.2", "first_handling");
        assert_eq!((hours.kind, hours.figure.map(|figure| (figure.n, figure.unit))), (LimitKind::Set, Some((4, Unit::h))));
        assert_eq!(term("R07.3", "respond_and_record").kind, LimitKind::Regulation);
        // A figure for a duty that does not ask for one changes nothing.
        assert_eq!(
            (term("R07.2", "respond_now").kind, term("R07.2", "respond_now").figure),
            (LimitKind::House, Word::immediate.house_figure())
        );
        assert_eq!((term("R07.7", "dept_result").kind, term("R07.7", "dept_result").figure), (LimitKind::Set, None));
        assert_eq!(term("R07.9", "evaluate").kind, LimitKind::None);
    }

    #[test]
    fn a_document_whose_duties_are_of_a_newer_version_still_says_who_is_responsible() {
        let text = preset("r01").expect("shipped").replace("on = \"cannot_handle\"", "on = \"a_word_of_tomorrow\"");
        let adopted = Adopted::read(&AdoptRegulation::default(), &[&text]).expect("reads");
        assert_eq!(adopted.policy, Policy::read(preset("r01").expect("shipped")).expect("reads"));
        assert!(adopted.duties.is_empty() && !adopted.sources[0].is_read);
        assert!(Adopted::read(&AdoptRegulation::default(), &["[release]\nfirst_contact = \"someday\""]).is_err());
    }

    #[test]
    fn a_company_writes_its_own_sentences_and_figures() {
        let text = "schema = 1\nid = \"own\"\nkind = \"preset\"\ntitle_zh = \"本公司\"\nsource = \"own\"\n\
            [house]\ntimely = { n = 2, unit = \"h\", cal = \"work\" }\n\
            [[rule]]\nid = \"C1.1\"\nzh = \"及时答复\"\nen = \"Answer in time\"\n\
            [[duty]]\nid = \"a\"\nrule = \"C1.1\"\non = \"contact\"\nwho = \"first_contact\"\nlimit = { word = \"timely\" }\ndone_by = \"answered\"\n";
        let adopted = Adopted::read(&AdoptRegulation::default(), &[text]).expect("reads");
        let term = adopted.term(adopted.duty("C1.1", "a").expect("a duty"));
        assert_eq!((term.kind, term.figure.map(|figure| figure.n)), (LimitKind::House, Some(2)));
        assert_eq!(adopted.rule("C1.1").map(|rule| rule.zh.as_str()), Some("及时答复"));
        // The same document as JSON gives the same.
        let json = serde_json::to_string(&toml::from_str::<toml::Table>(text).expect("TOML")).expect("JSON");
        assert_eq!(Adopted::read(&AdoptRegulation::default(), &[&json]).expect("reads").duties, adopted.duties);
    }
}
