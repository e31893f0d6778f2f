//! One node: a real handle on a real store, on a disk and a clock of the simulation.

use std::collections::BTreeSet;
use std::path::PathBuf;

use shouwen::domain::id::{DeviceId, PersonId, RecordId};
use shouwen::domain::key::PublicKey;
use shouwen::node::{Clock, Entropy, Handle, Machine, Unlock};
use shouwen::store::{Options, Store};

use super::town::{BEGIN_MS, Seat, files, lay_out};
use crate::support::disk::{Dice, Disk};

/// The file that says how far the own logs are.
const HIGH_WATER: &str = "high-water";
/// Enough for the small stores of a simulation.
const CACHE_BYTES: usize = 256 * 1024;

#[expect(clippy::struct_excessive_bools, reason = "each says one thing that happened, and all of them can have")]
pub struct Node {
    pub name: String,
    pub person: PersonId,
    pub tls: PublicKey,
    pub device: DeviceId,
    pub folder: PathBuf,
    pub disk: Disk,
    /// `None` while it is down.
    pub handle: Option<Handle>,
    clock: Clock,
    ticked: u64,
    /// How wrong its wall clock is, in milliseconds.
    pub skew: i64,
    pub boots: u32,
    /// The newest arrival that its sessions were told of.
    pub told: u64,
    /// Every record that its store has said is durable.
    pub durable: BTreeSet<RecordId>,
    /// It plays by the rules.
    pub honest: bool,
    /// It was put back whole from a copy, or runs twice: it may sign a number twice before anybody can tell it.
    pub copied: bool,
    /// The high-water file as it was synced last: when the folder was opened.
    noted: Vec<u8>,
    /// It was put back from a copy just now.
    pub set_back: bool,
    /// It is gone for good.
    pub retired: bool,
    /// An image of disk and folder.
    pub backup: Option<Image>,
}

/// A disk and the files beside it.
#[derive(Clone)]
pub struct Image {
    pub disk: Vec<u8>,
    pub files: Vec<(PathBuf, Vec<u8>)>,
}

impl Node {
    pub fn new(seat: &Seat, folder: PathBuf, skew: i64) -> Self {
        lay_out(&folder, &seat.files);
        Self {
            name: seat.name.to_owned(),
            person: seat.person,
            tls: seat.tls,
            device: seat.device,
            folder,
            disk: Disk::image(seat.image.clone()),
            handle: None,
            clock: Clock::fixed(BEGIN_MS),
            ticked: 0,
            skew,
            boots: 0,
            told: 0,
            durable: BTreeSet::new(),
            honest: true,
            copied: false,
            noted: Vec::new(),
            set_back: false,
            retired: false,
            backup: None,
        }
    }

    pub fn is_up(&self) -> bool {
        self.handle.is_some()
    }

    /// Starts the node. What it durably held must be there again; the first record that is not is the error's second half.
    pub fn boot(&mut self, seed: u64, now: u64) -> Result<(), String> {
        let store = Store::open_on(self.disk.clone(), Options { cache_bytes: CACHE_BYTES }).map_err(|error| error.to_string())?;
        self.clock = Clock::fixed(BEGIN_MS + i64::try_from(now).expect("centuries fit") + self.skew);
        self.ticked = now;
        self.boots += 1;
        let entropy = Entropy::seeded(&format!("{seed}/{}/{}", self.name, self.boots));
        let machine = Machine { clock: self.clock.clone(), entropy };
        let handle = Handle::open_with(&self.folder, &Unlock::default(), machine, store).map_err(|error| error.to_string())?;
        let snapshot = handle.snapshot().map_err(|error| error.to_string())?;
        self.told = snapshot.stats().map_err(|error| error.to_string())?.records;
        self.noted = std::fs::read(self.folder.join(HIGH_WATER)).map_err(|error| error.to_string())?;
        self.handle = Some(handle);
        Ok(())
    }

    /// Every record in the store.
    pub fn held(&self) -> BTreeSet<RecordId> {
        let Some(handle) = &self.handle else { return BTreeSet::new() };
        let records = handle.snapshot().and_then(|snapshot| snapshot.records_since(0, usize::MAX)).unwrap_or_default();
        records.into_iter().map(|(_, record)| record.id()).collect()
    }

    /// Lets the clock follow the time of the simulation.
    pub fn tick(&mut self, now: u64) {
        self.clock.advance(i64::try_from(now - self.ticked).expect("centuries fit"));
        self.ticked = now;
    }

    /// Turns the wall clock.
    pub fn turn_clock(&mut self, wall: i64, now: u64) {
        self.tick(now);
        self.skew = wall - BEGIN_MS - i64::try_from(now).expect("centuries fit");
        self.clock.set_wall(wall);
    }

    /// The process ends as one should: the store is closed, the high-water file written.
    pub fn stop(&mut self) {
        self.handle = None;
        self.disk = self.disk.copy();
    }

    /// The process dies; what it wrote reaches the disk.
    pub fn kill(&mut self) {
        let image = self.disk.copy();
        self.fall(image);
    }

    /// The power goes: of what was not synced, the disk keeps what the dice say. The high-water file goes back to what it said
    /// when the folder was opened, or does not.
    pub fn power_cut(&mut self, dice: &mut Dice) {
        let sector = if dice.below(2) == 0 { 512 } else { 4096 };
        let image = self.disk.after_power_cut(dice, sector);
        if Dice::new(self.disk.operations()).below(2) == 0 {
            std::fs::write(self.folder.join(HIGH_WATER), &self.noted).expect("written");
        }
        self.fall(image);
    }

    /// Dropping the handle closes the store in order, which a dead process does not: the disk and the files are put back.
    fn fall(&mut self, image: Disk) {
        let files = files(&self.folder);
        self.handle = None;
        lay_out(&self.folder, &files);
        self.disk = image;
    }

    /// A copy of disk and folder, as a backup of a stopped node has it.
    pub fn image(&self) -> Image {
        Image { disk: self.disk.bytes(), files: files(&self.folder) }
    }

    /// Puts a copy back.
    pub fn put_back(&mut self, image: &Image) {
        self.handle = None;
        lay_out(&self.folder, &image.files);
        self.disk = Disk::image(image.disk.clone());
        (self.copied, self.set_back) = (true, true);
    }
}
