//! The wire format written by hand, byte by byte, as docs/ARCHITECTURE.md and the modules of `sync` describe it: postcard's
//! varints, lengths and tags. Nothing here comes from the code under test, so agreement is a check of the format too.

use shouwen::domain::act::Stream;
use shouwen::domain::id::{Digest, RecordId, SiteId};
use shouwen::domain::record::{Header, LogId};
use shouwen::domain::signed::VerifiedRecord;
use shouwen::sync::Nonce;

/// The messages by their number on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Hello,
    Introduce,
    Introduction,
    Frontier,
    Halve,
    Compared,
    Batch,
    Acknowledge,
    Done,
    Want,
    Answered,
    Settled,
    /// One of the messages about files, which have tests of their own (tests/sessions/files.rs).
    Files,
}

impl Kind {
    /// The messages about words.
    pub const ALL: [Self; 12] = [
        Self::Hello,
        Self::Introduce,
        Self::Introduction,
        Self::Frontier,
        Self::Halve,
        Self::Compared,
        Self::Batch,
        Self::Acknowledge,
        Self::Done,
        Self::Want,
        Self::Answered,
        Self::Settled,
    ];

    /// What a frame says, by its first bytes.
    pub fn of(frame: &[u8]) -> Self {
        let number = match frame[0] {
            0 => frame[1],
            _ => zstd::bulk::decompress(&frame[5..], 1 << 20).expect("an honest frame")[0],
        };
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::Files)
    }
}

/// What stands at a place of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The number of elements or bytes that follow.
    Length,
    /// Which variant of an enum.
    Tag,
    /// Whether something follows, or a yes and no.
    Flag,
    /// Anything else.
    Plain,
}

/// A frame that knows where its fields begin.
#[derive(Clone, Debug)]
pub struct Frame {
    pub bytes: Vec<u8>,
    pub fields: Vec<(usize, Mark)>,
}

impl Frame {
    pub fn new(kind: Kind) -> Self {
        Self { bytes: vec![0], fields: Vec::new() }.mark(Mark::Tag).varint(kind as u64)
    }

    fn mark(mut self, mark: Mark) -> Self {
        self.fields.push((self.bytes.len(), mark));
        self
    }

    fn varint(mut self, number: u64) -> Self {
        self.bytes.extend(varint(number));
        self
    }

    pub fn number(self, number: u64) -> Self {
        self.mark(Mark::Plain).varint(number)
    }

    pub fn length(self, length: usize) -> Self {
        self.mark(Mark::Length).varint(length as u64)
    }

    pub fn tag(self, tag: u64) -> Self {
        self.mark(Mark::Tag).varint(tag)
    }

    pub fn flag(self, flag: bool) -> Self {
        self.mark(Mark::Flag).varint(u64::from(flag))
    }

    /// A number with a sign, zigzag.
    pub fn signed(self, number: i64) -> Self {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned())
    }

    pub fn raw(self, bytes: &[u8]) -> Self {
        let mut marked = self.mark(Mark::Plain);
        marked.bytes.extend(bytes);
        marked
    }

    /// Bytes with their length before them.
    pub fn blob(self, bytes: &[u8]) -> Self {
        self.length(bytes.len()).raw(bytes)
    }

    pub fn each<T>(self, items: &[T], one: impl Fn(Self, &T) -> Self) -> Self {
        let begun = self.length(items.len());
        items.iter().fold(begun, one)
    }

    pub fn option<T>(self, item: Option<&T>, one: impl FnOnce(Self, &T) -> Self) -> Self {
        let flagged = self.flag(item.is_some());
        match item {
            Some(item) => one(flagged, item),
            None => flagged,
        }
    }

    /// The same frame with other bytes in place of a field's number.
    pub fn with(&self, field: usize, number: &[u8]) -> Vec<u8> {
        let at = self.fields[field].0;
        let mut end = at;
        while self.bytes[end] & 0x80 != 0 {
            end += 1;
        }
        [&self.bytes[..at], number, &self.bytes[end + 1..]].concat()
    }
}

pub fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).expect("seven bits") | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).expect("seven bits"));
    bytes
}

/// Compresses the body of a plain frame, and claims a length.
pub fn packed(plain: &[u8], claimed: usize) -> Vec<u8> {
    let body = zstd::bulk::compress(&plain[1..], 1).expect("it compresses");
    [&[1][..], &u32::try_from(claimed).expect("below 4 GiB").to_le_bytes(), &body].concat()
}

/// A site of a hello.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    pub site: SiteId,
    pub digest: Digest,
    pub roster: [u8; 8],
    pub logs: [u8; 8],
}

#[derive(Clone, Debug)]
pub struct Hello {
    pub low: u64,
    pub high: u64,
    pub organisation: [u8; 32],
    pub instance: [u8; 16],
    pub nonce: Nonce,
    pub clock: u64,
    /// The listed requests; `None`: everything.
    pub requests: Option<usize>,
    pub certificates: Vec<RecordId>,
    pub introduction: Vec<Vec<u8>>,
    pub sites: Vec<Site>,
}

pub fn hello(hello: &Hello) -> Frame {
    let begun = Frame::new(Kind::Hello)
        .number(hello.low)
        .number(hello.high)
        .raw(&hello.organisation)
        .raw(&hello.instance)
        .raw(&hello.nonce.0)
        .signed(1_764_000_000_000)
        .tag(hello.clock);
    let interested = match hello.requests {
        None => begun.tag(0),
        Some(count) => begun.tag(2).each(&vec![[3; 32]; count], |frame, id| frame.raw(id)),
    };
    interested
        .each(&hello.certificates, |frame, id| frame.raw(&id.0))
        .each(&hello.introduction, |frame, record| frame.blob(record))
        .each(&hello.sites, |frame, site| frame.raw(&site.site.0).raw(&site.digest.0).raw(&site.roster).raw(&site.logs))
}

