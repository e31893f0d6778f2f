//! Fetching files: a few chunks at a time on each of two lanes, thumbnails before originals. Every chunk is proven when it
//! comes, handed over to be stored, and never asked for again once it is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::event::{FileHeld, Query};
use super::giving::{ASK_FILES_MAX, FileAsk};
use super::message::Message;
use super::reason::Reason;
use crate::domain::act::SealedFile;
use crate::domain::attachment::{FileClass, FilePart, Outline, chunk_count, chunk_len};
use crate::domain::id::Digest;

/// Where an ask is cut, in bytes of chunks.
const ASK_BYTES: usize = 256 * 1024;
/// The most files that are remembered as not had by the peer.
const VAIN_MAX: usize = 64 * 1024;

/// What was asked of the store for one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looking {
    Wanted,
    Held,
}

/// How far the list of wanted files has been read.
#[derive(Debug, Default)]
enum List {
    #[default]
    Fresh,
    After(Vec<u8>),
    Through,
}

/// The fetching half of a session, for both classes of files.
#[derive(Debug, Default)]
pub(super) struct Fetch {
    errands: [Errand; 2],
    /// What the peer does not have: not asked again until it says that it has.
    vain: BTreeSet<SealedFile>,
    /// Proven, and not handed over yet.
    waiting: Vec<FilePart>,
    keeping: bool,
    /// Nothing more can be stored here in this session.
    full: bool,
}

/// One class: its list, and what is under way.
#[derive(Debug, Default)]
struct Errand {
    list: List,
    queue: VecDeque<SealedFile>,
    looked: Vec<SealedFile>,
    asked: BTreeMap<SealedFile, Asked>,
    open: bool,
}

/// What is expected of one file.
#[derive(Debug)]
struct Asked {
    outline: Option<Outline>,
    chunks: BTreeSet<u32>,
    /// The peer has said since that it has the file now: on the lane of words, which overtakes its answer.
    came: bool,
}

impl Errand {
    fn is_done(&self) -> bool {
        !self.open && self.queue.is_empty() && self.looked.is_empty() && matches!(self.list, List::Through)
    }
}

impl Fetch {
    fn errand(&mut self, class: FileClass) -> &mut Errand {
        &mut self.errands[class as usize]
    }

    /// Reads the lists again: files were named, or are wanted again.
    pub fn look_again(&mut self) {
        for errand in &mut self.errands {
            errand.list = List::Fresh;
            errand.queue.clear();
        }
    }

    /// Whether the peer owes an answer.
    pub fn is_waiting(&self) -> bool {
        self.errands.iter().any(|errand| errand.open)
    }

    /// Whether nothing is wanted that the peer may have.
    pub fn is_done(&self) -> bool {
        let stored = !self.keeping && self.waiting.is_empty();
        stored && (self.full || self.errands.iter().all(Errand::is_done)) && !self.is_waiting()
    }

    /// What to read next. Chunks that are being stored are waited for, so that none is asked for twice.
    pub fn ask(&mut self) -> Option<(FileClass, Looking, Query)> {
        if self.full || self.keeping || !self.waiting.is_empty() {
            return None;
        }
        let class = if self.errands[0].is_done() { FileClass::Original } else { FileClass::Thumbnail };
        let errand = self.errand(class);
        if errand.open {
            return None;
        }
        if errand.queue.is_empty() {
            let after = match &errand.list {
                List::Fresh => None,
                List::After(after) => Some(after.clone()),
                List::Through => return None,
            };
            return Some((class, Looking::Wanted, Query::FilesWanted { class, after }));
        }
        let count = errand.queue.len().min(ASK_FILES_MAX);
        errand.looked = errand.queue.drain(..count).collect();
        let files = errand.looked.clone();
        Some((class, Looking::Held, Query::FilesHeld(files)))
    }

    /// Takes a part of the list of wanted files.
    pub fn wanted(&mut self, class: FileClass, files: Vec<SealedFile>, after: Option<Vec<u8>>) {
        let vain = &self.vain;
        let errand = &mut self.errands[class as usize];
        errand.queue.extend(files.into_iter().filter(|file| !vain.contains(file)));
        errand.list = after.map_or(List::Through, List::After);
    }

    /// Takes what is here of the files looked at, and asks the peer for as much of the rest as one ask holds.
    pub fn held(&mut self, class: FileClass, held: Vec<FileHeld>) -> Option<Message> {
        let errand = self.errand(class);
        let (mut pieces, mut room) = (Vec::new(), ASK_BYTES);
        let mut later = Vec::new();
        for (file, held) in std::mem::take(&mut errand.looked).into_iter().zip(held) {
            let mut chunks = Vec::new();
            let missing = held.missing.iter().copied().filter(|index| *index < chunk_count(file.size));
            for index in missing {
                let size = chunk_len(file.size, index);
                if size > room {
                    later.push(file);
                    break;
                }
                room -= size;
                chunks.push(index);
            }
            if !chunks.is_empty() {
                let asked = Asked { outline: held.outline, chunks: chunks.iter().copied().collect(), came: false };
                pieces.push(FileAsk { file, outline: asked.outline.is_none(), chunks });
                errand.asked.insert(file, asked);
            }
        }
        later.into_iter().rev().for_each(|file| errand.queue.push_front(file));
        errand.open = !pieces.is_empty();
        errand.open.then_some(Message::AskFiles { class, pieces })
    }

