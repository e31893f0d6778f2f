//! A request for showing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attachment::attachments;
use super::{AttachmentView, DutyView, FlagView, Flagged, GroupView, Names, ToView, act_label};
use crate::domain::act::Act;
use crate::domain::act::word::{Channel, Class, Field, Matter, Mode, Outcome, Reason, Subject};
use crate::domain::chain::{Rule, Tenure};
use crate::domain::group::Contact;
use crate::domain::id::{Code, PersonId, RecordId};
use crate::domain::payload::Personal;
use crate::domain::request::{Cause, Opening, Remark, Request, StandingOffer, State, Step};
use crate::domain::time::UtcMs;
use crate::node::attach::Attachment;

/// What the records of a request say, as far as it can be read here.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The acts.
    pub acts: BTreeMap<RecordId, Act>,
    /// The words.
    pub words: BTreeMap<RecordId, Personal>,
    /// The files that are attached.
    pub attachments: Vec<Attachment>,
    /// What a supervisor should look at.
    pub flags: Vec<Flagged>,
    /// The openings of this request and of those that it is linked with.
    pub group: Vec<Contact>,
    /// Between which times each was written, by receipts of other devices.
    pub intervals: BTreeMap<RecordId, (Option<UtcMs>, Option<UtcMs>)>,
}

/// Who holds a request.
#[derive(Clone, Debug, Serialize)]
pub struct HolderView {
    /// The person's id.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// Since when, as claimed.
    pub since: String,
    /// The tenure.
    pub tenure: RecordId,
    /// The tenure is a close.
    pub close: bool,
}

/// An offer that may be taken.
#[derive(Clone, Debug, Serialize)]
pub struct OfferView {
    /// The record.
    pub offer: RecordId,
    /// Who offers.
    pub from: PersonId,
    /// Their name.
    pub from_name: String,
    /// The person or post.
    pub to: ToView,
    /// Its name.
    pub to_name: String,
    /// How.
    pub mode: Mode,
    /// Why.
    pub reason: Option<Reason>,
    /// The tenures offered.
    pub tenures: Vec<RecordId>,
    /// Who declined.
    pub declined: Vec<PersonId>,
    /// When, as claimed.
    pub at: String,
}

/// A tenure's end.
#[derive(Clone, Debug, Serialize)]
pub struct ReleaseView {
    /// The tenure that ended.
    pub tenure: RecordId,
    /// The tenure that took over.
    pub by: RecordId,
    /// Why it may.
    pub rule: Rule,
}

/// One record of the request.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// The record.
    pub record: RecordId,
    /// Its act, as the command line spells it.
    pub act: String,
    /// Its number.
    pub kind: u16,
    /// Its author, if certified.
    pub author: Option<PersonId>,
    /// Their name.
    pub author_name: Option<String>,
    /// Their roles.
    pub role: Option<String>,
    /// The event's time as claimed: `happened` where given, else when it was written.
    pub claimed_at: String,
    /// When it was written, by the writer's clock.
    pub written_at: String,
    /// The event's own time, where it was given.
    pub happened: Option<String>,
    /// Not before this, by somebody else's receipt.
    pub not_before: Option<String>,
    /// Not after this, by somebody else's receipt.
    pub not_after: Option<String>,
    /// It has its effect.
    pub effect: bool,
    /// Why not, or less: the first remark on it.
    pub remark: Option<Cause>,
    /// What it says: the fields of its act, by name.
    pub facts: Option<Act>,
    /// Its words by field, where they can be read.
    pub words: Option<BTreeMap<String, String>>,
}

/// A remark for a supervisor.
#[derive(Clone, Debug, Serialize)]
pub struct RemarkView {
    /// The record remarked on.
    pub record: RecordId,
    /// Why.
    pub cause: Cause,
    /// Whose tenure or release it concerns.
    pub holder: Option<PersonId>,
    /// What it rests on.
    pub because: Option<RecordId>,
}

