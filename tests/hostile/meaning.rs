//! Frames that are well-formed messages at their right point, and say what cannot be.

use shouwen::domain::act::{Act, AdoptCalendar, Kind as ActKind, Stream};
use shouwen::domain::id::{Digest, Epoch, RecordId, SiteId};
use shouwen::domain::key::{PublicKey, SecretKey};
use shouwen::domain::record::{Continues, Header, LogId, PayloadRef, RawAct, SEQ_MAX};
use shouwen::domain::signed::SignedRecord;

use super::case::{Case, Ends, certify, forked_places, news, run_all, sample, true_batch, true_frontier, true_probe};
use super::rig::{ELSEWHERE, FORKED, Point, Rig};
use super::support::tangle::{SITE, chain};
use super::wire::{self, Batch, Entry, Frame, Hello, Kind, Probe, Run, Words};

const FORMAT: Ends = Ends::Malformed("breaks the format");
const NO_RUN: Ends = Ends::Malformed("a run ends before it begins");
const NO_LOG: Ends = Ends::Malformed("names a log by a number");
const NOT_NEARER: Ends = Ends::Malformed("does not get nearer");
const NO_PAIR: Ends = Ends::Malformed("compares runs that do not meet");
const OUT_OF_TURN: Ends = Ends::OutOfOrder("halving out of turn");
const UNSIGNED: Ends = Ends::Malformed("not signed by its key");

fn hello(name: &str, ends: Ends, change: impl Fn(&Rig, &mut Hello) + 'static) -> Case {
    Case::one(format!("hello: {name}"), Point::Greeting, ends, move |rig| {
        let mut hello = rig.hello();
        change(rig, &mut hello);
        wire::hello(&hello).bytes
    })
}

/// The record of a certificate with one byte changed.
fn spoilt(at: usize) -> Vec<u8> {
    let mut bytes = certify().signed().as_bytes().to_vec();
    let at = at % bytes.len();
    bytes[at] ^= 1;
    bytes
}

fn hellos() -> Vec<Case> {
    let lying = |rig: &Rig, hello: &mut Hello| hello.sites = rig.same_sites(true);
    vec![
        hello("older than anybody", Ends::Version, |_, hello| (hello.low, hello.high) = (0, 0)),
        hello("newer than anybody", Ends::Version, |_, hello| (hello.low, hello.high) = (2, 9)),
        hello("its versions the wrong way round", Ends::Version, |_, hello| (hello.low, hello.high) = (5, 1)),
        hello("every version there can be", Ends::GoesOn, |_, hello| (hello.low, hello.high) = (0, 65_535)),
        hello("another organisation", Ends::Organisation, |_, hello| hello.organisation = [2; 32]),
        hello("no organisation", Ends::Organisation, |_, hello| hello.organisation = [0; 32]),
        hello("the victim's own nonce", Ends::Reflected, |rig, hello| hello.nonce = rig.nonces()[0]),
        hello("no site", Ends::GoesOn, |_, hello| hello.sites.clear()),
        hello("a site twice", Ends::Malformed("names a site twice"), |_, hello| hello.sites.push(hello.sites[0])),
        hello("a foreign site twice", Ends::Malformed("names a site twice"), |_, hello| {
            let site = wire::Site { site: ELSEWHERE, ..hello.sites[0] };
            hello.sites.extend([site, site]);
        }),
        hello("only a foreign site", Ends::GoesOn, |_, hello| hello.sites = vec![wire::Site { site: ELSEWHERE, ..hello.sites[0] }]),
        hello("an introduction of nothing", UNSIGNED, |_, hello| hello.introduction = vec![Vec::new()]),
        hello("an introduction longer than a record", UNSIGNED, |_, hello| hello.introduction = vec![vec![1; 5000]]),
        hello("an introduction with another signature", UNSIGNED, |_, hello| hello.introduction = vec![spoilt(usize::MAX)]),
        hello("an introduction with another header", UNSIGNED, |_, hello| hello.introduction = vec![spoilt(60)]),
        hello("a good introduction behind a bad one", UNSIGNED, |_, hello| {
            hello.introduction = vec![spoilt(60), certify().signed().as_bytes().to_vec()];
        }),
        hello("the same digests, and nothing behind them", Ends::GoesOn, lying),
        Case::many("the same digests, and a frontier", Point::Greeting, Ends::OutOfOrder("does not differ"), move |rig| {
            let mut hello = rig.hello();
            lying(rig, &mut hello);
            vec![wire::hello(&hello).bytes, sample(rig, Kind::Frontier).bytes]
        }),
        Case::many("the same logs, and one more", Point::Greeting, NO_LOG, |rig| {
            let hello = Hello { sites: rig.same_sites(false), ..rig.hello() };
            let entries: Vec<Entry> = (0..50).map(|_| (1, 1, 0, [0; 8])).collect();
            vec![wire::hello(&hello).bytes, wire::frontier(SITE, None, &entries, true).bytes]
        }),
        Case::many("the same logs, and they are not", Point::Greeting, Ends::GoesOn, |rig| {
            let hello = Hello { sites: rig.same_sites(false), ..rig.hello() };
            vec![wire::hello(&hello).bytes, wire::frontier(SITE, None, &[(1, 1, 90, [0; 8])], true).bytes]
        }),
        Case::one("an older hello goes on after its end", Point::Greeting, Ends::Malformed("goes on after"), |rig| {
            [wire::hello(&rig.hello()).bytes, vec![1, 2, 3]].concat()
        }),
        Case::one("a newer hello goes on after its end", Point::Greeting, Ends::GoesOn, |rig| {
            [wire::hello(&Hello { high: 2, ..rig.hello() }).bytes, vec![1, 2, 3]].concat()
        }),
        Case::one("its own hello sent back", Point::Greeting, Ends::Reflected, Rig::victims_hello),
        Case::many("the hello again", Point::Greeting, Ends::OutOfOrder("a second hello"), |rig| vec![wire::hello(&rig.hello()).bytes; 2]),
    ]
}

