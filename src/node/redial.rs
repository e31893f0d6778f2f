//! Staying connected with the configured peers: each has a task that dials, waits for the end, and dials again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{broadcast, oneshot};

use super::address::PeerAddress;
use super::clock::Entropy;
use super::event::{Event, Notice, Purpose, Unreached};
use crate::net::{Endpoint, Link};

/// How long to wait between dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// After the first failure; it doubles with each further one.
    pub first: Duration,
    /// Never longer than this.
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
}

/// Where dialled links go, and what is needed to dial.
#[derive(Clone)]
pub(super) struct Dialler {
    pub endpoint: Arc<Endpoint>,
    pub events: UnboundedSender<Event>,
    pub notices: broadcast::Sender<Notice>,
    pub entropy: Entropy,
    pub patience: Patience,
}

impl Dialler {
    /// Connects to a peer, wherever its name leads now.
    pub async fn dial(&self, peer: &PeerAddress) -> Result<Link, Unreached> {
        let unknown = |error: std::io::Error| Unreached::Name(peer.place.clone(), error.to_string());
        let address = peer.resolve().await.map_err(unknown)?;
        Ok(self.endpoint.dial(address, peer.key).await?)
    }

    /// Stays connected until the loop is gone.
    pub async fn stay(self, peer: PeerAddress) {
        let mut failures = 0;
        while !self.events.is_closed() {
            match self.dial(&peer).await {
                Ok(link) => {
                    let (kept, over) = oneshot::channel();
                    let _ = self.events.send(Event::Linked(Box::new(link), Purpose::Stay(kept)));
                    // A word before the end means that the peer was known: the next try is a first one.
                    failures = if over.await.is_ok() { 1 } else { failures + 1 };
                }
                Err(why) => {
                    failures += 1;
                    let _ = self.notices.send(Notice::NotReached { peer: peer.to_string(), why });
                }
            }
            tokio::time::sleep(self.patience.wait(failures, u32::from_le_bytes(self.entropy.bytes()))).await;
        }
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
    }
}
