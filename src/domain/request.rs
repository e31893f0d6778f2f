//! A request folded from its records: the same records give the same request, in whatever order they came.

use serde::{Deserialize, Serialize};

use super::act::word::{Class, Competence, Matter, Mode, Outcome, Reason, Role, Subject};
use super::act::{Addressee, Import, Kind, Open};
use super::chain::{Release, Tenure};
use super::id::{PersonId, RecordId, RequestId, SiteId};
use super::time::{Moment, UtcMs};

pub use super::fold::{fold, follow};

/// How far a request is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Somebody works on it.
    #[default]
    Open,
    /// Every standing tenure is a close, but the resident is still owed something.
    Handled,
    /// Closed, and nothing is owed.
    Closed,
}

/// What made the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opening {
    /// A resident's contact.
    Open(Open),
    /// Claimed history.
    Import(Import),
}

/// An offer that still may be taken: it names a standing tenure and was neither taken nor declined by all it addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingOffer {
    /// The `Offer`.
    pub id: RecordId,
    /// The standing tenures it names.
    pub tenures: Vec<RecordId>,
    /// Who offers.
    pub from: PersonId,
    /// To whom.
    pub to: Addressee,
    /// How.
    pub mode: Mode,
    /// Why.
    pub reason: Option<Reason>,
    /// Who declined it.
    pub declined: Vec<PersonId>,
    /// When, by the writer's clock.
    pub at: Moment,
}

/// How much a late record of a revoked certificate may do (5-trust.md).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Not late: at or before the cut, or under a certificate that no revocation names.
    #[default]
    A,
    /// After the cut, but witnessed before the revocation.
    B,
    /// After the cut, not witnessed.
    C,
    /// Its own anchor proves that it was written after the revocation was known.
    D,
}

/// Why an act has no effect, or less than its author may think. A face turns each into a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A kind from a newer version, or a body that does not decode.
    NewerVersion,
    /// The act does not belong in this stream.
    WrongStream,
    /// `under` names no certificate that counts for this key at this site.
    NotCertified,
    /// The author's role does not list the act.
    NoRight,
    /// The author's role lists the act, but its condition does not hold here (not the holder, not addressed, not the author …).
    ConditionFails,
    /// The take names a tenure outside its causal past or of another request.
    UnknownTenure,
    /// The take covers nothing that it names: its author is added, nobody is released.
    ReleasesNobody,
    /// After the cut of a revocation: part of the effect is withheld.
    Withheld,
    /// Signed after a revocation, but marked as still valid in effect.
    LateButValid,
    /// After a fork point: the power to release is withheld.
    Forked,
    /// Beyond the cut of a revocation that is itself in dispute.
    Disputed,
    /// The regulation forbids passing a misdirected request on (R09.10).
    Retransfer,
    /// Escort without the resident's consent (R09.13).
    NoConsent,
    /// The register is completed before the result was received (R01.13).
    RegisterBeforeResult,
    /// The regulation asks for a reason at every offer (R08.9).
    NoReason,
    /// Only the desk is first contact here: the entry is a relay (R06).
    Relay,
    /// Not the role that the regulation names for this.
    NotNamedRole,
    /// The adoption it names is withheld by a verdict: judged by R16.
    RegulationWithheld,
    /// Its own signature is bad; it counts because its log goes on after it.
    BadSignature,
    /// Opened by somebody who may not hold: on the duty post, to be reviewed.
    OnDutyPost,
}

/// A sentence for a supervisor: which record, why, and whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Remark {
    /// The record remarked on.
    pub record: RecordId,
    /// Why.
    pub cause: Cause,
    /// The holder whose release or tenure it concerns.
    pub holder: Option<PersonId>,
    /// The tenure, revocation or fork point it rests on.
    pub because: Option<RecordId>,
}

/// One record of the request, in the order of the fold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The record.
    pub record: RecordId,
    /// Its act.
    pub kind: Kind,
    /// Its author, if certified.
    pub author: Option<PersonId>,
    /// The author's roles.
    pub roles: Vec<Role>,
    /// When it was written, as claimed.
    pub at: Moment,
    /// When it happened, as claimed.
    pub happened: Option<UtcMs>,
    /// Whether it has its effect.
    pub effect: bool,
    /// Its grade.
    pub grade: Grade,
}

/// A request folded from its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The opening record.
    pub id: RequestId,
    /// The site.
    pub site: SiteId,
    /// What made it.
    pub opening: Opening,
    /// When it was opened, as claimed.
    pub opened: Moment,
    /// The event's own time, as claimed.
    pub happened: Option<UtcMs>,
    /// Who owes the resident the answer; `None` for imports and for relays that no desk has taken.
    pub first_contact: Option<PersonId>,
    /// The first contact's duty is not discharged.
    pub first_contact_open: bool,
    /// How far it is.
    pub state: State,
    /// More than one tenure stands.
    pub contested: bool,
    /// Nobody in force holds it: the duty post does.
    pub duty_post: bool,
    /// Every tenure, in the order of the fold.
    pub tenures: Vec<Tenure>,
    /// Offers that may still be taken.
    pub offers: Vec<StandingOffer>,
    /// How the last standing close ended, if one stands.
    pub outcome: Option<Outcome>,
    /// Classes said and not superseded; more than one: concurrent, to be confirmed.
    pub classes: Vec<Class>,
    /// Matters said and not superseded.
    pub matters: Vec<Matter>,
    /// Subjects said and not superseded.
    pub subjects: Vec<Subject>,
    /// Competences said and not superseded.
    pub competences: Vec<Competence>,
    /// Requests linked as the same matter.
    pub linked: Vec<RequestId>,
    /// Every folded record in the order of the fold.
    pub steps: Vec<Step>,
    /// What a supervisor should know.
    pub remarks: Vec<Remark>,
    /// The records that a new one names as parents.
    pub heads: Vec<RecordId>,
    /// Records that are named but have not arrived.
    pub missing: Vec<RecordId>,
    /// Records held that wait for them.
    pub waiting: Vec<RecordId>,
}

impl Request {
    /// The tenures that nobody has taken over.
    pub fn standing(&self) -> impl Iterator<Item = &Tenure> {
        self.tenures.iter().filter(|tenure| tenure.stands())
    }

    /// Who answers for it: the persons of the standing tenures, each once.
    #[must_use]
    pub fn holders(&self) -> Vec<PersonId> {
        let mut persons: Vec<_> = self.standing().map(|tenure| tenure.person).collect();
        persons.sort_unstable();
        persons.dedup();
        persons
    }

    /// RULE: decision Q01. Since when somebody holds it: as claimed, else when it was written.
    #[must_use]
    pub fn since(&self, tenure: &Tenure) -> UtcMs {
        let step = self.steps.iter().find(|step| step.record == tenure.id);
        step.and_then(|step| step.happened).unwrap_or(tenure.at.wall)
    }

    /// Every release edge.
    pub fn releases(&self) -> impl Iterator<Item = &Release> {
        self.tenures.iter().flat_map(|tenure| &tenure.released)
    }
}
