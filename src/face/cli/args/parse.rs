//! Readers of single arguments: words of the vocabularies in any language, yes or no, languages.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

use crate::domain::form::Form;
use crate::face::text::Lang;
use crate::face::word::Word;

/// Reads a word of a vocabulary: its label, its phrase in any language, or `#n`.
#[derive(Clone, Copy, Debug)]
pub struct Words<W>(PhantomData<W>);

impl<W> Words<W> {
    /// The reader.
    pub const NEW: Self = Self(PhantomData);
}

impl<W: Word> TypedValueParser for Words<W> {
    type Value = W;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<W, Error> {
        let allowed = || W::all().iter().filter_map(|word| word.label()).map(str::to_owned).collect();
        value.to_str().and_then(W::read).ok_or_else(|| invalid(command, arg, value, allowed()))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(W::all().iter().filter_map(|word| word.label()).map(PossibleValue::new)))
    }
}

/// Reads yes or no; an option without a value means yes.
#[derive(Clone, Copy, Debug)]
pub struct YesNo;

impl TypedValueParser for YesNo {
    type Value = bool;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<bool, Error> {
        match value.to_str().unwrap_or_default() {
            "yes" | "true" | "是" => Ok(true),
            "no" | "false" | "否" => Ok(false),
            _ => Err(invalid(command, arg, value, vec!["yes".to_owned(), "no".to_owned()])),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(["yes", "no"].into_iter().map(PossibleValue::new)))
    }
}

/// Reads one of the three languages.
#[derive(Clone, Copy, Debug)]
pub struct Langs;

impl TypedValueParser for Langs {
    type Value = Lang;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Lang, Error> {
        let allowed = || Lang::ALL.iter().map(|lang| lang.tag().to_owned()).collect();
        value.to_str().and_then(Lang::from_tag).ok_or_else(|| invalid(command, arg, value, allowed()))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Lang::ALL.iter().map(|lang| PossibleValue::new(lang.tag()))))
    }
}

/// Reads one of the forms, `F1` to `F18`.
#[derive(Clone, Copy, Debug)]
pub struct Forms;

impl TypedValueParser for Forms {
    type Value = Form;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Form, Error> {
        let allowed = || Form::ALL.iter().map(ToString::to_string).collect();
        let named = |form: &Form| value.to_str().is_some_and(|typed| form.word().eq_ignore_ascii_case(typed));
        Form::ALL.iter().copied().find(named).ok_or_else(|| invalid(command, arg, value, allowed()))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Form::ALL.iter().map(|form| PossibleValue::new(form.word()))))
    }
}

fn invalid(command: &Command, arg: Option<&Arg>, value: &OsStr, allowed: Vec<String>) -> Error {
    let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(command);
    if let Some(arg) = arg {
        error.insert(ContextKind::InvalidArg, ContextValue::String(arg.to_string()));
    }
    error.insert(ContextKind::InvalidValue, ContextValue::String(value.to_string_lossy().into_owned()));
    error.insert(ContextKind::ValidValue, ContextValue::Strings(allowed));
    error
}
