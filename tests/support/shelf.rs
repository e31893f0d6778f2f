//! A store as simple as it can be: every answer is worked out from a map of records.

use std::collections::{BTreeMap, BTreeSet};

use shouwen::domain::act::{Act, Kind, SealedFile, Stream};
use shouwen::domain::attachment::{CHUNK_BYTES, FileClass, FilePart, Outline, chunk_count, named};
use shouwen::domain::id::{Digest, RecordId, SiteId};
use shouwen::domain::log::Span;
use shouwen::domain::payload::Wrap;
use shouwen::domain::record::LogId;
use shouwen::domain::signed::VerifiedRecord;
use shouwen::sync::frontier::{SiteState, site_digest, site_state};
use shouwen::sync::{Batch, FileHeld, Found, Held, Name, Piece, Query, Sealed, Wanted};

/// A file as far as it is had.
#[derive(Clone, Debug)]
pub struct File {
    pub class: FileClass,
    pub outline: Option<Outline>,
    pub chunks: BTreeMap<u32, Vec<u8>>,
}

impl File {
    pub fn is_whole(&self, file: SealedFile) -> bool {
        self.chunks.len() == chunk_count(file.size) as usize
    }
}

/// What one node holds.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    pub records: BTreeMap<RecordId, VerifiedRecord>,
    pub payloads: BTreeMap<Digest, Vec<u8>>,
    pub wraps: BTreeMap<Digest, Vec<Wrap>>,
    pub documents: BTreeMap<Digest, String>,
    /// Files that are named here.
    pub files: BTreeMap<SealedFile, File>,
    /// What stands at each place.
    pub places: BTreeMap<(LogId, u64), Vec<RecordId>>,
    /// Records in the order in which they came.
    pub arrivals: Vec<RecordId>,
}

impl Shelf {
    /// Stores a batch; what is held already stays as it is. Says how many of its records were held.
    pub fn commit(&mut self, batch: &Batch) -> usize {
        let held = batch.records.iter().filter(|record| self.records.contains_key(&record.id())).count();
        for record in &batch.records {
            self.insert(record.clone());
        }
        for sealed in &batch.payloads {
            if let Some(bytes) = &sealed.bytes {
                self.payloads.insert(sealed.hash, bytes.clone());
            }
            for wrap in &sealed.wraps {
                let wraps = self.wraps.entry(sealed.hash).or_default();
                if !wraps.contains(wrap) {
                    wraps.push(wrap.clone());
                }
            }
        }
        for document in &batch.documents {
            self.documents.insert(Digest::of(document.as_bytes()), document.clone());
        }
        held
    }

    /// Stores a record.
    pub fn insert(&mut self, record: VerifiedRecord) {
        let (id, place) = (record.id(), (record.header().log, record.header().seq));
        if self.records.insert(id, record).is_none() {
            self.arrivals.push(id);
            self.places.entry(place).or_default().push(id);
        }
    }

    /// Everything that was stored, to be compared.
    pub fn contents(&self) -> (Vec<RecordId>, Vec<Digest>, Vec<Digest>) {
        let records = self.records.keys().copied().collect();
        (records, self.payloads.keys().copied().collect(), self.documents.keys().copied().collect())
    }

    /// The maximal runs of a site.
    pub fn index(&self, site: SiteId) -> Vec<Held> {
        let here: Vec<&VerifiedRecord> = self.records.values().filter(|record| record.header().log.site == site).collect();
        let mut children: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
        for record in &here {
            if let Some(below) = self.below(record) {
                children.entry(below).or_default().push(record.id());
            }
        }
        let only = |id: RecordId| children.get(&id).filter(|list| list.len() == 1).map(|list| list[0]);
        let starts = here.iter().filter(|record| self.below(record).is_none_or(|below| only(below).is_none()));
        let runs = starts.map(|start| {
            let mut top = start.id();
            while let Some(next) = only(top) {
                top = next;
            }
            let high = self.records[&top].header().seq;
            Held { log: start.header().log, span: Span { low: start.header().seq, high }, top }
        });
        runs.collect()
    }

    /// The held record that a record's backlink names, if it stands right below it in the same log.
    fn below(&self, record: &VerifiedRecord) -> Option<RecordId> {
        let header = record.header();
        let below = self.records.get(&header.backlink?)?.header();
        (below.log == header.log && below.seq + 1 == header.seq).then_some(header.backlink).flatten()
    }

    /// The digest of a site's roster.
    fn roster(&self, site: SiteId) -> Digest {
        let roster = |record: &&VerifiedRecord| {
            let log = record.header().log;
            log.stream == Stream::Roster && (log.site == site || log.site.is_organisation())
        };
        let ids: Vec<u8> = self.records.values().filter(roster).flat_map(|record| record.id().0).collect();
        Digest::of(&ids)
    }

