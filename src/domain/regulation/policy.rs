//! The fold's slice of a regulation: what discharges the first contact, what closes a request, which acts are void.
//! Only this part of a document decides who is responsible; the rest dates duties and asks questions.

use super::document::Document;
use super::word::{CloseWhen, Explained, FirstContactWho, Misroute, Others, ReleaseForm, Releaser};
use crate::domain::act::Prefer;

/// The longest regulation, calendar or directory document in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024;

/// What the fold needs of a request's regulation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a clause that a text has or has not, not a state")]
pub struct Policy {
    /// On what the first contact's duty ends.
    pub release_form: ReleaseForm,
    /// Whose act ends it.
    pub release_by: Vec<Releaser>,
    /// Whose return visit counts.
    pub followup_by: Vec<Releaser>,
    /// What must hold besides a close; empty: nothing.
    pub close_when: Vec<CloseWhen>,
    /// Whose explained close is enough.
    pub allow_explained: Explained,
    /// Who becomes first contact.
    pub first_contact_who: FirstContactWho,
    /// The entry of anybody else is a relay.
    pub others_are_relay: bool,
    /// A misdirected handoff stays with its receiver.
    pub absorbs_misdirected: bool,
    /// Offering a misdirected request on is void.
    pub retransfer_void: bool,
    /// Escorting without the resident's consent is void.
    pub escort_needs_consent: bool,
    /// An offer without a reason is void.
    pub reason_required: bool,
    /// Completing the register before the result was received is void.
    pub register_needs_result: bool,
    /// A clear answer to an enquiry counts as having informed the resident.
    pub enquiry_answer_informs: bool,
}

/// What a document says to the fold, key by key: `None` and empty where it is silent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the field of `Policy` of that name")]
pub struct Clauses {
    pub release_form: Option<ReleaseForm>,
    pub release_by: Vec<Releaser>,
    pub followup_by: Vec<Releaser>,
    pub close_when: Vec<CloseWhen>,
    pub allow_explained: Option<Explained>,
    pub first_contact_who: Option<FirstContactWho>,
    pub others_are_relay: Option<bool>,
    pub absorbs_misdirected: Option<bool>,
    pub retransfer_void: Option<bool>,
    pub escort_needs_consent: Option<bool>,
    pub reason_required: Option<bool>,
    pub register_needs_result: Option<bool>,
    pub enquiry_answer_informs: Option<bool>,
}

/// Why a document is not a regulation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Longer than [`DOCUMENT_BYTES_MAX`].
    #[error("the document is {0} bytes long, more than {DOCUMENT_BYTES_MAX}: split it into a preset and overlays")]
    TooLong(usize),
    /// Neither TOML nor JSON, or a value of the wrong type.
    #[error("the document cannot be read: {0}")]
    Malformed(String),
    /// A word outside a closed vocabulary.
    #[error("{key}: `{word}` is not allowed; write one of {}", .allowed.join(", "))]
    Word {
        /// The key it stands at.
        key: &'static str,
        /// The word.
        word: String,
        /// The words that may stand there.
        allowed: &'static [&'static str],
    },
}

impl Policy {
    /// Reads a preset document alone: TOML, or JSON with the same keys where it starts with `{`.
    ///
    /// # Errors
    /// As [`Clauses::read`].
    pub fn read(document: &str) -> Result<Self, PolicyError> {
        Ok(Self::combine(Clauses::read(document)?, &[], None))
    }

    /// Every clause with its key and what it says, as documents write it.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        fn words<T>(list: &[T], word: impl Fn(&T) -> &'static str) -> String {
            list.iter().map(word).collect::<Vec<_>>().join(", ")
        }
        vec![
            ("release.first_contact", self.release_form.word().into()),
            ("release.by", words(&self.release_by, |who| who.word())),
            ("release.enquiry_answer_informs", self.enquiry_answer_informs.to_string()),
            ("followup.by", words(&self.followup_by, |who| who.word())),
            ("close.when", words(&self.close_when, |when| when.word())),
            ("close.allow_explained", self.allow_explained.word().into()),
            ("first_contact.who", self.first_contact_who.word().into()),
            ("first_contact.others_are", if self.others_are_relay { Others::Relay } else { Others::FirstContact }.word().into()),
            ("handoff.misroute", if self.absorbs_misdirected { Misroute::Absorb } else { Misroute::Reroute }.word().into()),
            ("handoff.retransfer_void", self.retransfer_void.to_string()),
            ("handoff.escort_needs_consent", self.escort_needs_consent.to_string()),
            ("handoff.require_reason", self.reason_required.to_string()),
            ("register.needs_result", self.register_needs_result.to_string()),
        ]
    }

    /// Adds overlays to a preset. Lists grow; where both set a value, `prefer` decides, and without it the preset.
    #[must_use]
    pub fn combine(preset: Clauses, overlays: &[Clauses], prefer: Option<Prefer>) -> Self {
        let added = overlays.iter().cloned().fold(Clauses::default(), Clauses::or);
        match prefer {
            Some(Prefer::Overlay) => added.or(preset).complete(),
            Some(Prefer::Preset) | None => preset.or(added).complete(),
        }
    }
}