fn introductions() -> Vec<Case> {
    let case = |name: &str, ends, records: fn() -> Vec<Vec<u8>>| {
        Case::one(format!("introduction: {name}"), Point::Introducing, ends, move |_| wire::introduction(&records()).bytes)
    };
    vec![
        case("another signature", UNSIGNED, || vec![spoilt(usize::MAX)]),
        case("another header", UNSIGNED, || vec![spoilt(3)]),
        case("an empty record", UNSIGNED, || vec![Vec::new()]),
        case("half a record", UNSIGNED, || vec![certify().signed().as_bytes()[..90].to_vec()]),
        case("a record and a rest", UNSIGNED, || vec![[certify().signed().as_bytes(), &[0]].concat()]),
        case("the same record often", Ends::GoesOn, || vec![certify().signed().as_bytes().to_vec(); 128]),
        Case::many("it asks who this is, twice", Point::Before(Kind::Frontier), Ends::OutOfOrder("asked twice"), |_| {
            vec![Frame::new(Kind::Introduce).bytes; 2]
        }),
    ]
}

fn frontier(name: &str, ends: Ends, say: impl Fn(&Rig) -> Frame + 'static) -> Case {
    Case::one(format!("frontier: {name}"), Point::Before(Kind::Frontier), ends, move |rig| say(rig).bytes)
}

/// A frontier of one log of the friend's, with these entries.
fn entries(rig: &Rig, entries: &[Entry]) -> Frame {
    let (logs, _) = true_frontier(rig);
    wire::frontier(SITE, Some(logs[..1].to_vec()), entries, true)
}

