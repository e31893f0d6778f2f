//! The closed vocabularies of duties (domain.md §6.1 and the decisions on it). Any other word in a document is an error
//! that names its line and the words that may stand there.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::act::word::{Means, Media, Mode};

/// Declares closed vocabularies, each word spelled once, as documents write it.
macro_rules! closed {
    ($( $(#[$doc:meta])* $name:ident { $( $word:ident ),+ $(,)? } )+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[allow(non_camel_case_types, missing_docs, reason = "a word is spelled once, as documents write it")]
            pub enum $name { $( $word ),+ }

            impl $name {
                /// Every word.
                pub const ALL: &[Self] = &[$( Self::$word ),+];

                /// As documents write it.
                #[must_use]
                pub fn word(self) -> &'static str {
                    match self { $( Self::$word => stringify!($word) ),+ }
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(self.word())
                }
            }
        )+
    };
}

closed! {
    /// Who owes a duty or is owed it: roles (§3.1), and words that are resolved for each request.
    Party {
        resident, first_reporter, first_contact, operator, team_lead, handler, contractor, emergency_team, duty_receptionist,
        cs_officer, dept_head, dept_cs_supervisor, cr_supervisor, cs_director, function_dept, senior_leader,
        responsible_supervisor, site_manager, top_on_duty, auditor, owners_committee, lead_dept, any, any_c1, any_c2, desk, other,
        manager, receptionist, holder, receiving_dept, accepting_dept, own_dept_head, direct_superior, authorised_colleague,
    }
    /// What raises a duty.
    Trigger {
        ring, contact, classified, emergency_reported, confirmed, handoff_accepted, investigated, plan_set, completed,
        result_returned, result_received, resident_informed, followed_up, closed, any_transition, cannot_handle, own_handled,
        result_known, handler_unreachable, cannot_finish_in_time, first_handling_expired, accepted_unsolvable, dissatisfied,
    }
    /// What must hold besides.
    Condition {
        own, not_own, single_dept, multi_dept, complex_or_multi_dept, cross_office, out_of_scope, unclear, misrouted, emergency,
        hazard, has_plan, no_plan, major_complaint, complaint, dispute, complex, transaction, phone, field_matter,
        handler_absent, dept_absent, special_reason, papers_complete, papers_incomplete, completed_by_other,
    }
    /// From when a limit runs.
    Anchor { ring, contact, classified, cannot_handle, emergency_reported, handoff_accepted, completed, result_returned }
    /// What discharges a duty (decision Q02).
    DoneBy {
        opened, taken, reached_or_taken, told, answered, reported, confirmed, assigned, arrived, investigated_signed, planned,
        completed, received, accepted, finished, visited, escalated, special_report, coordinated, promised, evaluated,
    }
    /// A limit in words, to which no text gives a figure.
    Word { immediate, promptly, timely, appropriate, set, with_feedback, realtime }
    /// What a figure counts.
    Unit { min, h, day, wd, rings }
    /// On which clock it counts: day and night, business hours and working days, or whole days.
    Clock { wall, work, day }
    /// Until when a duty lasts: until the work is done however it ended, which is what holds where nothing is said, or until more.
    Until { completed, resolved, satisfied, in_procedure_or_clear_indication }
    /// What a duty leaves behind.
    Creates { promise, lead_dept, resident_acceptance }
    /// When the handling duty passes on. There is no other way: an offer releases nobody.
    Handling { on_accept }
    /// What an act must say besides: an evaluation its cause and how satisfied they were (R07.9), a plan who answers for it (R15.10).
    Part { cause, satisfaction, responsible }
    /// What is kept as evidence (R15.7).
    Picture { photo, video }
    /// What the resident is told with it.
    Tell { dept, contact, procedure, limit, expected_time, concrete_deadline, documents, reason, other_authority }
    /// What a notice must say.
    Content { result, result_or_course, progress }
    /// The forms of §3.8.
    Form { F1, F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12, F13, F14, F15, F16, F17, F18 }
    /// What a visit checks.
    Verify { dept_answer }
    /// Who sees it, where not everybody whom it concerns does.
    Visibility { internal }
    /// How a handoff is made.
    HandoffMode { phone_bridge, come_to_site, escort, guide, message, record, held_for_absent }
    /// How somebody goes back to the resident.
    VisitMeans { phone, visit }
    /// How often a periodic duty is due.
    Every { month, quarter, half_year, year, set }
    /// What whoever logs a request asks for (R02.1, R16.3, R16.12).
    Ask { building, unit, name, contact, content, time, place, symptom, expectation }
    /// What is repeated to the resident before they leave (R01.11, R15.3).
    Confirmation { repeat_back, contact_details }
    /// How staff say who they are (R14.1).
    SelfIdentify { name_or_staff_no }
    /// What is done with an enquiry that is somebody else's (R09.3).
    Enquiry { give_number, find_out_and_answer }
    /// What an inspection looks for (R09.17).
    Check { F8_both_copies, fc_named, completion_notice, no_retransfer }
    /// Which of several reporters of one matter is told (R02).
    Notify { first_only, all }
    /// What must be signed: every pass with name and time (R08.11), or an investigation by all concerned (R15.8).
    SignatureOf { every_pass, investigation }
    /// How those who wait are served (R11.5).
    QueueOrder { registration }
}

impl HandoffMode {
    /// The modes of offers that are meant; whoever is escorted is guided all the way. Face to face is more than any of them.
    #[must_use]
    pub fn modes(self) -> &'static [Mode] {
        match self {
            Self::phone_bridge => &[Mode::phone, Mode::face],
            Self::come_to_site => &[Mode::come, Mode::face],
            Self::escort => &[Mode::escort, Mode::face],
            Self::guide => &[Mode::guide, Mode::escort, Mode::face],
            Self::message | Self::record => &[Mode::record, Mode::face],
            Self::held_for_absent => &[Mode::held, Mode::face],
        }
    }
}

impl VisitMeans {
    /// By which means somebody goes back so.
    #[must_use]
    pub fn means(self) -> Means {
        match self {
            Self::phone => Means::phone,
            Self::visit => Means::in_person,
        }
    }
}

impl Picture {
    /// The files that are one.
    #[must_use]
    pub fn media(self) -> &'static [Media] {
        match self {
            Self::photo => &[Media::jpeg, Media::png, Media::webp],
            Self::video => &[Media::video],
        }
    }
}
