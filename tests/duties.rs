//! Duties: every clause that the engine applies, by small histories whose dues and verdicts were counted by hand against
//! domain.md §2 and §7; the time vectors that need receipts; and the laws that hold for all histories.

#[path = "duties/acts.rs"]
#[allow(dead_code, reason = "each test uses its part of the words")]
mod acts;
#[path = "duties/story.rs"]
#[allow(dead_code, reason = "each test uses its part of the story")]
mod story;

mod duties {
    mod classes;
    mod evidence;
    mod fairness;
    mod house;
    mod keys;
    mod laws;
    mod periodic;
    mod presets_a;
    mod presets_b;
    mod presets_c;
    mod registers;
    mod rounds;
    mod stored;
}
