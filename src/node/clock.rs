//! The only reader of the clock and of entropy. Both are plain values that a test or the demo replaces.
#![expect(clippy::disallowed_methods, reason = "everybody else takes the time as an argument")]

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::domain::time::{Clock as Quality, Moment, UtcMs};

/// 2025-01-01: a wall clock before this build existed was never set. Milliseconds.
const EARLIEST_MS: UtcMs = 1_735_689_600_000;
/// 2100-01-01: a wall clock after this was set by mistake. Milliseconds.
const LATEST_MS: UtcMs = 4_102_444_800_000;

/// The wall clock, the time since boot, and how far the wall clock can be trusted.
#[derive(Clone)]
pub struct Clock(Arc<Source>);

struct Source {
    kind: Kind,
    boot: u64,
    quality: AtomicU8,
}

enum Kind {
    System { started: Instant },
    Fixed { wall: AtomicI64, elapsed: AtomicI64 },
}

impl Clock {
    /// The machine's clock. On Linux, moments of one boot compare across processes; elsewhere within one process.
    #[must_use]
    pub fn system() -> Self {
        let boot_id = std::fs::read("/proc/sys/kernel/random/boot_id").ok().filter(|_| since_boot_ms().is_some());
        let boot = boot_id.map_or_else(|| u64::from_le_bytes(Entropy::system().bytes()), |id| first_u64(blake3::hash(&id).as_bytes()));
        let set_by_service = std::path::Path::new("/run/systemd/timesync/synchronized").exists();
        let quality = if set_by_service { Quality::Synced } else { Quality::Unchecked };
        let kind = Kind::System { started: Instant::now() };
        Self(Arc::new(Source { kind, boot, quality: AtomicU8::new(to_number(quality)) }))
    }

    /// A clock that stands still at the given time, checked by a time service, until [`Self::advance`] moves it.
    #[must_use]
    pub fn fixed(wall: UtcMs) -> Self {
        let kind = Kind::Fixed { wall: AtomicI64::new(wall), elapsed: AtomicI64::new(0) };
        let boot = first_u64(blake3::hash(&wall.to_le_bytes()).as_bytes());
        Self(Arc::new(Source { kind, boot, quality: AtomicU8::new(to_number(Quality::Synced)) }))
    }

    /// Moves a fixed clock on; the machine's clock is left alone.
    pub fn advance(&self, milliseconds: i64) {
        if let Kind::Fixed { wall, elapsed } = &self.0.kind {
            wall.fetch_add(milliseconds, Ordering::SeqCst);
            elapsed.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }

    /// Sets a fixed clock's wall time, as a person who turns the clock of a tablet does; time since boot goes on.
    pub fn set_wall(&self, to: UtcMs) {
        if let Kind::Fixed { wall, .. } = &self.0.kind {
            wall.store(to, Ordering::SeqCst);
        }
    }

    /// Records how far the wall clock was checked, as the configuration or a meeting with a peer says.
    pub fn vouch(&self, quality: Quality) {
        self.0.quality.store(to_number(quality), Ordering::SeqCst);
    }

    /// What a record written now claims. A wall clock outside 2025 to 2100 is vouched for by nobody.
    #[must_use]
    pub fn now(&self) -> Moment {
        let (wall, elapsed) = match &self.0.kind {
            Kind::System { started } => {
                let elapsed = since_boot_ms().or_else(|| u64::try_from(started.elapsed().as_millis()).ok());
                (system_wall(), elapsed.unwrap_or(u64::MAX))
            }
            Kind::Fixed { wall, elapsed } => {
                (wall.load(Ordering::SeqCst), u64::try_from(elapsed.load(Ordering::SeqCst)).unwrap_or_default())
            }
        };
        let sane = (EARLIEST_MS..LATEST_MS).contains(&wall);
        let clock = if sane { from_number(self.0.quality.load(Ordering::SeqCst)) } else { Quality::Unchecked };
        Moment { wall, clock, boot: self.0.boot, elapsed }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({:?})", self.now())
    }
}

/// Milliseconds since the Unix epoch by the machine's clock; negative before 1970.
fn system_wall() -> UtcMs {
    let since = |duration: std::time::Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => since(after),
        Err(before) => -since(before.duration()),
    }
}

/// Milliseconds since boot with the time that the machine slept: a tablet's lid does not stop a limit. `Instant` stands still then.
#[cfg(target_os = "linux")]
fn since_boot_ms() -> Option<u64> {
    let since = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let seconds = u64::try_from(since.tv_sec).ok()?.checked_mul(1_000)?;
    seconds.checked_add(u64::try_from(since.tv_nsec).ok()? / 1_000_000)
}

