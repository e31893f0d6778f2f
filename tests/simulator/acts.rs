//! What people do, through the same calls as every face.

use shouwen::domain::act::rights::is_supervisor;
use shouwen::domain::act::word::{Acceptance, Channel, Field, Means, Mode, Outcome, Reason, Role, Topic};
use shouwen::domain::act::{
    Accept, Addressee, Admit, Audience, Close, Complete, Cut, Evaluate, Keys, Note, Offer, Open, Progress, Revoke, RevokeReason, Tell,
    Visit,
};
use shouwen::domain::id::{Code, PersonId, RecordId, RequestId};
use shouwen::domain::payload::Personal;
use shouwen::domain::record::LogId;
use shouwen::node::enrol::{EnrolAsk, EnrolDecision};
use shouwen::node::shift::On;
use shouwen::node::{ActError, Draft, Handle};

use super::town::SEATS;
use super::world::{Event, World};

type Acted = Result<Vec<RecordId>, ActError>;

impl World {
    /// One turn of the town: a fault, a meeting, or what somebody does.
    pub fn turn(&mut self) {
        let gap = self.gap();
        self.after(gap, Event::Turn);
        if self.fault() {
            return;
        }
        match self.dice.below(100) {
            0..=54 => self.act(),
            55..=84 => {
                let (one, other) = (self.dice.below(self.nodes.len()), self.dice.below(self.nodes.len()));
                if let Some(id) = self.meet(one, other) {
                    let cuts = self.options.cut > 0 && self.dice.below(4) == 0;
                    let after = self.dice.below(14);
                    if let Some(meeting) = self.meetings.get_mut(&id).filter(|_| cuts) {
                        meeting.cut_after = Some(after);
                    }
                }
            }
            _ => {
                let ids: Vec<usize> = self.meetings.keys().copied().collect();
                if !ids.is_empty() {
                    let id = ids[self.dice.below(ids.len())];
                    self.part(id);
                }
            }
        }
    }

    fn gap(&mut self) -> u64 {
        let most = match self.dice.below(1000) {
            0..=2 if self.options.days => 200 * 86_400_000,
            3..=40 if self.options.days => 3 * 86_400_000,
            0..=120 => 600_000,
            _ => 400,
        };
        1 + self.dice.below(most) as u64
    }

    /// Somebody who is up does something.
    fn act(&mut self) {
        let Some(node) = self.somebody() else { return };
        if !self.nodes[node].honest && self.dice.below(2) == 0 {
            return self.forge(node);
        }
        let handle = self.nodes[node].handle.clone().expect("it is up");
        let known: Vec<RequestId> = self.requests.iter().copied().filter(|id| handle.request(*id).is_ok()).collect();
        if known.is_empty() || self.dice.below(100) < 18 {
            let opened = open(&handle, self.nodes[node].person, self.sequence_word());
            drop(handle);
            if let Ok(ids) = &opened {
                self.requests.extend(ids);
            }
            return self.acted(node, "logs a request", opened);
        }
        // Most of what happens concerns what is new.
        let newest = known.len().saturating_sub(4);
        let at = if self.dice.below(3) > 0 { newest + self.dice.below(known.len() - newest) } else { self.dice.below(known.len()) };
        let (what, done) = self.act_on(&handle, node, known[at]);
        drop(handle);
        let what = format!("{what} {}", self.request_name(known[at]));
        self.acted(node, &what, done);
    }

    fn sequence_word(&mut self) -> String {
        format!("水管漏水 {}", self.dice.below(1000))
    }

