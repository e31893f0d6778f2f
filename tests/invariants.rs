//! The invariants of the domain, I01 to I25, each a test named after it. Records are real and go through the fold; where an
//! invariant is about a node, nodes run.

#[path = "support/history.rs"]
#[allow(dead_code, reason = "the example uses more of it")]
mod history;
#[path = "invariants/judged.rs"]
mod judged;
#[path = "invariants/kept.rs"]
mod kept;
#[path = "invariants/nodes.rs"]
mod nodes;
#[path = "invariants/responsible.rs"]
mod responsible;
#[path = "support/scene.rs"]
#[allow(dead_code, reason = "each test uses its part of the support")]
mod scene;
#[path = "stories/shell.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod shell;
#[path = "handle/site.rs"]
#[allow(dead_code, reason = "each test uses its part of the support")]
mod site;
#[path = "invariants/vectors.rs"]
mod vectors;
