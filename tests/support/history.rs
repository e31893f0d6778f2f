//! Histories as JSON lines with symbolic names: the open form in which the fold's rules are tested and compared.
//!
//! Every key, site, person and device is named; its secret or id is derived from the name. A line is one record:
//! `{"id":"t1","key":"guard1","site":"s","stream":"Work","epoch":0,"seq":3,"continues":null,"under":"c1","request":"o1",
//! "parents":["f1"],"anchor":null,"wall":1764000000000,"clock":"Synced","act":"Take","body":{…}}`; `happened`, `payload`,
//! `back` and `bad_signature` are optional. Empty lines and lines that start with `#` are passed over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use shouwen::domain::act::word::Source;
use shouwen::domain::act::{Act, Kind, Stream};
use shouwen::domain::evidence::{Evidence, Link, Material};
use shouwen::domain::id::{ClientKey, DeviceId, Digest, Epoch, PersonId, RecordId, SiteId};
use shouwen::domain::key::SecretKey;
use shouwen::domain::payload::SealSecret;
use shouwen::domain::record::{Continues, HEADER_VERSION, Header, LogId, PayloadRef, RawAct};
use shouwen::domain::regulation;
use shouwen::domain::request::{Request, fold};
use shouwen::domain::signed::{SIGNATURE_BYTES, SignatureState, SignedRecord, VerifiedRecord};
use shouwen::domain::time::{Clock, Moment};

/// What went wrong, at which line.
pub type Problem = String;

/// A history with every record built.
#[derive(Default)]
pub struct History {
    lines: BTreeMap<String, Map<String, Value>>,
    order: Vec<String>,
    built: BTreeMap<String, SignedRecord>,
    building: BTreeSet<String>,
    names: BTreeMap<RecordId, String>,
    persons: BTreeMap<PersonId, String>,
    documents: BTreeMap<Digest, String>,
}

fn seed(name: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"shouwen/example/1\0").update(name.as_bytes());
    *hasher.finalize().as_bytes()
}

fn short(name: &str) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&seed(name)[..16]);
    id
}

fn secret(name: &str) -> SecretKey {
    SecretKey::from_bytes(&seed(name))
}

fn site(value: &Value) -> SiteId {
    match value.as_str() {
        None | Some("" | "organisation") => SiteId::ORGANISATION,
        Some(name) => SiteId(short(name)),
    }
}

fn epoch(value: &Value) -> Epoch {
    Epoch(value.as_u64().unwrap_or(0).to_le_bytes())
}

