//! A peer that is certified and means harm: what it says is refused with the right reason or ignored as documented, costs a
//! bounded amount, stores nothing that is not proven, and leaves the other peers alone.
#![allow(
    clippy::cast_possible_truncation,
    clippy::large_stack_arrays,
    clippy::needless_for_each,
    clippy::needless_pass_by_value,
    clippy::struct_field_names,
    clippy::unnecessary_wraps,
    reason = "tables of small cases, written to be read"
)]

#[allow(dead_code, reason = "each test file uses its part")]
#[path = "../support"]
mod support {
    pub mod disk;
    pub mod pair;
    pub mod shelf;
    pub mod tangle;
}

mod bytes;
mod case;
mod generated;
mod limits;
mod meaning;
mod order;
mod patience;
mod rig;
mod wire;

#[test]
fn there_are_more_than_three_hundred_cases_by_hand() {
    let counts = [order::cases().len(), bytes::cases().len(), limits::cases().len(), meaning::cases().len()];
    let total: usize = counts.iter().sum();
    println!("{total} cases: {counts:?} of order, bytes, limits and meaning");
    assert!(total > 300, "{total}");
}
