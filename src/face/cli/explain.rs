//! Every error of the layers below as a sentence that says what to do: its key, its places and the exit code.

use super::failure::Failure;
use super::resolve::{PREFIX_DIGITS_MIN, short};
use crate::domain::payload::{SEAL_OVERHEAD_BYTES, TooLong};
use crate::domain::record::PAYLOAD_BYTES_MAX;
use crate::domain::request::Cause;
use crate::node::attach::{AttachError, FileError};
use crate::node::bundle::CarryError;
use crate::node::config::ConfigError;
use crate::node::control::ControlError;
use crate::node::draft::Nothing;
use crate::node::enrol::{EnrolError, Refusal, Unproven};
use crate::node::init::{FolderError, InitError, NAME_CHARS_MAX, NameError};
use crate::node::kept::{self, BundleError, CommitError, Fault, OpenError};
use crate::node::keyfile::{KeyError, PIN_CHARS_MAX, PIN_CHARS_MIN, PinError};
use crate::node::picture::PictureError;
use crate::node::{ActError, OpenHandleError, ReadError, Sealed};

/// The key of the sentence for a remark's cause.
#[must_use]
pub fn cause_key(cause: Cause) -> &'static str {
    match cause {
        Cause::NewerVersion => "remark-newer-version",
        Cause::WrongStream => "remark-wrong-stream",
        Cause::NotCertified => "remark-not-certified",
        Cause::NoRight => "remark-no-right",
        Cause::ConditionFails => "remark-condition-fails",
        Cause::UnknownTenure => "remark-unknown-tenure",
        Cause::ReleasesNobody => "remark-releases-nobody",
        Cause::Withheld => "remark-withheld",
        Cause::LateButValid => "remark-late-but-valid",
        Cause::Forked => "remark-forked",
        Cause::Disputed => "remark-disputed",
        Cause::Retransfer => "remark-retransfer",
        Cause::NoConsent => "remark-no-consent",
        Cause::RegisterBeforeResult => "remark-register-before-result",
        Cause::NoReason => "remark-no-reason",
        Cause::Relay => "remark-relay",
        Cause::NotNamedRole => "remark-not-named-role",
        Cause::RegulationWithheld => "remark-regulation-withheld",
        Cause::BadSignature => "remark-bad-signature",
        Cause::OnDutyPost => "remark-on-duty-post",
    }
}

/// What a person can do about an act that would have no effect.
fn advice_key(cause: Cause) -> &'static str {
    match cause {
        Cause::Retransfer => "advice-retransfer",
        Cause::NoConsent => "advice-no-consent",
        Cause::RegisterBeforeResult => "advice-register-before-result",
        Cause::NoReason => "advice-no-reason",
        Cause::UnknownTenure => "advice-unknown-tenure",
        Cause::NotCertified => "advice-not-certified",
        Cause::NotNamedRole => "advice-not-named-role",
        Cause::NoRight => "advice-no-right",
        Cause::ConditionFails => "advice-condition-fails",
        _ => "advice-other",
    }
}

/// Why words are not shown, as a sentence.
#[must_use]
pub fn sealed_key(sealed: Sealed) -> &'static str {
    match sealed {
        Sealed::Locked => "sealed-locked",
        Sealed::NotHere => "sealed-not-here",
        Sealed::NoKey => "sealed-no-key",
        Sealed::Erased => "sealed-erased",
        Sealed::Restored => "sealed-restored",
        Sealed::Broken(_) => "sealed-broken",
    }
}

fn nothing_key(nothing: Nothing) -> &'static str {
    match nothing {
        Nothing::Held => "nothing-held",
        Nothing::Offered => "nothing-offered",
        Nothing::Closed => "nothing-closed",
        Nothing::Open => "nothing-open",
        Nothing::Contested => "nothing-contested",
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::NotHere(path) => Self::usage("error-not-a-data-folder").with("path", path.display()),
            ConfigError::Waiting(path) => Self::usage("error-waiting").with("path", path.display()),
            ConfigError::Lost { path, why } => Self::broken("error-identity").with("path", path.display()).with("why", why),
            ConfigError::Io { path, source } => Self::broken("error-file").with("path", path.display()).io(&source),
            ConfigError::Wrong { path, why } => Self::usage("error-config").with("path", path.display()).with("why", why),
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Io { path, source } => Self::broken("error-file").with("path", path.display()).io(&source),
            KeyError::Damaged(path) => Self::broken("error-key-damaged").with("path", path.display()),
            KeyError::WrongPin => Self::rule("error-pin-wrong"),
            KeyError::NeedsPin => Self::rule("error-locked"),
            KeyError::NeedsSecret => Self::rule("error-secret-needed"),
            KeyError::WrongSecret => Self::rule("error-secret-wrong"),
            KeyError::ShortSecret(path) => Self::usage("error-secret-short").with("path", path.display()),
        }
    }
}

