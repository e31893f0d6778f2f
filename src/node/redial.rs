//! Staying connected with a peer: a task that dials, waits for the end, and dials again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Notify, broadcast, oneshot, watch};

use super::address::PeerAddress;
use super::clock::Entropy;
use super::event::{Event, Notice, Parting, Purpose, Trouble, Unreached};
use crate::domain::key::PublicKey;
use crate::net::{Endpoint, Link};

/// How many times [`Patience::longest`] somebody waits who was refused for good, or is only remembered.
const COLD: u32 = 15;

/// How long to wait between dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// After the first failure; it doubles with each further one.
    pub first: Duration,
    /// Never longer than this; fifteen times as long for a peer that is only remembered, or that refused or was refused for
    /// a reason that time does not heal: a revoked device, another organisation, another key.
    pub longest: Duration,
}

impl Default for Patience {
    /// A second at first, a minute at most: a tablet that finds its Wi-Fi again is level within a minute.
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_mins(1) }
    }
}

impl Patience {
    /// The wait after so many failures in a row: doubled each time, then spread over half to whole, so that a hundred
    /// tablets that lost the centre together do not return together.
    #[must_use]
    pub fn wait(&self, failures: u32, random: u32) -> Duration {
        let doubled = self.first.saturating_mul(1u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX));
        let half = doubled.min(self.longest) / 2;
        half + half.mul_f64(f64::from(random) / f64::from(u32::MAX))
    }

    /// The same for those who are only remembered.
    #[must_use]
    pub fn decayed(self) -> Self {
        Self { longest: self.longest * COLD, ..self }
    }

    /// The wait after a refusal that time does not heal.
    fn cold(self, random: u32) -> Duration {
        let longest = self.decayed().longest;
        Self { first: longest, longest }.wait(1, random)
    }
}

/// Why a peer is dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Somebody wrote it down.
    Configured,
    /// It was found nearby.
    Nearby,
    /// It answered before.
    Remembered,
}

/// A peer to stay connected with.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub origin: Origin,
    /// Names the target in lists and notices.
    pub name: String,
    /// Only this key will do.
    pub key: Option<PublicKey>,
    pub places: Places,
}

/// Where a peer may be, as it is known at the moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(Arc<(Mutex<Vec<String>>, Notify)>);

impl Places {
    pub fn new(places: Vec<String>) -> Self {
        let known = Self::default();
        known.replace(places);
        known
    }

    /// Takes new places, and lets whoever waits between dials dial now.
    pub fn replace(&self, places: Vec<String>) {
        let mut known = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *known != places {
            *known = places;
            self.0.1.notify_one();
        }
    }

    pub fn now(&self) -> Vec<String> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl From<PeerAddress> for Target {
    fn from(peer: PeerAddress) -> Self {
        Self { origin: Origin::Configured, name: peer.to_string(), key: peer.key, places: Places::new(vec![peer.place]) }
    }
}

/// How dialling a target goes, for the loop to tell those who ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    pub origin: Origin,
    /// The target's name.
    pub name: String,
    /// Who answered last, or who has to.
    pub key: Option<PublicKey>,
    /// Where it was dialled last.
    pub place: String,
    /// Why it is not connected; `None` while it is.
    pub trouble: Option<Trouble>,
}

/// Where dialled links go, and what is needed to dial.
#[derive(Clone)]
pub(super) struct Dialler {
    pub endpoint: Arc<Endpoint>,
    pub events: UnboundedSender<Event>,
    pub notices: broadcast::Sender<Notice>,
    pub entropy: Entropy,
    pub patience: Patience,
    /// Changes when the machine has a new address.
    pub network: watch::Receiver<u64>,
}

impl Dialler {
    /// Connects to a peer, wherever its name leads now.
    pub async fn dial(&self, peer: &PeerAddress) -> Result<Link, Unreached> {
        let unknown = |error: std::io::Error| Unreached::Name(peer.place.clone(), error.to_string());
        let address = peer.resolve().await.map_err(unknown)?;
        Ok(self.endpoint.dial(address, peer.key).await?)
    }

