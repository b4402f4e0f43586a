//! `gatepath collect` with the real clients of the SDK, against the replay server.

mod faults;
pub(crate) mod machine;
mod permissions;
mod redacted;
mod round_trip;
mod rounds;
mod script;

pub(crate) use machine::load;
