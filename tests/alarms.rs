//! Alarms come once each, at their moment, without any network, whether or not the node was running in between; and lists show
//! what is owed by whom. The clock stands still until a test moves it.

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "handle/site.rs"]
mod site;

use shouwen::domain::act::word::{Channel, Competence, Field, Matter, Outcome};
use shouwen::domain::act::{Certify, Close, Cut, Keys, Note, Offer, Open, Revoke, RevokeReason, Stream};
use shouwen::domain::duty::{Basis, Verdict};
use shouwen::domain::evidence::Certificate;
use shouwen::domain::id::{PersonId, RequestId};
use shouwen::domain::regulation::adoption::Proposal;
use shouwen::node::alarm::Watch;
use shouwen::node::init::InitPlan;
use shouwen::node::{Alarm, AlarmKind, Draft, DutyFilter, Handle};
use shouwen::store::Standing;
use site::{MORNING, Site, carry, guard, none, on, plan, to};

const MINUTE: i64 = 60_000;

/// A site that is judged by R01: 30 minutes to reach the service centre.
fn by_r01() -> Site {
    Site::new(&InitPlan { regulation: Proposal::shipped("r01"), ..plan() })
}

/// Something that the opener cannot handle.
fn open(handle: &Handle) -> RequestId {
    let open = Open { channel: Channel::visit, matter: Matter::repair, competence: Some(Competence::out_of_scope), ..Open::default() };
    handle.act(None, &Draft::new(open)).expect("opened")
}

fn kinds(alarms: &[Alarm]) -> Vec<(AlarmKind, &str)> {
    alarms.iter().map(|alarm| (alarm.kind, alarm.duty.as_ref().map_or("", |(rule, _)| rule.as_str()))).collect()
}

fn turn(watch: &mut Watch) -> Vec<Alarm> {
    watch.turn().expect("read")
}

#[test]
fn a_limit_is_called_before_it_ends_and_after_it_and_never_again() {
    let site = by_r01();
    let handle = site.open();
    let mut watch = Watch::begin(&handle);
    assert_eq!((turn(&mut watch), watch.next()), (vec![], None));
    let request = open(&handle);
    assert_eq!(turn(&mut watch), []);
    assert_eq!(watch.next(), Some(MORNING + 30 * MINUTE - 30 * MINUTE / 4), "nothing is looked at before a quarter is left");
    site.machine.clock.advance(30 * MINUTE - 30 * MINUTE / 4);
    let soon = turn(&mut watch);
    assert_eq!(kinds(&soon), [(AlarmKind::DueSoon, "R01.6")]);
    assert_eq!((soon[0].request, &soon[0].who[..], soon[0].due), (Some(request), &[site.manager][..], Some(MORNING + 30 * MINUTE)));
    assert_eq!(turn(&mut watch), []);
    drop((watch, handle));

    let handle = site.open();
    let mut watch = Watch::begin(&handle);
    assert_eq!(turn(&mut watch), [], "it was raised before the restart");
    site.machine.clock.advance(30 * MINUTE / 4);
    assert_eq!(turn(&mut watch), [], "the minute itself is in time");
    drop((watch, handle));
    site.machine.clock.advance(3 * 24 * 60 * MINUTE);

    let handle = site.open();
    let mut watch = Watch::begin(&handle);
    assert_eq!(kinds(&turn(&mut watch)), [(AlarmKind::Overdue, "R01.6")], "what ran out meanwhile is called late, not soon");
    drop((watch, handle));
    let handle = site.open();
    assert_eq!(turn(&mut Watch::begin(&handle)), []);
}

