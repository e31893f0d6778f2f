//! The runs of every log, kept with each record: what a session compares, without reading a record.
//!
//! A run is a maximal chain of held records of one log, each the only held child of the one below it. So a gap ends a run,
//! and so does a fork, whose branches are runs of their own; the runs follow from the set of records, whatever their order.
//! A log in which no place is held twice is plain: its runs are disjoint, and a record only touches its neighbours.
//! Once a place is held twice the log is tangled, and its runs are made anew, once for each batch that touches it.

use std::collections::BTreeMap;

use redb::{ReadableTable, Table};

use super::error::{Fault, ReadError};
use super::tables::{B32, Tables};
use crate::domain::evidence::Link;
use crate::domain::id::RecordId;
use crate::domain::signed::VerifiedRecord;

/// A run as the table holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The log's number.
    pub log: u32,
    /// The lowest place.
    pub low: u64,
    /// The record there.
    pub bottom: RecordId,
    /// Its backlink.
    pub backlink: Option<RecordId>,
    /// The highest place.
    pub high: u64,
    /// The record there.
    pub top: RecordId,
}

type RangeTable<'t> = Table<'t, (u32, u64, B32), &'static [u8]>;

impl Run {
    fn of(log: u32, record: &VerifiedRecord) -> Self {
        let (seq, id) = (record.header().seq, record.id());
        Self { log, low: seq, bottom: id, backlink: record.header().backlink, high: seq, top: id }
    }

    fn write(&self, table: &mut RangeTable<'_>) -> Result<(), Fault> {
        let mut value = [0; 72];
        value[..8].copy_from_slice(&self.high.to_le_bytes());
        value[8..40].copy_from_slice(&self.top.0);
        let length = self.backlink.map_or(40, |backlink| {
            value[40..].copy_from_slice(&backlink.0);
            72
        });
        table.insert((self.log, self.low, &self.bottom.0), &value[..length])?;
        Ok(())
    }

    fn remove(&self, table: &mut RangeTable<'_>) -> Result<(), Fault> {
        table.remove((self.log, self.low, &self.bottom.0))?;
        Ok(())
    }

    fn read(key: (u32, u64, &[u8; 32]), value: &[u8]) -> Result<Self, ReadError> {
        let broken = ReadError::Inconsistent("ranges");
        let (Some(high), Some(top)) = (value.first_chunk(), value.get(8..40)) else { return Err(broken) };
        let mut run = Self {
            log: key.0,
            low: key.1,
            bottom: RecordId(*key.2),
            backlink: None,
            high: u64::from_le_bytes(*high),
            top: RecordId::default(),
        };
        run.top.0.copy_from_slice(top);
        run.backlink = value.get(40..72).and_then(|id| id.try_into().ok()).map(RecordId);
        Ok(run)
    }
}

/// The runs of a log, by their lowest place.
pub(super) fn runs_of(table: &impl ReadableTable<(u32, u64, B32), &'static [u8]>, log: u32) -> Result<Vec<Run>, ReadError> {
    let mut runs = Vec::new();
    for entry in table.range((log, 0, &[0; 32])..=(log, u64::MAX, &[0xff; 32]))? {
        let (key, value) = entry?;
        runs.push(Run::read(key.value(), value.value())?);
    }
    Ok(runs)
}

/// The run with the highest place of a log; of several the one whose top has the smallest id.
pub(super) fn highest(table: &impl ReadableTable<(u32, u64, B32), &'static [u8]>, log: u32) -> Result<Option<Run>, ReadError> {
    Ok(runs_of(table, log)?.into_iter().min_by_key(|run| (std::cmp::Reverse(run.high), run.top)))
}

/// How a record came to stand among the others of its log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Placed {
    /// It follows the top of a run, and nothing is held above it.
    pub at_head: bool,
    /// A neighbour is held that is not its neighbour by backlink: one of two histories.
    pub foreign: bool,
    /// Its place was held already: one of two histories.
    pub tangled: bool,
}

/// The runs being written in one commit; the last one touched stays in memory, since records come in runs.
#[derive(Default)]
pub(super) struct Runs {
    last: Option<(Run, Option<u64>)>,
}

