//! A QR code is a carrier too: bytes become the texts of a few codes, and enough codes of a series, in any order,
//! become the bytes again. Nothing here knows pictures.
//!
//! The text of a code is the base45 (RFC 9285: letters that every scanner keeps) of `"SWQ"`, the format (one byte), eight
//! bytes of BLAKE3 over the whole, its length (u32), the length of a symbol (u16), the symbol's number (u16), the symbol,
//! and four bytes of BLAKE3 over all that; integers are little-endian. The symbols are those of RaptorQ (RFC 6330) with
//! one source block, no sub-blocks and no alignment, so about as many codes as the bytes fill are enough, whichever they are.

use std::collections::BTreeMap;

use raptorq::{Decoder, Encoder, EncodingPacket, ObjectTransmissionInformation, PayloadId};

/// The most bytes that a series of codes carries: some 90 codes, half a minute of showing them.
pub const QR_BYTES_MAX: usize = 32 * 1024;
/// The most bytes in one code: 77 modules a side at level M, which a camera still reads askew and out of focus.
pub const CODE_BYTES_MAX: usize = 400;
/// The fewest bytes in one code that leave room for a symbol worth its head.
pub const CODE_BYTES_MIN: usize = 56;
/// The format that this build writes.
pub const QR_FORMAT: u8 = 1;

const MAGIC: &[u8] = b"SWQ";
const WHOLE_BYTES: usize = 8;
const CHECK_BYTES: usize = 4;
/// Magic, format, digest, length, length of a symbol, number.
const HEAD_BYTES: usize = MAGIC.len() + 1 + WHOLE_BYTES + 4 + 2 + 2;
/// One spare code for so many; the viewer waits for a missed one no longer than for the next.
const SPARE: usize = 4;
/// The fewest spare codes of a series.
const SPARE_MIN: usize = 2;
/// The most codes of one series that are kept.
const SYMBOLS_MAX: usize = 2048;
/// The most series that are gathered at once.
const SERIES_MAX: usize = 64;

/// More bytes than a series of codes carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes are more than codes carry ({QR_BYTES_MAX}): use a file")]
pub struct TooLong(pub usize);

/// Why the text of a code is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Somebody else's code.
    #[error("this code is not from shouwen")]
    Foreign,
    /// Written by a newer version.
    #[error("the code has format {0}, this version reads format {QR_FORMAT}: update shouwen")]
    Format(u8),
    /// It begins like one of ours and is not whole.
    #[error("the code is damaged")]
    Damaged,
}

/// Which series a code belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Series {
    whole: [u8; WHOLE_BYTES],
    length: u32,
    symbol: u16,
}

/// One code, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    series: Series,
    number: u16,
    symbol: Vec<u8>,
}

/// What became of one series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gathered {
    /// All of it.
    Whole(Vec<u8>),
    /// More codes are needed.
    Part {
        /// How many different codes were read.
        read: usize,
        /// How many more are needed at least.
        needed: usize,
    },
}

/// Codes of any number of series, as they come.
#[derive(Clone, Debug, Default)]
pub struct Gathering(BTreeMap<Series, BTreeMap<u16, Vec<u8>>>);

/// The texts of the codes that carry these bytes, each of at most `code_bytes` bytes, which is brought within
/// [`CODE_BYTES_MIN`] and [`CODE_BYTES_MAX`]. One code if they fit into it; else a series with some to spare.
///
/// # Errors
/// [`TooLong`] for more than [`QR_BYTES_MAX`].
pub fn codes(bytes: &[u8], code_bytes: usize) -> Result<Vec<String>, TooLong> {
    let too_long = || TooLong(bytes.len());
    if bytes.len() > QR_BYTES_MAX {
        return Err(too_long());
    }
    let room = code_bytes.clamp(CODE_BYTES_MIN, CODE_BYTES_MAX) - HEAD_BYTES - CHECK_BYTES;
    let count = bytes.len().div_ceil(room).max(1);
    let symbol = bytes.len().div_ceil(count).max(1);
    let length = u32::try_from(bytes.len()).map_err(|_| too_long())?;
    let series = Series { whole: whole(bytes), length, symbol: u16::try_from(symbol).map_err(|_| too_long())? };
    let spare = if count == 1 { 0 } else { SPARE_MIN.max(count / SPARE) };
    // Nothing at all is carried as one byte that is cut off again.
    let padded = if bytes.is_empty() { &[0] } else { bytes };
    let encoder = Encoder::new(padded, series.transmission());
    let packets = encoder.get_encoded_packets(u32::try_from(spare).map_err(|_| too_long())?);
    let numbered = (0..=u16::MAX).zip(packets);
    Ok(numbered.map(|(number, packet)| Code { series, number, symbol: packet.data().to_vec() }.text()).collect())
}

