//! By what a site's time is counted: the calendars and the directories that its roster records name, each from when it was
//! adopted. A fact of the records alone, so that everybody who holds them counts alike, whatever came with their program.
//!
//! A limit is counted by what was in force where it begins. What is adopted later fills in days that nobody had published, and
//! changes no due that could be counted: who publishes a directory may be who is judged by it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, FixedOffset};

use super::act::Act;
use super::directory::Directory;
use super::evidence::Evidence;
use super::id::{Digest, RecordId};
use super::regulation::calendar::{self, Calendar, CalendarError, Edition};
use super::regulation::due::{NoDue, Office, Reckoning};
use super::roster::{Entry, Standing};
use super::time::UtcMs;

/// The years that count where a site adopts no calendar for them. They are as fixed as R16: a year that a later version brings
/// counts by adoption alone, or two versions would count the same records differently.
const WITHOUT_ADOPTION: &[&str] = &["cn-2025", "cn-2026"];
/// The most adoptions of calendars that are counted by, the oldest first: far more than a company publishes, and few enough that
/// whoever adopts without end cannot make every day be looked up without end. What begins after them is not dated.
pub const CALENDARS_MAX: usize = 128;

/// A calendar that an adoption names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The adoption.
    pub adoption: RecordId,
    /// The document.
    pub document: Digest,
    /// What it says; `None`: it has not arrived.
    pub read: Option<Result<calendar::Document, CalendarError>>,
}

/// What directories say of time, and from when on; why nobody here can tell what one says.
type Offices = Vec<(UtcMs, Result<Office, NoDue>)>;

/// What is counted by, and since when.
#[derive(Clone, Debug)]
pub struct Almanac {
    /// The first one has no beginning.
    editions: Vec<Edition>,
    /// What the directories say of time, from when on; the first one also of the time before it.
    offices: Offices,
    /// What is in force by all that is known: as faces show it, whose clock may be wrong.
    calendars: Vec<Held>,
    calendar: Calendar,
    directory: Directory,
}

/// An adoption of a calendar or directory.
#[derive(Clone, Copy, Debug)]
struct Adoption<'a> {
    id: RecordId,
    /// Since when it counts.
    from: UtcMs,
    document: Digest,
    replaces: &'a [RecordId],
}

/// What is in force, while one adoption after the other begins.
#[derive(Default)]
struct Force {
    begun: BTreeMap<RecordId, UtcMs>,
    replaced: BTreeSet<RecordId>,
    /// The latest last.
    standing: BTreeSet<(UtcMs, RecordId)>,
}

impl Force {
    fn begin(&mut self, adoption: &Adoption<'_>) {
        for id in adoption.replaces {
            self.replaced.insert(*id);
            if let Some(from) = self.begun.get(id) {
                self.standing.remove(&(*from, *id));
            }
        }
        self.begun.insert(adoption.id, adoption.from);
        if !self.replaced.contains(&adoption.id) {
            self.standing.insert((adoption.from, adoption.id));
        }
    }
}

impl Default for Almanac {
    /// What a site counts by that has adopted nothing.
    fn default() -> Self {
        Self::of(Vec::new(), Vec::new(), &BTreeMap::new())
    }
}

impl Almanac {
    /// One that never changes.
    #[must_use]
    pub fn steady(calendar: Calendar, office: Office) -> Self {
        let editions = vec![Edition::of(calendar.clone())];
        let offices = vec![(UtcMs::MIN, Ok(office))];
        Self { editions, offices, calendars: Vec::new(), calendar, directory: Directory::default() }
    }

    /// Reads what authorised roster records adopted, replaced ones too: they count for what began under them.
    pub(super) fn read(evidence: &Evidence, documents: &BTreeMap<Digest, String>) -> Self {
        let (mut calendars, mut directories) = (Vec::new(), Vec::new());
        for entry in evidence.roster.entries.values().filter(|entry| entry.standing == Standing::Counts) {
            let adoption = |document, replaces| Adoption { id: entry.link.id, from: evidence.since(entry), document, replaces };
            match &entry.act {
                Act::AdoptCalendar(body) => calendars.push(adoption(body.document, &body.replaces[..])),
                Act::Directory(body) => directories.push(adoption(body.document, &body.replaces[..])),
                _ => {}
            }
        }
        Self::of(calendars, directories, documents)
    }

