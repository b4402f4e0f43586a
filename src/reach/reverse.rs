//! Questions asked backwards: who reaches an address, and what does a source reach?
//!
//! A walk answers for one pair of addresses. Whole networks are answered by walking one pair of
//! each class: two addresses fare alike if they stand in the same subnet, behind the same security
//! groups, and inside the same ones of all the blocks that a condition on the way may name.

mod alike;
mod bounds;
mod entrance;
mod fate;
mod listening;
mod ports;

pub use alike::{Alike, Class, Place, owns};
pub use entrance::{Entrance, entrances_of_gateway, entrances_of_target};
pub use fate::{Fate, first_trouble};
pub use listening::{Listening, Service};
pub use ports::{Edges, PortFates};
