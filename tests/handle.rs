//! The handle as faces use it: a whole day's work on one node, and devices that join.

use std::collections::BTreeMap;
use std::path::Path;

use shouwen::domain::act::word::{Channel, Claimed, Field, Finished, Ground, Matter, Mode, Outcome, Reason, Role, Topic};
use shouwen::domain::act::{
    Act, Addressee, AdoptRegulation, Answer, Audience, Certify, Close, Complete, Finish, MayCertify, Note, Offer, Open, Receive, Successor,
    Tell, Visit,
};
use shouwen::domain::id::{ClientKey, Code, Digest, Epoch, PersonId, RecordId, RequestId};
use shouwen::domain::payload::Personal;
use shouwen::domain::request::State;
use shouwen::domain::time::Clock as Quality;
use shouwen::node::bundle::{BundleOf, CarryError};
use shouwen::node::config::ConfigError;
use shouwen::node::draft::Nothing;
use shouwen::node::enrol::{EnrolAsk, EnrolDecision, EnrolError, EnrolRequest, Refusal, enrol_accept, enrol_request};
use shouwen::node::import::{ImportPlan, ImportRow};
use shouwen::node::init::{FolderError, InitError, InitPlan};
use shouwen::node::keyfile::{KeyError, Pin, SecretFile};
use shouwen::node::shift::On;
use shouwen::node::status::PinState;
use shouwen::node::{ActError, Draft, Handle, List, Machine, OpenHandleError, ReadError, Sealed, Unlock};
use shouwen::store::OpenError;
use shouwen::sync::bundle::BundleError;

const MORNING: i64 = 1_764_000_000_000;

struct Site {
    _folder: tempfile::TempDir,
    data: std::path::PathBuf,
    machine: Machine,
    manager: PersonId,
}

impl Site {
    fn new(plan: &InitPlan) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("centre");
        let machine = Machine::fixed(MORNING, &plan.organisation);
        let done = Handle::init(&data, plan, &machine).expect("a new organisation");
        Self { _folder: folder, data, machine, manager: done.staff }
    }

    fn open(&self) -> Handle {
        Handle::open(&self.data, &Unlock::default(), self.machine.clone()).expect("opens")
    }

    /// Enrols somebody on a device of their own.
    fn enrol(&self, centre: &Handle, ask: &EnrolAsk) -> (Handle, PersonId) {
        let data = self.data.with_file_name(&ask.device);
        let request = enrol_request(&data, ask, &self.machine).expect("a request");
        let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
        let done = enrol_accept(&data, &answer, Some(centre.identity().organisation), &self.machine).expect("accepted");
        let unlock = Unlock { pin: ask.pin.clone(), ..Unlock::default() };
        (Handle::open(&data, &unlock, self.machine.clone()).expect("opens"), done.staff)
    }
}

fn plan() -> InitPlan {
    let [organisation, site, device, staff] = ["清源物业", "翠苑三区", "服务中心", "陈静怡"].map(str::to_owned);
    InitPlan { organisation, site, device, staff, regulation: None, pin: None }
}

fn guard(device: &str) -> EnrolAsk {
    let posts = vec![Code::new("gate").expect("a code")];
    EnrolAsk { device: device.into(), staff: "赵德柱".into(), role: Role::operator, posts, ..EnrolAsk::default() }
}

fn leak() -> Draft {
    let open = Open { channel: Channel::visit, matter: Matter::repair, ..Open::default() };
    Draft::new(open).text(Field::name, "欧阳淑芬").text(Field::phone, "13900001234").text(Field::words, "楼上漏水 🌊 مرحبا")
}

fn on(author: PersonId, request: RequestId) -> On {
    On { author: Some(author), request, happened: None }
}

fn to(person: PersonId) -> Offer {
    Offer { to: Some(Addressee::Person(person)), mode: Mode::phone, ..Offer::default() }
}

/// Carries everything of one node to another, as a bundle on a stick.
fn carry(from: &Handle, to: &Handle) {
    let mut stick = Vec::new();
    let written = from.bundle_write(&BundleOf::Site(from.identity().site), &mut stick).expect("written");
    let read = to.bundle_read(&mut stick.as_slice()).expect("read");
    assert_eq!((read.records, read.payloads), (written.records, written.payloads));
    assert_eq!(to.bundle_read(&mut stick.as_slice()).expect("read again").new, 0, "nothing is added twice");
}

fn none() -> Personal {
    Personal::default()
}

