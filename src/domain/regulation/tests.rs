use super::word::{CloseWhen, Explained, FirstContactWho, ReleaseForm, Releaser};
use super::*;
use crate::domain::act::Prefer;
use crate::domain::id::Digest;

fn policy(id: &str) -> Policy {
    Policy::read(preset(id).expect("shipped")).expect("a shipped document reads")
}

#[test]
fn every_shipped_document_is_what_the_table_says() {
    for shipped in presets() {
        let value: toml::Table = toml::from_str(shipped.document).expect("TOML");
        let text = |key: &str| value.get(key).and_then(toml::Value::as_str).expect("a text");
        let kind = if shipped.kind == Kind::Preset { "preset" } else { "overlay" };
        assert_eq!((text("id"), text("title_zh"), text("kind")), (shipped.id, shipped.title_zh, kind));
        assert_eq!(value.get("schema").and_then(toml::Value::as_integer), Some(1));
        assert!(shipped.document.len() <= DOCUMENT_BYTES_MAX);
        Clauses::read(shipped.document).expect("reads");
        // The same document as JSON says the same.
        let json = serde_json::to_string(&value).expect("JSON");
        assert_eq!(Clauses::read(&json), Clauses::read(shipped.document), "{}", shipped.id);
    }
    assert_eq!(preset("R16"), preset("r16"));
    assert_eq!(preset("r16"), preset(DEFAULT));
    assert_eq!(preset("r17"), None);
}

#[test]
fn every_duty_says_what_discharges_it_and_names_its_clause() {
    const DONE_BY: &[&str] = &[
        "opened",
        "taken",
        "reached_or_taken",
        "told",
        "answered",
        "reported",
        "confirmed",
        "assigned",
        "arrived",
        "investigated_signed",
        "planned",
        "completed",
        "received",
        "accepted",
        "finished",
        "visited",
        "escalated",
        "special_report",
        "coordinated",
        "promised",
        "evaluated",
    ];
    for shipped in presets() {
        let value: toml::Table = toml::from_str(shipped.document).expect("TOML");
        let number = shipped.id.split('-').next().expect("a number").to_uppercase();
        let mut ids = std::collections::BTreeSet::new();
        for duty in value.get("duty").and_then(toml::Value::as_array).into_iter().flatten() {
            let id = duty["id"].as_str().expect("an id");
            assert!(ids.insert(id.to_owned()), "{}: {id} twice", shipped.id);
            assert!(duty["rule"].as_str().expect("a rule").starts_with(&format!("{number}.")), "{}: {id}", shipped.id);
            assert!(duty["on"].is_str() && duty["who"].is_str(), "{}: {id}", shipped.id);
            let words: Vec<&str> = match &duty["done_by"] {
                toml::Value::String(word) => vec![word],
                list => list.as_array().expect("a list").iter().filter_map(toml::Value::as_str).collect(),
            };
            assert!(!words.is_empty() && words.iter().all(|word| DONE_BY.contains(word)), "{}: {id}: {words:?}", shipped.id);
        }
    }
}

