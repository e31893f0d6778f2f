//! The cases: a lift that keeps failing, a leak from the flat above, a broken fitness machine, lights out in the car park; and
//! under two more regulations a door and a pipe.

use fluent_bundle::FluentArgs;

use super::super::failure::Failure;
use super::super::tell::line;
use super::Show;
use super::town::{Place, Town};
use crate::domain::act::word::{Channel, Coordination, Field, Matter, Means, Mode, Outcome, Reason, Role, Topic};
use crate::domain::act::{Act, Addressee, Arrive, Audience, Close, Complete, Coordinate, Offer, Open, Tell};
use crate::domain::id::{Code, RequestId};
use crate::domain::payload::Personal;
use crate::node::shift::On;
use crate::node::{ActError, Draft};

/// What a case is called, said and about: keys of the language files.
pub struct Plot {
    pub what: &'static str,
    pub words: &'static str,
    pub room: &'static str,
}

const LIFT: Plot = Plot { what: "demo-lift", words: "demo-lift-words", room: "demo-lift-room" };
const LEAK: Plot = Plot { what: "demo-leak", words: "demo-leak-words", room: "demo-leak-room" };
const MACHINE: Plot = Plot { what: "demo-machine", words: "demo-machine-words", room: "demo-machine-room" };
const LIGHTS: Plot = Plot { what: "demo-lights", words: "demo-lights-words", room: "demo-lights-room" };

/// A request, and what people call it.
#[derive(Clone, Copy)]
pub struct Case {
    pub id: RequestId,
    pub what: &'static str,
}

/// The cases that were played.
pub struct Cases {
    /// In the order in which they began.
    pub requests: Vec<RequestId>,
    /// Those whose duties are worth a look.
    pub timed: [Case; 2],
}

impl Cases {
    /// Plays them: first with a network, then guard post and van each for themselves, then together again.
    pub fn play(town: &Town, show: &mut Show<'_>) -> Result<Self, Failure> {
        let mut stage = Stage { town, show };
        stage.show.heading("demo-online", []);
        let lift = stage.lift_is_mended()?;
        let leak = stage.leak_is_declined()?;
        let machine = stage.log(&MACHINE)?;
        stage.offer(&town.gate, &town.van, machine, Mode::phone)?;
        town.meet()?;
        stage.show.heading("demo-offline", []);
        stage.machine_goes_two_ways(machine)?;
        stage.lift_fails_again(lift)?;
        let lights = stage.log(&LIGHTS)?;
        stage.offer(&town.gate, &town.centre, lights, Mode::phone)?;
        stage.show.heading("demo-together", []);
        town.meet()?;
        stage.machine_is_settled(machine)?;
        stage.take(&town.van, lift)?;
        stage.lights_are_nobody_elses(lights)?;
        town.meet()?;
        stage.show.heading("demo-limits", []);
        let timed = [stage.door_comes_back_to_the_guard()?, stage.pipe_is_urgent()?];
        let all = [lift, leak, machine, lights].into_iter().chain(timed);
        Ok(Self { requests: all.map(|case| case.id).collect(), timed })
    }
}

pub struct Stage<'a, 's> {
    pub town: &'a Town,
    pub show: &'a mut Show<'s>,
}

fn on(place: &Place, case: Case) -> On {
    On { author: Some(place.person), request: case.id, happened: None }
}

impl Stage<'_, '_> {
    pub fn says(&self, key: &str) -> String {
        self.show.text.say(key)
    }

