//! What a running node can be asked from anywhere in its process.

use std::net::SocketAddr;

use tokio::runtime::Handle as Runtime;
use tokio::sync::{broadcast, oneshot};

use super::address::PeerAddress;
use super::event::{Event, Notice, Purpose, SyncDone, SyncError};
use super::peers::PeerState;
use super::redial::Dialler;
use crate::domain::key::PublicKey;
use crate::sync::Reason;

/// The network side of a running node. Cheap to clone; of no use any more when the node has stopped.
#[derive(Clone)]
pub struct Network {
    dialler: Dialler,
    key: PublicKey,
    runtime: Runtime,
}

impl Network {
    pub(super) fn new(dialler: Dialler, key: PublicKey) -> Self {
        Self { dialler, key, runtime: Runtime::current() }
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Where the node listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.dialler.endpoint.address()
    }

    /// How others name the node: `KEY@ADDR`.
    #[must_use]
    pub fn peer_address(&self) -> PeerAddress {
        PeerAddress { key: Some(self.key), place: self.address().to_string() }
    }

    /// What happens from now on.
    #[must_use]
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.dialler.notices.subscribe()
    }

    /// Brings this node and a peer level, once. With a peer that is connected already, waits until both are level.
    ///
    /// # Errors
    /// [`SyncError`]; what was committed before stays.
    pub async fn sync(&self, peer: &PeerAddress) -> Result<SyncDone, SyncError> {
        let link = self.dialler.dial(peer).await.map_err(SyncError::NotReached)?;
        let (done, result) = oneshot::channel();
        let _ = self.dialler.events.send(Event::Linked(Box::new(link), Purpose::Once(done)));
        result.await.unwrap_or(Err(SyncError::Stopped))
    }

    /// Everybody who was met, by key.
    pub async fn peers(&self) -> Vec<PeerState> {
        let (reply, states) = oneshot::channel();
        let _ = self.dialler.events.send(Event::Peers(reply));
        states.await.unwrap_or_default()
    }

    /// [`Self::sync`] for a thread that may wait; never from inside a runtime.
    ///
    /// # Errors
    /// As for [`Self::sync`].
    pub fn sync_now(&self, peer: &PeerAddress) -> Result<SyncDone, SyncError> {
        self.runtime.block_on(self.sync(peer))
    }

    /// [`Self::peers`] for a thread that may wait; never from inside a runtime.
    #[must_use]
    pub fn peers_now(&self) -> Vec<PeerState> {
        self.runtime.block_on(self.peers())
    }

    pub(super) async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        let _ = self.dialler.events.send(Event::Stop(done));
        let _ = stopped.await;
        self.dialler.endpoint.close(Reason::Ended).await;
    }

    /// Stops without waiting.
    pub(super) fn dismiss(&self) {
        let (nobody, _) = oneshot::channel();
        let _ = self.dialler.events.send(Event::Stop(nobody));
    }
}