#[test]
fn the_release_and_close_of_all_thirteen() {
    use CloseWhen as W;
    use ReleaseForm::*;
    use Releaser as R;
    type Row = (&'static str, ReleaseForm, &'static [Releaser], &'static [CloseWhen], Explained);
    let rows: [Row; 13] = [
        ("r01", OnResultRecorded, &[R::FirstContact], &[W::RegisterCompleted], Explained::Never),
        ("r02", OnResidentInformed, &[R::FirstContact], &[W::ResidentInformed], Explained::Never),
        ("r03", OnResidentInformed, &[R::FirstContact], &[W::FollowedUp], Explained::Never),
        ("r04", OnAnswerOrResolved, &[R::FirstContact, R::Holder, R::Handler], &[W::Resolved, W::DefiniteAnswer], Explained::Never),
        ("r06", OnAnswerOrResolved, &[R::FirstContact, R::Holder, R::Handler], &[W::FollowedUp], Explained::Never),
        ("r07", OnResidentInformed, &[R::FirstContact], &[W::ResidentInformed], Explained::Never),
        ("r08", OnReturnVisit, &[R::FirstContact, R::Clerk], &[W::FollowedUp], Explained::Never),
        ("r09", OnCompletionNotice, &[R::ReceivingDept, R::DeptCsSupervisor], &[W::CompletionNotice], Explained::Never),
        ("r10", OnSatisfied, &[R::FirstContact, R::Handler, R::Clerk], &[W::Satisfied], Explained::ManagerOnly),
        ("r11", OnBriefHandover, &[R::FirstContact, R::Holder], &[W::Resolved, W::DefiniteAnswer], Explained::ManagerOnly),
        ("r12", OnBriefHandover, &[R::FirstContact, R::Holder], &[W::InProcedure, W::DefiniteAnswer, W::Explained], Explained::Any),
        ("r15", OnResidentInformed, &[R::AcceptingDept], &[W::Satisfied, W::Explained], Explained::Any),
        ("r16", OnSatisfied, &[R::FirstContact, R::Clerk], &[W::Satisfied], Explained::ManagerOnly),
    ];
    assert_eq!(presets().iter().filter(|shipped| shipped.kind == Kind::Preset).count(), rows.len());
    for (id, form, by, when, explained) in rows {
        let policy = policy(id);
        assert_eq!(
            (policy.release_form, &policy.release_by[..], &policy.close_when[..], policy.allow_explained),
            (form, by, when, explained),
            "{id}"
        );
    }
    assert_eq!(default_policy(), policy("r16"));
}

#[test]
fn what_only_some_regulations_say() {
    let ids = |holds: fn(&Policy) -> bool| -> Vec<&str> {
        let presets = presets().iter().filter(|shipped| shipped.kind == Kind::Preset);
        presets.filter(|shipped| holds(&policy(shipped.id))).map(|shipped| &shipped.id[..3]).collect()
    };
    assert_eq!(ids(|p| p.others_are_relay), ["r04", "r06", "r07", "r08"]);
    assert_eq!(ids(|p| p.first_contact_who == FirstContactWho::CentreStaff), ["r04", "r08"]);
    assert_eq!(ids(|p| p.first_contact_who == FirstContactWho::InfoReceiver), ["r03"]);
    assert_eq!(ids(|p| p.first_contact_who.roles().is_some()), ids(|p| p.others_are_relay));
    assert_eq!(ids(|p| p.absorbs_misdirected), ["r09"]);
    assert_eq!(ids(|p| p.retransfer_void), ["r09"]);
    assert_eq!(ids(|p| p.escort_needs_consent), ["r09"]);
    assert_eq!(ids(|p| p.reason_required), ["r08"]);
    assert_eq!(ids(|p| p.register_needs_result), ["r01"]);
    assert_eq!(ids(|p| p.enquiry_answer_informs), ["r02"]);
    assert_eq!(ids(|p| p.followup_by.contains(&Releaser::AcceptingDept)), ["r15"]);
}

#[test]
fn an_unknown_word_is_refused_and_the_allowed_ones_are_named() {
    for (document, expected) in [
        ("[release]\nfirst_contact = \"someday\"", "release.first_contact: `someday` is not allowed; write one of on_brief_handover, "),
        ("[release]\nby = [\"clerk\", \"king\"]", "release.by: `king` is not allowed; write one of first_contact, "),
        ("{\"close\":{\"when\":[\"gone\"]}}", "close.when: `gone` is not allowed; write one of register_completed, "),
        ("[close]\nallow_explained = \"all\"", "close.allow_explained: `all` is not allowed; write one of never, manager_only, any"),
        ("[first_contact]\nwho = \"\"", "first_contact.who: `` is not allowed; write one of any_employee, "),
        ("[first_contact]\nothers_are = \"x\"", "first_contact.others_are: `x` is not allowed; write one of relay, first_contact"),
        ("[handoff]\nmisroute = \"x\"", "handoff.misroute: `x` is not allowed; write one of absorb, reroute"),
        ("[handoff]\nretransfer = \"x\"", "handoff.retransfer: `x` is not allowed; write one of forbidden_if_misrouted, "),
        ("[handoff]\nretransfer_deny = \"x\"", "handoff.retransfer_deny: `x` is not allowed; write one of hard, flag"),
        ("[followup]\nby = \"x\"", "followup.by: `x` is not allowed; write one of first_contact, "),
    ] {
        let error = Policy::read(document).expect_err("an unknown word");
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    assert!(matches!(Policy::read("not toml"), Err(PolicyError::Malformed(_))));
    assert!(matches!(Policy::read("{\"release\":5}"), Err(PolicyError::Malformed(_))));
    assert_eq!(Policy::read(&" ".repeat(DOCUMENT_BYTES_MAX + 1)), Err(PolicyError::TooLong(DOCUMENT_BYTES_MAX + 1)));
}

#[test]
fn what_a_document_leaves_out_has_a_default() {
    let silent = Policy::read("").expect("an empty document is a regulation that says nothing");
    assert_eq!(silent.release_form, ReleaseForm::OnSatisfied);
    assert_eq!((silent.close_when.len(), silent.others_are_relay), (0, false));
    let desk = Policy::read("{\"first_contact\":{\"who\":\"receptionist\"}}").expect("reads");
    assert!(desk.others_are_relay, "a restricted first contact makes everybody else's entry a relay");
    let by = Policy::read("[release]\nfirst_contact = \"on_resident_informed\"\nby = \"accepting_dept\"").expect("reads");
    assert_eq!(by.release_by, [Releaser::AcceptingDept]);
    let soft = Policy::read("[handoff]\nretransfer = \"forbidden_if_misrouted\"").expect("reads");
    assert!(!soft.retransfer_void, "only the hard form makes an act void");
}

#[test]
fn overlays_add_and_the_preset_wins_unless_told_otherwise() {
    let clauses = |id| Clauses::read(preset(id).expect("shipped")).expect("reads");
    let six = [clauses("r13"), clauses("r14")];
    // R14 allows any explained close; R16 only a manager's; R01 is silent.
    assert_eq!(Policy::combine(clauses("r16"), &six, None).allow_explained, Explained::ManagerOnly);
    assert_eq!(Policy::combine(clauses("r16"), &six, Some(Prefer::Preset)).allow_explained, Explained::ManagerOnly);
    assert_eq!(Policy::combine(clauses("r16"), &six, Some(Prefer::Overlay)).allow_explained, Explained::Any);
    assert_eq!(Policy::combine(clauses("r01"), &six, None).allow_explained, Explained::Any);
    let more = [Clauses::read("[close]\nwhen = [\"resolved\", \"satisfied\"]").expect("reads")];
    assert_eq!(Policy::combine(clauses("r16"), &more, None).close_when, [CloseWhen::Satisfied, CloseWhen::Resolved]);
    assert_eq!(Policy::combine(clauses("r16"), &[clauses("r05")], Some(Prefer::Overlay)), policy("r16"));
}

#[test]
fn the_default_regulation_never_changes() {
    // Requests that name no adoption are judged by these bytes for ever: change the code, never the file or the vector.
    let vector = include_str!("../../../tests/vectors/r16.blake3").trim();
    assert_eq!(Digest::of(preset(DEFAULT).expect("shipped").as_bytes()).to_string(), vector);
}
