//! A bundle file (`.swb`): the batches that a session would have sent to somebody who holds nothing, in a file.
//!
//! `"shouwen/bundle\0"`, the format (one byte), the organisation's key; then frames: length (u32, little-endian), the frame as
//! a session sends it, and eight bytes of BLAKE3 over the file so far; then the length 0 and 32 bytes of BLAKE3 over the file so
//! far. So damage, a cut and a change of order are found before anything after them is used.

use std::collections::VecDeque;

use super::batch::{Batch, Expected};
use super::compare::Comparison;
use super::event::{Found, Query};
use super::frontier::TagKey;
use super::hello::{Interest, Nonce};
use super::message::{Message, decode};
use super::planning::{Comparisons, Picking, Plan, above};
use super::reason::Reason;
use super::run::Known;
use super::sending::{Reading, Sender};
use super::{BATCH_BYTES, FRAME_BYTES_MAX};
use crate::domain::id::SiteId;
use crate::domain::key::PublicKey;

const MAGIC: &[u8] = b"shouwen/bundle\0";
/// The format that this build writes.
pub const BUNDLE_FORMAT: u8 = 1;
const HEADER_BYTES: usize = MAGIC.len() + 1 + 32;
const LENGTH_BYTES: usize = 4;
const CHECK_BYTES: usize = 8;
const TRAILER_BYTES: usize = 32;

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

/// What a [`Writer`] wants done.
#[derive(Clone, Debug)]
pub enum Step {
    /// Append these bytes to the file.
    Write(Vec<u8>),
    /// Read from the store; answered by [`Writer::found`].
    Read(Query),
    /// The file is complete.
    Done,
}

/// What the one open query is for.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Index(SiteId),
    Pick(Picking),
    Send(Reading),
}

/// Writes a bundle: asks the store as a session does, and holds no more than a session in memory.
#[derive(Debug)]
pub struct Writer {
    hasher: blake3::Hasher,
    header: Option<Vec<u8>>,
    sites_left: VecDeque<SiteId>,
    sites: Comparisons,
    plan: Plan,
    sender: Sender,
    frames: u64,
    asked: Option<Asked>,
    ended: bool,
}

impl Writer {
    /// Begins a bundle of these sites, the organisation among them if its roster is to travel along.
    #[must_use]
    pub fn new(organisation: PublicKey, sites: &[SiteId], interest: Interest) -> Self {
        Self {
            hasher: blake3::Hasher::new(),
            header: Some([MAGIC, &[BUNDLE_FORMAT], &organisation.0].concat()),
            sites_left: sites.iter().copied().collect(),
            sites: Comparisons::new(),
            plan: Plan::new(interest, u64::MAX),
            sender: Sender::new(BATCH_BYTES),
            frames: 0,
            asked: None,
            ended: false,
        }
    }

    /// Says what to do next; to be called again after it was done.
    pub fn step(&mut self) -> Step {
        if let Some(header) = self.header.take() {
            self.hasher.update(&header);
            return Step::Write(header);
        }
        if let Some(site) = self.sites_left.front().copied() {
            self.asked = Some(Asked::Index(site));
            return Step::Read(Query::Index(site));
        }
        self.plan.advance(&mut self.sites, true, &mut self.sender);
        if let Some(frame) = self.take_frame() {
            return Step::Write(frame);
        }
        if let Some((picking, query)) = self.plan.ask(&self.sites) {
            self.asked = Some(Asked::Pick(picking));
            return Step::Read(query);
        }
        if let Some((reading, query)) = self.sender.ask() {
            self.asked = Some(Asked::Send(reading));
            return Step::Read(query);
        }
        match self.take_frame() {
            Some(frame) => Step::Write(frame),
            None if self.ended => Step::Done,
            None => Step::Write(self.end()),
        }
    }

    /// Takes the store's answer to the last [`Step::Read`].
    ///
    /// # Errors
    /// [`Reason::Store`] if it answers something else.
    pub fn found(&mut self, found: Found) -> Result<(), Reason> {
        match (self.asked.take(), found) {
            (Some(Asked::Index(site)), Found::Index(mut held)) => {
                held.sort_unstable();
                let key = TagKey::new(Nonce::default(), Nonce::default());
                self.sites.insert(site, Comparison::new(held, Vec::new(), key, true)?);
                self.sites_left.pop_front();
            }
            (Some(Asked::Pick(Picking::Names)), Found::Names(names)) => self.plan.names(names, &mut self.sites, &mut self.sender),
            (Some(Asked::Pick(Picking::Branches)), Found::Ids(ids)) => self.plan.found(&ids, &mut self.sites, &mut self.sender),
            (Some(Asked::Send(reading)), found) => {
                let sites = &self.sites;
                self.sender.found(reading, found, |run| above(sites, run))?;
            }
            _ => return Err(Reason::Store),
        }
        Ok(())
    }

    fn take_frame(&mut self) -> Option<Vec<u8>> {
        let frame = self.sender.take_frame()?;
        self.frames += 1;
        // A file takes everything at once.
        self.sender.acknowledged(self.frames).ok()?;
        let length = u32::try_from(frame.len()).expect("a frame is at most 1 MiB").to_le_bytes();
        self.hasher.update(&length).update(&frame);
        let check = self.hasher.finalize();
        let check = &check.as_bytes()[..CHECK_BYTES];
        self.hasher.update(check);
        Some([&length[..], &frame, check].concat())
    }

    fn end(&mut self) -> Vec<u8> {
        self.ended = true;
        self.hasher.update(&[0; LENGTH_BYTES]);
        [&[0; LENGTH_BYTES][..], self.hasher.finalize().as_bytes()].concat()
    }
}

/// Where a reader is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Header,
    Frames,
    End,
}

/// Reads a bundle: bytes in with [`Self::feed`], verified batches out of [`Self::read`].
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
            expected: Expected::default(),
            batches: 0,
            records: 0,
        }
    }

    /// Takes the next bytes of the file, best some 64 KiB; read until [`Self::read`] gives nothing more before feeding again.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next batch, verified as in a session, to be committed at once; `None`: feed more.
    ///
    /// # Errors
    /// Why the file cannot be read on; batches returned before stay good.
    pub fn read(&mut self) -> Result<Option<Batch>, BundleError> {
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
