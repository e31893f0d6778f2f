//! A node that runs: it listens, dials, and keeps its sessions going. Commits block, so the loop has a thread of its own;
//! acts of people do not pass through it, so nothing that happens on the network can hold them up.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;

use super::address::PeerAddress;
use super::event::{Event, Notice, Purpose};
use super::handle::Handle;
use super::network::Network;
use super::redial::{Dialler, Patience, Target};
use super::seek::{Seeking, look_around, remembered, watch_network};
use super::turn::Loop;
use crate::domain::key::SecretKey;
use crate::net::{Barred, BindError, Endpoint, Wire};
use crate::store::ReadError;

/// How often the loop looks whether a receipt is due.
const TICK: Duration = Duration::from_secs(1);
/// Notices that a slow reader may fall behind.
const NOTICES: usize = 1024;
/// Before a task that failed is begun again: one that fails at once must not fill a log.
const RESTART_PAUSE: Duration = Duration::from_secs(1);

/// How a node runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Peers to stay connected with.
    pub peers: Vec<PeerAddress>,
    /// How long to wait between dials.
    pub patience: Patience,
    /// How far it goes to find others.
    pub seeking: Seeking,
}

impl Default for Options {
    /// Loopback only, and nobody to dial.
    fn default() -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self { listen, peers: Vec::new(), patience: Patience::default(), seeking: Seeking::default() }
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

impl Node {
    /// Begins to listen and to dial. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start(handle: &Handle, options: Options) -> Result<Self, StartError> {
        let (mut node, state, inbox) = Self::prepare(handle, options, |options, tls, barred| Endpoint::bind(options.listen, tls, barred))?;
        let turning = std::thread::Builder::new().name("node".into()).spawn(move || state.run(inbox)).map_err(StartError::Thread)?;
        node.turning = Some(turning);
        Ok(node)
    }

    /// Begins over a network that is not the machine's, with the loop as one more task of the runtime: nothing leaves the
    /// thread that the caller drives, so that a simulation repeats itself. `options.listen` is not looked at.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start_on(handle: &Handle, wire: Wire, options: Options) -> Result<Self, StartError> {
        let (mut node, state, inbox) = Self::prepare(handle, options, |_, tls, barred| Endpoint::on(wire, tls, barred))?;
        node.tasks.spawn(state.run_here(inbox));
        Ok(node)
    }

    fn prepare(
        handle: &Handle,
        options: Options,
        listen: impl FnOnce(&Options, &SecretKey, Barred) -> Result<Endpoint, BindError>,
    ) -> Result<(Self, Loop, UnboundedReceiver<Event>), StartError> {
        let (events, inbox) = unbounded_channel();
        let (notices, _) = broadcast::channel(NOTICES);
        let state = Loop::new(handle.clone(), events.clone(), notices.clone())?;
        let tls = &handle.device_keys().tls;
        let endpoint = Arc::new(listen(&options, tls, state.barred())?);
        let (changes, network) = watch::channel(0);
        let dialler = Dialler { endpoint, events, notices, entropy: handle.entropy().clone(), patience: options.patience, network };
        let mut tasks = JoinSet::new();
        let mut keep_up = |what, work: Work| drop(tasks.spawn(kept_up(dialler.notices.clone(), what, work)));
        keep_up("accepting", work(&dialler, accept));
        let events = dialler.events.clone();
        keep_up("ticking", Box::new(move || Box::pin(tick(events.clone()))));
        let (own, events) = (handle.clone(), dialler.events.clone());
        keep_up("passing on", Box::new(move || Box::pin(grown(own.clone(), events.clone()))));
        let mut targets: Vec<Target> = options.peers.into_iter().map(Target::from).collect();
        if options.seeking >= Seeking::Remembered {
            targets.extend(remembered(&state.contacts, &targets));
        }
        for target in targets {
            keep_up("dialling", work(&dialler, move |dialler| dialler.stay(target.clone())));
        }
        if options.seeking >= Seeking::Nearby && !dialler.endpoint.address().ip().is_loopback() {
            let own = handle.clone();
            keep_up("looking around", work(&dialler, move |dialler| look_around(dialler, own.clone())));
        }
        // Without a watcher the sender stays here all the same: nobody may take its end for news.
        let watching = options.seeking >= Seeking::Remembered;
        keep_up("watching the network", work(&dialler, move |dialler| watch_network(dialler, changes.clone(), watching)));
        let network = Network::new(dialler, tls.public());
        handle.set_network(Some(network.clone()));
        Ok((Self { network, handle: handle.clone(), tasks, turning: None }, state, inbox))
    }

    /// Ends every session, telling the peers, and waits for it.
    pub async fn stop(mut self) {
        self.network.stop().await;
        self.tasks.abort_all();
        if let Some(turning) = self.turning.take() {
            // It ends with the answer that was just awaited; a panic in it was a notice already.
            let _ = turning.join();
        }
    }
}

/// A task of the node, as often as it has to be begun.
type Work = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

fn work<F: Future<Output = ()> + Send + 'static>(dialler: &Dialler, begin: impl Fn(Dialler) -> F + Send + 'static) -> Work {
    let dialler = dialler.clone();
    Box::new(move || Box::pin(begin(dialler.clone())))
}

/// Begins a task again after a panic: a fault of this program must not leave a node that looks well and meets nobody.
async fn kept_up(notices: broadcast::Sender<Notice>, what: &'static str, work: Work) {
    loop {
        // A set, so that the task ends with this one.
        let mut task = JoinSet::new();
        task.spawn(work());
        match task.join_next().await {
            Some(Err(fault)) if fault.is_panic() => {
                let _ = notices.send(Notice::Fault(format!("{what} failed and begins again: please report it")));
                tokio::time::sleep(RESTART_PAUSE).await;
            }
            _ => return,
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
