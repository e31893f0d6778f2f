//! Layer 4, what people see: it asks the node's handle and shows views. No rule is decided here.

pub mod cli;
mod qr;
pub mod text;
pub mod view;
pub mod when;
pub mod word;