/// The resident and the words of the opening.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonalView {
    /// The resident's name.
    pub name: Option<String>,
    /// The resident's phone.
    pub phone: Option<String>,
    /// The resident's flat.
    pub room: Option<String>,
    /// What was asked.
    pub words: Option<String>,
    /// What the resident expects.
    pub expectation: Option<String>,
}

/// A request.
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub struct RequestView {
    /// The request.
    pub id: RecordId,
    /// How far it is.
    pub state: State,
    /// Several are responsible.
    pub contested: bool,
    /// Nobody in force holds it: the duty post does.
    pub orphaned: bool,
    /// The first contact's id.
    pub first_contact: Option<PersonId>,
    /// Their name.
    pub first_contact_name: Option<String>,
    /// The first contact still owes the answer.
    pub first_contact_open: bool,
    /// When it was opened, as claimed.
    pub opened: String,
    /// It is claimed history, not a contact.
    pub imported: bool,
    /// How the resident reached us.
    pub channel: Option<Channel>,
    /// What kind of thing is asked; more than one: said concurrently, to be confirmed.
    pub matters: Vec<Matter>,
    /// What it is about.
    pub subjects: Vec<Subject>,
    /// Classes said.
    pub classes: Vec<Class>,
    /// Its regulation sorts requests, and nothing says yet into which class it falls.
    pub unclassified: bool,
    /// Where.
    pub place: Option<Code>,
    /// How the last standing close ended.
    pub outcome: Option<Outcome>,
    /// Requests linked as the same matter.
    pub linked: Vec<RecordId>,
    /// Of linked requests, who reported first; `null` where it is linked with none.
    pub group: Option<GroupView>,
    /// Who holds it.
    pub holders: Vec<HolderView>,
    /// Offers that may be taken.
    pub offers: Vec<OfferView>,
    /// Every folded record, in the order of the fold.
    pub chain: Vec<StepView>,
    /// Who released whom, and why.
    pub releases: Vec<ReleaseView>,
    /// What a supervisor should know.
    pub remarks: Vec<RemarkView>,
    /// What a supervisor should look at: it has its full effect.
    pub flags: Vec<FlagView>,
    /// What must be done by when, in the order of the regulation.
    pub duties: Vec<DutyView>,
    /// The adoption that it is judged by; `null` is R16.
    pub regulation: Option<RecordId>,
    /// How many records are named but have not arrived.
    pub missing_records: usize,
    /// Which.
    pub missing: Vec<RecordId>,
    /// The files that are attached.
    pub attachments: Vec<AttachmentView>,
    /// The resident and the words of the opening; `null` when erased, sealed or locked.
    pub personal: Option<PersonalView>,
}

impl RequestView {
    /// A request with the words that can be read, by record.
    #[must_use]
    pub fn of(request: &Request, said: &Said, names: &Names<'_>) -> Self {
        let (channel, matter, place) = opening_facts(request);
        let matters = if request.matters.is_empty() { matter.into_iter().collect() } else { request.matters.clone() };
        Self {
            id: request.id,
            state: request.state,
            contested: request.contested,
            orphaned: request.duty_post,
            first_contact: request.first_contact,
            first_contact_name: request.first_contact.map(|person| names.person(person)),
            first_contact_open: request.first_contact_open,
            opened: names.time(opened(request)),
            imported: matches!(request.opening, Opening::Import(_)),
            channel,
            matters,
            subjects: request.subjects.clone(),
            classes: request.classes.clone(),
            unclassified: false,
            place,
            outcome: request.outcome,
            linked: request.linked.clone(),
            group: GroupView::of(&said.group),
            holders: holders(request, names),
            offers: request.offers.iter().map(|offer| OfferView::of(offer, names)).collect(),
            chain: request.steps.iter().map(|step| StepView::of(step, request, said, names)).collect(),
            releases: request.releases().map(|edge| ReleaseView { tenure: edge.tenure, by: edge.by, rule: edge.rule }).collect(),
            remarks: request.remarks.iter().map(RemarkView::of).collect(),
            flags: said.flags.iter().map(|flagged| FlagView::of(flagged, names)).collect(),
            duties: Vec::new(),
            regulation: match &request.opening {
                Opening::Open(open) => open.regulation,
                Opening::Import(_) => None,
            },
            missing_records: request.missing.len(),
            missing: request.missing.clone(),
            attachments: attachments(said, names),
            personal: said.words.get(&request.id).map(PersonalView::of),
        }
    }
}

