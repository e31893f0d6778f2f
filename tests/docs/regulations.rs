//! `docs/regulations.md`: every rule of the sixteen texts, and what carries it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use shouwen::domain::flag::{Concern, clauses};
use shouwen::domain::regulation::hint::{self, Shown};
use shouwen::domain::regulation::preset::words::Every;
use shouwen::domain::regulation::preset::{Duty, Periodic, Preset};
use shouwen::domain::regulation::rule::{Carrier, Reach, Rule, rules_of};
use shouwen::domain::regulation::{Shipped, presets};

const BEGIN: &str = "# The sixteen regulations, rule by rule\n
Generated from the documents in `src/domain/regulation/presets/` and from `rules.toml` beside them: `UPDATE=1 cargo test --test docs`.
A rule is carried by a duty of its document (in `code`, with its limit), by a section of it, by a flag, or by what the last column
names; what is only shown, or not applied, says so. Where a text is cut off nothing was added for what is lost.\n";

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
    let inferred = preset.is_release_inferred;
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

/// What carries a rule, all of it taken from the documents and from the tables that the program itself reads.
fn carried(rule: &Rule, preset: &Preset, document: &toml::Table) -> String {
    let number = preset.id.split('-').next().expect("a number");
    let duties = preset.duties.iter().flat_map(|duty| of_duty(rule, duty));
    let periodic = preset.periodic.iter().filter(|periodic| periodic.rule == rule.id).map(of_periodic);
    let cites = |value: &toml::Value| value.get("rule").and_then(toml::Value::as_str) == Some(rule.id.as_str());
    let sections = document.iter().filter(|(name, value)| cites(value) && !is_shown(number, name)).map(|(name, _)| format!("[{name}]"));
    let flags: BTreeSet<String> =
        clauses().filter(|(clause, _)| *clause == rule.id).map(|(_, concern)| format!("flag `{}`", word(concern))).collect();
    let shown = hint::CLAUSES.iter().filter(|(_, _, clause, _)| *clause == rule.id).map(|(_, _, _, place)| place_of(*place).to_owned());
    let sorted =
        (rule.carrier == Some(Carrier::Intake) && !preset.classes.is_empty()).then(|| "`classify`, where no [[class]] fits".to_owned());
    let phrases = rule.carrier == Some(Carrier::Lint) && !preset.provisions.banned.is_empty();
    let phrases = phrases.then(|| "advice on phrases before they are signed".to_owned());
    let mut all: Vec<String> = duties.chain(periodic).chain(sections).chain(flags).chain(shown).chain(sorted).chain(phrases).collect();
    if let Some(carrier) = rule.carrier.filter(|carrier| carrier.reach() != Reach::NotApplied || all.is_empty()) {
        all.push(name(carrier).to_owned());
    }
    assert!(!all.is_empty(), "{} is carried by nothing", rule.id);
    all.join(", ")
}

fn of_duty(rule: &Rule, duty: &Duty) -> Vec<String> {
    let limit = duty.limit.map(|limit| format!(" ≤ {limit}")).unwrap_or_default();
    let unheard = if duty.is_measured { "" } else { ", which no act measures" };
    let own = (duty.rule == rule.id).then(|| format!("`{}`{limit}{unheard}", duty.id));
    let kept = (duty.creates_rule.as_ref() == Some(&rule.id)).then(|| format!("the dates of `{}`", duty.id));
    own.into_iter().chain(kept).collect()
}

fn of_periodic(periodic: &Periodic) -> String {
    let channels: Vec<String> = periodic.channel.iter().map(|channel| format!("`{channel}`")).collect();
    let (id, every) = (&periodic.id, periodic.every.word().replace('_', "-"));
    match (periodic.every, &channels[..]) {
        (Every::set, _) => format!("`{id}`, which raises nothing: how often is left to the company"),
        (_, []) => format!("`{id}` every {every}, not measured"),
        _ => format!("`{id}` every {every}, done by a request that came by {}", channels.join(" or ")),
    }
}

/// A section that is shown and not checked.
fn is_shown(number: &str, section: &str) -> bool {
    let key = if section == "audit" { "check" } else { section };
    hint::CLAUSES.iter().any(|(preset, shown, ..)| *preset == number && *shown == key)
}

fn word(concern: Concern) -> String {
    serde_json::to_value(concern).expect("a word").as_str().expect("a text").to_owned()
}

fn place_of(place: Shown) -> &'static str {
    match place {
        Shown::Reception => "shown by `request open`, not checked",
        Shown::Regulation => "shown by `regulation show`, not checked",
        Shown::Completion => "shown by `request complete`, not checked",
        Shown::Finding => "shown by `request find`, which the auditor judges",
    }
}

fn name(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Matrix => "who hands over to whom, by which mode",
        Carrier::Tell => "what is told beside another duty",
        Carrier::FormField => "fields of a form",
        Carrier::Act => "an act of its own",
        Carrier::Reopening => "a dissatisfied visit",
        Carrier::Directory => "shown: directory and roster",
        Carrier::Model => "the model itself",
        Carrier::Audit => "an auditor's findings and sanctions",
        Carrier::Sibling => "another duty of the document",
        Carrier::PromptCard => "not checked: conduct that no record can prove",
        Carrier::Intake | Carrier::Lint | Carrier::Outside => "not applied by this version",
    }
}
