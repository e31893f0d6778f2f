//! Acts of people: who signs, about what, after which records; and what this node refuses to sign.

use std::collections::BTreeMap;

use super::draft::{ActError, Draft};
use super::handle::Handle;
use super::pen::{Body, Pen, Signer};
use crate::domain::act::rights::{any_may, may};
use crate::domain::act::word::Role;
use crate::domain::act::{Act, Keys, Kind, Note, Stream};
use crate::domain::evidence::{Certificate, Evidence, Material};
use crate::domain::id::{ClientKey, PersonId, RecordId, RequestId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::payload::Personal;
use crate::domain::record::PARENTS_MAX;
use crate::domain::request::{Cause, Opening, Request, fold};
use crate::domain::signed::VerifiedRecord;
use crate::store::CommitError;

/// How often a commit is tried again after own records came in from elsewhere.
const TRIES: u32 = 3;

/// What one person writes in one commit, about any number of requests.
pub(super) struct Scribe<'h> {
    pub pen: Pen<'h>,
    author: PersonId,
    requests: BTreeMap<RequestId, Story>,
}

/// A request as this commit leaves it so far.
struct Story {
    records: Vec<VerifiedRecord>,
    folded: Request,
}

impl Handle {
    /// Signs and stores one act. `author`: `None` is the only person of this device.
    /// An opening whose client key is here already gives the id of the first one.
    ///
    /// # Errors
    /// Why it was not signed; nothing was written.
    pub fn act(&self, author: Option<PersonId>, draft: &Draft) -> Result<RecordId, ActError> {
        self.commit_as(author, |scribe| scribe.write(draft.clone()))
    }

    /// Logs a request, and says whether its client key was here already: then the request is the earlier one, and nothing
    /// was written.
    ///
    /// # Errors
    /// As for [`Handle::act`].
    pub fn open_request(&self, author: Option<PersonId>, draft: &Draft) -> Result<(RequestId, bool), ActError> {
        let site = self.identity().site;
        self.commit_as(author, |scribe| match scribe.known_opening(&draft.act, site)? {
            Some(known) => Ok((known, true)),
            None => scribe.write(draft.clone()).map(|id| (id, false)),
        })
    }

    /// Signs and stores several acts of one person, all or none, in this order.
    ///
    /// # Errors
    /// Why the first that failed was not signed; nothing was written.
    pub fn acts(&self, author: Option<PersonId>, drafts: &[Draft]) -> Result<Vec<RecordId>, ActError> {
        self.commit_as(author, |scribe| drafts.iter().map(|draft| scribe.write(draft.clone())).collect())
    }

    /// Signs and stores an act that names public documents, together with them: a regulation, a calendar, a directory.
    ///
    /// # Errors
    /// As for [`Handle::act`], or a document over 64 KiB.
    pub fn publish(&self, author: Option<PersonId>, draft: &Draft, documents: &[String]) -> Result<RecordId, ActError> {
        self.commit_as(author, |scribe| {
            scribe.pen.batch.documents.extend_from_slice(documents);
            scribe.write(draft.clone())
        })
    }

    /// Who signs when nobody is named: the only person of this device whose key is open.
    ///
    /// # Errors
    /// [`ActError::WhoAreYou`] or [`ActError::Locked`].
    pub fn default_author(&self) -> Result<PersonId, ActError> {
        let site = self.identity().site;
        let evidence = self.evidence(&self.snapshot()?, site)?;
        let (opened, own) = (self.opened(), self.own_people());
        // Whoever gave a PIN with this very command is meant, not somebody whose key the node has open anyway.
        let candidates = if own.is_empty() { &opened.staff } else { &own };
        let mut people: Vec<PersonId> = candidates.keys().filter_map(|key| person_of(&evidence, *key)).collect();
        people.sort_unstable();
        people.dedup();
        match people.as_slice() {
            [person] => Ok(*person),
            [] if candidates.is_empty() => Err(ActError::Locked),
            [] => Err(ActError::NotCertified(site)),
            several => Err(ActError::WhoAreYou(several.len())),
        }
    }

