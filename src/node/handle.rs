//! One node, as every face and the network see it: acts in, views out. Cheap to clone; usable from any thread.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::watch;

use super::alarm::Touched;
use super::clock::{Clock, Entropy};
use super::config::{ClockSetting, Config, ConfigError, Identity};
use super::copies::Copies;
use super::keyfile::{Guard, KeyError, Pin, SecretFile};
use super::keys::{DeviceKeys, KeyFolder, Vault};
use super::network::Network;
use super::registers::Registers;
use super::restore::{Restored, read_mark};
use super::ring::Rings;
use super::tail::Heads;
use crate::domain::evidence::Evidence;
use crate::domain::id::SiteId;
use crate::domain::key::{PublicKey, SecretKey};
use crate::domain::time::{Clock as Quality, Moment, UtcMs};
use crate::store::{self, Snapshot, Store};

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
    /// A person's PIN; whose key it opens, is opened.
    pub pin: Option<Pin>,
    /// The contents of a secret file, for a node that nobody attends; `None`: the file that `config.toml` names.
    pub secret: Option<SecretFile>,
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
    Store(#[from] store::OpenError),
    /// Its store belongs to somebody else.
    #[error("the store in this folder belongs to organisation {found}, not to {pinned}: put the folder back from a backup")]
    OtherOrganisation {
        /// Whose store it is.
        found: PublicKey,
        /// Whose it should be.
        pinned: PublicKey,
    },
}

/// A node's data folder in this process.
#[derive(Clone)]
pub struct Handle(pub(super) Arc<Inner>, Option<Own>);

/// Keys of people that one command opened beside a running node: they sign for it and for nobody else.
type Own = Arc<RwLock<BTreeMap<PublicKey, SecretKey>>>;

/// Everything that the clones of a handle share.
pub(super) struct Inner {
    pub data: PathBuf,
    pub identity: Identity,
    pub config: Config,
    pub machine: Machine,
    pub store: Store,
    pub keys: KeyFolder,
    pub device: DeviceKeys,
    opened: RwLock<Opened>,
    /// Held while an act is filled in and committed, so that two acts never claim one place.
    heads: Mutex<Heads>,
    /// Counts how often files became wanted.
    pub files_wanted: AtomicU64,
    /// Since when the folder has been open.
    pub since: Moment,
    pub copies: Mutex<Copies>,
    pub restored: Mutex<Option<Restored>>,
    /// Counts commits of this handle, for whoever passes records on.
    pub commits: watch::Sender<u64>,
    /// What changed since alarms were last looked for; `None`: nobody looks.
    pub touched: Mutex<Option<Touched>>,
    /// The network side, while a node runs on this handle.
    pub network: Mutex<Option<Network>>,
    /// Emptied when the keys are locked.
    pub rings: Mutex<Rings>,
    /// Emptied when the keys are locked.
    pub registers: Mutex<Registers>,
    /// When a session with each peer was last level, before the file of contacts says so.
    pub level: Mutex<BTreeMap<PublicKey, UtcMs>>,
}

impl Inner {
    /// Claims the right to write; waits for whoever has it.
    pub fn heads(&self) -> MutexGuard<'_, Heads> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.note_high_water(false);
    }
}

/// The secrets that are open now.
#[derive(Clone, Debug, Default)]
pub(super) struct Opened {
    pub staff: BTreeMap<PublicKey, SecretKey>,
    pub vault: Option<Vault>,
}

/// Where the store stands in a data folder.
pub(super) fn store_path(data: &Path) -> PathBuf {
    data.join("shouwen.redb")
}

impl Handle {
    /// Opens a data folder. Without its PIN a locked folder opens too: it syncs and witnesses, but nobody signs or reads.
    ///
    /// # Errors
    /// What is missing, wrong or in use; nothing is changed. A PIN that opens nothing is an error.
    pub fn open(data: &Path, unlock: &Unlock, machine: Machine) -> Result<Self, OpenHandleError> {
        Identity::read(data)?;
        let store = Store::open(&store_path(data), store::Options::default())?;
        Self::open_with(data, unlock, machine, store)
    }

