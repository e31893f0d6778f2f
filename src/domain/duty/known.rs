//! What is asked of a course so often that it is found once, and in time that grows with the records and not with their pairs.

use std::collections::{BTreeMap, BTreeSet};

use super::brings::is_report;
use super::case::Case;
use crate::domain::act::Act;
use crate::domain::course::{Author, Course};
use crate::domain::fold::Past;
use crate::domain::id::{Code, PersonId};
use crate::domain::regulation::word::FirstContactWho;

impl Case<'_> {
    /// RULE: decision Q03. Of several occasions the first, and the first again after each boundary; concurrent ones all count.
    pub fn firsts(&self, occasions: &[usize], boundaries: &[usize]) -> Vec<usize> {
        let (earlier, between) = (Past::of(occasions), Past::of(boundaries));
        let is_first = |at: &usize| {
            let past = self.course.past(*at);
            // What lies before a boundary lies before everything after it: the latest boundaries are enough.
            let mut over = if between.contains(*at) { past.clone() } else { Past::default() };
            let mut seen = over.clone();
            while let Some(boundary) = past.last_shared(&between, &seen) {
                over.join(self.course.past(boundary));
                seen.join(self.course.past(boundary));
                seen.insert(boundary);
            }
            past.last_shared(&earlier, &over).is_none()
        };
        let firsts: BTreeSet<usize> = occasions.iter().copied().filter(is_first).collect();
        firsts.into_iter().collect()
    }

    /// The reports after a plan, each with how many of them came before it.
    pub fn reports(&self, plan: usize) -> Vec<(usize, usize)> {
        let reports: Vec<usize> = self.acts(is_report).into_iter().filter(|report| self.course.precedes(plan, *report)).collect();
        let all = Past::of(&reports);
        reports.into_iter().map(|report| (report, self.course.past(report).count_shared(&all))).collect()
    }
}

/// Where each person finished the work, or was named for it.
pub(super) fn works(course: &Course) -> BTreeMap<PersonId, Past> {
    let mut works: BTreeMap<PersonId, Past> = BTreeMap::new();
    for (at, event) in course.effective() {
        let person = match &event.act {
            Act::Complete(_) => event.person(),
            Act::Assign(assign) => Some(assign.handler),
            _ => None,
        };
        if let Some(person) = person {
            works.entry(person).or_default().insert(at);
        }
    }
    works
}

/// RULE: decision Q21. The department that took the request in: of the opener or the first taker, whoever is at the centre.
pub(super) fn accepting(course: &Course) -> Option<&Author> {
    let centre = FirstContactWho::CentreStaff.roles().unwrap_or(&[]);
    let took = course.effective().filter(|(_, event)| matches!(event.act, Act::Open(_) | Act::Take(_)));
    let at_centre = |author: &&Author| author.roles.iter().any(|role| centre.contains(role));
    took.filter_map(|(_, event)| event.author.as_ref()).find(at_centre)
}

pub(super) fn lead(course: &Course) -> Option<&Code> {
    let leads = course.events.iter().rev().filter(|event| event.effect);
    leads.into_iter().find_map(|event| if let Act::Coordinate(body) = &event.act { body.lead.as_ref() } else { None })
}
