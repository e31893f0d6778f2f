//! A certified device that does what it likes: it signs what no program would, twice in one place, and hides what it holds.

use shouwen::domain::act::word::{Means, Outcome, Topic};
use shouwen::domain::act::{Act, Audience, Close, Keys, Note, Offer, Revoke, RevokeReason, Stream, Take, Tell, Visit};
use shouwen::domain::id::{Epoch, RecordId, RequestId};
use shouwen::domain::key::PublicKey;
use shouwen::domain::record::{HEADER_VERSION, Header, LogId};
use shouwen::domain::signed::{SignatureState, SignedRecord, VerifiedRecord};
use shouwen::domain::time::{Clock, Moment};
use shouwen::store::Batch;
use shouwen::sync::bundle::Writer;

use super::town::{BEGIN_MS, TOWN};
use super::world::{Event, World, short};
use crate::support::disk::Dice;

impl World {
    /// The rogue signs something with its other key, and perhaps a rival of it that somebody else gets.
    pub fn forge(&mut self, node: usize) {
        let Some(handle) = self.nodes[node].handle.clone() else { return };
        let known: Vec<RequestId> = self.requests.iter().copied().filter(|id| handle.request(*id).is_ok()).collect();
        if known.is_empty() {
            return;
        }
        let request = known[self.dice.below(known.len())];
        let folded = handle.request(request).expect("it is known");
        let standing: Vec<RecordId> = folded.standing().map(|tenure| tenure.id).collect();
        let act = self.forged_act(standing, &folded.offers.iter().map(|offer| offer.id).collect::<Vec<_>>());
        let (key, certificate) = &TOWN.rogue;
        let log = LogId { key: key.public(), site: TOWN.site, stream: act.kind().stream().unwrap_or(Stream::Work), epoch: Epoch([6; 8]) };
        let newest = handle.snapshot().and_then(|snapshot| snapshot.heads(TOWN.site)).unwrap_or_default();
        let newest = newest.into_iter().find(|head| head.log == log);
        let mut parents = folded.heads.clone();
        if self.dice.below(10) == 0 {
            parents = vec![RecordId([7; 32])];
        }
        parents.truncate(16);
        parents.sort_unstable();
        let stolen = self.dice.below(6) == 0;
        let under = if stolen { folded.tenures.first().map_or(*certificate, |tenure| tenure.certificate) } else { *certificate };
        let wall = BEGIN_MS + i64::try_from(self.dice.below(1 << 30)).expect("31 bits") * 4000;
        let header = Header {
            version: HEADER_VERSION,
            log,
            seq: newest.as_ref().map_or(1, |head| head.seq + 1),
            backlink: newest.as_ref().map(|head| head.id),
            continues: None,
            under: Some(under),
            request: (log.stream == Stream::Work).then_some(request),
            parents: if log.stream == Stream::Work { parents } else { Vec::new() },
            at: Moment { wall, clock: Clock::Synced, ..Moment::default() },
            happened: None,
            anchor: None,
            act: act.encode().expect("known acts encode"),
            payload: None,
        };
        let record = VerifiedRecord::verify(SignedRecord::sign(&header, key)).expect("well-formed");
        self.count("forged records");
        self.say(format!("{} forges {:?} {} on {}", self.name(node), act.kind(), short(record.id()), self.request_name(request)));
        let stored = handle.store().ingest(&Batch { records: vec![record], ..Batch::default() });
        drop(handle);
        if stored.is_err() {
            return self.disk_trouble(node, "it cannot write");
        }
        self.committed(node, None);
        if self.dice.below(3) == 0 {
            self.equivocate(node, header.clone());
        }
        self.forge_hand(node, &header);
    }

