//! A small site and what happens at it, act by act: each follows the one before unless it says otherwise.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shouwen::domain::course::Course;
use shouwen::domain::evidence::Evidence;
use shouwen::domain::flag::{Flag, flags};
use shouwen::domain::id::{PersonId, RecordId};
use shouwen::domain::request::{Request, follow};
use shouwen::domain::signed::VerifiedRecord;

use crate::history::History;

/// When the first act is, in milliseconds; each one after it is a minute later.
pub const START_MS: i64 = 1_764_000_000_000;
/// A minute in milliseconds.
pub const MINUTE_MS: i64 = 60_000;

/// Name, device, role, department, direct superior.
const PEOPLE: [(&str, &str, &str, &str, Option<&str>); 11] = [
    ("chen", "centre1", "site_manager", "centre", None),
    ("wang", "tablet1", "operator", "guards", Some("zhou")),
    ("wu", "tablet2", "operator", "guards", Some("zhou")),
    ("zhou", "tablet1", "team_lead", "guards", Some("chen")),
    ("zhao", "centre1", "cs_officer", "centre", Some("chen")),
    ("he", "centre1", "duty_receptionist", "centre", Some("chen")),
    ("sun", "van1", "dept_head", "works", Some("chen")),
    ("li", "van1", "handler", "works", Some("sun")),
    ("qian", "van2", "dept_head", "green", Some("chen")),
    ("ma", "centre1", "dept_cs_supervisor", "guards", Some("chen")),
    ("gao", "centre1", "cr_supervisor", "centre", Some("chen")),
];

/// The story so far.
pub struct Scene {
    lines: Vec<Value>,
    seqs: BTreeMap<(String, String), u64>,
    regulation: Option<&'static str>,
    request: Option<String>,
    last: Vec<String>,
    minute: i64,
}

/// What came of it.
pub struct Told {
    pub history: History,
    pub records: Vec<VerifiedRecord>,
    pub evidence: Evidence,
    /// By the name of the opening.
    pub requests: BTreeMap<String, (Request, Course)>,
}

impl Scene {
    /// A site that has adopted a shipped regulation.
    pub fn of(preset: &'static str) -> Self {
        let mut scene = Self { lines: Vec::new(), seqs: BTreeMap::new(), regulation: None, request: None, last: Vec::new(), minute: 0 };
        for device in ["centre1", "tablet1", "tablet2", "van1", "van2"] {
            let keys =
                json!({ "Device": { "tls": format!("{device}-tls"), "sign": format!("{device}-sign"), "seal": format!("{device}-seal") } });
            let roles = if device == "centre1" { json!(["device", "centre"]) } else { json!(["device"]) };
            scene.roster(
                &format!("d-{device}"),
                "Certify",
                json!({ "device": device, "keys": keys, "roles": roles, "scope": { "Site": "s" } }),
            );
        }
        for (name, device, role, department, superior) in PEOPLE {
            let mut body = json!({ "person": name, "device": device, "keys": { "Staff": name }, "roles": [role], "posts": [name],
                "department": department, "scope": { "Site": "s" } });
            if let Some(superior) = superior {
                body["superior"] = json!(superior);
            }
            scene.roster(&format!("c-{name}"), "Certify", body);
        }
        scene.adopt("reg", preset)
    }

    /// Another adoption, which new requests name from here on.
    pub fn adopt(mut self, name: &'static str, preset: &str) -> Self {
        self.roster(name, "AdoptRegulation", json!({ "preset": preset }));
        self.regulation = Some(name);
        self
    }

    /// Ends somebody's certificate before anything that they did.
    pub fn leaves(mut self, person: &str) -> Self {
        self.roster(&format!("x-{person}"), "Revoke", json!({ "certificate": format!("c-{person}"), "reason": "left", "cuts": [] }));
        self
    }

    fn roster(&mut self, name: &str, act: &str, body: Value) {
        let line = self.line(name, ("root", "Roster"), act, body);
        self.lines.push(line);
    }

    fn line(&mut self, name: &str, (key, stream): (&str, &str), act: &str, body: Value) -> Value {
        let seq = self.seqs.entry((key.to_owned(), stream.to_owned())).and_modify(|seq| *seq += 1).or_insert(1);
        let wall = START_MS + self.minute * MINUTE_MS;
        let mut line =
            json!({ "id": name, "key": key, "site": "s", "stream": stream, "seq": *seq, "wall": wall, "clock": "Synced", "act": act });
        line["body"] = body;
        line
    }

    /// Logs a request; what follows is about it.
    pub fn open(mut self, name: &str, author: &str, mut body: Value) -> Self {
        if let (Some(regulation), None) = (self.regulation, body.get("regulation")) {
            body["regulation"] = json!(regulation);
        }
        self.request = None;
        self.last = Vec::new();
        self = self.act(name, author, "Open", body);
        self.request = Some(name.to_owned());
        self
    }

    /// An act after the last one.
    pub fn act(mut self, name: &str, author: &str, act: &str, body: Value) -> Self {
        let mut line = self.line(name, (author, "Work"), act, body);
        line["under"] = json!(format!("c-{author}"));
        if let Some(request) = &self.request {
            line["request"] = json!(request);
            line["parents"] = json!(self.last);
        }
        self.lines.push(line);
        self.last = vec![name.to_owned()];
        self.minute += 1;
        self
    }

