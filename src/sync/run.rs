//! Runs on the wire: what a run implies is left out, and the exact signed bytes are rebuilt at the other end.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::BAD_SIGNATURES_MAX;
use crate::domain::id::RecordId;
use crate::domain::key::Signature;
use crate::domain::planted::{Bug, is_planted};
use crate::domain::record::{Continues, HEADER_VERSION, Header, LogId, PayloadRef, RawAct};
use crate::domain::signed::{Assembled, SignedRecord, VerifiedRecord};
use crate::domain::time::{Moment, UtcMs};

/// Records of one log, each the backlink of the next. Log, place, backlink and `under` follow from the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Run {
    /// Place in the batch's list of logs.
    log: u32,
    first: u64,
    backlink: Option<RecordId>,
    under: Option<RecordId>,
    items: Vec<Item>,
}

/// What a record is written under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Under {
    /// The same as its run.
    Same,
    /// Something else.
    Other(Option<RecordId>),
}

/// What is left of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Item {
    under: Under,
    continues: Option<Continues>,
    request: Option<RecordId>,
    parents: Vec<RecordId>,
    at: Moment,
    happened: Option<UtcMs>,
    anchor: Option<RecordId>,
    act: RawAct,
    payload: Option<PayloadRef>,
    signature: Signature,
}

/// Packs records into runs, and lists the logs that the runs name.
pub(super) fn pack(records: &[VerifiedRecord]) -> (Vec<LogId>, Vec<Run>) {
    let mut logs: Vec<LogId> = Vec::new();
    let mut places: BTreeMap<LogId, u32> = BTreeMap::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut before: Option<&VerifiedRecord> = None;
    for record in records {
        let header = record.header();
        if !before.is_some_and(|below| follows(below, record)) {
            let log = *places.entry(header.log).or_insert_with(|| {
                logs.push(header.log);
                u32::try_from(logs.len() - 1).expect("fewer logs than records")
            });
            runs.push(Run { log, first: header.seq, backlink: header.backlink, under: header.under, items: Vec::new() });
        }
        let run = runs.last_mut().expect("a run was begun");
        run.items.push(Item::of(record, run.under));
        before = Some(record);
    }
    (logs, runs)
}

/// Whether `record` stands right above `below` in the same log.
pub(super) fn follows(below: &VerifiedRecord, record: &VerifiedRecord) -> bool {
    let (low, high) = (below.header(), record.header());
    low.log == high.log && low.seq.checked_add(1) == Some(high.seq) && high.backlink == Some(below.id())
}

impl Item {
    fn of(record: &VerifiedRecord, under: Option<RecordId>) -> Self {
        let header = record.header();
        Self {
            under: if header.under == under { Under::Same } else { Under::Other(header.under) },
            continues: header.continues,
            request: header.request,
            parents: header.parents.clone(),
            at: header.at,
            happened: header.happened,
            anchor: header.anchor,
            act: header.act.clone(),
            payload: header.payload,
            signature: record.signed().signature(),
        }
    }
}

/// A record put together again, not proven yet.
struct Rebuilt {
    place: Place,
    backlink: Option<RecordId>,
    record: Assembled,
}

/// Where a record stands. A backlink vouches only for the record right below it in the same log: naming the id of
/// somebody else's record proves nothing about that one.
type Place = (LogId, u64, RecordId);

impl Rebuilt {
    /// The place that its backlink vouches for.
    fn below(&self) -> Option<Place> {
        let (log, seq, _) = self.place;
        Some((log, seq.checked_sub(1)?, self.backlink?))
    }
}

impl Run {
    /// Puts the records together again; `None` if one cannot be a record.
    fn rebuild(self, logs: &[LogId]) -> Option<Vec<Rebuilt>> {
        let log = *logs.get(self.log as usize)?;
        let mut backlink = self.backlink;
        let mut out = Vec::with_capacity(self.items.len());
        for (seq, item) in (self.first..=u64::MAX).zip(self.items) {
            let header = Header {
                version: HEADER_VERSION,
                log,
                seq,
                backlink,
                continues: item.continues,
                under: match item.under {
                    Under::Same => self.under,
                    Under::Other(under) => under,
                },
                request: item.request,
                parents: item.parents,
                at: item.at,
                happened: item.happened,
                anchor: item.anchor,
                act: item.act,
                payload: item.payload,
            };
            let record = Assembled::new(header, &item.signature).ok()?;
            let id = record.id();
            out.push(Rebuilt { place: (log, seq, id), backlink, record });
            backlink = Some(id);
        }
        Some(out)
    }
}

/// What a session remembers of the records that came before, so that a run that they interrupt needs no new signature.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// From the top of a proven run to the backlink of its lowest record.
    below: BTreeMap<Place, Place>,
}