    /// The site as a hello sums it up.
    pub fn state(&self, site: SiteId) -> SiteState {
        site_state(site, self.roster(site), &self.index(site))
    }

    /// The record at a place, below a top.
    fn at(&self, top: RecordId, seq: u64) -> Option<&VerifiedRecord> {
        let mut at = self.records.get(&top)?;
        // Without a fork there is nothing to walk.
        if let Some([only]) = self.places.get(&(at.header().log, seq)).map(Vec::as_slice) {
            return self.records.get(only);
        }
        while at.header().seq > seq {
            at = self.records.get(&self.below(at)?)?;
        }
        Some(at)
    }

    fn name(record: &VerifiedRecord) -> Name {
        Name { id: record.id(), log: record.header().log, seq: record.header().seq }
    }

    /// Names of records, newest request first as they arrived.
    fn names(&self, keep: impl Fn(&VerifiedRecord) -> bool, limit: usize) -> Found {
        let records = self.arrivals.iter().rev().map(|id| &self.records[id]);
        Found::Names(records.filter(|record| keep(record)).take(limit).map(Self::name).collect())
    }

    fn cut<T>(items: impl Iterator<Item = T>, bytes: usize, size: impl Fn(&T) -> usize) -> Vec<T> {
        let (mut out, mut sum) = (Vec::new(), 0);
        for item in items {
            sum += size(&item);
            if !out.is_empty() && sum > bytes {
                break;
            }
            out.push(item);
        }
        out
    }

    /// Answers a session.
    pub fn answer(&self, query: &Query) -> Found {
        match query {
            Query::Index(site) => Found::Index(self.index(*site)),
            Query::Ids(places) => {
                assert!(places.len() <= 3 * shouwen::sync::QUERY_PLACES_MAX);
                Found::Ids(places.iter().map(|place| self.at(place.top, place.seq).map(VerifiedRecord::id)).collect())
            }
            Query::Runs { pieces, bytes } => {
                let records = pieces.iter().flat_map(|Piece { run, span }| (span.low..=span.high).filter_map(|seq| self.at(run.top, seq)));
                Found::Records(Self::cut(records.cloned(), *bytes, |record| record.signed().as_bytes().len()))
            }
            Query::Records { ids, bytes } => {
                let records = ids.iter().filter_map(|id| self.records.get(id)).cloned();
                Found::Records(Self::cut(records, *bytes, |record| record.signed().as_bytes().len()))
            }
            Query::Open { site, limit } => {
                self.names(|record| record.header().log.site == *site && record.request().is_some_and(|id| id.0[0] % 2 == 0), *limit)
            }
            Query::Request { request, limit } => self.names(|record| record.request() == Some(*request), *limit),
            Query::Interest { site, there, .. } => Found::Requests(self.of_interest(*site, there)),
            Query::Concerns { requests, .. } => {
                Found::Requests(requests.iter().copied().filter(|request| self.concerns(*request)).collect())
            }
            Query::Members { pieces, limit } => {
                let records = pieces.iter().flat_map(|Piece { run, span }| (span.low..=span.high).filter_map(|seq| self.at(run.top, seq)));
                Found::Members(records.take(*limit).map(|record| (Self::name(record), record.request())).collect())
            }
            Query::Forks { site, limit } => self.names(|record| record.header().log.site == *site && self.is_forked(record), *limit),
            Query::Payloads { hashes, bytes } => {
                let sealed = hashes.iter().map(|hash| Sealed {
                    hash: *hash,
                    bytes: self.payloads.get(hash).cloned(),
                    wraps: self.wraps.get(hash).cloned().unwrap_or_default(),
                });
                Found::Payloads(Self::cut(sealed, *bytes, Sealed::size))
            }
            Query::Documents { hashes, bytes } => {
                let documents = hashes.iter().map(|hash| self.documents.get(hash).cloned());
                Found::Documents(Self::cut(documents, *bytes, |text| text.as_ref().map_or(0, String::len)))
            }
            Query::Wants { after, limit } => {
                let wants = self.wants().into_iter().filter(|want| after.is_none_or(|after| after < *want));
                Found::Wants(wants.take(*limit).collect())
            }
            Query::FilesWanted { class, after } => {
                let wanted = self.files.iter().filter(|(file, held)| held.class == *class && !held.is_whole(**file));
                let last = after.as_deref().map(|after| SealedFile { hash: Digest(after.try_into().expect("a hash")), size: u64::MAX });
                let files: Vec<_> = wanted.map(|(file, _)| *file).filter(|file| last.is_none_or(|last| last < *file)).take(3).collect();
                let after = files.last().filter(|_| files.len() == 3).map(|file| file.hash.0.to_vec());
                Found::FilesWanted { files, after }
            }
            Query::FilesHeld(files) => Found::FilesHeld(files.iter().map(|file| self.held(*file)).collect()),
            Query::FileOutline(file) => Found::FileOutline(self.files.get(file).and_then(|held| held.outline.clone())),
            Query::FileChunk { file, index } => Found::FileChunk(self.files.get(file).and_then(|held| held.chunks.get(index)).cloned()),
            Query::Digests(sites) => Found::Digests(sites.iter().map(|site| site_digest(&self.index(*site))).collect()),
        }
    }

