//! The first message of both sides: who speaks, what is wanted, and every site in 64 bytes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::blob::Blob;
use super::event::Start;
use super::frontier::{SiteState, Tag, site_digest};
use super::reason::Reason;
use super::{CERTIFICATES_MAX, INTEREST_REQUESTS_MAX, INTRODUCTION_RECORDS_MAX, PROTOCOL_MAX, PROTOCOL_MIN, SITES_MAX};
use crate::domain::id::{Digest, RecordId, RequestId, SiteId, byte_string};
use crate::domain::key::PublicKey;
use crate::domain::signed::{SignedRecord, VerifiedRecord};
use crate::domain::time::{Clock, UtcMs};

const HELLO_CONTEXT: &str = "shouwen/hello-tag/1";

byte_string! {
    /// One store; sixteen random bytes made with it.
    InstanceId, 16
}
byte_string! {
    /// Sixteen random bytes, fresh for each session.
    Nonce, 16
}

/// What a peer wants of the sites in common. The numbers are for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interest {
    /// Every record.
    #[default]
    Everything,
    /// Open requests, what is offered to the peer's people or their posts, what they wrote, and whatever else happens to
    /// requests of which the peer has something; with the roster, receipts and fork proofs.
    OpenAndMine,
    /// The listed requests, with the roster, receipts and fork proofs that cover them;
    /// at most [`INTEREST_REQUESTS_MAX`].
    Requests(Vec<RequestId>),
    /// Every record, of every site that the other side has, to be carried to others: words stay sealed on the way.
    CarryOnly,
}

impl Interest {
    /// Whether less than everything is wanted, so that a peer is not expected to become equal.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        matches!(self, Self::OpenAndMine | Self::Requests(_))
    }

    /// The listed requests, where requests are listed.
    pub(super) fn listed(&self) -> Option<&[RequestId]> {
        match self {
            Self::Requests(list) => Some(list),
            Self::Everything | Self::OpenAndMine | Self::CarryOnly => None,
        }
    }
}

/// What a peer said of itself, for the node to judge and to remember.
#[derive(Clone, Debug)]
pub struct PeerHello {
    /// The protocol version that both speak.
    pub version: u16,
    /// The organisation's root key, equal to the own one.
    pub organisation: PublicKey,
    /// The peer's store.
    pub instance: InstanceId,
    /// Fresh for this session: an own one comes from a node that dialled itself.
    pub nonce: Nonce,
    /// The peer's wall clock. It proves nothing.
    pub wall: UtcMs,
    /// How far the peer checked it.
    pub clock: Clock,
    /// The device's `Certify` records, by id.
    pub certificates: Vec<RecordId>,
    /// Those records and what leads to the root, if the peer sent them; own signatures checked, nothing else.
    pub introduction: Vec<VerifiedRecord>,
    /// What the peer wants.
    pub interest: Interest,
    /// The sites in common, sorted.
    pub sites: Vec<SiteId>,
}

/// The hello as it is sent. The first two fields are read by every version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hello {
    low: u16,
    pub high: u16,
    organisation: PublicKey,
    instance: InstanceId,
    nonce: Nonce,
    wall: UtcMs,
    clock: Clock,
    interest: Interest,
    certificates: Vec<RecordId>,
    introduction: Vec<Blob>,
    sites: Vec<WireSite>,
}

/// A site in 64 bytes. The two tags are keyed with the sender's nonce, so that eight bytes are enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct WireSite {
    site: SiteId,
    digest: Digest,
    roster: Tag,
    logs: Tag,
}

/// A peer's hello after every check that needs nobody else.
#[derive(Clone, Debug)]
pub(super) struct Greeted {
    pub peer: Box<PeerHello>,
    pub nonce: Nonce,
    /// The sites in common.
    pub sites: BTreeMap<SiteId, Contrast>,
}

/// How a site in common compares, as far as hellos tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contrast {
    /// Both hold the same records.
    pub equal: bool,
    /// Both hold something of the same logs, under the same roster records: logs can be named by their place in the list.
    pub same_logs: bool,
}

fn tag(nonce: Nonce, digest: Digest) -> Tag {
    Tag::keyed(&blake3::derive_key(HELLO_CONTEXT, &nonce.0), &digest.0)
}

fn wire_site(nonce: Nonce, state: &SiteState) -> WireSite {
    WireSite { site: state.site, digest: state.digest, roster: tag(nonce, state.roster), logs: tag(nonce, state.logs) }
}

