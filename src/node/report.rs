//! The figures of this node's site: its requests read a page at a time, each folded, its docket judged as a list of duties judges
//! it, and forgotten.

use super::duties::{Bench, Duty};
use super::handle::Handle;
use super::reads::ReadError;
use crate::domain::course::Course;
use crate::domain::duty::Debtor;
use crate::domain::evidence::Evidence;
use crate::domain::report::{DutyFact, Facts, Period, Report, department_of};
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
        let mut bench = Bench::new(self, &snapshot, &evidence, now);
        let (mut report, mut after, mut read) = (Report::new(period, now), None, 0);
        loop {
            let page = snapshot.rows(&Filter::All, after, ROWS)?;
            let wanted: Vec<_> = page.rows.iter().filter(|row| row.site == site && report.wants(row.opened)).collect();
            for row in wanted {
                let Some((request, course)) = snapshot.course(row.id)? else { continue };
                let docket = snapshot.docket(site, row.id)?.unwrap_or_default();
                let duties: Vec<_> = bench.judge(row.id, docket)?.iter().map(|duty| fact(duty, &course, &evidence)).collect();
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

fn fact(duty: &Duty, course: &Course, evidence: &Evidence) -> DutyFact {
    let (owed, judgement) = (duty.owed(), &duty.judgement);
    let (person, department) = match &owed.debtor {
        Debtor::Person(person) => (Some(*person), department_of(*person, duty.mark(owed.raised), course, evidence)),
        Debtor::Department(department) => (None, Some(department.clone())),
        Debtor::Party(_, department) => (None, department.clone()),
        Debtor::DutyPost => (None, None),
    };
    DutyFact { rule: owed.rule.clone(), kind: owed.kind, verdict: judgement.verdict, basis: judgement.basis, person, department }
}
