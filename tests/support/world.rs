//! Random histories: a few people on a few devices who act, meet, lose tablets, fork and accuse each other.
//!
//! Every step is drawn from plain numbers, so that a failing history shrinks to a short one.

use std::collections::{BTreeMap, BTreeSet};

use shouwen::domain::act::word::{Acceptance, Channel, Finished, Means, Mode, Outcome, Role, Topic};
use shouwen::domain::act::{
    Act, Addressee, Admit, Audience, Certify, Close, Cut, Decline, DutyPost, Finish, Head, Keys, MayCertify, Note, Offer, Open, Receipt,
    Revoke, RevokeReason, Scope, Stream, Take, Tell, Visit,
};
use shouwen::domain::evidence::{Evidence, Link, Material};
use shouwen::domain::id::{Code, DeviceId, Digest, Epoch, PersonId, RecordId, SiteId};
use shouwen::domain::key::{SealKey, SecretKey};
use shouwen::domain::record::{HEADER_VERSION, Header, LogId, RawAct};
use shouwen::domain::request::{Request, fold};
use shouwen::domain::signed::{SignedRecord, VerifiedRecord};
use shouwen::domain::time::{Clock, Moment};

/// One drawn step: what, by whom, and two free numbers.
pub type Draw = (u8, u8, u8, u8);

/// The site of every history.
pub const SITE: SiteId = SiteId([7; 16]);
/// How many people there are; 0 and 1 are supervisors on the duty post.
pub const PEOPLE: usize = 5;

/// What a draw does, modulo [`KINDS`]: two people's devices meet.
pub const MEET: u8 = 0;
const OPEN: u8 = 4;
/// A certificate is revoked.
pub const REVOKE: u8 = 5;
/// A device writes what it saw.
pub const RECEIPT: u8 = 6;
/// A device loses the end of its log.
pub const RESTORE: u8 = 9;
/// An act of a kind that nobody knows.
pub const UNKNOWN: u8 = 23;
/// How many kinds of draws there are.
pub const KINDS: u8 = 24;

/// A growing history.
pub struct World {
    /// Every record, in the order in which it was written.
    pub records: Vec<VerifiedRecord>,
    views: Vec<BTreeSet<usize>>,
    certificates: Vec<RecordId>,
    devices: Vec<RecordId>,
    tails: BTreeMap<LogId, Vec<RecordId>>,
    clock: i64,
}

/// The key of a person.
pub fn staff(person: usize) -> SecretKey {
    SecretKey::from_bytes(&[u8::try_from(person).unwrap_or(0) + 1; 32])
}

fn witness(person: usize) -> SecretKey {
    SecretKey::from_bytes(&[u8::try_from(person).unwrap_or(0) + 101; 32])
}

/// The root of every history.
pub fn root() -> SecretKey {
    SecretKey::from_bytes(&[200; 32])
}

/// A person of the history.
pub fn person(number: usize) -> PersonId {
    PersonId([u8::try_from(number).unwrap_or(0) + 1; 16])
}

fn post(number: u8) -> Code {
    Code::new(["duty", "gate", "van"][usize::from(number) % 3]).expect("a code")
}

impl World {
    /// A site with its people, who all know each other's certificates.
    pub fn new() -> Self {
        let mut world = Self {
            records: Vec::new(),
            views: vec![BTreeSet::new(); PEOPLE],
            certificates: Vec::new(),
            devices: Vec::new(),
            tails: BTreeMap::new(),
            clock: 1_764_000_000_000,
        };
        for number in 0..PEOPLE {
            let device = DeviceId([u8::try_from(number).unwrap_or(0) + 1; 16]);
            let sign = witness(number).public();
            let keys = Keys::Device { tls: sign, sign, seal: SealKey::default() };
            let roles = if number == 0 { vec![Role::device, Role::centre] } else { vec![Role::device] };
            let scope = Scope::Site(SITE);
            let certify = Certify { device, keys, roles, scope, person: Some(person(number)), ..Certify::default() };
            let id = world.write(&root(), Stream::Roster, None, &certify.into(), |_| {});
            world.devices.push(id);
            let supervisor = number < 2;
            let certify = Certify {
                person: Some(person(number)),
                device,
                keys: Keys::Staff(staff(number).public()),
                roles: vec![if supervisor { Role::site_manager } else { Role::operator }],
                posts: vec![post(u8::try_from(number / 3).unwrap_or(0))],
                scope,
                may_certify: if supervisor { MayCertify::Staff } else { MayCertify::No },
                ..Certify::default()
            };
            let id = world.write(&root(), Stream::Roster, None, &certify.into(), |_| {});
            world.certificates.push(id);
        }
        world.write(&root(), Stream::Roster, None, &DutyPost { post: post(0), replaces: Vec::new() }.into(), |_| {});
        let all: BTreeSet<usize> = (0..world.records.len()).collect();
        world.views = vec![all; PEOPLE];
        world
    }