    /// Opens a data folder whose store stands somewhere else, as in a simulation.
    ///
    /// # Errors
    /// As for [`Handle::open`].
    pub fn open_with(data: &Path, unlock: &Unlock, machine: Machine, store: Store) -> Result<Self, OpenHandleError> {
        let (identity, config) = (Identity::read(data)?, Config::read(data)?);
        let keys = KeyFolder::in_data(data);
        let device = keys.device()?;
        let found = store.founding().organisation;
        if found != identity.organisation {
            return Err(OpenHandleError::OtherOrganisation { found, pinned: identity.organisation });
        }
        let handle = Self::assemble(data, (identity, config), (machine, store), (keys, device), Opened::default());
        handle.0.compare_high_water().map_err(store::OpenError::Read)?;
        match handle.unlock(unlock) {
            Err(KeyError::NeedsPin | KeyError::NeedsSecret) if unlock.pin.is_none() && unlock.secret.is_none() => Ok(handle),
            other => other.map(|()| handle).map_err(OpenHandleError::Key),
        }
    }

    pub(super) fn assemble(
        data: &Path,
        said: (Identity, Config),
        on: (Machine, Store),
        secrets: (KeyFolder, DeviceKeys),
        opened: Opened,
    ) -> Self {
        let ((identity, config), (machine, store), (keys, device)) = (said, on, secrets);
        match config.clock {
            Some(ClockSetting::Synced) => machine.clock.vouch(Quality::Synced),
            Some(ClockSetting::Unchecked) => machine.clock.vouch(Quality::Unchecked),
            None => {}
        }
        let (opened, heads, rings, registers) = (RwLock::new(opened), Mutex::default(), Mutex::default(), Mutex::default());
        let (data, commits, network, level) = (data.to_owned(), watch::Sender::new(0), Mutex::default(), Mutex::default());
        let (files_wanted, touched) = (AtomicU64::new(0), Mutex::default());
        let (since, copies, restored) = (machine.clock.now(), Mutex::new(Copies::read(&data)), Mutex::new(read_mark(&data)));
        let inner = Inner {
            data,
            identity,
            config,
            machine,
            store,
            keys,
            device,
            opened,
            heads,
            files_wanted,
            since,
            copies,
            restored,
            commits,
            touched,
            network,
            rings,
            registers,
            level,
        };
        Self(Arc::new(inner), None)
    }

    /// Opens the keys of a running node, for all of its handles.
    ///
    /// # Errors
    /// [`KeyError`]; what was open stays open.
    pub fn unlock(&self, unlock: &Unlock) -> Result<(), KeyError> {
        let Some(staff) = self.open_keys(unlock)? else { return Ok(()) };
        self.write_opened().staff.extend(staff);
        Ok(())
    }

    /// A handle on which the keys that a PIN opens sign too, and nowhere else: they are wiped with its last clone. The
    /// words are open to the whole node from then on, because it takes in and passes on their keys for its site.
    ///
    /// # Errors
    /// As for [`Handle::unlock`].
    pub fn unlock_here(&self, unlock: &Unlock) -> Result<Self, KeyError> {
        let own = self.open_keys(unlock)?.unwrap_or_default();
        Ok(Self(Arc::clone(&self.0), Some(Arc::new(RwLock::new(own)))))
    }

    fn open_keys(&self, unlock: &Unlock) -> Result<Option<BTreeMap<PublicKey, SecretKey>>, KeyError> {
        self.open_vault(unlock)?;
        let staff = self.open_people(unlock)?;
        // Words open in the form in which their keys came, too; what the disk refuses now is settled when it is unlocked again.
        let _ = self.settle_wraps();
        Ok(staff)
    }

    /// Opens the vault where a secret file stands for a person.
    fn open_vault(&self, unlock: &Unlock) -> Result<(), KeyError> {
        let inner = &self.0;
        let configured = match (&unlock.secret, &inner.config.secret_file) {
            (Some(given), _) => Some(given.clone()),
            (None, Some(path)) => Some(SecretFile::read(path)?),
            (None, None) => None,
        };
        if let Some(secret) = configured.filter(|_| inner.keys.has_unattended()) {
            let vault = inner.keys.unattended(&inner.device, &Guard::Secret(secret))?;
            self.write_opened().vault = Some(vault);
        }
        Ok(())
    }

