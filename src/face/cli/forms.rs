//! `form ID [FORM]`: the regulation's own forms, filled from the records, as text, JSON or a page to print.

mod page;

use std::io::Write;

use serde::Serialize;

use super::args::FormArgs;
use super::carry::whole;
use super::desk::Desk;
use super::failure::Failure;
use super::resolve::short;
use super::table::{plain, table, width};
use super::tell::line;
use crate::domain::act::Audience;
use crate::domain::form::{Copy, FieldState, Filled, Filling, Item, Label, Signature, State, Term, fill, needed, sheet};
use crate::domain::id::RecordId;
use crate::face::text::{Lang, Text};
use crate::face::view::{FormView, Names, form_state};

/// The forms of a request.
#[derive(Clone, Debug, Serialize)]
struct FormsView {
    /// The request.
    id: RecordId,
    /// One a form and copy.
    forms: Vec<FormView>,
}

/// Carries out `form`.
pub fn run(desk: &mut Desk<'_>, args: &FormArgs) -> Result<(), Failure> {
    let papers = desk.handle.papers(desk.request(&args.id)?)?;
    let material = papers.material();
    let forms = match args.form {
        Some(form) => vec![form],
        None => needed(&papers.adopted.duties, material.request).into_iter().collect(),
    };
    let filled: Vec<Filled> = forms.into_iter().flat_map(|form| fill(form, &material)).collect();
    if let Some(file) = &args.html {
        let path = desk.path(file);
        let page = page::page(&filled, material.request.id, &Printer::of(desk));
        whole(&path, |file| {
            file.write_all(page.as_bytes()).map_err(|why| Failure::broken("usage-write").with("path", path.display()).io(&why))
        })?;
        desk.out.message(&desk.text.get("said-form", [("path", path.display().to_string().into())]));
    }
    let id = material.request.id;
    let view = FormsView { id, forms: filled.iter().map(|form| FormView::of(form, &desk.names())).collect() };
    let list = args.form.is_none();
    desk.answer(&view, |desk| if list { listed(desk, &filled) } else { filled.iter().map(|form| told(desk, form)).collect() });
    Ok(())
}

/// What every form of the request lacks, a line each.
fn listed(desk: &Desk<'_>, forms: &[Filled]) -> String {
    let printer = Printer::of(desk);
    let row = |filled: &Filled| {
        let mut lacks = Vec::new();
        // Of a form that nothing has begun, everything is lacking.
        if filled.state != State::Missing {
            lacks.extend(filled.lacking().map(|field| printer.label(field.label)));
            let unsigned = filled.signatures.iter().filter(|signature| signature.record.is_none()).count();
            lacks.extend((unsigned > 0).then(|| desk.text.get("form-unsigned", [("count", unsigned.into())])));
        }
        [filled.form.to_string(), printer.title(filled), desk.text.say(state_key(filled)), lacks.join(&desk.text.say("list-separator"))]
    };
    let heading = ["form-column-form", "form-column-title", "form-column-state", "form-column-lacking"].map(|key| desk.text.say(key));
    table(&heading, &forms.iter().map(row).collect::<Vec<_>>())
}

fn state_key(filled: &Filled) -> &'static str {
    match form_state(&filled.state) {
        "missing" => "form-missing",
        "partial" => "form-partial",
        _ => "form-complete",
    }
}

fn told(desk: &Desk<'_>, filled: &Filled) -> String {
    let (printer, text) = (Printer::of(desk), desk.text);
    let mut said = line(format!("{}  {}  {}", printer.title(filled), filled.form, text.say(state_key(filled))));
    let labels: Vec<String> = filled.fields.iter().map(|field| printer.label(field.label)).collect();
    let columns = labels.iter().map(|label| width(label)).max().unwrap_or(0);
    for (field, label) in filled.fields.iter().zip(&labels) {
        let blanks = " ".repeat(columns.saturating_sub(width(label)) + 2);
        said.push_str(&line(format!("  {label}{blanks}{}", printer.answer(field))));
    }
    for signature in &filled.signatures {
        said.push_str(&line(format!("  ✎ {}: {}", printer.label(signature.label), printer.signature(signature))));
    }
    said.push('\n');
    said
}

/// Says what stands in a form in the person's language. Labels that a text names stay as the text writes them.
pub struct Printer<'a> {
    text: &'static Text,
    names: Names<'a>,
}

impl<'a> Printer<'a> {
    fn of(desk: &'a Desk<'_>) -> Self {
        Self { text: desk.text, names: desk.names() }
    }

    fn quoted(&self, zh: &str, en: &str) -> String {
        if self.text.lang() == Lang::En { format!("{zh} ({en})") } else { zh.to_owned() }
    }