#[test]
fn an_offer_that_lies_there_and_a_dispute_are_called_once() {
    let site = by_r01();
    let centre = site.open();
    let (gate, porter) = site.enrol(&centre, &guard("东门岗"));
    let request = open(&centre);
    let mut watch = Watch::begin(&centre);
    centre.offer(on(site.manager, request), &Offer { reached: true, ..to(porter) }, &none()).expect("offered");
    assert_eq!(turn(&mut watch), []);
    site.machine.clock.advance(30 * MINUTE + 1);
    let lying = turn(&mut watch);
    assert!(kinds(&lying).contains(&(AlarmKind::NotTaken, "T18")), "{lying:?}");

    let other = open(&centre);
    carry(&centre, &gate);
    gate.take(on(porter, other), &none()).expect("taken");
    carry(&gate, &centre);
    let disputed = turn(&mut watch);
    let contested: Vec<&Alarm> = disputed.iter().filter(|alarm| alarm.kind == AlarmKind::Contested).collect();
    assert_eq!(contested.iter().map(|alarm| (alarm.request, alarm.who.len())).collect::<Vec<_>>(), [(Some(other), 2)]);
    assert_eq!(turn(&mut watch), []);

    // Settled, and contested by the same two a week later: another dispute.
    centre.settle(Some(site.manager), &[other]).expect("settled");
    assert!(turn(&mut watch).iter().all(|alarm| alarm.kind != AlarmKind::Contested));
    site.machine.clock.advance(7 * 24 * 60 * MINUTE);
    carry(&centre, &gate);
    gate.take(on(porter, other), &none()).expect("taken");
    carry(&gate, &centre);
    let again: Vec<RequestId> =
        turn(&mut watch).iter().filter(|alarm| alarm.kind == AlarmKind::Contested).filter_map(|alarm| alarm.request).collect();
    assert_eq!(again, [other]);
}

#[test]
fn what_was_left_undone_is_listed_and_does_not_grow_what_is_looked_at_for_alarms() {
    let site = Site::new(&plan());
    let centre = site.open();
    for _ in 0..20 {
        let request = open(&centre);
        let close = Close { parents: vec![request], outcome: Outcome::explained, ..Close::default() };
        centre.act(None, &Draft::about(request, close)).expect("closed");
    }
    let request = open(&centre);
    let range = |standing: Standing| -> Vec<RequestId> {
        let snapshot = centre.snapshot().expect("read");
        snapshot.dockets(centre.identity().site, standing, None, 100).expect("read").into_iter().map(|(request, _)| request).collect()
    };
    assert_eq!((range(Standing::Open), range(Standing::Left).len()), (vec![request], 20));
    let undone = centre.duties(&DutyFilter { open: true, ..DutyFilter::default() }, None).expect("read");
    assert_eq!(undone.iter().map(|duty| duty.request).collect::<std::collections::BTreeSet<_>>().len(), 21);
    site.machine.clock.advance(7 * 24 * 60 * MINUTE);
    let alarms = turn(&mut Watch::begin(&centre));
    assert!(alarms.iter().all(|alarm| alarm.request == Some(request)) && !alarms.is_empty(), "{alarms:?}");
    let closed = range(Standing::Left)[0];
    centre.reopen(on(site.manager, closed), &none()).expect("reopened");
    assert!(range(Standing::Open).contains(&closed) && range(Standing::Left).len() == 19);
}