    /// Lets one person write, and commits all of it or nothing. Own records that came in from elsewhere meanwhile
    /// (a restored folder meets a peer) move the places of new ones, so the work is done again on top of them.
    pub(super) fn commit_as<T>(
        &self,
        author: Option<PersonId>,
        work: impl Fn(&mut Scribe<'_>) -> Result<T, ActError>,
    ) -> Result<T, ActError> {
        let author = author.map_or_else(|| self.default_author(), Ok)?;
        let mut tries = 1;
        loop {
            self.fetch_own_first();
            let mut scribe = Scribe { pen: self.pen()?, author, requests: BTreeMap::new() };
            let done = work(&mut scribe)?;
            match scribe.pen.commit() {
                Err(ActError::Write(CommitError::Stale { .. })) if tries < TRIES => tries += 1,
                other => return other.map(|_| done),
            }
        }
    }
}

impl Scribe<'_> {
    /// Who writes.
    pub fn author(&self) -> PersonId {
        self.author
    }

    /// Lets somebody else of this device write on in the same commit.
    pub fn write_as(&mut self, author: PersonId, draft: Draft) -> Result<RecordId, ActError> {
        let before = std::mem::replace(&mut self.author, author);
        let written = self.write(draft);
        self.author = before;
        written
    }

    /// Whether the person can sign here now.
    pub fn can_sign(&mut self, person: PersonId, site: SiteId) -> bool {
        self.signer_of(person, site).is_ok()
    }

    /// The certificate that the author acts under at a site.
    pub fn certificate(&mut self, site: SiteId) -> Result<Certificate, ActError> {
        self.signer_of(self.author, site).map(|(_, certificate)| certificate)
    }

    /// The author's key, for records that this module does not fill in itself.
    pub fn signer(&mut self, site: SiteId) -> Result<Signer, ActError> {
        self.signer_of(self.author, site).map(|(signer, _)| signer)
    }

    /// A request as this commit leaves it so far.
    pub fn request(&mut self, id: RequestId) -> Result<&Request, ActError> {
        if !self.requests.contains_key(&id) {
            let records = self.pen.snapshot.records_of(id)?;
            let opening = records.iter().find(|record| record.id() == id).ok_or(ActError::UnknownRequest(id))?;
            let evidence = self.pen.evidence(opening.header().log.site)?;
            let folded = fold(&records, &evidence).ok_or(ActError::NotYet(id))?;
            self.requests.insert(id, Story { records, folded });
        }
        self.requests.get(&id).map(|story| &story.folded).ok_or(ActError::UnknownRequest(id))
    }

    /// Signs one act into the commit.
    pub fn write(&mut self, draft: Draft) -> Result<RecordId, ActError> {
        let kind = draft.act.kind();
        let stream = kind.stream().ok_or(ActError::TooMuch(crate::domain::record::HeaderError::Malformed))?;
        let about = stream == Stream::Work && !kind.opens();
        if about != draft.request.is_some() {
            return Err(ActError::Place(kind, about));
        }
        let site = match draft.request {
            Some(request) => self.request(request)?.site,
            None => self.pen.handle.identity().site,
        };
        if let Some(known) = self.known_opening(&draft.act, site)? {
            return Ok(known);
        }
        let (signer, certificate) = self.signer_of(self.author, site)?;
        check_right(kind, &certificate.roles)?;
        self.check_named(&draft.act)?;
        let parents = match draft.request {
            Some(request) => self.parents(request, &signer)?,
            None => Vec::new(),
        };
        let Draft { request, mut act, personal, happened } = draft;
        if let Act::Open(open) = &mut act
            && open.regulation.is_none()
        {
            // RULE: 6-acts.md, `Open`: the request is judged for ever by the adoption in force where it was logged.
            open.regulation = self.pen.evidence(site)?.regulation_in_force();
        }
        let record = self.pen.sign(&signer, Body { act, request, parents, happened, personal })?;
        match stream {
            Stream::Work => self.tell(&record, &certificate)?,
            Stream::Roster => self.check_authorised(&record)?,
            Stream::Witness => {}
        }
        Ok(record.id())
    }

