//! Random histories of many logs: with forks, gaps, epochs, unknown kinds, words and documents.

use std::sync::LazyLock;

use proptest::prelude::*;
use shouwen::domain::act::{Act, AdoptCalendar, Kind, Note, Stream, WrappedKey};
use shouwen::domain::id::{Digest, Epoch, RecordId, SiteId};
use shouwen::domain::key::SecretKey;
use shouwen::domain::payload::Wrap;
use shouwen::domain::record::{Continues, HEADER_VERSION, Header, LogId, PayloadRef, RawAct};
use shouwen::domain::signed::{SIGNATURE_BYTES, SignatureState, SignedRecord, VerifiedRecord};
use shouwen::domain::time::Moment;

use super::shelf::Shelf;

/// The site of every history, beside the organisation.
pub const SITE: SiteId = SiteId([7; 16]);

static KEYS: LazyLock<Vec<SecretKey>> = LazyLock::new(|| (1..=4).map(|key| SecretKey::from_bytes(&[key; 32])).collect());

/// One record, before its log is known.
#[derive(Clone, Debug)]
pub struct Stroke {
    /// Which log, from a few.
    pub log: u8,
    /// How far below the head of its log it is put; 0 in most: the head itself.
    pub back: u8,
    /// Which request, from a few.
    pub request: u8,
    pub kind: u8,
    pub payload: Option<u8>,
    /// Which of the two shelves hold it: bits 1 and 2; and whether they hold its words: bits 4 and 8.
    pub held: u8,
}

/// Any record.
pub fn stroke() -> impl Strategy<Value = Stroke> {
    let back = prop_oneof![12 => Just(0u8), 1 => 1u8..4];
    let held = prop_oneof![4 => Just(0b0101u8), 4 => Just(0b1010u8), 4 => Just(0b1111u8), 3 => 0u8..16];
    let payload = proptest::option::weighted(0.4, 0u8..40);
    (0u8..6, back, 0u8..5, 0u8..8, payload, held).prop_map(|(log, back, request, kind, payload, held)| Stroke {
        log,
        back,
        request,
        kind,
        payload,
        held,
    })
}

/// The logs of the histories: four of them ordinary, one of the organisation's, one a later epoch.
fn log(number: u8) -> (LogId, &'static SecretKey) {
    let (key, site, stream, epoch) = match number {
        0 => (0, SiteId::ORGANISATION, Stream::Roster, 0),
        1 => (1, SITE, Stream::Roster, 0),
        2 => (1, SITE, Stream::Work, 0),
        3 => (2, SITE, Stream::Work, 0),
        4 => (3, SITE, Stream::Witness, 0),
        _ => (2, SITE, Stream::Work, 1),
    };
    (LogId { key: KEYS[key].public(), site, stream, epoch: Epoch([epoch; 8]) }, &KEYS[key])
}

/// The sealed bytes of a payload number.
pub fn words(number: u8) -> Vec<u8> {
    vec![number; 40 + 7 * usize::from(number)]
}

/// The document of a number.
pub fn document(number: u8) -> String {
    format!("calendar {number}\n")
}

/// A request that is no record of the history.
pub fn request(number: u8) -> RecordId {
    RecordId([number; 32])
}

/// A header at a place.
pub fn header(log: LogId, below: Option<&VerifiedRecord>) -> Header {
    Header {
        version: HEADER_VERSION,
        log,
        seq: below.map_or(1, |below| below.header().seq + 1),
        backlink: below.map(VerifiedRecord::id),
        continues: None,
        under: Some(RecordId([9; 32])),
        request: (log.stream == Stream::Work).then_some(request(1)),
        parents: Vec::new(),
        at: Moment { wall: 1_764_000_000_000, ..Moment::default() },
        happened: None,
        anchor: None,
        act: Act::from(Note { joins: false }).encode().expect("a note encodes"),
        payload: None,
    }
}

/// Signs a header; every eighth kind with a bad signature where `spoil` says so.
fn sign(header: &Header, key: &SecretKey, spoil: bool) -> VerifiedRecord {
    let signed = SignedRecord::sign(header, key);
    if !spoil {
        return VerifiedRecord::verify(signed).expect("signed just now");
    }
    let mut bytes = signed.as_bytes().to_vec();
    let at = bytes.len() - SIGNATURE_BYTES;
    bytes[at] ^= 1;
    let signed = SignedRecord::new(&bytes).expect("as long as before");
    let id = signed.id();
    VerifiedRecord::vouched(signed, id, SignatureState::Unchecked).expect("the same header")
}

/// What two nodes hold of one history.
#[derive(Clone, Debug)]
pub struct Tangle {
    pub left: Shelf,
    pub right: Shelf,
    pub all: Shelf,
}

