//! Running a node from the command line, until somebody ends it.

use std::io;
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::sync::broadcast::error::RecvError;

use super::address::PeerAddress;
use super::control::{Control, ControlError, Execute};
use super::event::{Notice, SyncDone, SyncError};
use super::handle::Handle;
use super::running::{Node, Options, StartError};

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
    /// The sync did not come to its end.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

/// Serves until the process is asked to end, by the keyboard or by its supervisor.
///
/// # Errors
/// [`ServeError`], before anything was served.
pub fn serve(handle: &Handle, options: Options, execute: Arc<Execute>, report: &mut dyn FnMut(Report)) -> Result<(), ServeError> {
    let runtime = Runtime::new().map_err(ServeError::Runtime)?;
    runtime.block_on(async {
        let node = Node::start(handle, options)?;
        let mut notices = node.notices();
        let control = Control::open(handle.data(), handle.entropy()).await?;
        report(Report::Listening(node.peer_address()));
        {
            let mut commands = std::pin::pin!(control.run(execute));
            let mut end = std::pin::pin!(asked_to_end());
            loop {
                tokio::select! {
                    () = &mut end => break,
                    () = &mut commands => break,
                    notice = notices.recv() => match notice {
                        Ok(notice) => report(Report::Notice(notice)),
                        // What a slow terminal missed is in the store.
                        Err(RecvError::Lagged(_)) => {}
                        Err(RecvError::Closed) => break,
                    },
                }
            }
        }
        report(Report::Stopping);
        node.stop().await;
        Ok(())
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