fn frontiers() -> Vec<Case> {
    let foreign = || LogId { key: PublicKey([77; 32]), site: SITE, stream: Stream::Work, epoch: Epoch([3; 8]) };
    vec![
        frontier("of a site that is not in common", Ends::OutOfOrder("does not differ"), |rig| {
            wire::frontier(ELSEWHERE, Some(true_frontier(rig).0), &true_frontier(rig).1, true)
        }),
        frontier("of a site that is equal", Ends::OutOfOrder("does not differ"), |rig| {
            wire::frontier(SiteId::ORGANISATION, Some(true_frontier(rig).0), &true_frontier(rig).1, true)
        }),
        frontier("a log before the first", NO_LOG, |rig| entries(rig, &[(0, 1, 0, [0; 8])])),
        frontier("a log after the last", NO_LOG, |rig| entries(rig, &[(2, 1, 0, [0; 8])])),
        frontier("the greatest step", NO_LOG, |rig| entries(rig, &[(u64::from(u32::MAX), 1, 0, [0; 8])])),
        frontier("a step over four bytes", Ends::Malformed("does not decode"), |rig| entries(rig, &[(1 << 32, 1, 0, [0; 8])])),
        frontier("logs without a list", NO_LOG, |rig| wire::frontier(SITE, None, &true_frontier(rig).1, true)),
        frontier("place 0", NO_RUN, |rig| entries(rig, &[(1, 0, 4, [0; 8])])),
        frontier("a run past the last number", NO_RUN, |rig| entries(rig, &[(1, 2, u64::MAX, [0; 8])])),
        frontier("a run from the last number", NO_RUN, |rig| entries(rig, &[(1, u64::MAX, 1, [0; 8])])),
        frontier("the last place alone", Ends::GoesOn, |rig| entries(rig, &[(1, u64::MAX, 0, [0; 8])])),
        frontier("every place there is", Ends::GoesOn, |rig| entries(rig, &[(1, 1, u64::MAX - 1, [0; 8])])),
        frontier("every place of every log", Ends::GoesOn, |rig| {
            let (logs, _) = true_frontier(rig);
            let all = vec![(1, 1, u64::MAX - 1, [9; 8]); logs.len()];
            wire::frontier(SITE, Some(logs), &all, true)
        }),
        frontier("the same run a thousand times", Ends::GoesOn, |rig| {
            let mut all = vec![(0, 1, 3, [9; 8]); 1000];
            all[0].0 = 1;
            entries(rig, &all)
        }),
        frontier("runs that overlap", Ends::GoesOn, |rig| entries(rig, &[(1, 1, 3, [1; 8]), (0, 2, 3, [2; 8]), (0, 1, 9, [3; 8])])),
        frontier("runs in no order", Ends::GoesOn, |rig| entries(rig, &[(1, 90, 3, [1; 8]), (0, 2, 3, [2; 8]), (0, 40, 9, [3; 8])])),
        frontier("a log listed twice", Ends::GoesOn, |rig| {
            let log = true_frontier(rig).0[0];
            wire::frontier(SITE, Some(vec![log, log]), &[(1, 1, 3, [1; 8]), (1, 1, 3, [1; 8])], true)
        }),
        frontier("a log of nobody", Ends::GoesOn, move |_| wire::frontier(SITE, Some(vec![foreign()]), &[(1, 1, 3, [1; 8])], true)),
        frontier("logs and no runs", Ends::GoesOn, |rig| wire::frontier(SITE, Some(true_frontier(rig).0), &[], true)),
        frontier("nothing", Ends::GoesOn, |_| wire::frontier(SITE, None, &[], true)),
        frontier("false tags", Ends::GoesOn, |rig| {
            let (logs, mut runs) = true_frontier(rig);
            runs.iter_mut().for_each(|run| run.3 = [0; 8]);
            wire::frontier(SITE, Some(logs), &runs, true)
        }),
        frontier("the victim's own", Ends::GoesOn, |rig| {
            let runs = rig.runs(0);
            let logs = shouwen::sync::frontier::logs(&runs);
            let place = |at: usize| at == 0 || runs[at - 1].log != runs[at].log;
            let own = runs.iter().enumerate();
            let own: Vec<Entry> =
                own.map(|(at, run)| (u64::from(place(at)), run.span.low, run.span.high - run.span.low, rig.tag(run.top))).collect();
            wire::frontier(SITE, Some(logs), &own, true)
        }),
        Case::many("a frontier goes on after its end", Point::Before(Kind::Frontier), Ends::OutOfOrder("does not differ"), |rig| {
            vec![sample(rig, Kind::Frontier).bytes, wire::frontier(SITE, None, &[], true).bytes]
        }),
        Case::many("a frontier without an end", Point::Before(Kind::Frontier), Ends::GoesOn, |_| {
            vec![wire::frontier(SITE, None, &[], false).bytes; 50]
        }),
        Case::many("compared twice", Point::Before(Kind::Frontier), Ends::OutOfOrder("compared what it does not know"), |rig| {
            let compared = Frame::new(Kind::Compared).bytes;
            vec![sample(rig, Kind::Frontier).bytes, compared.clone(), compared]
        }),
    ]
}