    fn act_on(&mut self, handle: &Handle, node: usize, request: RequestId) -> (String, Acted) {
        let author = Some(self.nodes[node].person);
        let on = On { author, request, happened: None };
        let words = Personal::default();
        let one = |done: Result<RecordId, ActError>| done.map(|id| vec![id]);
        let write = |draft: Draft| one(handle.act(author, &draft));
        let about = |act: shouwen::domain::act::Act| Draft::about(request, act);
        let role = self.role(node);
        match self.dice.below(100) {
            0..=19 => {
                let (to, name) = self.addressee();
                let offer = Offer { to: Some(to), mode: Mode::face, reason: Some(Reason::not_own), ..Offer::default() };
                (format!("offers {name}"), one(handle.offer(on, &offer, &words)))
            }
            20..=42 => ("takes".into(), one(handle.take(on, &words))),
            43..=47 => ("declines".into(), handle.decline(on, Some(Reason::busy), &words)),
            48..=51 => ("recalls".into(), one(handle.recall(on, &words))),
            52..=58 => ("notes on".into(), write(about(Note::default().into()).text(Field::words, "看过了"))),
            59..=63 => ("completes".into(), write(about(Complete { outcome: Outcome::resolved, cause: None }.into()))),
            64..=69 => {
                let (to, what) = (vec![Audience::Resident], vec![Topic::result]);
                ("tells the result of".into(), write(about(Tell { to, what, means: Means::phone, reached: true, because: None }.into())))
            }
            70..=76 => {
                let satisfied = Some(self.dice.below(4) > 0);
                ("visits for".into(), write(about(Visit { means: Means::phone, reached: true, satisfied, ..Visit::default() }.into())))
            }
            77..=84 => ("closes".into(), close(handle, author, request)),
            85..=87 => ("reopens".into(), one(handle.reopen(on, &words))),
            88..=89 => ("accepts for".into(), write(about(Accept { how: Acceptance::spoken }.into()))),
            90..=91 => ("goes on with".into(), write(about(Progress::default().into()))),
            92..=93 => ("evaluates".into(), write(about(Evaluate { cause: None, satisfaction: Some(4) }.into()))),
            94..=95 => ("settles".into(), handle.settle(author, &[request]).map(|done| done.into_iter().map(|(_, id)| id).collect())),
            96..=97 if is_supervisor(&[role]) => {
                let (to, name) = self.addressee();
                let offer = Offer { to: Some(to), mode: Mode::face, reason: Some(Reason::reassigned), ..Offer::default() };
                (format!("reassigns to {name}"), handle.reassign(on, &offer, &words).map(|(take, offer)| vec![take, offer]))
            }
            98 if role == Role::site_manager => self.certify(handle, node),
            _ => {
                let to = self.person();
                let from = self.nodes[node].person;
                let done = handle.handover(from, to).map(|done| done.offers.into_iter().chain(done.takes).map(|(_, id)| id).collect());
                ("hands the shift over, with".into(), done)
            }
        }
    }

    pub fn role(&self, node: usize) -> Role {
        SEATS.iter().find(|(name, ..)| self.nodes[node].name.starts_with(name)).map_or(Role::operator, |(_, role, _)| *role)
    }

    fn person(&mut self) -> PersonId {
        let node = self.dice.below(self.nodes.len());
        self.nodes[node].person
    }

    fn addressee(&mut self) -> (Addressee, String) {
        if self.dice.below(3) == 0 {
            let post = ["duty", "gate", "van", "office"][self.dice.below(4)];
            return (Addressee::Post(Code::new(post).expect("a code")), format!("post {post}"));
        }
        let node = self.dice.below(self.nodes.len());
        (Addressee::Person(self.nodes[node].person), self.name(node))
    }

    fn certify(&mut self, handle: &Handle, node: usize) -> (String, Acted) {
        let ask = EnrolAsk { staff: "新员工".into(), role: Role::handler, ..EnrolAsk::default() };
        let decision = EnrolDecision { author: Some(self.nodes[node].person), ..EnrolDecision::default() };
        let done = handle.certify_here(&ask, &decision);
        let done = match done {
            Ok(_) => Ok(Vec::new()),
            Err(shouwen::node::enrol::EnrolError::Act(error)) => Err(error),
            Err(_) => Ok(Vec::new()),
        };
        ("certifies somebody, seeing".into(), done)
    }

    /// A supervisor revokes somebody's device and keys, or lets a late tail in again.
    pub fn revoke(&mut self) {
        let Some(node) = self.supervisor() else { return };
        let target = 1 + self.dice.below(self.nodes.len() - 1);
        let reason = [RevokeReason::Left, RevokeReason::Lost, RevokeReason::Compromised, RevokeReason::Rotated][self.dice.below(4)];
        self.revoke_device(node, target, reason);
    }