#[test]
fn a_request_is_opened_listed_read_and_proven() {
    let site = Site::new(&plan());
    let node = site.open();
    let id = node.act(None, &leak()).expect("written");
    let request = node.request(id).expect("folded");
    assert_eq!((request.first_contact, request.holders()), (Some(site.manager), vec![site.manager]));
    for list in [List::All, List::Open, List::Mine, List::FirstContact] {
        let rows = node.all_rows(list, None).expect("a list");
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id], "{list:?}");
    }
    for list in [List::Offered, List::Contested, List::Orphaned] {
        assert_eq!(node.all_rows(list, None).expect("a list"), [], "{list:?}");
    }
    assert_eq!(node.personal(id).expect("opens").texts[&Field::words], "楼上漏水 🌊 مرحبا");
    let proof = node.verify_chain(id).expect("checked");
    assert!(proof.holds(), "{proof:?}");
    assert_eq!(proof.steps[0].author, Some(site.manager));
    assert_eq!(node.find_request(&id.to_string()[..9].to_uppercase()).expect("found"), id);
    assert!(matches!(node.find_request("abc"), Err(ReadError::NotAnId(_))));
    assert!(matches!(node.find_request("0000000000"), Err(ReadError::Unknown(_))));
}

#[test]
fn the_first_records_are_those_of_the_design() {
    let site = Site::new(&InitPlan { regulation: Some("r09-vanke".into()), ..plan() });
    let node = site.open();
    let status = node.status().expect("a status");
    assert_eq!((status.organisation_name.as_str(), status.site_name.as_str()), ("清源物业", "翠苑三区"));
    assert_eq!((status.regulation.id.as_str(), status.records, status.pin), ("r09-vanke", 8, PinState::None));
    assert_eq!((status.staff.as_slice(), status.root_here, status.clock), (&[site.manager][..], true, Quality::Synced));
    let people = node.people().expect("names");
    assert_eq!(people.name(site.manager), "陈静怡");
    assert_eq!(people.devices[0].name.as_deref(), Some("服务中心"));
    assert_eq!(people.staff_or_post("值班岗"), Ok(Addressee::Post(Code::new("duty").expect("a code"))));
    let manager = people.person(site.manager).expect("known");
    assert_eq!((manager.roles.as_slice(), manager.may_certify), (&[Role::site_manager][..], MayCertify::Staff));
    let id = node.act(None, &leak()).expect("written");
    let request = node.request(id).expect("folded");
    let shouwen::domain::request::Opening::Open(open) = request.opening else { panic!("an opening") };
    assert_eq!(open.regulation, status.regulation.adoption, "a new request names the regulation in force");
}

#[test]
fn a_folder_is_made_whole_or_not_at_all() {
    let site = Site::new(&plan());
    assert!(matches!(Handle::init(&site.data, &plan(), &site.machine), Err(InitError::Folder(FolderError::NotEmpty(_)))));
    let other = site.data.with_file_name("other");
    let refused = [
        InitPlan { regulation: Some("r99".into()), ..plan() },
        InitPlan { regulation: Some("r05-accountability".into()), ..plan() },
        InitPlan { staff: "  ".into(), ..plan() },
        InitPlan { site: "长".repeat(101), ..plan() },
    ];
    for plan in refused {
        let why = Handle::init(&other, &plan, &site.machine).expect_err("refused").to_string();
        assert!(why.contains("r16-full-follow-through") || why.contains("1 to 100"), "{why}");
    }
    assert!(!other.exists());
    let left: Vec<_> = std::fs::read_dir(other.parent().expect("a parent")).expect("listed").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["centre"], "nothing is left behind");
    let missing = Handle::open(&other, &Unlock::default(), site.machine.clone());
    assert!(matches!(missing, Err(OpenHandleError::Config(ConfigError::NotHere(_)))));
    let _node = site.open();
    let second = Handle::open(&site.data, &Unlock::default(), site.machine.clone());
    assert!(matches!(second, Err(OpenHandleError::Store(OpenError::InUse))), "one process at a time");
}

