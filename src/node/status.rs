//! What a node says about itself.

use std::path::PathBuf;

use super::handle::Handle;
use super::reads::ReadError;
use super::words::SixWords;
use crate::domain::id::{DeviceId, Digest, PersonId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::time::Clock;

/// How the keys are kept, and whether they are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PinState {
    /// No PIN: whoever has this device's files can sign and read.
    None,
    /// A PIN is set, and the keys are open.
    Unlocked,
    /// A PIN is set, and the keys are locked.
    Locked,
}

/// A node at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The organisation.
    pub organisation: PublicKey,
    /// The same as six words.
    pub words: SixWords,
    /// The organisation's name, from the directory.
    pub organisation_name: String,
    /// The site.
    pub site: SiteId,
    /// The site's name, from the directory.
    pub site_name: String,
    /// This device.
    pub device: DeviceId,
    /// The people who sign on this device.
    pub staff: Vec<PersonId>,
    /// The regulation in force and its id.
    pub regulation: Option<(Digest, String)>,
    /// Records held.
    pub records: u64,
    /// Requests known.
    pub requests: u64,
    /// Requests not closed.
    pub open: u64,
    /// Own records that no other device's receipt covers.
    pub unsynced: u64,
    /// How the keys are kept.
    pub pin: PinState,
    /// The root key is on this device.
    pub root_here: bool,
    /// How far the clock is checked.
    pub clock: Clock,
    /// Key files that others on this machine can read.
    pub exposed: Vec<PathBuf>,
}

impl Handle {
    /// The node at this moment.
    ///
    /// # Errors
    /// The store's.
    pub fn status(&self) -> Result<Status, ReadError> {
        todo!()
    }

    /// Folds every view again from the records; how many requests were folded.
    ///
    /// # Errors
    /// The store's.
    pub fn rebuild(&self) -> Result<u64, ReadError> {
        todo!()
    }
}
