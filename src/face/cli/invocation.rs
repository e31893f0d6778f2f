//! What a command is given, and where its words go: the same for a terminal, a pipe, a test and a running node.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use crate::face::text::Lang;
use crate::node::control::{self, Console};

/// A command as it was typed, with everything of its surroundings that it may read.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Invocation {
    /// The arguments, the program's name first.
    pub argv: Vec<String>,
    /// Where relative paths begin.
    pub cwd: PathBuf,
    /// The language to speak.
    pub lang: Lang,
    /// The PIN, where the caller gave one. Never an argument: arguments can be read by every user of the machine.
    pub pin: Option<String>,
    /// The data folder where `--data` is not given.
    pub data: PathBuf,
}

/// Where a command's words go.
pub trait Output {
    /// Where results and messages are written: stdout and stderr.
    fn streams(&mut self) -> (&mut dyn Write, &mut dyn Write);

    /// Whether a person watches: only then progress is drawn and a PIN asked for.
    fn is_terminal(&self) -> bool {
        false
    }

    /// Text for people or a JSON document, to stdout.
    fn out(&mut self, text: &str) {
        let (out, _) = self.streams();
        // A reader that closed the pipe has read enough.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// A message, to stderr.
    fn message(&mut self, text: &str) {
        let (_, err) = self.streams();
        let _ = writeln!(err, "{}", text.trim_end());
    }
}

/// The process's own stdout and stderr.
#[derive(Debug)]
pub struct Terminal {
    out: io::Stdout,
    err: io::Stderr,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { out: io::stdout(), err: io::stderr() }
    }
}

impl Output for Terminal {
    fn streams(&mut self) -> (&mut dyn Write, &mut dyn Write) {
        (&mut self.out, &mut self.err)
    }

    fn is_terminal(&self) -> bool {
        self.err.is_terminal() && io::stdin().is_terminal()
    }
}

/// The console of a command that a running node carries out for another process.
pub struct Carried<'a, 'c>(pub &'a mut Console<'c>);

impl Output for Carried<'_, '_> {
    fn streams(&mut self) -> (&mut dyn Write, &mut dyn Write) {
        (&mut *self.0.out, &mut *self.0.err)
    }
}

impl From<&Invocation> for control::Invocation {
    fn from(own: &Invocation) -> Self {
        Self {
            arguments: own.argv.iter().skip(1).map(Into::into).collect(),
            folder: own.cwd.clone().into(),
            language: Some(own.lang.tag().to_owned()),
            pin: own.pin.clone(),
        }
    }
}

impl From<&control::Invocation> for Invocation {
    fn from(carried: &control::Invocation) -> Self {
        let arguments = carried.arguments.iter().map(|arg| arg.to_string_lossy().into_owned());
        let argv = std::iter::once("shouwen".to_owned()).chain(arguments).collect();
        let lang = carried.language.as_deref().map(Lang::of_locale).unwrap_or_default();
        Self { argv, cwd: carried.folder.clone().into(), lang, pin: carried.pin.clone(), data: PathBuf::new() }
    }
}

impl Invocation {
    /// The invocation of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let argv: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable).unwrap_or_default();
        let lang = lang_of(&argv).unwrap_or_else(|| Lang::of_locale(&locale));
        let data = variable("SHOUWEN_DATA").map_or_else(default_data, PathBuf::from);
        let cwd = std::env::current_dir().unwrap_or_default();
        Self { argv, cwd, lang, pin: variable("SHOUWEN_PIN"), data }
    }
}

/// `--lang` before the command line is read, because complaints about the command line need it.
fn lang_of(argv: &[String]) -> Option<Lang> {
    let mut args = argv.iter().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--lang" {
            return args.next().and_then(|tag| Lang::from_tag(tag));
        }
        if let Some(tag) = arg.strip_prefix("--lang=") {
            return Lang::from_tag(tag);
        }
    }
    None
}

/// Where a user's programs keep their data.
fn default_data() -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || variable("HOME").or_else(|| variable("USERPROFILE")).unwrap_or_default();
    let base = if cfg!(windows) {
        variable("LOCALAPPDATA").unwrap_or_else(|| home().join("AppData/Local"))
    } else if cfg!(target_os = "macos") {
        home().join("Library/Application Support")
    } else {
        variable("XDG_DATA_HOME").unwrap_or_else(|| home().join(".local/share"))
    };
    base.join("shouwen")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_known_before_the_command_line_is_read() {
        let argv = |args: &[&str]| args.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(lang_of(&argv(&["shouwen", "status", "--lang", "en"])), Some(Lang::En));
        assert_eq!(lang_of(&argv(&["shouwen", "--lang=zh-Hant"])), Some(Lang::ZhHant));
        assert_eq!(lang_of(&argv(&["shouwen", "--lang"])), None);
        assert_eq!(Lang::of_locale("zh_TW.UTF-8"), Lang::ZhHant);
        assert_eq!(Lang::of_locale("C.UTF-8"), Lang::ZhHans);
        assert_eq!(Lang::of_locale("en_US"), Lang::En);
    }
}
