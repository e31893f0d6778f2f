//! The part of a session that is about files: fetching, giving, and the word to keep them. It begins when the words that the
//! peer had are through, reads only when the words have nothing to read, and never holds them up.

use super::event::{Found, Input, Query};
use super::fetching::{Fetch, Looking};
use super::giving::Give;
use super::message::{Message, encode};
use super::reason::Reason;
use super::session::Output;
use super::{FILES_NAMED_MAX, FILES_PROMISED_AT_ONCE};
use crate::domain::act::SealedFile;
use crate::domain::attachment::{FileClass, FilePart};

/// What the open query about files is for.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Fetch(FileClass, Looking),
    Give(FileClass),
}

/// Who lacks no file that the other may have.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    /// This side, and it has said so.
    ours: bool,
    /// The peer, as it says.
    theirs: bool,
    /// The node was told that both are.
    told: bool,
}

/// Files in both directions.
#[derive(Debug, Default)]
pub(super) struct Filing {
    fetch: Fetch,
    give: Give,
    asked: Option<Asked>,
    /// The words that the peer had are here.
    begun: bool,
    level: Level,
    /// Files that this side asked the peer to keep.
    asked_to_keep: Vec<SealedFile>,
    promising: bool,
}

impl Filing {
    /// Whether the peer owes an answer.
    pub fn is_waiting(&self) -> bool {
        self.fetch.is_waiting()
    }

    /// Takes what this node says about files.
    pub fn input(&mut self, input: Input, out: &mut Vec<Output>) {
        match input {
            Input::FilesKept(stored) => self.fetch.kept(stored),
            Input::FilesWanted => self.look_again(),
            Input::FilesCame(files) => self.came(&files, out),
            Input::AskKeep(files) => self.ask_to_keep(files, out),
            Input::Promised(files) => self.promised(files, out),
            _ => {}
        }
    }

    /// Files were named here, or are wanted again: the node waits to hear once more that both are level.
    fn look_again(&mut self) {
        self.fetch.look_again();
        (self.level.ours, self.level.told) = (false, false);
    }

    /// Files are here whole: a peer that asked for one in vain is told.
    fn came(&mut self, files: &[SealedFile], out: &mut Vec<Output>) {
        let owed = self.give.came(files);
        if !owed.is_empty() {
            send(&Message::HaveFiles(owed), out);
        }
    }

    /// Asks the peer for its word to keep files.
    fn ask_to_keep(&mut self, mut files: Vec<SealedFile>, out: &mut Vec<Output>) {
        files.truncate(FILES_PROMISED_AT_ONCE);
        if self.asked_to_keep.is_empty() && !files.is_empty() {
            self.asked_to_keep.clone_from(&files);
            send(&Message::AskKeep(files), out);
        }
    }

    /// The store gave this device's word.
    fn promised(&mut self, files: Vec<SealedFile>, out: &mut Vec<Output>) {
        self.promising = false;
        send(&Message::Keep(files), out);
    }

    /// Takes a message from the lane of words.
    pub fn message(&mut self, message: Message, out: &mut Vec<Output>) -> Result<(), Reason> {
        match message {
            Message::AskFiles { class, pieces } => {
                self.level.theirs = false;
                self.give.asked(class, &pieces)
            }
            Message::HaveFiles(files) | Message::AskKeep(files) | Message::Keep(files) if files.len() > FILES_NAMED_MAX => {
                Err(Reason::TooMuch("names of files"))
            }
            Message::HaveFiles(files) => {
                self.fetch.has_now(&files);
                self.level.ours = false;
                Ok(())
            }
            Message::AskKeep(files) if !self.promising && files.len() <= FILES_PROMISED_AT_ONCE => {
                self.promising = true;
                out.push(Output::Promise(files));
                Ok(())
            }
            Message::Keep(mut files) if !self.asked_to_keep.is_empty() => {
                let asked = std::mem::take(&mut self.asked_to_keep);
                files.retain(|file| asked.contains(file));
                out.push(Output::Keeper(files));
                Ok(())
            }
            Message::FilesThrough => {
                self.level.theirs = true;
                Ok(())
            }
            _ => Err(Reason::OutOfOrder("it does not belong at this point of a session")),
        }
    }

    /// Takes a message from a lane of files.
    pub fn lane(&mut self, class: FileClass, message: Message) -> Result<(), Reason> {
        match message {
            Message::FileOutline { file, parts } => self.fetch.outline(class, file, parts),
            Message::FileChunk { file, index, bytes } => self.fetch.chunk(class, file, index, bytes.0),
            Message::GaveFiles => self.fetch.answered(class),
            _ => Err(Reason::OutOfOrder("words on a lane of files")),
        }
    }

    /// What to read next. `words`: whether the words that the peer had are through.
    pub fn ask(&mut self, words: bool) -> Option<Query> {
        self.begun |= words;
        let fetching = if self.begun { self.fetch.ask() } else { None };
        let (asked, query) = match fetching {
            Some((class, looking, query)) => (Asked::Fetch(class, looking), query),
            None => self.give.ask().map(|(class, query)| (Asked::Give(class), query))?,
        };
        self.asked = Some(asked);
        Some(query)
    }

    /// Takes what was read.
    pub fn found(&mut self, found: Found, out: &mut Vec<Output>) -> Result<(), Reason> {
        match (self.asked.take(), found) {
            (Some(Asked::Fetch(class, Looking::Wanted)), Found::FilesWanted { files, after }) => self.fetch.wanted(class, files, after),
            (Some(Asked::Fetch(class, Looking::Held)), Found::FilesHeld(held)) => {
                self.fetch.held(class, held).into_iter().for_each(|message| send(&message, out));
            }
            (Some(Asked::Give(class)), Found::FileOutline(outline)) => give(class, self.give.outline(class, outline), out),
            (Some(Asked::Give(class)), Found::FileChunk(bytes)) => give(class, self.give.chunk(class, bytes), out),
            _ => return Err(Reason::Store),
        }
        Ok(())
    }

    /// What came and was not handed over, at the end of a session.
    pub fn take_rest(&mut self) -> Vec<FilePart> {
        self.fetch.take_rest()
    }

    /// Does what has become possible without reading.
    pub fn advance(&mut self, out: &mut Vec<Output>) {
        for (class, end) in self.give.take_ends() {
            give(class, Some(end), out);
        }
        out.extend(self.fetch.take_parts().map(Output::KeepFiles));
        if self.begun && !self.level.ours && self.fetch.is_done() {
            self.level.ours = true;
            send(&Message::FilesThrough, out);
        }
        let both = self.level.ours && self.level.theirs;
        if both && !self.level.told {
            out.push(Output::FilesLevel);
        }
        self.level.told = both;
    }
}

fn send(message: &Message, out: &mut Vec<Output>) {
    out.push(Output::Send(encode(message)));
}

fn give(class: FileClass, message: Option<Message>, out: &mut Vec<Output>) {
    out.extend(message.map(|message| Output::SendFiles(class, encode(&message))));
}