    /// Takes the outline of a file.
    pub fn outline(&mut self, class: FileClass, file: SealedFile, parts: Vec<Digest>) -> Result<(), Reason> {
        let asked = self.errand(class).asked.get_mut(&file).filter(|asked| asked.outline.is_none());
        let asked = asked.ok_or(Reason::OutOfOrder("an outline that nobody asked for"))?;
        let outline = Outline::proven(file, parts).ok_or(Reason::Malformed("an outline that does not lead to its file"))?;
        asked.outline = Some(outline.clone());
        self.waiting.push(FilePart { file, outline: Some(outline), chunks: Vec::new() });
        Ok(())
    }

    /// Takes a chunk, if it is what it says.
    pub fn chunk(&mut self, class: FileClass, file: SealedFile, index: u32, bytes: Vec<u8>) -> Result<(), Reason> {
        let asked = self.errands[class as usize].asked.get_mut(&file);
        let expected = asked.and_then(|asked| asked.chunks.remove(&index).then_some(&*asked));
        let asked = expected.ok_or(Reason::OutOfOrder("a part of a file that nobody asked for"))?;
        let outline = asked.outline.as_ref().ok_or(Reason::OutOfOrder("a part of a file before its outline"))?;
        if !outline.proves(index, &bytes) {
            return Err(Reason::Malformed("a part that is not its file's"));
        }
        match self.waiting.iter_mut().find(|part| part.file == file) {
            Some(part) => part.chunks.push((index, bytes)),
            None => self.waiting.push(FilePart { file, outline: None, chunks: vec![(index, bytes)] }),
        }
        Ok(())
    }

    /// The peer has answered: what it left out it does not have.
    pub fn answered(&mut self, class: FileClass) -> Result<(), Reason> {
        let errand = self.errand(class);
        if !std::mem::take(&mut errand.open) {
            return Err(Reason::OutOfOrder("an answer that nobody asked for"));
        }
        let mut came = false;
        for (file, asked) in std::mem::take(&mut self.errand(class).asked) {
            if asked.chunks.is_empty() {
                continue;
            }
            if asked.came {
                came = true;
                continue;
            }
            // Remembered or not, the queue goes on: it would be asked for again at once.
            self.errand(class).queue.retain(|waiting| *waiting != file);
            if self.vain.len() < VAIN_MAX {
                self.vain.insert(file);
            }
        }
        if came {
            self.look_again();
        }
        Ok(())
    }

    /// The peer has files now that it did not have.
    pub fn has_now(&mut self, files: &[SealedFile]) {
        let asked = self.errands.iter_mut().flat_map(|errand| &mut errand.asked);
        asked.filter(|(file, _)| files.contains(file)).for_each(|(_, asked)| asked.came = true);
        if files.iter().filter(|file| self.vain.remove(file)).count() > 0 {
            self.look_again();
        }
    }

    /// What is to be stored now; one commit at a time, which gathers what comes meanwhile.
    pub fn take_parts(&mut self) -> Option<Vec<FilePart>> {
        if self.keeping || self.waiting.is_empty() {
            return None;
        }
        self.keeping = true;
        Some(std::mem::take(&mut self.waiting))
    }

    /// What came and was not handed over, at the end of a session.
    pub fn take_rest(&mut self) -> Vec<FilePart> {
        std::mem::take(&mut self.waiting)
    }

    /// The store answered. Where it is full, no more files come in this session; words do.
    pub fn kept(&mut self, stored: bool) {
        self.keeping = false;
        self.full |= !stored;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_peer_lacks_is_not_asked_for_again_even_when_no_more_of_it_can_be_remembered() {
        let file = |number: usize| SealedFile { hash: Digest::of(&number.to_le_bytes()), size: 2 * ASK_BYTES as u64 };
        let mut fetch = Fetch { vain: (1..=VAIN_MAX).map(file).collect(), ..Fetch::default() };
        fetch.wanted(FileClass::Thumbnail, Vec::new(), None);
        fetch.wanted(FileClass::Original, vec![file(0)], None);
        assert!(matches!(fetch.ask(), Some((FileClass::Original, Looking::Held, _))));
        let held = FileHeld { outline: None, missing: (0..chunk_count(file(0).size)).collect() };
        assert!(fetch.held(FileClass::Original, vec![held]).is_some(), "half of it is asked for");
        fetch.answered(FileClass::Original).expect("asked for");
        assert!(fetch.ask().is_none() && fetch.is_done());
    }

    #[test]
    fn a_file_that_came_while_the_answer_was_under_way_is_asked_for_again() {
        let file = SealedFile { hash: Digest::of(b"a file"), size: 90_000 };
        let mut fetch = Fetch::default();
        let ask = |fetch: &mut Fetch| {
            fetch.wanted(FileClass::Thumbnail, Vec::new(), None);
            fetch.wanted(FileClass::Original, vec![file], None);
            assert!(matches!(fetch.ask(), Some((FileClass::Original, Looking::Held, _))));
            let held = FileHeld { outline: None, missing: (0..chunk_count(file.size)).collect() };
            fetch.held(FileClass::Original, vec![held])
        };
        assert!(ask(&mut fetch).is_some());
        // The peer looked in vain; then it has the file, and says so before its answer is here.
        fetch.has_now(&[file]);
        fetch.answered(FileClass::Original).expect("asked for");
        assert!(!fetch.is_done());
        assert!(ask(&mut fetch).is_some());
        fetch.answered(FileClass::Original).expect("asked for");
        assert!(fetch.is_done(), "said once, asked once more");
    }
}