fn halve(name: &str, ends: Ends, change: impl Fn(&Rig, &mut Probe) + 'static) -> Case {
    Case::one(format!("halving: {name}"), Point::Before(Kind::Halve), ends, move |rig| {
        let mut probe = true_probe(rig);
        change(rig, &mut probe);
        wire::halve(SITE, &[probe]).bytes
    })
}

fn halvings() -> Vec<Case> {
    let twice = |at, ends, name: &str| Case::one(name, at, ends, |rig| wire::halve(SITE, &[true_probe(rig), true_probe(rig)]).bytes);
    vec![
        halve("as it should be", Ends::GoesOn, |_, _| ()),
        halve("of a run of its own that is not there", NO_PAIR, |_, probe| probe.0 = 99),
        halve("of a run of the other's that is not there", NO_PAIR, |_, probe| probe.1 = 99),
        halve("of the greatest numbers", NO_PAIR, |_, probe| (probe.0, probe.1) = (u64::from(u32::MAX), u64::from(u32::MAX))),
        halve("of runs of different logs", NO_PAIR, |rig, probe| probe.1 = (forked_places(rig).1 + 1) % 3),
        halve("the wrong way round", NOT_NEARER, |_, probe| (probe.2, probe.3) = (probe.3, probe.2)),
        halve("of nothing", NOT_NEARER, |_, probe| probe.3 = probe.2),
        halve("as wide as before", NOT_NEARER, |_, probe| probe.2 = 0),
        halve("one narrower than before", NOT_NEARER, |_, probe| probe.2 = 1),
        halve("wider than the runs", NOT_NEARER, |_, probe| probe.3 = 18),
        halve("up to the last number", NOT_NEARER, |_, probe| probe.3 = u64::MAX),
        halve("from the last number", NOT_NEARER, |_, probe| (probe.2, probe.3) = (u64::MAX - 1, u64::MAX)),
        halve("without a tag where one is due", NOT_NEARER, |_, probe| probe.4 = None),
        halve("with a tag where nothing is left", NOT_NEARER, |_, probe| (probe.2, probe.3) = (16, 17)),
        halve("jumping to the end", NOT_NEARER, |_, probe| (probe.2, probe.3, probe.4) = (9, 10, None)),
        halve("with a false tag", Ends::GoesOn, |_, probe| probe.4 = Some([0; 8])),
        twice(Point::Before(Kind::Halve), OUT_OF_TURN, "halving twice in one breath"),
        twice(Point::Before(Kind::Compared), OUT_OF_TURN, "halving what is settled"),
        twice(Point::Live, OUT_OF_TURN, "halving when all is level"),
        Case::many("halving before the answer", Point::Before(Kind::Halve), OUT_OF_TURN, |rig| {
            let (ours, theirs, ..) = true_probe(rig);
            // Twelve is the middle that the victim asks about next; this is said without having heard it.
            let next = (ours, theirs, 8, 12, None);
            vec![wire::halve(SITE, &[true_probe(rig), next]).bytes]
        }),
        Case::one("halving of nothing at all", Point::Before(Kind::Halve), Ends::GoesOn, |_| wire::halve(SITE, &[]).bytes),
        Case::one("halving elsewhere", Point::Before(Kind::Halve), Ends::OutOfOrder("before the frontiers"), |rig| {
            wire::halve(ELSEWHERE, &[true_probe(rig)]).bytes
        }),
        Case::one("halving where all is equal", Point::Before(Kind::Halve), Ends::OutOfOrder("before the frontiers"), |rig| {
            wire::halve(SiteId::ORGANISATION, &[true_probe(rig)]).bytes
        }),
        Case::one("halving begun by the wrong side", Point::Before(Kind::Halve), OUT_OF_TURN, |rig| {
            // Of the first log the victim holds more: only it can tell whether they agree.
            let log = chain(1, Stream::Work, 1).remove(0).0.header().log;
            let place = |side| rig.runs(side).iter().position(|run| run.log == log).expect("both hold it") as u64;
            wire::halve(SITE, &[(place(1), place(0), 0, 4, Some([1; 8]))]).bytes
        }),
    ]
}