impl History {
    /// Reads JSON lines and signs every record.
    ///
    /// # Errors
    /// The first line that cannot be read, and why.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let mut history = Self::default();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
            let line: Map<String, Value> = serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1))?;
            let id = line.get("id").and_then(Value::as_str).ok_or(format!("line {}: no `id`", at + 1))?.to_owned();
            if history.lines.insert(id.clone(), line).is_some() {
                return Err(format!("line {}: `{id}` stands twice", at + 1));
            }
            history.order.push(id);
        }
        for id in history.order.clone() {
            history.build(&id)?;
        }
        Ok(history)
    }

    /// The name of a record.
    pub fn name(&self, id: RecordId) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    fn person_name(&self, id: PersonId) -> String {
        self.persons.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// The id of a named record, building it first if need be.
    fn record(&mut self, name: &str) -> Result<RecordId, Problem> {
        self.build(name)?;
        self.built.get(name).map(SignedRecord::id).ok_or(format!("`{name}` is built from itself"))
    }

    fn records(&mut self, value: Option<&Value>) -> Result<Vec<RecordId>, Problem> {
        let names: Vec<String> =
            value.and_then(Value::as_array).into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect();
        names.iter().map(|name| self.record(name)).collect()
    }

    fn optional(&mut self, value: Option<&Value>) -> Result<Option<RecordId>, Problem> {
        let name = value.and_then(Value::as_str).map(str::to_owned);
        name.map(|name| self.record(&name)).transpose()
    }

    fn build(&mut self, name: &str) -> Result<(), Problem> {
        if self.built.contains_key(name) || !self.building.insert(name.to_owned()) {
            return Ok(());
        }
        // A name that no line defines is a record that has not arrived.
        let Some(line) = self.lines.get(name).cloned() else {
            let absent = SignedRecord::new(&[&seed(name)[..], &[0; SIGNATURE_BYTES]].concat()).map_err(|error| error.to_string())?;
            self.names.insert(absent.id(), name.to_owned());
            self.built.insert(name.to_owned(), absent);
            return Ok(());
        };
        let wrap = |problem: Problem| format!("`{name}`: {problem}");
        let key = line.get("key").and_then(Value::as_str).ok_or(wrap("no `key`".into()))?.to_owned();
        let header = self.header(&line, &key).map_err(wrap)?;
        header.check().map_err(|error| wrap(error.to_string()))?;
        let mut signed = SignedRecord::sign(&header, &secret(&key));
        if line.get("bad_signature").and_then(Value::as_bool) == Some(true) {
            let mut bytes = signed.as_bytes().to_vec();
            let last = bytes.len() - SIGNATURE_BYTES;
            bytes[last] ^= 1;
            signed = SignedRecord::new(&bytes).map_err(|error| wrap(error.to_string()))?;
        }
        self.names.insert(signed.id(), name.to_owned());
        self.built.insert(name.to_owned(), signed);
        Ok(())
    }

    fn header(&mut self, line: &Map<String, Value>, key: &str) -> Result<Header, Problem> {
        let null = Value::Null;
        let field = |name: &str| line.get(name).unwrap_or(&null);
        let stream = serde_json::from_value::<Stream>(field("stream").clone()).map_err(|error| error.to_string())?;
        let log = LogId { key: secret(key).public(), site: site(field("site")), stream, epoch: epoch(field("epoch")) };
        let seq = field("seq").as_u64().ok_or("no `seq`")?;
        let clock = if field("clock").is_null() {
            Clock::Unchecked
        } else {
            serde_json::from_value(field("clock").clone()).map_err(|e| e.to_string())?
        };
        let mut parents = self.records(line.get("parents"))?;
        parents.sort_unstable();
        let act = field("act").as_str().ok_or("no `act`")?;
        Ok(Header {
            version: HEADER_VERSION,
            log,
            seq,
            backlink: self.backlink(line, seq)?,
            continues: self.continues(field("continues"))?,
            under: self.optional(line.get("under"))?,
            request: self.optional(line.get("request"))?,
            parents,
            at: Moment { wall: field("wall").as_i64().unwrap_or(0), clock, boot: 0, elapsed: 0 },
            happened: field("happened").as_i64(),
            anchor: self.optional(line.get("anchor"))?,
            act: self.act(act, field("body"))?,
            payload: payload(field("payload")),
        })
    }

    /// The record below in the same log, unless `back` names another.
    fn backlink(&mut self, line: &Map<String, Value>, seq: u64) -> Result<Option<RecordId>, Problem> {
        if line.contains_key("back") {
            return self.optional(line.get("back"));
        }
        if seq <= 1 {
            return Ok(None);
        }
        let log = |line: &Map<String, Value>| {
            let text = |field: &str| line.get(field).and_then(Value::as_str).unwrap_or_default().to_lowercase();
            (text("key"), text("site"), text("stream"), line.get("epoch").and_then(Value::as_u64).unwrap_or(0))
        };
        let is_below = |id: &&String| {
            let other = &self.lines[*id];
            log(other) == log(line) && other.get("seq").and_then(Value::as_u64) == Some(seq - 1)
        };
        let own = line.get("id").and_then(Value::as_str);
        let here = self.order.iter().position(|id| Some(id.as_str()) == own).unwrap_or(0);
        let below = self.order[..here].iter().rev().chain(&self.order[here..]).find(is_below).cloned();
        // A place that no line fills is a record that has not arrived.
        let below = below.unwrap_or_else(|| format!("absent/{:?}/{}", log(line), seq - 1));
        self.record(&below).map(Some)
    }

    /// `{"epoch":0,"seq":2,"id":"x"}`, `[0,2,"x"]` or the name of the record alone.
    fn continues(&mut self, value: &Value) -> Result<Option<Continues>, Problem> {
        let name = value.as_str().or_else(|| value.get("id").and_then(Value::as_str)).or_else(|| value.get(2).and_then(Value::as_str));
        let Some(name) = name.map(str::to_owned) else { return Ok(None) };
        let line = self.lines.get(&name).cloned().unwrap_or_default();
        let given =
            |field: &str, at: usize| value.get(field).or_else(|| value.get(at)).or_else(|| line.get(field)).cloned().unwrap_or(Value::Null);
        let (epoch, seq) = (epoch(&given("epoch", 0)), given("seq", 1).as_u64().ok_or("`continues` has no `seq`")?);
        Ok(Some(Continues { epoch, seq, id: self.record(&name)? }))
    }

    fn act(&mut self, name: &str, body: &Value) -> Result<RawAct, Problem> {
        let Some(kind) = Kind::from_name(name) else {
            // A kind that this version does not know: `#9000`, any body.
            let number = name.trim_start_matches('#').parse().map_err(|_| format!("there is no act `{name}`"))?;
            return Ok(RawAct { kind: Kind(number), body: body.to_string().into_bytes() });
        };
        let mut body = body.as_object().cloned().unwrap_or_default();
        if let Some(policy) = body.remove("policy") {
            let document = policy.as_str().map_or_else(|| policy.to_string(), str::to_owned);
            body.insert("preset".into(), json!(Digest::of(document.as_bytes()).to_string()));
            self.documents.insert(Digest::of(document.as_bytes()), document);
        }
        shape(kind, &mut body);
        self.shape_cuts(kind, &mut body);
        let named = Value::Object(body);
        let resolved = self.resolve("", &named)?;
        let act = Act::from_named(kind, resolved).ok_or("not an act")?.map_err(|error| format!("body of {name}: {error}"))?;
        act.encode().ok_or_else(|| "does not encode".into())
    }

    /// Replaces names by the ids they stand for, by the field they stand in.
    fn resolve(&mut self, field: &str, value: &Value) -> Result<Value, Problem> {
        match value {
            Value::Array(items) => items.iter().map(|item| self.resolve(field, item)).collect::<Result<_, _>>().map(Value::Array),
            Value::Object(fields) => {
                let mut resolved = Map::new();
                // What is said to be null takes its default; a null site is the organisation.
                for (name, item) in fields.iter().filter(|(name, item)| !item.is_null() || *name == "site") {
                    let inner = if matches!(name.as_str(), "seq" | "row" | "due") { item.clone() } else { self.resolve(name, item)? };
                    resolved.insert(name.clone(), inner);
                }
                Ok(Value::Object(resolved))
            }
            Value::Number(_) if field == "epoch" => Ok(json!(epoch(value).to_string())),
            Value::Null if field == "site" => Ok(json!(SiteId::ORGANISATION.to_string())),
            Value::String(name) => self.resolve_name(field, name),
            other => Ok(other.clone()),
        }
    }

    fn resolve_name(&mut self, field: &str, name: &str) -> Result<Value, Problem> {
        let hex = match field {
            "tenures" | "parents" | "offers" | "because" | "offer" | "record" | "records" | "certificate" | "confirms" | "replaces"
            | "countersigns" | "objects" | "erase" | "evidence" | "other" | "regulation" | "revocations" | "after" | "id" => {
                self.record(name)?.to_string()
            }
            "key" | "Staff" | "staff" | "tls" | "sign" => secret(name).public().to_string(),
            "seal" => SealSecret::from_bytes(seed(name)).public().to_string(),
            "person" | "Person" | "superior" | "handler" | "responsible" | "signatories" => {
                self.persons.insert(PersonId(short(name)), name.to_owned());
                PersonId(short(name)).to_string()
            }
            "device" => DeviceId(short(name)).to_string(),
            "site" | "Site" => site(&json!(name)).to_string(),
            "client_key" | "source" if name.len() != 32 && Source::from_name(name).is_none() => ClientKey::of(name).to_string(),
            "preset" | "overlays" | "document" => self.document(name),
            "roster" | "site_key" | "hash" if Digest::from_hex(name).is_none() => Digest(seed(name)).to_string(),
            _ => name.to_owned(),
        };
        Ok(json!(hex))
    }

    /// A shipped regulation by its id, else a digest.
    fn document(&mut self, name: &str) -> String {
        if let Some(document) = regulation::preset(name) {
            self.documents.insert(Digest::of(document.as_bytes()), document.to_owned());
            return Digest::of(document.as_bytes()).to_string();
        }
        Digest::from_hex(name).unwrap_or(Digest(seed(name))).to_string()
    }

    /// Every authentic record: by its own signature, or by an authentic one of its log that links back to it.
    pub fn authentic(&self) -> Vec<VerifiedRecord> {
        let signed: Vec<_> = self.order.iter().filter_map(|id| self.built.get(id)).collect();
        let mut found: BTreeMap<RecordId, VerifiedRecord> = BTreeMap::new();
        for record in &signed {
            if let Ok(verified) = VerifiedRecord::verify((*record).clone()) {
                found.insert(verified.id(), verified);
            }
        }
        loop {
            // A backlink speaks for the record right below it in the same log, and for no other.
            let below = |record: &VerifiedRecord| Some((record.header().log, record.header().seq - 1, record.header().backlink?));
            let linked: BTreeSet<(LogId, u64, RecordId)> = found.values().filter_map(below).collect();
            let vouched = |record: &SignedRecord| {
                let place = Header::decode(record.header_bytes()).map(|header| (header.log, header.seq, record.id()));
                place.is_ok_and(|place| linked.contains(&place))
            };
            let new = signed.iter().find(|record| vouched(record) && !found.contains_key(&record.id()));
            match new.and_then(|record| VerifiedRecord::vouched((*record).clone(), record.id(), SignatureState::Invalid).ok()) {
                Some(vouched) => found.insert(vouched.id(), vouched),
                None => return found.into_values().collect(),
            };
        }
    }

    /// The documents that adoptions name.
    pub fn documents(&self) -> &BTreeMap<Digest, String> {
        &self.documents
    }

    /// Folds every request.
    pub fn fold(&self) -> BTreeMap<String, Option<Request>> {
        self.fold_records(&self.authentic())
    }

    /// Folds every request of a part of the history.
    pub fn fold_records(&self, records: &[VerifiedRecord]) -> BTreeMap<String, Option<Request>> {
        let sites: BTreeSet<SiteId> = records.iter().map(|record| record.header().log.site).collect();
        let mut folded = BTreeMap::new();
        for site in sites {
            let evidence = self.evidence(site, records);
            let mut requests: BTreeMap<RecordId, Vec<VerifiedRecord>> = BTreeMap::new();
            for record in records.iter().filter(|record| record.header().log.site == site) {
                if let Some(request) = record.request() {
                    requests.entry(request).or_default().push(record.clone());
                }
            }
            for (id, records) in requests {
                let request = fold(&records, &evidence);
                let known = folded.entry(self.name(id)).or_insert(None);
                *known = request.or(known.take());
            }
        }
        folded
    }

    /// The evidence of a site.
    pub fn evidence(&self, site: SiteId, records: &[VerifiedRecord]) -> Evidence {
        let near = |record: &&VerifiedRecord| record.header().log.site == site || record.header().log.site.is_organisation();
        let here: Vec<_> = records.iter().filter(near).cloned().collect();
        let (work, others): (Vec<_>, Vec<_>) = here.into_iter().partition(|record| record.header().log.stream == Stream::Work);
        let links: Vec<_> = work.iter().map(Link::from).collect();
        Evidence::fold(&Material { root: secret("root").public(), site, records: &others, links: &links, documents: &self.documents })
    }

    /// A request as the example prints it.
    pub fn show(&self, request: &Request) -> Value {
        let mut holders: Vec<_> = request.holders().into_iter().map(|person| self.person_name(person)).collect();
        holders.sort();
        let mut releases: Vec<_> = request.releases().map(|r| json!([self.name(r.tenure), self.name(r.by), r.rule.numeral()])).collect();
        releases.sort_by_key(ToString::to_string);
        let grades: Map<String, Value> = request.steps.iter().map(|s| (self.name(s.record), json!(format!("{:?}", s.grade)))).collect();
        let remark = |r: &shouwen::domain::request::Remark| json!({ "record": self.name(r.record), "cause": r.cause, "holder": r.holder.map(|p| self.person_name(p)), "because": r.because.map(|b| self.name(b)) });
        let mut remarks: Vec<_> = request.remarks.iter().map(remark).collect();
        remarks.sort_by_key(ToString::to_string);
        json!({
            "holders": holders,
            "contested": request.contested,
            "state": request.state,
            "duty_post": request.duty_post,
            "first_contact_open": request.first_contact_open,
            "releases": releases,
            "grades": grades,
            "remarks": remarks,
        })
    }
}