/// The records of some runs, each proven or not.
#[derive(Debug, Default)]
pub(super) struct Proven {
    pub records: Vec<VerifiedRecord>,
    pub pending: Vec<SignedRecord>,
}

/// The most runs that are remembered.
const KNOWN_MAX: usize = super::EARLY_RECORDS_MAX;

impl Known {
    fn remember(&mut self, top: Place, below: Option<Place>) {
        if let Some(below) = below.filter(|_| self.below.len() < KNOWN_MAX) {
            self.below.insert(top, below);
        }
    }

    /// Adds what a proven backlink vouches for: itself, and what stands below the runs that came before under it.
    fn vouch(&self, below: Option<Place>, steps: &mut usize, vouched: &mut BTreeSet<Place>) {
        let mut next = below;
        while let Some(place) = next.filter(|place| *steps > 0 && vouched.insert(*place)) {
            *steps -= 1;
            next = self.below.get(&place).copied();
        }
    }
}

/// Proves one run from its top down; `trusted` if a later record vouches for the top. Returns what its lowest record vouches for.
fn prove_run(run: Vec<Rebuilt>, mut trusted: bool, tries: &mut usize, known: &mut Known, out: &mut Proven) -> Option<Place> {
    let below = run.first().and_then(Rebuilt::below);
    let mut top = None;
    for Rebuilt { place, record, .. } in run.into_iter().rev() {
        let verified = match trusted {
            // The record above names this id as its backlink, and is itself proven.
            true => record.vouched(place.2),
            false if *tries == 0 => Err(record.into_signed()),
            false => record.verify(),
        };
        trusted = verified.is_ok();
        match verified {
            Ok(verified) => {
                top = top.or(Some(place));
                out.records.push(verified);
            }
            Err(signed) => {
                *tries = tries.saturating_sub(1);
                top = None;
                out.pending.push(signed);
            }
        }
    }
    known.remember(top?, below);
    below
}