    /// A record in the name of somebody else, and one of the rogue's own whose backlink names it. It must vouch for nothing.
    fn forge_hand(&mut self, node: usize, header: &Header) {
        // Dice of its own: what else the seed decides stays as it was.
        let mut dice = Dice::new(self.options.seed ^ self.now);
        let (victim, to, rarely) = (dice.below(self.nodes.len()), dice.below(self.nodes.len()), dice.below(3) == 0);
        let Some(handle) = self.nodes[victim].handle.as_ref().filter(|_| rarely && victim != node) else { return };
        let evidence = handle.snapshot().and_then(|snapshot| handle.evidence(&snapshot, TOWN.site));
        let (person, organisation) = (self.nodes[victim].person, handle.identity().organisation);
        let hand = evidence.iter().flat_map(|evidence| evidence.certificates()).find_map(|certificate| match certificate.keys {
            Keys::Staff(key) if certificate.person == Some(person) => Some((key, certificate.id)),
            _ => None,
        });
        let Some((key, under)) = hand else { return };
        let epoch = Epoch(u64::to_be_bytes(self.now));
        let base = Header { seq: 1, backlink: None, ..header.clone() };
        let forged = Header { log: LogId { key, epoch, ..header.log }, under: Some(under), ..base.clone() };
        let forged = SignedRecord::sign(&forged, &TOWN.rogue.0);
        let id = forged.id();
        let above = Header { log: LogId { epoch, ..header.log }, seq: 2, backlink: Some(id), ..base };
        let above = VerifiedRecord::verify(SignedRecord::sign(&above, &TOWN.rogue.0)).expect("well-formed");
        let forged = VerifiedRecord::vouched(forged, id, SignatureState::Unchecked).expect("its own id");
        self.count("forged hands");
        self.say(format!("{} signs {} in the name of {}, for {}", self.name(node), short(id), self.name(victim), self.name(to)));
        self.carry_records(organisation, vec![forged, above], to);
    }

    /// Hands records to a node, as a bundle.
    pub fn carry_records(&mut self, organisation: PublicKey, records: Vec<VerifiedRecord>, to: usize) {
        let (mut writer, mut bytes) = Writer::new(organisation);
        bytes.extend(writer.push(&shouwen::sync::Batch { records, ..shouwen::sync::Batch::default() }));
        bytes.extend(writer.finish());
        self.after(50, Event::Carried { to, bytes });
    }

    /// Another record in the same place, for somebody else.
    fn equivocate(&mut self, node: usize, header: Header) {
        let rival = Header { at: Moment { wall: header.at.wall + 1, ..header.at }, ..header };
        let (log, record) = (rival.log, VerifiedRecord::verify(SignedRecord::sign(&rival, &TOWN.rogue.0)).expect("well-formed"));
        let to = self.dice.below(self.nodes.len());
        self.count("equivocations");
        self.say(format!("{} signs {} in the same place, for {}", self.name(node), short(record.id()), self.name(to)));
        self.forked.insert(log);
        let organisation = self.nodes[node].handle.as_ref().expect("it is up").identity().organisation;
        self.carry_records(organisation, vec![record], to);
    }

    fn forged_act(&mut self, standing: Vec<RecordId>, offers: &[RecordId]) -> Act {
        match self.dice.below(8) {
            0..=1 => Close { parents: standing, because: None, outcome: Outcome::resolved }.into(),
            2..=3 => Take { parents: standing, offers: offers.to_vec(), because: None }.into(),
            4 => Offer { tenures: standing, to: None, ..Offer::default() }.into(),
            5 => {
                let (to, what) = (vec![Audience::Resident], vec![Topic::result]);
                Tell { to, what, means: Means::phone, reached: true, because: None }.into()
            }
            6 => Visit { means: Means::phone, reached: true, satisfied: Some(true), ..Visit::default() }.into(),
            _ if self.dice.below(2) == 0 => {
                let certificate = Some(TOWN.rogue.1);
                Revoke { certificate, reason: RevokeReason::Compromised, cuts: Vec::new() }.into()
            }
            _ => Note::default().into(),
        }
    }
}