#[test]
fn lists_show_whose_duty_it_is_and_which_is_late() {
    let site = by_r01();
    let centre = site.open();
    let request = open(&centre);
    let of = |filter: DutyFilter, at: i64| -> Vec<(String, Verdict)> {
        let duties = centre.duties(&filter, Some(MORNING + at)).expect("read");
        duties.iter().map(|duty| (duty.owed().rule.clone(), duty.judgement.verdict)).collect()
    };
    let late = DutyFilter { late: true, ..DutyFilter::default() };
    let handoff = |verdict| ("R01.6".to_owned(), verdict);
    assert_eq!(of(late, 30 * MINUTE), []);
    assert_eq!(of(late, 30 * MINUTE + 1), [handoff(Verdict::Breached)]);
    assert_eq!(of(DutyFilter { by: Some(site.manager), ..late }, 30 * MINUTE + 1), [handoff(Verdict::Breached)]);
    assert_eq!(of(DutyFilter { by: Some(shouwen::domain::id::PersonId([9; 16])), ..late }, 30 * MINUTE + 1), []);
    let own = of(DutyFilter { request: Some(request), open: true, ..DutyFilter::default() }, 0);
    assert_eq!(own.first(), Some(&handoff(Verdict::Open)), "what is due comes first");
    let explained = centre.explain_duties(request, Some(MORNING)).expect("read");
    let handoff = explained.iter().find(|one| one.duty.owed().duty == "handoff").expect("owed");
    assert_eq!(handoff.anchor.mark.record, request);
    assert!(handoff.adopted.rule("R01.6").is_some_and(|rule| rule.zh.contains("30分钟")), "I22: the clause has its sentence");
    assert_eq!(handoff.adopted.source("R01.6").map(|source| source.id.as_str()), Some("r01-measures-30-60"), "I22: and its file");
}

#[test]
fn a_receipt_that_moves_a_due_moves_the_alarm() {
    let site = by_r01();
    let centre = site.open();
    let (gate, _) = site.enrol(&centre, &guard("东门岗"));
    let mut watch = Watch::begin(&centre);
    assert_eq!(turn(&mut watch), []);
    // A tablet whose clock is two hours fast.
    site.machine.clock.set_wall(MORNING + 120 * MINUTE);
    open(&gate);
    site.machine.clock.set_wall(MORNING);
    carry(&gate, &centre);
    turn(&mut watch);
    centre.witness().expect("a receipt");
    site.machine.clock.advance(2 * MINUTE);
    turn(&mut watch);
    assert!(watch.next().is_some_and(|at| at < MORNING + 31 * MINUTE), "{:?}", watch.next());
    site.machine.clock.advance(29 * MINUTE);
    assert_eq!(kinds(&turn(&mut watch)), [(AlarmKind::Overdue, "R01.6")]);
}

#[test]
fn what_somebody_owes_who_is_gone_calls_whoever_is_left() {
    let site = by_r01();
    let centre = site.open();
    let (gate, porter) = site.enrol(&centre, &guard("东门岗"));
    let mut watch = Watch::begin(&centre);
    let request = open(&gate);
    gate.offer(on(porter, request), &to(site.manager), &none()).expect("offered");
    carry(&gate, &centre);
    let who = |alarms: &[Alarm]| alarms.iter().find(|alarm| alarm.kind == AlarmKind::NotTaken).map(|alarm| alarm.who.clone());
    revoke(&centre, porter);
    site.machine.clock.advance(31 * MINUTE);
    let alarms = turn(&mut watch);
    assert_eq!(who(&alarms), Some(vec![site.manager]), "the duty post, where the department has no head: {alarms:?}");
}

/// Revokes the certificate in force of somebody who left; what they wrote until then counts.
fn revoke(centre: &Handle, person: PersonId) -> Certificate {
    let snapshot = centre.snapshot().expect("read");
    let evidence = snapshot.evidence(centre.identity().site).expect("read");
    let mut own = evidence.certificates().filter(|certificate| certificate.person == Some(person) && certificate.in_force());
    let certificate = own.next().expect("certified");
    let ranges = snapshot.ranges(centre.identity().site).expect("read").into_iter();
    let own = ranges.filter(|range| certificate.keys == Keys::Staff(range.log.key) && range.log.stream == Stream::Work);
    let cuts = own.map(|range| Cut { log: range.log, seq: range.span.high, id: range.top }).collect();
    let revoke = Revoke { certificate: Some(certificate.id), reason: RevokeReason::Left, cuts };
    centre.act(None, &Draft::new(revoke)).expect("revoked");
    certificate.clone()
}

