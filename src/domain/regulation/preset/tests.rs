use super::figure::{Figure, Limit};
use super::words::{Anchor, Clock, DoneBy, Party, Trigger, Unit, Word};
use super::*;
use crate::domain::regulation;

const BEGIN: &str = "schema = 1\nid = \"own\"\nkind = \"preset\"\ntitle_zh = \"本公司\"\nsource = \"own\"\n";

fn duty(lines: &str) -> String {
    format!("{BEGIN}\n[[duty]]\nid = \"a\"\nrule = \"C1.1\"\non = \"contact\"\nwho = \"first_contact\"\ndone_by = \"told\"\n{lines}\n")
}

#[track_caller]
fn refused(text: &str, line: usize, words: &[&str]) {
    let why = Preset::read(text).expect_err("wrong").to_string();
    assert!(why.contains(&format!("line {line}")), "{why}");
    for word in words {
        assert!(why.contains(word), "{why} lacks {word}");
    }
}

#[test]
fn every_shipped_document_reads_strictly() {
    for shipped in regulation::presets() {
        let preset = Preset::read(shipped.document).unwrap_or_else(|why| panic!("{}: {why}", shipped.id));
        assert_eq!((preset.id.as_str(), preset.title_zh.as_str()), (shipped.id, shipped.title_zh));
        assert_eq!(preset.is_overlay, shipped.kind == regulation::Kind::Overlay);
        for duty in &preset.duties {
            assert!(is_rule(&duty.rule) && !duty.done_by.is_empty(), "{}: {}", shipped.id, duty.id);
        }
    }
}

#[test]
fn a_duty_is_read_whole() {
    let preset = Preset::read(regulation::preset("r10").expect("shipped")).expect("reads");
    let arrive = preset.duty("arrive").expect("a duty");
    let quarter = Figure { n: 15, unit: Unit::min, clock: Clock::wall };
    assert_eq!((arrive.rule.as_str(), arrive.on, arrive.who), ("R10.3", Trigger::contact, Party::emergency_team));
    assert_eq!(arrive.limit, Some(Limit::Figure(quarter, Some(Anchor::contact))));
    assert_eq!((&arrive.classes[..], &arrive.done_by[..]), (&[Class::urgent][..], &[DoneBy::arrived][..]));
    let notify = preset.duty("notify_team").expect("a duty");
    assert_eq!((notify.limit, notify.done_by.len()), (Some(Limit::Word(Word::immediate)), 2));
    assert_eq!(preset.provisions.matrix[&Party::any], [Party::handler, Party::dept_head, Party::emergency_team]);
    assert_eq!((preset.periodic.len(), preset.classes.len()), (2, 3));
}

#[test]
fn an_unknown_key_or_word_is_named_with_its_line_and_what_may_stand_there() {
    refused(&duty("limitt = 3"), 13, &["unknown field `limitt`", "`limit`"]);
    refused(&duty("to = [\"king\"]"), 13, &["unknown variant `king`", "first_contact", "dept_head"]);
    refused(&duty("").replace("\"contact\"", "\"kontakt\""), 10, &["unknown variant `kontakt`", "handoff_accepted"]);
    refused(&duty("").replace("\"told\"", "[\"told\", \"sung\"]"), 12, &["unknown variant `sung`", "answered"]);
    refused(&duty("").replace("\"told\"", "\"sung\""), 12, &["unknown variant `sung`", "answered"]);
    refused(&duty("limit = { n = 1, unit = \"week\", cal = \"wall\" }"), 13, &["unknown variant `week`", "wd"]);
    refused(&duty("limit = { n = 1, unit = \"h\", cal = \"wall\", anchor = \"birth\" }"), 13, &["`birth`", "result_returned"]);
    refused(&duty("limit = { word = \"soon\" }"), 13, &["unknown variant `soon`", "promptly"]);
    refused(&duty("class = [\"c9\"]"), 13, &["c9"]);
    refused(&format!("{BEGIN}[handoff]\nmatrix = {{ anybody = [\"handler\"] }}\n"), 7, &["`anybody`", "any"]);
    refused(&format!("{BEGIN}[weather]\nrain = true\n"), 6, &["weather", "expected one of"]);
    assert!(matches!(Preset::read(&format!("{BEGIN}[close]\nwhen = [\"gone\"]\n")), Err(PresetError::Clauses(_))));
}

