//! Who else is in the building: multicast DNS (RFC 6762, 6763). The only importer of mdns-sd and if-addrs.
//!
//! Whoever listens in a lobby learns a port and random numbers. What is announced is keyed with the organisation's root
//! key and with a name that is drawn anew at every start: only members recognise the organisation and the device, and
//! nobody can follow a device from one place to another. Everything that is found is a hint to dial; the handshake alone
//! proves a key.

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, SocketAddr, SocketAddrV6};

use mdns_sd::{IfKind, IfPredicate, Receiver, ResolvedService, ScopedIp, ServiceDaemon, ServiceEvent, ServiceInfo};

use crate::domain::key::PublicKey;

const SERVICE: &str = "_shouwen._udp.local.";
const CONTEXT: &str = "shouwen/discovery/1";
/// The property that names the organisation to its members.
const ORGANISATION: &str = "o";
/// The property that names the device to them.
const DEVICE: &str = "d";
/// How often the daemon looks for new addresses, in seconds.
const ADDRESS_CHECK_S: u32 = 2;
/// The most addresses of one node that are looked at.
const ADDRESSES_MAX: usize = 8;

/// A word that only those recognise who know what it was made of.
type Hint = String;

/// What keys the hints of one announcement.
#[derive(Clone)]
struct HintKey([u8; 32]);

impl HintKey {
    fn new(organisation: PublicKey, name: &str) -> Self {
        let secret = blake3::derive_key(CONTEXT, organisation.as_bytes());
        Self(*blake3::keyed_hash(&secret, name.as_bytes()).as_bytes())
    }

    fn hint(&self, of: &[u8]) -> Hint {
        data_encoding::HEXLOWER.encode(&blake3::keyed_hash(&self.0, of).as_bytes()[..8])
    }

    fn organisation(&self) -> Hint {
        self.hint(b"organisation")
    }

    fn device(&self, key: PublicKey) -> Hint {
        self.hint(key.as_bytes())
    }
}

/// A node of the same organisation, as it announces itself.
#[derive(Clone)]
pub struct Sighted {
    /// The name it drew for this start.
    pub name: String,
    /// Where it says that it listens, at most eight; sorted.
    pub addresses: Vec<SocketAddr>,
    key: HintKey,
    device: Hint,
}

impl Sighted {
    /// Whether it says that it is the device with this key. It proves nothing.
    #[must_use]
    pub fn says_it_is(&self, key: PublicKey) -> bool {
        self.key.device(key) == self.device
    }
}

impl fmt::Debug for Sighted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sighted({} at {:?})", self.name, self.addresses)
    }
}

/// What was seen.
#[derive(Clone, Debug)]
pub enum Sighting {
    /// A node is here, or has moved.
    Found(Sighted),
    /// The node with this name said goodbye or was not heard for its time.
    Lost(String),
}

/// What is announced.
#[derive(Clone, Copy, Debug)]
pub struct Announcement {
    /// The own organisation.
    pub organisation: PublicKey,
    /// The own key on the network.
    pub key: PublicKey,
    /// Where the node listens; an unspecified address stands for all of the machine's in that family.
    pub address: SocketAddr,
    /// Random for each start.
    pub name: [u8; 8],
}

/// Announces one node and looks for others, until it is dropped.
pub struct Discovery {
    daemon: ServiceDaemon,
    seen: Receiver<ServiceEvent>,
    organisation: PublicKey,
    name: String,
    v6: bool,
}

/// Multicast DNS cannot be used here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot look for nodes nearby: {0}")]
pub struct DiscoveryError(String);

impl From<mdns_sd::Error> for DiscoveryError {
    fn from(error: mdns_sd::Error) -> Self {
        Self(error.to_string())
    }
}

impl Discovery {
    /// Begins to announce and to look, never over loopback.
    ///
    /// # Errors
    /// [`DiscoveryError`] if the system has no multicast to give.
    pub fn start(announcement: &Announcement) -> Result<Self, DiscoveryError> {
        let daemon = ServiceDaemon::new()?;
        let (ip, port) = (announcement.address.ip(), announcement.address.port());
        let v6 = ip.is_ipv6();
        daemon.disable_interface(IfKind::All)?;
        let usable = move |interface: &if_addrs::Interface| {
            let asked = ip.is_unspecified() || interface.ip() == ip;
            !interface.is_loopback() && asked && (v6 || interface.ip().is_ipv4())
        };
        daemon.enable_interface(IfKind::Predicate(IfPredicate::new(usable)))?;
        daemon.set_ip_check_interval(ADDRESS_CHECK_S)?;
        let name = data_encoding::HEXLOWER.encode(&announcement.name);
        let key = HintKey::new(announcement.organisation, &name);
        let hints = [(ORGANISATION, key.organisation()), (DEVICE, key.device(announcement.key))];
        let host = format!("{name}.local.");
        let service = if ip.is_unspecified() {
            ServiceInfo::new(SERVICE, &name, &host, "", port, &hints[..])?.enable_addr_auto()
        } else {
            ServiceInfo::new(SERVICE, &name, &host, ip, port, &hints[..])?
        };
        daemon.register(service)?;
        let seen = daemon.browse(SERVICE)?;
        Ok(Self { daemon, seen, organisation: announcement.organisation, name, v6 })
    }

