//! LAT: VPC Lattice resource gateways, configurations and associations.

mod association;
mod configuration;
mod leftover;
mod resource;
mod resource_gateway;
mod share;

pub(super) use association::AssociationNotActive;
pub(super) use configuration::ResourceConfigurationUnfit;
pub(super) use leftover::LeftoverGateways;
pub(super) use resource::ResourceUnsteady;
pub(super) use resource_gateway::ResourceGatewayNotActive;
pub(super) use share::ShareUnfit;
