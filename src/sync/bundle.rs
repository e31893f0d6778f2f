//! A bundle file (`.swb`): the batches that a session would have sent, one way, in a file.

use crate::domain::key::PublicKey;

use super::batch::Batch;

/// Why a bundle cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Another kind of file.
    #[error("this is not a bundle: choose a file that `shouwen bundle write` made (*.swb)")]
    NotABundle,
    /// Written by a newer version.
    #[error("the bundle has format {0}: update shouwen")]
    Version(u8),
    /// Another organisation's.
    #[error("the bundle belongs to another organisation ({0}): nothing was imported")]
    Organisation(PublicKey),
    /// It ends too early.
    #[error(
        "the bundle is cut off after {records} records: they were kept; copy the file again and import it again, nothing is added twice"
    )]
    Truncated {
        /// How many records came before the cut.
        records: u64,
    },
    /// Bytes were changed.
    #[error(
        "the bundle is damaged after {records} records: they were kept; copy the file again and import it again, nothing is added twice"
    )]
    Damaged {
        /// How many records came before the damage.
        records: u64,
    },
}

/// Writes a bundle piece by piece.
#[derive(Debug)]
pub struct Writer {}

/// Reads a bundle piece by piece.
#[derive(Debug)]
pub struct Reader {}

impl Writer {
    /// Begins a bundle; the bytes returned by each call are appended to the file.
    #[must_use]
    pub fn new(organisation: PublicKey) -> (Self, Vec<u8>) {
        let _ = organisation;
        (Self {}, Vec::new())
    }

    /// Adds records (each log ascending and gapless where it is held so, its roster first), payloads and documents.
    pub fn push(&mut self, batch: &Batch) -> Vec<u8> {
        let _ = batch;
        Vec::new()
    }

    /// Ends the bundle.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        Vec::new()
    }
}

impl Reader {
    /// Reads a bundle of this organisation.
    #[must_use]
    pub fn new(organisation: PublicKey) -> Self {
        let _ = organisation;
        Self {}
    }

    /// Takes the next bytes of the file; each batch returned is verified as in a session and can be committed at once.
    ///
    /// # Errors
    /// Why the file cannot be read on; batches returned before stay valid.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Batch>, BundleError> {
        let _ = bytes;
        Ok(Vec::new())
    }

    /// Says that the file ended: how many records it held.
    ///
    /// # Errors
    /// [`BundleError::Truncated`] if it ended too early, [`BundleError::NotABundle`] if nothing came.
    pub fn finish(self) -> Result<u64, BundleError> {
        Ok(0)
    }
}
