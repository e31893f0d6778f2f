//! From what a person types to what is signed: names to persons, prefixes to ids, local times to UTC.

use std::collections::BTreeMap;

use chrono::FixedOffset;

use super::failure::Failure;
use crate::domain::act::word::{Duty, Role};
use crate::domain::act::{Addressee, Audience};
use crate::domain::directory::{is_flat, may_be_flat};
use crate::domain::id::{Code, PersonId, RecordId, RequestId};
use crate::domain::time::UtcMs;
use crate::face::view::Names;
use crate::face::when;
use crate::face::word::Word;
use crate::node::people::{People, Person};

/// The fewest digits of an id that name it.
pub const PREFIX_DIGITS_MIN: usize = 6;

/// What the site's roster and directory know.
#[derive(Clone, Debug)]
pub struct Known {
    /// Every certified person with the name that the directory gives.
    pub people: Vec<(PersonId, String)>,
    /// The posts that certificates or the directory name, with their names.
    pub posts: BTreeMap<Code, String>,
    /// Departments, places and plans of the directory, with their names.
    pub codes: BTreeMap<Code, String>,
    /// The site's time zone.
    pub zone: FixedOffset,
}

/// Resolves what one command names.
pub struct Resolve<'a> {
    /// The site.
    pub known: &'a Known,
    /// The records of the request at hand.
    pub records: &'a [RecordId],
    /// Finds a request by a prefix of its id.
    pub find: &'a dyn Fn(&str) -> Result<RequestId, Failure>,
}

impl Known {
    /// What a roster knows, in the words of its directory.
    #[must_use]
    pub fn of(people: &People) -> Self {
        let named = |person: &Person| (person.id, people.name(person.id));
        let directory = &people.directory;
        let mut posts = directory.posts.clone();
        for post in people.persons.iter().flat_map(|person| &person.posts) {
            posts.entry(post.clone()).or_insert_with(|| post.to_string());
        }
        let codes = [&directory.departments, &directory.places, &directory.plans];
        Self {
            people: people.persons.iter().map(named).collect(),
            posts,
            codes: codes.into_iter().flatten().map(|(code, name)| (code.clone(), name.clone())).collect(),
            zone: Names::of(people).zone,
        }
    }

    /// The one person of a name, or of a prefix of a person's id.
    ///
    /// # Errors
    /// Nobody has it, or several have.
    pub fn person(&self, typed: &str) -> Result<PersonId, Failure> {
        let name = typed.trim();
        let named = |(id, own): &&(PersonId, String)| own == name || prefixes(name, &id.to_string());
        let found: Vec<_> = self.people.iter().filter(named).collect();
        match found[..] {
            [(id, _)] => Ok(*id),
            [] => Err(Failure::usage("usage-unknown-staff").with("typed", name).with("known", self.names())),
            _ => {
                let ids: Vec<_> = found.iter().map(|(id, name)| format!("{name} {}", short(&id.to_string()))).collect();
                Err(Failure::usage("usage-ambiguous-staff").with("typed", name).with("found", ids.join(", ")))
            }
        }
    }

    /// A post by its code or its name.
    #[must_use]
    pub fn post(&self, typed: &str) -> Option<Code> {
        by_name(&self.posts, typed)
    }

    /// The name of a post, department, place or plan, for showing; the code where no name is known.
    #[must_use]
    pub fn code_name<'c>(&'c self, code: &'c Code) -> &'c str {
        let name = self.posts.get(code).or_else(|| self.codes.get(code));
        name.map_or(code.as_str(), String::as_str)
    }

