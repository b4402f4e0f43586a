use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::Cause;
use crate::topology::{Cidr, DnsControlKind, DnsServer};

/// DNS007: a Resolver rule for the name or a parent domain sends it to other DNS servers, which
/// know no private hosted zone, or through an endpoint that does not work.
///
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network.html>
pub(in crate::analysis) struct RuleCaptures;

impl Analyzer for RuleCaptures {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS007]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::DNS007, |fault| match fault.cause() {
            Some(Cause::ForwardingBroken) => mend_endpoint(case, fault),
            _ => resolve_here(case),
        })
    }
}

/// A rule of type SYSTEM for the name alone leaves the rest to the forwarding rule.
fn resolve_here(case: &Case<'_>) -> Fix {
    let host = &case.journey.resolution.host;
    let command = case.entry_vpc().map(|vpc| {
        format!(
            "aws route53resolver associate-resolver-rule --vpc-id {} --resolver-rule-id \
             \"$(aws route53resolver create-resolver-rule --rule-type SYSTEM --domain-name {} \
             --creator-request-id {} --query ResolverRule.Id --output text)\"",
            quote(vpc.as_str()),
            quote(host),
            quote(&format!("gatepath-{host}")),
        )
    });
    Fix {
        summary: format!(
            "ask those DNS servers for {host}; if the name should be answered in the VPC, a rule of \
             type SYSTEM for it alone does that"
        ),
        aws_cli: command.into_iter().collect(),
    }
}

fn mend_endpoint(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let controls = case.topology.dns_controls();
    let endpoint = controls.endpoints.get(fault.subject.id.as_str());
    let mut decided = fault.first().step.evidence.iter();
    let closed = decided.any(|piece| piece.part.contains("IpPermissionsEgress"));
    let group = endpoint.and_then(|endpoint| endpoint.groups.first());
    let Some(group) = group.filter(|_| closed) else {
        return Fix {
            summary:
                "bring the Resolver endpoint back: status OPERATIONAL and its addresses ATTACHED \
                      (free addresses in its subnets, or other addresses)"
                    .into(),
            aws_cli: vec![format!(
                "aws route53resolver list-resolver-endpoint-ip-addresses --resolver-endpoint-id {}",
                quote(&fault.subject.id)
            )],
        };
    };
    let mut servers: Vec<DnsServer> = controls
        .in_force
        .iter()
        .filter_map(|control| match &control.kind {
            DnsControlKind::ResolverRule(rule)
                if rule.endpoint.as_deref() == Some(&fault.subject.id) =>
            {
                Some(&rule.servers)
            }
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    servers.sort_by_key(|server| (server.address, server.port));
    servers.dedup();
    let commands = servers.iter().flat_map(|server| {
        let protocols: &[&str] = if server.https {
            &["tcp"]
        } else {
            &["udp", "tcp"]
        };
        protocols.iter().map(|protocol| {
            let block = Cidr::host(server.address);
            let ranges = match block.is_ipv6() {
                true => format!("Ipv6Ranges=[{{CidrIpv6={}/128}}]", server.address),
                false => format!("IpRanges=[{{CidrIp={}/32}}]", server.address),
            };
            let permission = format!(
                "IpProtocol={protocol},FromPort={port},ToPort={port},{ranges}",
                port = server.port
            );
            format!(
                "aws ec2 authorize-security-group-egress --group-id {} --ip-permissions {}",
                quote(group.as_str()),
                quote(&permission)
            )
        })
    });
    Fix {
        summary: "let the Resolver endpoint send UDP and TCP 53 to the DNS servers of the rule"
            .into(),
        aws_cli: commands.collect(),
    }
}
