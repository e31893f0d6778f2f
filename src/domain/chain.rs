//! The tenure graph: who holds a request, since which record, released by which rule.

use serde::{Deserialize, Serialize};

use super::id::{Code, PersonId, RecordId};
use super::time::Moment;

/// Why a take releases a tenure it names (3-records.md, "Responsibility", rule 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// (i) An offer by its holder, addressed to the taker.
    Offer,
    /// (ii) The taker held it.
    Own,
    /// (iii) A supervisor of the site takes it.
    Supervisor,
    /// (iv) It is a close: taking it reopens.
    Close,
    /// (v) The duty post takes what a revoked certificate left behind.
    DutyPost,
}

impl Rule {
    /// The rule's number in the design, `i` to `v`.
    #[must_use]
    pub fn numeral(self) -> &'static str {
        match self {
            Self::Offer => "i",
            Self::Own => "ii",
            Self::Supervisor => "iii",
            Self::Close => "iv",
            Self::DutyPost => "v",
        }
    }
}

/// An edge of the graph: it points backwards, so the unreleased tenures are never none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Release {
    /// The tenure that ends.
    pub tenure: RecordId,
    /// The tenure that takes over.
    pub by: RecordId,
    /// Why it may.
    pub rule: Rule,
}

/// One person's holding of the responsibility, from the record that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenure {
    /// The `Open`, `Import`, `Take` or `Close` that made it.
    pub id: RecordId,
    /// Who holds it.
    pub person: PersonId,
    /// The certificate it was signed under.
    pub certificate: RecordId,
    /// The department of that certificate.
    pub department: Option<Code>,
    /// It is terminal: a `Close`, or an `Import` of closed history.
    pub close: bool,
    /// When, by the writer's clock.
    pub at: Moment,
    /// The tenures that took over from it; empty: it stands.
    pub released: Vec<Release>,
}

impl Tenure {
    /// Whether nobody has taken over from it.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.released.is_empty()
    }
}
