//! The house's own duties (domain.md §3.5): promises are kept (T14), offers are taken (T18), relays reach the desk, and what
//! nobody in force holds is looked at.

use std::collections::BTreeMap;

use super::brings::{is_finished, keeps, owes};
use super::case::{Case, RAISES_MAX};
use super::discharge::ENDS_MAX;
use super::facet::Facet;
use super::owed::{Book, Debtor, Docket, Ends, MarkNumber, Owed};
use crate::domain::act::word::{Class, Mode};
use crate::domain::act::{Act, Assign, Kind, Offer, Plan, Promise};
use crate::domain::id::PersonId;
use crate::domain::regulation::adopted::LimitKind;
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::figure::Figure;
use crate::domain::regulation::preset::words::{Clock, Creates, DoneBy, Party, Trigger, Unit, Word};
use crate::domain::request::Cause;
use crate::domain::time::UtcMs;

/// The clause of a promise, which no text numbers: as domain.md §3.5 numbers its timers.
pub const PROMISE: &str = "T14";
/// The clause of an offer that nobody takes.
pub const OFFER: &str = "T18";
/// The clause of what only this program asks for.
pub const HOUSE: &str = "house";
/// The house duty to say into which class a request falls: while it is not done, the request is unclassified.
pub const UNCLASSIFIED: &str = "classify";
/// How long an offer may lie before its giver is reminded, in minutes.
const OFFER_MINUTES: u32 = 30;

/// How many milestones of all plans are owed, those of a plan no more often than a duty is raised.
const MILESTONES_MAX: usize = 4 * RAISES_MAX;

/// A house duty before it is entered.
struct Own<'a> {
    rule: &'a str,
    duty: &'a str,
    kind: LimitKind,
    debtor: Debtor,
    to: Vec<Party>,
    raised: usize,
    ends: Ends,
    done: Vec<usize>,
    superseded: Option<usize>,
}

impl<'a> Own<'a> {
    fn dated(raised: usize, (duty, due): (&'a str, UtcMs), debtor: Debtor, done: Vec<usize>) -> Self {
        let (kind, ends) = (LimitKind::Promise, Ends::At(due));
        Own { rule: PROMISE, duty, kind, debtor, to: vec![Party::resident], raised, ends, done, superseded: None }
    }
}

impl Case<'_> {
    /// Enters what the house asks for besides the regulation.
    pub fn owe_house(&self, docket: &mut Book) {
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut milestones = MILESTONES_MAX;
        let mut is_few = |act: &Act| {
            let count = counts.entry(act.kind()).or_default();
            *count += 1;
            *count <= RAISES_MAX
        };
        for (at, event) in self.course.effective().filter(|(_, event)| owes(&event.act) && is_few(&event.act)) {
            match &event.act {
                Act::Promise(promise) => self.owe_promise(at, promise, docket),
                Act::Plan(plan) => self.owe_plan((at, plan), &mut milestones, docket),
                Act::Assign(assign) => self.owe_assignment(at, assign, docket),
                Act::Offer(offer) => self.owe_offer(at, offer, docket),
                _ => {}
            }
        }
        self.owe_relay(docket);
        self.owe_class(docket);
        self.owe_review(docket);
    }

    fn enter(&self, own: Own<'_>, docket: &mut Book) {
        let raised = docket.enter(self.mark(own.raised));
        // The close itself may be what was owed: an opening that nobody was to make is looked at by whoever closes it.
        let withdrawn = self.withdrawal(own.raised).filter(|at| !own.done.contains(at));
        let ended = own.superseded.into_iter().chain(withdrawn).min();
        let kept = self.before(ended, own.done);
        let done: Vec<MarkNumber> = kept.iter().take(ENDS_MAX).map(|at| docket.enter(self.mark(*at))).collect();
        let superseded = ended.map(|at| docket.enter(self.mark(at)));
        docket.written.duties.push(Owed {
            rule: own.rule.to_owned(),
            duty: own.duty.to_owned(),
            kind: own.kind,
            debtor: own.debtor,
            is_visible: own.to.contains(&Party::resident),
            to: own.to,
            occasion: raised,
            raised,
            anchor: raised,
            ends: own.ends,
            target: None,
            unless: None,
            done: vec![done],
            before: Vec::new(),
            beside: Vec::new(),
            superseded,
            is_late_born: false,
            is_measured: true,
            register: None,
        });
    }

    /// The first acts of a kind that come after an event; of concurrent ones the first few.
    fn after(&self, at: usize, is: impl Fn(&Act) -> bool) -> Vec<usize> {
        let later: Vec<usize> = self.acts(is).into_iter().filter(|other| self.course.precedes(at, *other)).collect();
        let mut firsts = self.firsts(&later, &[]);
        firsts.truncate(ENDS_MAX);
        firsts
    }

