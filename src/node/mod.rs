//! Layer 3: ties store, sync and network together; the only reader of the clock and of entropy.

mod approve;
pub mod bundle;
pub mod clock;
pub mod config;
pub mod control;
pub mod directory;
pub mod draft;
pub mod enrol;
pub mod handle;
pub mod import;
pub mod init;
pub mod keyfile;
mod keys;
mod pen;
pub mod people;
pub mod reads;
mod ring;
pub mod shift;
pub mod status;
pub mod verify;
pub mod words;
mod write;

pub use clock::{Clock, Entropy};
pub use draft::{ActError, Draft};
pub use handle::{Handle, Machine, OpenHandleError, Unlock};
pub use reads::{List, ReadError, Sealed};
