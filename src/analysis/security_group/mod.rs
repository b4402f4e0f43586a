//! SG: security groups on both legs.

mod backend;
mod default_group;
mod entry;
mod partial;
mod reference;

pub(super) use backend::BackendNotAdmitted;
pub(super) use default_group::DefaultGroup;
pub(super) use entry::EntryNotAdmitted;
pub(super) use partial::PartialCoverage;
pub(super) use reference::InvalidReference;
