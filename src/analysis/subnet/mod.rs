//! IP: the subnets and addresses of the resource gateway.

mod addresses_exhausted;
mod kind;
mod ports;
mod single_zone;

pub(super) use addresses_exhausted::AddressesExhausted;
pub(super) use kind::SubnetUnfit;
pub(super) use ports::PortsExhausted;
pub(super) use single_zone::SingleZone;
