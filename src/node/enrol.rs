//! A new device joins: a request that its own keys sign, an answer by somebody who may certify. Both are files.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::config::{ConfigError, Identity};
use super::draft::ActError;
use super::handle::{Machine, store_path};
use super::init::{FolderError, NameError, check_name, in_new_folder};
use super::keyfile::{Guard, KeyError, Pin, write_private};
use super::keys::{DeviceKeys, KeyFolder};
use super::words::SixWords;
use crate::domain::act::word::Role;
use crate::domain::act::{Keys, MayCertify};
use crate::domain::evidence::{Certificate, Evidence, Material};
use crate::domain::id::{Code, DeviceId, Digest, PersonId, RecordId, SiteId};
use crate::domain::key::{PublicKey, SecretKey, Signature};
use crate::domain::payload::Wrap;
use crate::domain::signed::{SignedRecord, VerifiedRecord};
use crate::store::{self, Batch, Founding, Store};

pub(super) const REQUEST_MAGIC: &[u8] = b"shouwen enrol request 1\n";
pub(super) const ANSWER_MAGIC: &[u8] = b"shouwen enrol answer 1\n";
const REQUEST_TAG: &[u8] = b"shouwen/enrol-request/1\0";
pub(super) const PENDING: &str = "enrolment.request";
/// The longest request file in bytes.
const REQUEST_BYTES_MAX: usize = 16 * 1024;
/// The longest answer file in bytes: some 10,000 certificates with names.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What a new device asks for.
#[derive(Clone, Debug, Default)]
pub struct EnrolAsk {
    /// The device's name.
    pub device: String,
    /// The person's name.
    pub staff: String,
    /// The role asked for.
    pub role: Role,
    /// The posts asked for.
    pub posts: Vec<Code>,
    /// The department asked for.
    pub department: Option<Code>,
    /// It is a service centre's device, whose receipts count more.
    pub centre: bool,
    /// Locks the person's key on the device.
    pub pin: Option<Pin>,
}

/// A request, read and proven to be signed by the keys it asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The device's name.
    pub device: String,
    /// The person's name.
    pub staff: String,
    /// The role asked for.
    pub role: Role,
    /// The posts asked for.
    pub posts: Vec<Code>,
    /// The department asked for.
    pub department: Option<Code>,
    /// It is a service centre's device.
    pub centre: bool,
    /// The device's keys.
    pub keys: Keys,
    /// The person's key on it.
    pub staff_key: PublicKey,
}

/// What the approver decides beyond the request.
#[derive(Clone, Debug, Default)]
pub struct EnrolDecision {
    /// Who approves; `None` is the only person of this device.
    pub author: Option<PersonId>,
    /// The person is known already (a second device); `None`: a new person.
    pub person: Option<PersonId>,
    /// The direct superior.
    pub superior: Option<PersonId>,
    /// Whom the new person may certify.
    pub may_certify: MayCertify,
}

/// A device that joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolDone {
    /// The organisation, pinned from now on.
    pub organisation: PublicKey,
    /// The same as six words: compare them with the approver's.
    pub words: SixWords,
    /// The site.
    pub site: SiteId,
    /// This device.
    pub device: DeviceId,
    /// The person.
    pub staff: PersonId,
}

/// Why nobody was enrolled. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// Not such a file.
    #[error("this is not {0}: choose the file that `shouwen enrol` wrote")]
    NotAFile(&'static str),
    /// The request is not signed by its own keys.
    #[error("the request is not signed by the keys it asks for: make it again on the new device")]
    Unproven,
    /// Nothing was asked for here.
    #[error("this folder asked for nothing, or has joined already: run `shouwen enrol request` in a new folder first")]
    NotPending,
    /// The answer belongs to another request.
    #[error("the answer is for another device: make a new request here and have it approved")]
    OtherDevice,
    /// The answer's records do not lead to its organisation.
    #[error("the answer does not prove itself: {0}; have the request approved again")]
    NotAuthorised(Unproven),
    /// Another organisation than the one expected.
    #[error("the answer is from organisation {found}, not from {expected}: check whom you asked")]
    OtherOrganisation {
        /// Whose answer it is.
        found: PublicKey,
        /// Whose it should be.
        expected: PublicKey,
    },
    /// The role may not be granted by this person.
    #[error("you may not grant this: {0}")]
    Grant(Refusal),
    /// A name is missing or too long.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The keys could not be written or read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Its files.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The certificates were not written.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The store was not made.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// The store did not take the roster.
    #[error(transparent)]
    Commit(#[from] store::CommitError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] store::ReadError),
}

/// What an answer does not prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// A record is not what it claims.
    #[error("a record in it is damaged or not signed")]
    Record,
    /// No certificate for the device.
    #[error("no certificate of this device leads to the organisation's key")]
    Device,
    /// No certificate for the person.
    #[error("no certificate of the person leads to the organisation's key")]
    Staff,
    /// It is for somewhere else.
    #[error("the certificate does not name the site of the answer")]
    Site,
    /// It has ended.
    #[error("the certificate was revoked")]
    Revoked,
}

