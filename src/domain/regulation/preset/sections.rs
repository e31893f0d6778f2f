//! The sections of a document beside its duties. What only the fold reads ([`Clauses`](crate::domain::regulation::Clauses)) is
//! checked here for unknown keys, and its words are checked there.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::duty::DutyTable;
use super::figure::{Figure, Limit, LimitTable};
use super::provisions::{Matrix, Provisions};
use super::words::{Ask, Check, Confirmation, Enquiry, Handling, HandoffMode, Notify, Party, QueueOrder, SelfIdentify, SignatureOf, Word};
use super::{ClassRule, Misfit, Periodic};
use crate::domain::act::word::{Channel, Liability};
use crate::domain::regulation::rule::Rule;
use crate::domain::regulation::word::Retransfer;

/// Declares sections: their keys are checked, and the words and types of their values.
macro_rules! sections {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$key_doc:meta])* $key:ident: $type:ty ),+ $(,)? } )+) => {
        $(
            $(#[$doc])*
            #[derive(Default, Deserialize)]
            #[serde(default, deny_unknown_fields)]
            #[allow(dead_code, reason = "some values are for the fold; here their form is checked")]
            pub(super) struct $name { $( $(#[$key_doc])* $key: $type, )+ }
        )+
    };
}

type Text = Option<String>;
type Texts = Vec<String>;
type Words = Option<toml::Value>;

sections! {
    FirstContact {
        who: Text, others_are: Text, channels: Vec<Channel>, confirm: Option<Confirmation>, ask: Vec<Ask>,
        scripts: BTreeMap<Channel, String>, per_leg: Option<bool>, self_identify: Option<SelfIdentify>,
    }
    Handoff {
        matrix: Matrix, modes: Vec<HandoffMode>, retransfer: Text, retransfer_deny: Text, misroute: Text,
        escort_needs_consent: Option<bool>, require_reason: Option<bool>,
    }
    Lint { banned: Texts, banned_acts: Texts }
    Register { needs_result: Option<bool> }
    Duplicates { notify: Option<Notify> }
    Release { handling: Option<Handling>, first_contact: Text, inferred: Option<bool>, by: Words, enquiry_answer_informs: Option<bool> }
    Followup { by: Words }
    Close { when: Words, allow_explained: Text, rule: Text }
    Signature { require: Option<SignatureOf>, rule: Text }
    Escalation { conflict_when_reaches: Option<Party>, rule: Text }
    Visits { max: Option<u8>, rule: Text }
    Queue { order: Option<QueueOrder>, rule: Text }
    EnquirySection { phone: Option<Enquiry>, visit: Option<Enquiry>, rule: Text }
    Audit { check: Vec<Check>, rule: Text }
    LiabilitySection { values: Vec<Liability>, rule: Text }
    PromiseSection { needs_reason_if_moved: Option<bool>, rule: Text }
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

/// A whole document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub schema: Spanned<u32>,
    pub id: Spanned<String>,
    pub kind: DocumentKind,
    pub title_zh: String,
    pub source: String,
    #[serde(default)]
    pub truncated: bool,
    #[serde(default)]
    pub rule: Vec<Spanned<Rule>>,
    #[serde(default)]
    pub class: Vec<ClassRule>,
    #[serde(default)]
    pub duty: Vec<DutyTable>,
    #[serde(default)]
    pub periodic: Vec<Periodic>,
    #[serde(default)]
    house: BTreeMap<Word, Spanned<LimitTable>>,
    #[serde(default)]
    handoff: Handoff,
    #[serde(default)]
    lint: Lint,
    #[serde(default)]
    first_contact: FirstContact,
    #[serde(default, rename = "register")]
    _register: Register,
    #[serde(default)]
    duplicates: Duplicates,
    #[serde(default)]
    release: Release,
    #[serde(default, rename = "followup")]
    _followup: Followup,
    #[serde(default)]
    close: Close,
    #[serde(default)]
    signature: Signature,
    #[serde(default)]
    escalation: Escalation,
    #[serde(default)]
    visits: Visits,
    #[serde(default)]
    queue: Queue,
    #[serde(default)]
    enquiry: EnquirySection,
    #[serde(default)]
    audit: Audit,
    #[serde(default)]
    liability: LiabilitySection,
    #[serde(default)]
    promise: PromiseSection,
}

impl Document {
    /// Whether the text fixes who informs, and not what releases.
    pub fn is_release_inferred(&self) -> bool {
        self.release.inferred == Some(true)
    }

    /// What it says besides its duties.
    pub fn provisions(&self) -> Result<Provisions, (usize, Misfit)> {
        let (first, handoff) = (&self.first_contact, &self.handoff);
        Ok(Provisions {
            ask: first.ask.clone(),
            confirm: first.confirm,
            self_identify: first.self_identify,
            channels: first.channels.clone(),
            scripts: first.scripts.clone(),
            per_leg: first.per_leg,
            matrix: handoff.matrix.clone(),
            retransfer: handoff.retransfer.as_deref().and_then(|word| Retransfer::read("handoff.retransfer", word).ok()),
            modes: handoff.modes.clone(),
            notify: self.duplicates.notify,
            visits_max: self.visits.max,
            queue: self.queue.order,
            signature: self.signature.require,
            conflict_when_reaches: self.escalation.conflict_when_reaches,
            enquiry_phone: self.enquiry.phone,
            enquiry_visit: self.enquiry.visit,
            audit_checks: self.audit.check.clone(),
            liability: self.liability.values.clone(),
            moved_promise_needs_reason: self.promise.needs_reason_if_moved,
            banned: self.lint.banned.clone(),
            banned_acts: self.lint.banned_acts.clone(),
            house: self.house_figures()?,
            cites: self.cites(),
        })
    }

    fn house_figures(&self) -> Result<BTreeMap<Word, Figure>, (usize, Misfit)> {
        let figure = |(word, table): (&Word, &Spanned<LimitTable>)| {
            let wrong = |why| (table.span().start, why);
            match table.get_ref().limit().map_err(|why| wrong(why.into()))? {
                // What a company must set, it sets for each duty when it adopts.
                Limit::Figure(figure, None) if *word != Word::set => Ok((*word, figure)),
                _ => Err(wrong(Misfit::House(*word))),
            }
        };
        self.house.iter().map(figure).collect()
    }

    fn cites(&self) -> BTreeMap<&'static str, String> {
        let cites = [
            ("close", &self.close.rule),
            ("signature", &self.signature.rule),
            ("escalation", &self.escalation.rule),
            ("visits", &self.visits.rule),
            ("queue", &self.queue.rule),
            ("enquiry", &self.enquiry.rule),
            ("audit", &self.audit.rule),
            ("liability", &self.liability.rule),
            ("promise", &self.promise.rule),
        ];
        cites.into_iter().filter_map(|(section, rule)| Some((section, rule.clone()?))).collect()
    }
}
