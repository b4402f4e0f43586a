//! integration

mod topology;
