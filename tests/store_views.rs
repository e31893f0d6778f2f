//! Whatever the order, the split and the repetitions in which a history arrives: the same views, equal to a rebuild.
//! Debug builds compare with a rebuild after every commit by themselves; here stores are compared with each other.

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/disk.rs"]
mod disk;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "support/ledger.rs"]
mod ledger;

use std::collections::{BTreeMap, BTreeSet};

use disk::Disk;
use ledger::{Ledger, Line, ROOT, SITE, SUPERVISOR, duty, founding, payload, person, secret, to};
use proptest::prelude::*;
use shouwen::domain::act::word::{Role, Topic};
use shouwen::domain::act::{
    Act, Addressee, Admit, AdoptRegulation, Audience, Certify, Close, Cut, Head, Keys, KnownFork, Note, Offer, Open, Receipt, Revoke,
    RevokeReason, Scope, Stream, Take, Tell,
};
use shouwen::domain::duty::Docket;
use shouwen::domain::evidence::Fork;
use shouwen::domain::id::{Code, DeviceId, Digest, Epoch, RecordId, SiteId};
use shouwen::domain::record::{Continues, LogId};
use shouwen::domain::regulation::preset;
use shouwen::domain::request::Request;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::store::{Batch, Filter, LogRange, Options, RequestRow, Snapshot, Store, Want};

const REASONS: [RevokeReason; 4] = [RevokeReason::Rotated, RevokeReason::Left, RevokeReason::Lost, RevokeReason::Compromised];

/// One thing that happens; the numbers choose among what there is.
#[derive(Clone, Debug)]
enum Event {
    Open(u8),
    Note(u8, u8, bool),
    Offer(u8, u8, u8),
    Take(u8, u8),
    Close(u8, u8),
    Certify(u8),
    CertifyDevice(u8),
    /// The root certifies a writer in the organisation's own log, at every site.
    CertifyEverywhere(u8),
    /// A regulation is adopted; requests opened later name it, and wait for its document.
    Adopt(u8),
    Revoke(u8, u8, u8),
    Admit(u8),
    Receipt(u8),
    /// The writer's next Work record stands after an earlier one again.
    Regress(u8, u8),
    /// The writer's next Work records stand in another epoch; it continues the one before, or does not say so.
    Epoch(u8, bool),
}

fn event() -> impl Strategy<Value = Event> {
    let writer = 2u8..6;
    prop_oneof![
        4 => writer.clone().prop_map(Event::Open),
        3 => (writer.clone(), any::<u8>(), any::<bool>()).prop_map(|(w, r, p)| Event::Note(w, r, p)),
        3 => (writer.clone(), any::<u8>(), any::<u8>()).prop_map(|(w, r, to)| Event::Offer(w, r, to)),
        4 => (writer.clone(), any::<u8>()).prop_map(|(w, r)| Event::Take(w, r)),
        2 => (writer.clone(), any::<u8>()).prop_map(|(w, r)| Event::Close(w, r)),
        1 => writer.clone().prop_map(Event::Certify),
        1 => (20u8..23).prop_map(Event::CertifyDevice),
        1 => (4u8..7).prop_map(Event::CertifyEverywhere),
        1 => any::<u8>().prop_map(Event::Adopt),
        2 => (writer.clone(), 0u8..4, 0u8..3).prop_map(|(w, reason, back)| Event::Revoke(w, reason, back)),
        1 => writer.clone().prop_map(Event::Admit),
        2 => (20u8..23).prop_map(Event::Receipt),
        1 => (writer.clone(), 1u8..3).prop_map(|(w, back)| Event::Regress(w, back)),
        1 => (writer, any::<bool>()).prop_map(|(w, says)| Event::Epoch(w, says)),
    ]
}

/// A history, with the words that belong to it.
#[derive(Default)]
struct Story {
    ledger: Ledger,
    requests: Vec<RecordId>,
    heads: BTreeMap<RecordId, BTreeSet<RecordId>>,
    tenures: BTreeMap<RecordId, Vec<RecordId>>,
    offers: BTreeMap<RecordId, Vec<RecordId>>,
    epochs: BTreeMap<u8, u8>,
    continues: BTreeMap<u8, Continues>,
    receipt: Option<RecordId>,
    payloads: Vec<Vec<u8>>,
    adoption: Option<RecordId>,
    documents: Vec<String>,
}

