//! The sending half: pieces of runs become batches, two of them under way at a time while the next is made ready.

use std::collections::{BTreeSet, VecDeque};

use super::batch::{Sealed, WireBatch, documents_of};
use super::event::{Found, Piece, Query, Wanted};
use super::frontier::Held;
use super::message::{Message, encode};
use super::reason::Reason;
use super::stock::Stock;
use super::{BATCH_BYTES, BATCHES_UNDER_WAY_MAX, FRAME_BYTES_MAX, LIVE_RUNS_MAX, QUERY_PLACES_MAX};
use crate::domain::id::{Digest, RecordId, RequestId};
use crate::domain::log::Span;
use crate::domain::record::PAYLOAD_BYTES_MAX;
use crate::domain::signed::{SignatureState, VerifiedRecord};

/// The most record bytes that wait for a place to cut; a run of bad signatures that is longer is not passed on.
const STOCK_BYTES_MAX: usize = FRAME_BYTES_MAX * 3 / 4;
/// What payloads, documents and wraps may take in a frame, beside a batch's records.
const ATTACHED_BYTES_MAX: usize = BATCH_BYTES + PAYLOAD_BYTES_MAX;
/// What the lengths and the list of logs of a batch may take in its frame.
const FRAME_SLACK_BYTES: usize = 64 * 1024;

/// What the sender asked the store for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Pieces(Queue),
    Early,
    Payloads,
    Attached,
}

/// Pieces of runs in the order of their use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    Roster,
    Backlog,
    Live,
}

/// Everything that is on its way to the peer. Records wait as pieces of runs; only a batch or two are in memory.
#[derive(Debug, Default)]
pub(super) struct Sender {
    roster: VecDeque<Piece>,
    /// Single records that go ahead of the backlog, each also as a piece.
    pub early: VecDeque<(RecordId, Piece)>,
    /// The last of them is in the stock: they go by themselves, so that they are of use before the backlog fills a batch.
    early_stocked: bool,
    backlog: VecDeque<Piece>,
    live: VecDeque<Piece>,
    /// Payloads and documents that follow records, or that the peer asked for.
    pub attached: VecDeque<Wanted>,
    stock: Stock,
    /// Up to how many records of the stock stands one that the peer lacked when the two compared; above are new ones alone.
    owed: usize,
    /// The requests that new records are pushed of; `None`: of all.
    listed: Option<BTreeSet<RequestId>>,
    /// Where a batch is cut, in bytes.
    batch_bytes: usize,
    /// Records whose payloads are being read.
    packing: Vec<VerifiedRecord>,
    ready: Option<Vec<u8>>,
    /// How many batches were made; the newest may be `ready`.
    number: u64,
    /// How many of them were acknowledged.
    acknowledged: u64,
}

impl Sender {
    /// A sender that cuts its batches at this many bytes, to a peer that wants these requests or (`None`) everything.
    pub fn new(batch_bytes: usize, listed: Option<&[RequestId]>) -> Self {
        Self { batch_bytes, listed: listed.map(|list| list.iter().copied().collect()), ..Self::default() }
    }

    fn queue(&mut self, queue: Queue) -> &mut VecDeque<Piece> {
        match queue {
            Queue::Roster => &mut self.roster,
            Queue::Backlog => &mut self.backlog,
            Queue::Live => &mut self.live,
        }
    }

    /// Adds pieces of runs.
    pub fn add(&mut self, queue: Queue, pieces: Vec<Piece>) {
        self.queue(queue).extend(pieces);
    }

    /// Adds a run that was just committed.
    pub fn push(&mut self, run: Held) -> Result<(), Reason> {
        if self.live.len() >= LIVE_RUNS_MAX {
            return Err(Reason::Behind);
        }
        self.live.push_back(Piece { run, span: run.span });
        Ok(())
    }

    /// Whether a record of the live queue is for this peer.
    fn concerns(&self, record: &VerifiedRecord) -> bool {
        let about = |listed: &BTreeSet<RequestId>| record.request().is_none_or(|request| listed.contains(&request));
        self.listed.as_ref().is_none_or(about)
    }

    /// Whether all has been sent that the peer lacked when the two compared. New records may still wait: while somebody writes all
    /// the time, some always do.
    pub fn has_sent_backlog(&self) -> bool {
        self.is_handed_over() && self.owed == 0 && self.roster.is_empty() && self.early.is_empty() && self.backlog.is_empty()
    }

    /// Whether nothing attached is left to be sent, though the last batch may not be acknowledged yet.
    pub fn is_handed_over(&self) -> bool {
        self.attached.is_empty() && self.packing.is_empty() && self.ready.is_none()
    }

    /// Whether an acknowledgement is due from the peer.
    pub fn is_waiting(&self) -> bool {
        self.under_way() > 0
    }

    /// How many batches were sent and not acknowledged.
    fn under_way(&self) -> u64 {
        self.number - u64::from(self.ready.is_some()) - self.acknowledged
    }

