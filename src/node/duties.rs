//! What is owed now: the stored dockets, judged with the roster, the calendar and the receipts that are held here, without any
//! network. Nothing is decided here; the engine decides, and a list says whom the roster means.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::group::is_owed_notices;
use super::handle::Handle;
use super::reads::ReadError;
use super::seats::Seats;
use crate::domain::act::Act;
use crate::domain::act::word::Field;
use crate::domain::course::Event;
use crate::domain::duty::{Bounds, Colour, Debtor, Docket, Judge, Judgement, Mark, Owed, Verdict, Why};
use crate::domain::evidence::Evidence;
use crate::domain::form::{Register, Unread};
use crate::domain::id::{PersonId, RecordId, RequestId, SiteId};
use crate::domain::regulation::{Adopted, rule};
use crate::domain::time::UtcMs;
use crate::store::{self, Snapshot, Standing};

/// How many dockets are read at a time.
const PAGE: usize = 1_024;

/// Which duties a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DutyFilter {
    /// Of this person.
    pub by: Option<PersonId>,
    /// Those whose limit is over, done or not.
    pub late: bool,
    /// Those about which somebody still has to do something.
    pub open: bool,
    /// At this site; `None`: this node's.
    pub site: Option<SiteId>,
    /// About this request.
    pub request: Option<RequestId>,
}

/// A duty, and how it stands at the moment that was asked about.
#[derive(Clone, Debug)]
pub struct Duty {
    /// The request that it is about.
    pub request: RequestId,
    /// Who owes it, by the roster; nobody: nobody in force has the role or the department.
    pub who: Arc<[PersonId]>,
    /// How it stands.
    pub judgement: Judgement,
    /// What its register lacks of what is asked at contact.
    pub lacking: Vec<Field>,
    docket: Arc<Docket>,
    number: usize,
}

/// A record on which a duty rests.
#[derive(Clone, Debug)]
pub struct Marked {
    /// The record and what it claims.
    pub mark: Mark,
    /// What receipts of other devices prove about when it was written.
    pub bounds: Bounds,
    /// The act and its author; `None` where the fold has passed over it.
    pub event: Option<Event>,
}

/// A duty with everything that it rests on.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The duty.
    pub duty: Duty,
    /// What raised it.
    pub raised: Marked,
    /// From when it is counted.
    pub anchor: Marked,
    /// What ended it, or would have: each part by any of its records, which may serve for several.
    pub ends: Vec<Marked>,
    /// What made it void.
    pub superseded: Option<Marked>,
    /// The regulation that the request is judged by.
    pub adopted: Arc<Adopted>,
}

impl Duty {
    /// What is owed.
    #[must_use]
    pub fn owed(&self) -> &Owed {
        &self.docket.duties[self.number]
    }

    /// By what it is known again, as [`Docket::known_by`].
    #[must_use]
    pub fn known_by(&self) -> (RecordId, usize) {
        self.docket.known_by(self.number)
    }

    /// A record that it rests on.
    #[must_use]
    pub fn mark(&self, number: u32) -> &Mark {
        self.docket.mark(number)
    }

    /// Whether its limit is over.
    #[must_use]
    pub fn is_late(&self) -> bool {
        matches!(self.judgement.verdict, Verdict::Breached | Verdict::Overrun | Verdict::Broken)
    }

    /// When its limit ends; `None`: it has none, or it cannot be counted.
    #[must_use]
    pub fn due(&self) -> Option<UtcMs> {
        self.judgement.due.as_ref().map(|due| due.at)
    }
}

/// A site at a moment: everything that dockets are judged with.
pub(super) struct Bench<'a> {
    handle: &'a Handle,
    is_unlocked: bool,
    snapshot: &'a Snapshot,
    pub evidence: &'a Evidence,
    seats: Seats<'a>,
    persons: BTreeMap<Debtor, Arc<[PersonId]>>,
    now: UtcMs,
}

