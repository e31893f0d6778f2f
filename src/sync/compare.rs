//! The compare part of a session.