    fn of<'a>(mut calendars: Vec<Adoption<'a>>, mut directories: Vec<Adoption<'a>>, documents: &BTreeMap<Digest, String>) -> Self {
        for adoptions in [&mut calendars, &mut directories] {
            adoptions.sort_unstable_by_key(|adoption| (adoption.from, adoption.id));
        }
        let (editions, held) = editions(&calendars, documents);
        let (offices, directory) = offices(&directories, documents);
        let mut calendar = Calendar::default();
        for newest in editions.last().into_iter().flat_map(|edition| &edition.calendars) {
            calendar.add(newest);
        }
        Self { editions, offices, calendars: held, calendar, directory }
    }

    /// By what a limit is counted that begins at a moment.
    #[must_use]
    pub fn at(&self, moment: UtcMs) -> Reckoning<'_> {
        let edition = self.editions.partition_point(|edition| edition.from <= moment).saturating_sub(1);
        // What began before the site had a directory is counted by its first one.
        let moment = self.offices.first().map_or(moment, |(first, _)| moment.max(*first));
        let begun = self.offices.partition_point(|(from, _)| *from <= moment);
        let office = self.offices[..begun].last().map_or_else(|| Ok(Office::default()), |(_, office)| *office);
        Reckoning { days: &self.editions[edition..], office }
    }

    /// The days, by every calendar in force.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The calendars adopted and in force.
    #[must_use]
    pub fn calendars(&self) -> &[Held] {
        &self.calendars
    }

    /// The shipped calendars that count because none was adopted for their years.
    #[must_use]
    pub fn unadopted(&self) -> Vec<&'static calendar::Shipped> {
        unadopted(self.calendars.iter().filter_map(|held| Some(&held.read.as_ref()?.as_ref().ok()?.calendar)))
    }

    /// The names of codes.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The site's zone.
    #[must_use]
    pub fn zone(&self) -> FixedOffset {
        office(&self.directory).zone
    }

    /// The zone in which a period of the calendar is counted that begins at a moment; of a directory that cannot be read here, the
    /// one that faces show by.
    #[must_use]
    pub fn zone_at(&self, moment: UtcMs) -> FixedOffset {
        self.at(moment).office.map_or_else(|_| self.zone(), |office| office.zone)
    }

    /// The years without data among those of a span of months from `now` on: nothing is dated there that asks what day it is.
    #[must_use]
    pub fn missing_years(&self, now: UtcMs, months: u32) -> Vec<i32> {
        let Some(first) = chrono::DateTime::from_timestamp_millis(now).map(|now| now.with_timezone(&self.zone()).date_naive()) else {
            return Vec::new();
        };
        let last = first.checked_add_months(chrono::Months::new(months)).unwrap_or(first);
        (first.year()..=last.year()).filter(|year| !self.calendar.years().any(|known| known == *year)).collect()
    }
}

impl Evidence {
    /// Since when a roster record counts: as claimed, and no further outside than receipts of other devices prove. Nobody dates
    /// back past a receipt.
    pub(super) fn since(&self, entry: &Entry) -> UtcMs {
        let (lower, upper) = self.receipts_around(entry);
        let claimed = entry.header.at.wall;
        let from = lower.map_or(claimed, |lower| claimed.max(lower));
        upper.map_or(from, |upper| from.min(upper))
    }

    /// Between which times receipts of other devices prove that a roster record was written.
    pub(super) fn receipts_around(&self, entry: &Entry) -> (Option<UtcMs>, Option<UtcMs>) {
        let device = entry.header.under.and_then(|under| self.certificate(under)).map(|certificate| certificate.device);
        device.map_or((None, None), |device| self.between(entry.header.anchor, &entry.link, device))
    }
}

