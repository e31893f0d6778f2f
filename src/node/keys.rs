//! The keys of one device: its own, its staff's, and the vault that any of them opens.
//!
//! `keys/device.key` holds 32 random bytes, readable by the owner alone; the network and witness keys derive from it,
//! so that a node rejoins after a reboot without anybody. `keys/staff-….key` holds a person's key and the vault's,
//! sealed under the device secret and the person's PIN. `keys/vault.key` holds the device's seal secret and the
//! node-local keys: without a person (or a configured secret file) no words open.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::clock::Entropy;
use super::keyfile::{self, Guard, KeyError};
use crate::domain::act::Keys;
use crate::domain::key::{PublicKey, SecretKey};
use crate::domain::payload::{SealSecret, SealingKey};

const DEVICE: &str = "device.key";
const VAULT: &str = "vault.key";
const ROOT: &str = "root.key";
const SUCCESSOR: &str = "successor.key";
const UNATTENDED: &str = "unattended.key";
const TLS_CONTEXT: &str = "shouwen/device/tls/1";
const SIGN_CONTEXT: &str = "shouwen/device/sign/1";
const VAULT_AAD: &[u8] = b"shouwen/vault/1\0";

/// The folder `keys` of a data folder.
#[derive(Clone, Debug)]
pub(super) struct KeyFolder(PathBuf);

/// What the device itself signs with; open as soon as the node runs.
#[derive(Clone, Debug)]
pub struct DeviceKeys {
    secret: Zeroizing<[u8; 32]>,
    /// Proves the device on the network.
    pub tls: SecretKey,
    /// Signs receipts and erasure answers.
    pub sign: SecretKey,
}

/// What a person's PIN opens.
#[derive(Clone, Debug)]
pub(super) struct Unlocked {
    /// Staff keys of this device that are open, by public key.
    pub staff: BTreeMap<PublicKey, SecretKey>,
    /// Absent only while every staff key is locked.
    pub vault: Option<Vault>,
}

