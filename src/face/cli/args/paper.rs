//! `chain`, `form` and `report`: what is printed.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::parse::Forms;
use crate::domain::form::Form;

#[derive(Clone, Debug, Args)]
pub struct ChainArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long)]
    pub verify: bool,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub svg: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub struct FormArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(value_name = "FORM", value_parser = Forms)]
    pub form: Option<Form>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub html: Option<PathBuf>,
}

/// By what a report puts its figures together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    Rule,
    Building,
    Department,
    Matter,
    Staff,
}

#[derive(Clone, Debug, Args)]
pub struct ReportArgs {
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    #[arg(long, value_enum)]
    pub by: Option<By>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub csv: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub svg: Option<PathBuf>,
}
