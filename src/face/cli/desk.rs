//! What one command works with: the node, who asks, in which language, and where the answer goes.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{Global, Happened};
use super::failure::Failure;
use super::invocation::Output;
use super::resolve::{Known, Resolve};
use crate::domain::id::{PersonId, RecordId, RequestId};
use crate::domain::time::UtcMs;
use crate::face::text::Text;
use crate::face::view::Names;
use crate::node::Handle;
use crate::node::people::People;

/// How far ahead of this device's clock an event's own time may be: the caller's watch is not set by it. Milliseconds.
const AHEAD_MAX_MS: UtcMs = 5 * 60 * 1_000;

/// A command at work on a node.
pub struct Desk<'a> {
    /// The node.
    pub handle: &'a Handle,
    /// The person's language.
    pub text: &'static Text,
    /// Whether a program asks.
    pub json: bool,
    /// A person watches, who can be asked before something is signed.
    pub asks: bool,
    /// Where relative paths begin.
    pub cwd: &'a Path,
    /// Who signs; `None`: the only person of this device.
    pub author: Option<PersonId>,
    /// The roster with names.
    pub people: People,
    /// The same, for resolving what was typed.
    pub known: Known,
    /// Where the answer goes.
    pub out: &'a mut dyn Output,
}

impl<'a> Desk<'a> {
    /// Sits down at a node.
    ///
    /// # Errors
    /// The roster cannot be read, or `--as` names nobody.
    pub fn at(handle: &'a Handle, global: &Global, cwd: &'a Path, text: &'static Text, out: &'a mut dyn Output) -> Result<Self, Failure> {
        let people = handle.people()?;
        let known = Known::of(&people);
        let author = global.as_staff.as_ref().map(|name| known.person(name)).transpose()?;
        let asks = !global.json && (global.asks || out.is_terminal());
        Ok(Self { handle, text, json: global.json, asks, cwd, author, people, known, out })
    }

    /// Names and times for views.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        Names::of(&self.people)
    }

    /// Whoever signs: `--as`, else the only person of this device.
    ///
    /// # Errors
    /// Several people use the device, or nobody's key is open.
    pub fn author(&self) -> Result<PersonId, Failure> {
        match self.author {
            Some(author) => Ok(author),
            None => Ok(self.handle.default_author()?),
        }
    }

    /// The request of an id's first digits.
    ///
    /// # Errors
    /// None, or several.
    pub fn request(&self, typed: &str) -> Result<RequestId, Failure> {
        find_request(self.handle, typed)
    }

    /// The event's own time, where it was given.
    ///
    /// # Errors
    /// Not readable as a time, or later than now.
    pub fn happened(&self, at: &Happened) -> Result<Option<UtcMs>, Failure> {
        let happened = self.resolve(&[], &|typed| find_request(self.handle, typed)).time_if(at.happened.as_ref())?;
        let now = self.handle.clock().now().wall;
        match happened {
            Some(happened) if happened > now.saturating_add(AHEAD_MAX_MS) => {
                let names = self.names();
                Err(Failure::usage("usage-future").with("typed", names.clock(happened)).with("now", names.clock(now)))
            }
            happened => Ok(happened),
        }
    }

    /// Resolves what names records of one request.
    #[must_use]
    pub fn resolve<'r>(&'r self, records: &'r [RecordId], find: &'r dyn Fn(&str) -> Result<RequestId, Failure>) -> Resolve<'r> {
        Resolve { known: &self.known, records, find }
    }

    /// A path as the person meant it.
    #[must_use]
    pub fn path(&self, typed: &Path) -> PathBuf {
        self.cwd.join(typed)
    }

    /// Answers with JSON where a program asks, else with text for people.
    pub fn answer<V: Serialize>(&mut self, view: &V, people: impl FnOnce(&Self) -> String) {
        let answer = if self.json { json(view) } else { people(self) };
        self.out.out(&answer);
    }
}

/// The request of an id's first digits.
///
/// # Errors
/// None, or several.
pub fn find_request(handle: &Handle, typed: &str) -> Result<RequestId, Failure> {
    let digits = super::resolve::check_prefix(typed)?;
    Ok(handle.find_request(&digits)?)
}

/// One JSON document.
///
/// # Panics
/// Never: views are plain data.
pub fn json<V: Serialize>(view: &V) -> String {
    let mut document = serde_json::to_string_pretty(view).expect("a view is plain data");
    document.push('\n');
    document
}
