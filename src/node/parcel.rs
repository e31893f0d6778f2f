//! A request in one hand: the smallest bundle that proves it to somebody, small enough for QR codes, and what is done
//! when one is read. With no network at all an offer, its take and both devices' receipts change hands this way.

use std::collections::BTreeSet;

use super::acquainted::{Acquainted, Around, heads, log_of};
use super::bundle::{BundleReport, CarryError};
use super::draft::ActError;
use super::handle::Handle;
use super::reads::ReadError;
use super::ring::travelling;
use super::shift::On;
use crate::domain::act::{Act, Addressee, Kind, Stream};
use crate::domain::evidence::{Certificate, Evidence};
use crate::domain::id::{DeviceId, Digest, PersonId, RecordId, RequestId};
use crate::domain::payload::Personal;
use crate::domain::record::LogId;
use crate::domain::request::Request;
use crate::domain::signed::VerifiedRecord;
use crate::store::Snapshot;
use crate::sync::bundle::{Reader, Writer};
use crate::sync::{Batch, Sealed};

/// Words go along while they take no more than this many bytes together; longer ones follow with the next sync.
const WORDS_BYTES_MAX: usize = 8 * 1024;

/// A request made up for one reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// A whole bundle.
    pub bytes: Vec<u8>,
    /// Records in it.
    pub records: usize,
    /// Words that were too long to go along.
    pub words_left_out: usize,
}

/// Whether reading an offer also takes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taking {
    /// Where it is offered to the reader: that is what it is read for.
    #[default]
    IfOffered,
    /// In any case, as `request take` does.
    Always,
    /// Not now.
    Never,
}

/// What reading a parcel brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// The request.
    pub request: Request,
    /// What was read.
    pub report: BundleReport,
    /// The take that was written.
    pub take: Option<RecordId>,
    /// What the giver reads in turn.
    pub answer: Option<Parcel>,
}

/// Why a parcel was not made or not read. What was stored before stays, and reading it again adds nothing twice.
#[derive(Debug, thiserror::Error)]
pub enum ParcelError {
    /// It cannot be written or read as a bundle.
    #[error(transparent)]
    Carry(#[from] CarryError),
    /// No request, or several.
    #[error("these records are not those of one request: read them with `bundle import`")]
    NotOneRequest,
    /// What it rests on is not here.
    #[error(
        "the {records} records were kept, but what proves request {request} has not arrived (its author's certificate, its opening or its regulation): sync, or import a bundle of the site"
    )]
    Unproven {
        /// The request.
        request: RequestId,
        /// How many records were read.
        records: u64,
    },
    /// The take was not written; the records were kept.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<crate::store::ReadError> for ParcelError {
    fn from(error: crate::store::ReadError) -> Self {
        Self::Read(error.into())
    }
}

impl Handle {
    /// The author's standing offers of a request, each with its addressee.
    ///
    /// # Errors
    /// The request is unknown, or nobody can be said to be the author.
    pub fn own_offers(&self, author: Option<PersonId>, request: RequestId) -> Result<Vec<(RecordId, Addressee)>, ParcelError> {
        let author = author.map_or_else(|| self.default_author(), Ok)?;
        let offers = self.request(request)?.offers;
        Ok(offers.into_iter().filter(|offer| offer.from == author).map(|offer| (offer.id, offer.to)).collect())
    }

    /// A request for whom it is offered to: its records, and of the roster and the receipts what these people's devices
    /// have not said they hold.
    ///
    /// # Errors
    /// The request is unknown here, or the store's.
    pub fn parcel(&self, request: RequestId, to: &Addressee) -> Result<Parcel, ParcelError> {
        let snapshot = self.snapshot()?;
        let evidence = self.evidence(&snapshot, self.identity().site)?;
        let meant = |certificate: &&Certificate| match to {
            Addressee::Person(person) => certificate.person == Some(*person),
            Addressee::Post(post) => certificate.posts.contains(post),
        };
        let certified = evidence.certificates().filter(|certificate| certificate.in_force()).filter(meant);
        let mut devices: BTreeSet<DeviceId> = certified.map(|certificate| certificate.device).collect();
        devices.remove(&self.identity().device);
        self.parcel_for(&snapshot, &evidence, request, &devices)
    }

