//! A new organisation: its root, its first device and its first supervisor.

use std::path::{Path, PathBuf};

use super::handle::{Handle, Machine};
use super::keyfile::{KeyError, Pin};
use super::words::SixWords;
use crate::domain::id::{DeviceId, Digest, PersonId, SiteId};
use crate::domain::key::PublicKey;

/// What a new organisation is called, and by what rules it works.
#[derive(Clone, Debug, Default)]
pub struct InitPlan {
    /// The organisation's name.
    pub organisation: String,
    /// The first site's name.
    pub site: String,
    /// The first device's name, usually the service centre.
    pub device: String,
    /// The first supervisor's name.
    pub staff: String,
    /// The preset's id, as `r09-vanke`; `None`: R16.
    pub regulation: Option<String>,
    /// Locks the supervisor's and the root's keys; `None`: the device's files alone open them.
    pub pin: Option<Pin>,
}

/// What `init` made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitDone {
    /// The organisation: the root's public key.
    pub organisation: PublicKey,
    /// The same as six words.
    pub words: SixWords,
    /// The first site.
    pub site: SiteId,
    /// The first device.
    pub device: DeviceId,
    /// The first supervisor.
    pub staff: PersonId,
    /// The regulation in force.
    pub regulation: Digest,
}

/// Why no organisation was made. The folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// Something is there already.
    #[error("{0} is not empty: choose a folder that does not exist yet, or an empty one")]
    NotEmpty(PathBuf),
    /// A name is missing or too long.
    #[error("{what} needs a name of 1 to {max} characters")]
    Name {
        /// Whose name.
        what: &'static str,
        /// The most characters.
        max: usize,
    },
    /// No such preset.
    #[error("no regulation is called `{given}`; known: {known}")]
    Regulation {
        /// What was asked for.
        given: String,
        /// What there is.
        known: String,
    },
    /// The keys could not be written.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The folder could not be written.
    #[error("cannot write {path}: {why}")]
    Disk {
        /// Where.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The first records could not be written.
    #[error(transparent)]
    Act(#[from] super::ActError),
}

impl Handle {
    /// Makes a new organisation in a folder that does not exist yet or is empty; all of it, or nothing.
    ///
    /// # Errors
    /// Why not; the folder is as it was.
    pub fn init(_data: &Path, _plan: &InitPlan, _machine: &Machine) -> Result<InitDone, InitError> {
        todo!()
    }
}