    pub fn tells<const N: usize>(&mut self, key: &str, case: Case, places: [(&'static str, String); N]) {
        if self.show.json {
            return;
        }
        let what = self.says(case.what);
        let mut all = FluentArgs::new();
        for (name, value) in places.into_iter().chain([("what", what)]) {
            all.set(name, value);
        }
        let said = self.show.text.find(key, &all).unwrap_or_default();
        self.show.out.out(&line(said));
    }

    /// A resident tells the guard, and the guard is responsible from the first second.
    fn log(&mut self, plot: &Plot) -> Result<Case, Failure> {
        self.log_as(plot, Open { channel: Channel::visit, matter: Matter::repair, repeat_back: true, ..Open::default() })
    }

    pub fn log_as(&mut self, plot: &Plot, open: Open) -> Result<Case, Failure> {
        let gate = &self.town.gate;
        let (words, room) = (self.says(plot.words), self.says(plot.room));
        let draft = Draft::new(open).text(Field::words, words.clone()).text(Field::room, room);
        let case = Case { id: gate.handle.act(Some(gate.person), &draft)?, what: plot.what };
        self.tells("demo-logged", case, [("who", gate.name.clone()), ("words", words)]);
        Ok(case)
    }

    fn offer(&mut self, from: &Place, to: &Place, case: Case, mode: Mode) -> Result<(), Failure> {
        let offer = Offer { to: Some(Addressee::Person(to.person)), mode, ..Offer::default() };
        from.handle.offer(on(from, case), &offer, &Personal::default())?;
        self.tells("demo-offered", case, [("from", from.name.clone()), ("to", to.name.clone())]);
        Ok(())
    }

    pub fn take(&mut self, by: &Place, case: Case) -> Result<(), Failure> {
        by.handle.take(on(by, case), &Personal::default())?;
        self.tells("demo-taken", case, [("who", by.name.clone())]);
        Ok(())
    }

    /// The work is done, the service supervisor is told (R09.16), and so is the resident.
    fn finish(&self, by: &Place, case: Case, result: &str) -> Result<(), Failure> {
        let request = case.id;
        let to = vec![Audience::Role(Role::dept_cs_supervisor), Audience::Resident];
        let tell = Tell { to, what: vec![Topic::result], means: Means::phone, reached: true, because: None };
        let complete = Complete { outcome: Outcome::resolved, cause: None };
        let done = [Draft::about(request, complete).text(Field::result, self.says(result)), Draft::about(request, tell)];
        by.handle.acts(Some(by.person), &done)?;
        let parents = by.handle.request(request)?.standing().map(|tenure| tenure.id).collect();
        let close = Close { parents, because: None, outcome: Outcome::resolved };
        by.handle.act(Some(by.person), &Draft::about(request, close))?;
        Ok(())
    }

    /// A handoff that is taken.
    fn lift_is_mended(&mut self) -> Result<Case, Failure> {
        let town = self.town;
        let lift = self.log(&LIFT)?;
        self.offer(&town.gate, &town.van, lift, Mode::phone)?;
        town.meet()?;
        self.take(&town.van, lift)?;
        town.van.handle.act(Some(town.van.person), &Draft::about(lift.id, Arrive { place: None }))?;
        self.finish(&town.van, lift, "demo-lift-result")?;
        self.tells("demo-finished", lift, [("who", town.van.name.clone()), ("result", self.says("demo-lift-result"))]);
        town.meet()?;
        Ok(lift)
    }

    /// A handoff that is declined: the giver stays responsible until somebody else takes it.
    fn leak_is_declined(&mut self) -> Result<Case, Failure> {
        let town = self.town;
        let leak = self.log(&LEAK)?;
        self.offer(&town.gate, &town.van, leak, Mode::phone)?;
        town.meet()?;
        town.van.handle.decline(on(&town.van, leak), Some(Reason::not_own), &Personal::default())?;
        self.tells("demo-declined", leak, [("who", town.van.name.clone()), ("giver", town.gate.name.clone())]);
        town.meet()?;
        self.offer(&town.gate, &town.centre, leak, Mode::come)?;
        town.meet()?;
        self.take(&town.centre, leak)?;
        Ok(leak)
    }

    /// A handoff that is recalled at the gate while it is being taken in the basement: neither can know of the other.
    fn machine_goes_two_ways(&mut self, machine: Case) -> Result<(), Failure> {
        let town = self.town;
        self.take(&town.van, machine)?;
        town.gate.handle.recall(on(&town.gate, machine), &Personal::default())?;
        self.tells("demo-recalled", machine, [("who", town.gate.name.clone())]);
        Ok(())
    }

    /// Closed is not the end: the resident is back, and the guard who was asked is responsible again.
    fn lift_fails_again(&mut self, lift: Case) -> Result<(), Failure> {
        let town = self.town;
        let words = self.says("demo-lift-again");
        let again = Personal { texts: [(Field::words, words.clone())].into(), ..Personal::default() };
        town.gate.handle.reopen(on(&town.gate, lift), &again)?;
        self.tells("demo-reopened", lift, [("who", town.gate.name.clone()), ("words", words)]);
        self.offer(&town.gate, &town.van, lift, Mode::phone)
    }

    fn machine_is_settled(&mut self, machine: Case) -> Result<(), Failure> {
        let centre = &self.town.centre;
        let people = centre.handle.people()?;
        let holders: Vec<_> = centre.handle.request(machine.id)?.holders().into_iter().map(|person| people.name(person)).collect();
        let names = holders.join(&self.says("list-separator"));
        self.tells("demo-contested", machine, [("names", names)]);
        centre.handle.settle(Some(centre.person), &[machine.id])?;
        self.tells("demo-settled", machine, [("who", centre.name.clone())]);
        Ok(())
    }

    /// A handoff that went to the wrong department stays with its receiver (R09.10): passing it on is refused.
    fn lights_are_nobody_elses(&mut self, lights: Case) -> Result<(), Failure> {
        let (centre, van) = (&self.town.centre, &self.town.van);
        self.take(centre, lights)?;
        let departments = Code::new("engineering").into_iter().collect();
        let coordinate = Coordinate { kind: Coordination::misdirected, departments, lead: Code::new("engineering"), concluded: false };
        centre.handle.act(Some(centre.person), &Draft::about(lights.id, Act::from(coordinate)))?;
        self.tells("demo-coordinated", lights, [("who", centre.name.clone())]);
        let offer = Offer { to: Some(Addressee::Person(van.person)), mode: Mode::phone, ..Offer::default() };
        match centre.handle.offer(on(centre, lights), &offer, &Personal::default()) {
            Err(refused @ ActError::Void { .. }) => {
                let why = Failure::from(refused).say(self.show.text);
                self.tells("demo-refused", lights, [("why", why)]);
                Ok(())
            }
            Err(other) => Err(other.into()),
            Ok(_) => Err(Failure::rule("demo-passed-on")),
        }
    }
}
