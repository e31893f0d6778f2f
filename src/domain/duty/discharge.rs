//! What ends a duty: every part that is asked, each by any of the acts that bring it.

use super::beside::topics;
use super::brings::{is_answer, is_clear, is_completed, is_offered_so, is_team, is_visit, says};
use super::case::Case;
use super::facet::competence_of;
use super::owed::Debtor;
use super::raise::tells_resident;
use crate::domain::act::word::{Acceptance, Competence, Findings, Finished, Topic};
use crate::domain::act::{Act, Addressee, Audience, Consult, Report, Tell};
use crate::domain::course::Event;
use crate::domain::regulation::preset::Duty;
use crate::domain::regulation::preset::words::{Condition, Content, Creates, DoneBy, Party, Trigger};

/// How many concurrent acts may end a part of a duty: each of them is judged.
pub(super) const ENDS_MAX: usize = 64;

/// A duty with who owes it, and from where acts count for it.
struct Wanted<'a> {
    duty: &'a Duty,
    debtor: &'a Debtor,
    origin: usize,
}

impl Case<'_> {
    /// The acts that end a duty, part by part; only what stands at or after the origin counts.
    pub fn discharge(&self, duty: &Duty, origin: usize, debtor: &Debtor) -> Vec<Vec<usize>> {
        let wanted = Wanted { duty, debtor, origin };
        let mut parts = self.notices(&wanted);
        if parts.is_empty() {
            parts.push(self.ends(&wanted, |at| duty.done_by.iter().any(|by| self.does(&wanted, *by, at))));
        }
        if let Some(by) = duty.and_by {
            parts.push(self.ends(&wanted, |at| self.does(&wanted, by, at)));
        }
        if !duty.evidence.is_empty() {
            // RULE: R15.7. 拍照或錄像留存證據.
            let shows = |act: &Act| matches!(act, Act::Attach(file) if duty.evidence.iter().any(|kind| kind.media().contains(&file.media)));
            parts.push(self.ends(&wanted, |at| shows(&self.event(at).act)));
        }
        parts
    }

    /// RULE: decision Q02. Handoffs go to any one of `to`, notices to all of them, and everything that the text names is told.
    fn notices(&self, wanted: &Wanted<'_>) -> Vec<Vec<usize>> {
        let Duty { done_by, to, tell, is_once, .. } = wanted.duty;
        if !done_by.contains(&DoneBy::told) {
            return Vec::new();
        }
        let otherwise = |at: usize| done_by.iter().any(|by| *by != DoneBy::told && self.does(wanted, *by, at));
        let part = |is: &dyn Fn(usize, &Tell) -> bool| self.ends(wanted, |at| otherwise(at) || self.tells(wanted, at, is));
        let all_topics = |_, tell: &Tell| wanted.duty.tell.iter().all(|word| topics(*word).iter().any(|topic| tell.what.contains(topic)));
        let owner = |party: &Party| matches!(wanted.debtor, Debtor::Person(person) if *party == Party::first_contact && self.course.is_first_contact(*person));
        let mut parts: Vec<_> =
            to.iter().filter(|party| !owner(party)).map(|party| part(&|at, tell| self.reaches_party(at, tell, *party))).collect();
        if to.is_empty() {
            parts.push(part(&|_, _| true));
        }
        match is_once {
            // RULE: R11.4, all at once.
            true => parts.push(part(&all_topics)),
            false => parts.extend(tell.iter().map(|word| part(&|_, tell| topics(*word).iter().any(|topic| tell.what.contains(topic))))),
        }
        parts
    }

    fn tells(&self, wanted: &Wanted<'_>, at: usize, is: &dyn Fn(usize, &Tell) -> bool) -> bool {
        let content = |tell: &Tell| match wanted.duty.content {
            Some(Content::result) => tell.what.contains(&Topic::result),
            Some(Content::result_or_course | Content::progress) => {
                tell.what.iter().any(|topic| [Topic::result, Topic::progress].contains(topic))
            }
            None => true,
        };
        match &self.event(at).act {
            Act::Tell(tell) => is(at, tell) && content(tell) && self.speaks_for(at, wanted.duty, wanted.debtor),
            _ => false,
        }
    }

    /// Residents must have heard it; staff find what they were told.
    fn reaches_party(&self, at: usize, tell: &Tell, party: Party) -> bool {
        let resident = matches!(party, Party::resident | Party::first_reporter);
        tell.to.iter().any(|to| self.addresses(at, to, party)) && (!resident || tell.reached)
    }

    /// The first acts that bring something; of concurrent ones the first few.
    fn ends(&self, wanted: &Wanted<'_>, is: impl Fn(usize) -> bool) -> Vec<usize> {
        let whole = |at: usize| self.event(at).whole || matches!(self.event(at).act, Act::Take(_) | Act::Open(_));
        let mut ends: Vec<usize> = Vec::new();
        for (at, _) in self.course.effective().filter(|(at, _)| self.reaches(wanted.origin, *at) && whole(*at)) {
            // Events stand after what they follow.
            if !ends.iter().any(|end| self.course.precedes(*end, at)) && is(at) {
                ends.push(at);
            }
            if ends.len() == ENDS_MAX {
                break;
            }
        }
        ends
    }

    fn does(&self, wanted: &Wanted<'_>, by: DoneBy, at: usize) -> bool {
        let duty = wanted.duty;
        let owes = || self.speaks_for(at, duty, wanted.debtor);
        let act = &self.event(at).act;
        match by {
            // The opening is the record; whether its asked fields are filled is asked where words can be opened.
            DoneBy::opened => at == wanted.origin,
            DoneBy::taken => self.is_taken(wanted, at) || self.is_own_work(wanted, at),
            DoneBy::reached_or_taken => {
                // RULE: A5, R01.6. 取得联系: contact is enough.
                let named = |to: Option<&Addressee>| duty.to.is_empty() || duty.to.iter().any(|party| self.offers_to(at, to, *party));
                let reached = matches!(act, Act::Offer(offer) if offer.reached && is_offered_so(duty, offer) && named(offer.to.as_ref()));
                reached || self.is_taken(wanted, at) || self.is_own_work(wanted, at)
            }
            DoneBy::told => self.tells(wanted, at, &|_, tell| tells_resident(tell)),
            DoneBy::answered => is_answer(duty, self.event(at)) && owes() || self.is_told_instead(wanted, at),
            DoneBy::reported => matches!(act, Act::Report(report) if self.is_reported(duty, at, report)),
            DoneBy::confirmed => {
                let with =
                    |party: &Party| matches!(act, Act::Confirm(body) if body.with.iter().any(|with| self.addresses(at, with, *party)));
                matches!(act, Act::Confirm(_)) && (duty.to.is_empty() || duty.to.iter().any(with)) && owes()
            }
            DoneBy::assigned => matches!(act, Act::Assign(_)),
            // Whoever finished the work was there at the latest then.
            DoneBy::arrived => matches!(act, Act::Arrive(_) | Act::Complete(_)),
            DoneBy::investigated_signed => self.is_signed_investigation(wanted, at),
            DoneBy::planned => matches!(act, Act::Plan(_)) && says(duty, act),
            DoneBy::completed => is_completed(duty, act),
            DoneBy::received => matches!(act, Act::Receive(_)) && owes(),
            // RULE: R16.10. Asked to look at it is enough, unless the resident's acceptance is to come of it.
            DoneBy::accepted => {
                let refused = |how: Acceptance| how == Acceptance::refused && duty.creates == Some(Creates::resident_acceptance);
                matches!(act, Act::Accept(accept) if !refused(accept.how))
            }
            DoneBy::finished => matches!(act, Act::Finish(finish) if finish.what == Finished::register) && owes(),
            DoneBy::visited => matches!(act, Act::Visit(visit) if is_visit(duty, visit)) && owes(),
            DoneBy::escalated => {
                matches!(act, Act::Escalate(body) if duty.to.is_empty() || body.to.iter().any(|to| duty.to.iter().any(|party| self.addresses(at, to, *party))))
            }
            DoneBy::special_report => matches!(act, Act::SpecialReport(_)),
            DoneBy::coordinated => {
                // RULE: R09.8, the form names who leads.
                matches!(act, Act::Coordinate(body) if duty.creates != Some(Creates::lead_dept) || body.lead.is_some())
            }
            // RULE: R15.13. The steps that a plan names are promised with it.
            DoneBy::promised => {
                matches!(act, Act::Promise(_))
                    || matches!(act, Act::Plan(plan) if duty.on == Trigger::plan_set && !plan.milestones.is_empty())
            }
            DoneBy::evaluated => matches!(act, Act::Evaluate(_)) && says(duty, act),
        }
    }

    /// Taken over by one of those named; where a take raised the duty, that take names what it takes (R09.15).
    fn is_taken(&self, wanted: &Wanted<'_>, at: usize) -> bool {
        let Act::Take(take) = &self.event(at).act else { return false };
        let duty = wanted.duty;
        let offers = take.offers.iter().filter_map(|offer| self.course.place(*offer));
        let so = |offer: usize| matches!(&self.event(offer).act, Act::Offer(offer) if is_offered_so(duty, offer));
        if (duty.mode.is_some() && !offers.into_iter().any(so)) || !self.is_advised(duty, at) {
            return false;
        }
        if duty.to.is_empty() {
            return !self.is_first(at) || (duty.on == Trigger::handoff_accepted && !take.offers.is_empty());
        }
        let author = self.event(at).author.as_ref();
        let other = !matches!(wanted.debtor, Debtor::Person(person) if self.event(at).person() == Some(*person));
        other && duty.to.iter().any(|to| self.fits(*to, author))
    }

    /// RULE: R12.4, 應主動請示相關領導. One of those named was asked before it was taken over.
    fn is_advised(&self, duty: &Duty, at: usize) -> bool {
        let named =
            |at: usize, body: &Consult| body.whom.iter().any(|whom| duty.consult.iter().any(|party| self.addresses(at, whom, *party)));
        let asked = |(place, event): (usize, &Event)| {
            matches!(&event.act, Act::Consult(body) if named(place, body)) && self.course.precedes(place, at)
        };
        duty.consult.is_empty() || self.course.effective().any(asked)
    }

    /// RULE: decision Q26. A first contact who did the job, or answered it, need not hand it over; nor one of the trade who says that
    /// it is their own.
    fn is_own_work(&self, wanted: &Wanted<'_>, at: usize) -> bool {
        let done = match &self.event(at).act {
            Act::Complete(_) => true,
            Act::Answer(answer) => is_clear(answer),
            act => competence_of(act) == Some(Competence::own) && self.is_of_the_trade(wanted.duty, at),
        };
        // RULE: R12.5, who took it over is first contact of the leg.
        let first = self.is_first(at) || matches!(wanted.debtor, Debtor::Person(person) if self.event(at).person() == Some(*person));
        done && wanted.duty.who == Party::first_contact && first
    }

    fn is_of_the_trade(&self, duty: &Duty, at: usize) -> bool {
        let fits = |party: &Party| self.fits(*party, self.event(at).author.as_ref());
        let disowns = self.acts(|act| competence_of(act).is_some_and(|competence| competence != Competence::own));
        let stays = !disowns.into_iter().any(|later| self.course.precedes(at, later));
        duty.on == Trigger::contact && duty.condition.is_none() && stays && [Party::dept_head, Party::handler].iter().any(fits)
    }

    /// RULE: R04.5, R08.4, R16.4. The alternative within the same limit: all of it told, or a promise where a time was asked.
    fn is_told_instead(&self, wanted: &Wanted<'_>, at: usize) -> bool {
        let words = &wanted.duty.else_tell;
        let told = |word: &crate::domain::regulation::preset::words::Tell, tell: &Tell| {
            topics(*word).iter().any(|topic| tell.what.contains(topic))
        };
        if words.is_empty() || !self.speaks_for(at, wanted.duty, wanted.debtor) {
            return false;
        }
        match &self.event(at).act {
            Act::Tell(tell) => tells_resident(tell) && words.iter().all(|word| told(word, tell)),
            Act::Promise(_) => words[..] == [crate::domain::regulation::preset::words::Tell::expected_time],
            _ => false,
        }
    }

    /// RULE: R01.8 names nobody; elsewhere one of those named was reached.
    fn is_reported(&self, duty: &Duty, at: usize, report: &Report) -> bool {
        let party = |to: &Audience| duty.to.iter().any(|party| self.addresses(at, to, *party) || is_team(to, *party));
        report.reached && (duty.to.is_empty() || report.to.iter().any(party))
    }

    /// RULE: R15.9. Both sides are heard in a mediation, or in an interview of each.
    fn is_hearing(&self, wanted: &Wanted<'_>, at: usize) -> bool {
        let Act::Investigate(body) = &self.event(at).act else { return false };
        let interviewed = |act: &Act| matches!(act, Act::Investigate(body) if body.findings.contains(&Findings::interviews));
        let heard = self.acts(interviewed).into_iter().filter(|heard| self.reaches(wanted.origin, *heard) && self.reaches(*heard, at));
        body.findings.contains(&Findings::mediation) || heard.count() >= 2
    }

    /// RULE: R15.8. The findings, or the last signature that they ask for; nobody asked is nobody concerned.
    fn is_signed_investigation(&self, wanted: &Wanted<'_>, at: usize) -> bool {
        let signed = |findings: usize| {
            let Act::Investigate(body) = &self.event(findings).act else { return false };
            let by = |person| {
                self.acts(|act| matches!(act, Act::Countersign(sign) if sign.record == self.event(findings).id()))
                    .into_iter()
                    .any(|sign| self.reaches(sign, at) && self.event(sign).person() == Some(person))
            };
            let is_dispute = wanted.duty.condition == Some(Condition::dispute);
            let counts = if is_dispute { self.is_hearing(wanted, findings) } else { !body.signatories.is_empty() };
            counts && body.signatories.iter().all(|person| self.event(findings).person() == Some(*person) || by(*person))
        };
        let own = |findings: &usize| match &self.event(at).act {
            Act::Investigate(_) => *findings == at,
            Act::Countersign(body) => body.record == self.event(*findings).id(),
            _ => false,
        };
        let found =
            self.acts(|act| matches!(act, Act::Investigate(_))).into_iter().filter(|findings| self.reaches(wanted.origin, *findings));
        found.filter(own).any(signed)
    }
}
