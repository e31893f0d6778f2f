//! The words in which the tables of forms are written: what a field is called, from which acts it is read, who signs.

use super::Form;
use super::{table_one::EARLIER, table_two::LATER};
use crate::domain::act::Kind;
use crate::domain::act::word::Field;

/// What a form asks and who signs it.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Its number.
    pub form: Form,
    /// Its title, as the text writes it.
    pub title: &'static str,
    /// Its title in English.
    pub title_en: &'static str,
    /// The regulations that name it.
    pub regulations: &'static [&'static str],
    /// One a request, or one for each of something.
    pub(super) per: Per,
    /// What begins it.
    pub(super) begun: Of,
    pub(super) lines: &'static [Line],
    pub(super) signers: &'static [Signer],
}

impl Sheet {
    /// What its fields and signatures are called.
    pub fn labels(&self) -> impl Iterator<Item = Label> {
        self.lines.iter().map(|line| line.label).chain(self.signers.iter().map(|signer| signer.label))
    }
}

/// What a field or a signature is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// As the text writes it, and in English.
    Quote(&'static str, &'static str),
    /// Ours, by the key of its sentence.
    Ours(&'static str),
}

/// For what a form is made out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Per {
    /// The request.
    Request,
    /// Each act that begins it.
    Event,
    /// Each pass from one person to another.
    Pass,
    /// The first contact's department, and the one that received it.
    Department,
}

/// Which acts a field is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The opening.
    Opening,
    /// Whatever made the first contact first contact; in the receiver's copy only where the pass names it.
    Contact,
    /// Every act of a kind.
    Act(Kind),
    /// What the resident was told about a department, or how to reach it.
    ToldDepartment,
    /// What the resident was told to bring and to do.
    ToldPapers,
    /// The result, told to the resident.
    ToldResult,
    /// The result, told to the first contact.
    ContactToldResult,
    /// The result, told to other staff.
    StaffToldResult,
    /// Anything but the result, told to other staff.
    StaffTold,
    /// The giver's half of a pass.
    Giving,
    /// The taker's half of a pass.
    Taking,
    /// An answer that is a survey.
    Survey,
    /// Files that are evidence.
    Evidence,
    /// Photos, films and sound.
    Pictures,
    /// The register's completion.
    Register,
    /// Whoever tracks it: acts of a department's service supervisor.
    Tracker,
    /// Acts of those who register and dispatch.
    Clerk,
    /// The slip as it was raised.
    Raised,
    /// The slip as it stands.
    Coordinated,
    /// The act for which this copy is made out.
    This,
}

/// What is read from an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facet {
    When,
    Who,
    Department,
    Text(Field),
    Channel,
    RepeatBack,
    Matter,
    Class,
    Place,
    Competence,
    Solvable,
    To,
    Mode,
    Consent,
    Outcome,
    Cause,
    Means,
    Satisfied,
    Speed,
    Effect,
    Manner,
    Verified,
    Score,
    Deadline,
    Responsible,
    Milestones,
    PlanUsed,
    Losses,
    Notified,
    Findings,
    Liability,
    Coordination,
    Departments,
    Lead,
    Concluded,
    FileKind,
    FileSource,
    FileTaken,
    Visit,
    /// The number of the request.
    Number,
}

/// Whether a field has to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Always,
    /// From the contact on: a register without it is not complete (decision Q02).
    Asked,
    Never,
    /// By each of the acts that it is read from.
    Each,
    If(Case),
}

/// When a field has to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    HandedOver,
    Escort,
    Unreachable,
    Urgent,
    Dispute,
    Complex,
    SeveralDepartments,
    Dissatisfied,
    Special,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub label: Label,
    pub from: &'static [(Of, Facet)],
    pub need: Need,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Signer {
    pub label: Label,
    pub by: By,
}

/// Whose signature is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The author of the first such act.
    First(Of),
    /// The author of the last such act.
    Last(Of),
    /// Both sides of every pass.
    Passes,
    /// The investigator and everybody whose signature the investigation asks (R15.8).
    Concerned,
}

/// What a form asks.
///
/// # Panics
/// Never: a test finds every form in the table.
#[must_use]
pub fn sheet(form: Form) -> &'static Sheet {
    EARLIER.iter().chain(&LATER).find(|sheet| sheet.form == form).expect("every form stands in the table")
}

pub(super) const fn quote(zh: &'static str, en: &'static str, from: &'static [(Of, Facet)], need: Need) -> Line {
    Line { label: Label::Quote(zh, en), from, need }
}

pub(super) const fn ours(key: &'static str, from: &'static [(Of, Facet)], need: Need) -> Line {
    Line { label: Label::Ours(key), from, need }
}

pub(super) const fn signer(key: &'static str, by: By) -> Signer {
    Signer { label: Label::Ours(key), by }
}
