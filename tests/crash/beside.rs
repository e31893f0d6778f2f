//! The files beside the store: what a power cut leaves of them costs a hint at most.

use std::fs;
use std::path::Path;

use shouwen::node::{Handle, List, Machine, Unlock};

use super::site::{MORNING, Site, leak, plan};

/// A copy of a data folder without its store.
pub fn copy_of(data: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(data, folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("readable")) {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else if path.extension().is_none_or(|extension| extension != "redb") {
            fs::copy(&path, to.join(name)).expect("copied");
        }
    }
}

/// Every file of a folder and of those in it.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn open(data: &Path, seed: &str) -> Handle {
    Handle::open(data, &Unlock::default(), Machine::fixed(MORNING, seed)).expect("opens")
}

#[test]
fn unfinished_files_beside_the_finished_ones_are_not_taken_for_them() {
    let site = Site::new(&plan());
    let id = site.open().act(None, &leak()).expect("written");
    for file in files(&site.data) {
        // What `replace` leaves when power goes before the rename: a temporary file in part.
        let whole = fs::read(&file).expect("readable");
        let temporary = file.with_extension("new");
        for length in [0, whole.len() / 2] {
            fs::write(&temporary, &whole[..length]).expect("written");
            let handle = open(&site.data, "beside");
            assert_eq!(handle.all_rows(List::All, None).expect("a list").len(), 1, "{}", file.display());
            assert!(handle.personal(id).is_ok(), "{}", file.display());
        }
        let _ = fs::remove_file(&temporary);
    }
}

#[test]
fn a_high_water_file_in_part_costs_an_epoch_and_no_place_is_used_twice() {
    let site = Site::new(&plan());
    site.open().act(None, &leak()).expect("written");
    let file = site.data.join("high-water");
    let whole = fs::read(&file).expect("written when the folder was closed");
    let mut requests = 1;
    for length in 0..=whole.len() {
        fs::write(&file, &whole[..length]).expect("written");
        // Other random bytes each time, as a machine would have: a new epoch needs a new name.
        let handle = open(&site.data, &format!("cut to {length} bytes"));
        handle.act(None, &leak()).expect("written");
        requests += 1;
        assert_eq!(handle.all_rows(List::All, None).expect("a list").len(), requests, "cut to {length} bytes");
        let snapshot = handle.snapshot().expect("readable");
        assert!(snapshot.forks(handle.identity().site).is_empty(), "cut to {length} bytes");
    }
}
