//! Resource gateways and resource configurations.

use serde_json::{Map, Value, json};

use super::name;
use super::resource::{Kind, Resource};
use super::vocabulary::{camel_of_pascal, list, without_nulls};

/// `AWS::VpcLattice::ResourceGateway`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-vpclattice-resourcegateway.html>
pub(super) fn gateway_of_template(address: &str, properties: &Map<String, Value>) -> Resource {
    let mut body = object(camel_of_pascal(&Value::Object(properties.clone())));
    if let Some(vpc) = body.remove("vpcIdentifier") {
        body.insert("vpcId".into(), vpc);
    }
    gateway(address, &name::id(address), body)
}

/// `aws_vpclattice_resource_gateway`
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpclattice_resource_gateway>
pub(super) fn gateway_of_plan(address: &str, values: &Map<String, Value>, id: &str) -> Resource {
    let member = |new: &str, old: &str| Some((new.to_owned(), values.get(old)?.clone()));
    let members = [
        member("name", "name"),
        member("vpcId", "vpc_id"),
        member("subnetIds", "subnet_ids"),
        member("securityGroupIds", "security_group_ids"),
        member("ipAddressType", "ip_address_type"),
        member("ipv4AddressesPerEni", "ipv4_addresses_per_eni"),
        member(
            "resourceConfigDnsResolution",
            "resource_config_dns_resolution",
        ),
    ];
    let body = members
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null());
    gateway(address, id, body.collect())
}

fn gateway(address: &str, id: &str, mut body: Map<String, Value>) -> Resource {
    let keep = [
        "name",
        "vpcId",
        "subnetIds",
        "securityGroupIds",
        "ipAddressType",
        "ipv4AddressesPerEni",
        "resourceConfigDnsResolution",
    ];
    body.retain(|name, _| keep.contains(&name.as_str()));
    // What is not chosen at creation, AWS chooses.
    // https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_CreateResourceGateway.html
    body.entry("resourceConfigDnsResolution")
        .or_insert("PUBLIC".into());
    for optional in ["ipv4AddressesPerEni", "ipAddressType"] {
        let unset = body
            .get(optional)
            .is_some_and(|value| super::unknown::name_of(value).is_some());
        if unset {
            body.remove(optional);
        }
    }
    body.entry("ipAddressType").or_insert("IPV4".into());
    body.insert("id".into(), id.into());
    body.insert("status".into(), "ACTIVE".into());
    Resource {
        address: address.to_owned(),
        kind: Kind::ResourceGateway { body },
    }
}

/// `AWS::VpcLattice::ResourceConfiguration`
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-vpclattice-resourceconfiguration.html>
pub(super) fn configuration_of_template(
    address: &str,
    properties: &Map<String, Value>,
) -> Resource {
    let mut body = object(camel_of_pascal(&Value::Object(properties.clone())));
    for (old, new) in [
        ("resourceConfigurationType", "type"),
        ("protocolType", "protocol"),
        (
            "allowAssociationToSharableServiceNetwork",
            "allowAssociationToShareableServiceNetwork",
        ),
    ] {
        if let Some(value) = body.remove(old) {
            body.insert(new.into(), value);
        }
    }
    // Addresses and ARNs are bare texts here, objects in the API.
    if let Some(Value::Object(definition)) = body.get_mut("resourceConfigurationDefinition") {
        for (name, member) in [("ipResource", "ipAddress"), ("arnResource", "arn")] {
            if let Some(text @ Value::String(_)) = definition.get(name).cloned() {
                definition.insert(name.into(), json!({ member: text }));
            }
        }
    }
    configuration(address, &name::id(address), body)
}

/// `aws_vpclattice_resource_configuration`
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpclattice_resource_configuration>
pub(super) fn configuration_of_plan(
    address: &str,
    values: &Map<String, Value>,
    id: &str,
) -> Resource {
    let mut body = Map::new();
    for (new, old) in [
        ("name", "name"),
        ("type", "type"),
        ("protocol", "protocol"),
        ("portRanges", "port_ranges"),
        ("resourceGatewayId", "resource_gateway_identifier"),
        (
            "resourceConfigurationGroupId",
            "resource_configuration_group_id",
        ),
        (
            "allowAssociationToShareableServiceNetwork",
            "allow_association_to_shareable_service_network",
        ),
    ] {
        if let Some(value) = values.get(old).filter(|value| !value.is_null()) {
            body.insert(new.into(), value.clone());
        }
    }
    let definition = list(values.get("resource_configuration_definition"));
    if let Some(Value::Object(definition)) = definition.first() {
        let block = |name: &str| list(definition.get(name)).first().map(without_nulls);
        let member = |block: &Value, name: &str| block.get(name).cloned().unwrap_or(Value::Null);
        let mut out = Map::new();
        if let Some(dns) = block("dns_resource") {
            let mut resource = Map::new();
            resource.insert("domainName".into(), member(&dns, "domain_name"));
            resource.insert("ipAddressType".into(), member(&dns, "ip_address_type"));
            out.insert("dnsResource".into(), resource.into());
        }
        if let Some(ip) = block("ip_resource") {
            out.insert(
                "ipResource".into(),
                json!({"ipAddress": member(&ip, "ip_address")}),
            );
        }
        if let Some(arn) = block("arn_resource") {
            out.insert("arnResource".into(), json!({"arn": member(&arn, "arn")}));
        }
        body.insert("resourceConfigurationDefinition".into(), out.into());
    }
    configuration(address, id, body)
}

fn configuration(address: &str, id: &str, mut body: Map<String, Value>) -> Resource {
    let keep = [
        "name",
        "type",
        "protocol",
        "portRanges",
        "resourceGatewayId",
        "resourceConfigurationGroupId",
        "allowAssociationToShareableServiceNetwork",
        "resourceConfigurationDefinition",
    ];
    body.retain(|name, _| keep.contains(&name.as_str()));
    body.entry("type").or_insert("SINGLE".into());
    body.insert("id".into(), id.into());
    body.insert("status".into(), "ACTIVE".into());
    for optional in ["protocol", "allowAssociationToShareableServiceNetwork"] {
        if body
            .get(optional)
            .is_some_and(|value| super::unknown::name_of(value).is_some())
        {
            body.remove(optional);
        }
    }
    Resource {
        address: address.to_owned(),
        kind: Kind::ResourceConfiguration { body },
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