    fn title(&self, filled: &Filled) -> String {
        let sheet = sheet(filled.form);
        let title = self.quoted(&format!("《{}》", sheet.title), sheet.title_en);
        match filled.copy {
            Copy::Only => title,
            Copy::Number(number) => format!("{title} · {number}"),
            Copy::FirstContact => format!("{title} · {}", self.text.say("form-copy-first-contact")),
            Copy::Receiving => format!("{title} · {}", self.text.say("form-copy-receiving")),
        }
    }

    fn label(&self, label: Label) -> String {
        match label {
            Label::Quote(zh, en) => self.quoted(zh, en),
            Label::Ours(key) => self.text.say(&format!("form-{key}")),
        }
    }

    fn answer(&self, field: &Filling) -> String {
        let key = match field.state {
            FieldState::Filled => {
                let mut entries: Vec<String> = Vec::with_capacity(field.entries.len());
                for said in field.entries.iter().map(|entry| self.items(&entry.items)) {
                    // Who was asked to take it and who took it are often one person.
                    if !entries.contains(&said) {
                        entries.push(said);
                    }
                }
                return entries.join(&self.text.say("form-entry-separator"));
            }
            FieldState::Missing => "form-field-missing",
            FieldState::Erased => "form-field-erased",
            FieldState::Sealed => "form-field-sealed",
            FieldState::NotNeeded => "form-field-not-needed",
        };
        self.text.say(key)
    }

    fn items(&self, items: &[Item]) -> String {
        let said: Vec<String> = items.iter().map(|item| self.item(item)).collect();
        said.join(&self.text.say("list-separator"))
    }

    fn item(&self, item: &Item) -> String {
        match item {
            Item::Text(text) => plain(text),
            Item::Corrected { from, to } => {
                let from = from.as_deref().map_or_else(|| self.text.say("form-unreadable"), plain);
                self.text.get("form-corrected", [("from", from.into()), ("to", plain(to).into())])
            }
            Item::Time(at) => self.names.clock(*at),
            Item::Person(person) => plain(&self.names.person(*person)),
            Item::Code(code) => self.code(code),
            Item::To(audience) => match audience {
                Audience::Resident => self.text.say("fact-resident"),
                Audience::FirstReporter => self.text.say("fact-first-reporter"),
                Audience::Person(person) => plain(&self.names.person(*person)),
                Audience::Post(post) => self.code(post),
                Audience::Role(role) => self.text.word(*role),
                Audience::OnDuty(duty) => self.text.word(*duty),
            },
            Item::Said(yes) => self.text.say(if *yes { "fact-yes" } else { "fact-no" }),
            Item::Number(number) => number.to_string(),
            Item::Request(id) => short(&id.to_string()).to_owned(),
            Item::Term(term) => self.term(*term),
        }
    }

    fn term(&self, term: Term) -> String {
        match term.label {
            Some(label) => self.text.say(&format!("{}-{label}", term.vocabulary.to_ascii_lowercase())),
            None => format!("#{}", term.number),
        }
    }

    fn code(&self, code: &crate::domain::id::Code) -> String {
        let directory = &self.names.people.directory;
        let lists = [&directory.departments, &directory.places, &directory.plans, &directory.posts];
        lists.iter().find_map(|list| list.get(code)).map_or_else(|| code.to_string(), |name| plain(name))
    }

    fn who(&self, signature: &Signature) -> Option<String> {
        signature.who.map(|who| plain(&self.names.person(who)))
    }

    fn signature(&self, signature: &Signature) -> String {
        let who = self.who(signature);
        let (Some(at), Some(record)) = (signature.at, signature.record) else {
            return match who {
                Some(who) => self.text.get("form-unsigned-by", [("who", who.into())]),
                None => self.text.say("form-unsigned-yet"),
            };
        };
        let who = who.unwrap_or_else(|| self.text.say("show-nobody"));
        let (at, proven, id) = (self.names.clock(at), self.proven(signature), record.to_string());
        let seal = short(&id).to_owned();
        self.text.get("form-signed", [("who", who.into()), ("at", at.into()), ("proven", proven.into()), ("seal", seal.into())])
    }

    /// What other devices' receipts prove about the time of a signature.
    fn proven(&self, signature: &Signature) -> String {
        let clock = |at: i64| self.names.clock(at);
        match signature.bounds {
            (Some(from), Some(to)) => self.text.get("form-between", [("from", clock(from).into()), ("to", clock(to).into())]),
            (Some(from), None) => self.text.get("form-after", [("from", clock(from).into())]),
            (None, Some(to)) => self.text.get("form-before", [("to", clock(to).into())]),
            (None, None) => self.text.say("form-own-clock"),
        }
    }
}
