//! Bugs on purpose, to show that the tests find them. They are in builds with debug assertions, as tests are, and with the feature
//! `planted`; in the program that is given to people the question is a constant `false`, and the compiler removes what stands
//! behind it.

/// What goes wrong while it is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Bug {
    /// A commit does not reach the disk before it is acknowledged.
    NoSync = 1,
    /// A peer's batch is acknowledged although its commit failed.
    AcknowledgeFailed,
    /// An offer releases the giver before anybody has taken.
    ReleaseOnOffer,
    /// A close releases whatever it names, whoever signs it.
    CloseReleasesAll,
    /// Concurrent acts are ordered by the clock.
    OrderByTime,
    /// Concurrent acts are ordered by arrival.
    OrderByArrival,
    /// A revocation cuts nothing off.
    SkipCut,
    /// A certificate speaks for keys that it does not name.
    AnyKey,
    /// An offer ends the first contact's duty.
    OfferEndsContact,
    /// Two sessions compare how far their logs reach, and not what stands there.
    HeightsOnly,
    /// What a record names and did not bring is not asked for again.
    ForgetWants,
    /// Two histories of one log are not noticed.
    OverlookForks,
    /// Some requests' rows are not written.
    LoseRows,
    /// A receipt names what comes after what was seen.
    ReceiptAhead,
    /// How far the own logs had come is not looked up when a folder is opened.
    ForgetHighWater,
    /// A backlink vouches for a record of whatever log.
    AnyBacklink,
}

impl Bug {
    /// Every bug there is.
    pub const ALL: [Self; 16] = [
        Self::NoSync,
        Self::AcknowledgeFailed,
        Self::ReleaseOnOffer,
        Self::CloseReleasesAll,
        Self::OrderByTime,
        Self::OrderByArrival,
        Self::SkipCut,
        Self::AnyKey,
        Self::OfferEndsContact,
        Self::HeightsOnly,
        Self::ForgetWants,
        Self::OverlookForks,
        Self::LoseRows,
        Self::ReceiptAhead,
        Self::ForgetHighWater,
        Self::AnyBacklink,
    ];
}

#[cfg(any(debug_assertions, feature = "planted"))]
static PLANTED: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

/// Plants a bug in this process, in place of any other.
#[cfg(any(debug_assertions, feature = "planted"))]
pub fn plant(bug: Option<Bug>) {
    PLANTED.store(bug.map_or(0, |bug| bug as u8), std::sync::atomic::Ordering::SeqCst);
}

/// Whether the bug is planted.
#[cfg(any(debug_assertions, feature = "planted"))]
#[must_use]
pub fn is_planted(bug: Bug) -> bool {
    PLANTED.load(std::sync::atomic::Ordering::Relaxed) == bug as u8
}

/// Whether the bug is planted: never, in this build.
#[cfg(not(any(debug_assertions, feature = "planted")))]
#[must_use]
pub const fn is_planted(_: Bug) -> bool {
    false
}
