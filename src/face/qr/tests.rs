//! Codes are drawn, photographed by arithmetic, and found again.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the pictures are a few thousand pixels wide"
)]

use std::collections::BTreeSet;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::blur;
use image::{GrayImage, ImageFormat, Luma};

use super::{Drawn, PictureError, code_bytes, png, texts};
use crate::node::kept::qr::{CODE_BYTES_MAX, Code, CodeError, codes};

/// How a picture of codes was taken.
#[derive(Clone, Copy, Debug)]
struct Scene {
    name: &'static str,
    /// Degrees.
    turned: f32,
    /// By how much the far edge is shorter than the near one.
    keystone: f32,
    /// Of the Gaussian, in pixels.
    blur: f32,
    /// The largest change of a pixel.
    noise: i32,
    /// How bright the dark side is, of 1.
    light: f32,
    /// JPEG quality.
    quality: u8,
}

const STRAIGHT: Scene = Scene { name: "straight", turned: 0.0, keystone: 0.0, blur: 0.0, noise: 0, light: 1.0, quality: 90 };

/// Every one of these is read.
const SCENES: &[Scene] = &[
    STRAIGHT,
    Scene { name: "a little askew", turned: 3.0, ..STRAIGHT },
    Scene { name: "30 degrees", turned: 30.0, ..STRAIGHT },
    Scene { name: "45 degrees", turned: 45.0, ..STRAIGHT },
    Scene { name: "on its side", turned: 97.0, ..STRAIGHT },
    Scene { name: "upside down", turned: 180.0, ..STRAIGHT },
    Scene { name: "from below", turned: 10.0, keystone: 0.08, ..STRAIGHT },
    Scene { name: "from the side, out of focus", turned: 277.0, keystone: 0.08, blur: 1.6, ..STRAIGHT },
    Scene { name: "out of focus", turned: 12.0, blur: 2.0, ..STRAIGHT },
    Scene { name: "grain of a dark room", turned: 5.0, noise: 60, light: 0.5, ..STRAIGHT },
    Scene { name: "a lamp on one side", turned: 20.0, light: 0.35, ..STRAIGHT },
    Scene { name: "sent through a chat", turned: 8.0, quality: 25, ..STRAIGHT },
    Scene { name: "all of it", turned: 195.0, keystone: 0.05, blur: 1.2, noise: 25, light: 0.5, quality: 50 },
];

/// A text as `qr` makes them.
fn text(seed: u8, length: usize) -> String {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut bytes);
    codes(&bytes, CODE_BYTES_MAX).expect("short").remove(0)
}

/// Photographs codes, laid out side by side, of 640 pixels each.
fn photograph(shown: &[&str], scene: Scene) -> Vec<u8> {
    let drawn = shown.iter().map(|text| png(&[Drawn::of(text)]).expect("memory"));
    let flat: Vec<GrayImage> = drawn.map(|png| image::load_from_memory(&png).expect("a picture").into_luma8()).collect();
    let columns = if flat.len() > 1 { 2 } else { 1 };
    let rows = flat.len().div_ceil(columns);
    let side = |count: usize| u32::try_from(count * 640 + 320).expect("small");
    let (width, height) = (side(columns), side(rows));
    let (sine, cosine) = scene.turned.to_radians().sin_cos();
    let mut salt = 1_u32;
    let mut picture = GrayImage::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32 - width as f32 / 2.0, y as f32 - height as f32 / 2.0);
        let (x, y) = (x * cosine + y * sine, y * cosine - x * sine);
        let x = x * (1.0 + scene.keystone * y / 320.0);
        let (column, row) = (x / 640.0 + columns as f32 / 2.0, y / 640.0 + rows as f32 / 2.0);
        let inside = (0.0..columns as f32).contains(&column) && (0.0..rows as f32).contains(&row);
        let code = inside.then(|| flat.get(row as usize * columns + column as usize)).flatten();
        let shade = code.map_or(150, |code| {
            let at = |place: f32| ((place - place.floor()) * code.width() as f32) as u32;
            code.get_pixel(at(column).min(code.width() - 1), at(row).min(code.width() - 1)).0[0]
        });
        Luma([shade / 5 * 4 + 20])
    });
    if scene.blur > 0.0 {
        picture = blur(&picture, scene.blur);
    }
    for (x, _, pixel) in picture.enumerate_pixels_mut() {
        salt = salt.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = if scene.noise == 0 { 0 } else { (salt >> 8) as i32 % (2 * scene.noise) - scene.noise };
        let light = scene.light + (1.0 - scene.light) * x as f32 / width as f32;
        pixel.0[0] = ((f32::from(pixel.0[0]) * light) as i32 + noise).clamp(0, 255) as u8;
    }
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, scene.quality).encode_image(&picture).expect("memory");
    out
}

