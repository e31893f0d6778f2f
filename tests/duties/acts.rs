//! Acts in a few words, and what must have come of them.

use shouwen::domain::act::word::{Channel, Class, Competence, Finished, Matter, Means, Mode, Outcome, Promised, Reason, Subject, Topic};
use shouwen::domain::act::{
    Act, Addressee, Answer, Arrive, Assign, Audience, Classify, Close, Complete, Consult, Escalate, Finish, Offer, Open, Promise, Receive,
    Report, Take, Tell, Visit,
};
use shouwen::domain::duty::{Basis, Colour, Debtor, Judgement, Owed, Verdict};
use shouwen::domain::id::RecordId;

use super::story::{How, Story, ms, person};

/// What a resident asks by phone.
pub fn asked(matter: Matter) -> Open {
    Open { channel: Channel::phone, matter, ..Open::default() }
}

/// What is asked about a subject that a regulation sorts by.
pub fn about(subject: Subject) -> Open {
    Open { channel: Channel::visit, matter: Matter::help, subject: Some(subject), ..Open::default() }
}

pub fn answer() -> Answer {
    Answer { understood: true, ..Answer::default() }
}

pub fn cannot() -> Classify {
    not_own(Competence::single_dept)
}

pub fn not_own(competence: Competence) -> Classify {
    Classify { competence: Some(competence), ..Classify::default() }
}

pub fn own() -> Classify {
    not_own(Competence::own)
}

pub fn class(class: Class) -> Classify {
    Classify { class: Some(class), ..Classify::default() }
}

pub fn done() -> Complete {
    Complete { outcome: Outcome::resolved, cause: None }
}

pub fn resident(what: &[Topic]) -> Tell {
    Tell { to: vec![Audience::Resident], what: what.to_vec(), means: Means::phone, reached: true, because: None }
}

pub fn tells(to: &str, what: &[Topic]) -> Tell {
    Tell { to: vec![Audience::Person(person(to))], what: what.to_vec(), means: Means::phone, reached: true, because: None }
}

pub fn visit(satisfied: Option<bool>) -> Visit {
    Visit { means: Means::phone, reached: true, satisfied, ..Visit::default() }
}

pub fn report(to: Audience) -> Report {
    Report { to: vec![to], means: Means::phone, reached: true }
}

pub fn arrive() -> Arrive {
    Arrive { place: None }
}

pub fn assign(handler: &str) -> Assign {
    Assign { handler: person(handler), due: None, delegation: false }
}

pub fn escalate(to: &str, reason: Reason) -> Escalate {
    Escalate { to: vec![Audience::Person(person(to))], reason }
}

pub fn consult(whom: &str, reason: Reason) -> Consult {
    Consult { whom: vec![Audience::Person(person(whom))], reason: Some(reason) }
}

pub fn promise(what: Promised, due: &str) -> Promise {
    Promise { what, due: ms(due), replaces: None }
}

pub fn register() -> Finish {
    Finish { what: Finished::register, ground: None }
}

pub fn receive(record: RecordId) -> Receive {
    Receive { record }
}

impl Story {
    /// An offer of the newest tenure of the giver.
    pub fn offer(&mut self, from: &str, to: &str, at: &str) -> RecordId {
        self.offer_for(from, to, at, Offer { reason: Some(Reason::not_own), mode: Mode::record, ..Offer::default() })
    }

    #[expect(clippy::needless_pass_by_value, reason = "an offer is written where it is made")]
    pub fn offer_for(&mut self, from: &str, to: &str, at: &str, offer: Offer) -> RecordId {
        let tenures = vec![self.tenure(from)];
        self.act(from, at, Offer { tenures, to: Some(Addressee::Person(person(to))), ..offer })
    }

    /// The newest tenure of somebody, else the opening.
    pub fn tenure(&self, of: &str) -> RecordId {
        let (request, _) = self.follow(&self.records).expect("the request folds");
        let own = request.tenures.iter().rev().find(|tenure| tenure.person == person(of) && tenure.stands());
        own.map_or(request.id, |tenure| tenure.id)
    }

    pub fn take(&mut self, who: &str, at: &str, offer: RecordId) -> RecordId {
        let (request, _) = self.follow(&self.records).expect("the request folds");
        let parents = request.standing().map(|tenure| tenure.id).collect();
        self.act(who, at, Take { parents, offers: vec![offer], because: None })
    }

    /// An offer and its take, five minutes apart at most.
    pub fn hand(&mut self, from: &str, to: &str, at: &str) -> RecordId {
        let offer = self.offer(from, to, at);
        self.take(to, at, offer)
    }

    pub fn close(&mut self, who: &str, at: &str, outcome: Outcome) -> RecordId {
        let (request, _) = self.follow(&self.records).expect("the request folds");
        let parents = request.standing().map(|tenure| tenure.id).collect();
        self.act(who, at, Close { parents, because: None, outcome })
    }

    pub fn claim(&mut self, who: &str, at: &str, happened: &str, act: impl Into<Act>) -> RecordId {
        self.act_as(who, at, act, How { happened: Some(ms(happened)), ..How::default() })
    }

    /// How the only duty of a key stands: due, verdict.
    #[track_caller]
    pub fn stands(&self, key: &str, now: &str, due: Option<&str>, verdict: Verdict) -> (Owed, Judgement) {
        let (owed, judged) = self.one(key, now);
        let shown = judged.due.as_ref().map(|due| due.at);
        assert_eq!((shown, judged.verdict), (due.map(ms), verdict), "{key} at {now}: {owed:?} {judged:?}");
        (owed, judged)
    }

    /// The only duty of a key was done, in time by the regulation's own limit.
    #[track_caller]
    pub fn met(&self, key: &str, due: Option<&str>) -> (Owed, Judgement) {
        self.stands(key, "12-31 12:00", due, Verdict::Met)
    }

    /// Nobody owes the duty.
    #[track_caller]
    pub fn nobody_owes(&self, key: &str) {
        assert_eq!(self.all(key, "12-31 12:00"), [], "{key}");
    }

    #[track_caller]
    pub fn owed_by(&self, key: &str, debtor: &Debtor) {
        let (owed, _) = self.one(key, "12-31 12:00");
        assert_eq!(owed.debtor, *debtor, "{key}");
    }
}

pub fn debtor(name: &str) -> Debtor {
    Debtor::Person(person(name))
}

pub fn basis(judged: &(Owed, Judgement)) -> Option<Basis> {
    judged.1.basis
}

pub fn colour(judged: &(Owed, Judgement)) -> Colour {
    judged.1.colour
}
