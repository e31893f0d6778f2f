//! The command line's surface. Helps stand in the language files, under `cmd-…` and `arg-…`: see `usage`.
#![expect(missing_docs, reason = "clap would show them instead of the language files")]

pub mod acts;
pub mod duty;
mod paper;
mod parse;
pub mod qr;
pub mod request;
pub mod roster;
mod ruling;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};

use crate::domain::act::word::Role;
use crate::face::text::Lang;
pub use duty::{DutyCommand, DutyExplainArgs, DutyListArgs};
pub use paper::{By, ChainArgs, FormArgs, ReportArgs};
pub use parse::{Langs, Words, YesNo};
use qr::QrCommand;
use request::RequestCommand;
use roster::{DeviceCommand, DirectoryCommand, DutyPostCommand, ShiftCommand, StaffCommand};
pub use ruling::{AdoptArgs, CalendarAdoptArgs, CalendarCommand, DiffArgs, DueArgs, FiguresArgs, RegulationCommand, ShowArgs};

/// `shouwen [OPTIONS] COMMAND`.
#[derive(Clone, Debug, Parser)]
#[command(name = "shouwen", version, disable_help_subcommand = true, disable_help_flag = true, disable_version_flag = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Global {
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub data: Option<PathBuf>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true, value_name = "LANG", value_parser = Langs)]
    pub lang: Option<Lang>,
    #[arg(long = "as", global = true, value_name = "STAFF")]
    pub as_staff: Option<String>,
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub pin_file: Option<PathBuf>,
    #[arg(long, global = true, hide = true)]
    pub asks: bool,
}

/// Everything `shouwen` can be asked.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    Demo(DemoArgs),
    Init(InitArgs),
    #[command(subcommand)]
    Enrol(EnrolCommand),
    Serve(ServeArgs),
    Status,
    Doctor(DoctorArgs),
    Rebuild,
    Backup(BackupArgs),
    Restore(RestoreArgs),
    #[command(subcommand)]
    Request(RequestCommand),
    Handover(HandoverArgs),
    Take(TakeArgs),
    #[command(subcommand)]
    Duty(DutyCommand),
    Chain(ChainArgs),
    Form(FormArgs),
    Report(ReportArgs),
    Sync(SyncArgs),
    Peers,
    #[command(subcommand)]
    Qr(QrCommand),
    #[command(subcommand)]
    Bundle(BundleCommand),
    Export(ExportArgs),
    #[command(subcommand)]
    Import(ImportCommand),
    #[command(subcommand)]
    Regulation(RegulationCommand),
    #[command(subcommand)]
    Calendar(CalendarCommand),
    #[command(subcommand)]
    Staff(StaffCommand),
    #[command(subcommand)]
    Device(DeviceCommand),
    #[command(subcommand)]
    Directory(DirectoryCommand),
    #[command(subcommand)]
    Shift(ShiftCommand),
    #[command(subcommand)]
    DutyPost(DutyPostCommand),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

#[derive(Clone, Debug, Args)]
pub struct DoctorArgs {
    #[arg(long)]
    pub repair: bool,
}

#[derive(Clone, Debug, Args)]
pub struct BackupArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub struct RestoreArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "show")]
    pub file: Option<PathBuf>,
    #[arg(long, conflicts_with = "records")]
    pub replace: bool,
    #[arg(long, requires = "file")]
    pub records: bool,
    #[arg(long)]
    pub show: bool,
}

#[derive(Clone, Debug, Args)]
pub struct DemoArgs {
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub keep: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    #[arg(long, value_name = "NAME")]
    pub org: String,
    #[arg(long, value_name = "NAME")]
    pub site: String,
    #[arg(long, value_name = "NAME")]
    pub device: String,
    #[arg(long, value_name = "NAME")]
    pub staff: String,
    #[arg(long, value_name = "REGULATION")]
    pub regulation: Option<String>,
    #[command(flatten)]
    pub figures: FiguresArgs,
}

/// The three steps by which a device joins.
#[derive(Clone, Debug, Subcommand)]
pub enum EnrolCommand {
    Request(EnrolRequestArgs),
    Approve(EnrolApproveArgs),
    Accept(EnrolAcceptArgs),
}

#[derive(Clone, Debug, Args)]
pub struct EnrolRequestArgs {
    #[arg(long, value_name = "NAME")]
    pub device: String,
    #[arg(long, value_name = "NAME")]
    pub staff: String,
    #[arg(long, value_parser = Words::<Role>::NEW)]
    pub role: Role,
    #[arg(long, value_name = "POST", value_delimiter = ',')]
    pub post: Vec<String>,
    #[arg(long, value_name = "DEPARTMENT")]
    pub department: Option<String>,
    #[arg(long)]
    pub centre: bool,
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub struct EnrolApproveArgs {
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub file: Vec<PathBuf>,
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    #[arg(long, value_name = "STAFF")]
    pub person: Option<String>,
    #[arg(long, value_name = "STAFF")]
    pub superior: Option<String>,
    #[arg(long)]
    pub may_certify: bool,
}

#[derive(Clone, Debug, Args)]
pub struct EnrolAcceptArgs {
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub file: Vec<PathBuf>,
    #[arg(long, value_name = "KEY")]
    pub org: Option<String>,
}

#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    #[arg(long, value_name = "ADDR")]
    pub peer: Vec<String>,
    #[arg(long)]
    pub no_discovery: bool,
}

#[derive(Clone, Debug, Args)]
pub struct HandoverArgs {
    #[arg(long, value_name = "STAFF")]
    pub from: Option<String>,
    #[arg(long, value_name = "STAFF")]
    pub to: String,
}

#[derive(Clone, Debug, Args)]
pub struct TakeArgs {
    #[arg(long, required = true)]
    pub all_offered: bool,
}

#[derive(Clone, Debug, Args)]
pub struct SyncArgs {
    #[arg(value_name = "PEER")]
    pub peer: String,
}

/// Records in a file instead of over a network.
#[derive(Clone, Debug, Subcommand)]
pub enum BundleCommand {
    Export(BundleExportArgs),
    Import(BundleImportArgs),
}

#[derive(Clone, Debug, Args)]
pub struct BundleExportArgs {
    #[arg(long = "request", value_name = "ID")]
    pub requests: Vec<String>,
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub struct BundleImportArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportForm {
    Csv,
    Json,
    Ndjson,
}

#[derive(Clone, Debug, Args)]
pub struct ExportArgs {
    #[arg(value_name = "FORM", value_enum)]
    pub form: ExportForm,
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Where history comes from.
#[derive(Clone, Debug, Subcommand)]
pub enum ImportCommand {
    Csv(ImportCsvArgs),
}

#[derive(Clone, Debug, Args)]
pub struct ImportCsvArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub map: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Clone, Debug, Args)]
pub struct ManArgs {
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
}

/// The event's own time, where it was not now.
#[derive(Clone, Debug, Default, Args)]
pub struct Happened {
    #[arg(long, value_name = "TIME")]
    pub happened: Option<String>,
}