/// What counted when, and the calendars in force at last.
fn editions(adoptions: &[Adoption<'_>], documents: &BTreeMap<Digest, String>) -> (Vec<Edition>, Vec<Held>) {
    let mut read: BTreeMap<RecordId, (Held, Option<Arc<Calendar>>)> = BTreeMap::new();
    let mut force = Force::default();
    let mut editions = vec![edition(UtcMs::MIN, &force, &read)];
    for adoption in adoptions.iter().take(CALENDARS_MAX) {
        let document = documents.get(&adoption.document).map(|text| calendar::Document::parse(text));
        let days = document.as_ref().and_then(|read| read.as_ref().ok()).map(|read| Arc::new(read.calendar.clone()));
        read.insert(adoption.id, (Held { adoption: adoption.id, document: adoption.document, read: document }, days));
        force.begin(adoption);
        editions.push(edition(adoption.from, &force, &read));
    }
    if let Some(beyond) = adoptions.get(CALENDARS_MAX) {
        editions.push(Edition { from: beyond.from, calendars: Vec::new(), lacking: Some(NoDue::OutOfRange) });
    }
    let held = force.standing.iter().filter_map(|(_, id)| read.get(id).map(|(held, _)| held.clone())).collect();
    (editions, held)
}

/// The calendars in force, and the shipped ones for years that none of them speaks of.
fn edition(from: UtcMs, force: &Force, read: &BTreeMap<RecordId, (Held, Option<Arc<Calendar>>)>) -> Edition {
    let standing = || force.standing.iter().filter_map(|(_, id)| read.get(id));
    let unread = standing().find(|(_, days)| days.is_none()).map(|(held, _)| NoDue::Document(held.document));
    let mut calendars: Vec<Arc<Calendar>> = standing().filter_map(|(_, days)| days.clone()).collect();
    let shipped = unadopted(calendars.iter().map(Arc::as_ref));
    calendars.extend(shipped.into_iter().map(|shipped| Arc::new(shipped.read().calendar.clone())));
    Edition { from, calendars, lacking: unread }
}

fn unadopted<'a>(adopted: impl Iterator<Item = &'a Calendar>) -> Vec<&'static calendar::Shipped> {
    let years: BTreeSet<i32> = adopted.flat_map(Calendar::years).collect();
    let shipped = calendar::calendars().iter().filter(|shipped| WITHOUT_ADOPTION.contains(&shipped.id));
    shipped.filter(|shipped| shipped.read().calendar.years().all(|year| !years.contains(&year))).collect()
}

