//! Bytes shown as codes and read from pictures of codes: for `qr …`, and for files that may be pictures.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use serde::Serialize;

use super::failure::Failure;
use super::found::{read, write};
use super::invocation::Output;
use super::tell::line;
use crate::face::qr::{Drawn, FRAME_MS, PictureError, code_bytes, is_picture, png, texts};
use crate::face::text::Text;
use crate::node::kept::qr::{CODE_BYTES_MAX, Code, CodeError, Gathered, Gathering, TooLong, codes};

/// Codes that were made.
#[derive(Clone, Debug, Serialize)]
pub struct CodesView {
    /// What they carry, in bytes.
    pub bytes: usize,
    /// How many there are; with some to spare where they are several.
    pub count: usize,
    /// The pictures that were written; empty: they were shown.
    pub files: Vec<String>,
    /// Their texts, for a program that draws them itself.
    pub texts: Vec<String>,
}

/// Where codes go.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A picture, that moves where the codes are several.
    Png(PathBuf),
    /// A picture of one code.
    Svg(PathBuf),
    /// A picture for each code.
    Folder(PathBuf),
}

impl Place {
    fn of(path: &Path) -> Result<Self, Failure> {
        let kind = path.extension().map(|kind| kind.to_string_lossy().to_ascii_lowercase());
        match kind.as_deref() {
            _ if path.is_dir() => Ok(Self::Folder(path.to_owned())),
            None => Ok(Self::Folder(path.to_owned())),
            Some("png") => Ok(Self::Png(path.to_owned())),
            Some("svg") => Ok(Self::Svg(path.to_owned())),
            Some(_) => Err(Failure::usage("qr-output").with("path", path.display())),
        }
    }
}

/// Whether a file of this name is to be a picture of codes.
pub fn is_picture_name(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("png") || kind.eq_ignore_ascii_case("svg"))
}

/// Whether codes can be written to a file of this name: before anything is signed that would go there.
///
/// # Errors
/// Neither a `.png` nor a `.svg` nor a folder.
pub fn check_output(output: Option<&Path>) -> Result<(), Failure> {
    output.map(Place::of).transpose().map(drop)
}

impl CodesView {
    /// Makes codes of bytes: as small as the terminal is, or as files.
    ///
    /// # Errors
    /// Too many bytes, or what the disk says.
    pub fn make(bytes: &[u8], output: Option<&Path>, out: &dyn Output) -> Result<Self, Failure> {
        let place = output.map(Place::of).transpose()?;
        let size = match place {
            None if out.is_terminal() => {
                let (lines, columns) = console::Term::stdout().size();
                code_bytes(usize::from(columns), usize::from(lines))
            }
            _ => CODE_BYTES_MAX,
        };
        let texts = codes(bytes, size).map_err(|TooLong(bytes)| Failure::usage("qr-too-long").count("kib", bytes.div_ceil(1024)))?;
        let files = place.map(|place| files(&place, &texts)).transpose()?.unwrap_or_default();
        Ok(Self { bytes: bytes.len(), count: texts.len(), files, texts })
    }

    /// For a person: the codes themselves, or where they are.
    pub fn say(&self, text: &Text, out: &dyn Output) -> String {
        let count = self.count.into();
        if let Some(first) = self.files.first() {
            return line(text.get("qr-written", [("count", count), ("file", first.as_str().into())]));
        }
        let mut said = String::new();
        if !(self.count > 1 && out.is_terminal()) {
            for (at, code) in self.texts.iter().enumerate() {
                said.push_str(&Drawn::of(code).half_blocks(out.is_terminal()));
                said.push_str(&line(format!("{}/{}", at + 1, self.count)));
            }
        }
        said + &line(text.get("qr-shown", [("count", count), ("bytes", self.bytes.into())]))
    }

