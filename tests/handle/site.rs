//! One site: the centre's folder, and devices that join it.

use shouwen::domain::act::word::{Channel, Field, Matter, Mode, Role};
use shouwen::domain::act::{Addressee, Offer, Open};
use shouwen::domain::id::{Code, PersonId, RequestId};
use shouwen::domain::payload::Personal;
use shouwen::node::bundle::BundleOf;
use shouwen::node::enrol::{EnrolAsk, EnrolDecision, enrol_accept, enrol_request};
use shouwen::node::init::InitPlan;
use shouwen::node::shift::On;
use shouwen::node::{Draft, Handle, Machine, Unlock};

pub const MORNING: i64 = 1_764_000_000_000;

pub struct Site {
    _folder: tempfile::TempDir,
    pub data: std::path::PathBuf,
    pub machine: Machine,
    pub manager: PersonId,
}

impl Site {
    pub fn new(plan: &InitPlan) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("centre");
        let machine = Machine::fixed(MORNING, &plan.organisation);
        let done = Handle::init(&data, plan, &machine).expect("a new organisation");
        Self { _folder: folder, data, machine, manager: done.staff }
    }

    pub fn open(&self) -> Handle {
        Handle::open(&self.data, &Unlock::default(), self.machine.clone()).expect("opens")
    }

    /// Enrols somebody on a device of their own.
    pub fn enrol(&self, centre: &Handle, ask: &EnrolAsk) -> (Handle, PersonId) {
        let data = self.data.with_file_name(&ask.device);
        let request = enrol_request(&data, ask, &self.machine).expect("a request");
        let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
        let done = enrol_accept(&data, &answer, Some(centre.identity().organisation), &self.machine).expect("accepted");
        let unlock = Unlock { pin: ask.pin.clone(), ..Unlock::default() };
        (Handle::open(&data, &unlock, self.machine.clone()).expect("opens"), done.staff)
    }
}

pub fn plan() -> InitPlan {
    let [organisation, site, device, staff] = ["清源物业", "翠苑三区", "服务中心", "陈静怡"].map(str::to_owned);
    InitPlan { organisation, site, device, staff, regulation: None, pin: None }
}

pub fn guard(device: &str) -> EnrolAsk {
    let posts = vec![Code::new("gate").expect("a code")];
    EnrolAsk { device: device.into(), staff: "赵德柱".into(), role: Role::operator, posts, ..EnrolAsk::default() }
}

pub fn leak() -> Draft {
    let open = Open { channel: Channel::visit, matter: Matter::repair, ..Open::default() };
    Draft::new(open).text(Field::name, "欧阳淑芬").text(Field::phone, "13900001234").text(Field::words, "楼上漏水 🌊 مرحبا")
}

pub fn on(author: PersonId, request: RequestId) -> On {
    On { author: Some(author), request, happened: None }
}

pub fn to(person: PersonId) -> Offer {
    Offer { to: Some(Addressee::Person(person)), mode: Mode::phone, ..Offer::default() }
}

/// Carries everything of one node to another, as a bundle on a stick.
pub fn carry(from: &Handle, to: &Handle) {
    let mut stick = Vec::new();
    let written = from.bundle_write(&BundleOf::Site(from.identity().site), &mut stick).expect("written");
    let read = to.bundle_read(&mut stick.as_slice()).expect("read");
    assert_eq!((read.records, read.payloads), (written.records, written.payloads));
    assert_eq!(to.bundle_read(&mut stick.as_slice()).expect("read again").new, 0, "nothing is added twice");
}

pub fn none() -> Personal {
    Personal::default()
}
