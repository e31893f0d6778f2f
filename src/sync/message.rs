//! The message part of a session.
