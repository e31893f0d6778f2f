//! What is owed beside a duty, and what ends it from outside.

use super::case::Case;
use super::owed::Debtor;
use crate::domain::act::Act;
use crate::domain::act::word::{Outcome, Topic};
use crate::domain::regulation::adopted::{LimitKind, Term};
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::words::{DoneBy, Party, Tell};

impl Case<'_> {
    /// RULE: domain.md §3.3. Where the resident takes it back, nothing is owed any more but what is learned and reported from it.
    pub fn withdrawal(&self, duty: &Duty, raised: usize) -> Option<usize> {
        let stays = duty.done_by.iter().any(|by| matches!(by, DoneBy::special_report | DoneBy::evaluated));
        let stands = |at: &usize| self.request.standing().any(|tenure| tenure.id == self.event(*at).id());
        let withdrawn = self.acts(|act| matches!(act, Act::Close(close) if close.outcome == Outcome::withdrawn));
        withdrawn.into_iter().filter(stands).find(|at| !stays && self.course.precedes(raised, *at))
    }

    /// RULE: decision Q26. Nobody owes it to themselves to tell or to hand over: a head of department who does the work has nobody to
    /// report to, a first contact at the desk nobody to reach there or to hear from; and a department that never received it owes nothing.
    pub fn has_nobody_else(&self, duty: &Duty, debtor: &Debtor) -> bool {
        let told = duty.done_by[..] == [DoneBy::told];
        let person = match debtor {
            Debtor::Person(person) => person,
            Debtor::Party(Party::receiving_dept, None) => return true,
            Debtor::Party(..) => return told && duty.to[..] == [Party::first_contact] && self.fits(duty.who, self.first_author()),
            Debtor::Department(_) | Debtor::DutyPost => return false,
        };
        let badge = |at: &usize| self.event(*at).author.as_ref().filter(|author| author.person == *person);
        let author = self.acts(|_| true).iter().rev().find_map(badge);
        let taken = duty.done_by.iter().all(|by| matches!(by, DoneBy::taken | DoneBy::reached_or_taken));
        // A desk is one, whoever sits there; a head of department may well have to reach another one.
        let to_desk = |to: &Party| matches!(to, Party::desk | Party::cs_officer | Party::duty_receptionist | Party::receptionist);
        matches!(duty.to[..], [to] if (told || taken && to_desk(&to)) && self.fits(to, author))
    }
}

/// RULE: R01.7, R04.3, R08.5, R08.7. What is told with a duty that something else ends is owed beside it: to the resident and
/// as a copy without a limit, as a report of the result within the same one (domain.md §5, D10).
pub(super) fn beside(duty: &Duty, term: Term) -> Vec<(Duty, Term)> {
    let none = Term { kind: LimitKind::None, figure: None, anchor: None };
    let told = |suffix: &str, to: Vec<Party>| Duty {
        id: format!("{}_{suffix}", duty.id),
        to,
        target: None,
        done_by: vec![DoneBy::told],
        and_by: None,
        form: None,
        creates: None,
        ..duty.clone()
    };
    let silent = |duty: Duty| Duty { tell: Vec::new(), ..duty };
    let apart = !duty.tell.is_empty() && !duty.done_by.iter().any(|by| matches!(by, DoneBy::told | DoneBy::promised));
    let mut beside = Vec::new();
    if apart {
        beside.push((told("told", vec![Party::resident]), none));
    }
    if !duty.copy_to.is_empty() {
        beside.push((silent(told("copied", duty.copy_to.clone())), none));
    }
    if !duty.report_to.is_empty() {
        beside.push((silent(told("reported", duty.report_to.clone())), term));
    }
    beside
}

/// The topic of a `Tell` that a word asks for.
pub(super) fn topics(tell: Tell) -> &'static [Topic] {
    match tell {
        Tell::dept => &[Topic::department],
        Tell::contact => &[Topic::contact],
        Tell::procedure => &[Topic::procedure],
        Tell::limit => &[Topic::limit],
        Tell::expected_time => &[Topic::time],
        Tell::concrete_deadline => &[Topic::time, Topic::limit],
        Tell::documents => &[Topic::documents],
        Tell::reason => &[Topic::reason],
        Tell::other_authority => &[Topic::other_authority],
    }
}
