//! What a store holds, as a session sees it and as the wire carries it: maximal runs, each with the tag of its top.

use serde::{Deserialize, Serialize};

use crate::domain::id::{Digest, RecordId, SiteId, byte_string};
use crate::domain::log::Span;
use crate::domain::record::LogId;

use super::hello::Nonce;

const SITE_TAG: &[u8] = b"shouwen/site/1\0";
const LOGS_TAG: &[u8] = b"shouwen/logs/1\0";
const TAG_CONTEXT: &str = "shouwen/frontier-tag/1";
const HELLO_CONTEXT: &str = "shouwen/hello-tag/1";

byte_string! {
    /// Eight bytes of a keyed BLAKE3: nobody can prepare two records, or two lists, with one tag.
    Tag, 8
}

/// A maximal run of held, authentic records: each one's backlink is the record below it.
///
/// A gap, a fork or a foreign predecessor ends a run, and every branch is a run of its own, so each record stands in exactly
/// one. The runs of a set of records are determined by the set. The top's own signature is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    /// The log.
    pub log: LogId,
    /// The places, both ends inclusive.
    pub span: Span,
    /// The record at `span.high`.
    pub top: RecordId,
}

/// One site as a hello sums it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteState {
    /// The site, or the organisation.
    pub site: SiteId,
    /// [`site_digest`] of its runs.
    pub digest: Digest,
    /// The roster digest (receipts name the same).
    pub roster: Digest,
    /// [`logs_digest`] of its logs.
    pub logs: Digest,
}

/// The digest of everything held of a site: equal exactly when the records are. Order does not matter.
#[must_use]
pub fn site_digest(held: &[Held]) -> Digest {
    let mut sorted = held.to_vec();
    sorted.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(SITE_TAG);
    for run in &sorted {
        hash_log(&mut hasher, &run.log);
        hasher.update(&run.span.low.to_le_bytes()).update(&run.span.high.to_le_bytes()).update(&run.top.0);
    }
    Digest(*hasher.finalize().as_bytes())
}

/// The digest of the list of logs of which anything is held. Order and repetition do not matter.
#[must_use]
pub fn logs_digest(held: &[Held]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(LOGS_TAG);
    for log in logs(held) {
        hash_log(&mut hasher, &log);
    }
    Digest(*hasher.finalize().as_bytes())
}

/// The state of a site from its runs and its roster digest.
#[must_use]
pub fn site_state(site: SiteId, roster: Digest, held: &[Held]) -> SiteState {
    SiteState { site, digest: site_digest(held), roster, logs: logs_digest(held) }
}

fn hash_log(hasher: &mut blake3::Hasher, log: &LogId) {
    hasher.update(&log.key.0).update(&log.site.0).update(&[log.stream as u8]).update(&log.epoch.0);
}

/// The logs of which anything is held, sorted, each once.
#[must_use]
pub fn logs(held: &[Held]) -> Vec<LogId> {
    let mut logs: Vec<LogId> = held.iter().map(|run| run.log).collect();
    logs.sort_unstable();
    logs.dedup();
    logs
}
