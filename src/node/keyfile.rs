//! Secrets at rest: small files, each sealed under the device secret mixed with a PIN or a secret file.
//! A PIN alone falls in days, so it is never the only secret.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::clock::Entropy;
use crate::domain::payload::SealingKey;

const MAGIC: &[u8] = b"shouwen key 1\n";
const UNLOCK_CONTEXT: &str = "shouwen/unlock/1";
/// Argon2id: 19 MiB, two passes, one lane (OWASP password storage, first choice for Argon2id).
const PIN_COST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
/// What a key file may ask for at most, so that a planted file cannot exhaust the machine.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 64;
/// The shortest PIN in characters.
pub const PIN_CHARS_MIN: usize = 4;
/// The longest PIN in characters.
pub const PIN_CHARS_MAX: usize = 128;
/// The shortest secret file in bytes.
const SECRET_BYTES_MIN: usize = 16;

/// A person's PIN. It never prints and is wiped when dropped.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

/// The PIN cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has {PIN_CHARS_MIN} to {PIN_CHARS_MAX} characters; this one has {0}")]
pub struct PinError(usize);

impl Pin {
    /// Accepts 4 to 128 characters.
    ///
    /// # Errors
    /// [`PinError`] with the number of characters given.
    pub fn new(text: &str) -> Result<Self, PinError> {
        let count = text.chars().count();
        if (PIN_CHARS_MIN..=PIN_CHARS_MAX).contains(&count) { Ok(Self(Zeroizing::new(text.to_owned()))) } else { Err(PinError(count)) }
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// What opens a sealed file besides the device secret.
#[derive(Clone, Debug, Default)]
pub enum Guard {
    /// Nothing: whoever has the device's files has the key.
    #[default]
    Device,
    /// A person's PIN.
    Pin(Pin),
    /// A file kept elsewhere, for nodes that nobody attends.
    Secret(SecretFile),
}

/// The contents of a secret file, at least 16 bytes.
#[derive(Clone)]
pub struct SecretFile(Zeroizing<Vec<u8>>);

impl SecretFile {
    /// Reads the file.
    ///
    /// # Errors
    /// [`KeyError::Io`], or [`KeyError::ShortSecret`] under 16 bytes.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(fs::read(path).map_err(|source| KeyError::Io { path: path.into(), source })?);
        if bytes.len() < SECRET_BYTES_MIN { Err(KeyError::ShortSecret(path.into())) } else { Ok(Self(bytes)) }
    }
}

impl fmt::Debug for SecretFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretFile(…)")
    }
}

/// Why a key cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The disk.
    #[error("cannot read or write {path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Not a key file, or changed.
    #[error("{0} is damaged or is not a key file: put it back from a backup of the data folder")]
    Damaged(PathBuf),
    /// The PIN does not open it. Nothing is lost.
    #[error("this PIN does not open the keys of this device; nothing was changed: try again")]
    WrongPin,
    /// It asks for a PIN.
    #[error("these keys are locked with a PIN: give it at the prompt, in SHOUWEN_PIN or with --pin-file")]
    NeedsPin,
    /// It asks for a secret file.
    #[error("these keys are locked with a secret file: name it as `secret_file` in config.toml")]
    NeedsSecret,
    /// The secret file is another one.
    #[error("the secret file does not open the keys of this device: name the file they were locked with")]
    WrongSecret,
    /// The secret file is too short to be one.
    #[error("{0} holds less than {SECRET_BYTES_MIN} bytes: make a secret file with at least {SECRET_BYTES_MIN} random bytes")]
    ShortSecret(PathBuf),
}

/// Cost of a PIN, stored beside what it locks so that it can rise later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// How a file is locked: what a reader must know before it can open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Lock {
    Device,
    Pin { salt: [u8; 16], cost: Cost },
    Secret,
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    lock: Lock,
    sealed: Vec<u8>,
}