#[test]
fn a_pin_locks_words_and_signatures_and_a_wrong_one_changes_nothing() {
    let pin = |text: &str| Unlock { pin: Some(Pin::new(text).expect("a PIN")), ..Unlock::default() };
    let site = Site::new(&InitPlan { pin: Some(Pin::new("246810").expect("a PIN")), ..plan() });
    let open = |unlock: &Unlock| Handle::open(&site.data, unlock, site.machine.clone());
    assert!(matches!(open(&pin("246811")), Err(OpenHandleError::Key(KeyError::WrongPin))));
    let id = open(&pin("246810")).expect("opens").act(None, &leak()).expect("written");
    let locked = open(&Unlock::default()).expect("a locked node still carries records");
    assert_eq!(locked.status().expect("a status").pin, PinState::Locked);
    assert!(matches!(locked.act(None, &leak()), Err(ActError::Locked)));
    assert!(matches!(locked.act(Some(site.manager), &leak()), Err(ActError::Locked)));
    assert!(matches!(locked.personal(id), Err(ReadError::Sealed(Sealed::Locked))));
    assert_eq!(locked.people().expect("no names").name(site.manager).len(), 8);
    assert!(locked.verify_chain(id).expect("checked").holds(), "a chain is proven without its words");
    assert!(matches!(locked.unlock(&pin("000000")), Err(KeyError::WrongPin)));
    locked.unlock(&pin("246810")).expect("unlocks");
    assert_eq!(locked.personal(id).expect("opens").texts[&Field::name], "欧阳淑芬");
    assert_eq!(locked.root_opens(Pin::new("246810").ok().as_ref()).expect("the root is here"), locked.identity().organisation);
    locked.lock();
    assert!(!locked.is_unlocked());
}

#[test]
fn an_unattended_node_reads_words_with_its_secret_file_and_signs_for_nobody() {
    let pin = Pin::new("246810").expect("a PIN");
    let site = Site::new(&InitPlan { pin: Some(pin.clone()), ..plan() });
    let secret = site.data.with_file_name("secret");
    std::fs::write(&secret, [7; 32]).expect("written");
    let node = Handle::open(&site.data, &Unlock { pin: Some(pin), secret: None }, site.machine.clone()).expect("opens");
    let id = node.act(None, &leak()).expect("written");
    node.trust_secret_file(&SecretFile::read(&secret).expect("long enough")).expect("trusted");
    drop(node);
    std::fs::write(site.data.join("config.toml"), format!("secret_file = {:?}\n", secret.display().to_string())).expect("written");
    let node = site.open();
    assert_eq!(node.personal(id).expect("opens").texts[&Field::name], "欧阳淑芬");
    assert!(matches!(node.act(None, &leak()), Err(ActError::Locked)));
    drop(node);
    std::fs::write(&secret, [8; 32]).expect("written");
    let other = Handle::open(&site.data, &Unlock::default(), site.machine.clone());
    assert!(matches!(other, Err(OpenHandleError::Key(KeyError::WrongSecret))));
}

#[test]
fn the_same_tap_twice_is_one_request() {
    let site = Site::new(&plan());
    let node = site.open();
    let client_key = Some(ClientKey::of("tap 1"));
    let draft = Draft::new(Open { client_key, ..Open::default() });
    let first = node.act(None, &draft).expect("written");
    assert_eq!(node.act(None, &draft).expect("known"), first);
    let again = Draft::new(Open { client_key: Some(ClientKey::of("tap 2")), ..Open::default() });
    let both = node.acts(None, &[again.clone(), again]).expect("written");
    assert_eq!(both[0], both[1]);
    assert_eq!(node.all_rows(List::All, None).expect("listed").len(), 2);
}

#[test]
fn a_guard_hands_over_a_centre_closes_and_an_unhappy_visit_reopens() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged offline");
    post.offer(on(zhao, id), &to(site.manager), &none()).expect("offered");
    carry(&post, &centre);
    assert_eq!(centre.request(id).expect("arrived").holders(), [zhao], "an offer releases nobody");
    assert_eq!(centre.all_rows(List::Offered, None).expect("listed").len(), 1);
    assert_eq!(centre.personal(id).expect("readable here too").texts[&Field::name], "欧阳淑芬");
    centre.take_all_offered(None).expect("taken");
    let done = [
        Draft::about(id, Complete { outcome: Outcome::resolved, cause: None }).text(Field::result, "换了接头"),
        Draft::about(id, Tell { to: vec![Audience::Resident], what: vec![Topic::result], reached: true, ..Tell::default() }),
    ];
    centre.acts(None, &done).expect("done and told");
    let parents = centre.request(id).expect("here").standing().map(|tenure| tenure.id).collect();
    centre.act(None, &Draft::about(id, Close { parents, because: None, outcome: Outcome::resolved })).expect("closed");
    carry(&centre, &post);
    let seen = post.request(id).expect("here");
    assert_eq!(seen, centre.request(id).expect("here"), "both nodes show the same chain");
    let visit = Visit { reached: true, satisfied: Some(false), ..Visit::default() };
    post.act(None, &Draft::about(id, visit)).expect("visited by the first contact");
    carry(&post, &centre);
    centre.reopen(on(site.manager, id), &none()).expect("reopened");
    assert_eq!(centre.request(id).expect("here").state, State::Open);
    assert!(matches!(centre.reopen(on(site.manager, id), &none()), Err(ActError::Nothing(Nothing::Closed))));
    assert!(centre.verify_chain(id).expect("checked").holds());
}

