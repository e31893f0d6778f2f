//! Somebody who may certify answers an enrolment request.

use super::draft::ActError;
use super::enrol::{Answer, EnrolDecision, EnrolError, EnrolRequest, Refusal, answer_file};
use super::handle::Handle;
use super::init::named;
use super::pen::{Body, Signer};
use super::ring::travelling;
use super::write::{Scribe, check_right};
use crate::domain::act::word::Role;
use crate::domain::act::{Act, Certify, DeviceWrap, Keys, Kind, MayCertify, Scope, Stream, WrapFor};
use crate::domain::evidence::Certificate;
use crate::domain::id::{DeviceId, Digest, PersonId, RecordId, SiteId};
use crate::domain::payload::{Personal, wrap_for_device};

impl Handle {
    /// Certifies the device and the person of a request, and gives the answer as bytes of a file.
    /// Approving the same request again gives an answer with the same certificates.
    ///
    /// # Errors
    /// Why not; nothing was written.
    pub fn enrol_approve(&self, request: &[u8], decision: &EnrolDecision) -> Result<Vec<u8>, EnrolError> {
        let (asked, digest) = (EnrolRequest::read(request)?, Digest::of(request));
        let site = self.identity().site;
        let certificates = self.commit_as(decision.author, |scribe| {
            let own = scribe.certificate(site)?;
            Ok(match known(scribe, &asked, site)? {
                Some(known) => known,
                None => match may_grant(&own, decision.may_certify) {
                    Ok(()) => Ok(certify(scribe, &asked, decision, site)?),
                    Err(refusal) => Err(refusal),
                },
            })
        })?;
        let [device, staff] = certificates.map_err(EnrolError::Grant)?;
        self.answer(digest, [device, staff])
    }

    /// Everything that the new device has to know: the roster with its documents, and the names in it.
    fn answer(&self, request: Digest, certificates: [RecordId; 2]) -> Result<Vec<u8>, EnrolError> {
        let (snapshot, site) = (self.snapshot()?, self.identity().site);
        let mut records = snapshot.roster(SiteId::ORGANISATION)?;
        records.extend(snapshot.roster(site)?);
        records.retain(|record| record.header().log.stream == Stream::Roster);
        let ring = self.ring(&snapshot, site)?;
        let mut payloads = Vec::new();
        for named in records.iter().filter_map(|record| record.header().payload) {
            if let Some(sealed) = snapshot.payload(named.hash)? {
                let wraps = travelling(self, &snapshot, (named.hash, &sealed), &ring)?;
                payloads.push((sealed, wraps));
            }
        }
        let mut documents = Vec::new();
        for hash in snapshot.documents()? {
            documents.extend(snapshot.document(hash)?);
        }
        let records = records.iter().map(|record| record.signed().as_bytes().to_vec()).collect();
        let [device, staff] = certificates;
        Ok(answer_file(&Answer { organisation: self.identity().organisation, site, request, device, staff, records, documents, payloads }))
    }
}

/// The certificates of an earlier approval of the same keys.
fn known(scribe: &mut Scribe<'_>, asked: &EnrolRequest, site: SiteId) -> Result<Option<Result<[RecordId; 2], Refusal>>, ActError> {
    let evidence = scribe.pen.evidence(site)?;
    let of = |keys: Keys| evidence.certificates().find(|certificate| certificate.keys == keys && certificate.scope.covers(site));
    Ok(match (of(asked.keys), of(Keys::Staff(asked.staff_key))) {
        (None, None) => None,
        (Some(device), Some(staff)) if device.in_force() && staff.in_force() => Some(Ok([device.id, staff.id])),
        _ => Some(Err(Refusal::KeysInUse)),
    })
}

/// RULE: 5-trust.md, `Certify`: Staff certifies only those who certify nobody, Certifiers up to Staff.
fn may_grant(own: &Certificate, granted: MayCertify) -> Result<(), Refusal> {
    match (own.may_certify, granted) {
        (MayCertify::No, _) => Err(Refusal::Nobody),
        (MayCertify::Staff, MayCertify::No) | (MayCertify::Certifiers, MayCertify::No | MayCertify::Staff) => Ok(()),
        _ => Err(Refusal::TooMuch),
    }
}

fn certify(scribe: &mut Scribe<'_>, asked: &EnrolRequest, decision: &EnrolDecision, site: SiteId) -> Result<[RecordId; 2], ActError> {
    let own = scribe.certificate(site)?;
    check_right(Kind::Certify, &own.roles)?;
    let signer = scribe.signer(site)?;
    let entropy = scribe.pen.handle.entropy().clone();
    let device = DeviceId(entropy.bytes());
    let scope = Scope::Site(site);
    let roles = if asked.centre { vec![Role::device, Role::centre] } else { vec![Role::device] };
    let machine = Certify { device, keys: asked.keys, roles, scope, ..Certify::default() };
    let machine = write(scribe, &signer, machine.into(), named(&asked.device))?;
    let staff = Certify {
        person: Some(decision.person.unwrap_or_else(|| PersonId(entropy.bytes()))),
        device,
        keys: Keys::Staff(asked.staff_key),
        roles: vec![asked.role],
        posts: asked.posts.clone(),
        department: asked.department.clone(),
        superior: decision.superior,
        scope,
        may_certify: decision.may_certify,
        ends: None,
    };
    let staff = write(scribe, &signer, staff.into(), named(&asked.staff))?;
    give_site_keys(scribe, &signer, (asked.keys, machine))?;
    Ok([machine, staff])
}

/// RULE: 5-trust.md, personal data: certifying a device adds `WrapFor`. One record a site key.
fn give_site_keys(scribe: &mut Scribe<'_>, signer: &Signer, device: (Keys, RecordId)) -> Result<(), ActError> {
    let (Keys::Device { seal, .. }, certificate) = device else { return Ok(()) };
    let handle = scribe.pen.handle;
    let ring = handle.ring(&scribe.pen.snapshot, signer.site)?;
    for (id, key) in ring.newest.iter().filter_map(|id| Some((id, ring.keys.get(id)?))) {
        let wrapped = wrap_for_device(key, seal, handle.entropy().bytes());
        let act = WrapFor { site_key: *id, wraps: vec![DeviceWrap { certificate, wrapped }] };
        write(scribe, signer, act.into(), Personal::default())?;
    }
    Ok(())
}

fn write(scribe: &mut Scribe<'_>, signer: &Signer, act: Act, personal: Personal) -> Result<RecordId, ActError> {
    let body = Body { act, request: None, parents: Vec::new(), happened: None, personal };
    scribe.pen.sign(signer, body).map(|record| record.id())
}
