//! The same three nodes under two more regulations, whose limits somebody can watch: half an hour to the service centre and an
//! hour back to the first contact (R01), a quarter of an hour to a burst pipe (R10). What was logged before stays under R09.

use std::path::Path;

use super::super::args::{DutyCommand, DutyListArgs};
use super::super::desk::Desk;
use super::super::failure::Failure;
use super::super::{args::Global, duties};
use super::cases::{Case, Plot, Stage};
use super::town::Place;
use super::{Captured, Show};
use crate::domain::act::word::{Channel, Finished, Ground, Matter, Means, Mode, Outcome, Subject, Topic};
use crate::domain::act::{Act, Addressee, Arrive, Audience, Close, Complete, Finish, Offer, Open, Receive, Tell, Visit};
use crate::domain::id::{PersonId, RecordId};
use crate::domain::payload::Personal;
use crate::domain::regulation;
use crate::domain::regulation::adoption::{Named, Proposal};
use crate::node::Draft;
use crate::node::shift::On;

const DOOR: Plot = Plot { what: "demo-door", words: "demo-door-words", room: "demo-door-room" };
const PIPE: Plot = Plot { what: "demo-pipe", words: "demo-pipe-words", room: "demo-pipe-room" };

impl Stage<'_, '_> {
    /// RULE: R01.6, R01.9, R01.13. The guard reaches the centre, hears the result from it, and completes the register.
    pub fn door_comes_back_to_the_guard(&mut self) -> Result<Case, Failure> {
        let (town, office) = (self.town, (&self.town.centre, self.town.officer));
        self.adopt("r01-measures-30-60")?;
        let open = Open { channel: Channel::visit, matter: Matter::repair, repeat_back: true, ..Open::default() };
        let door = self.log_as(&DOOR, open)?;
        self.hand_over((&town.gate, town.gate.person), (town.officer, &self.says("demo-officer")), door)?;
        let contact = tell(vec![Audience::Resident], &[Topic::department, Topic::contact]);
        town.gate.handle.act(Some(town.gate.person), &Draft::about(door.id, contact))?;
        town.meet()?;
        self.takes(office, &self.says("demo-officer"), door)?;
        self.hand_over(office, (town.van.person, &town.van.name), door)?;
        town.meet()?;
        self.take(&town.van, door)?;
        self.completes(&town.van, door, "demo-door-result")?;
        town.meet()?;
        let back = tell(vec![Audience::Person(town.gate.person)], &[Topic::result]);
        let back = town.centre.handle.act(Some(town.officer), &Draft::about(door.id, back))?;
        self.tells("demo-told-back", door, [("who", self.says("demo-officer")), ("to", town.gate.name.clone())]);
        town.meet()?;
        let finish = Finish { what: Finished::register, ground: Some(Ground::result_recorded) };
        let register: [Act; 3] = [Receive { record: back }.into(), tell(vec![Audience::Resident], &[Topic::result]).into(), finish.into()];
        town.gate.handle.acts(Some(town.gate.person), &register.map(|act| Draft::about(door.id, act)))?;
        self.tells("demo-registered", door, [("who", town.gate.name.clone())]);
        town.meet()?;
        closes(&town.van, door)?;
        town.meet()?;
        Ok(door)
    }

    /// RULE: R10.3, R10.7, R10.9. On site within a quarter of an hour; the resident hears the result and is asked.
    pub fn pipe_is_urgent(&mut self) -> Result<Case, Failure> {
        let town = self.town;
        self.adopt("r10-interactive")?;
        let open = Open { channel: Channel::visit, matter: Matter::repair, subject: Some(Subject::burst_pipe), ..Open::default() };
        let pipe = self.log_as(&PIPE, open)?;
        self.hand_over((&town.gate, town.gate.person), (town.van.person, &town.van.name), pipe)?;
        town.meet()?;
        self.take(&town.van, pipe)?;
        town.van.handle.act(Some(town.van.person), &Draft::about(pipe.id, Arrive { place: None }))?;
        self.completes(&town.van, pipe, "demo-pipe-result")?;
        let visit = Visit {
            means: Means::in_person,
            reached: true,
            satisfied: Some(true),
            speed: Some(5),
            result: Some(5),
            manner: Some(5),
            ..Visit::default()
        };
        let told: [Act; 2] = [tell(vec![Audience::Resident], &[Topic::progress, Topic::result]).into(), visit.into()];
        town.van.handle.acts(Some(town.van.person), &told.map(|act| Draft::about(pipe.id, act)))?;
        self.tells("demo-satisfied", pipe, [("who", town.van.name.clone())]);
        closes(&town.van, pipe)?;
        town.meet()?;
        Ok(pipe)
    }

