//! Frames that nobody would think of: what an honest peer said, changed at random, said at any point.
//!
//! `SHOUWEN_FRAMES` says how many (5,000 without it, 1,000,000 before a release), `SHOUWEN_SEED` with which numbers.

use shouwen::sync::FRAME_BYTES_MAX;

use super::case::sample;
use super::rig::{Point, Rig, another_session_settles};
use super::support::disk::Dice;
use super::wire::{Frame, Kind, packed, varint};

/// What a whole run may keep in memory at once, in bytes: a frame of a mebibyte unfolds to a few dozen of them.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// Frames said to one session before the next one is begun.
const FRAMES_EACH: usize = 8;
/// After how many sessions another one has to settle with the same node.
const SETTLES_EACH: u64 = 16;

const POINTS: [Point; 13] = [
    Point::Greeting,
    Point::Judging,
    Point::Introducing,
    Point::Before(Kind::Frontier),
    Point::Before(Kind::Halve),
    Point::Before(Kind::Compared),
    Point::Before(Kind::Batch),
    Point::Before(Kind::Acknowledge),
    Point::Before(Kind::Done),
    Point::Before(Kind::Want),
    Point::Before(Kind::Answered),
    Point::Before(Kind::Settled),
    Point::Live,
];

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.replace('_', "").parse().expect("a number"))
}

/// Changes an honest frame.
fn mutate(dice: &mut Dice, frame: &Frame, other: &Frame) -> Vec<u8> {
    let mut bytes = frame.bytes.clone();
    let field = dice.below(frame.fields.len());
    match dice.below(10) {
        0 => {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
        }
        1 => bytes.truncate(dice.below(bytes.len() + 1)),
        2 => bytes.extend((0..dice.below(40)).map(|_| u8::try_from(dice.below(256)).expect("a byte"))),
        3 => {
            let extremes = [0, 1, 127, 128, 1 << 20, u64::from(u32::MAX), u64::MAX >> 1, u64::MAX];
            bytes = frame.with(field, &varint(extremes[dice.below(extremes.len())]));
        }
        4 => bytes = frame.with(field, &varint(dice.below(300) as u64)),
        // A field of another message in its place.
        5 => {
            let (from, to) = (frame.fields[field].0, other.fields[dice.below(other.fields.len())].0);
            bytes = [&bytes[..from], &other.bytes[to..]].concat();
        }
        // A part said twice, or left out.
        6 => {
            let (from, to) = (frame.fields[field].0, frame.fields[dice.below(frame.fields.len())].0);
            bytes = [&bytes[..from.max(to)], &bytes[from.min(to)..]].concat();
        }
        7 => {
            let (from, to) = (frame.fields[field].0, frame.fields[dice.below(frame.fields.len())].0);
            bytes = [&bytes[..from.min(to)], &bytes[from.max(to)..]].concat();
        }
        8 => bytes = packed(&bytes, dice.below(2 * bytes.len())),
        _ => {}
    }
    bytes.truncate(FRAME_BYTES_MAX + 1);
    bytes
}

/// One session with some generated frames, and how many of them it heard before it ended.
fn session(dice: &mut Dice) -> (Rig, usize) {
    let mut rig = Rig::at(POINTS[dice.below(POINTS.len())]);
    let mut heard = 0;
    while heard < FRAMES_EACH && rig.victim.closed.is_none() {
        let (kind, other) = (Kind::ALL[dice.below(Kind::ALL.len())], Kind::ALL[dice.below(Kind::ALL.len())]);
        let frame = if dice.below(2) == 0 && rig.has_more() {
            // The honest peer gets a word in, so that the session goes on to other points.
            rig.honest()
        } else {
            mutate(dice, &sample(&rig, kind), &sample(&rig, other))
        };
        rig.say(frame);
        heard += 1;
    }
    (rig, heard)
}

/// The most memory that this process has had, in bytes, where the system says so.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

#[test]
fn no_generated_frame_does_harm() {
    let (frames, seed) = (number("SHOUWEN_FRAMES", 5_000), number("SHOUWEN_SEED", 20_261_121));
    let (mut heard, mut sessions, mut closed) = (0, 0, 0u64);
    while heard < frames {
        // Each session has numbers of its own, so that the one that fails is run again alone.
        let told = format!("SHOUWEN_SEED={} SHOUWEN_FRAMES=1 runs this session alone", seed + sessions);
        let Ok((rig, more)) = std::panic::catch_unwind(|| session(&mut Dice::new(seed + sessions))) else { panic!("{told}") };
        (heard, sessions) = (heard + more as u64, sessions + 1);
        closed += u64::from(rig.victim.closed.is_some());
        assert!(rig.victim.cost.reads < 400 && rig.victim.cost.sent_bytes < 1 << 20, "{:?}: {told}", rig.victim.cost);
        if sessions % SETTLES_EACH == 0 {
            another_session_settles(rig.victim.shelf);
        }
    }
    let peak = peak();
    println!("{heard} generated frames in {sessions} sessions from seed {seed}: {closed} refused, peak memory {peak:?} bytes");
    assert!(closed > sessions / 2, "most of it has to be refused");
    assert!(peak.is_none_or(|bytes| bytes < MEMORY_MAX), "{peak:?} bytes");
}