/// Writes a history and splits it over two shelves. `spoiled` gives some records below a head a bad signature.
pub fn write(strokes: &[Stroke], spoiled: bool) -> Tangle {
    let mut heads: Vec<Vec<VerifiedRecord>> = vec![Vec::new(); 6];
    let mut tangle = Tangle { left: Shelf::default(), right: Shelf::default(), all: Shelf::default() };
    for (at, stroke) in strokes.iter().enumerate() {
        let (log, key) = log(stroke.log);
        let chain = &heads[usize::from(stroke.log)];
        let below = chain.len().checked_sub(1 + usize::from(stroke.back)).map(|place| chain[place].clone());
        let mut header = header(log, below.as_ref());
        header.at.elapsed = at as u64;
        header.under = Some(RecordId([stroke.kind / 2; 32]));
        if log.stream == Stream::Work {
            header.request = Some(request(stroke.request));
            header.parents = (0..stroke.kind % 3).map(|parent| RecordId([parent + 1; 32])).collect();
        }
        match stroke.kind {
            0 => header.act = RawAct { kind: Kind(40_000), body: vec![1, 2, 3, stroke.request] },
            1 if log.stream == Stream::Roster => {
                let act = AdoptCalendar { document: Digest::of(document(stroke.request).as_bytes()), replaces: Vec::new() };
                header.act = Act::from(act).encode().expect("it encodes");
            }
            2 => header.happened = Some(-5),
            3 => header.anchor = Some(RecordId([3; 32])),
            _ => {}
        }
        if below.is_none() && stroke.log == 5 {
            header.continues = Some(Continues { epoch: Epoch([0; 8]), seq: 3, id: RecordId([4; 32]) });
        }
        let payload = stroke.payload.map(words);
        header.payload =
            payload.as_ref().map(|bytes| PayloadRef { hash: Digest::of(bytes), len: u32::try_from(bytes.len()).expect("short") });
        let record = sign(&header, key, false);
        heads[usize::from(stroke.log)].push(record.clone());
        put(&mut tangle, stroke, &record);
    }
    if spoiled {
        tangle = spoil(&heads);
    }
    tangle.all = union(&tangle.left, &tangle.right);
    tangle
}

fn put(tangle: &mut Tangle, stroke: &Stroke, record: &VerifiedRecord) {
    for (shelf, bit) in [(&mut tangle.left, 1), (&mut tangle.right, 2)] {
        if stroke.held & bit == 0 {
            continue;
        }
        shelf.insert(record.clone());
        if record.header().act.kind == Kind::AdoptCalendar && stroke.request.is_multiple_of(2) {
            let text = document(stroke.request);
            shelf.documents.insert(Digest::of(text.as_bytes()), text);
        }
        if let Some(payload) = record.header().payload.filter(|_| stroke.held & (bit << 2) != 0) {
            shelf.wraps.insert(payload.hash, vec![wrap(payload.hash)]);
            shelf.payloads.insert(payload.hash, words(stroke.payload.expect("named")));
        }
    }
}

/// What both shelves hold together.
fn union(left: &Shelf, right: &Shelf) -> Shelf {
    let mut all = left.clone();
    for record in right.records.values() {
        all.insert(record.clone());
    }
    all.payloads.extend(right.payloads.clone());
    all.wraps.extend(right.wraps.clone());
    all.documents.extend(right.documents.clone());
    all
}

/// A wrap of a payload.
pub fn wrap(payload: Digest) -> Wrap {
    Wrap { payload, site_key: Digest([5; 32]), wrapped: WrappedKey::default() }
}

/// The same lengths of logs without forks, where every third record below a head has a bad signature.
fn spoil(heads: &[Vec<VerifiedRecord>]) -> Tangle {
    let mut tangle = Tangle { left: Shelf::default(), right: Shelf::default(), all: Shelf::default() };
    for (number, chain) in heads.iter().enumerate() {
        let (log, key) = log(u8::try_from(number).expect("six logs"));
        let mut below: Option<VerifiedRecord> = None;
        let mut records = Vec::new();
        for at in 0..chain.len() {
            let record = sign(&header(log, below.as_ref()), key, at % 3 != 2 && at + 1 < chain.len());
            records.push(record.clone());
            below = Some(record);
        }
        // A store only holds records that are proven: up to one with a good signature.
        let kept = if number % 2 == 0 { records.len() } else { records.len() / 3 * 3 };
        for (at, record) in records.iter().enumerate() {
            tangle.left.insert(record.clone());
            if at < kept / 2 / 3 * 3 {
                tangle.right.insert(record.clone());
            }
        }
    }
    tangle
}

/// A log of one key with so many records, each with words of its own; the same ones for the same key.
pub fn chain(key: u8, stream: Stream, count: u64) -> Vec<(VerifiedRecord, Vec<u8>)> {
    let secret = SecretKey::from_bytes(&[key; 32]);
    let log = LogId { key: secret.public(), site: SITE, stream, epoch: Epoch([1; 8]) };
    let mut records: Vec<(VerifiedRecord, Vec<u8>)> = Vec::new();
    for at in 0..count {
        let mut header = header(log, records.last().map(|(record, _)| record));
        header.at = Moment {
            wall: 1_764_000_000_000 + i64::try_from(at).expect("few") * 1000,
            boot: u64::from(key) << 40,
            elapsed: at,
            ..header.at
        };
        header.request = (stream == Stream::Work).then(|| RecordId(*blake3::hash(&at.to_le_bytes()).as_bytes()));
        let words = [&Digest::of(&at.to_le_bytes()).0[..], &[key; 100]].concat();
        header.payload = Some(PayloadRef { hash: Digest::of(&words), len: u32::try_from(words.len()).expect("short") });
        records.push((sign(&header, &secret, false), words));
    }
    records
}

/// A receipt-less record above another one, told from others by its wall clock.
pub fn next(key: u8, below: Option<&VerifiedRecord>, wall: i64) -> VerifiedRecord {
    let secret = SecretKey::from_bytes(&[key; 32]);
    let log = below.map_or_else(
        || LogId { key: secret.public(), site: SITE, stream: Stream::Witness, epoch: Epoch([1; 8]) },
        |below| below.header().log,
    );
    let mut header = header(log, below);
    header.at.wall = wall;
    sign(&header, &secret, false)
}