    /// The history of drawn steps.
    pub fn of(draws: &[Draw]) -> Self {
        let mut world = Self::new();
        for draw in draws {
            world.step(*draw);
        }
        world
    }

    fn write(&mut self, key: &SecretKey, stream: Stream, under: Option<RecordId>, act: &Act, edit: impl FnOnce(&mut Header)) -> RecordId {
        let raw = act.encode().expect("known acts encode");
        self.write_raw(key, (stream, under), raw, edit)
    }

    fn write_raw(
        &mut self,
        key: &SecretKey,
        (stream, under): (Stream, Option<RecordId>),
        act: RawAct,
        edit: impl FnOnce(&mut Header),
    ) -> RecordId {
        self.clock += 60_000;
        let log = LogId { key: key.public(), site: SITE, stream, epoch: Epoch([1; 8]) };
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
            at: Moment { wall: self.clock, clock: Clock::Synced, ..Moment::default() },
            happened: None,
            anchor: None,
            act,
            payload: None,
        };
        edit(&mut header);
        let record = VerifiedRecord::verify(SignedRecord::sign(&header, key)).expect("a well-formed record");
        tail.truncate(usize::try_from(header.seq - 1).unwrap_or(0));
        tail.push(record.id());
        self.records.push(record);
        self.records.last().expect("just pushed").id()
    }

    fn step(&mut self, (what, who, a, b): Draw) {
        let who = usize::from(who) % PEOPLE;
        match what % KINDS {
            MEET..=3 => self.meet(who, usize::from(a) % PEOPLE, b),
            OPEN => self.open(who),
            REVOKE => self.revoke([0, 1, 4, who][usize::from(b / 8) % 4], a, b),
            RECEIPT..=8 => self.receipt(who),
            RESTORE => self.restore(who, a),
            10 => self.admit(who, a),
            11 => self.certify_again(who, a),
            // The duty post takes, giving a revocation as its ground where it knows one.
            16 => self.act(2, 16, a, b | 1),
            other => self.act(who, other, a, b),
        }
    }

    fn see(&mut self, who: usize) {
        self.views[who].insert(self.records.len() - 1);
    }

    fn known(&self, who: usize) -> Vec<&VerifiedRecord> {
        self.views[who].iter().map(|at| &self.records[*at]).collect()
    }

    /// Two meet, and by a drawn bit the member of the duty post who is no supervisor with them.
    fn meet(&mut self, one: usize, other: usize, b: u8) {
        let who: Vec<usize> = if b & 1 == 1 { vec![one, other, 2] } else { vec![one, other] };
        let all: BTreeSet<usize> = who.iter().flat_map(|who| self.views[*who].clone()).collect();
        for person in who {
            self.views[person].clone_from(&all);
        }
    }

    fn open(&mut self, who: usize) {
        let open = Open { channel: Channel::visit, ..Open::default() };
        let anchor = self.anchor(who);
        self.write(&staff(who), Stream::Work, Some(self.certificates[who]), &open.into(), |header| header.anchor = anchor);
        self.see(who);
    }

    fn anchor(&self, who: usize) -> Option<RecordId> {
        let own = witness(who).public();
        let receipts = self.known(who).into_iter().filter(|r| r.header().log.stream == Stream::Witness && r.header().log.key != own);
        receipts.map(VerifiedRecord::id).next_back()
    }

    /// An act on one of the requests that the person knows, over what they know of it.
    fn act(&mut self, who: usize, what: u8, a: u8, b: u8) {
        let known = self.known(who);
        let requests: Vec<RecordId> = known.iter().filter(|r| r.header().act.kind.opens()).map(|r| r.id()).collect();
        let Some(request) = requests.get(usize::from(a) % requests.len().max(1)).copied() else { return };
        let records: Vec<&VerifiedRecord> = known.into_iter().filter(|r| r.request() == Some(request)).collect();
        let followed: BTreeSet<RecordId> = records.iter().flat_map(|r| r.header().parents.clone()).collect();
        let mut heads: Vec<RecordId> = records.iter().map(|r| r.id()).filter(|id| !followed.contains(id)).collect();
        heads.sort_unstable();
        heads.truncate(16);
        let kinds = |names: &[&str]| -> Vec<RecordId> {
            let named = |r: &&&VerifiedRecord| r.header().act.kind.name().is_some_and(|name| names.contains(&name));
            records.iter().filter(named).map(|r| r.id()).collect()
        };
        let tenures = kinds(&["Open", "Take", "Close"]);
        let some: Vec<RecordId> =
            tenures.iter().rev().enumerate().filter(|(at, _)| *at < 2 || b & (1 << (at % 8)) != 0).map(|(_, id)| *id).collect();
        let offers = kinds(&["Offer"]);
        let because =
            self.known(who).iter().rev().find(|r| r.header().act.kind.name() == Some("Revoke")).map(|r| r.id()).filter(|_| b & 1 == 1);
        let act = Self::draw_act(what, b, (some, offers, because));
        let (anchor, under) = (self.anchor(who), Some(self.certificates[who]));
        let raw = match act {
            Some(act) => act.encode().expect("known acts encode"),
            None => RawAct { kind: shouwen::domain::act::Kind(9000), body: vec![b] },
        };
        self.write_raw(&staff(who), (Stream::Work, under), raw, |header| {
            header.request = Some(request);
            header.parents = heads;
            header.anchor = anchor;
        });
        self.see(who);
    }

    fn draw_act(what: u8, b: u8, (tenures, offers, because): (Vec<RecordId>, Vec<RecordId>, Option<RecordId>)) -> Option<Act> {
        let to = if b.is_multiple_of(3) { Addressee::Post(post(b / 3)) } else { Addressee::Person(person(usize::from(b / 3) % PEOPLE)) };
        Some(match what {
            12..=13 => Offer { tenures, to: Some(to), mode: Mode::face, ..Offer::default() }.into(),
            14..=16 => Take { parents: tenures, offers, because }.into(),
            17 => Decline { offer: offers.last().copied().unwrap_or_default(), reason: None }.into(),
            18..=19 => Close { parents: tenures, because, outcome: Outcome::resolved }.into(),
            20..=21 => Visit { means: Means::phone, reached: true, satisfied: Some(!b.is_multiple_of(4)), ..Visit::default() }.into(),
            22 => match b % 4 {
                0 => Tell { to: vec![Audience::Resident], what: vec![Topic::result], means: Means::phone, reached: true, because }.into(),
                1 => Finish { what: Finished::register, ground: None }.into(),
                2 => shouwen::domain::act::Accept { how: Acceptance::spoken }.into(),
                _ => Note { joins: false }.into(),
            },
            _ => return None,
        })
    }

    fn place(&self, key: &SecretKey, stream: Stream, seq: u8) -> Option<Cut> {
        let log = LogId { key: key.public(), site: SITE, stream, epoch: Epoch([1; 8]) };
        let tail = self.tails.get(&log).filter(|tail| !tail.is_empty())?;
        let at = usize::from(seq) % tail.len();
        Some(Cut { log, seq: at as u64 + 1, id: tail[at] })
    }

    fn revoke(&mut self, who: usize, a: u8, b: u8) {
        let target = usize::from(a) % PEOPLE;
        let reason = [RevokeReason::Rotated, RevokeReason::Left, RevokeReason::Lost, RevokeReason::Compromised][usize::from(b % 4)];
        let device = b & 0x40 != 0;
        let certificate = if device { self.devices[target] } else { self.certificates[target] };
        let cuts = [self.place(&staff(target), Stream::Work, b / 4), self.place(&staff(target), Stream::Roster, b / 4)];
        let cuts = cuts.into_iter().flatten().filter(|_| b & 0x80 == 0).collect();
        let revoke = Revoke { certificate: Some(certificate), reason, cuts };
        self.roster(who, &revoke.into());
    }

    fn roster(&mut self, who: usize, act: &Act) {
        let (key, under) = if who % 5 == 4 { (root(), None) } else { (staff(who), Some(self.certificates[who])) };
        self.write(&key, Stream::Roster, under, act, |_| {});
        self.see(who);
    }

    fn admit(&mut self, who: usize, a: u8) {
        if let Some(up_to) = self.place(&staff(usize::from(a) % PEOPLE), Stream::Work, a / 8) {
            self.roster(who, &Admit { up_to, evidence: Vec::new() }.into());
        }
    }

    fn certify_again(&mut self, who: usize, a: u8) {
        let target = usize::from(a) % PEOPLE;
        let certify = Certify {
            person: Some(person(target)),
            device: DeviceId([a; 16]),
            keys: Keys::Staff(staff(target).public()),
            roles: vec![Role::handler],
            posts: vec![post(a)],
            scope: Scope::Site(SITE),
            ..Certify::default()
        };
        self.roster(who, &certify.into());
    }

    /// The device forgets the end of its Work log, as after a restored backup, and forks it at the next act.
    fn restore(&mut self, who: usize, a: u8) {
        let log = LogId { key: staff(who).public(), site: SITE, stream: Stream::Work, epoch: Epoch([1; 8]) };
        if let Some(tail) = self.tails.get_mut(&log) {
            let keep = tail.len().saturating_sub(usize::from(a % 3) + 1);
            tail.truncate(keep);
        }
    }

    /// What the device saw: the newest place in every log it knows, its revocations and forks.
    fn receipt(&mut self, who: usize) {
        let known = self.known(who);
        let mut newest: BTreeMap<LogId, (u64, RecordId)> = BTreeMap::new();
        for record in known.iter().filter(|r| r.header().log.stream != Stream::Witness) {
            let place = (record.header().seq, record.id());
            newest.entry(record.header().log).and_modify(|at| *at = (*at).max(place)).or_insert(place);
        }
        let head = |(log, (seq, id)): (LogId, (u64, RecordId))| Head {
            organisation: false,
            key: log.key,
            stream: log.stream,
            epoch: log.epoch,
            seq,
            id,
        };
        let revocations = known.iter().filter(|r| r.header().act.kind.name() == Some("Revoke")).map(|r| r.id()).take(16).collect();
        let links: Vec<Link> = known.iter().filter(|r| r.header().log.stream == Stream::Work).map(|r| Link::from(*r)).collect();
        let forks = shouwen::domain::evidence::forks(&links);
        let forks =
            forks.into_iter().take(8).map(|f| shouwen::domain::act::KnownFork { key: f.key, stream: f.stream, after: f.after }).collect();
        let heads = newest.into_iter().take(28).map(head).collect();
        let receipt = Receipt { heads, roster: Digest::default(), revocations, forks };
        let under = Some(self.devices[who]);
        self.write(&witness(who), Stream::Witness, under, &receipt.into(), |_| {});
        self.see(who);
    }
}

/// The evidence that some records give.
pub fn evidence(records: &[VerifiedRecord]) -> Evidence {
    let (work, others): (Vec<_>, Vec<_>) = records.iter().cloned().partition(|r| r.header().log.stream == Stream::Work);
    let links: Vec<Link> = work.iter().map(Link::from).collect();
    Evidence::fold(&Material { root: root().public(), site: SITE, records: &others, links: &links, documents: &BTreeMap::new() })
}

/// Folds every request of some records.
pub fn fold_all(records: &[VerifiedRecord]) -> BTreeMap<RecordId, Request> {
    let evidence = evidence(records);
    let mut requests: BTreeMap<RecordId, Vec<VerifiedRecord>> = BTreeMap::new();
    for record in records {
        if let Some(request) = record.request() {
            requests.entry(request).or_default().push(record.clone());
        }
    }
    requests.into_iter().filter_map(|(id, records)| Some((id, fold(&records, &evidence)?))).collect()
}