/// Why somebody may not certify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The certificate of the approver lets nobody be certified.
    #[error("your certificate does not let you certify anybody: ask a site manager")]
    Nobody,
    /// More than the approver may give.
    #[error("only the organisation's root lets people certify as much as that")]
    TooMuch,
    /// A role of devices for a person, or the other way round.
    #[error("`device` and `centre` are roles of devices: choose a role of a person")]
    DeviceRole,
    /// A role that this version does not know.
    #[error("this version does not know that role: update shouwen")]
    UnknownRole,
    /// Those keys are certified for somebody else.
    #[error("these keys are certified already, for somebody else: make a new request on the device")]
    KeysInUse,
}

/// A request as it stands in the file: each key that it asks for has signed it.
#[derive(Serialize, Deserialize)]
struct SignedRequest {
    body: Vec<u8>,
    tls: Signature,
    sign: Signature,
    staff: Signature,
}

/// What the new device learns.
#[derive(Serialize, Deserialize)]
pub(super) struct Answer {
    pub organisation: PublicKey,
    pub site: SiteId,
    /// The digest of the request file that it answers.
    pub request: Digest,
    pub device: RecordId,
    pub staff: RecordId,
    pub records: Vec<Vec<u8>>,
    pub documents: Vec<String>,
    pub payloads: Vec<(Vec<u8>, Vec<Wrap>)>,
}

/// On a new device: makes its keys and the request for certificates, as bytes of a file.
/// The file names the person in plain text: hand it over directly.
///
/// # Errors
/// Why not; the folder is as it was.
pub fn enrol_request(data: &Path, ask: &EnrolAsk, machine: &Machine) -> Result<Vec<u8>, EnrolError> {
    check_name("the device", &ask.device)?;
    check_name("the person", &ask.staff)?;
    check_role(ask.role)?;
    in_new_folder(data, machine, |folder| {
        let (keys, entropy) = (KeyFolder::in_data(folder), &machine.entropy);
        let (device, vault) = keys.create(entropy)?;
        let staff = SecretKey::from_bytes(&entropy.bytes());
        let guard = ask.pin.clone().map_or(Guard::Device, Guard::Pin);
        keys.add_staff(&staff, (&device, &vault), &guard, entropy)?;
        let bytes = EnrolRequest::sign(ask, device.certified(&vault), &device, &staff);
        // Only its digest stays here: the request names a person.
        write_private(&folder.join(PENDING), &Digest::of(&bytes).0)?;
        Ok(bytes)
    })
}

/// On the new device: checks the answer, pins the organisation and makes the store.
/// `expected` is the organisation's key where the person knows it.
///
/// # Errors
/// Why not; the request may be approved again.
pub fn enrol_accept(data: &Path, answer: &[u8], expected: Option<PublicKey>, machine: &Machine) -> Result<EnrolDone, EnrolError> {
    match Identity::read(data) {
        // A crash after the identity was written left the request behind. The folder has joined, and may hold records since.
        Ok(_) => return Err(remove_pending(data).map_or_else(EnrolError::from, |()| EnrolError::NotPending)),
        Err(ConfigError::NotHere(_) | ConfigError::Waiting(_)) => {}
        // A damaged identity is still one: what stands beside it is somebody's.
        Err(other) => return Err(other.into()),
    }
    let pending = fs::read(data.join(PENDING)).map_err(|_| EnrolError::NotPending)?;
    let answer: Answer = read_file(answer, ANSWER_MAGIC, ANSWER_BYTES_MAX).ok_or(EnrolError::NotAFile("an enrolment answer"))?;
    if answer.request.0.as_slice() != pending {
        return Err(EnrolError::OtherDevice);
    }
    if let Some(expected) = expected.filter(|expected| *expected != answer.organisation) {
        return Err(EnrolError::OtherOrganisation { found: answer.organisation, expected });
    }
    let keys = KeyFolder::in_data(data);
    let (device, staff) = (keys.device()?, keys.staff()?.into_iter().map(|(key, _)| key).collect::<Vec<_>>());
    let records = verified(&answer)?;
    let (device, person) = proven(&answer, &records, (&device, &staff)).map_err(EnrolError::NotAuthorised)?;
    let batch = batch_of(&answer, records);
    make_store(data, &answer, &batch, machine)?;
    let (organisation, site) = (answer.organisation, answer.site);
    // The identity is written last: with it the folder is a node, without it the answer can be accepted again.
    Identity::new(organisation, site, device).write(data)?;
    remove_pending(data)?;
    Ok(EnrolDone { organisation, words: SixWords::of(organisation), site, device, staff: person })
}

