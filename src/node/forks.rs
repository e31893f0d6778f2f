//! Keys that signed two histories: which, since when, what it costs, and the choice of a branch.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{ActError, Draft};
use super::handle::Handle;
use super::write::person_of;
use crate::domain::act::{Admit, Cut, Stream};
use crate::domain::evidence::{Evidence, Fork, Link};
use crate::domain::id::{DeviceId, PersonId, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::request::Cause;
use crate::domain::signed::VerifiedRecord;
use crate::domain::time::UtcMs;
use crate::store::{ReadError, Snapshot};

/// One key's two histories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForkState {
    /// The site.
    pub site: SiteId,
    /// The key that signed both.
    pub key: PublicKey,
    /// The person certified for it.
    pub person: Option<PersonId>,
    /// The device that it signs on.
    pub device: Option<DeviceId>,
    /// The stream.
    pub stream: Stream,
    /// The last common record; `None`: they have none.
    pub after: Option<RecordId>,
    /// The earliest claimed time after it.
    pub since: UtcMs,
    /// The ends of the histories, the longest first.
    pub branches: Vec<Branch>,
}

/// One of the histories after a fork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its newest record.
    pub tip: Cut,
    /// When that says it was written.
    pub at: UtcMs,
    /// Records after the fork.
    pub records: u64,
    /// Those among them that cannot release until a supervisor admits the branch.
    pub withheld: u64,
}

impl ForkState {
    /// Records that cannot release because of it. None: receipts or supervisors vouch for all of them.
    #[must_use]
    pub fn withheld(&self) -> u64 {
        self.branches.iter().map(|branch| branch.withheld).sum()
    }
}

impl Handle {
    /// Every fork that is known here, at every site.
    ///
    /// # Errors
    /// The store's.
    pub fn forks(&self) -> Result<Vec<ForkState>, ReadError> {
        let snapshot = self.snapshot()?;
        let mut states = Vec::new();
        for site in snapshot.sites()? {
            let mut writers: BTreeMap<(PublicKey, Stream), Vec<Fork>> = BTreeMap::new();
            for fork in snapshot.forks(site) {
                writers.entry((fork.key, fork.stream)).or_default().push(fork);
            }
            let evidence = self.evidence(&snapshot, site)?;
            for ((key, stream), forks) in writers {
                let records = records_of(&snapshot, (site, key, stream))?;
                states.extend(forks.iter().map(|fork| state(fork, &records, &evidence)));
            }
        }
        Ok(states)
    }

    /// Vouches for a branch of a forked log up to a record, and for what follows on it.
    ///
    /// # Errors
    /// [`ActError::UnknownRecord`], or as for [`Handle::act`].
    pub fn admit_branch(&self, author: Option<PersonId>, tip: RecordId) -> Result<RecordId, ActError> {
        let record = self.snapshot()?.record(tip)?.ok_or(ActError::UnknownRecord(tip))?;
        let up_to = Cut { log: record.header().log, seq: record.header().seq, id: tip };
        self.act(author, &Draft::new(Admit { up_to, evidence: Vec::new() }))
    }
}

/// Every record of a writer, by id.
fn records_of(snapshot: &Snapshot, of: (SiteId, PublicKey, Stream)) -> Result<BTreeMap<RecordId, VerifiedRecord>, ReadError> {
    let (site, key, stream) = of;
    let mut records = BTreeMap::new();
    for range in snapshot.ranges(site)?.into_iter().filter(|range| range.log.key == key && range.log.stream == stream) {
        records.extend(snapshot.run(&range, range.span, usize::MAX)?.into_iter().map(|record| (record.id(), record)));
    }
    Ok(records)
}

fn state(fork: &Fork, records: &BTreeMap<RecordId, VerifiedRecord>, evidence: &Evidence) -> ForkState {
    let links: BTreeMap<RecordId, Link> = records.iter().map(|(id, record)| (*id, Link::from(record))).collect();
    let followed: BTreeSet<RecordId> = links.values().filter_map(|link| link.previous).collect();
    let (mut branches, mut since) = (Vec::new(), None);
    for tip in links.values().filter(|link| !followed.contains(&link.id)) {
        let after = after(fork, tip, &links);
        let Some(first) = after.last() else { continue };
        let walls = [records.get(&tip.id), records.get(first)].map(|record| record.map_or(0, |record| record.header().at.wall));
        since = since.map_or(Some(walls[1]), |since: UtcMs| Some(since.min(walls[1])));
        let withheld = after.iter().filter_map(|id| records.get(id)).filter(|record| is_withheld(evidence, record)).count();
        let tip = Cut { log: tip.log, seq: tip.seq, id: tip.id };
        branches.push(Branch { tip, at: walls[0], records: after.len() as u64, withheld: withheld as u64 });
    }
    branches.sort_unstable_by_key(|branch| (std::cmp::Reverse(branch.records), branch.tip.id));
    let device = evidence.of_key(fork.key).map(|certificate| certificate.device).next();
    let (site, key, stream, after) = (fork.site, fork.key, fork.stream, fork.after);
    ForkState { site, key, person: person_of(evidence, key), device, stream, after, since: since.unwrap_or_default(), branches }
}

/// The records from the tip of a branch back to the fork, newest first; none where the tip does not come after it.
fn after(fork: &Fork, tip: &Link, links: &BTreeMap<RecordId, Link>) -> Vec<RecordId> {
    let mut back = Vec::new();
    let mut next = Some(tip.id);
    while let Some(link) = next.filter(|id| Some(*id) != fork.after).and_then(|id| links.get(&id)) {
        back.push(link.id);
        next = link.previous;
    }
    // Above a gap nobody knows better: the branch is shown.
    let reaches = next == fork.after || next.is_some_and(|id| !links.contains_key(&id));
    if reaches && !back.is_empty() { back } else { Vec::new() }
}

fn is_withheld(evidence: &Evidence, record: &VerifiedRecord) -> bool {
    let forked = |causes: &[(Cause, Option<RecordId>)]| causes.iter().any(|(cause, _)| *cause == Cause::Forked);
    record.header().log.stream == Stream::Work && evidence.standpoint(record).is_some_and(|standpoint| forked(&standpoint.causes))
}
