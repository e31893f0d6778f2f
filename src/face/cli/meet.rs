//! `serve` and `sync`: nodes that meet over a network.

use std::net::SocketAddr;

use serde::Serialize;

use super::args::{ServeArgs, SyncArgs};
use super::desk::{Desk, json};
use super::failure::Failure;
use super::resolve::short;
use super::table::plain;
use super::tell::line;
use crate::domain::key::PublicKey;
use crate::domain::regulation::adopted::LimitKind;
use crate::face::view::{AlarmView, Names};
use crate::face::word::clause;
use crate::node::serve::{Report, serve as run_node, sync_once};
use crate::node::{Alarm, AlarmKind, Notice, Options, PeerAddress, PeerState, Seeking, SyncDone};

/// A sync that came to its end.
#[derive(Clone, Debug, Serialize)]
pub struct SyncView {
    /// The peer's key on the network.
    pub peer: PublicKey,
    /// The peer's name, where it is known.
    pub name: Option<String>,
    /// Records that came.
    pub received: u64,
    /// Records that were sent.
    pub sent: u64,
    /// Both hold the same records of the sites in common.
    pub equal: bool,
    /// One of them wants a part only, so that they are not meant to become equal.
    pub partial: bool,
    /// Bytes that came.
    pub bytes_received: u64,
    /// Bytes that were sent.
    pub bytes_sent: u64,
    /// How long it took.
    pub milliseconds: u64,
}

/// A line of a serving node, for programs.
#[derive(Clone, Debug, Serialize)]
struct ServingView {
    /// What happened: `listening`, `connected`, `settled` …
    event: &'static str,
    /// As others name this node, or the peer's key or address.
    peer: Option<String>,
    /// How many records.
    records: Option<u64>,
    /// Why it ended or failed.
    why: Option<String>,
    /// What somebody has to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm: Option<AlarmView>,
}

/// `serve`.
pub fn serve(desk: &mut Desk<'_>, args: &ServeArgs) -> Result<(), Failure> {
    let config = desk.handle.config();
    let listen = args.listen.as_ref().or(config.listen.as_ref());
    let mut options = Options::default();
    if let Some(typed) = listen {
        options.listen = typed.parse::<SocketAddr>().map_err(|_| Failure::usage("usage-listen").with("typed", typed))?;
    }
    for typed in config.peers.iter().chain(&args.peer) {
        options.peers.push(peer(desk, typed)?);
    }
    let quiet = args.no_discovery || config.discovery == Some(false);
    options.seeking = if quiet { Seeking::Remembered } else { Seeking::Nearby };
    let handle = desk.handle.clone();
    let execute = super::carry_out(&handle);
    let mut say = |report: Report| {
        let said = if desk.json { line(compact(&serving(&report, &desk.names()))) } else { line(told(desk, &report)) };
        desk.out.out(&said);
    };
    Ok(run_node(&handle, options, execute, &mut say)?)
}

fn compact(view: &ServingView) -> String {
    json(view).lines().map(str::trim_start).collect::<Vec<_>>().join(" ")
}

