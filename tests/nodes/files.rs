//! Photos and documents between real nodes.

use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, RgbImage};
use shouwen::domain::act::word::{Field, Media, Role};
use shouwen::domain::id::{RecordId, RequestId};
use shouwen::node::attach::{AttachError, FileError, NewFile, Whereabouts};
use shouwen::node::{Handle, Node, Notice};

use crate::town::{Town, log, run, until, until_held};

/// Where no photo may say that it was taken: 31.2304 N in the form of EXIF, and a word of the maker's.
const SECRET: &[u8] = b"N31.2304-MAKER";

/// A JPEG as a camera writes it: turned by EXIF, with time, maker and place. `noisy` ones are large.
fn photo(width: u32, height: u32, orientation: u16) -> Vec<u8> {
    let mut noise = 1_u32;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = u8::try_from(noise >> 26).expect("6 bits");
        // The left half is red, so that turning it shows.
        if x < width / 2 {
            image::Rgb([200 + grain / 2, grain, grain])
        } else {
            image::Rgb([grain, grain, u8::try_from(y % 200).expect("small")])
        }
    });
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 95);
    encoder.set_exif_metadata(exif(orientation)).expect("EXIF can be written");
    encoder.encode_image(&picture).expect("a JPEG");
    jpeg
}

/// EXIF with orientation, maker, GPS and time, little-endian, as small as it can be.
fn exif(orientation: u16) -> Vec<u8> {
    let (ifd0, exif, gps) = (8_u32, 8 + 2 + 4 * 12 + 4, 8 + 2 + 4 * 12 + 4 + 2 + 12 + 4);
    let data = gps + 2 + 12 + 4;
    let mut out = b"II*\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let time = b"2026:11:20 08:15:30\0";
    out.extend(ifd0.to_le_bytes());
    out.extend(4_u16.to_le_bytes());
    out.extend(entry(0x010f, 2, u32::try_from(SECRET.len()).expect("short"), data + 20));
    out.extend(entry(0x0112, 3, 1, u32::from(orientation)));
    out.extend(entry(0x8769, 4, 1, exif));
    out.extend(entry(0x8825, 4, 1, gps));
    out.extend(0_u32.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(entry(0x9003, 2, 20, data));
    out.extend(0_u32.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(entry(0x001d, 2, u32::try_from(SECRET.len()).expect("short"), data + 20));
    out.extend(0_u32.to_le_bytes());
    out.extend(time);
    out.extend(SECRET);
    out
}

fn attach(handle: &Handle, request: RequestId, bytes: &[u8]) -> RecordId {
    let file = NewFile { bytes: bytes.to_vec(), caption: Some("厨房天花板".to_owned()), ..NewFile::default() };
    handle.attach(None, request, &file).expect("attached").record
}

fn whereabouts(handle: &Handle, request: RequestId) -> Vec<Whereabouts> {
    let request = handle.request(request).expect("here");
    handle.attachments(&request).expect("readable").into_iter().map(|attachment| attachment.file).collect()
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A document of so many bytes that does not compress.
fn document(length: usize) -> Vec<u8> {
    let mut noise = 7_u32;
    let rest = (0..length).map(|_| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.to_be_bytes()[0]
    });
    b"%PDF-1.7\n".iter().copied().chain(rest).collect()
}

async fn until_whole(node: &Node, handle: &Handle, request: RequestId) {
    let mut notices = node.notices();
    while whereabouts(handle, request).iter().any(|file| *file != Whereabouts::Here) {
        until(&mut notices, |notice| matches!(notice, Notice::Files { .. } | Notice::Received { .. })).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_arrives_small_upright_and_without_where_it_was_taken() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let taken = photo(1500, 1000, 6);
    assert!(taken.len() > 300_000 && has(&taken, SECRET));
    let request = log(&guard, "厨房漏水");
    let record = attach(&guard, request, &taken);
    let (node, van) = (run(&centre, &[]), run(&guard, &[]));
    van.sync(&node.peer_address()).await.expect("level");
    assert_eq!(whereabouts(&centre, request), [Whereabouts::Here], "a sync brings the files too");
    for (thumbnail, most) in [(false, 300_000), (true, 16 * 1024)] {
        let file = centre.open_file(record, thumbnail).expect("opens");
        assert_eq!(file.media, Media::jpeg);
        assert!(file.bytes.len() <= most, "{} bytes", file.bytes.len());
        assert!(!has(&file.bytes, SECRET) && !has(&file.bytes, b"Exif") && !has(&file.bytes, b"2026:11:20"));
        let picture = image::load_from_memory(&file.bytes).expect("a picture").to_rgb8();
        assert!(picture.height() > picture.width(), "turned upright");
        // Turned a quarter clockwise, what was at the left is at the top.
        let top = picture.get_pixel(picture.width() / 2, picture.height() / 8).0;
        assert!(top[0] > 150 && top[2] < 120, "{top:?}");
        assert_eq!(file.bytes, guard.open_file(record, thumbnail).expect("opens").bytes);
    }
    let at_centre = centre.request(request).expect("here");
    let attachment = centre.attachments(&at_centre).expect("readable").remove(0);
    assert_eq!(attachment.attach.taken, Some(1_795_133_730_000), "08:15:30 in Shanghai");
    assert_eq!(centre.personal(record).expect("readable").texts[&Field::caption], "厨房天花板");
    // The sealed bytes on the disk show nothing of it.
    let files = std::fs::read_dir(town.data("gate").join("files")).expect("a folder");
    let names: Vec<_> = files.map(|entry| std::fs::read(entry.expect("readable").path()).expect("readable")).collect();
    assert!(names.len() == 2 && names.iter().all(|bytes| !has(bytes, b"\xff\xd8\xff")));
    van.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_overtakes_a_long_document_and_a_hub_passes_files_on() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let (van, _) = town.enrol(&centre, "van", Role::handler);
    let middle = run(&centre, &[]);
    let (gate, road) = (run(&guard, &[&middle]), run(&van, &[&middle]));
    let first = log(&guard, "合同");
    until_held(&road, &van, first).await;
    let bytes = document(24 * 1024 * 1024);
    let record = attach(&guard, first, &bytes);
    let mut under_way = middle.notices();
    until(&mut under_way, |notice| matches!(notice, Notice::Received { .. })).await;
    let overtaking = log(&guard, "门口有人摔倒");
    until_held(&middle, &centre, overtaking).await;
    let there = centre.request(first).map(|_| whereabouts(&centre, first)).expect("here");
    assert!(there.iter().all(|file| *file != Whereabouts::Here), "the words came first: {there:?}");
    until_whole(&road, &van, first).await;
    assert_eq!(van.open_file(record, false).expect("opens").bytes, bytes);
    for node in [gate, road, middle] {
        node.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_over_an_open_session_waits_for_files_named_since() {
    let (town, centre) = Town::new("清源物业");
    let (guard, _) = town.enrol(&centre, "gate", Role::operator);
    let middle = run(&centre, &[]);
    let gate = run(&guard, &[&middle]);
    // One that dials beside the other would have one of the two connections closed.
    let mut notices = gate.notices();
    until(&mut notices, |notice| matches!(notice, Notice::Connected { .. })).await;
    gate.sync(&middle.peer_address()).await.expect("level");
    let request = log(&centre, "合同");
    until_held(&gate, &guard, request).await;
    let mut notices = gate.notices();
    attach(&centre, request, &document(8 * 1024 * 1024));
    until(&mut notices, |notice| matches!(notice, Notice::Received { .. })).await;
    gate.sync(&middle.peer_address()).await.expect("level");
    assert_eq!(whereabouts(&guard, request), [Whereabouts::Here], "a sync brings the files too");
    gate.stop().await;
    middle.stop().await;
}

#[test]
fn what_cannot_be_attached_says_why_and_leaves_nothing() {
    let (town, centre) = Town::new("清源物业");
    let request = log(&centre, "厨房漏水");
    let refused =
        |bytes: &[u8]| centre.attach(None, request, &NewFile { bytes: bytes.to_vec(), ..NewFile::default() }).expect_err("refused");
    assert!(matches!(refused(b""), AttachError::Empty));
    assert!(matches!(refused(b"hello, this is a letter"), AttachError::Unknown));
    let cut = &photo(300, 200, 1)[..2000];
    assert!(matches!(refused(cut), AttachError::Picture(_)));
    assert!(matches!(refused(&document(64 * 1024 * 1024)), AttachError::TooLarge(_)));
    let nowhere = RecordId([9; 32]);
    let file = NewFile { bytes: document(9), ..NewFile::default() };
    assert!(matches!(centre.attach(None, nowhere, &file), Err(AttachError::Act(_))));
    assert_eq!(whereabouts(&centre, request), []);
    assert_eq!(std::fs::read_dir(town.data("centre").join("files")).map_or(0, Iterator::count), 0, "no bytes are left behind");
    assert!(matches!(centre.open_file(request, false), Err(FileError::None)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_tablet_evicts_what_the_centre_keeps_and_fetches_it_when_it_is_opened() {
    let (town, centre) = Town::new("清源物业");
    drop(town.enrol(&centre, "gate", Role::operator));
    std::fs::write(town.data("gate").join("config.toml"), "file_bytes_max = 1000000\n").expect("written");
    let guard = town.open("gate");
    let request = log(&guard, "合同");
    let first = attach(&guard, request, &document(600_000));
    let file = NewFile { bytes: document(500_000), ..NewFile::default() };
    assert!(matches!(guard.attach(None, request, &file), Err(AttachError::Full(1_000_000))), "nobody else has the first one");
    log(&guard, "没有地方放照片也照样登记");
    let (node, van) = (run(&centre, &[]), run(&guard, &[]));
    van.sync(&node.peer_address()).await.expect("level");
    assert!(matches!(guard.attach(None, request, &file), Err(AttachError::Full(_))), "to have it is not to promise it");
    // What the session would carry: the centre's word.
    let named = guard.attachments(&guard.request(request).expect("here")).expect("readable")[0].attach.sealed;
    let kept = centre.promise(&[named]).expect("promised");
    guard.note_keeper(guard.device_keys().tls.public(), &kept).expect("noted");
    assert!(matches!(guard.attach(None, request, &file), Err(AttachError::Full(_))), "one tablet's word is not enough");
    guard.note_keeper(centre.device_keys().tls.public(), &kept).expect("noted");
    guard.attach(None, request, &file).expect("there is room now");
    assert_eq!(whereabouts(&guard, request), [Whereabouts::Elsewhere, Whereabouts::Here]);
    assert!(matches!(guard.open_file(first, false), Err(FileError::NotHere { have: 0, of: 10 })));
    van.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_others_leave_room_for_own_ones() {
    let (town, centre) = Town::new("清源物业");
    drop(town.enrol(&centre, "gate", Role::operator));
    std::fs::write(town.data("gate").join("config.toml"), "file_bytes_max = 1000000\n").expect("written");
    let guard = town.open("gate");
    let request = log(&centre, "合同");
    attach(&centre, request, &document(990_000));
    let (node, van) = (run(&centre, &[]), run(&guard, &[]));
    van.sync(&node.peer_address()).await.expect("level");
    let held = guard.snapshot().expect("readable").file_bytes().expect("readable");
    assert!((500_000..=900_000).contains(&held), "{held} bytes");
    let file = NewFile { bytes: document(90_000), ..NewFile::default() };
    guard.attach(None, request, &file).expect("the rest is for own ones");
    van.stop().await;
    node.stop().await;
}