#[test]
fn who_comes_back_and_leaves_again_leaves_a_request_behind_again() {
    let site = by_r01();
    let centre = site.open();
    let (gate, porter) = site.enrol(&centre, &guard("东门岗"));
    let request = open(&gate);
    carry(&gate, &centre);
    let mut watch = Watch::begin(&centre);
    let mut orphaned = || {
        let alarms = turn(&mut watch).into_iter().filter(|alarm| alarm.kind == AlarmKind::Orphaned);
        alarms.filter_map(|alarm| alarm.request).collect::<Vec<_>>()
    };
    assert_eq!(orphaned(), []);
    let before = revoke(&centre, porter);
    assert_eq!(orphaned(), [request]);
    let Certificate { device, keys, roles, posts, scope, .. } = before;
    let anew = Certify { person: Some(porter), device, keys, roles, posts, scope, ..Certify::default() };
    centre.act(None, &Draft::new(anew)).expect("certified anew");
    assert_eq!(orphaned(), []);
    revoke(&centre, porter);
    assert_eq!(orphaned(), [request]);
    assert_eq!(orphaned(), []);
}

/// The first moment of a day of 2026 in the site's zone.
fn day(month: u32, day: u32) -> i64 {
    let midnight = chrono::NaiveDate::from_ymd_opt(2026, month, day).and_then(|date| date.and_hms_opt(0, 0, 0)).expect("a day");
    midnight.and_utc().timestamp_millis() - 8 * 60 * MINUTE
}

fn of_the_calendar(alarms: &[Alarm]) -> Vec<(AlarmKind, &str, Option<i64>)> {
    let found = alarms.iter().filter(|alarm| alarm.request.is_none());
    found.map(|alarm| (alarm.kind, alarm.duty.as_ref().map_or("", |(rule, _)| rule.as_str()), alarm.due)).collect()
}

#[test]
fn what_the_calendar_asks_for_is_called_two_weeks_before_its_end_and_once_it_is_missed() {
    // R10.11 in every quarter, R10.15 in every half-year; adopted in November 2025.
    let site = Site::new(&InitPlan { regulation: Proposal::shipped("r10"), ..plan() });
    let at = |moment: i64| site.machine.clock.advance(moment - site.machine.clock.now().wall);
    let handle = site.open();
    let mut watch = Watch::begin(&handle);
    assert_eq!(turn(&mut watch), []);
    let fortnight = 14 * 24 * 60 * MINUTE;
    assert_eq!(watch.next(), Some(day(1, 1) - fortnight), "nothing is looked at before");
    at(day(1, 1) - fortnight);
    let soon = turn(&mut watch);
    let due = Some(day(1, 1));
    assert_eq!(of_the_calendar(&soon), [(AlarmKind::DueSoon, "R10.11", due), (AlarmKind::DueSoon, "R10.15", due)]);
    assert_eq!(soon[0].who, [site.manager]);
    assert_eq!(watch.next(), due);
    at(day(1, 1));
    assert_eq!(turn(&mut watch), [], "the regulation came in the middle of the quarter: nobody missed it");

    let forum = Open { channel: Channel::forum, matter: Matter::suggestion, ..Open::default() };
    handle.act(None, &Draft::new(forum)).expect("opened");
    at(day(3, 20));
    assert_eq!(of_the_calendar(&turn(&mut watch)), [], "a forum was held, and the half-year runs on");
    drop((watch, handle));
    at(day(7, 2));
    let handle = site.open();
    let missed = turn(&mut Watch::begin(&handle));
    let due = Some(day(7, 1));
    assert_eq!(of_the_calendar(&missed), [(AlarmKind::Overdue, "R10.11", due), (AlarmKind::Overdue, "R10.15", due)]);
    drop(handle);
    let handle = site.open();
    assert_eq!(of_the_calendar(&turn(&mut Watch::begin(&handle))), [], "it was raised before the restart");

    let found = handle.periodic(None, None).expect("read");
    let verdicts = |rule: &str| -> Vec<Verdict> {
        let of = found.iter().filter(|duty| duty.duty.rule == rule);
        of.flat_map(|duty| duty.recurrences.iter().map(|one| one.verdict)).collect()
    };
    let missed = found.iter().flat_map(|duty| &duty.recurrences).filter(|one| one.verdict == Verdict::Breached);
    assert!(missed.clone().count() == 2 && missed.clone().all(|one| one.basis == Some(Basis::OwnClock)), "nothing proves it");
    assert_eq!(verdicts("R10.11"), [Verdict::Superseded, Verdict::Met, Verdict::Breached, Verdict::Open]);
    assert_eq!(verdicts("R10.15"), [Verdict::Superseded, Verdict::Breached, Verdict::Open]);
}

