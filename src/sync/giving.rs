//! Giving files: what the peer asked for, chunk by chunk, each class on its own lane.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::blob::Blob;
use super::event::Query;
use super::message::Message;
use super::reason::Reason;
use crate::domain::act::SealedFile;
use crate::domain::attachment::{FileClass, Outline, chunk_count, chunk_len, is_size};
use crate::domain::id::Digest;

/// The most files in one ask.
pub(super) const ASK_FILES_MAX: usize = 16;
/// The most bytes that one ask may bring, outlines too; an honest one stays well below.
const ASK_BYTES_MAX: usize = 512 * 1024;
/// What a chunk counts at least, in bytes: a short one costs a read too.
const PART_COST: usize = 4 * 1024;
/// The most files that are remembered as asked for in vain.
const OWED_MAX: usize = 64 * 1024;

/// Which parts of one file are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileAsk {
    pub file: SealedFile,
    /// The outline too, before the chunks.
    pub outline: bool,
    pub chunks: Vec<u32>,
}

/// What is still to be read for one ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Outline(SealedFile),
    Chunk(SealedFile, u32),
    End,
}

/// The giving half of a session.
#[derive(Debug, Default)]
pub(super) struct Give {
    lanes: [VecDeque<Part>; 2],
    /// Files that the peer asked for and that were not here whole.
    owed: BTreeSet<SealedFile>,
}

impl Give {
    /// Takes an ask; one for each class at a time.
    pub fn asked(&mut self, class: FileClass, pieces: &[FileAsk]) -> Result<(), Reason> {
        let lane = &mut self.lanes[class as usize];
        if !lane.is_empty() {
            return Err(Reason::OutOfOrder("it asks for files before it has those that it asked for"));
        }
        if pieces.len() > ASK_FILES_MAX || pieces.iter().map(size).fold(0, usize::saturating_add) > ASK_BYTES_MAX {
            return Err(Reason::TooMuch("parts of files"));
        }
        for piece in pieces.iter().filter(|piece| is_size(piece.file.size)) {
            lane.extend(piece.outline.then_some(Part::Outline(piece.file)));
            lane.extend(piece.chunks.iter().map(|index| Part::Chunk(piece.file, *index)));
        }
        lane.push_back(Part::End);
        Ok(())
    }

    /// What to read next, thumbnails first.
    pub fn ask(&self) -> Option<(FileClass, Query)> {
        let class = [FileClass::Thumbnail, FileClass::Original].into_iter().find(|class| !self.lanes[*class as usize].is_empty())?;
        match *self.lanes[class as usize].front()? {
            Part::Outline(file) => Some((class, Query::FileOutline(file))),
            Part::Chunk(file, index) => Some((class, Query::FileChunk { file, index })),
            Part::End => None,
        }
    }

    /// Ends of answers, which need no reading.
    pub fn take_ends(&mut self) -> Vec<(FileClass, Message)> {
        let mut ends = Vec::new();
        for class in [FileClass::Thumbnail, FileClass::Original] {
            if self.lanes[class as usize].front() == Some(&Part::End) {
                self.lanes[class as usize].pop_front();
                ends.push((class, Message::GaveFiles));
            }
        }
        ends
    }

    /// Takes the outline that was read. Without it the peer can check nothing, so the rest of that file is left out.
    pub fn outline(&mut self, class: FileClass, outline: Option<Outline>) -> Option<Message> {
        let lane = &mut self.lanes[class as usize];
        let Some(Part::Outline(file)) = lane.pop_front() else { return None };
        if outline.is_none() {
            lane.retain(|part| !matches!(part, Part::Chunk(of, _) if *of == file));
            self.owe(file);
        }
        outline.map(|outline| Message::FileOutline { file, parts: outline.parts().to_vec() })
    }

    /// Takes the chunk that was read.
    pub fn chunk(&mut self, class: FileClass, bytes: Option<Vec<u8>>) -> Option<Message> {
        let Some(Part::Chunk(file, index)) = self.lanes[class as usize].pop_front() else { return None };
        if bytes.is_none() {
            self.owe(file);
        }
        bytes.map(|bytes| Message::FileChunk { file, index, bytes: Blob(bytes) })
    }

    fn owe(&mut self, file: SealedFile) {
        if self.owed.len() < OWED_MAX {
            self.owed.insert(file);
        }
    }

    /// Files are here now: which of them the peer is to be told of.
    pub fn came(&mut self, files: &[SealedFile]) -> Vec<SealedFile> {
        files.iter().filter(|file| self.owed.remove(file)).copied().collect()
    }
}

fn size(piece: &FileAsk) -> usize {
    let chunks: usize = piece.chunks.iter().map(|index| chunk_len(piece.file.size, *index).max(PART_COST)).fold(0, usize::saturating_add);
    let outline = if piece.outline { chunk_count(piece.file.size) as usize * size_of::<Digest>() } else { 0 };
    chunks.saturating_add(outline)
}
