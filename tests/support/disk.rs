//! A disk in memory that can fail at any operation, and that knows what a power cut would leave of it.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// One operation that changes the disk, or makes durable what changed.
#[derive(Clone, Debug)]
pub enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
    Sync,
}

#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fault that the disk may have")]
struct State {
    /// As the running process sees it.
    live: Vec<u8>,
    /// As it was at the last sync.
    synced: Vec<u8>,
    /// What was written since.
    pending: Vec<Change>,
    operations: u64,
    fails_at: Option<u64>,
    fails_on: bool,
    full: bool,
    lies: bool,
    /// It lied or rotted: what is on it may be anything.
    suspect: bool,
    reads: u64,
    fails_read_at: Option<u64>,
    /// Every operation since it was asked for.
    journal: Option<Vec<Change>>,
}

/// The disk; clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<State>>);

/// A seeded generator of arbitrary numbers (xorshift64*): a failing seed can be run again.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits") % end
    }
}

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A disk with these bytes on it, all of them synced.
    pub fn image(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(State { synced: bytes.clone(), live: bytes, ..State::default() })))
    }

    /// A disk that works, with these bytes on it.
    pub fn holding(bytes: Vec<u8>) -> Self {
        Self::image(bytes)
    }

    /// Remembers every operation from now on.
    pub fn record(&self) {
        self.state().journal = Some(Vec::new());
    }

    /// How many operations were remembered.
    pub fn recorded(&self) -> usize {
        self.state().journal.as_ref().map_or(0, Vec::len)
    }

    /// What was remembered.
    pub fn journal(&self) -> Vec<Change> {
        self.state().journal.clone().unwrap_or_default()
    }

    /// Does an operation again.
    pub fn play(&self, change: &Change) {
        self.state().change(change.clone());
    }

    /// How many reads there were.
    pub fn reads(&self) -> u64 {
        self.state().reads
    }

    /// Fails at the read with this number, from 1, and, if `sticky`, at every one after it.
    pub fn fail_read_at(&self, read: u64, sticky: bool) {
        let mut state = self.state();
        (state.fails_read_at, state.fails_on) = (Some(read), sticky);
    }

    /// Works again.
    pub fn heal(&self) {
        let mut state = self.state();
        (state.fails_at, state.fails_read_at, state.full) = (None, None, false);
    }

    /// The bytes as the running process sees them.
    pub fn bytes(&self) -> Vec<u8> {
        self.state().live.clone()
    }

    /// The same bytes with one bit changed.
    pub fn with_bit_flipped(&self, bit: usize) -> Self {
        let mut bytes = self.state().live.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        Self::image(bytes)
    }

    /// The same bytes on a disk that works.
    pub fn copy(&self) -> Self {
        let suspect = self.is_suspect();
        Self::image(self.bytes()).suspected(suspect)
    }

    /// Whether it ever lied or rotted, itself or as the disk that it was copied from.
    pub fn is_suspect(&self) -> bool {
        self.state().suspect
    }

    /// Takes what is on it as sound: somebody has checked it.
    pub fn trust(&self) {
        self.state().suspect = false;
    }

    fn suspected(self, suspect: bool) -> Self {
        self.state().suspect = suspect;
        self
    }

    /// How many operations have changed or synced it.
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Fails at the operation with this number, from 1, and, if `sticky`, at every one after it.
    pub fn fail_at(&self, operation: u64, sticky: bool) {
        let mut state = self.state();
        (state.fails_at, state.fails_on) = (Some(operation), sticky);
    }

    /// Has no space for another byte.
    pub fn fill(&self) {
        self.state().full = true;
    }

    /// Has space again.
    pub fn empty(&self) {
        self.state().full = false;
    }

    /// Says that everything is synced while nothing is, from now on.
    pub fn lie(&self) {
        let mut state = self.state();
        (state.lies, state.suspect) = (true, true);
    }

    /// Turns one bit over, as rot does.
    pub fn rot(&self, dice: &mut Dice) {
        let mut state = self.state();
        let (at, bit) = (dice.below(state.live.len().max(1)), dice.below(8));
        state.suspect = true;
        let State { live, synced, .. } = &mut *state;
        for image in [live, synced] {
            if let Some(byte) = image.get_mut(at) {
                *byte ^= 1 << bit;
            }
        }
    }

    /// What is there after a power cut now: everything synced, and of the rest whatever the dice say, in whole or torn.
    pub fn after_power_cut(&self, dice: &mut Dice, sector: usize) -> Self {
        let state = self.state();
        let mut image = state.synced.clone();
        let style = dice.below(4);
        for change in &state.pending {
            let kept = match style {
                0 => false,
                1 => true,
                _ => dice.below(2) == 0,
            };
            if !kept {
                continue;
            }
            match change {
                Change::Sync => {}
                // A file that shrank may still be as long as it was.
                Change::Length(length) => image.resize((*length).max(image.len()), 0),
                Change::Write(at, bytes) => {
                    for (number, part) in bytes.chunks(sector).enumerate() {
                        if style == 3 && dice.below(2) == 0 {
                            continue;
                        }
                        write(&mut image, at + number * sector, part);
                    }
                }
            }
        }
        Self::image(image).suspected(state.suspect)
    }
}

fn write(image: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if at + bytes.len() > image.len() {
        image.resize(at + bytes.len(), 0);
    }
    image[at..at + bytes.len()].copy_from_slice(bytes);
}

impl State {
    fn change(&mut self, change: Change) {
        if let Some(journal) = &mut self.journal {
            journal.push(change.clone());
        }
        match &change {
            Change::Write(at, bytes) => write(&mut self.live, *at, bytes),
            Change::Length(length) => self.live.resize(*length, 0),
            Change::Sync => {
                for change in self.pending.drain(..) {
                    match change {
                        Change::Length(length) => self.synced.resize(length, 0),
                        Change::Write(at, bytes) => write(&mut self.synced, at, &bytes),
                        Change::Sync => {}
                    }
                }
                return;
            }
        }
        self.pending.push(change);
    }

    fn operate(&mut self) -> io::Result<()> {
        self.operations += 1;
        let fails = self.fails_at.is_some_and(|at| self.operations == at || (self.fails_on && self.operations > at));
        if fails { Err(io::Error::other("the disk fails here")) } else { Ok(()) }
    }
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).expect("a small disk")
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().live.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.state();
        state.reads += 1;
        let (reads, sticky) = (state.reads, state.fails_on);
        if state.fails_read_at.is_some_and(|at| reads == at || (sticky && reads > at)) {
            return Err(io::Error::other("the disk cannot be read here"));
        }
        let at = position(offset);
        let bytes = state.live.get(at..at + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.state();
        state.operate()?;
        if state.full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        state.change(Change::Length(position(len)));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.state();
        state.operate()?;
        if state.lies {
            return Ok(());
        }
        state.change(Change::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.operate()?;
        state.change(Change::Write(position(offset), data.to_vec()));
        Ok(())
    }
}