impl Story {
    fn of(events: &[Event]) -> Self {
        let mut story = Self { ledger: Ledger::start([2, 3, 4]), ..Self::default() };
        for event in events {
            story.tell(event);
        }
        story
    }

    fn pick(&self, number: u8) -> Option<RecordId> {
        self.requests.get(usize::from(number) % self.requests.len().max(1)).copied()
    }

    fn line(&mut self, writer: u8, request: Option<RecordId>) -> Line {
        let parents = request.map(|request| self.heads[&request].iter().copied().collect()).unwrap_or_default();
        let epoch = self.epochs.get(&writer).copied().unwrap_or(0);
        Line { parents, epoch, anchor: self.receipt, continues: self.continues.remove(&writer), ..Line::work(request) }
    }

    fn say(&mut self, writer: u8, request: RecordId, payload: Option<Vec<u8>>, act: &Act) -> RecordId {
        let mut line = self.line(writer, Some(request));
        if let Some(bytes) = payload {
            line.payload = Some(ledger::payload(&bytes));
            self.payloads.push(bytes);
        }
        let record = self.ledger.write(writer, &line, act);
        let heads = self.heads.entry(request).or_default();
        heads.retain(|head| !line.parents.contains(head));
        heads.insert(record.id());
        record.id()
    }

    fn open(&mut self, writer: u8) {
        let line = self.line(writer, None);
        let number = self.ledger.records.len() % 3;
        let key = shouwen::domain::id::ClientKey::of(&format!("tap {number}"));
        let open = shouwen::domain::act::Open { client_key: Some(key), regulation: self.adoption, ..Default::default() };
        let record = self.ledger.write(writer, &line, &open.into());
        self.requests.push(record.id());
        self.heads.insert(record.id(), [record.id()].into());
        self.tenures.insert(record.id(), vec![record.id()]);
    }

    fn tell(&mut self, event: &Event) {
        match *event {
            Event::Open(writer) => self.open(writer),
            Event::Note(writer, request, words) => {
                let Some(request) = self.pick(request) else { return };
                let words = words.then(|| vec![writer; 20 + self.payloads.len()]);
                self.say(writer, request, words, &Note::default().into());
            }
            Event::Offer(writer, request, receiver) => {
                let Some(request) = self.pick(request) else { return };
                let receiver = if receiver % 5 == 0 { Addressee::Post(duty()) } else { to(2 + receiver % 4) };
                let offer = Offer { tenures: self.tenures[&request].clone(), to: Some(receiver), ..Offer::default() };
                let offer = self.say(writer, request, None, &offer.into());
                self.offers.entry(request).or_default().push(offer);
            }
            Event::Take(writer, request) => {
                let Some(request) = self.pick(request) else { return };
                let offers = self.offers.get(&request).cloned().unwrap_or_default();
                let take = Take { parents: self.tenures[&request].clone(), offers, because: None };
                let take = self.say(writer, request, None, &take.into());
                self.tenures.insert(request, vec![take]);
            }
            Event::Close(writer, request) => {
                let Some(request) = self.pick(request) else { return };
                let close = Close { parents: self.tenures[&request].clone(), ..Close::default() };
                let close = self.say(writer, request, None, &close.into());
                self.tenures.insert(request, vec![close]);
            }
            _ => self.judge(event),
        }
    }

