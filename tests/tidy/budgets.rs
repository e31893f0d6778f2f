//! Sizes, names and words.

use super::source::{self, Source};

const FILE_LINES_MAX: usize = 400;
const DOMAIN_FILE_LINES_MAX: usize = 300;
const TEST_FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;
/// Besides `self`.
const ARGUMENTS_MAX: usize = 5;

/// Files with a budget of their own, and why.
const FILE_EXCEPTIONS: &[(&str, usize, &str)] = &[
    (
        "src/domain/act/request.rs",
        430,
        "the structs of kinds 1 to 36 in the order of their numbers: declarations only, half of them doc comments",
    ),
    ("src/domain/act/roster.rs", 330, "the structs of kinds 40 to 60, likewise"),
];

/// Words that say that something is not finished, or that a test is not one. Split, so that this file does not hold them.
const BANNED: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "do it now, or write an issue"),
    (concat!("FIX", "ME"), "fix it now, or write an issue"),
    (concat!("todo", "!("), "write it"),
    (concat!("unimplemented", "!("), "write it, or make the state impossible"),
    (concat!("#[", "ignore"), "a test runs, or it goes"),
    (concat!("dbg", "!("), "take it out"),
    (concat!("thread::", "sleep"), "wait for the event itself"),
];

const BANNED_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "manager", "common", "misc"];

pub fn sizes(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        let budget = file_budget(source);
        if source.lines > budget {
            findings.push(format!(
                "{}: {} lines without tests, more than {budget}: cut it where the subject changes",
                source.path, source.lines
            ));
        }
        if source.is_test() {
            continue;
        }
        for function in functions(source) {
            if function.lines > FUNCTION_LINES_MAX {
                let found = format!("{}:{}: `{}` has {} lines", source.path, function.at, function.name, function.lines);
                findings.push(format!("{found}, more than {FUNCTION_LINES_MAX}: name its steps"));
            }
            if function.arguments > ARGUMENTS_MAX {
                let found = format!("{}:{}: `{}` has {} arguments", source.path, function.at, function.name, function.arguments);
                findings.push(format!("{found}, more than {ARGUMENTS_MAX}: what belongs together is a struct"));
            }
        }
    }
    findings
}

fn file_budget(source: &Source) -> usize {
    if let Some((_, budget, _)) = FILE_EXCEPTIONS.iter().find(|(path, ..)| *path == source.path) {
        return *budget;
    }
    match source.layer() {
        _ if source.is_test() => TEST_FILE_LINES_MAX,
        Some("domain") => DOMAIN_FILE_LINES_MAX,
        _ => FILE_LINES_MAX,
    }
}

struct Function {
    at: usize,
    name: String,
    lines: usize,
    arguments: usize,
}

/// Every function with a body that starts before the module of tests.
fn functions(source: &Source) -> Vec<Function> {
    let mut found = Vec::new();
    let mut offset = 0;
    for (at, line) in source.code.split_inclusive('\n').take(source.lines).enumerate() {
        for (start, _) in source::words(line).filter(|(_, word)| *word == "fn") {
            let rest = &source.code[offset + start + 2..];
            let Some(name) = source::words(rest).next().filter(|(gap, _)| *gap == 1).map(|(_, word)| word) else { continue };
            if let Some((arguments, length)) = signature_and_body(rest) {
                found.push(Function { at: at + 1, name: name.to_owned(), lines: rest[..length].lines().count(), arguments });
            }
        }
        offset += line.len();
    }
    found
}

/// Counts the arguments and finds the end of the body; `None` for a declaration without one.
fn signature_and_body(rest: &str) -> Option<(usize, usize)> {
    let open = argument_list(rest)?;
    let close = open + closing(&rest[open..], '(', ')')?;
    let list = &rest[open + 1..close];
    let body = close + rest[close..].find(['{', ';'])?;
    if rest[body..].starts_with(';') {
        return None;
    }
    Some((count_arguments(list), body + closing(&rest[body..], '{', '}')? + 1))
}

/// Where the argument list opens: the first parenthesis outside the generic parameters.
fn argument_list(rest: &str) -> Option<usize> {
    let mut angles = 0_i32;
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        match c {
            '<' => angles += 1,
            '>' if before != '-' => angles -= 1,
            '(' if angles == 0 => return Some(at),
            _ => {}
        }
        before = c;
    }
    None
}

fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == open) - i32::from(c == close);
        if depth == 0 && c == close {
            return Some(at);
        }
    }
    None
}

fn count_arguments(list: &str) -> usize {
    let mut depth = 0_i32;
    let mut before = ' ';
    let mut arguments = vec![String::new()];
    for c in list.chars() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' => depth -= 1,
            ',' if depth == 0 => arguments.push(String::new()),
            _ => arguments.last_mut().expect("never empty").push(c),
        }
        before = c;
    }
    let named = |argument: &&String| !argument.trim().is_empty();
    let own = |argument: &&String| source::words(argument).all(|(_, word)| word != "self");
    arguments.iter().filter(named).filter(own).count()
}

pub fn words_of_style(source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    let stem = source.path.rsplit('/').next().and_then(|name| name.strip_suffix(".rs")).unwrap_or_default();
    if BANNED_NAMES.contains(&stem) {
        findings.push(format!("{}: `{stem}` says nothing: name the file after what is in it", source.path));
    }
    for (at, line) in source.text.lines().enumerate() {
        for (banned, advice) in BANNED.iter().filter(|(banned, _)| line.contains(banned)) {
            findings.push(format!("{}:{}: {banned}: {advice}", source.path, at + 1));
        }
    }
    let tests_from = if source.is_test() { 0 } else { source.lines };
    for (at, line) in source.code.lines().enumerate() {
        let names: Vec<&str> = source::words(line).map(|(_, word)| word).collect();
        if names.windows(2).any(|pair| pair[0] == "fn" && pair[1].starts_with("get_")) {
            findings.push(format!("{}:{}: leave `get_` out of the name", source.path, at + 1));
        }
        if at >= tests_from && line.contains("sleep(") {
            findings.push(format!("{}:{}: a test waits for the event itself, never for time", source.path, at + 1));
        }
    }
    findings
}

pub fn words(sources: &[Source]) -> Vec<String> {
    sources.iter().flat_map(words_of_style).collect()
}

/// A trait that one type implements is that type with a detour.
pub fn traits(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        for (at, line) in source.library_lines() {
            let names: Vec<&str> = words_in(line);
            let Some(name) = names.windows(2).find(|pair| pair[0] == "trait").map(|pair| pair[1]) else { continue };
            let implementors = sources.iter().flat_map(|source| source.code.lines()).filter(|line| implements(line, name)).count();
            if implementors < 2 {
                findings.push(format!("{}:{at}: trait {name} has {implementors} implementor: use the type itself", source.path));
            }
        }
    }
    findings
}

fn words_in(line: &str) -> Vec<&str> {
    source::words(line).map(|(_, word)| word).collect()
}

fn implements(line: &str, name: &str) -> bool {
    let names = words_in(line);
    names.first() == Some(&"impl") && names.contains(&name) && names.contains(&"for")
}