impl EnrolRequest {
    fn sign(ask: &EnrolAsk, keys: Keys, device: &DeviceKeys, staff: &SecretKey) -> Vec<u8> {
        let request = Self {
            device: ask.device.trim().to_owned(),
            staff: ask.staff.trim().to_owned(),
            role: ask.role,
            posts: ask.posts.clone(),
            department: ask.department.clone(),
            centre: ask.centre,
            keys,
            staff_key: staff.public(),
        };
        let body = postcard::to_allocvec(&request).expect("a request always encodes");
        let signed = [REQUEST_TAG, &body].concat();
        let (tls, sign, staff) = (device.tls.sign(&signed), device.sign.sign(&signed), staff.sign(&signed));
        write_file(REQUEST_MAGIC, &SignedRequest { body, tls, sign, staff })
    }

    /// Reads a request and proves that its keys signed it.
    ///
    /// # Errors
    /// [`EnrolError::NotAFile`], [`EnrolError::Unproven`], or what the request may not ask for.
    pub fn read(bytes: &[u8]) -> Result<Self, EnrolError> {
        let not_a_file = || EnrolError::NotAFile("an enrolment request");
        let signed: SignedRequest = read_file(bytes, REQUEST_MAGIC, REQUEST_BYTES_MAX).ok_or_else(not_a_file)?;
        let request: Self = postcard::from_bytes(&signed.body).map_err(|_| not_a_file())?;
        let Keys::Device { tls, sign, .. } = request.keys else { return Err(not_a_file()) };
        let bytes = [REQUEST_TAG, &signed.body].concat();
        let proofs = [(tls, &signed.tls), (sign, &signed.sign), (request.staff_key, &signed.staff)];
        if !proofs.iter().all(|(key, signature)| key.verifies(&bytes, signature)) {
            return Err(EnrolError::Unproven);
        }
        check_name("the device", &request.device)?;
        check_name("the person", &request.staff)?;
        check_role(request.role)?;
        Ok(request)
    }

    /// The person's new key as words: the approver compares them with those that the new device shows.
    #[must_use]
    pub fn words(&self) -> SixWords {
        SixWords::of(self.staff_key)
    }
}

pub(super) fn check_role(role: Role) -> Result<(), EnrolError> {
    match role {
        Role::device | Role::centre => Err(EnrolError::Grant(Refusal::DeviceRole)),
        role if role.label().is_none() => Err(EnrolError::Grant(Refusal::UnknownRole)),
        _ => Ok(()),
    }
}

pub(super) fn answer_file(answer: &Answer) -> Vec<u8> {
    write_file(ANSWER_MAGIC, answer)
}

fn write_file<T: Serialize>(magic: &[u8], body: &T) -> Vec<u8> {
    [magic, &postcard::to_allocvec(body).expect("an enrolment file always encodes")].concat()
}

fn read_file<'a, T: Deserialize<'a>>(bytes: &'a [u8], magic: &[u8], bytes_max: usize) -> Option<T> {
    let body = bytes.strip_prefix(magic).filter(|body| body.len() <= bytes_max)?;
    postcard::take_from_bytes(body).ok().filter(|(_, rest)| rest.is_empty()).map(|(read, _)| read)
}

fn verified(answer: &Answer) -> Result<Vec<VerifiedRecord>, EnrolError> {
    let verify = |bytes: &Vec<u8>| SignedRecord::new(bytes).ok().and_then(|signed| VerifiedRecord::verify(signed).ok());
    let records: Option<Vec<_>> = answer.records.iter().map(verify).collect();
    records.ok_or(EnrolError::NotAuthorised(Unproven::Record))
}

/// The certificates that the answer gives to this device and its person, if they lead to the organisation's key.
fn proven(answer: &Answer, records: &[VerifiedRecord], own: (&DeviceKeys, &[PublicKey])) -> Result<(DeviceId, PersonId), Unproven> {
    let documents = answer.documents.iter().map(|text| (Digest::of(text.as_bytes()), text.clone())).collect();
    let evidence = Evidence::fold(&Material { root: answer.organisation, site: answer.site, records, links: &[], documents: &documents });
    let check = |certificate: &Certificate| {
        let sited = if certificate.scope.covers(answer.site) { Ok(()) } else { Err(Unproven::Site) };
        sited.and(if certificate.in_force() { Ok(()) } else { Err(Unproven::Revoked) })
    };
    let ours = |keys: Keys| matches!(keys, Keys::Device { tls, sign, .. } if tls == own.0.tls.public() && sign == own.0.sign.public());
    let device = evidence.certificate(answer.device).filter(|certificate| ours(certificate.keys)).ok_or(Unproven::Device)?;
    let held = |keys: Keys| matches!(keys, Keys::Staff(key) if own.1.contains(&key));
    let staff = evidence.certificate(answer.staff).filter(|certificate| held(certificate.keys)).ok_or(Unproven::Staff)?;
    check(device).and_then(|()| check(staff))?;
    Ok((device.device, staff.person.ok_or(Unproven::Staff)?))
}