#[test]
fn a_forum_that_a_slow_tablet_logged_counts_in_the_quarter_that_receipts_prove() {
    let site = Site::new(&InitPlan { regulation: Proposal::shipped("r10"), ..plan() });
    let centre = site.open();
    let (gate, _) = site.enrol(&centre, &guard("东门岗"));
    open(&gate);
    let held = |at: i64| {
        site.machine.clock.set_wall(at);
        let forum = Open { channel: Channel::forum, matter: Matter::suggestion, ..Open::default() };
        gate.act(None, &Draft::new(forum)).expect("opened")
    };
    let hour = 60 * MINUTE;
    // Whoever reads a bundle writes a receipt.
    site.machine.clock.set_wall(day(10, 1) + hour);
    carry(&gate, &centre);
    carry(&centre, &gate);
    let forum = held(day(9, 30) + hour);
    site.machine.clock.set_wall(day(10, 1) + 2 * hour);
    carry(&gate, &centre);
    let quarters = || {
        let found = centre.periodic(None, Some(day(11, 15))).expect("read");
        let forums = found.into_iter().find(|duty| duty.duty.rule == "R10.11").expect("asked for").recurrences.into_iter();
        let ends: Vec<_> = forums.map(|one| (one.verdict, one.basis, one.done.map(|done| done.record))).collect();
        ends[ends.len() - 2..].to_vec()
    };
    let (missed, met) = ((Verdict::Breached, Some(Basis::OwnClock), None), (Verdict::Met, Some(Basis::Proven), Some(forum)));
    assert_eq!(quarters(), [missed, met], "the tablet said 30 September, and had seen 1 October");
    // What says inside by itself comes first.
    let later = held(day(10, 20));
    carry(&gate, &centre);
    assert_eq!(quarters()[1].2, Some(later));
}

#[test]
fn nobody_is_called_late_where_receipts_contradict_each_other() {
    let site = by_r01();
    let centre = site.open();
    let (gate, _) = site.enrol(&centre, &guard("东门岗"));
    open(&gate);
    // The centre's clock is two hours fast while it witnesses what the tablet holds as it opens, and right again after that.
    site.machine.clock.set_wall(MORNING + 120 * MINUTE);
    carry(&gate, &centre);
    carry(&centre, &gate);
    site.machine.clock.set_wall(MORNING);
    let request = open(&gate);
    carry(&gate, &centre);
    site.machine.clock.set_wall(MORNING + 300 * MINUTE);
    let duties = centre.duties(&DutyFilter { request: Some(request), ..DutyFilter::default() }, None).expect("read");
    let handoff = duties.iter().find(|duty| duty.owed().rule == "R01.6").expect("owed");
    assert_eq!(handoff.judgement.verdict, Verdict::Undetermined);
    let called = turn(&mut Watch::begin(&centre)).into_iter().filter(|alarm| alarm.kind == AlarmKind::Overdue);
    assert!(!called.map(|alarm| alarm.request).any(|of| of == Some(request)), "whether it is late, nobody can say");
}

