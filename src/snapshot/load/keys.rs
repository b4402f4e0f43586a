//! What records tell of the call that they answer: the identifiers that the request named.

use crate::snapshot::{
    acm, agentcore, apigateway, ec2, elbv2, iam, identity, lattice, ram, route53, route53resolver,
};

pub(super) fn of_vpc_attribute(record: &ec2::VpcAttribute) -> Vec<Vec<String>> {
    [
        ("enableDnsSupport", &record.enable_dns_support),
        ("enableDnsHostnames", &record.enable_dns_hostnames),
        (
            "enableNetworkAddressUsageMetrics",
            &record.enable_network_address_usage_metrics,
        ),
    ]
    .into_iter()
    .filter(|(_, value)| value.is_some())
    .map(|(name, _)| vec![record.vpc_id.clone(), name.to_owned()])
    .collect()
}

pub(super) fn of_listener(record: &elbv2::Listener) -> Vec<Vec<String>> {
    one(record.load_balancer_arn.as_ref())
}

/// `…:listener-rule/app/web/<lb>/<listener>/<rule>` is a rule of
/// `…:listener/app/web/<lb>/<listener>`.
pub(super) fn of_rule(record: &elbv2::Rule) -> Vec<Vec<String>> {
    let listener = record.rule_arn.rsplit_once('/').and_then(|(listener, _)| {
        let (head, tail) = listener.split_once(":listener-rule/")?;
        Some(format!("{head}:listener/{tail}"))
    });
    one(listener.as_ref())
}

pub(super) fn of_hosted_zone(record: &route53::HostedZoneDetail) -> Vec<Vec<String>> {
    vec![vec![record.hosted_zone.zone_id().to_owned()]]
}

pub(super) fn of_firewall_rule(record: &route53resolver::FirewallRule) -> Vec<Vec<String>> {
    one(record.firewall_rule_group_id.as_ref())
}

pub(super) fn of_firewall_config(record: &route53resolver::FirewallConfig) -> Vec<Vec<String>> {
    one(record.resource_id.as_ref())
}

pub(super) fn of_profile_resource(
    record: &route53resolver::ProfileResourceAssociation,
) -> Vec<Vec<String>> {
    one(record.profile_id.as_ref())
}

pub(super) fn of_certificate(record: &acm::CertificateDetail) -> Vec<Vec<String>> {
    one(Some(&record.certificate_arn))
}

pub(super) fn of_rest_api(record: &apigateway::RestApi) -> Vec<Vec<String>> {
    one(Some(&record.id))
}

pub(super) fn of_domain_name(record: &apigateway::DomainName) -> Vec<Vec<String>> {
    one(Some(&record.domain_name))
}

pub(super) fn of_vpc_link(record: &apigateway::VpcLink) -> Vec<Vec<String>> {
    one(Some(&record.id))
}

pub(super) fn of_role(record: &iam::Role) -> Vec<Vec<String>> {
    one(Some(&record.role_name))
}

pub(super) fn of_role_policy(record: &iam::RolePolicy) -> Vec<Vec<String>> {
    vec![vec![record.role_name.clone(), record.policy_name.clone()]]
}

pub(super) fn of_policy(record: &iam::Policy) -> Vec<Vec<String>> {
    one(Some(&record.arn))
}

pub(super) fn of_permission(record: &ram::Permission) -> Vec<Vec<String>> {
    one(Some(&record.arn))
}

pub(super) fn of_oauth2_provider(record: &identity::Oauth2CredentialProvider) -> Vec<Vec<String>> {
    one(record.name.as_ref())
}

pub(super) fn of_gateway(record: &agentcore::Gateway) -> Vec<Vec<String>> {
    id_and_arn(&record.gateway_id, record.gateway_arn.as_ref())
}

/// `…:gateway/<id>` is the ARN of a target's gateway.
pub(super) fn of_target(record: &agentcore::GatewayTarget) -> Vec<Vec<String>> {
    let gateway = record
        .gateway_arn
        .as_ref()
        .and_then(|arn| arn.rsplit_once(":gateway/"));
    gateway
        .map(|(_, gateway)| vec![gateway.to_owned(), record.target_id.clone()])
        .into_iter()
        .collect()
}

pub(super) fn of_resource_gateway(record: &lattice::ResourceGateway) -> Vec<Vec<String>> {
    id_and_arn(&record.id, record.arn.as_ref())
}

pub(super) fn of_resource_configuration(
    record: &lattice::ResourceConfiguration,
) -> Vec<Vec<String>> {
    id_and_arn(&record.id, record.arn.as_ref())
}

pub(super) fn of_association(
    record: &lattice::ServiceNetworkResourceAssociation,
) -> Vec<Vec<String>> {
    id_and_arn(&record.id, record.arn.as_ref())
}

fn one(key: Option<&String>) -> Vec<Vec<String>> {
    key.map(|key| vec![key.clone()]).into_iter().collect()
}

/// Requests may name these resources either way.
fn id_and_arn(id: &str, arn: Option<&String>) -> Vec<Vec<String>> {
    let mut keys = vec![vec![id.to_owned()]];
    keys.extend(one(arn));
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_tells_its_listener() {
        let arn = |kind: &str, id: &str| {
            format!("arn:aws:elasticloadbalancing:us-west-2:1:{kind}/app/web/50dc6c49/f2f7dc8e{id}")
        };
        let rule = elbv2::Rule {
            rule_arn: arn("listener-rule", "/9683b2d0"),
            ..Default::default()
        };
        assert_eq!(of_rule(&rule), [[arn("listener", "")]]);
        let odd = elbv2::Rule {
            rule_arn: "odd".to_owned(),
            ..Default::default()
        };
        assert!(of_rule(&odd).is_empty());
    }

    #[test]
    fn a_target_tells_its_gateway() {
        let target = agentcore::GatewayTarget {
            target_id: "TGT1".to_owned(),
            gateway_arn: Some("arn:aws:bedrock-agentcore:us-west-2:1:gateway/gw-1".to_owned()),
            ..Default::default()
        };
        assert_eq!(of_target(&target), [["gw-1", "TGT1"]]);
    }
}