    /// Shows a series on the terminal, one code after the other, until Enter is pressed. One code was shown before.
    pub fn play(&self, text: &Text, out: &mut dyn Output) {
        if self.count < 2 || !self.files.is_empty() || !out.is_terminal() {
            return;
        }
        let (pressed, enter) = channel();
        std::thread::spawn(move || {
            let _ = std::io::stdin().read_line(&mut String::new());
            // Nobody waits any more where the showing has ended by itself.
            let _ = pressed.send(());
        });
        let (mut up, wait) = (String::new(), Duration::from_millis(FRAME_MS.into()));
        for (at, code) in self.texts.iter().enumerate().cycle() {
            let drawn = Drawn::of(code).half_blocks(true);
            let place = [("at", (at + 1).into()), ("count", self.count.into())];
            let (stdout, _) = out.streams();
            if write!(stdout, "{up}{drawn}{}", text.get("qr-playing", place)).and_then(|()| stdout.flush()).is_err() {
                return;
            }
            up = format!("\r\u{1b}[{}A", drawn.lines().count());
            if enter.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }
}

fn files(place: &Place, texts: &[String]) -> Result<Vec<String>, Failure> {
    let drawn: Vec<Drawn> = texts.iter().map(|text| Drawn::of(text)).collect();
    let picture = |path: &Path, codes: &[Drawn]| {
        let cannot = |why: &dyn Display| Failure::broken("usage-write").with("path", path.display()).with("why", why);
        write(path, &png(codes).map_err(|why| cannot(&why))?).map(|()| path.display().to_string())
    };
    match (place, &drawn[..]) {
        (Place::Png(path), _) => Ok(vec![picture(path, &drawn)?]),
        (Place::Svg(path), [one]) => write(path, one.svg().as_bytes()).map(|()| vec![path.display().to_string()]),
        (Place::Svg(path), several) => Err(Failure::usage("qr-svg").with("path", path.display()).count("count", several.len())),
        (Place::Folder(folder), several) => {
            std::fs::create_dir_all(folder).map_err(|why| Failure::broken("usage-write").with("path", folder.display()).io(&why))?;
            let name = |at: usize| folder.join(format!("{:02}-{:02}.png", at + 1, several.len()));
            several.iter().enumerate().map(|(at, code)| picture(&name(at), std::slice::from_ref(code))).collect()
        }
    }
}

/// What was read from pictures.
#[derive(Debug, Default)]
pub struct Seen {
    /// What whole series carry.
    pub whole: Vec<Vec<u8>>,
    /// Of series that are not whole: how many codes were read, and how many more are needed at least.
    pub part: Vec<(usize, usize)>,
    /// Why a picture, or a code on it, gave nothing.
    pub strange: Vec<Failure>,
}

impl Seen {
    /// Reads every picture; none of them keeps the others from being read.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn on(paths: &[PathBuf]) -> Result<Self, Failure> {
        let (mut gathering, mut strange) = (Gathering::default(), Vec::new());
        for path in paths {
            let about = |failure: Failure| failure.with("path", path.display());
            match texts(&read(path)?) {
                Err(PictureError::NotAPicture) => strange.push(about(Failure::usage("qr-not-a-picture"))),
                Err(PictureError::TooLarge) => strange.push(about(Failure::usage("qr-picture-too-large"))),
                Err(PictureError::Damaged(why)) => strange.push(about(Failure::usage("qr-picture-damaged")).with("why", why)),
                Ok(texts) if texts.is_empty() => strange.push(about(Failure::usage("qr-no-code"))),
                Ok(texts) => {
                    for text in texts {
                        match Code::read(&text) {
                            Ok(code) => gathering.add(code),
                            Err(CodeError::Foreign) => strange.push(about(Failure::usage("qr-foreign"))),
                            Err(CodeError::Damaged) => strange.push(about(Failure::usage("qr-damaged"))),
                            Err(CodeError::Format(found)) => strange.push(about(Failure::usage("qr-newer")).with("found", found)),
                        }
                    }
                }
            }
        }
        let mut seen = Self { strange, ..Self::default() };
        for gathered in gathering.all() {
            match gathered {
                Gathered::Whole(bytes) => seen.whole.push(bytes),
                Gathered::Part { read, needed } => seen.part.push((read, needed)),
            }
        }
        Ok(seen)
    }

    /// What is to be said of the rest; the last of it is why nothing was done where nothing is whole.
    pub fn rest(&mut self) -> Vec<Failure> {
        let mut rest = std::mem::take(&mut self.strange);
        rest.extend(self.part.iter().map(|(read, needed)| Failure::usage("qr-part").count("read", *read).count("needed", *needed)));
        rest
    }
}

/// The bytes of a file, or, where pictures are named, what their codes carry.
///
/// # Errors
/// A file that cannot be read, or pictures without a whole series.
pub fn carried(paths: &[PathBuf]) -> Result<Vec<u8>, Failure> {
    if let [one] = paths {
        let bytes = read(one)?;
        // What no picture is, is ours or nobody's: whoever reads it says which.
        if !is_picture(&bytes) {
            return Ok(bytes);
        }
    }
    let mut seen = Seen::on(paths)?;
    match (seen.whole.pop(), seen.rest().pop()) {
        (Some(bytes), _) => Ok(bytes),
        (None, Some(why)) => Err(why),
        (None, None) => Err(Failure::usage("qr-no-code").with("path", paths.first().map_or(Path::new(""), PathBuf::as_path).display())),
    }
}