fn serving(report: &Report, names: &Names<'_>) -> ServingView {
    let view = |event, peer: Option<String>| ServingView { event, peer, records: None, why: None, alarm: None };
    match report {
        Report::Listening(address) => view("listening", Some(address.to_string())),
        Report::Stopping => view("stopping", None),
        Report::Notice(notice) => match notice {
            Notice::Connected { peer, .. } => view("connected", Some(peer.to_string())),
            Notice::Settled { peer, received, .. } => ServingView { records: Some(*received), ..view("settled", Some(peer.to_string())) },
            Notice::Received { peer, new } => ServingView { records: Some(*new), ..view("received", Some(peer.to_string())) },
            Notice::Witnessed { receipts } => ServingView { records: Some(*receipts as u64), ..view("witnessed", None) },
            Notice::Ended { peer, why } => ServingView { why: Some(why.to_string()), ..view("ended", Some(peer.to_string())) },
            Notice::Refused { address, why } => ServingView { why: Some(why.to_string()), ..view("refused", Some(address.to_string())) },
            Notice::Found { place, .. } => view("found", Some(place.clone())),
            Notice::Lost { place, .. } => view("lost", Some(place.clone())),
            Notice::NoDiscovery(why) => ServingView { why: Some(why.clone()), ..view("no-discovery", None) },
            Notice::NotReached { peer, why } => ServingView { why: Some(why.to_string()), ..view("not-reached", Some(peer.clone())) },
            Notice::Files { peer, count } => ServingView { records: Some(*count as u64), ..view("files", Some(peer.to_string())) },
            Notice::FilesFull => view("files-full", None),
            Notice::Returned { peer, records } => ServingView { records: Some(*records), ..view("returned", Some(peer.to_string())) },
            Notice::Copied { address } => view("copied", address.map(|address| address.to_string())),
            Notice::Alarm(alarm) => ServingView { alarm: Some(AlarmView::of(alarm, names)), ..view("alarm", None) },
            Notice::Fault(why) => ServingView { why: Some(why.clone()), ..view("fault", None) },
        },
    }
}

fn told(desk: &Desk<'_>, report: &Report) -> String {
    let text = desk.text;
    let name = |key: &PublicKey| plain(&device_name(desk, *key).unwrap_or_else(|| short(&key.to_string()).to_owned()));
    match report {
        Report::Listening(address) => text.get("serve-listening", [("address", address.to_string().into())]),
        Report::Stopping => text.say("serve-stopping"),
        Report::Notice(notice) => match notice {
            Notice::Connected { peer, address } => {
                text.get("serve-connected", [("name", name(peer).into()), ("address", address.to_string().into())])
            }
            Notice::Settled { peer, received, equal } => {
                let key = if *equal { "serve-settled" } else { "serve-settled-partly" };
                text.get(key, [("name", name(peer).into()), ("count", (*received).into())])
            }
            Notice::Received { peer, new } => text.get("serve-received", [("name", name(peer).into()), ("count", (*new).into())]),
            Notice::Witnessed { receipts } => text.get("serve-witnessed", [("count", (*receipts).into())]),
            Notice::Ended { peer, why } => {
                text.get("serve-ended", [("name", name(peer).into()), ("why", Failure::from(why.clone()).say(text).into())])
            }
            Notice::Refused { address, why } => {
                text.get("serve-refused", [("address", address.to_string().into()), ("why", Failure::from(why.clone()).say(text).into())])
            }
            Notice::Found { peer, place } => nearby(desk, "serve-found", (*peer, place)),
            Notice::Lost { peer, place } => nearby(desk, "serve-lost", (*peer, place)),
            Notice::NoDiscovery(why) => text.get("serve-no-discovery", [("why", plain(why).into())]),
            Notice::NotReached { peer, why } => {
                text.get("serve-not-reached", [("peer", peer.as_str().into()), ("why", Failure::from(why.clone()).say(text).into())])
            }
            Notice::Files { peer, count } => text.get("serve-files", [("name", name(peer).into()), ("count", (*count).into())]),
            Notice::FilesFull => text.say("serve-files-full"),
            Notice::Returned { peer, records } => text.get("serve-returned", [("name", name(peer).into()), ("count", (*records).into())]),
            Notice::Copied { address: Some(address) } => text.get("serve-copy-met", [("address", address.to_string().into())]),
            Notice::Copied { address: None } => text.say("serve-copy-wrote"),
            Notice::Alarm(alarm) => told_alarm(desk, alarm),
            Notice::Fault(why) => text.get("serve-fault", [("why", why.as_str().into())]),
        },
    }
}

