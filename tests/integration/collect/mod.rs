//! `gatepath collect` with the real clients of the SDK, against the replay server.

mod faults;
mod machine;
mod permissions;
mod redacted;
mod round_trip;
mod rounds;
mod script;

pub(crate) use machine::load;
