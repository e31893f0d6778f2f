//! `qr offer|scan|invite`: a request, or a node's address, in codes that another device photographs.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::qr::{QrInviteArgs, QrOfferArgs, QrScanArgs};
use super::codes::{CodesView, Seen, check_output};
use super::desk::{Desk, find_request};
use super::failure::Failure;
use super::hands::make_offer;
use super::requests::WrittenView;
use super::resolve::short;
use super::tell::{self, line};
use crate::domain::act::{Addressee, Kind};
use crate::domain::id::{RecordId, RequestId};
use crate::face::view::act_label;
use crate::node::PeerAddress;
use crate::node::parcel::{ParcelError, Scanned, Taking};
use crate::node::peering::{Carried, InviteError};

/// An offer in codes.
#[derive(Clone, Debug, Serialize)]
struct OfferedView {
    /// The request.
    id: RequestId,
    /// The offer; `null` where it was made before.
    offer: Option<RecordId>,
    /// Records in the codes.
    records: usize,
    /// Words that were too long to go along.
    words_left_out: usize,
    codes: CodesView,
}

/// What was read from pictures.
#[derive(Clone, Debug, Default, Serialize)]
struct ScanView {
    /// One a request.
    requests: Vec<ScannedView>,
    /// Peers to meet from now on, as `KEY@ADDRESS`.
    peers: Vec<String>,
    /// One a series that is not whole.
    unfinished: Vec<PartView>,
}

/// A request that was read.
#[derive(Clone, Debug, Serialize)]
struct ScannedView {
    /// The request.
    id: RequestId,
    /// Records in the codes.
    records: u64,
    /// Records that were not here before.
    new: u64,
    /// Records that are named and have not arrived.
    missing: usize,
    /// More than one tenure stands.
    contested: bool,
    /// The take that was written.
    take: Option<WrittenView>,
    /// What the giver photographs in turn.
    answer: Option<CodesView>,
}

/// A series that is not whole.
#[derive(Clone, Debug, Serialize)]
struct PartView {
    /// How many codes were read.
    read: usize,
    /// How many more are needed at least.
    needed: usize,
}

/// `qr offer`.
pub fn offer(desk: &mut Desk<'_>, args: &QrOfferArgs) -> Result<(), Failure> {
    let (id, output) = (desk.request(&args.id)?, path(desk, args.output.as_deref()));
    check_output(output.as_deref())?;
    let made = desk.handle.own_offers(desk.author, id)?;
    let to = match &args.to {
        Some(typed) => {
            let find = |typed: &str| find_request(desk.handle, typed);
            Some(desk.resolve(&[], &find).addressee(typed)?)
        }
        None => made.last().map(|(_, to)| to.clone()),
    };
    let to: Addressee = to.ok_or_else(|| Failure::usage("qr-to-whom"))?;
    let offer = if made.iter().any(|(_, known)| *known == to) { None } else { Some(make_offer(desk, id, &to, &args.offer())?) };
    let parcel = desk.handle.parcel(id, &to)?;
    let codes = CodesView::make(&parcel.bytes, output.as_deref(), desk.out)?;
    let view = OfferedView { id, offer, records: parcel.records, words_left_out: parcel.words_left_out, codes };
    desk.answer(&view, |desk| {
        let mut said = offer.map(|offer| tell::offered(desk, &to, offer)).unwrap_or_default();
        said.push_str(&left_out(desk, view.words_left_out));
        said + &view.codes.say(desk.text, desk.out)
    });
    play(desk, &view.codes);
    Ok(())
}

/// `qr scan`.
pub fn scan(desk: &mut Desk<'_>, args: &QrScanArgs) -> Result<(), Failure> {
    let paths: Vec<PathBuf> = args.images.iter().map(|image| desk.path(image)).collect();
    let mut seen = Seen::on(&paths)?;
    let unfinished = seen.part.iter().map(|(read, needed)| PartView { read: *read, needed: *needed }).collect();
    let mut rest = seen.rest();
    let Some(last) = rest.pop() else { return scanned(desk, args, &seen.whole, unfinished) };
    if seen.whole.is_empty() {
        for failure in &rest {
            desk.out.message(&failure.say(desk.text));
        }
        return Err(last);
    }
    for failure in rest.iter().chain([&last]) {
        desk.out.message(&failure.say(desk.text));
    }
    scanned(desk, args, &seen.whole, unfinished)
}

