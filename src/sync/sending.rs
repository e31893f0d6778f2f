//! The sending part of a session.
