//! The sections of a document beside its duties. What only the fold reads ([`Clauses`](crate::domain::regulation::Clauses)) or
//! only people read is checked here for unknown keys and words, and left in the document.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::duty::DutyTable;
use super::words::{Every, Handling, HandoffMode, Party};
use super::{ClassRule, Periodic};
use crate::domain::act::word::{Channel, Liability};

/// Who hands over to whom. A giver that is not named is unrestricted; the most specific key wins (decision Q13).
pub type Matrix = BTreeMap<Party, Vec<Party>>;

/// Declares sections whose values are for people or for the fold: their keys are checked, and the values' types.
macro_rules! sections {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$key_doc:meta])* $key:ident: $type:ty ),+ $(,)? } )+) => {
        $(
            $(#[$doc])*
            #[derive(Default, Deserialize)]
            #[serde(default, deny_unknown_fields)]
            #[allow(dead_code, reason = "read by people, or by the fold; here their form is checked")]
            pub(super) struct $name { $( $(#[$key_doc])* $key: Option<$type>, )+ }
        )+
    };
}

type Text = String;
type Texts = Vec<String>;
type Words = toml::Value;

sections! {
    FirstContact {
        who: Text, others_are: Text, includes_outsourced: bool, channels: Vec<Channel>, confirm: Text, ask: Texts,
        scripts: BTreeMap<Channel, String>, department_allowed: bool, scope: Texts, reporters: Texts, per_leg: bool, on_duty_only: bool,
        self_identify: Text,
    }
    Register { needs_result: bool }
    Duplicates { notify: Notify }
    Release { handling: Handling, first_contact: Text, inferred: bool, by: Words, enquiry_answer_informs: bool }
    Followup { by: Words }
    Close { when: Words, allow_explained: Text, rule: Text }
    Signature { require: SignatureOf, fields: Texts, rule: Text }
    Escalation { conflict_when_reaches: Party, rule: Text }
    Visits { max: u8, rule: Text }
    Queue { order: QueueOrder, rule: Text }
    Enquiry { phone: Text, visit: Text, rule: Text }
    Audit {
        check: Texts, rule: Text, sanction: Text, supervise: Party, inspect: Party, assessor: Party, period: Every, measures: Texts,
        penalty: Text,
    }
    DirectorySection { departments: Texts }
    LiabilitySection { values: Vec<Liability>, rule: Text }
    PromiseSection { needs_reason_if_moved: bool, rule: Text }
}

/// Which of several reporters of one matter is told.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Notify {
    FirstOnly,
    All,
}

/// What must be signed.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SignatureOf {
    EveryPass,
    Investigation,
}

/// How those who wait are served.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum QueueOrder {
    Registration,
}

/// What a document is.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DocumentKind {
    Preset,
    Overlay,
}

impl DocumentKind {
    pub fn is_overlay(self) -> bool {
        matches!(self, Self::Overlay)
    }
}

/// Who hands over to whom, and what happens on the way.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Handoff {
    pub matrix: Matrix,
    #[serde(rename = "modes")]
    _modes: Vec<HandoffMode>,
    #[serde(rename = "retransfer")]
    _retransfer: Option<String>,
    #[serde(rename = "retransfer_deny")]
    _retransfer_deny: Option<String>,
    #[serde(rename = "misroute")]
    _misroute: Option<String>,
    #[serde(rename = "escort_needs_consent")]
    _escort_needs_consent: Option<bool>,
    #[serde(rename = "require_reason")]
    _require_reason: Option<bool>,
    #[serde(rename = "delegate")]
    _delegate: Option<bool>,
    #[serde(rename = "prefer_local")]
    _prefer_local: Option<bool>,
}

/// Phrases and conduct that are advised against.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Lint {
    pub banned: Vec<String>,
    #[serde(rename = "banned_acts")]
    _banned_acts: Vec<String>,
}

/// A whole document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub schema: Spanned<u32>,
    pub id: Spanned<String>,
    pub kind: DocumentKind,
    pub title_zh: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(default)]
    pub truncated: bool,
    #[serde(default)]
    pub class: Vec<ClassRule>,
    #[serde(default)]
    pub duty: Vec<DutyTable>,
    #[serde(default)]
    pub periodic: Vec<Periodic>,
    #[serde(default)]
    pub handoff: Handoff,
    #[serde(default)]
    pub lint: Lint,
    #[serde(default, rename = "first_contact")]
    _first_contact: FirstContact,
    #[serde(default, rename = "register")]
    _register: Register,
    #[serde(default, rename = "duplicates")]
    _duplicates: Duplicates,
    #[serde(default, rename = "release")]
    _release: Release,
    #[serde(default, rename = "followup")]
    _followup: Followup,
    #[serde(default, rename = "close")]
    _close: Close,
    #[serde(default, rename = "signature")]
    _signature: Signature,
    #[serde(default, rename = "escalation")]
    _escalation: Escalation,
    #[serde(default, rename = "visits")]
    _visits: Visits,
    #[serde(default, rename = "queue")]
    _queue: Queue,
    #[serde(default, rename = "enquiry")]
    _enquiry: Enquiry,
    #[serde(default, rename = "audit")]
    _audit: Audit,
    #[serde(default, rename = "directory")]
    _directory: DirectorySection,
    #[serde(default, rename = "liability")]
    _liability: LiabilitySection,
    #[serde(default, rename = "promise")]
    _promise: PromiseSection,
}