    fn adopt(&mut self, id: &str) -> Result<(), Failure> {
        let shipped = regulation::presets().iter().find(|shipped| shipped.id == id);
        let shipped = shipped.ok_or_else(|| Failure::usage("error-regulation").with("given", id).with("known", ""))?;
        let preset = Named { name: shipped.id.to_owned(), text: shipped.document.to_owned() };
        let proposal = Proposal { preset, overlays: Vec::new(), prefer: None, set: Vec::new() };
        self.town.centre.handle.adopt_regulation(Some(self.town.centre.person), &proposal)?;
        self.town.meet()?;
        self.show.say("demo-adopted", [("title", shipped.title_zh.to_owned())]);
        Ok(())
    }

    fn hand_over(&mut self, from: (&Place, PersonId), to: (PersonId, &str), case: Case) -> Result<(), Failure> {
        let offer = Offer { to: Some(Addressee::Person(to.0)), mode: Mode::phone, reached: true, ..Offer::default() };
        let (place, giver) = from;
        place.handle.offer(On { author: Some(giver), request: case.id, happened: None }, &offer, &Personal::default())?;
        let from = if giver == place.person { place.name.clone() } else { self.says("demo-officer") };
        self.tells("demo-offered", case, [("from", from), ("to", to.1.to_owned())]);
        Ok(())
    }

    fn takes(&mut self, (place, person): (&Place, PersonId), name: &str, case: Case) -> Result<(), Failure> {
        place.handle.take(On { author: Some(person), request: case.id, happened: None }, &Personal::default())?;
        self.tells("demo-taken", case, [("who", name.to_owned())]);
        Ok(())
    }

    fn completes(&mut self, by: &Place, case: Case, result: &str) -> Result<RecordId, Failure> {
        let complete = Complete { outcome: Outcome::resolved, cause: None };
        let done = Draft::about(case.id, complete).text(crate::domain::act::word::Field::result, self.says(result));
        let record = by.handle.act(Some(by.person), &done)?;
        self.tells("demo-completed", case, [("who", by.name.clone()), ("result", self.says(result))]);
        Ok(record)
    }
}

fn closes(by: &Place, case: Case) -> Result<(), Failure> {
    let parents = by.handle.request(case.id)?.standing().map(|tenure| tenure.id).collect();
    let close = Close { parents, because: None, outcome: Outcome::resolved };
    by.handle.act(Some(by.person), &Draft::about(case.id, close))?;
    Ok(())
}

fn tell(to: Vec<Audience>, what: &[Topic]) -> Tell {
    Tell { to, what: what.to_vec(), means: Means::phone, reached: true, because: None }
}

/// Prints what was owed about a case, by which clause and until when, as a place shows it.
pub fn show_duties(place: &Place, case: Case, global: &Global, show: &mut Show<'_>) -> Result<(), Failure> {
    if show.json {
        return Ok(());
    }
    let mut said = Captured::default();
    let plain = Global { json: false, ..global.clone() };
    let desk = &mut Desk::at(&place.handle, &plain, Path::new(""), show.text, &mut said)?;
    let request = Some(case.id.to_string());
    duties::run(desk, &DutyCommand::List(DutyListArgs { by: None, late: false, open: false, request, at: None }))?;
    show.say("demo-duties", [("what", show.text.say(case.what)), ("who", place.name.clone())]);
    show.out.out(&said.into_text());
    Ok(())
}
