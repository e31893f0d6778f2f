//! One commit: records, what belongs to them, and every view of them, in one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use redb::{ReadableTable, ReadableTableMetadata};

use super::batch::{Batch, Written};
use super::blobs::{self, Brought};
use super::dockets;
use super::error::{CommitError, ReadError};
use super::files;
use super::index::{self, Key};
use super::place::FileStorage;
use super::ranges::{self, Placed, Runs};
use super::records;
use super::sites::{self, Memory, Scope, Writer};
use super::tables::{LogKey, Tables};
use super::views::{self, RequestRow};
use crate::domain::act::{Act, Stream};
use crate::domain::duty::docket;
use crate::domain::evidence::Link;
use crate::domain::id::{ClientKey, Epoch, RequestId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::planted::{Bug, is_planted};
use crate::domain::record::{Header, LogId};
use crate::domain::request::follow;
use crate::domain::signed::{SignatureState, VerifiedRecord};

/// The log holds a place twice: its runs are made from its records.
pub(super) const TANGLED: u8 = 1;
/// A record of the log does not follow the one held below it: its writer is watched for forks.
const FOREIGN: u8 = 2;

/// What one commit brought of one writer.
#[derive(Default)]
struct News {
    links: Vec<(Link, Option<(Epoch, u64)>)>,
    /// Something other than growth at the head.
    unusual: bool,
    /// A second epoch, a place held twice, or a foreign neighbour: the writer must be watched.
    suspicious: bool,
}

/// A commit being made.
pub(super) struct Write<'t> {
    pub tables: Tables<'t>,
    pub memory: Arc<Memory>,
    place: &'t dyn FileStorage,
    root: PublicKey,
    runs: Runs,
    logs: BTreeMap<LogId, (u32, u8)>,
    tangled: BTreeMap<u32, LogId>,
    fresh: BTreeMap<u64, VerifiedRecord>,
    touched: BTreeSet<RequestId>,
    news: BTreeMap<Writer, News>,
    scopes: BTreeMap<SiteId, Scope>,
    witnessed: BTreeSet<SiteId>,
    next: u64,
    /// The memory, or a record's signature state, is no longer that of the store.
    pub remembered: bool,
    pub written: Written,
}

impl<'t> Write<'t> {
    /// Begins a commit over open tables.
    pub fn new(tables: Tables<'t>, memory: Arc<Memory>, place: &'t dyn FileStorage, root: PublicKey) -> Result<Self, ReadError> {
        let next = tables.records.last()?.map_or(1, |(arrival, _)| arrival.value() + 1);
        Ok(Self {
            tables,
            memory,
            place,
            root,
            runs: Runs::default(),
            logs: BTreeMap::new(),
            tangled: BTreeMap::new(),
            fresh: BTreeMap::new(),
            touched: BTreeSet::new(),
            news: BTreeMap::new(),
            scopes: BTreeMap::new(),
            witnessed: BTreeSet::new(),
            next,
            remembered: false,
            written: Written::default(),
        })
    }

    /// Takes everything of a batch; `own`: each record must stand at the head of its log.
    pub fn take(&mut self, batch: &Batch, own: bool) -> Result<(), CommitError> {
        let mut brought = Brought::by(batch);
        for record in &batch.records {
            self.insert(record, own, &mut brought)?;
        }
        for signed in &batch.pending {
            self.keep_pending(signed)?;
        }
        blobs::store(&mut self.tables, batch, &brought, &mut self.written)?;
        if !self.written.documents.is_empty() {
            for site in self.memory.sites.keys() {
                raise(&mut self.scopes, *site, Scope::Sensitive);
            }
        }
        Ok(())
    }

    /// Has the evidence of every site folded again.
    pub fn take_every_site(&mut self) -> Result<(), CommitError> {
        for entry in self.tables.sites.iter()? {
            raise(&mut self.scopes, SiteId(*entry?.0.value()), Scope::Evidence);
        }
        Ok(())
    }

    /// Takes a record, and what it proves to be its author's.
    pub fn insert(&mut self, record: &VerifiedRecord, own: bool, brought: &mut Brought) -> Result<(), CommitError> {
        let mut waiting = vec![record.clone()];
        while let Some(record) = waiting.pop() {
            let held = records::arrival_of(&self.tables.index, &self.tables.records, record.id())?;
            if let Some(arrival) = held {
                self.seen_again(arrival, &record)?;
                continue;
            }
            let arrival = self.next;
            self.next += 1;
            self.tables.records.insert(arrival, records::encode(&record).as_slice())?;
            let placed = self.index(arrival, &record, brought)?;
            if own && !placed.at_head {
                return Err(CommitError::Stale { log: record.header().log, seq: record.header().seq });
            }
            self.written.records.push((arrival, record.id()));
            waiting.extend(self.vouched_by(&record)?);
        }
        Ok(())
    }

    /// A record that came again may bring what its signature is worth.
    fn seen_again(&mut self, arrival: u64, record: &VerifiedRecord) -> Result<(), CommitError> {
        let unchecked = self.tables.records.get(arrival)?.is_some_and(|value| value.value()[0] == SignatureState::Unchecked as u8);
        if unchecked && record.signature() != SignatureState::Unchecked {
            self.mark(arrival, record)?;
        }
        Ok(())
    }

