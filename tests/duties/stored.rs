//! What stores in the world hold: dockets are kept, and made again only where `VIEWS_VERSION` was raised.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use shouwen::domain::id::Digest;
use shouwen::store::VIEWS_VERSION;

use super::laws::{Draw, REGULATIONS, story};

const DOCKETS: &str = "tests/duties/dockets.txt";
const STORIES: usize = 8;
const ACTS: usize = 18;

/// The same numbers every time.
fn draws(of: usize) -> Vec<Draw> {
    let digests = (0..ACTS).map(|at| Digest::of(format!("docket {of} {at}").as_bytes()).0);
    digests.map(|[a, b, c, d, ..]| (a, b, c, d)).collect()
}

/// The dockets of fixed courses, as they are stored: one digest a regulation, after the version of the views and the digest of the
/// records and documents that they are read from.
fn dockets() -> String {
    let (mut read_from, mut owed) = (Vec::new(), BTreeSet::new());
    let mut stored: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (at, id) in REGULATIONS.iter().enumerate() {
        for of in 0..STORIES {
            let regulation = u8::try_from(at + REGULATIONS.len() * of).expect("few");
            let story = story(regulation, &draws(at * STORIES + of));
            let docket = story.docket();
            read_from.extend(story.records.iter().flat_map(|record| record.id().0));
            owed.extend(docket.duties.iter().map(|owed| (owed.rule.clone(), owed.duty.clone(), owed.is_done())));
            stored.entry(id).or_default().extend(postcard::to_allocvec(&docket).expect("a docket encodes"));
        }
    }
    assert!(owed.len() > 80, "too few duties are looked at, {}: {owed:?}", owed.len());
    let digests = stored.iter().map(|(id, bytes)| format!("{id} {}\n", Digest::of(bytes)));
    format!("views {VIEWS_VERSION}\nread from {}\n", Digest::of(&read_from)) + &digests.collect::<String>()
}

#[test]
fn stored_dockets_mean_what_they_meant_or_views_version_is_raised() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCKETS);
    let (before, now) = (std::fs::read_to_string(&path).unwrap_or_default(), dockets());
    if before == now {
        return;
    }
    let heads = |text: &str| text.lines().take(2).map(str::to_owned).collect::<Vec<_>>();
    assert!(
        heads(&before) != heads(&now),
        "the same records give other dockets, and stores in the world hold the old ones: raise VIEWS_VERSION in src/store/views.rs, then \
         run UPDATE=1 cargo nextest run --test duties stored"
    );
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(&path, now).expect("written");
    }
    panic!(
        "VIEWS_VERSION, a regulation or these stories changed since {DOCKETS} was written: run UPDATE=1 cargo nextest run --test duties \
         stored, and read the difference\n{now}"
    );
}