    /// Waits for the next node of the same organisation to come or go; `None` when the daemon has ended.
    pub async fn next(&mut self) -> Option<Sighting> {
        loop {
            let sighting = match self.seen.recv_async().await.ok()? {
                ServiceEvent::ServiceResolved(service) => self.recognise(&service).map(Sighting::Found),
                ServiceEvent::ServiceRemoved(_, name) => Some(Sighting::Lost(instance(&name).to_owned())),
                _ => None,
            };
            if sighting.is_some() {
                return sighting;
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the library gives a hash set; it is sorted right here")]
    fn recognise(&self, service: &ResolvedService) -> Option<Sighted> {
        let name = instance(service.get_fullname()).to_owned();
        let key = HintKey::new(self.organisation, &name);
        let ours = service.get_property_val_str(ORGANISATION) == Some(&key.organisation());
        let device = service.get_property_val_str(DEVICE)?.to_owned();
        let places: BTreeSet<SocketAddr> = service.get_addresses().iter().filter_map(|ip| place(ip, service.get_port())).collect();
        let addresses: Vec<_> = places.into_iter().filter(|place| self.v6 || place.is_ipv4()).take(ADDRESSES_MAX).collect();
        (ours && name != self.name && !addresses.is_empty()).then_some(Sighted { name, addresses, key, device })
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        // Saying goodbye is a courtesy: others find out by themselves.
        let _ = self.daemon.unregister(&format!("{}.{SERVICE}", self.name));
        let _ = self.daemon.shutdown();
    }
}

impl fmt::Debug for Discovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Discovery({})", self.name)
    }
}

fn instance(fullname: &str) -> &str {
    fullname.strip_suffix(SERVICE).map_or(fullname, |name| name.trim_end_matches('.'))
}

fn place(ip: &ScopedIp, port: u16) -> Option<SocketAddr> {
    let place = match ip {
        ScopedIp::V6(v6) => {
            let scope = if v6.addr().is_unicast_link_local() { v6.scope_id().index } else { 0 };
            SocketAddr::V6(SocketAddrV6::new(*v6.addr(), port, 0, scope))
        }
        other => SocketAddr::new(other.to_ip_addr(), port),
    };
    let sane = !place.ip().is_loopback() && !place.ip().is_unspecified() && !place.ip().is_multicast() && port > 0;
    sane.then_some(place)
}

/// The machine's own addresses, loopback aside.
#[must_use]
pub fn own_addresses() -> BTreeSet<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.iter().filter(|interface| !interface.is_loopback()).map(if_addrs::Interface::ip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_recognise_the_organisation_and_the_device_and_names_change_every_hint() {
        let (ours, theirs) = (PublicKey([1; 32]), PublicKey([2; 32]));
        let key = HintKey::new(ours, "a1");
        assert_eq!(key.organisation(), HintKey::new(ours, "a1").organisation());
        assert_ne!(key.organisation(), HintKey::new(theirs, "a1").organisation());
        assert_ne!(key.organisation(), HintKey::new(ours, "a2").organisation(), "nobody can follow a node over a restart");
        let device = PublicKey([3; 32]);
        let seen = Sighted { name: "a1".into(), addresses: vec![], device: key.device(device), key };
        assert!(seen.says_it_is(device));
        assert!(!seen.says_it_is(theirs));
    }

    #[test]
    fn instances_are_named_by_their_first_label_and_only_addresses_elsewhere_are_places() {
        assert_eq!(instance("0a1b._shouwen._udp.local."), "0a1b");
        let at =
            |text: &str, port| place(&ScopedIp::from(text.parse::<IpAddr>().expect("an address")), port).map(|place| place.to_string());
        assert_eq!(at("192.168.1.5", 7400).as_deref(), Some("192.168.1.5:7400"));
        for (nowhere, port) in [("127.0.0.1", 7400), ("0.0.0.0", 7400), ("224.0.0.251", 7400), ("::1", 7400), ("192.168.1.5", 0)] {
            assert_eq!(at(nowhere, port), None, "{nowhere}");
        }
    }
}
