//! A node that runs: it listens, dials, and keeps its sessions going. Commits block, so the loop has a thread of its own;
//! acts of people do not pass through it, so nothing that happens on the network can hold them up.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::broadcast;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::address::PeerAddress;
use super::event::{Event, Notice, Purpose};
use super::handle::Handle;
use super::network::Network;
use super::redial::{Dialler, Patience};
use super::turn::Loop;
use crate::net::{BindError, Endpoint};
use crate::store::ReadError;

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
    network: Network,
    handle: Handle,
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

impl PeerState {
    /// How a peer is with whom no session is open, when so many records have arrived here.
    pub(super) fn of(contact: &super::Contact, arrival: u64) -> Self {
        let to_send = contact.level.map(|level| arrival.saturating_sub(level));
        Self { contact: contact.clone(), live: false, to_send }
    }
}

impl Node {
    /// Begins to listen and to dial. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start(handle: &Handle, options: Options) -> Result<Self, StartError> {
        let (events, inbox) = unbounded_channel();
        let (notices, _) = broadcast::channel(NOTICES);
        let state = Loop::new(handle.clone(), events.clone(), notices.clone())?;
        let tls = &handle.device_keys().tls;
        let endpoint = Arc::new(Endpoint::bind(options.listen, tls, state.barred())?);
        let turning = std::thread::Builder::new().name("node".into()).spawn(move || state.run(inbox)).map_err(StartError::Thread)?;
        let entropy = handle.entropy().clone();
        let dialler = Dialler { endpoint, events, notices, entropy, patience: options.patience };
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(dialler.clone()));
        tasks.spawn(tick(dialler.events.clone()));
        tasks.spawn(grown(handle.clone(), dialler.events.clone()));
        for peer in options.peers {
            tasks.spawn(dialler.clone().stay(peer));
        }
        let network = Network::new(dialler, tls.public());
        handle.set_network(Some(network.clone()));
        Ok(Self { network, handle: handle.clone(), tasks, turning: Some(turning) })
    }

    /// Ends every session, telling the peers, and waits for it.
    pub async fn stop(mut self) {
        self.tasks.abort_all();
        self.network.stop().await;
        if let Some(turning) = self.turning.take() {
            // It ends with the answer that was just awaited; a panic in it was a notice already.
            let _ = turning.join();
        }
    }
}

impl Deref for Node {
    type Target = Network;

    fn deref(&self) -> &Network {
        &self.network
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.handle.set_network(None);
        self.network.dismiss();
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
                Err(why) => drop(notices.send(Notice::Refused { address, why: why.into() })),
            }
        });
    }
}

async fn tick(events: UnboundedSender<Event>) {
    let mut every = tokio::time::interval(TICK);
    loop {
        every.tick().await;
        if events.send(Event::Tick(None)).is_err() {
            return;
        }
    }
}

/// Tells the loop of every commit that a handle makes.
async fn grown(handle: Handle, events: UnboundedSender<Event>) {
    let mut commits = handle.commits();
    while commits.changed().await.is_ok() && events.send(Event::Grown).is_ok() {}
}