/// A call to do something, in one line.
fn told_alarm(desk: &Desk<'_>, alarm: &Alarm) -> String {
    let text = desk.text;
    let view = AlarmView::of(alarm, &desk.names());
    let who: Vec<String> = view.who.iter().map(|person| plain(&person.name)).collect();
    let id = view.request.map(|request| request.to_string()).unwrap_or_default();
    let due = view.due.as_deref().map(|due| due.get(..16).unwrap_or(due).replace('T', " "));
    let place = [
        ("id", short(&id).into()),
        ("rule", view.rule.map(|rule| clause(text, &rule)).unwrap_or_default().into()),
        ("due", due.unwrap_or_default().into()),
        ("who", if who.is_empty() { text.say("alarm-nobody") } else { who.join(&text.say("list-separator")) }.into()),
    ];
    text.get(alarm_key(alarm), place)
}

/// I19: what the house asks for is never called a breach.
fn alarm_key(alarm: &Alarm) -> &'static str {
    match (alarm.kind, alarm.limit) {
        (AlarmKind::DueSoon, _) if alarm.request.is_none() => "alarm-period-soon",
        (AlarmKind::Overdue, _) if alarm.request.is_none() => "alarm-period-over",
        (AlarmKind::DueSoon, _) => "alarm-due-soon",
        (AlarmKind::Overdue, LimitKind::Promise) => "alarm-promise-broken",
        (AlarmKind::Overdue, LimitKind::Regulation) => "alarm-overdue",
        (AlarmKind::Overdue, _) => "alarm-overrun",
        (AlarmKind::NotTaken, _) => "alarm-not-taken",
        (AlarmKind::PromiseSoon, _) => "alarm-promise-soon",
        (AlarmKind::Orphaned, _) => "alarm-orphaned",
        (AlarmKind::Contested, _) => "alarm-contested",
    }
}

/// A device that came or went, by its name where it is known.
fn nearby(desk: &Desk<'_>, key: &str, (peer, place): (Option<PublicKey>, &str)) -> String {
    let name = peer.and_then(|peer| device_name(desk, peer)).unwrap_or_else(|| desk.text.say("serve-somebody"));
    desk.text.get(key, [("name", plain(&name).into()), ("place", place.into())])
}

/// `sync`.
pub fn sync(desk: &mut Desk<'_>, args: &SyncArgs) -> Result<(), Failure> {
    let peer = peer(desk, &args.peer)?;
    let done = match desk.handle.network() {
        Some(network) => network.sync_now(&peer)?,
        None => sync_once(desk.handle, &peer)?,
    };
    let view = sync_view(desk, &done);
    desk.answer(&view, |desk| {
        let name = plain(&view.name.clone().unwrap_or_else(|| short(&view.peer.to_string()).to_owned()));
        let place = [("name", name.into()), ("received", view.received.into()), ("sent", view.sent.into())];
        let key = match (view.equal, view.partial) {
            (true, _) => "sync-equal",
            (false, true) => "sync-part",
            (false, false) => "sync-partly",
        };
        line(desk.text.get(key, place))
    });
    Ok(())
}

fn sync_view(desk: &Desk<'_>, done: &SyncDone) -> SyncView {
    SyncView {
        peer: done.peer,
        name: device_name(desk, done.peer),
        received: done.received,
        sent: done.sent,
        equal: done.equal,
        partial: done.partial,
        bytes_received: done.traffic.received,
        bytes_sent: done.traffic.sent,
        milliseconds: done.milliseconds,
    }
}

pub(super) fn device_name(desk: &Desk<'_>, key: PublicKey) -> Option<String> {
    desk.people.devices.iter().find(|device| device.tls == key).and_then(|device| device.name.clone())
}

/// A peer by address, or by the name of a device that was met before.
fn peer(desk: &Desk<'_>, typed: &str) -> Result<PeerAddress, Failure> {
    if let Ok(address) = typed.parse() {
        return Ok(address);
    }
    let named = |key: PublicKey| device_name(desk, key).as_deref() == Some(typed) || key.to_string().starts_with(typed);
    let met: Vec<PeerState> = desk.handle.peers().into_iter().filter(|peer| !typed.is_empty() && peer.key.is_some_and(named)).collect();
    match &met[..] {
        [one] => Ok(PeerAddress { key: one.key, place: one.place_to_dial().to_owned() }),
        _ => Err(Failure::usage("usage-unknown-peer").with("typed", typed)),
    }
}