#[test]
fn what_does_not_fit_together_is_named_with_its_line() {
    refused(&BEGIN.replace("schema = 1", "schema = 2"), 1, &["schema 2"]);
    refused(&BEGIN.replace("\"own\"\nkind", "\"Own Rules\"\nkind"), 2, &["`Own Rules` is no id"]);
    refused(&duty("").replace("C1.1", "1.1"), 9, &["`1.1` is no clause"]);
    refused(&duty("").replace("\"told\"", "[]"), 8, &["could never end"]);
    refused(&duty("class = [\"c1\"]"), 13, &["the class `c1` is not defined"]);
    refused(&duty("limit = { n = 1, unit = \"wd\", cal = \"wall\" }"), 13, &["does not count `wd`"]);
    refused(&duty("limit = { n = 0, unit = \"h\", cal = \"wall\" }"), 13, &["0 h is no limit"]);
    refused(&duty("limit = { n = 1, word = \"set\" }"), 13, &["write either"]);
    for idle in
        ["mode = \"guide\"", "consult = [\"any\"]", "means = [\"phone\"]", "fields = [\"cause\"]", "creates = \"promise\"", "brief = true"]
    {
        refused(&duty(idle), 8, &[idle.split(' ').next().expect("a key"), "done_by"]);
    }
    for until in ["satisfied", "resolved", "in_procedure_or_clear_indication"] {
        refused(&duty(&format!("until = \"{until}\"")), 8, &["`until`", "done_by"]);
    }
    refused(&duty("else_tell = [\"reason\"]"), 8, &["else_tell", "answered"]);
    refused(&duty("content = \"result\"").replace("\"told\"", "\"visited\""), 8, &["content", "told"]);
    refused(&duty("by = [\"handler\"]"), 8, &["`by`", "handoff_accepted"]);
    assert!(Preset::read(&duty("by = [\"handler\"]").replace("\"contact\"", "\"handoff_accepted\"")).is_ok());
    assert!(Preset::read(&duty("brief = true").replace("\"told\"", "\"escalated\"")).is_ok());
    refused(&duty("creates_rule = \"C1.2\""), 8, &["creates_rule", "promised|planned"]);
    for gone in
        ["record = true", "sign = \"x\"", "require = [\"x\"]", "attach = [\"x\"]", "must_name_fc = true", "require_named_person = true"]
    {
        refused(&duty(gone), 13, &["unknown field", gone.split(' ').next().expect("a key")]);
    }
    let twice = format!("{}{}", duty(""), &duty("")[BEGIN.len()..]);
    refused(&twice, 16, &["`a` stands here twice"]);
    assert!(Preset::read(&duty("limit = { n = 3, unit = \"wd\", cal = \"work\" }")).is_ok());
    refused(&format!("{BEGIN}[house]\nset = {{ n = 3, unit = \"h\", cal = \"wall\" }}\n"), 7, &["the house's figure for `set` is none"]);
    refused(&format!("{BEGIN}[house]\ntimely = {{ word = \"immediate\" }}\n"), 7, &["`timely`"]);
    let rule = "[[rule]]\nid = \"C1.1\"\nzh = \"z\"\nen = \"e\"\n";
    refused(&format!("{BEGIN}{rule}{rule}"), 10, &["`C1.1` stands here twice"]);
    refused(&format!("{BEGIN}[first_contact]\nask = [\"shoe_size\"]\n"), 7, &["`shoe_size`", "content"]);
}

#[test]
fn what_recurs_says_who_owes_it_and_which_channels_tell_that_it_was_done() {
    let periodic = |lines: &str| format!("{BEGIN}[[periodic]]\nid = \"a\"\nrule = \"C1.1\"\nevery = \"month\"\n{lines}\n");
    let read = |lines: &str| Preset::read(&periodic(lines)).expect("reads").periodic.remove(0);
    let plain = read("");
    assert_eq!((plain.who, &plain.channel[..]), (Party::manager, &[][..]));
    let own = read("who = \"cs_director\"\nchannel = [\"forum\", \"survey\"]");
    assert_eq!((own.who, &own.channel[..]), (Party::cs_director, &[Channel::forum, Channel::survey][..]));
    refused(&periodic("who = \"first_contact\""), 10, &["`first_contact`", "without a request", "`manager`"]);
    refused(&periodic("channel = [\"pigeon\"]"), 10, &["`pigeon`", "forum"]);
    refused(&periodic("").replace("\"month\"", "\"week\""), 9, &["`week`", "half_year"]);
}

#[test]
fn what_is_wrong_with_a_document_as_json_is_refused_too() {
    let json = |text: &str| serde_json::to_string(&toml::from_str::<toml::Table>(text).expect("TOML")).expect("JSON");
    assert!(Preset::read(&json(&duty(""))).is_ok());
    for wrong in [duty("limitt = 3"), duty("limit = { n = 0, unit = \"h\", cal = \"wall\" }"), duty("class = [\"c1\"]")] {
        assert!(Preset::read(&json(&wrong)).is_err());
    }
}
