//! I25: the time vectors of the domain, asked of the program as anybody may ask who doubts a date. V19 and V20 need receipts:
//! they are tests of that name in `tests/duties`.

use crate::shell::Shell;

/// Regulation, clause with its duty, anchor, due, due where working days are elapsed hours (if that differs).
type Vector = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>);

const VECTORS: [(&str, Vector); 20] = [
    ("V01", ("r01", "R01.6/handoff", "2026-11-21 10:00", "2026-11-21T10:30", None)),
    ("V02", ("r01", "R01.9/result_to_fc", "2026-11-21 23:40", "2026-11-22T00:40", None)),
    ("V03", ("r02", "R02.7/inform_24h", "2026-11-21 08:15", "2026-11-22T08:15", None)),
    ("V04", ("r02", "R02.12/inform_hazard", "2026-09-30 18:00", "2026-10-01T18:00", None)),
    ("V05", ("r07", "R07.3/respond_and_record", "2026-11-21 07:00", "2026-11-22T07:00", None)),
    ("V06", ("r08", "R08.5/handoff", "2026-11-20 16:10", "2026-11-20T17:10", None)),
    ("V07", ("r08", "R08.7/answer_client", "2026-11-20 16:30", "2026-11-23T17:30", Some("2026-11-23T16:30"))),
    ("V08", ("r08", "R08.7/answer_client", "2026-11-21 10:00", "2026-11-23T17:30", None)),
    ("V09", ("r08", "R08.7/answer_client", "2026-11-23 02:00", "2026-11-24T17:30", Some("2026-11-23T17:30"))),
    ("V10", ("r08", "R08.7/answer_client", "2026-09-30 15:00", "2026-10-08T17:30", Some("2026-10-08T15:00"))),
    ("V11", ("r10", "R10.3/arrive", "2026-11-21 02:50", "2026-11-21T03:05", None)),
    ("V12", ("r10", "R10.4/handoff_important", "2026-11-21 09:30", "2026-11-21T10:30", None)),
    ("V12", ("r10", "R10.4/resolve_important", "2026-11-21 10:05", "2026-11-22T10:05", None)),
    ("V13", ("r10", "R10.5/handoff_general", "2026-11-21 23:50", "2026-11-22T00:00", None)),
    ("V14", ("r10", "R10.5/resolve_general", "2026-09-29 11:00", "2026-10-09T17:30", Some("2026-10-09T11:00"))),
    ("V15", ("r10", "R10.5/resolve_general", "2026-10-08 09:00", "2026-10-12T17:30", Some("2026-10-12T09:00"))),
    ("V16", ("r10", "R10.5/resolve_general", "2026-09-23 16:00", "2026-09-29T17:30", Some("2026-09-29T16:00"))),
    ("V17", ("r08", "R08.7/answer_client", "2026-09-18 16:00", "2026-09-20T17:30", Some("2026-09-20T16:00"))),
    ("V18 limit", ("r15", "R15.14/inform_resident", "2026-11-21 12:00", "2026-11-23T12:00", None)),
    ("V18 target", ("r15", "R15.14/inform_resident", "2026-11-21 12:00", "2026-11-22T12:00", None)),
];

#[test]
fn i25_the_time_vectors_hold_for_the_regulations_own_clauses() {
    let mut shell = Shell::new();
    for (name, (regulation, duty, anchor, civil, elapsed)) in VECTORS {
        for (convention, expected) in [("civil_code", civil), ("elapsed_hours", elapsed.unwrap_or(civil))] {
            let said =
                shell.run(&format!("shouwen regulation due {regulation} {duty} --anchor '{anchor}' --convention {convention} --json"));
            let found: serde_json::Value = serde_json::from_str(&said.text).unwrap_or_else(|_| panic!("{name}: {}", said.text));
            let key = if name.ends_with("target") { "target" } else { "due" };
            assert_eq!(found[0][key], format!("{expected}:00.000+08:00"), "{name}, {convention}");
            assert_eq!(found[0]["exclusive"], name == "V13", "{name}: only the end of a day is too late already");
        }
    }
}
