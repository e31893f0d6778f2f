//! What must hold after every commit, after every start, and at the end. Nothing here asks the fold whether the fold is right:
//! releases, receipts and losses are judged from the records and from what the simulation itself did.

use std::collections::{BTreeMap, BTreeSet};

use shouwen::domain::act::rights::is_supervisor;
use shouwen::domain::act::{Act, Addressee, Keys, Kind, RevokeReason, Stream};
use shouwen::domain::chain::{Release, Rule};
use shouwen::domain::evidence::Evidence;
use shouwen::domain::id::{DeviceId, RecordId, RequestId, SiteId};
use shouwen::domain::key::PublicKey;
use shouwen::domain::request::{Request, State};
use shouwen::domain::signed::VerifiedRecord;
use shouwen::node::Handle;
use shouwen::node::bundle::BundleOf;
use shouwen::store::{PENDING_PER_AUTHOR_MAX, Snapshot};

use super::node::Node;
use super::town::TOWN;
use super::world::{World, short};

impl World {
    /// After a commit: what is new is as it should be, and so is every request that it may have changed.
    pub fn check_news(&mut self, node: usize, records: &[VerifiedRecord]) {
        if !self.nodes[node].honest || self.failure.is_some() {
            return;
        }
        self.check_hands(node, records);
        self.check_numbers(records);
        let Some(handle) = self.nodes[node].handle.clone() else { return };
        let Ok(snapshot) = handle.snapshot() else { return };
        let everything = records.iter().any(|record| record.header().log.stream != Stream::Work);
        let touched: BTreeSet<RequestId> =
            if everything { self.requests.iter().copied().collect() } else { records.iter().filter_map(VerifiedRecord::request).collect() };
        for request in touched {
            self.check_request(node, (&handle, &snapshot), request, records);
        }
    }

    /// Receipts that were just written speak of what the store holds.
    pub fn check_receipts(&mut self, node: usize) {
        let Some(handle) = self.nodes[node].handle.clone().filter(|_| self.nodes[node].honest) else { return };
        let Ok(snapshot) = handle.snapshot() else { return };
        let since = snapshot.records_since(self.nodes[node].told, usize::MAX).unwrap_or_default();
        // A session that is cut off may have brought others' receipts before what they name.
        let own = handle.device_keys().sign.public();
        for (_, receipt) in since.into_iter().filter(|(_, record)| record.header().log.key == own) {
            if let Some(unseen) = unseen(&snapshot, &receipt) {
                self.fail("receipts name what was seen", format!("{} signs for {}", self.name(node), short(unseen)));
            }
        }
    }

    /// RULE: a peer is told that a batch is kept only when it is. It would not send it again in that session.
    pub fn check_acknowledged(&mut self, node: usize, brought: &[RecordId]) {
        let Some(Ok(snapshot)) = self.nodes[node].handle.as_ref().map(Handle::snapshot) else { return };
        // What cannot be read now is found when the disk's trouble is.
        if let Some(missing) = brought.iter().find(|id| matches!(snapshot.holds(**id), Ok(false))) {
            self.fail("what a peer is told is kept is kept", format!("{} has no {}", self.name(node), short(*missing)));
        }
    }

    /// RULE: whatever stands under somebody's key, that key signed. What a rogue's own backlinks vouch for is the rogue's own.
    fn check_hands(&mut self, node: usize, records: &[VerifiedRecord]) {
        let others = records.iter().filter(|record| record.header().log.key != TOWN.rogue.0.public());
        for record in others.filter(|record| VerifiedRecord::verify(record.signed().clone()).is_err()) {
            self.fail("nobody's hand is forged", format!("{} keeps {}", self.name(node), short(record.id())));
        }
    }

    /// RULE: a place of a log is signed once, unless by a rogue or on a device that was put back or copied.
    fn check_numbers(&mut self, records: &[VerifiedRecord]) {
        for record in records {
            let place = (record.header().log, record.header().seq);
            let first = *self.numbers.entry(place).or_insert(record.id());
            if first == record.id() {
                continue;
            }
            self.forked.insert(place.0);
            let signers = self.devices_of(place.0.key);
            let owners: Vec<&Node> = self.nodes.iter().filter(|node| signers.contains(&node.device)).collect();
            let expected = place.0.key == TOWN.rogue.0.public() || owners.iter().any(|node| node.copied || !node.honest);
            if !expected {
                let names: Vec<&str> = owners.iter().map(|node| node.name.as_str()).collect();
                let what = format!("{}: {} and {} at {} of {:?}", names.join(", "), short(first), short(record.id()), place.1, place.0);
                self.fail("nobody honest signs a number twice", what);
            }
        }
    }

