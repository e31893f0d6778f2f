//! `init` and `enrol …`: how an organisation and its devices come to be.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::roster::StaffCertifyArgs;
use super::args::{EnrolAcceptArgs, EnrolApproveArgs, EnrolRequestArgs, InitArgs};
use super::codes::{CodesView, carried, is_picture_name};
use super::desk::{Desk, json};
use super::failure::Failure;
use super::invocation::Output;
use super::regulations::proposal;
use super::resolve::short;
use super::tell::line;
use crate::domain::act::MayCertify;
use crate::domain::id::{Code, DeviceId, Digest, PersonId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::regulation;
use crate::face::text::{Lang, Text};
use crate::face::view::OrganisationView;
use crate::node::enrol::{self, EnrolAsk, EnrolDecision, EnrolRequest};
use crate::node::init::InitPlan;
use crate::node::keyfile::Pin;
use crate::node::words::SixWords;
use crate::node::{Handle, Machine};

/// What a command outside any node works with.
pub struct Bare<'a> {
    /// The data folder to make.
    pub data: PathBuf,
    /// Where relative paths begin.
    pub cwd: &'a Path,
    /// Locks the person's keys.
    pub pin: Option<Pin>,
    /// Whether a program asks.
    pub json: bool,
    /// The person's language.
    pub text: &'static Text,
}

/// A node that was made.
#[derive(Clone, Debug, Serialize)]
pub struct FoundedView {
    /// The organisation.
    pub organisation: OrganisationView,
    /// The site.
    pub site: SiteId,
    /// This device.
    pub device: DeviceId,
    /// The person.
    pub staff: PersonId,
    /// The regulation in force, where it is known yet.
    pub regulation: Option<Digest>,
}