    fn parcel_for(
        &self,
        snapshot: &Snapshot,
        evidence: &Evidence,
        request: RequestId,
        devices: &BTreeSet<DeviceId>,
    ) -> Result<Parcel, ParcelError> {
        let around = Around::of(snapshot, evidence.site(), request)?;
        if !around.request.contains_key(&request) {
            return Err(CarryError::Unknown(request).into());
        }
        let known: Vec<Acquainted> = devices.iter().map(|device| Acquainted::of(*device, &around, evidence)).collect();
        // The heads always go along: they say which request it is.
        let heads = around.heads();
        let held =
            |record: &VerifiedRecord| !heads.contains(&record.id()) && !known.is_empty() && known.iter().all(|known| known.holds(record));
        let chosen = self.foundations(&around, evidence, devices);
        let mut records: Vec<&VerifiedRecord> = chosen.iter().filter_map(|id| around.find(*id)).filter(|record| !held(record)).collect();
        records.sort_by_key(|record| (place(record), record.header().log, record.header().seq));
        self.pack_parcel(snapshot, &records)
    }

    /// The request's records and everything that they rest on; who of them was revoked; the keys that open words for the readers.
    fn foundations(&self, around: &Around, evidence: &Evidence, devices: &BTreeSet<DeviceId>) -> BTreeSet<RecordId> {
        let mut chosen = BTreeSet::new();
        around.rest_on(around.request.keys().copied().chain(self.own_receipts(around, evidence)), &mut chosen);
        let of_reader = |id| evidence.certificate(id).is_some_and(|certificate| devices.contains(&certificate.device));
        let concerns = |record: &VerifiedRecord| match Act::decode(&record.header().act) {
            Act::Revoke(revoke) => revoke.certificate.is_some_and(|id| chosen.contains(&id)),
            Act::WrapFor(given) => given.wraps.iter().any(|wrap| of_reader(wrap.certificate)),
            _ => false,
        };
        let more: Vec<RecordId> = around.roster.iter().filter(|(_, record)| concerns(record)).map(|(id, _)| *id).collect();
        around.rest_on(more.into_iter(), &mut chosen);
        chosen
    }

    /// This device's receipts for what others wrote about the request: of each log the first that covers all of it.
    fn own_receipts(&self, around: &Around, evidence: &Evidence) -> Vec<RecordId> {
        let own = self.device_keys().sign.public();
        let mine = |key| evidence.of_key(key).any(|certificate| certificate.device == self.identity().device);
        let mut receipts: Vec<&VerifiedRecord> = around.roster.values().filter(|record| record.header().log.key == own).collect();
        receipts.retain(|record| record.header().act.kind == Kind::Receipt);
        receipts.sort_by_key(|record| record.header().seq);
        let logs: BTreeSet<LogId> = around.request.values().map(|record| record.header().log).filter(|log| !mine(log.key)).collect();
        let top = |log: &LogId| around.request.values().map(VerifiedRecord::header).filter(|h| h.log == *log).map(|h| h.seq).max();
        let covers = |record: &VerifiedRecord, log: &LogId| {
            heads(record).iter().any(|head| log_of(head, around.site) == *log && Some(head.seq) >= top(log))
        };
        logs.iter().filter_map(|log| receipts.iter().find(|record| covers(record, log)).map(|record| record.id())).collect()
    }

    fn pack_parcel(&self, snapshot: &Snapshot, records: &[&VerifiedRecord]) -> Result<Parcel, ParcelError> {
        let ring = self.ring(snapshot, self.identity().site)?;
        let (mut payloads, mut room, mut left_out, opened) = (Vec::new(), WORDS_BYTES_MAX, 0, self.opened());
        for hash in records.iter().filter_map(|record| record.header().payload).map(|named| named.hash) {
            let Some(bytes) = snapshot.payload(hash)? else { continue };
            let wraps = travelling(snapshot, (hash, &bytes), (&ring, &opened), self.entropy())?;
            let sealed = Sealed { hash, bytes: Some(bytes), wraps };
            match room.checked_sub(sealed.size()) {
                Some(rest) => (room, payloads) = (rest, [payloads, vec![sealed]].concat()),
                None => left_out += 1,
            }
        }
        let documents = records.iter().flat_map(|record| documents_of(record)).collect::<BTreeSet<Digest>>();
        let documents: Result<Vec<Option<String>>, _> = documents.into_iter().map(|hash| snapshot.document(hash)).collect();
        let (mut writer, mut bytes) = Writer::new(self.identity().organisation);
        let batch = Batch {
            records: records.iter().copied().cloned().collect(),
            payloads,
            documents: documents?.into_iter().flatten().collect(),
            ..Batch::default()
        };
        bytes.extend(writer.push(&batch));
        bytes.extend(writer.finish());
        Ok(Parcel { bytes, records: records.len(), words_left_out: left_out })
    }

