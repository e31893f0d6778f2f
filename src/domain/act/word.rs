//! The one append-only table of words. A word is a number in the signed bytes and a lower-case name for programs;
//! numbers are never reused, and a number that a newer version wrote is kept and shown as `#n`.

use std::fmt;

/// Declares vocabularies as typed rows of the one table.
macro_rules! vocabularies {
    ($( $(#[$doc:meta])* $vocabulary:ident { $( $word:ident = $number:literal ),+ $(,)? } )+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $vocabulary(pub u16);

            #[expect(non_upper_case_globals, reason = "a word is spelled once, as it is written everywhere")]
            #[allow(missing_docs, reason = "the words are explained in docs/GLOSSARY.md")]
            impl $vocabulary {
                $( pub const $word: Self = Self($number); )+
                /// Every word of the vocabulary, in the order of their numbers.
                pub const ALL: &[Self] = &[$( Self($number) ),+];

                /// The word's name; `None` for a number that a newer version wrote.
                #[must_use]
                pub fn label(self) -> Option<&'static str> {
                    match self.0 {
                        $( $number => Some(stringify!($word)), )+
                        _ => None,
                    }
                }

                /// Reads a name as `label` writes it; blanks and hyphens count as underscores, case does not count.
                #[must_use]
                pub fn from_name(name: &str) -> Option<Self> {
                    let name = name.trim().to_ascii_lowercase().replace(['-', ' '], "_");
                    let number = name.strip_prefix('#').and_then(|n| n.parse().ok()).map(Self);
                    number.or_else(|| Self::ALL.iter().copied().find(|word| word.label() == Some(name.as_str())))
                }
            }

            impl fmt::Display for $vocabulary {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    match self.label() {
                        Some(name) => f.write_str(name),
                        None => write!(f, "#{}", self.0),
                    }
                }
            }

            impl fmt::Debug for $vocabulary {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(self, f)
                }
            }

            impl serde::Serialize for $vocabulary {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    if serializer.is_human_readable() { serializer.collect_str(self) } else { serializer.serialize_u16(self.0) }
                }
            }

            impl<'de> serde::Deserialize<'de> for $vocabulary {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    if !deserializer.is_human_readable() {
                        return <u16 as serde::Deserialize>::deserialize(deserializer).map(Self);
                    }
                    let name = <String as serde::Deserialize>::deserialize(deserializer)?;
                    Self::from_name(&name).ok_or_else(|| {
                        let known = Self::ALL.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                        serde::de::Error::custom(format_args!("`{name}` is not a {}: {known}", stringify!($vocabulary)))
                    })
                }
            }
        )+

        /// Every row of the table: number, vocabulary, word.
        #[must_use]
        pub fn table() -> Vec<(u16, &'static str, &'static str)> {
            vec![$( $( ($number, stringify!($vocabulary), stringify!($word)) ),+ ),+]
        }
    };
}

