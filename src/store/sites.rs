//! What is kept in memory beside the file: the folded evidence of each site, and the links of writers that need watching.
//! Both follow from the records and are made again when the store is opened.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use redb::ReadableTable;

use super::error::ReadError;
use super::index::{self, Key};
use super::records;
use super::tables::{B32, Bytes, LogKey, Tables};
use crate::domain::act::{Addressee, Kind, RevokeReason, Stream};
use crate::domain::course::Badge;
use crate::domain::evidence::{Evidence, Fork, Link, Material, forks, lineages_needed};
use crate::domain::id::{Digest, Epoch, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::record::LogId;
use crate::domain::signed::VerifiedRecord;

/// The writer of a stream at a site, over all epochs: the unit in which forks are found. Ordered as the table of logs.
pub(super) type Writer = (SiteId, Stream, PublicKey);

/// The writer of a log.
pub(super) fn writer(log: &LogId) -> Writer {
    (log.site, log.stream, log.key)
}

/// The links of a writer with more than one epoch, a possible fork, or a revocation: nobody else's order within a log matters.
#[derive(Clone, Debug, Default)]
pub(super) struct Watched {
    /// One for each held record.
    pub links: Vec<Link>,
    /// The forks among them.
    pub forks: Vec<Fork>,
    /// Where a later epoch says that an epoch ended, lowest first.
    continued: BTreeMap<Epoch, u64>,
}

impl Watched {
    /// Adds links; a fork is looked for only where one can arise.
    pub fn add(&mut self, new: &[(Link, Option<(Epoch, u64)>)], quiet: bool) {
        let beyond = |link: &Link| self.continued.get(&link.log.epoch).is_some_and(|end| link.seq > *end);
        let quiet = quiet && !new.iter().any(|(link, continues)| continues.is_some() || beyond(link));
        self.links.extend(new.iter().map(|(link, _)| *link));
        for (epoch, seq) in new.iter().filter_map(|(_, continues)| *continues) {
            let end = self.continued.entry(epoch).or_insert(seq);
            *end = seq.min(*end);
        }
        if !quiet {
            self.forks = forks(&self.links);
        }
    }
}

impl Watched {
    /// Two records that both follow the joint; or, where it is not held, two at one place.
    fn proof(&self, fork: &Fork) -> Option<[RecordId; 2]> {
        let after: BTreeSet<RecordId> = self.links.iter().filter(|link| link.previous == fork.after).map(|link| link.id).collect();
        let mut places: BTreeMap<(u64, LogId), BTreeSet<RecordId>> = BTreeMap::new();
        for link in &self.links {
            places.entry((link.seq, link.log)).or_default().insert(link.id);
        }
        let rivals = std::iter::once(after).chain(places.into_values()).find(|ids| ids.len() > 1)?;
        let mut rivals = rivals.into_iter();
        Some([rivals.next()?, rivals.next()?])
    }
}

/// The link of a record, and which epoch it says it continues from where.
pub(super) fn link(record: &VerifiedRecord) -> (Link, Option<(Epoch, u64)>) {
    (Link::from(record), record.header().continues.map(|end| (end.epoch, end.seq)))
}

/// How much of a site's requests a change of its evidence may change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// Nothing that a fold reads.
    #[default]
    Nothing,
    /// The evidence, but no fold.
    Evidence,
    /// Requests with something uncertified, late, withheld, waiting or orphaned.
    Sensitive,
    /// Every request of the site.
    Everything,
}

/// What the arrival of a roster or witness record may change.
pub(super) fn scope_of(record: &VerifiedRecord) -> Scope {
    let kind = record.header().act.kind;
    match record.header().log.stream {
        Stream::Work => Scope::Nothing,
        Stream::Witness => Scope::Sensitive,
        Stream::Roster => match kind {
            Kind::Revoke | Kind::Admit | Kind::DutyPost | Kind::Successor => Scope::Everything,
            Kind::Certify | Kind::AdoptRegulation => Scope::Sensitive,
            _ => Scope::Evidence,
        },
    }
}

