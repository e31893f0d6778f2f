//! Data folders: made whole, locked, put back.

use shouwen::domain::act::word::{Field, Role};
use shouwen::domain::act::{Act, Addressee, MayCertify, Note};
use shouwen::domain::id::{Code, Epoch};
use shouwen::domain::regulation::adoption::Proposal;
use shouwen::domain::time::Clock as Quality;
use shouwen::node::config::ConfigError;
use shouwen::node::init::{FolderError, InitError, InitPlan};
use shouwen::node::keyfile::{KeyError, Pin, SecretFile};
use shouwen::node::status::PinState;
use shouwen::node::{ActError, Draft, Handle, List, OpenHandleError, ReadError, Sealed, Unlock};
use shouwen::store::OpenError;

use super::site::*;

#[test]
fn the_first_records_are_those_of_the_design() {
    let site = Site::new(&InitPlan { regulation: Proposal::shipped("r09-vanke"), ..plan() });
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
        InitPlan { regulation: Proposal::shipped("r05-accountability"), ..plan() },
        InitPlan { staff: "  ".into(), ..plan() },
        InitPlan { site: "长".repeat(101), ..plan() },
    ];
    for plan in refused {
        let why = Handle::init(&other, &plan, &site.machine).expect_err("refused").to_string();
        assert!(why.contains("is an overlay") || why.contains("1 to 100"), "{why}");
    }
    assert!(!other.exists());
    let leftover = |name: &str| {
        let folder = other.with_file_name(name);
        std::fs::create_dir_all(folder.join("keys")).expect("made");
        std::fs::write(folder.join("keys/root.key"), [7; 32]).expect("written");
        folder
    };
    let (dead, filling) = (leftover(".shouwen-new-dead"), leftover(".shouwen-new-filling"));
    let lock = std::fs::File::open(&filling).expect("opens");
    lock.lock().expect("as somebody does who fills it");
    Handle::init(&other, &plan(), &site.machine).expect("made");
    assert!(!dead.exists(), "what a crash left, keys and all, is gone");
    assert!(filling.exists(), "and nothing else");
    for made in [&filling, &other] {
        std::fs::remove_dir_all(made).expect("removed");
    }
    let left: Vec<_> = std::fs::read_dir(other.parent().expect("a parent")).expect("listed").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["centre"], "nothing is left behind");
    let missing = Handle::open(&other, &Unlock::default(), site.machine.clone());
    assert!(matches!(missing, Err(OpenHandleError::Config(ConfigError::NotHere(_)))));
    let _node = site.open();
    let second = Handle::open(&site.data, &Unlock::default(), site.machine.clone());
    assert!(matches!(second, Err(OpenHandleError::Store(OpenError::InUse))), "one process at a time");
}

#[test]
fn a_pin_that_came_with_a_command_signs_for_that_command_alone() {
    let unlock = Unlock { pin: Pin::new("246810").ok(), ..Unlock::default() };
    let site = Site::new(&InitPlan { pin: Pin::new("246810").ok(), ..plan() });
    let node = Handle::open(&site.data, &Unlock::default(), site.machine.clone()).expect("opens locked");
    let command = node.unlock_here(&unlock).expect("the PIN is right");
    let id = command.act(None, &leak()).expect("the command signs");
    assert!(matches!(node.act(None, &leak()), Err(ActError::Locked)), "nobody else does");
    assert!(matches!(node.act(Some(site.manager), &leak()), Err(ActError::Locked)));
    assert!(node.personal(id).is_ok(), "the words stay open: the node takes in and passes on their keys");
    drop(command);
    assert!(matches!(node.act(None, &leak()), Err(ActError::Locked)));
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
fn views_are_equal_after_a_rebuild() {
    let site = Site::new(&plan());
    let node = site.open();
    let id = node.act(None, &leak()).expect("written");
    let before = node.all_rows(List::All, None).expect("listed");
    assert_eq!(node.rebuild().expect("rebuilt"), Vec::<&str>::new(), "nothing differed");
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
    // Whoever only looks first changes nothing about that.
    assert_eq!(site.open().all_rows(List::All, None).expect("listed").len(), 1);
    site.open().note_high_water();
    let node = site.open();
    let new = node.act(None, &Draft::about(id, Note::default())).expect("written");
    let record = node.snapshot().expect("a snapshot").record(new).expect("read").expect("here");
    assert_eq!(record.header().seq, 1);
    let continued = record.header().continues.map(|continues| (continues.seq, continues.id));
    assert_eq!(continued, Some((2, lost)), "the file beside the store knows of the lost record, so nothing forks");
    drop(node);
    let again = site.open().act(None, &Draft::about(id, Note::default())).expect("written");
    let node = site.open();
    let record = node.snapshot().expect("a snapshot").record(again).expect("read").expect("here");
    assert_eq!((record.header().seq, record.header().backlink), (2, Some(new)), "and stays in it");
}
