//! What a document says besides its duties, as far as the engine, the flags, the forms or the faces need it.

use std::collections::BTreeMap;

use super::figure::Figure;
use super::words::{Ask, Check, Confirmation, Enquiry, HandoffMode, Notify, Party, QueueOrder, SelfIdentify, SignatureOf, Word};
use crate::domain::act::word::{Channel, Liability};
use crate::domain::regulation::word::Retransfer;

/// Who hands over to whom. A giver that is not named is unrestricted; the most specific key wins (decision Q13).
pub type Matrix = BTreeMap<Party, Vec<Party>>;

/// What two documents say of one key: lists grow, and a value stands where the first says none.
trait Besides {
    fn besides(self, other: Self) -> Self;
}

impl<T> Besides for Option<T> {
    fn besides(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<T: PartialEq> Besides for Vec<T> {
    fn besides(mut self, other: Self) -> Self {
        for item in other {
            if !self.contains(&item) {
                self.push(item);
            }
        }
        self
    }
}

/// A table of texts: one a key.
impl<K: Ord> Besides for BTreeMap<K, String> {
    fn besides(self, mut other: Self) -> Self {
        other.extend(self);
        other
    }
}

impl Besides for BTreeMap<Word, Figure> {
    fn besides(self, mut other: Self) -> Self {
        other.extend(self);
        other
    }
}

impl Besides for Matrix {
    fn besides(mut self, other: Self) -> Self {
        for (giver, takers) in other {
            let own = self.remove(&giver).unwrap_or_default();
            self.insert(giver, own.besides(takers));
        }
        self
    }
}

/// Declares the provisions, and how those of two documents are put together.
macro_rules! provisions {
    ($( $(#[$doc:meta])* $key:ident: $type:ty ),+ $(,)?) => {
        /// Empty and `None` where the documents are silent.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Provisions { $( $(#[$doc])* pub $key: $type, )+ }

        impl Provisions {
            /// These, and the other's where these are silent; lists are joined.
            pub(in crate::domain::regulation) fn besides(self, other: Self) -> Self {
                Self { $( $key: self.$key.besides(other.$key), )+ }
            }
        }
    };
}

provisions! {
    /// What is asked when a request is logged.
    ask: Vec<Ask>,
    /// What is repeated to the resident.
    confirm: Option<Confirmation>,
    /// How staff say who they are.
    self_identify: Option<SelfIdentify>,
    /// By which channels residents come; another one is remarked, never refused (decision Q24).
    channels: Vec<Channel>,
    /// What is said first, by channel.
    scripts: BTreeMap<Channel, String>,
    /// Each taker is the first contact of their leg (R12.5).
    per_leg: Option<bool>,
    /// Who hands over to whom.
    matrix: Matrix,
    /// Whether the taker may offer it on.
    retransfer: Option<Retransfer>,
    /// How a handoff may be made; empty: by any mode.
    modes: Vec<HandoffMode>,
    /// Which of several reporters is told.
    notify: Option<Notify>,
    /// How often a resident may have to come.
    visits_max: Option<u8>,
    /// How those who wait are served.
    queue: Option<QueueOrder>,
    /// What must be signed.
    signature: Option<SignatureOf>,
    /// A request that such a person takes counts as an escalated conflict (R08.10).
    conflict_when_reaches: Option<Party>,
    /// What is done with an enquiry by telephone that is somebody else's.
    enquiry_phone: Option<Enquiry>,
    /// What is done with a visitor's enquiry that is somebody else's.
    enquiry_visit: Option<Enquiry>,
    /// What an inspection looks for.
    audit_checks: Vec<Check>,
    /// Whose a cause may be (R13.2).
    liability: Vec<Liability>,
    /// A promise that is moved needs a reason (R13.3).
    moved_promise_needs_reason: Option<bool>,
    /// Phrases that are advised against.
    banned: Vec<String>,
    /// Conduct that is advised against.
    banned_acts: Vec<String>,
    /// The company's own figures for words to which no text gives one.
    house: BTreeMap<Word, Figure>,
    /// The clause of each section that cites one, by the section's name as `visits`.
    cites: BTreeMap<&'static str, String>,
}

impl Provisions {
    /// The clause that a section cites.
    #[must_use]
    pub fn cite(&self, section: &str) -> Option<&str> {
        self.cites.get(section).map(String::as_str)
    }
}