/// A request to join.
#[derive(Clone, Debug, Serialize)]
pub struct AskedView {
    /// The file.
    pub file: String,
    /// The device's key as words, in Chinese and in English: both people compare them.
    pub words: [Vec<&'static str>; 2],
}

fn six(words: &SixWords) -> [Vec<&'static str>; 2] {
    [words.chinese.to_vec(), words.english.to_vec()]
}

fn in_language(words: &[Vec<&'static str>; 2], text: &Text) -> String {
    words[usize::from(text.lang() == Lang::En)].join(" ")
}

/// `init`.
pub fn init(bare: Bare<'_>, args: &InitArgs, out: &mut dyn Output) -> Result<(), Failure> {
    let asked = args.regulation.is_some() || args.figures.is_given();
    let id = args.regulation.as_deref().unwrap_or(regulation::DEFAULT);
    let plan = InitPlan {
        organisation: args.org.clone(),
        site: args.site.clone(),
        device: args.device.clone(),
        staff: args.staff.clone(),
        regulation: asked.then(|| proposal(bare.cwd, id, &args.figures)).transpose()?,
        pin: bare.pin,
    };
    let done = Handle::init(&bare.data, &plan, &Machine::system())?;
    let organisation = OrganisationView { key: done.organisation, name: args.org.clone(), words: six(&done.words) };
    let words = in_language(&organisation.words, bare.text);
    let view = FoundedView { organisation, site: done.site, device: done.device, staff: done.staff, regulation: Some(done.regulation) };
    if bare.json {
        out.out(&json(&view));
        return Ok(());
    }
    let (key, path) = (done.organisation.to_string(), bare.data.display().to_string());
    let place = [("org", args.org.as_str().into()), ("site", args.site.as_str().into()), ("path", path.into())];
    out.out(&line(bare.text.get("said-founded", place)));
    out.out(&line(bare.text.get("said-organisation", [("key", key.into()), ("words", words.into())])));
    Ok(())
}

/// `enrol request`.
pub fn request(bare: Bare<'_>, args: &EnrolRequestArgs, out: &mut dyn Output) -> Result<(), Failure> {
    let ask = EnrolAsk {
        device: args.device.clone(),
        staff: args.staff.clone(),
        role: args.role,
        posts: args.post.iter().map(|post| code(post)).collect::<Result<_, _>>()?,
        department: args.department.as_ref().map(|department| code(department)).transpose()?,
        centre: args.centre,
        pin: bare.pin,
    };
    let file = bare.cwd.join(&args.output);
    let bytes = enrol::enrol_request(&bare.data, &ask, &Machine::system())?;
    put(&file, &bytes, out)?;
    let words = six(&EnrolRequest::read(&bytes)?.words());
    let (said, file) = (in_language(&words, bare.text), file.display().to_string());
    if bare.json {
        out.out(&json(&AskedView { file, words }));
    } else {
        out.out(&line(bare.text.get("said-enrol-asked", [("file", file.into()), ("words", said.into())])));
        if out.is_terminal() {
            let codes = CodesView::make(&bytes, None, out)?;
            out.out(&codes.say(bare.text, out));
            codes.play(bare.text, out);
        }
    }
    Ok(())
}

/// `enrol accept`.
pub fn accept(bare: &Bare<'_>, args: &EnrolAcceptArgs, out: &mut dyn Output) -> Result<(), Failure> {
    let expected = match &args.org {
        Some(typed) => Some(PublicKey::from_hex(typed).ok_or_else(|| Failure::usage("usage-key").with("typed", typed))?),
        None => None,
    };
    let answer = carried(&args.file.iter().map(|file| bare.cwd.join(file)).collect::<Vec<_>>())?;
    let done = enrol::enrol_accept(&bare.data, &answer, expected, &Machine::system())?;
    let organisation = OrganisationView { key: done.organisation, name: String::new(), words: six(&done.words) };
    let words = in_language(&organisation.words, bare.text);
    if bare.json {
        out.out(&json(&FoundedView { organisation, site: done.site, device: done.device, staff: done.staff, regulation: None }));
    } else {
        let key = done.organisation.to_string();
        out.out(&line(bare.text.say("said-enrol-joined")));
        out.out(&line(bare.text.get("said-organisation", [("key", key.into()), ("words", words.into())])));
    }
    Ok(())
}

/// `enrol approve`.
pub fn approve(desk: &mut Desk<'_>, args: &EnrolApproveArgs) -> Result<(), Failure> {
    let bytes = carried(&args.file.iter().map(|file| desk.path(file)).collect::<Vec<_>>())?;
    let asked = EnrolRequest::read(&bytes)?;
    let person = |name: &Option<String>| name.as_ref().map(|name| desk.known.person(name)).transpose();
    let decision = EnrolDecision {
        author: desk.author,
        person: person(&args.person)?,
        superior: person(&args.superior)?,
        may_certify: if args.may_certify { MayCertify::Staff } else { MayCertify::No },
    };
    let answer = desk.handle.enrol_approve(&bytes, &decision)?;
    let file = desk.path(&args.output);
    put(&file, &answer, desk.out)?;
    let view = AskedView { file: file.display().to_string(), words: six(&asked.words()) };
    desk.answer(&view, |desk| {
        let role = desk.text.word(asked.role);
        let place = [
            ("staff", super::table::plain(&asked.staff).into()),
            ("role", role.into()),
            ("device", super::table::plain(&asked.device).into()),
            ("file", view.file.as_str().into()),
            ("words", in_language(&view.words, desk.text).into()),
        ];
        line(desk.text.get("said-enrol-approved", place))
    });
    Ok(())
}

/// A person who was certified.
#[derive(Clone, Debug, Serialize)]
struct CertifiedView {
    staff: PersonId,
    name: String,
}

/// `staff certify`: one more person on this very device.
pub fn certify(desk: &mut Desk<'_>, args: &StaffCertifyArgs) -> Result<(), Failure> {
    let ask = EnrolAsk {
        staff: args.staff.clone(),
        role: args.role,
        posts: args.post.iter().map(|post| code(post)).collect::<Result<_, _>>()?,
        department: args.department.as_ref().map(|department| code(department)).transpose()?,
        ..EnrolAsk::default()
    };
    let decision = EnrolDecision {
        author: desk.author,
        superior: args.superior.as_ref().map(|name| desk.known.person(name)).transpose()?,
        may_certify: if args.may_certify { MayCertify::Staff } else { MayCertify::No },
        ..EnrolDecision::default()
    };
    let staff = desk.handle.certify_here(&ask, &decision)?;
    let view = CertifiedView { staff, name: args.staff.clone() };
    desk.answer(&view, |desk| {
        let place = [("staff", super::table::plain(&args.staff).into()), ("role", desk.text.word(args.role).into())];
        line(desk.text.get("said-certified", place))
    });
    Ok(())
}

fn code(typed: &str) -> Result<Code, Failure> {
    Code::new(typed).ok_or_else(|| Failure::usage("usage-code").with("typed", short(typed)))
}

/// Writes a file, or, where a picture is named, the codes that carry the same.
fn put(path: &Path, bytes: &[u8], out: &dyn Output) -> Result<(), Failure> {
    if is_picture_name(path) { CodesView::make(bytes, Some(path), out).map(drop) } else { write(path, bytes) }
}

/// Reads a file that somebody named.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|why| Failure::usage("usage-read").with("path", path.display()).io(&why))
}

/// Writes a file whole: under another name first, so that a full disk leaves no half of it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    written.map_err(|why| {
        // What could not be finished is of no use to anybody.
        let _ = std::fs::remove_file(&part);
        Failure::broken("usage-write").with("path", path.display()).io(&why)
    })
}