    /// Stores what is known of a record's signature.
    pub fn mark(&mut self, arrival: u64, record: &VerifiedRecord) -> Result<(), CommitError> {
        self.tables.records.insert(arrival, records::encode(record).as_slice())?;
        self.fresh.insert(arrival, record.clone());
        if record.signature() == SignatureState::Invalid {
            self.touched.extend(record.request());
        }
        self.remembered = true;
        Ok(())
    }

    /// Writes every index of a record, and notes what it changes.
    pub fn index(&mut self, arrival: u64, record: &VerifiedRecord, brought: &mut Brought) -> Result<Placed, CommitError> {
        let header = record.header();
        index::add(&mut self.tables.index, &Key::id(record.id()).arrival(arrival))?;
        let (number, placed, suspicious) = self.place(record)?;
        index::add(&mut self.tables.index, &Key::place(number, header.seq).arrival(arrival))?;
        let news = self.news.entry(sites::writer(&header.log)).or_default();
        news.links.push(sites::link(record));
        news.unusual |= !placed.at_head;
        news.suspicious |= suspicious;
        match record.request() {
            Some(request) => {
                index::add(&mut self.tables.index, &Key::request(request).arrival(arrival))?;
                self.touched.insert(request);
            }
            None => self.note_roster(arrival, record)?,
        }
        if let Some(key) = client_key(header) {
            index::add(&mut self.tables.index, &Key::client_key(key).arrival(arrival))?;
        }
        blobs::note_wants(&mut self.tables, brought, record)?;
        self.written.files |= files::note(&mut self.tables, self.place, record)?;
        self.fresh.insert(arrival, record.clone());
        Ok(placed)
    }

    /// Gives a record its place among the runs: the log's number, how it stands, and whether its writer must be watched.
    fn place(&mut self, record: &VerifiedRecord) -> Result<(u32, Placed, bool), CommitError> {
        let log = record.header().log;
        let (number, flags, second) = self.log(log)?;
        if flags & TANGLED != 0 {
            self.tangled.insert(number, log);
            return Ok((number, Placed { tangled: true, ..Placed::default() }, true));
        }
        let placed = self.runs.add(&mut self.tables.ranges, number, record)?;
        let raised = if placed.tangled {
            flags | TANGLED
        } else if placed.foreign {
            flags | FOREIGN
        } else {
            flags
        };
        if raised != flags {
            self.tables.logs.insert(&records::log_key(&log), (number, raised))?;
            self.logs.insert(log, (number, raised));
        }
        if placed.tangled {
            self.tangled.insert(number, log);
        }
        Ok((number, placed, raised != 0 || second))
    }

    /// The number and flags of a log, and whether it is new and not its writer's only one.
    fn log(&mut self, log: LogId) -> Result<(u32, u8, bool), CommitError> {
        if let Some(&(number, flags)) = self.logs.get(&log) {
            return Ok((number, flags, false));
        }
        let key = records::log_key(&log);
        let held = self.tables.logs.get(&key)?.map(|value| value.value());
        let (number, flags, second) = match held {
            Some((number, flags)) => (number, flags, false),
            None => self.new_log(log, &key)?,
        };
        self.logs.insert(log, (number, flags));
        Ok((number, flags, second))
    }

    fn new_log(&mut self, log: LogId, key: &LogKey) -> Result<(u32, u8, bool), CommitError> {
        let number = u32::try_from(self.tables.logs.len()?).map_err(|_| ReadError::Inconsistent("more logs than can be numbered"))?;
        self.tables.logs.insert(key, (number, 0))?;
        let (low, high) = records::epochs(key);
        let second = self.tables.logs.range::<&LogKey>(&low..=&high)?.nth(1).is_some();
        if self.tables.sites.insert(&log.site.0, ())?.is_none() {
            raise(&mut self.scopes, log.site, Scope::Evidence);
        }
        Ok((number, 0, second))
    }

    fn note_roster(&mut self, arrival: u64, record: &VerifiedRecord) -> Result<(), CommitError> {
        let log = record.header().log;
        index::add(&mut self.tables.index, &Key::roster(log.site).arrival(arrival))?;
        if log.stream == Stream::Witness {
            self.witnessed.insert(log.site);
        } else {
            raise(&mut self.scopes, log.site, sites::scope_of(record));
        }
        Ok(())
    }

    /// Writes what follows from the records: runs, evidence, rows and lists.
    pub fn finish(&mut self) -> Result<(), CommitError> {
        self.runs.flush(&mut self.tables.ranges)?;
        self.watch()?;
        // From the links in memory: no record of the log is read again, however long it is.
        for (number, log) in std::mem::take(&mut self.tangled) {
            let watched = self.memory.watched.get(&sites::writer(&log)).ok_or(ReadError::Inconsistent("a fork that nobody watches"))?;
            ranges::remake(&mut self.tables, number, watched.links.iter().filter(|link| link.log == log))?;
        }
        self.refresh_evidence()?;
        for request in std::mem::take(&mut self.touched) {
            self.refold(request)?;
            self.written.requests.push(request);
        }
        Ok(())
    }

