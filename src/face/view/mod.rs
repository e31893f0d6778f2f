//! What every face shows: plain data made from the node's views, and the only JSON types. Words of the vocabularies are
//! labels here, ids are hex, times are RFC 3339 in the site's zone; a face turns them into sentences.

mod attachment;
mod coverage;
mod doubt;
mod duty;
mod flag;
mod form;
mod list;
mod periodic;
mod report;
mod request;
mod roster;

use chrono::FixedOffset;

use super::when;
use crate::domain::act::{Addressee, Kind};
use crate::domain::id::{DeviceId, PersonId};
use crate::domain::time::UtcMs;
use crate::node::people::People;
pub use attachment::AttachmentView;
pub use coverage::{CoverageView, DeviceCoverageView};
pub use doubt::{BranchView, CopyView, ForkView};
pub use duty::{AlarmView, ClauseView, DayView, DutiesView, DutyView, ExplainedView, MarkView};
pub use flag::{FlagView, Flagged, GroupView, ResidentsView, SeenView};
pub use form::{FieldView, FormView, ItemView, SignatureView, ValueView, state as form_state};
pub use list::{ListView, NamedView, OfferedView, RowView, ToView};
pub use periodic::{ExplainedPeriodicView, PeriodicView};
pub use report::{FiguresView, HotSpotView, ReportView, TallyView, WeakLinkView, grouping_name};
pub use request::{HolderView, OfferView, PersonalView, ReleaseView, RemarkView, RequestView, Said, StepView};
pub use roster::{DeviceView, DevicesView, OrganisationView, PersonView, RegulationView, StaffView, StatusView};

/// What names and times are shown with.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The roster.
    pub people: &'a People,
    /// The site's zone.
    pub zone: FixedOffset,
}

impl<'a> Names<'a> {
    /// The names of a roster, in its directory's zone.
    #[must_use]
    pub fn of(people: &'a People) -> Self {
        // A directory whose zone this version does not know was refused when it was read; UTC is only a last resort.
        let utc = FixedOffset::east_opt(0).expect("zero is an offset");
        Self { people, zone: people.directory.offset().unwrap_or(utc) }
    }

    /// A person's name.
    #[must_use]
    pub fn person(&self, id: PersonId) -> String {
        self.people.name(id)
    }

    /// A device's name, else the first digits of its id.
    #[must_use]
    pub fn device(&self, id: DeviceId) -> String {
        let named = self.people.devices.iter().find(|device| device.id == id).and_then(|device| device.name.clone());
        named.unwrap_or_else(|| id.to_string()[..8].to_owned())
    }

    /// A person's or a post's name.
    #[must_use]
    pub fn addressee(&self, to: &Addressee) -> String {
        match to {
            Addressee::Person(person) => self.person(*person),
            Addressee::Post(post) => self.people.post(post),
        }
    }

    /// A time for programs.
    #[must_use]
    pub fn time(&self, at: UtcMs) -> String {
        when::rfc3339(at, self.zone)
    }

    /// A time for people.
    #[must_use]
    pub fn clock(&self, at: UtcMs) -> String {
        when::show(at, self.zone)
    }
}

/// An act as the command line spells it: `special-report`; `#n` where a newer version wrote it.
#[must_use]
pub fn act_label(kind: Kind) -> String {
    let Some(name) = kind.name() else { return kind.to_string() };
    let mut label = String::with_capacity(name.len() + 2);
    for (at, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            label.push('-');
        }
        label.push(letter.to_ascii_lowercase());
    }
    label
}

/// A name in the code as programs read it.
fn word(of: impl std::fmt::Debug) -> String {
    format!("{of:?}").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_spelled_as_on_the_command_line() {
        assert_eq!(act_label(Kind::SpecialReport), "special-report");
        assert_eq!(act_label(Kind::Open), "open");
        assert_eq!(act_label(Kind(9000)), "#9000");
    }
}
