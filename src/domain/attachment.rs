//! Files: sealed chunk by chunk, named by BLAKE3 of the sealed bytes, and proven chunk by chunk against that name.
//! Pure: every random byte is an argument.

use blake3::hazmat::{self, HasherExt, Mode};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

use serde::{Deserialize, Serialize};

use super::act::SealedFile;
use super::id::Digest;
use super::payload::SealingKey;

/// What a sealed file is cut into, in bytes; the last chunk may be shorter. A power of two, so that each chunk is a subtree of BLAKE3.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// The longest sealed file in bytes (3-records.md).
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The most chunks of a file.
pub const CHUNKS_MAX: u32 = 1024;
/// Random bytes at the beginning of a sealed file.
pub const FILE_NONCE_BYTES: usize = 16;
/// What sealing adds to each chunk.
const TAG_BYTES: usize = 16;
/// Plain bytes of a full first chunk, which begins with the nonce.
const FIRST_PLAIN_BYTES: usize = CHUNK_BYTES - FILE_NONCE_BYTES - TAG_BYTES;
/// Plain bytes of every other full chunk.
const PLAIN_BYTES: usize = CHUNK_BYTES - TAG_BYTES;

/// How urgent a file is: thumbnails are shown in every list, originals when somebody looks closely. The numbers are for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FileClass {
    /// A small picture of a file, one chunk long.
    Thumbnail,
    /// The file itself.
    Original,
}

/// Parts of one file that are proven to be its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePart {
    /// Which file.
    pub file: SealedFile,
    /// Its outline, where it was not known.
    pub outline: Option<Outline>,
    /// Chunks with their places.
    pub chunks: Vec<(u32, Vec<u8>)>,
}

/// A file is longer than an attachment may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file takes {0} bytes sealed, more than {FILE_BYTES_MAX}: make it smaller, or cut it")]
pub struct TooLarge(pub u64);

/// Bytes that are not a file sealed under the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key does not open this file")]
pub struct NotOpened;

/// How many bytes a file takes when it is sealed.
#[must_use]
pub fn sealed_len(plain: u64) -> u64 {
    let rest = plain.saturating_sub(FIRST_PLAIN_BYTES as u64);
    let chunks = 1 + rest.div_ceil(PLAIN_BYTES as u64);
    plain.saturating_add(FILE_NONCE_BYTES as u64).saturating_add(chunks.saturating_mul(TAG_BYTES as u64))
}

/// How many chunks a sealed file of this length has; at least one.
#[must_use]
pub fn chunk_count(size: u64) -> u32 {
    u32::try_from(size.div_ceil(CHUNK_BYTES as u64)).unwrap_or(u32::MAX).max(1)
}

/// The length of one chunk of a sealed file; 0 beyond its end.
#[must_use]
pub fn chunk_len(size: u64, index: u32) -> usize {
    let before = u64::from(index) * CHUNK_BYTES as u64;
    usize::try_from(size.saturating_sub(before)).unwrap_or(usize::MAX).min(CHUNK_BYTES)
}

/// Whether a file of this length can be sealed bytes at all: a nonce and a tag, and not over the limit.
#[must_use]
pub fn is_size(size: u64) -> bool {
    ((FILE_NONCE_BYTES + TAG_BYTES) as u64..=FILE_BYTES_MAX).contains(&size)
}

/// Seals a file: 16 random bytes, then chunk by chunk `XChaCha20-Poly1305(key, random ‖ index u32 LE ‖ last u32 LE)`, without
/// associated data, so cut that every sealed chunk but the last has [`CHUNK_BYTES`], the nonce counted to the first.
///
/// # Errors
/// [`TooLarge`] if the sealed bytes would be over [`FILE_BYTES_MAX`].
pub fn seal(plain: &[u8], key: &SealingKey, nonce: [u8; FILE_NONCE_BYTES]) -> Result<Vec<u8>, TooLarge> {
    let size = sealed_len(plain.len() as u64);
    if size > FILE_BYTES_MAX {
        return Err(TooLarge(size));
    }
    let cipher = XChaCha20Poly1305::new(key.as_bytes().into());
    let last = chunk_count(size) - 1;
    let mut sealed = Vec::with_capacity(plain.len() + FILE_NONCE_BYTES + (last as usize + 1) * TAG_BYTES);
    sealed.extend_from_slice(&nonce);
    let (first, rest) = plain.split_at(plain.len().min(FIRST_PLAIN_BYTES));
    for (index, part) in (0..).zip(std::iter::once(first).chain(rest.chunks(PLAIN_BYTES))) {
        sealed.extend(cipher.encrypt(&chunk_nonce(nonce, index, index == last), part).expect("memory holds a chunk"));
    }
    Ok(sealed)
}

