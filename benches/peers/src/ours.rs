//! This repository's side: real nodes through their handles, words sealed, every commit durable.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use shouwen::domain::act::word::{Field, Role};
use shouwen::domain::act::{Addressee, Close, Note, Offer, Open, Take};
use shouwen::domain::id::{PersonId, RequestId};
use shouwen::node::enrol::{EnrolAsk, EnrolDecision, enrol_accept, enrol_request};
use shouwen::node::init::InitPlan;
use shouwen::node::{Draft, Handle, Machine, Node, Notice, Options, PeerAddress, SyncDone, Unlock};
use shouwen::store::Filter;
use tokio::sync::broadcast::Receiver;

use crate::measure::{Mark, contents, disk, median};
use crate::side::{Answer, Order};
use crate::{CONTENT_BYTES, WRITERS};

/// Requests that are written together in the fixture.
const REQUESTS_AT_ONCE: u64 = 400;
/// Records of a request in the fixture: opened, offered, taken, noted, closed.
const RECORDS_EACH: u64 = 5;
/// Meetings after which two nodes that have met say nothing new; each may bring a receipt for the one before.
const MEETINGS_MAX: u64 = 10;

/// One node.
pub struct Ours {
    handle: Handle,
    node: Option<Node>,
    folder: PathBuf,
    people: Vec<PersonId>,
    notices: Option<Receiver<Notice>>,
    live: Option<(PeerAddress, u64)>,
    mark: Mark,
}

/// An organisation whose first device holds the records, and a second device that was just enrolled.
pub fn make(folder: &Path, records: u64) -> Result<()> {
    let [organisation, site, device, staff] = ["bench", "site", "centre", "supervisor"].map(str::to_owned);
    let plan = InitPlan { organisation, site, device, staff, regulation: None, pin: None };
    Handle::init(&folder.join("a"), &plan, &Machine::system())?;
    let centre = Handle::open(&folder.join("a"), &Unlock::default(), Machine::system())?;
    let supervisor = centre.default_author()?;
    let decision = EnrolDecision { author: Some(supervisor), ..EnrolDecision::default() };
    let ask = |name: String| EnrolAsk { device: name.clone(), staff: name, role: Role::operator, ..EnrolAsk::default() };
    let people: Result<Vec<PersonId>, _> =
        (0..WRITERS).map(|number| centre.certify_here(&ask(format!("writer {number}")), &decision)).collect();
    let request = enrol_request(&folder.join("b"), &ask("van".into()), &Machine::system())?;
    let answer = centre.enrol_approve(&request, &decision)?;
    enrol_accept(&folder.join("b"), &answer, Some(centre.identity().organisation), &Machine::system())?;
    let people = people?;
    let requests = records / RECORDS_EACH;
    for first in (0..requests).step_by(usize::try_from(REQUESTS_AT_ONCE)?) {
        let turn = usize::try_from(first / REQUESTS_AT_ONCE)?;
        let pair = (people[turn % people.len()], people[(turn + 1) % people.len()]);
        write_requests(&centre, pair, first..requests.min(first + REQUESTS_AT_ONCE))?;
    }
    Ok(())
}

/// As many words as the contents of a record of the other systems have bytes, as different from one another.
fn words(number: u64) -> String {
    let alphabet = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .";
    contents(number, CONTENT_BYTES).into_iter().map(|byte| char::from(alphabet[usize::from(byte) % alphabet.len()])).collect()
}

fn write_requests(node: &Handle, (opener, holder): (PersonId, PersonId), numbers: std::ops::Range<u64>) -> Result<()> {
    let said = |number: u64, step: u64, draft: Draft| draft.text(Field::words, words(number * RECORDS_EACH + step));
    let opens: Vec<Draft> = numbers.clone().map(|number| said(number, 0, Draft::new(Open::default()))).collect();
    let opens = node.acts(Some(opener), &opens)?;
    let offer = |open| Offer { tenures: vec![open], to: Some(Addressee::Person(holder)), ..Offer::default() };
    let each = || numbers.clone().zip(opens.iter().copied());
    let offers: Vec<Draft> = each().map(|(number, open)| said(number, 1, Draft::about(open, offer(open)))).collect();
    let offers = node.acts(Some(opener), &offers)?;
    let take = |open, offer| Take { parents: vec![open], offers: vec![offer], because: None };
    let takes = each().zip(offers).map(|((number, open), offer)| said(number, 2, Draft::about(open, take(open, offer))));
    let takes = node.acts(Some(holder), &takes.collect::<Vec<_>>())?;
    let notes: Vec<Draft> = each().map(|(number, open)| said(number, 3, Draft::about(open, Note::default()))).collect();
    node.acts(Some(holder), &notes)?;
    let close = |take| Close { parents: vec![take], ..Close::default() };
    let closes = each().zip(takes).map(|((number, open), take)| said(number, 4, Draft::about(open, close(take))));
    node.acts(Some(holder), &closes.collect::<Vec<_>>())?;
    Ok(())
}

/// One note for each request, by turns of the people; in the order of the people, since each writes a commit.
fn notes(requests: &[RequestId], people: &[PersonId], salt: u64) -> BTreeMap<PersonId, Vec<Draft>> {
    let mut by_person: BTreeMap<PersonId, Vec<Draft>> = BTreeMap::new();
    for ((number, request), person) in (salt..).zip(requests).zip(people.iter().cycle()) {
        by_person.entry(*person).or_default().push(Draft::about(*request, Note::default()).text(Field::words, words(number)));
    }
    by_person
}

