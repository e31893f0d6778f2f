//! The node and its roster for showing.

use serde::Serialize;

use super::{CopyView, CoverageView, ForkView, Names, word};
use crate::domain::id::{Code, DeviceId, Digest, PersonId, RecordId, SiteId};
use crate::domain::key::PublicKey;
use crate::node::config::Want;
use crate::node::people::{Device, People, Person};
use crate::node::status::{PinState, Status};

/// The people of the roster.
#[derive(Clone, Debug, Serialize)]
pub struct StaffView {
    /// One a person.
    pub staff: Vec<PersonView>,
}

/// A person of the roster.
#[derive(Clone, Debug, Serialize)]
pub struct PersonView {
    /// The id that never changes.
    pub id: PersonId,
    /// The name, where it can be read.
    pub name: Option<String>,
    /// Roles in force.
    pub roles: Vec<String>,
    /// Posts in force.
    pub posts: Vec<String>,
    /// The department in force.
    pub department: Option<String>,
    /// A certificate is in force.
    pub in_force: bool,
    /// This device has a key of the person.
    pub here: bool,
    /// Certificates, in force or not.
    pub certificates: Vec<RecordId>,
}

/// The devices of the roster.
#[derive(Clone, Debug, Serialize)]
pub struct DevicesView {
    /// One a device.
    pub devices: Vec<DeviceView>,
}

/// A device of the roster.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceView {
    /// The id that never changes.
    pub id: DeviceId,
    /// The name, where it can be read.
    pub name: Option<String>,
    /// Its own certificate.
    pub certificate: RecordId,
    /// Its key on the network.
    pub tls: PublicKey,
    /// Its certificate is in force.
    pub in_force: bool,
}

/// The organisation that a node belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct OrganisationView {
    /// Its public key: the organisation.
    pub key: PublicKey,
    /// Its name.
    pub name: String,
    /// The key as six words, in Chinese and in English.
    pub words: [Vec<&'static str>; 2],
}

/// A regulation in force.
#[derive(Clone, Debug, Serialize)]
pub struct RegulationView {
    /// Its id, as `r09-vanke`; empty where the document has not arrived.
    pub id: String,
    /// Its title in Chinese.
    pub title: String,
    /// The document.
    pub document: Digest,
    /// The adoption; `null`: R16, because nothing was adopted.
    pub adoption: Option<RecordId>,
}

/// A node at one moment.
#[derive(Clone, Debug, Serialize)]
pub struct StatusView {
    /// What this node wants of its sites: `everything`, `open` or `carry`.
    pub interest: &'static str,
    /// How complete what it holds of its site is.
    pub coverage: CoverageView,
    /// The organisation.
    pub organisation: OrganisationView,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// This device.
    pub device: DeviceId,
    /// Who signs on it.
    pub staff: Vec<PersonId>,
    /// The regulation that new requests are judged by.
    pub regulation: RegulationView,
    /// Posts that hold what nobody else can.
    pub duty_posts: Vec<Code>,
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
    /// Own records that no other device has confirmed.
    pub unsynced: u64,
    /// `none`, `unlocked` or `locked`.
    pub pin: &'static str,
    /// The root key is on this device.
    pub root_here: bool,
    /// How far the clock is checked.
    pub clock: String,
    /// Key files that others can read.
    pub exposed: Vec<String>,
    /// Copies of this device that were seen, until that was dealt with.
    pub copies: Vec<CopyView>,
    /// Keys that signed two histories.
    pub forks: Vec<ForkView>,
}

impl StaffView {
    /// The people of a roster.
    #[must_use]
    pub fn of(people: &People) -> Self {
        Self { staff: people.persons.iter().map(PersonView::of).collect() }
    }
}

impl PersonView {
    fn of(person: &Person) -> Self {
        Self {
            id: person.id,
            name: person.name.clone(),
            roles: person.roles.iter().map(ToString::to_string).collect(),
            posts: person.posts.iter().map(ToString::to_string).collect(),
            department: person.department.as_ref().map(ToString::to_string),
            in_force: person.in_force,
            here: person.here,
            certificates: person.certificates.clone(),
        }
    }
}

impl DevicesView {
    /// The devices of a roster.
    #[must_use]
    pub fn of(people: &People) -> Self {
        Self { devices: people.devices.iter().map(DeviceView::of).collect() }
    }
}

impl DeviceView {
    fn of(device: &Device) -> Self {
        Self { id: device.id, name: device.name.clone(), certificate: device.certificate, tls: device.tls, in_force: device.in_force }
    }
}

impl StatusView {
    /// A node's status.
    #[must_use]
    pub fn of(status: &Status, coverage: CoverageView, names: &Names<'_>) -> Self {
        let words = [status.words.chinese.to_vec(), status.words.english.to_vec()];
        Self {
            interest: match status.interest {
                Want::Everything => "everything",
                Want::Open => "open",
                Want::Carry => "carry",
            },
            coverage,
            organisation: OrganisationView { key: status.organisation, name: status.organisation_name.clone(), words },
            site: status.site,
            site_name: status.site_name.clone(),
            device: status.device,
            staff: status.staff.clone(),
            regulation: RegulationView {
                id: status.regulation.id.clone(),
                title: status.regulation.title.clone(),
                document: status.regulation.document,
                adoption: status.regulation.adoption,
            },
            duty_posts: status.duty_posts.clone(),
            digest: status.digest,
            records: status.records,
            requests: status.requests,
            open: status.open,
            wants: status.wants,
            pending: status.pending,
            unsynced: status.unsynced,
            pin: match status.pin {
                PinState::None => "none",
                PinState::Unlocked => "unlocked",
                PinState::Locked => "locked",
            },
            root_here: status.root_here,
            clock: word(status.clock),
            exposed: status.exposed.iter().map(|path| path.display().to_string()).collect(),
            copies: status.copies.iter().map(|seen| CopyView::of(seen, names)).collect(),
            forks: status.forks.iter().map(|fork| ForkView::of(fork, names)).collect(),
        }
    }
}
