//! Codes as pictures: drawn for screens and paper, found in photos. No rule is here, and nothing outside names the
//! libraries that draw and find them.

mod draw;
mod find;

pub use draw::{Drawn, FRAME_MS, code_bytes, png};
pub use find::{PictureError, is_picture, texts};

#[cfg(test)]
mod tests;