    /// Adds links to the writers that are watched, and watches those that have become suspicious.
    fn watch(&mut self) -> Result<(), CommitError> {
        for (writer, news) in std::mem::take(&mut self.news) {
            let before = self.memory.watched.get(&writer).cloned();
            match &before {
                None if !news.suspicious || is_planted(Bug::OverlookForks) => continue,
                None => Arc::make_mut(&mut self.memory).watch(&self.tables, writer)?,
                Some(watched) => {
                    let mut watched = sites::Watched::clone(watched);
                    watched.add(&news.links, !news.unusual && !news.suspicious);
                    Arc::make_mut(&mut self.memory).watched.insert(writer, watched.into());
                }
            }
            self.remembered = true;
            let known = before.map(|watched| watched.forks.clone()).unwrap_or_default();
            let quiet = self.memory.watched[&writer].forks == known;
            let scope = if quiet { self.memory.scope_of_links(writer) } else { Scope::Everything };
            raise(&mut self.scopes, writer.0, scope);
        }
        Ok(())
    }

    /// Folds the evidence that has changed, and finds the requests that must be folded again with it.
    fn refresh_evidence(&mut self) -> Result<(), CommitError> {
        for site in std::mem::take(&mut self.witnessed) {
            if self.memory.has_verdicts(site) || site.is_organisation() {
                raise(&mut self.scopes, site, Scope::Sensitive);
            } else if let Some(site) = Arc::make_mut(&mut self.memory).sites.get_mut(&site) {
                site.fresher = Some(Arc::default());
                self.remembered = true;
            }
        }
        let mut scopes = std::mem::take(&mut self.scopes);
        if let Some(scope) = scopes.get(&SiteId::ORGANISATION).copied() {
            self.memory.sites.keys().for_each(|site| raise(&mut scopes, *site, scope));
        }
        for (site, scope) in scopes.into_iter().filter(|(_, scope)| *scope > Scope::Nothing) {
            let before = self.memory.sites.get(&site).cloned();
            Arc::make_mut(&mut self.memory).fold(&self.tables, self.root, site)?;
            self.remembered = true;
            let change = before.as_ref().map_or(Scope::Nothing, |before| self.memory.sites[&site].scope_since(before));
            let requests = match scope.max(change) {
                Scope::Nothing | Scope::Evidence => Vec::new(),
                Scope::Sensitive => views::sensitive(&self.tables.index, site)?,
                Scope::Everything => views::of_site(&self.tables, site)?,
            };
            self.touched.extend(requests);
            for named in before.map(|before| self.memory.sites[&site].certified_since(&before)).unwrap_or_default() {
                self.touched.extend(views::naming(&self.tables.index, &named)?);
            }
        }
        Ok(())
    }

    /// Folds one request again and writes its row.
    fn refold(&mut self, request: RequestId) -> Result<(), CommitError> {
        let mut held = Vec::new();
        for arrival in index::arrivals(&self.tables.index, &Key::request(request))? {
            held.push(match self.fresh.get(&arrival) {
                Some(record) => record.clone(),
                None => records::expect(&self.tables.records, arrival)?,
            });
        }
        let Some(site) = site_of(&mut held, request) else { return Ok(()) };
        let evidence = self.memory.sites.get(&site).ok_or(ReadError::Inconsistent("a site without evidence"))?;
        let followed = follow(&held, &evidence.evidence);
        let row = followed.as_ref().map(|(folded, course)| RequestRow::of(folded, course, held.len()));
        if is_planted(Bug::LoseRows) && held.len() > 4 && request.0[0].is_multiple_of(4) {
            return Ok(());
        }
        views::write(&mut self.tables, request, site, row.as_ref())?;
        let owed = followed.map(|(folded, course)| (docket(&course, &folded, evidence.evidence.adopted(course.adoption)), folded.state));
        dockets::write(&mut self.tables, request, site, owed)
    }
}

/// The site of a request; records of other sites, and of requests whose ids begin alike, are passed over.
/// `None` while the opening has not arrived.
pub(super) fn site_of(held: &mut Vec<VerifiedRecord>, request: RequestId) -> Option<SiteId> {
    let site = held.iter().find(|record| record.id() == request)?.header().log.site;
    held.retain(|record| record.header().log.site == site && record.request() == Some(request));
    Some(site)
}

fn raise(scopes: &mut BTreeMap<SiteId, Scope>, site: SiteId, scope: Scope) {
    let held = scopes.entry(site).or_default();
    *held = scope.max(*held);
}

/// The client key of an opening record.
fn client_key(header: &Header) -> Option<ClientKey> {
    if header.log.stream != Stream::Work || !header.act.kind.opens() {
        return None;
    }
    match Act::decode(&header.act) {
        Act::Open(open) => open.client_key,
        Act::Import(import) => Some(import.client_key),
        _ => None,
    }
}
