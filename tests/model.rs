//! Every history of one request up to a size, over the real fold: three people on three devices offer, take, decline, recall,
//! close, revoke and fork, and any device may learn any record at any time. In every reachable state, on every device: an open
//! request has a holder or stands on the duty post, the same records give the same answer in whatever order they came, and
//! nothing that one more record brings takes the last holder away.
//!
//! `SHOUWEN_RECORDS=6 SHOUWEN_STATES=20000000 cargo test --release --test model -- --nocapture` goes further.

#[path = "support/world.rs"]
#[allow(dead_code, reason = "the laws use more of it")]
mod world;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use shouwen::domain::act::word::{Channel, Mode, Outcome};
use shouwen::domain::act::{Act, Addressee, Close, Cut, Decline, Offer, Open, Revoke, RevokeReason, Stream, Take};
use shouwen::domain::id::{Epoch, RecordId};
use shouwen::domain::record::{HEADER_VERSION, Header, LogId};
use shouwen::domain::request::{Request, State, fold};
use shouwen::domain::signed::{SignedRecord, VerifiedRecord};
use shouwen::domain::time::{Clock, Moment};
use world::{SITE, World, evidence, person, staff};

/// How many records the people write, beside the opening, unless `SHOUWEN_RECORDS` says otherwise.
const RECORDS: usize = if cfg!(debug_assertions) { 3 } else { 4 };
/// Where the search ends, unless `SHOUWEN_STATES` says otherwise.
const STATES: usize = if cfg!(debug_assertions) { 4_000 } else { 100_000 };
/// The supervisor, the one who opens, and the one who forks.
const PEOPLE: [usize; 3] = [0, 2, 3];

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Which records each device holds, as numbers of the ledger, sorted.
type Held = [Vec<u32>; 3];

/// Everything that was ever written in any state: the same act on the same knowledge is the same record.
struct Model {
    roster: Vec<VerifiedRecord>,
    records: Vec<VerifiedRecord>,
    numbers: BTreeMap<RecordId, u32>,
    /// The answer for every set of records.
    answers: BTreeMap<Vec<u32>, Request>,
    /// What each person can write on each set of records.
    writable: BTreeMap<(usize, Vec<u32>), Vec<u32>>,
    folds: usize,
}

impl Model {
    fn new() -> Self {
        let roster = World::new().records;
        Self { roster, records: Vec::new(), numbers: BTreeMap::new(), answers: BTreeMap::new(), writable: BTreeMap::new(), folds: 0 }
    }

    fn all(&self, held: &[u32]) -> Vec<VerifiedRecord> {
        let written = held.iter().map(|number| self.records[*number as usize].clone());
        self.roster.iter().cloned().chain(written).collect()
    }

    /// Signs an act on what a device holds. `fork` puts it in the place of the author's newest record.
    fn write(&mut self, who: usize, held: &[u32], act: &Act, fork: bool) -> u32 {
        let stream = act.kind().stream().expect("known acts have a stream");
        let key = staff(PEOPLE[who]);
        let log = LogId { key: key.public(), site: SITE, stream, epoch: Epoch([1; 8]) };
        let mut own: Vec<(u64, RecordId)> = self.in_log(held, log);
        if fork {
            own.pop();
        }
        let request = self.opening().filter(|_| stream == Stream::Work);
        let header = Header {
            version: HEADER_VERSION,
            log,
            seq: own.last().map_or(1, |(seq, _)| seq + 1),
            backlink: own.last().map(|(_, id)| *id),
            continues: None,
            under: Some(self.certificate(PEOPLE[who])),
            request,
            parents: if request.is_some() { self.answers[held].heads.clone() } else { Vec::new() },
            // A fork differs in something that decides nothing.
            at: Moment { wall: 1_764_000_000_000 + i64::from(fork), clock: Clock::Synced, ..Moment::default() },
            happened: None,
            anchor: None,
            act: act.encode().expect("known acts encode"),
            payload: None,
        };
        let record = VerifiedRecord::verify(SignedRecord::sign(&header, &key)).expect("well-formed");
        let next = u32::try_from(self.records.len()).expect("few");
        let number = *self.numbers.entry(record.id()).or_insert(next);
        if number == next {
            self.records.push(record);
        }
        number
    }

