//! The end of a session's first part: both sides say one digest over all sites in common, and compare.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{Query, Start};
use super::hello::Greeted;
use super::reason::Reason;
use crate::domain::id::{Digest, SiteId};

const SETTLED_TAG: &[u8] = b"shouwen/settled/1\0";

/// The digests of a session.
#[derive(Debug, Default)]
pub(super) struct Settling {
    /// The digests of the sites in common, as far as nothing has moved them since.
    digests: BTreeMap<SiteId, Digest>,
    /// The sites whose digests are to be read again.
    moved: BTreeSet<SiteId>,
    /// The sites whose digests are being read.
    reading: Vec<SiteId>,
    ours: Option<Digest>,
    theirs: Option<Digest>,
    told: bool,
}

impl Settling {
    /// Begins with the digests that both hellos have in common.
    pub fn new(start: &Start, greeted: &Greeted) -> Self {
        let equal = |site| greeted.sites.get(&site).is_some_and(|contrast| contrast.equal);
        let digests: BTreeMap<SiteId, Digest> =
            start.sites.iter().filter(|state| equal(state.site)).map(|state| (state.site, state.digest)).collect();
        let moved = greeted.sites.keys().copied().filter(|site| !digests.contains_key(site)).collect();
        Self { digests, moved, ..Self::default() }
    }

    /// Records of the site were committed.
    pub fn moved(&mut self, site: SiteId) {
        self.moved.insert(site);
    }

    /// Whether the peer has said its digest.
    pub fn is_heard(&self) -> bool {
        self.theirs.is_some()
    }

    /// Takes the peer's digest.
    pub fn heard(&mut self, digest: Digest) {
        self.theirs = Some(digest);
    }

    /// What to read before this side can say its own; `None` when it has.
    pub fn ask(&mut self) -> Option<Query> {
        if self.ours.is_some() {
            return None;
        }
        self.reading = std::mem::take(&mut self.moved).into_iter().collect();
        Some(Query::Digests(self.reading.clone()))
    }

    /// Takes what was read; the digest to say.
    pub fn read(&mut self, digests: &[Digest]) -> Result<Digest, Reason> {
        let read = std::mem::take(&mut self.reading);
        if digests.len() != read.len() {
            return Err(Reason::Store);
        }
        self.digests.extend(read.into_iter().zip(digests.iter().copied()));
        let mut hasher = blake3::Hasher::new();
        hasher.update(SETTLED_TAG);
        for (site, digest) in &self.digests {
            hasher.update(&site.0).update(&digest.0);
        }
        let digest = Digest(*hasher.finalize().as_bytes());
        self.ours = Some(digest);
        Ok(digest)
    }

    /// Whether both sides hold the same, once, when both have said their digest.
    pub fn take_news(&mut self) -> Option<bool> {
        let equal = self.ours? == self.theirs?;
        (!std::mem::replace(&mut self.told, true)).then_some(equal)
    }
}