fn batch(name: &str, ends: Ends, change: impl Fn(&mut Batch) + 'static) -> Case {
    Case::one(format!("batch: {name}"), Point::Before(Kind::Batch), ends, move |_| {
        let mut batch = true_batch(1);
        change(&mut batch);
        wire::batch(&batch).bytes
    })
}

/// A batch of one record of the second log, at its first place unless changed, signed by this key.
fn one_record(signer: u8, change: impl Fn(&mut Header)) -> Batch {
    let mut header = news()[0].header().clone();
    change(&mut header);
    let signature = SignedRecord::sign(&header, &SecretKey::from_bytes(&[signer; 32])).signature().0;
    let run = Run { log: 0, first: header.seq, backlink: header.backlink, items: vec![(header.clone(), signature)] };
    Batch { number: 1, logs: vec![header.log], runs: vec![run], ..Batch::default() }
}

fn header(name: &str, ends: Ends, change: fn(&mut Header)) -> Case {
    Case::one(format!("record: {name}"), Point::Before(Kind::Batch), ends, move |_| wire::batch(&one_record(2, change)).bytes)
}

fn batches() -> Vec<Case> {
    let number = Ends::OutOfOrder("a batch twice, or one was left out");
    vec![
        batch("number 0", number, |batch| batch.number = 0),
        batch("number 2", number, |batch| batch.number = 2),
        batch("the last number", number, |batch| batch.number = u64::MAX),
        batch("nothing in it", Ends::Malformed("an empty batch"), |batch| batch.runs.clear()),
        batch("a site that is not in common", Ends::OutOfOrder("not in common"), |batch| batch.logs[0].site = ELSEWHERE),
        batch("such a site beside a good one", Ends::OutOfOrder("not in common"), |batch| {
            batch.logs.push(LogId { site: ELSEWHERE, ..batch.logs[0] });
        }),
        batch("a log that is not listed", FORMAT, |batch| batch.runs[0].log = 1),
        batch("the greatest log number", FORMAT, |batch| batch.runs[0].log = u64::from(u32::MAX)),
        batch("a run of nothing", FORMAT, |batch| batch.runs[0].items.clear()),
        batch("a run of nothing behind a good one", FORMAT, |batch| {
            batch.runs.push(Run { items: Vec::new(), ..batch.runs[0].clone() });
        }),
        batch("place 0", FORMAT, |batch| batch.runs[0].first = 0),
        batch("a place past the last", FORMAT, |batch| batch.runs[0].first = SEQ_MAX + 1),
        batch("the greatest place", FORMAT, |batch| (batch.runs[0].first, batch.runs[0].backlink) = (u64::MAX, Some(RecordId([1; 32])))),
        batch("a first record with a backlink", FORMAT, |batch| batch.runs[0].backlink = Some(RecordId([1; 32]))),
        batch("a later record without one", FORMAT, |batch| batch.runs[0].first = 2),
        batch("every place one too high", Ends::GoesOn, |batch| {
            (batch.runs[0].first, batch.runs[0].backlink) = (2, Some(RecordId([1; 32])));
        }),
        batch("two records exchanged, so that only the first one stands", Ends::Stores, |batch| batch.runs[0].items.swap(1, 3)),
        batch("the first two exchanged", Ends::GoesOn, |batch| batch.runs[0].items.swap(0, 1)),
        batch("a record left out, the rest moved down", Ends::Stores, |batch| drop(batch.runs[0].items.remove(3))),
        batch("a gap", Ends::Stores, |batch| {
            let records = news();
            batch.runs = vec![Run::of(0, &records[..2]), Run::of(0, &records[3..])];
        }),
        batch("the same run twice", Ends::Stores, |batch| batch.runs.push(batch.runs[0].clone())),
        batch("another's log", Ends::GoesOn, |batch| batch.logs[0].key = SecretKey::from_bytes(&[1; 32]).public()),
        batch("the log of a key of small order", Ends::GoesOn, |batch| {
            batch.logs[0].key = PublicKey(std::array::from_fn(|at| u8::from(at == 0)));
            for (_, signature) in &mut batch.runs[0].items {
                *signature = std::array::from_fn(|at| u8::from(at == 0));
            }
        }),
        batch("another epoch", Ends::GoesOn, |batch| batch.logs[0].epoch = Epoch([9; 8])),
        batch("another stream", FORMAT, |batch| batch.logs[0].stream = Stream::Roster),
        batch("the top's signature changed", Ends::Stores, |batch| batch.runs[0].items[4].1[9] ^= 1),
        batch("a signature below the top changed", Ends::Stores, |batch| batch.runs[0].items[2].1[9] ^= 1),
        batch("the first signature changed", Ends::GoesOn, |batch| batch.runs[0].items[0].1[9] ^= 1),
        batch("all signatures changed", Ends::GoesOn, |batch| batch.runs[0].items.iter_mut().for_each(|item| item.1[9] ^= 1)),
        batch("no signatures", Ends::GoesOn, |batch| batch.runs[0].items.iter_mut().for_each(|item| item.1 = [0; 64])),
        batch("another certificate", Ends::GoesOn, |batch| batch.runs[0].items[0].0.under = None),
        batch("a long act", FORMAT, |batch| batch.runs[0].items[0].0.act.body = vec![0; 5000]),
        Case::one("a record of another author's log, vouched for from one's own", Point::Before(Kind::Batch), Ends::Stores, |_| {
            // The thief's own record names the forged one as its backlink; only the thief's own is stored.
            let forged = one_record(2, |header| header.log.key = SecretKey::from_bytes(&[1; 32]).public());
            let id = {
                let (header, signature) = &forged.runs[0].items[0];
                SignedRecord::new(&[&header.encode()[..], signature].concat()).expect("a record").id()
            };
            let own = one_record(2, |header| (header.seq, header.backlink) = (2, Some(id)));
            let second = Run { log: 1, ..own.runs[0].clone() };
            wire::batch(&Batch { logs: vec![forged.logs[0], own.logs[0]], runs: vec![forged.runs[0].clone(), second], ..forged }).bytes
        }),
    ]
}

