//! One subcommand for every act about a request that is not a handoff: its options, and the act they make.

mod after;
mod contact;
mod work;

use clap::{Args, Subcommand};

use super::Happened;
use crate::domain::act::Act;
use crate::domain::act::word::Field;
use crate::domain::payload::Personal;
use crate::face::cli::failure::Failure;
use crate::face::cli::resolve::Resolve;
pub use after::*;
pub use contact::*;
pub use work::*;

/// The options of one act.
pub trait Draft {
    /// The act and the words that the options make.
    ///
    /// # Errors
    /// What does not name one thing, or is not readable.
    fn draft(&self, resolve: &Resolve<'_>) -> Result<(Act, Personal), Failure>;

    /// Why it is signed although its words are advised against.
    fn anyway(&self) -> Option<&str> {
        None
    }
}

/// An act on a request.
#[derive(Clone, Debug, Args)]
pub struct On<A: Args> {
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub act: A,
    #[command(flatten)]
    pub at: Happened,
}

macro_rules! act_commands {
    ($( $name:ident ),+ $(,)?) => {
        /// One subcommand an act, in kebab case.
        #[derive(Clone, Debug, Subcommand)]
        pub enum ActCommand {
            $( $name(On<$name>), )+
        }

        impl ActCommand {
            /// The request it is about, the event's own time, and what it says.
            #[must_use]
            pub fn parts(&self) -> (&str, &Happened, &dyn Draft) {
                match self {
                    $( Self::$name(on) => (&on.id, &on.at, &on.act), )+
                }
            }
        }
    };
}

act_commands! {
    Classify, Report, Confirm, Answer, Tell, Promise, Consult, Coordinate, Assign, Arrive, Investigate, Countersign, Plan,
    Progress, Complete, Receive, Accept, Visit, Escalate, SpecialReport, Finish, Link, CountVisit, Note, Correct, Evaluate,
    Find, Erase,
}

/// The words of an act by field; what was not typed is left out.
///
/// # Errors
/// A text without any letter: it would be kept for ever and say nothing.
pub fn texts<const N: usize>(typed: [(Field, Option<&String>); N]) -> Result<Personal, Failure> {
    let mut personal = Personal::default();
    for (field, text) in typed {
        let Some(text) = text else { continue };
        if text.trim().is_empty() {
            return Err(Failure::usage("usage-blank").word("field", field));
        }
        personal.texts.insert(field, text.clone());
    }
    Ok(personal)
}
