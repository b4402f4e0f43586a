//! CloudFormation templates: parameters, conditions and functions are evaluated, resources read.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>

mod function;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::document::PlanError;
use super::resource::Resource;
use super::{Plan, elastic, group, lattice, target, zone};

use function::Template;

pub(super) fn read(
    file: &str,
    members: &Map<String, Value>,
    parameters: &BTreeMap<String, String>,
) -> Result<Plan, PlanError> {
    let content = |pointer: &str, message: String| PlanError::Content {
        file: file.to_owned(),
        pointer: pointer.to_owned(),
        message,
    };
    let Some(Value::Object(resources)) = members.get("Resources") else {
        return Err(content(
            "/Resources",
            "a template has an object of resources".to_owned(),
        ));
    };
    let template = Template::new(members, resources, parameters)
        .map_err(|(pointer, message)| content(&pointer, message))?;
    let mut plan = Plan {
        name: file.to_owned(),
        resources: Vec::new(),
        notes: BTreeSet::new(),
    };
    for (address, resource) in resources {
        let Some(kind) = resource.get("Type").and_then(Value::as_str) else {
            let pointer = format!("/Resources/{address}");
            return Err(content(&pointer, "a resource has a Type".to_owned()));
        };
        if let Some(condition) = resource.get("Condition").and_then(Value::as_str)
            && template.condition(condition) == Some(false)
        {
            continue;
        }
        let properties = resource.get("Properties").cloned().unwrap_or_default();
        let properties = match template.evaluate(&properties) {
            Value::Object(properties) => properties,
            _ => Map::new(),
        };
        let read = of_type(kind, address, &properties);
        if read.is_empty() && matters(kind) {
            plan.notes
                .insert(format!("{file}: {address} ({kind}) is not laid over"));
        }
        plan.resources.extend(read);
    }
    Ok(plan)
}

fn of_type(kind: &str, address: &str, properties: &Map<String, Value>) -> Vec<Resource> {
    let one = match kind {
        "AWS::BedrockAgentCore::GatewayTarget" => target::of_template(address, properties),
        "AWS::BedrockAgentCore::Gateway" => target::gateway_of_template(address, properties),
        "AWS::VpcLattice::ResourceGateway" => lattice::gateway_of_template(address, properties),
        "AWS::VpcLattice::ResourceConfiguration" => {
            lattice::configuration_of_template(address, properties)
        }
        "AWS::EC2::SecurityGroup" => group::of_template(address, properties),
        "AWS::EC2::SecurityGroupIngress" => group::rule_of_template(address, properties, false),
        "AWS::EC2::SecurityGroupEgress" => group::rule_of_template(address, properties, true),
        "AWS::EC2::Route" => group::route_of_template(address, properties),
        "AWS::Route53::HostedZone" => zone::of_template(address, properties),
        "AWS::Route53::RecordSet" => zone::record_of_template(address, properties),
        "AWS::Route53::RecordSetGroup" => return zone::records_of_template(address, properties),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
            elastic::balancer_of_template(address, properties)
        }
        "AWS::ElasticLoadBalancingV2::Listener" => {
            elastic::listener_of_template(address, properties)
        }
        "AWS::ElasticLoadBalancingV2::ListenerRule" => {
            elastic::rule_of_template(address, properties)
        }
        "AWS::ElasticLoadBalancingV2::ListenerCertificate" => elastic::certificates(
            address,
            properties.get("ListenerArn"),
            super::vocabulary::list(properties.get("Certificates"))
                .iter()
                .filter_map(|one| one.get("CertificateArn").cloned())
                .collect(),
        ),
        "AWS::ElasticLoadBalancingV2::TargetGroup" => {
            elastic::group_of_template(address, properties)
        }
        _ => return Vec::new(),
    };
    vec![one]
}

/// Whether a resource that is not laid over may be on the way of a request.
fn matters(kind: &str) -> bool {
    let services = [
        "AWS::EC2::",
        "AWS::ApiGateway::",
        "AWS::CertificateManager::",
        "AWS::NetworkFirewall::",
        "AWS::Route53",
        "AWS::VpcLattice::",
        "AWS::ElasticLoadBalancing",
    ];
    services.iter().any(|service| kind.starts_with(service))
}