#[test]
fn a_code_is_read_in_every_scene() {
    let mut failed = Vec::new();
    for length in [90, 250, 376] {
        let text = text(7, length);
        for scene in SCENES {
            if texts(&photograph(&[&text], *scene)).expect("a picture") != BTreeSet::from([text.clone()]) {
                failed.push((length, scene.name));
            }
        }
    }
    assert!(failed.is_empty(), "not read: {failed:?}");
}

#[test]
fn several_codes_in_one_picture_are_all_read() {
    let shown: Vec<String> = (0..4).map(|seed| text(seed, 300)).collect();
    let names: Vec<&str> = shown.iter().map(String::as_str).collect();
    let picture = photograph(&names, Scene { turned: 9.0, blur: 0.8, ..STRAIGHT });
    assert_eq!(texts(&picture).expect("a picture"), shown.into_iter().collect());
}

#[test]
fn every_code_of_a_moving_picture_is_read_and_the_first_is_seen_by_others() {
    let shown: Vec<String> = (0..5).map(|seed| text(seed, 376)).collect();
    let moving = png(&shown.iter().map(|text| Drawn::of(text)).collect::<Vec<_>>()).expect("memory");
    assert_eq!(texts(&moving).expect("a picture"), shown.iter().cloned().collect());
    let still = image::load_from_memory(&moving).expect("a picture");
    let mut other = Cursor::new(Vec::new());
    still.write_to(&mut other, ImageFormat::WebP).expect("memory");
    assert_eq!(texts(other.get_ref()).expect("a picture"), BTreeSet::from([shown[0].clone()]));
}

#[test]
fn half_blocks_and_svg_draw_the_same_modules() {
    let (drawn, lines) = (Drawn::of(&text(3, 100)), |text: &str| text.lines().map(|line| line.chars().count()).collect::<Vec<_>>());
    let shown = drawn.half_blocks(false);
    let side = lines(&shown)[0];
    assert_eq!(lines(&shown), vec![side; side.div_ceil(2)]);
    // Read back from the half blocks, as a camera would see them on a dark terminal.
    let rows: Vec<Vec<char>> = shown.lines().map(|line| line.chars().collect()).collect();
    let lit = |x: u32, y: u32| {
        let (column, row) = (x as usize / 8, y as usize / 8);
        matches!((rows[row / 2][column], row % 2), ('█', _) | ('▀', 0) | ('▄', 1))
    };
    let pixels = u32::try_from(side).expect("small") * 8;
    let picture = GrayImage::from_fn(pixels, pixels, |x, y| Luma([if lit(x, y) { 230 } else { 10 }]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).expect("memory");
    assert_eq!(texts(bytes.get_ref()).expect("a picture"), BTreeSet::from([text(3, 100)]));
    let dark = (0..side * side).filter(|at| !lit((at % side * 8) as u32, (at / side * 8) as u32)).count();
    assert_eq!(drawn.svg().matches("h1v1h-1z").count(), dark);
}

#[test]
fn what_is_no_picture_and_what_has_no_code_is_said() {
    assert!(matches!(texts(b"not a picture at all"), Err(PictureError::NotAPicture)));
    assert!(matches!(texts(b""), Err(PictureError::NotAPicture)));
    let whole = png(&[Drawn::of(&text(1, 100))]).expect("memory");
    assert!(matches!(texts(&whole[..whole.len() / 2]), Err(PictureError::Damaged(_))));
    let mut empty = Cursor::new(Vec::new());
    GrayImage::from_pixel(600, 400, Luma([200])).write_to(&mut empty, ImageFormat::Png).expect("memory");
    assert_eq!(texts(empty.get_ref()).expect("a picture"), BTreeSet::new());
    let mut huge = Cursor::new(Vec::new());
    GrayImage::new(17_000, 1).write_to(&mut huge, ImageFormat::Png).expect("memory");
    let huge = huge.into_inner();
    assert!(matches!(texts(&huge), Err(PictureError::TooLarge)));
    let menu = texts(&photograph(&["HTTPS://EXAMPLE.ORG/MENU"], STRAIGHT)).expect("a picture");
    assert_eq!(menu.iter().map(|text| Code::read(text)).collect::<Vec<_>>(), [Err(CodeError::Foreign)]);
}

#[test]
fn a_terminal_of_any_size_shows_a_code_that_fits() {
    for (columns, lines) in [(80, 24), (100, 40), (120, 60), (220, 90), (200, 30)] {
        let bytes = code_bytes(columns, lines);
        let texts = codes(&[7; 700], bytes).expect("short");
        let shown = Drawn::of(&texts[0]).half_blocks(false);
        assert!(shown.lines().count() < lines && shown.lines().all(|line| line.chars().count() <= columns), "{columns} × {lines}: {bytes}");
    }
    assert_eq!((code_bytes(10, 5), code_bytes(300, 100)), (0, CODE_BYTES_MAX));
}
