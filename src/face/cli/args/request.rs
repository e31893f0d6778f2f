//! `shouwen request …`: log, list, show, hand over; every other act stands in `acts`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::acts::ActCommand;
use super::{Happened, Words, YesNo};
use crate::domain::act::word::{Channel, Class, Competence, Matter, Mode, Outcome, Reason, Shows, Source, Subject};

/// What can be done about requests.
#[derive(Clone, Debug, Subcommand)]
pub enum RequestCommand {
    Open(Box<OpenArgs>),
    List(ListArgs),
    Show(ShowArgs),
    Offer(OfferArgs),
    Take(HandArgs),
    Decline(DeclineArgs),
    Recall(HandArgs),
    Settle(SettleArgs),
    Close(CloseArgs),
    Attach(AttachArgs),
    File(FileArgs),
    #[command(flatten)]
    Act(ActCommand),
}

#[derive(Clone, Debug, Args)]
pub struct OpenArgs {
    #[arg(long, value_parser = Words::<Channel>::NEW)]
    pub channel: Channel,
    #[arg(long, value_parser = Words::<Matter>::NEW)]
    pub matter: Matter,
    #[arg(long, value_parser = Words::<Subject>::NEW)]
    pub subject: Option<Subject>,
    #[arg(long, value_parser = Words::<Class>::NEW)]
    pub class: Option<Class>,
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    #[arg(long, value_parser = Words::<Competence>::NEW)]
    pub competence: Option<Competence>,
    #[arg(long)]
    pub self_identified: bool,
    #[arg(long)]
    pub repeat_back: bool,
    #[arg(long)]
    pub name: Option<String>,
    #[arg(long)]
    pub phone: Option<String>,
    #[arg(long)]
    pub room: Option<String>,
    #[arg(long)]
    pub text: Option<String>,
    #[arg(long)]
    pub expect: Option<String>,
    #[arg(long)]
    pub target: Option<String>,
    #[arg(long)]
    pub occurred: Option<String>,
    #[arg(long)]
    pub condition: Option<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub photo: Vec<PathBuf>,
    #[arg(long, value_name = "CLIENTKEY")]
    pub key: Option<String>,
    #[command(flatten)]
    pub at: Happened,
}

#[derive(Clone, Debug, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a filter that a person switches on")]
pub struct ListArgs {
    #[arg(long)]
    pub mine: bool,
    #[arg(long)]
    pub first_contact: bool,
    #[arg(long)]
    pub offered: bool,
    #[arg(long)]
    pub open: bool,
    #[arg(long)]
    pub late: bool,
    #[arg(long)]
    pub contested: bool,
    #[arg(long)]
    pub orphaned: bool,
    #[arg(long)]
    pub queue: bool,
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
}

#[derive(Clone, Debug, Args)]
pub struct ShowArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long)]
    pub resident: bool,
}

#[derive(Clone, Debug, Args)]
pub struct OfferArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, value_name = "STAFF|POST")]
    pub to: String,
    #[arg(long, value_parser = Words::<Mode>::NEW)]
    pub mode: Mode,
    #[arg(long, value_parser = Words::<Reason>::NEW)]
    pub reason: Option<Reason>,
    #[arg(long)]
    pub brief: Option<String>,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    pub consent: Option<bool>,
    #[arg(long)]
    pub reached: bool,
    #[command(flatten)]
    pub at: Happened,
}

#[derive(Clone, Debug, Args)]
pub struct HandArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long)]
    pub words: Option<String>,
    #[command(flatten)]
    pub at: Happened,
}

#[derive(Clone, Debug, Args)]
pub struct DeclineArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, value_parser = Words::<Reason>::NEW)]
    pub reason: Option<Reason>,
    #[arg(long)]
    pub words: Option<String>,
    #[command(flatten)]
    pub at: Happened,
}

#[derive(Clone, Debug, Args)]
pub struct SettleArgs {
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
}

#[derive(Clone, Debug, Args)]
pub struct CloseArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, value_parser = Words::<Outcome>::NEW)]
    pub outcome: Outcome,
    #[arg(long)]
    pub words: Option<String>,
    #[command(flatten)]
    pub at: Happened,
}

#[derive(Clone, Debug, Args)]
pub struct AttachArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    #[arg(long, value_parser = Words::<Shows>::NEW)]
    pub shows: Option<Shows>,
    #[arg(long, value_parser = Words::<Source>::NEW)]
    pub source: Option<Source>,
    #[arg(long)]
    pub caption: Option<String>,
    #[arg(long)]
    pub visible: bool,
    #[command(flatten)]
    pub at: Happened,
}

#[derive(Clone, Debug, Args)]
pub struct FileArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(value_name = "NUMBER")]
    pub number: usize,
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    #[arg(long)]
    pub thumbnail: bool,
}
