//! DNS: from the name of the next hop to addresses.

mod attributes;
mod firewall;
mod forwarding;
mod mixed;
mod records;
mod resolution_mode;
mod routing_domain;
mod servers;
mod zone_association;

pub(super) use attributes::DnsAttributesOff;
pub(super) use firewall::FirewallBlocks;
pub(super) use forwarding::RuleCaptures;
pub(super) use mixed::MixedAnswers;
pub(super) use records::RecordsUnfit;
pub(super) use resolution_mode::PublicResolution;
pub(super) use routing_domain::RoutingDomain;
pub(super) use servers::CustomServers;
pub(super) use zone_association::ZoneNotAssociated;
