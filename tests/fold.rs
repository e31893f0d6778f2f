//! The rules of responsibility, case by case: each history in `tests/histories` says in its first lines what it shows, and
//! beside it stands what must follow. The expected files were checked by hand against the design; they are never rewritten
//! to make a test pass.

#[path = "support/history.rs"]
#[allow(dead_code, reason = "the example uses more of it")]
mod history;

use std::path::{Path, PathBuf};

use history::History;
use serde_json::{Map, Value};

fn histories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("tests/histories").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    paths
}

fn told(history: &History) -> Value {
    let shown = history.fold().into_iter().map(|(name, request)| (name, request.map_or(Value::Null, |request| history.show(&request))));
    Value::Object(shown.collect::<Map<_, _>>())
}

#[test]
fn every_history_folds_to_what_stands_beside_it() {
    let paths = histories();
    assert!(paths.len() >= 30, "the histories are gone");
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a history");
        let expected = std::fs::read_to_string(path.with_extension("json")).expect("the expected answer beside it");
        let expected: Value = serde_json::from_str(&expected).expect("JSON");
        let history = History::read(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        assert_eq!(told(&history), expected, "{}: {}", path.display(), text.lines().next().unwrap_or_default());
    }
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let problem = |text: &str| History::read(text).err().expect("a problem");
    assert!(problem("{").starts_with("line 1"));
    assert!(
        problem(r#"{"id":"a","key":"k","site":"s","stream":"Work","seq":1,"act":"Opne","body":{}}"#).contains("there is no act `Opne`")
    );
    assert!(
        problem(r#"{"id":"a","key":"k","site":"s","stream":"Work","seq":1,"act":"Open","body":{"chanel":"phone"}}"#).contains("chanel")
    );
}
