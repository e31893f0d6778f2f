//! The forms F1 to F18, each in a small history: what is filled, what is lacking, who signed.

#[path = "support/history.rs"]
#[allow(dead_code, reason = "the folds use more of it")]
mod history;

use std::collections::BTreeMap;

use history::History;
use serde_json::{Value, json};
use shouwen::domain::act::AdoptRegulation;
use shouwen::domain::act::word::{Class, Field};
use shouwen::domain::form::{self, Copy, FieldState, Filled, Form, Item, Label, Material, State, Unread, sheet};
use shouwen::domain::id::RecordId;
use shouwen::domain::payload::Personal;
use shouwen::domain::regulation::preset::ClassRule;
use shouwen::domain::regulation::{self, Adopted};
use shouwen::domain::request::follow;

/// The time of the n-th record, ms.
const MINUTE_MS: i64 = 60_000;
const START_MS: i64 = 1_764_000_000_000;

/// Who works here: name, device, role, department.
const PEOPLE: [(&str, &str, &str, &str); 7] = [
    ("chen", "centre1", "site_manager", "centre"),
    ("wang", "tablet1", "operator", "guards"),
    ("zhao", "centre1", "cs_officer", "centre"),
    ("sun", "centre1", "dept_head", "works"),
    ("li", "van1", "handler", "works"),
    ("qian", "centre1", "dept_cs_supervisor", "guards"),
    ("zhou", "centre1", "cr_supervisor", "centre"),
];

/// A history in which each act follows the one before: name, author, act, body. Reads `n`'s words from `words`.
struct Story {
    acts: Vec<(&'static str, &'static str, &'static str, Value)>,
    words: Vec<(&'static str, Field, &'static str)>,
}

struct Told {
    request: shouwen::domain::request::Request,
    course: shouwen::domain::course::Course,
    classes: Vec<ClassRule>,
    words: BTreeMap<RecordId, Result<Personal, Unread>>,
    names: BTreeMap<String, RecordId>,
}

impl Story {
    fn lines(&self) -> String {
        let mut seqs: BTreeMap<&str, u64> = BTreeMap::new();
        let mut lines = String::new();
        for (name, device, role, department) in PEOPLE {
            let seq = seqs.entry("root").and_modify(|seq| *seq += 1).or_insert(1);
            let body = json!({ "person": name, "device": device, "keys": { "Staff": name }, "roles": [role], "department": department,
                "scope": { "Site": "s" } });
            let line = json!({ "id": format!("c-{name}"), "key": "root", "site": "s", "stream": "Roster", "seq": *seq,
                "wall": START_MS - 1_000_000, "clock": "Synced", "act": "Certify", "body": body });
            lines += &line.to_string();
            lines.push('\n');
        }
        for (at, (id, author, act, body)) in self.acts.iter().enumerate() {
            let seq = seqs.entry(author).and_modify(|seq| *seq += 1).or_insert(1);
            let mut line = json!({ "id": id, "key": author, "site": "s", "stream": "Work", "seq": *seq, "under": format!("c-{author}"),
                "wall": START_MS + i64::try_from(at).expect("few acts") * MINUTE_MS, "act": act, "body": body });
            if at > 0 {
                line["request"] = json!(self.acts[0].0);
                line["parents"] = json!([self.acts[at - 1].0]);
            }
            lines += &line.to_string();
            lines.push('\n');
        }
        lines
    }

