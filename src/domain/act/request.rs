//! Acts about a request: kinds 1 to 36. Field order is the order of the signed bytes.

use serde::{Deserialize, Serialize};

use super::word::{
    Acceptance, Cause, Channel, Claimed, Class, Competence, Coordination, Field, Finding, Findings, Finished, Ground, LegalGround,
    Liability, Loss, Matter, Means, Media, Mode, Outcome, Papers, Promised, Reason, Sanction, Shows, Source, Subject, Topic, Waiting,
};
use super::{Addressee, Audience};
use crate::domain::id::{ClientKey, Code, Digest, PersonId, RecordId, RequestId};
use crate::domain::time::UtcMs;

/// Declares act structs: every field defaults when it is left out of named fields, and nothing defaults in signed bytes.
macro_rules! structs {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$field_doc:meta])* $field:ident : $kind:ty ),* $(,)? } )+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(default, deny_unknown_fields)]
            pub struct $name { $( $(#[$field_doc])* pub $field: $kind, )* }
        )+
    };
}
pub(super) use structs;

/// Names sealed bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SealedFile {
    /// BLAKE3 of the sealed bytes.
    pub hash: Digest,
    /// Their length in bytes, at most 64 MiB.
    pub size: u64,
}

structs! {
    /// 1: a resident asks; whoever writes this is responsible from the first second (E01, E02).
    Open {
        /// How they reached us.
        channel: Channel,
        /// What kind of thing is asked.
        matter: Matter,
        /// What it is about.
        subject: Option<Subject>,
        /// The author's guess of its class.
        class: Option<Class>,
        /// Where: building, stair or public area.
        place: Option<Code>,
        /// The author's guess whose task it is.
        competence: Option<Competence>,
        /// The author gave a name or staff number (R14.1).
        self_identified: bool,
        /// The author repeated the words back (R01.11).
        repeat_back: bool,
        /// The adoption it is judged by for ever; `None` is R16.
        regulation: Option<RecordId>,
        /// Makes the same tap twice one request.
        client_key: Option<ClientKey>,
    }
    /// 2: a claim about history kept elsewhere; opens a request without a first contact or duties.
    Import {
        /// Where it comes from: the client key of its name.
        source: ClientKey,
        /// The row there, from 1.
        row: u64,
        /// Makes the same row twice one request.
        client_key: ClientKey,
        /// Claimed channel.
        channel: Option<Channel>,
        /// Claimed matter.
        matter: Option<Matter>,
        /// Claimed time of the contact.
        opened: Option<UtcMs>,
        /// Claimed time of the service.
        serviced: Option<UtcMs>,
        /// Claimed time of the closing.
        closed: Option<UtcMs>,
        /// Claimed owning department.
        owner: Option<Code>,
        /// Claimed crew.
        crew: Option<Code>,
        /// Claimed state; a closed one makes a close of its author.
        state: Claimed,
    }
    /// 3: what the request is (E03). `None` says nothing about that axis.
    Classify {
        /// Class of the regulation.
        class: Option<Class>,
        /// Kind of thing asked.
        matter: Option<Matter>,
        /// What it is about.
        subject: Option<Subject>,
        /// A safety hazard to the estate.
        hazard: Option<bool>,
        /// An emergency.
        emergency: Option<bool>,
        /// A major complaint.
        major: Option<bool>,
        /// A complex matter.
        complex: Option<bool>,
        /// Something to be seen on site.
        field: Option<bool>,
        /// Whose task it is.
        competence: Option<Competence>,
        /// It can be solved on the spot.
        solvable_now: Option<bool>,
        /// State of the papers.
        papers: Option<Papers>,
        /// Who must bear the cause.
        liability: Option<Liability>,
        /// The classification that this one confirms among concurrent ones.
        confirms: Option<RecordId>,
    }
    /// 4: an emergency is reported (E04).
    Report {
        /// To whom.
        to: Vec<Audience>,
        /// By phone, radio or in person.
        means: Means,
        /// Somebody answered.
        reached: bool,
    }
    /// 5: a report or request is confirmed with somebody (E05).
    Confirm {
        /// With whom.
        with: Vec<Audience>,
        /// How.
        means: Means,
        /// The emergency plan in use; `None`: there is none.
        plan: Option<Code>,
    }
    /// 6: an answer to the resident (E06).
    Answer {
        /// They understood.
        understood: bool,
        /// It is outside what we do.
        out_of_scope: bool,
        /// It refuses a demand.
        refusal: bool,
    }
    /// 7: somebody is told something (E07, E27).
    Tell {
        /// Who; several are allowed.
        to: Vec<Audience>,
        /// What; `result` may discharge the first contact.
        what: Vec<Topic>,
        /// By which means.
        means: Means,
        /// They were reached.
        reached: bool,
        /// The duty post's ground: the revocation of the first contact's certificate.
        because: Option<RecordId>,
    }
    /// 8: a promise with a date (E08).
    Promise {
        /// What is promised.
        what: Promised,
        /// By when.
        due: UtcMs,
        /// The promise that this one moves.
        replaces: Option<RecordId>,
    }
    /// 9: somebody is asked for advice (E09).
    Consult {
        /// Who.
        whom: Vec<Audience>,
        /// Why.
        reason: Option<Reason>,
    }
    /// 10: the giver's half of a handoff (E10). Releases nobody by itself.
    Offer {
        /// The giver's tenures that are offered.
        tenures: Vec<RecordId>,
        /// To whom.
        to: Option<Addressee>,
        /// How.
        mode: Mode,
        /// The receiver was reached.
        reached: bool,
        /// The resident consents to be escorted (R09.13).
        consent: Option<bool>,
        /// Why.
        reason: Option<Reason>,
    }
    /// 11: the receiver's half of a handoff (E11), also recall, reopening, merging and taking over.
    Take {
        /// The tenures taken over.
        parents: Vec<RecordId>,
        /// The offers taken.
        offers: Vec<RecordId>,
        /// The duty post's ground: a revocation.
        because: Option<RecordId>,
    }
    /// 12: the addressee will not take it (E13); void for the author only.
    Decline {
        /// The offer.
        offer: RecordId,
        /// Why.
        reason: Option<Reason>,
    }
    /// 13: departments work out who does what (E14, E15). Always internal.
    Coordinate {
        /// Why.
        #[serde(rename = "type")]
        kind: Coordination,
        /// Who is concerned.
        departments: Vec<Code>,
        /// Who leads.
        lead: Option<Code>,
        /// It is settled.
        concluded: bool,
    }
    /// 14: a handler is named (E16, E17); the handler takes by a `Take`.
    Assign {
        /// Who.
        handler: PersonId,
        /// By when.
        due: Option<UtcMs>,
        /// On the holder's behalf (R03.3).
        delegation: bool,
    }
    /// 15: somebody is on site (E19).
    Arrive {
        /// Where.
        place: Option<Code>,
    }
    /// 16: what was found (E20).
    Investigate {
        /// Found by what.
        findings: Vec<Findings>,
        /// Who must bear the cause.
        liability: Option<Liability>,
        /// Whose signatures are asked.
        signatories: Vec<PersonId>,
    }
    /// 17: a signature under somebody's record (E20).
    Countersign {
        /// The record signed.
        record: RecordId,
    }
    /// 18: a plan with its own deadline (E21).
    Plan {
        /// Done by.
        deadline: UtcMs,
        /// By whom.
        responsible: Option<PersonId>,
        /// Steps on the way.
        milestones: Vec<UtcMs>,
    }
    /// 19: how it goes (E22, E23).
    Progress {
        /// What it waits for.
        waiting: Option<Waiting>,
        /// It goes on after waiting.
        resumed: bool,
    }
    /// 20: the work is done (E24).
    Complete {
        /// How it ended; `resolved` is what regulations call solved.
        outcome: Outcome,
        /// What had caused it.
        cause: Option<Cause>,
    }
    /// 21: the first contact has the result (E26).
    Receive {
        /// The record that brought it.
        record: RecordId,
    }
    /// 22: the resident accepts finished work (E30).
    Accept {
        /// How.
        how: Acceptance,
    }
    /// 23: a return visit (E28, E29).
    Visit {
        /// By which means.
        means: Means,
        /// Somebody was there.
        reached: bool,
        /// They are satisfied; `None`: no answer.
        satisfied: Option<bool>,
        /// 1 to 5.
        speed: Option<u8>,
        /// 1 to 5.
        result: Option<u8>,
        /// 1 to 5.
        manner: Option<u8>,
        /// The department's answer was checked with them (R08.12).
        verified: bool,
    }
    /// 24: it is raised to somebody (E31).
    Escalate {
        /// To whom.
        to: Vec<Audience>,
        /// Why.
        reason: Reason,
    }
    /// 25: the Special Event Report (E32, F3).
    SpecialReport {
        /// Class of the event.
        class: Option<Class>,
        /// Plan used.
        plan: Option<Code>,
        /// Who was notified when.
        notified: Vec<(Audience, UtcMs)>,
        /// What was lost.
        losses: Vec<Loss>,
    }
    /// 26: a register or the first contact's duty is complete (E33, E34).
    Finish {
        /// What.
        what: Finished,
        /// On what ground.
        ground: Option<Ground>,
    }
    /// 27: a terminal tenure (E35). Never ends a tenure that a take by its author would not release.
    Close {
        /// The tenures taken over.
        parents: Vec<RecordId>,
        /// The duty post's ground: a revocation.
        because: Option<RecordId>,
        /// How it ended.
        outcome: Outcome,
    }
    /// 28: two requests are the same matter, in the views only (E36).
    Link {
        /// The other one.
        other: RequestId,
        /// They are not, after all.
        undone: bool,
    }
    /// 29: the resident came again (E37).
    CountVisit {
        /// Which visit, from 1.
        visit: u8,
    }
    /// 30: a file, sealed under its own key.
    Attach {
        /// The sealed bytes.
        sealed: SealedFile,
        /// A small picture of it.
        thumbnail: Option<SealedFile>,
        /// The resident's view may show it.
        visible: bool,
        /// What kind of file.
        media: Media,
        /// What it shows.
        shows: Shows,
        /// When it was made.
        taken: Option<UtcMs>,
        /// By whom (R15.4).
        source: Option<Source>,
    }
    /// 31: words about the request.
    Note {
        /// Written to join more than 16 heads.
        joins: bool,
    }
    /// 32: a field of an earlier record was wrong (E38). Nothing is overwritten.
    Correct {
        /// The record.
        record: RecordId,
        /// Its field.
        field: Field,
    }
    /// 33: what is learned from it (E39).
    Evaluate {
        /// What had caused it.
        cause: Option<Cause>,
        /// 1 to 5.
        satisfaction: Option<u8>,
    }
    /// 34: an auditor's finding, or the reply to one (E40).
    Find {
        /// The rule, as `r10.3`.
        rule: Option<Code>,
        /// Who is concerned.
        person: Option<PersonId>,
        /// Which department is concerned.
        department: Option<Code>,
        /// What it rests on; it stands on the request of the first one.
        evidence: Vec<RecordId>,
        /// What was found.
        finding: Finding,
        /// What follows.
        sanction: Sanction,
    }
    /// 35: personal data is to be erased, or a step of that procedure.
    Erase {
        /// The records whose words go; empty: the whole request.
        records: Vec<RecordId>,
        /// Why it may or must.
        ground: LegalGround,
        /// The erasure that this one confirms.
        countersigns: Option<RecordId>,
        /// The erasure that this one objects to.
        objects: Option<RecordId>,
        /// Nothing may be erased: a dispute stands.
        hold: bool,
    }
    /// 36: a device has erased.
    Erased {
        /// The erasure carried out.
        erase: RecordId,
        /// How many payloads went.
        count: u64,
    }
}