    /// Reads a parcel: proves every record of it, stores what is new, writes the receipt for it, takes what is offered to
    /// the author, and makes up the answer for whoever gave it. Read again, it gives the same answer and writes nothing.
    ///
    /// # Errors
    /// [`ParcelError`]; a parcel that is not whole stores nothing.
    pub fn scan(&self, bytes: &[u8], author: Option<PersonId>, taking: Taking) -> Result<Scanned, ParcelError> {
        let records = self.look_through(bytes)?;
        let about: BTreeSet<RequestId> = records.iter().filter_map(VerifiedRecord::request).collect();
        let Some(id) = about.first().copied().filter(|_| about.len() == 1) else { return Err(ParcelError::NotOneRequest) };
        let report = self.bundle_read(&mut &*bytes)?;
        let unproven = || ParcelError::Unproven { request: id, records: report.records };
        let request = self.snapshot()?.request(id)?.ok_or_else(unproven)?;
        let on = On { author, request: id, happened: None };
        let take = match taking {
            Taking::Never => None,
            Taking::Always => Some(self.take(on, &Personal::default())?),
            Taking::IfOffered if request.offers.is_empty() => None,
            Taking::IfOffered => self.take_offered(on)?,
        };
        let request = if take.is_some() { self.request(id)? } else { request };
        let answer = if taking == Taking::Never { None } else { self.parcel_back(&request, author, &records)? };
        Ok(Scanned { request, report, take, answer })
    }

    /// Every record of a parcel, proven; nothing is stored.
    fn look_through(&self, bytes: &[u8]) -> Result<Vec<VerifiedRecord>, CarryError> {
        let mut reader = Reader::new(self.identity().organisation);
        let batches = reader.feed(bytes)?;
        reader.finish()?;
        Ok(batches.into_iter().flat_map(|batch| batch.records).collect())
    }

    /// What the giver of a scanned offer reads in turn, once somebody of this device has taken it.
    fn parcel_back(&self, request: &Request, author: Option<PersonId>, scanned: &[VerifiedRecord]) -> Result<Option<Parcel>, ParcelError> {
        let snapshot = self.snapshot()?;
        let here = match author {
            Some(author) => vec![author],
            None => self.people_here()?,
        };
        let mut offers = BTreeSet::new();
        for tenure in request.standing().filter(|tenure| here.contains(&tenure.person)) {
            let act = snapshot.record(tenure.id)?.map(|record| Act::decode(&record.header().act));
            if let Some(Act::Take(take)) = act {
                offers.extend(take.offers);
            }
        }
        let evidence = self.evidence(&snapshot, request.site)?;
        let answered = scanned.iter().filter(|record| offers.contains(&record.id()));
        let giver = |record: &VerifiedRecord| record.header().under.and_then(|id| evidence.certificate(id)).map(|it| it.device);
        let mut givers: BTreeSet<DeviceId> = answered.filter_map(giver).collect();
        givers.remove(&self.identity().device);
        if givers.is_empty() {
            return Ok(None);
        }
        self.parcel_for(&snapshot, &evidence, request.id, &givers).map(Some)
    }
}

/// Rosters stand before receipts, receipts before work, so that each is believed when it is stored.
fn place(record: &VerifiedRecord) -> u8 {
    match record.header().log.stream {
        Stream::Roster => 0,
        Stream::Witness => 1,
        Stream::Work => 2,
    }
}

/// The documents without which an adoption says nothing.
fn documents_of(record: &VerifiedRecord) -> Vec<Digest> {
    match record.header().act.kind {
        Kind::AdoptRegulation => match Act::decode(&record.header().act) {
            Act::AdoptRegulation(adopted) => [adopted.preset].into_iter().chain(adopted.overlays).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