/// Rebuilds and proves the runs of a batch: one signature a run, where runs do not vouch for one another.
/// `None` if something in it cannot be a record.
pub(super) fn prove(runs: Vec<Run>, logs: &[LogId], known: &mut Known) -> Option<Proven> {
    let rebuilt: Option<Vec<Vec<Rebuilt>>> = runs.into_iter().map(|run| run.rebuild(logs)).collect();
    let (mut tries, mut steps) = (BAD_SIGNATURES_MAX, KNOWN_MAX);
    let mut vouched: BTreeSet<Place> = BTreeSet::new();
    let mut out = Proven::default();
    // From the last run to the first: the later one of a log may vouch for the earlier one.
    for run in rebuilt?.into_iter().rev() {
        let top = run.last()?.place;
        let anywhere = is_planted(Bug::AnyBacklink) && vouched.iter().any(|(.., id)| *id == top.2);
        let trusted = anywhere || vouched.contains(&top);
        let below = prove_run(run, trusted, &mut tries, known, &mut out);
        known.vouch(below, &mut steps, &mut vouched);
    }
    out.records.reverse();
    out.pending.truncate(BAD_SIGNATURES_MAX);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::{Act, Kind, Note, Stream};
    use crate::domain::id::{Digest, Epoch, SiteId};
    use crate::domain::key::SecretKey;
    use crate::domain::signed::SignatureState;
    use proptest::prelude::*;

    fn records(seeds: &[u8]) -> Vec<VerifiedRecord> {
        let key = SecretKey::from_bytes(&[1; 32]);
        let log = LogId { key: key.public(), site: SiteId([2; 16]), stream: Stream::Work, epoch: Epoch([3; 8]) };
        let mut out: Vec<VerifiedRecord> = Vec::new();
        for seed in seeds {
            let below = out.last();
            let id = |salt: u8| RecordId(Digest::of(&[*seed, salt]).0);
            let header = Header {
                version: HEADER_VERSION,
                log,
                seq: below.map_or(1, |below| below.header().seq + 1),
                backlink: below.map(VerifiedRecord::id),
                continues: (below.is_none() && seed % 2 == 0).then(|| Continues { epoch: Epoch([9; 8]), seq: 4, id: id(1) }),
                under: (seed % 3 > 0).then(|| id(seed % 3)),
                request: Some(id(2)),
                parents: if seed % 5 == 0 { vec![RecordId([1; 32]), RecordId([2; 32])] } else { Vec::new() },
                at: Moment { wall: i64::from(*seed) - 100, boot: u64::MAX - u64::from(*seed), ..Moment::default() },
                happened: (seed % 7 == 0).then_some(i64::MIN),
                anchor: (seed % 4 == 0).then(|| id(3)),
                act: if seed % 2 == 0 {
                    Act::from(Note { joins: true }).encode().expect("a note encodes")
                } else {
                    RawAct { kind: Kind(50_000), body: vec![*seed; 9] }
                },
                payload: (seed % 6 == 0).then(|| PayloadRef { hash: Digest::of(&[*seed]), len: 1 }),
            };
            out.push(VerifiedRecord::verify(SignedRecord::sign(&header, &key)).expect("just signed"));
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn runs_rebuild_the_exact_bytes_for_one_signature_each(
            seeds in proptest::collection::vec(any::<u8>(), 1..12), gap: prop::sample::Index,
        ) {
            let mut records = records(&seeds);
            // A gap makes two runs of one log.
            if records.len() > 2 {
                records.remove(1 + gap.index(records.len() - 2));
            }
            let (logs, runs) = pack(&records);
            let count = runs.len();
            let proven = prove(runs, &logs, &mut Known::default()).expect("they are records");
            let bytes = |record: &VerifiedRecord| record.signed().as_bytes().to_vec();
            prop_assert_eq!(proven.records.iter().map(bytes).collect::<Vec<_>>(), records.iter().map(bytes).collect::<Vec<_>>());
            let checked = proven.records.iter().filter(|record| record.signature() == SignatureState::Valid).count();
            prop_assert_eq!((checked, proven.pending.len()), (count, 0));
        }

        #[test]
        fn a_changed_run_proves_nothing_above_the_change(
            seeds in proptest::collection::vec(any::<u8>(), 2..12), at: prop::sample::Index, bit in 0u32..512,
        ) {
            let records = records(&seeds);
            let at = at.index(records.len());
            let (logs, mut runs) = pack(&records);
            runs[0].items[at].signature.0[bit as usize / 8] ^= 1 << (bit % 8);
            let proven = prove(runs, &logs, &mut Known::default()).expect("they are records");
            // The ids above the change are others, so their signatures fail; what is below is proven by its own.
            prop_assert_eq!(proven.records, records[..at].to_vec());
            prop_assert_eq!(proven.pending.len(), records.len() - at);
        }
    }

    #[test]
    fn what_came_before_vouches_for_what_it_interrupts() {
        let records = records(&[1; 9]);
        let mut known = Known::default();
        let early = |known: &mut Known, range: std::ops::Range<usize>| {
            let (logs, runs) = pack(&records[range]);
            prove(runs, &logs, known).expect("they are records").records.len()
        };
        assert_eq!(early(&mut known, 4..5) + early(&mut known, 3..4), 2);
        let rest: Vec<VerifiedRecord> = records[..3].iter().chain(&records[5..]).cloned().collect();
        let (logs, runs) = pack(&rest);
        let proven = prove(runs, &logs, &mut known).expect("they are records");
        let checked = proven.records.iter().filter(|record| record.signature() == SignatureState::Valid).count();
        assert_eq!((proven.records.len(), checked), (7, 1), "one signature for both halves");
    }

    /// A note at a place of a key's log; signed by `signer`, whoever that is.
    fn record((key, signer): (&SecretKey, &SecretKey), seq: u64, backlink: Option<RecordId>) -> VerifiedRecord {
        let header = Header {
            version: HEADER_VERSION,
            log: LogId { key: key.public(), ..LogId::default() },
            seq,
            backlink,
            continues: None,
            under: None,
            request: Some(RecordId([1; 32])),
            parents: Vec::new(),
            at: Moment::default(),
            happened: None,
            anchor: None,
            act: RawAct { kind: Kind::Note, body: vec![0] },
            payload: None,
        };
        let signed = SignedRecord::sign(&header, signer);
        let id = signed.id();
        VerifiedRecord::vouched(signed, id, SignatureState::Unchecked).expect("its own id")
    }

    fn proven(records: &[VerifiedRecord]) -> (Vec<RecordId>, usize) {
        let (logs, runs) = pack(records);
        let proven = prove(runs, &logs, &mut Known::default()).expect("well-formed runs");
        (proven.records.iter().map(VerifiedRecord::id).collect(), proven.pending.len())
    }

    #[test]
    fn a_later_record_of_the_same_log_vouches_for_a_bad_signature() {
        let (own, other) = (SecretKey::from_bytes(&[1; 32]), SecretKey::from_bytes(&[2; 32]));
        let bad = record((&own, &other), 1, None);
        let good = record((&own, &own), 2, Some(bad.id()));
        assert_eq!(proven(&[bad.clone(), good.clone()]), (vec![bad.id(), good.id()], 0));
        assert_eq!(proven(&[bad]), (vec![], 1));
    }

    #[test]
    fn a_record_of_another_log_vouches_for_nothing() {
        let (victim, thief) = (SecretKey::from_bytes(&[1; 32]), SecretKey::from_bytes(&[2; 32]));
        let forged = record((&victim, &thief), 1, None);
        let naming = record((&thief, &thief), 2, Some(forged.id()));
        assert_eq!(proven(&[forged, naming.clone()]), (vec![naming.id()], 1));
    }
}
