//! The first contact: a second responsibility, apart from handling. When it starts, what discharges it, what may close.

use super::{Cause, Opening, PersonId, Power, RecordId, Story};
use crate::domain::act::rights::is_supervisor;
use crate::domain::act::word::{Finished, Matter, Outcome, Role, Topic};
use crate::domain::act::{Act, Answer, Audience, RevokeReason, Tell, Visit};
use crate::domain::chain::Rule;
use crate::domain::course;
use crate::domain::regulation::word::{CloseWhen, Explained, ReleaseForm};

/// A record from which somebody owes the resident the answer.
pub(super) struct Start {
    pub(super) place: usize,
    pub(super) person: Option<PersonId>,
    certificate: Option<RecordId>,
}

/// The first contact's duty: it is open while any start is followed by no discharge.
pub(super) struct Contact {
    starts: Vec<Start>,
}

impl Story<'_> {
    /// Where the duty starts: the opening, or where that is a relay the first fitting takes. Imports start none.
    pub(super) fn starts(&self) -> Vec<Start> {
        let start = |place: usize| {
            let certificate = self.nodes[place].standpoint.as_ref().map(|standpoint| standpoint.certificate.id);
            Start { place, person: self.nodes[place].person(), certificate }
        };
        match self.nodes.iter().position(|node| matches!(node.act, Act::Open(_))) {
            Some(open) if self.is_relay(open) => self.fitting_takes().into_iter().map(start).collect(),
            Some(open) => vec![start(open)],
            None => Vec::new(),
        }
    }

    /// RULE: R06, Q24. The entry of somebody who cannot be first contact here.
    fn is_relay(&self, open: usize) -> bool {
        self.policy.others_are_relay && !self.fits(open)
    }

    fn fits(&self, at: usize) -> bool {
        let Some(fitting) = self.policy.first_contact_who.roles() else { return true };
        let standpoint = self.nodes[at].standpoint.as_ref();
        standpoint.is_some_and(|standpoint| standpoint.certificate.roles.iter().any(|role| fitting.contains(role)))
    }

    /// Fitting takes that come after no other one.
    fn fitting_takes(&self) -> Vec<usize> {
        let takes = self.nodes.iter().enumerate();
        let takes: Vec<_> =
            takes.filter(|(at, node)| node.effect && matches!(node.act, Act::Take(_)) && self.fits(*at)).map(|(at, _)| at).collect();
        takes.iter().copied().filter(|at| !takes.iter().any(|other| self.nodes[*at].past.contains(*other))).collect()
    }

    /// Takes that reopened: each starts the duty again.
    fn reopenings(&self) -> Vec<usize> {
        let over_close = self
            .tenures
            .iter()
            .flat_map(|tenure| &tenure.released)
            .filter(|release| release.rule == Rule::Close || self.is_close(release.tenure));
        let takes = over_close.filter(|release| !self.is_close(release.by)).filter_map(|release| self.place(release.by));
        takes.collect()
    }

    fn is_close(&self, tenure: RecordId) -> bool {
        self.tenure(tenure).is_some_and(|tenure| tenure.close)
    }

    /// RULE: Q02, Q28. Understood, neither refused nor out of scope.
    fn is_clear(answer: &Answer) -> bool {
        answer.understood && !answer.refusal && !answer.out_of_scope
    }

    fn tells_resident(tell: &Tell) -> bool {
        let resident = tell.to.iter().any(|to| matches!(to, Audience::Resident | Audience::FirstReporter));
        resident && tell.reached && tell.what.contains(&Topic::result)
    }

    /// RULE: R09.16. The result, told to a service supervisor of a department.
    fn is_completion_notice(&self, tell: &Tell) -> bool {
        let supervisor = |person: &PersonId| {
            let own = self.evidence.certificates().filter(|certificate| certificate.person == Some(*person));
            own.into_iter().any(|certificate| certificate.roles.contains(&Role::dept_cs_supervisor))
        };
        let to_supervisor = tell.to.iter().any(|to| match to {
            Audience::Role(role) => *role == Role::dept_cs_supervisor,
            Audience::Person(person) => supervisor(person),
            _ => false,
        });
        to_supervisor && tell.what.contains(&Topic::result)
    }

    /// RULE: R09.16. The service supervisor ends the first contact's duty in so many words.
    fn is_finished_by_supervisor(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        let supervisor =
            node.standpoint.as_ref().is_some_and(|standpoint| standpoint.certificate.roles.contains(&Role::dept_cs_supervisor));
        supervisor && matches!(&node.act, Act::Finish(finish) if finish.what == Finished::first_contact)
    }

    fn is_enquiry(&self) -> bool {
        self.axes().matters.contains(&Matter::enquiry)
    }

    /// A satisfied visit that no dissatisfied one contradicts: none is concurrent with it, none follows it.
    fn satisfies(&self, at: usize) -> bool {
        let Act::Visit(Visit { satisfied: Some(true), .. }) = self.nodes[at].act else { return false };
        self.nodes.iter().enumerate().all(|(other, node)| match &node.act {
            Act::Visit(Visit { satisfied: Some(false), .. }) => {
                !node.effect || self.nodes[at].past.contains(other) || self.is_answered(other)
            }
            _ => true,
        })
    }

    /// Whether a later satisfied visit answers a dissatisfied one.
    fn is_answered(&self, dissatisfied: usize) -> bool {
        self.nodes.iter().enumerate().any(|(at, node)| match &node.act {
            Act::Visit(Visit { satisfied: Some(true), .. }) => {
                let whole = node.effect && node.power() == Power::Full;
                whole && node.past.contains(dissatisfied) && self.is_named(at, &self.policy.release_by)
            }
            _ => false,
        })
    }

    fn may_explain(&self, at: usize) -> bool {
        let supervisor = self.nodes[at].standpoint.as_ref().is_some_and(|standpoint| is_supervisor(&standpoint.certificate.roles));
        match self.policy.allow_explained {
            Explained::Any => true,
            Explained::ManagerOnly => supervisor,
            Explained::Never => false,
        }
    }
}

