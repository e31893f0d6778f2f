//! Attaching files to requests, and getting them out again.
//!
//! A file is prepared and sealed before anything is written; its bytes are durable before the record that names it is; and a
//! record that is not written leaves no bytes behind.

use std::borrow::Cow;

use chrono::FixedOffset;
use image::ImageFormat;

use super::draft::{ActError, Draft};
use super::handle::Handle;
use super::picture::{self, PictureError};
use super::reads::{ReadError, Sealed};
use crate::domain::act::word::{Field, Media, Shows, Source};
use crate::domain::act::{Act, Attach, Kind, SealedFile};
use crate::domain::attachment::{self, TooLarge, chunk_count};
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::payload::{Personal, SealingKey};
use crate::domain::request::Request;
use crate::domain::time::UtcMs;
use crate::store::{self, CommitError};

/// A file to be attached.
#[derive(Clone, Debug, Default)]
pub struct NewFile {
    /// Its bytes, as they lie on the disk.
    pub bytes: Vec<u8>,
    /// What it shows; `None`: what such files usually do.
    pub shows: Option<Shows>,
    /// Who made it (R15.4).
    pub source: Option<Source>,
    /// Words about it, sealed with its key.
    pub caption: Option<String>,
    /// The resident's view may show it.
    pub visible: bool,
    /// When it was made, where it does not say so itself.
    pub taken: Option<UtcMs>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The `Attach`.
    pub record: RecordId,
    /// What kind of file it is now: every picture is a JPEG.
    pub media: Media,
    /// What it takes sealed, in bytes, without its thumbnail.
    pub size: u64,
}

/// Why a file was not attached. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// No bytes.
    #[error("the file is empty: choose another one")]
    Empty,
    /// Neither a picture nor a recording nor a document that can be shown.
    #[error("this is no JPEG, PNG or WebP picture, no recording, no video and no PDF: save it as one of them first")]
    Unknown,
    /// A picture that cannot be used.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// Too long.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// No room.
    #[error("there is no room for more files here ({0} bytes): connect to the centre, which keeps them, or raise `file_bytes_max`")]
    Full(u64),
    /// Not signed.
    #[error(transparent)]
    Act(#[from] ActError),
    /// Not stored, or not read.
    #[error(transparent)]
    Store(#[from] CommitError),
}

/// Where the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// Here, whole.
    Here,
    /// So many of its chunks are here; the rest is asked for.
    OnItsWay {
        /// Chunks here.
        have: u32,
        /// All chunks.
        of: u32,
    },
    /// It made room for others; a peer keeps it, and it is fetched when it is opened.
    Elsewhere,
}

/// One attachment of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The record that attached it.
    pub record: RecordId,
    /// What was said of it.
    pub attach: Attach,
    /// Where the file is.
    pub file: Whereabouts,
    /// Where its thumbnail is.
    pub thumbnail: Option<Whereabouts>,
}

/// A file that was got out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What kind of file it is.
    pub media: Media,
}

/// Why a file is not got out.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The record attaches none, or no thumbnail.
    #[error("there is no such file")]
    None,
    /// Not here, but asked for.
    #[error("the file is not here yet: {have} of {of} parts are; it comes when this device meets one that has it")]
    NotHere {
        /// Chunks here.
        have: u32,
        /// All chunks.
        of: u32,
    },
    /// Its words, and with them its key, do not open.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The key does not fit, or the store cannot be read.
    #[error(transparent)]
    Store(#[from] CommitError),
    /// The bytes are those that were named, and not what the key opens.
    #[error(transparent)]
    NotOpened(#[from] attachment::NotOpened),
}

/// A file as it is sealed.
struct Prepared<'f> {
    plain: Cow<'f, [u8]>,
    thumbnail: Option<Vec<u8>>,
    media: Media,
    taken: Option<UtcMs>,
}

