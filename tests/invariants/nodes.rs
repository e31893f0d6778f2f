//! What nodes must do: I06, I12, I20, I21, I24.

use shouwen::domain::act::word::{Class, Coordination, Duty, Field, Matter, Means, Mode, Reason, Role, Subject};
use shouwen::domain::act::{self, Addressee, Audience, Coordinate, Offer, Open, Report};
use shouwen::domain::directory::Directory;
use shouwen::domain::duty::Verdict;
use shouwen::domain::id::{Code, Digest, PersonId};
use shouwen::domain::regulation::adoption::Proposal;
use shouwen::domain::regulation::preset::words::Party;
use shouwen::domain::report::Period;
use shouwen::domain::request::Cause;
use shouwen::domain::signed::{SignedRecord, VerifiedRecord};
use shouwen::node::enrol::EnrolAsk;
use shouwen::node::init::InitPlan;
use shouwen::node::{ActError, Draft, DutyFilter, Handle, List};

use crate::shell::Shell;
use crate::site::{Site, carry, guard, leak, none, on, plan};

fn code(text: &str) -> Code {
    Code::new(text).expect("a code")
}

fn site_of(regulation: &str) -> (Site, Handle) {
    let site = Site::new(&InitPlan { regulation: Proposal::shipped(regulation), ..plan() });
    let centre = site.open();
    (site, centre)
}

fn head(device: &str, department: &str) -> EnrolAsk {
    let department = Some(code(department));
    EnrolAsk { device: device.into(), staff: format!("{device} 主管"), role: Role::dept_head, department, ..EnrolAsk::default() }
}

fn to(person: PersonId) -> Offer {
    Offer { to: Some(Addressee::Person(person)), mode: Mode::phone, reason: Some(Reason::not_own), ..Offer::default() }
}

#[test]
fn i04_a_link_is_shown_on_both_requests_and_a_counter_serves_by_registration() {
    let mut shell = Shell::new();
    let founded = shell.run("shouwen --data d init --org 清源物业 --site 桂园 --device 前台 --staff 王强");
    assert_eq!(founded.code, 0, "{}", founded.text);
    let adopted = shell.run("shouwen --data d regulation adopt r11 --set complete_papers=PT4H");
    assert_eq!(adopted.code, 0, "{}", adopted.text);
    shell.run("A=$(shouwen --data d request open --channel visit --matter transaction --text 装修登记甲 --json | jq -r .id)");
    shell.run("B=$(shouwen --data d request open --channel visit --matter transaction --text 装修登记乙 --json | jq -r .id)");
    let queue = shell.run("shouwen --data d request list --queue").text;
    assert!(queue.find("登记甲").is_some_and(|first| queue.find("登记乙").is_some_and(|second| first < second)), "{queue}");
    assert_eq!(shell.run("shouwen --data d request link $B --other $A").code, 0);
    for id in ["$A", "$B"] {
        let shown = shell.run(&format!("shouwen --data d request show {id}")).text;
        assert!(shown.contains("是同一件事；最先反映的是"), "{shown}");
    }
    shell.run("FIRST=$(shouwen --data d request show $B --json | jq -r .group.first)");
    assert_eq!(shell.run("shouwen --data d request show $FIRST").text, shell.run("shouwen --data d request show $A").text);
    let undone = shell.run("shouwen --data d request link $A --other $B --undone");
    assert_eq!(undone.code, 0, "{}", undone.text);
    let shown = shell.run("shouwen --data d request show $B").text;
    assert!(!shown.contains("是同一件事"), "{shown}");
}

#[test]
fn i04_where_only_the_first_reporter_is_told_the_later_one_is_owed_nothing() {
    // RULE: decision Q29, R02. One log says which was first.
    let (_site, centre) = site_of("r02");
    let open = Open { matter: Matter::safety, class: Some(Class::c1), ..Open::default() };
    let [first, later] = [(), ()].map(|()| {
        let id = centre.act(None, &Draft::new(open.clone())).expect("opened");
        let report = Report { to: vec![Audience::OnDuty(Duty::top_on_duty)], means: Means::phone, reached: true };
        centre.act(None, &Draft::about(id, report)).expect("reported");
        id
    });
    let owed = |request| {
        let duties = centre.duties(&DutyFilter { request: Some(request), ..DutyFilter::default() }, None).expect("judged");
        let to_resident =
            duties.iter().filter(|duty| duty.owed().to.iter().any(|to| matches!(to, Party::resident | Party::first_reporter)));
        to_resident.map(|duty| duty.judgement.verdict).collect::<Vec<_>>()
    };
    let apart = || centre.report(Period::default(), &mut |_| {}).expect("counted").total.duties.apart;
    let (both, counted) = (owed(first), apart());
    assert!(both.contains(&Verdict::Open) && both == owed(later), "{both:?}");
    centre.act(None, &Draft::about(later, act::Link { other: first, undone: false })).expect("linked");
    assert_eq!(owed(first), both);
    let left = owed(later);
    let superseded = left.iter().filter(|verdict| **verdict == Verdict::Superseded).count();
    assert!(superseded > 0 && !left.contains(&Verdict::Open), "{left:?}");
    assert_eq!(apart(), counted + superseded as u64, "the report counts what the list shows");
}

