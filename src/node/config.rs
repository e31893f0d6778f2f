//! What a data folder says about itself: `identity.toml`, written once by `init` or `enrol accept`, and `config.toml`,
//! written by people.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::enrol::PENDING;
use super::handle::store_path;
use super::keyfile::write_private;
use crate::domain::id::{DeviceId, SiteId};
use crate::domain::key::PublicKey;
use crate::sync::Interest;

const IDENTITY: &str = "identity.toml";
const CONFIG: &str = "config.toml";
const FORMAT: u32 = 1;

/// Who this node is: pinned when it joined, never edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    format: u32,
    /// The organisation: the public key of its first root.
    pub organisation: PublicKey,
    /// The site that new requests stand at.
    pub site: SiteId,
    /// This device.
    pub device: DeviceId,
}

/// What people may set in `config.toml`; every line is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The address the node listens on for other nodes, as `0.0.0.0:7400`.
    pub listen: Option<String>,
    /// The address of the page, loopback only.
    pub web: Option<String>,
    /// Nodes to keep meeting, as `host:port`.
    pub peers: Vec<String>,
    /// `false`: the node neither announces itself to the network it listens on nor looks for others there.
    pub discovery: Option<bool>,
    /// `synced` where the machine's clock is set by a time service that this program cannot see.
    pub clock: Option<ClockSetting>,
    /// What sealed files (photos, recordings, documents) may take on the disk, in bytes. Without it a centre keeps everything, and
    /// any other device up to 1 GiB.
    pub file_bytes_max: Option<u64>,
    /// A file outside the data folder that opens the words on a node that nobody attends.
    pub secret_file: Option<PathBuf>,
    /// What this node wants of the sites it shares with others.
    pub interest: Want,
}

/// What a node wants of the sites it shares with others, as `interest = "open"` in `config.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Want {
    /// Every record of its sites.
    #[default]
    Everything,
    /// Open requests, what is offered to its people or their posts, and its own records: a van.
    Open,
    /// Sealed records of every site that a peer has, its own or not, to deliver them to others: a carrier.
    Carry,
}

impl Want {
    /// Whether what is held may have gaps on purpose.
    #[must_use]
    pub fn is_partial(self) -> bool {
        self == Self::Open
    }

    /// The same as it is said to peers.
    pub(super) fn interest(self) -> Interest {
        match self {
            Self::Everything => Interest::Everything,
            Self::Open => Interest::OpenAndMine,
            Self::Carry => Interest::CarryOnly,
        }
    }
}

/// What the operator says about the machine's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockSetting {
    /// Set by a time service.
    Synced,
    /// Set by hand, or never.
    Unchecked,
}

/// Why the files of a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No node lives there.
    #[error("{0} is not a data folder of shouwen: run `shouwen init` or `shouwen enrol request` first, or name another folder with --data")]
    NotHere(PathBuf),
    /// Its device has asked to join and has not read the answer yet.
    #[error("{0} is waiting for its answer: run `shouwen enrol accept` with it")]
    Waiting(PathBuf),
    /// A node lives there, and who it is cannot be read.
    #[error("{path} is damaged or missing: {why}. Put it back from a backup of the data folder")]
    Lost {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The disk.
    #[error("cannot read or write {path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It does not say what it should.
    #[error("{path}: {why}")]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// What is wrong, with its line.
        why: String,
    },
}

impl Identity {
    pub(super) fn new(organisation: PublicKey, site: SiteId, device: DeviceId) -> Self {
        Self { format: FORMAT, organisation, site, device }
    }

    /// Reads it from a data folder.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(data: &Path) -> Result<Self, ConfigError> {
        let path = data.join(IDENTITY);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
                return Err(match (data.join(PENDING).exists(), store_path(data).exists()) {
                    (true, _) => ConfigError::Waiting(data.into()),
                    (false, true) => ConfigError::Lost { path, why: missing.to_string() },
                    (false, false) => ConfigError::NotHere(data.into()),
                });
            }
            Err(strange) if strange.kind() == io::ErrorKind::InvalidData => {
                return Err(ConfigError::Lost { path, why: strange.to_string() });
            }
            Err(source) => return Err(ConfigError::Io { path, source }),
        };
        let identity: Self =
            toml::from_str(&text).map_err(|why| ConfigError::Lost { path: path.clone(), why: why.message().to_owned() })?;
        if identity.format != FORMAT {
            let why = format!("format {} is newer than this version reads ({FORMAT}): update shouwen", identity.format);
            return Err(ConfigError::Wrong { path, why });
        }
        Ok(identity)
    }

    pub(super) fn write(&self, data: &Path) -> Result<(), ConfigError> {
        let path = data.join(IDENTITY);
        let text = toml::to_string(self).map_err(|why| ConfigError::Wrong { path: path.clone(), why: why.to_string() })?;
        write_private(&path, text.as_bytes()).map_err(|why| ConfigError::Wrong { path, why: why.to_string() })
    }
}