/// One site's evidence, and what of it decides how much must be folded again when it changes.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// The evidence.
    pub evidence: Arc<Evidence>,
    /// Receipts arrived since that cannot change a fold, since nothing is revoked or forked:
    /// the evidence with them, folded by the first reader who asks.
    pub fresher: Option<Arc<OnceLock<Arc<Evidence>>>>,
    /// BLAKE3 of the sorted ids of the Roster records of site and organisation.
    pub roster: Digest,
    /// Roster records that end, admit or appoint, and count.
    deciding: BTreeSet<RecordId>,
    /// What is revoked of each certificate that counts.
    revoked: BTreeMap<RecordId, Vec<(RecordId, RevokeReason)>>,
    disputed: Vec<RecordId>,
    /// Writers whose order within their logs the evidence reads although nothing forked there.
    needed: BTreeSet<(PublicKey, SiteId)>,
}

impl Site {
    /// What may have changed since an earlier evidence of the site.
    pub fn scope_since(&self, before: &Self) -> Scope {
        let kept = before.revoked.iter().all(|(id, revoked)| self.revoked.get(id) == Some(revoked));
        let same = kept && self.deciding == before.deciding && self.disputed == before.disputed;
        if same { Scope::Nothing } else { Scope::Everything }
    }

    /// Whom certificates name that count only since an earlier evidence: what names them may be read otherwise. Many share a post,
    /// so that it counts only where it came to mean something else.
    pub fn certified_since(&self, before: &Self) -> BTreeSet<Addressee> {
        let new = self.evidence.certificates().filter(|certificate| !before.revoked.contains_key(&certificate.id));
        let named = new.flat_map(|certificate| {
            let posts = certificate.posts.iter().cloned().map(Addressee::Post);
            certificate.person.map(Addressee::Person).into_iter().chain(posts)
        });
        let named: BTreeSet<Addressee> = named.collect();
        let is_other = |named: &Addressee| Badge::of(named, &self.evidence) != Badge::of(named, &before.evidence);
        named.into_iter().filter(|named| matches!(named, Addressee::Person(_)) || is_other(named)).collect()
    }
}

/// Everything in memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// By site.
    pub sites: BTreeMap<SiteId, Site>,
    /// By writer.
    pub watched: BTreeMap<Writer, Arc<Watched>>,
}

impl Memory {
    /// Reads everything from the tables.
    pub fn load(tables: &Tables<'_>, root: PublicKey) -> Result<Self, ReadError> {
        let mut memory = Self::default();
        let mut before = None;
        for entry in tables.logs.iter()? {
            let (key, value) = entry?;
            let writer = writer(&records::log_of(key.value())?);
            if (before == Some(writer) || value.value().1 != 0) && !memory.watched.contains_key(&writer) {
                memory.watch(tables, writer)?;
            }
            before = Some(writer);
        }
        let sites: Vec<SiteId> = tables.sites.iter()?.map(|entry| entry.map(|(key, _)| SiteId(*key.value()))).collect::<Result<_, _>>()?;
        for site in sites {
            memory.fold(tables, root, site)?;
        }
        Ok(memory)
    }

    /// Reads the links of a writer.
    pub fn watch(&mut self, tables: &Tables<'_>, writer: Writer) -> Result<(), ReadError> {
        let (site, stream, key) = writer;
        let (low, high) = records::epochs(&records::log_key(&LogId { key, site, stream, epoch: Epoch::default() }));
        let mut links = Vec::new();
        for entry in tables.logs.range::<&LogKey>(&low..=&high)? {
            let number = entry?.1.value().0;
            for arrival in index::arrivals(&tables.index, &Key::log(number))? {
                links.push(link(&records::expect(&tables.records, arrival)?));
            }
        }
        let mut watched = Watched::default();
        watched.add(&links, false);
        self.watched.insert(writer, Arc::new(watched));
        Ok(())
    }

    /// Folds the evidence of a site again.
    pub fn fold(&mut self, tables: &Tables<'_>, root: PublicKey, site: SiteId) -> Result<(), ReadError> {
        let records = roster_with_organisation(&tables.index, &tables.records, site)?;
        let needed = lineages_needed(&records);
        for (key, _) in needed.iter().filter(|(_, at)| *at == site) {
            let writer = (site, Stream::Work, *key);
            if !self.watched.contains_key(&writer) {
                self.watch(tables, writer)?;
            }
        }
        let documents = documents(&tables.documents)?;
        self.sites.insert(site, self.folded(root, site, &records, &documents));
        Ok(())
    }

