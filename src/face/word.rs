//! The signed vocabularies as people read and type them.

use super::text::{Lang, Text};
use super::view::Names;
use crate::domain::act::word::Role;
use crate::domain::act::{Kind, word};
use crate::domain::duty::{Debtor, HOUSE, OFFER, PROMISE};
use crate::domain::regulation::preset::figure::Figure;
use crate::domain::regulation::preset::words::{Clock, DoneBy, Every, Party, Unit};

/// A vocabulary of `act::word`: a number in signed bytes, a label for programs, a phrase for people.
pub trait Word: Copy + PartialEq + Send + Sync + 'static {
    /// The prefix of its keys in the language files.
    const KEY: &'static str;
    /// Every word this version knows.
    fn all() -> &'static [Self];
    /// The word for programs.
    fn label(self) -> Option<&'static str>;
    /// Reads a label, or `#n`.
    fn from_label(label: &str) -> Option<Self>;
    /// The number that is signed.
    fn number(self) -> u16;

    /// The key of its phrase; `None` for a number that a newer version wrote.
    fn key(self) -> Option<String> {
        self.label().map(|label| format!("{}-{label}", Self::KEY))
    }

    /// Reads what a person typed: the label, or the phrase in any of the three languages.
    #[must_use]
    fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        Self::from_label(typed).or_else(|| {
            let reads = |word: &Self| Lang::ALL.iter().any(|lang| Text::of(*lang).word(*word).eq_ignore_ascii_case(typed));
            Self::all().iter().copied().find(reads)
        })
    }
}

macro_rules! words {
    ($( $vocabulary:ident $key:literal ),+ $(,)?) => {
        $(
            impl Word for word::$vocabulary {
                const KEY: &'static str = $key;
                fn all() -> &'static [Self] { Self::ALL }
                fn label(self) -> Option<&'static str> { Self::label(self) }
                fn from_label(label: &str) -> Option<Self> { Self::from_name(label) }
                fn number(self) -> u16 { self.0 }
            }
        )+

        /// The keys of every word, for the test of the language files.
        #[cfg(test)]
        pub fn keys() -> Vec<String> {
            let mut keys = Vec::new();
            $( keys.extend(word::$vocabulary::ALL.iter().filter_map(|word| word.key())); )+
            keys.extend(Kind::ALL.iter().filter_map(|kind| kind.key()));
            keys
        }
    };
}

words! {
    Role "role", Channel "channel", Matter "matter", Subject "subject", Class "class", Competence "competence",
    Papers "papers", Liability "liability", Means "means", Mode "mode", Reason "reason", Topic "topic", Promised "promised",
    Duty "duty", Coordination "coordination", Findings "findings", Waiting "waiting", Outcome "outcome", Cause "cause",
    Acceptance "acceptance", Finished "finished", Ground "ground", Loss "loss", Media "media", Shows "shows",
    Source "source", Field "field", Finding "finding", Sanction "sanction", LegalGround "legal-ground", Claimed "claimed",
}

impl Word for Kind {
    const KEY: &'static str = "act";

    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn label(self) -> Option<&'static str> {
        self.name()
    }

    fn from_label(label: &str) -> Option<Self> {
        Self::from_name(label)
    }

    fn number(self) -> u16 {
        self.0
    }
}

/// The key of what discharges a duty.
#[must_use]
pub fn done_key(word: DoneBy) -> &'static str {
    match word {
        DoneBy::opened => "done-opened",
        DoneBy::taken => "done-taken",
        DoneBy::reached_or_taken => "done-reached-or-taken",
        DoneBy::told => "done-told",
        DoneBy::answered => "done-answered",
        DoneBy::reported => "done-reported",
        DoneBy::confirmed => "done-confirmed",
        DoneBy::assigned => "done-assigned",
        DoneBy::arrived => "done-arrived",
        DoneBy::investigated_signed => "done-investigated",
        DoneBy::planned => "done-planned",
        DoneBy::completed => "done-completed",
        DoneBy::received => "done-received",
        DoneBy::accepted => "done-accepted",
        DoneBy::finished => "done-finished",
        DoneBy::visited => "done-visited",
        DoneBy::escalated => "done-escalated",
        DoneBy::special_report => "done-special-report",
        DoneBy::coordinated => "done-coordinated",
        DoneBy::promised => "done-promised",
        DoneBy::evaluated => "done-evaluated",
    }
}

