//! LAT: VPC Lattice resource gateways, configurations and associations.

mod association;
mod configuration;
mod resource_gateway;

pub(super) use association::AssociationNotActive;
pub(super) use configuration::ResourceConfigurationUnfit;
pub(super) use resource_gateway::ResourceGatewayNotActive;