/// The secrets that every person of the device shares.
#[derive(Clone, Debug)]
pub(super) struct Vault {
    key: SealingKey,
    /// Opens site keys that were wrapped for this device.
    pub seal: SealSecret,
    /// Node-local keys, the one in use first: payload keys at rest stand under them.
    pub local: Vec<SealingKey>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct VaultFile {
    seal: [u8; 32],
    local: Vec<[u8; 32]>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct StaffFile {
    staff: [u8; 32],
    vault: [u8; 32],
}

impl DeviceKeys {
    fn of(secret: Zeroizing<[u8; 32]>) -> Self {
        let derived = |context| SecretKey::from_bytes(&blake3::derive_key(context, &*secret));
        Self { tls: derived(TLS_CONTEXT), sign: derived(SIGN_CONTEXT), secret }
    }

    /// The public halves, as a certificate names them.
    pub(super) fn certified(&self, vault: &Vault) -> Keys {
        Keys::Device { tls: self.tls.public(), sign: self.sign.public(), seal: vault.seal.public() }
    }
}

impl KeyFolder {
    pub fn in_data(data: &Path) -> Self {
        Self(data.join("keys"))
    }

    /// Makes the folder, the device secret and an empty vault.
    pub fn create(&self, entropy: &Entropy) -> Result<(DeviceKeys, Vault), KeyError> {
        fs::create_dir_all(&self.0).map_err(|source| KeyError::Io { path: self.0.clone(), source })?;
        let secret = Zeroizing::new(entropy.bytes::<32>());
        keyfile::write_private(&self.0.join(DEVICE), &*secret)?;
        let local = vec![SealingKey::from_bytes(entropy.bytes())];
        let vault = Vault { key: SealingKey::from_bytes(entropy.bytes()), seal: SealSecret::from_bytes(entropy.bytes()), local };
        self.write_vault(&vault, entropy)?;
        Ok((DeviceKeys::of(secret), vault))
    }

    /// Reads the device's own keys.
    pub fn device(&self) -> Result<DeviceKeys, KeyError> {
        let path = self.0.join(DEVICE);
        let bytes = Zeroizing::new(fs::read(&path).map_err(|source| KeyError::Io { path: path.clone(), source })?);
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::Damaged(path))?;
        Ok(DeviceKeys::of(Zeroizing::new(secret)))
    }

    /// Adds a person's key.
    pub fn add_staff(&self, staff: &SecretKey, open: (&DeviceKeys, &Vault), guard: &Guard, entropy: &Entropy) -> Result<(), KeyError> {
        let (device, vault) = open;
        let file = StaffFile { staff: *staff.to_bytes(), vault: *vault.key.as_bytes() };
        let plain = Zeroizing::new(postcard::to_allocvec(&file).expect("a key always encodes"));
        let public = staff.public();
        keyfile::seal(&self.staff_path(public), &format!("staff {public}"), &plain, (&device.secret, guard), entropy)
    }

    /// Takes a person's key away again. What cannot be removed was never certified, and opens nothing that others do not.
    pub fn remove_staff(&self, public: PublicKey) {
        let _ = fs::remove_file(self.staff_path(public));
    }

    /// Keeps the root key of an organisation, and the key that it names as its successor.
    pub fn add_root(&self, roots: [&SecretKey; 2], device: &DeviceKeys, guard: &Guard, entropy: &Entropy) -> Result<(), KeyError> {
        for (name, key) in [ROOT, SUCCESSOR].into_iter().zip(roots) {
            keyfile::seal(&self.0.join(name), name, &*key.to_bytes(), (&device.secret, guard), entropy)?;
        }
        Ok(())
    }

    /// Opens the root key, where this device has it.
    pub fn root(&self, device: &DeviceKeys, guard: &Guard) -> Result<SecretKey, KeyError> {
        let path = self.0.join(ROOT);
        let plain = keyfile::open(&path, ROOT, &device.secret, guard)?;
        plain.as_slice().try_into().map(SecretKey::from_bytes).map_err(|_| KeyError::Damaged(path))
    }

    /// Whether the root key is kept on this device.
    pub fn has_root(&self) -> bool {
        self.0.join(ROOT).exists()
    }

    /// Lets the contents of a file outside the data folder open the vault, for a node that nobody attends.
    pub fn add_unattended(&self, open: (&DeviceKeys, &Vault), guard: &Guard, entropy: &Entropy) -> Result<(), KeyError> {
        let (device, vault) = open;
        keyfile::seal(&self.0.join(UNATTENDED), "unattended", vault.key.as_bytes(), (&device.secret, guard), entropy)
    }

    /// Opens the vault with the secret file alone: words open, nobody can sign.
    pub fn unattended(&self, device: &DeviceKeys, guard: &Guard) -> Result<Vault, KeyError> {
        let path = self.0.join(UNATTENDED);
        let plain = keyfile::open(&path, "unattended", &device.secret, guard)?;
        let key = plain.as_slice().try_into().map_err(|_| KeyError::Damaged(path))?;
        self.vault(SealingKey::from_bytes(key))
    }

    /// Whether a secret file was given the right to open the vault.
    pub fn has_unattended(&self) -> bool {
        self.0.join(UNATTENDED).exists()
    }

    /// The staff keys kept here, in the order of their public keys, each with whether it asks for a PIN.
    pub fn staff(&self) -> Result<Vec<(PublicKey, bool)>, KeyError> {
        let io = |source| KeyError::Io { path: self.0.clone(), source };
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0).map_err(io)? {
            let name = entry.map_err(io)?.file_name().to_string_lossy().into_owned();
            let public = name.strip_prefix("staff-").and_then(|name| name.strip_suffix(".key")).and_then(PublicKey::from_hex);
            if let Some(public) = public {
                found.push((public, keyfile::asks_for_pin(&self.staff_path(public))?));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Opens the keys of the named people with one PIN. Of several people, those whose PIN it is are opened.
    pub fn unlock(&self, device: &DeviceKeys, people: &[PublicKey], guard: &Guard) -> Result<Unlocked, KeyError> {
        let mut unlocked = Unlocked { staff: BTreeMap::new(), vault: None };
        let mut refused = None;
        for public in people {
            match self.open_staff(device, *public, guard) {
                Ok((staff, vault)) => {
                    if unlocked.vault.is_none() {
                        unlocked.vault = Some(self.vault(vault)?);
                    }
                    unlocked.staff.insert(*public, staff);
                }
                Err(why @ (KeyError::WrongPin | KeyError::NeedsPin | KeyError::NeedsSecret)) => refused = Some(why),
                Err(other) => return Err(other),
            }
        }
        match refused {
            Some(why) if unlocked.staff.is_empty() => Err(why),
            _ => Ok(unlocked),
        }
    }

    fn open_staff(&self, device: &DeviceKeys, public: PublicKey, guard: &Guard) -> Result<(SecretKey, SealingKey), KeyError> {
        let path = self.staff_path(public);
        let plain = keyfile::open(&path, &format!("staff {public}"), &device.secret, guard)?;
        let file: StaffFile = postcard::from_bytes(&plain).map_err(|_| KeyError::Damaged(path))?;
        Ok((SecretKey::from_bytes(&file.staff), SealingKey::from_bytes(file.vault)))
    }

    fn vault(&self, key: SealingKey) -> Result<Vault, KeyError> {
        let path = self.0.join(VAULT);
        let sealed = fs::read(&path).map_err(|source| KeyError::Io { path: path.clone(), source })?;
        let plain = key.decrypt(&sealed, VAULT_AAD).map(Zeroizing::new);
        let file: Option<VaultFile> = plain.and_then(|plain| postcard::from_bytes(&plain).ok());
        let file = file.filter(|file| !file.local.is_empty()).ok_or(KeyError::Damaged(path))?;
        let local = file.local.iter().copied().map(SealingKey::from_bytes).collect();
        Ok(Vault { key, seal: SealSecret::from_bytes(file.seal), local })
    }

    fn write_vault(&self, vault: &Vault, entropy: &Entropy) -> Result<(), KeyError> {
        let local = vault.local.iter().map(|key| *key.as_bytes()).collect();
        let file = VaultFile { seal: *vault.seal.to_bytes(), local };
        let plain = Zeroizing::new(postcard::to_allocvec(&file).expect("keys always encode"));
        keyfile::write_private(&self.0.join(VAULT), &vault.key.encrypt(entropy.bytes(), &plain, VAULT_AAD))
    }

    fn staff_path(&self, public: PublicKey) -> PathBuf {
        self.0.join(format!("staff-{public}.key"))
    }

    /// Files that somebody besides the owner can read.
    pub fn exposed(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).filter(|path| keyfile::readable_by_others(path)).collect();
        paths.sort_unstable();
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::super::keyfile::Pin;
    use super::*;

    #[test]
    fn any_person_of_the_device_opens_the_vault_and_nobody_else_does() {
        let data = tempfile::tempdir().expect("a folder");
        let (folder, entropy) = (KeyFolder::in_data(data.path()), Entropy::seeded("keys"));
        let (device, vault) = folder.create(&entropy).expect("created");
        let pins = ["1111", "2222"].map(|pin| Guard::Pin(Pin::new(pin).expect("long enough")));
        let staff = [[1; 32], [2; 32]].map(|bytes| SecretKey::from_bytes(&bytes));
        for (staff, pin) in staff.iter().zip(&pins) {
            folder.add_staff(staff, (&device, &vault), pin, &entropy).expect("added");
        }
        let people: Vec<_> = folder.staff().expect("listed").into_iter().map(|(public, _)| public).collect();
        assert_eq!(people.len(), 2);
        let device = folder.device().expect("opens alone");
        for (staff, pin) in staff.iter().zip(&pins) {
            let unlocked = folder.unlock(&device, &people, pin).expect("unlocks");
            assert_eq!(unlocked.staff.keys().copied().collect::<Vec<_>>(), [staff.public()]);
            assert_eq!(unlocked.vault.expect("opened").seal.public(), vault.seal.public());
        }
        let wrong = Guard::Pin(Pin::new("3333").expect("long enough"));
        assert!(matches!(folder.unlock(&device, &people, &wrong), Err(KeyError::WrongPin)));
        assert_eq!(folder.exposed(), Vec::<PathBuf>::new());
    }

    #[test]
    fn the_root_key_is_kept_like_a_persons() {
        let data = tempfile::tempdir().expect("a folder");
        let (folder, entropy) = (KeyFolder::in_data(data.path()), Entropy::seeded("root"));
        let (device, _) = folder.create(&entropy).expect("created");
        let (root, pin) = (SecretKey::from_bytes(&[9; 32]), Guard::Pin(Pin::new("1234").expect("long enough")));
        folder.add_root([&root, &SecretKey::from_bytes(&[8; 32])], &device, &pin, &entropy).expect("added");
        assert_eq!(folder.root(&device, &pin).expect("opens").public(), root.public());
        assert!(matches!(folder.root(&device, &Guard::Device), Err(KeyError::NeedsPin)));
    }
}
