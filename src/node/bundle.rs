//! Bundle files: what a session would have sent, carried by hand. Writing changes nothing; reading adds only what is new.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use super::draft::ActError;
use super::handle::Handle;
use super::ring::{Ring, travelling};
use crate::domain::act::Stream;
use crate::domain::id::{Digest, RequestId, SiteId};
use crate::domain::log::Span;
use crate::domain::signed::VerifiedRecord;
use crate::store::{CommitError, LogRange, ReadError, Snapshot};
use crate::sync::bundle::{BundleError, Reader, Writer};
use crate::sync::{BATCH_BYTES, Batch, Sealed};

/// How much of a file is read at a time, in bytes.
const READ_BYTES: usize = 256 * 1024;

/// What goes into a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BundleOf {
    /// Everything of a site and of the organisation.
    Site(SiteId),
    /// These requests, with the roster and the receipts that they rest on.
    Requests(Vec<RequestId>),
}

/// What was written or read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundleReport {
    /// Records in the file.
    pub records: u64,
    /// Sealed words in the file.
    pub payloads: u64,
    /// Records that were not here before; reading only.
    pub new: u64,
    /// Requests that changed here; reading only.
    pub requests: BTreeSet<RequestId>,
}

/// Why a bundle was not written or not read to its end. What was read before stays.
#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// The file.
    #[error("cannot read or write the bundle: {0}")]
    File(#[from] io::Error),
    /// It is not a whole bundle of this organisation.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A request is not here.
    #[error("request {0} is not known here: check the id, or sync with a node that has it")]
    Unknown(RequestId),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store did not take it.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The receipt for it was not written; it is written with the next one.
    #[error(transparent)]
    Receipt(#[from] ActError),
}

impl Handle {
    /// Writes a bundle.
    ///
    /// # Errors
    /// [`CarryError`]; a file that was begun is not a whole bundle, and says so when it is read.
    pub fn bundle_write(&self, what: &BundleOf, out: &mut impl Write) -> Result<BundleReport, CarryError> {
        let (mut writer, begin) = Writer::new(self.identity().organisation);
        out.write_all(&begin)?;
        let mut report = BundleReport::default();
        self.pack(what, &mut |batch| {
            report.records += batch.records.len() as u64;
            report.payloads += batch.payloads.len() as u64;
            Ok(out.write_all(&writer.push(&batch))?)
        })?;
        out.write_all(&writer.finish())?;
        out.flush()?;
        Ok(report)
    }

    /// Hands out everything of a bundle, in batches that can be committed one after the other.
    ///
    /// # Errors
    /// The first error of `take`, or the store's.
    pub fn pack(&self, what: &BundleOf, take: &mut impl FnMut(Batch) -> Result<(), CarryError>) -> Result<(), CarryError> {
        let snapshot = self.snapshot()?;
        let site = if let BundleOf::Site(site) = what { *site } else { self.identity().site };
        let ring = self.ring(&snapshot, site)?;
        let documents = documents(&snapshot)?;
        take(Batch { documents, ..Batch::default() })?;
        for range in ranges(&snapshot, site, matches!(what, BundleOf::Site(_)))? {
            let mut low = range.span.low;
            while let Some(span) = Span::new(low, range.span.high) {
                let records = snapshot.run(&range, span, BATCH_BYTES)?;
                let Some(last) = records.last() else { break };
                low = last.header().seq.saturating_add(1);
                self.pack_records(records, (&snapshot, &ring), take)?;
            }
        }
        let BundleOf::Requests(requests) = what else { return Ok(()) };
        for request in requests {
            let mut records = snapshot.records_of(*request)?;
            if !records.iter().any(|record| record.id() == *request) {
                return Err(CarryError::Unknown(*request));
            }
            records.sort_by_key(|record| (record.header().log, record.header().seq));
            self.pack_records(records, (&snapshot, &ring), take)?;
        }
        Ok(())
    }

    /// Records first, then the words they name, each with the key it travels with.
    fn pack_records(
        &self,
        records: Vec<VerifiedRecord>,
        from: (&Snapshot, &Ring),
        take: &mut impl FnMut(Batch) -> Result<(), CarryError>,
    ) -> Result<(), CarryError> {
        let named: Vec<Digest> = records.iter().filter_map(|record| record.header().payload).map(|named| named.hash).collect();
        take(Batch { records, ..Batch::default() })?;
        let (mut payloads, mut size, opened) = (Vec::new(), 0, self.opened());
        for hash in named {
            let Some(bytes) = from.0.payload(hash)? else { continue };
            let wraps = travelling(from.0, (hash, &bytes), (from.1, &opened), self.entropy())?;
            size += bytes.len();
            payloads.push(Sealed { hash, bytes: Some(bytes), wraps });
            if size >= BATCH_BYTES {
                size = 0;
                take(Batch { payloads: std::mem::take(&mut payloads), ..Batch::default() })?;
            }
        }
        if payloads.is_empty() { Ok(()) } else { take(Batch { payloads, ..Batch::default() }) }
    }

    /// Reads a bundle and stores what is new, batch by batch; then writes the receipt for it.
    ///
    /// # Errors
    /// [`CarryError`]; what was read before stays, and reading the whole file again adds the rest.
    pub fn bundle_read(&self, from: &mut impl Read) -> Result<BundleReport, CarryError> {
        let (mut report, mut owed) = (BundleReport::default(), false);
        let read = self.read_batches(from, &mut report, &mut owed);
        // What was committed before an error is held, and others may rely on that: it is receipted all the same.
        let witnessed = if owed { self.witness().map(drop) } else { Ok(()) };
        read?;
        witnessed?;
        Ok(report)
    }

    fn read_batches(&self, from: &mut impl Read, report: &mut BundleReport, owed: &mut bool) -> Result<(), CarryError> {
        let (mut reader, mut buffer) = (Reader::new(self.identity().organisation), vec![0; READ_BYTES]);
        loop {
            let length = from.read(&mut buffer)?;
            if length == 0 {
                break;
            }
            for batch in reader.feed(&buffer[..length])? {
                report.payloads += batch.payloads.len() as u64;
                let ingested = self.ingest(batch)?;
                report.new += ingested.written.records.len() as u64;
                report.requests.extend(ingested.written.requests);
                *owed |= ingested.witness;
            }
        }
        report.records = reader.finish()?;
        Ok(())
    }
}

fn documents(snapshot: &Snapshot) -> Result<Vec<String>, ReadError> {
    let held = snapshot.documents()?.into_iter().filter_map(|hash| snapshot.document(hash).transpose());
    held.collect()
}

/// The runs that go into a bundle: rosters before receipts before work, the organisation's before the site's.
fn ranges(snapshot: &Snapshot, site: SiteId, work: bool) -> Result<Vec<LogRange>, ReadError> {
    let mut all = Vec::new();
    for at in BTreeSet::from([SiteId::ORGANISATION, site]) {
        all.extend(snapshot.ranges(at)?);
    }
    let place = |stream: Stream| match stream {
        Stream::Roster => 0,
        Stream::Witness => 1,
        Stream::Work => 2,
    };
    all.retain(|range| work || range.log.stream != Stream::Work);
    all.sort_by_key(|range| (place(range.log.stream), range.log.site, range.log, range.span));
    Ok(all)
}