    fn in_log(&self, held: &[u32], log: LogId) -> Vec<(u64, RecordId)> {
        let roster = self.roster.iter().filter(|record| record.header().log == log);
        let written = held.iter().map(|number| &self.records[*number as usize]).filter(|record| record.header().log == log);
        let mut places: Vec<(u64, RecordId)> = roster.chain(written).map(|record| (record.header().seq, record.id())).collect();
        places.sort_unstable();
        places.dedup_by_key(|(seq, _)| *seq);
        places
    }

    fn opening(&self) -> Option<RecordId> {
        self.records.first().map(VerifiedRecord::id)
    }

    fn certificate(&self, who: usize) -> RecordId {
        let own = |record: &&VerifiedRecord| match Act::decode(&record.header().act) {
            Act::Certify(certify) => certify.keys == shouwen::domain::act::Keys::Staff(staff(who).public()),
            _ => false,
        };
        self.roster.iter().find(own).expect("everybody is certified").id()
    }

    /// What a device that holds these records shows, checked once for every set.
    fn answer(&mut self, held: &[u32]) -> &Request {
        if !self.answers.contains_key(held) {
            let mut records = self.all(held);
            let opening = self.opening().expect("opened first");
            let request = fold(&records, &evidence(&records)).unwrap_or_else(|| panic!("{opening} does not fold"));
            // As they came, the other way round, and cut in the middle.
            for turn in 0..2 {
                if turn == 0 {
                    records.reverse();
                } else {
                    records.rotate_left(held.len() / 2);
                }
                assert_eq!(fold(&records, &evidence(&records)).as_ref(), Some(&request), "the order of arrival decides something");
            }
            self.folds += 3;
            let open = request.standing().any(|tenure| !tenure.close);
            assert!(request.standing().count() > 0 || request.duty_post, "nobody answers for it: {request:#?}");
            assert!(request.state != State::Open || open || request.duty_post, "open, and only closes stand: {request:#?}");
            self.answers.insert(held.to_vec(), request);
        }
        &self.answers[held]
    }

    /// What a person may write on what the device holds.
    fn acts(&mut self, who: usize, held: &[u32]) -> Vec<Act> {
        let own = person(PEOPLE[who]);
        let request = self.answer(held).clone();
        let standing: Vec<RecordId> = request.standing().map(|tenure| tenure.id).collect();
        let mine: Vec<RecordId> =
            request.standing().filter(|tenure| tenure.person == own && !tenure.close).map(|tenure| tenure.id).collect();
        let offers: Vec<RecordId> =
            request.offers.iter().filter(|offer| offer.to == Addressee::Person(own)).map(|offer| offer.id).collect();
        let mut acts: Vec<Act> = Vec::new();
        if !mine.is_empty() {
            let to = Some(Addressee::Person(person(PEOPLE[(who + 1) % 3])));
            acts.push(Offer { tenures: mine.clone(), to, mode: Mode::face, ..Offer::default() }.into());
            acts.push(Take { parents: mine, offers: Vec::new(), because: None }.into());
        }
        acts.push(Take { parents: standing.clone(), offers: offers.clone(), because: None }.into());
        acts.push(Close { parents: standing, because: None, outcome: Outcome::resolved }.into());
        acts.extend(offers.into_iter().map(|offer| Decline { offer, reason: None }.into()));
        if who == 0 {
            acts.extend(self.revocation(held, 2));
        }
        acts
    }