/// Nothing that processes share counts here.
#[cfg(not(target_os = "linux"))]
const fn since_boot_ms() -> Option<u64> {
    None
}

fn first_u64(bytes: &[u8; 32]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&bytes[..8]);
    u64::from_le_bytes(first)
}

const fn to_number(quality: Quality) -> u8 {
    match quality {
        Quality::Unchecked => 0,
        Quality::Peer => 1,
        Quality::Synced => 2,
    }
}

const fn from_number(number: u8) -> Quality {
    match number {
        2 => Quality::Synced,
        1 => Quality::Peer,
        _ => Quality::Unchecked,
    }
}

/// Random bytes: the operating system's, or in tests and examples a stream that a seed decides.
#[derive(Clone)]
pub struct Entropy(Option<Arc<Mutex<Stream>>>);

/// A stream that a seed decides, and how often it has nothing to give next.
struct Stream {
    reader: blake3::OutputReader,
    dry: u32,
}

impl Entropy {
    /// The operating system's.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// The same bytes for the same seed. Keys made from it are known to everybody: never for a real site.
    #[must_use]
    pub fn seeded(seed: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("shouwen/seeded-entropy/1");
        hasher.update(seed.as_bytes());
        Self(Some(Arc::new(Mutex::new(Stream { reader: hasher.finalize_xof(), dry: 0 }))))
    }

    /// Lets the next so many draws from a seeded stream panic, as where the operating system has nothing to give: tests see
    /// that a node survives it. The operating system's own is left alone.
    pub fn dry_up(&self, draws: u32) {
        if let Some(stream) = &self.0 {
            stream.lock().unwrap_or_else(PoisonError::into_inner).dry = draws;
        }
    }

    /// A stream of its own from 32 fresh bytes: for the nonces of one batch, which the system would be asked for one by one.
    #[must_use]
    pub fn stretched(&self) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("shouwen/nonces/1");
        hasher.update(&self.bytes::<32>());
        Self(Some(Arc::new(Mutex::new(Stream { reader: hasher.finalize_xof(), dry: 0 }))))
    }

    /// Fresh random bytes.
    ///
    /// # Panics
    /// If the operating system has no random bytes to give: no key may then be made.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Some(stream) => {
                let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
                let dry = stream.dry > 0;
                stream.dry = stream.dry.saturating_sub(1);
                assert!(!dry, "the seeded stream has run dry");
                stream.reader.fill(&mut bytes);
            }
            None => getrandom::fill(&mut bytes).expect("the operating system gives random bytes"),
        }
        bytes
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Entropy(seeded)" } else { "Entropy(system)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_at_1970_or_2099_is_accepted_but_nobody_vouches_for_it_outside_its_bounds() {
        for (wall, quality) in [(0, Quality::Unchecked), (1_764_000_000_000, Quality::Synced), (4_102_444_800_000, Quality::Unchecked)] {
            let now = Clock::fixed(wall).now();
            assert_eq!((now.wall, now.clock), (wall, quality));
        }
    }

    #[test]
    fn a_turned_clock_does_not_turn_the_time_since_boot() {
        let clock = Clock::fixed(1_764_000_000_000);
        clock.advance(5_000);
        clock.set_wall(1_000);
        clock.advance(7);
        let now = clock.now();
        assert_eq!((now.wall, now.elapsed), (1_007, 5_007));
    }

    #[test]
    fn seeds_repeat_and_the_system_does_not() {
        let (a, b) = (Entropy::seeded("demo"), Entropy::seeded("demo"));
        assert_eq!(a.bytes::<32>(), b.bytes::<32>());
        assert_ne!(a.bytes::<32>(), a.bytes::<32>());
        assert_ne!(Entropy::system().bytes::<32>(), Entropy::system().bytes::<32>());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn time_since_boot_is_the_kernels_own_which_counts_sleep_and_is_one_for_all_processes() {
        let uptime_ms = || {
            let text = std::fs::read_to_string("/proc/uptime").expect("Linux tells");
            let (seconds, hundredths) = text.split_whitespace().next().and_then(|first| first.split_once('.')).expect("seconds");
            seconds.parse::<u64>().expect("a number") * 1_000 + hundredths.parse::<u64>().expect("a number") * 10
        };
        let (a, before, b, after) = (Clock::system(), uptime_ms(), Clock::system(), uptime_ms());
        let now = b.now();
        assert_eq!(a.now().boot, now.boot);
        assert!(before <= now.elapsed, "{before} {now:?}");
        assert!(after <= b.now().elapsed && now.elapsed <= uptime_ms() + 10, "{after} {now:?}");
    }
}
