//! Writes histories record by record, as several devices of one site would, without a node.

use std::collections::BTreeMap;

use shouwen::domain::act::word::Role;
use shouwen::domain::act::{Act, Addressee, Certify, Cut, DutyPost, Keys, MayCertify, Open, Scope, Stream};
use shouwen::domain::id::{ClientKey, Code, DeviceId, Digest, Epoch, PersonId, RecordId, RequestId, SiteId};
use shouwen::domain::key::{SealKey, SecretKey};
use shouwen::domain::record::{Continues, HEADER_VERSION, Header, LogId, PayloadRef};
use shouwen::domain::signed::{SignedRecord, VerifiedRecord};
use shouwen::domain::time::{Clock, Moment};
use shouwen::store::Founding;

/// The site of every ledger.
pub const SITE: SiteId = SiteId([7; 16]);
/// The writer with the root key.
pub const ROOT: u8 = 0;
/// The writer who supervises and certifies.
pub const SUPERVISOR: u8 = 1;

/// What one record says, beside what follows from its log.
#[derive(Clone, Debug)]
pub struct Line {
    pub stream: Stream,
    pub site: SiteId,
    pub epoch: u8,
    pub request: Option<RequestId>,
    pub parents: Vec<RecordId>,
    pub anchor: Option<RecordId>,
    pub payload: Option<PayloadRef>,
    /// What the record follows instead of its log's newest one.
    pub after: Option<(u64, RecordId)>,
    pub continues: Option<Continues>,
}

impl Line {
    /// A record of the Roster stream.
    pub fn roster() -> Self {
        Self { stream: Stream::Roster, ..Self::work(None) }
    }

    /// A record of the Witness stream.
    pub fn witness() -> Self {
        Self { stream: Stream::Witness, ..Self::work(None) }
    }

    /// A record about a request; `None` opens one.
    pub fn work(request: Option<RequestId>) -> Self {
        Self {
            stream: Stream::Work,
            site: SITE,
            epoch: 0,
            request,
            parents: vec![],
            anchor: None,
            payload: None,
            after: None,
            continues: None,
        }
    }
}

/// Everything written so far, by whom it was certified, and where each log stands.
#[derive(Clone, Default)]
pub struct Ledger {
    pub records: Vec<VerifiedRecord>,
    pub heads: BTreeMap<LogId, (u64, RecordId)>,
    pub certificates: BTreeMap<u8, RecordId>,
    wall: i64,
}

/// The key of a writer.
pub fn secret(writer: u8) -> SecretKey {
    SecretKey::from_bytes(&[writer.wrapping_add(1); 32])
}

/// The person of a writer.
pub fn person(writer: u8) -> PersonId {
    PersonId([writer; 16])
}

/// What every store of the ledger is made with.
pub fn founding() -> Founding {
    Founding { instance: [9; 16], organisation: secret(ROOT).public() }
}

/// The post that `start` appoints.
pub fn duty() -> Code {
    Code::new("duty").expect("a code")
}

impl Ledger {
    /// The root certifies the supervisor, who appoints a duty post and certifies the staff.
    pub fn start(staff: impl IntoIterator<Item = u8>) -> Self {
        let mut ledger = Self { wall: 1_764_000_000_000, ..Self::default() };
        ledger.certify(ROOT, SUPERVISOR);
        let post = DutyPost { post: duty(), replaces: vec![] };
        ledger.write(SUPERVISOR, &Line::roster(), &post.into());
        for writer in staff {
            ledger.certify(SUPERVISOR, writer);
        }
        ledger
    }

    /// Certifies a writer at the site; the root's own certificates may certify staff.
    pub fn certify(&mut self, by: u8, writer: u8) -> VerifiedRecord {
        self.certify_at(by, writer, SITE)
    }

    /// The same in the log of a site; in the organisation's own log for every site.
    pub fn certify_at(&mut self, by: u8, writer: u8, site: SiteId) -> VerifiedRecord {
        let (role, may_certify) = if by == ROOT { (Role::site_manager, MayCertify::Staff) } else { (Role::operator, MayCertify::No) };
        let certify = Certify {
            person: Some(person(writer)),
            device: DeviceId([writer; 16]),
            keys: Keys::Staff(secret(writer).public()),
            roles: vec![role],
            posts: if writer == SUPERVISOR { vec![duty()] } else { vec![] },
            scope: if site.is_organisation() { Scope::Organisation } else { Scope::Site(site) },
            may_certify,
            ..Certify::default()
        };
        let record = self.write(by, &Line { site, ..Line::roster() }, &certify.into());
        self.certificates.insert(writer, record.id());
        record
    }

    /// Certifies the device of a writer, whose receipts then count.
    pub fn certify_device(&mut self, writer: u8) -> VerifiedRecord {
        let key = secret(writer).public();
        let certify = Certify {
            device: DeviceId([writer; 16]),
            keys: Keys::Device { tls: key, sign: key, seal: SealKey([writer; 32]) },
            roles: vec![Role::device, Role::centre],
            scope: Scope::Site(SITE),
            ..Certify::default()
        };
        let record = self.write(ROOT, &Line::roster(), &certify.into());
        self.certificates.insert(writer, record.id());
        record
    }

    /// The log that a line of a writer stands in.
    pub fn log(writer: u8, line: &Line) -> LogId {
        LogId { key: secret(writer).public(), site: line.site, stream: line.stream, epoch: Epoch([line.epoch; 8]) }
    }

    /// Signs a record.
    pub fn write(&mut self, writer: u8, line: &Line, act: &Act) -> VerifiedRecord {
        let log = Self::log(writer, line);
        let below = line.after.or_else(|| self.heads.get(&log).copied());
        let mut parents = line.parents.clone();
        parents.sort_unstable();
        parents.dedup();
        self.wall += 1_000;
        let header = Header {
            version: HEADER_VERSION,
            log,
            seq: below.map_or(1, |(seq, _)| seq + 1),
            backlink: below.map(|(_, id)| id),
            continues: line.continues,
            under: self.certificates.get(&writer).copied(),
            request: line.request,
            parents,
            at: Moment { wall: self.wall, clock: Clock::Synced, boot: 1, elapsed: 1 },
            happened: None,
            anchor: line.anchor,
            act: act.encode().expect("a known act"),
            payload: line.payload,
        };
        header.check().expect("a header that holds");
        let record = VerifiedRecord::verify(SignedRecord::sign(&header, &secret(writer))).expect("just signed");
        self.heads.insert(log, (header.seq, record.id()));
        self.records.push(record.clone());
        record
    }

    /// Opens a request.
    pub fn open(&mut self, writer: u8) -> VerifiedRecord {
        let key = ClientKey::of(&format!("tap {}", self.records.len()));
        self.write(writer, &Line::work(None), &Open { client_key: Some(key), ..Open::default() }.into())
    }

    /// The cut of a writer's newest Work record.
    pub fn cut(&self, writer: u8) -> Vec<Cut> {
        let log = Self::log(writer, &Line::work(None));
        self.heads.get(&log).map(|(seq, id)| Cut { log, seq: *seq, id: *id }).into_iter().collect()
    }
}

/// An addressee.
pub fn to(writer: u8) -> Addressee {
    Addressee::Person(person(writer))
}

/// Names bytes as a payload.
pub fn payload(bytes: &[u8]) -> PayloadRef {
    PayloadRef { hash: Digest::of(bytes), len: u32::try_from(bytes.len()).expect("short") }
}
