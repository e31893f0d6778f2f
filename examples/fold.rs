//! Folds a history and prints what follows from it, so that anybody can compare the rules with another implementation.
//!
//! `cargo run --example fold -- FILE` or on standard input: JSON lines as `tests/support/history.rs` describes them. The
//! answer is one JSON object: for each request by name the holders, whether it is contested, its state, whether the duty
//! post holds, whether the first contact's duty is open, the releases as `[tenure, take, rule]`, the grade of each record
//! and the remarks; `null` where the opening, its certificate or its regulation is not in the history.

#[path = "../tests/support/history.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod history;

use std::io::Read as _;
use std::process::ExitCode;

use serde_json::{Map, Value};

fn main() -> ExitCode {
    match run() {
        Ok(answer) => {
            println!("{answer:#}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Value, String> {
    let mut text = String::new();
    match std::env::args().nth(1).filter(|path| path != "-") {
        Some(path) => text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?,
        None => {
            std::io::stdin().read_to_string(&mut text).map_err(|error| error.to_string())?;
        }
    }
    let history = history::History::read(&text)?;
    let shown = history.fold().into_iter().map(|(name, request)| (name, request.map_or(Value::Null, |request| history.show(&request))));
    Ok(Value::Object(shown.collect::<Map<_, _>>()))
}
