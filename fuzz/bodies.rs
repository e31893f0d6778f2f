//! What is done with arbitrary bytes, and what must hold whatever they are. A target of cargo-fuzz calls one of these;
//! `tests/fuzz` calls all of them.

use shouwen::domain::act::{Act, Kind};
use shouwen::domain::id::{Digest, RecordId, SiteId};
use shouwen::domain::key::PublicKey;
use shouwen::domain::log::Span;
use shouwen::domain::record::{Header, LogId, RawAct};
use shouwen::domain::regulation::Policy;
use shouwen::domain::regulation::calendar::Calendar;
use shouwen::domain::regulation::preset::Preset;
use shouwen::domain::signed::{SignedRecord, VerifiedRecord};
use shouwen::domain::time::Clock;
use shouwen::node::enrol::EnrolRequest;
use shouwen::sync::bundle::Reader;
use shouwen::sync::{Found, Held, Input, InstanceId, Interest, Nonce, Output, Query, Session, SiteState, Start};

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/support/world.rs"]
mod world;

/// The organisation of every session and bundle.
pub const ORGANISATION: PublicKey = PublicKey([3; 32]);
const SITE: SiteId = SiteId([7; 16]);
/// What a bundle begins with.
const BUNDLE_MAGIC: &[u8] = b"shouwen/bundle\0\x01";

/// A target by its name.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 8] = [
    ("record", record),
    ("header", header),
    ("act", act),
    ("session", session),
    ("bundle", bundle),
    ("enrolment", enrolment),
    ("fold", fold),
    ("regulation", regulation),
];

/// Whoever verifies has exactly the bytes that were signed.
pub fn record(data: &[u8]) {
    let Ok(signed) = SignedRecord::new(data) else { return };
    assert_eq!(signed.as_bytes(), data);
    if let Ok(record) = VerifiedRecord::verify(signed) {
        assert_eq!(record.header().encode(), record.signed().header_bytes());
    }
}

/// One header has one encoding.
pub fn header(data: &[u8]) {
    if let Ok(header) = Header::decode(data) {
        assert_eq!(header.encode(), data);
        assert_eq!(Header::decode(&header.encode()), Ok(header));
    }
}

/// An act that is understood is written as it was read; anything else is kept unread.
pub fn act(data: &[u8]) {
    let Some((kind, body)) = data.split_first_chunk::<2>() else { return };
    let raw = RawAct { kind: Kind(u16::from_le_bytes(*kind) % 80), body: body.to_vec() };
    match Act::decode(&raw) {
        Act::Unknown(kind) => assert_eq!(kind, raw.kind),
        act => assert_eq!(act.encode(), Some(raw)),
    }
}

/// Cuts bytes into parts, each led by its length in two bytes.
fn parts(mut data: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = data.split_first_chunk::<2>() {
        let (part, after) = rest.split_at(usize::from(u16::from_le_bytes(*length)).min(rest.len()));
        parts.push(part.to_vec());
        data = after;
    }
    parts
}

fn start(nonce: u8) -> Start {
    Start {
        organisation: ORGANISATION,
        instance: InstanceId([nonce; 16]),
        nonce: Nonce([nonce; 16]),
        wall: 1_764_000_000_000,
        clock: Clock::Synced,
        certificates: Vec::new(),
        introduction: Vec::new(),
        introduce: false,
        interest: Interest::Everything,
        sites: vec![SiteState { site: SITE, digest: Digest([nonce; 32]), roster: Digest([1; 32]), logs: Digest([nonce; 32]) }],
    }
}

/// The runs that the session's store says it holds.
fn index() -> Vec<Held> {
    let run = |key: u8, low, high| Held {
        log: LogId { key: PublicKey([key; 32]), site: SITE, ..LogId::default() },
        span: Span { low, high },
        top: RecordId([key; 32]),
    };
    vec![run(1, 1, 9), run(1, 5, 20), run(2, 1, 1_000_000), run(4, 7, 7)]
}

