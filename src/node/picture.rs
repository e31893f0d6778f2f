//! Photos as they are kept: decoded here, turned upright, made small enough to travel, and stripped of everything that a
//! camera writes beside the picture. Only the time it was taken is read before that.

use std::io::Cursor;

use chrono::{FixedOffset, NaiveDateTime};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};

use crate::domain::time::UtcMs;

/// The longest photo in bytes (R15.4 asks for photos; issue 3 for this size).
pub const PHOTO_BYTES_MAX: usize = 300 * 1000;
/// The longest thumbnail in bytes.
pub const THUMBNAIL_BYTES_MAX: usize = 16 * 1024;
/// The longest side of a photo that is kept, in pixels.
const PHOTO_SIDE: u32 = 1920;
/// The longest side of a thumbnail, in pixels.
const THUMBNAIL_SIDE: u32 = 320;
/// The longest side of a picture that is read, in pixels: twice that of today's cameras.
const SIDE_MAX: u32 = 20_000;
/// What decoding may allocate, in bytes: 64 megapixels of three bytes.
const DECODED_BYTES_MAX: u64 = 192 * 1024 * 1024;
/// Qualities that are tried before the picture is made smaller.
const QUALITIES: [u8; 3] = [82, 70, 55];

/// A photo ready to be sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// JPEG without metadata, at most [`PHOTO_BYTES_MAX`].
    pub jpeg: Vec<u8>,
    /// A small JPEG, at most [`THUMBNAIL_BYTES_MAX`].
    pub thumbnail: Vec<u8>,
    /// When the camera says that it was taken.
    pub taken: Option<UtcMs>,
}

/// Why a picture cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Damaged, cut off, or not what its beginning says.
    #[error("the picture cannot be read ({0}): take it again, or open it elsewhere and save it as JPEG")]
    Unreadable(String),
    /// More pixels than can be decoded here.
    #[error("the picture is larger than {SIDE_MAX} pixels a side or 64 megapixels: make it smaller first")]
    TooManyPixels,
}

/// Prepares a JPEG, PNG or WebP. `zone`: that of a camera clock that does not say its own.
///
/// # Errors
/// [`PictureError`].
pub fn prepare(bytes: &[u8], format: ImageFormat, zone: FixedOffset) -> Result<Photo, PictureError> {
    if format == ImageFormat::Jpeg && is_cut_off(bytes) {
        return Err(PictureError::Unreadable("it is cut off".into()));
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    // What a decoder allocates for itself is limited above; what it decodes into is not.
    if decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(PictureError::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(unreadable)?;
    let taken = decoder.exif_metadata().ok().flatten().and_then(|exif| taken(exif, zone));
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    let upright = flattened(&picture);
    let jpeg = fitted(&upright, PHOTO_SIDE, PHOTO_BYTES_MAX)?;
    let thumbnail = fitted(&upright, THUMBNAIL_SIDE, THUMBNAIL_BYTES_MAX)?;
    Ok(Photo { jpeg, thumbnail, taken })
}

/// Whether a JPEG has no end after its pixels have begun: the decoder would fill the rest with grey, as if it had been so.
fn is_cut_off(jpeg: &[u8]) -> bool {
    const SCAN: u8 = 0xda;
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = jpeg.get(at..).and_then(<[u8]>::first_chunk) {
        if marker == SCAN {
            return !jpeg[at..].windows(2).any(|pair| pair == [0xff, 0xd9]);
        }
        // A segment's length counts itself, and not its marker.
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    // Not as markers usually stand: the decoder says what is wrong.
    false
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    limits
}

fn unreadable(error: image::ImageError) -> PictureError {
    match error {
        image::ImageError::Limits(_) => PictureError::TooManyPixels,
        other => PictureError::Unreadable(other.to_string()),
    }
}

/// Colours without transparency, over white: JPEG has none.
fn flattened(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let rgba = picture.to_rgba8();
    let over = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u32::from(colour), u32::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        image::Rgb([red, green, blue].map(|colour| over(colour, alpha)))
    })
}

/// A JPEG of at most so many bytes, its longer side at most `side` pixels.
fn fitted(picture: &RgbImage, side: u32, bytes: usize) -> Result<Vec<u8>, PictureError> {
    let mut side = side.min(picture.width().max(picture.height()));
    loop {
        let small = scaled(picture, side);
        for quality in QUALITIES {
            let mut jpeg = Vec::new();
            JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&small).map_err(unreadable)?;
            if jpeg.len() <= bytes {
                return Ok(jpeg);
            }
        }
        if side <= 16 {
            return Err(PictureError::Unreadable("it does not get small enough".into()));
        }
        side = side * 3 / 4;
    }
}

fn scaled(picture: &RgbImage, side: u32) -> RgbImage {
    let longer = picture.width().max(picture.height()).max(1);
    if longer <= side {
        return picture.clone();
    }
    let scale = |length: u32| u32::try_from((u64::from(length) * u64::from(side) / u64::from(longer)).max(1)).unwrap_or(side);
    let (width, height) = (scale(picture.width()), scale(picture.height()));
    // The average of the pixels that become one: quick, and without the moiré of skipping.
    let quick = image::imageops::thumbnail(picture, width * 2, height * 2);
    let base = if longer > side * 3 { &quick } else { picture };
    image::imageops::resize(base, width, height, FilterType::Triangle)
}

/// The camera's time, in its own zone where it says one. Nothing else is read: where it was taken is nobody's business (see
/// docs/decisions).
fn taken(exif: Vec<u8>, zone: FixedOffset) -> Option<UtcMs> {
    let exif = exif::Reader::new().read_raw(exif).ok()?;
    let text = |tag| match &exif.get_field(tag, exif::In::PRIMARY)?.value {
        exif::Value::Ascii(parts) => parts.first().and_then(|part| std::str::from_utf8(part).ok()).map(str::trim),
        _ => None,
    };
    let time = NaiveDateTime::parse_from_str(text(exif::Tag::DateTimeOriginal)?, "%Y:%m:%d %H:%M:%S").ok()?;
    let own = text(exif::Tag::OffsetTimeOriginal).and_then(|offset| offset.parse::<FixedOffset>().ok());
    time.and_local_timezone(own.unwrap_or(zone)).single().map(|time| time.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let body = [&kind[..], data].concat();
        let crc = !body.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        });
        let length = u32::try_from(data.len()).expect("short");
        [&length.to_be_bytes()[..], &body, &crc.to_be_bytes()].concat()
    }

    #[test]
    fn a_picture_of_more_pixels_than_memory_is_for_is_refused_before_it_is_decoded() {
        // Grey, one byte a pixel, 400 MB of them.
        let head = [&20_000_u32.to_be_bytes()[..], &20_000_u32.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
        let png = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &head), chunk(*b"IDAT", b"\x78\x9c"), chunk(*b"IEND", b"")].concat();
        let zone = FixedOffset::east_opt(0).expect("no distance");
        assert_eq!(prepare(&png, ImageFormat::Png, zone), Err(PictureError::TooManyPixels));
    }
}
