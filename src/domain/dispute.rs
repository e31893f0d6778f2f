//! Settles which roster records count when revocations judge each other.
//!
//! A three-valued fixed point: a record counts once its author counts and every revocation that could cut it is void,
//! does not reach it, or is overruled by an admission that counts; it is void once its author is, or a revocation that
//! counts cuts it. What then stays open is in a circle: it is disputed, and what rests on it is void.

use std::collections::BTreeSet;

use super::act::Act;
use super::id::RecordId;
use super::lineage::Link;
use super::roster::{Author, Roster, Standing, Verdict};

/// One answer of three.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sure {
    Yes,
    No,
    Open,
}

/// What an admission that is still unsettled counts for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Heeded,
    Ignored,
}

impl Roster {
    /// Gives every record its final standing.
    pub(super) fn settle(&mut self) {
        loop {
            self.settle_the_undisputed();
            let open: Vec<RecordId> = self.unsettled().collect();
            if open.is_empty() {
                return;
            }
            // An undecided admission admits nothing: what a settled revocation cuts is void.
            let cut: Vec<_> = open.iter().copied().filter(|id| self.is_cut(*id, Doubt::Ignored) == Sure::Yes).collect();
            if !cut.is_empty() {
                self.mark(&cut, Standing::Void);
                continue;
            }
            // What lies beyond a disputed cut revokes nothing; only the revocations in the circle itself are in dispute.
            let settled_author: Vec<_> = open.into_iter().filter(|id| self.author_counts(*id) == Sure::Yes).collect();
            let (circle, beyond): (Vec<_>, Vec<_>) =
                settled_author.iter().partition(|id| !self.is_revoke(**id) || self.returns_to_itself(**id, &settled_author));
            self.mark(&beyond, Standing::Void);
            self.mark(&circle, Standing::Disputed);
        }
    }

    fn settle_the_undisputed(&mut self) {
        loop {
            let open: Vec<RecordId> = self.unsettled().collect();
            let verdict = |id: &RecordId| match (self.author_counts(*id), self.is_cut(*id, Doubt::Heeded)) {
                (Sure::No, _) | (_, Sure::Yes) => Some((*id, Standing::Void)),
                (Sure::Yes, Sure::No) => Some((*id, Standing::Counts)),
                _ => None,
            };
            let settled: Vec<_> = open.iter().filter_map(verdict).collect();
            if settled.is_empty() {
                return;
            }
            for (id, standing) in settled {
                self.mark(&[id], standing);
            }
        }
    }

    fn is_revoke(&self, id: RecordId) -> bool {
        self.entries.get(&id).is_some_and(|entry| matches!(entry.act, Act::Revoke(_)))
    }

    /// Whether a revocation reaches itself through the open revocations that it puts beyond their cuts.
    fn returns_to_itself(&self, id: RecordId, open: &[RecordId]) -> bool {
        let mut reached: BTreeSet<RecordId> = BTreeSet::new();
        let mut next = vec![id];
        while let Some(from) = next.pop() {
            let further = open.iter().filter(|to| self.is_revoke(**to) && self.puts_beyond(from, **to));
            next.extend(further.filter(|to| reached.insert(**to)).copied().collect::<Vec<_>>());
        }
        reached.contains(&id)
    }

    fn puts_beyond(&self, revoke: RecordId, other: RecordId) -> bool {
        let Some(other) = self.entries.get(&other) else { return false };
        let judging = self.verdicts.get(&other.header.under).into_iter().flatten();
        judging.into_iter().any(|verdict| verdict.id == revoke && self.reaches(verdict, &other.link))
    }

    fn unsettled(&self) -> impl Iterator<Item = RecordId> {
        self.entries.values().filter(|entry| entry.standing == Standing::Unsettled).map(|entry| entry.link.id)
    }

    fn mark(&mut self, ids: &[RecordId], standing: Standing) {
        for id in ids {
            if let Some(entry) = self.entries.get_mut(id) {
                entry.standing = standing;
            }
        }
    }

    fn sure(&self, id: RecordId) -> Sure {
        match self.standing(id) {
            Standing::Counts => Sure::Yes,
            Standing::Void | Standing::Disputed => Sure::No,
            Standing::Unsettled => Sure::Open,
        }
    }

    fn author_counts(&self, id: RecordId) -> Sure {
        match self.entries.get(&id).map(|entry| entry.author) {
            Some(Author::Root(None)) => Sure::Yes,
            Some(Author::Root(Some(under)) | Author::Staff(under)) => self.sure(under),
            Some(Author::Nobody) | None => Sure::No,
        }
    }

    /// Whether a revocation cuts the record.
    fn is_cut(&self, id: RecordId, doubt: Doubt) -> Sure {
        // RULE: 5-trust.md, Roster: the first successor stands, whatever the cuts against its predecessor forgot to name.
        if self.roots.iter().any(|(_, under)| *under == Some(id)) {
            return Sure::No;
        }
        let Some(entry) = self.entries.get(&id) else { return Sure::No };
        let mut worst = Sure::No;
        for verdict in self.verdicts.get(&entry.header.under).into_iter().flatten() {
            if self.reaches(verdict, &entry.link) {
                match (self.verdict_counts(verdict), self.admitted(&entry.link, doubt)) {
                    (Sure::No, _) | (_, Sure::Yes) => {}
                    (Sure::Yes, Sure::No) => return Sure::Yes,
                    _ => worst = Sure::Open,
                }
            }
        }
        worst
    }

    /// A disputed revocation stays open for what it would cut.
    fn revocation_counts(&self, id: RecordId) -> Sure {
        if self.standing(id) == Standing::Disputed { Sure::Open } else { self.sure(id) }
    }

    /// A consequence of a device's revocation counts only while no revocation names the certificate itself.
    fn verdict_counts(&self, verdict: &Verdict) -> Sure {
        let own = self.revocation_counts(verdict.id);
        if !verdict.implied {
            return own;
        }
        let others = self.verdicts.get(&verdict.target).into_iter().flatten().filter(|other| !other.implied);
        let named: Vec<Sure> = others.map(|other| self.revocation_counts(other.id)).collect();
        if own == Sure::No || named.contains(&Sure::Yes) {
            Sure::No
        } else if own == Sure::Open || named.contains(&Sure::Open) {
            Sure::Open
        } else {
            Sure::Yes
        }
    }

    /// Whether an admission that reaches the record counts.
    fn admitted(&self, link: &Link, doubt: Doubt) -> Sure {
        let mut best = Sure::No;
        for entry in self.entries.values() {
            let Act::Admit(body) = &entry.act else { continue };
            if self.lineage.within(link, &body.up_to) {
                match self.sure(entry.link.id) {
                    Sure::Yes => return Sure::Yes,
                    Sure::Open if doubt == Doubt::Heeded => best = Sure::Open,
                    _ => {}
                }
            }
        }
        best
    }

    /// Whether the record stands after the revocation's cut in its log.
    pub(super) fn reaches(&self, verdict: &Verdict, link: &Link) -> bool {
        !verdict.cuts.iter().any(|cut| self.lineage.within(link, cut))
    }
}
