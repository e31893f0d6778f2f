//! Commands that need the same data folder while no node serves it: one has it open, the others queue.

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::handle::store_path;

const FILE: &str = "queue";
/// How long a command waits before it looks again whether a node serves the folder by now.
const LOOK: Duration = Duration::from_millis(200);
/// How often it looks before it gives up: ten seconds.
const LOOKS_MAX: u32 = 50;

/// A place in the queue for a data folder.
#[derive(Debug)]
pub struct Queue {
    turn: Receiver<Turn>,
    looks: u32,
}

/// The right to open the data folder; given back when dropped, and by the system when the process ends.
#[derive(Debug)]
pub struct Turn {
    _held: Option<File>,
}

/// How it goes in the queue.
#[derive(Debug)]
pub enum Place {
    /// It is this process's turn.
    First(Turn),
    /// Not yet: look whether a node serves the folder by now, then ask again.
    Waiting,
    /// Whoever has the folder keeps it.
    TooLong,
}

impl Queue {
    /// Queues for a data folder. Where there is none, or it cannot be queued for, it is this process's turn at once.
    #[must_use]
    pub fn join(data: &Path) -> Self {
        let (send, turn) = channel();
        let file = if store_path(data).exists() { File::create(data.join(FILE)).ok() } else { None };
        // The system's lock has no time limit, so a thread waits for it; it ends with the process at the latest.
        std::thread::spawn(move || {
            let held = file.filter(|file| file.lock().is_ok());
            // Nobody waits any more where the command went to a node meanwhile.
            let _ = send.send(Turn { _held: held });
        });
        Self { turn, looks: 0 }
    }

    /// Waits a moment for the turn.
    pub fn step(&mut self) -> Place {
        self.looks += 1;
        match self.turn.recv_timeout(LOOK) {
            Ok(turn) => Place::First(turn),
            Err(RecvTimeoutError::Timeout) if self.looks < LOOKS_MAX => Place::Waiting,
            Err(_) => Place::TooLong,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_turn_goes_to_one_after_the_other() {
        let data = tempfile::tempdir().expect("a folder");
        std::fs::write(store_path(data.path()), "").expect("written");
        let Place::First(first) = Queue::join(data.path()).step() else { panic!("nobody else is there") };
        let mut second = Queue::join(data.path());
        assert!(matches!(second.step(), Place::Waiting));
        drop(first);
        let served = (0..LOOKS_MAX).any(|_| matches!(second.step(), Place::First(_)));
        assert!(served, "the second has its turn");
    }

    #[test]
    fn nothing_is_left_in_a_folder_of_somebody_else() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(Queue::join(folder.path()).step(), Place::First(_)));
        assert!(!folder.path().join(FILE).exists());
    }
}
