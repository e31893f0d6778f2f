//! Spans of a log: which places are held, which are missing.

use serde::{Deserialize, Serialize};

/// A run of places in a log, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first place.
    pub low: u64,
    /// The last place; never below `low`.
    pub high: u64,
}

impl Span {
    /// The span of both ends; `None` if they are the wrong way round or start below 1.
    #[must_use]
    pub fn new(low: u64, high: u64) -> Option<Self> {
        (1 <= low && low <= high).then_some(Self { low, high })
    }

    /// How many places it has.
    #[must_use]
    pub fn count(self) -> u64 {
        (self.high - self.low).saturating_add(1)
    }
}

/// The places in `ours` that are not in `theirs`, as sorted spans that do not touch.
/// Both inputs may be in any order and may overlap.
#[must_use]
pub fn missing(theirs: &[Span], ours: &[Span]) -> Vec<Span> {
    let theirs = joined(theirs);
    let mut out = Vec::new();
    for span in joined(ours) {
        let mut next = Some(span.low);
        let after = theirs.partition_point(|held| held.high < span.low);
        for held in theirs[after..].iter().take_while(|held| held.low <= span.high) {
            if let Some(low) = next.filter(|low| *low < held.low) {
                out.push(Span { low, high: held.low - 1 });
            }
            next = held.high.checked_add(1);
        }
        out.extend(next.and_then(|low| Span::new(low, span.high)));
    }
    out
}

/// The same places as sorted spans that neither overlap nor touch.
#[must_use]
pub fn joined(spans: &[Span]) -> Vec<Span> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match out.last_mut() {
            Some(last) if span.low <= last.high.saturating_add(1) => last.high = last.high.max(span.high),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        let span = (1u64..60, 0u64..12).prop_map(|(low, more)| Span { low, high: low + more });
        proptest::collection::vec(span, 0..8)
    }

    fn places(spans: &[Span]) -> BTreeSet<u64> {
        spans.iter().flat_map(|span| span.low..=span.high).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn missing_is_exactly_the_difference(theirs in spans(), ours in spans()) {
            let found = missing(&theirs, &ours);
            let expected: BTreeSet<u64> = places(&ours).difference(&places(&theirs)).copied().collect();
            prop_assert_eq!(places(&found), expected);
            prop_assert_eq!(joined(&found), found, "sorted, and no two touch");
        }
    }

    #[test]
    fn the_last_place_of_all_is_not_lost() {
        let all = Span { low: 1, high: u64::MAX };
        assert_eq!(missing(&[], &[all]), vec![all]);
        assert_eq!(missing(&[all], &[all]), vec![]);
        assert_eq!(missing(&[Span { low: 1, high: u64::MAX - 1 }], &[all]), vec![Span { low: u64::MAX, high: u64::MAX }]);
    }
}
