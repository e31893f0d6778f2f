//! What is remembered of peers between runs: the file `peers.toml` of a data folder. Nothing is decided by it; it tells
//! people who was met when, and saves a new session a round trip.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::keyfile::write_unsynced;
use crate::domain::key::PublicKey;
use crate::domain::record::LogId;
use crate::domain::time::{Clock, UtcMs};
use crate::sync::InstanceId;

const FILE: &str = "peers.toml";
/// The most peers that are remembered; the longest silent go first.
pub const CONTACTS_MAX: usize = 1024;
/// The most logs of which a peer's lead is remembered.
pub const LACKS_MAX: usize = 64;

/// A peer that was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The device's key on the network.
    pub key: PublicKey,
    /// Where it was met last.
    pub address: String,
    /// Where it answered when it was dialled; `None`: it always came by itself.
    #[serde(default)]
    pub reached: Option<String>,
    /// Its store.
    pub instance: InstanceId,
    /// When it was last heard of, by this node's clock.
    pub last: UtcMs,
    /// How far its clock was ahead of this node's then, in milliseconds; negative: behind.
    pub ahead: i64,
    /// How far it had checked its clock.
    pub clock: Clock,
    /// Up to which arrival here it had everything; `None`: no session with it came to its end yet.
    pub level: Option<u64>,
    /// How many records it was known to have that had not arrived when it was last heard of; `None`: that was never told.
    #[serde(default)]
    pub lacking: Option<u64>,
    /// When it last had sent everything that this node wants of it, by this node's clock; `None`: never.
    #[serde(default)]
    pub settled: Option<UtcMs>,
    /// What it named in a session that did not come to its end, and that is not here; at most [`LACKS_MAX`].
    #[serde(default)]
    pub lacks: Vec<Lacked>,
}

/// A log of which a peer holds more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacked {
    /// Its highest place there.
    pub seq: u64,
    /// The log.
    pub log: LogId,
}

/// The peers that were met, by key.
#[derive(Debug, Default)]
pub struct Contacts {
    path: PathBuf,
    known: BTreeMap<PublicKey, Contact>,
    changed: bool,
}

#[derive(Serialize, Deserialize)]
struct Document {
    #[serde(default)]
    peer: Vec<Contact>,
}

impl Contacts {
    /// Reads what is remembered in a data folder. A file that cannot be read is as good as none.
    #[must_use]
    pub fn read(data: &Path) -> Self {
        let path = data.join(FILE);
        let document: Option<Document> = fs::read_to_string(&path).ok().and_then(|text| toml::from_str(&text).ok());
        let known = document.map(|document| document.peer.into_iter().map(|contact| (contact.key, contact)).collect());
        Self { path, known: known.unwrap_or_default(), changed: false }
    }

    /// Forgets how far each peer was: the store that counted it is another one now.
    pub(super) fn forget_levels(data: &Path) {
        let mut contacts = Self::read(data);
        contacts.changed = !contacts.known.is_empty();
        contacts.known.values_mut().for_each(|contact| contact.level = None);
        contacts.write();
    }

    /// Everybody who was met, by key.
    pub fn iter(&self) -> impl Iterator<Item = &Contact> {
        self.known.values()
    }

    /// What is remembered of one device.
    #[must_use]
    pub fn of(&self, key: PublicKey) -> Option<&Contact> {
        self.known.get(&key)
    }

    /// Remembers a meeting.
    pub(super) fn remember(&mut self, contact: Contact) {
        if self.known.get(&contact.key) == Some(&contact) {
            return;
        }
        self.known.insert(contact.key, contact);
        self.changed = true;
        if self.known.len() > CONTACTS_MAX
            && let Some(key) = self.known.values().min_by_key(|contact| contact.last).map(|contact| contact.key)
        {
            self.known.remove(&key);
        }
    }

    /// Writes the file, if there is anything new. It is a hint: nobody waits for the disk, and a full one costs the memory alone.
    pub(super) fn write(&mut self) {
        let document = Document { peer: self.known.values().cloned().collect() };
        if std::mem::take(&mut self.changed)
            && let Ok(text) = toml::to_string(&document)
        {
            let _ = write_unsynced(&self.path, text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_read_back_and_a_garbled_file_is_forgotten() {
        let data = tempfile::tempdir().expect("a folder");
        let mut contacts = Contacts::read(data.path());
        let contact = Contact {
            key: PublicKey([3; 32]),
            address: "10.0.0.7:7400".into(),
            reached: Some("10.0.0.7:7400".into()),
            instance: InstanceId([4; 16]),
            last: 1_764_000_000_000,
            ahead: -1500,
            clock: Clock::Synced,
            level: Some(12),
            lacking: Some(3),
            settled: Some(1_764_000_000_000),
            lacks: vec![Lacked { seq: 9, log: LogId { key: PublicKey([6; 32]), ..LogId::default() } }],
        };
        contacts.remember(contact.clone());
        contacts.remember(Contact { level: None, key: PublicKey([5; 32]), ..contact.clone() });
        contacts.write();
        let again = Contacts::read(data.path());
        assert_eq!(again.of(contact.key), Some(&contact));
        assert_eq!(again.iter().count(), 2);
        fs::write(data.path().join(FILE), "peer = 3").expect("written");
        assert_eq!(Contacts::read(data.path()).iter().count(), 0);
    }
}
