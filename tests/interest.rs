//! Whole nodes that want a part, and what they are sent first: sessions between real stores, frame by frame.

#[allow(dead_code, reason = "each test uses a part of it")]
#[path = "support/town.rs"]
mod town;

use std::collections::VecDeque;

use shouwen::domain::act::word::{Claimed, Field, Role};
use shouwen::node::Handle;
use shouwen::node::import::{ImportPlan, ImportRow};
use shouwen::sync::{Input, Output, Session};
use town::{Town, log};

/// What a meeting came to.
#[derive(Debug, Default)]
struct Meeting {
    /// Bytes that each side sent.
    bytes: [usize; 2],
    /// Records that came to each side.
    records: [usize; 2],
    settled: [Option<bool>; 2],
}

/// Lets two nodes meet; `seen` is called after each commit of the second.
fn meet(nodes: [&Handle; 2], mut seen: impl FnMut(&Meeting)) -> Meeting {
    let mut sessions = [Session::new(), Session::new()];
    let mut meeting = Meeting::default();
    let mut wires = [VecDeque::new(), VecDeque::new()];
    let mut inputs = VecDeque::new();
    for (at, node) in nodes.iter().enumerate() {
        let start = node.start(&node.snapshot().expect("readable"), true).expect("readable");
        inputs.push_back((at, Input::Start(Box::new(start))));
    }
    loop {
        let next = inputs.pop_front().or_else(|| {
            let at = (0..2).find(|at| sessions[*at].accepts_frames() && !wires[*at].is_empty())?;
            wires[at].pop_front().map(|frame| (at, Input::Frame(frame)))
        });
        let Some((at, input)) = next else { return meeting };
        for output in sessions[at].handle(input, 0) {
            let answer = match output {
                Output::Send(frame) => {
                    meeting.bytes[at] += frame.len();
                    wires[1 - at].push_back(frame);
                    continue;
                }
                Output::Read(query) => Input::Found(nodes[at].find(query).expect("readable")),
                Output::Judge(_) => Input::Accepted,
                Output::Commit(batch) => {
                    let number = batch.number;
                    meeting.records[at] += nodes[at].ingest(*batch).expect("stored").written.records.len();
                    if at == 1 {
                        seen(&meeting);
                    }
                    Input::Committed { batch: number }
                }
                Output::Settled { equal } => {
                    meeting.settled[at] = Some(equal);
                    continue;
                }
                Output::Close(reason) => panic!("{reason}"),
                _ => continue,
            };
            inputs.push_back((at, answer));
        }
    }
}

/// Claimed history that is closed.
fn closed(centre: &Handle, count: u64) {
    let plan = ImportPlan { author: None, source: "以前的台账".into() };
    let row = |row| ImportRow { row, client_key: format!("old:{row}"), state: Claimed::closed, ..ImportRow::default() };
    centre.import(&plan, (1..=count).map(row), |_| {}).expect("imported");
}

#[test]
fn the_first_open_request_is_here_with_its_words_before_the_backlog() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let older = log(&centre, "楼道灯不亮");
    closed(&centre, 3_000);
    let newest = log(&centre, "电梯困人");
    let mut first = None;
    let meeting = meet([&centre, &guard], |meeting| {
        if first.is_none() && guard.request(newest).is_ok() {
            assert_eq!(guard.personal(newest).expect("with its words").texts[&Field::words], "电梯困人");
            assert!(guard.request(older).is_ok(), "the other open one too");
            first = Some((meeting.bytes[0], meeting.records[1]));
        }
    });
    let (bytes, records) = first.expect("it came");
    println!("open first: after {bytes} of {} bytes and {records} of {} records", meeting.bytes[0], meeting.records[1]);
    // Besides the roster and the open requests one batch of the backlog may be on its way already.
    assert!(records < 300 && bytes * 2 < meeting.bytes[0], "{records} records and {bytes} bytes before it");
    assert!(meeting.records[1] > 3_000);
}

#[test]
fn a_van_asks_for_open_requests_and_says_what_it_holds() {
    let (town, centre) = Town::new("清源物业");
    let (van, _) = town.enrol(&centre, "van", Role::handler);
    drop(van);
    std::fs::write(town.data("van").join("config.toml"), "interest = \"open\"\n").expect("written");
    let van = town.open("van");
    closed(&centre, 40);
    let open = log(&centre, "大门口漏水");
    let own = log(&van, "车库积水");
    let first = meet([&centre, &van], |_| {});
    assert_eq!(first.settled, [Some(false); 2], "a part is not equal to the whole");
    assert_eq!(van.personal(open).expect("readable").texts[&Field::words], "大门口漏水");
    assert!(centre.request(own).is_ok(), "the centre has everything of the van");
    let (all, part) = (centre.status().expect("a status"), van.status().expect("a status"));
    assert_eq!((all.requests, part.requests, part.open, part.wants), (42, 2, 2, 0));
    let coverage = van.coverage(van.identity().site).expect("readable");
    assert!(coverage.partial && coverage.missing() > 0, "gaps are shown, and said to be meant: {coverage:?}");
    let again = meet([&centre, &van], |_| {});
    assert_eq!(again.records, [0, 0], "nothing is sent twice");
    println!("a van beside 40 closed requests: {:?} bytes, again {:?}", first.bytes, again.bytes);
}