fn payload(value: &Value) -> Option<PayloadRef> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(PayloadRef { hash: Digest::of(text.as_bytes()), len: u32::try_from(text.len()).unwrap_or(u32::MAX) }),
        other => {
            let hash = other.get("hash").and_then(Value::as_str).unwrap_or_default();
            let len = other.get("len").and_then(Value::as_u64).and_then(|len| u32::try_from(len).ok()).unwrap_or(0);
            Some(PayloadRef { hash: Digest::from_hex(hash).unwrap_or(Digest::of(hash.as_bytes())), len })
        }
    }
}

/// Brings the shorter ways to write a body into the one shape of the act's struct.
fn shape(kind: Kind, body: &mut Map<String, Value>) {
    const LISTS: &[&str] =
        &["what", "roles", "posts", "tenures", "parents", "offers", "departments", "signatories", "whom", "with", "replaces"];
    for (field, value) in body.iter_mut() {
        // `Promise` and `Finish` name one thing where other acts name many.
        let many = LISTS.contains(&field.as_str()) && kind != Kind::Promise && kind != Kind::Finish;
        let told = field == "to" && matches!(kind, Kind::Tell | Kind::Report | Kind::Escalate);
        if (many || told) && !value.is_array() && !value.is_null() {
            *value = json!([value.clone()]);
        }
    }
}

