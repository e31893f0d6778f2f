//! Pages that are generated from the code: compared here, rewritten by `UPDATE=1 cargo test --test docs`.

#[path = "docs/regulations.rs"]
mod regulations;

use std::fmt::Write as _;
use std::path::PathBuf;

use shouwen::domain::act::Kind;
use shouwen::domain::act::rights::may;
use shouwen::domain::act::word::{self, Role};

/// The condition of every act where it stands, besides the role, and what the act does there.
const EFFECTS: &[(u16, &str, &str)] = &[
    (
        1,
        "at the own site",
        "makes the request and its first tenure: the author answers for it; starts the first contact, or is a relay where only the desk may be one",
    ),
    (
        2,
        "clerk or supervisor",
        "makes a request out of claimed history: the author's tenure, a close where the claim says closed; no first contact, no duties",
    ),
    (
        3,
        "holder, first contact, clerk or supervisor",
        "says what the request is; concurrent values stand side by side until one is confirmed",
    ),
    (4, "–", "an emergency is reported"),
    (5, "clerk or supervisor", "a report is confirmed, with the plan that is used or none"),
    (6, "–", "an answer; a clear one may discharge the first contact or count for the closing, as the regulation says"),
    (
        7,
        "first contact, holder, clerk, supervisor, or whom the regulation names; from the duty post with the revocation it rests on",
        "somebody is told; the result, told to the resident by whom the regulation names, may discharge the first contact",
    ),
    (8, "–", "a promise with a date"),
    (9, "–", "advice is asked"),
    (
        10,
        "holder of the tenures it names; R08: with a reason; R09: no misdirected request again, no escort without consent",
        "offers tenures to a person or a post; releases nobody",
    ),
    (
        11,
        "anybody at the site",
        "a new tenure of its author; releases those that an offer to the author, the author's own holding, a supervisor's role, a close or the duty post covers",
    ),
    (12, "whom the offer addresses", "that offer has no effect for its author"),
    (13, "–", "departments coordinate, or a misdirected request is absorbed; always internal"),
    (14, "department head, clerk, supervisor or holder", "names a handler, who takes it by a `Take`"),
    (15, "–", "somebody is on site"),
    (16, "holder, handler or supervisor", "what was found, and whose signatures are asked"),
    (17, "whoever the investigation names", "a signature under it"),
    (18, "–", "a plan with its own deadline"),
    (19, "holder, handler, first contact, clerk or supervisor", "how it goes, and what it waits for"),
    (20, "holder, handler or supervisor", "the work is done; resolved may discharge the first contact, as the regulation says"),
    (21, "first contact or clerk", "the result was received"),
    (22, "holder, handler or supervisor", "the resident accepts the work, or refuses"),
    (
        23,
        "clerk, or whom the regulation names",
        "a return visit; a satisfied one may discharge the first contact; a dissatisfied one is raised, and makes no tenure",
    ),
    (24, "–", "raised to somebody"),
    (25, "supervisor", "the special event report"),
    (
        26,
        "first contact; its own duty also the department's service supervisor (R09); R01: not before the result was received",
        "a register is complete, or the first contact's duty is finished on a ground",
    ),
    (
        27,
        "anybody at the site",
        "a terminal tenure; releases what a take by its author would release; the request is closed only if nothing is owed",
    ),
    (28, "clerk, supervisor or first contact", "two requests are shown as the same matter, or no longer"),
    (29, "first contact or clerk", "the resident came again"),
    (30, "–", "a sealed file"),
    (31, "–", "words; joins heads"),
    (
        32,
        "author of the record, or supervisor; of the opening also holder, first contact or clerk",
        "a field was wrong: the old value stays beside the new one",
    ),
    (33, "clerk or supervisor", "what is learned"),
    (34, "auditor or site manager; the person concerned replies", "a finding, a sanction or a commendation"),
    (
        35,
        "supervisor; countersigned by a second one or the root",
        "hides words at once; destroys their keys when countersigned or after seven days without objection",
    ),
    (36, "the device itself", "says what it has erased"),
    (40, "the root, or where `may_certify` allows it", "a key is whose, with which roles, where"),
    (41, "the root, or where `may_certify` allows it", "ends a certificate at places in its logs, never at a time"),
    (42, "the root, or where `may_certify` allows it", "raises a cut, or chooses a branch of a fork"),
    (43, "the root, or where `may_certify` allows it", "who is on a post when"),
    (44, "the root, or where `may_certify` allows it", "names the post that holds what nobody else can"),
    (45, "the root, or where `may_certify` allows it", "a new site key"),
    (46, "the root, or where `may_certify` allows it", "a site key for devices"),
    (47, "the root, or where `may_certify` allows it", "the regulation that new requests are judged by"),
    (48, "the root, or where `may_certify` allows it", "a calendar of working days"),
    (49, "the root, or where `may_certify` allows it", "what the codes mean, and the time zone"),
    (50, "the root", "the next root key; the first one counts"),
    (51, "the root", "how long closed requests keep their words"),
    (60, "the device itself", "what it had seen, when, by its clock: evidence of time for other devices' records"),
];

