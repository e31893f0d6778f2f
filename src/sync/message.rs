//! Frames: one message each, postcard, compressed where that is shorter. The order of the variants is for ever.

use serde::{Deserialize, Serialize};

use super::batch::WireBatch;
use super::blob::Blob;
use super::compare::Probe;
use super::event::Wanted;
use super::frontier::FrontierPart;
use super::giving::FileAsk;
use super::hello::Hello;
use super::reason::Reason;
use super::{FRAME_BYTES_MAX, PROTOCOL_MAX};
use crate::domain::act::SealedFile;
use crate::domain::attachment::FileClass;
use crate::domain::id::{Digest, SiteId};

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;
/// Shorter messages are sent as they are: compression has nothing to find in them.
const COMPRESS_BYTES_MIN: usize = 256;
/// zstd's fastest ordinary level: the links are local networks, the processors are small.
const ZSTD_LEVEL: i32 = 1;
const LENGTH_BYTES: usize = 4;

/// Everything that one side can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Message {
    /// Who speaks; first, and once.
    Hello(Box<Hello>),
    /// Asks for the records behind the hello's certificates.
    Introduce,
    /// Those records.
    Introduction(Vec<Blob>),
    /// What is held of a site that differs.
    Frontier(FrontierPart),
    /// Where two branches part.
    Halve {
        /// The site.
        site: SiteId,
        /// One or more pairs of runs.
        probes: Vec<Probe>,
    },
    /// Every run of the other's frontiers was looked at; where they disagree, halving has begun.
    Compared,
    /// Records and what belongs to them.
    Batch(WireBatch),
    /// The batch of this number is durable.
    Acknowledge(u64),
    /// All that the other lacked when the two compared has been sent.
    Done,
    /// What this side knows it lacks.
    Want {
        /// What.
        wanted: Vec<Wanted>,
        /// Whether no more such lists follow.
        last: bool,
    },
    /// The last `Want` was answered as far as possible.
    Answered,
    /// The digest of the sites in common, when both directions are done.
    Settled(Digest),
    /// Asks for parts of files; answered on the lane of their class, and ended there by `GaveFiles`.
    AskFiles {
        /// Which lane.
        class: FileClass,
        /// Which parts.
        pieces: Vec<FileAsk>,
    },
    /// On a lane of files: the chaining values of a file's chunks.
    FileOutline {
        /// Which file.
        file: SealedFile,
        /// One a chunk; none for a file of one chunk.
        parts: Vec<Digest>,
    },
    /// On a lane of files: a chunk.
    FileChunk {
        /// Which file.
        file: SealedFile,
        /// Which chunk, from 0.
        index: u32,
        /// Its bytes.
        bytes: Blob,
    },
    /// On a lane of files: what was asked for and did not come is not had.
    GaveFiles,
    /// Files that the peer asked for in vain are here now.
    HaveFiles(Vec<SealedFile>),
    /// Asks for the word to keep files, so that this side may make room.
    AskKeep(Vec<SealedFile>),
    /// The word to keep these, durably given.
    Keep(Vec<SealedFile>),
    /// This side lacks no file that the other may have.
    FilesThrough,
}

/// Encodes a message as a frame.
pub(super) fn encode(message: &Message) -> Vec<u8> {
    let mut frame = vec![PLAIN];
    frame = postcard::to_extend(message, frame).expect("a message always encodes");
    let plain = frame.len();
    // A hello stays plain: every version has to read its beginning. Sealed bytes look random: there is nothing to find in them.
    if plain < COMPRESS_BYTES_MIN || matches!(message, Message::Hello(_) | Message::FileChunk { .. }) {
        return frame;
    }
    match zstd::bulk::compress(&frame[1..], ZSTD_LEVEL) {
        Ok(packed) if packed.len() + LENGTH_BYTES + 1 < plain => {
            let length = u32::try_from(plain - 1).expect("frames are below 4 GiB");
            [&[ZSTD][..], &length.to_le_bytes(), &packed].concat()
        }
        _ => frame,
    }
}

/// Decodes a frame. Nothing is allocated beyond [`FRAME_BYTES_MAX`], whatever the bytes promise.
pub(super) fn decode(frame: &[u8]) -> Result<Message, Reason> {
    if frame.len() > FRAME_BYTES_MAX {
        return Err(Reason::Oversized);
    }
    match frame.split_first() {
        Some((&PLAIN, body)) => parse(body),
        Some((&ZSTD, body)) => parse(&inflate(body)?),
        Some(_) => Err(Reason::Malformed("its first byte is not known")),
        None => Err(Reason::Malformed("it is empty")),
    }
}

fn inflate(body: &[u8]) -> Result<Vec<u8>, Reason> {
    let (length, packed) = body.split_first_chunk::<LENGTH_BYTES>().ok_or(Reason::Malformed("it is cut off"))?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > FRAME_BYTES_MAX {
        return Err(Reason::Oversized);
    }
    let plain = zstd::bulk::decompress(packed, length).map_err(|_| Reason::Malformed("it does not decompress to what it says"))?;
    if plain.len() == length { Ok(plain) } else { Err(Reason::Malformed("it does not decompress to what it says")) }
}

fn parse(body: &[u8]) -> Result<Message, Reason> {
    let (message, rest) = postcard::take_from_bytes::<Message>(body).map_err(|_| Reason::Malformed("it does not decode"))?;
    // A newer version may have more to say in its hello; both then speak the older version.
    let newer = matches!(&message, Message::Hello(hello) if hello.high > PROTOCOL_MAX);
    if rest.is_empty() || newer { Ok(message) } else { Err(Reason::Malformed("it goes on after its end")) }
}
