//! Codes found in pictures: photos of screens and paper, askew, out of focus, badly lit, several at once.

use std::collections::BTreeSet;
use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::imageops::{FilterType, resize};
use image::{AnimationDecoder, DynamicImage, GrayImage, ImageFormat, ImageReader, Limits};
use rxing::common::HybridBinarizer;
use rxing::helpers::detect_in_luma_filtered_with_hints;
use rxing::multi::MultipleBarcodeReader as _;
use rxing::multi::qrcode::QRCodeMultiReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, RXingResult};

/// The widest and highest picture that is read, in pixels.
const SIDE_MAX: u32 = 16_384;
/// The most memory that reading one picture may take, in bytes: some 60 megapixels in colour.
const PICTURE_BYTES_MAX: u64 = 192 * 1024 * 1024;
/// Larger pictures are made smaller first: no code of ours needs more, and time grows with the area.
const SEARCHED_SIDE_MAX: u32 = 3_200;
/// Smaller pictures are not looked for, in pixels a side: a code would have too few for a module.
const SIDE_MIN: u32 = 300;
/// The most codes that are read out of one picture.
const CODES_MAX: usize = 32;
/// The most pictures of one that moves.
const FRAMES_MAX: usize = 256;

/// Why nothing was looked for.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// No picture of a kind that is read.
    #[error("this is not a picture that can be read: give a JPEG, PNG or WebP")]
    NotAPicture,
    /// Too large.
    #[error("the picture is too large: at most {SIDE_MAX} pixels a side and 60 megapixels")]
    TooLarge,
    /// Its bytes are damaged.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}

impl From<image::ImageError> for PictureError {
    fn from(error: image::ImageError) -> Self {
        match error {
            image::ImageError::Limits(_) => Self::TooLarge,
            image::ImageError::Unsupported(_) => Self::NotAPicture,
            other => Self::Damaged(other.to_string()),
        }
    }
}

/// Whether bytes begin like a picture of any kind.
#[must_use]
pub fn is_picture(bytes: &[u8]) -> bool {
    image::guess_format(bytes).is_ok()
}

/// The texts of all codes in a picture, whosever they are; each once.
///
/// # Errors
/// [`PictureError`]; a picture without a code is no error.
pub fn texts(bytes: &[u8]) -> Result<BTreeSet<String>, PictureError> {
    let mut found = BTreeSet::new();
    for picture in pictures(bytes)? {
        found.extend(search(picture?));
    }
    Ok(found)
}

type Pictures<'a> = Box<dyn Iterator<Item = Result<GrayImage, PictureError>> + 'a>;

/// The picture, or each of those that one shows in turn.
fn pictures(bytes: &[u8]) -> Result<Pictures<'_>, PictureError> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(PICTURE_BYTES_MAX);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|why| PictureError::Damaged(why.to_string()))?;
    let format = reader.format().ok_or(PictureError::NotAPicture)?;
    if format == ImageFormat::Png {
        let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits.clone())?;
        if decoder.is_apng()? {
            let frames = decoder.apng()?.into_frames().take(FRAMES_MAX);
            let gray = |frame: image::Frame| DynamicImage::ImageRgba8(frame.into_buffer()).into_luma8();
            return Ok(Box::new(frames.map(move |frame| Ok(gray(frame?)))));
        }
    }
    reader.limits(limits);
    Ok(Box::new(std::iter::once(Ok(reader.decode()?.into_luma8()))))
}

/// Looks at the picture's own size and, where nothing is seen, smaller and smaller: that smooths noise and the pattern of
/// a screen.
fn search(picture: GrayImage) -> BTreeSet<String> {
    let mut picture = within(picture, SEARCHED_SIDE_MAX);
    loop {
        let found = search_at(&picture);
        let smaller = picture.width().max(picture.height()) / 5 * 4;
        if !found.is_empty() || smaller < SIDE_MIN {
            return found;
        }
        picture = within(picture, smaller);
    }
}

fn within(picture: GrayImage, side: u32) -> GrayImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= side {
        return picture;
    }
    let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longest)).try_into().unwrap_or(side).max(1);
    resize(&picture, scaled(width), scaled(height), FilterType::Triangle)
}

/// Three readers, because each sees what another misses: all codes at once; one code in a picture that is filtered first;
/// all codes, by other corner marks.
fn search_at(picture: &GrayImage) -> BTreeSet<String> {
    let (width, height) = picture.dimensions();
    let luma = || picture.as_raw().clone();
    let Ok(source) = Luma8LuminanceSource::new(luma(), width, height) else { return BTreeSet::new() };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let mut hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    hints.PossibleFormats = Some([BarcodeFormat::QR_CODE].into());
    let mut found: Vec<RXingResult> = QrReader.decode_multiple_with_hints(&mut bitmap, &hints).unwrap_or_default();
    if found.is_empty() {
        found.extend(detect_in_luma_filtered_with_hints(luma(), width, height, Some(BarcodeFormat::QR_CODE), &mut hints));
    }
    if found.is_empty() {
        found.extend(QRCodeMultiReader::new().decode_multiple_with_hints(&mut bitmap, &hints).unwrap_or_default());
    }
    found.iter().take(CODES_MAX).map(|code| code.getText().to_owned()).collect()
}
