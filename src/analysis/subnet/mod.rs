//! IP: the subnets and addresses of the resource gateway.

mod addresses_exhausted;
mod kind;
mod single_zone;

pub(super) use addresses_exhausted::AddressesExhausted;
pub(super) use kind::SubnetUnfit;
pub(super) use single_zone::SingleZone;