    /// On which devices a key signs, as anybody who is up knows.
    fn devices_of(&self, key: PublicKey) -> BTreeSet<DeviceId> {
        let mut devices = BTreeSet::new();
        for handle in self.nodes.iter().filter_map(|node| node.handle.as_ref()) {
            let evidence = handle.snapshot().and_then(|snapshot| handle.evidence(&snapshot, TOWN.site));
            devices.extend(evidence.iter().flat_map(|evidence| evidence.of_key(key)).map(|certificate| certificate.device));
        }
        devices
    }

    fn check_request(&mut self, node: usize, at: (&Handle, &Snapshot), id: RequestId, records: &[VerifiedRecord]) {
        let (handle, snapshot) = at;
        let Ok(request) = handle.request(id) else { return };
        let name = format!("{} at {}", self.request_name(id), self.name(node));
        let standing = request.standing().count();
        let open = request.standing().any(|tenure| !tenure.close);
        if standing == 0 && !request.duty_post || (request.state == State::Open && !open && !request.duty_post) {
            self.fail("somebody answers for every request", format!("{name} has no holder"));
        }
        match snapshot.row(id) {
            Ok(Some(row)) if shows(&row, &request) => {}
            other => self.fail("rows show what the fold says", format!("{name}: {other:?}")),
        }
        if !in_order(snapshot, &request) {
            self.fail("acts stand in the order of depth and id", name.clone());
        }
        let Ok(evidence) = handle.evidence(snapshot, request.site) else { return };
        let releases: Vec<Release> = request.releases().copied().collect();
        for release in releases {
            if let Err(why) = entitled(snapshot, &evidence, &request, &release, self.admits) {
                let what = format!("{name}: {} releases {}: {why}", short(release.by), short(release.tenure));
                self.fail("releases rest on a signature that may release", what);
            }
        }
        self.check_first_contact((node, name), &request, records);
    }

    /// RULE: a first contact's duty ends by an act that says so, or is judged again when the roster says something new. An act may
    /// come before what it names, and says so when that has come.
    fn check_first_contact(&mut self, (node, name): (usize, String), request: &Request, records: &[VerifiedRecord]) {
        let endings = endings(request);
        let before = self.owed.insert((node, request.id), (request.first_contact_open, endings.clone()));
        let judged_again = records.iter().any(|record| record.header().log.stream != Stream::Work);
        let silent = before.is_some_and(|(open, before)| open && !judged_again && endings.is_subset(&before));
        let discharged = !endings.is_empty() || relay(request);
        if !request.first_contact_open && (silent || !discharged) {
            self.fail("no first contact is released in silence", name);
        }
    }

    /// After a start: everything that the store had said is durable is there.
    pub fn check_restart(&mut self, node: usize) {
        let held = self.nodes[node].held();
        let missing: Vec<RecordId> = self.nodes[node].durable.difference(&held).copied().collect();
        let explained = self.nodes[node].disk.is_suspect() || self.nodes[node].set_back;
        if let (Some(first), false) = (missing.first(), explained) {
            let what = format!("{} lost {} records, {} the first", self.name(node), missing.len(), short(*first));
            self.fail("what is durable survives", what);
        }
        self.lost(node, held);
        self.look_again(node);
        self.nodes[node].disk.trust();
        self.nodes[node].set_back = false;
        if let Some(Ok(differing)) = self.nodes[node].handle.as_ref().map(|handle| handle.store().check())
            && !differing.is_empty()
        {
            self.fail("views equal a rebuild", format!("{} after a start: {differing:?}", self.name(node)));
        }
    }

    /// What a node shows after a start is where it begins: it may have been put back to before something that it had shown.
    fn look_again(&mut self, node: usize) {
        let Some(handle) = self.nodes[node].handle.clone() else { return };
        self.owed.retain(|(at, _), _| *at != node);
        for request in self.requests.clone().into_iter().filter_map(|id| handle.request(id).ok()) {
            self.owed.insert((node, request.id), (request.first_contact_open, endings(&request)));
        }
    }

