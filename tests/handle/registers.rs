//! Registers on real stores: what was not asked at contact is owed until somebody writes it down, and every list says the same.

use shouwen::domain::act::word::{Channel, Field, Matter, Outcome, Role};
use shouwen::domain::act::{Close, Correct, Open};
use shouwen::domain::duty::{Verdict, Why};
use shouwen::domain::form::Unread;
use shouwen::domain::id::{PersonId, RequestId};
use shouwen::domain::regulation::adoption::Proposal;
use shouwen::domain::regulation::preset::figure::Figure;
use shouwen::domain::report::{Group, Period};
use shouwen::node::alarm::Watch;
use shouwen::node::enrol::EnrolAsk;
use shouwen::node::init::InitPlan;
use shouwen::node::{AlarmKind, Draft, Duty, DutyFilter, Handle};

use super::site::{MORNING, Site, carry, guard, leak, none, on, plan, to};

const HOUR: i64 = 3_600_000;

fn by(regulation: &str) -> Site {
    Site::new(&InitPlan { regulation: Proposal::shipped(regulation), ..plan() })
}

fn nameless(handle: &Handle) -> RequestId {
    let open = Open { channel: Channel::visit, matter: Matter::repair, ..Open::default() };
    handle.act(None, &Draft::new(open).text(Field::words, "电梯又停了")).expect("logged")
}

fn add(handle: &Handle, request: RequestId, field: Field, text: &str) {
    let correct = Correct { record: request, field };
    handle.act(None, &Draft::about(request, correct).text(field, text)).expect("corrected");
}

fn register(handle: &Handle, request: RequestId, rule: &str) -> Duty {
    let filter = DutyFilter { request: Some(request), ..DutyFilter::default() };
    let duties = handle.duties(&filter, None).expect("read");
    duties.into_iter().find(|duty| duty.owed().rule == rule && duty.owed().register.is_some()).expect("owed")
}

fn open_registers(handle: &Handle) -> Vec<(RequestId, Vec<Field>)> {
    let duties = handle.duties(&DutyFilter { open: true, ..DutyFilter::default() }, None).expect("read").into_iter();
    duties.filter(|duty| duty.owed().register.is_some()).map(|duty| (duty.request, duty.lacking)).collect()
}

fn stands(duty: &Duty) -> (Verdict, &[Field]) {
    (duty.judgement.verdict, &duty.lacking)
}

#[test]
fn a_register_is_owed_until_its_last_field_is_written_down() {
    let site = by("r01");
    let centre = site.open();
    let (whole, lacking) = (centre.act(None, &leak()).expect("logged"), nameless(&centre));
    let rule = "R01.10";
    assert_eq!(stands(&register(&centre, whole, rule)), (Verdict::Met, &[][..]));
    assert_eq!(stands(&register(&centre, lacking, rule)), (Verdict::Open, &[Field::name, Field::phone][..]));
    assert_eq!(open_registers(&centre), [(lacking, vec![Field::name, Field::phone])]);
    let report = centre.report(Period::default(), &mut |_| {}).expect("reported");
    let found = &report.groups[&Group::Rule(rule.to_owned())].duties;
    assert_eq!((found.met_own + found.met_proven, found.open), (1, 1), "{found:?}");

    site.machine.clock.advance(HOUR);
    add(&centre, lacking, Field::name, "陈女士");
    assert_eq!(stands(&register(&centre, lacking, rule)), (Verdict::Open, &[Field::phone][..]), "what was known is forgotten");
    site.machine.clock.advance(HOUR);
    add(&centre, lacking, Field::phone, "13800000000");
    let done = register(&centre, lacking, rule);
    assert_eq!((stands(&done), done.judgement.done), ((Verdict::Met, &[][..]), Some(MORNING + 2 * HOUR)));
    assert_eq!(open_registers(&centre), []);
    site.machine.clock.advance(HOUR);
    add(&centre, lacking, Field::phone, "13800000001");
    assert_eq!(register(&centre, lacking, rule).judgement.done, Some(MORNING + 2 * HOUR), "a correction completes nothing anew");
    let explained = centre.explain_duties(lacking, None).expect("explained").into_iter();
    let ends: Vec<_> = explained.filter(|one| one.duty.owed().rule == rule).flat_map(|one| one.ends).collect();
    assert!(matches!(&ends[..], [end] if end.event.as_ref().is_some_and(|event| event.time() == MORNING + 2 * HOUR)));
}