/// The first of the places where a part of a cut may be given.
fn given(places: &[Option<&Value>]) -> Value {
    places.iter().flatten().find(|value| !value.is_null()).map_or(Value::Null, |value| (*value).clone())
}

impl History {
    /// Brings cuts into shape: `[log, seq, id]`, `{"log":…,"seq":…,"id":…}`, the log's fields beside `seq` and `id`, or the
    /// record's name alone. A log is an object or `[key, site, stream, epoch]`; what is left out follows from the record.
    fn shape_cuts(&self, kind: Kind, body: &mut Map<String, Value>) {
        for cuts in body.get_mut("cuts").and_then(Value::as_array_mut).into_iter().flatten() {
            *cuts = self.cut(cuts);
        }
        if kind == Kind::Admit {
            let place = match (body.remove("up_to"), body.remove("log")) {
                (Some(up_to), Some(log)) => json!([log, up_to.get(0).or(up_to.get("seq")), up_to.get(1).or(up_to.get("id"))]),
                (Some(up_to), None) => up_to,
                _ => Value::Object(body.clone()),
            };
            body.retain(|field, _| field == "evidence");
            body.insert("up_to".into(), self.cut(&place));
        }
    }

    fn cut(&self, value: &Value) -> Value {
        let last = value.as_array().and_then(|parts| parts.last());
        let id = given(&[value.get("id"), last, value.is_string().then_some(value)]);
        let line = id.as_str().and_then(|id| self.lines.get(id));
        let log = value.get("log").or_else(|| value.get(0));
        let of_line = |field: &str| line.and_then(|line| line.get(field));
        let field = |name: &str, at: usize| {
            let in_log = log.and_then(|log| log.get(name).or_else(|| log.get(at)));
            given(&[in_log, log.filter(|log| log.is_string() && name == "key"), value.get(name), of_line(name)])
        };
        let epoch = field("epoch", 3);
        let log = json!({
            "key": field("key", 0),
            "site": field("site", 1),
            "stream": field("stream", 2),
            "epoch": if epoch.is_null() { json!(0) } else { epoch },
        });
        json!({ "log": log, "seq": given(&[value.get("seq"), value.get(1), of_line("seq")]), "id": id })
    }
}
