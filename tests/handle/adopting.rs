//! What a site is judged and counted by, on real stores.

use shouwen::domain::act::AdoptRegulation;
use shouwen::domain::id::Digest;
use shouwen::domain::regulation::adoption::{AdoptionError, Named, Proposal};
use shouwen::domain::regulation::calendar::{DayKind, calendars};
use shouwen::domain::regulation::preset;
use shouwen::domain::request::Opening;
use shouwen::node::adopt::AdoptError;
use shouwen::node::{Draft, Handle};

use super::site::{Site, carry, guard, leak, plan};

fn proposal(id: &str) -> Proposal {
    let text = preset(id).expect("shipped").to_owned();
    Proposal { preset: Named { name: id.into(), text }, overlays: vec![], prefer: None, set: vec![] }
}

fn duties(node: &Handle) -> Vec<String> {
    node.ruling().expect("read").adopted.duties.iter().map(|duty| duty.rule.clone()).collect()
}

#[test]
fn i18_a_request_keeps_the_regulation_that_was_in_force_when_it_was_logged() {
    let site = Site::new(&plan());
    let centre = site.open();
    let before = centre.ruling().expect("read").adoption;
    let request = centre.act(None, &leak()).expect("logged");
    let refused = centre.adopt_regulation(None, &proposal("r07"));
    assert!(matches!(refused, Err(AdoptError::Regulation(AdoptionError::NotSet(_)))));
    assert_eq!(centre.ruling().expect("read").adoption, before, "nothing was adopted");
    let done = centre.adopt_regulation(None, &proposal("r01")).expect("adopted");
    assert_eq!(centre.ruling().expect("read").adoption, Some(done.record));
    assert!(duties(&centre).iter().all(|rule| rule.starts_with("R01.")));
    let opening = centre.request(request).expect("here").opening.clone();
    let Opening::Open(open) = opening else { panic!("logged, not imported") };
    assert_eq!(open.regulation, before, "its adoption is named in its own signed record");
}

#[test]
fn two_adoptions_that_did_not_know_of_each_other_are_shown_until_somebody_adopts_once_more() {
    let site = Site::new(&plan());
    let centre = site.open();
    let text = preset("r10").expect("shipped").to_owned();
    let rival = AdoptRegulation { preset: Digest::of(text.as_bytes()), ..AdoptRegulation::default() };
    centre.publish(None, &Draft::new(rival), &[text]).expect("adopted without naming the one in force");
    assert_eq!(centre.ruling().expect("read").rivals.len(), 1);
    centre.adopt_regulation(None, &proposal("r09")).expect("adopted");
    assert!(centre.ruling().expect("read").rivals.is_empty());
    assert!(duties(&centre).iter().all(|rule| rule.starts_with("R09.")));
}

#[test]
fn everybody_counts_by_the_calendar_that_one_adopted() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, _) = site.enrol(&centre, &guard("门岗平板"));
    let calendar = |id: &str, years: &str| format!("schema = 1\nkind = \"calendar\"\nid = \"{id}\"\nsource = \"s\"\n{years}");
    let both = calendar("both", "[[year]]\nyear = 2026\noff = [\"2026-07-01\"]\n[[year]]\nyear = 2027\noff = [\"2027-07-01\"]\n");
    let refused = centre.adopt_calendar(None, &both, false);
    assert!(matches!(refused, Err(AdoptError::Contradicts { with, .. }) if with == "cn-2026"));
    centre.adopt_calendar(None, &both, true).expect("adopted");
    assert!(matches!(centre.adopt_calendar(None, &both, true), Err(AdoptError::InForce)));
    let lost = centre.adopt_calendar(None, calendars()[1].document, true);
    assert!(matches!(lost, Err(AdoptError::Loses { document, years }) if document == "both" && years == [2027]));
    assert!(matches!(centre.adopt_calendar(None, &calendar("none", ""), false), Err(AdoptError::NoYear)));
    let kind = |node: &Handle, date: &str| node.almanac().expect("read").0.calendar().kind(date.parse().expect("a date"));
    assert_eq!(kind(&post, "2027-07-01"), None, "it has not heard of it yet");
    carry(&centre, &post);
    for date in ["2026-07-01", "2026-10-01", "2027-07-01", "2027-07-02", "2028-07-03"] {
        assert_eq!(kind(&post, date), kind(&centre, date), "{date}");
    }
    assert_eq!(kind(&post, "2027-07-01"), Some(DayKind::Holiday));
    assert!(post.adopt_calendar(None, &calendar("own", "[[year]]\nyear = 2028\n"), false).is_err(), "a guard may not");
}