#[test]
fn a_recall_beside_a_take_is_contested_until_somebody_settles() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged");
    post.offer(on(zhao, id), &to(site.manager), &none()).expect("offered");
    carry(&post, &centre);
    centre.take(On { happened: Some(MORNING - 1), ..on(site.manager, id) }, &none()).expect("taken offline");
    assert_eq!(centre.request(id).expect("here").steps.last().and_then(|step| step.happened), Some(MORNING - 1));
    post.recall(on(zhao, id), &none()).expect("recalled offline");
    carry(&post, &centre);
    let request = centre.request(id).expect("here");
    assert!(request.contested);
    assert_eq!(request.holders().len(), 2);
    assert_eq!(centre.all_rows(List::Contested, None).expect("listed").len(), 1);
    centre.settle(None, &[id]).expect("settled");
    assert_eq!(centre.request(id).expect("here").holders(), [site.manager]);
    assert!(matches!(centre.settle(None, &[id]), Err(ActError::Nothing(Nothing::Contested))));
    let (take, offer) = centre.reassign(on(site.manager, id), &to(zhao), &none()).expect("reassigned");
    assert_ne!(take, offer);
    carry(&centre, &post);
    post.take(on(zhao, id), &none()).expect("taken");
    assert_eq!(post.request(id).expect("here").holders(), [zhao]);
}

#[test]
fn a_declined_offer_leaves_the_giver_responsible() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged");
    post.offer(on(zhao, id), &to(site.manager), &none()).expect("offered");
    carry(&post, &centre);
    centre.decline(on(site.manager, id), Some(Reason::not_own), &none()).expect("declined");
    assert!(matches!(centre.decline(on(site.manager, id), None, &none()), Err(ActError::Nothing(Nothing::Offered))));
    assert_eq!(centre.request(id).expect("here").holders(), [zhao]);
}

#[test]
fn a_whole_shift_changes_hands_in_one_commit() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let ids: Vec<RequestId> = (0..30).map(|_| post.act(None, &leak()).expect("logged")).collect();
    let before = post.status().expect("a status").records;
    let done = post.handover(zhao, site.manager).expect("handed over");
    assert_eq!((done.offers.len(), done.takes.len()), (30, 0), "the receiver signs on another device");
    assert_eq!(post.status().expect("a status").records, before + 30);
    carry(&post, &centre);
    assert_eq!(centre.take_all_offered(None).expect("taken").len(), 30);
    for id in ids {
        assert_eq!(centre.request(id).expect("here").holders(), [site.manager]);
    }
}

#[test]
fn what_would_have_no_effect_is_refused_before_it_is_signed() {
    let site = Site::new(&InitPlan { regulation: Some("r09".into()), ..plan() });
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged");
    let records = post.status().expect("a status").records;
    let escort = Offer { mode: Mode::escort, consent: Some(false), ..to(site.manager) };
    let why = post.offer(on(zhao, id), &escort, &none()).expect_err("no consent").to_string();
    assert!(why.contains("consent") && why.contains("R09.13"), "{why}");
    let import = post.import(&ImportPlan::default(), std::iter::once(ImportRow::default()), |_| {}).expect_err("no right").to_string();
    assert!(import.contains("Import is not for operator") && import.contains("cs_officer"), "{import}");
    let unknown = RecordId([9; 32]);
    assert!(matches!(post.act(None, &Draft::about(unknown, Note::default())), Err(ActError::UnknownRequest(_))));
    assert!(matches!(post.act(None, &Draft::about(id, Receive { record: unknown })), Err(ActError::UnknownRecord(_))));
    assert!(matches!(post.act(None, &Draft::new(Note::default())), Err(ActError::Place(_, true))));
    assert!(matches!(post.act(None, &Draft::about(id, Open::default())), Err(ActError::Place(_, false))));
    assert!(matches!(post.act(Some(site.manager), &leak()), Err(ActError::NoKey(_))));
    assert!(matches!(
        post.act(None, &Draft::about(id, Note::default()).text(Field::words, "长".repeat(30_000))),
        Err(ActError::TooLong(_))
    ));
    let foreign = Offer { tenures: vec![id], ..to(zhao) };
    carry(&post, &centre);
    assert!(matches!(centre.offer(on(site.manager, id), &foreign, &none()), Err(ActError::Void { .. })), "not the holder's to offer");
    assert_eq!(post.status().expect("a status").records, records, "nothing was written");
}