/// Opens a whole sealed file.
///
/// # Errors
/// [`NotOpened`]: another key, or bytes that were changed, cut off or put in another order.
pub fn open(sealed: &[u8], key: &SealingKey) -> Result<Vec<u8>, NotOpened> {
    let cipher = XChaCha20Poly1305::new(key.as_bytes().into());
    let nonce: [u8; FILE_NONCE_BYTES] = *sealed.first_chunk().ok_or(NotOpened)?;
    let last = chunk_count(sealed.len() as u64) - 1;
    let mut plain = Vec::with_capacity(sealed.len());
    for (index, part) in (0..).zip(sealed.chunks(CHUNK_BYTES)) {
        let part = if index == 0 { &part[FILE_NONCE_BYTES..] } else { part };
        plain.extend(cipher.decrypt(&chunk_nonce(nonce, index, index == last), part).map_err(|_| NotOpened)?);
    }
    Ok(plain)
}

fn chunk_nonce(random: [u8; FILE_NONCE_BYTES], index: u32, last: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..FILE_NONCE_BYTES].copy_from_slice(&random);
    nonce[16..20].copy_from_slice(&index.to_le_bytes());
    nonce[20..].copy_from_slice(&u32::from(last).to_le_bytes());
    nonce.into()
}

/// How sealed bytes are named.
#[must_use]
pub fn named(sealed: &[u8]) -> SealedFile {
    SealedFile { hash: Digest::of(sealed), size: sealed.len() as u64 }
}

/// The chaining values of a file's chunks in BLAKE3's tree. They lead to the file's name, so each chunk is proven alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    file: SealedFile,
    /// One for each chunk; none for a file of one chunk, which its name proves.
    parts: Vec<Digest>,
}

impl Outline {
    /// The outline of sealed bytes that are here.
    #[must_use]
    pub fn of(sealed: &[u8]) -> Self {
        let parts = if sealed.len() <= CHUNK_BYTES { Vec::new() } else { (0..).zip(sealed.chunks(CHUNK_BYTES)).map(part).collect() };
        Self { file: named(sealed), parts }
    }

    /// The outline that leads to the file's name; `None` if these values do not, or no file is so long.
    #[must_use]
    pub fn proven(file: SealedFile, parts: Vec<Digest>) -> Option<Self> {
        if !is_size(file.size) {
            return None;
        }
        let chunks = chunk_count(file.size) as usize;
        let fits = if chunks == 1 { parts.is_empty() } else { parts.len() == chunks && root(&parts) == file.hash };
        fits.then_some(Self { file, parts })
    }

    /// Which file it is of.
    #[must_use]
    pub fn file(&self) -> SealedFile {
        self.file
    }

    /// The chaining values, in the order of the chunks.
    #[must_use]
    pub fn parts(&self) -> &[Digest] {
        &self.parts
    }

    /// Whether these bytes are the file's chunk at the index, from 0.
    #[must_use]
    pub fn proves(&self, index: u32, bytes: &[u8]) -> bool {
        if bytes.is_empty() || bytes.len() != chunk_len(self.file.size, index) {
            return false;
        }
        match self.parts.get(index as usize) {
            Some(expected) => part((index, bytes)) == *expected,
            None => self.parts.is_empty() && Digest::of(bytes) == self.file.hash,
        }
    }
}

/// The chaining value of one chunk among several.
fn part((index, bytes): (u32, &[u8])) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.set_input_offset(u64::from(index) * CHUNK_BYTES as u64);
    Digest(hasher.update(bytes).finalize_non_root())
}

/// The root over two or more chunks: the left half is always the largest power of two below the count.
fn root(parts: &[Digest]) -> Digest {
    let (left, right) = parts.split_at(halved(parts.len()));
    Digest(*hazmat::merge_subtrees_root(&merged(left).0, &merged(right).0, Mode::Hash).as_bytes())
}

fn merged(parts: &[Digest]) -> Digest {
    if let [only] = parts {
        return *only;
    }
    let (left, right) = parts.split_at(halved(parts.len()));
    Digest(hazmat::merge_subtrees_non_root(&merged(left).0, &merged(right).0, Mode::Hash))
}