    /// A node holds only this from now on. What nobody else holds is lost, and somebody may say why.
    pub fn lost(&mut self, node: usize, held: BTreeSet<RecordId>) {
        let gone: Vec<RecordId> = self.nodes[node].durable.difference(&held).copied().collect();
        self.nodes[node].durable = held;
        if !gone.is_empty() {
            self.say(format!("{} has lost {} records", self.name(node), gone.len()));
        }
        for id in gone {
            if !self.nodes.iter().any(|other| other.honest && !other.retired && other.durable.contains(&id)) {
                self.excused.insert(id);
            }
        }
    }

    /// At the end, among nodes that can meet: the same records, the same answers, nothing that one of them kept is lost, nothing
    /// stands in the views that a rebuild would not make.
    pub fn check_end(&mut self, connected: &[usize]) {
        let handles: Vec<(usize, Handle)> =
            connected.iter().map(|node| (*node, self.nodes[*node].handle.clone().expect("it is up"))).collect();
        let Some((_, first)) = handles.first() else { return };
        for (node, handle) in &handles {
            for site in [TOWN.site, SiteId::ORGANISATION] {
                if handle.site_digest(site).ok() != first.site_digest(site).ok() {
                    self.fail("all are level after two rounds", format!("{} and {} differ", self.name(connected[0]), self.name(*node)));
                    return;
                }
            }
            self.check_level(*node, handle, first);
        }
        self.check_words(&handles);
        let held = self.nodes[connected[0]].held();
        let acknowledged = self.acknowledged.clone();
        for (id, node) in acknowledged {
            let kept = connected.iter().any(|node| self.nodes[*node].durable.contains(&id));
            if kept && !held.contains(&id) && !self.excused.contains(&id) {
                self.fail("nothing acknowledged is lost", format!("{} of {}", short(id), self.name(node)));
            }
        }
        for log in self.forked.clone() {
            let both = self.numbers.keys().any(|(held, _)| *held == log);
            for (node, handle) in handles.iter().filter(|_| both) {
                let forks = handle.snapshot().map(|snapshot| snapshot.forks(log.site)).unwrap_or_default();
                let known = forks.iter().any(|fork| fork.key == log.key && fork.stream == log.stream);
                if !known && self.holds_both(handle, log) {
                    self.fail("a fork is known to everybody who holds it", format!("{} does not know", self.name(*node)));
                }
            }
        }
    }

    /// Whatever somebody was told is kept is somewhere, unless what lost it explains that: what only those who are kept out still
    /// hold can be carried in by hand.
    pub fn check_kept(&mut self, groups: &[Vec<usize>]) {
        let Some(home) = groups.iter().flatten().min().copied() else { return };
        for from in groups.iter().filter(|group| !group.contains(&home)).map(|group| group[0]).collect::<Vec<_>>() {
            let handle = self.nodes[from].handle.clone().expect("it is up");
            let mut bytes = Vec::new();
            match handle.bundle_write(&BundleOf::Site(TOWN.site), &mut bytes) {
                Ok(_) => self.carried(home, &bytes),
                Err(error) => self.fail("what is kept out can be carried in", format!("{}: {error}", self.name(from))),
            }
        }
        let held = self.nodes[home].held();
        let honest = |node: usize| self.nodes[node].honest;
        let lost = |(id, node): &&(RecordId, usize)| honest(*node) && !held.contains(id) && !self.excused.contains(id);
        for (id, node) in self.acknowledged.iter().filter(lost).copied().collect::<Vec<_>>() {
            self.fail("nothing acknowledged is lost", format!("{} of {}", short(id), self.name(node)));
        }
    }

