//! `request attach`, `request file`, and the photos of `request open`: files in, files out, and where they are.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::request::{AttachArgs, FileArgs};
use super::desk::Desk;
use super::failure::Failure;
use super::found;
use super::requests::WrittenView;
use super::resolve::short;
use super::table::plain;
use super::tell::line;
use crate::domain::act::Kind;
use crate::domain::act::word::Media;
use crate::domain::attachment::FILE_BYTES_MAX;
use crate::domain::id::{RecordId, RequestId};
use crate::face::view::AttachmentView;
use crate::node::attach::{Attached, NewFile, Whereabouts};

/// What `request attach` answers.
#[derive(Clone, Debug, Serialize)]
struct AttachedView {
    #[serde(flatten)]
    written: WrittenView,
    /// What kind of file it is now.
    media: Media,
    /// What it takes sealed, in bytes.
    size: u64,
}

/// What `request file` answers.
#[derive(Clone, Debug, Serialize)]
struct FileView {
    /// Where it was written.
    path: PathBuf,
    /// What kind of file it is.
    media: Media,
    /// Its length in bytes.
    size: usize,
}

/// One photo of an opening: attached, or why not.
#[derive(Clone, Debug, Serialize)]
pub struct PhotoView {
    /// The file as it was named.
    file: PathBuf,
    /// The record that attached it.
    record: Option<RecordId>,
    /// Why it was not attached.
    why: Option<String>,
}

/// `request attach`.
pub fn attach(desk: &mut Desk<'_>, args: &AttachArgs) -> Result<(), Failure> {
    let id = desk.request(&args.id)?;
    if args.caption.as_ref().is_some_and(|caption| caption.trim().is_empty()) {
        return Err(Failure::usage("usage-blank").with("field", "--caption"));
    }
    let file = NewFile {
        bytes: read(&desk.path(&args.file))?,
        shows: args.shows,
        source: args.source,
        caption: args.caption.clone(),
        visible: args.visible,
        taken: desk.happened(&args.at)?,
    };
    let done = desk.handle.attach(desk.author, id, &file)?;
    let view = AttachedView { written: written(id, done.record), media: done.media, size: done.size };
    desk.answer(&view, |desk| told(desk, &done));
    Ok(())
}

fn written(id: RequestId, record: RecordId) -> WrittenView {
    WrittenView { id, record, act: crate::face::view::act_label(Kind::Attach) }
}

fn told(desk: &Desk<'_>, done: &Attached) -> String {
    let (media, id) = (desk.text.word(done.media), done.record.to_string());
    line(desk.text.get("said-attached", [("media", media.into()), ("size", size(done.size).into()), ("record", short(&id).into())]))
}

/// Attaches the photos of a new request. The request stands whatever becomes of them.
pub fn photos(desk: &Desk<'_>, id: RequestId, photos: &[PathBuf]) -> Vec<PhotoView> {
    let attach = |path: &PathBuf| -> Result<RecordId, Failure> {
        let file = NewFile { bytes: read(&desk.path(path))?, ..NewFile::default() };
        Ok(desk.handle.attach(desk.author, id, &file)?.record)
    };
    let view = |path: &PathBuf| match attach(path) {
        Ok(record) => PhotoView { file: path.clone(), record: Some(record), why: None },
        Err(failure) => PhotoView { file: path.clone(), record: None, why: Some(failure.say(desk.text)) },
    };
    photos.iter().map(view).collect()
}

/// What became of the photos, for people.
pub fn told_photos(desk: &Desk<'_>, photos: &[PhotoView]) -> String {
    let attached = photos.iter().filter(|photo| photo.record.is_some()).count();
    if attached == 0 { String::new() } else { line(desk.text.get("said-photos", [("count", attached.into())])) }
}

/// The failure of a command whose photos were not all attached.
pub fn lost_photos(id: RequestId, photos: &[PhotoView]) -> Result<(), Failure> {
    let lost: Vec<String> =
        photos.iter().filter_map(|photo| Some(format!("{}: {}", plain(&photo.file.display().to_string()), photo.why.as_ref()?))).collect();
    if lost.is_empty() {
        return Ok(());
    }
    Err(Failure::rule("attach-photos-lost").with("id", short(&id.to_string())).count("count", lost.len()).with("why", lost.join("\n")))
}

/// `request file`.
pub fn out(desk: &mut Desk<'_>, args: &FileArgs) -> Result<(), Failure> {
    let request = desk.handle.request(desk.request(&args.id)?)?;
    let attachments = desk.handle.attachments(&request)?;
    let chosen = args.number.checked_sub(1).and_then(|at| attachments.get(at));
    let Some(chosen) = chosen.filter(|chosen| !args.thumbnail || chosen.thumbnail.is_some()) else {
        let key = if args.thumbnail && chosen.is_some() { "attach-no-thumbnail" } else { "attach-no-number" };
        return Err(Failure::usage(key).count("number", args.number).count("count", attachments.len()));
    };
    let file = desk.handle.open_file(chosen.record, args.thumbnail)?;
    let path = desk.path(&args.output);
    found::write(&path, &file.bytes)?;
    let view = FileView { path, media: file.media, size: file.bytes.len() };
    desk.answer(&view, |desk| {
        let (media, path) = (desk.text.word(view.media), plain(&view.path.display().to_string()));
        line(desk.text.get("said-file", [("path", path.into()), ("media", media.into()), ("size", size(view.size as u64).into())]))
    });
    Ok(())
}

/// The attachments of a request, one a line, numbered as `request file` takes them.
pub fn told_attachments(desk: &Desk<'_>, attachments: &[AttachmentView]) -> String {
    let text = desk.text;
    let mut said = String::new();
    for attachment in attachments {
        let state = match (attachment.whereabouts, attachment.thumbnail_here) {
            (Whereabouts::Here, _) => text.say("file-here"),
            (Whereabouts::Elsewhere, _) => text.say("file-elsewhere"),
            (Whereabouts::OnItsWay { have: 0, .. }, true) => text.say("file-thumbnail"),
            (Whereabouts::OnItsWay { have, of }, _) => text.get("file-on-its-way", [("have", have.into()), ("of", of.into())]),
        };
        let parts =
            [text.word(attachment.media), text.word(attachment.shows), attachment.source.map(|word| text.word(word)).unwrap_or_default()];
        let about: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let taken = attachment.taken.as_deref().and_then(|time| time.get(..16)).unwrap_or_default().replace('T', " ");
        said.push_str(&line(text.get(
            "show-attachment",
            [
                ("number", attachment.number.into()),
                ("about", about.join(" · ").into()),
                ("size", size(attachment.size).into()),
                ("taken", taken.into()),
                ("state", state.into()),
            ],
        )));
        if let Some(caption) = &attachment.caption {
            said.push_str(&line(text.get("show-caption", [("caption", plain(caption).into())])));
        }
    }
    said
}

/// The bytes of a file that people named; refused before it is read where it is too long.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |why: std::io::Error| Failure::usage("usage-read").with("path", path.display()).io(&why);
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    // Never more than can be attached, whatever a device or a growing file has to offer.
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// A length as people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}