    /// The keys of the people whose PIN it is, and with them the vault; `None`: no PIN was given, and the vault was open.
    fn open_people(&self, unlock: &Unlock) -> Result<Option<BTreeMap<PublicKey, SecretKey>>, KeyError> {
        let inner = &self.0;
        let guard = unlock.pin.clone().map_or(Guard::Device, Guard::Pin);
        let people: Vec<PublicKey> = inner.keys.staff()?.into_iter().map(|(key, _)| key).collect();
        let unlocked = match inner.keys.unlock(&inner.device, &people, &guard) {
            Err(KeyError::NeedsPin) if self.is_unlocked() => return Ok(None),
            other => other?,
        };
        let mut opened = self.write_opened();
        opened.vault = unlocked.vault.or(opened.vault.take());
        Ok(Some(unlocked.staff))
    }

    /// Lets the contents of a file outside the data folder open the words here from now on, for a node that nobody
    /// attends; name the file as `secret_file` in `config.toml`. Nobody signs with it.
    ///
    /// # Errors
    /// [`KeyError::NeedsPin`] while the node is locked, or what the disk says.
    pub fn trust_secret_file(&self, secret: &SecretFile) -> Result<(), KeyError> {
        let vault = self.opened().vault.ok_or(KeyError::NeedsPin)?;
        self.0.keys.add_unattended((&self.0.device, &vault), &Guard::Secret(secret.clone()), self.entropy())
    }

    /// Opens the root key of this device, to prove that it can be used; it is closed again at once.
    ///
    /// # Errors
    /// [`KeyError`]; [`KeyError::Io`] where this device does not have it.
    pub fn root_opens(&self, pin: Option<&Pin>) -> Result<PublicKey, KeyError> {
        let guard = pin.cloned().map_or(Guard::Device, Guard::Pin);
        self.0.keys.root(&self.0.device, &guard).map(|root| root.public())
    }

    /// A person who was just certified on this device signs at once.
    pub(super) fn admit(&self, key: SecretKey) {
        match &self.1 {
            Some(own) => own.write().unwrap_or_else(PoisonError::into_inner).insert(key.public(), key),
            None => self.write_opened().staff.insert(key.public(), key),
        };
    }

    /// Wipes every opened key but the device's own.
    pub fn lock(&self) {
        *self.write_opened() = Opened::default();
        self.0.rings.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.forget_registers();
    }

    /// Whether words can be opened now.
    #[must_use]
    pub fn is_unlocked(&self) -> bool {
        self.opened().vault.is_some()
    }

    pub(super) fn opened(&self) -> Opened {
        let mut opened = self.0.opened.read().unwrap_or_else(PoisonError::into_inner).clone();
        opened.staff.extend(self.own_people());
        opened
    }

    /// The people whose PIN came with the command of this handle.
    pub(super) fn own_people(&self) -> BTreeMap<PublicKey, SecretKey> {
        let own = self.1.as_ref().map(|own| own.read().unwrap_or_else(PoisonError::into_inner).clone());
        own.unwrap_or_default()
    }

    fn write_opened(&self) -> std::sync::RwLockWriteGuard<'_, Opened> {
        self.0.opened.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how far the own logs are, so that a store that was put back is recognised when it is opened again.
    /// Called by itself when the last handle is dropped; a node that runs for months calls it now and then.
    pub fn note_high_water(&self) {
        self.0.note_high_water(true);
    }

    /// Claims the right to write; waits for whoever has it.
    pub(super) fn heads(&self) -> MutexGuard<'_, Heads> {
        self.0.heads()
    }

    /// Everything as it stands now.
    ///
    /// # Errors
    /// The store's.
    pub fn snapshot(&self) -> Result<Snapshot, store::ReadError> {
        self.0.store.snapshot()
    }

    /// Who may, at a site.
    ///
    /// # Errors
    /// The store's.
    pub fn evidence(&self, snapshot: &Snapshot, site: SiteId) -> Result<Arc<Evidence>, store::ReadError> {
        snapshot.evidence(site)
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.0.data
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

    /// The device's own keys: the network's and the witness's.
    #[must_use]
    pub fn device_keys(&self) -> &DeviceKeys {
        &self.0.device
    }

    /// The store, for reads and commits that are not acts of a person.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
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
