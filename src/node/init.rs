//! A new organisation: its root, its first device and its first supervisor.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::{Config, ConfigError, Identity};
use super::handle::{Handle, Machine, Opened, store_path};
use super::keyfile::{Guard, KeyError, Pin, sync_folder};
use super::keys::{DeviceKeys, KeyFolder, Vault};
use super::pen::{Body, Pen, Signer};
use super::words::SixWords;
use crate::domain::act::word::{Field, Role};
use crate::domain::act::{
    Act, AdoptRegulation, Certify, DeviceWrap, Directory as NameDirectory, DutyPost, Keys, MayCertify, Scope, SiteKey, Successor, WrapFor,
};
pub use crate::domain::directory::NAME_CHARS_MAX;
use crate::domain::directory::{DUTY_POST, Directory};
use crate::domain::id::{Code, DeviceId, Digest, PersonId, RecordId, SiteId};
use crate::domain::key::{PublicKey, SecretKey};
use crate::domain::payload::{Personal, SealingKey, wrap_for_device};
use crate::domain::regulation;
use crate::domain::regulation::adoption::{AdoptionError, Proposal};
use crate::store::{self, Founding, Store};

/// How the names of folders begin that are not whole yet.
const UNFINISHED: &str = ".shouwen-new-";

/// What a new organisation is called, and by what rules it works.
#[derive(Clone, Debug, Default)]
pub struct InitPlan {
    /// The organisation's name.
    pub organisation: String,
    /// The first site's name.
    pub site: String,
    /// The first device's name, usually the service centre.
    pub device: String,
    /// The first supervisor's name.
    pub staff: String,
    /// What requests are judged by, checked as any adoption is; `None`: R16.
    pub regulation: Option<Proposal>,
    /// Locks the supervisor's and the root's keys; `None`: the device's files alone open them.
    pub pin: Option<Pin>,
}

/// What `init` made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitDone {
    /// The organisation: the root's public key.
    pub organisation: PublicKey,
    /// The same as six words.
    pub words: SixWords,
    /// The first site.
    pub site: SiteId,
    /// The first device.
    pub device: DeviceId,
    /// The first supervisor.
    pub staff: PersonId,
    /// The regulation in force.
    pub regulation: Digest,
}

