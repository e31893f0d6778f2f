//! Layer 3: ties store, sync and network together; the only reader of the clock and of entropy.

pub mod address;
mod admission;
mod answer;
mod approve;
pub mod attach;
pub mod bundle;
pub mod clock;
pub mod config;
pub mod contacts;
pub mod control;
pub mod coverage;
pub mod directory;
pub mod draft;
pub mod enrol;
pub mod event;
pub mod files;
mod filing;
pub mod handle;
mod highwater;
pub mod import;
pub mod init;
mod intake;
mod interest;
pub mod keyfile;
mod keys;
mod meeting;
pub mod network;
mod news;
pub mod peers;
mod pen;
pub mod people;
pub mod picture;
pub mod queue;
pub mod reads;
mod receipt;
pub mod redial;
mod ring;
pub mod running;
pub mod seek;
pub mod serve;
mod session;
pub mod shift;
pub mod status;
mod turn;
pub mod verify;
pub mod words;
mod write;

pub use address::{PeerAddress, PeerAddressError};
pub use admission::Verdict;
pub use clock::{Clock, Entropy};
pub use contacts::{Contact, Contacts};
pub use coverage::{DeviceCoverage, Heard, LogCoverage, SiteCoverage};
pub use draft::{ActError, Draft};
pub use event::{End, Notice, SyncDone, SyncError, Trouble, Unreached};
pub use handle::{Handle, Machine, OpenHandleError, Unlock};
pub use intake::Ingested;
pub use network::Network;
pub use news::runs;
pub use peers::PeerState;
pub use reads::{List, ReadError, Sealed};
pub use redial::{Origin, Patience};
pub use running::{Node, Options, StartError};
pub use seek::Seeking;

/// What the layers below give to faces through the handle.
pub mod kept {
    pub use super::running::StartError;
    pub use crate::net::{LinkError, Refusal as DialRefusal};
    pub use crate::store::{CommitError, Fault, OpenError, ReadError, RequestRow};
    pub use crate::sync::bundle::BundleError;
    pub use crate::sync::{PeerReason, Reason, Refusal as SessionRefusal};
}