#[test]
fn a_locked_node_accuses_nobody_of_what_it_cannot_read() {
    let site = by("r01");
    let centre = site.open();
    let request = nameless(&centre);
    assert_eq!(register(&centre, request, "R01.10").judgement.verdict, Verdict::Open);
    centre.lock();
    let locked = register(&centre, request, "R01.10");
    assert_eq!((locked.judgement.verdict, locked.judgement.why), (Verdict::Undetermined, Some(Why::Words(Unread::Sealed))));
    assert_eq!(open_registers(&centre), []);
}

#[test]
fn what_a_centre_writes_down_ends_the_guards_register_everywhere() {
    let site = by("r01");
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let request = nameless(&post);
    carry(&post, &centre);
    let debtor = |handle: &Handle| register(handle, request, "R01.10").who.to_vec();
    assert_eq!((debtor(&post), debtor(&centre)), (vec![zhao], vec![zhao]));
    add(&centre, request, Field::name, "陈女士");
    add(&centre, request, Field::phone, "13800000000");
    assert_eq!(register(&post, request, "R01.10").lacking, [Field::name, Field::phone]);
    carry(&centre, &post);
    for node in [&centre, &post] {
        assert_eq!(register(node, request, "R01.10").judgement.verdict, Verdict::Met);
    }
}

fn staff(device: &str, name: &str, role: Role) -> EnrolAsk {
    EnrolAsk { device: device.into(), staff: name.into(), role, ..EnrolAsk::default() }
}

/// RULE: R07.3, decision Q24. A guard relays; whoever is first contact by taking it owes the record, and can write it.
#[test]
fn a_desk_completes_the_register_of_a_relay_and_is_called_before_its_limit() {
    let set = ["first_handling", "dept_result"].map(|duty| (duty.to_owned(), Figure::parse("PT4H").expect("a figure"))).to_vec();
    let regulation = Proposal::shipped("r07").map(|shipped| Proposal { set, ..shipped });
    let site = Site::new(&InitPlan { regulation, ..plan() });
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let (desk, receptionist): (Handle, PersonId) = site.enrol(&centre, &staff("前台", "林芳", Role::duty_receptionist));
    carry(&centre, &post);
    let request = post.act(None, &Draft::new(Open { channel: Channel::phone, matter: Matter::repair, ..Open::default() })).expect("logged");
    post.offer(on(zhao, request), &to(receptionist), &none()).expect("offered");
    carry(&post, &desk);
    desk.take(on(receptionist, request), &none()).expect("taken");
    let answer = shouwen::domain::act::Answer { understood: true, ..Default::default() };
    desk.act(None, &Draft::about(request, answer)).expect("answered");
    let open = register(&desk, request, "R07.3");
    assert_eq!((stands(&open), &open.who[..]), ((Verdict::Open, &[Field::words][..]), &[receptionist][..]));
    let mut watch = Watch::begin(&desk);
    let called = |watch: &mut Watch| -> Vec<AlarmKind> {
        let alarms = watch.turn().expect("read").into_iter();
        alarms.filter(|alarm| alarm.duty.as_ref().is_some_and(|(rule, _)| rule == "R07.3")).map(|alarm| alarm.kind).collect()
    };
    assert_eq!(called(&mut watch), []);
    site.machine.clock.advance(24 * HOUR - HOUR / 2);
    assert_eq!(called(&mut watch), [AlarmKind::DueSoon]);
    add(&desk, request, Field::words, "厨房顶上渗水");
    assert_eq!(register(&desk, request, "R07.3").judgement.verdict, Verdict::Met);
    site.machine.clock.advance(HOUR);
    assert_eq!(called(&mut watch), [], "nobody is called for what is done");
}

#[test]
fn a_closed_request_stays_in_no_list_of_what_is_to_be_done() {
    let site = by("r01");
    let centre = site.open();
    let request = nameless(&centre);
    let parents = centre.request(request).expect("here").standing().map(|tenure| tenure.id).collect();
    centre.act(None, &Draft::about(request, Close { parents, because: None, outcome: Outcome::withdrawn })).expect("closed");
    assert_eq!(open_registers(&centre), []);
}