    fn tell(&self) -> Told {
        let history = History::read(&self.lines()).unwrap_or_else(|problem| panic!("{problem}"));
        let all = history.authentic();
        let opening = all.iter().find(|record| record.request().is_some()).expect("an opening");
        let site = opening.header().log.site;
        let work: Vec<_> = all.iter().filter(|record| record.request().is_some()).cloned().collect();
        let evidence = history.evidence(site, &all);
        let (request, course) = follow(&work, &evidence).expect("a request");
        for event in &course.events {
            assert!(event.effect, "{} has no effect: {:?}", history.name(event.id()), request.remarks);
        }
        let names: BTreeMap<String, RecordId> = work.iter().map(|record| (history.name(record.id()), record.id())).collect();
        let mut words: BTreeMap<RecordId, Result<Personal, Unread>> = BTreeMap::new();
        for (record, field, text) in &self.words {
            let Some(record) = names.get(*record) else { continue };
            let personal = words.entry(*record).or_insert_with(|| Ok(Personal::default()));
            personal.as_mut().expect("readable").texts.insert(*field, (*text).to_owned());
        }
        Told { classes: evidence.adopted(course.adoption).classes.clone(), request, course, words, names }
    }
}

impl Told {
    fn fill(&self, form: Form) -> Vec<Filled> {
        let bounds = BTreeMap::from([(self.request.id, (Some(START_MS - 5), Some(START_MS + 5)))]);
        form::fill(
            form,
            &Material { request: &self.request, course: &self.course, classes: &self.classes, words: &self.words, bounds: &bounds },
        )
    }

    fn one(&self, form: Form) -> Filled {
        let mut forms = self.fill(form);
        assert_eq!(forms.len(), 1, "{form}");
        forms.remove(0)
    }
}

fn name_of(label: Label) -> &'static str {
    match label {
        Label::Quote(zh, _) => zh,
        Label::Ours(key) => key,
    }
}

fn lacking(filled: &Filled) -> Vec<&'static str> {
    filled.lacking().map(|field| name_of(field.label)).collect()
}

fn items<'f>(filled: &'f Filled, label: &str) -> Vec<&'f Item> {
    let field = filled.fields.iter().find(|field| name_of(field.label) == label).unwrap_or_else(|| panic!("no field {label}"));
    field.entries.iter().flat_map(|entry| &entry.items).collect()
}

fn text(words: &str) -> Item {
    Item::Text(words.to_owned())
}

/// An opening with a resident's card.
fn open(author: &'static str, body: Value) -> Story {
    let words = vec![
        ("o", Field::name, "刘女士"),
        ("o", Field::phone, "13800000000"),
        ("o", Field::room, "3-2-501"),
        ("o", Field::words, "电梯停了"),
    ];
    Story { acts: vec![("o", author, "Open", body)], words }
}

fn repair() -> Value {
    json!({ "channel": "phone", "matter": "repair", "repeat_back": true, "place": "b3", "class": "important" })
}

/// Opened by the guard, passed to the works, done, told, visited.
fn whole_case() -> Story {
    let mut story = open("wang", repair());
    story.acts.extend([
        ("f", "wang", "Offer", json!({ "tenures": ["o"], "to": { "Person": "sun" }, "mode": "escort", "reached": true, "consent": true })),
        ("d", "wang", "Tell", json!({ "to": ["Resident"], "what": ["department", "contact"], "means": "phone", "reached": true })),
        ("h", "wang", "Tell", json!({ "to": [{ "Role": "dept_head" }], "what": ["procedure"], "means": "phone", "reached": true })),
        ("t", "sun", "Take", json!({ "parents": ["o"], "offers": ["f"] })),
        ("a", "sun", "Assign", json!({ "handler": "li" })),
        ("k", "sun", "Complete", json!({ "outcome": "resolved" })),
        (
            "r",
            "sun",
            "Tell",
            json!({ "to": [{ "Person": "wang" }, { "Role": "dept_head" }], "what": ["result"], "means": "phone", "reached": true }),
        ),
        ("q", "qian", "Note", json!({})),
        ("g", "wang", "Finish", json!({ "what": "register" })),
        ("n", "wang", "Tell", json!({ "to": ["Resident"], "what": ["result"], "means": "phone", "reached": true })),
        (
            "v",
            "wang",
            "Visit",
            json!({ "means": "phone", "reached": true, "satisfied": true, "speed": 5, "result": 4, "manner": 5, "verified": true }),
        ),
    ]);
    story.words.extend([
        ("f", Field::brief, "三号楼电梯停在五层"),
        ("k", Field::measures, "更换门锁"),
        ("k", Field::result, "恢复运行"),
        ("n", Field::words, "已告知修好"),
    ]);
    story
}