impl<'a> Bench<'a> {
    pub fn new(handle: &'a Handle, snapshot: &'a Snapshot, evidence: &'a Evidence, now: UtcMs) -> Self {
        let (is_unlocked, seats) = (handle.is_unlocked(), Seats::at(evidence, now));
        Self { handle, is_unlocked, snapshot, evidence, seats, persons: BTreeMap::new(), now }
    }

    /// Every duty of a docket that is owed at all, in the docket's order.
    pub fn judge(&mut self, request: RequestId, mut docket: Docket) -> Result<Vec<Duty>, store::ReadError> {
        if docket.link.is_some() && !is_owed_notices(self.snapshot, request, self.evidence)? {
            docket.yield_notices();
        }
        let mut registers = self.read_registers(request, &mut docket)?;
        let bounds = |mark: &Mark| self.evidence.bounds(mark);
        let judge = Judge { almanac: self.evidence.almanac(), bounds: &bounds, now: self.now };
        let raised = docket.duties.iter().enumerate().filter(|(_, owed)| judge.is_raised(&docket, owed));
        let judged: Vec<_> = raised.map(|(number, owed)| (number, judge.judge(&docket, owed))).collect();
        let docket = Arc::new(docket);
        let duty = |(number, judgement): (usize, Judgement)| {
            let who = self.who(&docket.duties[number].debtor);
            let (judgement, lacking) = match registers.remove(&number) {
                Some(Register::Lacking(fields)) => (judgement, fields),
                Some(Register::Unread(why)) => (unread(judgement, why), Vec::new()),
                _ => (judgement, Vec::new()),
            };
            Duty { request, who, judgement, lacking, docket: Arc::clone(&docket), number }
        };
        Ok(judged.into_iter().map(duty).collect())
    }

    /// RULE: decision Q02. Ends every register of a docket by what is written down of it, if that can be read here now.
    fn read_registers(&self, request: RequestId, docket: &mut Docket) -> Result<BTreeMap<usize, Register>, store::ReadError> {
        let mut registers = BTreeMap::new();
        for number in 0..docket.duties.len() {
            if !docket.duties[number].is_unread() {
                continue;
            }
            let register = if self.is_unlocked {
                self.handle.register((self.snapshot, self.evidence), request, (docket, number))?
            } else {
                Register::Unread(Unread::Sealed)
            };
            match &register {
                Register::Complete(None) => continue,
                Register::Complete(Some(by)) => docket.register(number, Some(**by)),
                Register::Lacking(_) => docket.register(number, None),
                Register::Unread(_) => {}
            }
            registers.insert(number, register);
        }
        Ok(registers)
    }

    /// The persons whom a debtor means.
    pub fn who(&mut self, debtor: &Debtor) -> Arc<[PersonId]> {
        if let Some(known) = self.persons.get(debtor) {
            return known.clone();
        }
        let persons: Arc<[PersonId]> = self.seats.persons(debtor).into();
        self.persons.insert(debtor.clone(), persons.clone());
        persons
    }
}

/// RULE: decision Q02. What would be met if the words said so, while nobody can read them: held against nobody, and not claimed.
fn unread(judgement: Judgement, why: Unread) -> Judgement {
    if judgement.verdict != Verdict::Met {
        return judgement;
    }
    Judgement { verdict: Verdict::Undetermined, basis: None, colour: Colour::Grey, why: Some(Why::Words(why)), ..judgement }
}

impl DutyFilter {
    fn shows(&self, duty: &Duty) -> bool {
        let open = !self.open || duty.owed().is_open();
        open && (!self.late || duty.is_late()) && self.by.is_none_or(|person| duty.who.contains(&person))
    }
}

