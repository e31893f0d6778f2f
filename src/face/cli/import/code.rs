//! Names of departments and crews in other systems, as codes.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::id::{CODE_BYTES_MAX, Code, Digest};

/// How many hex digits of the name's BLAKE3 stand for what a code cannot hold.
const DIGEST_DIGITS: usize = 8;

/// The codes given so far, with the names they were given for.
#[derive(Clone, Debug, Default)]
pub struct Codes(BTreeMap<Code, BTreeSet<String>>);

impl Codes {
    /// The code of a name, remembered so that two names of one code are reported.
    pub fn of(&mut self, name: &str) -> Option<Code> {
        let code = normal(name)?;
        self.0.entry(code.clone()).or_default().insert(name.trim().to_owned());
        Some(code)
    }

    /// Codes that stand for more than one name.
    pub fn collisions(&self) -> impl Iterator<Item = (&Code, Vec<String>)> {
        self.0.iter().filter(|(_, names)| names.len() > 1).map(|(code, names)| (code, names.iter().cloned().collect()))
    }
}

/// Makes a code of a name: lower case, every run of other characters than `a-z0-9.` one hyphen. What loses letters
/// that way, or is longer than a code may be, ends in 8 hex digits of the name's BLAKE3. `None` for a blank name.
fn normal(name: &str) -> Option<Code> {
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    let mut plain = String::new();
    let mut lost = false;
    for letter in name.chars().map(|letter| letter.to_ascii_lowercase()) {
        if letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '.' {
            plain.push(letter);
        } else {
            lost |= letter.is_alphanumeric();
            if !plain.ends_with('-') {
                plain.push('-');
            }
        }
    }
    let plain = plain.trim_matches('-');
    if !lost && !plain.is_empty() && plain.len() <= CODE_BYTES_MAX {
        return Code::new(plain);
    }
    let digest = &Digest::of(name.as_bytes()).to_string()[..DIGEST_DIGITS];
    let kept = plain.get(..plain.len().min(CODE_BYTES_MAX - DIGEST_DIGITS - 1)).unwrap_or_default().trim_end_matches('-');
    Code::new(&if kept.is_empty() { format!("x-{digest}") } else { format!("{kept}-{digest}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_codes_that_people_recognise() {
        let code = |name| normal(name).map(|code| code.to_string());
        assert_eq!(code("BOS").as_deref(), Some("bos"));
        assert_eq!(code(" Street Lighting / Night ").as_deref(), Some("street-lighting-night"));
        assert_eq!(code("  "), None);
        let chinese = code("维修部").expect("a code");
        assert!(chinese.starts_with("x-") && chinese != code("保洁部").expect("a code"), "{chinese}");
        let long = code("Department of Water and Power, City of Los Angeles").expect("a code");
        assert!(long.starts_with("department-of-w") && long.len() <= CODE_BYTES_MAX, "{long}");
    }

    #[test]
    fn two_names_of_one_code_are_reported() {
        let mut codes = Codes::default();
        for name in ["N.C.", "n.c.", "W V", "w-v", "WV"] {
            codes.of(name);
        }
        let collisions: Vec<_> = codes.collisions().map(|(code, names)| (code.to_string(), names.len())).collect();
        assert_eq!(collisions, [("n.c.".to_owned(), 2), ("w-v".to_owned(), 2)]);
    }
}