const CHINESE: &str = include_str!("../src/face/lang/zh-Hans.ftl");
const ENGLISH: &str = include_str!("../src/face/lang/en.ftl");

/// A sentence of a language file.
fn said(file: &str, key: &str) -> String {
    let line = file.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    line.unwrap_or_else(|| panic!("{key} is in no language file")).to_owned()
}

/// Roles with the same rights, each group in the order of the table of words.
fn groups() -> Vec<(Vec<Role>, Vec<bool>)> {
    let mut groups: Vec<(Vec<Role>, Vec<bool>)> = Vec::new();
    for role in Role::ALL {
        let rights: Vec<bool> = Kind::ALL.iter().map(|kind| may(*role, *kind)).collect();
        match groups.iter_mut().find(|(_, same)| *same == rights) {
            Some((roles, _)) => roles.push(*role),
            None => groups.push((vec![*role], rights)),
        }
    }
    groups
}

fn rights_page() -> String {
    let groups = groups();
    let mut page = String::from(
        "# Who may do what\n\n\
        Generated from `src/domain/act/rights.rs`; `tests/docs.rs` compares it. A right needs both: the role lists the act (●), *and* the\n\
        condition holds where the act stands. Whoever lacks the right can still sign: the act is stored, has no effect and leaves a\n\
        remark. The organisation's root, which is no role, may write 40 to 51 and countersigns 35. Roles are read from the certificate\n\
        that the record names, and from it alone.\n\n",
    );
    for (at, (roles, _)) in groups.iter().enumerate() {
        let names: Vec<String> = roles.iter().map(|role| format!("{role} {}", said(CHINESE, &format!("role-{role}")))).collect();
        writeln!(page, "* **{}** {}", letter(at), names.join(", ")).expect("a text");
    }
    page.push_str("\n| kind | act |");
    (0..groups.len()).for_each(|at| write!(page, " {} |", letter(at)).expect("a text"));
    page.push_str(" condition | effect |\n|---|---|");
    page.push_str(&":-:|".repeat(groups.len()));
    page.push_str("---|---|\n");
    for (row, kind) in Kind::ALL.iter().enumerate() {
        let name = kind.name().expect("a known kind");
        let (_, condition, effect) = EFFECTS.iter().find(|(number, ..)| *number == kind.0).expect("EFFECTS says what every act does");
        write!(page, "| {} | `{name}` {} |", kind.0, said(CHINESE, &format!("act-{name}"))).expect("a text");
        for (_, rights) in &groups {
            page.push_str(if rights[row] { " ● |" } else { "  |" });
        }
        writeln!(page, " {condition} | {effect} |").expect("a text");
    }
    page
}

fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at).expect("few groups"))
}

/// The table of words, by vocabulary.
fn words() -> String {
    let mut section = String::new();
    let mut last = "";
    for (number, vocabulary, word) in word::table() {
        if vocabulary != last {
            write!(section, "\n### {vocabulary}\n\n| number | word | 中文 | English |\n|---|---|---|---|\n").expect("a text");
            last = vocabulary;
        }
        let key = format!("{}-{word}", kebab(vocabulary));
        writeln!(section, "| {number} | `{word}` | {} | {} |", said(CHINESE, &key), said(ENGLISH, &key)).expect("a text");
    }
    section
}

/// `LegalGround` as `legal-ground`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (at, c) in name.char_indices() {
        if at > 0 && c.is_uppercase() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Compares a page with what it should be, or rewrites it.
fn check(path: &str, expected: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, expected).expect("the page can be written");
    }
    let page = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(page == expected, "{path} is not what the code says: run UPDATE=1 cargo test --test docs, and read the difference");
}

