//! Site keys: which ones this device was given, and payload keys as they travel and as they rest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use super::clock::Entropy;
use super::handle::{Handle, Opened};
use super::pen::local_key;
use crate::domain::act::{Act, SiteKey, WrapFor, WrappedKey};
use crate::domain::evidence::Evidence;
use crate::domain::id::{Digest, SiteId};
use crate::domain::payload::{self, SealSecret, SealingKey, Wrap};
use crate::store::{self, Snapshot};

/// Rings by site, each with the evidence it was made from.
pub(super) type Rings = BTreeMap<SiteId, (Arc<Evidence>, Arc<Ring>)>;

/// The site keys that are open here.
#[derive(Clone, Debug, Default)]
pub(super) struct Ring {
    /// By id, earlier ones too.
    pub keys: BTreeMap<Digest, SealingKey>,
    /// Those that no later one names as its predecessor, in the order of their ids: new wraps are made with the first.
    pub newest: Vec<Digest>,
}

impl Ring {
    fn of(evidence: &Evidence, seal: &SealSecret) -> Self {
        let acts: Vec<&Act> = evidence.acts_in_force().map(|(_, act)| act).collect();
        let site_keys: Vec<&SiteKey> = acts.iter().filter_map(|act| if let Act::SiteKey(body) = act { Some(body) } else { None }).collect();
        let wraps = acts.iter().filter_map(|act| if let Act::WrapFor(body) = act { Some(body) } else { None });
        let mut keys: BTreeMap<Digest, SealingKey> = wraps.filter_map(|body| given(body, evidence, seal)).collect();
        // An earlier key may itself name earlier ones: repeat until nothing opens any more.
        loop {
            let opened: Vec<_> = site_keys.iter().filter_map(|body| keys.get(&body.id).map(|key| (body, key))).collect();
            let earlier = opened.iter().flat_map(|(body, key)| body.predecessors.iter().map(move |earlier| (earlier, key)));
            let new: Vec<_> = earlier
                .filter(|(earlier, _)| !keys.contains_key(&earlier.id))
                .filter_map(|(earlier, key)| key.unwrap(&earlier.wrapped, earlier.id))
                .collect();
            if new.is_empty() {
                break;
            }
            keys.extend(new.into_iter().map(|key| (key.id(), key)));
        }
        let earlier: BTreeSet<Digest> = site_keys.iter().flat_map(|body| &body.predecessors).map(|earlier| earlier.id).collect();
        let newest = keys.keys().copied().filter(|id| !earlier.contains(id)).collect();
        Self { keys, newest }
    }

    /// The payload's key for whoever has the newest site key.
    fn wrap(&self, payload: Digest, key: &SealingKey, nonce: [u8; 24]) -> Option<Wrap> {
        let site_key = *self.newest.first()?;
        Some(Wrap { payload, site_key, wrapped: self.keys.get(&site_key)?.wrap(key, nonce) })
    }

    /// Whether a wrap for a site key that is open here opens nothing: it is damaged, or somebody made it up.
    pub fn refutes(&self, wrap: &Wrap, id: Digest) -> bool {
        self.keys.get(&wrap.site_key).is_some_and(|key| key.unwrap(&wrap.wrapped, id).is_none())
    }

    /// Opens a payload key that travelled.
    pub fn unwrap<'a>(&self, wraps: impl Iterator<Item = (&'a Digest, &'a WrappedKey)>, id: Digest) -> Option<SealingKey> {
        let mut wraps = wraps;
        wraps.find_map(|(site_key, wrapped)| self.keys.get(site_key)?.unwrap(wrapped, id))
    }
}

/// The site key that a record gives to this device, if it does.
fn given(body: &WrapFor, evidence: &Evidence, seal: &SealSecret) -> Option<(Digest, SealingKey)> {
    let ours = |id| {
        let keys = evidence.certificate(id).map(|certificate| certificate.keys);
        matches!(keys, Some(crate::domain::act::Keys::Device { seal: public, .. }) if public == seal.public())
    };
    let mut wraps = body.wraps.iter().filter(|wrap| ours(wrap.certificate));
    wraps.find_map(|wrap| seal.unwrap(&wrap.wrapped, body.site_key)).map(|key| (body.site_key, key))
}

impl Handle {
    /// The site keys that are open here; none while the node is locked. Opened again only when the roster has changed.
    pub(super) fn ring(&self, snapshot: &Snapshot, site: SiteId) -> Result<Arc<Ring>, store::ReadError> {
        let evidence = self.evidence(snapshot, site)?;
        let Some(vault) = self.opened().vault else { return Ok(Arc::default()) };
        let mut rings = self.0.rings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ring)) = rings.get(&site).filter(|(of, _)| Arc::ptr_eq(of, &evidence)) {
            return Ok(ring.clone());
        }
        let ring = Arc::new(Ring::of(&evidence, &vault.seal));
        rings.insert(site, (evidence, ring.clone()));
        Ok(ring)
    }
}

/// The wraps that go with a payload: one made now where this node can open it, else those that came with it.
pub(super) fn travelling(
    snapshot: &Snapshot,
    payload: (Digest, &[u8]),
    (ring, opened): (&Ring, &Opened),
    nonces: &Entropy,
) -> Result<Vec<Wrap>, store::ReadError> {
    let (hash, sealed) = payload;
    let local = match (&opened.vault, snapshot.key(hash)?) {
        (Some(vault), Some(wrapped)) => payload::key_id(sealed).and_then(|id| local_key(&vault.local, &wrapped, id)),
        _ => None,
    };
    if let Some(wrap) = local.and_then(|key| ring.wrap(hash, &key, nonces.bytes())) {
        return Ok(vec![wrap]);
    }
    let held = snapshot.wraps(hash)?;
    Ok(held.into_iter().map(|(site_key, wrapped)| Wrap { payload: hash, site_key, wrapped }).collect())
}

/// The form in which a payload key that travelled is kept: under the node-local key, if it can be opened now.
pub(super) fn at_rest(opened: &Opened, ring: &Ring, sealed: &[u8], wraps: &[Wrap], nonce: [u8; 24]) -> Option<Vec<u8>> {
    let vault = opened.vault.as_ref()?;
    let key = ring.unwrap(wraps.iter().map(|wrap| (&wrap.site_key, &wrap.wrapped)), payload::key_id(sealed)?)?;
    Some(vault.local.first()?.wrap(&key, nonce).0.to_vec())
}