impl Runs {
    /// Places a record of a plain log.
    pub fn add(&mut self, table: &mut RangeTable<'_>, log: u32, record: &VerifiedRecord) -> Result<Placed, ReadError> {
        let (seq, backlink) = (record.header().seq, record.header().backlink);
        if let Some((run, next)) = &mut self.last {
            let free = next.is_none_or(|next| next - 1 > seq);
            if run.log == log && run.high == seq - 1 && backlink == Some(run.top) && free {
                (run.high, run.top) = (seq, record.id());
                return Ok(Placed { at_head: next.is_none(), ..Placed::default() });
            }
        }
        self.flush(table)?;
        let (below, above) = (below(table, log, seq)?, above(table, log, seq)?);
        if below.is_some_and(|run| run.high >= seq) {
            return Ok(Placed { tangled: true, ..Placed::default() });
        }
        let mut run = Run::of(log, record);
        let mut placed = Placed { at_head: above.is_none() && below.is_none() && seq == 1, ..Placed::default() };
        if let Some(below) = below.filter(|below| below.high == seq - 1) {
            if backlink == Some(below.top) {
                below.remove(table)?;
                run = Run { high: run.high, top: run.top, ..below };
                placed.at_head = above.is_none();
            } else {
                placed.foreign = true;
            }
        }
        let mut next = above.map(|run| run.low);
        if let Some(above) = above.filter(|above| above.low - 1 == seq) {
            if above.backlink == Some(record.id()) {
                above.remove(table)?;
                run = Run { high: above.high, top: above.top, ..run };
                next = self::above(table, log, run.high)?.map(|run| run.low);
            } else {
                placed.foreign = true;
            }
        }
        self.last = Some((run, next));
        Ok(placed)
    }

    /// Writes what is still in memory.
    pub fn flush(&mut self, table: &mut RangeTable<'_>) -> Result<(), Fault> {
        match self.last.take() {
            Some((run, _)) => run.write(table),
            None => Ok(()),
        }
    }
}

/// The run of a plain log that starts at or below a place.
fn below(table: &RangeTable<'_>, log: u32, seq: u64) -> Result<Option<Run>, ReadError> {
    let entry = table.range((log, 0, &[0; 32])..=(log, seq, &[0xff; 32]))?.next_back().transpose()?;
    entry.map(|(key, value)| Run::read(key.value(), value.value())).transpose()
}

/// The run of a plain log that starts above a place.
fn above(table: &RangeTable<'_>, log: u32, seq: u64) -> Result<Option<Run>, ReadError> {
    let Some(from) = seq.checked_add(1) else { return Ok(None) };
    let entry = table.range((log, from, &[0; 32])..=(log, u64::MAX, &[0xff; 32]))?.next().transpose()?;
    entry.map(|(key, value)| Run::read(key.value(), value.value())).transpose()
}

/// Makes the runs of a tangled log from the links of its records.
pub(super) fn remake<'l>(tables: &mut Tables<'_>, log: u32, links: impl Iterator<Item = &'l Link>) -> Result<(), ReadError> {
    for run in runs_of(&tables.ranges, log)? {
        run.remove(&mut tables.ranges)?;
    }
    // At the first place the link is to another epoch, and no backlink.
    let mut links: Vec<_> = links.map(|link| (link.seq, link.id, link.previous.filter(|_| link.seq > 1))).collect();
    links.sort_unstable();
    for run in runs_among(log, &links) {
        run.write(&mut tables.ranges)?;
    }
    Ok(())
}

/// The runs among the (seq, id, backlink) of one log, which come ordered by seq.
fn runs_among(log: u32, links: &[(u64, RecordId, Option<RecordId>)]) -> Vec<Run> {
    let mut children: BTreeMap<(u64, RecordId), u32> = BTreeMap::new();
    for (seq, _, backlink) in links {
        if let Some(backlink) = backlink {
            *children.entry((seq - 1, *backlink)).or_default() += 1;
        }
    }
    // Runs by their top, which is what the next record's backlink names.
    let mut runs: BTreeMap<(u64, RecordId), Run> = BTreeMap::new();
    for &(seq, id, backlink) in links {
        let below = backlink.map(|backlink| (seq - 1, backlink)).filter(|below| children.get(below) == Some(&1));
        let run = match below.and_then(|below| runs.remove(&below)) {
            Some(run) => Run { high: seq, top: id, ..run },
            None => Run { log, low: seq, bottom: id, backlink, high: seq, top: id },
        };
        runs.insert((seq, id), run);
    }
    runs.into_values().collect()
}
