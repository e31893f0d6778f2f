//! What is asked when a request is logged, and what of it nobody has written down yet.

use super::Unread;
use super::table::{Facet, Need, Of, sheet};
use crate::domain::act::Open;
use crate::domain::act::word::{Channel, Field};
use crate::domain::duty::Mark;
use crate::domain::payload::Personal;
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::words::Ask;

/// What answers a question, any of it; the first words give it its name.
type Question = &'static [(Of, Facet)];

/// How far a register is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Register {
    /// Everything that is asked is there; by the correction that brought the last of it, where the opening had not all.
    Complete(Option<Box<Mark>>),
    /// These fields are not, in the order of the form.
    Lacking(Vec<Field>),
    /// Nobody can tell here now.
    Unread(Unread),
}

/// A later record about a field of the opening.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The record.
    pub mark: Mark,
    /// The field.
    pub field: Field,
    /// Whether it has any words; or why they cannot be read.
    pub says: Result<bool, Unread>,
}

/// What a clause asks of whoever logs a request: by its form, and where it names none by what its document has asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked(Vec<Question>);

impl Asked {
    /// RULE: decision Q02. Only what is asked at contact: what later acts fill, as handler or result, no register waits for.
    #[must_use]
    pub fn of(duty: &Duty, ask: &[Ask]) -> Self {
        let asked = |form| sheet(form).lines.iter().filter(|line| line.need == Need::Asked).map(|line| line.from);
        Self(match duty.form {
            Some(form) => asked(form).collect(),
            None => ask.iter().filter_map(|ask| question(*ask)).collect(),
        })
    }

    /// How far it is written down: in the opening, or in corrections of it, in the order of the course.
    #[must_use]
    pub fn register(&self, open: &Open, words: &Result<Personal, Unread>, corrections: &[Correction]) -> Register {
        let (mut lacking, mut unread, mut last) = (Vec::new(), None, None);
        for question in self.0.iter().filter(|question| !(open.channel == Channel::patrol && is_of_reporter(question))) {
            if words.as_ref().is_ok_and(|words| question.iter().any(|answer| is_said(*answer, open, words))) {
                continue;
            }
            let about = || corrections.iter().enumerate().filter(|(_, correction)| fields(question).any(|field| field == correction.field));
            let brought = about().find(|(_, correction)| correction.says == Ok(true)).map(|(at, _)| at);
            let sealed = words.as_ref().err().copied().or_else(|| about().find_map(|(_, correction)| correction.says.err()));
            match (brought, sealed) {
                (Some(at), _) => last = last.max(Some(at)),
                (None, Some(why)) => unread = Some(why),
                (None, None) => lacking.extend(fields(question).next()),
            }
        }
        match unread {
            _ if !lacking.is_empty() => Register::Lacking(lacking),
            Some(why) => Register::Unread(why),
            None => Register::Complete(last.map(|at| Box::new(corrections[at].mark))),
        }
    }
}

/// What staff found on their rounds nobody reported: there is nobody to be asked for a name.
fn is_of_reporter(question: Question) -> bool {
    let of_reporter = [Field::name, Field::phone, Field::room, Field::address, Field::target, Field::expectation];
    fields(question).next().is_some_and(|field| of_reporter.contains(&field))
}

fn fields(question: Question) -> impl Iterator<Item = Field> {
    question.iter().filter_map(|(_, facet)| if let Facet::Text(field) = facet { Some(*field) } else { None })
}

fn is_said((_, facet): (Of, Facet), open: &Open, words: &Personal) -> bool {
    match facet {
        Facet::Text(field) => words.texts.get(&field).is_some_and(|text| !text.trim().is_empty()),
        Facet::Place => open.place.is_some(),
        _ => false,
    }
}

/// RULE: R16.3. When and where a thing broke, and how that shows, are particulars of the content (如…等), and what is hoped for is
/// another clause's (R16.12): whether a sentence says them no program can tell, so that nobody is held to fields of their own.
fn question(ask: Ask) -> Option<Question> {
    Some(match ask {
        Ask::building => &[(Of::Opening, Facet::Place), (Of::Opening, Facet::Text(Field::place))],
        Ask::unit => &[(Of::Opening, Facet::Text(Field::room))],
        Ask::name => &[(Of::Opening, Facet::Text(Field::name))],
        Ask::contact => &[(Of::Opening, Facet::Text(Field::phone))],
        Ask::content => &[(Of::Opening, Facet::Text(Field::words))],
        Ask::time | Ask::place | Ask::symptom | Ask::expectation => return None,
    })
}
