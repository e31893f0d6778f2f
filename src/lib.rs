//! 首问 `shouwen`: an offline-first node for the first-contact responsibility system (首问责任制).
#![doc = include_str!("../docs/ARCHITECTURE.md")]

pub mod domain;
pub mod face;
pub mod net;
pub mod node;
pub mod store;
pub mod sync;