#[test]
fn every_field_that_a_text_names_stands_in_its_form() {
    let named: [(Form, &str); 17] = [
        (Form::F1, "时间 姓名 联系方式 内容 复述确认 接管部门 接管部门及联系方式已告知 处理结果"),
        (Form::F2, "楼号 房号 姓名 信息内容"),
        (Form::F4, "来源 登记 分类 派发 跟踪 反馈 回访 满意与否"),
        (Form::F5, "反映的事项 来电人姓名 联系电话 告知办理的部门 具体询问疑点"),
        (Form::F6, "问题具体细节 紧迫程度 附件 原因 解决过程 满意度"),
        (Form::F7, "客人提出的问题 客户姓名 地址 联系电话 抄报部门主管 各环节签名、签时、签章 回访核实"),
        (Form::F8, "首问人员 完成时间 情况 跟踪人"),
        (Form::F9, "类型 主办部门 协调人"),
        (Form::F10, "诉求内容 姓名 房号 联系方式 诉求时间 紧急/重要/一般 反馈方式"),
        (Form::F11, "处理速度 处理效果 工作人员态度"),
        (
            Form::F12,
            "姓名 联系方式 单元/房间号 投诉时间 投诉对象 事由:时间 事由:地点 事由:具体情况 事由:当前状态 诉求与期望 证据 证据来源 证据日期 初步分类",
        ),
        (Form::F13, "相关人员签字"),
        (Form::F14, "整改措施 完成时限 责任部门或责任人 所需资源保障 阶段性节点"),
        (Form::F15, "处理具体情况 采取的措施 最终结果 是否满足诉求"),
        (Form::F16, "方式 满意与否 其他意见或遗留问题 核实部门答复"),
        (Form::F17, ""),
        (Form::F18, "全部事项 所需文书材料 登记序号"),
    ];
    for (form, fields) in named {
        let labels: Vec<Label> = sheet(form).labels().collect();
        for field in fields.split_whitespace() {
            assert!(labels.iter().any(|label| matches!(label, Label::Quote(zh, _) if *zh == field)), "{form}: {field}");
        }
    }
    for form in Form::ALL {
        assert_eq!(sheet(*form).form, *form);
    }
}

#[test]
fn a_whole_case_completes_its_forms() {
    let told = whole_case().tell();
    for form in [Form::F1, Form::F7, Form::F10, Form::F11, Form::F15, Form::F16, Form::F17] {
        let filled = told.one(form);
        assert_eq!((filled.state.clone(), lacking(&filled)), (State::Complete, vec![]), "{form}");
    }
    let f1 = told.one(Form::F1);
    assert_eq!(items(&f1, "内容"), [&text("电梯停了")]);
    assert_eq!(items(&f1, "时间"), [&Item::Time(START_MS)]);
    assert_eq!(items(&f1, "处理结果").last(), Some(&&text("恢复运行")));
    assert_eq!(f1.signatures[0].bounds, (Some(START_MS - 5), Some(START_MS + 5)));
    assert_eq!(f1.signatures[1].record, Some(told.names["g"]));
    let f15 = told.one(Form::F15);
    assert_eq!(items(&f15, "处理具体情况"), [&text("已告知修好")]);
}

#[test]
fn what_has_not_happened_is_lacking() {
    let told = open("wang", json!({ "channel": "phone", "matter": "repair" })).tell();
    let f1 = told.one(Form::F1);
    assert_eq!(lacking(&f1), ["复述确认", "处理结果", "register-complete"]);
    assert_eq!(f1.state, State::Partial { fields: vec![4, 8, 10], signatures: vec![1] });
    let not_needed = f1.fields.iter().filter(|field| field.state == FieldState::NotNeeded).count();
    assert_eq!(not_needed, 4, "nothing was handed over, and the competence is not asked");
    for form in [Form::F3, Form::F9, Form::F11, Form::F13, Form::F14, Form::F15, Form::F16, Form::F17, Form::F18] {
        assert_eq!(told.one(form).state, State::Missing, "{form}");
    }
}

