//! Clauses of the shipped documents, and the tests that are named after them.

use std::collections::BTreeSet;
use std::fs;

use super::source::{Source, files, relative, words};

const PRESETS: &str = "src/domain/regulation/presets/";

/// Clauses that a document carries and the program only shows, and where.
const SHOWN: &[(&str, &str)] = &[("R13.2", "a hint before work is said to be done, in `face/cli/advice.rs`")];

/// Every clause that a duty, a flag or a provision of a shipped document carries has a test whose name holds it: `r08_11_every_pass_is_signed`.
pub fn tested(sources: &[Source]) -> Vec<String> {
    let names: Vec<String> = sources.iter().flat_map(|source| tests(&source.code)).collect();
    let is_tested = |clause: &str| {
        let named = format!("_{}_", clause.to_lowercase().replace('.', "_"));
        names.iter().any(|name| format!("_{name}_").contains(&named))
    };
    let carried = carried();
    assert!(carried.len() > 90, "too few clauses are found: {carried:?}");
    let shown = |clause: &str| SHOWN.iter().any(|(shown, _)| *shown == clause);
    let untested = carried.iter().filter(|clause| !shown(clause) && !is_tested(clause));
    let mut findings: Vec<String> =
        untested.map(|clause| format!("{clause}: no test is named after it: write one that fails without it")).collect();
    let idle = SHOWN.iter().filter(|(clause, _)| !carried.contains(*clause) || is_tested(clause));
    findings.extend(idle.map(|(clause, _)| format!("{clause}: no document carries it, or a test is named after it: take it out of SHOWN")));
    findings
}

/// The clauses that stand as values in the shipped documents.
fn carried() -> BTreeSet<String> {
    let documents = files().into_iter().filter(|path| relative(path).starts_with(PRESETS));
    let texts = documents.map(|path| fs::read_to_string(path).expect("documents are UTF-8"));
    texts.flat_map(|text| text.split('"').filter(|word| is_clause(word)).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// As R08.11.
fn is_clause(word: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix('R').and_then(|rest| rest.split_once('.')).is_some_and(|(document, clause)| number(document) && number(clause))
}

/// What follows `#[test]`.
fn tests(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in code.split("#[test]").skip(1) {
        let mut words = part.lines().flat_map(words).map(|(_, word)| word.to_owned());
        found.extend(words.by_ref().find(|word| word == "fn").and_then(|_| words.next()));
    }
    found
}