impl Contact {
    pub(super) fn of(story: &Story<'_>, opening: &Opening) -> Self {
        let mut starts = story.starts();
        if matches!(opening, Opening::Open(_))
            && let Some((person, certificate)) = starts.first().map(|first| (first.person, first.certificate))
        {
            starts.extend(story.reopenings().into_iter().map(|place| Start { place, person, certificate }));
        }
        Self { starts }
    }

    pub(super) fn person(&self) -> Option<PersonId> {
        self.starts.first().and_then(|start| start.person)
    }

    pub(super) fn is_open(&self, story: &Story<'_>) -> bool {
        self.starts.iter().any(|start| Self::discharged(story, start).is_none())
    }

    /// What discharges a start first, in the order of the fold.
    fn discharged(story: &Story<'_>, start: &Start) -> Option<usize> {
        (0..story.nodes.len()).find(|at| Self::counts(story, *at, start) && Self::discharges(story, *at, start))
    }

    /// Every start, with what discharges it.
    pub(super) fn told(&self, story: &Story<'_>) -> Vec<course::Start> {
        let told = |start: &Start| course::Start {
            place: start.place,
            person: start.person,
            discharged: Self::discharged(story, start),
            is_freed: Self::is_freed(story, start),
        };
        self.starts.iter().map(told).collect()
    }

    /// Whether nobody is left who owes it: the certificate ended otherwise than by rotation, and the person has no other.
    fn is_freed(story: &Story<'_>, start: &Start) -> bool {
        let in_force = start.person.is_some_and(|person| story.evidence.is_in_force(person));
        let revocations = start.certificate.map(|certificate| story.evidence.revocations(certificate)).unwrap_or_default();
        !in_force && revocations.iter().any(|(_, reason)| *reason != RevokeReason::Rotated)
    }

    /// Only acts causally after a start that kept all their power discharge it.
    fn counts(story: &Story<'_>, at: usize, start: &Start) -> bool {
        let node = &story.nodes[at];
        node.effect && node.power() == Power::Full && node.past.contains(start.place)
    }

    /// RULE: domain.md §3.7 and Q09, the six forms of release and R08's return visit.
    fn discharges(story: &Story<'_>, at: usize, start: &Start) -> bool {
        let named = || story.is_named(at, &story.policy.release_by);
        let form = story.policy.release_form;
        match &story.nodes[at].act {
            Act::Tell(tell) if Self::duty_post_tells(story, at, start, tell) => true,
            Act::Tell(tell) => match form {
                ReleaseForm::OnResidentInformed => Story::tells_resident(tell) && named(),
                ReleaseForm::OnCompletionNotice => story.is_completion_notice(tell) && named(),
                _ => false,
            },
            Act::Take(_) => form == ReleaseForm::OnBriefHandover && Self::hands_over(story, at, start),
            Act::Answer(answer) => {
                Story::is_clear(answer)
                    && named()
                    && match form {
                        ReleaseForm::OnAnswerOrResolved | ReleaseForm::OnBriefHandover => true,
                        ReleaseForm::OnResidentInformed => story.policy.enquiry_answer_informs && story.is_enquiry(),
                        _ => false,
                    }
            }
            Act::Complete(complete) => form == ReleaseForm::OnAnswerOrResolved && complete.outcome == Outcome::resolved,
            Act::Finish(finish) => match form {
                ReleaseForm::OnResultRecorded => finish.what == Finished::register && named() && story.has_result(at),
                ReleaseForm::OnCompletionNotice => story.is_finished_by_supervisor(at) && named(),
                _ => false,
            },
            Act::Visit(visit) => match form {
                ReleaseForm::OnReturnVisit => visit.reached && named(),
                ReleaseForm::OnSatisfied => story.satisfies(at) && named(),
                _ => false,
            },
            Act::Close(close) => form == ReleaseForm::OnBriefHandover || (close.outcome == Outcome::explained && story.may_explain(at)),
            _ => false,
        }
    }

