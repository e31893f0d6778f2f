//! Reading logs: heads, runs, and the records of a run.

use redb::ReadableTable;

use super::error::ReadError;
use super::index::{self, Key};
use super::ranges::{self, Run};
use super::records;
use super::snapshot::Snapshot;
use super::tables::LogKey;
use super::write::TANGLED;
use crate::domain::act::Stream;
use crate::domain::id::{Epoch, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::log::Span;
use crate::domain::record::LogId;
use crate::domain::signed::VerifiedRecord;

/// The newest record held of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The log.
    pub log: LogId,
    /// Its highest place held.
    pub seq: u64,
    /// The record there; of several the one with the smallest id.
    pub id: RecordId,
}

/// A maximal run of a log in which every record's backlink is the record below it. A gap, a fork or a foreign
/// predecessor ends it; branches are runs of their own. The runs follow from the set of records held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogRange {
    /// The log.
    pub log: LogId,
    /// The places, both ends inclusive.
    pub span: Span,
    /// The record at the top, which stands for the whole run.
    pub top: RecordId,
}

impl Snapshot {
    /// The newest record of one log.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn head(&self, log: &LogId) -> Result<Option<Head>, ReadError> {
        let Some((number, _)) = self.log(log)? else { return Ok(None) };
        let highest = ranges::highest(&self.views().ranges, number)?;
        Ok(highest.map(|run| Head { log: *log, seq: run.high, id: run.top }))
    }

    /// The newest record of every log of a site, by stream, key and epoch.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn heads(&self, site: SiteId) -> Result<Vec<Head>, ReadError> {
        let mut heads = Vec::new();
        for (log, number) in self.logs(site)? {
            heads.extend(ranges::highest(&self.views().ranges, number)?.map(|run| Head { log, seq: run.high, id: run.top }));
        }
        Ok(heads)
    }

    /// Every run of every log of a site. Their digest is the site's: a top's id covers the whole run below it.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn ranges(&self, site: SiteId) -> Result<Vec<LogRange>, ReadError> {
        let mut out = Vec::new();
        for (log, number) in self.logs(site)? {
            let runs = ranges::runs_of(&self.views().ranges, number)?;
            out.extend(runs.into_iter().map(|Run { low, high, top, .. }| LogRange { log, span: Span { low, high }, top }));
        }
        Ok(out)
    }

    /// Every record at one place of a log; more than one is a fork.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn at(&self, log: &LogId, seq: u64) -> Result<Vec<VerifiedRecord>, ReadError> {
        let Some((number, _)) = self.log(log)? else { return Ok(Vec::new()) };
        self.under(&Key::place(number, seq))
    }

    /// The record at a place of the branch that leads to `top`.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn on_branch(&self, log: &LogId, seq: u64, top: RecordId) -> Result<Option<RecordId>, ReadError> {
        if let [only] = &self.at(log, seq)?[..] {
            // A run has no gap: where nothing rivals it, the top's backlinks lead here, and nobody has to walk down.
            return Ok(Some(only.id()));
        }
        let run = LogRange { log: *log, span: Span { low: seq, high: seq }, top };
        let found = self.run(&run, run.span, 0)?;
        Ok(found.first().map(VerifiedRecord::id))
    }

    /// Reads the records of a run at some places, from below, until they take `bytes_max`, but at least one.
    /// The run may have grown or been divided since its top was read: backlinks lead from there.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn run(&self, run: &LogRange, span: Span, bytes_max: usize) -> Result<Vec<VerifiedRecord>, ReadError> {
        let Some((number, flags)) = self.log(&run.log)? else { return Ok(Vec::new()) };
        if flags & TANGLED != 0 {
            return self.branch(run.top, span, bytes_max);
        }
        let mut found = Vec::new();
        let mut bytes = 0;
        let (from, all) = (Key::place(number, span.low), Key::log(number));
        index::scan(&self.views().index, &all, &from, |key| {
            if key.first_chunk().copied().map(u64::from_be_bytes).is_none_or(|seq| seq > span.high) {
                return Ok(false);
            }
            let record = records::expect(&self.views().records, index::arrival_of(key)?)?;
            bytes += record.signed().as_bytes().len();
            let fits = found.is_empty() || bytes <= bytes_max;
            if fits {
                found.push(record);
            }
            Ok(fits)
        })?;
        Ok(found)
    }

    /// The same in a log that holds some place twice: only backlinks tell the branches apart.
    fn branch(&self, top: RecordId, span: Span, bytes_max: usize) -> Result<Vec<VerifiedRecord>, ReadError> {
        let mut ids = Vec::new();
        let mut next = Some(top);
        while let Some(record) = next.map(|id| self.record(id)).transpose()?.flatten() {
            let seq = record.header().seq;
            if seq <= span.high {
                ids.push(record.id());
            }
            next = record.header().backlink.filter(|_| seq > span.low);
        }
        let mut found = Vec::new();
        let mut bytes = 0;
        for id in ids.into_iter().rev() {
            let Some(record) = self.record(id)?.filter(|record| record.header().seq >= span.low) else { continue };
            bytes += record.signed().as_bytes().len();
            if !found.is_empty() && bytes > bytes_max {
                break;
            }
            found.push(record);
        }
        Ok(found)
    }

    fn log(&self, log: &LogId) -> Result<Option<(u32, u8)>, ReadError> {
        Ok(ReadableTable::get(&self.views().logs, &records::log_key(log))?.map(|value| value.value()))
    }

    /// The logs of a site with their numbers.
    fn logs(&self, site: SiteId) -> Result<Vec<(LogId, u32)>, ReadError> {
        let low = LogId { site, stream: Stream::Roster, key: PublicKey([0; 32]), epoch: Epoch([0; 8]) };
        let high = LogId { site, stream: Stream::Witness, key: PublicKey([0xff; 32]), epoch: Epoch([0xff; 8]) };
        let mut logs = Vec::new();
        let (low, high) = (records::log_key(&low), records::log_key(&high));
        for entry in ReadableTable::range::<&LogKey>(&self.views().logs, &low..=&high)? {
            let (key, value) = entry?;
            logs.push((records::log_of(key.value())?, value.value().0));
        }
        Ok(logs)
    }
}
