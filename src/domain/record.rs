//! The signed header: its fields, its limits and its one canonical encoding.

use serde::{Deserialize, Serialize};

use super::act::{Kind, Stream};
use super::id::{Digest, Epoch, RecordId, RequestId, SiteId};
use super::key::PublicKey;
use super::time::{Moment, UtcMs};

/// The header version written by this build.
pub const HEADER_VERSION: u8 = 1;
/// The longest header in bytes.
pub const HEADER_BYTES_MAX: usize = 4 * 1024;
/// The longest sealed payload in bytes.
pub const PAYLOAD_BYTES_MAX: usize = 64 * 1024;
/// The highest place in a log: far beyond what any key can sign, and safe to count past.
pub const SEQ_MAX: u64 = u64::MAX >> 1;
/// The most parents of a record; more heads are first joined with a `Note`.
pub const PARENTS_MAX: usize = 16;

/// The hash-linked sequence of one key's records at one site, in one stream, since the last loss of its tail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LogId {
    /// The only writer.
    pub key: PublicKey,
    /// The site, or the organisation.
    pub site: SiteId,
    /// What kind of acts stand in it.
    pub stream: Stream,
    /// Which run of the log.
    pub epoch: Epoch,
}

/// The last record of the previous epoch that the writer knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continues {
    /// The previous epoch of the same key, site and stream.
    pub epoch: Epoch,
    /// Its last known place.
    pub seq: u64,
    /// The record there.
    pub id: RecordId,
}

/// An act as it is signed: its number, and the postcard of its struct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawAct {
    /// The act's number, for ever.
    pub kind: Kind,
    /// postcard of the kind's struct.
    pub body: Vec<u8>,
}

/// Names the sealed words that belong to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayloadRef {
    /// BLAKE3 of the sealed bytes.
    pub hash: Digest,
    /// Their length in bytes.
    pub len: u32,
}

/// Everything that is signed. The order of the fields is the order of the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`HEADER_VERSION`]; first, so that a newer format is recognised.
    pub version: u8,
    /// The log.
    pub log: LogId,
    /// The place in the log, from 1.
    pub seq: u64,
    /// The record at `seq - 1` of the same log; `None` exactly when `seq` is 1.
    pub backlink: Option<RecordId>,
    /// Only at `seq` 1: where the previous epoch ended.
    pub continues: Option<Continues>,
    /// The certificate the author acts under; `None` for the first root key alone; a successor root names its `Successor`.
    pub under: Option<RecordId>,
    /// The opening record of the request; `None` in an opening record and outside the Work stream.
    pub request: Option<RequestId>,
    /// The request's heads as the writer saw them: sorted, unique, at most [`PARENTS_MAX`].
    pub parents: Vec<RecordId>,
    /// When it was written.
    pub at: Moment,
    /// When the event itself happened, if not now: a claim, shown as one.
    pub happened: Option<UtcMs>,
    /// The newest receipt of another device that the writer held: proves "written after it".
    pub anchor: Option<RecordId>,
    /// What is said.
    pub act: RawAct,
    /// The sealed words, if any.
    pub payload: Option<PayloadRef>,
}

/// Why bytes are not a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Longer than [`HEADER_BYTES_MAX`].
    #[error("the header is {0} bytes long, more than {HEADER_BYTES_MAX}")]
    TooLong(usize),
    /// Written by a newer version of the format.
    #[error("the record has format {0}; this version reads format {HEADER_VERSION}: update shouwen")]
    Version(u8),
    /// Not postcard of a header.
    #[error("the bytes are not a record")]
    Malformed,
    /// Decodes, but not from the one canonical encoding.
    #[error("the record is not in canonical encoding")]
    NotCanonical,
    /// A field contradicts another.
    #[error("the record contradicts itself: {0}")]
    Contradiction(&'static str),
}

impl Header {
    /// RULE: decision Q01. When it is claimed to have happened, if not when it was written: what is written down has happened, so
    /// that a claim about the time after counts as the time of writing.
    #[must_use]
    pub fn claim(&self) -> Option<UtcMs> {
        self.happened.map(|happened| happened.min(self.at.wall))
    }

