//! Arguments to one command; see `face::cli`.

use std::process::ExitCode;

use shouwen::face::cli::{self, Invocation, Terminal};

fn main() -> ExitCode {
    cli::run(Invocation::of_process(), &mut Terminal::default())
}