    /// The clause whose duty the promise ended, its own or that of the promise it replaces; else the timer's own.
    fn promise_rule(&self, at: usize, docket: &Docket) -> &str {
        let asks = |duty: &&Duty| duty.creates == Some(Creates::promise);
        let ended = |owed: &Owed, duty: &Duty| {
            let ends = |number: &MarkNumber| docket.mark(*number).record == self.event(at).id();
            (&owed.rule, &owed.duty) == (&duty.rule, &duty.id) && owed.done.iter().flatten().any(ends)
        };
        let asked = self.adopted.duties.iter().filter(asks).find(|duty| docket.duties.iter().any(|owed| ended(owed, duty)));
        asked.map_or(PROMISE, kept_by)
    }

    fn author_owes(&self, at: usize) -> Debtor {
        self.event(at).person().map_or(Debtor::DutyPost, Debtor::Person)
    }

    /// RULE: T14, R13.1, R04.9, R14.7. A promise is a figure of one's own; moved in time it is void, moved late it is broken.
    fn owe_promise(&self, at: usize, promise: &Promise, docket: &mut Book) {
        let kept = self.after(at, |act| keeps(promise.what, act));
        let own = Own::dated(at, ("promise", promise.due), self.author_owes(at), kept);
        let id = self.event(at).id();
        let moved = self.after(at, |act| matches!(act, Act::Promise(later) if later.replaces == Some(id)));
        self.enter(Own { rule: self.promise_rule(at, &docket.written), superseded: moved.first().copied(), ..own }, docket);
    }

    /// RULE: decision Q03. A date that somebody else sets is no promise of whoever is to keep it; a new one replaces it, and so does
    /// whoever takes the work on.
    fn owe_assignment(&self, at: usize, assign: &Assign, docket: &mut Book) {
        let Some(due) = assign.due else { return };
        let own = Own::dated(at, ("assignment", due), Debtor::Person(assign.handler), self.after(at, is_finished));
        let named = self.after(at, |act| matches!(act, Act::Assign(_)));
        let superseded = named.into_iter().chain(self.taken_on(at, assign.handler)).min();
        self.enter(Own { rule: HOUSE, kind: LimitKind::Set, superseded, ..own }, docket);
    }

    /// The takes after an event by others than who was named there.
    fn taken_on(&self, at: usize, named: PersonId) -> impl DoubleEndedIterator<Item = usize> {
        let takes = self.acts(|act| matches!(act, Act::Take(_)));
        takes.into_iter().filter(move |take| self.course.precedes(at, *take) && self.event(*take).person() != Some(named))
    }

    /// The clause by which what such a duty promises is kept, else the timer's own.
    fn plan_rule(&self, is: impl Fn(&Duty) -> bool) -> &str {
        let asks = self.adopted.duties.iter().find(|duty| duty.creates == Some(Creates::promise) && is(duty));
        asks.map_or(PROMISE, kept_by)
    }

    /// RULE: R15.12, R15.13. The plan's own deadline, and a report to the resident at every milestone: the promise of whoever plans;
    /// where another one is named, theirs to keep, or whoever's takes the work on.
    fn owe_plan(&self, (at, plan): (usize, &Plan), milestones: &mut usize, docket: &mut Book) {
        let other = plan.responsible.filter(|person| self.event(at).person() != Some(*person));
        let finished = self.after(at, is_finished);
        let (kind, debtor) = match other {
            Some(person) => {
                let mut takes = self.taken_on(at, person).filter(|take| !finished.iter().any(|end| self.course.precedes(*end, *take)));
                (LimitKind::Set, Debtor::Person(takes.next_back().and_then(|take| self.event(take).person()).unwrap_or(person)))
            }
            None => (LimitKind::Promise, self.author_owes(at)),
        };
        let superseded = self.after(at, |act| matches!(act, Act::Plan(_))).first().copied();
        let rule = self.plan_rule(|duty| duty.done_by.contains(&DoneBy::planned));
        let own = Own::dated(at, ("deadline", plan.deadline), debtor.clone(), finished);
        self.enter(Own { rule, kind, superseded, ..own }, docket);
        let rule = self.plan_rule(|duty| duty.on == Trigger::plan_set);
        let reports = self.reports(at);
        for (number, due) in plan.milestones.iter().enumerate().take(RAISES_MAX.min(*milestones)) {
            *milestones -= 1;
            // The n-th milestone is reached by the n-th report, or by the end of the work.
            let reaches = |(report, earlier): &(usize, usize)| *earlier >= number || is_finished(&self.event(*report).act);
            let done: Vec<usize> = reports.iter().filter(|report| reaches(report)).map(|(report, _)| *report).collect();
            // Each by its number: rule, duty and plan together are its key.
            let name = format!("milestone_{}", number + 1);
            let own = Own::dated(at, (&name, *due), debtor.clone(), self.firsts(&done, &[]));
            self.enter(Own { rule, kind, superseded, ..own }, docket);
        }
    }

