//! The bodies of the fuzz targets, with honest bytes that are changed at random.
//!
//! `SHOUWEN_FUZZ_SECONDS` says for how long each (10 without it), `SHOUWEN_SEED` with which numbers. cargo-fuzz runs the same bodies
//! guided by coverage: see [fuzz/Cargo.toml](../../fuzz/Cargo.toml).

#![expect(clippy::disallowed_methods, reason = "it runs for so many seconds")]

#[path = "../../fuzz/bodies.rs"]
mod bodies;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "../support/disk.rs"]
mod disk;

use std::time::{Duration, Instant};

use disk::Dice;
use shouwen::domain::act::word::Role;
use shouwen::domain::act::{Act, Note, Open};
use shouwen::domain::id::{Digest, RecordId, SiteId};
use shouwen::domain::key::SecretKey;
use shouwen::domain::record::{HEADER_VERSION, Header, LogId, PayloadRef};
use shouwen::domain::signed::{SignedRecord, VerifiedRecord};
use shouwen::domain::time::Moment;
use shouwen::node::Machine;
use shouwen::node::enrol::{EnrolAsk, enrol_request};
use shouwen::sync::Batch;
use shouwen::sync::bundle::Writer;

const SECONDS: u64 = 10;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

fn chain() -> Vec<VerifiedRecord> {
    let key = SecretKey::from_bytes(&[1; 32]);
    let log = LogId { key: key.public(), site: SiteId([7; 16]), ..LogId::default() };
    let mut records: Vec<VerifiedRecord> = Vec::new();
    for seq in 1..6 {
        let act: Act = if seq == 1 { Open::default().into() } else { Note::default().into() };
        let header = Header {
            version: HEADER_VERSION,
            log,
            seq,
            backlink: records.last().map(VerifiedRecord::id),
            continues: None,
            under: Some(RecordId([9; 32])),
            request: records.first().map(VerifiedRecord::id),
            parents: records.last().map(VerifiedRecord::id).into_iter().collect(),
            at: Moment::default(),
            happened: Some(-5),
            anchor: None,
            act: act.encode().expect("it encodes"),
            payload: Some(PayloadRef { hash: Digest([2; 32]), len: 90 }),
        };
        records.push(VerifiedRecord::verify(SignedRecord::sign(&header, &key)).expect("just signed"));
    }
    records
}

fn part(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).expect("short").to_le_bytes()[..], bytes].concat()
}

/// Honest bytes for each target, to begin with.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let records = chain();
    match target {
        "record" => records.iter().map(|record| record.signed().as_bytes().to_vec()).collect(),
        "header" => records.iter().map(|record| record.signed().header_bytes().to_vec()).collect(),
        "act" => {
            let acts = records.iter().map(|record| &record.header().act);
            acts.map(|act| [&act.kind.0.to_le_bytes()[..], &act.body].concat()).collect()
        }
        "session" | "bundle" => {
            let (mut writer, header) = Writer::new(bodies::ORGANISATION);
            let framed = writer.push(&Batch { number: 1, records, ..Batch::default() });
            let length = usize::try_from(u32::from_le_bytes(*framed.first_chunk().expect("a frame"))).expect("short");
            let batch = part(&framed[4..4 + length]);
            let rest = writer.finish();
            // A frontier of nothing, that all is compared, a batch, done, a want of nothing.
            let frames =
                [part(&[&[0, 3][..], &[7; 16], &[0, 0, 1]].concat()), part(&[0, 5]), batch.clone(), part(&[0, 8]), part(&[0, 9, 0, 1])];
            vec![[vec![0], header, framed, rest].concat(), [vec![1], batch].concat(), [&[0][..], &frames.concat()].concat()]
        }
        "regulation" => {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain/regulation/presets");
            let mut paths: Vec<_> = std::fs::read_dir(folder).expect("the presets").map(|entry| entry.expect("an entry").path()).collect();
            paths.sort();
            paths.iter().take(6).map(|path| std::fs::read(path).expect("readable")).collect()
        }
        "fold" => vec![(0..160).map(|at: u8| at.wrapping_mul(37)).collect(), (0..160).map(|at: u8| at.wrapping_mul(91)).collect()],
        "enrolment" => {
            let folder = tempfile::tempdir().expect("a folder");
            let ask = EnrolAsk { device: "门岗平板".into(), staff: "赵德柱".into(), role: Role::operator, ..EnrolAsk::default() };
            let machine = Machine::fixed(1_764_000_000_000, "fuzz");
            vec![enrol_request(&folder.path().join("data"), &ask, &machine).expect("a request")]
        }
        other => panic!("no seeds for {other}"),
    }
}

/// Changes bytes a little.
fn mutate(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        let (length, other) = (bytes.len().max(1), &seeds[dice.below(seeds.len())]);
        let at = dice.below(length);
        match dice.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 if !bytes.is_empty() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][dice.below(5)],
            2 => bytes.truncate(at),
            3 => bytes.insert(at.min(bytes.len()), u8::try_from(dice.below(256)).expect("a byte")),
            4 if !bytes.is_empty() => {
                bytes.remove(at);
            }
            _ => {
                bytes.truncate(at);
                bytes.extend(&other[at.min(other.len())..]);
            }
        }
    }
    bytes
}

fn run(name: &str) {
    let (_, body) = bodies::TARGETS.into_iter().find(|(target, _)| *target == name).expect("a target");
    let (seconds, seed) = (number("SHOUWEN_FUZZ_SECONDS", SECONDS), number("SHOUWEN_SEED", 20_261_121));
    let seeds = seeds(name);
    if let Ok(folder) = std::env::var("SHOUWEN_FUZZ_CORPUS") {
        let folder = std::path::Path::new(&folder).join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (at, bytes) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{at}")), bytes).expect("written");
        }
    }
    for bytes in &seeds {
        body(bytes);
    }
    let begun = Instant::now();
    let mut runs = 0;
    while begun.elapsed() < Duration::from_secs(seconds) {
        for _ in 0..100 {
            let bytes = mutate(&mut Dice::new(seed + runs), &seeds);
            let done = std::panic::catch_unwind(|| body(&bytes));
            assert!(done.is_ok(), "`{name}` breaks under {}", data_encoding::HEXLOWER.encode(&bytes));
            runs += 1;
        }
    }
    println!("{name}: {runs} runs in {seconds} s from seed {seed}");
    assert!(runs > 0);
}

macro_rules! targets {
    ($($name:ident),+) => {
        $(#[test]
        fn $name() {
            run(stringify!($name));
        })+

        #[test]
        fn every_target_runs() {
            let names: Vec<&str> = bodies::TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),+]);
        }
    };
}

targets!(record, header, act, session, bundle, enrolment, fold, regulation);
