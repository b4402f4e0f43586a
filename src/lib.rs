//! gatepath
