//! The receiving part of a session.
