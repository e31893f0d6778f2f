//! The judge itself: what a town that lost its way home may not be blamed for, and what it is for.

use shouwen::domain::act::word::{Channel, Means};
use shouwen::domain::act::{Note, Open, RevokeReason, Visit};
use shouwen::domain::id::{RecordId, RequestId};
use shouwen::node::Draft;

use super::options::Options;
use super::world::World;

const CENTRE: usize = 0;
const GATE: usize = 1;
const VAN: usize = 2;

fn quiet_town() -> World {
    World::new(Options { nodes: 3, ..Options::default() })
}

fn act(world: &mut World, node: usize, draft: &Draft) -> RecordId {
    let handle = world.nodes[node].handle.clone().expect("it is up");
    let done = handle.act(Some(world.nodes[node].person), draft).expect("written");
    drop(handle);
    world.acted(node, "acts", Ok(vec![done]));
    done
}

fn open(world: &mut World, node: usize) -> RequestId {
    let id = act(world, node, &Draft::new(Open { channel: Channel::visit, ..Open::default() }));
    world.requests.push(id);
    id
}

fn visit(world: &mut World, request: RequestId, satisfied: bool) -> RecordId {
    let visit = Visit { means: Means::phone, reached: true, satisfied: Some(satisfied), ..Visit::default() };
    act(world, CENTRE, &Draft::about(request, visit))
}

/// A copy of a closed folder, as a backup is made.
fn save(world: &mut World, node: usize) -> super::node::Image {
    world.drop_sessions(node);
    world.nodes[node].stop();
    let image = world.nodes[node].image();
    world.start_node(node);
    image
}

fn put_back(world: &mut World, node: usize, image: &super::node::Image) {
    world.drop_sessions(node);
    world.nodes[node].put_back(image);
    world.start_node(node);
}

fn fails(world: &World) -> Option<&str> {
    world.failure.as_ref().map(|failure| failure.check)
}

#[test]
fn a_node_that_was_put_back_is_judged_by_what_it_shows_from_there_on() {
    let mut world = quiet_town();
    let request = open(&mut world, CENTRE);
    visit(&mut world, request, true);
    let image = save(&mut world, CENTRE);
    visit(&mut world, request, false);
    assert!(world.owed[&(CENTRE, request)].0, "a dissatisfied visit has it owed again");
    put_back(&mut world, CENTRE, &image);
    act(&mut world, CENTRE, &Draft::about(request, Note::default()));
    assert_eq!((world.owed[&(CENTRE, request)].0, fails(&world)), (false, None));
}

#[test]
fn a_visit_that_came_before_what_it_names_ends_the_duty_when_that_has_come() {
    let mut world = quiet_town();
    let request = open(&mut world, CENTRE);
    world.meet_to_the_end(CENTRE, GATE);
    let note = act(&mut world, CENTRE, &Draft::about(request, Note::default()));
    let visit = visit(&mut world, request, true);
    let handle = world.nodes[CENTRE].handle.clone().expect("it is up");
    let (snapshot, organisation) = (handle.snapshot().expect("readable"), handle.identity().organisation);
    drop(handle);
    for (id, open) in [(visit, true), (note, false)] {
        let record = snapshot.record(id).expect("readable").expect("held");
        world.carry_records(organisation, vec![record], GATE);
        while world.step() {}
        assert_eq!((world.owed[&(GATE, request)].0, fails(&world)), (open, None));
    }
}

#[test]
fn a_number_signed_twice_is_laid_to_the_device_even_while_it_is_down() {
    for put_back_whole in [true, false] {
        let mut world = quiet_town();
        let request = open(&mut world, GATE);
        world.meet_to_the_end(CENTRE, GATE);
        let image = save(&mut world, GATE);
        act(&mut world, GATE, &Draft::about(request, Note::default()));
        world.meet_to_the_end(CENTRE, GATE);
        put_back(&mut world, GATE, &image);
        // Nobody who could tell it was met before it signs again.
        act(&mut world, GATE, &Draft::about(request, Note { joins: true }));
        world.nodes[GATE].copied = put_back_whole;
        world.meet_to_the_end(GATE, VAN);
        world.nodes[GATE].kill();
        world.meet_to_the_end(CENTRE, VAN);
        let expected = (!put_back_whole).then_some("nobody honest signs a number twice");
        assert_eq!((world.forked.is_empty(), fails(&world)), (false, expected));
    }
}

#[test]
fn what_only_a_device_that_is_kept_out_still_holds_can_be_carried_in() {
    for whole in [true, false] {
        let mut world = quiet_town();
        let image = save(&mut world, CENTRE);
        let request = open(&mut world, CENTRE);
        world.meet_to_the_end(CENTRE, GATE);
        put_back(&mut world, CENTRE, &image);
        world.revoke_device(CENTRE, GATE, RevokeReason::Lost);
        if !whole {
            // It is honest no more, and says nothing.
            world.nodes[GATE].honest = false;
        }
        world.heal();
        let back = world.nodes[CENTRE].held().contains(&request);
        let expected = (!whole).then_some("nothing acknowledged is lost");
        assert_eq!((back, fails(&world)), (whole, expected));
    }
}