    /// RULE: T18. An offer that nobody takes is the commonest way in which responsibility evaporates: its giver is reminded.
    fn owe_offer(&self, at: usize, offer: &Offer, docket: &mut Book) {
        let id = self.event(at).id();
        let giver = self.event(at).person();
        let answered = |act: &Act| match act {
            Act::Take(take) => take.offers.contains(&id) || take.parents.iter().any(|parent| offer.tenures.contains(parent)),
            Act::Close(close) => close.parents.iter().any(|parent| offer.tenures.contains(parent)),
            Act::Decline(decline) => decline.offer == id,
            _ => false,
        };
        let answers = self.after(at, answered);
        let (recalls, answers): (Vec<usize>, Vec<usize>) = answers.into_iter().partition(|answer| self.event(*answer).person() == giver);
        // Held for an absent department: passed on in time (R14.6), which is a matter of hours.
        let figure = match offer.mode {
            Mode::held => self.adopted.house_figure(Word::timely),
            _ => Some(Figure { n: OFFER_MINUTES, unit: Unit::min, clock: Clock::wall }),
        };
        let own = Own {
            rule: OFFER,
            duty: "offer",
            kind: LimitKind::House,
            debtor: self.author_owes(at),
            to: Vec::new(),
            raised: at,
            ends: figure.map_or(Ends::Never, Ends::After),
            done: answers,
            superseded: recalls.first().copied(),
        };
        self.enter(own, docket);
    }

    /// RULE: decision Q24, A6. Who cannot be first contact here passes the resident on to the desk.
    fn owe_relay(&self, docket: &mut Book) {
        let opening = self.course.events.iter().position(|event| matches!(event.act, Act::Open(_)));
        let Some(opening) = opening.filter(|opening| !self.contacts.contains(opening)) else { return };
        let own = Own {
            rule: HOUSE,
            duty: "relay",
            kind: LimitKind::House,
            debtor: self.author_owes(opening),
            to: vec![Party::desk],
            raised: opening,
            ends: self.adopted.house_figure(Word::promptly).map_or(Ends::Never, Ends::After),
            done: self.contacts.clone(),
            superseded: None,
        };
        self.enter(own, docket);
    }

    /// RULE: decision Q06. Where the text sorts requests, nothing is owed by class until somebody says into which this one falls.
    fn owe_class(&self, docket: &mut Book) {
        let classes: Vec<Class> = self.adopted.classes.iter().map(|rule| rule.id).collect();
        let (Some(contact), Facet::Said { says: sorted, .. }) = (self.contacts.first().copied(), self.class_facet(&classes)) else {
            return;
        };
        if classes.is_empty() || sorted.iter().any(|at| self.reaches(*at, contact)) {
            return;
        }
        let own = Own {
            rule: HOUSE,
            duty: UNCLASSIFIED,
            kind: LimitKind::House,
            debtor: self.owing_first(contact),
            to: Vec::new(),
            raised: contact,
            ends: self.adopted.house_figure(Word::promptly).map_or(Ends::Never, Ends::After),
            done: self.firsts(&sorted, &[]),
            superseded: self.request.standing().filter(|tenure| tenure.close).filter_map(|tenure| self.course.place(tenure.id)).min(),
        };
        self.enter(own, docket);
    }

    /// RULE: 3-records.md, Responsibility 8. An opening by somebody who may not hold is looked at by the duty post, and so is what
    /// nobody in force holds any more.
    fn owe_review(&self, docket: &mut Book) {
        let on_post =
            |cause: Cause| self.request.remarks.iter().any(|remark| remark.cause == cause && remark.record == self.course.request);
        let Some(opening) = self.course.place(self.course.request) else { return };
        let post = |duty, raised, done| Own {
            rule: HOUSE,
            duty,
            kind: LimitKind::House,
            debtor: Debtor::DutyPost,
            to: Vec::new(),
            raised,
            ends: self.adopted.house_figure(Word::immediate).map_or(Ends::Never, Ends::After),
            done,
            superseded: None,
        };
        if on_post(Cause::OnDutyPost) {
            let seen = self.after(opening, |act| matches!(act, Act::Take(_) | Act::Close(_)));
            self.enter(post("review", opening, seen), docket);
        } else if self.request.duty_post {
            let last = self.request.standing().filter_map(|tenure| self.course.place(tenure.id)).max().unwrap_or(opening);
            // Since when nobody in force holds it stands in the roster, not here: it is owed at once, and never counted.
            self.enter(Own { ends: Ends::Never, ..post("orphaned", last, Vec::new()) }, docket);
        }
    }
}

/// The clause that asks for what a duty creates to be kept.
fn kept_by(duty: &Duty) -> &str {
    duty.creates_rule.as_ref().unwrap_or(&duty.rule)
}