    fn judge(&mut self, event: &Event) {
        match *event {
            Event::Certify(writer) => drop(self.ledger.certify(SUPERVISOR, writer)),
            Event::CertifyEverywhere(writer) => drop(self.ledger.certify_at(ROOT, writer, SiteId::ORGANISATION)),
            Event::Adopt(number) => self.adopt(number),
            Event::CertifyDevice(device) => drop(self.ledger.certify_device(device)),
            Event::Revoke(writer, reason, back) => {
                let Some(certificate) = self.ledger.certificates.get(&writer).copied() else { return };
                let reason = REASONS[usize::from(reason)];
                let cuts = self.place(writer, back).into_iter().collect();
                let revoke = Revoke { certificate: Some(certificate), reason, cuts };
                let line = Line { anchor: self.receipt, ..Line::roster() };
                self.ledger.write(SUPERVISOR, &line, &revoke.into());
            }
            Event::Admit(writer) => {
                let Some(up_to) = self.place(writer, 0) else { return };
                self.ledger.write(SUPERVISOR, &Line::roster(), &Admit { up_to, evidence: vec![] }.into());
            }
            Event::Receipt(device) => self.witness(device),
            Event::Regress(writer, back) => {
                let Some(cut) = self.place(writer, back) else { return };
                self.ledger.heads.insert(cut.log, (cut.seq, cut.id));
            }
            Event::Epoch(writer, says) => {
                let old = self.place(writer, 0).filter(|_| says);
                *self.epochs.entry(writer).or_default() += 1;
                if let Some(Cut { log: LogId { epoch, .. }, seq, id }) = old {
                    self.continues.insert(writer, Continues { epoch, seq, id });
                }
            }
            _ => {}
        }
    }

    fn adopt(&mut self, number: u8) {
        let text = format!("[handoff]\nrequire_reason = {}\n", number.is_multiple_of(2));
        let adopt = AdoptRegulation { preset: Digest::of(text.as_bytes()), ..AdoptRegulation::default() };
        self.documents.push(text);
        self.adoption = Some(self.ledger.write(SUPERVISOR, &Line::roster(), &adopt.into()).id());
    }

    /// The place of the writer's Work record that is `back` from the newest of its log.
    fn place(&self, writer: u8, back: u8) -> Option<Cut> {
        let epoch = self.epochs.get(&writer).copied().unwrap_or(0);
        let log = Ledger::log(writer, &Line { epoch, ..Line::work(None) });
        let mut of_log = self.ledger.records.iter().rev().filter(|record| record.header().log == log);
        of_log.nth(usize::from(back)).map(|record| Cut { log, seq: record.header().seq, id: record.id() })
    }

    fn witness(&mut self, device: u8) {
        let work = self.ledger.heads.iter().filter(|(log, _)| log.stream == Stream::Work);
        let heads = work.map(|(log, (seq, id))| Head {
            organisation: false,
            key: log.key,
            stream: log.stream,
            epoch: log.epoch,
            seq: *seq,
            id: *id,
        });
        let roster = self.ledger.records.iter().filter(|record| record.header().log.stream == Stream::Roster);
        let revocations = roster.filter(|record| record.header().act.kind == shouwen::domain::act::Kind::Revoke);
        let receipt = Receipt {
            heads: heads.take(28).collect(),
            roster: Digest::default(),
            revocations: revocations.map(VerifiedRecord::id).take(16).collect(),
            forks: Vec::<KnownFork>::new(),
        };
        let record = self.ledger.write(device, &Line::witness(), &receipt.into());
        self.receipt = Some(record.id());
    }
}

/// Everything that a store shows, without arrival numbers.
#[derive(Debug, PartialEq)]
struct Image {
    requests: Vec<(RequestRow, Request)>,
    lists: Vec<Vec<RecordId>>,
    ranges: Vec<LogRange>,
    forks: Vec<Fork>,
    wants: Vec<Want>,
    roster: Digest,
    taps: Vec<Vec<RecordId>>,
    witnessed: usize,
}

fn image(snapshot: &Snapshot) -> Image {
    let all = |filter: &Filter| snapshot.rows(filter, None, 1000).expect("read").rows;
    let mut requests: Vec<_> =
        all(&Filter::All).into_iter().map(|row| (snapshot.request(row.id).expect("read").expect("folded"), row)).collect();
    requests.sort_by_key(|(request, _)| request.id);
    let mut filters = vec![Filter::All, Filter::Open, Filter::Contested, Filter::Orphaned];
    for writer in 0..8 {
        let person = person(writer);
        filters.extend([Filter::Holder(person), Filter::FirstContact(person), Filter::OfferedTo { person, posts: vec![duty()] }]);
    }
    let mut ranges = snapshot.ranges(SITE).expect("read");
    ranges.extend(snapshot.ranges(SiteId::ORGANISATION).expect("read"));
    let taps = (0..3).map(|tap| shouwen::domain::id::ClientKey::of(&format!("tap {tap}")));
    Image {
        lists: filters.iter().map(|filter| all(filter).into_iter().map(|row| row.id).collect()).collect(),
        requests: requests.into_iter().map(|(request, row)| (row, request)).collect(),
        ranges,
        forks: snapshot.forks(SITE),
        wants: snapshot.wants(None, 1000).expect("read"),
        roster: snapshot.roster_digest(SITE).expect("read"),
        taps: taps.map(|key| snapshot.by_client_key(SITE, key).expect("read")).collect(),
        witnessed: snapshot.evidence(SITE).expect("read").certificates().count(),
    }
}

