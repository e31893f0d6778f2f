//! As much of a shell as the stories need: words, quotes, variables, and three small commands.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What a command said, and its exit code.
pub struct Said {
    pub text: String,
    pub code: i32,
}

/// A story's folder, its variables, and what runs beside it.
pub struct Shell {
    folder: tempfile::TempDir,
    variables: BTreeMap<String, String>,
    beside: Vec<Child>,
}

impl Shell {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), variables: BTreeMap::new(), beside: Vec::new() }
    }

    /// Puts a file that the story shows into its folder.
    pub fn file_of(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).expect("a file");
    }

    /// Carries out one line as it stands in a story.
    pub fn run(&mut self, line: &str) -> Said {
        if let Some((name, command, path)) = kept(line) {
            let said = self.program(&self.words(command));
            let value = serde_json::from_str(&said.text).ok().and_then(|document| field(&document, path));
            let value = value.unwrap_or_else(|| panic!("{line}\nhas no {path} in\n{}", said.text));
            self.variables.insert(name.to_owned(), value);
            return Said { text: String::new(), code: said.code };
        }
        if let Some(command) = line.strip_suffix('&') {
            return self.start(&self.words(command));
        }
        let words = self.words(line);
        match words.first().map(String::as_str) {
            Some("shouwen") => self.program(&words),
            _ => self.small(&words),
        }
    }

    fn program(&self, words: &[String]) -> Said {
        let output = self.command(words).output().expect("the program runs");
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
        // Where the story's folder stands is nobody's business.
        let text = text.replace(&format!("{}/", self.folder.path().display()), "");
        Said { text, code: output.status.code().unwrap_or(-1) }
    }

    /// Carries out the same line several times at once.
    pub fn at_once(&self, line: &str, times: usize) -> Vec<Said> {
        let words = self.words(line);
        let started = || self.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let children: Vec<Child> = (0..times).map(|_| started()).collect();
        let outputs = children.into_iter().map(|child| child.wait_with_output().expect("it ends"));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        outputs
            .map(|output| Said { text: text(&output.stdout) + &text(&output.stderr), code: output.status.code().unwrap_or(-1) })
            .collect()
    }

    fn command(&self, words: &[String]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("shouwen"));
        command.current_dir(self.folder.path()).env_clear().env("LANG", "zh_CN.UTF-8");
        // A forgotten --data must not touch the folder of whoever runs the tests.
        command.env("HOME", self.folder.path());
        command.args(&words[1..]);
        command
    }

    /// Starts what goes on beside the story; it has begun when it has said its first line.
    fn start(&mut self, words: &[String]) -> Said {
        let mut child = self.command(words).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("the program runs");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut first = String::new();
        out.read_line(&mut first).expect("a first line");
        if let Some(address) = first.split(|c: char| c.is_whitespace() || c == '：').find(|word| word.contains('@')) {
            self.variables.insert("ADDRESS".to_owned(), address.to_owned());
        }
        // A full pipe would stop the node.
        std::thread::spawn(move || out.read_to_end(&mut Vec::new()));
        self.beside.push(child);
        Said { text: first, code: 0 }
    }

    /// `cp A B`, `cp -r A B`, `head -c N A > B`, `repeat TEXT N > B`, `end` (whatever runs beside the story).
    fn small(&mut self, words: &[String]) -> Said {
        let path = |word: &str| self.folder.path().join(word);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["cp", "-r", from, to] => copy_folder(&path(from), &path(to)),
            ["cp", from, to] => drop(fs::copy(path(from), path(to)).expect("a copy")),
            ["head", "-c", count, from, ">", to] => {
                let bytes = fs::read(path(from)).expect("a file");
                let count: usize = count.parse().expect("a number");
                fs::write(path(to), &bytes[..count.min(bytes.len())]).expect("a file");
            }
            ["flip", at, file] => {
                let mut bytes = fs::read(path(file)).expect("a file");
                let at: usize = at.parse().expect("a number");
                bytes[at] ^= 1;
                fs::write(path(file), bytes).expect("a file");
            }
            ["repeat", text, count, ">", to] => fs::write(path(to), text.repeat(count.parse().expect("a number"))).expect("a file"),
            ["end"] => self.end(),
            _ => panic!("no such command in a story: {}", words.join(" ")),
        }
        Said { text: String::new(), code: 0 }
    }

    fn end(&mut self) {
        for mut child in self.beside.drain(..) {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Cuts a line into words; quotes keep blanks, `$NAME` is replaced outside single quotes, `@FILE` in quotes is a file's text.
    fn words(&self, line: &str) -> Vec<String> {
        let (mut words, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
        let mut letters = line.trim().chars().peekable();
        while let Some(letter) = letters.next() {
            match (letter, quote) {
                ('\'' | '"', None) => (quote, begun) = (Some(letter), true),
                (mark, Some(open)) if mark == open => quote = None,
                ('$', None | Some('"')) => {
                    let mut name = String::new();
                    while let Some(next) = letters.next_if(|next| next.is_ascii_alphanumeric() || *next == '_') {
                        name.push(next);
                    }
                    word.push_str(self.variables.get(&name).unwrap_or_else(|| panic!("${name} is not known: {line}")));
                    begun = true;
                }
                (blank, None) if blank.is_whitespace() => {
                    if begun {
                        words.push(std::mem::take(&mut word));
                    }
                    begun = false;
                }
                (other, _) => {
                    word.push(other);
                    begun = true;
                }
            }
        }
        if begun {
            words.push(word);
        }
        words.into_iter().map(|word| self.file(word)).collect()
    }

    /// `@file:NAME` is the text of a file: the stories do not print 64 KiB.
    fn file(&self, word: String) -> String {
        match word.strip_prefix("@file:") {
            Some(name) => fs::read_to_string(Path::new(self.folder.path()).join(name)).expect("a file"),
            None => word,
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.end();
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// `NAME=$(COMMAND | jq -r PATH)`.
fn kept(line: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = line.split_once("=$(")?;
    let (command, path) = rest.strip_suffix(')')?.rsplit_once(" | jq -r ")?;
    Some((name, command, path))
}

/// `.a.b[0].c` of a document.
fn field(document: &serde_json::Value, path: &str) -> Option<String> {
    let pointer = path.replace(['.', '['], "/").replace(']', "");
    document.pointer(&pointer).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}
