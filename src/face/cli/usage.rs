//! What clap says, said in the person's language: helps, headings and every complaint about the command line.

use clap::builder::{PossibleValue, Resettable};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};

use super::args::Cli;
use crate::face::text::Text;

/// The command line with its helps in a language.
#[must_use]
pub fn command(text: &Text) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    localise(Cli::command().arg(help).arg(version), "", text)
}

/// The key of a command's help, from its path: `request offer` is `cmd-request-offer`.
fn command_key(path: &str) -> String {
    if path.is_empty() { "cmd".to_owned() } else { format!("cmd-{path}") }
}

/// The keys of an option's help, the nearer one first.
fn arg_keys(path: &str, id: &str) -> [String; 2] {
    let id = id.replace('_', "-");
    [format!("arg-{path}-{id}"), format!("arg-{id}")]
}

fn localise(command: Command, path: &str, text: &Text) -> Command {
    let template = text.say("help-template").replace('<', "{").replace('>', "}");
    let about = text.say(&command_key(path));
    let command = command
        .about(about)
        .long_about(Resettable::Reset)
        .help_template(template)
        .subcommand_help_heading(text.say("help-commands"))
        .mut_args(|arg| localise_arg(arg, path, text));
    command.mut_subcommands(|sub| {
        let path = if path.is_empty() { sub.get_name().to_owned() } else { format!("{path}-{}", sub.get_name()) };
        localise(sub, &path, text)
    })
}

fn localise_arg(arg: Arg, path: &str, text: &Text) -> Arg {
    let [near, common] = arg_keys(path, arg.get_id().as_str());
    let mut help = text.say(if text.has(&near) { &near } else { &common });
    let switch = matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::Help | ArgAction::Version);
    let values: Vec<_> = if switch { Vec::new() } else { arg.get_possible_values() };
    if !values.is_empty() {
        let values: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
        help.push_str(&text.get("help-values", [("values", values.join(", ").into())]));
    }
    let heading = match (path.is_empty(), arg.is_positional()) {
        (_, true) => "help-arguments",
        (true, false) => "help-global",
        (false, false) => "help-options",
    };
    let arg = arg.help(help).help_heading(text.say(heading));
    if switch { arg } else { arg.hide_possible_values(true).hide_default_value(true) }
}

/// What clap has to say: help on stdout and success, or a complaint and how the command is used.
pub enum Said {
    /// Help or version, as asked for.
    Asked(String),
    /// A complaint.
    Wrong(String),
}

/// Turns what clap returned into a sentence of the language.
#[must_use]
pub fn explain(error: &clap::Error, text: &Text) -> Said {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Said::Asked(error.render().to_string()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Said::Wrong(error.render().to_string()),
        _ => {
            let mut said = complaint(error, text);
            if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
                let usage = usage.to_string();
                let usage = usage.trim().trim_start_matches("Usage:").trim();
                said.push_str(&text.get("usage-line", [("usage", usage.into())]));
            }
            Said::Wrong(said)
        }
    }
}

fn complaint(error: &clap::Error, text: &Text) -> String {
    let of = |kind| context(error, kind);
    let arg = of(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::InvalidValue if of(ContextKind::InvalidValue).is_empty() => text.get("usage-no-value", [("arg", arg.into())]),
        ErrorKind::InvalidValue => {
            let (value, values) = (of(ContextKind::InvalidValue), of(ContextKind::ValidValue));
            text.get("usage-value", [("arg", arg.into()), ("value", value.into()), ("values", values.into())])
        }
        ErrorKind::ValueValidation => {
            let value = of(ContextKind::InvalidValue);
            text.get("usage-bad-value", [("arg", arg.into()), ("value", value.into())])
        }
        ErrorKind::UnknownArgument => {
            let suggested = of(ContextKind::SuggestedArg);
            text.get("usage-unknown-arg", [("arg", arg.into()), ("near", near(&suggested, text).into())])
        }
        ErrorKind::InvalidSubcommand => {
            let (name, suggested) = (of(ContextKind::InvalidSubcommand), of(ContextKind::SuggestedSubcommand));
            text.get("usage-unknown-command", [("name", name.into()), ("near", near(&suggested, text).into())])
        }
        ErrorKind::MissingRequiredArgument => text.get("usage-missing", [("args", arg.into())]),
        ErrorKind::MissingSubcommand => text.say("usage-no-command"),
        ErrorKind::ArgumentConflict => {
            let prior = of(ContextKind::PriorArg);
            text.get("usage-conflict", [("arg", arg.into()), ("prior", prior.into())])
        }
        _ => text.get("usage-number", [("arg", arg.into())]),
    }
}

/// The likeliest of what clap suggests, which it puts last.
fn near(suggested: &str, text: &Text) -> String {
    let suggested = suggested.rsplit(", ").next().unwrap_or_default();
    if suggested.is_empty() { String::new() } else { text.get("usage-near", [("suggested", suggested.into())]) }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(several)) => several.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The keys that the command line needs: one a command, and for each option one of its two.
    pub(crate) fn keys() -> Vec<[String; 2]> {
        let mut keys = Vec::new();
        collect(&Cli::command(), "", &mut keys);
        keys.extend([["arg-help".to_owned(), "arg-help".to_owned()], ["arg-version".to_owned(), "arg-version".to_owned()]]);
        keys
    }

    fn collect(command: &Command, path: &str, keys: &mut Vec<[String; 2]>) {
        keys.push([command_key(path), command_key(path)]);
        keys.extend(command.get_arguments().map(|arg| arg_keys(path, arg.get_id().as_str())));
        for sub in command.get_subcommands() {
            let path = if path.is_empty() { sub.get_name().to_owned() } else { format!("{path}-{}", sub.get_name()) };
            collect(sub, &path, keys);
        }
    }

    #[test]
    fn the_surface_is_consistent_in_every_language() {
        for lang in crate::face::text::Lang::ALL {
            command(Text::of(lang)).debug_assert();
        }
    }
}
