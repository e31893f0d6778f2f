//! Fills any form from its sheet.

use std::collections::BTreeSet;

use super::facet::answers;
use super::table::{By, Case, Label, Line, Need, Of, Per, Sheet, Signer};
use super::{Copy, Entry, FieldState, Filled, Filling, Material, Signature, State, Unread};
use crate::domain::act::word::{Class, Coordination, Finished, Matter, Media, Mode, Reason, Role, Shows, Topic};
use crate::domain::act::{Act, Audience, Kind};
use crate::domain::chain::Rule;
use crate::domain::course::Event;
use crate::domain::id::{PersonId, RecordId};

/// Responsibility going from one person to another, by its two halves.
#[derive(Clone, Copy, Debug)]
struct Pass {
    from: PersonId,
    offer: Option<usize>,
    take: Option<usize>,
}

/// The part of the request that one copy of a form is about.
struct Scope<'m, 'a> {
    material: &'m Material<'a>,
    copy: Copy,
    this: Option<usize>,
    passes: Vec<Pass>,
}

pub(super) fn fill(sheet: &Sheet, material: &Material<'_>) -> Vec<Filled> {
    let passes = passes(material);
    let scope = |copy: Copy, this: Option<usize>, passes: &[Pass]| Scope { material, copy, this, passes: passes.to_vec() };
    let whole = scope(Copy::Only, None, &passes);
    let numbered = |at: usize, all: usize| if all == 1 { Copy::Only } else { Copy::Number(at + 1) };
    let scopes = match sheet.per {
        Per::Request => Vec::new(),
        Per::Event => {
            let events = whole.places(sheet.begun);
            events.iter().enumerate().map(|(at, event)| scope(numbered(at, events.len()), Some(*event), &passes)).collect()
        }
        Per::Pass => passes.iter().enumerate().map(|(at, pass)| scope(numbered(at, passes.len()), None, &[*pass])).collect(),
        Per::Department => copies(material, &passes).into_iter().map(|(copy, this, pass)| scope(copy, this, &pass)).collect(),
    };
    let scopes = if scopes.is_empty() { vec![whole] } else { scopes };
    scopes.iter().map(|scope| scope.fill(sheet)).collect()
}

/// Every pass, taken or still offered. A recall and a reopening pass nothing from one person to another.
fn passes(material: &Material<'_>) -> Vec<Pass> {
    let (request, course) = (material.request, material.course);
    let mut passes = Vec::new();
    for tenure in &request.tenures {
        for edge in tenure.released.iter().filter(|edge| matches!(edge.rule, Rule::Offer | Rule::Supervisor | Rule::DutyPost)) {
            let Some(taker) = request.tenures.iter().find(|other| other.id == edge.by) else { continue };
            if taker.person != tenure.person && !taker.close {
                let take = course.place(edge.by);
                passes.push(Pass { from: tenure.person, offer: take.and_then(|take| offer_of(material, take, tenure.id)), take });
            }
        }
    }
    passes.extend(request.offers.iter().map(|offer| Pass { from: offer.from, offer: course.place(offer.id), take: None }));
    passes.sort_by_key(|pass| (pass.take.is_none(), pass.take, pass.offer));
    passes
}

/// The offer of the tenure that a take names.
fn offer_of(material: &Material<'_>, take: usize, tenure: RecordId) -> Option<usize> {
    let Act::Take(take) = &material.course.events[take].act else { return None };
    let offers = take.offers.iter().filter_map(|offer| material.course.place(*offer));
    let names = |place: &usize| matches!(&material.course.events[*place].act, Act::Offer(offer) if offer.tenures.contains(&tenure));
    offers.into_iter().find(names)
}

/// RULE: R09.14, R09.15: both departments keep the record. The receiving one is the first outside the first contact's own.
fn copies(material: &Material<'_>, passes: &[Pass]) -> Vec<(Copy, Option<usize>, Vec<Pass>)> {
    let Some(contact) = material.course.starts.first().map(|start| start.place) else { return Vec::new() };
    let mut copies = vec![(Copy::FirstContact, Some(contact), passes.to_vec())];
    let own = material.course.events[contact].department();
    let away = |pass: &&Pass| pass.take.is_some_and(|take| material.course.events[take].department() != own);
    if let Some(pass) = passes.iter().find(away).or_else(|| passes.first()) {
        copies.push((Copy::Receiving, pass.take, vec![*pass]));
    }
    copies
}

