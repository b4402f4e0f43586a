//! Stories of names that resolve, and of names that do not.

mod aws;
mod controls;
mod private;
mod public;
mod random;
mod world;

use world::{Asked, World, asked};
