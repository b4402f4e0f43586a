//! The identity providers that a gateway asks.

mod settings;
mod way;

pub(super) use settings::ProviderUnfit;
pub(super) use way::ProviderUnreachable;
