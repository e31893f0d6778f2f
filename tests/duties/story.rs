//! Small histories of one site, told in a few words: who did what, when, by whose clock, and what receipts prove.

use std::collections::BTreeMap;

use chrono::{FixedOffset, NaiveDateTime};
use shouwen::domain::act::word::Role;
use shouwen::domain::act::{
    Act, AdoptRegulation, Certify, Directory, DutyPost, Head, Keys, MayCertify, Open, Receipt, Revoke, RevokeReason, Scope, SetLimit,
    Stream,
};
use shouwen::domain::almanac::Almanac;
use shouwen::domain::course::Course;
use shouwen::domain::duty::{Docket, Judge, Judgement, Owed, docket};
use shouwen::domain::evidence::{Evidence, Link, Material};
use shouwen::domain::id::{Code, DeviceId, Digest, Epoch, PersonId, RecordId, SiteId};
use shouwen::domain::key::{SealKey, SecretKey};
use shouwen::domain::record::{HEADER_VERSION, Header, LogId, PayloadRef};
use shouwen::domain::regulation::calendar::{Calendar, calendars};
use shouwen::domain::regulation::due::{Convention, Office};
use shouwen::domain::regulation::{adopted, preset};
use shouwen::domain::request::{Request, follow};
use shouwen::domain::signed::{SignedRecord, VerifiedRecord};
use shouwen::domain::time::{Clock, Moment, UtcMs};

pub const SITE: SiteId = SiteId([7; 16]);

/// The people of every history: name, role, department, superior.
const STAFF: &[(&str, Role, &str, Option<&str>)] = &[
    ("chen", Role::site_manager, "office", None),
    ("sun", Role::responsible_supervisor, "centre", None),
    ("zhou", Role::senior_leader, "company", None),
    ("wang", Role::operator, "guards", Some("captain")),
    ("captain", Role::team_lead, "guards", None),
    ("zhao", Role::cs_officer, "centre", None),
    ("qian", Role::duty_receptionist, "centre", None),
    ("liu", Role::dept_head, "works", None),
    ("li", Role::handler, "works", None),
    ("ma", Role::dept_head, "green", None),
    ("cr", Role::cr_supervisor, "centre", None),
    ("dcs", Role::dept_cs_supervisor, "guards", None),
    ("dir", Role::cs_director, "centre", None),
    ("fd", Role::function_dept, "company", None),
    ("team", Role::emergency_team, "works", None),
];

pub fn zone() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("UTC+8")
}

/// A local time of 2026, as `11-21 10:00`; or a whole one with its year.
pub fn ms(text: &str) -> UtcMs {
    let whole = if text.len() > 11 { text.to_owned() } else { format!("2026-{text}") };
    let local = NaiveDateTime::parse_from_str(&whole, "%Y-%m-%d %H:%M").unwrap_or_else(|_| panic!("`{text}` is no time"));
    local.and_local_timezone(zone()).single().expect("one moment").timestamp_millis()
}

pub fn person(name: &str) -> PersonId {
    PersonId(short(name))
}

fn short(name: &str) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&Digest::of(name.as_bytes()).0[..16]);
    id
}

fn secret(name: &str) -> SecretKey {
    SecretKey::from_bytes(&Digest::of(name.as_bytes()).0)
}

fn code(text: &str) -> Code {
    Code::new(text).expect("a code")
}

/// How the next record is written, where it is not written as always: after what came before, by a synced clock, at one boot.
#[derive(Clone, Default)]
pub struct How {
    pub parents: Option<Vec<RecordId>>,
    pub happened: Option<UtcMs>,
    pub anchor: Option<RecordId>,
    pub clock: Option<Clock>,
    pub boot: Option<(u64, u64)>,
    pub words: bool,
}

/// One request at a site with its people.
#[derive(Clone)]
pub struct Story {
    pub records: Vec<VerifiedRecord>,
    pub heads: Vec<RecordId>,
    pub request: Option<RecordId>,
    pub adoption: Option<RecordId>,
    pub years: Option<Vec<i32>>,
    pub convention: Convention,
    certificates: BTreeMap<String, RecordId>,
    tails: BTreeMap<LogId, Vec<RecordId>>,
    documents: BTreeMap<Digest, String>,
}

impl Story {
    /// Under a preset and perhaps overlays: `r16`, or `r01+r13`.
    pub fn under(regulation: &str) -> Self {
        Self::with_figures(regulation, &[])
    }

