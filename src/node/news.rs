//! New records as live sessions are told of them: run by run.

use crate::domain::log::Span;
use crate::domain::signed::VerifiedRecord;
use crate::sync::Held;

/// The runs that the records make among themselves, each named by its newest record.
#[must_use]
pub fn runs<'a>(records: impl Iterator<Item = &'a VerifiedRecord>) -> Vec<Held> {
    let mut sorted: Vec<&VerifiedRecord> = records.collect();
    sorted.sort_unstable_by_key(|record| (record.header().log, record.header().seq, record.id()));
    let mut runs: Vec<Held> = Vec::new();
    for record in sorted {
        let (log, seq, top) = (record.header().log, record.header().seq, record.id());
        let below = |run: &&mut Held| run.log == log && run.span.high + 1 == seq && record.header().backlink == Some(run.top);
        match runs.iter_mut().rev().take_while(|run| run.log == log).find(below) {
            Some(run) => (run.span.high, run.top) = (seq, top),
            None => runs.push(Held { log, span: Span { low: seq, high: seq }, top }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::{Act, Note, Stream};
    use crate::domain::id::{Epoch, RecordId, SiteId};
    use crate::domain::key::SecretKey;
    use crate::domain::record::{HEADER_VERSION, Header, LogId};
    use crate::domain::signed::SignedRecord;
    use crate::domain::time::Moment;

    fn record(epoch: u8, seq: u64, backlink: Option<RecordId>, wall: i64) -> VerifiedRecord {
        let key = SecretKey::from_bytes(&[1; 32]);
        let log = LogId { key: key.public(), site: SiteId([2; 16]), stream: Stream::Work, epoch: Epoch([epoch; 8]) };
        let header = Header {
            version: HEADER_VERSION,
            log,
            seq,
            backlink,
            continues: None,
            under: None,
            request: Some(RecordId([3; 32])),
            parents: vec![],
            at: Moment { wall, ..Moment::default() },
            happened: None,
            anchor: None,
            act: Act::from(Note { joins: false }).encode().expect("a note encodes"),
            payload: None,
        };
        VerifiedRecord::verify(SignedRecord::sign(&header, &key)).expect("signed")
    }

    #[test]
    fn gaps_forks_and_logs_part_runs() {
        let first = record(1, 1, None, 0);
        let second = record(1, 2, Some(first.id()), 0);
        let third = record(1, 3, Some(second.id()), 0);
        let rival = record(1, 3, Some(second.id()), 1);
        let far = record(1, 9, Some(RecordId([8; 32])), 0);
        let other = record(2, 1, None, 0);
        let all = [&far, &rival, &third, &other, &second, &first];
        let found = runs(all.into_iter());
        let spans: Vec<_> = found.iter().map(|run| (run.log.epoch.0[0], run.span.low, run.span.high)).collect();
        assert_eq!(spans, [(1, 1, 3), (1, 3, 3), (1, 9, 9), (2, 1, 1)]);
        assert_eq!(
            runs([&first, &second].into_iter()),
            [Held { log: first.header().log, span: Span { low: 1, high: 2 }, top: second.id() }]
        );
    }
}
