//! Identifiers: fixed-size byte strings, raw on the wire and lower-case hex for people.

use std::fmt;

/// Declares a fixed-size byte string: postcard writes the raw bytes, JSON a hex string.
macro_rules! byte_string {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Reads exactly the hex digits that `Display` writes.
            #[must_use]
            pub fn from_hex(text: &str) -> Option<Self> {
                let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
                bytes.try_into().ok().map(Self)
            }

            /// The bytes as they are signed and stored.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self([0; $len])
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), &self.to_string()[..8])
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    return serializer.collect_str(self);
                }
                let mut tuple = serializer.serialize_tuple($len)?;
                for byte in &self.0 {
                    serde::ser::SerializeTuple::serialize_element(&mut tuple, byte)?;
                }
                serde::ser::SerializeTuple::end(tuple)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        write!(f, "{} bytes, in text as {} hex digits", $len, $len * 2)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        $name::from_hex(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
                    }
                    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<$name, A::Error> {
                        let mut bytes = [0; $len];
                        for (at, byte) in bytes.iter_mut().enumerate() {
                            *byte = seq.next_element()?.ok_or_else(|| serde::de::Error::invalid_length(at, &self))?;
                        }
                        Ok($name(bytes))
                    }
                }
                if deserializer.is_human_readable() {
                    deserializer.deserialize_str(Visitor)
                } else {
                    deserializer.deserialize_tuple($len, Visitor)
                }
            }
        }
    };
}
pub(crate) use byte_string;

byte_string! {
    /// BLAKE3 of `"shouwen/id/1\0" || header bytes || signature`: names one record for ever.
    RecordId, 32
}
byte_string! {
    /// BLAKE3 of bytes that stand elsewhere: sealed payloads, attachments, documents, keys.
    Digest, 32
}
byte_string! {
    /// One property under management, the unit of replication; sixteen random bytes made by the root.
    SiteId, 16
}
byte_string! {
    /// A person of the roster; sixteen random bytes made at the first certification.
    PersonId, 16
}
byte_string! {
    /// A device of the roster; sixteen random bytes made at the first certification.
    DeviceId, 16
}
byte_string! {
    /// One run of a log between two losses of its tail; eight random bytes.
    Epoch, 8
}
byte_string! {
    /// The first sixteen bytes of BLAKE3 over a text that a writer chose, so that repeating it is harmless.
    ClientKey, 16
}

/// A request is named by its opening record.
pub type RequestId = RecordId;

impl SiteId {
    /// The organisation's own logs: sixteen zero bytes.
    pub const ORGANISATION: Self = Self([0; 16]);

    /// Whether these are the organisation's own logs and not a property's.
    #[must_use]
    pub fn is_organisation(&self) -> bool {
        *self == Self::ORGANISATION
    }
}

impl ClientKey {
    /// The key of a text: the first sixteen bytes of its BLAKE3.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut key = [0; 16];
        key.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
        Self(key)
    }
}

impl Digest {
    /// BLAKE3 of the bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

/// The longest [`Code`] in bytes.
pub const CODE_BYTES_MAX: usize = 24;

/// The short name of a post, department, place or plan: 1 to 24 bytes of `[a-z0-9.-]`, explained by the site's directory.
/// Never personal data: a place is never finer than a building, a stair or a public area.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

impl Code {
    /// Accepts 1 to 24 bytes of `[a-z0-9.-]`.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let length = (1..=CODE_BYTES_MAX).contains(&text.len());
        let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
        (length && letters).then(|| Self(text.to_owned()))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.0)
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| {
            serde::de::Error::custom(format_args!("`{text}` is not a code: 1 to {CODE_BYTES_MAX} bytes of a-z, 0-9, '.' and '-'"))
        })
    }
}
