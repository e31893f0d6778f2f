//! The shape of a regulation document, as far as the fold reads it. Everything else in it is skipped here.

use serde::Deserialize;

use super::policy::{Clauses, PolicyError};
use super::word::{CloseWhen, Deny, Explained, FirstContactWho, Misroute, Others, ReleaseForm, Releaser, Retransfer};

/// The sections that the fold reads.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Document {
    first_contact: FirstContactSection,
    handoff: HandoffSection,
    register: RegisterSection,
    release: ReleaseSection,
    followup: FollowupSection,
    close: CloseSection,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FirstContactSection {
    who: Option<String>,
    others_are: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HandoffSection {
    misroute: Option<String>,
    retransfer: Option<String>,
    retransfer_deny: Option<String>,
    escort_needs_consent: Option<bool>,
    require_reason: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RegisterSection {
    needs_result: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReleaseSection {
    first_contact: Option<String>,
    by: OneOrMany,
    enquiry_answer_informs: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FollowupSection {
    by: OneOrMany,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CloseSection {
    when: OneOrMany,
    allow_explained: Option<String>,
}

/// A word, or a list of words.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a word or a list of words")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    fn read<T>(&self, read: impl Fn(&str) -> Result<T, PolicyError>) -> Result<Vec<T>, PolicyError> {
        match self {
            Self::One(word) => Ok(vec![read(word)?]),
            Self::Many(words) => words.iter().map(|word| read(word)).collect(),
        }
    }
}

impl Document {
    /// The fold's clauses, with every word checked against its vocabulary.
    pub(super) fn clauses(&self) -> Result<Clauses, PolicyError> {
        let (first, handoff, release, close) = (&self.first_contact, &self.handoff, &self.release, &self.close);
        let others = optional(first.others_are.as_ref(), |word| Others::read("first_contact.others_are", word))?;
        let misroute = optional(handoff.misroute.as_ref(), |word| Misroute::read("handoff.misroute", word))?;
        let retransfer = optional(handoff.retransfer.as_ref(), |word| Retransfer::read("handoff.retransfer", word))?;
        let deny = optional(handoff.retransfer_deny.as_ref(), |word| Deny::read("handoff.retransfer_deny", word))?;
        Ok(Clauses {
            release_form: optional(release.first_contact.as_ref(), |word| ReleaseForm::read("release.first_contact", word))?,
            release_by: release.by.read(|word| Releaser::read("release.by", word))?,
            followup_by: self.followup.by.read(|word| Releaser::read("followup.by", word))?,
            close_when: close.when.read(|word| CloseWhen::read("close.when", word))?,
            allow_explained: optional(close.allow_explained.as_ref(), |word| Explained::read("close.allow_explained", word))?,
            first_contact_who: optional(first.who.as_ref(), |word| FirstContactWho::read("first_contact.who", word))?,
            others_are_relay: others.map(|others| others == Others::Relay),
            absorbs_misdirected: misroute.map(|misroute| misroute == Misroute::Absorb),
            // RULE: R09.10 alone forbids so firmly that the act is void; everything else is flagged.
            retransfer_void: retransfer.map(|word| word == Retransfer::ForbiddenIfMisrouted && deny == Some(Deny::Hard)),
            escort_needs_consent: handoff.escort_needs_consent,
            reason_required: handoff.require_reason,
            register_needs_result: self.register.needs_result,
            enquiry_answer_informs: release.enquiry_answer_informs,
        })
    }
}

fn optional<T>(word: Option<&String>, read: impl Fn(&str) -> Result<T, PolicyError>) -> Result<Option<T>, PolicyError> {
    word.map(|word| read(word)).transpose()
}