    fn has_pieces(&self) -> bool {
        !(self.roster.is_empty() && self.early.is_empty() && self.backlog.is_empty() && self.live.is_empty())
    }

    /// The next frame, unless enough are under way.
    pub fn take_frame(&mut self) -> Option<Vec<u8>> {
        if self.under_way() < BATCHES_UNDER_WAY_MAX { self.ready.take() } else { None }
    }

    /// Takes the peer's acknowledgement.
    pub fn acknowledged(&mut self, number: u64) -> Result<(), Reason> {
        if !self.is_waiting() || number != self.acknowledged + 1 {
            return Err(Reason::OutOfOrder("an acknowledgement of what was not sent"));
        }
        self.acknowledged = number;
        Ok(())
    }

    /// What is to be read next, to have a batch ready.
    pub fn ask(&mut self) -> Option<(Reading, Query)> {
        self.pack();
        if self.ready.is_some() {
            return None;
        }
        if !self.packing.is_empty() {
            let hashes = payloads_of(&self.packing);
            return Some((Reading::Payloads, Query::Payloads { hashes, bytes: ATTACHED_BYTES_MAX }));
        }
        if let Some(query) = self.ask_attached() {
            return Some((Reading::Attached, query));
        }
        let bytes = self.batch_bytes.saturating_sub(self.stock.size()).max(self.batch_bytes / 4);
        let queue = [(Queue::Roster, &self.roster), (Queue::Backlog, &self.backlog), (Queue::Live, &self.live)];
        let (queue, pieces) =
            queue.into_iter().find(|(queue, pieces)| !pieces.is_empty() || (*queue == Queue::Backlog && !self.early.is_empty()))?;
        if queue == Queue::Backlog && !self.early.is_empty() {
            let ids = self.early.iter().take(QUERY_PLACES_MAX).map(|(id, _)| *id).collect();
            return Some((Reading::Early, Query::Records { ids, bytes }));
        }
        let pieces = pieces.iter().take(QUERY_PLACES_MAX).copied().collect();
        Some((Reading::Pieces(queue), Query::Runs { pieces, bytes }))
    }

    fn ask_attached(&mut self) -> Option<Query> {
        let first = *self.attached.front()?;
        let document = |wanted: &Wanted| matches!(wanted, Wanted::Document(_));
        let same = self.attached.iter().take_while(|wanted| document(wanted) == document(&first));
        let hashes = same.filter_map(Wanted::digest).take(QUERY_PLACES_MAX).collect();
        let bytes = ATTACHED_BYTES_MAX;
        Some(if document(&first) { Query::Documents { hashes, bytes } } else { Query::Payloads { hashes, bytes } })
    }

    /// Takes what was read. `above` names the runs that begin right above another one.
    pub fn found(&mut self, reading: Reading, found: Found, above: impl Fn(&Held) -> Vec<Held>) -> Result<(), Reason> {
        match (reading, found) {
            (Reading::Pieces(queue), Found::Records(records)) => self.stock_pieces(queue, records, above),
            (Reading::Early, Found::Records(records)) => self.stock_early(records),
            (Reading::Payloads, Found::Payloads(payloads)) => self.packed(payloads),
            (Reading::Attached, Found::Payloads(payloads)) => self.attach_payloads(payloads),
            (Reading::Attached, Found::Documents(documents)) => self.attach_documents(documents),
            _ => return Err(Reason::Store),
        }
        Ok(())
    }

    fn stock_pieces(&mut self, queue: Queue, records: Vec<VerifiedRecord>, above: impl Fn(&Held) -> Vec<Held>) {
        if records.is_empty() {
            // The store no longer reads what its index named; the digests will tell.
            self.queue(queue).pop_front();
        }
        for record in records {
            let (log, seq) = (record.header().log, record.header().seq);
            let wanted = queue != Queue::Live || self.concerns(&record);
            let pieces = self.queue(queue);
            while pieces.front().is_some_and(|piece| piece.run.log != log || seq < piece.span.low || piece.span.high < seq) {
                pieces.pop_front();
            }
            let Some(piece) = pieces.front_mut() else { return };
            if seq < piece.span.high {
                piece.span.low = seq + 1;
                if wanted {
                    self.put(queue, record);
                }
                continue;
            }
            let done = *piece;
            pieces.pop_front();
            if !wanted {
                continue;
            }
            let record = record.with_signature_checked();
            let proven = record.signature() == SignatureState::Valid;
            self.put(queue, record);
            // A record that only its successor proves takes the next ones along, up to one with a good signature.
            let more = if proven { Vec::new() } else { continued(&done, above(&done.run)) };
            if !more.is_empty() {
                let pieces = self.queue(queue);
                more.into_iter().rev().for_each(|piece| pieces.push_front(piece));
                return;
            }
        }
    }

    fn put(&mut self, queue: Queue, record: VerifiedRecord) {
        self.stock.push(record);
        if queue != Queue::Live {
            self.owed = self.stock.count();
        }
    }