#[test]
fn rights_are_what_the_table_says() {
    check("docs/rights.md", &rights_page());
}

#[test]
fn every_rule_of_the_sixteen_texts_has_its_carrier() {
    check("docs/regulations.md", &regulations::page());
}

#[test]
fn every_word_stands_in_the_glossary() {
    const MARK: &str = "<!-- generated: every word of the signed vocabularies -->\n";
    let glossary = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/GLOSSARY.md")).unwrap_or_default();
    let (prose, _) = glossary.split_once(MARK).expect("the glossary has the mark that generated words follow");
    check("docs/GLOSSARY.md", &format!("{prose}{MARK}{}", words()));
}

#[test]
fn the_explained_bytes_are_those_of_the_vector() {
    let page = include_str!("../docs/VECTORS.md");
    let records: serde_json::Value = serde_json::from_str(include_str!("vectors/records.json")).expect("JSON");
    let vector = records.as_array().and_then(|all| all.iter().find(|one| one["name"] == "the guard offers it")).expect("the offer");
    let mut at = 0;
    let mut bytes = String::new();
    for row in page.lines().filter(|line| line.starts_with("| ") && line.contains("| `")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let Ok(offset) = cells[1].parse::<usize>() else { continue };
        assert_eq!(offset, at, "{row}");
        let digits = cells[2].replace("<br>", "").replace('`', "");
        at += digits.len() / 2;
        bytes.push_str(&digits);
    }
    assert_eq!(bytes, vector["header_bytes"].as_str().expect("hex"));
    let compact: String = page.chars().filter(|c| !c.is_whitespace()).collect();
    for field in ["signature", "id"] {
        assert!(compact.contains(vector[field].as_str().expect("hex")), "{field}");
    }
}

/// Every `shouwen …` line in a fenced block, without its comment.
fn commands(page: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in page.lines() {
        fenced ^= line.starts_with("```");
        for command in line.split("&&").map(str::trim).filter(|command| fenced && command.starts_with("shouwen ")) {
            found.push(command.split(" #").next().unwrap_or_default().trim().to_owned());
        }
    }
    found
}

/// Splits as a shell does, as far as the pages need it: blanks, and double quotes around them.
fn arguments(command: &str) -> Vec<String> {
    let quoted = command.split('"').enumerate();
    let parts = quoted.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() });
    parts.map(str::to_owned).collect()
}

#[test]
fn the_examples_of_the_guide_are_whole_documents() {
    use shouwen::domain::regulation::adoption::{AdoptionError, Named, Proposal};
    use shouwen::domain::regulation::calendar::Document;
    use shouwen::domain::regulation::preset::figure::Figure;

    let pages = ["docs/guide/regulations.md", "docs/guide/periodic.md"];
    let page: String = pages.iter().map(|page| std::fs::read_to_string(page).expect("the page")).collect();
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [preset, calendar, overlay] = blocks[..] else { panic!("a regulation, a calendar and an overlay, not {}", blocks.len()) };
    let named = |name: &str, text: &str| Named { name: name.into(), text: text.into() };
    let overlays = || vec![named("open day", overlay)];
    let adopt = |set| Proposal { preset: named("own", preset), overlays: overlays(), prefer: None, set }.check();
    assert_eq!(adopt(vec![]), Err(AdoptionError::NotSet(vec!["finish".into()])));
    assert!(adopt(vec![("finish".into(), Figure::parse("P3WD").expect("a figure"))]).is_ok());
    let calendar = Document::parse(calendar).expect("a calendar").calendar;
    assert_eq!(calendar.special_days(2031).len(), 9);
}

#[test]
fn every_command_in_the_pages_is_one_that_the_program_knows() {
    use shouwen::face::cli::usage;
    use shouwen::face::text::{Lang, Text};
    let pages = [
        "README.md",
        "docs/guide/guard.md",
        "docs/guide/maintenance.md",
        "docs/guide/centre.md",
        "docs/guide/supervisor.md",
        "docs/guide/regulations.md",
        "docs/guide/periodic.md",
        "docs/guide/operator.md",
    ];
    let mut unknown = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(page)).expect("the page exists");
        let commands = commands(&text);
        assert!(!commands.is_empty(), "{page}");
        for command in commands {
            if let Err(error) = usage::command(Text::of(Lang::En)).try_get_matches_from(arguments(&command)) {
                unknown.push(format!("{page}: {command}\n{error}"));
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}
