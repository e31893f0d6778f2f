//! Phrases that a regulation advises against, found in a text before it is signed. Advice: nothing is refused for it.

use std::ops::Range;

use crate::domain::regulation::Adopted;

/// A banned phrase in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    /// As the regulation writes it.
    pub phrase: String,
}

/// RULE: R01.2, R04.7, R12.7. Every place of the text where a phrase of the regulation stands, in order; within each
/// other only the longest. Blanks and punctuation between the characters do not hide a phrase, nor does the script.
#[must_use]
pub fn lint(adopted: &Adopted, text: &str) -> Vec<Span> {
    let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, letter)| letter.is_alphanumeric()).collect();
    let plain: Vec<char> = letters.iter().map(|(_, letter)| simplified(*letter)).collect();
    let mut found: Vec<Span> = adopted.provisions.banned.iter().flat_map(|phrase| places(phrase, &letters, &plain)).collect();
    found.sort_by_key(|span| (span.range.start, usize::MAX - span.range.end));
    let mut spans: Vec<Span> = Vec::new();
    for span in found {
        if spans.last().is_none_or(|last| span.range.end > last.range.end) {
            spans.push(span);
        }
    }
    spans
}

fn places(phrase: &str, letters: &[(usize, char)], plain: &[char]) -> Vec<Span> {
    let sought: Vec<char> = phrase.chars().filter(|letter| letter.is_alphanumeric()).map(simplified).collect();
    if sought.is_empty() || sought.len() > plain.len() {
        return Vec::new();
    }
    let starts = (0..=plain.len() - sought.len()).filter(|start| plain[*start..*start + sought.len()] == sought[..]);
    let span = |start: usize| {
        let (last, letter) = letters[start + sought.len() - 1];
        Span { range: letters[start].0..last + letter.len_utf8(), phrase: phrase.to_owned() }
    };
    starts.map(span).collect()
}

/// The characters of the shipped phrases that the two scripts write differently, in one of the two.
fn simplified(letter: char) -> char {
    const PAIRS: &[(char, char)] = &[('辦', '办'), ('歸', '归'), ('們', '们'), ('沒', '没')];
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    PAIRS.iter().find(|(from, _)| *from == lower).map_or(lower, |(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::act::AdoptRegulation;
    use crate::domain::regulation::preset;

    fn phrases(ids: &[&str], text: &str) -> Vec<String> {
        let texts: Vec<&str> = ids.iter().map(|id| preset(id).expect("shipped")).collect();
        let adopted = Adopted::read(&AdoptRegulation::default(), &texts).expect("reads");
        lint(&adopted, text).into_iter().map(|span| format!("{}={}", span.phrase, &text[span.range])).collect()
    }

    #[test]
    fn a_phrase_is_found_wherever_it_stands() {
        assert_eq!(phrases(&["r01"], "这个我不知道,也不归我们管。"), ["不知道=不知道", "不归我们管=不归我们管"]);
        assert_eq!(phrases(&["r01"], "办 不\u{3000}了"), ["办不了=办 不\u{3000}了"]);
        assert_eq!(phrases(&["r01"], "這事不歸我們管"), ["不归我们管=不歸我們管"]);
        assert_eq!(phrases(&["r12"], "我不知道"), ["我不知道=我不知道"]);
        assert_eq!(phrases(&["r04"], "沒辦法"), ["没办法=沒辦法"]);
    }

    #[test]
    fn nothing_is_advised_where_nothing_is_banned() {
        assert_eq!(phrases(&["r01"], "马上派人,半小时内到。"), Vec::<String>::new());
        assert_eq!(phrases(&["r16"], "不知道"), Vec::<String>::new());
        assert_eq!(phrases(&["r01"], ""), Vec::<String>::new());
        // Of phrases within each other the longest alone is marked.
        assert_eq!(phrases(&["r04", "r12"], "不歸我管").len(), 1);
        assert_eq!(phrases(&["r01", "r12"], "我不知道"), ["我不知道=我不知道"]);
    }
}