fn total(done: &SyncDone) -> u64 {
    done.traffic.sent + done.traffic.received
}

impl Ours {
    /// Opens a data folder; the people whose keys are in it write.
    pub fn open(folder: PathBuf) -> Result<Self> {
        let handle = Handle::open(&folder, &Unlock::default(), Machine::system())?;
        let people = handle.people()?.persons.into_iter().filter(|person| person.here).map(|person| person.id).collect();
        Ok(Self { handle, node: None, folder, people, notices: None, live: None, mark: Mark::now() })
    }

    /// Does what it is told.
    pub async fn obey(&mut self, order: Order) -> Result<Answer> {
        match order {
            Order::Listen => {
                let address = self.node()?.peer_address().to_string();
                return Ok(Answer { address, ..Answer::default() });
            }
            Order::Add { count, salt } => {
                for (person, drafts) in notes(&self.some_requests(count)?, &self.people, salt) {
                    self.handle.acts(Some(person), &drafts)?;
                }
            }
            Order::Append { count, salt } => return self.append(count, salt),
            Order::Sync { address, records } => return self.sync(&address.parse()?, records).await,
            Order::Live { address } => self.stay(address.parse()?).await?,
            Order::Watch => {
                self.notices = Some(self.node()?.notices());
                if let Some((address, _)) = self.live.clone() {
                    let traffic = total(&self.node()?.sync(&address).await?);
                    self.live = Some((address, traffic));
                }
            }
            Order::Push { count, salt, at_once } => return self.push(count, salt, at_once).await,
            Order::Mark => self.mark = Mark::now(),
            Order::Report => return Ok(self.report().into()),
        }
        Ok(Answer::default())
    }

    fn report(&self) -> crate::measure::Cost {
        crate::measure::Cost { disk: disk(&self.folder), ..self.mark.cost() }
    }

    fn node(&mut self) -> Result<&Node> {
        if self.node.is_none() {
            self.node = Some(Node::start(&self.handle, Options::default())?);
        }
        self.node.as_ref().context("it was just started")
    }

    fn some_requests(&self, count: u64) -> Result<Vec<RequestId>> {
        let count = usize::try_from(count)?;
        let page = self.handle.snapshot()?.rows(&Filter::All, None, count)?;
        ensure!(!page.rows.is_empty(), "no requests to write about");
        Ok(page.rows.into_iter().map(|row| row.id).cycle().take(count).collect())
    }

    fn append(&self, count: u64, salt: u64) -> Result<Answer> {
        let requests = self.some_requests(count)?;
        let (mark, mut walls) = (Mark::now(), Vec::new());
        for ((number, request), person) in (salt..).zip(requests).zip(self.people.iter().cycle()) {
            let draft = Draft::about(request, Note::default()).text(Field::words, words(number));
            let each = Mark::now();
            self.handle.act(Some(*person), &draft)?;
            walls.push(each.cost().wall);
        }
        Ok(crate::measure::Cost { wall: median(walls), records: count, ..mark.cost() }.into())
    }

    async fn sync(&mut self, address: &PeerAddress, records: u64) -> Result<Answer> {
        self.node()?;
        let mark = Mark::now();
        let done = self.node()?.sync(address).await?;
        let cost = crate::measure::Cost { bytes: total(&done), records: done.received, ..mark.cost() };
        ensure!(done.equal && done.received >= records, "not level: {done:?}");
        Ok(Answer { cost, ..Answer::default() })
    }

    /// Stays connected: a node of its own, since whom to stay connected with is said when a node starts.
    async fn stay(&mut self, peer: PeerAddress) -> Result<()> {
        let node = Node::start(&self.handle, Options { peers: vec![peer.clone()], ..Options::default() })?;
        for _ in 0..MEETINGS_MAX {
            let done = node.sync(&peer).await?;
            if done.equal {
                self.node = Some(node);
                self.live = Some((peer, 0));
                return Ok(());
            }
        }
        bail!("the two nodes do not come level")
    }

    async fn push(&mut self, count: u64, salt: u64, at_once: bool) -> Result<Answer> {
        let mut notices = self.notices.take().context("it was not told to watch")?;
        let (handle, requests, people) = (self.handle.clone(), self.some_requests(count)?, self.people.clone());
        let mark = Mark::now();
        let writing = tokio::task::spawn_blocking(move || -> Result<()> {
            for (person, drafts) in notes(&requests, &people, salt) {
                for part in drafts.chunks(if at_once { drafts.len() } else { 1 }) {
                    handle.acts(Some(person), part)?;
                }
            }
            Ok(())
        });
        let mut came = 0;
        while came < count {
            if let Notice::Received { new, .. } = notices.recv().await? {
                came += new;
            }
        }
        writing.await??;
        let mut cost = mark.cost();
        cost.records = came;
        if let Some((address, before)) = self.live.clone() {
            cost.bytes = total(&self.node()?.sync(&address).await?) - before;
        }
        Ok(cost.into())
    }

    /// Ends the sessions and closes the store.
    pub async fn close(self) -> Result<()> {
        if let Some(node) = self.node {
            node.stop().await;
        }
        Ok(())
    }
}