fn headers() -> Vec<Case> {
    let continues = |epoch, seq| Some(Continues { epoch: Epoch([epoch; 8]), seq, id: RecordId([4; 32]) });
    let later = |header: &mut Header| (header.seq, header.backlink) = (2, Some(RecordId([1; 32])));
    let mut cases = vec![
        header("as it should be", Ends::Stores, |_| ()),
        header("of a kind that nobody knows", Ends::Stores, |header| header.act = RawAct { kind: ActKind(50_000), body: vec![1; 90] }),
        header("at the beginning of time", Ends::Stores, |header| header.at.wall = i64::MIN),
        header("at the end of time", Ends::Stores, |header| (header.at.wall, header.happened) = (i64::MAX, Some(i64::MIN))),
        header("at a boot that never was", Ends::Stores, |header| (header.at.boot, header.at.elapsed) = (u64::MAX, u64::MAX)),
        header("the last place of a log", Ends::Stores, |header| (header.seq, header.backlink) = (SEQ_MAX, Some(RecordId([1; 32])))),
        header("sixteen parents", Ends::Stores, |header| header.parents = (0..16).map(|at| RecordId([at; 32])).collect()),
        header("seventeen parents", FORMAT, |header| header.parents = (0..17).map(|at| RecordId([at; 32])).collect()),
        header("parents out of order", FORMAT, |header| header.parents = vec![RecordId([2; 32]), RecordId([1; 32])]),
        header("a parent twice", FORMAT, |header| header.parents = vec![RecordId([2; 32]); 2]),
        header("parents and no request", FORMAT, |header| (header.request, header.parents) = (None, vec![RecordId([2; 32])])),
        header("work about no request", FORMAT, |header| header.request = None),
        header("an opening that names a request", FORMAT, |header| header.act = RawAct { kind: ActKind(1), body: vec![0; 9] }),
        header("a roster record about a request", FORMAT, |header| header.log.stream = Stream::Roster),
        header("words over 64 KiB", FORMAT, |header| header.payload = Some(PayloadRef { hash: Digest([1; 32]), len: 65_537 })),
        header("words of 4 GiB", FORMAT, |header| header.payload = Some(PayloadRef { hash: Digest([1; 32]), len: u32::MAX })),
        header("as long as a header may be", Ends::Stores, |header| {
            header.act = RawAct { kind: ActKind(50_000), body: Vec::new() };
            let rest = shouwen::domain::record::HEADER_BYTES_MAX - header.encode().len() - 1;
            header.act.body = vec![7; rest];
        }),
        header("a byte longer than a header may be", FORMAT, |header| {
            header.act = RawAct { kind: ActKind(50_000), body: Vec::new() };
            let rest = shouwen::domain::record::HEADER_BYTES_MAX - header.encode().len();
            header.act.body = vec![7; rest];
        }),
    ];
    let mut epoch = |name: &str, ends, back: Option<Continues>, at_two: bool| {
        cases.push(Case::one(format!("record: {name}"), Point::Before(Kind::Batch), ends, move |_| {
            let change = |header: &mut Header| {
                if at_two {
                    later(header);
                }
                header.continues = back;
            };
            wire::batch(&one_record(2, change)).bytes
        }));
    };
    epoch("continues an earlier epoch", Ends::Stores, continues(3, 7), false);
    epoch("continues its own epoch", FORMAT, continues(1, 7), false);
    epoch("continues from place 0", FORMAT, continues(3, 0), false);
    epoch("continues from a place past the last", FORMAT, continues(3, u64::MAX), false);
    epoch("continues at its second place", FORMAT, continues(3, 7), true);
    cases
}

