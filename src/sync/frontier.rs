//! What a store holds, as a session sees it and as the wire carries it: maximal runs, each with the tag of its top.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::act::Stream;
use crate::domain::id::Epoch;
use crate::domain::id::{Digest, RecordId, SiteId, byte_string};
use crate::domain::key::PublicKey;
use crate::domain::log::Span;
use crate::domain::record::LogId;

use super::FORK_PAIRS_MAX;
use super::hello::Nonce;
use super::reason::Reason;

const SITE_TAG: &[u8] = b"shouwen/site/1\0";
const LOGS_TAG: &[u8] = b"shouwen/logs/1\0";
const TAG_CONTEXT: &str = "shouwen/frontier-tag/1";

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

impl Tag {
    /// The first eight bytes of BLAKE3 keyed with `key`.
    #[must_use]
    pub(super) fn keyed(key: &[u8; 32], bytes: &[u8]) -> Self {
        let mut tag = [0; 8];
        tag.copy_from_slice(&blake3::keyed_hash(key, bytes).as_bytes()[..8]);
        Self(tag)
    }
}

/// The key of one session's tags: both sides' nonces are in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct TagKey([u8; 32]);

impl TagKey {
    /// The same for both sides.
    pub fn new(one: Nonce, other: Nonce) -> Self {
        let (low, high) = if one < other { (one, other) } else { (other, one) };
        Self(blake3::derive_key(TAG_CONTEXT, &[low.0, high.0].concat()))
    }

    /// The tag of a record.
    pub fn tag(&self, id: RecordId) -> Tag {
        Tag::keyed(&self.0, &id.0)
    }
}

/// A log without its site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LogName {
    key: PublicKey,
    stream: Stream,
    epoch: Epoch,
}

/// A run as it is sent: twelve bytes in an ordinary log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// How many logs further in the sorted list than the entry before; the list starts one before its first.
    step: u32,
    low: u64,
    /// `high - low`.
    more: u64,
    tag: Tag,
}

/// Some of a site's runs, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FrontierPart {
    pub site: SiteId,
    /// The logs that this part begins, unless both sides have the same list.
    names: Option<Vec<LogName>>,
    entries: Vec<Entry>,
    /// Whether no more parts follow.
    pub last: bool,
}

/// The frontier of a site in as many parts as it needs, at least one and of at most `most` runs each; `held` is sorted.
pub(super) fn parts(site: SiteId, held: &[Held], same_logs: bool, (key, most): (&TagKey, usize)) -> Vec<FrontierPart> {
    let mut before: Option<LogId> = None;
    let mut parts: Vec<FrontierPart> = Vec::new();
    for chunk in held.chunks(most) {
        let mut part = FrontierPart { site, names: (!same_logs).then(Vec::new), entries: Vec::with_capacity(chunk.len()), last: false };
        for run in chunk {
            let fresh = before != Some(run.log);
            if let Some(names) = part.names.as_mut().filter(|_| fresh) {
                names.push(LogName { key: run.log.key, stream: run.log.stream, epoch: run.log.epoch });
            }
            before = Some(run.log);
            let more = run.span.high - run.span.low;
            part.entries.push(Entry { step: u32::from(fresh), low: run.span.low, more, tag: key.tag(run.top) });
        }
        parts.push(part);
    }
    match parts.last_mut() {
        Some(part) => part.last = true,
        None => parts.push(FrontierPart { site, names: None, entries: Vec::new(), last: true }),
    }
    parts
}

/// A peer's run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Theirs {
    pub log: LogId,
    pub span: Span,
    pub tag: Tag,
}

/// Puts a peer's frontier together again.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    names: Vec<LogId>,
    /// Place in the list of logs of the last entry, from 1; 0 before the first.
    place: usize,
    pub runs: Vec<Theirs>,
    pub complete: bool,
}

impl Assembly {
    /// Takes the next part and says how many runs it named; `own_logs` is the sorted list that both sides have if the part names no logs.
    pub fn add(&mut self, part: FrontierPart, own_logs: &[LogId]) -> Result<usize, Reason> {
        if self.complete {
            return Err(Reason::OutOfOrder("a frontier goes on after its end"));
        }
        let added = part.entries.len();
        let named = part.names.is_some();
        let site = part.site;
        let ids = part.names.into_iter().flatten();
        self.names.extend(ids.map(|name| LogId { key: name.key, site, stream: name.stream, epoch: name.epoch }));
        for entry in part.entries {
            self.place = self.place.saturating_add(entry.step as usize);
            let list = if named { &self.names[..] } else { own_logs };
            let log = self
                .place
                .checked_sub(1)
                .and_then(|at| list.get(at))
                .ok_or(Reason::Malformed("it names a log by a number that is not there"))?;
            let span = entry.low.checked_add(entry.more).and_then(|high| Span::new(entry.low, high));
            let span = span.ok_or(Reason::Malformed("a run ends before it begins"))?;
            self.runs.push(Theirs { log: *log, span, tag: entry.tag });
        }
        self.complete = part.last;
        Ok(added)
    }
}

/// The runs that both hold alike, by their places in the two lists.
pub(super) fn alike(ours: &[Held], theirs: &[Theirs], tag: impl Fn(RecordId) -> Tag) -> BTreeMap<u32, u32> {
    let places: BTreeMap<(LogId, Span, Tag), u32> = theirs.iter().zip(0..).map(|(run, at)| ((run.log, run.span, run.tag), at)).collect();
    let place = |run: &Held| places.get(&(run.log, run.span, tag(run.top))).copied();
    ours.iter().zip(0..).filter_map(|(run, own)| Some((own, place(run)?))).collect()
}

/// Every pair of runs of one log that share a place, by their places in the two lists. Runs that are alike are compared with
/// each other alone: else two nodes that hold the same many branches would compare each with each.
pub(super) fn overlapping(ours: &[Held], theirs: &[Theirs], alike: &BTreeMap<u32, u32>) -> Result<Vec<(u32, u32)>, Reason> {
    let settled: BTreeSet<u32> = alike.values().copied().collect();
    let mut order: Vec<u32> = (0..u32::try_from(theirs.len()).unwrap_or(u32::MAX)).filter(|at| !settled.contains(at)).collect();
    order.sort_by_key(|at| (theirs[*at as usize].log, theirs[*at as usize].span));
    let sorted = |at: usize| &theirs[order[at] as usize];
    // For each place in the order, the highest end so far in that log: where a search for overlaps can start.
    let mut highest: Vec<u64> = Vec::with_capacity(order.len());
    for at in 0..order.len() {
        let before = highest.last().copied().filter(|_| at > 0 && sorted(at - 1).log == sorted(at).log).unwrap_or(0);
        highest.push(before.max(sorted(at).span.high));
    }
    let mut pairs: Vec<(u32, u32)> = alike.iter().map(|(own, other)| (*own, *other)).collect();
    for (run, own) in ours.iter().zip(0..).filter(|(_, own)| !alike.contains_key(own)) {
        let begin = order.partition_point(|at| theirs[*at as usize].log < run.log);
        let end = begin + order[begin..].partition_point(|at| theirs[*at as usize].log == run.log);
        let from = begin + highest[begin..end].partition_point(|high| *high < run.span.low);
        for at in (from..end).take_while(|at| sorted(*at).span.low <= run.span.high) {
            if sorted(at).span.high >= run.span.low {
                pairs.push((own, order[at]));
            }
            if pairs.len() > FORK_PAIRS_MAX + ours.len() + theirs.len() {
                return Err(Reason::TooMuch("branches of logs"));
            }
        }
    }
    Ok(pairs)
}