/// The own hello.
pub(super) fn greet(start: &Start) -> Hello {
    let introduction = if start.introduce { blobs(&start.introduction) } else { Vec::new() };
    Hello {
        low: PROTOCOL_MIN,
        high: PROTOCOL_MAX,
        organisation: start.organisation,
        instance: start.instance,
        nonce: start.nonce,
        wall: start.wall,
        clock: start.clock,
        interest: start.interest.clone(),
        certificates: start.certificates.clone(),
        introduction,
        sites: start.sites.iter().map(|state| wire_site(start.nonce, state)).collect(),
    }
}

/// Signed records as they travel.
pub(super) fn blobs(records: &[SignedRecord]) -> Vec<Blob> {
    records.iter().map(|record| Blob(record.as_bytes().to_vec())).collect()
}

/// Checks the signatures of an introduction.
pub(super) fn introduced(blobs: &[Blob]) -> Result<Vec<VerifiedRecord>, Reason> {
    if blobs.len() > INTRODUCTION_RECORDS_MAX {
        return Err(Reason::TooMuch("records that introduce it"));
    }
    let verify = |blob: &Blob| SignedRecord::new(&blob.0).ok().and_then(|signed| VerifiedRecord::verify(signed).ok());
    let records: Option<Vec<_>> = blobs.iter().map(verify).collect();
    records.ok_or(Reason::Malformed("a record that introduces it is not signed by its key"))
}

/// Checks a peer's hello against the own one.
pub(super) fn check(hello: &Hello, start: &Start) -> Result<Greeted, Reason> {
    let version = hello.high.min(PROTOCOL_MAX);
    if version < hello.low.max(PROTOCOL_MIN) {
        return Err(Reason::Version { low: hello.low, high: hello.high });
    }
    if hello.organisation != start.organisation {
        return Err(Reason::Organisation);
    }
    if hello.nonce == start.nonce {
        return Err(Reason::Reflected);
    }
    check_sizes(hello)?;
    let sites = contrasts(hello, start)?;
    let peer = Box::new(PeerHello {
        version,
        organisation: hello.organisation,
        instance: hello.instance,
        nonce: hello.nonce,
        wall: hello.wall,
        clock: hello.clock,
        certificates: hello.certificates.clone(),
        introduction: introduced(&hello.introduction)?,
        interest: hello.interest.clone(),
        sites: sites.keys().copied().collect(),
    });
    Ok(Greeted { peer, nonce: hello.nonce, sites })
}

fn check_sizes(hello: &Hello) -> Result<(), Reason> {
    if hello.sites.len() > SITES_MAX {
        return Err(Reason::TooMuch("sites"));
    }
    if hello.certificates.len() > CERTIFICATES_MAX {
        return Err(Reason::TooMuch("certificates"));
    }
    match &hello.interest {
        Interest::Requests(list) if list.len() > INTEREST_REQUESTS_MAX => Err(Reason::TooMuch("requests of interest")),
        _ => Ok(()),
    }
}

fn contrasts(hello: &Hello, start: &Start) -> Result<BTreeMap<SiteId, Contrast>, Reason> {
    let theirs: BTreeMap<SiteId, &WireSite> = hello.sites.iter().map(|site| (site.site, site)).collect();
    if theirs.len() != hello.sites.len() {
        return Err(Reason::Malformed("it names a site twice"));
    }
    let ours: BTreeSet<SiteId> = start.sites.iter().map(|state| state.site).collect();
    let common = start.sites.iter().filter_map(|state| {
        let wire = theirs.get(&state.site)?;
        let own = wire_site(hello.nonce, state);
        Some((state.site, Contrast { equal: own.digest == wire.digest, same_logs: own.roster == wire.roster && own.logs == wire.logs }))
    });
    let mut common: BTreeMap<SiteId, Contrast> = common.collect();
    // Whoever carries for others takes up the sites that only the other side has.
    let nothing = site_digest(&[]);
    let taken_up = |digest| Contrast { equal: digest == nothing, same_logs: false };
    if start.interest == Interest::CarryOnly {
        let new = theirs.values().filter(|wire| !ours.contains(&wire.site));
        common.extend(new.map(|wire| (wire.site, taken_up(wire.digest))));
    }
    if hello.interest == Interest::CarryOnly {
        let new = start.sites.iter().filter(|state| !theirs.contains_key(&state.site));
        common.extend(new.map(|state| (state.site, taken_up(state.digest))));
    }
    Ok(common)
}