    /// RULE: 3-records.md, Responsibility 9. The duty post tells the result where the first contact's certificate is
    /// revoked (left, lost, compromised); where nobody was certified at all, it need not name why.
    fn duty_post_tells(story: &Story<'_>, at: usize, start: &Start, tell: &Tell) -> bool {
        let Some(standpoint) = &story.nodes[at].standpoint else { return false };
        let freed = match (start.certificate, tell.because) {
            (Some(certificate), Some(because)) => story.frees(certificate, because),
            (None, _) => true,
            _ => false,
        };
        freed && story.evidence.on_duty_post(standpoint.certificate) && Story::tells_resident(tell)
    }

    /// RULE: R12.3. A taken handoff from the first contact.
    fn hands_over(story: &Story<'_>, at: usize, start: &Start) -> bool {
        let by = story.nodes[at].id();
        let given = story.tenures.iter().filter(|tenure| Some(tenure.person) == start.person);
        given.flat_map(|tenure| &tenure.released).any(|release| release.by == by && release.rule == Rule::Offer)
    }

    /// RULE: Q20. One value of `close.when` is enough; a close explained by whom the regulation allows is one more.
    pub(super) fn may_close(&self, story: &Story<'_>, opening: &Opening) -> bool {
        let when = &story.policy.close_when;
        if matches!(opening, Opening::Import(_)) || when.is_empty() {
            return true;
        }
        let after_all = |at: usize| self.starts.iter().all(|start| start.place == at || story.nodes[at].past.contains(start.place));
        let whole = |at: usize| story.nodes[at].effect && story.nodes[at].power() == Power::Full;
        let facts = (0..story.nodes.len()).filter(|at| whole(*at) && after_all(*at));
        facts.into_iter().any(|at| when.iter().any(|value| Self::holds(story, at, *value)) || Self::is_explained_close(story, at))
    }

    fn is_explained_close(story: &Story<'_>, at: usize) -> bool {
        matches!(&story.nodes[at].act, Act::Close(close) if close.outcome == Outcome::explained) && story.may_explain(at)
    }

    fn holds(story: &Story<'_>, at: usize, value: CloseWhen) -> bool {
        let outcome = |wanted: Outcome| matches!(&story.nodes[at].act, Act::Close(close) if close.outcome == wanted);
        match (value, &story.nodes[at].act) {
            (CloseWhen::RegisterCompleted, Act::Finish(finish)) => finish.what == Finished::register,
            (CloseWhen::ResidentInformed, Act::Tell(tell)) => Story::tells_resident(tell),
            (CloseWhen::ResidentInformed, Act::Answer(answer)) => {
                story.policy.enquiry_answer_informs && story.is_enquiry() && Story::is_clear(answer)
            }
            (CloseWhen::FollowedUp, Act::Visit(visit)) => visit.reached,
            (CloseWhen::Resolved, Act::Complete(complete)) => complete.outcome == Outcome::resolved,
            (CloseWhen::DefiniteAnswer, Act::Answer(answer)) => Story::is_clear(answer),
            (CloseWhen::DefiniteAnswer, _) => outcome(Outcome::definite_answer),
            (CloseWhen::CompletionNotice, Act::Tell(tell)) => story.is_completion_notice(tell),
            (CloseWhen::CompletionNotice, Act::Finish(_)) => story.is_finished_by_supervisor(at),
            (CloseWhen::Satisfied, _) => story.satisfies(at),
            (CloseWhen::Explained, _) => outcome(Outcome::explained),
            (CloseWhen::InProcedure, _) => outcome(Outcome::in_procedure),
            _ => false,
        }
    }

    /// Results told by somebody whom the regulation does not name, and relays that no desk has taken.
    pub(super) fn remarks(&self, story: &Story<'_>) -> Vec<(RecordId, Cause)> {
        let told = story
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.effect && matches!(&node.act, Act::Tell(tell) if Story::tells_resident(tell)));
        let informs = story.policy.release_form == ReleaseForm::OnResidentInformed;
        let unnamed = told.filter(|(at, _)| informs && !self.starts.iter().any(|start| Self::discharges(story, *at, start)));
        let relay = story.nodes.iter().enumerate().find(|(at, node)| matches!(node.act, Act::Open(_)) && story.is_relay(*at));
        let unnamed = unnamed.map(|(_, node)| (node.id(), Cause::NotNamedRole));
        unnamed.chain(relay.map(|(_, node)| (node.id(), Cause::Relay))).collect()
    }
}