    /// Writes several acts about one request, or leaves the commit as it was where one of them is refused.
    pub fn attempt<T>(&mut self, request: RequestId, work: impl FnOnce(&mut Self) -> Result<T, ActError>) -> Result<T, ActError> {
        let mark = self.pen.mark();
        work(self).inspect_err(|_| {
            self.pen.back_to(mark);
            // Folded again from the store when it is asked for again.
            self.requests.remove(&request);
        })
    }

    /// A roster record is believed only if its author may write it there: a certificate beyond the author's own, for
    /// one, would be passed on and never count.
    fn check_authorised(&mut self, record: &VerifiedRecord) -> Result<(), ActError> {
        let site = record.header().log.site;
        let mut records = self.pen.snapshot.roster(SiteId::ORGANISATION)?;
        records.extend(self.pen.snapshot.roster(site)?);
        records.extend(self.pen.batch.records.iter().cloned());
        let (root, documents) = (self.pen.handle.identity().organisation, BTreeMap::new());
        let evidence = Evidence::fold(&Material { root, site, records: &records, links: &[], documents: &documents });
        if evidence.is_authorised(record.id()) { Ok(()) } else { Err(ActError::NotYours(record.header().act.kind)) }
    }

    /// The first request of an opening's client key, if it is here already.
    fn known_opening(&mut self, act: &Act, site: SiteId) -> Result<Option<RequestId>, ActError> {
        let key = match act {
            Act::Open(open) => open.client_key,
            Act::Import(import) => Some(import.client_key),
            _ => None,
        };
        let Some(key) = key else { return Ok(None) };
        let fresh = self.requests.values().find(|story| client_key(&story.folded) == Some(key)).map(|story| story.folded.id);
        Ok(fresh.or(self.pen.snapshot.by_client_key(site, key)?.into_iter().next()))
    }

    /// The request's heads; more than 16 are first joined by notes.
    fn parents(&mut self, request: RequestId, signer: &Signer) -> Result<Vec<RecordId>, ActError> {
        loop {
            let mut heads = self.request(request)?.heads.clone();
            heads.sort_unstable();
            if heads.len() <= PARENTS_MAX {
                return Ok(heads);
            }
            heads.truncate(PARENTS_MAX);
            let (act, personal) = (Act::from(Note { joins: true }), Personal::default());
            let joined = self.pen.sign(signer, Body { act, request: Some(request), parents: heads, happened: None, personal })?;
            self.fold_in(&joined)?;
        }
    }

    /// Adds a new record to its request and refuses it if it would have no effect there.
    fn tell(&mut self, record: &VerifiedRecord, certificate: &Certificate) -> Result<(), ActError> {
        self.fold_in(record)?;
        let Some(story) = record.request().and_then(|request| self.requests.get(&request)) else { return Ok(()) };
        let kind = record.header().act.kind;
        let step = story.folded.steps.iter().find(|step| step.record == record.id());
        let causes = || story.folded.remarks.iter().filter(|remark| remark.record == record.id()).map(|remark| remark.cause);
        match causes().find(|cause| refused(kind, *cause)) {
            Some(Cause::NoRight) => Err(no_right(kind, &certificate.roles)),
            Some(cause) => Err(ActError::Void { act: kind, cause }),
            None if step.is_none() => Err(ActError::Void { act: kind, cause: Cause::UnknownTenure }),
            None => Ok(()),
        }
    }

