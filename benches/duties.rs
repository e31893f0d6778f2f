//! What is owed at a site with 100,000 duties that are still to be done: read from the stored dockets, judged and sorted through
//! the handle, at most 200 ms; and what one more act costs a node that watches for alarms.

#![allow(missing_docs, reason = "criterion's macros make items without docs")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use shouwen::domain::act::word::{Channel, Competence, Matter};
use shouwen::domain::act::{Note, Open};
use shouwen::domain::id::RequestId;
use shouwen::domain::regulation::adoption::Proposal;
use shouwen::node::alarm::Watch;
use shouwen::node::init::InitPlan;
use shouwen::node::{Draft, DutyFilter, Handle, Machine, Unlock};

/// 2025-11-24, in milliseconds.
const MORNING: i64 = 1_764_000_000_000;
const DUTIES: usize = 100_000;
/// How many requests are opened in one commit.
const COMMIT: usize = 500;

/// A folder with so many duties that are still to be done, and the last request of it.
fn site() -> (tempfile::TempDir, Handle, RequestId) {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, machine) = (folder.path().join("centre"), Machine::fixed(MORNING, "duties"));
    let [organisation, site, device, staff] = ["清源物业", "翠苑三区", "服务中心", "陈静怡"].map(str::to_owned);
    let plan = InitPlan { organisation, site, device, staff, regulation: Proposal::shipped("r01"), pin: None };
    Handle::init(&data, &plan, &machine).expect("a new organisation");
    let handle = Handle::open(&data, &Unlock::default(), machine).expect("opens");
    let open = Open { channel: Channel::visit, matter: Matter::repair, competence: Some(Competence::out_of_scope), ..Open::default() };
    let drafts = vec![Draft::new(open); COMMIT];
    let mut opened = handle.acts(None, &drafts).expect("opened");
    let each = open_duties(&handle) / COMMIT;
    for _ in 1..DUTIES.div_ceil(each * COMMIT) {
        opened = handle.acts(None, &drafts).expect("opened");
    }
    (folder, handle, opened[0])
}

fn open_duties(handle: &Handle) -> usize {
    handle.duties(&DutyFilter { open: true, ..DutyFilter::default() }, None).expect("read").len()
}

fn duties(criterion: &mut Criterion) {
    let (_folder, handle, request) = site();
    let mut group = criterion.benchmark_group(format!("{} open duties", open_duties(&handle)));
    group.sample_size(20);
    group.bench_function("judged and sorted", |bench| bench.iter(|| black_box(open_duties(&handle))));
    let mut watch = Watch::begin(&handle);
    watch.turn().expect("read");
    // Until everything was looked at once, turns are not about what changed.
    while watch.next().is_some_and(|at| at <= MORNING) {
        watch.turn().expect("read");
    }
    group.bench_function("a turn after one act", |bench| {
        bench.iter_batched(
            || handle.act(None, &Draft::about(request, Note::default())).expect("noted"),
            |_| black_box(watch.turn().expect("read")),
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, duties);
criterion_main!(benches);
