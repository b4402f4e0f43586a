//! gatepath
fn main() {}
