//! `shouwen duty …`: what is owed by when.

use clap::{Args, Subcommand};

/// What can be asked about duties.
#[derive(Clone, Debug, Subcommand)]
pub enum DutyCommand {
    List(DutyListArgs),
    Explain(DutyExplainArgs),
}

#[derive(Clone, Debug, Args)]
pub struct DutyListArgs {
    #[arg(long, value_name = "STAFF")]
    pub by: Option<String>,
    #[arg(long)]
    pub late: bool,
    #[arg(long)]
    pub open: bool,
    #[arg(long, value_name = "ID")]
    pub request: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Clone, Debug, Args)]
pub struct DutyExplainArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}