#[test]
fn a_register_is_not_completed_before_the_result_is_back() {
    let site = Site::new(&InitPlan { regulation: Some("r01".into()), ..plan() });
    let node = site.open();
    let id = node.act(None, &leak()).expect("logged");
    let finish = Finish { what: Finished::register, ground: Some(Ground::result_recorded) };
    let why = node.act(None, &Draft::about(id, finish)).expect_err("too early").to_string();
    assert!(why.contains("R01.13"), "{why}");
}

#[test]
fn a_clock_at_1970_or_2099_writes_on_and_is_vouched_for_by_nobody() {
    let site = Site::new(&plan());
    let node = site.open();
    for wall in [0, -5_000, 4_070_908_800_000, i64::MAX] {
        node.clock().set_wall(wall);
        let id = node.act(None, &leak().happened(Some(-1))).expect("written");
        let request = node.request(id).expect("folded");
        assert_eq!((request.opened.wall, request.happened), (wall, Some(-1)));
        assert_eq!(node.personal(id).expect("opens").texts[&Field::name], "欧阳淑芬");
    }
}

#[test]
fn empty_texts_are_left_out_and_odd_ones_survive() {
    let site = Site::new(&plan());
    let node = site.open();
    let odd = "\u{202e}abc\u{0} 👨‍👩‍👧‍👦 שלום";
    let draft = Draft::new(Open::default()).text(Field::words, "").text(Field::room, odd);
    let id = node.act(None, &draft).expect("written");
    let texts = node.personal(id).expect("opens").texts;
    assert_eq!(texts.into_iter().collect::<Vec<_>>(), [(Field::room, odd.to_owned())]);
    let bare = node.act(None, &Draft::new(Open::default())).expect("written");
    assert_eq!(node.personal(bare).expect("no words"), Personal::default());
}

fn rows(count: u64) -> impl Iterator<Item = ImportRow> {
    (1..=count).map(|row| ImportRow {
        row,
        client_key: format!("311:{row}"),
        opened: Some(1_577_836_800_000 + i64::try_from(row).expect("small") * 60_000),
        state: if row.is_multiple_of(100) { Claimed::open } else { Claimed::closed },
        owner: Code::new("bos"),
        words: Personal { texts: [(Field::row, format!("西路 {row} 号"))].into(), file_keys: vec![] },
        offer_to: Code::new("duty"),
        ..ImportRow::default()
    })
}

#[test]
fn history_is_imported_once_however_often_it_is_read() {
    let site = Site::new(&plan());
    let node = site.open();
    let plan = ImportPlan { author: None, source: "la311".into() };
    let mut heard = Vec::new();
    let first = node.import(&plan, rows(2_500), |done| heard.push(done)).expect("imported");
    assert_eq!((first.imported, first.known, first.offered, heard.as_slice()), (2_500, 0, 25, &[2_000, 2_500][..]));
    let records = node.status().expect("a status").records;
    let second = node.import(&plan, rows(2_500), |_| {}).expect("read again");
    assert_eq!((second.imported, second.known), (0, 2_500));
    assert_eq!(node.status().expect("a status").records, records);
    let offered = node.all_rows(List::Offered, None).expect("listed");
    assert_eq!(offered.len(), 25, "open rows wait at the duty post");
    let request = node.request(offered[0].id).expect("folded");
    assert_eq!((request.first_contact, request.state), (None, State::Open));
    let long = ImportRow {
        client_key: "long".into(),
        row: 7,
        words: Personal { texts: [(Field::row, "长".repeat(30_000))].into(), file_keys: vec![] },
        ..ImportRow::default()
    };
    let third = node.import(&plan, [long].into_iter().chain(rows(2_501).skip(2_500)), |_| {}).expect("goes on");
    assert_eq!((third.imported, third.refused.len(), third.refused[0].0), (1, 1, 7));
}

