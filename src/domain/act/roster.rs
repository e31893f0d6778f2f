//! Acts of the roster and of witnesses: kinds 40 to 51 and 60 (5-trust.md's tables in docs/guide/trust.md).

use serde::{Deserialize, Serialize};

use super::Stream;
use super::request::structs;
use super::word::Role;
use crate::domain::id::{Code, DeviceId, Digest, Epoch, PersonId, RecordId, SiteId, byte_string};
use crate::domain::key::{PublicKey, SealKey};
use crate::domain::record::LogId;
use crate::domain::time::UtcMs;

byte_string! {
    /// A key wrapped under a key: 24-byte nonce, then 48 bytes of XChaCha20-Poly1305.
    WrappedKey, 72
}
byte_string! {
    /// A key wrapped for a device: 32-byte ephemeral X25519 key, then 48 bytes of XChaCha20-Poly1305.
    DeviceWrapped, 80
}

/// The keys that a certificate speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Keys {
    /// A device's three keys.
    #[serde(alias = "device")]
    Device {
        /// Identity on the network.
        tls: PublicKey,
        /// Signs Witness records.
        sign: PublicKey,
        /// Wraps are made for it.
        seal: SealKey,
    },
    /// A person's key on one device: signs what the person does there.
    #[serde(alias = "staff")]
    Staff(PublicKey),
}

impl Default for Keys {
    fn default() -> Self {
        Self::Staff(PublicKey::default())
    }
}

/// Where a certificate counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// At one site.
    #[serde(alias = "site")]
    Site(SiteId),
    /// Everywhere; only the root grants it.
    #[default]
    #[serde(alias = "organisation")]
    Organisation,
}

impl Scope {
    /// Whether it reaches the site.
    #[must_use]
    pub fn covers(&self, site: SiteId) -> bool {
        match self {
            Self::Site(own) => *own == site,
            Self::Organisation => true,
        }
    }
}

/// Whom a certificate's holder may certify. Each level includes the ones before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MayCertify {
    /// Nobody.
    #[default]
    #[serde(alias = "no")]
    No,
    /// Those who may certify nobody.
    #[serde(alias = "staff")]
    Staff,
    /// Those who may certify staff.
    #[serde(alias = "certifiers")]
    Certifiers,
}

/// Why a certificate ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RevokeReason {
    /// Replaced by another: a new role, site or key.
    #[default]
    #[serde(alias = "rotated")]
    Rotated,
    /// The person left.
    #[serde(alias = "left")]
    Left,
    /// The device is lost.
    #[serde(alias = "lost")]
    Lost,
    /// Somebody else signs with the key.
    #[serde(alias = "compromised")]
    Compromised,
}

/// A place in a log: what stands there and before it on its branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The log.
    pub log: LogId,
    /// The place.
    pub seq: u64,
    /// The record there.
    pub id: RecordId,
}

/// Which of preset and overlay wins where both set a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prefer {
    /// The preset.
    #[serde(alias = "preset")]
    Preset,
    /// The overlay.
    #[serde(alias = "overlay")]
    Overlay,
}

/// A time limit that a company sets where its regulation leaves the figure open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetLimit {
    /// Minutes of the wall clock.
    #[serde(alias = "minutes")]
    Minutes(u32),
    /// Working days.
    #[serde(alias = "working_days")]
    WorkingDays(u16),
}

