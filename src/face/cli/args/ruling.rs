//! `shouwen regulation …` and `calendar …`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

/// What the site's requests are judged by.
#[derive(Clone, Debug, Subcommand)]
pub enum RegulationCommand {
    List,
    Show(ShowArgs),
    Adopt(AdoptArgs),
    Check(RegulationFileArgs),
    Diff(DiffArgs),
    Due(DueArgs),
}

#[derive(Clone, Debug, Args)]
pub struct RegulationFileArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

/// Two regulations, each a name or a file.
#[derive(Clone, Debug, Args)]
pub struct DiffArgs {
    #[arg(value_name = "REGULATION")]
    pub left: String,
    #[arg(value_name = "REGULATION")]
    pub right: String,
}

/// What is to be dated.
#[derive(Clone, Debug, Args)]
pub struct DueArgs {
    #[arg(value_name = "REGULATION")]
    pub preset: String,
    #[arg(value_name = "RULE")]
    pub rule: String,
    #[arg(long, value_name = "TIME")]
    pub anchor: String,
    #[arg(long, value_name = "CONVENTION", value_parser = ["civil_code", "elapsed_hours"])]
    pub convention: Option<String>,
    #[arg(long, value_name = "YEAR", value_delimiter = ',')]
    pub years: Vec<i32>,
    #[arg(long, value_name = "HOURS")]
    pub hours: Option<String>,
}

#[derive(Clone, Debug, Args)]
pub struct AdoptArgs {
    #[arg(value_name = "REGULATION")]
    pub id: String,
    #[command(flatten)]
    pub figures: FiguresArgs,
}

/// What goes with a regulation that is adopted.
#[derive(Clone, Debug, Args)]
pub struct FiguresArgs {
    #[arg(long, value_name = "REGULATION")]
    pub overlay: Vec<String>,
    #[arg(long, value_name = "DUTY=LIMIT")]
    pub set: Vec<String>,
    #[arg(long, value_name = "WHICH", value_parser = ["preset", "overlay"])]
    pub prefer: Option<String>,
}

impl FiguresArgs {
    /// Whether anything of it was typed.
    #[must_use]
    pub fn is_given(&self) -> bool {
        !self.overlay.is_empty() || !self.set.is_empty() || self.prefer.is_some()
    }
}

/// Which days are worked.
#[derive(Clone, Debug, Subcommand)]
pub enum CalendarCommand {
    List,
    Adopt(CalendarAdoptArgs),
}

#[derive(Clone, Debug, Args)]
pub struct CalendarAdoptArgs {
    #[arg(value_name = "CALENDAR", value_hint = ValueHint::FilePath)]
    pub calendar: String,
    #[arg(long)]
    pub replace: bool,
}

#[derive(Clone, Debug, Args)]
pub struct ShowArgs {
    #[arg(value_name = "REGULATION")]
    pub id: Option<String>,
    #[arg(long)]
    pub document: bool,
}