#[test]
fn a_device_joins_only_with_an_answer_that_proves_itself() {
    let site = Site::new(&plan());
    let centre = site.open();
    let data = site.data.with_file_name("van");
    let ask = EnrolAsk { pin: Some(Pin::new("1357").expect("a PIN")), ..guard("面包车") };
    let request = enrol_request(&data, &ask, &site.machine).expect("a request");
    let read = EnrolRequest::read(&request).expect("proven");
    assert_eq!(
        (read.staff.as_str(), read.role, read.words()),
        ("赵德柱", Role::operator, EnrolRequest::read(&request).expect("proven").words())
    );
    let mut changed = request.clone();
    let at = changed.windows(3).position(|window| window == "赵".as_bytes()).expect("the name is there");
    changed[at + 2] ^= 1;
    assert!(matches!(centre.enrol_approve(&changed, &EnrolDecision::default()), Err(EnrolError::Unproven | EnrolError::NotAFile(_))));
    assert!(matches!(centre.enrol_approve(b"PK\x03\x04", &EnrolDecision::default()), Err(EnrolError::NotAFile(_))));
    let much = EnrolDecision { may_certify: MayCertify::Staff, ..EnrolDecision::default() };
    assert!(matches!(centre.enrol_approve(&request, &much), Err(EnrolError::Grant(Refusal::TooMuch))));
    let answer = centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved");
    let records = centre.status().expect("a status").records;
    centre.enrol_approve(&request, &EnrolDecision::default()).expect("approved again");
    assert_eq!(centre.status().expect("a status").records, records, "with the same certificates");

    let stranger = Site::new(&InitPlan { organisation: "别家物业".into(), ..plan() });
    let foreign = stranger.open();
    let wrong = enrol_accept(&data, &answer, Some(foreign.identity().organisation), &site.machine);
    assert!(matches!(wrong, Err(EnrolError::OtherOrganisation { .. })));
    assert!(matches!(enrol_accept(&data, &request, None, &site.machine), Err(EnrolError::NotAFile(_))));
    let mut damaged = answer.clone();
    let middle = damaged.len() / 3;
    damaged[middle] ^= 1;
    assert!(enrol_accept(&data, &damaged, None, &site.machine).is_err());
    let other = enrol_request(&site.data.with_file_name("other"), &guard("别的"), &site.machine).expect("a request");
    let other = centre.enrol_approve(&other, &EnrolDecision::default()).expect("approved");
    assert!(matches!(enrol_accept(&data, &other, None, &site.machine), Err(EnrolError::OtherDevice)));

    let done = enrol_accept(&data, &answer, Some(centre.identity().organisation), &site.machine).expect("accepted");
    assert_eq!(done.words, centre.status().expect("a status").words);
    assert!(matches!(enrol_accept(&data, &answer, None, &site.machine), Err(EnrolError::NotPending)));
    let van = Handle::open(&data, &Unlock { pin: ask.pin, ..Unlock::default() }, site.machine.clone()).expect("opens");
    assert_eq!(van.people().expect("names").name(site.manager), "陈静怡", "names came with the roster");
    van.act(None, &leak()).expect("the new person can work");
    assert!(matches!(van.enrol_approve(&request, &EnrolDecision::default()), Ok(_) | Err(EnrolError::Grant(_))));
    let third = enrol_request(&site.data.with_file_name("third"), &guard("第三"), &site.machine).expect("a request");
    assert!(matches!(van.enrol_approve(&third, &EnrolDecision::default()), Err(EnrolError::Grant(Refusal::Nobody))));
}

#[test]
fn no_word_of_anybody_is_on_the_disk() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let id = post.act(None, &leak()).expect("logged");
    post.act(None, &Draft::about(id, Answer { understood: true, ..Answer::default() }).text(Field::advice, "请先关阀门"))
        .expect("answered");
    let brief = Personal { texts: [(Field::brief, "业主在家等候".to_owned())].into(), file_keys: vec![] };
    post.offer(on(zhao, id), &to(site.manager), &brief).expect("offered");
    carry(&post, &centre);
    centre.take_all_offered(None).expect("taken");
    centre.import(&ImportPlan::default(), rows(50), |_| {}).expect("imported");
    drop((post, centre));
    let words = ["欧阳淑芬", "13900001234", "漏水", "关阀门", "在家等候", "西路", "陈静怡", "赵德柱", "门岗平板", "服务中心"];
    let mut files = BTreeMap::new();
    read_all(site.data.parent().expect("a parent"), &mut files);
    assert!(files.len() >= 10, "{:?}", files.keys());
    for (path, bytes) in &files {
        for word in words {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} stands in {}", path.display());
        }
    }
}

