//! gatepath

pub mod snapshot;