fn whole(story: &Story) -> Batch {
    Batch {
        records: story.ledger.records.clone(),
        payloads: story.payloads.clone(),
        documents: story.documents.clone(),
        ..Batch::default()
    }
}

/// The story in another order, split into batches, some records twice; words before or after the records that name them.
fn batches(story: &Story, order: &[u16], size: usize) -> Vec<Batch> {
    let mut records: Vec<(u16, &VerifiedRecord)> =
        story.ledger.records.iter().enumerate().map(|(at, r)| (order[at % order.len()], r)).collect();
    records.sort_by_key(|(key, record)| (*key, record.id()));
    let mut batches: Vec<Batch> = records
        .chunks(size)
        .map(|part| Batch { records: part.iter().map(|(_, record)| (*record).clone()).collect(), ..Batch::default() })
        .collect();
    if let Some(first) = records.first() {
        batches.iter_mut().skip(1).step_by(2).for_each(|batch| batch.records.push(first.1.clone()));
    }
    // Words come after the records that name them; documents may come before.
    let middle = batches.len() / 2;
    batches[middle].documents.clone_from(&story.documents);
    batches.push(Batch { payloads: story.payloads.clone(), ..Batch::default() });
    batches
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_order_split_and_repetition_gives_the_same_views(
        events in proptest::collection::vec(event(), 1..22),
        order in proptest::collection::vec(any::<u16>(), 1..40),
        size in 1usize..12,
    ) {
        let story = Story::of(&events);
        let expected = Store::in_memory(founding()).expect("memory");
        expected.ingest(&whole(&story)).expect("committed");
        let expected = image(&expected.snapshot().expect("read"));

        let disk = Disk::default();
        let store = Store::create_on(disk.clone(), founding(), Options::default()).expect("created");
        for batch in batches(&story, &order, size) {
            store.ingest(&batch).expect("committed");
        }
        prop_assert_eq!(&image(&store.snapshot().expect("read")), &expected);
        drop(store);
        let store = Store::open_on(disk, Options::default()).expect("opened");
        prop_assert_eq!(&image(&store.snapshot().expect("read")), &expected, "after opening again");
    }

    #[test]
    fn runs_are_exactly_what_the_records_say(
        events in proptest::collection::vec(event(), 1..22),
        order in proptest::collection::vec(any::<u16>(), 1..40),
        kept in 1usize..40,
    ) {
        let story = Story::of(&events);
        let store = Store::in_memory(founding()).expect("memory");
        let part = batches(&story, &order, kept).swap_remove(0);
        store.ingest(&part).expect("committed");
        let held: BTreeMap<RecordId, &VerifiedRecord> = part.records.iter().map(|record| (record.id(), record)).collect();
        let mut children: BTreeMap<RecordId, u32> = BTreeMap::new();
        for backlink in held.values().filter_map(|record| record.header().backlink) {
            *children.entry(backlink).or_default() += 1;
        }
        let snapshot = store.snapshot().expect("read");
        let mut seen = BTreeSet::new();
        for range in [SITE, SiteId::ORGANISATION].into_iter().flat_map(|site| snapshot.ranges(site).expect("read")) {
            let run = snapshot.run(&range, range.span, usize::MAX).expect("read");
            prop_assert_eq!(run.len() as u64, range.span.count());
            prop_assert_eq!(run.last().expect("not empty").id(), range.top);
            prop_assert!(run.windows(2).all(|pair| pair[1].header().backlink == Some(pair[0].id()) && children[&pair[0].id()] == 1));
            let bottom = run[0].header().backlink;
            prop_assert!(bottom.is_none_or(|below| !held.contains_key(&below) || children[&below] > 1), "maximal");
            for record in run {
                prop_assert!(seen.insert(record.id()), "a record stands in one run");
            }
        }
        prop_assert_eq!(seen.len(), held.len());
    }
}

