//! What goes into a session besides frames, and what it asks of the store.

use crate::domain::act::SealedFile;
use crate::domain::attachment::{FileClass, Outline};
use crate::domain::id::{Digest, RecordId, RequestId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::log::Span;
use crate::domain::record::LogId;
use crate::domain::signed::{SignedRecord, VerifiedRecord};
use crate::domain::time::{Clock, UtcMs};
use serde::{Deserialize, Serialize};

use super::batch::Sealed;
use super::frontier::{Held, SiteState};
use super::hello::{InstanceId, Interest, Nonce};
use super::reason::Refusal;

/// What a node says of itself when a session begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// The organisation's root key.
    pub organisation: PublicKey,
    /// This store.
    pub instance: InstanceId,
    /// Sixteen fresh random bytes.
    pub nonce: Nonce,
    /// The wall clock now.
    pub wall: UtcMs,
    /// How far it was checked.
    pub clock: Clock,
    /// This device's `Certify` records, at most [`CERTIFICATES_MAX`](super::CERTIFICATES_MAX).
    pub certificates: Vec<RecordId>,
    /// Those records and all that lead up to the root, at most
    /// [`INTRODUCTION_RECORDS_MAX`](super::INTRODUCTION_RECORDS_MAX); sent in the hello if `introduce`, else when the peer asks.
    pub introduction: Vec<SignedRecord>,
    /// Whether this peer may not know the certificates yet: saves it a round trip, costs some 400 bytes a record.
    pub introduce: bool,
    /// What is wanted.
    pub interest: Interest,
    /// Every site to be brought level, the organisation as one of them; at most [`SITES_MAX`](super::SITES_MAX), in any order.
    pub sites: Vec<SiteState>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The carrier is connected. First, and once.
    Start(Box<Start>),
    /// A whole frame arrived. A carrier reads the next one only while [`Session::accepts_frames`](super::Session::accepts_frames).
    Frame(Vec<u8>),
    /// The node accepts the peer it was asked to judge.
    Accepted,
    /// The node does not know the peer's certificates: the peer is asked for them and judged again.
    Introduce,
    /// The node refuses the peer.
    Refused(Refusal),
    /// The store answers the one open [`Query`].
    Found(Found),
    /// The store cannot read or commit.
    StoreFailed,
    /// The batch with this number is durable.
    Committed {
        /// As in [`Batch::number`](super::Batch::number).
        batch: u64,
    },
    /// Records were committed here that did not come from this peer: the runs that they make among themselves.
    Appended(Vec<Held>),
    /// A whole frame arrived on a lane of files; read as [`Input::Frame`] is.
    FilesFrame(FileClass, Vec<u8>),
    /// What [`Output::KeepFiles`](super::Output::KeepFiles) brought is durable; `false`: there is no room for it.
    FilesKept(bool),
    /// Files were named here or are wanted again.
    FilesWanted,
    /// Files are here whole that were not.
    FilesCame(Vec<SealedFile>),
    /// The node needs room: the peer is asked for its word to keep these.
    AskKeep(Vec<SealedFile>),
    /// This device gave its word to keep these, as [`Output::Promise`](super::Output::Promise) asked.
    Promised(Vec<SealedFile>),
    /// Time passed; due when [`Session::deadline`](super::Session::deadline) says so.
    Tick,
    /// The carrier is gone, with the code that the peer gave ([`Reason::code`](super::Reason::code)).
    Closed(Option<u32>),
}

impl Input {
    /// Whether it says something of this node alone, and nothing of the peer.
    pub(super) fn is_news(&self) -> bool {
        matches!(
            self,
            Self::Appended(_) | Self::FilesKept(_) | Self::FilesWanted | Self::FilesCame(_) | Self::AskKeep(_) | Self::Promised(_)
        )
    }
}

/// A place on one branch of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The log.
    pub log: LogId,
    /// The place.
    pub seq: u64,
    /// A record at or above the place on the same branch: its backlinks lead there.
    pub top: RecordId,
}

/// A record by name and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The record.
    pub id: RecordId,
    /// Its log.
    pub log: LogId,
    /// Its place.
    pub seq: u64,
}

/// Some records of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The run as it was when it was named: it may have grown since. `run.top`'s backlinks lead to every record asked for.
    pub run: Held,
    /// The places, inside `run.span`.
    pub span: Span,
}

