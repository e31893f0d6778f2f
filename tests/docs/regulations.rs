//! `docs/regulations.md`: every rule of the sixteen texts, and what carries it.

use std::fmt::Write as _;

use shouwen::domain::regulation::preset::Preset;
use shouwen::domain::regulation::rule::{Carrier, Rule, rules_of};
use shouwen::domain::regulation::{Shipped, presets};

const BEGIN: &str = "# The sixteen regulations, rule by rule\n
Generated from the documents in `src/domain/regulation/presets/` and from `rules.toml` beside them: `UPDATE=1 cargo test --test docs`.
A rule is carried by a duty of its document (in `code`, with its limit), by another section of it, or by what the last column
names. Where a text is cut off nothing was added for what is lost.\n";

/// The whole page.
pub fn page() -> String {
    let mut page = BEGIN.to_owned();
    for shipped in presets() {
        regulation(&mut page, shipped);
    }
    page
}

fn regulation(page: &mut String, shipped: &Shipped) {
    let preset = Preset::read(shipped.document).expect("reads");
    let document: toml::Table = toml::from_str(shipped.document).expect("TOML");
    let inferred = document.get("release").and_then(|release| release.get("inferred")).and_then(toml::Value::as_bool) == Some(true);
    let _ = write!(page, "\n## {} · {}\n\n", shipped.id, shipped.title_zh);
    let kind = if preset.is_overlay { "Overlay" } else { "Preset" };
    let cut = if preset.is_truncated { "; the text is cut off" } else { "" };
    let inferred = if inferred { "; what releases the first contact is inferred, the text does not say" } else { "" };
    let _ = write!(page, "{kind}, source {}{cut}{inferred}.\n\n", document["source"].as_str().expect("a source"));
    page.push_str("| rule | text | it asks | carried by |\n|---|---|---|---|\n");
    for rule in rules_of(shipped.id) {
        let _ = writeln!(page, "| {} | {} | {} | {} |", rule.id, cell(&rule.zh), cell(&rule.en), carried(rule, &preset, &document));
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn carried(rule: &Rule, preset: &Preset, document: &toml::Table) -> String {
    let duties = preset.duties.iter().filter(|duty| duty.rule == rule.id);
    let duties = duties.map(|duty| match duty.limit {
        Some(limit) => format!("`{}` ≤ {limit}", duty.id),
        None => format!("`{}`", duty.id),
    });
    let periodic = preset.periodic.iter().filter(|periodic| periodic.rule == rule.id);
    let periodic = periodic.map(|periodic| {
        let channels: Vec<String> = periodic.channel.iter().map(|channel| format!("`{channel}`")).collect();
        let done = if channels.is_empty() {
            "not measured".to_owned()
        } else {
            format!("done by a request that came by {}", channels.join(" or "))
        };
        format!("`{}` every {}, {done}", periodic.id, periodic.every.word().replace('_', "-"))
    });
    let cites = |value: &toml::Value| value.get("rule").and_then(toml::Value::as_str) == Some(rule.id.as_str());
    let sections = document.iter().filter(|(_, value)| cites(value)).map(|(name, _)| format!("[{name}]"));
    let otherwise = rule.carrier.map(|carrier| name(carrier).to_owned());
    let all: Vec<String> = duties.chain(periodic).chain(sections).chain(otherwise).collect();
    assert!(!all.is_empty(), "{} is carried by nothing", rule.id);
    all.join(", ")
}

fn name(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Matrix => "who hands over to whom, by which mode",
        Carrier::Tell => "what is told with the offer",
        Carrier::Lint => "advice on phrases",
        Carrier::Intake => "what is asked at contact",
        Carrier::FormField => "fields of a form",
        Carrier::Act => "an act of its own",
        Carrier::Promise => "the promise and its date",
        Carrier::Reopening => "a dissatisfied visit",
        Carrier::Directory => "directory and roster",
        Carrier::Model => "the model itself",
        Carrier::Audit => "findings and sanctions",
        Carrier::PromptCard => "a card with advice on conduct",
        Carrier::Sibling => "another duty of the document",
        Carrier::Outside => "outside of this program",
    }
}