    fn stock_early(&mut self, records: Vec<VerifiedRecord>) {
        if records.is_empty() {
            self.early.pop_front();
        }
        for record in records {
            let Some(at) = self.early.iter().position(|(id, _)| *id == record.id()) else { return };
            let piece = self.early.drain(..=at).next_back().map(|(_, piece)| piece);
            let record = record.with_signature_checked();
            match (record.signature(), piece) {
                (SignatureState::Valid, _) => self.put(Queue::Backlog, record),
                // Its own signature proves nothing: it goes with its run.
                (_, piece) => self.backlog.extend(piece),
            }
        }
        self.early_stocked |= self.early.is_empty();
    }

    /// Moves records from the stock into a batch, if they are enough for one or all there is.
    fn pack(&mut self) {
        if self.ready.is_some() || !self.packing.is_empty() || !self.attached.is_empty() || self.stock.is_empty() {
            return;
        }
        let Some(count) = self.cut() else { return };
        self.packing = self.stock.take(count);
        self.owed = self.owed.saturating_sub(count);
        let documents: BTreeSet<Digest> = self.packing.iter().flat_map(documents_of).collect();
        self.attached.extend(documents.into_iter().map(Wanted::Document));
        if payloads_of(&self.packing).is_empty() {
            self.packed(Vec::new());
        }
    }

    /// How many records of the stock make the next batch. `None`: more are to be read first.
    fn cut(&mut self) -> Option<usize> {
        let cut = self.stock.cut(self.batch_bytes);
        let proven = (cut.count > 0).then_some(cut.count);
        if std::mem::take(&mut self.early_stocked) && proven.is_some() {
            return proven;
        }
        if !self.has_pieces() {
            // Nothing follows that could prove the rest: it goes as it is, unless a batch is full before it.
            return if cut.full && proven.is_some() { proven } else { Some(self.stock.count()) };
        }
        if cut.full && proven.is_some() {
            return proven;
        }
        if self.stock.size() >= STOCK_BYTES_MAX {
            (self.stock, self.owed) = (Stock::default(), 0);
        }
        None
    }

    fn packed(&mut self, payloads: Vec<Sealed>) {
        let records = std::mem::take(&mut self.packing);
        let mut rest: BTreeSet<Digest> = payloads_of(&records).into_iter().collect();
        let taken: usize = records.iter().map(|record| record.signed().as_bytes().len()).sum();
        let mut room = ATTACHED_BYTES_MAX.min((FRAME_BYTES_MAX - FRAME_SLACK_BYTES).saturating_sub(taken));
        let mut fitting = Vec::new();
        for sealed in payloads {
            if sealed.size() > room {
                break;
            }
            room -= sealed.size();
            rest.remove(&sealed.hash);
            fitting.push(sealed);
        }
        self.attached.extend(rest.into_iter().map(Wanted::Payload));
        self.finish(&records, fitting, Vec::new());
    }

    fn attach_payloads(&mut self, payloads: Vec<Sealed>) {
        if payloads.is_empty() {
            self.attached.pop_front();
        }
        let mut room = ATTACHED_BYTES_MAX;
        let mut fitting = Vec::new();
        for sealed in payloads {
            if sealed.size() > room && !fitting.is_empty() {
                break;
            }
            room = room.saturating_sub(sealed.size());
            let only_wraps = matches!(self.attached.pop_front(), Some(Wanted::Wraps(_)));
            let bytes = sealed.bytes.filter(|_| !only_wraps);
            fitting.push(Sealed { bytes, ..sealed });
        }
        self.finish(&[], fitting, Vec::new());
    }

    fn attach_documents(&mut self, documents: Vec<Option<String>>) {
        if documents.is_empty() {
            self.attached.pop_front();
        }
        let mut room = ATTACHED_BYTES_MAX;
        let mut fitting = Vec::new();
        for document in documents {
            let size = document.as_ref().map_or(0, String::len);
            if size > room && !fitting.is_empty() {
                break;
            }
            room = room.saturating_sub(size);
            self.attached.pop_front();
            fitting.extend(document);
        }
        self.finish(&[], Vec::new(), fitting);
    }

    fn finish(&mut self, records: &[VerifiedRecord], payloads: Vec<Sealed>, documents: Vec<String>) {
        let batch = WireBatch::new(self.number + 1, records, payloads, documents);
        if !batch.is_empty() {
            self.number += 1;
            self.ready = Some(encode(&Message::Batch(batch)));
        }
    }
}

/// What proves the last record of a piece when its own signature does not: the next one of its run, or of those that begin there.
fn continued(piece: &Piece, above: Vec<Held>) -> Vec<Piece> {
    if piece.span.high < piece.run.span.high {
        let next = piece.span.high + 1;
        return vec![Piece { run: piece.run, span: Span { low: next, high: next } }];
    }
    above.into_iter().map(|run| Piece { run, span: Span { low: run.span.low, high: run.span.low } }).collect()
}

fn payloads_of(records: &[VerifiedRecord]) -> Vec<Digest> {
    let hashes: BTreeSet<Digest> = records.iter().filter_map(|record| Some(record.header().payload?.hash)).collect();
    hashes.into_iter().collect()
}
