//! The directory, the shifts and the duty post, on real stores.

use shouwen::domain::act::{Directory as NameDirectory, DutyPost, Shift};
use shouwen::domain::directory::{Directory, DirectoryError, Misfit};
use shouwen::domain::id::{Code, Digest, PersonId, RecordId};
use shouwen::domain::rota::{Overlap, ShiftError, overlap};
use shouwen::node::directory::DirectorySetError;
use shouwen::node::rota::{RotaError, SHIFTS_MAX};
use shouwen::node::{ActError, Draft, Handle};

use super::site::{Site, carry, guard, leak, plan};

fn code(text: &str) -> Code {
    Code::new(text).expect("a code")
}

fn document(change: impl FnOnce(&mut Directory)) -> String {
    let mut directory = Directory { organisation: "翠苑物业".into(), site: "翠苑三区".into(), ..Directory::default() };
    directory.posts.insert(code("duty"), "值班岗".into());
    change(&mut directory);
    directory.to_document().expect("whole")
}

fn directory(node: &Handle) -> Directory {
    node.directory().expect("read").directory
}

#[test]
fn everybody_reads_the_directory_that_a_supervisor_signed_and_nobody_else_may_sign_one() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, _) = site.enrol(&centre, &guard("门岗平板"));
    let named = document(|directory| drop(directory.places.insert(code("garage"), "地下车库".into())));
    let done = centre.set_directory(None, &named).expect("signed");
    assert!(!done.recounts && done.dropped.is_empty());
    assert!(matches!(centre.set_directory(None, &named), Err(DirectorySetError::InForce)));
    assert!(directory(&post).places.is_empty(), "it has not heard of it yet");
    carry(&centre, &post);
    assert_eq!(directory(&post), directory(&centre));
    assert!(matches!(post.set_directory(None, &document(|_| ())), Err(DirectorySetError::Act(ActError::NoRight { .. }))));
    let flat = document(|directory| drop(directory.places.insert(code("5-2-1101"), "某户".into())));
    let refused = centre.set_directory(None, &flat);
    assert!(matches!(refused, Err(DirectorySetError::Document(DirectoryError::Wrong { why: Misfit::Flat(_), .. }))));
    assert_eq!(centre.directory().expect("read").record, Some(done.record), "nothing was signed");
}

#[test]
fn names_that_are_given_up_while_they_are_in_use_are_said_those_of_rivals_too() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (_, member) = site.enrol(&centre, &guard("门岗平板"));
    let named = document(|directory| {
        directory.posts.insert(code("gate"), "东门岗".into());
        directory.places.insert(code("building-3"), "三号楼".into());
        directory.places.insert(code("pond"), "池塘".into());
    });
    centre.set_directory(None, &named).expect("signed");
    centre.act(None, &leak()).expect("logged");
    let rival = document(|directory| drop(directory.departments.insert(code("greens"), "绿化部".into())));
    let act = NameDirectory { document: Digest::of(rival.as_bytes()), replaces: vec![] };
    centre.publish(None, &Draft::new(act), &[rival]).expect("signed without naming the one in force");
    assert_eq!(centre.directory().expect("read").rivals.len(), 1);
    let until = i64::MAX / 2;
    let shift = Shift { post: code("gate"), person: member, from: until - 3_600_000, to: until, replaces: vec![] };
    centre.plan_shifts(None, &[shift]).expect("planned");
    let hours = document(|directory| directory.business_hours = Some("09:00-18:00".into()));
    let done = centre.set_directory(None, &hours).expect("signed");
    assert!(done.recounts && centre.directory().expect("read").rivals.is_empty());
    let dropped: Vec<&str> = done.dropped.iter().map(|dropped| dropped.name.as_str()).collect();
    assert!(dropped.contains(&"东门岗") && !dropped.contains(&"池塘"), "{dropped:?}");
}