    /// Whether a node holds a revocation of the other's device: asked of the records, not of what the node makes of them.
    pub fn revoked_there(&self, node: usize, other: usize) -> bool {
        let Some(Ok(snapshot)) = self.nodes[node].handle.as_ref().map(Handle::snapshot) else { return false };
        let records = snapshot.records_since(0, usize::MAX).unwrap_or_default();
        let acts: Vec<(RecordId, Act)> = records.iter().map(|(_, record)| (record.id(), Act::decode(&record.header().act))).collect();
        let of_device =
            |act: &Act| matches!(act, Act::Certify(body) if matches!(body.keys, Keys::Device { tls, .. } if tls == self.nodes[other].tls));
        let certified: BTreeSet<RecordId> = acts.iter().filter(|(_, act)| of_device(act)).map(|(id, _)| *id).collect();
        acts.iter().any(|(_, act)| matches!(act, Act::Revoke(body) if body.certificate.is_some_and(|id| certified.contains(&id))))
    }

    /// Words that one has, all have: whatever was cut off after its record was asked for again.
    fn check_words(&mut self, handles: &[(usize, Handle)]) {
        let snapshots: Vec<(usize, Snapshot)> =
            handles.iter().filter_map(|(node, handle)| Some((*node, handle.snapshot().ok()?))).collect();
        let Some((_, first)) = snapshots.first() else { return };
        let records = first.records_since(0, usize::MAX).unwrap_or_default();
        for named in records.iter().filter_map(|(_, record)| record.header().payload) {
            let had = |snapshot: &Snapshot| snapshot.payload(named.hash).is_ok_and(|bytes| bytes.is_some());
            let without: Vec<usize> = snapshots.iter().filter(|(_, snapshot)| !had(snapshot)).map(|(node, _)| *node).collect();
            if !without.is_empty() && without.len() < snapshots.len() {
                self.fail("words follow their records", format!("{} lacks some", self.name(without[0])));
                return;
            }
        }
    }

    fn holds_both(&self, handle: &Handle, log: shouwen::domain::record::LogId) -> bool {
        let Ok(snapshot) = handle.snapshot() else { return false };
        let highest = self.numbers.keys().filter(|(held, _)| *held == log).map(|(_, seq)| *seq).max().unwrap_or(0);
        (1..=highest).any(|seq| snapshot.at(&log, seq).is_ok_and(|records| records.len() > 1))
    }

    fn check_level(&mut self, node: usize, handle: &Handle, first: &Handle) {
        let name = self.name(node);
        for request in self.requests.clone() {
            if handle.request(request).ok() != first.request(request).ok() {
                self.fail("the same records give the same answers", format!("{} at {name}", self.request_name(request)));
            }
        }
        match handle.store().check() {
            Ok(differing) if differing.is_empty() => {}
            other => self.fail("views equal a rebuild", format!("{name}: {other:?}")),
        }
        let stats = handle.snapshot().and_then(|snapshot| snapshot.stats()).unwrap_or_default();
        if stats.pending > (PENDING_PER_AUTHOR_MAX * self.nodes.len()) as u64 {
            self.fail("what waits is bounded", format!("{name} keeps {} records", stats.pending));
        }
    }
}

/// A record that a receipt names and the store does not hold.
fn unseen(snapshot: &Snapshot, receipt: &VerifiedRecord) -> Option<RecordId> {
    let Act::Receipt(body) = Act::decode(&receipt.header().act) else { return None };
    let held = |id: RecordId| snapshot.holds(id).unwrap_or(true);
    body.heads.iter().map(|head| head.id).chain(body.revocations).find(|id| !held(*id))
}

/// RULE: 3-records.md, "Fold": causal; concurrent acts by (depth, id). Counted here again from the headers.
fn in_order(snapshot: &Snapshot, request: &Request) -> bool {
    let records = snapshot.records_of(request.id).unwrap_or_default();
    let parents: BTreeMap<RecordId, &[RecordId]> = records.iter().map(|record| (record.id(), record.header().parents.as_slice())).collect();
    let mut depths: BTreeMap<RecordId, u64> = BTreeMap::new();
    for step in &request.steps {
        let Some(parents) = parents.get(&step.record) else { return false };
        let Some(known) = parents.iter().map(|parent| depths.get(parent).copied()).collect::<Option<Vec<u64>>>() else { return false };
        depths.insert(step.record, 1 + known.into_iter().max().unwrap_or(0));
    }
    request.steps.windows(2).all(|pair| (depths[&pair[0].record], pair[0].record) < (depths[&pair[1].record], pair[1].record))
}

