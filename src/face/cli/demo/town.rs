//! The three nodes of the demo: founded, enrolled and running.

use std::path::Path;

use tokio::runtime::Runtime;

use super::super::failure::Failure;
use crate::domain::act::word::Role;
use crate::domain::id::{Code, Digest, PersonId};
use crate::domain::regulation::adoption::Proposal;
use crate::face::text::Text;
use crate::node::enrol::{EnrolAsk, EnrolDecision, enrol_accept, enrol_request};
use crate::node::init::InitPlan;
use crate::node::serve::ServeError;
use crate::node::{Handle, Machine, Node, Options, SyncDone, Unlock};

/// A node with whoever works at it.
pub struct Place {
    pub handle: Handle,
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    node: Node,
}

/// The site.
pub struct Town {
    pub centre: Place,
    pub gate: Place,
    pub van: Place,
    /// A customer-service officer at the centre.
    pub officer: PersonId,
    runtime: Runtime,
}

impl Place {
    fn run(handle: Handle, person: PersonId, name: String, runtime: &Runtime) -> Result<Self, Failure> {
        let _inside = runtime.enter();
        let node = Node::start(&handle, Options::default()).map_err(ServeError::Start)?;
        Ok(Self { handle, person, name, node })
    }

    /// Where the node listens.
    pub fn address(&self) -> String {
        self.node.address().to_string()
    }
}

/// How often the nodes meet before they are said to differ.
const MEETINGS_MAX: usize = 8;

/// Whether all nodes hold the same records.
pub fn is_level(digests: &[Digest]) -> bool {
    digests.windows(2).all(|pair| pair[0] == pair[1])
}

impl Town {
    /// Founds the organisation at the service centre, and enrols guard post and van by request, approval and answer.
    pub fn found(folder: &Path, text: &'static Text) -> Result<Self, Failure> {
        let machine = Machine::system();
        let runtime = Runtime::new().map_err(ServeError::Runtime)?;
        let [organisation, site, device, staff] =
            ["demo-organisation", "demo-site", "demo-centre", "demo-manager"].map(|key| text.say(key));
        let plan = InitPlan { organisation, site, device, staff: staff.clone(), regulation: Proposal::shipped("r09-vanke"), pin: None };
        let done = Handle::init(&folder.join("centre"), &plan, &machine)?;
        let centre = Handle::open(&folder.join("centre"), &Unlock::default(), machine.clone())?;
        let centre = Place::run(centre, done.staff, staff, &runtime)?;
        let join = |device: &str, (name, staff): (&str, &str), role: Role| {
            let data = folder.join(device);
            let (name, staff) = (text.say(name), text.say(staff));
            let posts = Code::new(device).into_iter().collect();
            let ask = EnrolAsk { device: name, staff: staff.clone(), role, posts, ..EnrolAsk::default() };
            let request = enrol_request(&data, &ask, &machine)?;
            let answer = centre.handle.enrol_approve(&request, &EnrolDecision::default())?;
            let done = enrol_accept(&data, &answer, Some(centre.handle.identity().organisation), &machine)?;
            let handle = Handle::open(&data, &Unlock::default(), machine.clone())?;
            Place::run(handle, done.staff, staff, &runtime)
        };
        let (gate, van) =
            (join("gate", ("demo-gate", "demo-guard"), Role::operator)?, join("van", ("demo-van", "demo-technician"), Role::handler)?);
        let officer = EnrolAsk { staff: text.say("demo-officer"), role: Role::cs_officer, ..EnrolAsk::default() };
        let officer = centre.handle.certify_here(&officer, &EnrolDecision::default())?;
        Ok(Self { centre, gate, van, officer, runtime })
    }

    /// Every node.
    pub fn places(&self) -> [&Place; 3] {
        [&self.centre, &self.gate, &self.van]
    }

    /// Brings a place level with the service centre.
    pub fn sync(&self, place: &Place) -> Result<SyncDone, Failure> {
        Ok(self.runtime.block_on(place.node.sync(&self.centre.node.peer_address()))?)
    }

    /// Brings everybody level: what the second brings, the first still lacks.
    pub fn meet(&self) -> Result<(), Failure> {
        for place in [&self.gate, &self.van, &self.gate] {
            self.sync(place)?;
        }
        Ok(())
    }

    /// Brings guard post and van level with the centre at the same time.
    pub fn meet_at_once(&self) -> Result<(), Failure> {
        let centre = self.centre.node.peer_address();
        let (gate, van) = self.runtime.block_on(async { tokio::join!(self.gate.node.sync(&centre), self.van.node.sync(&centre)) });
        gate?;
        van?;
        Ok(())
    }

    /// What each node's records of the site come to, after they have met until all are level, or often enough to say that they
    /// differ: every meeting leaves receipts, and those of nodes that fetched at once follow only at a later one.
    pub fn digests(&self) -> Result<Vec<Digest>, Failure> {
        let mut digests = Vec::new();
        for _ in 0..MEETINGS_MAX {
            self.meet()?;
            digests = self.places().into_iter().map(|place| super::digest(&place.handle)).collect::<Result<_, _>>()?;
            if is_level(&digests) {
                break;
            }
        }
        Ok(digests)
    }

    /// Ends the three nodes.
    pub fn stop(self) {
        let Self { centre, gate, van, runtime, .. } = self;
        runtime.block_on(async {
            for place in [gate, van, centre] {
                place.node.stop().await;
            }
        });
    }
}