fn batch_of(answer: &Answer, records: Vec<VerifiedRecord>) -> Batch {
    let (payloads, wraps): (Vec<_>, Vec<_>) = answer.payloads.iter().cloned().unzip();
    Batch { records, payloads, wraps: wraps.concat(), documents: answer.documents.clone(), ..Batch::default() }
}

fn remove_pending(data: &Path) -> Result<(), FolderError> {
    let path = data.join(PENDING);
    let removed = if path.exists() { fs::remove_file(&path) } else { Ok(()) };
    removed.map_err(|source| FolderError::Disk { path, source })
}

fn make_store(data: &Path, answer: &Answer, batch: &Batch, machine: &Machine) -> Result<(), EnrolError> {
    let store = unfinished_store(data, answer.organisation)?;
    let founding = Founding { instance: machine.entropy.bytes(), organisation: answer.organisation };
    let store = store.map_or_else(|| Store::create(&store_path(data), founding, store::Options::default()), Ok)?;
    store.add_site(SiteId::ORGANISATION)?;
    store.add_site(answer.site)?;
    store.ingest(batch)?;
    Ok(())
}

/// The store of an acceptance that did not come to its end, if there is one. It goes on with the same organisation's answer,
/// since storing twice adds nothing; that of another organisation makes room.
fn unfinished_store(data: &Path, organisation: PublicKey) -> Result<Option<Store>, EnrolError> {
    let path = store_path(data);
    // Opening takes the store's lock: a store that a process has open, or that cannot be read, is never removed.
    let store = match Store::open(&path, store::Options::default()) {
        Err(store::OpenError::Missing(_)) => return Ok(None),
        opened => opened?,
    };
    if store.founding().organisation == organisation {
        return Ok(Some(store));
    }
    fs::remove_file(&path).map_err(|source| FolderError::Disk { path, source })?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::super::init::InitPlan;
    use super::super::{Handle, Unlock};
    use super::*;

    /// A request of a new device and the answer to it, to be changed by a test.
    fn answered(folder: &Path) -> (std::path::PathBuf, Answer, Machine) {
        let machine = Machine::fixed(1_764_000_000_000, "enrol");
        let [organisation, site, device, staff] = ["清源物业", "翠苑三区", "服务中心", "陈静怡"].map(str::to_owned);
        let plan = InitPlan { organisation, site, device, staff, ..InitPlan::default() };
        Handle::init(&folder.join("centre"), &plan, &machine).expect("a new organisation");
        let centre = Handle::open(&folder.join("centre"), &Unlock::default(), machine.clone()).expect("opens");
        let ask = EnrolAsk { device: "门岗".into(), staff: "赵德柱".into(), role: Role::operator, ..EnrolAsk::default() };
        let request = enrol_request(&folder.join("post"), &ask, &machine).expect("a request");
        let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
        (folder.join("post"), read_file(&answer, ANSWER_MAGIC, ANSWER_BYTES_MAX).expect("an answer"), machine)
    }

    #[test]
    fn an_answer_must_lead_from_its_organisation_to_these_keys_at_its_site() {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, answer, machine) = answered(folder.path());
        let accept = |answer: &Answer| enrol_accept(&data, &answer_file(answer), None, &machine);
        let changed = |change: &dyn Fn(&mut Answer)| {
            let mut other: Answer = read_file(&answer_file(&answer), ANSWER_MAGIC, ANSWER_BYTES_MAX).expect("an answer");
            change(&mut other);
            match accept(&other) {
                Err(EnrolError::NotAuthorised(why)) => why,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(changed(&|answer| answer.site = SiteId([9; 16])), Unproven::Site);
        assert_eq!(changed(&|answer| answer.organisation = PublicKey([9; 32])), Unproven::Device);
        assert_eq!(changed(&|answer| answer.staff = answer.device), Unproven::Staff);
        let without_staff = |answer: &mut Answer| {
            let staff = answer.staff;
            answer.records.retain(|bytes| SignedRecord::new(bytes).is_ok_and(|record| record.id() != staff));
        };
        assert_eq!(changed(&without_staff), Unproven::Staff);
        assert_eq!(changed(&|answer| answer.records[0][80] ^= 1), Unproven::Record);
        assert!(!store_path(&data).exists(), "nothing was made of any of them");
        accept(&answer).expect("the true one is accepted");
    }
}
