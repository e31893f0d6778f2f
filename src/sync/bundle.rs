//! A bundle file (`.swb`): the batches that a session would have sent to somebody who holds nothing, in a file.
//!
//! `"shouwen/bundle\0"`, the format (one byte), the organisation's key; then frames: length (u32, little-endian), the frame as
//! a session sends it, and eight bytes of BLAKE3 over the file so far; then the length 0 and 32 bytes of BLAKE3 over the file so
//! far. So damage, a cut and a change of order are found before anything after them is used.

use super::batch::{Batch, Expected, Sealed, WireBatch};
use super::message::{Message, decode, encode};
use super::run::Known;
use super::stock::Stock;
use super::{BATCH_BYTES, FRAME_BYTES_MAX};
use crate::domain::key::PublicKey;
use crate::domain::signed::VerifiedRecord;

const MAGIC: &[u8] = b"shouwen/bundle\0";
/// The format that this build writes.
pub const BUNDLE_FORMAT: u8 = 1;
const HEADER_BYTES: usize = MAGIC.len() + 1 + 32;
const LENGTH_BYTES: usize = 4;
const CHECK_BYTES: usize = 8;
const TRAILER_BYTES: usize = 32;
/// After how many records a writer looks for a place to cut.
const CUT_RECORDS: usize = 1024;

/// Why a bundle cannot be read. What was read before the damage is proven by its own signatures and may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Another kind of file.
    #[error("this is not a bundle: choose a file that shouwen wrote as a bundle (*.swb)")]
    NotABundle,
    /// Written by a newer version.
    #[error("the bundle has format {0}, this version reads format {BUNDLE_FORMAT}: update shouwen")]
    Format(u8),
    /// Another organisation's.
    #[error("the bundle belongs to another organisation (root key {0}): nothing was imported")]
    Organisation(PublicKey),
    /// It ends too early.
    #[error(
        "the bundle is cut off: the {records} records before the cut were kept; copy the file again and import it again, nothing is added twice"
    )]
    Truncated {
        /// How many records came before the cut.
        records: u64,
    },
    /// Bytes were changed.
    #[error(
        "the bundle is damaged: the {records} records before the damage were kept; copy the file again and import it again, nothing is added twice"
    )]
    Damaged {
        /// How many records came before the damage.
        records: u64,
    },
}

/// Whether bytes begin like a bundle; whether they are one, a [`Reader`] says.
#[must_use]
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Writes a bundle piece by piece.
#[derive(Debug)]
pub struct Writer {
    hasher: blake3::Hasher,
    stock: Stock,
    batches: u64,
}

impl Writer {
    /// Begins a bundle; the bytes returned by each call are appended to the file.
    #[must_use]
    pub fn new(organisation: PublicKey) -> (Self, Vec<u8>) {
        let header = [MAGIC, &[BUNDLE_FORMAT], &organisation.0].concat();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&header);
        (Self { hasher, stock: Stock::default(), batches: 0 }, header)
    }

    /// Adds records, each log ascending so that runs stay whole, then payloads and documents, of any amount.
    ///
    /// Records at the end that only a later record of their log proves wait for the next call.
    pub fn push(&mut self, batch: &Batch) -> Vec<u8> {
        let mut out = Vec::new();
        for record in &batch.records {
            self.stock.push(record.clone());
            // Cutting looks at all that waits: only now and then, not after every record.
            if self.stock.count().is_multiple_of(CUT_RECORDS) {
                self.cut(&mut out, false);
            }
        }
        self.cut(&mut out, true);
        for payloads in split(&batch.payloads, Sealed::size) {
            out.extend(self.frame(&[], payloads.to_vec(), Vec::new()));
        }
        for documents in split(&batch.documents, String::len) {
            out.extend(self.frame(&[], Vec::new(), documents.to_vec()));
        }
        out
    }

    /// Ends the bundle.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let rest = self.stock.take(self.stock.count());
        let mut out = Vec::new();
        for records in split(&rest, |record| record.signed().as_bytes().len()) {
            out.extend(self.frame(records, Vec::new(), Vec::new()));
        }
        self.hasher.update(&[0; LENGTH_BYTES]);
        out.extend([0; LENGTH_BYTES]);
        out.extend(self.hasher.finalize().as_bytes());
        out
    }

    fn cut(&mut self, out: &mut Vec<u8>, to_the_end: bool) {
        loop {
            let cut = self.stock.cut(BATCH_BYTES);
            if cut.count == 0 || !(cut.full || to_the_end) {
                return;
            }
            let records = self.stock.take(cut.count);
            out.extend(self.frame(&records, Vec::new(), Vec::new()));
        }
    }

    fn frame(&mut self, records: &[VerifiedRecord], payloads: Vec<Sealed>, documents: Vec<String>) -> Vec<u8> {
        let batch = WireBatch::new(self.batches + 1, records, payloads, documents);
        if batch.is_empty() {
            return Vec::new();
        }
        self.batches += 1;
        let frame = encode(&Message::Batch(batch));
        let length = u32::try_from(frame.len()).expect("a frame is at most 1 MiB").to_le_bytes();
        self.hasher.update(&length).update(&frame);
        let check = self.hasher.finalize();
        let check = &check.as_bytes()[..CHECK_BYTES];
        self.hasher.update(check);
        [&length[..], &frame, check].concat()
    }
}