    fn fold_in(&mut self, record: &VerifiedRecord) -> Result<(), ActError> {
        let Some(request) = record.request() else { return Ok(()) };
        let evidence = self.pen.evidence(record.header().log.site)?;
        let mut records = self.requests.remove(&request).map(|story| story.records).unwrap_or_default();
        records.push(record.clone());
        let folded = fold(&records, &evidence).ok_or(ActError::NotYet(request))?;
        self.requests.insert(request, Story { records, folded });
        Ok(())
    }

    /// Other records that the act names must be here.
    fn check_named(&self, act: &Act) -> Result<(), ActError> {
        let named = match act {
            Act::Countersign(body) => Some(body.record),
            Act::Receive(body) => Some(body.record),
            Act::Correct(body) => Some(body.record),
            Act::Decline(body) => Some(body.offer),
            Act::Link(body) => Some(body.other),
            _ => None,
        };
        let fresh = |id: RecordId| self.pen.batch.records.iter().any(|record| record.id() == id);
        match named {
            Some(id) if !fresh(id) && !self.pen.snapshot.holds(id)? => Err(ActError::UnknownRecord(id)),
            _ => Ok(()),
        }
    }

    fn signer_of(&mut self, person: PersonId, site: SiteId) -> Result<(Signer, Certificate), ActError> {
        let evidence = self.pen.evidence(site)?;
        let opened = &self.pen.opened;
        let own = |key: &PublicKey| person_of(&evidence, *key) == Some(person);
        let Some((public, key)) = opened.staff.iter().find(|(key, _)| own(key)) else {
            let kept = self.pen.handle.staff_kept_here();
            return Err(if kept.iter().any(own) { ActError::Locked } else { ActError::NoKey(person) });
        };
        let covers = |certificate: &&Certificate| certificate.in_force() && certificate.scope.covers(site);
        let certificate = evidence.of_key(*public).filter(covers).max_by_key(|certificate| certificate.id);
        let certificate = certificate.cloned().ok_or(ActError::NotCertified(site))?;
        Ok((Signer { key: key.clone(), under: Some(certificate.id), site }, certificate))
    }
}

impl Handle {
    /// Public keys of the people of this device, open or not; none where the folder cannot be read.
    pub(super) fn staff_kept_here(&self) -> Vec<PublicKey> {
        self.0.keys.staff().unwrap_or_default().into_iter().map(|(key, _)| key).collect()
    }
}

fn client_key(request: &Request) -> Option<ClientKey> {
    match &request.opening {
        Opening::Open(open) => open.client_key,
        Opening::Import(import) => Some(import.client_key),
    }
}

/// Whose staff key it is.
pub(super) fn person_of(evidence: &Evidence, key: PublicKey) -> Option<PersonId> {
    evidence.of_key(key).filter(|certificate| certificate.keys == Keys::Staff(key)).find_map(|certificate| certificate.person)
}

/// RULE: 6-acts.md, "Roles and rights": the role must list the act.
pub(super) fn check_right(kind: Kind, roles: &[Role]) -> Result<(), ActError> {
    if any_may(roles, kind) { Ok(()) } else { Err(no_right(kind, roles)) }
}

fn no_right(act: Kind, roles: &[Role]) -> ActError {
    let allowed = Role::ALL.iter().copied().filter(|role| may(*role, act)).collect();
    ActError::NoRight { act, roles: roles.to_vec(), allowed }
}

/// RULE: domain-decisions Q20: what the regulation voids is refused where it would be written, and what a role or the
/// act's own condition leaves without effect, a close that covers nothing among them; everything else is flagged. A take always
/// adds its author.
fn refused(kind: Kind, cause: Cause) -> bool {
    match cause {
        Cause::Retransfer
        | Cause::NoConsent
        | Cause::RegisterBeforeResult
        | Cause::NoReason
        | Cause::NotCertified
        | Cause::NoRight
        | Cause::WrongStream
        | Cause::UnknownTenure => true,
        Cause::ConditionFails => kind != Kind::Take,
        _ => false,
    }
}