fn whole(bytes: &[u8]) -> [u8; WHOLE_BYTES] {
    *blake3::hash(bytes).as_bytes().first_chunk().expect("a digest has 32 bytes")
}

fn check(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    *blake3::hash(bytes).as_bytes().first_chunk().expect("a digest has 32 bytes")
}

impl Series {
    fn transmission(&self) -> ObjectTransmissionInformation {
        ObjectTransmissionInformation::new(u64::from(self.length.max(1)), self.symbol, 1, 1, 1)
    }

    /// How many symbols the bytes fill.
    fn count(&self) -> usize {
        (self.length.max(1) as usize).div_ceil(usize::from(self.symbol))
    }

    /// The bytes, if these symbols give them.
    fn restore(&self, symbols: &BTreeMap<u16, Vec<u8>>) -> Option<Vec<u8>> {
        if symbols.len() < self.count() {
            return None;
        }
        let mut decoder = Decoder::new(self.transmission());
        for (number, symbol) in symbols {
            decoder.add_new_packet(EncodingPacket::new(PayloadId::new(0, u32::from(*number)), symbol.clone()));
        }
        let mut bytes = decoder.get_result()?;
        bytes.truncate(self.length as usize);
        (whole(&bytes) == self.whole).then_some(bytes)
    }
}

impl Code {
    fn text(&self) -> String {
        let Series { whole, length, symbol } = &self.series;
        let head = [MAGIC, &[QR_FORMAT], whole, &length.to_le_bytes(), &symbol.to_le_bytes(), &self.number.to_le_bytes()].concat();
        let bytes = [&head[..], &self.symbol].concat();
        base45::encode([&bytes[..], &check(&bytes)].concat())
    }

    /// Reads the text of a code.
    ///
    /// # Errors
    /// [`CodeError`]; nothing is allocated that the text does not fill.
    pub fn read(text: &str) -> Result<Self, CodeError> {
        let bytes = base45::decode(text).map_err(|_| CodeError::Foreign)?;
        match bytes.strip_prefix(MAGIC).and_then(<[u8]>::first) {
            Some(&QR_FORMAT) => {}
            Some(&other) => return Err(CodeError::Format(other)),
            None => return Err(CodeError::Foreign),
        }
        Self::parse(&bytes).ok_or(CodeError::Damaged)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (bytes, checked) = bytes.split_last_chunk()?;
        let rest = bytes.get(MAGIC.len() + 1..).filter(|_| check(bytes) == *checked)?;
        let (whole, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (symbol, rest) = rest.split_first_chunk()?;
        let (number, data) = rest.split_first_chunk()?;
        let series = Series { whole: *whole, length: u32::from_le_bytes(*length), symbol: u16::from_le_bytes(*symbol) };
        let fits = series.length as usize <= QR_BYTES_MAX && !data.is_empty() && data.len() == usize::from(series.symbol);
        // A symbol that is longer than the bytes cannot be one of theirs.
        let fits = fits && data.len() <= series.length.max(1) as usize;
        fits.then(|| Self { series, number: u16::from_le_bytes(*number), symbol: data.to_vec() })
    }
}

impl Gathering {
    /// Adds a code; one that is here already changes nothing.
    pub fn add(&mut self, code: Code) {
        if self.0.len() >= SERIES_MAX && !self.0.contains_key(&code.series) {
            return;
        }
        let symbols = self.0.entry(code.series).or_default();
        if symbols.len() < SYMBOLS_MAX {
            symbols.entry(code.number).or_insert(code.symbol);
        }
    }

