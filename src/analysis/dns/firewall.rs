use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::DnsControlKind;

/// DNS008: the first rule of DNS Firewall that is about the name blocks it.
///
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-actions.html>
pub(in crate::analysis) struct FirewallBlocks;

impl Analyzer for FirewallBlocks {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::DNS008]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        case.report(Rule::DNS008, |fault| allow(case, &fault.subject.id))
    }
}

/// A rule that comes before all others of the group and lets the one name pass.
fn allow(case: &Case<'_>, group: &str) -> Fix {
    let host = &case.journey.resolution.host;
    let controls = &case.topology.dns_controls().in_force;
    let lowest = controls
        .iter()
        .filter(|control| control.id == group)
        .find_map(|control| match &control.kind {
            DnsControlKind::FirewallRuleGroup { rules, .. } => {
                let rules = rules.iter().flat_map(|rules| rules.iter());
                rules.filter_map(|rule| rule.priority).min()
            }
            _ => None,
        });
    let commands = lowest.filter(|lowest| *lowest > 0).map(|lowest| {
        let request = quote(&format!("gatepath-{host}"));
        let name = "gatepath-allow";
        vec![
            format!(
                "aws route53resolver update-firewall-domains --operation ADD --domains {} \
                 --firewall-domain-list-id \"$(aws route53resolver create-firewall-domain-list \
                 --name {name} --creator-request-id {request} --query FirewallDomainList.Id \
                 --output text)\"",
                quote(host)
            ),
            format!(
                "aws route53resolver create-firewall-rule --firewall-rule-group-id {} --priority {} \
                 --action ALLOW --name {name} --creator-request-id {request} \
                 --firewall-domain-list-id \"$(aws route53resolver list-firewall-domain-lists --query \
                 \"FirewallDomainLists[?Name=='gatepath-allow'].Id\" --output text)\"",
                quote(group),
                lowest - 1
            ),
        ]
    });
    Fix {
        summary: format!(
            "ask whoever runs DNS Firewall to let {host} pass: a rule before the others allows it, or \
             the name leaves the list"
        ),
        aws_cli: commands.unwrap_or_default(),
    }
}