    /// The canonical bytes, which are what is signed, hashed, stored and sent.
    ///
    /// # Panics
    /// Never: every field of a header has a postcard encoding.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("a header always encodes")
    }

    /// Reads canonical bytes and checks every rule that needs no other record.
    ///
    /// # Errors
    /// What the bytes break first; nothing is allocated for bytes over the limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        if bytes.len() > HEADER_BYTES_MAX {
            return Err(HeaderError::TooLong(bytes.len()));
        }
        match bytes.first() {
            Some(&HEADER_VERSION) => {}
            Some(&other) => return Err(HeaderError::Version(other)),
            None => return Err(HeaderError::Malformed),
        }
        let (header, rest) = postcard::take_from_bytes::<Self>(bytes).map_err(|_| HeaderError::Malformed)?;
        // Plain postcard accepts trailing bytes and overlong varints; re-encoding finds both.
        if !rest.is_empty() || header.encode() != bytes {
            return Err(HeaderError::NotCanonical);
        }
        header.check()?;
        Ok(header)
    }

    /// Checks the rules between the fields.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), HeaderError> {
        let opens = self.log.stream == Stream::Work && self.act.kind.opens();
        let rules = [
            (self.version == HEADER_VERSION, "unknown version"),
            ((1..=SEQ_MAX).contains(&self.seq), "places in a log run from 1 to 2^63 - 1"),
            (self.backlink.is_none() == (self.seq == 1), "a backlink stands exactly after the first place"),
            (self.continues.is_none() || self.seq == 1, "only a first record continues an earlier epoch"),
            (self.continues.is_none_or(|c| c.epoch != self.log.epoch && (1..=SEQ_MAX).contains(&c.seq)), "an epoch continues another one"),
            (self.request.is_none() == (opens || self.log.stream != Stream::Work), "only records about an open request name it"),
            (self.parents.len() <= PARENTS_MAX, "more than 16 parents"),
            (self.parents.is_sorted_by(|a, b| a < b), "parents are sorted and unique"),
            (self.request.is_some() || self.parents.is_empty(), "only records about an open request have parents"),
            (self.payload.is_none_or(|p| p.len as usize <= PAYLOAD_BYTES_MAX), "the payload is over 64 KiB"),
        ];
        match rules.iter().find(|(holds, _)| !holds) {
            Some((_, rule)) => Err(HeaderError::Contradiction(rule)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let act = RawAct { kind: Kind::Note, body: vec![0] };
        let log = LogId::default();
        let request = Some(RecordId([1; 32]));
        Header {
            version: HEADER_VERSION,
            log,
            seq: 1,
            backlink: None,
            continues: None,
            under: None,
            request,
            parents: Vec::new(),
            at: Moment::default(),
            happened: None,
            anchor: None,
            act,
            payload: None,
        }
    }

    #[test]
    fn only_the_canonical_bytes_are_a_header() {
        let bytes = header().encode();
        assert_eq!(Header::decode(&bytes), Ok(header()));
        assert_eq!(Header::decode(&[&bytes[..], &[0]].concat()), Err(HeaderError::NotCanonical));
        assert_eq!(Header::decode(&bytes[..bytes.len() - 1]), Err(HeaderError::Malformed));
        assert_eq!(Header::decode(&[&[2], &bytes[1..]].concat()), Err(HeaderError::Version(2)));
        assert_eq!(Header::decode(&vec![1; HEADER_BYTES_MAX + 1]), Err(HeaderError::TooLong(HEADER_BYTES_MAX + 1)));
        assert_eq!(Header::decode(&[]), Err(HeaderError::Malformed));
    }

    #[test]
    fn an_overlong_number_is_not_canonical() {
        // The place stands right after version, key, site, stream and epoch; 1 may only be written as one byte.
        let mut bytes = header().encode();
        let at = 1 + 32 + 16 + 1 + 8;
        assert_eq!(bytes[at], 1);
        bytes.splice(at..=at, [0x81, 0x00]);
        assert_eq!(Header::decode(&bytes), Err(HeaderError::NotCanonical));
    }

    #[test]
    fn a_header_that_contradicts_itself_is_refused() {
        let broken: [fn(&mut Header); 8] = [
            |h| h.seq = 0,
            |h| h.seq = u64::MAX,
            |h| h.seq = 2,
            |h| h.backlink = Some(RecordId([2; 32])),
            |h| h.request = None,
            |h| h.parents = vec![RecordId([2; 32]), RecordId([1; 32])],
            |h| h.parents = (0..17).map(|n| RecordId([n; 32])).collect(),
            |h| h.continues = Some(Continues { epoch: h.log.epoch, seq: 1, id: RecordId([2; 32]) }),
        ];
        for (at, spoil) in broken.into_iter().enumerate() {
            let mut header = header();
            spoil(&mut header);
            assert!(matches!(Header::decode(&header.encode()), Err(HeaderError::Contradiction(_))), "case {at}");
        }
    }
}
