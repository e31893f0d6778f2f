//! Errors of backups and restores as sentences that say what to do.

use super::failure::Failure;
use super::resolve::short;
use crate::node::backup::BackupError;
use crate::node::kept::FillError;
use crate::node::restore::RestoreError;

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::File { path, source } => Self::broken("error-file").with("path", path.display()).io(&source),
            BackupError::NotABackup => Self::usage("backup-not-one"),
            BackupError::Newer { found, known } => Self::usage("backup-newer").with("found", found).with("known", known),
            BackupError::Truncated => Self::usage("backup-truncated"),
            BackupError::Damaged => Self::usage("backup-damaged"),
            BackupError::Read(error) => error.into(),
        }
    }
}

impl From<FillError> for Failure {
    fn from(error: FillError) -> Self {
        match error {
            FillError::Open(error) => error.into(),
            FillError::Write(error) => error.into(),
            FillError::NotARow(_) => Self::usage("backup-damaged"),
            FillError::NotProven(count) => Self::rule("backup-not-proven").count("count", count),
        }
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::Backup(error) => error.into(),
            RestoreError::NoKeys(path) => Self::usage("restore-no-keys").with("path", path.display()),
            RestoreError::OtherOrganisation { found, here } => {
                Self::rule("restore-other-organisation").with("found", short(&found.to_string())).with("here", short(&here.to_string()))
            }
            RestoreError::OtherDevice(device) => Self::rule("restore-other-device").with("device", short(&device.to_string())),
            RestoreError::Exists(path) => Self::usage("restore-exists").with("path", path.display()),
            RestoreError::Config(error) => error.into(),
            RestoreError::Key(error) => error.into(),
            RestoreError::Fill(error) => error.into(),
            RestoreError::Store(error) => error.into(),
            RestoreError::Commit(error) => error.into(),
            RestoreError::Receipt(error) => error.into(),
            RestoreError::File { path, source } => Self::broken("error-file").with("path", path.display()).io(&source),
        }
    }
}
