//! The command line: arguments to the node's handle, views to text or JSON. Exit 0: done; 1: a rule or a proof says no;
//! 2: wrong usage or unreadable input; 3: the store or the network failed.

mod advice;
pub mod args;
mod calendars;
mod carry;
mod chain;
mod codes;
mod covered;
mod demo;
mod desk;
mod directory;
mod documents;
mod duties;
mod explain;
mod explain_adopt;
mod explain_keep;
mod explain_net;
mod explain_roster;
mod facts;
pub mod failure;
mod files;
mod flagged;
mod forms;
mod found;
mod hands;
mod import;
pub mod invocation;
mod keep;
mod lists;
mod manual;
mod meet;
mod peers;
mod periodic;
mod progress;
mod qr;
mod reckon;
mod regulations;
mod reports;
mod requests;
pub mod resolve;
mod rota;
mod ruling;
mod story;
mod svg;
pub mod table;
mod tell;
pub mod usage;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::FromArgMatches;

use super::text::Text;
use crate::node::control::{self, Console, Ended};
use crate::node::kept::OpenError;
use crate::node::keyfile::{KeyError, Pin};
use crate::node::queue::{Place, Queue};
use crate::node::{Handle, Unlock};
use args::qr::QrCommand;
use args::roster::{DeviceCommand, StaffCommand};
use args::{BundleCommand, CalendarCommand, Cli, Command, EnrolCommand, ImportCommand, RegulationCommand, RestoreArgs};
use desk::Desk;
use failure::Failure;
use found::Bare;
pub use invocation::{Carried, Invocation, Output, Terminal};
use reckon::Bench;
use usage::Said;

/// Runs one command and says what came of it.
pub fn run(mut invocation: Invocation, out: &mut dyn Output) -> ExitCode {
    let text = Text::of(invocation.lang);
    let code = match parse(&invocation, text, out) {
        Ok(cli) => match start(&cli, &mut invocation, text, out) {
            Ok(code) => code,
            Err(failure) => complain(&failure, text, out),
        },
        Err(code) => code,
    };
    ExitCode::from(code)
}

/// Carries out, on the node's own handle, the commands that other processes hand to a running node.
#[must_use]
pub fn carry_out(handle: &Handle) -> Arc<control::Execute> {
    let handle = handle.clone();
    Arc::new(move |carried: &control::Invocation, console: &mut Console<'_>| {
        let invocation = Invocation::from(carried);
        let (text, out) = (Text::of(invocation.lang), &mut Carried(console));
        match parse(&invocation, text, out) {
            Ok(cli) => match on_node(&handle, &cli, &invocation, text, out) {
                Ok(()) => Ended::Exit(0),
                // Only the caller's end has a prompt.
                Err(failure) if failure.asks_for_pin() && invocation.pin.is_none() => Ended::NeedsPin,
                Err(failure) if failure.asks_for_reason() => Ended::NeedsReason,
                Err(failure) => Ended::Exit(complain(&failure, text, out)),
            },
            Err(code) => Ended::Exit(code),
        }
    })
}

fn complain(failure: &Failure, text: &Text, out: &mut dyn Output) -> u8 {
    out.message(&failure.say(text));
    failure.code()
}

/// Reads the command line; help and complaints are said here, and end with an exit code.
fn parse(invocation: &Invocation, text: &Text, out: &mut dyn Output) -> Result<Cli, u8> {
    let parsed = usage::command(text).try_get_matches_from(&invocation.argv).and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|said| match usage::explain(&said, text) {
        Said::Asked(help) => {
            out.out(&help);
            0
        }
        Said::Wrong(complaint) => {
            out.message(&complaint);
            failure::USAGE
        }
    })
}

