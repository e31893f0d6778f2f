//! `shouwen staff …`, `device …`, `directory …`, `shift …` and `duty-post …`: the roster.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::Words;
use crate::domain::act::word::Role;

/// The people of the roster.
#[derive(Clone, Debug, Subcommand)]
pub enum StaffCommand {
    List,
    Certify(StaffCertifyArgs),
    Admit(AdmitArgs),
}

#[derive(Clone, Debug, Args)]
pub struct AdmitArgs {
    #[arg(value_name = "RECORD", required = true)]
    pub records: Vec<String>,
}

#[derive(Clone, Debug, Args)]
pub struct StaffCertifyArgs {
    #[arg(long, value_name = "NAME")]
    pub staff: String,
    #[arg(long, value_parser = Words::<Role>::NEW)]
    pub role: Role,
    #[arg(long, value_name = "POST", value_delimiter = ',')]
    pub post: Vec<String>,
    #[arg(long, value_name = "DEPARTMENT")]
    pub department: Option<String>,
    #[arg(long, value_name = "STAFF")]
    pub superior: Option<String>,
    #[arg(long)]
    pub may_certify: bool,
}

/// The devices of the roster.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum DeviceCommand {
    List,
}

/// What the site's codes mean, and by what its time is counted.
#[derive(Clone, Debug, Subcommand)]
pub enum DirectoryCommand {
    Show(DirectoryShowArgs),
    Set(Box<DirectorySetArgs>),
}

#[derive(Clone, Copy, Debug, Args)]
pub struct DirectoryShowArgs {
    #[arg(long)]
    pub document: bool,
}

#[derive(Clone, Debug, Args)]
pub struct DirectorySetArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, 
          conflicts_with_all = ["org", "site", "zone", "hours", "working_days", "post", "department", "place", "plan", "remove"])]
    pub file: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub org: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub site: Option<String>,
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    #[arg(long, value_name = "HOURS")]
    pub hours: Option<String>,
    #[arg(long, value_name = "CONVENTION", value_parser = ["civil_code", "elapsed_hours"])]
    pub working_days: Option<String>,
    #[arg(long, value_name = "CODE=NAME")]
    pub post: Vec<String>,
    #[arg(long, value_name = "CODE=NAME")]
    pub department: Vec<String>,
    #[arg(long, value_name = "CODE=NAME")]
    pub place: Vec<String>,
    #[arg(long, value_name = "CODE=NAME")]
    pub plan: Vec<String>,
    #[arg(long, value_name = "CODE")]
    pub remove: Vec<String>,
}

impl DirectorySetArgs {
    /// Whether anything is to be changed.
    #[must_use]
    pub fn is_given(&self) -> bool {
        let fields = [&self.org, &self.site, &self.zone, &self.hours, &self.working_days];
        let names = [&self.post, &self.department, &self.place, &self.plan, &self.remove];
        fields.iter().any(|field| field.is_some()) || names.iter().any(|names| !names.is_empty())
    }
}

/// Who is on which post when.
#[derive(Clone, Debug, Subcommand)]
pub enum ShiftCommand {
    Show(ShiftShowArgs),
    Set(ShiftSetArgs),
    Cancel(ShiftCancelArgs),
}

#[derive(Clone, Debug, Args)]
pub struct ShiftShowArgs {
    #[arg(long, value_name = "POST")]
    pub post: Option<String>,
    #[arg(long, value_name = "STAFF")]
    pub staff: Option<String>,
    #[arg(long, value_name = "TIME", conflicts_with = "all")]
    pub at: Option<String>,
    #[arg(long)]
    pub all: bool,
}

#[derive(Clone, Debug, Args)]
pub struct ShiftSetArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["post", "staff", "from", "to", "replace"])]
    pub file: Option<PathBuf>,
    #[arg(long, value_name = "POST", required_unless_present = "file")]
    pub post: Option<String>,
    #[arg(long, value_name = "STAFF", required_unless_present = "file")]
    pub staff: Option<String>,
    #[arg(long, value_name = "TIME", required_unless_present = "file")]
    pub from: Option<String>,
    #[arg(long, value_name = "TIME", required_unless_present = "file")]
    pub to: Option<String>,
    #[arg(long, value_name = "RECORD")]
    pub replace: Vec<String>,
}

#[derive(Clone, Debug, Args)]
pub struct ShiftCancelArgs {
    #[arg(value_name = "RECORD", required = true)]
    pub records: Vec<String>,
}

/// The post on which those requests fall that nobody in force holds.
#[derive(Clone, Debug, Subcommand)]
pub enum DutyPostCommand {
    Show,
    Set(DutyPostSetArgs),
}

#[derive(Clone, Debug, Args)]
pub struct DutyPostSetArgs {
    #[arg(value_name = "POST")]
    pub post: String,
}