impl Config {
    /// Reads it from a data folder; no file is an empty one.
    ///
    /// # Errors
    /// [`ConfigError`], with the line of a wrong value.
    pub fn read(data: &Path) -> Result<Self, ConfigError> {
        let path = data.join(CONFIG);
        match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|why| ConfigError::Wrong { path, why: why.to_string() }),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(ConfigError::Io { path, source }),
        }
    }

    /// Adds a peer to the file and leaves everything else in it as people wrote it. `false`: it was there already.
    ///
    /// # Errors
    /// [`ConfigError`]; the file is as it was.
    pub(super) fn add_peer(data: &Path, peer: &str) -> Result<bool, ConfigError> {
        let (path, mut config) = (data.join(CONFIG), Self::read(data)?);
        if config.peers.iter().any(|known| known == peer) {
            return Ok(false);
        }
        let text = if path.exists() { fs::read_to_string(&path) } else { Ok(String::new()) };
        let text = text.map_err(|source| ConfigError::Io { path: path.clone(), source })?;
        let added = with_peer(&text, peer).unwrap_or_default();
        config.peers.push(peer.to_owned());
        // What does not read back as meant is not written.
        if toml::from_str::<Self>(&added).ok().as_ref() != Some(&config) {
            let why = format!("the line `peers` cannot be added to: write \"{peer}\" into it by hand");
            return Err(ConfigError::Wrong { path, why });
        }
        write_private(&path, added.as_bytes()).map(|()| true).map_err(|why| ConfigError::Wrong { path, why: why.to_string() })
    }
}

/// Where the list of peers stands in the file.
#[derive(Deserialize)]
struct Listed {
    peers: Option<Spanned<Vec<String>>>,
}

/// The text of a configuration with one more peer; `None` where it does not read.
fn with_peer(text: &str, peer: &str) -> Option<String> {
    let listed: Listed = toml::from_str(text).ok()?;
    let Some(peers) = listed.peers else {
        // Before everything else, so that no table that follows swallows it.
        return Some(format!("peers = [\"{peer}\"]\n{text}"));
    };
    let (before, after) = text.split_at_checked(peers.span().end.checked_sub(1)?)?;
    let comma = if peers.get_ref().is_empty() || before.trim_end().ends_with(',') { "" } else { ", " };
    Some(format!("{before}{comma}\"{peer}\"{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_reads_back_and_a_strange_folder_is_named() {
        let data = tempfile::tempdir().expect("a folder");
        assert!(matches!(Identity::read(data.path()), Err(ConfigError::NotHere(_))));
        let identity = Identity::new(PublicKey([1; 32]), SiteId([2; 16]), DeviceId([3; 16]));
        identity.write(data.path()).expect("written");
        assert_eq!(Identity::read(data.path()).expect("read"), identity);
    }

    #[test]
    fn a_peer_is_added_and_nothing_else_changes() {
        let data = tempfile::tempdir().expect("a folder");
        let path = data.path().join(CONFIG);
        assert!(Config::add_peer(data.path(), "van:7400").expect("written"));
        assert!(!Config::add_peer(data.path(), "van:7400").expect("known"));
        assert_eq!(fs::read_to_string(&path).expect("read"), "peers = [\"van:7400\"]\n");
        for (before, after) in [
            ("# 注意\nlisten = \"0.0.0.0:7400\"\n", "peers = [\"a:1\"]\n# 注意\nlisten = \"0.0.0.0:7400\"\n"),
            ("peers = [] # none yet\n", "peers = [\"a:1\"] # none yet\n"),
            ("peers = [\n  \"b:2\", # the van\n]\n", "peers = [\n  \"b:2\", # the van\n, \"a:1\"]\n"),
        ] {
            fs::write(&path, before).expect("written");
            let added = Config::add_peer(data.path(), "a:1");
            let text = fs::read_to_string(&path).expect("read");
            // A list that ends in a comment is left to the person who wrote it.
            if added.is_ok() {
                assert_eq!(text, after);
            } else {
                assert_eq!(text, before);
            }
            assert_eq!(added.is_ok(), !before.contains("the van"));
        }
        fs::write(&path, "peers = [\n  \"b:2\",\n]\n").expect("written");
        assert!(Config::add_peer(data.path(), "a:1").expect("added"));
        assert_eq!(Config::read(data.path()).expect("reads").peers, ["b:2", "a:1"]);
    }

    #[test]
    fn a_wrong_line_of_the_configuration_is_named() {
        let data = tempfile::tempdir().expect("a folder");
        assert_eq!(Config::read(data.path()).expect("empty"), Config::default());
        fs::write(data.path().join(CONFIG), "peers = [\"van:7400\"]\nlisten_on = 3\n").expect("written");
        let why = Config::read(data.path()).expect_err("a wrong key").to_string();
        assert!(why.contains("listen_on") && why.contains("line 2"), "{why}");
    }
}
