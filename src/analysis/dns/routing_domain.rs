use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::json;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::{EndpointId, VpcEndpoint};

/// DNS005 and DNS006: the name that the resource gateway connects to does not resolve, or answers
/// with one zone only.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(in crate::analysis) struct RoutingDomain;

impl Analyzer for RoutingDomain {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS005, Rule::DNS006]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let regional = regional_name(case);
        let mut findings = case.report(Rule::DNS005, |_| match &regional {
            Some(name) => Fix {
                summary: format!("use the name that the endpoint really has, {name}"),
                aws_cli: connect_to(case, name),
            },
            None => Fix {
                summary:
                    "take the name from describe-vpc-endpoints (DnsEntries, the one without a \
                          zone) or describe-load-balancers (DNSName); it cannot be made up"
                        .into(),
                aws_cli: Vec::new(),
            },
        });
        findings.extend(case.report(Rule::DNS006, |_| {
            Fix {
                summary: "use the name without a zone, unless the zone is meant".into(),
                aws_cli: regional
                    .as_deref()
                    .map(|name| connect_to(case, name))
                    .unwrap_or_default(),
            }
        }));
        findings
    }
}

fn connect_to(case: &Case<'_>, name: &str) -> Vec<String> {
    if !case.is_managed() {
        return Vec::new();
    }
    let edit = format!(
        ".privateEndpoint.managedVpcResource.routingDomain = {}",
        json(name)
    );
    case.update_target(&edit)
}

/// The name without a zone of the endpoint or load balancer that the present name is after.
fn regional_name(case: &Case<'_>) -> Option<String> {
    let host = &case.journey.resolution.host;
    let label = host.split('.').next()?;
    let mut id = label.splitn(3, '-');
    if let (Some("vpce"), Some(hash)) = (id.next(), id.next()) {
        let id = EndpointId::from(format!("vpce-{hash}").as_str());
        let endpoint: &VpcEndpoint = case.topology.endpoint(&id).found()?;
        let mut names = endpoint.dns_names.iter();
        return names
            .find(|entry| entry.zone.is_none() && entry.name.starts_with("vpce-"))
            .map(|entry| entry.name.clone());
    }
    let balancer = case.topology.load_balancer_named(host).found()?;
    (balancer.dns_name != *host).then(|| balancer.dns_name.clone())
}