fn shows(row: &shouwen::store::RequestRow, request: &Request) -> bool {
    row.state == request.state
        && row.holders == request.holders()
        && row.contested == request.contested
        && row.duty_post == request.duty_post
        && row.first_contact_open == request.first_contact_open
        && row.offers.len() == request.offers.len()
}

/// The acts in effect that may end a first contact's duty.
fn endings(request: &Request) -> BTreeSet<RecordId> {
    let ends = |kind: Kind| [Kind::Tell, Kind::Visit, Kind::Finish, Kind::Answer, Kind::Accept, Kind::Close].contains(&kind);
    request.steps.iter().filter(|step| step.effect && ends(step.kind) && step.author.is_some()).map(|step| step.record).collect()
}

/// The opening made no first contact: an import, or a record of somebody who may not hold.
fn relay(request: &Request) -> bool {
    request.first_contact.is_none() || request.steps.is_empty()
}

/// RULE: 3-records.md, "Responsibility", rule 3: judged here from the signed records, not by the fold.
fn entitled(snapshot: &Snapshot, evidence: &Evidence, request: &Request, release: &Release, admits: bool) -> Result<(), &'static str> {
    let by = snapshot.record(release.by).ok().flatten().ok_or("the take is not here")?;
    let header = by.header();
    let certificate = header.under.and_then(|id| evidence.certificate(id)).ok_or("no certificate")?;
    if certificate.keys != Keys::Staff(header.log.key) {
        return Err("signed by a key that the certificate does not name");
    }
    let (parents, because) = match Act::decode(&header.act) {
        Act::Take(take) => (take.parents, take.because),
        Act::Close(close) => (close.parents, close.because),
        _ => return Err("neither a take nor a close"),
    };
    let tenure = request.tenures.iter().find(|tenure| tenure.id == release.tenure).ok_or("no such tenure")?;
    if !parents.contains(&tenure.id) {
        return Err("the take does not name it");
    }
    for (revocation, reason) in evidence.revocations(certificate.id) {
        let Some(Act::Revoke(revoke)) = snapshot.record(revocation).ok().flatten().map(|record| Act::decode(&record.header().act)) else {
            continue;
        };
        // Of the revocations of the whole device those of the staff certificate itself speak for it.
        if revoke.certificate != Some(certificate.id) {
            continue;
        }
        let inside = revoke.cuts.iter().any(|cut| cut.log == header.log && header.seq <= cut.seq);
        if !inside && !admits && matches!(reason, RevokeReason::Lost | RevokeReason::Compromised) {
            return Err("signed beyond the cut of a lost key");
        }
    }
    let holds = match release.rule {
        Rule::Own => certificate.person == Some(tenure.person),
        Rule::Supervisor => is_supervisor(&certificate.roles),
        Rule::Close => tenure.close,
        Rule::DutyPost => because.is_some() && evidence.on_duty_post(certificate),
        Rule::Offer => offered(snapshot, evidence, request.id, (tenure, certificate), &by),
    };
    if holds { Ok(()) } else { Err("the rule that it names does not hold") }
}

/// Whether the holder of a tenure offered it to the taker, in the take's past.
fn offered(
    snapshot: &Snapshot,
    evidence: &Evidence,
    request: RequestId,
    (tenure, taker): (&shouwen::domain::chain::Tenure, &shouwen::domain::evidence::Certificate),
    take: &VerifiedRecord,
) -> bool {
    let records = snapshot.records_of(request).unwrap_or_default();
    let mut past: BTreeSet<RecordId> = BTreeSet::new();
    let mut next: Vec<RecordId> = take.header().parents.clone();
    while let Some(id) = next.pop() {
        if past.insert(id) {
            next.extend(records.iter().filter(|record| record.id() == id).flat_map(|record| record.header().parents.clone()));
        }
    }
    records.iter().filter(|record| past.contains(&record.id())).any(|record| {
        let Act::Offer(offer) = Act::decode(&record.header().act) else { return false };
        let giver = record.header().under.and_then(|id| evidence.certificate(id)).and_then(|certificate| certificate.person);
        let addressed = match &offer.to {
            Some(Addressee::Person(person)) => taker.person == Some(*person),
            Some(Addressee::Post(post)) => taker.posts.contains(post),
            None => false,
        };
        giver == Some(tenure.person) && offer.tenures.contains(&tenure.id) && addressed
    })
}
