//! Which layer may name which, and which library is named where.

use super::source::{Source, words};

/// A layer and the layers it may name besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("sync", &["domain"]),
    ("net", &["sync", "domain"]),
    ("mirror", &["store", "domain"]),
    ("node", &["net", "sync", "store", "domain"]),
    ("face", &["node", "domain"]),
    ("main", &["face"]),
    ("lib", &[]),
];

/// A name and the only places that may name it.
const IMPORTERS: &[(&str, &[&str], &str)] = &[
    ("redb", &["src/store/"], "ask the store"),
    ("quinn", &["src/net/"], "ask net"),
    ("rustls", &["src/net/"], "ask net"),
    ("mdns_sd", &["src/net/discovery.rs"], "ask net::discovery"),
    ("if_addrs", &["src/net/discovery.rs"], "ask net::discovery"),
    ("tokio_postgres", &["src/mirror/"], "ask the mirror"),
    ("postgres", &["src/mirror/"], "ask the mirror"),
    ("fast_qr", &["src/face/qr/"], "ask face::qr"),
    ("rxing", &["src/face/qr/"], "ask face::qr"),
    ("raptorq", &["src/sync/qr.rs"], "ask sync::qr"),
    ("base45", &["src/sync/qr.rs"], "ask sync::qr"),
    ("getrandom", &["src/node/"], "take the random bytes as an argument; node draws them"),
    ("SystemTime", &["src/node/clock.rs"], "take the time as an argument; node::clock reads it"),
    ("Instant", &["src/node/clock.rs"], "take the time as an argument; node::clock reads it"),
    ("Utc::now", &["src/node/clock.rs"], "take the time as an argument; node::clock reads it"),
    ("Local::now", &["src/node/clock.rs"], "take the time as an argument; node::clock reads it"),
    ("tokio", &["src/net/", "src/node/", "src/mirror/", "src/face/"], "domain, store and sync have no runtime"),
    ("anyhow", &["src/main.rs", "src/face/cli/"], "give the operation an error enum of its own"),
    ("clap", &["src/main.rs", "src/face/cli/"], "only the command line reads arguments"),
];

/// Names that layers may not use at all, because their order, clock or disk would make two nodes differ.
const IMPURE: &[(&[&str], &[&str], &str)] = &[
    (&["domain", "store", "sync"], &["HashMap", "HashSet", "RandomState"], "use BTreeMap or BTreeSet: their order is the same everywhere"),
    (
        &["domain", "sync"],
        &["std::fs", "std::net", "std::thread", "std::env", "std::process", "println", "eprintln"],
        "this layer is pure: let node do it",
    ),
    (&["domain"], &["async", "await"], "domain knows no waiting"),
];

/// Paths to a layer that may not be named.
pub fn arrows(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        let Some(layer) = source.layer() else { continue };
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == layer) else {
            findings.push(format!(
                "{}: `{layer}` is no layer: put the file into one of src's folders, or give ARROWS in tests/tidy/layers.rs its place",
                source.path
            ));
            continue;
        };
        for (line, named) in named_layers(source) {
            if named != layer && !allowed.contains(&named.as_str()) {
                findings.push(format!(
                    "{}:{line}: {layer} may not name {named}: move what is shared down, or ask through a layer between",
                    source.path
                ));
            }
        }
    }
    findings
}

/// Every first part of a `crate::` path, of a `shouwen::` path in main.rs, and of a `super::` path that leaves the layer.
fn named_layers(source: &Source) -> Vec<(usize, String)> {
    let depth = source.path.matches('/').count() - usize::from(source.path.ends_with("/mod.rs"));
    let mut named = Vec::new();
    for (at, line) in source.code.lines().enumerate() {
        for (start, word) in words(line) {
            let after = &line[start + word.len()..];
            let crossing = match word {
                "crate" => after.strip_prefix("::"),
                "shouwen" if source.path == "src/main.rs" => after.strip_prefix("::"),
                "super" if !line[..start].ends_with("super::") => leaving(&line[start..], depth),
                _ => None,
            };
            let heads = crossing.map(heads).unwrap_or_default();
            named.extend(heads.into_iter().map(|head| (at + 1, head)));
        }
    }
    named
}

/// What follows a `super::` chain that reaches the crate's root from a file of this depth.
fn leaving(path: &str, depth: usize) -> Option<&str> {
    let rest = path.trim_start_matches("super::");
    let steps = (path.len() - rest.len()) / "super::".len();
    let known = words(rest).next().is_some_and(|(at, word)| at == 0 && ARROWS.iter().any(|(layer, _)| *layer == word));
    (steps >= depth && known).then_some(rest)
}

/// The first names of a path or of a group of paths.
fn heads(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return words(path).take(1).map(|(_, word)| word.to_owned()).collect();
    };
    let mut depth = 1_i32;
    let mut heads = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => heads.push(String::new()),
            _ if depth == 1 => heads.last_mut().expect("never empty").push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads.iter().filter_map(|head| words(head).next().map(|(_, word)| word.to_owned())).collect()
}

/// Libraries, clocks and entropy named where they may not be.
pub fn importers(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        let layer = source.layer().unwrap_or_default();
        for (at, line) in source.library_lines() {
            for (name, places, advice) in IMPORTERS {
                if names(line, name) && !places.iter().any(|place| source.path.starts_with(place)) {
                    findings.push(format!("{}:{at}: only {} may name {name}: {advice}", source.path, places.join(" and ")));
                }
            }
            for (layers, banned, advice) in IMPURE {
                for name in banned.iter().filter(|name| layers.contains(&layer) && names(line, name)) {
                    findings.push(format!("{}:{at}: {layer} may not use {name}: {advice}", source.path));
                }
            }
        }
    }
    findings
}

/// Whether a line names this word or path, as whole words.
fn names(line: &str, name: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| !line[..at].ends_with(inside) && !line[at + name.len()..].starts_with(inside))
}

/// `lib.rs` is prose and modules; `main.rs` is at most 60 lines.
pub fn roots(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        if source.path == "src/lib.rs" {
            for (at, line) in source.library_lines().filter(|(_, line)| !line.trim().is_empty()) {
                if !line.starts_with("pub mod ") && !line.starts_with("#![") && !line.starts_with("#[") {
                    findings.push(format!("src/lib.rs:{at}: lib.rs holds prose and `pub mod` lines only: move the code into a layer"));
                }
            }
        }
        if source.path == "src/main.rs" && source.lines > 60 {
            findings.push(format!("src/main.rs has {} lines, more than 60: move the work into face/cli", source.lines));
        }
    }
    findings
}
