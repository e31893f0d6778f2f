//! Who is on duty: shifts and the duty post, as signed by whoever keeps the roster. What is planned is checked here; what overlaps
//! is not refused, because all of it counts.

use std::collections::BTreeSet;

use super::draft::{ActError, Draft};
use super::handle::Handle;
use crate::domain::act::{Act, DutyPost, Keys, Shift};
use crate::domain::id::{Code, PersonId, RecordId};
use crate::domain::rota::{Planned, ShiftError, cancelled, check, rota};
use crate::domain::time::UtcMs;
use crate::store::ReadError;

/// The most shifts that are signed at once.
pub const SHIFTS_MAX: usize = 200;

/// The shifts in force, and the moment they were looked at.
#[derive(Clone, Debug)]
pub struct Rota {
    /// By time, post and person.
    pub shifts: Vec<Planned>,
    /// By this device's clock.
    pub now: UtcMs,
}

/// Where those requests fall that nobody in force holds.
#[derive(Clone, Debug)]
pub struct DutyPosts {
    /// The records in force, with their posts; none: the supervisors are the duty post.
    pub in_force: Vec<(RecordId, Code)>,
    /// Posts that were duty posts before: whoever is certified for one of them stays a member.
    pub earlier: BTreeSet<Code>,
    /// Who belongs to it now.
    pub members: BTreeSet<PersonId>,
}

/// Why shifts were not signed; none of them was.
#[derive(Debug, thiserror::Error)]
pub enum RotaError {
    /// A shift that is none.
    #[error("shift {number}: {why}")]
    Shift {
        /// Its place among those given, from 1.
        number: usize,
        /// Why.
        why: ShiftError,
    },
    /// No certificate of the person is in force.
    #[error("shift {number}: no certificate of {person} is in force")]
    Gone {
        /// Its place among those given, from 1.
        number: usize,
        /// Who.
        person: PersonId,
    },
    /// The same post, person and times are planned already.
    #[error("shift {number} is planned already")]
    Known {
        /// Its place among those given, from 1.
        number: usize,
    },
    /// No shift in force is the record.
    #[error("{0} is no shift in force")]
    NoShift(RecordId),
    /// None, or more than [`SHIFTS_MAX`].
    #[error("{0} shifts: give 1 to {SHIFTS_MAX} at once")]
    Count(usize),
    /// It is the duty post already, alone.
    #[error("this is the duty post already")]
    InForce,
    /// The act was not signed.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<ReadError> for RotaError {
    fn from(error: ReadError) -> Self {
        Self::Act(error.into())
    }
}

impl Handle {
    /// The shifts in force.
    ///
    /// # Errors
    /// The store's.
    pub fn rota(&self) -> Result<Rota, ReadError> {
        let evidence = self.evidence(&self.snapshot()?, self.identity().site)?;
        Ok(Rota { shifts: rota(&evidence), now: self.clock().now().wall })
    }

    /// Plans shifts, all or none.
    ///
    /// # Errors
    /// [`RotaError`], or as for [`Handle::act`].
    pub fn plan_shifts(&self, author: Option<PersonId>, shifts: &[Shift]) -> Result<Vec<RecordId>, RotaError> {
        if !(1..=SHIFTS_MAX).contains(&shifts.len()) {
            return Err(RotaError::Count(shifts.len()));
        }
        let evidence = self.evidence(&self.snapshot()?, self.identity().site)?;
        let planned = rota(&evidence);
        let same = |a: &Shift, b: &Shift| (a.post == b.post, a.person, a.from, a.to) == (true, b.person, b.from, b.to);
        for (at, shift) in shifts.iter().enumerate() {
            let number = at + 1;
            check(shift).map_err(|why| RotaError::Shift { number, why })?;
            if !evidence.is_in_force(shift.person) {
                return Err(RotaError::Gone { number, person: shift.person });
            }
            let known = planned.iter().map(|planned| &planned.shift).chain(&shifts[..at]);
            if known.into_iter().any(|known| same(known, shift)) {
                return Err(RotaError::Known { number });
            }
            if let Some(unknown) = shift.replaces.iter().find(|id| planned.iter().all(|planned| planned.record != **id)) {
                return Err(RotaError::NoShift(*unknown));
            }
        }
        let drafts: Vec<Draft> = shifts.iter().map(|shift| Draft::new(shift.clone())).collect();
        Ok(self.acts(author, &drafts)?)
    }

    /// Takes shifts out of the plan, all or none.
    ///
    /// # Errors
    /// [`RotaError`], or as for [`Handle::act`].
    pub fn cancel_shifts(&self, author: Option<PersonId>, records: &[RecordId]) -> Result<Vec<RecordId>, RotaError> {
        if !(1..=SHIFTS_MAX).contains(&records.len()) {
            return Err(RotaError::Count(records.len()));
        }
        let planned = self.rota()?.shifts;
        let draft = |id: &RecordId| {
            let found = planned.iter().find(|planned| planned.record == *id).ok_or(RotaError::NoShift(*id))?;
            Ok(Draft::new(cancelled(found)))
        };
        let drafts: Vec<Draft> = records.iter().map(draft).collect::<Result<_, RotaError>>()?;
        Ok(self.acts(author, &drafts)?)
    }

    /// Where requests fall that nobody in force holds.
    ///
    /// # Errors
    /// The store's.
    pub fn duty_posts(&self) -> Result<DutyPosts, ReadError> {
        let evidence = self.evidence(&self.snapshot()?, self.identity().site)?;
        let named = evidence.acts_in_force().filter_map(|(record, act)| match act {
            Act::DutyPost(body) => Some((record, body.post.clone())),
            _ => None,
        });
        let in_force: Vec<(RecordId, Code)> = named.collect();
        let earlier = evidence.duty_posts().iter().filter(|post| in_force.iter().all(|(_, known)| known != *post)).cloned().collect();
        let staff = evidence.certificates().filter(|certificate| certificate.in_force() && matches!(certificate.keys, Keys::Staff(_)));
        let members = staff.filter(|certificate| evidence.on_duty_post(certificate)).filter_map(|certificate| certificate.person).collect();
        Ok(DutyPosts { in_force, earlier, members })
    }

    /// Makes a post the duty post, in place of every one in force.
    ///
    /// # Errors
    /// [`RotaError::InForce`], or as for [`Handle::act`].
    pub fn set_duty_post(&self, author: Option<PersonId>, post: &Code) -> Result<RecordId, RotaError> {
        let before = self.duty_posts()?.in_force;
        if before.len() == 1 && before[0].1 == *post {
            return Err(RotaError::InForce);
        }
        let replaces = before.into_iter().map(|(record, _)| record).collect();
        Ok(self.act(author, &Draft::new(DutyPost { post: post.clone(), replaces }))?)
    }
}
