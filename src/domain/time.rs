//! Time as a writer claims it. No verdict may order by it: order is causal, time is evidence.

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC. Negative before 1970; any value is accepted, none is trusted.
pub type UtcMs = i64;

/// How a clock was last set, as the writer knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Clock {
    /// Set by a time service since boot.
    #[serde(alias = "synced")]
    Synced,
    /// Compared with a peer's clock since boot.
    #[serde(alias = "peer")]
    Peer,
    /// Nobody vouches for it.
    #[default]
    #[serde(alias = "unchecked")]
    Unchecked,
}

/// When a record was written, by the writer's own clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The wall clock.
    pub wall: UtcMs,
    /// How far the wall clock was checked.
    pub clock: Clock,
    /// A random number drawn at boot: two moments of one boot can be compared by `elapsed`.
    pub boot: u64,
    /// Milliseconds since boot.
    pub elapsed: u64,
}