structs! {
    /// 40: a key is whose, with which roles, where.
    Certify {
        /// The person; `None` for a device without one.
        person: Option<PersonId>,
        /// The device.
        device: DeviceId,
        /// The keys.
        keys: Keys,
        /// The roles.
        roles: Vec<Role>,
        /// The posts.
        posts: Vec<Code>,
        /// The department.
        department: Option<Code>,
        /// The direct superior (R09.2).
        superior: Option<PersonId>,
        /// Where it counts.
        scope: Scope,
        /// Whom they may certify.
        may_certify: MayCertify,
        /// A date to be reminded of; only a `Revoke` ends a certificate.
        ends: Option<UtcMs>,
    }
    /// 41: a certificate ends at places in its logs, never at a time.
    Revoke {
        /// The certificate; `None` is the predecessor root, by its successor only.
        certificate: Option<RecordId>,
        /// Why.
        reason: RevokeReason,
        /// The last place in each log that still counts, at most 32; a log not named is cut before its first record.
        cuts: Vec<Cut>,
    }
    /// 42: raises a cut, or chooses a branch of a fork.
    Admit {
        /// Up to here, and what follows on that branch of a fork.
        up_to: Cut,
        /// What the decision rests on.
        evidence: Vec<RecordId>,
    }
    /// 43: who is on a post when.
    Shift {
        /// The post.
        post: Code,
        /// Who.
        person: PersonId,
        /// From, inclusive.
        from: UtcMs,
        /// To, exclusive.
        to: UtcMs,
        /// Earlier records that this one replaces, at most 16.
        replaces: Vec<RecordId>,
    }
    /// 44: the post that holds what nobody else can.
    DutyPost {
        /// The post.
        post: Code,
        /// Earlier records that this one replaces, at most 16.
        replaces: Vec<RecordId>,
    }
    /// 45: a new site key.
    SiteKey {
        /// BLAKE3 of the key.
        id: Digest,
        /// Earlier site keys, wrapped under this one, at most 16.
        predecessors: Vec<Predecessor>,
    }
    /// An earlier site key.
    Predecessor {
        /// BLAKE3 of the earlier key.
        id: Digest,
        /// The earlier key under the newer one.
        wrapped: WrappedKey,
    }
    /// 46: a site key for devices.
    WrapFor {
        /// Which site key.
        site_key: Digest,
        /// At most 30.
        wraps: Vec<DeviceWrap>,
    }
    /// A site key for one device.
    DeviceWrap {
        /// The device's certificate.
        certificate: RecordId,
        /// The site key for its seal key.
        wrapped: DeviceWrapped,
    }
    /// 47: the regulation that requests are judged by from now on.
    AdoptRegulation {
        /// The preset document.
        preset: Digest,
        /// Overlay documents, at most 8.
        overlays: Vec<Digest>,
        /// Which wins where both set a value.
        prefer: Option<Prefer>,
        /// Figures for limits that the text leaves open, at most 64.
        set: Vec<(Code, SetLimit)>,
        /// Earlier records that this one replaces, at most 16.
        replaces: Vec<RecordId>,
    }
    /// 48: a calendar of working days.
    AdoptCalendar {
        /// The document.
        document: Digest,
        /// Earlier records that this one replaces, at most 16.
        replaces: Vec<RecordId>,
    }
    /// 49: the names of posts, departments, places and plans, and the time zone.
    Directory {
        /// The document.
        document: Digest,
        /// Earlier records that this one replaces, at most 16.
        replaces: Vec<RecordId>,
    }
    /// 50: the next root key, signed in advance.
    Successor {
        /// The key.
        key: PublicKey,
    }
    /// 51: how long closed requests keep their words.
    Retention {
        /// Days after the close.
        days: u32,
        /// Earlier records that this one replaces, at most 16.
        replaces: Vec<RecordId>,
    }
    /// 60: what a device had seen when it wrote this; a receipt speaks for all earlier ones of its log.
    Receipt {
        /// What is new since the last receipt, at most 28.
        heads: Vec<Head>,
        /// BLAKE3 of `"shouwen/roster/1\0"` and the sorted ids of the authentic roster records of site and organisation.
        roster: Digest,
        /// Revocations known, at most 16.
        revocations: Vec<RecordId>,
        /// Forks known, at most 8.
        forks: Vec<KnownFork>,
    }
    /// The newest record of a log that a witness holds.
    Head {
        /// In the organisation's log, not the site's.
        organisation: bool,
        /// The log's key.
        key: PublicKey,
        /// The log's stream.
        stream: Stream,
        /// The log's epoch.
        epoch: Epoch,
        /// The place.
        seq: u64,
        /// The record there.
        id: RecordId,
    }
    /// A fork that a witness knows.
    KnownFork {
        /// The key that signed two histories.
        key: PublicKey,
        /// In which stream.
        stream: Stream,
        /// The last common record; `None`: they have none.
        after: Option<RecordId>,
    }
}

impl Default for Code {
    /// The code `none`, which directories never define.
    fn default() -> Self {
        Self::new("none").expect("a valid code")
    }
}
