//! How peers are: what is remembered of them, which sessions are open, and how dialling goes, as one list.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use super::contacts::{Contact, Contacts};
use super::event::Trouble;
use super::handle::Handle;
use super::network::Network;
use super::redial::{Attempt, Origin};
use super::session::Peer;
use super::turn::Loop;
use crate::domain::key::PublicKey;

/// How a peer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerState {
    /// Its key on the network; `None`: nobody has answered there yet.
    pub key: Option<PublicKey>,
    /// Where it is, or where it is looked for.
    pub address: String,
    /// What is remembered of it; `None`: it was never met.
    pub contact: Option<Contact>,
    /// A session with it is open.
    pub live: bool,
    /// Its device is revoked here: it is neither dialled nor let in.
    pub barred: bool,
    /// Why it is dialled; `None`: it is not.
    pub origin: Option<Origin>,
    /// Records here that it may not have yet; `None`: it never had everything.
    pub to_send: Option<u64>,
    /// Records it was known to have that are not here yet; `None`: the two never compared.
    pub to_receive: Option<u64>,
    /// Why it is not connected, where it is dialled.
    pub trouble: Option<Trouble>,
}

impl PeerState {
    /// Where it answered last, else where it was met.
    #[must_use]
    pub fn place_to_dial(&self) -> &str {
        self.contact.as_ref().and_then(|contact| contact.reached.as_ref()).unwrap_or(&self.address)
    }

    fn of(contact: &Contact, arrival: u64, barred: &BTreeSet<PublicKey>) -> Self {
        Self {
            key: Some(contact.key),
            address: contact.address.clone(),
            contact: Some(contact.clone()),
            live: false,
            barred: barred.contains(&contact.key),
            origin: None,
            to_send: contact.level.map(|level| arrival.saturating_sub(level)),
            to_receive: contact.lacking,
            trouble: None,
        }
    }

    fn with_session(self, peer: &Peer) -> Self {
        let level = peer.settled.is_some();
        Self { live: true, to_send: if level { Some(0) } else { self.to_send }, to_receive: peer.lacking.or(self.to_receive), ..self }
    }

    fn with_attempt(self, attempt: &Attempt) -> Self {
        let trouble = attempt.trouble.clone().filter(|_| !self.live);
        Self { origin: Some(attempt.origin), trouble, ..self }
    }

    fn unmet(attempt: &Attempt) -> Self {
        Self {
            key: attempt.key,
            address: attempt.place.clone(),
            contact: None,
            live: false,
            barred: false,
            origin: Some(attempt.origin),
            to_send: None,
            to_receive: None,
            trouble: attempt.trouble.clone(),
        }
    }
}

impl Loop {
    /// Everybody who was met, by key, and then whoever is dialled in vain.
    pub fn states(&self) -> Vec<PeerState> {
        let barred = self.handle.revoked_tls_keys().unwrap_or_default();
        let live = |key| self.peers.values().find(|peer| peer.key == key && peer.hello.is_some());
        // Of several ways to one device the one that works is shown, else the one that somebody wrote down.
        let dialled =
            |key| self.attempts.values().filter(|attempt| attempt.key == Some(key)).min_by_key(|a| (a.trouble.is_some(), a.origin));
        let met = self.contacts.iter().map(|contact| {
            let state = PeerState::of(contact, self.arrival, &barred);
            let state = live(contact.key).map_or_else(|| state.clone(), |peer| state.clone().with_session(peer));
            dialled(contact.key).map_or_else(|| state.clone(), |attempt| state.clone().with_attempt(attempt))
        });
        let unmet = self.attempts.values().filter(|attempt| attempt.key.is_none_or(|key| self.contacts.of(key).is_none()));
        met.chain(unmet.map(PeerState::unmet)).collect()
    }
}

impl Handle {
    /// The network side of the node that runs on this handle; `None` if none does.
    #[must_use]
    pub fn network(&self) -> Option<Network> {
        self.0.network.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everybody who was met, by key; a running node knows besides who is connected and who is dialled in vain.
    #[must_use]
    pub fn peers(&self) -> Vec<PeerState> {
        if let Some(network) = self.network() {
            return network.peers_now();
        }
        let arrival = self.snapshot().and_then(|snapshot| snapshot.stats()).map_or(0, |stats| stats.records);
        let barred = self.revoked_tls_keys().unwrap_or_default();
        let contacts = Contacts::read(self.data());
        contacts.iter().map(|contact| PeerState::of(contact, arrival, &barred)).collect()
    }

    pub(super) fn set_network(&self, network: Option<Network>) {
        *self.0.network.lock().unwrap_or_else(PoisonError::into_inner) = network;
    }
}