/// Why no organisation was made. The folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// A name is missing or too long.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The regulation may not be adopted.
    #[error(transparent)]
    Regulation(#[from] AdoptionError),
    /// The keys could not be written.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The folder could not be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The identity could not be written.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The store could not be made.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// The store did not take the site.
    #[error(transparent)]
    Commit(#[from] store::CommitError),
    /// The first records could not be written.
    #[error(transparent)]
    Act(#[from] super::ActError),
}

/// A name is missing or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} needs a name of 1 to {NAME_CHARS_MAX} characters")]
pub struct NameError(pub &'static str);

/// Why a folder was not made.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something is there already.
    #[error("{0} is not empty: choose a folder that does not exist yet, or an empty one")]
    NotEmpty(PathBuf),
    /// The disk.
    #[error("cannot write {path}: {source}")]
    Disk {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// What is made for a new organisation before anything is signed.
struct Founders {
    root: SecretKey,
    successor: SecretKey,
    staff: SecretKey,
    device: DeviceKeys,
    vault: Vault,
}

/// The first adoption, and the documents that it names.
type FirstAdoption = (AdoptRegulation, Vec<String>);

/// RULE: 5-trust.md, `init`: what the plan says, else R16; strict as any adoption.
fn adoption(plan: &InitPlan) -> Result<FirstAdoption, AdoptionError> {
    let default = || Proposal::shipped(regulation::DEFAULT).expect("R16 comes with the program");
    let proposal = plan.regulation.clone().unwrap_or_else(default);
    Ok((proposal.check()?, proposal.documents()))
}

impl Handle {
    /// Makes a new organisation in a folder that does not exist yet or is empty; all of it, or nothing.
    ///
    /// # Errors
    /// Why not; the folder is as it was.
    pub fn init(data: &Path, plan: &InitPlan, machine: &Machine) -> Result<InitDone, InitError> {
        let names = [
            ("the organisation", &plan.organisation),
            ("the site", &plan.site),
            ("the device", &plan.device),
            ("the supervisor", &plan.staff),
        ];
        for (what, name) in names {
            check_name(what, name)?;
        }
        let adopted = adoption(plan)?;
        in_new_folder(data, machine, |folder| found(folder, plan, &adopted, machine))
    }
}

/// Makes keys, store and the first records in a folder that nobody sees yet.
fn found(folder: &Path, plan: &InitPlan, adopted: &FirstAdoption, machine: &Machine) -> Result<InitDone, InitError> {
    let entropy = &machine.entropy;
    let key = || SecretKey::from_bytes(&entropy.bytes());
    let keys = KeyFolder::in_data(folder);
    let (device, vault) = keys.create(entropy)?;
    let founders = Founders { root: key(), successor: key(), staff: key(), device, vault };
    let guard = plan.pin.clone().map_or(Guard::Device, Guard::Pin);
    keys.add_staff(&founders.staff, (&founders.device, &founders.vault), &guard, entropy)?;
    keys.add_root([&founders.root, &founders.successor], &founders.device, &guard, entropy)?;
    let organisation = founders.root.public();
    let identity = Identity::new(organisation, SiteId(entropy.bytes()), DeviceId(entropy.bytes()));
    identity.write(folder)?;
    let store = Store::create(&store_path(folder), Founding { instance: entropy.bytes(), organisation }, store::Options::default())?;
    store.add_site(SiteId::ORGANISATION)?;
    store.add_site(identity.site)?;
    let opened = Opened { staff: [(founders.staff.public(), founders.staff.clone())].into(), vault: Some(founders.vault.clone()) };
    let handle =
        Handle::assemble(folder, (identity.clone(), Config::default()), (machine.clone(), store), (keys, founders.device.clone()), opened);
    let staff = PersonId(entropy.bytes());
    let mut pen = handle.pen().map_err(super::ActError::from)?;
    let certificates = certify(&mut pen, plan, &founders, staff)?;
    furnish(&mut pen, plan, adopted, (&founders, certificates))?;
    pen.commit()?;
    let (site, device) = (identity.site, identity.device);
    Ok(InitDone { organisation, words: SixWords::of(organisation), site, device, staff, regulation: adopted.0.preset })
}

/// RULE: 5-trust.md, `init`: what the root writes. Gives the certificates of the device and of the supervisor.
fn certify(pen: &mut Pen<'_>, plan: &InitPlan, founders: &Founders, staff: PersonId) -> Result<[RecordId; 2], super::ActError> {
    let (site, device) = (pen.handle.identity().site, pen.handle.identity().device);
    let (at_site, in_organisation) = (signer(&founders.root, None, site), signer(&founders.root, None, SiteId::ORGANISATION));
    let (scope, roles) = (Scope::Site(site), vec![Role::device, Role::centre]);
    let keys = founders.device.certified(&founders.vault);
    let machine = Certify { device, keys, roles, scope, ..Certify::default() };
    let supervisor = Certify {
        person: Some(staff),
        device,
        keys: Keys::Staff(founders.staff.public()),
        roles: vec![Role::site_manager],
        posts: vec![duty_post()],
        scope,
        may_certify: MayCertify::Staff,
        ..Certify::default()
    };
    let machine = pen.sign(&at_site, body(machine, named(&plan.device)))?.id();
    let supervisor = pen.sign(&at_site, body(supervisor, named(&plan.staff)))?.id();
    pen.sign(&in_organisation, body(Successor { key: founders.successor.public() }, Personal::default()))?;
    Ok([machine, supervisor])
}

/// RULE: 5-trust.md, `init`: what the supervisor then writes.
fn furnish(pen: &mut Pen<'_>, plan: &InitPlan, adopted: &FirstAdoption, made: (&Founders, [RecordId; 2])) -> Result<(), super::ActError> {
    let (founders, [device, supervisor]) = made;
    let signer = signer(&founders.staff, Some(supervisor), pen.handle.identity().site);
    let posts = [(duty_post(), "值班岗".to_owned())].into();
    let (organisation, site) = (plan.organisation.trim().to_owned(), plan.site.trim().to_owned());
    let directory = Directory { organisation, site, posts, ..Directory::default() }.to_document().unwrap_or_default();
    let entropy = pen.handle.entropy().clone();
    let site_key = SealingKey::from_bytes(entropy.bytes());
    let wrapped = wrap_for_device(&site_key, founders.vault.seal.public(), entropy.bytes());
    let wraps = vec![DeviceWrap { certificate: device, wrapped }];
    let acts: [Act; 5] = [
        NameDirectory { document: Digest::of(directory.as_bytes()), replaces: vec![] }.into(),
        DutyPost { post: duty_post(), replaces: vec![] }.into(),
        SiteKey { id: site_key.id(), predecessors: vec![] }.into(),
        WrapFor { site_key: site_key.id(), wraps }.into(),
        adopted.0.clone().into(),
    ];
    for act in acts {
        pen.sign(&signer, body(act, Personal::default()))?;
    }
    pen.batch.documents.push(directory);
    pen.batch.documents.extend_from_slice(&adopted.1);
    Ok(())
}

fn signer(key: &SecretKey, under: Option<RecordId>, site: SiteId) -> Signer {
    Signer { key: key.clone(), under, site }
}

fn body(act: impl Into<Act>, personal: Personal) -> Body {
    Body { act: act.into(), request: None, parents: Vec::new(), happened: None, personal }
}

/// The words of a certificate: whose it is.
pub(super) fn named(name: &str) -> Personal {
    Personal { texts: [(Field::name, name.trim().to_owned())].into(), file_keys: vec![] }
}

fn duty_post() -> Code {
    Code::new(DUTY_POST).unwrap_or_default()
}

/// # Errors
/// [`NameError`] unless the name has 1 to 100 characters besides blanks around it.
pub(super) fn check_name(what: &'static str, name: &str) -> Result<(), NameError> {
    let count = name.trim().chars().count();
    if (1..=NAME_CHARS_MAX).contains(&count) { Ok(()) } else { Err(NameError(what)) }
}

/// Makes a folder that only its owner may enter.
fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Removes the folders that a crash left unfinished here: they may have secret keys in them, and nobody was told of any.
/// A folder that is being filled is locked, and so is left alone.
fn remove_leftovers(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED));
        let lock = fs::File::open(entry.path()).ok().filter(|folder| ours && folder.try_lock().is_ok());
        if lock.is_some() {
            // What does not let itself be removed is tried again the next time.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Fills a folder under a temporary name beside it and renames it when it is whole: nobody ever sees half of it.
pub(super) fn in_new_folder<T, E: From<FolderError>>(
    data: &Path,
    machine: &Machine,
    fill: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let disk = |path: &Path| {
        let path = path.to_owned();
        move |source| FolderError::Disk { path, source }
    };
    let empty = match fs::read_dir(data) {
        Ok(mut entries) => entries.next().is_none(),
        Err(missing) => missing.kind() == std::io::ErrorKind::NotFound,
    };
    if !empty {
        return Err(FolderError::NotEmpty(data.into()).into());
    }
    let parent = data.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(disk(parent))?;
    remove_leftovers(parent);
    let temporary = parent.join(format!("{UNFINISHED}{}", Digest::of(&machine.entropy.bytes::<16>())));
    private_folder(&temporary).map_err(disk(&temporary))?;
    // Held until the folder has its name, so that nobody takes it for a leftover.
    let _filling = fs::File::open(&temporary).and_then(|folder| folder.lock().map(|()| folder));
    let done = fill(&temporary).and_then(|done| {
        let renamed = sync_folder(&temporary).and_then(|()| fs::rename(&temporary, data)).and_then(|()| sync_folder(parent));
        renamed.map(|()| done).map_err(|source| disk(data)(source).into())
    });
    if done.is_err() {
        // What could not be finished is of no use to anybody; if it cannot be removed either, the error above is the one to tell.
        let _ = fs::remove_dir_all(&temporary);
    }
    done
}
