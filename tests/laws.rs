//! The laws at the end of the design's records page, each over random histories.

#[path = "support/world.rs"]
#[allow(dead_code, reason = "each test uses its part of the support")]
mod world;

use std::collections::BTreeSet;

use proptest::prelude::*;
use shouwen::domain::act::word::Role;
use shouwen::domain::act::{Kind, RevokeReason, Stream};
use shouwen::domain::chain::Rule;
use shouwen::domain::evidence::{Certificate, Evidence};
use shouwen::domain::id::RecordId;
use shouwen::domain::request::{Grade, Request, State, follow};
use shouwen::domain::signed::VerifiedRecord;
use world::{Draw, KINDS, MEET, RECEIPT, RESTORE, REVOKE, UNKNOWN, World, evidence, fold_all};

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    proptest::collection::vec(any::<Draw>(), 4..34)
}

/// Draws without the one that makes a device forget the end of its log: nothing forks.
fn honest_draws() -> impl Strategy<Value = Vec<Draw>> {
    draws().prop_map(|draws| draws.into_iter().filter(|draw| draw.0 % KINDS != RESTORE).collect())
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        max_shrink_iters: 300,
        failure_persistence: None,
        max_global_rejects: 10_000,
        ..ProptestConfig::default()
    }
}

/// A part of the records, chosen by the bits of a number.
fn part(records: &[VerifiedRecord], seed: u64) -> Vec<VerifiedRecord> {
    let chosen = |at: usize| (seed.rotate_left(u32::try_from(at % 64).unwrap_or(0)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 60) > 3;
    records.iter().enumerate().filter(|(at, _)| chosen(*at)).map(|(_, record)| record.clone()).collect()
}

fn releases(request: &Request) -> BTreeSet<(RecordId, RecordId)> {
    request.releases().map(|release| (release.tenure, release.by)).collect()
}

/// The reasons of the revocations against the certificate that a record names.
fn reasons(evidence: &Evidence, record: &VerifiedRecord) -> Vec<RevokeReason> {
    let revocations = record.header().under.map(|under| evidence.revocations(under)).unwrap_or_default();
    revocations.into_iter().map(|(_, reason)| reason).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_order_and_any_repetition_give_the_same_chain(draws in draws(), order in any::<prop::sample::Index>()) {
        let world = World::of(&draws);
        let mut records = world.records.clone();
        records.reverse();
        let middle = order.index(records.len());
        records.rotate_left(middle);
        records.extend(world.records.iter().take(middle).cloned());
        prop_assert_eq!(fold_all(&records), fold_all(&world.records));
    }

    #[test]
    fn the_course_says_what_the_fold_says(draws in draws()) {
        let world = World::of(&draws);
        let evidence = evidence(&world.records);
        for request in fold_all(&world.records).into_values() {
            let own: Vec<_> = world.records.iter().filter(|record| record.request() == Some(request.id)).cloned().collect();
            let (folded, course) = follow(&own, &evidence).expect("it folds");
            prop_assert_eq!(&folded, &request);
            let events: Vec<_> = course.events.iter().map(|event| (event.id(), event.person(), event.effect)).collect();
            let steps: Vec<_> = request.steps.iter().map(|step| (step.record, step.author, step.effect)).collect();
            prop_assert_eq!(events, steps);
            prop_assert_eq!(course.first_contact(), request.first_contact);
            prop_assert_eq!(course.starts.iter().any(|start| start.discharged.is_none()), request.first_contact_open);
        }
    }

    #[test]
    fn a_request_always_has_a_holder_or_stands_on_the_duty_post(draws in draws(), seed in any::<u64>()) {
        let world = World::of(&draws);
        for records in [world.records.clone(), part(&world.records, seed), part(&world.records, !seed)] {
            for request in fold_all(&records).values() {
                prop_assert!(!request.holders().is_empty() || request.duty_post, "nobody answers for {:?}", request);
                let open = request.standing().any(|tenure| !tenure.close) || request.tenures.is_empty();
                prop_assert_eq!(open, request.state == State::Open, "open wins");
            }
        }
    }

    #[test]
    fn nothing_beyond_the_cut_of_a_lost_certificate_releases_anybody(draws in draws()) {
        let world = World::of(&draws);
        let evidence = evidence(&world.records);
        let thief = |id: RecordId, request: &Request| {
            let step = request.steps.iter().find(|step| step.record == id);
            let record = world.records.iter().find(|record| record.id() == id);
            let late = step.is_some_and(|step| step.grade != Grade::A);
            late && record.is_some_and(|record| {
                let reasons = reasons(&evidence, record);
                !reasons.is_empty() && reasons.iter().all(|reason| matches!(reason, RevokeReason::Lost | RevokeReason::Compromised))
            })
        };
        for request in fold_all(&world.records).values() {
            for release in request.releases() {
                prop_assert!(!thief(release.by, request), "released by a thief");
                if release.rule == Rule::Offer {
                    let honest = request.steps.iter().any(|step| step.kind == Kind::Offer && step.effect && !thief(step.record, request));
                    prop_assert!(honest, "released on a thief's offer alone");
                }
            }
        }
    }

    #[test]
    fn a_role_change_undoes_no_handoff(draws in draws(), who in 2u8..5) {
        let before = World::of(&draws);
        // The first supervisor rotates somebody's certificate, cut before its first record.
        let after = World::of(&[draws, vec![(REVOKE, 0, who, 0x80)]].concat());
        // Until the root settles a dispute about the rotation itself, nothing beyond it releases.
        prop_assume!(evidence(&after.records).disputed().is_empty());
        let (before, after) = (fold_all(&before.records), fold_all(&after.records));
        for (id, request) in &before {
            let kept = releases(&after[id]);
            let request_id = id;
            // A tenure that rested on a supervisor's or the duty post's cover goes with that role, and says so.
            let there = |id: RecordId| after[request_id].tenures.iter().any(|tenure| tenure.id == id);
            let handoffs = request.releases().filter(|release| matches!(release.rule, Rule::Offer | Rule::Own | Rule::Close));
            for release in handoffs.filter(|release| there(release.tenure) && there(release.by)) {
                prop_assert!(kept.contains(&(release.tenure, release.by)), "{release:?} undone in {:?}", after[id].remarks);
            }
        }
    }

    #[test]
    fn a_withheld_release_or_tenure_leaves_a_remark(draws in draws(), who in 0u8..5, how in any::<u8>()) {
        let before = World::of(&draws);
        let after = World::of(&[draws, vec![(REVOKE, 4, who, how)]].concat());
        let (before, after) = (fold_all(&before.records), fold_all(&after.records));
        for (id, request) in &before {
            let now = &after[id];
            let remarked = |record: RecordId| now.remarks.iter().any(|remark| remark.record == record && remark.holder.is_some());
            for (tenure, by) in releases(request).difference(&releases(now)) {
                // A revocation that names the certificate replaces one of its device, and may give an earlier take its power back: then
                // that one released the tenure, and there is no second edge.
                let earlier = releases(now).iter().any(|(released, _)| released == tenure);
                let said = earlier || remarked(*by) || remarked(*tenure);
                prop_assert!(said, "{tenure:?} is no longer released by {by:?}, silently: {:?}", now.remarks);
            }
            for tenure in &request.tenures {
                let there = now.tenures.iter().any(|other| other.id == tenure.id);
                prop_assert!(there || remarked(tenure.id), "the tenure {:?} went silently", tenure.id);
            }
        }
    }

    #[test]
    fn forking_on_purpose_undoes_nothing_that_another_device_saw(draws in draws(), who in 1u8..5, back in any::<u8>()) {
        // Everybody meets the centre, whose receipt then covers all of it and lists every fork known so far.
        let meet: Vec<Draw> = (1..5).map(|other| (MEET, 0, other, 0)).collect();
        let seen = [draws, meet, vec![(RECEIPT, 0, 0, 0)]].concat();
        let before = World::of(&seen);
        let centre = |certificate: &Certificate| certificate.roles.contains(&Role::centre) && certificate.in_force();
        prop_assume!(evidence(&before.records).certificates().any(centre));
        let forked = World::of(&[seen, vec![(RESTORE, who, back, 0), (UNKNOWN, who, 0, 0)]].concat());
        let (before, after) = (fold_all(&before.records), fold_all(&forked.records));
        for (id, request) in &before {
            prop_assert!(releases(request).is_subset(&releases(&after[id])), "a fork took a release back: {:?}", after[id].remarks);
        }
    }

    #[test]
    fn unknown_kinds_change_no_chain(draws in draws(), who in 0u8..5) {
        let before = World::of(&draws);
        let after = World::of(&[draws, vec![(UNKNOWN, who, 0, 0)]].concat());
        prop_assume!(evidence(&before.records).forks() == evidence(&after.records).forks());
        let (before, after) = (fold_all(&before.records), fold_all(&after.records));
        for (id, request) in &before {
            let chain = |request: &Request| (request.holders(), releases(request), request.state, request.first_contact_open);
            prop_assert_eq!(chain(request), chain(&after[id]));
        }
    }

    #[test]
    fn no_record_of_one_request_changes_another(draws in honest_draws()) {
        let world = World::of(&draws);
        let all = fold_all(&world.records);
        for (id, request) in &all {
            let own: Vec<_> = world.records.iter().filter(|r| r.header().log.stream != Stream::Work || r.request() == Some(*id)).cloned().collect();
            prop_assert_eq!(&fold_all(&own)[id], request);
        }
    }

    #[test]
    fn late_records_take_a_release_back_only_as_verdicts(draws in honest_draws()) {
        let world = World::of(&draws);
        // Work records alone, added one by one over a settled roster, never remove a release unless they prove a fork.
        let (work, settled): (Vec<_>, Vec<_>) = world.records.iter().cloned().partition(|r| r.header().log.stream == Stream::Work);
        let mut held = settled;
        let mut before = fold_all(&held);
        for record in work {
            held.push(record);
            let after = fold_all(&held);
            for (id, request) in &before {
                prop_assert!(releases(request).is_subset(&releases(&after[id])));
            }
            before = after;
        }
    }
}

#[test]
fn the_random_histories_reach_what_they_are_meant_to_test() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for _ in 0..1500 {
        let tree = draws().new_tree(&mut runner).expect("draws");
        let world = World::of(&proptest::strategy::ValueTree::current(&tree));
        let evidence = evidence(&world.records);
        if !evidence.forks().is_empty() {
            reached.insert("fork");
        }
        if !evidence.disputed().is_empty() {
            reached.insert("dispute");
        }
        for request in fold_all(&world.records).values() {
            reached.extend(request.releases().map(|release| release.rule.numeral()));
            reached.extend(request.steps.iter().map(|step| ["A", "B", "C", "D"][step.grade as usize]));
            reached.extend(request.contested.then_some("contested"));
            reached.extend(request.duty_post.then_some("duty post"));
            reached.extend((request.state == State::Closed).then_some("closed"));
            reached.extend((request.state == State::Handled).then_some("handled"));
        }
    }
    let wanted = ["fork", "dispute", "i", "ii", "iii", "iv", "v", "A", "B", "C", "D", "contested", "duty post", "closed", "handled"];
    let missing: Vec<_> = wanted.iter().filter(|name| !reached.contains(*name)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

#[test]
fn a_witnessed_opening_of_a_guard_who_left_is_grade_b() {
    let world = World::of(&[(4, 2, 0, 0), (MEET, 0, 2, 0), (RECEIPT, 0, 0, 0), (REVOKE, 0, 2, 0x81)]);
    let request = fold_all(&world.records).into_values().next().expect("a request");
    assert_eq!(request.steps[0].grade, Grade::B, "{:?}", request.remarks);
}