impl StepView {
    fn of(step: &Step, request: &Request, said: &Said, names: &Names<'_>) -> Self {
        let (not_before, not_after) = said.intervals.get(&step.record).copied().unwrap_or_default();
        let roles: Vec<_> = step.roles.iter().map(ToString::to_string).collect();
        let by_field = |personal: &Personal| personal.texts.iter().map(|(field, text)| (field.to_string(), text.clone())).collect();
        Self {
            record: step.record,
            act: act_label(step.kind),
            kind: step.kind.0,
            author: step.author,
            author_name: step.author.map(|person| names.person(person)),
            role: (!roles.is_empty()).then(|| roles.join(", ")),
            claimed_at: names.time(step.happened.unwrap_or(step.at.wall)),
            written_at: names.time(step.at.wall),
            happened: step.happened.map(|at| names.time(at)),
            not_before: not_before.map(|at| names.time(at)),
            not_after: not_after.map(|at| names.time(at)),
            effect: step.effect,
            remark: request.remarks.iter().find(|remark| remark.record == step.record).map(|remark| remark.cause),
            facts: said.acts.get(&step.record).cloned(),
            words: said.words.get(&step.record).map(by_field),
        }
    }
}

impl HolderView {
    /// A tenure.
    #[must_use]
    pub fn of(request: &Request, tenure: &Tenure, names: &Names<'_>) -> Self {
        let since = names.time(request.since(tenure));
        Self { person: tenure.person, name: names.person(tenure.person), since, tenure: tenure.id, close: tenure.close }
    }
}

impl OfferView {
    fn of(offer: &StandingOffer, names: &Names<'_>) -> Self {
        Self {
            offer: offer.id,
            from: offer.from,
            from_name: names.person(offer.from),
            to: ToView::of(&offer.to),
            to_name: names.addressee(&offer.to),
            mode: offer.mode,
            reason: offer.reason,
            tenures: offer.tenures.clone(),
            declined: offer.declined.clone(),
            at: names.time(offer.at.wall),
        }
    }
}

impl RemarkView {
    fn of(remark: &Remark) -> Self {
        Self { record: remark.record, cause: remark.cause, holder: remark.holder, because: remark.because }
    }
}

impl PersonalView {
    fn of(personal: &Personal) -> Self {
        let text = |field| personal.texts.get(&field).cloned();
        Self {
            name: text(Field::name),
            phone: text(Field::phone),
            room: text(Field::room),
            words: text(Field::words).or_else(|| text(Field::row)),
            expectation: text(Field::expectation),
        }
    }
}

fn holders(request: &Request, names: &Names<'_>) -> Vec<HolderView> {
    request.standing().map(|tenure| HolderView::of(request, tenure, names)).collect()
}

/// The contact's own time: for imports the claimed one.
fn opened(request: &Request) -> i64 {
    let claimed = match &request.opening {
        Opening::Import(import) => import.opened,
        Opening::Open(_) => None,
    };
    claimed.or(request.happened).unwrap_or(request.opened.wall)
}

fn opening_facts(request: &Request) -> (Option<Channel>, Option<Matter>, Option<Code>) {
    match &request.opening {
        Opening::Open(open) => (Some(open.channel), Some(open.matter), open.place.clone()),
        Opening::Import(import) => (import.channel, import.matter, None),
    }
}
