//! What lies behind an API: a VPC link to a Network Load Balancer, whose groups may turn it away.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>

use std::collections::BTreeSet;

use crate::reach::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};
use crate::topology::{LoadBalancer, Lookup, Missing, Peer, RestApi, SecurityGroup};

use super::Front;

impl Front<'_> {
    /// A step for each load balancer that applies its groups to what comes over a VPC link.
    pub(super) fn links(&self, api: &RestApi) -> Vec<Step> {
        let met = self.met(api);
        let ids: BTreeSet<&str> = met
            .iter()
            .filter_map(|(_, method)| method.integration.as_ref()?.vpc_link.as_deref())
            .collect();
        let mut steps = Vec::new();
        for id in ids {
            let link = match self.topology.vpc_link(id) {
                Lookup::Found(link) => link,
                Lookup::Unknown(missing) => {
                    steps.push(self.unseen(api, missing));
                    continue;
                }
                Lookup::Absent => continue,
            };
            for arn in &link.balancers {
                let step = match self.topology.load_balancer(arn) {
                    Lookup::Found(balancer) => self.enforced(api, id, balancer),
                    Lookup::Unknown(missing) => Some(self.unseen(api, missing)),
                    Lookup::Absent => None,
                };
                steps.extend(step.map(|mut step| {
                    step.evidence
                        .push(Evidence::part(link.source, "/targetArns"));
                    step
                }));
            }
        }
        steps
    }

    fn unseen(&self, api: &RestApi, missing: Missing) -> Step {
        let summary = format!("what lies behind the API: {}", missing.what);
        let outcome = Outcome::Unknown(Unknown::Missing(missing));
        self.step(
            StepKind::Api,
            outcome,
            summary,
            Evidence::record(api.source),
        )
    }

    /// API Gateway comes from addresses of its own, which nobody publishes: only a rule for all
    /// addresses admits it for certain, and without any rule it is turned away for certain.
    fn enforced(&self, api: &RestApi, link: &str, balancer: &LoadBalancer) -> Option<Step> {
        if balancer.groups.is_empty() {
            return None;
        }
        let Some((enforces, source)) = &balancer.enforces_groups_on_private_link else {
            let what = format!(
                "whether {} applies its groups to PrivateLink",
                balancer.name
            );
            return Some(self.unseen(api, Missing::new("elbv2", "describe-load-balancers", what)));
        };
        if !enforces {
            return None;
        }
        let mut groups: Vec<&SecurityGroup> = Vec::new();
        for id in &balancer.groups {
            match self.topology.security_group(id) {
                Lookup::Found(group) => groups.push(group),
                Lookup::Unknown(missing) => return Some(self.unseen(api, missing)),
                Lookup::Absent => {}
            }
        }
        let rules = || groups.iter().flat_map(|group| &group.inbound);
        let for_all = |peer: &Peer| match peer {
            Peer::Cidr(block) => block.prefix_len() == 0,
            _ => false,
        };
        if rules().any(|rule| for_all(&rule.peer)) {
            return None;
        }
        let by_address = |peer: &Peer| !matches!(peer, Peer::Group { .. });
        let outcome = if rules().any(|rule| by_address(&rule.peer)) {
            Outcome::Warn(Cause::LinkNotAdmitted)
        } else {
            Outcome::Fail(Cause::LinkNotAdmitted)
        };
        let mut evidence = vec![Evidence::part(
            *source,
            "/EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
        )];
        let lists = groups.iter();
        evidence.extend(lists.map(|group| Evidence::part(group.source, "/IpPermissions")));
        Some(Step {
            kind: StepKind::Api,
            subject: Subject::new("load-balancer", balancer.arn.as_str())
                .named(Some(balancer.name.clone())),
            outcome,
            summary: format!(
                "{} applies its security groups to VPC link {link}, and no rule admits all addresses",
                balancer.name
            ),
            evidence,
        })
    }
}