#[test]
fn i12_a_pass_without_both_names_and_times_is_incomplete() {
    let mut story = whole_case();
    story.acts.truncate(2);
    let told = story.tell();
    let (f7, f17) = (told.one(Form::F7), told.one(Form::F17));
    // The first contact's own signature, the giver's half, and a taker's half that nobody signed yet.
    let signed: Vec<bool> = f7.signatures.iter().map(|signature| signature.record.is_some()).collect();
    assert_eq!(signed, [true, true, false]);
    assert!(matches!(&f17.state, State::Partial { signatures, .. } if *signatures == [1]));

    let told = whole_case().tell();
    let halves: Vec<_> = told.one(Form::F7).signatures[1..].iter().map(|half| (half.record, half.at)).collect();
    let at = |minute: i64| Some(START_MS + minute * MINUTE_MS);
    assert_eq!(halves, [(Some(told.names["f"]), at(1)), (Some(told.names["t"]), at(4))]);
}

#[test]
fn i10_both_departments_keep_the_record_and_name_the_first_contact() {
    let told = whole_case().tell();
    let copies = told.fill(Form::F8);
    assert_eq!(copies.iter().map(|copy| copy.copy).collect::<Vec<_>>(), [Copy::FirstContact, Copy::Receiving]);
    assert!(copies.iter().all(|copy| copy.state == State::Complete), "{copies:#?}");
    let signers: Vec<_> = copies.iter().map(|copy| copy.signatures[0].record).collect();
    assert_eq!(signers, [Some(told.names["o"]), Some(told.names["t"])]);

    // Offered and not taken: the receiver's copy does not exist yet.
    let mut story = whole_case();
    story.acts.truncate(2);
    let copies = story.tell().fill(Form::F8);
    assert_eq!((copies.len(), &copies[1].state), (2, &State::Missing));

    // Taken by a supervisor without an offer: the receiver's copy does not name the first contact.
    let mut story = open("wang", repair());
    story.acts.push(("t", "chen", "Take", json!({ "parents": ["o"] })));
    let copies = story.tell().fill(Form::F8);
    assert!(lacking(&copies[1]).contains(&"首问人员"), "{:?}", lacking(&copies[1]));
    assert!(!lacking(&copies[0]).contains(&"首问人员"));

    // Nobody else had it: one copy.
    assert_eq!(open("wang", repair()).tell().fill(Form::F8).len(), 1);
}

#[test]
fn i17_an_investigation_waits_for_every_signature_and_evidence_for_its_source_and_date() {
    let mut story = open("zhao", json!({ "channel": "visit", "matter": "complaint", "class": "complaint", "place": "b3" }));
    story.words.extend([
        ("o", Field::target, "楼上装修队"),
        ("o", Field::occurred, "昨夜十一点"),
        ("o", Field::condition, "仍在施工"),
        ("o", Field::expectation, "停止夜间施工"),
        ("i", Field::words, "夜间有电钻声"),
    ]);
    let sealed = json!({ "hash": "x", "size": 1 });
    story.acts.extend([
        ("e", "zhao", "Attach", json!({ "sealed": sealed, "shows": "evidence", "media": "audio", "source": "resident" })),
        ("i", "zhao", "Investigate", json!({ "findings": ["interviews"], "liability": "fitout", "signatories": ["sun", "li"] })),
        ("s", "sun", "Countersign", json!({ "record": "i" })),
    ]);
    let told = story.tell();
    assert_eq!(lacking(&told.one(Form::F12)), ["证据日期"]);
    let f13 = told.one(Form::F13);
    assert_eq!(f13.state, State::Partial { fields: vec![], signatures: vec![2] });

    story.acts[1].3["taken"] = json!(START_MS - 7);
    story.acts.push(("z", "li", "Countersign", json!({ "record": "i" })));
    let told = story.tell();
    assert_eq!(told.one(Form::F12).state, State::Complete);
    assert_eq!(told.one(Form::F13).state, State::Complete);
}

