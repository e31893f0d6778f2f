//! Reads a story, runs it, and compares what was said with what stands there.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::shell::{Said, Shell};

/// One command of a story.
struct Step {
    /// The line of the page where it stands, from 1.
    line: usize,
    /// As it stands there.
    source: String,
    /// With its continuation lines joined.
    command: String,
    expected: Vec<String>,
    code: i32,
}

enum Piece {
    Prose(String),
    /// A file that the story shows: its name and its text.
    File(String, String),
    Step(Step),
}

/// Runs one page.
pub fn tell(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(name);
    let page = fs::read_to_string(&path).expect("a story");
    let pieces = read(&page);
    if std::env::var_os("STORIES").is_some_and(|mode| mode == "write") {
        return write(&path, &pieces);
    }
    let mut shell = Shell::new();
    let mut wrong = String::new();
    for piece in &pieces {
        let step = match piece {
            Piece::Step(step) => step,
            Piece::File(name, text) => {
                shell.file_of(name, text);
                continue;
            }
            Piece::Prose(_) => continue,
        };
        let said = shell.run(&step.command);
        if let Some(why) = differs(step, &said) {
            let place = format!("{}:{}", path.display(), step.line);
            let _ = writeln!(wrong, "{place}: $ {}\n{why}\n", step.command);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn read(page: &str) -> Vec<Piece> {
    let (mut pieces, mut inside) = (Vec::new(), false);
    let mut lines = page.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let fence = line.starts_with("```");
        if fence {
            inside = line == "```console";
        }
        if let Some((_, name)) = line.split_once(" file=").filter(|_| fence) {
            pieces.push(Piece::Prose(line.to_owned()));
            let mut text = String::new();
            while let Some((_, line)) = lines.next_if(|(_, next)| !next.starts_with("```")) {
                put(&mut text, line);
            }
            pieces.push(Piece::File(name.to_owned(), text));
            continue;
        }
        let Some(command) = line.strip_prefix("$ ").filter(|_| inside) else {
            pieces.push(Piece::Prose(line.to_owned()));
            continue;
        };
        let (mut source, mut command) = (line.to_owned(), command.to_owned());
        while let Some(begun) = command.strip_suffix('\\') {
            let (_, more) = lines.next().expect("a continuation line");
            source = format!("{source}\n{more}");
            command = format!("{begun}{}", more.trim_start());
        }
        let (mut expected, mut code) = (Vec::new(), 0);
        while let Some((_, said)) = lines.next_if(|(_, next)| !next.starts_with("$ ") && !next.starts_with("```")) {
            match said.strip_prefix("? ") {
                Some(number) => code = number.parse().expect("an exit code"),
                None => expected.push(said.to_owned()),
            }
        }
        // A blank line before the next command is for the eye.
        while expected.last().is_some_and(String::is_empty) {
            expected.pop();
        }
        pieces.push(Piece::Step(Step { line: at + 1, source, command, expected, code }));
    }
    pieces
}

fn differs(step: &Step, said: &Said) -> Option<String> {
    let text: Vec<&str> = said.text.trim_end().lines().collect();
    let expected: Vec<&str> = step.expected.iter().map(String::as_str).collect();
    if !matches(&expected, &text) {
        return Some(format!("should say\n{}\nand said\n{}", indented(&expected), indented(&text)));
    }
    (said.code != step.code).then(|| format!("should end with {} and ended with {}", step.code, said.code))
}

fn indented(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// Lines against lines, where `...` stands for any of them.
fn matches(expected: &[&str], said: &[&str]) -> bool {
    match (expected, said) {
        ([], []) => true,
        (["...", rest @ ..], _) => (0..=said.len()).any(|skipped| matches(rest, &said[skipped..])),
        ([first, expected @ ..], [line, said @ ..]) => fits(first, line) && matches(expected, said),
        _ => false,
    }
}

/// A line against a line, where `[..]` stands for anything.
fn fits(expected: &str, said: &str) -> bool {
    match expected.split_once("[..]") {
        None => expected.trim_end() == said.trim_end(),
        Some((before, after)) => match said.strip_prefix(before) {
            None => false,
            Some(rest) => rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| fits(after, &rest[at..])),
        },
    }
}

/// One more line.
fn put(page: &mut String, line: &str) {
    page.push_str(line);
    page.push('\n');
}

/// Runs the story and writes what was said into it; times and ids become wildcards.
fn write(path: &Path, pieces: &[Piece]) {
    let mut shell = Shell::new();
    let (mut page, mut silent) = (String::new(), false);
    for piece in pieces {
        match piece {
            Piece::Prose(line) => put(&mut page, line),
            Piece::File(name, text) => {
                shell.file_of(name, text);
                page.push_str(text);
            }
            Piece::Step(step) => {
                let said = shell.run(&step.command);
                let before = std::mem::replace(&mut silent, said.text.is_empty() && said.code == 0);
                let blank = if page.ends_with("```console\n") || before { "" } else { "\n" };
                put(&mut page, &format!("{blank}{}", step.source));
                match differs(step, &said) {
                    // What fits may stay as a person wrote it.
                    None => step.expected.iter().for_each(|line| put(&mut page, line)),
                    Some(_) => said.text.trim_end().lines().for_each(|line| put(&mut page, &general(line))),
                }
                if said.code != 0 {
                    put(&mut page, &format!("? {}", said.code));
                }
            }
        }
    }
    fs::write(path, page).expect("the page");
}

/// A line without what is different every time: ids, keys, addresses and today's times.
fn general(line: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for letter in line.chars().chain(['\0']) {
        if letter.is_ascii_alphanumeric() || (letter == '-' || letter == ':') && run.starts_with(|c: char| c.is_ascii_digit()) {
            run.push(letter);
            continue;
        }
        let hex = run.len() >= 8 && run.bytes().all(|byte| byte.is_ascii_hexdigit()) && run.bytes().any(|byte| byte.is_ascii_digit());
        let date = run.len() == 10 && run.starts_with("20") && run.matches('-').count() == 2;
        let clock = run.len() >= 5 && run.matches(':').count() >= 1 && run.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
        out.push_str(if hex || date || clock { "[..]" } else { &run });
        run.clear();
        if letter != '\0' {
            out.push(letter);
        }
    }
    for mark in ["六个词：", "In six words: "] {
        if let Some((before, words)) = out.split_once(mark) {
            let after: String = words.chars().skip_while(|c| *c != '。').collect();
            out = format!("{before}{mark}[..]{after}");
        }
    }
    out.replace("[..] [..]", "[..]")
}
