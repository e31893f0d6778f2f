//! The rules of the house, checked by machine. Every message says what to do.
//! Budgets only tighten: whoever loosens one writes the reason beside it.

#[path = "tidy/budgets.rs"]
mod budgets;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/repository.rs"]
mod repository;
#[path = "tidy/rules.rs"]
mod rules;
#[path = "tidy/source.rs"]
mod source;

/// Fails with every finding at once, so that one run is enough to clean up.
fn tidy(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn layers_name_only_layers_below() {
    tidy(&layers::arrows(&source::all()));
}

#[test]
fn libraries_have_one_importer() {
    tidy(&layers::importers(&source::all()));
}

#[test]
fn the_roots_stay_small() {
    tidy(&layers::roots(&source::all()));
}

#[test]
fn files_functions_and_arguments_stay_within_budget() {
    tidy(&budgets::sizes(&source::all()));
}

#[test]
fn names_and_words_keep_the_style() {
    tidy(&budgets::words(&source::all()));
}

#[test]
fn a_trait_has_more_than_one_implementor() {
    tidy(&budgets::traits(&source::all()));
}

#[test]
fn every_clause_that_a_shipped_document_carries_has_a_test_by_its_name() {
    tidy(&rules::tested(&source::all()));
}

#[test]
fn documents_stay_short_and_their_links_lead_somewhere() {
    tidy(&repository::documents());
}

#[test]
fn the_map_names_every_layer() {
    tidy(&repository::map());
}

#[test]
fn no_text_names_a_machine() {
    tidy(&repository::machine_paths());
}

#[test]
fn dependencies_stay_few() {
    tidy(&repository::dependencies());
}

/// What the rules find in one made-up file.
fn found(path: &str, text: &str) -> Vec<String> {
    let sources = [source::Source::new(path.to_owned(), text.to_owned())];
    [layers::arrows(&sources), layers::importers(&sources), layers::roots(&sources), budgets::sizes(&sources), budgets::words(&sources)]
        .concat()
}

#[test]
fn the_rules_bite() {
    let long = format!("fn f() {{\n{}}}\n", "    g();\n".repeat(70));
    for (path, text, expected) in [
        ("src/domain/a.rs", "use crate::store::Store;", "src/domain/a.rs:1: domain may not name store"),
        ("src/sync/a.rs", "use crate::{domain::id, store::Store};", "src/sync/a.rs:1: sync may not name store"),
        ("src/net/a.rs", "fn f() { super::super::node::g(); }", "src/net/a.rs:1: net may not name node"),
        ("src/main.rs", "use shouwen::node::Handle;", "src/main.rs:1: main may not name node"),
        ("src/extra/a.rs", "", "src/extra/a.rs: `extra` is no layer"),
        ("src/node/a.rs", "use redb::Database;", "src/node/a.rs:1: only src/store/ may name redb"),
        ("src/sync/a.rs", "\nfn f() { let now = Instant::now(); }", "src/sync/a.rs:2: only src/node/clock.rs may name Instant"),
        ("src/store/a.rs", "use std::collections::HashMap;", "src/store/a.rs:1: store may not use HashMap"),
        ("src/lib.rs", "pub fn f() {}", "src/lib.rs:1: lib.rs holds prose"),
        ("src/node/a.rs", &"\n".repeat(401), "src/node/a.rs: 401 lines without tests, more than 400"),
        ("src/domain/a.rs", &"\n".repeat(301), "src/domain/a.rs: 301 lines without tests, more than 300"),
        ("src/node/a.rs", &long, "src/node/a.rs:1: `f` has 72 lines, more than 70"),
        (
            "src/node/a.rs",
            "fn f<T: Fn(u8, u8) -> u8>(a: A, b: B<C, D>, c: (C, D), d: D, e: E, f: F) {}",
            "`f` has 6 arguments, more than 5",
        ),
        ("src/node/get.rs", "fn get_it() {}", "src/node/get.rs:1: leave `get_` out"),
        ("src/node/util.rs", "", "src/node/util.rs: `util` says nothing"),
        ("src/node/a.rs", concat!("// TO", "DO: later"), "do it now"),
        ("tests/a.rs", "fn f() { sleep(SECOND); }", "tests/a.rs:1: a test waits for the event itself"),
    ] {
        let findings = found(path, text);
        assert!(findings.iter().any(|finding| finding.contains(expected)), "{expected}\n{findings:?}");
    }
}

#[test]
fn the_rules_let_pass_what_is_only_said() {
    for (path, text) in [
        ("src/domain/a.rs", "//! Never names crate::store or HashMap.\nuse super::id::RecordId;\nuse crate::domain::key;"),
        (
            "src/domain/a.rs",
            "const S: &str = \"crate::store \\\" HashMap\"; const R: &str = r#\"redb\"#; const C: char = '\"'; fn f<'a>(a: &'a u8) {}",
        ),
        ("src/store/a.rs", "use redb::Database;\nuse crate::domain::id::RecordId;"),
        ("src/node/sync.rs", "use super::handle::Handle;"),
        ("src/node/a.rs", "#[cfg(test)]\nmod tests {\n    use std::time::Instant;\n}"),
        ("src/node/a.rs", "fn f(&self, a: A, b: B, c: C, d: D, e: fn(F, G) -> H) -> u8 { 1 }"),
    ] {
        assert_eq!(found(path, text), Vec::<String>::new());
    }
}