fn read_all(folder: &Path, into: &mut BTreeMap<std::path::PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("listed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_all(&path, into);
        } else {
            into.insert(path.clone(), std::fs::read(&path).expect("read"));
        }
    }
}

#[test]
fn views_are_equal_after_a_rebuild() {
    let site = Site::new(&plan());
    let node = site.open();
    let id = node.act(None, &leak()).expect("written");
    let before = node.all_rows(List::All, None).expect("listed");
    node.rebuild().expect("rebuilt");
    assert_eq!(node.all_rows(List::All, None).expect("listed"), before);
    assert_eq!(before[0].id, id);
}

#[test]
fn a_log_goes_on_where_it_ended_when_the_node_is_opened_again() {
    let site = Site::new(&plan());
    let id = site.open().act(None, &leak()).expect("written");
    let node = site.open();
    node.act(None, &Draft::about(id, Note::default()).text(Field::words, "再看一次")).expect("written");
    let snapshot = node.snapshot().expect("a snapshot");
    let records = snapshot.records_of(id).expect("read");
    let places: Vec<(Epoch, u64)> = records.iter().map(|record| (record.header().log.epoch, record.header().seq)).collect();
    assert_eq!(places[0].0, places[1].0);
    assert_eq!((places[0].1, places[1].1), (1, 2));
    assert!(matches!(Act::decode(&records[1].header().act), Act::Note(_)));
}

#[test]
fn a_store_that_was_put_back_begins_a_new_epoch_and_forks_nothing() {
    let site = Site::new(&plan());
    let node = site.open();
    let id = node.act(None, &leak()).expect("written");
    drop(node);
    let (store, copy) = (site.data.join("shouwen.redb"), site.data.join("copy"));
    std::fs::copy(&store, &copy).expect("copied");
    let node = site.open();
    let lost = node.act(None, &Draft::about(id, Note::default())).expect("written");
    drop(node);
    std::fs::rename(&copy, &store).expect("put back");
    let node = site.open();
    let new = node.act(None, &Draft::about(id, Note::default())).expect("written");
    let record = node.snapshot().expect("a snapshot").record(new).expect("read").expect("here");
    assert_eq!(record.header().seq, 1);
    assert_eq!(record.header().continues.map(|continues| (continues.seq, continues.id)), Some((1, id)));
    assert_ne!(new, lost);
    drop(node);
    let again = site.open().act(None, &Draft::about(id, Note::default())).expect("written");
    let node = site.open();
    let record = node.snapshot().expect("a snapshot").record(again).expect("read").expect("here");
    assert_eq!((record.header().seq, record.header().backlink), (2, Some(new)), "and stays in it");
}

#[test]
fn two_people_on_one_tablet_hand_over_with_both_signatures_at_once() {
    let site = Site::new(&InitPlan { regulation: Some("r08".into()), ..plan() });
    let node = site.open();
    let pin = Pin::new("8642").expect("a PIN");
    let ask = EnrolAsk { staff: "孙丽".into(), role: Role::duty_receptionist, pin: Some(pin.clone()), ..EnrolAsk::default() };
    let sun = node.certify_here(&ask, &EnrolDecision { author: Some(site.manager), ..EnrolDecision::default() }).expect("certified");
    assert!(matches!(node.act(None, &leak()), Err(ActError::WhoAreYou(2))));
    let id = node.act(Some(site.manager), &leak()).expect("written");
    let done = node.handover(site.manager, sun).expect("handed over");
    assert_eq!((done.offers.len(), done.takes.len(), done.kept.len()), (1, 1, 0));
    assert_eq!(node.request(id).expect("here").holders(), [sun]);
    assert_eq!(node.people().expect("names").name(sun), "孙丽");
    drop(node);
    let node = site.open();
    assert!(matches!(node.act(Some(sun), &leak()), Err(ActError::Locked)), "her key asks for her PIN");
    node.unlock(&Unlock { pin: Some(pin), secret: None }).expect("unlocks");
    node.act(Some(sun), &leak()).expect("written");
    let refused = node.certify_here(&ask, &EnrolDecision { author: Some(sun), ..EnrolDecision::default() });
    assert!(matches!(refused, Err(EnrolError::Grant(Refusal::Nobody))));
}