#[test]
fn i06_the_node_refuses_to_pass_on_what_its_department_absorbed() {
    let (site, centre) = site_of("r09");
    let (works, sun) = site.enrol(&centre, &head("工程", "works"));
    let (_, qian) = site.enrol(&centre, &head("绿化", "green"));
    let id = centre.act(None, &leak()).expect("logged");
    centre.offer(on(site.manager, id), &to(sun), &none()).expect("offered");
    carry(&centre, &works);
    works.take(on(sun, id), &none()).expect("taken");
    let misdirected = Coordinate { kind: Coordination::misdirected, departments: vec![code("green")], ..Coordinate::default() };
    works.act(None, &Draft::about(id, misdirected)).expect("absorbed");
    let before = works.request(id).expect("here").steps.len();
    let refused = works.offer(on(sun, id), &to(qian), &none());
    assert!(matches!(refused, Err(ActError::Void { cause: Cause::Retransfer, .. })), "{refused:?}");
    assert_eq!(works.request(id).expect("here").steps.len(), before, "nothing was written");
}

#[test]
fn i12_every_pass_is_signed_with_name_and_time_and_no_byte_of_it_can_be_changed() {
    let (site, centre) = site_of("r08");
    let (works, sun) = site.enrol(&centre, &head("工程", "works"));
    let id = centre.act(None, &leak()).expect("logged");
    centre.offer(on(site.manager, id), &to(sun), &none()).expect("offered");
    carry(&centre, &works);
    works.take(on(sun, id), &none()).expect("taken");
    let proof = works.verify_chain(id).expect("checked");
    assert!(proof.holds());
    let request = works.request(id).expect("here");
    for step in &request.steps {
        assert!(step.author.is_some() && step.at.wall > 0, "a name and a time: {step:?}");
    }
    let snapshot = works.snapshot().expect("readable");
    for step in &request.steps {
        let record = snapshot.record(step.record).expect("readable").expect("held");
        let bytes = record.signed().as_bytes().to_vec();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let stands = SignedRecord::new(&changed).is_ok_and(|signed| VerifiedRecord::verify(signed).is_ok());
            assert!(!stands, "byte {at} of {} can be changed", step.record);
        }
    }
}

#[test]
fn i20_an_emergency_needs_no_network_and_shows_whom_to_call_and_the_plan() {
    let (site, centre) = site_of("r02");
    let (posts, plans) = ([(code("top-on-duty"), "当班经理 0571-8800".to_owned())], [(code("fire"), "消防预案：先断电".to_owned())]);
    let known = Directory { posts: posts.into(), plans: plans.into(), ..centre.people().expect("read").directory };
    let text = known.to_document().expect("a document");
    let snapshot = centre.snapshot().expect("readable");
    let evidence = centre.evidence(&snapshot, centre.identity().site).expect("read");
    let replaces = evidence.acts_in_force().filter(|(_, act)| matches!(act, act::Act::Directory(_))).map(|(id, _)| id).collect();
    let publish = act::Directory { document: Digest::of(text.as_bytes()), replaces };
    centre.publish(None, &Draft::new(publish), &[text]).expect("published");
    let (post, wang) = site.enrol(&centre, &guard("岗亭"));
    carry(&centre, &post);
    drop((centre, snapshot, evidence));
    // From here on nobody else can be reached, and nothing waits for anybody.
    let directory = post.people().expect("read").directory;
    assert_eq!(directory.posts[&code("top-on-duty")], "当班经理 0571-8800");
    assert_eq!(directory.plans[&code("fire")], "消防预案：先断电");
    let open = Open { matter: Matter::safety, subject: Some(Subject::fire), class: Some(Class::c1), ..Open::default() };
    let id = post.act(None, &Draft::new(open).text(Field::words, "地下室冒烟")).expect("one tap");
    let report = Report { to: vec![Audience::OnDuty(Duty::top_on_duty)], means: Means::phone, reached: true };
    let reported = post.act(None, &Draft::about(id, report)).expect("the second tap");
    let (request, course) = post.course(id).expect("folds");
    assert_eq!(request.holders(), [wang]);
    assert!(course.events[course.place(reported).expect("there")].effect);
    let snapshot = post.snapshot().expect("readable");
    let evidence = post.evidence(&snapshot, request.site).expect("read");
    let docket = shouwen::domain::duty::docket(&course, &request, evidence.adopted(course.adoption));
    let owed: Vec<_> = docket.duties.iter().filter(|owed| owed.rule == "R02.2").collect();
    assert!(!owed.is_empty() && owed.iter().all(|owed| owed.is_done()), "{:?}", docket.duties);
}

