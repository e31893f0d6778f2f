//! The figures of this node's site: its requests read a page at a time, each folded, its docket judged as a list of duties judges
//! it, and forgotten.

use std::collections::BTreeMap;

use super::duties::{Bench, Duty};
use super::handle::Handle;
use super::reads::ReadError;
use crate::domain::duty::Debtor;
use crate::domain::evidence::Evidence;
use crate::domain::id::{Code, PersonId};
use crate::domain::report::{DutyFact, Facts, Period, Report};
use crate::store::Filter;

/// How many requests are listed at a time.
const ROWS: usize = 512;

impl Handle {
    /// The report of a period, with what still stands counted till now. `progress` hears how many requests were read.
    ///
    /// # Errors
    /// The store's.
    pub fn report(&self, period: Period, progress: &mut dyn FnMut(u64)) -> Result<Report, ReadError> {
        let (snapshot, site, now) = (self.snapshot()?, self.identity().site, self.clock().now().wall);
        let evidence = self.evidence(&snapshot, site)?;
        let (departments, mut bench) = (departments(&evidence), Bench::new(&snapshot, &evidence, now));
        let (mut report, mut after, mut read) = (Report::new(period, now), None, 0);
        loop {
            let page = snapshot.rows(&Filter::All, after, ROWS)?;
            let wanted: Vec<_> = page.rows.iter().filter(|row| row.site == site && report.wants(row.opened)).collect();
            for row in wanted {
                let Some((request, course)) = snapshot.course(row.id)? else { continue };
                let docket = snapshot.docket(site, row.id)?.unwrap_or_default();
                let duties: Vec<_> = bench.judge(row.id, docket)?.iter().map(|duty| fact(duty, &departments)).collect();
                report.add(&Facts::of(&request, &course), &duties);
            }
            read += page.rows.len() as u64;
            progress(read);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(report),
            }
        }
    }
}

/// The department of each person, by a certificate in force where there is one.
fn departments(evidence: &Evidence) -> BTreeMap<PersonId, Code> {
    let mut departments = BTreeMap::new();
    let mut certificates: Vec<_> = evidence.certificates().collect();
    certificates.sort_by_key(|certificate| (certificate.in_force(), certificate.id));
    for certificate in certificates {
        if let (Some(person), Some(department)) = (certificate.person, &certificate.department) {
            departments.insert(person, department.clone());
        }
    }
    departments
}

fn fact(duty: &Duty, departments: &BTreeMap<PersonId, Code>) -> DutyFact {
    let (owed, judgement) = (duty.owed(), &duty.judgement);
    let (person, department) = match &owed.debtor {
        Debtor::Person(person) => (Some(*person), departments.get(person).cloned()),
        Debtor::Department(department) => (None, Some(department.clone())),
        Debtor::Party(_, department) => (None, department.clone()),
        Debtor::DutyPost => (None, None),
    };
    DutyFact { rule: owed.rule.clone(), kind: owed.kind, verdict: judgement.verdict, basis: judgement.basis, person, department }
}