impl<'a> Scope<'_, 'a> {
    fn fill(&self, sheet: &Sheet) -> Filled {
        let fields = sheet.lines.iter().map(|line| self.line(line)).collect();
        let signatures = sheet.signers.iter().flat_map(|signer| self.signed(signer)).collect();
        let begun = match self.copy {
            Copy::Receiving => self.this.is_some(),
            _ => !self.places(sheet.begun).is_empty(),
        };
        Filled { form: sheet.form, copy: self.copy, fields, signatures, state: State::Missing }.judged(begun)
    }

    fn line(&self, line: &Line) -> Filling {
        let (mut entries, mut unread, mut silent): (Vec<Entry>, Option<Unread>, bool) = (Vec::new(), None, false);
        for (of, facet) in line.from {
            for place in self.places(*of) {
                let event = self.event(place);
                match answers(*facet, event, self.material) {
                    Ok(items) if items.is_empty() => silent = true,
                    Ok(items) => add(&mut entries, event.id(), items),
                    Err(why) => unread = unread.min(Some(why)).or(Some(why)),
                }
            }
        }
        let answered = !entries.is_empty() && (line.need != Need::Each || !silent);
        let needed = match line.need {
            Need::Always | Need::Asked => true,
            Need::Never => false,
            Need::Each => silent,
            Need::If(case) => self.holds(case),
        };
        let state = match (answered, unread) {
            (true, _) => FieldState::Filled,
            (false, Some(Unread::Erased)) => FieldState::Erased,
            (false, Some(Unread::Sealed)) => FieldState::Sealed,
            (false, None) if needed => FieldState::Missing,
            (false, None) => FieldState::NotNeeded,
        };
        Filling { label: line.label, entries, state }
    }

    fn event(&self, place: usize) -> &'a Event {
        &self.material.course.events[place]
    }

    /// The places of the acts that a field is read from.
    fn places(&self, of: Of) -> Vec<usize> {
        match of {
            Of::Contact => self.contact().into_iter().collect(),
            Of::Giving => each(self.passes.iter().filter_map(|pass| pass.offer)),
            Of::Taking => each(self.passes.iter().filter_map(|pass| pass.take)),
            Of::This => self.this.into_iter().collect(),
            Of::Raised => self.places(Of::Act(Kind::Coordinate)).into_iter().take(1).collect(),
            Of::Coordinated => self.places(Of::Act(Kind::Coordinate)).into_iter().next_back().into_iter().collect(),
            _ => self.material.course.effective().filter(|(_, event)| self.fits(of, event)).map(|(place, _)| place).collect(),
        }
    }

    /// RULE: R09.15: the receiver's copy names the first contact only by the offer that its take names.
    fn contact(&self) -> Option<usize> {
        let named = self.copy != Copy::Receiving || self.passes.iter().any(|pass| pass.offer.is_some());
        self.material.course.starts.first().map(|start| start.place).filter(|_| named)
    }

    fn fits(&self, of: Of, event: &Event) -> bool {
        match (of, &event.act) {
            (Of::Act(kind), act) => act.kind() == kind,
            (Of::Opening, act) => act.kind().opens(),
            (Of::Register, Act::Finish(act)) => act.what == Finished::register,
            (Of::Evidence, Act::Attach(act)) => act.shows == Shows::evidence,
            (Of::Pictures, Act::Attach(act)) => act.media != Media::pdf,
            (Of::Survey, Act::Visit(act)) => act.speed.or(act.result).or(act.manner).is_some(),
            (Of::Tracker, _) => event.roles().contains(&Role::dept_cs_supervisor),
            (Of::Clerk, _) => event.roles().iter().any(|role| CLERKS.contains(role)),
            (of, Act::Tell(tell)) => self.told(of, &tell.to, &tell.what),
            _ => false,
        }
    }

    fn told(&self, of: Of, to: &[Audience], what: &[Topic]) -> bool {
        let resident = to.iter().any(|whom| matches!(whom, Audience::Resident | Audience::FirstReporter));
        let first = self.material.request.first_contact;
        let contact = to.iter().any(|whom| matches!(whom, Audience::Person(person) if Some(*person) == first));
        let staff = to.iter().any(|whom| !matches!(whom, Audience::Resident | Audience::FirstReporter));
        let others = |whom: &Audience| match whom {
            Audience::Resident | Audience::FirstReporter => false,
            Audience::Person(person) => Some(*person) != first,
            _ => true,
        };
        let says = |topics: &[Topic]| what.iter().any(|topic| topics.contains(topic));
        match of {
            Of::ToldDepartment => resident && says(&[Topic::department, Topic::contact]),
            Of::ToldPapers => resident && says(&[Topic::documents, Topic::procedure]),
            Of::ToldResult => resident && says(&[Topic::result]),
            Of::ContactToldResult => contact && says(&[Topic::result]),
            Of::StaffToldResult => to.iter().any(others) && says(&[Topic::result]),
            Of::StaffTold => staff && !says(&[Topic::result]),
            _ => false,
        }
    }

    fn holds(&self, case: Case) -> bool {
        let any = |fits: &dyn Fn(&Act) -> bool| self.material.course.effective().any(|(_, event)| fits(&event.act));
        let request = self.material.request;
        match case {
            Case::HandedOver => !self.passes.is_empty(),
            Case::Escort => {
                self.places(Of::Giving).iter().any(|at| matches!(&self.event(*at).act, Act::Offer(o) if o.mode == Mode::escort))
            }
            Case::Unreachable => any(&|act| match act {
                Act::Consult(act) => act.reason == Some(Reason::unreachable),
                Act::Offer(act) => act.reason == Some(Reason::unreachable),
                _ => false,
            }),
            Case::Special => any(&|act| matches!(act, Act::Offer(offer) if offer.reason == Some(Reason::special))),
            Case::Urgent => request.classes.contains(&Class::urgent),
            Case::Dispute => request.classes.contains(&Class::dispute) || request.matters.contains(&Matter::dispute),
            Case::Complex => any(&|act| matches!(act, Act::Classify(act) if act.complex == Some(true))),
            Case::SeveralDepartments => any(&|act| matches!(act, Act::Coordinate(act) if act.kind == Coordination::several_departments)),
            Case::Dissatisfied => {
                self.this.is_some_and(|at| matches!(&self.event(at).act, Act::Visit(visit) if visit.satisfied == Some(false)))
            }
        }
    }

    fn signed(&self, signer: &Signer) -> Vec<Signature> {
        match signer.by {
            By::First(of) => vec![self.signature(signer.label, None, self.places(of).first().copied())],
            By::Last(of) => vec![self.signature(signer.label, None, self.places(of).last().copied())],
            By::Passes => {
                // RULE: R08.11, R09.15: a pass counts as signed only with both names and both times.
                let halves = |pass: &Pass| {
                    let given = self.signature(signer.label, Some(pass.from), pass.offer);
                    [given, self.signature(signer.label, None, pass.take)]
                };
                self.passes.iter().flat_map(halves).collect()
            }
            By::Concerned => self.concerned(signer.label),
        }
    }

    /// RULE: R15.8: whoever investigated, and everybody whose signature the investigation asks.
    fn concerned(&self, label: Label) -> Vec<Signature> {
        let mut signatures = vec![self.signature(label, None, self.this)];
        let Some(event) = self.this.map(|at| self.event(at)) else { return signatures };
        let Act::Investigate(body) = &event.act else { return signatures };
        for person in body.signatories.iter().filter(|person| Some(**person) != event.person()) {
            let own = |(_, other): &(usize, &Event)| {
                let under = matches!(&other.act, Act::Countersign(act) if act.record == event.id());
                under && other.person() == Some(*person)
            };
            let signed = self.material.course.effective().find(own).map(|(place, _)| place);
            signatures.push(self.signature(label, Some(*person), signed));
        }
        signatures
    }

    fn signature(&self, label: Label, who: Option<PersonId>, place: Option<usize>) -> Signature {
        let event = place.map(|place| self.event(place));
        let record = event.map(Event::id);
        Signature {
            label,
            who: event.and_then(Event::person).or(who),
            at: event.map(Event::time),
            bounds: record.and_then(|record| self.material.bounds.get(&record)).copied().unwrap_or_default(),
            record,
        }
    }
}

/// Those who register and dispatch.
const CLERKS: [Role; 4] = [Role::duty_receptionist, Role::cs_officer, Role::responsible_supervisor, Role::site_manager];

fn each(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let places: BTreeSet<usize> = places.collect();
    places.into_iter().collect()
}

/// Puts what a record answers into one entry, each thing once.
fn add(entries: &mut Vec<Entry>, record: RecordId, items: Vec<super::Item>) {
    match entries.iter_mut().find(|entry| entry.record == record) {
        Some(entry) => {
            let new: Vec<_> = items.into_iter().filter(|item| !entry.items.contains(item)).collect();
            entry.items.extend(new);
        }
        None => entries.push(Entry { record, items }),
    }
}