#[test]
fn a_folder_that_takes_no_file_loses_no_alarm() {
    let site = by_r01();
    let handle = site.open();
    // Nothing can be written there: a folder stands in the place of the file, as full and failing disks refuse it.
    std::fs::create_dir(site.data.join("alarms")).expect("a folder");
    let mut watch = Watch::begin(&handle);
    open(&handle);
    site.machine.clock.advance(30 * MINUTE + 1);
    assert_eq!(kinds(&turn(&mut watch)), [(AlarmKind::Overdue, "R01.6")]);
    open(&handle);
    assert_eq!(turn(&mut watch), [], "it comes once in a run all the same");
    // The disk has room again: what is raised next takes along what could not be kept.
    std::fs::remove_dir(site.data.join("alarms")).expect("an empty folder");
    site.machine.clock.advance(30 * MINUTE + 1);
    assert_eq!(kinds(&turn(&mut watch)), [(AlarmKind::Overdue, "R01.6")]);
    drop((watch, handle));
    let handle = site.open();
    assert_eq!(turn(&mut Watch::begin(&handle)), []);
}

#[test]
fn what_nobody_in_force_holds_calls_the_duty_post_once() {
    let site = by_r01();
    let centre = site.open();
    let (gate, porter) = site.enrol(&centre, &guard("东门岗"));
    let mut watch = Watch::begin(&centre);
    let request = open(&gate);
    carry(&gate, &centre);
    assert_eq!(turn(&mut watch), []);
    revoke(&centre, porter);
    let orphaned: Vec<Alarm> = turn(&mut watch).into_iter().filter(|alarm| alarm.kind == AlarmKind::Orphaned).collect();
    assert_eq!(orphaned.iter().map(|alarm| (alarm.request, &alarm.who[..])).collect::<Vec<_>>(), [(Some(request), &[site.manager][..])]);
    centre.act(None, &Draft::about(request, Note::default()).text(Field::words, "在找人")).expect("noted");
    assert!(!turn(&mut watch).iter().any(|alarm| alarm.kind == AlarmKind::Orphaned), "once");
    centre.take(on(site.manager, request), &none()).expect("taken");
    assert_eq!(turn(&mut watch).iter().filter(|alarm| alarm.kind == AlarmKind::Orphaned).count(), 0);
}

#[test]
fn duties_of_one_moment_stand_as_their_clauses_do() {
    let site = Site::new(&InitPlan { regulation: Proposal::shipped("r10"), ..plan() });
    let centre = site.open();
    for _ in 0..4 {
        open(&centre);
    }
    let duties = centre.duties(&DutyFilter::default(), None).expect("read");
    let place = |duty: &shouwen::node::Duty| {
        let owed = duty.owed();
        let clause = shouwen::domain::regulation::rule::in_order(&owed.rule);
        (!owed.is_open(), duty.due().unwrap_or(i64::MAX), clause, owed.duty.clone(), duty.request)
    };
    let places: Vec<_> = duties.iter().map(place).collect();
    assert!(places.is_sorted(), "{places:#?}");
    assert!(places.windows(2).any(|pair| pair[0].2 == pair[1].2), "the same clause of several requests stands together");
}

#[test]
fn what_was_logged_by_a_channel_is_found_by_when_it_happened() {
    let site = by_r01();
    let centre = site.open();
    let log = |channel: Channel, at: i64| {
        let open = Open { channel, matter: Matter::suggestion, ..Open::default() };
        centre.act(None, &Draft::new(open).happened(Some(MORNING + at))).expect("opened")
    };
    let (later, first) = (log(Channel::forum, -10), log(Channel::forum, -20));
    log(Channel::visit, -15);
    log(Channel::forum, -21);
    log(Channel::forum, -5);
    let found = |from: i64, to: i64| {
        let snapshot = centre.snapshot().expect("read");
        let found = snapshot.opened_by(centre.identity().site, Channel::forum, MORNING + from, MORNING + to).expect("read");
        found.collect::<Result<Vec<RequestId>, _>>().expect("read")
    };
    assert_eq!(found(-20, -5), [first, later], "from the first moment on, before the last, the first one first");
    assert_eq!(found(-9, -5), []);
    assert_eq!(found(-5, -20), [], "no time at all");
}