/// How long, as people say it.
#[must_use]
pub fn figure(text: &Text, figure: Figure) -> String {
    let key = match (figure.unit, figure.clock) {
        (Unit::min, Clock::work) => "figure-work-minutes",
        (Unit::min, _) => "figure-minutes",
        (Unit::h, Clock::work) => "figure-work-hours",
        (Unit::h, _) => "figure-hours",
        (Unit::wd, _) => "figure-working-days",
        (Unit::day, Clock::work) => "figure-business-day",
        (Unit::day, _) if figure.n == 0 => "figure-today",
        (Unit::day, _) => "figure-days",
        (Unit::rings, _) => "figure-rings",
    };
    text.get(key, [("n", figure.n.into())])
}

/// A clause as people call it: what no text asks for has a name instead of a number.
#[must_use]
pub fn clause(text: &Text, rule: &str) -> String {
    let key = match rule {
        HOUSE => "house-rule",
        PROMISE => "house-rule-promise",
        OFFER => "house-rule-offer",
        rule => return rule.to_owned(),
    };
    text.say(key)
}

/// The key of how often something recurs.
#[must_use]
pub fn every_key(every: Every) -> &'static str {
    match every {
        Every::month => "every-month",
        Every::quarter => "every-quarter",
        Every::half_year => "every-half-year",
        Every::year => "every-year",
        Every::set => "every-set",
    }
}

/// What the house asks for besides any text, by the duty's name.
#[must_use]
pub fn house_duty(text: &Text, name: &str) -> String {
    text.say(match name {
        "promise" => "house-promise",
        "deadline" => "house-plan",
        name if name.starts_with("milestone_") => "house-milestone",
        "assignment" => "house-assignment",
        "offer" => "house-offer",
        "relay" => "house-relay",
        "classify" => "house-classify",
        "review" => "house-review",
        "orphaned" => "house-orphaned",
        other => return other.to_owned(),
    })
}

/// A party of a duty as people say it.
#[must_use]
pub fn party(text: &Text, party: Party) -> String {
    let key = match party {
        Party::resident => "party-resident",
        Party::first_reporter => "party-first-reporter",
        Party::first_contact => "party-first-contact",
        Party::top_on_duty => "party-top-on-duty",
        Party::lead_dept => "party-lead-dept",
        Party::any | Party::any_c1 | Party::any_c2 => "party-any",
        Party::desk | Party::receptionist => "party-desk",
        Party::other => "party-other",
        Party::manager => "party-manager",
        Party::holder => "party-holder",
        Party::receiving_dept => "party-receiving-dept",
        Party::accepting_dept => "party-accepting-dept",
        Party::own_dept_head => "party-own-dept-head",
        Party::direct_superior => "party-direct-superior",
        Party::authorised_colleague => "party-authorised-colleague",
        role => return Role::from_name(role.word()).map_or_else(|| role.to_string(), |role| text.word(role)),
    };
    text.say(key)
}

/// Who owes a duty, where the roster has no person for it.
#[must_use]
pub fn debtor(text: &Text, names: &Names<'_>, debtor: &Debtor) -> String {
    match debtor {
        Debtor::Person(person) => names.person(*person),
        Debtor::Department(department) => names.people.department(department),
        Debtor::DutyPost => text.say("party-duty-post"),
        Debtor::Party(word, None) => party(text, *word),
        Debtor::Party(word, Some(department)) => {
            text.get("party-of", [("department", names.people.department(department).into()), ("party", party(text, *word).into())])
        }
    }
}
