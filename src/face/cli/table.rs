//! Aligned text. A Chinese character is as wide as two Latin ones, and others' words cannot move the cursor.

/// How many columns a terminal gives a character.
fn char_width(c: char) -> usize {
    match u32::from(c) {
        // Combining marks, joiners and variation selectors stand over the character before them.
        0x0300..=0x036F | 0x200B..=0x200D | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F => 0,
        // Hangul, CJK, kana, full-width forms, emoji (Unicode 15, East Asian Width W and F).
        0x1100..=0x115F
        | 0x231A..=0x231B
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xA960..=0xA97C
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// How many columns a terminal gives a text.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Somebody's words made harmless for a terminal: control characters and direction overrides become `�`, a line break `⏎`.
#[must_use]
pub fn plain(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' => '⏎',
        '\t' => ' ',
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// The beginning of a text, at most so many columns wide.
#[must_use]
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += char_width(*c);
        used <= columns
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Rows under a heading, in aligned columns two blanks apart; the last column is as wide as it likes.
#[must_use]
pub fn table<const N: usize>(heading: &[String; N], rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in std::iter::once(heading).chain(rows) {
        for (column, cell) in row.iter().enumerate() {
            widths[column] = widths[column].max(width(cell));
        }
    }
    let mut out = String::new();
    for row in std::iter::once(heading).chain(rows) {
        let mut line = String::new();
        for (cell, columns) in row.iter().zip(widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(columns.saturating_sub(width(cell)) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_columns_align() {
        let cells = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
        let shown = table(&cells("人员", "岗位"), &[cells("李强", "前台"), cells("Ann", "x")]);
        assert_eq!(shown, "人员  岗位\n李强  前台\nAnn   x\n");
    }

    #[test]
    fn words_of_others_cannot_move_the_cursor() {
        assert_eq!(plain("a\u{1b}[2Jb\nc\u{202E}d"), "a\u{FFFD}[2Jb⏎c\u{FFFD}d");
        assert_eq!(width("👍好e\u{301}"), 5);
        assert_eq!(clip("漏水漏水", 5), "漏水…");
        assert_eq!(clip("漏水", 4), "漏水");
    }
}
