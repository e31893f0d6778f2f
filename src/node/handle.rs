//! One node, as every face and the network see it: acts in, views out. Cheap to clone; usable from any thread.

use std::path::Path;
use std::sync::Arc;

use super::clock::{Clock, Entropy};
use super::config::{Config, ConfigError, Identity};
use super::keyfile::{KeyError, Pin, SecretFile};
use crate::domain::id::PersonId;

/// What a node takes from the machine it runs on.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Time.
    pub clock: Clock,
    /// Random bytes.
    pub entropy: Entropy,
}

impl Machine {
    /// The real ones.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Clock::system(), entropy: Entropy::system() }
    }

    /// A fixed clock and repeatable entropy, for tests and examples only.
    #[must_use]
    pub fn fixed(wall: crate::domain::time::UtcMs, seed: &str) -> Self {
        Self { clock: Clock::fixed(wall), entropy: Entropy::seeded(seed) }
    }
}

/// What opens the keys of a data folder.
#[derive(Clone, Debug, Default)]
pub struct Unlock {
    /// A person's PIN.
    pub pin: Option<Pin>,
    /// The contents of a secret file, for a node that nobody attends.
    pub secret: Option<SecretFile>,
    /// Whose keys to open; `None`: all that the PIN opens.
    pub person: Option<PersonId>,
}

/// Why a data folder does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenHandleError {
    /// Its files.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Its keys.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Its store.
    #[error(transparent)]
    Store(#[from] Box<dyn std::error::Error + Send + Sync>),
}

/// A node's data folder in this process.
#[derive(Clone)]
pub struct Handle(Arc<Inner>);

struct Inner {
    identity: Identity,
    config: Config,
    machine: Machine,
}

impl Handle {
    /// Opens a data folder. Without its PIN a locked folder opens too: it syncs and witnesses, but nobody signs or reads.
    ///
    /// # Errors
    /// What is missing, wrong or in use; nothing is changed.
    pub fn open(_data: &Path, _unlock: &Unlock, _machine: Machine) -> Result<Self, OpenHandleError> {
        todo!()
    }

    /// Opens the keys of a running node.
    ///
    /// # Errors
    /// [`KeyError`]; what was open stays open.
    pub fn unlock(&self, _unlock: &Unlock) -> Result<(), KeyError> {
        todo!()
    }

    /// Wipes every opened key but the device's own.
    pub fn lock(&self) {
        todo!()
    }

    /// Who this node is.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.0.identity
    }

    /// What people set in `config.toml`.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The node's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.machine.clock
    }

    /// The node's random bytes.
    #[must_use]
    pub fn entropy(&self) -> &Entropy {
        &self.0.machine.entropy
    }
}