impl From<PinError> for Failure {
    fn from(_: PinError) -> Self {
        Self::usage("error-pin-length").count("least", PIN_CHARS_MIN).count("most", PIN_CHARS_MAX)
    }
}

impl From<Fault> for Failure {
    fn from(error: Fault) -> Self {
        match error {
            Fault::Full => Self::broken("store-full"),
            Fault::Corrupted(why) => Self::broken("store-damaged").with("why", why),
            Fault::Stopped => Self::broken("store-stopped"),
            Fault::Io(why) => Self::broken("store-disk").io(&why),
        }
    }
}

impl From<kept::ReadError> for Failure {
    fn from(error: kept::ReadError) -> Self {
        match error {
            kept::ReadError::Damaged(id) => Self::broken("store-record-damaged").with("record", short(&id.to_string())),
            kept::ReadError::Inconsistent(place) => Self::broken("store-damaged").with("why", place),
            kept::ReadError::Storage(fault) => fault.into(),
        }
    }
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Stale { seq, .. } => Self::broken("store-stale").with("seq", seq),
            CommitError::Read(error) => error.into(),
            other => Self::broken("store-refused").with("why", other),
        }
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Missing(path) => Self::broken("store-missing").with("path", path.display()),
            OpenError::Exists(path) => Self::usage("error-not-empty").with("path", path.display()),
            OpenError::InUse => Self::broken("store-in-use"),
            OpenError::NotAStore(why) => Self::broken("store-not-a-store").with("why", why),
            OpenError::Newer { found, known } => Self::broken("store-newer").with("found", found).with("known", known),
            OpenError::Read(error) => error.into(),
        }
    }
}

impl From<OpenHandleError> for Failure {
    fn from(error: OpenHandleError) -> Self {
        match error {
            OpenHandleError::Config(error) => error.into(),
            OpenHandleError::Key(error) => error.into(),
            OpenHandleError::Store(error) => error.into(),
            OpenHandleError::OtherOrganisation { found, pinned } => {
                Self::broken("store-other-organisation").with("found", short(&found.to_string())).with("pinned", short(&pinned.to_string()))
            }
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotAnId(typed) => Self::usage("usage-id").with("typed", typed).count("digits", PREFIX_DIGITS_MIN),
            ReadError::Unknown(prefix) => Self::usage("usage-unknown-request").with("typed", short(&prefix)),
            ReadError::Ambiguous { prefix, count } => Self::usage("usage-ambiguous-count").with("typed", prefix).count("count", count),
            ReadError::Sealed(sealed) => Self::rule(sealed_key(sealed)),
            ReadError::Whose => Self::usage("error-whose"),
            ReadError::Store(error) => error.into(),
        }
    }
}

impl From<TooLong> for Failure {
    fn from(error: TooLong) -> Self {
        Self::usage("error-too-long").count("bytes", error.0).count("most", PAYLOAD_BYTES_MAX - SEAL_OVERHEAD_BYTES)
    }
}

impl From<ActError> for Failure {
    fn from(error: ActError) -> Self {
        match error {
            ActError::UnknownRequest(id) => Self::usage("usage-unknown-request").with("typed", short(&id.to_string())),
            ActError::UnknownRecord(id) => Self::usage("usage-unknown-record").with("typed", short(&id.to_string())),
            ActError::Place(kind, true) => Self::usage("error-place-request").word("act", kind),
            ActError::Place(kind, false) => Self::usage("error-place-none").word("act", kind),
            ActError::NoKey(person) => Self::rule("error-no-key").with("person", short(&person.to_string())),
            ActError::WhoAreYou(count) => Self::usage("error-who-are-you").count("count", count),
            ActError::Locked => Self::rule("error-locked"),
            ActError::NotCertified(site) => Self::rule("error-not-certified").with("site", short(&site.to_string())),
            ActError::NoRight { act, roles, allowed } => {
                let key = if allowed.is_empty() { "error-no-right-root" } else { "error-no-right" };
                Self::rule(key).word("act", act).words("roles", &roles).words("allowed", &allowed)
            }
            ActError::Void { act, cause } => Self::rule("error-void").word("act", act).key("advice", advice_key(cause).to_owned()),
            ActError::NotYours(kind) => Self::rule("error-not-yours").word("act", kind),
            ActError::Nothing(nothing) => Self::rule(nothing_key(nothing)),
            ActError::TooLong(error) => error.into(),
            ActError::TooMuch(_) => Self::usage("error-too-much"),
            ActError::NotYet(id) => Self::rule("error-not-yet").with("request", short(&id.to_string())),
            ActError::Fault => Self::broken("error-machine-fault"),
            ActError::Read(error) => error.into(),
            ActError::Write(error) => error.into(),
        }
    }
}