    fn supervisor(&self) -> Option<usize> {
        (0..self.nodes.len()).find(|node| self.nodes[*node].is_up() && self.role(*node) == Role::site_manager)
    }

    /// A node revokes another's device.
    pub fn revoke_device(&mut self, node: usize, target: usize, reason: RevokeReason) {
        let handle = self.nodes[node].handle.clone().expect("it is up");
        let done = self.revoke_all(&handle, (node, target), reason);
        drop(handle);
        self.count("revocations");
        let what = format!("revokes {} ({reason:?})", self.name(target));
        self.acted(node, &what, done);
    }

    /// One `Revoke` for every certificate on the device, cut where the revoking node sees the end of its logs.
    fn revoke_all(&mut self, handle: &Handle, (node, target): (usize, usize), reason: RevokeReason) -> Acted {
        let snapshot = handle.snapshot()?;
        let evidence = handle.evidence(&snapshot, self.site())?;
        let device =
            evidence.certificates().find(|c| matches!(c.keys, Keys::Device { tls, .. } if tls == self.nodes[target].tls)).map(|c| c.device);
        let of_device: Vec<_> = evidence.certificates().filter(|c| Some(c.device) == device && c.in_force()).collect();
        let all = snapshot.heads(self.site())?;
        let mut drafts = Vec::new();
        for certificate in of_device {
            let own = |log: &LogId| evidence.of_key(log.key).any(|c| c.id == certificate.id);
            let cuts = all.iter().filter(|head| own(&head.log)).take(32).map(|head| Cut { log: head.log, seq: head.seq, id: head.id });
            drafts.push(Draft::new(Revoke { certificate: Some(certificate.id), reason, cuts: cuts.collect() }));
        }
        handle.acts(Some(self.nodes[node].person), &drafts)
    }

    /// A supervisor lets the newest records of a log count again.
    pub fn admit(&mut self) {
        let Some(node) = self.supervisor() else { return };
        let handle = self.nodes[node].handle.clone().expect("it is up");
        let heads = handle.snapshot().and_then(|snapshot| snapshot.heads(self.site())).unwrap_or_default();
        if heads.is_empty() {
            return;
        }
        let head = &heads[self.dice.below(heads.len())];
        let up_to = Cut { log: head.log, seq: head.seq, id: head.id };
        let done = handle.act(Some(self.nodes[node].person), &Draft::new(Admit { up_to, evidence: Vec::new() })).map(|id| vec![id]);
        drop(handle);
        self.admits = true;
        self.acted(node, "admits the tail of a log", done);
    }

    /// What came of an act.
    pub fn acted(&mut self, node: usize, what: &str, done: Acted) {
        match done {
            Ok(ids) => {
                self.count("acts");
                self.say(format!("{} {what}", self.name(node)));
                self.acknowledged.extend(ids.iter().map(|id| (*id, node)));
                self.nodes[node].durable.extend(ids);
                self.committed(node, None);
            }
            Err(error) => self.refused(node, what, &error),
        }
    }

    /// A node would not write an act.
    pub fn refused(&mut self, node: usize, what: &str, error: &ActError) {
        match error {
            ActError::Write(_) | ActError::Read(_) => self.disk_trouble(node, &error.to_string()),
            ActError::Fault => self.fail("what is signed verifies", format!("{} {what}", self.nodes[node].name)),
            _ => self.count("acts refused"),
        }
    }
}

fn open(handle: &Handle, author: PersonId, words: String) -> Acted {
    let open = Open { channel: Channel::visit, ..Open::default() };
    handle.act(Some(author), &Draft::new(open).text(Field::words, words)).map(|id| vec![id])
}

fn close(handle: &Handle, author: Option<PersonId>, request: RequestId) -> Acted {
    let Ok(folded) = handle.request(request) else { return Err(ActError::UnknownRequest(request)) };
    let parents = folded.standing().map(|tenure| tenure.id).collect();
    let close = Close { parents, because: None, outcome: Outcome::resolved };
    handle.act(author, &Draft::about(request, close)).map(|id| vec![id])
}
