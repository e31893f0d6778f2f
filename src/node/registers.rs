//! Whether registers are complete: what their clauses ask at contact is looked for in words that only an unlocked node opens.
//! What was found is kept in memory, never on disk, until something about the request is written.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::handle::Handle;
use crate::domain::act::{Act, Correct, Stream};
use crate::domain::duty::{Docket, Mark};
use crate::domain::evidence::Evidence;
use crate::domain::form::{Asked, Correction, Register, Unread};
use crate::domain::id::RequestId;
use crate::domain::regulation::Adopted;
use crate::domain::signed::VerifiedRecord;
use crate::store::{ReadError, Snapshot, Written};

/// How many registers are kept in memory; what is not kept is looked at each time.
const KEPT_MAX: usize = 1_000_000;

/// What was found of the registers of requests, by the place of the duty in its docket.
#[derive(Debug, Default)]
pub(super) struct Registers {
    known: BTreeMap<(RequestId, usize), Register>,
    /// The newest record that was heard of: what an older snapshot says may be outdated.
    newest: u64,
}

impl Handle {
    fn lock_registers(&self) -> MutexGuard<'_, Registers> {
        self.0.registers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets every register, as when the words are locked.
    pub(super) fn forget_registers(&self) {
        self.lock_registers().known.clear();
    }

    /// Forgets the registers that a commit may have changed.
    pub(super) fn registers_touched<'r>(&self, written: &Written, mut records: impl Iterator<Item = &'r VerifiedRecord>) {
        let mut registers = self.lock_registers();
        registers.newest = registers.newest.max(written.records.last().map_or(0, |(arrival, _)| *arrival));
        // Who counts, and what a regulation asks, may be another matter for any request.
        if !written.documents.is_empty() || records.any(|record| record.header().log.stream == Stream::Roster) {
            registers.known.clear();
        }
        for request in &written.requests {
            let of_request: Vec<_> = registers.known.range((*request, 0)..=(*request, usize::MAX)).map(|(key, _)| *key).collect();
            for key in of_request {
                registers.known.remove(&key);
            }
        }
    }

    /// How far a register of a docket is written down. Words are opened under the same rules as anywhere else.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn register(
        &self,
        (snapshot, evidence): (&Snapshot, &Evidence),
        request: RequestId,
        (docket, number): (&Docket, usize),
    ) -> Result<Register, ReadError> {
        if let Some(known) = self.lock_registers().known.get(&(request, number)) {
            return Ok(known.clone());
        }
        let register = self.read_register((snapshot, evidence), request, (docket, number))?;
        // A key that arrives later touches nothing, so that what cannot be read yet is asked for again.
        if !matches!(register, Register::Unread(_)) {
            let newest = snapshot.newest()?;
            let mut registers = self.lock_registers();
            if registers.newest <= newest && registers.known.len() < KEPT_MAX {
                registers.known.insert((request, number), register.clone());
            }
        }
        Ok(register)
    }

    fn read_register(
        &self,
        (snapshot, evidence): (&Snapshot, &Evidence),
        request: RequestId,
        (docket, number): (&Docket, usize),
    ) -> Result<Register, ReadError> {
        let Some(opening) = snapshot.record(request)? else { return Ok(Register::Unread(Unread::Sealed)) };
        let Act::Open(open) = Act::decode(&opening.header().act) else { return Ok(Register::Complete(None)) };
        let owed = &docket.duties[number];
        // An adoption that is withheld leaves the default regulation.
        let clause = |adopted: &'_ Arc<Adopted>| Some(Asked::of(adopted.duty(&owed.rule, &owed.duty)?, &adopted.provisions.ask));
        let asked = [open.regulation, None].into_iter().find_map(|adoption| clause(evidence.adopted(adoption)));
        let (Some(asked), Some(contact)) = (asked, owed.register) else { return Ok(Register::Complete(None)) };
        let words = self.read(snapshot, &opening)?;
        let first = asked.register(&open, &words, &[]);
        let is_alone = || snapshot.row(request).map(|row| row.is_none_or(|row| row.records <= 1));
        if matches!(first, Register::Complete(_)) || is_alone()? {
            return Ok(first);
        }
        Ok(asked.register(&open, &words, &self.corrections(snapshot, request, docket.mark(contact))?))
    }

    /// What later records say about the fields of the opening. What was there before the contact, was there at the contact.
    fn corrections(&self, snapshot: &Snapshot, request: RequestId, contact: &Mark) -> Result<Vec<Correction>, ReadError> {
        let Some((_, course)) = snapshot.course(request)? else { return Ok(Vec::new()) };
        let is_before = |at: usize| course.place(contact.record).is_some_and(|contact| course.precedes(at, contact));
        let mut corrections = Vec::new();
        for (at, event) in course.effective().filter(|(_, event)| event.whole) {
            let Act::Correct(Correct { record, field }) = event.act else { continue };
            let Some(correction) = snapshot.record(event.id())?.filter(|_| record == request) else { continue };
            let words = self.read(snapshot, &correction)?;
            let says = words.map(|words| words.texts.get(&field).is_some_and(|text| !text.trim().is_empty()));
            let mark = if is_before(at) { *contact } else { Mark::of(event, None) };
            corrections.push(Correction { mark, field, says });
        }
        Ok(corrections)
    }
}
