//! Every message with bytes that are not one: cut off at every field, longer than it says, lengths that promise too much,
//! variants that nobody knows, and what can be wrong with compression. The bytes of a frame are judged before its meaning.

use super::case::{Case, Ends, run_all, sample};
use super::rig::{Point, Rig};
use super::wire::{Frame, Kind, Mark, packed, varint};

const NO_MESSAGE: Ends = Ends::Malformed("it does not decode");
const GOES_ON: Ends = Ends::Malformed("it goes on after its end");
const OTHER_LENGTH: Ends = Ends::Malformed("it does not decompress to what it says");

/// Where the message would be welcome, and how its honest form looks there.
fn home(kind: Kind) -> Point {
    match kind {
        Kind::Hello => Point::Greeting,
        Kind::Introduction => Point::Introducing,
        Kind::Introduce | Kind::Frontier | Kind::Batch => Point::Before(Kind::Frontier),
        Kind::Halve | Kind::Compared => Point::Before(Kind::Halve),
        Kind::Acknowledge | Kind::Done => Point::Before(Kind::Batch),
        Kind::Want | Kind::Answered => Point::Before(Kind::Want),
        Kind::Settled => Point::Before(Kind::Settled),
        Kind::Files => Point::Live,
    }
}

/// One case a field of every message of which `fault` knows what to put there.
fn at_fields(name: &'static str, ends: Ends, fault: fn(&Frame, usize) -> Option<Vec<u8>>) -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in Kind::ALL {
        let frame = sample(&Rig::at(home(kind)), kind);
        let mut marks: Vec<(Mark, usize)> = Vec::new();
        for (field, (at, mark)) in frame.fields.iter().enumerate() {
            // Of a list, the first few items are as good as all.
            if marks.iter().filter(|(known, _)| known == mark).count() >= FIELDS_MAX || fault(&frame, field).is_none() {
                continue;
            }
            marks.push((*mark, field));
            let title = format!("{name}, {kind:?} at byte {at}");
            cases.push(Case::one(title, home(kind), ends, move |rig| fault(&sample(rig, kind), field).expect("the same frame")));
        }
    }
    cases
}

/// How many fields of one kind and one message make cases.
const FIELDS_MAX: usize = 7;

fn cut(frame: &Frame, field: usize) -> Option<Vec<u8>> {
    // The message's own number left out leaves nothing to read either.
    Some(frame.bytes[..frame.fields[field].0].to_vec())
}

fn with(frame: &Frame, field: usize, mark: Mark, number: &[u8]) -> Option<Vec<u8>> {
    (frame.fields[field].1 == mark).then(|| frame.with(field, number))
}

/// Faults of a whole frame.
fn whole(kind: Kind) -> Vec<Case> {
    let case = |name: &str, ends, change: fn(Vec<u8>) -> Vec<u8>| {
        Case::one(format!("{name}, {kind:?}"), home(kind), ends, move |rig| change(sample(rig, kind).bytes))
    };
    let mut cases = vec![
        case("a byte too many", GOES_ON, |bytes| [bytes, vec![0]].concat()),
        case("a thousand bytes too many", GOES_ON, |bytes| [bytes, vec![7; 1000]].concat()),
        case("twice in one frame", GOES_ON, |bytes| [&bytes[..], &bytes[1..]].concat()),
        case("packed, claiming a byte more", OTHER_LENGTH, |bytes| packed(&bytes, bytes.len())),
        case("packed, and something behind it", OTHER_LENGTH, |bytes| [packed(&bytes, bytes.len() - 1), vec![0; 9]].concat()),
        case("packed, and cut off", OTHER_LENGTH, |bytes| {
            let packed = packed(&bytes, bytes.len() - 1);
            packed[..packed.len() - 1].to_vec()
        }),
        case("an unknown first byte", Ends::Malformed("its first byte"), |bytes| [&[2], &bytes[1..]].concat()),
    ];
    // The number of a message with a needless byte is the same number: only records have one encoding.
    if kind != Kind::Hello {
        cases.push(case("packed a second time", Ends::Malformed(""), |bytes| {
            let once = packed(&bytes, bytes.len() - 1);
            packed(&once, once.len() - 1)
        }));
    }
    cases
}

fn frames() -> Vec<Case> {
    let at = Point::Before(Kind::Frontier);
    let case = |name: &str, ends, bytes: Vec<u8>| Case::one(name, at, ends, move |_| bytes.clone());
    let bomb = |claimed: usize| packed(&vec![0; 64 << 20], claimed);
    let mib = 1 << 20;
    vec![
        case("nothing", Ends::Malformed("it is empty"), Vec::new()),
        case("no body", NO_MESSAGE, vec![0]),
        case("packed nothing", Ends::Malformed("it is cut off"), vec![1]),
        case("packed with half a length", Ends::Malformed("it is cut off"), vec![1, 0, 0]),
        case("packed with a length alone", OTHER_LENGTH, vec![1, 1, 0, 0, 0]),
        case("packed garbage", OTHER_LENGTH, [vec![1, 0, 1, 0, 0], vec![0xaa; 300]].concat()),
        case("a bomb that says so", Ends::Oversized, bomb(64 << 20)),
        case("a bomb that claims 4 GiB", Ends::Oversized, bomb(u32::MAX as usize)),
        case("a bomb that claims the limit", OTHER_LENGTH, bomb(mib)),
        case("a bomb that claims a byte over the limit", Ends::Oversized, bomb(mib + 1)),
        case("a bomb that claims nothing", OTHER_LENGTH, bomb(0)),
        case("zeros up to the limit", Ends::Malformed(""), vec![0; mib]),
        case("a byte over the limit", Ends::Oversized, vec![0; mib + 1]),
        case("a message that nobody knows", NO_MESSAGE, vec![0, 20]),
        case("a message number without end", NO_MESSAGE, vec![0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        case("text", Ends::Malformed("its first byte"), b"GET / HTTP/1.1\r\n\r\n".to_vec()),
    ]
}

pub fn cases() -> Vec<Case> {
    let mut cases = frames();
    cases.extend(Kind::ALL.into_iter().flat_map(whole));
    cases.extend(at_fields("cut off", NO_MESSAGE, cut));
    cases.extend(at_fields("a length of 4 GiB", NO_MESSAGE, |frame, field| with(frame, field, Mark::Length, &varint(u64::from(u32::MAX)))));
    cases.extend(at_fields("the greatest length", NO_MESSAGE, |frame, field| with(frame, field, Mark::Length, &varint(u64::MAX))));
    cases.extend(at_fields("a length that never ends", NO_MESSAGE, |frame, field| with(frame, field, Mark::Length, &[0xff; 11])));
    cases.extend(at_fields("an unknown variant", NO_MESSAGE, |frame, field| with(frame, field, Mark::Tag, &[99])));
    cases.extend(at_fields("neither yes nor no", NO_MESSAGE, |frame, field| with(frame, field, Mark::Flag, &[2])));
    cases
}

#[test]
fn no_bytes_but_a_message_are_one() {
    run_all(&cases());
}