    /// With the company's figures for what the text leaves open.
    pub fn with_figures(regulation: &str, set: &[(&str, SetLimit)]) -> Self {
        let mut story = Self {
            records: Vec::new(),
            heads: Vec::new(),
            request: None,
            adoption: None,
            years: None,
            convention: Convention::CivilCode,
            certificates: BTreeMap::new(),
            tails: BTreeMap::new(),
            documents: BTreeMap::new(),
        };
        for (name, role, department, superior) in STAFF {
            story.certify(name, &[*role], department, superior.map(person));
        }
        let post = DutyPost { post: code("duty"), replaces: Vec::new() };
        story.write("root", (Stream::Roster, None), &post.into(), ms("01-01 00:00"), |_| {});
        story.adopt(regulation, set);
        story
    }

    pub fn certify(&mut self, name: &str, roles: &[Role], department: &str, superior: Option<PersonId>) {
        self.certify_at("01-01 00:00", name, roles, (department, superior));
    }

    pub fn certify_at(&mut self, at: &str, name: &str, roles: &[Role], (department, superior): (&str, Option<PersonId>)) {
        let scope = Scope::Site(SITE);
        let sign = secret(&format!("{name}'s device")).public();
        let keys = Keys::Device { tls: sign, sign, seal: SealKey::default() };
        let device = DeviceId(short(name));
        let certify = Certify { device, keys, roles: vec![Role::device], scope, person: None, ..Certify::default() };
        let id = self.write("root", (Stream::Roster, None), &certify.into(), ms(at), |_| {});
        self.certificates.insert(format!("{name}'s device"), id);
        let posts = if roles.contains(&Role::site_manager) { vec![code("duty")] } else { vec![code(name)] };
        let certify = Certify {
            person: Some(person(name)),
            device,
            keys: Keys::Staff(secret(name).public()),
            roles: roles.to_vec(),
            posts,
            department: Some(code(department)),
            superior,
            scope,
            may_certify: if roles.contains(&Role::site_manager) { MayCertify::Staff } else { MayCertify::No },
            ..Certify::default()
        };
        let id = self.write("root", (Stream::Roster, None), &certify.into(), ms(at), |_| {});
        self.certificates.insert(name.to_owned(), id);
    }

    /// Adopts a regulation, which counts for what is opened from now on.
    pub fn adopt(&mut self, regulation: &str, set: &[(&str, SetLimit)]) {
        self.adopt_at("01-01 00:00", regulation, set, Vec::new());
    }

    /// Adopts a regulation in the place of the one before.
    pub fn adopt_instead(&mut self, at: &str, regulation: &str) {
        self.adopt_at(at, regulation, &[], self.adoption.into_iter().collect());
    }

    /// The manager adopts a regulation in the place of the one before, by a clock and after a receipt.
    pub fn adopt_by(&mut self, (at, clock): (&str, Clock), regulation: &str, anchor: Option<RecordId>) {
        let adopt = self.adoption_of(regulation, &[], self.adoption.into_iter().collect());
        let under = self.certificates.get("chen").copied();
        let adopted = self.write("chen", (Stream::Roster, under), &adopt.into(), ms(at), |header| {
            (header.anchor, header.at.clock) = (anchor, clock);
        });
        self.adoption = Some(adopted);
    }

    fn adopt_at(&mut self, at: &str, regulation: &str, set: &[(&str, SetLimit)], replaces: Vec<RecordId>) {
        let adopt = self.adoption_of(regulation, set, replaces);
        self.adoption = Some(self.write("root", (Stream::Roster, None), &adopt.into(), ms(at), |_| {}));
    }

    fn adoption_of(&mut self, regulation: &str, set: &[(&str, SetLimit)], replaces: Vec<RecordId>) -> AdoptRegulation {
        let mut digests = regulation.split('+').map(|id| {
            let document = preset(id).unwrap_or(id).to_owned();
            let digest = Digest::of(document.as_bytes());
            self.documents.insert(digest, document);
            digest
        });
        let preset = digests.next().expect("a preset");
        let overlays = digests.collect();
        let set = set.iter().map(|(duty, limit)| (adopted::set_name(duty).expect("a name"), *limit)).collect();
        AdoptRegulation { preset, overlays, set, replaces, ..AdoptRegulation::default() }
    }

