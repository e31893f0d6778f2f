//! Finding others: those who were met before, those who are nearby, and everybody again when the machine's network changes.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::contacts::{Contact, Contacts};
use super::event::Notice;
use super::handle::Handle;
use super::redial::{Dialler, Origin, Places, Target};
use crate::domain::key::PublicKey;
use crate::net::discovery::{Announcement, Discovery, Sighted, Sighting, own_addresses};

/// How often the machine's addresses are looked at.
const ADDRESS_CHECK: Duration = Duration::from_secs(2);
/// The most peers that are dialled because they answered before.
pub const REMEMBERED_MAX: usize = 16;
/// The most peers that are dialled because they were found nearby.
pub const NEARBY_MAX: usize = 64;

/// How far a node goes to find others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seeking {
    /// It dials the configured peers.
    #[default]
    Configured,
    /// It dials besides who answered before, and everybody at once when the machine has a new address.
    Remembered,
    /// It looks around besides and lets itself be found, unless it listens on loopback alone.
    Nearby,
}

/// Who answered before and is not dialled anyway: those heard of last, and not many.
pub(super) fn remembered(contacts: &Contacts, configured: &[Target]) -> Vec<Target> {
    let mut known: Vec<(&Contact, &String)> = contacts.iter().filter_map(|contact| Some((contact, contact.reached.as_ref()?))).collect();
    let written = |contact: &Contact, place: &String| {
        configured.iter().any(|target| target.key == Some(contact.key) || target.places.now().contains(place))
    };
    known.retain(|(contact, place)| !written(contact, place));
    known.sort_by_key(|(contact, _)| std::cmp::Reverse(contact.last));
    let target = |(contact, place): (&Contact, &String)| Target {
        origin: Origin::Remembered,
        name: place.clone(),
        key: Some(contact.key),
        places: Places::new(vec![place.clone()]),
    };
    known.into_iter().take(REMEMBERED_MAX).map(target).collect()
}

/// Watches the machine's addresses, if asked to. A new one is a way to peers that could not be reached before.
pub(super) async fn watch_network(dialler: Dialler, network: watch::Sender<u64>, watching: bool) {
    if !watching {
        return std::future::pending().await;
    }
    let mut before = own_addresses();
    let mut every = tokio::time::interval(ADDRESS_CHECK);
    loop {
        every.tick().await;
        let now = own_addresses();
        if !now.is_subset(&before) {
            dialler.endpoint.rebind();
            network.send_modify(|changes| *changes += 1);
        }
        before = now;
    }
}

/// Announces this node, and dials whoever of the organisation is found.
pub(super) async fn look_around(dialler: Dialler, handle: Handle) {
    let announcement = Announcement {
        organisation: handle.identity().organisation,
        key: handle.device_keys().tls.public(),
        address: dialler.endpoint.address(),
        name: dialler.entropy.bytes(),
    };
    let mut discovery = match Discovery::start(&announcement) {
        Ok(discovery) => discovery,
        Err(why) => return drop(dialler.notices.send(Notice::NoDiscovery(why.to_string()))),
    };
    let mut around = Around { dialler, handle, known: BTreeMap::new(), tasks: JoinSet::new() };
    while let Some(sighting) = discovery.next().await {
        match sighting {
            Sighting::Found(node) => around.found(node),
            Sighting::Lost(name) => around.lost(&name),
        }
    }
}

/// Who was found nearby since this node started.
struct Around {
    dialler: Dialler,
    handle: Handle,
    known: BTreeMap<String, Neighbour>,
    tasks: JoinSet<()>,
}

struct Neighbour {
    key: Option<PublicKey>,
    places: Places,
    /// It is not announced any more. It is dialled on, because multicast is lost more easily than a peer.
    lost: bool,
    task: AbortHandle,
}

impl Around {
    fn found(&mut self, node: Sighted) {
        let places: Vec<String> = node.addresses.iter().map(ToString::to_string).collect();
        if let Some(neighbour) = self.known.get_mut(&node.name) {
            neighbour.lost = false;
            return neighbour.places.replace(places);
        }
        // A device that is not in the roster here may have joined elsewhere: whoever answers must prove a key all the same.
        let roster = self.handle.tls_keys().unwrap_or_default();
        let key = roster.into_keys().find(|key| node.says_it_is(*key));
        self.make_room(key);
        if self.known.len() >= NEARBY_MAX {
            return;
        }
        let place = places.first().cloned().unwrap_or_default();
        let _ = self.dialler.notices.send(Notice::Found { peer: key, place: place.clone() });
        let places = Places::new(places);
        let target = Target { origin: Origin::Nearby, name: place, key, places: places.clone() };
        let task = self.tasks.spawn(self.dialler.clone().stay(target));
        self.known.insert(node.name, Neighbour { key, places, lost: false, task });
    }

    fn lost(&mut self, name: &str) {
        let Some(neighbour) = self.known.get_mut(name).filter(|neighbour| !neighbour.lost) else { return };
        neighbour.lost = true;
        let place = neighbour.places.now().into_iter().next().unwrap_or_default();
        let _ = self.dialler.notices.send(Notice::Lost { peer: neighbour.key, place });
    }

    /// Forgets what the newcomer replaces; where there are too many, somebody who is not announced any more.
    fn make_room(&mut self, key: Option<PublicKey>) {
        let full = self.known.len() >= NEARBY_MAX;
        let gone = |neighbour: &Neighbour| neighbour.lost && (full || (key.is_some() && neighbour.key == key));
        if let Some(name) = self.known.iter().find(|(_, neighbour)| gone(neighbour)).map(|(name, _)| name.clone())
            && let Some(neighbour) = self.known.remove(&name)
        {
            neighbour.task.abort();
        }
    }
}
