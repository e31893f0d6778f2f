//! Ten thousand requests of an older system, imported at the service centre and carried to guard post and van.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::super::args::{Global, ImportCsvArgs};
use super::super::desk::Desk;
use super::super::failure::Failure;
use super::super::found::write;
use super::super::import;
use super::town::{Town, is_level};
use super::{Captured, HistoryView, Show};

/// How many rows there are.
const ROWS: u64 = 10_000;
/// The mapping is that of the real table of the same columns (see `examples/maps`).
const MAP: &str = include_str!("../../../../examples/maps/la311.toml");
const HEADER: &str = "srnumber,requesttype,status,createddate,updateddate,servicedate,closeddate,requestsource,owner,\
createdbyuserorganization,anonymous,assignto,latitude,longitude,address,zipcode,apc,ncname\n";
const TYPES: [(&str, &str); 8] = [
    ("Bulky Items", "BOS"),
    ("Graffiti Removal", "OCB"),
    ("Metal/Household Appliances", "BOS"),
    ("Illegal Dumping Pickup", "BOS"),
    ("Electronic Waste", "BOS"),
    ("Single Streetlight Issue", "BSL"),
    ("Dead Animal Removal", "BOS"),
    ("Report Water Waste", "LADWP"),
];
const STATES: [&str; 10] = ["Closed", "Closed", "Closed", "Closed", "Closed", "Closed", "Closed", "Closed", "Open", "Cancelled"];
const SOURCES: [&str; 4] = ["Call", "Mobile App", "Self Service", "Driver Self Report"];
const CREWS: [&str; 6] = ["WV", "EV", "NC", "SLA", "HB", "WLA"];
const STREETS: [&str; 6] = ["W VANOWEN ST", "S WESTMORELAND AVE", "N FIGUEROA ST", "E 7TH ST", "W PICO BLVD", "S CENTRAL AVE"];

/// Imports the history at the centre, lets the others fetch it, and tells how long that took.
pub fn play(town: &Town, folder: &Path, global: &Global, show: &mut Show<'_>) -> Result<HistoryView, Failure> {
    let (file, map) = (folder.join("history.csv"), folder.join("history.toml"));
    write(&file, table().as_bytes())?;
    write(&map, MAP.as_bytes())?;
    show.heading("demo-history", [("rows", ROWS.to_string())]);
    let clock = town.centre.handle.clock();
    let began = clock.now().elapsed;
    let told = imported(town, (file, map), global, show)?;
    let imported = clock.now().elapsed;
    if !show.json {
        show.out.out(&told);
    }
    town.meet_at_once()?;
    let carried = clock.now().elapsed;
    let (import_milliseconds, sync_milliseconds) = (imported.saturating_sub(began), carried.saturating_sub(imported));
    show.say("demo-carried", [("import", import_milliseconds.to_string()), ("sync", sync_milliseconds.to_string())]);
    let digests = town.digests()?;
    let equal = is_level(&digests);
    if equal {
        let records = town.centre.handle.status()?.records.to_string();
        show.say("demo-equal", [("digest", digests[0].to_string()[..16].to_owned()), ("records", records)]);
    }
    Ok(HistoryView { rows: ROWS, import_milliseconds, sync_milliseconds, equal })
}

fn imported(town: &Town, (file, map): (PathBuf, PathBuf), global: &Global, show: &Show<'_>) -> Result<String, Failure> {
    let mut said = Captured::default();
    let plain = Global { json: false, as_staff: Some(town.centre.name.clone()), ..global.clone() };
    let desk = &mut Desk::at(&town.centre.handle, &plain, Path::new(""), show.text, &mut said)?;
    import::csv(desk, &ImportCsvArgs { file, map })?;
    Ok(said.into_text())
}

/// The table, the same every time.
fn table() -> String {
    let mut table = HEADER.to_owned();
    let mut state = 1_523_590_121_u64;
    let mut pick = |count: u64| {
        // Knuth's MMIX generator; its upper half is random enough for a table of made-up streets.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % count
    };
    let of = |list: &[&'static str], at: u64| list[usize::try_from(at).unwrap_or_default() % list.len()];
    for row in 0..ROWS {
        let (kind, owner) = TYPES[usize::try_from(pick(8)).unwrap_or_default()];
        let (status, source, crew) = (of(&STATES, pick(10)), of(&SOURCES, pick(4)), of(&CREWS, pick(6)));
        let (month, day, minute) = (1 + pick(12), 1 + pick(26), row % 60);
        let time = |later: u64| format!("{month}/{}/20 {}:{minute:02}", day + later, 7 + row % 12);
        let closed = if status == "Closed" { time(2) } else { String::new() };
        let (number, street, zip) = (100 + pick(19_000), of(&STREETS, pick(6)), 90_001 + pick(80));
        let _ = writeln!(
            table,
            "1-{id},{kind},{status},{},{},{},{closed},{source},{owner},{owner},N,{crew},34.{},-118.{},\"{number} {street}, {zip}\",{zip},,",
            time(0),
            time(1),
            time(1),
            pick(400_000),
            pick(600_000),
            id = 1_523_590_000 + row * 7,
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_same_every_time_and_whole() {
        let table = table();
        assert_eq!(table.lines().count() as u64, ROWS + 1);
        let columns = HEADER.matches(',').count();
        let quoted = |line: &str| line.split('"').step_by(2).map(|part| part.matches(',').count()).sum::<usize>();
        assert!(table.lines().all(|line| quoted(line) == columns));
        assert_eq!(blake3::hash(table.as_bytes()), blake3::hash(super::table().as_bytes()));
    }
}