pub fn introduction(records: &[Vec<u8>]) -> Frame {
    Frame::new(Kind::Introduction).each(records, |frame, record| frame.blob(record))
}

/// A run of a frontier: steps in the list of logs, lowest place, how many more, tag.
pub type Entry = (u64, u64, u64, [u8; 8]);

pub fn frontier(site: SiteId, names: Option<Vec<LogId>>, entries: &[Entry], last: bool) -> Frame {
    let name = |frame: Frame, log: &LogId| frame.raw(&log.key.0).tag(stream(log.stream)).raw(&log.epoch.0);
    Frame::new(Kind::Frontier)
        .raw(&site.0)
        .option(names.as_ref(), |frame, names| frame.each(names, name))
        .each(entries, |frame, (step, low, more, tag)| frame.number(*step).number(*low).number(*more).raw(tag))
        .flag(last)
}

pub fn stream(stream: Stream) -> u64 {
    match stream {
        Stream::Roster => 0,
        Stream::Work => 1,
        Stream::Witness => 2,
    }
}

/// The sender's run, the receiver's, from, to, and the tag half-way.
pub type Probe = (u64, u64, u64, u64, Option<[u8; 8]>);

pub fn halve(site: SiteId, probes: &[Probe]) -> Frame {
    Frame::new(Kind::Halve).raw(&site.0).each(probes, |frame, (ours, theirs, low, high, tag)| {
        frame.number(*ours).number(*theirs).number(*low).number(*high).option(tag.as_ref(), |frame, tag| frame.raw(tag))
    })
}

/// Records of one log as a run: the first header says what it leaves out.
#[derive(Clone, Debug)]
pub struct Run {
    pub log: u64,
    pub first: u64,
    pub backlink: Option<RecordId>,
    pub items: Vec<(Header, [u8; 64])>,
}

impl Run {
    /// The run of these records, each above the other.
    pub fn of(log: u64, records: &[VerifiedRecord]) -> Self {
        let first = records[0].header();
        let item = |record: &VerifiedRecord| (record.header().clone(), record.signed().signature().0);
        Self { log, first: first.seq, backlink: first.backlink, items: records.iter().map(item).collect() }
    }
}

/// Sealed words: their hash, the bytes, how many wraps.
pub type Words = (Digest, Option<Vec<u8>>, usize);

#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub number: u64,
    pub logs: Vec<LogId>,
    pub runs: Vec<Run>,
    pub words: Vec<Words>,
    pub documents: Vec<Vec<u8>>,
}

pub fn batch(batch: &Batch) -> Frame {
    Frame::new(Kind::Batch)
        .number(batch.number)
        .each(&batch.logs, |frame, log| frame.raw(&log.key.0).raw(&log.site.0).tag(stream(log.stream)).raw(&log.epoch.0))
        .each(&batch.runs, |frame, run| {
            let begun = frame.number(run.log).number(run.first).option(run.backlink.as_ref(), |frame, id| frame.raw(&id.0));
            // `under` is written out in every item, to leave nothing implied.
            begun.flag(false).each(&run.items, item)
        })
        .each(&batch.words, |frame, (hash, bytes, wraps)| {
            let named = frame.raw(&hash.0).option(bytes.as_ref(), |frame, bytes| frame.blob(bytes));
            named.each(&vec![(); *wraps], |frame, ()| frame.raw(&[5; 32]).raw(&[0; WRAPPED_BYTES]))
        })
        .each(&batch.documents, |frame, text| frame.blob(text))
}

/// A wrapped key on the wire.
pub const WRAPPED_BYTES: usize = 72;

fn item(frame: Frame, (header, signature): &(Header, [u8; 64])) -> Frame {
    let id = |frame: Frame, id: &RecordId| frame.raw(&id.0);
    frame
        .tag(1)
        .option(header.under.as_ref(), id)
        .option(header.continues.as_ref(), |frame, back| frame.raw(&back.epoch.0).number(back.seq).raw(&back.id.0))
        .option(header.request.as_ref(), id)
        .each(&header.parents, id)
        .signed(header.at.wall)
        .tag(header.at.clock as u64)
        .number(header.at.boot)
        .number(header.at.elapsed)
        .option(header.happened.as_ref(), |frame, at| frame.signed(*at))
        .option(header.anchor.as_ref(), id)
        .number(u64::from(header.act.kind.0))
        .blob(&header.act.body)
        .option(header.payload.as_ref(), |frame, payload| frame.raw(&payload.hash.0).number(u64::from(payload.len)))
        .raw(signature)
}

/// What is wanted, as the wire numbers it: 0 a document, 1 a payload, 2 wraps, 3 a chunk.
pub fn want(wanted: &[(u64, Digest)], last: bool) -> Frame {
    let one = |frame: Frame, (tag, digest): &(u64, Digest)| {
        let named = frame.tag(*tag).raw(&digest.0);
        if *tag == 3 { named.number(0) } else { named }
    };
    Frame::new(Kind::Want).each(wanted, one).flag(last)
}

/// A message of nothing but a number or a digest.
pub fn acknowledge(number: u64) -> Frame {
    Frame::new(Kind::Acknowledge).number(number)
}

pub fn settled(digest: Digest) -> Frame {
    Frame::new(Kind::Settled).raw(&digest.0)
}