    /// What became of every series so far.
    #[must_use]
    pub fn all(&self) -> Vec<Gathered> {
        let one = |(series, symbols): (&Series, &BTreeMap<u16, Vec<u8>>)| match series.restore(symbols) {
            Some(bytes) => Gathered::Whole(bytes),
            None => Gathered::Part { read: symbols.len(), needed: series.count().saturating_sub(symbols.len()).max(1) },
        };
        self.0.iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gather<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<Gathered> {
        let mut gathering = Gathering::default();
        texts.into_iter().for_each(|text| gathering.add(Code::read(text).expect("one of ours")));
        gathering.all()
    }

    /// Bytes that do not compress and do not repeat.
    fn bytes(length: usize, seed: u8) -> Vec<u8> {
        let mut bytes = vec![0; length];
        blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut bytes);
        bytes
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_codes_that_are_enough_restore_exactly(
            length in prop_oneof![0usize..800, 0..=QR_BYTES_MAX], seed: u8, code_bytes in CODE_BYTES_MIN..=CODE_BYTES_MAX,
            order in proptest::collection::vec(any::<u32>(), 64),
        ) {
            let bytes = bytes(length, seed);
            // Small codes are for small parcels: a terminal of 24 lines shows them.
            let code_bytes = if length > 4096 { CODE_BYTES_MAX } else { code_bytes };
            let texts = codes(&bytes, code_bytes).expect("short enough");
            prop_assert!(texts.iter().all(|text| text.len() <= code_bytes * 3 / 2 + 1));
            let salted = order.iter().cycle().zip(0u32..).map(|(salt, at)| salt.wrapping_mul(at + 1));
            let mut shuffled: Vec<(u32, &String)> = salted.zip(&texts).collect();
            shuffled.sort_unstable();
            // As many as the bytes fill are nearly always enough, two more practically always (RFC 6330).
            let enough = length.div_ceil(code_bytes - HEAD_BYTES - CHECK_BYTES) + SPARE_MIN;
            let kept = shuffled.iter().map(|(_, text)| *text).take(enough);
            prop_assert_eq!(gather(kept), [Gathered::Whole(bytes)]);
        }

        #[test]
        fn a_changed_code_never_restores_something_else(
            length in 1usize..1500, seed: u8, at: prop::sample::Index, which: prop::sample::Index, bit in 0u32..8,
        ) {
            let bytes = bytes(length, seed);
            let texts = codes(&bytes, CODE_BYTES_MAX).expect("short enough");
            let which = which.index(texts.len());
            let mut raw = base45::decode(&texts[which]).expect("base45");
            let at = at.index(raw.len());
            raw[at] ^= 1 << bit;
            let changed = Code::read(&base45::encode(&raw));
            prop_assert!(changed.is_err(), "{:?}", changed);
            // Even one whose check was made anew.
            let end = raw.len() - CHECK_BYTES;
            let anew = check(&raw[..end]);
            raw[end..].copy_from_slice(&anew);
            let mut gathering = Gathering::default();
            texts.iter().enumerate().filter(|(other, _)| *other != which).for_each(|(_, text)| gathering.add(Code::read(text).expect("ours")));
            if let Ok(code) = Code::read(&base45::encode(&raw)) {
                gathering.add(code);
            }
            for gathered in gathering.all() {
                prop_assert!(!matches!(&gathered, Gathered::Whole(other) if *other != bytes), "{:?}", gathered);
            }
        }

        #[test]
        fn what_is_no_code_is_refused(text in ".{0,200}", raw in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(Code::read(&text).is_err());
            prop_assert!(Code::read(&base45::encode([&b"SWQ\x01"[..], &raw].concat())).is_err());
        }
    }

    #[test]
    fn series_that_are_mixed_come_apart_and_say_what_they_need() {
        let (long, short) = (bytes(3000, 1), bytes(200, 2));
        let (many, one) = (codes(&long, CODE_BYTES_MAX).expect("short"), codes(&short, CODE_BYTES_MAX).expect("short"));
        assert_eq!((many.len(), one.len()), (10, 1), "8 codes and two to spare; one");
        let mixed: Vec<&String> = [&many[9], &one[0], &many[2], &many[9]].into();
        let mut got = gather(mixed);
        got.sort_by_key(|gathered| matches!(gathered, Gathered::Whole(_)));
        assert_eq!(got, [Gathered::Part { read: 2, needed: 6 }, Gathered::Whole(short)]);
        assert_eq!(codes(&vec![0; QR_BYTES_MAX + 1], CODE_BYTES_MAX), Err(TooLong(QR_BYTES_MAX + 1)));
    }

    #[test]
    fn other_peoples_codes_and_newer_ones_are_told_apart() {
        assert_eq!(Code::read("https://example.org/menu"), Err(CodeError::Foreign));
        assert_eq!(Code::read(&base45::encode(b"SWQ\x02anything")), Err(CodeError::Format(2)));
        assert_eq!(Code::read(&base45::encode(b"SWQ\x01")), Err(CodeError::Damaged));
        let text = codes(b"x", CODE_BYTES_MAX).expect("short").remove(0);
        assert_eq!(Code::read(&text[..text.len() - 3]), Err(CodeError::Damaged));
    }
}
