//! Signs that a copy of this device is running: remembered in the file `copies.toml` of a data folder until somebody says
//! that it was dealt with. Nothing is decided by them; what both copies sign is judged as a fork.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::handle::Handle;
use super::keyfile::write_unsynced;
use crate::domain::time::UtcMs;

const FILE: &str = "copies.toml";
/// The most signs that are remembered; the oldest go first.
const SIGNS_MAX: usize = 16;

/// How a copy showed itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CopySign {
    /// The device's own key, or its own store, answered at the other end of a connection.
    Met,
    /// Records came in that this device's keys signed elsewhere while this folder was open here.
    Wrote,
}

/// What is known of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopySeen {
    /// How it showed itself.
    pub sign: CopySign,
    /// Where it was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When first, by this node's clock.
    pub since: UtcMs,
    /// When last, by this node's clock.
    pub last: UtcMs,
}

/// What is known of copies of this device.
#[derive(Debug, Default)]
pub(super) struct Copies {
    path: PathBuf,
    seen: Vec<CopySeen>,
}

#[derive(Serialize, Deserialize)]
struct Document {
    #[serde(default)]
    copy: Vec<CopySeen>,
}

impl Copies {
    /// Reads what is remembered in a data folder. A file that cannot be read is as good as none: a copy shows itself again.
    pub fn read(data: &Path) -> Self {
        let path = data.join(FILE);
        let document: Option<Document> = fs::read_to_string(&path).ok().and_then(|text| toml::from_str(&text).ok());
        Self { path, seen: document.map(|document| document.copy).unwrap_or_default() }
    }

    pub fn seen(&self) -> &[CopySeen] {
        &self.seen
    }

    /// Remembers a sign; whether it is a new one.
    pub fn note(&mut self, sign: CopySign, address: Option<String>, now: UtcMs) -> bool {
        let known = self.seen.iter_mut().find(|seen| seen.sign == sign && seen.address == address);
        let new = known.is_none();
        match known {
            Some(known) => known.last = now,
            None => self.seen.push(CopySeen { sign, address, since: now, last: now }),
        }
        let over = self.seen.len().saturating_sub(SIGNS_MAX);
        self.seen.drain(..over);
        self.write();
        new
    }

    /// Forgets them all, because somebody has dealt with it. How many there were.
    pub fn forget(&mut self) -> usize {
        let count = std::mem::take(&mut self.seen).len();
        if count > 0 {
            self.write();
        }
        count
    }

    fn write(&self) {
        let document = Document { copy: self.seen.clone() };
        if let Ok(text) = toml::to_string(&document) {
            // What a full disk does not remember now, the next meeting tells again.
            let _ = write_unsynced(&self.path, text.as_bytes());
        }
    }
}

impl Handle {
    /// What is known of copies of this device that are running, until somebody says that it was dealt with.
    #[must_use]
    pub fn copies(&self) -> Vec<CopySeen> {
        self.noted_copies().seen().to_vec()
    }

    /// Somebody has stopped all copies but this one: forgets what was seen of them, and says how much that was. A copy that
    /// still runs is found again at the next contact.
    #[must_use]
    pub fn forget_copies(&self) -> usize {
        self.noted_copies().forget()
    }

    /// Remembers a sign of a copy; whether it is a new one.
    pub(super) fn note_copy(&self, sign: CopySign, address: Option<String>) -> bool {
        self.noted_copies().note(sign, address, self.clock().now().wall)
    }

    fn noted_copies(&self) -> MutexGuard<'_, Copies> {
        self.0.copies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_kept_until_they_are_forgotten() {
        let data = tempfile::tempdir().expect("a folder");
        let mut copies = Copies::read(data.path());
        assert!(copies.note(CopySign::Met, Some("10.0.0.7:7400".into()), 5));
        assert!(copies.note(CopySign::Wrote, None, 6));
        assert!(!copies.note(CopySign::Met, Some("10.0.0.7:7400".into()), 9));
        let mut again = Copies::read(data.path());
        let times: Vec<_> = again.seen().iter().map(|seen| (seen.sign, seen.since, seen.last)).collect();
        assert_eq!(times, [(CopySign::Met, 5, 9), (CopySign::Wrote, 6, 6)]);
        assert_eq!((again.forget(), again.forget()), (2, 0));
        assert_eq!(Copies::read(data.path()).seen(), []);
    }
}
