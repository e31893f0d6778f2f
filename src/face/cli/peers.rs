//! `peers`: who was met, what waits in each direction, and why somebody is not connected.

use serde::Serialize;

use super::desk::Desk;
use super::failure::Failure;
use super::meet::device_name;
use super::resolve::short;
use super::table::{plain, table};
use super::tell::line;
use crate::domain::key::PublicKey;
use crate::domain::time::Clock;
use crate::face::view::Names;
use crate::node::{Origin, PeerState, Trouble};

/// Clocks this close together are as good as equal: the offset was taken with a hello, a round trip after it was sent.
const CLOCK_EQUAL_MS: u64 = 1_000;

/// The nodes that were met or are dialled.
#[derive(Clone, Debug, Serialize)]
pub struct PeersView {
    /// One a device.
    pub peers: Vec<PeerView>,
}

/// A node that was met or is dialled.
#[derive(Clone, Debug, Serialize)]
pub struct PeerView {
    /// Its key on the network; `null`: nobody has answered there yet.
    pub key: Option<PublicKey>,
    /// Its name, where it is known.
    pub name: Option<String>,
    /// Where it is, or where it is looked for.
    pub address: String,
    /// `live`, `away`, `revoked` or `never-met`.
    pub state: &'static str,
    /// Why it is dialled: `configured`, `nearby` or `remembered`; `null`: it is not.
    pub dialled: Option<&'static str>,
    /// When it was last heard of; `null`: never.
    pub last_heard: Option<String>,
    /// A session with it is open.
    pub live: bool,
    /// Records here that it may not have yet; `null`: it never had everything.
    pub to_send: Option<u64>,
    /// Records it was known to have that are not here; `null`: the two never compared.
    pub to_receive: Option<u64>,
    /// Its store.
    pub instance: Option<String>,
    /// How far its clock was ahead when it was met, in milliseconds.
    pub clock_ahead: Option<i64>,
    /// How far it had checked its clock: `synced`, `peer` or `unchecked`.
    pub clock: Option<&'static str>,
    /// Why it is not connected, where it is dialled.
    pub trouble: Option<String>,
    /// It is dialled seldom, because time does not heal the trouble.
    pub resting: bool,
}

/// `peers`.
pub fn peers(desk: &mut Desk<'_>) {
    let names = desk.names();
    let view = PeersView { peers: desk.handle.peers().iter().map(|peer| peer_view(desk, peer, &names)).collect() };
    desk.answer(&view, |desk| {
        if view.peers.is_empty() {
            return line(desk.text.say("peers-none"));
        }
        let heading =
            ["device-name", "peers-key", "peers-address", "peers-last", "peers-to-send", "peers-to-receive", "peers-clock", "peers-store"];
        let rows: Vec<_> = view.peers.iter().map(|peer| row(desk, peer)).collect();
        let troubles: String = view.peers.iter().filter_map(|peer| trouble_line(desk, peer)).collect();
        table(&heading.map(|key| desk.text.say(key)), &rows) + &troubles
    });
}

fn peer_view(desk: &Desk<'_>, peer: &PeerState, names: &Names<'_>) -> PeerView {
    let contact = peer.contact.as_ref();
    let trouble = peer.trouble.as_ref().map(|trouble| match trouble.clone() {
        Trouble::Unreached(why) => Failure::from(why).say(desk.text),
        Trouble::Ended(why) => Failure::from(why).say(desk.text),
    });
    PeerView {
        key: peer.key,
        name: peer.key.and_then(|key| device_name(desk, key)),
        address: peer.address.clone(),
        state: match (peer.barred, peer.live, contact) {
            (true, ..) => "revoked",
            (_, true, _) => "live",
            (.., Some(_)) => "away",
            (.., None) => "never-met",
        },
        dialled: peer.origin.map(|origin| match origin {
            Origin::Configured => "configured",
            Origin::Nearby => "nearby",
            Origin::Remembered => "remembered",
        }),
        last_heard: contact.map(|contact| names.time(contact.last)),
        live: peer.live,
        to_send: peer.to_send,
        to_receive: peer.to_receive,
        instance: contact.map(|contact| contact.instance.to_string()),
        clock_ahead: contact.map(|contact| contact.ahead),
        clock: contact.map(|contact| quality(contact.clock)),
        trouble,
        resting: peer.trouble.as_ref().is_some_and(Trouble::stays),
    }
}

fn quality(clock: Clock) -> &'static str {
    match clock {
        Clock::Synced => "synced",
        Clock::Peer => "peer",
        Clock::Unchecked => "unchecked",
    }
}

fn row(desk: &Desk<'_>, peer: &PeerView) -> [String; 8] {
    let text = desk.text;
    let dash = || "—".to_owned();
    let key = peer.key.map(|key| key.to_string());
    let key = key.as_deref().map_or_else(dash, |key| short(key).to_owned());
    let heard = peer.last_heard.as_deref().map(|at| at.get(..16).unwrap_or(at).replace('T', " "));
    let last = match peer.state {
        "live" => text.say("peers-live"),
        "revoked" => text.say("peers-revoked"),
        _ => heard.unwrap_or_else(|| text.say("peers-never")),
    };
    let to_send = peer.to_send.map_or_else(|| text.say("peers-all"), |count| count.to_string());
    let to_receive = peer.to_receive.map_or_else(|| text.say("peers-unknown"), |count| count.to_string());
    let met = peer.instance.is_some();
    [
        peer.name.as_deref().map_or_else(dash, plain),
        key,
        plain(&peer.address),
        last,
        if met { to_send } else { dash() },
        if met { to_receive } else { dash() },
        peer.clock_ahead.zip(peer.clock).map_or_else(dash, |(ahead, quality)| clock(desk, ahead, quality)),
        peer.instance.as_deref().map_or_else(dash, |instance| short(instance).to_owned()),
    ]
}

/// How far a clock is off, and what that is worth.
fn clock(desk: &Desk<'_>, ahead: i64, quality: &str) -> String {
    let seconds = ahead.unsigned_abs() / 1000;
    let key = match (ahead.unsigned_abs() <= CLOCK_EQUAL_MS, ahead > 0) {
        (true, _) => "peers-clock-equal",
        (false, true) => "peers-clock-ahead",
        (false, false) => "peers-clock-behind",
    };
    let key_quality = match quality {
        "synced" => "peers-clock-synced",
        "peer" => "peers-clock-peer",
        _ => "peers-clock-unchecked",
    };
    desk.text.get(key, [("seconds", seconds.into()), ("quality", desk.text.say(key_quality).into())])
}

fn trouble_line(desk: &Desk<'_>, peer: &PeerView) -> Option<String> {
    let why = peer.trouble.as_deref()?;
    let name = plain(peer.name.as_deref().unwrap_or(&peer.address));
    let key = if peer.resting { "peers-trouble-stays" } else { "peers-trouble" };
    Some(line(desk.text.get(key, [("name", name.into()), ("why", why.into())])))
}