    /// What follows comes after these records alone.
    pub fn after(mut self, parents: &[&str]) -> Self {
        self.last = parents.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    /// A device has seen a record of somebody's log, by a clock that is right.
    pub fn seen(mut self, name: &str, device: &str, (author, seq, record): (&str, u64, &str)) -> Self {
        let head = json!({ "organisation": false, "key": author, "stream": "Work", "epoch": 0, "seq": seq, "id": record });
        let mut line = self.line(name, (&format!("{device}-sign"), "Witness"), "Receipt", json!({ "heads": [head] }));
        line["under"] = json!(format!("d-{device}"));
        self.lines.push(line);
        self
    }

    /// The last line names this receipt as the newest that its author held.
    pub fn anchored(mut self, receipt: &str) -> Self {
        self.lines.last_mut().expect("a line")["anchor"] = json!(receipt);
        self
    }

    /// The last line is said to have happened so many minutes after the start.
    pub fn claimed(mut self, minutes: i64) -> Self {
        self.lines.last_mut().expect("a line")["happened"] = json!(START_MS + minutes * MINUTE_MS);
        self
    }

    /// Time passes.
    pub fn later(mut self, minutes: i64) -> Self {
        self.minute += minutes;
        self
    }

    /// The giver offers their tenure to a person.
    pub fn offer(self, name: &str, from: &str, tenure: &str, to: &str) -> Self {
        let body = json!({ "tenures": [tenure], "to": { "Person": to }, "mode": "face", "reason": "not_own" });
        self.act(name, from, "Offer", body).words()
    }

    /// The last line has words with it.
    pub fn words(mut self) -> Self {
        self.lines.last_mut().expect("a line")["payload"] = json!("words");
        self
    }

    /// The offer is taken.
    pub fn take(self, name: &str, by: &str, tenure: &str, offer: &str) -> Self {
        self.act(name, by, "Take", json!({ "parents": [tenure], "offers": [offer] }))
    }

    /// Somebody hands over and the other one takes: the records are named after the taker.
    pub fn passes(self, from: &str, tenure: &str, to: &str) -> Self {
        let offer = format!("f-{to}");
        self.offer(&offer, from, tenure, to).take(&format!("t-{to}"), to, tenure, &offer)
    }

    pub fn told(&self) -> Told {
        let text = self.lines.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        let history = History::read(&text).unwrap_or_else(|problem| panic!("{problem}"));
        let records = history.authentic();
        let site = records[0].header().log.site;
        let evidence = history.evidence(site, &records);
        let mut requests = BTreeMap::new();
        for id in records.iter().filter_map(VerifiedRecord::request) {
            let own: Vec<_> = records.iter().filter(|record| record.request() == Some(id)).cloned().collect();
            requests.insert(history.name(id), follow(&own, &evidence).expect("it folds"));
        }
        Told { history, records, evidence, requests }
    }
}

impl Told {
    /// The only request.
    pub fn request(&self) -> &Request {
        &self.requests.values().next().expect("a request").0
    }

    /// Its course.
    pub fn course(&self) -> &Course {
        &self.requests.values().next().expect("a request").1
    }

    /// Every flag of the only request.
    pub fn flags(&self) -> Vec<Flag> {
        let (request, course) = self.requests.values().next().expect("a request");
        flags(course, request, self.evidence.adopted(course.adoption), &self.evidence)
    }

    /// The flags as `record concern rule person>proposed`.
    pub fn flagged(&self) -> Vec<String> {
        let said = |flag: Flag| {
            let concern = serde_json::to_value(flag.concern).expect("a word");
            let person = flag.person.map(|person| self.person(person)).unwrap_or_default();
            let proposed = flag.proposed.map(|person| format!(">{}", self.person(person))).unwrap_or_default();
            let rule = flag.rule.unwrap_or("-".into());
            format!("{} {} {rule} {person}{proposed}", self.history.name(flag.record), concern.as_str().unwrap_or_default())
        };
        self.flags().into_iter().map(said).collect()
    }

    pub fn person(&self, id: PersonId) -> String {
        let named = PEOPLE.iter().find(|(name, ..)| self.id(name) == Some(id));
        named.map_or_else(|| id.to_string(), |(name, ..)| (*name).to_owned())
    }

    /// Whose certificate it is.
    pub fn id(&self, name: &str) -> Option<PersonId> {
        let certificate = self.record(&format!("c-{name}"));
        self.evidence.certificate(certificate).and_then(|certificate| certificate.person)
    }

    pub fn record(&self, name: &str) -> RecordId {
        self.records.iter().map(VerifiedRecord::id).find(|id| self.history.name(*id) == name).unwrap_or_else(|| panic!("no {name}"))
    }

    pub fn holders(&self) -> Vec<String> {
        let mut names: Vec<String> = self.request().holders().into_iter().map(|person| self.person(person)).collect();
        names.sort();
        names
    }

    /// Whether the named act had its effect.
    pub fn effect(&self, name: &str) -> bool {
        let (id, mut steps) = (self.record(name), self.requests.values().flat_map(|(request, _)| &request.steps));
        steps.find(|step| step.record == id).is_some_and(|step| step.effect)
    }
}

/// A call about something that does not work.
pub fn repair() -> Value {
    json!({ "channel": "phone", "matter": "repair" })
}
