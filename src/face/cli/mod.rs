//! The command line: arguments to the node's handle, views to text or JSON. Exit 0: done; 1: a rule or a proof says no;
//! 2: wrong usage or unreadable input; 3: the store or the network failed.

pub mod args;
pub mod failure;
pub mod invocation;
mod manual;
pub mod resolve;
mod table;
pub mod usage;
pub mod when;

use std::process::ExitCode;

use clap::FromArgMatches;

use super::text::Text;
use args::{Cli, Command};
use failure::Failure;
pub use invocation::{Invocation, Output, Terminal};
use usage::Said;

/// Runs one command and says what came of it.
pub fn run(invocation: Invocation, out: &mut dyn Output) -> ExitCode {
    ExitCode::from(run_to_code(&invocation, out))
}

fn run_to_code(invocation: &Invocation, out: &mut dyn Output) -> u8 {
    let text = Text::of(invocation.lang);
    let matches = match usage::command(text).try_get_matches_from(&invocation.argv) {
        Ok(matches) => matches,
        Err(said) => {
            return match usage::explain(&said, text) {
                Said::Asked(help) => {
                    out.out(&help);
                    0
                }
                Said::Wrong(complaint) => {
                    out.message(&complaint);
                    failure::USAGE
                }
            };
        }
    };
    let done = Cli::from_arg_matches(&matches).map_err(|_| Failure::usage("usage-no-command")).and_then(|cli| execute(cli, text, out));
    match done {
        Ok(()) => 0,
        Err(failure) => {
            out.message(&failure.say(text));
            failure.code()
        }
    }
}

fn execute(cli: Cli, text: &'static Text, out: &mut dyn Output) -> Result<(), Failure> {
    match cli.command {
        Command::Completions(args) => manual::completions(args.shell, text, out),
        Command::Man(args) => manual::pages(args.output.as_deref(), text, out),
        _ => Err(Failure::broken("broken-not-here")),
    }
}