fn found(query: &Query) -> Found {
    match query {
        Query::Index(_) => Found::Index(index()),
        Query::Ids(places) => Found::Ids(places.iter().map(|place| Some(RecordId(Digest::of(&place.seq.to_le_bytes()).0))).collect()),
        Query::Runs { .. } | Query::Records { .. } => Found::Records(Vec::new()),
        Query::Payloads { .. } => Found::Payloads(Vec::new()),
        Query::Documents { .. } => Found::Documents(Vec::new()),
        Query::Wants { .. } => Found::Wants(Vec::new()),
        Query::Digests(sites) => Found::Digests(sites.iter().map(|_| Digest([5; 32])).collect()),
        Query::Members { .. } => Found::Members(Vec::new()),
        Query::Interest { .. } | Query::Concerns { .. } => Found::Requests(Vec::new()),
        Query::FilesWanted { .. } => Found::FilesWanted { files: Vec::new(), after: None },
        Query::FilesHeld(_) => Found::FilesHeld(Vec::new()),
        Query::FileOutline(_) => Found::FileOutline(None),
        Query::FileChunk { .. } => Found::FileChunk(None),
        Query::Open { .. } | Query::Request { .. } | Query::Forks { .. } => Found::Names(Vec::new()),
    }
}

/// How much one frame may have a session do.
const OUTPUTS_MAX: usize = 10_000;

fn settle(session: &mut Session, input: Input) -> Vec<Vec<u8>> {
    let (mut inputs, mut said, mut count) = (vec![input], Vec::new(), 0);
    while let Some(input) = inputs.pop() {
        for output in session.handle(input, 0) {
            count += 1;
            assert!(count < OUTPUTS_MAX, "a frame keeps a session busy for ever");
            match output {
                Output::Read(query) => inputs.push(Input::Found(found(&query))),
                Output::Judge(_) => inputs.push(Input::Accepted),
                Output::Commit(batch) => inputs.push(Input::Committed { batch: batch.number }),
                Output::KeepFiles(_) => inputs.push(Input::FilesKept(true)),
                Output::Send(frame) => said.push(frame),
                _ => {}
            }
        }
    }
    said
}

/// Any frames after an honest hello, or before it where the first byte is odd.
pub fn session(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let mut session = Session::new();
    settle(&mut session, Input::Start(Box::new(start(1))));
    if first % 2 == 0 {
        let hello = settle(&mut Session::new(), Input::Start(Box::new(start(2)))).remove(0);
        settle(&mut session, Input::Frame(hello));
    }
    for frame in parts(data) {
        settle(&mut session, Input::Frame(frame));
    }
}

/// Any file; where the first byte is odd, any frames in a file whose checksums are right.
pub fn bundle(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let file = if first % 2 == 0 { data.to_vec() } else { file_of(&parts(data)) };
    let mut reader = Reader::new(ORGANISATION);
    let mut records = 0;
    for piece in file.chunks(usize::from(*first) * 8 + 1) {
        let Ok(batches) = reader.feed(piece) else { return };
        records += batches.iter().map(|batch| batch.records.len() as u64).sum::<u64>();
    }
    if let Ok(told) = reader.finish() {
        assert_eq!(told, records);
    }
}

fn file_of(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file = [BUNDLE_MAGIC, &ORGANISATION.0].concat();
    for frame in frames {
        file.extend(u32::try_from(frame.len()).expect("short").to_le_bytes());
        file.extend(frame);
        let check = blake3::hash(&file);
        file.extend(&check.as_bytes()[..8]);
    }
    file.extend([0; 4]);
    let trailer = blake3::hash(&file);
    file.extend(trailer.as_bytes());
    file
}

/// What is no request that its own keys signed is refused.
pub fn enrolment(data: &[u8]) {
    if let Ok(request) = EnrolRequest::read(data) {
        assert!(!request.device.is_empty());
    }
}

/// Any history has a holder for every request, and gives the same chains in any order.
pub fn fold(data: &[u8]) {
    let draws: Vec<world::Draw> = data.chunks_exact(4).take(40).map(|draw| (draw[0], draw[1], draw[2], draw[3])).collect();
    let mut records = world::World::of(&draws).records;
    let chains = world::fold_all(&records);
    for request in chains.values() {
        assert!(!request.holders().is_empty() || request.duty_post, "nobody answers for {:?}", request.id);
    }
    let turned = data.len() % records.len().max(1);
    records.rotate_left(turned);
    records.reverse();
    assert_eq!(world::fold_all(&records), chains, "another order, another chain");
    // Some parents are missing for ever.
    records.truncate(records.len() * 2 / 3);
    for request in world::fold_all(&records).values() {
        assert!(!request.holders().is_empty() || request.duty_post);
    }
}

/// Any text is a regulation, a policy, a calendar or a reason why not.
pub fn regulation(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for said in [Preset::read(text).err().map(|e| e.to_string()), Policy::read(text).err().map(|e| e.to_string())] {
        assert!(said.is_none_or(|why| why.len() > 10));
    }
    let _ = Calendar::parse(text);
}