#[test]
fn the_roster_is_kept_only_by_those_who_may() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, _) = site.enrol(&centre, &guard("门岗平板"));
    let document = shouwen::domain::regulation::preset("r10").expect("shipped").to_owned();
    let adopt = |replaces| AdoptRegulation { preset: Digest::of(document.as_bytes()), replaces, ..AdoptRegulation::default() };
    let documents = std::slice::from_ref(&document);
    assert!(matches!(post.publish(None, &Draft::new(adopt(vec![])), documents), Err(ActError::NoRight { .. })));
    let before = centre.status().expect("a status").regulation.adoption;
    centre.publish(None, &Draft::new(adopt(before.into_iter().collect())), documents).expect("adopted");
    assert_eq!(centre.status().expect("a status").regulation.id, "r10-interactive");
    let certify = Certify { may_certify: MayCertify::Certifiers, roles: vec![Role::site_manager], ..Certify::default() };
    assert!(matches!(centre.act(None, &Draft::new(certify)), Err(ActError::NotYours(_))));
    assert!(matches!(centre.act(None, &Draft::new(Successor::default())), Err(ActError::NoRight { .. })));
}

#[test]
fn a_bundle_of_one_request_is_enough_to_take_it_and_a_broken_one_says_so() {
    let site = Site::new(&plan());
    let centre = site.open();
    let (post, zhao) = site.enrol(&centre, &guard("门岗平板"));
    let ids: Vec<RequestId> = (0..20).map(|_| post.act(None, &leak()).expect("logged")).collect();
    post.offer(on(zhao, ids[7]), &to(site.manager), &none()).expect("offered");
    let mut stick = Vec::new();
    let written = post.bundle_write(&BundleOf::Requests(vec![ids[7]]), &mut stick).expect("written");
    let unknown = post.bundle_write(&BundleOf::Requests(vec![RecordId([9; 32])]), &mut Vec::new());
    assert!(matches!(unknown, Err(CarryError::Unknown(_))));
    let before = centre.status().expect("a status").records;
    let cut = centre.bundle_read(&mut &stick[..stick.len() * 2 / 3]);
    assert!(matches!(cut, Err(CarryError::Bundle(BundleError::Truncated { .. }))), "{cut:?}");
    let other = centre.bundle_read(&mut &b"PK\x03\x04 a spreadsheet, not a bundle at all"[..]);
    assert!(matches!(other, Err(CarryError::Bundle(BundleError::NotABundle))), "{other:?}");
    let stranger = Site::new(&InitPlan { organisation: "别家物业".into(), ..plan() });
    let foreign = stranger.open().bundle_read(&mut stick.as_slice());
    assert!(matches!(foreign, Err(CarryError::Bundle(BundleError::Organisation(_)))), "{foreign:?}");
    let read = centre.bundle_read(&mut stick.as_slice()).expect("read");
    assert_eq!(read.records, written.records);
    assert_eq!(centre.all_rows(List::All, None).expect("listed").len(), 1, "only that request came");
    centre.take(on(site.manager, ids[7]), &none()).expect("taken");
    assert_eq!(centre.request(ids[7]).expect("here").holders(), [site.manager]);
    assert_eq!(centre.personal(ids[7]).expect("opens").texts[&Field::name], "欧阳淑芬");
    assert!(centre.status().expect("a status").records > before);
    let back = centre.snapshot().expect("a snapshot").records_of(ids[7]).expect("read");
    let take = back.iter().find(|record| matches!(Act::decode(&record.header().act), Act::Take(_))).expect("the take");
    assert_eq!(take.header().anchor, None, "no other device has witnessed anything here");
    carry(&centre, &post);
    post.act(None, &Draft::about(ids[0], Note::default())).expect("written");
    let notes = post.snapshot().expect("a snapshot").records_of(ids[0]).expect("read");
    let anchor = notes.last().and_then(|note| note.header().anchor).expect("the centre's receipt came back");
    let receipt = post.snapshot().expect("a snapshot").record(anchor).expect("read").expect("here");
    assert_eq!(receipt.header().log.key, centre.device_keys().sign.public());
    assert!(post.status().expect("a status").unsynced < 20 + 2, "the receipt covers what came over");
}