impl Clauses {
    /// Reads a preset or overlay document: TOML, or JSON with the same keys where it starts with `{`. Keys that the
    /// fold does not need are not looked at.
    ///
    /// # Errors
    /// What cannot be read, or a word outside its vocabulary with the words that are allowed there.
    pub fn read(document: &str) -> Result<Self, PolicyError> {
        if document.len() > DOCUMENT_BYTES_MAX {
            return Err(PolicyError::TooLong(document.len()));
        }
        let parsed: Document = if document.trim_start().starts_with('{') {
            serde_json::from_str(document).map_err(|error| PolicyError::Malformed(error.to_string()))?
        } else {
            toml::from_str(document).map_err(|error| PolicyError::Malformed(error.to_string()))?
        };
        parsed.clauses()
    }

    /// These clauses, and the other's where these are silent; lists are joined.
    fn or(self, other: Self) -> Self {
        Self {
            release_form: self.release_form.or(other.release_form),
            release_by: joined(self.release_by, other.release_by),
            followup_by: joined(self.followup_by, other.followup_by),
            close_when: joined(self.close_when, other.close_when),
            allow_explained: self.allow_explained.or(other.allow_explained),
            first_contact_who: self.first_contact_who.or(other.first_contact_who),
            others_are_relay: self.others_are_relay.or(other.others_are_relay),
            absorbs_misdirected: self.absorbs_misdirected.or(other.absorbs_misdirected),
            retransfer_void: self.retransfer_void.or(other.retransfer_void),
            escort_needs_consent: self.escort_needs_consent.or(other.escort_needs_consent),
            reason_required: self.reason_required.or(other.reason_required),
            register_needs_result: self.register_needs_result.or(other.register_needs_result),
            enquiry_answer_informs: self.enquiry_answer_informs.or(other.enquiry_answer_informs),
        }
    }

    /// Fills what no document says. Silence about the release means R16's, the recommended default.
    fn complete(self) -> Policy {
        let release_form = self.release_form.unwrap_or(ReleaseForm::OnSatisfied);
        let who = self.first_contact_who.unwrap_or(FirstContactWho::AnyEmployee);
        Policy {
            release_form,
            release_by: or_default(self.release_by, default_releasers(release_form)),
            followup_by: or_default(self.followup_by, &[Releaser::Clerk]),
            close_when: self.close_when,
            allow_explained: self.allow_explained.unwrap_or(Explained::Never),
            first_contact_who: who,
            others_are_relay: self.others_are_relay.unwrap_or(who.roles().is_some()),
            absorbs_misdirected: self.absorbs_misdirected.unwrap_or(false),
            retransfer_void: self.retransfer_void.unwrap_or(false),
            escort_needs_consent: self.escort_needs_consent.unwrap_or(false),
            reason_required: self.reason_required.unwrap_or(false),
            // RULE: R01.13, a register that ends the duty is complete only with the result in it.
            register_needs_result: self.register_needs_result.unwrap_or(release_form == ReleaseForm::OnResultRecorded),
            enquiry_answer_informs: self.enquiry_answer_informs.unwrap_or(false),
        }
    }
}

/// Whose act ends the duty where the document does not say.
fn default_releasers(form: ReleaseForm) -> &'static [Releaser] {
    match form {
        ReleaseForm::OnBriefHandover => &[Releaser::FirstContact, Releaser::Holder],
        ReleaseForm::OnCompletionNotice => &[Releaser::ReceivingDept, Releaser::DeptCsSupervisor],
        ReleaseForm::OnResultRecorded | ReleaseForm::OnResidentInformed => &[Releaser::FirstContact],
        ReleaseForm::OnAnswerOrResolved => &[Releaser::FirstContact, Releaser::Holder, Releaser::Handler],
        ReleaseForm::OnReturnVisit | ReleaseForm::OnSatisfied => &[Releaser::FirstContact, Releaser::Clerk],
    }
}

fn joined<T: PartialEq>(mut first: Vec<T>, second: Vec<T>) -> Vec<T> {
    for item in second {
        if !first.contains(&item) {
            first.push(item);
        }
    }
    first
}

fn or_default<T: Copy>(list: Vec<T>, default: &[T]) -> Vec<T> {
    if list.is_empty() { default.to_vec() } else { list }
}