fn scanned(desk: &mut Desk<'_>, args: &QrScanArgs, whole: &[Vec<u8>], unfinished: Vec<PartView>) -> Result<(), Failure> {
    let output = path(desk, args.output.as_deref());
    check_output(output.as_deref())?;
    if whole.len() > 1 && output.is_some() {
        return Err(Failure::usage("qr-several").count("count", whole.len()));
    }
    let taking = match (args.take, args.no_take) {
        (true, _) => Taking::Always,
        (_, true) => Taking::Never,
        _ => Taking::IfOffered,
    };
    let (mut view, mut said, mut failed) = (ScanView { unfinished, ..ScanView::default() }, String::new(), None);
    for bytes in whole {
        let done = match Carried::of(bytes) {
            Carried::Bundle => request(desk, bytes, taking, output.as_deref()).map(|(one, told)| {
                view.requests.push(one);
                told
            }),
            Carried::Peer(peer) => invited(desk, &peer).inspect(|_| view.peers.push(peer.to_string())),
            Carried::EnrolRequest => Err(Failure::usage("qr-enrol-request")),
            Carried::EnrolAnswer => Err(Failure::usage("qr-enrol-answer")),
            Carried::Unknown => Err(Failure::usage("qr-unknown")),
        };
        match done {
            Ok(told) => said.push_str(&told),
            Err(failure) => failed = Some(failure),
        }
    }
    if view.requests.is_empty()
        && view.peers.is_empty()
        && let Some(failure) = failed
    {
        return Err(failure);
    }
    desk.answer(&view, |_| said);
    if let [ScannedView { answer: Some(codes), .. }] = &view.requests[..] {
        play(desk, codes);
    }
    failed.map_or(Ok(()), Err)
}

fn request(desk: &Desk<'_>, bytes: &[u8], taking: Taking, output: Option<&Path>) -> Result<(ScannedView, String), Failure> {
    let done: Scanned = desk.handle.scan(bytes, desk.author, taking)?;
    let id = done.request.id;
    let answer = done.answer.as_ref().map(|answer| CodesView::make(&answer.bytes, output, desk.out)).transpose()?;
    let view = ScannedView {
        id,
        records: done.report.records,
        new: done.report.new,
        missing: done.request.missing.len(),
        contested: done.request.contested,
        take: done.take.map(|record| WrittenView { id, record, act: act_label(Kind::Take) }),
        answer,
    };
    let shown = id.to_string();
    let place = [("id", short(&shown).into()), ("records", view.records.into()), ("new", view.new.into())];
    let mut said = line(desk.text.get("qr-scanned", place));
    if view.missing > 0 {
        said.push_str(&line(desk.text.get("show-missing", [("count", view.missing.into())])));
    }
    said.push_str(&done.take.map(|record| tell::written(desk, Kind::Take, record)).unwrap_or_default());
    said.push_str(&tell::who_holds(desk, &done.request));
    if let (Some(codes), Some(parcel)) = (&view.answer, &done.answer) {
        said.push_str(&line(desk.text.say("qr-answer")));
        said.push_str(&left_out(desk, parcel.words_left_out));
        said.push_str(&codes.say(desk.text, desk.out));
    }
    Ok((view, said))
}

fn invited(desk: &Desk<'_>, peer: &PeerAddress) -> Result<String, Failure> {
    let new = desk.handle.remember_peer(peer)?;
    Ok(line(desk.text.get(if new { "qr-peer-added" } else { "qr-peer-known" }, [("peer", peer.to_string().into())])))
}

/// `qr invite`.
pub fn invite(desk: &mut Desk<'_>, args: &QrInviteArgs) -> Result<(), Failure> {
    let peer = desk.handle.invitation(args.at.as_deref())?;
    let codes = CodesView::make(&Carried::invitation(&peer), path(desk, args.output.as_deref()).as_deref(), desk.out)?;
    desk.answer(&codes, |desk| line(desk.text.get("qr-invited", [("peer", peer.to_string().into())])) + &codes.say(desk.text, desk.out));
    play(desk, &codes);
    Ok(())
}

fn path(desk: &Desk<'_>, output: Option<&Path>) -> Option<PathBuf> {
    output.map(|output| desk.path(output))
}

fn left_out(desk: &Desk<'_>, count: usize) -> String {
    if count == 0 { String::new() } else { line(desk.text.get("qr-words-left-out", [("count", count.into())])) }
}

fn play(desk: &mut Desk<'_>, codes: &CodesView) {
    if !desk.json {
        codes.play(desk.text, desk.out);
    }
}

impl From<ParcelError> for Failure {
    fn from(error: ParcelError) -> Self {
        match error {
            ParcelError::Carry(error) => error.into(),
            ParcelError::NotOneRequest => Self::usage("qr-not-one-request"),
            ParcelError::Unproven { request, records } => {
                Self::rule("qr-unproven").with("id", short(&request.to_string())).with("records", records)
            }
            ParcelError::Act(error) => error.into(),
            ParcelError::Read(error) => error.into(),
        }
    }
}

impl From<InviteError> for Failure {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Where => Self::usage("qr-where"),
            InviteError::Address(why) => Self::usage("qr-address").with("why", why),
            InviteError::Self_ => Self::usage("qr-own-invitation"),
            InviteError::Config(error) => error.into(),
        }
    }
}