    fn write(
        &mut self,
        key: &str,
        (stream, under): (Stream, Option<RecordId>),
        act: &Act,
        wall: UtcMs,
        edit: impl FnOnce(&mut Header),
    ) -> RecordId {
        let log = LogId { key: secret(key).public(), site: SITE, stream, epoch: Epoch([1; 8]) };
        let tail = self.tails.entry(log).or_default();
        let mut header = Header {
            version: HEADER_VERSION,
            log,
            seq: tail.len() as u64 + 1,
            backlink: tail.last().copied(),
            continues: None,
            under,
            request: None,
            parents: Vec::new(),
            at: Moment { wall, clock: Clock::Synced, ..Moment::default() },
            happened: None,
            anchor: None,
            act: act.encode().expect("known acts encode"),
            payload: None,
        };
        edit(&mut header);
        let record = VerifiedRecord::verify(SignedRecord::sign(&header, &secret(key))).expect("a well-formed record");
        tail.push(record.id());
        self.records.push(record);
        self.records.last().expect("just pushed").id()
    }

    /// The manager publishes a directory, which replaces another one; its document need not arrive with it.
    pub fn direct(&mut self, at: &str, (text, held): (&str, bool), (anchor, replaces): (Option<RecordId>, &[RecordId])) -> RecordId {
        let document = Digest::of(text.as_bytes());
        if held {
            self.documents.insert(document, text.to_owned());
        }
        let (under, directory) = (self.certificates.get("chen").copied(), Directory { document, replaces: replaces.to_vec() });
        self.write("chen", (Stream::Roster, under), &directory.into(), ms(at), |header| header.anchor = anchor)
    }

    /// Opens the request.
    pub fn open(&mut self, who: &str, at: &str, open: Open) -> RecordId {
        let open = Open { regulation: self.adoption, ..open };
        self.act_as(who, at, open, How::default())
    }

    /// An act after everything that came before.
    pub fn act(&mut self, who: &str, at: &str, act: impl Into<Act>) -> RecordId {
        self.act_as(who, at, act, How::default())
    }

    #[expect(clippy::needless_pass_by_value, reason = "how is written where the act is")]
    pub fn act_as(&mut self, who: &str, at: &str, act: impl Into<Act>, how: How) -> RecordId {
        let act = act.into();
        let opens = act.kind().opens();
        let mut parents = if opens { Vec::new() } else { how.parents.clone().unwrap_or_else(|| self.heads.clone()) };
        parents.sort_unstable();
        let (under, request) = (self.certificates.get(who).copied(), self.request.filter(|_| !opens));
        let (boot, elapsed) = how.boot.unwrap_or_default();
        let named = parents.clone();
        let id = self.write(who, (Stream::Work, under), &act, ms(at), |header| {
            header.request = request;
            header.parents = parents;
            header.happened = how.happened;
            header.anchor = how.anchor;
            header.payload = how.words.then(|| PayloadRef { hash: Digest::of(b"words"), len: 5 });
            header.at = Moment { clock: how.clock.unwrap_or(Clock::Synced), boot, elapsed, ..header.at };
        });
        if opens {
            self.request = Some(id);
            self.heads.clear();
        }
        self.heads.retain(|head| !named.contains(head));
        self.heads.push(id);
        id
    }

    /// Somebody's device writes what it has of others' logs: everything so far, or up to one record of each.
    pub fn receipt(&mut self, whose: &str, at: &str, clock: Clock) -> RecordId {
        let heads = self.tails.iter().filter(|(log, _)| log.stream == Stream::Work).filter_map(|(log, tail)| {
            let id = *tail.last()?;
            Some(Head { organisation: false, key: log.key, stream: log.stream, epoch: log.epoch, seq: tail.len() as u64, id })
        });
        let receipt = Receipt { heads: heads.collect(), ..Receipt::default() };
        let name = format!("{whose}'s device");
        let under = self.certificates.get(&name).copied();
        self.write(&name, (Stream::Witness, under), &receipt.into(), ms(at), |header| header.at.clock = clock)
    }

    /// Somebody's certificate ends; what they wrote so far counts.
    pub fn revoke(&mut self, name: &str, reason: RevokeReason) -> RecordId {
        let log = LogId { key: secret(name).public(), site: SITE, stream: Stream::Work, epoch: Epoch([1; 8]) };
        let tail = self.tails.get(&log).cloned().unwrap_or_default();
        let cut = tail.last().map(|id| shouwen::domain::act::Cut { log, seq: tail.len() as u64, id: *id });
        let revoke = Revoke { certificate: self.certificates.get(name).copied(), reason, cuts: cut.into_iter().collect() };
        self.write("root", (Stream::Roster, None), &revoke.into(), ms("11-21 23:00"), |_| {})
    }