/// Commands that need no node, then the running node, then the data folder itself.
fn start(cli: &Cli, invocation: &mut Invocation, text: &'static Text, out: &mut dyn Output) -> Result<u8, Failure> {
    let data = invocation.cwd.join(cli.global.data.as_ref().unwrap_or(&invocation.data));
    if let Some(file) = &cli.global.pin_file {
        invocation.pin = Some(pin_of(&invocation.cwd.join(file))?);
    }
    if without_node(cli, invocation, (&data, text), out)? {
        return Ok(0);
    }
    let mut again = None;
    loop {
        match beside_others(&data, again.as_ref().unwrap_or(cli), invocation, text, out) {
            Err(failure) if failure.asks_for_pin() && invocation.pin.is_none() && out.is_terminal() => {
                invocation.pin = Some(ask(text, "ask-pin", console::Term::read_secure_line)?);
            }
            Err(failure) if failure.asks_for_reason() && out.is_terminal() => {
                let reason = ask(text, "ask-reason", console::Term::read_line)?;
                if reason.trim().is_empty() {
                    return Err(failure);
                }
                invocation.argv.push(format!("--anyway={reason}"));
                again = Some(parse(invocation, text, out).map_err(|_| failure)?);
            }
            done => return done,
        }
    }
}

/// Through the running node, or in the data folder when it is this process's turn to have it open.
fn beside_others(data: &Path, cli: &Cli, invocation: &Invocation, text: &'static Text, out: &mut dyn Output) -> Result<u8, Failure> {
    let mut carried = control::Invocation::from(invocation);
    if out.is_terminal() {
        carried.arguments.push("--asks".into());
    }
    let mut queue = None;
    loop {
        let (stdout, stderr) = out.streams();
        if let Some(ended) = control::forward(data, &carried, &mut Console { out: stdout, err: stderr })? {
            return match ended {
                Ended::Exit(code) => Ok(code),
                Ended::NeedsPin => Err(KeyError::NeedsPin.into()),
                Ended::NeedsReason => Err(Failure::advised()),
            };
        }
        match queue.get_or_insert_with(|| Queue::join(data)).step() {
            Place::First(_turn) => return in_folder(data, cli, invocation, text, out).map(|()| 0),
            Place::Waiting => {}
            Place::TooLong => return Err(OpenError::InUse.into()),
        }
    }
}

