//! Why a directory or shifts were not signed, as sentences that say what to do.

use super::documents;
use super::failure::Failure;
use super::resolve::short;
use crate::domain::directory::DirectoryError;
use crate::domain::id::RecordId;
use crate::domain::rota::{SHIFT_DAYS_MAX, ShiftError};
use crate::node::directory::DirectorySetError;
use crate::node::rota::{RotaError, SHIFTS_MAX};

impl From<DirectoryError> for Failure {
    fn from(error: DirectoryError) -> Self {
        Self::like("error-directory", documents::directory(&error))
    }
}

impl From<DirectorySetError> for Failure {
    fn from(error: DirectorySetError) -> Self {
        match error {
            DirectorySetError::Document(error) => error.into(),
            DirectorySetError::Unread(record) => unread(record),
            DirectorySetError::InForce => Self::rule("error-directory-in-force"),
            DirectorySetError::Act(error) => error.into(),
        }
    }
}

/// A directory in force is not here, or a newer version wrote it.
pub fn unread(record: RecordId) -> Failure {
    Failure::rule("error-directory-unread").with("record", short(&record.to_string()))
}

impl From<ShiftError> for Failure {
    fn from(error: ShiftError) -> Self {
        match error {
            ShiftError::Backwards => Self::usage("error-shift-backwards"),
            ShiftError::TooLong => Self::usage("error-shift-long").with("days", SHIFT_DAYS_MAX),
        }
    }
}

impl From<RotaError> for Failure {
    fn from(error: RotaError) -> Self {
        match error {
            RotaError::Shift { why, .. } => why.into(),
            RotaError::Gone { person, .. } => Self::rule("error-shift-gone").with("name", short(&person.to_string())),
            RotaError::Known { .. } => Self::rule("error-shift-known"),
            RotaError::NoShift(record) => Self::usage("usage-unknown-shift").with("typed", short(&record.to_string())),
            RotaError::Count(0) => Self::usage("error-shift-none"),
            RotaError::Count(_) => Self::usage("error-shift-many").count("most", SHIFTS_MAX),
            RotaError::InForce => Self::rule("error-duty-post-in-force"),
            RotaError::Act(error) => error.into(),
        }
    }
}
