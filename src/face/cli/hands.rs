//! Responsibility changes hands: offer, take, decline, recall, settle, close, and whole shifts.

use serde::Serialize;

use super::args::HandoverArgs;
use super::args::acts::texts;
use super::args::request::{CloseArgs, DeclineArgs, HandArgs, OfferArgs, SettleArgs};
use super::desk::{Desk, find_request};
use super::failure::Failure;
use super::flagged;
use super::requests::WrittenView;
use super::tell;
use crate::domain::act::word::Field;
use crate::domain::act::{Addressee, Close, Kind, Offer};
use crate::domain::id::{RecordId, RequestId};
use crate::domain::payload::Personal;
use crate::domain::request::Cause;
use crate::face::view::{FlagView, act_label};
use crate::node::Draft;
use crate::node::shift::On;

/// Several records of one command.
#[derive(Clone, Debug, Serialize)]
pub struct SeveralView {
    /// One a record.
    pub written: Vec<WrittenView>,
}

/// An offer that was made.
#[derive(Clone, Debug, Serialize)]
struct OfferedView {
    #[serde(flatten)]
    written: WrittenView,
    /// What stands against it by the regulation; it has its full effect all the same.
    flags: Vec<FlagView>,
}

/// A shift that changed hands.
#[derive(Clone, Debug, Serialize)]
struct HandoverView {
    /// Offers, then takes.
    written: Vec<WrittenView>,
    /// What stays with the giver.
    kept: Vec<KeptView>,
}

/// A request that stays with the giver.
#[derive(Clone, Debug, Serialize)]
struct KeptView {
    /// The request.
    id: RequestId,
    /// Why the regulation does not let it be passed on.
    cause: Cause,
}

/// `request offer`.
pub fn offer(desk: &mut Desk<'_>, args: &OfferArgs) -> Result<(), Failure> {
    let id = desk.request(&args.id)?;
    let find = |typed: &str| find_request(desk.handle, typed);
    let to = desk.resolve(&[], &find).addressee(&args.to)?;
    let record = make_offer(desk, id, &to, args)?;
    let view =
        OfferedView { written: WrittenView { id, record, act: act_label(Kind::Offer) }, flags: flagged::at_offer(desk, id, record)? };
    let told = |desk: &Desk<'_>| view.flags.iter().map(|flag| flagged::told(desk, flag)).collect::<String>();
    desk.answer(&view, |desk| tell::offered(desk, &to, record) + &told(desk));
    Ok(())
}

/// Offers everything that the author holds of a request.
pub fn make_offer(desk: &Desk<'_>, id: RequestId, to: &Addressee, args: &OfferArgs) -> Result<RecordId, Failure> {
    let offer = Offer {
        tenures: Vec::new(),
        to: Some(to.clone()),
        mode: args.mode,
        reached: args.reached,
        consent: args.consent,
        reason: args.reason,
    };
    let words = texts([(Field::brief, args.brief.as_ref())])?;
    Ok(desk.handle.offer(on(desk, id, &args.at)?, &offer, &words)?)
}

/// `request take`.
pub fn take(desk: &mut Desk<'_>, args: &HandArgs) -> Result<(), Failure> {
    let (on, words) = hand(desk, args)?;
    let record = match desk.handle.take(on, &words) {
        Err(crate::node::ActError::Nothing(crate::node::draft::Nothing::Open)) => desk.handle.reopen(on, &words)?,
        taken => taken?,
    };
    holds(desk, on.request, record, Kind::Take)
}

/// `request recall`.
pub fn recall(desk: &mut Desk<'_>, args: &HandArgs) -> Result<(), Failure> {
    let (on, words) = hand(desk, args)?;
    let record = desk.handle.recall(on, &words)?;
    holds(desk, on.request, record, Kind::Take)
}

/// `request decline`.
pub fn decline(desk: &mut Desk<'_>, args: &DeclineArgs) -> Result<(), Failure> {
    let id = desk.request(&args.id)?;
    let words = texts([(Field::words, args.words.as_ref())])?;
    let on = on(desk, id, &args.at)?;
    let records = desk.handle.decline(on, args.reason, &words)?;
    let written = records.iter().map(|record| (id, *record)).collect::<Vec<_>>();
    several(desk, &written, Kind::Decline);
    Ok(())
}

/// `request settle`.
pub fn settle(desk: &mut Desk<'_>, args: &SettleArgs) -> Result<(), Failure> {
    let ids = args.ids.iter().map(|typed| desk.request(typed)).collect::<Result<Vec<RequestId>, _>>()?;
    let takes = desk.handle.settle(desk.author, &ids)?;
    several(desk, &takes, Kind::Take);
    Ok(())
}

/// `request close`.
pub fn close(desk: &mut Desk<'_>, args: &CloseArgs) -> Result<(), Failure> {
    let id = desk.request(&args.id)?;
    let request = desk.handle.request(id)?;
    let parents = request.standing().map(|tenure| tenure.id).collect();
    let act = Close { parents, because: None, outcome: args.outcome };
    let words = texts([(Field::words, args.words.as_ref())])?;
    let draft = Draft::about(id, act).personal(words).happened(desk.happened(&args.at)?);
    let record = desk.handle.act(desk.author, &draft)?;
    holds(desk, id, record, Kind::Close)
}

/// `handover`: a whole shift in one commit.
pub fn handover(desk: &mut Desk<'_>, args: &HandoverArgs) -> Result<(), Failure> {
    let from = match &args.from {
        Some(name) => desk.known.person(name)?,
        None => desk.author()?,
    };
    let to = desk.known.person(&args.to)?;
    let done = desk.handle.handover(from, to)?;
    let kept = done.kept.iter().map(|(id, cause)| KeptView { id: *id, cause: *cause }).collect();
    let view = HandoverView { written: [rows(&done.offers, Kind::Offer), rows(&done.takes, Kind::Take)].concat(), kept };
    desk.answer(&view, |desk| tell::handed_over(desk, &done, from, to));
    Ok(())
}

/// `take --all-offered`.
pub fn take_all(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let takes = desk.handle.take_all_offered(desk.author)?;
    several(desk, &takes, Kind::Take);
    Ok(())
}

fn hand(desk: &Desk<'_>, args: &HandArgs) -> Result<(On, Personal), Failure> {
    let id = desk.request(&args.id)?;
    Ok((on(desk, id, &args.at)?, texts([(Field::words, args.words.as_ref())])?))
}

fn on(desk: &Desk<'_>, request: RequestId, at: &super::args::Happened) -> Result<On, Failure> {
    Ok(On { author: desk.author, request, happened: desk.happened(at)? })
}

fn rows(written: &[(RequestId, RecordId)], kind: Kind) -> Vec<WrittenView> {
    written.iter().map(|(id, record)| WrittenView { id: *id, record: *record, act: act_label(kind) }).collect()
}

fn several(desk: &mut Desk<'_>, written: &[(RequestId, RecordId)], kind: Kind) {
    let view = SeveralView { written: rows(written, kind) };
    desk.answer(&view, |desk| tell::several(desk, written, kind));
}

/// Answers with who holds the request now: what everybody wants to know after a handoff.
fn holds(desk: &mut Desk<'_>, id: RequestId, record: RecordId, kind: Kind) -> Result<(), Failure> {
    let request = desk.handle.request(id)?;
    let view = WrittenView { id, record, act: act_label(kind) };
    desk.answer(&view, |desk| tell::written(desk, kind, record) + &tell::who_holds(desk, &request));
    Ok(())
}