impl Handle {
    /// What is owed at a moment (`None`: now), what still has to be done first, then by when it is due.
    ///
    /// # Errors
    /// The store's.
    pub fn duties(&self, filter: &DutyFilter, at: Option<UtcMs>) -> Result<Vec<Duty>, ReadError> {
        let snapshot = self.snapshot()?;
        let mut found = Vec::new();
        self.each_docket(&snapshot, filter, at, &mut |duties| found.extend(duties.into_iter().filter(|duty| filter.shows(duty))))?;
        // What falls due together stands as its clauses do.
        found.sort_by_cached_key(|duty| {
            let owed = duty.owed();
            let due = duty.due().unwrap_or(UtcMs::MAX);
            (!owed.is_open(), due, rule::in_order(&owed.rule), owed.duty.clone(), duty.request, duty.number)
        });
        Ok(found)
    }

    /// Hands out the judged duties of each request that a filter may show.
    pub(super) fn each_docket(
        &self,
        snapshot: &Snapshot,
        filter: &DutyFilter,
        at: Option<UtcMs>,
        take: &mut dyn FnMut(Vec<Duty>),
    ) -> Result<(), store::ReadError> {
        let site = filter.site.unwrap_or(self.identity().site);
        let evidence = self.evidence(snapshot, site)?;
        let mut bench = Bench::new(self, snapshot, &evidence, at.unwrap_or_else(|| self.clock().now().wall));
        if let Some(request) = filter.request {
            if let Some(docket) = snapshot.docket(site, request)? {
                take(bench.judge(request, docket)?);
            }
            return Ok(());
        }
        let standings = if filter.open { &Standing::UNDONE[..] } else { &Standing::ALL[..] };
        for standing in standings {
            let mut after = None;
            loop {
                let page = snapshot.dockets(site, *standing, after, PAGE)?;
                let Some((last, _)) = page.last() else { break };
                after = Some(*last);
                for (request, docket) in page {
                    take(bench.judge(request, docket)?);
                }
            }
        }
        Ok(())
    }

    /// The regulations that requests are judged by.
    ///
    /// # Errors
    /// [`ReadError::Unknown`] or the store's.
    pub fn regulations_of(&self, requests: &BTreeSet<RequestId>) -> Result<BTreeMap<RequestId, Arc<Adopted>>, ReadError> {
        let snapshot = self.snapshot()?;
        let regulation = |request: &RequestId| {
            let opening = snapshot.record(*request)?.ok_or_else(|| ReadError::Unknown(request.to_string()))?;
            let adoption = if let Act::Open(open) = Act::decode(&opening.header().act) { open.regulation } else { None };
            Ok((*request, Arc::clone(self.evidence(&snapshot, opening.header().log.site)?.adopted(adoption))))
        };
        requests.iter().map(regulation).collect()
    }

    /// Every duty of a request with what it rests on, at a moment (`None`: now), in the order of the regulation.
    ///
    /// # Errors
    /// [`ReadError::Unknown`] or the store's.
    pub fn explain_duties(&self, request: RequestId, at: Option<UtcMs>) -> Result<Vec<Explained>, ReadError> {
        let snapshot = self.snapshot()?;
        let (_, course) = snapshot.course(request)?.ok_or_else(|| ReadError::Unknown(request.to_string()))?;
        let evidence = self.evidence(&snapshot, course.site)?;
        let Some(docket) = snapshot.docket(course.site, request)? else { return Ok(Vec::new()) };
        let adopted = evidence.adopted(course.adoption);
        let marked = |duty: &Duty, number: u32| {
            let mark = *duty.mark(number);
            let event = course.place(mark.record).map(|at| course.events[at].clone());
            Marked { bounds: evidence.bounds(&mark), mark, event }
        };
        let explained = |duty: Duty| Explained {
            raised: marked(&duty, duty.owed().raised),
            anchor: marked(&duty, duty.owed().anchor),
            ends: duty.owed().done.iter().flatten().collect::<BTreeSet<_>>().into_iter().map(|number| marked(&duty, *number)).collect(),
            superseded: duty.owed().superseded.map(|number| marked(&duty, number)),
            adopted: Arc::clone(adopted),
            duty,
        };
        let now = at.unwrap_or_else(|| self.clock().now().wall);
        Ok(Bench::new(self, &snapshot, &evidence, now).judge(request, docket)?.into_iter().map(explained).collect())
    }
}