#[test]
fn i21_banned_phrases_are_marked_before_signing_and_never_forbidden() {
    let mut shell = Shell::new();
    let founded = shell.run("shouwen --data d init --org 清源物业 --site 桂园 --device 前台 --staff 王强 --regulation r01");
    assert_eq!(founded.code, 0, "{}", founded.text);
    shell.run("ID=$(shouwen --data d request open --channel phone --matter repair --text 灯坏了 --json | jq -r .id)");
    let mut answer = |more: &str| shell.run(&format!("shouwen --data d request answer $ID --words 这个不归我们管，我不知道 {more}"));
    // A person who watches is asked before anything is signed.
    let asked = answer("--asks");
    assert_eq!(asked.code, 1, "{}", asked.text);
    assert!(asked.text.contains("这个【不归我们管】，我【不知道】") && asked.text.contains("R01.2"), "{}", asked.text);
    let told = shell.run("shouwen --data d request show $ID").text;
    assert!(!told.contains("不归我们管"), "{told}");
    // A script is warned, and the act is signed.
    let mut answer = |more: &str| shell.run(&format!("shouwen --data d request answer $ID --words 这个不归我们管，我不知道 {more}"));
    let warned = answer("");
    assert_eq!(warned.code, 0, "{}", warned.text);
    assert!(warned.text.contains("【不归我们管】"), "{}", warned.text);
    let anyway = answer("--asks --anyway 引用业主原话");
    assert_eq!(anyway.code, 0, "{}", anyway.text);
    let told = shell.run("shouwen --data d request show $ID").text;
    assert_eq!((told.matches("不归我们管").count(), told.matches("引用业主原话").count()), (2, 1), "{told}");
    // The same beside a running node, which has no terminal of its own.
    shell.run("shouwen --data d serve &");
    let carried = shell.run("shouwen --data d request answer $ID --words 这个办不了 --asks");
    assert!(carried.code == 1 && carried.text.contains("【办不了】") && carried.text.contains("--anyway"), "{}", carried.text);
    let carried = shell.run("shouwen --data d request answer $ID --words 这个办不了");
    assert!(carried.code == 0 && carried.text.contains("【办不了】"), "{}", carried.text);
    shell.run("end");
    let polite = shell.run("shouwen --data d request answer $ID --words 半小时内到 --asks --anyway 没有什么");
    assert!(polite.code == 0 && !polite.text.contains('【'), "{}", polite.text);
}

#[test]
fn i24_what_was_logged_on_a_lost_tablet_is_on_every_node_it_met_and_the_rest_is_counted() {
    let (site, centre) = site_of("r16");
    let (post, _) = site.enrol(&centre, &guard("岗亭"));
    let (van, _) = site.enrol(&centre, &head("维修车", "works"));
    let met = post.act(None, &leak()).expect("logged");
    assert_eq!(post.status().expect("read").unsynced, 1, "nobody else has it yet");
    carry(&post, &van);
    let alone = post.act(None, &leak()).expect("logged");
    carry(&van, &post);
    assert_eq!(post.status().expect("read").unsynced, 1, "the van has the first one, and says so");
    drop(post);
    carry(&van, &centre);
    let rows = centre.all_rows(List::All, None).expect("listed");
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [met], "through a third node");
    assert_eq!(centre.personal(met).expect("opens").texts[&Field::name], "欧阳淑芬");
    assert!(centre.request(alone).is_err());
}
