//! What a process measures of itself: each side of each system is a process of its own, so that CPU time and peak memory are its own.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// What a piece of work cost one side.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Cost {
    /// Time on the wall, in microseconds; of an append the median.
    pub wall: f64,
    /// CPU time of this process since the last mark, user and system, in microseconds.
    pub cpu: f64,
    /// UDP payload bytes: what this side adds to the sum of both.
    pub bytes: u64,
    /// Peak resident memory of this process so far, in KiB.
    pub peak: u64,
    /// Bytes on disk.
    pub disk: u64,
    /// Records that came or were written.
    pub records: u64,
}

/// CPU time of this process.
pub fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Peak resident memory of this process in KiB.
pub fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Bytes that a folder takes on disk.
pub fn disk(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let Ok(entry) = fs::symlink_metadata(folder) else { return 0 };
    if !entry.is_dir() {
        return entry.blocks() * 512;
    }
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| disk(&entry.path())).sum()
}

/// A moment to measure from.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    wall: Instant,
    cpu: Duration,
}

impl Mark {
    /// Now.
    pub fn now() -> Self {
        Self { wall: Instant::now(), cpu: cpu() }
    }

    /// What it cost since then; bytes, disk and records are for the caller to say.
    pub fn cost(&self) -> Cost {
        let wall = self.wall.elapsed().as_secs_f64() * 1e6;
        Cost { wall, cpu: (cpu() - self.cpu).as_secs_f64() * 1e6, peak: peak(), ..Cost::default() }
    }
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &place)?;
        } else if entry.file_type()?.is_file() {
            fs::copy(entry.path(), &place)?;
            fs::File::open(&place)?.sync_all()?;
        }
    }
    Ok(())
}

/// The contents of record `number`: bytes that no compression shortens.
pub fn contents(number: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&number.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}
