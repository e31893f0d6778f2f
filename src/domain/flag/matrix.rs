//! Who hands over to whom. Outside the matrix a handoff has its full effect, and is shown: a table must never stop an
//! emergency (decision Q20).

use super::party::{Scene, Who};
use super::{Concern, Flag, flag};
use crate::domain::act::word::{Mode, Reason};
use crate::domain::course::Course;
use crate::domain::evidence::Evidence;
use crate::domain::id::PersonId;
use crate::domain::regulation::Adopted;
use crate::domain::regulation::preset::words::{DoneBy, Party};
use crate::domain::regulation::word::Retransfer;

/// The clauses that the givers of the shipped matrices stand for.
pub(super) const CLAUSES: &[(&str, Party, &str)] = &[
    ("r01", Party::any, "R01.6"),
    ("r01", Party::cs_officer, "R01.6"),
    ("r02", Party::any_c1, "R02.2"),
    ("r02", Party::any_c2, "R02.9"),
    ("r02", Party::duty_receptionist, "R02.10"),
    ("r02", Party::cs_officer, "R02.10"),
    ("r02", Party::responsible_supervisor, "R02.5"),
    ("r03", Party::any, "R03.4"),
    ("r03", Party::cs_officer, "R03.5"),
    ("r04", Party::any, "R04.2"),
    ("r06", Party::desk, "R06.2"),
    ("r06", Party::other, "R06.2"),
    ("r07", Party::receptionist, "R07.6"),
    ("r08", Party::first_contact, "R08.5"),
    ("r08", Party::dept_head, "R08.8"),
    ("r09", Party::operator, "R09.2"),
    ("r09", Party::team_lead, "R09.5"),
    ("r09", Party::manager, "R09.5"),
    ("r09", Party::cr_supervisor, "R09.7"),
    ("r09", Party::receiving_dept, "R09.10"),
    ("r10", Party::any, "R10.2"),
    ("r11", Party::any, "R11.6"),
    ("r12", Party::any, "R12.3"),
    ("r15", Party::any, "R15.5"),
    ("r15", Party::duty_receptionist, "R15.5"),
    ("r15", Party::cs_officer, "R15.5"),
    ("r15", Party::dept_head, "R15.10"),
    ("r16", Party::any, "R16.7"),
];

/// The clauses of the shipped modes (R09.11 to R09.13).
pub(super) const MODES: &[(&str, &str)] = &[("r09", "R09.11")];

/// What is flagged at an offer.
pub(super) fn at_offer(course: &Course, adopted: &Adopted, evidence: &Evidence, at: usize) -> Vec<Flag> {
    let Some(scene) = Scene::at(course, adopted, evidence, at).filter(|scene| !scene.is_relief()) else { return Vec::new() };
    [outside(&scene), unusual_mode(&scene), solvable(&scene)].into_iter().flatten().collect()
}

/// RULE: decision Q13. A giver that is not listed is unrestricted; the most specific keys win.
fn outside(scene: &Scene<'_>) -> Option<Flag> {
    let matrix = &scene.adopted.provisions.matrix;
    let keys: Vec<Party> = matrix.keys().copied().filter(|key| scene.gives_as(*key)).collect();
    let nearest = keys.iter().map(|key| distance(*key)).min()?;
    let keys: Vec<Party> = keys.into_iter().filter(|key| distance(*key) == nearest).collect();
    let allowed = || keys.iter().flat_map(|key| &matrix[key]);
    let fits = |taker: &Who| allowed().any(|party| scene.takes_as(taker, *party));
    if scene.takers.is_empty() || scene.takers.iter().any(fits) || is_unsolvable(scene) {
        return None;
    }
    let to_superior = allowed().any(|party| *party == Party::direct_superior);
    // RULE: R09.2, where no superior is in force the next in line is proposed.
    let absent = to_superior && scene.superior.named.is_none_or(|named| !scene.evidence.is_in_force(named));
    let concern = if absent { Concern::SuperiorAbsent } else { Concern::OutsideMatrix };
    let mut flag = flag(scene.course, scene.at, concern).by(clause(scene.adopted, &keys, &allowed().copied().collect::<Vec<_>>()));
    // Whom it goes to need not be proposed any more.
    let is_new = |acting: &PersonId| scene.takers.iter().all(|taker| taker.person != Some(*acting));
    flag.proposed = scene.superior.acting.filter(|acting| to_superior && is_new(acting));
    Some(flag)
}

/// How specific a giver's word is: what somebody is (0), a group (1), a class of requests (2), anybody (3).
fn distance(key: Party) -> u8 {
    match key {
        Party::any => 3,
        Party::any_c1 | Party::any_c2 => 2,
        Party::manager | Party::desk | Party::other | Party::receptionist => 1,
        _ => 0,
    }
}

/// The clause of a giver: of the shipped matrices, else of the duty to hand over to one of those allowed.
fn clause(adopted: &Adopted, keys: &[Party], allowed: &[Party]) -> Option<String> {
    let shipped = CLAUSES.iter().find(|(preset, key, _)| of(adopted, preset) && keys.contains(key));
    let taken = |done: &DoneBy| matches!(done, DoneBy::taken | DoneBy::reached_or_taken);
    let duty = || adopted.duties.iter().find(|duty| duty.done_by.iter().any(taken) && duty.to.iter().any(|to| allowed.contains(to)));
    shipped.map(|(_, _, rule)| (*rule).to_owned()).or_else(|| duty().map(|duty| duty.rule.clone()))
}

/// Whether the adoption's preset is the shipped one of that number.
pub(super) fn of(adopted: &Adopted, number: &str) -> bool {
    adopted.sources.first().is_some_and(|source| source.id.split('-').next() == Some(number))
}

/// RULE: R09.11, R09.12, R09.13. A mode that the regulation does not list; face to face is always one.
fn unusual_mode(scene: &Scene<'_>) -> Option<Flag> {
    let modes = &scene.adopted.provisions.modes;
    let any = [Mode::phone, Mode::come, Mode::escort, Mode::guide, Mode::record, Mode::held].contains(&scene.offer.mode);
    let usual = !any || modes.is_empty() || modes.iter().any(|mode| mode.modes().contains(&scene.offer.mode));
    let rule = MODES.iter().find(|(preset, _)| of(scene.adopted, preset)).map(|(_, rule)| (*rule).to_owned());
    (!usual).then(|| flag(scene.course, scene.at, Concern::UnusualMode).by(rule))
}

/// RULE: R08.9. What was taken over goes to another department only where it cannot be solved here.
fn solvable(scene: &Scene<'_>) -> Option<Flag> {
    let taken = scene.offer.tenures.iter().any(|id| scene.course.place(*id).is_some_and(|place| is_take(scene.course, place)));
    let limited = scene.adopted.provisions.retransfer == Some(Retransfer::OnlyIfUnsolvable);
    let leaves = !scene.takers.is_empty() && !scene.takers.iter().any(|taker| taker.shares_department(&scene.giver));
    let rule = of(scene.adopted, "r08").then(|| "R08.9".to_owned());
    (limited && taken && leaves && !is_unsolvable(scene)).then(|| flag(scene.course, scene.at, Concern::Solvable).by(rule))
}

/// RULE: R08.9, the one ground on which a department gives to another.
fn is_unsolvable(scene: &Scene<'_>) -> bool {
    scene.adopted.provisions.retransfer == Some(Retransfer::OnlyIfUnsolvable) && scene.offer.reason == Some(Reason::unsolvable)
}

fn is_take(course: &Course, place: usize) -> bool {
    matches!(course.events[place].act, crate::domain::act::Act::Take(_))
}
