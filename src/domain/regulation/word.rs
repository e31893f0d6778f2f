//! The closed vocabularies that the fold reads from a regulation. Documents are for ever: a word is never renamed.

use super::policy::PolicyError;
use crate::domain::act::word::Role;

/// Declares a closed vocabulary of documents: a word outside it is an error that names the words inside.
macro_rules! words {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$word_doc:meta])* $variant:ident = $word:literal ),+ $(,)? } )+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $name { $( $(#[$word_doc])* $variant, )+ }

            impl $name {
                /// The words that a document may write.
                pub const WORDS: &[&str] = &[$( $word ),+];

                /// The word as documents write it.
                #[must_use]
                pub fn word(self) -> &'static str {
                    match self { $( Self::$variant => $word, )+ }
                }

                pub(super) fn read(key: &'static str, word: &str) -> Result<Self, PolicyError> {
                    match word {
                        $( $word => Ok(Self::$variant), )+
                        _ => Err(PolicyError::Word { key, word: word.to_owned(), allowed: Self::WORDS }),
                    }
                }
            }
        )+
    };
}

words! {
    /// `release.first_contact`: on what the first contact's duty ends (the six forms of the regulations, and R08's visit).
    ReleaseForm {
        /// A handoff is taken; or a clear answer, or a close (R11.6, R12.3).
        OnBriefHandover = "on_brief_handover",
        /// The receiving department's notice of completion reaches the first contact's service supervisor (R09.16).
        OnCompletionNotice = "on_completion_notice",
        /// The first contact has the result and completes the register (R01.13).
        OnResultRecorded = "on_result_recorded",
        /// The resident is told the result (R02, R03, R07, R15).
        OnResidentInformed = "on_resident_informed",
        /// The resident is visited or called after the result (R08.12).
        OnReturnVisit = "on_return_visit",
        /// The matter is resolved or clearly answered (R04, R06).
        OnAnswerOrResolved = "on_answer_or_resolved",
        /// The resident says that they are satisfied (R10, R16); the one release that a later dissatisfied visit undoes.
        OnSatisfied = "on_satisfied",
    }
    /// `release.by`, `followup.by`: whose telling, answer or visit counts. Any one of those named is enough.
    Releaser {
        /// The first contact in person.
        FirstContact = "first_contact",
        /// Anybody of the department that accepted it: the opener's or first taker's at the centre (R15).
        AcceptingDept = "accepting_dept",
        /// Anybody of a department that took it over from the first contact (R09).
        ReceivingDept = "receiving_dept",
        /// A service supervisor of the first contact's department (R09).
        DeptCsSupervisor = "dept_cs_supervisor",
        /// Whoever completed the work, or was assigned to it.
        Handler = "handler",
        /// Whoever holds the request when they write.
        Holder = "holder",
        /// A duty receptionist or customer-service officer.
        Clerk = "clerk",
        /// A responsible supervisor or site manager.
        Supervisor = "supervisor",
    }
    /// `close.when`: one of these must hold for a closed request to count as closed; none named: the close is enough.
    CloseWhen {
        /// The first contact's register is complete.
        RegisterCompleted = "register_completed",
        /// The resident was told the result.
        ResidentInformed = "resident_informed",
        /// Somebody went back or called back.
        FollowedUp = "followed_up",
        /// The work ended as resolved.
        Resolved = "resolved",
        /// A definite answer was given.
        DefiniteAnswer = "definite_answer",
        /// The completion notice was given.
        CompletionNotice = "completion_notice",
        /// The resident is satisfied.
        Satisfied = "satisfied",
        /// It was explained why nothing more can be done.
        Explained = "explained",
        /// It is in another regular procedure.
        InProcedure = "in_procedure",
    }
    /// `close.allow_explained`: whose close with the outcome `explained` ends a request that satisfies nobody.
    Explained {
        /// Nobody's.
        Never = "never",
        /// A site manager's or responsible supervisor's.
        ManagerOnly = "manager_only",
        /// Anybody's who may close.
        Any = "any",
    }
    /// `first_contact.who`: who becomes first contact by logging a request.
    FirstContactWho {
        /// Everybody, outsourced staff included.
        AnyEmployee = "any_employee",
        /// Whoever received the information at the service office; everybody may (R03.4).
        InfoReceiver = "info_receiver",
        /// The service desk and customer service (R06.1).
        DeskOnly = "desk_only",
        /// The receptionist on duty (R07.1).
        Receptionist = "receptionist",
        /// Whoever works at the service centre (R04, R08).
        CentreStaff = "centre_staff",
    }
    /// `first_contact.others_are`: what the entry of somebody else is.
    Others {
        /// A relay: the first take by a fitting role makes the first contact.
        Relay = "relay",
        /// First contacts all the same.
        FirstContact = "first_contact",
    }
    /// `handoff.misroute`: what happens with a misdirected handoff.
    Misroute {
        /// The receiver keeps the duty toward the resident (R09.10).
        Absorb = "absorb",
        /// It is offered on, and every hop is counted.
        Reroute = "reroute",
    }
    /// `handoff.retransfer`: whether the taker may offer it on.
    Retransfer {
        /// Not after a misdirected handoff (R09.10).
        ForbiddenIfMisrouted = "forbidden_if_misrouted",
        /// Always (R12.6).
        Allowed = "allowed",
        /// Only what cannot be solved (R08.9).
        OnlyIfUnsolvable = "only_if_unsolvable",
        /// Only through the dispatcher (R03.5).
        DispatcherOnly = "dispatcher_only",
        /// The text does not say.
        Unspecified = "unspecified",
    }
    /// `handoff.retransfer_deny`: how firmly.
    Deny {
        /// The act is void.
        Hard = "hard",
        /// The act is flagged.
        Flag = "flag",
    }
}

impl FirstContactWho {
    /// The roles that fit; `None`: every role.
    #[must_use]
    pub fn roles(self) -> Option<&'static [Role]> {
        match self {
            Self::AnyEmployee | Self::InfoReceiver => None,
            Self::DeskOnly => Some(&[Role::duty_receptionist, Role::cs_officer]),
            Self::Receptionist => Some(&[Role::duty_receptionist]),
            Self::CentreStaff => Some(&[
                Role::duty_receptionist,
                Role::cs_officer,
                Role::dept_cs_supervisor,
                Role::cr_supervisor,
                Role::cs_director,
                Role::responsible_supervisor,
                Role::site_manager,
            ]),
        }
    }
}
