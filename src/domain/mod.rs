//! Layer 0, pure: what is signed, who may, what it means. No clock, disk, socket, async, randomness or logging.

pub mod act;
pub mod almanac;
pub mod attachment;
pub mod chain;
pub mod course;
pub mod directory;
mod dispute;
pub mod duty;
pub mod evidence;
pub mod flag;
mod fold;
mod grade;
pub mod group;
pub mod id;
pub mod key;
mod lineage;
pub mod log;
pub mod payload;
pub mod planted;
pub mod record;
pub mod regulation;
pub mod request;
pub mod resident;
pub mod roster;
pub mod signed;
pub mod time;
mod witness;
