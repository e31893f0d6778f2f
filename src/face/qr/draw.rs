//! A code drawn: as half blocks on a terminal, as SVG, as a PNG that moves where it takes several.

use std::fmt::Write as _;

use fast_qr::{ECL, Mode, QRBuilder};

/// Light modules around a code, as the standard asks for (ISO/IEC 18004).
const QUIET: usize = 4;
/// How wide a module is drawn in a PNG, in pixels.
const MODULE_PIXELS: usize = 8;
/// How long each code of a series is shown, in milliseconds: long enough for a hand that photographs.
pub const FRAME_MS: u16 = 400;
/// Letters that fit into a code of version 1, 2, … at level M (ISO/IEC 18004, table 7).
const LETTERS: [usize; 15] = [20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600];

/// The bytes of a code, in base45, that a terminal of this size can show below one line of text.
#[must_use]
pub fn code_bytes(columns: usize, lines: usize) -> usize {
    let side = columns.min(lines.saturating_sub(2) * 2).saturating_sub(2 * QUIET);
    // A code of version v has 17 + 4 v modules a side; three letters of base45 are two bytes.
    let letters = side.checked_sub(17 + 4).map(|rest| LETTERS[(rest / 4).min(LETTERS.len() - 1)]);
    letters.map_or(0, |letters| letters / 3 * 2 + usize::from(letters % 3 == 2))
}

/// The modules of a code, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    side: usize,
    dark: Vec<bool>,
}

impl Drawn {
    /// Draws a text of at most 600 capitals, digits and the nine signs of the alphanumeric mode.
    ///
    /// # Panics
    /// For any other text; those of `qr::codes` are such.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let code = QRBuilder::new(text).mode(Mode::Alphanumeric).ecl(ECL::M).build().expect("600 letters fit into version 15");
        let dark = (0..code.size).flat_map(|row| code[row].iter().map(|module| module.value())).collect();
        Self { side: code.size, dark }
    }

    /// Whether a module is dark, counted from the corner of the quiet zone.
    fn is_dark(&self, column: usize, row: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.side);
        inside(column).zip(inside(row)).is_some_and(|(column, row)| self.dark[row * self.side + column])
    }

    /// Modules a side, quiet zone and all.
    fn whole(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// Two rows of modules a line. Light modules are drawn, because most terminals write light on dark; `coloured` sets
    /// both colours, so that it is right on any terminal that knows colours.
    #[must_use]
    pub fn half_blocks(&self, coloured: bool) -> String {
        let (begin, end) = if coloured { ("\u{1b}[38;5;231;48;5;16m", "\u{1b}[0m") } else { ("", "") };
        let mut out = String::new();
        for row in (0..self.whole()).step_by(2) {
            out.push_str(begin);
            // The last row has no other half: it stays unlit.
            let lower = |column| row + 1 >= self.whole() || self.is_dark(column, row + 1);
            out.extend((0..self.whole()).map(|column| match (self.is_dark(column, row), lower(column)) {
                (false, false) => '█',
                (false, true) => '▀',
                (true, false) => '▄',
                (true, true) => ' ',
            }));
            out.push_str(end);
            out.push('\n');
        }
        out
    }

    /// A picture of any size.
    #[must_use]
    pub fn svg(&self) -> String {
        let side = self.whole();
        let mut path = String::new();
        for (column, row) in (0..side * side).map(|at| (at % side, at / side)).filter(|(column, row)| self.is_dark(*column, *row)) {
            let _ = write!(path, "M{column} {row}h1v1h-1z");
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>\n"
        )
    }

    /// Black and white pixels, one bit each, rows filled up to whole bytes.
    fn pixels(&self) -> Vec<u8> {
        let width = self.whole() * MODULE_PIXELS;
        let mut rows = Vec::with_capacity(width * width.div_ceil(8));
        for row in 0..self.whole() {
            let mut line = vec![0xff_u8; width.div_ceil(8)];
            for x in (0..width).filter(|x| self.is_dark(x / MODULE_PIXELS, row)) {
                line[x / 8] &= !(0x80 >> (x % 8));
            }
            rows.extend((0..MODULE_PIXELS).flat_map(|_| line.clone()));
        }
        rows
    }
}

/// A PNG of one code, or one that shows the codes of a series in turn; a viewer that does not know moving pictures shows the first.
///
/// # Errors
/// What the encoder says; it writes into memory.
pub fn png(codes: &[Drawn]) -> Result<Vec<u8>, png::EncodingError> {
    let (mut out, first) = (Vec::new(), codes.first().map_or(0, Drawn::whole));
    let width = u32::try_from(first * MODULE_PIXELS).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut out, width, width);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    if codes.len() > 1 {
        encoder.set_animated(u32::try_from(codes.len()).unwrap_or(u32::MAX), 0)?;
        encoder.set_frame_delay(FRAME_MS, 1000)?;
    }
    let mut writer = encoder.write_header()?;
    for code in codes {
        writer.write_image_data(&code.pixels())?;
    }
    writer.finish()?;
    Ok(out)
}