    /// The records of a request that are held.
    pub fn records_of(&self, request: RecordId) -> BTreeSet<RecordId> {
        self.records.values().filter(|record| record.request() == Some(request)).map(VerifiedRecord::id).collect()
    }

    /// Whether a request concerns a van: it is closed by a record of kind 2, and handed to the van by one of kind 3.
    pub fn concerns(&self, request: RecordId) -> bool {
        let records = || self.records.values().filter(|record| record.request() == Some(request)).map(VerifiedRecord::header);
        records().all(|header| header.happened.is_none()) || records().any(|header| header.anchor.is_some())
    }

    fn of_interest(&self, site: SiteId, there: &[Piece]) -> Vec<RecordId> {
        let had: BTreeSet<RecordId> = there
            .iter()
            .flat_map(|piece| (piece.span.low..=piece.span.high).filter_map(|seq| self.at(piece.run.top, seq)))
            .map(VerifiedRecord::id)
            .collect();
        let here = self.records.values().filter(|record| record.header().log.site == site);
        let requests: BTreeSet<RecordId> = here.filter_map(VerifiedRecord::request).collect();
        let lacks = |request: &RecordId| {
            let records = self.records_of(*request);
            let shared = !records.is_disjoint(&had);
            (shared || self.concerns(*request)) && !records.is_subset(&had)
        };
        requests.into_iter().filter(lacks).collect()
    }

    fn held(&self, file: SealedFile) -> FileHeld {
        let Some(held) = self.files.get(&file) else { return FileHeld::default() };
        let outline = held.outline.clone().or_else(|| Outline::proven(file, vec![]));
        FileHeld { outline, missing: (0..chunk_count(file.size)).filter(|index| !held.chunks.contains_key(index)).collect() }
    }

    /// Names a file without having it.
    pub fn want(&mut self, file: SealedFile, class: FileClass) {
        self.files.entry(file).or_insert(File { class, outline: None, chunks: BTreeMap::new() });
    }

    /// Has a file.
    pub fn give(&mut self, sealed: &[u8], class: FileClass) -> SealedFile {
        let chunks = (0..).zip(sealed.chunks(CHUNK_BYTES)).map(|(index, chunk)| (index, chunk.to_vec())).collect();
        self.files.insert(named(sealed), File { class, outline: Some(Outline::of(sealed)), chunks });
        named(sealed)
    }

    /// Stores parts of files; how many chunks were held, and the files that are whole now.
    pub fn keep(&mut self, parts: &[FilePart]) -> (usize, Vec<SealedFile>) {
        let (mut held, mut whole) = (0, Vec::new());
        for part in parts {
            let file = self.files.get_mut(&part.file).expect("a file that is wanted");
            file.outline = part.outline.clone().or(file.outline.take());
            held += part.chunks.iter().filter(|(index, bytes)| file.chunks.insert(*index, bytes.clone()).is_some()).count();
            whole.extend(file.is_whole(part.file).then_some(part.file));
        }
        (held, whole)
    }

    fn is_forked(&self, record: &VerifiedRecord) -> bool {
        self.places[&(record.header().log, record.header().seq)].len() > 1
    }

    /// What is named and not held.
    pub fn wants(&self) -> BTreeSet<Wanted> {
        let mut wants = BTreeSet::new();
        for record in self.records.values() {
            let header = record.header();
            if let Some(payload) = header.payload.filter(|payload| !self.payloads.contains_key(&payload.hash)) {
                wants.insert(Wanted::Payload(payload.hash));
            }
            if header.act.kind == Kind::AdoptCalendar
                && let Act::AdoptCalendar(act) = Act::decode(&header.act)
                && !self.documents.contains_key(&act.document)
            {
                wants.insert(Wanted::Document(act.document));
            }
        }
        wants
    }
}
