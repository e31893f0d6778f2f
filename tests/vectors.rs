//! The bytes that can never change: recomputed from their meaning and compared. These tests write nothing, and a
//! difference is never repaired in `tests/vectors`: there are signatures over those bytes in the world.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use shouwen::domain::act::word::{self, Field};
use shouwen::domain::act::{Act, DeviceWrapped, Kind, Stream, WrappedKey};
use shouwen::domain::attachment;
use shouwen::domain::id::{Digest, RecordId, RequestId};
use shouwen::domain::key::{PublicKey, SealKey, SecretKey, Signature};
use shouwen::domain::payload::{self, Personal, SealSecret, SealingKey};
use shouwen::domain::record::{Continues, Header, LogId, PayloadRef};
use shouwen::domain::signed::{SignedRecord, VerifiedRecord};
use shouwen::domain::time::{Moment, UtcMs};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordVector {
    name: String,
    secret: Hex,
    header: NamedHeader,
    header_bytes: Hex,
    signature: Signature,
    id: RecordId,
}

/// A header as people read it: the act by name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedHeader {
    version: u8,
    log: LogId,
    seq: u64,
    backlink: Option<RecordId>,
    continues: Option<Continues>,
    under: Option<RecordId>,
    request: Option<RequestId>,
    parents: Vec<RecordId>,
    at: Moment,
    happened: Option<UtcMs>,
    anchor: Option<RecordId>,
    act: NamedAct,
    payload: Option<PayloadRef>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedAct {
    kind: String,
    body: serde_json::Value,
}

/// Bytes as hex digits.
#[derive(Debug, PartialEq)]
struct Hex(Vec<u8>);

impl serde::Serialize for Hex {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        data_encoding::HEXLOWER.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}

impl Hex {
    fn array<const N: usize>(&self) -> [u8; N] {
        self.0.clone().try_into().expect("as many bytes as the format says")
    }
}

impl NamedHeader {
    fn header(&self) -> Header {
        let kind = Kind::from_name(&self.act.kind).expect("a known kind");
        let act = Act::from_named(kind, self.act.body.clone()).expect("a known kind").expect("a body by name");
        Header {
            version: self.version,
            log: self.log,
            seq: self.seq,
            backlink: self.backlink,
            continues: self.continues,
            under: self.under,
            request: self.request,
            parents: self.parents.clone(),
            at: self.at,
            happened: self.happened,
            anchor: self.anchor,
            act: act.encode().expect("a known act encodes"),
            payload: self.payload,
        }
    }
}

fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("a vector of this shape")
}

fn records() -> Vec<RecordVector> {
    read(include_str!("vectors/records.json"))
}

#[test]
fn headers_encode_sign_and_are_named_as_written_down() {
    for vector in records() {
        let header = vector.header.header();
        assert_eq!(header.encode(), vector.header_bytes.0, "{}: header", vector.name);
        assert_eq!(Header::decode(&vector.header_bytes.0), Ok(header.clone()), "{}: decoding", vector.name);
        let key = SecretKey::from_bytes(&vector.secret.array());
        assert_eq!(key.public(), header.log.key, "{}: key", vector.name);
        let signed = SignedRecord::sign(&header, &key);
        assert_eq!(signed.signature(), vector.signature, "{}: signature", vector.name);
        assert_eq!(signed.id(), vector.id, "{}: id", vector.name);
        assert_eq!(VerifiedRecord::verify(signed).map(|record| record.id()), Ok(vector.id), "{}: verifies", vector.name);
    }
}

#[test]
fn tags_are_part_of_what_is_signed_and_hashed() {
    for vector in records() {
        let signed = [b"shouwen/record/1\0", &vector.header_bytes.0[..]].concat();
        assert!(PublicKey(vector.header.log.key.0).verifies(&signed, &vector.signature), "{}", vector.name);
        let named = [b"shouwen/id/1\0", &vector.header_bytes.0[..], &vector.signature.0].concat();
        assert_eq!(RecordId(Digest::of(&named).0), vector.id, "{}", vector.name);
    }
}

#[test]
fn one_changed_bit_anywhere_is_found() {
    for vector in records() {
        let whole = [&vector.header_bytes.0[..], &vector.signature.0].concat();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            let outcome = SignedRecord::new(&changed).map(VerifiedRecord::verify);
            assert!(!matches!(outcome, Ok(Ok(_))), "{}: byte {at}", vector.name);
        }
    }
}