    fn names(&self) -> String {
        self.people.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl Resolve<'_> {
    /// A person by unique name.
    ///
    /// # Errors
    /// Nobody has the name, or several have.
    pub fn person(&self, typed: &str) -> Result<PersonId, Failure> {
        self.known.person(typed)
    }

    /// A person or a post, for an offer.
    ///
    /// # Errors
    /// Neither is known, or the name is ambiguous.
    pub fn addressee(&self, typed: &str) -> Result<Addressee, Failure> {
        if let Some(post) = typed.strip_prefix("post:") {
            let post = self.known.post(post).ok_or_else(|| self.unknown_post(post))?;
            return Ok(Addressee::Post(post));
        }
        match (self.known.person(typed), self.known.post(typed)) {
            (Ok(person), _) => Ok(Addressee::Person(person)),
            (Err(_), Some(post)) => Ok(Addressee::Post(post)),
            (Err(failure), None) => Err(failure),
        }
    }

    fn unknown_post(&self, typed: &str) -> Failure {
        let known: Vec<_> = self.known.posts.keys().map(Code::as_str).collect();
        Failure::usage("usage-unknown-post").with("typed", typed).with("known", known.join(", "))
    }

    /// Who is told, asked or reported to: `resident`, `first-reporter`, `role:…`, `post:…`, `on-duty:…`, or a name.
    ///
    /// # Errors
    /// Nothing of that name is known.
    pub fn audience(&self, typed: &str) -> Result<Audience, Failure> {
        let typed = typed.trim();
        match typed {
            "resident" | "业主" | "業主" => return Ok(Audience::Resident),
            "first-reporter" | "首问业主" | "首問業主" => return Ok(Audience::FirstReporter),
            _ => {}
        }
        let unknown = || Failure::usage("usage-unknown-audience").with("typed", typed);
        match typed.split_once(':') {
            Some(("role", role)) => Role::read(role).map(Audience::Role).ok_or_else(unknown),
            Some(("on-duty", duty)) => Duty::read(duty).map(Audience::OnDuty).ok_or_else(unknown),
            _ => match self.addressee(typed) {
                Ok(Addressee::Person(person)) => Ok(Audience::Person(person)),
                Ok(Addressee::Post(post)) => Ok(Audience::Post(post)),
                Err(failure) => Role::read(typed).map(Audience::Role).ok_or(failure),
            },
        }
    }

    /// Several audiences.
    ///
    /// # Errors
    /// The first that is not known.
    pub fn audiences(&self, typed: &[String]) -> Result<Vec<Audience>, Failure> {
        typed.iter().map(|who| self.audience(who)).collect()
    }

    /// A post, department, place or plan: a code, or a name that the directory gives one.
    ///
    /// # Errors
    /// Neither a name nor a code.
    pub fn code(&self, typed: &str) -> Result<Code, Failure> {
        let named = by_name(&self.known.codes, typed).or_else(|| self.known.post(typed));
        named.or_else(|| Code::new(typed)).ok_or_else(|| Failure::usage("usage-code").with("typed", typed))
    }

    /// A code, where one was typed.
    ///
    /// # Errors
    /// As [`Self::code`].
    pub fn code_if(&self, typed: Option<&String>) -> Result<Option<Code>, Failure> {
        typed.map(|typed| self.code(typed)).transpose()
    }

    /// A place that everybody may see for ever, where one was typed: a flat's number is a resident's detail.
    ///
    /// # Errors
    /// As [`Self::code`]; it is a flat, or reads as one and the directory does not name it.
    pub fn place_if(&self, typed: Option<&String>) -> Result<Option<Code>, Failure> {
        let Some(place) = self.code_if(typed)? else { return Ok(None) };
        if is_flat(&place) {
            return Err(Failure::usage("usage-place-flat").with("typed", place.as_str()));
        }
        if may_be_flat(&place) && !self.known.codes.contains_key(&place) {
            return Err(Failure::usage("usage-place-unnamed").with("typed", place.as_str()));
        }
        Ok(Some(place))
    }

    /// A record of the request at hand, by a prefix of its id.
    ///
    /// # Errors
    /// None has it, or several have.
    pub fn record(&self, typed: &str) -> Result<RecordId, Failure> {
        let digits = check_prefix(typed)?;
        unique(&digits, self.records.iter().copied().filter(|id| id.to_string().starts_with(&digits)), "usage-unknown-record")
    }

    /// The opening of the request at hand: the first of its records.
    ///
    /// # Errors
    /// No request is at hand.
    pub fn opening(&self) -> Result<RecordId, Failure> {
        self.records.first().copied().ok_or_else(|| Failure::usage("usage-unknown-record").with("typed", ""))
    }

    /// A record, where one was typed.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn record_if(&self, typed: Option<&String>) -> Result<Option<RecordId>, Failure> {
        typed.map(|typed| self.record(typed)).transpose()
    }

    /// Another request, by a prefix of its id.
    ///
    /// # Errors
    /// None has it, or several have.
    pub fn request(&self, typed: &str) -> Result<RequestId, Failure> {
        (self.find)(typed)
    }

    /// A time in the site's zone, or RFC 3339.
    ///
    /// # Errors
    /// Not readable as a time, or in a year that nobody means.
    pub fn time(&self, typed: &str) -> Result<UtcMs, Failure> {
        when::read(typed, self.known.zone).map_err(|why| Failure::time("usage-time", why, typed))
    }

    /// A time, where one was typed.
    ///
    /// # Errors
    /// As [`Self::time`].
    pub fn time_if(&self, typed: Option<&String>) -> Result<Option<UtcMs>, Failure> {
        typed.map(|typed| self.time(typed)).transpose()
    }
}

/// The first digits of an id: enough to recognise it in a list.
#[must_use]
pub fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

/// Lower-case hex of a prefix that is long enough.
///
/// # Errors
/// Too short, too long, or no hex.
pub fn check_prefix(typed: &str) -> Result<String, Failure> {
    let digits = typed.trim().to_ascii_lowercase();
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    match digits.len() {
        PREFIX_DIGITS_MIN..=64 if hex => Ok(digits),
        _ => Err(Failure::usage("usage-id").with("typed", typed).count("digits", PREFIX_DIGITS_MIN)),
    }
}

/// The only one of the ids that a prefix names.
///
/// # Errors
/// None, which the key tells, or several.
pub fn unique(digits: &str, mut found: impl Iterator<Item = RecordId>, unknown: &str) -> Result<RecordId, Failure> {
    match (found.next(), found.next()) {
        (Some(id), None) => Ok(id),
        (None, _) => Err(Failure::usage(unknown).with("typed", digits)),
        (Some(first), Some(second)) => {
            let both = format!("{}, {}", &first.to_string()[..16], &second.to_string()[..16]);
            Err(Failure::usage("usage-ambiguous-id").with("typed", digits).with("found", both))
        }
    }
}

fn prefixes(typed: &str, id: &str) -> bool {
    typed.len() >= PREFIX_DIGITS_MIN && id.starts_with(&typed.to_ascii_lowercase())
}

fn by_name(names: &BTreeMap<Code, String>, typed: &str) -> Option<Code> {
    let typed = typed.trim();
    let mut named = names.iter().filter(|(code, name)| code.as_str() == typed || name.as_str() == typed);
    match (named.next(), named.next()) {
        (Some((code, _)), None) => Some(code.clone()),
        _ => None,
    }
}