/// Seals secrets into a file. `purpose` is bound in: one file cannot stand for another.
///
/// # Errors
/// [`KeyError::Io`].
pub(super) fn seal(path: &Path, purpose: &str, plain: &[u8], under: (&[u8; 32], &Guard), entropy: &Entropy) -> Result<(), KeyError> {
    let (device, guard) = under;
    let lock = match guard {
        Guard::Device => Lock::Device,
        Guard::Pin(_) => Lock::Pin { salt: entropy.bytes(), cost: PIN_COST },
        Guard::Secret(_) => Lock::Secret,
    };
    let key = unlock_key(device, lock, guard).expect("the lock was made from this guard at an accepted cost");
    let sealed = key.encrypt(entropy.bytes(), plain, &bound(purpose, lock));
    let body = postcard::to_allocvec(&KeyFile { lock, sealed }).expect("a key file always encodes");
    write_private(path, &[MAGIC, &body].concat())
}

/// Opens what [`seal`] made.
///
/// # Errors
/// What is missing or wrong; the file is left as it is.
pub(super) fn open(path: &Path, purpose: &str, device: &[u8; 32], guard: &Guard) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let damaged = || KeyError::Damaged(path.into());
    let bytes = fs::read(path).map_err(|source| KeyError::Io { path: path.into(), source })?;
    let file: KeyFile = bytes.strip_prefix(MAGIC).and_then(|body| postcard::from_bytes(body).ok()).ok_or_else(damaged)?;
    let guard = if file.lock == Lock::Device { &Guard::Device } else { guard };
    let key = unlock_key(device, file.lock, guard)?;
    let plain = key.decrypt(&file.sealed, &bound(purpose, file.lock));
    plain.map(Zeroizing::new).ok_or_else(|| match file.lock {
        Lock::Device => damaged(),
        Lock::Pin { .. } => KeyError::WrongPin,
        Lock::Secret => KeyError::WrongSecret,
    })
}

/// Whether the file asks for a PIN.
///
/// # Errors
/// [`KeyError::Io`] or [`KeyError::Damaged`].
pub(super) fn asks_for_pin(path: &Path) -> Result<bool, KeyError> {
    let bytes = fs::read(path).map_err(|source| KeyError::Io { path: path.into(), source })?;
    let file: Option<KeyFile> = bytes.strip_prefix(MAGIC).and_then(|body| postcard::from_bytes(body).ok());
    Ok(matches!(file.ok_or_else(|| KeyError::Damaged(path.into()))?.lock, Lock::Pin { .. }))
}

fn bound(purpose: &str, lock: Lock) -> Vec<u8> {
    let lock = postcard::to_allocvec(&lock).expect("a lock always encodes");
    [MAGIC, purpose.as_bytes(), &[0], &lock].concat()
}

fn unlock_key(device: &[u8; 32], lock: Lock, guard: &Guard) -> Result<SealingKey, KeyError> {
    let mut mixed = Zeroizing::new(device.to_vec());
    match (lock, guard) {
        (Lock::Device, _) => {}
        (Lock::Pin { salt, cost }, Guard::Pin(pin)) => mixed.extend_from_slice(&*stretch(pin, &salt, cost)?),
        (Lock::Pin { .. }, _) => return Err(KeyError::NeedsPin),
        (Lock::Secret, Guard::Secret(secret)) => mixed.extend_from_slice(blake3::hash(&secret.0).as_bytes()),
        (Lock::Secret, _) => return Err(KeyError::NeedsSecret),
    }
    Ok(SealingKey::from_bytes(blake3::derive_key(UNLOCK_CONTEXT, &mixed)))
}

fn stretch(pin: &Pin, salt: &[u8; 16], cost: Cost) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    // A cost outside the limits was not written by any version of this program.
    let accepted = cost.memory_kib <= MEMORY_KIB_MAX && cost.passes <= PASSES_MAX;
    let parameters = argon2::Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok().filter(|_| accepted);
    let parameters = parameters.ok_or(KeyError::WrongPin)?;
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, parameters);
    let mut out = Zeroizing::new([0; 32]);
    argon.hash_password_into(pin.0.as_bytes(), salt, &mut *out).map_err(|_| KeyError::WrongPin)?;
    Ok(out)
}