/// A batch of one record with words, and what comes with it.
fn with_words(bytes: &[u8], words: Vec<Words>) -> Batch {
    let named = PayloadRef { hash: Digest::of(bytes), len: u32::try_from(bytes.len().min(65_536)).expect("short") };
    Batch { words, ..one_record(2, |header| header.payload = Some(named)) }
}

/// A batch of one calendar of the site with its document.
fn with_document(named: &[u8], documents: Vec<Vec<u8>>) -> Batch {
    let log = chain(4, Stream::Roster, 1).remove(0).0.header().log;
    let act = AdoptCalendar { document: Digest::of(named), replaces: Vec::new() };
    let batch = one_record(4, |header| {
        header.log = LogId { epoch: Epoch([8; 8]), ..log };
        header.request = None;
        header.payload = None;
        header.act = Act::from(act.clone()).encode().expect("it encodes");
    });
    Batch { documents, ..batch }
}

fn attached(name: &str, ends: Ends, batch: impl Fn() -> Batch + 'static) -> Case {
    Case::one(format!("with it: {name}"), Point::Before(Kind::Batch), ends, move |_| wire::batch(&batch()).bytes)
}

fn belongings() -> Vec<Case> {
    let unnamed = Ends::OutOfOrder("words that no record names");
    let nobodys = Ends::OutOfOrder("a document that no record names");
    let alone = |words: Words| Batch { number: 1, words: vec![words], ..Batch::default() };
    let text = |bytes: &[u8]| (Digest::of(bytes), Some(bytes.to_vec()), 0);
    vec![
        attached("its words", Ends::Stores, move || with_words(b"words", vec![text(b"words")])),
        attached("its words twice", Ends::Stores, move || with_words(b"words", vec![text(b"words"), text(b"words")])),
        attached("other words under their hash", Ends::Malformed("not those of their hash"), || {
            with_words(b"words", vec![(Digest::of(b"words"), Some(b"other".to_vec()), 0)])
        }),
        attached("no words under their hash", Ends::Malformed("not those of their hash"), || {
            with_words(b"words", vec![(Digest::of(b"words"), Some(Vec::new()), 0)])
        }),
        attached("words that nobody names", unnamed, move || with_words(b"words", vec![text(b"other")])),
        attached("words alone", unnamed, move || alone(text(b"words"))),
        attached("wraps alone", unnamed, move || alone((Digest([3; 32]), None, 3))),
        attached("the longest words", Ends::Stores, move || with_words(&[7; 65_536], vec![text(&[7; 65_536])])),
        attached("words over 64 KiB", Ends::TooMuch("words of one record"), move || with_words(&[7; 65_537], vec![text(&[7; 65_537])])),
        attached("sixteen wraps", Ends::Stores, || with_words(b"words", vec![(Digest::of(b"words"), None, 16)])),
        attached("seventeen wraps", Ends::TooMuch("words of one record"), || with_words(b"words", vec![(Digest::of(b"words"), None, 17)])),
        attached("its document", Ends::Stores, || with_document(b"text", vec![b"text".to_vec()])),
        attached("another document", nobodys, || with_document(b"text", vec![b"other".to_vec()])),
        attached("an empty document that nobody names", nobodys, || with_document(b"text", vec![Vec::new()])),
        attached("a document alone", nobodys, || Batch { number: 1, documents: vec![b"text".to_vec()], ..Batch::default() }),
        attached("a document of work", nobodys, || Batch { documents: vec![b"text".to_vec()], ..true_batch(1) }),
        attached("a document that is no text", Ends::Malformed("not text"), || with_document(&[0xff, 0xfe], vec![vec![0xff, 0xfe]])),
        attached("the longest document", Ends::Stores, || with_document(&[b'a'; 65_536], vec![vec![b'a'; 65_536]])),
        attached("a document over 64 KiB", Ends::TooMuch("bytes of a document"), || {
            with_document(&[b'a'; 65_537], vec![vec![b'a'; 65_537]])
        }),
    ]
}

