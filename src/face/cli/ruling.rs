//! `regulation show` without a name: what new requests are judged by, with the company's and the house's figures.

use serde::Serialize;

use super::advice;
use super::desk::Desk;
use super::failure::Failure;
use super::regulations::DutyLineView;
use super::resolve::short;
use super::tell::line;
use crate::domain::id::RecordId;
use crate::domain::regulation::Adopted;
use crate::domain::regulation::adopted::{LimitKind, Releasing, Source};
use crate::domain::regulation::preset::figure::{Figure, Limit};
use crate::domain::regulation::preset::words::Word;
use crate::domain::regulation::word::ReleaseForm;
use crate::face::text::{Lang, Text};
use crate::face::word::figure;

/// What is in force.
#[derive(Clone, Debug, Serialize)]
struct RulingView {
    /// The adoption; `null`: nothing was adopted.
    adoption: Option<RecordId>,
    /// Adoptions in force beside it.
    rivals: Vec<RecordId>,
    documents: Vec<DocumentView>,
    clauses: Vec<ClauseView>,
    house: Vec<WordView>,
    /// What releases the first contact, for people.
    #[serde(skip)]
    release: String,
}

#[derive(Clone, Debug, Serialize)]
struct DocumentView {
    id: String,
    title: String,
    kind: &'static str,
    truncated: bool,
    /// What releases the first contact, where the document says so, and whether its text does.
    release: Option<&'static str>,
    release_inferred: bool,
    /// Its duties are read; else a newer version wrote them.
    read: bool,
}

#[derive(Clone, Debug, Serialize)]
struct ClauseView {
    id: String,
    zh: Option<String>,
    en: Option<String>,
    duties: Vec<DutyLineView>,
}

/// The figure that the house puts to a word of the text.
#[derive(Clone, Debug, Serialize)]
pub struct WordView {
    /// The word.
    pub word: Word,
    /// Nothing: never late by the word alone.
    pub figure: Option<String>,
    /// The same for people.
    #[serde(skip)]
    said: Option<Figure>,
}

/// The words that the duties use, with the house's figures.
pub fn words(adopted: &Adopted) -> Vec<WordView> {
    let used = |word: &Word| adopted.duties.iter().any(|duty| duty.limit == Some(Limit::Word(*word)));
    let words = Word::ALL.iter().filter(|word| **word != Word::set && used(word));
    let view = |word: &Word| {
        let said = adopted.house_figure(*word);
        WordView { word: *word, figure: said.map(|figure| figure.to_string()), said }
    };
    words.map(view).collect()
}

/// What the house makes of the words, for people.
pub fn house(words: &[WordView], text: &Text) -> String {
    if words.is_empty() {
        return String::new();
    }
    let mut told = line(text.say("regulation-house"));
    for view in words {
        let term = view.said.map_or_else(|| text.say("regulation-no-figure"), |said| figure(text, said));
        told += &line(format!("  {} ({})  {term}", text.say(key(view.word)), view.word));
    }
    told
}

fn key(word: Word) -> &'static str {
    match word {
        Word::immediate => "word-immediate",
        Word::promptly => "word-promptly",
        Word::timely => "word-timely",
        Word::appropriate => "word-appropriate",
        Word::set => "word-set",
        Word::with_feedback => "word-with-feedback",
        Word::realtime => "word-realtime",
    }
}

/// `regulation show`.
pub fn show(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let ruling = desk.handle.ruling()?;
    let view = RulingView {
        adoption: ruling.adoption,
        rivals: ruling.rivals,
        documents: ruling.adopted.sources.iter().map(document).collect(),
        clauses: clauses(&ruling.adopted),
        house: words(&ruling.adopted),
        release: ruling.adopted.sources.iter().map(|source| release(source, desk.text)).collect(),
    };
    desk.answer(&view, |desk| told(&view, &ruling.adopted, desk.text));
    Ok(())
}

/// What releases the first contact by a document, for people; whether its text says so.
pub fn release(source: &Source, text: &Text) -> String {
    let Some(Releasing { form, is_inferred }) = source.release else { return String::new() };
    let key = match form {
        ReleaseForm::OnBriefHandover => "release-brief-handover",
        ReleaseForm::OnCompletionNotice => "release-completion-notice",
        ReleaseForm::OnResultRecorded => "release-result-recorded",
        ReleaseForm::OnResidentInformed => "release-resident-informed",
        ReleaseForm::OnReturnVisit => "release-return-visit",
        ReleaseForm::OnAnswerOrResolved => "release-answer-or-resolved",
        ReleaseForm::OnSatisfied => "release-satisfied",
    };
    let inferred = if is_inferred { text.say("release-inferred") } else { String::new() };
    line(text.get("regulation-release", [("form", text.say(key).into())]) + &inferred)
}

/// A clause with its sentence; in English the rendering, and below it what the text itself says.
pub fn sentence(id: &str, zh: Option<&str>, en: Option<&str>, text: &Text) -> String {
    let zh = zh.unwrap_or_default();
    match (text.lang(), en) {
        (Lang::En, Some(en)) => line(format!("{id}  {en}")) + &line(text.get("regulation-quote", [("sentence", zh.into())])),
        _ => line(format!("{id}  {zh}")),
    }
}

fn document(source: &Source) -> DocumentView {
    DocumentView {
        id: source.id.clone(),
        title: source.title_zh.clone(),
        kind: if source.is_overlay { "overlay" } else { "preset" },
        truncated: source.is_truncated,
        release: source.release.map(|release| release.form.word()),
        release_inferred: source.release.is_some_and(|release| release.is_inferred),
        read: source.is_read,
    }
}

/// The clauses that have duties, in the order of the documents.
fn clauses(adopted: &Adopted) -> Vec<ClauseView> {
    let mut clauses: Vec<ClauseView> = Vec::new();
    for duty in &adopted.duties {
        let said = DutyLineView::of(duty, adopted);
        if let Some(known) = clauses.iter_mut().find(|clause| clause.id == duty.rule) {
            known.duties.push(said);
        } else {
            let (rule, id) = (adopted.rule(&duty.rule), duty.rule.clone());
            clauses.push(ClauseView { id, zh: rule.map(|rule| rule.zh.clone()), en: rule.map(|rule| rule.en.clone()), duties: vec![said] });
        }
    }
    clauses
}

fn told(view: &RulingView, adopted: &Adopted, text: &Text) -> String {
    let mut told = match view.adoption {
        Some(adoption) => line(text.get("regulation-adoption", [("record", short(&adoption.to_string()).into())])),
        None => line(text.say("regulation-nothing-adopted")),
    };
    for rival in &view.rivals {
        told += &line(text.get("regulation-rival", [("record", short(&rival.to_string()).into())]));
    }
    for document in &view.documents {
        told += &line(format!("{} · {}", document.id, document.title));
        let remarks = [(document.truncated, "regulation-truncated"), (!document.read, "regulation-unread")];
        told += &remarks.iter().filter(|(holds, _)| *holds).map(|(_, key)| line(text.say(key))).collect::<String>();
    }
    told += &view.release;
    for clause in &view.clauses {
        told += &sentence(&clause.id, clause.zh.as_deref(), clause.en.as_deref(), text);
        for duty in &clause.duties {
            let figure = duty.figure.as_ref().filter(|_| duty.limit == LimitKind::Set);
            let figure = figure.map(|figure| format!(" = {figure}")).unwrap_or_default();
            told += &line(format!("    {}: {}{figure}", duty.duty, duty.says));
        }
    }
    told + &advice::beside(adopted, text) + &house(&view.house, text)
}