impl Handle {
    /// Attaches a file to a request: pictures are turned upright, made small and stripped of metadata, where they were taken
    /// included; everything else stays as it is. Durable when it returns.
    ///
    /// # Errors
    /// [`AttachError`]; nothing was written.
    pub fn attach(&self, author: Option<PersonId>, request: RequestId, file: &NewFile) -> Result<Attached, AttachError> {
        let prepared = prepare(&file.bytes, self.file_zone())?;
        let keys: Vec<[u8; 32]> = (0..=usize::from(prepared.thumbnail.is_some())).map(|_| self.entropy().bytes()).collect();
        let seal = |plain: &[u8], key: [u8; 32]| attachment::seal(plain, &SealingKey::from_bytes(key), self.entropy().bytes());
        let sealed = seal(&prepared.plain, keys[0])?;
        let thumbnail = prepared.thumbnail.as_deref().map(|plain| seal(plain, keys[1])).transpose()?;
        let size = sealed.len() + thumbnail.as_ref().map_or(0, Vec::len);
        if !self.make_own_room(size as u64)? {
            return Err(AttachError::Full(self.file_limit().map_err(CommitError::from)?.unwrap_or_default()));
        }
        let attach = Attach {
            sealed: attachment::named(&sealed),
            thumbnail: thumbnail.as_deref().map(attachment::named),
            visible: file.visible,
            media: prepared.media,
            shows: file.shows.unwrap_or(usual(prepared.media)),
            taken: prepared.taken.or(file.taken).or(Some(self.clock().now().wall)),
            source: file.source.or(Some(Source::staff)),
        };
        let draft = Draft::about(request, attach).personal(Personal { file_keys: keys, ..Personal::default() });
        let draft = draft.text(Field::caption, file.caption.clone().unwrap_or_default());
        let files: Vec<Vec<u8>> = std::iter::once(sealed).chain(thumbnail).collect();
        let record = self.attach_files(author, &draft, &files).inspect_err(|error| {
            for bytes in files.iter().filter(|_| !is_in_doubt(error)) {
                // What stays is never named, and found by nobody.
                let _ = self.store().discard_own_file(attachment::named(bytes));
            }
        })?;
        Ok(Attached { record, media: prepared.media, size: files[0].len() as u64 })
    }

    /// The bytes first, then the record that names them.
    fn attach_files(&self, author: Option<PersonId>, draft: &Draft, files: &[Vec<u8>]) -> Result<RecordId, AttachError> {
        files.iter().try_for_each(|bytes| self.store().write_own_file(bytes).map(drop))?;
        Ok(self.act(author, draft)?)
    }

    /// Whether these bytes can be attached, without attaching them.
    ///
    /// # Errors
    /// Why not.
    pub fn check_file(&self, bytes: &[u8]) -> Result<(), AttachError> {
        prepare(bytes, self.file_zone()).map(drop)
    }

    fn file_zone(&self) -> FixedOffset {
        let offset = self.people().ok().and_then(|people| people.directory.offset().ok());
        offset.unwrap_or_else(|| FixedOffset::east_opt(0).expect("no distance"))
    }

    /// The attachments of a request, in the order of its story.
    ///
    /// # Errors
    /// The store's.
    pub fn attachments(&self, request: &Request) -> Result<Vec<Attachment>, ReadError> {
        let snapshot = self.snapshot()?;
        let mut found = Vec::new();
        for step in request.steps.iter().filter(|step| step.kind == Kind::Attach) {
            let Some(record) = snapshot.record(step.record)? else { continue };
            if let Act::Attach(attach) = Act::decode(&record.header().act) {
                let file = whereabouts(&snapshot, attach.sealed)?;
                let thumbnail = attach.thumbnail.map(|file| whereabouts(&snapshot, file)).transpose()?;
                found.push(Attachment { record: step.record, attach, file, thumbnail });
            }
        }
        Ok(found)
    }