#[test]
fn a_record_of_every_epoch_and_site_finds_its_run() {
    let mut ledger = Ledger::start([2]);
    let far = Line { site: SiteId([8; 16]), ..Line::work(None) };
    ledger.write(2, &far, &shouwen::domain::act::Open::default().into());
    let store = Store::in_memory(founding()).expect("memory");
    store.ingest(&Batch { records: ledger.records.clone(), ..Batch::default() }).expect("committed");
    let snapshot = store.snapshot().expect("read");
    assert_eq!(snapshot.sites().expect("read"), [SITE, SiteId([8; 16])]);
    assert_eq!(snapshot.ranges(SiteId([8; 16])).expect("read").len(), 1);
    assert_eq!(snapshot.heads(SiteId([8; 16])).expect("read")[0].log.epoch, Epoch([0; 8]));
    let _ = (ROOT, payload(b""));
}

/// RULE: R09.16. What a notice means depends on the certificate of whoever it went to, which may come later than the notice.
#[test]
fn a_certificate_that_comes_after_whom_it_is_of_was_named_is_read_at_once() {
    // The notice is the first contact's own here, so that nobody else is needed.
    let own = |text: String, from: &str, to: &str| text.replace(from, to);
    let r09 = own(preset("r09").expect("shipped").to_owned(), "by = [\"receiving_dept\"", "by = [\"first_contact\"");
    let r09 = own(r09, "on = \"completed\"\nwho = \"receiving_dept\"\nto", "on = \"contact\"\nwho = \"first_contact\"\nto");
    let post = || Code::new("quality").expect("a code");
    let mut ledger = Ledger::start([2]);
    let adoption = ledger
        .write(SUPERVISOR, &Line::roster(), &AdoptRegulation { preset: Digest::of(r09.as_bytes()), ..AdoptRegulation::default() }.into())
        .id();
    let open = Open { regulation: Some(adoption), ..Open::default() };
    let request = ledger.write(2, &Line::work(None), &open.into()).id();
    let tell =
        Tell { to: vec![Audience::Person(person(3)), Audience::Post(post())], what: vec![Topic::result], reached: true, ..Tell::default() };
    ledger.write(2, &Line { parents: vec![request], ..Line::work(Some(request)) }, &tell.into());
    let known = ledger.records.len();
    // The same person again, with another role: a badge that is not empty changes, too.
    ledger.certify(SUPERVISOR, 3);
    let certify = Certify {
        person: Some(person(3)),
        device: DeviceId([30; 16]),
        keys: Keys::Staff(secret(30).public()),
        roles: vec![Role::dept_cs_supervisor],
        posts: vec![post()],
        scope: Scope::Site(SITE),
        ..Certify::default()
    };
    ledger.write(SUPERVISOR, &Line::roster(), &certify.into());
    let views = |parts: &[&[VerifiedRecord]]| -> (Option<bool>, Option<Docket>) {
        let store = Store::in_memory(founding()).expect("memory");
        for part in parts {
            let batch = Batch { records: part.to_vec(), documents: vec![r09.clone()], ..Batch::default() };
            store.ingest(&batch).expect("committed");
        }
        assert_eq!(store.check().expect("readable"), Vec::<&str>::new());
        let snapshot = store.snapshot().expect("readable");
        (snapshot.row(request).expect("readable").map(|row| row.first_contact_open), snapshot.docket(SITE, request).expect("readable"))
    };
    let (early, late) = ledger.records.split_at(known);
    let at_once = views(&[&ledger.records]);
    assert_ne!(views(&[early]), at_once, "the certificates matter here");
    assert_eq!(views(&[early, late]), at_once);
    assert_eq!(views(&[early, &late[..1], &late[1..]]), at_once);
    assert_eq!(views(&[late, early]), at_once);
}