    /// The supervisor's revocation of somebody's certificate, cut where the device sees the end of the log; once.
    fn revocation(&self, held: &[u32], target: usize) -> Option<Act> {
        let revoked = held.iter().any(|number| self.records[*number as usize].header().log.stream == Stream::Roster);
        let log = LogId { key: staff(PEOPLE[target]).public(), site: SITE, stream: Stream::Work, epoch: Epoch([1; 8]) };
        let cuts = self.in_log(held, log).last().map(|(seq, id)| Cut { log, seq: *seq, id: *id }).into_iter().collect();
        let certificate = Some(self.certificate(PEOPLE[target]));
        (!revoked).then(|| Revoke { certificate, reason: RevokeReason::Lost, cuts }.into())
    }

    /// Every state that one step leads to.
    fn steps(&mut self, state: &Held, records: usize) -> Vec<Held> {
        let written: BTreeSet<u32> = state.iter().flatten().copied().collect();
        let mut next = Vec::new();
        for who in 0..3 {
            // One record after another, each log in its order: what a session that is cut leaves behind.
            for number in written.iter().filter(|number| !state[who].contains(number)) {
                if self.follows(&state[who], *number) {
                    next.push(with(state, who, *number));
                }
            }
            if written.len() > records || !state[who].contains(&0) {
                continue;
            }
            next.extend(self.writable(who, &state[who]).iter().map(|number| with(state, who, *number)));
        }
        next
    }

    /// The records that a person may write next: each act, and for the one who forks each in the place of the newest one too.
    fn writable(&mut self, who: usize, held: &[u32]) -> &[u32] {
        let place = (who, held.to_vec());
        if !self.writable.contains_key(&place) {
            let mut written = Vec::new();
            for act in self.acts(who, held) {
                let number = self.write(who, held, &act, false);
                written.push(number);
                if who == 2 && !self.in_log(held, self.records[number as usize].header().log).is_empty() {
                    written.push(self.write(who, held, &act, true));
                }
            }
            self.writable.insert(place.clone(), written);
        }
        &self.writable[&place]
    }

    /// Whether the record stands right after what the device holds of its log, or opens it.
    fn follows(&self, held: &[u32], number: u32) -> bool {
        let header = self.records[number as usize].header();
        let below = header.backlink;
        below.is_none_or(|below| self.roster.iter().any(|r| r.id() == below) || self.numbers.get(&below).is_some_and(|n| held.contains(n)))
            && (number == 0 || header.log.stream == Stream::Roster || held.contains(&0))
    }
}

fn with(state: &Held, who: usize, number: u32) -> Held {
    let mut next = state.clone();
    if let Err(at) = next[who].binary_search(&number) {
        next[who].insert(at, number);
    }
    next
}

#[test]
fn every_reachable_state_has_a_holder_and_one_answer() {
    let (records, limit) = (number("SHOUWEN_RECORDS", RECORDS), number("SHOUWEN_STATES", STATES));
    let mut model = Model::new();
    let open = model.write(1, &[], &Open { channel: Channel::visit, ..Open::default() }.into(), false);
    let first: Held = [vec![], vec![open], vec![]];
    let (mut seen, mut queue) = (BTreeSet::from([first.clone()]), VecDeque::from([first]));
    let mut visited = 0;
    while let Some(state) = queue.pop_front().filter(|_| visited < limit) {
        visited += 1;
        for held in state.iter().filter(|held| held.contains(&open)) {
            model.answer(held);
        }
        for next in model.steps(&state, records) {
            if seen.insert(next.clone()) {
                queue.push_back(next);
            }
        }
    }
    let complete = if queue.is_empty() { "complete" } else { "cut off" };
    println!(
        "{visited} states of at most {records} records beside the opening, {complete}; {} sets of records, {} folds, {} records signed",
        model.answers.len(),
        model.folds,
        model.records.len()
    );
    assert!(visited >= limit.min(1_000), "the model does not move: {visited} states");
}