vocabularies! {
    /// What somebody may do, read from the certificate alone (`domain.md` §3.1).
    Role {
        operator = 101, team_lead = 102, handler = 103, contractor = 104, emergency_team = 105, duty_receptionist = 106,
        cs_officer = 107, dept_head = 108, dept_cs_supervisor = 109, cr_supervisor = 110, cs_director = 111,
        function_dept = 112, senior_leader = 113, responsible_supervisor = 114, site_manager = 115, auditor = 116,
        owners_committee = 117, device = 118, centre = 119,
    }
    /// How the resident reached us.
    Channel {
        visit = 201, phone = 202, night_phone = 203, hotline_24h = 204, letter = 205, oral = 206, written = 207, mail = 208,
        app = 209, wechat_oa = 210, chat_group = 211, forum = 212, from_company = 213, from_committee = 214, patrol = 215, other = 216,
        survey = 217,
    }
    /// What kind of thing is asked.
    Matter {
        enquiry = 301, repair = 302, complaint = 303, suggestion = 304, help = 305, transaction = 306, report = 307,
        dispute = 308, safety = 309, praise = 310,
    }
    /// What it is about, as far as a regulation sorts by it (R02's and R10's words).
    Subject {
        fire = 401, flood = 402, electric = 403, gas = 404, construction = 405, public_order = 406, traffic = 407,
        urgent_help = 408, natural_disaster = 409, repair = 410, complaint = 411, possible_hazard = 412, burst_pipe = 413,
        electric_fault = 414, public_safety_equipment = 415, cleaning = 416, noise = 417, enquiry = 418, suggestion = 419,
        dispute = 420, safety = 421,
    }
    /// A regulation's class of urgency or nature. R02: c1 to c3; R10: urgent, important, general; R15: the rest.
    Class {
        c1 = 501, c2 = 502, c3 = 503, urgent = 504, important = 505, general = 506, repair = 507, complaint = 508,
        dispute = 509, safety = 510,
    }
    /// Whose task it is.
    Competence { own = 601, single_dept = 602, multi_dept = 603, unclear = 604, cross_office = 605, out_of_scope = 606 }
    /// Whether a transaction's papers are there.
    Papers { complete = 621, incomplete = 622, not_needed = 623 }
    /// Who must bear the cause.
    Liability { property = 641, fitout = 642, developer = 643, natural = 644, third_party = 645, resident = 646 }
    /// By what means somebody was spoken to.
    Means { phone = 661, radio = 662, in_person = 663, message = 664, letter = 665, app = 666 }
    /// How a tenure is offered. `held` receives for an absent department.
    Mode { phone = 681, come = 682, escort = 683, guide = 684, record = 685, face = 686, held = 687 }
    /// Why something is offered, declined, asked about or raised.
    Reason {
        absent = 701, special = 702, unsolvable = 703, unreachable = 704, misdirected = 705, not_own = 706, shift_end = 707,
        busy = 708, rule = 709, time = 710, major = 711, conflict = 712, reassigned = 713, other = 714,
    }
    /// What somebody is told.
    Topic {
        department = 721, contact = 722, procedure = 723, limit = 724, time = 725, documents = 726, reason = 727,
        progress = 728, result = 729, other_authority = 730,
    }
    /// What is promised.
    Promised { callback = 741, deadline = 742, visit = 743, result = 744, milestone = 745 }
    /// Who is on duty and is reported to.
    Duty { top_on_duty = 761, emergency_team = 762, leader = 763 }
    /// Why departments coordinate.
    Coordination { several_departments = 781, misdirected = 782 }
    /// What an investigation found by.
    Findings { site_survey = 801, records = 802, interviews = 803, mediation = 804 }
    /// What work waits for.
    Waiting { parts = 821, resident = 822, third_party = 823, weather = 824, papers = 825 }
    /// How work or a request ended.
    Outcome {
        resolved = 841, definite_answer = 842, explained = 843, referred = 844, withdrawn = 845, in_procedure = 846,
        partly_resolved = 847, not_resolved = 848,
    }
    /// What caused it.
    Cause { wear = 861, misuse = 862, workmanship = 863, design = 864, weather = 865, neighbour = 866, staff = 867, unknown = 868 }
    /// How a resident accepted finished work.
    Acceptance { drawn = 881, spoken = 882, refused = 883 }
    /// What a `Finish` completes.
    Finished { register = 901, first_contact = 902 }
    /// On what a first-contact duty ended.
    Ground { handover = 921, completion_notice = 922, result_recorded = 923, informed = 924, answered = 925, satisfied = 926, explained = 927 }
    /// What was lost in an emergency.
    Loss { injury = 941, death = 942, property = 943, none = 944 }
    /// What kind of file is attached.
    Media { jpeg = 961, png = 962, webp = 963, audio = 964, video = 965, pdf = 966 }
    /// What an attachment shows.
    Shows { before = 981, after = 982, evidence = 983, voice = 984, document = 985 }
    /// Who made an attachment.
    Source { staff = 1001, resident = 1002, camera = 1003, third_party = 1004 }
    /// The field that is corrected.
    Field {
        name = 1021, phone = 1022, room = 1023, words = 1024, expectation = 1025, brief = 1026, advice = 1027, measures = 1028,
        result = 1029, resources = 1030, statement = 1031, lesson = 1032, signature = 1033, caption = 1034, address = 1035,
        row = 1036, reply = 1037, place = 1038, class = 1039, matter = 1040,
        target = 1041, occurred = 1042, condition = 1043,
    }
    /// What an auditor found.
    Finding { holds = 1061, violation = 1062, commendation = 1063, reply = 1064 }
    /// What follows from a finding.
    Sanction { none = 1081, warning = 1082, penalty = 1083, reward = 1084 }
    /// The legal ground of an erasure.
    LegalGround { consent_withdrawn = 1101, purpose_ended = 1102, retention_ended = 1103, unlawful = 1104, request = 1105 }
    /// The state a claimed history was in.
    Claimed { open = 1121, closed = 1122, cancelled = 1123 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_are_unique_and_names_read_back() {
        let rows = table();
        let numbers: BTreeSet<u16> = rows.iter().map(|row| row.0).collect();
        assert_eq!(numbers.len(), rows.len());
        assert_eq!(Mode::from_name("Face"), Some(Mode::face));
        assert_eq!(Channel::from_name("wechat-oa"), Some(Channel::wechat_oa));
        assert_eq!(Role(9999).to_string(), "#9999");
        assert_eq!(Role::from_name("#9999"), Some(Role(9999)));
    }
}
