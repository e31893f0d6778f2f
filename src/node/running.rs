//! A node that runs: it listens, dials, and keeps its sessions going. Commits block, so the loop has a thread of its own;
//! acts of people do not pass through it, so nothing that happens on the network can hold them up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{broadcast, oneshot};
use tokio::task::JoinSet;

use super::address::PeerAddress;
use super::event::{Event, Notice, Purpose, SyncDone, SyncError};
use super::handle::Handle;
use super::redial::{Dialler, Patience};
use super::turn::Loop;
use crate::domain::key::PublicKey;
use crate::net::{BindError, Endpoint};
use crate::store::ReadError;
use crate::sync::Reason;

/// How often the loop looks whether a receipt is due.
const TICK: Duration = Duration::from_secs(1);
/// Notices that a slow reader may fall behind.
const NOTICES: usize = 1024;

/// How a node runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Peers to stay connected with.
    pub peers: Vec<PeerAddress>,
    /// How long to wait between dials.
    pub patience: Patience,
}

impl Default for Options {
    /// Loopback only, and nobody to dial.
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), peers: Vec::new(), patience: Patience::default() }
    }
}

/// Why a node does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The store.
    #[error(transparent)]
    Store(#[from] ReadError),
    /// The system.
    #[error("no thread for the node: {0}")]
    Thread(std::io::Error),
}

/// A running node. Dropping it stops the network; its handle works on.
pub struct Node {
    dialler: Dialler,
    key: PublicKey,
    /// Accepting, dialling and ticking; they end with the node.
    tasks: JoinSet<()>,
    turning: Option<JoinHandle<()>>,
}

/// How a peer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerState {
    /// What is remembered of it.
    pub contact: super::Contact,
    /// A session with it is open.
    pub live: bool,
    /// Records here that it may not have yet; `None`: it never had everything.
    pub to_send: Option<u64>,
}

impl Node {
    /// Begins to listen and to dial. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start(handle: Handle, data: &Path, options: Options) -> Result<Self, StartError> {
        let (events, inbox) = unbounded_channel();
        let (notices, _) = broadcast::channel(NOTICES);
        let state = Loop::new(handle.clone(), data, events.clone(), notices.clone())?;
        let tls = handle.device_keys().tls.clone();
        let endpoint = Arc::new(Endpoint::bind(options.listen, &tls, state.barred())?);
        let turning = std::thread::Builder::new().name("node".into()).spawn(move || state.run(inbox)).map_err(StartError::Thread)?;
        let entropy = handle.entropy().clone();
        let dialler = Dialler { endpoint, events, notices, entropy, patience: options.patience };
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(dialler.clone()));
        tasks.spawn(tick(dialler.events.clone()));
        tasks.spawn(grown(handle, dialler.events.clone()));
        for peer in options.peers {
            tasks.spawn(dialler.clone().stay(peer));
        }
        Ok(Self { key: tls.public(), dialler, tasks, turning: Some(turning) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.dialler.endpoint.address()
    }

    /// How others name it: `KEY@ADDR`.
    #[must_use]
    pub fn peer_address(&self) -> PeerAddress {
        PeerAddress { key: Some(self.key), place: self.address().to_string() }
    }

    /// What happens from now on.
    #[must_use]
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.dialler.notices.subscribe()
    }

    /// Brings this node and a peer level, once.
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

    /// Ends every session, telling the peers, and waits for it.
    pub async fn stop(mut self) {
        self.tasks.abort_all();
        let (done, stopped) = oneshot::channel();
        let _ = self.dialler.events.send(Event::Stop(done));
        let _ = stopped.await;
        self.dialler.endpoint.close(Reason::Ended).await;
        if let Some(turning) = self.turning.take() {
            // It ends with the answer that was just awaited; a panic in it was a notice already.
            let _ = turning.join();
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let (done, _) = oneshot::channel();
        let _ = self.dialler.events.send(Event::Stop(done));
    }
}

/// Lets strangers in as far as the handshake; the loop judges them by their hello.
async fn accept(dialler: Dialler) {
    while let Some(arrival) = dialler.endpoint.accept().await {
        let (events, notices) = (dialler.events.clone(), dialler.notices.clone());
        tokio::spawn(async move {
            let address = arrival.address();
            match arrival.link().await {
                Ok(link) => drop(events.send(Event::Linked(Box::new(link), Purpose::Accepted))),
                Err(why) => drop(notices.send(Notice::Refused { address, why: why.to_string() })),
            }
        });
    }
}

async fn tick(events: UnboundedSender<Event>) {
    let mut every = tokio::time::interval(TICK);
    loop {
        every.tick().await;
        if events.send(Event::Tick).is_err() {
            return;
        }
    }
}

/// Tells the loop of every commit that a handle makes.
async fn grown(handle: Handle, events: UnboundedSender<Event>) {
    let mut commits = handle.commits();
    while commits.changed().await.is_ok() && events.send(Event::Grown).is_ok() {}
}