/// Carries out what needs no node; whether it was such a command.
fn without_node(cli: &Cli, invocation: &Invocation, (data, text): (&Path, &'static Text), out: &mut dyn Output) -> Result<bool, Failure> {
    let pin = invocation.pin.as_deref().map(Pin::new).transpose()?;
    let bare = || Bare { data: data.to_owned(), cwd: &invocation.cwd, pin, json: cli.global.json, text };
    let bench = |out| Bench { cwd: &invocation.cwd, json: cli.global.json, text, out };
    match &cli.command {
        Command::Demo(args) => demo::run(args, (&cli.global, &invocation.cwd), text, out)?,
        Command::Init(args) => found::init(bare(), args, out)?,
        Command::Enrol(EnrolCommand::Request(args)) => found::request(bare(), args, out)?,
        Command::Enrol(EnrolCommand::Accept(args)) => found::accept(&bare(), args, out)?,
        Command::Restore(args @ RestoreArgs { file: Some(file), records: false, .. }) => keep::restore(&bare(), args, file, out)?,
        Command::Completions(args) => manual::completions(args.shell, text, out),
        Command::Man(args) => manual::pages(args.output.as_ref().map(|folder| invocation.cwd.join(folder)).as_deref(), text, out)?,
        Command::Regulation(RegulationCommand::Check(args)) => bench(out).check(&args.file)?,
        Command::Regulation(RegulationCommand::Diff(args)) => bench(out).diff(args)?,
        Command::Regulation(RegulationCommand::Due(args)) => bench(out).due(args)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn in_folder(data: &Path, cli: &Cli, invocation: &Invocation, text: &'static Text, out: &mut dyn Output) -> Result<(), Failure> {
    let repair = matches!(&cli.command, Command::Doctor(args) if args.repair);
    let handle = keep::opened(data, &unlock(invocation)?, repair, (text, out))?;
    on_desk(&handle, cli, &invocation.cwd, text, out)
}

fn on_node(handle: &Handle, cli: &Cli, invocation: &Invocation, text: &'static Text, out: &mut dyn Output) -> Result<(), Failure> {
    let own = if invocation.pin.is_some() { Some(handle.unlock_here(&unlock(invocation)?)?) } else { None };
    on_desk(own.as_ref().unwrap_or(handle), cli, &invocation.cwd, text, out)
}

fn unlock(invocation: &Invocation) -> Result<Unlock, Failure> {
    Ok(Unlock { pin: invocation.pin.as_deref().map(Pin::new).transpose()?, secret: None })
}

fn on_desk(handle: &Handle, cli: &Cli, cwd: &Path, text: &'static Text, out: &mut dyn Output) -> Result<(), Failure> {
    let desk = &mut Desk::at(handle, &cli.global, cwd, text, out)?;
    match &cli.command {
        Command::Enrol(EnrolCommand::Approve(args)) => found::approve(desk, args),
        Command::Status => lists::status(desk),
        Command::Rebuild => lists::rebuild(desk),
        Command::Doctor(args) => keep::doctor(desk, args),
        Command::Backup(args) => keep::backup(desk, args),
        Command::Restore(args) => keep::read_in(desk, args),
        Command::Request(command) => requests::run(desk, command),
        Command::Handover(args) => hands::handover(desk, args),
        Command::Take(_) => hands::take_all(desk),
        Command::Duty(command) => duties::run(desk, command),
        Command::Chain(args) => chain::run(desk, args),
        Command::Form(args) => forms::run(desk, args),
        Command::Report(args) => reports::run(desk, args),
        Command::Serve(args) if handle.network().is_none() => meet::serve(desk, args),
        Command::Sync(args) => meet::sync(desk, args),
        Command::Peers => {
            peers::peers(desk);
            Ok(())
        }
        Command::Qr(QrCommand::Offer(args)) => qr::offer(desk, args),
        Command::Qr(QrCommand::Scan(args)) => qr::scan(desk, args),
        Command::Qr(QrCommand::Invite(args)) => qr::invite(desk, args),
        Command::Bundle(BundleCommand::Export(args)) => carry::bundle_export(desk, args),
        Command::Bundle(BundleCommand::Import(args)) => carry::bundle_import(desk, args),
        Command::Export(args) => carry::export(desk, args),
        Command::Import(ImportCommand::Csv(args)) => import::csv(desk, args),
        Command::Regulation(RegulationCommand::List) => regulations::list(desk),
        Command::Regulation(RegulationCommand::Show(args)) => regulations::show(desk, args),
        Command::Regulation(RegulationCommand::Adopt(args)) => regulations::adopt(desk, args),
        Command::Calendar(CalendarCommand::List) => calendars::list(desk),
        Command::Calendar(CalendarCommand::Adopt(args)) => calendars::adopt(desk, args),
        Command::Directory(command) => directory::run(desk, command),
        Command::Shift(command) => rota::shift(desk, command),
        Command::DutyPost(command) => rota::duty_post(desk, command),
        Command::Staff(StaffCommand::Certify(args)) => found::certify(desk, args),
        Command::Staff(StaffCommand::Admit(args)) => lists::admit(desk, args),
        Command::Staff(StaffCommand::List) => {
            lists::staff(desk);
            Ok(())
        }
        Command::Device(DeviceCommand::List) => {
            lists::devices(desk);
            Ok(())
        }
        _ => Err(Failure::broken("error-already-serving")),
    }
}

/// The first line of a PIN file.
fn pin_of(path: &Path) -> Result<String, Failure> {
    let text = String::from_utf8(found::read(path)?);
    let text = text.map_err(|why| Failure::usage("usage-read").with("path", path.display()).with("why", why))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// Asks at the terminal.
fn ask(text: &Text, key: &str, read: impl Fn(&console::Term) -> std::io::Result<String>) -> Result<String, Failure> {
    let terminal = console::Term::stderr();
    let typed = terminal.write_str(&text.say(key)).and_then(|()| read(&terminal));
    typed.map_err(|why| Failure::broken("error-terminal").with("why", why))
}
