//! Which alarms this node has raised already: the file `alarms` of a data folder. Nothing is decided by it; without it each
//! alarm that still stands is raised once more.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::keyfile::write_unsynced;

const FILE: &str = "alarms";
/// The bytes by which an alarm is known again: the first of the BLAKE3 of what it is about.
pub(super) const MARK_BYTES: usize = 16;

/// By what an alarm is known again.
pub(super) type Mark = [u8; MARK_BYTES];

/// The alarms that were raised.
#[derive(Debug)]
pub(super) struct Raised {
    path: PathBuf,
    marks: BTreeSet<Mark>,
    /// The file ends within a mark: it is written anew before anything is added.
    is_ragged: bool,
}

impl Raised {
    /// Reads what was raised in earlier runs; half a mark, which a power cut leaves, is none.
    pub fn read(data: &Path) -> Self {
        let path = data.join(FILE);
        let mut bytes = Vec::new();
        // A file that cannot be read is as good as none.
        let _ = File::open(&path).and_then(|mut file| file.read_to_end(&mut bytes));
        let (marks, rest) = bytes.as_chunks();
        Self { path, marks: marks.iter().copied().collect(), is_ragged: !rest.is_empty() }
    }

    /// Whether the alarm of the mark was raised before.
    pub fn knows(&self, mark: &Mark) -> bool {
        self.marks.contains(mark)
    }

    /// Notes alarms, on disk before anybody is told of them, so that none comes twice.
    pub fn note(&mut self, marks: &[Mark]) {
        self.marks.extend(marks);
        if marks.is_empty() {
            return;
        }
        // What a full disk does not keep is remembered for this run alone: the alarm is raised all the same.
        let kept = if self.is_ragged { self.write_all() } else { self.append(&marks.concat()) };
        self.is_ragged = kept.is_err();
    }

    fn append(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        file.write_all(bytes)?;
        file.sync_data()
    }

    fn write_all(&self) -> io::Result<()> {
        let bytes: Vec<u8> = self.marks.iter().flatten().copied().collect();
        write_unsynced(&self.path, &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_raised_is_known_in_the_next_run_and_half_a_mark_is_none() {
        let data = tempfile::tempdir().expect("a folder");
        let mut raised = Raised::read(data.path());
        raised.note(&[[1; 16], [2; 16]]);
        raised.append(&[9; 5]).expect("appended");
        let mut again = Raised::read(data.path());
        assert!(again.knows(&[2; 16]) && !again.knows(&[3; 16]));
        again.note(&[[3; 16]]);
        again.note(&[[4; 16]]);
        let third = Raised::read(data.path());
        assert_eq!(third.marks, [[1; 16], [2; 16], [3; 16], [4; 16]].into());
    }
}
