//! `shouwen qr …`: codes that are shown and photographed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::request::OfferArgs;
use super::{Happened, Words, YesNo};
use crate::domain::act::word::{Mode, Reason};

/// What goes by codes.
#[derive(Clone, Debug, Subcommand)]
pub enum QrCommand {
    Offer(QrOfferArgs),
    Scan(QrScanArgs),
    Invite(QrInviteArgs),
}

#[derive(Clone, Debug, Args)]
pub struct QrOfferArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, value_name = "STAFF|POST")]
    pub to: Option<String>,
    #[arg(long, value_parser = Words::<Mode>::NEW)]
    pub mode: Option<Mode>,
    #[arg(long, value_parser = Words::<Reason>::NEW)]
    pub reason: Option<Reason>,
    #[arg(long)]
    pub brief: Option<String>,
    #[arg(long, num_args = 0..=1, default_missing_value = "yes", value_parser = YesNo)]
    pub consent: Option<bool>,
    #[arg(long)]
    pub reached: bool,
    #[arg(short, long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub at: Happened,
}

impl QrOfferArgs {
    /// The same as for `request offer`; who shows a code stands before the other.
    #[must_use]
    pub fn offer(&self) -> OfferArgs {
        OfferArgs {
            id: self.id.clone(),
            to: self.to.clone().unwrap_or_default(),
            mode: self.mode.unwrap_or(Mode::face),
            reason: self.reason,
            brief: self.brief.clone(),
            consent: self.consent,
            reached: self.reached,
            at: self.at.clone(),
        }
    }
}

#[derive(Clone, Debug, Args)]
pub struct QrScanArgs {
    #[arg(value_name = "IMAGE", required = true, value_hint = ValueHint::FilePath)]
    pub images: Vec<PathBuf>,
    #[arg(long, conflicts_with = "no_take")]
    pub take: bool,
    #[arg(long)]
    pub no_take: bool,
    #[arg(short, long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub struct QrInviteArgs {
    #[arg(long, value_name = "ADDR")]
    pub at: Option<String>,
    #[arg(short, long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
}
