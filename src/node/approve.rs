//! Somebody who may certify answers an enrolment request.

use super::draft::{ActError, Draft};
use super::enrol::{Answer, EnrolAsk, EnrolDecision, EnrolError, EnrolRequest, Refusal, answer_file, check_role};
use super::handle::Handle;
use super::init::{check_name, named};
use super::keyfile::{Guard, KeyError};
use super::ring::travelling;
use super::write::Scribe;
use crate::domain::act::word::Role;
use crate::domain::act::{Certify, DeviceWrap, Keys, MayCertify, Scope, Stream, WrapFor};
use crate::domain::evidence::Certificate;
use crate::domain::id::{DeviceId, Digest, PersonId, RecordId, SiteId};
use crate::domain::key::SecretKey;
use crate::domain::payload::wrap_for_device;

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

    /// Certifies one more person on this very device, who signs here from now on. `ask.device` and `ask.centre` are not asked.
    ///
    /// # Errors
    /// Why not; nothing was written.
    pub fn certify_here(&self, ask: &EnrolAsk, decision: &EnrolDecision) -> Result<PersonId, EnrolError> {
        check_name("the person", &ask.staff)?;
        check_role(ask.role)?;
        let (site, device) = (self.identity().site, self.identity().device);
        let vault = self.opened().vault.ok_or(KeyError::NeedsPin)?;
        let key = SecretKey::from_bytes(&self.entropy().bytes());
        let guard = ask.pin.clone().map_or(Guard::Device, Guard::Pin);
        // The key stands before its certificate: a key that nobody certified is harmless, a certificate without its key is not.
        self.0.keys.add_staff(&key, (self.device_keys(), &vault), &guard, self.entropy())?;
        let person = decision.person.unwrap_or_else(|| PersonId(self.entropy().bytes()));
        let granted = self.commit_as(decision.author, |scribe| {
            let own = scribe.certificate(site)?;
            if let Err(refusal) = may_grant(&own, decision.may_certify) {
                return Ok(Err(refusal));
            }
            let certify = Certify {
                person: Some(person),
                device,
                keys: Keys::Staff(key.public()),
                roles: vec![ask.role],
                posts: ask.posts.clone(),
                department: ask.department.clone(),
                superior: decision.superior,
                scope: Scope::Site(site),
                may_certify: decision.may_certify,
                ends: None,
            };
            scribe.write(Draft::new(certify).personal(named(&ask.staff))).map(Ok)
        });
        match granted {
            Ok(Ok(_)) => {
                self.admit(key);
                Ok(person)
            }
            Ok(Err(refusal)) => Err(self.forget(&key, EnrolError::Grant(refusal))),
            Err(error) => Err(self.forget(&key, error.into())),
        }
    }

    fn forget(&self, key: &SecretKey, why: EnrolError) -> EnrolError {
        self.0.keys.remove_staff(key.public());
        why
    }

    /// Everything that the new device has to know: the roster with its documents, and the names in it.
    fn answer(&self, request: Digest, certificates: [RecordId; 2]) -> Result<Vec<u8>, EnrolError> {
        let (snapshot, site) = (self.snapshot()?, self.identity().site);
        let mut records = snapshot.roster(SiteId::ORGANISATION)?;
        records.extend(snapshot.roster(site)?);
        records.retain(|record| record.header().log.stream == Stream::Roster);
        let (ring, opened) = (self.ring(&snapshot, site)?, self.opened());
        let mut payloads = Vec::new();
        for named in records.iter().filter_map(|record| record.header().payload) {
            if let Some(sealed) = snapshot.payload(named.hash)? {
                let wraps = travelling(&snapshot, (named.hash, &sealed), (&ring, &opened), self.entropy())?;
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
    let entropy = scribe.pen.handle.entropy().clone();
    let device = DeviceId(entropy.bytes());
    let scope = Scope::Site(site);
    let roles = if asked.centre { vec![Role::device, Role::centre] } else { vec![Role::device] };
    let machine = Certify { device, keys: asked.keys, roles, scope, ..Certify::default() };
    let machine = scribe.write(Draft::new(machine).personal(named(&asked.device)))?;
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
    let staff = scribe.write(Draft::new(staff).personal(named(&asked.staff)))?;
    give_site_keys(scribe, site, (asked.keys, machine))?;
    Ok([machine, staff])
}

/// RULE: 5-trust.md, personal data: certifying a device adds `WrapFor`. One record a site key.
fn give_site_keys(scribe: &mut Scribe<'_>, site: SiteId, device: (Keys, RecordId)) -> Result<(), ActError> {
    let (Keys::Device { seal, .. }, certificate) = device else { return Ok(()) };
    let handle = scribe.pen.handle;
    let ring = handle.ring(&scribe.pen.snapshot, site)?;
    for (id, key) in ring.newest.iter().filter_map(|id| Some((id, ring.keys.get(id)?))) {
        let wrapped = wrap_for_device(key, seal, handle.entropy().bytes());
        let act = WrapFor { site_key: *id, wraps: vec![DeviceWrap { certificate, wrapped }] };
        scribe.write(Draft::new(act))?;
    }
    Ok(())
}
