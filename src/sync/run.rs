//! The run part of a session.