    /// Stays connected until the loop is gone.
    pub async fn stay(mut self, target: Target) {
        let mut attempt = Attempt {
            origin: target.origin,
            name: target.name.clone(),
            key: target.key,
            place: target.places.now().into_iter().next().unwrap_or_default(),
            trouble: None,
        };
        let mut failures = 0;
        while !self.events.is_closed() {
            self.network.mark_unchanged();
            let trouble = match self.meet(&target, &mut attempt).await {
                // It got on: the next try is a first one.
                Ok(Some(parting)) if parting.progressed => {
                    failures = 0;
                    Some(Trouble::Ended(parting.why))
                }
                Ok(parting) => parting.map(|parting| Trouble::Ended(parting.why)),
                Err(why) => Some(Trouble::Unreached(why)),
            };
            failures += 1;
            let cold = trouble.as_ref().is_some_and(Trouble::stays);
            let news = trouble != attempt.trouble;
            attempt.trouble = trouble;
            // The end of a session is told elsewhere, and the same trouble again is no news.
            if let Some(Trouble::Unreached(why)) = attempt.trouble.clone().filter(|_| news) {
                let _ = self.notices.send(Notice::NotReached { peer: target.name.clone(), why });
            }
            self.tell(&attempt);
            let random = u32::from_le_bytes(self.entropy.bytes());
            let patience = if target.origin == Origin::Configured { self.patience } else { self.patience.decayed() };
            let wait = if cold { self.patience.cold(random) } else { patience.wait(failures, random) };
            if self.is_woken(&target, wait, cold).await {
                failures = 0;
            }
        }
    }

    /// Waits; true if there is a reason to dial at once.
    async fn is_woken(&mut self, target: &Target, wait: Duration, cold: bool) -> bool {
        tokio::select! {
            biased;
            () = tokio::time::sleep(wait) => false,
            () = target.places.0.1.notified() => true,
            // A new address of ours does not change who refuses us.
            changed = self.network.changed(), if !cold => changed.is_ok(),
        }
    }

    /// Connects, unless a session with the peer is open already, and waits for the end; `None` if that is not told.
    async fn meet(&self, target: &Target, attempt: &mut Attempt) -> Result<Option<Parting>, Unreached> {
        if let Some(key) = attempt.key {
            let (kept, over) = oneshot::channel();
            let _ = self.events.send(Event::Attend(key, kept));
            if let Ok(parting) = over.await {
                return Ok(Some(parting));
            }
        }
        let mut last = Unreached::Here("no address".to_owned());
        for place in target.places.now() {
            attempt.place.clone_from(&place);
            match self.dial(&PeerAddress { key: target.key, place }).await {
                Ok(link) => {
                    attempt.key = Some(link.peer());
                    attempt.trouble = None;
                    self.tell(attempt);
                    let (kept, over) = oneshot::channel();
                    let _ = self.events.send(Event::Linked(Box::new(link), Purpose::Stay(kept)));
                    return Ok(over.await.ok());
                }
                Err(why) => last = why,
            }
        }
        Err(last)
    }

    fn tell(&self, attempt: &Attempt) {
        let _ = self.events.send(Event::Tried(Box::new(attempt.clone())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_bound_and_are_spread() {
        let patience = Patience::default();
        let waits: Vec<_> = [1, 2, 3, 10, 60, u32::MAX].map(|failures| patience.wait(failures, u32::MAX).as_secs()).into();
        assert_eq!(waits, [1, 2, 4, 60, 60, 60]);
        assert_eq!(patience.wait(3, 0), Duration::from_secs(2));
        assert_eq!(patience.decayed().wait(60, u32::MAX), Duration::from_mins(15));
        assert_eq!(patience.cold(0), Duration::from_secs(450), "a refusal for good is not asked about twice in seven minutes");
    }
}
