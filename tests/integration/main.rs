//! Tests of the crate from outside, in one binary: each further one would be linked anew.

mod hostile;