impl From<AttachError> for Failure {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::Empty => Self::usage("attach-empty"),
            AttachError::Unknown => Self::usage("attach-unknown"),
            AttachError::Picture(PictureError::Unreadable(_)) => Self::usage("attach-unreadable"),
            AttachError::Picture(PictureError::TooManyPixels) => Self::usage("attach-too-many-pixels"),
            AttachError::TooLarge(_) => Self::usage("attach-too-large"),
            AttachError::Full(bytes) => Self::rule("attach-full").with("megabytes", bytes / 1_000_000),
            AttachError::Act(error) => error.into(),
            AttachError::Store(error) => error.into(),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        match error {
            FileError::None => Self::usage("attach-no-thumbnail"),
            FileError::NotHere { have, of } => Self::rule("file-not-here").with("have", have).with("of", of),
            FileError::Read(error) => error.into(),
            FileError::Store(error) => error.into(),
            FileError::NotOpened(_) => Self::rule("file-not-opened"),
        }
    }
}

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        let what = match error.0 {
            "the organisation" => "name-organisation",
            "the site" => "name-site",
            "the device" => "name-device",
            _ => "name-person",
        };
        Self::usage("error-name").key("what", what.to_owned()).count("max", NAME_CHARS_MAX)
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::NotEmpty(path) => Self::usage("error-not-empty").with("path", path.display()),
            FolderError::Disk { path, source } => Self::broken("error-file").with("path", path.display()).io(&source),
        }
    }
}

impl From<InitError> for Failure {
    fn from(error: InitError) -> Self {
        match error {
            InitError::Name(error) => error.into(),
            InitError::Regulation(error) => error.into(),
            InitError::Key(error) => error.into(),
            InitError::Folder(error) => error.into(),
            InitError::Config(error) => error.into(),
            InitError::Store(error) => error.into(),
            InitError::Commit(error) => error.into(),
            InitError::Act(error) => error.into(),
        }
    }
}

impl From<EnrolError> for Failure {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::NotAFile(_) => Self::usage("enrol-not-a-file"),
            EnrolError::Unproven => Self::rule("enrol-unproven"),
            EnrolError::NotPending => Self::usage("enrol-not-pending"),
            EnrolError::OtherDevice => Self::rule("enrol-other-device"),
            EnrolError::NotAuthorised(why) => Self::rule("enrol-not-authorised").key("why", unproven_key(why).to_owned()),
            EnrolError::OtherOrganisation { found, expected } => Self::rule("enrol-other-organisation")
                .with("found", short(&found.to_string()))
                .with("expected", short(&expected.to_string())),
            EnrolError::Grant(why) => Self::rule(refusal_key(why)),
            EnrolError::Name(error) => error.into(),
            EnrolError::Key(error) => error.into(),
            EnrolError::Folder(error) => error.into(),
            EnrolError::Config(error) => error.into(),
            EnrolError::Act(error) => error.into(),
            EnrolError::Store(error) => error.into(),
            EnrolError::Commit(error) => error.into(),
            EnrolError::Read(error) => error.into(),
        }
    }
}

fn unproven_key(why: Unproven) -> &'static str {
    match why {
        Unproven::Record => "enrol-why-record",
        Unproven::Device => "enrol-why-device",
        Unproven::Staff => "enrol-why-staff",
        Unproven::Site => "enrol-why-site",
        Unproven::Revoked => "enrol-why-revoked",
    }
}

fn refusal_key(why: Refusal) -> &'static str {
    match why {
        Refusal::Nobody => "grant-nobody",
        Refusal::TooMuch => "grant-too-much",
        Refusal::DeviceRole => "grant-device-role",
        Refusal::UnknownRole => "grant-unknown-role",
        Refusal::KeysInUse => "grant-keys-in-use",
    }
}

impl From<CarryError> for Failure {
    fn from(error: CarryError) -> Self {
        match error {
            CarryError::File(why) => Self::broken("bundle-file").io(&why),
            CarryError::Bundle(error) => error.into(),
            CarryError::Unknown(id) => Self::usage("usage-unknown-request").with("typed", short(&id.to_string())),
            CarryError::Read(error) => error.into(),
            CarryError::Commit(error) => error.into(),
            CarryError::Receipt(error) => error.into(),
        }
    }
}

impl From<BundleError> for Failure {
    fn from(error: BundleError) -> Self {
        match error {
            BundleError::NotABundle => Self::usage("bundle-not-one"),
            BundleError::Format(found) => Self::usage("bundle-version").with("found", found),
            BundleError::Organisation(found) => Self::rule("bundle-other-organisation").with("found", short(&found.to_string())),
            BundleError::Truncated { records } => Self::usage("bundle-truncated").with("records", records),
            BundleError::Damaged { records } => Self::usage("bundle-damaged").with("records", records),
        }
    }
}

impl From<ControlError> for Failure {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::Listen(why) => Self::broken("control-listen").with("why", why),
            ControlError::Broken(why) => Self::broken("control-broken").io(&why),
            ControlError::TooLong(bytes) => Self::usage("control-too-long").count("bytes", bytes),
        }
    }
}