/// What directories said of time and when, and the one by which codes are named: the latest in force that can be read here, else
/// the latest that could.
fn offices(adoptions: &[Adoption<'_>], documents: &BTreeMap<Digest, String>) -> (Offices, Directory) {
    let named: BTreeMap<RecordId, Digest> = adoptions.iter().map(|adoption| (adoption.id, adoption.document)).collect();
    let directory = |id: &RecordId| Directory::parse(documents.get(&named[id])?).ok();
    let mut read: BTreeMap<Digest, Result<Office, NoDue>> = BTreeMap::new();
    let (mut force, mut offices) = (Force::default(), Vec::new());
    for adoption in adoptions {
        force.begin(adoption);
        let Some((_, id)) = force.standing.last() else { continue };
        let said =
            *read.entry(named[id]).or_insert_with(|| directory(id).map_or(Err(NoDue::Document(named[id])), |read| Ok(office(&read))));
        offices.push((adoption.from, said));
    }
    let standing = force.standing.iter().rev().map(|(_, id)| id);
    let newest = standing.chain(adoptions.iter().rev().map(|adoption| &adoption.id)).find_map(directory);
    (offices, newest.unwrap_or_default())
}

fn office(directory: &Directory) -> Office {
    let default = Office::default();
    Office {
        zone: directory.offset().unwrap_or(default.zone),
        hours: directory.hours().unwrap_or(default.hours),
        convention: directory.working_days.unwrap_or(default.convention),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::regulation::calendar::DayKind;
    use crate::domain::regulation::due::{Convention, Due, Hours, Span};

    const HOUR_MS: i64 = 3_600_000;
    const DAY_MS: i64 = 24 * HOUR_MS;
    const WORKING_DAY: Span = Span::WorkingDays(1);

    /// Adoptions from the first moment on, one an hour, each replacing what its text says: the text, and the places of those.
    fn adopted(texts: &[(&str, &[usize])]) -> Almanac {
        let spaced: Vec<_> = (0_i64..).zip(texts).map(|(at, (text, replaces))| (at * HOUR_MS, *text, *replaces)).collect();
        almanac(&spaced, usize::MAX)
    }

    /// As [`adopted`] with the moments; the document of one of them has not arrived.
    fn almanac(texts: &[(UtcMs, &str, &[usize])], lost: usize) -> Almanac {
        let held = texts.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, (_, text, _))| text);
        let documents = held.map(|text| (Digest::of(text.as_bytes()), (*text).to_owned())).collect();
        let id = |at: usize| RecordId([u8::try_from(at).expect("few"); 32]);
        let replaces: Vec<Vec<RecordId>> = texts.iter().map(|(.., replaces)| replaces.iter().map(|at| id(*at)).collect()).collect();
        let adoption = |(at, (from, text, _)): (usize, &(UtcMs, &str, &[usize]))| {
            (text.contains("calendar"), (at, *from, Digest::of(text.as_bytes())))
        };
        let (calendars, directories): (Vec<_>, Vec<_>) = texts.iter().enumerate().map(adoption).partition(|(calendar, _)| *calendar);
        let adoptions = |of: Vec<(bool, (usize, UtcMs, Digest))>| {
            let adoption = |(_, (at, from, document))| Adoption { id: id(at), from, document, replaces: &replaces[at] };
            of.into_iter().map(adoption).collect()
        };
        Almanac::of(adoptions(calendars), adoptions(directories), &documents)
    }

    fn kind(almanac: &Almanac, date: &str) -> Option<DayKind> {
        let date = date.parse().expect("a date");
        let newest = Edition::first_kind(almanac.at(UtcMs::MAX).days, date).ok();
        assert_eq!(newest, almanac.calendar().kind(date), "{date}: faces show by what is counted");
        newest
    }

    fn ms(local: &str) -> UtcMs {
        let local = chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").expect("a time");
        local.and_local_timezone(Office::default().zone).single().expect("one").timestamp_millis()
    }

    fn due(almanac: &Almanac, anchor: UtcMs) -> Result<UtcMs, NoDue> {
        almanac.at(anchor).due(anchor, WORKING_DAY).map(|Due { at, .. }| at)
    }

    const HONG_KONG: &str = "schema = 1\nkind = \"calendar\"\nid = \"hk\"\nsource = \"s\"\n[[year]]\nyear = 2026\noff = [\"2026-07-01\"]\n";
    const LATE: &str = "business_hours = \"10:00-20:00\"\n";

    fn year(year: i32, off: &str) -> String {
        format!("schema = 1\nkind = \"calendar\"\nid = \"y\"\nsource = \"s\"\n[[year]]\nyear = {year}\noff = [{off}]\n")
    }

    #[test]
    fn a_year_counts_as_adopted_else_as_shipped_and_a_year_without_data_is_no_year_without_holidays() {
        let none = Almanac::default();
        assert_eq!((kind(&none, "2026-10-01"), kind(&none, "2026-07-01")), (Some(DayKind::Holiday), Some(DayKind::Workday)));
        assert_eq!(kind(&none, "2027-01-01"), None);
        let adopted = adopted(&[(HONG_KONG, &[])]);
        assert_eq!((kind(&adopted, "2026-10-01"), kind(&adopted, "2026-07-01")), (Some(DayKind::Workday), Some(DayKind::Holiday)));
        assert_eq!(kind(&adopted, "2025-10-01"), Some(DayKind::Holiday), "2025 was not adopted");
        assert_eq!(adopted.unadopted().iter().map(|shipped| shipped.id).collect::<Vec<_>>(), ["cn-2025"]);
    }

    #[test]
    fn of_two_calendars_in_force_a_day_on_which_they_differ_is_of_no_kind() {
        let other = HONG_KONG.replace("off = [\"2026-07-01\"]", "work = [\"2026-07-04\"]\noff = []");
        let both = adopted(&[(HONG_KONG, &[]), (&other, &[])]);
        assert_eq!(both.calendars().len(), 2);
        assert_eq!(kind(&both, "2026-07-04"), None, "one says a weekend, the other that it is worked");
        let settled = adopted(&[(HONG_KONG, &[]), (&other, &[]), (&year(2026, ""), &[0, 1])]);
        assert_eq!((settled.calendars().len(), kind(&settled, "2026-07-04")), (1, Some(DayKind::Weekend)));
    }

    #[test]
    fn years_to_come_that_nobody_published_are_named() {
        let november = 1_795_305_600_000; // 2026-11-22
        assert_eq!(Almanac::default().missing_years(november, 12), [2027]);
        assert_eq!(Almanac::default().missing_years(november, 1), Vec::<i32>::new());
        assert_eq!(Almanac::default().missing_years(i64::MAX, 12), Vec::<i32>::new());
    }

    #[test]
    fn the_directory_says_zone_and_hours() {
        let text = "time_zone = \"+07:00\"\nbusiness_hours = \"09:00-18:00\"\nworking_days = \"elapsed_hours\"\n";
        let almanac = adopted(&[(text, &[])]);
        let office = almanac.at(UtcMs::MIN).office.expect("it is here");
        assert_eq!((office.zone.local_minus_utc(), almanac.zone()), (7 * 3600, office.zone));
        assert_eq!((office.hours, office.convention), (Hours::parse("09:00-18:00").expect("hours"), Convention::ElapsedHours));
        let broken = adopted(&[(text, &[]), ("time_zone = 5", &[0])]);
        assert_eq!(broken.zone(), office.zone, "what cannot be read hides no names");
        assert_eq!(broken.at(UtcMs::MAX).office, Err(NoDue::Document(Digest::of(b"time_zone = 5"))), "and nothing is counted by a guess");
    }

    #[test]
    fn a_limit_is_counted_by_what_was_in_force_where_it_begins() {
        let (before, after) = (ms("2026-11-16 09:00"), ms("2026-11-18 09:00"));
        let founded = (ms("2026-11-10 08:00"), "site = \"s\"", &[][..]);
        let changed = (ms("2026-11-17 12:00"), LATE, &[0][..]);
        let (old, new) = (almanac(&[founded], 9), almanac(&[founded, changed], 9));
        assert_eq!(due(&old, before), Ok(ms("2026-11-17 17:30")));
        assert_eq!(due(&new, before), Ok(ms("2026-11-17 17:30")), "it ends after the change, and began before it");
        assert_eq!((due(&old, after), due(&new, after)), (Ok(ms("2026-11-19 17:30")), Ok(ms("2026-11-19 20:00"))));
        assert_eq!(due(&new, ms("2026-11-02 09:00")), Ok(ms("2026-11-03 17:30")), "before the site had a directory: its first one");
    }

    #[test]
    fn of_two_directories_in_force_the_later_one_counts_and_one_that_was_replaced_never_again() {
        let early = "business_hours = \"06:00-12:00\"\n";
        let closes = |texts: &[(&str, &[usize])]| due(&adopted(texts), ms("2026-11-16 05:00"));
        assert_eq!(closes(&[(LATE, &[]), (early, &[])]), Ok(ms("2026-11-17 12:00")));
        assert_eq!(closes(&[(early, &[]), (LATE, &[])]), Ok(ms("2026-11-17 20:00")));
        assert_eq!(closes(&[(early, &[1]), (LATE, &[])]), Ok(ms("2026-11-17 12:00")), "it claims to be older than what it replaces");
        assert_eq!(closes(&[(early, &[]), (LATE, &[]), ("site = \"s\"", &[1])]), Ok(ms("2026-11-17 17:30")));
    }

    #[test]
    fn a_year_that_was_missing_is_filled_in_and_one_that_was_known_is_not_corrected() {
        let anchor = ms("2026-12-31 09:00");
        let (first, second) = (year(2027, "\"2027-01-01\""), year(2027, "\"2027-01-01..2027-01-04\""));
        let (begun, corrected) = ((ms("2027-02-01 08:00"), &first[..], &[][..]), (ms("2027-03-01 08:00"), &second[..], &[0][..]));
        assert_eq!(due(&Almanac::default(), anchor), Err(NoDue::Calendar("2027-01-01".parse().expect("a date"))));
        assert_eq!(due(&almanac(&[begun], 9), anchor), Ok(ms("2027-01-04 17:30")), "filled in");
        let all = almanac(&[begun, corrected], 9);
        assert_eq!(due(&all, anchor), Ok(ms("2027-01-04 17:30")), "not corrected");
        assert_eq!(kind(&all, "2027-01-04"), Some(DayKind::Holiday), "what begins from now on counts by the correction");
        let unread = almanac(&[begun], 0);
        assert_eq!(due(&unread, anchor), Err(NoDue::Document(Digest::of(first.as_bytes()))), "it has not arrived");
        assert!(due(&unread, ms("2026-11-16 09:00")).is_ok(), "what began before it, in a year that was known");
    }

    #[test]
    fn a_directory_that_has_not_arrived_is_no_default() {
        let founded = (ms("2026-11-10 08:00"), "site = \"s\"", &[][..]);
        let changed = (ms("2026-11-17 12:00"), LATE, &[0][..]);
        let almanac = almanac(&[founded, changed], 1);
        let missing = NoDue::Document(Digest::of(LATE.as_bytes()));
        let after = ms("2026-11-18 09:00");
        for span in [WORKING_DAY, Span::Business(1), Span::Days(0), Span::CloseOfBusiness] {
            assert_eq!(almanac.at(after).due(after, span), Err(missing), "{span:?}");
        }
        assert_eq!(almanac.at(after).due(after, Span::Wall(HOUR_MS)).map(|due| due.at), Ok(after + HOUR_MS), "hours run anyway");
        assert!(due(&almanac, ms("2026-11-16 09:00")).is_ok(), "what began before it");
        assert_eq!(almanac.directory().site, "s", "names are those that can be read");
    }

    #[test]
    fn whoever_adopts_without_end_dates_nothing_and_costs_little() {
        let adoption = |at: usize| {
            let mut id = [0; 32];
            id[..8].copy_from_slice(&at.to_be_bytes());
            let from = ms("2026-11-16 09:00") + i64::try_from(at).expect("few");
            Adoption { id: RecordId(id), from, document: Digest::of(HONG_KONG.as_bytes()), replaces: &[] }
        };
        let all: Vec<Adoption<'_>> = (0..10_000).map(adoption).collect();
        let documents = BTreeMap::from([(Digest::of(HONG_KONG.as_bytes()), HONG_KONG.to_owned())]);
        let almanac = Almanac::of(all.clone(), all, &documents);
        assert_eq!(almanac.calendars().len(), CALENDARS_MAX);
        assert!(due(&almanac, ms("2026-11-16 08:59")).is_err(), "a calendar is no directory");
        let days = |anchor: UtcMs| Edition::first_kind(almanac.at(anchor).days, "2026-11-20".parse().expect("a date"));
        assert_eq!(days(ms("2026-11-16 08:59")), Ok(DayKind::Workday));
        assert_eq!(days(ms("2026-11-16 09:00") + DAY_MS), Err(NoDue::OutOfRange), "after the last that counts");
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        /// Hours, or a calendar of one of three years that has a day off, or of which nothing can be read here.
        fn text() -> impl Strategy<Value = String> {
            let hours = (6_u32..12, 13_u32..20).prop_map(|(open, close)| format!("business_hours = \"{open:02}:00-{close}:00\"\n"));
            let days = (2026_i32..2029, 1_u32..29).prop_map(|(of, day)| year(of, &format!("\"{of}-01-{day:02}\"")));
            let unread = Just("calendar = nothing".to_owned());
            prop_oneof![4 => hours, 4 => days, 1 => unread]
        }

        /// A text, the hours between it and the one before, and whether it replaces everything before it.
        fn adoptions() -> impl Strategy<Value = Vec<(String, i64, bool)>> {
            prop::collection::vec((text(), 0_i64..20_000, any::<bool>()), 1..8)
        }

        fn counted(adoptions: &[(String, i64, bool)]) -> (Almanac, UtcMs) {
            let mut from = ms("2026-01-01 00:00");
            let places: Vec<usize> = (0..=adoptions.len()).collect();
            let mut texts = vec![(from, "site = \"s\"", &[][..])];
            for (at, (text, hours, replaces)) in adoptions.iter().enumerate() {
                from += hours * HOUR_MS;
                texts.push((from, text.as_str(), if *replaces { &places[..=at] } else { &[] }));
            }
            (almanac(&texts, usize::MAX), from)
        }

        proptest! {
            #[test]
            fn what_is_adopted_later_changes_no_due_that_could_be_counted(
                adoptions in adoptions(),
                later in adoptions(),
                anchors in prop::collection::vec(0_i64..30_000, 1..20),
                days in 1_u32..40,
            ) {
                let (before, until) = counted(&adoptions);
                let (after, _) = counted(&[adoptions, later].concat());
                for anchor in anchors.into_iter().map(|hours| ms("2025-10-01 09:00") + hours * HOUR_MS).filter(|anchor| *anchor < until) {
                    for span in [Span::WorkingDays(days), Span::Business(i64::from(days) * HOUR_MS), Span::Days(days), Span::CloseOfBusiness] {
                        if let Ok(due) = before.at(anchor).due(anchor, span) {
                            prop_assert_eq!(after.at(anchor).due(anchor, span), Ok(due));
                        }
                    }
                }
            }
        }
    }
}
