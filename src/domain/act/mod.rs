//! What a record can say: one struct a kind. Facts stand in the signed header; words and every resident's detail
//! stand in the sealed payload. Kind numbers and field orders are for ever.

mod request;
pub mod rights;
mod roster;
pub mod word;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::id::{Code, PersonId};
use super::record::RawAct;
pub use request::*;
pub use roster::*;
use word::{Duty, Role};

/// The kinds of log: a record's act says in which one it may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stream {
    /// Certificates, revocations, regulations: who may, under which rules.
    #[serde(alias = "roster")]
    Roster,
    /// What is done about requests.
    #[default]
    #[serde(alias = "work")]
    Work,
    /// Receipts and erasure answers of devices.
    #[serde(alias = "witness")]
    Witness,
}

/// Whom an offer addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Addressee {
    /// One person.
    #[serde(alias = "person")]
    Person(PersonId),
    /// Whoever's certificate names the post.
    #[serde(alias = "post")]
    Post(Code),
}

/// Who is told, asked or reported to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Audience {
    /// The resident of the request.
    #[serde(alias = "resident")]
    Resident,
    /// The first reporter of linked duplicates (R02).
    #[serde(alias = "first_reporter")]
    FirstReporter,
    /// A person of the roster.
    #[serde(alias = "person")]
    Person(PersonId),
    /// Whoever holds the post.
    #[serde(alias = "post")]
    Post(Code),
    /// Whoever has the role.
    #[serde(alias = "role")]
    Role(Role),
    /// Whoever is on duty for this.
    #[serde(alias = "duty")]
    OnDuty(Duty),
}

/// Gives every kind its number, struct and stream, once.
macro_rules! acts {
    ($( $number:literal $name:ident $stream:ident ),+ $(,)?) => {
        /// A decoded act.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(untagged)]
        #[allow(missing_docs, reason = "each variant is documented at its struct")]
        pub enum Act {
            $( $name($name), )+
            /// A kind from a newer version, or a known kind whose body does not decode: kept, replicated, without effect.
            Unknown(Kind),
        }

        #[expect(non_upper_case_globals, reason = "a kind is spelled as its struct")]
        #[allow(missing_docs, reason = "each constant is the number of the struct of that name")]
        impl Kind {
            $( pub const $name: Self = Self($number); )+
            /// Every kind this version knows, by number.
            pub const ALL: &[Self] = &[$( Self($number) ),+];

            /// The act's name; `None` for a kind from a newer version.
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $number => Some(stringify!($name)), )+
                    _ => None,
                }
            }

            /// The stream the act belongs in; `None` for a kind from a newer version.
            #[must_use]
            pub fn stream(self) -> Option<Stream> {
                match self.0 {
                    $( $number => Some(Stream::$stream), )+
                    _ => None,
                }
            }
        }

        impl Act {
            /// Decodes a body. What does not decode canonically is [`Act::Unknown`], never an error.
            #[must_use]
            pub fn decode(raw: &RawAct) -> Self {
                let decoded = match raw.kind.0 {
                    $( $number => postcard::from_bytes(&raw.body).ok().map(Self::$name), )+
                    _ => None,
                };
                decoded.filter(|act| act.encode().as_ref() == Some(raw)).unwrap_or(Self::Unknown(raw.kind))
            }

            /// The act as it is signed; `None` for [`Act::Unknown`], whose body this version cannot write.
            #[must_use]
            pub fn encode(&self) -> Option<RawAct> {
                let (kind, body) = match self {
                    $( Self::$name(body) => (Kind($number), postcard::to_allocvec(body).ok()?), )+
                    Self::Unknown(_) => return None,
                };
                Some(RawAct { kind, body })
            }

            /// Reads a body from a tree of named fields, as `--json` writes it.
            ///
            /// # Errors
            /// Which field is wrong, and what is allowed there; `None` for a kind that does not exist.
            pub fn from_named<'de, D: serde::Deserializer<'de>>(kind: Kind, body: D) -> Option<Result<Self, D::Error>> {
                match kind.0 {
                    $( $number => Some(Deserialize::deserialize(body).map(Self::$name)), )+
                    _ => None,
                }
            }

            /// The act's number.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self {
                    $( Self::$name(_) => Kind($number), )+
                    Self::Unknown(kind) => *kind,
                }
            }
        }

        $( impl From<$name> for Act {
            fn from(act: $name) -> Self { Self::$name(act) }
        } )+
    };
}

/// An act's number. Unknown numbers are kept and shown.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Kind(pub u16);

acts! {
    1 Open Work, 2 Import Work, 3 Classify Work, 4 Report Work, 5 Confirm Work, 6 Answer Work, 7 Tell Work, 8 Promise Work,
    9 Consult Work, 10 Offer Work, 11 Take Work, 12 Decline Work, 13 Coordinate Work, 14 Assign Work, 15 Arrive Work,
    16 Investigate Work, 17 Countersign Work, 18 Plan Work, 19 Progress Work, 20 Complete Work, 21 Receive Work,
    22 Accept Work, 23 Visit Work, 24 Escalate Work, 25 SpecialReport Work, 26 Finish Work, 27 Close Work, 28 Link Work,
    29 CountVisit Work, 30 Attach Work, 31 Note Work, 32 Correct Work, 33 Evaluate Work, 34 Find Work, 35 Erase Work,
    36 Erased Witness,
    40 Certify Roster, 41 Revoke Roster, 42 Admit Roster, 43 Shift Roster, 44 DutyPost Roster, 45 SiteKey Roster,
    46 WrapFor Roster, 47 AdoptRegulation Roster, 48 AdoptCalendar Roster, 49 Directory Roster, 50 Successor Roster,
    51 Retention Roster,
    60 Receipt Witness,
}

impl Kind {
    /// Whether the act opens a request: these two alone do.
    #[must_use]
    pub fn opens(self) -> bool {
        self == Self::Open || self == Self::Import
    }

    /// Reads a name such as `SpecialReport`, `special-report` or `special_report`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = |text: &str| text.replace(['-', '_'], "").to_ascii_lowercase();
        Self::ALL.iter().copied().find(|kind| kind.name().map(plain) == Some(plain(name)))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "#{}", self.0),
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_with_a_rest_or_an_unknown_kind_is_unknown() {
        let act = Act::from(Take { parents: vec![], offers: vec![], because: None });
        let mut raw = act.encode().expect("a take encodes");
        assert_eq!(Act::decode(&raw), act);
        raw.body.push(0);
        assert_eq!(Act::decode(&raw), Act::Unknown(Kind::Take));
        assert_eq!(Act::decode(&RawAct { kind: Kind(9000), body: vec![1] }), Act::Unknown(Kind(9000)));
        assert_eq!(Kind::from_name("special-report"), Some(Kind::SpecialReport));
    }
}
