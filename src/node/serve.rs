//! Running a node from the command line, until somebody ends it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::broadcast::error::RecvError;

use super::address::PeerAddress;
use super::control::{Control, ControlError, Execute};
use super::event::{Notice, SyncDone, SyncError};
use super::handle::Handle;
use super::running::{Node, Options, StartError};

/// How often it is looked whether the store still writes.
const STORE_CHECK: Duration = Duration::from_secs(1);

/// What an operator sees of a node that serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// It listens; the address as others name it.
    Listening(PeerAddress),
    /// Something happened.
    Notice(Notice),
    /// It was asked to stop.
    Stopping,
}

/// Why a node does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The system gives no threads or timers.
    #[error("the node cannot run here: {0}")]
    Runtime(io::Error),
    /// It cannot listen or read.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Commands could not reach it.
    #[error(transparent)]
    Control(#[from] ControlError),
    /// An error of the disk has closed the store.
    #[error("an error of the disk has closed the store: start again")]
    Stopped,
    /// The sync did not come to its end.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

/// Serves until the process is asked to end, by the keyboard or by its supervisor.
///
/// # Errors
/// [`ServeError`], before anything was served; [`ServeError::Stopped`] when the disk has failed: the process that owns the store
/// has to end so that the next one can open it again.
pub fn serve(handle: &Handle, options: Options, execute: Arc<Execute>, report: &mut dyn FnMut(Report)) -> Result<(), ServeError> {
    let runtime = Runtime::new().map_err(ServeError::Runtime)?;
    runtime.block_on(async {
        let node = Node::start(handle, options)?;
        let mut notices = node.notices();
        let control = Control::open(handle.data(), handle.entropy()).await?;
        report(Report::Listening(node.peer_address()));
        let outcome = {
            let mut commands = std::pin::pin!(control.run(execute));
            let mut end = std::pin::pin!(asked_to_end());
            let mut stopped = std::pin::pin!(store_stopped(handle));
            loop {
                tokio::select! {
                    () = &mut end => break Ok(()),
                    () = &mut commands => break Ok(()),
                    () = &mut stopped => break Err(ServeError::Stopped),
                    notice = notices.recv() => match notice {
                        Ok(notice) => report(Report::Notice(notice)),
                        // What a slow terminal missed is in the store.
                        Err(RecvError::Lagged(_)) => {}
                        Err(RecvError::Closed) => break Ok(()),
                    },
                }
            }
        };
        report(Report::Stopping);
        node.stop().await;
        outcome
    })
}

/// Brings a data folder level with a peer, in a process that serves nobody.
///
/// # Errors
/// [`ServeError`]; what was committed before stays.
pub fn sync_once(handle: &Handle, peer: &PeerAddress) -> Result<SyncDone, ServeError> {
    let runtime = Runtime::new().map_err(ServeError::Runtime)?;
    runtime.block_on(async {
        let node = Node::start(handle, Options::default())?;
        let done = node.sync(peer).await;
        node.stop().await;
        Ok(done?)
    })
}

/// Waits until the store cannot write any more.
async fn store_stopped(handle: &Handle) {
    let mut every = tokio::time::interval(STORE_CHECK);
    while !handle.store().is_stopped() {
        every.tick().await;
    }
}

async fn asked_to_end() {
    let keyboard = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = keyboard => {}
        () = supervisor() => {}
    }
}

#[cfg(unix)]
async fn supervisor() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut asked) => drop(asked.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn supervisor() {
    std::future::pending().await
}