    /// As [`Self::evidence`], with every link held.
    pub fn evidence_with_links(&self, records: &[VerifiedRecord]) -> Evidence {
        let (work, others): (Vec<_>, Vec<_>) = records.iter().cloned().partition(|record| record.header().log.stream == Stream::Work);
        let links: Vec<Link> = work.iter().map(Link::from).collect();
        Evidence::fold(&Material { root: secret("root").public(), site: SITE, records: &others, links: &links, documents: &self.documents })
    }

    pub fn evidence(&self, records: &[VerifiedRecord]) -> Evidence {
        let (work, others): (Vec<_>, Vec<_>) = records.iter().cloned().partition(|record| record.header().log.stream == Stream::Work);
        // Links are held of the logs that revocations judge alone, as a store does.
        let needed = shouwen::domain::evidence::lineages_needed(&others);
        let held = |record: &&VerifiedRecord| needed.contains(&(record.header().log.key, record.header().log.site));
        let links: Vec<Link> = work.iter().filter(held).map(Link::from).collect();
        Evidence::fold(&Material { root: secret("root").public(), site: SITE, records: &others, links: &links, documents: &self.documents })
    }

    pub fn follow(&self, records: &[VerifiedRecord]) -> Option<(Request, Course)> {
        let evidence = self.evidence(records);
        let request = self.request?;
        let own: Vec<VerifiedRecord> = records.iter().filter(|record| record.request() == Some(request)).cloned().collect();
        follow(&own, &evidence)
    }

    pub fn docket(&self) -> Docket {
        self.docket_of(&self.records).expect("the request folds")
    }

    pub fn docket_of(&self, records: &[VerifiedRecord]) -> Option<Docket> {
        let (request, course) = self.follow(records)?;
        let evidence = self.evidence(records);
        Some(docket(&course, &request, evidence.adopted(course.adoption)))
    }

    pub fn calendar(&self) -> Calendar {
        let mut all = Calendar::default();
        for shipped in calendars() {
            all.add(&Calendar::parse(shipped.document).expect("a shipped calendar"));
        }
        if let Some(years) = &self.years {
            all.retain_years(years);
        }
        all
    }

    /// Every duty with how it stands.
    pub fn judged(&self, now: &str) -> Vec<(Owed, Judgement)> {
        self.judged_with(&self.records, now)
    }

    pub fn judged_with(&self, records: &[VerifiedRecord], now: &str) -> Vec<(Owed, Judgement)> {
        self.docket_of(records).map(|docket| self.judged_docket(&docket, records, now)).unwrap_or_default()
    }

    pub fn judged_docket(&self, docket: &Docket, records: &[VerifiedRecord], now: &str) -> Vec<(Owed, Judgement)> {
        let evidence = self.evidence(records);
        let office = Office { zone: zone(), convention: self.convention, ..Office::default() };
        let other = self.years.is_some() || office != Office::default();
        let steady = other.then(|| Almanac::steady(self.calendar(), office));
        let judge = Judge { almanac: steady.as_ref().unwrap_or(evidence.almanac()), bounds: &|mark| evidence.bounds(mark), now: ms(now) };
        let raised = docket.duties.iter().filter(|owed| judge.is_raised(docket, owed));
        raised.map(|owed| (owed.clone(), judge.judge(docket, owed))).collect()
    }

    /// The duties of a key `R10.4/handoff_important`, in the order of their raising.
    pub fn all(&self, key: &str, now: &str) -> Vec<(Owed, Judgement)> {
        let (rule, duty) = key.split_once('/').expect("rule/duty");
        self.judged(now).into_iter().filter(|(owed, _)| owed.rule == rule && owed.duty == duty).collect()
    }

    /// The only duty of a key.
    pub fn one(&self, key: &str, now: &str) -> (Owed, Judgement) {
        let mut found = self.all(key, now);
        let known = || self.judged(now).into_iter().map(|(owed, _)| format!("{}/{}", owed.rule, owed.duty)).collect::<Vec<_>>();
        assert_eq!(found.len(), 1, "{key} is owed {} times of {:?}", found.len(), known());
        found.remove(0)
    }
}