/// Writes a file that only its owner may read, all of it or none: temporary name, synced, renamed, folder synced.
///
/// # Errors
/// [`KeyError::Io`]; whatever stood there before is whole.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    replace(path, bytes, true).map_err(|source| KeyError::Io { path: path.into(), source })
}

/// Writes a file in the same way, but lets the system decide when it reaches the disk: after a power cut it may be the
/// old one or empty.
///
/// # Errors
/// Of the disk.
pub(super) fn write_unsynced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, false)
}

fn replace(path: &Path, bytes: &[u8], durable: bool) -> io::Result<()> {
    let temporary = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    if durable {
        file.sync_all()?;
    }
    fs::rename(&temporary, path)?;
    if durable { sync_folder(path.parent().unwrap_or(Path::new("."))) } else { Ok(()) }
}

/// Makes the names in a folder durable. Not every system can open a folder; there the rename is durable by itself.
///
/// # Errors
/// Of the sync alone.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        _ => Ok(()),
    }
}

/// Whether somebody besides the owner may read the file.
#[must_use]
pub(super) fn readable_by_others(path: &Path) -> bool {
    #[cfg(unix)]
    return fs::metadata(path).is_ok_and(|meta| std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o077 != 0);
    #[cfg(not(unix))]
    return false;
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: [u8; 32] = [7; 32];

    fn pin(text: &str) -> Guard {
        Guard::Pin(Pin::new(text).expect("long enough"))
    }

    #[test]
    fn a_pin_opens_only_with_the_device_secret_and_only_if_it_is_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("staff.key");
        seal(&path, "staff", b"secret", (&DEVICE, &pin("2468")), &Entropy::system()).expect("written");
        assert!(asks_for_pin(&path).expect("readable"));
        assert_eq!(*open(&path, "staff", &DEVICE, &pin("2468")).expect("opens"), b"secret");
        assert!(matches!(open(&path, "staff", &DEVICE, &pin("2469")), Err(KeyError::WrongPin)));
        assert!(matches!(open(&path, "staff", &[8; 32], &pin("2468")), Err(KeyError::WrongPin)));
        assert!(matches!(open(&path, "root", &DEVICE, &pin("2468")), Err(KeyError::WrongPin)));
        assert!(matches!(open(&path, "staff", &DEVICE, &Guard::Device), Err(KeyError::NeedsPin)));
        assert!(!readable_by_others(&path));
        let bytes = fs::read(&path).expect("readable");
        assert!(!bytes.windows(6).any(|window| window == b"secret"));
    }

    #[test]
    fn a_file_without_a_pin_opens_with_the_device_alone_and_damage_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("staff.key");
        seal(&path, "staff", b"secret", (&DEVICE, &Guard::Device), &Entropy::system()).expect("written");
        assert_eq!(*open(&path, "staff", &DEVICE, &pin("2468")).expect("opens"), b"secret");
        let mut bytes = fs::read(&path).expect("readable");
        *bytes.last_mut().expect("not empty") ^= 1;
        fs::write(&path, bytes).expect("written");
        assert!(matches!(open(&path, "staff", &DEVICE, &Guard::Device), Err(KeyError::Damaged(_))));
    }

    #[test]
    fn a_secret_file_stands_in_for_a_pin() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, secret) = (folder.path().join("staff.key"), folder.path().join("secret"));
        fs::write(&secret, "too short").expect("written");
        assert!(matches!(SecretFile::read(&secret), Err(KeyError::ShortSecret(_))));
        fs::write(&secret, [3; 40]).expect("written");
        let guard = Guard::Secret(SecretFile::read(&secret).expect("long enough"));
        seal(&path, "staff", b"secret", (&DEVICE, &guard), &Entropy::system()).expect("written");
        assert_eq!(*open(&path, "staff", &DEVICE, &guard).expect("opens"), b"secret");
        assert!(matches!(open(&path, "staff", &DEVICE, &pin("2468")), Err(KeyError::NeedsSecret)));
    }

    #[test]
    fn a_pin_has_a_length_and_never_prints() {
        assert_eq!(Pin::new("123").unwrap_err(), PinError(3));
        assert_eq!(format!("{:?}", Pin::new("123456").expect("long enough")), "Pin(…)");
    }
}
