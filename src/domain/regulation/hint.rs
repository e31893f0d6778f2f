//! What a regulation asks of whoever works by it and no record can prove: it is shown before something is signed, and never judged.

use super::adopted::Adopted;
use super::preset::words::{Ask, Confirmation, Enquiry};
use crate::domain::act::Open;
use crate::domain::act::word::{Channel, Matter};

/// Something to ask, to say or to do before a request is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// What nobody has said yet.
    Ask(Vec<Ask>),
    /// The words are repeated to the resident.
    RepeatBack,
    /// The resident's contact details are asked and confirmed.
    ConfirmContact,
    /// The own name or staff number is given.
    Identify,
    /// A caller whose enquiry is somebody else's gets the right number.
    GiveNumber,
    /// A visitor's enquiry is found out and answered here.
    FindOut,
}

/// What of a document is shown, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Before a request is logged.
    Reception,
    /// With the regulation.
    Regulation,
    /// Before work is said to be done.
    Completion,
    /// Before a finding is signed.
    Finding,
}

/// The clauses of the shipped documents that are shown, each with the document, the key that carries it, and where.
pub const CLAUSES: &[(&str, &str, &str, Shown)] = &[
    ("r01", "confirm", "R01.11", Shown::Reception),
    ("r02", "ask", "R02.1", Shown::Reception),
    ("r03", "scripts", "R03.11", Shown::Regulation),
    ("r03", "scripts", "R03.12", Shown::Regulation),
    ("r03", "banned_acts", "R03.15", Shown::Regulation),
    ("r09", "enquiry", "R09.3", Shown::Reception),
    ("r09", "check", "R09.17", Shown::Finding),
    ("r10", "channels", "R10.12", Shown::Regulation),
    ("r13", "liability", "R13.2", Shown::Completion),
    ("r14", "self_identify", "R14.1", Shown::Reception),
    ("r15", "channels", "R15.2", Shown::Regulation),
    ("r15", "confirm", "R15.3", Shown::Reception),
    ("r16", "ask", "R16.3", Shown::Reception),
    ("r16", "expectation", "R16.12", Shown::Reception),
];

/// The clause of what one of the documents in force shows by a key.
#[must_use]
pub fn clause(adopted: &Adopted, key: &str) -> Option<&'static str> {
    let in_force = |number: &str| adopted.sources.iter().any(|source| source.id.split('-').next() == Some(number));
    CLAUSES.iter().find(|(preset, shown, ..)| *shown == key && in_force(preset)).map(|(_, _, rule, _)| *rule)
}

/// RULE: R01.11, R02.1, R09.3, R14.1, R15.3, R16.3, R16.12. What is still to be asked, said or done before a request is logged, each
/// with its clause; `given` says what the resident has told already.
#[must_use]
pub fn reception(adopted: &Adopted, open: &Open, given: &dyn Fn(Ask) -> bool) -> Vec<(Hint, Option<&'static str>)> {
    let said = &adopted.provisions;
    let is_fault = [Matter::repair, Matter::safety, Matter::report].contains(&open.matter);
    // 如故障发生的时间、地点、故障现象: only of a fault.
    let of_fault = |ask: &Ask| is_fault || !matches!(ask, Ask::time | Ask::place | Ask::symptom);
    let wanting: Vec<Ask> = said.ask.iter().copied().filter(|ask| of_fault(ask) && !given(*ask)).collect();
    let (expected, asked): (Vec<Ask>, Vec<Ask>) = wanting.into_iter().partition(|ask| *ask == Ask::expectation);
    let enquiry = |on: bool, how: Option<Enquiry>| how.filter(|_| on && open.matter == Matter::enquiry);
    let calls = [Channel::phone, Channel::night_phone, Channel::hotline_24h].contains(&open.channel);
    let how = enquiry(calls, said.enquiry_phone).or(enquiry(open.channel == Channel::visit, said.enquiry_visit));
    let hints = [
        (said.self_identify.is_some() && !open.self_identified).then_some((Hint::Identify, "self_identify")),
        (!asked.is_empty()).then_some((Hint::Ask(asked), "ask")),
        (!expected.is_empty()).then_some((Hint::Ask(expected), "expectation")),
        match said.confirm {
            Some(Confirmation::repeat_back) => (!open.repeat_back).then_some((Hint::RepeatBack, "confirm")),
            Some(Confirmation::contact_details) => (!given(Ask::contact)).then_some((Hint::ConfirmContact, "confirm")),
            None => None,
        },
        how.map(|how| (if how == Enquiry::give_number { Hint::GiveNumber } else { Hint::FindOut }, "enquiry")),
    ];
    hints.into_iter().flatten().map(|(hint, key)| (hint, clause(adopted, key))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::AdoptRegulation;
    use crate::domain::regulation::{preset, rule};

    fn shown(ids: &[&str], open: &Open, given: &[Ask]) -> Vec<(Hint, Option<&'static str>)> {
        let texts: Vec<&str> = ids.iter().map(|id| preset(id).expect("shipped")).collect();
        let adopted = Adopted::read(&AdoptRegulation::default(), &texts).expect("reads");
        reception(&adopted, open, &|ask| given.contains(&ask))
    }

    #[test]
    fn only_what_is_missing_is_asked_and_each_by_its_clause() {
        let call = |matter| Open { channel: Channel::phone, matter, ..Open::default() };
        let all = [Ask::content, Ask::contact, Ask::time, Ask::place, Ask::symptom, Ask::expectation];
        assert_eq!(shown(&["r16"], &call(Matter::repair), &all), []);
        let asked = shown(&["r16"], &call(Matter::repair), &all[..2]);
        let fault = Hint::Ask(vec![Ask::time, Ask::place, Ask::symptom]);
        assert_eq!(asked, [(fault, Some("R16.3")), (Hint::Ask(vec![Ask::expectation]), Some("R16.12"))]);
        assert_eq!(shown(&["r16"], &call(Matter::enquiry), &[Ask::content, Ask::contact, Ask::expectation]), []);
        let told = Open { repeat_back: true, ..call(Matter::repair) };
        assert_eq!(
            (shown(&["r01"], &call(Matter::repair), &[]), shown(&["r01"], &told, &[])),
            (vec![(Hint::RepeatBack, Some("R01.11"))], vec![])
        );
        let both = shown(&["r15", "r14"], &call(Matter::complaint), &[]);
        assert_eq!(both, [(Hint::Identify, Some("R14.1")), (Hint::ConfirmContact, Some("R15.3"))]);
    }

    #[test]
    fn r09_3_who_rings_is_given_the_number_and_who_comes_is_found_the_answer() {
        let call = |matter| Open { channel: Channel::phone, matter, ..Open::default() };
        assert_eq!(shown(&["r09"], &call(Matter::enquiry), &[]), [(Hint::GiveNumber, Some("R09.3"))]);
        let visits = Open { channel: Channel::visit, ..call(Matter::enquiry) };
        assert_eq!(shown(&["r09"], &visits, &[]), [(Hint::FindOut, Some("R09.3"))]);
        assert_eq!(shown(&["r09"], &call(Matter::repair), &[]), []);
    }

    #[test]
    fn every_shown_clause_is_one_of_its_documents() {
        for (number, _, id, _) in CLAUSES {
            assert!(preset(number).is_some() && rule::rule(id).is_some_and(|rule| rule.id.starts_with(&number.to_uppercase())), "{id}");
        }
    }
}
