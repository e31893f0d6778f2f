//! What a person wants to say, before it is signed, and why the node may not sign it.

use crate::domain::act::word::{Field, Role};
use crate::domain::act::{Act, Kind};
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::payload::{Personal, TooLong};
use crate::domain::request::Cause;
use crate::domain::time::UtcMs;
use crate::store;

/// An act to be signed. Log, place, certificate, parents, anchor and time are filled in by the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The request it is about; `None` for `Open` and `Import`, and outside the Work stream.
    pub request: Option<RequestId>,
    /// What is said.
    pub act: Act,
    /// The words that go with it, sealed before they touch the disk.
    pub personal: Personal,
    /// When it happened, if not now: shown as claimed.
    pub happened: Option<UtcMs>,
}

impl Draft {
    /// A draft that opens a request, or stands outside the Work stream.
    #[must_use]
    pub fn new(act: impl Into<Act>) -> Self {
        Self { request: None, act: act.into(), personal: Personal::default(), happened: None }
    }

    /// A draft about a request.
    #[must_use]
    pub fn about(request: RequestId, act: impl Into<Act>) -> Self {
        Self { request: Some(request), ..Self::new(act) }
    }

    /// Adds a text; an empty one is left out.
    #[must_use]
    pub fn text(mut self, field: Field, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.personal.texts.insert(field, text);
        }
        self
    }

    /// Adds all the words at once.
    #[must_use]
    pub fn personal(mut self, personal: Personal) -> Self {
        self.personal = personal;
        self
    }

    /// Claims that it happened at another time than now.
    #[must_use]
    pub fn happened(mut self, at: Option<UtcMs>) -> Self {
        self.happened = at;
        self
    }
}

/// Why an act was not signed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// No record of this id opens a request here.
    #[error("request {0} is not known here: check the id, or sync with a node that has it")]
    UnknownRequest(RequestId),
    /// The act names a record that is not here.
    #[error("record {0} is not known here: check the id, or sync with a node that has it")]
    UnknownRecord(RecordId),
    /// The act has to name a request, or must not.
    #[error("{0} is {expected}", expected = if *.1 { "about a request: name it" } else { "not about a request: leave it out" })]
    Place(Kind, bool),
    /// Nobody on this device signs for that person.
    #[error("this device has no key of {0}: choose somebody of this device with --as, or enrol the person here")]
    NoKey(PersonId),
    /// Several people share the device.
    #[error("{0} people use this device: say who you are with --as")]
    WhoAreYou(usize),
    /// The person's key is locked.
    #[error("the keys of this device are locked: give the PIN at the prompt, in SHOUWEN_PIN or with --pin-file")]
    Locked,
    /// No certificate of the person counts at the request's site.
    #[error("no certificate in force names you at site {0}: ask whoever keeps the roster to certify you there")]
    NotCertified(crate::domain::id::SiteId),
    /// The role does not list the act.
    #[error("{act} is not for {}: {}", listed(.roles), whom(.allowed))]
    NoRight {
        /// The act.
        act: Kind,
        /// The author's roles.
        roles: Vec<Role>,
        /// Roles that list it.
        allowed: Vec<Role>,
    },
    /// The act would have no effect where it would stand.
    #[error("{act} would have no effect: {}", advice(*.cause))]
    Void {
        /// The act.
        act: Kind,
        /// Why.
        cause: Cause,
    },
    /// The author's certificate does not reach so far.
    #[error("{0} would not be believed: it goes beyond what your certificate lets you decide at this site, ask whoever certified you")]
    NotYours(Kind),
    /// There is nothing to do it with.
    #[error("{0}")]
    Nothing(Nothing),
    /// The words are over the limit.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// The facts are over the limit of a header.
    #[error("the act names too much for one record ({0}): split it into several")]
    TooMuch(crate::domain::record::HeaderError),
    /// The opening is here, but not yet what it rests on.
    #[error("request {0} rests on records that have not arrived: sync with a node that has them")]
    NotYet(RequestId),
    /// What was signed does not verify.
    #[error("the signature that was just made does not verify: this machine's memory or processor is failing, use another one")]
    Fault,
    /// The store cannot be read.
    #[error("nothing was written: {0}")]
    Read(#[from] store::ReadError),
    /// The store did not take it.
    #[error("nothing was written: {0}")]
    Write(#[from] store::CommitError),
}

/// A convention that finds nothing to work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Nothing {
    /// No tenure of the author stands.
    #[error("you hold nothing of this request: take it first")]
    Held,
    /// No offer is addressed to the author.
    #[error("nothing of this request is offered to you")]
    Offered,
    /// No close stands.
    #[error("this request is not closed: there is nothing to reopen")]
    Closed,
    /// Every standing tenure is a close.
    #[error("this request is closed: reopen it first")]
    Open,
    /// One tenure stands, and it is the author's.
    #[error("nothing to settle: you alone hold this request")]
    Contested,
}

fn listed(roles: &[Role]) -> String {
    roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn whom(allowed: &[Role]) -> String {
    if allowed.is_empty() { "only the organisation's root writes it".into() } else { format!("ask one of {}", listed(allowed)) }
}

/// What a person can do about an act that would have no effect.
fn advice(cause: Cause) -> &'static str {
    match cause {
        Cause::Retransfer => "it was passed here by mistake and may not be passed on (R09.10): keep it and write `coordinate`",
        Cause::NoConsent => "an escort needs the resident's consent (R09.13): ask, then give --consent, or choose another mode",
        Cause::RegisterBeforeResult => "the register is completed after the result is back (R01.13): write `receive` first",
        Cause::NoReason => "the regulation asks for a reason at every handoff (R08.9): give --reason",
        Cause::UnknownTenure => "it names a tenure that this request does not have: look at `chain` for the tenures",
        Cause::NotCertified => "no certificate in force names you at this site: ask whoever keeps the roster",
        Cause::NotNamedRole => "the regulation names another role for it: ask somebody with that role",
        Cause::NoRight => "your role does not list it: ask a supervisor",
        Cause::ConditionFails => "it is for somebody else here (the holder, the addressee or the author): look at `request show`",
        _ => "the rules of the chain do not let it count here: look at `request show`",
    }
}
