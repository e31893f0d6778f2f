//! Documents, links and dependencies.

use std::fs;
use std::path::Path;

use super::source::{files, relative, root};

/// A document and its budget in lines.
const DOCUMENTS: &[(&str, usize)] = &[("README.md", 150), ("docs/ARCHITECTURE.md", 200)];
const GUIDE_LINES_MAX: usize = 150;
const DECISION_LINES_MAX: usize = 40;

/// Packages in Cargo.lock. Each one is code that nobody here wrote and everybody here runs.
/// 20 of them came with `image` (JPEG, PNG, WebP, colour) and `kamadak-exif`: photos are decoded, turned and made small here.
/// 8 came with `mdns-sd`: nodes in one building find each other.
/// 16 came with `rxing` (codes found in photos), `fast_qr`, `raptorq` and `base45`: requests change hands without a network.
const PACKAGES_MAX: usize = 277;

/// Folders of machines, split so that this file does not hold them.
const MACHINE_PATHS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/")];

pub fn documents() -> Vec<String> {
    let mut findings = Vec::new();
    for path in files().iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let name = relative(path);
        let text = fs::read_to_string(path).expect("Markdown is UTF-8");
        let budget = DOCUMENTS.iter().find(|(document, _)| *document == name).map(|(_, budget)| *budget);
        let folder = |folder: &str, lines: usize| name.starts_with(folder).then_some(lines);
        let budget = budget.or(folder("docs/guide/", GUIDE_LINES_MAX)).or(folder("docs/decisions/", DECISION_LINES_MAX));
        if let Some(budget) = budget.filter(|budget| text.lines().count() > *budget) {
            findings.push(format!("{name}: {} lines, more than {budget}: say less, or link", text.lines().count()));
        }
        for link in links(&text) {
            if !path.parent().expect("in a folder").join(&link).exists() {
                findings.push(format!("{name}: the link to {link} leads nowhere: correct it or write the page"));
            }
        }
    }
    for (document, _) in DOCUMENTS.iter().filter(|(document, _)| !root().join(document).exists()) {
        findings.push(format!("{document} is missing: write it"));
    }
    findings
}

/// The files that a document links to, without anchors; addresses elsewhere are not followed.
fn links(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        for part in line.split("](").skip(1) {
            let target = part.split([')', ' ', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') {
                found.push(target.to_owned());
            }
        }
    }
    found
}

pub fn map() -> Vec<String> {
    let map = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap_or_default();
    let folders = fs::read_dir(root().join("src")).expect("src").filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let unnamed = names.into_iter().filter(|name| !map.contains(&format!("{name}/")));
    unnamed.map(|name| format!("docs/ARCHITECTURE.md does not name {name}/: give it a line in the code map")).collect()
}

pub fn machine_paths() -> Vec<String> {
    let mut findings = Vec::new();
    for path in files() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (at, line) in text.lines().enumerate() {
            for folder in MACHINE_PATHS.iter().filter(|folder| starts_a_path(line, folder)) {
                findings.push(format!("{}:{}: {folder} exists on one machine only: take it out", relative(&path), at + 1));
            }
        }
    }
    findings
}

/// Whether an absolute path starts here: a longer path or an address may contain the same folder.
fn starts_a_path(line: &str, folder: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "._-~/*}".contains(c);
    line.match_indices(folder).any(|(at, _)| !line[..at].ends_with(inside))
}

pub fn dependencies() -> Vec<String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock is committed");
    let packages = lock.lines().filter(|line| *line == "[[package]]").count();
    let mut findings = Vec::new();
    if packages > PACKAGES_MAX {
        findings.push(format!(
            "Cargo.lock has {packages} packages, more than {PACKAGES_MAX}: do without, or name what it is worth beside PACKAGES_MAX"
        ));
    }
    let sources = lock
        .lines()
        .filter(|line| line.starts_with("source = "))
        .filter(|line| !line.contains("registry+https://github.com/rust-lang/crates.io-index"));
    findings.extend(sources.map(|line| format!("Cargo.lock: {line}: take it from crates.io")));
    if !Path::new(&root().join("LICENSE")).exists() {
        findings.push("LICENSE is missing".to_owned());
    }
    findings
}