#[test]
fn a_directory_that_has_not_arrived_is_not_undone_unseen() {
    let site = Site::new(&plan());
    let centre = site.open();
    let named = document(|directory| drop(directory.places.insert(code("garage"), "地下车库".into())));
    centre.set_directory(None, &named).expect("signed");
    let newest = document(|directory| drop(directory.places.insert(code("pond"), "池塘".into())));
    let replaces = centre.directory().expect("read").record.into_iter().collect();
    let act = NameDirectory { document: Digest::of(newest.as_bytes()), replaces };
    let record = centre.act(None, &Draft::new(act)).expect("signed without its document");
    let before = centre.directory().expect("read");
    assert_eq!((before.unread(), before.rivals.len()), (Some(record), 1));
    let better = document(|directory| drop(directory.places.insert(code("gate"), "大门".into())));
    assert!(matches!(centre.set_directory(None, &better), Err(DirectorySetError::Unread(unread)) if unread == record));
    assert_eq!(centre.directory().expect("read").unread(), Some(record), "nothing was signed");
}

fn shift(post: &str, person: PersonId, from: i64, to: i64) -> Shift {
    Shift { post: code(post), person, from: from * 3_600_000, to: to * 3_600_000, replaces: vec![] }
}

fn records(node: &Handle) -> Vec<RecordId> {
    node.rota().expect("read").shifts.iter().map(|planned| planned.record).collect()
}

#[test]
fn shifts_that_overlap_all_count_and_a_cancelled_one_does_not() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, member) = site.enrol(&centre, &guard("门岗平板"));
    let (early, late) = (shift("duty", member, 8, 20), shift("duty", member, 18, 30));
    let made = centre.plan_shifts(None, &[early.clone(), late.clone()]).expect("planned");
    assert_eq!((overlap(&early, &late), records(&centre)), (Some(Overlap::SamePerson), made.clone()));
    assert!(matches!(centre.plan_shifts(None, std::slice::from_ref(&late)), Err(RotaError::Known { number: 1 })));
    let twice = [shift("duty", member, 40, 41), shift("duty", member, 42, 41)];
    let refused = centre.plan_shifts(None, &twice);
    assert!(matches!(refused, Err(RotaError::Shift { number: 2, why: ShiftError::Backwards })));
    assert_eq!(records(&centre), made, "all or none");
    let nobody = shift("duty", PersonId([9; 16]), 40, 41);
    assert!(matches!(centre.plan_shifts(None, &[nobody]), Err(RotaError::Gone { number: 1, .. })));
    assert!(matches!(centre.plan_shifts(None, &vec![early.clone(); SHIFTS_MAX + 1]), Err(RotaError::Count(_))));
    carry(&centre, &post);
    assert_eq!(records(&post), made);
    assert!(matches!(post.plan_shifts(None, &[shift("duty", member, 50, 51)]), Err(RotaError::Act(ActError::NoRight { .. }))));
    let better = Shift { replaces: vec![made[1]], ..shift("duty", member, 20, 30) };
    let instead = centre.plan_shifts(None, &[better]).expect("planned")[0];
    assert_eq!(records(&centre), [made[0], instead]);
    centre.cancel_shifts(None, &[made[0]]).expect("cancelled");
    assert_eq!(records(&centre), [instead]);
    assert!(matches!(centre.cancel_shifts(None, &[made[0]]), Err(RotaError::NoShift(_))));
}

#[test]
fn a_new_duty_post_takes_the_place_of_all_and_who_was_on_the_old_one_stays() {
    let site = Site::new(&plan());
    let centre = site.open();
    let before = centre.duty_posts().expect("read");
    assert_eq!((before.in_force.len(), before.in_force[0].1.as_str()), (1, "duty"));
    let rival = DutyPost { post: code("night"), replaces: vec![] };
    centre.act(None, &Draft::new(rival)).expect("signed without naming the one in force");
    assert_eq!(centre.duty_posts().expect("read").in_force.len(), 2);
    centre.set_duty_post(None, &code("gate")).expect("signed");
    assert!(matches!(centre.set_duty_post(None, &code("gate")), Err(RotaError::InForce)));
    let after = centre.duty_posts().expect("read");
    assert_eq!(after.in_force.iter().map(|(_, post)| post.as_str()).collect::<Vec<_>>(), ["gate"]);
    assert_eq!((after.earlier, after.members), ([code("duty"), code("night")].into(), before.members));
}