#[test]
fn a_receipt_names_the_roster_it_was_written_under() {
    let records = records();
    let mut roster: Vec<RecordId> =
        records.iter().filter(|vector| vector.header.log.stream == Stream::Roster).map(|vector| vector.id).collect();
    roster.sort_unstable();
    let ids: Vec<u8> = roster.iter().flat_map(|id| id.0).collect();
    let digest = Digest::of(&[&b"shouwen/roster/1\0"[..], &ids].concat());
    let receipt = records.iter().find(|vector| vector.header.act.kind == "Receipt").expect("a receipt");
    assert_eq!(receipt.header.act.body["roster"], serde_json::json!(digest));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayloadVector {
    personal: Vec<(Field, String)>,
    log: LogId,
    seq: u64,
    payload_key: Hex,
    payload_nonce: Hex,
    plain: Hex,
    sealed: Hex,
    reference: PayloadRef,
    site_key: Hex,
    site_key_id: Digest,
    wrap_nonce: Hex,
    wrapped_under_site_key: WrappedKey,
    device_secret: Hex,
    device_seal_key: SealKey,
    ephemeral_secret: Hex,
    site_key_wrapped_for_device: DeviceWrapped,
}

#[test]
fn words_seal_and_keys_wrap_as_written_down() {
    let vector: PayloadVector = read(include_str!("vectors/payload.json"));
    let personal = Personal { texts: vector.personal.into_iter().collect(), file_keys: vec![] };
    assert_eq!(postcard::to_allocvec(&personal).expect("encodes"), vector.plain.0);
    let key = SealingKey::from_bytes(vector.payload_key.array());
    let sealed = payload::seal(&personal, &key, vector.payload_nonce.array(), &vector.log, vector.seq).expect("short");
    assert_eq!(sealed, vector.sealed.0);
    assert_eq!(payload::reference(&sealed), vector.reference);
    assert_eq!(payload::open(&sealed, vector.reference, &key, &vector.log, vector.seq), Ok(personal));

    let site_key = SealingKey::from_bytes(vector.site_key.array());
    assert_eq!(site_key.id(), vector.site_key_id);
    assert_eq!(site_key.wrap(&key, vector.wrap_nonce.array()), vector.wrapped_under_site_key);
    assert_eq!(site_key.unwrap(&vector.wrapped_under_site_key, key.id()), Some(key));

    let device = SealSecret::from_bytes(vector.device_secret.array());
    assert_eq!(device.public(), vector.device_seal_key);
    let wrapped = payload::wrap_for_device(&site_key, device.public(), vector.ephemeral_secret.array());
    assert_eq!(wrapped, vector.site_key_wrapped_for_device);
    assert_eq!(device.unwrap(&wrapped, site_key.id()), Some(site_key));
}

#[test]
fn the_sealed_words_are_those_that_the_opening_names() {
    let vector: PayloadVector = read(include_str!("vectors/payload.json"));
    let records = records();
    let open = records.iter().find(|record| record.header.act.kind == "Open").expect("an opening");
    assert_eq!(open.header.payload, Some(vector.reference));
    assert_eq!((open.header.log, open.header.seq), (vector.log, vector.seq));
}

#[test]
fn words_and_kinds_keep_their_numbers() {
    let words: Vec<(u16, String, String)> = read(include_str!("vectors/words.json"));
    let table = word::table();
    for (number, vocabulary, word) in &words {
        assert!(table.contains(&(*number, vocabulary.as_str(), word.as_str())), "{number} is {vocabulary}::{word} for ever");
    }
    assert_eq!(words.len(), table.len(), "append the new words to tests/vectors/words.json");
    let kinds: Vec<(u16, String, Stream)> = read(include_str!("vectors/kinds.json"));
    for (number, name, stream) in &kinds {
        let kind = Kind(*number);
        assert_eq!((kind.name(), kind.stream()), (Some(name.as_str()), Some(*stream)), "{number} is {name} for ever");
    }
    assert_eq!(kinds.len(), Kind::ALL.len(), "append the new kinds to tests/vectors/kinds.json");
}

#[derive(Debug, PartialEq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct FileVector {
    /// The plain bytes are 0, 7, 14 … modulo 251, as many as this.
    plain_length: usize,
    key: Hex,
    nonce: Hex,
    size: u64,
    hash: Digest,
    /// The first 64 sealed bytes: the nonce and the beginning of the first part.
    begins: Hex,
    /// Chaining values of the chunks, of a file of more than one.
    parts: Vec<Digest>,
}

#[test]
fn files_are_sealed_named_and_outlined_as_written_down() {
    let vectors: Vec<FileVector> = read(include_str!("vectors/files.json"));
    let sealed = |vector: &FileVector| {
        let plain: Vec<u8> = (0..vector.plain_length).map(|at| u8::try_from(at * 7 % 251).expect("below 251")).collect();
        attachment::seal(&plain, &SealingKey::from_bytes(vector.key.array()), vector.nonce.array()).expect("short enough")
    };
    let recomputed = vectors.iter().map(|vector| {
        let (bytes, key, nonce) = (sealed(vector), Hex(vector.key.0.clone()), Hex(vector.nonce.0.clone()));
        let (file, parts) = (attachment::named(&bytes), attachment::Outline::of(&bytes).parts().to_vec());
        let begins = Hex(bytes[..bytes.len().min(64)].to_vec());
        FileVector { plain_length: vector.plain_length, key, nonce, size: file.size, hash: file.hash, begins, parts }
    });
    let recomputed: Vec<_> = recomputed.collect();
    assert_eq!(recomputed, vectors, "{}", serde_json::to_string_pretty(&recomputed).expect("plain data"));
    assert_eq!(vectors.iter().map(|vector| vector.parts.len()).collect::<Vec<_>>(), [0, 0, 2, 3]);
}
