//! Own records first: before a node signs in a log whose tail may stand elsewhere, it asks the peers that it can reach for it.
//! Nobody waits long for that: where no peer answers, the next record begins a new epoch at once.

use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::address::PeerAddress;
use super::contacts::Contacts;
use super::handle::Handle;
use super::network::Network;
use super::running::{Node, Options};

/// The longest that an act waits for own records which a peer may have.
pub const FETCH_WAIT: Duration = Duration::from_secs(2);
/// The longest that a repair waits for them.
pub(super) const REPAIR_WAIT: Duration = Duration::from_mins(1);
/// How many peers are asked, those met last first.
const ASKED_MAX: usize = 8;

impl Handle {
    /// Asks peers for own records, if any may be missing and nobody was asked since that became known.
    pub(super) fn fetch_own_first(&self) {
        if self.heads().must_ask() {
            self.fetch(FETCH_WAIT);
        }
    }

    /// Syncs with the peers that can be reached, for as long as nothing more is missing or the time is up.
    pub(super) fn fetch(&self, wait: Duration) {
        let peers = self.known_peers();
        if peers.is_empty() {
            return;
        }
        match self.network() {
            Some(network) => network.fetch(self, peers, wait),
            None => self.fetch_alone(peers, wait),
        }
    }

    /// Where somebody may be who has records of this node.
    fn known_peers(&self) -> Vec<PeerAddress> {
        let contacts = Contacts::read(self.data());
        let mut met: Vec<_> = contacts.iter().collect();
        met.sort_by_key(|contact| std::cmp::Reverse(contact.last));
        let met = met.into_iter().map(|contact| PeerAddress {
            key: Some(contact.key),
            place: contact.reached.clone().unwrap_or_else(|| contact.address.clone()),
        });
        let configured = self.config().peers.iter().filter_map(|peer| peer.parse().ok());
        let mut peers: Vec<PeerAddress> = Vec::new();
        for peer in configured.chain(met) {
            if !peers.iter().any(|known| known.place == peer.place) {
                peers.push(peer);
            }
        }
        peers.truncate(ASKED_MAX);
        peers
    }

    /// The same in a process that serves nobody: its network lasts as long as the question.
    fn fetch_alone(&self, peers: Vec<PeerAddress>, wait: Duration) {
        let handle = self.clone();
        // A thread of its own: whoever acts may already be inside a runtime, which must not wait for another one.
        let asking = std::thread::spawn(move || {
            let Ok(runtime) = Runtime::new() else { return };
            runtime.block_on(async {
                // Without a network there is nobody to ask.
                let Ok(node) = Node::start(&handle, Options::default()) else { return };
                ask(&node, &handle, peers, wait).await;
                node.stop().await;
            });
        });
        // A panic in it costs the answer, and nothing else.
        let _ = asking.join();
    }
}

impl Network {
    fn fetch(&self, handle: &Handle, peers: Vec<PeerAddress>, wait: Duration) {
        let (answer, answered) = mpsc::channel();
        let (network, handle) = (self.clone(), handle.clone());
        self.runtime().spawn(async move {
            ask(&network, &handle, peers, wait).await;
            let _ = answer.send(());
        });
        // Whoever acts on the only thread of the runtime holds up the question itself.
        let _ = answered.recv_timeout(wait + Duration::from_millis(200));
    }
}

/// Syncs with all of them at once, until nothing is missing any more, all have answered, or the time is up.
async fn ask(network: &Network, handle: &Handle, peers: Vec<PeerAddress>, wait: Duration) {
    let mut syncs = JoinSet::new();
    for peer in peers {
        let network = network.clone();
        syncs.spawn(async move { network.sync(&peer).await });
    }
    let answers = async {
        while syncs.join_next().await.is_some() {
            if wait == FETCH_WAIT && handle.snapshot().is_ok_and(|snapshot| handle.heads().is_whole(&snapshot)) {
                return;
            }
        }
    };
    // What comes later is taken in all the same.
    let _ = tokio::time::timeout(wait, answers).await;
}