/// What a session asks of the store. One is open at a time; each is answered by the [`Found`] named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Every run of a site: [`Found::Index`]. Of the moment whose digests [`Start`] gave, or later; every record that is in neither
    /// is told by [`Input::Appended`].
    Index(SiteId),
    /// The ids at these places: [`Found::Ids`].
    Ids(Vec<Place>),
    /// The records of these pieces, piece after piece, each ascending, cut after `bytes` but at least one: [`Found::Records`].
    Runs {
        /// What to read.
        pieces: Vec<Piece>,
        /// Where to cut, in bytes of signed records.
        bytes: usize,
    },
    /// These records, in this order, cut after `bytes` but at least one: [`Found::Records`].
    Records {
        /// Their ids.
        ids: Vec<RecordId>,
        /// Where to cut, in bytes of signed records.
        bytes: usize,
    },
    /// Names of the records of open requests of a site, newest request first: [`Found::Names`].
    Open {
        /// The site.
        site: SiteId,
        /// The most names.
        limit: usize,
    },
    /// Names of the records of one request, each after its parents: [`Found::Names`].
    Request {
        /// The request.
        request: RequestId,
        /// The most names.
        limit: usize,
    },
    /// The requests of a site that a peer with [`Interest::OpenAndMine`] is to have and may lack something of, open ones first,
    /// newest first: those that are not closed or cannot be told yet, what is offered to its people or their posts, what
    /// they wrote, and every other of which it has something: [`Found::Requests`].
    Interest {
        /// The site.
        site: SiteId,
        /// The peer's certificates: who its people are follows from them.
        whose: Vec<RecordId>,
        /// The Work records here that the peer has.
        there: Vec<Piece>,
    },
    /// Those of these requests that such a peer is to have, whether or not it has something of them: [`Found::Requests`].
    Concerns {
        /// The requests, at most [`QUERY_PLACES_MAX`](super::QUERY_PLACES_MAX).
        requests: Vec<RequestId>,
        /// The peer's certificates.
        whose: Vec<RecordId>,
    },
    /// Names of the records of these pieces, each ascending, with their requests, for a prefix of about `limit` but at least
    /// one: [`Found::Members`].
    Members {
        /// What to read.
        pieces: Vec<Piece>,
        /// The most names.
        limit: usize,
    },
    /// Names of the records that prove forks at a site, two for each: [`Found::Names`].
    Forks {
        /// The site.
        site: SiteId,
        /// The most names.
        limit: usize,
    },
    /// Sealed payloads with their wraps, for a prefix of the hashes of about `bytes` but at least one: [`Found::Payloads`].
    Payloads {
        /// BLAKE3 of each.
        hashes: Vec<Digest>,
        /// Where to cut.
        bytes: usize,
    },
    /// Documents, for a prefix of the hashes of about `bytes` but at least one: [`Found::Documents`].
    Documents {
        /// BLAKE3 of each.
        hashes: Vec<Digest>,
        /// Where to cut.
        bytes: usize,
    },
    /// What this store knows it lacks, sorted, after a place in that order: [`Found::Wants`].
    Wants {
        /// The last one of the answer before.
        after: Option<Wanted>,
        /// The most.
        limit: usize,
    },
    /// The digests of these sites now: [`Found::Digests`].
    Digests(Vec<SiteId>),
    /// Files of a class that are wanted here, the most wanted first: [`Found::FilesWanted`].
    FilesWanted {
        /// Which class.
        class: FileClass,
        /// Where the list goes on, as the answer before said.
        after: Option<Vec<u8>>,
    },
    /// What is here of files: [`Found::FilesHeld`].
    FilesHeld(Vec<SealedFile>),
    /// The outline of a file: [`Found::FileOutline`].
    FileOutline(SealedFile),
    /// A chunk of a file, proven: [`Found::FileChunk`].
    FileChunk {
        /// Which file.
        file: SealedFile,
        /// Which chunk, from 0.
        index: u32,
    },
}

/// What the store answers.
#[derive(Clone, Debug)]
pub enum Found {
    /// Every run of the site, in any order.
    Index(Vec<Held>),
    /// One a place, `None` where nothing stands.
    Ids(Vec<Option<RecordId>>),
    /// Records, in the order asked for; those not found are left out.
    Records(Vec<VerifiedRecord>),
    /// Names, in the order described at the query.
    Names(Vec<Name>),
    /// Requests, in the order described at the query.
    Requests(Vec<RequestId>),
    /// Names with their requests; `None`: no request's.
    Members(Vec<(Name, Option<RequestId>)>),
    /// One for each hash of the prefix, also where the bytes are not had.
    Payloads(Vec<Sealed>),
    /// One for each hash of the prefix, `None` where it is not had.
    Documents(Vec<Option<String>>),
    /// What is lacked, sorted.
    Wants(Vec<Wanted>),
    /// One a site, in the order asked for.
    Digests(Vec<Digest>),
    /// Wanted files.
    FilesWanted {
        /// Which.
        files: Vec<SealedFile>,
        /// Where the list goes on; `None` at its end.
        after: Option<Vec<u8>>,
    },
    /// One a file, in the order asked for.
    FilesHeld(Vec<FileHeld>),
    /// The outline, if the file is named here and its outline is known.
    FileOutline(Option<Outline>),
    /// The chunk, if it is here and whole.
    FileChunk(Option<Vec<u8>>),
}

/// What is here of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileHeld {
    /// Its outline, as far as it is known.
    pub outline: Option<Outline>,
    /// Chunks that are wanted; none of a file that is whole or not wanted any more.
    pub missing: Vec<u32>,
}

/// Something that a store knows it lacks. The order is that of the enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Wanted {
    /// A document that a roster record names.
    Document(Digest),
    /// A sealed payload, with its wraps.
    Payload(Digest),
    /// The wraps of a payload whose bytes are here.
    Wraps(Digest),
    /// A chunk of an attachment. Understood, and never said: files are asked for with a message of their own.
    Chunk {
        /// BLAKE3 of the sealed file.
        file: Digest,
        /// Which chunk, from 0.
        index: u32,
    },
}

impl Wanted {
    /// BLAKE3 of what is wanted; `None` for a chunk, which a file's digest alone does not name.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        match self {
            Self::Document(digest) | Self::Payload(digest) | Self::Wraps(digest) => Some(*digest),
            Self::Chunk { .. } => None,
        }
    }
}