#[test]
fn plans_coordination_events_visits_and_notices_have_their_forms() {
    let mut story = open("zhao", json!({ "channel": "visit", "matter": "transaction" }));
    story.acts.extend([
        ("x", "zhao", "Classify", json!({ "complex": true, "class": "c1" })),
        ("n", "zhao", "Tell", json!({ "to": ["Resident"], "what": ["documents", "procedure"], "means": "in_person", "reached": true })),
        ("w", "zhao", "CountVisit", json!({ "visit": 2 })),
        ("c", "zhou", "Coordinate", json!({ "type": "several_departments", "departments": ["works", "guards"] })),
        ("p", "zhao", "Plan", json!({ "deadline": START_MS + 1, "responsible": "li" })),
        (
            "u",
            "chen",
            "SpecialReport",
            json!({ "class": "c1", "plan": "fire", "notified": [[{ "Person": "zhou" }, 9]], "losses": ["none"] }),
        ),
        ("v", "zhao", "Visit", json!({ "means": "in_person", "reached": true, "satisfied": false })),
    ]);
    story.words.extend([
        ("n", Field::words, "身份证、房产证,到前台办理"),
        ("p", Field::measures, "加派人手"),
        ("p", Field::resources, "两人"),
        ("c", Field::words, "工程部牵头"),
    ]);
    let told = story.tell();
    let f18 = told.one(Form::F18);
    assert_eq!(f18.state, State::Complete);
    assert_eq!(items(&f18, "登记序号"), [&Item::Request(told.request.id)]);
    assert_eq!(items(&f18, "which-visit"), [&Item::Number(1), &Item::Number(2)]);
    assert_eq!(lacking(&told.one(Form::F14)), ["阶段性节点"], "it is complex (R15.13)");
    assert_eq!(lacking(&told.one(Form::F9)), ["主办部门"]);
    let f3 = told.one(Form::F3);
    assert_eq!(lacking(&f3), ["place", "disposal"].iter().filter(|key| items(&f3, key).is_empty()).copied().collect::<Vec<_>>());
    assert_eq!(items(&f3, "notified").len(), 2);
    assert_eq!(lacking(&told.one(Form::F16)), ["其他意见或遗留问题"], "a dissatisfied resident says why");
}

#[test]
fn what_a_request_is_about_says_its_class_where_nobody_does() {
    // RULE: decision Q06
    let mut told = open("zhao", json!({ "channel": "phone", "matter": "repair", "subject": "fire" })).tell();
    let document = regulation::preset("r02").expect("shipped");
    told.classes = Adopted::read(&AdoptRegulation::default(), &[document]).expect("reads").classes;
    assert_eq!(items(&told.one(Form::F2), "类别"), [&Item::from(Class::c1)]);
}

#[test]
fn a_dispatcher_call_and_problem_register_fill() {
    let mut story = whole_case();
    story.acts.push(("y", "zhao", "Evaluate", json!({ "cause": "wear", "satisfaction": 5 })));
    story.acts.push(("b", "zhao", "Confirm", json!({ "with": ["Resident"], "means": "phone" })));
    let told = story.tell();
    for form in [Form::F2, Form::F4, Form::F5, Form::F6] {
        let filled = told.one(form);
        assert_eq!((filled.state.clone(), lacking(&filled)), (State::Complete, vec![]), "{form}");
    }
}

#[test]
fn erased_and_sealed_words_are_shown_as_such_and_never_as_missing() {
    for (unread, state) in [(Unread::Erased, FieldState::Erased), (Unread::Sealed, FieldState::Sealed)] {
        let mut told = whole_case().tell();
        told.words.insert(told.names["o"], Err(unread));
        let f1 = told.one(Form::F1);
        let field = f1.fields.iter().find(|field| name_of(field.label) == "姓名").expect("the name");
        assert_eq!((field.state, field.entries.len()), (state, 0));
        assert_eq!(f1.state, State::Complete, "the form was complete, and its proof still is");
    }
}

#[test]
fn a_correction_shows_what_it_corrects() {
    let mut story = open("wang", repair());
    story.acts.push(("m", "wang", "Correct", json!({ "record": "o", "field": "room" })));
    story.words.push(("m", Field::room, "3-2-502"));
    let told = story.tell();
    let corrected = Item::Corrected { from: Some("3-2-501".into()), to: "3-2-502".into() };
    assert_eq!(items(&told.one(Form::F10), "房号"), [&corrected]);
}