fn bare(kind: Kind) -> Vec<u8> {
    Frame::new(kind).bytes
}

/// Wants so many things of a sort that nobody has.
fn wants(tag: u64, count: u8, last: bool) -> Vec<u8> {
    wire::want(&(0..count).map(|at| (tag, Digest([at; 32]))).collect::<Vec<_>>(), last).bytes
}

fn endings() -> Vec<Case> {
    let case = |name: &str, at, ends, frames: fn(&Rig) -> Vec<Vec<u8>>| Case::many(name, Point::Before(at), ends, frames);
    let sent = Ends::OutOfOrder("of what was not sent");
    vec![
        case("acknowledges batch 0", Kind::Batch, sent, |_| vec![wire::acknowledge(0).bytes]),
        case("acknowledges the next batch", Kind::Batch, sent, |_| vec![wire::acknowledge(2).bytes]),
        case("acknowledges the last number", Kind::Batch, sent, |_| vec![wire::acknowledge(u64::MAX).bytes]),
        case("done twice", Kind::Batch, Ends::OutOfOrder("at this point"), |_| vec![bare(Kind::Done), bare(Kind::Done)]),
        case("wants nothing for ever", Kind::Want, Ends::GoesOn, |_| vec![wire::want(&[], false).bytes; 40]),
        case("wants what nobody has", Kind::Want, Ends::GoesOn, |_| vec![wants(1, 90, true)]),
        case("wants documents that nobody has", Kind::Want, Ends::GoesOn, |_| vec![wants(0, 90, true)]),
        case("wants wraps that nobody has", Kind::Want, Ends::GoesOn, |_| vec![wants(2, 90, true)]),
        case("wants chunks of nothing", Kind::Want, Ends::GoesOn, |_| vec![wants(3, 90, true)]),
        case("wants the same a thousand times", Kind::Want, Ends::GoesOn, |_| {
            vec![wire::want(&vec![(1, Digest([1; 32])); 1000], true).bytes]
        }),
        case("wants more after its last", Kind::Want, Ends::OutOfOrder("before everything was sent"), |_| {
            vec![wants(1, 1, true), wants(1, 1, true)]
        }),
        case("answers twice", Kind::Answered, Ends::OutOfOrder("nobody asked for"), |_| vec![bare(Kind::Answered); 9]),
        case("settles with another digest", Kind::Settled, Ends::GoesOn, |_| vec![wire::settled(Digest([1; 32])).bytes]),
        case("settles twice", Kind::Settled, Ends::OutOfOrder("at this point"), |_| vec![wire::settled(Digest([1; 32])).bytes; 2]),
    ]
}

pub fn cases() -> Vec<Case> {
    [hellos(), introductions(), frontiers(), halvings(), batches(), headers(), belongings(), endings()].into_iter().flatten().collect()
}

#[test]
fn nothing_false_is_believed() {
    run_all(&cases());
}

#[test]
fn the_forked_log_is_where_the_cases_think() {
    let rig = Rig::at(Point::Before(Kind::Halve));
    let (ours, theirs) = forked_places(&rig);
    let spans = (rig.runs(1)[usize::try_from(ours).expect("few")].span, rig.runs(0)[usize::try_from(theirs).expect("few")].span);
    assert_eq!((spans.0.high, spans.1.high), (17, 17), "the log of key {FORKED}");
    assert_eq!(true_probe(&rig).2..=true_probe(&rig).3, 8..=17);
}
