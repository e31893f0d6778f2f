//! Records that wait to be cut into batches, each of which must prove itself.

use std::collections::VecDeque;

use super::run::follows;
use crate::domain::signed::{SignatureState, VerifiedRecord};

/// Records in the order of sending.
#[derive(Debug, Default)]
pub(super) struct Stock(VecDeque<VerifiedRecord>);

/// Where a batch can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// How many records are in it; the last one has a good signature. 0: there is no such place yet.
    pub count: usize,
    /// Whether the stock is enough for a batch, wherever it may end.
    pub full: bool,
}

impl Stock {
    /// Adds a record.
    pub fn push(&mut self, record: VerifiedRecord) {
        self.0.push_back(record);
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many records wait.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// What waits, in bytes, with the payloads that will go along.
    pub fn size(&self) -> usize {
        self.0.iter().map(size).sum()
    }

    /// Where to cut a batch of about `bytes`: a signature is checked at its end, and at the ends of runs in it.
    pub fn cut(&mut self, bytes: usize) -> Cut {
        let (mut sum, mut cut) = (0, Cut { count: 0, full: false });
        for at in 0..self.0.len() {
            sum += size(&self.0[at]);
            cut.full = sum >= bytes;
            let ends = self.0.get(at + 1).is_none_or(|next| !follows(&self.0[at], next));
            if cut.full || ends {
                self.0[at] = self.0[at].clone().with_signature_checked();
                if self.0[at].signature() == SignatureState::Valid {
                    cut.count = at + 1;
                }
            }
            if cut.full && cut.count > 0 {
                return cut;
            }
        }
        cut
    }

    /// Takes the first records.
    pub fn take(&mut self, count: usize) -> Vec<VerifiedRecord> {
        self.0.drain(..count).collect()
    }
}

fn size(record: &VerifiedRecord) -> usize {
    record.signed().as_bytes().len() + record.header().payload.map_or(0, |payload| payload.len as usize)
}
