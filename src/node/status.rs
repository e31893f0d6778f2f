//! What a node says about itself.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::answer::index;
use super::config::Want;
use super::copies::CopySeen;
use super::forks::ForkState;
use super::handle::Handle;
use super::reads::ReadError;
use super::words::SixWords;
use crate::domain::act::{Act, Kind};
use crate::domain::evidence::Evidence;
use crate::domain::id::{DeviceId, Digest, Epoch, PersonId, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::domain::regulation;
use crate::domain::time::Clock;
use crate::store::{self, CommitError, Filter, Snapshot};
use crate::sync::frontier::site_digest;

/// How many rows are counted at a time.
const PAGE: usize = 4_096;

/// How the keys are kept, and whether they are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PinState {
    /// No PIN: whoever has this device's files can sign and read.
    None,
    /// A PIN is set, and the keys are open.
    Unlocked,
    /// A PIN is set, and the keys are locked.
    Locked,
}

/// A node at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// What this node wants of its sites.
    pub interest: Want,
    /// The organisation.
    pub organisation: PublicKey,
    /// The same as six words.
    pub words: SixWords,
    /// The organisation's name, from the directory.
    pub organisation_name: String,
    /// The site.
    pub site: SiteId,
    /// The site's name, from the directory.
    pub site_name: String,
    /// This device.
    pub device: DeviceId,
    /// The people who sign on this device.
    pub staff: Vec<PersonId>,
    /// The regulation that new requests are judged by.
    pub regulation: InForce,
    /// Posts that hold what nobody else can.
    pub duty_posts: Vec<crate::domain::id::Code>,
    /// What everything held comes to: two nodes with equal digests hold the same records.
    pub digest: Digest,
    /// Records held.
    pub records: u64,
    /// Requests known.
    pub requests: u64,
    /// Requests not closed.
    pub open: u64,
    /// Sealed words that are named but have not arrived.
    pub wants: u64,
    /// Records that wait for a proof of their origin.
    pub pending: u64,
    /// Own records that no other device's receipt covers.
    pub unsynced: u64,
    /// How the keys are kept.
    pub pin: PinState,
    /// The root key is on this device.
    pub root_here: bool,
    /// How far the clock is checked.
    pub clock: Clock,
    /// Key files that others on this machine can read.
    pub exposed: Vec<PathBuf>,
    /// Copies of this device that were seen, until somebody says that it was dealt with.
    pub copies: Vec<CopySeen>,
    /// Keys that signed two histories.
    pub forks: Vec<ForkState>,
}

/// A regulation in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The adoption; `None`: nothing was adopted, and R16 holds.
    pub adoption: Option<RecordId>,
    /// The document, as adoptions name it.
    pub document: Digest,
    /// Its id, as `r09-vanke`; empty where the document has not arrived.
    pub id: String,
    /// Its title in Chinese.
    pub title: String,
}

impl Handle {
    /// The node at this moment.
    ///
    /// # Errors
    /// The store's.
    pub fn status(&self) -> Result<Status, ReadError> {
        let (snapshot, identity) = (self.snapshot()?, self.identity());
        let evidence = self.evidence(&snapshot, identity.site)?;
        let (stats, names) = (snapshot.stats()?, evidence.almanac().directory().clone());
        Ok(Status {
            interest: self.config().interest,
            organisation: identity.organisation,
            words: SixWords::of(identity.organisation),
            organisation_name: names.organisation,
            site: identity.site,
            site_name: names.site,
            device: identity.device,
            staff: self.people_here()?,
            regulation: in_force(&snapshot, &evidence)?,
            duty_posts: evidence.duty_posts().iter().cloned().collect(),
            digest: everything(&snapshot)?,
            records: stats.records,
            requests: stats.requests,
            open: count(&snapshot, &Filter::Open)?,
            wants: stats.wants,
            pending: stats.pending,
            unsynced: self.unsynced(&snapshot)?,
            pin: self.pin_state(),
            root_here: self.0.keys.has_root(),
            clock: self.clock().now().clock,
            exposed: self.0.keys.exposed(),
            copies: self.copies(),
            forks: self.forks()?,
        })
    }

    fn pin_state(&self) -> PinState {
        let locked = self.0.keys.staff().unwrap_or_default().iter().any(|(_, pin)| *pin);
        match (locked, self.is_unlocked()) {
            (false, _) => PinState::None,
            (true, true) => PinState::Unlocked,
            (true, false) => PinState::Locked,
        }
    }

    /// Own records that no receipt of another device covers.
    fn unsynced(&self, snapshot: &Snapshot) -> Result<u64, store::ReadError> {
        let site = self.identity().site;
        let witness = self.device_keys().sign.public();
        let own = self.staff_kept_here();
        let mut seen: BTreeMap<(PublicKey, Epoch), u64> = BTreeMap::new();
        for record in snapshot.roster(site)? {
            if record.header().act.kind != Kind::Receipt || record.header().log.key == witness {
                continue;
            }
            let Act::Receipt(receipt) = Act::decode(&record.header().act) else { continue };
            for head in receipt.heads.iter().filter(|head| own.contains(&head.key)) {
                let covered = seen.entry((head.key, head.epoch)).or_default();
                *covered = head.seq.max(*covered);
            }
        }
        let heads = snapshot.heads(site)?.into_iter().filter(|head| own.contains(&head.log.key));
        Ok(heads.map(|head| head.seq.saturating_sub(seen.get(&(head.log.key, head.log.epoch)).copied().unwrap_or_default())).sum())
    }

    /// Folds every view again from the records, in one transaction. Gives the views that differed: none, unless there is a fault.
    ///
    /// # Errors
    /// The store's; the old views stay then.
    pub fn rebuild(&self) -> Result<Vec<&'static str>, CommitError> {
        self.store().rebuild()
    }
}

/// The digests of all sites, in order, as one.
fn everything(snapshot: &Snapshot) -> Result<Digest, store::ReadError> {
    let mut all = Vec::new();
    for site in snapshot.sites()? {
        all.extend(site.0);
        all.extend(site_digest(&index(snapshot, site)?).0);
    }
    Ok(Digest::of(&all))
}

fn count(snapshot: &Snapshot, filter: &Filter) -> Result<u64, store::ReadError> {
    let (mut counted, mut after) = (0, None);
    loop {
        let page = snapshot.rows(filter, after, PAGE)?;
        counted += page.rows.len() as u64;
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(counted),
        }
    }
}

fn in_force(snapshot: &Snapshot, evidence: &Evidence) -> Result<InForce, store::ReadError> {
    let adoption = evidence.regulation_in_force();
    let adopted = evidence.acts_in_force().find(|(id, _)| Some(*id) == adoption);
    let default = || Digest::of(regulation::preset(regulation::DEFAULT).unwrap_or_default().as_bytes());
    let document = if let Some((_, Act::AdoptRegulation(body))) = adopted { body.preset } else { default() };
    let shipped = regulation::presets().iter().find(|shipped| Digest::of(shipped.document.as_bytes()) == document);
    let (id, title) = match shipped {
        Some(shipped) => (shipped.id.to_owned(), shipped.title_zh.to_owned()),
        None => snapshot.document(document)?.as_deref().map(described).unwrap_or_default(),
    };
    Ok(InForce { adoption, document, id, title })
}

/// The id and title of a regulation document that does not ship with this version.
fn described(document: &str) -> (String, String) {
    let table: toml::Table = document.parse().unwrap_or_default();
    let text = |key: &str| table.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    (text("id"), text("title_zh"))
}
