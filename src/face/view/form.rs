//! A form for showing: for programs as it is here, for people through `cli::forms`.

use serde::Serialize;

use super::Names;
use crate::domain::act::Audience;
use crate::domain::form::{Copy, FieldState, Filled, Filling, Form, Item, Label, Signature, State, sheet};
use crate::domain::id::{Code, PersonId, RecordId};

/// A form.
#[derive(Clone, Debug, Serialize)]
pub struct FormView {
    /// `F1` to `F18`.
    pub form: Form,
    /// As the text writes it.
    pub title: &'static str,
    /// In English.
    pub title_en: &'static str,
    /// `only`, `first_contact`, `receiving`, or the number of the copy.
    pub copy: String,
    /// `missing`, `partial` or `complete`.
    pub state: &'static str,
    /// The labels of the fields that are lacking.
    pub missing: Vec<&'static str>,
    /// How many signatures are lacking.
    pub unsigned: usize,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// Its signatures.
    pub signatures: Vec<SignatureView>,
}

/// A field of a form.
#[derive(Clone, Debug, Serialize)]
pub struct FieldView {
    /// As the text writes it; else the word of this program.
    pub label: &'static str,
    /// The text of a regulation names it.
    pub named_by_text: bool,
    /// `filled`, `missing`, `erased`, `sealed` or `not_needed`.
    pub state: &'static str,
    /// What the records answer.
    pub values: Vec<ValueView>,
}

/// What one record answers.
#[derive(Clone, Debug, Serialize)]
pub struct ValueView {
    /// The record.
    pub record: RecordId,
    /// What it says.
    pub says: Vec<ItemView>,
}

/// One thing that a record says.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variants are those of the form's items")]
pub enum ItemView {
    Text(String),
    Corrected { from: Option<String>, to: String },
    Time(String),
    Person { id: PersonId, name: String },
    Code(Code),
    To(Audience),
    Said(bool),
    Number(u64),
    Request(RecordId),
    Word(String),
}

/// A signature of a form.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureView {
    /// In what capacity.
    pub label: &'static str,
    /// Who signed, or has to.
    pub who: Option<PersonId>,
    /// Their name.
    pub name: Option<String>,
    /// When, as claimed; `null`: not signed.
    pub claimed_at: Option<String>,
    /// Not before this, by somebody else's receipt.
    pub not_before: Option<String>,
    /// Not after this, by somebody else's receipt.
    pub not_after: Option<String>,
    /// The signed record: its id is the seal.
    pub record: Option<RecordId>,
}

/// A label as programs read it.
fn label(label: Label) -> &'static str {
    match label {
        Label::Quote(zh, _) => zh,
        Label::Ours(key) => key,
    }
}

/// The state of a form, as programs read it and as the language files name it.
#[must_use]
pub fn state(state: &State) -> &'static str {
    match state {
        State::Missing => "missing",
        State::Partial { .. } => "partial",
        State::Complete => "complete",
    }
}

fn field_state(state: FieldState) -> &'static str {
    match state {
        FieldState::Filled => "filled",
        FieldState::Missing => "missing",
        FieldState::Erased => "erased",
        FieldState::Sealed => "sealed",
        FieldState::NotNeeded => "not_needed",
    }
}

impl FormView {
    /// A filled form.
    #[must_use]
    pub fn of(filled: &Filled, names: &Names<'_>) -> Self {
        let sheet = sheet(filled.form);
        Self {
            form: filled.form,
            title: sheet.title,
            title_en: sheet.title_en,
            copy: match filled.copy {
                Copy::Only => "only".to_owned(),
                Copy::Number(number) => number.to_string(),
                Copy::FirstContact => "first_contact".to_owned(),
                Copy::Receiving => "receiving".to_owned(),
            },
            state: state(&filled.state),
            missing: filled.lacking().map(|field| label(field.label)).collect(),
            unsigned: filled.signatures.iter().filter(|signature| signature.record.is_none()).count(),
            fields: filled.fields.iter().map(|field| FieldView::of(field, names)).collect(),
            signatures: filled.signatures.iter().map(|signature| SignatureView::of(signature, names)).collect(),
        }
    }
}

impl FieldView {
    fn of(field: &Filling, names: &Names<'_>) -> Self {
        let says = |items: &[Item]| items.iter().map(|item| ItemView::of(item, names)).collect();
        Self {
            label: label(field.label),
            named_by_text: matches!(field.label, Label::Quote(..)),
            state: field_state(field.state),
            values: field.entries.iter().map(|entry| ValueView { record: entry.record, says: says(&entry.items) }).collect(),
        }
    }
}

impl SignatureView {
    fn of(signature: &Signature, names: &Names<'_>) -> Self {
        let time = |at: Option<i64>| at.map(|at| names.time(at));
        Self {
            label: label(signature.label),
            who: signature.who,
            name: signature.who.map(|who| names.person(who)),
            claimed_at: time(signature.at),
            not_before: time(signature.bounds.0),
            not_after: time(signature.bounds.1),
            record: signature.record,
        }
    }
}

impl ItemView {
    fn of(item: &Item, names: &Names<'_>) -> Self {
        match item {
            Item::Text(text) => Self::Text(text.clone()),
            Item::Corrected { from, to } => Self::Corrected { from: from.clone(), to: to.clone() },
            Item::Time(at) => Self::Time(names.time(*at)),
            Item::Person(id) => Self::Person { id: *id, name: names.person(*id) },
            Item::Code(code) => Self::Code(code.clone()),
            Item::To(to) => Self::To(to.clone()),
            Item::Said(said) => Self::Said(*said),
            Item::Number(number) => Self::Number(*number),
            Item::Request(id) => Self::Request(*id),
            Item::Term(term) => Self::Word(term.label.map_or_else(|| format!("#{}", term.number), str::to_owned)),
        }
    }
}
