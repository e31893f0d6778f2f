//! What is owed beside a duty, and what ends it from outside.

use super::case::{Case, Raise};
use super::owed::{Book, Debtor, Ends, Owed};
use crate::domain::act::Act;
use crate::domain::act::word::{Outcome, Topic};
use crate::domain::regulation::adopted::{LimitKind, Term};
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::words::{DoneBy, Party, Tell};
use crate::domain::request::State;

impl Case<'_> {
    /// RULE: domain.md §3.3. Where the resident takes it back, nothing is owed any more but what is learned and reported from it.
    pub fn withdrawal(&self, raised: usize) -> Option<usize> {
        self.closing(raised, |outcome| outcome == Outcome::withdrawn)
    }

    /// The first standing close after a record that ended so.
    fn closing(&self, raised: usize, is: impl Fn(Outcome) -> bool) -> Option<usize> {
        let closes = self.acts(|act| matches!(act, Act::Close(close) if is(close.outcome)));
        let stands = |at: &usize| self.request.standing().any(|tenure| tenure.id == self.event(*at).id());
        closes.into_iter().filter(stands).find(|at| self.course.precedes(raised, *at))
    }

    /// Enters what is owed beside a duty. Who did the thing themselves need not be told of it; and what has no limit ends with the
    /// request, or it would never end.
    pub fn owe_beside(&self, duty: (&Duty, Term), raise: &Raise, main: Option<&Owed>, docket: &mut Book) {
        let ends = main.iter().flat_map(|main| main.done.iter().flatten());
        let ends: Vec<usize> = ends.filter_map(|end| self.course.place(docket.written.mark(*end).record)).collect();
        let did = |at: &usize| duty.0.to.iter().all(|party| self.fits(*party, self.event(*at).author.as_ref()));
        let Some(mut owed) = self.owed(duty.0, duty.1, raise, docket).filter(|_| !ends.iter().any(did)) else { return };
        if owed.is_open() && owed.ends == Ends::Never && self.request.state == State::Closed {
            owed.superseded = self.closing(raise.raised, |_| true).map(|at| docket.enter(self.mark(at)));
        }
        docket.written.duties.push(owed);
    }

    /// RULE: decision Q26. Nobody owes it to themselves to tell or to hand over: a head of department who does the work has nobody to
    /// report to, a first contact at the desk nobody to reach there or to hear from; and a department that never received it owes nothing.
    /// Somebody is what they were when it was raised, whatever they became later.
    pub fn has_nobody_else(&self, duty: &Duty, debtor: &Debtor, raised: usize) -> bool {
        let told = duty.done_by[..] == [DoneBy::told];
        let person = match debtor {
            Debtor::Person(person) => person,
            Debtor::Party(Party::receiving_dept, None) => return true,
            Debtor::Party(..) => return told && duty.to[..] == [Party::first_contact] && self.fits(duty.who, self.first_author()),
            Debtor::Department(_) | Debtor::DutyPost => return false,
        };
        let badge = |at: &usize| self.event(*at).author.as_ref().filter(|author| author.person == *person);
        let acts = self.acts(|_| true);
        let (until, later) = acts.split_at(acts.partition_point(|at| *at <= raised));
        let author = until.iter().rev().chain(later).find_map(badge);
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
        evidence: Vec::new(),
        fields: Vec::new(),
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
