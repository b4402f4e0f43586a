//! Resolver rules and the endpoints that they forward through.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, route53resolver as records};
use crate::topology::{DnsServer, ResolverAddress, ResolverEndpoint, ResolverRule};

use super::super::Builder;
use super::super::read::dns_name;

/// Rules by id. A rule that is shared is listed by each account that sees it, alike.
pub(super) fn resolver_rules(
    rules: Vec<Observed<records::ResolverRule>>,
) -> BTreeMap<String, ResolverRule> {
    let rules = rules.into_iter().map(|Observed { record, source }| {
        let mut servers: Vec<DnsServer> = record.target_ips.iter().filter_map(server).collect();
        servers.sort_by_key(|server| (server.address, server.port));
        let rule = ResolverRule {
            source: Some(source),
            domain: record.domain_name.as_deref().map(dns_name),
            rule_type: record.rule_type,
            servers,
            endpoint: record.resolver_endpoint_id,
        };
        (record.id, rule)
    });
    let mut by_id: BTreeMap<String, ResolverRule> = BTreeMap::new();
    for (id, rule) in rules {
        by_id.entry(id).or_insert(rule);
    }
    by_id
}

impl Builder {
    pub(super) fn resolver_endpoints(
        &mut self,
        endpoints: Vec<Observed<records::ResolverEndpoint>>,
        addresses: Vec<Observed<Keyed<records::ResolverEndpointAddress>>>,
    ) -> BTreeMap<String, ResolverEndpoint> {
        let operation = "list-resolver-endpoint-ip-addresses";
        let mut addresses = self.answers(addresses, "route53resolver", operation);
        let mut by_id: BTreeMap<String, ResolverEndpoint> = BTreeMap::new();
        for Observed { record, source } in endpoints {
            let found = addresses.take(&record.id);
            let found = found.map(|found| found.into_iter().flat_map(addresses_of).collect());
            let endpoint = ResolverEndpoint {
                source,
                id: record.id.clone(),
                name: record.name,
                direction: record.direction,
                vpc: self.maybe_id(record.host_vpc_id.as_deref()),
                status: record.status,
                groups: self.ids(record.security_group_ids.iter().map(String::as_str)),
                addresses: found,
            };
            by_id.entry(record.id).or_insert(endpoint);
        }
        by_id
    }
}

fn server(target: &records::TargetAddress) -> Option<DnsServer> {
    let address = target.ip.as_deref().or(target.ipv6.as_deref())?;
    let https = matches!(target.protocol.as_deref(), Some("DoH" | "DoH-FIPS"));
    let port = target.port.and_then(|port| u16::try_from(port).ok());
    Some(DnsServer {
        address: address.parse().ok()?,
        port: port.unwrap_or(if https { 443 } else { 53 }),
        https,
    })
}

fn addresses_of(
    Observed { record, source }: Observed<records::ResolverEndpointAddress>,
) -> impl Iterator<Item = ResolverAddress> {
    let texts = [record.ip, record.ipv6].into_iter().flatten();
    let status = record.status;
    texts.filter_map(move |text| {
        Some(ResolverAddress {
            source,
            address: text.parse().ok()?,
            status: status.clone(),
        })
    })
}