/// Cuts a list where its sizes add up to a batch.
fn split<T>(list: &[T], size: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let (mut parts, mut from, mut sum) = (Vec::new(), 0, 0);
    for (at, item) in list.iter().enumerate() {
        if sum + size(item) > BATCH_BYTES && at > from {
            parts.push(&list[from..at]);
            (from, sum) = (at, 0);
        }
        sum += size(item);
    }
    parts.push(&list[from..]);
    parts
}

/// Where a reader is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Header,
    Frames,
    End,
}

/// Reads a bundle piece by piece.
#[derive(Debug)]
pub struct Reader {
    organisation: PublicKey,
    hasher: blake3::Hasher,
    buffer: Vec<u8>,
    part: Part,
    known: Known,
    expected: Expected,
    batches: u64,
    records: u64,
    failed: Option<BundleError>,
}

impl Reader {
    /// Reads a bundle of this organisation.
    #[must_use]
    pub fn new(organisation: PublicKey) -> Self {
        Self {
            organisation,
            hasher: blake3::Hasher::new(),
            buffer: Vec::new(),
            part: Part::Header,
            known: Known::default(),
            expected: Expected { anything: true, ..Expected::default() },
            batches: 0,
            records: 0,
            failed: None,
        }
    }

    /// Takes the next bytes of the file, best some 256 KiB; each batch returned is verified as in a session and can be committed.
    ///
    /// # Errors
    /// Why the file cannot be read on, once everything before the damage has been returned.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Batch>, BundleError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.buffer.extend_from_slice(bytes);
        let mut batches = Vec::new();
        loop {
            match self.read() {
                Ok(Some(batch)) => batches.push(batch),
                Ok(None) => return Ok(batches),
                Err(error) if batches.is_empty() => return Err(error),
                Err(error) => {
                    self.failed = Some(error);
                    return Ok(batches);
                }
            }
        }
    }

    /// The next batch that is whole.
    fn read(&mut self) -> Result<Option<Batch>, BundleError> {
        if self.part == Part::Header && !self.read_header()? {
            return Ok(None);
        }
        if self.part == Part::End {
            return if self.buffer.is_empty() { Ok(None) } else { Err(self.damaged()) };
        }
        let Some(length) = self.buffer.first_chunk::<LENGTH_BYTES>().map(|bytes| u32::from_le_bytes(*bytes) as usize) else {
            return Ok(None);
        };
        match length {
            0 => self.read_end().map(|()| None),
            1..=FRAME_BYTES_MAX => self.read_frame(length),
            _ => Err(self.damaged()),
        }
    }

    /// Says that the file ended: how many records it held.
    ///
    /// # Errors
    /// [`BundleError::Truncated`] if it ended too early, [`BundleError::NotABundle`] if nothing came.
    pub fn finish(self) -> Result<u64, BundleError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        match self.part {
            Part::End => Ok(self.records),
            Part::Header if self.buffer.is_empty() => Err(BundleError::NotABundle),
            Part::Header | Part::Frames => Err(BundleError::Truncated { records: self.records }),
        }
    }

    fn damaged(&self) -> BundleError {
        BundleError::Damaged { records: self.records }
    }

    fn read_header(&mut self) -> Result<bool, BundleError> {
        let compared = self.buffer.len().min(MAGIC.len());
        if self.buffer[..compared] != MAGIC[..compared] {
            return Err(BundleError::NotABundle);
        }
        match self.buffer.get(MAGIC.len()) {
            Some(&BUNDLE_FORMAT) => {}
            Some(&other) => return Err(BundleError::Format(other)),
            None => return Ok(false),
        }
        let Some(key) = self.buffer.get(MAGIC.len() + 1..HEADER_BYTES) else { return Ok(false) };
        let organisation = PublicKey(key.try_into().expect("32 bytes"));
        if organisation != self.organisation {
            return Err(BundleError::Organisation(organisation));
        }
        self.hasher.update(&self.buffer[..HEADER_BYTES]);
        self.buffer.drain(..HEADER_BYTES);
        self.part = Part::Frames;
        Ok(true)
    }

    fn read_frame(&mut self, length: usize) -> Result<Option<Batch>, BundleError> {
        let end = LENGTH_BYTES + length;
        let Some(check) = self.buffer.get(end..end + CHECK_BYTES) else { return Ok(None) };
        self.hasher.update(&self.buffer[..end]);
        if self.hasher.finalize().as_bytes()[..CHECK_BYTES] != *check {
            return Err(self.damaged());
        }
        self.hasher.update(check);
        let Ok(Message::Batch(wire)) = decode(&self.buffer[LENGTH_BYTES..end]) else { return Err(self.damaged()) };
        self.buffer.drain(..end + CHECK_BYTES);
        if wire.number != self.batches + 1 {
            return Err(self.damaged());
        }
        // A bundle may carry sites that this node does not hold; what to keep of them is for the node to say.
        let batch = wire.open(|_| true, &mut self.known, &mut self.expected).map_err(|_| self.damaged())?;
        self.batches += 1;
        self.records += batch.records.len() as u64;
        Ok(Some(batch))
    }

    fn read_end(&mut self) -> Result<(), BundleError> {
        let Some(trailer) = self.buffer.get(LENGTH_BYTES..LENGTH_BYTES + TRAILER_BYTES) else { return Ok(()) };
        self.hasher.update(&self.buffer[..LENGTH_BYTES]);
        if self.hasher.finalize().as_bytes() != trailer {
            return Err(self.damaged());
        }
        self.buffer.drain(..LENGTH_BYTES + TRAILER_BYTES);
        self.part = Part::End;
        if self.buffer.is_empty() { Ok(()) } else { Err(self.damaged()) }
    }
}