fn halved(count: usize) -> usize {
    count.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from((at * 31 + at / 251) % 256).expect("below 256")).collect()
    }

    /// Lengths around every place where the cut changes.
    fn lengths() -> Vec<usize> {
        let edges = [FIRST_PLAIN_BYTES, CHUNK_BYTES, FIRST_PLAIN_BYTES + PLAIN_BYTES, 2 * CHUNK_BYTES, 5 * CHUNK_BYTES];
        let around = edges.iter().flat_map(|edge| [edge - 1, *edge, edge + 1]);
        [0, 1, 16, 1000].into_iter().chain(around).collect()
    }

    #[test]
    fn files_of_every_length_open_again_and_their_outline_leads_to_their_name() {
        let key = SealingKey::from_bytes([7; 32]);
        for length in lengths() {
            let plain = bytes(length);
            let sealed = seal(&plain, &key, [9; 16]).expect("short enough");
            assert_eq!(sealed.len() as u64, sealed_len(length as u64), "{length}");
            assert_eq!(open(&sealed, &key), Ok(plain), "{length}");
            assert_eq!(open(&sealed, &SealingKey::from_bytes([8; 32])), Err(NotOpened), "{length}");
            let outline = Outline::of(&sealed);
            assert_eq!(Outline::proven(named(&sealed), outline.parts().to_vec()), Some(outline.clone()), "{length}");
            for (index, chunk) in (0..).zip(sealed.chunks(CHUNK_BYTES)) {
                assert!(outline.proves(index, chunk), "{length}: chunk {index}");
                assert!(!outline.proves(index + 1, chunk), "{length}: chunk {index} in the next place");
                assert!(!outline.proves(index, &chunk[1..]), "{length}: chunk {index} cut");
            }
        }
    }

    #[test]
    fn a_flipped_bit_is_found_by_the_key_and_by_the_outline_without_it() {
        let key = SealingKey::from_bytes([7; 32]);
        let sealed = seal(&bytes(2 * CHUNK_BYTES + 77), &key, [9; 16]).expect("short enough");
        let outline = Outline::of(&sealed);
        for at in (0..sealed.len()).step_by(4099).chain([15, 16, CHUNK_BYTES - 1, CHUNK_BYTES, sealed.len() - 1]) {
            let mut spoilt = sealed.clone();
            spoilt[at] ^= 0x40;
            assert_eq!(open(&spoilt, &key), Err(NotOpened), "byte {at}");
            let index = at / CHUNK_BYTES;
            let chunk = spoilt.chunks(CHUNK_BYTES).nth(index).expect("there");
            assert!(!outline.proves(u32::try_from(index).expect("few"), chunk), "byte {at}");
        }
    }

    #[test]
    fn chunks_cannot_be_cut_off_repeated_or_exchanged() {
        let key = SealingKey::from_bytes([7; 32]);
        let sealed = seal(&bytes(3 * CHUNK_BYTES), &key, [9; 16]).expect("short enough");
        let parts: Vec<&[u8]> = sealed.chunks(CHUNK_BYTES).collect();
        assert_eq!(open(&sealed[..CHUNK_BYTES], &key), Err(NotOpened), "the first chunk is not the last one");
        assert_eq!(open(&[parts[0], parts[2], parts[1], parts[3]].concat(), &key), Err(NotOpened));
        assert_eq!(open(&[parts[0], parts[1], parts[1], parts[3]].concat(), &key), Err(NotOpened));
        assert_eq!(open(&sealed[..10], &key), Err(NotOpened));
    }

    #[test]
    fn a_false_outline_and_a_false_length_are_refused() {
        let sealed = seal(&bytes(3 * CHUNK_BYTES), &SealingKey::from_bytes([7; 32]), [9; 16]).expect("short enough");
        let (file, mut parts) = (named(&sealed), Outline::of(&sealed).parts().to_vec());
        for size in [0, 31, file.size - CHUNK_BYTES as u64, file.size + CHUNK_BYTES as u64, FILE_BYTES_MAX + 1, u64::MAX] {
            assert_eq!(Outline::proven(SealedFile { size, ..file }, parts.clone()), None, "{size}");
        }
        parts.swap(0, 1);
        assert_eq!(Outline::proven(file, parts), None);
        assert_eq!(Outline::proven(file, vec![]), None);
    }

    #[test]
    fn a_file_over_the_limit_is_refused_before_it_is_sealed() {
        let most = FILE_BYTES_MAX - FILE_NONCE_BYTES as u64 - u64::from(CHUNKS_MAX) * TAG_BYTES as u64;
        assert_eq!((sealed_len(most), chunk_count(FILE_BYTES_MAX)), (FILE_BYTES_MAX, CHUNKS_MAX));
        assert_eq!(sealed_len(most + 1), FILE_BYTES_MAX + 17);
        let plain = vec![0; usize::try_from(most + 1).expect("fits")];
        assert_eq!(seal(&plain, &SealingKey::from_bytes([7; 32]), [9; 16]), Err(TooLarge(FILE_BYTES_MAX + 17)));
    }
}