    /// Opens the file that a record attaches, or its thumbnail, in memory. One that made room for others is asked for again.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn open_file(&self, record: RecordId, thumbnail: bool) -> Result<OpenedFile, FileError> {
        let snapshot = self.snapshot().map_err(ReadError::from)?;
        let held = snapshot.record(record).map_err(ReadError::from)?.ok_or(FileError::None)?;
        let Act::Attach(attach) = Act::decode(&held.header().act) else { return Err(FileError::None) };
        let file = if thumbnail { attach.thumbnail.ok_or(FileError::None)? } else { attach.sealed };
        let media = if thumbnail { Media::jpeg } else { attach.media };
        let keys = self.words(&snapshot, &held)?.file_keys;
        let key = *keys.get(usize::from(thumbnail)).ok_or(ReadError::Sealed(Sealed::NoKey))?;
        self.store().use_file(file, self.clock().now().wall)?;
        let Some(sealed) = self.store().whole_file(file)? else {
            self.files_wanted();
            let have = self.snapshot().and_then(|snapshot| snapshot.file(file)).map_err(ReadError::from)?.map_or(0, |row| row.count());
            return Err(FileError::NotHere { have, of: chunk_count(file.size) });
        };
        Ok(OpenedFile { bytes: attachment::open(&sealed, &SealingKey::from_bytes(key))?, media })
    }
}

/// Whether the record may be on the disk all the same: then its files must be too.
fn is_in_doubt(error: &AttachError) -> bool {
    matches!(error, AttachError::Act(ActError::Write(CommitError::Read(store::ReadError::Storage(_)))))
}

fn whereabouts(snapshot: &store::Snapshot, file: SealedFile) -> Result<Whereabouts, store::ReadError> {
    let of = chunk_count(file.size);
    Ok(match snapshot.file(file)? {
        Some(row) if row.is_whole(file.size) => Whereabouts::Here,
        Some(row) if row.elsewhere => Whereabouts::Elsewhere,
        Some(row) => Whereabouts::OnItsWay { have: row.count(), of },
        None => Whereabouts::OnItsWay { have: 0, of },
    })
}

fn prepare(bytes: &[u8], zone: FixedOffset) -> Result<Prepared<'_>, AttachError> {
    if bytes.is_empty() {
        return Err(AttachError::Empty);
    }
    let size = attachment::sealed_len(bytes.len() as u64);
    if size > attachment::FILE_BYTES_MAX {
        return Err(TooLarge(size).into());
    }
    match kind_of(bytes).ok_or(AttachError::Unknown)? {
        FileKind::Picture(format) => {
            let photo = picture::prepare(bytes, format, zone)?;
            Ok(Prepared { plain: photo.jpeg.into(), thumbnail: Some(photo.thumbnail), media: Media::jpeg, taken: photo.taken })
        }
        FileKind::Other(media) => Ok(Prepared { plain: bytes.into(), thumbnail: None, media, taken: None }),
    }
}

/// What a file's first bytes say that it is.
enum FileKind {
    Picture(ImageFormat),
    Other(Media),
}

fn kind_of(bytes: &[u8]) -> Option<FileKind> {
    let starts = |begin: &[u8]| bytes.starts_with(begin);
    let at = |offset: usize, part: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(part));
    let mp3 = starts(b"ID3") || (bytes[0] == 0xff && bytes.get(1).is_some_and(|second| second & 0xe6 == 0xe2));
    Some(match () {
        () if starts(b"\xff\xd8\xff") => FileKind::Picture(ImageFormat::Jpeg),
        () if starts(b"\x89PNG\r\n\x1a\n") => FileKind::Picture(ImageFormat::Png),
        () if starts(b"RIFF") && at(8, b"WEBP") => FileKind::Picture(ImageFormat::WebP),
        () if starts(b"%PDF-") => FileKind::Other(Media::pdf),
        () if starts(b"RIFF") && at(8, b"WAVE") => FileKind::Other(Media::audio),
        () if starts(b"OggS") || starts(b"fLaC") || starts(b"#!AMR") || mp3 => FileKind::Other(Media::audio),
        // Pictures in the same container as videos (HEIC, AVIF) cannot be made small here.
        () if at(4, b"ftyphei") || at(4, b"ftypmif1") || at(4, b"ftypavif") => return None,
        () if at(4, b"ftypM4A") => FileKind::Other(Media::audio),
        () if at(4, b"ftyp") || starts(b"\x1a\x45\xdf\xa3") => FileKind::Other(Media::video),
        () => return None,
    })
}

fn usual(media: Media) -> Shows {
    match media {
        Media::audio => Shows::voice,
        Media::pdf => Shows::document,
        _ => Shows::evidence,
    }
}