    /// The evidence of a site from its records.
    pub fn folded(&self, root: PublicKey, site: SiteId, records: &[VerifiedRecord], documents: &BTreeMap<Digest, String>) -> Site {
        let links = self.links_of(site, records);
        let evidence = Evidence::fold(&Material { root, site, records, links: &links, documents });
        let decides = |record: &&VerifiedRecord| scope_of(record) == Scope::Everything && evidence.is_authorised(record.id());
        Site {
            fresher: None,
            roster: roster_digest(records),
            deciding: records.iter().filter(decides).map(VerifiedRecord::id).collect(),
            revoked: evidence.certificates().map(|certificate| (certificate.id, certificate.revoked.clone())).collect(),
            disputed: evidence.disputed(),
            needed: lineages_needed(records),
            evidence: Arc::new(evidence),
        }
    }

    /// The links that a site's evidence is folded with.
    pub fn links_of(&self, site: SiteId, records: &[VerifiedRecord]) -> Vec<Link> {
        let needed = lineages_needed(records);
        let of_site = self.watched.iter().filter(|((at, stream, _), _)| *at == site && *stream == Stream::Work);
        let counts = of_site.filter(|((at, _, key), watched)| !watched.forks.is_empty() || needed.contains(&(*key, *at)));
        counts.flat_map(|(_, watched)| watched.links.iter().copied()).collect()
    }

    /// What new links of a watched writer may change, where no new fork is among them.
    pub fn scope_of_links(&self, writer: Writer) -> Scope {
        let (site, stream, key) = writer;
        let forked = self.watched.get(&writer).is_some_and(|watched| !watched.forks.is_empty());
        let needed = self.sites.get(&site).is_some_and(|held| held.needed.contains(&(key, site)));
        if stream == Stream::Work && (forked || needed) { Scope::Sensitive } else { Scope::Nothing }
    }

    /// Every fork found at a site, in all streams.
    pub fn forks(&self, site: SiteId) -> Vec<Fork> {
        let of_site = self.watched.iter().filter(|((at, _, _), _)| *at == site);
        of_site.flat_map(|(_, watched)| watched.forks.iter().copied()).collect()
    }

    /// Two records for each fork at a site, neither before the other.
    pub fn fork_proofs(&self, site: SiteId) -> Vec<(Fork, [RecordId; 2])> {
        let of_site = self.watched.iter().filter(|((at, _, _), _)| *at == site);
        of_site.flat_map(|(_, watched)| watched.forks.iter().filter_map(|fork| Some((*fork, watched.proof(fork)?)))).collect()
    }

    /// Whether a receipt can change a fold at the site.
    pub fn has_verdicts(&self, site: SiteId) -> bool {
        let forked = |at: SiteId| self.watched.iter().any(|((of, _, _), watched)| *of == at && !watched.forks.is_empty());
        let judged = self.sites.get(&site).is_some_and(|site| site.evidence.has_verdicts());
        judged || forked(site) || forked(SiteId::ORGANISATION)
    }
}

/// The Roster and Witness records of one site, by arrival.
pub(super) fn roster_of(
    index: &impl ReadableTable<Bytes, ()>,
    records: &impl ReadableTable<u64, Bytes>,
    site: SiteId,
) -> Result<Vec<VerifiedRecord>, ReadError> {
    let arrivals = index::arrivals(index, &Key::roster(site))?;
    arrivals.into_iter().map(|arrival| records::expect(records, arrival)).collect()
}

/// The Roster and Witness records of a site and of the organisation.
pub(super) fn roster_with_organisation(
    index: &impl ReadableTable<Bytes, ()>,
    records: &impl ReadableTable<u64, Bytes>,
    site: SiteId,
) -> Result<Vec<VerifiedRecord>, ReadError> {
    let mut out = roster_of(index, records, SiteId::ORGANISATION)?;
    if !site.is_organisation() {
        out.extend(roster_of(index, records, site)?);
    }
    Ok(out)
}

/// Every document held.
pub(super) fn documents(table: &impl ReadableTable<B32, &'static str>) -> Result<BTreeMap<Digest, String>, ReadError> {
    let mut out = BTreeMap::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        out.insert(Digest(*key.value()), value.value().to_owned());
    }
    Ok(out)
}

/// The roster digest of receipts and hellos (5-trust.md).
pub(super) fn roster_digest(records: &[VerifiedRecord]) -> Digest {
    let roster = records.iter().filter(|record| record.header().log.stream == Stream::Roster);
    let ids: BTreeSet<RecordId> = roster.map(VerifiedRecord::id).collect();
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"shouwen/roster/1\0");
    for id in ids {
        hasher.update(&id.0);
    }
    Digest(*hasher.finalize().as_bytes())
}
