//! What is in doubt about a node: copies of it that run elsewhere, and keys that signed two histories.

use serde::Serialize;

use super::{Names, word};
use crate::domain::id::{DeviceId, PersonId, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::node::copies::{CopySeen, CopySign};
use crate::node::forks::{Branch, ForkState};

/// A copy of this device that was seen.
#[derive(Clone, Debug, Serialize)]
pub struct CopyView {
    /// `met`: it answered at the other end of a connection; `wrote`: what it signed came in.
    pub sign: &'static str,
    /// Where it was met.
    pub address: Option<String>,
    /// When first.
    pub since: String,
    /// When last.
    pub last: String,
}

/// A key that signed two histories.
#[derive(Clone, Debug, Serialize)]
pub struct ForkView {
    /// The site.
    pub site: SiteId,
    /// The key.
    pub key: PublicKey,
    /// Who signs with it.
    pub person: Option<PersonId>,
    /// The device it is on.
    pub device: Option<DeviceId>,
    /// `roster`, `work` or `witness`.
    pub stream: String,
    /// The last common record.
    pub after: Option<RecordId>,
    /// The earliest claimed time after it.
    pub since: String,
    /// Records that cannot release until a supervisor admits their branch.
    pub withheld: u64,
    /// The ends of the histories, the longest first.
    pub branches: Vec<BranchView>,
}

/// One of the histories after a fork.
#[derive(Clone, Debug, Serialize)]
pub struct BranchView {
    /// Its newest record: what `staff admit` takes.
    pub tip: RecordId,
    /// When that claims to be written.
    pub at: String,
    /// Records after the fork.
    pub records: u64,
    /// Those among them that cannot release.
    pub withheld: u64,
}

impl CopyView {
    /// A copy as it was seen.
    #[must_use]
    pub fn of(seen: &CopySeen, names: &Names<'_>) -> Self {
        let sign = match seen.sign {
            CopySign::Met => "met",
            CopySign::Wrote => "wrote",
        };
        Self { sign, address: seen.address.clone(), since: names.time(seen.since), last: names.time(seen.last) }
    }
}

impl ForkView {
    /// A fork as it stands.
    #[must_use]
    pub fn of(fork: &ForkState, names: &Names<'_>) -> Self {
        Self {
            site: fork.site,
            key: fork.key,
            person: fork.person,
            device: fork.device,
            stream: word(fork.stream),
            after: fork.after,
            since: names.time(fork.since),
            withheld: fork.withheld(),
            branches: fork.branches.iter().map(|branch| BranchView::of(branch, names)).collect(),
        }
    }
}

impl BranchView {
    fn of(branch: &Branch, names: &Names<'_>) -> Self {
        Self { tip: branch.tip.id, at: names.time(branch.at), records: branch.records, withheld: branch.withheld }
    }
}
