//! Target groups and their registered targets.

use crate::snapshot::{Keyed, Observed, elbv2};
use crate::topology::graph::Ownership;
use crate::topology::{
    Health, Interface, InterfaceId, Link, RegisteredTarget, TargetGroup, TargetRef, TargetType,
    Threshold, VpcId,
};

use super::Builder;
use super::load_balancer::{attribute, parse};
use super::read::port;

impl Builder {
    pub(super) fn add_target_groups(
        &mut self,
        groups: Vec<Observed<elbv2::TargetGroup>>,
        attributes: Vec<Observed<Keyed<elbv2::Attribute>>>,
        health: Vec<Observed<Keyed<elbv2::TargetHealthDescription>>>,
    ) {
        let mut attributes = self.answers(attributes, "elbv2", "describe-target-group-attributes");
        let mut health = self.answers(health, "elbv2", "describe-target-health");
        for Observed { record, source } in self.settle(groups).records {
            let attributes = attributes.take(&record.target_group_arn);
            let value = |key| attribute(attributes.as_deref().unwrap_or_default(), key);
            let target_type = match record.target_type.as_deref() {
                Some("instance") => TargetType::Instance,
                Some("ip") => TargetType::Ip,
                Some("lambda") => TargetType::Lambda,
                Some("alb") => TargetType::Alb,
                _ => TargetType::Unknown,
            };
            let group_port = port(record.port);
            let targets = health.take(&record.target_group_arn).map(|found| {
                let targets = found.into_iter();
                let targets = targets.map(|one| registered(one, target_type, group_port));
                let mut targets: Vec<RegisteredTarget> = targets.collect();
                targets.sort_by(|a, b| (&a.target, a.port).cmp(&(&b.target, b.port)));
                targets
            });
            let matcher = record.matcher.unwrap_or_default();
            let threshold = |action: &str| {
                let number = |unit: &str| -> Option<usize> {
                    let key =
                        format!("target_group_health.{action}.minimum_healthy_targets.{unit}");
                    attribute(attributes.as_deref().unwrap_or_default(), &key)?
                        .0
                        .parse()
                        .ok()
                };
                Threshold {
                    count: number("count").unwrap_or(1),
                    percentage: number("percentage"),
                }
            };
            let group = TargetGroup {
                source,
                arn: self.id(&record.target_group_arn),
                name: record.target_group_name.unwrap_or_default(),
                protocol: record.protocol,
                port: group_port,
                vpc: self.maybe_id(record.vpc_id.as_deref()),
                target_type,
                load_balancers: self.ids(record.load_balancer_arns.iter().map(String::as_str)),
                health_protocol: record.health_check_protocol,
                health_port: record.health_check_port.and_then(|port| port.parse().ok()),
                health_path: record.health_check_path,
                matcher: matcher.http_code.or(matcher.grpc_code),
                preserve_client_ip: value("preserve_client_ip.enabled")
                    .and_then(|(value, source)| Some((parse(&value)?, source))),
                cross_zone: value("load_balancing.cross_zone.enabled").map(|(value, _)| value),
                dns_failover: threshold("dns_failover"),
                routing_failover: threshold("unhealthy_state_routing"),
                attributes_observed: attributes.is_some(),
                targets,
            };
            self.link_targets(&group);
            self.topology.graph.insert(group);
        }
    }

    fn link_targets(&mut self, group: &TargetGroup) {
        let targets = group.targets.iter().flatten();
        let interfaces: Vec<InterfaceId> = targets
            .filter_map(|target| self.interface_of(&target.target, group.vpc.as_ref()))
            .collect();
        for interface in interfaces {
            self.topology.graph.link::<TargetGroup, Interface>(
                group.arn.shared(),
                Link::Registers,
                interface.shared(),
            );
        }
    }

    fn interface_of(&self, target: &TargetRef, vpc: Option<&VpcId>) -> Option<InterfaceId> {
        match target {
            TargetRef::Address(address) => match self.topology.graph.owner_of(vpc?, *address) {
                Ownership::Owned(interface) => Some(interface.id.clone()),
                Ownership::Disputed | Ownership::Nobody => None,
            },
            TargetRef::Instance(instance) => self.topology.instances.get(instance).cloned(),
            TargetRef::Other(_) => None,
        }
    }
}

fn registered(
    Observed { record, source }: Observed<elbv2::TargetHealthDescription>,
    target_type: TargetType,
    group_port: Option<u16>,
) -> RegisteredTarget {
    let id = record.target.id;
    let health = record.target_health.unwrap_or_default();
    RegisteredTarget {
        source,
        target: match (target_type, id.parse()) {
            (TargetType::Ip, Ok(address)) => TargetRef::Address(address),
            (TargetType::Instance, _) => TargetRef::Instance(id),
            _ => TargetRef::Other(id),
        },
        port: if record.target.port.is_some() {
            port(record.target.port)
        } else {
            group_port
        },
        zone: record.target.availability_zone,
        health: match health.state.as_deref() {
            Some("healthy") => Health::Healthy,
            // Also registered still: with only such targets a load balancer fails open.
            Some("unhealthy" | "unhealthy.draining") => Health::Unhealthy,
            Some("initial") => Health::Initial,
            Some("draining") => Health::Draining,
            Some("unused") => Health::Unused,
            Some("unavailable") => Health::Unavailable,
            _ => Health::Unknown,
        },
        reason: health.reason,
        description: health.description,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;
    use super::*;

    #[test]
    fn a_target_is_what_the_group_registers() {
        let topology = topology(&[
            (
                "elbv2.describe-target-groups",
                json!({"TargetGroups": [{"TargetGroupArn": "tg-1", "TargetType": "ip", "Port": 8000,
                    "HealthCheckPort": "traffic-port"}]}),
            ),
            (
                "elbv2.describe-target-health.tg-1",
                json!({"TargetHealthDescriptions": [
                    {"Target": {"Id": "10.0.0.4"}, "TargetHealth": {"State": "healthy"}},
                    {"Target": {"Id": "ten", "Port": 9000},
                     "TargetHealth": {"State": "unhealthy.draining", "Reason": "Target.Timeout"}}]}),
            ),
        ]);
        let group = topology
            .target_group(&"tg-1".into())
            .found()
            .expect("the group")
            .clone();
        assert_eq!(group.health_port, None);
        assert!(!group.attributes_observed);
        let targets = group.targets.expect("the targets");
        assert_eq!(
            targets[0].target,
            TargetRef::Address("10.0.0.4".parse().expect("an address"))
        );
        assert_eq!(
            (targets[0].port, targets[0].health),
            (Some(8000), Health::Healthy)
        );
        assert_eq!(targets[1].target, TargetRef::Other("ten".to_owned()));
        assert_eq!(
            (targets[1].port, targets[1].health),
            (Some(9000), Health::Unhealthy)
        );
    }
}
